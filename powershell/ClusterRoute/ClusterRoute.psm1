# The commands: they collect what is piped in, ask the library, and hand back objects. They decide nothing.

Set-StrictMode -Version 3.0

# An untrusted module in a locked-down session cannot load a library: say so before anything else fails.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    $refusal = @{
        ErrorId           = 'ClusterRoute.ConstrainedLanguage'
        Category          = 'PermissionDenied'
        Message           = "expected a FullLanguage session, found $($ExecutionContext.SessionState.LanguageMode): this session does not trust the module ClusterRoute"
        RecommendedAction = 'Sign the module with a certificate that the App Control policy trusts, or run the program clusterroute on captured files.'
        ErrorAction       = 'Stop'
    }
    Write-Error @refusal
}

function Import-ClusterRouteCapture {
    <#
    .SYNOPSIS
    Reads captured files and gives one capture for each cluster found in them.
    .DESCRIPTION
    Understands what Export-Clixml, ConvertTo-Json and Export-Csv write of Get-ClusterNetwork and other Get-Cluster*
    commands, the console text that Format-Table and Format-List make of them, diagnostic captures of
    Get-SDDCDiagnosticInfo (a folder or a ZIP), English validation reports of Test-Cluster (HTML or MHT) and logs of
    Get-ClusterLog. Files say what they are, so their names do not matter; those of one cluster become one capture, and
    its Sources and NotRead tell which file told what and what was not read. Captures pipe into the other commands.
    .PARAMETER Path
    Files or folders; wildcards are allowed.
    .PARAMETER LiteralPath
    Files or folders, taken as they are written.
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\networks.xml, .\interfaces.xml | Resolve-ClusterRoute
    .EXAMPLE
    Get-ChildItem -Filter *.xml | Import-ClusterRouteCapture | Get-ClusterRouteRecommendation
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\HealthTest-*.zip | Get-ClusterRouteRecommendation
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\report.mht, .\cluster.log | Measure-ClusterRouteMetric
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    [OutputType('ClusterRoute.Capture')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'Path', ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)]
        [string[]] $Path,
        [Parameter(Mandatory = $true, ParameterSetName = 'LiteralPath', ValueFromPipelineByPropertyName = $true)]
        [Alias('PSPath')]
        [string[]] $LiteralPath
    )
    begin {
        $files = [System.Collections.Generic.List[string]]::new()
        $asked = $false
    }
    process {
        $asked = $true
        $parameter = $PSCmdlet.ParameterSetName
        foreach ($item in $PSBoundParameters[$parameter]) {
            foreach ($file in Find-File -Cmdlet $PSCmdlet -Where @{ $parameter = $item }) { $files.Add($file) }
        }
    }
    end {
        if (-not $asked) {
            $PSCmdlet.ThrowTerminatingError((New-ErrorRecord -Id 'EmptyPipe' -Category 'InvalidArgument' -Message 'expected paths in the pipe, found none' -Action 'Give -Path, or pipe the output of Get-ChildItem.'))
        }
        if ($files.Count -eq 0) { return }
        $request = [ordered] @{ schema = 2; input = [ordered] @{ paths = $files.ToArray() } }
        foreach ($answer in @(Invoke-Library -Cmdlet $PSCmdlet -Question 'read_capture' -Request $request)) {
            Write-NotRead -Cmdlet $PSCmdlet -Answer $answer
            New-Capture -Answer $answer -Counts ([ordered] @{ networks = 'NetworkCount'; interfaces = 'InterfaceCount'; nodes = 'NodeCount'; shared_volumes = 'VolumeCount' })
        }
    }
}

