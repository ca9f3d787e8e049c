# A simulated FailoverClusters, Hyper-V, SmbShare, NetAdapter, Storage and NetworkATC for tests. See README.md.
# Windows PowerShell 5.1 and PowerShell 7. ASCII only.
Set-StrictMode -Version Latest

if (-not ('FakeCluster.Store' -as [type])) { Add-Type -Path (Join-Path $PSScriptRoot 'FakeFailoverClusters.cs') }
$script:Inside = 0          # above 0: in a session with live objects
$script:LocalNode = ''      # the node that an Invoke-Command runs on
function Test-Compat { $env:FAKE_CLUSTER_MODE -eq 'compat' }
if (Test-Compat) { Write-Warning 'Module FailoverClusters is loaded in Windows PowerShell using WinPSCompatSession remoting session; please note that all input and output of commands from this module will be deserialized objects. (simulated)' }

# ---- helpers -----------------------------------------------------------------------------------------------------------
function ConvertTo-Copy($Object) { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($Object, 1)) }
function Get-Home([string]$Cluster) { if ($Cluster -and $Cluster -ne '.') { $Cluster } else { $script:LocalNode } }
function Write-Fault($Cmdlet, $Caught) {
    $e = $Caught.Exception
    while ($e.InnerException -and $e -isnot [Microsoft.FailoverClusters.PowerShell.ClusterCmdletException]) { $e = $e.InnerException }
    $code = if ($e -is [Microsoft.FailoverClusters.PowerShell.ClusterCmdletException]) { $e.ErrorCode } else { 0 }
    $category = switch ($code) { 5 { 'PermissionDenied' } 1722 { 'ConnectionError' } 1060 { 'ConnectionError' } 87 { 'InvalidArgument' } 5035 { 'ObjectNotFound' } 5007 { 'ObjectNotFound' } 5042 { 'ObjectNotFound' } default { 'NotSpecified' } }
    $Cmdlet.WriteError((New-Object System.Management.Automation.ErrorRecord($e, $Cmdlet.MyInvocation.MyCommand.Name, $category, $null)))
}
# What a command gives: live objects, or copies as the compatibility session of PowerShell 7 gives them.
function Out-Fake {
    param([Parameter(ValueFromPipeline)]$Object)
    process {
        if ($null -eq $Object) { return }
        if ($Object -is [FakeCluster.OldNetwork] -or $Object -is [FakeCluster.NetworkWithUpdate]) {
            $Object.PSObject.TypeNames.Clear(); 'Microsoft.FailoverClusters.PowerShell.ClusterNetwork', 'System.Object' | ForEach-Object { $Object.PSObject.TypeNames.Add($_) }
        }
        if ((Test-Compat) -and $script:Inside -eq 0) { ConvertTo-Copy $Object } else { $Object }
    }
}
function Select-Named($Cmdlet, $All, [string[]]$Name, [string]$What) {
    if (-not $Name) { return $All }
    foreach ($n in $Name) {
        $hit = @($All | Where-Object { $_.Name -eq $n })
        if ($hit.Count) { $hit } else { Write-Fault $Cmdlet ([pscustomobject]@{ Exception = [Microsoft.FailoverClusters.PowerShell.ClusterCmdletException]::new("There is no $What '$n'.", 5035) }) }
    }
}
function Get-ReadTarget([string]$Kind, [string[]]$Name) { if ($Name -and $Name.Count -eq 1) { "${Kind}:$($Name[0])" } else { "${Kind}:*" } }
# Live objects only: what came through serialization does not bind, as in PowerShell 7.
function Assert-Live($Cmdlet, $Object) {
    if ($null -eq $Object -or $Object -is [Microsoft.FailoverClusters.PowerShell.FakeObject]) { return }
    if ($Object.PSObject.TypeNames[0] -like 'Deserialized.*' -or (Test-Compat)) {
        $text = 'The input object cannot be bound to any parameters for the command either because the command does not take pipeline input or the input and its properties do not match any of the parameters that take pipeline input.'
        $Cmdlet.ThrowTerminatingError((New-Object System.Management.Automation.ErrorRecord((New-Object System.Management.Automation.PSInvalidOperationException($text)), 'InputObjectNotBound', 'InvalidArgument', $Object)))
    }
}
function ConvertFrom-Row($Row, [string]$TypeName, $More) {
    $o = New-Object psobject
    if ($null -ne $Row) { foreach ($key in @($Row.Keys)) { $o | Add-Member -NotePropertyName $key -NotePropertyValue $Row[$key] } }
    if ($null -ne $More) { foreach ($key in @($More.Keys)) { $o | Add-Member -NotePropertyName $key -NotePropertyValue $More[$key] -Force } }
    $o.PSObject.TypeNames.Insert(0, $TypeName); $o
}
# The nodes that -CimSession or -ComputerName means. A cluster's name means the node that owns it: the first that is up.
function Get-Target($CimSession, $ComputerName) {
    $named = @(@($CimSession) + @($ComputerName) | Where-Object { $_ } | ForEach-Object { if ($_ -is [string]) { $_ } elseif ($_.PSObject.Properties['ComputerName']) { $_.ComputerName } else { [string]$_ } })
    if (-not $named.Count) { $named = @($script:LocalNode) }
    foreach ($n in $named) {
        $state = [FakeCluster.Json]::Parse([FakeCluster.Store]::Peek())
        $entry = [FakeCluster.Store]::Entry($state, $(if ($n -in '', '.', 'localhost') { $script:LocalNode } else { $n }))
        $names = @($entry['capture']['nodes'] | ForEach-Object { $_['Name'] })
        $node = @($names | Where-Object { $_ -eq $n -or $_ -eq "$n".Split('.')[0] })
        [pscustomobject]@{ Cluster = [FakeCluster.Store]::NameOf($entry); Node = $(if ($node.Count) { $node[0] } else { [string]($entry['capture']['nodes'] | Where-Object { $_['State'] -ne 'Down' } | ForEach-Object { $_['Name'] } | Select-Object -First 1) }) }
    }
}
function Read-Host2($Target, $Cmdlet, [string]$Kind) {
    $entry = [FakeCluster.Store]::Read($Target.Cluster, $Cmdlet.MyInvocation.MyCommand.Name, "${Kind}:$($Target.Node)")
    $row = [FakeCluster.World]::Find([FakeCluster.World]::L([FakeCluster.World]::Capture($entry), 'nodes'), 'Name', $Target.Node)
    if ([FakeCluster.World]::S($row, 'State') -eq 'Down') { throw [Microsoft.FailoverClusters.PowerShell.ClusterCmdletException]::new("'$($Target.Node)' cannot be reached.", 1722) }
    , $entry
}

