# Collecting a live cluster, which here is a simulated one, and what is written of it.
BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Simulation.ps1'))

    # A capture, with the warnings of collecting it.
    function Get-Collected {
        param([hashtable] $With = @{})
        $warnings = $null
        $capture = Get-ClusterRouteCapture @With -WarningVariable warnings -WarningAction SilentlyContinue
        @{ Capture = $capture; Warnings = @($warnings | ForEach-Object { "$_" }) }
    }

    # Why a command was not captured.
    function Get-Reason {
        param($Capture, [string] $Command)
        @($Capture.NotRead | Where-Object { $_.File -eq $Command } | ForEach-Object { $_.Reason }) -join '; '
    }
}

AfterAll { Remove-Simulation }

Describe 'collecting a cluster' {
    BeforeAll {
        New-Simulation
        $first = [System.Environment]::MachineName
        $before = Get-FakeSnapshot
        $collected = Get-Collected
        $capture = $collected.Capture
    }

    It 'gives one capture that says when and from what' {
        @($capture).Count | Should -Be 1
        $capture.PSObject.TypeNames[0] | Should -Be 'ClusterRoute.Capture'
        $capture.Cluster | Should -Be 'CL1'
        $capture.NetworkCount, $capture.InterfaceCount, $capture.NodeCount, $capture.VolumeCount | Should -Be @(3, 12, 4, 2)
        "$($capture.CapturedAt)" | Should -Match '^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$'
        $capture.Sources.File | Should -Contain 'Get-ClusterNetwork'
    }

    It 'reads the hosts from this node and from the other one' {
        $hosts = @($capture.Capture.hosts)
        $hosts.node | Should -Be @($first, 'HV12')
        foreach ($one in $hosts) {
            @($one.net_adapters)[0].InterfaceDescription | Should -Be "NIC of $($one.node)"
            @($one.vm_host)[0].VirtualMachineMigrationPerformanceOption | Should -Be 'SMB'
        }
    }

    It 'only reads' {
        $log = @(Get-FakeLog)
        @($log | Where-Object { $_.op -ne 'read' }).Count | Should -Be 0
        @($log | Where-Object { $_.cmdlet -notlike 'Get-*' }).Count | Should -Be 0
        Get-FakeSnapshot | Should -Be $before
    }

    It 'names what this machine has no command for, and warns of it once' {
        if (Get-Command -Name Get-NetLbfoTeam -ErrorAction Ignore) { Set-ItResult -Skipped -Because 'this machine has it'; return }
        Get-Reason -Capture $capture -Command 'Get-NetLbfoTeam' | Should -Be "on $first, HV12: there is no command Get-NetLbfoTeam"
        @($collected.Warnings | Where-Object { $_ -like '*Get-NetLbfoTeam*' }) | Should -Be "cluster 'CL1' is captured without Get-NetLbfoTeam: on $first, HV12: there is no command Get-NetLbfoTeam"
        $collected.Warnings.Count | Should -Be @($capture.NotRead).Count
    }

    It 'gives the answers of the objects themselves' {
        $objects = @(Get-Cluster; Get-ClusterNode; Get-ClusterNetwork; Get-ClusterNetworkInterface; Get-ClusterSharedVolume; Get-ClusterSharedVolumeState) + @(Get-ClusterResourceType -Name 'Virtual Machine' | Get-ClusterParameter)
        $without = Get-ClusterRouteCapture -Exclude hosts
        ConvertTo-Text -Answer @($without | Get-ClusterRoute) | Should -Be (ConvertTo-Text -Answer @($objects | Get-ClusterRoute))
        ConvertTo-Text -Answer @($without | Get-ClusterRouteMetric) | Should -Be (ConvertTo-Text -Answer @($objects | Get-ClusterRouteMetric))
    }

    It 'collects the sections that are wanted, always with the networks' {
        $less = Get-ClusterRouteCapture -Include 'net_adapter*', 'interfaces' -Exclude 'net_adapter_rss'
        @($less.Capture.PSObject.Properties.Name) | Should -Be @('cluster', 'networks', 'interfaces', 'hosts', 'origin')
        @($less.Capture.hosts)[0].PSObject.Properties.Name | Should -Be @('node', 'net_adapters', 'net_adapter_rdma')
        @($less.NotRead).Count | Should -Be 0
        (Get-ClusterRouteCapture -Exclude hosts).Capture.PSObject.Properties.Name | Should -Not -Contain 'hosts'
    }

    It 'refuses a section that there is not' {
        $failure = Get-Failure -Script { Get-ClusterRouteCapture -Include 'networkz' }
        $failure.FullyQualifiedErrorId | Should -Be 'ClusterRoute.UnknownName,Get-ClusterRouteCapture'
        $failure.TargetObject | Should -Be 'networkz'
    }

    It 'calls nothing that writes, such as the one that makes a cluster log' {
        { Get-ClusterRouteCapture -Include 'netft_routes' } | Should -Throw -ErrorId 'ClusterRoute.UnknownName,Get-ClusterRouteCapture'
    }
}

