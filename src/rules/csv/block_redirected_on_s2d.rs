use crate::model::{Cluster, VolumeMode, WindowsVersion};
use crate::rules::framework::{Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Versions, found};
use crate::rules::shared::redirected::Redirected;
use crate::rules::shared::storage::{self, Storage};
use crate::rules::shared::volume_nodes::matching;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR307",
    name: "block-redirected-on-s2d",
    severity: Severity::Info,
    summary: "A shared volume on Storage Spaces Direct is block redirected, as an NTFS volume there always is.",
    doc: "\
## What it checks

Whether volumes are `BlockRedirected` on nodes in a cluster whose `S2DEnabled` is 1. Volumes that are no storage
space, since another node than the coordinator reaches them directly, are left to CR306.

## Why it matters

It is normal and no fault: only the coordinator has the space attached, and the other nodes send their data to
it at block level. It tells that the networks for shared volume traffic decide how fast the volume is for them.

## Example

`Volume2`, with NTFS, is `Direct` on its coordinator and `BlockRedirected` with `NoDiskConnectivity` on the
three other nodes.

## What to do

Nothing has to change. Where latency counts, keep virtual machines on the node that coordinates their volume.

## References

- [States of shared volumes](https://techcommunity.microsoft.com/t5/failover-clustering/understanding-the-state-of-your-cluster-shared-volumes/ba-p/371889)
- [Cluster Shared Volumes](https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs)
",
    reference: "https://techcommunity.microsoft.com/t5/failover-clustering/understanding-the-state-of-your-cluster-shared-volumes/ba-p/371889",
    since: "0.1.0",
    versions: Versions::since(WindowsVersion::V2016),
    needs: &[Need::SharedVolumes, Need::SharedVolumeStates, Need::S2dEnabled],
    assumes: &[],
    check,
};

/// Volumes on Storage Spaces Direct that are block redirected.
#[derive(Debug)]
struct BlockRedirected(Redirected);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    if cluster.settings.s2d_enabled != Some(true) {
        return Ok(Vec::new());
    }
    let kinds = storage::kinds(cluster);
    let mut volumes = matching(cluster, |state| state.mode == VolumeMode::BlockRedirected);
    volumes.retain(|at| kinds[at.volume.place()] == Storage::Space);
    Ok(found(Redirected::of(context, volumes).map(BlockRedirected)))
}

impl Facts for BlockRedirected {
    fn say(&self, cluster: &Cluster) -> Hit {
        let (are, over) = (self.0.are(cluster), self.0.over(cluster));
        let message = format!(
            "{are} block redirected away from the coordinator, which is normal on Storage Spaces Direct: that data \
             goes to the coordinator{over}"
        );
        let advice = "nothing has to change; keep load that needs low latency on the coordinator";
        self.0.hit(cluster, message, advice).with("s2d_enabled", true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BlockReasons;
    use crate::rules::framework::testing;
    use crate::rules::shared::volume_nodes::tests as volumes;

    #[test]
    fn block_redirection_is_normal_on_storage_spaces_direct() {
        let mut cluster = volumes::cluster();
        volumes::redirect_blocks(&mut cluster, &[1, 2, 3], BlockReasons::NO_DISK_CONNECTIVITY);
        cluster.settings.s2d_enabled = Some(true);
        let hits = testing::check(&RULE, &cluster);
        assert!(hits[0].message.starts_with("volume Volume1 is block redirected away from the coordinator"));
        cluster.settings.s2d_enabled = Some(false);
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
