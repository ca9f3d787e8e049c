# The command that asks how much lands on which network, and how long it takes.

# The kinds of estimates: the word of the library, the list whose items are given, and their type.
$script:Estimates = @{
    Redirect  = @{ Word = 'redirect'; List = 'load'; Type = 'ClusterRoute.RedirectLoad' }
    Backup    = @{ Word = 'backup'; List = 'choices'; Type = 'ClusterRoute.BackupChoice' }
    Operation = @{ Word = 'redirect'; List = 'operations'; Type = 'ClusterRoute.RedirectOperation' }
}

function Get-ClusterRouteEstimate {
    <#
    .SYNOPSIS
    Tells how much lands on which network, and how long it takes: redirected volumes and backups.
    .DESCRIPTION
    Redirect rehearses redirected I/O without doing it: every volume, or those of -Volume, from every node that is not its
    coordinator. One object for each link, a network at a node: how many paths land on it, what it gets through and, where
    -Io states what nodes read and write, how much of it is taken, the fullest first.

    Backup tells what a backup of shared volumes from -Node sends over which networks, how long it takes, and which volumes it
    redirects: one object for each way to run it, the best first, AsPlanned among them, with the commands that it takes.

    Every number is a range, whose Factors name what it was computed from and who says so; a speed or a size that is not known
    gives no number. -Verbose tells what is assumed and what is missing.
    .PARAMETER What
    What to estimate: Redirect or Backup.
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
    The node that runs the backup.
    .PARAMETER Snapshot
    Who makes the snapshots: Software, the provider of Windows, as without the parameter, or Hardware, one of the storage.
    .PARAMETER Size
    What is used of a volume, as VOLUME=2TB, where the objects do not tell it; wildcards are allowed, and the last that fits
    holds.
    .PARAMETER Rate
    What the target of the backup takes: 400MB/s in bytes or 10Gbit/s in bits.
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
    .INPUTS
    System.Management.Automation.PSObject
    .OUTPUTS
    ClusterRoute.RedirectLoad
    .OUTPUTS
    ClusterRoute.RedirectOperation
    .OUTPUTS
    ClusterRoute.BackupChoice
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding(DefaultParameterSetName = 'Object', PositionalBinding = $false)]
    [OutputType('ClusterRoute.RedirectLoad', 'ClusterRoute.RedirectOperation', 'ClusterRoute.BackupChoice')]
    param(
        [Parameter(Mandatory = $true, Position = 0)]
        [ValidateSet('Redirect', 'Backup')]
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
            $answer.Items($kind.Type, [ordered] @{ Cluster = $answer.Facts.Name; WindowsVersion = $answer.Facts.Windows.Version })
        }
    }
}

# What an estimate says as a whole, what it takes for granted and what is missing.
function Write-Estimate {
    param($Facts)
    foreach ($list in 'Networks', 'FirstSaturated', 'Notes') {
        $said = Find-Property -InputObject $Facts -Name $list
        if ($null -eq $said) { continue }
        foreach ($one in $said.Value) { Write-Verbose "cluster '$($Facts.Name)': $($one.Message)" }
    }
    foreach ($one in @($Facts.Assumptions) + @($Facts.Assumed)) { Write-Verbose "cluster '$($Facts.Name)': assumed: $($one.Message)" }
    foreach ($one in $Facts.Unknown) {
        $collect = if ($one.Collect) { "; $($one.Collect)" }
        Write-Verbose "cluster '$($Facts.Name)': not known: $($one.Message)$collect"
    }
}
