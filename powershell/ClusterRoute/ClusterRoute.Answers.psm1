# From answers to objects, and what is said about what an answer leaves out. Messages go through the calling command,
# because preference variables such as -Verbose do not reach a nested module.

Set-StrictMode -Version 3.0

# Answer fields that hold one word of a fixed set: they are written as PowerShell writes an enum.
$script:WordFields = 'role', 'state', 'traffic', 'mode', 'carries', 'mechanism', 'certainty', 'verdict', 'severity', 'capability', 'kind', 'need', 'shared_with'

# The property of a part of an answer, which may be missing; nothing when there is none.
function Find-Fact {
    param($Facts, [string] $Name)
    if ($null -eq $Facts) { return $null }
    return $Facts.PSObject.Properties[$Name]
}

function ConvertTo-PascalCase {
    param([string] $Name)
    $words = foreach ($word in $Name.Split('_')) {
        if ($word -ne '') { $word.Substring(0, 1).ToUpperInvariant() + $word.Substring(1) }
    }
    return -join $words
}

function ConvertTo-AnswerValue {
    param($Value, [string] $Name)
    if ($Value -is [string] -and $script:WordFields -contains $Name) { return ConvertTo-PascalCase -Name $Value }
    if ($null -eq $Value -or $Value -is [string] -or $Value -is [System.ValueType]) { return $Value }
    if ($Value -is [System.Collections.IEnumerable]) {
        $items = [System.Collections.Generic.List[object]]::new()
        foreach ($item in $Value) { $items.Add((ConvertTo-AnswerValue -Value $item -Name $Name)) }
        return , $items.ToArray()
    }
    $result = [ordered] @{}
    foreach ($property in $Value.PSObject.Properties) {
        $result[(ConvertTo-PascalCase -Name $property.Name)] = ConvertTo-AnswerValue -Value $property.Value -Name $property.Name
    }
    return [pscustomobject] $result
}

# An object of our own type: what the caller knows first, then the facts of the answer.
function New-AnswerObject {
    param([string] $TypeName, [System.Collections.IDictionary] $First, $Facts)
    foreach ($property in $Facts.PSObject.Properties) {
        $First[(ConvertTo-PascalCase -Name $property.Name)] = ConvertTo-AnswerValue -Value $property.Value -Name $property.Name
    }
    $object = [pscustomobject] $First
    $object.PSObject.TypeNames.Insert(0, $TypeName)
    return $object
}

# A capture, with the sections that are named counted. They keep the names of a request: they go back to the library as
# they are, with their origin.
function New-Capture {
    param($Answer, [System.Collections.IDictionary] $Counts)
    $first = [ordered] @{ Cluster = $Answer.cluster; Name = $Answer.name }
    foreach ($section in $Counts.Keys) {
        $part = Find-Fact -Facts $Answer.capture -Name $section
        $first[$Counts[$section]] = if ($null -eq $part) { $null } else { @($part.Value).Length }
    }
    $first['Capture'] = $Answer.capture
    $facts = $Answer | Select-Object -Property 'captured_at', 'sources', 'not_read'
    return New-AnswerObject -TypeName 'ClusterRoute.Capture' -First $first -Facts $facts
}

# The commands that bring a fact, for a pipe: there their objects are wanted whole, and a formatted list is none of them.
function ConvertTo-Collect {
    param([string[]] $Command)
    foreach ($one in $Command) { $one -replace ' \| Format-List \*$', '' }
}

