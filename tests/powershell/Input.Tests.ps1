# The same facts give the same answer, whatever they arrive as.
BeforeDiscovery {
    $names = @('azlocal-23h2-bmc', 'azlocal-23h2-switchless', 'hyperv-2008r2-dpm', 'hyperv-2012r2-san', 'hyperv-2022-lm-layers', 's2d-2019-rdma')
    $oldEngine = $PSVersionTable.PSVersion.Major -lt 6
}

BeforeAll {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'Setup.ps1'))

    # What every shape can tell; a shape without the cluster's properties knows less of the scheme.
    function Get-Essence {
        param($Objects)
        $metrics = $Objects | Get-ClusterRouteMetric | Select-Object Cluster, Name, Id, Role, State, Metric, AutoMetric, Rank
        ConvertTo-Text -Answer $metrics
    }

    # The capture that piped objects make.
    function Read-Object {
        [CmdletBinding()]
        param($Objects)
        $read = {
            param($Cmdlet, $Objects)
            $request = Get-Request -Cmdlet $Cmdlet -Bound @{}
            $request.Add($Objects)
            (Get-Answer -Cmdlet $Cmdlet -Question 'read_capture' -Request $request).Facts.Capture
        }
        & (Get-Module ClusterRoute) $read $PSCmdlet $Objects | ConvertFrom-Json
    }

    function Get-File {
        param([string] $Name, [string] $File)
        [System.IO.Path]::Combine($captures, $Name, $File)
    }
}

Describe 'networks of <_>' -ForEach $names {
    BeforeAll {
        $imported = @(Import-Clixml -LiteralPath (Get-File -Name $_ -File 'networks.xml'))
        $expected = Get-Essence -Objects $imported
        $name = $_
    }

    It 'are measured after Import-Clixml' {
        $metrics = @($imported | Get-ClusterRouteMetric)
        $metrics.Count | Should -Be $imported.Count
        $metrics[0].PSObject.TypeNames[0] | Should -Be 'ClusterRoute.Metric'
        ($metrics.Metric | Sort-Object) -join ' ' | Should -Be (($imported.Metric | Sort-Object) -join ' ')
        "$($metrics[0].Role)" | Should -BeIn 'None', 'Cluster', 'Client', 'ClusterAndClient'
    }

    It 'are the same after a second round of Import-Clixml' {
        $twice = Import-Clixml -LiteralPath (Get-File -Name $name -File 'networks.twice.xml')
        ConvertTo-Text -Answer @($twice | Get-ClusterRouteMetric) | Should -Be (ConvertTo-Text -Answer @($imported | Get-ClusterRouteMetric))
    }

    It 'are the same as remoting sends them' {
        Get-Essence -Objects (Import-Clixml -LiteralPath (Get-File -Name $name -File 'networks.depth1.xml')) | Should -Be $expected
    }

    It 'are the same after ConvertTo-Json' {
        $objects = Get-Content -Raw -LiteralPath (Get-File -Name $name -File 'networks.json') | ConvertFrom-Json
        Get-Essence -Objects $objects | Should -Be $expected
    }

    It 'are the same after ConvertTo-Json of deserialised objects' -Skip:$oldEngine {
        $objects = Get-Content -Raw -LiteralPath (Get-File -Name $name -File 'networks.deserialized.json') | ConvertFrom-Json -AsHashtable
        Get-Essence -Objects $objects | Should -Be $expected
    }

    It 'are the same when the file is read by the library' {
        Get-Essence -Objects (Import-ClusterRouteCapture -LiteralPath (Get-File -Name $name -File 'networks.xml')) | Should -Be $expected
    }

    It 'are the same as an argument and in a selection' {
        $metrics = Get-ClusterRouteMetric -InputObject $imported | Select-Object Cluster, Name, Id, Role, State, Metric, AutoMetric, Rank
        ConvertTo-Text -Answer $metrics | Should -Be $expected
        $selected = $imported | Select-Object Name, Id, Role, State, Metric, Autometric, Cluster
        Get-Essence -Objects $selected | Should -Be $expected
    }
}