# ---- FailoverClusters --------------------------------------------------------------------------------------------------
function Get-Cluster {
    [CmdletBinding()] param([Parameter(Position = 0)][string]$Name, [string]$Domain)
    try { [FakeCluster.Make]::Cluster([FakeCluster.Store]::Read((Get-Home $Name), 'Get-Cluster', 'cluster')) | Out-Fake } catch { Write-Fault $PSCmdlet $_ }
}
function Get-ClusterNode {
    [CmdletBinding()] param([Parameter(Position = 0)][string[]]$Name, [string]$Cluster, [Parameter(ValueFromPipeline)][psobject]$InputObject)
    process { Assert-Live $PSCmdlet $InputObject; try { $e = [FakeCluster.Store]::Read($(if ($InputObject) { $InputObject.FakeHome() } else { Get-Home $Cluster }), 'Get-ClusterNode', (Get-ReadTarget node $Name)); Select-Named $PSCmdlet ([FakeCluster.Make]::Nodes($e)) $Name node | Out-Fake } catch { Write-Fault $PSCmdlet $_ } }
}
function Get-ClusterNetwork {
    [CmdletBinding()] param([Parameter(Position = 0)][string[]]$Name, [string]$Cluster, [Parameter(ValueFromPipeline)][psobject]$InputObject)
    process { Assert-Live $PSCmdlet $InputObject; try { $e = [FakeCluster.Store]::Read($(if ($InputObject) { $InputObject.FakeHome() } else { Get-Home $Cluster }), 'Get-ClusterNetwork', (Get-ReadTarget network $Name)); Select-Named $PSCmdlet ([FakeCluster.Make]::Networks($e)) $Name 'cluster network' | Out-Fake } catch { Write-Fault $PSCmdlet $_ } }
}
function Get-ClusterNetworkInterface {
    [CmdletBinding()] param([Parameter(Position = 0)][string[]]$Name, [string]$Node, [string]$Network, [string]$Cluster)
    try {
        $e = [FakeCluster.Store]::Read((Get-Home $Cluster), 'Get-ClusterNetworkInterface', 'interface:*')
        $all = [FakeCluster.Make]::Interfaces($e) | Where-Object { (-not $Node -or $_.Node -eq $Node) -and (-not $Network -or [string]$_.Network -eq $Network) }
        Select-Named $PSCmdlet @($all) $Name 'network interface' | Out-Fake
    } catch { Write-Fault $PSCmdlet $_ }
}
function Get-ClusterSharedVolume {
    [CmdletBinding()] param([Parameter(Position = 0)][string[]]$Name, [string]$Cluster, [Parameter(ValueFromPipeline)][psobject]$InputObject)
    process { Assert-Live $PSCmdlet $InputObject; try { $e = [FakeCluster.Store]::Read($(if ($InputObject) { $InputObject.FakeHome() } else { Get-Home $Cluster }), 'Get-ClusterSharedVolume', (Get-ReadTarget volume $Name)); Select-Named $PSCmdlet ([FakeCluster.Make]::Volumes($e)) $Name 'cluster shared volume' | Out-Fake } catch { Write-Fault $PSCmdlet $_ } }
}
function Get-ClusterSharedVolumeState {
    [CmdletBinding()] param([Parameter(Position = 0)][string[]]$Name, [string[]]$Node, [string]$Cluster, [Parameter(ValueFromPipeline)][psobject]$InputObject)
    process {
        Assert-Live $PSCmdlet $InputObject
        if ($InputObject) { $Name = @($InputObject.Name) }
        try {
            $e = [FakeCluster.Store]::Read($(if ($InputObject) { $InputObject.FakeHome() } else { Get-Home $Cluster }), 'Get-ClusterSharedVolumeState', (Get-ReadTarget volume $Name))
            [FakeCluster.Make]::States($e) | Where-Object { (-not $Name -or $_.Name -in $Name) -and (-not $Node -or $_.Node -in $Node) } | Out-Fake
        } catch { Write-Fault $PSCmdlet $_ }
    }
}
function Move-ClusterSharedVolume {
    [CmdletBinding()] param([Parameter(Position = 0)][string]$Name, [Parameter(Position = 1)][string]$Node, [int]$Wait, [Parameter(ValueFromPipeline)][psobject]$InputObject, [string]$Cluster)
    process {
        Assert-Live $PSCmdlet $InputObject
        $home1 = Get-Home $Cluster
        if ($InputObject) { $Name = $InputObject.Name; $home1 = $InputObject.FakeHome() }
        try {
            if (-not $Node) {
                $entry = [FakeCluster.Store]::Entry([FakeCluster.Json]::Parse([FakeCluster.Store]::Peek()), $home1)
                $owner = [string][FakeCluster.World]::Get($entry, "volume:$Name.owner")
                $Node = [string]($entry['capture']['nodes'] | Where-Object { $_['State'] -eq 'Up' -and $_['Name'] -ne $owner } | ForEach-Object { $_['Name'] } | Select-Object -First 1)
            }
            [FakeCluster.Store]::Write($home1, 'Move-ClusterSharedVolume', "volume:$Name.owner", $Node)
            [FakeCluster.Make]::Volumes([FakeCluster.Store]::Entry([FakeCluster.Json]::Parse([FakeCluster.Store]::Peek()), $home1)) | Where-Object Name -EQ $Name | Out-Fake
        } catch { Write-Fault $PSCmdlet $_ }
    }
}
function Get-ClusterResource {
    [CmdletBinding()] param([Parameter(Position = 0)][string[]]$Name, [string]$Cluster)
    try {
        $e = [FakeCluster.Store]::Read((Get-Home $Cluster), 'Get-ClusterResource', (Get-ReadTarget volume $Name)); $rows = @()
        foreach ($v in [FakeCluster.World]::L([FakeCluster.World]::Capture($e), 'shared_volumes')) { $rows += , [FakeCluster.Json]::Parse((ConvertTo-Json @{ Name = $v['Name']; ResourceType = 'Physical Disk'; OwnerGroup = ''; OwnerNode = [FakeCluster.World]::Owner($v); State = $v['State'] } -Compress)) }
        foreach ($i in [FakeCluster.World]::L([FakeCluster.World]::Sub($e, 'extra'), 'ip_address_resources')) { $rows += , [FakeCluster.Json]::Parse((ConvertTo-Json @{ Name = $i['Name']; ResourceType = 'IP Address'; OwnerGroup = 'Cluster Group'; OwnerNode = ''; State = 'Online' } -Compress)) }
        Select-Named $PSCmdlet @($rows | ForEach-Object { [FakeCluster.Make]::Resource($e, $_) }) $Name resource | Out-Fake
    } catch { Write-Fault $PSCmdlet $_ }
}
function Get-ClusterGroup {
    [CmdletBinding()] param([Parameter(Position = 0)][string[]]$Name, [string]$Cluster)
    try { $e = [FakeCluster.Store]::Read((Get-Home $Cluster), 'Get-ClusterGroup', 'group:*'); Select-Named $PSCmdlet ([FakeCluster.Make]::Groups($e)) $Name group | Out-Fake } catch { Write-Fault $PSCmdlet $_ }
}
function Set-Volume2($Cmdlet, $Name, $InputObject, $Cluster, [string]$Prop, [bool]$On) {
    Assert-Live $Cmdlet $InputObject
    $home1 = Get-Home $Cluster
    if ($InputObject) { $Name = $InputObject.Name; $home1 = $InputObject.FakeHome() }
    try {
        [FakeCluster.Store]::Write($home1, $Cmdlet.MyInvocation.MyCommand.Name, "volume:$Name.$Prop", $On)
        [FakeCluster.Make]::Volumes([FakeCluster.Store]::Entry([FakeCluster.Json]::Parse([FakeCluster.Store]::Peek()), $home1)) | Where-Object Name -EQ $Name | Out-Fake
    } catch { Write-Fault $Cmdlet $_ }
}
function Suspend-ClusterResource {
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
    param([Parameter(Position = 0)][string]$Name, [string]$VolumeName, [switch]$RedirectedAccess, [switch]$Force, [Parameter(ValueFromPipeline)][psobject]$InputObject, [string]$Cluster)
    process {
        $what = if ($InputObject) { [string]$InputObject } else { $Name }
        if ($Force -and -not $PSBoundParameters.ContainsKey('Confirm')) { $ConfirmPreference = 'None' }
        if ($PSCmdlet.ShouldProcess($what, $(if ($RedirectedAccess) { 'Turn on redirected access' } else { 'Turn on maintenance' }))) { Set-Volume2 $PSCmdlet $Name $InputObject $Cluster $(if ($RedirectedAccess) { 'redirected' } else { 'maintenance' }) $true }
    }
}
function Resume-ClusterResource {
    [CmdletBinding()] param([Parameter(Position = 0)][string]$Name, [string]$VolumeName, [Parameter(ValueFromPipeline)][psobject]$InputObject, [string]$Cluster)
    process {
        $entry = [FakeCluster.Store]::Entry([FakeCluster.Json]::Parse([FakeCluster.Store]::Peek()), $(if ($InputObject -is [Microsoft.FailoverClusters.PowerShell.FakeObject]) { $InputObject.FakeHome() } else { Get-Home $Cluster }))
        $n = if ($InputObject) { $InputObject.Name } else { $Name }
        $maintenance = try { [FakeCluster.World]::Truth([FakeCluster.World]::Get($entry, "volume:$n.maintenance")) } catch { $false }
        if ($maintenance) { Set-Volume2 $PSCmdlet $Name $InputObject $Cluster 'maintenance' $false }    # it ends both
        $redirected = try { [FakeCluster.World]::Truth([FakeCluster.World]::Get($entry, "volume:$n.redirected")) } catch { $true }
        if ($redirected -or -not $maintenance) { Set-Volume2 $PSCmdlet $Name $InputObject $Cluster 'redirected' $false }
    }
}
function Suspend-ClusterNode {
    [CmdletBinding(SupportsShouldProcess)] param([Parameter(Position = 0)][string]$Name, [string]$Cluster, [switch]$Drain, [switch]$Wait)
    if ($PSCmdlet.ShouldProcess($Name, 'Pause')) { try { [FakeCluster.Store]::Write((Get-Home $Cluster), 'Suspend-ClusterNode', "node:$Name.state", 'Paused') } catch { Write-Fault $PSCmdlet $_ } }
}
function Resume-ClusterNode {
    [CmdletBinding()] param([Parameter(Position = 0)][string]$Name, [string]$Cluster)
    try { [FakeCluster.Store]::Write((Get-Home $Cluster), 'Resume-ClusterNode', "node:$Name.state", 'Up') } catch { Write-Fault $PSCmdlet $_ }
}
function Get-ClusterResourceType {
    [CmdletBinding()] param([Parameter(Position = 0)][string[]]$Name, [string]$Cluster)
    try { $e = [FakeCluster.Store]::Read((Get-Home $Cluster), 'Get-ClusterResourceType', 'resourcetypes'); Select-Named $PSCmdlet @('Virtual Machine', 'Virtual Machine Configuration', 'Physical Disk', 'IP Address', 'Network Name' | ForEach-Object { [FakeCluster.Make]::ResourceType($e, $_) }) $Name 'resource type' | Out-Fake } catch { Write-Fault $PSCmdlet $_ }
}
function Get-ClusterParameter {
    [CmdletBinding()] param([Parameter(ValueFromPipeline)][psobject]$InputObject, [Parameter(Position = 0)][string[]]$Name, [string]$Cluster)
    process {
        Assert-Live $PSCmdlet $InputObject
        if ($InputObject -isnot [Microsoft.FailoverClusters.PowerShell.ClusterResourceType]) { return }
        try {
            $e = [FakeCluster.Store]::Read($InputObject.FakeHome(), 'Get-ClusterParameter', "resourcetype:$($InputObject.Name)")
            if ($InputObject.Name -ne 'Virtual Machine') { return }
            $all = foreach ($n in 'MigrationExcludeNetworks', 'MigrationNetworkOrder') {
                $p = New-Object Microsoft.FailoverClusters.PowerShell.ClusterParameter; $p.ClusterObject = 'Virtual Machine'; $p.Name = $n; $p.ParameterType = 'String'
                $p.Value = [FakeCluster.World]::S([FakeCluster.World]::Find([FakeCluster.World]::L([FakeCluster.World]::Capture($e), 'vm_resource_type_parameters'), 'Name', $n), 'Value'); $p
            }
            Select-Named $PSCmdlet $all $Name parameter | Out-Fake
        } catch { Write-Fault $PSCmdlet $_ }
    }
}
function Set-ClusterParameter {
    [CmdletBinding(DefaultParameterSetName = 'Single')]
    param([Parameter(ValueFromPipeline)][psobject]$InputObject, [Parameter(Position = 0, ParameterSetName = 'Single')][string]$Name, [Parameter(Position = 1, ParameterSetName = 'Single')][psobject]$Value,
        [Parameter(Position = 0, ParameterSetName = 'Multiple')][hashtable]$Multiple, [switch]$Create, [switch]$Delete, [string]$Cluster)
    process {
        Assert-Live $PSCmdlet $InputObject
        $set = if ($Multiple) { $Multiple } else { @{ $Name = $Value } }
        foreach ($key in @($set.Keys | Sort-Object)) {
            try {
                if ($InputObject -isnot [Microsoft.FailoverClusters.PowerShell.ClusterResourceType]) { throw [Microsoft.FailoverClusters.PowerShell.ClusterCmdletException]::new('Only parameters of resource types are simulated.', 87) }
                if ($key -notin 'MigrationExcludeNetworks', 'MigrationNetworkOrder' -and -not $Create) { throw [Microsoft.FailoverClusters.PowerShell.ClusterCmdletException]::new("Unable to find the property '$key'; add -Create to make one.", 87) }
                [FakeCluster.Store]::Write($InputObject.FakeHome(), 'Set-ClusterParameter', "resourcetype:$($InputObject.Name).$key", $(if ($Delete) { '' } else { [string]$set[$key] }))
            } catch { Write-Fault $PSCmdlet $_ }
        }
    }
}

