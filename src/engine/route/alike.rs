//! Which nodes look alike to whoever chooses a network: in a healthy cluster all of them. What is chosen between two
//! nodes is then chosen once for all pairs of such nodes, instead of 4,032 times in a cluster of 64.

use super::Traffic;
use super::reach::{Look, Reach};
use crate::model::{MigrationPerformance, NodeId};
use std::collections::HashMap;

/// What a choice can depend on, of one node.
type Key = (Look, Option<MigrationPerformance>);

/// The groups of nodes that look alike.
pub(super) struct Alike {
    group: Vec<u32>,
    /// By node: what SMB itself reports there is of one pair, not of a group.
    has_smb_rows: Vec<bool>,
    /// Cluster logs show routes of single pairs.
    has_log: bool,
}

impl Alike {
    pub(super) fn new(reach: &Reach<'_>) -> Self {
        let cluster = reach.cluster;
        let mut groups: HashMap<Key, u32> = HashMap::new();
        let mut group = Vec::with_capacity(cluster.nodes.len());
        let mut performance = vec![None; cluster.nodes.len()];
        let mut has_smb_rows = vec![false; cluster.nodes.len()];
        // The first entry about a node counts, as it does for `Cluster::host`.
        for host in cluster.hosts.iter().flatten().rev() {
            performance[host.node.place()] = host.performance;
            has_smb_rows[host.node.place()] = host.smb_csv.is_some();
        }
        for node in cluster.node_ids() {
            let mut next = u32::try_from(groups.len()).unwrap_or(u32::MAX);
            // The reasons of a node that is down name it.
            if cluster.nodes[node].up == Some(false) {
                next = u32::MAX - u32::try_from(node.place()).unwrap_or_default();
                group.push(next);
                continue;
            }
            let key = (reach.look(node), performance[node.place()]);
            group.push(*groups.entry(key).or_insert(next));
        }
        Self { group, has_smb_rows, has_log: cluster.netft_routes.is_some() }
    }

    /// By node: its group, whatever is shown of single pairs.
    pub(super) fn groups(self) -> Vec<u32> {
        self.group
    }

    /// The groups of both nodes, unless what is chosen between them is a matter of these two alone.
    pub(super) fn pair(&self, traffic: Traffic, a: NodeId, b: NodeId) -> Option<(u32, u32)> {
        let is_alone = match traffic {
            Traffic::Cluster => self.has_log,
            Traffic::Csv => self.has_smb_rows[a.place()],
            Traffic::LiveMigration => false,
        };
        (!is_alone).then(|| (self.group[a.place()], self.group[b.place()]))
    }
}
