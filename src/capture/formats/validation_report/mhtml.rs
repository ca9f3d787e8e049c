//! A web page saved as one file (MHT, MHTML): MIME with the page as one of its parts
//! (<https://www.rfc-editor.org/rfc/rfc2557>). The other parts, its images, are not looked at.
//!
//! Test-Cluster wrote its reports this way up to Windows Server 2012 R2. The crates that read mail carry tables
//! of every character set or need a newer compiler; a page needs three encodings and a boundary.

use crate::capture::encoding;
use crate::capture::limits::MAX_PARTS_DEEP;
use crate::error::{Code, Error};
use data_encoding::BASE64_MIME_PERMISSIVE;
use quoted_printable::ParseMode;
use std::borrow::Cow;

/// Whether a text starts with the headers of MIME.
pub(super) fn recognise(text: &str) -> bool {
    Entity::of_file(text.as_bytes()).is_some()
}

/// The page of a file that is MIME, as text; `None` for any other file. `name` is for errors.
pub(super) fn page(bytes: &[u8], name: &str) -> Result<Option<String>, Error> {
    let text;
    let bytes = match bytes {
        // Editors save anything as UTF-16.
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
            let Ok(decoded) = encoding::decode(bytes, name) else { return Ok(None) };
            text = decoded;
            text.as_bytes()
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => rest,
        bytes => bytes,
    };
    let Some(entity) = Entity::of_file(bytes) else { return Ok(None) };
    let fail = |message: String| Error::new(Code::UnreadableFile, message).at(name);
    let page = entity.find_page(0).map_err(fail)?;
    let page = page.ok_or_else(|| fail("expected a part of the type text/html, found none".to_owned()))?;
    page.decode(name).map(Some)
}

/// Headers and what they describe: a file, or one part of it.
struct Entity<'a> {
    headers: Vec<(String, String)>,
    body: &'a [u8],
}

impl<'a> Entity<'a> {
    /// The file, when its headers are those of MIME.
    fn of_file(bytes: &'a [u8]) -> Option<Self> {
        // Told by its first line, so that no other file is searched for headers.
        let bytes = bytes.trim_ascii_start();
        let first = bytes.split(|byte| *byte == b'\n').next()?;
        let (name, _) = first.split_at_checked(first.iter().position(|byte| *byte == b':')?)?;
        let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if name.is_empty() || !name.iter().all(is_token) {
            return None;
        }
        let entity = Self::parse(bytes);
        let of_mime = entity.header("mime-version").is_some();
        (of_mime || entity.is("text/html") || entity.is("multipart/")).then_some(entity)
    }

    fn parse(bytes: &'a [u8]) -> Self {
        let mut headers: Vec<(String, String)> = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let (line, after) = next_line(rest);
            rest = after;
            let line = String::from_utf8_lossy(line);
            if line.trim().is_empty() {
                break;
            }
            match (line.starts_with([' ', '\t']), headers.last_mut(), line.split_once(':')) {
                // A long header goes on in lines that start with a blank.
                (true, Some((_, value)), _) => {
                    value.push(' ');
                    value.push_str(line.trim());
                }
                (_, _, Some((name, value))) => {
                    headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
                }
                _ => {}
            }
        }
        Self { headers, body: rest }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn is(&self, start_of_type: &str) -> bool {
        let value = self.header("content-type").unwrap_or_default();
        value.get(..start_of_type.len()).is_some_and(|start| start.eq_ignore_ascii_case(start_of_type))
    }

    /// A parameter of the content type, such as `charset`.
    fn parameter(&self, name: &str) -> Option<&str> {
        let mut parameters = self.header("content-type")?.split(';').skip(1);
        parameters.find_map(|parameter| {
            let (known, value) = parameter.split_once('=')?;
            known.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
        })
    }

