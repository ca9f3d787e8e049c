# Making a plan on the cluster: reviewed, announced in a journal, read back, watched, and taken back where it harms.

# What the journal begins with.
function Get-OpenEvent {
    param([System.Collections.IDictionary] $Run, $Plan)
    return [ordered] @{
        cluster     = $Run.Cluster
        plan_sha256 = $Plan.Sha256
        who         = Get-Self
        computer    = [System.Environment]::MachineName
        process     = [System.Diagnostics.Process]::GetCurrentProcess().Id
        module      = [string] $Run.Cmdlet.MyInvocation.MyCommand.Module.Version
        way         = $Run.Way.Name
        on_failure  = $Run.OnFailure
        not_checked = @($Run.NotChecked)
        passed      = @($Run.Passed)
        plan        = $Plan.Json
    }
}

# What speaks against a run before its first write: a plan that is outdated, steps that were taken back, checks.
function Assert-Run {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Run, $Verified, [object[]] $Steps, [System.Collections.IDictionary] $Journal, [bool] $Force)
    if ($Verified.Verdict -eq 'Outdated') {
        $reasons = @(Get-PlanReason -Verified $Verified -For 'Apply')
        Exit-Command -Cmdlet $Cmdlet -Id 'PlanOutdated' -Category 'InvalidOperation' -Message "cluster '$($Run.Cluster)': the plan is outdated: $($reasons -join '; ')" -Action 'Find out what changed, and make a new plan.' -Target $Run.Cluster
    }
    if ($null -ne $Journal) {
        $known = Get-JournalStep -Events $Journal.Events
        foreach ($step in $Steps) {
            if ($step.State -eq 'Pending' -and $known.Contains($step.Id) -and $known[$step.Id] -eq 'done') { Exit-Command -Cmdlet $Cmdlet -Id 'TakenBack' -Category 'InvalidOperation' -Message "step $($step.Id) ($($step.Message)): it was written, and the value is $($step.Code.Old) again: somebody has put it back" -Action 'Find out who, then take the rest back with Undo-ClusterRoutePlan and make a new plan.' -Target $step.TargetName }
        }
    }
    $failed = @(Test-Check -Cmdlet $Cmdlet -Run $Run -Checks $Verified.Run.Checks)
    if ($failed.Length -gt 0) { Exit-Command -Cmdlet $Cmdlet -Id 'CheckFailed' -Category 'InvalidOperation' -Message "cluster '$($Run.Cluster)': expected that $($failed -join '; ')" -Action 'See to that first; nothing is written.' -Target $Run.Cluster }
    foreach ($step in $Steps) {
        if (-not $step.MayCutOff -or $step.State -ne 'Pending' -or $Force) { continue }
        $message = "step $($step.Id) ($($step.Message)) takes the network from clients, and from you if you work over it"
        if ($Run.IsWhatIf) { $Cmdlet.WriteWarning("$($message): it will need -Force"); continue }
        Exit-Command -Cmdlet $Cmdlet -Id 'MayCutOff' -Category 'SecurityError' -Message "$($message): expected -Force" -Action 'Make sure of another way to the cluster, then give -Force.' -Target $step.TargetName
    }
}

# Takes back everything that the run has written, the last step first.
function Undo-Written {
    param([System.Collections.IDictionary] $Run)
    $backwards = $Run.Written.ToArray()
    [System.Array]::Reverse($backwards)
    foreach ($made in $backwards) {
        $back = Undo-Step -Run $Run -Step $made
        $back
        if ($back.State -eq 'Unknown') { $Run.IsUnknown = $true }
        # The plan was tried back in order only.
        if ($back.State -ne 'Undone' -and $back.State -ne 'Already') { return }
        $null = $Run.Written.Remove($made)
    }
}

