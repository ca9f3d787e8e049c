# What nobody has seen on a real cluster, asked of yours: run it in a lab, and send probes.json back.
#
# It only reads, unless -Write names a network: then that network is written what it holds already, its metric is made
# automatic and put back, and a role that is none is tried and refused. Never give -Write in production.
# It runs on a node, or where the tools for failover clustering are, in Windows PowerShell 5.1 or PowerShell 7.
[CmdletBinding()]
param(
    [string] $Cluster = '.',
    # The name of a network of a lab on which nothing depends.
    [string] $Write = '',
    [string] $OutFile = 'probes.json'
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$found = New-Object -TypeName System.Collections.ArrayList

# Asks one question; what fails is an answer too.
function Invoke-Probe {
    param([string] $Id, [string] $Question, [scriptblock] $Block, [switch] $Writes)
    $answer = @{ id = $Id; question = $Question; seen = $null; failed = $null; ran = $true }
    if ($Writes -and -not $Write) { $answer['ran'] = $false }
    else {
        try { $answer['seen'] = @(& $Block | ForEach-Object { "$_" }) }
        catch {
            $exception = $_.Exception
            $kinds = @(while ($null -ne $exception) { $exception.GetType().FullName + ' 0x{0:X8}' -f $exception.HResult; $exception = $exception.InnerException })
            $answer['failed'] = @($_.Exception.Message) + $kinds
        }
    }
    $null = $found.Add($answer)
    Write-Host ('{0,-3} {1}: {2}' -f $Id, $Question, $(if (-not $answer['ran']) { 'needs -Write' } elseif ($null -ne $answer['failed']) { $answer['failed'][0] } else { 'seen' }))
}

function Get-Lab { @(Get-ClusterNetwork -Cluster $Cluster | Where-Object { $_.Name -eq $Write })[0] }

Invoke-Probe -Id '1' -Question 'which members a network has, and whether Update() is among them' -Block {
    $network = @(Get-ClusterNetwork -Cluster $Cluster)[0]
    $network.PSObject.TypeNames[0]
    $network | Get-Member -MemberType Methods, Properties | ForEach-Object { $_.Definition }
}
Invoke-Probe -Id '2' -Writes -Question 'whether writing the role it has works with -Cluster' -Block {
    $network = Get-Lab
    $network.Role = [int] $network.Role
    if ($network | Get-Member -Name Update -MemberType Methods) { $network.Update() }
    [int] (Get-Lab).Role
}
Invoke-Probe -Id '3' -Question 'the methods of MSCluster_Network and the states of backups' -Block {
    $where = @{}
    if ($Cluster -ne '.') { $where['ComputerName'] = $Cluster }
    foreach ($method in (Get-CimClass -Namespace 'root/MSCluster' -ClassName 'MSCluster_Network' @where).CimClassMethods) { $method.Name + ' ' + (@($method.Parameters | ForEach-Object { $_.Name }) -join ', ') }
    foreach ($volume in @(Get-CimInstance -Namespace 'root/MSCluster' -ClassName 'MSCluster_ClusterSharedVolume' @where)) { "$($volume.Name) BackupState $($volume.BackupState)" }
}
Invoke-Probe -Id '4' -Writes -Question 'how long an automatic metric takes, and what it does to the others' -Block {
    $network = Get-Lab
    $was = @{ Auto = $network.AutoMetric; Metric = $network.Metric }
    $begun = [DateTime]::UtcNow
    $network.Metric = 900
    try {
        $network = Get-Lab
        $network.AutoMetric = $true
        foreach ($second in 0..30) {
            $now = Get-Lab
            '{0:N1} s: AutoMetric {1}, Metric {2}' -f ([DateTime]::UtcNow - $begun).TotalSeconds, $now.AutoMetric, $now.Metric
            if ($now.AutoMetric -and $now.Metric -ne 900) { break }
            Start-Sleep -Seconds 1
        }
        Get-ClusterNetwork -Cluster $Cluster | ForEach-Object { "$($_.Name) $($_.Metric) $($_.AutoMetric)" }
    }
    finally { if (-not $was['Auto']) { (Get-Lab).Metric = $was['Metric'] } }
}
Invoke-Probe -Id '7' -Question 'what Network ATC looks after' -Block {
    Get-NetIntent | ForEach-Object { "$($_.IntentName) $($_.IntentType)" }
    Get-NetIntent -GlobalOverrides | ConvertTo-Json -Depth 4
}
Invoke-Probe -Id '9' -Question 'the states of groups; run it once while a guest migrates' -Block {
    Get-ClusterGroup -Cluster $Cluster | ForEach-Object { "$($_.GroupType) $($_.State) StatusInformation $($_.StatusInformation)" }
}
Invoke-Probe -Id '10' -Question 'who may do what' -Block {
    [System.Security.Principal.WindowsIdentity]::GetCurrent().Groups.Count
    Get-ClusterAccess -Cluster $Cluster | ForEach-Object { "$($_.Rights) $($_.Type)" }
}
Invoke-Probe -Id '11' -Writes -Question 'the error of a role that is refused' -Block { (Get-Lab).Role = 2 }
Invoke-Probe -Id '12' -Question 'a session of Windows PowerShell from PowerShell 7' -Block {
    if ($PSVersionTable.PSVersion.Major -lt 7) { 'this is Windows PowerShell'; return }
    $session = New-PSSession -UseWindowsPowerShell
    try { Invoke-Command -Session $session -ScriptBlock { param($cluster) @(Get-ClusterNetwork -Cluster $cluster)[0].PSObject.TypeNames[0] } -ArgumentList $Cluster }
    finally { Remove-PSSession -Session $session }
}

$about = @{ engine = "$($PSVersionTable.PSVersion)"; system = "$([System.Environment]::OSVersion.Version)"; at = [DateTime]::UtcNow.ToString('u'); written_to = $Write; probes = @($found.ToArray()) }
[System.IO.File]::WriteAllText($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($OutFile), (ConvertTo-Json -InputObject $about -Depth 6))
Write-Host "Not asked here, since they need hands: 5 and 6 (when traffic moves), 8 (both modes of a volume), 13 (a host's own list). $OutFile has what was seen; look through it before you send it."
