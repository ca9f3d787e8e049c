//! The tables of `Format-Table`: columns by the line of dashes under the headers.
//!
//! Under a header stand as many dashes as it is wide, at the left end of a column of text and at the right
//! end of one of numbers or enums. How wide the columns are is not printed: of the blanks between two runs
//! of dashes, text to the left may fill some and numbers to the right others.

use super::kinds::{Shape, Ways, assign};
use super::row::Remarks;
use super::ruled::{Ruled, WIDEST};
use super::{command, pasted};
use crate::capture::limits::MAX_COLUMNS;
use crate::steps::step;
use std::ops::Range;
use unicode_width::UnicodeWidthChar;

/// A table, its rows still as lines.
pub(super) struct Table<'t> {
    /// The line of the titles, from 1.
    pub(super) line: usize,
    /// The line after the last row, from 0.
    pub(super) end: usize,
    pub(super) titles: Vec<&'t str>,
    dashes: Vec<Range<usize>>,
    rows: &'t [&'t str],
}

/// The cells of a table.
pub(super) struct Cells<'t> {
    /// Of each row its line, from 1, and its cells.
    pub(super) rows: Vec<(usize, Vec<&'t str>)>,
    /// The line after the last row, from 0.
    pub(super) end: usize,
    pub(super) remarks: Remarks,
}

