//! The changes of all findings as one plan: in an order in which every prefix is a cluster that nobody minds to be left
//! with, on the way there and on the way back.

use super::trial::Trial;
use super::trial::chain::{Chain, Link};
use super::{Advice, Advised, Objection};
use crate::model::{Change, Cluster, MigrationListName, Role};
use crate::rules::Finding;
use crate::steps::step;

/// One step: a change, and the findings that it helps to mend.
#[derive(Clone, Debug)]
pub struct Step {
    /// The change, its way back, and what it moves.
    pub link: Link,
    /// The findings, by their place in [`Advice::findings`].
    pub mends: Vec<usize>,
    /// The steps that have to come before, by their place in the plan.
    pub after: Vec<usize>,
}

/// The plan of one cluster.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// In order.
    pub steps: Vec<Step>,
    /// Changes that would mend a finding and are not part of the plan, by the place of the finding.
    pub withheld: Vec<(usize, Vec<Change>, Objection)>,
    /// The findings that no change mends: what only hands can do, by their place.
    pub by_hand: Vec<usize>,
}

/// The plan for what is advised of a cluster.
pub fn plan(cluster: &Cluster, advice: &Advice) -> Plan {
    let mut plan = Plan::default();
    let mut open: Vec<(usize, &Finding, Vec<Change>)> = Vec::new();
    for (place, advised) in advice.findings.iter().enumerate() {
        let Advised { finding, changes, withheld, .. } = advised;
        match withheld {
            Some((changes, objection)) => plan.withheld.push((place, changes.clone(), objection.clone())),
            None if changes.is_empty() => plan.by_hand.push(place),
            None => {
                let changes = changes.iter().map(|&place| advice.changes[place].change.clone()).collect();
                open.push((place, finding, changes));
            }
        }
    }
    if open.is_empty() {
        return plan;
    }
    // Of those that come in the same turn the worse finding is mended first: the sort keeps its order.
    open.sort_by_key(|(.., changes)| changes.first().map(|change| turn(cluster, change)));
    let trial = Trial::new(cluster);
    let mut chain = Chain::new(&trial);
    let mut last: Vec<(usize, Vec<Change>, Objection)>;
    // What does not fit yet may fit once others are made. Each round adds something or is the last.
    loop {
        let (before, mut left) = (plan.steps.len(), Vec::new());
        last = Vec::new();
        for (place, finding, changes) in open {
            step(1);
            match chain.add(&changes, finding) {
                Ok(places) => plan.add(&chain, &places, place),
                Err(objection) => {
                    last.push((place, changes.clone(), objection));
                    left.push((place, finding, changes));
                }
            }
        }
        open = left;
        if open.is_empty() || plan.steps.len() == before {
            break;
        }
    }
    plan.withheld.append(&mut last);
    plan.withheld.sort_by_key(|(place, ..)| *place);
    plan
}

impl Plan {
    /// Adds the links that a finding brought, and notes for which it shares that it is mended by them.
    fn add(&mut self, chain: &Chain<'_>, places: &[usize], finding: usize) {
        for link in &chain.links()[self.steps.len()..] {
            self.steps.push(Step { link: link.clone(), mends: Vec::new(), after: Vec::new() });
        }
        for (nth, &place) in places.iter().enumerate() {
            self.steps[place].mends.push(finding);
            let before = places[..nth].iter().filter(|before| **before < place);
            self.steps[place].after.extend(before);
            self.steps[place].after.sort_unstable();
            self.steps[place].after.dedup();
        }
    }
}

/// When a change has its turn: what widens before what narrows, what is fixed before what may be moved by it.
fn turn(cluster: &Cluster, change: &Change) -> u8 {
    let weight = |role: Option<Role>| match role {
        None | Some(Role::None) => 0,
        Some(Role::Client) => 1,
        Some(Role::Cluster) => 2,
        Some(Role::ClusterAndClient) => 3,
    };
    match change {
        Change::Role { network, role, .. } => {
            let is_wider = weight(Some(*role)) > weight(cluster.networks[*network].role);
            if is_wider { 0 } else { 2 }
        }
        Change::Migration { list: MigrationListName::Exclude, value } => {
            let items = |list: Option<&crate::model::NetworkList>| list.map_or(0, |list| list.items.len());
            let is_wider = items(value.as_ref()) < items(MigrationListName::Exclude.of(cluster));
            if is_wider { 1 } else { 5 }
        }
        Change::Metric { .. } | Change::AutoMetric { .. } => 3,
        Change::Property { .. } => 4,
        Change::Migration { .. } => 5,
        Change::Performance { .. }
        | Change::MigrationEnabled { .. }
        | Change::MaximumMigrations { .. }
        | Change::MigrationSubnet { .. } => 6,
        Change::Redirect { .. } => 7,
        // Nothing later may move a volume again.
        Change::Owner { .. } | Change::Speed { .. } | Change::Class { .. } => 8,
    }
}
