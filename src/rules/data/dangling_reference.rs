use crate::model::ProblemKind;
use crate::rules::data::relay::relay;
use crate::rules::framework::{Context, Found, Rule, Severity, Skip, Versions};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR007",
    name: "dangling-reference",
    severity: Severity::Warning,
    summary: "An object refers to a network, node or volume that the capture does not have.",
    doc: "\
## What it checks

Whether the networks, nodes and volumes that interfaces, volumes and volume states name are in the capture.
Ids in the live migration lists are not meant here; they have a rule of their own.

## Why it matters

The object cannot be placed and is left out, so a path or a volume may be missing from the answers.

## Example

`networks.xml` was captured before a network was renamed, `interfaces.xml` after it.

## What to do

Capture all sections at the same time, from the same cluster.

## References

- [Get-ClusterNetworkInterface](https://learn.microsoft.com/powershell/module/failoverclusters/get-clusternetworkinterface)
",
    reference: "https://learn.microsoft.com/powershell/module/failoverclusters/get-clusternetworkinterface",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[],
    check,
};

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    Ok(relay(
        context,
        ProblemKind::DanglingReference,
        "capture all sections at the same time, from one cluster",
    ))
}
