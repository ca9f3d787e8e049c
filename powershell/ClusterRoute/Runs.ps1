# A run: everything between a plan and its first write, and between the last write and the end.

# Ends a command before anything is written.
function Exit-Command {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Id, [System.Management.Automation.ErrorCategory] $Category, [string] $Message, [string] $Action, $Target)
    $record = ConvertTo-ErrorRecord -Id $Id -Category $Category -Message $Message -Action $Action -Target $Target
    $record.Exception.Data['ExitCode'] = if ('InvalidArgument', 'InvalidData' -contains "$Category") { 2 } else { 3 }
    $Cmdlet.ThrowTerminatingError($record)
}

# What is known of a run, and what it has come to: nothing yet.
function Get-Run {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Plan, [System.Collections.IDictionary] $Way, [int] $SettleSeconds)
    return @{
        Cmdlet = $Cmdlet; Cluster = $Plan.Cluster; Json = $Plan.Json; Way = $Way; SettleSeconds = $SettleSeconds
        OnFailure = 'Stop'; ConfirmMinutes = 0; IsWhatIf = $false
        Watch = ''; WatchSeconds = 0; States = @{}; Capture = $null; Brief = $null; Writer = $null; Journal = ''
        Stop = $null; HasWritten = $false; IsUnknown = $false; IsWorse = $false; IsDeclined = $false
        Written = [System.Collections.Generic.List[object]]::new(); NotChecked = [System.Collections.Generic.List[string]]::new(); Passed = [System.Collections.Generic.List[string]]::new()
    }
}

# The one run of this machine on a cluster: nobody else may hold the lock file meanwhile.
function Open-Lock {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Folder, [string] $Cluster)
    $why, $isTaken = $null, $false
    $isShared = $Folder.StartsWith((Get-JournalFolder), [System.StringComparison]::OrdinalIgnoreCase)
    try {
        Initialize-JournalFolder -Folder ([System.IO.Path]::GetDirectoryName($Folder)) -IsShared $isShared
        Initialize-JournalFolder -Folder $Folder -IsShared $isShared
        return [System.IO.FileStream]::new([System.IO.Path]::Combine($Folder, 'lock'), 'OpenOrCreate', 'ReadWrite', 'None', 1, 'DeleteOnClose')
    }
    catch [System.IO.IOException] { $why = $_.Exception.GetBaseException().Message.TrimEnd('.'); $isTaken = [System.IO.Directory]::Exists($Folder) }
    catch { $why = $_.Exception.GetBaseException().Message.TrimEnd('.') }
    if ($isTaken) { Exit-Command -Cmdlet $Cmdlet -Id 'Locked' -Category 'ResourceBusy' -Message "another run of this machine works on the cluster '$Cluster', or the folder $Folder takes no file: $why" -Action 'Wait for its end.' -Target $Folder }
    Exit-Command -Cmdlet $Cmdlet -Id 'JournalNotWritable' -Category 'WriteError' -Message "expected a folder for the journal that can be written, found $($Folder): $why; without a journal nothing is written" -Action 'Run elevated, or give another folder by -JournalPath.' -Target $Folder
}

# The folder for the journals of a cluster; one on the cluster's own volumes would be gone when it is needed.
function Get-RunFolder {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $JournalPath, [string] $Cluster)
    $root = ''
    if ($JournalPath) { $root = $Cmdlet.GetUnresolvedProviderPathFromPSPath($JournalPath) }
    if ($root -match '^[A-Za-z]:\\ClusterStorage(\\|$)') { Exit-Command -Cmdlet $Cmdlet -Id 'JournalNotWritable' -Category 'InvalidArgument' -Message "expected a folder for the journal that is not on a volume of a cluster, found $root" -Action 'Give a folder on another disk or a share.' -Target $root }
    return Get-JournalFolder -JournalPath $root -Cluster $Cluster
}

# What the library says of a plan and the cluster as it is now.
function Get-Verified {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Run, [string] $Json, [switch] $ClusterOnly)
    $capture = Read-RunCapture -Cmdlet $Cmdlet -Run $Run -ClusterOnly:$ClusterOnly
    if ($capture -is [System.Management.Automation.ErrorRecord]) {
        $capture.Exception.Data['ExitCode'] = 3
        $Cmdlet.ThrowTerminatingError($capture)
    }
    $Run.Capture = $capture
    $request = Get-Request -Cmdlet $Cmdlet -Bound @{}
    $request.Add($capture)
    $options = @{ verify = [ClusterRoute.Interop.JsonText]::new($Json); run = $true }
    $frame = Get-Frame -Cmdlet $Cmdlet -Question 'plan' -Request $request.Write($options, $null)
    foreach ($failure in $frame.Errors) {
        if ($failure.Message -like 'expected a plan of *') { Exit-Command -Cmdlet $Cmdlet -Id 'PlanForOtherCluster' -Category 'InvalidData' -Message $failure.Message -Action 'Give the plan of this cluster, or -Cluster.' -Target $Run.Cluster }
        Exit-Command -Cmdlet $Cmdlet -Id 'InvalidPlan' -Category 'InvalidData' -Message $failure.Message -Action 'Make a new plan of this cluster.' -Target $Run.Cluster
    }
    return $frame.Answers[0].Facts.Verified
}

