//! The same report in every form it comes in.

use super::{cluster, fixture, predictions, read, read_text, reasons, text};
use clusterroute::capture::Sections;
use data_encoding::BASE64;

fn sections(content: impl AsRef<[u8]>, test: &str) -> Sections<'static> {
    read_text(test, content).unwrap().sections
}

fn expected() -> Sections<'static> {
    read(&[fixture("hyperv-2022.htm")]).unwrap().sections
}

#[test]
fn a_saved_page_gives_what_the_page_gives() {
    assert_eq!(read(&[fixture("hyperv-2022.mht")]).unwrap().sections, expected());
}

/// As Outlook and Internet Explorer wrap it: UTF-16 in base64, inside a part of parts.
#[test]
fn a_page_in_base64_gives_the_same() {
    let page: Vec<u8> = text("hyperv-2022.htm").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut lines = String::new();
    for line in BASE64.encode(&page).as_bytes().chunks(76) {
        lines += &format!("{}\r\n", std::str::from_utf8(line).unwrap());
    }
    let file = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\n\
         Content-Type: multipart/related; boundary=\"inner one\"\r\n\r\n--inner one\r\n\
         Content-Type: text/html; charset=\"unicode\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{lines}\r\n\
         --inner one--\r\n--outer--\r\n"
    );
    assert_eq!(sections(file, "base64"), expected());
}

#[test]
fn every_encoding_of_the_page_gives_the_same() {
    let page = text("hyperv-2022.htm");
    let marked = format!("\u{feff}{page}");
    let utf_16: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(sections(utf_16, "utf-16"), expected());
    let declared = page.replace("charset=utf-8", "charset=windows-1252");
    let windows_1252: Vec<u8> = declared.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(sections(windows_1252, "windows-1252"), expected());
    assert_eq!(sections(page.replace("ö", "&ouml;").replace("ß", "&#xDF;"), "references"), expected());
    assert_eq!(sections(page.replace('\n', "\r\n"), "line ends"), expected());
}

#[test]
fn markup_that_says_the_same_gives_the_same() {
    let page = text("hyperv-2022.htm");
    let upper = ["table", "tr", "td", "th", "div", "h2", "h3", "html", "title"];
    let upper = upper.iter().fold(page.clone(), |page, tag| {
        page.replace(&format!("<{tag}"), &format!("<{}", tag.to_uppercase()))
            .replace(&format!("</{tag}>"), &format!("</{} >", tag.to_uppercase()))
    });
    assert_eq!(sections(upper, "upper"), expected());
    let unclosed = ["</td>", "</tr>", "</th>", "</thead>", "<tbody>", "</tbody>"];
    let unclosed = unclosed.iter().fold(page.clone(), |page, tag| page.replace(tag, ""));
    assert_eq!(sections(unclosed, "unclosed"), expected());
    let body = page.replace("<body TEXT=\"#000000\">", "<body><table><tr><td><table><tr><td>");
    let nested = body.replace("</body>", "</table></table></body>");
    assert_eq!(sections(nested, "nested"), expected());
    let spaced = page.replace("<td>", "<td>\n\t  <span> ").replace("</td>", " </span>&nbsp;\n</td>");
    assert_eq!(sections(spaced, "spaced"), expected());
    let lines: Vec<&str> = page.lines().map(str::trim).collect();
    assert_eq!(sections(lines.join("\n"), "narrow"), expected());
    let doctype = format!(
        "<!-- saved from url=(0014)about:internet -->\n<!DOCTYPE html PUBLIC \"-//W3C//DTD\">\n{page}"
    );
    assert_eq!(sections(doctype, "doctype"), expected());
}

/// Up to Windows Server 2012 R2 there is no RDMA and RSS in the table, and the test has another name.
#[test]
fn without_rdma_and_rss_nothing_is_predicted() {
    let page = text("hyperv-2022.htm").replace("List Network Metric Order", "List Network Binding Order");
    let page = page
        .replace("<th align=\"left\">RDMA Capable</th>", "")
        .replace("<th align=\"left\">RSS Capable</th>", "");
    let lines: Vec<&str> =
        page.lines().filter(|line| !matches!(line.trim(), "<td>True</td>" | "<td>False</td>")).collect();
    let page = lines.join("\n").replace("20348", "9600");
    let capture = read_text("binding", page).unwrap();
    let cluster = cluster(&capture);
    assert!(predictions(&cluster).iter().all(|(.., metric)| metric.is_none()));
    let link = cluster.interfaces[0].link.unwrap();
    assert_eq!((link.class, link.gbps), (None, Some(10.0)));
    let missing = "the table of the adapters has no RDMA and RSS, so their class is not known";
    assert!(reasons(&capture).contains(&missing), "{:?}", reasons(&capture));
}
