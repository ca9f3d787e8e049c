# Reads a live cluster: the parts of a capture, each one command that begins with Get and is listed by the library's
# schema, on this machine or on others. A part runs in a runspace of its own, so that one that hangs can be left behind.

# It writes a file on each node, and takes minutes: a cluster log is captured on purpose or not at all.
$script:NeverCalled = 'Get-ClusterLog'

# One part: sent to a node, or to the session where cluster objects are live. Gives the rows as JSON, each with the
# properties that are wanted and nothing else, so that neither depth nor kinds of objects are lost on the way; and what
# failed as a sentence. Wanted is JSON: {"names":[..],"inner":[..]} for each property.
$script:ReadPart = {
    param([string] $Wanted, [System.Collections.IDictionary] $Where)
    function Invoke-Part {
        param([System.Collections.IDictionary] $Where)
        'the command'
    }
    function ConvertTo-Row {
        param($Value, $Columns, $Problems)
        if ($null -eq $Value -or $Value -is [string] -or $Value -is [bool]) { return $Value }
        if ($Value -is [System.ValueType]) {
            # An enum that was serialised is a number that prints as its word, so the text decides.
            $text = [string] $Value
            if ($text -match '^-?[0-9]{1,18}$') { return [long] $text }
            return $text
        }
        if ($Value -is [System.Collections.IEnumerable] -and $Value -isnot [System.Collections.IDictionary]) {
            $items = @(foreach ($item in $Value) { ConvertTo-Row -Value $item -Columns $Columns -Problems $Problems })
            return , $items
        }
        $row = [ordered] @{}
        foreach ($column in $Columns) {
            foreach ($name in $column.names) {
                $found = $Value.PSObject.Properties[$name]
                if ($null -eq $found) { continue }
                $content = $found.Value
                if ($null -eq $content) {
                    # PowerShell gives nothing for a property that fails, and does not say so: the runtime does.
                    try { $content = [System.Management.Automation.PSPropertyInfo].GetProperty('Value').GetValue($found, $null) }
                    catch { $null = $Problems.Add("the property $name cannot be read: $($_.Exception.GetBaseException().Message)") }
                    if ($null -eq $content) { continue }
                }
                $row[$name] = ConvertTo-Row -Value $content -Columns $column.inner -Problems $Problems
                break
            }
        }
        if ($row.Count -gt 0) { return $row }
        # Of what an object refers to its name is enough.
        if ($null -eq $Columns) {
            $name = $Value.PSObject.Properties['Name']
            if ($null -ne $name) { return [string] $name.Value }
            return [string] $Value
        }
    }
    $rows = New-Object -TypeName System.Collections.ArrayList
    $problems = New-Object -TypeName System.Collections.ArrayList
    try {
        $columns = ConvertFrom-Json -InputObject $Wanted
        foreach ($item in @(Invoke-Part -Where $Where 2>&1 3>$null)) {
            if ($item -is [System.Management.Automation.ErrorRecord]) { $null = $problems.Add($item.Exception.Message); continue }
            $row = ConvertTo-Row -Value $item -Columns $columns -Problems $problems
            if ($null -ne $row) { $null = $rows.Add($row) }
        }
    }
    catch [System.Management.Automation.CommandNotFoundException] { $null = $problems.Add("there is no command $($_.Exception.CommandName)") }
    catch { $null = $problems.Add($_.Exception.Message) }
    $found = @{ Rows = (ConvertTo-Json -InputObject @($rows.ToArray()) -Depth 8 -Compress); Count = $rows.Count; Problem = ((@($problems.ToArray()) | Select-Object -Unique) -join '; ') }
    New-Object -TypeName PSObject -Property $found
}

# Runs a part on this machine. PowerShell 7 has copies of cluster objects, which do not go through every pipe: where it
# keeps a session of Windows PowerShell for them, the part runs there.
$script:ReadHere = {
    param([string] $Text, [string] $Wanted, [System.Collections.IDictionary] $Where, [bool] $OfCluster)
    $place = @{}
    if ($OfCluster) {
        Import-Module -Name 'FailoverClusters' -ErrorAction Ignore -WarningAction Ignore
        foreach ($session in @(Get-PSSession -Name 'WinPSCompatSession' -ErrorAction Ignore)) { $place['Session'] = $session }
    }
    Invoke-Command @place -ScriptBlock ([scriptblock]::Create($Text)) -ArgumentList $Wanted, $Where
}