Describe 'a whole capture of <_>' -ForEach $names {
    It 'gives the same routes through the pipe and from the files' {
        $objects = Get-CaptureFile -Name $_ | ForEach-Object { Import-Clixml -LiteralPath $_ }
        $files = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name $_)
        $piped = ConvertTo-Text -Answer @($objects | Get-ClusterRoute)
        $piped | Should -Match '"Traffic"'
        $piped | Should -Be (ConvertTo-Text -Answer @($files | Get-ClusterRoute))
    }

    It 'gives the same findings through the pipe and from the files, in any order' {
        $objects = @(Get-CaptureFile -Name $_ | ForEach-Object { Import-Clixml -LiteralPath $_ })
        $files = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name $_)
        $expected = ConvertTo-Text -Answer @($files | Get-ClusterRouteRecommendation -WarningAction SilentlyContinue)
        ConvertTo-Text -Answer @($objects | Get-ClusterRouteRecommendation -WarningAction SilentlyContinue) | Should -Be $expected
        [array]::Reverse($objects)
        ConvertTo-Text -Answer @($objects | Get-ClusterRouteRecommendation -WarningAction SilentlyContinue) | Should -Be $expected
    }
}

Describe 'live objects' {
    It 'are read without calling their methods or reading more than is needed' {
        $before = [Microsoft.FailoverClusters.PowerShell.ClusterNetwork]::UpdateCalls
        $warnings = $null
        $metrics = @(Get-Live | Get-ClusterRouteMetric -WarningVariable warnings)
        $metrics.Name -join ' ' | Should -Be 'Storage1 Storage2 Management'
        $metrics.Cluster | Should -Be @('LIVE-1', 'LIVE-1', 'LIVE-1')
        @($warnings).Count | Should -Be 0
        [Microsoft.FailoverClusters.PowerShell.ClusterNetwork]::UpdateCalls | Should -Be $before
    }

    It 'give the routes that the worked example demands' {
        $routes = @(Get-Live | Get-ClusterRoute)
        $csv = $routes | Where-Object { $_.Traffic -eq 'Csv' -and $_.From -eq 'L2' }
        $csv.Mode | Should -Be 'BlockRedirected'
        $csv.Networks.Name -join ' ' | Should -Be 'Storage1 Storage2'
        $netft = $routes | Where-Object { $_.Traffic -eq 'Cluster' -and $_.From -eq 'L1' }
        $netft.Networks.Name | Should -Be 'Storage1'
        $routes[0].WindowsVersion | Should -Be '2022'
    }

    It 'give the same routes in reverse order' {
        $objects = @(Get-Live)
        $expected = ConvertTo-Text -Answer @($objects | Get-ClusterRoute)
        [array]::Reverse($objects)
        ConvertTo-Text -Answer @($objects | Get-ClusterRoute) | Should -Be $expected
    }

    It 'may be one network alone' {
        $metrics = @(Get-Live | Where-Object { $_.Name -eq 'Storage1' } | Get-ClusterRouteMetric)
        $metrics.Count | Should -Be 1
        @($metrics[0].Because).Count | Should -BeGreaterThan 0
    }

    It 'that fail to tell a property are warned about, and the rest counts' {
        $script = [pscustomobject] @{ Name = 'N'; Metric = 20401; AutoMetric = $true }
        $script | Add-Member -MemberType ScriptProperty -Name Role -Value { throw 'no answer' }
        $compiled = [Microsoft.FailoverClusters.PowerShell.SilentClusterNetwork] @{ Name = 'N'; Metric = 20401; AutoMetric = $true }
        foreach ($network in $script, $compiled) {
            $metrics = @($network | Get-ClusterRouteMetric -WarningVariable warnings -WarningAction SilentlyContinue)
            $metrics[0].Metric | Should -Be 20401
            $metrics[0].Role | Should -BeNullOrEmpty
            "$warnings" | Should -Match 'the property Role .*answer'
        }
    }
}

