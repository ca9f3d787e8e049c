use crate::model::{Cluster, VolumeMode, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Fix, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::volume_nodes::{VolumeNodes, matching};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR307",
    name: "block-redirected-on-s2d",
    severity: Severity::Info,
    summary: "A shared volume on Storage Spaces Direct is block redirected, as an NTFS volume there always is.",
    doc: "\
## What it checks

Whether a volume is `BlockRedirected` on any node, in a cluster whose `S2DEnabled` is 1.

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
    check,
};

/// A volume and the nodes where it is block redirected.
#[derive(Debug)]
struct BlockRedirected(VolumeNodes);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    if cluster.settings.s2d_enabled != Some(true) {
        return Ok(Vec::new());
    }
    let redirected = matching(cluster, |state| state.mode == VolumeMode::BlockRedirected);
    Ok(found(redirected.into_iter().map(BlockRedirected)))
}

impl Facts for BlockRedirected {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Self(at) = self;
        let message = format!(
            "volume {} is block redirected on {}, which is normal on Storage Spaces Direct: data from there \
             crosses the network to {}",
            at.volume_name(cluster),
            at.list(cluster),
            at.coordinator(cluster),
        );
        let fix = Fix::text("nothing has to change; keep load that needs low latency on the coordinator");
        Hit::new(Target::volume(at.volume(cluster)), message, fix)
            .with("s2d_enabled", true)
            .with_nodes(cluster, at)
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
        assert!(hits[0].message.starts_with("volume Volume1 is block redirected on N2, N3 and N4, which"));
        cluster.settings.s2d_enabled = Some(false);
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
