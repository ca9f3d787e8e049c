//! What the help of each command ends with.

pub(super) const FORMATS: &str = "\
table for people, json as the C functions give it, markdown for tickets, csv of what
is listed; of findings also sarif, junit and github; of a plan script, which
writes apply.ps1 and undo.ps1 into the folder of --output";

pub(super) const EXAMPLES: &str = "\
Examples:
  clusterroute recommend samples/hyperv-2012r2-san
  clusterroute resolve --traffic csv networks.xml interfaces.xml shared-volumes.xml
  clusterroute measure --format json networks.xml

A file comes from PowerShell on a cluster node:
  Get-ClusterNetwork | Export-Clixml networks.xml

Exit codes:
  0  answered
  1  answered, and a finding reached --fail-on, compare found something worse, or
     a plan does not hold any more
  2  some of the input could not be read, or the arguments are wrong; what could
     be read is answered all the same";

pub(super) const CAPTURE: &str = "\
Examples:
  clusterroute capture samples/hyperv-2012r2-san
  clusterroute capture --format json networks.xml interfaces.xml > capture.json
  clusterroute capture --anonymize samples/hyperv-2012r2-san";

pub(super) const MEASURE: &str = "\
Examples:
  clusterroute measure networks.xml
  clusterroute measure --network 'SMB*' networks.xml
  clusterroute measure --windows-version 2008R2 networks.xml
  clusterroute measure --set role:Management=1 networks.xml";

pub(super) const RESOLVE: &str = "\
Examples:
  clusterroute resolve samples/hyperv-2012r2-san
  clusterroute resolve --traffic cluster --from HV11 --to HV12,HV13 samples/hyperv-2012r2-san
  clusterroute resolve --volume 'CSV*' --network Cluster samples/hyperv-2012r2-san
  clusterroute resolve --traffic csv --set 'redirect:*' samples/hyperv-2012r2-san
  clusterroute resolve --without network:Cluster samples/hyperv-2012r2-san

A name that holds a comma takes ? in its place.";

pub(super) const RECOMMEND: &str = "\
Examples:
  clusterroute recommend samples/hyperv-2012r2-san
  clusterroute recommend --fail-on warning --format json networks.xml
  clusterroute recommend --rule 'CR2*,*migration*' --exclude-rule CR202 networks.xml
  clusterroute recommend --suppression accepted.toml --baseline last-month.json captures

A suppression file has an entry for each thing you live with:
  [[suppress]]
  rule = \"CR301\"
  target = \"SMB*\"        # optional, with * and ?
  cluster = \"PROD-*\"     # optional
  reason = \"teamed below the virtual switch\"
  until = 2027-03-31     # optional, the last day

Exit codes:
  0  answered
  1  answered, and a finding reached --fail-on, or --fail-on-skipped and a rule
     was not checked
  2  some of the input could not be read, what --require names is missing, no rule
     was checked for --fail-on, or the arguments are wrong; what could be read is
     answered all the same";

pub(super) const NEEDS: &str = "\
Examples:
  clusterroute needs samples/hyperv-2012r2-san
  clusterroute needs --set speed:Cluster=25 --format json samples/hyperv-2012r2-san";

pub(super) const FAILURES: &str = "\
Examples:
  clusterroute failures samples/hyperv-2012r2-san
  clusterroute failures --depth 2 samples/hyperv-2012r2-san
  clusterroute failures --without network:Cluster samples/hyperv-2012r2-san";

pub(super) const COMPARE: &str = "\
Examples:
  clusterroute compare monday.zip tuesday.zip
  clusterroute compare --format json before after

Exit codes:
  0  compared
  1  compared, and something got worse
  2  some of the input could not be read, or the arguments are wrong; what could
     be read is answered all the same";

pub(super) const ATTRIBUTE: &str = "\
Examples:
  clusterroute attribute tests/stories/7/csv
  clusterroute attribute --intervals tests/stories/7/csv
  clusterroute attribute --storage TARGET tests/stories/7/direct

Counters come from every node at the same time, as text:
  typeperf -cf counters.txt -si 5 -sc 60 -o hv1.csv
  relog hv1.blg -f csv -o hv1.csv";

pub(super) const RULES: &str = "\
Examples:
  clusterroute rules
  clusterroute rules CR103
  clusterroute rules 'CR3*' --severity error
  clusterroute rules --tag csv,migration
  clusterroute rules --format json";

pub(super) const SCHEMA: &str = "\
Examples:
  clusterroute schema
  clusterroute schema --format json";

pub(super) const COMPLETIONS: &str = "\
Examples:
  clusterroute completions bash > ~/.local/share/bash-completion/completions/clusterroute
  clusterroute completions powershell | Out-String | Invoke-Expression";

pub(super) const REPORT: &str = "\
Examples:
  clusterroute report samples/hyperv-2012r2-san --output report.html
  clusterroute report --output reports january/*.zip
  clusterroute report --picture --output picture.svg samples/hyperv-2012r2-san
  clusterroute report --baseline last-month.json --output report.html january

The page names what is suppressed and why, and what is new since the baseline.
Of several clusters --output is a folder, with index.html and a file for each.
A file or a folder is written whole or not at all.";

pub(super) const PLAN: &str = "\
Examples:
  clusterroute plan samples/hyperv-2012r2-san
  clusterroute plan --format json --output plan.json samples/hyperv-2012r2-san
  clusterroute plan --format markdown --rule 'CR2*' samples/hyperv-2012r2-san
  clusterroute plan --format script --output change-4711 samples/hyperv-2012r2-san
  clusterroute plan --verify plan.json samples/hyperv-2012r2-san

Exit codes:
  0  planned, or the plan still holds
  1  the plan to verify does not hold any more
  2  some of the input could not be read, or the arguments are wrong; what could
     be read is answered all the same";
