//! The PowerShell that makes a change and takes it back: for one cluster that is named, whatever the names contain.
//!
//! Each command stands alone in Windows PowerShell 5.1 and older. In PowerShell 7 the FailoverClusters module hands out
//! copies, and a value set on a copy is lost without a word; there the same text runs in a session of Windows
//! PowerShell.

use super::unsafe_names::refused;
use crate::model::{
    Change, Cluster, MigrationListName, MigrationPerformance, NetworkId, NetworkList, NodeId, Role, VolumeId,
    WindowsVersion,
};
use serde::Serialize;

/// PowerShell for one change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Commands {
    /// Shows the value, before and after.
    pub read: String,
    /// For Windows PowerShell 5.1 and older.
    pub windows_powershell: String,
    /// For PowerShell 7.
    pub powershell_7: String,
    /// For Windows PowerShell, to take it back; null when the old value is not captured.
    pub undo: Option<String>,
    /// The same for PowerShell 7.
    pub undo_powershell_7: Option<String>,
}

/// The commands that make a change of this cluster, and that take it back; `None` for what no command makes, and the
/// reason where a name makes one unsafe.
pub fn commands(
    cluster: &Cluster,
    change: &Change,
    undo: Option<&Change>,
) -> Result<Option<Commands>, String> {
    let made = made(cluster, change, undo);
    match made.as_ref().and_then(|made| refused(cluster, change, made)) {
        Some(why) => Err(why),
        None => Ok(made),
    }
}

fn made(cluster: &Cluster, change: &Change, undo: Option<&Change>) -> Option<Commands> {
    let text = whole(cluster, change)?;
    let native = matches!(
        change,
        Change::Performance { .. }
            | Change::MigrationEnabled { .. }
            | Change::MaximumMigrations { .. }
            | Change::MigrationSubnet { .. }
    );
    let in_7 = |text: &String| match native {
        true => text.clone(),
        false => {
            format!("Invoke-Command -Session (New-PSSession -UseWindowsPowerShell) -ScriptBlock {{ {text} }}")
        }
    };
    let (powershell_7, undo) = (in_7(&text), undo.and_then(|undo| whole(cluster, undo)));
    let undo_powershell_7 = undo.as_ref().map(in_7);
    let read = read(cluster, change)?;
    Some(Commands { read, windows_powershell: text, powershell_7, undo, undo_powershell_7 })
}

/// The command, which asks for the cluster's name first where it is not known: without one it would hit whichever cluster
/// is local.
fn whole(cluster: &Cluster, change: &Change) -> Option<String> {
    let text = command(cluster, change)?;
    let asks = cluster.name.is_none() && text.contains(ASKED);
    Some(if asks { format!("{ASKED} = Read-Host 'name of the cluster'; {text}") } else { text })
}

/// The variable that holds the name which was asked for.
const ASKED: &str = "$cluster";

pub(super) fn command(cluster: &Cluster, change: &Change) -> Option<String> {
    let on = at_cluster(cluster);
    Some(match change {
        Change::Role { network, role, .. } => {
            let number = match role {
                Role::None => 0,
                Role::Cluster => 1,
                Role::Client => 2,
                Role::ClusterAndClient => 3,
            };
            set_network(cluster, *network, "Role", &number.to_string())
        }
        Change::Metric { network, metric } => set_network(cluster, *network, "Metric", &metric.to_string()),
        Change::AutoMetric { network, .. } => set_network(cluster, *network, "AutoMetric", "$true"),
        Change::Property { property, value } => {
            format!("(Get-Cluster {}).{} = {value}", on.name, property.name())
        }
        Change::Migration { list, value } => migration(cluster, *list, value.as_ref()?),
        Change::Owner { volume, node } => format!(
            "{} | Move-ClusterSharedVolume -Node {}",
            get_volume(cluster, *volume),
            quote(&cluster.nodes[(*node)?].name)
        ),
        Change::Redirect { volume, on: turned_on } => {
            let how = if *turned_on {
                "Suspend-ClusterResource -RedirectedAccess -Force"
            } else {
                "Resume-ClusterResource"
            };
            format!("{} | {how}", get_volume(cluster, *volume))
        }
        Change::Performance { node, option } => {
            let option = match (*option)? {
                MigrationPerformance::TcpIp => "TCPIP",
                MigrationPerformance::Compression => "Compression",
                MigrationPerformance::Smb => "SMB",
            };
            let host = quote(&cluster.nodes[*node].name);
            format!("Set-VMHost -ComputerName {host} -VirtualMachineMigrationPerformanceOption {option}")
        }
        Change::MigrationEnabled { node, on } => {
            let verb = if (*on)? { "Enable" } else { "Disable" };
            format!("{verb}-VMMigration -ComputerName {}", quote(&cluster.nodes[*node].name))
        }
        Change::MaximumMigrations { node, count } => format!(
            "Set-VMHost -ComputerName {} -MaximumVirtualMachineMigrations {}",
            quote(&cluster.nodes[*node].name),
            (*count)?
        ),
        Change::MigrationSubnet { node, subnet, add } => {
            let verb = if *add { "Add" } else { "Remove" };
            let host = quote(&cluster.nodes[*node].name);
            format!("{verb}-VMMigrationNetwork -ComputerName {host} -Subnet {}", quote(&subnet.to_string()))
        }
        Change::Speed { .. } | Change::Class { .. } => return None,
    })
}

