$ErrorActionPreference = 'Stop'
if (-not (Get-Command -Name Get-NetIntent -ErrorAction SilentlyContinue)) { return }
$where = @{}
if ($cluster -ne '.') { $where['ClusterName'] = $cluster }
foreach ($intent in @(Get-NetIntent -GlobalOverrides @where)) {
    foreach ($settings in @($intent; $intent.PSObject.Properties['ClusterOverride'] | ForEach-Object { $_.Value })) {
        if (-not $settings) { continue }
        $left = $settings.PSObject.Properties[$override]
        if ($left -and "$($left.Value)" -eq 'False') { return }
    }
}
foreach ($intent in @(Get-NetIntent @where)) { "Network ATC has the intent $($intent.IntentName), and sets $what itself: change them there" }
