param($cluster)
$ErrorActionPreference = 'Stop'
if (-not (Get-Command -Name Get-CimInstance -ErrorAction SilentlyContinue)) { '? Get-CimInstance is not there'; return }
$where = @{}
if ($cluster -ne '.') { $where['ComputerName'] = $cluster }
foreach ($volume in @(Get-CimInstance -Namespace 'root/MSCluster' -ClassName 'MSCluster_ClusterSharedVolume' @where)) {
    $state = $volume.PSObject.Properties['BackupState']
    if (-not $state -or $null -eq $state.Value) { "? volume $($volume.Name) does not tell its BackupState"; continue }
    if ("$($state.Value)" -ne '0') { "volume $($volume.Name) is being backed up" }
}
