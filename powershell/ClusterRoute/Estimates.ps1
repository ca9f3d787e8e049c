# The command that asks how much lands on which network, and how long it takes.

# The kinds of estimates: the word of the library, the list whose items are given, and their type. Without a list the
# answer itself is given.
$script:Estimates = @{
    Redirect  = @{ Word = 'redirect'; List = 'load'; Type = 'ClusterRoute.RedirectLoad' }
    Backup    = @{ Word = 'backup'; List = 'choices'; Type = 'ClusterRoute.BackupChoice' }
    Operation = @{ Word = 'redirect'; List = 'operations'; Type = 'ClusterRoute.RedirectOperation' }
    Drain     = @{ Word = 'drain'; List = ''; Type = 'ClusterRoute.Drain' }
    Faster    = @{ Word = 'faster'; List = 'networks'; Type = 'ClusterRoute.FasterNetwork' }
}

function Get-ClusterRouteEstimate {
    <#
    .SYNOPSIS
    Tells what lands on which network and how long it takes: redirected volumes, backups, a drain, faster networks.
    .DESCRIPTION
    Redirect rehearses redirected I/O without doing it: every volume, or those of -Volume, from every node that is not its
    coordinator. One object for each link, a network at a node: how many paths land on it, what it gets through and, where
    -Io states what nodes read and write, how much of it is taken, the fullest first.

    Backup tells what a backup of shared volumes from -Node sends over which networks, how long it takes, and which volumes it
    redirects: one object for each way to run it, the best first, AsPlanned among them, with the commands that it takes.

    Drain moves the guests of -Node to the other nodes by live migration: over which networks, how many at once, how long
    all and each take, what else uses these networks, and what is left when one fails on the way. One object for each
    cluster. With -Set its Before is the same drain as it is.

    Faster makes each network faster, alone, with the metrics, routes and lists that follow: one object for each network,
    that which brings redirected I/O and live migration most first.

    Every number is a range, whose Factors name what it was computed from and who says so; a speed or a size that is not known
    gives no number. -Verbose tells what is assumed and what is missing.
    .PARAMETER What
    What to estimate: Redirect, Backup, Drain or Faster.
    .PARAMETER InputObject
    Objects of Get-Cluster* commands and their neighbours, live or captured, in any mix and order, captures, or files of
    Get-ChildItem; from the pipe or by name.
    .PARAMETER Path
    Files or folders to read instead, as Import-ClusterRouteCapture reads them; wildcards are allowed.
    .PARAMETER LiteralPath
    Files or folders to read instead, taken as they are written.
    .PARAMETER Volume
    Only these volumes are redirected or backed up; wildcards are allowed.
    .PARAMETER Io
    What a node reads and writes on a volume, as VOLUME/NODE=120MB/s in bytes or VOLUME/NODE=1Gbit/s in bits; wildcards are
    allowed, and the last that fits holds.
    .PARAMETER Operation
    Tells instead what maintenance redirects on this version: chkdsk, defragmentation, snapshots and others, each for a
    moment, as long as it lasts, or not at all.
    .PARAMETER Node
    The node that runs the backup, or that is drained; with Faster it tells how long draining it takes with each network.
    .PARAMETER Snapshot
    Who makes the snapshots: Software, the provider of Windows, as without the parameter, or Hardware, one of the storage.
    .PARAMETER Size
    What is used of a volume, as VOLUME=2TB, where the objects do not tell it; wildcards are allowed, and the last that fits
    holds.
    .PARAMETER Rate
    What the target of the backup takes: 400MB/s in bytes or 10Gbit/s in bits.
    .PARAMETER Vm
    A guest of the node with its memory, as NAME=64GB, in the place of those in the objects.
    .PARAMETER Option
    How memory is carried, in the place of what the hosts are set to.
    .PARAMETER Parallel
    How many guests move at once, in the place of what the hosts are set to.
    .PARAMETER Speed
    How fast Faster makes each network, in Gbit/s: 10 unless it is told.
    .PARAMETER Class
    What the adapters of Faster can do; as those that there are unless it is told.
    .PARAMETER Without
    Takes something away before asking: network:NAME, node:NAME or interface:NODE/NETWORK.
    .PARAMETER Set
    Changes something before asking, as Get-ClusterRoute does, such as owner:VOLUME=NODE or speed:NETWORK=10.
    .PARAMETER WindowsVersion
    The Windows version of the nodes, when the objects do not tell it.
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\capture | Get-ClusterRouteEstimate Redirect

    What lands on which network when every volume is redirected.
    .EXAMPLE
    Get-ClusterRouteEstimate Redirect -Path .\capture -Io '*/*=40MB/s' | Where-Object TakenHigh -gt 0.5

    The links that may be more than half full when every node reads and writes 40 MB/s on every volume.
    .EXAMPLE
    Get-ClusterRouteEstimate Redirect -Path .\capture -Operation | Format-List

    What chkdsk, defragmentation or a backup will redirect, asked beforehand.
    .EXAMPLE
    Get-ClusterRouteEstimate Backup -Path .\capture -Node HV12 -Size '*=2TB' -Rate 400MB/s

    The ways to back up every volume from one node, the best first.
    .EXAMPLE
    Get-ClusterRouteEstimate Drain -Path .\capture -Node HV11 -Vm SQL1=64GB, WEB1=16GB | Format-List

    How long two guests take that are stated; without -Vm those that Get-VM gave are taken.
    .EXAMPLE
    Get-ClusterRouteEstimate Drain -Path .\capture -Node HV11 -Vm SQL1=64GB -Set 'speed:Live Migration=25' | Select-Object DurationName, BeforeName

    The same with a faster network, beside how long it takes as it is.
    .EXAMPLE
    Get-ClusterRouteEstimate Faster -Path .\capture -Speed 25

    Which network to make faster first.
    .INPUTS
    System.Management.Automation.PSObject
    .OUTPUTS
    ClusterRoute.RedirectLoad
    .OUTPUTS
    ClusterRoute.RedirectOperation
    .OUTPUTS
    ClusterRoute.BackupChoice
    .OUTPUTS
    ClusterRoute.Drain
    .OUTPUTS
    ClusterRoute.FasterNetwork
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding(DefaultParameterSetName = 'Object', PositionalBinding = $false)]
    [OutputType('ClusterRoute.RedirectLoad', 'ClusterRoute.RedirectOperation', 'ClusterRoute.BackupChoice', 'ClusterRoute.Drain', 'ClusterRoute.FasterNetwork')]
    param(
        [Parameter(Mandatory = $true, Position = 0)]
        [ValidateSet('Redirect', 'Backup', 'Drain', 'Faster')]
        [string] $What,
        [Parameter(ValueFromPipeline = $true, ParameterSetName = 'Object')]
        [psobject] $InputObject,
        [Parameter(Mandatory = $true, ParameterSetName = 'Path')]
        [string[]] $Path,
        [Parameter(Mandatory = $true, ParameterSetName = 'LiteralPath')]
        [Alias('PSPath', 'FullName')]
        [string[]] $LiteralPath,
        [string[]] $Volume,
        [string[]] $Io,
        [switch] $Operation,
        [string] $Node,
        [ValidateSet('Software', 'Hardware')]
        [string] $Snapshot,
        [string[]] $Size,
        [string] $Rate,
        [string[]] $Vm,
        [ValidateSet('TcpIp', 'Compression', 'Smb')]
        [string] $Option,
        [ValidateRange(1, 1000)]
        [int] $Parallel,
        [ValidateRange(0.01, 800.0)]
        [double] $Speed,
        [ValidateSet('Rdma', 'Rss', 'Plain')]
        [string] $Class,
        [string[]] $Without,
        [string[]] $Set,
        [ValidateSet('2008R2', '2012', '2012R2', '2016', '2019', '2022', '23H2', '2025', '24H2')]
        [string] $WindowsVersion
    )
    begin { $request = Get-Request -Cmdlet $PSCmdlet -Bound $PSBoundParameters }
    process { $request.Add($InputObject) }
    end {
        $kind = $script:Estimates[$(if ($Operation) { 'Operation' } else { $What })]
        $options = Get-Option -Bound $PSBoundParameters
        $options['what'] = $kind.Word
        foreach ($answer in Get-Answer -Cmdlet $PSCmdlet -Question 'estimate' -Request $request -Options $options -List $kind.List) {
            Write-Estimate -Facts $answer.Facts
            $first = [ordered] @{ Cluster = $answer.Facts.Name; WindowsVersion = $answer.Facts.Windows.Version }
            if ($kind.List) { $answer.Items($kind.Type, $first) }
            else { ConvertTo-Estimate -Facts $answer.Facts -Type $kind.Type -First $first }
        }
    }
}