Describe 'a capture from the copies that PowerShell 7 has' {
    It 'is that of live objects' {
        New-Simulation -Remoting ''
        $live = (Get-Collected -With @{ Exclude = 'hosts' }).Capture.Capture
        New-Simulation -Mode 'compat' -Remoting ''
        $copies = Get-Collected -With @{ Exclude = 'hosts' }
        $copies.Warnings.Count | Should -Be 0
        $live.origin.captured_at = $copies.Capture.Capture.origin.captured_at
        ConvertTo-Text -Answer $copies.Capture.Capture | Should -Be (ConvertTo-Text -Answer $live)
    }
}

Describe 'a cluster of which a part cannot be read' {
    BeforeEach { New-Simulation }

    It 'is captured without it, for <Fault>' -ForEach @(
        @{ Fault = 'deny'; Reason = 'You do not have administrative privileges on the cluster. Access is denied' }
        @{ Fault = 'unreachable'; Reason = "The cluster 'CL1' cannot be reached. The RPC server is unavailable" }
        @{ Fault = 'throw what else'; Reason = 'what else' }
    ) {
        Set-FakeFault "read * on interface:* $Fault"
        $collected = Get-Collected -With @{ Exclude = 'hosts' }
        Get-Reason -Capture $collected.Capture -Command 'Get-ClusterNetworkInterface' | Should -Be $Reason
        $collected.Warnings | Should -Be "cluster 'CL1' is captured without Get-ClusterNetworkInterface: $Reason"
        $collected.Capture.InterfaceCount | Should -BeNullOrEmpty
        @($collected.Capture | Get-ClusterRoute).Count | Should -BeGreaterThan 0
    }

    It 'is captured without what takes longer than its limit' {
        Set-FakeFault 'read * on volume:* delay 15000', 'read * on adapter:HV12 delay 15000'
        $capture = (Get-Collected -With @{ TimeoutSeconds = 4; Include = 'shared_volumes', 'nodes', 'net_adapters', 'vm_host' }).Capture
        Get-Reason -Capture $capture -Command 'Get-ClusterSharedVolume' | Should -Be 'it took longer than 4 seconds'
        Get-Reason -Capture $capture -Command 'Get-NetAdapter' | Should -Be 'on HV12: it took longer than 4 seconds'
        $capture.NodeCount | Should -Be 2
        $hosts = @($capture.Capture.hosts)
        @($hosts[0].PSObject.Properties.Name) | Should -Be @('node', 'vm_host', 'net_adapters')
        @($hosts[1].PSObject.Properties.Name) | Should -Be @('node', 'vm_host')
    }

    It 'is captured without a property whose getter fails, which is named' {
        [System.Environment]::SetEnvironmentVariable('FAKE_CLUSTER_GETTERS', 'live')
        Import-Module $fake -Force -Global
        Set-FakeFault 'read 4-5 on network:* unreachable'
        $capture = (Get-Collected -With @{ Include = 'networks' }).Capture
        Get-Reason -Capture $capture -Command 'Get-ClusterNetwork' | Should -Match '^the property \w+ cannot be read: .*The RPC server is unavailable$'
        $capture.NetworkCount | Should -Be 3
    }

    It 'does not ask a node that is down' {
        Set-FakeValue 'node:HV12.state' 'Down'
        $capture = (Get-Collected -With @{ Include = 'vm_host' }).Capture
        Get-Reason -Capture $capture -Command 'Invoke-Command' | Should -Be 'on HV12: the node is down and was not asked'
        @($capture.Capture.hosts).node | Should -Be ([System.Environment]::MachineName)
        @(Get-FakeLog -Target 'host:HV12').Count | Should -Be 0
    }

    It 'says once that a node takes no sessions' {
        New-Simulation -First 'NOSUCHNODE'
        # A simulated node that is none of the cluster's when it is asked for a session.
        $env:FAKE_CLUSTER_REMOTING = ''
        Import-Module $fake -Force -Global
        $capture = (Get-Collected -With @{ Include = 'vm_host', 'net_adapters'; TimeoutSeconds = 20 }).Capture
        @($capture.NotRead).Count | Should -BeGreaterThan 0
        @($capture.NotRead.File | Select-Object -Unique) | Should -Be 'Invoke-Command'
        $capture.NetworkCount | Should -Be 3
    }
}

