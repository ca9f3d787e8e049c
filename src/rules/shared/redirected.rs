//! Volumes that are redirected for one reason, told in one finding.

use super::volume_nodes::VolumeNodes;
use super::way::{self, Way};
use crate::model::Cluster;
use crate::rules::framework::{Context, Hit, Target};
use crate::words;

/// Volumes with the nodes on which they are redirected, and the way of all these nodes, where it is one.
#[derive(Debug)]
pub(in crate::rules) struct Redirected {
    volumes: Vec<VolumeNodes>,
    way: Option<Way>,
}

impl Redirected {
    /// `None` where there are none.
    pub(in crate::rules) fn of(context: &Context<'_>, volumes: Vec<VolumeNodes>) -> Option<Self> {
        let way = way::of_all(context, &volumes);
        (!volumes.is_empty()).then_some(Self { volumes, way })
    }

    fn names<'c>(&self, cluster: &'c Cluster) -> Vec<&'c str> {
        self.volumes.iter().map(|at| at.volume_name(cluster)).collect()
    }

    /// `volume CSV1 is`, `2 volumes (CSV1 and CSV2) are`.
    pub(in crate::rules) fn are(&self, cluster: &Cluster) -> String {
        match &self.names(cluster)[..] {
            [one] => format!("volume {one} is"),
            names => format!("{} volumes ({}) are", names.len(), words::list(names)),
        }
    }

    /// ` over SMB1, together with heartbeats; LAN takes over`, or nothing where the nodes go different ways.
    pub(in crate::rules) fn over(&self, cluster: &Cluster) -> String {
        self.way.as_ref().map(|way| format!(" {}", way.phrase(cluster))).unwrap_or_default()
    }

    /// The finding about all of them.
    pub(in crate::rules) fn hit(&self, cluster: &Cluster, message: String, advice: &str) -> Hit {
        let target = |at: &VolumeNodes| Target::volume(at.volume(cluster));
        let names = self.names(cluster);
        Hit::new(target(&self.volumes[0]), message, advice)
            .about(self.volumes.iter().map(target))
            .observed()
            .with("volumes", words::first(&names))
            .with("volume_count", names.len())
    }
}
