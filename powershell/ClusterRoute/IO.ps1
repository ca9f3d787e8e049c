# The command that asks whose I/O it is.

function Get-ClusterRouteIO {
    <#
    .SYNOPSIS
    Tells whose I/O a Cluster Shared Volume has, from performance counters.
    .DESCRIPTION
    Takes performance counters of the nodes, from Get-Counter through the pipe or from files of typeperf, relog,
    Performance Monitor, Export-Counter and Export-Clixml, and what was captured of the cluster, together. For every volume
    and node it tells what the node did itself, what of it crossed the network to the coordinator and over which networks,
    and what reached the disk from there. Where that is not counted it is a range, from Low to High. What cannot be told is
    a warning. -Verbose tells the sums of each volume and the clocks of each host.
    .PARAMETER InputObject
    What Get-Counter gives, objects of Get-Cluster* commands and their neighbours, captures, or files of Get-ChildItem, in
    any mix and order; from the pipe or by name.
    .PARAMETER Path
    Files or folders to read, with what comes through the pipe; wildcards are allowed.
    .PARAMETER LiteralPath
    Files or folders to read, likewise, taken as they are written.
    .PARAMETER Volume
    Only these volumes; wildcards are allowed.
    .PARAMETER Storage
    The host whose disk is the storage itself, such as an iSCSI target.
    .PARAMETER Disk
    Which disk a volume is: VOLUME=NUMBER, or VOLUME/NODE=NUMBER on one node; the number that Get-Disk shows there.
    .PARAMETER Interval
    Tells every interval too, in the property Intervals.
    .PARAMETER Without
    Takes something away before asking: network:NAME, node:NAME or interface:NODE/NETWORK.
    .PARAMETER Set
    Changes something before asking, as Get-ClusterRoute does, such as owner:VOLUME=NODE.
    .PARAMETER WindowsVersion
    The Windows version of the nodes, when the objects do not tell it.
    .EXAMPLE
    Get-ClusterRouteIO -Path .\io\cluster.json, .\io\hv1.csv, .\io\hv2.csv

    Whose I/O it is, from counters that relog wrote on each node.
    .EXAMPLE
    Get-Counter -Counter '\Cluster CSV File System(*)\*' -ComputerName 'HV1', 'HV2' -MaxSamples 12 | Get-ClusterRouteIO -Path .\io\cluster.json

    Whose I/O it is now, over the time of twelve samples.
    .INPUTS
    System.Management.Automation.PSObject
    .OUTPUTS
    ClusterRoute.IO
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding(PositionalBinding = $false)]
    [OutputType('ClusterRoute.IO')]
    param(
        [Parameter(ValueFromPipeline = $true)]
        [psobject] $InputObject,
        [string[]] $Path,
        [Alias('PSPath', 'FullName')]
        [string[]] $LiteralPath,
        [string[]] $Volume,
        [string] $Storage,
        [string[]] $Disk,
        [switch] $Interval,
        [string[]] $Without,
        [string[]] $Set,
        [ValidateSet('2008R2', '2012', '2012R2', '2016', '2019', '2022', '23H2', '2025', '24H2')]
        [string] $WindowsVersion
    )
    begin { $request = Get-Request -Cmdlet $PSCmdlet -Bound $PSBoundParameters }
    process { $request.Add($InputObject) }
    end {
        foreach ($answer in Get-Answer -Cmdlet $PSCmdlet -Question 'attribute' -Request $request -Options (Get-Option -Bound $PSBoundParameters) -List 'io') {
            $facts = $answer.Facts
            foreach ($unknown in $facts.Unknown) {
                $collect = if ($unknown.Collect) { "; what tells it: $($unknown.Collect)" }
                Write-Warning "cluster '$($facts.Name)': $($unknown.Message)$collect"
            }
            foreach ($one in $facts.Volumes) { Write-Verbose "cluster '$($facts.Name)': volume '$($one.Volume)': $($one.Message); $($one.Intervals) intervals, $($one.Seconds) seconds" }
            foreach ($one in $facts.Hosts) { Write-Verbose "cluster '$($facts.Name)': host '$($one.Host)': $($one.Samples) samples from $($one.From) to $($one.To), $($one.Gaps) gaps, $($one.Resets) resets" }
            $answer.Items('ClusterRoute.IO', [ordered] @{ Cluster = $facts.Name; WindowsVersion = $facts.Windows.Version })
        }
    }
}
