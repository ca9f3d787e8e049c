# The module itself: import, exports, help, views, and what happens when it cannot be imported.
BeforeDiscovery {
    $packaged = $env:CLUSTERROUTE_MODULE -and (Test-Path -LiteralPath ([System.IO.Path]::Combine((Split-Path -Path $env:CLUSTERROUTE_MODULE -Parent), 'bin', 'ClusterRoute.Interop.dll')))
    $commands = @(
        'Approve-ClusterRoutePlan', 'Compare-ClusterRoute', 'Confirm-ClusterRoutePlan', 'Export-ClusterRouteCapture', 'Export-ClusterRoutePlan', 'Export-ClusterRouteReport', 'Get-ClusterRoute', 'Get-ClusterRouteCapture', 'Get-ClusterRouteDesign', 'Get-ClusterRouteEstimate', 'Get-ClusterRouteFailure', 'Get-ClusterRouteIO', 'Get-ClusterRouteJournal', 'Get-ClusterRouteMetric', 'Get-ClusterRouteRecommendation'
        'Get-ClusterRouteRule', 'Import-ClusterRouteCapture', 'Import-ClusterRoutePlan', 'Invoke-ClusterRoutePlan', 'New-ClusterRoutePlan', 'Test-ClusterRoute', 'Test-ClusterRoutePlan', 'Undo-ClusterRoutePlan'
    )
    $types = @('BackupChoice', 'Capture', 'Change', 'Comparison', 'Finding', 'Metric', 'Need', 'Failure', 'IO', 'Journal', 'NotChecked', 'Plan', 'PlanResult', 'RedirectLoad', 'RedirectOperation', 'Route', 'Rule', 'SuppressedFinding')
}

BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))

    $source = Split-Path -Path $modulePath -Parent
    $native = if ($env:OS -eq 'Windows_NT') { 'win-x64/clusterroute.dll' } else { 'linux-x64/libclusterroute.so' }

    # A copy of the module with a file in place of its library, or without one; gives the manifest.
    function Copy-Module {
        param([string] $Name, [string] $Library, [switch] $WithoutShim)
        $target = [System.IO.Path]::Combine($TestDrive, $Name, 'ClusterRoute')
        $bin = [System.IO.Path]::Combine($target, 'bin')
        $null = New-Item -ItemType Directory -Path $bin
        Get-ChildItem -LiteralPath $source -File | Copy-Item -Destination $target
        $shim = [System.IO.Path]::Combine($source, 'bin', 'ClusterRoute.Interop.dll')
        if (Test-Path -LiteralPath $shim) { Copy-Item -LiteralPath $shim -Destination $bin }
        if ($WithoutShim) { Get-ChildItem -LiteralPath $target -Recurse -File -Include '*.cs', '*.dll' | Remove-Item }
        if ($Library) {
            $place = [System.IO.Path]::Combine($bin, $native)
            $null = New-Item -ItemType Directory -Path (Split-Path -Path $place -Parent)
            Copy-Item -LiteralPath $Library -Destination $place
        }
        [System.IO.Path]::Combine($target, 'ClusterRoute.psd1')
    }

    # A file of these bytes, to stand where the library should.
    function New-File {
        param([string] $Name, [byte[]] $Bytes)
        $path = [System.IO.Path]::Combine($TestDrive, $Name)
        [System.IO.File]::WriteAllBytes($path, $Bytes)
        $path
    }

    # Makes a copy one of another version, in the files that are named.
    function Set-CopyVersion {
        param([string] $Manifest, [string[]] $File)
        foreach ($name in $File) {
            $path = [System.IO.Path]::Combine((Split-Path -Path $Manifest -Parent), $name)
            # In the package the parts of the script are in one.
            if ($name.EndsWith('.ps1') -and -not [System.IO.File]::Exists($path)) { $path = [System.IO.Path]::Combine((Split-Path -Path $Manifest -Parent), 'ClusterRoute.Shared.ps1') }
            $text = [System.IO.File]::ReadAllText($path)
            $version = (Get-Module ClusterRoute).Version.ToString()
            [System.IO.File]::WriteAllText($path, $text.Replace("'$version'", "'9.9.9'").Replace('"' + $version + '"', '"9.9.9"'))
        }
    }

    # What importing says in a process of its own, where no version is loaded yet: the id, and the message.
    function Get-ImportError {
        param([string] $Manifest)
        $command = "try { Import-Module '$Manifest' -ErrorAction Stop; 'imported' } catch { " + '$_.FullyQualifiedErrorId; "$_" }'
        & (Get-Process -Id $PID).Path -NoLogo -NoProfile -NonInteractive -Command $command
    }
}

