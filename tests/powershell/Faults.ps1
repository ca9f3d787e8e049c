# Every fault that the simulated cluster knows, at the first, a middle and the last write, while a plan is made, taken back
# and gone on with: the end is a named state, the journal tells the truth, and taking back leaves nothing but what somebody
# else has set. Its name is none of a suite, since it takes minutes: tests/pester.rs runs it once.
BeforeDiscovery {
    # What a write meets, whether it takes effect, and whether somebody else has set the value then.
    $faults = @(
        @{ Fault = 'throw "no quorum"'; Made = $false }
        @{ Fault = 'throw-after'; Made = $true }
        @{ Fault = 'ignore'; Made = $false }
        @{ Fault = 'deny'; Made = $false }
        @{ Fault = 'unreachable'; Made = $false }
        @{ Fault = 'revert 1'; Made = $true }
        @{ Fault = 'node-down HV12'; Made = $true }
        @{ Fault = 'network-down SMB1'; Made = $true }
        @{ Fault = 'interface-down HV12/SMB1'; Made = $true }
        @{ Fault = 'set OTHER'; Made = $true }
        @{ Fault = 'set-after OTHER'; Made = $false }
    )
    $cases = @(foreach ($fault in $faults) { foreach ($place in 1, 2, 3) { @{ Fault = $fault.Fault; Made = $fault.Made; Place = $place } } })
    $kills = @(foreach ($phase in 'apply', 'undo') { foreach ($fault in 'kill', 'kill-before') { foreach ($place in 1, 2, 3) { @{ Fault = $fault; Place = $place; Phase = $phase } } } })
}

BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Simulation.ps1'))
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Planned.ps1'))
    # What the steps set, in order, and what another administrator sets there.
    $targets = 'resourcetype:Virtual Machine.MigrationExcludeNetworks', 'cluster.SameSubnetThreshold', 'volume:Volume2.redirected'
    $others = '"resourcetype:Virtual Machine.MigrationExcludeNetworks=33de9aaf-29d2-526a-8f8d-f7051d243fe1"', 'cluster.SameSubnetThreshold=7', 'volume:Volume2.owner=HV12'
    $named = 'Done', 'Already', 'Skipped', 'Conflict', 'NotDone', 'TakenBack', 'Unknown', 'Undone', 'UndoFailed'

    function Get-Setting { @(foreach ($target in $targets) { [string] (Get-FakeValue $target) }) }

    function Set-PlaceFault {
        param([string] $Fault, [int] $Place)
        Set-FakeFault "write $Place $($Fault.Replace('OTHER', $others[$Place - 1]))"
    }

    # Whatever happened: every state has a name, no write stands without a read-back, and what the journal calls done was
    # written, in its order.
    function Assert-Told {
        param($Run)
        foreach ($state in $Run.States) { $named | Should -Contain $state }
        if ($null -ne $Run.Failure) { $Run.Id | Should -BeLike 'ClusterRoute.*' }
        @(Get-FakeUnverifiedWrite).Count | Should -Be 0
        $journal = Get-LastJournal
        $journal.Problem | Should -BeNullOrEmpty
        $announced = @($journal.Events | Where-Object { 'intent', 'undo_intent' -contains $_.event })
        $announced.Count | Should -BeGreaterOrEqual @(Get-FakeLog write).Count
    }

    # Takes back until nothing is left, or somebody else's value is named; then all is as it was.
    function Assert-TakenBack {
        param([string] $Fault, [int] $Place)
        Clear-FakeFault
        # What went down comes back first: that is not the plan's business.
        Set-FakeValue 'node:HV12.state' Up
        $undone = Undo-Planned
        $expected = @($was)
        if ($Fault -like 'set* OTHER' -and $Place -lt 3) {
            # A value that was set before our write is gone; one that was set after it stays.
            if ($undone.States -contains 'Conflict') {
                $undone.Id | Should -Be 'ClusterRoute.UndoConflict'
                $undone = Undo-Planned -With @{ Force = $true }
                $expected[$Place - 1] = (Get-Setting)[$Place - 1]
            }
        }
        Get-Setting | Should -Be $expected
    }

    # A process of its own, which a fault may end.
    function Invoke-Child {
        param([string] $Command)
        $script = [System.IO.Path]::Combine($TestDrive, 'child.ps1')
        [System.IO.File]::WriteAllText($script, "Import-Module '$modulePath'`nImport-Module '$fake' -WarningAction Ignore`n$Command")
        $env:FAKE_CLUSTER_MODE = 'compat'
        & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $script *> $null
    }
}

AfterAll {
    Remove-Simulation
    Import-Module $modulePath -Force
}

