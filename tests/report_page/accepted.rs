//! What is lived with, what is known and what is not asked for is said on the page, and never left out in silence.

use super::made;
use clusterroute::api::{recommend, report};
use serde_json::{Value, json};

/// The page of a small cluster.
fn page(options: Value) -> String {
    let request = json!({"schema": 2, "input": {"captures": [made::named("A")]}, "options": options});
    let answer = super::asking::answers(report::ask, &request);
    answer["answers"][0]["html"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

fn found(options: &Value) -> Vec<Value> {
    let answer = super::asking::ask(recommend::ask, &made::named("A"), options);
    answer["findings"].as_array().unwrap().clone()
}

fn suppressed(rule: &str, more: &str) -> Value {
    let text = format!("[[suppress]]\nrule = \"{rule}\"\nreason = \"<b>ordered</b>\"\n{more}\n");
    json!({"suppression": text, "today": "2026-11-28"})
}

#[test]
fn a_suppressed_finding_is_listed_with_its_reason_and_counts_no_more() {
    let worst = found(&json!({})).remove(0);
    let (rule, message) = (worst["rule"].as_str().unwrap(), worst["message"].as_str().unwrap());
    let page = page(suppressed(rule, "until = 2027-03-31"));
    let list = page.split("id=\"suppressed\"").nth(1).unwrap().split("</table>").next().unwrap();
    for text in [rule, message, "&lt;b&gt;ordered&lt;/b&gt;", "2027-03-31"] {
        assert!(list.contains(text), "{text}: {list}");
    }
    let header = page.split("</header>").next().unwrap();
    assert!(
        header.contains("suppressed") && !header.contains(message.split(": ").next().unwrap()),
        "{header}"
    );
}

#[test]
fn an_entry_that_is_over_or_fits_nothing_is_named() {
    let rule = found(&json!({}))[0]["rule"].as_str().unwrap().to_owned();
    let over = page(suppressed(&rule, "until = 2026-11-01"));
    assert!(over.contains("ended on 2026-11-01 and suppresses nothing any more"), "{over}");
    assert!(page(suppressed(&rule, "target = \"nowhere\"")).contains("fits no finding"));
}

#[test]
fn a_baseline_marks_what_is_new_and_hides_nothing() {
    let mut known = super::asking::ask(recommend::ask, &made::named("A"), &json!({}));
    let all = known["findings"].as_array().unwrap().len();
    let page_of_all = page(json!({"baseline": known}));
    assert!(page_of_all.contains(&format!("0 new, {all} known, 0 gone.")), "{page_of_all}");
    assert!(
        page_of_all.contains("known from the baseline") && page_of_all.contains("0 new since the baseline")
    );

    known["findings"][0]["targets"][0]["name"] = json!("gone away");
    known["findings"][0]["message"] = json!("it was <so>");
    let page_of_one = page(json!({"baseline": known}));
    assert!(page_of_one.contains(&format!("1 new, {} known, 1 gone.", all - 1)));
    assert!(page_of_one.contains("new since the baseline</b>") && page_of_one.contains("it was &lt;so&gt;"));
    let text = |page: &str| page.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap().to_owned();
    assert_eq!(text(&page_of_one), text(&page(json!({}))), "the verdict is the same");
}

/// Of a rule that was not asked for nobody knows whether its finding is gone.
#[test]
fn what_was_not_asked_for_is_not_called_gone() {
    let known = super::asking::ask(recommend::ask, &made::named("A"), &json!({}));
    let rule = &known["findings"][0]["rule"];
    let options = json!({"baseline": known, "exclude_rules": rule});
    assert!(page(options.clone()).contains(" 0 gone, and of "), "{}", page(options.clone()));
    let answer = super::asking::ask(recommend::ask, &made::named("A"), &options);
    assert_eq!(answer["baseline"]["gone"], json!([]));
    assert!(answer["baseline"]["untold"].as_u64().unwrap() > 0);
}

#[test]
fn a_page_of_some_rules_says_so_first() {
    let page = page(json!({"rules": ["CR1*"], "severity": "warning"}));
    let header = page.split("</header>").next().unwrap();
    assert!(header.contains("Asked for: </b>the rules CR1*; warnings alone"), "{header}");
    assert!(header.contains("errors not asked for"), "{header}");
    let none =
        super::asking::ask(report::ask, &made::named("A"), &json!({"severity": "warning", "rules": "CR5*"}));
    assert!(none["html"].as_str().unwrap().contains("Nothing that was asked for has to change"));
    let wrong = super::asking::try_ask(report::ask, &made::named("A"), &json!({"rules": "CR1O8"}));
    assert!(wrong.unwrap_err().starts_with("options.rules: "));
}

#[test]
fn the_page_over_all_counts_what_is_lived_with_and_what_is_new() {
    let rule = found(&json!({}))[0]["rule"].as_str().unwrap().to_owned();
    let mut options = suppressed(&rule, "cluster = \"A\"");
    options["index"] = json!(true);
    options["baseline"] = json!({"answers": []});
    let captures = [made::named("A"), made::named("B")];
    let request = json!({"schema": 2, "input": {"captures": captures}, "options": options});
    let answer = super::asking::answers(report::ask, &request);
    let index = answer["answers"][2]["html"].as_str().unwrap();
    assert!(index.contains("finding suppressed, ") || index.contains("findings suppressed, "), "{index}");
    assert!(
        index.contains(" new since the baseline") && index.contains("1 with suppressed findings"),
        "{index}"
    );
}
