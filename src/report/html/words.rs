//! Words of the page, and the small pieces that name networks in it.

use crate::advice::Wanted;
use crate::engine::route::{Carries, Certainty, Mode, Traffic};
use crate::model::{InterfaceState, LinkClass, Network, NetworkId, NetworkState, Role};
use crate::report::Facts;
use crate::report::loss::Outcome;
use crate::report::picture::Kind;
use crate::report::state::Way;
use crate::report::text::show;
use crate::rules::Severity;
use maud::{Markup, html};

/// Networks that are named in one place.
pub(super) const MAX_NAMES: usize = 12;

/// Letters that stand in one place.
const MAX_LETTERS: usize = 16;

pub(super) fn kind_title(kind: Traffic) -> &'static str {
    match kind {
        Traffic::Cluster => "Cluster",
        Traffic::Csv => "CSV",
        Traffic::LiveMigration => "Live migration",
    }
}

/// As it stands at the start of a rail.
pub(super) fn kind_short(kind: Traffic) -> &'static str {
    match kind {
        Traffic::Cluster => "cluster",
        Traffic::Csv => "CSV",
        Traffic::LiveMigration => "migration",
    }
}

/// The class of the kind's colour.
pub(super) fn kind_class(kind: Traffic) -> &'static str {
    match kind {
        Traffic::Cluster => "k1",
        Traffic::Csv => "k2",
        Traffic::LiveMigration => "k3",
    }
}

pub(super) fn certainty(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Observed => "observed",
        Certainty::Computed => "computed",
        Certainty::Assumed => "assumed",
    }
}

pub(super) fn role_words(role: Option<Role>) -> &'static str {
    match role {
        None => "role unknown",
        Some(Role::None) => "not for cluster use",
        Some(Role::Cluster) => "cluster only",
        Some(Role::Client) => "clients only",
        Some(Role::ClusterAndClient) => "cluster and clients",
    }
}

pub(super) fn state_word(state: NetworkState) -> &'static str {
    match state {
        NetworkState::Unknown => "unknown",
        NetworkState::Unavailable => "unavailable",
        NetworkState::Down => "down",
        NetworkState::Partitioned => "partitioned",
        NetworkState::Up => "up",
    }
}

pub(super) fn interface_word(state: InterfaceState) -> &'static str {
    match state {
        InterfaceState::Unknown => "unknown",
        InterfaceState::Unavailable => "unavailable",
        InterfaceState::Failed => "failed",
        InterfaceState::Unreachable => "unreachable",
        InterfaceState::Up => "up",
    }
}

/// The first prefix of a network, and how many more it has.
pub(super) fn subnet_words(network: &Network) -> String {
    match network.prefixes.as_slice() {
        [] if network.addresses_known => "no address".to_owned(),
        [] => "address not captured".to_owned(),
        [one] => one.to_string(),
        [first, rest @ ..] => format!("{first} +{}", rest.len()),
    }
}

/// `metric 900 by hand`.
pub(super) fn metric_words(network: &Network) -> String {
    let by_hand = if network.auto_metric == Some(false) { " by hand" } else { "" };
    network.metric.map_or_else(|| "no metric".to_owned(), |metric| format!("metric {metric}{by_hand}"))
}

/// ` · RDMA · 25 Gbit/s`, as the metric or the adapters tell.
pub(super) fn link_words(facts: &Facts<'_>, network: NetworkId) -> String {
    let explained = facts.given.measure.networks.get(network.place()).and_then(|one| one.explained);
    let told = explained.and_then(|parts| Some((parts.capability?, f64::from(parts.speed_gbps?))));
    let link = told.or(facts.cluster.networks[network].link).or_else(|| adapters(facts, network));
    let Some((class, gbps)) = link else { return " · class unknown".to_owned() };
    let speed = if gbps < 1.0 { "under 1 Gbit/s".to_owned() } else { format!("{gbps} Gbit/s") };
    format!(" · {} · {speed}", class.word())
}

/// Class and speed that all adapters of a network have.
fn adapters(facts: &Facts<'_>, network: NetworkId) -> Option<(LinkClass, f64)> {
    let on = facts.cluster.interfaces.iter().filter(|one| one.network == network);
    let mut links = on.map(|one| one.link.as_ref().and_then(|link| Some((link.class?, link.gbps?))));
    let first = links.next()??;
    links.all(|link| link == Some(first)).then_some(first)
}

pub(super) fn carries_words(carries: Carries) -> &'static str {
    match carries {
        Carries::Metadata => "metadata only",
        Carries::AllIo => "all I/O",
        Carries::BlockData => "block data",
        Carries::Nothing => "nothing",
        Carries::ClusterMessages => "heartbeats and messages",
        Carries::VmMemory => "memory and state",
        Carries::Unknown => "not known",
    }
}

