# The commands that advise. They decide nothing.

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
    Objects of Get-Cluster* commands and their neighbours, live or captured, in any mix and order, captures, or files of
    Get-ChildItem; from the pipe or by name.
    .PARAMETER Path
    Files or folders to read instead, as Import-ClusterRouteCapture reads them; wildcards are allowed.
    .PARAMETER LiteralPath
    Files or folders to read instead, taken as they are written.
    .PARAMETER Severity
    Only findings of these severities.
    .PARAMETER Rule
    Only these rules, by id or name, with ? and *.
    .PARAMETER ExcludeRule
    Without these rules, by id or name, with ? and *.
    .PARAMETER Suppression
    A file that names findings to live with, each with a reason and if wanted an end, see about_ClusterRoute. An entry
    that is over or fits nothing is a warning.
    .PARAMETER Baseline
    Only what is new since then: a file that clusterroute recommend --format json has written, or earlier findings.
    .PARAMETER Suppressed
    Gives what the suppression file takes out instead of the findings, each with the reason and the end.
    .PARAMETER NotChecked
    Gives the rules that lack a fact instead of the findings, each with the commands that bring it.
    .PARAMETER WindowsVersion
    The Windows version of the nodes, when the objects do not tell it.
    .EXAMPLE
    Get-ClusterNetwork | Get-ClusterRouteRecommendation

    What the networks alone tell; a warning names the commands whose output some rules lack.
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\capture | Get-ClusterRouteRecommendation Error, Warning | Format-List

    What matters, each with what to do first.
    .EXAMPLE
    Get-ClusterNetwork | Get-ClusterRouteRecommendation | Where-Object FixCommand | Select-Object -Property TargetName, FixCommand, UndoCommand

    The findings that a command mends, with the way back.
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\capture | Get-ClusterRouteRecommendation -NotChecked | Where-Object Collect

    The rules that lack a fact, and the commands that bring it.
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\capture | Get-ClusterRouteRecommendation -Suppression .\clusterroute.toml -Baseline .\last-month.json

    Only what is new, without what is lived with.
    .INPUTS
    System.Management.Automation.PSObject
    .OUTPUTS
    ClusterRoute.Finding, ClusterRoute.SuppressedFinding, ClusterRoute.NotChecked
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding(DefaultParameterSetName = 'Object', PositionalBinding = $false)]
    [OutputType('ClusterRoute.Finding', 'ClusterRoute.SuppressedFinding', 'ClusterRoute.NotChecked')]
    param(
        [Parameter(ValueFromPipeline = $true, ParameterSetName = 'Object')]
        [psobject] $InputObject,
        [Parameter(Mandatory = $true, ParameterSetName = 'Path')]
        [string[]] $Path,
        [Parameter(Mandatory = $true, ParameterSetName = 'LiteralPath')]
        [Alias('PSPath', 'FullName')]
        [string[]] $LiteralPath,
        [Parameter(Position = 0)]
        [ValidateSet('Error', 'Warning', 'Info')]
        [string[]] $Severity,
        [SupportsWildcards()]
        [string[]] $Rule,
        [SupportsWildcards()]
        [string[]] $ExcludeRule,
        [string] $Suppression,
        [object[]] $Baseline,
        [switch] $Suppressed,
        [switch] $NotChecked,
        [ValidateSet('2008R2', '2012', '2012R2', '2016', '2019', '2022', '23H2', '2025', '24H2')]
        [string] $WindowsVersion
    )
    begin {
        if ($Suppressed -and $NotChecked) {
            $message = 'expected -Suppressed or -NotChecked, found both'
            $PSCmdlet.ThrowTerminatingError((ConvertTo-ErrorRecord -Id 'InvalidRequest' -Category 'InvalidArgument' -Message $message -Action 'Ask twice: each gives objects of its own type.'))
        }
        $options = Get-AdviceOption -Cmdlet $PSCmdlet -Bound $PSBoundParameters
        $request = Get-Request -Cmdlet $PSCmdlet -Bound $PSBoundParameters
    }
    process { $request.Add($InputObject) }
    end {
        $answers = @(Get-Answer -Cmdlet $PSCmdlet -Question 'recommend' -Request $request -Options $options -List 'findings')
        foreach ($answer in $answers) {
            if ($NotChecked) { foreach ($one in $answer.Facts.NotChecked) { ConvertTo-NotChecked -Cluster $answer.Facts.Name -Facts $one } }
            elseif ($Suppressed) { foreach ($one in $answer.Facts.Suppressed) { ConvertTo-SuppressedFinding -Cluster $answer.Facts.Name -Facts $one } }
            else { ConvertTo-Advice -Answer $answer }
            Write-LeftOut -Cmdlet $PSCmdlet -Facts $answer.Facts
            Write-NotChecked -Cmdlet $PSCmdlet -Facts $answer.Facts -Quiet:$NotChecked
        }
        Write-StaleSuppression -Cmdlet $PSCmdlet -Answers $answers
    }
}

