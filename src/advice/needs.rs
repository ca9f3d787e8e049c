//! Does the design serve its needs: for each need of a Hyper-V cluster the networks that serve it, what they share, and
//! how the rules judge that.

mod checks;
mod served;

pub use checks::{Check, checks};
pub use served::{Need, Reason, Served, Verdict};

use super::{Advised, Wanted, advise};
use crate::engine::metric;
use crate::engine::route::Traffic;
use crate::engine::route::reach::Ends;
use crate::error::Error;
use crate::model::{Cluster, NetworkId, Role, SwitchKind, VolumeMode, WindowsVersion};
use crate::rules::{Context, Finding, Severity};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// The rules that judge a need.
fn rules_of(need: Need) -> &'static [&'static str] {
    match need {
        Need::Management => &["CR005", "CR507"],
        Need::Vm => &["CR509", "CR510"],
        Need::Heartbeat => &[
            "CR101", "CR103", "CR104", "CR105", "CR106", "CR108", "CR109", "CR110", "CR111", "CR112",
            "CR114", "CR115", "CR203", "CR204", "CR601",
        ],
        Need::Csv => &[
            "CR107", "CR113", "CR116", "CR301", "CR302", "CR303", "CR304", "CR306", "CR308", "CR309",
            "CR310", "CR311", "CR312", "CR313", "CR314", "CR501", "CR502", "CR503", "CR504", "CR505",
            "CR511",
        ],
        Need::LiveMigration => &[
            "CR401", "CR402", "CR403", "CR404", "CR405", "CR406", "CR407", "CR408", "CR409", "CR410",
            "CR411", "CR415",
        ],
        Need::IscsiHost => &["CR102", "CR411"],
        Need::IscsiGuest | Need::Backup | Need::Replica => &[],
    }
}

/// The table of a cluster, in the order of the needs.
pub fn needs(cluster: &Cluster) -> Result<Vec<Served>, Error> {
    let advice = advise(cluster, &Wanted::default())?;
    let measure = metric::measure(cluster);
    let context = Context::new(cluster, &measure);
    let table = Table { context: &context, found: &advice.findings };
    let mut rows = vec![
        table.management(),
        table.vm(),
        table.of_traffic(Need::Heartbeat, Traffic::Cluster, None),
        table.csv(),
        table.of_traffic(Need::LiveMigration, Traffic::LiveMigration, Some(1.0)),
        table.iscsi_host(),
        table.untold(Need::IscsiGuest, "Get-IscsiSession inside the virtual machines"),
        table.backup(),
        table.untold(Need::Replica, "Get-VMReplicationServer and Get-SRPartnership"),
    ];
    share(&mut rows, cluster.windows.version == Some(WindowsVersion::V2008R2));
    Ok(rows)
}

struct Table<'a> {
    context: &'a Context<'a>,
    found: &'a [Advised],
}

