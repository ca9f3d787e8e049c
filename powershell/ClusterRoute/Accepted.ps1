# What somebody lives with or knows already: suppression files and baselines, as options of a request for advice.

# Of earlier findings what the library takes to know them again, by cluster. Answers of the library stay as they are.
function ConvertTo-EarlierAnswer {
    param($Objects)
    $clusters = [ordered] @{}
    foreach ($object in $Objects) {
        $found = @{}
        foreach ($name in 'answers', 'findings', 'Cluster', 'Rule', 'Name', 'Message', 'Targets') {
            $property = Find-Property -InputObject $object -Name $name
            if ($null -ne $property) { $found[$name] = $property.Value }
        }
        if ($found.ContainsKey('answers')) { foreach ($answer in $found['answers']) { $answer } }
        elseif ($found.ContainsKey('findings')) { $object }
        elseif ($found.ContainsKey('Rule') -and $found.ContainsKey('Targets')) {
            $targets = @(foreach ($target in $found['Targets']) { [ordered] @{ name = [string] (Find-Property -InputObject $target -Name 'Name').Value } })
            $cluster = [string] $found['Cluster']
            if (-not $clusters.Contains($cluster)) { $clusters[$cluster] = [System.Collections.Generic.List[object]]::new() }
            $clusters[$cluster].Add([ordered] @{ rule = [string] $found['Rule']; name = [string] $found['Name']; message = [string] $found['Message']; targets = $targets })
        }
        # What came with the findings is none. Of anything else the library says what it expects.
        elseif ($null -eq $object -or $object.PSObject.TypeNames[0] -notmatch '^(Deserialized\.)*ClusterRoute\.(NotChecked|SuppressedFinding)$') { [ordered] @{} }
    }
    foreach ($cluster in $clusters.Keys) {
        $name = if ($cluster) { $cluster }
        [ordered] @{ cluster = $name; findings = $clusters[$cluster].ToArray() }
    }
}

# A baseline for the library, of files and of objects; each file is tried by itself, so that an error names it.
function ConvertTo-Baseline {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [object[]] $Values)
    $answers = [System.Collections.Generic.List[object]]::new()
    $sources = [System.Collections.Generic.List[object]]::new()
    $objects = [System.Collections.Generic.List[object]]::new()
    foreach ($value in $Values) {
        if ($value -isnot [string] -and $value -isnot [System.IO.FileInfo]) { if ($null -ne $value) { $objects.Add($value) }; continue }
        $path = if ($value -is [string]) { $value } else { $value.FullName }
        $file = Get-FileText -Cmdlet $Cmdlet -Path $path
        $document, $record, $text = $null, $null, $file.Text.Trim()
        try { if ($text) { $document = ConvertFrom-Json -InputObject $text } }
        catch { $record = ConvertTo-ErrorRecord -Id 'InvalidRequest' -Category 'InvalidData' -Message "$($file.Path): $($_.Exception.GetBaseException().Message)" -Action 'Give what clusterroute recommend --format json has written.' -Target $file.Path }
        if ($null -ne $record) { $Cmdlet.ThrowTerminatingError($record) }
        # An empty list is an answer without findings, an empty file is none.
        if ($null -eq $document -and -not $text.StartsWith('[')) { $document = , $null }
        $sources.Add(@{ Target = $file.Path; Objects = $document })
    }
    if ($objects.Count -gt 0) { $sources.Add(@{ Target = 'Baseline'; Objects = $objects }) }
    foreach ($source in $sources) {
        $found = @(ConvertTo-EarlierAnswer -Objects $source.Objects)
        Assert-Option -Cmdlet $Cmdlet -Options ([ordered] @{ baseline = [ordered] @{ answers = $found } }) -Target $source.Target
        foreach ($answer in $found) { $answers.Add($answer) }
    }
    return [ordered] @{ answers = $answers.ToArray() }
}

# The options of a request for advice. What -Suppression and -Baseline name is read and tried here, before the pipe is.
function Get-AdviceOption {
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Collections.IDictionary] $Bound)
    $options = Get-Option -Bound $Bound
    if ($Bound.ContainsKey('Suppression')) {
        $file = Get-FileText -Cmdlet $Cmdlet -Path $Bound['Suppression']
        # The day of UTC, as the program has it, and with the digits and the calendar of the library.
        $today = [System.DateTime]::UtcNow.ToString('yyyy-MM-dd', [System.Globalization.CultureInfo]::InvariantCulture)
        Assert-Option -Cmdlet $Cmdlet -Options ([ordered] @{ suppression = $file.Text; today = $today }) -Target $file.Path
        $options['suppression'] = $file.Text
        $options['today'] = $today
    }
    if ($Bound.ContainsKey('Baseline')) { $options['baseline'] = ConvertTo-Baseline -Cmdlet $Cmdlet -Values $Bound['Baseline'] }
    return $options
}

# The severities from the lowest of these upward.
function Get-SeverityFrom {
    param([string[]] $Lowest)
    'error'
    if ($Lowest -contains 'Warning' -or $Lowest -contains 'Info') { 'warning' }
    if ($Lowest -contains 'Info') { 'info' }
}
