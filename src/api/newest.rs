//! Two captures of one cluster are two, not one: the newest answers, and the others are named.

use super::entry::{NotRead, Source, Subject};
use crate::model::counters::{DateOrder, Stamp};
use crate::names::folded;
use std::collections::HashMap;

/// The subjects without those of which another one is the same cluster at a later time. What tells no time, or writes it
/// another way, is kept: nothing tells that it is older.
pub(super) fn newest(subjects: Vec<Subject>) -> Vec<Subject> {
    let mut newest: HashMap<String, usize> = HashMap::new();
    let mut newer: Vec<Option<usize>> = vec![None; subjects.len()];
    for (place, subject) in subjects.iter().enumerate() {
        let (Some(name), Some(time)) = (&subject.cluster.name, &subject.captured_at) else { continue };
        let known = newest.entry(folded(name)).or_insert(place);
        let Some(other) = subjects[*known].captured_at.as_deref().filter(|_| *known != place) else {
            continue;
        };
        if is_later(time, other) {
            newer[std::mem::replace(known, place)] = Some(place);
        } else if is_later(other, time) {
            newer[place] = Some(*known);
        }
    }
    // One that is older than an older one is older than the newest.
    let last = |mut place: usize| {
        while let Some(next) = newer[place] {
            place = next;
        }
        place
    };
    let told: Vec<(usize, NotRead)> = (0..subjects.len())
        .filter(|place| newer[*place].is_some())
        .map(|place| (last(place), older(&subjects[place], &subjects[last(place)])))
        .collect();
    let mut subjects: Vec<Option<Subject>> = subjects.into_iter().map(Some).collect();
    for (place, note) in told {
        if let Some(subject) = &mut subjects[place] {
            subject.tail.not_read.push(note);
        }
    }
    for (place, subject) in subjects.iter_mut().enumerate() {
        if newer[place].is_some() {
            *subject = None;
        }
    }
    subjects.into_iter().flatten().collect()
}

fn older(subject: &Subject, by: &Subject) -> NotRead {
    let [was, is] = [subject, by].map(|subject| subject.captured_at.as_deref().unwrap_or_default());
    let name = subject.cluster.name.as_deref().unwrap_or_default();
    let file = place(&subject.tail.sources).unwrap_or(name);
    let reason = format!(
        "an older capture of cluster {name}, taken at {was}: that of {is} answers; compare is for both"
    );
    NotRead { file: file.into(), reason: crate::error::sentence(reason).into() }
}

/// The file of a capture, or the archive or the folder that all its files are in; `None` without files.
fn place(sources: &[Source]) -> Option<&str> {
    let [first, rest @ ..] = sources else { return None };
    let first = first.file.as_str();
    let places = first.match_indices(['/', '\\']).map(|(end, _)| end);
    let places = places.chain(first.match_indices(": ").map(|(end, _)| end));
    let holds_all = |end: &usize| *end > 0 && rest.iter().all(|one| one.file.starts_with(&first[..=*end]));
    let common = places.filter(holds_all).max().filter(|_| !rest.is_empty());
    Some(common.map_or(first, |end| &first[..end]))
}

/// Milliseconds that two captures lie apart at least: within a minute clocks decide, and not what was done.
const APART: i64 = 60_000;

/// Whether the first of two times is later: both tell their zone, or neither does; what is no time that is understood has
/// to be written alike, so that the order is that of texts.
pub(super) fn is_later(one: &str, other: &str) -> bool {
    if let (Some((one, in_utc)), Some((other, also))) = (moment(one), moment(other)) {
        return in_utc == also && one - other >= APART;
    }
    let form =
        |text: &str| -> String { text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect() };
    form(one) == form(other) && form(one).starts_with("0000-00-00") && one > other
}

/// Milliseconds since 1970 of a time that begins with its year, and whether they are of UTC.
fn moment(text: &str) -> Option<(i64, bool)> {
    let starts_with_year = text.split('-').next().is_some_and(|year| year.len() == 4);
    let stamp = Stamp::parse(text).filter(|_| starts_with_year)?;
    let bias = stamp.bias.unwrap_or_default();
    Some((stamp.moment(DateOrder::Iso)? + i64::from(bias) * 60_000, stamp.bias.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_times_that_can_be_compared_are() {
        assert!(is_later("2026-11-28T10:00:00Z", "2026-11-27T10:00:00Z"));
        assert!(!is_later("2026-11-27T10:00:00Z", "2026-11-28T10:00:00Z"));
        assert!(!is_later("11/28/2026 10:00", "11/27/2026 10:00"));
        assert!(!is_later("2026-11-28T10:00:00+01:00", "2026-11-28T09:30:00Z"));
        assert!(is_later("2026-11-28 09:30:00Z", "2026-11-28T10:00:00.1234567+01:00"), "zones count");
        assert!(!is_later("2026-11-28T10:00:00", "2026-11-27T10:00:00Z"), "of one the zone is not known");
        assert!(!is_later("2026-11-28T10:00:30Z", "2026-11-28T10:00:00Z"), "within a minute clocks decide");
    }

    #[test]
    fn a_capture_is_called_by_what_its_files_are_in() {
        let of = |files: &[&str]| {
            let source = |file: &&str| Source {
                file: (*file).to_owned(),
                sections: Default::default(),
                bytes: None,
                sha256: None,
            };
            let sources: Vec<Source> = files.iter().map(source).collect();
            place(&sources).map(str::to_owned)
        };
        assert_eq!(of(&["a/b.zip: x.xml", "a/b.zip: Node_1/y.xml"]).as_deref(), Some("a/b.zip"));
        assert_eq!(of(&["a/b/x.xml", "a/b/c/y.xml"]).as_deref(), Some("a/b"));
        assert_eq!(of(&["a/b/x.json"]).as_deref(), Some("a/b/x.json"));
        assert_eq!(of(&["x.xml", "y.xml"]).as_deref(), Some("x.xml"));
        assert_eq!(of(&[]), None);
    }

    fn taken(name: Option<&str>, at: Option<&str>) -> Subject {
        let cluster = crate::model::Cluster { name: name.map(str::to_owned), ..Default::default() };
        Subject { captured_at: at.map(str::to_owned), ..Subject::from(cluster) }
    }

    #[test]
    fn the_newest_answers_whatever_the_order_and_the_others_are_named() {
        let times = ["2026-11-27T10:00:00Z", "2026-11-29T10:00:00Z", "2026-11-28T10:00:00Z"];
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [0, 2, 1]] {
            let of = order.map(|place| taken(Some("HV"), Some(times[place])));
            let left = newest(of.into());
            assert_eq!(left.len(), 1);
            assert_eq!(left[0].captured_at.as_deref(), Some(times[1]));
            let notes: Vec<&str> = left[0].tail.not_read.iter().map(|one| &*one.reason).collect();
            assert_eq!(notes.len(), 2, "{notes:?}");
            assert!(
                notes.iter().any(|note| note.contains("taken at 2026-11-27T10:00:00Z: that of 2026-11-29"))
            );
        }
    }

    #[test]
    fn what_nothing_tells_to_be_older_is_kept() {
        let time = Some("2026-11-27T10:00:00Z");
        for other in [
            taken(Some("HV"), None),
            taken(Some("HV"), Some("27.11.2026")),
            taken(Some("HV"), time),
            taken(Some("SQL"), Some("2026-11-28T10:00:00Z")),
            taken(None, Some("2026-11-28T10:00:00Z")),
        ] {
            assert_eq!(newest(vec![taken(Some("HV"), time), other]).len(), 2);
        }
    }
}
