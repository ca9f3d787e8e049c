# The commands that collect a live cluster and write what was collected. What is read, and how, is in
# Live.ps1; what it means is the library's business.

# Whether one of the patterns fits a part; 'hosts' is every part of a host.
function Test-Pattern {
    param([System.Collections.IDictionary] $Part, [string[]] $Pattern)
    foreach ($one in $Pattern) { if ($Part.Section -like $one -or ($Part.IsOfHost -and 'hosts' -like $one)) { return $true } }
    return $false
}

# The parts to collect, each marked as wanted or not. A pattern that fits none ends the command.
function Get-MarkedPart {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string[]] $Include, [string[]] $Exclude)
    $parts = @(Get-Part -Sections (Get-Schema -Cmdlet $Cmdlet).Sections)
    foreach ($pattern in @($Include) + @($Exclude)) {
        if (-not $pattern -or @($parts | Where-Object { Test-Pattern -Part $_ -Pattern $pattern }).Length -gt 0) { continue }
        $known = @($parts | ForEach-Object { $_.Section }) -join ', '
        $message = "expected a section that is collected, found '$pattern'; these are: $known, and hosts for all that is of a host"
        $Cmdlet.ThrowTerminatingError((ConvertTo-ErrorRecord -Id 'UnknownName' -Category 'InvalidArgument' -Message $message -Action 'Use one of these names, or a pattern that fits some.' -Target $pattern))
    }
    foreach ($part in $parts) {
        $part.IsWanted = (-not $Include -or (Test-Pattern -Part $part -Pattern $Include)) -and -not (Test-Pattern -Part $part -Pattern $Exclude)
        $part
    }
}

# The capture of one cluster as an object, with a warning for each part that is missing. Without it an error record.
function Get-LiveCapture {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Job, [System.Collections.IDictionary[]] $Parts, [switch] $Quiet)
    $capture = Read-Capture -Job $Job -Parts $Parts
    if ($null -eq $capture) {
        $whose = if ($Job.Cluster) { "cluster '$($Job.Cluster)'" } else { 'the cluster of this machine' }
        $why = @(foreach ($note in $Job.Notes.Values) { "$($note.Command): $($note.Reason)" }) -join '; '
        $action = 'Check the name, the network and your rights; on a machine that is no node give -Cluster, and -Credential where yours do not do.'
        return ConvertTo-ErrorRecord -Id 'ClusterNotRead' -Category 'ReadError' -Message "cannot read $($whose): $why" -Action $action -Target $Job.Cluster
    }
    $request = Get-Request -Cmdlet $Cmdlet -Bound @{}
    $request.Add((ConvertTo-Typed -TypeName 'ClusterRoute.Capture' -Facts @{ Capture = $capture }))
    foreach ($answer in Get-Answer -Cmdlet $Cmdlet -Question 'read_capture' -Request $request) {
        foreach ($note in $answer.Facts.NotRead) { if (-not $Quiet) { $Cmdlet.WriteWarning("cluster '$($answer.Facts.Name)' is captured without $($note.File): $($note.Reason)") } }
        ConvertTo-Capture -Facts $answer.Facts
    }
}

