//! Files that mean harm: each is refused in one sentence that names the file, before it costs anything.
//!
//! Archives that mean harm are in `tests/sddc/archives.rs`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use clusterroute::api::{Subject, WhatIf};
use clusterroute::capture::formats::json;
use clusterroute::capture::{Capture, files, sort};
use clusterroute::error::{Code, Error};
use clusterroute::parallel::Work;

const DEEP: usize = 100_000;

fn read_bytes(name: &str, bytes: &[u8]) -> Result<Vec<Capture>, Error> {
    let work = Work::default();
    Ok(sort::sort(files::read_bytes(name, bytes, &work)?).captures)
}

fn refused(name: &str, text: String) -> Error {
    let error = read_bytes(name, text.as_bytes()).unwrap_err();
    assert!(error.path.as_deref().unwrap().starts_with(name), "{error}");
    assert!(!error.message.contains('\n') && error.message.len() < 500, "{error}");
    error
}

fn refused_at_length(name: &str, text: String) -> Error {
    read_bytes(name, text.as_bytes()).unwrap_err()
}

fn objs(inside: &str) -> String {
    format!(
        "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">{inside}</Objs>"
    )
}

#[test]
fn entities_are_not_expanded() {
    // The billion laughs: ten levels of ten.
    let mut laughs = "<!ENTITY a0 \"ha\">".to_owned();
    for level in 1..=10 {
        laughs += &format!("<!ENTITY a{level} \"{}\">", format!("&a{};", level - 1).repeat(10));
    }
    let bomb = format!("<!DOCTYPE Objs [{laughs}]>{}", objs("<S>&a10;</S>"));
    assert!(refused("bomb.xml", bomb).message.contains("expected no DOCTYPE"));

    let outside = format!("<!DOCTYPE Objs SYSTEM \"file:///etc/passwd\">{}", objs("<S>a</S>"));
    assert!(refused("outside.xml", outside).message.contains("expected no DOCTYPE"));

    let undeclared = objs(
        "<Obj><TN><T>Microsoft.FailoverClusters.PowerShell.ClusterNetwork</T></TN><Props><S N=\"Name\">&xxe;</S></Props></Obj>",
    );
    assert!(refused("undeclared.xml", undeclared).message.contains("found '&xxe;'"));
}

#[test]
fn elements_inside_one_another_have_a_limit() {
    for element in ["X", "Obj", "LST", "Props"] {
        let open = format!("<{element}>").repeat(DEEP);
        let close = format!("</{element}>").repeat(DEEP);
        assert_eq!(refused("deep.xml", objs(&format!("{open}{close}"))).code, Code::TooLarge, "{element}");
        assert_eq!(refused("open.xml", objs(&open)).code, Code::TooLarge, "{element}");
    }
}

const NETWORK: &str = "<TN RefId=\"0\"><T>Microsoft.FailoverClusters.PowerShell.ClusterNetwork</T></TN>";

#[test]
fn a_reference_that_is_read_once_is_charged_like_any_other() {
    // Each object holds the next, and a reference to it: every level is twice the one below.
    let (mut open, mut close) = (String::new(), "</LST></Obj>".to_owned());
    for id in 100..138 {
        open += &format!("<Obj N=\"SharedVolumeInfo\" RefId=\"{id}\"><LST>");
        if id > 100 {
            close += &format!("<Ref RefId=\"{id}\"/></LST></Obj>");
        }
    }
    // The innermost comes first behind the value.
    let mut references: Vec<&str> = close.split_inclusive("</LST></Obj>").collect();
    references[1..].reverse();
    let close = references.concat();
    let text = objs(&format!("<Obj RefId=\"0\">{NETWORK}<Props>{open}<S>a</S>{close}</Props></Obj>"));
    let error = refused("references.xml", text);
    assert_eq!(error.code, Code::TooLarge, "{error}");
    assert!(error.message.starts_with("expected at most 536870912 bytes of values"), "{error}");
}

