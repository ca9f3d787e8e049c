//! Which networks live migration uses between two nodes, and which it is left with.

use crate::engine::route::reach::{Ends, Reach};
use crate::engine::route::{Route, Traffic};
use crate::model::{NetworkId, Role};
use crate::rules::framework::Context;
use crate::rules::shared::predicates::is_down;

/// The cluster-only network that the default order puts last, when live migration may use it at all.
pub(in crate::rules) fn skipped_private(context: &Context<'_>) -> Option<NetworkId> {
    let order = context.migration_order();
    order.put_last.filter(|last| !order.explicit && order.allowed.contains(last))
}

/// The live migration routes that use a client network although `private` joins the ends.
pub(in crate::rules) fn on_client_network<'c>(
    context: &'c Context<'_>,
    private: NetworkId,
) -> impl Iterator<Item = (&'c Route, NetworkId)> {
    let (cluster, reach) = (context.cluster, context.reach());
    let migrations = context.routes_of(Traffic::LiveMigration);
    migrations.filter_map(move |route| {
        let first = *route.networks.first()?;
        let client = cluster.networks[first].role == Some(Role::ClusterAndClient);
        (client && joins(reach, private, route)).then_some((route, first))
    })
}

fn joins(reach: &Reach<'_>, network: NetworkId, route: &Route) -> bool {
    reach.works(network, Ends::from(route.ends()))
}

/// When the list of excluded networks leaves none that works: the networks that are allowed but do not work. `None`
/// when one is left, or may be.
pub(in crate::rules) fn none_left(context: &Context<'_>) -> Option<Vec<NetworkId>> {
    let (cluster, order) = (context.cluster, context.migration_order());
    let works = |n: &NetworkId| !is_down(&cluster.networks[*n]);
    // A network whose role is not known may be one that live migration can use.
    let doubtful = cluster.networks.iter().any(|network| network.role.is_none() && !is_down(network));
    let none = !order.excluded.is_empty() && !doubtful && !order.allowed.iter().any(works);
    none.then(|| order.allowed.clone())
}
