//! What a machine runs around the steps of a plan: what has to be so before the first write, and what is looked at after
//! each one. Every text takes the cluster's name as its one argument and writes nothing.

use crate::model::{Change, Cluster, ClusterProperty, Role, Settings};

/// Gives a line for each node, network, interface, group and volume: kind, name, the network or volume that it is of, how
/// bad its state is and the state itself, parted by tabs. What is worse than it was has a greater number.
pub const WATCH: &str = include_str!("run/watch.ps1");

/// What is looked at before the first write.
#[derive(Debug)]
pub struct Check {
    /// Its name, which never changes its meaning.
    pub id: &'static str,
    /// What has to be so.
    pub expects: &'static str,
    /// Whether nothing is written where it is not; else that is a warning.
    pub stops: bool,
    /// Gives a line for each thing that is not so, with `?` in front where it cannot be told, and else nothing.
    pub read: &'static str,
    is_for: fn(&Change) -> bool,
}

const CHECKS: &[Check] = &[
    Check {
        id: "nodes_up",
        expects: "every node is up",
        stops: true,
        read: include_str!("run/nodes_up.ps1"),
        is_for: |_| true,
    },
    Check {
        id: "volumes",
        expects: "every volume is online and not in maintenance mode",
        stops: true,
        read: include_str!("run/volumes.ps1"),
        is_for: |_| true,
    },
    Check {
        id: "no_storage_job",
        expects: "no storage job runs",
        stops: true,
        read: include_str!("run/no_storage_job.ps1"),
        is_for: |change| is_role(change) || is_volume(change),
    },
    Check {
        id: "no_migration",
        expects: "no group moves to another node",
        stops: true,
        read: include_str!("run/no_migration.ps1"),
        is_for: |change| is_role(change) || matches!(change, Change::Migration { .. }) || is_of_host(change),
    },
    Check {
        id: "no_backup",
        expects: "no volume is backed up",
        stops: true,
        read: include_str!("run/no_backup.ps1"),
        is_for: is_volume,
    },
    Check {
        id: "one_build",
        expects: "all nodes are of one build",
        stops: true,
        read: include_str!("run/one_build.ps1"),
        is_for: |change| is_role(change) || matches!(change, Change::Property { .. }),
    },
    Check {
        id: "owner_of_lists",
        expects: "Network ATC leaves the live migration lists to the cluster",
        stops: true,
        read: concat!(
            "param($cluster)\n$override = 'EnableLiveMigrationNetworkSelection'; $what = 'the live migration lists'\n",
            include_str!("run/owner.ps1")
        ),
        is_for: |change| matches!(change, Change::Migration { .. }),
    },
    Check {
        id: "owner_of_hosts",
        expects: "Network ATC leaves the migration settings of hosts to them",
        stops: true,
        read: concat!(
            "param($cluster)\n$override = 'EnableVirtualMachineMigrationPerformanceSelection'; $what = 'the migration settings of hosts'\n",
            include_str!("run/owner.ps1")
        ),
        is_for: is_of_host,
    },
    Check {
        id: "quorum",
        expects: "one more vote may be lost",
        stops: false,
        read: include_str!("run/quorum.ps1"),
        is_for: is_role,
    },
    Check {
        id: "calm",
        expects: "no node, interface or volume was lost in the last 15 minutes",
        stops: false,
        read: include_str!("run/calm.ps1"),
        is_for: |_| true,
    },
];

/// What is looked at before these changes.
pub fn checks(changes: &[&Change]) -> impl Iterator<Item = &'static Check> {
    CHECKS.iter().filter(|check| changes.iter().any(|change| (check.is_for)(change)))
}

fn is_role(change: &Change) -> bool {
    matches!(change, Change::Role { .. })
}

fn is_volume(change: &Change) -> bool {
    matches!(change, Change::Owner { .. } | Change::Redirect { .. })
}

