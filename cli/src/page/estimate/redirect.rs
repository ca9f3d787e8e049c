//! The rehearsal: by network what lands on it, by link how full that makes it.

use super::super::layout::{Column, Page};
use super::super::metrics::{title, windows};
use super::super::origin::origin;
use super::super::text::{Text, Tone, count};
use super::parts::{factors, rests_on, shown, some};
use clusterroute::api::Entry;
use clusterroute::api::estimate::redirect::{Answer as Redirect, Load};
use clusterroute::api::estimate::{Answer, Range};
use clusterroute::engine::estimate::operations::Extent;

const COLUMNS: [Column; 7] = [
    Column::wide("Network"),
    Column::wide("Node"),
    Column::number("Paths"),
    Column::tight("Of all"),
    Column::tight("I/O"),
    Column::tight("Capacity"),
    Column::tight("Taken"),
];

/// Links that are shown; those with less are left out.
const LINKS: usize = 12;

/// Volumes that are shown.
const VOLUMES: usize = 6;

/// The rehearsal as a page.
pub(super) fn redirect(entry: &Entry<Answer>, answer: &Redirect) -> Page {
    let mut page = Page::default();
    page.heading(title("Rehearsal of redirected I/O", &entry.head));
    page.item("", windows(&entry.head));
    page.heading(match (answer.paths, answer.already) {
        (0, _) => "No volume is redirected: no node but the coordinators has a way to one.".to_owned(),
        _ if answer.load.iter().any(|load| load.node.is_none()) => {
            "Where redirected I/O goes; without nodes one answer for the whole cluster.".to_owned()
        }
        (paths, 0) => format!("{} would be redirected.", count(paths, "path", "paths")),
        (paths, already) => {
            format!(
                "{} would be redirected, {already} of them {} already.",
                count(paths, "path", "paths"),
                if already == 1 { "is" } else { "are" }
            )
        }
    });
    for network in &answer.networks {
        page.item("- ", &network.message);
    }
    match &answer.first_saturated {
        Some(first) if first.share.high > 1.0 => page.item("- ", Text::toned(Tone::Warning, &first.message)),
        Some(first) => page.item("- ", &first.message),
        None => {}
    }
    page.gap();
    let rows: Vec<Vec<Text>> = answer.load.iter().take(LINKS).map(row).collect();
    page.table(&COLUMNS, &rows);
    let more = answer.load.len().saturating_sub(LINKS);
    if more > 0 {
        page.item("", format!("And {} with less, which --format json lists.", count(more, "link", "links")));
    }
    before_maintenance(&mut page, answer);
    page.gap();
    page.item("", "A path is a volume and a node that is not its coordinator.");
    let ranges = answer.load.iter().flat_map(|load| load.share.iter().chain(&load.capacity));
    factors(&mut page, ranges);
    rests_on(&mut page, &entry.head, &answer.assumed, &answer.unknown);
    origin(&mut page, &entry.tail);
    page
}

/// What maintenance would redirect on this version, those with the most effect first, and over which networks.
fn before_maintenance(page: &mut Page, answer: &Redirect) {
    page.heading("Before maintenance: what redirects a volume on this version");
    for extent in [Extent::Whole, Extent::Moment, Extent::Unavailable, Extent::None, Extent::Unknown] {
        for one in answer.operations.iter().filter(|one| one.redirects == extent) {
            let source = one.source.map(|source| format!(": {source}")).unwrap_or_default();
            page.item("- ", format!("{}{source}", one.message));
        }
    }
    for way in answer.volumes.iter().filter(|way| !way.nodes.is_empty()).take(VOLUMES) {
        let coordinator = way.coordinator.as_deref().unwrap_or("an unknown coordinator");
        let nodes = some(&way.nodes, ", ");
        page.item(
            "  ",
            format!("{}: from {nodes} to {coordinator} over {}", way.volume, some(&way.networks, " + ")),
        );
    }
    let more = answer.volumes.len().saturating_sub(VOLUMES);
    if more > 0 {
        page.item(
            "  ",
            format!("and {}, which --format json lists", count(more, "more volume", "more volumes")),
        );
    }
    if let Some(first) = answer.trial.first() {
        page.heading(
            "The real test, one volume after the other: turn it on, watch the counters, turn it off",
        );
        let commands = first.commands.as_ref();
        for line in commands
            .map(|made| [Some(&made.windows_powershell), Some(&made.read), made.undo.as_ref()])
            .into_iter()
            .flatten()
            .flatten()
        {
            page.verbatim("    ", line.as_str());
        }
        let more = answer.trial.len() - 1;
        if more > 0 {
            page.item(
                "  ",
                format!("and {}, which --format json lists", count(more, "more volume", "more volumes")),
            );
        }
    }
}

fn row(load: &Load) -> Vec<Text> {
    let taken = shown(load.share.as_ref());
    let is_more = |range: &Range| range.high > 1.0;
    vec![
        Text::from(&load.network),
        Text::from(load.node.clone().unwrap_or_default()),
        Text::from(load.paths.to_string()),
        Text::from(shown(Some(&load.part))),
        Text::from(shown(load.rate.as_ref())),
        Text::from(shown(load.capacity.as_ref())),
        if load.share.as_ref().is_some_and(is_more) {
            Text::toned(Tone::Warning, &taken)
        } else {
            Text::from(taken)
        },
    ]
}
