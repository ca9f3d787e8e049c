# Runs the Pester suite in a fresh process; the exit code is the number of failed tests.
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
$ErrorActionPreference = 'Stop'
$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.Exit = $true
$configuration.Output.Verbosity = 'Detailed'
Invoke-Pester -Configuration $configuration
