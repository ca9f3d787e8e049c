# A simulated cluster for a suite that collects; Setup.ps1 comes before. What it sets is taken back by Remove-Simulation.
$variables = 'MODE', 'GETTERS', 'UPDATE', 'FAULTS', 'LOG', 'REMOTING', 'STATE', 'CIM' | ForEach-Object { "FAKE_CLUSTER_$_" }
$kept = @{}
foreach ($name in $variables) { $kept[$name] = [System.Environment]::GetEnvironmentVariable($name) }
$fake = [System.IO.Path]::Combine($PSScriptRoot, 'fake', 'FakeFailoverClusters.psm1')

# Other suites have classes of the same names, beside which no source is compiled here, but a library is loaded.
if ($null -eq ('FakeCluster.Store' -as [type])) {
    $library = [System.IO.Path]::Combine($TestDrive, 'fake.dll')
    $compile = "Add-Type -LiteralPath '$([System.IO.Path]::ChangeExtension($fake, '.cs'))' -OutputAssembly '$library' -OutputType Library"
    & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $compile
    $null = [System.Reflection.Assembly]::Load([System.IO.File]::ReadAllBytes($library))
}

# A simulated cluster of two nodes, the first of which is this machine, with adapters.
function New-Simulation {
    param([string] $Mode, [string] $Remoting = '1', [string] $Name = 'CL1', [string] $First = [System.Environment]::MachineName, [switch] $Add, [switch] $NotLocal, [hashtable] $Extra = @{})
    if (-not $Add) {
        foreach ($variable in $variables) { [System.Environment]::SetEnvironmentVariable($variable, $null) }
        $env:FAKE_CLUSTER_MODE = $Mode
        $env:FAKE_CLUSTER_REMOTING = $Remoting
        $env:FAKE_CLUSTER_CIM = '1'
        Import-Module $fake -Force -Global -WarningAction Ignore
    }
    $source = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 's2d-2019-rdma')
    $json = (ConvertTo-Json -InputObject $source.Capture -Depth 9) -replace '\bHV11\b', $First
    if ($Name -ne 'CL1') { $json = $json -replace '\bHV12\b', "$Name-2" }
    $capture = [ordered] @{}
    foreach ($property in (ConvertFrom-Json -InputObject $json).PSObject.Properties) { if ($property.Name -ne 'origin') { $capture[$property.Name] = $property.Value } }
    $capture['cluster'] = @($capture['cluster'])[0]
    $capture['hosts'] = @(foreach ($node in $capture['nodes']) {
        @{
            node             = $node.Name
            vm_host          = @{ VirtualMachineMigrationPerformanceOption = 'SMB'; VirtualMachineMigrationEnabled = $true }
            net_adapters     = @(@{ Name = 'SMB1'; InterfaceDescription = "NIC of $($node.Name)"; InterfaceGuid = '{0}'; Speed = 25000000000; MtuSize = 9014 })
            net_adapter_rdma = @(@{ Name = 'SMB1'; Enabled = $true })
        }
    })
    $null = New-FakeCluster -Capture $capture -Name $Name -Add:$Add -NotLocal:$NotLocal -Extra $Extra -StatePath ([System.IO.Path]::Combine($TestDrive, "$([guid]::NewGuid()).json"))
}

# The session as it was.
function Remove-Simulation {
    foreach ($name in $variables) { [System.Environment]::SetEnvironmentVariable($name, $kept[$name]) }
    Remove-Module -Name FakeFailoverClusters -ErrorAction Ignore
}
