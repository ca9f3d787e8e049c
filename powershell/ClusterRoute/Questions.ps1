# The commands that ask: metrics, routes, the design, the rules. They decide nothing.

function Get-ClusterRouteMetric {
    <#
    .SYNOPSIS
    Explains the metric of every cluster network.
    .DESCRIPTION
    Tells for each network whether its metric was set by hand or chosen by the cluster, what an automatic value is
    made of (role, RDMA or RSS, speed), what the adapters call for when they are known, and the rank NetFT gives it.
    .PARAMETER InputObject
    Objects of Get-Cluster* commands and their neighbours, live or captured, in any mix and order, captures, or files of
    Get-ChildItem; from the pipe or by name.
    .PARAMETER Path
    Files or folders to read instead, as Import-ClusterRouteCapture reads them; wildcards are allowed.
    .PARAMETER LiteralPath
    Files or folders to read instead, taken as they are written.
    .PARAMETER Network
    Only these networks, by name with * and ?, or by id. Of several clusters each is asked for those it has.
    .PARAMETER WindowsVersion
    The Windows version of the nodes, when the objects do not tell it.
    .EXAMPLE
    Get-ClusterNetwork | Get-ClusterRouteMetric

    Why each network has its metric, and the rank that NetFT gives it.
    .EXAMPLE
    Get-ClusterNetwork | Get-ClusterRouteMetric -Network 'SMB*', 'Management'

    Some networks, by name or pattern.
    .EXAMPLE
    Import-Clixml -Path .\networks.xml | Get-ClusterRouteMetric | Where-Object Verdict -eq 'Manual'

    The networks whose metric somebody has set by hand.
    .INPUTS
    System.Management.Automation.PSObject
    .OUTPUTS
    ClusterRoute.Metric
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding(DefaultParameterSetName = 'Object', PositionalBinding = $false)]
    # Its name in version 0.1.
    [Alias('Measure-ClusterRouteMetric')]
    [OutputType('ClusterRoute.Metric')]
    param(
        [Parameter(ValueFromPipeline = $true, ParameterSetName = 'Object')]
        [psobject] $InputObject,
        [Parameter(Mandatory = $true, ParameterSetName = 'Path')]
        [string[]] $Path,
        [Parameter(Mandatory = $true, ParameterSetName = 'LiteralPath')]
        [Alias('PSPath', 'FullName')]
        [string[]] $LiteralPath,
        [SupportsWildcards()]
        [string[]] $Network,
        [ValidateSet('2008R2', '2012', '2012R2', '2016', '2019', '2022', '23H2', '2025', '24H2')]
        [string] $WindowsVersion
    )
    begin { $request = Get-Request -Cmdlet $PSCmdlet -Bound $PSBoundParameters }
    process { $request.Add($InputObject) }
    end {
        foreach ($answer in Get-Answer -Cmdlet $PSCmdlet -Question 'measure' -Request $request -Options (Get-Option -Bound $PSBoundParameters) -List 'networks') {
            Write-Verbose "cluster '$($answer.Facts.Name)': metric scheme $($answer.Facts.Scheme): $($answer.Facts.SchemeBecause)"
            $answer.Items('ClusterRoute.Metric', [ordered] @{ Cluster = $answer.Facts.Name; Scheme = $answer.Facts.Scheme })
        }
    }
}

