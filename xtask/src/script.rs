//! The script of the module as it is shipped: its parts in one file, which loads faster than a dozen, and is one to sign.

use crate::manifest::FOLDER;
use crate::outcome::Outcome;
use xshell::Shell;

/// What loads the parts in a checkout: this before their names, and the rest after them.
const BEFORE: &str = "foreach ($part in ";
const AFTER: &str = ") {\n    . ([System.IO.Path]::Combine($PSScriptRoot, \"$part.ps1\"))\n}\n";

/// ClusterRoute.psm1 with its parts where it loads them.
pub(crate) fn joined(shell: &Shell) -> Outcome<Vec<u8>> {
    let root = shell.read_file(format!("{FOLDER}/ClusterRoute.psm1"))?;
    let (start, parts, end) = split(&root)?;
    let mut joined = start.to_owned();
    for part in parts {
        joined += &shell.read_file(format!("{FOLDER}/{part}.ps1"))?;
        joined.push('\n');
    }
    Ok((joined + end.trim_start_matches('\n')).into_bytes())
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

#[cfg(test)]
mod tests {
    use super::{AFTER, BEFORE, split};

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
}
