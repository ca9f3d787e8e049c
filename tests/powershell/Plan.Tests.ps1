# The scripts of a plan against a simulated cluster: applied, read back, stopped, and taken back.
BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Simulation.ps1'))
    $exclude = 'resourcetype:Virtual Machine.MigrationExcludeNetworks'

    # The answer to a question about the simulated cluster as it is now, with adapters that tell its automatic metrics.
    function Get-PlanAnswer {
        param([hashtable] $Options = @{})
        $file = [System.IO.Path]::Combine($TestDrive, "$([guid]::NewGuid()).json")
        Export-FakeCapture $file
        # What the simulated cluster was made of names another one in places.
        $capture = (ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($file).Replace('S2D-2019-RDMA', 'CL1'))).capture
        $capture.hosts = @(foreach ($group in $capture.interfaces | Group-Object -Property Node) {
            @{
                node             = $group.Name
                net_adapters     = @($group.Group | ForEach-Object { @{ Name = $_.Network; InterfaceGuid = $_.AdapterId; Speed = 25000000000 } })
                net_adapter_rdma = @($group.Group | ForEach-Object { @{ Name = $_.Network; Enabled = $_.Network -ne 'Management' } })
                net_adapter_rss  = @($group.Group | ForEach-Object { @{ Name = $_.Network; Enabled = $true } })
            }
        })
        $request = ConvertTo-Json -Depth 99 -Compress -InputObject @{ schema = 2; input = @{ captures = @($capture) }; options = $Options }
        $json = & (Get-Module -Name ClusterRoute) { param($request) $script:Connection.Library.Ask('plan', $request).Json } $request
        (ConvertFrom-Json -InputObject $json).answers[0]
    }

    # A cluster with something to mend of four kinds, and the scripts that do it.
    function New-Planned {
        param([string] $Mode)
        New-Simulation -Mode $Mode
        Set-FakeValue $exclude 'ad7077ee-b541-543a-ab65-6e35105e5c61'
        Set-FakeValue 'network:Management.Metric' 100
        Set-FakeValue 'cluster.SameSubnetThreshold' 3
        Set-FakeValue 'volume:Volume2.redirected' $true
        Clear-FakeLog
        $script:plan = Get-PlanAnswer -Options @{ scripts = $true }
        foreach ($name in 'apply', 'undo') { [System.IO.File]::WriteAllText([System.IO.Path]::Combine($TestDrive, "$name.ps1"), $script:plan.scripts.$name) }
        $script:before = Get-FakeSnapshot
    }

    # What a script gives, and the error that it ended with.
    function Invoke-Script {
        param([string] $Name, [hashtable] $With = @{})
        $failure, $results = $null, [System.Collections.Generic.List[object]]::new()
        $script = [System.IO.Path]::Combine($TestDrive, "$Name.ps1")
        # What it gave before it stopped counts too.
        try { & $script -SettleSeconds 0 -Confirm:$false @With | ForEach-Object { $results.Add($_) } } catch { $failure = $_.Exception.Message }
        @{ States = @($results | ForEach-Object { $_.State }); Results = $results; Failure = $failure }
    }
}

AfterAll { Remove-Simulation }

