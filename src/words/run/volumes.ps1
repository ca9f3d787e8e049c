param($cluster)
$ErrorActionPreference = 'Stop'
foreach ($volume in @(Get-ClusterSharedVolume -Cluster $cluster)) {
    if (@('', 'Unknown') -contains "$($volume.State)") { "? volume $($volume.Name) does not tell its state" }
    elseif ("$($volume.State)" -ne 'Online') { "volume $($volume.Name) is $($volume.State)" }
    foreach ($part in @($volume.SharedVolumeInfo)) {
        if ($part -and $part.MaintenanceMode) { "volume $($volume.Name) is in maintenance mode" }
    }
}
