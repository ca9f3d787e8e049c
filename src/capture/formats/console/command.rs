//! The line of a command: who was asked, and what its output consists of.

use crate::schema::{ObjectKind, Property, by_cmdlet};

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

/// Verbs of commands that leave a cluster as it is.
const HARMLESS: [&str; 22] = [
    "get",
    "format",
    "select",
    "where",
    "sort",
    "out",
    "tee",
    "group",
    "measure",
    "export",
    "convertto",
    "convertfrom",
    "import",
    "test",
    "show",
    "write",
    "foreach",
    "invoke",
    "enter",
    "exit",
    "start",
    "find",
];

/// A command that was entered.
pub(super) struct Entered {
    pub(super) command: String,
    /// The computer in its prompt.
    pub(super) computer: Option<String>,
    pub(super) is_prompted: bool,
    pub(super) is_remote: bool,
    /// The line after it.
    pub(super) next: usize,
}

/// The command entered at a line, with its prompt or without, and the line after it.
pub(super) fn entered(lines: &[&str], at: usize) -> Option<Entered> {
    let line = lines.get(at)?;
    let prompt = prompt(line);
    let mut command = command(line)?.to_owned();
    let mut next = at + 1;
    while let Some(more) = lines.get(next).and_then(|line| line.strip_prefix(">>")) {
        command.push(' ');
        command.push_str(more);
        next += 1;
    }
    let computer = prompt.as_ref().and_then(|prompt| prompt.computer).and_then(computer);
    let is_remote = prompt.as_ref().is_some_and(|prompt| prompt.computer.is_some());
    Some(Entered { command, computer, is_prompted: prompt.is_some(), is_remote, next })
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
    let starts = |known: &str| name.get(..known.len()).is_some_and(|name| name.eq_ignore_ascii_case(known));
    let known = ["Get-Cluster", "Get-Net", "Get-Smb", "Get-VM"].iter().any(|known| starts(known));
    (is_command && known && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
        .then_some(command)
}

/// A prompt and what stands behind it.
struct Prompt<'t> {
    computer: Option<&'t str>,
    command: &'t str,
}

/// The text behind a prompt: `PS C:\>`, `[HV01]: PS C:\>`, `PS>`, `C:\>`.
pub(super) fn prompted(line: &str) -> Option<&str> {
    prompt(line).map(|prompt| prompt.command)
}

fn prompt(line: &str) -> Option<Prompt<'_>> {
    let line = line.trim_start();
    let (computer, line) = match line.strip_prefix('[') {
        Some(remote) => remote.split_once("]: ").map(|(computer, line)| (Some(computer), line))?,
        None => (None, line),
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
    is_prompt.then(|| Prompt { computer, command: command.trim() })
}

/// The name of a computer, without its domain; an address is no name.
pub(super) fn computer(text: &str) -> Option<String> {
    let text = text.trim();
    let is_name = |name: &str| {
        !name.is_empty()
            && name.len() <= 63
            && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
    };
    let short = text.split('.').next().unwrap_or_default();
    let is_address = text.parse::<std::net::IpAddr>().is_ok();
    (!is_address && is_name(short) && !short.eq_ignore_ascii_case("localhost")).then(|| short.to_owned())
}

/// The computer of a line `user @ NODE:`, as Get-NetView writes it, or of the header of a transcript, and the Windows
/// build that the header tells.
pub(super) fn machine(line: &str) -> Option<(String, Option<u32>)> {
    let line = line.trim();
    if let Some(at) = line.strip_suffix(':')
        && let Some((user, name)) = at.split_once(" @ ")
        && !user.contains(' ')
    {
        return Some((computer(name)?, None));
    }
    let (title, rest) = line.split_once(':')?;
    if !title.trim().eq_ignore_ascii_case("machine") && !title.trim().eq_ignore_ascii_case("computer") {
        return None;
    }
    let (name, system) = rest.trim().split_once(" (")?;
    let version = system.strip_prefix("Microsoft Windows NT ")?.trim_end_matches(')');
    let build = version.split('.').nth(2).and_then(|build| build.parse().ok());
    Some((computer(name)?, build))
}

/// The value of an argument, such as `-Cluster C1`; one that is computed is not known.
pub(super) fn argument(command: &str, names: &[&str]) -> Option<String> {
    let mut words = command.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let lower = word.to_ascii_lowercase();
        let glued = names.iter().find_map(|name| {
            let rest = lower.strip_prefix(name)?;
            let is_glued = name.ends_with(':') || rest.starts_with(':');
            is_glued.then(|| word[word.len() - rest.len()..].trim_start_matches(':'))
        });
        let value = match glued {
            Some(value) => value,
            None if names.contains(&lower.as_str()) => words.peek()?,
            None => continue,
        };
        let value = value.trim_matches(['"', '\'', ';', '|', ')', '}']);
        let is_plain = !value.is_empty() && !value.contains(['$', '(', ',', '{', '@', '*']);
        return is_plain.then(|| value.to_owned());
    }
    None
}

/// The cluster of `Get-Cluster C1 | Get-ClusterNetwork`.
pub(super) fn piped_from(command: &str) -> Option<String> {
    let first = command.split('|').next()?.trim_start_matches(['(', '&', ' ']);
    let (cmdlet, rest) = first.trim().split_once(' ')?;
    if !cmdlet.eq_ignore_ascii_case("Get-Cluster") {
        return None;
    }
    let rest = rest.trim_start();
    let named = rest.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("-Name"));
    let rest = if named { rest[5..].trim_start() } else { rest };
    let name = rest.split_whitespace().next()?.trim_matches(['"', '\'', ')']);
    let is_name = !name.is_empty() && !name.starts_with('-') && !name.contains(['$', '(', ',', '*']);
    is_name.then(|| name.to_owned())
}

