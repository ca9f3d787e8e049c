# What the commands give back, and what they say when they cannot.
BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))
}

Describe 'Import-ClusterRouteCapture' {
    It 'takes wildcards, literal paths and files from the pipe' {
        $folder = [System.IO.Path]::Combine($captures, 's2d-2019-rdma')
        $names = @(
            (Import-ClusterRouteCapture -Path ([System.IO.Path]::Combine($folder, 'network*s.xml'))).Cluster
            (Import-ClusterRouteCapture -LiteralPath ([System.IO.Path]::Combine($folder, 'networks.xml'))).Cluster
            (Get-Item -LiteralPath ([System.IO.Path]::Combine($folder, 'networks.xml')) | Import-ClusterRouteCapture).Cluster
            ([System.IO.Path]::Combine($folder, 'networks.xml') | Import-ClusterRouteCapture).Cluster
        )
        $names -join ' ' | Should -Be 'S2D-2019-RDMA S2D-2019-RDMA S2D-2019-RDMA S2D-2019-RDMA'
    }

    It 'keeps clusters apart and counts what they have' {
        $all = @(Import-ClusterRouteCapture -LiteralPath (@(Get-CaptureFile -Name 's2d-2019-rdma') + @(Get-CaptureFile -Name 'hyperv-2012r2-san')))
        $all.Count | Should -Be 2
        $all[0].PSObject.TypeNames[0] | Should -Be 'ClusterRoute.Capture'
        foreach ($one in $all) {
            $one.NetworkCount | Should -Be @($one | Get-ClusterRouteMetric).Count
            $one.InterfaceCount | Should -BeGreaterThan 0
            $one.NodeCount | Should -Be 4 -Because 'routes know as many, whoever names them'
            $one.VolumeCount | Should -Be @($one | Get-ClusterRoute Csv | Select-Object -ExpandProperty Volume -Unique).Count
        }
        @($all[0].Sources).Count | Should -BeGreaterThan 0
    }

    It 'survives Export-Clixml' {
        $file = [System.IO.Path]::Combine($TestDrive, 'capture.xml')
        $capture = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 'hyperv-2012r2-san')
        $capture | Export-Clixml -LiteralPath $file -Depth 10
        ConvertTo-Text -Answer @(Import-Clixml -LiteralPath $file | Get-ClusterRoute) | Should -Be (ConvertTo-Text -Answer @($capture | Get-ClusterRoute))
    }

    It 'names a path that leads nowhere and goes on' {
        $good = [System.IO.Path]::Combine($captures, 's2d-2019-rdma', 'networks.xml')
        $all = @(Import-ClusterRouteCapture -Path 'no-such-file.xml', $good -ErrorVariable problems -ErrorAction SilentlyContinue)
        $all.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'ClusterRoute.PathNotFound,Import-ClusterRouteCapture'
        $problems[0].TargetObject | Should -Be 'no-such-file.xml'
    }

    It 'refuses a file that holds no cluster' {
        $file = [System.IO.Path]::Combine($TestDrive, 'broken.xml')
        Set-Content -LiteralPath $file -Value '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj>'
        $failure = Get-Failure { Import-ClusterRouteCapture -LiteralPath $file }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ClusterRoute.*,Import-ClusterRouteCapture'
        "$failure" | Should -Match 'broken\.xml'
    }

    It 'refuses an empty pipe' {
        (Get-Failure { @() | Import-ClusterRouteCapture }).FullyQualifiedErrorId | Should -Be 'ClusterRoute.EmptyPipe,Import-ClusterRouteCapture'
    }
}