function Measure-ClusterRouteMetric {
    <#
    .SYNOPSIS
    Explains the metric of every cluster network.
    .DESCRIPTION
    Tells for each network whether its metric was set by hand or chosen by the cluster, what an automatic value is
    made of (role, RDMA or RSS, speed), what the adapters call for when they are known, and the rank NetFT gives it.
    .PARAMETER InputObject
    Objects of Get-Cluster* commands, live or captured, in any mix and order, or captures.
    .PARAMETER WindowsVersion
    The Windows version of the nodes, when the objects do not tell it.
    .EXAMPLE
    Get-ClusterNetwork | Measure-ClusterRouteMetric
    .EXAMPLE
    Import-Clixml -Path .\networks.xml | Measure-ClusterRouteMetric | Where-Object Verdict -eq 'Manual'
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding()]
    [OutputType('ClusterRoute.Metric')]
    param(
        [Parameter(ValueFromPipeline = $true)]
        [psobject] $InputObject,
        [ValidateSet('2008R2', '2012', '2012R2', '2016', '2019', '2022', '23H2', '2025')]
        [string] $WindowsVersion
    )
    begin { $objects = [System.Collections.Generic.List[object]]::new() }
    process { foreach ($item in $InputObject) { if ($null -ne $item) { $objects.Add($item) } } }
    end {
        foreach ($answer in @(Get-Answer -Cmdlet $PSCmdlet -Question 'measure' -Objects $objects -Options (New-Option -Bound $PSBoundParameters))) {
            Write-Verbose "cluster '$($answer.name)': metric scheme $($answer.scheme): $($answer.scheme_because)"
            foreach ($network in $answer.networks) {
                $first = [ordered] @{ Cluster = $answer.name; Scheme = $answer.scheme }
                New-AnswerObject -TypeName 'ClusterRoute.Metric' -First $first -Facts $network
            }
        }
    }
}

function Resolve-ClusterRoute {
    <#
    .SYNOPSIS
    Tells which networks carry cluster, CSV and live migration traffic between the nodes, and why.
    .DESCRIPTION
    Gives for each kind of traffic, pair of nodes and volume the networks in use, those that would take over, how sure
    the answer is and what it rests on.
    .PARAMETER InputObject
    Objects of Get-Cluster* commands, live or captured, in any mix and order, or captures.
    .PARAMETER Traffic
    Only these kinds of traffic.
    .PARAMETER From
    Only routes from this node.
    .PARAMETER To
    Only routes to this node; for CSV traffic the coordinator.
    .PARAMETER Volume
    Only CSV routes of this volume.
    .PARAMETER Without
    Takes something away before asking: network:NAME, node:NAME or interface:NODE/NETWORK.
    .PARAMETER Set
    Changes something before asking: metric:NETWORK=900 or metric:NETWORK=auto, role:NETWORK=1, speed:NETWORK=25
    (Gbit/s), class:NETWORK=rdma (or rss, plain), owner:VOLUME=NODE, redirect:VOLUME or redirect:*,
    migration_order:NETWORK,NETWORK or migration_exclude:NETWORK,NETWORK.
    .PARAMETER WindowsVersion
    The Windows version of the nodes, when the objects do not tell it.
    .EXAMPLE
    Get-ClusterNetwork | Resolve-ClusterRoute -Traffic Csv
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\capture | Resolve-ClusterRoute -Without 'network:Storage1' -Set 'redirect:*'
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding()]
    [OutputType('ClusterRoute.Route')]
    param(
        [Parameter(ValueFromPipeline = $true)]
        [psobject] $InputObject,
        [ValidateSet('Cluster', 'Csv', 'LiveMigration')]
        [string[]] $Traffic,
        [string] $From,
        [string] $To,
        [string] $Volume,
        [string[]] $Without,
        [string[]] $Set,
        [ValidateSet('2008R2', '2012', '2012R2', '2016', '2019', '2022', '23H2', '2025')]
        [string] $WindowsVersion
    )
    begin { $objects = [System.Collections.Generic.List[object]]::new() }
    process { foreach ($item in $InputObject) { if ($null -ne $item) { $objects.Add($item) } } }
    end {
        foreach ($answer in @(Get-Answer -Cmdlet $PSCmdlet -Question 'resolve' -Objects $objects -Options (New-Option -Bound $PSBoundParameters))) {
            $assumptions = @(foreach ($assumption in $answer.assumptions) { $assumption.message })
            foreach ($assumption in $assumptions) { Write-Verbose "cluster '$($answer.name)': assumed: $assumption" }
            foreach ($route in $answer.routes) {
                $first = [ordered] @{ Cluster = $answer.name; WindowsVersion = $answer.windows.version; Assumptions = $assumptions }
                New-AnswerObject -TypeName 'ClusterRoute.Route' -First $first -Facts $route
            }
        }
    }
}