    /// The first part that is a page, this entity itself included.
    fn find_page(self, depth: usize) -> Result<Option<Entity<'a>>, String> {
        if self.is("text/html") {
            return Ok(Some(self));
        }
        if !self.is("multipart/") {
            return Ok(None);
        }
        if depth == MAX_PARTS_DEEP {
            return Err(format!("parts nest deeper than {MAX_PARTS_DEEP}"));
        }
        let boundary = self.parameter("boundary").ok_or("expected a boundary of the parts, found none")?;
        for part in parts(self.body, boundary)? {
            if let Some(page) = Entity::parse(part).find_page(depth + 1)? {
                return Ok(Some(page));
            }
        }
        Ok(None)
    }

    fn decode(&self, name: &str) -> Result<String, Error> {
        let fail = |message: String| Error::new(Code::UnreadableFile, message).at(name);
        let written = self.header("content-transfer-encoding").unwrap_or("8bit");
        let bytes = match written.to_ascii_lowercase().as_str() {
            "base64" => {
                let decoded = BASE64_MIME_PERMISSIVE.decode(self.body);
                Cow::Owned(decoded.map_err(|error| fail(format!("expected base64 in the page: {error}")))?)
            }
            "quoted-printable" => {
                let decoded = quoted_printable::decode(self.body, ParseMode::Robust);
                Cow::Owned(decoded.map_err(|error| fail(format!("expected quoted-printable text: {error}")))?)
            }
            "7bit" | "8bit" | "binary" => Cow::Borrowed(self.body),
            _ => {
                let message = "expected the page in base64, quoted-printable, 7bit or 8bit, found";
                return Err(fail(format!("{message} {written:?}")));
            }
        };
        in_charset(&bytes, self.parameter("charset"), name)
    }
}

/// The parts between the lines that hold the boundary. The last one must be there: a file that was cut off may
/// lack what matters.
fn parts<'a>(body: &'a [u8], boundary: &str) -> Result<Vec<&'a [u8]>, String> {
    let (mut parts, mut start, mut rest) = (Vec::new(), None, body);
    while !rest.is_empty() {
        let at = body.len() - rest.len();
        let (line, after) = next_line(rest);
        rest = after;
        let Some(mark) = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary.as_bytes()))
        else {
            continue;
        };
        let mark = mark.trim_ascii_end();
        if mark.is_empty() || mark == b"--" {
            parts.extend(start.map(|start| &body[start..at]));
            start = Some(body.len() - rest.len());
        }
        if mark == b"--" {
            return Ok(parts);
        }
    }
    Err("the file ends before the last part does".to_owned())
}

/// A line without its end, and what follows.
fn next_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
    let (line, rest) = bytes.split_at(end);
    (line.trim_ascii_end(), rest)
}

/// The text of a page in a character set by its name; without a name it is UTF-8 or tells by its mark.
pub(super) fn in_charset(bytes: &[u8], charset: Option<&str>, name: &str) -> Result<String, Error> {
    match charset.unwrap_or("utf-8").to_ascii_lowercase().as_str() {
        "utf-8" | "us-ascii" | "unicode" | "utf-16" | "utf-16le" | "utf-16be" => {
            encoding::decode(bytes, name).map(Cow::into_owned)
        }
        "windows-1252" | "iso-8859-1" => Ok(bytes.iter().map(|byte| windows_1252(*byte)).collect()),
        // Every character set that is left writes ASCII as itself.
        _ if bytes.is_ascii() => encoding::decode(bytes, name).map(Cow::into_owned),
        charset => {
            let message = format!("expected text in UTF-8, UTF-16 or windows-1252, found {charset}");
            Err(Error::new(Code::UnreadableFile, message).at(name))
        }
    }
}

/// Latin-1 but for 32 places (<https://encoding.spec.whatwg.org/index-windows-1252.txt>), which pages that
/// call themselves Latin-1 use as well.
fn windows_1252(byte: u8) -> char {
    const FROM_80: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    let special = byte.checked_sub(0x80).and_then(|place| FROM_80.chars().nth(usize::from(place)));
    special.unwrap_or(char::from(byte))
}

