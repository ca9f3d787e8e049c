# The command that asks what breaks when something fails.

function Get-ClusterRouteFailure {
    <#
    .SYNOPSIS
    Tells what breaks when a network, a node or an interface fails.
    .DESCRIPTION
    Takes away every network, node and interface, with -Depth 2 every two of them as well, and compares what is left with
    the undamaged cluster: pairs of nodes without a cluster route, CSV and live migration traffic without a network, on a
    client network, slower or with fewer networks in parallel, and volumes that get another coordinator. What shares an
    adapter, a team or a virtual switch fails together. Failures with equal outcomes are one object, with AlikeCount of
    them; single failures come first, the worst first, and IsSinglePoint marks those after which something stops. -Verbose
    tells what could be shared and was not captured.
    .PARAMETER InputObject
    Objects of Get-Cluster* commands and their neighbours, live or captured, in any mix and order, captures, or files of
    Get-ChildItem; from the pipe or by name.
    .PARAMETER Path
    Files or folders to read instead, as Import-ClusterRouteCapture reads them; wildcards are allowed.
    .PARAMETER LiteralPath
    Files or folders to read instead, taken as they are written.
    .PARAMETER Depth
    1: one thing fails at a time, as without the parameter; 2: every two things as well.
    .PARAMETER Limit
    The most objects for each cluster, 1000 without the parameter; a warning says how many failures are left out.
    .PARAMETER Without
    Takes something away before asking: network:NAME, node:NAME or interface:NODE/NETWORK.
    .PARAMETER Set
    Changes something before asking, as Get-ClusterRoute does, such as owner:VOLUME=NODE or role:NETWORK=1.
    .PARAMETER WindowsVersion
    The Windows version of the nodes, when the objects do not tell it.
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\capture | Get-ClusterRouteFailure | Where-Object IsSinglePoint

    What must not fail, because something stops then.
    .EXAMPLE
    Get-ClusterRouteFailure -Path .\capture -Depth 2 | Where-Object MoreThanAlone | Export-Csv -Path .\failures.csv

    What two failures do together that neither does alone.
    .INPUTS
    System.Management.Automation.PSObject
    .OUTPUTS
    ClusterRoute.Failure
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding(DefaultParameterSetName = 'Object', PositionalBinding = $false)]
    [OutputType('ClusterRoute.Failure')]
    param(
        [Parameter(ValueFromPipeline = $true, ParameterSetName = 'Object')]
        [psobject] $InputObject,
        [Parameter(Mandatory = $true, ParameterSetName = 'Path')]
        [string[]] $Path,
        [Parameter(Mandatory = $true, ParameterSetName = 'LiteralPath')]
        [Alias('PSPath', 'FullName')]
        [string[]] $LiteralPath,
        [ValidateRange(1, 2)]
        [int] $Depth,
        [ValidateRange(1, 10000)]
        [int] $Limit,
        [string[]] $Without,
        [string[]] $Set,
        [ValidateSet('2008R2', '2012', '2012R2', '2016', '2019', '2022', '23H2', '2025', '24H2')]
        [string] $WindowsVersion
    )
    begin { $request = Get-Request -Cmdlet $PSCmdlet -Bound $PSBoundParameters }
    process { $request.Add($InputObject) }
    end {
        foreach ($answer in Get-Answer -Cmdlet $PSCmdlet -Question 'failures' -Request $request -Options (Get-Option -Bound $PSBoundParameters) -List 'cases') {
            $facts = $answer.Facts
            foreach ($unknown in $facts.Unknown) {
                $collect = if ($unknown.Collect) { "; $($unknown.Collect) tells it" }
                Write-Verbose "cluster '$($facts.Name)': not known: $($unknown.Message)$collect"
            }
            Write-Verbose "cluster '$($facts.Name)': tried $($facts.Tried.Single) failures of one thing and $($facts.Tried.Double) of two, $($facts.Tried.DoubleNoMore) of which do no more than each alone"
            if ($facts.LeftOut -gt 0) { Write-Warning "cluster '$($facts.Name)': $($facts.LeftOut) failures are left out: -Limit was reached" }
            $answer.Items('ClusterRoute.Failure', [ordered] @{ Cluster = $facts.Name; WindowsVersion = $facts.Windows.Version })
        }
    }
}