function Get-ClusterRouteRecommendation {
    <#
    .SYNOPSIS
    Tells what to change in the cluster's networks, why, and how.
    .DESCRIPTION
    Gives a finding for each thing to change: what is wrong, how sure that is, what to do in words (Advice) and the
    commands that do it: FixCommand for Windows PowerShell, FixCommandPS7 for PowerShell 7, UndoCommand and
    UndoCommandPS7 to take it back. Each change was tried on the model of the cluster: Moves says which traffic moves
    to other networks, Withheld which changes were tried and are not advised. Nothing is run. Rules that lack a fact
    are not checked: a warning names the commands whose output they need.
    .PARAMETER InputObject
    Objects of Get-Cluster* commands, live or captured, in any mix and order, or captures; from the pipe or by name.
    .PARAMETER Severity
    Only findings of these severities.
    .PARAMETER Rule
    Only these rules, by id or name.
    .PARAMETER ExcludeRule
    Without these rules, by id or name.
    .PARAMETER Suppression
    A file that names findings to live with, each with a reason and if wanted an end, see about_ClusterRoute. An entry
    that is over or fits nothing is a warning.
    .PARAMETER Baseline
    Only what is new since then: a file that clusterroute recommend --format json has written, or earlier findings.
    .PARAMETER IncludeSuppressed
    Gives an object for each finding that the suppression file takes out as well, with the reason and the end.
    .PARAMETER IncludeNotChecked
    Gives an object for each rule that lacks a fact as well, with the commands that bring it, instead of the warning.
    .PARAMETER WindowsVersion
    The Windows version of the nodes, when the objects do not tell it.
    .EXAMPLE
    Get-ClusterNetwork | Get-ClusterRouteRecommendation
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\capture | Get-ClusterRouteRecommendation Error, Warning | Format-List
    .EXAMPLE
    Get-ClusterNetwork | Get-ClusterRouteRecommendation | Where-Object FixCommand | Select-Object -Property TargetName, FixCommand, UndoCommand
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\capture | Get-ClusterRouteRecommendation -IncludeNotChecked | Where-Object Collect
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\capture | Get-ClusterRouteRecommendation -Suppression .\clusterroute.toml -Baseline .\last-month.json
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding(PositionalBinding = $false)]
    [OutputType('ClusterRoute.Finding', 'ClusterRoute.SuppressedFinding', 'ClusterRoute.NotChecked')]
    param(
        [Parameter(ValueFromPipeline = $true)]
        [psobject] $InputObject,
        [Parameter(Position = 0)]
        [ValidateSet('Error', 'Warning', 'Info')]
        [string[]] $Severity,
        [string[]] $Rule,
        [string[]] $ExcludeRule,
        [string] $Suppression,
        [object[]] $Baseline,
        [switch] $IncludeSuppressed,
        [Alias('IncludeSkipped')]
        [switch] $IncludeNotChecked,
        [ValidateSet('2008R2', '2012', '2012R2', '2016', '2019', '2022', '23H2', '2025')]
        [string] $WindowsVersion
    )
    begin {
        $objects = [System.Collections.Generic.List[object]]::new()
        $options = New-AdviceOption -Cmdlet $PSCmdlet -Bound $PSBoundParameters
    }
    process { foreach ($item in $InputObject) { if ($null -ne $item) { $objects.Add($item) } } }
    end {
        $answers = @(Get-Answer -Cmdlet $PSCmdlet -Question 'recommend' -Objects $objects -Options $options)
        foreach ($answer in $answers) {
            New-Advice -Answer $answer -WithSuppressed:$IncludeSuppressed
            Write-LeftOut -Cmdlet $PSCmdlet -Answer $answer
            Write-NotChecked -Cmdlet $PSCmdlet -Answer $answer -Quiet:$IncludeNotChecked
            if ($IncludeNotChecked) { foreach ($one in $answer.not_checked) { New-NotChecked -Cluster $answer.name -Facts $one } }
        }
        Write-StaleSuppression -Cmdlet $PSCmdlet -Answers $answers
    }
}