# ---- Hyper-V -----------------------------------------------------------------------------------------------------------
$script:HostDefaults = [ordered]@{ VirtualMachineMigrationEnabled = $true; VirtualMachineMigrationAuthenticationType = 'CredSSP'; VirtualMachineMigrationPerformanceOption = 'Compression'; MaximumVirtualMachineMigrations = 2; MaximumStorageMigrations = 2; UseAnyNetworkForMigration = $false }
function Get-VMHost {
    [CmdletBinding()] param([object[]]$CimSession, [Parameter(Position = 0)][string[]]$ComputerName)
    foreach ($t in Get-Target $CimSession $ComputerName) {
        try {
            $e = Read-Host2 $t $PSCmdlet 'host'; $o = [ordered]@{ Name = $t.Node; ComputerName = $t.Node }
            foreach ($k in $script:HostDefaults.Keys) { $o[$k] = $script:HostDefaults[$k] }
            foreach ($r in [FakeCluster.Make]::Rows($e, $t.Node, 'vm_host')) { foreach ($k in @($r.Keys)) { $o[$k] = $r[$k] } }
            ConvertFrom-Row $null 'Microsoft.HyperV.PowerShell.VMHost' $o
        } catch { Write-Fault $PSCmdlet $_ }
    }
}
function Set-VMHost {
    [CmdletBinding(SupportsShouldProcess)]
    param([object[]]$CimSession, [Parameter(Position = 0)][string[]]$ComputerName, [ValidateSet('TCPIP', 'Compression', 'SMB')][string]$VirtualMachineMigrationPerformanceOption, [ValidateSet('Kerberos', 'CredSSP')][string]$VirtualMachineMigrationAuthenticationType,
        [uint32]$MaximumVirtualMachineMigrations, [uint32]$MaximumStorageMigrations, [bool]$UseAnyNetworkForMigration, [switch]$Passthru)
    foreach ($t in Get-Target $CimSession $ComputerName) {
        if (-not $PSCmdlet.ShouldProcess($t.Node, 'Set-VMHost')) { continue }
        foreach ($k in 'VirtualMachineMigrationPerformanceOption', 'VirtualMachineMigrationAuthenticationType', 'MaximumVirtualMachineMigrations', 'MaximumStorageMigrations', 'UseAnyNetworkForMigration') {
            if (-not $PSBoundParameters.ContainsKey($k)) { continue }
            $v = $PSBoundParameters[$k]; if ($v -is [uint32]) { $v = [long]$v }
            try { [FakeCluster.Store]::Write($t.Cluster, 'Set-VMHost', "host:$($t.Node).$k", $v) } catch { Write-Fault $PSCmdlet $_ }
        }
        if ($Passthru) { Get-VMHost -ComputerName $t.Node }
    }
}
function Enable-VMMigration { [CmdletBinding(SupportsShouldProcess)] param([object[]]$CimSession, [string[]]$ComputerName) foreach ($t in Get-Target $CimSession $ComputerName) { if ($PSCmdlet.ShouldProcess($t.Node)) { try { [FakeCluster.Store]::Write($t.Cluster, 'Enable-VMMigration', "host:$($t.Node).VirtualMachineMigrationEnabled", $true) } catch { Write-Fault $PSCmdlet $_ } } } }
function Disable-VMMigration { [CmdletBinding(SupportsShouldProcess)] param([object[]]$CimSession, [string[]]$ComputerName) foreach ($t in Get-Target $CimSession $ComputerName) { if ($PSCmdlet.ShouldProcess($t.Node)) { try { [FakeCluster.Store]::Write($t.Cluster, 'Disable-VMMigration', "host:$($t.Node).VirtualMachineMigrationEnabled", $false) } catch { Write-Fault $PSCmdlet $_ } } } }
function Get-VMMigrationNetwork {
    [CmdletBinding()] param([Parameter(Position = 0)][string[]]$Subnet, [object[]]$CimSession, [string[]]$ComputerName)
    foreach ($t in Get-Target $CimSession $ComputerName) { try { $e = Read-Host2 $t $PSCmdlet 'migration_networks'; foreach ($r in [FakeCluster.Make]::Rows($e, $t.Node, 'migration_networks')) { if (-not $Subnet -or @($Subnet | Where-Object { $r['Subnet'] -like $_ }).Count) { ConvertFrom-Row $r 'Microsoft.HyperV.PowerShell.VMMigrationNetwork' @{ ComputerName = $t.Node } } } } catch { Write-Fault $PSCmdlet $_ } }
}
function Set-MigrationList($Cmdlet, $CimSession, $ComputerName, [scriptblock]$Change) {
    foreach ($t in Get-Target $CimSession $ComputerName) {
        if (-not $Cmdlet.ShouldProcess($t.Node)) { continue }
        try {
            $entry = [FakeCluster.Store]::Entry([FakeCluster.Json]::Parse([FakeCluster.Store]::Peek()), $t.Cluster)
            $list = @([string][FakeCluster.World]::Get($entry, "migration_networks:$($t.Node).list") -split ';' | Where-Object { $_ })
            [FakeCluster.Store]::Write($t.Cluster, $Cmdlet.MyInvocation.MyCommand.Name, "migration_networks:$($t.Node).list", (@(& $Change $list) -join ';'))
        } catch { Write-Fault $Cmdlet $_ }
    }
}
function Add-VMMigrationNetwork { [CmdletBinding(SupportsShouldProcess)] param([Parameter(Mandatory, Position = 0)][string]$Subnet, [Parameter(Position = 1)][uint32]$Priority, [object[]]$CimSession, [string[]]$ComputerName) Set-MigrationList $PSCmdlet $CimSession $ComputerName { param($list) if (@($list | Where-Object { $_.Split('#')[0] -eq $Subnet }).Count) { throw [Microsoft.FailoverClusters.PowerShell.ClusterCmdletException]::new("The migration network $Subnet is there already.", 183) }; @($list) + "$Subnet#$Priority" }.GetNewClosure() }
function Remove-VMMigrationNetwork { [CmdletBinding(SupportsShouldProcess)] param([Parameter(Mandatory, Position = 0)][string[]]$Subnet, [object[]]$CimSession, [string[]]$ComputerName) Set-MigrationList $PSCmdlet $CimSession $ComputerName { param($list) $list | Where-Object { $s = $_.Split('#')[0]; -not @($Subnet | Where-Object { $s -like $_ }).Count } }.GetNewClosure() }
function Set-VMMigrationNetwork {
    [CmdletBinding(SupportsShouldProcess)] param([Parameter(Mandatory, Position = 0)][string]$Subnet, [Parameter(Position = 1)][string]$NewSubnet, [uint32]$NewPriority, [object[]]$CimSession, [string[]]$ComputerName)
    $hasPriority = $PSBoundParameters.ContainsKey('NewPriority')
    Set-MigrationList $PSCmdlet $CimSession $ComputerName { param($list) foreach ($i in $list) { $s, $p = $i.Split('#'); if ($s -like $Subnet) { if ($NewSubnet) { $s = $NewSubnet }; if ($hasPriority) { $p = $NewPriority } }; "$s#$p" } }.GetNewClosure()
}

