# What is done to one step of a plan: read, compare, announce, write, read back, watch, take back. Nothing else in the module
# writes to a cluster.

# Whether two values are one; roles and lists are compared as the cluster does, without regard to case.
function Test-Same {
    param([string] $One, [string] $Other)
    return [string]::Equals($One, $Other, [System.StringComparison]::OrdinalIgnoreCase)
}

# An event in the journal of a run; with -WhatIf there is none.
function Write-Event {
    param([System.Collections.IDictionary] $Run, [string] $Name, [System.Collections.IDictionary] $Facts)
    if ($null -ne $Run.Writer) { Add-JournalEvent -Writer $Run.Writer -Name $Name -Facts $Facts }
}

# Says why a run goes no further; the first reason stays.
function Block-Run {
    param([System.Collections.IDictionary] $Run, [string] $Id, [string] $Message, [string] $Action)
    if ($null -eq $Run.Stop) { $Run.Stop = @{ Id = $Id; Message = $Message; Action = $Action } }
}

# What became of a step.
function ConvertTo-Result {
    param([System.Collections.IDictionary] $Run, [System.Collections.IDictionary] $Step, [string] $Before, [string] $After, [string] $State, [string] $Reason)
    return ConvertTo-Typed -TypeName 'ClusterRoute.PlanResult' -Facts ([ordered] @{
        Cluster    = $Run.Cluster
        Step       = $Step.Id
        TargetName = $Step.TargetName
        Property   = $Step.Property
        Before     = $Before
        After      = $After
        State      = $State
        Reason     = $Reason
        Message    = $Step.Message
        Journal    = $Run.Journal
        ExitCode   = 0
    })
}

# The value as it is now: always a new read, never what was set.
function Read-Value {
    param([System.Collections.IDictionary] $Run, [System.Collections.IDictionary] $Step)
    $shown = Invoke-Way -Way $Run.Way -Text $Step.Code.Read -Computer $Step.HostName
    if ($null -ne $shown.Problem) { return @{ Value = ''; Problem = $shown.Problem } }
    if ($shown.Lines.Length -ne 1) { return @{ Value = ''; Problem = "expected one value, found $($shown.Lines.Length)" } }
    return @{ Value = $shown.Lines[0]; Problem = $null }
}

# Writes once, and reads until the value is there or the time is up: done, not_done where it is as it was, unknown where it
# is something else, cannot be read, or the write was left behind. What a write itself says of its success counts for nothing.
function Write-Value {
    param([System.Collections.IDictionary] $Run, [System.Collections.IDictionary] $Step, [string] $Text, [string] $Old, [string] $New)
    $write = Invoke-Way -Way $Run.Way -Text $Text -Computer $Step.HostName
    $until = [System.DateTime]::UtcNow.AddSeconds($Run.SettleSeconds)
    while ($true) {
        $found = Read-Value -Run $Run -Step $Step
        if ($null -eq $found.Problem -and (Test-Same -One $found.Value -Other $New)) { return @{ State = 'done'; Value = $found.Value; Why = $null } }
        if ([System.DateTime]::UtcNow -ge $until) { break }
        Start-Sleep -Milliseconds 500
    }
    $said = if ($null -ne $write.Problem) { "; the write said: $($write.Problem)" } else { '' }
    if ($null -ne $found.Problem) { return @{ State = 'unknown'; Value = ''; Why = "whether it is written is not known: the value cannot be read: $($found.Problem)$said" } }
    if ($write.IsLate) { return @{ State = 'unknown'; Value = $found.Value; Why = "whether it is written is not known: the write did not come back, and may still take effect; the value is $($found.Value)" } }
    if (Test-Same -One $found.Value -Other $Old) { return @{ State = 'not_done'; Value = $found.Value; Why = "it is not written: the value is still $($found.Value)$said" } }
    return @{ State = 'unknown'; Value = $found.Value; Why = "expected $New after the write, found $($found.Value)$said" }
}

