use crate::model::{Cluster, VolumeId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::storage::{self, Storage, is_cut_off};
use crate::rules::shared::volume_nodes;
use crate::words;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR309",
    name: "only-coordinator-has-disk",
    severity: Severity::Warning,
    summary: "No node but the coordinator is known to reach the disk of a shared volume directly.",
    doc: "\
## What it checks

Whether nodes are `BlockRedirected` with `NoDiskConnectivity` on a volume that no node besides the coordinator
reaches directly, where neither Storage Spaces Direct, nor the name that Windows gives a storage space, nor another
volume tells what the storage is. Volumes of Storage Replica are left out. The state alone does not tell a fault
from a design, so this is a warning; where another node reaches a disk, CR306 reports an error.

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
    assumes: &[],
    check,
};

/// Volumes that their other nodes reach through the coordinator alone.
#[derive(Debug)]
struct OnlyCoordinator(Vec<VolumeId>);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let kinds = storage::kinds(cluster);
    let unknown = |state: &_| is_cut_off(state) && kinds[state.volume.place()] == Storage::Unknown;
    let volumes: Vec<VolumeId> =
        volume_nodes::matching(cluster, unknown).into_iter().map(|at| at.volume).collect();
    Ok(found((!volumes.is_empty()).then_some(OnlyCoordinator(volumes))))
}

impl Facts for OnlyCoordinator {
    fn say(&self, cluster: &Cluster) -> Hit {
        let volumes: Vec<_> = self.0.iter().map(|&id| cluster.volume(id)).collect();
        let names: Vec<&str> = volumes.iter().map(|volume| volume.name.as_str()).collect();
        let message = format!(
            "only the coordinator has disk connectivity to {}, and all data of the other nodes goes through it: \
             normal with shared Storage Spaces, lost paths on a SAN",
            words::list(&names),
        );
        let advice = "if the disks are on a SAN, repair the storage paths of the other nodes now; if they are storage \
                      spaces, nothing has to change";
        Hit::new(Target::volume(volumes[0]), message, advice)
            .about(volumes.iter().map(|volume| Target::volume(volume)))
            .assuming("the disks are on a SAN", "Get-VirtualDisk")
            .with("reason", "NoDiskConnectivity")
            .with("volumes", words::first(&names))
            .with("volume_count", names.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BlockReasons;
    use crate::rules::framework::testing;
    use crate::rules::shared::volume_nodes::tests as volumes;

    #[test]
    fn one_direct_node_besides_the_coordinator_makes_it_another_rule() {
        let mut cluster = volumes::cluster();
        cluster.settings.s2d_enabled = Some(false);
        volumes::redirect_blocks(&mut cluster, &[1, 2, 3], BlockReasons::NO_DISK_CONNECTIVITY);
        assert_eq!(testing::targets(&RULE, &cluster), ["Volume1"]);
        let mut cluster = volumes::cluster();
        cluster.settings.s2d_enabled = Some(false);
        volumes::redirect_blocks(&mut cluster, &[1, 2], BlockReasons::NO_DISK_CONNECTIVITY);
        assert!(testing::check(&RULE, &cluster).is_empty());
    }

    #[test]
    fn a_space_by_name_is_no_question() {
        let mut cluster = volumes::cluster();
        cluster.settings.s2d_enabled = Some(false);
        cluster.volumes.as_mut().unwrap()[0].name = "Cluster Virtual Disk (V1)".to_owned();
        volumes::redirect_blocks(&mut cluster, &[1, 2, 3], BlockReasons::NO_DISK_CONNECTIVITY);
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
