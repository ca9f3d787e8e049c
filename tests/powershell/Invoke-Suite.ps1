# Runs the Pester suite in a fresh process. The exit code is the number of tests, of blocks (their setup and teardown)
# and of files that failed, and 1 when no test ran; it stops at 100, because Unix keeps only the last eight bits.
# Pester is the version to run it with, such as 5.9, else the newest from 5.0 on; Suite is the folder of the tests.
# (A #Requires of the module would lose the exit code.)
param([string] $Pester = $env:CLUSTERROUTE_PESTER, [string] $Suite = $env:CLUSTERROUTE_SUITE)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
if ($Pester) { Import-Module -Name Pester -MinimumVersion $Pester -MaximumVersion "$Pester.*" }
else { Import-Module -Name Pester -MinimumVersion 5.0 }
if (-not $Suite) { $Suite = $PSScriptRoot }
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Suite
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$result = Invoke-Pester -Configuration $configuration
$failures = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
if ($result.PassedCount + $result.FailedCount -eq 0) { $failures = [Math]::Max(1, $failures) }
exit [Math]::Min(100, $failures)
