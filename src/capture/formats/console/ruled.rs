//! A line of a console, by columns.

use crate::steps::step;
use std::ops::Range;

/// No console is wider; `Out-File -Width` can be, but not by mistake.
pub(super) const WIDEST: usize = 1 << 16;

/// A line whose characters are found by column.
pub(super) struct Ruled<'t> {
    text: &'t str,
    /// The byte at which the character of each column starts, where that is not the column itself.
    bytes: Option<Vec<u32>>,
}

impl<'t> Ruled<'t> {
    /// `None` for a line that is wider than any console.
    pub(super) fn new(text: &'t str, width: impl Fn(char) -> usize) -> Option<Self> {
        let text = text.trim_end();
        if text.len() > WIDEST {
            return None;
        }
        if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return Some(Self { text, bytes: None });
        }
        let mut bytes = Vec::with_capacity(text.len());
        for (at, character) in text.char_indices() {
            // A combining character stands in the column of the one before.
            bytes.extend(std::iter::repeat_n(u32::try_from(at).ok()?, width(character)));
        }
        Some(Self { text, bytes: Some(bytes) })
    }

    pub(super) fn width(&self) -> usize {
        self.bytes.as_ref().map_or(self.text.len(), Vec::len)
    }

    pub(super) fn byte(&self, column: usize) -> usize {
        match &self.bytes {
            Some(bytes) => bytes.get(column).map_or(self.text.len(), |byte| *byte as usize),
            None => column.min(self.text.len()),
        }
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'t str {
        &self.text[self.byte(start)..self.byte(end.max(start))]
    }

    pub(super) fn is_blank(&self, columns: Range<usize>) -> bool {
        columns.take_while(|column| *column < self.width()).all(|column| self.is_blank_at(column))
    }

    pub(super) fn is_blank_at(&self, column: usize) -> bool {
        self.text.as_bytes().get(self.byte(column)).is_none_or(|byte| *byte == b' ')
    }

    /// Where the value starts that ends with the dashes: a word, or the words of several flags.
    pub(super) fn word_until(&self, dashes: &Range<usize>) -> usize {
        if self.is_blank_at(dashes.end - 1) {
            return dashes.start;
        }
        let mut start = dashes.end - 1;
        while start > 0 {
            let is_comma = |column| self.text.as_bytes().get(self.byte(column)) == Some(&b',');
            if self.is_blank_at(start - 1) && !(start > 1 && is_comma(start - 2)) {
                break;
            }
            start -= 1;
        }
        start
    }

    pub(super) fn is_left(&self, dashes: &Range<usize>) -> bool {
        (dashes.start == 0 || self.is_blank(dashes.start - 1..dashes.start))
            && (!self.is_blank(dashes.start..dashes.start + 1) || self.is_blank(dashes.clone()))
    }

    pub(super) fn is_right(&self, dashes: &Range<usize>) -> bool {
        self.is_blank(dashes.end..dashes.end + 1)
            && (!self.is_blank(dashes.end - 1..dashes.end) || self.is_blank(dashes.clone()))
    }

    /// The last column that is not blank.
    pub(super) fn text_end(&self) -> Option<usize> {
        self.width().checked_sub(1)
    }

    /// For each of these columns, which rise, the last one before it that is not blank.
    pub(super) fn lasts_before(&self, ends: &[usize]) -> Vec<Option<usize>> {
        let (mut at, mut last) = (0, None);
        let mut lasts = Vec::with_capacity(ends.len());
        for end in ends {
            step((*end).min(self.width()).saturating_sub(at));
            for column in at..(*end).min(self.width()) {
                if !self.is_blank_at(column) {
                    last = Some(column);
                }
            }
            at = at.max(*end);
            lasts.push(last);
        }
        lasts
    }
}
