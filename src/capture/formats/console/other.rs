//! What a text is that is none of those that are read, as far as can be seen: a reader who knows what he has handed over
//! knows what to hand over instead.

use std::collections::BTreeSet;

/// How to bring what is needed.
const COMMAND: &str = "'Get-ClusterNetwork | Export-Clixml networks.xml' on a node brings its networks";

/// Lines that are looked at.
const LINES: usize = 2_000;

const EXPECTED: &str = "expected CliXml, JSON, CSV or console output of a cluster";

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().take(LINES).map(str::trim).filter(|line| !line.is_empty())
}

/// What is said of events, which look like any list.
pub(super) fn events(text: &str) -> Option<String> {
    let events = event_ids(lines(text));
    let shown: Vec<String> = events.iter().take(5).map(u32::to_string).collect();
    let network = [1126, 1127, 1128, 1129, 1130].iter().any(|id| events.contains(id));
    let names = if network { ", which name the network and the node" } else { "" };
    (!events.is_empty()).then(|| {
        format!(
            "{EXPECTED}, found events of the event viewer ({}{names}): events tell what happened, and not how the \
             networks are set; {COMMAND}",
            shown.join(", ")
        )
    })
}

/// Why a text is not read.
pub(super) fn refusal(text: &str) -> String {
    if let Some(events) = events(text) {
        return events;
    }
    let lines = || lines(text);
    if mostly(lines(), is_of_cluster_log) {
        return format!(
            "{EXPECTED}, found lines of a cluster log without the objects at its start: the whole log of Get-ClusterLog \
             has them; {COMMAND}"
        );
    }
    if lines().next().is_some_and(is_of_plugin) {
        return format!("{EXPECTED}, found the output of a monitoring plug-in: {COMMAND}");
    }
    if let Some(columns) = columns(lines()) {
        return format!("{EXPECTED}, found a table of other objects, with the columns {columns}: {COMMAND}");
    }
    if lines().next().is_some_and(|line| line.starts_with("diff ") || line.starts_with("@@ ")) {
        return format!("{EXPECTED}, found a comparison of texts: {COMMAND}");
    }
    if mostly(lines(), is_of_log) {
        return format!("{EXPECTED}, found lines of a log: {COMMAND}");
    }
    format!("{EXPECTED}, found other text: {COMMAND}")
}

/// The numbers of events, as the event viewer and `Get-WinEvent | Format-List` print them.
fn event_ids<'t>(lines: impl Iterator<Item = &'t str>) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    let mut is_viewer = false;
    for line in lines {
        let Some((title, value)) = line.split_once(':') else { continue };
        match title.trim().to_ascii_lowercase().as_str() {
            "event id" | "eventid" => {
                is_viewer = true;
                found.extend(value.trim().parse::<u32>());
            }
            "id" => found.extend(value.trim().parse::<u32>()),
            "log name" | "logname" | "providername" | "source" | "timecreated" => is_viewer = true,
            _ => {}
        }
    }
    if is_viewer { found } else { BTreeSet::new() }
}

/// Whether at least half of the lines are of a kind, and at least one.
fn mostly<'t>(lines: impl Iterator<Item = &'t str>, is_one: fn(&str) -> bool) -> bool {
    let (mut all, mut of_kind) = (0_usize, 0_usize);
    for line in lines {
        all += 1;
        of_kind += usize::from(is_one(line));
    }
    of_kind > 0 && 2 * of_kind >= all
}

/// `09:00:01.120 INFO  [IM] ...`, `00000d28.00001a3c::2014/06/10-07:54:34.099 INFO  [NETFTAPI] ...`
fn is_of_cluster_log(line: &str) -> bool {
    is_of_log(line)
        && [
            " [IM]",
            " [NETFT",
            " [CHANNEL",
            " [CORE]",
            " [NODE]",
            " [GUM]",
            " [RCM]",
            " [RES]",
            " [DCM]",
            " [API]",
            " [MRR]",
            " [VER]",
            " [STM]",
        ]
        .iter()
        .any(|part| line.contains(part))
}

/// A time or a date, and a level.
fn is_of_log(line: &str) -> bool {
    let is_level = |word: &str| ["INFO", "WARN", "WARNING", "ERR", "ERROR", "DBG", "DEBUG"].contains(&word);
    let mut words = line.split_whitespace().take(4);
    let starts = words
        .next()
        .is_some_and(|word| word.starts_with(|sign: char| sign.is_ascii_hexdigit() || sign == '['));
    starts && words.any(|word| is_level(word.trim_matches(['[', ']', ':'])))
}

/// `[CRITICAL] ...`, `OK - ...`, `WARNING: ...`
fn is_of_plugin(line: &str) -> bool {
    let line = line.trim_start_matches('[');
    ["OK", "WARNING", "CRITICAL", "UNKNOWN"].iter().any(|state| {
        line.strip_prefix(state).is_some_and(|rest| {
            [']', ':'].iter().any(|sign| rest.starts_with(*sign)) || rest.starts_with(" -")
        })
    })
}

/// The titles of a CSV, if the first lines have the same number of fields, and at least two.
fn columns<'t>(mut lines: impl Iterator<Item = &'t str>) -> Option<String> {
    let (first, second) = (lines.next()?, lines.next()?);
    let by = [',', ';', '\t'].into_iter().find(|sign| {
        let count = |line: &str| line.matches(*sign).count();
        count(first) > 0 && count(first) == count(second)
    })?;
    let titles: Vec<&str> = first.split(by).map(|title| title.trim().trim_matches('"')).collect();
    let is_title = |title: &str| !title.is_empty() && title.len() <= 60 && title.split(' ').count() <= 3;
    titles.iter().all(|title| is_title(title)).then(|| {
        let more = if titles.len() > 8 { ", ..." } else { "" };
        format!("{}{more}", titles[..titles.len().min(8)].join(", "))
    })
}
