//! How a message names several things: a few of them, and how many more there are.

use crate::model::{Cluster, Network};

/// More names than this and nobody reads them.
pub(in crate::rules) const SHOWN: usize = 6;

/// `A`, `A and B`, `A, B and C`, and beyond [`SHOWN`] `A, B, C, D, E, F and 12 more`.
pub(in crate::rules) fn list<S: AsRef<str>>(names: &[S]) -> String {
    let (shown, rest) = names.split_at(names.len().min(SHOWN));
    let mut shown: Vec<String> = shown.iter().map(|name| name.as_ref().to_owned()).collect();
    let last = if rest.is_empty() { shown.pop() } else { Some(format!("{} more", rest.len())) };
    match (shown.is_empty(), last) {
        (_, None) => String::new(),
        (true, Some(last)) => last,
        (false, Some(last)) => format!("{} and {last}", shown.join(", ")),
    }
}

/// The names that fit into evidence; the message or a number tells how many there are.
pub(in crate::rules) fn first<S: AsRef<str>>(names: &[S]) -> Vec<String> {
    names.iter().take(SHOWN).map(|name| name.as_ref().to_owned()).collect()
}

/// The names of networks, in the order given.
pub(in crate::rules) fn networks<'a>(cluster: &'a Cluster, indexes: &[usize]) -> Vec<&'a str> {
    indexes.iter().map(|&n| cluster.networks[n].name.as_str()).collect()
}

/// `metric 800, set by hand`.
pub(in crate::rules) fn metric(network: &Network) -> String {
    let value = network.metric.map_or("of unknown value".to_owned(), |metric| metric.to_string());
    let by_hand = if network.auto_metric == Some(false) { ", set by hand" } else { "" };
    format!("metric {value}{by_hand}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_names_are_said_and_the_rest_counted() {
        let names = ["A", "B", "C", "D", "E", "F", "G", "H"];
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&names[..1]), "A");
        assert_eq!(list(&names[..2]), "A and B");
        assert_eq!(list(&names[..6]), "A, B, C, D, E and F");
        assert_eq!(list(&names), "A, B, C, D, E, F and 2 more");
        assert_eq!(first(&names), ["A", "B", "C", "D", "E", "F"]);
    }
}