Describe 'faults' {
    BeforeEach {
        New-Planned -Mode 'compat'
        Set-QuickCollection
        $was = Get-Setting
    }

    It 'apply: <Fault> at write <Place>' -ForEach $cases {
        Set-PlaceFault -Fault $Fault -Place $Place
        $run = Invoke-Planned
        Assert-Told -Run $run
        # The other value of the last step is another property of the volume.
        if (-not $Made -and -not ($Place -eq 3 -and $Fault -like 'set-after*')) { $run.Code | Should -Not -Be 0 }
        # Without a failure all is made, unless somebody else has set it just before and was overwritten.
        if ($null -eq $run.Failure) { $run.States | Should -Be @('Done', 'Done', 'Done') }
        Assert-TakenBack -Fault $Fault -Place $Place
    }

    It 'undo: <Fault> at write <Place>' -ForEach $cases {
        $null = Invoke-Planned
        Clear-FakeLog
        # The way back begins with the last step.
        $at = 4 - $Place
        Set-FakeFault "write $Place $($Fault.Replace('OTHER', $others[$at - 1]))"
        $run = Undo-Planned
        Assert-Told -Run $run
        Assert-TakenBack -Fault $Fault -Place $at
    }

    It 'resume: <Fault> at write <Place>' -ForEach $cases {
        # The first run is lost after its first write.
        Set-FakeFault 'write 1 unreachable', 'read 2+ on resourcetype:* unreachable'
        $null = Invoke-Planned
        Clear-FakeFault
        $open = Get-LastJournal
        $open.IsOpen | Should -BeTrue
        Clear-FakeLog
        Set-PlaceFault -Fault $Fault -Place $Place
        $run = Invoke-Planned -With @{ Resume = $open.Path }
        Assert-Told -Run $run
        Assert-TakenBack -Fault $Fault -Place $Place
    }
}

Describe 'the plan of the judged case <Name>' -ForEach @(
    Get-ChildItem -LiteralPath ([System.IO.Path]::Combine($PSScriptRoot, '..', 'fixtures', 'cases')) -Filter '*.json' | Where-Object { $_.Name -ne 'cases.json' } | ForEach-Object { @{ Name = $_.BaseName; File = $_.FullName } }
) {
    It 'mends what it is for, brings nothing new, and is taken back' {
        New-Simulation -Mode 'compat'
        Set-QuickCollection
        $null = New-FakeCluster -Path $File -Name 'CASE' -Add
        $script:plan = Read-Simulation -Cluster 'CASE' | New-ClusterRoutePlan -WarningAction Ignore
        if ($plan.StepCount -eq 0) { Set-ItResult -Skipped -Because 'no command mends anything there' }
        $script:journals = [System.IO.Path]::Combine($TestDrive, [guid]::NewGuid().ToString('N'))
        $was = Get-FakeSnapshot -Cluster 'CASE'
        $key = { "$($_.Rule) $($_.TargetName)" }
        $found = @(Read-Simulation -Cluster 'CASE' | Get-ClusterRouteRecommendation -WarningAction Ignore | ForEach-Object $key)
        Clear-FakeLog
        $run = Invoke-Planned -With @{ Force = $true }
        # What the case is about may be what keeps a plan from being made there: a node that is down, a paused volume.
        if ('ClusterRoute.CheckFailed' -eq $run.Id) { Set-ItResult -Skipped -Because $run.Failure }
        $run.Failure | Should -BeNullOrEmpty
        @($run.States | Sort-Object -Unique) | Should -Be 'Done'
        $left = @(Read-Simulation -Cluster 'CASE' | Get-ClusterRouteRecommendation -WarningAction Ignore)
        foreach ($step in $plan.Steps) { foreach ($mended in $step.Mends) { @($left | ForEach-Object $key) | Should -Not -Contain "$($mended.Rule) $($mended.Target.Name)" } }
        @($left | Where-Object { $_.Severity -ne 'Info' } | ForEach-Object $key | Where-Object { $found -notcontains $_ }) | Should -BeNullOrEmpty
        (Undo-Planned).Failure | Should -BeNullOrEmpty
        Get-FakeSnapshot -Cluster 'CASE' | Should -Be $was
    }
}

Describe 'a session that is killed' {
    It '<Phase>: <Fault> at write <Place>, is gone on with and taken back' -ForEach $kills {
        New-Planned -Mode 'compat'
        Set-QuickCollection
        $was = Get-Setting
        $file = [System.IO.Path]::Combine($TestDrive, 'killed.json')
        $plan | Export-ClusterRoutePlan -Path $file -Force
        if ($Phase -eq 'undo') { $null = Invoke-Planned }
        Set-FakeFault "write $Place $Fault"
        if ($Phase -eq 'apply') { Invoke-Child "Invoke-ClusterRoutePlan -Path '$file' -PlanHash $($plan.Sha256) -Confirm:`$false -JournalPath '$journals' -WatchSeconds 0 -SettleSeconds 0" }
        else { Invoke-Child "Undo-ClusterRoutePlan -Path '$((Get-LastJournal).Path)' -Confirm:`$false -SettleSeconds 0" }
        Clear-FakeFault
        $journal = Get-LastJournal
        $journal.IsOpen | Should -BeTrue
        if ($Phase -eq 'apply') {
            (Invoke-Planned).Id | Should -Be 'ClusterRoute.JournalOpen'
            $resumed = Invoke-Planned -With @{ Resume = $journal.Path }
            $resumed.Failure | Should -BeNullOrEmpty
            @($resumed.States | Where-Object { 'Done', 'Already' -notcontains $_ }).Count | Should -Be 0
            (Get-LastJournal).Result | Should -Be 'applied'
        }
        (Undo-Planned).Failure | Should -BeNullOrEmpty
        Get-Setting | Should -Be $was
        (Get-LastJournal).Result | Should -Be 'undone'
    }
}
