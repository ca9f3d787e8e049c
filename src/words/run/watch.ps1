param($cluster)
$ErrorActionPreference = 'Stop'
# One line for each thing whose state may get worse: kind, name, network or volume that it is of, how bad, state.
function Write-State($Kind, $Name, $Of, $State, $Ranks) {
    $rank = 9
    if ($Ranks.ContainsKey("$State")) { $rank = $Ranks["$State"] }
    (@($Kind, $Name, $Of, $rank, $State) | ForEach-Object { "$_" -replace '\s', ' ' }) -join "`t"
}
$node = @{ Up = 0; Paused = 1; Joining = 2; Down = 3 }
$network = @{ Up = 0; Partitioned = 1; Unavailable = 2; Down = 3 }
$interface = @{ Up = 0; Unreachable = 1; Failed = 2; Unavailable = 3 }
$volume = @{ Direct = 0; BlockRedirected = 1; FileSystemRedirected = 2; Unavailable = 3 }
# A group or volume that is on its way to another node is pending, which is nothing bad.
$resource = @{ Online = 0; Pending = 0; OnlinePending = 0; OfflinePending = 0; PartialOnline = 1; Offline = 2; Failed = 3 }
foreach ($one in @(Get-ClusterNode -Cluster $cluster)) { Write-State 'node' $one.Name '' $one.State $node }
foreach ($one in @(Get-ClusterNetwork -Cluster $cluster)) { Write-State 'network' $one.Name $one.Name $one.State $network }
foreach ($one in @(Get-ClusterNetworkInterface -Cluster $cluster)) { Write-State 'interface' "$($one.Node)/$($one.Network)" $one.Network $one.State $interface }
foreach ($one in @(Get-ClusterGroup -Cluster $cluster)) { Write-State 'group' $one.Name '' $one.State $resource }
foreach ($one in @(Get-ClusterSharedVolume -Cluster $cluster)) { Write-State 'volume' $one.Name $one.Name $one.State $resource }
if (Get-Command -Name Get-ClusterSharedVolumeState -ErrorAction SilentlyContinue) {
    foreach ($one in @(Get-ClusterSharedVolumeState -Cluster $cluster)) { Write-State 'volume on node' "$($one.Name)/$($one.Node)" $one.Name $one.StateInfo $volume }
}
