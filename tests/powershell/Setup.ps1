# What every suite needs: the module, classes with the names of FailoverClusters, captures, and helpers.
# CLUSTERROUTE_MODULE names the manifest of a built module; else the one of the checkout is tested.
$modulePath = $env:CLUSTERROUTE_MODULE
if (-not $modulePath) { $modulePath = [System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'powershell', 'ClusterRoute', 'ClusterRoute.psd1') }
Import-Module $modulePath -Force
if ($null -eq ('Microsoft.FailoverClusters.PowerShell.Cluster' -as [type])) {
    Add-Type -LiteralPath ([System.IO.Path]::Combine($PSScriptRoot, 'FailoverClusters.cs'))
}
$captures = [System.IO.Path]::Combine($PSScriptRoot, '..', 'fixtures', 'captures')
$liveScript = [System.IO.Path]::Combine($PSScriptRoot, 'Live.ps1')

# The live objects of one small cluster.
function Get-Live {
    param([string] $Name = 'LIVE-1', [string] $Node = 'L')
    & $liveScript -Name $Name -Node $Node
}

# The files of one captured cluster.
function Get-CaptureFile {
    param([string] $Name)
    foreach ($file in 'networks', 'interfaces', 'shared-volumes', 'csv-states', 'vm-resource-type-parameters') {
        $path = [System.IO.Path]::Combine($captures, $Name, "$file.xml")
        if (Test-Path -LiteralPath $path) { $path }
    }
}

# Answers as text that can be compared.
function ConvertTo-Text {
    param($Answer)
    ConvertTo-Json -InputObject @($Answer) -Depth 10
}

# The first error of a script block, whether it ends the command or not; or nothing.
function Get-Failure {
    param([scriptblock] $Script)
    $before = $global:ErrorActionPreference
    $global:ErrorActionPreference = 'Stop'
    try { $null = & $Script }
    catch { return $_ }
    finally { $global:ErrorActionPreference = $before }
    return $null
}
