# The journal of what is done to a cluster: one JSON object a line, on disk before the write that it announces. Each line
# has the hash of the one before it, so that a line that was changed or lost shows.

# Where journals are, for this cluster or for all of them.
function Get-JournalFolder {
    param([string] $JournalPath, [string] $Cluster)
    $root = $JournalPath
    if (-not $root) {
        # Elsewhere than on Windows nobody writes to a cluster, but to a simulated one.
        $of = if ([System.IO.Path]::DirectorySeparatorChar -eq '\') { 'CommonApplicationData' } else { 'LocalApplicationData' }
        $root = [System.IO.Path]::Combine([System.Environment]::GetFolderPath($of, 'DoNotVerify'), 'ClusterRoute', 'journal')
    }
    if (-not $Cluster) { return $root }
    # A name of dots alone is a way to another folder.
    $name = $Cluster -replace '^\.+$', '_'
    foreach ($character in [System.IO.Path]::GetInvalidFileNameChars() + [char[]] '\/:*?"<>|') { $name = $name.Replace([string] $character, '_') }
    return [System.IO.Path]::Combine($root, $name)
}

# Makes the folder. The one that all runs of a machine share is for its administrators alone: what stands in it is undone
# with their rights.
function Initialize-JournalFolder {
    param([string] $Folder, [bool] $IsShared)
    $isNew = -not [System.IO.Directory]::Exists($Folder)
    if ($isNew) { $null = [System.IO.Directory]::CreateDirectory($Folder) }
    if (-not $IsShared -or [System.IO.Path]::DirectorySeparatorChar -ne '\') { return }
    # The groups by what they are, since their names differ by language: administrators and the system.
    $trusted = 'S-1-5-32-544', 'S-1-5-18'
    if (-not $isNew) {
        # Everybody may make folders in ProgramData, and whoever owns one decides what stands in it.
        $owner = (Get-Acl -LiteralPath $Folder).GetOwner([System.Security.Principal.SecurityIdentifier]).Value
        if ($trusted -notcontains $owner -and [System.Security.Principal.WindowsIdentity]::GetCurrent().User.Value -ne $owner) { throw "it is owned by $owner, and not by the administrators" }
        return
    }
    $rights = [System.Security.AccessControl.DirectorySecurity]::new()
    $rights.SetAccessRuleProtection($true, $false)
    foreach ($sid in $trusted) {
        $who = [System.Security.Principal.SecurityIdentifier]::new($sid)
        $rights.AddAccessRule([System.Security.AccessControl.FileSystemAccessRule]::new($who, 'FullControl', 'ContainerInherit, ObjectInherit', 'None', 'Allow'))
    }
    Set-Acl -LiteralPath $Folder -AclObject $rights -Confirm:$false
}

function Get-Sha256 {
    param([byte[]] $Bytes)
    $hasher = [System.Security.Cryptography.SHA256]::Create()
    try { return [System.BitConverter]::ToString($hasher.ComputeHash($Bytes)).Replace('-', '').ToLowerInvariant() }
    finally { $hasher.Dispose() }
}

# The lines of a journal as objects, the number of good bytes, the hash of the last good line, and what is wrong with it.
# A last line without its end is an event that did not happen: what it would have announced had not begun.
function Read-Journal {
    param([string] $Path)
    $journal = @{ Path = $Path; Events = @(); Length = 0; Last = ''; Problem = $null }
    $stream = [System.IO.FileStream]::new($Path, 'Open', 'Read', 'ReadWrite')
    try {
        if ($stream.Length -gt 64 * 1024 * 1024) { $journal.Problem = "expected at most 64 MB, found $($stream.Length) bytes"; return $journal }
        $bytes = [byte[]]::new($stream.Length)
        $read = 0
        while ($read -lt $bytes.Length) {
            $more = $stream.Read($bytes, $read, $bytes.Length - $read)
            if ($more -eq 0) { break }
            $read += $more
        }
    }
    finally { $stream.Dispose() }
    $utf8 = [System.Text.UTF8Encoding]::new($false, $true)
    $start = 0
    $events = [System.Collections.Generic.List[object]]::new()
    while ($start -lt $bytes.Length) {
        $end = [System.Array]::IndexOf($bytes, [byte] 10, $start)
        if ($end -lt 0) { break }
        $line = [byte[]]::new($end - $start)
        [System.Array]::Copy($bytes, $start, $line, 0, $line.Length)
        $number = $events.Count + 1
        try { $entry = ConvertFrom-Json -InputObject $utf8.GetString($line) }
        catch { $journal.Problem = "line $($number): expected an event as JSON, found something else"; break }
        $previous = Find-Property -InputObject $entry -Name 'prev'
        if ($null -eq $previous -or $previous.Value -cne $journal.Last -or $null -eq (Find-Property -InputObject $entry -Name 'event')) {
            $journal.Problem = "line $($number): it does not follow the line before it: a line was changed, added or lost"
            break
        }
        $events.Add($entry)
        $journal.Last = Get-Sha256 -Bytes $line
        $start = $end + 1
    }
    $journal.Length = $start
    $journal.Events = $events.ToArray()
    if ($null -eq $journal.Problem -and ($events.Count -eq 0 -or $events[0].event -ne 'open')) { $journal.Problem = 'expected a journal that begins with the event open, found none' }
    return $journal
}

# Opens the file for writing, at its end: a new one, or the one that was read. Nobody else can write to it meanwhile.
function Open-Journal {
    param([string] $Path, [System.Collections.IDictionary] $Journal)
    $mode = if ($null -eq $Journal) { 'CreateNew' } else { 'Open' }
    $stream = [System.IO.FileStream]::new($Path, $mode, 'ReadWrite', 'Read', 4096, 'WriteThrough')
    $writer = @{ Path = $Path; Stream = $stream; Last = ''; Count = 0 }
    if ($null -ne $Journal) {
        $stream.SetLength($Journal.Length)
        $null = $stream.Seek(0, 'End')
        $writer.Last = $Journal.Last
        $writer.Count = $Journal.Events.Length
    }
    return $writer
}

# Writes an event, and comes back when it is on disk.
function Add-JournalEvent {
    param([System.Collections.IDictionary] $Writer, [string] $Name, [System.Collections.IDictionary] $Facts)
    $line = [ordered] @{ n = $Writer.Count + 1; at = [System.DateTime]::UtcNow.ToString('yyyy-MM-dd\THH:mm:ss.fff\Z', [System.Globalization.CultureInfo]::InvariantCulture); event = $Name }
    if ($null -ne $Facts) { foreach ($key in $Facts.Keys) { $line[$key] = $Facts[$key] } }
    $line['prev'] = $Writer.Last
    $bytes = [System.Text.UTF8Encoding]::new($false).GetBytes((ConvertTo-Json -InputObject $line -Depth 9 -Compress))
    $Writer.Stream.Write($bytes, 0, $bytes.Length)
    $Writer.Stream.WriteByte(10)
    $Writer.Stream.Flush($true)
    $Writer.Last = Get-Sha256 -Bytes $bytes
    $Writer.Count++
}

# What a journal says of each step that was ever announced: the last event about it.
function Get-JournalStep {
    param([object[]] $Events)
    $steps = [ordered] @{}
    foreach ($entry in $Events) {
        $step = Find-Property -InputObject $entry -Name 'step'
        if ($null -eq $step -or $entry.event -eq 'already' -or $entry.event -eq 'watch') { continue }
        $steps[[string] $step.Value] = [string] $entry.event
    }
    return $steps
}

# A journal as an object.
function ConvertTo-JournalObject {
    param([System.Collections.IDictionary] $Journal)
    $first = if ($Journal.Events.Length -gt 0) { $Journal.Events[0] }
    $last = if ($Journal.Events.Length -gt 0) { $Journal.Events[-1] }
    $result = if ($null -ne $Journal.Problem) { 'Damaged' } elseif ($last.event -eq 'close') { [string] $last.result } else { 'Open' }
    $steps = Get-JournalStep -Events $Journal.Events
    return ConvertTo-Typed -TypeName 'ClusterRoute.Journal' -Facts ([ordered] @{
        Cluster  = if ($null -ne $first) { $first.cluster }
        PlanId   = if ($null -ne $first) { ([string] $first.plan_sha256).Substring(0, 12) }
        Opened   = if ($null -ne $first) { $first.at }
        Who      = if ($null -ne $first) { $first.who }
        Computer = if ($null -ne $first) { $first.computer }
        Result   = $result
        IsOpen   = $result -eq 'Open'
        Steps    = @(foreach ($name in $steps.Keys) { "$name $($steps[$name])" }) -join ', '
        Problem  = $Journal.Problem
        Events   = $Journal.Events
        Path     = $Journal.Path
    })
}

# The journals below a folder, the newest last.
function Find-Journal {
    param([string] $Folder)
    if (-not [System.IO.Directory]::Exists($Folder)) { return }
    foreach ($file in @([System.IO.Directory]::GetFiles($Folder, '*.jsonl', 'AllDirectories') | Sort-Object)) { ConvertTo-JournalObject -Journal (Read-Journal -Path $file) }
}

function Get-ClusterRouteJournal {
    <#
    .SYNOPSIS
    Tells what Invoke-ClusterRoutePlan and Undo-ClusterRoutePlan have done from this machine.
    .DESCRIPTION
    Gives one object for each journal, the oldest first. An open journal is of a run that is on its way, or that ended
    without knowing what became of its last write: Invoke-ClusterRoutePlan -Resume goes on, Undo-ClusterRoutePlan takes back.
    A damaged one has been changed or cut, and is used for nothing.
    .PARAMETER Cluster
    Only journals of these clusters; * and ? are wildcards.
    .PARAMETER PlanId
    Only those of this plan: the beginning of its SHA-256.
    .PARAMETER Open
    Only open ones.
    .PARAMETER JournalPath
    The folder of the journals, where it is not that of this machine.
    .EXAMPLE
    Get-ClusterRouteJournal -JournalPath .\journal

    Every run whose journal is below that folder.
    .EXAMPLE
    Get-ClusterRouteJournal -JournalPath .\journal | Select-Object -ExpandProperty Events

    Every event of every run.
    .INPUTS
    None
    .OUTPUTS
    ClusterRoute.Journal
    .LINK
    about_ClusterRoute
    .LINK
    Undo-ClusterRoutePlan
    #>
    [CmdletBinding(PositionalBinding = $false)]
    [OutputType('ClusterRoute.Journal')]
    param(
        [Parameter(Position = 0)]
        [SupportsWildcards()]
        [string[]] $Cluster,
        [string] $PlanId,
        [switch] $Open,
        [string] $JournalPath
    )
    process {
        if ($JournalPath) { $JournalPath = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($JournalPath) }
        foreach ($journal in Find-Journal -Folder (Get-JournalFolder -JournalPath $JournalPath)) {
            if ($Cluster -and @($Cluster | Where-Object { $journal.Cluster -like $_ }).Length -eq 0) { continue }
            if ($PlanId -and "$($journal.PlanId)" -ne $PlanId.Substring(0, [System.Math]::Min(12, $PlanId.Length))) { continue }
            if ($Open -and -not $journal.IsOpen) { continue }
            $journal
        }
    }
}
