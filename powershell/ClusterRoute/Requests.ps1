# Asking the library: from what a command was given to a request, and from what the library says to answers and errors.

# Which properties are read of which objects, from the library's answer to the question 'schema'.
$script:Sections = $null

# What a failure of the library is called here, and what to do about it.
$script:Failures = @{
    invalid_request = @{ Id = 'InvalidRequest'; Category = 'InvalidArgument'; Action = 'Correct the parameter that the message names.' }
    invalid_capture = @{ Id = 'InvalidClusterData'; Category = 'InvalidData'; Action = 'Add the output of Get-ClusterNetwork as it is, with other objects of the same cluster.' }
    unreadable_file = @{ Id = 'UnreadableFile'; Category = 'ReadError'; Action = 'Give what Export-Clixml, ConvertTo-Json, Export-Csv or the console made of cluster objects, or a diagnostic capture.' }
    too_large       = @{ Id = 'TooLarge'; Category = 'LimitsExceeded'; Action = 'Ask about fewer clusters or files at once.' }
    unknown_name    = @{ Id = 'UnknownName'; Category = 'ObjectNotFound'; Action = 'Use a name that the cluster or Get-ClusterRouteRule lists.' }
    internal        = @{ Id = 'Internal'; Category = 'InvalidResult'; Action = 'Report the command and its input as a defect; the session can go on.' }
}

# The library's name of an option by that of the parameter.
$script:OptionNames = [ordered] @{ WindowsVersion = 'windows_version'; From = 'from'; To = 'to'; Volume = 'volume'; Network = 'network'; Without = 'without'; Set = 'set'; Rule = 'rules'; Id = 'rules'; ExcludeRule = 'exclude_rules'; Tag = 'tag'; Depth = 'depth'; Limit = 'limit'; Io = 'io'; Node = 'node'; Size = 'size'; Rate = 'rate'; Storage = 'storage'; Disk = 'disk'; Vm = 'vm'; Option = 'option'; Parallel = 'parallel'; Speed = 'speed'; Class = 'class'; Plan = 'verify' }

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

# A place in a request as the user of a command knows it: -From instead of options.from.
function ConvertTo-Place {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Place)
    $found = [System.Text.RegularExpressions.Regex]::Match($Place, 'options\.([a-z_]+)')
    if (-not $found.Success) { return $Place }
    $option, $written = $found.Groups[1].Value, $found.Value
    $parameters = $Cmdlet.MyInvocation.MyCommand.Parameters
    foreach ($name in $script:OptionNames.Keys) {
        if ($script:OptionNames[$name] -eq $option -and $parameters.ContainsKey($name)) { return $Place.Replace($written, "-$name") }
    }
    return $Place
}

# A failure of the library as an error record whose target is the file or cluster, without the place in it.
function ConvertTo-FailureRecord {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Failure)
    $kind = $script:Failures['internal']
    if ($script:Failures.ContainsKey($Failure.Code)) { $kind = $script:Failures[$Failure.Code] }
    $message, $target = $Failure.Message, $null
    $place = Find-Property -InputObject $Failure -Name 'Path'
    if ($null -ne $place -and $place.Value) {
        $message = "$(ConvertTo-Place -Cmdlet $Cmdlet -Place $place.Value): $message"
        $target = $place.Value -replace ': (capture|options)[.\[].*$', '' -replace ':[0-9]+(:[0-9]+)?$', ''
    }
    return ConvertTo-ErrorRecord -Id $kind.Id -Category $kind.Category -Message $message -Action $kind.Action -Target $target
}

# What the library says to a request, answers and errors alike; of each answer the list stays unread until it is asked for.
function Get-Frame {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Question, [string] $Request, [string] $List)
    # Without the catch a failing statement would only be reported, and the next one would run.
    try { return [ClusterRoute.Interop.Frame]::new($script:Connection.Library.Ask($Question, $Request).Json, $List) }
    catch { $Cmdlet.ThrowTerminatingError($_) }
}

# What could not be answered, as an error that names its file or cluster; what is wrong with a parameter ends the command,
# unless something could be answered all the same.
function Write-Failure {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Failures, [switch] $Answered)
    foreach ($failure in $Failures) {
        $record = ConvertTo-FailureRecord -Cmdlet $Cmdlet -Failure $failure
        $place = Find-Property -InputObject $failure -Name 'Path'
        if ($null -ne $place -and $place.Value -like 'options*' -and -not $Answered) { $Cmdlet.ThrowTerminatingError($record) }
        $Cmdlet.WriteError($record)
    }
}

# What the library reads, as it lists it.
function Get-Schema {
    param([System.Management.Automation.PSCmdlet] $Cmdlet)
    foreach ($answer in (Get-Frame -Cmdlet $Cmdlet -Question 'schema' -Request '{"schema":2}').Answers) { $answer.Facts }
}

# A request that takes objects of the pipe, with the files of -Path or -LiteralPath in it.
function Get-Request {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Bound)
    Add-FlatProperty
    if ($null -eq $script:Sections) {
        $schema = $script:Connection.Library.Ask('schema', '{"schema":2}')
        $script:Sections = [ClusterRoute.Interop.Sections]::new($schema.Json)
    }
    $request = [ClusterRoute.Interop.Request]::new($script:Sections, $Cmdlet)
    foreach ($parameter in 'Path', 'LiteralPath') {
        if ($Bound.ContainsKey($parameter)) { Add-File -Cmdlet $Cmdlet -Request $request -Parameter $parameter -Value $Bound[$parameter] }
    }
    return $request
}