Describe 'several clusters' {
    BeforeAll {
        New-Simulation -NotLocal -First 'HV11'
        New-Simulation -Add -Name 'CL2' -First 'CL2-1'
    }

    It 'are one capture each, also from the pipe, and the nodes of each are asked' {
        $captures = @('CL1', 'CL2' | Get-ClusterRouteCapture -Include vm_host -ThrottleLimit 1)
        $captures.Cluster | Should -Be @('CL1', 'CL2')
        @($captures[0].Capture.hosts).node | Should -Be @('HV11', 'HV12')
        @($captures[1].Capture.hosts).node | Should -Be @('CL2-1', 'CL2-2')
        @(Get-Cluster -Name CL2 | Get-ClusterRouteCapture -Exclude hosts).Cluster | Should -Be 'CL2'
    }

    It 'of which one is down: an error names it, and the others are collected' {
        Set-FakeFault 'read * in CL1 unreachable'
        $failures = $null
        $captures = @(Get-ClusterRouteCapture -Cluster CL1, 'C*', CL2 -Exclude hosts -ErrorVariable failures -ErrorAction SilentlyContinue)
        Clear-FakeFault
        $captures.Cluster | Should -Be 'CL2'
        @($failures.FullyQualifiedErrorId) | Should -Be @('ClusterRoute.ClusterNotRead,Get-ClusterRouteCapture', 'ClusterRoute.UnknownName,Get-ClusterRouteCapture')
        @($failures.TargetObject) | Should -Be @('CL1', 'C*')
        "$($failures[0])" | Should -Be "cannot read cluster 'CL1': Get-Cluster: The cluster 'CL1' cannot be reached. The RPC server is unavailable"
        $failures[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'that do not tell their networks are an error, since there is no capture without' {
        Set-FakeFault 'read * in CL1 on network:* deny'
        $failures = $null
        @(Get-ClusterRouteCapture -Cluster CL1 -Exclude hosts -ErrorVariable failures -ErrorAction SilentlyContinue).Count | Should -Be 0
        Clear-FakeFault
        "$($failures[0])" | Should -Match "^cannot read cluster 'CL1': Get-ClusterNetwork: .*Access is denied$"
    }

    It 'need their names on a machine that is no node' {
        (Get-Failure -Script { Get-ClusterRouteCapture -ErrorAction Stop }).FullyQualifiedErrorId | Should -Be 'ClusterRoute.ClusterNotRead,Get-ClusterRouteCapture'
    }

    It 'are read in a session to the cluster where there is a credential' {
        $secret = New-Object -TypeName System.Security.SecureString
        $credential = New-Object -TypeName System.Management.Automation.PSCredential -ArgumentList 'CONTOSO\admin', $secret
        $with = @{ Cluster = 'CL2'; Exclude = 'n*_*', 'smb_*', 'dns_*', 'lbfo_*' }
        $capture = Get-ClusterRouteCapture @with -Credential $credential -WarningAction Ignore
        $plain = (Get-ClusterRouteCapture @with -WarningAction Ignore).Capture
        $plain.origin.captured_at = $capture.Capture.origin.captured_at
        ConvertTo-Text -Answer $capture.Capture | Should -Be (ConvertTo-Text -Answer $plain)
    }
}