# Runs a part in sessions of other machines, as many at once as the engine is told to.
$script:ReadThere = {
    param([string] $Text, [string] $Wanted, [object[]] $Session, [int] $ThrottleLimit)
    Invoke-Command -Session $Session -ThrottleLimit $ThrottleLimit -ScriptBlock ([scriptblock]::Create($Text)) -ArgumentList $Wanted, @{}
}

$script:OpenSessions = {
    param([string[]] $ComputerName, [System.Collections.IDictionary] $More)
    New-PSSession -ComputerName $ComputerName @More
}

$script:CloseSessions = {
    param([object[]] $Session)
    Remove-PSSession -Session $Session
}

# A runspace with the modules from which this session has its commands, so that a part calls what the session would.
function Open-Worker {
    param([string[]] $Command)
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
    foreach ($one in Get-Command -Name $Command -ListImported -ErrorAction Ignore) {
        $module = $one.Module
        if ($null -eq $module -or -not $module.Path -or $module.Name -like 'Microsoft.PowerShell.*') { continue }
        # What stands for a module of another session belongs to that session; the worker makes one of its own.
        if ($module.PrivateData -is [System.Collections.IDictionary] -and $module.PrivateData.Contains('ImplicitRemoting')) { continue }
        $state.ImportPSModule([string[]] @($module.Path))
    }
    $runspace = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace($state)
    $runspace.Open()
    return $runspace
}

# Runs a script in the worker of a job, for so many seconds. Gives what it wrote and its errors as text; one that takes
# longer is stopped without waiting for it, and the next one gets a new worker.
function Invoke-Worker {
    param([System.Collections.IDictionary] $Job, [scriptblock] $Script, [System.Collections.IDictionary] $Parameters)
    if ($null -eq $Job.Worker) { $Job.Worker = Open-Worker -Command $Job.Commands }
    $shell = [powershell]::Create()
    $shell.Runspace = $Job.Worker
    $null = $shell.AddScript($Script.ToString()).AddParameters($Parameters)
    $written = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $nothing = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $nothing.Complete()
    $result = @{ Output = @(); Errors = @(); IsLate = $true }
    $running = $shell.BeginInvoke($nothing, $written)
    $until = [System.DateTime]::UtcNow.AddSeconds($Job.Seconds)
    try {
        # In short waits, between which Ctrl+C gets through.
        while (-not $running.AsyncWaitHandle.WaitOne(100)) { if ([System.DateTime]::UtcNow -gt $until) { break } }
        $result.IsLate = -not $running.IsCompleted
        if (-not $result.IsLate) {
            try { $null = $shell.EndInvoke($running) }
            catch {
                # What stopped is an error that a preference made stop: the error itself says why.
                $why = $_.Exception.GetBaseException()
                if ($why -is [System.Management.Automation.ActionPreferenceStopException]) { $why = $why.ErrorRecord.Exception.GetBaseException() }
                $result.Errors = @($why.Message)
            }
        }
    }
    finally {
        if ($result.IsLate) {
            $null = $shell.BeginStop($null, $null)
            $Job.Worker.CloseAsync()
            $Job.Worker = $null
        }
    }
    $result.Output = @($written.ReadAll())
    $result.Errors += @(foreach ($record in $shell.Streams.Error.ReadAll()) { $record.Exception.Message })
    if (-not $result.IsLate) { $shell.Dispose() }
    return $result
}

# What a part did not give, and where; the same of several nodes is one note.
function Add-Note {
    param([System.Collections.IDictionary] $Job, [string] $Command, [string] $Reason, [string] $Node)
    # As captures have it: one sentence, one line, without a full stop.
    $reason = ($Reason -replace '\s+', ' ').Trim().TrimEnd('.')
    $key = "$Command`0$reason"
    if (-not $Job.Notes.Contains($key)) { $Job.Notes[$key] = @{ Command = $Command; Reason = $reason; Nodes = [System.Collections.Generic.List[string]]::new() } }
    if ($Node) { $Job.Notes[$key].Nodes.Add($Node) }
}

