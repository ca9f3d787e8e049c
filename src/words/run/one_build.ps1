param($cluster)
$ErrorActionPreference = 'Stop'
$builds = @(Get-ClusterNode -Cluster $cluster | ForEach-Object { $_.PSObject.Properties['BuildNumber'] } | Where-Object { $_ -and $_.Value } | ForEach-Object { "$($_.Value)" } | Sort-Object -Unique)
if ($builds.Count -eq 0) { '? the nodes do not tell their build' }
if ($builds.Count -gt 1) { "the nodes are of builds $($builds -join ', '): a rolling upgrade is not finished" }
