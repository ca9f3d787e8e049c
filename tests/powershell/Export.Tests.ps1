# Captures as files: written by the module, read by every door.
BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Simulation.ps1'))
    New-Simulation
    $live = Get-ClusterRouteCapture -WarningAction Ignore
    $sample = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 'hyperv-2012r2-san')
    $folder = New-Item -ItemType Directory -Path ([System.IO.Path]::Combine($TestDrive, [guid]::NewGuid().ToString('N')))

    # A file that is not there yet.
    function Get-NewPath {
        param([string] $Extension = 'json')
        [System.IO.Path]::Combine($folder.FullName, "$([guid]::NewGuid().ToString('N')).$Extension")
    }

    # All answers of a capture, as text.
    function Get-AllAnswer {
        param($Capture)
        ConvertTo-Text -Answer @($Capture | Get-ClusterRouteMetric; $Capture | Get-ClusterRoute; $Capture | Get-ClusterRouteRecommendation -NotChecked; $Capture | Get-ClusterRouteDesign; $Capture | Get-ClusterRouteFailure)
    }

    # The program, where this checkout has built it.
    function Get-Program {
        $name = 'clusterroute'
        if ([System.Environment]::OSVersion.Platform -eq [System.PlatformID]::Win32NT) { $name = 'clusterroute.exe' }
        foreach ($kind in 'debug', 'release') {
            $path = [System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'target', $kind, $name)
            if ([System.IO.File]::Exists($path)) { return $path }
        }
    }
}

AfterAll { Remove-Simulation }

Describe 'an exported capture' {
    BeforeAll {
        $path = Get-NewPath
        $live | Export-ClusterRouteCapture -Path $path
        $again = Import-ClusterRouteCapture -LiteralPath $path
    }

    It 'is one file of UTF-8 without a mark' {
        $bytes = [System.IO.File]::ReadAllBytes($path)
        [char] $bytes[0] | Should -Be '{'
        (Get-Content -Raw -LiteralPath $path -Encoding UTF8 | ConvertFrom-Json).schema | Should -Be 2
        @([System.IO.Directory]::GetFiles($folder.FullName)).Count | Should -Be 1
    }

    It 'says when it was taken, from what, and what was not captured' {
        "$($again.CapturedAt)" | Should -Be "$($live.CapturedAt)"
        $again.Sources.File | Should -Contain 'Get-ClusterNetwork'
        @($live.NotRead).Count | Should -BeGreaterThan 0
        ConvertTo-Text -Answer @($again.NotRead) | Should -Be (ConvertTo-Text -Answer @($live.NotRead))
    }

    It 'gives the answers of the live capture' {
        Get-AllAnswer -Capture $again | Should -Be (Get-AllAnswer -Capture $live)
    }

    It 'gives them through the program, which says what was not captured' {
        $program = Get-Program
        if (-not $program) { Set-ItResult -Skipped -Because 'this checkout has no program built'; return }
        $frame = & $program resolve --format json $path | Out-String | ConvertFrom-Json
        $routes = @($live | Get-ClusterRoute)
        @($frame.answers[0].routes).Count | Should -Be $routes.Count
        @($frame.answers[0].routes | ForEach-Object { "$($_.from) $($_.to) $(@($_.networks | ForEach-Object { $_.name }) -join ',')" }) | Should -Be @($routes | ForEach-Object { "$($_.From) $($_.To) $(@($_.Networks | ForEach-Object { $_.Name }) -join ',')" })
        $frame.answers[0].captured_at | Should -Be "$($live.CapturedAt)"
        @($frame.answers[0].not_read).Count | Should -Be @($live.NotRead).Count
        & $program resolve $path | Out-String | Should -Match "NOT READ\s+- $([regex]::Escape($live.NotRead[0].File))"
    }

    It 'is not written over without -Force, and whole with it' {
        $before = [System.IO.File]::ReadAllText($path)
        $failures = $null
        $sample | Export-ClusterRouteCapture -Path $path -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].FullyQualifiedErrorId | Should -Be 'ClusterRoute.FileExists,Export-ClusterRouteCapture'
        $failures[0].TargetObject | Should -Be $path
        [System.IO.File]::ReadAllText($path) | Should -Be $before
        $written = $sample | Export-ClusterRouteCapture -Path $path -Force -PassThru
        $written.FullName | Should -Be $path
        (Import-ClusterRouteCapture -LiteralPath $path).Cluster | Should -Be $sample.Cluster
        @([System.IO.Directory]::GetFiles($folder.FullName)).Count | Should -Be 1
    }

    It 'is not written where it cannot be, and leaves nothing behind' {
        $failures = $null
        $missing = [System.IO.Path]::Combine($folder.FullName, 'missing', 'a.json')
        $sample | Export-ClusterRouteCapture -Path $missing -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[-1].FullyQualifiedErrorId | Should -Be 'ClusterRoute.NotWritten,Export-ClusterRouteCapture'
        $failures[-1].TargetObject | Should -Be $missing
    }

    It 'is not written by -WhatIf' {
        $path = Get-NewPath
        $sample | Export-ClusterRouteCapture -Path $path -WhatIf
        Test-Path -LiteralPath $path | Should -BeFalse
    }

    It 'is not made of anything else' {
        $path = Get-NewPath
        $failures = $null
        'no capture' | Export-ClusterRouteCapture -Path $path -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].FullyQualifiedErrorId | Should -Be 'ClusterRoute.UnknownObject,Export-ClusterRouteCapture'
        Test-Path -LiteralPath $path | Should -BeFalse
    }
}