# The properties of a section as a part wants them; lists of other objects are read with theirs.
function Get-Column {
    param([System.Collections.IDictionary] $Schema, $Section)
    foreach ($property in $Section.properties) {
        # Whose object it is shows in where it was asked for.
        if ($property.becomes -eq 'tells the host') { continue }
        $inner = $null
        if ($property.kind -eq 'nested') { $inner = @(Get-Column -Schema $Schema -Section $Schema[$property.of]) }
        [ordered] @{ names = @($property.name) + @($property.also); inner = $inner }
    }
}

# The parts of a schema, in the order of a capture: first those of the cluster, then those of each host.
function Get-Part {
    param($Sections)
    $schema = [ordered] @{}
    foreach ($section in $Sections) { $schema[$section.name] = $section }
    foreach ($section in $Sections) {
        $first, $rest = $section.cmdlet -split '(?= \| )', 2
        $name = $first.Split(' ')[0]
        if ($name -notlike 'Get-*' -or $script:NeverCalled -contains $name) { continue }
        @{
            Section  = $section.name
            Command  = $section.cmdlet
            Name     = $name
            Text     = $script:ReadPart.ToString().Replace("'the command'", "$first @Where$rest")
            Wanted   = ConvertTo-Json -InputObject @(Get-Column -Schema $schema -Section $section) -Depth 8 -Compress
            IsOfHost = $section.scope -eq 'host'
            IsWanted = $true
        }
    }
}

# The sessions to these computers, those that are open already among them; what cannot be reached is noted once.
function Open-Session {
    param([System.Collections.IDictionary] $Job, [string[]] $ComputerName)
    $missing = @($ComputerName | Where-Object { -not $Job.Sessions.Contains($_) })
    if ($missing.Length -eq 0) { return }
    $more = @{ ThrottleLimit = $Job.ThrottleLimit }
    if ($null -ne $Job.Credential) { $more['Credential'] = $Job.Credential }
    $result = Invoke-Worker -Job $Job -Script $script:OpenSessions -Parameters @{ ComputerName = $missing; More = $more }
    foreach ($session in $result.Output) { $Job.Sessions["$($session.ComputerName)"] = $session }
    foreach ($name in @($missing | Where-Object { -not $Job.Sessions.Contains($_) })) {
        $Job.Sessions[$name] = $null
        $node = $name.Split('.')[0]
        Add-Note -Job $Job -Command 'Invoke-Command' -Reason (Get-Reason -Job $Job -Result $result -Name $name) -Node $node
    }
}

# Why there is nothing of a computer: the error that names it, else that it took too long, else the first error.
function Get-Reason {
    param([System.Collections.IDictionary] $Job, [System.Collections.IDictionary] $Result, [string] $Name)
    foreach ($one in $Result.Errors) { if ($Name -and $one.Contains($Name)) { return $one } }
    if ($Result.IsLate) { return "it took longer than $($Job.Seconds) seconds" }
    foreach ($one in $Result.Errors) { return $one }
    return 'it gave no answer'
}

# The rows of a part that one computer gave; nothing where it gave none and says why, which is noted.
function Get-Row {
    param([System.Collections.IDictionary] $Job, [System.Collections.IDictionary] $Part, $Answer, [string] $Node)
    if ($Answer.Problem) { Add-Note -Job $Job -Command $Part.Command -Reason $Answer.Problem -Node $Node }
    if ($Answer.Problem -and $Answer.Count -eq 0) { return }
    $rows = ConvertFrom-Json -InputObject $Answer.Rows
    return @{ Rows = @($rows) }
}

# A part of the cluster: its rows, or nothing.
function Read-Cluster {
    param([System.Collections.IDictionary] $Job, [System.Collections.IDictionary] $Part)
    if ($Job.IsFar) {
        Open-Session -Job $Job -ComputerName $Job.Cluster
        $session = $Job.Sessions[$Job.Cluster]
        if ($null -eq $session) { return }
        $result = Invoke-Worker -Job $Job -Script $script:ReadThere -Parameters @{ Text = $Part.Text; Wanted = $Part.Wanted; Session = @($session); ThrottleLimit = 1 }
    }
    else {
        $where = @{}
        if ($Job.Cluster -and $Part.Name -eq 'Get-Cluster') { $where['Name'] = $Job.Cluster }
        elseif ($Job.Cluster) { $where['Cluster'] = $Job.Cluster }
        $result = Invoke-Worker -Job $Job -Script $script:ReadHere -Parameters @{ Text = $Part.Text; Wanted = $Part.Wanted; Where = $where; OfCluster = $true }
    }
    if ($result.Output.Length -gt 0) { return Get-Row -Job $Job -Part $Part -Answer $result.Output[0] }
    if ($Job.IsFar -and $result.IsLate) { $Job.Sessions.Remove($Job.Cluster) }
    Add-Note -Job $Job -Command $Part.Command -Reason (Get-Reason -Job $Job -Result $result -Name $Job.Cluster)
}