Describe 'Get-ClusterRoute' {
    It 'filters' {
        $routes = @(Get-Live | Get-ClusterRoute -Traffic Csv, LiveMigration -From L2 -To L1)
        ($routes.Traffic | Sort-Object -Unique) -join ' ' | Should -Be 'Csv LiveMigration'
        ($routes.From | Sort-Object -Unique) -join ' ' | Should -Be 'L2'
        @(Get-Live | Get-ClusterRoute -Traffic Csv -Volume 'Volume1').Count | Should -Be 2
    }

    It 'asks what if' {
        $route = Get-Live | Get-ClusterRoute -Traffic Csv -From L2 -Without 'network:Storage1', 'network:Storage2'
        $route.Networks.Name | Should -Be 'Management'
        $route = Get-Live | Get-ClusterRoute -Traffic Cluster -From L1 -Set 'metric:Management=100'
        $route.Networks.Name | Should -Be 'Management'
    }

    It 'keeps lists of one and of none as lists' {
        $route = Get-Live | Get-ClusterRoute -Traffic Cluster -From L1
        foreach ($list in $route.Networks, $route.Failover, $route.Assumptions) { , $list | Should -BeOfType [System.Collections.IList] }
        $route.Networks.Count | Should -Be 1
        $route.Networks[0].Name | Should -Be 'Storage1'
    }

    It 'takes the Windows version from the caller' {
        $networks = @{ Name = 'A'; Role = 1; Metric = 5 }, @{ Name = 'B'; Role = 3; Metric = 6 }
        ($networks | Get-ClusterRoute -Traffic Cluster -WindowsVersion 2012R2).WindowsVersion | Should -Be '2012R2'
    }

    It 'says with -Verbose how the answer came about' {
        $lines = @(Get-Live | Get-ClusterRoute -Traffic Cluster -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }) -join "`n"
        $lines | Should -Match "asking 'resolve' of [0-9]+ objects"
        $lines | Should -Match 'clusterroute\.(dll|so)'
        $lines | Should -Match 'Windows 2022, observed: '
    }

    It 'rehearses redirected volumes as -Set does' {
        $capture = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 'hyperv-2012r2-san')
        $rehearsed = @($capture | Get-ClusterRoute Csv -Rehearse)
        ($rehearsed | Where-Object { -not $_.Local }).Mode | Sort-Object -Unique | Should -Be 'FileSystemRedirected'
        ConvertTo-Text -Answer $rehearsed | Should -Be (ConvertTo-Text -Answer @($capture | Get-ClusterRoute Csv -Set 'redirect:*'))
        @($capture | Get-ClusterRoute Csv -Rehearse -Set 'owner:CSV1=HV12' | Where-Object Volume -eq 'CSV1').To | Sort-Object -Unique | Should -Be 'HV12'
    }

    It 'says with -Verbose of every question how sure the Windows version is' {
        foreach ($command in 'Get-ClusterRouteMetric', 'Get-ClusterRoute', 'Get-ClusterRouteDesign', 'Get-ClusterRouteFailure', 'Get-ClusterRouteRecommendation', 'Test-ClusterRoute') {
            $lines = @(Get-Live | & $command -Verbose 4>&1 3>$null | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }) -join "`n"
            $lines | Should -Match 'Windows 2022, observed: '
        }
    }
}

