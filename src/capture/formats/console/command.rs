//! The line of a command, and what its output consists of.

use crate::schema::{ObjectKind, by_cmdlet};

/// Commands that change how objects are shown or which, not what they are.
const PASSING: [&str; 18] = [
    "format-table",
    "ft",
    "format-list",
    "fl",
    "select-object",
    "select",
    "where-object",
    "where",
    "?",
    "sort-object",
    "sort",
    "out-string",
    "out-file",
    "out-host",
    "out-default",
    "tee-object",
    "tee",
    "more",
];

/// The command entered at a line, with its prompt or without, and the line after it.
pub(super) fn entered(lines: &[&str], at: usize) -> Option<(String, usize)> {
    let mut command = command(lines.get(at)?)?.to_owned();
    let mut next = at + 1;
    while let Some(more) = lines.get(next).and_then(|line| line.strip_prefix(">>")) {
        command.push(' ');
        command.push_str(more);
        next += 1;
    }
    Some((command, next))
}

/// The command of a line.
pub(super) fn command(line: &str) -> Option<&str> {
    prompted(line).or_else(|| bare(line))
}

/// A command that was pasted without its prompt: `Get-ClusterNetwork | fl *`, but not a sentence about it.
fn bare(line: &str) -> Option<&str> {
    let command = line.trim();
    let (name, rest) = command.split_at(command.find([' ', '|']).unwrap_or(command.len()));
    let is_command = rest.is_empty() || rest.trim_start().starts_with(['|', '-', '"', '\'']);
    (is_command && name.get(..11)?.eq_ignore_ascii_case("Get-Cluster")).then_some(command)
}

/// The text behind a prompt: `PS C:\>`, `[HV01]: PS C:\>`, `PS>`, `C:\>`.
pub(super) fn prompted(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = match line.strip_prefix('[') {
        Some(remote) => remote.split_once("]: ")?.1,
        None => line,
    };
    let (place, command) = line.split_once('>')?;
    let is_drive = |place: &str| {
        let mut characters = place.chars();
        characters.next().is_some_and(|letter| letter.is_ascii_alphabetic())
            && characters.as_str().starts_with(":\\")
    };
    let is_prompt = match place.strip_prefix("PS") {
        Some("") => true,
        Some(place) => {
            place.starts_with(' ') && (is_drive(place.trim_start()) || place.contains([':', '/', '\\']))
        }
        None => is_drive(place),
    };
    is_prompt.then(|| command.trim())
}

/// What the output of a command consists of; [`ObjectKind::Anything`] where its properties have to tell.
pub(super) fn kind(command: &str) -> ObjectKind {
    if command.contains(';') {
        return ObjectKind::Anything;
    }
    let mut kind = ObjectKind::Anything;
    for element in command.split('|') {
        let element = element.trim_start_matches(['(', '&', ' ']);
        let word = element.split([' ', ')']).next().unwrap_or_default().to_ascii_lowercase();
        if element.to_ascii_lowercase().contains("-expand") {
            // `Select-Object -ExpandProperty Network` makes other objects of them.
            kind = ObjectKind::Anything;
        } else if word.starts_with("get-") {
            kind = by_cmdlet(&word);
        } else if !PASSING.contains(&word.as_str()) {
            kind = ObjectKind::Anything;
        }
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Section;

    #[test]
    fn prompts_are_told_from_rows() {
        assert_eq!(prompted(r"PS C:\Users\admin> Get-ClusterNetwork"), Some("Get-ClusterNetwork"));
        assert_eq!(prompted(r"[HV01]: PS C:\> Get-ClusterNetwork | fl *"), Some("Get-ClusterNetwork | fl *"));
        assert_eq!(prompted("PS>gcm"), Some("gcm"));
        assert_eq!(prompted("PS /home/admin> ls"), Some("ls"));
        assert_eq!(prompted(r"C:\>"), Some(""));
        for row in ["PS network > 2       Up  70000", "Name > State", "[a] b > c", "C: > d", ""] {
            assert_eq!(prompted(row), None, "{row}");
        }
    }

    #[test]
    fn a_command_without_its_prompt_is_told_from_prose() {
        for line in ["Get-ClusterNetwork", " get-clusternetwork -Name A | fl *", "Get-ClusterNetwork|ft"] {
            assert_eq!(command(line), Some(line.trim()), "{line}");
        }
        for line in ["Get-ClusterNetwork prints:", "Get-Cluste", "Get-NetAdapter | ft", "Get-Größe-über"] {
            assert_eq!(command(line), None, "{line}");
        }
    }

    #[test]
    fn a_command_may_go_on_after_a_line() {
        let lines = [r"PS C:\> Get-ClusterNetwork |", ">> fl *", ">>", "Name"];
        assert_eq!(entered(&lines, 0), Some(("Get-ClusterNetwork |  fl * ".to_owned(), 3)));
    }

    #[test]
    fn the_last_cmdlet_that_gets_something_tells_the_kind() {
        for (command, expected) in [
            ("Get-ClusterNetwork", ObjectKind::Section(Section::Networks)),
            (
                "get-clusternetwork -Cluster C1 | sort Metric | ft Name, Role",
                ObjectKind::Section(Section::Networks),
            ),
            ("(Get-ClusterNetwork) | fl *", ObjectKind::Section(Section::Networks)),
            ("Get-ClusterNode | Get-ClusterNetworkInterface", ObjectKind::Section(Section::Interfaces)),
            ("Get-ClusterResourceType 'Virtual Machine' | Get-ClusterParameter", ObjectKind::Parameter),
            ("Get-NetAdapter | ft", ObjectKind::Unread("output of get-netadapter".to_owned())),
            ("Get-ClusterNetwork | Group-Object Role", ObjectKind::Anything),
            ("Get-ClusterNetworkInterface | select -ExpandProperty Network", ObjectKind::Anything),
            ("Get-ClusterNetwork; Get-ClusterNode", ObjectKind::Anything),
            ("Invoke-Command N1 { Get-ClusterNetwork }", ObjectKind::Anything),
            ("$n | fl *", ObjectKind::Anything),
            ("", ObjectKind::Anything),
        ] {
            assert_eq!(kind(command), expected, "{command}");
        }
    }
}
