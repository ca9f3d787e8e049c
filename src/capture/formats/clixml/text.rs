//! What stands between the tags of a scalar.

use crate::capture::raw::Raw;
use data_encoding::BASE64_MIME_PERMISSIVE;
use memchr::memchr;
use std::borrow::Cow;

/// Whether an element holds text that [`scalar`] understands.
pub(super) fn is_scalar(tag: &str) -> bool {
    matches!(
        tag,
        "S" | "B"
            | "I32"
            | "U32"
            | "I64"
            | "U64"
            | "I16"
            | "U16"
            | "SB"
            | "By"
            | "Db"
            | "Sg"
            | "D"
            | "C"
            | "G"
            | "DT"
            | "TS"
            | "URI"
            | "Version"
            | "XD"
            | "SBK"
            | "BA"
            | "Nil"
    )
}

/// Bytes are a list of small numbers, such as priorities.
const LONGEST_BYTES: usize = 64;

/// The value of a scalar element; the error is a sentence.
pub(super) fn scalar<'a>(tag: &str, content: Cow<'a, str>) -> Result<Raw<'a>, String> {
    let expected = |what: &str| format!("expected {what} in <{tag}>, found '{content}'");
    match tag {
        "Nil" => Ok(Raw::Null),
        "B" => match content.as_ref() {
            "true" => Ok(Raw::Bool(true)),
            "false" => Ok(Raw::Bool(false)),
            _ => Err(expected("true or false")),
        },
        "I32" | "U32" | "I64" | "I16" | "U16" | "SB" | "By" => {
            content.parse().map(Raw::Int).map_err(|_| expected("a whole number"))
        }
        "U64" | "D" if content.parse::<i64>().is_ok() => {
            content.parse().map(Raw::Int).map_err(|_| expected("a whole number"))
        }
        "U64" | "D" | "Db" | "Sg" => match content.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Raw::Float(number)),
            // NaN and the infinities are no value of anything that is read here.
            Ok(_) => Ok(Raw::Null),
            Err(_) if matches!(content.as_ref(), "INF" | "-INF") => Ok(Raw::Null),
            Err(_) => Err(expected("a number")),
        },
        "C" => match content.parse().ok().and_then(char::from_u32) {
            Some(character) => Ok(Raw::Text(Cow::Owned(character.to_string()))),
            None => Err(expected("the code of a character")),
        },
        // A long one is no value of anything that is read here.
        "BA" if content.len() > LONGEST_BYTES => Ok(Raw::Null),
        "BA" => match BASE64_MIME_PERMISSIVE.decode(content.as_bytes()) {
            Ok(bytes) => Ok(Raw::List(bytes.into_iter().map(|byte| Raw::Int(byte.into())).collect())),
            Err(_) => Err(expected("bytes")),
        },
        _ => Ok(Raw::Text(content)),
    }
}

/// Undoes `_xHHHH_`, which CliXml writes for UTF-16 units that XML cannot hold, and for `_` before an `x`.
pub(super) fn unescape(content: Cow<'_, str>) -> Cow<'_, str> {
    // To look for one byte first is quicker than a search for two in the short texts of a capture.
    if memchr(b'_', content.as_bytes()).is_none() || !content.contains("_x") {
        return content;
    }
    let mut text = String::with_capacity(content.len());
    let mut rest = content.as_ref();
    while let Some(place) = rest.find("_x") {
        text.push_str(&rest[..place]);
        rest = &rest[place..];
        let mut units = Vec::new();
        while let Some(unit) = escaped_unit(rest) {
            units.push(unit);
            rest = &rest[ESCAPE..];
        }
        if units.is_empty() {
            text.push_str("_x");
            rest = &rest[2..];
        }
        // Two escapes in a row may be the halves of one character.
        text.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// The length of `_xHHHH_`.
const ESCAPE: usize = 7;

fn escaped_unit(text: &str) -> Option<u16> {
    let digits = text.get(..ESCAPE)?.strip_prefix("_x")?.strip_suffix('_')?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        for (escaped, text) in [
            ("a_x000A_b", "a\nb"),
            ("_x005F_x000A_", "_x000A_"),
            ("_xD83D__xDE00_!", "\u{1F600}!"),
            ("_xD83D_ alone", "\u{FFFD} alone"),
            ("snake_xcase", "snake_xcase"),
            ("_x12_ _x+123_ _x", "_x12_ _x+123_ _x"),
            ("Größe_x0020_x", "Größe x"),
        ] {
            assert_eq!(unescape(Cow::Borrowed(escaped)), text, "{escaped}");
        }
    }

    #[test]
    fn plain_text_is_borrowed() {
        assert!(matches!(unescape(Cow::Borrowed("plain_text")), Cow::Borrowed(_)));
    }

    #[test]
    fn scalars_have_their_types() {
        let read = |tag, content| scalar(tag, Cow::Borrowed(content));
        assert_eq!(read("U32", "4294967295"), Ok(Raw::Int(4_294_967_295)));
        assert_eq!(read("I32", "-1"), Ok(Raw::Int(-1)));
        assert_eq!(read("U64", "32"), Ok(Raw::Int(32)));
        assert_eq!(read("U64", "18446744073709551615"), Ok(Raw::Float(18_446_744_073_709_551_615.0)));
        assert_eq!(read("D", "1.5"), Ok(Raw::Float(1.5)));
        assert_eq!(read("Db", "NaN"), Ok(Raw::Null));
        assert_eq!(read("Sg", "-INF"), Ok(Raw::Null));
        assert_eq!(read("BA", "AwU="), Ok(Raw::List(vec![Raw::Int(3), Raw::Int(5)])));
        assert_eq!(scalar("BA", Cow::Owned("AwUD".repeat(17))), Ok(Raw::Null));
        assert_eq!(read("C", "97"), Ok(Raw::Text("a".into())));
        assert_eq!(read("B", "true"), Ok(Raw::Bool(true)));
        assert_eq!(read("S", ""), Ok(Raw::Text("".into())));
        assert_eq!(read("Nil", ""), Ok(Raw::Null));
        assert_eq!(read("B", "True"), Err("expected true or false in <B>, found 'True'".to_owned()));
        assert_eq!(read("I32", ""), Err("expected a whole number in <I32>, found ''".to_owned()));
        assert!(read("U64", "many").is_err());
        assert!(read("BA", "?").is_err());
        assert!(read("C", "1114112").is_err());
    }
}
