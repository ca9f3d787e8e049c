//! What holds for every change that is advised: it is harmless at every step, it mends what it is for, and it can be
//! taken back. All of it is recomputed here from routes and findings; nothing is asked of the trial that let it pass.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/asking.rs"]
mod asking;

#[path = "support/changed_clusters.rs"]
mod changed_clusters;

use changed_clusters::{
    agree, case, findings, no_pair_loses_its_last_path, nothing_moves_to_a_worse_network, shuffled, ways,
    which,
};
use clusterroute::advice::{Advice, Wanted, advise, said};
use clusterroute::api;
use clusterroute::engine::change::{apply, undo, unobserved};
use clusterroute::model::{
    Change, Cluster, ClusterProperty, InterfaceSource, MigrationListName, MigrationPerformance, NetworkId,
    NetworkList, NodeId, Role,
};
use clusterroute::rules::Severity;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What is advised for one finding, done on the cluster.
fn check_advised(cluster: &Cluster, advice: &Advice) -> Result<(), TestCaseError> {
    let plain = unobserved(cluster);
    let (before, known) = (ways(&plain), findings(&plain));
    let known: BTreeSet<_> = known.iter().map(which).collect();
    for advised in advice.findings.iter().filter(|advised| !advised.changes.is_empty()) {
        let mut changed = plain.clone();
        for &place in &advised.changes {
            apply(&mut changed, &advice.changes[place].change);
            no_pair_loses_its_last_path(&before, &ways(&changed))?;
        }
        nothing_moves_to_a_worse_network(&before, &ways(&changed))?;
        for finding in findings(&changed) {
            let is_same =
                finding.rule == advised.finding.rule && finding.target() == advised.finding.target();
            prop_assert!(!is_same, "{} is still there after {:?}", finding.hit.message, advised);
            let is_bad = finding.severity <= Severity::Warning;
            prop_assert!(
                !is_bad || known.contains(&which(&finding)),
                "{:?} appears after {:?}",
                finding,
                advised
            );
        }
    }
    Ok(())
}

/// Every kind of change that can be taken back, by what it is about.
fn changes_of(cluster: &Cluster, pick: usize) -> Vec<Change> {
    let networks: Vec<NetworkId> = cluster.network_ids().collect();
    let network = networks[pick % networks.len()];
    let node = NodeId::at(pick % cluster.nodes.len());
    let list = |list| {
        let value = Some(NetworkList::of(cluster, &networks[..pick % networks.len()]));
        Change::Migration { list, value }
    };
    let subnet = format!("10.0.{}.0/24", pick % 7).parse().unwrap();
    let property = ClusterProperty::UseClientAccessNetworksForSharedVolumes;
    let mut changes = vec![
        Change::Role { network, role: Role::None, returns: None },
        Change::Role { network, role: Role::Cluster, returns: None },
        Change::Role { network, role: Role::ClusterAndClient, returns: None },
        Change::Metric { network, metric: 800 },
        Change::AutoMetric { network, returns: None },
        Change::Property { property, value: 0 },
        list(MigrationListName::Order),
        list(MigrationListName::Exclude),
        Change::Performance { node, option: Some(MigrationPerformance::Smb) },
        Change::MigrationSubnet { node, subnet, add: true },
        Change::MigrationSubnet { node, subnet, add: false },
    ];
    for (volume, _) in cluster.volumes_by_id() {
        changes.push(Change::Owner { volume, node: Some(node) });
        changes.push(Change::Redirect { volume, on: true });
        changes.push(Change::Redirect { volume, on: false });
    }
    changes
}

/// Makes the changes one after the other and takes them back in reverse.
fn there_and_back(plain: &Cluster, changes: &[Change]) -> Result<(), TestCaseError> {
    let mut cluster = plain.clone();
    let mut back = Vec::new();
    for change in changes {
        let Some(undo) = undo(&cluster, change) else { continue };
        let before = cluster.clone();
        apply(&mut cluster, change);
        back.push((undo, before));
    }
    for (undo, before) in back.iter().rev() {
        apply(&mut cluster, undo);
        agree(before, &cluster)?;
    }
    Ok(())
}

