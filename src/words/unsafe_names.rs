//! Names that no command must hold: what a shell would act on, what a reader does not see, and patterns where a command
//! asks for one computer.

use super::Commands;
use crate::model::{Change, Cluster, Subject};
use crate::visible::{is_hidden, visible};

/// How much of a name a reason shows.
const SHOWN: usize = 60;

/// Why the commands of a change must not be handed out; `None` where they may.
pub(super) fn refused(cluster: &Cluster, change: &Change, made: &Commands) -> Option<String> {
    let texts = [Some(&made.read), Some(&made.windows_powershell), made.undo.as_ref()];
    if let Some(hidden) = texts.into_iter().flatten().flat_map(|text| text.chars()).find(|c| is_hidden(*c)) {
        return Some(format!(
            "the command would hold the character {}, which a shell may act on or a reader does not see: make the \
             change by hand",
            visible(&hidden.to_string())
        ));
    }
    let computer = match (change, change.subject()) {
        (Change::Owner { node: Some(node), .. }, _) => Some(*node),
        (_, Subject::Host(node)) => Some(node),
        _ => None,
    };
    let computer = computer.map(|node| cluster.nodes[node].name.as_str());
    let pattern = cluster.name.as_deref().into_iter().chain(computer).find(|name| is_pattern(name))?;
    let shown: String = pattern.chars().take(SHOWN).collect();
    Some(format!("{shown:?} is a pattern and not the name of a computer: make the change by hand"))
}

/// Whether PowerShell would take a name for a pattern; no computer's name can hold these characters.
fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?', '[', ']', '`'])
}

#[cfg(test)]
mod tests {
    use crate::model::{Change, Cluster, Network, NetworkId, Node, NodeId, Role, Volume, VolumeId};
    use crate::words::{Commands, commands};

    fn cluster(cluster: &str, node: &str, network: &str, volume: &str) -> Cluster {
        Cluster {
            name: Some(cluster.to_owned()),
            nodes: vec![Node { name: node.to_owned(), ..Node::default() }],
            networks: vec![Network { name: network.to_owned(), ..Network::default() }],
            volumes: Some(vec![Volume { name: volume.to_owned(), ..Volume::default() }]),
            ..Cluster::default()
        }
    }

    fn role() -> Change {
        Change::Role { network: NetworkId::at(0), role: Role::None, returns: None }
    }

    fn owner() -> Change {
        Change::Owner { volume: VolumeId::at(0), node: Some(NodeId::at(0)) }
    }

    #[test]
    fn no_command_holds_what_a_shell_acts_on_or_nobody_sees() {
        for hidden in
            ["\n", "\r", "\u{1b}[2J", "\u{3}", "\u{9b}31m", "\u{202e}", "\u{1b}]0;x\u{7}", "\u{200b}"]
        {
            let name = format!("LAN{hidden}");
            let of = |change: Change| commands(&cluster("C", "N", &name, &name), &change, None).unwrap_err();
            assert!(of(role()).starts_with("the command would hold the character \\"), "{}", of(role()));
            assert!(!of(owner()).contains(hidden), "{}", of(owner()));
            // Nor does the way back.
            let back = Change::Metric { network: NetworkId::at(0), metric: 1 };
            assert!(commands(&cluster("C", &name, "N", "V"), &owner(), Some(&back)).is_err());
        }
    }

    #[test]
    fn a_pattern_is_no_computer() {
        for name in ["*", "N?", "[N]1"] {
            assert!(commands(&cluster("C", name, "N", "V"), &owner(), None).is_err(), "{name}");
            assert!(commands(&cluster(name, "N", "N", "V"), &role(), None).is_err(), "{name}");
        }
    }

    #[test]
    fn a_volume_is_compared_and_not_matched() {
        let cluster = cluster("C", "N", "LAN", "*");
        let redirect = |on| Change::Redirect { volume: VolumeId::at(0), on };
        for change in [owner(), redirect(true), redirect(false)] {
            let Commands { read, windows_powershell, .. } =
                commands(&cluster, &change, None).unwrap().unwrap();
            for text in [read, windows_powershell] {
                assert!(text.contains("| Where-Object { $_.Name -eq '*' }"), "{text}");
                assert!(!text.contains("-Name '*'"), "{text}");
            }
        }
    }
}
