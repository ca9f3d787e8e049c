//! One printed value.

use crate::capture::raw::Raw;
use crate::schema::{Kind, Property, Section};
use once_cell::sync::Lazy;
use std::borrow::Cow;

/// What a printed value tells.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::capture::formats) enum Cell {
    /// All of it.
    Whole(Raw<'static>),
    /// Not all of it: the console has cut it, and this is what it has left.
    Cut(String),
    /// The name of a type, in place of the value.
    TypeName,
}

/// Whether a property holds a list in every section that has it; of no other is `{a}` taken for one, since a name
/// may have braces.
fn is_list(property: Property) -> bool {
    static LISTS: Lazy<Vec<Property>> = Lazy::new(|| {
        let columns = || Section::rows().iter().flat_map(|row| row.columns);
        // The console prints a nested list as a list; the value of a parameter is text there.
        let is_list = |kind: Kind| matches!(kind, Kind::List | Kind::Nested(_));
        let listed = columns().filter(|column| is_list(column.kind)).map(|column| column.property);
        listed.filter(|property| *property != Property::Value).collect()
    });
    LISTS.contains(&property)
}

/// The value of a property that `Format-List` printed: whole but for lists, which end after four items
/// unless `$FormatEnumerationLimit` is raised.
pub(super) fn of_list(property: Property, text: &str) -> Cell {
    let text = text.trim();
    if text.is_empty() {
        return Cell::Whole(Raw::Null);
    }
    if !is_list(property) {
        return Cell::Whole(Raw::Text(Cow::Owned(text.to_owned())));
    }
    if let Some(rest) = text.strip_prefix('{') {
        return match rest.strip_suffix('}') {
            Some(items) if !is_cut(items) => items_of(items, &[',']),
            _ => Cell::Cut(text.to_owned()),
        };
    }
    if is_cut(text) { Cell::Cut(text.to_owned()) } else { items_of(text, &[',']) }
}

/// The value of a cell of `Format-Table`, which is cut at the width of its column.
pub(in crate::capture::formats) fn of_table(property: Property, text: &str) -> Cell {
    if is_cut(text.trim()) { Cell::Cut(text.trim().to_owned()) } else { of_list(property, text) }
}

/// The value of a field of `Export-Csv`: of a list, the name of its type, unless the caller has joined it.
pub(in crate::capture::formats) fn of_csv(property: Property, text: &str) -> Cell {
    let text = text.trim();
    if text.is_empty() {
        return Cell::Whole(Raw::Null);
    }
    if is_list(property) {
        return items_of(text.trim_matches(['{', '}']), &[',', ';', ' ']);
    }
    Cell::Whole(Raw::Text(Cow::Owned(text.to_owned())))
}

/// Windows PowerShell writes three dots, PowerShell 7 one character.
fn is_cut(text: &str) -> bool {
    text.ends_with("...") || text.ends_with('\u{2026}')
}

fn items_of(text: &str, separators: &[char]) -> Cell {
    if is_type_name(text) {
        return Cell::TypeName;
    }
    let items = text.split(separators).map(str::trim).filter(|item| !item.is_empty());
    Cell::Whole(Raw::List(items.map(|item| Raw::Text(Cow::Owned(item.to_owned()))).collect()))
}

fn is_type_name(text: &str) -> bool {
    ["System.", "Microsoft."].iter().any(|namespace| text.starts_with(namespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(items: &[&'static str]) -> Cell {
        Cell::Whole(Raw::List(items.iter().map(|item| Raw::Text((*item).into())).collect()))
    }

    #[test]
    fn lists_are_whole_or_cut() {
        let of = |text| of_list(Property::Ipv4Addresses, text);
        assert_eq!(of("{}"), list(&[]));
        assert_eq!(of("{10.0.0.0}"), list(&["10.0.0.0"]));
        assert_eq!(of("{10.0.0.0, 10.0.1.0}"), list(&["10.0.0.0", "10.0.1.0"]));
        assert_eq!(of("10.0.0.0"), list(&["10.0.0.0"]));
        assert_eq!(of(""), Cell::Whole(Raw::Null));
        for cut in
            ["{a, b, c, d...}", "{a, b, c, d\u{2026}}", "{10.0.0.0, 10.0....", "{10.0.0.0, 10.0", "10..."]
        {
            assert_eq!(of(cut), Cell::Cut(cut.to_owned()), "{cut}");
        }
        assert_eq!(
            of_list(Property::SharedVolumeInfo, "{Microsoft.FailoverClusters.PowerShell.X}"),
            Cell::TypeName
        );
    }

    #[test]
    fn only_lists_have_braces_to_lose() {
        for name in ["{a, b}", "{8674967e-aef4-4815-8567-cd7bd15ebc1e}", "Net...", "System.Net"] {
            assert_eq!(of_list(Property::Name, name), Cell::Whole(Raw::Text(name.into())));
        }
        assert_eq!(of_table(Property::Name, "Net..."), Cell::Cut("Net...".to_owned()));
        assert_eq!(of_table(Property::Name, "Net\u{2026}"), Cell::Cut("Net\u{2026}".to_owned()));
    }

    #[test]
    fn a_list_in_a_csv_file_is_joined_or_lost() {
        assert_eq!(of_csv(Property::Ipv4Addresses, "System.String[]"), Cell::TypeName);
        assert_eq!(
            of_csv(Property::Ipv4Addresses, "System.Collections.Specialized.StringCollection"),
            Cell::TypeName
        );
        for joined in ["10.0.0.0 10.0.1.0", "10.0.0.0;10.0.1.0", "{10.0.0.0, 10.0.1.0}"] {
            assert_eq!(of_csv(Property::Ipv4Addresses, joined), list(&["10.0.0.0", "10.0.1.0"]), "{joined}");
        }
        assert_eq!(of_csv(Property::Name, "System.Net"), Cell::Whole(Raw::Text("System.Net".into())));
    }
}