Describe 'other shapes' {
    It 'hashtables' {
        $metrics = @(@{ Name = 'A'; Role = 1; Metric = 20401; AutoMetric = $true; State = 'Up' }, @{ name = 'B'; ROLE = 'ClusterAndClient'; metric = '70000' } | Get-ClusterRouteMetric)
        $metrics.Name -join ' ' | Should -Be 'A B'
        $metrics.Role -join ' ' | Should -Be 'Cluster ClusterAndClient'
        $metrics.Metric -join ' ' | Should -Be '20401 70000'
    }

    It 'ordered dictionaries and plain objects in one pipe' {
        $metrics = @([ordered] @{ Name = 'A'; Role = 1; Metric = 20401 }, [pscustomobject] @{ Name = 'B'; Role = 3; Metric = 70000 } | Get-ClusterRouteMetric)
        $metrics.Role -join ' ' | Should -Be 'Cluster ClusterAndClient'
    }

    It 'instances of the CIM classes' {
        $network = [pscustomobject] @{ ID = '00000000-0000-0000-0000-000000000001'; Name = 'A'; Role = [uint32] 3; State = [uint32] 3; Metric = [uint32] 70000; AutoMetric = $true; IPv4Addresses = [string[]] @('10.0.0.0'); IPv4PrefixLengths = [string[]] @('24') }
        $network.PSObject.TypeNames.Insert(0, 'Microsoft.Management.Infrastructure.CimInstance#root/MSCluster/MSCluster_Network')
        $metric = $network | Get-ClusterRouteMetric
        $metric.Id | Should -Be '00000000-0000-0000-0000-000000000001'
        $metric.Role | Should -Be 'ClusterAndClient'
        $metric.State | Should -Be 'Up'
    }

    It 'instances that CIM gives of the own computer, which name it in their system properties' {
        $adapters = foreach ($row in @('L1', $null), @('L2', ''), @('elsewhere', 'L3')) {
            $adapter = [pscustomobject] @{ PSComputerName = $row[1]; Name = 'Storage1'; InterfaceGuid = '{0}'; Speed = 25000000000; CimSystemProperties = [pscustomobject] @{ ServerName = $row[0] } }
            $adapter.PSObject.TypeNames.Insert(0, 'Microsoft.Management.Infrastructure.CimInstance#ROOT/StandardCimv2/MSFT_NetAdapter')
            $adapter
        }
        (Read-Object -Objects (@(Get-Live) + $adapters)).hosts.Node -join ' ' | Should -Be 'L1 L2 L3'
    }

    It 'enum values as objects' {
        $metric = [pscustomobject] @{ Name = 'A'; Metric = '70240'; Role = [pscustomobject] @{ value__ = 3 } } | Get-ClusterRouteMetric
        $metric.Role | Should -Be 'ClusterAndClient'
        $metric.Metric | Should -Be 70240
    }

    It 'objects of a job' {
        $metrics = @(Start-Job -ScriptBlock { [pscustomobject] @{ Name = 'A'; Role = 1; Metric = 20401; Ipv4Addresses = @('10.0.0.0') } } | Receive-Job -Wait -AutoRemoveJob | Get-ClusterRouteMetric)
        $metrics[0].Metric | Should -Be 20401
    }
}

Describe 'two clusters in one pipe' {
    BeforeAll {
        $both = @(Get-Live -Name 'EAST' -Node 'E') + @(Get-Live -Name 'WEST' -Node 'W')
    }

    It 'are answered in the order of their first object' {
        ($both | Get-ClusterRouteMetric).Cluster -join ' ' | Should -Be 'EAST EAST EAST WEST WEST WEST'
    }

    It 'keep their own volume states, which name no cluster, in any order' {
        foreach ($turn in 1, 2) {
            $routes = @($both | Get-ClusterRoute -Traffic Csv)
            foreach ($cluster in 'EAST', 'WEST') {
                $first = $cluster.Substring(0, 1)
                $route = @($routes | Where-Object { $_.Cluster -eq $cluster -and $_.From -eq "${first}2" })
                $route.Count | Should -Be 1
                $route[0].Mode | Should -Be 'BlockRedirected'
                $route[0].To | Should -Be "${first}1"
            }
            [array]::Reverse($both)
        }
    }

    It 'name an object that fits both' {
        $stray = [pscustomobject] @{ ClusterObject = 'Virtual Machine'; Name = 'MigrationNetworkOrder'; Value = '' }
        $metrics = @($both + $stray | Get-ClusterRouteMetric -ErrorVariable problems -ErrorAction SilentlyContinue)
        $metrics.Count | Should -Be 6
        $problems[0].FullyQualifiedErrorId | Should -Be 'ClusterRoute.InvalidClusterData,Get-ClusterRouteMetric'
        $problems[0].TargetObject | Should -Be 'input.objects'
        "$($problems[0])" | Should -Match 'EAST, WEST'
    }
}