# ---- SmbShare, NetAdapter, Storage --------------------------------------------------------------------------------------
function Get-SmbBandwidthLimit {
    [CmdletBinding()] param([Parameter(Position = 0)][string[]]$Category, [object[]]$CimSession)
    foreach ($t in Get-Target $CimSession $null) { try { $e = Read-Host2 $t $PSCmdlet 'smb_limit'; foreach ($r in [FakeCluster.Make]::Rows($e, $t.Node, 'smb_bandwidth_limits')) { if (-not $Category -or $r['Category'] -in $Category) { ConvertFrom-Row $r 'Microsoft.Management.Infrastructure.CimInstance#ROOT/Microsoft/Windows/SMB/MSFT_SmbBandwidthLimit' @{ PSComputerName = $t.Node } } } } catch { Write-Fault $PSCmdlet $_ } }
}
function Set-SmbBandwidthLimit {
    [CmdletBinding(SupportsShouldProcess)] param([Parameter(Mandatory)][ValidateSet('Default', 'VirtualMachine', 'LiveMigration')][string]$Category, [Parameter(Mandatory)][uint64]$BytesPerSecond, [object[]]$CimSession)
    foreach ($t in Get-Target $CimSession $null) { if ($PSCmdlet.ShouldProcess($t.Node, "$Category = $BytesPerSecond")) { try { [FakeCluster.Store]::Write($t.Cluster, 'Set-SmbBandwidthLimit', "smb_limit:$($t.Node).$Category", [long]$BytesPerSecond) } catch { Write-Fault $PSCmdlet $_ } } }
}
function Remove-SmbBandwidthLimit {
    [CmdletBinding()] param([Parameter(Position = 0)][string[]]$Category, [object[]]$CimSession)
    foreach ($t in Get-Target $CimSession $null) { foreach ($c in $(if ($Category) { $Category } else { 'Default', 'VirtualMachine', 'LiveMigration' })) { try { [FakeCluster.Store]::Write($t.Cluster, 'Remove-SmbBandwidthLimit', "smb_limit:$($t.Node).$c", $null) } catch { Write-Fault $PSCmdlet $_ } } }
}
function Get-SmbMultichannelConstraint {
    [CmdletBinding()] param([Parameter(Position = 0)][string[]]$ServerName, [object[]]$CimSession)
    foreach ($t in Get-Target $CimSession $null) { try { $e = Read-Host2 $t $PSCmdlet 'smb_constraint'; foreach ($r in [FakeCluster.Make]::Rows($e, $t.Node, 'smb_multichannel_constraints')) { if (-not $ServerName -or $r['ServerName'] -in $ServerName) { foreach ($a in $r['InterfaceAlias'] -split ',') { ConvertFrom-Row $null 'Microsoft.Management.Infrastructure.CimInstance#ROOT/Microsoft/Windows/SMB/MSFT_SmbMultichannelConstraint' ([ordered]@{ ServerName = $r['ServerName']; InterfaceAlias = $a; PSComputerName = $t.Node }) } } } } catch { Write-Fault $PSCmdlet $_ } }
}
function New-SmbMultichannelConstraint {
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param([Parameter(Mandatory, Position = 0)][string]$ServerName, [Parameter(Mandatory, Position = 1)][string[]]$InterfaceAlias, [switch]$Force, [object[]]$CimSession)
    if ($Force -and -not $PSBoundParameters.ContainsKey('Confirm')) { $ConfirmPreference = 'None' }
    foreach ($t in Get-Target $CimSession $null) { if ($PSCmdlet.ShouldProcess($ServerName)) { try { [FakeCluster.Store]::Write($t.Cluster, 'New-SmbMultichannelConstraint', "smb_constraint:$($t.Node)/$ServerName.aliases", ($InterfaceAlias -join ',')) } catch { Write-Fault $PSCmdlet $_ } } }
}
function Remove-SmbMultichannelConstraint {
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param([Parameter(Mandatory, Position = 0)][string[]]$ServerName, [switch]$Force, [object[]]$CimSession)
    if ($Force -and -not $PSBoundParameters.ContainsKey('Confirm')) { $ConfirmPreference = 'None' }
    foreach ($t in Get-Target $CimSession $null) { foreach ($s in $ServerName) { if ($PSCmdlet.ShouldProcess($s)) { try { [FakeCluster.Store]::Write($t.Cluster, 'Remove-SmbMultichannelConstraint', "smb_constraint:$($t.Node)/$s.aliases", $null) } catch { Write-Fault $PSCmdlet $_ } } } }
}
function Get-HostRow($Cmdlet, $CimSession, [string]$Kind, [string]$Section, [string]$Class, [string[]]$Name) {
    foreach ($t in Get-Target $CimSession $null) { try { $e = Read-Host2 $t $Cmdlet $Kind; foreach ($r in [FakeCluster.Make]::Rows($e, $t.Node, $Section)) { if (-not $Name -or @($Name | Where-Object { $r['Name'] -like $_ }).Count) { ConvertFrom-Row $r "Microsoft.Management.Infrastructure.CimInstance#ROOT/$Class" @{ PSComputerName = $t.Node } } } } catch { Write-Fault $Cmdlet $_ } }
}
function Get-NetAdapter { [CmdletBinding()] param([Parameter(Position = 0)][string[]]$Name, [object[]]$CimSession) Get-HostRow $PSCmdlet $CimSession 'adapter' 'net_adapters' 'StandardCimv2/MSFT_NetAdapter' $Name }
function Get-NetAdapterRdma { [CmdletBinding()] param([Parameter(Position = 0)][string[]]$Name, [object[]]$CimSession) Get-HostRow $PSCmdlet $CimSession 'adapter' 'net_adapter_rdma' 'StandardCimv2/MSFT_NetAdapterRdmaSettingData' $Name }
function Get-NetAdapterRss { [CmdletBinding()] param([Parameter(Position = 0)][string[]]$Name, [object[]]$CimSession) Get-HostRow $PSCmdlet $CimSession 'adapter' 'net_adapter_rss' 'StandardCimv2/MSFT_NetAdapterRssSettingData' $Name }
function Get-NetAdapterBinding { [CmdletBinding()] param([Parameter(Position = 0)][string[]]$Name, [string]$ComponentID, [object[]]$CimSession) Get-HostRow $PSCmdlet $CimSession 'binding' 'bindings' 'StandardCimv2/MSFT_NetAdapterBindingSettingData' $Name | Where-Object { -not $ComponentID -or $_.ComponentID -eq $ComponentID } }
function Set-Adapter($Cmdlet, $CimSession, [string[]]$Name, [string]$Kind, [string]$Prop, [bool]$On) { foreach ($t in Get-Target $CimSession $null) { foreach ($n in $Name) { if ($Cmdlet.ShouldProcess("$n on $($t.Node)", "$Prop = $On")) { try { [FakeCluster.Store]::Write($t.Cluster, $Cmdlet.MyInvocation.MyCommand.Name, "${Kind}:$($t.Node)/$n.$Prop", $On) } catch { Write-Fault $Cmdlet $_ } } } } }
function Enable-NetAdapterRdma { [CmdletBinding(SupportsShouldProcess)] param([Parameter(Mandatory, Position = 0)][string[]]$Name, [object[]]$CimSession, [switch]$NoRestart) Set-Adapter $PSCmdlet $CimSession $Name adapter Rdma $true }
function Disable-NetAdapterRdma { [CmdletBinding(SupportsShouldProcess)] param([Parameter(Mandatory, Position = 0)][string[]]$Name, [object[]]$CimSession, [switch]$NoRestart) Set-Adapter $PSCmdlet $CimSession $Name adapter Rdma $false }
function Set-NetAdapterRdma { [CmdletBinding(SupportsShouldProcess)] param([Parameter(Mandatory, Position = 0)][string[]]$Name, [Parameter(Mandatory)][bool]$Enabled, [object[]]$CimSession, [switch]$NoRestart) Set-Adapter $PSCmdlet $CimSession $Name adapter Rdma $Enabled }
function Set-NetAdapterRss { [CmdletBinding(SupportsShouldProcess)] param([Parameter(Mandatory, Position = 0)][string[]]$Name, [Parameter(Mandatory)][bool]$Enabled, [object[]]$CimSession, [switch]$NoRestart) Set-Adapter $PSCmdlet $CimSession $Name adapter Rss $Enabled }
function Enable-NetAdapterBinding { [CmdletBinding(SupportsShouldProcess)] param([Parameter(Mandatory, Position = 0)][string[]]$Name, [Parameter(Mandatory)][string]$ComponentID, [object[]]$CimSession) Set-Adapter $PSCmdlet $CimSession $Name binding $ComponentID $true }
function Disable-NetAdapterBinding { [CmdletBinding(SupportsShouldProcess)] param([Parameter(Mandatory, Position = 0)][string[]]$Name, [Parameter(Mandatory)][string]$ComponentID, [object[]]$CimSession) Set-Adapter $PSCmdlet $CimSession $Name binding $ComponentID $false }
function Get-StorageJob {
    [CmdletBinding()] param([object[]]$CimSession)
    foreach ($t in Get-Target $CimSession $null) { try { $e = [FakeCluster.Store]::Read($t.Cluster, 'Get-StorageJob', 'storagejobs'); $n = [FakeCluster.World]::N([FakeCluster.World]::Sub($e, 'extra'), 'storage_jobs'); for ($i = 1; $i -le $n; $i++) { ConvertFrom-Row $null 'Microsoft.Management.Infrastructure.CimInstance#ROOT/Microsoft/Windows/Storage/MSFT_StorageJob' ([ordered]@{ Name = 'Repair'; JobState = 'Running'; PercentComplete = 10 * $i; BytesTotal = 1073741824 }) } } catch { Write-Fault $PSCmdlet $_ } }
}