# The states of everything that may get worse, by kind and name.
function Get-ClusterState {
    param([System.Collections.IDictionary] $Run)
    $shown = Invoke-Way -Way $Run.Way -Text $Run.Watch
    $states = [ordered] @{}
    foreach ($line in $shown.Lines) {
        $kind, $name, $of, $rank, $state = $line.Split([char] 9)
        $states["$kind $name"] = @{ Kind = $kind; Of = $of; Rank = [int] $rank; State = $state }
    }
    return @{ States = $states; Problem = $shown.Problem }
}

# What is worse than before, in words. What the step changes by itself is not looked at, and a group may be taken away.
function Compare-State {
    param([System.Collections.IDictionary] $Before, [System.Collections.IDictionary] $After, [string] $Expected)
    foreach ($key in $Before.Keys) {
        $was = $Before[$key]
        if ($Expected -and $was.Of -eq $Expected) { continue }
        if (-not $After.Contains($key)) {
            if ($was.Kind -ne 'group') { "$key is gone" }
            continue
        }
        if ($After[$key].Rank -gt $was.Rank) { "$key was $($was.State), and is $($After[$key].State)" }
    }
}

# Looks for as long as a loss may go unseen, every second. Gives what got worse, as soon as something did.
function Watch-Step {
    param([System.Collections.IDictionary] $Run, [System.Collections.IDictionary] $Step)
    $begun = [System.DateTime]::UtcNow
    $silent = $null
    while ($true) {
        $now = Get-ClusterState -Run $Run
        $at = [System.DateTime]::UtcNow
        if ($null -eq $now.Problem) {
            $silent = $null
            $worse = @(Compare-State -Before $Run.States -After $now.States -Expected $Step.Expected)
            if ($worse.Length -gt 0) { return $worse }
            if (($at - $begun).TotalSeconds -ge $Run.WatchSeconds) { break }
        }
        else {
            if ($null -eq $silent) { $silent = $at }
            if (($at - $silent).TotalSeconds -ge [System.Math]::Min(20, $Run.SettleSeconds)) { return "the cluster gives no answer: $($now.Problem)" }
        }
        $done = [System.Math]::Min(100, 100 * ($at - $begun).TotalSeconds / [System.Math]::Max(1, $Run.WatchSeconds))
        Write-Progress -Activity "Watching cluster $($Run.Cluster)" -Status "step $($Step.Id): $($Step.Message)" -PercentComplete $done
        Start-Sleep -Milliseconds ([System.Math]::Min(1000, 1000 * $Run.WatchSeconds + 100))
    }
    Write-Progress -Activity "Watching cluster $($Run.Cluster)" -Completed
    # What the step was to change is now how it is.
    foreach ($key in @($now.States.Keys)) { if ($Step.Expected -and $now.States[$key].Of -eq $Step.Expected) { $Run.States[$key] = $now.States[$key] } }
}

