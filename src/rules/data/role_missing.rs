use crate::model::ProblemKind;
use crate::rules::data::relay::relay_column;
use crate::rules::framework::{Context, Found, Rule, Severity, Skip, Versions};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR003",
    name: "role-missing",
    severity: Severity::Warning,
    summary: "The role of a network is not known.",
    doc: "\
## What it checks

Whether every network has a `Role` that is understood.

## Why it matters

The role decides whether a network carries cluster traffic at all. A network without one is left out of every
route, so a path that exists may be missing from the answers.

## Example

The default table of the module before Windows Server 2016 shows only `Name` and `State`.

## What to do

Pipe the objects themselves, or keep the property: `Get-ClusterNetwork | Select-Object Name, Id, Role, State,
Metric, AutoMetric, Ipv4Addresses, Ipv4PrefixLengths`.

## References

- [Role](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-role)
",
    reference: "https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-role",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[],
    check,
};

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    Ok(relay_column(
        context,
        ProblemKind::RoleMissing,
        "a Role",
        "capture the property Role of every network",
    ))
}
