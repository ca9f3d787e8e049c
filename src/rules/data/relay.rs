//! What rules that pass on what reading could not use have in common: the reading decides, a rule says what it
//! means and what to do.

use crate::model::{Cluster, Problem, ProblemKind};
use crate::rules::framework::{Context, Facts, Found, Hit, Target, found};
use crate::words;

/// What could not be used of the capture, and what to do about it.
#[derive(Debug)]
struct Relayed {
    problem: Problem,
    fix: &'static str,
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
    use crate::model::{NetworkId, Unusable};
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
