# The command that compares two captures of a cluster.

function Compare-ClusterRoute {
    <#
    .SYNOPSIS
    Tells what changed between two captures of a cluster, and whether for the better.
    .DESCRIPTION
    Gives one object for each cluster that both sides have: the Verdict (Better, Worse, Mixed, Same), the traffic that
    Moved to other networks or modes, the worst first, the Findings that are new, gone or of another severity, every fact
    that is Changed, and what was NotCompared because only one side has it. The side that is captured before a change is
    the reference, as in Compare-Object.
    .PARAMETER ReferenceObject
    The earlier capture: objects of Get-Cluster* commands and their neighbours, captures, or files of Get-ChildItem.
    .PARAMETER DifferenceObject
    The later capture, likewise; also from the pipe.
    .PARAMETER ReferencePath
    Files or folders of the earlier capture, as Import-ClusterRouteCapture reads them; wildcards are allowed.
    .PARAMETER DifferencePath
    Files or folders of the later capture, likewise.
    .PARAMETER WindowsVersion
    The Windows version of the nodes, when the objects do not tell it.
    .PARAMETER Plan
    The plan that was made between both captures, or its file: Unpromised has what moved and was not promised by it.
    .EXAMPLE
    Compare-ClusterRoute -ReferencePath .\before.json -DifferencePath .\after.json

    What a change night moved, and whether something got worse.
    .EXAMPLE
    Get-ClusterRouteCapture | Compare-ClusterRoute -ReferenceObject (Import-ClusterRouteCapture -Path .\before.json) | Select-Object -ExpandProperty Moved

    The traffic that goes another way now than when the capture was taken.
    .INPUTS
    System.Management.Automation.PSObject
    .OUTPUTS
    ClusterRoute.Comparison
    .LINK
    about_ClusterRoute
    #>
    [CmdletBinding(DefaultParameterSetName = 'Object', PositionalBinding = $false)]
    [OutputType('ClusterRoute.Comparison')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'Object')]
        [psobject[]] $ReferenceObject,
        [Parameter(Mandatory = $true, Position = 1, ValueFromPipeline = $true, ParameterSetName = 'Object')]
        [psobject[]] $DifferenceObject,
        [Parameter(Mandatory = $true, ParameterSetName = 'Path')]
        [string[]] $ReferencePath,
        [Parameter(Mandatory = $true, ParameterSetName = 'Path')]
        [string[]] $DifferencePath,
        [ValidateSet('2008R2', '2012', '2012R2', '2016', '2019', '2022', '23H2', '2025', '24H2')]
        [string] $WindowsVersion,
        [object] $Plan
    )
    begin {
        $reference = Get-Request -Cmdlet $PSCmdlet -Bound @{}
        $difference = Get-Request -Cmdlet $PSCmdlet -Bound @{}
        $options = Get-Option -Bound $PSBoundParameters
        if ($null -ne $Plan) { $options['verify'] = (Get-PlanText -Cmdlet $PSCmdlet -Plan $Plan).Json }
        if ($PSCmdlet.ParameterSetName -eq 'Path') {
            Add-File -Cmdlet $PSCmdlet -Request $reference -Parameter 'Path' -Value $ReferencePath
            Add-File -Cmdlet $PSCmdlet -Request $difference -Parameter 'Path' -Value $DifferencePath
        }
        else { foreach ($one in $ReferenceObject) { $reference.Add($one) } }
    }
    process { foreach ($one in $DifferenceObject) { $difference.Add($one) } }
    end {
        foreach ($answer in Get-Answer -Cmdlet $PSCmdlet -Question 'compare' -Request $difference -Before $reference -Options $options) {
            foreach ($one in $answer.Facts.NotCompared) { Write-Warning "cluster '$($answer.Facts.Name)': $($one.Message)" }
            $answer.Facts.PSObject.TypeNames.Insert(0, 'ClusterRoute.Comparison')
            $answer.Facts
        }
    }
}
