//! Moves of traffic, objections to changes and judgements of needs, in words.

use super::needs::{Check, Reason, Served};
use super::{Move, Objection};
use crate::engine::route::Traffic;
use crate::model::{Cluster, NetworkId, NodeId};
use crate::words::{self, Said};

/// `after this, live migration between N1 - N2 uses LM instead of Cluster`.
pub fn moved(cluster: &Cluster, moved: &Move) -> Said {
    let names = |networks: &[NetworkId]| match networks {
        [] => "no network".to_owned(),
        networks => words::networks(cluster, networks).join(" + "),
    };
    let pair = |&(a, b): &(NodeId, NodeId)| format!("{} - {}", cluster.nodes[a].name, cluster.nodes[b].name);
    let count = moved.pairs.len();
    let shown: Vec<String> = moved.pairs.iter().take(words::NAMED).map(pair).collect();
    let between = match count {
        0 => String::new(),
        n if n > words::NAMED && n == cluster.nodes.len() * (cluster.nodes.len() - 1) / 2 => {
            format!(" between all {n} pairs of nodes")
        }
        _ => format!(" between {}", words::list_of(&shown, count)),
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
        .with("pairs", shown)
        .with("pair_count", count)
}

/// Why a change is not printed.
pub fn objection(cluster: &Cluster, objection: &Objection) -> Said {
    let network = |n: &NetworkId| cluster.networks[*n].name.as_str();
    match objection {
        Objection::Untried => Said::new(
            "untried",
            "too many changes were tried already: make those that are advised, then ask again",
        ),
        Objection::OldUnknown => Said::new(
            "old_unknown",
            "the value that it would replace is not captured wholly: nobody could compare it, or put it back",
        ),
        Objection::NoWayBack => Said::new(
            "no_way_back",
            "taking it back would not give the routes and findings back that there were",
        ),
        Objection::SameValue => {
            Said::new("same_value", "another step sets the same value: make this plan first, then ask again")
        }
        Objection::NotNeeded => Said::new("not_needed", "the steps of this plan mend it already"),
        Objection::OutOfOrder(before) => Said::new(
            "out_of_order",
            format!("it is made already and {before} before it is not: in this order the plan was not tried"),
        ),
        Objection::Unsafe(why) => Said::new("unsafe_name", why.as_str()),
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

/// Why a need is judged as it is.
pub fn need(served: &Served, reason: &Reason) -> Said {
    let gbps = |value: Option<f64>| value.unwrap_or_default();
    match reason {
        Reason::Found(finding) => Said::new("found", format!("{}: {}", finding.rule, finding.hit.message))
            .with("rule", finding.rule),
        Reason::NothingServes => Said::new("nothing_serves", "no network serves it"),
        Reason::TooSlow => {
            let (present, required) = (gbps(served.present_gbps), gbps(served.required_gbps));
            let message = format!("{present} Gbit/s, and {required} are recommended");
            Said::new("too_slow", message).with("present", present).with("required", required)
        }
        Reason::SpeedUnknown => Said::new("speed_unknown", "how fast it is, is not known"),
        Reason::Alone => Said::new("alone", "its networks serve nothing else"),
        Reason::NoSpare => Said::new("no_spare", "nothing takes over when it fails"),
        Reason::NotCaptured(command) => {
            Said::new("not_captured", format!("not captured: {command} tells it")).with("collect", *command)
        }
        Reason::ClosedToCluster => {
            Said::new("closed_to_cluster", "closed to the cluster, as networks of iSCSI should be")
        }
        Reason::BackupOf(true) => Said::new(
            "backup_redirects",
            "until 2008 R2 a software snapshot keeps the volume redirected for the whole backup of each of its guests",
        ),
        Reason::BackupOf(false) => Said::new(
            "backup_stream",
            "the stream of a node that is not the coordinator crosses the network of shared volumes; run it on the \
             coordinator, or move the volume first",
        ),
        Reason::HeartbeatsBesideVolumes => Said::new(
            "heartbeats_beside_volumes",
            "redirected I/O shares this network with the heartbeats; on 2008 R2 it is to have one of its own",
        ),
        Reason::SwitchesDiffer(names) => {
            let message = format!(
                "{} {} not on every node: a virtual machine that uses it cannot migrate everywhere",
                words::list(names),
                if names.len() == 1 { "is" } else { "are" }
            );
            Said::new("switches_differ", message).with("switches", names.clone())
        }
    }
}

/// What is looked at besides the networks of needs.
pub fn check(check: Check) -> Said {
    let message = match check {
        Check::Networks(count) => format!(
            "{count} {} of the cluster; three are ideal on 2008 R2, for management, for shared volumes and heartbeats, and \
             for live migration, beside one for virtual machines and one for iSCSI",
            if count == 1 { "network" } else { "networks" }
        ),
        Check::BandwidthShares(Some(true)) => {
            "live migration shares its network, and traffic classes share out the bandwidth".to_owned()
        }
        Check::BandwidthShares(Some(false)) => {
            "live migration shares its network, and no traffic class shares out the bandwidth".to_owned()
        }
        Check::BandwidthShares(None) => {
            "live migration shares its network; whether the bandwidth is shared out was not captured"
                .to_owned()
        }
        Check::OwnMigrationNetwork => "live migration has networks of its own".to_owned(),
        Check::Ntlm => {
            "whether the nodes take NTLM, which shared volumes need up to 2012 R2, is in no capture"
                .to_owned()
        }
        Check::Ipsec => {
            "whether IPsec is off on the networks of live migration, which it slows, is in no capture"
                .to_owned()
        }
        Check::FreeSpace => "how much of the volumes is free was not looked at".to_owned(),
        Check::Processors => {
            "whether the processors are of one maker, without which nothing migrates live, is in no capture"
                .to_owned()
        }
        Check::HostAdapters => {
            "whether host bus adapters, their drivers and firmware are alike on all nodes is in no capture"
                .to_owned()
        }
        Check::Drivers => {
            "whether drivers and firmware of network adapters are alike is in no capture".to_owned()
        }
    };
    Said::new(check.word(), message)
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