# A fresh capture, through the same kind of way, of everything or of the cluster alone, without its hosts; an error record
# where there is none.
function Read-RunCapture {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Run, [switch] $ClusterOnly)
    $without = @(if ($ClusterOnly) { 'hosts' })
    $parts = @(Get-MarkedPart -Cmdlet $Cmdlet -Exclude $without)
    $job = Open-Job -Cluster $Run.Way.Cluster -Credential $Run.Way.Credential -ThrottleLimit 32 -TimeoutSeconds $Run.Way.Seconds -Parts $parts
    if ($Run.Way.Name -eq 'Node') { $job.IsFar = $true }
    # What is missing is said of the first one.
    try { return @(Get-LiveCapture -Cmdlet $Cmdlet -Job $job -Parts $parts -Quiet:($null -ne $Run.Capture))[0] }
    catch { return $_ }
    finally { Close-Job -Job $job }
}

# The steps as a run takes them; one that cannot be found any more ends the command.
function Get-RunStep {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Plan, $Verified)
    for ($place = 0; $place -lt $Plan.Steps.Count; $place++) {
        $step, $code = $Plan.Steps[$place], $Verified.Run.Steps[$place]
        if ($null -eq $code) { Exit-Command -Cmdlet $Cmdlet -Id 'PlanOutdated' -Category 'ObjectNotFound' -Message "step $($step.Id) ($($step.Message)): what it is about is not there any more" -Action 'Make a new plan of this cluster.' -Target $step }
        $moves = @(foreach ($move in $step.Moves) { $move.Message })
        @{
            Id         = $step.Id
            TargetName = Get-ShownName -Target $step.Target
            Property   = $step.Property
            Message    = $step.Message
            Action     = @(@($step.Message) + $moves) -join '; '
            HostName   = [string] $code.Host
            Expected   = [string] $code.Expected
            MayCutOff  = $code.MayCutOff
            State      = [string] $Verified.Steps[$place].State
            Code       = $code.Code
        }
    }
}

# What has to be so before the first write. What is not, or cannot be told, is named; gives what stops the run.
function Test-Check {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Run, $Checks)
    foreach ($check in $Checks) {
        $shown = Invoke-Way -Way $Run.Way -Text "$($check.Read)"
        $unknown = @($shown.Lines | Where-Object { $_ -like '[?] *' } | ForEach-Object { $_.Substring(2) })
        if ($null -ne $shown.Problem) { $unknown += $shown.Problem }
        $wrong = @($shown.Lines | Where-Object { $_ -notlike '[?] *' })
        foreach ($reason in $unknown) {
            $Run.NotChecked.Add("$($check.Id): $reason")
            $Cmdlet.WriteWarning("cluster '$($Run.Cluster)': not checked whether $($check.Expects): $reason")
        }
        if ($wrong.Length -eq 0) { if ($unknown.Length -eq 0) { $Run.Passed.Add($check.Id) }; continue }
        if ($check.Stops) { "$($check.Expects): $($wrong -join ', ')"; continue }
        $Run.NotChecked.Add("$($check.Id): $($wrong -join ', ')")
        $Cmdlet.WriteWarning("cluster '$($Run.Cluster)': expected that $($check.Expects), found $($wrong -join ', ')")
    }
}

# What moved that the plan did not promise: the cluster as it is, held against the plan made on what there was before.
function Get-Unpromised {
    param([System.Collections.IDictionary] $Run, $Before, [switch] $ClusterOnly)
    $capture = Read-RunCapture -Cmdlet $Run.Cmdlet -Run $Run -ClusterOnly:$ClusterOnly
    if ($capture -is [System.Management.Automation.ErrorRecord]) { return @{ Moved = @(); Problem = $capture.Exception.Message } }
    $earlier = Get-Request -Cmdlet $Run.Cmdlet -Bound @{}
    $earlier.Add($Before)
    $after = Get-Request -Cmdlet $Run.Cmdlet -Bound @{}
    $after.Add($capture)
    $options = @{ verify = [ClusterRoute.Interop.JsonText]::new($Run.Json) }
    $frame = Get-Frame -Cmdlet $Run.Cmdlet -Question 'compare' -Request $after.Write($options, $earlier)
    if ($frame.Errors.Length -gt 0) { return @{ Moved = @(); Problem = $frame.Errors[0].Message } }
    return @{ Moved = @($frame.Answers[0].Facts.Unpromised); Problem = $null }
}

