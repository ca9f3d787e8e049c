# From piped objects to the sections of a request, one set for each cluster; from answers to objects.
# Properties are read by name and methods of piped objects are never called, so that live, deserialised,
# CIM and plain objects are all the same here. Messages go through the calling command, because preference
# variables such as -Verbose do not reach a nested module.

Set-StrictMode -Version 3.0

$script:ClusterNames = @(
    'Name', 'Id', 'Domain', 'ClusterFunctionalLevel', 'S2DEnabled', 'UseClientAccessNetworksForSharedVolumes'
    'PlumbAllCrossSubnetRoutes', 'SameSubnetDelay', 'SameSubnetThreshold', 'CrossSubnetDelay', 'CrossSubnetThreshold'
    'SecurityLevel', 'SecurityLevelForStorage', 'SetSMBBandwidthLimit', 'SMBBandwidthLimitFactor'
    'MaximumParallelMigrations', 'CsvBalancer'
)
$script:NodeNames = 'Name', 'NodeName', 'Id', 'State', 'NodeWeight', 'BuildNumber', 'MajorVersion', 'MinorVersion', 'Cluster'

# The properties of each section that the library knows. Reading all of a live object would ask the cluster
# for dozens of values nobody needs.
$script:Sections = @{
    cluster                     = $script:ClusterNames
    nodes                       = $script:NodeNames
    networks                    = 'Name', 'Id', 'Address', 'AddressMask', 'AutoMetric', 'Metric', 'Role', 'State', 'Ipv4Addresses', 'Ipv4PrefixLengths', 'Ipv6Addresses', 'Ipv6PrefixLengths', 'Cluster'
    interfaces                  = 'Name', 'Id', 'Adapter', 'AdapterId', 'Address', 'DhcpEnabled', 'State', 'Node', 'Network', 'Ipv4Addresses', 'Ipv6Addresses', 'Cluster'
    shared_volumes              = 'Name', 'Id', 'State', 'OwnerNode', 'SharedVolumeInfo', 'VolumeName', 'FaultState'
    shared_volume_states        = 'Name', 'Node', 'StateInfo', 'State', 'VolumeFriendlyName', 'VolumeName', 'FileSystemRedirectedIOReason', 'BlockRedirectedIOReason', 'RedirectedIOReason'
    vm_resource_type_parameters = 'Name', 'Value', 'ClusterObject', 'Object'
}

# The properties of objects inside objects; any other nested object stands for one value, as an enum does.
$script:Nested = @{
    Cluster          = $script:ClusterNames
    Network          = 'Name', 'Id'
    Node             = 'Name', 'Id'
    OwnerNode        = $script:NodeNames
    SharedVolumeInfo = 'FriendlyVolumeName', 'FaultState', 'MaintenanceMode', 'RedirectedAccess', 'Partition'
    Partition        = 'Name', 'FileSystem'
}

$script:SectionByType = @{
    Capture                       = 'capture'
    Cluster                       = 'cluster'
    ClusterNetwork                = 'networks'
    ClusterNetworkInterface       = 'interfaces'
    ClusterNode                   = 'nodes'
    ClusterParameter              = 'vm_resource_type_parameters'
    ClusterSharedVolume           = 'shared_volumes'
    ClusterSharedVolumeStateInfo  = 'shared_volume_states'
    MSCluster_Cluster             = 'cluster'
    MSCluster_ClusterSharedVolume = 'shared_volumes'
    MSCluster_Network             = 'networks'
    MSCluster_NetworkInterface    = 'interfaces'
    MSCluster_Node                = 'nodes'
}

# For objects whose type says nothing: the first section that one of the object's properties belongs to.
$script:SectionByProperty = [ordered] @{
    shared_volume_states        = 'StateInfo', 'VolumeFriendlyName'
    shared_volumes              = 'SharedVolumeInfo', 'OwnerNode'
    interfaces                  = 'AdapterId', 'Network'
    cluster                     = 'ClusterFunctionalLevel', 'S2DEnabled'
    nodes                       = 'NodeWeight', 'NodeName'
    networks                    = 'Metric', 'AutoMetric', 'Role', 'AddressMask', 'Ipv4Addresses', 'Address'
    vm_resource_type_parameters = 'ClusterObject', 'Value'
}

