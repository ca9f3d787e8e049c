//! Names that differ in a number alone, as ranges.

/// So many names or ranges are shown of many.
const SHOWN: usize = 4;

/// So many names in a row are a range.
const RUN: usize = 4;

/// `HV-001, HV-003..007, X`: names in the order in which people count, runs of numbers as their first and last.
/// Many of them are a few and a number, unless `all` are wanted.
pub(super) fn ranges<S: AsRef<str>>(names: &[S], all: bool) -> String {
    let mut names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    names.sort_by_cached_key(|name| {
        let (stem, number) = name.split_at(name.len() - digits(name));
        (stem, number.parse::<u64>().ok(), *name)
    });
    let parts = runs(&names);
    let shown: Vec<&str> = parts.iter().take(SHOWN).map(|(part, _)| part.as_str()).collect();
    let rest: usize = parts.iter().skip(SHOWN).map(|(_, count)| count).sum();
    match all || rest <= 2 {
        true => parts.into_iter().map(|(part, _)| part).collect::<Vec<_>>().join(", "),
        false => format!("{} and {rest} more", shown.join(", ")),
    }
}

/// Names in the order given, runs of numbers as their first and last; each with how many names it stands for.
pub(super) fn runs(names: &[&str]) -> Vec<(String, usize)> {
    let mut parts = Vec::new();
    let mut rest = names;
    while let Some(first) = rest.first() {
        let run = 1 + rest.windows(2).take_while(|two| follows(two[0], two[1])).count();
        if run < RUN {
            parts.push(((*first).to_owned(), 1));
            rest = &rest[1..];
            continue;
        }
        let last = rest[run - 1];
        parts.push((format!("{first}..{}", &last[last.len() - digits(last)..]), run));
        rest = &rest[run..];
    }
    parts
}

/// How many digits are at the end.
fn digits(name: &str) -> usize {
    name.bytes().rev().take_while(u8::is_ascii_digit).count()
}

/// Whether two names are equal but for a number at their end, of which the second is the next one.
fn follows(one: &str, other: &str) -> bool {
    let (stem, number) = one.split_at(one.len() - digits(one));
    let (other_stem, other_number) = other.split_at(other.len() - digits(other));
    let width = |text: &str| text.len();
    let is_padded = number.starts_with('0') || other_number.starts_with('0');
    stem == other_stem
        && !number.is_empty()
        && (!is_padded || width(number) == width(other_number))
        && number.parse::<u64>().is_ok_and(|number| other_number.parse().ok() == number.checked_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_ranges_and_nothing_else_is() {
        assert_eq!(
            ranges(&["HV-001", "HV-003", "HV-004", "HV-005", "HV-006", "X"], true),
            "HV-001, HV-003..006, X"
        );
        assert_eq!(ranges(&["N1", "N2", "N3"], true), "N1, N2, N3");
        assert_eq!(ranges(&["N8", "N9", "N10", "N11"], true), "N8..11");
        assert_eq!(ranges(&["N10", "N08", "N9", "N2"], true), "N2, N08, N9, N10");
        assert_eq!(ranges(&["A1", "B2", "A3"], true), "A1, A3, B2");
        assert_eq!(ranges(&["node", "node1", "node2"], true), "node, node1, node2");
        assert_eq!(ranges(&["N18446744073709551615", "N0", "N1"], true), "N0, N1, N18446744073709551615");
        assert_eq!(ranges::<&str>(&[], true), "");
    }

    #[test]
    fn many_are_a_few_and_a_number() {
        let names: Vec<String> =
            ["A", "B", "C1", "C2", "C3", "C4", "D", "E", "F", "G"].map(str::to_owned).into();
        assert_eq!(ranges(&names, false), "A, B, C1..4, D and 3 more");
        assert_eq!(ranges(&names[..8], false), "A, B, C1..4, D, E");
    }
}
