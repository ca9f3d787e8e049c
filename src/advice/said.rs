//! Moves of traffic and objections to changes, in words.

use super::{Move, Objection};
use crate::engine::route::Traffic;
use crate::model::{Cluster, NetworkId};
use crate::words::{self, Said};

/// `after this, live migration between N1 - N2 uses LM instead of Cluster`.
pub fn moved(cluster: &Cluster, moved: &Move) -> Said {
    let names = |networks: &[NetworkId]| match networks {
        [] => "no network".to_owned(),
        networks => words::networks(cluster, networks).join(" + "),
    };
    let pairs: Vec<String> = moved
        .pairs
        .iter()
        .map(|&(a, b)| format!("{} - {}", cluster.nodes[a].name, cluster.nodes[b].name))
        .collect();
    let between = match pairs.len() {
        0 => String::new(),
        n if n > words::NAMED && n == cluster.nodes.len() * (cluster.nodes.len() - 1) / 2 => {
            format!(" between all {n} pairs of nodes")
        }
        _ => format!(" between {}", words::list(&pairs)),
    };
    let message = format!(
        "after this, {}{between} uses {} instead of {}",
        traffic(moved.traffic),
        names(&moved.after),
        names(&moved.before)
    );
    Said::new("moves", message)
        .with("traffic", word(moved.traffic))
        .with("before", words::networks(cluster, &moved.before))
        .with("after", words::networks(cluster, &moved.after))
        .with("pairs", words::first(&pairs))
        .with("pair_count", pairs.len())
}

/// Why a change is not printed.
pub fn objection(cluster: &Cluster, objection: &Objection) -> Said {
    let network = |n: &NetworkId| cluster.networks[*n].name.as_str();
    match objection {
        Objection::Remains => Said::new("remains", "it would not mend what was found"),
        Objection::Appears { rule, message } => {
            Said::new("appears", format!("{rule} would appear: {message}")).with("rule", *rule)
        }
        Objection::NoPath(of, a, b) => {
            let (a, b) = (cluster.nodes[*a].name.as_str(), cluster.nodes[*b].name.as_str());
            let message = format!("{a} and {b} would be left without a network for {}", traffic(*of));
            Said::new("no_path", message).with("traffic", word(*of)).with("nodes", vec![a, b])
        }
        Objection::OnClient(of, n) => {
            let message = format!("{} would go over {}, which is open to clients", traffic(*of), network(n));
            Said::new("on_client", message).with("traffic", word(*of)).with("network", network(n))
        }
        Objection::Slower(of, n) => {
            let message = format!("{} would go over the slower {}", traffic(*of), network(n));
            Said::new("slower", message).with("traffic", word(*of)).with("network", network(n))
        }
        Objection::Untold(of) => {
            let message = format!(
                "it cannot be told which network {} would use then: the automatic metric is not known beforehand",
                traffic(*of)
            );
            Said::new("untold", message).with("traffic", word(*of))
        }
    }
}

fn traffic(traffic: Traffic) -> &'static str {
    match traffic {
        Traffic::Cluster => "cluster traffic",
        Traffic::Csv => "traffic of shared volumes",
        Traffic::LiveMigration => "live migration",
    }
}

fn word(traffic: Traffic) -> &'static str {
    match traffic {
        Traffic::Cluster => "cluster",
        Traffic::Csv => "csv",
        Traffic::LiveMigration => "live_migration",
    }
}