Describe 'Get-ClusterRouteRecommendation and Test-ClusterRoute' {
    BeforeAll {
        $healthy = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 's2d-2019-rdma')
        $warned = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 'azlocal-23h2-bmc')
    }

    It 'gives a finding with its commands, for both PowerShells and back' {
        $finding = $warned | Get-ClusterRouteRecommendation -Rule CR104 -WarningAction SilentlyContinue
        $finding.PSObject.TypeNames[0] | Should -Be 'ClusterRoute.Finding'
        $finding.Cluster, $finding.Rule, $finding.Name, $finding.Severity, $finding.Certainty -join ' ' | Should -Be 'AZLOCAL-23H2-BMC CR104 bmc-network Warning Computed'
        $finding.TargetName, $finding.TargetKind -join ', ' | Should -Be 'Cluster Network 1, Network'
        $finding.Targets.Name | Should -Be 'Cluster Network 1'
        foreach ($text in $finding.Message, $finding.Why, $finding.Advice) { $text | Should -Not -BeNullOrEmpty }
        $finding.Evidence.Role | Should -Be 1
        $finding.Reference | Should -BeLike 'https://*'
        $finding.FixCommand | Should -BeLike "* -Cluster 'AZLOCAL-23H2-BMC' *Role = 0*"
        $finding.FixCommandPS7 | Should -Be "Invoke-Command -Session (New-PSSession -UseWindowsPowerShell) -ScriptBlock { $($finding.FixCommand) }"
        $finding.UndoCommand | Should -BeLike "* -Cluster 'AZLOCAL-23H2-BMC' *Role = 1*"
        $finding.UndoCommandPS7 | Should -Be "Invoke-Command -Session (New-PSSession -UseWindowsPowerShell) -ScriptBlock { $($finding.UndoCommand) }"
    }

    It 'shows a name that would act on a console with escapes' {
        $name = "LAN$([char] 27)[2J$([char] 0x202E)"
        $networks = @(
            [pscustomobject] @{ Name = $name; Role = 1; State = 'Down'; Metric = 30240; AutoMetric = $true }
            [pscustomobject] @{ Name = 'LAN'; Role = 3; State = 'Up'; Metric = 70000; AutoMetric = $true }
        )
        $findings = @($networks | Get-ClusterRouteRecommendation -WarningAction SilentlyContinue)
        $about = @($findings | Where-Object { @($_.Targets)[0].Name -ceq $name })
        $about.Count | Should -BeGreaterThan 0
        foreach ($finding in $about) { $finding.TargetName | Should -BeExactly 'LAN\u{1b}[2J\u{202e}' }
    }

    It 'gives the changes of a finding as objects' {
        $finding = $warned | Get-ClusterRouteRecommendation -Rule CR104 -WarningAction SilentlyContinue
        @($finding.Changes).Count | Should -Be 1
        $change = $finding.Changes[0]
        $change.PSObject.TypeNames[0] | Should -Be 'ClusterRoute.Change'
        $change.Id, $change.Kind, $change.TargetName, $change.Property, $change.Old, $change.New -join ', ' | Should -Be 'c1, network.role, Cluster Network 1, Role, 1, 0'
        $change.Command | Should -Be $finding.FixCommand
        $change.CommandPS7 | Should -Be $finding.FixCommandPS7
        $change.UndoCommand | Should -Be $finding.UndoCommand
        $change.UndoCommandPS7 | Should -Be $finding.UndoCommandPS7
        foreach ($text in $change.Message, $change.Effect) { $text | Should -Not -BeNullOrEmpty }
    }

    It 'gives no command that holds what acts on a terminal, and says why' {
        $file = Join-Path -Path $TestDrive -ChildPath 'escape.json'
        $json = '{"cluster":[{"Name":"C\u001b[2J","SameSubnetThreshold":2}],"networks":[{"Name":"A","Role":3,"Metric":70240,"AutoMetric":true,"State":"Up"}]}'
        [System.IO.File]::WriteAllText($file, $json)
        $finding = Import-ClusterRouteCapture -LiteralPath $file | Get-ClusterRouteRecommendation -Rule CR601 -WarningAction SilentlyContinue
        $change = $finding.Changes[0]
        foreach ($text in $change.Command, $change.UndoCommand, $finding.FixCommand, $finding.UndoCommand) { $text | Should -BeExactly '' }
        $change.NoCommand | Should -BeLike '*the character \u{1b}*'
        foreach ($text in $change.Message, $change.NoCommand, $finding.Message, $finding.Advice) { $text | Should -Not -Match '[\x00-\x09\x0B-\x1F]' }
        $change | Format-List | Out-String -Width 300 | Should -Match 'NoCommand +: '
    }

    It 'gives commands that parse' {
        foreach ($name in 'azlocal-23h2-bmc', 'hyperv-2012r2-san', 'hyperv-2022-lm-layers') {
            foreach ($finding in Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name $name) | Get-ClusterRouteRecommendation -WarningAction SilentlyContinue) {
                foreach ($text in $finding.FixCommand, $finding.FixCommandPS7, $finding.UndoCommand, $finding.UndoCommandPS7) {
                    $problems = $null
                    $null = [System.Management.Automation.Language.Parser]::ParseInput($text, [ref] $null, [ref] $problems)
                    @($problems).Count | Should -Be 0
                }
            }
        }
    }

    It 'says of three networks of a 2008 R2 cluster that live migration uses the client network, and nothing else' {
        $networks = foreach ($row in @('iSCSI Storage Network', 10100, 0), @('Heartbeat Cluster', 1000, 1), @('Host Access Cluster', 10000, 3)) {
            [pscustomobject] @{ Name = $row[0]; Metric = $row[1]; Role = $row[2] }
        }
        $serious = @($networks | Get-ClusterRouteRecommendation -WindowsVersion 2008R2 -Severity Error, Warning -WarningVariable warnings -WarningAction SilentlyContinue)
        $serious.Count | Should -Be 1
        $serious[0].Rule, $serious[0].Severity, $serious[0].Certainty, $serious[0].TargetName -join ', ' | Should -Be 'CR401, Warning, Assumed, Host Access Cluster'
        $serious[0].Targets.Name -join ', ' | Should -Be 'Host Access Cluster, Heartbeat Cluster'
        $serious[0].Advice | Should -Match 'too few private networks'
        $serious[0].Assumes.Collect | Should -Contain 'Get-ClusterNetworkInterface'
        foreach ($text in $serious[0].FixCommand, $serious[0].FixCommandPS7, $serious[0].UndoCommand, $serious[0].UndoCommandPS7) { $text | Should -BeExactly '' }
        foreach ($list in $serious[0].Changes, $serious[0].Moves, $serious[0].Explains) { , $list | Should -BeOfType [System.Collections.IList]; $list.Count | Should -Be 0 }
        $serious[0].Withheld | Should -BeNullOrEmpty
        $networks | Test-ClusterRoute -WindowsVersion 2008R2 -WarningAction SilentlyContinue | Should -BeFalse
        $networks | Test-ClusterRoute -WindowsVersion 2008R2 -Severity Error -WarningAction SilentlyContinue | Should -BeTrue
        @($warnings).Count | Should -Be 1
        "$warnings" | Should -Match '^pipe the output of .*Get-ClusterNetworkInterface; .* as well: '
        "$warnings" | Should -Not -Match 'Format-List|vm_resource_type_parameters'
    }

    It 'says what moves and what else is explained, and lists both' {
        $capture = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 'azlocal-23h2-switchless')
        $finding = $capture | Get-ClusterRouteRecommendation -Rule CR405, CR401 -WarningAction SilentlyContinue
        $finding.Rule | Should -Be 'CR405'
        @($finding.Moves).Count | Should -BeGreaterThan 0
        $finding.Moves[0] | Should -BeOfType [string]
        $finding.Explains.Rule | Should -Be 'CR401'
        $finding.FixCommand | Should -Match 'MigrationNetworkOrder'
        $text = $finding | Format-List | Out-String -Width 2000
        $text | Should -Match ('Moves +: ' + [regex]::Escape($finding.Moves[0]))
        $text | Should -Match 'Explains +: CR401 migration-on-client-network: '
        $text | Should -Not -Match 'Withheld'
    }

    It 'gives flat properties that Export-Csv and Where-Object take' {
        $file = [System.IO.Path]::Combine($TestDrive, 'findings.csv')
        $findings = @($warned | Get-ClusterRouteRecommendation -WarningAction SilentlyContinue)
        $findings | Export-Csv -LiteralPath $file -NoTypeInformation
        $read = @(Import-Csv -LiteralPath $file)
        foreach ($name in 'Cluster', 'Rule', 'Name', 'Severity', 'Certainty', 'TargetName', 'TargetKind', 'Message', 'Why', 'Advice', 'FixCommand', 'FixCommandPS7', 'UndoCommand', 'UndoCommandPS7', 'Reference') {
            $read.$name -join '|' | Should -BeExactly ($findings.$name -join '|')
        }
        @($findings | Where-Object FixCommand).Rule | Should -Be 'CR104'
        @($findings | Where-Object TargetName -eq 'Cluster Network 1').Count | Should -Be 1
    }

    It 'joins the commands of several changes, and takes them back from the last to the first' {
        $json = @'
{"answers":[{"name":"X","suppressed":[],"findings":[
{"changes":["c1","c2","c3"],"targets":[],"assumes":[],"explains":[],"moves":[{"key":"k","facts":{},"message":"CSV moves to B"}],
 "rule":"CR1","name":"n","severity":"info","certainty":"computed","message":"m","why":"w","advice":"a","evidence":{},"reference":"r",
 "withheld":{"changes":["Role of A: from 3 to 1"],"objection":{"key":"k","facts":{},"message":"no way is left"}}}
],"changes":
[{"id":"c1","kind":"k","target":{"kind":"network","id":null,"name":"A"},"property":"p","old":1,"new":2,"message":"m","effect":"e","no_commands":null,"commands":{"windows_powershell":"w1","powershell_7":"p1","undo":"u1","undo_powershell_7":"v1"}},
 {"id":"c2","kind":"k","target":{"kind":"network","id":null,"name":"A"},"property":"p","old":1,"new":2,"message":"m","effect":"e","no_commands":null,"commands":{"windows_powershell":"w2","powershell_7":"p2","undo":null,"undo_powershell_7":null}},
 {"id":"c3","kind":"k","target":{"kind":"network","id":null,"name":"A"},"property":"p","old":1,"new":2,"message":"m","effect":"e","no_commands":null,"commands":null},
 {"id":"c4","kind":"k","target":{"kind":"network","id":null,"name":"A"},"property":"p","old":1,"new":2,"message":"m","effect":"e","no_commands":null,"commands":{"windows_powershell":"w4","powershell_7":"p4","undo":"u4","undo_powershell_7":"v4"}}]
}],"errors":[]}
'@
        $answer = [ClusterRoute.Interop.Frame]::new($json, 'findings').Answers[0]
        $finding = & (Get-Module ClusterRoute) { param($Answer) ConvertTo-Advice -Answer $Answer } $answer
        $finding.Changes.Id -join ' ' | Should -Be 'c1 c2 c3'
        $finding.FixCommand -split [System.Environment]::NewLine -join '|' | Should -BeLike 'w1|w2|# c3: no command *'
        $finding.FixCommandPS7 -split [System.Environment]::NewLine -join '|' | Should -BeLike 'p1|p2|# c3: no command *'
        $finding.UndoCommand -split [System.Environment]::NewLine -join '|' | Should -BeLike '# c3: no command *|# c2: no command *|u1'
        $finding.UndoCommandPS7 -split [System.Environment]::NewLine -join '|' | Should -BeLike '# c3: no command *|# c2: no command *|v1'
        $finding.Moves | Should -Be 'CSV moves to B'
        $finding.Withheld.Changes | Should -Be 'Role of A: from 3 to 1'
        $finding.Withheld.Objection.Message | Should -Be 'no way is left'
        $finding.TargetName | Should -BeNullOrEmpty
    }

    It 'filters by severity' {
        $all = @($warned | Get-ClusterRouteRecommendation -WarningAction SilentlyContinue)
        $some = @($warned | Get-ClusterRouteRecommendation -Severity Warning -WarningAction SilentlyContinue)
        $all.Count | Should -BeGreaterThan $some.Count
        ($some.Severity | Sort-Object -Unique) | Should -Be 'Warning'
    }

    It 'warns in commands about rules that lack a fact, or gives them as objects' {
        $null = $healthy | Get-ClusterRouteRecommendation -WarningVariable warnings -WarningAction SilentlyContinue
        @($warnings).Count | Should -Be 1
        "$warnings" | Should -Match '^capture the output of Get-NetAdapter, .* as well: [0-9]+ rules were not checked for cluster ''S2D-2019-RDMA'''
        $lacking = @($healthy | Get-ClusterRouteRecommendation -NotChecked -WarningVariable warnings)
        @($warnings).Count | Should -Be 0
        $lacking | ForEach-Object { $_.PSObject.TypeNames[0] } | Sort-Object -Unique | Should -Be 'ClusterRoute.NotChecked'
        $lacking.Rule | Should -Contain 'CR205'
        $rule = $lacking | Where-Object Rule -eq 'CR408'
        $rule.Cluster, $rule.Name, $rule.Collect -join ', ' | Should -Be 'S2D-2019-RDMA, host-list-disagrees, Get-VMMigrationNetwork on every node'
        $rule.Needs | Should -Be 'hosts.migration_networks'
    }

    It 'says what to pipe as well, and nothing of it when it was piped' {
        $networks = @(Get-Live | Where-Object { $_.GetType().Name -eq 'ClusterNetwork' })
        $null = $networks | Get-ClusterRouteRecommendation -Rule CR302 -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Be "pipe the output of Get-ClusterSharedVolumeState as well: 1 rule was not checked for cluster 'LIVE-1', -Verbose names it"
        $null = Get-Live | Get-ClusterRouteRecommendation -Rule CR302 -WarningVariable warnings -WarningAction SilentlyContinue
        @($warnings).Count | Should -Be 0
    }

    It 'counts with -Verbose the rules that do not apply, and names those that were not checked' {
        foreach ($command in 'Get-ClusterRouteRecommendation', 'Test-ClusterRoute') {
            $lines = @($healthy | & $command -Verbose 4>&1 3>$null | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }) -join "|"
            $lines | Should -Match "cluster 'S2D-2019-RDMA': rules that do not apply: [0-9]+"
            $lines | Should -Match 'rule CR408 host-list-disagrees was not checked: .*; it needs the output of Get-VMMigrationNetwork on every node'
        }
    }

    It 'names with -Verbose the findings that a test counts, and gives a Boolean and nothing else' {
        $given = @($warned | Test-ClusterRoute -Verbose 4>&1 3>$null)
        @($given | Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] }).Count | Should -Be 1
        $given -join '|' | Should -Match 'warning CR104 bmc-network, Cluster Network 1: '
    }

    It 'tests with a threshold' {
        $answer = $healthy | Test-ClusterRoute -WarningAction SilentlyContinue
        $answer | Should -BeOfType [bool]
        $answer | Should -BeTrue
        $healthy | Test-ClusterRoute -Severity Info -WarningAction SilentlyContinue | Should -BeFalse
        $warned | Test-ClusterRoute -WarningAction SilentlyContinue | Should -BeFalse
        $warned | Test-ClusterRoute -Severity Error -WarningAction SilentlyContinue | Should -BeTrue
        @($healthy, $warned | Test-ClusterRoute -WarningAction SilentlyContinue) | Should -Be @($false)
    }
}

