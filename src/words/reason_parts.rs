//! The parts of a route's reasons in words: what a log shows, links, modes.

use super::fact::Said;
use crate::engine::route::{LinkFact, LogView};
use crate::model::{Cluster, LinkClass};

/// How the chosen path stands in the log of a node.
pub(super) fn log_shows(
    cluster: &Cluster,
    node: &str,
    priority: u32,
    day: Option<&str>,
    view: LogView,
) -> Said {
    let on = day.map(|day| format!(" on {day}")).unwrap_or_default();
    let shows = format!("the cluster log of {node} shows it with priority {priority}{on}");
    let message = match view {
        LogView::Lowest => format!("{shows}, the lowest between the two"),
        LogView::Alone => shows,
        LogView::Down => format!("{shows}, and as down"),
        LogView::Differs { expected } => format!("{shows}, not {expected}"),
        LogView::Lower { from, to, priority } => {
            let (from, to) = (&cluster.networks[from].name, &cluster.networks[to].name);
            let way = if from == to { from.clone() } else { format!("{from} to {to}") };
            format!("{shows}, and a route over {way} with the lower priority {priority}")
        }
    };
    Said::new("log_shows", message).with("node", node).with("priority", priority).with("day", day)
}

/// The link as facts.
pub(super) fn with_link(said: Said, link: LinkFact) -> Said {
    said.with("class", class(link.class)).with("gbps", link.gbps)
}

/// The class as answers write it.
fn class(class: LinkClass) -> &'static str {
    match class {
        LinkClass::Plain => "none",
        LinkClass::Rss => "rss",
        LinkClass::Rdma => "rdma",
    }
}

/// Class and speed in words, such as `RDMA, 25 Gbit/s`.
pub(super) fn describe(link: LinkFact) -> String {
    let class = match link.class {
        LinkClass::Plain => "neither RDMA nor RSS",
        class => class.word(),
    };
    match link.gbps {
        gbps if gbps < 1.0 => format!("{class}, under 1 Gbit/s"),
        gbps => format!("{class}, {gbps} Gbit/s"),
    }
}
