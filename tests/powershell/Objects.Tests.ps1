# What comes through a pipe or lies in a folder and is not as it should be: each is told, and the rest is answered.
BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))

    # A network as Import-Clixml gives it, with these properties besides.
    function New-Network {
        param([System.Collections.IDictionary] $With = @{}, [string] $Type = 'Deserialized.Microsoft.FailoverClusters.PowerShell.ClusterNetwork')
        $facts = [ordered] @{ Name = 'A'; Role = 'Cluster'; Metric = 20401; AutoMetric = $true; State = 'Up' }
        foreach ($key in $With.Keys) { $facts[$key] = $With[$key] }
        $network = [pscustomobject] $facts
        $network.PSObject.TypeNames.Insert(0, $Type)
        return $network
    }
}

Describe 'an object' {
    It 'that leads back to itself is answered' {
        foreach ($type in 'Deserialized.Microsoft.FailoverClusters.PowerShell.ClusterNetwork', 'Anything') {
            $network = New-Network -Type $type -With @{ Cluster = $null; Address = $null }
            $network.Cluster = $network
            $network.Address = $network
            $list = [System.Collections.ArrayList]::new()
            $null = $list.Add($list)
            $network | Add-Member -NotePropertyName Ipv4Addresses -NotePropertyValue $list
            $metric = $network | Get-ClusterRouteMetric -WarningVariable warnings -WarningAction SilentlyContinue
            $metric.Metric | Should -Be 20401
            "$warnings" | Should -Match 'the property Ipv4Addresses of a piped object holds lists without end'
        }
    }

    It 'with a list that has no end loses that property alone' {
        $network = New-Network -With @{ Ipv6Addresses = [System.Linq.Enumerable]::Range(0, [int]::MaxValue) }
        $metric = $network | Get-ClusterRouteMetric -WarningVariable warnings -WarningAction SilentlyContinue
        $metric.Metric | Should -Be 20401
        "$warnings" | Should -Match 'Ipv6Addresses'
    }

    It 'with texts that JSON has to escape, and with none of them, is the same' {
        foreach ($name in "a`"b\c/`t`r`n", "$([char] 0)$([char] 0x1f)", "$([char] 0x2028)$([char] 0x9b)", ([char]::ConvertFromUtf32(0x1F600)), "$([char] 0xd800)x", '') {
            $metric = New-Network -With @{ Name = "N$name" } | Get-ClusterRouteMetric
            $metric.Metric | Should -Be 20401
        }
        (New-Network -With @{ Name = "a`"b\c/d" } | Get-ClusterRouteMetric).Name | Should -BeExactly "a`"b\c/d"
    }

    It 'whose connection is lost is told once for each property, and how many more there are' {
        $lost = foreach ($number in 1..5) {
            $network = New-Network -With @{ Name = "N$number" }
            $network | Add-Member -MemberType ScriptProperty -Name Address -Value { throw [System.Runtime.InteropServices.COMException]::new('The RPC server is unavailable.', -2147023174) }
            $network
        }
        $metrics = @($lost | Get-ClusterRouteMetric -WarningVariable warnings -WarningAction SilentlyContinue)
        $metrics.Count | Should -Be 5
        @($warnings).Count | Should -Be 2
        "$($warnings[0])" | Should -Match '^the property Address of a Deserialized\.\S+ClusterNetwork cannot be read and counts as unknown: The RPC server is unavailable'
        "$($warnings[1])" | Should -Match 'the property Address of a \S+ cannot be read of 4 more objects'
    }

    It 'whose list fails while it is walked loses that property alone' {
        $broken = [System.Linq.Enumerable]::Select([int[]] (1, 2), [Func[int, string]] { param($one) throw "lost at $one" })
        $metric = New-Network -With @{ Ipv4Addresses = $broken } | Get-ClusterRouteMetric -WarningVariable warnings -WarningAction SilentlyContinue
        $metric.Metric | Should -Be 20401
        "$warnings" | Should -Match 'the property Ipv4Addresses of a piped object cannot be read and counts as unknown: lost at 1'
    }

    It 'with values of wrong kinds is refused in words that name it, and the other clusters are answered' {
        $wrong = New-Network -With @{ Metric = 'high'; Cluster = 'BAD' }
        $metrics = @(@(Get-Live) + $wrong | Get-ClusterRouteMetric -ErrorVariable problems -ErrorAction SilentlyContinue)
        @($metrics | Where-Object Cluster -eq 'LIVE-1').Count | Should -Be 3
        @($metrics | Where-Object { $_.Cluster -eq 'BAD' -and $null -ne $_.Metric }).Count | Should -Be 0
    }

    It 'that is nothing is passed over' {
        @($null, (New-Network), $null | Get-ClusterRouteMetric).Count | Should -Be 1
        @(Get-ClusterRouteMetric -InputObject @($null, @((New-Network), $null))).Count | Should -Be 1
    }

    It 'with numbers of every kind keeps them' {
        foreach ($metric in [byte] 20, [uint32] 20401, [long] 20401, '20401', [decimal] 20401, [double] 20401) {
            (New-Network -With @{ Metric = $metric } | Get-ClusterRouteMetric).Metric | Should -Be ([long] $metric)
        }
    }

    It 'in a culture with other digits and letters is the same' {
        $before = [System.Threading.Thread]::CurrentThread.CurrentCulture
        $expected = ConvertTo-Text -Answer @(Get-Live | Get-ClusterRoute)
        try {
            foreach ($culture in 'tr-TR', 'de-DE', 'fa-IR', 'ar-SA') {
                [System.Threading.Thread]::CurrentThread.CurrentCulture = [System.Globalization.CultureInfo]::GetCultureInfo($culture)
                ConvertTo-Text -Answer @(Get-Live | Get-ClusterRoute) | Should -Be $expected
            }
        }
        finally { [System.Threading.Thread]::CurrentThread.CurrentCulture = $before }
    }
}

