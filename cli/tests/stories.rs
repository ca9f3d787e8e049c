//! What an admin brings, and what he must leave with: a folder of `tests/stories` for each story, in it its inputs and
//! `story.json`, which tells what every door has to say of them: the program, the library by path and by capture, and
//! the module.
//!
//! A step of a story:
//!
//! - `inputs`: the same facts in several forms, each asked alone; `set`: the options of that name;
//! - `windows`: the version that is found out, and `windows_because` why;
//! - `findings`: all of them, the first one first; of each its rule, severity, certainty and targets, what it `says`, what
//!   it `assumes`, its `changes` with the way back, what `moves`, what it `explains` and what is `withheld`;
//! - `never`: what no finding may say; `waiting`: rules that are not there yet, which have to become findings;
//! - `needs`: every row of the table of needs, in its order: its verdict, networks, what shares them, what takes over, and
//!   what its reasons say;
//! - `failures`: the first failures, of one thing and of two: what is lost, how bad it is and what happens, how many are
//!   alike; how many cases are single points, and what is not known;
//! - `estimates`: each with its `options`, the facts at places of the answer, what was measured, what the first screen says,
//!   and the page;
//! - `attribute`: every volume and node: its own I/O, what of it crossed and over which networks; and what is not known;
//! - `routes`: networks in use, and `then` those that take over.
//!
//! Texts are patterns. The pages in `docs/stories` are run by `cli/tests/cli/readme.rs`; their PowerShell is run here.

#[path = "../../tests/support/mod.rs"]
mod support;

#[path = "stories/attribute.rs"]
mod attribute;
#[path = "stories/estimates.rs"]
mod estimates;
#[path = "stories/failures.rs"]
mod failures;
#[path = "stories/plans.rs"]
mod plans;

use clusterroute::api;
use libtest_mimic::{Completion, Failed, Trial};
use regex::Regex;
use serde::Deserialize;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use support::{expect, powershell, repository, run, scratch};

