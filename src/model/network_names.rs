//! Networks looked up by what they are called, where there are many names to find.

use super::{Cluster, NetworkId};
use crate::names::folded;
use crate::steps::step;
use std::collections::HashMap;

/// The networks of a cluster by name and by id, without case; of several the first.
#[derive(Clone, Debug, Default)]
pub struct NetworkNames {
    by_name: HashMap<String, NetworkId>,
    by_id: HashMap<String, NetworkId>,
}

impl NetworkNames {
    /// The names of a cluster's networks.
    pub fn of(cluster: &Cluster) -> Self {
        let mut names = Self::default();
        for (id, network) in cluster.networks_by_id() {
            names.by_name.entry(folded(&network.name)).or_insert(id);
            if let Some(text) = &network.id {
                names.by_id.entry(text.to_ascii_lowercase()).or_insert(id);
            }
        }
        names
    }

    /// As [`Cluster::find_network`] finds it.
    pub fn find(&self, text: &str) -> Option<NetworkId> {
        step(1);
        let id = text.trim_matches(['{', '}']).to_ascii_lowercase();
        self.by_name.get(&folded(text)).or_else(|| self.by_id.get(&id)).copied()
    }
}
