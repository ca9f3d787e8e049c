param($cluster)
$ErrorActionPreference = 'Stop'
foreach ($node in @(Get-ClusterNode -Cluster $cluster)) {
    if ("$($node.State)" -ne 'Up') { "node $($node.Name) is $($node.State)" }
    $more = $node.PSObject.Properties['StatusInformation']
    if ($more -and $more.Value -and @('0', 'Normal') -notcontains "$($more.Value)") { "node $($node.Name) is $($more.Value)" }
}
