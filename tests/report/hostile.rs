//! Files that are no report, half a report, or made to do harm: one clear error each.

use super::{fixture, read, read_text, text};
use clusterroute::api;
use clusterroute::error::{Code, Error};

fn error(test: &str, content: impl AsRef<[u8]>) -> Error {
    read_text(test, content).unwrap_err()
}

#[test]
fn another_page_says_what_it_is() {
    let page = read(&[fixture("web-page.htm")]).unwrap_err();
    let expected = "expected an English validation report of Test-Cluster, or tables of networks, found a page with the title";
    assert_eq!(page.message, format!("{expected} \"Fabrikam intranet\""));
    let german = read(&[fixture("german.htm")]).unwrap_err();
    let title = "Failovercluster-Validierungsbericht";
    assert_eq!(german.message, format!("{expected} {title:?} in the language \"de-DE\""));
    let bare = error("bare", "<html><body><p>hello</html>");
    assert!(bare.message.ends_with("found a page without a title"), "{bare}");
}

#[test]
fn a_report_of_other_tests_names_what_it_lacks() {
    let error = read(&[fixture("inventory-only.htm")]).unwrap_err();
    let expected = "expected the tests 'Validate Cluster Network Configuration' and 'List Network Metric Order' \
                    in the validation report, found only List BIOS Information, List Operating System Information";
    assert_eq!(error.message, expected);
    assert_eq!(error.code, Code::UnreadableFile);
}

#[test]
fn adapters_without_networks_are_no_cluster() {
    let page = text("network-tests-only.htm");
    let (page, _) = page.split_once("<br><hr><br><span><h2 id=\"31\">").unwrap();
    let capture = read_text("adapters", format!("{page}</html>")).unwrap();
    let error = api::Subject::new(&capture, &api::WhatIf::default()).unwrap_err();
    assert!(error.message.contains("the test 'Validate Cluster Network Configuration'"), "{error}");
}

#[test]
fn a_report_that_was_cut_off_is_refused_wherever_the_cut_is() {
    let page = text("hyperv-2022.htm");
    let cut = page.find("<td>192.168.52.12</td>").unwrap();
    let half = error("half", &page[..cut]);
    let expected =
        "expected a whole validation report, found one that ends in 'Validate Cluster Network Configuration'";
    assert_eq!(half.message, expected);
    let end = page.find("</html>").unwrap();
    for at in (1..end).step_by(97).filter(|at| page.is_char_boundary(*at)) {
        let error = error("cut", &page[..at]);
        assert_eq!(error.code, Code::UnreadableFile, "{at}: {error}");
    }
    let saved = std::fs::read(fixture("hyperv-2022.mht")).unwrap();
    let error = error("saved", &saved[..saved.len() / 2]);
    assert_eq!(error.message, "the file ends before the last part does");
}

#[test]
fn nesting_and_length_have_limits() {
    let deep = error("deep", format!("<html>{}", "<table><tr><td>".repeat(100_000)));
    assert_eq!((deep.code, deep.message.as_str()), (Code::TooLarge, "tables nest deeper than 32"));
    let elements = error("elements", format!("<html>{}</html>", "<div><b><ul>".repeat(100_000)));
    assert!(elements.message.starts_with("expected an English validation report"), "{elements}");
    let cell = format!("<td>{}</td>", "x".repeat((1 << 20) + 1));
    let huge = error("huge", text("hyperv-2022.htm").replacen("<td>15</td>", &cell, 1));
    assert_eq!((huge.code, huge.message.as_str()), (Code::TooLarge, "a text is longer than 1048576 bytes"));
    let rows = error("rows", format!("<html><table>{}", "<tr>".repeat((2 << 20) + 1)));
    assert_eq!(
        (rows.code, rows.message.as_str()),
        (Code::TooLarge, "the tables have more than 2097152 cells")
    );
}

#[test]
fn garbage_in_base64_is_refused() {
    let file =
        "MIME-Version: 1.0\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n\u{1}!!!";
    assert_eq!(error("garbage", file).message, "expected base64 in the page: invalid symbol at 0");
}

/// A hundred thousand nodes and networks: time and memory stay in proportion.
#[test]
fn many_names_are_read_in_proportion() {
    let mut page = text("network-tests-only.htm");
    let mut many = String::new();
    for number in 0..100_000 {
        many +=
            &format!("<h3>n{number}.x</h3><div>Network: n{number}</div><div>Network Role: Internal</div>");
    }
    page = page.replace("<script>", &format!("{many}<script>"));
    let capture = read_text("many", page).unwrap();
    assert_eq!(capture.sections.get(clusterroute::schema::Section::Networks).unwrap().len(), 100_004);
}
