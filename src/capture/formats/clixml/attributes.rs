//! The attributes of an element: of all that XML allows, CliXml needs two.

use super::Document;
use crate::error::Error;
use crate::schema::Property;
use memchr::memchr;
use quick_xml::events::BytesStart;

/// The attributes that matter.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Attributes {
    /// `N`, when it is the name of a known property.
    pub(super) name: Option<Property>,
    /// `RefId`.
    pub(super) id: Option<u64>,
}

impl Attributes {
    /// The attributes as PowerShell writes them, ` N="Name" RefId="0"`; `None` for any other writing, which
    /// need not be wrong.
    fn plain(mut text: &str) -> Option<Self> {
        let mut found = Self::default();
        loop {
            let blank = text.strip_prefix(' ');
            let Some(rest) = blank.filter(|rest| !rest.is_empty()) else {
                return (text.is_empty() || blank.is_some()).then_some(found);
            };
            let is_name = rest.starts_with("N=\"");
            let (_, value) = rest.split_at_checked(if is_name { "N=\"" } else { "RefId=\"" }.len())?;
            if !is_name && !rest.starts_with("RefId=\"") {
                return None;
            }
            let end = memchr(b'"', value.as_bytes())?;
            let (value, after) = (&value[..end], &value[end + 1..]);
            if is_name {
                found.name = Property::find(value);
            } else {
                found.id = Some(value.parse().ok()?);
            }
            text = after;
        }
    }
}

impl<'a> Document<'a, '_> {
    pub(super) fn attributes(&self, start: &BytesStart<'a>, at: usize) -> Result<Attributes, Error> {
        if let Some(found) = Attributes::plain(start.attributes_raw()) {
            return Ok(found);
        }
        let mut found = Attributes::default();
        for attribute in start.attributes().with_checks(false) {
            let attribute =
                attribute.map_err(|error| self.cursor.fail(at, format!("malformed attribute: {error}")))?;
            match attribute.key.as_ref() {
                "N" => found.name = Property::find(&attribute.value),
                "RefId" => {
                    let id = attribute.value.parse().map_err(|_| {
                        self.cursor
                            .fail(at, format!("expected a number as RefId, found '{}'", attribute.value))
                    })?;
                    found.id = Some(id);
                }
                _ => {}
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_as_powershell_writes_them_are_read_at_once() {
        let attributes = |name, id| Some(Attributes { name, id });
        for (text, expected) in [
            ("", attributes(None, None)),
            (" ", attributes(None, None)),
            (" N=\"Metric\"", attributes(Some(Property::Metric), None)),
            (" N=\"metric\" RefId=\"12\" ", attributes(Some(Property::Metric), Some(12))),
            (" RefId=\"12\"", attributes(None, Some(12))),
            (" N=\"Nobody's\"", attributes(None, None)),
            (" N=\"\"", attributes(None, None)),
        ] {
            assert_eq!(Attributes::plain(text), expected, "{text:?}");
        }
    }

    #[test]
    fn any_other_writing_is_left_to_the_parser() {
        for text in [
            "  N=\"Metric\"",
            " N='Metric'",
            " N = \"Metric\"",
            " N=\"Metric\"RefId=\"1\"",
            " N=\"Metric",
            " N=",
            " Größe=\"1\"",
            " RefId=\"\"",
            " RefId=\"-1\"",
            " RefId=\"99999999999999999999\"",
            " Version=\"1.1.0.1\"",
            "\tN=\"Metric\"",
        ] {
            assert_eq!(Attributes::plain(text), None, "{text:?}");
        }
    }
}
