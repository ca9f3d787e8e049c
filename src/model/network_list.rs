//! `MigrationNetworkOrder` and `MigrationExcludeNetworks`: network ids joined by `;`, as people wrote them.

use super::{Cluster, NetworkId};

/// A list as stored, item by item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkList {
    /// The stored text.
    pub text: String,
    /// Its items in order; empty ones are left out.
    pub items: Vec<ListItem>,
    /// Whether the console has cut the list: more may follow.
    pub is_cut: bool,
}

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListItem {
    /// The item as stored.
    pub text: String,
    /// The id in lower case without braces; `None` when the item is no GUID.
    pub id: Option<String>,
    /// Whether the item needed cleaning: braces or blanks around it, or glued to its neighbour.
    /// Upper case alone does not count: the cluster compares ids without case.
    pub malformed: bool,
    /// The network it stands for, where it was put there for one and not read: a network may have no known id.
    pub network: Option<NetworkId>,
}

impl NetworkList {
    /// The list of these networks, in that order.
    pub fn of(cluster: &Cluster, networks: &[NetworkId]) -> Self {
        let item = |&network: &NetworkId| {
            let id = cluster.networks[network].id.clone();
            let text = id.clone().unwrap_or_else(|| cluster.networks[network].name.clone());
            ListItem { text, id, malformed: false, network: Some(network) }
        };
        let items: Vec<ListItem> = networks.iter().map(item).collect();
        let texts: Vec<&str> = items.iter().map(|item| item.text.as_str()).collect();
        Self { text: texts.join(";"), items, is_cut: false }
    }

    /// Reads a list; nothing is refused, what is odd is marked.
    pub fn parse(text: &str) -> Self {
        let mut items = Vec::new();
        let whole = text.trim_end();
        let rest = whole.strip_suffix("...").or_else(|| whole.strip_suffix('\u{2026}'));
        let is_cut = rest.is_some();
        let text = rest.unwrap_or(text);
        for part in text.split(';').filter(|part| !part.trim().is_empty()) {
            let bare = part.trim().trim_start_matches('{').trim_end_matches('}').trim();
            let glued = unglue(bare);
            if glued.len() > 1 {
                items.extend(glued.into_iter().map(|piece| ListItem {
                    text: piece.to_owned(),
                    id: guid(piece),
                    malformed: true,
                    network: None,
                }));
            } else {
                items.push(ListItem {
                    text: part.to_owned(),
                    id: guid(bare),
                    malformed: part != bare,
                    network: None,
                });
            }
        }
        Self { text: text.to_owned(), items, is_cut }
    }

    /// Gives what is left of the last id of a cut list its network, if only one begins so.
    pub fn complete<'i>(&mut self, ids: impl Iterator<Item = &'i str>) {
        if !self.is_cut {
            return;
        }
        let Some(last) = self.items.last_mut().filter(|last| last.id.is_none()) else { return };
        let rest = last.text.trim().trim_start_matches('{').to_ascii_lowercase();
        let mut fitting = ids.filter(|id| !rest.is_empty() && id.starts_with(&rest));
        match (fitting.next(), fitting.next()) {
            (Some(id), None) => (last.text, last.id) = (id.to_owned(), Some(id.to_owned())),
            _ => drop(self.items.pop()),
        }
    }
}

/// The id in lower case without braces, when the text is a GUID.
pub fn guid(text: &str) -> Option<String> {
    let bare = text.trim().trim_start_matches('{').trim_end_matches('}');
    let valid = bare.len() == 36
        && bare.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        });
    valid.then(|| bare.to_ascii_lowercase())
}

/// Ids written without a separator: `-join ';'` over one string and one array element glues them.
fn unglue(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.len() >= 36 && rest.is_char_boundary(36) && guid(&rest[..36]).is_some() {
        pieces.push(&rest[..36]);
        rest = rest[36..].trim_matches(['{', '}', ',', ' ']);
    }
    if rest.is_empty() { pieces } else { vec![text] }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "ad7077ee-b541-543a-ab65-6e35105e5c61";
    const B: &str = "56ac0db1-ada4-5683-b322-299f95205525";

    fn ids(text: &str) -> Vec<Option<String>> {
        NetworkList::parse(text).items.into_iter().map(|item| item.id).collect()
    }

    #[test]
    fn reads_what_people_write() {
        let both = vec![Some(A.to_owned()), Some(B.to_owned())];
        assert_eq!(ids(&format!("{A};{B}")), both);
        assert_eq!(ids(&format!("{{{A}}}; {B} ;;")), both);
        assert_eq!(ids(&format!("{A}{B}")), both);
        assert_eq!(ids(&format!("{};{}", A.to_uppercase(), B.to_uppercase())), both);
        assert_eq!(ids(""), vec![]);
        assert_eq!(ids(" ; "), vec![]);
        assert_eq!(ids("Management"), vec![None]);
        assert_eq!(ids("é".repeat(40).as_str()), vec![None]);
    }

    #[test]
    fn of_a_cut_list_what_can_be_only_one_network_counts() {
        let complete = |text: &str| {
            let mut list = NetworkList::parse(text);
            list.complete([A, B].into_iter());
            assert!(list.is_cut);
            list.items.into_iter().map(|item| item.id.unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(complete("ad7077ee-b541-..."), [A]);
        assert_eq!(complete(&format!("{A};56ac\u{2026}")), [A, B]);
        assert_eq!(complete(&format!("{A}...")), [A]);
        assert_eq!(complete(&format!("{A};...")), [A]);
        assert_eq!(complete("ffff..."), [""; 0]);
        assert_eq!(complete("..."), [""; 0]);
        let mut doubtful = NetworkList::parse("a...");
        doubtful.complete([A, "a1"].into_iter());
        assert_eq!(doubtful.items, []);
    }

    #[test]
    fn marks_what_needed_cleaning() {
        let marks =
            |text: &str| NetworkList::parse(text).items.iter().map(|item| item.malformed).collect::<Vec<_>>();
        assert_eq!(marks(&format!("{A};{}", B.to_uppercase())), [false, false]);
        assert_eq!(marks(&format!("{{{A}}};{B}")), [true, false]);
        assert_eq!(marks(&format!("{A}{B}")), [true, true]);
        assert_eq!(marks(&format!("{A}; {B}")), [false, true]);
    }
}
