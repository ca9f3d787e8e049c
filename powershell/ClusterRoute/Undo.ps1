# Taking a plan back from its journal, and the journals and plans that the commands are given.

# A journal that can be gone on with; one that is damaged is used for nothing.
function Get-GivenJournal {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Path)
    $full = $Cmdlet.GetUnresolvedProviderPathFromPSPath($Path)
    if (-not [System.IO.File]::Exists($full)) { Exit-Command -Cmdlet $Cmdlet -Id 'PathNotFound' -Category 'InvalidArgument' -Message "expected a journal, found none at $full" -Action 'Get-ClusterRouteJournal lists those of this machine.' -Target $full }
    $why = $null
    try { $journal = Read-Journal -Path $full; $why = $journal.Problem }
    catch { $why = $_.Exception.GetBaseException().Message.TrimEnd('.') }
    if ($null -ne $why) { Exit-Command -Cmdlet $Cmdlet -Id 'InvalidJournal' -Category 'InvalidData' -Message "$($full): $why" -Action 'Read the values on the cluster and take back by hand what is to be taken back; the commands stand in undo.ps1 of the plan.' -Target $full }
    return $journal
}

# A journal of a run that can be gone on with: it has not ended, and nobody is taking it back.
function Get-OpenJournal {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Path)
    $journal = Get-GivenJournal -Cmdlet $Cmdlet -Path $Path
    $last = $journal.Events[-1]
    if ($last.event -eq 'close') { Exit-Command -Cmdlet $Cmdlet -Id 'InvalidJournal' -Category 'InvalidData' -Message "$($journal.Path): expected the journal of a run that did not come to its end, found one that is $($last.result)" -Action 'Run the plan anew; what is made already is not made again.' -Target $journal.Path }
    if (@($journal.Events | Where-Object { $_.event -eq 'undo' }).Length -gt 0) { Exit-Command -Cmdlet $Cmdlet -Id 'InvalidJournal' -Category 'InvalidData' -Message "$($journal.Path): expected the journal of a run that is on its way, found one that is being taken back" -Action "Take the rest back: Undo-ClusterRoutePlan '$($journal.Path)'." -Target $journal.Path }
    return $journal
}

# A run that ended without knowing what became of its last write has to be seen to first.
function Assert-NoOpenJournal {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Folder, [string] $Cluster)
    foreach ($journal in Find-Journal -Folder $Folder) {
        if (-not $journal.IsOpen) { continue }
        Exit-Command -Cmdlet $Cmdlet -Id 'JournalOpen' -Category 'InvalidOperation' -Message "a run on the cluster '$Cluster' did not come to its end: $($journal.Path)" -Action "Go on with it: Invoke-ClusterRoutePlan -Resume '$($journal.Path)'; or take it back: Undo-ClusterRoutePlan '$($journal.Path)'." -Target $journal.Path
    }
}

# Begins the journal of a run, or goes on with one. Where all is made already there is nothing to announce.
function Open-Run {
    param([System.Collections.IDictionary] $Run, [string] $Folder, $Plan, [System.Collections.IDictionary] $Journal, [bool] $IsMade, [string] $Name = 'resume')
    if ($IsMade -and $null -eq $Journal) { return }
    $Run.Journal = if ($null -ne $Journal) { $Journal.Path } else {
        $at = [System.DateTime]::UtcNow.ToString('yyyyMMdd\THHmmssfff\Z', [System.Globalization.CultureInfo]::InvariantCulture)
        [System.IO.Path]::Combine($Folder, "$($Plan.Sha256.Substring(0, 12))-$at.jsonl")
    }
    $facts = Get-OpenEvent -Run $Run -Plan $Plan
    $why = $null
    try {
        $Run.Writer = Open-Journal -Path $Run.Journal -Journal $Journal
        if ($null -eq $Journal) { Write-Event -Run $Run -Name 'open' -Facts $facts }
        else {
            $facts.Remove('plan')
            Write-Event -Run $Run -Name $Name -Facts $facts
        }
    }
    catch { $why = $_.Exception.GetBaseException().Message.TrimEnd('.') }
    if ($null -ne $why) { Exit-Command -Cmdlet $Run.Cmdlet -Id 'JournalNotWritable' -Category 'WriteError' -Message "expected a journal that can be written, found $($Run.Journal): $why; without a journal nothing is written" -Action 'Free the disk, run elevated, or give another folder by -JournalPath.' -Target $Run.Journal }
}

