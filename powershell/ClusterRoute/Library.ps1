# Finds the library, binds it through the shim, and says what to do when that fails. Nothing is loaded before a
# function is called: a session that does not trust the module has to be told so first, by ClusterRoute.psm1.

$script:SharedVersion = '0.1.0'

# What can go wrong here, and what to do about it. docs/install.md explains each at length.
$script:Remedies = @{
    LibraryNotFound     = 'Install the whole module again. If the file goes missing again, a virus scanner may have put it into quarantine.'
    LibraryDamaged      = 'Install the whole module again and compare the files with SHA256SUMS.'
    LibraryArchitecture = 'Start a 64-bit PowerShell: "Windows PowerShell" instead of "Windows PowerShell (x86)", and on ARM64 the x64 build of PowerShell 7.'
    LibraryBlocked      = 'Copy the module to a local folder of PSModulePath, run Get-ChildItem -Recurse | Unblock-File in it, and under App Control sign its files.'
    LibraryNotLoaded    = 'Install the whole module again; the message says what the operating system reported.'
    AbiMismatch         = 'Remove this folder, install the whole module again and start a new session.'
    MixedVersions       = 'Close all sessions that use the module, remove this folder and install the whole module again.'
    OtherVersionLoaded  = 'Start a new PowerShell session for this version; the version that was imported first goes on working in this one.'
}

# The library next to the module; in a checkout that has none, the one that was built last.
function Find-Library {
    $file = 'bin/linux-x64/libclusterroute.so'
    if ([System.Environment]::OSVersion.Platform -eq [System.PlatformID]::Win32NT) { $file = 'bin\win-x64\clusterroute.dll' }
    $bundled = [System.IO.Path]::Combine($PSScriptRoot, $file)
    if ([System.IO.File]::Exists($bundled)) { return $bundled }
    return Find-BuiltLibrary -Bundled $bundled
}

# The library that the checkout around this module has built last. A checkout has the sources of the shim, which are in
# no package.
function Find-BuiltLibrary {
    param([string] $Bundled)
    $checkout = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))
    foreach ($sign in [System.IO.Path]::Combine($checkout, 'Cargo.toml'), [System.IO.Path]::Combine($PSScriptRoot, 'Native.cs')) {
        if (-not [System.IO.File]::Exists($sign)) { return $Bundled }
    }
    $name = [System.IO.Path]::GetFileName($Bundled)
    $built = foreach ($kind in 'release', 'debug') { [System.IO.Path]::Combine($checkout, 'target', $kind, $name) }
    $last = Get-Item -LiteralPath $built -ErrorAction Ignore | Sort-Object -Property LastWriteTimeUtc | Select-Object -Last 1
    if ($null -eq $last) { return $Bundled }
    Write-Verbose "there is no $Bundled; taking $($last.FullName)"
    return $last.FullName
}

# The compiled shim; in a checkout that has none its sources.
function Find-Shim {
    $compiled = [System.IO.Path]::Combine($PSScriptRoot, 'bin', 'ClusterRoute.Interop.dll')
    if ([System.IO.File]::Exists($compiled) -or -not [System.IO.File]::Exists([System.IO.Path]::Combine($PSScriptRoot, 'Native.cs'))) { return $compiled }
    return @(foreach ($name in 'Native.cs', 'Json.cs', 'Sections.cs', 'Request.cs', 'Answers.cs') { [System.IO.Path]::Combine($PSScriptRoot, $name) })
}

# Loads the shim, or compiles its sources.
function Add-Shim {
    param([string[]] $Path)
    # As Add-Type does it, which for this alone would load its compilers.
    if ($Path[0].EndsWith('.dll')) { $null = [System.Reflection.Assembly]::LoadFrom($Path[0]); return }
    $more = @{}
    # PowerShell 7 knows this one by itself.
    if ($PSVersionTable.PSVersion.Major -lt 6) { $more['ReferencedAssemblies'] = 'System.Core' }
    Add-Type -LiteralPath $Path -ErrorAction Stop @more
}

