use crate::model::{Cluster, FaultState, VolumeId, VolumeMode};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::volume_nodes::{VolumeNodes, matching};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR312",
    name: "volume-not-available",
    severity: Severity::Warning,
    summary: "A shared volume is paused, in maintenance, or not available on a node.",
    doc: "\
## What it checks

Whether the state of a volume is `Paused` or `Unavailable` on any node, or its `FaultState` is `NoAccess`,
`Dismounted` or `InMaintenance`, or it is in maintenance mode.

## Why it matters

Paused holds the I/O of every virtual machine on the volume, for seconds while ownership moves, and for minutes when
the coordinator cannot reach the disk (event 5120). Unavailable means that the node cannot use the volume at all: its
virtual machines fail or do not start there.

## Example

`CSV1` is `Paused` on both nodes; `CSV2` is `Unavailable` on `N2`.

## What to do

Look for event 5120 and its status code, then at the storage of the coordinator and the network between the nodes.
A volume in maintenance comes back when maintenance mode is turned off; what depends on it has to be started again.

## References

- [States of shared volumes](https://techcommunity.microsoft.com/t5/failover-clustering/understanding-the-state-of-your-cluster-shared-volumes/ba-p/371889)
- [Event 5120](https://learn.microsoft.com/troubleshoot/windows-server/high-availability/event-id-5120-cluster-shared-volume-troubleshooting-guidance)
",
    reference: "https://techcommunity.microsoft.com/t5/failover-clustering/understanding-the-state-of-your-cluster-shared-volumes/ba-p/371889",
    since: "0.2.0",
    versions: Versions::ALL,
    needs: &[Need::SharedVolumes],
    assumes: &[],
    check,
};

/// A volume that cannot be used, or not now.
#[derive(Debug)]
enum NotAvailable {
    /// Its states say so, on these nodes.
    Paused(VolumeNodes),
    /// The same.
    Unavailable(VolumeNodes),
    /// The volume itself says so.
    Fault(VolumeId, &'static str),
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let in_mode = |mode| matching(cluster, move |state| state.mode == mode).into_iter();
    let paused = in_mode(VolumeMode::Paused).map(NotAvailable::Paused);
    let unavailable = in_mode(VolumeMode::Unavailable).map(NotAvailable::Unavailable);
    let faults = cluster.volumes_by_id().filter_map(|(id, volume)| {
        let fault = match (volume.fault, volume.maintenance) {
            (_, Some(true)) | (Some(FaultState::InMaintenance), _) => "in maintenance",
            (Some(FaultState::NoAccess), _) => "without access to its disk",
            (Some(FaultState::Dismounted), _) => "dismounted",
            _ => return None,
        };
        Some(NotAvailable::Fault(id, fault))
    });
    let all: Vec<NotAvailable> = paused.chain(unavailable).chain(faults).collect();
    let told = cluster.volumes.iter().flatten().all(|volume| volume.fault.is_some());
    if all.is_empty() && cluster.volume_states.is_none() && !told {
        return Err(Skip::new(
            "neither states nor faults of the volumes are captured",
            &[Need::SharedVolumeStates],
        ));
    }
    Ok(found(all))
}

impl Facts for NotAvailable {
    fn say(&self, cluster: &Cluster) -> Hit {
        let (id, what) = match self {
            Self::Paused(at) => (at.volume, format!("paused on {}: its I/O is held", at.list(cluster))),
            Self::Unavailable(at) => (at.volume, format!("unavailable on {}", at.list(cluster))),
            Self::Fault(id, fault) => (*id, (*fault).to_owned()),
        };
        let volume = cluster.volume(id);
        let message = format!("volume {} is {what}", volume.name);
        let advice = "look for event 5120 and its status code, then at the storage of the coordinator and the network \
                      between the nodes; a volume in maintenance comes back when maintenance mode is turned off";
        let hit = Hit::new(Target::volume(volume), message, advice).observed();
        match self {
            Self::Paused(at) | Self::Unavailable(at) => hit.with_nodes(cluster, at),
            Self::Fault(_, fault) => hit.with("state", *fault),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;
    use crate::rules::shared::volume_nodes::tests as volumes;

    #[test]
    fn paused_unavailable_and_maintenance_are_told() {
        let mut cluster = volumes::cluster();
        assert!(testing::check(&RULE, &cluster).is_empty());
        let states = cluster.volume_states.as_mut().unwrap();
        states[0].mode = VolumeMode::Paused;
        states[2].mode = VolumeMode::Unavailable;
        let messages: Vec<String> =
            testing::check(&RULE, &cluster).into_iter().map(|hit| hit.message).collect();
        assert_eq!(
            messages,
            ["volume Volume1 is paused on N1: its I/O is held", "volume Volume1 is unavailable on N3"]
        );
        cluster.volume_states = None;
        assert!(testing::try_check(&RULE, &cluster).is_err());
        cluster.volumes.as_mut().unwrap()[0].maintenance = Some(true);
        assert_eq!(testing::check(&RULE, &cluster)[0].message, "volume Volume1 is in maintenance");
    }
}
