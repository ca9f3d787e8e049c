//! How a sentence names several things: a few of them, and how many more there are.

use crate::model::{Cluster, Network, NetworkId};

/// More names than this and nobody reads them.
pub const NAMED: usize = 6;

/// A reason of a route names this many networks; the lists of the route name them all.
const NAMED_IN_ROUTES: usize = 8;

/// `A`, `A and B`, `A, B and C`, and beyond [`NAMED`] `A, B, C, D, E, F and 12 more`.
pub fn list<S: AsRef<str>>(names: &[S]) -> String {
    list_of(names, names.len())
}

/// The same for the first names of `count`, at least [`NAMED`] of them.
pub fn list_of<S: AsRef<str>>(names: &[S], count: usize) -> String {
    up_to(NAMED, names, count)
}

/// The same for the networks of a route.
pub(super) fn route_list<S: AsRef<str>>(names: &[S]) -> String {
    up_to(NAMED_IN_ROUTES, names, names.len())
}

fn up_to<S: AsRef<str>>(most: usize, names: &[S], count: usize) -> String {
    let shown = &names[..names.len().min(most)];
    let rest = count - shown.len();
    let mut shown: Vec<String> = shown.iter().map(|name| name.as_ref().to_owned()).collect();
    let last = if rest == 0 { shown.pop() } else { Some(format!("{rest} more")) };
    match (shown.is_empty(), last) {
        (_, None) => String::new(),
        (true, Some(last)) => last,
        (false, Some(last)) => format!("{} and {last}", shown.join(", ")),
    }
}

/// The names that fit into evidence; the message or a number tells how many there are.
pub fn first<S: AsRef<str>>(names: &[S]) -> Vec<String> {
    names.iter().take(NAMED).map(|name| name.as_ref().to_owned()).collect()
}

/// The names of networks, in the order given.
pub fn networks<'a>(cluster: &'a Cluster, networks: &[NetworkId]) -> Vec<&'a str> {
    networks.iter().map(|&n| cluster.networks[n].name.as_str()).collect()
}

/// The networks of a route in a sentence.
pub fn names(cluster: &Cluster, of: &[NetworkId]) -> String {
    route_list(&networks(cluster, of))
}

/// `metric 800, set by hand`.
pub fn metric_of(network: &Network) -> String {
    let value = network.metric.map_or("of unknown value".to_owned(), |metric| metric.to_string());
    let by_hand = if network.auto_metric == Some(false) { ", set by hand" } else { "" };
    format!("metric {value}{by_hand}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_names_are_said_and_the_rest_counted() {
        let names = ["A", "B", "C", "D", "E", "F", "G", "H", "I"];
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&names[..1]), "A");
        assert_eq!(list(&names[..2]), "A and B");
        assert_eq!(list(&names[..6]), "A, B, C, D, E and F");
        assert_eq!(list(&names), "A, B, C, D, E, F and 3 more");
        assert_eq!(route_list(&names), "A, B, C, D, E, F, G, H and 1 more");
        assert_eq!(first(&names), ["A", "B", "C", "D", "E", "F"]);
    }
}
