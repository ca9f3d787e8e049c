# Asks the module about every input of the stories and writes one JSON object for each to the file Out: the input, the way
# it came in, the findings, the needs and the failures. Import reads the file by the module; Clixml reads it as PowerShell does and pipes the
# objects.
param([string] $Manifest, [string[]] $Path, [string] $Out)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$WarningPreference = 'SilentlyContinue'
Import-Module -Name $Manifest

function Get-Said {
    param([string] $Source, [string] $Way, [object[]] $Finding, [object[]] $Need, [object[]] $Failure)
    $said = foreach ($one in $Finding) {
        [ordered] @{
            rule = $one.Rule; severity = "$($one.Severity)".ToLowerInvariant(); certainty = "$($one.Certainty)".ToLowerInvariant()
            target = $one.TargetName; message = $one.Message; advice = $one.Advice; fix = "$($one.FixCommand)"; undo = "$($one.UndoCommand)"
        }
    }
    $served = foreach ($one in $Need) {
        [ordered] @{
            need = $one.Need.ToLowerInvariant(); verdict = $one.Verdict.ToLowerInvariant(); networks = $one.Networks
            shared_with = @($one.SharedWith | ForEach-Object { $_.ToLowerInvariant() }); required_gbps = $one.RequiredGbps
            present_gbps = $one.PresentGbps; spare = $one.Spare; reasons = $one.Reasons
        }
    }
    $cases = foreach ($one in $Failure) {
        [ordered] @{
            lost = $one.LostName; worst = $one.Worst.ToLowerInvariant(); alike = $one.AlikeCount; more = $one.MoreThanAlone
            outcome = $one.OutcomeName
        }
    }
    ConvertTo-Json -Compress -Depth 5 -InputObject ([ordered] @{ path = $Source; way = $Way; findings = @($said); needs = @($served); failures = @($cases) })
}

$lines = foreach ($source in $Path) {
    $capture = @(Import-ClusterRouteCapture -Path $source)
    Get-Said -Source $source -Way 'Import' -Finding @($capture | Get-ClusterRouteRecommendation) -Need @($capture | Get-ClusterRouteDesign) -Failure @($capture | Get-ClusterRouteFailure -Depth 2)
    $files = @(if ($source -like '*.xml') { $source } elseif (Test-Path -Path $source -PathType Container) { Get-ChildItem -Path $source -Filter *.xml | ForEach-Object FullName })
    if ($files) {
        $objects = @($files | ForEach-Object { Import-Clixml -Path $_ })
        Get-Said -Source $source -Way 'Clixml' -Finding @($objects | Get-ClusterRouteRecommendation) -Need @($objects | Get-ClusterRouteDesign) -Failure @($objects | Get-ClusterRouteFailure -Depth 2)
    }
}
[System.IO.File]::WriteAllLines($Out, [string[]] @($lines))
