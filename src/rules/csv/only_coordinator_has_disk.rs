use crate::model::{Cluster, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Fix, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::disk_paths::{directly_shared, is_cut_off, is_replicated};
use crate::rules::shared::volume_nodes::{VolumeNodes, matching};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR309",
    name: "only-coordinator-has-disk",
    severity: Severity::Warning,
    summary: "No node but the coordinator is known to reach the disk of a shared volume directly.",
    doc: "\
## What it checks

Whether nodes are `BlockRedirected` with `NoDiskConnectivity` on a volume that no node besides the coordinator
reaches directly, in a cluster without Storage Spaces Direct. With Storage Replica in the cluster, every such
node is reported here. The state alone does not tell a fault from a design, so this is a warning; where another
node reaches the disk, CR306 reports an error.

## Why it matters

On a SAN it means that all these nodes lost their paths, and that the volume cannot fail over to them. On shared
Storage Spaces (SAS enclosures), or on the far side of Storage Replica, it is normal.

## Example

`CSV1` of a two-node cluster is `Direct` on its coordinator and `BlockRedirected` with `NoDiskConnectivity` on
the other node.

## What to do

If the disk is on a SAN, repair the paths of these nodes now: MPIO, iSCSI sessions or host bus adapters, zoning.
If it is a storage space or replicated, nothing has to change.

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

/// A volume and the nodes that reach it through the coordinator alone.
#[derive(Debug)]
struct OnlyCoordinator {
    at: VolumeNodes,
    /// Whether a volume of the cluster is replicated.
    replicated: bool,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    if cluster.settings.s2d_enabled != Some(false) {
        return Ok(Vec::new());
    }
    let (replicated, shared) = (is_replicated(cluster), directly_shared(cluster));
    let cut_off =
        matching(cluster, |state| is_cut_off(state) && (replicated || !shared.contains(&state.volume)));
    Ok(found(cut_off.into_iter().map(|at| OnlyCoordinator { at, replicated })))
}

impl Facts for OnlyCoordinator {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Self { at, replicated } = self;
        let normal = if *replicated { "Storage Replica" } else { "shared Storage Spaces" };
        let message = format!(
            "volume {} has no disk connectivity on {}, and all data from there goes through {}: normal with \
             {normal}, lost paths on a SAN",
            at.volume_name(cluster),
            at.list(cluster),
            at.coordinator(cluster),
        );
        let fix = Fix::text(format!(
            "if the disk is on a SAN, repair the storage paths of {} now; with {normal} nothing has to change",
            at.list(cluster)
        ));
        Hit::new(Target::volume(at.volume(cluster)), message, fix)
            .with("reason", "NoDiskConnectivity")
            .with_nodes(cluster, at)
            .with("storage_replica", *replicated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BlockReasons;
    use crate::rules::csv::lost_direct_path;
    use crate::rules::framework::testing;
    use crate::rules::shared::volume_nodes::tests as volumes;

    #[test]
    fn it_and_the_error_never_report_the_same_volume() {
        for cut_off in [&[1][..], &[1, 2], &[1, 2, 3]] {
            for replicated in [false, true] {
                let mut cluster = volumes::cluster();
                cluster.settings.s2d_enabled = Some(false);
                let extra = if replicated { BlockReasons::VOLUME_REPLICATION_ENABLED } else { 0 };
                volumes::redirect_blocks(&mut cluster, cut_off, BlockReasons::NO_DISK_CONNECTIVITY | extra);
                let warnings = testing::check(&RULE, &cluster).len();
                let errors = testing::check(&lost_direct_path::RULE, &cluster).len();
                assert_eq!(warnings, usize::from(replicated || cut_off.len() == 3), "{cut_off:?}");
                assert_eq!(warnings + errors, 1, "{cut_off:?} {replicated}");
            }
        }
    }
}
