//! What a design needs besides networks, as far as a capture tells; what it does not tell is unknown, with the command that
//! does.

use super::{Need, Served, Verdict};
use crate::model::{Cluster, NetworkId, Role, WindowsVersion};

/// One thing that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Windows Server 2008 R2: so many networks for the cluster, where three are ideal beside one for virtual machines and
    /// one for iSCSI.
    Networks(usize),
    /// Whether bandwidth is shared out where live migration has no network of its own; `None` where that is not captured.
    BandwidthShares(Option<bool>),
    /// Live migration has a network of its own, so that nothing is to be shared out.
    OwnMigrationNetwork,
    /// NTLM between the nodes.
    Ntlm,
    /// IPsec on the networks of live migration.
    Ipsec,
    /// Free space of the volumes.
    FreeSpace,
    /// Processors of one maker.
    Processors,
    /// Host bus adapters, their drivers and firmware.
    HostAdapters,
    /// Drivers and firmware of network adapters.
    Drivers,
}

/// Networks for the cluster that are ideal on Windows Server 2008 R2: management, shared volumes and heartbeats, live
/// migration. The fourth, for virtual machines, is none of the cluster.
const IDEAL: usize = 3;

/// Everything that is looked at, in its order.
pub fn checks(cluster: &Cluster, needs: &[Served]) -> Vec<Check> {
    let mut all = Vec::new();
    if cluster.windows.version == Some(WindowsVersion::V2008R2) {
        let is_of_cluster = |role: Option<Role>| role.is_some_and(Role::carries_cluster_traffic);
        all.push(Check::Networks(cluster.networks.iter().filter(|n| is_of_cluster(n.role)).count()));
    }
    if let Some(migration) =
        needs.iter().find(|row| row.need == Need::LiveMigration && !row.networks.is_empty())
    {
        all.push(match shares(needs, &migration.networks) {
            true => Check::BandwidthShares(shared_out(cluster)),
            false => Check::OwnMigrationNetwork,
        });
    }
    all.extend([
        Check::Ntlm,
        Check::Ipsec,
        Check::FreeSpace,
        Check::Processors,
        Check::HostAdapters,
        Check::Drivers,
    ]);
    all
}

/// Whether another need uses one of these networks; that of a backup is the one of shared volumes.
fn shares(needs: &[Served], networks: &[NetworkId]) -> bool {
    let others = needs.iter().filter(|row| row.need != Need::LiveMigration);
    others.flat_map(|row| &row.networks).any(|network| networks.contains(network))
}

/// Whether every host that was asked has traffic classes beside the default one.
fn shared_out(cluster: &Cluster) -> Option<bool> {
    let hosts = cluster.hosts.as_ref()?;
    let classes: Vec<usize> =
        hosts.iter().filter_map(|host| host.traffic_classes.as_ref()).map(Vec::len).collect();
    (!classes.is_empty()).then(|| classes.iter().all(|count| *count > 1))
}

impl Check {
    /// As it is written in answers.
    pub fn word(self) -> &'static str {
        match self {
            Check::Networks(_) => "networks",
            Check::BandwidthShares(_) | Check::OwnMigrationNetwork => "bandwidth_shares",
            Check::Ntlm => "ntlm",
            Check::Ipsec => "ipsec",
            Check::FreeSpace => "free_space",
            Check::Processors => "processors",
            Check::HostAdapters => "host_adapters",
            Check::Drivers => "drivers",
        }
    }

    /// The judgement.
    pub fn verdict(self) -> Verdict {
        match self {
            Check::Networks(count) if count >= IDEAL => Verdict::Green,
            Check::BandwidthShares(Some(true)) | Check::OwnMigrationNetwork => Verdict::Green,
            Check::Networks(_) | Check::BandwidthShares(Some(false)) => Verdict::Yellow,
            _ => Verdict::Unknown,
        }
    }

    /// The command that tells what is not captured.
    pub fn collect(self) -> Option<&'static str> {
        Some(match self {
            Check::Networks(_) | Check::BandwidthShares(Some(_)) | Check::OwnMigrationNetwork => return None,
            Check::BandwidthShares(None) => {
                "Get-NetQosTrafficClass, and Get-VMNetworkAdapter -ManagementOS for the weights of a converged switch, on every node"
            }
            Check::Ntlm => {
                "Get-ItemProperty HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\MSV1_0 on every node, and the policies Restrict NTLM"
            }
            Check::Ipsec => "Get-NetIPsecRule -PolicyStore ActiveStore on every node",
            Check::FreeSpace => "Get-ClusterSharedVolume | Select-Object -ExpandProperty SharedVolumeInfo",
            Check::Processors => "Get-CimInstance -ClassName Win32_Processor on every node",
            Check::HostAdapters => {
                "Get-InitiatorPort and Get-CimInstance -ClassName MSFC_FCAdapterHBAAttributes -Namespace root/WMI on every node"
            }
            Check::Drivers => {
                "Get-NetAdapter | Select-Object InterfaceDescription, DriverVersion on every node"
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advice::needs::needs;
    use crate::model::{Host, NodeId, TrafficClass};
    use crate::rules::framework::testing;

    fn verdict(cluster: &Cluster, word: &str) -> Option<Verdict> {
        let rows = needs(cluster).unwrap();
        checks(cluster, &rows).into_iter().find(|check| check.word() == word).map(Check::verdict)
    }

    #[test]
    fn bandwidth_is_to_be_shared_out_where_migration_has_no_network_of_its_own() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["One"]);
        assert_eq!(verdict(&cluster, "bandwidth_shares"), Some(Verdict::Unknown));
        let class = |name: &str| TrafficClass { name: Some(name.to_owned()), ..TrafficClass::default() };
        let host = |classes| Host { node: NodeId::at(0), traffic_classes: Some(classes), ..Host::default() };
        cluster.hosts = Some(vec![host(vec![class("[Default]")])]);
        assert_eq!(verdict(&cluster, "bandwidth_shares"), Some(Verdict::Yellow));
        cluster.hosts = Some(vec![host(vec![class("[Default]"), class("SMB")])]);
        assert_eq!(verdict(&cluster, "bandwidth_shares"), Some(Verdict::Green));
    }

    #[test]
    fn the_ideal_of_2008_r2_is_three_networks_of_the_cluster() {
        for (names, expected) in [(&["A", "B"][..], Verdict::Yellow), (&["A", "B", "C"], Verdict::Green)] {
            let mut cluster = testing::cluster(&["N1", "N2"], names);
            cluster.windows.version = Some(WindowsVersion::V2008R2);
            assert_eq!(verdict(&cluster, "networks"), Some(expected));
        }
        assert_eq!(verdict(&testing::cluster(&["N1", "N2"], &["A"]), "networks"), None);
    }

    #[test]
    fn what_no_capture_tells_is_unknown_with_a_command() {
        let cluster = testing::cluster(&["N1", "N2"], &["A"]);
        for word in ["ntlm", "ipsec", "free_space", "processors", "host_adapters", "drivers"] {
            assert_eq!(verdict(&cluster, word), Some(Verdict::Unknown), "{word}");
        }
        let all = checks(&cluster, &[]);
        assert!(all.iter().all(|check| (check.verdict() == Verdict::Unknown) == check.collect().is_some()));
    }
}