# Answer fields that hold one word of a fixed set: they are written as PowerShell writes an enum.
$script:WordFields = 'role', 'state', 'traffic', 'mode', 'carries', 'mechanism', 'certainty', 'verdict', 'severity', 'capability', 'kind'

# What a failure of the library is called here, and what to do about it.
$script:Failures = @{
    invalid_request = @{ Id = 'InvalidRequest'; Category = 'InvalidArgument'; Action = 'Correct the parameter that the message names.' }
    invalid_capture = @{ Id = 'InvalidClusterData'; Category = 'InvalidData'; Action = 'Pipe the objects of Get-ClusterNetwork as they are, with other objects of the same cluster.' }
    unreadable_file = @{ Id = 'UnreadableFile'; Category = 'ReadError'; Action = 'Give a CliXml or JSON file of cluster objects, or a diagnostic capture.' }
    too_large       = @{ Id = 'TooLarge'; Category = 'LimitsExceeded'; Action = 'Ask about fewer clusters or files at once.' }
    unknown_name    = @{ Id = 'UnknownName'; Category = 'ObjectNotFound'; Action = 'Use a name that the cluster or Get-ClusterRouteRule lists.' }
    internal        = @{ Id = 'Internal'; Category = 'InvalidResult'; Action = 'Report the command and its input as a defect; the session can go on.' }
}

function New-ErrorRecord {
    param([string] $Id, [System.Management.Automation.ErrorCategory] $Category, [string] $Message, [string] $Action, $Target)
    $exception = [System.InvalidOperationException]::new($Message)
    $record = [System.Management.Automation.ErrorRecord]::new($exception, "ClusterRoute.$Id", $Category, $Target)
    $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new($Message)
    $record.ErrorDetails.RecommendedAction = $Action
    return $record
}

# The property, or for a dictionary its entry, as something with a Value; nothing when there is none.
function Find-Property {
    param($InputObject, [string] $Name)
    if ($null -eq $InputObject) { return $null }
    if ($InputObject -is [System.Collections.IDictionary]) {
        foreach ($key in $InputObject.PSBase.Keys) {
            if ([string] $key -eq $Name) { return [pscustomobject] @{ Value = $InputObject[$key] } }
        }
        return $null
    }
    return $InputObject.PSObject.Properties[$Name]
}

# The library's own error, {"code","message","path"}, as an error record.
function New-FailureRecord {
    param($Failure, $Target)
    $kind = $script:Failures['internal']
    if ($script:Failures.ContainsKey([string] $Failure.code)) { $kind = $script:Failures[[string] $Failure.code] }
    $message = [string] $Failure.message
    $place = Find-Property -InputObject $Failure -Name 'path'
    if ($null -ne $place -and $place.Value) { $message = "$($place.Value): $message" }
    return New-ErrorRecord -Id $kind.Id -Category $kind.Category -Message $message -Action $kind.Action -Target $Target
}

# The text of a property, or the name of the object it holds; empty when there is none.
function Get-PropertyName {
    param($InputObject, [string] $Property)
    $found = Find-Property -InputObject $InputObject -Name $Property
    if ($null -eq $found) { return '' }
    $name = Find-Property -InputObject $found.Value -Name 'Name'
    if ($null -ne $name) { return [string] $name.Value }
    return [string] $found.Value
}

# Words stay words and whole numbers numbers; what they mean is the library's business.
function ConvertTo-RequestValue {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Value, [string[]] $Names)
    if ($null -eq $Value -or $Value -is [bool]) { return $Value }
    if ($Value -is [string] -or $Value -is [System.ValueType]) {
        # An enum that was serialised is a number that prints as its word, so the text decides.
        $text = [string] $Value
        if ($Value -isnot [string] -and $text -match '^-?[0-9]{1,18}$') { return [long] $text }
        return $text
    }
    if ($Value -is [System.Collections.IEnumerable] -and $Value -isnot [System.Collections.IDictionary]) {
        $items = [System.Collections.Generic.List[object]]::new()
        foreach ($item in $Value) { $items.Add((ConvertTo-RequestValue -Cmdlet $Cmdlet -Value $item -Names $Names)) }
        return , $items.ToArray()
    }
    if ($Names) { return ConvertTo-RequestObject -Cmdlet $Cmdlet -InputObject $Value -Names $Names }
    foreach ($name in 'value__', 'Value') {
        $found = Find-Property -InputObject $Value -Name $name
        if ($null -ne $found) {
            $inner = ConvertTo-RequestValue -Cmdlet $Cmdlet -Value $found.Value
            return , $inner
        }
    }
    return [string] $Value
}

