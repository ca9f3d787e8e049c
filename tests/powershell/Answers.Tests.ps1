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
        $all[0].NetworkCount | Should -BeGreaterThan 0
        $all[0].InterfaceCount | Should -BeGreaterThan 0
        @($all[0].Sources).Count | Should -BeGreaterThan 0
    }

    It 'survives Export-Clixml' {
        $file = [System.IO.Path]::Combine($TestDrive, 'capture.xml')
        $capture = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 'hyperv-2012r2-san')
        $capture | Export-Clixml -LiteralPath $file -Depth 10
        ConvertTo-Text -Answer @(Import-Clixml -LiteralPath $file | Resolve-ClusterRoute) | Should -Be (ConvertTo-Text -Answer @($capture | Resolve-ClusterRoute))
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

Describe 'Resolve-ClusterRoute' {
    It 'filters' {
        $routes = @(Get-Live | Resolve-ClusterRoute -Traffic Csv, LiveMigration -From L2 -To L1)
        ($routes.Traffic | Sort-Object -Unique) -join ' ' | Should -Be 'Csv LiveMigration'
        ($routes.From | Sort-Object -Unique) -join ' ' | Should -Be 'L2'
        @(Get-Live | Resolve-ClusterRoute -Traffic Csv -Volume 'Volume1').Count | Should -Be 2
    }

    It 'asks what if' {
        $route = Get-Live | Resolve-ClusterRoute -Traffic Csv -From L2 -Without 'network:Storage1', 'network:Storage2'
        $route.Networks.Name | Should -Be 'Management'
        $route = Get-Live | Resolve-ClusterRoute -Traffic Cluster -From L1 -Set 'metric:Management=100'
        $route.Networks.Name | Should -Be 'Management'
    }

    It 'keeps lists of one and of none as lists' {
        $route = Get-Live | Resolve-ClusterRoute -Traffic Cluster -From L1
        $route.Networks.GetType().IsArray | Should -BeTrue
        $route.Failover.GetType().IsArray | Should -BeTrue
        $route.Assumptions.GetType().IsArray | Should -BeTrue
    }

    It 'takes the Windows version from the caller' {
        $networks = @{ Name = 'A'; Role = 1; Metric = 5 }, @{ Name = 'B'; Role = 3; Metric = 6 }
        ($networks | Resolve-ClusterRoute -Traffic Cluster -WindowsVersion 2012R2).WindowsVersion | Should -Be '2012R2'
    }

    It 'says with -Verbose how the answer came about' {
        $lines = @(Get-Live | Resolve-ClusterRoute -Traffic Cluster -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }) -join "`n"
        $lines | Should -Match "asking 'resolve' of [0-9]+ objects"
        $lines | Should -Match 'clusterroute\.(dll|so)'
        $lines | Should -Match 'Windows 2022, observed: '
    }

    It 'says with -Verbose of every question how sure the Windows version is' {
        foreach ($command in 'Measure-ClusterRouteMetric', 'Resolve-ClusterRoute', 'Get-ClusterRouteRecommendation', 'Test-ClusterRoute') {
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

    It 'gives findings with their fix' {
        $finding = $warned | Get-ClusterRouteRecommendation -Rule CR104 -WarningAction SilentlyContinue
        $finding.PSObject.TypeNames[0] | Should -Be 'ClusterRoute.Finding'
        $finding.Severity | Should -Be 'Warning'
        $finding.Target.Name | Should -Be 'Cluster Network 1'
        $finding.Fix.Text | Should -Not -BeNullOrEmpty
        $finding.Reference | Should -BeLike 'https://*'
    }

    It 'filters by severity' {
        $all = @($warned | Get-ClusterRouteRecommendation -WarningAction SilentlyContinue)
        $some = @($warned | Get-ClusterRouteRecommendation -Severity Warning -WarningAction SilentlyContinue)
        $all.Count | Should -BeGreaterThan $some.Count
        ($some.Severity | Sort-Object -Unique) | Should -Be 'Warning'
    }

    It 'warns about rules that lack a fact, or gives them as objects' {
        $null = $healthy | Get-ClusterRouteRecommendation -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'net_adapters'
        $skipped = @($healthy | Get-ClusterRouteRecommendation -IncludeSkipped | Where-Object { $_.PSObject.TypeNames[0] -eq 'ClusterRoute.SkippedRule' })
        $skipped.Rule | Should -Contain 'CR205'
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
        foreach ($name in 'Measure-ClusterRouteMetric', 'Resolve-ClusterRoute', 'Get-ClusterRouteRecommendation', 'Test-ClusterRoute') {
            $failure = Get-Failure { @() | & $name }
            $failure.FullyQualifiedErrorId | Should -Be "ClusterRoute.EmptyPipe,$name"
            $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
            $failure.ErrorDetails.RecommendedAction | Should -Match $name
            (Get-Failure { $null | & $name }).FullyQualifiedErrorId | Should -Be "ClusterRoute.EmptyPipe,$name"
            (Get-Failure { & $name }).FullyQualifiedErrorId | Should -Be "ClusterRoute.EmptyPipe,$name"
        }
    }

    It 'an object that is none of a cluster is named and left out' {
        $metrics = @(@(Get-Live) + 'text' | Measure-ClusterRouteMetric -ErrorVariable problems -ErrorAction SilentlyContinue)
        $metrics.Count | Should -Be 3
        $problems[0].FullyQualifiedErrorId | Should -Be 'ClusterRoute.UnknownObject,Measure-ClusterRouteMetric'
        $problems[0].TargetObject | Should -Be 'text'
    }

    It 'objects without networks' {
        $failure = Get-Failure { Get-Live | Where-Object { $_.GetType().Name -eq 'ClusterNetworkInterface' } | Measure-ClusterRouteMetric }
        $failure.FullyQualifiedErrorId | Should -Be 'ClusterRoute.InvalidClusterData,Measure-ClusterRouteMetric'
        $failure.CategoryInfo.Category | Should -Be 'InvalidData'
        $failure.TargetObject | Should -Be 'LIVE-1'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'a name the cluster does not have' {
        (Get-Failure { Get-Live | Resolve-ClusterRoute -Without 'network:Nowhere' }).FullyQualifiedErrorId | Should -Be 'ClusterRoute.UnknownName,Resolve-ClusterRoute'
        (Get-Failure { Get-ClusterRouteRule -Id CR999 }).FullyQualifiedErrorId | Should -Be 'ClusterRoute.UnknownName,Get-ClusterRouteRule'
    }

    It 'an option of a wrong form' {
        (Get-Failure { Get-Live | Resolve-ClusterRoute -Set 'metric' }).FullyQualifiedErrorId | Should -Be 'ClusterRoute.InvalidRequest,Resolve-ClusterRoute'
    }

    It 'leave the session able to go on' {
        $null = Get-Failure { @() | Measure-ClusterRouteMetric }
        @(Get-Live | Measure-ClusterRouteMetric).Count | Should -Be 3
    }
}