# Takes a step back, if it is still as this plan left it: Undone, Already where it is as it was, Conflict where somebody
# else has set it, UndoFailed, Unknown.
function Undo-Step {
    param([System.Collections.IDictionary] $Run, [System.Collections.IDictionary] $Step)
    $code = $Step.Code
    $found = Read-Value -Run $Run -Step $Step
    if ($null -ne $found.Problem) {
        Write-Event -Run $Run -Name 'undo_failed' -Facts ([ordered] @{ step = $Step.Id; why = $found.Problem })
        return ConvertTo-Result -Run $Run -Step $Step -State 'Unknown' -Reason "the value cannot be read: $($found.Problem)"
    }
    if (Test-Same -One $found.Value -Other $code.Old) {
        Write-Event -Run $Run -Name 'undone' -Facts ([ordered] @{ step = $Step.Id; read = $found.Value })
        return ConvertTo-Result -Run $Run -Step $Step -Before $found.Value -After $found.Value -State 'Already' -Reason 'it is as it was before the plan'
    }
    if (-not (Test-Same -One $found.Value -Other $code.New)) {
        Write-Event -Run $Run -Name 'undo_conflict' -Facts ([ordered] @{ step = $Step.Id; read = $found.Value })
        return ConvertTo-Result -Run $Run -Step $Step -Before $found.Value -After $found.Value -State 'Conflict' -Reason "expected $($code.New), found $($found.Value): somebody else has set it, and it is left alone"
    }
    Write-Event -Run $Run -Name 'undo_intent' -Facts ([ordered] @{ step = $Step.Id; read = $found.Value; write = $code.Old })
    $set = Write-Value -Run $Run -Step $Step -Text $code.Undo -Old $code.New -New $code.Old
    if ($set.State -eq 'done') {
        Write-Event -Run $Run -Name 'undone' -Facts ([ordered] @{ step = $Step.Id; read = $set.Value })
        return ConvertTo-Result -Run $Run -Step $Step -Before $found.Value -After $set.Value -State 'Undone'
    }
    Write-Event -Run $Run -Name 'undo_failed' -Facts ([ordered] @{ step = $Step.Id; read = $set.Value; why = $set.Why })
    $state = if ($set.State -eq 'not_done') { 'UndoFailed' } else { 'Unknown' }
    return ConvertTo-Result -Run $Run -Step $Step -Before $found.Value -After $set.Value -State $state -Reason $set.Why
}

# Makes a step. Gives its result, and says in the run what is written and why it stops.
function Invoke-Step {
    param([System.Collections.IDictionary] $Run, [System.Collections.IDictionary] $Step)
    $code, $named = $Step.Code, "step $($Step.Id) ($($Step.Message))"
    $found = Read-Value -Run $Run -Step $Step
    if ($null -ne $found.Problem) {
        Block-Run -Run $Run -Id 'ClusterNotRead' -Message "$($named): the value cannot be read: $($found.Problem)" -Action 'Find out why, and resume or take back what is written.'
        return ConvertTo-Result -Run $Run -Step $Step -State 'Skipped' -Reason $found.Problem
    }
    $before = $found.Value
    if (Test-Same -One $before -Other $code.New) {
        Write-Event -Run $Run -Name 'already' -Facts ([ordered] @{ step = $Step.Id; read = $before })
        return ConvertTo-Result -Run $Run -Step $Step -Before $before -After $before -State 'Already'
    }
    if (-not (Test-Same -One $before -Other $code.Old)) {
        Write-Event -Run $Run -Name 'conflict' -Facts ([ordered] @{ step = $Step.Id; read = $before })
        Block-Run -Run $Run -Id 'PlanOutdated' -Message "$($named): expected $($code.Old), found $($before): somebody else has set it; it is not written" -Action 'Find out who, and make a new plan.'
        return ConvertTo-Result -Run $Run -Step $Step -Before $before -After $before -State 'Conflict' -Reason "expected $($code.Old)"
    }
    $isWanted = $Run.Cmdlet.ShouldProcess("$($Step.TargetName) ($($Run.Cluster))", $Step.Action)
    if ($Run.IsWhatIf) { return ConvertTo-Result -Run $Run -Step $Step -Before $before -After $code.New -State 'WouldChange' }
    if (-not $isWanted) {
        # What comes after it was tried after it.
        $Run.IsDeclined = $true
        return ConvertTo-Result -Run $Run -Step $Step -Before $before -After $before -State 'Skipped' -Reason 'it was declined'
    }
    $now = Get-ClusterState -Run $Run
    $worse = @(if ($null -ne $now.Problem) { $now.Problem } else { Compare-State -Before $Run.States -After $now.States })
    if ($worse.Length -gt 0) {
        Block-Run -Run $Run -Id 'CheckFailed' -Message "$($named): it is not written, since the cluster is not as it was: $($worse -join '; ')" -Action 'See to the cluster first.'
        return ConvertTo-Result -Run $Run -Step $Step -Before $before -After $before -State 'Skipped' -Reason ($worse -join '; ')
    }
    # The line is on disk before the write begins; where it cannot be, the error ends the run here.
    Write-Event -Run $Run -Name 'intent' -Facts ([ordered] @{ step = $Step.Id; target = $Step.TargetName; property = $Step.Property; read = $before; write = $code.New; undo = $code.Old })
    $Run.HasWritten = $true
    $set = Write-Value -Run $Run -Step $Step -Text $code.Write -Old $code.Old -New $code.New
    Write-Event -Run $Run -Name $set.State -Facts ([ordered] @{ step = $Step.Id; read = $set.Value; why = $set.Why })
    if ($set.State -eq 'not_done') {
        Block-Run -Run $Run -Id 'WriteIgnored' -Message "$($named): $($set.Why)" -Action 'Find out why, and run the plan again or take it back.'
        return ConvertTo-Result -Run $Run -Step $Step -Before $before -After $set.Value -State 'NotDone' -Reason $set.Why
    }
    if ($set.State -eq 'unknown') {
        $Run.IsUnknown = $true
        Block-Run -Run $Run -Id 'WriteUnknown' -Message "$($named): $($set.Why)" -Action "Read the value yourself, then resume or take back with the journal $($Run.Journal)."
        return ConvertTo-Result -Run $Run -Step $Step -Before $before -After $set.Value -State 'Unknown' -Reason $set.Why
    }
    $Run.Written.Add($Step)
    $worse = @(Watch-Step -Run $Run -Step $Step) + @(Get-Worse -Run $Run)
    if ($worse.Length -eq 0) {
        Write-Event -Run $Run -Name 'watch' -Facts ([ordered] @{ step = $Step.Id; seconds = $Run.WatchSeconds })
        return ConvertTo-Result -Run $Run -Step $Step -Before $before -After $set.Value -State 'Done'
    }
    return Restore-Step -Run $Run -Step $Step -Before $before -Worse $worse
}