# ---- NetworkATC --------------------------------------------------------------------------------------------------------
function Get-NetIntent {
    [CmdletBinding()] param([Parameter(Position = 0)][string]$Name, [string]$ClusterName, [string]$ComputerName, [switch]$GlobalOverrides)
    try {
        $e = [FakeCluster.Store]::Read((Get-Home $(if ($ClusterName) { $ClusterName } else { $ComputerName })), 'Get-NetIntent', 'intent*'); $extra = [FakeCluster.World]::Sub($e, 'extra')
        if ($GlobalOverrides) { ConvertFrom-Row $null 'Intent' ([ordered]@{ Scope = [FakeCluster.Store]::NameOf($e); ClusterOverride = (ConvertFrom-Row ([FakeCluster.World]::Sub($extra, 'intent_override')) 'ClusterSettings' $null) }); return }
        foreach ($i in [FakeCluster.World]::L($extra, 'intents')) { if (-not $Name -or $i['IntentName'] -eq $Name) { ConvertFrom-Row $i 'Intent' $null } }
    } catch { Write-Fault $PSCmdlet $_ }
}
function Get-NetIntentStatus {
    [CmdletBinding()] param([Parameter(Position = 0)][string]$Name, [string]$ClusterName, [string]$ComputerName, [switch]$GlobalOverrides)
    try {
        $e = [FakeCluster.Store]::Read((Get-Home $(if ($ClusterName) { $ClusterName } else { $ComputerName })), 'Get-NetIntentStatus', 'intentstatus')
        foreach ($n in $e['capture']['nodes']) { foreach ($i in [FakeCluster.World]::L([FakeCluster.World]::Sub($e, 'extra'), 'intents')) { if (-not $Name -or $i['IntentName'] -eq $Name) { ConvertFrom-Row $null 'IntentStatus' ([ordered]@{ IntentName = $i['IntentName']; Host = $n['Name']; ConfigurationStatus = 'Success'; ProvisioningStatus = 'Completed' }) } } }
    } catch { Write-Fault $PSCmdlet $_ }
}
function New-NetIntentGlobalClusterOverrides { [CmdletBinding()] param() ConvertFrom-Row $null 'ClusterSettings' ([ordered]@{ EnableNetworkNaming = $null; EnableLiveMigrationNetworkSelection = $null; EnableVirtualMachineMigrationPerformanceSelection = $null; VirtualMachineMigrationPerformanceOption = $null; MaximumVirtualMachineMigrations = $null; MaximumSMBMigrationBandwidthInGbps = $null }) }
function Set-NetIntent {
    [CmdletBinding()] param([string]$ClusterName, [string]$ComputerName, [Parameter(Mandatory)][psobject]$GlobalClusterOverrides)
    foreach ($p in $GlobalClusterOverrides.PSObject.Properties) { if ($null -ne $p.Value) { try { [FakeCluster.Store]::Write((Get-Home $(if ($ClusterName) { $ClusterName } else { $ComputerName })), 'Set-NetIntent', "intent.$($p.Name)", $p.Value) } catch { Write-Fault $PSCmdlet $_ } } }
}