function Test-ClusterRoute {
    <#
    .SYNOPSIS
    Tells whether the networks of all piped clusters are free of findings.
    .DESCRIPTION
    True when no finding reaches the severity. -Verbose names the findings that do. A warning names the commands whose
    output is needed for the rules that could not be checked: without them true is not the same as healthy.
    .PARAMETER InputObject
    Objects of Get-Cluster* commands, live or captured, in any mix and order, or captures; from the pipe or by name.
    .PARAMETER Severity
    The lowest severity that counts: Error, Warning (the default) or Info; of several the lowest.
    .PARAMETER ExcludeRule
    Without these rules, by id or name.
    .PARAMETER Suppression
    A file that names findings to live with, each with a reason and if wanted an end, see about_ClusterRoute. An entry
    that is over or fits nothing is a warning.
    .PARAMETER Baseline
    Only what is new since then: a file that clusterroute recommend --format json has written, or earlier findings.
    .PARAMETER WindowsVersion
    The Windows version of the nodes, when the objects do not tell it.
    .EXAMPLE
    Get-ClusterNetwork | Test-ClusterRoute -Severity Error
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\capture | Test-ClusterRoute -ExcludeRule CR104 -Suppression .\clusterroute.toml
    .EXAMPLE
    if (-not (Import-ClusterRouteCapture -Path .\capture | Test-ClusterRoute)) { 'look at Get-ClusterRouteRecommendation' }
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding(PositionalBinding = $false)]
    [OutputType([bool])]
    param(
        [Parameter(ValueFromPipeline = $true)]
        [psobject] $InputObject,
        [Parameter(Position = 0)]
        [ValidateSet('Error', 'Warning', 'Info')]
        [string[]] $Severity = @('Warning'),
        [string[]] $ExcludeRule,
        [string] $Suppression,
        [object[]] $Baseline,
        [ValidateSet('2008R2', '2012', '2012R2', '2016', '2019', '2022', '23H2', '2025')]
        [string] $WindowsVersion
    )
    begin {
        $objects = [System.Collections.Generic.List[object]]::new()
        $options = New-AdviceOption -Cmdlet $PSCmdlet -Bound $PSBoundParameters
        $options['severity'] = @(Get-SeverityFrom -Lowest $Severity)
    }
    process { foreach ($item in $InputObject) { if ($null -ne $item) { $objects.Add($item) } } }
    end {
        $clean = $true
        $answers = @(Get-Answer -Cmdlet $PSCmdlet -Question 'recommend' -Objects $objects -Options $options)
        foreach ($answer in $answers) {
            if (Test-Finding -Cmdlet $PSCmdlet -Answer $answer) { $clean = $false }
            Write-LeftOut -Cmdlet $PSCmdlet -Answer $answer
            Write-NotChecked -Cmdlet $PSCmdlet -Answer $answer
        }
        Write-StaleSuppression -Cmdlet $PSCmdlet -Answers $answers
        return $clean
    }
}

