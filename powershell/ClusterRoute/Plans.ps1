# The commands about plans: made, read, written and verified. None of them changes a cluster.

# A plan as an object, from an answer that has one. Its Json goes back to the library as it came.
function ConvertTo-PlanObject {
    param($Facts)
    $plan = $Facts.Plan
    $scripts = Find-Property -InputObject $Facts -Name 'Scripts'
    $scripts = if ($null -ne $scripts) { $scripts.Value }
    $windows = Find-Property -InputObject $Facts -Name 'Windows'
    return ConvertTo-Typed -TypeName 'ClusterRoute.Plan' -Facts ([ordered] @{
        Cluster        = $plan.Cluster.Name
        WindowsVersion = if ($null -ne $windows) { $windows.Value.Version }
        Sha256         = $plan.Sha256
        StepCount      = $plan.Steps.Count
        Steps          = $plan.Steps
        Withheld       = $plan.Withheld
        ByHand         = $plan.ByHand
        NotChecked     = $plan.NotChecked
        ApplyScript    = if ($null -ne $scripts) { $scripts.Apply }
        UndoScript     = if ($null -ne $scripts) { $scripts.Undo }
        Json           = $Facts.PlanJson
    })
}

# The JSON that a parameter holds for a plan, an object or a file; which plan it is, is for the library to say.
function Get-PlanText {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Plan)
    $text, $path, $json = '', '', (Find-Property -InputObject $Plan -Name 'Json')
    if ($null -ne $json) { $text = [string] $json.Value }
    elseif ($Plan -is [string] -or $Plan -is [System.IO.FileInfo]) {
        $file = Get-FileText -Cmdlet $Cmdlet -Path $(if ($Plan -is [string]) { $Plan } else { $Plan.FullName })
        $text, $path = $file.Text.Trim(), $file.Path
    }
    $target = if ($path) { $path } else { $Plan }
    try { return @{ Json = [ClusterRoute.Interop.JsonText]::new($text); Path = $path; Target = $target } }
    catch { $null = $_ }
    $Cmdlet.ThrowTerminatingError((ConvertTo-ErrorRecord -Id 'InvalidRequest' -Category 'InvalidData' -Message '-Plan: expected a plan of New-ClusterRoutePlan or a file of Export-ClusterRoutePlan, found something else' -Action 'Give what New-ClusterRoutePlan gives, or the file that was written of it.' -Target $target))
}

# The one plan that a text holds, which the library has looked at: its hash is that of its content.
function ConvertTo-Plan {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Text, $Target)
    $plans, $why = @(), 'expected a plan of New-ClusterRoutePlan or a file of Export-ClusterRoutePlan, found something else'
    try {
        $json = [ClusterRoute.Interop.JsonText]::new($Text)
        # An answer of the program has its plans in a list, the file of the module is the plan alone.
        $frame = [ClusterRoute.Interop.Frame]::new($Text, '')
        $isAnswer = $frame.Answers.Length -gt 0
        if (-not $isAnswer) { $frame = [ClusterRoute.Interop.Frame]::new('{"answers":[{"plan":' + $Text + '}]}', '') }
        foreach ($failure in Find-OptionFailure -Cmdlet $Cmdlet -Question 'plan' -Options @{ verify = $json }) { throw [System.InvalidOperationException]::new($failure.Message) }
        $plans = @(foreach ($answer in $frame.Answers) { if ($null -ne (Find-Property -InputObject $answer.Facts -Name 'PlanJson')) { ConvertTo-PlanObject -Facts $answer.Facts } })
        if ($plans.Length -ne 1) { $why = "expected one plan, found $($plans.Length)" } else { $why = $null }
    }
    catch [System.InvalidOperationException] { $why = $_.Exception.Message }
    catch { $null = $_ }
    if ($null -ne $why) { Exit-Command -Cmdlet $Cmdlet -Id 'InvalidPlan' -Category 'InvalidData' -Message $why -Action 'Give what New-ClusterRoutePlan gives, or the file that was written of it; make a new plan instead of editing one.' -Target $Target }
    return $plans[0]
}

# The plan that a parameter holds, an object or a file, and the path of the file.
function Read-GivenPlan {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Plan)
    $given = Get-PlanText -Cmdlet $Cmdlet -Plan $Plan
    ConvertTo-Plan -Cmdlet $Cmdlet -Text $given.Json.Text -Target $given.Target
    $given.Path
}

