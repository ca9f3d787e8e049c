# What changed between two captures, as the module tells it.
BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))
    $before, $after = foreach ($side in 'before', 'after') { [System.IO.Path]::Combine($captures, '..', 'compare', "$side.json") }
}

Describe 'Compare-ClusterRoute' {
    It 'gives one object a cluster, with what moved, the findings and the changes' {
        $found = @(Compare-ClusterRoute -ReferencePath $before -DifferencePath $after)
        $found.Count | Should -Be 1
        $found[0].PSObject.TypeNames[0] | Should -Be 'ClusterRoute.Comparison'
        $found[0].Verdict | Should -Be 'Worse'
        $found[0].Moved[0].Judgement | Should -Be 'Worse'
        $found[0].Moved[0].Before.Mode | Should -Be 'Direct'
        $found[0].Moved[0].Paths[0].From | Should -Be 'N2'
        $found[0].WorseCount | Should -BeGreaterThan 0
        $found[0].Changed.Message | Should -Contain 'Metric of network Management: from 70240 to 900'
        $found[0].Findings.New.Rule | Should -Contain 'CR302'
    }

    It 'takes captures and objects, the later ones from the pipe, and the other way round says the opposite' {
        $reference = Import-ClusterRouteCapture -LiteralPath $after
        $found = Import-ClusterRouteCapture -LiteralPath $before | Compare-ClusterRoute -ReferenceObject $reference
        $found.Verdict | Should -Be 'Better'
        (Compare-ClusterRoute $reference $reference).Verdict | Should -Be 'Same'
        ($found | Format-Table | Out-String) | Should -Match 'Better'
        ($found | Format-List | Out-String) | Should -Match 'RedirectedAccess|Metric of network Management: from 900 to 70240'
    }

    It 'names a cluster that one side lacks, and what only one side has' {
        $sample = Get-CaptureFile -Name 's2d-2019-rdma'
        $failed = $null
        $found = @(Compare-ClusterRoute -ReferencePath $before -DifferencePath $sample -ErrorVariable failed -ErrorAction SilentlyContinue)
        $found.Count | Should -Be 0
        $failed.Count | Should -Be 2
        "$($failed[0])" | Should -Match 'expected cluster "S2D-2019-RDMA" on both sides, found it on the later one alone'
        $said = $null
        $networks = (Get-Content -LiteralPath $before -Raw | ConvertFrom-Json).networks | ForEach-Object { $_.PSObject.TypeNames.Insert(0, 'Deserialized.Microsoft.FailoverClusters.PowerShell.ClusterNetwork'); $_ }
        $null = Compare-ClusterRoute -ReferenceObject (Import-ClusterRouteCapture -LiteralPath $before) -DifferenceObject $networks -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -Match 'only the earlier capture has the shared volumes'
        $null = Compare-ClusterRoute -ReferencePath $before -DifferencePath (Join-Path -Path (Split-Path -Path $before) -ChildPath 'networks.json') -ErrorVariable failed -ErrorAction SilentlyContinue
        "$($failed[0])" | Should -Match 'expected a file or folder, found none at'
    }
}
