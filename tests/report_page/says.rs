//! What the page says is what the questions answer.

use super::{made, page, page_of};
use crate::asking::ask;
use clusterroute::api::{failures, recommend, resolve};
use serde_json::{Value, json};

/// The text of a page without its tags.
fn text(page: &str) -> String {
    let body = page.split("<main>").nth(1).unwrap();
    let mut text = String::new();
    for part in body.split('<').skip(1) {
        text.push_str(part.split_once('>').map_or("", |(_, text)| text));
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn every_finding_and_every_gap_is_there() {
    let capture = made::six_groups();
    let (page, answer) = (text(&page(&capture)), ask(recommend::ask, &capture, &json!({})));
    let findings = answer["findings"].as_array().unwrap();
    assert!(findings.len() > 3);
    for finding in findings {
        for key in ["rule", "message", "why"] {
            let said = finding[key].as_str().unwrap();
            assert!(page.contains(said), "{said}");
        }
    }
    for change in answer["changes"].as_array().unwrap() {
        for command in ["windows_powershell", "undo"] {
            let command = change["commands"][command].as_str().unwrap();
            assert!(page.contains(command), "{command}");
        }
    }
    for rule in answer["not_checked"].as_array().unwrap() {
        assert!(page.contains(rule["rule"].as_str().unwrap()));
        for command in rule["collect"].as_array().unwrap() {
            assert!(page.contains(command.as_str().unwrap()), "{command}");
        }
    }
}

#[test]
fn every_reason_of_the_usual_routes_is_there() {
    let page = text(&page_of("samples/hyperv-2012r2-san"));
    let request = json!({"schema": 2, "input": {"paths": [super::root().join("samples/hyperv-2012r2-san")]}});
    let answer = crate::asking::answers(resolve::ask, &request);
    let routes = answer["answers"][0]["routes"].as_array().unwrap();
    let reasons = routes
        .iter()
        .filter(|route| route["local"] == false)
        .flat_map(|route| route["because"].as_array().unwrap());
    for reason in reasons {
        assert!(page.contains(reason["message"].as_str().unwrap()), "{reason}");
    }
}

#[test]
fn every_file_is_there_with_its_size_and_how_it_was_read() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("report-inputs");
    std::fs::create_dir_all(&folder).unwrap();
    let table = "AutoMetric  Metric  Name  Role  State\nTRUE        70384   LAN   3     3\n";
    std::fs::write(folder.join("paste.txt"), format!("{table}{}", "\n".repeat(2000))).unwrap();
    let page = page_of(folder.join("paste.txt").to_str().unwrap());
    let inputs = page.split("id=\"inputs\"").nth(1).unwrap();
    assert!(inputs.contains(&format!(">2,{:03}<", table.len())), "{inputs}");
    assert!(inputs.contains("Read as</h3>") && !inputs.contains("Not read"), "{inputs}");
    assert!(inputs.contains("a table without a line of dashes"), "{inputs}");
    let piped = super::page(&made::networks_alone());
    assert!(piped.contains("Objects of a pipe; no file."));
}

#[test]
fn the_verdict_is_the_worst_that_was_found() {
    let verdict = |page: &str| page.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap().to_owned();
    let bad = verdict(&page(&made::six_groups()));
    assert!(
        bad.contains("#i-error") && bad.contains("like it; every two nodes reach each other over at least"),
        "{bad}"
    );
    let fair = verdict(&page_of("samples/hyperv-2012r2-san"));
    assert!(fair.contains("#i-warning") && fair.contains("but volume CSV2 is redirected by hand"), "{fair}");
    let none = page(
        &json!({"networks": [{"Name": "LAN", "Role": 3, "Metric": 900, "State": 3}], "nodes": [{"Name": "N1", "State": "Up"}], "cluster": [{"Name": "C"}]}),
    );
    assert!(verdict(&none).contains("no two nodes"), "{}", verdict(&none));
}

/// A network of the page is as bad as the question failures says.
#[test]
fn a_failure_is_as_bad_as_the_question_failures_says() {
    let capture = made::six_groups();
    let page = page(&capture);
    let answer = ask(failures::ask, &capture, &json!({}));
    let cases = answer["cases"].as_array().unwrap();
    let table = page.split("One network gone").nth(1).unwrap().split("</table>").next().unwrap();
    let mut rows = 0;
    for row in table.split("<tr>").skip(2) {
        let names = row.split("</th>").next().unwrap().split("<bdi>").skip(1);
        for name in names.map(|name| name.split("</bdi>").next().unwrap()) {
            let is_it = |case: &&Value| case["alike"]["names"].as_array().unwrap().contains(&json!(name));
            let words: &[&str] = match cases.iter().find(is_it).unwrap()["worst"].as_str().unwrap() {
                "error" => &["Loses a path"],
                "warning" => &["Falls to clients", "Gets slower"],
                "info" => &["Moves"],
                _ => &["Moves", "Nothing moves", "Not for cluster use"],
            };
            assert!(words.iter().any(|word| row.contains(word)), "{name}: {words:?} in {row}");
            rows += 1;
        }
    }
    assert_eq!(rows, 8);
}

#[test]
fn what_is_assumed_and_what_is_unknown_is_said() {
    let page = page(&made::networks_alone());
    assert!(page.contains("Taken for granted: "), "the assumptions");
    assert!(page.contains("every node is taken to be on every network"));
    assert!(page.contains("shared volumes not captured"));
    assert!(page.contains("any two nodes"));
}