function Get-ClusterRouteCapture {
    <#
    .SYNOPSIS
    Collects what the other commands need from a live cluster.
    .DESCRIPTION
    Reads, and changes nothing: every part is one command that begins with Get, of those the library reads. Parts of the
    cluster are read with the cluster's commands, or with -Credential in a session to the cluster; parts of hosts on
    this node directly, and from every other node by PowerShell remoting. A part that cannot be read or takes too long
    is a warning and stands in NotRead; the rest is captured. A cluster that cannot be reached, or does not tell its
    networks, is an error, and the others are collected.
    .PARAMETER Cluster
    Names of clusters, also from the pipe; without it the cluster that this machine is a node of.
    .PARAMETER Credential
    Who to be in sessions to the cluster and its nodes; without it who you are.
    .PARAMETER Include
    Only these sections, such as interfaces or net_*; hosts is all that is read of hosts. The cluster and its networks
    are always read.
    .PARAMETER Exclude
    Without these sections.
    .PARAMETER ThrottleLimit
    From how many nodes to read at once.
    .PARAMETER TimeoutSeconds
    How long one part may take, on all nodes together.
    .EXAMPLE
    Get-ClusterRouteCapture | Get-ClusterRouteRecommendation

    On a node: collects its cluster, and tells what to change.
    .EXAMPLE
    $capture = Get-ClusterRouteCapture -Cluster CL1 -Credential (Get-Credential)

    From an admin machine, as somebody who may read the cluster and its nodes.
    .EXAMPLE
    'CL1', 'CL2' | Get-ClusterRouteCapture -Exclude hosts | Export-ClusterRouteCapture -Path .\captures

    A file for each cluster in a folder, without what would have to be asked of every node.
    .EXAMPLE
    Get-ClusterRouteCapture | Select-Object -ExpandProperty NotRead

    Which parts could not be read, and why.
    .INPUTS
    System.String. Names of clusters.
    .OUTPUTS
    ClusterRoute.Capture. One for each cluster, as Import-ClusterRouteCapture gives it; CapturedAt is in UTC.
    .NOTES
    The rights to read: a local administrator of the nodes; docs/collecting.md says more.
    .LINK
    about_ClusterRoute
    .LINK
    Export-ClusterRouteCapture
    #>
    [CmdletBinding(PositionalBinding = $false)]
    [OutputType('ClusterRoute.Capture')]
    param(
        [Parameter(Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)]
        [Alias('Name')]
        [ValidateNotNullOrEmpty()]
        [string[]] $Cluster,
        [System.Management.Automation.Credential()]
        [pscredential] $Credential,
        [string[]] $Include,
        [string[]] $Exclude,
        [ValidateRange(1, 1024)]
        [int] $ThrottleLimit = 32,
        [ValidateRange(1, 86400)]
        [int] $TimeoutSeconds = 60
    )
    begin { $parts = @(Get-MarkedPart -Cmdlet $PSCmdlet -Include $Include -Exclude $Exclude) }
    process {
        $names = @('')
        if ($PSBoundParameters.ContainsKey('Cluster')) { $names = $Cluster }
        foreach ($name in $names) {
            if ([System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($name)) {
                $PSCmdlet.WriteError((ConvertTo-ErrorRecord -Id 'UnknownName' -Category 'InvalidArgument' -Message "expected the name of one cluster, found '$name'" -Action 'Give each cluster by its name; Get-Cluster -Domain lists them.' -Target $name))
                continue
            }
            $job = Open-Job -Cluster $name -Credential $Credential -ThrottleLimit $ThrottleLimit -TimeoutSeconds $TimeoutSeconds -Parts $parts
            # What fails for one cluster costs no other its capture.
            try { $results = @(Get-LiveCapture -Cmdlet $PSCmdlet -Job $job -Parts $parts) }
            catch { $results = @($_) }
            finally { Close-Job -Job $job }
            foreach ($result in $results) {
                if ($result -is [System.Management.Automation.ErrorRecord]) { $PSCmdlet.WriteError($result) }
                else { $result }
            }
        }
    }
}

# What the library makes of the capture that an object holds, which is what is written; an object that is none is an
# error.
function Read-CaptureObject {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $InputObject, [switch] $Anonymize)
    if ($InputObject.PSObject.TypeNames[0] -notmatch '^(Deserialized\.)*ClusterRoute\.Capture$') {
        $message = "expected a capture, found a $($InputObject.PSObject.TypeNames[0]); it is left out"
        $Cmdlet.WriteError((ConvertTo-ErrorRecord -Id 'UnknownObject' -Category 'InvalidType' -Message $message -Action 'Pipe the output of Get-ClusterRouteCapture or Import-ClusterRouteCapture.' -Target $InputObject))
        return
    }
    $request = Get-Request -Cmdlet $Cmdlet -Bound @{}
    $request.Add($InputObject)
    $options = @{}
    if ($Anonymize) { $options['anonymize'] = $true }
    Get-Answer -Cmdlet $Cmdlet -Question 'read_capture' -Request $request -Options $options
}

# The file of a capture in a folder: named after its cluster, and numbered where that name is taken by another one.
function Get-FileName {
    param([string] $Name, [System.Collections.IDictionary] $Taken)
    $name = if ($Name) { $Name } else { 'capture' }
    foreach ($character in [System.IO.Path]::GetInvalidFileNameChars() + [char[]] '\/:*?"<>|') { $name = $name.Replace([string] $character, '_') }
    $file, $number = "$name.json", 1
    while ($Taken.Contains($file)) { $number++; $file = "$name-$number.json" }
    return $file
}

