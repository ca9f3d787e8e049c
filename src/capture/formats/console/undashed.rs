//! Tables without the line of dashes: of a page that ate it, and of `wmic`, which prints none. A line of nothing but
//! known property names is their title, and a row is what can be given to the columns in one way.

use super::kinds::{Shape, Ways, assign};
use super::{command, pasted, table};
use crate::schema::Property;

/// A table; its rows may have blank lines between them.
pub(super) struct Undashed<'t> {
    /// The line of the titles, from 1.
    pub(super) line: usize,
    pub(super) titles: Vec<&'t str>,
    /// Of each row its line, from 1, and its cells; the error is the line of one that can be read in two ways.
    pub(super) rows: Result<Vec<(usize, Vec<&'t str>)>, usize>,
    /// The line after the last row, from 0.
    pub(super) end: usize,
}

impl<'t> Undashed<'t> {
    /// The table whose titles are at a line.
    pub(super) fn at(lines: &[&'t str], at: usize) -> Option<Self> {
        let titles: Vec<&str> = lines.get(at)?.split_whitespace().collect();
        let is_known = |title: &&str| Property::find(title).is_some();
        let tells = |title: &&str| !Shape::of(title).is_text();
        if titles.len() < 2 || !titles.iter().all(is_known) || !titles.iter().any(tells) {
            return None;
        }
        let shapes: Vec<Shape> = titles.iter().map(|title| Shape::of(title)).collect();
        let mut rows = Vec::new();
        let (mut next, mut end) = (at + 1, at + 1);
        while let Some(line) = lines.get(next) {
            next += 1;
            if line.trim().is_empty() {
                continue;
            }
            let ends = command::command(line).is_some()
                || pasted::is_fence(line)
                || table::Table::opens_at(lines, next - 1);
            if ends {
                break;
            }
            match assign(&shapes, line) {
                Ways::One(cells) => rows.push((next, cells)),
                Ways::Several => return Some(Self { line: at + 1, titles, rows: Err(next), end: next }),
                Ways::None => break,
            }
            end = next;
        }
        (!rows.is_empty()).then_some(Self { line: at + 1, titles, rows: Ok(rows), end })
    }
}