# After a step: the routes that are worse than the plan made them.
function Get-Worse {
    param([System.Collections.IDictionary] $Run)
    $told = Get-Unpromised -Run $Run -Before $Run.Brief -ClusterOnly
    if ($null -ne $told.Problem) { $Run.Cmdlet.WriteWarning("cluster '$($Run.Cluster)': the routes after the step could not be compared with the plan: $($told.Problem)") }
    foreach ($moved in $told.Moved) { if ($moved.Judgement -eq 'Worse') { $moved.Message } }
}

# Whether all is still as the steps left it, and what else moved; both are told.
function Complete-Run {
    param([System.Collections.IDictionary] $Run, [object[]] $Steps)
    foreach ($step in $Steps) {
        $found = Read-Value -Run $Run -Step $step
        if ($null -eq $found.Problem -and (Test-Same -One $found.Value -Other $step.Code.New)) { continue }
        $is = if ($null -ne $found.Problem) { "cannot be read: $($found.Problem)" } else { "is $($found.Value)" }
        $Run.IsWorse = $true
        Write-Event -Run $Run -Name 'taken_back' -Facts ([ordered] @{ step = $step.Id; read = $found.Value })
        Block-Run -Run $Run -Id 'TakenBack' -Message "step $($step.Id) ($($step.Message)): it was written, and now the value $($is): somebody else has set it" -Action 'Find out who sets it, such as Network ATC or another administrator.'
        ConvertTo-Result -Run $Run -Step $step -Before $step.Code.New -After $found.Value -State 'TakenBack' -Reason "the value $is"
    }
    $told = Get-Unpromised -Run $Run -Before $Run.Capture
    if ($null -ne $told.Problem) { $Run.Cmdlet.WriteWarning("cluster '$($Run.Cluster)': what else moved could not be compared with the plan: $($told.Problem)") }
    foreach ($moved in $told.Moved) { $Run.Cmdlet.WriteWarning("cluster '$($Run.Cluster)': not promised by the plan: $($moved.Message)") }
    Write-Event -Run $Run -Name 'compared' -Facts ([ordered] @{ unpromised = @(foreach ($moved in $told.Moved) { $moved.Message }); why = $told.Problem })
}

# How a run ended: 0 all is made, 3 nothing was written, 4 what was written is undone, 5 something is left, 6 not known.
function Get-ExitCode {
    param([System.Collections.IDictionary] $Run)
    if ($Run.IsUnknown) { return 6 }
    if ($null -eq $Run.Stop -and -not $Run.IsDeclined) { return 0 }
    if (-not $Run.HasWritten -and -not $Run.IsWorse) { return 3 }
    if ($Run.Written.Count -gt 0 -or $Run.IsWorse) { return 5 }
    return 4
}

# The end of a run: the journal is closed unless it is not known what became of a write.
function Close-Run {
    param([System.Collections.IDictionary] $Run, [string] $Result)
    if ($null -eq $Run.Writer) { return }
    try { if (-not $Run.IsUnknown) { Add-JournalEvent -Writer $Run.Writer -Name 'close' -Facts ([ordered] @{ result = $Result; exit_code = Get-ExitCode -Run $Run; why = if ($null -ne $Run.Stop) { $Run.Stop.Message } }) } }
    finally { $Run.Writer.Stream.Dispose(); $Run.Writer = $null }
}

# Lets go of what a run holds, whatever ended it.
function Close-Hold {
    param([System.Collections.IDictionary] $Run, [System.IO.FileStream] $Lock)
    if ($null -ne $Run.Writer) { $Run.Writer.Stream.Dispose() }
    Close-Way -Way $Run.Way
    if ($null -ne $Lock) { $Lock.Dispose() }
}

# Ends the command with what ended the run, if something did.
function Exit-Run {
    param([System.Collections.IDictionary] $Run)
    if ($null -eq $Run.Stop) { return }
    $record = ConvertTo-ErrorRecord -Id $Run.Stop.Id -Category 'InvalidResult' -Message $Run.Stop.Message -Action $Run.Stop.Action -Target $Run.Journal
    $record.Exception.Data['ExitCode'] = Get-ExitCode -Run $Run
    $Run.Cmdlet.ThrowTerminatingError($record)
}