# Writes a text whole or not at all: to a file beside the other, which then takes its place. Gives whether it did.
function Write-File {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Path, [string] $Text, [switch] $Force)
    if ([System.IO.File]::Exists($Path) -and -not $Force) {
        $Cmdlet.WriteError((ConvertTo-ErrorRecord -Id 'FileExists' -Category 'ResourceExists' -Message "there is a file at $Path already" -Action 'Take another name, or replace it with -Force.' -Target $Path))
        return $false
    }
    $beside = "$Path.$([System.Guid]::NewGuid().ToString('N')).new"
    try {
        [System.IO.File]::WriteAllText($beside, $Text, [System.Text.UTF8Encoding]::new($false))
        if ([System.IO.File]::Exists($Path)) { [System.IO.File]::Replace($beside, $Path, [System.Management.Automation.Language.NullString]::Value) }
        else { [System.IO.File]::Move($beside, $Path) }
        return $true
    }
    catch {
        $why = $_.Exception.GetBaseException().Message.TrimEnd('.')
        $Cmdlet.WriteError((ConvertTo-ErrorRecord -Id 'NotWritten' -Category 'WriteError' -Message "$($Path): $why" -Action 'Check the folder and its permissions; what was there is untouched.' -Target $Path))
        return $false
    }
    finally { if ([System.IO.File]::Exists($beside)) { [System.IO.File]::Delete($beside) } }
}

function Export-ClusterRouteCapture {
    <#
    .SYNOPSIS
    Writes captures to a file that every command and the program read.
    .DESCRIPTION
    The file is JSON and holds all that the captures hold: when they were taken, what was not captured and why.
    Import-ClusterRouteCapture and the program clusterroute give the same answers from it, anywhere and later. Where the
    path is a folder, each capture gets a file named after its cluster. A file is written whole or not at all.
    .PARAMETER InputObject
    Captures of Get-ClusterRouteCapture or Import-ClusterRouteCapture.
    .PARAMETER Path
    The file to write, or a folder that exists, for a file of each capture.
    .PARAMETER Anonymize
    Takes names, addresses, ids, domains and paths out, the same everywhere in one capture, so that it can be given to
    others. Subnets, order and the words that rules look for stay: every question is answered as before.
    .PARAMETER Force
    Replaces a file that exists.
    .PARAMETER PassThru
    Gives the files that were written.
    .EXAMPLE
    Get-ClusterRouteCapture | Export-ClusterRouteCapture -Path .\cluster.json

    One file, for later or for somebody else; the program clusterroute reads it too.
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\HealthTest-*.zip | Export-ClusterRouteCapture -Path .\captures -Force -PassThru

    What was read of diagnostic captures, without the rest of them.
    .EXAMPLE
    Get-ClusterRouteCapture | Export-ClusterRouteCapture -Path .\for-the-forum.json -Anonymize

    A capture to ask others about, in which nothing is called by its name.
    .INPUTS
    ClusterRoute.Capture. Captures, from this session or kept by Export-Clixml.
    .OUTPUTS
    System.IO.FileInfo. With -PassThru the files that were written; else nothing.
    .LINK
    about_ClusterRoute
    .LINK
    Import-ClusterRouteCapture
    #>
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true)]
    [OutputType([System.IO.FileInfo])]
    param(
        [Parameter(Mandatory = $true, ValueFromPipeline = $true)]
        [psobject] $InputObject,
        [Parameter(Mandatory = $true, Position = 0)]
        [ValidateNotNullOrEmpty()]
        [string] $Path,
        [switch] $Anonymize,
        [switch] $Force,
        [switch] $PassThru
    )
    begin {
        $full = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path)
        $texts = [ordered] @{}
        $frames = [System.Collections.Generic.List[string]]::new()
        $isFolder = [System.IO.Directory]::Exists($full)
    }
    process {
        foreach ($answer in Read-CaptureObject -Cmdlet $PSCmdlet -InputObject $InputObject -Anonymize:$Anonymize) {
            $frame = '{"schema":2,"capture":' + $answer.Facts.Capture + '}'
            $frames.Add($frame)
            if ($isFolder) { $texts[(Get-FileName -Name $answer.Facts.Name -Taken $texts)] = $frame }
        }
    }
    end {
        if ($frames.Count -eq 0) { return }
        # One capture is the whole file; several are a list of what each would be alone.
        if (-not $isFolder) { $texts[''] = if ($frames.Count -eq 1) { $frames[0] } else { '[' + ($frames -join ',') + ']' } }
        foreach ($name in $texts.Keys) {
            $file = if ($name) { [System.IO.Path]::Combine($full, $name) } else { $full }
            if (-not $PSCmdlet.ShouldProcess($file, 'Write the capture')) { continue }
            $isWritten = Write-File -Cmdlet $PSCmdlet -Path $file -Text $texts[$name] -Force:$Force
            if ($isWritten -and $PassThru) { [System.IO.FileInfo]::new($file) }
        }
    }
}
