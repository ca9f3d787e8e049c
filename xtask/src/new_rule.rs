//! Makes the files of a rule: its own, its line in the table of its group, and a case that fires and one that does not.

use crate::outcome::Outcome;
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct Options {
    /// The group, which decides the range of its id
    #[arg(value_enum)]
    group: Group,

    /// The name, such as unexplained-metric
    name: String,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Group {
    /// CR0xx: what reading could not use
    Data,
    /// CR1xx: roles and reachability
    Reachability,
    /// CR2xx
    Metrics,
    /// CR3xx: Cluster Shared Volumes and redirected I/O
    Csv,
    /// CR4xx: live migration
    Migration,
    /// CR5xx: adapters and SMB
    Adapters,
    /// CR6xx: cluster properties
    Properties,
}

impl Group {
    fn folder(self) -> &'static str {
        match self {
            Group::Data => "data",
            Group::Reachability => "reachability",
            Group::Metrics => "metrics",
            Group::Csv => "csv",
            Group::Migration => "migration",
            Group::Adapters => "adapters",
            Group::Properties => "properties",
        }
    }

    /// The first number of its range.
    fn range(self) -> u32 {
        self as u32 * 100
    }
}

/// Writes the files, and says what is left to do.
pub(crate) fn make(repository: &Path, options: &Options) -> Outcome {
    let (id, files) = files(repository, options)?;
    for (path, text) in files {
        let path = repository.join(path);
        fs::create_dir_all(path.parent().unwrap_or(repository))?;
        fs::write(path, text)?;
    }
    let file = options.name.replace('-', "_");
    eprintln!(
        "{id}: src/rules/{}/{file}.rs says what it is for and finds nothing yet",
        options.group.folder()
    );
    eprintln!("write it and its two cases in tests/fixtures/rules/{id}, then run UPDATE=1 cargo test");
    Ok(())
}

/// The id, and each file with its new text.
type Made = (String, Vec<(PathBuf, String)>);

fn files(repository: &Path, options: &Options) -> Result<Made, Box<dyn Error>> {
    let Options { group, name } = options;
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if !(name.contains('-') && name.split('-').all(is_word)) {
        return Err(format!("expected a name in kebab-case such as unexplained-metric, found {name}").into());
    }
    let rules = repository.join("src/rules");
    let id = next_id(&taken(&rules)?, *group)?;
    let module = name.replace('-', "_");
    let file = PathBuf::from(format!("src/rules/{}/{module}.rs", group.folder()));
    if repository.join(&file).exists() {
        return Err(format!("there is a rule of that name: {}", file.display()).into());
    }
    let table = PathBuf::from(format!("src/rules/{}.rs", group.folder()));
    let listed = listed(&fs::read_to_string(repository.join(&table))?, &module)
        .ok_or_else(|| format!("expected lines of rules in {}, found none", table.display()))?;
    let rule = RULE
        .replace("@ID", &id)
        .replace("@NAME", name)
        .replace("@VERSION", &version(repository)?)
        .replace("@FACTS", &camel_case(name));
    let case =
        |kind: &str| (PathBuf::from(format!("tests/fixtures/rules/{id}/{kind}.json")), CASE.to_owned());
    Ok((id.clone(), vec![(file, rule), (table, listed), case("fires"), case("quiet")]))
}

/// The release that will bring the rule: the version of the workspace.
fn version(repository: &Path) -> Result<String, Box<dyn Error>> {
    let manifest = fs::read_to_string(repository.join("Cargo.toml"))?;
    let version = manifest.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    Ok(version.ok_or("expected a version in Cargo.toml, found none")?.to_owned())
}

/// `UnexplainedMetric` of `unexplained-metric`.
fn camel_case(name: &str) -> String {
    let capitalised =
        |word: &str| word.get(..1).unwrap_or_default().to_uppercase() + word.get(1..).unwrap_or_default();
    name.split('-').map(capitalised).collect()
}

/// Every id that a rule has or had.
fn taken(rules: &Path) -> Result<BTreeSet<u32>, Box<dyn Error>> {
    let (mut folders, mut taken) = (vec![rules.to_path_buf()], BTreeSet::new());
    let retired = fs::read_to_string(rules.with_extension("rs"))?;
    let mut texts = vec![retired];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                texts.push(fs::read_to_string(path)?);
            }
        }
    }
    for text in texts {
        let ids = text.split("\"CR").skip(1).filter_map(|rest| rest.get(..3)?.parse::<u32>().ok());
        taken.extend(ids);
    }
    Ok(taken)
}