function ConvertTo-RequestObject {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $InputObject, [string[]] $Names)
    $result = [ordered] @{}
    foreach ($name in $Names) {
        $found = Find-Property -InputObject $InputObject -Name $name
        if ($null -eq $found) { continue }
        try { $value = $found.Value }
        catch {
            $Cmdlet.WriteWarning("the property $name of a piped object cannot be read and counts as unknown: $($_.Exception.Message)")
            continue
        }
        $result[$name] = ConvertTo-RequestValue -Cmdlet $Cmdlet -Value $value -Names $script:Nested[$name]
    }
    return $result
}

# The section an object belongs to, by its type, else by its properties; nothing when neither tells.
function Get-Section {
    param($InputObject)
    foreach ($type in $InputObject.PSObject.TypeNames) {
        $section = $script:SectionByType[($type -replace '^.*[./#\\]', '')]
        if ($null -ne $section) { return $section }
    }
    foreach ($section in $script:SectionByProperty.Keys) {
        foreach ($name in $script:SectionByProperty[$section]) {
            if ($null -ne (Find-Property -InputObject $InputObject -Name $name)) { return $section }
        }
    }
    return $null
}

# Adds an entry to a section of a cluster; without an entry the section is there, and empty.
function Add-Entry {
    param([System.Collections.IDictionary] $Clusters, [string] $Cluster, [string] $Section, $Entry)
    if (-not $Clusters.Contains($Cluster)) { $Clusters[$Cluster] = [ordered] @{} }
    $sections = $Clusters[$Cluster]
    if (-not $sections.Contains($Section)) { $sections[$Section] = [System.Collections.Generic.List[object]]::new() }
    if ($null -ne $Entry) { $sections[$Section].Add($Entry) }
}

# The names of the nodes that a cluster's entries mention.
function Get-NodeName {
    param([System.Collections.IDictionary] $Sections)
    foreach ($place in 'nodes/Name', 'nodes/NodeName', 'interfaces/Node', 'shared_volumes/OwnerNode') {
        $section, $property = $place -split '/'
        if (-not $Sections.Contains($section)) { continue }
        foreach ($entry in $Sections[$section]) { Get-PropertyName -InputObject $entry -Property $property }
    }
}

# The cluster of an entry that names none: the only cluster there is, or the only one with the entry's node.
function Find-Cluster {
    param([System.Collections.IDictionary] $Nodes, $Entry)
    $names = @($Nodes.PSBase.Keys)
    if ($names.Length -eq 0) { return '' }
    if ($names.Length -eq 1) { return $names[0] }
    foreach ($property in 'Node', 'OwnerNode', 'NodeName') {
        $node = Get-PropertyName -InputObject $Entry -Property $property
        $owners = @(foreach ($name in $names) { if ($node -ne '' -and $Nodes[$name] -contains $node) { $name } })
        if ($owners.Length -eq 1) { return $owners[0] }
    }
    return $null
}

