# Plans that are made on a simulated cluster: asked, announced, written, read back, watched, resumed and taken back.
BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Simulation.ps1'))
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Planned.ps1'))
}

AfterAll { Remove-Simulation }

Describe 'a plan that is made <Title>' -ForEach @(
    @{ Title = 'here'; Mode = ''; Way = 'Live' }
    @{ Title = 'in a session of Windows PowerShell'; Mode = 'compat'; Way = 'Auto' }
    @{ Title = 'in a session to the cluster'; Mode = 'compat'; Way = 'Node' }
) {
    It 'is collected, checked, written, read back, compared and taken back' {
        New-Planned -Mode $Mode
        $plan = Get-ClusterRouteCapture -Cluster CL1 -WarningAction Ignore | New-ClusterRoutePlan -WarningAction Ignore
        Clear-FakeLog
        $made = Invoke-Planned -With @{ Way = $Way }
        $made.Failure | Should -BeNullOrEmpty
        $made.States | Should -Be @('Done', 'Done', 'Done')
        @(Get-FakeUnverifiedWrite).Count | Should -Be 0
        @(Get-FakeLog write).Count | Should -Be 3
        $journal = Get-LastJournal
        $journal.Result | Should -Be 'applied'
        @($journal.Events | ForEach-Object { $_.event }) | Should -Be @('open', 'intent', 'done', 'watch', 'intent', 'done', 'watch', 'intent', 'done', 'watch', 'compared', 'close')
        @($journal.Events[-2].unpromised).Count | Should -Be 0
        $expected = if ($Way -eq 'Auto') { 'WinPS' } else { $Way }
        $journal.Events[0].way | Should -Be $expected

        $undone = Undo-Planned -With @{ Way = $Way }
        $undone.Failure | Should -BeNullOrEmpty
        $undone.States | Should -Be @('Undone', 'Undone', 'Undone')
        Get-FakeSnapshot | Should -Be $before
        @(Get-FakeUnverifiedWrite).Count | Should -Be 0
        (Get-LastJournal).Result | Should -Be 'undone'
    }
}

