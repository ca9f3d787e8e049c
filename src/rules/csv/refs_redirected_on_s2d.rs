use crate::model::WindowsVersion;
use crate::rules::csv::refs_redirected_on_san::{refs, remote};
use crate::rules::{Context, Fix, Hit, Need, Rule, Severity, Skip, Target, Versions};

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

fn check(context: &Context<'_>) -> Result<Vec<Hit>, Skip> {
    let cluster = context.cluster;
    if cluster.settings.s2d_enabled != Some(true) {
        return Ok(Vec::new());
    }
    let hit = |found: &crate::rules::shared::volume_nodes::VolumeNodes<'_>| {
        let message = format!(
            "volume {} is redirected because of ReFS, which is normal on Storage Spaces Direct: all I/O of {} \
             crosses the network to {}",
            found.volume.name,
            remote(found),
            found.coordinator(cluster),
        );
        let fix = Fix::text("nothing has to change; keep load that needs low latency on the coordinator");
        Hit::new(Target::volume(found.volume), message, fix)
            .with("reason", "FileSystemReFs")
            .with("s2d_enabled", true)
            .with("nodes", found.evidence())
            .with("remote_nodes", found.remote)
    };
    Ok(refs(cluster).iter().map(hit).collect())
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