# The file whose being there confirms the run of a journal.
function Get-ConfirmationPath {
    param([string] $Path)
    return "$Path.confirm"
}

function Confirm-ClusterRoutePlan {
    <#
    .SYNOPSIS
    Confirms a run of Invoke-ClusterRoutePlan that waits for it, so that it is not taken back.
    .DESCRIPTION
    For Invoke-ClusterRoutePlan -ConfirmWithin: come from another session, over the network that you need, and look at the
    cluster first. It has to be on the machine of the run, where the journal is. Gives the journal.
    .PARAMETER Path
    The journal of the run; journals of Get-ClusterRouteJournal name it.
    .EXAMPLE
    Get-ClusterRouteJournal -JournalPath .\waiting -Open | Confirm-ClusterRoutePlan

    The run that waits on this machine.
    .EXAMPLE
    Confirm-ClusterRoutePlan -Path .\waiting\CL1\run.jsonl

    The run of this journal.
    .INPUTS
    ClusterRoute.Journal
    .OUTPUTS
    ClusterRoute.Journal
    .LINK
    about_ClusterRoute
    .LINK
    Invoke-ClusterRoutePlan
    #>
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true)]
    [OutputType('ClusterRoute.Journal')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ValueFromPipelineByPropertyName = $true)]
        [string] $Path
    )
    process {
        $journal = Get-OpenJournal -Cmdlet $PSCmdlet -Path $Path
        if ($journal.Events[-1].event -ne 'confirm_wanted') { Exit-Command -Cmdlet $PSCmdlet -Id 'InvalidJournal' -Category 'InvalidData' -Message "$($journal.Path): expected a run that waits to be confirmed, found one whose last event is $($journal.Events[-1].event)" -Action 'Look again when all steps are made.' -Target $journal.Path }
        if (-not $PSCmdlet.ShouldProcess($journal.Path, 'Confirm the run')) { return }
        $null = Write-File -Cmdlet $PSCmdlet -Path (Get-ConfirmationPath -Path $journal.Path) -Text (Get-Self) -Force
        ConvertTo-JournalObject -Journal $journal
    }
}

