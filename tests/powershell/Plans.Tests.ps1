# Plans as objects and files: made, written, and verified against what was captured since.
BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))
    $source = [System.IO.Path]::Combine($captures, 'azlocal-23h2-bmc')
    $folder = New-Item -ItemType Directory -Path ([System.IO.Path]::Combine($TestDrive, [guid]::NewGuid().ToString('N')))
    $said = $null
    $plan = New-ClusterRoutePlan -Path $source -WarningVariable said -WarningAction SilentlyContinue

    function Get-NewPath {
        param([string] $Extension = 'json')
        [System.IO.Path]::Combine($folder.FullName, "$([guid]::NewGuid().ToString('N')).$Extension")
    }

    # The cluster with another Role of the network that the plan is about.
    function Get-WithRole {
        param([int] $Role)
        $path = Get-NewPath
        Import-ClusterRouteCapture -Path $source | Export-ClusterRouteCapture -Path $path
        $document = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($path))
        ($document.capture.networks | Where-Object { $_.Name -eq 'Cluster Network 1' }).Role = $Role
        [System.IO.File]::WriteAllText($path, (ConvertTo-Json -InputObject $document -Depth 50))
        $path
    }
}

Describe 'New-ClusterRoutePlan' {
    It 'gives one plan a cluster, with steps, their way back, and what no step mends' {
        @($plan).Count | Should -Be 1
        $plan.PSObject.TypeNames[0] | Should -Be 'ClusterRoute.Plan'
        $plan.Cluster | Should -Be 'AZLOCAL-23H2-BMC'
        $plan.StepCount | Should -Be 1
        $plan.Steps[0].Message | Should -Be 'Role of Cluster Network 1: from 1 to 0'
        $plan.Steps[0].Commands.Undo | Should -Match 'Role = 1'
        $plan.ApplyScript | Should -Match $plan.Sha256
        $plan.UndoScript | Should -Match $plan.Sha256
        "$said" | Should -Match 'findings that no step mends: 1'
        "$said" | Should -Match 'for which nothing is planned: [1-9]'
        ($plan | Format-Table | Out-String -Width 200) | Should -Match 's1: Role of Cluster Network 1'
    }

    It 'takes objects and captures from the pipe, to the same plan' {
        $captured = Import-ClusterRouteCapture -Path $source
        ($captured | New-ClusterRoutePlan -WarningAction SilentlyContinue).Sha256 | Should -Be $plan.Sha256
    }

    It 'plans only for the findings that are asked for' {
        $none = New-ClusterRoutePlan -Path $source -ExcludeRule 'CR104' -WarningAction SilentlyContinue
        $none.StepCount | Should -Be 0
        $none.ApplyScript | Should -BeNullOrEmpty
        (New-ClusterRoutePlan -Path $source -Rule 'bmc-*' -WarningAction SilentlyContinue).StepCount | Should -Be 1
        (Get-Failure { New-ClusterRoutePlan -Path $source -Rule 'CR9999' }).FullyQualifiedErrorId | Should -BeLike 'ClusterRoute.*'
    }
}

