//! The same object told twice: what agrees is one fact, what says more replaces what says less, and what
//! contradicts is reported.

use super::raw::{Object, Raw, Section};
use crate::model::{BlockReasons, FileSystemReasons, InterfaceState, NetworkState, Role, VolumeMode};

/// How a second value relates to the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// The first says at least as much.
    Keep,
    /// The second says the same and more.
    Take,
    /// Both cannot be true.
    Differ,
}

/// Adds to `kept` what `other`, the same object of the same section, says beyond it.
///
/// `conflict` hears of every property whose two values cannot both be true; the first stays.
/// `taken` hears of every property that now holds the second value.
pub fn merge<'a>(
    section: Section,
    kept: &mut Object<'a>,
    other: Object<'a>,
    conflict: &mut dyn FnMut(&'static str, &Raw<'a>, &Raw<'a>),
    taken: &mut dyn FnMut(&'static str),
) {
    for (name, value) in other.fields {
        let Some(first) = kept.get_mut(name) else {
            taken(name);
            kept.fields.push((name, value));
            continue;
        };
        match compare(section, name, first, &value) {
            Verdict::Keep => {}
            Verdict::Differ => conflict(name, first, &value),
            Verdict::Take => {
                taken(name);
                take(section, first, value);
            }
        }
    }
}

/// [`merge`] inside one document, where the first word counts.
pub fn fill<'a>(section: Section, kept: &mut Object<'a>, other: Object<'a>) {
    merge(section, kept, other, &mut |_, _, _| {}, &mut |_| {});
}

/// Puts a richer value in place of `first`; two objects are joined, since each may know what the other does not.
fn take<'a>(section: Section, first: &mut Raw<'a>, value: Raw<'a>) {
    match (first, value) {
        (Raw::Object(first), Raw::Object(second)) => fill(section, first, second),
        (Raw::List(first), Raw::List(second)) if first.len() == second.len() => {
            for (first, second) in first.iter_mut().zip(second) {
                if compare(section, "", first, &second) == Verdict::Take {
                    take(section, first, second);
                }
            }
        }
        (first, value) => *first = value,
    }
}

fn compare(section: Section, name: &str, first: &Raw<'_>, second: &Raw<'_>) -> Verdict {
    let same = |same: bool| if same { Verdict::Keep } else { Verdict::Differ };
    match (first, second) {
        (_, Raw::Null) => Verdict::Keep,
        (Raw::Null, _) => Verdict::Take,
        (Raw::Text(first), Raw::Text(second)) => match (plain(first), plain(second)) {
            (_, "") => Verdict::Keep,
            ("", _) => Verdict::Take,
            (first, second) => same(same_words(section, name, first, second)),
        },
        (Raw::Text(text), Raw::Bool(_) | Raw::Int(_) | Raw::Float(_)) => {
            reverse(compare_with_text(section, name, second, text))
        }
        (Raw::Bool(_) | Raw::Int(_) | Raw::Float(_), Raw::Text(text)) => {
            compare_with_text(section, name, first, text)
        }
        (Raw::Bool(flag), Raw::Int(number)) | (Raw::Int(number), Raw::Bool(flag)) => {
            same(i64::from(*flag) == *number)
        }
        (Raw::Object(first), Raw::Object(second)) => compare_objects(inside(section, name), first, second),
        (Raw::Object(object), Raw::Text(text)) => compare_with_name(object, text),
        (Raw::Text(text), Raw::Object(object)) => reverse(compare_with_name(object, text)),
        (Raw::List(first), Raw::List(second)) => {
            if first.len() != second.len() {
                return Verdict::Differ;
            }
            strongest(first.iter().zip(second).map(|(first, second)| compare(section, "", first, second)))
        }
        // A list cut to text by the depth of serialising is its items, or no more than the name of a type.
        (Raw::List(_), Raw::Text(_)) => Verdict::Keep,
        (Raw::Text(_), Raw::List(_)) => Verdict::Take,
        (first, second) => same(first == second),
    }
}

/// The section whose words the properties of a nested object use.
fn inside(section: Section, name: &str) -> Section {
    if name == "Network" { Section::Networks } else { section }
}

fn compare_objects(section: Section, first: &Object<'_>, second: &Object<'_>) -> Verdict {
    strongest(second.fields.iter().map(|(name, value)| match first.get(name) {
        Some(known) => compare(section, name, known, value),
        None => Verdict::Take,
    }))
}

