use crate::model::{Cluster, VolumeMode, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::storage::{self, Storage};
use crate::rules::shared::volume_nodes::{VolumeNodes, matching};
use crate::rules::shared::way::{self, Way};
use crate::words;

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
struct BlockRedirected {
    volumes: Vec<VolumeNodes>,
    /// The way of all their nodes to the coordinators, where it is one.
    way: Option<Way>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    if cluster.settings.s2d_enabled != Some(true) {
        return Ok(Vec::new());
    }
    let kinds = storage::kinds(cluster);
    let mut volumes = matching(cluster, |state| state.mode == VolumeMode::BlockRedirected);
    volumes.retain(|at| kinds[at.volume.place()] == Storage::Space);
    if volumes.is_empty() {
        return Ok(Vec::new());
    }
    let way = way::of_all(context, &volumes);
    Ok(found([BlockRedirected { volumes, way }]))
}

impl Facts for BlockRedirected {
    fn say(&self, cluster: &Cluster) -> Hit {
        let volumes: Vec<_> = self.volumes.iter().map(|at| at.volume(cluster)).collect();
        let names: Vec<&str> = volumes.iter().map(|volume| volume.name.as_str()).collect();
        let what = match &names[..] {
            [one] => format!("volume {one} is"),
            names => format!("{} volumes ({}) are", names.len(), words::list(names)),
        };
        let over = self.way.as_ref().map(|way| format!(" {}", way.phrase(cluster))).unwrap_or_default();
        let message = format!(
            "{what} block redirected away from the coordinator, which is normal on Storage Spaces Direct: that data \
             goes to the coordinator{over}"
        );
        let advice = "nothing has to change; keep load that needs low latency on the coordinator";
        Hit::new(Target::volume(volumes[0]), message, advice)
            .about(volumes.iter().map(|volume| Target::volume(volume)))
            .observed()
            .with("s2d_enabled", true)
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
