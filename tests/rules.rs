//! The table of rules keeps its promises, and `docs/rules` says what the rules say.
//!
//! `UPDATE=1 cargo test --test rules` writes the pages.

#![allow(clippy::unwrap_used)]

use clusterroute::rules::{self, RETIRED, RULES, Rule};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const RANGES: [(&str, &str); 8] = [
    ("CR0", "Data quality"),
    ("CR1", "Roles and reachability"),
    ("CR2", "Metrics"),
    ("CR3", "Cluster Shared Volumes and redirected I/O"),
    ("CR4", "Live migration"),
    ("CR5", "Adapters and SMB"),
    ("CR6", "Cluster properties"),
    ("CR7", "Backup"),
];

/// The folders of `src/rules` that hold rules, one a file.
const GROUPS: [&str; 7] = ["data", "reachability", "metrics", "csv", "migration", "adapters", "properties"];

const HEADINGS: [&str; 5] =
    ["## What it checks", "## Why it matters", "## Example", "## What to do", "## References"];

#[test]
fn ids_are_in_order_in_a_known_range_and_never_used_again() {
    for pair in RULES.windows(2) {
        assert!(pair[0].id < pair[1].id, "{} does not come before {}", pair[0].id, pair[1].id);
    }
    for rule in RULES.iter() {
        let digits = rule.id.strip_prefix("CR").unwrap_or_default();
        assert!(digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()), "{}", rule.id);
        assert!(RANGES.iter().any(|(range, _)| rule.id.starts_with(range)), "{}", rule.id);
        assert!(!RETIRED.contains(&rule.id), "{} is retired", rule.id);
    }
}

/// `RANGES` and the folders are in the same order.
#[test]
fn the_tag_of_a_rule_is_the_folder_of_its_file() {
    assert_eq!(rules::GROUPS.map(|(tag, _)| tag), GROUPS);
    for rule in RULES.iter() {
        let range = RANGES.iter().position(|(range, _)| rule.id.starts_with(range)).unwrap();
        assert_eq!(rules::tag(rule), GROUPS[range], "{}", rule.id);
    }
}

#[test]
fn names_are_kebab_case_and_unique() {
    let mut seen = BTreeSet::new();
    for rule in RULES.iter() {
        let words = rule.name.split('-');
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        assert!(words.clone().count() > 1 && words.clone().all(is_word), "{}", rule.name);
        assert!(seen.insert(rule.name), "{} is used twice", rule.name);
    }
}

/// The code of every rule before its tests, by the path of its module: `csv::lost_direct_path`.
fn code_of_rules() -> BTreeMap<String, String> {
    let mut code = BTreeMap::new();
    for group in GROUPS {
        for path in existing(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules").join(group)) {
            let text = std::fs::read_to_string(&path).unwrap();
            let before_tests = text.split("#[cfg(test)]").next().unwrap_or_default();
            if before_tests.contains("static RULE: Rule") {
                let name = path.file_stem().unwrap().to_string_lossy();
                code.insert(format!("{group}::{name}"), before_tests.to_owned());
            }
        }
    }
    code
}

#[test]
fn each_rule_is_the_file_of_its_name_and_uses_no_other() {
    let rules = code_of_rules();
    let files: BTreeSet<&str> = rules.keys().filter_map(|path| Some(path.split_once("::")?.1)).collect();
    let names: Vec<String> = RULES.iter().map(|rule| rule.name.replace('-', "_")).collect();
    assert_eq!(
        files,
        names.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        "a rule is called as its file is"
    );
    for (path, code) in &rules {
        for other in rules.keys() {
            assert!(
                !code.contains(&format!("rules::{other}")),
                "{path} uses {other}: what two rules share belongs into src/rules/shared"
            );
        }
    }
}

#[test]
fn every_rule_says_all_it_has_to_say() {
    for rule in RULES.iter() {
        let headings: Vec<_> = rule.doc.lines().filter(|line| line.starts_with('#')).collect();
        assert_eq!(headings, HEADINGS, "{}", rule.id);
        for part in rule.doc.split("## ").skip(1) {
            let body = part.split_once('\n').map_or("", |(_, body)| body);
            assert!(!body.trim().is_empty(), "{}: nothing under {part}", rule.id);
        }
        let references = rule.doc.split(HEADINGS[4]).nth(1).unwrap_or_default();
        assert!(references.contains(rule.reference), "{}: {} is not listed", rule.id, rule.reference);
        assert!(rule.reference.starts_with("https://"), "{}", rule.id);
        assert!(rule.summary.ends_with('.') && rule.summary.len() <= 110, "{}", rule.id);
        assert!(rule.doc.ends_with('\n'), "{}", rule.id);
        assert!(rule.doc.lines().all(|line| line.trim_end() == line), "{}: blanks at a line's end", rule.id);
        assert!(!rule.since.is_empty());
    }
}

#[test]
fn the_pages_are_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let mut wanted: BTreeMap<PathBuf, String> =
        RULES.iter().map(|rule| (folder.join(file_name(rule)), page(rule))).collect();
    wanted.insert(folder.join("README.md"), index());
    let mut paths: BTreeSet<_> = wanted.keys().cloned().collect();
    // tests/designs.rs writes that one.
    paths.insert(folder.join("designs.md"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        for old in existing(&folder).difference(&paths) {
            std::fs::remove_file(old).unwrap();
        }
        for (path, text) in &wanted {
            std::fs::write(path, text).unwrap();
        }
    }
    assert_eq!(existing(&folder), paths, "run UPDATE=1 cargo test --test rules");
    for (path, text) in wanted {
        // A checkout on Windows may have other line ends.
        let found = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        assert_eq!(found, text, "{}: run UPDATE=1 cargo test --test rules", path.display());
    }
}

fn existing(folder: &Path) -> BTreeSet<PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect()
}

fn file_name(rule: &Rule) -> String {
    format!("{}-{}.md", rule.id, rule.name)
}

fn page(rule: &Rule) -> String {
    let needs: Vec<String> = rule.needs.iter().map(|need| format!("`{}`", need.name())).collect();
    let needs = if needs.is_empty() { "`networks`".to_owned() } else { needs.join(", ") };
    format!(
        "# {} {}\n\n{}\n\n\
         | Severity | Windows | Needs | Since |\n|---|---|---|---|\n| {} | {} | {needs} | {} |\n\n{}",
        rule.id,
        rule.name,
        rule.summary,
        rule.severity.word(),
        rule.versions,
        rule.since,
        rule.doc
    )
}

fn index() -> String {
    let mut text = "# Rules\n\n\
        What `clusterroute recommend` and `Get-ClusterRouteRecommendation` look for. A rule that lacks what it\n\
        needs, or that does not hold for the Windows version of the cluster, is listed as skipped. These pages\n\
        are written from the rules themselves: `UPDATE=1 cargo test --test rules`. Which rule fires on which\n\
        design, case and published cluster is in [designs.md](designs.md).\n"
        .to_owned();
    for (range, title) in RANGES {
        let rules: Vec<_> = RULES.iter().filter(|rule| rule.id.starts_with(range)).collect();
        if rules.is_empty() {
            continue;
        }
        write!(text, "\n## {title}\n\n| Rule | Severity | Windows | What it reports |\n|---|---|---|---|\n")
            .unwrap();
        for rule in rules {
            let (id, name, file) = (rule.id, rule.name, file_name(rule));
            let (severity, versions, summary) = (rule.severity.word(), rule.versions, rule.summary);
            writeln!(text, "| [{id} {name}]({file}) | {severity} | {versions} | {summary} |").unwrap();
        }
    }
    text
}
