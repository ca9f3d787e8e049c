//! Plans as files: written, verified, refused, and as scripts in a folder.

use super::{capture, run};
use std::fs;
use std::path::PathBuf;

/// The captured cluster whose plan has a step.
const CLUSTER: &str = "hyperv-2012r2-san";

fn place(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("plans");
    fs::create_dir_all(&folder).expect("the folder of tests can be made");
    folder.join(name)
}

/// The exit code, and what is said.
fn ask(arguments: &[&str]) -> (i32, String) {
    let output = run(arguments);
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().expect("the program ends by itself"), String::from_utf8(text).expect("UTF-8"))
}

fn written(name: &str) -> String {
    let path = place(name).display().to_string();
    assert_eq!(ask(&["plan", "--format", "json", "--output", &path, &capture(CLUSTER)]), (0, String::new()));
    path
}

#[test]
fn a_plan_is_written_and_verified() {
    let path = written("plan.json");
    let (code, page) = ask(&["plan", "--verify", &path, &capture(CLUSTER)]);
    assert!(code == 0 && page.contains("\nValid: the plan holds: 1 step to make\n"), "{page}");
    assert!(page.contains("s1    to make"), "{page}");
}

#[test]
fn a_plan_that_does_not_hold_any_more_is_exit_code_1() {
    let path = written("old.json");
    let arguments = ["plan", "--verify", &path, "--windows-version", "2016", &capture(CLUSTER)];
    let (code, page) = ask(&arguments);
    assert!(
        code == 1 && page.contains("OUTDATED: the plan does not hold any more: make a new one"),
        "{page}"
    );
    assert!(page.contains("- Windows of HYPERV-2012R2-SAN: was 2012R2, is 2016\n"), "{page}");
}

#[test]
fn a_plan_that_is_none_is_refused() {
    let path = written("edited.json");
    let text = fs::read_to_string(&path).expect("the plan is there").replace("CSV2", "CSV1");
    fs::write(&path, text).expect("the folder of tests can be written");
    let (code, error) = ask(&["plan", "--verify", &path, &capture(CLUSTER)]);
    assert!(code == 2 && error.contains("expected a plan that nobody has changed"), "{error}");
    let (code, error) = ask(&["plan", "--verify", &written("other.json"), &capture("s2d-2019-rdma")]);
    let wanted = "expected a plan of S2D-2019-RDMA, found one of HYPERV-2012R2-SAN";
    assert!(code == 2 && error.contains(wanted), "{error}");
    let (code, error) = ask(&["plan", "--verify", "README.md", &capture(CLUSTER)]);
    assert!(code == 2 && error.contains("a plan is what plan --format json printed"), "{error}");
}

#[test]
fn scripts_are_two_files_in_a_folder() {
    let folder = place("change");
    let path = folder.display().to_string();
    let script = ["plan", "--format", "script"];
    let with = |more: &[&str]| ask(&[&script[..], more].concat());
    assert_eq!(with(&["--output", &path, &capture(CLUSTER)]), (0, String::new()));
    for name in ["apply.ps1", "undo.ps1"] {
        let text = fs::read_to_string(folder.join(name)).expect("the script is there");
        assert!(text.is_ascii() && text.contains("$Cluster = 'HYPERV-2012R2-SAN'\n"), "{text}");
    }
    let (code, error) = with(&[&capture(CLUSTER)]);
    assert!(code == 2 && error.contains("expected --output with a folder"), "{error}");
    let none = place("none").display().to_string();
    let (code, error) = with(&["--output", &none, &capture("s2d-2019-rdma")]);
    assert!(
        code == 2 && error.contains("expected a plan with steps, found none for S2D-2019-RDMA"),
        "{error}"
    );
    let (code, error) = with(&["--output", &none, &capture(CLUSTER), &capture("s2d-2019-rdma")]);
    assert!(code == 2 && error.contains("expected one cluster for --format script, found"), "{error}");
    assert!(!place("none").exists());
    let (code, error) = ask(&["recommend", "--format", "script", &capture(CLUSTER)]);
    assert!(code == 2 && error.contains("expected another --format than script"), "{error}");
    let (code, error) = ask(&["plan", "--format", "csv", &capture(CLUSTER)]);
    assert!(code == 2 && error.contains("since a plan is more than one list"), "{error}");
}