Describe 'several captures' {
    It 'are one file, and come apart again' {
        $path = Get-NewPath
        $live, $sample | Export-ClusterRouteCapture -Path $path
        $again = @(Import-ClusterRouteCapture -LiteralPath $path)
        $again.Cluster | Should -Be @($live.Cluster, $sample.Cluster)
        Get-AllAnswer -Capture $again[1] | Should -Be (Get-AllAnswer -Capture $sample)
    }

    It 'without names gives the same answers under other names' {
        $path = Get-NewPath
        $live | Export-ClusterRouteCapture -Path $path -Anonymize
        $text = [System.IO.File]::ReadAllText($path)
        # The node that is this machine may be called like a word of commands.
        foreach ($name in @($live.Capture.networks.Name) + 'HV12' + 'CL1') { $text | Should -Not -Match "\b$([regex]::Escape($name))\b" }
        $other = Import-ClusterRouteCapture -LiteralPath $path
        ($other | Get-ClusterRouteMetric).Metric -join ' ' | Should -Be (($live | Get-ClusterRouteMetric).Metric -join ' ')
        @($other | Get-ClusterRoute).Count | Should -Be @($live | Get-ClusterRoute).Count
        ($other | Get-ClusterRouteRecommendation -WarningAction Ignore).Rule -join ' ' | Should -Be (($live | Get-ClusterRouteRecommendation -WarningAction Ignore).Rule -join ' ')
    }

    It 'are a file each in a folder' {
        $into = New-Item -ItemType Directory -Path (Get-NewPath -Extension 'folder')
        $written = @($live, $sample, $sample | Export-ClusterRouteCapture -Path $into.FullName -PassThru)
        $written.Name | Should -Be @('CL1.json', 'HYPERV-2012R2-SAN.json', 'HYPERV-2012R2-SAN-2.json')
        @(Import-ClusterRouteCapture -LiteralPath $written[0].FullName).Cluster | Should -Be 'CL1'
    }
}

Describe 'a capture that was kept as an object' {
    It 'imports again from <Name>' -ForEach @(
        @{ Name = 'Export-Clixml'; Extension = 'xml'; Keep = { param($Capture, $Path) $Capture | Export-Clixml -LiteralPath $Path } }
        @{ Name = 'Export-Clixml, twice'; Extension = 'xml'; Keep = { param($Capture, $Path) $Capture | Export-Clixml -LiteralPath $Path; $again = Import-Clixml -LiteralPath $Path; $again | Export-Clixml -LiteralPath $Path } }
        @{ Name = 'ConvertTo-Json'; Extension = 'json'; Keep = { param($Capture, $Path) ConvertTo-Json -InputObject $Capture -Depth 9 | Set-Content -LiteralPath $Path -Encoding UTF8 } }
    ) {
        $path = Get-NewPath -Extension $Extension
        & $Keep $live $path
        $again = Import-ClusterRouteCapture -LiteralPath $path
        $again.Cluster | Should -Be 'CL1'
        "$($again.CapturedAt)" | Should -Be "$($live.CapturedAt)"
        Get-AllAnswer -Capture $again | Should -Be (Get-AllAnswer -Capture $live)
    }

    It 'of version 0.1 imports again from Export-Clixml' {
        $path = Get-NewPath -Extension 'xml'
        $old = [pscustomobject] @{ Cluster = 'CL1'; Capture = $live.Capture }
        $old.PSObject.TypeNames.Insert(0, 'ClusterRoute.Capture')
        # As that version did it: all properties.
        Remove-TypeData -TypeName 'ClusterRoute.Capture'
        try { $old | Export-Clixml -LiteralPath $path -Depth 9 }
        finally { Import-Module $modulePath -Force }
        Get-AllAnswer -Capture (Import-ClusterRouteCapture -LiteralPath $path) | Should -Be (Get-AllAnswer -Capture $live)
    }

    It 'is exported from Import-Clixml too' {
        $path = Get-NewPath -Extension 'xml'
        $live | Export-Clixml -LiteralPath $path
        $written = Import-Clixml -LiteralPath $path | Export-ClusterRouteCapture -Path (Get-NewPath) -PassThru
        Get-AllAnswer -Capture (Import-ClusterRouteCapture -LiteralPath $written.FullName) | Should -Be (Get-AllAnswer -Capture $live)
    }

    It 'is whole where ConvertTo-Json cut its objects off, since its text is not' {
        $path = Get-NewPath
        ConvertTo-Json -InputObject $live -WarningAction Ignore | Set-Content -LiteralPath $path -Encoding UTF8
        Get-AllAnswer -Capture (Import-ClusterRouteCapture -LiteralPath $path) | Should -Be (Get-AllAnswer -Capture $live)
    }

    It 'of version 0.1 is refused where ConvertTo-Json cut it off, with how to keep it' {
        $path = Get-NewPath
        $old = [pscustomobject] @{ Cluster = 'X'; Capture = $sample.Capture }
        ConvertTo-Json -InputObject $old -WarningAction Ignore | Set-Content -LiteralPath $path -Encoding UTF8
        $failure = Get-Failure -Script { Import-ClusterRouteCapture -LiteralPath $path -ErrorAction Stop }
        $failure.FullyQualifiedErrorId | Should -Be 'ClusterRoute.UnreadableFile,Import-ClusterRouteCapture'
        "$failure" | Should -Match 'ConvertTo-Json keeps a capture whole with -Depth 9$'
    }
}
