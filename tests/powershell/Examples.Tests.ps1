# Every example of the help runs as it stands, on a simulated cluster, in a folder that has the files it names.
BeforeDiscovery {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))
    $examples = foreach ($command in (Get-Module ClusterRoute).ExportedFunctions.Keys) {
        foreach ($example in @((Get-Help -Name $command -Full).Examples.Example)) {
            @{ Command = $command; Code = $example.Code; Remarks = ($example.Remarks | Out-String).Trim() }
        }
    }
}

BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Simulation.ps1'))
    New-Simulation
    New-Simulation -Name 'CL2' -First 'CL2-1' -Add
    $fixtures = [System.IO.Path]::Combine($captures, '..')
    $folder = [System.IO.Path]::Combine($TestDrive, 'examples')
    $null = New-Item -ItemType Directory -Path ([System.IO.Path]::Combine($folder, 'captures'))
    Copy-Item -LiteralPath ([System.IO.Path]::Combine($captures, 'hyperv-2012r2-san')) -Destination ([System.IO.Path]::Combine($folder, 'capture')) -Recurse
    foreach ($name in 'networks', 'interfaces') { Copy-Item -LiteralPath ([System.IO.Path]::Combine($captures, 'hyperv-2012r2-san', "$name.xml")) -Destination $folder }
    Copy-Item -LiteralPath ([System.IO.Path]::Combine($fixtures, 'report', 'hyperv-2022.mht')) -Destination ([System.IO.Path]::Combine($folder, 'report.mht'))
    Copy-Item -LiteralPath ([System.IO.Path]::Combine($fixtures, 'cluster-log', '2012r2', 'HV13_cluster.log')) -Destination ([System.IO.Path]::Combine($folder, 'cluster.log'))
    $null = New-Item -ItemType Directory -Path ([System.IO.Path]::Combine($folder, 'january'))
    Compress-Archive -Path ([System.IO.Path]::Combine($fixtures, 'sddc', 'hyperv-2012r2-san')) -DestinationPath ([System.IO.Path]::Combine($folder, 'january', 'one.zip'))
    Compress-Archive -Path ([System.IO.Path]::Combine($fixtures, 'sddc', 'hyperv-2012r2-san')) -DestinationPath ([System.IO.Path]::Combine($folder, 'HealthTest-1.zip'))
    Set-FakeValue 'cluster.SameSubnetThreshold' 3
    Get-ClusterRouteCapture | Export-ClusterRouteCapture -Path ([System.IO.Path]::Combine($folder, 'before.json'))
    Copy-Item -LiteralPath ([System.IO.Path]::Combine($folder, 'before.json')) -Destination ([System.IO.Path]::Combine($folder, 'after.json'))
    [System.IO.File]::WriteAllText([System.IO.Path]::Combine($folder, 'clusterroute.toml'), "[[suppress]]`nrule = `"CR302`"`nreason = `"wanted`"`n")
    [System.IO.File]::WriteAllText([System.IO.Path]::Combine($folder, 'last-month.json'), '[]')
    New-ClusterRoutePlan -Path ([System.IO.Path]::Combine($folder, 'before.json')) -WarningAction SilentlyContinue | Export-ClusterRoutePlan -Path ([System.IO.Path]::Combine($folder, 'plan.json'))
    # A run that was made, and something to do again.
    $made = @(Import-ClusterRoutePlan -Path ([System.IO.Path]::Combine($folder, 'plan.json')) | ForEach-Object { Invoke-ClusterRoutePlan -Plan $_ -PlanHash $_.Sha256 -Confirm:$false -WatchSeconds 0 -JournalPath ([System.IO.Path]::Combine($folder, 'journal')) -WarningAction Ignore })
    Copy-Item -LiteralPath $made[0].Journal -Destination ([System.IO.Path]::Combine($folder, 'journal', 'CL1', 'run.jsonl'))
    Set-FakeValue 'cluster.SameSubnetThreshold' 3
    # And one that waits to be confirmed: all of it up to there.
    $waiting = [System.IO.Path]::Combine($folder, 'waiting', 'CL1')
    $null = New-Item -ItemType Directory -Path $waiting
    & (Get-Module -Name ClusterRoute) {
        param($from, $to)
        $writer = Open-Journal -Path $to
        Add-JournalEvent -Writer $writer -Name 'open' -Facts ([ordered] @{ cluster = 'CL1'; plan_sha256 = $from.Events[0].plan_sha256; who = ''; computer = ''; plan = $from.Events[0].plan })
        Add-JournalEvent -Writer $writer -Name 'confirm_wanted'
        $writer.Stream.Dispose()
    } (Get-ClusterRouteJournal -JournalPath ([System.IO.Path]::Combine($folder, 'journal')))[0] ([System.IO.Path]::Combine($waiting, 'run.jsonl'))

    Copy-Item -LiteralPath ([System.IO.Path]::Combine($PSScriptRoot, '..', 'stories', '7', 'csv')) -Destination ([System.IO.Path]::Combine($folder, 'io')) -Recurse

    # Only Windows has counters.
    function global:Get-Counter {
        param([string[]] $Counter, [string[]] $ComputerName, [int] $MaxSamples)
        foreach ($second in 1..$MaxSamples) {
            $samples = foreach ($computer in $ComputerName) {
                foreach ($name in 'io reads/sec', 'io writes/sec', 'redirected reads/sec', 'redirected writes/sec') {
                    [pscustomobject] @{ Path = "\\$computer\cluster csv file system(volume1)\$name"; CookedValue = 5.0; Status = 0 }
                }
            }
            $set = [pscustomobject] @{ Timestamp = [datetime]::new(2024, 5, 13, 10, 0, $second); CounterSamples = @($samples) }
            $set.PSObject.TypeNames.Insert(0, 'Microsoft.PowerShell.Commands.GetCounter.PerformanceCounterSampleSet')
            $set
        }
    }

    # Nobody is there to be asked.
    function global:Get-Credential {
        New-Object -TypeName System.Management.Automation.PSCredential -ArgumentList 'CONTOSO\admin', (New-Object -TypeName System.Security.SecureString)
    }
}

AfterAll {
    Remove-Item -LiteralPath 'function:global:Get-Credential', 'function:global:Get-Counter' -ErrorAction Ignore
    Remove-Simulation
}

Describe 'the example of <Command>: <Code>' -ForEach $examples {
    It 'runs' {
        Push-Location -LiteralPath $folder
        try { $given = @(& ([scriptblock]::Create("`$ErrorActionPreference = 'Stop'`n$Code")) 3>$null) }
        finally { Pop-Location }
        # What is kept in a variable or written to a file, and what asks for what a healthy cluster has not, gives nothing.
        if ($Code -notmatch '^\$|^if |Export-ClusterRouteCapture -Path \S+( -Anonymize)?$|Export-ClusterRouteReport -Destination \S+$|Recommendation|Where-Object|ExpandProperty Moved') { $given.Count | Should -BeGreaterThan 0 }
    }

    It 'says what it is for' { $Remarks | Should -Match '\.$' }
}
