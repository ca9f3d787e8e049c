//! One object from two sources: what agrees is one fact, what says more replaces what says less, and what
//! contradicts is reported.

mod rows;

use super::raw::{Object, Raw};
use crate::names::same;
use crate::schema::{Kind, Property, Section, Words};

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

/// Is called with a property, what tells a row of its list from the others, the value that stays and the other one.
pub type Conflict<'f, 'a> = dyn FnMut(Property, Option<&str>, &Raw<'a>, &Raw<'a>) + 'f;

/// Adds to `kept` what `other`, the same object of the same section, says beyond it.
///
/// `conflict` is called for every property whose two values cannot both be true; the first stays.
/// `taken` is called for every property that now holds the second value. Of a list of a host, such as its adapters,
/// both are called for single rows, with what tells the row from the others of its list.
pub fn merge<'a>(
    section: Section,
    kept: &mut Object<'a>,
    other: Object<'a>,
    conflict: &mut Conflict<'_, 'a>,
    taken: &mut dyn FnMut(Property, Option<&str>),
) {
    for (name, mut value) in other.fields {
        let Some(first) = kept.get_mut(name) else {
            taken(name, None);
            kept.fields.push((name, value));
            continue;
        };
        if let Some(inner) = rows::section_of(section, name) {
            match (rows::of(std::mem::replace(first, Raw::Null)), rows::of(value)) {
                (Ok(mut known), Ok(others)) => {
                    let as_value = |row: &Object<'a>| Raw::Object(row.clone());
                    let mut conflict = |key: Option<&str>, first: &Object<'a>, second: &Object<'a>| {
                        conflict(name, key, &as_value(first), &as_value(second));
                    };
                    rows::join(inner, &mut known, others, &mut conflict, &mut |key| taken(name, key));
                    *first = Raw::List(known.into_iter().map(Raw::Object).collect());
                    continue;
                }
                (known, others) => {
                    let as_it_was =
                        |rows: Vec<Object<'a>>| Raw::List(rows.into_iter().map(Raw::Object).collect());
                    *first = known.map_or_else(|value| value, as_it_was);
                    value = others.map_or_else(|value| value, as_it_was);
                }
            }
        }
        match compare(section, Some(name), first, &value) {
            Verdict::Keep => {}
            Verdict::Differ => conflict(name, None, first, &value),
            Verdict::Take => {
                taken(name, None);
                take(section, first, value);
            }
        }
    }
}

/// [`merge`] inside one document, where the first word counts.
pub fn fill<'a>(section: Section, kept: &mut Object<'a>, other: Object<'a>) {
    merge(section, kept, other, &mut |_, _, _, _| {}, &mut |_, _| {});
}

/// Puts a richer value in place of `first`; two objects are joined, since each may know what the other does not.
fn take<'a>(section: Section, first: &mut Raw<'a>, value: Raw<'a>) {
    match (first, value) {
        (Raw::Object(first), Raw::Object(second)) => fill(section, first, second),
        (Raw::List(first), Raw::List(second)) if first.len() == second.len() => {
            for (first, second) in first.iter_mut().zip(second) {
                if compare(section, None, first, &second) == Verdict::Take {
                    take(section, first, second);
                }
            }
        }
        (first, value) => *first = value,
    }
}

fn compare(section: Section, name: Option<Property>, first: &Raw<'_>, second: &Raw<'_>) -> Verdict {
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
            strongest(first.iter().zip(second).map(|(first, second)| compare(section, None, first, second)))
        }
        // A list cut to text by the depth of serialising is its items, or no more than the name of a type.
        (Raw::List(_), Raw::Text(_)) => Verdict::Keep,
        (Raw::Text(_), Raw::List(_)) => Verdict::Take,
        (first, second) => same(first == second),
    }
}

/// The section that a nested object is of.
fn inside(section: Section, name: Option<Property>) -> Section {
    match name.and_then(|name| section.column(name)).map(|column| column.kind) {
        Some(Kind::Reference(inner) | Kind::Nested(inner)) => inner,
        _ => section,
    }
}

