//! The recipes of CONTRIBUTING.md name files that exist, and stay as short as they are meant to be.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::process::Command;

/// How many files each recipe may name.
const MOST: [(&str, usize); 4] = [("A rule", 3), ("A property", 3), ("A format", 3), ("A question", 10)];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files that a path with `*` stands for.
fn matching(pattern: &str) -> Vec<PathBuf> {
    let mut found = vec![root().to_path_buf()];
    for part in pattern.split('/') {
        let Some((start, end)) = part.split_once('*') else {
            found.iter_mut().for_each(|path| path.push(part));
            continue;
        };
        let entries = found.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
        let paths = entries.map(|entry| entry.unwrap().path());
        found = paths
            .filter(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                name.starts_with(start) && name.ends_with(end)
            })
            .collect();
    }
    found.retain(|path| path.exists());
    found
}

fn names(pattern: &str) -> Vec<String> {
    let found = matching(pattern);
    assert!(!found.is_empty(), "there is no {pattern}");
    found.iter().map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect()
}

#[test]
fn every_format_is_fuzzed() {
    let targets = names("fuzz/fuzz_targets/*.rs");
    for format in names("src/capture/formats/*.rs") {
        assert!(targets.contains(&format), "no fuzz target for {format}");
    }
}

/// Those that are packed before, with Python, which a machine may lack.
#[cfg(unix)]
const PACKED: [&str; 4] = ["diagnostic", "zip_structure", "clixml_references", "hostile_request"];

#[cfg(unix)]
#[test]
fn every_fuzz_target_is_run_from_seeds() {
    let run = fs::read_to_string(root().join("fuzz/run")).unwrap();
    let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
    let readme = fs::read_to_string(root().join("fuzz/README.md")).unwrap();
    for target in names("fuzz/fuzz_targets/*.rs") {
        assert!(manifest.contains(&format!("name = \"{target}\"")), "{target} is not in fuzz/Cargo.toml");
        assert!(readme.contains(&format!("`{target}`")), "{target} is not in fuzz/README.md");
        if PACKED.contains(&target.as_str()) {
            assert!(run.contains(&target), "no seeds for {target} in fuzz/run");
            continue;
        }
        let seeds =
            Command::new("bash").arg(root().join("fuzz/run")).args(["--seeds", &target]).output().unwrap();
        let seeds = String::from_utf8(seeds.stdout).unwrap();
        assert!(seeds.lines().any(|seed| root().join(seed).is_file()), "no seeds for {target}: {seeds}");
    }
}

#[test]
fn the_recipes_name_files_that_exist() {
    let text = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    for (recipe, most) in MOST {
        let (_, rest) =
            text.split_once(&format!("\n## {recipe}\n")).unwrap_or_else(|| panic!("no recipe {recipe}"));
        let recipe_text = rest.split("\n## ").next().unwrap();
        let steps: Vec<&str> =
            recipe_text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).collect();
        assert!(!steps.is_empty() && steps.len() <= most, "{recipe} has {} steps", steps.len());
        for step in steps {
            let mut names = step.split('`').skip(1).step_by(2);
            let first = names.next().unwrap_or_else(|| panic!("{recipe}: no file in {step:?}"));
            assert!(!matching(first).is_empty(), "{recipe}: there is no {first}");
        }
    }
    // What is named anywhere else, and has a slash, exists too.
    for name in text.split('`').skip(1).step_by(2).filter(|name| name.contains('/') && !name.contains(' ')) {
        assert!(!matching(name).is_empty(), "there is no {name}");
    }
}