# Where a file lies or came from, as far as Windows refuses files for that.
function Get-Obstacle {
    param([string] $Path)
    if ([System.Environment]::OSVersion.Platform -ne [System.PlatformID]::Win32NT) { return '' }
    $root = [System.IO.Path]::GetPathRoot($Path)
    if ($root.StartsWith('\\') -or [System.IO.DriveInfo]::new($root).DriveType -eq [System.IO.DriveType]::Network) { return '; it is on a share' }
    $mark = Get-Item -LiteralPath $Path -Stream 'Zone.Identifier' -ErrorAction Ignore
    if ($null -ne $mark) { return '; it is marked as downloaded from the internet' }
    return ''
}

# An error of this file, as ConvertTo-ErrorRecord takes it.
function Get-Problem {
    param([string] $Name, [string] $Message, [string] $Path)
    return @{ Id = $Name; Category = 'ResourceUnavailable'; Message = $Message; Action = $script:Remedies[$Name]; Target = $Path }
}

# What the failure of the runtime or of the operating system is called here.
function ConvertTo-Problem {
    param([System.Exception] $Exception, [string] $Path)
    $cause = $Exception.GetBaseException()
    # The .NET Framework refuses assemblies of shares and downloads as something that is not supported.
    $refused = $Path.EndsWith('ClusterRoute.Interop.dll') -and $cause -is [System.NotSupportedException]
    $kind = 'LibraryNotLoaded'
    if ($refused -or $cause -is [System.UnauthorizedAccessException] -or $cause -is [System.IO.FileLoadException]) { $kind = 'LibraryBlocked' }
    elseif ($cause -is [System.IO.FileNotFoundException]) { $kind = 'LibraryNotFound' }
    elseif ($cause -is [System.BadImageFormatException]) { $kind = 'LibraryDamaged' }
    elseif ($cause -is [System.PlatformNotSupportedException]) { $kind = 'LibraryArchitecture' }
    elseif ($cause -is [System.NotSupportedException] -or $cause -is [System.EntryPointNotFoundException]) { $kind = 'AbiMismatch' }
    $message = $cause.Message.TrimEnd('.')
    if (-not $message.Contains($Path)) { $message = 'cannot load ' + $Path + ': ' + $message }
    if ($kind -eq 'LibraryBlocked') { $message += Get-Obstacle -Path $Path }
    return Get-Problem -Name $kind -Message $message -Path $Path
}

# The bound library and its path, or the problem that kept it from being bound.
function Connect-Library {
    $result = @{ Library = $null; Path = Find-Library; Problem = $null }
    $shimFiles = @(Find-Shim)
    $file = $shimFiles[0]
    try {
        # A session cannot load a type twice: one that is there was loaded by an earlier import, or just before by this one,
        # which then was the first to open a package.
        $shim = 'ClusterRoute.Interop.Native' -as [type]
        $earlier = $null -ne $shim -and $shim::Opened -ne 1
        if ($null -eq $shim) {
            if (-not [System.IO.File]::Exists($file)) {
                $result.Problem = Get-Problem -Name 'LibraryNotFound' -Message "there is no library at $file" -Path $file
                return $result
            }
            Add-Shim -Path $shimFiles
            $shim = 'ClusterRoute.Interop.Native' -as [type]
        }
        $found = $shim::ModuleVersion
        if ($found -ne $script:ModuleVersion) {
            if ($earlier) {
                $message = "expected no other version than $($script:ModuleVersion) of the module in this session, found version $found loaded by an earlier import"
                $result.Problem = Get-Problem -Name 'OtherVersionLoaded' -Message $message -Path $file
            }
            else {
                $message = "expected version $($script:ModuleVersion) at $file, found version $found, so that the folder holds files of two versions"
                $result.Problem = Get-Problem -Name 'MixedVersions' -Message $message -Path $file
            }
            return $result
        }
        $file = $result.Path
        $library = $shim::new($file, $script:AbiVersion)
        if ($library.Version -ne $script:ModuleVersion) {
            $message = "expected version $($script:ModuleVersion) at $file, found version $($library.Version), so that the folder holds files of two versions"
            $result.Problem = Get-Problem -Name 'MixedVersions' -Message $message -Path $file
            return $result
        }
        $result.Library = $library
    }
    catch { $result.Problem = ConvertTo-Problem -Exception $_.Exception -Path $file }
    return $result
}