function Get-ClusterRouteDesign {
    <#
    .SYNOPSIS
    Tells for each need of a Hyper-V cluster which networks serve it, and how well.
    .DESCRIPTION
    Gives one object for each need, always in the same order: management, virtual machines, heartbeats, shared volumes,
    live migration, iSCSI of hosts and of guests, backup and replica; with its networks, what shares them, bandwidth,
    what takes over, and a Verdict: Green is as recommended, Yellow works but is not as recommended, Red is broken or
    will break, Unknown is not captured. Reasons says why.
    .PARAMETER InputObject
    Objects of Get-Cluster* commands, live or captured, in any mix and order, or captures; from the pipe or by name.
    .PARAMETER WindowsVersion
    The Windows version of the nodes, when the objects do not tell it.
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\capture | Get-ClusterRouteDesign
    .EXAMPLE
    Get-ClusterNetwork | Get-ClusterRouteDesign | Where-Object Verdict -ne 'Green' | Format-List
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding()]
    [OutputType('ClusterRoute.Need')]
    param(
        [Parameter(ValueFromPipeline = $true)]
        [psobject] $InputObject,
        [ValidateSet('2008R2', '2012', '2012R2', '2016', '2019', '2022', '23H2', '2025')]
        [string] $WindowsVersion
    )
    begin { $objects = [System.Collections.Generic.List[object]]::new() }
    process { foreach ($item in $InputObject) { if ($null -ne $item) { $objects.Add($item) } } }
    end {
        foreach ($answer in @(Get-Answer -Cmdlet $PSCmdlet -Question 'needs' -Objects $objects -Options (New-Option -Bound $PSBoundParameters))) {
            foreach ($need in $answer.needs) { New-Need -Cluster $answer.name -Facts $need }
        }
    }
}

function Get-ClusterRouteRule {
    <#
    .SYNOPSIS
    Lists the rules behind the recommendations.
    .DESCRIPTION
    Gives each rule with what it checks, why that matters, the Windows versions it holds for and the facts it needs.
    .PARAMETER Id
    Only these rules, by id or name.
    .EXAMPLE
    Get-ClusterRouteRule
    .EXAMPLE
    Get-ClusterRouteRule -Id CR101 | Select-Object -ExpandProperty Doc
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding()]
    [OutputType('ClusterRoute.Rule')]
    param(
        [Parameter(Position = 0, ValueFromPipelineByPropertyName = $true)]
        [Alias('Rule')]
        [string[]] $Id
    )
    process {
        $request = [ordered] @{ schema = 2; options = (New-Option -Bound $PSBoundParameters) }
        foreach ($answer in @(Invoke-Library -Cmdlet $PSCmdlet -Question 'rules' -Request $request)) {
            foreach ($entry in $answer.rules) { New-AnswerObject -TypeName 'ClusterRoute.Rule' -First ([ordered] @{}) -Facts $entry }
        }
    }
}

$script:Connection = Connect-Library
if ($null -ne $script:Connection.Problem) {
    $problem = $script:Connection.Problem
    throw (New-ErrorRecord @problem)
}
Set-Connection -Connection $script:Connection

# Where a rule is asked for, its id is offered, for the beginning of the id or of the name.
$script:CompleteRule = {
    param($Command, $Parameter, $Word)
    foreach ($rule in Get-ClusterRouteRule) {
        $fits = @($rule.Id, $rule.Name | Where-Object { $_.StartsWith($Word.Trim("'"), [System.StringComparison]::OrdinalIgnoreCase) })
        if ($fits.Length -gt 0) { [System.Management.Automation.CompletionResult]::new($rule.Id, "$($rule.Id) $($rule.Name)", 'ParameterValue', $rule.Summary) }
    }
}
Register-ArgumentCompleter -CommandName 'Get-ClusterRouteRecommendation' -ParameterName 'Rule' -ScriptBlock $script:CompleteRule
Register-ArgumentCompleter -CommandName 'Get-ClusterRouteRecommendation', 'Test-ClusterRoute' -ParameterName 'ExcludeRule' -ScriptBlock $script:CompleteRule
Register-ArgumentCompleter -CommandName 'Get-ClusterRouteRule' -ParameterName 'Id' -ScriptBlock $script:CompleteRule

Export-ModuleMember -Function 'Get-ClusterRouteDesign', 'Get-ClusterRouteRecommendation', 'Get-ClusterRouteRule', 'Import-ClusterRouteCapture', 'Measure-ClusterRouteMetric', 'Resolve-ClusterRoute', 'Test-ClusterRoute'
