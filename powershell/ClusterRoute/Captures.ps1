# Captures: what files hold of clusters, read once and asked often.

# A capture with the library's counts. Its Json goes back to the library as it came; Capture shows it as objects.
function ConvertTo-Capture {
    param($Facts)
    $script:LastCapture = $Facts.Capture
    return ConvertTo-Typed -TypeName 'ClusterRoute.Capture' -Facts ([ordered] @{
        Cluster        = $Facts.Cluster
        Name           = $Facts.Name
        NetworkCount   = $Facts.Counts.Networks
        InterfaceCount = $Facts.Counts.Interfaces
        NodeCount      = $Facts.Counts.Nodes
        VolumeCount    = $Facts.Counts.SharedVolumes
        CapturedAt     = $Facts.CapturedAt
        Sources        = $Facts.Sources
        ReadAs         = $Facts.ReadAs
        NotRead        = $Facts.NotRead
        Json           = $Facts.Capture
    })
}

function Import-ClusterRouteCapture {
    <#
    .SYNOPSIS
    Reads captured files and gives one capture for each cluster found in them.
    .DESCRIPTION
    Understands what Export-Clixml, ConvertTo-Json and Export-Csv write of Get-ClusterNetwork and other Get-Cluster*
    commands, the console text that Format-Table and Format-List make of them, diagnostic captures of
    Get-SDDCDiagnosticInfo (a folder or a ZIP), English validation reports of Test-Cluster (HTML or MHT) and logs of
    Get-ClusterLog, and ZIPs of such files. Files say what they are, so their names do not matter; those of one cluster
    become one capture, and its Sources, ReadAs and NotRead tell which file told what, how and what not. Captures pipe into
    the other commands. A file that a stranger sent belongs here and not into Import-Clixml: the library reads text and
    makes no objects of it.
    .PARAMETER Path
    Files or folders; wildcards are allowed.
    .PARAMETER LiteralPath
    Files or folders, taken as they are written.
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\networks.xml, .\interfaces.xml | Get-ClusterRoute

    The networks alone are enough for an answer; every file more makes it surer.
    .EXAMPLE
    Get-ChildItem -Filter *.xml | Import-ClusterRouteCapture | Get-ClusterRouteRecommendation

    Files say what they are and of which cluster, whatever they are called.
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\HealthTest-*.zip | Get-ClusterRouteRecommendation

    A diagnostic capture of Get-SDDCDiagnosticInfo, as it was sent.
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\report.mht, .\cluster.log | Get-ClusterRouteMetric

    A validation report has no metrics: they are predicted from its adapters, and the answer says so.
    .INPUTS
    System.String, System.IO.FileInfo
    .OUTPUTS
    ClusterRoute.Capture
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    [OutputType('ClusterRoute.Capture')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'Path', ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)]
        [string[]] $Path,
        [Parameter(Mandatory = $true, ParameterSetName = 'LiteralPath', ValueFromPipelineByPropertyName = $true)]
        [Alias('PSPath', 'FullName')]
        [string[]] $LiteralPath
    )
    begin { $request = Get-Request -Cmdlet $PSCmdlet -Bound @{} }
    process {
        $parameter = $PSCmdlet.ParameterSetName
        if ($PSBoundParameters.ContainsKey($parameter)) { Add-File -Cmdlet $PSCmdlet -Request $request -Parameter $parameter -Value $PSBoundParameters[$parameter] }
    }
    end {
        if ($request.IsEmpty -and $request.Refused -eq 0) {
            $PSCmdlet.ThrowTerminatingError((ConvertTo-ErrorRecord -Id 'EmptyPipe' -Category 'InvalidArgument' -Message 'expected paths in the pipe, found none' -Action 'Give -Path, or pipe the output of Get-ChildItem.'))
        }
        foreach ($answer in Get-Answer -Cmdlet $PSCmdlet -Question 'read_capture' -Request $request) { ConvertTo-Capture -Facts $answer.Facts }
    }
}
