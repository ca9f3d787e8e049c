# What the module costs against what a user would do instead, as ratios of one run; prints a table and tests nothing.
# Run it with pwsh -NoProfile -File benches/module.ps1; CLUSTERROUTE_MODULE names the manifest of a built module, such as
# target/module/ClusterRoute/<version>/ClusterRoute.psd1, which has its shim compiled.
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$WarningPreference = 'SilentlyContinue'

$manifest = $env:CLUSTERROUTE_MODULE
if (-not $manifest) { $manifest = [System.IO.Path]::Combine($PSScriptRoot, '..', 'powershell', 'ClusterRoute', 'ClusterRoute.psd1') }
Import-Module -Name $manifest

# The median of several runs, in milliseconds.
function Get-Median {
    param([scriptblock] $Script, [int] $Runs)
    $times = foreach ($run in 0..$Runs) {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $null = & $Script
        $watch.Elapsed.TotalMilliseconds
    }
    # The first run warms up.
    ($times | Select-Object -Skip 1 | Sort-Object)[[int] [System.Math]::Floor($Runs / 2)]
}

function New-Row {
    param([string] $What, [double] $Milliseconds, [string] $Against, [double] $Other)
    [pscustomobject] @{ What = $What; Milliseconds = [System.Math]::Round($Milliseconds, 2); Against = $Against; Ratio = if ($Other) { [System.Math]::Round($Milliseconds / $Other, 2) } }
}

# Objects of a cluster as Import-Clixml gives them.
function New-Cluster {
    param([int] $Nodes, [int] $Networks, [int] $Volumes, [string] $Name = 'BENCH')
    $make = {
        param($Type, $Facts)
        $object = [pscustomobject] $Facts
        $object.PSObject.TypeNames.Insert(0, "Deserialized.Microsoft.FailoverClusters.PowerShell.$Type")
        $object
    }
    $cluster = & $make 'Cluster' @{ Name = $Name; ClusterFunctionalLevel = 11 }
    $cluster
    $all = foreach ($node in 1..$Nodes) { & $make 'ClusterNode' @{ Name = "N$node"; State = 'Up'; BuildNumber = 20348; Cluster = $cluster } }
    $all
    foreach ($number in 1..$Networks) {
        $network = & $make 'ClusterNetwork' @{ Name = "Net$number"; Id = [guid]::NewGuid().ToString(); Role = 'ClusterAndClient'; Metric = 30240 + $number; AutoMetric = $true; State = 'Up'; Address = "10.0.$number.0"; AddressMask = '255.255.255.0'; Ipv4Addresses = @("10.0.$number.0"); Ipv4PrefixLengths = @('24'); Ipv6Addresses = @(); Ipv6PrefixLengths = @(); Cluster = $cluster }
        $network
        foreach ($node in 1..$Nodes) {
            & $make 'ClusterNetworkInterface' @{ Name = "N$node - Net$number"; Node = "N$node"; Network = "Net$number"; State = 'Up'; Address = "10.0.$number.$node"; AdapterId = [guid]::NewGuid().ToString(); Adapter = 'Adapter'; Ipv4Addresses = @("10.0.$number.$node"); Cluster = $cluster }
        }
    }
    if ($Volumes) { foreach ($volume in 1..$Volumes) { & $make 'ClusterSharedVolume' @{ Name = "V$volume"; State = 'Online'; OwnerNode = $all[$volume % $Nodes] } } }
}

$three = @(New-Cluster -Nodes 1 -Networks 3 -Volumes 0 | Where-Object { $_.PSObject.TypeNames[0] -like '*.ClusterNetwork' })
$casts = {
    $rows = foreach ($network in $three) { [ordered] @{ Name = [string] $network.Name; Role = [string] $network.Role; Metric = [uint32] $network.Metric; AutoMetric = [bool] $network.AutoMetric; State = [string] $network.State } }
    ConvertTo-Json -InputObject @($rows) -Compress
}
$bare = Get-Median -Runs 200 -Script $casts
$warm = Get-Median -Runs 200 -Script { $three | Get-ClusterRouteMetric }

$large = @(New-Cluster -Nodes 64 -Networks 8 -Volumes 0)
$volumes = @(New-Cluster -Nodes 64 -Networks 8 -Volumes 64)
$folder = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "clusterroute-bench-$PID")
$null = New-Item -ItemType Directory -Path $folder
try {
    $xml = [System.IO.Path]::Combine($folder, 'large.xml')
    $many = foreach ($copy in 1..75) { New-Cluster -Nodes 64 -Networks 8 -Volumes 64 -Name "BENCH$copy" }
    $many | Export-Clixml -LiteralPath $xml -Depth 2
    $import = Get-Median -Runs 3 -Script { Import-Clixml -LiteralPath $xml }
    $capture = Get-Median -Runs 3 -Script { Import-ClusterRouteCapture -LiteralPath $xml }
    $empty = [System.IO.Path]::Combine($folder, 'Empty', 'Empty.psm1')
    $null = New-Item -ItemType Directory -Path ([System.IO.Path]::GetDirectoryName($empty))
    [System.IO.File]::WriteAllText($empty, "function Get-Nothing {}`nExport-ModuleMember -Function Get-Nothing")
    New-ModuleManifest -Path ([System.IO.Path]::ChangeExtension($empty, 'psd1')) -RootModule 'Empty.psm1' -FunctionsToExport 'Get-Nothing'
    $shell = [System.Environment]::ProcessPath
    $start = { param($Path) & $shell -NoProfile -NonInteractive -Command "`$w = [System.Diagnostics.Stopwatch]::StartNew(); Import-Module '$Path'; `$w.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)" }
    $first = { param($Path) 1..7 | ForEach-Object { [double] (& $start $Path) } | Sort-Object | Select-Object -Skip 3 -First 1 }
    $none = & $first ([System.IO.Path]::ChangeExtension($empty, 'psd1'))
    $ours = & $first $manifest
    $size = [System.Math]::Round((Get-Item -LiteralPath $xml).Length / 1MB)
}
finally { Remove-Item -LiteralPath $folder -Recurse -Force }

@(
    New-Row -What 'warm call, three networks' -Milliseconds $warm -Against 'casts and ConvertTo-Json' -Other $bare
    New-Row -What '64 nodes x 8 networks, piped: advice' -Milliseconds (Get-Median -Runs 5 -Script { $large | Get-ClusterRouteRecommendation })
    New-Row -What '64 nodes x 8 networks, piped: all routes' -Milliseconds (Get-Median -Runs 3 -Script { $volumes | Get-ClusterRoute })
    New-Row -What "Import-ClusterRouteCapture of $size MB" -Milliseconds $capture -Against 'Import-Clixml' -Other $import
    New-Row -What 'Import-Module, first in a session' -Milliseconds $ours -Against 'an empty module' -Other $none
) | Format-Table -AutoSize | Out-String -Width 120
