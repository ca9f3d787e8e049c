//! The backup window: the ways to run it, the best first, and what each redirects and changes.

use super::super::layout::{Column, Page};
use super::super::metrics::{title, windows};
use super::super::origin::origin;
use super::super::text::{Text, Tone, count};
use super::parts::{factors, rests_on, shown, some};
use clusterroute::api::Entry;
use clusterroute::api::estimate::Answer;
use clusterroute::api::estimate::backup::{Answer as Backup, BackedUp, Choice, Redirected, Snapshot};
use clusterroute::engine::estimate::Unit;
use clusterroute::engine::estimate::backup::Key;
use clusterroute::engine::estimate::operations::Extent;
use clusterroute::words::between;

const COLUMNS: [Column; 5] = [
    Column::tight("Choice"),
    Column::wide("Networks"),
    Column::tight("Crosses them"),
    Column::tight("Duration"),
    Column::wide("Redirected"),
];

/// Volumes that are shown.
const VOLUMES: usize = 6;

/// The backup window as a page.
pub(super) fn backup(entry: &Entry<Answer>, answer: &Backup) -> Page {
    let mut page = Page::default();
    page.heading(title("Backup window", &entry.head));
    page.item("", windows(&entry.head));
    let how = match answer.snapshot {
        Snapshot::Software => "software",
        Snapshot::Hardware => "hardware",
    };
    let volumes = count(answer.volumes.len(), "volume", "volumes");
    page.item("", format!("{volumes} from {} with {how} snapshots", answer.node));
    page.gap();
    let rows: Vec<Vec<Text>> = answer.choices.iter().map(row).collect();
    page.table(&COLUMNS, &rows);
    for choice in &answer.choices {
        page.item("- ", &choice.message);
        for run in choice.runs.iter().take(VOLUMES) {
            page.item("  ", format!("{} from {}", run.volume, run.node));
        }
        changes(&mut page, choice);
    }
    page.heading("Volumes");
    for volume in answer.volumes.iter().take(VOLUMES) {
        page.item("- ", of_volume(volume));
    }
    let more = answer.volumes.len().saturating_sub(VOLUMES);
    if more > 0 {
        page.item("- ", format!("and {}, which --format json lists", count(more, "more", "more")));
    }
    if !answer.notes.is_empty() {
        page.heading("To be known");
        for note in &answer.notes {
            page.item("- ", format!("{}: {}", note.said.message, note.source));
        }
    }
    let ranges = answer.choices.iter().flat_map(|choice| choice.duration.iter().chain(&choice.bytes));
    factors(&mut page, ranges);
    rests_on(&mut page, &entry.head, &answer.assumed, &answer.unknown);
    origin(&mut page, &entry.tail);
    page
}

fn row(choice: &Choice) -> Vec<Text> {
    let is_whole = choice.redirected.iter().any(|one| one.extent == Extent::Whole);
    let bytes = match &choice.bytes {
        _ if is_whole => "I/O of guests".to_owned(),
        Some(bytes) if bytes.high > 0.0 => shown(Some(bytes)),
        Some(_) => "nothing".to_owned(),
        None => "unknown".to_owned(),
    };
    let (whole, moment): (Vec<&Redirected>, Vec<&Redirected>) =
        choice.redirected.iter().partition(|one| one.extent == Extent::Whole);
    let redirected = match (whole.len(), moment.len()) {
        (0, 0) => Text::from("nothing"),
        (0, some) => Text::from(format!("{} for a moment", count(some, "volume", "volumes"))),
        (some, _) => {
            let said = format!("{} for the whole backup", count(some, "volume", "volumes"));
            Text::toned(Tone::Warning, &said)
        }
    };
    let name = match choice.key {
        Key::AsPlanned => "as planned",
        Key::HardwareSnapshot => "hardware snapshot",
        Key::OnCoordinator => "on coordinator",
        Key::MoveVolume => "move volume",
        Key::FasterNetwork => "faster network",
    };
    let name = if choice.key == Key::AsPlanned { Text::toned(Tone::Strong, name) } else { Text::from(name) };
    let duration = choice.duration.as_ref().map_or_else(|| "unknown".to_owned(), |range| shown(Some(range)));
    vec![name, Text::from(some(&choice.networks, " + ")), Text::from(bytes), Text::from(duration), redirected]
}

/// The commands of a choice, and the way back.
fn changes(page: &mut Page, choice: &Choice) {
    for change in choice.changes.iter().take(VOLUMES) {
        let Some(made) = &change.commands else {
            page.item(
                "  ",
                format!(
                    "{}{}",
                    change.message,
                    change.no_commands.as_ref().map(|why| format!(": {why}")).unwrap_or_default()
                ),
            );
            continue;
        };
        page.verbatim("    ", made.windows_powershell.as_str());
        if let Some(undo) = &made.undo {
            page.item("  ", "and back:");
            page.verbatim("    ", undo.as_str());
        }
    }
    let more = choice.changes.len().saturating_sub(VOLUMES);
    if more > 0 {
        page.item(
            "  ",
            format!("and {}, which --format json lists", count(more, "more change", "more changes")),
        );
    }
}

fn of_volume(volume: &BackedUp) -> String {
    let bytes = volume.bytes.map(|bytes| between(bytes, bytes, Unit::Bytes));
    let bytes = bytes.unwrap_or_else(|| "size unknown".to_owned());
    let coordinator = volume.coordinator.as_deref().unwrap_or("unknown");
    format!("{}: {bytes}, coordinator {coordinator}", volume.volume)
}