Describe 'what a pipe must not do' {
    BeforeAll {
        $report = Import-ClusterRouteCapture -LiteralPath ([System.IO.Path]::Combine($captures, '..', 'report', 'hyperv-2022.htm'))
        $other = Import-ClusterRouteCapture -LiteralPath (Get-CaptureFile -Name 's2d-2019-rdma')
    }

    It 'a nameless report after another capture gets its own answer, named after its file' {
        $alone = @($report | Get-ClusterRouteRecommendation -WarningAction SilentlyContinue)
        $both = @($other, $report | Get-ClusterRouteMetric)
        @($both | Group-Object -Property Cluster).Count | Should -Be 2
        @($both | Where-Object { $_.Cluster -like '*hyperv-2022.htm' }).Count | Should -Be 4
        @($other, $report | Get-ClusterRouteRecommendation -WarningAction SilentlyContinue | Where-Object { $_.Cluster -like '*hyperv-2022.htm' }).Count | Should -Be $alone.Count
        @(Import-ClusterRouteCapture -LiteralPath (@(Get-CaptureFile -Name 's2d-2019-rdma') + [System.IO.Path]::Combine($captures, '..', 'report', 'hyperv-2022.htm'))).Count | Should -Be 2
    }

    It 'the same objects asked of two nodes are one' {
        $networks = @(Import-Clixml -LiteralPath (Get-File -Name 's2d-2019-rdma' -File 'networks.xml'))
        $once = ConvertTo-Text -Answer @($networks | Get-ClusterRouteMetric)
        foreach ($node in 'N1', 'N2') { foreach ($network in $networks) { $network | Add-Member -NotePropertyName PSComputerName -NotePropertyValue $node -Force } }
        ConvertTo-Text -Answer @($networks + $networks | Get-ClusterRouteMetric) | Should -Be $once
        @($networks + $networks | Get-ClusterRouteRecommendation -Rule CR002, CR203, CR008 -WarningAction SilentlyContinue).Count | Should -Be 0
    }

    It 'twice with different facts is a contradiction' {
        $networks = @{ Name = 'A'; Id = '1'; Role = 1; Metric = 900 }, @{ Name = 'A'; Id = '1'; Role = 1; Metric = 901 }
        $finding = $networks | Get-ClusterRouteRecommendation -Rule CR008 -WarningAction SilentlyContinue
        $finding.Message | Should -Match 'Metric of A is 900 and 901'
    }

    It 'a group is no volume, and is named' {
        $group = [pscustomobject] @{ Name = 'SQL'; OwnerNode = 'N1'; State = 'Online' }
        $group.PSObject.TypeNames.Insert(0, 'Microsoft.FailoverClusters.PowerShell.ClusterGroup')
        $routes = @(@(Get-Live) + $group | Get-ClusterRoute -WarningVariable warnings -WarningAction SilentlyContinue)
        ($routes.Volume | Where-Object { $_ } | Sort-Object -Unique) | Should -Be 'Volume1'
        "$warnings" | Should -Match 'ClusterGroup'
    }

    It 'the copy of a network in an interface keeps what could contradict it' {
        $id = '00000000-0000-0000-0000-000000000001'
        $network = @{ Name = 'A'; Id = $id; Role = 1; Metric = 900 }
        $copy = [pscustomobject] @{ Name = 'A'; Id = $id; Role = 3; Metric = 900 }
        $interface = [pscustomobject] @{ Name = 'N1 - A'; Node = 'N1'; Network = $copy; AdapterId = 'x' }
        $finding = $network, $interface | Get-ClusterRouteRecommendation -Rule CR008 -WarningAction SilentlyContinue
        $finding.Message | Should -Match 'has the Role'
    }

    It 'one cluster that cannot be answered costs the others nothing' {
        $lame = [pscustomobject] @{ Name = 'X'; NodeWeight = 1; Cluster = 'LAME' }
        $metrics = @(@(Get-Live) + $lame | Get-ClusterRouteMetric -ErrorVariable problems -ErrorAction SilentlyContinue)
        $metrics.Count | Should -Be 3
        $problems[0].TargetObject | Should -Be 'LAME'
    }
}

Describe 'text that can be read in one way only' {
    It 'is read, and ReadAs and -Verbose say how' {
        $path = [System.IO.Path]::Combine($TestDrive, 'undashed.txt')
        [System.IO.File]::WriteAllText($path, "AutoMetric  Metric  Name  Role  State`nTRUE        70384   LAN   3     3`n")
        $capture = Import-ClusterRouteCapture -LiteralPath $path
        @($capture.ReadAs).Count | Should -Be 1
        $capture.ReadAs[0].How | Should -Match 'without a line of dashes'
        @($capture.NotRead).Count | Should -Be 0
        $capture.Sources[0].Bytes | Should -Be ([System.IO.FileInfo]::new($path).Length)
        $said = @(Get-ClusterRouteMetric -LiteralPath $path -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })
        "$said" | Should -Match 'read as: .*undashed.txt'
    }
}
