# The command that writes the page to hand over.

# What in a folder is of no report; nothing when all of it is.
function Find-OtherFile {
    param([string] $Path)
    foreach ($entry in [System.IO.Directory]::GetFileSystemEntries($Path)) {
        $name = [System.IO.Path]::GetFileName($entry)
        if ($name -notmatch '^(index\.html|[0-9]{3,}-.*\.html|[0-9]{3,}-picture\.svg)$') { return $name }
    }
}

# Writes the files of several clusters whole or not at all: to a folder beside the other, which then takes its place. Gives
# whether it did.
function Write-Folder {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Path, [System.Collections.IDictionary] $Texts, [switch] $Force)
    $problem = $null
    if ([System.IO.File]::Exists($Path)) { $problem = "there is a file at $Path already" }
    elseif ([System.IO.Directory]::Exists($Path)) {
        if (-not $Force) { $problem = "there is a folder at $Path already" }
        else {
            $other = Find-OtherFile -Path $Path
            if ($other) { $problem = "the folder $Path holds $other, which no report wrote" }
        }
    }
    if ($problem) {
        $Cmdlet.WriteError((ConvertTo-ErrorRecord -Id 'FileExists' -Category 'ResourceExists' -Message $problem -Action 'Take another name; -Force replaces a folder of reports alone.' -Target $Path))
        return $false
    }
    $beside, $old = foreach ($end in 'new', 'old') { "$Path.$([System.Guid]::NewGuid().ToString('N')).$end" }
    try {
        $null = [System.IO.Directory]::CreateDirectory($beside)
        foreach ($name in $Texts.Keys) { [System.IO.File]::WriteAllText([System.IO.Path]::Combine($beside, $name), $Texts[$name], [System.Text.UTF8Encoding]::new($false)) }
        $had = [System.IO.Directory]::Exists($Path)
        if ($had) { [System.IO.Directory]::Move($Path, $old) }
        try { [System.IO.Directory]::Move($beside, $Path) }
        catch {
            if ($had) { [System.IO.Directory]::Move($old, $Path) }
            throw
        }
        return $true
    }
    catch {
        $why = $_.Exception.GetBaseException().Message.TrimEnd('.')
        $Cmdlet.WriteError((ConvertTo-ErrorRecord -Id 'NotWritten' -Category 'WriteError' -Message "$($Path): $why" -Action 'Check the folder and its permissions; what was there is untouched.' -Target $Path))
        return $false
    }
    finally { foreach ($rest in $beside, $old) { if ([System.IO.Directory]::Exists($rest)) { [System.IO.Directory]::Delete($rest, $true) } } }
}