/// The character set that a page declares of itself in its first bytes.
pub(super) fn declared_charset(bytes: &[u8]) -> Option<&str> {
    // As far as browsers look.
    let start = &bytes[..bytes.len().min(1024)];
    let mark = b"charset=";
    let at = start.windows(mark.len()).position(|window| window.eq_ignore_ascii_case(mark))? + mark.len();
    let value = start[at..].trim_ascii_start();
    let value = value.strip_prefix(b"\"").unwrap_or(value);
    let end = value.iter().position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'_'))?;
    std::str::from_utf8(&value[..end]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(headers: &str, body: &str) -> Vec<u8> {
        format!(
            "From: <Saved>\r\nSubject: Report\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\t\
             boundary=\"--=_x\";\r\n\ttype=\"text/html\"\r\n\r\nA page.\r\n\r\n----=_x\r\nContent-Type: image/png\r\n\
             \r\nAAAA\r\n----=_x\r\n{headers}\r\n\r\n{body}\r\n----=_x--\r\n"
        )
        .into_bytes()
    }

    fn read(headers: &str, body: &str) -> String {
        page(&file(headers, body), "f.mht").unwrap().unwrap().trim_end().to_owned()
    }

    fn error(bytes: &[u8]) -> String {
        page(bytes, "f.mht").unwrap_err().to_string()
    }

    const PAGE: &str = "<html><p>Größe</p></html>";

    #[test]
    fn every_transfer_encoding_gives_the_page() {
        let html = "Content-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: ";
        let quoted = "<html><p>Gr=C3=B6=C3=\r\n=9Fe</p=\r\n></html>";
        assert_eq!(read(&format!("{html}quoted-printable"), quoted), PAGE);
        let base64 = "PGh0bWw+PHA+R3LDtsOf\r\nZTwvcD48L2h0bWw+";
        assert_eq!(read(&format!("{html}BASE64"), base64), PAGE);
        assert_eq!(read(&format!("{html}8bit"), PAGE), PAGE);
        assert_eq!(read("content-type: Text/HTML", PAGE), PAGE);
    }

    #[test]
    fn every_character_set_gives_the_page() {
        let quoted = |charset: &str, body: &str| {
            let encoding = "Content-Transfer-Encoding: quoted-printable";
            read(&format!("Content-Type: text/html; charset={charset}\r\n{encoding}"), body)
        };
        assert_eq!(quoted("windows-1252", "<html><p>Gr=F6=DFe</p></html>"), PAGE);
        assert_eq!(quoted("ISO-8859-1", "<html>=80=96=FF</html>"), "<html>€–ÿ</html>");
        assert_eq!(quoted("koi8-r", "<html>plain</html>"), "<html>plain</html>");
        let utf_16: Vec<u8> = PAGE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let base64 = data_encoding::BASE64.encode(&utf_16);
        assert_eq!(
            read("Content-Type: text/html; charset=unicode\r\nContent-Transfer-Encoding: base64", &base64),
            PAGE
        );
    }

    #[test]
    fn a_page_may_lie_in_a_part_of_parts_or_be_the_file() {
        let nested = "Content-Type: multipart/alternative; boundary=y";
        let body = format!(
            "--y\r\nContent-Type: text/plain\r\n\r\nx\r\n--y\r\nContent-Type: text/html\r\n\r\n{PAGE}\r\n--y--"
        );
        assert_eq!(read(nested, &body), PAGE);
        let alone = format!("Content-Type: text/html\n\n{PAGE}");
        assert_eq!(page(alone.as_bytes(), "f").unwrap().unwrap(), PAGE);
        let utf_16: Vec<u8> = format!("\u{feff}{alone}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(page(&utf_16, "f").unwrap().unwrap(), PAGE);
    }

    #[test]
    fn other_files_are_not_mime() {
        for other in
            ["", "<html>", "{\"a\": 1}", "Name  : x\nRole : 1", "PS C:\\> x", "a:b\n\nc", "\u{feff}Name,Role"]
        {
            assert_eq!(page(other.as_bytes(), "f"), Ok(None), "{other}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let html = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: ";
        let of = |headers: &str, body: &str| error(&file(headers, body));
        assert_eq!(
            of(&format!("{html}base64"), "PGh0!aaa"),
            "f.mht: expected base64 in the page: invalid symbol at 4"
        );
        assert_eq!(
            of(&format!("{html}x-uue"), ""),
            "f.mht: expected the page in base64, quoted-printable, 7bit or 8bit, found \"x-uue\""
        );
        assert_eq!(
            of("Content-Type: text/plain", ""),
            "f.mht: expected a part of the type text/html, found none"
        );
        assert_eq!(
            of("Content-Type: text/html; charset=koi8-r", "\u{e4}"),
            "f.mht: expected text in UTF-8, UTF-16 or windows-1252, found koi8-r"
        );
        let mut cut = file("Content-Type: text/html", PAGE);
        cut.truncate(cut.len() - 12);
        assert_eq!(error(&cut), "f.mht: the file ends before the last part does");
        let wrap = |inside: String, n: i32| {
            format!("Content-Type: multipart/mixed; boundary=b{n}x\n\n--b{n}x\n{inside}\n--b{n}x--\n")
        };
        let deep = (0..9).fold("Content-Type: text/html\n\n".to_owned(), wrap);
        assert_eq!(error(deep.as_bytes()), "f.mht: parts nest deeper than 8");
        assert_eq!(
            error(b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n"),
            "f.mht: expected a boundary of the parts, found none"
        );
    }

    #[test]
    fn a_page_declares_its_character_set() {
        let of = |text: &'static str| declared_charset(text.as_bytes());
        assert_eq!(of("<META content=\"text/html; charset=windows-1252\">"), Some("windows-1252"));
        assert_eq!(of("<meta Charset=\"utf-8\">"), Some("utf-8"));
        assert_eq!(of("<html>"), None);
    }
}
