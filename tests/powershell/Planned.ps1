# A simulated cluster with something to mend, for suites that write; Setup.ps1 and Simulation.ps1 come before.

# A cluster of which a list, a threshold and a volume are to be mended, in this order, and the plan that does it.
function New-Planned {
    param([string] $Mode, [hashtable] $Extra = @{})
    New-Simulation -Mode $Mode -Extra $Extra
    Set-FakeValue 'resourcetype:Virtual Machine.MigrationExcludeNetworks' 'ad7077ee-b541-543a-ab65-6e35105e5c61'
    Set-FakeValue 'cluster.SameSubnetThreshold' 3
    Set-FakeValue 'volume:Volume2.redirected' $true
    $script:plan = Read-Simulation | New-ClusterRoutePlan -WarningAction Ignore
    $script:before = Get-FakeSnapshot
    $script:journals = [System.IO.Path]::Combine($TestDrive, [guid]::NewGuid().ToString('N'))
    Clear-FakeLog
}

# What the simulated cluster is now, without going through its commands.
function Read-Simulation {
    param([string] $Cluster = 'CL1')
    $file = [System.IO.Path]::Combine($TestDrive, "$([guid]::NewGuid()).json")
    Export-FakeCapture $file -Cluster $Cluster
    # What the simulated cluster was made of names another one in places.
    [System.IO.File]::WriteAllText($file, [System.IO.File]::ReadAllText($file).Replace('S2D-2019-RDMA', $Cluster))
    Import-ClusterRouteCapture -LiteralPath $file
}

# Collecting takes seconds and has a suite of its own: here the module is given what the simulated cluster is.
function Set-QuickCollection {
    $read = ${function:Read-Simulation}
    & (Get-Module -Name ClusterRoute) {
        param($read)
        ${function:script:Read-RunCapture} = {
            param($Cmdlet, $Run, [switch] $ClusterOnly)
            & $read -Cluster $Run.Way.Cluster
        }.GetNewClosure()
    } $read
}

# What a command gives, and the error that it ended with.
function Invoke-Kept {
    param([scriptblock] $Script)
    $failure, $results = $null, [System.Collections.Generic.List[object]]::new()
    try { & $Script 3>$null | ForEach-Object { $results.Add($_) } } catch { $failure = $_ }
    @{
        States  = @($results | ForEach-Object { $_.State })
        Results = $results
        Failure = if ($null -ne $failure) { $failure.Exception.Message }
        Id      = if ($null -ne $failure) { $failure.FullyQualifiedErrorId.Split(',')[0] }
        Code    = if ($null -ne $failure) { $failure.Exception.Data['ExitCode'] } else { 0 }
    }
}

# Makes the plan, as somebody does who has looked at it.
function Invoke-Planned {
    param([hashtable] $With = @{})
    $all = @{ PlanHash = $plan.Sha256; Confirm = $false; JournalPath = $journals; WatchSeconds = 0; SettleSeconds = 0 }
    if (-not $With.ContainsKey('Path') -and -not $With.ContainsKey('Resume')) { $all['Plan'] = $plan }
    if ($With.ContainsKey('Resume')) { $all.Remove('JournalPath') }
    foreach ($name in $With.Keys) { $all[$name] = $With[$name] }
    Invoke-Kept { Invoke-ClusterRoutePlan @all }
}

# Takes back what the newest journal announced.
function Undo-Planned {
    param([hashtable] $With = @{})
    $path = @(Get-ClusterRouteJournal -JournalPath $journals)[-1].Path
    Invoke-Kept { Undo-ClusterRoutePlan -Path $path -Confirm:$false -SettleSeconds 0 @With }
}

# What the newest journal says.
function Get-LastJournal { @(Get-ClusterRouteJournal -JournalPath $journals)[-1] }