Describe 'the scripts of a plan, <Mode>' -ForEach @(@{ Mode = '' }, @{ Mode = 'compat' }) {
    BeforeEach { New-Planned -Mode $Mode }

    It 'has a step of each kind' {
        @($plan.plan.steps | ForEach-Object { $_.property }) | Should -Be @('MigrationExcludeNetworks', 'AutoMetric', 'SameSubnetThreshold', 'RedirectedAccess')
    }

    It 'applies every step and reads it back, and the plan is applied' {
        $applied = Invoke-Script -Name 'apply'
        $applied.Failure | Should -BeNullOrEmpty
        $applied.States | Should -Be @('Done', 'Done', 'Done', 'Done')
        $applied.Results[1].Before, $applied.Results[1].After | Should -Be @('AutoMetric=False, Metric=100', 'AutoMetric=True')
        @(Get-FakeUnverifiedWrite).Count | Should -Be 0
        @(Get-FakeLog write).Count | Should -Be 4
        @((Get-PlanAnswer).plan.steps).Count | Should -Be 0
        (Get-PlanAnswer -Options @{ verify = $plan.plan }).verified.verdict | Should -Be 'applied'
    }

    It 'writes nothing the second time' {
        $null = Invoke-Script -Name 'apply'
        Clear-FakeLog
        (Invoke-Script -Name 'apply').States | Should -Be @('Already', 'Already', 'Already', 'Already')
        @(Get-FakeLog write).Count | Should -Be 0
    }

    It 'is taken back to what there was' {
        $null = Invoke-Script -Name 'apply'
        Get-FakeSnapshot | Should -Not -BeExactly $before
        $undone = Invoke-Script -Name 'undo'
        $undone.Failure | Should -BeNullOrEmpty
        $undone.States | Should -Be @('Done', 'Done', 'Done', 'Done')
        Get-FakeSnapshot | Should -Be $before
        @(Get-FakeUnverifiedWrite).Count | Should -Be 0
    }

    It 'writes nothing with -WhatIf' {
        (Invoke-Script -Name 'apply' -With @{ WhatIf = $true }).States | Should -Be @('NotWritten', 'NotWritten', 'NotWritten', 'NotWritten')
        @(Get-FakeLog write).Count | Should -Be 0
        Get-FakeSnapshot | Should -Be $before
    }

    It 'stops before the first write where somebody else has changed a value' {
        Set-FakeValue 'cluster.SameSubnetThreshold' 4
        $stopped = Invoke-Script -Name 'apply'
        $stopped.Failure | Should -BeLike 'step s3 (*): expected SameSubnetThreshold=3, found SameSubnetThreshold=4: somebody has changed it since the plan was made; nothing is written'
        @(Get-FakeLog write).Count | Should -Be 0
    }

    It 'stops before a step whose value changes while the script runs' {
        Set-FakeFault 'write 1 set-after cluster.SameSubnetThreshold=7'
        $stopped = Invoke-Script -Name 'apply'
        $stopped.Failure | Should -BeLike 'step s3 (*): expected SameSubnetThreshold=3, found SameSubnetThreshold=7: somebody has changed it meanwhile; this step is not written, those before it are'
        $stopped.States | Should -Be @('Done', 'Done')
        @(Get-FakeLog write).Count | Should -Be 2
        # What somebody else has set is not taken back.
        (Invoke-Script -Name 'undo').Failure | Should -BeLike 'step s3 (*): expected *, found SameSubnetThreshold=7: *nothing is written'
    }

    It 'says that a write was <Fault>, and is taken back from there' -ForEach @(
        @{ Fault = 'ignore'; Says = '' }, @{ Fault = 'deny'; Says = '; the write said: *denied*' }, @{ Fault = 'throw "no quorum"'; Says = '; the write said: *' }
    ) {
        foreach ($nth in 1, 4) {
            Set-FakeFault "write 1 on $(@{ 1 = 'resourcetype:*'; 4 = 'volume:*' }[$nth]) $Fault"
            (Invoke-Script -Name 'apply').Failure | Should -BeLike "step s$nth (*): it is not written, the value is still *$Says"
            Clear-FakeFault
            $undone = Invoke-Script -Name 'undo'
            $undone.Failure | Should -BeNullOrEmpty
            Get-FakeSnapshot | Should -Be $before
        }
    }

    It 'takes a write that fails afterwards for made' {
        Set-FakeFault 'write * throw-after'
        $applied = Invoke-Script -Name 'apply'
        $applied.Failure | Should -BeNullOrEmpty
        $applied.States | Should -Be @('Done', 'Done', 'Done', 'Done')
    }

    It 'tells what was put back meanwhile' {
        Set-FakeFault 'write * on cluster.* revert 1'
        (Invoke-Script -Name 'apply').Failure | Should -BeLike 'step s3 (*): it was written, and now the value is SameSubnetThreshold=3: somebody has put it back'
    }

    It 'does not go on where a later step is made and an earlier one is not' {
        Set-FakeValue 'volume:Volume2.redirected' $false
        (Invoke-Script -Name 'apply').Failure | Should -BeLike 'step s4 (*) is made already, and step s1 before it is not: *nothing is written'
        @(Get-FakeLog write).Count | Should -Be 0
    }

    It 'says what it cannot read' {
        Set-FakeFault 'read * unreachable'
        (Invoke-Script -Name 'apply').Failure | Should -BeLike 'step s1 (*): the value cannot be read: *RPC*'
        @(Get-FakeLog write).Count | Should -Be 0
    }
}