impl Table<'_> {
    fn cluster(&self) -> &Cluster {
        self.context.cluster
    }

    /// A row with what the rules say about the need.
    fn row(&self, need: Need, networks: impl IntoIterator<Item = NetworkId>) -> Served {
        let judged =
            |finding: &Finding| rules_of(need).contains(&finding.rule) && finding.severity != Severity::Info;
        let of_need = |one: &&Advised| judged(&one.finding) || one.explains.iter().any(judged);
        let found: Vec<&Finding> = self.found.iter().filter(of_need).map(|one| &one.finding).collect();
        let worst = found.iter().map(|finding| match finding.severity {
            Severity::Error => Verdict::Red,
            Severity::Warning | Severity::Info => Verdict::Yellow,
        });
        let networks: BTreeSet<NetworkId> = networks.into_iter().collect();
        Served {
            need,
            verdict: worst.max().unwrap_or(Verdict::Green),
            reasons: found.into_iter().cloned().map(Reason::Found).collect(),
            networks: networks.into_iter().collect(),
            shared_with: Vec::new(),
            required_gbps: None,
            present_gbps: None,
            spare: Vec::new(),
        }
    }

    fn of_role(&self, role: Role) -> impl Iterator<Item = NetworkId> {
        let networks = self.cluster().networks_by_id();
        networks.filter(move |(_, network)| network.role == Some(role)).map(|(id, _)| id)
    }

    /// Clients and administrators come over networks with role 3.
    fn management(&self) -> Served {
        let mut row = self.row(Need::Management, self.of_role(Role::ClusterAndClient));
        row.required_gbps = Some(1.0);
        row.present_gbps = self.slowest(&row.networks);
        row.judge()
    }

    /// Virtual machines use external switches, which are no cluster networks of their own.
    fn vm(&self) -> Served {
        let mut row = self.row(Need::Vm, []);
        let hosts = self.cluster().hosts.iter().flatten();
        let switches: Vec<BTreeSet<&str>> = hosts
            .filter_map(|host| host.switches.as_ref())
            .map(|switches| {
                let external = switches.iter().filter(|switch| switch.kind == Some(SwitchKind::External));
                external.filter_map(|switch| switch.name.as_deref()).collect()
            })
            .collect();
        let Some(first) = switches.first() else {
            row.lacks("Get-VMSwitch on every node");
            return row;
        };
        // On how many hosts each is.
        let mut all: BTreeMap<&str, usize> = BTreeMap::new();
        switches.iter().flatten().for_each(|name| *all.entry(name).or_default() += 1);
        let missing = all.into_iter().filter(|(_, hosts)| *hosts < switches.len());
        let missing: Vec<String> = missing.map(|(name, _)| name.to_owned()).collect();
        if !missing.is_empty() {
            row.worsen(Verdict::Red, Reason::SwitchesDiffer(missing));
        } else if first.is_empty() {
            row.worsen(Verdict::Red, Reason::NothingServes);
        }
        row
    }

    fn of_traffic(&self, need: Need, traffic: Traffic, required: Option<f64>) -> Served {
        let choices = || self.context.choices_of(traffic);
        let mut row = self.row(need, choices().flat_map(|choice| choice.networks.iter().copied()));
        let spare: BTreeSet<NetworkId> =
            choices().flat_map(|choice| choice.failover.iter().copied()).collect();
        row.spare = spare.into_iter().collect();
        row.required_gbps = required;
        row.present_gbps = self.least(traffic);
        row.judge()
    }

    fn csv(&self) -> Served {
        let cluster = self.cluster();
        let redirected =
            |mode| matches!(mode, VolumeMode::FileSystemRedirected | VolumeMode::BlockRedirected);
        let mut states = cluster.volume_states.iter().flatten();
        let data = cluster.settings.s2d_enabled == Some(true) || states.any(|state| redirected(state.mode));
        let mut row = self.of_traffic(Need::Csv, Traffic::Csv, Some(if data { 10.0 } else { 1.0 }));
        match &cluster.volumes {
            None => row.lacks("Get-ClusterSharedVolume"),
            Some(volumes) if volumes.is_empty() => {
                row.verdict = Verdict::Unknown;
                row.reasons.push(Reason::NothingServes);
            }
            Some(_) => {}
        }
        row
    }

    fn iscsi_host(&self) -> Served {
        let named = crate::rules::iscsi_names(self.cluster());
        let mut row = self.row(Need::IscsiHost, named.keys().copied());
        if row.networks.is_empty() {
            row.lacks("Get-IscsiSession on every node");
        } else if row.verdict == Verdict::Green {
            row.reasons.push(Reason::ClosedToCluster);
        }
        row.present_gbps = self.slowest(&row.networks);
        row
    }

    /// The data of a backup crosses the network of shared volumes from a node that is not the coordinator.
    fn backup(&self) -> Served {
        let is_old = self.cluster().windows.version == Some(WindowsVersion::V2008R2);
        let choices = self.context.choices_of(Traffic::Csv);
        let mut row = self.row(Need::Backup, choices.flat_map(|choice| choice.networks.iter().copied()));
        row.required_gbps = Some(if is_old { 1.0 } else { 10.0 });
        row.present_gbps = self.least(Traffic::Csv);
        row.reasons.push(Reason::BackupOf(is_old));
        row.judge()
    }

    fn untold(&self, need: Need, command: &'static str) -> Served {
        let mut row = self.row(need, []);
        row.lacks(command);
        row
    }

    /// Of all ways the one with the least bandwidth.
    fn least(&self, traffic: Traffic) -> Option<f64> {
        let mut seen = HashSet::new();
        // Pairs of nodes that look alike share a choice, and its bandwidth.
        let routes = self.context.routes_of(traffic).filter(|route| seen.insert(Arc::as_ptr(route.choice())));
        let speeds: Option<Vec<f64>> = routes
            .map(|route| {
                let ends = Ends::from(route.ends());
                let links = route.networks.iter().map(|&n| self.context.reach().link(n, ends));
                let slowest = links.map(|link| link.map(|link| link.gbps)).collect::<Option<Vec<f64>>>();
                route.bandwidth_gbps.or_else(|| slowest?.into_iter().min_by(f64::total_cmp))
            })
            .collect();
        speeds?.into_iter().min_by(f64::total_cmp)
    }

    fn slowest(&self, networks: &[NetworkId]) -> Option<f64> {
        let speed = |&n: &NetworkId| self.context.reach().link(n, Ends::WholeCluster).map(|link| link.gbps);
        let speeds: Option<Vec<f64>> = networks.iter().map(speed).collect();
        speeds?.into_iter().min_by(f64::total_cmp)
    }
}