Describe 'a capture' {
    BeforeAll {
        $capture = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 'hyperv-2012r2-san')
        $expected = ConvertTo-Text -Answer @($capture | Get-ClusterRoute)
    }

    It 'is the same after Export-Clixml at its usual depth, after ConvertTo-Json and as an argument' {
        $file = [System.IO.Path]::Combine($TestDrive, 'capture.xml')
        $capture | Export-Clixml -LiteralPath $file
        ConvertTo-Text -Answer @(Import-Clixml -LiteralPath $file | Get-ClusterRoute) | Should -Be $expected
        ConvertTo-Text -Answer @(Get-ClusterRoute -InputObject $capture) | Should -Be $expected
    }

    It 'shows its sections as objects' {
        @($capture.Capture.networks).Count | Should -Be 5
        $capture.Capture.networks[0].Name | Should -Not -BeNullOrEmpty
    }

    It 'that holds objects, as those of version 0.1 do, is read' {
        $old = [pscustomobject] @{ Cluster = 'X'; Capture = (ConvertFrom-Json -InputObject $capture.Json) }
        $old.PSObject.TypeNames.Insert(0, 'ClusterRoute.Capture')
        @($old | Get-ClusterRoute).Count | Should -Be @($capture | Get-ClusterRoute).Count
    }

    It 'whose text is no object gets into no request' {
        foreach ($text in '{}],"options":{"x":1},"y":[{}', '[]', '{', '', '{"networks":[}', 'null', '{"a":1}}') {
            $broken = [pscustomobject] @{ Cluster = 'X'; Json = $text }
            $broken.PSObject.TypeNames.Insert(0, 'ClusterRoute.Capture')
            $routes = @($capture, $broken | Get-ClusterRoute -ErrorVariable problems -ErrorAction SilentlyContinue)
            $routes.Count | Should -Be @($capture | Get-ClusterRoute).Count
            $problems[0].FullyQualifiedErrorId | Should -Be 'ClusterRoute.UnknownObject,Get-ClusterRoute'
            "$($problems[0])" | Should -Match 'a ClusterRoute.Capture without the JSON of one'
        }
    }
}