/// What a property of the only network of a file is when the file is read again from what was written.
fn read_twice(name: &str, text: &str) -> (String, String) {
    let captures = read_bytes(name, text.as_bytes()).unwrap();
    let written = serde_json::to_string(&captures[0].sections).unwrap();
    let again = json::capture(&written).unwrap().into_sections();
    let again = serde_json::to_string(&again).unwrap();
    (written, again)
}

#[test]
fn of_keys_that_differ_in_case_the_first_counts_for_everyone() {
    let json = "[{\"Name\":\"A\",\"Id\":\"1\",\"Role\":1,\"Metric\":900,\"metric\":1,\"METRIC\":2}]";
    let xml = objs(&format!(
        "<Obj RefId=\"0\">{NETWORK}<Props><S N=\"Name\">A</S><S N=\"Id\">1</S><I32 N=\"Role\">1</I32>\
         <I32 N=\"Metric\">900</I32><I32 N=\"metric\">1</I32></Props></Obj>"
    ));
    let csv = "Name,Id,Role,Metric,metric\nA,1,1,900,1\n";
    let table = "Name Id Role Metric metric\n---- -- ---- ------ ------\nA    1     1    900      1\n";
    for (name, text) in [("f.json", json), ("f.xml", xml.as_str()), ("f.csv", csv), ("f.txt", table)] {
        let (written, again) = read_twice(name, text);
        assert_eq!(written.matches("etric\"").count(), 1, "{name}: {written}");
        assert!(written.contains("900"), "{name}: {written}");
        assert_eq!(written, again, "{name}");
    }
}

#[test]
fn kinds_that_are_not_read_are_named_within_bounds() {
    let many: String =
        (0..2_000).map(|id| format!("<Obj><TN><T>{id}{}</T></TN></Obj>", "x".repeat(500))).collect();
    let error = refused_at_length("kinds.xml", objs(&many));
    assert!(error.message.len() < 4_000, "{}", error.message.len());
    assert!(error.message.contains("1990 x other object: "), "{error}");
}

#[test]
fn values_inside_one_another_have_a_limit() {
    let metric = |open: &str, close: &str| {
        format!("[{{\"Name\":\"A\",\"Metric\":{}1{}}}]", open.repeat(DEEP), close.repeat(DEEP))
    };
    for (open, close) in [("[", "]"), ("{\"Cluster\":", "}"), ("{\"capture\":", "}")] {
        refused("deep.json", format!("{}1{}", open.repeat(DEEP), close.repeat(DEEP)));
        refused("open.json", open.repeat(DEEP));
    }
    refused("list.json", metric("[", "]"));
    refused("object.json", metric("{\"Cluster\":", "}"));
    // What is not asked for is passed over without going into it.
    assert!(read_bytes("unheard.json", metric("{\"Unheard\":[", "]}").as_bytes()).is_ok());
}

#[test]
fn numbers_beyond_every_type_are_not_wrapped() {
    for metric in ["99999999999999999999999999", "-1", "1e400", "4294967296", "0.5"] {
        let network = format!("[{{\"Name\":\"A\",\"Id\":\"1\",\"Role\":1,\"Metric\":{metric}}}]");
        let Ok(captures) = read_bytes("numbers.json", network.as_bytes()) else { continue };
        let subject = Subject::new(&captures[0], &WhatIf::default()).unwrap();
        assert_eq!(subject.cluster.networks[0].metric, None, "{metric}");
        assert!(!subject.cluster.problems.is_empty(), "{metric} is reported");
    }
}

#[test]
fn what_nests_in_what_was_nested_is_not_taken_apart_when_read_again() {
    let cluster =
        "{\"Name\":\"C\",\"Network\":{\"Name\":\"A\",\"Cluster\":\"C\"},\"OwnerNode\":{\"Name\":\"N1\"}}";
    let networks =
        format!("[{{\"Name\":\"A\",\"Id\":\"1\",\"Role\":1,\"Metric\":900,\"Cluster\":{cluster}}}]");
    let captures = read_bytes("networks.json", networks.as_bytes()).unwrap();
    let written = serde_json::to_string(&captures[0].sections).unwrap();
    let again = json::capture(&written).unwrap().into_sections();
    assert_eq!(again, captures[0].sections, "{written}");
}
