# Gives the objects of one small cluster as the FailoverClusters module would give them live.
param([string] $Name = 'LIVE-1', [string] $Node = 'L')

function New-Collection {
    param([string[]] $Items)
    $collection = [System.Collections.Specialized.StringCollection]::new()
    foreach ($item in $Items) { $null = $collection.Add($item) }
    return , $collection
}

$cluster = [Microsoft.FailoverClusters.PowerShell.Cluster]::new()
$cluster.Name = $Name
$cluster.ClusterFunctionalLevel = 11
$cluster.S2DEnabled = 1
$number = 0
foreach ($row in @('Management', 'ClusterAndClient', 70000), @('Storage1', 'Cluster', 20401), @('Storage2', 'Cluster', 20402)) {
    $number++
    $network = [Microsoft.FailoverClusters.PowerShell.ClusterNetwork]::new()
    $network.Name = $row[0]
    $network.Role = $row[1]
    $network.Metric = $row[2]
    $network.AutoMetric = $true
    $network.State = 'Up'
    $network.Id = '00000000-0000-0000-0000-00000000000' + $number
    $network.Address = "10.0.$number.0"
    $network.AddressMask = '255.255.255.0'
    $network.Ipv4Addresses = New-Collection -Items $network.Address
    $network.Ipv4PrefixLengths = New-Collection -Items '24'
    $network.Ipv6Addresses = New-Collection
    $network.Ipv6PrefixLengths = New-Collection
    $network.Cluster = $cluster
    $network
    foreach ($index in 1, 2) {
        $interface = [Microsoft.FailoverClusters.PowerShell.ClusterNetworkInterface]::new()
        $interface.Name = "$Node$index - $($network.Name)"
        $interface.Node = "$Node$index"
        $interface.Network = $network
        $interface.State = 'Up'
        $interface.Address = "10.0.$number.1$index"
        $interface.Ipv4Addresses = New-Collection -Items $interface.Address
        $interface.Ipv6Addresses = New-Collection
        $interface.Cluster = $cluster
        $interface
    }
}
$owner = [Microsoft.FailoverClusters.PowerShell.ClusterNode]::new()
$owner.Name = "${Node}1"
$owner.State = 'Up'
$owner.BuildNumber = 20348
$owner.Cluster = $cluster
$owner
$volume = [Microsoft.FailoverClusters.PowerShell.ClusterSharedVolume]::new()
$volume.Name = 'Volume1'
$volume.OwnerNode = $owner
$info = [Microsoft.FailoverClusters.PowerShell.ClusterSharedVolumeInfo]::new()
$info.FriendlyVolumeName = 'C:\ClusterStorage\Volume1'
$volume.SharedVolumeInfo = @($info)
$volume
foreach ($row in @("${Node}1", 'Direct', 'NotBlockRedirected'), @("${Node}2", 'BlockRedirected', 'NoDiskConnectivity')) {
    $state = [Microsoft.FailoverClusters.PowerShell.ClusterSharedVolumeStateInfo]::new()
    $state.Name = 'Volume1'
    $state.VolumeFriendlyName = 'Volume1'
    $state.Node = $row[0]
    $state.StateInfo = $row[1]
    $state.BlockRedirectedIOReason = $row[2]
    $state
}
