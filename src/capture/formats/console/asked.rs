//! What was entered since the last output, of which the next one may be: who was asked, and what for.

use super::command::{Entered, argument, changes, computer, kind, narrows, piped_from};
use crate::schema::ObjectKind;

/// Commands of a block of which the kinds are kept; more tell no more.
const MOST_KINDS: usize = 16;

/// What was entered since the last output, of which the next one may be.
#[derive(Clone, Debug, Default)]
pub(in crate::capture::formats) struct Asked {
    /// What each of the commands prints. Of a block of commands that stands above all its outputs no one is the title
    /// of the first table.
    pub(in crate::capture::formats) kinds: Vec<ObjectKind>,
    /// The computer of the prompt, or that a command asks.
    pub(in crate::capture::formats) computer: Option<String>,
    /// The cluster that a command asks.
    pub(in crate::capture::formats) cluster: Option<String>,
    /// Whether a command asks for some objects only.
    pub(in crate::capture::formats) narrows: bool,
    /// How often something was entered before that may have changed the cluster.
    pub(in crate::capture::formats) changes: usize,
    /// The computer of the last prompt.
    session: Option<String>,
    /// The computer of prompts that name none.
    local: Option<String>,
    /// Whether an output followed.
    printed: bool,
}

impl Asked {
    /// Objects of a file that says their kind.
    pub(in crate::capture::formats) fn of(kind: ObjectKind) -> Self {
        Self { kinds: vec![kind], ..Self::default() }
    }

    /// What the name of a file says, as support collectors name it: `HV01_Get-NetAdapter.txt`.
    pub(in crate::capture::formats) fn by_file(name: &str) -> Self {
        let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let lower = stem.to_ascii_lowercase();
        let Some(at) = lower.find("get-").filter(|at| *at == 0 || lower[..*at].ends_with('_')) else {
            return Self::default();
        };
        let cmdlet = stem[at..].split(['_', ' ', '.']).next().unwrap_or_default();
        let session = computer(stem[..at].trim_end_matches('_'));
        Self {
            kinds: vec![kind(cmdlet)],
            computer: session.clone(),
            session: session.clone(),
            local: session,
            ..Self::default()
        }
    }

    /// Takes a command that was entered.
    pub(super) fn enter(&mut self, entered: &Entered) {
        if entered.is_prompted || self.printed {
            let computer = match (entered.is_prompted, entered.is_remote) {
                (false, _) => self.session.take(),
                (true, true) => entered.computer.clone(),
                (true, false) => self.local.clone(),
            };
            let (changes, local) = (self.changes, self.local.take());
            *self = Self { computer: computer.clone(), session: computer, local, changes, ..Self::default() };
        }
        let command = entered.command.as_str();
        if command.is_empty() {
            return;
        }
        if changes(command) {
            self.changes += 1;
        }
        if self.kinds.len() < MOST_KINDS {
            self.kinds.push(kind(command));
        }
        self.narrows |= narrows(command);
        let named =
            argument(command, &["-cluster", "-clustername", "/cluster:"]).or_else(|| piped_from(command));
        // A cluster that is called by where one is has no name here.
        let named = named.filter(|name| name != "." && !name.eq_ignore_ascii_case("localhost"));
        self.cluster = named.or_else(|| self.cluster.take());
        if let Some(computer) = argument(command, &["-computername", "-cimsession", "-cn"]) {
            self.computer = Some(computer);
        }
    }

    /// A computer whose outputs follow, as tools name it in a line of its own.
    pub(super) fn on(&mut self, computer: &str) {
        *self = Self { changes: self.changes, ..Self::default() };
        self.local = Some(computer.to_owned());
        self.session.clone_from(&self.local);
        self.computer.clone_from(&self.local);
    }

    /// An output was read.
    pub(super) fn has_printed(&mut self) {
        self.printed = true;
    }

    /// Other text follows: what comes after it may be of no command.
    pub(super) fn is_over(&mut self) {
        if self.printed {
            self.kinds.clear();
            self.narrows = false;
        }
    }

    /// What the only command that was entered prints.
    pub(in crate::capture::formats) fn kind(&self) -> &ObjectKind {
        match self.kinds.as_slice() {
            [only] => only,
            _ => &ObjectKind::Anything,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::formats::console::command::{entered, machine};
    use crate::schema::Section;

    fn asked(commands: &[&str]) -> Asked {
        let mut asked = Asked::default();
        for line in commands {
            asked.enter(&entered(&[line], 0).unwrap());
        }
        asked
    }

    #[test]
    fn who_is_asked_stands_in_the_prompt_or_the_command() {
        let one = asked(&[r"[HV01.x.local]: PS C:\> Get-ClusterNetwork -Cluster 'C1' | ft"]);
        assert_eq!((one.computer.as_deref(), one.cluster.as_deref()), (Some("HV01"), Some("C1")));
        let cluster = |command: &str| asked(&[&format!(r"PS C:\> {command}")]).cluster;
        assert_eq!(cluster("Get-Cluster C1 | Get-ClusterNetwork").as_deref(), Some("C1"));
        assert_eq!(cluster("Get-Cluster -Name 'C1' | fl *").as_deref(), Some("C1"));
        for command in [
            "Get-Cluster | fl *",
            "Get-ClusterNetwork -Cluster .",
            "Get-Cluster $c | ft",
            "Get-ClusterNetwork X",
        ] {
            assert_eq!(cluster(command), None, "{command}");
        }
        let one = asked(&[r"PS C:\> Get-NetAdapterRdma -CimSession N2, N3"]);
        assert_eq!(one.computer, None);
        let one = asked(&[r"PS C:\> Get-NetAdapterRdma -CimSession N2"]);
        assert_eq!(one.computer.as_deref(), Some("N2"));
        assert_eq!(asked(&[r"[10.0.0.1]: PS C:\> Get-VMHost"]).computer, None);
        assert_eq!(machine("x\\admin @ HV02:"), Some(("HV02".to_owned(), None)));
        let header = "Machine: HV02 (Microsoft Windows NT 10.0.20348.0)";
        assert_eq!(machine(header), Some(("HV02".to_owned(), Some(20348))));
        assert_eq!(machine("Computer : on fire (really)"), None);
    }

    #[test]
    fn the_name_of_a_file_tells_what_was_asked() {
        let asked = Asked::by_file("x/HV01_Get-NetAdapterRdma.txt");
        assert_eq!(asked.computer.as_deref(), Some("HV01"));
        assert_eq!(*asked.kind(), ObjectKind::Section(Section::NetAdapterRdma));
        let asked = Asked::by_file(r"C:\x\get-clusternetwork.txt");
        assert_eq!(
            (asked.computer.as_deref(), asked.kind()),
            (None, &ObjectKind::Section(Section::Networks))
        );
        for other in ["paste.txt", "target-get.txt", "forget-clusternetwork.txt", "-", ""] {
            assert!(Asked::by_file(other).kinds.is_empty(), "{other}");
        }
    }

    #[test]
    fn commands_of_a_block_are_no_titles() {
        let block = asked(&[r"PS C:\> Get-VMSwitch | select Name,SwitchType", "Get-ClusterNetwork"]);
        assert_eq!(block.kinds.len(), 2);
        assert_eq!(*block.kind(), ObjectKind::Anything);
        let single = asked(&[r"PS C:\> Get-VMSwitch", r"PS C:\> Get-ClusterNetwork"]);
        assert_eq!(*single.kind(), ObjectKind::Section(Section::Networks));
    }
}
