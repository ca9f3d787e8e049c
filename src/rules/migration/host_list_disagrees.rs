use crate::engine::route::Traffic;
use crate::model::{Change, Cluster, Network, NetworkId, NodeId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::migration_lists::names_known;
use crate::steps::step;
use crate::words;
use ipnet::IpNet;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR408",
    name: "host-list-disagrees",
    severity: Severity::Warning,
    summary: "A host does not offer the network over which the cluster would migrate to it.",
    doc: "\
## What it checks

Whether the subnets of `Get-VMMigrationNetwork` on a host cover the networks that the cluster's own lists choose for
live migration to it. A host that takes any network (`UseAnyNetworkForMigration`) is left out. Further subnets in the
host's list do no harm here.

## Why it matters

Three layers decide: the roles, the cluster's lists, and what each host listens on. One practitioner reports that
a host without a matching entry silently falls back to whatever answers, usually the management network. Microsoft
names only the cluster's lists. So this is a warning: look at a migration (TCP port 6600) to be sure.

## Example

The cluster migrates over `Live Migration`, 10.40.2.0/24; HV13 lists 10.40.0.0/24, the management network, and HV14
lists nothing.

## What to do

Add the subnet on the host with `Add-VMMigrationNetwork`, and take out the one that is not wanted with
`Remove-VMMigrationNetwork`.

## References

- [Get-VMMigrationNetwork](https://learn.microsoft.com/powershell/module/hyper-v/get-vmmigrationnetwork)
- [Live migration network layers](https://cldlbs.com/)
",
    reference: "https://learn.microsoft.com/powershell/module/hyper-v/get-vmmigrationnetwork",
    since: "0.1.0",
    versions: Versions::since(WindowsVersion::V2012),
    needs: &[Need::HostMigrationNetworks],
    assumes: &[],
    check,
};

/// Hosts with one own list that lacks networks over which others migrate to them.
#[derive(Debug)]
struct HostListDisagrees {
    nodes: Vec<NodeId>,
    /// The hosts' list.
    subnets: Vec<IpNet>,
    /// What it lacks.
    missing: Vec<NetworkId>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    names_known(context)?;
    let cluster = context.cluster;
    let chosen = chosen(context);
    let mut alike: BTreeMap<(Vec<IpNet>, Vec<NetworkId>), Vec<NodeId>> = BTreeMap::new();
    for host in cluster.hosts.iter().flatten().filter(|host| host.use_any_network != Some(true)) {
        let Some(subnets) = &host.migration_subnets else { continue };
        let missing = missing(cluster, subnets, &chosen[host.node.place()]);
        if !missing.is_empty() {
            alike.entry((subnets.clone(), missing)).or_default().push(host.node);
        }
    }
    Ok(found(alike.into_iter().map(|((subnets, missing), nodes)| HostListDisagrees {
        nodes,
        subnets,
        missing,
    })))
}

/// By node: the networks over which other nodes migrate to it.
fn chosen(context: &Context<'_>) -> Vec<BTreeSet<NetworkId>> {
    let mut chosen = vec![BTreeSet::new(); context.cluster.nodes.len()];
    let mut seen = HashSet::new();
    for route in context.routes_of(Traffic::LiveMigration) {
        if !seen.insert((route.to, Arc::as_ptr(route.choice()))) {
            continue;
        }
        match route.ends() {
            Some((_, to)) => chosen[to.place()].extend(&route.networks),
            None => chosen.iter_mut().for_each(|networks| networks.extend(&route.networks)),
        }
    }
    chosen
}

/// Whether an entry of the host's list is the network, a part of it (one address), or more than it.
fn covers(subnets: &BTreeSet<IpNet>, network: &Network) -> bool {
    // Two subnets are apart, or one lies in the other.
    let overlaps = |prefix: &IpNet| {
        step(1);
        let (prefix, ends) = (prefix.trunc(), IpNet::from(prefix.broadcast()));
        let inside = subnets.range(prefix..=ends).next().is_some();
        let outside =
            || std::iter::successors(Some(prefix), IpNet::supernet).any(|net| subnets.contains(&net));
        inside || outside()
    };
    network.prefixes.iter().any(overlaps)
}

fn missing(cluster: &Cluster, subnets: &[IpNet], chosen: &BTreeSet<NetworkId>) -> Vec<NetworkId> {
    let subnets: BTreeSet<IpNet> = subnets.iter().map(IpNet::trunc).collect();
    let is_missing = |n: &NetworkId| {
        let network: &Network = &cluster.networks[*n];
        !network.prefixes.is_empty() && !covers(&subnets, network)
    };
    chosen.iter().copied().filter(is_missing).collect()
}

impl Facts for HostListDisagrees {
    fn say(&self, cluster: &Cluster) -> Hit {
        let nodes: Vec<&str> = self.nodes.iter().map(|&node| cluster.nodes[node].name.as_str()).collect();
        let wanted = words::networks(cluster, &self.missing);
        let listed = listed(cluster, &self.subnets);
        let (host, has, list, them) = match nodes.len() {
            1 => ("host", "has", "lists", "it"),
            _ => ("hosts", "have", "list", "them"),
        };
        let names = words::list(&nodes);
        let has = match listed.is_empty() {
            true => format!("{has} an empty live migration list"),
            false => format!("{list} only {} for live migration", words::list(&listed)),
        };
        let message = format!(
            "{host} {names} {has}, while the cluster migrates to {them} over {}",
            words::list(&wanted)
        );
        let missing = self.missing.iter().flat_map(|&n| &cluster.networks[n].prefixes);
        let missing: Vec<IpNet> = missing.copied().collect();
        let prefixes: Vec<String> = missing.iter().map(IpNet::to_string).collect();
        let text = format!("add {} to the live migration list of {names}", words::list(&prefixes));
        // Which of the present entries is still wanted, and with what priority, only its owner knows.
        let advice = match self.subnets.is_empty() {
            true => text,
            false => {
                format!("{text} with Add-VMMigrationNetwork, and remove or put back what should not be used")
            }
        };
        let add = |&node: &NodeId| {
            missing.iter().map(move |&subnet| Change::MigrationSubnet { node, subnet, add: true })
        };
        let changes = self.nodes.iter().filter(|_| self.subnets.is_empty()).flat_map(add);
        Hit::new(Target::host(&cluster.nodes[self.nodes[0]]), message, advice)
            .about(self.nodes.iter().map(|&node| Target::host(&cluster.nodes[node])))
            .about(self.missing.iter().map(|&n| Target::network(&cluster.networks[n])))
            .change(changes)
            .with("hosts", words::first(&nodes))
            .with("listed", words::first(&listed))
            .with("missing", words::first(&wanted))
    }
}

/// The host's subnets; those that a message shows have the name of their cluster network.
fn listed(cluster: &Cluster, subnets: &[IpNet]) -> Vec<String> {
    let name = |(i, subnet): (usize, &IpNet)| {
        let mut shown = cluster.networks.iter().filter(|_| i < words::NAMED);
        let network = shown.find(|network| covers(&BTreeSet::from([subnet.trunc()]), network));
        network.map_or(subnet.to_string(), |network| format!("{subnet} ({})", network.name))
    };
    subnets.iter().enumerate().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Host, MigrationLists, NetworkList, Role};
    use crate::rules::framework::testing;

    /// The cluster migrates over `LM`, 10.0.2.0/24; `lists` are the hosts' own.
    fn cluster(lists: [&[&str]; 2]) -> Cluster {
        let mut cluster = testing::cluster(&["HV1", "HV2"], &["Management", "Cluster", "LM"]);
        cluster.networks[0].role = Some(Role::ClusterAndClient);
        cluster.networks[0].metric = Some(70_240);
        let empty = || Some(NetworkList::default());
        cluster.migration = Some(MigrationLists { order: empty(), exclude: empty() });
        let host = |(node, list): (usize, &[&str])| Host {
            node: NodeId::at(node),
            migration_subnets: Some(list.iter().map(|subnet| subnet.parse().unwrap()).collect()),
            ..Host::default()
        };
        cluster.hosts = Some(lists.into_iter().enumerate().map(host).collect());
        cluster
    }

    #[test]
    fn a_wrong_and_an_empty_list_are_told_apart() {
        let mut hits = testing::check(&RULE, &cluster([&["10.0.0.0/24"], &[]]));
        hits.reverse();
        assert_eq!(
            hits[0].message,
            "host HV1 lists only 10.0.0.0/24 (Management) for live migration, \
             while the cluster migrates to it over LM"
        );
        assert!(hits[0].changes.is_empty());
        assert_eq!(
            hits[1].message,
            "host HV2 has an empty live migration list, while the cluster migrates to it over LM"
        );
        let subnet = "10.0.2.0/24".parse().unwrap();
        let added = Change::MigrationSubnet { node: NodeId::at(1), subnet, add: true };
        assert_eq!(hits[1].changes, [added]);
    }

    #[test]
    fn hosts_with_one_list_are_one_finding() {
        let hits = testing::check(&RULE, &cluster([&[], &[]]));
        assert_eq!(hits.len(), 1);
        assert!(hits[0].message.starts_with("hosts HV1 and HV2 have an empty live migration list"));
    }

    #[test]
    fn a_list_that_covers_the_network_agrees_whatever_else_it_names() {
        let lists: [&[&str]; 2] = [&["10.0.0.0/24", "10.0.2.0/24"], &["10.0.2.2/32"]];
        assert!(testing::check(&RULE, &cluster(lists)).is_empty());
        let mut any = cluster([&[], &[]]);
        any.hosts.iter_mut().flatten().for_each(|host| host.use_any_network = Some(true));
        assert!(testing::check(&RULE, &any).is_empty());
    }
}
