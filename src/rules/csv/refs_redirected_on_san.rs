use crate::model::{Cluster, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Fix, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::volume_nodes::{VolumeNodes, redirected_by_refs};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR304",
    name: "refs-redirected-on-san",
    severity: Severity::Warning,
    summary: "A shared volume with ReFS outside Storage Spaces Direct sends all I/O over the network.",
    doc: "\
## What it checks

Whether a volume is `FileSystemRedirected` with `FileSystemReFs`, in a cluster whose `S2DEnabled` is 0.

## Why it matters

Shared volumes with ReFS are always in redirected mode: the nodes that do not coordinate the volume send every
read and write to the coordinator. On shared storage every node has its own path to the disk, and ReFS leaves
those paths unused. With NTFS they would carry the data and the network only metadata.

## Example

`CSV1` is a SAN disk formatted with ReFS: three of four nodes reach it over the cluster network.

## What to do

Use NTFS for shared volumes on a SAN; the data has to be moved to a new volume. Until then keep virtual machines
on the coordinator of their volume and give redirected I/O a fast network.

## References

- [BitLocker on shared volumes, about ReFS in redirected mode](https://learn.microsoft.com/windows-server/failover-clustering/bitlocker-on-csv-in-ws-2022)
- [Networks of Cluster Shared Volumes](https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs)
",
    reference: "https://learn.microsoft.com/windows-server/failover-clustering/bitlocker-on-csv-in-ws-2022",
    since: "0.1.0",
    versions: Versions::since(WindowsVersion::V2012R2),
    needs: &[Need::SharedVolumes, Need::SharedVolumeStates, Need::S2dEnabled],
    check,
};

/// A volume that ReFS redirects though it could be reached directly.
#[derive(Debug)]
struct RefsOnSan(VolumeNodes);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    if context.cluster.settings.s2d_enabled != Some(false) {
        return Ok(Vec::new());
    }
    Ok(found(redirected_by_refs(context.cluster).into_iter().map(RefsOnSan)))
}

impl Facts for RefsOnSan {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Self(at) = self;
        let message = format!(
            "volume {} is redirected because of ReFS, without Storage Spaces Direct: all I/O of {} crosses the \
             network to {}, although shared storage could be reached directly with NTFS",
            at.volume_name(cluster),
            at.remote_nodes(),
            at.coordinator(cluster),
        );
        let fix =
            Fix::text("move the data to a volume with NTFS; until then keep its load on the coordinator");
        Hit::new(Target::volume(at.volume(cluster)), message, fix)
            .with("reason", "FileSystemReFs")
            .with("s2d_enabled", false)
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
    fn refs_is_a_warning_only_without_storage_spaces_direct() {
        let mut cluster = volumes::cluster();
        volumes::redirect(&mut cluster, &[0, 1, 2, 3], FileSystemReasons::FILE_SYSTEM_REFS);
        cluster.settings.s2d_enabled = Some(false);
        let hits = testing::check(&RULE, &cluster);
        assert_eq!(hits.len(), 1);
        assert!(hits[0].message.contains("all I/O of 3 nodes crosses the network to the coordinator N1"));
        cluster.settings.s2d_enabled = Some(true);
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
