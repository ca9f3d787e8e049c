# Names and patterns that parameters take, and what a name costs that there is not.
BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))
}

Describe 'names of nodes, volumes and networks' {
    It 'takes several names and wildcards, in any case' {
        $all = @(Get-Live | Get-ClusterRoute Cluster)
        foreach ($from in @('l1', 'L2'), @('L?'), @('*')) { @(Get-Live | Get-ClusterRoute Cluster -From $from).Count | Should -Be $all.Count }
        @(Get-Live | Get-ClusterRoute Cluster -From L1, L2 -To '?2').From | Should -Be 'L1'
        @(Get-Live | Get-ClusterRoute Csv -Volume 'vol*').Count | Should -Be 2
        (Get-Live | Get-ClusterRouteMetric -Network 'storage?').Name -join ' ' | Should -Be 'Storage1 Storage2'
        @(Get-Live | Get-ClusterRouteMetric -Network Management, 'Storage2').Count | Should -Be 2
        foreach ($route in Get-Live | Get-ClusterRoute -Network 'Storage2') { @($route.Networks.Name) + @($route.Failover.Name) | Should -Contain 'Storage2' }
    }

    It 'asks each cluster for the names it has, and names a cluster that has none of them' {
        $two = @(Get-Live) + @(Get-Live -Name 'LIVE-2' -Node 'M')
        $routes = @($two | Get-ClusterRoute Cluster -From L1 -ErrorVariable problems -ErrorAction SilentlyContinue)
        @($routes.Cluster | Sort-Object -Unique) | Should -Be 'LIVE-1'
        @($problems).Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'ClusterRoute.UnknownName,Get-ClusterRoute'
        $problems[0].TargetObject | Should -Be 'LIVE-2'
        "$($problems[0])" | Should -Match 'LIVE-2: -From: no node is called "L1"; the nearest is M1'
        @(($two | Get-ClusterRoute Cluster -From L1, M2).From | Sort-Object -Unique) -join ' ' | Should -Be 'L1 M2'
    }
}

Describe 'names of rules' {
    It 'takes patterns, severities and tags' {
        $all = @(Get-ClusterRouteRule)
        @(Get-ClusterRouteRule 'cr3*').Id | Should -Be @($all.Id -like 'CR3*')
        @(Get-ClusterRouteRule -Tag CSV).Id | Should -Be @($all.Id -like 'CR3*')
        @(Get-ClusterRouteRule '*migration*').Name | Should -Be @($all.Name -like '*migration*')
        @(Get-ClusterRouteRule -Severity Error).Count | Should -Be @($all | Where-Object Severity -eq 'Error').Count
        @(Get-ClusterRouteRule -Severity Error, Warning, Info).Count | Should -Be $all.Count
        (Get-ClusterRouteRule CR302).Tag | Should -Be 'csv'
    }

    It 'names what does not exist and gives the rest' {
        $rules = @('CR302', 'CR1O4', 'CR201' | Get-ClusterRouteRule -ErrorVariable problems -ErrorAction SilentlyContinue)
        $rules.Id -join ' ' | Should -Be 'CR302 CR201'
        @(Get-ClusterRouteRule CR302, CR1O4, CR201 -ErrorAction SilentlyContinue).Id -join ' ' | Should -Be 'CR302 CR201'
        "$($problems[0])" | Should -Match 'no rule is called `CR1O4`, the nearest is CR104'
        $problems[0].FullyQualifiedErrorId | Should -Be 'ClusterRoute.UnknownName,Get-ClusterRouteRule'
    }
}
