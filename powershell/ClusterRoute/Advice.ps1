# From the facts of an answer to the objects of advice, and what is said about what advice leaves out.

# The commands that bring a fact, for a pipe: there their objects are wanted whole, and a formatted list is none of them.
function ConvertTo-Collect {
    param([string[]] $Command)
    foreach ($one in $Command) { $one -replace ' \| Format-List \*$', '' }
}

# The name of a target as a console can be given it: the library tells it apart where the name itself would act there.
function Get-ShownName {
    param($Target)
    $shown = Find-Property -InputObject $Target -Name 'Shown'
    if ($null -ne $shown -and $shown.Value) { return $shown.Value }
    return $Target.Name
}

# An object of our own type.
function ConvertTo-Typed {
    param([string] $TypeName, [System.Collections.IDictionary] $Facts)
    $object = [pscustomobject] $Facts
    $object.PSObject.TypeNames.Insert(0, $TypeName)
    return $object
}

# A change with its commands flat; a command that there is not is an empty text, and NoCommand tells when a name is why.
function ConvertTo-Change {
    param($Facts)
    $commands = @{ WindowsPowershell = ''; Powershell7 = ''; Undo = ''; UndoPowershell7 = '' }
    foreach ($name in @($commands.Keys)) {
        $found = Find-Property -InputObject $Facts.Commands -Name $name
        if ($null -ne $found -and $found.Value) { $commands[$name] = $found.Value }
    }
    return ConvertTo-Typed -TypeName 'ClusterRoute.Change' -Facts ([ordered] @{
        Id             = $Facts.Id
        Kind           = $Facts.Kind
        TargetName     = Get-ShownName -Target $Facts.Target
        Property       = $Facts.Property
        Old            = $Facts.Old
        New            = $Facts.New
        Message        = $Facts.Message
        Effect         = $Facts.Effect
        Command        = $commands['WindowsPowershell']
        CommandPS7     = $commands['Powershell7']
        UndoCommand    = $commands['Undo']
        UndoCommandPS7 = $commands['UndoPowershell7']
        NoCommand      = $Facts.NoCommands
    })
}

# One kind of command of several changes, one a line. A change that lacks it leaves a remark, so that nobody takes the
# rest for the whole; the remark holds no name of the cluster, so that the text stays the script that was meant.
function ConvertTo-CommandText {
    param([object[]] $Changes, [string] $Property, [string] $Remark)
    $any = $false
    $lines = foreach ($change in $Changes) {
        $command = $change.$Property
        if ($command) { $any = $true } else { $command = "# $($change.Id): $Remark" }
        $command
    }
    if (-not $any) { return '' }
    return $lines -join [System.Environment]::NewLine
}

# A finding: what it says, and the changes it names as objects and as flat text.
function ConvertTo-Finding {
    param($Cluster, $Facts, [object[]] $Offered)
    $name, $kind = $null, $null
    foreach ($one in $Facts.Targets) { $name, $kind = (Get-ShownName -Target $one), $one.Kind; break }
    $changes = @(foreach ($id in $Facts.Changes) { foreach ($one in $Offered) { if ($one.Id -eq $id) { $one } } })
    # They are taken back from the last to the first.
    $backwards = $changes.Clone()
    [array]::Reverse($backwards)
    foreach ($one in $Facts.Assumes) { $one.Collect = @(ConvertTo-Collect -Command $one.Collect) }
    $byHand = 'no command makes this change, see Advice'
    $forGood = 'no command takes this change back, its old value is not known'
    return ConvertTo-Typed -TypeName 'ClusterRoute.Finding' -Facts ([ordered] @{
        Cluster        = $Cluster
        Rule           = $Facts.Rule
        Name           = $Facts.Name
        Severity       = $Facts.Severity
        Certainty      = $Facts.Certainty
        TargetName     = $name
        TargetKind     = $kind
        Targets        = $Facts.Targets
        Message        = $Facts.Message
        Why            = $Facts.Why
        Advice         = $Facts.Advice
        Assumes        = $Facts.Assumes
        Changes        = [ClusterRoute.Interop.FactList]::new($changes)
        FixCommand     = ConvertTo-CommandText -Changes $changes -Property 'Command' -Remark $byHand
        FixCommandPS7  = ConvertTo-CommandText -Changes $changes -Property 'CommandPS7' -Remark $byHand
        UndoCommand    = ConvertTo-CommandText -Changes $backwards -Property 'UndoCommand' -Remark $forGood
        UndoCommandPS7 = ConvertTo-CommandText -Changes $backwards -Property 'UndoCommandPS7' -Remark $forGood
        Moves          = [ClusterRoute.Interop.FactList]::new(@(foreach ($move in $Facts.Moves) { $move.Message }))
        Withheld       = $Facts.Withheld
        Explains       = $Facts.Explains
        Evidence       = $Facts.Evidence
        Reference      = $Facts.Reference
    })
}

# The findings of one cluster.
function ConvertTo-Advice {
    param($Answer)
    $changes = @(foreach ($change in $Answer.Facts.Changes) { ConvertTo-Change -Facts $change })
    foreach ($finding in $Answer.Items($null, $null)) { ConvertTo-Finding -Cluster $Answer.Facts.Name -Facts $finding -Offered $changes }
}

