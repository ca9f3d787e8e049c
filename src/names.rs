//! How names of clusters, nodes, networks and volumes are compared: without regard to case, and by `*` and `?`.
//!
//! Windows compares names by turning each character into one upper-case character, whatever the language. So here:
//! `ä` is `Ä` and both forms of the Greek sigma are one, but `ß`, which becomes two letters, stays itself.

use wildmatch::WildMatch;

/// The name in the form in which it is compared.
pub fn folded(name: &str) -> String {
    name.chars().map(upper).collect()
}

/// Whether two names are of one thing.
pub fn same(a: &str, b: &str) -> bool {
    a.chars().map(upper).eq(b.chars().map(upper))
}

/// Whether a text is more than a name: `*` stands for any characters, `?` for one.
pub fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// Whether a name is what the pattern says.
pub fn fits(pattern: &str, name: &str) -> bool {
    WildMatch::new(&folded(pattern)).matches(&folded(name))
}

fn upper(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_uppercase();
    }
    let mut all = c.to_uppercase();
    match (c, all.next(), all.next()) {
        // Windows leaves these two as they are: an `i` without a dot is no `I`, a long `s` no `S`.
        ('\u{131}' | '\u{17f}', ..) => c,
        (_, Some(upper), None) => upper,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_none_in_any_alphabet() {
        for (a, b) in [
            ("hv01", "HV01"),
            ("Büro Ä", "BÜRO ä"),
            ("сеть", "СЕТЬ"),
            ("σύστημας", "ΣΎΣΤΗΜΑΣ"),
            ("ÿ", "Ÿ"),
            ("", ""),
        ] {
            assert!(same(a, b) && folded(a) == folded(b), "{a} {b}");
        }
        for (a, b) in [("straße", "STRASSE"), ("ı", "I"), ("ſ", "S"), ("a", "ä"), ("LAN", "LAN ")] {
            assert!(!same(a, b) && folded(a) != folded(b), "{a} {b}");
        }
    }

    #[test]
    fn patterns_fit_without_case() {
        for pattern in ["БЮРО*", "*1", "бюро ?", "*", "Бюро 1"] {
            assert!(fits(pattern, "Бюро 1"), "{pattern}");
        }
        assert!(!fits("Бюро", "Бюро 1") && !fits("?", "") && fits("*", ""));
        assert!(is_pattern("HV?") && is_pattern("*") && !is_pattern("HV[1]"));
    }
}
