use crate::model::ProblemKind;
use crate::rules::data::relay::relay;
use crate::rules::framework::{Context, Found, Rule, Severity, Skip, Versions};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR009",
    name: "address-not-placed",
    severity: Severity::Warning,
    summary: "A node's address fits no cluster network, or several.",
    doc: "\
## What it checks

Where the capture has no interfaces, they are derived by matching the nodes' addresses to the networks'
subnets. The rule reports addresses for which that does not give one network.

## Why it matters

The node may be on a network without the answers knowing it, so a path may be missing from them.

## Example

A node has 10.1.2.3, and the networks have the subnets 10.1.0.0/16 and 10.1.2.0/24.

## What to do

Add `Get-ClusterNetworkInterface` to the capture; with it nothing has to be derived. If subnets overlap,
separate them.

## References

- [How cluster networks come about](https://learn.microsoft.com/archive/blogs/askcore/cluster-networks-in-windows-failover-clustering)
",
    reference: "https://learn.microsoft.com/archive/blogs/askcore/cluster-networks-in-windows-failover-clustering",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[],
    check,
};

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    Ok(relay(context, ProblemKind::AddressNotPlaced, "add Get-ClusterNetworkInterface to the capture"))
}
