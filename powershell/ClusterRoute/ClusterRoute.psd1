@{
    RootModule           = 'ClusterRoute.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '4b1244d6-352d-4270-995a-4e17ec65bd56'
    Author               = 'The ClusterRoute authors'
    CompanyName          = 'ClusterRoute'
    Copyright            = '(c) The ClusterRoute authors. MIT license.'
    Description          = 'Which network of a Windows failover cluster carries cluster, CSV and live migration traffic, why, and what to change. Reads live, remote, captured and plain objects, validation reports, cluster logs and diagnostic captures; changes nothing but by the steps of a plan that was reviewed.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FormatsToProcess     = @('ClusterRoute.Changes.Format.ps1xml', 'ClusterRoute.Estimates.Format.ps1xml', 'ClusterRoute.Format.ps1xml', 'ClusterRoute.Lists.Format.ps1xml', 'ClusterRoute.Traffic.Format.ps1xml')
    FileList             = @(
        'ClusterRoute.Changes.Format.ps1xml'
        'ClusterRoute.Estimates.Format.ps1xml'
        'ClusterRoute.Format.ps1xml'
        'ClusterRoute.Lists.Format.ps1xml'
        'ClusterRoute.Shared.ps1'
        'ClusterRoute.Traffic.Format.ps1xml'
        'ClusterRoute.psd1'
        'ClusterRoute.psm1'
        'LICENSE'
        'RoleCapabilities/ClusterRouteOperator.psrc'
        'RoleCapabilities/ClusterRouteReader.psrc'
        'THIRD-PARTY-LICENSES.txt'
        'bin/ClusterRoute.Interop.dll'
        'bin/linux-x64/libclusterroute.so'
        'bin/win-x64/clusterroute.dll'
        'en-US/about_ClusterRoute.help.txt'
        'en-US/about_ClusterRoute_Answers.help.txt'
        'en-US/about_ClusterRoute_Rules.help.txt'
    )
    FunctionsToExport    = @(
        'Approve-ClusterRoutePlan'
        'Compare-ClusterRoute'
        'Confirm-ClusterRoutePlan'
        'Export-ClusterRouteCapture'
        'Export-ClusterRoutePlan'
        'Export-ClusterRouteReport'
        'Get-ClusterRoute'
        'Get-ClusterRouteCapture'
        'Get-ClusterRouteDesign'
        'Get-ClusterRouteEstimate'
        'Get-ClusterRouteFailure'
        'Get-ClusterRouteIO'
        'Get-ClusterRouteJournal'
        'Get-ClusterRouteMetric'
        'Get-ClusterRouteRecommendation'
        'Get-ClusterRouteRule'
        'Import-ClusterRouteCapture'
        'Import-ClusterRoutePlan'
        'Invoke-ClusterRoutePlan'
        'New-ClusterRoutePlan'
        'Test-ClusterRoute'
        'Test-ClusterRoutePlan'
        'Undo-ClusterRoutePlan'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @('Measure-ClusterRouteMetric', 'Resolve-ClusterRoute')
    PrivateData          = @{
        PSData = @{
            Tags         = @('FailoverCluster', 'Hyper-V', 'CSV', 'LiveMigration', 'NetFT', 'SMB', 'Network', 'Windows', 'Linux', 'PSEdition_Desktop', 'PSEdition_Core')
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'Added
- Readers for CliXml (UTF-8 and UTF-16), `ConvertTo-Json` files and requests; files are merged by cluster.
- Metric analysis: the automatic metric explained, predicted from adapters, ranked; manual, automatic,
  unexplained and unknown values told apart; the 2008 R2 scheme and the scheme of 2012 and later.
- Routes of cluster, CSV and live migration traffic per node pair and volume, with failover order, mode,
  certainty and reasons; what-if questions with `without` and `set`.
- Rules CR001-CR009, CR101-CR112, CR201-CR206, CR301-CR309 and CR401-CR408, each with its page in `docs/rules`.
- The C library with its header `include/clusterroute.h`.
- The PowerShell module `ClusterRoute` for Windows PowerShell 5.1 and PowerShell 7.
- The program `clusterroute` with `capture`, `measure`, `resolve`, `recommend`, `rules` and shell completions.'
        }
    }
}
