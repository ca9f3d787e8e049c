#Requires -Version 3.0
# @WHAT@ a plan for @OF@: @COUNT@.
# The plan has the SHA-256 @HASH@.
#
# Each step is read, compared, written and read back. A value that is neither the one that the plan was made for nor the
# one that it asks for stops the script before anything is written. What is made already is not written again, so it may
# be run twice, and after it stopped halfway. -WhatIf reads and compares, and writes nothing; without -Confirm:$false each
# write is asked for. @OTHER@ is the other direction.
#
# It needs the commands of failover clustering and, for settings of hosts, of Hyper-V; in PowerShell 7 it works inside a
# session of Windows PowerShell. It was tried on a simulated cluster and never on a real one: run it on a test cluster
# before it is trusted with another.
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
param(@PARAMETER@
    # How long a value may take until it is there.
    [ValidateRange(0, 600)] [int] $SettleSeconds = 30
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
@NAME@
$steps = @(
@STEPS@)

# PowerShell 7 gets copies of cluster objects, and a value set on a copy is lost: there the work is done in a session.
$session = $null
function Invoke-There {
    param([scriptblock] $Block)
    # Whoever runs this was asked already.
    $ConfirmPreference = 'None'
    if ($null -eq $session) { & $Block $Cluster }
    else { Invoke-Command -Session $session -ScriptBlock $Block -ArgumentList $Cluster -ErrorAction Stop }
}

function Read-Step {
    param($Step)
    try { $found = @(Invoke-There -Block $Step.Read) }
    catch { throw "step $($Step.Id) ($($Step.What)): the value cannot be read: $($_.Exception.Message)" }
    if ($found.Count -ne 1) { throw "step $($Step.Id) ($($Step.What)): expected one value, found $($found.Count)" }
    [string] $found[0]
}

function Test-Same {
    param([string] $One, [string] $Other)
    [string]::Equals($One, $Other, [System.StringComparison]::OrdinalIgnoreCase)
}

function Write-Result {
    param($Step, [string] $Before, [string] $After, [string] $State)
    New-Object -TypeName PSObject -Property @{ Step = $Step.Id; What = $Step.What; Before = $Before; After = $After; State = $State } |
        Select-Object -Property Step, What, Before, After, State
}

# Reads until the value is there, or time is up; a read that fails is tried again.
function Wait-Step {
    param($Step, [string] $Value)
    $end = [DateTime]::UtcNow.AddSeconds($SettleSeconds)
    while ($true) {
        $failure = $null
        $found = ''
        try { $found = Read-Step -Step $Step } catch { $failure = $_ }
        if ($null -eq $failure -and (Test-Same -One $found -Other $Value)) { return $found }
        if ([DateTime]::UtcNow -ge $end) { break }
        Start-Sleep -Seconds 1
    }
    if ($null -ne $failure) { throw $failure }
    $found
}

function Invoke-Step {
    param($Step)
    $before = Read-Step -Step $Step
    if (Test-Same -One $before -Other $Step.New) { return Write-Result -Step $Step -Before $before -After $before -State 'Already' }
    if (-not (Test-Same -One $before -Other $Step.Old)) {
        throw "step $($Step.Id) ($($Step.What)): expected $($Step.Old), found ${before}: somebody has changed it meanwhile; this step is not written, those before it are"
    }
    if (-not $PSCmdlet.ShouldProcess("$Cluster, step $($Step.Id)", $Step.What)) { return Write-Result -Step $Step -Before $before -After $before -State 'NotWritten' }
    $failure = ''
    try { $null = Invoke-There -Block $Step.Write } catch { $failure = "; the write said: $($_.Exception.Message)" }
    try { $after = Wait-Step -Step $Step -Value $Step.New }
    catch { throw "step $($Step.Id) ($($Step.What)): whether it is written is not known: $($_.Exception.Message)$failure" }
    if (Test-Same -One $after -Other $Step.New) { return Write-Result -Step $Step -Before $before -After $after -State 'Done' }
    if (Test-Same -One $after -Other $Step.Old) { throw "step $($Step.Id) ($($Step.What)): it is not written, the value is still ${after}$failure" }
    throw "step $($Step.Id) ($($Step.What)): expected $($Step.New) after the write, found ${after}$failure"
}

if ($PSVersionTable.PSVersion.Major -ge 6) { $session = New-PSSession -UseWindowsPowerShell }
try {
    # All values before the first write.
    $open = $null
    foreach ($step in $steps) {
        $found = Read-Step -Step $step
        $isNew = Test-Same -One $found -Other $step.New
        if (-not $isNew -and -not (Test-Same -One $found -Other $step.Old)) {
            throw "step $($step.Id) ($($step.What)): expected $($step.Old), found ${found}: somebody has changed it since the plan was made; nothing is written"
        }
        if ($isNew -and $null -ne $open) {
            throw "step $($step.Id) ($($step.What)) is made already, and step $($open.Id) before it is not: in this order the plan was not tried; nothing is written"
        }
        if (-not $isNew -and $null -eq $open) { $open = $step }
    }
    $left = $false
    foreach ($step in $steps) {
        $result = Invoke-Step -Step $step
        $result
        if ($result.State -ne 'NotWritten') { continue }
        $left = $true
        # What comes after a step that was declined was tried after it.
        if (-not $WhatIfPreference) { break }
    }
    # All values after the last write: what was put back meanwhile is told.
    if (-not $left) {
        foreach ($step in $steps) {
            $found = Read-Step -Step $step
            if (-not (Test-Same -One $found -Other $step.New)) { throw "step $($step.Id) ($($step.What)): it was written, and now the value is ${found}: somebody has put it back" }
        }
    }
}
finally {
    # The session is closed after -WhatIf too.
    $WhatIfPreference = $false
    $ConfirmPreference = 'None'
    if ($null -ne $session) { Remove-PSSession -Session $session }
}