# Waits for somebody to confirm the run from another session, who so shows that the cluster can still be reached; nobody in
# time, and everything is taken back.
function Wait-Confirmation {
    param([System.Collections.IDictionary] $Run)
    $file = Get-ConfirmationPath -Path $Run.Journal
    $begun = [System.DateTime]::UtcNow
    $until = $begun.AddMinutes($Run.ConfirmMinutes)
    Write-Event -Run $Run -Name 'confirm_wanted' -Facts ([ordered] @{ until = $until.ToString('u') })
    $activity = "Waiting for Confirm-ClusterRoutePlan '$($Run.Journal)'"
    while (-not [System.IO.File]::Exists($file) -and [System.DateTime]::UtcNow -lt $until) {
        $done = [System.Math]::Min(100, 100 * ([System.DateTime]::UtcNow - $begun).TotalMinutes / $Run.ConfirmMinutes)
        Write-Progress -Activity $activity -Status "until $($until.ToLocalTime().ToString('T')), then all is taken back" -PercentComplete $done
        Start-Sleep -Milliseconds 500
    }
    Write-Progress -Activity $activity -Completed
    if ([System.IO.File]::Exists($file)) {
        Write-Event -Run $Run -Name 'confirm' -Facts ([ordered] @{ who = [System.IO.File]::ReadAllText($file) })
        [System.IO.File]::Delete($file)
        return
    }
    Block-Run -Run $Run -Id 'NotConfirmed' -Message "cluster '$($Run.Cluster)': nobody confirmed the run until $($until.ToString('u')); what it wrote is taken back" -Action 'Run the plan again, and confirm it in time with Confirm-ClusterRoutePlan.'
    $results = @(Undo-Written -Run $Run)
    foreach ($result in $results) { $result.ExitCode = Get-ExitCode -Run $Run; $result }
}

# Makes one plan; gives what became of each step, and what ended the run.
function Invoke-Run {
    param([System.Collections.IDictionary] $Run, [object[]] $Steps)
    foreach ($step in $Steps) {
        if ($null -ne $Run.Stop -or $Run.IsDeclined) {
            ConvertTo-Result -Run $Run -Step $step -State 'Skipped' -Reason 'a step before it was not made'
            continue
        }
        $result = Invoke-Step -Run $Run -Step $step
        if ($null -ne $Run.Stop -and $Run.OnFailure -eq 'UndoAll' -and -not $Run.IsUnknown) { Undo-Written -Run $Run }
        if ($null -ne $Run.Stop) { $result.ExitCode = Get-ExitCode -Run $Run }
        $result
    }
    if ($null -eq $Run.Stop -and -not $Run.IsDeclined -and -not $Run.IsWhatIf) {
        foreach ($result in @(Complete-Run -Run $Run -Steps $Steps)) { $result.ExitCode = Get-ExitCode -Run $Run; $result }
        if ($null -eq $Run.Stop -and $Run.ConfirmMinutes -gt 0 -and $Run.Written.Count -gt 0) { Wait-Confirmation -Run $Run }
    }
}