# A change with its commands flat; a command that there is not is an empty text, and NoCommand tells when a name is why.
function New-Change {
    param($Facts)
    $commands = @{ windows_powershell = ''; powershell_7 = ''; undo = ''; undo_powershell_7 = '' }
    foreach ($name in @($commands.Keys)) {
        $found = Find-Fact -Facts $Facts.commands -Name $name
        if ($null -ne $found -and $found.Value) { $commands[$name] = $found.Value }
    }
    $change = [pscustomobject] [ordered] @{
        Id             = $Facts.id
        Kind           = $Facts.kind
        TargetName     = $Facts.target.name
        Property       = $Facts.property
        Old            = $Facts.old
        New            = $Facts.new
        Message        = $Facts.message
        Effect         = $Facts.effect
        Command        = $commands['windows_powershell']
        CommandPS7     = $commands['powershell_7']
        UndoCommand    = $commands['undo']
        UndoCommandPS7 = $commands['undo_powershell_7']
        NoCommand      = $Facts.no_commands
    }
    $change.PSObject.TypeNames.Insert(0, 'ClusterRoute.Change')
    return $change
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
function New-Finding {
    param($Cluster, $Facts, [object[]] $Offered)
    $target = [pscustomobject] @{ name = $null; kind = $null }
    foreach ($one in $Facts.targets) { $target = $one; break }
    $changes = @(foreach ($id in $Facts.changes) { foreach ($one in $Offered) { if ($one.Id -eq $id) { $one } } })
    # They are taken back from the last to the first.
    $backwards = $changes.Clone()
    [array]::Reverse($backwards)
    $assumes = ConvertTo-AnswerValue -Value $Facts.assumes -Name 'assumes'
    foreach ($one in $assumes) { $one.Collect = ConvertTo-Collect -Command $one.Collect }
    $byHand = 'no command makes this change, see Advice'
    $forGood = 'no command takes this change back, its old value is not known'
    $finding = [pscustomobject] [ordered] @{
        Cluster        = $Cluster
        Rule           = $Facts.rule
        Name           = $Facts.name
        Severity       = ConvertTo-PascalCase -Name $Facts.severity
        Certainty      = ConvertTo-PascalCase -Name $Facts.certainty
        TargetName     = $target.name
        TargetKind     = ConvertTo-AnswerValue -Value $target.kind -Name 'kind'
        Targets        = ConvertTo-AnswerValue -Value $Facts.targets -Name 'targets'
        Message        = $Facts.message
        Why            = $Facts.why
        Advice         = $Facts.advice
        Assumes        = $assumes
        Changes        = $changes
        FixCommand     = ConvertTo-CommandText -Changes $changes -Property 'Command' -Remark $byHand
        FixCommandPS7  = ConvertTo-CommandText -Changes $changes -Property 'CommandPS7' -Remark $byHand
        UndoCommand    = ConvertTo-CommandText -Changes $backwards -Property 'UndoCommand' -Remark $forGood
        UndoCommandPS7 = ConvertTo-CommandText -Changes $backwards -Property 'UndoCommandPS7' -Remark $forGood
        Moves          = @(foreach ($move in $Facts.moves) { $move.message })
        Withheld       = ConvertTo-AnswerValue -Value $Facts.withheld -Name 'withheld'
        Explains       = ConvertTo-AnswerValue -Value $Facts.explains -Name 'explains'
        Evidence       = ConvertTo-AnswerValue -Value $Facts.evidence -Name 'evidence'
        Reference      = $Facts.reference
    }
    $finding.PSObject.TypeNames.Insert(0, 'ClusterRoute.Finding')
    return $finding
}

# The findings of one cluster, and those that the suppression file takes out, where they are wanted.
function New-Advice {
    param($Answer, [switch] $WithSuppressed)
    $changes = @(foreach ($change in $Answer.changes) { New-Change -Facts $change })
    foreach ($finding in $Answer.findings) { New-Finding -Cluster $Answer.name -Facts $finding -Offered $changes }
    if ($WithSuppressed) { foreach ($one in $Answer.suppressed) { New-SuppressedFinding -Cluster $Answer.name -Facts $one } }
}

# A need of a cluster, with the reasons of its verdict as text.
function New-Need {
    param($Cluster, $Facts)
    $need = New-AnswerObject -TypeName 'ClusterRoute.Need' -First ([ordered] @{ Cluster = $Cluster }) -Facts $Facts
    $need.Reasons = @(foreach ($reason in $Facts.reasons) { $reason.message })
    return $need
}

# A rule that lacks a fact; its commands are flat, one a line.
function New-NotChecked {
    param($Cluster, $Facts)
    $rule = [pscustomobject] [ordered] @{
        Cluster = $Cluster
        Rule    = $Facts.rule
        Name    = $Facts.name
        Reason  = $Facts.reason
        Needs   = @($Facts.needs)
        Collect = @(ConvertTo-Collect -Command $Facts.collect) -join [System.Environment]::NewLine
    }
    $rule.PSObject.TypeNames.Insert(0, 'ClusterRoute.NotChecked')
    return $rule
}

# A finding that the suppression file takes out, with the reason and the last day as text.
function New-SuppressedFinding {
    param($Cluster, $Facts)
    $finding = [pscustomobject] [ordered] @{
        Cluster    = $Cluster
        Rule       = $Facts.rule
        Name       = $Facts.name
        Severity   = ConvertTo-PascalCase -Name $Facts.severity
        TargetName = $null
        Message    = $Facts.message
        Reason     = $Facts.reason
        Until      = $Facts.until
    }
    foreach ($target in $Facts.targets) { $finding.TargetName = $target.name; break }
    $finding.PSObject.TypeNames.Insert(0, 'ClusterRoute.SuppressedFinding')
    return $finding
}

# Whether there is something that a test counts; it is named with -Verbose.
function Test-Finding {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Answer)
    foreach ($finding in $Answer.findings) {
        $targets = foreach ($target in $finding.targets) { $target.name }
        $Cmdlet.WriteVerbose("$($finding.severity) $($finding.rule) $($finding.name), $($targets -join ', '): $($finding.message)")
    }
    return @($Answer.findings).Length -gt 0
}