# Sorts objects into sections by cluster, the clusters in the order of their first object.
function Group-ClusterObject {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Objects)
    $clusters = [ordered] @{}
    $homeless = [System.Collections.Generic.List[object]]::new()
    foreach ($object in $Objects) {
        $section = Get-Section -InputObject $object
        $content = Find-Property -InputObject $object -Name 'Capture'
        if ($null -eq $section -or ($section -eq 'capture' -and $null -eq $content)) {
            $message = "expected an object of a failover cluster, found a $($object.PSObject.TypeNames[0]) without the properties of one; it is left out"
            $action = 'Pipe the output of Get-Cluster* commands or of Import-ClusterRouteCapture.'
            $Cmdlet.WriteError((New-ErrorRecord -Id 'UnknownObject' -Category 'InvalidType' -Message $message -Action $action -Target $object))
            continue
        }
        $cluster = Get-PropertyName -InputObject $object -Property 'Cluster'
        if ($section -eq 'capture') { $parts = @($content.Value.PSObject.Properties) }
        else {
            $entry = ConvertTo-RequestObject -Cmdlet $Cmdlet -InputObject $object -Names $script:Sections[$section]
            $parts = @([pscustomobject] @{ Name = $section; Value = @($entry) })
            if ($section -eq 'cluster') { $cluster = Get-PropertyName -InputObject $object -Property 'Name' }
            if ($section -eq 'shared_volumes' -and $cluster -eq '') { $cluster = Get-PropertyName -InputObject $entry['OwnerNode'] -Property 'Cluster' }
        }
        foreach ($part in $parts) {
            foreach ($one in @($null) + @($part.Value)) {
                if ($cluster -ne '') { Add-Entry -Clusters $clusters -Cluster $cluster -Section $part.Name -Entry $one }
                else { $homeless.Add([pscustomobject] @{ Section = $part.Name; Entry = $one; Object = $object }) }
            }
        }
    }
    # Homes are found before anyone moves in, so that the order of the objects does not matter.
    $nodes = [ordered] @{}
    foreach ($name in @($clusters.PSBase.Keys)) { $nodes[$name] = @(Get-NodeName -Sections $clusters[$name]) }
    foreach ($guest in $homeless) {
        $cluster = Find-Cluster -Nodes $nodes -Entry $guest.Entry
        if ($null -ne $cluster) { Add-Entry -Clusters $clusters -Cluster $cluster -Section $guest.Section -Entry $guest.Entry }
        elseif ($null -ne $guest.Entry) {
            $message = "expected an object that tells its cluster, found one of section $($guest.Section) that fits several; it is left out"
            $Cmdlet.WriteError((New-ErrorRecord -Id 'AmbiguousCluster' -Category 'InvalidData' -Message $message -Action 'Ask about one cluster at a time.' -Target $guest.Object))
        }
    }
    return $clusters
}

# The options of a request: the parameters that were given, under the library's names.
function New-Option {
    param([System.Collections.IDictionary] $Bound)
    $options = [ordered] @{}
    $names = [ordered] @{ WindowsVersion = 'windows_version'; From = 'from'; To = 'to'; Volume = 'volume'; Without = 'without'; Set = 'set'; Rule = 'rules'; Id = 'rules' }
    foreach ($name in $names.Keys) {
        if ($Bound.ContainsKey($name)) { $options[$names[$name]] = $Bound[$name] }
    }
    if ($Bound.ContainsKey('Traffic')) {
        $words = @{ Cluster = 'cluster'; Csv = 'csv'; LiveMigration = 'live_migration' }
        $options['traffic'] = @(foreach ($word in $Bound['Traffic']) { $words[$word] })
    }
    return $options
}

function ConvertTo-PascalCase {
    param([string] $Name)
    $words = foreach ($word in $Name.Split('_')) {
        if ($word -ne '') { $word.Substring(0, 1).ToUpperInvariant() + $word.Substring(1) }
    }
    return -join $words
}

function ConvertTo-AnswerValue {
    param($Value, [string] $Name)
    if ($Value -is [string] -and $script:WordFields -contains $Name) { return ConvertTo-PascalCase -Name $Value }
    if ($null -eq $Value -or $Value -is [string] -or $Value -is [System.ValueType]) { return $Value }
    if ($Value -is [System.Collections.IEnumerable]) {
        $items = [System.Collections.Generic.List[object]]::new()
        foreach ($item in $Value) { $items.Add((ConvertTo-AnswerValue -Value $item -Name $Name)) }
        return , $items.ToArray()
    }
    $result = [ordered] @{}
    foreach ($property in $Value.PSObject.Properties) {
        $result[(ConvertTo-PascalCase -Name $property.Name)] = ConvertTo-AnswerValue -Value $property.Value -Name $property.Name
    }
    return [pscustomobject] $result
}

# An object of our own type: what the caller knows first, then the facts of the answer.
function New-AnswerObject {
    param([string] $TypeName, [System.Collections.IDictionary] $First, $Facts)
    foreach ($property in $Facts.PSObject.Properties) {
        $First[(ConvertTo-PascalCase -Name $property.Name)] = ConvertTo-AnswerValue -Value $property.Value -Name $property.Name
    }
    $object = [pscustomobject] $First
    $object.PSObject.TypeNames.Insert(0, $TypeName)
    return $object
}

Export-ModuleMember -Function 'Find-Property', 'Group-ClusterObject', 'New-AnswerObject', 'New-ErrorRecord', 'New-FailureRecord', 'New-Option'