# ---- CIM of root/MSCluster (where the engine has no CIM cmdlets, or FAKE_CLUSTER_CIM is 1) ------------------------------
function New-CimSession { [CmdletBinding()] param([Parameter(Position = 0)][string[]]$ComputerName) foreach ($c in $ComputerName) { try { [void][FakeCluster.Store]::Entry([FakeCluster.Json]::Parse([FakeCluster.Store]::Peek()), $c); [pscustomobject]@{ PSTypeName = 'Microsoft.Management.Infrastructure.CimSession'; Name = "CimSession $c"; ComputerName = $c } } catch { Write-Fault $PSCmdlet $_ } } }
function Remove-CimSession { [CmdletBinding()] param([Parameter(ValueFromPipeline, Position = 0)]$CimSession) process { } }
function Get-CimHome($CimSession, $ComputerName) { $c = @($CimSession) + @($ComputerName) | Where-Object { $_ } | Select-Object -First 1; if ($null -eq $c) { $script:LocalNode } elseif ($c -is [string]) { $c } else { $c.ComputerName } }
function Get-CimInstance {
    [CmdletBinding()] param([Parameter(Position = 0)][string]$ClassName, [string]$Namespace, [string]$Filter, [string]$Query, [object[]]$CimSession, [string[]]$ComputerName)
    if ($Query) { if ($Query -notmatch '^\s*select\s+\*\s+from\s+(\w+)(?:\s+where\s+(.+))?$') { throw "not simulated: $Query" }; $ClassName = $Matches[1]; $Filter = $Matches[2] }
    if ($Namespace.Replace('\', '/') -notmatch '^/?root/MSCluster$') { throw "only root/MSCluster is simulated, not '$Namespace'" }
    $home1 = Get-CimHome $CimSession $ComputerName; $key, $want = $null
    if ($Filter) { if ($Filter -notmatch "^\s*(\w+)\s*=\s*['""](.*)['""]\s*$") { throw "not simulated: $Filter" }; $key = $Matches[1]; $want = $Matches[2].Replace("\'", "'") }
    try {
        $target, $section = switch ($ClassName) { 'MSCluster_Network' { 'network:*', 'networks' } 'MSCluster_Cluster' { 'cluster', 'cluster' } 'MSCluster_Node' { 'node:*', 'nodes' } 'MSCluster_ClusterSharedVolume' { 'volume:*', 'shared_volumes' } default { throw "not simulated: $ClassName" } }
        $e = [FakeCluster.Store]::Read($home1, 'Get-CimInstance', $target)
        $rows = if ($section -eq 'cluster') { , [FakeCluster.World]::Sub([FakeCluster.World]::Capture($e), 'cluster') } else { [FakeCluster.World]::L([FakeCluster.World]::Capture($e), $section) }
        foreach ($r in $rows) {
            if ($key -and [FakeCluster.World]::S($r, $key) -ne $want) { continue }
            $more = @{ FakeHome = [FakeCluster.Store]::NameOf($e) }
            if ($ClassName -eq 'MSCluster_Network') { $more['State'] = [int][Microsoft.FailoverClusters.PowerShell.ClusterNetworkState]$r['State'] }
            ConvertFrom-Row $r "Microsoft.Management.Infrastructure.CimInstance#root/MSCluster/$ClassName" $more
        }
    } catch { Write-Fault $PSCmdlet $_ }
}
function Set-CimInstance {
    [CmdletBinding(SupportsShouldProcess)] param([Parameter(ValueFromPipeline)][psobject]$InputObject, [string]$Query, [string]$Namespace, [Parameter(Mandatory)][hashtable]$Property, [object[]]$CimSession, [string[]]$ComputerName, [switch]$PassThru)
    process {
        $all = if ($Query) { Get-CimInstance -Query $Query -Namespace $Namespace -CimSession $CimSession -ComputerName $ComputerName } else { $InputObject }
        foreach ($o in $all) {
            foreach ($k in $Property.Keys) {
                $where = if ($o.PSObject.TypeNames[0] -like '*MSCluster_Network') { if ($k -notin 'Role', 'Metric', 'AutoMetric', 'Description') { throw "$k is read-only" }; "network:$($o.Id).$k" } elseif ($o.PSObject.TypeNames[0] -like '*MSCluster_Cluster') { "cluster.$k" } else { throw 'not simulated' }
                if ($PSCmdlet.ShouldProcess($where)) { try { [FakeCluster.Store]::Write($o.FakeHome, 'Set-CimInstance', $where, $(if ($Property[$k] -is [bool]) { $Property[$k] } else { [long]$Property[$k] })) } catch { Write-Fault $PSCmdlet $_ } }
            }
        }
    }
}
function Invoke-CimMethod {
    [CmdletBinding(SupportsShouldProcess)] param([Parameter(ValueFromPipeline, Mandatory)][psobject]$InputObject, [Parameter(Mandatory, Position = 0)][string]$MethodName, [Parameter(Position = 1)][hashtable]$Arguments)
    process {
        $prop, $value = switch ($MethodName) { 'TurnOnRedirectedAccess' { 'redirected', $true } 'TurnOffRedirectedAccess' { 'redirected', $false } 'TurnOnMaintenance' { 'maintenance', $true } 'TurnOffMaintenance' { 'maintenance', $false } 'Rename' { 'Name', $Arguments['newName'] } default { throw "not simulated: $MethodName" } }
        $where = if ($MethodName -eq 'Rename') { "network:$($InputObject.Id).Name" } else { "volume:$($InputObject.Name).$prop" }
        if ($PSCmdlet.ShouldProcess($where)) { try { [FakeCluster.Store]::Write($InputObject.FakeHome, 'Invoke-CimMethod', $where, $value) } catch { Write-Fault $PSCmdlet $_ } }
    }
}

# ---- Sessions (in compat mode, or where FAKE_CLUSTER_REMOTING is 1) -----------------------------------------------------
function New-FakeSession([string]$Name, [string]$Computer) { [pscustomobject]@{ PSTypeName = 'FakeCluster.Session'; Id = 1; Name = $Name; ComputerName = $Computer; State = 'Opened'; Availability = 'Available' } }
function Get-PSSession { [CmdletBinding()] param([string[]]$Name) if ((Test-Compat) -and (-not $Name -or @($Name | Where-Object { 'WinPSCompatSession' -like $_ }).Count)) { New-FakeSession 'WinPSCompatSession' 'localhost' } }
function New-PSSession { [CmdletBinding()] param([Parameter(Position = 0)][string[]]$ComputerName, [string]$ConfigurationName, [pscredential]$Credential, [switch]$UseWindowsPowerShell, [int]$ThrottleLimit) if ($UseWindowsPowerShell) { New-FakeSession 'UseWindowsPowerShell' 'localhost' } else { foreach ($c in $ComputerName) { try { [void][FakeCluster.Store]::Entry([FakeCluster.Json]::Parse([FakeCluster.Store]::Peek()), $c); New-FakeSession "Session $c" $c } catch { Write-Fault $PSCmdlet $_ } } } }
function Remove-PSSession { [CmdletBinding()] param([Parameter(ValueFromPipeline, Position = 0)]$Session) process { } }
function Invoke-Command {
    [CmdletBinding()] param([object[]]$Session, [string[]]$ComputerName, [Parameter(Mandatory, Position = 0)][scriptblock]$ScriptBlock, [object[]]$ArgumentList = @(), [pscredential]$Credential, [string]$ConfigurationName, [switch]$HideComputerName, [int]$ThrottleLimit)
    $where = @(@($Session | Where-Object { $_ } | ForEach-Object { $_.ComputerName }) + @($ComputerName | Where-Object { $_ }))
    if (-not $where.Count) { return & $ScriptBlock @ArgumentList }
    if ($ScriptBlock.ToString() -match '\$using:') { throw 'Simulated sessions take -ArgumentList, not $using:.' }
    foreach ($w in $where) {
        $before = $script:LocalNode; $script:Inside++
        if ($w -ne 'localhost') { $script:LocalNode = $w }
        try { $out = @(& ([scriptblock]::Create($ScriptBlock.ToString())) @ArgumentList) }
        catch { $PSCmdlet.WriteError((New-Object System.Management.Automation.ErrorRecord((New-Object System.Management.Automation.RemoteException($_.Exception.Message)), $_.FullyQualifiedErrorId, $_.CategoryInfo.Category, $null))); continue }
        finally { $script:Inside--; $script:LocalNode = $before }
        foreach ($o in $out) { if ($null -ne $o) { $copy = ConvertTo-Copy $o; if ($copy -is [psobject] -and $copy -isnot [string] -and $copy -isnot [valuetype]) { $copy | Add-Member -NotePropertyName PSComputerName -NotePropertyValue $w -Force }; $copy } }
    }
}

# ---- What tests use ----------------------------------------------------------------------------------------------------
function ConvertTo-FakeRow($Object, [int]$Depth = 5) {
    if ($null -eq $Object) { return $null }
    if ($Object -is [FakeCluster.Json]) { return $null }
    if ($Object.PSObject.TypeNames -contains 'Deserialized.System.Enum') { return [string]$Object }
    if ($Object -is [string] -or $Object -is [bool]) { return $Object }
    if ($Object -is [uint32] -or $Object -is [int] -or $Object -is [long] -or $Object -is [uint64] -or $Object -is [byte] -or $Object -is [uint16]) { if ($Object.PSObject.Properties['Value']) { return [string]$Object.Value } ; return [long]$Object }
    if ($Object -is [System.Collections.IEnumerable]) { return , @($Object | ForEach-Object { ConvertTo-FakeRow $_ ($Depth - 1) }) }
    if ($Depth -le 0) { return [string]$Object }
    $h = [ordered]@{}; foreach ($p in $Object.PSObject.Properties) { if ($p.Name -notin 'PSComputerName', 'RunspaceId', 'PSShowComputerName') { $h[$p.Name] = ConvertTo-FakeRow $p.Value ($Depth - 1) } }; $h
}
function Read-FakeCapture([string]$Path) {
    if (Test-Path -LiteralPath $Path -PathType Leaf) {
        $doc = [FakeCluster.Json]::Parse([IO.File]::ReadAllText((Resolve-Path -LiteralPath $Path).ProviderPath))
        if ($doc.ContainsKey('capture')) { return $doc['capture'] } else { return $doc }
    }
    $capture = [ordered]@{}; $names = @{ networks = 'networks.xml'; interfaces = 'interfaces.xml'; shared_volumes = 'shared-volumes.xml'; shared_volume_states = 'csv-states.xml'; vm_resource_type_parameters = 'vm-resource-type-parameters.xml' }
    foreach ($section in $names.Keys) {
        $file = Join-Path $Path $names[$section]
        if (Test-Path -LiteralPath $file) { $objects = @(Import-Clixml -LiteralPath $file); $capture[$section] = @($objects | ForEach-Object { ConvertTo-FakeRow $_ 3 }); if ($section -eq 'networks') { $capture['cluster'] = ConvertTo-FakeRow $objects[0].Cluster 2 } }
    }
    foreach ($p in $capture['vm_resource_type_parameters']) { if ($p) { $p['Object'] = 'Virtual Machine'; $p['Type'] = 'String' } }
    $capture['nodes'] = @(@($capture['interfaces'] | ForEach-Object { $_['Node'] } | Select-Object -Unique) | ForEach-Object { $i = 0 } { $i++; [ordered]@{ Name = $_; Id = "$i"; State = 'Up' } })
    [FakeCluster.Json]::Parse((ConvertTo-Json $capture -Depth 8 -Compress))
}
function New-FakeCluster {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param([Parameter(Mandatory, Position = 0, ParameterSetName = 'Path')][string]$Path, [Parameter(Mandatory, ParameterSetName = 'Capture')][object]$Capture, [string]$Name, [string]$StatePath,
        [switch]$Add, [switch]$NotLocal, [switch]$NoIpAddress, [switch]$Routed, [ValidateSet('2008R2', '2012+')][string]$Windows, [hashtable]$Extra)
    $cap = if ($Path) { Read-FakeCapture $Path } elseif ($Capture -is [string]) { [FakeCluster.Json]::Parse($Capture) } else { [FakeCluster.Json]::Parse((ConvertTo-Json $Capture -Depth 12 -Compress)) }
    if ($cap.ContainsKey('capture')) { $cap = $cap['capture'] }
    $W = [FakeCluster.World]; $cluster = $W::Sub($cap, 'cluster')
    foreach ($s in 'nodes', 'networks', 'interfaces', 'shared_volumes', 'shared_volume_states', 'vm_resource_type_parameters', 'hosts') { if ($cap.ContainsKey($s) -and $null -ne $cap[$s] -and $cap[$s] -isnot [Collections.Generic.List[object]]) { $l = New-Object 'Collections.Generic.List[object]'; $l.Add($cap[$s]); $cap[$s] = $l } else { [void]$W::L($cap, $s) } }
    if ($Name) { $cluster['Name'] = $Name } elseif (-not $cluster.ContainsKey('Name')) { $cluster['Name'] = 'FAKE' }
    if (-not $cluster.ContainsKey('DefaultNetworkRole')) { $cluster['DefaultNetworkRole'] = [long]2 }
    $word = { param($row, $key) $v = $row[$key]; if ($v -is [Collections.IDictionary]) { foreach ($k in 'Value', 'value', 'value__') { if ($v.ContainsKey($k)) { return $v[$k] } } } else { $v } }
    foreach ($n in $cap['networks']) {
        $r = & $word $n 'Role'; $n['Role'] = [long][int][Microsoft.FailoverClusters.PowerShell.ClusterNetworkRole]$r
        $st = & $word $n 'State'; $n['State'] = if ($st -is [long]) { [string][Microsoft.FailoverClusters.PowerShell.ClusterNetworkState][int]$st } elseif ($st) { [string]$st } else { 'Up' }
        $n['Cluster'] = $cluster['Name']; $n['AutoMetric'] = $W::B($n, 'AutoMetric'); $n['Metric'] = $W::N($n, 'Metric')
    }
    foreach ($i in $cap['interfaces']) { if ($i['Network'] -is [Collections.IDictionary]) { $i['Network'] = $i['Network']['Name'] }; $i['Cluster'] = $cluster['Name']; if (-not $W::S($i, 'State')) { $i['State'] = 'Up' } elseif ($i['State'] -is [long]) { $i['State'] = [string][Microsoft.FailoverClusters.PowerShell.ClusterNetworkInterfaceState][int]$i['State'] } }
    if (-not $cap['nodes'].Count) { $id = 0; foreach ($node in @($cap['interfaces'] | ForEach-Object { $_['Node'] } | Select-Object -Unique)) { $id++; $cap['nodes'].Add([FakeCluster.Json]::Parse((ConvertTo-Json @{ Name = $node; Id = "$id"; State = 'Up' } -Compress))) } }
    foreach ($n in $cap['nodes']) { if (-not $W::S($n, 'State')) { $n['State'] = 'Up' } elseif ($n['State'] -is [long]) { $n['State'] = [string][Microsoft.FailoverClusters.PowerShell.ClusterNodeState][int]$n['State'] } }
    foreach ($p in 'MigrationExcludeNetworks', 'MigrationNetworkOrder') { if ($null -eq $W::Find($cap['vm_resource_type_parameters'], 'Name', $p)) { $cap['vm_resource_type_parameters'].Add([FakeCluster.Json]::Parse((ConvertTo-Json ([ordered]@{ Object = 'Virtual Machine'; Name = $p; Value = ''; Type = 'String' }) -Compress))) } }
    $level = $W::N($cluster, 'ClusterFunctionalLevel'); $build = ($cap['nodes'] | ForEach-Object { $W::N($_, 'BuildNumber') } | Measure-Object -Maximum).Maximum
    $old = if ($Windows) { $Windows -eq '2008R2' } elseif ($level -gt 0) { $level -lt 8 } else { @($cap['networks'] | Where-Object { $_['AutoMetric'] -and -not ($_['Metric'] % 100 -eq 0 -and ($_['Metric'] -ge 1000 -and $_['Metric'] -le 1900 -or $_['Metric'] -ge 10000 -and $_['Metric'] -le 10900)) }).Count -eq 0 -and @($cap['networks'] | Where-Object { $_['AutoMetric'] }).Count -gt 0 }
    $entry = [FakeCluster.Json]::Parse((ConvertTo-Json ([ordered]@{ extra = [ordered]@{ windows = $(if ($old) { '2008R2' } else { '2012+' }); tie_from_one = ($level -ge 12 -or $build -ge 25398); routed = [bool]$Routed; groups = @(); ip_address_resources = @(); backups = @(); intents = @(); storage_jobs = 0; intent_override = @{}; metric_inputs = @{} } }) -Depth 5 -Compress))
    $entry['capture'] = $cap; $x = $entry['extra']
    foreach ($n in $cap['networks']) {
        $in = $W::Sub($W::Sub($x, 'metric_inputs'), $W::S($n, 'Id')); $role = $n['Role']; $in['Gateway'] = ($role -eq 3); $cap1 = [long]9600; $speed = [long]160; $in['Guessed'] = $true
        if ($n['AutoMetric'] -and -not $old -and $n['Metric'] -gt 0) {
            # Read the automatic metric backwards (its definition).
            $from = if ($role -eq 1) { 40000 } else { 80000 }
            foreach ($c in 19200, 9600, 0) { $r = $from - $c - $n['Metric']; if ($r -ge -15) { $cap1 = [long]$c; $speed = [long]([math]::Ceiling([math]::Max($r, 0) / 16) * 16); $in['Guessed'] = $false; break } }
        } else {
            $iface = @($cap['interfaces'] | Where-Object { $_['Network'] -eq $n['Name'] })
            foreach ($i in $iface) {
                $h = $W::Find($cap['hosts'], 'node', $W::S($i, 'Node')); if ($null -eq $h -or -not $h.ContainsKey('net_adapters')) { continue }
                $a = @($h['net_adapters'] | Where-Object { $W::S($_, 'InterfaceGuid').Trim('{}') -eq $W::S($i, 'AdapterId') }); if (-not $a.Count) { continue }
                $rdma = if ($h.ContainsKey('net_adapter_rdma')) { $W::B($W::Find($h['net_adapter_rdma'], 'Name', $a[0]['Name']), 'Enabled') } else { $false }; $rss = if ($h.ContainsKey('net_adapter_rss')) { $W::B($W::Find($h['net_adapter_rss'], 'Name', $a[0]['Name']), 'Enabled') } else { $false }
                $cap1 = [long]$(if ($rdma) { 19200 } elseif ($rss) { 9600 } else { 0 }); $speed = [long]([math]::Floor($W::N($a[0], 'Speed') / 1e9) * 16); $in['Guessed'] = $false; break
            }
        }
        $in['Capability'] = $cap1; $in['Speed'] = $speed
    }
    if (-not $NoIpAddress) { $client = @($cap['networks'] | Where-Object { $_['Role'] -eq 3 }); if ($client.Count) { $x['ip_address_resources'].Add([FakeCluster.Json]::Parse((ConvertTo-Json @{ Name = 'Cluster IP Address'; Network = $client[0]['Name'] } -Compress))) } }
    foreach ($h in $cap['hosts']) { if ($h.ContainsKey('net_intents') -and -not $x['intents'].Count) { foreach ($i in $h['net_intents']) { $x['intents'].Add($i) } } }
    if ($Extra) { foreach ($k in $Extra.Keys) { $x[$k] = [FakeCluster.Json]::Parse((ConvertTo-Json $Extra[$k] -Depth 6 -Compress)) } }
    if ($Add) {
        $state = [FakeCluster.Json]::Parse([FakeCluster.Store]::Peek()); $state['clusters'].Add($entry)
        [IO.File]::WriteAllText([FakeCluster.Store]::StatePath, [FakeCluster.Json]::Write($state)); return $env:FAKE_CLUSTER_STATE
    }
    if (-not $StatePath) { $StatePath = Join-Path ([IO.Path]::GetTempPath()) ("fake-cluster-{0}-{1}.json" -f $PID, [guid]::NewGuid().ToString('N').Substring(0, 8)) }
    $clusters = New-Object 'Collections.Generic.List[object]'; $clusters.Add($entry); $state = [FakeCluster.Json]::Parse('{"fake_cluster":1,"sequence":0,"reads":0,"writes":0,"fault_hits":{},"pending":[]}')
    $state['local'] = $(if ($NotLocal) { '' } else { $cluster['Name'] }); $state['clusters'] = $clusters
    [FakeCluster.Store]::Create($StatePath, [FakeCluster.Json]::Write($state)); $env:FAKE_CLUSTER_STATE = $StatePath; $StatePath
}
function Get-FakeState { [CmdletBinding()] param([string]$Cluster) $s = [FakeCluster.Store]::Peek() | ConvertFrom-Json; if ($Cluster) { $s.clusters | Where-Object { $_.capture.cluster.Name -eq $Cluster } } else { $s } }
function Get-FakeValue { [CmdletBinding()] param([Parameter(Mandatory, Position = 0)][string]$Target, [string]$Cluster) [FakeCluster.World]::Get([FakeCluster.Store]::Entry([FakeCluster.Json]::Parse([FakeCluster.Store]::Peek()), $Cluster), $Target) }
function Set-FakeValue { [CmdletBinding()] param([Parameter(Mandatory, Position = 0)][string]$Target, [Parameter(Mandatory, Position = 1)][AllowNull()][AllowEmptyString()]$Value, [string]$Cluster, [string]$Who = 'another admin') if ($Value -is [int]) { $Value = [long]$Value }; [FakeCluster.Store]::SetOutside($Cluster, $Target, $Value, $Who) }
function Get-FakeSnapshot {   # everything that is configuration, as text: equal before and after is "nothing changed"
    [CmdletBinding()] param([string]$Cluster)
    $e = [FakeCluster.Store]::Entry([FakeCluster.Json]::Parse([FakeCluster.Store]::Peek()), $Cluster); [FakeCluster.Json]::Write($e['capture']) + [FakeCluster.Json]::Write([FakeCluster.World]::Sub($e['extra'], 'intent_override'))
}
function Export-FakeCapture { [CmdletBinding()] param([Parameter(Mandatory, Position = 0)][string]$Path, [string]$Cluster) $e = [FakeCluster.Store]::Entry([FakeCluster.Json]::Parse([FakeCluster.Store]::Peek()), $Cluster); [IO.File]::WriteAllText($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path), '{"schema":1,"capture":' + [FakeCluster.Json]::Write($e['capture']) + '}') }
function Set-FakeFault { [CmdletBinding()] param([Parameter(Mandatory, Position = 0)][AllowEmptyString()][string[]]$Rule) $text = $Rule -join "`n"; [void][FakeCluster.Rule]::Parse($text); [IO.File]::WriteAllText([FakeCluster.Store]::StatePath + '.faults', $text) }
function Clear-FakeFault { [CmdletBinding()] param() $f = [FakeCluster.Store]::StatePath + '.faults'; if (Test-Path -LiteralPath $f) { Remove-Item -LiteralPath $f } }
function Get-FakeLog { [CmdletBinding()] param([ValidateSet('read', 'write', 'outside')][string]$Op, [string]$Target = '*') $p = [FakeCluster.Store]::LogPath; if (Test-Path -LiteralPath $p) { Get-Content -LiteralPath $p | ConvertFrom-Json | Where-Object { (-not $Op -or $_.op -eq $Op) -and $_.target -like $Target } } }
function Clear-FakeLog { [CmdletBinding()] param() $p = [FakeCluster.Store]::LogPath; if (Test-Path -LiteralPath $p) { Remove-Item -LiteralPath $p } }
function Test-FakeCover([string]$Read, [string]$Target) { $Read -eq $Target -or $Target -like $Read -or $Target.StartsWith("$Read.", 'OrdinalIgnoreCase') -or $Target.StartsWith("$Read/", 'OrdinalIgnoreCase') }
function Get-FakeUnverifiedWrite {   # writes that no fresh read of their target followed before the next write (or, with -AnyTime, at all)
    [CmdletBinding()] param([switch]$AnyTime)
    $log = @(Get-FakeLog | Where-Object { $_.op -ne 'outside' })
    for ($i = 0; $i -lt $log.Count; $i++) {
        if ($log[$i].op -ne 'write' -or $log[$i].result -in 'failed', 'refused') { continue }
        $seen = $false
        for ($j = $i + 1; $j -lt $log.Count -and -not $seen; $j++) {
            if ($log[$j].op -eq 'write' -and $log[$j].cluster -eq $log[$i].cluster -and -not $AnyTime) { break }
            if ($log[$j].op -eq 'read' -and $log[$j].result -eq 'ok' -and $log[$j].cmdlet -ne 'getter' -and $log[$j].cluster -eq $log[$i].cluster -and (Test-FakeCover $log[$j].target $log[$i].target)) { $seen = $true }
        }
        if (-not $seen) { $log[$i] }
    }
}

$export = 'Get-Cluster', 'Get-ClusterNode', 'Get-ClusterNetwork', 'Get-ClusterNetworkInterface', 'Get-ClusterSharedVolume', 'Get-ClusterSharedVolumeState', 'Move-ClusterSharedVolume', 'Get-ClusterResource', 'Get-ClusterGroup', 'Suspend-ClusterResource', 'Resume-ClusterResource', 'Suspend-ClusterNode', 'Resume-ClusterNode', 'Get-ClusterResourceType', 'Get-ClusterParameter', 'Set-ClusterParameter',
'Get-VMHost', 'Set-VMHost', 'Enable-VMMigration', 'Disable-VMMigration', 'Get-VMMigrationNetwork', 'Add-VMMigrationNetwork', 'Remove-VMMigrationNetwork', 'Set-VMMigrationNetwork',
'Get-SmbBandwidthLimit', 'Set-SmbBandwidthLimit', 'Remove-SmbBandwidthLimit', 'Get-SmbMultichannelConstraint', 'New-SmbMultichannelConstraint', 'Remove-SmbMultichannelConstraint', 'Get-NetAdapter', 'Get-NetAdapterRdma', 'Get-NetAdapterRss', 'Get-NetAdapterBinding', 'Enable-NetAdapterRdma', 'Disable-NetAdapterRdma', 'Set-NetAdapterRdma', 'Set-NetAdapterRss', 'Enable-NetAdapterBinding', 'Disable-NetAdapterBinding', 'Get-StorageJob',
'Get-NetIntent', 'Get-NetIntentStatus', 'New-NetIntentGlobalClusterOverrides', 'Set-NetIntent',
'New-FakeCluster', 'Get-FakeState', 'Get-FakeValue', 'Set-FakeValue', 'Get-FakeSnapshot', 'Export-FakeCapture', 'Set-FakeFault', 'Clear-FakeFault', 'Get-FakeLog', 'Clear-FakeLog', 'Get-FakeUnverifiedWrite'
if ($env:FAKE_CLUSTER_CIM -eq '1' -or -not (Microsoft.PowerShell.Core\Get-Command Get-CimInstance -CommandType Cmdlet -ErrorAction SilentlyContinue)) { $export += 'New-CimSession', 'Remove-CimSession', 'Get-CimInstance', 'Set-CimInstance', 'Invoke-CimMethod' }
if ((Test-Compat) -or $env:FAKE_CLUSTER_REMOTING -eq '1') { $export += 'Get-PSSession', 'New-PSSession', 'Remove-PSSession', 'Invoke-Command' }
Export-ModuleMember -Function $export
