//! A day of the calendar, as far as ends of suppressions need one.

use std::fmt;

/// A day; later days are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u32,
    month: u32,
    day: u32,
}

impl Date {
    /// From `2026-11-28`; `None` when it is no day.
    pub fn read(text: &str) -> Option<Self> {
        let digits = |part: &str, count: usize| {
            (part.len() == count && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
        };
        let mut parts = text.trim().split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let date = Self { year: digits(year, 4)?, month: digits(month, 2)?, day: digits(day, 2)? };
        (parts.next().is_none() && (1..=date.days()).contains(&date.day)).then_some(date)
    }

    /// How many days its month has; 0 for what is no month.
    fn days(self) -> u32 {
        let leap =
            self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        match self.month {
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_are_read_and_they_are_in_order() {
        for text in ["2026-11-28", "2028-02-29", "2000-02-29", "2026-12-31"] {
            assert_eq!(Date::read(text).unwrap().to_string(), text);
        }
        for text in [
            "2026-02-29",
            "2100-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-1",
            "20261128",
            "2026-11-28-1",
            "+026-11-28",
        ] {
            assert_eq!(Date::read(text), None, "{text}");
        }
        assert!(Date::read("2026-12-31") < Date::read("2027-01-01"));
    }
}