Describe 'Get-ClusterRouteDesign' {
    It 'gives each need with its verdict, what serves it and the reasons' {
        $needs = @(Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 'hyperv-2012r2-san') | Get-ClusterRouteDesign)
        $needs.Need -join ' ' | Should -Be 'Management Vm Heartbeat Csv LiveMigration IscsiHost IscsiGuest Backup Replica'
        ($needs.Cluster | Sort-Object -Unique) | Should -Be 'HYPERV-2012R2-SAN'
        $needs[0].PSObject.TypeNames[0] | Should -Be 'ClusterRoute.Need'
        ($needs[0].PSObject.Properties | ForEach-Object Name) -join ' ' | Should -Be 'Cluster Need Verdict Networks SharedWith RequiredGbps PresentGbps Spare Reasons'
        foreach ($need in $needs) {
            $need.Verdict | Should -BeIn 'Green', 'Yellow', 'Red', 'Unknown'
            foreach ($list in $need.Networks, $need.SharedWith, $need.Spare, $need.Reasons) { , $list | Should -BeOfType [System.Collections.IList] }
            foreach ($reason in $need.Reasons) { $reason | Should -BeOfType [string] }
        }
        $replica = $needs[8]
        $replica.Verdict | Should -Be 'Unknown'
        $replica.Networks.Count | Should -Be 0
        $replica.RequiredGbps | Should -BeNullOrEmpty
        $replica.Reasons | Should -Be 'not captured: Get-VMReplicationServer and Get-SRPartnership tells it'
    }

    It 'says what shares the network of live objects, and takes the Windows version from the caller' {
        $csv = Get-Live | Get-ClusterRouteDesign | Where-Object Need -eq 'Csv'
        $csv.Networks -join ' ' | Should -Be 'Storage1 Storage2'
        $csv.SharedWith | Should -Contain 'LiveMigration'
        $csv.Spare | Should -Be 'Management'
        $networks = @{ Name = 'A'; Role = 1; Metric = 1000 }, @{ Name = 'B'; Role = 3; Metric = 10000 }
        $heartbeat = $networks | Get-ClusterRouteDesign -WindowsVersion 2008R2 | Where-Object Need -eq 'Heartbeat'
        $heartbeat.Reasons -join '|' | Should -Match 'on 2008 R2 it is to have one of its own'
    }
}