function Import-ClusterRoutePlan {
    <#
    .SYNOPSIS
    Reads the file of a plan.
    .DESCRIPTION
    Gives the plan as New-ClusterRoutePlan does, without its scripts. A file that was edited is an error: the SHA-256 in it
    is that of its content.
    .PARAMETER Path
    Files of Export-ClusterRoutePlan, or of clusterroute plan --format json.
    .EXAMPLE
    Import-ClusterRoutePlan -Path .\plan.json

    What was planned, to look at it again.
    .EXAMPLE
    (Import-ClusterRoutePlan -Path .\plan.json).Steps

    Its steps, in order.
    .INPUTS
    System.String, System.IO.FileInfo
    .OUTPUTS
    ClusterRoute.Plan
    .LINK
    about_ClusterRoute
    .LINK
    Invoke-ClusterRoutePlan
    #>
    [CmdletBinding(PositionalBinding = $false)]
    [OutputType('ClusterRoute.Plan')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)]
        [Alias('PSPath', 'FullName')]
        [string[]] $Path
    )
    process { foreach ($one in $Path) { @(Read-GivenPlan -Cmdlet $PSCmdlet -Plan $one)[0] } }
}

function New-ClusterRoutePlan {
    <#
    .SYNOPSIS
    Makes one plan of the changes of all findings: in order, each step with its way back.
    .DESCRIPTION
    Gives one plan for each cluster. Its Steps stand in an order of which every beginning was tried on a model of the
    cluster, forwards and back: after none of them a path is lost, traffic is on a worse network, or an error or warning is
    there that was not. Withheld has the changes that would mend something and are not advised, ByHand what only hands can
    do. Sha256 is the hash of the plan: the same facts give the same one. Nothing is changed; Export-ClusterRoutePlan writes
    the plan, and scripts that make the changes and take them back.
    .PARAMETER InputObject
    Objects of Get-Cluster* commands and their neighbours, live or captured, in any mix and order, captures, or files of
    Get-ChildItem; from the pipe or by name.
    .PARAMETER Path
    Files or folders to read instead, as Import-ClusterRouteCapture reads them; wildcards are allowed.
    .PARAMETER LiteralPath
    Files or folders to read instead, taken as they are written.
    .PARAMETER Rule
    Only findings of these rules, by id or name; * and ? are wildcards.
    .PARAMETER ExcludeRule
    Leaves these rules out, likewise.
    .PARAMETER Severity
    Only findings of these severities.
    .PARAMETER Suppression
    A file like clusterroute.toml: what it says is lived with is not planned for.
    .PARAMETER WindowsVersion
    The Windows version of the nodes, when the objects do not tell it.
    .EXAMPLE
    Get-ClusterRouteCapture | New-ClusterRoutePlan

    The plan of the cluster that this node is of, for review.
    .EXAMPLE
    New-ClusterRoutePlan -Path .\capture -Rule 'CR3*' | Export-ClusterRoutePlan -Path .\change.json -PassThru

    A plan of some of the findings, into a file.
    .INPUTS
    System.Management.Automation.PSObject
    .OUTPUTS
    ClusterRoute.Plan
    .LINK
    about_ClusterRoute
    .LINK
    Test-ClusterRoutePlan
    #>
    [CmdletBinding(DefaultParameterSetName = 'Object', PositionalBinding = $false)]
    [OutputType('ClusterRoute.Plan')]
    param(
        [Parameter(ValueFromPipeline = $true, ParameterSetName = 'Object')]
        [psobject] $InputObject,
        [Parameter(Mandatory = $true, ParameterSetName = 'Path')]
        [string[]] $Path,
        [Parameter(Mandatory = $true, ParameterSetName = 'LiteralPath')]
        [Alias('PSPath', 'FullName')]
        [string[]] $LiteralPath,
        [SupportsWildcards()]
        [string[]] $Rule,
        [SupportsWildcards()]
        [string[]] $ExcludeRule,
        [ValidateSet('Error', 'Warning', 'Info')]
        [string[]] $Severity,
        [string] $Suppression,
        [ValidateSet('2008R2', '2012', '2012R2', '2016', '2019', '2022', '23H2', '2025', '24H2')]
        [string] $WindowsVersion
    )
    begin {
        $request = Get-Request -Cmdlet $PSCmdlet -Bound $PSBoundParameters
        $options = Get-AdviceOption -Cmdlet $PSCmdlet -Bound $PSBoundParameters
        $options['scripts'] = $true
    }
    process { $request.Add($InputObject) }
    end {
        foreach ($answer in Get-Answer -Cmdlet $PSCmdlet -Question 'plan' -Request $request -Options $options) {
            $facts = $answer.Facts
            $plan = $facts.Plan
            if ($plan.ByHand.Count -gt 0) { Write-Warning "cluster '$($facts.Name)': findings that no step mends: $($plan.ByHand.Count); ByHand says what to do" }
            if ($plan.NotChecked.Count -gt 0) { Write-Warning "cluster '$($facts.Name)': rules that lack a fact, for which nothing is planned: $($plan.NotChecked.Count); NotChecked names them" }
            ConvertTo-PlanObject -Facts $facts
        }
    }
}