# What is left out of an answer because somebody lives with it or knows it already.
function Write-LeftOut {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Answer)
    foreach ($one in $Answer.suppressed) {
        $targets = foreach ($target in $one.targets) { $target.name }
        $until = if ($one.until) { ", until $($one.until)" }
        $Cmdlet.WriteVerbose("suppressed: $($one.severity) $($one.rule) $($one.name), $($targets -join ', '): $($one.message) ($($one.reason)$until)")
    }
    if ($null -eq $Answer.baseline) { return }
    $gone = @($Answer.baseline.gone)
    $Cmdlet.WriteVerbose("cluster '$($Answer.name)': findings that the baseline knows: $($Answer.baseline.known), of it gone: $($gone.Length)")
    foreach ($one in $gone) { $Cmdlet.WriteVerbose("gone: $($one.rule) $($one.name): $($one.message)") }
}

# Entries of the suppression file that deserve a look; one that is over is over for every cluster, and said once.
function Write-StaleSuppression {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Answers)
    $texts = @(foreach ($answer in $Answers) {
        foreach ($one in $answer.stale_suppressions) {
            $what = "the suppression of $($one.rule)"
            if ($null -ne $one.target) { $what += " for '$($one.target)'" }
            if ($null -ne $one.cluster) { $what += " in cluster '$($one.cluster)'" }
            if ($one.state -eq 'expired') { "$what ended on $($one.until) and suppresses nothing any more: $($one.reason)" }
            elseif ($null -ne $answer.name) { "$what fits no finding of cluster '$($answer.name)': $($one.reason)" }
            else { "$what fits no finding: $($one.reason)" }
        }
    })
    foreach ($text in $texts | Select-Object -Unique) { $Cmdlet.WriteWarning($text) }
}

# Which commands would let the rules run that lack a fact; empty when none does. Nothing is added to a capture, so that
# of one the command has to be captured, and of a pipe to be piped.
function Get-CollectText {
    param($Answer)
    $lacking = @($Answer.not_checked)
    if ($lacking.Length -eq 0) { return '' }
    $rules, $them = "$($lacking.Length) rules were not checked", 'them'
    if ($lacking.Length -eq 1) { $rules, $them = '1 rule was not checked', 'it' }
    if ($null -ne $Answer.name) { $rules += " for cluster '$($Answer.name)'" }
    $commands = @(foreach ($one in $lacking) { ConvertTo-Collect -Command $one.collect }) | Select-Object -Unique
    if ($null -eq $commands) { return "$rules, -Verbose names $them" }
    $verb = if (@($Answer.sources).Length -gt 0) { 'capture' } else { 'pipe' }
    return "$verb the output of $($commands -join '; ') as well: $rules, -Verbose names $them"
}

# Rules that lacked a fact: silence must not look like health. Quiet is for who gets them as objects.
function Write-NotChecked {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Answer, [switch] $Quiet)
    foreach ($one in $Answer.not_checked) {
        $commands = @(ConvertTo-Collect -Command $one.collect) -join '; '
        $needs = if ($commands) { "; it needs the output of $commands" }
        $Cmdlet.WriteVerbose("rule $($one.rule) $($one.name) was not checked: $($one.reason)$needs")
    }
    if ($Answer.not_applicable.count -gt 0) { $Cmdlet.WriteVerbose("cluster '$($Answer.name)': rules that do not apply: $($Answer.not_applicable.count)") }
    $text = Get-CollectText -Answer $Answer
    if ($text -and -not $Quiet) { $Cmdlet.WriteWarning($text) }
}

Export-ModuleMember -Function 'New-Advice', 'New-AnswerObject', 'New-Capture', 'New-Need', 'New-NotChecked', 'Test-Finding', 'Write-LeftOut', 'Write-NotChecked', 'Write-StaleSuppression'
