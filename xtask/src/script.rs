//! The script of the module as it is shipped: two files instead of its parts. `ClusterRoute.psm1` has the commands, and
//! `ClusterRoute.Shared.ps1` what they share, which the first command loads: to parse that takes longer than the rest of
//! an import.

use crate::manifest::FOLDER;
use crate::outcome::Outcome;
use xshell::Shell;

/// What loads the parts in a checkout: this before their names, and the rest after them.
const BEFORE: &str = "foreach ($part in ";
const AFTER: &str = ") {\n    . ([System.IO.Path]::Combine($PSScriptRoot, \"$part.ps1\"))\n}\n";

const SHARED: &str = "# What the commands of ClusterRoute.psm1 share; the first of them loads it.\n\n";

/// The texts of both files.
#[derive(Debug, PartialEq)]
pub(crate) struct Scripts {
    pub(crate) root: String,
    pub(crate) shared: String,
}

/// ClusterRoute.psm1 with the `commands` of its parts where it loads them, and what else is in the parts.
pub(crate) fn joined(shell: &Shell, commands: &[String]) -> Outcome<Scripts> {
    let root = shell.read_file(format!("{FOLDER}/ClusterRoute.psm1"))?;
    let (start, parts, end) = split(&root)?;
    let mut joined = Scripts { root: start.to_owned(), shared: SHARED.to_owned() };
    for part in parts {
        let text = shell.read_file(format!("{FOLDER}/{part}.ps1"))?;
        part_out(&text, commands, &mut joined)?;
    }
    joined.root += end.trim_start_matches('\n');
    Ok(joined)
}

/// What comes before the parts, their names, and what comes after them.
fn split(root: &str) -> Outcome<(&str, Vec<&str>, &str)> {
    let found = root.split_once(BEFORE).and_then(|(start, rest)| {
        let (list, end) = rest.split_once(AFTER)?;
        let names = list.split(", ").map(|name| name.strip_prefix('\'')?.strip_suffix('\''));
        Some((start, names.collect::<Option<Vec<_>>>()?, end))
    });
    found.ok_or_else(|| {
        format!("expected {BEFORE}'Name', 'Name'{AFTER} in ClusterRoute.psm1, found none").into()
    })
}

/// Puts the commands of a part into the root, and what else it has into the file that they share.
///
/// A function reaches from `function` to `}` at the start of a line. Those that are shared are loaded by a function, so
/// they name the scope of the module.
fn part_out(text: &str, commands: &[String], scripts: &mut Scripts) -> Outcome {
    let mut rest = text;
    loop {
        let at =
            if rest.starts_with("function ") { Some(0) } else { rest.find("\nfunction ").map(|at| at + 1) };
        let Some(at) = at else {
            scripts.shared += rest;
            scripts.shared.push('\n');
            return Ok(());
        };
        let (before, function) = rest.split_at(at);
        let name = function.split_whitespace().nth(1).unwrap_or_default();
        // One on a line of its own would reach to the end of the next.
        if function.lines().next().is_none_or(|line| !line.ends_with('{')) {
            return Err(format!("expected {name} over several lines, found it on one").into());
        }
        let end = function.find("\n}\n").ok_or_else(|| format!("expected an end of {name}, found none"))? + 3;
        let (function, after) = function.split_at(end);
        scripts.shared += before;
        match commands.iter().any(|command| command == name) {
            true => {
                scripts.root += &loading(function).ok_or_else(|| {
                    format!("expected begin or process in {name}, which are lines of it, found none")
                })?;
                scripts.root.push('\n');
            }
            false => scripts.shared += &function.replacen("function ", "function script:", 1),
        }
        rest = after;
    }
}

/// A command that first loads what it shares.
fn loading(function: &str) -> Option<String> {
    let begin = "\n    begin {";
    if let Some((before, after)) = function.split_once(begin) {
        return Some(format!("{before}{begin} Import-Shared\n       {after}"));
    }
    let (before, after) = function.split_once("\n    process {")?;
    Some(format!("{before}{begin} Import-Shared }}\n    process {{{after}"))
}

#[cfg(test)]
mod tests {
    use super::{AFTER, BEFORE, Scripts, part_out, split};

    fn parted(text: &str) -> Result<Scripts, String> {
        let mut scripts = Scripts { root: String::new(), shared: String::new() };
        let commands = ["Get-One".to_owned()];
        part_out(text, &commands, &mut scripts).map_err(|error| error.to_string())?;
        Ok(scripts)
    }

    #[test]
    fn the_parts_are_those_that_the_root_loads() {
        let root = format!("first\n{BEFORE}'One', 'Two'{AFTER}last\n");
        assert_eq!(split(&root).unwrap(), ("first\n", vec!["One", "Two"], "last\n"));
    }

    #[test]
    fn another_way_to_load_them_is_an_error() {
        for root in ["", "foreach ($part in $parts) { . $part }", &format!("{BEFORE}$parts{AFTER}")] {
            assert!(split(root).is_err(), "{root}");
        }
    }

    #[test]
    fn commands_load_what_they_share() {
        let text = "# First.\n$script:A = 1\n\nfunction Get-One {\n    begin { $a = 1 }\n    end { $a }\n}\n\n\
            function Get-Two {\n    2\n}\n";
        let found = parted(text).unwrap();
        assert_eq!(
            found.root,
            "function Get-One {\n    begin { Import-Shared\n        $a = 1 }\n    end { $a }\n}\n\n"
        );
        assert_eq!(found.shared, "# First.\n$script:A = 1\n\n\nfunction script:Get-Two {\n    2\n}\n\n");
        let found = parted("function Get-One {\n    process { 1 }\n}\n").unwrap();
        assert_eq!(found.root, "function Get-One {\n    begin { Import-Shared }\n    process { 1 }\n}\n\n");
    }

    #[test]
    fn a_function_on_one_line_is_an_error() {
        assert!(parted("function Get-Two { 2 }\n\nfunction Get-Three {\n    3\n}\n").is_err());
    }

    #[test]
    fn a_command_that_could_not_load_it_is_an_error() {
        assert!(parted("function Get-One {\n    1\n}\n").is_err());
        assert!(parted("function Get-One {\n    process { 1 }\n").is_err());
    }
}
