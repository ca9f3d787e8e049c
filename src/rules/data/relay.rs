//! What rules that pass on what reading could not use have in common: the reading decides, a rule says what it
//! means and what to do.

use crate::model::{Cluster, NetworkId, Problem, ProblemKind};
use crate::rules::framework::{Context, Facts, Found, Hit, Target, found};
use crate::words;

/// What could not be used of the capture, and what to do about it.
#[derive(Debug)]
struct Relayed {
    problem: Problem,
    fix: &'static str,
}

/// What a table of networks lacks altogether, told once.
#[derive(Debug)]
struct ColumnMissing {
    networks: Vec<NetworkId>,
    what: &'static str,
    fix: &'static str,
}

/// Every problem of one kind; where all networks have it, a column is missing and that is told once.
pub(super) fn relay_column(
    context: &Context<'_>,
    kind: ProblemKind,
    what: &'static str,
    fix: &'static str,
) -> Found {
    let of_kind = context.cluster.problems.iter().filter(|problem| problem.kind() == kind);
    let mut networks: Vec<NetworkId> = of_kind.filter_map(|problem| problem.network).collect();
    // Problems are in the order of the input, an answer is not.
    networks.sort_unstable();
    let all = context.cluster.networks.len();
    match all > 1 && networks.len() == all {
        true => found([ColumnMissing { networks, what, fix }]),
        false => relay(context, kind, fix),
    }
}

impl Facts for ColumnMissing {
    fn say(&self, cluster: &Cluster) -> Hit {
        let message = format!("no network of {} has {}", self.networks.len(), self.what);
        Hit::new(Target::cluster(cluster), message, self.fix)
            .about(self.networks.iter().map(|&n| Target::network(&cluster.networks[n])))
            .with("networks", words::first(&words::networks(cluster, &self.networks)))
            .with("property", self.what)
            .with("count", self.networks.len())
    }
}

/// Every problem of one kind.
pub(super) fn relay(context: &Context<'_>, kind: ProblemKind, fix: &'static str) -> Found {
    let problems = context.cluster.problems.iter().filter(|problem| problem.kind() == kind);
    found(problems.cloned().map(|problem| Relayed { problem, fix }))
}

impl Facts for Relayed {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Self { problem, fix } = self;
        let target = match problem.network {
            Some(network) => Target::network(&cluster.networks[network]),
            None => Target::cluster(cluster),
        };
        let message = format!("{} ({})", words::problem(problem).message, problem.place);
        Hit::new(target, message, *fix).with("place", problem.place.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Unusable;
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
        let (name, node) = (|| "SMB".to_owned(), "N1".to_owned());
        let one_of_each = [
            Unusable::VolumeWithoutName,
            Unusable::SameNetwork { name: name(), what: "id", first: 0 },
            Unusable::NoRole { name: name() },
            Unusable::NoMetric { name: name(), is_proposed: false },
            Unusable::HostWithoutNode,
            Unusable::Said { sentence: "x".to_owned() },
            Unusable::NoAddressOf { node },
        ];
        for (kind, what) in kinds.into_iter().zip(one_of_each) {
            let mut cluster = testing::cluster(&["N1", "N2"], &["LAN", "SMB"]);
            let place = || "capture.networks[1].Role".to_owned();
            let problem = |network| Problem { network, place: place(), what: what.clone() };
            assert_eq!(problem(None).kind(), kind);
            let message = format!("{} ({})", words::problem(&problem(None)).message, place());
            cluster.problems = vec![problem(Some(NetworkId::at(1))), problem(None)];
            let firing = RULES.iter().filter(|rule| rule.id < "CR100");
            let hits: Vec<_> = firing.flat_map(|rule| testing::check(rule, &cluster)).collect();
            let names: Vec<_> = hits.iter().map(|hit| hit.targets[0].name.as_str()).collect();
            assert_eq!(names, ["SMB", "CLUSTER"], "{kind:?}");
            assert_eq!(hits[0].message, message);
            assert_eq!(hits[0].evidence, [("place", Evidence::from("capture.networks[1].Role"))]);
        }
    }
}