# After a step something got worse: the step is taken back, and what is still worse then is told.
function Restore-Step {
    param([System.Collections.IDictionary] $Run, [System.Collections.IDictionary] $Step, [string] $Before, [string[]] $Worse)
    $why = $Worse -join '; '
    Write-Event -Run $Run -Name 'worse' -Facts ([ordered] @{ step = $Step.Id; worse = $Worse })
    if ($Run.OnFailure -eq 'Stop') {
        Block-Run -Run $Run -Id 'GotWorse' -Message "step $($Step.Id) ($($Step.Message)): it was written, and then $why" -Action "See to the cluster; Undo-ClusterRoutePlan with the journal $($Run.Journal) takes it back."
        return ConvertTo-Result -Run $Run -Step $Step -Before $Before -After $Step.Code.New -State 'Done' -Reason $why
    }
    $back = Undo-Step -Run $Run -Step $Step
    $end = 'it is taken back'
    if ($back.State -eq 'Undone' -or $back.State -eq 'Already') { $null = $Run.Written.Remove($Step) }
    else { $end = "it could not be taken back: $($back.Reason)" }
    if ($back.State -eq 'Unknown') { $Run.IsUnknown = $true }
    $now = Get-ClusterState -Run $Run
    $still = @(if ($null -ne $now.Problem) { $now.Problem } else { Compare-State -Before $Run.States -After $now.States })
    $rest = ''
    if ($still.Length -gt 0) { $rest = "; still so: $($still -join '; ')"; $Run.IsWorse = $true }
    Block-Run -Run $Run -Id 'GotWorse' -Message "step $($Step.Id) ($($Step.Message)): after it $why; $end$rest" -Action 'Find out why before the plan is run again.'
    $state = if ($back.State -eq 'Undone') { 'TakenBack' } else { $back.State }
    return ConvertTo-Result -Run $Run -Step $Step -Before $Before -After $back.After -State $state -Reason "$why; $end$rest"
}
