//! Sizes and rates as people write them: `2TB`, `120MB/s`, `10Gbit/s`.

use super::super::refusal::{invalid, short};
use crate::error::Error;

/// Units of bytes, of which Windows counts 1024 for one of the next.
const UNITS: [&str; 5] = ["B", "KB", "MB", "GB", "TB"];

/// The largest volume of ReFS, 35 PB
/// (<https://learn.microsoft.com/windows-server/storage/refs/refs-overview>): no disk of a cluster is larger.
const MAX_SIZE: f64 = 35.0 * 1024.0 * 1024.0 * 1024.0 * 1024.0 * 1024.0;

/// 800 Gbit/s, the fastest link there is.
const MAX_RATE: f64 = 100_000_000_000.0;

/// Bytes: `500MB`, `1.5 TB`, in powers of 1024.
pub fn size(text: &str) -> Result<f64, Error> {
    let expected = "a size such as 500MB or 1.5TB (KB, MB, GB or TB)";
    let (number, unit) = parts(text, expected)?;
    let bytes = bytes_of(number, &unit.to_ascii_uppercase());
    within(
        text,
        bytes.ok_or_else(|| wrong(expected, text))?,
        MAX_SIZE,
        "a size of at most 35840TB, which ReFS has",
    )
}

/// Bytes per second: `120MB/s`, in powers of 1024, or bits where `bit` is written: `10Gbit/s`, in powers of 1000.
pub fn bytes_per_second(text: &str) -> Result<f64, Error> {
    let expected = "a rate such as 120MB/s in bytes or 10Gbit/s in bits";
    let (number, unit) = parts(text, expected)?;
    let unit = unit.strip_suffix("/s").ok_or_else(|| wrong(expected, text))?.trim_end();
    let bits = |power: i32| Some(number * 1000f64.powi(power) / 8.0);
    let rate = match unit {
        "bit" => bits(0),
        "kbit" | "Kbit" => bits(1),
        "Mbit" => bits(2),
        "Gbit" => bits(3),
        "Tbit" => bits(4),
        // A small b may mean either, and the two differ by a factor of 8.
        unit => bytes_of(number, unit),
    };
    within(
        text,
        rate.ok_or_else(|| wrong(expected, text))?,
        MAX_RATE,
        "a rate of at most 800Gbit/s, as no link is faster",
    )
}

/// The number and what follows it.
fn parts<'t>(text: &'t str, expected: &str) -> Result<(f64, &'t str), Error> {
    let text = text.trim();
    let end =
        text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: f64 = number.parse().map_err(|_| wrong(expected, text))?;
    Ok((number, unit.trim_start()))
}

fn bytes_of(number: f64, unit: &str) -> Option<f64> {
    let power = UNITS.iter().position(|known| *known == unit)?;
    Some(number * 1024f64.powi(i32::try_from(power).ok()?))
}

fn within(text: &str, number: f64, most: f64, at_most: &str) -> Result<f64, Error> {
    match number {
        number if number <= 0.0 => Err(wrong("more than 0", text)),
        number if number > most => Err(wrong(at_most, text)),
        number => Ok(number),
    }
}

fn wrong(expected: &str, found: &str) -> Error {
    invalid(format!("expected {expected}, found {:?}", short(found)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_powers_of_1024() {
        let sizes = ["1KB", "1.5 TB", "2tb", "512 mb", "7B"].map(|text| size(text).unwrap());
        let tb = 1024f64.powi(4);
        assert_eq!(sizes, [1024.0, 1.5 * tb, 2.0 * tb, 512.0 * 1024.0 * 1024.0, 7.0]);
    }

    #[test]
    fn rates_are_bits_only_where_it_is_written() {
        let rates = ["1MB/s", "10Gbit/s", "100 Mbit/s"].map(|text| bytes_per_second(text).unwrap());
        assert_eq!(rates, [1024.0 * 1024.0, 1.25e9, 12.5e6]);
    }

    #[test]
    fn what_is_no_quantity_is_told() {
        for text in ["", "TB", "2", "2PB", "1,5TB", "2 TiB", "1e3GB", "--1GB", "infGB", "NaN", "2TB/s"] {
            let message = size(text).unwrap_err().message;
            assert!(message.starts_with("expected a size such as 500MB or 1.5TB"), "{text}: {message}");
        }
        for text in ["10Gb/s", "120mb/s", "120MB", "10Gbps", "x/s", "5 /s"] {
            let message = bytes_per_second(text).unwrap_err().message;
            assert!(
                message.starts_with("expected a rate such as 120MB/s in bytes or 10Gbit/s"),
                "{text}: {message}"
            );
        }
    }

    #[test]
    fn what_no_disk_and_no_link_has_is_refused() {
        let of = |error: Result<f64, Error>| error.unwrap_err().message;
        assert_eq!(of(size("0GB")), "expected more than 0, found \"0GB\"");
        assert_eq!(of(size("-2TB")), "expected more than 0, found \"-2TB\"");
        assert_eq!(
            of(size("99999TB")),
            "expected a size of at most 35840TB, which ReFS has, found \"99999TB\""
        );
        assert_eq!(of(bytes_per_second("-1MB/s")), "expected more than 0, found \"-1MB/s\"");
        assert!(of(bytes_per_second("801Gbit/s")).starts_with("expected a rate of at most 800Gbit/s"));
        assert!(of(size(&format!("{}TB", "9".repeat(400)))).starts_with("expected a size of at most"));
    }
}
