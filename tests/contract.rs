//! What the code promises about itself: which module may use which, where `unsafe` may stand, where sentences are
//! made, which numbers never change, and that everything speaks of one version.

use clusterroute::error::{Code, Error};
use std::fs;
use std::path::{Path, PathBuf};

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Which module may use which, from the bottom up: a module may only name modules above its own line here, so
/// the arrows cannot form a circle. The program and the xtasks see the library as any other user does.
const ARROWS: [(&str, &[&str]); 17] = [
    ("steps", &[]),
    ("visible", &[]),
    ("error", &["visible"]),
    ("parallel", &[]),
    ("names", &[]),
    ("nearest", &["names"]),
    ("model", &["names", "steps"]),
    ("schema", &["model"]),
    ("capture", &["error", "model", "names", "nearest", "parallel", "schema", "steps"]),
    ("engine", &["error", "model", "names", "nearest", "steps"]),
    ("words", &["engine", "model", "visible"]),
    ("rules", &["engine", "error", "model", "names", "nearest", "steps", "visible", "words"]),
    ("advice", &["engine", "error", "model", "names", "rules", "steps", "words"]),
    ("compare", &["advice", "engine", "model", "names", "rules", "steps", "visible", "words"]),
    ("report", &["advice", "engine", "model", "rules", "visible", "words"]),
    (
        "api",
        &[
            "advice", "capture", "compare", "engine", "error", "model", "names", "nearest", "parallel",
            "report", "rules", "schema", "visible", "words",
        ],
    ),
    ("ffi", &["api", "error"]),
];

/// The engine finds out and `words` says: what it finds are facts. What an option of the caller has wrong is an error,
/// which is a sentence, and `what_if` reads those options.
#[test]
fn the_engine_makes_no_sentences() -> Outcome {
    for file in files("src/engine", &["rs"])? {
        if is_for_tests(&file) || file.ends_with("what_if.rs") {
            continue;
        }
        let code = without_comments(&without_tests(&fs::read_to_string(&file)?));
        let sentence = words(&code).find(|word| ["format", "write", "concat"].contains(word));
        assert_eq!(sentence, None, "{}", file.display());
    }
    Ok(())
}

#[test]
fn arrows_never_point_up() -> Outcome {
    for (index, (module, allowed)) in ARROWS.iter().enumerate() {
        let below: Vec<&str> = ARROWS[..index].iter().map(|(name, _)| *name).collect();
        let upward: Vec<_> = allowed.iter().filter(|name| !below.contains(name)).collect();
        assert!(upward.is_empty(), "the table lets {module} use {upward:?}, which stand above it");
    }
    for file in files("src", &["rs"])? {
        let module = module_of(&file);
        if ["lib", "main"].contains(&&*module) || is_for_tests(&file) {
            continue;
        }
        let (_, allowed) = ARROWS.iter().find(|(name, _)| *name == module).ok_or_else(|| {
            format!("{} belongs to no module of the table in tests/contract.rs", file.display())
        })?;
        let code = without_tests(&fs::read_to_string(&file)?);
        for used in modules_named(&code, depth_of(&file)) {
            assert!(
                used == module || allowed.contains(&&*used),
                "{} uses {used}, but {module} may only use {allowed:?}",
                file.display()
            );
        }
    }
    Ok(())
}

#[test]
fn the_reader_of_arrows_sees_every_way_to_write_one() {
    let one = |code: &str| modules_named(code, 2);
    assert_eq!(one("use crate::api::Options;"), ["api"]);
    assert_eq!(one("    let route = crate::engine::route::resolve(cluster);"), ["engine"]);
    assert_eq!(one("use clusterroute::report;"), ["report"]);
    assert_eq!(one("use crate::{api, error::{Code, Error},\n    rules::*};"), ["api", "error", "rules"]);
    assert_eq!(one("pub(crate) use crate::ffi;"), ["ffi"]);
    assert_eq!(one("use super::super::metric;"), ["metric"]);
    assert_eq!(one("use super::metric; // crate::ffi\n/// crate::ffi"), [""; 0]);
    assert_eq!(one("mycrate::ffi; xsuper::super::ffi"), [""; 0]);
    assert_eq!(one("use crate::*;"), ["*"]);
    assert_eq!(modules_named("use super::metric;", 1), ["metric"]);
}

