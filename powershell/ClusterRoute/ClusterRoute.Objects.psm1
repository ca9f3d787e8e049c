# From piped objects to the input of a request, and what the library answers or refuses. The library decides what an
# object is, of which cluster, and which of its properties matter; this file reads those properties.
# Properties are read by name and methods of piped objects are never called, so that live, deserialised,
# CIM and plain objects are all the same here. Messages go through the calling command, because preference
# variables such as -Verbose do not reach a nested module.

Set-StrictMode -Version 3.0

# The bound library and its path; Set-Connection says which.
$script:Connection = $null

# What the library reads, from its answer to the question 'schema'; Set-Schema fills it.
$script:Schema = $null
$script:PropertiesByType = @{}
$script:PropertiesBySection = @{}
$script:EveryProperty = @()

$script:ValueOfProperty = [System.Management.Automation.PSPropertyInfo].GetProperty('Value')

# Objects inside one another are read to this depth: a volume's owner has a cluster.
$script:Deepest = 3

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
    $names = [ordered] @{ WindowsVersion = 'windows_version'; From = 'from'; To = 'to'; Volume = 'volume'; Without = 'without'; Set = 'set'; Rule = 'rules'; Id = 'rules'; ExcludeRule = 'exclude_rules' }
    foreach ($name in $names.Keys) {
        if ($Bound.ContainsKey($name)) { $options[$names[$name]] = $Bound[$name] }
    }
    if ($Bound.ContainsKey('Traffic')) {
        $words = @{ Cluster = 'cluster'; Csv = 'csv'; LiveMigration = 'live_migration' }
        $options['traffic'] = @(foreach ($word in $Bound['Traffic']) { $words[$word] })
    }
    if ($Bound.ContainsKey('Severity')) { $options['severity'] = @(foreach ($word in $Bound['Severity']) { $word.ToLowerInvariant() }) }
    return $options
}

# The library to ask.
function Set-Connection {
    param([System.Collections.IDictionary] $Connection)
    $script:Connection = $Connection
}

# Asks the library and gives what it says, answers and errors alike.
function Get-Frame {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Question, [System.Collections.IDictionary] $Request)
    # Without the catch a failing statement would only be reported, and the next one would run.
    try {
        $reply = $script:Connection.Library.Ask($Question, (ConvertTo-Json -InputObject $Request -Depth 16 -Compress))
        return ConvertFrom-Json -InputObject $reply.Json
    }
    catch { $Cmdlet.ThrowTerminatingError($_) }
}

# Asks the library and gives its answers, one for each cluster. What could not be answered is an error that names its
# file or cluster; when nothing could, the last of them ends the command.
function Invoke-Library {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Question, [System.Collections.IDictionary] $Request)
    $frame = Get-Frame -Cmdlet $Cmdlet -Question $Question -Request $Request
    $answers, $failures = @($frame.answers), @($frame.errors)
    foreach ($answer in $answers) { $answer }
    for ($at = 0; $at -lt $failures.Length; $at++) {
        $record = New-FailureRecord -Failure $failures[$at]
        if ($answers.Length -eq 0 -and $at -eq $failures.Length - 1) { $Cmdlet.ThrowTerminatingError($record) }
        $Cmdlet.WriteError($record)
    }
}

# One answer for each cluster among the objects.
function Get-Answer {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Question, $Objects, [System.Collections.IDictionary] $Options)
    if ($null -eq $script:Schema) {
        $script:Schema = Invoke-Library -Cmdlet $Cmdlet -Question 'schema' -Request ([ordered] @{ schema = 2 })
        Set-Schema -Answer $script:Schema
    }
    $content = New-RequestInput -Cmdlet $Cmdlet -Objects $Objects
    if ($content.Count -eq 0) {
        $action = 'Pipe cluster objects in, such as: Get-ClusterNetwork | ' + $Cmdlet.MyInvocation.MyCommand.Name
        $Cmdlet.ThrowTerminatingError((New-ErrorRecord -Id 'EmptyPipe' -Category 'InvalidArgument' -Message 'expected objects of a failover cluster in the pipe, found none' -Action $action))
    }
    $counts = foreach ($kind in $content.Keys) { "$($content[$kind].Length) $kind" }
    $Cmdlet.WriteVerbose("asking '$Question' of $($counts -join ' and '); library $($script:Connection.Path), version $($script:Connection.Library.Version)")
    $request = [ordered] @{ schema = 2; input = $content; options = $Options }
    foreach ($answer in @(Invoke-Library -Cmdlet $Cmdlet -Question $Question -Request $request)) {
        Write-NotRead -Cmdlet $Cmdlet -Answer $answer
        $Cmdlet.WriteVerbose("cluster '$($answer.name)': Windows $($answer.windows.version), $($answer.windows.certainty): $($answer.windows.because)")
        $answer
    }
}

