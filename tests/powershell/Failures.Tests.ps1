# What breaks when something fails, as the module tells it.
BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))
}

Describe 'Get-ClusterRouteFailure' {
    BeforeAll {
        $capture = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 's2d-2019-rdma')
    }

    It 'gives failures with equal outcomes as one object, the worst first' {
        $failures = @($capture | Get-ClusterRouteFailure)
        $failures[0].PSObject.TypeNames[0] | Should -Be 'ClusterRoute.Failure'
        ($failures[0].PSObject.Properties | Where-Object MemberType -eq 'NoteProperty' | ForEach-Object Name) -join ' ' |
            Should -Be 'Cluster WindowsVersion Lost Depth Alike Worst MoreThanAlone Outcomes Message'
        $failures[0].LostName | Should -Be 'network SMB2'
        $failures[0].Worst | Should -Be 'Warning'
        $failures[0].OutcomeName | Should -Match '^live migration of 6 pairs of nodes falls to a client network, 6 CSV paths have fewer'
        $failures.IsSinglePoint | Should -Not -Contain $true
        ($failures | Measure-Object -Property AlikeCount -Sum).Sum | Should -Be 19
        $same = $failures | Where-Object { $_.AlikeCount -eq 2 } | Select-Object -First 1
        $same.Alike.Names -join ' ' | Should -Be 'HV11/SMB2 HV12/SMB2'
    }

    It 'tries every two, marks what neither does alone, and says what a limit leaves out' {
        $pairs = @($capture | Get-ClusterRouteFailure -Depth 2 | Where-Object Depth -eq 2)
        $pairs[0].LostName | Should -Be 'network SMB1 + network SMB2'
        $pairs[0].MoreThanAlone | Should -BeTrue
        $few = @($capture | Get-ClusterRouteFailure -Depth 2 -Limit 3 -WarningVariable left -WarningAction SilentlyContinue)
        $few.Count | Should -Be 3
        "$left" | Should -Match 'failures are left out: -Limit was reached'
        { $capture | Get-ClusterRouteFailure -Depth 3 } | Should -Throw
    }

    It 'finds single points, also of what is taken away first, and writes CSV' {
        $points = @($capture | Get-ClusterRouteFailure -Without 'network:SMB1', 'network:Management' | Where-Object IsSinglePoint)
        $points[0].LostName | Should -Be 'network SMB2'
        $points[0].Outcomes[0].Key | Should -Be 'no_path'
        $points[0].Outcomes[0].Examples[0].From | Should -Be 'HV11'
        $row = $points | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv | Select-Object -First 1
        $row.LostName | Should -Be 'network SMB2'
        $row.OutcomeName | Should -Match '^6 pairs of nodes lose their last cluster path'
    }

    It 'tells in -Verbose what could be shared and was not captured' {
        $said = $capture | Get-ClusterRouteFailure -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -Match 'not known: which interfaces share a team was not captured'
    }
}