#[test]
fn the_c_boundary_is_explained() -> Outcome {
    for file in ["src/ffi.rs", "src/ffi/buffer.rs"] {
        let source = fs::read_to_string(root().join(file))?;
        let comments = source.lines().filter(|line| line.trim_start().starts_with("//")).count();
        let lines = source.lines().count();
        assert!(
            comments * 5 >= lines,
            "{file} is part of the C manual: {comments} of its {lines} lines are comments"
        );
        assert!(lines < 150, "{file} has {lines} lines");
    }
    Ok(())
}

#[test]
fn only_the_c_boundary_is_unsafe() -> Outcome {
    let mut seen = Vec::new();
    for file in everything(&["rs"])? {
        // What the policy of a page calls its style sheet is not code.
        let source = fs::read_to_string(&file)?.replace("'unsafe-inline'", "");
        if words(&without_comments(&source)).any(|word| word == "unsafe") {
            seen.push(file.strip_prefix(root())?.to_path_buf());
        }
    }
    seen.retain(|file| file != Path::new("tests/contract.rs"));
    // The boundary itself, and the bench that crosses it as a caller in C does.
    seen.sort();
    let boundary = ["cli/benches/load.rs", "src/ffi/buffer.rs", "src/ffi.rs"];
    assert_eq!(seen, boundary.map(Path::new));
    Ok(())
}

#[test]
fn nothing_is_left_to_do() -> Outcome {
    for file in everything(&["rs", "c", "cpp", "h", "ps1", "psm1", "psd1", "ps1xml", "cs"])? {
        if file.ends_with("tests/contract.rs") {
            continue;
        }
        let source = fs::read_to_string(&file)?;
        let left =
            words(&source).find(|word| ["TODO", "FIXME", "XXX", "todo", "unimplemented"].contains(word));
        assert_eq!(left, None, "in {}", file.display());
    }
    Ok(())
}

/// Windows PowerShell 5.1 reads a script without a byte order mark in the code page of the machine.
#[test]
fn what_other_compilers_read_is_ascii() -> Outcome {
    let read = ["h", "c", "cpp", "ps1", "psm1", "psd1", "ps1xml", "cs"];
    let files = everything(&read)?;
    assert!(files.iter().any(|file| file.ends_with("clusterroute.h")), "the header is not among {files:?}");
    for file in files {
        let source = fs::read(&file)?;
        let line = source.split(|byte| *byte == b'\n').position(|line| !line.is_ascii());
        assert_eq!(line.map(|index| index + 1), None, "a line of {} is not ASCII", file.display());
    }
    Ok(())
}

#[test]
fn everything_speaks_of_one_version() -> Outcome {
    let version = env!("CARGO_PKG_VERSION");
    let changes = fs::read_to_string(root().join("CHANGELOG.md"))?;
    let released = changes.lines().filter_map(|line| line.strip_prefix("## [")?.split(']').next());
    let newest = released.into_iter().find(|name| *name != "Unreleased");
    assert_eq!(newest, Some(version), "the newest version of CHANGELOG.md");

    for manifest in files("powershell/ClusterRoute", &["psd1"])? {
        let source = fs::read_to_string(&manifest)?;
        let line = source.lines().find(|line| line.trim_start().starts_with("ModuleVersion"));
        let module = line.and_then(|line| line.split('\'').nth(1));
        assert_eq!(module, Some(version), "ModuleVersion of {}", manifest.display());
    }
    Ok(())
}

/// Callers were built with these numbers and match on these words: the list only grows at its end.
#[test]
fn a_status_never_changes() -> Outcome {
    let statuses = [
        (Code::NullPointer, 1, "null_pointer"),
        (Code::InvalidRequest, 2, "invalid_request"),
        (Code::InvalidCapture, 3, "invalid_capture"),
        (Code::UnreadableFile, 4, "unreadable_file"),
        (Code::TooLarge, 5, "too_large"),
        (Code::UnknownName, 6, "unknown_name"),
        (Code::Internal, 7, "internal"),
    ];
    let header = fs::read_to_string(root().join("include/clusterroute.h"))?;
    for (code, number, word) in statuses {
        assert_eq!(code as i32, number, "{word}");
        let json = serde_json::to_value(Error::new(code, "as it is"))?;
        assert_eq!(json, serde_json::json!({"code": word, "message": "as it is"}));
        let line = format!("    CLUSTERROUTE_STATUS_{} = {number},", word.to_uppercase());
        assert!(header.lines().any(|found| found == line), "the header lacks {line:?}");
    }
    let declared = header.lines().filter(|line| line.starts_with("    CLUSTERROUTE_STATUS_")).count();
    assert_eq!(declared, statuses.len(), "a new status belongs into this test");
    Ok(())
}

