# From piped objects to the input of a request, and from answers to objects. The library decides what an object is,
# of which cluster, and which of its properties matter; this file reads those properties.
# Properties are read by name and methods of piped objects are never called, so that live, deserialised,
# CIM and plain objects are all the same here. Messages go through the calling command, because preference
# variables such as -Verbose do not reach a nested module.

Set-StrictMode -Version 3.0

# What the library reads, from its answer to the question 'schema'; Set-Schema fills it.
$script:PropertiesByType = @{}
$script:PropertiesBySection = @{}
$script:EveryProperty = @()

$script:ValueOfProperty = [System.Management.Automation.PSPropertyInfo].GetProperty('Value')

# Objects inside one another are read to this depth: a volume's owner has a cluster.
$script:Deepest = 3

# Answer fields that hold one word of a fixed set: they are written as PowerShell writes an enum.
$script:WordFields = 'role', 'state', 'traffic', 'mode', 'carries', 'mechanism', 'certainty', 'verdict', 'severity', 'capability', 'kind'

# What a failure of the library is called here, and what to do about it.
$script:Failures = @{
    invalid_request = @{ Id = 'InvalidRequest'; Category = 'InvalidArgument'; Action = 'Correct the parameter that the message names.' }
    invalid_capture = @{ Id = 'InvalidClusterData'; Category = 'InvalidData'; Action = 'Pipe the objects of Get-ClusterNetwork as they are, with other objects of the same cluster.' }
    unreadable_file = @{ Id = 'UnreadableFile'; Category = 'ReadError'; Action = 'Give a CliXml or JSON file of cluster objects, or a diagnostic capture.' }
    too_large       = @{ Id = 'TooLarge'; Category = 'LimitsExceeded'; Action = 'Ask about fewer clusters or files at once.' }
    unknown_name    = @{ Id = 'UnknownName'; Category = 'ObjectNotFound'; Action = 'Use a name that the cluster or Get-ClusterRouteRule lists.' }
    internal        = @{ Id = 'Internal'; Category = 'InvalidResult'; Action = 'Report the command and its input as a defect; the session can go on.' }
}

function New-ErrorRecord {
    param([string] $Id, [System.Management.Automation.ErrorCategory] $Category, [string] $Message, [string] $Action, $Target)
    $exception = [System.InvalidOperationException]::new($Message)
    $record = [System.Management.Automation.ErrorRecord]::new($exception, "ClusterRoute.$Id", $Category, $Target)
    $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new($Message)
    $record.ErrorDetails.RecommendedAction = $Action
    return $record
}

# The property, or for a dictionary its entry, as something with a Value; nothing when there is none.
function Find-Property {
    param($InputObject, [string] $Name)
    if ($null -eq $InputObject) { return $null }
    if ($InputObject -is [System.Collections.IDictionary]) {
        foreach ($key in $InputObject.PSBase.Keys) {
            if ([string] $key -eq $Name) { return [pscustomobject] @{ Value = $InputObject[$key] } }
        }
        return $null
    }
    return $InputObject.PSObject.Properties[$Name]
}

# The library's own error, {"code","message","path"}, as an error record whose target is the file or cluster.
function New-FailureRecord {
    param($Failure)
    $kind = $script:Failures['internal']
    if ($script:Failures.ContainsKey([string] $Failure.code)) { $kind = $script:Failures[[string] $Failure.code] }
    $message = [string] $Failure.message
    $target = $null
    $place = Find-Property -InputObject $Failure -Name 'path'
    if ($null -ne $place -and $place.Value) {
        $message = "$($place.Value): $message"
        $target = $place.Value -replace ': (capture|options)[.\[].*$', ''
    }
    return New-ErrorRecord -Id $kind.Id -Category $kind.Category -Message $message -Action $kind.Action -Target $target
}

# Takes the table of sections and properties from the library.
function Set-Schema {
    param($Answer)
    $every = [ordered] @{}
    foreach ($section in $Answer.sections) {
        $properties = @(foreach ($entry in $section.properties) {
            foreach ($name in @($entry.name) + @($entry.also)) { @{ Name = $name; Kind = $entry.kind; Of = $entry.of } }
        })
        $script:PropertiesBySection[$section.name] = $properties
        foreach ($type in $section.types) { $script:PropertiesByType[$type] = $properties }
        foreach ($property in $properties) {
            if (-not $every.Contains($property.Name) -or $property.Of) { $every[$property.Name] = $property }
        }
    }
    $script:EveryProperty = @($every.Values)
}

