# The module: its parts lie beside it, and are loaded here when the session trusts it. The package has the commands in
# this file and what they share in ClusterRoute.Shared.ps1, which the first command loads: xtask/src/script.rs.

Set-StrictMode -Version '3.0'

$script:ModuleVersion = '0.1.0'
$script:AbiVersion = 2

# The bound library and its path, or the problem that kept it from being bound.
$script:Connection = $null

# The version of what the commands share, once it is loaded.
$script:SharedVersion = $null

# A package that is whole is opened here, in as few statements as can be: whatever PowerShell has to look up for the first
# time costs each session about a millisecond. What is wrong with another one is found out below.
try {
    $null = [System.Reflection.Assembly]::LoadFrom("$PSScriptRoot/bin/ClusterRoute.Interop.dll")
    $script:Connection = [ClusterRoute.Interop.Native]::Open($PSScriptRoot, $script:ModuleVersion, $script:AbiVersion)
}
catch { $script:Connection = $null }

# An untrusted module in a locked-down session cannot load a library: say so before anything else fails.
if ($null -eq $script:Connection -and $ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    $refusal = @{
        ErrorId           = 'ClusterRoute.ConstrainedLanguage'
        Category          = 'PermissionDenied'
        Message           = "expected a FullLanguage session, found $($ExecutionContext.SessionState.LanguageMode): this session does not trust the module ClusterRoute"
        RecommendedAction = 'Sign the module with a certificate that the App Control policy trusts, or run the program clusterroute on captured files.'
        ErrorAction       = 'Stop'
    }
    # An error of the whole import, and one alone: what only stops this script is printed twice and caught by nobody.
    try { Write-Error @refusal } catch { throw }
}

foreach ($part in 'Library', 'Requests', 'Accepted', 'Advice', 'Apply', 'Approvals', 'Captures', 'Collect', 'Compare', 'Completion', 'Estimates', 'Failures', 'IO', 'Journals', 'Live', 'Plans', 'Questions', 'Recommendations', 'Report', 'Runs', 'Steps', 'Types', 'Undo', 'Ways') {
    . ([System.IO.Path]::Combine($PSScriptRoot, "$part.ps1"))
}

function ConvertTo-ErrorRecord {
    param([string] $Id, [System.Management.Automation.ErrorCategory] $Category, [string] $Message, [string] $Action, $Target)
    $exception = [System.InvalidOperationException]::new($Message)
    $record = [System.Management.Automation.ErrorRecord]::new($exception, "ClusterRoute.$Id", $Category, $Target)
    $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new($Message)
    $record.ErrorDetails.RecommendedAction = $Action
    return $record
}

# Loads what the commands share. In a checkout it is there already.
function Import-Shared {
    if ($null -ne $script:SharedVersion) { return }
    $file = "$PSScriptRoot/ClusterRoute.Shared.ps1"
    if ([System.IO.File]::Exists($file)) { . "$PSScriptRoot/ClusterRoute.Shared.ps1" }
    if ($script:SharedVersion -eq $script:ModuleVersion) { return }
    $found = if ($null -ne $script:SharedVersion) { "version $($script:SharedVersion)" } else { 'none' }
    $script:SharedVersion = $null
    throw (ConvertTo-ErrorRecord -Id 'MixedVersions' -Category 'ResourceUnavailable' -Message "expected version $($script:ModuleVersion) of $file, found $found" -Action 'Remove this folder and install the whole module again.' -Target $file)
}

if ($null -eq $script:Connection) {
    Import-Shared
    $script:Connection = Connect-Library
    if ($null -ne $script:Connection.Problem) {
        $problem = $script:Connection.Problem
        throw (ConvertTo-ErrorRecord @problem)
    }
}

$exported = @{
    Function = 'Approve-ClusterRoutePlan', 'Compare-ClusterRoute', 'Confirm-ClusterRoutePlan', 'Export-ClusterRouteCapture', 'Export-ClusterRoutePlan', 'Export-ClusterRouteReport', 'Get-ClusterRoute', 'Get-ClusterRouteCapture', 'Get-ClusterRouteDesign', 'Get-ClusterRouteEstimate', 'Get-ClusterRouteFailure', 'Get-ClusterRouteIO', 'Get-ClusterRouteJournal', 'Get-ClusterRouteMetric', 'Get-ClusterRouteRecommendation', 'Get-ClusterRouteRule', 'Import-ClusterRouteCapture', 'Import-ClusterRoutePlan', 'Invoke-ClusterRoutePlan', 'New-ClusterRoutePlan', 'Test-ClusterRoute', 'Test-ClusterRoutePlan', 'Undo-ClusterRoutePlan'
    Alias    = 'Measure-ClusterRouteMetric', 'Resolve-ClusterRoute'
}

# What is offered where somebody presses Tab, of whichever command has the parameter. It is there from the import on.
foreach ($name in 'ExcludeRule', 'From', 'Id', 'Network', 'Node', 'Rule', 'Set', 'Tag', 'To', 'Volume', 'Without') {
    Register-ArgumentCompleter -CommandName $exported.Function -ParameterName $name -ScriptBlock { Import-Shared; Get-Offer @args }
}

Export-ModuleMember @exported
