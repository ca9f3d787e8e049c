//! Times of samples, as their writers spell them: in the order of their culture, or of a standard.

const DAY: i64 = 24 * 60 * 60 * 1000;

/// In which order dates were read, and how sure that is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateOrder {
    /// Year, month, day, or no text at all.
    #[default]
    Iso,
    /// Month, day, year: no month has so many days that it could be the other way round.
    MonthFirst,
    /// Day, month, year, likewise.
    DayFirst,
    /// Month, day, year, though nothing rules out the other order.
    MonthFirstAssumed,
}

impl DateOrder {
    const WORDS: [(DateOrder, &str); 4] = [
        (DateOrder::Iso, "iso"),
        (DateOrder::MonthFirst, "month_first"),
        (DateOrder::DayFirst, "day_first"),
        (DateOrder::MonthFirstAssumed, "month_first_assumed"),
    ];

    /// As a capture has it.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(order, _)| *order == self).map_or("", |(_, word)| word)
    }

    /// What that word says.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| known.eq_ignore_ascii_case(word.trim())).map(|(order, _)| *order)
    }
}

/// A time as it was written, before it is known in which order the date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Year, month and day, or three numbers of which the last is the year.
    date: [u32; 3],
    is_iso: bool,
    /// Milliseconds since midnight.
    in_day: i64,
    /// Minutes that are added to get UTC, where the time tells.
    pub bias: Option<i32>,
}

impl Stamp {
    /// Reads `02/11/2011 07:00:00.037`, `15.09.2016 9:20:56 PM`, `2016-09-15T09:20:56.002+02:00` or `/Date(1473927656002)/`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(number) = text.trim_matches(['\\', '/']).strip_prefix("Date(") {
            return Self::of_utc(number.strip_suffix(')')?.parse().ok()?);
        }
        let split = text.find(['T', ' '])?;
        let (date, time) = (&text[..split], text[split + 1..].trim());
        let separator = date.find(|c: char| !c.is_ascii_digit())?;
        let mut parts = date.split(&date[separator..=separator]).map(number);
        let date = [parts.next()??, parts.next()??, parts.next()??];
        let is_iso = separator == 4;
        if parts.next().is_some() || (!is_iso && date[2] < 1000) {
            return None;
        }
        let (time, bias) = zone(time)?;
        Some(Self { date, is_iso, in_day: in_day(time)?, bias })
    }

    fn of_utc(milliseconds: i64) -> Option<Self> {
        let days = milliseconds.div_euclid(DAY);
        let (year, month, day) = civil(days);
        let date = [u32::try_from(year).ok().filter(|year| *year < 10_000)?, month, day];
        Some(Self { date, is_iso: true, in_day: milliseconds.rem_euclid(DAY), bias: Some(0) })
    }

    /// The same time; where it does not tell its zone, of that one.
    #[must_use]
    pub fn or_bias(self, bias: Option<i32>) -> Self {
        Self { bias: self.bias.or(bias), ..self }
    }

    /// Milliseconds since 1970 by the clock that wrote it; `None` when there is no such date in this order.
    pub fn moment(&self, order: DateOrder) -> Option<i64> {
        let [first, second, third] = self.date;
        let (year, month, day) = match (self.is_iso, order) {
            (true, _) => (first, second, third),
            (false, DateOrder::DayFirst) => (third, second, first),
            (false, _) => (third, first, second),
        };
        let days = days(i64::from(year), month, day);
        let is_there = (1..=12).contains(&month) && civil(days) == (i64::from(year), month, day);
        is_there.then_some(days * DAY + self.in_day)
    }
}

/// The order that all of these times are in.
pub fn date_order<'s>(stamps: impl IntoIterator<Item = &'s Stamp>) -> DateOrder {
    let (mut found, mut differs) = (DateOrder::Iso, false);
    for stamp in stamps {
        let [first, second, _] = stamp.date;
        match (first, second) {
            _ if stamp.is_iso => {}
            (13.., _) => return DateOrder::DayFirst,
            (_, 13..) => return DateOrder::MonthFirst,
            _ => {
                found = DateOrder::MonthFirst;
                differs |= first != second;
            }
        }
    }
    if differs { DateOrder::MonthFirstAssumed } else { found }
}

/// A moment as text: `2011-02-11T07:00:00.037`.
pub fn written(moment: i64) -> String {
    let (year, month, day) = civil(moment.div_euclid(DAY));
    let rest = moment.rem_euclid(DAY);
    let (seconds, fraction) = (rest / 1000, rest % 1000);
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{:02}.{fraction:03}", seconds % 60)
}

fn number(text: &str) -> Option<u32> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// The time without its zone, and minutes to UTC.
fn zone(time: &str) -> Option<(&str, Option<i32>)> {
    if let Some(time) = time.strip_suffix(['Z', 'z']) {
        return Some((time, Some(0)));
    }
    let Some(at) = time.rfind(['+', '-']) else { return Some((time, None)) };
    let (hours, minutes) = time[at + 1..].split_once(':')?;
    let east = i32::try_from(number(hours)? * 60 + number(minutes)?).ok().filter(|east| *east <= 14 * 60)?;
    Some((&time[..at], Some(if time[at..].starts_with('+') { -east } else { east })))
}

