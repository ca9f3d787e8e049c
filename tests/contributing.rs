//! The recipes of CONTRIBUTING.md name files that exist, and stay as short as they are meant to be.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

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

#[test]
fn every_format_is_fuzzed_from_seeds() {
    let run = fs::read_to_string(root().join("fuzz/run")).unwrap();
    let formats = matching("src/capture/formats/*.rs");
    assert!(!formats.is_empty());
    for format in formats {
        let name = format.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(!matching(&format!("fuzz/fuzz_targets/{name}.rs")).is_empty(), "no fuzz target for {name}");
        assert!(run.contains(&format!("    {name}) ")), "no seeds for {name} in fuzz/run");
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