/// What shows the value that a change changes.
fn read(cluster: &Cluster, change: &Change) -> Option<String> {
    let on = at_cluster(cluster);
    let network = |network: NetworkId| {
        let is_it = is_network(cluster, network);
        format!(
            "Get-ClusterNetwork{} | Where-Object {{ {is_it} }} | Format-List -Property Name, Role, Metric, AutoMetric",
            on.parameter
        )
    };
    let host = |node: NodeId| quote(&cluster.nodes[node].name);
    let text = match change {
        Change::Role { network: n, .. }
        | Change::Metric { network: n, .. }
        | Change::AutoMetric { network: n, .. } => network(*n),
        Change::Property { property, .. } => format!("(Get-Cluster {}).{}", on.name, property.name()),
        Change::Migration { list, .. } => format!(
            "Get-ClusterResourceType{} -Name 'Virtual Machine' | Get-ClusterParameter -Name {}",
            on.parameter,
            list.name()
        ),
        Change::Owner { volume, .. } => get_volume(cluster, *volume),
        // Windows Server 2008 R2 has no command for states.
        Change::Redirect { volume, .. } if cluster.windows.version == Some(WindowsVersion::V2008R2) => {
            format!("{} | Select-Object -ExpandProperty SharedVolumeInfo", get_volume(cluster, *volume))
        }
        Change::Redirect { volume, .. } => {
            let is_it = is_volume(cluster, *volume);
            format!("Get-ClusterSharedVolumeState{} | Where-Object {{ {is_it} }}", on.parameter)
        }
        Change::Performance { node, .. }
        | Change::MigrationEnabled { node, .. }
        | Change::MaximumMigrations { node, .. } => {
            format!("Get-VMHost -ComputerName {} | Format-List -Property *Migration*", host(*node))
        }
        Change::MigrationSubnet { node, .. } => {
            format!("Get-VMMigrationNetwork -ComputerName {}", host(*node))
        }
        Change::Speed { .. } | Change::Class { .. } => return None,
    };
    let asks = cluster.name.is_none() && text.contains(ASKED);
    Some(if asks { format!("{ASKED} = Read-Host 'name of the cluster'; {text}") } else { text })
}

/// How a command names its cluster.
pub(super) struct At {
    pub(super) name: String,
    pub(super) parameter: String,
}

pub(super) fn at_cluster(cluster: &Cluster) -> At {
    let name = match &cluster.name {
        Some(name) => quote(name),
        None => ASKED.to_owned(),
    };
    At { parameter: format!(" -Cluster {name}"), name }
}

/// The property of one network, by its id where it is known: names change, and `-Name` takes wildcards.
///
/// Some versions of the module keep the change to themselves until
/// [`Update()`](https://github.com/dsccommunity/FailoverClusterDsc/blob/main/source/DSCResources/DSC_ClusterNetwork/DSC_ClusterNetwork.psm1)
/// is called, others do not have that method.
fn set_network(cluster: &Cluster, network: NetworkId, property: &str, value: &str) -> String {
    let is_it = is_network(cluster, network);
    format!(
        "$n = Get-ClusterNetwork{} | Where-Object {{ {is_it} }}; $n.{property} = {value}; \
         if ($n | Get-Member -Name Update -MemberType Methods) {{ $n.Update() }}",
        at_cluster(cluster).parameter
    )
}

/// One volume, compared and not matched: `-Name` takes wildcards, and `*` is a name too.
pub(super) fn get_volume(cluster: &Cluster, volume: VolumeId) -> String {
    let on = at_cluster(cluster).parameter;
    format!("Get-ClusterSharedVolume{on} | Where-Object {{ {} }}", is_volume(cluster, volume))
}

pub(super) fn is_volume(cluster: &Cluster, volume: VolumeId) -> String {
    format!("$_.Name -eq {}", quote(&cluster.volume(volume).name))
}

pub(super) fn is_network(cluster: &Cluster, network: NetworkId) -> String {
    let network = &cluster.networks[network];
    match &network.id {
        Some(id) => format!("$_.Id -eq {}", quote(id)),
        None => format!("$_.Name -eq {}", quote(&network.name)),
    }
}

