use crate::model::{BlockReasons, Cluster, FileSystemReasons, VolumeState, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::volume_nodes::{VolumeNodes, matching};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR313",
    name: "redirected-by-storage",
    severity: Severity::Warning,
    summary: "BitLocker, tiering or a missing space keeps a shared volume redirected.",
    doc: "\
## What it checks

Whether the state of a volume names `BitLockerInitializing` or `FileSystemTiering` as a reason for file system
redirection, or `StorageSpaceNotAttached` for block redirection, on any node.

## Why it matters

Every node but the coordinator sends its I/O over the network as long as the reason lasts. BitLocker ends by itself
when the volume is encrypted, tiering is a property of the volume, and a space that is not attached is a fault of the
storage on that node.

## Example

`Volume3` is `FileSystemRedirected` with `BitLockerInitializing` on all nodes during the weekend.

## What to do

BitLocker: wait, or keep load on the coordinator (`manage-bde -status`). Tiering: keep load on the coordinator or use a
volume without tiers. A space that is not attached: look at `Get-VirtualDisk` and the storage pool on that node.

## References

- [States of shared volumes](https://techcommunity.microsoft.com/t5/failover-clustering/understanding-the-state-of-your-cluster-shared-volumes/ba-p/371889)
- [BitLocker on shared volumes](https://learn.microsoft.com/windows-server/failover-clustering/bitlocker-on-csv-in-ws-2022)
",
    reference: "https://techcommunity.microsoft.com/t5/failover-clustering/understanding-the-state-of-your-cluster-shared-volumes/ba-p/371889",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2012R2),
    needs: &[Need::SharedVolumes, Need::SharedVolumeStates],
    assumes: &[],
    check,
};

/// A volume and the nodes where the storage itself redirects it.
#[derive(Debug)]
struct ByStorage {
    at: VolumeNodes,
    reason: &'static str,
    advice: &'static str,
    severity: Severity,
}

/// Reads one kind of reason from a state.
type IsIt = fn(&VolumeState) -> bool;

/// What to look for, what it is called, what to do, and how bad it is.
const KINDS: [(IsIt, &str, &str, Severity); 3] = [
    (
        |state| state.file_system_reasons.has(FileSystemReasons::BIT_LOCKER_INITIALIZING),
        "BitLockerInitializing",
        "wait until the volume is encrypted (manage-bde -status) and keep its load on the coordinator until then",
        Severity::Info,
    ),
    (
        |state| state.file_system_reasons.has(FileSystemReasons::FILE_SYSTEM_TIERING),
        "FileSystemTiering",
        "keep load that needs low latency on the coordinator, or use a volume without tiers",
        Severity::Info,
    ),
    (
        |state| state.block_reasons.has(BlockReasons::STORAGE_SPACE_NOT_ATTACHED),
        "StorageSpaceNotAttached",
        "look at Get-VirtualDisk and the storage pool on these nodes",
        Severity::Warning,
    ),
];

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let of_kind = |(is_it, reason, advice, severity): (IsIt, &'static str, &'static str, Severity)| {
        let redirected = matching(context.cluster, is_it).into_iter();
        redirected.map(move |at| ByStorage { at, reason, advice, severity })
    };
    Ok(found(KINDS.into_iter().flat_map(of_kind)))
}

impl Facts for ByStorage {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Self { at, reason, .. } = self;
        let message = format!(
            "volume {} is redirected on {} because of {reason}: I/O from there goes through {}",
            at.volume_name(cluster),
            at.list(cluster),
            at.coordinator(cluster),
        );
        Hit::new(Target::volume(at.volume(cluster)), message, self.advice)
            .observed()
            .severity(self.severity)
            .with("reason", *reason)
            .with_nodes(cluster, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;
    use crate::rules::shared::volume_nodes::tests as volumes;

    #[test]
    fn each_reason_has_its_own_severity() {
        let mut cluster = volumes::cluster();
        volumes::redirect(&mut cluster, &[1], FileSystemReasons::BIT_LOCKER_INITIALIZING);
        volumes::redirect_blocks(&mut cluster, &[2], BlockReasons::STORAGE_SPACE_NOT_ATTACHED);
        let hits = testing::check(&RULE, &cluster);
        let severities: Vec<_> = hits.iter().map(|hit| hit.severity).collect();
        assert_eq!(severities, [Some(Severity::Info), Some(Severity::Warning)]);
    }
}