impl<'t> Table<'t> {
    /// The table whose headers are at a line.
    pub(super) fn at(lines: &'t [&'t str], at: usize) -> Option<Self> {
        let (titles, dashes) = head(lines, at)?;
        let rest = &lines[at + 2..];
        let ends = |index: usize| {
            rest[index].trim().is_empty()
                || command::command(rest[index]).is_some()
                || pasted::is_fence(rest[index])
                || Self::opens_at(lines, at + 2 + index)
        };
        let count = (0..rest.len()).find(|index| ends(*index)).unwrap_or(rest.len());
        Some(Self { line: at + 1, end: at + 2 + count, titles, dashes, rows: &rest[..count] })
    }

    /// Whether headers are at a line.
    pub(super) fn opens_at(lines: &[&str], at: usize) -> bool {
        head(lines, at).is_some()
    }

    /// The cells of every row, or why they cannot be told.
    ///
    /// Columns stand under their titles. Where they do not, a row is read by what its words can be, if there is one
    /// way; a line that can be no row ends the table.
    pub(super) fn cells(&self) -> Result<Cells<'t>, String> {
        let shapes: Vec<Shape> = self.titles.iter().map(|title| Shape::of(title)).collect();
        let fault = match self.under_titles(self.rows) {
            Ok(cells) if self.is_told_by_kind(&shapes, &cells) => 0,
            Ok(cells) => {
                let prose = prose_from(&shapes, &cells);
                let count = prose.unwrap_or(cells.len());
                let notes = prose.map(|row| self.ends_at(row)).into_iter().collect();
                let remarks = Remarks { notes, ..Remarks::default() };
                return Ok(self.numbered(cells.into_iter().take(count).collect(), remarks));
            }
            Err(row) => row,
        };
        let ways: Vec<Ways<'t>> = self.rows.iter().map(|row| assign(&shapes, row)).collect();
        let has_kinds = shapes.iter().any(|shape| !shape.is_text());
        // The first line that can be no row, if what stands above it is a table.
        if let Some(prose) =
            ways.iter().position(|ways| *ways == Ways::None).filter(|row| *row > 0 && has_kinds)
            && !is_wrapped(self.rows[prose])
        {
            let above = Table {
                rows: &self.rows[..prose],
                titles: self.titles.clone(),
                dashes: self.dashes.clone(),
                ..*self
            };
            let mut cells = above.cells()?;
            cells.remarks.notes.push(self.ends_at(prose));
            return Ok(cells);
        }
        let mut rows = Vec::with_capacity(ways.len());
        for (row, ways) in ways.into_iter().enumerate() {
            let line = self.line + 2 + row;
            match ways {
                Ways::One(cells) if has_kinds => rows.push(cells),
                Ways::Several => {
                    return Err(format!(
                        "line {line}: the row does not stand under its titles, and can be read in two ways: the table \
                         is not read"
                    ));
                }
                _ => {
                    let line = self.line + 2 + fault;
                    let line_up = "expected every row to stand under its headers";
                    return Err(format!("line {line}: {line_up}, found one that does not"));
                }
            }
        }
        let line = self.line + 2 + fault;
        let read_as = format!(
            "line {line}: the columns do not stand under their titles: each value was given to the only column that it \
             can be of"
        );
        Ok(self.numbered(rows, Remarks { read_as: vec![read_as], ..Remarks::default() }))
    }

    /// Whether rows seem to stand under their titles, but what stands there cannot be, and the words of every row can
    /// be given to the columns in one way.
    fn is_told_by_kind(&self, shapes: &[Shape], cells: &[Vec<&str>]) -> bool {
        // A word that is not known may be of another language.
        let is_odd = |(shape, text): (&Shape, &&str)| {
            !shape.is_text() && !shape.is_word() && !text.is_empty() && !shape.fits(text)
        };
        cells.iter().any(|row| shapes.iter().zip(row).any(is_odd))
            && self.rows.iter().all(|row| matches!(assign(shapes, row), Ways::One(_)))
    }

    fn ends_at(&self, row: usize) -> String {
        format!("line {}: no row of the table above, which ends there", self.line + 2 + row)
    }

    fn numbered(&self, rows: Vec<Vec<&'t str>>, remarks: Remarks) -> Cells<'t> {
        let end = self.line + 1 + rows.len();
        Cells { rows: (self.line + 2..).zip(rows).collect(), end, remarks }
    }

    /// The cells of rows that stand under their titles, or the place of one that does not.
    ///
    /// A console gives a Chinese character two columns; a file that Windows PowerShell writes gives it one.
    fn under_titles(&self, rows: &[&'t str]) -> Result<Vec<Vec<&'t str>>, usize> {
        let by_width = self.cells_by(rows, |character| character.width().unwrap_or(0));
        by_width.or_else(|row| self.cells_by(rows, |_| 1).map_err(|_| row))
    }

    fn cells_by(&self, rows: &[&'t str], width: impl Fn(char) -> usize) -> Result<Vec<Vec<&'t str>>, usize> {
        let rows: Vec<Ruled<'t>> = rows
            .iter()
            .enumerate()
            .map(|(index, row)| Ruled::new(row, &width).ok_or(index))
            .collect::<Result<_, _>>()?;
        let aligned = self.alignments(&rows)?;
        let mut starts: Vec<Vec<usize>> = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            starts.push(self.starts(row, &aligned).ok_or(index)?);
        }
        self.gaps_are_straight(&rows, &starts, &aligned)?;
        let cells = |(row, starts): (&Ruled<'t>, &Vec<usize>)| -> Vec<&'t str> {
            let ends = starts.iter().skip(1).copied().chain([usize::MAX]);
            starts.iter().zip(ends).map(|(start, end)| row.slice(*start, end).trim()).collect()
        };
        Ok(rows.iter().zip(&starts).map(cells).collect())
    }

    /// How many columns a row reaches: those after it are empty, and cost nothing.
    fn reach(&self, row: &Ruled<'_>) -> usize {
        self.dashes.partition_point(|dashes| dashes.start <= row.width())
    }

    /// The alignment of each column that fits all rows, or the last of the first rows that fit none.
    fn alignments(&self, rows: &[Ruled<'_>]) -> Result<Vec<Alignment>, usize> {
        // Of each column the first row that does not stand to the left, or to the right.
        let mut faults: Vec<(Option<usize>, Option<usize>)> = vec![(None, None); self.dashes.len()];
        for (index, row) in rows.iter().enumerate() {
            step(self.reach(row));
            for (dashes, (left, right)) in self.dashes[..self.reach(row)].iter().zip(&mut faults) {
                if left.is_none() && !row.is_left(dashes) {
                    *left = Some(index);
                }
                if right.is_none() && !row.is_right(dashes) {
                    *right = Some(index);
                }
            }
        }
        let alignment = |(left, right)| match (left, right) {
            (None, None) => Ok(Alignment::Either),
            (None, Some(_)) => Ok(Alignment::Left),
            (Some(_), None) => Ok(Alignment::Right),
            (Some(left), Some(right)) => Err(std::cmp::max(left, right)),
        };
        faults.into_iter().map(alignment).collect()
    }

    /// Where the cells of a row start, up to the first column that it does not reach.
    fn starts(&self, row: &Ruled<'_>, aligned: &[Alignment]) -> Option<Vec<usize>> {
        let end = self.dashes.len().min(self.reach(row) + 1);
        let mut starts = vec![0];
        for (column, dashes) in self.dashes[..end].iter().enumerate().skip(1) {
            let before = &self.dashes[column - 1];
            let start = match aligned[column] {
                Alignment::Left => dashes.start,
                Alignment::Right | Alignment::Either => row.word_until(dashes),
            };
            // A cell to the right of its dashes would belong to nobody.
            let least = if aligned[column - 1] == Alignment::Right { before.end } else { before.start + 1 };
            let is_clear = aligned[column - 1] != Alignment::Right || row.is_blank(before.end..start);
            if start < least || !is_clear {
                return None;
            }
            starts.push(start);
        }
        let last = self.dashes.last()?;
        let is_clear = aligned.last() != Some(&Alignment::Right) || row.is_blank(last.end..row.width());
        is_clear.then_some(starts)
    }

    /// Between a column of text and one of numbers all rows leave one column blank.
    fn gaps_are_straight(
        &self,
        rows: &[Ruled<'_>],
        starts: &[Vec<usize>],
        aligned: &[Alignment],
    ) -> Result<(), usize> {
        let mut first = vec![usize::MAX; self.dashes.len()];
        for starts in starts {
            first.iter_mut().zip(starts).for_each(|(first, start)| *first = (*first).min(*start));
        }
        // In a column that a row does not reach, its cell starts under the header.
        let shortest = starts.iter().map(Vec::len).min().unwrap_or(usize::MAX);
        for (first, dashes) in first.iter_mut().zip(&self.dashes).skip(shortest) {
            *first = (*first).min(dashes.start);
        }
        for column in 0..first.len() {
            if column == 0 || aligned[column] == Alignment::Left || aligned[column - 1] == Alignment::Right {
                first[column] = usize::MAX;
            }
        }
        let mut first_after = first.clone();
        for column in (1..first.len()).rev() {
            first_after[column - 1] = first_after[column - 1].min(first_after[column]);
        }
        for (index, row) in rows.iter().enumerate() {
            let is_in_the_way = |last: usize, first: usize| last + 1 >= first;
            let lasts = row.lasts_before(&starts[index]);
            let reached = lasts.iter().zip(&first);
            let mut reached = reached.filter_map(|(last, first)| Some((*last.as_ref()?, *first)));
            let after = first_after.get(lasts.len()).copied().unwrap_or(usize::MAX);
            if reached.any(|(last, first)| is_in_the_way(last, first))
                || row.text_end().is_some_and(|last| is_in_the_way(last, after))
            {
                return Err(index);
            }
        }
        Ok(())
    }
}

/// From which row on nothing can be of a table whose rows above it are in order: a sentence below it.
fn prose_from(shapes: &[Shape], rows: &[Vec<&str>]) -> Option<usize> {
    let fits = |row: &Vec<&str>| {
        let mut kinds = shapes.iter().zip(row).filter(|(shape, text)| !shape.is_text() && !text.is_empty());
        kinds.any(|(shape, text)| shape.fits(text))
    };
    let fills =
        |row: &Vec<&str>| shapes.iter().zip(row).any(|(shape, text)| !shape.is_text() && !text.is_empty());
    let last = rows.iter().rposition(fits)? + 1;
    // A name alone may be the rest of the one above it.
    rows.get(last).is_some_and(fills).then_some(last)
}

/// Whether a line may go on with a cell of the line before it: a word or two.
fn is_wrapped(line: &str) -> bool {
    line.split_whitespace().count() < 3
}

/// The headers and the columns of their dashes.
fn head<'t>(lines: &[&'t str], at: usize) -> Option<(Vec<&'t str>, Vec<Range<usize>>)> {
    let under = lines.get(at + 1)?.trim_end();
    if under.len() > WIDEST || !under.contains('-') || !under.bytes().all(|byte| matches!(byte, b'-' | b' '))
    {
        return None;
    }
    let dashes = runs(under);
    if dashes.len() > MAX_COLUMNS {
        return None;
    }
    let of = |width: &dyn Fn(char) -> usize| -> Option<Vec<&'t str>> {
        let header = Ruled::new(lines[at], width)?;
        let mut end = 0;
        let mut names = Vec::with_capacity(dashes.len());
        for run in &dashes {
            // A program with columns of its own draws dashes as wide as them.
            let name = header.slice(run.start, run.end).trim_end();
            if name.is_empty() || name.trim() != name || !header.is_blank(end..run.start) {
                return None;
            }
            names.push(name);
            end = run.end;
        }
        header.is_blank(end..header.width().max(end)).then_some(names)
    };
    let names = of(&|character| character.width().unwrap_or(0)).or_else(|| of(&|_| 1))?;
    Some((names, dashes))
}

/// The runs of dashes.
fn runs(line: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in line.bytes().enumerate().filter(|(_, byte)| *byte == b'-') {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end = at + 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alignment {
    Left,
    Right,
    /// Every cell is as wide as the header, or empty.
    Either,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Vec<String>>, String> {
        let lines: Vec<&str> = text.lines().collect();
        let table = Table::at(&lines, 0).unwrap();
        let owned = |row: Vec<&str>| row.into_iter().map(str::to_owned).collect();
        table.cells().map(|cells| cells.rows.into_iter().map(|(_, row)| owned(row)).collect())
    }

    #[test]
    fn enums_and_numbers_are_right_aligned() {
        let text = "\
Name                  State Metric Role
----                  ----- ------ ----
CSV Cluster              Up    800    1
Host Access     Partitioned  10000    3
";
        let expected = [["CSV Cluster", "Up", "800", "1"], ["Host Access", "Partitioned", "10000", "3"]];
        assert_eq!(read(text).unwrap(), expected);
        // One blank more, and the row stands under no header: what its words can be tells as well.
        assert_eq!(read(&text.replace("     Partitioned", "      Partitioned")).unwrap(), expected);
        let other = read(&text.replace("     Partitioned", "  Partly Partitioned")).unwrap();
        assert_eq!(other[1], ["Host Access  Partly", "Partitioned", "10000", "3"]);
    }

    #[test]
    fn one_row_leaves_no_doubt() {
        let text = "\
Name            State Role
----            ----- ----
Host Access 1:2    Up None
";
        assert_eq!(read(text), Ok(vec![vec!["Host Access 1:2".into(), "Up".into(), "None".into()]]));
    }

    #[test]
    fn flags_have_blanks_after_their_commas() {
        let text = "\
Node   FileSystemRedirectedIOReason
----   ----------------------------
N1     UserRequest, FileSystemReFs
N2     NotFileSystemRedirected
";
        assert_eq!(read(text).unwrap()[0][1], "UserRequest, FileSystemReFs");
        let text = "\
Node        Reason
----        ------
N1    Aaaaa, Bbbbb
N2              No
";
        assert_eq!(read(text).unwrap()[0], ["N1", "Aaaaa, Bbbbb"]);
    }

    #[test]
    fn wide_characters_take_two_columns_on_a_console_and_one_in_a_file() {
        let rows = Ok(vec![vec!["叢集網路 1".to_owned(), "Up".to_owned()], vec!["SMB1".into(), "Up".into()]]);
        assert_eq!(
            read("Name       State\n----       -----\n叢集網路 1    Up\nSMB1          Up\n"),
            rows.clone()
        );
        assert_eq!(read("Name   State\n----   -----\n叢集網路 1    Up\nSMB1      Up\n"), rows.clone());
        assert_eq!(read("Name       State\n----       -----\n叢集網路 1       Up\nSMB1          Up\n"), rows);
    }

    #[test]
    fn a_table_ends_at_what_can_be_no_row() {
        let head = "Name     Role Metric\n----     ---- ------\n";
        for end in ["```", "Why is Back A not used for live migration?", "PS C:\\> cls"] {
            let text = format!("{head}Front       3  70384\nBack A      1  30240\n{end}\nmore\n");
            assert_eq!(read(&text).unwrap(), [["Front", "3", "70384"], ["Back A", "1", "30240"]], "{end}");
        }
        let doubtful = format!("{head}Front       3  70384\nor so    3 of 70384\n");
        assert!(read(&doubtful).is_err() || read(&doubtful).unwrap().len() == 1);
    }

    #[test]
    fn headings_of_prose_are_no_tables() {
        for text in
            ["Title\n-----", "Title\n----", "a | b\n--|--", "Name State\n---- ---- -", "\n----", "x\n"]
        {
            let lines: Vec<&str> = text.lines().collect();
            let is_table = Table::at(&lines, 0).is_some();
            assert_eq!(is_table, text == "Title\n-----", "{text}");
        }
    }
}