fn strongest(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    let mut strongest = Verdict::Keep;
    for verdict in verdicts {
        match verdict {
            Verdict::Differ => return Verdict::Differ,
            Verdict::Take => strongest = Verdict::Take,
            Verdict::Keep => {}
        }
    }
    strongest
}

/// An object cut to text by the depth of serialising is its name, or no more than the name of its type.
fn compare_with_name(object: &Object<'_>, text: &str) -> Verdict {
    match object.text("Name") {
        Some(name) if !plain(text).is_empty() && !plain(name).eq_ignore_ascii_case(plain(text)) => {
            Verdict::Differ
        }
        _ => Verdict::Keep,
    }
}

/// A number says more than the word or the digits of the same value.
fn compare_with_text(section: Section, name: &str, value: &Raw<'_>, text: &str) -> Verdict {
    let text = plain(text);
    if text.is_empty() {
        return Verdict::Keep;
    }
    let equal = match value {
        Raw::Bool(flag) => match text.to_ascii_lowercase().as_str() {
            "true" | "1" => *flag,
            "false" | "0" => !*flag,
            _ => false,
        },
        Raw::Int(number) => match text.parse::<i64>() {
            Ok(parsed) => parsed == *number,
            Err(_) => match meaning_of_word(section, name, text) {
                Some(word) => meaning_of_number(section, name, *number) == Some(word),
                // A word of another language, or of an enum that is not known here: nothing can be said.
                None => true,
            },
        },
        Raw::Float(number) => text.parse::<f64>().is_ok_and(|parsed| parsed == *number),
        _ => false,
    };
    if equal { Verdict::Keep } else { Verdict::Differ }
}

fn reverse(verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Keep => Verdict::Take,
        other => other,
    }
}

/// Text without the blanks around it and without the braces of a GUID.
fn plain(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text)
}

/// `File System Redirected` and `FileSystemRedirected` are one word; names are compared without case, as
/// Windows does.
fn same_words(section: Section, name: &str, first: &str, second: &str) -> bool {
    if first.to_lowercase() == second.to_lowercase() {
        return true;
    }
    let first = meaning_of_word(section, name, first);
    first.is_some() && first == meaning_of_word(section, name, second)
}

/// A value of the enums that are understood, so that a word can be held against a number.
#[derive(Clone, Copy, PartialEq)]
enum Meaning {
    Role(Role),
    Network(NetworkState),
    Interface(InterfaceState),
    Mode(VolumeMode),
    Reasons(u64),
}

fn meaning_of_word(section: Section, name: &str, word: &str) -> Option<Meaning> {
    match (section, name) {
        (Section::Networks, "Role") => Role::from_word(word).map(Meaning::Role),
        (Section::Networks, "State") => NetworkState::from_word(word).map(Meaning::Network),
        (Section::Interfaces, "State") => InterfaceState::from_word(word).map(Meaning::Interface),
        (Section::SharedVolumeStates, "StateInfo") => VolumeMode::from_word(word).map(Meaning::Mode),
        (Section::SharedVolumeStates, "FileSystemRedirectedIOReason") => {
            FileSystemReasons::from_words(word).map(|reasons| Meaning::Reasons(reasons.0))
        }
        (Section::SharedVolumeStates, "BlockRedirectedIOReason") => {
            BlockReasons::from_words(word).map(|reasons| Meaning::Reasons(reasons.0))
        }
        _ => None,
    }
}