Describe 'Get-ClusterRouteRule' {
    It 'lists all rules and gives the ones that are named' {
        $rules = @(Get-ClusterRouteRule)
        $rules.Count | Should -BeGreaterThan 24
        $rules[0].PSObject.TypeNames[0] | Should -Be 'ClusterRoute.Rule'
        @(Get-ClusterRouteRule -Id CR101, CR201).Id -join ' ' | Should -Be 'CR101 CR201'
        (Get-ClusterRouteRule CR101).Doc | Should -Match 'Why it matters'
    }

    It 'takes findings from the pipe' {
        $capture = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 'azlocal-23h2-bmc')
        $rule = $capture | Get-ClusterRouteRecommendation -Rule CR104 -WarningAction SilentlyContinue | Get-ClusterRouteRule
        $rule.Id | Should -Be 'CR104'
    }
}

Describe 'errors' {
    It 'an empty pipe, for every command' {
        foreach ($name in 'Get-ClusterRouteMetric', 'Get-ClusterRoute', 'Get-ClusterRouteDesign', 'Get-ClusterRouteFailure', 'Get-ClusterRouteRecommendation', 'Test-ClusterRoute') {
            $failure = Get-Failure { @() | & $name }
            $failure.FullyQualifiedErrorId | Should -Be "ClusterRoute.EmptyPipe,$name"
            $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
            $failure.ErrorDetails.RecommendedAction | Should -Match $name
            (Get-Failure { $null | & $name }).FullyQualifiedErrorId | Should -Be "ClusterRoute.EmptyPipe,$name"
            (Get-Failure { & $name }).FullyQualifiedErrorId | Should -Be "ClusterRoute.EmptyPipe,$name"
        }
    }

    It 'an object that is none of a cluster is named and left out' {
        $metrics = @(@(Get-Live) + 'text' | Get-ClusterRouteMetric -ErrorVariable problems -ErrorAction SilentlyContinue)
        $metrics.Count | Should -Be 3
        $problems[0].FullyQualifiedErrorId | Should -Be 'ClusterRoute.UnknownObject,Get-ClusterRouteMetric'
        $problems[0].TargetObject | Should -Be 'text'
    }

    It 'objects without networks' {
        $failure = Get-Failure { [pscustomobject] @{ Name = 'L1'; NodeWeight = 1; Cluster = 'LIVE-1' } | Get-ClusterRouteMetric }
        $failure.FullyQualifiedErrorId | Should -Be 'ClusterRoute.InvalidClusterData,Get-ClusterRouteMetric'
        $failure.CategoryInfo.Category | Should -Be 'InvalidData'
        $failure.TargetObject | Should -Be 'LIVE-1'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'a name the cluster does not have' {
        (Get-Failure { Get-Live | Get-ClusterRoute -Without 'network:Nowhere' }).FullyQualifiedErrorId | Should -Be 'ClusterRoute.UnknownName,Get-ClusterRoute'
        (Get-Failure { Get-ClusterRouteRule -Id CR999 }).FullyQualifiedErrorId | Should -Be 'ClusterRoute.UnknownName,Get-ClusterRouteRule'
    }

    It 'an option of a wrong form' {
        (Get-Failure { Get-Live | Get-ClusterRoute -Set 'metric' }).FullyQualifiedErrorId | Should -Be 'ClusterRoute.InvalidRequest,Get-ClusterRoute'
    }

    It 'leave the session able to go on' {
        $null = Get-Failure { @() | Get-ClusterRouteMetric }
        @(Get-Live | Get-ClusterRouteMetric).Count | Should -Be 3
    }
}