function Export-ClusterRouteReport {
    <#
    .SYNOPSIS
    Writes a page to hand over of each cluster: one HTML file that needs nothing else.
    .DESCRIPTION
    The page has the verdict, the findings with their commands and the way back, the picture of which network carries what,
    why each metric, every kind of route, what failures do, what was not checked and how to collect it, and the files that
    were read with their hashes. It runs no script and loads nothing, prints on paper, and is the same for the same input
    but for the time that it states. Of one cluster it is a file, of several a folder with index.html, the worst cluster
    first, and a file for each. A file or a folder is written whole or not at all.
    .PARAMETER InputObject
    Objects of Get-Cluster* commands and their neighbours, live or captured, in any mix and order, captures, or files of
    Get-ChildItem; from the pipe or by name.
    .PARAMETER Path
    Files or folders to read instead, as Import-ClusterRouteCapture reads them; wildcards are allowed.
    .PARAMETER LiteralPath
    Files or folders to read instead, taken as they are written.
    .PARAMETER Destination
    The file to write; of several clusters the folder.
    .PARAMETER Picture
    Writes the picture alone, as SVG.
    .PARAMETER Generated
    The time that the page states instead of now.
    .PARAMETER Force
    Replaces a file that exists, or a folder that holds reports alone.
    .PARAMETER PassThru
    Gives the files that were written.
    .PARAMETER Severity
    Only findings of these severities; the page says so.
    .PARAMETER Rule
    Only these rules, by id or name, with ? and *; the page says so.
    .PARAMETER ExcludeRule
    Without these rules, by id or name, with ? and *; the page says so.
    .PARAMETER Suppression
    A file that names findings to live with, each with a reason and if wanted an end, see about_ClusterRoute. The page lists
    what it takes out, and why, and names entries that are over or fit nothing.
    .PARAMETER Baseline
    What is known: a file that clusterroute recommend --format json has written, or earlier findings. The page marks what
    is new since then, and names what is gone.
    .PARAMETER Without
    Takes something away before asking: network:NAME, node:NAME or interface:NODE/NETWORK.
    .PARAMETER Set
    Changes something before asking, as Get-ClusterRoute does, such as owner:VOLUME=NODE or role:NETWORK=1.
    .PARAMETER WindowsVersion
    The Windows version of the nodes, when the objects do not tell it.
    .EXAMPLE
    Get-ClusterRouteCapture | Export-ClusterRouteReport -Destination .\report.html

    The page of the cluster that this node is of.
    .EXAMPLE
    Get-ClusterRouteCapture | Export-ClusterRouteReport -Destination .\report.html -Suppression .\clusterroute.toml -Baseline .\last-month.json -PassThru

    The same, with what is lived with apart and what is new marked.
    .EXAMPLE
    Export-ClusterRouteReport -Path .\january\*.zip -Destination .\reports -PassThru

    A folder with a page of each cluster and index.html over all of them.
    .INPUTS
    System.Management.Automation.PSObject
    .OUTPUTS
    System.IO.FileInfo. With -PassThru the files that were written; else nothing.
    .LINK
    about_ClusterRoute
    .LINK
    Get-ClusterRouteRecommendation
    #>
    [CmdletBinding(DefaultParameterSetName = 'Object', PositionalBinding = $false, SupportsShouldProcess = $true)]
    [OutputType([System.IO.FileInfo])]
    param(
        [Parameter(ValueFromPipeline = $true, ParameterSetName = 'Object')]
        [psobject] $InputObject,
        [Parameter(Mandatory = $true, ParameterSetName = 'Path')]
        [string[]] $Path,
        [Parameter(Mandatory = $true, ParameterSetName = 'LiteralPath')]
        [Alias('PSPath', 'FullName')]
        [string[]] $LiteralPath,
        [Parameter(Mandatory = $true, Position = 0)]
        [ValidateNotNullOrEmpty()]
        [string] $Destination,
        [switch] $Picture,
        [string] $Generated,
        [switch] $Force,
        [switch] $PassThru,
        [ValidateSet('Error', 'Warning', 'Info')]
        [string[]] $Severity,
        [SupportsWildcards()]
        [string[]] $Rule,
        [SupportsWildcards()]
        [string[]] $ExcludeRule,
        [string] $Suppression,
        [object[]] $Baseline,
        [string[]] $Without,
        [string[]] $Set,
        [ValidateSet('2008R2', '2012', '2012R2', '2016', '2019', '2022', '23H2', '2025', '24H2')]
        [string] $WindowsVersion
    )
    begin {
        $full = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Destination)
        $options = Get-AdviceOption -Cmdlet $PSCmdlet -Bound $PSBoundParameters
        $request = Get-Request -Cmdlet $PSCmdlet -Bound $PSBoundParameters
    }
    process { $request.Add($InputObject) }
    end {
        $options['generated'] = if ($Generated) { $Generated } else { [datetime]::UtcNow.ToString('yyyy-MM-dd HH:mm', [cultureinfo]::InvariantCulture) + ' UTC' }
        $options['picture'] = [bool] $Picture
        $options['index'] = -not $Picture
        $texts = [ordered] @{}
        foreach ($answer in Get-Answer -Cmdlet $PSCmdlet -Question 'report' -Request $request -Options $options) {
            $texts[$answer.Facts.File] = if ($Picture) { $answer.Facts.Svg } else { $answer.Facts.Html }
        }
        $names = @(foreach ($name in $texts.Keys) { if ($name -ne 'index.html') { $name } })
        if ($names.Length -eq 0 -or -not $PSCmdlet.ShouldProcess($full, 'Write the report')) { return }
        if ($names.Length -eq 1) {
            $isWritten = Write-File -Cmdlet $PSCmdlet -Path $full -Text $texts[$names[0]] -Force:$Force
            if ($isWritten -and $PassThru) { [System.IO.FileInfo]::new($full) }
            return
        }
        $isWritten = Write-Folder -Cmdlet $PSCmdlet -Path $full -Texts $texts -Force:$Force
        if ($isWritten -and $PassThru) { foreach ($name in $texts.Keys) { [System.IO.FileInfo]::new([System.IO.Path]::Combine($full, $name)) } }
    }
}
