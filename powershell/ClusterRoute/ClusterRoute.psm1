# The module: its parts lie beside it, and are loaded here when the session trusts it.

Set-StrictMode -Version 3.0

# An untrusted module in a locked-down session cannot load a library: say so before anything else fails.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
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

$script:Connection = Connect-Library
if ($null -ne $script:Connection.Problem) {
    $problem = $script:Connection.Problem
    throw (ConvertTo-ErrorRecord @problem)
}

$exported = @{
    Function = 'Approve-ClusterRoutePlan', 'Compare-ClusterRoute', 'Export-ClusterRouteCapture', 'Export-ClusterRoutePlan', 'Export-ClusterRouteReport', 'Get-ClusterRoute', 'Get-ClusterRouteCapture', 'Get-ClusterRouteDesign', 'Get-ClusterRouteEstimate', 'Get-ClusterRouteFailure', 'Get-ClusterRouteIO', 'Get-ClusterRouteJournal', 'Get-ClusterRouteMetric', 'Get-ClusterRouteRecommendation', 'Get-ClusterRouteRule', 'Import-ClusterRouteCapture', 'Import-ClusterRoutePlan', 'Invoke-ClusterRoutePlan', 'New-ClusterRoutePlan', 'Test-ClusterRoute', 'Test-ClusterRoutePlan', 'Undo-ClusterRoutePlan'
    Alias    = 'Measure-ClusterRouteMetric', 'Resolve-ClusterRoute'
}
Export-ModuleMember @exported
