# Whose I/O it is, as the module tells it.
BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))
}

Describe 'Get-ClusterRouteIO' {
    BeforeAll {
        $story = [System.IO.Path]::Combine($PSScriptRoot, '..', 'stories', '7')

        # What Get-Counter gives at one time, by the names of its types.
        function New-SampleSet {
            param([datetime] $Time, [hashtable] $Values)
            $samples = foreach ($path in $Values.Keys) {
                $sample = [pscustomobject] @{ Path = $path; InstanceName = 'volume1'; CookedValue = [double] $Values[$path]; RawValue = [uint64] 7; Status = [uint32] 0; Timestamp = $Time }
                $sample.PSObject.TypeNames.Insert(0, 'Microsoft.PowerShell.Commands.GetCounter.PerformanceCounterSample')
                $sample
            }
            $set = [pscustomobject] @{ Timestamp = $Time; CounterSamples = @($samples); Readings = 'a text of all of them' }
            $set.PSObject.TypeNames.Insert(0, 'Microsoft.PowerShell.Commands.GetCounter.PerformanceCounterSampleSet')
            $set
        }
        $start = [datetime]::new(2024, 5, 13, 10, 0, 0, [System.DateTimeKind]::Local)
        $sets = foreach ($second in 0, 5, 10) {
            $values = @{}
            foreach ($counter in 'io reads/sec', 'io writes/sec') { $values["\\hv1\cluster csv file system(volume1)\$counter"] = 50; $values["\\hv2\cluster csv file system(volume1)\$counter"] = 0 }
            foreach ($counter in 'redirected reads/sec', 'redirected writes/sec') { $values["\\hv1\cluster csv file system(volume1)\$counter"] = 0; $values["\\hv2\cluster csv file system(volume1)\$counter"] = 10 }
            New-SampleSet -Time $start.AddSeconds($second) -Values $values
        }
        $capture = [System.IO.Path]::Combine($story, 'csv', 'cluster.json')
    }

    It 'reads counters and a capture from a folder' {
        $io = @(Get-ClusterRouteIO -Path ([System.IO.Path]::Combine($story, 'csv')) -WarningVariable said -WarningAction SilentlyContinue)
        $io.Count | Should -Be 4
        $io[0].PSObject.TypeNames[0] | Should -Be 'ClusterRoute.IO'
        $io[1].Node | Should -Be 'HV2'
        $io[1].OwnName | Should -Be '200 operations/s and 12.5 MB/s'
        $io[1].CrossedName | Should -Be '200 operations/s and 12.5 MB/s'
        $io[1].NetworkName | Should -Be 'Cluster'
        $io[0].CrossedName | Should -Be '-'
        $io[1].Intervals.Count | Should -Be 0
        @($said | Where-Object { $_ -match 'a counter was reset' }).Count | Should -Be 1
    }

    It 'takes what Get-Counter gives from the pipe, with a capture beside it' {
        $io = @($sets | Get-ClusterRouteIO -Path $capture -Volume '*Volume1*' -Interval -WarningAction SilentlyContinue)
        ($io | ForEach-Object { "$($_.Node) $($_.OwnName) $($_.CrossedName)" }) -join '; ' | Should -Be 'hv1 100 operations/s -; hv2 20 operations/s 20 operations/s'
        $io[1].Intervals.Count | Should -Be 2
        $piped = @(& { Import-ClusterRouteCapture -LiteralPath $capture; $sets } | Get-ClusterRouteIO -Volume '*Volume1*' -WarningAction SilentlyContinue)
        $piped[1].OwnName | Should -Be '20 operations/s'
        $alone = @($sets.CounterSamples | Get-ClusterRouteIO -Path $capture -Volume '*Volume1*' -WarningAction SilentlyContinue)
        $alone[1].OwnName | Should -Be '20 operations/s'
    }

    It 'reads what Export-Clixml kept of it' {
        $path = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "ClusterRoute-$([guid]::NewGuid()).xml")
        try {
            $sets | Export-Clixml -LiteralPath $path -Depth 3
            $io = @(Get-ClusterRouteIO -LiteralPath $capture, $path -Volume '*Volume1*' -WarningAction SilentlyContinue)
            $io[1].OwnName | Should -Be '20 operations/s'
        }
        finally { [System.IO.File]::Delete($path) }
    }

    It 'warns of what cannot be told' {
        $io = @(Get-ClusterRouteIO -Path ([System.IO.Path]::Combine($story, 'redirected')) -Storage 'TARGET' -WarningVariable said -WarningAction SilentlyContinue)
        $io[1].OwnName | Should -Match '^0 to 1,50\d operations/s$'
        $io[1].NetworkName | Should -Be 'CSV'
        @($said | Where-Object { $_ -match 'Hyper-V Virtual Storage Device' }).Count | Should -Be 1
        (Get-Failure { Get-ClusterRouteIO -Path $capture -Disk 'Volume1' }).FullyQualifiedErrorId | Should -Be 'ClusterRoute.InvalidRequest,Get-ClusterRouteIO'
    }
}
