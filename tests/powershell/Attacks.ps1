# Goes with one session through files that are made to take it down: each is imported, and what it gives is piped into
# every command. Prints for each file a line of its name, the seconds it took and the most memory that the process had
# until then, in KiB, and in the end that the session still answers.
param([string] $Module, [string] $Folder)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
Import-Module -Name $Module

# An error of the module is what a file may end in; one of the runtime is what it must not.
function Invoke-Held {
    param([string] $File, [scriptblock] $Script)
    try { & $Script }
    catch {
        if ($_.FullyQualifiedErrorId -notlike 'ClusterRoute.*') { [Console]::WriteLine("failed: $($File): $($_.FullyQualifiedErrorId): $($_.Exception.Message)") }
    }
}

function Get-Peak {
    foreach ($line in [System.IO.File]::ReadAllLines('/proc/self/status')) { if ($line -match '^VmHWM:\s+([0-9]+)') { return $Matches[1] } }
}

foreach ($path in Get-ChildItem -LiteralPath $Folder -Recurse -File) {
    $name = $path.Directory.Name
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $captures = @(Invoke-Held -File $name -Script { Import-ClusterRouteCapture -LiteralPath $path.FullName -WarningAction SilentlyContinue })
    if ($captures.Count -gt 0) {
        $commands = 'Measure-ClusterRouteMetric', 'Resolve-ClusterRoute', 'Get-ClusterRouteRecommendation', 'Get-ClusterRouteDesign', 'Get-ClusterRouteFailure', 'Get-ClusterRouteIO', 'New-ClusterRoutePlan', 'Test-ClusterRoute'
        Invoke-Held -File "$name, Get-ClusterRouteEstimate" -Script { $null = $captures | Get-ClusterRouteEstimate Redirect -WarningAction SilentlyContinue }
        foreach ($command in $commands) {
            Invoke-Held -File "$name, $command" -Script { $null = $captures | & $command -WarningAction SilentlyContinue }
        }
    }
    # A file is compared with itself.
    Invoke-Held -File "$name, Compare-ClusterRoute" -Script { $null = Compare-ClusterRoute -ReferencePath $path.FullName -DifferencePath $path.FullName -WarningAction SilentlyContinue }
    $page = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "$([guid]::NewGuid().ToString('N')).html")
    Invoke-Held -File "$name, Export-ClusterRouteReport" -Script { Export-ClusterRouteReport -LiteralPath $path.FullName -Destination $page }
    if ([System.IO.Directory]::Exists($page)) { [System.IO.Directory]::Delete($page, $true) } else { [System.IO.File]::Delete($page) }
    $captures = $null
    $seconds = $clock.Elapsed.TotalSeconds.ToString('0.0', [System.Globalization.CultureInfo]::InvariantCulture)
    [Console]::WriteLine("file $seconds $(Get-Peak) $name")
}
[Console]::WriteLine("rules $(@(Get-ClusterRouteRule).Count)")
