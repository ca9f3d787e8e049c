# How much lands on which network, as the module tells it.
BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))
}

Describe 'Get-ClusterRouteEstimate' {
    BeforeAll {
        $capture = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 's2d-2019-rdma')
    }

    It 'rehearses redirected volumes, one object for each link' {
        $loads = @($capture | Get-ClusterRouteEstimate Redirect)
        $loads[0].PSObject.TypeNames[0] | Should -Be 'ClusterRoute.RedirectLoad'
        ($loads[0].PSObject.Properties | Where-Object MemberType -eq 'NoteProperty' | ForEach-Object Name) -join ' ' |
            Should -Be 'Cluster WindowsVersion Network Node Paths Incoming Part Rate WithoutRate Capacity Share Message'
        $loads.Count | Should -Be 8
        "$($loads[0].Network) $($loads[0].Node) $($loads[0].Paths)" | Should -Be 'SMB1 HV11 4'
        $loads[0].CapacityName | Should -Be '2.6 to 2.9 GB/s'
        $loads[0].TakenName | Should -BeNullOrEmpty
    }

    It 'says how much is taken where rates are stated, the fullest first' {
        $loads = @($capture | Get-ClusterRouteEstimate Redirect -Io '*/*=40MB/s', '*/HV11=900MB/s')
        $loads[0].RateName | Should -Be '510 MB/s'
        $loads[0].TakenName | Should -Be '8.6 to 19 %'
        $loads.TakenHigh | Should -Be @($loads.TakenHigh | Sort-Object -Descending)
        $loads[0].Share.Factors.Key | Should -Contain 'efficiency'
        $row = $loads | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv | Select-Object -First 1
        $row.TakenName | Should -Be '8.6 to 19 %'
    }

    It 'tells what maintenance redirects on this version' {
        $operations = @($capture | Get-ClusterRouteEstimate Redirect -Operation -WindowsVersion 2008R2)
        $operations[0].PSObject.TypeNames[0] | Should -Be 'ClusterRoute.RedirectOperation'
        ($operations | Where-Object Operation -eq 'Defragmentation').Redirects | Should -Be 'Whole'
        ($capture | Get-ClusterRouteEstimate Redirect -Operation | Where-Object Operation -eq 'Defragmentation').Redirects | Should -Be 'Unknown'
        ($capture | Get-ClusterRouteEstimate Redirect -Operation | Where-Object Operation -eq 'SoftwareSnapshot').Redirects | Should -Be 'Moment'
    }

    It 'compares the ways to run a backup, the best first, with commands and the way back' {
        $san = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 'hyperv-2012r2-san')
        $choices = @($san | Get-ClusterRouteEstimate Backup -Node HV12 -Size '*=2TB' -Rate 400MB/s)
        $choices[0].PSObject.TypeNames[0] | Should -Be 'ClusterRoute.BackupChoice'
        $choices.Key -join ' ' | Should -Be 'hardware_snapshot on_coordinator move_volume as_planned'
        $choices[3].NetworkName | Should -Be 'Cluster + Live Migration'
        $choices[3].BytesName | Should -Be '4 TB'
        $choices[3].DurationName | Should -Be '2.9 h'
        $choices[1].Runs[0].Node | Should -Be 'HV11'
        $choices[2].FixCommand | Should -Match "Move-ClusterSharedVolume -Node 'HV12'"
        $choices[2].UndoCommand | Should -Match "Move-ClusterSharedVolume -Node 'HV11'"
        @($san | Get-ClusterRouteEstimate Backup -Node HV12 -Snapshot Hardware).Key | Should -Be 'as_planned'
        $old = @($san | Get-ClusterRouteEstimate Backup -Node HV12 -Size '*=2TB' -Rate 400MB/s -WindowsVersion 2008R2)
        ($old | Where-Object Key -eq 'as_planned').RedirectedName | Should -Be 'CSV1 (whole), CSV2 (whole)'
    }

    It 'takes only what belongs to the kind of estimate' {
        (Get-Failure { $capture | Get-ClusterRouteEstimate Backup -Node HV11 -Io '*/*=1MB/s' }).Exception.Message | Should -Match 'io is an option of redirect, not of backup'
        (Get-Failure { $capture | Get-ClusterRouteEstimate Redirect -Node HV11 }).Exception.Message | Should -Match 'node is an option of backup, not of redirect'
        (Get-Failure { $capture | Get-ClusterRouteEstimate Backup }).Exception.Message | Should -Match 'expected the node that runs the backup, found none'
        (Get-Failure { $capture | Get-ClusterRouteEstimate Backup -Node HV19 }).Exception.Message | Should -Match 'the nearest is HV1'
        (Get-Failure { $capture | Get-ClusterRouteEstimate Backup -Node HV11 -Size '*=-2TB' }).Exception.Message | Should -Match 'more than 0'
    }

    It 'tells in -Verbose what each network shares, what is assumed and what is missing' {
        $said = $capture | Get-ClusterRouteEstimate Redirect -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -Match 'SMB1 carries 2 volumes between 6 pairs of nodes; shared with heartbeats and cluster messages'
        "$said" | Should -Match 'assumed: SMB Multichannel spreads its data over equal adapters alike'
        "$said" | Should -Match 'not known: how much the nodes read and write was not stated'
    }

    It 'refuses what is no rate, no volume and no kind' {
        (Get-Failure { $capture | Get-ClusterRouteEstimate Redirect -Io '*/*=0MB/s' }).Exception.Message | Should -Match 'more than 0'
        (Get-Failure { $capture | Get-ClusterRouteEstimate Redirect -Io '*/*=10Gb/s' }).Exception.Message | Should -Match 'expected a rate such as 120MB/s'
        (Get-Failure { $capture | Get-ClusterRouteEstimate Redirect -Volume 'Volme1' }).Exception.Message | Should -Match 'the nearest is Volume1'
        { $capture | Get-ClusterRouteEstimate Repair } | Should -Throw
        (Get-Failure { @() | Get-ClusterRouteEstimate Redirect }).FullyQualifiedErrorId | Should -Be 'ClusterRoute.EmptyPipe,Get-ClusterRouteEstimate'
    }

    It 'reads files as every command does' {
        $files = Get-CaptureFile -Name 'hyperv-2012r2-san'
        @(Get-ClusterRouteEstimate Redirect -LiteralPath $files).Count | Should -Be @(Import-ClusterRouteCapture -LiteralPath $files | Get-ClusterRouteEstimate Redirect).Count
    }
}