Describe 'the manifest' {
    # It lists every file that is shipped, so only a packaged module can be whole.
    It 'is valid and names the version of the library' -Skip:(-not $packaged) {
        $manifest = Test-ModuleManifest -Path $modulePath
        $manifest.Version | Should -Be (Get-Module ClusterRoute).Version
    }

    It 'exports its commands, the names they had in version 0.1, and nothing else' {
        $module = Get-Module ClusterRoute
        ($module.ExportedFunctions.Keys | Sort-Object) -join ' ' | Should -Be 'Approve-ClusterRoutePlan Compare-ClusterRoute Confirm-ClusterRoutePlan Export-ClusterRouteCapture Export-ClusterRoutePlan Export-ClusterRouteReport Get-ClusterRoute Get-ClusterRouteCapture Get-ClusterRouteDesign Get-ClusterRouteEstimate Get-ClusterRouteFailure Get-ClusterRouteIO Get-ClusterRouteJournal Get-ClusterRouteMetric Get-ClusterRouteRecommendation Get-ClusterRouteRule Import-ClusterRouteCapture Import-ClusterRoutePlan Invoke-ClusterRoutePlan New-ClusterRoutePlan Test-ClusterRoute Test-ClusterRoutePlan Undo-ClusterRoutePlan'
        ($module.ExportedAliases.Keys | Sort-Object) -join ' ' | Should -Be 'Measure-ClusterRouteMetric Resolve-ClusterRoute'
        (Get-Alias Measure-ClusterRouteMetric).ResolvedCommandName | Should -Be 'Get-ClusterRouteMetric'
        (Get-Alias Resolve-ClusterRoute).ResolvedCommandName | Should -Be 'Get-ClusterRoute'
        $module.ExportedVariables.Count + $module.ExportedCmdlets.Count | Should -Be 0
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
        foreach ($parameter in @($help.Parameters.Parameter | Where-Object { $_.Name -notin 'WhatIf', 'Confirm' })) {
            ($parameter.Description | Out-String).Trim() | Should -Not -BeNullOrEmpty
        }
    }
}

Describe 'the view of ClusterRoute.<_>' -ForEach $types {
    It 'is a table of at most six columns' {
        $views = @((Get-FormatData -TypeName "ClusterRoute.$_").FormatViewDefinition)
        @($views | Where-Object { $_.Control.GetType().Name -eq 'TableControl' }).Count | Should -Be 1
        $views[0].Control.GetType().Name | Should -Be 'TableControl'
        $views[0].Control.Headers.Count | Should -BeLessOrEqual 6
    }
}