Describe 'a plan' {
    BeforeEach {
        New-Planned -Mode 'compat'
        Set-QuickCollection
    }

    AfterAll { Import-Module $modulePath -Force }

    It 'is not made twice: the second run writes nothing, not even a journal' {
        $null = Invoke-Planned
        Clear-FakeLog
        (Invoke-Planned).States | Should -Be @('Already', 'Already', 'Already')
        @(Get-FakeLog write).Count | Should -Be 0
        @(Get-ClusterRouteJournal -JournalPath $journals).Count | Should -Be 1
    }

    It 'writes nothing with -WhatIf, and no journal' {
        $would = Invoke-Planned -With @{ WhatIf = $true }
        $would.States | Should -Be @('WouldChange', 'WouldChange', 'WouldChange')
        $would.Results[1].After | Should -Be 'SameSubnetThreshold=10'
        @(Get-FakeLog write).Count | Should -Be 0
        [System.IO.Directory]::Exists($journals) | Should -BeFalse
        Get-FakeSnapshot | Should -Be $before
    }

    It 'writes nothing where the session prefers -WhatIf' {
        $global:WhatIfPreference = $true
        try { $would = Invoke-Kept { Invoke-ClusterRoutePlan -Plan $plan -JournalPath $journals -WatchSeconds 0 } }
        finally { $global:WhatIfPreference = $false }
        $would.States | Should -Be @('WouldChange', 'WouldChange', 'WouldChange')
        @(Get-FakeLog write).Count | Should -Be 0
    }

    It 'is made from its file, and the results pipe into the undo' {
        $file = [System.IO.Path]::Combine($TestDrive, 'plan.json')
        $plan | Export-ClusterRoutePlan -Path $file -Force
        (Import-ClusterRoutePlan -Path $file).Sha256 | Should -Be $plan.Sha256
        $made = Invoke-Planned -With @{ Path = $file }
        $made.States | Should -Be @('Done', 'Done', 'Done')
        $undone = Invoke-Kept { $made.Results | Undo-ClusterRoutePlan -Confirm:$false -SettleSeconds 0 }
        $undone.States | Should -Be @('Undone', 'Undone', 'Undone')
        Get-FakeSnapshot | Should -Be $before
    }

    It 'is not made unasked without its hash, nor with another one' {
        $none = Invoke-Kept { Invoke-ClusterRoutePlan -Plan $plan -Confirm:$false -JournalPath $journals }
        $none.Id, $none.Code | Should -Be @('ClusterRoute.PlanHashMismatch', 2)
        $other = Invoke-Planned -With @{ PlanHash = '0' * 64 }
        $other.Id, $other.Code | Should -Be @('ClusterRoute.PlanHashMismatch', 3)
        @(Get-FakeLog).Count | Should -Be 0
    }

    It 'is not made from a file that was edited, and no text of a file is run' {
        $file = [System.IO.Path]::Combine($TestDrive, 'edited.json')
        [System.IO.File]::WriteAllText($file, $plan.Json.Replace('"new":{"SameSubnetThreshold":10}', '"new":{"SameSubnetThreshold":1}'))
        $edited = Invoke-Planned -With @{ Path = $file }
        $edited.Id | Should -Be 'ClusterRoute.InvalidPlan'
        $edited.Failure | Should -BeLike 'expected a plan that nobody has changed, found one with the SHA-256 *'
        # Whoever also makes the hash anew gets other words, and the same commands.
        $forged = ConvertFrom-Json -InputObject $plan.Json
        foreach ($step in $forged.steps) { foreach ($name in 'read', 'windows_powershell', 'powershell_7', 'undo', 'undo_powershell_7') { $step.commands.$name = 'throw "run"' } }
        $text = ConvertTo-Json -InputObject $forged -Depth 20 -Compress
        [System.IO.File]::WriteAllText($file, $text)
        $found = (Invoke-Planned -With @{ Path = $file }).Failure -replace '^.*found one with the SHA-256 ([0-9a-f]{64}).*$', '$1'
        [System.IO.File]::WriteAllText($file, $text.Replace($plan.Sha256, $found))
        $made = Invoke-Planned -With @{ Path = $file; PlanHash = $found }
        $made.Failure | Should -BeNullOrEmpty
        $made.States | Should -Be @('Done', 'Done', 'Done')
    }

    It 'leaves every other cluster alone' {
        New-Simulation -Add -Name CL2 -First 'OTHER'
        Set-FakeValue 'cluster.SameSubnetThreshold' 3
        $other = Get-FakeSnapshot -Cluster CL2
        (Invoke-Planned).States | Should -Be @('Done', 'Done', 'Done')
        Get-FakeSnapshot -Cluster CL2 | Should -Be $other
        @(Get-FakeLog write | Where-Object { $_.cluster -ne 'CL1' }).Count | Should -Be 0
    }

    It 'is not made on another cluster' {
        New-Simulation -Add -Name CL2 -First 'OTHER'
        $lines = @(Get-FakeSnapshot)
        $other = Invoke-Planned -With @{ Cluster = 'CL2' }
        $other.Id | Should -Be 'ClusterRoute.PlanForOtherCluster'
        $other.Failure | Should -Be 'expected a plan of CL2, found one of CL1'
        @(Get-FakeLog write).Count | Should -Be 0
        @(Get-FakeSnapshot) | Should -Be $lines
    }

    It 'is not made where somebody else has set a value since' {
        Set-FakeValue 'cluster.SameSubnetThreshold' 4
        $outdated = Invoke-Planned
        $outdated.Id, $outdated.Code | Should -Be @('ClusterRoute.PlanOutdated', 3)
        $outdated.Failure | Should -BeLike "*step s2, SameSubnetThreshold of the cluster: from 3 to 10: Conflict, found SameSubnetThreshold 4*"
        @(Get-FakeLog write).Count | Should -Be 0
    }

    It 'is not made where <Title>' -ForEach @(
        @{ Title = 'a node is paused'; Target = 'node:HV12.state'; Value = 'Paused'; Says = '*every node is up: node HV12 is Paused*' }
        @{ Title = 'a volume is in maintenance mode'; Target = 'volume:Volume1.maintenance'; Value = $true; Says = '*maintenance*' }
        @{ Title = 'a storage job runs'; Target = 'extra.storage_jobs'; Value = 1; Says = '*no storage job runs: storage job Repair is Running*' }
    ) {
        Set-FakeValue $Target $Value
        $refused = Invoke-Planned
        'ClusterRoute.CheckFailed', 'ClusterRoute.PlanOutdated' | Should -Contain $refused.Id
        $refused.Failure | Should -BeLike $Says
        @(Get-FakeLog write).Count | Should -Be 0
        Get-FakeSnapshot | Should -Not -BeNullOrEmpty
    }

    It 'is not made where its list is that of Network ATC, unless that leaves it alone' {
        New-Planned -Mode 'compat' -Extra @{ intents = @(@{ IntentName = 'Storage' }) }
        $refused = Invoke-Planned
        $refused.Id | Should -Be 'ClusterRoute.CheckFailed'
        $refused.Failure | Should -BeLike '*Network ATC has the intent Storage*'
        Set-FakeValue 'intent.EnableLiveMigrationNetworkSelection' $false
        (Invoke-Planned).Failure | Should -BeNullOrEmpty
    }

    It 'is made with the approval of somebody else, in its time' {
        $file = [System.IO.Path]::Combine($TestDrive, 'approved.json')
        $plan | Export-ClusterRoutePlan -Path $file -Force
        $with = @{ Path = $file; RequireApproval = $true }
        (Invoke-Planned -With $with).Failure | Should -BeLike '*by somebody else, for now: there is no *'
        Approve-ClusterRoutePlan -Path $file -Comment CHG1
        (Invoke-Planned -With $with).Failure | Should -BeLike '*it was approved by *, who runs it'
        $approval = "$file.approval.json"
        $text = [System.IO.File]::ReadAllText($approval) -replace '"who": *"[^"]*"', '"who": "CONTOSO\\boss"'
        [System.IO.File]::WriteAllText($approval, $text.Replace($plan.Sha256, '0' * 64))
        (Invoke-Planned -With $with).Failure | Should -BeLike '*is of the plan with the SHA-256 000*'
        [System.IO.File]::WriteAllText($approval, ($text -replace '"not_after": *"2', '"not_after": "1'))
        (Invoke-Planned -With $with).Failure | Should -BeLike '*it might be made until 1*'
        [System.IO.File]::WriteAllText($approval, '{')
        (Invoke-Planned -With $with).Failure | Should -BeLike '*is no approval of Approve-ClusterRoutePlan'
        [System.IO.File]::WriteAllText($approval, $text)
        (Invoke-Planned -With $with).States | Should -Be @('Done', 'Done', 'Done')
    }

    It 'is one run at a time' {
        $folder = [System.IO.Path]::Combine($journals, 'CL1')
        $null = [System.IO.Directory]::CreateDirectory($folder)
        $lock = [System.IO.FileStream]::new([System.IO.Path]::Combine($folder, 'lock'), 'OpenOrCreate', 'ReadWrite', 'None')
        try { $refused = Invoke-Planned } finally { $lock.Dispose() }
        $refused.Id, $refused.Code | Should -Be @('ClusterRoute.Locked', 3)
        (Invoke-Planned).States | Should -Be @('Done', 'Done', 'Done')
    }

    It 'has its journal below the folder for journals, whatever the cluster is called' {
        foreach ($name in '..', '.', '..\x', 'a/../b', 'C:\x') {
            $folder = & (Get-Module -Name ClusterRoute) { param($root, $name) Get-JournalFolder -JournalPath $root -Cluster $name } $journals $name
            [System.IO.Path]::GetDirectoryName([System.IO.Path]::GetFullPath($folder)) | Should -Be $journals
        }
    }

    It 'is not made without a journal' {
        $null = [System.IO.Directory]::CreateDirectory($journals)
        [System.IO.File]::WriteAllText([System.IO.Path]::Combine($journals, 'CL1'), 'a file where a folder should be')
        $refused = Invoke-Planned
        $refused.Id, $refused.Code | Should -Be @('ClusterRoute.JournalNotWritable', 3)
        @(Get-FakeLog write).Count | Should -Be 0
    }

    It 'stops at once where the journal takes no line any more, before what it would announce' {
        & (Get-Module -Name ClusterRoute) {
            ${function:script:Kept} = ${function:Add-JournalEvent}
            ${function:script:Add-JournalEvent} = {
                param($Writer, $Name, $Facts)
                if ($Name -eq 'intent' -and $Writer.Count -gt 2) { throw [System.IO.IOException]::new('there is not enough space on the disk') }
                Kept -Writer $Writer -Name $Name -Facts $Facts
            }
        }
        try { $full = Invoke-Planned }
        finally { & (Get-Module -Name ClusterRoute) { ${function:script:Add-JournalEvent} = ${function:Kept} } }
        $full.Failure | Should -BeLike '*not enough space*'
        @(Get-FakeLog write).Count | Should -Be 1
        (Get-LastJournal).IsOpen | Should -BeTrue
        (Invoke-Planned).Id | Should -Be 'ClusterRoute.JournalOpen'
        (Invoke-Planned -With @{ Resume = (Get-LastJournal).Path }).States | Should -Be @('Already', 'Done', 'Done')
    }

    It 'is gone on with from a journal whose last line is torn, and not from one that was changed' {
        Set-FakeFault 'write 2 unreachable', 'read 2+ on cluster unreachable'
        $null = Invoke-Planned
        Clear-FakeFault
        $journal = Get-LastJournal
        $journal.IsOpen | Should -BeTrue
        $bytes = [System.IO.File]::ReadAllBytes($journal.Path)
        [System.IO.File]::AppendAllText($journal.Path, '{"n":99,"event":"don')
        (Get-LastJournal).Problem | Should -BeNullOrEmpty
        $copy = [System.Text.Encoding]::UTF8.GetString($bytes).Replace('"event":"done"', '"event":"d0ne"')
        $changed = [System.IO.Path]::Combine($TestDrive, 'changed.jsonl')
        [System.IO.File]::WriteAllText($changed, $copy)
        $damaged = Invoke-Planned -With @{ Resume = $changed }
        $damaged.Id | Should -Be 'ClusterRoute.InvalidJournal'
        $damaged.Failure | Should -BeLike '*line 4: it does not follow the line before it: a line was changed, added or lost'
        Clear-FakeLog
        $resumed = Invoke-Planned -With @{ Resume = $journal.Path }
        $resumed.Failure | Should -BeNullOrEmpty
        $resumed.States | Should -Be @('Already', 'Done', 'Done')
        (Get-LastJournal).Result | Should -Be 'applied'
        (Undo-Planned).States | Should -Be @('Undone', 'Undone', 'Undone')
        Get-FakeSnapshot | Should -Be $before
    }

    It 'takes a step back after which a <What> is lost, and tells it' -ForEach @(
        @{ What = 'node'; Fault = 'write 2 node-down HV12'; Says = '*node HV12 was Up, and is Down*' }
        @{ What = 'network'; Fault = 'write 2 network-down SMB1'; Says = '*network SMB1 was Up, and is *' }
        @{ What = 'interface'; Fault = 'write 2 interface-down HV12/SMB1'; Says = '*interface HV12/SMB1 was Up, and is *' }
    ) {
        Set-FakeFault $Fault
        $worse = Invoke-Planned
        $worse.Id, $worse.Code | Should -Be @('ClusterRoute.GotWorse', 5)
        $worse.Failure | Should -BeLike $Says
        $worse.Failure | Should -BeLike '*it is taken back; still so: *'
        $worse.States | Should -Be @('Done', 'TakenBack', 'Skipped')
        Get-FakeValue 'cluster.SameSubnetThreshold' | Should -Be 3
        (Undo-Planned).States | Should -Be @('Undone')
        Get-FakeValue 'resourcetype:Virtual Machine.MigrationExcludeNetworks' | Should -Be 'ad7077ee-b541-543a-ab65-6e35105e5c61'
    }

    It 'takes everything back with -OnFailure UndoAll, and nothing with Stop' {
        Set-FakeFault 'write 3 deny'
        $all = Invoke-Planned -With @{ OnFailure = 'UndoAll' }
        $all.Id, $all.Code | Should -Be @('ClusterRoute.WriteIgnored', 4)
        $all.States | Should -Be @('Done', 'Done', 'Undone', 'Undone', 'NotDone')
        Get-FakeSnapshot | Should -Be $before
        Set-FakeFault 'write 2 network-down SMB1'
        $none = Invoke-Planned -With @{ OnFailure = 'Stop' }
        $none.Id, $none.Code | Should -Be @('ClusterRoute.GotWorse', 5)
        Get-FakeValue 'cluster.SameSubnetThreshold' | Should -Be 10
    }

    It 'is taken back where nobody confirms it in time' {
        $late = Invoke-Planned -With @{ ConfirmWithin = 0.02 }
        $late.Id, $late.Code | Should -Be @('ClusterRoute.NotConfirmed', 4)
        $late.States | Should -Be @('Done', 'Done', 'Done', 'Undone', 'Undone', 'Undone')
        @(Get-FakeUnverifiedWrite).Count | Should -Be 0
        Get-FakeSnapshot | Should -Be $before
    }

    It 'stays where somebody confirms it, which only a run that waits can be' {
        (Invoke-Planned).Failure | Should -BeNullOrEmpty
        $ended = Invoke-Kept { Get-LastJournal | Confirm-ClusterRoutePlan }
        $ended.Failure | Should -BeLike '*found one that is applied'
        $null = Undo-Planned
        # The other session looks when the run begins to wait.
        & (Get-Module -Name ClusterRoute) {
            ${function:script:Kept} = ${function:Wait-Confirmation}
            ${function:script:Wait-Confirmation} = {
                param($Run)
                $script:Confirmed = Get-ConfirmationPath -Path $Run.Journal
                [System.IO.File]::WriteAllText($script:Confirmed, 'CONTOSO\boss')
                Kept -Run $Run
            }
        }
        try { $made = Invoke-Planned -With @{ ConfirmWithin = 5 } }
        finally { & (Get-Module -Name ClusterRoute) { ${function:script:Wait-Confirmation} = ${function:Kept} } }
        $made.Failure | Should -BeNullOrEmpty
        $journal = Get-LastJournal
        @($journal.Events | ForEach-Object { $_.event })[-3..-1] | Should -Be @('confirm_wanted', 'confirm', 'close')
        $journal.Events[-2].who | Should -Be 'CONTOSO\boss'
        [System.IO.File]::Exists("$($journal.Path).confirm") | Should -BeFalse
        (Undo-Planned).States | Should -Be @('Undone', 'Undone', 'Undone')
    }

    It 'tells what was put back meanwhile' {
        Set-FakeFault 'write 2 revert 1'
        $back = Invoke-Planned
        $back.Id, $back.Code | Should -Be @('ClusterRoute.TakenBack', 5)
        $back.States[-1] | Should -Be 'TakenBack'
    }

    It 'leaves alone what somebody else has set since, and goes on past it with -Force' {
        $null = Invoke-Planned
        Set-FakeValue 'cluster.SameSubnetThreshold' 7
        $partly = Undo-Planned
        $partly.Id, $partly.Code | Should -Be @('ClusterRoute.UndoConflict', 5)
        $partly.States | Should -Be @('Undone', 'Conflict', 'Skipped')
        (Get-LastJournal).Result | Should -Be 'partly_undone'
        Get-FakeValue 'cluster.SameSubnetThreshold' | Should -Be 7
        (Undo-Planned -With @{ Force = $true }).States | Should -Be @('Conflict', 'Undone')
        Set-FakeValue 'cluster.SameSubnetThreshold' 3
        (Undo-Planned).States | Should -Be @('Already')
        Get-FakeSnapshot | Should -Be $before
    }

    It 'says what would be taken back with -WhatIf' {
        $null = Invoke-Planned
        Clear-FakeLog
        $would = Undo-Planned -With @{ WhatIf = $true }
        $would.States | Should -Be @('WouldChange', 'WouldChange', 'WouldChange')
        @(Get-FakeLog write).Count | Should -Be 0
        (Get-LastJournal).Result | Should -Be 'applied'
    }

    It 'is not written to copies' {
        $copies = Invoke-Planned -With @{ Way = 'Live' }
        $copies.Id, $copies.Code | Should -Be @('ClusterRoute.NoWay', 3)
        @(Get-FakeLog write).Count | Should -Be 0
    }

    It 'is taken back once: whoever does it again finds nothing to do' {
        $null = Invoke-Planned
        $null = Undo-Planned
        Clear-FakeLog
        (Undo-Planned).States | Should -BeNullOrEmpty
        @(Get-FakeLog write).Count | Should -Be 0
    }

    It 'is not gone on with when it has ended, or is being taken back' {
        $null = Invoke-Planned
        $path = (Get-LastJournal).Path
        (Invoke-Planned -With @{ Resume = $path }).Failure | Should -BeLike '*found one that is applied'
        Set-FakeFault 'write 1 unreachable', 'read 2+ on volume:* unreachable'
        (Undo-Planned).Code | Should -Be 6
        Clear-FakeFault
        (Invoke-Planned -With @{ Resume = $path }).Failure | Should -BeLike '*found one that is being taken back'
        (Undo-Planned).States | Should -Be @('Undone', 'Undone', 'Undone')
        Get-FakeSnapshot | Should -Be $before
    }

    It 'is told of a journal that is none' {
        $file = [System.IO.Path]::Combine($TestDrive, 'none.jsonl')
        foreach ($text in '', 'x', '{"n":1}', '[]', 'null') {
            [System.IO.File]::WriteAllText($file, "$text`n")
            (Invoke-Kept { Undo-ClusterRoutePlan -Path $file -Confirm:$false }).Id | Should -Be 'ClusterRoute.InvalidJournal'
        }
        (Invoke-Kept { Undo-ClusterRoutePlan -Path "$file.x" -Confirm:$false }).Id | Should -Be 'ClusterRoute.PathNotFound'
    }
}