fn compare_objects(section: Section, first: &Object<'_>, second: &Object<'_>) -> Verdict {
    strongest(second.fields.iter().map(|(name, value)| match first.get(*name) {
        Some(known) => compare(section, Some(*name), known, value),
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
    match object.text(Property::Name) {
        Some(name) if !plain(text).is_empty() && !same(plain(name), plain(text)) => Verdict::Differ,
        _ => Verdict::Keep,
    }
}

/// A number says more than the word or the digits of the same value.
fn compare_with_text(section: Section, name: Option<Property>, value: &Raw<'_>, text: &str) -> Verdict {
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
            Err(_) => match words(section, name).and_then(|words| words.meaning_of_word(text)) {
                Some(word) => {
                    words(section, name).and_then(|words| words.meaning_of_number(*number)) == Some(word)
                }
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
fn same_words(section: Section, name: Option<Property>, first: &str, second: &str) -> bool {
    if same(first, second) {
        return true;
    }
    let meaning = |word| words(section, name).and_then(|words| words.meaning_of_word(word));
    meaning(first).is_some() && meaning(first) == meaning(second)
}

/// The enum of a property, so that a word can be held against a number.
fn words(section: Section, name: Option<Property>) -> Option<Words> {
    match section.column(name?)?.kind {
        Kind::Words(words) => Some(words),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Raw<'static> {
        Raw::Text(text.to_owned().into())
    }

    fn named(name: Property, value: Raw<'static>) -> Raw<'static> {
        Raw::Object(Object { fields: vec![(name, value)] })
    }

    /// A section that has the property.
    fn section_of(name: Property) -> Section {
        let has_it = |section: &Section| section.column(name).is_some();
        [Section::Networks, Section::Interfaces].into_iter().find(has_it).unwrap()
    }

    fn verdict(name: Property, first: Raw<'static>, second: Raw<'static>) -> Verdict {
        let verdict = compare(section_of(name), Some(name), &first, &second);
        let mirrored = compare(section_of(name), Some(name), &second, &first);
        assert_eq!(verdict == Verdict::Differ, mirrored == Verdict::Differ, "{first:?} {second:?}");
        verdict
    }

    #[test]
    fn what_says_more_wins() {
        assert_eq!(verdict(Property::Role, text("ClusterAndClient"), Raw::Int(3)), Verdict::Take);
        assert_eq!(verdict(Property::Role, Raw::Int(3), text("ClusterAndClient")), Verdict::Keep);
        assert_eq!(verdict(Property::Address, text(""), text("10.0.0.0")), Verdict::Take);
        assert_eq!(verdict(Property::Address, Raw::Null, text("10.0.0.0")), Verdict::Take);
        assert_eq!(verdict(Property::Metric, text("70240"), Raw::Int(70240)), Verdict::Take);
        assert_eq!(
            verdict(Property::Network, text("management"), named(Property::Name, text("Management"))),
            Verdict::Take
        );
        assert_eq!(
            verdict(Property::Ipv4Addresses, text("10.0.0.0"), Raw::List(vec![text("10.0.0.0")])),
            Verdict::Take
        );
    }

    #[test]
    fn what_agrees_is_one_fact() {
        assert_eq!(verdict(Property::Role, text("Both"), text("Cluster and Client")), Verdict::Keep);
        assert_eq!(verdict(Property::Name, text("SMB1"), text("smb1 ")), Verdict::Keep);
        assert_eq!(verdict(Property::Id, text("{AB}"), text("ab")), Verdict::Keep);
        assert_eq!(verdict(Property::DhcpEnabled, Raw::Bool(true), Raw::Int(1)), Verdict::Keep);
        assert_eq!(verdict(Property::AutoMetric, Raw::Bool(false), text("False")), Verdict::Keep);
        assert_eq!(verdict(Property::State, Raw::Int(-1), text("Unknown")), Verdict::Keep);
        assert_eq!(verdict(Property::Role, Raw::Int(3), text("叢集")), Verdict::Keep);
    }

    #[test]
    fn what_cannot_both_be_true_differs() {
        assert_eq!(verdict(Property::Metric, Raw::Int(900), Raw::Int(901)), Verdict::Differ);
        assert_eq!(verdict(Property::Role, Raw::Int(1), text("ClusterAndClient")), Verdict::Differ);
        assert_eq!(verdict(Property::Role, text("Cluster"), text("None")), Verdict::Differ);
        let of = |section, name, first, second| compare(section, Some(name), &first, &second);
        assert_eq!(of(Section::Nodes, Property::State, Raw::Int(0), text("Down")), Verdict::Differ);
        assert_eq!(of(Section::Nodes, Property::State, Raw::Int(0), text("Up")), Verdict::Keep);
        assert_eq!(
            of(Section::SharedVolumeInfo, Property::FaultState, Raw::Int(0), text("NoDirectIO")),
            Verdict::Differ
        );
        let option = Property::VirtualMachineMigrationPerformanceOption;
        assert_eq!(of(Section::VmHost, option, Raw::Int(2), text("TCPIP")), Verdict::Differ);
        assert_eq!(verdict(Property::AutoMetric, Raw::Bool(true), text("False")), Verdict::Differ);
        assert_eq!(verdict(Property::Network, named(Property::Name, text("A")), text("B")), Verdict::Differ);
        assert_eq!(
            verdict(Property::Ipv4Addresses, Raw::List(vec![]), Raw::List(vec![text("10.0.0.0")])),
            Verdict::Differ
        );
    }

    #[test]
    fn merging_adds_replaces_and_reports() {
        let mut kept = Object {
            fields: vec![
                (Property::Name, text("A")),
                (Property::Role, text("Cluster")),
                (Property::Metric, Raw::Int(1)),
            ],
        };
        let other = Object {
            fields: vec![
                (Property::Role, Raw::Int(1)),
                (Property::Metric, Raw::Int(2)),
                (Property::Address, text("10.0.0.0")),
            ],
        };
        let (mut conflicts, mut taken) = (Vec::new(), Vec::new());
        merge(
            Section::Networks,
            &mut kept,
            other,
            &mut |name, _, first, second| conflicts.push((name, first.clone(), second.clone())),
            &mut |name, _| taken.push(name),
        );
        assert_eq!(conflicts, [(Property::Metric, Raw::Int(1), Raw::Int(2))]);
        assert_eq!(taken, [Property::Role, Property::Address]);
        let fields = vec![
            (Property::Name, text("A")),
            (Property::Role, Raw::Int(1)),
            (Property::Metric, Raw::Int(1)),
            (Property::Address, text("10.0.0.0")),
        ];
        assert_eq!(kept, Object { fields });
    }

    #[test]
    fn nested_objects_are_joined() {
        let mut kept = Object { fields: vec![(Property::Network, named(Property::Name, text("A")))] };
        let richer = Object { fields: vec![(Property::Name, text("A")), (Property::Role, Raw::Int(1))] };
        let other = Object { fields: vec![(Property::Network, Raw::Object(richer.clone()))] };
        fill(Section::Interfaces, &mut kept, other);
        assert_eq!(kept.get(Property::Network), Some(&Raw::Object(richer)));
    }
}