# Adds the files and folders that an argument names; one that names none is an error.
function Add-File {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Request, [string] $Parameter, [string[]] $Value)
    foreach ($item in $Value) {
        $where = @{ $Parameter = $item }
        $found = @(Resolve-Path @where -ErrorAction Ignore | Where-Object { $_.Provider.Name -eq 'FileSystem' })
        foreach ($one in $found) { $Request.AddPath($one.ProviderPath) }
        if ($found.Length -gt 0) { continue }
        $Request.Refuse((ConvertTo-ErrorRecord -Id 'PathNotFound' -Category 'ObjectNotFound' -Message "expected a file or folder, found none at $item" -Action 'Check the path; use -LiteralPath for names with brackets.' -Target $item))
    }
}

# The options of a request: the parameters that were given, under the library's names.
function Get-Option {
    param([System.Collections.IDictionary] $Bound)
    $options = [ordered] @{}
    foreach ($name in $script:OptionNames.Keys) {
        if ($Bound.ContainsKey($name)) { $options[$script:OptionNames[$name]] = $Bound[$name] }
    }
    if ($Bound.ContainsKey('Traffic')) {
        $words = @{ Cluster = 'cluster'; Csv = 'csv'; LiveMigration = 'live_migration' }
        $options['traffic'] = @(foreach ($word in $Bound['Traffic']) { $words[$word] })
    }
    if ($Bound.ContainsKey('Snapshot')) { $options['snapshot'] = $Bound['Snapshot'].ToLowerInvariant() }
    if ($Bound.ContainsKey('Interval')) { $options['intervals'] = [bool] $Bound['Interval'] }
    if ($Bound.ContainsKey('Severity')) { $options['severity'] = @(foreach ($word in $Bound['Severity']) { $word.ToLowerInvariant() }) }
    return $options
}

# One answer for each cluster of a request, as it is known. What an answer does not rest on is told: silence must not
# look like knowledge.
function Get-Answer {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Question, $Request, $Before, [System.Collections.IDictionary] $Options, [string] $List)
    foreach ($one in @($Request, $Before)) {
        if ($null -eq $one -or -not $one.IsEmpty) { continue }
        # What was refused has an error already.
        if ($one.Refused -gt 0) { return }
        $action = 'Pipe cluster objects in, such as: Get-ClusterNetwork | ' + $Cmdlet.MyInvocation.MyCommand.Name
        $Cmdlet.ThrowTerminatingError((ConvertTo-ErrorRecord -Id 'EmptyPipe' -Category 'InvalidArgument' -Message 'expected objects of a failover cluster in the pipe, found none' -Action $action))
    }
    $Cmdlet.WriteVerbose("asking '$Question' of $($Request.Summary); library $($script:Connection.Path), version $($script:Connection.Library.Version)")
    $frame = Get-Frame -Cmdlet $Cmdlet -Question $Question -Request $Request.Write($Options, $Before) -List $List
    $Request.Refused += $frame.Errors.Length
    foreach ($answer in $frame.Answers) {
        $facts = $answer.Facts
        foreach ($one in $facts.ReadAs) { $Cmdlet.WriteVerbose("read as: $($one.File): $($one.How)") }
        foreach ($one in $facts.NotRead) {
            if ($one.File -eq 'input.objects') { $Cmdlet.WriteWarning("of the objects in the pipe: $($one.Reason)") }
            else { $Cmdlet.WriteVerbose("not read: $($one.File): $($one.Reason)") }
        }
        $windows = Find-Property -InputObject $facts -Name 'Windows'
        if ($null -ne $windows) { $Cmdlet.WriteVerbose("cluster '$($facts.Name)': Windows $($windows.Value.Version), $($windows.Value.Certainty.ToLowerInvariant()): $($windows.Value.Because)") }
        $answer
    }
    Write-Failure -Cmdlet $Cmdlet -Failures $frame.Errors -Answered:($frame.Answers.Length -gt 0)
}

# What the library refuses of the options of a question. It looks at them first; after that it misses the input, which there
# is none of yet.
function Find-OptionFailure {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Question, [System.Collections.IDictionary] $Options)
    $request = [ClusterRoute.Interop.Request]::WriteOptions($Options)
    foreach ($failure in (Get-Frame -Cmdlet $Cmdlet -Question $Question -Request $request).Errors) {
        $place = Find-Property -InputObject $failure -Name 'Path'
        if ($null -ne $place -and $place.Value -like 'options*') { $failure }
    }
}

# Ends the command when the library refuses what a parameter holds; the target is the file that it was read from.
function Assert-Option {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Options, [string] $Target)
    foreach ($failure in Find-OptionFailure -Cmdlet $Cmdlet -Question 'recommend' -Options $Options) {
        $action = 'Correct what the message names, or take another file.'
        $Cmdlet.ThrowTerminatingError((ConvertTo-ErrorRecord -Id 'InvalidRequest' -Category 'InvalidData' -Message "$($Target): $($failure.Message)" -Action $action -Target $Target))
    }
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
    $Cmdlet.ThrowTerminatingError((ConvertTo-ErrorRecord @problem -Target $full))
}
