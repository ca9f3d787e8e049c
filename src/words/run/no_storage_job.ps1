param($cluster)
$ErrorActionPreference = 'Stop'
if (-not (Get-Command -Name Get-StorageJob -ErrorAction SilentlyContinue)) { '? Get-StorageJob is not there'; return }
foreach ($job in @(Get-StorageJob)) {
    if (@('Running', 'New', 'Starting', 'Suspended', 'Service') -contains "$($job.JobState)") { "storage job $($job.Name) is $($job.JobState)" }
}
