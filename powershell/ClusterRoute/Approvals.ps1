# That somebody else than who makes a plan has looked at it.

# Where the approval of a plan file stands.
function Get-ApprovalPath {
    param([string] $Path)
    return "$Path.approval.json"
}

# Who runs this session, as an approval names people.
function Get-Self {
    return "$([System.Environment]::UserDomainName)\$([System.Environment]::UserName)"
}

# Ends the command where the plan is not approved by somebody else, for now.
function Assert-Approval {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Path, [string] $Sha256)
    $why, $file = $null, ''
    if (-not $Path) { $why = 'a plan that is no file has none' }
    else {
        $file = Get-ApprovalPath -Path $Path
        if (-not [System.IO.File]::Exists($file)) { $why = "there is no $file" }
    }
    if ($null -eq $why) {
        try { $approval = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($file)) }
        catch { $approval = $null }
        $facts = @{}
        foreach ($name in 'plan_sha256', 'who', 'not_before', 'not_after') {
            $found = Find-Property -InputObject $approval -Name $name
            # PowerShell 7 makes dates of texts that look like them.
            $value = if ($null -ne $found) { $found.Value }
            if ($value -is [string] -and $value -and $name -like 'not_*') {
                $when = [System.DateTime]::MinValue
                $isDate = [System.DateTime]::TryParse($value, [System.Globalization.CultureInfo]::InvariantCulture, 'RoundtripKind', [ref] $when)
                $value = if ($isDate) { $when }
            }
            $facts[$name] = $value
        }
        $now = [System.DateTime]::UtcNow
        if (-not $facts['plan_sha256'] -or -not $facts['who'] -or $facts['not_after'] -isnot [System.DateTime]) { $why = "$file is no approval of Approve-ClusterRoutePlan" }
        elseif ($facts['plan_sha256'] -ne $Sha256) { $why = "$file is of the plan with the SHA-256 $($facts['plan_sha256'])" }
        elseif ($facts['who'] -eq (Get-Self)) { $why = "it was approved by $($facts['who']), who runs it" }
        elseif ($facts['not_before'] -is [System.DateTime] -and $now -lt $facts['not_before'].ToUniversalTime()) { $why = "it may not be made before $($facts['not_before'].ToUniversalTime().ToString('u'))" }
        elseif ($now -gt $facts['not_after'].ToUniversalTime()) { $why = "it might be made until $($facts['not_after'].ToUniversalTime().ToString('u'))" }
    }
    if ($null -ne $why) { Exit-Command -Cmdlet $Cmdlet -Id 'NotApproved' -Category 'SecurityError' -Message "expected an approval of the plan by somebody else, for now: $why" -Action 'Have somebody else review it and run Approve-ClusterRoutePlan.' -Target $Path }
}

function Approve-ClusterRoutePlan {
    <#
    .SYNOPSIS
    Says beside the file of a plan that it was reviewed, by whom, and when it may be made.
    .DESCRIPTION
    Writes PLAN.approval.json with the SHA-256 of the plan. Invoke-ClusterRoutePlan -RequireApproval makes the plan only
    with it, only between the times that it names, and not for the one who approved. The file is not signed: whoever may
    write beside the plan may write it. docs/change-night.md says how a catalogue signs both.
    .PARAMETER Path
    The file of the plan.
    .PARAMETER NotBefore
    When it may be made at the earliest.
    .PARAMETER NotAfter
    When it may be made at the latest; without it within a day.
    .PARAMETER Comment
    Such as the number of the change.
    .PARAMETER Force
    Replaces an approval that exists.
    .PARAMETER PassThru
    Gives the file that was written.
    .EXAMPLE
    Approve-ClusterRoutePlan -Path .\plan.json -Comment CHG4711 -PassThru

    For the next 24 hours.
    .EXAMPLE
    Approve-ClusterRoutePlan -Path .\plan.json -NotBefore 2026-12-01T22:00 -NotAfter 2026-12-02T02:00 -Force -PassThru

    For a night.
    .INPUTS
    None
    .OUTPUTS
    System.IO.FileInfo. With -PassThru the file that was written; else nothing.
    .LINK
    about_ClusterRoute
    .LINK
    Invoke-ClusterRoutePlan
    #>
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true)]
    [OutputType([System.IO.FileInfo])]
    param(
        [Parameter(Mandatory = $true, Position = 0)]
        [string] $Path,
        [System.DateTime] $NotBefore,
        [System.DateTime] $NotAfter = [System.DateTime]::Now.AddDays(1),
        [string] $Comment = '',
        [switch] $Force,
        [switch] $PassThru
    )
    process {
        $plan, $file = Read-GivenPlan -Cmdlet $PSCmdlet -Plan $Path
        $approval = [ordered] @{
            plan_sha256 = $plan.Sha256
            cluster     = $plan.Cluster
            who         = Get-Self
            at          = [System.DateTime]::UtcNow.ToString('u').Replace(' ', 'T')
            not_before  = if ($PSBoundParameters.ContainsKey('NotBefore')) { $NotBefore.ToUniversalTime().ToString('u').Replace(' ', 'T') }
            not_after   = $NotAfter.ToUniversalTime().ToString('u').Replace(' ', 'T')
            comment     = $Comment
        }
        $target = Get-ApprovalPath -Path $file
        if (-not $PSCmdlet.ShouldProcess($target, 'Write the approval')) { return }
        $isWritten = Write-File -Cmdlet $PSCmdlet -Path $target -Text ((ConvertTo-Json -InputObject $approval) + [System.Environment]::NewLine) -Force:$Force
        if ($isWritten -and $PassThru) { [System.IO.FileInfo]::new($target) }
    }
}