# The properties to read of an object: those of its type, and of an object that can be anything all that are known.
function Get-PropertyToRead {
    param([string[]] $TypeName)
    foreach ($name in $TypeName) {
        $bare = $name -replace '^((Deserialized|Selected)\.)+', '' -replace '^.*#(.*[/\\])?', ''
        if ($script:PropertiesByType.ContainsKey($bare)) { return , $script:PropertiesByType[$bare] }
    }
    return , $script:EveryProperty
}

# Words stay words and whole numbers numbers; what they mean is the library's business.
function ConvertTo-RequestValue {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Value, $Property, [int] $Depth)
    if ($null -eq $Value -or $Value -is [bool]) { return $Value }
    if ($Value -is [string] -or $Value -is [System.ValueType]) {
        # An enum that was serialised is a number that prints as its word, so the text decides.
        $text = [string] $Value
        if ($Value -isnot [string] -and $text -match '^-?[0-9]{1,18}$') { return [long] $text }
        return $text
    }
    if ($Value -is [System.Collections.IEnumerable] -and $Value -isnot [System.Collections.IDictionary]) {
        $items = [System.Collections.Generic.List[object]]::new()
        foreach ($item in $Value) { $items.Add((ConvertTo-RequestValue -Cmdlet $Cmdlet -Value $item -Property $Property -Depth $Depth)) }
        return , $items.ToArray()
    }
    if ($Property.Of -and $Depth -lt $script:Deepest) {
        # Of what an object refers to, lists would cost much and say nothing about the object.
        $inner = @(foreach ($one in $script:PropertiesBySection[$Property.Of]) {
            if ($Property.Kind -eq 'nested' -or ($one.Kind -ne 'list' -and $one.Kind -ne 'nested')) { $one }
        })
        return ConvertTo-RequestObject -Cmdlet $Cmdlet -InputObject $Value -Properties $inner -Depth ($Depth + 1)
    }
    foreach ($name in 'value__', 'Value', 'Name') {
        $found = Find-Property -InputObject $Value -Name $name
        if ($null -ne $found) {
            $inner = ConvertTo-RequestValue -Cmdlet $Cmdlet -Value $found.Value -Property $Property -Depth $Depth
            return , $inner
        }
    }
    return [string] $Value
}

function ConvertTo-RequestObject {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $InputObject, $Properties, [int] $Depth)
    $result = [ordered] @{}
    foreach ($property in $Properties) {
        $found = Find-Property -InputObject $InputObject -Name $property.Name
        if ($null -eq $found) { continue }
        $value = $found.Value
        # PowerShell gives nothing for a property that fails, and does not say so: the runtime does.
        if ($null -eq $value -and $found -is [System.Management.Automation.PSPropertyInfo]) {
            try { $null = $script:ValueOfProperty.GetValue($found, $null) }
            catch {
                $why = $_.Exception.GetBaseException().Message
                $Cmdlet.WriteWarning("the property $($property.Name) of a piped object cannot be read and counts as unknown: $why")
                continue
            }
        }
        $result[$property.Name] = ConvertTo-RequestValue -Cmdlet $Cmdlet -Value $value -Property $property -Depth $Depth
    }
    return $result
}

# The input of a request: captures as they are, and every other object with its type. What has no properties is named.
function New-RequestInput {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Objects)
    $captures = [System.Collections.Generic.List[object]]::new()
    $loose = [System.Collections.Generic.List[object]]::new()
    foreach ($object in $Objects) {
        $types = @($object.PSObject.TypeNames)
        $content = Find-Property -InputObject $object -Name 'Capture'
        if ($null -ne $content -and $types[0] -match '^(Deserialized\.)*ClusterRoute\.Capture$') {
            $captures.Add($content.Value)
            continue
        }
        if ($object -is [string] -or $object -is [System.ValueType]) {
            $message = "expected an object of a failover cluster, found a $($types[0]); it is left out"
            $action = 'Pipe the output of Get-Cluster* commands or of Import-ClusterRouteCapture.'
            $Cmdlet.WriteError((New-ErrorRecord -Id 'UnknownObject' -Category 'InvalidType' -Message $message -Action $action -Target $object))
            continue
        }
        $properties = ConvertTo-RequestObject -Cmdlet $Cmdlet -InputObject $object -Properties (Get-PropertyToRead -TypeName $types) -Depth 0
        $loose.Add([ordered] @{ type = $types; properties = $properties })
    }
    $request = [ordered] @{}
    if ($captures.Count -gt 0) { $request['captures'] = $captures.ToArray() }
    if ($loose.Count -gt 0) { $request['objects'] = $loose.ToArray() }
    return $request
}

