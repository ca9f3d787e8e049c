use crate::model::{Cluster, FaultState, InterfaceSource, NodeId, VolumeId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::predicates::version_or_oldest;
use crate::rules::shared::storage::{self, Storage, is_cut_off};
use crate::rules::shared::volume_nodes;
use crate::rules::shared::way::{self, Way};
use crate::words;
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR306",
    name: "lost-direct-path",
    severity: Severity::Error,
    summary: "A node has lost its path to a disk that other nodes still reach directly.",
    doc: "\
## What it checks

Whether a node is `BlockRedirected` with `NoDiskConnectivity` on a volume of shared storage. A node besides the
coordinator that is `Direct` on a volume proves shared storage, and so does every volume beside it that is no
storage space. Storage spaces and volumes of Storage Replica are left out, volume by volume, also where a cluster
has both. Before Windows Server 2012 R2, which has no states, `FaultState` `NoDirectIO` of the volume tells, but not
on which node: where there are two, it is the one that is not the coordinator.
When no node but the coordinator reaches any disk, the storage may be shared Storage Spaces: see CR309.

## Why it matters

The node lost the SAN: cable, switch, zoning, iSCSI session or MPIO. Its I/O now crosses the network to the
coordinator, block by block. Should the coordinator fail, this node cannot take the volume over.

## Example

`CSV1` is `Direct` on HV1, HV2 and HV3 and `BlockRedirected` with `NoDiskConnectivity` on HV4.

## What to do

Repair the paths of that node now: `mpclaim -s -d`, the iSCSI sessions or host bus adapters, zoning and masking.
Event 5121 tells since when. Move virtual machines off the node if its I/O suffers.

## References

- [States of shared volumes](https://techcommunity.microsoft.com/t5/failover-clustering/understanding-the-state-of-your-cluster-shared-volumes/ba-p/371889)
- [Troubleshooting redirected access](https://learn.microsoft.com/archive/blogs/askcore/troubleshooting-redirected-access-on-a-cluster-shared-volume-csv)
",
    reference: "https://techcommunity.microsoft.com/t5/failover-clustering/understanding-the-state-of-your-cluster-shared-volumes/ba-p/371889",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[Need::SharedVolumes],
    assumes: &[],
    check,
};

/// Nodes that lost their path to volumes.
#[derive(Debug)]
struct LostPath {
    /// Empty where nothing tells which nodes they are.
    nodes: Vec<NodeId>,
    volumes: Vec<VolumeId>,
    /// The way of the first of them to the first volume.
    way: Option<Way>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    if cluster.volume_states.is_none() {
        return without_states(context);
    }
    let kinds = storage::kinds(cluster);
    let lost = volume_nodes::matching(cluster, |state| {
        kinds[state.volume.place()] == Storage::Shared
            && is_cut_off(state)
            && cluster.volume(state.volume).owner != Some(state.node)
    });
    // One host without its SAN is one fault, however many volumes it shows on.
    let mut by_nodes: BTreeMap<Vec<NodeId>, Vec<VolumeId>> = BTreeMap::new();
    for mut at in lost {
        at.nodes.sort_unstable();
        by_nodes.entry(at.nodes).or_default().push(at.volume);
    }
    Ok(found(by_nodes.into_iter().map(|(nodes, volumes)| {
        let way = way::of(context, volumes[0], nodes[0]);
        LostPath { nodes, volumes, way }
    })))
}

/// Windows Server 2008 R2 and 2012 tell a fault of the volume, and not on which node.
fn without_states(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let volumes = cluster.volumes_by_id().filter(|(_, volume)| volume.fault == Some(FaultState::NoDirectIo));
    let volumes: Vec<VolumeId> = volumes.map(|(id, _)| id).collect();
    if volumes.is_empty() {
        let is_new = version_or_oldest(cluster).is_some_and(|version| version >= WindowsVersion::V2012R2);
        let untold = cluster.volumes_by_id().any(|(_, volume)| is_new || volume.fault.is_none());
        return match untold {
            true => Err(Skip::new("the states of the volumes are not captured", &[Need::SharedVolumeStates])),
            false => Ok(Vec::new()),
        };
    }
    let owner = cluster.volume(volumes[0]).owner;
    let others: Vec<NodeId> =
        cluster.node_ids().filter(|&node| owner.is_some_and(|owner| owner != node)).collect();
    let way = others.first().and_then(|&node| way::of(context, volumes[0], node));
    // The coordinator reaches the disk, so of two nodes it is the other one. Only a list of interfaces tells all nodes.
    let is_whole = cluster.interface_source == InterfaceSource::Listed;
    let of_one = volumes.iter().all(|&volume| cluster.volume(volume).owner == owner);
    let nodes = if others.len() == 1 && of_one && is_whole { others } else { Vec::new() };
    Ok(found([LostPath { nodes, volumes, way }]))
}

impl Facts for LostPath {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Self { nodes, volumes, way } = self;
        let nodes: Vec<&str> = nodes.iter().map(|&node| cluster.nodes[node].name.as_str()).collect();
        let names: Vec<&str> = volumes.iter().map(|&id| cluster.volume(id).name.as_str()).collect();
        let which = if nodes.is_empty() { "a node".to_owned() } else { words::list(&nodes) };
        let what = match &names[..] {
            [one] => format!("volume {one}"),
            names => format!("{} volumes ({})", names.len(), words::list(names)),
        };
        let coordinator = match cluster.volume(volumes[0]).owner {
            Some(owner) if volumes.len() == 1 => format!("the coordinator {}", cluster.nodes[owner].name),
            _ => "the coordinator".to_owned(),
        };
        let over = way.as_ref().map(|way| format!(" {}", way.phrase(cluster))).unwrap_or_default();
        let message = format!(
            "{which} lost the direct path to {what}, which other nodes still have: its I/O goes to \
             {coordinator}{over}"
        );
        let advice = match nodes.is_empty() {
            true => "find the node with event 5121 and repair its storage paths now: MPIO, iSCSI sessions or host \
                     bus adapters, zoning; until then keep virtual machines of the volume on the coordinator"
                .to_owned(),
            false => format!(
                "repair the storage paths of {which} now: MPIO, iSCSI sessions or host bus adapters, zoning; until \
                 then move its virtual machines to a node that still has the path"
            ),
        };
        let hit = Hit::new(Target::volume(cluster.volume(volumes[0])), message, advice)
            .about(volumes.iter().map(|&id| Target::volume(cluster.volume(id))))
            .about(self.nodes.iter().map(|&node| Target::node(&cluster.nodes[node])))
            .observed()
            .with("reason", if nodes.is_empty() { "NoDirectIO" } else { "NoDiskConnectivity" })
            .with("nodes", words::first(&nodes))
            .with("volumes", words::first(&names))
            .with("volume_count", names.len());
        match way {
            Some(way) => hit.with("networks", words::networks(cluster, &way.networks)).with("gbps", way.gbps),
            None => hit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BlockReasons;
    use crate::rules::framework::testing;
    use crate::rules::shared::volume_nodes::tests as volumes;

    fn san(cut_off: &[usize]) -> Cluster {
        let mut cluster = volumes::cluster();
        cluster.settings.s2d_enabled = Some(false);
        volumes::redirect_blocks(&mut cluster, cut_off, BlockReasons::NO_DISK_CONNECTIVITY);
        cluster
    }

    #[test]
    fn another_direct_node_proves_that_the_path_was_lost() {
        let hit = testing::check(&RULE, &san(&[2, 3])).remove(0);
        assert!(hit.message.starts_with("N3 and N4 lost the direct path to volume Volume1"));
        assert!(testing::check(&RULE, &san(&[1, 2, 3])).is_empty());
        assert!(testing::check(&RULE, &san(&[])).is_empty());
    }

    #[test]
    fn an_unknown_coordinator_takes_two_direct_nodes() {
        let forget = |mut cluster: Cluster| {
            cluster.volumes.iter_mut().flatten().for_each(|volume| volume.owner = None);
            cluster
        };
        assert_eq!(testing::targets(&RULE, &forget(san(&[2, 3]))), ["Volume1"]);
        assert!(testing::check(&RULE, &forget(san(&[1, 2, 3]))).is_empty());
    }

    #[test]
    fn storage_spaces_direct_beside_a_san_hides_no_lost_path() {
        let mut cluster = san(&[3]);
        cluster.settings.s2d_enabled = Some(true);
        assert_eq!(testing::check(&RULE, &cluster).len(), 1);
        let mut pooled = san(&[1, 2, 3]);
        pooled.settings.s2d_enabled = Some(true);
        assert!(testing::check(&RULE, &pooled).is_empty(), "only the coordinator has the space attached");
    }

    #[test]
    fn a_replicated_volume_and_a_missing_space_are_no_lost_paths() {
        let mut cluster = san(&[3]);
        volumes::redirect_blocks(&mut cluster, &[2], BlockReasons::VOLUME_REPLICATION_ENABLED);
        assert!(testing::check(&RULE, &cluster).is_empty());
        let reasons = BlockReasons::NO_DISK_CONNECTIVITY | BlockReasons::STORAGE_SPACE_NOT_ATTACHED;
        let mut cluster = san(&[]);
        volumes::redirect_blocks(&mut cluster, &[3], reasons);
        assert!(testing::check(&RULE, &cluster).is_empty());
    }

    #[test]
    fn before_there_were_states_the_fault_of_the_volume_tells() {
        let mut cluster = san(&[]);
        cluster.volume_states = None;
        cluster.windows.version = Some(WindowsVersion::V2008R2);
        assert!(testing::try_check(&RULE, &cluster).is_err());
        cluster.volumes.as_mut().unwrap()[0].fault = Some(FaultState::NoDirectIo);
        let hit = testing::check(&RULE, &cluster).remove(0);
        assert!(hit.message.starts_with("a node lost"), "{}", hit.message);
        assert!(hit.message.contains("to the coordinator N1 over SMB1"), "{}", hit.message);
        cluster.nodes.truncate(2);
        cluster.interfaces.retain(|interface| interface.node < NodeId::at(2));
        let hit = testing::check(&RULE, &cluster).remove(0);
        assert!(hit.message.starts_with("N2 lost the direct path"), "{}", hit.message);
    }
}
