# What is offered where somebody presses Tab: rules, and names of the capture that the line takes from a variable, else of
# the one that was seen last.

# The JSON of the capture that was seen last; ConvertTo-Capture keeps it.
$script:LastCapture = $null

# The forms of -Set and -Without, with what comes first in each; the library knows no other.
$script:SetForms = [ordered] @{
    'metric:'            = 'network'
    'role:'              = 'network'
    'speed:'             = 'network'
    'class:'             = 'network'
    'owner:'             = 'volume'
    'redirect:'          = 'volume'
    'migration_order:'   = 'network'
    'migration_exclude:' = 'network'
}
$script:WithoutForms = [ordered] @{ 'network:' = 'network'; 'node:' = 'node'; 'interface:' = 'node' }

# The captures that a line pipes from a variable, as JSON; else the last one.
function Get-CaptureInSight {
    param($Ast)
    $pipeline = $Ast.Parent -as [System.Management.Automation.Language.PipelineAst]
    if ($null -ne $pipeline) {
        $first = $pipeline.PipelineElements[0] -as [System.Management.Automation.Language.CommandExpressionAst]
        $variable = if ($null -ne $first) { $first.Expression -as [System.Management.Automation.Language.VariableExpressionAst] }
        if ($null -ne $variable) {
            $found = @(foreach ($one in Get-Variable -Name $variable.VariablePath.UserPath -Scope Global -ValueOnly -ErrorAction Ignore) {
                $json = Find-Property -InputObject $one -Name 'Json'
                if ($null -ne $json -and $json.Value) { $json.Value }
            })
            if ($found.Length -gt 0) { return $found }
        }
    }
    return $script:LastCapture
}

# The names of a kind of things that the captures have.
function Get-KnownName {
    param([string[]] $Capture, [string] $Kind)
    $places = @{
        network = 'networks.Name'
        node    = 'nodes.Name', 'interfaces.Node'
        volume  = 'shared_volumes.Name', 'shared_volume_states.VolumeFriendlyName'
    }
    $names = foreach ($json in $Capture) {
        foreach ($place in $places[$Kind]) {
            $section, $property = $place.Split('.')
            if ($json) { [ClusterRoute.Interop.CaptureText]::Texts($json, $section, $property) }
        }
    }
    $names | Sort-Object -Unique
}

# Results for the texts that begin with the word, quoted where PowerShell would not take them as they are.
function ConvertTo-Completion {
    param([string[]] $Text, [string] $Word)
    $bare = $Word.Trim([char[]] "'`"")
    foreach ($one in $Text) {
        if (-not $one.StartsWith($bare, [System.StringComparison]::OrdinalIgnoreCase)) { continue }
        $typed = $one
        if ($one -match '[^\w:.*-]') { $typed = "'" + $one.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($typed, $one, 'ParameterValue', $one)
    }
}

# Names of nodes, volumes or networks.
$script:CompleteName = {
    param($Command, $Parameter, $Word, $Ast)
    $kinds = @{ From = 'node'; To = 'node'; Node = 'node'; Volume = 'volume'; Network = 'network' }
    ConvertTo-Completion -Text (Get-KnownName -Capture (Get-CaptureInSight -Ast $Ast) -Kind $kinds[$Parameter]) -Word $Word
}

# The forms of -Set and -Without; behind a colon the names that fit there.
$script:CompleteForm = {
    param($Command, $Parameter, $Word, $Ast)
    $forms = if ($Parameter -eq 'Set') { $script:SetForms } else { $script:WithoutForms }
    $bare = $Word.Trim([char[]] "'`"")
    $form = $bare.Substring(0, $bare.IndexOf(':') + 1)
    if (-not $forms.Contains($form)) { return ConvertTo-Completion -Text @($forms.Keys) -Word $Word }
    $names = @(Get-KnownName -Capture (Get-CaptureInSight -Ast $Ast) -Kind $forms[$form])
    ConvertTo-Completion -Text @(foreach ($name in $names) { "$form$name" }) -Word $Word
}

# Rules by the beginning of the id or of the name.
$script:CompleteRule = {
    param($Command, $Parameter, $Word)
    foreach ($rule in Get-ClusterRouteRule) {
        $fits = @($rule.Id, $rule.Name | Where-Object { $_.StartsWith($Word.Trim("'"), [System.StringComparison]::OrdinalIgnoreCase) })
        if ($fits.Length -gt 0) { [System.Management.Automation.CompletionResult]::new($rule.Id, "$($rule.Id) $($rule.Name)", 'ParameterValue', $rule.Summary) }
    }
}

# Tags of the rules.
$script:CompleteTag = {
    param($Command, $Parameter, $Word)
    ConvertTo-Completion -Text @((Get-ClusterRouteRule).Tag | Sort-Object -Unique) -Word $Word
}

Register-ArgumentCompleter -CommandName 'Export-ClusterRouteReport', 'Get-ClusterRouteRecommendation', 'New-ClusterRoutePlan' -ParameterName 'Rule' -ScriptBlock $script:CompleteRule
Register-ArgumentCompleter -CommandName 'Export-ClusterRouteReport', 'Get-ClusterRouteRecommendation', 'New-ClusterRoutePlan', 'Test-ClusterRoute' -ParameterName 'ExcludeRule' -ScriptBlock $script:CompleteRule
Register-ArgumentCompleter -CommandName 'Get-ClusterRouteRule' -ParameterName 'Id' -ScriptBlock $script:CompleteRule
foreach ($parameter in 'From', 'To', 'Volume', 'Network') { Register-ArgumentCompleter -CommandName 'Get-ClusterRoute' -ParameterName $parameter -ScriptBlock $script:CompleteName }
foreach ($parameter in 'Node', 'Volume') { Register-ArgumentCompleter -CommandName 'Get-ClusterRouteEstimate' -ParameterName $parameter -ScriptBlock $script:CompleteName }
Register-ArgumentCompleter -CommandName 'Get-ClusterRouteIO' -ParameterName 'Volume' -ScriptBlock $script:CompleteName
Register-ArgumentCompleter -CommandName 'Get-ClusterRouteMetric' -ParameterName 'Network' -ScriptBlock $script:CompleteName
foreach ($parameter in 'Set', 'Without') { Register-ArgumentCompleter -CommandName 'Export-ClusterRouteReport', 'Get-ClusterRoute', 'Get-ClusterRouteEstimate', 'Get-ClusterRouteFailure', 'Get-ClusterRouteIO' -ParameterName $parameter -ScriptBlock $script:CompleteForm }
Register-ArgumentCompleter -CommandName 'Get-ClusterRouteRule' -ParameterName 'Tag' -ScriptBlock $script:CompleteTag
