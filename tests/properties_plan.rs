//! What holds for every plan: each prefix is a cluster that nobody minds to be left with, on the way there and back, and
//! the order of the input is nothing to it. All of it is recomputed here from routes and findings.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/asking.rs"]
mod asking;
#[path = "support/changed_clusters.rs"]
mod changed_clusters;

use changed_clusters::{
    agree, case, findings, no_pair_loses_its_last_path, nothing_moves_to_a_worse_network, shuffled, ways,
    which,
};
use clusterroute::advice::plan::{Plan, plan};
use clusterroute::advice::{Advice, Wanted, advise};
use clusterroute::api;
use clusterroute::engine::change::{apply, unobserved};
use clusterroute::model::Cluster;
use clusterroute::rules::{Finding, Severity};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn planned(cluster: &Cluster) -> (Advice, Plan) {
    let advice = advise(cluster, &Wanted::default()).unwrap();
    let plan = plan(cluster, &advice);
    (advice, plan)
}

fn is_same(a: &Finding, b: &Finding) -> bool {
    a.rule == b.rule && a.target() == b.target()
}

/// Each prefix forwards, then back again, one step at a time.
fn every_prefix_both_ways(cluster: &Cluster) -> Result<(), TestCaseError> {
    let (advice, plan) = planned(cluster);
    let plain = unobserved(cluster);
    let (first, known) = (ways(&plain), findings(&plain));
    let known: BTreeSet<_> = known.iter().map(which).collect();
    let (mut now, mut passed) = (plain.clone(), Vec::new());
    for step in &plan.steps {
        let before = now.clone();
        apply(&mut now, &step.link.change);
        prop_assert_ne!(&before, &now, "{:?} changes nothing", step.link.change);
        let after = ways(&now);
        no_pair_loses_its_last_path(&first, &after)?;
        no_pair_loses_its_last_path(&ways(&before), &after)?;
        nothing_moves_to_a_worse_network(&first, &after)?;
        for finding in findings(&now) {
            let is_bad = finding.severity <= Severity::Warning;
            prop_assert!(
                !is_bad || known.contains(&which(&finding)),
                "{:?} appears after {:?}",
                finding,
                step
            );
        }
        passed.push((before, step));
    }
    let last = findings(&now);
    for finding in plan.steps.iter().flat_map(|step| &step.mends) {
        let mended = &advice.findings[*finding].finding;
        prop_assert!(!last.iter().any(|one| is_same(one, mended)), "{} stays", mended.hit.message);
    }
    for (before, step) in passed.iter().rev() {
        apply(&mut now, &step.link.undo);
        agree(before, &now)?;
        let (was, is) = (ways(before), ways(&now));
        prop_assert!(was.keys().eq(is.keys()));
        for (was, is) in was.values().zip(is.values()) {
            prop_assert_eq!(&was.networks, &is.networks, "{:?}", step.link.undo);
        }
    }
    agree(&plain, &now)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500,
        rng_seed: proptest::test_runner::RngSeed::Fixed(9_160_001),
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_prefix_is_harmless_both_ways(case in case()) {
        every_prefix_both_ways(&case.cluster())?;
    }

    /// Every finding is mended, withheld or for hands, and what is needed before a step comes before it.
    #[test]
    fn every_finding_has_its_place(case in case()) {
        let cluster = case.cluster();
        let (advice, plan) = planned(&cluster);
        let mended = plan.steps.iter().flat_map(|step| step.mends.iter().copied());
        let withheld = plan.withheld.iter().map(|(place, ..)| *place);
        let told: BTreeSet<usize> = mended.clone().chain(withheld.clone()).chain(plan.by_hand.iter().copied()).collect();
        prop_assert_eq!(told, (0..advice.findings.len()).collect::<BTreeSet<_>>());
        prop_assert!(mended.collect::<BTreeSet<_>>().is_disjoint(&withheld.collect()));
        for (place, step) in plan.steps.iter().enumerate() {
            prop_assert!(!step.mends.is_empty() && step.after.iter().all(|before| *before < place));
        }
    }
}

proptest! {
    // Each asks three times.
    #![proptest_config(ProptestConfig {
        cases: 100,
        rng_seed: proptest::test_runner::RngSeed::Fixed(9_160_002),
        ..ProptestConfig::default()
    })]

    /// Steps, words, commands, scripts and the hash.
    #[test]
    fn a_plan_does_not_depend_on_the_order_of_input(case in case(), seed in any::<u64>()) {
        let mut options = json!({"scripts": true});
        if let Some(version) = case.version {
            options["windows_version"] = json!(version.name());
        }
        let ask = |capture: &Value| asking::ask(api::plan::ask, capture, &options);
        let (one, other) = (ask(&case.capture), ask(&shuffled(&case.capture, seed)));
        prop_assert_eq!(one["plan"].to_string(), other["plan"].to_string());
        prop_assert_eq!(&one["scripts"], &other["scripts"]);
        // What was planned a moment ago holds.
        options = json!({"windows_version": options["windows_version"], "verify": one["plan"]});
        let verified = asking::ask(api::plan::ask, &case.capture, &options)["verified"].clone();
        prop_assert_eq!(&verified["verdict"], "valid", "{:#}", verified);
    }
}

/// The cases are worth something: plans of several steps, for many rules, and changes withheld for several reasons.
#[test]
fn the_cases_have_plans() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, RngSeed, TestRunner};
    let mut runner = TestRunner::new(Config { rng_seed: RngSeed::Fixed(9_160_001), ..Config::default() });
    let (mut rules, mut lengths, mut objections) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for _ in 0..300 {
        let cluster = case().new_tree(&mut runner).unwrap().current().cluster();
        let (advice, plan) = planned(&cluster);
        *lengths.entry(plan.steps.len()).or_insert(0) += 1;
        for place in plan.steps.iter().flat_map(|step| &step.mends) {
            *rules.entry(advice.findings[*place].finding.rule).or_insert(0) += 1;
        }
        for (place, _, objection) in &plan.withheld {
            // What was withheld before there was a plan is counted elsewhere.
            if advice.findings[*place].withheld.is_none() {
                let word = format!("{objection:?}");
                let word = word.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_owned();
                *objections.entry(word).or_insert(0) += 1;
            }
        }
    }
    let several: i32 = lengths.iter().filter(|(steps, _)| **steps > 1).map(|(_, count)| count).sum();
    assert!(
        rules.len() >= 8 && several >= 60 && objections.len() >= 3,
        "{rules:?} {lengths:?} {objections:?}"
    );
}
