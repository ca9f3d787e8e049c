use crate::model::{
    Change, Cluster, Host, MigrationAuthentication, MigrationPerformance, NodeId, WindowsVersion,
};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::sides::{self, Sides};
use crate::words;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR410",
    name: "migration-settings-differ",
    severity: Severity::Warning,
    summary: "The Hyper-V hosts of the cluster are set up differently for live migration.",
    doc: "\
## What it checks

Whether hosts differ in what `Get-VMHost` says of live migration: whether it is on, the performance option, how many
migrations at a time, and the authentication. The number is left out where the cluster's `MaximumParallelMigrations`
overrides it.

## Why it matters

No virtual machine moves live to or from a host where it is off, so a node that is drained gets stuck. The host that
sends decides how memory travels: with SMB over several networks and with RDMA, otherwise over one TCP connection. So
one and the same move is fast in one direction and slow in the other. Different authentication lets a move started from
a third machine work from one host and fail from the next.

## Example

N1 migrates over SMB, ten at a time; N2 over TCP/IP, two at a time.

## What to do

Set all hosts alike with `Set-VMHost`, and switch live migration on with `Enable-VMMigration`. Kerberos needs constrained
delegation of the computer accounts first. Where Network ATC manages the hosts, change its overrides instead.

## References

- [Set-VMHost](https://learn.microsoft.com/powershell/module/hyper-v/set-vmhost)
- [Enable-VMMigration](https://learn.microsoft.com/powershell/module/hyper-v/enable-vmmigration)
- [Host network requirements](https://learn.microsoft.com/azure/azure-local/concepts/host-network-requirements)
",
    reference: "https://learn.microsoft.com/powershell/module/hyper-v/set-vmhost",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2012),
    needs: &[Need::HostSettings],
    assumes: &[],
    check,
};

/// Hosts without live migration, beside others with it.
#[derive(Debug)]
struct MigrationOff(Vec<NodeId>);

/// Settings in which hosts differ.
#[derive(Debug)]
struct SettingsDiffer {
    performance: Sides<MigrationPerformance>,
    maximum: Sides<u32>,
    authentication: Sides<MigrationAuthentication>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let off = of(cluster, |host| host.migration_enabled).0;
    let off = off.iter().find(|(on, _)| !on && off.len() > 1).map(|(_, nodes)| MigrationOff(nodes.clone()));
    let is_overridden = cluster.settings.maximum_parallel_migrations.is_some_and(|maximum| maximum > 0);
    let settings = SettingsDiffer {
        performance: of(cluster, |host| host.performance),
        maximum: of(cluster, |host| host.maximum_migrations.filter(|_| !is_overridden)),
        authentication: of(cluster, |host| host.migration_authentication),
    };
    let differ =
        settings.performance.differ() || settings.maximum.differ() || settings.authentication.differ();
    Ok(found(off).into_iter().chain(found(differ.then_some(settings))).collect())
}

fn of<V: Ord>(cluster: &Cluster, value: impl Fn(&Host) -> Option<V>) -> Sides<V> {
    Sides::of(cluster.hosts.iter().flatten().filter_map(|host| Some((host.node, value(host)?))))
}

impl Facts for MigrationOff {
    fn say(&self, cluster: &Cluster) -> Hit {
        let nodes = sides::nodes(cluster, &self.0);
        let message = format!(
            "live migration is off on {nodes} and on for other hosts: no virtual machine moves live to or from there"
        );
        let advice = format!(
            "switch live migration on with Enable-VMMigration on {nodes}, unless it is off on purpose"
        );
        let on = |&node: &NodeId| Change::MigrationEnabled { node, on: Some(true) };
        Hit::new(Target::host(&cluster.nodes[self.0[0]]), message, advice)
            .about(self.0.iter().map(|&node| Target::host(&cluster.nodes[node])))
            .at_fault(self.0.iter().copied())
            .change(self.0.iter().map(on))
            .with("off", words::first(&sides::names(cluster, &self.0)))
    }
}

impl Facts for SettingsDiffer {
    fn say(&self, cluster: &Cluster) -> Hit {
        let mut parts = Vec::new();
        parts.extend(
            self.performance
                .said(cluster, "the performance option is", |option| performance(*option).to_owned()),
        );
        parts.extend(self.maximum.said(cluster, "the number of migrations at a time is", u32::to_string));
        parts.extend(
            self.authentication
                .said(cluster, "the authentication is", |kind| authentication(*kind).to_owned()),
        );
        let mut odd = [self.performance.odd(), self.maximum.odd(), self.authentication.odd()].concat();
        odd.sort_unstable();
        odd.dedup();
        let message = format!("hosts differ in live migration: {}", parts.join("; "));
        let kerberos = match self.authentication.differ() {
            true => "; Kerberos needs constrained delegation of the computer accounts first",
            false => "",
        };
        let advice = format!(
            "set all hosts alike with Set-VMHost, {} like the others{kerberos}",
            sides::nodes(cluster, &odd)
        );
        Hit::new(Target::cluster(cluster), message, advice)
            .about(odd.iter().map(|&node| Target::host(&cluster.nodes[node])))
            .at_fault(odd.iter().copied())
            .change(self.changes().unwrap_or_default())
            .with("differ", parts)
    }
}

impl SettingsDiffer {
    /// What makes all hosts alike; `None` where that is not clear, or no command does.
    fn changes(&self) -> Option<Vec<Change>> {
        if self.authentication.differ() {
            return None;
        }
        let mut changes = Vec::new();
        if self.performance.differ() {
            let option = Some(*self.performance.majority()?);
            changes
                .extend(self.performance.odd().into_iter().map(|node| Change::Performance { node, option }));
        }
        if self.maximum.differ() {
            let count = Some(*self.maximum.majority()?);
            changes
                .extend(self.maximum.odd().into_iter().map(|node| Change::MaximumMigrations { node, count }));
        }
        Some(changes)
    }
}

fn performance(option: MigrationPerformance) -> &'static str {
    match option {
        MigrationPerformance::TcpIp => "TCPIP",
        MigrationPerformance::Compression => "Compression",
        MigrationPerformance::Smb => "SMB",
    }
}