# Ends the command when the library refuses what a parameter holds; the target is the file that it was read from.
function Assert-Option {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Options, [string] $Target)
    # The library looks at the options first. After that it misses the input, which there is none of yet.
    foreach ($failure in (Get-Frame -Cmdlet $Cmdlet -Question 'recommend' -Request ([ordered] @{ schema = 2; options = $Options })).errors) {
        $place = Find-Property -InputObject $failure -Name 'path'
        if ($null -eq $place -or $place.Value -notlike 'options*') { continue }
        $action = 'Correct what the message names, or take another file.'
        $Cmdlet.ThrowTerminatingError((New-ErrorRecord -Id 'InvalidRequest' -Category 'InvalidData' -Message "$($Target): $($failure.message)" -Action $action -Target $Target))
    }
}

# The files and folders that an argument of Resolve-Path names; one that names none is an error.
function Find-File {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Where)
    $found = @(Resolve-Path @Where -ErrorAction Ignore | Where-Object { $_.Provider.Name -eq 'FileSystem' })
    if ($found.Length -eq 0) {
        foreach ($item in $Where.Values) {
            $Cmdlet.WriteError((New-ErrorRecord -Id 'PathNotFound' -Category 'ObjectNotFound' -Message "expected a file or folder, found none at $item" -Action 'Check the path; use -LiteralPath for names with brackets.' -Target $item))
        }
    }
    foreach ($one in $found) { $one.ProviderPath }
}

# The full path and the text of a file that a parameter names: UTF-8, or UTF-16 that says so. Without it the command ends.
function Get-FileText {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Path)
    $full = $Path
    try {
        $full = $Cmdlet.GetUnresolvedProviderPathFromPSPath($Path)
        return @{ Path = $full; Text = [System.IO.File]::ReadAllText($full, [System.Text.UTF8Encoding]::new($false, $true)) }
    }
    catch { $why = $_.Exception.GetBaseException().Message }
    $problem = @{ Id = 'UnreadableFile'; Category = 'ReadError'; Message = "$($full): $why"; Action = 'Check the path and its permissions; the text has to be UTF-8.' }
    if (-not [System.IO.File]::Exists($full)) {
        $problem = @{ Id = 'PathNotFound'; Category = 'ObjectNotFound'; Message = "expected a file, found none at $full"; Action = 'Check the path.' }
    }
    $Cmdlet.ThrowTerminatingError((New-ErrorRecord @problem -Target $full))
}

# Of earlier findings what the library takes to know them again, by cluster. Answers of the library stay as they are.
function ConvertTo-EarlierAnswer {
    param($Objects)
    $clusters = [ordered] @{}
    foreach ($object in $Objects) {
        $found = @{}
        foreach ($name in 'answers', 'findings', 'Cluster', 'Rule', 'Name', 'Message', 'Targets') {
            $property = Find-Property -InputObject $object -Name $name
            if ($null -ne $property) { $found[$name] = $property.Value }
        }
        if ($found.ContainsKey('answers')) { foreach ($answer in $found['answers']) { $answer } }
        elseif ($found.ContainsKey('findings')) { $object }
        elseif ($found.ContainsKey('Rule') -and $found.ContainsKey('Targets')) {
            $targets = @(foreach ($target in $found['Targets']) { [ordered] @{ name = [string] (Find-Property -InputObject $target -Name 'Name').Value } })
            $cluster = [string] $found['Cluster']
            if (-not $clusters.Contains($cluster)) { $clusters[$cluster] = [System.Collections.Generic.List[object]]::new() }
            $clusters[$cluster].Add([ordered] @{ rule = [string] $found['Rule']; name = [string] $found['Name']; message = [string] $found['Message']; targets = $targets })
        }
        # What came with the findings is none. Of anything else the library says what it expects.
        elseif ($null -eq $object -or $object.PSObject.TypeNames[0] -notmatch '^(Deserialized\.)*ClusterRoute\.(NotChecked|SuppressedFinding)$') { [ordered] @{} }
    }
    foreach ($cluster in $clusters.Keys) {
        $name = if ($cluster) { $cluster }
        [ordered] @{ cluster = $name; findings = $clusters[$cluster].ToArray() }
    }
}