/// Which needs share a network with which. On Windows Server 2008 R2 (`is_old`) redirected I/O is to have a network of its
/// own (<https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access>).
fn share(rows: &mut [Served], is_old: bool) {
    let used: Vec<(Need, BTreeSet<NetworkId>)> =
        rows.iter().map(|row| (row.need, row.networks.iter().copied().collect())).collect();
    for row in rows {
        let shares = |(need, networks): &&(Need, BTreeSet<NetworkId>)| {
            *need != row.need && row.networks.iter().any(|network| networks.contains(network))
        };
        row.shared_with = used.iter().filter(shares).map(|(need, _)| *need).collect();
        if is_old && row.need == Need::Heartbeat && row.shared_with.contains(&Need::Csv) {
            row.worsen(Verdict::Yellow, Reason::HeartbeatsBesideVolumes);
        }
        if !row.networks.is_empty() && row.shared_with.is_empty() {
            row.reasons.push(Reason::Alone);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Volume;
    use crate::rules::framework::testing;

    fn verdict(cluster: &Cluster, need: Need) -> Verdict {
        needs(cluster).unwrap().into_iter().find(|row| row.need == need).unwrap().verdict
    }

    #[test]
    fn the_needs_of_a_sound_cluster_are_green_and_what_is_not_captured_is_unknown() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["LAN", "SMB1", "SMB2"]);
        cluster.networks[0].role = Some(Role::ClusterAndClient);
        cluster.networks[0].metric = Some(70_240);
        (cluster.networks[1].metric, cluster.networks[2].metric) = (Some(20_400), Some(20_401));
        let volume = Volume { name: "V".to_owned(), owner: cluster.node_ids().next(), ..Volume::default() };
        cluster.volumes = Some(vec![volume]);
        for need in [Need::Management, Need::Heartbeat, Need::Csv, Need::LiveMigration] {
            assert_eq!(verdict(&cluster, need), Verdict::Green, "{need:?}");
        }
        assert_eq!(verdict(&cluster, Need::Vm), Verdict::Unknown);
        assert_eq!(verdict(&cluster, Need::IscsiHost), Verdict::Unknown);
        cluster.volumes = None;
        assert_eq!(verdict(&cluster, Need::Csv), Verdict::Unknown);
    }

    #[test]
    fn what_the_rules_find_colours_the_need() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["LAN", "iSCSI A"]);
        cluster.networks[0].role = Some(Role::ClusterAndClient);
        assert_eq!(verdict(&cluster, Need::IscsiHost), Verdict::Yellow);
        cluster.networks[1].role = Some(Role::None);
        assert_eq!(verdict(&cluster, Need::IscsiHost), Verdict::Green);
        assert_eq!(verdict(&cluster, Need::Heartbeat), Verdict::Yellow, "one path");
    }
}
