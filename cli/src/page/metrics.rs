//! The answer to "explain the metrics": one table, then what is odd.

use super::layout::{Column, Page};
use super::origin::origin;
use super::text::{Text, Tone};
use super::words;
use clusterroute::api::measure::{Answer, NetworkMetric};
use clusterroute::api::{Entry, Head};
use clusterroute::engine::metric::{Explained, Scheme, Verdict};

const COLUMNS: [Column; 8] = [
    Column::number("#"),
    Column::wide("Network"),
    Column::tight("Role"),
    Column::tight("State"),
    Column::number("Metric"),
    Column::tight("Verdict"),
    Column::wide("Made of"),
    Column::number("Predicted"),
];

/// The metrics as a table, the network that NetFT prefers first.
pub(crate) fn measure(entry: &Entry<Answer>) -> Page {
    let answer = &entry.answer;
    let mut page = Page::default();
    page.heading(title("Metrics", &entry.head));
    page.item("", windows(&entry.head));
    let mut networks: Vec<&NetworkMetric> = answer.networks.iter().collect();
    networks.sort_by_key(|network| network.rank.unwrap_or(usize::MAX));
    let rows: Vec<Vec<Text>> = networks.iter().map(|network| row(network)).collect();
    page.gap();
    page.table(&COLUMNS, &rows);
    page.gap();
    let scheme = Text::from("Scheme: ").and(words::scheme(answer.scheme));
    page.item("", because(scheme, &answer.scheme_because));
    if networks.iter().any(|network| network.rank.is_some()) {
        page.item("", "NetFT prefers number 1; a network without a number carries no cluster traffic.");
        if answer.scheme == Scheme::V2012 {
            page.item(
                "",
                "A metric does not steer traffic of shared volumes: SMB Multichannel does not look at it.",
            );
        }
    }
    let odd: Vec<&NetworkMetric> = networks.into_iter().filter(|network| is_odd(network)).collect();
    if !odd.is_empty() {
        page.heading(Text::toned(Tone::Strong, "Worth a look"));
    }
    for network in odd {
        page.item("  - ", format!("{}: {}", network.name, reasons(network)));
    }
    origin(&mut page, &entry.tail);
    page
}

/// `Metrics of cluster NAME`.
pub(super) fn title(what: &str, head: &Head) -> Text {
    let title = match (&head.cluster, &head.name) {
        (Some(name), _) => Text::toned(Tone::Strong, &format!("{what} of cluster {name}")),
        (None, Some(file)) => {
            Text::toned(Tone::Strong, &format!("{what} of {file}")).and(", cluster name not captured")
        }
        (None, None) => Text::toned(Tone::Strong, what).and(", cluster name not captured"),
    };
    if head.what_if.is_empty() {
        return title;
    }
    let is_gone = |what: &str| ["network:", "node:", "interface:"].iter().any(|kind| what.starts_with(kind));
    let said = |what: &String| if is_gone(what) { format!("{what} were gone") } else { what.clone() };
    let said: Vec<String> = head.what_if.iter().map(said).collect();
    title.and(", ").and(Text::toned(Tone::Warning, "WHAT IF ")).and(said.join(", "))
}

/// The Windows version, how sure it is, and by what.
pub(super) fn windows(head: &Head) -> Text {
    let version = match (head.windows.version, words::version_certainty(head.windows.certainty)) {
        (Some(version), None) => Text::from("Windows version ").and(version),
        (Some(version), Some(sure)) => Text::from("Windows version ").and(version).and(", ").and(sure),
        (None, _) => Text::toned(Tone::Warning, "Windows version UNKNOWN"),
    };
    because(version, &head.windows.because)
}

fn reasons(network: &NetworkMetric) -> String {
    let messages: Vec<&str> = network.because.iter().map(|said| said.message.as_str()).collect();
    messages.join("; ")
}

/// `fact (evidence)`, or the fact alone.
pub(super) fn because(fact: Text, evidence: &str) -> Text {
    if evidence.is_empty() { fact } else { fact.and(" (").and(evidence).and(")") }
}

fn row(network: &NetworkMetric) -> Vec<Text> {
    vec![
        network.rank.map(|rank| Text::from(rank.to_string())).unwrap_or_default(),
        Text::from(&network.name),
        words::role(network.role),
        words::state(network.state),
        Text::from(network.metric.map_or_else(|| "unknown".to_owned(), |metric| metric.to_string())),
        words::verdict(network.verdict),
        network.explained.as_ref().map(|parts| Text::from(made_of(parts))).unwrap_or_default(),
        predicted(network),
    ]
}