# A rule that lacks a fact; its commands are flat, one a line.
function ConvertTo-NotChecked {
    param($Cluster, $Facts)
    return ConvertTo-Typed -TypeName 'ClusterRoute.NotChecked' -Facts ([ordered] @{
        Cluster = $Cluster
        Rule    = $Facts.Rule
        Name    = $Facts.Name
        Reason  = $Facts.Reason
        Needs   = $Facts.Needs
        Collect = @(ConvertTo-Collect -Command $Facts.Collect) -join [System.Environment]::NewLine
    })
}

# A finding that the suppression file takes out, with the reason and the last day as text.
function ConvertTo-SuppressedFinding {
    param($Cluster, $Facts)
    $name = $null
    foreach ($target in $Facts.Targets) { $name = Get-ShownName -Target $target; break }
    return ConvertTo-Typed -TypeName 'ClusterRoute.SuppressedFinding' -Facts ([ordered] @{
        Cluster    = $Cluster
        Rule       = $Facts.Rule
        Name       = $Facts.Name
        Severity   = $Facts.Severity
        TargetName = $name
        Message    = $Facts.Message
        Reason     = $Facts.Reason
        Until      = $Facts.Until
    })
}

# Whether there is something that a test counts; it is named with -Verbose.
function Test-Finding {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Answer)
    $any = $false
    foreach ($finding in $Answer.Items($null, $null)) {
        $any = $true
        $Cmdlet.WriteVerbose("$($finding.Severity.ToLowerInvariant()) $($finding.Rule) $($finding.Name), $($finding.Targets.ToString()): $($finding.Message)")
    }
    return $any
}

# What is left out of an answer because somebody lives with it or knows it already.
function Write-LeftOut {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Facts)
    foreach ($one in $Facts.Suppressed) {
        $until = if ($one.Until) { ", until $($one.Until)" }
        $Cmdlet.WriteVerbose("suppressed: $($one.Severity.ToLowerInvariant()) $($one.Rule) $($one.Name), $($one.Targets.ToString()): $($one.Message) ($($one.Reason)$until)")
    }
    if ($null -eq $Facts.Baseline) { return }
    $gone = $Facts.Baseline.Gone
    $untold = if ($Facts.Baseline.Untold -gt 0) { ", of rules not asked for or without their facts: $($Facts.Baseline.Untold)" }
    $Cmdlet.WriteVerbose("cluster '$($Facts.Name)': findings that the baseline knows: $($Facts.Baseline.Known), of it gone: $($gone.Count)$untold")
    foreach ($one in $gone) { $Cmdlet.WriteVerbose("gone: $($one.Rule) $($one.Name): $($one.Message)") }
}

# Entries of the suppression file that deserve a look; one that is over is over for every cluster, and said once.
function Write-StaleSuppression {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Answers)
    $texts = @(foreach ($answer in $Answers) {
        foreach ($one in $answer.Facts.StaleSuppressions) {
            $what = "the suppression of $($one.Rule)"
            if ($null -ne $one.Target) { $what += " for '$($one.Target)'" }
            if ($null -ne $one.Cluster) { $what += " in cluster '$($one.Cluster)'" }
            if ($one.State -eq 'Expired') { "$what ended on $($one.Until) and suppresses nothing any more: $($one.Reason)" }
            elseif ($null -ne $answer.Facts.Name) { "$what fits no finding of cluster '$($answer.Facts.Name)': $($one.Reason)" }
            else { "$what fits no finding: $($one.Reason)" }
        }
    })
    foreach ($text in $texts | Select-Object -Unique) { $Cmdlet.WriteWarning($text) }
}

# Which commands would let the rules run that lack a fact; empty when none does. Nothing is added to a capture, so that
# of one the command has to be captured, and of a pipe to be piped.
function Get-CollectText {
    param($Facts)
    $count = $Facts.NotChecked.Count
    if ($count -eq 0) { return '' }
    $rules, $them = "$count rules were not checked", 'them'
    if ($count -eq 1) { $rules, $them = '1 rule was not checked', 'it' }
    if ($null -ne $Facts.Name) { $rules += " for cluster '$($Facts.Name)'" }
    $commands = @(foreach ($one in $Facts.NotChecked) { ConvertTo-Collect -Command $one.Collect }) | Select-Object -Unique
    if ($null -eq $commands) { return "$rules, -Verbose names $them" }
    $verb = if ($Facts.Sources.Count -gt 0) { 'capture' } else { 'pipe' }
    return "$verb the output of $($commands -join '; ') as well: $rules, -Verbose names $them"
}

# Rules that lacked a fact: silence must not look like health. Quiet is for who gets them as objects.
function Write-NotChecked {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Facts, [switch] $Quiet)
    foreach ($one in $Facts.NotChecked) {
        $commands = @(ConvertTo-Collect -Command $one.Collect) -join '; '
        $needs = if ($commands) { "; it needs the output of $commands" }
        $Cmdlet.WriteVerbose("rule $($one.Rule) $($one.Name) was not checked: $($one.Reason)$needs")
    }
    if ($Facts.NotApplicable.Count -gt 0) { $Cmdlet.WriteVerbose("cluster '$($Facts.Name)': rules that do not apply: $($Facts.NotApplicable.Count)") }
    $text = Get-CollectText -Facts $Facts
    if ($text -and -not $Quiet) { $Cmdlet.WriteWarning($text) }
}
