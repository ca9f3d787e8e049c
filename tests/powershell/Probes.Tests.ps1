# What docs/probes.ps1 asks of a lab cluster, asked of a simulated one.
BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Simulation.ps1'))
    $docs = [System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'docs')
}

AfterAll { Remove-Simulation }

Describe 'the probes' {
    BeforeEach {
        New-Simulation -Mode ''
        $before = Get-FakeSnapshot
        Clear-FakeLog
        $out = [System.IO.Path]::Combine($TestDrive, "$([guid]::NewGuid()).json")
    }

    It 'only read, and what fails is an answer too' {
        & ([System.IO.Path]::Combine($docs, 'probes.ps1')) -Cluster CL1 -OutFile $out 6>$null
        @(Get-FakeLog write).Count | Should -Be 0
        $told = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($out))
        @($told.probes | ForEach-Object { $_.id }) | Should -Be @('1', '2', '3', '4', '7', '9', '10', '11', '12')
        @($told.probes | Where-Object { -not $_.ran } | ForEach-Object { $_.id }) | Should -Be @('2', '4', '11')
        @($told.probes | Where-Object { $_.id -eq '1' })[0].seen | Should -Contain 'Microsoft.FailoverClusters.PowerShell.ClusterNetwork'
        foreach ($probe in $told.probes) { ($null -ne $probe.seen -or $null -ne $probe.failed -or -not $probe.ran) | Should -BeTrue }
    }

    It 'put back what they write to the network that is named' {
        Set-FakeValue 'network:SMB2.Metric' 900
        $before = Get-FakeSnapshot
        & ([System.IO.Path]::Combine($docs, 'probes.ps1')) -Cluster CL1 -Write SMB2 -OutFile $out 6>$null
        $told = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($out))
        @($told.probes | Where-Object { $_.id -eq '2' })[0].seen | Should -Be '1'
        @($told.probes | Where-Object { $_.id -eq '4' })[0].seen[-1] | Should -Not -BeNullOrEmpty
        @($told.probes | Where-Object { $_.id -eq '11' })[0].failed | Should -Not -BeNullOrEmpty
        Get-FakeSnapshot | Should -Be $before
    }
}