/// The sum that gives the metric: `40000 - 19200 RDMA - 25 x 16 + 1`.
fn made_of(parts: &Explained) -> String {
    let mut text = parts.base.to_string();
    if let Some(class) = parts.capability.filter(|_| parts.capability_value > 0) {
        text += &format!(" - {} {}", parts.capability_value, words::capability(class));
    }
    if let Some(gbps) = parts.speed_gbps.filter(|gbps| *gbps > 0) {
        text += &format!(" - {gbps} x {}", parts.speed_value / gbps);
    }
    if parts.tie > 0 {
        text += &format!(" + {}", parts.tie);
    }
    text
}

fn predicted(network: &NetworkMetric) -> Text {
    match &network.predicted {
        Some(predicted) if contradicts(network) => {
            Text::toned(Tone::Warning, &format!("NOT {}", predicted.metric))
        }
        Some(predicted) => Text::from(predicted.metric.to_string()),
        None => Text::default(),
    }
}

/// The adapters call for another class than the automatic metric shows.
fn contradicts(network: &NetworkMetric) -> bool {
    match (network.verdict, &network.predicted, network.metric, &network.explained) {
        (Verdict::Automatic, Some(predicted), Some(metric), Some(parts)) => {
            metric.checked_sub(parts.tie) != Some(predicted.metric)
        }
        _ => false,
    }
}

fn is_odd(network: &NetworkMetric) -> bool {
    network.verdict != Verdict::Automatic || contradicts(network)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clusterroute::api::measure::Predicted;
    use clusterroute::api::{Tail, WindowsFacts};
    use clusterroute::engine::metric::Scheme;
    use clusterroute::model::{LinkClass, NetworkState, Role, VersionCertainty};
    use clusterroute::words::Said;

    fn network(name: &str, metric: u32) -> NetworkMetric {
        NetworkMetric {
            id: None,
            name: name.to_owned(),
            role: Some(Role::Cluster),
            state: NetworkState::Up,
            metric: Some(metric),
            auto_metric: Some(true),
            verdict: Verdict::Automatic,
            explained: Some(Explained {
                base: 40_000,
                capability: Some(LinkClass::Rdma),
                capability_value: 19_200,
                speed_gbps: Some(25),
                speed_value: 400,
                tie: metric - 20_400,
            }),
            predicted: None,
            rank: Some(1),
            because: vec![Said { key: "reason", facts: Vec::new(), message: "a reason".to_owned() }],
        }
    }

    fn page(networks: Vec<NetworkMetric>) -> String {
        let answer = Answer { scheme: Scheme::V2012, scheme_because: "evidence".to_owned(), networks };
        let windows = WindowsFacts {
            version: Some("2025"),
            because: "the same level".to_owned(),
            certainty: VersionCertainty::Assumed,
        };
        let head = Head { cluster: Some("C1".to_owned()), windows, ..Head::default() };
        measure(&Entry { head, answer, tail: Tail::default() }).text()
    }

    #[test]
    fn shows_the_sum_and_says_nothing_more_of_what_is_in_order() {
        let text = page(vec![network("Storage", 20_401)]);
        assert!(text.contains("40000 - 19200 RDMA - 25 x 16 + 1"), "{text}");
        assert!(!text.contains("a reason"), "{text}");
        assert!(text.contains("Windows version 2025, ASSUMED (the same level)"), "{text}");
        assert!(text.contains("Scheme: Windows Server 2012 and later (evidence)"), "{text}");
    }

    #[test]
    fn says_why_a_network_is_odd() {
        let mut manual = network("Management", 20_400);
        manual.verdict = Verdict::Manual;
        let mut wrong = network("Storage", 20_401);
        wrong.predicted = Some(Predicted { metric: 30_240, from: "adapters" });
        let text = page(vec![manual, wrong]);
        assert!(text.contains("MANUAL") && text.contains("NOT 30240"), "{text}");
        assert_eq!(text.matches("a reason").count(), 2);
    }

    #[test]
    fn the_preferred_network_comes_first() {
        let mut second = network("B", 20_402);
        second.rank = Some(2);
        let mut none = network("Z", 20_400);
        none.rank = None;
        let text = page(vec![none, second, network("A", 20_401)]);
        let order: Vec<usize> =
            ["\n1  A", "\n2  B", "\n   Z"].iter().filter_map(|row| text.find(row)).collect();
        assert_eq!(order.len(), 3, "{text}");
        assert!(order.is_sorted());
    }

    #[test]
    fn the_sum_leaves_out_what_is_nothing() {
        let plain = Explained {
            base: 40_000,
            capability: Some(LinkClass::Plain),
            capability_value: 0,
            speed_gbps: Some(0),
            speed_value: 0,
            tie: 0,
        };
        assert_eq!(made_of(&plain), "40000");
        let old = Explained { base: 1000, capability: None, speed_gbps: None, tie: 100, ..plain };
        assert_eq!(made_of(&old), "1000 + 100");
    }
}
