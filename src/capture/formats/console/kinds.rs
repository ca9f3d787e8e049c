//! Which column a printed word can belong to, by what the property holds: where columns do not stand under their titles
//! any more, or nothing tells where they stand.

use crate::schema::{Kind, Property, Section, Words};
use once_cell::sync::Lazy;
use std::ops::Range;

/// Tables and rows beyond these are not taken apart by kind; the work grows with both.
const MOST_COLUMNS: usize = 20;
const MOST_WORDS: usize = 100;

/// What a column holds.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// Any text of one or more words.
    Text,
    /// One word of these enums.
    Words(Vec<Words>),
    Number,
    Flag,
    Address,
    Id,
}

impl Shape {
    /// Of a column with this title.
    pub(super) fn of(title: &str) -> Self {
        Property::find(title).map_or(Self::Text, |property| SHAPES[property as usize].clone())
    }

    /// Whether any text fits.
    pub(super) fn is_text(&self) -> bool {
        matches!(self, Self::Text)
    }

    /// Whether the column holds words of an enum.
    pub(super) fn is_word(&self) -> bool {
        matches!(self, Self::Words(_))
    }

    /// Whether a text can be a value of the column.
    pub(super) fn fits(&self, text: &str) -> bool {
        let number = || text.parse::<i64>().ok();
        match self {
            Self::Text => true,
            Self::Words(words) => {
                is_state_of_resource(text)
                    || words.iter().any(|words| {
                        words.meaning_of_word(text).is_some()
                            || number().is_some_and(|number| words.meaning_of_number(number).is_some())
                    })
            }
            Self::Number => number().is_some(),
            Self::Flag => ["true", "false", "0", "1"].iter().any(|flag| flag.eq_ignore_ascii_case(text)),
            Self::Address => {
                let address = text.split('/').next().unwrap_or_default();
                address.parse::<std::net::IpAddr>().is_ok()
            }
            Self::Id => crate::model::network_list::guid(text).is_some(),
        }
    }
}

/// Whether a word is the state of a resource, such as a shared volume.
pub(super) fn is_state_of_resource(text: &str) -> bool {
    ["Online", "Offline", "Failed", "OnlinePending", "OfflinePending", "Initializing"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(text))
}

static SHAPES: Lazy<Vec<Shape>> =
    Lazy::new(|| Property::ALL.iter().map(|property| shape(*property)).collect());

fn shape(property: Property) -> Shape {
    match property {
        Property::Address | Property::AddressMask | Property::IPAddress => return Shape::Address,
        Property::ClientIpAddress | Property::ServerIpAddress => return Shape::Address,
        Property::Id => return Shape::Id,
        _ => {}
    }
    let rows = Section::rows().iter().filter(|row| row.section() != Section::NetftRoutes);
    let columns = rows.flat_map(|row| row.columns);
    let of = columns.filter(|column| column.property == property || column.also.contains(&property));
    let mut words = Vec::new();
    let mut shape = None;
    for column in of {
        let next = match column.kind {
            Kind::Words(known) => {
                words.push(known);
                continue;
            }
            Kind::Number => Shape::Number,
            Kind::Flag => Shape::Flag,
            _ => return Shape::Text,
        };
        shape = Some(next);
    }
    match shape {
        None if !words.is_empty() => Shape::Words(words),
        Some(shape) if words.is_empty() => shape,
        _ => Shape::Text,
    }
}

/// How a row can be given to the columns.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ways<'t> {
    None,
    One(Vec<&'t str>),
    Several,
}

/// Gives the words of a row to columns of these shapes, none of them empty.
pub(super) fn assign<'t>(shapes: &[Shape], row: &'t str) -> Ways<'t> {
    let words = words(row);
    if shapes.is_empty() || shapes.len() > MOST_COLUMNS || words.len() > MOST_WORDS {
        return Ways::None;
    }
    let width = words.len() + 1;
    crate::steps::step(width * shapes.len());
    // How often the first columns can hold the first words; two are as good as many.
    let mut ways = vec![0_u8; width * (shapes.len() + 1)];
    ways[0] = 1;
    for (column, shape) in shapes.iter().enumerate() {
        for (at, word) in words.iter().enumerate() {
            let text = &row[word.clone()];
            let begins = if shape.fits(text) { ways[column * width + at] } else { 0 };
            let goes_on = if shape.is_text() { ways[(column + 1) * width + at] } else { 0 };
            ways[(column + 1) * width + at + 1] = (begins + goes_on).min(2);
        }
        // A column is not filled by no word.
        ways[(column + 1) * width] = 0;
    }
    match ways[ways.len() - 1] {
        0 => return Ways::None,
        1 => {}
        _ => return Ways::Several,
    }
    let mut cells = Vec::with_capacity(shapes.len());
    let mut end = words.len();
    for (column, shape) in shapes.iter().enumerate().rev() {
        let mut start = end - 1;
        while shape.is_text() && ways[(column + 1) * width + start] > 0 {
            start -= 1;
        }
        cells.push(&row[words[start].start..words[end - 1].end]);
        end = start;
    }
    cells.reverse();
    Ways::One(cells)
}

/// The words of a row; what follows a comma belongs to the word before it.
fn words(row: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for word in row.split_whitespace() {
        let start = word.as_ptr().addr() - row.as_ptr().addr();
        let end = start + word.len();
        match words.last_mut() {
            Some(last) if row[last.clone()].ends_with(',') => last.end = end,
            _ => words.push(start..end),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'t>(titles: &str, row: &'t str) -> Ways<'t> {
        let shapes: Vec<Shape> = titles.split(' ').map(Shape::of).collect();
        assign(&shapes, row)
    }

    #[test]
    fn a_row_that_can_be_read_in_one_way_is_read() {
        let row = "Cluster Network 2 Partitioned  39984 Cluster";
        let cells = vec!["Cluster Network 2", "Partitioned", "39984", "Cluster"];
        assert_eq!(read("Name State Metric Role", row), Ways::One(cells));
        assert_eq!(
            read("AutoMetric Metric Name Role", "TRUE 1000 Net 1 3"),
            Ways::One(vec!["TRUE", "1000", "Net 1", "3"])
        );
        assert_eq!(read("Name State", "x  Up"), Ways::One(vec!["x", "Up"]));
    }

    #[test]
    fn two_ways_are_none() {
        assert_eq!(read("Name Node Network State", "a b c d Up"), Ways::Several);
        assert_eq!(read("Name State", "Why is it not used?"), Ways::None);
        assert_eq!(read("Name State", "Up"), Ways::None);
        assert_eq!(read("Name", &"x ".repeat(1000)), Ways::None);
    }
}