function Test-ClusterRoute {
    <#
    .SYNOPSIS
    Tells whether the networks of all piped clusters are free of findings.
    .DESCRIPTION
    True when no finding reaches the severity, of no cluster; nothing when a cluster could not be asked. -Verbose names the findings that do. A warning names the commands whose
    output is needed for the rules that could not be checked: without them true is not the same as healthy.
    .PARAMETER InputObject
    Objects of Get-Cluster* commands and their neighbours, live or captured, in any mix and order, captures, or files of
    Get-ChildItem; from the pipe or by name.
    .PARAMETER Path
    Files or folders to read instead, as Import-ClusterRouteCapture reads them; wildcards are allowed.
    .PARAMETER LiteralPath
    Files or folders to read instead, taken as they are written.
    .PARAMETER Severity
    The lowest severity that counts: Error, Warning (the default) or Info; of several the lowest.
    .PARAMETER ExcludeRule
    Without these rules, by id or name, with ? and *.
    .PARAMETER Suppression
    A file that names findings to live with, each with a reason and if wanted an end, see about_ClusterRoute. An entry
    that is over or fits nothing is a warning.
    .PARAMETER Baseline
    Only what is new since then: a file that clusterroute recommend --format json has written, or earlier findings.
    .PARAMETER WindowsVersion
    The Windows version of the nodes, when the objects do not tell it.
    .EXAMPLE
    Get-ClusterNetwork | Test-ClusterRoute -Severity Error

    True when no finding is an error.
    .EXAMPLE
    Import-ClusterRouteCapture -Path .\capture | Test-ClusterRoute -ExcludeRule CR104 -Suppression .\clusterroute.toml

    The same for warnings too, without a rule and without what is lived with.
    .EXAMPLE
    if (-not (Import-ClusterRouteCapture -Path .\capture | Test-ClusterRoute)) { 'look at Get-ClusterRouteRecommendation' }

    In a script; where a cluster could not be asked there is no answer, which counts as false here.
    .INPUTS
    System.Management.Automation.PSObject
    .OUTPUTS
    System.Boolean
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding(DefaultParameterSetName = 'Object', PositionalBinding = $false)]
    [OutputType([bool])]
    param(
        [Parameter(ValueFromPipeline = $true, ParameterSetName = 'Object')]
        [psobject] $InputObject,
        [Parameter(Mandatory = $true, ParameterSetName = 'Path')]
        [string[]] $Path,
        [Parameter(Mandatory = $true, ParameterSetName = 'LiteralPath')]
        [Alias('PSPath', 'FullName')]
        [string[]] $LiteralPath,
        [Parameter(Position = 0)]
        [ValidateSet('Error', 'Warning', 'Info')]
        [string[]] $Severity = @('Warning'),
        [SupportsWildcards()]
        [string[]] $ExcludeRule,
        [string] $Suppression,
        [object[]] $Baseline,
        [ValidateSet('2008R2', '2012', '2012R2', '2016', '2019', '2022', '23H2', '2025', '24H2')]
        [string] $WindowsVersion
    )
    begin {
        $options = Get-AdviceOption -Cmdlet $PSCmdlet -Bound $PSBoundParameters
        $options['severity'] = @(Get-SeverityFrom -Lowest $Severity)
        $request = Get-Request -Cmdlet $PSCmdlet -Bound $PSBoundParameters
    }
    process { $request.Add($InputObject) }
    end {
        $clean = $true
        $answers = @(Get-Answer -Cmdlet $PSCmdlet -Question 'recommend' -Request $request -Options $options -List 'findings')
        foreach ($answer in $answers) {
            if (Test-Finding -Cmdlet $PSCmdlet -Answer $answer) { $clean = $false }
            Write-LeftOut -Cmdlet $PSCmdlet -Facts $answer.Facts
            Write-NotChecked -Cmdlet $PSCmdlet -Facts $answer.Facts
        }
        Write-StaleSuppression -Cmdlet $PSCmdlet -Answers $answers
        # What is not known to be clean is not called clean.
        if (-not $clean -or $request.Refused -eq 0) { $clean }
    }
}