# A part of hosts: for each node that gave something, its rows.
function Read-Node {
    param([System.Collections.IDictionary] $Job, [System.Collections.IDictionary] $Part, [System.Collections.IDictionary] $Computers)
    $rows = @{}
    $far = @(foreach ($name in $Computers.Keys) { if ($name -ne '.') { $name } })
    if ($Computers.Contains('.')) {
        $node = $Computers['.']
        $result = Invoke-Worker -Job $Job -Script $script:ReadHere -Parameters @{ Text = $Part.Text; Wanted = $Part.Wanted; Where = @{}; OfCluster = $false }
        if ($result.Output.Length -gt 0) { $rows[$node] = Get-Row -Job $Job -Part $Part -Answer $result.Output[0] -Node $node }
        else { Add-Note -Job $Job -Command $Part.Command -Reason (Get-Reason -Job $Job -Result $result -Name $node) -Node $node }
    }
    if ($far.Length -eq 0) { return $rows }
    Open-Session -Job $Job -ComputerName $far
    $open = @($far | Where-Object { $null -ne $Job.Sessions[$_] })
    if ($open.Length -eq 0) { return $rows }
    $sessions = @(foreach ($name in $open) { $Job.Sessions[$name] })
    $result = Invoke-Worker -Job $Job -Script $script:ReadThere -Parameters @{ Text = $Part.Text; Wanted = $Part.Wanted; Session = $sessions; ThrottleLimit = $Job.ThrottleLimit }
    $seen = @{}
    foreach ($answer in $result.Output) {
        $node = $Computers[[string] $answer.PSComputerName]
        $seen[$node] = $true
        $rows[$node] = Get-Row -Job $Job -Part $Part -Answer $answer -Node $node
    }
    foreach ($name in $open) {
        if ($seen.ContainsKey($Computers[$name])) { continue }
        Add-Note -Job $Job -Command $Part.Command -Reason (Get-Reason -Job $Job -Result $result -Name $name) -Node $Computers[$name]
        # A session that still works on this part cannot take the next one.
        $Job.Sessions.Remove($name)
    }
    return $rows
}

# Whom to ask for the parts of hosts: for each computer its node; this one is '.'. A node that is down is not asked.
function Get-Computer {
    param([System.Collections.IDictionary] $Job, $Nodes)
    # Where the cluster is named with its domain, its nodes are too.
    $domain = ''
    $address = [System.Net.IPAddress]::None
    if ($Job.Cluster.Contains('.') -and -not [System.Net.IPAddress]::TryParse($Job.Cluster, [ref] $address)) { $domain = $Job.Cluster.Substring($Job.Cluster.IndexOf('.')) }
    $computers = [ordered] @{}
    foreach ($node in $Nodes) {
        $state = $node.PSObject.Properties['State']
        if ($null -eq $node.PSObject.Properties['Name']) { continue }
        if ($null -ne $state -and ('Down', '1' -contains [string] $state.Value)) { Add-Note -Job $Job -Command 'Invoke-Command' -Reason 'the node is down and was not asked' -Node $node.Name }
        elseif ($node.Name -eq [System.Environment]::MachineName) { $computers['.'] = $node.Name }
        else { $computers["$($node.Name)$domain"] = $node.Name }
    }
    return $computers
}