# The options of a request: the parameters that were given, under the library's names.
function New-Option {
    param([System.Collections.IDictionary] $Bound)
    $options = [ordered] @{}
    $names = [ordered] @{ WindowsVersion = 'windows_version'; From = 'from'; To = 'to'; Volume = 'volume'; Without = 'without'; Set = 'set'; Rule = 'rules'; Id = 'rules' }
    foreach ($name in $names.Keys) {
        if ($Bound.ContainsKey($name)) { $options[$names[$name]] = $Bound[$name] }
    }
    if ($Bound.ContainsKey('Traffic')) {
        $words = @{ Cluster = 'cluster'; Csv = 'csv'; LiveMigration = 'live_migration' }
        $options['traffic'] = @(foreach ($word in $Bound['Traffic']) { $words[$word] })
    }
    return $options
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
        $part = Find-Property -InputObject $Answer.capture -Name $section
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

# A change with its commands flat; a command that there is not is an empty text.
function New-Change {
    param($Facts)
    $commands = @{ windows_powershell = ''; powershell_7 = ''; undo = '' }
    foreach ($name in @($commands.Keys)) {
        $found = Find-Property -InputObject $Facts.commands -Name $name
        if ($null -ne $found -and $found.Value) { $commands[$name] = $found.Value }
    }
    $change = [pscustomobject] [ordered] @{
        Id          = $Facts.id
        Kind        = $Facts.kind
        TargetName  = $Facts.target.name
        Property    = $Facts.property
        Old         = $Facts.old
        New         = $Facts.new
        Message     = $Facts.message
        Effect      = $Facts.effect
        Command     = $commands['windows_powershell']
        CommandPS7  = $commands['powershell_7']
        UndoCommand = $commands['undo']
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
        $command = (Find-Property -InputObject $change -Name $Property).Value
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
    $finding = [pscustomobject] [ordered] @{
        Cluster       = $Cluster
        Rule          = $Facts.rule
        Name          = $Facts.name
        Severity      = ConvertTo-PascalCase -Name $Facts.severity
        Certainty     = ConvertTo-PascalCase -Name $Facts.certainty
        TargetName    = $target.name
        TargetKind    = ConvertTo-AnswerValue -Value $target.kind -Name 'kind'
        Targets       = ConvertTo-AnswerValue -Value $Facts.targets -Name 'targets'
        Message       = $Facts.message
        Why           = $Facts.why
        Advice        = $Facts.advice
        Assumes       = $assumes
        Changes       = $changes
        FixCommand    = ConvertTo-CommandText -Changes $changes -Property 'Command' -Remark $byHand
        FixCommandPS7 = ConvertTo-CommandText -Changes $changes -Property 'CommandPS7' -Remark $byHand
        UndoCommand   = ConvertTo-CommandText -Changes $backwards -Property 'UndoCommand' -Remark 'no command takes this change back, its old value is not known'
        Moves         = @(foreach ($move in $Facts.moves) { $move.message })
        Withheld      = ConvertTo-AnswerValue -Value $Facts.withheld -Name 'withheld'
        Explains      = ConvertTo-AnswerValue -Value $Facts.explains -Name 'explains'
        Evidence      = ConvertTo-AnswerValue -Value $Facts.evidence -Name 'evidence'
        Reference     = $Facts.reference
    }
    $finding.PSObject.TypeNames.Insert(0, 'ClusterRoute.Finding')
    return $finding
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

Export-ModuleMember -Function 'ConvertTo-Collect', 'Find-Property', 'Get-CollectText', 'New-AnswerObject', 'New-Capture', 'New-Change', 'New-ErrorRecord', 'New-FailureRecord', 'New-Finding', 'New-NotChecked', 'New-Option', 'New-RequestInput', 'Set-Schema'
