use crate::model::ProblemKind;
use crate::rules::data::relay::relay;
use crate::rules::framework::{Context, Found, Rule, Severity, Skip, Versions};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR008",
    name: "contradictory-facts",
    severity: Severity::Warning,
    summary: "Two sources tell different things of one object.",
    doc: "\
## What it checks

Whether sections that describe the same object agree, for example the networks themselves and the copies of
them inside the interfaces.

## Why it matters

One of the two is out of date, and answers rest on the one that the finding names.

## Example

`networks.xml` gives SMB1 role 1, the network inside `interfaces.xml` has role 3: the role was changed between
the two exports.

## What to do

Capture all sections at the same time, from the same cluster.

## References

- [Get-ClusterNetwork](https://learn.microsoft.com/powershell/module/failoverclusters/get-clusternetwork)
",
    reference: "https://learn.microsoft.com/powershell/module/failoverclusters/get-clusternetwork",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[],
    check,
};

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    Ok(relay(context, ProblemKind::Contradiction, "capture all sections at the same time, from one cluster"))
}
