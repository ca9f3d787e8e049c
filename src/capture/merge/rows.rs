//! The rows of a host's list, such as its adapters, from two sources: a row that both have is one row, and a row that
//! only one of them has stays.

use super::{Verdict, compare_objects, fill};
use crate::capture::raw::{Object, Raw};
use crate::names::folded;
use crate::schema::{Identity, Kind, Property, Scope, Section};
use std::collections::HashMap;

/// The section whose rows a property holds: `net_adapters` of a host holds those of `Get-NetAdapter`. `None` for every
/// other property.
pub(super) fn section_of(section: Section, property: Property) -> Option<Section> {
    match section.column(property)?.kind {
        Kind::Nested(inner) if inner.row().scope == Scope::Host => Some(inner),
        _ => None,
    }
}

/// The rows of a list, or the value itself when it is anything else. An empty list is no list of rows here: it says
/// that there are none, which contradicts a list that has some.
pub(super) fn of(value: Raw<'_>) -> Result<Vec<Object<'_>>, Raw<'_>> {
    let is_object = |item: &Raw<'_>| matches!(item, Raw::Object(_));
    match value {
        Raw::Object(row) => Ok(vec![row]),
        Raw::List(items) if !items.is_empty() && items.iter().all(is_object) => {
            let row = |item| match item {
                Raw::Object(row) => Some(row),
                _ => None,
            };
            Ok(items.into_iter().filter_map(row).collect())
        }
        other => Err(other),
    }
}

/// Adds to `rows` what `others` say beyond them.
///
/// `conflict` is called for every row that contradicts the row of the same name; the first stays.
/// `taken` is called for every row that is added. Both get what tells the row from others, where there is such.
pub(super) fn join<'a>(
    section: Section,
    rows: &mut Vec<Object<'a>>,
    others: Vec<Object<'a>>,
    conflict: &mut dyn FnMut(Option<&str>, &Object<'a>, &Object<'a>),
    taken: &mut dyn FnMut(Option<&str>),
) {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, row) in rows.iter().enumerate() {
        if let Some(key) = key_of(section, row) {
            places.entry(key).or_default().push(place);
        }
    }
    // Of what nothing tells apart, such as the settings of Hyper-V, a host has one.
    let is_only_one = section.row().identity == Identity::Nothing && rows.len() == 1 && others.len() == 1;
    for other in others {
        let key = key_of(section, &other);
        let same = match &key {
            Some(key) => places.get(key).map(Vec::as_slice).unwrap_or_default(),
            None if is_only_one => &[0],
            None => &[],
        };
        let Some(first) = same.first() else {
            if key.is_some() || !rows.contains(&other) {
                taken(key.as_deref());
                rows.push(other);
            }
            continue;
        };
        let agrees = |place: &&usize| compare_objects(section, &rows[**place], &other) != Verdict::Differ;
        match same.iter().find(agrees) {
            Some(place) => fill(section, &mut rows[*place], other),
            None => conflict(key.as_deref(), &rows[*first], &other),
        }
    }
}

/// What tells a row from the others of its list.
fn key_of(section: Section, row: &Object<'_>) -> Option<String> {
    let text = |names: &[Property]| row.first_text(names).map(folded);
    match section.row().identity {
        Identity::Name(names) => text(names),
        Identity::Pair(first, second) => Some(format!("{}\n{}", text(first)?, text(second)?)),
        Identity::IdOrName(_) | Identity::IdPairOrName(..) | Identity::Nothing => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::formats::json;
    use crate::capture::merge::merge;

    fn host(text: &str) -> Object<'static> {
        let capture = json::capture(&format!(r#"{{"hosts":[{text}]}}"#)).unwrap().into_owned();
        capture.into_sections().list(Section::Hosts)[0].clone()
    }

    /// The host of both texts, and what contradicts: the property, what tells the row, and both values.
    fn joined(first: &str, second: &str) -> (Object<'static>, Vec<String>) {
        let (mut kept, mut conflicts) = (host(first), Vec::new());
        let json = |value: &Raw<'_>| serde_json::to_string(value).unwrap();
        let found = &mut conflicts;
        merge(
            Section::Hosts,
            &mut kept,
            host(second),
            &mut |property, row, first, second| {
                found.push(format!("{property:?} {row:?} {} {}", json(first), json(second)));
            },
            &mut |_, _| {},
        );
        (kept, conflicts)
    }

    #[test]
    fn rows_of_two_sources_are_one_list() {
        let first = r#"{"Node":"N1","net_adapters":[{"Name":"A"},{"Name":"B","InterfaceGuid":"{b}"}]}"#;
        let second = r#"{"Node":"N1","net_adapters":[{"Name":"b","Speed":1000000000},{"Name":"C"}]}"#;
        let all = r#"{"Node":"N1","net_adapters":[{"Name":"A"},
            {"Name":"B","InterfaceGuid":"{b}","Speed":1000000000},{"Name":"C"}]}"#;
        assert_eq!(joined(first, second), (host(all), Vec::new()));
    }

    #[test]
    fn a_row_that_contradicts_is_named_and_costs_no_other() {
        let first = r#"{"Node":"N1","net_adapters":[{"Name":"A","InterfaceGuid":"{a}"}]}"#;
        let second = r#"{"Node":"N1","net_adapters":[{"Name":"A","InterfaceGuid":"{x}"},{"Name":"C"}]}"#;
        let all = r#"{"Node":"N1","net_adapters":[{"Name":"A","InterfaceGuid":"{a}"},{"Name":"C"}]}"#;
        let conflict =
            r#"NetAdapters Some("A") {"Name":"A","InterfaceGuid":"{a}"} {"Name":"A","InterfaceGuid":"{x}"}"#;
        assert_eq!(joined(first, second), (host(all), vec![conflict.to_owned()]));
    }

    #[test]
    fn one_list_read_twice_stays_as_it_is() {
        // Two connections of one pair of addresses.
        let twice = r#"{"Node":"N1","smb_multichannel_csv":[
            {"ClientIpAddress":"10.0.0.1","ServerIpAddress":"10.0.0.2","Selected":true},
            {"ClientIpAddress":"10.0.0.1","ServerIpAddress":"10.0.0.2","Selected":false}],
            "net_intents":[{"EnableLiveMigrationNetworkSelection":false},{"EnableLiveMigrationNetworkSelection":true}]}"#;
        assert_eq!(joined(twice, twice), (host(twice), Vec::new()));
    }

    #[test]
    fn what_a_host_has_once_contradicts_another_value() {
        let first = r#"{"Node":"N1","vm_host":[{"UseAnyNetworkForMigration":true}]}"#;
        let second = r#"{"Node":"N1","vm_host":[{"UseAnyNetworkForMigration":false}]}"#;
        let (kept, conflicts) = joined(first, second);
        assert_eq!((kept, conflicts.len()), (host(first), 1));
    }

    #[test]
    fn no_row_and_one_row_contradict() {
        let none = r#"{"Node":"N1","net_adapter_rdma":[]}"#;
        let some = r#"{"Node":"N1","net_adapter_rdma":[{"Name":"A","Enabled":true}]}"#;
        assert_eq!(joined(none, some).1.len(), 1);
    }
}
