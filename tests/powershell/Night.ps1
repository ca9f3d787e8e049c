# docs/change-night.md followed word for word on a simulated cluster. Its name is none of a suite, since it collects
# the cluster many times: tests/pester.rs runs it once.
BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Simulation.ps1'))
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Planned.ps1'))
    $docs = [System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'docs')
    $data = $env:XDG_DATA_HOME

    # A process of its own, in the folder of the test, whose questions are all answered with yes to all.
    function Invoke-Answered {
        param([string] $Text)
        $script = [System.IO.Path]::Combine($TestDrive, 'typed.ps1')
        [System.IO.File]::WriteAllText($script, $Text)
        Push-Location -LiteralPath $TestDrive
        try { @(@('A') * 30 | & (Get-Process -Id $PID).Path -NoLogo -NoProfile -File $script 2>&1 | ForEach-Object { "$_" -replace '\x1b\[[0-9;]*m', '' }) }
        finally { Pop-Location }
    }
}

AfterAll {
    $env:XDG_DATA_HOME = $data
    Remove-Simulation
}

Describe 'a change night as its page has it' {
    It 'is planned, approved, made, verified and taken back' {
        New-Planned -Mode 'compat'
        $env:XDG_DATA_HOME = [System.IO.Path]::Combine($TestDrive, 'data')
        $page = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($docs, 'change-night.md')).Replace("`r`n", "`n")
        $blocks = @([regex]::Matches($page, '(?s)```powershell\n(.*?)\n```') | ForEach-Object { $_.Groups[1].Value })
        $blocks.Count | Should -BeGreaterThan 4
        # What is watched is not what this is about.
        $typed = "`$PSDefaultParameterValues['Invoke-ClusterRoutePlan:WatchSeconds'] = 0; `$WarningPreference = 'SilentlyContinue'; Import-Module '$modulePath'; Import-Module '$fake'`n" + ($blocks -join "`n'#next#'`n")
        $said = (Invoke-Answered -Text $typed) -join "`n" -split '#next#'
        $said.Count | Should -Be $blocks.Count
        # In this order: the plan, the approval, the run, the run of a task, what is verified, what is taken back.
        $sha256 = (ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText([System.IO.Path]::Combine($TestDrive, 'plan.json')))).sha256
        $said[0] | Should -BeLike "*$sha256*"
        [System.IO.File]::Exists([System.IO.Path]::Combine($TestDrive, 'plan.json.approval.json')) | Should -BeTrue
        [regex]::Matches($said[2], '\bWouldChange\b').Count | Should -Be 3
        [regex]::Matches($said[2], '\bDone\b').Count | Should -Be 3
        [regex]::Matches($said[3], '\bAlready\b').Count | Should -Be 3
        $said[3] | Should -BeLike '*exit code 0*'
        $said[4] | Should -BeLike '*True*applied*'
        $said[5] | Should -BeLike '*nothing is open*'
        [regex]::Matches($said[5], '\bUndone\b').Count | Should -Be 3
        Get-FakeSnapshot | Should -Be $before
        @(Get-FakeUnverifiedWrite).Count | Should -Be 0
    }
}