fn migration(cluster: &Cluster, list: MigrationListName, value: &NetworkList) -> String {
    let at = at_cluster(cluster).parameter;
    let nameless = value.items.iter().any(|item| item.network.is_some() && item.id.is_none());
    let value = match nameless {
        false => quote(&value.text),
        // The capture has no ids, so the command looks them up, in the order of the names.
        true => {
            let names: Vec<String> = value.items.iter().map(|item| quote(&item.text)).collect();
            format!(
                "((@({}) | ForEach-Object {{ $name = $_; (Get-ClusterNetwork{at} | Where-Object {{ $_.Name -eq $name \
                 }}).Id }}) -join ';')",
                names.join(", ")
            )
        }
    };
    format!(
        "Get-ClusterResourceType{at} -Name 'Virtual Machine' | Set-ClusterParameter -Name {} -Value {value}",
        list.name()
    )
}

/// A literal string: nothing in it is expanded, and no quote in it ends it.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    for c in text.chars() {
        // PowerShell takes the typographic single quotes for the plain one.
        if matches!(c, '\'' | '\u{2018}'..='\u{201B}') {
            quoted.push(c);
        }
        quoted.push(c);
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Network;

    fn cluster(name: Option<&str>, id: Option<&str>) -> Cluster {
        let network = Network { name: "LAN [1]".to_owned(), id: id.map(str::to_owned), ..Network::default() };
        Cluster { name: name.map(str::to_owned), networks: vec![network], ..Cluster::default() }
    }

    fn role_0(cluster: &Cluster) -> String {
        let change = Change::Role { network: NetworkId::at(0), role: Role::None, returns: None };
        commands(cluster, &change, None).unwrap().unwrap().windows_powershell
    }

    #[test]
    fn nothing_in_a_name_ends_the_string() {
        assert_eq!(quote("Management"), "'Management'");
        assert_eq!(quote("O'Brien $net"), "'O''Brien $net'");
        assert_eq!(quote("\u{2018}LAN\u{2019} \"A\""), "'\u{2018}\u{2018}LAN\u{2019}\u{2019} \"A\"'");
    }

    #[test]
    fn a_command_names_its_cluster_or_asks_for_it() {
        let update = "if ($n | Get-Member -Name Update -MemberType Methods) { $n.Update() }";
        assert_eq!(
            role_0(&cluster(Some("CL1"), Some("a-b"))),
            format!(
                "$n = Get-ClusterNetwork -Cluster 'CL1' | Where-Object {{ $_.Id -eq 'a-b' }}; $n.Role = 0; {update}"
            )
        );
        assert_eq!(
            role_0(&cluster(None, None)),
            format!(
                "$cluster = Read-Host 'name of the cluster'; $n = Get-ClusterNetwork -Cluster $cluster | \
                 Where-Object {{ $_.Name -eq 'LAN [1]' }}; $n.Role = 0; {update}"
            )
        );
    }

    #[test]
    fn a_list_is_written_with_ids_or_looks_them_up() {
        let with = |id| {
            let cluster = cluster(Some("CL1"), id);
            let value = Some(NetworkList::of(&cluster, &[NetworkId::at(0)]));
            let change = Change::Migration { list: MigrationListName::Exclude, value };
            commands(&cluster, &change, None).unwrap().unwrap().windows_powershell
        };
        assert!(with(Some("a-b")).ends_with("-Name MigrationExcludeNetworks -Value 'a-b'"));
        assert!(with(None).contains("@('LAN [1]') | ForEach-Object"), "{}", with(None));
    }

    #[test]
    fn settings_of_a_host_are_native_commands() {
        let node = crate::model::Node { name: "HV 1".to_owned(), ..crate::model::Node::default() };
        let cluster = Cluster { nodes: vec![node], ..Cluster::default() };
        let node = NodeId::at(0);
        let text = |change: Change| {
            commands(&cluster, &change, None)
                .unwrap()
                .map(|made| (made.windows_powershell, made.powershell_7))
        };
        let both = |text: &str| Some((text.to_owned(), text.to_owned()));
        assert_eq!(
            text(Change::MigrationEnabled { node, on: Some(true) }),
            both("Enable-VMMigration -ComputerName 'HV 1'")
        );
        assert_eq!(
            text(Change::MigrationEnabled { node, on: Some(false) }),
            both("Disable-VMMigration -ComputerName 'HV 1'")
        );
        assert_eq!(
            text(Change::MaximumMigrations { node, count: Some(4) }),
            both("Set-VMHost -ComputerName 'HV 1' -MaximumVirtualMachineMigrations 4")
        );
        assert_eq!(text(Change::MigrationEnabled { node, on: None }), None);
    }

    #[test]
    fn powershell_7_gets_a_session_of_windows_powershell() {
        let cluster = cluster(Some("CL1"), None);
        let change = Change::AutoMetric { network: NetworkId::at(0), returns: None };
        let undo = Change::Metric { network: NetworkId::at(0), metric: 900 };
        let commands = commands(&cluster, &change, Some(&undo)).unwrap().unwrap();
        assert!(commands.powershell_7.contains("New-PSSession -UseWindowsPowerShell"));
        assert!(commands.powershell_7.contains(&commands.windows_powershell));
        assert!(commands.undo.unwrap().contains("$n.Metric = 900"));
    }
}