Describe 'printed answers' {
    It 'shows metrics with the parts they are made of' {
        $text = Get-Live | Get-ClusterRouteMetric | Out-String -Width 200
        $text | Should -Match 'Cluster: LIVE-1'
        $text | Should -Match 'Rank\s+Name\s+Role\s+Metric\s+Verdict\s+Explained'
        $text | Should -Match '20401\s+Automatic\s+40000 - 19200 - 400 \+ 1'
    }

    It 'shows routes with the names of their networks' {
        $text = Get-Live | Get-ClusterRoute -Traffic Csv -From L2 | Out-String -Width 200
        $text | Should -Match 'Traffic\s+Volume\s+From -> To\s+Mode\s+Networks\s+Then'
        $text | Should -Match 'Csv\s+Volume1\s+L2 -> L1\s+BlockRedirected\s+Storage1 \+ Storage2\s+Management'
    }

    It 'shows findings with how sure they are and whether a command mends them' {
        $text = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 'azlocal-23h2-bmc') | Get-ClusterRouteRecommendation -WarningAction SilentlyContinue | Out-String -Width 300
        $text | Should -Match 'Cluster: AZLOCAL-23H2-BMC'
        $text | Should -Match 'Severity\s+Certainty\s+Rule\s+Target\s+Fix\s+Message'
        $text | Should -Match 'Warning\s+Computed\s+CR104\s+Cluster Network 1\s+command\s+'
    }

    It 'lists what to do first, and the commands of both PowerShells by name' {
        $finding = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 'azlocal-23h2-bmc') | Get-ClusterRouteRecommendation -Rule CR104 -WarningAction SilentlyContinue
        $lines = @($finding | Format-List | Out-String -Width 2000 -Stream | Where-Object { $_ -match '^\S.*? : ' })
        $lines[0] | Should -Match '^Advice +: '
        $lines[1] | Should -Match '^FixCommand \(Windows PowerShell\) +: \$n = Get-ClusterNetwork'
        $lines[2] | Should -Match '^FixCommandPS7 \(PowerShell 7\) +: Invoke-Command '
        $lines[3] | Should -Match '^UndoCommand \(Windows PowerShell\) +: \$n = Get-ClusterNetwork'
        $lines[4] | Should -Match '^UndoCommandPS7 \(PowerShell 7\) +: Invoke-Command '
        "$lines" | Should -Match 'Target +: Cluster Network 1'
        $changes = $finding.Changes | Format-Table | Out-String -Width 300
        $changes | Should -Match 'Id\s+Target\s+Property\s+Old\s+New\s+Effect'
        $finding.Changes | Format-List | Out-String -Width 2000 | Should -Match 'UndoCommandPS7 \(PowerShell 7\) +: Invoke-Command '
    }

    It 'shows the needs of a cluster as a table, and the reasons in a list' {
        $needs = Get-Live | Get-ClusterRouteDesign
        $text = $needs | Out-String -Width 200
        $text | Should -Match 'Cluster: LIVE-1'
        $text | Should -Match 'Need\s+Verdict\s+Networks\s+Gbit/s\s+SharedWith\s+Spare'
        $text | Should -Match 'LiveMigration\s+Green\s+Storage2\s+25 of 1\s+Csv, Backup\s+Storage1, Management'
        $text = $needs | Where-Object Need -eq 'Management' | Format-List | Out-String -Width 200
        $text | Should -Match 'Need +: Management'
        $text | Should -Match 'Reasons +: its networks serve nothing else'
    }

    It 'shows the commands that a rule lacks' {
        $text = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 'azlocal-23h2-bmc') | Get-ClusterRouteRecommendation -NotChecked | Out-String -Width 300
        $text | Should -Match 'Rule\s+Name\s+Reason\s+Collect'
        $text | Should -Match 'CR408\s+host-list-disagrees\s+.*Get-VMMigrationNetwork'
    }

    It 'shows captures with their counts' {
        $text = Import-ClusterRouteCapture -Path (Get-CaptureFile -Name 'hyperv-2012r2-san') | Out-String -Width 200
        $text | Should -Match 'HYPERV-2012R2-SAN\s+5\s+20\s+'
    }
}

