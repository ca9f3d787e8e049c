//! The fields of a line: in quotes or not, separated by what separates the first two.

/// What separates the fields of a file with these titles.
pub(super) fn delimiter(titles: &str) -> char {
    let behind = match titles.strip_prefix('"') {
        Some(rest) => rest.split_once('"').map_or("", |(_, rest)| rest),
        None => titles.trim_start_matches(|c| !matches!(c, '\t' | ',' | ';')),
    };
    behind.chars().next().filter(|c| matches!(c, '\t' | ',' | ';')).unwrap_or(',')
}

/// The fields of a line. A quote ends a field only before a delimiter or the end, since names may hold one.
#[derive(Clone)]
pub(super) struct Fields<'t> {
    rest: Option<&'t str>,
    delimiter: char,
}

impl<'t> Fields<'t> {
    pub(super) fn new(line: &'t str, delimiter: char) -> Self {
        Self { rest: Some(line), delimiter }
    }
}

impl<'t> Iterator for Fields<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let line = self.rest.take()?;
        let Some(inner) = line.strip_prefix('"') else {
            let (field, rest) = match line.split_once(self.delimiter) {
                Some((field, rest)) => (field, Some(rest)),
                None => (line, None),
            };
            self.rest = rest;
            return Some(field);
        };
        for (at, _) in inner.match_indices('"') {
            let rest = &inner[at + 1..];
            if rest.is_empty() {
                return Some(&inner[..at]);
            }
            if let Some(rest) = rest.strip_prefix(self.delimiter) {
                self.rest = Some(rest);
                return Some(&inner[..at]);
            }
        }
        Some(inner)
    }
}

/// A value; `None` for a blank and for what is no number.
pub(super) fn value(field: &str) -> Option<f64> {
    let field = field.trim();
    let number: f64 = match field.parse() {
        Ok(number) => number,
        // The decimal comma of the writer's culture.
        Err(_) if !field.contains('.') => field.replacen(',', ".", 1).parse().ok()?,
        Err(_) => return None,
    };
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(line: &str, delimiter: char) -> Vec<&str> {
        Fields::new(line, delimiter).collect()
    }

    #[test]
    fn fields_are_separated_outside_of_quotes() {
        assert_eq!(fields(r#""a","b,c"," ""#, ','), ["a", "b,c", " "]);
        assert_eq!(fields(r#""a(b"c)","d"#, ','), [r#"a(b"c)"#, "d"]);
        assert_eq!(fields("a\tb\t", '\t'), ["a", "b", ""]);
        assert_eq!(fields("", ','), [""]);
        for (titles, expected) in [
            (r#""(PDH-CSV 4.0)","x""#, ','),
            ("\"(PDH-TSV 4.0)\"\t\"x\"", '\t'),
            (r#""(PDH-CSV 4.0)";"x""#, ';'),
        ] {
            assert_eq!(delimiter(titles), expected, "{titles}");
        }
    }

    #[test]
    fn a_value_is_a_number_or_nothing() {
        assert_eq!(value("99.982990"), Some(99.982_990));
        assert_eq!(value("99,5"), Some(99.5));
        assert_eq!(value("-1"), Some(-1.0));
        for field in [" ", "", "NaN", "inf", "1,000.5", "x"] {
            assert_eq!(value(field), None, "{field}");
        }
    }
}
