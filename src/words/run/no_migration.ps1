param($cluster)
$ErrorActionPreference = 'Stop'
foreach ($group in @(Get-ClusterGroup -Cluster $cluster)) {
    if ("$($group.State)" -like '*Pending') { "group $($group.Name) is $($group.State)" }
}