# The answer for one cluster as one object of this type: first whose it is, then what is estimated.
function ConvertTo-Estimate {
    param($Facts, [string] $Type, [System.Collections.IDictionary] $First)
    $frame = 'Cluster', 'Name', 'Windows', 'CapturedAt', 'WhatIf', 'Assumptions', 'What', 'Sources', 'ReadAs', 'NotRead'
    $properties = [ordered] @{ PSTypeName = $Type }
    foreach ($name in $First.Keys) { $properties[$name] = $First[$name] }
    foreach ($one in $Facts.PSObject.Properties) { if ($frame -notcontains $one.Name) { $properties[$one.Name] = $one.Value } }
    [pscustomobject] $properties
}

# What an estimate says as a whole, what it takes for granted and what is missing.
function Write-Estimate {
    param($Facts)
    foreach ($list in 'Networks', 'FirstSaturated', 'Notes', 'Before', 'SharesWith', 'IfFails') {
        $said = Find-Property -InputObject $Facts -Name $list
        if ($null -eq $said) { continue }
        foreach ($one in $said.Value) { if ($null -ne $one) { Write-Verbose "cluster '$($Facts.Name)': $($one.Message)" } }
    }
    $assumed = Find-Property -InputObject $Facts -Name 'Assumed'
    foreach ($one in @($Facts.Assumptions) + @(if ($null -ne $assumed) { $assumed.Value })) { Write-Verbose "cluster '$($Facts.Name)': assumed: $($one.Message)" }
    foreach ($one in $Facts.Unknown) {
        $collect = if ($one.Collect) { "; $($one.Collect)" }
        Write-Verbose "cluster '$($Facts.Name)': not known: $($one.Message)$collect"
    }
}