function Undo-ClusterRoutePlan {
    <#
    .SYNOPSIS
    Takes back what a run of Invoke-ClusterRoutePlan has written, in reverse, from wherever it stopped.
    .DESCRIPTION
    Reads the journal and gives one object for each step that was announced there, the last one first. A step is taken back
    only where its value is still what the plan wrote; each is read, announced, written and read back as when it was made.
    What is as it was before is left. A value that somebody else has set since is left alone, and the command ends there,
    since the plan was tried back in order only: -Force goes on with the others. The same journal tells what was taken back,
    and the command may be run again.
    This was tried on a simulated cluster, and never on a real one.
    .PARAMETER Path
    The journal; results of Invoke-ClusterRoutePlan and journals of Get-ClusterRouteJournal name it.
    .PARAMETER Cluster
    The name or a node of the cluster, where it is not that of the plan.
    .PARAMETER Credential
    Who to be in a session to the cluster; it goes the way Node.
    .PARAMETER Way
    How to reach the cluster, as for Invoke-ClusterRoutePlan.
    .PARAMETER SettleSeconds
    How long a value may take until it is there.
    .PARAMETER TimeoutSeconds
    How long one command may take.
    .PARAMETER Force
    Goes on where a value of somebody else is left alone.
    .EXAMPLE
    Get-ClusterRouteJournal -JournalPath .\journal | Select-Object -First 1 | Undo-ClusterRoutePlan -WhatIf

    What would be taken back of the first run; without -WhatIf each step is asked for.
    .EXAMPLE
    Undo-ClusterRoutePlan -Path .\journal\CL1\run.jsonl -WhatIf

    The same of one journal.
    .INPUTS
    ClusterRoute.PlanResult, ClusterRoute.Journal
    .OUTPUTS
    ClusterRoute.PlanResult
    .LINK
    about_ClusterRoute
    .LINK
    Invoke-ClusterRoutePlan
    #>
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true, ConfirmImpact = 'High')]
    [OutputType('ClusterRoute.PlanResult')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ValueFromPipelineByPropertyName = $true)]
        [Alias('Journal')]
        [AllowEmptyString()]
        [string] $Path,
        [ValidateNotNullOrEmpty()]
        [string] $Cluster,
        [System.Management.Automation.Credential()]
        [pscredential] $Credential,
        [ValidateSet('Auto', 'Live', 'WinPS', 'Node')]
        [string] $Way = 'Auto',
        [ValidateRange(0, 600)]
        [int] $SettleSeconds = 30,
        [ValidateRange(1, 3600)]
        [int] $TimeoutSeconds = 60,
        [switch] $Force
    )
    # Each result of a run names the same journal.
    begin { $paths = [System.Collections.Generic.List[string]]::new() }
    process { if ($Path -and -not $paths.Contains($Path)) { $paths.Add($Path) } }
    end {
        foreach ($one in $paths) {
            $journal = Get-GivenJournal -Cmdlet $PSCmdlet -Path $one
            $plan = ConvertTo-Plan -Cmdlet $PSCmdlet -Text $journal.Events[0].plan -Target $journal.Path
            $name = if ($Cluster) { $Cluster } else { $plan.Cluster }
            $run = Get-Run -Cmdlet $PSCmdlet -Plan $plan -SettleSeconds $SettleSeconds -Way (Open-Way -Way $Way -Cluster $name -Credential $Credential -Seconds $TimeoutSeconds)
            $run.Journal, $run.HasWritten, $run.IsWhatIf = $journal.Path, $true, [bool] $WhatIfPreference
            $lock = $null
            try {
                $folder = [System.IO.Path]::GetDirectoryName($journal.Path)
                if (-not $run.IsWhatIf) { $lock = Open-Lock -Cmdlet $PSCmdlet -Folder $folder -Cluster $plan.Cluster }
                Assert-Way -Run $run
                # What the steps are about is enough here: their values are read one by one.
                $verified = Get-Verified -Cmdlet $PSCmdlet -Run $run -Json $plan.Json -ClusterOnly
                $known = Get-JournalStep -Events $journal.Events
                $steps = @(Get-RunStep -Cmdlet $PSCmdlet -Plan $plan -Verified $verified | Where-Object { $known.Contains($_.Id) -and 'undone', 'conflict' -notcontains $known[$_.Id] })
                [System.Array]::Reverse($steps)
                if (-not $run.IsWhatIf) { Open-Run -Run $run -Plan $plan -Journal $journal -Name 'undo' }
                foreach ($step in $steps) { $run.Written.Add($step) }
                foreach ($step in $steps) { Undo-Made -Run $run -Step $step -Force $Force }
                $result = if ($run.Written.Count -eq 0) { 'undone' } else { 'partly_undone' }
                Close-Run -Run $run -Result $result
            }
            finally { Close-Hold -Run $run -Lock $lock }
            Exit-Run -Run $run
        }
    }
}

# Takes one step of a journal back, unless the run has ended before it.
function Undo-Made {
    param([System.Collections.IDictionary] $Run, [System.Collections.IDictionary] $Step, [bool] $Force)
    if ($null -ne $Run.Stop -and -not ($Force -and $Run.Stop.Id -eq 'UndoConflict')) { return ConvertTo-Result -Run $Run -Step $Step -State 'Skipped' -Reason 'a step after it is not taken back' }
    if ($Run.IsDeclined) { return ConvertTo-Result -Run $Run -Step $Step -State 'Skipped' -Reason 'a step after it was declined' }
    $isWanted = $Run.Cmdlet.ShouldProcess("$($Step.TargetName) ($($Run.Cluster))", "take back: $($Step.Message)")
    if ($Run.IsWhatIf) {
        $found = Read-Value -Run $Run -Step $Step
        return ConvertTo-Result -Run $Run -Step $Step -Before $found.Value -After $Step.Code.Old -State 'WouldChange' -Reason $found.Problem
    }
    if (-not $isWanted) {
        $Run.IsDeclined = $true
        return ConvertTo-Result -Run $Run -Step $Step -State 'Skipped' -Reason 'it was declined'
    }
    $back = Undo-Step -Run $Run -Step $Step
    if ($back.State -eq 'Undone' -or $back.State -eq 'Already') { $null = $Run.Written.Remove($Step) }
    else {
        if ($back.State -eq 'Unknown') { $Run.IsUnknown = $true }
        $message = "step $($Step.Id) ($($Step.Message)) is not taken back: $($back.Reason)"
        if ($back.State -eq 'Conflict') { Block-Run -Run $Run -Id 'UndoConflict' -Message $message -Action 'See to it by hand; -Force takes the rest back.' }
        else { Block-Run -Run $Run -Id 'UndoFailed' -Message $message -Action 'See to it by hand, and take the rest back again.' }
        $back.ExitCode = Get-ExitCode -Run $Run
    }
    return $back
}
