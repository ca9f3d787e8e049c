# The page to hand over, as the module writes it.
BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))
    $folder = (New-Item -ItemType Directory -Path ([System.IO.Path]::Combine($TestDrive, [guid]::NewGuid().ToString('N')))).FullName
    $san = Get-CaptureFile -Name 'hyperv-2012r2-san'
    $both = @($san) + @(Get-CaptureFile -Name 's2d-2019-rdma')

    # A path that is free.
    function Get-FreePath {
        [System.IO.Path]::Combine($folder, [guid]::NewGuid().ToString('N'))
    }
}

Describe 'Export-ClusterRouteReport' {
    It 'writes one file of one cluster, and gives it with -PassThru alone' {
        $path = Get-FreePath
        @(Export-ClusterRouteReport -LiteralPath $san -Destination $path).Count | Should -Be 0
        $text = [System.IO.File]::ReadAllText($path)
        $text | Should -Match '^<!DOCTYPE html>'
        $text | Should -Match 'HYPERV-2012R2-SAN'
        $text | Should -Match ([datetime]::UtcNow.ToString('yyyy-MM'))
        $other = Get-FreePath
        (Import-ClusterRouteCapture -LiteralPath $san | Export-ClusterRouteReport $other -PassThru).FullName | Should -Be $other
    }

    It 'writes the same bytes for the same stated time' {
        $one, $two = (Get-FreePath), (Get-FreePath)
        foreach ($path in $one, $two) { Export-ClusterRouteReport -LiteralPath $san -Destination $path -Generated 'today' }
        [System.IO.File]::ReadAllText($one) | Should -Be ([System.IO.File]::ReadAllText($two))
    }

    It 'writes a folder of several clusters, with a page over all' {
        $path = Get-FreePath
        $files = @(Export-ClusterRouteReport -LiteralPath $both -Destination $path -PassThru)
        $files.Name -join ' ' | Should -Be '001-HYPERV-2012R2-SAN.html 002-S2D-2019-RDMA.html index.html'
        $index = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($path, 'index.html'))
        $index | Should -Match 'href="002-S2D-2019-RDMA.html"'
        @([System.IO.Directory]::GetFileSystemEntries($folder) -match '\.(new|old)$').Count | Should -Be 0
    }

    It 'writes the picture alone' {
        $path = Get-FreePath
        Export-ClusterRouteReport -LiteralPath $san -Destination $path -Picture
        ([xml] [System.IO.File]::ReadAllText($path)).svg.role | Should -Be 'img'
    }

    It 'replaces nothing without -Force, and nothing of others with it' {
        $path = Get-FreePath
        Export-ClusterRouteReport -LiteralPath $both -Destination $path
        "$(Get-Failure -Script { Export-ClusterRouteReport -LiteralPath $both -Destination $path })" | Should -Match 'there is a folder at'
        Export-ClusterRouteReport -LiteralPath $both -Destination $path -Force
        [System.IO.File]::WriteAllText([System.IO.Path]::Combine($path, 'mine.txt'), 'mine')
        "$(Get-Failure -Script { Export-ClusterRouteReport -LiteralPath $both -Destination $path -Force })" | Should -Match 'mine.txt, which no report wrote'
        [System.IO.File]::Exists([System.IO.Path]::Combine($path, 'mine.txt')) | Should -Be $true
        $file = Get-FreePath
        [System.IO.File]::WriteAllText($file, 'mine')
        "$(Get-Failure -Script { Export-ClusterRouteReport -LiteralPath $san -Destination $file })" | Should -Match 'there is a file at'
        [System.IO.File]::ReadAllText($file) | Should -Be 'mine'
    }

    It 'names what is suppressed, and marks what a baseline does not know' {
        $path, $file = (Get-FreePath), (Get-FreePath)
        $known = @(Get-ClusterRouteRecommendation -LiteralPath $san)
        [System.IO.File]::WriteAllText($file, "[[suppress]]`nrule = '$($known[0].Rule)'`nreason = 'switch ordered'`n")
        Export-ClusterRouteReport -LiteralPath $san -Destination $path -Suppression $file -Baseline @($known | Select-Object -Skip 1)
        $text = [System.IO.File]::ReadAllText($path)
        $text | Should -Match 'switch ordered'
        $text | Should -Match "0 new, $($known.Length - 1) known, 0 gone"
        { Export-ClusterRouteReport -LiteralPath $san -Destination (Get-FreePath) -Rule 'CR1O8' } | Should -Throw '*-Rule*CR108*'
    }

    It 'writes nothing with -WhatIf' {
        $path = Get-FreePath
        Export-ClusterRouteReport -LiteralPath $san -Destination $path -WhatIf
        [System.IO.File]::Exists($path) | Should -Be $false
    }

    It 'asks again as if something were different' {
        $path = Get-FreePath
        Export-ClusterRouteReport -LiteralPath $san -Destination $path -Without 'network:Cluster' -WindowsVersion 2016
        $text = [System.IO.File]::ReadAllText($path)
        $text | Should -Match 'Asked as if: </b>network:Cluster'
        $text | Should -Match 'Windows Server 2016'
    }
}
