# What advice leaves out: rules, severities, findings that somebody lives with, and findings of an earlier answer.
BeforeDiscovery {
    $commands = @('Get-ClusterRouteRecommendation', 'Test-ClusterRoute')
}

BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))

    $warned = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 'azlocal-23h2-bmc')
    $healthy = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 's2d-2019-rdma')

    # The rules of what is found, warnings apart.
    function Get-FoundRule {
        param($Capture, [hashtable] $With)
        @($Capture | Get-ClusterRouteRecommendation @With -WarningAction SilentlyContinue | ForEach-Object { $_.Rule }) -join ' '
    }

    # A file in the test's folder; gives its full path.
    function New-TextFile {
        param([string] $Name, [string] $Text)
        $path = [System.IO.Path]::Combine((Get-Item -LiteralPath 'TestDrive:\').FullName, $Name)
        [System.IO.File]::WriteAllText($path, $Text)
        $path
    }

    # A suppression file with these entries, each the lines below [[suppress]].
    function New-Suppression {
        param([string] $Name, [string[]] $Entry)
        New-TextFile -Name $Name -Text (@(foreach ($one in $Entry) { "[[suppress]]`n$one`n" }) -join "`n")
    }

    # What `clusterroute recommend --format json` prints for a capture: the answer of the library.
    function Get-AnswerText {
        param($Capture)
        $request = [ordered] @{ schema = 2; input = @{ captures = @($Capture.Capture) } }
        $library = (& (Get-Module ClusterRoute) { $script:Connection }).Library
        $library.Ask('recommend', (ConvertTo-Json -InputObject $request -Depth 16 -Compress)).Json
    }

    # What comes out of -Verbose.
    function Get-VerboseText {
        param([scriptblock] $Script)
        @(& $Script 4>&1 3>$null | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }) -join '|'
    }

    # What is warned about suppressions.
    function Get-StaleText {
        param($Capture, [string] $Path)
        $null = $Capture | Get-ClusterRouteRecommendation -Suppression $Path -WarningVariable warnings -WarningAction SilentlyContinue
        @($warnings | Where-Object { "$_" -like 'the suppression of*' } | ForEach-Object { "$_" })
    }
}

