use crate::model::{Cluster, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Fix, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::volume_nodes::{VolumeNodes, redirected_by_refs};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR305",
    name: "refs-redirected-on-s2d",
    severity: Severity::Info,
    summary: "A shared volume with ReFS on Storage Spaces Direct is in redirected mode, as it always is.",
    doc: "\
## What it checks

Whether a volume is `FileSystemRedirected` with `FileSystemReFs`, in a cluster whose `S2DEnabled` is 1.

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
    check,
};

/// A volume that ReFS redirects on Storage Spaces Direct.
#[derive(Debug)]
struct RefsOnS2d(VolumeNodes);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    if cluster.settings.s2d_enabled != Some(true) {
        return Ok(Vec::new());
    }
    Ok(found(redirected_by_refs(cluster).into_iter().map(RefsOnS2d)))
}

impl Facts for RefsOnS2d {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Self(at) = self;
        let message = format!(
            "volume {} is redirected because of ReFS, which is normal on Storage Spaces Direct: all I/O of {} \
             crosses the network to {}",
            at.volume_name(cluster),
            at.remote_nodes(),
            at.coordinator(cluster),
        );
        let fix = Fix::text("nothing has to change; keep load that needs low latency on the coordinator");
        Hit::new(Target::volume(at.volume(cluster)), message, fix)
            .with("reason", "FileSystemReFs")
            .with("s2d_enabled", true)
            .with("nodes", at.evidence(cluster))
            .with("remote_nodes", at.remote)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileSystemReasons;
    use crate::rules::framework::testing;
    use crate::rules::shared::volume_nodes::tests as volumes;

    #[test]
    fn refs_is_normal_on_storage_spaces_direct() {
        let mut cluster = volumes::cluster();
        volumes::redirect(&mut cluster, &[0, 1], FileSystemReasons::FILE_SYSTEM_REFS);
        cluster.settings.s2d_enabled = Some(true);
        let hits = testing::check(&RULE, &cluster);
        assert!(hits[0].message.contains("all I/O of 1 node crosses"), "{}", hits[0].message);
        cluster.settings.s2d_enabled = Some(false);
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
