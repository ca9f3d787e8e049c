//! Which way redirected I/O takes to the coordinator, for findings that say what it costs.

use crate::engine::route::reach::Ends;
use crate::engine::route::{Certainty, Route, Traffic};
use crate::model::{Cluster, NetworkId, NodeId, VolumeId};
use crate::rules::framework::Context;
use crate::rules::shared::volume_nodes::VolumeNodes;
use crate::words;

/// The networks that carry the I/O of a node to the coordinator, and what else does.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::rules) struct Way {
    /// In use now.
    pub(in crate::rules) networks: Vec<NetworkId>,
    /// The next in order.
    pub(in crate::rules) then: Vec<NetworkId>,
    /// All of them together, in Gbit/s.
    pub(in crate::rules) gbps: Option<f64>,
    /// Whether heartbeats and cluster messages use one of them.
    pub(in crate::rules) with_cluster: bool,
    /// Whether live migration uses one of them.
    pub(in crate::rules) with_migration: bool,
    /// Whether it can be said which of them is in use.
    pub(in crate::rules) determined: bool,
    /// How sure it is.
    pub(in crate::rules) certainty: Option<Certainty>,
}

/// The way of a node's I/O on a volume; `None` where it is local or no route is known.
pub(in crate::rules) fn of(context: &Context<'_>, volume: VolumeId, node: NodeId) -> Option<Way> {
    Some(along(context, context.csv_route(volume, node)?))
}

/// The one way of all of these nodes to the coordinators of their volumes; `None` where they use different networks.
pub(in crate::rules) fn of_all(context: &Context<'_>, volumes: &[VolumeNodes]) -> Option<Way> {
    let places = volumes.iter().flat_map(|at| at.nodes.iter().map(move |&node| (at.volume, node)));
    let mut routes = places.filter_map(|(volume, node)| context.csv_route(volume, node));
    let first = routes.next()?;
    routes.all(|route| route.networks == first.networks).then(|| along(context, first))
}

/// The way of one route of shared volume traffic.
pub(in crate::rules) fn along(context: &Context<'_>, route: &Route) -> Way {
    let uses = |traffic: Traffic| {
        let mut others = context.routes_between(traffic, route.ends());
        others.any(|other| other.networks.iter().any(|network| route.networks.contains(network)))
    };
    Way {
        networks: route.networks.clone(),
        then: route.failover.clone(),
        gbps: route.bandwidth_gbps.or_else(|| single_speed(context, route)),
        with_cluster: uses(Traffic::Cluster),
        with_migration: uses(Traffic::LiveMigration),
        determined: route.determined,
        certainty: Some(route.certainty),
    }
}

fn single_speed(context: &Context<'_>, route: &Route) -> Option<f64> {
    let [network] = route.networks[..] else { return None };
    context.reach().link(network, Ends::from(route.ends())).map(|link| link.gbps).filter(|gbps| *gbps > 0.0)
}

impl Way {
    /// `over SMB1 + SMB2 (50 Gbit/s), together with heartbeats; Management takes over`.
    pub(in crate::rules) fn phrase(&self, cluster: &Cluster) -> String {
        if self.networks.is_empty() {
            return "with no network to go over".to_owned();
        }
        let names = words::networks(cluster, &self.networks);
        let names = names.join(if self.determined { " + " } else { " or " });
        let speed = self.gbps.map(|gbps| format!(" ({gbps} Gbit/s)")).unwrap_or_default();
        let with = match (self.with_cluster, self.with_migration) {
            (true, true) => ", together with heartbeats and live migration",
            (true, false) => ", together with heartbeats",
            (false, true) => ", together with live migration",
            (false, false) => "",
        };
        let then = match self.then.first() {
            Some(&next) => format!("; {} takes over", cluster.networks[next].name),
            None => "; nothing takes over".to_owned(),
        };
        format!("over {names}{speed}{with}{then}")
    }
}
