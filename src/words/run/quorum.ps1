param($cluster)
$ErrorActionPreference = 'Stop'
$all = 0; $up = 0
foreach ($node in @(Get-ClusterNode -Cluster $cluster)) {
    $weight = $node.PSObject.Properties['DynamicWeight']
    if (-not $weight -or $null -eq $weight.Value) { '? the nodes do not tell their DynamicWeight'; return }
    $all += [int] $weight.Value
    if ("$($node.State)" -eq 'Up') { $up += [int] $weight.Value }
}
$named = Get-Cluster $cluster
$witness = $named.PSObject.Properties['WitnessDynamicWeight']
if ($witness -and $witness.Value) { $all += [int] $witness.Value; $up += [int] $witness.Value }
if (2 * ($up - 1) -le $all) { "of $all votes $up are there: one more that is lost stops the cluster" }
