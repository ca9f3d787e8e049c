//! The known word that was probably meant.

use crate::names::folded;

/// The known word that is nearest to what was found, if it is near enough to be a slip.
pub fn nearest<'k>(found: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    // Nobody mistypes a name into something this long; distances to it would cost and tell nothing.
    let found = folded(&found.chars().take(40).collect::<String>());
    let near = known.into_iter().map(|word| (edits(&folded(word), &found), word));
    let (distance, word) = near.min_by_key(|(distance, _)| *distance)?;
    (distance <= 1 + word.chars().count() / 3).then_some(word)
}

/// How many characters have to be typed, deleted or replaced to get from one word to the other.
pub fn edits(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.chars().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.chars().count()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        assert_eq!(edits("", ""), 0);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("cr101", "cr011"), 2);
        assert_eq!(edits("kitten", "sitting"), 3);
    }

    #[test]
    fn a_slip_is_told_from_another_word() {
        let known = ["networks", "nodes", "hosts"];
        assert_eq!(nearest("netwroks", known), Some("networks"));
        assert_eq!(nearest("node", known), Some("nodes"));
        assert_eq!(nearest("virtual_machines", known), None);
        assert_eq!(nearest("ÄPFEL", ["äpfle", "birnen"]), Some("äpfle"));
        assert_eq!(nearest("x", []), None);
    }
}