Describe 'rules and severities' {
    It 'leaves rules out, by id and by name' {
        $all = @($warned | Get-ClusterRouteRecommendation -WarningAction SilentlyContinue)
        $all.Rule | Should -Contain 'CR104'
        foreach ($name in 'CR104', 'bmc-network') {
            $rest = @($warned | Get-ClusterRouteRecommendation -ExcludeRule $name -WarningAction SilentlyContinue)
            $rest.Count | Should -Be ($all.Count - 1)
            $rest.Rule | Should -Not -Contain 'CR104'
            $warned | Test-ClusterRoute -ExcludeRule $name -WarningAction SilentlyContinue | Should -BeTrue
        }
        @($warned | Get-ClusterRouteRecommendation -Rule CR104, CR101 -ExcludeRule CR104, CR101 -WarningAction SilentlyContinue).Count | Should -Be 0
    }

    It '<_> names a rule that does not exist' -ForEach $commands {
        $name = $_
        (Get-Failure { $warned | & $name -ExcludeRule CR1O4 }).FullyQualifiedErrorId | Should -Be "ClusterRoute.UnknownName,$name"
    }

    It 'leaves out what a pattern describes, and names what describes nothing without losing the rest' {
        $all = @($warned | Get-ClusterRouteRecommendation -WarningAction SilentlyContinue)
        @($warned | Get-ClusterRouteRecommendation -Rule 'CR1*', '*bmc*' -WarningAction SilentlyContinue).Rule | Should -Be 'CR104'
        $rest = @($warned | Get-ClusterRouteRecommendation -ExcludeRule 'cr1*', 'CR1O4' -WarningAction SilentlyContinue -ErrorVariable problems -ErrorAction SilentlyContinue)
        $rest.Count | Should -Be ($all.Count - 1)
        @($problems).Count | Should -Be 1
        "$($problems[0])" | Should -Match 'no rule is called `CR1O4`, the nearest is CR104'
        $failure = Get-Failure { $warned | Get-ClusterRouteRecommendation -Rule 'CR104', 'CR1O4', 'X*' -ErrorAction SilentlyContinue }
        "$failure" | Should -Match 'no rule is called `CR1O4`.*; no rule fits `X\*`'
    }

    It '<_> completes the rules to leave out' -ForEach $commands {
        foreach ($word in 'cr10', 'bmc') {
            $line = "$_ -ExcludeRule $word"
            (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Contain 'CR104'
        }
    }

    It 'takes severities by position, and objects from the pipe or by name alone' {
        $all = @($warned | Get-ClusterRouteRecommendation -WarningAction SilentlyContinue)
        foreach ($severity in 'Error', 'Warning', 'Info') {
            $expected = @($all | Where-Object Severity -eq $severity | ForEach-Object { $_.Rule }) -join ' '
            @($warned | Get-ClusterRouteRecommendation $severity -WarningAction SilentlyContinue | ForEach-Object { $_.Rule }) -join ' ' | Should -Be $expected
        }
        @($warned | Get-ClusterRouteRecommendation Error, warning, INFO -WarningAction SilentlyContinue).Count | Should -Be $all.Count
        @(Get-ClusterRouteRecommendation Warning -InputObject $warned -WarningAction SilentlyContinue).Rule | Should -Be 'CR104'
        $warned | Test-ClusterRoute Error -WarningAction SilentlyContinue | Should -BeTrue
        foreach ($command in 'Get-ClusterRouteRecommendation', 'Test-ClusterRoute') {
            (Get-Failure { & $command $warned }).FullyQualifiedErrorId | Should -Be "ParameterArgumentValidationError,$command" -Because 'a capture is no severity'
        }
    }

    It 'asks the library for the severities alone' {
        @($warned | Get-ClusterRouteRecommendation -Severity Error -WarningAction SilentlyContinue).Count | Should -Be 0
        Get-VerboseText { $warned | Test-ClusterRoute Info -Verbose } | Should -Match 'info CR[0-9]+ '
        Get-VerboseText { $warned | Test-ClusterRoute -Verbose } | Should -Not -Match 'info CR[0-9]+ '
        $warned | Test-ClusterRoute Error, Warning -WarningAction SilentlyContinue | Should -BeFalse
        $healthy | Test-ClusterRoute Warning, Info -WarningAction SilentlyContinue | Should -BeFalse
    }
}

Describe '-Suppression' {
    BeforeAll {
        $lived = New-Suppression -Name 'lived.toml' -Entry "rule = `"CR104`"`ntarget = `"cluster network ?`"`nreason = `"the BMC network is wanted`"`nuntil = 2999-12-31"
    }

    It 'takes findings out, for both commands' {
        Get-FoundRule -Capture $warned -With @{ Severity = 'Warning' } | Should -Be 'CR104'
        Get-FoundRule -Capture $warned -With @{ Severity = 'Warning'; Suppression = $lived } | Should -Be ''
        $warned | Test-ClusterRoute -WarningAction SilentlyContinue | Should -BeFalse
        $warned | Test-ClusterRoute -Suppression $lived -WarningAction SilentlyContinue | Should -BeTrue
        Get-StaleText -Capture $warned -Path $lived | Should -BeNullOrEmpty
    }

    It 'reads no file that is not named' {
        $null = New-Suppression -Name 'clusterroute.toml' -Entry "rule = `"CR104`"`nreason = `"x`""
        Push-Location -LiteralPath 'TestDrive:\'
        try {
            Get-FoundRule -Capture $warned -With @{ Severity = 'Warning' } | Should -Be 'CR104'
            Get-FoundRule -Capture $warned -With @{ Severity = 'Warning'; Suppression = 'clusterroute.toml' } | Should -Be ''
        }
        finally { Pop-Location }
        Get-FoundRule -Capture $warned -With @{ Severity = 'Warning'; Suppression = 'TestDrive:\clusterroute.toml' } | Should -Be ''
    }

    It 'reads UTF-8 and UTF-16 with their marks' {
        $text = [System.IO.File]::ReadAllText($lived).Replace('wanted', 'gewollt, gepr' + [char] 0xfc + 'ft')
        foreach ($encoding in [System.Text.UTF8Encoding]::new($true), [System.Text.UTF8Encoding]::new($false), [System.Text.UnicodeEncoding]::new()) {
            $path = New-TextFile -Name 'encoded.toml' -Text ''
            [System.IO.File]::WriteAllText($path, $text, $encoding)
            $given = $warned | Get-ClusterRouteRecommendation -Rule CR104 -Suppression $path -Suppressed -WarningAction SilentlyContinue
            $given.Reason | Should -BeExactly ('the BMC network is gewollt, gepr' + [char] 0xfc + 'ft')
        }
    }

    It 'gives what it takes out with -Suppressed, and nothing else' {
        $taken = @($warned | Get-ClusterRouteRecommendation -Suppression $lived -Suppressed -WarningAction SilentlyContinue)
        $taken.Count | Should -Be 1
        $taken[0].PSObject.TypeNames[0] | Should -Be 'ClusterRoute.SuppressedFinding'
        @($warned | Get-ClusterRouteRecommendation -Suppression $lived -WarningAction SilentlyContinue).Rule | Should -Not -Contain 'CR104'
        $taken[0].PSObject.Properties.Name -join ' ' | Should -Be 'Cluster Rule Name Severity TargetName Message Reason Until'
        $taken[0].Cluster, $taken[0].Rule, $taken[0].Name, $taken[0].Severity, $taken[0].TargetName, $taken[0].Reason, $taken[0].Until -join '|' | Should -BeExactly 'AZLOCAL-23H2-BMC|CR104|bmc-network|Warning|Cluster Network 1|the BMC network is wanted|2999-12-31'
        $taken[0].Message | Should -Be ($warned | Get-ClusterRouteRecommendation -Rule CR104 -WarningAction SilentlyContinue).Message
        $taken[0].Until | Should -BeOfType [string]
        $text = $taken | Out-String -Width 300
        $text | Should -Match 'Cluster: AZLOCAL-23H2-BMC'
        $text | Should -Match 'Severity\s+Rule\s+Target\s+Until\s+Reason\s+Message'
        @($warned | Get-ClusterRouteRecommendation -Suppressed -WarningAction SilentlyContinue).Count | Should -Be 0
        (Get-Failure { $warned | Get-ClusterRouteRecommendation -Suppressed -NotChecked }).FullyQualifiedErrorId | Should -Be 'ClusterRoute.InvalidRequest,Get-ClusterRouteRecommendation'
    }

    It '<_> says with -Verbose what it takes out' -ForEach $commands {
        $name = $_
        Get-VerboseText { $warned | & $name -Suppression $lived -Verbose } | Should -Match 'suppressed: warning CR104 bmc-network, Cluster Network 1: .* \(the BMC network is wanted, until 2999-12-31\)'
    }

    It 'warns once of each entry that is over or fits nothing' {
        $stale = New-Suppression -Name 'stale.toml' -Entry @(
            "rule = `"CR104`"`nreason = `"was for last year`"`nuntil = 2020-12-31"
            "rule = `"CR105`"`ntarget = `"SMB*`"`ncluster = `"AZLOCAL-*`"`nreason = `"no such thing`""
        )
        $said = Get-StaleText -Capture $warned -Path $stale
        $said.Count | Should -Be 2
        $said[0] | Should -Be 'the suppression of CR104 ended on 2020-12-31 and suppresses nothing any more: was for last year'
        $said[1] | Should -Be "the suppression of CR105 for 'SMB*' in cluster 'AZLOCAL-*' fits no finding of cluster 'AZLOCAL-23H2-BMC': no such thing"
        @(Get-StaleText -Capture ($warned, $healthy) -Path $stale).Count | Should -Be 2
        Get-FoundRule -Capture $warned -With @{ Severity = 'Warning'; Suppression = $stale } | Should -Be 'CR104'
        $answer = $warned | Test-ClusterRoute -Suppression $stale -WarningVariable warnings -WarningAction SilentlyContinue
        $answer | Should -BeFalse
        @($warnings | Where-Object { "$_" -like 'the suppression of*' }).Count | Should -Be 2
    }
}

Describe '-Baseline' {
    BeforeAll {
        $file = New-TextFile -Name 'earlier.json' -Text (Get-AnswerText -Capture $warned)
        $findings = @($warned | Get-ClusterRouteRecommendation -WarningAction SilentlyContinue)
        $some = @($findings | Where-Object Rule -ne 'CR104')
    }

    It 'knows the findings of a file that the program has written' {
        foreach ($one in $file, 'TestDrive:\earlier.json', (Get-Item -LiteralPath $file)) {
            Get-FoundRule -Capture $warned -With @{ Baseline = $one } | Should -Be ''
        }
        $warned | Test-ClusterRoute -Severity Info -Baseline $file -WarningAction SilentlyContinue | Should -BeTrue
        $new = @($warned, $healthy | Get-ClusterRouteRecommendation -Baseline $file -WarningAction SilentlyContinue)
        $new.Count | Should -BeGreaterThan 0
        $new.Cluster | Sort-Object -Unique | Should -Be 'S2D-2019-RDMA'
    }

    It 'knows earlier findings, as they are, from CliXml and from JSON' {
        $some.Count | Should -BeGreaterThan 0
        Get-FoundRule -Capture $warned -With @{ Baseline = $findings } | Should -Be ''
        Get-FoundRule -Capture $warned -With @{ Baseline = $some } | Should -Be 'CR104'
        $xml = New-TextFile -Name 'some.xml' -Text ''
        $some | Export-Clixml -LiteralPath $xml
        Get-FoundRule -Capture $warned -With @{ Baseline = (Import-Clixml -LiteralPath $xml) } | Should -Be 'CR104'
        $json = New-TextFile -Name 'some.json' -Text (ConvertTo-Json -InputObject $some -Depth 5)
        Get-FoundRule -Capture $warned -With @{ Baseline = $json } | Should -Be 'CR104'
        $answer = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($file))
        Get-FoundRule -Capture $warned -With @{ Baseline = $answer } | Should -Be ''
        Get-FoundRule -Capture $warned -With @{ Baseline = $answer.answers[0] } | Should -Be ''
    }

    It 'takes several, and passes over what came with findings' {
        $both = @($file) + @($healthy | Get-ClusterRouteRecommendation -WarningAction SilentlyContinue) + @($healthy | Get-ClusterRouteRecommendation -NotChecked)
        Get-FoundRule -Capture ($warned, $healthy) -With @{ Baseline = $both } | Should -Be ''
    }

    It 'of no findings makes all of them new' {
        foreach ($none in $null, @(), (New-TextFile -Name 'none.json' -Text '[]')) {
            Get-FoundRule -Capture $warned -With @{ Baseline = $none } | Should -Be ($findings.Rule -join ' ')
        }
    }

    It '<_> says with -Verbose what is known and what is gone' -ForEach $commands {
        $name = $_
        $other = [System.IO.Path]::Combine($TestDrive, 'other-network.json')
        [System.IO.File]::WriteAllText($other, [System.IO.File]::ReadAllText($file).Replace('Cluster Network 1', 'Cluster Network 9'))
        Get-VerboseText { $warned | & $name -Baseline $other -Verbose } | Should -Match "cluster 'AZLOCAL-23H2-BMC': findings that the baseline knows: $($some.Count), of it gone: 1\|gone: CR104 bmc-network: "
        # Of a rule that is not asked for nobody knows whether its finding is gone.
        Get-VerboseText { $warned | & $name -Baseline $file -ExcludeRule CR104 -Verbose } | Should -Match "knows: $($some.Count), of it gone: 0, of rules not asked for or without their facts: 1"
    }
}