fn next_id(taken: &BTreeSet<u32>, group: Group) -> Result<String, Box<dyn Error>> {
    let range = group.range();
    let last = taken.range(range..range + 100).next_back().copied().unwrap_or(range);
    match last + 1 {
        next if next < range + 100 => Ok(format!("CR{next:03}")),
        _ => Err(format!("expected a free id in the range of {}, found none", group.folder()).into()),
    }
}

/// The text of a group's table with one more rule, its two lists in order of name.
fn listed(table: &str, module: &str) -> Option<String> {
    let with_module = inserted(table, "pub(super) mod ", &format!("pub(super) mod {module};"))?;
    inserted(&with_module, "    &", &format!("    &{module}::RULE,"))
}

/// A text with one more line among those that start so, in order.
fn inserted(text: &str, start: &str, line: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let alike = || lines.iter().enumerate().filter(|(_, known)| known.starts_with(start));
    let last = alike().next_back()?.0;
    let place = alike().find(|(_, known)| **known > line).map_or(last + 1, |(place, _)| place);
    let mut lines = lines;
    lines.insert(place, line);
    Some(lines.join("\n") + "\n")
}

/// A rule that finds nothing: the case that has to fire fails until it does.
const RULE: &str = r#"use crate::model::{Cluster, Network, NetworkId};
use crate::rules::framework::{Context, Facts, Found, Hit, Rule, Severity, Skip, Target, Versions, found};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "@ID",
    name: "@NAME",
    severity: Severity::Info,
    summary: "What is found, in one sentence.",
    doc: "\
## What it checks

The condition, with the names of the properties.

## Why it matters

What happens to whom when nothing changes.

## Example

One cluster, with its values.

## What to do

The change, and when not to make it.

## References

- [Failover clustering](https://learn.microsoft.com/windows-server/failover-clustering/failover-clustering-overview)
",
    reference: "https://learn.microsoft.com/windows-server/failover-clustering/failover-clustering-overview",
    since: "@VERSION",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[],
    check,
};

/// What one finding rests on: ids and numbers, no sentence.
#[derive(Debug)]
struct @FACTS(NetworkId);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let networks = context.cluster.networks_by_id().filter(|(_, network)| is_bad(network));
    Ok(found(networks.map(|(id, _)| @FACTS(id))))
}

/// Whether the network is in the state that the rule reports; none is yet.
fn is_bad(_network: &Network) -> bool {
    false
}

