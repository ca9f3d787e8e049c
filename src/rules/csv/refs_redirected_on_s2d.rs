use crate::model::{Cluster, WindowsVersion};
use crate::rules::framework::{Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Versions, found};
use crate::rules::shared::redirected::Redirected;
use crate::rules::shared::storage::{self, Storage};
use crate::rules::shared::volume_nodes::{VolumeNodes, redirected_by_refs};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR305",
    name: "refs-redirected-on-s2d",
    severity: Severity::Info,
    summary: "A shared volume with ReFS on Storage Spaces Direct is in redirected mode, as it always is.",
    doc: "\
## What it checks

Whether volumes are `FileSystemRedirected` with `FileSystemReFs`, in a cluster whose `S2DEnabled` is 1.

## Why it matters

It is normal and no fault. It tells that the I/O of every node but the coordinator goes through the
coordinator's file system, over the networks that carry shared volume traffic. Those networks decide how fast
the volume is.

## Example

`Volume1` of a four-node cluster is `FileSystemRedirected` on all nodes, with `FileSystemReFs` as the reason.

## What to do

Nothing has to change. Where latency counts, keep virtual machines on the node that coordinates their volume.

## References

- [BitLocker on shared volumes, about ReFS in redirected mode](https://learn.microsoft.com/windows-server/failover-clustering/bitlocker-on-csv-in-ws-2022)
- [States of shared volumes](https://techcommunity.microsoft.com/t5/failover-clustering/understanding-the-state-of-your-cluster-shared-volumes/ba-p/371889)
",
    reference: "https://learn.microsoft.com/windows-server/failover-clustering/bitlocker-on-csv-in-ws-2022",
    since: "0.1.0",
    versions: Versions::since(WindowsVersion::V2016),
    needs: &[Need::SharedVolumes, Need::SharedVolumeStates, Need::S2dEnabled],
    assumes: &[],
    check,
};

/// Volumes that ReFS redirects on Storage Spaces Direct.
#[derive(Debug)]
struct RefsOnS2d(Redirected);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    if cluster.settings.s2d_enabled != Some(true) {
        return Ok(Vec::new());
    }
    let kinds = storage::kinds(cluster);
    let mut volumes = redirected_by_refs(cluster);
    // The coordinator's own I/O crosses no network, and a cluster of one node has nobody else.
    let crosses = |at: &VolumeNodes| at.nodes.iter().any(|&node| at.volume(cluster).owner != Some(node));
    volumes.retain(|at| kinds[at.volume.place()] == Storage::Space && crosses(at));
    Ok(found(Redirected::of(context, volumes).map(RefsOnS2d)))
}

impl Facts for RefsOnS2d {
    fn say(&self, cluster: &Cluster) -> Hit {
        let (are, over) = (self.0.are(cluster), self.0.over(cluster));
        let message = format!(
            "{are} redirected because of ReFS, which is normal on Storage Spaces Direct: the I/O of every node but \
             the coordinator goes to it{over}"
        );
        let advice = "nothing has to change; keep load that needs low latency on the coordinator";
        self.0.hit(cluster, message, advice).with("reason", "FileSystemReFs").with("s2d_enabled", true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FileSystemReasons, NodeId};
    use crate::rules::framework::testing;
    use crate::rules::shared::volume_nodes::tests as volumes;

    #[test]
    fn the_storage_decides_and_all_volumes_are_one_finding() {
        let mut cluster = volumes::cluster();
        volumes::redirect(&mut cluster, &[0, 1, 2, 3], FileSystemReasons::FILE_SYSTEM_REFS);
        cluster.settings.s2d_enabled = Some(true);
        let hits = testing::check(&RULE, &cluster);
        assert_eq!(hits.len(), 1);
        assert!(hits[0].message.contains("the coordinator goes to it over SMB1"), "{}", hits[0].message);
        cluster.settings.s2d_enabled = Some(false);
        assert!(testing::check(&RULE, &cluster).is_empty());
    }

    #[test]
    fn the_only_node_sends_nothing_to_itself() {
        let mut cluster = volumes::cluster();
        volumes::redirect(&mut cluster, &[0], FileSystemReasons::FILE_SYSTEM_REFS);
        cluster.settings.s2d_enabled = Some(true);
        cluster
            .volume_states
            .iter_mut()
            .for_each(|states| states.retain(|state| state.node == NodeId::at(0)));
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
