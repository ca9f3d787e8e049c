param($cluster)
$ErrorActionPreference = 'Stop'
if (-not (Get-Command -Name Get-WinEvent -ErrorAction SilentlyContinue)) { '? Get-WinEvent is not there'; return }
$where = @{}
if ($cluster -ne '.') { $where['ComputerName'] = $cluster }
# Nodes and interfaces that were lost, volumes that were paused.
$wanted = @{ LogName = 'System'; ProviderName = 'Microsoft-Windows-FailoverClustering'; Id = 1126, 1127, 1128, 1129, 1130, 1135, 5120; StartTime = (Get-Date).AddMinutes(-15) }
try { $events = @(Get-WinEvent -FilterHashtable $wanted @where) }
catch { if ("$($_.FullyQualifiedErrorId)" -like 'NoMatchingEventsFound*') { return }; throw }
foreach ($group in @($events | Group-Object -Property Id)) { "event $($group.Name) was written $($group.Count) times in the last 15 minutes" }
