//! The rules that pass on what could not be understood while a capture was read. They share one check: the
//! reading decides, the rule says what it means and what to do.

use crate::model::{Problem, ProblemKind};
use crate::rules::{Context, Fix, Hit, Rule, Severity, Skip, Target, Versions};

pub(in crate::rules) static VALUE_NOT_UNDERSTOOD: Rule = Rule {
    id: "CR001",
    name: "value-not-understood",
    severity: Severity::Warning,
    summary: "A property holds a value that is not understood and counts as unknown.",
    doc: "\
## What it checks

Whether every property that decides something holds a number, a word or a list of the kind it should hold.

## Why it matters

The value is treated as unknown, never guessed. Routes and other rules that need it are marked as assumed or
left out.

## Example

`Role` of a network is `Clustre`, or `Metric` is `-5`.

## What to do

Capture again straight from the cmdlet: tables, copies by hand and translated words are the usual cause. If
the value is what Windows itself printed, please report it with the place where it was found.

## References

- [ClusterNetwork roles](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-role)
",
    reference: "https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-role",
    check: |context| {
        relay(context, ProblemKind::ValueNotUnderstood, "capture it again straight from the cmdlet")
    },
    ..RELAY
};

pub(in crate::rules) static DUPLICATE_NETWORK_ID: Rule = Rule {
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
    check: |context| relay(context, ProblemKind::DuplicateId, "capture the networks once, in one go"),
    ..RELAY
};

pub(in crate::rules) static ROLE_MISSING: Rule = Rule {
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
    check: |context| relay(context, ProblemKind::RoleMissing, "capture the property Role of every network"),
    ..RELAY
};

pub(in crate::rules) static METRIC_MISSING: Rule = Rule {
    id: "CR004",
    name: "metric-missing",
    severity: Severity::Warning,
    summary: "The metric of a network is not known.",
    doc: "\
## What it checks

Whether every network has a `Metric` that is understood.

## Why it matters

Cluster traffic takes the path with the lowest sum of metrics, and the default order of live migration follows
them. Without a metric the order cannot be told, and it is not guessed.

## Example

The default table of the module before Windows Server 2016 shows only `Name` and `State`.

## What to do

Pipe the objects themselves, or keep the properties `Metric` and `AutoMetric`.

## References

- [Metric](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-metric)
",
    reference: "https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-metric",
    check: |context| {
        relay(context, ProblemKind::MetricMissing, "capture the property Metric of every network")
    },
    ..RELAY
};

pub(in crate::rules) static DANGLING_REFERENCE: Rule = Rule {
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
    check: |context| {
        relay(context, ProblemKind::DanglingReference, "capture all sections at the same time, from one cluster")
    },
    ..RELAY
};

pub(in crate::rules) static CONTRADICTORY_FACTS: Rule = Rule {
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
    check: |context| {
        relay(context, ProblemKind::Contradiction, "capture all sections at the same time, from one cluster")
    },
    ..RELAY
};

pub(in crate::rules) static ADDRESS_NOT_PLACED: Rule = Rule {
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
    check: |context| {
        relay(context, ProblemKind::AddressNotPlaced, "add Get-ClusterNetworkInterface to the capture")
    },
    ..RELAY
};

/// What all of them have in common.
const RELAY: Rule = Rule {
    id: "",
    name: "",
    severity: Severity::Warning,
    summary: "",
    doc: "",
    reference: "",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    check: |_| Ok(Vec::new()),
};

fn relay(context: &Context<'_>, kind: ProblemKind, fix: &str) -> Result<Vec<Hit>, Skip> {
    let hit = |problem: &Problem| {
        let target = match problem.network {
            Some(network) => Target::network(&context.cluster.networks[network]),
            None => Target::cluster(context.cluster),
        };
        let message = format!("{} ({})", problem.message, problem.place);
        Hit::new(target, message, Fix::text(fix)).with("place", problem.place.as_str())
    };
    Ok(context.cluster.problems.iter().filter(|problem| problem.kind == kind).map(hit).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;
    use crate::rules::{Evidence, RULES};

    #[test]
    fn every_kind_of_problem_is_passed_on_by_exactly_one_rule() {
        use ProblemKind::*;
        let kinds = [
            ValueNotUnderstood,
            DuplicateId,
            RoleMissing,
            MetricMissing,
            DanglingReference,
            Contradiction,
            AddressNotPlaced,
        ];
        for kind in kinds {
            let mut cluster = testing::cluster(&["N1", "N2"], &["LAN", "SMB"]);
            let problem = |network| Problem {
                kind,
                network,
                place: "capture.networks[1].Role".to_owned(),
                message: "SMB has the role 9".to_owned(),
            };
            cluster.problems = vec![problem(Some(1)), problem(None)];
            let firing = RULES.iter().filter(|rule| rule.id < "CR100");
            let hits: Vec<_> = firing.flat_map(|rule| testing::check(rule, &cluster)).collect();
            let names: Vec<_> = hits.iter().map(|hit| hit.target.name.as_str()).collect();
            assert_eq!(names, ["SMB", "CLUSTER"], "{kind:?}");
            assert_eq!(hits[0].message, "SMB has the role 9 (capture.networks[1].Role)");
            assert_eq!(hits[0].evidence, [("place", Evidence::from("capture.networks[1].Role"))]);
        }
    }
}
