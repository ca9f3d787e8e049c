# The ways in which the cluster of a plan is reached, for reading and for writing. Text runs in a runspace of its own, so
# that what hangs can be left behind, or from there in a session in which cluster objects are live.

# Here: Windows PowerShell with the commands of failover clustering.
$script:RunHere = {
    param([string] $Text, [string] $Cluster)
    Invoke-Command -ScriptBlock ([scriptblock]::Create($Text)) -ArgumentList $Cluster
}

# In a session: of Windows PowerShell, since PowerShell 7 has copies of cluster objects; or of a node.
$script:RunThere = {
    param([string] $Text, [string] $Cluster, [object] $Session)
    Invoke-Command -Session $Session -ScriptBlock ([scriptblock]::Create($Text)) -ArgumentList $Cluster -ErrorAction Stop
}

$script:OpenWindows = { New-PSSession -UseWindowsPowerShell -ErrorAction Stop }

$script:OpenComputer = {
    param([string] $ComputerName, [System.Collections.IDictionary] $More)
    New-PSSession -ComputerName $ComputerName @More -ErrorAction Stop
}

# What a value written to a copy would be lost on: the way has to give the cluster's own objects.
$script:ShowKind = 'param($cluster) $ErrorActionPreference = ''Stop''; $n = @(Get-ClusterNetwork -Cluster $cluster); if ($n.Count -eq 0) { throw ''it has no network'' }; $n[0].PSObject.TypeNames[0]'

# The way that suits this session, where none was named.
function Get-Way {
    param([string] $Way, [pscredential] $Credential)
    if ($Way -ne 'Auto') { return $Way }
    # Asking for the command would load its module, which is what is wanted.
    if ($null -ne $Credential -or $null -eq (Get-Command -Name 'Get-ClusterNetwork' -ErrorAction Ignore)) { return 'Node' }
    if ($PSVersionTable.PSEdition -eq 'Core') { return 'WinPS' }
    return 'Live'
}

# A way that nothing has gone yet. What is asked takes at most so many seconds.
function Open-Way {
    param([string] $Way, [string] $Cluster, [pscredential] $Credential, [int] $Seconds)
    return @{
        Name       = Get-Way -Way $Way -Credential $Credential
        Cluster    = $Cluster
        Credential = $Credential
        Seconds    = $Seconds
        Commands   = @('Get-Cluster', 'Get-ClusterNetwork', 'Get-VMHost', 'New-PSSession', 'Get-NetIntent', 'Get-StorageJob', 'Get-CimInstance')
        Worker     = $null
        Sessions   = @{}
    }
}

# The session of a way: of Windows PowerShell, of the cluster's own computer, or of one of its hosts.
function Get-WaySession {
    param([System.Collections.IDictionary] $Way, [string] $Computer)
    if ($Way.Sessions.Contains($Computer)) { return @{ Session = $Way.Sessions[$Computer]; Problem = $null } }
    if ($Way.Name -eq 'WinPS') { $opened = Invoke-Worker -Job $Way -Script $script:OpenWindows -Parameters @{} }
    else {
        $more = @{}
        if ($null -ne $Way.Credential) { $more['Credential'] = $Way.Credential }
        $opened = Invoke-Worker -Job $Way -Script $script:OpenComputer -Parameters @{ ComputerName = $Computer; More = $more }
    }
    if ($opened.Output.Length -eq 0) { return @{ Session = $null; Problem = Get-Reason -Job $Way -Result $opened -Name $Computer } }
    $Way.Sessions[$Computer] = $opened.Output[0]
    return @{ Session = $opened.Output[0]; Problem = $null }
}

# Runs a text that the library made. Gives its lines, what went wrong, and whether it was left behind because it took too
# long: then it may still come to its end later.
function Invoke-Way {
    param([System.Collections.IDictionary] $Way, [string] $Text, [string] $Computer)
    if ($Way.Name -eq 'Live') { $done = Invoke-Worker -Job $Way -Script $script:RunHere -Parameters @{ Text = $Text; Cluster = $Way.Cluster } }
    else {
        # On a node the cluster is its own one, whatever the name: no second computer is asked.
        $isNode = $Way.Name -eq 'Node'
        $where = if (-not $isNode) { '' } elseif ($Computer) { $Computer } else { $Way.Cluster }
        $opened = Get-WaySession -Way $Way -Computer $where
        if ($null -eq $opened.Session) { return @{ Lines = @(); Problem = $opened.Problem; IsLate = $false } }
        $named = if ($isNode) { '.' } else { $Way.Cluster }
        $done = Invoke-Worker -Job $Way -Script $script:RunThere -Parameters @{ Text = $Text; Cluster = $named; Session = $opened.Session }
        if ($done.IsLate -or $opened.Session.State -ne 'Opened') { $Way.Sessions.Remove($where) }
    }
    $problem = $null
    if ($done.IsLate -or $done.Errors.Length -gt 0) { $problem = ((Get-Reason -Job $Way -Result $done -Name '') -replace '\s+', ' ').Trim().TrimEnd('.') }
    return @{ Lines = @(foreach ($line in $done.Output) { [string] $line }); Problem = $problem; IsLate = $done.IsLate }
}

# Ends the command where the way of a run does not give the cluster's own objects.
function Assert-Way {
    param([System.Collections.IDictionary] $Run)
    $way = $Run.Way
    $shown = Invoke-Way -Way $way -Text $script:ShowKind
    if ($null -ne $shown.Problem) { $why = "the cluster '$($way.Cluster)' cannot be read by the way $($way.Name): $($shown.Problem)" }
    elseif ($shown.Lines[0] -like 'Deserialized.*') { $why = "the way $($way.Name) gives copies of the cluster's objects, and a value set on a copy is lost" }
    else { return }
    Exit-Command -Cmdlet $Run.Cmdlet -Id 'NoWay' -Category 'ConnectionError' -Message $why -Action 'Run it on a node or where the tools for failover clustering are, or give -Way and -Cluster.' -Target $way.Cluster
}

# Ends what was opened.
function Close-Way {
    param([System.Collections.IDictionary] $Way)
    if ($Way.Sessions.Count -gt 0) { $null = Invoke-Worker -Job $Way -Script $script:CloseSessions -Parameters @{ Session = @($Way.Sessions.Values) } }
    $Way.Sessions.Clear()
    if ($null -ne $Way.Worker) { $Way.Worker.Dispose() }
    $Way.Worker = $null
}
