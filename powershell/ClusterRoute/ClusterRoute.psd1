@{
    RootModule           = 'ClusterRoute.psm1'
    NestedModules        = @('ClusterRoute.Objects.psm1', 'ClusterRoute.Library.psm1')
    ModuleVersion        = '0.1.0'
    GUID                 = '4b1244d6-352d-4270-995a-4e17ec65bd56'
    Author               = 'The ClusterRoute authors'
    CompanyName          = 'ClusterRoute'
    Copyright            = '(c) The ClusterRoute authors. MIT license.'
    Description          = 'Which network of a Windows failover cluster carries cluster, CSV and live migration traffic, why, and what to change. Reads live, remote, captured and plain objects; changes nothing.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FormatsToProcess     = @('ClusterRoute.Format.ps1xml')
    FunctionsToExport    = @(
        'Get-ClusterRouteRecommendation'
        'Get-ClusterRouteRule'
        'Import-ClusterRouteCapture'
        'Measure-ClusterRouteMetric'
        'Resolve-ClusterRoute'
        'Test-ClusterRoute'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @('FailoverCluster', 'Hyper-V', 'CSV', 'LiveMigration', 'NetFT', 'SMB', 'Network', 'Windows', 'Linux', 'PSEdition_Desktop', 'PSEdition_Core')
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'First version: metrics, routes and recommendations from live clusters and from captured files.'
        }
    }
}