Describe 'completion' {
    It 'offers the rules by id and by name' {
        foreach ($line in 'Get-ClusterRouteRule -Id cr40', 'Get-ClusterRouteRecommendation -Rule CR40') {
            (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Contain 'CR401'
        }
        $line = 'Get-ClusterRouteRule -Id redirected-by-h'
        $offered = (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches
        $offered.CompletionText | Should -Be 'CR302'
        $offered.ListItemText | Should -Be 'CR302 redirected-by-hand'
        $line = 'Get-ClusterRouteRule -Tag c'
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Contain 'csv'
    }
}

Describe 'completion of names' {
    BeforeAll {
        $global:clusterRouteTest = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 'hyperv-2012r2-san')
        # Another one is the last that was seen.
        $null = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 'hyperv-2008r2-dpm')

        function Get-Offer {
            param([string] $Line)
            (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches.CompletionText -join '|'
        }
    }

    AfterAll { Remove-Variable -Name clusterRouteTest -Scope Global }

    It 'takes them from the capture that is piped' {
        Get-Offer '$clusterRouteTest | Get-ClusterRoute -From ' | Should -Be 'HV11|HV12|HV13|HV14'
        Get-Offer '$clusterRouteTest | Get-ClusterRoute -To HV13' | Should -Be 'HV13'
        Get-Offer '$clusterRouteTest | Get-ClusterRoute -Volume c' | Should -Be 'CSV1|CSV2'
    }

    It 'else takes those of the capture that was seen last' {
        Get-Offer 'Get-ClusterRoute -Path x -From ' | Should -Be 'HV01|HV02'
    }

    It 'offers the forms of a what-if question, then what fits there' {
        Get-Offer '$clusterRouteTest | Get-ClusterRoute -Set m' | Should -Be 'metric:|migration_order:|migration_exclude:'
        Get-Offer '$clusterRouteTest | Get-ClusterRoute -Set metric:l' | Should -Be "'metric:Live Migration'"
        Get-Offer '$clusterRouteTest | Get-ClusterRoute -Without node:HV12' | Should -Be 'node:HV12'
        Get-Offer '$clusterRouteTest | Get-ClusterRoute -Set owner:CSV1' | Should -Be 'owner:CSV1'
    }

    It 'offers forms that the library takes' {
        $forms = & (Get-Module ClusterRoute) { @($script:SetForms.Keys); @($script:WithoutForms.Keys) }
        $said = foreach ($option in @{ Set = 'x' }, @{ Without = 'x' }) { "$(Get-Failure { $clusterRouteTest | Get-ClusterRoute @option })" }
        $named = [regex]::Matches("$said", '\b[a-z_]+:(?=[A-Z])') | ForEach-Object Value
        ($forms | Sort-Object) -join ' ' | Should -Be (($named | Sort-Object) -join ' ')
    }
}

Describe 'a module that cannot work' {
    It 'says that the library is missing' {
        $copy = Copy-Module -Name 'missing'
        $failure = Get-Failure { Import-Module $copy -Force -ErrorAction Stop }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ClusterRoute.LibraryNotFound*'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $failure.TargetObject | Should -Match 'clusterroute\.(dll|so)$'
    }

    It 'says that the library is none, or cut off' {
        $text = New-File -Name 'text' -Bytes ([System.Text.Encoding]::ASCII.GetBytes('this is text and no library'))
        $empty = New-File -Name 'empty' -Bytes ([byte[]]::new(0))
        foreach ($file in $text, $empty) {
            $copy = Copy-Module -Name "damaged-$(Split-Path -Path $file -Leaf)" -Library $file
            $failure = Get-Failure { Import-Module $copy -Force -ErrorAction Stop }
            $failure.FullyQualifiedErrorId | Should -BeLike 'ClusterRoute.LibraryDamaged*'
        }
    }

    It 'says that the library is for another kind of process' {
        $head = [byte[]]::new(512)
        [System.Text.Encoding]::ASCII.GetBytes('MZ').CopyTo($head, 0)
        $head[60] = 128
        [byte[]] $signature = 0x50, 0x45, 0, 0, 0x4c, 1
        $signature.CopyTo($head, 128)
        $copy = Copy-Module -Name 'architecture' -Library (New-File -Name 'x86' -Bytes $head)
        $failure = Get-Failure { Import-Module $copy -Force -ErrorAction Stop }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ClusterRoute.LibraryArchitecture*'
        "$failure" | Should -Match 'found one for x86'
        $failure.ErrorDetails.RecommendedAction | Should -Match '64-bit PowerShell'
    }

    It 'says that another version is in the session, and the first goes on answering' {
        $copy = Copy-Module -Name 'second'
        Set-CopyVersion -Manifest $copy -File 'ClusterRoute.psd1', 'ClusterRoute.psm1', 'Library.ps1'
        $failure = Get-Failure { Import-Module $copy -ErrorAction Stop }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ClusterRoute.OtherVersionLoaded*'
        "$failure" | Should -Match 'no other version than 9\.9\.9'
        $failure.ErrorDetails.RecommendedAction | Should -Match 'new PowerShell session'
        @(Get-ClusterRouteRule).Count | Should -BeGreaterThan 20
    }

    It 'says that the shim is missing' {
        $report = @(Get-ImportError -Manifest (Copy-Module -Name 'no-shim' -WithoutShim))
        $report[0] | Should -BeLike 'ClusterRoute.LibraryNotFound*'
        "$report" | Should -Match 'ClusterRoute\.Interop\.dll'
    }

    It 'says that the scripts are of another version than the shim' {
        $copy = Copy-Module -Name 'mixed-shim'
        Set-CopyVersion -Manifest $copy -File 'ClusterRoute.psd1', 'ClusterRoute.psm1', 'Library.ps1'
        @(Get-ImportError -Manifest $copy)[0] | Should -BeLike 'ClusterRoute.MixedVersions*'
    }

    It 'says that the library is of another version than the rest' -Skip:$packaged {
        $library = & (Get-Module ClusterRoute) { $script:Connection.Path }
        $copy = Copy-Module -Name 'mixed-library' -Library $library
        Set-CopyVersion -Manifest $copy -File 'ClusterRoute.psd1', 'ClusterRoute.psm1', 'Library.ps1', 'Native.cs'
        $report = @(Get-ImportError -Manifest $copy)
        $report[0] | Should -BeLike 'ClusterRoute.MixedVersions*'
        "$report" | Should -Match 'clusterroute\.(dll|so)'
    }

    It 'says that what the commands share is missing' -Skip:(-not $packaged) {
        $library = & (Get-Module ClusterRoute) { $script:Connection.Path }
        $copy = Copy-Module -Name 'no-shared' -Library $library
        Remove-Item -LiteralPath ([System.IO.Path]::Combine((Split-Path -Path $copy -Parent), 'ClusterRoute.Shared.ps1'))
        $report = @(Get-ImportError -Manifest $copy)
        $report[0] | Should -BeLike 'ClusterRoute.MixedVersions*'
        "$report" | Should -Match 'ClusterRoute\.Shared\.ps1, found none'
    }

    It 'says that what the commands share is of another version' -Skip:(-not $packaged) {
        $library = & (Get-Module ClusterRoute) { $script:Connection.Path }
        $copy = Copy-Module -Name 'mixed-shared' -Library $library
        Set-CopyVersion -Manifest $copy -File 'ClusterRoute.Shared.ps1'
        $report = @(Get-ImportError -Manifest $copy)
        $report[0] | Should -BeLike 'ClusterRoute.MixedVersions*'
        "$report" | Should -Match 'ClusterRoute\.Shared\.ps1, found version 9\.9\.9'
    }

    It 'loads what the commands share with the first of them, or with what is offered for one' -Skip:(-not $packaged) {
        foreach ($first in 'Get-ClusterRouteRule', "TabExpansion2 'Get-ClusterRouteRule -Id CR30' 28") {
            $command = "Import-Module '$modulePath'; `$module = Get-Module ClusterRoute; & `$module { `$script:SharedVersion }; `$null = $first; & `$module { `$script:SharedVersion }"
            $report = @(& (Get-Process -Id $PID).Path -NoLogo -NoProfile -NonInteractive -Command $command)
            $report | Should -Be (Get-Module ClusterRoute).Version.ToString()
        }
    }

    It 'calls a refusal of the runtime or of Windows what it is' {
        $refusals = @{
            'C:\M\bin\ClusterRoute.Interop.dll' = @{
                LibraryBlocked  = [System.IO.FileLoadException]::new('Could not load it.', [System.NotSupportedException]::new('Not supported.'))
                LibraryDamaged  = [System.BadImageFormatException]::new('No assembly.')
                LibraryNotFound = [System.IO.FileNotFoundException]::new('Not found.')
            }
            'C:\M\bin\win-x64\clusterroute.dll' = @{
                AbiMismatch         = [System.NotSupportedException]::new('Another interface.')
                LibraryArchitecture = [System.PlatformNotSupportedException]::new('Another machine.')
                LibraryBlocked      = [System.UnauthorizedAccessException]::new('Windows error 4551.')
                LibraryNotLoaded    = [System.DllNotFoundException]::new('Windows error 126.')
            }
        }
        $module = Get-Module ClusterRoute
        foreach ($path in $refusals.Keys) {
            foreach ($id in $refusals[$path].Keys) {
                $problem = & $module { param($Exception, $Path) ConvertTo-Problem -Exception $Exception -Path $Path } $refusals[$path][$id] $path
                $problem.Id | Should -Be $id
                $problem.Message | Should -Match ([regex]::Escape($path))
                $problem.Action | Should -Not -BeNullOrEmpty
            }
        }
    }

    It 'works from a folder with blanks and letters beyond ASCII, in a session of its own' {
        $library = & (Get-Module ClusterRoute) { $script:Connection.Path }
        $copy = Copy-Module -Name ('a b ' + [char] 0xe4) -Library $library
        @(Get-ImportError -Manifest $copy) | Should -Be 'imported'
    }

    It 'says that a constrained session does not trust it, in one error that can be caught' {
        $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault()
        $state.LanguageMode = 'ConstrainedLanguage'
        $shell = [powershell]::Create($state)
        try {
            $null = $shell.AddScript("try { Import-Module '$modulePath' } catch { `"caught: `$_`"; `$_.FullyQualifiedErrorId }")
            $said = @($shell.Invoke())
            $said[0] | Should -Match '^caught: expected a FullLanguage session, found ConstrainedLanguage'
            $said[1] | Should -BeLike 'ClusterRoute.ConstrainedLanguage*'
            @($shell.Streams.Error | Where-Object { "$_" -notmatch 'FullLanguage session' }).Count | Should -Be 0
        }
        finally { $shell.Dispose() }
    }

    It 'works when the script itself is imported' {
        $root = [System.IO.Path]::ChangeExtension($modulePath, 'psm1')
        $command = "Import-Module '$root' -ErrorAction Stop; @(Get-ClusterRouteRule).Count -gt 20"
        & (Get-Process -Id $PID).Path -NoLogo -NoProfile -NonInteractive -Command $command | Should -Be 'True'
    }
}