function Invoke-ClusterRoutePlan {
    <#
    .SYNOPSIS
    Makes the changes of a plan: each one read, compared, announced, written, read back and watched.
    .DESCRIPTION
    Gives one object for each step, as it ends. Before the first write the cluster is captured anew: a plan that does not fit
    any more, a node that is not up, a job, migration or backup on its way, or a step of which somebody else has set the
    value, and nothing is written. Each write is announced in a journal on disk, and read back by a new read; what a write
    says of its own success counts for nothing. After it nodes, networks, interfaces, groups, volumes and routes are watched.
    Where something got worse, the step is taken back and the run ends. What only a session was to tell, and did not, is
    called unknown and stays open in the journal: -Resume goes on from there, Undo-ClusterRoutePlan takes back.
    Each step is asked for. Who turns that off with -Confirm:$false has to say with -PlanHash which plan was reviewed.
    No text of a plan file is run: the library makes the commands anew from what the steps say.
    This was tried on a simulated cluster, and never on a real one.
    .PARAMETER Plan
    A plan of New-ClusterRoutePlan or Import-ClusterRoutePlan; from the pipe or by name. Several are made one after the
    other, until one is not applied.
    .PARAMETER Path
    The file of a plan.
    .PARAMETER Resume
    The journal of a run that did not come to its end.
    .PARAMETER Cluster
    The name or a node of the cluster, where it is not that of the plan.
    .PARAMETER Credential
    Who to be in a session to the cluster; it goes the way Node.
    .PARAMETER Way
    How to reach the cluster: Live in Windows PowerShell, WinPS in a session of Windows PowerShell from PowerShell 7, Node in
    a session to the cluster. Auto takes what this session has.
    .PARAMETER PlanHash
    The SHA-256 of the plan that was reviewed.
    .PARAMETER RequireApproval
    Makes the plan only with the approval of somebody else, beside its file: Approve-ClusterRoutePlan writes it.
    .PARAMETER OnFailure
    What becomes of a step after which something got worse, or of all steps when one fails: UndoStep takes that step back,
    UndoAll everything that this run has written, Stop nothing.
    .PARAMETER WatchSeconds
    How long each step is watched; without it as long as a network that lost its heartbeats can go unseen.
    .PARAMETER SettleSeconds
    How long a value may take until it is there.
    .PARAMETER TimeoutSeconds
    How long one command may take.
    .PARAMETER ConfirmWithin
    Minutes within which Confirm-ClusterRoutePlan has to come from another session when all is made; else everything is
    taken back. It is this command that waits: where its own session is lost, nothing takes back, and the journal stays open.
    .PARAMETER JournalPath
    The folder for the journals, where it is not that of this machine, which is for administrators.
    .PARAMETER Force
    Makes steps that take a network from clients, and so perhaps from whoever runs this.
    .EXAMPLE
    Get-ClusterRouteCapture | New-ClusterRoutePlan | Invoke-ClusterRoutePlan -WhatIf

    Reads and checks everything, and writes nothing.
    .EXAMPLE
    Invoke-ClusterRoutePlan -Path .\plan.json -JournalPath .\journal -WhatIf

    The same of a plan that was reviewed; without -WhatIf each step is asked for.
    .INPUTS
    ClusterRoute.Plan
    .OUTPUTS
    ClusterRoute.PlanResult
    .LINK
    about_ClusterRoute
    .LINK
    Undo-ClusterRoutePlan
    #>
    [CmdletBinding(DefaultParameterSetName = 'Plan', PositionalBinding = $false, SupportsShouldProcess = $true, ConfirmImpact = 'High')]
    [OutputType('ClusterRoute.PlanResult')]
    param(
        [Parameter(Mandatory = $true, ValueFromPipeline = $true, ParameterSetName = 'Plan')]
        [psobject] $Plan,
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'Path')]
        [string] $Path,
        [Parameter(Mandatory = $true, ParameterSetName = 'Resume')]
        [string] $Resume,
        [ValidateNotNullOrEmpty()]
        [string] $Cluster,
        [System.Management.Automation.Credential()]
        [pscredential] $Credential,
        [ValidateSet('Auto', 'Live', 'WinPS', 'Node')]
        [string] $Way = 'Auto',
        [string] $PlanHash,
        [switch] $RequireApproval,
        [ValidateSet('UndoStep', 'UndoAll', 'Stop')]
        [string] $OnFailure = 'UndoStep',
        [ValidateRange(0, 3600)]
        [int] $WatchSeconds,
        [ValidateRange(0, 600)]
        [int] $SettleSeconds = 30,
        [ValidateRange(1, 3600)]
        [int] $TimeoutSeconds = 60,
        [ValidateRange(0.01, 1440)]
        [double] $ConfirmWithin,
        [string] $JournalPath,
        [switch] $Force
    )
    process {
        $journal, $file = $null, ''
        if ($PSCmdlet.ParameterSetName -eq 'Resume') {
            $journal = Get-OpenJournal -Cmdlet $PSCmdlet -Path $Resume
            $given = ConvertTo-Plan -Cmdlet $PSCmdlet -Text $journal.Events[0].plan -Target $journal.Path
            if (-not $Cluster) { $Cluster = $journal.Events[0].cluster }
        }
        elseif ($PSCmdlet.ParameterSetName -eq 'Path') { $given, $file = Read-GivenPlan -Cmdlet $PSCmdlet -Plan $Path }
        else { $given, $file = Read-GivenPlan -Cmdlet $PSCmdlet -Plan $Plan }
        $isQuiet = $ConfirmPreference -eq 'None' -and -not $WhatIfPreference
        if ($isQuiet -and -not $PlanHash) { Exit-Command -Cmdlet $PSCmdlet -Id 'PlanHashMismatch' -Category 'InvalidArgument' -Message 'expected -PlanHash with -Confirm:$false: who is not asked has to say what was reviewed' -Action "Review the plan; its SHA-256 is $($given.Sha256)." }
        if ($PlanHash -and $PlanHash -ne $given.Sha256) { Exit-Command -Cmdlet $PSCmdlet -Id 'PlanHashMismatch' -Category 'SecurityError' -Message "expected the plan with the SHA-256 $PlanHash, found $($given.Sha256)" -Action 'Take the plan that was reviewed, or review this one.' }
        if ($RequireApproval) { Assert-Approval -Cmdlet $PSCmdlet -Path $file -Sha256 $given.Sha256 }
        $name = if ($Cluster) { $Cluster } else { $given.Cluster }
        $run = Get-Run -Cmdlet $PSCmdlet -Plan $given -SettleSeconds $SettleSeconds -Way (Open-Way -Way $Way -Cluster $name -Credential $Credential -Seconds $TimeoutSeconds)
        $run.OnFailure, $run.ConfirmMinutes, $run.IsWhatIf = $OnFailure, $ConfirmWithin, [bool] $WhatIfPreference
        $lock = $null
        try {
            $folder = if ($null -ne $journal) { [System.IO.Path]::GetDirectoryName($journal.Path) } else { Get-RunFolder -Cmdlet $PSCmdlet -JournalPath $JournalPath -Cluster $given.Cluster }
            if (-not $run.IsWhatIf) {
                $lock = Open-Lock -Cmdlet $PSCmdlet -Folder $folder -Cluster $given.Cluster
                if ($null -eq $journal) { Assert-NoOpenJournal -Cmdlet $PSCmdlet -Folder $folder -Cluster $given.Cluster }
            }
            Assert-Way -Run $run
            $verified = Get-Verified -Cmdlet $PSCmdlet -Run $run -Json $given.Json
            $run.Watch = $verified.Run.Watch
            $run.WatchSeconds = if ($PSBoundParameters.ContainsKey('WatchSeconds')) { $WatchSeconds } else { $verified.Run.WatchSeconds }
            $steps = @(Get-RunStep -Cmdlet $PSCmdlet -Plan $given -Verified $verified)
            Assert-Run -Cmdlet $PSCmdlet -Run $run -Verified $verified -Steps $steps -Journal $journal -Force $Force
            $states = Get-ClusterState -Run $run
            if ($null -ne $states.Problem) { Exit-Command -Cmdlet $PSCmdlet -Id 'ClusterNotRead' -Category 'ReadError' -Message "the states of the cluster '$($run.Cluster)' cannot be read: $($states.Problem)" -Action 'Find out why; without them no step can be watched.' -Target $name }
            $run.States = $states.States
            if (-not $run.IsWhatIf -and $verified.Verdict -ne 'Applied') {
                $run.Brief = Read-RunCapture -Cmdlet $PSCmdlet -Run $run -ClusterOnly
                if ($run.Brief -is [System.Management.Automation.ErrorRecord]) { $PSCmdlet.ThrowTerminatingError($run.Brief) }
            }
            if (-not $run.IsWhatIf) { Open-Run -Run $run -Folder $folder -Plan $given -Journal $journal -IsMade ($verified.Verdict -eq 'Applied') }
            Invoke-Run -Run $run -Steps $steps
            $result = if ($null -ne $run.Stop) { 'stopped' } elseif ($run.IsDeclined) { 'declined' } else { 'applied' }
            Close-Run -Run $run -Result $result
        }
        finally { Close-Hold -Run $run -Lock $lock }
        Exit-Run -Run $run
    }
}
