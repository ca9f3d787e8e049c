use crate::model::{Cluster, FileSystemReasons, Volume, VolumeId};
use crate::rules::framework::{
    Context, Facts, Fix, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::script;
use crate::rules::shared::volume_nodes::{VolumeNodes, matching};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR302",
    name: "redirected-by-hand",
    severity: Severity::Warning,
    summary: "Redirected access of a shared volume was turned on by an administrator.",
    doc: "\
## What it checks

Whether the state of a volume names `UserRequest` as a reason for file system redirection on any node, or, where
there is no such state (before Windows Server 2012 R2), whether `RedirectedAccess` of the volume is true.

## Why it matters

Every read and write of the nodes that do not coordinate the volume crosses the network to the coordinator. It
was turned on for some work on the volume and stays on until somebody turns it off.

## Example

`CSV2` is `FileSystemRedirected` with `UserRequest` on three of four nodes, weeks after the disk was examined.

## What to do

When the work is over, turn it off: in Failover Cluster Manager `More Actions`, `Turn off Redirected Access`, or
`Resume-ClusterResource` on the volume. Event 5122 confirms direct access.

## References

- [States of shared volumes](https://techcommunity.microsoft.com/t5/failover-clustering/understanding-the-state-of-your-cluster-shared-volumes/ba-p/371889)
- [Troubleshooting redirected access](https://learn.microsoft.com/archive/blogs/askcore/troubleshooting-redirected-access-on-a-cluster-shared-volume-csv)
",
    reference: "https://techcommunity.microsoft.com/t5/failover-clustering/understanding-the-state-of-your-cluster-shared-volumes/ba-p/371889",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    check,
};

/// A volume that was redirected by hand.
#[derive(Debug)]
enum ByHand {
    /// `RedirectedAccess` says so.
    Property(VolumeId),
    /// Its states say so, on these nodes.
    States(VolumeNodes),
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let volumes = cluster.volumes.as_deref().unwrap_or_default();
    if cluster.volume_states.is_some() {
        let by_hand = |reasons: FileSystemReasons| reasons.has(FileSystemReasons::USER_REQUEST);
        let redirected = matching(cluster, |state| by_hand(state.file_system_reasons));
        return Ok(found(redirected.into_iter().map(ByHand::States)));
    }
    if volumes.iter().all(|volume| volume.redirected_access.is_none()) && !is_known_empty(cluster) {
        return Err(Skip::new(
            "neither the states of the volumes nor RedirectedAccess are in the capture",
            &[Need::SharedVolumeStates],
        ));
    }
    let redirected = cluster.volumes_by_id().filter(|(_, volume)| volume.redirected_access == Some(true));
    Ok(found(redirected.map(|(id, _)| ByHand::Property(id))))
}

/// A cluster without shared volumes has none that is redirected.
fn is_known_empty(cluster: &Cluster) -> bool {
    cluster.volumes.as_ref().is_some_and(Vec::is_empty)
}

impl Facts for ByHand {
    fn say(&self, cluster: &Cluster) -> Hit {
        match self {
            Self::Property(volume) => {
                let volume = cluster.volume(*volume);
                let message = format!(
                    "redirected access of volume {} was turned on by hand: all I/O of the other nodes crosses \
                     the network to the coordinator",
                    volume.name
                );
                Hit::new(Target::volume(volume), message, fix(volume)).with("redirected_access", true)
            }
            Self::States(at) => {
                let message = format!(
                    "volume {} is redirected by hand on {}: all I/O from there goes through {}",
                    at.volume_name(cluster),
                    at.list(cluster),
                    at.coordinator(cluster),
                );
                Hit::new(Target::volume(at.volume(cluster)), message, fix(at.volume(cluster)))
                    .with("reason", "UserRequest")
                    .with_nodes(cluster, at)
            }
        }
    }
}

fn fix(volume: &Volume) -> Fix {
    Fix::command(
        "turn redirected access off when the work that needed it is over",
        format!("Get-ClusterSharedVolume -Name {} | Resume-ClusterResource", script::quote(&volume.name)),
    )
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
        assert_eq!(
            hits[0].message,
            "volume Volume1 is redirected by hand on N2 and N3: \
             all I/O from there goes through the coordinator N1"
        );
    }

    #[test]
    fn without_states_the_property_of_the_volume_tells() {
        let mut cluster = volumes::cluster();
        cluster.volume_states = None;
        assert_eq!(testing::try_check(&RULE, &cluster).unwrap_err().needs, [Need::SharedVolumeStates]);
        let set = |cluster: &mut Cluster, value| {
            cluster.volumes.iter_mut().flatten().for_each(|volume| volume.redirected_access = Some(value));
        };
        set(&mut cluster, false);
        assert!(testing::check(&RULE, &cluster).is_empty());
        set(&mut cluster, true);
        assert_eq!(testing::targets(&RULE, &cluster), ["Volume1"]);
        cluster.volumes = Some(Vec::new());
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