fn meaning_of_number(section: Section, name: &str, number: i64) -> Option<Meaning> {
    match (section, name) {
        (Section::Networks, "Role") => Role::from_number(number).map(Meaning::Role),
        (Section::Networks, "State") => NetworkState::from_number(number).map(Meaning::Network),
        (Section::Interfaces, "State") => InterfaceState::from_number(number).map(Meaning::Interface),
        (Section::SharedVolumeStates, "StateInfo") => VolumeMode::from_number(number).map(Meaning::Mode),
        (Section::SharedVolumeStates, "FileSystemRedirectedIOReason" | "BlockRedirectedIOReason") => {
            u64::try_from(number).ok().map(Meaning::Reasons)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Raw<'static> {
        Raw::Text(text.to_owned().into())
    }

    fn named(name: &'static str, value: Raw<'static>) -> Raw<'static> {
        Raw::Object(Object { fields: vec![(name, value)] })
    }

    fn verdict(name: &str, first: Raw<'static>, second: Raw<'static>) -> Verdict {
        let verdict = compare(Section::Networks, name, &first, &second);
        let mirrored = compare(Section::Networks, name, &second, &first);
        assert_eq!(verdict == Verdict::Differ, mirrored == Verdict::Differ, "{first:?} {second:?}");
        verdict
    }

    #[test]
    fn what_says_more_wins() {
        assert_eq!(verdict("Role", text("ClusterAndClient"), Raw::Int(3)), Verdict::Take);
        assert_eq!(verdict("Role", Raw::Int(3), text("ClusterAndClient")), Verdict::Keep);
        assert_eq!(verdict("Address", text(""), text("10.0.0.0")), Verdict::Take);
        assert_eq!(verdict("Address", Raw::Null, text("10.0.0.0")), Verdict::Take);
        assert_eq!(verdict("Metric", text("70240"), Raw::Int(70240)), Verdict::Take);
        assert_eq!(verdict("Network", text("management"), named("Name", text("Management"))), Verdict::Take);
        assert_eq!(
            verdict("Ipv4Addresses", text("10.0.0.0"), Raw::List(vec![text("10.0.0.0")])),
            Verdict::Take
        );
    }

    #[test]
    fn what_agrees_is_one_fact() {
        assert_eq!(verdict("Role", text("Both"), text("Cluster and Client")), Verdict::Keep);
        assert_eq!(verdict("Name", text("SMB1"), text("smb1 ")), Verdict::Keep);
        assert_eq!(verdict("Id", text("{AB}"), text("ab")), Verdict::Keep);
        assert_eq!(verdict("DhcpEnabled", Raw::Bool(true), Raw::Int(1)), Verdict::Keep);
        assert_eq!(verdict("AutoMetric", Raw::Bool(false), text("False")), Verdict::Keep);
        assert_eq!(verdict("State", Raw::Int(-1), text("Unknown")), Verdict::Keep);
        assert_eq!(verdict("Role", Raw::Int(3), text("叢集")), Verdict::Keep);
    }

    #[test]
    fn what_cannot_both_be_true_differs() {
        assert_eq!(verdict("Metric", Raw::Int(900), Raw::Int(901)), Verdict::Differ);
        assert_eq!(verdict("Role", Raw::Int(1), text("ClusterAndClient")), Verdict::Differ);
        assert_eq!(verdict("Role", text("Cluster"), text("None")), Verdict::Differ);
        assert_eq!(verdict("AutoMetric", Raw::Bool(true), text("False")), Verdict::Differ);
        assert_eq!(verdict("Network", named("Name", text("A")), text("B")), Verdict::Differ);
        assert_eq!(
            verdict("Ipv4Addresses", Raw::List(vec![]), Raw::List(vec![text("10.0.0.0")])),
            Verdict::Differ
        );
    }

    #[test]
    fn merging_adds_replaces_and_reports() {
        let mut kept =
            Object { fields: vec![("Name", text("A")), ("Role", text("Cluster")), ("Metric", Raw::Int(1))] };
        let other = Object {
            fields: vec![("Role", Raw::Int(1)), ("Metric", Raw::Int(2)), ("Address", text("10.0.0.0"))],
        };
        let (mut conflicts, mut taken) = (Vec::new(), Vec::new());
        merge(
            Section::Networks,
            &mut kept,
            other,
            &mut |name, first, second| conflicts.push((name, first.clone(), second.clone())),
            &mut |name| taken.push(name),
        );
        assert_eq!(conflicts, [("Metric", Raw::Int(1), Raw::Int(2))]);
        assert_eq!(taken, ["Role", "Address"]);
        let fields = vec![
            ("Name", text("A")),
            ("Role", Raw::Int(1)),
            ("Metric", Raw::Int(1)),
            ("Address", text("10.0.0.0")),
        ];
        assert_eq!(kept, Object { fields });
    }

    #[test]
    fn nested_objects_are_joined() {
        let mut kept = Object { fields: vec![("Network", named("Name", text("A")))] };
        let richer = Object { fields: vec![("Name", text("A")), ("Role", Raw::Int(1))] };
        let other = Object { fields: vec![("Network", Raw::Object(richer.clone()))] };
        fill(Section::Interfaces, &mut kept, other);
        assert_eq!(kept.get("Network"), Some(&Raw::Object(richer)));
    }
}
