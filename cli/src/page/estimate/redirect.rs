//! The rehearsal: by network what lands on it, by link how full that makes it.

use super::super::metrics::{title, windows};
use super::super::origin::origin;
use super::super::text::{Column, Page, Text, Tone, count};
use super::parts::{factors, rests_on, shown};
use clusterroute::api::Entry;
use clusterroute::api::estimate::redirect::{Answer as Redirect, Load};
use clusterroute::api::estimate::{Answer, Range};

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

/// The rehearsal as a page.
pub(super) fn redirect(entry: &Entry<Answer>, answer: &Redirect) -> String {
    let mut page = Page::default();
    page.heading(title("Redirected I/O, rehearsed", &entry.head));
    page.item("", windows(&entry.head));
    page.heading(match (answer.paths, answer.already) {
        (0, _) => "No volume is redirected: no node but the coordinators has a way to one.".to_owned(),
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
    page.item("", "A path is a volume and a node that is not its coordinator.");
    let ranges = answer.load.iter().flat_map(|load| load.share.iter().chain(&load.capacity));
    factors(&mut page, ranges);
    rests_on(&mut page, &answer.assumed, &answer.unknown);
    origin(&mut page, &entry.tail);
    page.finish()
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