function Get-ClusterRoute {
    <#
    .SYNOPSIS
    Tells which networks carry cluster, CSV and live migration traffic between the nodes, and why.
    .DESCRIPTION
    Gives for each kind of traffic, pair of nodes and volume the networks in use, those that would take over, how sure
    the answer is and what it rests on.
    .PARAMETER InputObject
    Objects of Get-Cluster* commands and their neighbours, live or captured, in any mix and order, captures, or files of
    Get-ChildItem; from the pipe or by name.
    .PARAMETER Path
    Files or folders to read instead, as Import-ClusterRouteCapture reads them; wildcards are allowed.
    .PARAMETER LiteralPath
    Files or folders to read instead, taken as they are written.
    .PARAMETER Traffic
    Only these kinds of traffic.
    .PARAMETER From
    Only routes from these nodes; names take ? and *. Of several clusters each is asked for the nodes it has.
    .PARAMETER To
    Only routes to these nodes, likewise; for CSV traffic the coordinators.
    .PARAMETER Volume
    Only CSV routes of these volumes, likewise.
    .PARAMETER Network
    Only routes that use one of these networks, or would when others fail, likewise; an id will do as well.
    .PARAMETER Without
    Takes something away before asking: network:NAME, node:NAME or interface:NODE/NETWORK.
    .PARAMETER Set
    Changes something before asking: metric:NETWORK=900 or metric:NETWORK=auto, role:NETWORK=1, speed:NETWORK=25
    (Gbit/s), class:NETWORK=rdma (or rss, plain), owner:VOLUME=NODE, redirect:VOLUME or redirect:*,
    migration_order:NETWORK,NETWORK or migration_exclude:NETWORK,NETWORK.
    .PARAMETER Rehearse
    Asks as if every volume were redirected from every node: the same as -Set 'redirect:*'. Nothing is changed;
    Get-ClusterRouteEstimate Redirect sums up what then lands on which network.
    .PARAMETER WindowsVersion
    The Windows version of the nodes, when the objects do not tell it.
    .EXAMPLE
    Get-ClusterNetwork | Get-ClusterRoute Csv

    Which networks carry the traffic of shared volumes; without interfaces and volumes the answer is assumed, and
    says what it takes for granted.
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\capture | Get-ClusterRoute Cluster -From 'HV*' -To HV13, HV14

    Heartbeats and cluster messages towards two of the nodes.
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\capture | Get-ClusterRoute -Without 'network:Cluster' -Set 'redirect:*'

    What if a network fails while all volumes are redirected; nothing is changed.
    .INPUTS
    System.Management.Automation.PSObject
    .OUTPUTS
    ClusterRoute.Route
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding(DefaultParameterSetName = 'Object', PositionalBinding = $false)]
    # Its name in version 0.1.
    [Alias('Resolve-ClusterRoute')]
    [OutputType('ClusterRoute.Route')]
    param(
        [Parameter(ValueFromPipeline = $true, ParameterSetName = 'Object')]
        [psobject] $InputObject,
        [Parameter(Mandatory = $true, ParameterSetName = 'Path')]
        [string[]] $Path,
        [Parameter(Mandatory = $true, ParameterSetName = 'LiteralPath')]
        [Alias('PSPath', 'FullName')]
        [string[]] $LiteralPath,
        [Parameter(Position = 0)]
        [ValidateSet('Cluster', 'Csv', 'LiveMigration')]
        [string[]] $Traffic,
        [SupportsWildcards()]
        [string[]] $From,
        [SupportsWildcards()]
        [string[]] $To,
        [SupportsWildcards()]
        [string[]] $Volume,
        [SupportsWildcards()]
        [string[]] $Network,
        [string[]] $Without,
        [string[]] $Set,
        [switch] $Rehearse,
        [ValidateSet('2008R2', '2012', '2012R2', '2016', '2019', '2022', '23H2', '2025', '24H2')]
        [string] $WindowsVersion
    )
    begin { $request = Get-Request -Cmdlet $PSCmdlet -Bound $PSBoundParameters }
    process { $request.Add($InputObject) }
    end {
        $options = Get-Option -Bound $PSBoundParameters
        # Last: what else is set holds for the rehearsal too.
        if ($Rehearse) { $options['set'] = @($Set | Where-Object { $_ }) + 'redirect:*' }
        foreach ($answer in Get-Answer -Cmdlet $PSCmdlet -Question 'resolve' -Request $request -Options $options -List 'routes') {
            $assumptions = [ClusterRoute.Interop.FactList]::new(@(foreach ($assumption in $answer.Facts.Assumptions) { $assumption.Message }))
            foreach ($assumption in $assumptions) { Write-Verbose "cluster '$($answer.Facts.Name)': assumed: $assumption" }
            $answer.Items('ClusterRoute.Route', [ordered] @{ Cluster = $answer.Facts.Name; WindowsVersion = $answer.Facts.Windows.Version; Assumptions = $assumptions })
        }
    }
}