function Export-ClusterRoutePlan {
    <#
    .SYNOPSIS
    Writes a plan to a file, or its scripts into a folder.
    .DESCRIPTION
    The file is what Test-ClusterRoutePlan and the program take again. With -Script apply.ps1 and undo.ps1 are written into
    the folder instead: they run without ClusterRoute, and each of their steps reads, compares, writes and reads back.
    .PARAMETER InputObject
    Plans of New-ClusterRoutePlan.
    .PARAMETER Path
    The file to write, of one plan; with -Script the folder.
    .PARAMETER Script
    Writes the scripts in place of the plan.
    .PARAMETER Force
    Replaces what exists.
    .PARAMETER PassThru
    Gives the files that were written.
    .EXAMPLE
    New-ClusterRoutePlan -Path .\capture | Export-ClusterRoutePlan -Path .\review.json -PassThru

    The plan for review, and later for Test-ClusterRoutePlan.
    .EXAMPLE
    New-ClusterRoutePlan -Path .\capture | Export-ClusterRoutePlan -Path .\change -Script -PassThru

    The scripts that make the changes and take them back, to read before they are run.
    .INPUTS
    ClusterRoute.Plan
    .OUTPUTS
    System.IO.FileInfo. With -PassThru the files that were written; else nothing.
    .LINK
    about_ClusterRoute
    .LINK
    New-ClusterRoutePlan
    #>
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true)]
    [OutputType([System.IO.FileInfo])]
    param(
        [Parameter(Mandatory = $true, ValueFromPipeline = $true)]
        [psobject] $InputObject,
        [Parameter(Mandatory = $true, Position = 0)]
        [ValidateNotNullOrEmpty()]
        [string] $Path,
        [switch] $Script,
        [switch] $Force,
        [switch] $PassThru
    )
    begin {
        $full = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path)
        $plans = [System.Collections.Generic.List[object]]::new()
    }
    process { $plans.Add($InputObject) }
    end {
        if ($plans.Count -ne 1) {
            $PSCmdlet.ThrowTerminatingError((ConvertTo-ErrorRecord -Id 'InvalidRequest' -Category 'InvalidArgument' -Message "expected one plan, found $($plans.Count)" -Action 'Write the plan of each cluster to a path of its own.'))
        }
        $json = Find-Property -InputObject $plans[0] -Name 'Json'
        if ($null -eq $json -or -not $json.Value) {
            $PSCmdlet.ThrowTerminatingError((ConvertTo-ErrorRecord -Id 'InvalidRequest' -Category 'InvalidArgument' -Message 'expected a plan of New-ClusterRoutePlan, found something else' -Action 'Pipe the output of New-ClusterRoutePlan.' -Target $plans[0]))
        }
        $texts = [ordered] @{ $full = $json.Value + [System.Environment]::NewLine }
        if ($Script) {
            $texts = [ordered] @{}
            if ($plans[0].ApplyScript) {
                $texts[[System.IO.Path]::Combine($full, 'apply.ps1')] = $plans[0].ApplyScript
                $texts[[System.IO.Path]::Combine($full, 'undo.ps1')] = $plans[0].UndoScript
            }
            else { Write-Warning "cluster '$($plans[0].Cluster)': the plan has no step, and so no script" }
        }
        # One script without its other one would be half of a plan: where one cannot be written, none is.
        $taken = @($texts.Keys | Where-Object { -not $Force -and [System.IO.File]::Exists($_) })
        foreach ($file in $(if ($taken.Count -gt 0) { $taken } else { @($texts.Keys) })) {
            if (-not $PSCmdlet.ShouldProcess($file, 'Write the plan')) { continue }
            if ($Script) { $null = [System.IO.Directory]::CreateDirectory($full) }
            $isWritten = Write-File -Cmdlet $PSCmdlet -Path $file -Text $texts[$file] -Force:$Force
            if ($isWritten -and $PassThru) { [System.IO.FileInfo]::new($file) }
        }
    }
}