Describe 'a file of <_> that cannot be taken' -ForEach $commands {
    BeforeAll {
        $name = $_

        # The error, once without anything in the pipe having been made.
        function Get-Refusal {
            param([hashtable] $With)
            $made = [System.Collections.Generic.List[object]]::new()
            $failure = Get-Failure { 1, 2 | ForEach-Object { $made.Add($_); $warned } | & $name @With }
            $made.Count | Should -Be 0
            $failure
        }
    }

    It 'is missing' {
        foreach ($parameter in 'Suppression', 'Baseline') {
            $path = [System.IO.Path]::Combine((Get-Item -LiteralPath 'TestDrive:\').FullName, 'nowhere.txt')
            $failure = Get-Refusal -With @{ $parameter = 'TestDrive:\nowhere.txt' }
            $failure.FullyQualifiedErrorId | Should -Be "ClusterRoute.PathNotFound,$name"
            $failure.TargetObject | Should -Be $path
            "$failure" | Should -Be "expected a file, found none at $path"
            $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }
        (Get-Refusal -With @{ Suppression = '' }).FullyQualifiedErrorId | Should -Be "ClusterRoute.PathNotFound,$name"
    }

    It 'is no text' {
        $path = [System.IO.Path]::Combine((Get-Item -LiteralPath 'TestDrive:\').FullName, 'latin.txt')
        [System.IO.File]::WriteAllBytes($path, [byte[]] (0x23, 0x20, 0xfc, 0x0a))
        foreach ($parameter in 'Suppression', 'Baseline') {
            $failure = Get-Refusal -With @{ $parameter = $path }
            $failure.FullyQualifiedErrorId | Should -Be "ClusterRoute.UnreadableFile,$name"
            $failure.TargetObject | Should -Be $path
        }
    }

    It 'is no suppression file, in the words of the library' {
        foreach ($case in @(
            @{ Text = "# lived with`n[[suppress]`n"; Says = 'line 2: *' }
            @{ Text = "[[suppress]]`nrule = `"CR999`"`nreason = `"x`"`n"; Says = 'line 2: no rule is called `CR999`*' }
            @{ Text = "[[suppress]]`nrule = `"CR104`"`nreason = `"x`"`nuntil = `"soon`"`n"; Says = 'line 4: expected a date*' }
        )) {
            $path = New-TextFile -Name 'broken.toml' -Text $case.Text
            $failure = Get-Refusal -With @{ Suppression = $path }
            $failure.FullyQualifiedErrorId | Should -Be "ClusterRoute.InvalidRequest,$name"
            $failure.TargetObject | Should -Be $path
            # A backtick escapes in a pattern.
            "$failure" | Should -BeLike ("$($path): $($case.Says)" -replace '`', '``')
        }
    }

    It 'is no baseline' {
        $good = New-TextFile -Name 'good.json' -Text (Get-AnswerText -Capture $warned)
        foreach ($text in '', 'null', '{"answers":', '{"networks":[]}', '{"answers":[{"cluster":"A"}]}', '[1]') {
            $path = New-TextFile -Name 'broken.json' -Text $text
            $failure = Get-Refusal -With @{ Baseline = $good, $path }
            $failure.FullyQualifiedErrorId | Should -Be "ClusterRoute.InvalidRequest,$name"
            $failure.TargetObject | Should -Be $path
            if ($text -ne '{"answers":') { "$failure" | Should -BeLike "$($path): *expected an answer of recommend as JSON*" }
        }
        $failure = Get-Refusal -With @{ Baseline = [pscustomobject] @{ Name = 'A' } }
        $failure.FullyQualifiedErrorId | Should -Be "ClusterRoute.InvalidRequest,$name"
        $failure.TargetObject | Should -Be 'Baseline'
    }
}
