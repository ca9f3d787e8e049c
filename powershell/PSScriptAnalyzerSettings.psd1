# For Invoke-ScriptAnalyzer -Path powershell/ClusterRoute -Recurse -Settings powershell/PSScriptAnalyzerSettings.psd1
@{
    IncludeDefaultRules = $true
    Severity            = @('Error', 'Warning')
    Rules               = @{
        PSUseCompatibleSyntax   = @{ Enable = $true; TargetVersions = @('5.1', '7.0') }
        PSUseCompatibleCommands = @{
            Enable         = $true
            TargetProfiles = @(
                'win-8_x64_10.0.14393.0_5.1.14393.2791_x64_4.0.30319.42000_framework'
                'win-8_x64_10.0.17763.0_7.0.0_x64_3.1.2_core'
            )
            # They come with the failover cluster tools and with Windows.
            IgnoreCommands = @()
        }
        PSUseCompatibleTypes    = @{
            Enable         = $true
            TargetProfiles = @(
                'win-8_x64_10.0.14393.0_5.1.14393.2791_x64_4.0.30319.42000_framework'
                'win-8_x64_10.0.17763.0_7.0.0_x64_3.1.2_core'
            )
        }
        PSAvoidUsingInvokeExpression        = @{ Enable = $true }
        PSAvoidUsingPlainTextForPassword    = @{ Enable = $true }
        PSUseConsistentWhitespace           = @{ Enable = $true; CheckParameter = $true }
        PSUseConsistentIndentation          = @{ Enable = $true; IndentationSize = 4 }
    }
}
