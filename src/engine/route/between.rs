//! What is chosen between two ends by facts alone: without what was observed, and without what an answer adds.

use super::alike::Alike;
use super::choice::{Certainty, Choice};
use super::migration::MigrationOrder;
use super::reach::{Ends, Reach};
use super::{Traffic, csv, netft};
use crate::model::InterfaceSource;

/// The networks of one kind of traffic between two ends.
pub fn between(reach: &Reach<'_>, order: &MigrationOrder, traffic: Traffic, ends: Ends) -> Choice {
    let mut choice = choose(reach, order, traffic, ends);
    let is_version_open = traffic == Traffic::Csv && reach.cluster.windows.is_unknown();
    if is_version_open || reach.cluster.interface_source == InterfaceSource::Assumed {
        choice.lower(Certainty::Assumed);
    }
    choice
}

/// What the mechanism of the traffic chooses.
pub(super) fn choose(reach: &Reach<'_>, order: &MigrationOrder, traffic: Traffic, ends: Ends) -> Choice {
    match traffic {
        Traffic::Cluster => netft::choose(reach, ends, true),
        Traffic::Csv if netft::is_csv_transport(reach.cluster.windows.version) => {
            netft::choose(reach, ends, false)
        }
        Traffic::Csv => csv::choose(reach, ends),
        Traffic::LiveMigration => order.choose(reach, ends),
    }
}

/// By node: its group. Between nodes of the same two groups the same is chosen.
pub fn groups(reach: &Reach<'_>) -> Vec<u32> {
    Alike::new(reach).groups()
}
