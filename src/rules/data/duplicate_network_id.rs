use crate::model::ProblemKind;
use crate::rules::data::relay::relay;
use crate::rules::framework::{Context, Found, Rule, Severity, Skip, Versions};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR002",
    name: "duplicate-network-id",
    severity: Severity::Error,
    summary: "Two cluster networks of the capture have the same id.",
    doc: "\
## What it checks

Whether the ids of the networks are all different.

## Why it matters

A cluster never gives one id to two networks. References by id, such as the live migration lists, cannot be
followed, so answers about both networks are not reliable.

## Example

Two exports of the same network were put into one file, one of them after the network had been renamed.

## What to do

Capture the networks once: `Get-ClusterNetwork | Export-Clixml networks.xml`.

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
    Ok(relay(context, ProblemKind::DuplicateId, "capture the networks once, in one go"))
}
