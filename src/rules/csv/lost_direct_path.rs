use crate::model::{Cluster, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Fix, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::disk_paths::{directly_shared, is_cut_off, is_replicated};
use crate::rules::shared::volume_nodes::{VolumeNodes, matching};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR306",
    name: "lost-direct-path",
    severity: Severity::Error,
    summary: "A node has lost its path to a disk that other nodes still reach directly.",
    doc: "\
## What it checks

Whether a node is `BlockRedirected` with `NoDiskConnectivity` on a volume that another node, besides the
coordinator, reaches directly. That proves shared storage. It is not checked with Storage Spaces Direct, nor
where a volume of the cluster is replicated or its space not attached, because there it is normal.

When no node but the coordinator reaches the disk, the storage may be shared Storage Spaces: see CR309.

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
    versions: Versions::since(WindowsVersion::V2012R2),
    needs: &[Need::SharedVolumes, Need::SharedVolumeStates, Need::S2dEnabled],
    check,
};

/// A volume and the nodes that lost their path to it.
#[derive(Debug)]
struct LostPath(VolumeNodes);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    if cluster.settings.s2d_enabled != Some(false) || is_replicated(cluster) {
        return Ok(Vec::new());
    }
    let shared = directly_shared(cluster);
    let lost = matching(cluster, |state| shared.contains(&state.volume) && is_cut_off(state));
    Ok(found(lost.into_iter().map(LostPath)))
}

impl Facts for LostPath {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Self(at) = self;
        let message = format!(
            "{} lost the direct path to volume {}, which other nodes still have: I/O goes block by block \
             through {}",
            at.list(cluster),
            at.volume_name(cluster),
            at.coordinator(cluster),
        );
        let fix = Fix::text(format!(
            "repair the storage paths of {} now: MPIO, iSCSI sessions or host bus adapters, zoning",
            at.list(cluster)
        ));
        Hit::new(Target::volume(at.volume(cluster)), message, fix)
            .with("reason", "NoDiskConnectivity")
            .with_nodes(cluster, at)
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
    fn where_it_is_normal_nothing_was_lost() {
        let mut cluster = san(&[3]);
        cluster.settings.s2d_enabled = Some(true);
        assert!(testing::check(&RULE, &cluster).is_empty());
        let mut cluster = san(&[3]);
        volumes::redirect_blocks(&mut cluster, &[2], BlockReasons::VOLUME_REPLICATION_ENABLED);
        assert!(testing::check(&RULE, &cluster).is_empty());
        let reasons = BlockReasons::NO_DISK_CONNECTIVITY | BlockReasons::STORAGE_SPACE_NOT_ATTACHED;
        let mut cluster = san(&[]);
        volumes::redirect_blocks(&mut cluster, &[3], reasons);
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