# All that is wanted of one cluster, as a request takes a capture; nothing when the cluster itself cannot be read.
function Read-Capture {
    param([System.Collections.IDictionary] $Job, [System.Collections.IDictionary[]] $Parts)
    $capture, $sources, $hosts = [ordered] @{}, [ordered] @{}, [ordered] @{}
    $captured = [System.DateTime]::UtcNow.ToString('yyyy-MM-dd HH:mm:ss', [System.Globalization.CultureInfo]::InvariantCulture) + 'Z'
    $nodes, $computers, $done = @(), $null, 0
    $hasHosts = @($Parts | Where-Object { $_.IsOfHost -and $_.IsWanted }).Length -gt 0
    foreach ($part in $Parts) {
        $done++
        # There is no capture without its cluster and networks, and the nodes say who is to be asked.
        $isVital = $part.Name -eq 'Get-Cluster' -or $part.Name -eq 'Get-ClusterNetwork'
        $isForHosts = $part.Name -eq 'Get-ClusterNode' -and $hasHosts
        if (-not ($part.IsWanted -or $isVital -or $isForHosts)) { continue }
        Write-Progress -Activity $Job.Activity -Status $part.Command -PercentComplete (100 * $done / $Parts.Length)
        $count = 0
        if ($part.IsOfHost) {
            if ($null -eq $computers) { $computers = Get-Computer -Job $Job -Nodes $nodes }
            $found = Read-Node -Job $Job -Part $part -Computers $computers
            foreach ($node in $computers.Values) {
                if (-not $found.ContainsKey($node) -or $null -eq $found[$node]) { continue }
                if (-not $hosts.Contains($node)) { $hosts[$node] = [ordered] @{ node = $node } }
                $hosts[$node][$part.Section] = $found[$node].Rows
                $count += $found[$node].Rows.Length
            }
            if ($count -gt 0) { $sources[$part.Command] = [ordered] @{ file = $part.Command; sections = [ordered] @{ hosts = $hosts.Count } } }
            continue
        }
        $found = Read-Cluster -Job $Job -Part $part
        if ($null -eq $found) {
            if ($isVital) { return }
            continue
        }
        if ($isForHosts) { $nodes = $found.Rows }
        if (-not ($part.IsWanted -or $isVital)) { continue }
        $capture[$part.Section] = $found.Rows
        if ($found.Rows.Length -gt 0) { $sources[$part.Command] = [ordered] @{ file = $part.Command; sections = [ordered] @{ $part.Section = $found.Rows.Length } } }
    }
    if ($hosts.Count -gt 0) { $capture['hosts'] = @($hosts.Values) }
    $notes = @(foreach ($note in $Job.Notes.Values) {
        $where = if ($note.Nodes.Count -gt 0) { "on $($note.Nodes -join ', '): " }
        [ordered] @{ file = $note.Command; reason = "$where$($note.Reason)" }
    })
    $capture['origin'] = [ordered] @{ captured_at = $captured; sources = @($sources.Values); not_read = $notes }
    return $capture
}

# What is to be known about a cluster while it is read. An empty name is the local cluster.
function Open-Job {
    param([string] $Cluster, [pscredential] $Credential, [int] $ThrottleLimit, [int] $TimeoutSeconds, [System.Collections.IDictionary[]] $Parts)
    # The commands of clusters take no credential, and may not be there: then the cluster's own computer is asked.
    $activity = if ($Cluster) { "Collecting cluster $Cluster" } else { 'Collecting the cluster of this machine' }
    $isFar = $Cluster -and ($null -ne $Credential -or $null -eq (Get-Command -Name 'Get-Cluster' -ErrorAction Ignore))
    return @{
        Cluster       = $Cluster
        Activity      = $activity
        Credential    = $Credential
        ThrottleLimit = $ThrottleLimit
        Seconds       = $TimeoutSeconds
        Commands      = @(foreach ($part in $Parts) { $part.Name })
        IsFar         = $isFar
        Worker        = $null
        Sessions      = @{}
        Notes         = [ordered] @{}
    }
}

# Ends what was opened for a cluster.
function Close-Job {
    param([System.Collections.IDictionary] $Job)
    $open = @($Job.Sessions.Values | Where-Object { $null -ne $_ })
    if ($open.Length -gt 0) { $null = Invoke-Worker -Job $Job -Script $script:CloseSessions -Parameters @{ Session = $open } }
    if ($null -ne $Job.Worker) { $Job.Worker.Dispose() }
    $Job.Worker = $null
    Write-Progress -Activity $Job.Activity -Completed
}