pub(super) fn mode_words(mode: Mode) -> &'static str {
    match mode {
        Mode::Direct => "direct",
        Mode::FileSystemRedirected => "file system redirected",
        Mode::BlockRedirected => "block redirected",
        Mode::Paused => "paused",
        Mode::Unavailable => "unavailable",
        Mode::Unknown => "mode not known",
    }
}

/// Its symbol, and the word beside it.
pub(super) fn severity_words(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Error => ("error", "Error"),
        Severity::Warning => ("warning", "Warning"),
        Severity::Info => ("info", "Note"),
    }
}

/// The same of what a failure does.
pub(super) fn outcome_words(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Loses => ("error", "Loses a path"),
        Outcome::Falls => ("warning", "Falls to clients"),
        Outcome::Slower => ("warning", "Gets slower"),
        Outcome::Moves => ("info", "Moves"),
        Outcome::Stays => ("fine", "Nothing moves"),
    }
}

/// What a kind of traffic does, in one line of plain text.
pub(super) fn said_of(facts: &Facts<'_>, kind: &Kind) -> String {
    let names = |networks: &[NetworkId], between: &str| {
        let names =
            networks.iter().take(MAX_NAMES).map(|n| show(&facts.cluster.networks[*n].name).into_owned());
        let more = networks.len().saturating_sub(MAX_NAMES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        names.collect::<Vec<_>>().join(between) + &more
    };
    let (title, way) = (kind_title(kind.traffic), &kind.usual.way);
    if way.now.is_empty() {
        return format!("{title}: no network");
    }
    if kind.usual.is_per_pair() {
        return format!("{title}: differs from pair to pair");
    }
    let now = names(&way.now, if way.determined { " and " } else { " and/or " });
    let then = match way.then.as_slice() {
        [] => "nothing after that".to_owned(),
        then => format!("then {}", names(then, ", ")),
    };
    format!("{title}: {now} now, {then}")
}

/// The rules and severities that alone were asked for; `None` when it was all.
pub(super) fn asked(wanted: &Wanted) -> Option<String> {
    let all = |names: &[String]| names.iter().map(|name| show(name)).collect::<Vec<_>>().join(", ");
    let mut parts = Vec::new();
    if !wanted.rules.is_empty() {
        parts.push(format!("the rules {}", all(&wanted.rules)));
    }
    if !wanted.exclude_rules.is_empty() {
        let of = if wanted.rules.is_empty() { "all rules but" } else { "without" };
        parts.push(format!("{of} {}", all(&wanted.exclude_rules)));
    }
    if !wanted.severity.is_empty() {
        let told = [Severity::Error, Severity::Warning, Severity::Info].into_iter();
        let told = told.filter(|severity| wanted.tells(*severity));
        let words: Vec<String> = told.map(|one| severity_words(one).1.to_lowercase() + "s").collect();
        parts.push(words.join(" and ") + " alone");
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// A symbol.
pub(super) fn icon(name: &str) -> Markup {
    html! { svg class="ic" aria-hidden="true" focusable="false" { use href={ "#i-" (name) } {} } }
}

/// A name, apart from the direction of the text around it.
pub(super) fn name(name: &str) -> Markup {
    html! { bdi { (show(name)) } }
}

/// The letter of a network: framed where it carries something now.
pub(super) fn letter(facts: &Facts<'_>, network: NetworkId, is_framed: bool) -> Markup {
    let title = show(&facts.cluster.networks[network].name);
    html! { abbr class=(if is_framed { "L" } else { "L t" }) title=(title) { (facts.letter(network)) } }
}

/// The letter of a network and its name.
pub(super) fn lettered(facts: &Facts<'_>, network: NetworkId, is_framed: bool) -> Markup {
    html! { span.nw { (letter(facts, network, is_framed)) " " (name(&facts.cluster.networks[network].name)) } }
}

/// The letters of networks; of those that carry something now, by letter.
pub(super) fn letters(facts: &Facts<'_>, networks: &[NetworkId], is_framed: bool) -> Markup {
    let mut networks = networks.to_vec();
    if is_framed {
        networks.sort_by_key(|network| facts.order.iter().position(|n| n == network));
    }
    html! {
        @if networks.is_empty() { b.error { "no network" } }
        @else {
            span.nw { @for network in networks.iter().take(MAX_LETTERS) { (letter(facts, *network, is_framed)) } }
            @if networks.len() > MAX_LETTERS { " and " (networks.len() - MAX_LETTERS) " more" }
        }
    }
}

/// The networks of a way in use now: with names up to two, with letters alone beyond.
pub(super) fn networks_now(facts: &Facts<'_>, way: &Way) -> Markup {
    html! {
        @if way.now.is_empty() || way.now.len() > 2 || !way.determined {
            @if !way.determined && way.now.len() > 1 { span.sm { "one or more of " } }
            (letters(facts, &way.now, true))
        } @else {
            @for (place, network) in way.now.iter().enumerate() {
                @if place > 0 { (if way.routed { " routed to " } else { " + " }) }
                (lettered(facts, *network, true))
            }
        }
    }
}