Describe 'Export-ClusterRoutePlan' {
    It 'writes the plan, which the program reads as well, once unless forced' {
        $path = Get-NewPath
        $file = $plan | Export-ClusterRoutePlan -Path $path -PassThru
        $file.FullName | Should -Be $path
        (ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($path))).sha256 | Should -Be $plan.Sha256
        (Get-Failure { $plan | Export-ClusterRoutePlan -Path $path }).FullyQualifiedErrorId | Should -BeLike 'ClusterRoute.*'
        $plan | Export-ClusterRoutePlan -Path $path -Force
    }

    It 'writes the scripts into a folder' {
        $path = Get-NewPath -Extension 'folder'
        $files = @($plan | Export-ClusterRoutePlan -Path $path -Script -PassThru)
        $files.Name -join ' ' | Should -Be 'apply.ps1 undo.ps1'
        foreach ($file in $files) {
            $problems = $null
            $null = [System.Management.Automation.Language.Parser]::ParseFile($file.FullName, [ref] $null, [ref] $problems)
            $problems | Should -BeNullOrEmpty
        }
        $files[0].Delete()
        "$(Get-Failure { $plan | Export-ClusterRoutePlan -Path $path -Script })" | Should -Match 'undo.ps1 already'
        [System.IO.File]::Exists($files[0].FullName) | Should -BeFalse
    }

    It 'writes nothing with -WhatIf, and nothing of something else or of two plans' {
        $path = Get-NewPath
        $plan | Export-ClusterRoutePlan -Path $path -WhatIf
        "$(Get-Failure { 5 | Export-ClusterRoutePlan -Path $path })" | Should -Match 'expected a plan of New-ClusterRoutePlan'
        "$(Get-Failure { $plan, $plan | Export-ClusterRoutePlan -Path $path })" | Should -Match 'expected one plan, found 2'
        [System.IO.File]::Exists($path) | Should -BeFalse
        $none = New-ClusterRoutePlan -Path $source -ExcludeRule 'CR104' -WarningAction SilentlyContinue
        $empty = $null
        $none | Export-ClusterRoutePlan -Path $path -Script -WarningVariable empty -WarningAction SilentlyContinue
        "$empty" | Should -Match 'no step'
        [System.IO.Directory]::Exists($path) | Should -BeFalse
    }
}

Describe 'Test-ClusterRoutePlan' {
    It 'is true for the cluster that it was made for, as an object and as a file' {
        $path = Get-NewPath
        $plan | Export-ClusterRoutePlan -Path $path
        Test-ClusterRoutePlan -Plan $plan -Path $source | Should -BeTrue
        Test-ClusterRoutePlan $path -Path $source | Should -BeTrue
        Import-ClusterRouteCapture -Path $source | Test-ClusterRoutePlan -Plan (Get-Item -LiteralPath $path) | Should -BeTrue
    }

    It 'tells what is made from what is not' {
        $unmade = $null
        Test-ClusterRoutePlan $plan -For Applied -Path $source -WarningVariable unmade -WarningAction SilentlyContinue | Should -BeFalse
        "$unmade" | Should -Match '1 step to make'
        "$unmade" | Should -Match 'step s1, .*: Pending, found Role 1'
        $made = Get-WithRole -Role 0
        Test-ClusterRoutePlan $plan -For Applied -Path $made | Should -BeTrue
        Test-ClusterRoutePlan $plan -Path $made | Should -BeTrue
    }

    It 'is false where somebody else has changed it, and says what' {
        $other = $null
        Test-ClusterRoutePlan $plan -Path (Get-WithRole -Role 3) -WarningVariable other -WarningAction SilentlyContinue | Should -BeFalse
        "$other" | Should -Match 'step s1, .*: Conflict, found Role 3'
    }

    It 'refuses a plan that was edited, one of another cluster, and what is none' {
        $path = Get-NewPath
        [System.IO.File]::WriteAllText($path, $plan.Json.Replace('"value":0', '"value":3').Replace('from 1 to 0', 'from 1 to 3'))
        $edited = Get-Failure { Test-ClusterRoutePlan $path -Path $source }
        "$edited" | Should -Match '^-Plan.*that nobody has changed'
        "$(Get-Failure { Test-ClusterRoutePlan $plan -Path ([System.IO.Path]::Combine($captures, 'hyperv-2012r2-san')) })" | Should -Match '^-Plan: expected a plan of HYPERV-2012R2-SAN, found one of AZLOCAL-23H2-BMC'
        "$(Get-Failure { Test-ClusterRoutePlan 5 -Path $source })" | Should -Match '^-Plan: expected a plan'
        "$(Get-Failure { Test-ClusterRoutePlan (Get-NewPath) -Path $source })" | Should -Match 'expected a file, found none'
    }
}