/// How many lines of a page are its first screen.
const SCREEN: usize = 24;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Story {
    title: String,
    steps: Vec<Step>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    about: String,
    inputs: Vec<String>,
    #[serde(default)]
    set: Vec<String>,
    windows: Option<String>,
    windows_because: Option<String>,
    findings: Option<Vec<Finding>>,
    #[serde(default)]
    never: Vec<String>,
    #[serde(default)]
    waiting: Vec<Waiting>,
    #[serde(default)]
    needs: Vec<Need>,
    failures: Option<failures::Failures>,
    #[serde(default)]
    estimates: Vec<estimates::Estimate>,
    attribute: Option<attribute::Attribution>,
    plan: Option<plans::Planned>,
    routes: Vec<Route>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Finding {
    rule: String,
    severity: String,
    certainty: String,
    /// The first of them, in this order.
    targets: Vec<String>,
    says: Vec<String>,
    #[serde(default)]
    assumes: Vec<String>,
    changes: Vec<Change>,
    #[serde(default)]
    moves: Vec<String>,
    #[serde(default)]
    explains: Vec<String>,
    withheld: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    says: String,
    /// None where the old value is not captured.
    undo: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Waiting {
    rule: String,
    because: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Need {
    need: String,
    verdict: String,
    #[serde(default)]
    networks: Vec<String>,
    #[serde(default)]
    shared_with: Vec<String>,
    #[serde(default)]
    spare: Vec<String>,
    #[serde(default)]
    says: Vec<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Route {
    traffic: String,
    from: Option<String>,
    to: Option<String>,
    networks: Vec<String>,
    then: Vec<String>,
    because: Option<String>,
}

type Outcome = Result<(), Failed>;

fn main() -> ExitCode {
    let stories = match stories() {
        Ok(stories) => stories,
        Err(error) => {
            return support::suite(vec![Trial::test("every story can be read", || Err(error))]);
        }
    };
    let mut trials = Vec::new();
    for (folder, story) in &stories {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        for step in &story.steps {
            let (folder, step) = (folder.clone(), step.clone());
            let title = format!("story {name}, {}: {}", story.title, step.about);
            trials.push(Trial::test(title, move || {
                step.inputs.iter().try_for_each(|one| ask(&folder, &step, one))
            }));
        }
    }
    trials.push(Trial::ignorable_test("the module says of every input what the program says", move || {
        with_powershell(|program| {
            by_module(program, &stories)?;
            estimates_by_module(program, &stories)
        })
    }));
    trials.push(Trial::ignorable_test("the PowerShell of the pages runs", || with_powershell(pages)));
    support::suite(trials)
}

/// Runs a check where there is a PowerShell, else says why it is ignored.
fn with_powershell(check: impl FnOnce(&Path) -> Outcome) -> Result<Completion, Failed> {
    match powershell::program() {
        Ok(program) => check(&program).map(|()| Completion::Completed),
        Err(reason) => Ok(Completion::ignored_with(reason)),
    }
}

fn stories() -> Result<Vec<(PathBuf, Story)>, Failed> {
    let mut stories = Vec::new();
    for entry in fs::read_dir(repository("tests/stories"))? {
        let folder = entry?.path();
        if folder.is_dir() {
            let text = fs::read(folder.join("story.json"))?;
            let story =
                serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", folder.display()))?;
            stories.push((folder, story));
        }
    }
    stories.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(stories)
}

/// One input of a step, through the program and the library.
fn ask(folder: &Path, step: &Step, input: &str) -> Outcome {
    let path = folder.join(input).display().to_string();
    if let Some(findings) = &step.findings {
        let entry = answer("recommend", step, &path)?;
        judge(step, findings, &entry).map_err(|error| format!("{input}: {}", shown(&error)))?;
        same_by_library("recommend", &["findings", "changes"], step, &path, &entry)?;
        on_first_screen(findings, &path)?;
    }
    if !step.needs.is_empty() {
        let entry = answer("needs", step, &path)?;
        are_needs(&step.needs, &entry).map_err(|error| format!("{input}: {}", shown(&error)))?;
        same_by_library("needs", &["needs"], step, &path, &entry)?;
        needs_on_first_screen(&step.needs, &path)?;
    }
    if let Some(wanted) = &step.failures {
        let entry = answer("failures", step, &path)?;
        failures::are_failures(wanted, &entry).map_err(|error| format!("{input}: {}", shown(&error)))?;
        same_by_library("failures", &["single_points", "cases", "unknown"], step, &path, &entry)?;
        failures::on_first_screen(wanted, &entry, &path)?;
    }
    for wanted in &step.estimates {
        let entry = estimates::answer(wanted, &path)?;
        estimates::is_estimate(wanted, &entry, &path)
            .map_err(|error| format!("{input}: {}", shown(&error)))?;
        let parts = [estimates::items(&wanted.options), "assumed", "unknown"];
        let options = Value::Object(wanted.options.clone());
        same_by_library_with("estimate", &parts, &options, &path, &entry)?;
    }
    if let Some(wanted) = &step.attribute {
        let entry = answer("attribute", step, &path)?;
        attribute::is_attributed(wanted, &entry).map_err(|error| format!("{input}: {}", shown(&error)))?;
        same_by_library("attribute", &["volumes", "io", "hosts", "unknown"], step, &path, &entry)?;
    }
    if let Some(wanted) = &step.plan {
        let entry = answer("plan", step, &path)?;
        plans::is_plan(wanted, &entry, &path)
            .and_then(|()| plans::holds(wanted, &entry, folder))
            .map_err(|error| format!("{input}: {}", shown(&error)))?;
        same_by_library_with("plan", &["plan"], &json!({}), &path, &entry)?;
    }
    if !step.routes.is_empty() {
        let entry = answer("resolve", step, &path)?;
        let mut routes = step.routes.iter();
        routes
            .try_for_each(|route| is_route(route, &entry))
            .map_err(|error| format!("{input}: {}", shown(&error)))?;
    }
    Ok(())
}

fn shown(error: &Failed) -> String {
    error.message().unwrap_or_default().to_owned()
}

fn program(arguments: &[&str]) -> Result<String, Failed> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clusterroute"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI", "COLUMNS"] {
        command.env_remove(name);
    }
    run(command.current_dir(repository("")).args(arguments))
}

fn options(step: &Step) -> Vec<&str> {
    step.set.iter().flat_map(|set| ["--set", set.as_str()]).collect()
}

/// What a question is asked besides what the step sets.
fn own_options(question: &str) -> &'static [&'static str] {
    if question == "failures" { &["--depth", "2"] } else { &[] }
}

/// The only entry of the program's answer.
fn answer(question: &str, step: &Step, path: &str) -> Result<Value, Failed> {
    let text = program(
        &[&[question, "--format", "json"], own_options(question), &options(step)[..], &[path]].concat(),
    )?;
    let mut answer: Value = serde_json::from_str(&text)?;
    expect("errors", &json!([]), &answer["errors"])?;
    expect("clusters", 1, list(&answer["answers"]).len())?;
    Ok(answer["answers"][0].take())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn says(what: &str, pattern: &str, text: &str) -> Outcome {
    match Regex::new(pattern)?.is_match(text) {
        true => Ok(()),
        false => Err(format!("{what} does not say /{pattern}/: {text}").into()),
    }
}

/// The same answer of the library, by path and by capture.
fn same_by_library(question: &str, parts: &[&str], step: &Step, path: &str, entry: &Value) -> Outcome {
    let mut options = json!({"set": step.set});
    if question == "failures" {
        options["depth"] = json!(2);
    }
    same_by_library_with(question, parts, &options, path, entry)
}

fn same_by_library_with(
    question: &str,
    parts: &[&str],
    options: &Value,
    path: &str,
    entry: &Value,
) -> Outcome {
    let question =
        api::QUESTIONS.iter().find(|one| one.name == question).ok_or("there is no such question")?;
    let request = json!({"schema": 2, "input": {"paths": [path]}, "options": options});
    let by_path: Value = serde_json::from_slice(&(question.ask)(request.to_string().as_bytes()).json)?;
    expect("the library by path", entry, &by_path["answers"][0])?;

    let captured: Value = serde_json::from_str(&program(&["capture", "--format", "json", path])?)?;
    let capture = &captured["answers"][0]["capture"];
    let request = json!({"schema": 2, "input": {"captures": [capture]}, "options": options});
    let by_capture: Value = serde_json::from_slice(&(question.ask)(request.to_string().as_bytes()).json)?;
    for &part in parts {
        expect(&format!("{part} of the library by capture"), &entry[part], &by_capture["answers"][0][part])?;
    }
    Ok(())
}

fn are_needs(wanted: &[Need], entry: &Value) -> Outcome {
    let rows = list(&entry["needs"]);
    let verdicts = rows.iter().map(|row| (text(&row["need"]), text(&row["verdict"]))).collect::<Vec<_>>();
    let expected = wanted.iter().map(|one| (one.need.as_str(), one.verdict.as_str())).collect::<Vec<_>>();
    expect("the verdicts", expected, verdicts)?;
    wanted.iter().zip(rows).try_for_each(|(wanted, row)| {
        let named = |part: &str| list(&row[part]).iter().map(text).map(str::to_owned).collect::<Vec<_>>();
        for (part, names) in
            [("networks", &wanted.networks), ("shared_with", &wanted.shared_with), ("spare", &wanted.spare)]
        {
            expect(&format!("{part} of {}", wanted.need), names, &named(part))?;
        }
        let reasons: Vec<&str> = list(&row["reasons"]).iter().map(|one| text(&one["message"])).collect();
        let what = format!("the need {}", wanted.need);
        wanted.says.iter().try_for_each(|pattern| says(&what, pattern, &reasons.join("; ")))
    })
}

/// The verdict of every need has to be read without scrolling.
fn needs_on_first_screen(needs: &[Need], path: &str) -> Outcome {
    let page = program(&["needs", path])?;
    let screen: Vec<&str> = page.lines().take(SCREEN).collect();
    needs.iter().try_for_each(|one| {
        let row = format!("(?mi)^{} +{} ", one.need.replace('_', " "), one.verdict);
        says("the first screen", &row, &screen.join(" \n"))
    })
}

/// The first finding has to be read without scrolling: its message, how bad and how sure it is.
fn on_first_screen(findings: &[Finding], path: &str) -> Outcome {
    let page = program(&["recommend", path])?;
    let screen: Vec<&str> = page.lines().take(SCREEN).collect();
    let screen = screen.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    let Some(finding) = findings.first() else { return says("the page", "Nothing found", &screen) };
    says("the first screen", &format!("{} {}", finding.severity.to_uppercase(), finding.rule), &screen)?;
    if finding.certainty == "assumed" {
        says("the first screen", ", assumed", &screen)?;
    }
    finding
        .says
        .iter()
        .chain(&finding.assumes)
        .try_for_each(|pattern| says("the first screen", pattern, &screen))
}

fn judge(step: &Step, findings: &[Finding], entry: &Value) -> Outcome {
    if let Some(windows) = &step.windows {
        expect("the Windows version", windows.as_str(), text(&entry["windows"]["version"]))?;
    }
    if let Some(because) = &step.windows_because {
        says("the Windows version", because, text(&entry["windows"]["because"]))?;
    }
    let rules: Vec<&str> = list(&entry["findings"]).iter().map(|one| text(&one["rule"])).collect();
    if let Some(Waiting { rule, because }) =
        step.waiting.iter().find(|one| rules.contains(&one.rule.as_str()))
    {
        return Err(format!("{rule} is there now: make it a finding of the step ({because})").into());
    }
    expect("the findings", findings.iter().map(|one| one.rule.as_str()).collect::<Vec<_>>(), rules)?;
    for (wanted, found) in findings.iter().zip(list(&entry["findings"])) {
        is_finding(wanted, found, entry).map_err(|error| format!("{}: {}", wanted.rule, shown(&error)))?;
    }
    for pattern in &step.never {
        let all = json!([entry["findings"], entry["changes"]]).to_string();
        if Regex::new(pattern)?.is_match(&all) {
            return Err(format!("/{pattern}/ is never to be said: {all}").into());
        }
    }
    Ok(())
}

fn is_finding(wanted: &Finding, found: &Value, entry: &Value) -> Outcome {
    expect("the severity", wanted.severity.as_str(), text(&found["severity"]))?;
    expect("the certainty", wanted.certainty.as_str(), text(&found["certainty"]))?;
    let targets: Vec<&str> = list(&found["targets"]).iter().map(|one| text(&one["name"])).collect();
    if !targets.starts_with(&wanted.targets.iter().map(String::as_str).collect::<Vec<_>>()) {
        return Err(format!("expected the targets {:?}, found {targets:?}", wanted.targets).into());
    }
    let said = format!("{}; {}", text(&found["message"]), text(&found["advice"]));
    wanted.says.iter().try_for_each(|pattern| says("the finding", pattern, &said))?;
    let assumes: Vec<&str> = list(&found["assumes"]).iter().map(|one| text(&one["message"])).collect();
    wanted.assumes.iter().try_for_each(|pattern| says("what is assumed", pattern, &assumes.join("; ")))?;
    if list(&found["assumes"]).iter().any(|one| text(&one["collect"]).is_empty()) {
        return Err("an assumption does not say what settles it".into());
    }
    let moves: Vec<&str> = list(&found["moves"]).iter().map(|one| text(&one["message"])).collect();
    wanted.moves.iter().try_for_each(|pattern| says("what moves", pattern, &moves.join("; ")))?;
    let explains: Vec<&str> = list(&found["explains"]).iter().map(|one| text(&one["rule"])).collect();
    expect("what is explained", wanted.explains.iter().map(String::as_str).collect(), explains)?;
    match &wanted.withheld {
        Some(pattern) => says("what is withheld", pattern, text(&found["withheld"]["objection"]["message"]))?,
        None => expect("what is withheld", &Value::Null, &found["withheld"])?,
    }
    let ids = list(&found["changes"]);
    let changes: Vec<&Value> =
        list(&entry["changes"]).iter().filter(|one| ids.contains(&one["id"])).collect();
    expect("the number of changes", wanted.changes.len(), changes.len())?;
    wanted.changes.iter().zip(changes).try_for_each(|(wanted, change)| {
        says("the change", &wanted.says, text(&change["message"]))?;
        match &wanted.undo {
            Some(undo) => says("the way back", undo, text(&change["commands"]["undo"])),
            None => expect("the way back", &Value::Null, &change["commands"]["undo"]),
        }
    })
}

fn is_route(wanted: &Route, entry: &Value) -> Outcome {
    let end = |end: &Option<String>| end.as_ref().map_or(Value::Null, |name| json!(name));
    let is_it = |route: &&Value| {
        route["traffic"] == json!(wanted.traffic)
            && route["from"] == end(&wanted.from)
            && route["to"] == end(&wanted.to)
    };
    let route =
        list(&entry["routes"]).iter().find(is_it).ok_or_else(|| format!("no route of {}", wanted.traffic))?;
    let names =
        |list_of: &Value| list(list_of).iter().map(|one| text(&one["name"]).to_owned()).collect::<Vec<_>>();
    expect(&format!("networks of {}", wanted.traffic), &wanted.networks, &names(&route["networks"]))?;
    expect(&format!("what takes over from {}", wanted.traffic), &wanted.then, &names(&route["failover"]))?;
    let because: Vec<&str> = list(&route["because"]).iter().map(|one| text(&one["message"])).collect();
    wanted.because.iter().try_for_each(|pattern| says("the route", pattern, &because.join("; ")))
}

/// All estimates of all stories through the module, in one PowerShell: each item with its sentence.
fn estimates_by_module(program: &Path, stories: &[(PathBuf, Story)]) -> Outcome {
    let manifest = powershell::lay_out("stories-estimates")?;
    let mut asked = Vec::new();
    for (folder, story) in stories {
        for step in &story.steps {
            let paths = step.inputs.iter().map(|input| folder.join(input).display().to_string());
            asked.extend(paths.flat_map(|path| step.estimates.iter().map(move |one| (one, path.clone()))));
        }
    }
    let mut script = format!("$ErrorActionPreference = 'Stop'; Import-Module -Name '{}'", manifest.display());
    for (wanted, path) in &asked {
        script += &format!("; '-'; {}", estimates::command(&wanted.options, path));
    }
    let said =
        run(Command::new(program).args(["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", &script]))?;
    let mut said = said.split("-\n").skip(1);
    for (wanted, path) in asked {
        let entry = estimates::answer(wanted, &path)?;
        let expected = estimates::messages(&wanted.options, &entry);
        let found: Vec<&str> = said.next().unwrap_or_default().lines().collect();
        expect(&format!("what the module says of {path}"), expected, found)?;
    }
    Ok(())
}

/// All inputs of all stories through the module, in one PowerShell.
fn by_module(program: &Path, stories: &[(PathBuf, Story)]) -> Outcome {
    let manifest = powershell::lay_out("stories")?;
    let mut asked = Vec::new();
    for (folder, story) in stories {
        for step in story.steps.iter().filter(|step| step.findings.is_some() || step.failures.is_some()) {
            asked.extend(step.inputs.iter().map(|input| (step, folder.join(input).display().to_string())));
        }
    }
    let out = scratch("stories")?.join("said.jsonl");
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let paths: Vec<String> = asked.iter().map(|(_, path)| quoted(path)).collect();
    let command = format!(
        "& {} -Manifest {} -Path @({}) -Out {}",
        quoted(&repository("tests/stories/Ask.ps1").display().to_string()),
        quoted(&manifest.display().to_string()),
        paths.join(", "),
        quoted(&out.display().to_string())
    );
    run(Command::new(program).args(["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", &command]))?;
    let lines = fs::read_to_string(&out)?;
    let said: Vec<Value> = lines.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    for (step, path) in asked {
        let entry = answer("recommend", step, &path)?;
        let needs = answer("needs", step, &path)?;
        let rows: Vec<Value> = list(&needs["needs"]).iter().map(need_of_module).collect();
        let expected: Vec<Value> = list(&entry["findings"]).iter().map(of_module).collect();
        let failures = answer("failures", step, &path)?;
        let cases: Vec<Value> = list(&failures["cases"]).iter().map(failures::of_module).collect();
        let mut ways = said.iter().filter(|one| text(&one["path"]) == path).peekable();
        if ways.peek().is_none() {
            return Err(format!("the module said nothing of {path}").into());
        }
        for way in ways {
            expect("the needs", rows.as_slice(), list(&way["needs"]))
                .and_then(|()| expect("the failures", cases.as_slice(), list(&way["failures"])))
                .and_then(|()| same_by_module(&entry, &expected, way))
                .map_err(|error| format!("{path}, {}: {}", way["way"], shown(&error)))?;
        }
    }
    Ok(())
}

/// What the module has to say of a finding, the commands aside.
fn of_module(finding: &Value) -> Value {
    let part = |name: &str| finding[name].clone();
    json!({
        "rule": part("rule"), "severity": part("severity"), "certainty": part("certainty"),
        "target": finding["targets"][0]["name"], "message": part("message"), "advice": part("advice"),
    })
}

/// What the module has to say of a need: its words have no underscores, and its reasons are texts.
fn need_of_module(row: &Value) -> Value {
    let word = |value: &Value| text(value).replace('_', "");
    let words = |value: &Value| list(value).iter().map(word).collect::<Vec<_>>();
    let reasons: Vec<&Value> = list(&row["reasons"]).iter().map(|one| &one["message"]).collect();
    json!({
        "need": word(&row["need"]), "verdict": row["verdict"], "networks": row["networks"],
        "shared_with": words(&row["shared_with"]), "required_gbps": row["required_gbps"],
        "present_gbps": row["present_gbps"], "spare": row["spare"], "reasons": reasons,
    })
}

fn same_by_module(entry: &Value, expected: &[Value], way: &Value) -> Outcome {
    let found = list(&way["findings"]);
    let part = |finding: &Value, name: &str| finding[name].clone();
    let without_commands = found.iter().map(|one| {
        json!({
            "rule": part(one, "rule"), "severity": part(one, "severity"), "certainty": part(one, "certainty"),
            "target": part(one, "target"), "message": part(one, "message"), "advice": part(one, "advice"),
        })
    });
    expect("the findings", expected, &without_commands.collect::<Vec<_>>())?;
    for (finding, said) in list(&entry["findings"]).iter().zip(found) {
        for change in
            list(&entry["changes"]).iter().filter(|one| list(&finding["changes"]).contains(&one["id"]))
        {
            for (command, given) in [("windows_powershell", "fix"), ("undo", "undo")] {
                if !text(&said[given]).contains(text(&change["commands"][command])) {
                    return Err(
                        format!("{given} lacks {}: {}", change["commands"][command], said[given]).into()
                    );
                }
            }
        }
    }
    Ok(())
}

/// The `powershell` blocks of the pages, each in a PowerShell of its own in the repository's root; of the page about the
/// module those that need no cluster.
fn pages(program: &Path) -> Outcome {
    let manifest = powershell::lay_out("stories")?;
    let mut blocks = 0;
    let mut pages = vec![repository("docs/powershell.md")];
    for entry in fs::read_dir(repository("docs/stories"))? {
        pages.push(entry?.path());
    }
    for page in pages {
        let text = fs::read_to_string(&page)?.replace("\r\n", "\n");
        let text = text.split("\n## On a cluster\n").next().unwrap_or_default();
        for block in text.split("```powershell\n").skip(1).filter_map(|rest| rest.split("\n```").next()) {
            let command = format!(
                "$ErrorActionPreference = 'Stop'; $WarningPreference = 'SilentlyContinue'; Import-Module '{}'\n{block}",
                manifest.display().to_string().replace('\'', "''")
            );
            let mut shell = Command::new(program);
            shell
                .args(["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", &command])
                .current_dir(repository(""));
            let said = run(&mut shell).map_err(|error| format!("{}: {}", page.display(), shown(&error)))?;
            if said.trim().is_empty() {
                return Err(format!("{}: this prints nothing:\n{block}", page.display()).into());
            }
            blocks += 1;
        }
    }
    if blocks == 0 { Err("no page shows a line of PowerShell".into()) } else { Ok(()) }
}
