# What objects of the module have beside the facts of the answer: flat properties, so that Export-Csv, Where-Object and
# grids need no lists. A ps1xml of two versions in one session would collide; -Force lets the last one win.

# The networks of a route as one text: A + B in parallel, A or B where the facts leave both possible.
$script:NetworkName = {
    if ($this.Local) { return '(local)' }
    if ($this.Networks.Count -eq 0) {
        if ($this.Carries -eq 'Nothing') { return '(none needed)' }
        return '(no network)'
    }
    $joint = ' or '
    if ($this.Determined) { $joint = if ($this.Routed) { ' -> ' } else { ' + ' } }
    # SMB may take several of them.
    elseif ($this.Mechanism -eq 'SmbMultichannel') { $joint = ' and/or ' }
    return @($this.Networks.Name) -join $joint
}

# What fails as one text, in words: network A + interface N1/B.
$script:LostName = { @(foreach ($one in $this.Lost) { '{0} {1}' -f $one.Kind.ToLowerInvariant(), $one.Name }) -join ' + ' }

# The networks of all ways of a drain as one text: A + B in parallel, A or B where both are possible.
$script:WayName = {
    @(foreach ($way in $this.Ways) {
        if ($way.Networks.Count -eq 0) { '(no network)' } else { @($way.Networks) -join $(if ($way.Determined) { ' + ' } else { ' or ' }) }
    }) -join ', '
}

# What an automatic metric is made of, as it is counted.
$script:Formula = {
    $parts = $this.Explained
    if ($null -ne $parts) { return '{0} - {1} - {2} + {3}' -f $parts.Base, $parts.CapabilityValue, $parts.SpeedValue, $parts.Tie }
}

# The files of a capture as one short text; Sources has them all.
$script:SourceName = {
    $files = @($this.Sources.File | Sort-Object -Unique)
    if ($files.Length -eq 0) { return '' }
    $first = [System.IO.Path]::GetFileName($files[0])
    if ($files.Length -eq 1) { return $first }
    return "$first and $($files.Length - 1) more"
}

# The networks that I/O crossed: "A + B" in parallel, "A or B" where it is not known which, "A -> B" through a router.
$script:CrossedOver = {
    if ($this.IsCoordinator -or $null -eq $this.Networks) { return '' }
    $between = if ($this.Routed) { ' -> ' } elseif ($this.Determined) { ' + ' } else { ' or ' }
    return @($this.Networks) -join $between
}

