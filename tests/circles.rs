//! No circle anywhere: of the modules that lie beside one another, at any depth, in the library, the program and the
//! xtasks, none uses another that leads back to it. A module and the one it lies in may use each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[test]
fn no_module_uses_what_uses_it() -> Outcome {
    for package in ["src", "cli/src", "xtask/src"] {
        let uses = uses(&Path::new(env!("CARGO_MANIFEST_DIR")).join(package))?;
        assert!(uses.values().any(|siblings| !siblings.is_empty()), "nothing is read in {package}");
        for (parent, siblings) in &uses {
            if let Some(circle) = circle(siblings) {
                let place = if parent.is_empty() {
                    package.to_owned()
                } else {
                    format!("{package}: {}", parent.join("::"))
                };
                panic!("{place} has the circle {}", circle.join(" -> "));
            }
        }
    }
    Ok(())
}

#[test]
fn a_circle_is_found_and_a_chain_is_none() {
    let siblings = |pairs: &[(&str, &str)]| {
        let mut siblings: Siblings = BTreeMap::new();
        for (from, to) in pairs {
            siblings.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
        siblings
    };
    assert_eq!(circle(&siblings(&[("a", "b"), ("b", "c"), ("a", "c")])), None);
    assert_eq!(
        circle(&siblings(&[("a", "b"), ("b", "c"), ("c", "a")])).unwrap_or_default(),
        ["a", "b", "c", "a"]
    );
}

#[test]
fn every_way_to_name_a_module_is_seen() {
    let named = |code: &str| named(code, &["a".to_owned(), "b".to_owned()]);
    let path = |text: &str| text.split("::").map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        named("use crate::x::{self, y::{Z, W}};"),
        [path("x::self"), path("x::y::Z"), path("x::y::W")]
    );
    assert_eq!(named("use super::c;\nlet x = super::super::d::e();"), [path("a::c"), path("d::e")]);
    assert_eq!(named("// crate::x\nmycrate::y"), Vec::<Vec<String>>::new());
}

/// For each module, which of its siblings it uses.
type Siblings = BTreeMap<String, BTreeSet<String>>;

/// The siblings in every module that has some.
fn uses(root: &Path) -> Result<BTreeMap<Vec<String>, Siblings>, std::io::Error> {
    let files = files(root)?;
    let modules: BTreeMap<Vec<String>, PathBuf> =
        files.into_iter().map(|file| (module_of(&file, root), file)).collect();
    let mut uses: BTreeMap<Vec<String>, Siblings> = BTreeMap::new();
    for (module, file) in &modules {
        let code = fs::read_to_string(file)?;
        let code = code.split("#[cfg(test)]\n").next().unwrap_or_default();
        for path in named(code, module) {
            let lengths = (1..=path.len()).rev();
            let used = lengths.map(|length| &path[..length]).find(|start| modules.contains_key(*start));
            let Some(used) = used else { continue };
            let common = module.iter().zip(used).take_while(|(a, b)| a == b).count();
            if let (Some(from), Some(to)) = (module.get(common), used.get(common)) {
                let siblings = uses.entry(module[..common].to_vec()).or_default();
                siblings.entry(from.clone()).or_default().insert(to.clone());
            }
        }
    }
    Ok(uses)
}

/// The Rust files below a folder that are not for tests alone.
fn files(root: &Path) -> Result<Vec<PathBuf>, std::io::Error> {
    let (mut folders, mut found) = (vec![root.to_path_buf()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let is_for_tests = name == "tests.rs" || name == "testing.rs" || name.ends_with("_tests.rs");
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".rs") && !is_for_tests {
                found.push(path);
            }
        }
    }
    Ok(found)
}

/// `src/engine/route.rs` is `engine::route`.
fn module_of(file: &Path, root: &Path) -> Vec<String> {
    let below = file.strip_prefix(root).unwrap_or(file).with_extension("");
    let parts: Vec<String> = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    match parts.as_slice() {
        [root] if root == "lib" || root == "main" => Vec::new(),
        _ => parts,
    }
}

/// The paths that code names, from the root of its package.
fn named(code: &str, module: &[String]) -> Vec<Vec<String>> {
    let code: String =
        code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = ["crate::", "super::"].iter().filter_map(|start| code[at..].find(start)).min() {
        let from = at + start;
        let before = code[..from].chars().next_back();
        let mut rest = &code[from..];
        let mut base: Vec<String> = module.to_vec();
        if let Some(after) = rest.strip_prefix("crate::") {
            (base, rest) = (Vec::new(), after);
        }
        while let Some(after) = rest.strip_prefix("super::") {
            base.pop();
            rest = after;
        }
        at = code.len() - rest.len();
        if before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':') {
            expand(rest, &base, &mut found);
        }
    }
    found
}

/// The paths of a tree such as `a::{b, c::D}` that starts a text; gives what follows it.
fn expand<'t>(text: &'t str, base: &[String], found: &mut Vec<Vec<String>>) -> &'t str {
    let mut path = base.to_vec();
    let mut rest = text.trim_start();
    loop {
        if let Some(mut group) = rest.strip_prefix('{') {
            while !group.trim_start().starts_with('}') && !group.is_empty() {
                group = expand(group, &path, found).trim_start();
                group = group.strip_prefix(',').unwrap_or(group);
                if group.starts_with(|c: char| !c.is_alphanumeric() && !"_{} \n,*".contains(c)) {
                    return "";
                }
            }
            return group.trim_start().strip_prefix('}').unwrap_or_default();
        }
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        if end > 0 {
            path.push(rest[..end].to_owned());
        }
        rest = &rest[end..];
        match rest.strip_prefix("::") {
            Some(after) if end > 0 => rest = after,
            _ => {
                found.push(path);
                return rest.strip_prefix('*').unwrap_or(rest);
            }
        }
    }
}

/// A circle, if there is one, from a module back to itself.
fn circle(siblings: &Siblings) -> Option<Vec<String>> {
    fn follow(
        siblings: &Siblings,
        way: &mut Vec<String>,
        done: &mut BTreeSet<String>,
    ) -> Option<Vec<String>> {
        let here = way.last()?.clone();
        for next in siblings.get(&here).into_iter().flatten() {
            if let Some(start) = way.iter().position(|module| module == next) {
                let mut circle = way[start..].to_vec();
                circle.push(next.clone());
                return Some(circle);
            }
            if !done.contains(next) {
                way.push(next.clone());
                if let Some(circle) = follow(siblings, way, done) {
                    return Some(circle);
                }
                way.pop();
            }
        }
        done.insert(here);
        None
    }
    let mut done = BTreeSet::new();
    siblings.keys().find_map(|start| {
        if done.contains(start) { None } else { follow(siblings, &mut vec![start.clone()], &mut done) }
    })
}