/// A setting of a host.
fn is_of_host(change: &Change) -> bool {
    matches!(
        change,
        Change::Performance { .. }
            | Change::MigrationEnabled { .. }
            | Change::MaximumMigrations { .. }
            | Change::MigrationSubnet { .. }
    )
}

/// The networks and volumes whose states a step changes by itself, by name: there nothing is worse than promised.
pub fn expected(cluster: &Cluster, change: &Change) -> Option<String> {
    match change {
        // What the cluster says of the state of a network that it does not use is not documented.
        Change::Role { network, role: Role::None, .. } => Some(cluster.networks[*network].name.clone()),
        Change::Owner { volume, .. } | Change::Redirect { volume, .. } => {
            Some(cluster.volume(*volume).name.clone())
        }
        _ => None,
    }
}

/// Whether a step may cut off whoever makes it: clients, and so whoever administers the cluster, lose the network.
pub fn may_cut_off(cluster: &Cluster, change: &Change) -> bool {
    match change {
        Change::Role { network, role, .. } => {
            let is_open = |role| matches!(role, Some(Role::Client | Role::ClusterAndClient) | None);
            is_open(cluster.networks[*network].role) && !is_open(Some(*role))
        }
        _ => false,
    }
}

/// How many seconds a network that lost its heartbeats can go unseen, and some more; as the changes leave it.
pub fn watch_seconds(settings: &Settings, changes: &[&Change]) -> u32 {
    let mut after = settings.clone();
    for change in changes {
        if let Change::Property { property, value } = change {
            property.set(&mut after, *value);
        }
    }
    let lost = |settings: &Settings| {
        use ClusterProperty::{CrossSubnetDelay, CrossSubnetThreshold, SameSubnetDelay, SameSubnetThreshold};
        let pair = |delay: ClusterProperty, threshold: ClusterProperty| {
            Some(delay.of(settings)?.saturating_mul(threshold.of(settings)?).div_ceil(1000))
        };
        let [same, cross] =
            [pair(SameSubnetDelay, SameSubnetThreshold), pair(CrossSubnetDelay, CrossSubnetThreshold)];
        // The longest default of any version, where the capture does not tell.
        same.unwrap_or(DEFAULT).max(cross.unwrap_or(DEFAULT))
    };
    (lost(settings).max(lost(&after)) + 15).clamp(30, 600)
}

/// Seconds: 20 heartbeats missed, one a second, as [Windows Server 2016 and later have
/// it](https://techcommunity.microsoft.com/blog/failoverclustering/tuning-failover-cluster-network-thresholds/371834);
/// 40 s is what they allow a node in another site.
const DEFAULT: u32 = 40;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_watch_is_as_long_as_a_loss_can_go_unseen() {
        let settings = Settings {
            same_subnet_delay: Some(1000),
            same_subnet_threshold: Some(5),
            cross_subnet_delay: Some(1000),
            cross_subnet_threshold: Some(20),
            ..Settings::default()
        };
        assert_eq!(watch_seconds(&settings, &[]), 35);
        let more = Change::Property { property: ClusterProperty::SameSubnetThreshold, value: 40 };
        assert_eq!(watch_seconds(&settings, &[&more]), 55);
        let less = Change::Property { property: ClusterProperty::CrossSubnetThreshold, value: 5 };
        assert_eq!(watch_seconds(&settings, &[&less]), 35);
        assert_eq!(watch_seconds(&Settings::default(), &[]), 55);
    }

    #[test]
    fn what_is_run_is_ascii_and_writes_nothing() {
        for text in CHECKS.iter().map(|check| check.read).chain([WATCH]) {
            assert!(text.is_ascii() && text.starts_with("param($cluster)\n"), "{text}");
            let verbs = ["Set-", "Remove-", "Move-", "Suspend-", "Resume-", "Stop-", "Start-", "Update"];
            assert!(verbs.iter().all(|verb| !text.contains(verb)), "{text}");
        }
    }
}