#[test]
fn the_header_states_the_limits() -> Outcome {
    use clusterroute::capture::limits::{
        MAX_ELEMENTS_DEEP, MAX_FILE, MAX_KEPT, MAX_TEXT, MAX_VALUES_DEEP, VALUE,
    };
    use clusterroute::ffi::CLUSTERROUTE_REQUEST_LIMIT;
    assert_eq!(CLUSTERROUTE_REQUEST_LIMIT as u64, MAX_FILE, "the header states one limit for both");
    let limits = format!(
        "{} MiB for a request or a file, {} MiB for a text in it, {MAX_VALUES_DEEP} values of JSON or \
         {MAX_ELEMENTS_DEEP} elements of CliXml inside one another, {} MiB of values in all input of a call, each of \
         {VALUE} bytes and its text",
        MAX_FILE >> 20,
        MAX_TEXT >> 20,
        MAX_KEPT >> 20,
    );
    let header = fs::read_to_string(root().join("include/clusterroute.h"))?;
    let words: Vec<&str> = header.split_whitespace().filter(|word| *word != "*").collect();
    assert!(words.join(" ").contains(&limits), "src/error.rs does not say {limits:?}");
    Ok(())
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files that are compiled or run.
fn everything(extensions: &[&str]) -> Result<Vec<PathBuf>, std::io::Error> {
    let mut found = Vec::new();
    for folder in ["src", "cli", "tests", "benches", "include", "powershell", "xtask", "fuzz"] {
        found.extend(files(folder, extensions)?);
    }
    found.extend(Some(root().join("build.rs")).filter(|path| has_extension(path, extensions)));
    Ok(found)
}

/// The files below a folder of the repository, in order; none when there is no such folder.
fn files(folder: &str, extensions: &[&str]) -> Result<Vec<PathBuf>, std::io::Error> {
    let (mut folders, mut found) = (vec![root().join(folder)], Vec::new());
    while let Some(folder) = folders.pop().filter(|folder| folder.is_dir()) {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.extend(Some(path).filter(|path| !path.ends_with("target")));
            } else if has_extension(&path, extensions) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().is_some_and(|extension| extensions.iter().any(|known| extension == *known))
}

/// The parts of a file's place below `src`: `src/route/csv.rs` is `["route", "csv.rs"]`.
fn place(file: &Path) -> Vec<String> {
    let below = file.strip_prefix(root().join("src")).unwrap_or(file);
    below.iter().map(|part| part.to_string_lossy().into_owned()).collect()
}

/// The module of the crate that a file belongs to.
fn module_of(file: &Path) -> String {
    let name = place(file).into_iter().next().unwrap_or_default();
    name.trim_end_matches(".rs").to_owned()
}

/// Whether a whole file is compiled for unit tests only.
fn is_for_tests(file: &Path) -> bool {
    let name = place(file).pop().unwrap_or_default();
    name.ends_with("_tests.rs") || name == "testing.rs" || name == "tests.rs"
}

/// How many `super::` lead from a file to the root of the crate.
fn depth_of(file: &Path) -> usize {
    place(file).len()
}

/// The modules of the crate that the code names, from the root or upwards.
fn modules_named(code: &str, depth: usize) -> Vec<String> {
    let code: String = without_comments(code).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut found = Vec::new();
    for start in ["crate::".to_owned(), "clusterroute::".to_owned(), "super::".repeat(depth)] {
        for (at, _) in code.match_indices(&start) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            let rest = &code[at + start.len()..];
            match rest.strip_prefix('{') {
                Some(group) => found.extend(heads(group)),
                None => {
                    found.extend(rest.split([':', ';', ' ', ',', '(', ')', '>']).next().map(str::to_owned))
                }
            }
        }
    }
    found
}

/// The first word of each item of a `use` group, whose opening brace has been taken off.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut heads, mut head) = (0, Vec::new(), String::new());
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.push(std::mem::take(&mut head)),
            _ if depth == 0 => head.push(c),
            _ => {}
        }
    }
    heads.push(head);
    heads.iter().filter_map(|head| words(head).next().map(str::to_owned)).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

fn without_comments(code: &str) -> String {
    code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Unit tests may build what they need with any module; they stand at the end of a file.
fn without_tests(code: &str) -> String {
    code.split("#[cfg(test)]\n").next().unwrap_or_default().to_owned()
}