Describe 'files' {
    It 'are read by every command, by path, by literal path and from Get-ChildItem' {
        $folder = [System.IO.Path]::Combine($captures, 'hyperv-2012r2-san')
        $files = Get-CaptureFile -Name 'hyperv-2012r2-san'
        foreach ($command in 'Get-ClusterRoute', 'Get-ClusterRouteMetric', 'Get-ClusterRouteDesign', 'Get-ClusterRouteFailure', 'Get-ClusterRouteRecommendation') {
            $expected = ConvertTo-Text -Answer @(Import-ClusterRouteCapture -LiteralPath $files | & $command -WarningAction SilentlyContinue)
            ConvertTo-Text -Answer @(& $command -LiteralPath $files -WarningAction SilentlyContinue) | Should -Be $expected
            ConvertTo-Text -Answer @(Get-Item -LiteralPath $files | & $command -WarningAction SilentlyContinue) | Should -Be $expected
        }
        @(Get-ClusterRouteMetric -Path ([System.IO.Path]::Combine($folder, 'network*.xml'))).Count | Should -Be 5
        Test-ClusterRoute -LiteralPath $files -WarningAction SilentlyContinue | Should -BeOfType [bool]
    }

    It 'of which three in a thousand are broken cost three errors' {
        $text = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($captures, 's2d-2019-rdma', 'networks.json'))
        foreach ($number in 1..1000) {
            $content = if ($number -in 7, 500, 999) { '{"broken' } else { $text.Replace('S2D-2019-RDMA', "S2D-$number") }
            [System.IO.File]::WriteAllText([System.IO.Path]::Combine($TestDrive, "$number.json"), $content)
        }
        $all = @(Import-ClusterRouteCapture -Path ([System.IO.Path]::Combine($TestDrive, '*.json')) -ErrorVariable problems -ErrorAction SilentlyContinue)
        $all.Count | Should -Be 997
        @($problems | ForEach-Object TargetObject | Split-Path -Leaf | Sort-Object) -join ' ' | Should -Be '500.json 7.json 999.json'
    }

    It 'that are all broken are errors that -ErrorAction decides about' {
        $file = [System.IO.Path]::Combine($TestDrive, 'broken.json')
        [System.IO.File]::WriteAllText($file, '{"broken')
        @(Import-ClusterRouteCapture -LiteralPath $file -ErrorVariable problems -ErrorAction SilentlyContinue).Count | Should -Be 0
        @($problems).Count | Should -Be 1
        (Get-Failure { Import-ClusterRouteCapture -LiteralPath $file -ErrorAction Stop }).TargetObject | Should -Be $file
    }

    It 'that cannot be read leave a test without an answer' {
        $file = [System.IO.Path]::Combine($TestDrive, 'broken.json')
        [System.IO.File]::WriteAllText($file, '{"broken')
        $good = Get-CaptureFile -Name 's2d-2019-rdma'
        @(Test-ClusterRoute -LiteralPath $good -WarningAction SilentlyContinue) | Should -Be @($true)
        @(Test-ClusterRoute -LiteralPath (@($good) + $file) -ErrorAction SilentlyContinue -WarningAction SilentlyContinue).Count | Should -Be 0
    }
}

Describe 'answers' {
    It 'show their lists in CSV' {
        foreach ($command in 'Get-ClusterRoute', 'Get-ClusterRouteMetric', 'Get-ClusterRouteDesign', 'Get-ClusterRouteFailure', 'Get-ClusterRouteRecommendation') {
            $lines = @(Get-Live | & $command -WarningAction SilentlyContinue | ConvertTo-Csv -NoTypeInformation)
            "$lines" | Should -Not -Match 'System\.Object|FactList|System\.Collections'
        }
        $row = Get-Live | Get-ClusterRoute Csv | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv | Where-Object From -eq 'L2'
        $row.Networks | Should -Be 'Storage1, Storage2'
        $row.NetworkName | Should -Be 'Storage1 + Storage2'
        $row.FailoverName | Should -Be 'Management'
    }

    It 'bind the word that people type first' {
        @(Get-Live | Get-ClusterRoute Csv).Traffic | Sort-Object -Unique | Should -Be 'Csv'
        @(Get-Live | Get-ClusterRouteRecommendation Info -WarningAction SilentlyContinue).Severity | Sort-Object -Unique | Should -Be 'Info'
        'CR302' | Get-ClusterRouteRule | Select-Object -ExpandProperty Id | Should -Be 'CR302'
    }
}
