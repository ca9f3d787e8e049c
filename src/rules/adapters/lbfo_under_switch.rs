use crate::model::telling_words::{TEAM, has_any};
use crate::model::{Cluster, Host, NodeId, Switch, SwitchKind, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::sides;
use crate::words;
use std::collections::BTreeSet;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR510",
    name: "lbfo-under-switch",
    severity: Severity::Warning,
    summary: "A virtual switch stands on an LBFO team, which Windows no longer supports.",
    doc: "\
## What it checks

Whether the adapter of an external virtual switch is a team that Windows itself made (LBFO, `Get-NetLbfoTeam`): its
adapter is a `Microsoft Network Adapter Multiplexor Driver`. It is an error on Azure Local.

## Why it matters

Since Windows Server 2022 a virtual switch is made on an LBFO team only where `-AllowNetLbfoTeams` asks for it, and Azure
Local does not support it at all. LBFO turns off RDMA of its members; Switch Embedded Teaming (SET) does not.

## Example

`VMSwitch` on N1 and N2 stands on the team `Team1`.

## What to do

One node after the other: drain it, remove switch and team, and make the switch anew with
`New-VMSwitch -NetAdapterName A, B -EnableEmbeddedTeaming $true`. All members of SET have to be of one kind.

## References

- [Host network requirements](https://learn.microsoft.com/azure/azure-local/concepts/host-network-requirements)
- [Network recommendations for Hyper-V clusters](https://learn.microsoft.com/windows-server/virtualization/hyper-v/failover-cluster-network-recommendations)
",
    reference: "https://learn.microsoft.com/azure/azure-local/concepts/host-network-requirements",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2022),
    needs: &[Need::Switches],
    assumes: &[],
    check,
};

/// Hosts with switches on teams.
#[derive(Debug)]
struct LbfoUnderSwitch {
    nodes: Vec<NodeId>,
    switches: Vec<String>,
    teams: Vec<String>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let (mut nodes, mut switches, mut teams) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for host in context.cluster.hosts.iter().flatten() {
        let on_team: Vec<&Switch> =
            host.switches.iter().flatten().filter(|one| is_on_team(host, one)).collect();
        if on_team.is_empty() {
            continue;
        }
        nodes.push(host.node);
        switches.extend(on_team.iter().filter_map(|switch| switch.name.clone()));
        teams.extend(host.lbfo_teams.iter().flatten().filter_map(|team| team.name.clone()));
    }
    nodes.sort_unstable();
    let one = LbfoUnderSwitch {
        nodes,
        switches: switches.into_iter().collect(),
        teams: teams.into_iter().collect(),
    };
    Ok(found((!one.nodes.is_empty()).then_some(one)))
}

fn is_on_team(host: &Host, switch: &Switch) -> bool {
    let is_team = |adapter: &str| has_any(adapter, &[TEAM]);
    // A bridge is called multiplexor as well: a host that was asked and has no team has none.
    let has_none = host.lbfo_teams.as_ref().is_some_and(Vec::is_empty);
    switch.kind == Some(SwitchKind::External)
        && switch.embedded_teaming != Some(true)
        && switch.adapter.as_deref().is_some_and(is_team)
        && !has_none
}

impl Facts for LbfoUnderSwitch {
    fn say(&self, cluster: &Cluster) -> Hit {
        let nodes = sides::nodes(cluster, &self.nodes);
        let (switches, stands) = match &self.switches[..] {
            [] => ("a virtual switch".to_owned(), "stands"),
            [one] => (format!("virtual switch {one}"), "stands"),
            several => (format!("virtual switches {}", words::list(several)), "stand"),
        };
        let team = match &self.teams[..] {
            [one] => format!("the LBFO team {one}"),
            _ => "an LBFO team".to_owned(),
        };
        let message = format!("{switches} of {nodes} {stands} on {team}, which is no longer supported there");
        let advice = format!(
            "one node after the other, drain it, remove switch and team, and make the switch anew with embedded teaming \
             (New-VMSwitch -EnableEmbeddedTeaming $true): {nodes}"
        );
        let hit = Hit::new(Target::host(&cluster.nodes[self.nodes[0]]), message, advice)
            .about(self.nodes.iter().map(|&node| Target::host(&cluster.nodes[node])))
            .at_fault(self.nodes.iter().copied())
            .with("switches", words::first(&self.switches))
            .with("teams", words::first(&self.teams));
        match cluster.windows.version {
            Some(version) if version.is_azure_local() => hit.severity(Severity::Error),
            _ => hit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LbfoTeam;
    use crate::rules::framework::testing;

    fn cluster(adapter: &str) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2"], &["A"]);
        let switch = Switch {
            name: Some("VMSwitch".to_owned()),
            kind: Some(SwitchKind::External),
            adapter: Some(adapter.to_owned()),
            ..Switch::default()
        };
        let team = LbfoTeam { name: Some("Team1".to_owned()), ..LbfoTeam::default() };
        for node in cluster.node_ids() {
            let host = cluster.host_mut(node);
            (host.switches, host.lbfo_teams) = (Some(vec![switch.clone()]), Some(vec![team.clone()]));
        }
        cluster
    }

    #[test]
    fn hosts_with_a_switch_on_a_team_are_one_finding() {
        let mut cluster = cluster("Microsoft Network Adapter Multiplexor Driver");
        let hits = testing::check(&RULE, &cluster);
        assert_eq!(hits.len(), 1);
        assert_eq!(
            hits[0].message,
            "virtual switch VMSwitch of N1 and N2 stands on the LBFO team Team1, which is no longer supported there"
        );
        assert_eq!(hits[0].severity, None);
        cluster.windows.version = Some(WindowsVersion::V23H2);
        assert_eq!(testing::check(&RULE, &cluster)[0].severity, Some(Severity::Error));
        cluster.hosts.iter_mut().flatten().for_each(|host| host.lbfo_teams = Some(Vec::new()));
        assert!(testing::check(&RULE, &cluster).is_empty());
    }

    #[test]
    fn embedded_teaming_is_no_team_of_windows() {
        assert!(testing::check(&RULE, &cluster("Teamed-Interface")).is_empty());
    }
}
