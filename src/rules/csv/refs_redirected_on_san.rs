use crate::model::{Cluster, WindowsVersion};
use crate::rules::framework::{Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Versions, found};
use crate::rules::shared::redirected::Redirected;
use crate::rules::shared::storage::{self, Storage};
use crate::rules::shared::volume_nodes::redirected_by_refs;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR304",
    name: "refs-redirected-on-san",
    severity: Severity::Warning,
    summary: "A shared volume with ReFS outside Storage Spaces Direct sends all I/O over the network.",
    doc: "\
## What it checks

Whether volumes are `FileSystemRedirected` with `FileSystemReFs` on storage that is no storage space, by name or
because Storage Spaces Direct is off.

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
    assumes: &[],
    check,
};

/// Volumes that ReFS redirects though they could be reached directly.
#[derive(Debug)]
struct RefsOnSan(Redirected);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let kinds = storage::kinds(cluster);
    let mut volumes = redirected_by_refs(cluster);
    volumes.retain(|at| kinds[at.volume.place()] != Storage::Space);
    Ok(found(Redirected::of(context, volumes).map(RefsOnSan)))
}

impl Facts for RefsOnSan {
    fn say(&self, cluster: &Cluster) -> Hit {
        let (are, over) = (self.0.are(cluster), self.0.over(cluster));
        let message = format!(
            "{are} redirected because of ReFS, on no storage space: the I/O of every node but the coordinator goes to \
             it{over}, although shared storage could be reached directly with NTFS"
        );
        let advice = "move the data to a volume with NTFS; until then keep its load on the coordinator";
        self.0.hit(cluster, message, advice).with("reason", "FileSystemReFs")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileSystemReasons;
    use crate::rules::framework::testing;
    use crate::rules::shared::volume_nodes::tests as volumes;

    #[test]
    fn the_storage_decides_and_all_volumes_are_one_finding() {
        let mut cluster = volumes::cluster();
        volumes::redirect(&mut cluster, &[0, 1, 2, 3], FileSystemReasons::FILE_SYSTEM_REFS);
        cluster.settings.s2d_enabled = Some(false);
        let hits = testing::check(&RULE, &cluster);
        assert_eq!(hits.len(), 1);
        assert!(hits[0].message.contains("the coordinator goes to it over SMB1"), "{}", hits[0].message);
        cluster.settings.s2d_enabled = Some(true);
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