function Get-ClusterRouteDesign {
    <#
    .SYNOPSIS
    Tells for each need of a Hyper-V cluster which networks serve it, and how well.
    .DESCRIPTION
    Gives one object for each need, always in the same order: management, virtual machines, heartbeats, shared volumes,
    live migration, iSCSI of hosts and of guests, backup and replica; with its networks, what shares them, bandwidth,
    what takes over, and a Verdict: Green is as recommended, Yellow works but is not as recommended, Red is broken or
    will break, Unknown is not captured. Reasons says why.
    .PARAMETER InputObject
    Objects of Get-Cluster* commands and their neighbours, live or captured, in any mix and order, captures, or files of
    Get-ChildItem; from the pipe or by name.
    .PARAMETER Path
    Files or folders to read instead, as Import-ClusterRouteCapture reads them; wildcards are allowed.
    .PARAMETER LiteralPath
    Files or folders to read instead, taken as they are written.
    .PARAMETER WindowsVersion
    The Windows version of the nodes, when the objects do not tell it.
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\capture | Get-ClusterRouteDesign

    A line for each need, with its networks and a verdict.
    .EXAMPLE
    Get-ClusterNetwork | Get-ClusterRouteDesign | Where-Object Verdict -ne 'Green' | Format-List

    What is not as recommended or not known, with the reasons.
    .INPUTS
    System.Management.Automation.PSObject
    .OUTPUTS
    ClusterRoute.Need
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding(DefaultParameterSetName = 'Object', PositionalBinding = $false)]
    [OutputType('ClusterRoute.Need')]
    param(
        [Parameter(ValueFromPipeline = $true, ParameterSetName = 'Object')]
        [psobject] $InputObject,
        [Parameter(Mandatory = $true, ParameterSetName = 'Path')]
        [string[]] $Path,
        [Parameter(Mandatory = $true, ParameterSetName = 'LiteralPath')]
        [Alias('PSPath', 'FullName')]
        [string[]] $LiteralPath,
        [ValidateSet('2008R2', '2012', '2012R2', '2016', '2019', '2022', '23H2', '2025', '24H2')]
        [string] $WindowsVersion
    )
    begin { $request = Get-Request -Cmdlet $PSCmdlet -Bound $PSBoundParameters }
    process { $request.Add($InputObject) }
    end {
        foreach ($answer in Get-Answer -Cmdlet $PSCmdlet -Question 'needs' -Request $request -Options (Get-Option -Bound $PSBoundParameters) -List 'needs') {
            foreach ($check in $answer.Facts.Checks) {
                $collect = if ($check.Collect) { "; $($check.Collect)" }
                Write-Verbose "cluster '$($answer.Facts.Name)': $($check.Verdict): $($check.Message)$collect"
            }
            foreach ($need in $answer.Items('ClusterRoute.Need', [ordered] @{ Cluster = $answer.Facts.Name })) {
                $need.Reasons = [ClusterRoute.Interop.FactList]::new(@(foreach ($reason in $need.Reasons) { $reason.Message }))
                $need
            }
        }
    }
}

function Get-ClusterRouteRule {
    <#
    .SYNOPSIS
    Lists the rules behind the recommendations.
    .DESCRIPTION
    Gives each rule with what it checks, why that matters, the Windows versions it holds for and the facts it needs.
    .PARAMETER Id
    Only these rules, by id or name, with ? and *.
    .PARAMETER Severity
    Only rules of these severities.
    .PARAMETER Tag
    Only rules about these, with * and ?: data, reachability, metrics, csv, migration, adapters or properties.
    .EXAMPLE
    Get-ClusterRouteRule

    All rules, each with its severity and what it needs.
    .EXAMPLE
    Get-ClusterRouteRule -Id CR101 | Select-Object -ExpandProperty Doc

    What a rule checks, why that matters, what to do, and its sources.
    .EXAMPLE
    Get-ClusterRouteRule 'CR3*', '*migration*' -Severity Error, Warning

    Rules by pattern of the id or the name, of these severities.
    .EXAMPLE
    Get-ClusterRouteRule -Tag csv

    The rules about shared volumes.
    .INPUTS
    System.String, ClusterRoute.Finding
    .OUTPUTS
    ClusterRoute.Rule
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding()]
    [OutputType('ClusterRoute.Rule')]
    param(
        [Parameter(Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)]
        [Alias('Rule')]
        [SupportsWildcards()]
        [string[]] $Id,
        [ValidateSet('Error', 'Warning', 'Info')]
        [string[]] $Severity,
        [SupportsWildcards()]
        [string[]] $Tag
    )
    process {
        $request = [ClusterRoute.Interop.Request]::WriteOptions((Get-Option -Bound $PSBoundParameters))
        $frame = Get-Frame -Cmdlet $PSCmdlet -Question 'rules' -Request $request -List 'rules'
        foreach ($answer in $frame.Answers) { $answer.Items('ClusterRoute.Rule', $null) }
        # The pipe may hold other rules.
        Write-Failure -Cmdlet $PSCmdlet -Failures $frame.Errors -Answered
    }
}
