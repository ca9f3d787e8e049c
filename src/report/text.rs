//! Names, letters and numbers as the page has them.

use crate::visible::visible;
use std::borrow::Cow;

/// A, B, .. Z, AA, AB: what the page calls the network at that place.
pub(super) fn letter(place: usize) -> String {
    let (more, last) = (place / 26, place % 26);
    let last = char::from(b'A' + u8::try_from(last).unwrap_or_default());
    match more {
        0 => last.to_string(),
        more => letter(more - 1) + &last.to_string(),
    }
}

/// Names with runs of numbers folded: `N01–N03, N05`.
pub(super) fn ranges(names: &[&str]) -> String {
    let mut runs: Vec<(&str, &str, usize)> = Vec::new();
    for &name in names {
        match runs.last_mut() {
            Some((_, last, count)) if follows(last, name) => (*last, *count) = (name, *count + 1),
            _ => runs.push((name, name, 1)),
        }
    }
    let said = runs.into_iter().map(|(first, last, count)| match count {
        1 => show(first).into_owned(),
        2 => format!("{}, {}", show(first), show(last)),
        _ => format!("{}–{}", show(first), show(last)),
    });
    said.collect::<Vec<_>>().join(", ")
}

/// Whether a name is the other one with the next number, written as wide.
fn follows(before: &str, after: &str) -> bool {
    let number = |name: &str| {
        let digits = name.len() - name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (stem, digits) = name.split_at(name.len() - digits);
        Some((stem.to_owned(), digits.parse::<u64>().ok()?, digits.len()))
    };
    match (number(before), number(after)) {
        (Some((stem, one, wide)), Some((other, next, as_wide))) => {
            stem == other && one.checked_add(1) == Some(next) && wide == as_wide
        }
        _ => false,
    }
}

/// `1 pair`, `2 pairs`.
pub(super) fn plural(count: usize, word: &str) -> String {
    format!("{} {word}{}", number(count), if count == 1 { "" } else { "s" })
}

/// With a comma between thousands.
pub(super) fn number(value: usize) -> String {
    grouped(value as u64)
}

/// The same of a size.
pub(super) fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A name as it can be shown: what acts on a reader or is not seen becomes its escape.
pub(super) fn show(name: &str) -> Cow<'_, str> {
    visible(name)
}

/// The last part of a path, inside an archive with the way in it: a whole path would tell user and customer names.
pub(super) fn last_part(path: &str) -> &str {
    let path = path.trim_end_matches(['/', '\\']);
    let outside = path.find(".zip: ").or_else(|| path.find(".ZIP: ")).unwrap_or(path.len());
    path[..outside].rfind(['/', '\\']).map_or(path, |end| &path[end + 1..])
}

/// The text with a capital at its start.
pub(super) fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + rest.as_str())
}

/// How wide a text is at most, by its characters.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let of = |c: char| match c {
        '\u{2e80}'.. => 1.0,
        'i' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 0.3,
        'M' | 'W' | 'm' | 'w' | '@' | '%' => 0.86,
        _ => 0.56,
    };
    size * text.chars().map(of).sum::<f64>()
}

/// The start of a text that fits, with an ellipsis where it was longer.
pub(super) fn cut(text: &str, size: f64, most: f64) -> String {
    let text = show(text);
    if width(&text, size) <= most {
        return text.into_owned();
    }
    let mut short = text.into_owned();
    while !short.is_empty() && width(&short, size) + width("…", size) > most {
        short.pop();
    }
    short.trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!([0, 25, 26, 27, 701, 702].map(letter), ["A", "Z", "AA", "AB", "ZZ", "AAA"]);
    }

    #[test]
    fn numbered_names_are_folded() {
        assert_eq!(ranges(&["N01", "N02", "N03", "N05"]), "N01–N03, N05");
        assert_eq!(ranges(&["N8", "N9", "N10", "N11"]), "N8, N9, N10, N11");
        assert_eq!(ranges(&["A", "B1", "C2"]), "A, B1, C2");
        assert_eq!(
            ranges(&["18446744073709551615", "18446744073709551616"]),
            "18446744073709551615, 18446744073709551616"
        );
        assert_eq!(ranges(&[]), "");
    }

    #[test]
    fn of_a_path_the_last_part_is_told_and_the_way_in_an_archive() {
        assert_eq!(last_part("C:\\cases\\Contoso\\networks.xml"), "networks.xml");
        assert_eq!(last_part("/cases/Contoso/"), "Contoso");
        assert_eq!(last_part("Contoso/x.zip: Node_A/GetNetAdapter.xml"), "x.zip: Node_A/GetNetAdapter.xml");
        assert_eq!(last_part("standard input"), "standard input");
    }

    #[test]
    fn what_is_too_wide_is_cut() {
        assert_eq!(cut("Management", 10.0, 100.0), "Management");
        assert_eq!(cut("Management", 10.0, 40.0), "Manag…");
        assert_eq!(cut("a\u{202e}b", 10.0, 900.0), "a\\u{202e}b");
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(number(12), "12");
    }
}
