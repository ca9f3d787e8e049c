//! Names: each is replaced by what it names and a number, in the order of the names, so that what is sorted by name stays
//! sorted.

use crate::model::telling_words;
use std::collections::{BTreeMap, HashMap};

/// What a name names. A name of several things is one of the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name {
    Cluster,
    Node,
    Domain,
    Network,
    Volume,
    Guest,
    Switch,
    Team,
    Connection,
    Adapter,
    Text,
    File,
}

impl Name {
    fn word(self) -> &'static str {
        match self {
            Name::Cluster => "cluster",
            Name::Node => "node",
            Name::Domain => "domain",
            Name::Network => "network",
            Name::Volume => "volume",
            Name::Guest => "guest",
            Name::Switch => "switch",
            Name::Team => "team",
            Name::Connection => "connection",
            Name::Adapter => "adapter",
            Name::Text => "text",
            Name::File => "file",
        }
    }

    /// What of the name itself is kept: words that rules look for, the kind of a file.
    fn rest(self, name: &str) -> String {
        match self {
            Name::Cluster | Name::Node => String::new(),
            Name::Domain => ".test".to_owned(),
            Name::File => {
                let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
                let known = ["xml", "clixml", "json", "csv", "txt", "log", "htm", "html", "mht", "zip"];
                if known.contains(&&*extension) { format!(".{extension}") } else { String::new() }
            }
            _ => telling_words::of(name).iter().map(|word| format!(" {word}")).collect(),
        }
    }
}

/// Names without case, and what replaces them.
#[derive(Default)]
pub(super) struct Names {
    found: BTreeMap<String, (Name, String)>,
    /// Empty until everything was found.
    new: Option<HashMap<String, String>>,
}

impl Names {
    /// The name as it is while names are found, and after that what replaces it.
    pub(super) fn replace(&mut self, kind: Name, name: &str) -> String {
        let bare = name.trim();
        if bare.is_empty() {
            return name.to_owned();
        }
        let key = bare.to_lowercase();
        if let Some(new) = &self.new {
            return new.get(&key).cloned().unwrap_or_default();
        }
        let known = self.found.entry(key).or_insert_with(|| (kind, bare.to_owned()));
        known.0 = known.0.min(kind);
        if bare < known.1.as_str() {
            known.1 = bare.to_owned();
        }
        name.to_owned()
    }

    /// What replaces a name, if it is one.
    pub(super) fn known(&self, name: &str) -> Option<&str> {
        self.new.as_ref()?.get(&name.to_lowercase()).map(String::as_str)
    }

    /// Everything was found: says what replaces it.
    pub(super) fn settle(&mut self) {
        let mut kinds: BTreeMap<Name, Vec<(&str, &str)>> = BTreeMap::new();
        for (key, (kind, name)) in &self.found {
            kinds.entry(*kind).or_default().push((name, key));
        }
        let mut new = HashMap::new();
        for (kind, mut names) in kinds {
            names.sort_unstable();
            let width = names.len().to_string().len();
            let mut word = kind.word().to_owned();
            let number = |word: &str, at: usize| format!("{word}-{:0width$}", at + 1);
            // No name is replaced by another one that is there.
            while (0..names.len()).any(|at| self.found.contains_key(&number(&word, at))) {
                word.push('x');
            }
            for (at, (name, key)) in names.into_iter().enumerate() {
                new.insert(key.to_owned(), number(&word, at) + &kind.rest(name));
            }
        }
        self.new = Some(new);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_everywhere_and_no_other_name() {
        let mut names = Names::default();
        let all = [
            (Name::Network, "iSCSI B"),
            (Name::Connection, "STORAGE"),
            (Name::Network, "Storage"),
            (Name::Network, "network-1"),
            (Name::File, "c:\\secret\\networks.xml"),
        ];
        for (kind, name) in all {
            assert_eq!(names.replace(kind, name), name);
        }
        names.settle();
        let new: Vec<String> = all.into_iter().map(|(kind, name)| names.replace(kind, name)).collect();
        assert_eq!(
            new,
            [
                "networkx-2 iscsi".to_owned(),
                "networkx-1".to_owned(),
                "networkx-1".to_owned(),
                "networkx-3".to_owned(),
                "file-1.xml".to_owned()
            ]
        );
    }
}
