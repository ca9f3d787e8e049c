//! What the program does not tell again: suppressed findings and those of a baseline.

use crate::{program, root};
use std::fs;
use std::path::PathBuf;
use std::process::Output;

const CAPTURE: &str = "tests/fixtures/captures/azlocal-23h2-bmc";

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("accepted").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder is made");
    folder
}

/// `recommend` of one capture, run in a folder of its own.
fn recommend(folder: &PathBuf, arguments: &[&str]) -> Output {
    let capture = root().join(CAPTURE);
    let mut command = program();
    command.current_dir(folder).arg("recommend").args(arguments).arg(capture);
    command.output().expect("the program starts")
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_file_in_the_current_folder_suppresses_and_is_told() {
    let folder = folder("here");
    let file = "[[suppress]]\nrule = \"CR104\"\nreason = \"drained on Sunday\"\nuntil = 2999-01-01\n";
    fs::write(folder.join("clusterroute.toml"), file).expect("the file is written");
    let output = recommend(&folder, &["--fail-on", "warning"]);
    assert_eq!(output.status.code(), Some(0), "what is suppressed fails nothing");
    assert!(
        text(&output).contains("SUPPRESSED: 1 finding; --show-suppressed lists them"),
        "{}",
        text(&output)
    );
    let shown = text(&recommend(&folder, &["--show-suppressed"]));
    let shown: String = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains("(drained on Sunday, until 2999-01-01)"), "{shown}");
}

#[test]
fn an_entry_that_is_over_or_fits_nothing_is_told() {
    let folder = folder("stale");
    let file = "[[suppress]]\nrule = \"CR104\"\nreason = \"x\"\nuntil = 2020-01-01\n[[suppress]]\nrule = \"CR111\"\nreason = \"x\"\n";
    fs::write(folder.join("accepted.toml"), file).expect("the file is written");
    let told = text(&recommend(&folder, &["--suppression", "accepted.toml"]));
    assert!(
        told.contains("SUPPRESSION of CR104 ended on 2020-01-01 and suppresses nothing any more"),
        "{told}"
    );
    assert!(told.contains("SUPPRESSION of CR111 fits no finding"), "{told}");
    assert!(told.contains("WARNING CR104"), "{told}");
}

#[test]
fn a_baseline_leaves_nothing_of_the_same_capture() {
    let folder = folder("baseline");
    let before = recommend(&folder, &["--format", "json"]).stdout;
    fs::write(folder.join("before.json"), before).expect("the file is written");
    let output = recommend(&folder, &["--baseline", "before.json", "--fail-on", "info"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output).contains("SINCE THE BASELINE: 2 known, 0 gone"), "{}", text(&output));
}

#[test]
fn a_broken_file_is_one_clear_error_and_nothing_is_answered() {
    let folder = folder("broken");
    fs::write(folder.join("clusterroute.toml"), "[[suppress]]\nrule = \"CR1O4\"\nreason = \"x\"\n")
        .expect("written");
    let output = recommend(&folder, &[]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output), "");
    let error = String::from_utf8_lossy(&output.stderr);
    let expected =
        "error: clusterroute.toml: line 2: no rule is called `CR1O4`, the nearest is CR104 (bmc-network)\n";
    assert_eq!(error, expected);
    let missing = recommend(&folder, &["--suppression", "none.toml"]);
    assert!(String::from_utf8_lossy(&missing.stderr).starts_with("error: none.toml: "));
}
