//! Names that mean harm reach no page and no answer as anything but visible characters.

use super::run_with_stdin;
use clusterroute::visible::is_hidden;
use std::fs;
use std::path::Path;
use std::process::Output;

/// What a name may hold to forge a finding, to act on a terminal, or to hide.
const NAMES: [&str; 8] = [
    "LAN\n\nERROR CR999 forged: network X\n    Remove-Cluster -Force\n",
    "LAN\r\nERROR CR999 forged: network X",
    "LAN\u{1b}[2J\u{1b}[HERROR CR999 forged: network X",
    "LAN\u{1b}]0;title\u{7}\u{1b}]8;;https://x\u{1b}\\",
    "LAN\u{9b}31m\u{90}\u{3}\u{8}",
    "LAN\u{202e}\u{2066}\u{200b}\u{feff}",
    "LAN\u{2028}ERROR CR999 forged: network X\u{2029}\u{85}",
    "LAN                                                                                                 ERROR CR999 forged: network X",
];

/// A cluster in which everything has that name, and that is wrong in many ways.
fn capture(name: &str) -> Vec<u8> {
    let json = |text: &str| serde_json::to_string(text).expect("text is JSON");
    let (lan, other, node) = (json(name), json(&format!("{name} 2")), json(&format!("{name} N")));
    format!(
        r#"{{"cluster":[{{"Name":{lan},"SameSubnetThreshold":2}}],"nodes":[{{"Name":{node},"State":"Up"}},{{"Name":"N2","State":"Up"}}],
        "networks":[{{"Name":{lan},"Role":2,"Metric":100,"AutoMetric":false,"State":"Down"}},{{"Name":{other},"Role":3,"Metric":{lan},"AutoMetric":true}}],
        "interfaces":[{{"Name":{lan},"Node":{node},"Network":{lan},"State":"Failed"}},{{"Name":"i","Node":"N2","Network":{other}}}],
        "shared_volumes":[{{"Name":{lan},"OwnerNode":{node},"SharedVolumeInfo":[{{"RedirectedAccess":true,"FaultState":{lan}}}]}}],
        "shared_volume_states":[{{"Name":{lan},"Node":{node},"StateInfo":"FileSystemRedirected","FileSystemRedirectedIOReason":"UserRequest"}}]}}"#
    )
    .into_bytes()
}

fn is_clean(name: &str, question: &str, text: &str) {
    let hidden = text.chars().find(|c| *c != '\n' && is_hidden(*c));
    assert_eq!(hidden, None, "{question} of {name:?}:\n{text}");
    for line in text.lines() {
        let forged = line.starts_with("ERROR CR999") || line.starts_with("    Remove-Cluster");
        assert!(!forged, "{question} of {name:?}:\n{text}");
    }
}

/// The arguments that ask a question, which may have a kind, about standard input.
fn asked<'a>(question: &'a str, format: &'a str) -> Vec<&'a str> {
    question.split(' ').chain(["--format", format, "-"]).collect()
}

#[test]
fn no_name_forges_a_line_or_reaches_a_terminal() {
    for name in NAMES {
        // What the capture is compared with is not redirected.
        let other = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile-before.json");
        let before = String::from_utf8(capture(name))
            .expect("a capture is UTF-8")
            .replace("\"FileSystemRedirected\"", "\"Direct\"");
        fs::write(&other, before).expect("the folder of tests can be written");
        let other = other.to_str().expect("its path is UTF-8");
        let written = concat!(env!("CARGO_TARGET_TMPDIR"), "/hostile.html");
        let questions: [&[&str]; 13] = [
            &["capture"],
            &["measure"],
            &["resolve"],
            &["recommend"],
            &["plan"],
            &["needs"],
            &["failures"],
            &["compare", other],
            &["estimate", "redirect"],
            &["estimate", "backup", "--node", "N2"],
            &["estimate", "faster"],
            &["estimate", "drain", "--node", "N2"],
            &["report", "--force", "--output", written],
        ];
        for asked in questions {
            let question = asked[0];
            for format in ["table", "json"] {
                // With --output the JSON would be in the file.
                let asked = if asked.contains(&"--output") && format == "json" { &asked[..1] } else { asked };
                let arguments = [asked, &["--format", format, "-"]].concat();
                let output: Output = run_with_stdin(&arguments, &capture(name));
                let page = String::from_utf8(output.stdout).expect("answers are UTF-8");
                // A page goes to a file; `tests/report_page` looks at what stands in it.
                let is_file = question == "report" && format == "table";
                assert!(
                    is_file || page.contains("LAN"),
                    "{question}: {}",
                    String::from_utf8_lossy(&output.stderr)
                );
                is_clean(name, question, &page);
                is_clean(name, question, &String::from_utf8_lossy(&output.stderr));
            }
        }
    }
}

#[test]
fn a_change_of_such_a_name_has_a_reason_and_no_command() {
    let capture = capture("CSV\u{1b}[2J");
    let json = run_with_stdin(&["recommend", "--format", "json", "-"], &capture).stdout;
    let answer: serde_json::Value = serde_json::from_slice(&json).expect("answers are JSON");
    let changes = answer["answers"][0]["changes"].as_array().expect("a list of changes");
    assert!(!changes.is_empty());
    for change in changes {
        assert_eq!(change["commands"], serde_json::Value::Null);
        let why = change["no_commands"].as_str().expect("a reason");
        assert!(why.contains("\\u{1b}"), "{why}");
    }
    let page = run_with_stdin(&["recommend", "-"], &capture).stdout;
    let page = String::from_utf8(page).expect("pages are UTF-8");
    assert!(page.contains("  No command: "), "{page}");
}

/// What a caller that prints a sentence of an answer would print.
fn sentences<'v>(value: &'v serde_json::Value, found: &mut Vec<&'v str>) {
    match value {
        serde_json::Value::Object(members) => {
            for (key, value) in members {
                match value {
                    serde_json::Value::String(text)
                        if matches!(key.as_str(), "message" | "advice" | "why") =>
                    {
                        found.push(text);
                    }
                    value => sentences(value, found),
                }
            }
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| sentences(value, found)),
        _ => {}
    }
}

#[test]
fn the_sentences_of_an_answer_are_clean_once_it_is_read() {
    for name in NAMES {
        for question in [
            "measure",
            "resolve",
            "recommend",
            "plan",
            "needs",
            "failures",
            "estimate redirect",
            "estimate backup --node N2",
            "estimate faster",
            "estimate drain --node N2",
        ] {
            let json = run_with_stdin(&asked(question, "json"), &capture(name)).stdout;
            let answer: serde_json::Value = serde_json::from_slice(&json).expect("answers are JSON");
            let mut found = Vec::new();
            sentences(&answer, &mut found);
            assert!(!found.is_empty(), "{question}");
            let hidden = found.into_iter().find(|text| text.contains(is_hidden));
            assert_eq!(hidden, None, "{question} of {name:?}");
        }
    }
}