fn authentication(kind: MigrationAuthentication) -> &'static str {
    match kind {
        MigrationAuthentication::CredSsp => "CredSSP",
        MigrationAuthentication::Kerberos => "Kerberos",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    fn cluster(of: impl Fn(usize) -> Host) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2", "N3"], &["A"]);
        cluster.hosts = Some((0..3).map(|n| Host { node: NodeId::at(n), ..of(n) }).collect());
        cluster
    }

    #[test]
    fn a_clear_majority_is_what_the_others_are_set_to() {
        let smb = |n: usize| if n == 1 { MigrationPerformance::TcpIp } else { MigrationPerformance::Smb };
        let mut cluster = cluster(|n| Host {
            performance: Some(smb(n)),
            maximum_migrations: Some(if n == 2 { 10 } else { 2 }),
            ..Host::default()
        });
        let hits = testing::check(&RULE, &cluster);
        assert_eq!(hits.len(), 1);
        assert_eq!(
            hits[0].message,
            "hosts differ in live migration: the performance option is SMB on N1 and N3 and TCPIP on N2; the number of \
             migrations at a time is 2 on N1 and N2 and 10 on N3"
        );
        let option = Some(MigrationPerformance::Smb);
        let changes = [
            Change::Performance { node: NodeId::at(1), option },
            Change::MaximumMigrations { node: NodeId::at(2), count: Some(2) },
        ];
        assert_eq!(hits[0].changes, changes);
        cluster.settings.maximum_parallel_migrations = Some(4);
        assert_eq!(testing::check(&RULE, &cluster)[0].changes, changes[..1]);
    }

    #[test]
    fn where_it_is_not_clear_nothing_is_changed() {
        let mut even =
            cluster(|n| Host { maximum_migrations: Some(u32::try_from(n).unwrap()), ..Host::default() });
        let hits = testing::check(&RULE, &even);
        assert_eq!((hits.len(), hits[0].changes.len()), (1, 0));
        even.hosts.iter_mut().flatten().for_each(|host| host.maximum_migrations = None);
        assert!(testing::check(&RULE, &even).is_empty());
        let kerberos = cluster(|n| Host {
            migration_authentication: Some(match n {
                0 => MigrationAuthentication::Kerberos,
                _ => MigrationAuthentication::CredSsp,
            }),
            ..Host::default()
        });
        let hits = testing::check(&RULE, &kerberos);
        assert!(hits[0].changes.is_empty() && hits[0].advice.contains("delegation"));
    }

    #[test]
    fn a_host_without_live_migration_is_a_finding_of_its_own() {
        let off =
            |off: usize| cluster(move |n| Host { migration_enabled: Some(n >= off), ..Host::default() });
        let hits = testing::check(&RULE, &off(1));
        assert_eq!(hits.len(), 1);
        assert!(hits[0].message.starts_with("live migration is off on N1"));
        assert_eq!(hits[0].changes, [Change::MigrationEnabled { node: NodeId::at(0), on: Some(true) }]);
        assert!(testing::check(&RULE, &off(0)).is_empty());
        assert!(testing::check(&RULE, &off(3)).is_empty());
    }
}