/// Whether a command may have changed the cluster, so that what was printed before it may be no longer so.
pub(super) fn changes(command: &str) -> bool {
    // `$n.Metric = 100`
    let is_set = |part: &str| {
        part.split_once('=').is_some_and(|(target, value)| {
            let target = target.trim_end_matches(['+', '-']).trim_end();
            let property = target.rsplit_once('.').map(|(_, property)| property);
            !value.starts_with('=') && property.is_some_and(|property| Property::find(property).is_some())
        })
    };
    command.split([';', '|', '{', '}', '(']).any(|part| {
        let word = part.split_whitespace().next().unwrap_or_default();
        let verb = word.split_once('-').filter(|(verb, noun)| {
            let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic());
            verb.len() > 1 && is_word(verb) && noun.len() > 2 && is_word(noun)
        });
        is_set(part)
            || verb.is_some_and(|(verb, _)| !HARMLESS.contains(&verb.to_ascii_lowercase().as_str()))
            || (word.eq_ignore_ascii_case("cluster") && part.to_ascii_lowercase().contains("/prop "))
    })
}

/// Whether a command asks for some of the objects: by their name, or by what they are.
pub(super) fn narrows(command: &str) -> bool {
    command.split('|').any(|element| {
        let mut words = element.trim_start_matches(['(', '&', ' ']).split_whitespace();
        let name = words.next().unwrap_or_default().to_ascii_lowercase();
        let rest: Vec<String> = words.map(str::to_ascii_lowercase).collect();
        let filters = ["where", "where-object", "?"].contains(&name.as_str())
            || rest.iter().any(|word| word.starts_with("-first") || word.starts_with("-last"));
        let named = name.starts_with("get-")
            && name != "get-cluster"
            && rest.iter().zip(std::iter::once("").chain(rest.iter().map(String::as_str))).any(
                |(word, before)| {
                    let is_value = !word.starts_with('-') && !before.starts_with('-');
                    is_value || ["-name", "-node", "-network", "-inputobject"].contains(&word.as_str())
                },
            );
        filters || named
    })
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
        } else if matches!(word.as_str(), "get-ciminstance" | "get-wmiobject" | "gcim" | "gwmi") {
            // The class is an argument in many forms: the properties tell as well.
            kind = ObjectKind::Anything;
        } else if word == "get-smbmultichannelconnection" {
            let instance = argument(element, &["-smbinstance"]).unwrap_or_else(|| "Default".to_owned());
            kind = by_smb_instance(&instance);
        } else if word.starts_with("get-") {
            kind = by_cmdlet(&word);
        } else if !PASSING.contains(&word.as_str()) {
            kind = ObjectKind::Anything;
        }
    }
    kind
}

/// Connections of SMB: those of shared volumes are read, the others are named.
pub(in crate::capture::formats) fn by_smb_instance(instance: &str) -> ObjectKind {
    match instance.trim().to_ascii_lowercase().as_str() {
        "csv" | "1" => ObjectKind::Section(crate::schema::Section::SmbMultichannelCsv),
        "default" | "0" | "" => {
            ObjectKind::Unread("connection of the SMB instance Default, not of CSV".to_owned())
        }
        "sbl" | "2" => ObjectKind::Unread("connection of the SMB instance SBL, not of CSV".to_owned()),
        _ => ObjectKind::Unread("connection of another SMB instance than CSV".to_owned()),
    }
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
        for line in ["Get-ClusterNetwork prints:", "Get-Cluste", "Get-Process | ft", "Get-Größe-über"] {
            assert_eq!(command(line), None, "{line}");
        }
    }

    #[test]
    fn a_command_may_go_on_after_a_line() {
        let lines = [r"PS C:\> Get-ClusterNetwork |", ">> fl *", ">>", "Name"];
        let entered = entered(&lines, 0).unwrap();
        assert_eq!((entered.command.as_str(), entered.next), ("Get-ClusterNetwork |  fl * ", 3));
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
            ("Get-NetAdapter | ft", ObjectKind::Section(Section::NetAdapters)),
            ("Get-Disk | ft", ObjectKind::Unread("output of get-disk".to_owned())),
            (
                "Get-SmbMultichannelConnection -SmbInstance CSV",
                ObjectKind::Section(Section::SmbMultichannelCsv),
            ),
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

    #[test]
    fn what_changes_a_cluster_is_told_from_what_shows_it() {
        for command in [
            "$n = Get-ClusterNetwork Office; $n.Metric = 100",
            "(Get-ClusterNetwork X).Role = 0",
            "Get-ClusterResourceType x | Set-ClusterParameter y z",
            "Restart-Service clussvc",
            "cluster network X /prop Metric=5",
        ] {
            assert!(changes(command), "{command}");
        }
        for command in [
            "Get-ClusterNetwork | ft Name",
            "$n = Get-ClusterNetwork",
            "Get-ClusterNetwork | ? { $_.Role -eq 1 }",
            "Get-ClusterNetwork | ? Role -eq 1",
            "cluster network /prop",
            "hostname",
        ] {
            assert!(!changes(command), "{command}");
        }
    }

    #[test]
    fn a_command_for_some_objects_is_told_from_one_for_all() {
        for command in [
            "Get-ClusterNetwork Office | ft",
            "Get-ClusterNetwork -Name X",
            "Get-ClusterNetwork | ? Role -eq 1",
        ] {
            assert!(narrows(command), "{command}");
        }
        for command in ["Get-ClusterNetwork | ft Name, Role", "Get-ClusterNetwork -Cluster C1 | fl *"] {
            assert!(!narrows(command), "{command}");
        }
    }
}