# Why a plan is not what was asked: steps that would find something else, what speaks against them, and changed facts.
function Get-PlanReason {
    param($Verified, [string] $For)
    $expected = if ($For -eq 'Apply') { 'Already', 'Pending' } else { 'Already' }
    foreach ($step in $Verified.Steps) {
        $found = @(if ($null -ne $step.Found) { foreach ($fact in $step.Found.PSObject.Properties) { "$($fact.Name) $($fact.Value)" } }) -join ', '
        if (-not $found) { $found = 'nothing' }
        if ($expected -notcontains $step.State) { "step $($step.Id), $($step.Message): $($step.State), found $found" }
        if ($null -ne $step.Objection) { "step $($step.Id), $($step.Message): $($step.Objection.Message)" }
    }
    foreach ($fact in $Verified.Changed) { $fact.Message }
}

function Test-ClusterRoutePlan {
    <#
    .SYNOPSIS
    Tells whether a plan still holds for what was captured since.
    .DESCRIPTION
    Gives true when what is left of the plan can be made: every step finds what it expects, or is made already, and the trial
    still passes. With -For Applied it gives true only when every step is made. Where it gives false, warnings say why. A plan
    that was edited, or is of another cluster, is an error.
    .PARAMETER Plan
    A plan of New-ClusterRoutePlan, or the file that Export-ClusterRoutePlan wrote.
    .PARAMETER For
    What is asked: Apply, whether it can be made, or Applied, whether it is made and still so.
    .PARAMETER InputObject
    Objects of Get-Cluster* commands and their neighbours, live or captured, in any mix and order, captures, or files of
    Get-ChildItem; from the pipe or by name.
    .PARAMETER Path
    Files or folders to read instead, as Import-ClusterRouteCapture reads them; wildcards are allowed.
    .PARAMETER LiteralPath
    Files or folders to read instead, taken as they are written.
    .PARAMETER WindowsVersion
    The Windows version of the nodes, when the objects do not tell it.
    .EXAMPLE
    Get-ClusterRouteCapture | Test-ClusterRoutePlan -Plan (New-ClusterRoutePlan -Path .\before.json)

    Whether what was planned from an earlier capture still holds on this cluster.
    .EXAMPLE
    Test-ClusterRoutePlan -Plan .\plan.json -For Applied -Path .\after.json

    Whether everything is made, and nobody has changed it back since.
    .INPUTS
    System.Management.Automation.PSObject
    .OUTPUTS
    System.Boolean
    .LINK
    about_ClusterRoute
    .LINK
    New-ClusterRoutePlan
    #>
    [CmdletBinding(DefaultParameterSetName = 'Object', PositionalBinding = $false)]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory = $true, Position = 0)]
        [ValidateNotNull()]
        [object] $Plan,
        [ValidateSet('Apply', 'Applied')]
        [string] $For = 'Apply',
        [Parameter(ValueFromPipeline = $true, ParameterSetName = 'Object')]
        [psobject] $InputObject,
        [Parameter(Mandatory = $true, ParameterSetName = 'Path')]
        [string[]] $Path,
        [Parameter(Mandatory = $true, ParameterSetName = 'LiteralPath')]
        [Alias('PSPath', 'FullName')]
        [string[]] $LiteralPath,
        [ValidateSet('2008R2', '2012', '2012R2', '2016', '2019', '2022', '23H2', '2025', '24H2')]
        [string] $WindowsVersion
    )
    begin {
        $request = Get-Request -Cmdlet $PSCmdlet -Bound $PSBoundParameters
        $options = Get-Option -Bound $PSBoundParameters
        $options['verify'] = (Get-PlanText -Cmdlet $PSCmdlet -Plan $Plan).Json
    }
    process { $request.Add($InputObject) }
    end {
        foreach ($answer in Get-Answer -Cmdlet $PSCmdlet -Question 'plan' -Request $request -Options $options) {
            $verified = $answer.Facts.Verified
            $holds = $verified.Verdict -eq 'Applied' -or ($For -eq 'Apply' -and $verified.Verdict -eq 'Valid')
            if (-not $holds) {
                Write-Warning "cluster '$($answer.Facts.Name)': $($verified.Message)"
                foreach ($reason in Get-PlanReason -Verified $verified -For $For) { Write-Warning $reason }
            }
            $holds
        }
    }
}