impl Facts for @FACTS {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.0];
        let message = format!("{} is in the state that the rule reports", network.name);
        Hit::new(Target::network(network), message, "what to do").with("role", network.role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    #[test]
    fn a_cluster_in_good_order_is_quiet() {
        let cluster = testing::cluster(&["N1", "N2"], &["LAN", "SMB"]);
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
"#;

/// A cluster of two nodes in good order.
const CASE: &str = r#"{
  "schema": 2,
  "input": {"captures": [{
    "cluster": [
      {"Name": "HV-CLUSTER", "ClusterFunctionalLevel": 11, "S2DEnabled": 0}
    ],
    "nodes": [
      {"Name": "HV1", "State": "Up"},
      {"Name": "HV2", "State": "Up"}
    ],
    "networks": [
      {"Name": "Management", "Id": "00000000-0000-4000-8000-000000000100", "Role": 3, "State": "Up", "Metric": 70240, "AutoMetric": true, "Ipv4Addresses": ["10.0.100.0"], "Ipv4PrefixLengths": ["24"], "Ipv6Addresses": [], "Ipv6PrefixLengths": []},
      {"Name": "Cluster", "Id": "00000000-0000-4000-8000-000000000001", "Role": 1, "State": "Up", "Metric": 30240, "AutoMetric": true, "Ipv4Addresses": ["10.0.1.0"], "Ipv4PrefixLengths": ["24"], "Ipv6Addresses": [], "Ipv6PrefixLengths": []}
    ]
  }]},
  "options": {}
}
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools;
    use std::process::Command;

    fn made(group: Group, name: &str) -> Result<Made, Box<dyn Error>> {
        files(&tools::repository()?, &Options { group, name: name.to_owned() })
    }

    #[test]
    fn a_rule_is_one_file_one_table_and_two_cases() -> Result<(), Box<dyn Error>> {
        let (id, files) = made(Group::Metrics, "brand-new-rule")?;
        assert!(id.starts_with("CR2"), "{id}");
        let paths: Vec<String> = files.iter().map(|(path, _)| path.display().to_string()).collect();
        let case = |kind: &str| format!("tests/fixtures/rules/{id}/{kind}.json");
        assert_eq!(
            paths,
            ["src/rules/metrics/brand_new_rule.rs", "src/rules/metrics.rs", &case("fires"), &case("quiet")]
        );
        let rule = &files[0].1;
        for part in
            [&format!("id: \"{id}\""), "name: \"brand-new-rule\"", "struct BrandNewRule(", "impl Facts for"]
        {
            assert!(rule.contains(part), "{part} is not in {rule}");
        }
        assert!(!rule.contains('@'), "a place of the form is left open in {rule}");
        let table = &files[1].1;
        assert!(
            table.contains("\npub(super) mod brand_new_rule;\npub(super) mod equal_metrics;\n"),
            "{table}"
        );
        assert!(table.contains("\n    &brand_new_rule::RULE,\n    &equal_metrics::RULE,\n"), "{table}");
        Ok(())
    }

    /// Copies a file or folder of the repository into a scratch copy of it.
    fn copied(from: &Path, to: &Path) -> Outcome {
        if from.is_dir() {
            fs::create_dir_all(to)?;
            for entry in fs::read_dir(from)? {
                let name = entry?.file_name();
                copied(&from.join(&name), &to.join(&name))?;
            }
        } else {
            fs::copy(from, to)?;
        }
        Ok(())
    }

    /// What `cargo` says in the scratch copy; a call that fails is shown whole.
    fn cargo(scratch: &Path, arguments: &[&str]) -> Outcome {
        let mut command = Command::new(env!("CARGO"));
        command.args(arguments).current_dir(scratch).env("UPDATE", "1");
        let output = command.env("CARGO_TARGET_DIR", scratch.join("target")).output()?;
        match output.status.success() {
            true => Ok(()),
            false => Err(format!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into()),
        }
    }

    #[test]
    #[ignore = "slow, runs with --include-ignored"]
    fn what_is_written_is_formatted_passes_the_lints_and_gets_its_page() -> Outcome {
        let repository = tools::repository()?;
        let scratch = repository.join("target/tmp/new-rule");
        for folder in ["src", "tests", "docs", "xtask"] {
            // What an earlier run left there is no part of this one; what cargo built is.
            if scratch.join(folder).exists() {
                fs::remove_dir_all(scratch.join(folder))?;
            }
        }
        fs::create_dir_all(&scratch)?;
        for part in [
            "Cargo.toml",
            "Cargo.lock",
            "build.rs",
            "cbindgen.toml",
            "clippy.toml",
            "rustfmt.toml",
            "src",
            "include",
            "cli",
            "xtask",
            "benches",
            "tests",
            "docs",
        ] {
            copied(&repository.join(part), &scratch.join(part))?;
        }
        make(&scratch, &Options { group: Group::Csv, name: "brand-new-rule".to_owned() })?;
        cargo(&scratch, &["fmt", "--all", "--check"])?;
        cargo(
            &scratch,
            &["clippy", "--locked", "--lib", "--tests", "--package", "clusterroute", "--", "-D", "warnings"],
        )?;
        cargo(&scratch, &["test", "--locked", "--lib", "brand_new_rule"])?;
        cargo(&scratch, &["test", "--locked", "--test", "rules"])?;
        let pages = fs::read_dir(scratch.join("docs/rules"))?.filter_map(Result::ok);
        let mut names = pages.map(|page| page.file_name().to_string_lossy().into_owned());
        assert!(names.any(|name| name.ends_with("-brand-new-rule.md")), "the rule has no page");
        Ok(())
    }

    #[test]
    fn an_id_is_new_and_never_one_that_was() -> Result<(), Box<dyn Error>> {
        let taken = BTreeSet::from([101, 103, 201]);
        assert_eq!(next_id(&taken, Group::Reachability)?, "CR104");
        assert_eq!(next_id(&taken, Group::Csv)?, "CR301");
        assert!(next_id(&BTreeSet::from([199]), Group::Reachability).is_err());
        for group in Group::value_variants().iter().copied() {
            let (id, _) = made(group, "brand-new-rule")?;
            assert!(!tools::repository()?.join("tests/fixtures/rules").join(&id).exists(), "{id} is taken");
        }
        Ok(())
    }

    #[test]
    fn a_name_is_in_kebab_case_and_new() {
        for name in ["Brand-New", "brand", "brand--new", "unexplained-metric"] {
            assert!(made(Group::Metrics, name).is_err(), "{name}");
        }
    }
}