Describe 'Get-ClusterRouteEstimate Drain' {
    BeforeAll {
        $capture = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 'hyperv-2012r2-san')
    }

    It 'gives one object for a cluster, flat enough for CSV' {
        $drain = $capture | Get-ClusterRouteEstimate Drain -Node HV11 -Vm SQL1=64GB, WEB1=16GB -Option TcpIp -Parallel 2
        $drain.PSObject.TypeNames[0] | Should -Be 'ClusterRoute.Drain'
        "$($drain.Cluster) $($drain.WindowsVersion) $($drain.Node) $($drain.Guests) $($drain.NetworkName)" | Should -Be 'HYPERV-2012R2-SAN 2012R2 HV11 2 Live Migration'
        $drain.Bytes | Should -Be 85899345920
        $drain.DurationHigh | Should -BeGreaterThan $drain.Duration.Low
        $drain.Duration.Factors.Key | Should -Contain 'at_once'
        $drain.PerVm.Name | Should -Be @('SQL1', 'WEB1')
        ($drain.SharesWith | Select-Object -First 1).With | Should -Contain 'Heartbeats'
        $drain.IfFails.Network | Should -Be 'Live Migration'
        $row = $drain | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv
        $row.DurationName | Should -Be $drain.Duration.Message
        ($drain | Format-Table | Out-String) | Should -Match 'Live Migration'
        ($drain | Format-List | Out-String) | Should -Match 'IfFails *: if Live Migration fails on the way'
    }

    It 'takes the guests of Get-VM, from the pipe too' {
        $vm = [pscustomobject] @{ PSTypeName = 'Microsoft.HyperV.PowerShell.VirtualMachine'; Name = 'SQL1'; ComputerName = 'HV11'; State = 'Running'; MemoryAssigned = 68719476736; IsClustered = $true }
        $files = @(Get-CaptureFile -Name 'hyperv-2012r2-san' | ForEach-Object { Import-Clixml -LiteralPath $_ })
        $drain = $files + $vm | Get-ClusterRouteEstimate Drain -Node HV11
        "$($drain.Guests) $($drain.PerVm.Name)" | Should -Be '1 SQL1'
    }

    It 'tells beside a what-if how it is' {
        $drain = $capture | Get-ClusterRouteEstimate Drain -Node HV11 -Vm SQL1=64GB -Set 'speed:Live Migration=1'
        $drain.BeforeName | Should -Not -BeNullOrEmpty
        $drain.DurationHigh | Should -BeGreaterThan $drain.Before.Duration.High
        ($capture | Get-ClusterRouteEstimate Drain -Node HV11 -Vm SQL1=64GB).BeforeName | Should -BeNullOrEmpty
    }

    It 'refuses a node, a memory and a number that there cannot be' {
        (Get-Failure { $capture | Get-ClusterRouteEstimate Drain -Node HV1 -Vm A=1GB }).Exception.Message | Should -Match 'no node is called "HV1"'
        (Get-Failure { $capture | Get-ClusterRouteEstimate Drain -Vm A=1GB }).Exception.Message | Should -Match 'expected the node to drain'
        (Get-Failure { $capture | Get-ClusterRouteEstimate Drain -Node HV11 -Vm A=0GB }).Exception.Message | Should -Match 'more than 0'
        (Get-Failure { $capture | Get-ClusterRouteEstimate Drain -Node HV11 -Vm A=999TB }).Exception.Message | Should -Match 'at most 240TB'
        (Get-Failure { $capture | Get-ClusterRouteEstimate Drain -Node HV11 -Io 'A/B=1MB/s' }).Exception.Message | Should -Match 'io is an option of redirect, not of drain'
        { $capture | Get-ClusterRouteEstimate Drain -Node HV11 -Parallel 0 } | Should -Throw
    }
}

Describe 'Get-ClusterRouteEstimate Faster' {
    It 'ranks the networks, and tells what each would bring' {
        $networks = @(Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 'hyperv-2012r2-san') | Get-ClusterRouteEstimate Faster -Speed 25 -Class Rdma -Node HV11 -Vm SQL1=64GB)
        $networks[0].PSObject.TypeNames[0] | Should -Be 'ClusterRoute.FasterNetwork'
        $networks[0].Gains | Should -BeTrue
        $networks[0].RedirectName | Should -Not -BeNullOrEmpty
        $networks[0].DrainName | Should -Not -BeNullOrEmpty
        ($networks | Where-Object Network -eq 'iSCSI A').Gains | Should -BeFalse
        ($networks | Where-Object Network -eq 'iSCSI A').Carries | Should -Be 'NotOfTheCluster'
        ($networks | Out-String) | Should -Match 'Redirected I/O'
    }
}