# A baseline for the library, of files and of objects; each file is tried by itself, so that an error names it.
function ConvertTo-Baseline {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [object[]] $Values)
    $answers = [System.Collections.Generic.List[object]]::new()
    $sources = [System.Collections.Generic.List[object]]::new()
    $objects = [System.Collections.Generic.List[object]]::new()
    foreach ($value in $Values) {
        if ($value -isnot [string] -and $value -isnot [System.IO.FileInfo]) { if ($null -ne $value) { $objects.Add($value) }; continue }
        $path = if ($value -is [string]) { $value } else { $value.FullName }
        $file = Get-FileText -Cmdlet $Cmdlet -Path $path
        $document, $record, $text = $null, $null, $file.Text.Trim()
        try { if ($text) { $document = ConvertFrom-Json -InputObject $text } }
        catch { $record = New-ErrorRecord -Id 'InvalidRequest' -Category 'InvalidData' -Message "$($file.Path): $($_.Exception.GetBaseException().Message)" -Action 'Give what clusterroute recommend --format json has written.' -Target $file.Path }
        if ($null -ne $record) { $Cmdlet.ThrowTerminatingError($record) }
        # An empty list is an answer without findings, an empty file is none.
        if ($null -eq $document -and -not $text.StartsWith('[')) { $document = , $null }
        $sources.Add(@{ Target = $file.Path; Objects = $document })
    }
    if ($objects.Count -gt 0) { $sources.Add(@{ Target = 'Baseline'; Objects = $objects }) }
    foreach ($source in $sources) {
        $found = @(ConvertTo-EarlierAnswer -Objects $source.Objects)
        Assert-Option -Cmdlet $Cmdlet -Options ([ordered] @{ baseline = [ordered] @{ answers = $found } }) -Target $source.Target
        foreach ($answer in $found) { $answers.Add($answer) }
    }
    return [ordered] @{ answers = $answers.ToArray() }
}

# The options of a request for advice. What -Suppression and -Baseline name is read and tried here, before the pipe is.
function New-AdviceOption {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Bound)
    $options = New-Option -Bound $Bound
    if ($Bound.ContainsKey('Suppression')) {
        $file = Get-FileText -Cmdlet $Cmdlet -Path $Bound['Suppression']
        # The day of UTC, as the program has it, and with the digits and the calendar of the library.
        $today = [System.DateTime]::UtcNow.ToString('yyyy-MM-dd', [System.Globalization.CultureInfo]::InvariantCulture)
        Assert-Option -Cmdlet $Cmdlet -Options ([ordered] @{ suppression = $file.Text; today = $today }) -Target $file.Path
        $options['suppression'] = $file.Text
        $options['today'] = $today
    }
    if ($Bound.ContainsKey('Baseline')) { $options['baseline'] = ConvertTo-Baseline -Cmdlet $Cmdlet -Values $Bound['Baseline'] }
    return $options
}

# The severities from the lowest of these upward.
function Get-SeverityFrom {
    param([string[]] $Lowest)
    'error'
    if ($Lowest -contains 'Warning' -or $Lowest -contains 'Info') { 'warning' }
    if ($Lowest -contains 'Info') { 'info' }
}

# What an answer does not rest on: silence must not look like knowledge.
function Write-NotRead {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Answer)
    foreach ($one in $Answer.not_read) {
        if ($one.file -eq 'input.objects') { $Cmdlet.WriteWarning("of the objects in the pipe: $($one.reason)") }
        else { $Cmdlet.WriteVerbose("not read: $($one.file): $($one.reason)") }
    }
}

Export-ModuleMember -Function 'Find-File', 'Get-Answer', 'Get-SeverityFrom', 'Invoke-Library', 'New-AdviceOption', 'New-ErrorRecord', 'New-Option', 'Set-Connection', 'Write-NotRead'
