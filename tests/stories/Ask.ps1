# Asks the module about every input of the stories and writes one JSON object for each to the file Out: the input, the way
# it came in, and the findings. Import reads the file by the module; Clixml reads it as PowerShell does and pipes the
# objects.
param([string] $Manifest, [string[]] $Path, [string] $Out)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$WarningPreference = 'SilentlyContinue'
Import-Module -Name $Manifest

function Get-Said {
    param([string] $Source, [string] $Way, [object[]] $Finding)
    $said = foreach ($one in $Finding) {
        [ordered] @{
            rule = $one.Rule; severity = "$($one.Severity)".ToLowerInvariant(); certainty = "$($one.Certainty)".ToLowerInvariant()
            target = $one.TargetName; message = $one.Message; advice = $one.Advice; fix = "$($one.FixCommand)"; undo = "$($one.UndoCommand)"
        }
    }
    ConvertTo-Json -Compress -Depth 5 -InputObject ([ordered] @{ path = $Source; way = $Way; findings = @($said) })
}

$lines = foreach ($source in $Path) {
    Get-Said -Source $source -Way 'Import' -Finding @(Import-ClusterRouteCapture -Path $source | Get-ClusterRouteRecommendation)
    $files = @(if ($source -like '*.xml') { $source } elseif (Test-Path -Path $source -PathType Container) { Get-ChildItem -Path $source -Filter *.xml | ForEach-Object FullName })
    if ($files) {
        Get-Said -Source $source -Way 'Clixml' -Finding @($files | ForEach-Object { Import-Clixml -Path $_ } | Get-ClusterRouteRecommendation)
    }
}
[System.IO.File]::WriteAllLines($Out, [string[]] @($lines))
