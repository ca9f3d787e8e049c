//! What the module's manifest says: the values that the package repeats, and the list of what is in it.

use crate::outcome::Outcome;
use xshell::Shell;

/// What the module is called.
pub(crate) const NAME: &str = "ClusterRoute";

/// The module, as it lies in the repository.
pub(crate) const FOLDER: &str = "powershell/ClusterRoute";

const FILE: &str = "ClusterRoute.psd1";

/// A manifest of literal strings in single quotes, one at a key or a list of them in `@( )`.
pub(crate) struct Manifest {
    text: String,
}

impl Manifest {
    pub(crate) fn read(shell: &Shell) -> Outcome<Self> {
        Ok(Self { text: shell.read_file(format!("{FOLDER}/{FILE}"))? })
    }

    /// The one string at `key`, a key of the manifest or of its PSData.
    pub(crate) fn string(&self, key: &str) -> Outcome<String> {
        let mut found = self.strings(key)?;
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => Ok(only),
            _ => Err(format!("expected one string at {key} of {FILE}, found another number of them").into()),
        }
    }

    /// The manifest without its `FileList`: PowerShell looks every file of it up at each import, and it is what is packaged
    /// that has to agree with the list.
    pub(crate) fn without_files(&self) -> Outcome<String> {
        let key = "    FileList ";
        let found = self.text.split_once(key).and_then(|(before, rest)| {
            let (_, after) = rest.split_once("\n    )\n")?;
            Some(format!("{before}{after}"))
        });
        found.ok_or_else(|| {
            format!("expected FileList, with a line for each file, in {FILE}, found none").into()
        })
    }

    /// The strings at `key`.
    pub(crate) fn strings(&self, key: &str) -> Outcome<Vec<String>> {
        let at = self.text.match_indices(key).find_map(|(at, _)| {
            let starts_line = self.text[..at].lines().next_back().is_none_or(|line| line.trim().is_empty());
            let value = self.text[at + key.len()..].trim_start_matches(' ').strip_prefix('=')?;
            starts_line.then_some(value.trim_start())
        });
        let value = at.ok_or_else(|| format!("expected {key} in {FILE}, found none"))?;
        let (mut rest, is_list) = value.strip_prefix("@(").map_or((value, false), |list| (list, true));
        let mut found = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            if let Some(inside) = rest.strip_prefix('\'') {
                let (string, after) = quoted(inside).ok_or_else(|| format!("{key} of {FILE} has no end"))?;
                found.push(string);
                rest = after;
            }
            match () {
                () if !is_list || rest.starts_with(')') => return Ok(found),
                () if rest.trim_start().starts_with([',', '\'', ')']) => {}
                () => return Err(format!("expected strings in single quotes at {key} of {FILE}").into()),
            }
        }
    }
}

/// What comes before the closing quote, where two quotes stand for one, and what comes after it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut string = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('\'')?;
        string.push_str(before);
        match after.strip_prefix('\'') {
            Some(more) => rest = more,
            None => return Some((string, after)),
        }
        string.push('\'');
    }
}

#[cfg(test)]
mod tests {
    use super::Manifest;

    fn manifest(text: &str) -> Manifest {
        Manifest { text: text.to_owned() }
    }

    #[test]
    fn strings_and_lists_are_read_with_their_quotes() {
        let manifest = manifest("@{\n  Name = 'it''s'\n  Tags = @('a', 'b c'\n    'd')\n  None = @()\n}");
        assert_eq!(manifest.string("Name").unwrap(), "it's");
        assert_eq!(manifest.strings("Tags").unwrap(), ["a", "b c", "d"]);
        assert!(manifest.strings("None").unwrap().is_empty());
    }

    #[test]
    fn the_list_of_files_can_be_left_out() {
        let text = "@{\n    A = 1\n    FileList = @(\n        'a'\n    )\n    B = 2\n}\n";
        assert_eq!(manifest(text).without_files().unwrap(), "@{\n    A = 1\n    B = 2\n}\n");
        assert!(manifest("@{}").without_files().is_err());
    }

    #[test]
    fn a_key_is_a_whole_word_at_the_start_of_a_line() {
        let manifest = manifest("@{\n  LongName = 'no'\n  Other = 'Name = 1'\n  Name = 'yes'\n}");
        assert_eq!(manifest.string("Name").unwrap(), "yes");
    }

    #[test]
    fn what_is_no_list_of_strings_is_an_error() {
        let manifest = manifest("@{\n  Code = @(Get-Date)\n  Two = @('a', 'b')\n  Open = @('a\n}");
        for key in ["Code", "Two", "Open", "Absent"] {
            assert!(manifest.string(key).is_err(), "{key}");
        }
    }
}