$script:FlatProperties = @(
    @{ TypeName = 'ClusterRoute.Route'; MemberName = 'NetworkName'; Value = $script:NetworkName }
    @{ TypeName = 'ClusterRoute.Route'; MemberName = 'FailoverName'; Value = { @($this.Failover.Name) -join ', ' } }
    @{ TypeName = 'ClusterRoute.Failure'; MemberName = 'LostName'; Value = $script:LostName }
    @{ TypeName = 'ClusterRoute.Failure'; MemberName = 'OutcomeName'; Value = { @(foreach ($one in $this.Outcomes) { $one.Message }) -join ', ' } }
    @{ TypeName = 'ClusterRoute.Failure'; MemberName = 'AlikeCount'; Value = { $this.Alike.Count } }
    @{ TypeName = 'ClusterRoute.Failure'; MemberName = 'IsSinglePoint'; Value = { $this.Depth -eq 1 -and $this.Worst -eq 'Error' } }
    @{ TypeName = 'ClusterRoute.Comparison'; MemberName = 'WorseCount'; Value = { @(foreach ($one in $this.Moved) { if ($one.Judgement -eq 'Worse') { $one } }).Length } }
    @{ TypeName = 'ClusterRoute.Comparison'; MemberName = 'MovedCount'; Value = { $this.Moved.Count } }
    @{ TypeName = 'ClusterRoute.Comparison'; MemberName = 'NewCount'; Value = { $this.Findings.New.Count } }
    @{ TypeName = 'ClusterRoute.Comparison'; MemberName = 'GoneCount'; Value = { $this.Findings.Gone.Count } }
    @{ TypeName = 'ClusterRoute.Comparison'; MemberName = 'ChangedCount'; Value = { $this.Changed.Count } }
    @{ TypeName = 'ClusterRoute.RedirectLoad'; MemberName = 'RateName'; Value = { if ($null -ne $this.Rate) { $this.Rate.Message } } }
    @{ TypeName = 'ClusterRoute.RedirectLoad'; MemberName = 'CapacityName'; Value = { if ($null -ne $this.Capacity) { $this.Capacity.Message } } }
    @{ TypeName = 'ClusterRoute.RedirectLoad'; MemberName = 'TakenName'; Value = { if ($null -ne $this.Share) { $this.Share.Message } } }
    @{ TypeName = 'ClusterRoute.RedirectLoad'; MemberName = 'TakenHigh'; Value = { if ($null -ne $this.Share) { $this.Share.High } } }
    @{ TypeName = 'ClusterRoute.BackupChoice'; MemberName = 'NetworkName'; Value = { @($this.Networks) -join ' + ' } }
    @{ TypeName = 'ClusterRoute.BackupChoice'; MemberName = 'BytesName'; Value = { if ($null -ne $this.Bytes) { $this.Bytes.Message } } }
    @{ TypeName = 'ClusterRoute.BackupChoice'; MemberName = 'DurationName'; Value = { if ($null -ne $this.Duration) { $this.Duration.Message } } }
    @{ TypeName = 'ClusterRoute.BackupChoice'; MemberName = 'DurationHigh'; Value = { if ($null -ne $this.Duration) { $this.Duration.High } } }
    @{ TypeName = 'ClusterRoute.BackupChoice'; MemberName = 'RedirectedName'; Value = { @(foreach ($one in $this.Redirected) { '{0} ({1})' -f $one.Volume, $one.Extent }) -join ', ' } }
    @{ TypeName = 'ClusterRoute.BackupChoice'; MemberName = 'FixCommand'; Value = { @(foreach ($one in $this.Changes) { if ($null -ne $one.Commands) { $one.Commands.WindowsPowershell } }) -join [System.Environment]::NewLine } }
    @{ TypeName = 'ClusterRoute.BackupChoice'; MemberName = 'UndoCommand'; Value = { @(foreach ($one in $this.Changes) { if ($null -ne $one.Commands) { $one.Commands.Undo } }) -join [System.Environment]::NewLine } }
    @{ TypeName = 'ClusterRoute.IO'; MemberName = 'OwnName'; Value = { if ($this.Own.Message) { $this.Own.Message } else { '?' } } }
    @{ TypeName = 'ClusterRoute.IO'; MemberName = 'CrossedName'; Value = { if ($this.IsCoordinator) { '-' } elseif ($this.Crossed.Message) { $this.Crossed.Message } else { '?' } } }
    @{ TypeName = 'ClusterRoute.IO'; MemberName = 'NetworkName'; Value = $script:CrossedOver }
    @{ TypeName = 'ClusterRoute.Drain'; MemberName = 'DurationName'; Value = { if ($null -ne $this.Duration) { $this.Duration.Message } } }
    @{ TypeName = 'ClusterRoute.Drain'; MemberName = 'DurationHigh'; Value = { if ($null -ne $this.Duration) { $this.Duration.High } } }
    @{ TypeName = 'ClusterRoute.Drain'; MemberName = 'BeforeName'; Value = { if ($null -ne $this.Before -and $null -ne $this.Before.Duration) { $this.Before.Duration.Message } } }
    @{ TypeName = 'ClusterRoute.Drain'; MemberName = 'NetworkName'; Value = $script:WayName }
    @{ TypeName = 'ClusterRoute.FasterNetwork'; MemberName = 'RedirectName'; Value = { if ($null -ne $this.Then.Redirect) { $this.Then.Redirect.Message } } }
    @{ TypeName = 'ClusterRoute.FasterNetwork'; MemberName = 'MigrationName'; Value = { if ($null -ne $this.Then.Migration) { $this.Then.Migration.Message } } }
    @{ TypeName = 'ClusterRoute.FasterNetwork'; MemberName = 'DrainName'; Value = { if ($null -ne $this.Then.Drain) { $this.Then.Drain.Message } } }
    @{ TypeName = 'ClusterRoute.Metric'; MemberName = 'Formula'; Value = $script:Formula }
    @{ TypeName = 'ClusterRoute.Capture'; MemberName = 'SourceName'; Value = $script:SourceName }
    @{ TypeName = 'ClusterRoute.Capture'; MemberName = 'Capture'; Value = { ConvertFrom-Json -InputObject $this.Json } }
)

# Export-Clixml keeps the JSON of a capture and not its objects, of which it would cut off what lies deeper.
$script:Kept = @{
    TypeName                 = 'ClusterRoute.Capture'
    SerializationMethod      = 'SpecificProperties'
    PropertySerializationSet = 'Cluster', 'Name', 'NetworkCount', 'InterfaceCount', 'NodeCount', 'VolumeCount', 'CapturedAt', 'Sources', 'ReadAs', 'NotRead', 'Json'
}

# Makes them known to the session. The first command does it and not the import, which would have to load the module of
# Update-TypeData for it.
$script:HasTypes = $false
function Add-FlatProperty {
    if ($script:HasTypes) { return }
    foreach ($property in $script:FlatProperties) { Update-TypeData -MemberType ScriptProperty -Force -WhatIf:$false -Confirm:$false @property }
    $kept = $script:Kept
    Update-TypeData -Force -WhatIf:$false -Confirm:$false @kept
    $script:HasTypes = $true
}