/// Milliseconds since midnight.
fn in_day(time: &str) -> Option<i64> {
    let upper = time.to_ascii_uppercase();
    let (time, afternoon) = match upper.trim().strip_suffix("AM") {
        Some(time) => (time, Some(false)),
        None => match upper.trim().strip_suffix("PM") {
            Some(time) => (time, Some(true)),
            None => (upper.trim(), None),
        },
    };
    let mut parts = time.trim().splitn(3, ':');
    let (hours, minutes, seconds) =
        (number(parts.next()?)?, number(parts.next()?)?, parts.next().unwrap_or("0"));
    let hours = match afternoon {
        Some(is_it) if (1..=12).contains(&hours) => hours % 12 + if is_it { 12 } else { 0 },
        Some(_) => return None,
        None => hours,
    };
    let (seconds, fraction) = seconds.split_once(['.', ',']).unwrap_or((seconds, "0"));
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let thousandths: String = fraction.chars().chain("00".chars()).take(3).collect();
    let seconds = number(seconds)?;
    if hours > 23 || minutes > 59 || seconds > 60 || !is_fraction {
        return None;
    }
    let whole = (i64::from(hours) * 60 + i64::from(minutes)) * 60 + i64::from(seconds);
    Some(whole * 1000 + thousandths.parse::<i64>().ok()?)
}

/// Days since 1970 of a date of the Gregorian calendar.
fn days(year: i64, month: u32, day: u32) -> i64 {
    let (month, day) = (i64::from(month), i64::from(day));
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of a day since 1970.
fn civil(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let of_era = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * of_era + of_era / 4 - of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = of_era + era * 400 + i64::from(month <= 2);
    let small = |number: i64| u32::try_from(number).unwrap_or_default();
    (year, small(month), small(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, order: DateOrder) -> Option<String> {
        Stamp::parse(text)?.moment(order).map(written)
    }

    #[test]
    fn times_are_read_in_every_spelling() {
        for (text, order, expected) in [
            ("02/11/2011 07:00:00.037", DateOrder::MonthFirst, "2011-02-11T07:00:00.037"),
            ("02/11/2011 07:00:00.037", DateOrder::DayFirst, "2011-11-02T07:00:00.037"),
            ("15.09.2016 09:20:56", DateOrder::DayFirst, "2016-09-15T09:20:56.000"),
            ("9/15/2016 12:20:56 AM", DateOrder::MonthFirst, "2016-09-15T00:20:56.000"),
            ("9/15/2016 9:20:56 PM", DateOrder::MonthFirst, "2016-09-15T21:20:56.000"),
            ("2016-09-15 09:20:56,5", DateOrder::Iso, "2016-09-15T09:20:56.500"),
            ("2016-09-15T09:20:56.0021234+02:00", DateOrder::Iso, "2016-09-15T09:20:56.002"),
            ("/Date(1473927656002)/", DateOrder::Iso, "2016-09-15T08:20:56.002"),
            ("2024-02-29T00:00:00", DateOrder::Iso, "2024-02-29T00:00:00.000"),
        ] {
            assert_eq!(read(text, order).as_deref(), Some(expected), "{text}");
        }
        let bias = |text| Stamp::parse(text).unwrap().bias;
        assert_eq!(bias("2016-09-15T09:20:56+02:00"), Some(-120));
        assert_eq!(bias("2016-09-15T09:20:56-05:30"), Some(330));
        assert_eq!(bias("2016-09-15T09:20:56Z"), Some(0));
        assert_eq!(bias("2016-09-15T09:20:56"), None);
        assert_eq!(bias("/Date(1)/"), Some(0));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "now",
            "2011",
            "2011-02-11",
            "02/11/11 07:00:00",
            "2011-02-11T25:00:00",
            "1/2/3/2011 07:00:00",
            "2011-02-11T07:00:00.x",
            "/Date(x)/",
            "/Date(99999999999999999)/",
            "13/2/2011 13:00:00 PM",
        ] {
            assert_eq!(Stamp::parse(text), None, "{text}");
        }
        assert_eq!(read("02/30/2011 07:00:00", DateOrder::MonthFirst), None);
        assert_eq!(read("2023-02-29T07:00:00", DateOrder::Iso), None);
    }

    #[test]
    fn an_impossible_month_decides_the_order() {
        let order = |texts: &[&str]| {
            let stamps: Vec<Stamp> = texts.iter().map(|text| Stamp::parse(text).unwrap()).collect();
            date_order(&stamps)
        };
        assert_eq!(order(&["02/11/2011 07:00:00"]), DateOrder::MonthFirstAssumed);
        assert_eq!(order(&["02/11/2011 23:59:59", "02/13/2011 00:00:04"]), DateOrder::MonthFirst);
        assert_eq!(order(&["11.02.2011 23:59:59", "13.02.2011 00:00:04"]), DateOrder::DayFirst);
        assert_eq!(order(&["02/02/2011 07:00:00"]), DateOrder::MonthFirst, "it is the same either way");
        assert_eq!(order(&["2011-02-11 07:00:00"]), DateOrder::Iso);
        for order in
            [DateOrder::Iso, DateOrder::MonthFirst, DateOrder::DayFirst, DateOrder::MonthFirstAssumed]
        {
            assert_eq!(DateOrder::from_word(order.word()), Some(order));
        }
    }
}
