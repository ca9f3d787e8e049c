//! Findings as a JUnit report: a suite for each cluster, a case for each rule
//! (<https://github.com/testmoapp/junitxml>).

use super::{Findings, name};
use clusterroute::api::{Entry, recommend};
use clusterroute::rules::{Rule, Severity};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::collections::BTreeMap;
use std::io;

/// The report: errors and warnings are failures, what could not be checked is skipped, and what could not be answered is
/// an error. `rules` are those that were asked.
pub(crate) fn suites(answers: &Findings, rules: &[&'static Rule]) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer.create_element("testsuites").with_attribute(("name", "clusterroute")).write_inner_content(
        |writer| {
            for entry in &answers.answers {
                suite(writer, entry, rules)?;
            }
            for error in &answers.errors {
                let shown = text(&error.to_string());
                let place = text(error.path.as_deref().unwrap_or("input"));
                let suite = writer.create_element("testsuite");
                suite
                    .with_attributes([
                        ("name", place.as_str()),
                        ("tests", "1"),
                        ("errors", "1"),
                        ("failures", "0"),
                    ])
                    .write_inner_content(|writer| {
                        let case = writer.create_element("testcase");
                        let case =
                            case.with_attributes([("name", "answered"), ("classname", place.as_str())]);
                        case.write_inner_content(|writer| {
                            writer
                                .create_element("error")
                                .with_attribute(("message", shown.as_str()))
                                .write_empty()?;
                            Ok(())
                        })?;
                        Ok(())
                    })?;
            }
            Ok(())
        },
    )?;
    let mut report = writer.into_inner();
    report.push(b'\n');
    Ok(report)
}

fn suite(
    writer: &mut Writer<Vec<u8>>,
    entry: &Entry<recommend::Answer>,
    rules: &[&'static Rule],
) -> io::Result<()> {
    let answer = &entry.answer;
    let cluster = text(name(entry));
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for finding in answer.findings.iter().filter(|finding| finding.severity <= Severity::Warning) {
        let line = format!("{}: {}; {}", finding.severity.word(), finding.message, finding.advice);
        found.entry(finding.rule).or_default().push(line);
    }
    let not_checked: BTreeMap<&str, &str> =
        answer.not_checked.iter().map(|one| (one.rule, one.reason.as_str())).collect();
    let applies: Vec<&&Rule> =
        rules.iter().filter(|rule| !answer.not_applicable.rules.contains(&rule.id)).collect();
    let counts = [applies.len(), found.len(), not_checked.len()].map(|count| count.to_string());
    let suite = writer.create_element("testsuite").with_attributes([
        ("name", cluster.as_str()),
        ("tests", counts[0].as_str()),
        ("failures", counts[1].as_str()),
        ("skipped", counts[2].as_str()),
        ("errors", "0"),
    ]);
    suite.write_inner_content(|writer| {
        for rule in applies {
            let title = format!("{} {}", rule.id, rule.name);
            let attributes = [("name", title.as_str()), ("classname", cluster.as_str())];
            let case = writer.create_element("testcase").with_attributes(attributes);
            match (found.get(rule.id), not_checked.get(rule.id)) {
                (Some(lines), _) => {
                    let message = text(&lines[0]);
                    case.write_inner_content(|writer| {
                        writer
                            .create_element("failure")
                            .with_attribute(("message", message.as_str()))
                            .write_text_content(BytesText::new(&text(&lines.join("\n"))))?;
                        Ok(())
                    })?;
                }
                (None, Some(reason)) => {
                    let reason = text(reason);
                    case.write_inner_content(|writer| {
                        writer
                            .create_element("skipped")
                            .with_attribute(("message", reason.as_str()))
                            .write_empty()?;
                        Ok(())
                    })?;
                }
                (None, None) => {
                    case.write_empty()?;
                }
            }
        }
        Ok(())
    })?;
    Ok(())
}

/// Characters that XML cannot hold are replaced; the rest is escaped by the writer.
fn text(text: &str) -> String {
    let is_allowed =
        |c: char| matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    text.chars().map(|c| if is_allowed(c) { c } else { '\u{fffd}' }).collect()
}