proptest! {
    // The same cases every time: a failure is the change's, and the fuzz targets look for new ones.
    #![proptest_config(ProptestConfig {
        cases: 500,
        rng_seed: proptest::test_runner::RngSeed::Fixed(2473194),
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_advised_does_no_harm_and_mends_what_it_is_for(case in case()) {
        let cluster = case.cluster();
        check_advised(&cluster, &advise(&cluster, &Wanted::default()).unwrap())?;
    }

    #[test]
    fn what_is_advised_can_be_taken_back(case in case()) {
        let cluster = case.cluster();
        let advice = advise(&cluster, &Wanted::default()).unwrap();
        let plain = unobserved(&cluster);
        for advised in &advice.findings {
            let changes: Vec<Change> =
                advised.changes.iter().map(|&place| advice.changes[place].change.clone()).collect();
            there_and_back(&plain, &changes)?;
        }
    }

    #[test]
    fn every_change_can_be_taken_back(case in case(), picks in prop::collection::vec((any::<u16>(), any::<u16>()), 1..5)) {
        let plain = unobserved(&case.cluster());
        let of = |(pick, kind): &(u16, u16)| {
            let changes = changes_of(&plain, (*pick).into());
            changes[usize::from(*kind) % changes.len()].clone()
        };
        there_and_back(&plain, &picks.iter().map(of).collect::<Vec<_>>())?;
    }

    /// No finding is lost on the way, and a change is printed or says why it is not.
    #[test]
    fn every_finding_is_there_and_what_is_withheld_says_why(case in case()) {
        let cluster = case.cluster();
        let advice = advise(&cluster, &Wanted::default()).unwrap();
        let found = findings(&cluster);
        let told: usize = advice.findings.iter().map(|advised| 1 + advised.explains.len()).sum();
        prop_assert_eq!(told, found.len());
        for advised in &advice.findings {
            let same = found.iter().find(|finding| which(finding) == which(&advised.finding)
                && finding.hit.message == advised.finding.hit.message).unwrap();
            let outcome = (same.hit.changes.is_empty(), advised.changes.is_empty(), advised.withheld.is_none());
            prop_assert!(matches!(outcome, (true, true, true) | (false, false, true) | (false, true, false)), "{:?}", advised);
            prop_assert!(advised.changes.iter().all(|&place| place < advice.changes.len()));
            if let Some((withheld, objection)) = &advised.withheld {
                prop_assert_eq!(withheld, &same.hit.changes);
                prop_assert!(!said::objection(&cluster, objection).message.is_empty());
            }
        }
    }

    /// Findings, changes, commands and words, and all of it in one order.
    #[test]
    fn advice_does_not_depend_on_the_order_of_input(case in case(), seed in any::<u64>()) {
        let options = case.version.map_or(json!({}), |version| json!({"windows_version": version.name()}));
        let ask = |capture: &Value| {
            asking::without_places(&asking::ask(api::recommend::ask, capture, &options).to_string())
        };
        prop_assert_eq!(ask(&case.capture), ask(&shuffled(&case.capture, seed)));
    }
}

/// The cases are worth something: they have advice of many rules, printed and withheld.
#[test]
fn the_cases_have_advice() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, RngSeed, TestRunner};
    let mut runner = TestRunner::new(Config { rng_seed: RngSeed::Fixed(2473194), ..Config::default() });
    let (mut printed, mut withheld) = (BTreeMap::new(), BTreeMap::new());
    for _ in 0..300 {
        let cluster = case().new_tree(&mut runner).unwrap().current().cluster();
        assert_ne!(cluster.interface_source, InterfaceSource::Derived, "there are no addresses of hosts");
        for advised in advise(&cluster, &Wanted::default()).unwrap().findings {
            if !advised.changes.is_empty() {
                *printed.entry(advised.finding.rule).or_insert(0) += 1;
            }
            if advised.withheld.is_some() {
                *withheld.entry(advised.finding.rule).or_insert(0) += 1;
            }
        }
    }
    assert!(printed.len() >= 8 && withheld.len() >= 5, "{printed:?} {withheld:?}");
}
