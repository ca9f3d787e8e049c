use crate::model::{Change, Cluster, FileSystemReasons, VolumeId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::predicates::version_or_oldest;
use crate::rules::shared::volume_nodes::{VolumeNodes, matching};
use crate::rules::shared::way::{self, Way};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR302",
    name: "redirected-by-hand",
    severity: Severity::Warning,
    summary: "Redirected access of a shared volume was turned on by an administrator.",
    doc: "\
## What it checks

Whether the state of a volume names `UserRequest` as a reason for file system redirection on any node, or, where
there are no states (before Windows Server 2012 R2), whether `RedirectedAccess` of the volume is true.

## Why it matters

Every read and write of the nodes that do not coordinate the volume crosses the network to the coordinator. It
was turned on for some work on the volume and stays on until somebody turns it off.

## Example

`CSV2` is `FileSystemRedirected` with `UserRequest` on three of four nodes, weeks after the disk was examined.

## What to do

When the work is over, turn it off: in Failover Cluster Manager `More Actions`, `Turn off Redirected Access`, or
`Resume-ClusterResource` on the resource of the volume. The same command ends maintenance mode, and it is refused
while a backup of the volume runs. Event 5122 confirms direct access.

## References

- [States of shared volumes](https://techcommunity.microsoft.com/t5/failover-clustering/understanding-the-state-of-your-cluster-shared-volumes/ba-p/371889)
- [Troubleshooting redirected access](https://learn.microsoft.com/archive/blogs/askcore/troubleshooting-redirected-access-on-a-cluster-shared-volume-csv)
",
    reference: "https://techcommunity.microsoft.com/t5/failover-clustering/understanding-the-state-of-your-cluster-shared-volumes/ba-p/371889",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[],
    check,
};

/// A volume that was redirected by hand.
#[derive(Debug)]
enum ByHand {
    /// `RedirectedAccess` says so.
    Property(VolumeId),
    /// Its states say so, on these nodes; with their way to the coordinator, where it is one.
    States(VolumeNodes, Option<Way>),
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    if cluster.volume_states.is_some() {
        let by_hand = |reasons: FileSystemReasons| reasons.has(FileSystemReasons::USER_REQUEST);
        let redirected = matching(cluster, |state| by_hand(state.file_system_reasons)).into_iter();
        return Ok(found(redirected.map(|at| {
            let way = way::of_all(context, std::slice::from_ref(&at));
            ByHand::States(at, way)
        })));
    }
    let redirected = cluster.volumes_by_id().filter(|(_, volume)| volume.redirected_access == Some(true));
    let redirected: Vec<ByHand> = redirected.map(|(id, _)| ByHand::Property(id)).collect();
    if redirected.is_empty() && !is_told(cluster) {
        let is_old = cluster.windows.version.is_some_and(|version| version < WindowsVersion::V2012R2);
        let needs: &[Need] = if is_old { &[Need::SharedVolumes] } else { &[Need::SharedVolumeStates] };
        return Err(Skip::new("whether a volume is redirected is not captured", needs));
    }
    Ok(found(redirected))
}

/// Whether it is known without states that no volume is redirected: the property tells it where states do not exist.
fn is_told(cluster: &Cluster) -> bool {
    let is_old = version_or_oldest(cluster).is_some_and(|version| version < WindowsVersion::V2012R2)
        && cluster.windows.version.is_some();
    let mut volumes = cluster.volumes.iter().flatten();
    cluster.volumes.is_some() && volumes.all(|volume| is_old && volume.redirected_access.is_some())
}

impl ByHand {
    fn volume(&self) -> VolumeId {
        match self {
            Self::Property(volume) => *volume,
            Self::States(at, _) => at.volume,
        }
    }
}

impl Facts for ByHand {
    fn say(&self, cluster: &Cluster) -> Hit {
        let volume = cluster.volume(self.volume());
        let message = match self {
            Self::Property(_) => format!(
                "redirected access of volume {} was turned on by hand: all I/O of the other nodes crosses the \
                 network to the coordinator",
                volume.name
            ),
            Self::States(at, way) => format!(
                "volume {} is redirected by hand on {}: all I/O from there goes through {}{}",
                volume.name,
                at.list(cluster),
                at.coordinator(cluster),
                way.as_ref().map(|way| format!(" {}", way.phrase(cluster))).unwrap_or_default(),
            ),
        };
        let advice = "turn redirected access off when the work that needed it is over and no backup of the volume \
                      runs; the command ends maintenance mode of the volume too";
        let hit = Hit::new(Target::volume(volume), message, advice)
            .observed()
            .change([Change::Redirect { volume: self.volume(), on: false }]);
        match self {
            Self::Property(_) => hit.with("redirected_access", true),
            Self::States(at, _) => hit.with("reason", "UserRequest").with_nodes(cluster, at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;
    use crate::rules::shared::volume_nodes::tests as volumes;

    #[test]
    fn one_finding_per_volume_names_its_nodes() {
        let mut cluster = volumes::cluster();
        volumes::redirect(&mut cluster, &[1, 2], FileSystemReasons::USER_REQUEST);
        volumes::redirect(&mut cluster, &[3], FileSystemReasons::FILE_SYSTEM_TIERING);
        let hits = testing::check(&RULE, &cluster);
        assert_eq!(hits.len(), 1);
        assert!(hits[0].message.starts_with(
            "volume Volume1 is redirected by hand on N2 and N3: \
             all I/O from there goes through the coordinator N1 over SMB1"
        ));
        assert_eq!(hits[0].changes, [Change::Redirect { volume: VolumeId::at(0), on: false }]);
    }

    #[test]
    fn without_states_only_old_windows_is_told_by_the_property() {
        let mut cluster = volumes::cluster();
        cluster.volume_states = None;
        assert_eq!(testing::try_check(&RULE, &cluster).unwrap_err().needs, [Need::SharedVolumeStates]);
        let set = |cluster: &mut Cluster, value| {
            cluster.volumes.iter_mut().flatten().for_each(|volume| volume.redirected_access = Some(value));
        };
        set(&mut cluster, false);
        assert!(testing::try_check(&RULE, &cluster).is_err(), "2022 has states, and they are not there");
        cluster.windows.version = Some(WindowsVersion::V2012);
        assert!(testing::check(&RULE, &cluster).is_empty());
        set(&mut cluster, true);
        assert_eq!(testing::targets(&RULE, &cluster), ["Volume1"]);
        cluster.volumes = Some(Vec::new());
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
