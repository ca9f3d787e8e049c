# The module itself: import, exports, help, views, and what happens when it cannot be imported.
BeforeDiscovery {
    $commands = @(
        'Get-ClusterRouteRecommendation', 'Get-ClusterRouteRule', 'Import-ClusterRouteCapture'
        'Measure-ClusterRouteMetric', 'Resolve-ClusterRoute', 'Test-ClusterRoute'
    )
    $types = @('Capture', 'Finding', 'Metric', 'Route', 'Rule', 'SkippedRule')
}

BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))

    # A copy of the module without its library.
    function Copy-Module {
        param([string] $Folder)
        $target = [System.IO.Path]::Combine($Folder, 'ClusterRoute')
        $null = New-Item -ItemType Directory -Path $target
        Get-ChildItem -LiteralPath (Split-Path -Path $modulePath -Parent) -File | Copy-Item -Destination $target
        [System.IO.Path]::Combine($target, 'ClusterRoute.psd1')
    }
}

Describe 'the manifest' {
    It 'is valid and names the version of the library' {
        $manifest = Test-ModuleManifest -Path $modulePath
        $manifest.Version | Should -Be (Get-Module ClusterRoute).Version
    }

    It 'exports the six commands and nothing else' {
        $exported = (Get-Module ClusterRoute).ExportedCommands.Keys | Sort-Object
        $exported -join ' ' | Should -Be 'Get-ClusterRouteRecommendation Get-ClusterRouteRule Import-ClusterRouteCapture Measure-ClusterRouteMetric Resolve-ClusterRoute Test-ClusterRoute'
    }

    It 'can be imported twice in one session' {
        { Import-Module $modulePath -Force } | Should -Not -Throw
        @(Get-ClusterRouteRule).Count | Should -BeGreaterThan 20
    }
}

Describe 'the help of <_>' -ForEach $commands {
    It 'has a synopsis, a description, parameters and examples' {
        $help = Get-Help -Name $_ -Full
        $help.Synopsis.Trim() | Should -Match '\.$'
        ($help.Description | Out-String).Trim() | Should -Not -BeNullOrEmpty
        @($help.Examples.Example).Count | Should -BeGreaterOrEqual 2
        foreach ($parameter in @($help.Parameters.Parameter)) {
            ($parameter.Description | Out-String).Trim() | Should -Not -BeNullOrEmpty
        }
    }
}

Describe 'the view of ClusterRoute.<_>' -ForEach $types {
    It 'is a table of at most six columns' {
        $views = @((Get-FormatData -TypeName "ClusterRoute.$_").FormatViewDefinition)
        $views.Count | Should -Be 1
        $views[0].Control.GetType().Name | Should -Be 'TableControl'
        $views[0].Control.Headers.Count | Should -BeLessOrEqual 6
    }
}

Describe 'printed answers' {
    It 'shows metrics with the parts they are made of' {
        $text = Get-Live | Measure-ClusterRouteMetric | Out-String -Width 200
        $text | Should -Match 'Cluster: LIVE-1'
        $text | Should -Match 'Rank\s+Name\s+Role\s+Metric\s+Verdict\s+Explained'
        $text | Should -Match '20401\s+Automatic\s+40000 - 19200 - 400 \+ 1'
    }

    It 'shows routes with the names of their networks' {
        $text = Get-Live | Resolve-ClusterRoute -Traffic Csv -From L2 | Out-String -Width 200
        $text | Should -Match 'Traffic\s+Volume\s+From\s+To\s+Networks\s+Certainty'
        $text | Should -Match 'Csv\s+Volume1\s+L2\s+L1\s+Storage1, Storage2'
    }

    It 'shows captures with their counts' {
        $text = Import-ClusterRouteCapture -Path (Get-CaptureFile -Name 'hyperv-2012r2-san') | Out-String -Width 200
        $text | Should -Match 'HYPERV-2012R2-SAN\s+5\s+20\s+'
    }
}

Describe 'a module that cannot work' {
    It 'says that the library is missing' {
        $copy = Copy-Module -Folder ([System.IO.Path]::Combine($TestDrive, 'missing'))
        $failure = Get-Failure { Import-Module $copy -Force -ErrorAction Stop }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ClusterRoute.LibraryNotFound*'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'says that the library is for another kind of process' {
        $copy = Copy-Module -Folder ([System.IO.Path]::Combine($TestDrive, 'broken'))
        $native = if ($env:OS -eq 'Windows_NT') { 'win-x64/clusterroute.dll' } else { 'linux-x64/libclusterroute.so' }
        $library = [System.IO.Path]::Combine((Split-Path -Path $copy -Parent), 'bin', $native)
        $null = New-Item -ItemType File -Path $library -Force -Value 'this is text and no library'
        $failure = Get-Failure { Import-Module $copy -Force -ErrorAction Stop }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ClusterRoute.LibraryArchitecture*'
    }

    It 'says that a constrained session does not trust it' {
        $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault()
        $state.LanguageMode = 'ConstrainedLanguage'
        $shell = [powershell]::Create($state)
        try {
            $null = $shell.AddCommand('Import-Module').AddParameter('Name', $modulePath)
            $failure = Get-Failure { $shell.Invoke() }
            $messages = @($shell.Streams.Error | ForEach-Object { "$_" }) + "$failure"
            $messages -join "`n" | Should -Match 'expected a FullLanguage session, found ConstrainedLanguage'
        }
        finally { $shell.Dispose() }
    }
}
