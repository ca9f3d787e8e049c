//! Exit codes, streams, colour.

use super::{answer, capture, program, root, run, run_with_stdin};
use std::io::Write;
use std::process::{Output, Stdio};

/// Exit code 2, something on standard error that is no panic, nothing on standard output.
fn assert_failed(name: &str, output: &Output) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{name}: {stderr}");
    assert!(output.stdout.is_empty(), "{name}: {}", String::from_utf8_lossy(&output.stdout));
    assert!(stderr.starts_with("error: "), "{name}: {stderr}");
    assert!(!stderr.contains("panicked"), "{name}: {stderr}");
    assert!(!stderr.contains('\u{1b}'), "{name}: colour without a terminal: {stderr:?}");
}

#[test]
fn wrong_arguments_are_refused() {
    let san = capture("hyperv-2012r2-san");
    let cases: &[&[&str]] = &[
        &["frobnicate"],
        &["measure"],
        &["measure", &san, "--format", "yaml"],
        &["measure", &san, "--windows-version", "95"],
        &["resolve", &san, "--traffic", "backup"],
        &["resolve", &san, "--from", "NOSUCHNODE"],
        &["resolve", &san, "--to", "NOSUCHNODE"],
        &["resolve", &san, "--volume", "NOSUCHVOLUME"],
        &["resolve", &san, "--without", "network:NOSUCHNETWORK"],
        &["resolve", &san, "--without", "nonsense"],
        &["measure", &san, "--set", "metric:Management=cheap"],
        &["recommend", &san, "--fail-on", "never"],
        &["recommend", &san, "--rule", "CR999"],
        &["rules", "CR999"],
        &["measure", &san, "--threads", "0"],
        &["measure", &san, "--threads", "many"],
        &["completions", "tcsh"],
    ];
    for arguments in cases {
        assert_failed(&arguments.join(" "), &run(arguments));
    }
}

#[test]
fn numbers_out_of_range_say_the_range() {
    let san = capture("hyperv-2012r2-san");
    for (arguments, range) in [
        (["failures", &san, "--depth", "9"], "1 to 2"),
        (["failures", &san, "--limit", "0"], "1 to 10000"),
        (["measure", &san, "--width", "wide"], "40 to 400"),
    ] {
        let output = run(&arguments);
        let said = format!("expected a whole number from {range}, found \"{}\"", arguments[3]);
        assert!(String::from_utf8_lossy(&output.stderr).contains(&said), "{output:?}");
        assert_failed(&arguments.join(" "), &output);
    }
}

#[test]
fn unreadable_input_is_refused() {
    for command in ["capture", "measure", "resolve", "recommend"] {
        assert_failed("no such file", &run(&[command, "no/such/file.xml"]));
        assert_failed("not a capture", &run(&[command, "LICENSE"]));
        assert_failed("empty", &run_with_stdin(&[command, "-"], b""));
        assert_failed("noise", &run_with_stdin(&[command, "-"], b"\xff\xfe\x00\xd8\x00"));
        assert_failed(
            "truncated",
            &run_with_stdin(&[command, "-"], b"<Objs Version=\"1.1.0.1\"><Obj RefId=\"0\">"),
        );
        assert_failed("wrong type", &run_with_stdin(&[command, "-"], br#"{"networks": 7}"#));
        assert_failed(
            "unknown section",
            &run_with_stdin(&[command, "-"], br#"{"networks": [], "nets": []}"#),
        );
    }
}

#[test]
fn errors_say_in_which_file() {
    let path = "tests/fixtures/cli/nameless.json";
    let output = run(&["measure", path]);
    assert_failed("a network without a name", &output);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains(&format!("{path}: capture.networks[1]: ")), "{stderr}");
}

#[test]
fn names_in_errors_cannot_act_on_a_terminal() {
    let output = run(&["measure", "no\u{1b}[2Jsuch\u{7}file"]);
    assert_failed("escape in a name", &output);
    assert!(!output.stderr.contains(&7));
}

#[test]
fn fail_on_decides_the_exit_code() {
    let exit = |cluster: &str, severity: &str| {
        run(&["recommend", "--fail-on", severity, &capture(cluster)]).status.code()
    };
    assert_eq!(exit("s2d-2019-rdma", "error"), Some(0));
    assert_eq!(exit("s2d-2019-rdma", "warning"), Some(0));
    assert_eq!(exit("hyperv-2012r2-san", "warning"), Some(1));
    let output = run(&["recommend", "--fail-on", "warning", &capture("hyperv-2012r2-san")]);
    assert!(!output.stdout.is_empty() && output.stderr.is_empty());
    assert_eq!(run(&["recommend", &capture("hyperv-2012r2-san")]).status.code(), Some(0));
}

#[test]
fn silence_of_rules_that_were_not_checked_is_no_health() {
    let networks = format!("{}/networks.xml", capture("hyperv-2012r2-san"));
    let ask = |arguments: &[&str]| {
        let output = run(&[&["recommend", "--rule", "CR404"], arguments, &[&networks]].concat());
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, said) = ask(&["--fail-on", "error"]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("expected at least one rule to be checked for --fail-on, found none of 1"),
        "{said}"
    );
    assert_eq!(ask(&[]), (Some(0), String::new()));
    assert_eq!(ask(&["--fail-on-skipped"]), (Some(1), String::new()));
    assert_eq!(ask(&["--require", "networks"]), (Some(0), String::new()));
    let (code, said) = ask(&["--require", "CR404,shared_volumes"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("expected the rule CR404 to be checked, found that"), "{said}");
    assert!(
        said.contains("expected the section shared_volumes, found none: Get-ClusterSharedVolume"),
        "{said}"
    );
    let (code, said) = ask(&["--require", "nonsense"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("expected a rule or one of the sections cluster, nodes,"), "{said}");
}

#[test]
fn a_pattern_among_the_paths_is_what_fits_it() {
    let folder = capture("hyperv-2012r2-san");
    let by_pattern = answer(&["measure", &format!("{folder}/network?.xml")]);
    assert_eq!(by_pattern, answer(&["measure", &format!("{folder}/networks.xml")]));
    assert_eq!(run(&["measure", &format!("{folder}/*.nothing")]).status.code(), Some(2));
}

#[test]
fn what_cannot_be_read_costs_nothing_else() {
    let folder = std::env::temp_dir().join(format!("clusterroute-stray-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    let networks = std::fs::read(root().join(capture("hyperv-2012r2-san")).join("networks.xml"));
    std::fs::write(folder.join("networks.xml"), networks.expect("the fixture exists"))
        .expect("a file can be written");
    std::fs::write(folder.join("interfaces.xml"), "<Objs><Obj>").expect("a file can be written");
    std::fs::write(folder.join("notes.txt"), "hello").expect("a file can be written");
    let path = |name: &str| folder.join(name).display().to_string();
    for paths in [vec![path("")], vec![path("networks.xml"), path("interfaces.xml"), path("notes.txt")]] {
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let output = run(&[&["measure"], paths.as_slice()].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stdout).contains("Metrics of cluster"));
        assert!(String::from_utf8_lossy(&output.stderr).contains("the file ends too early"));
    }
    std::fs::remove_dir_all(&folder).expect("the folder is there");
}

#[test]
fn standard_input_is_a_file() {
    let path = format!("{}/networks.xml", capture("hyperv-2012r2-san"));
    let bytes = std::fs::read(root().join(&path)).expect("the fixture exists");
    let output = run_with_stdin(&["measure", "-"], &bytes);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let from_file = answer(&["measure", &path]).replace(&path, "standard input");
    assert_eq!(String::from_utf8_lossy(&output.stdout), from_file);
}

#[test]
fn colour_is_for_terminals() {
    let measure = ["recommend", &capture("hyperv-2012r2-san")];
    assert!(!answer(&measure).contains('\u{1b}'), "colour in a pipe");
    let forced = program().args(measure).env("CLICOLOR_FORCE", "1").output().expect("the program starts");
    assert!(forced.stdout.contains(&0x1b), "no colour where it is asked for");
    let text = anstream::adapter::strip_str(&String::from_utf8_lossy(&forced.stdout)).to_string();
    assert_eq!(text, answer(&measure), "colour changes nothing but colour");
    let never = program().args(measure).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").output();
    assert!(!never.expect("the program starts").stdout.contains(&0x1b), "colour in spite of NO_COLOR");
}

#[test]
fn json_has_no_colour() {
    let mut command = program();
    command.args(["recommend", "--format", "json", &capture("hyperv-2012r2-san")]);
    let output = command.env("CLICOLOR_FORCE", "1").output().expect("the program starts");
    assert!(!output.stdout.contains(&0x1b));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let path = root().join(capture("hyperv-2012r2-san")).join("networks.xml");
    let bytes = std::fs::read(path).expect("the fixture exists");
    for format in ["table", "json"] {
        let mut child = program()
            .args(["measure", "--format", format, "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        // The reader is gone before the program has read its input, hence before it can write.
        drop(child.stdout.take());
        child.stdin.take().expect("stdin is piped").write_all(&bytes).expect("the program reads its input");
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!(output.status.code(), Some(0), "{format}");
        assert!(output.stderr.is_empty(), "{format}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn completions_know_every_command_and_option() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = answer(&["completions", shell]);
        let words =
            ["capture", "measure", "resolve", "recommend", "rules", "schema", "fail-on", "windows-version"];
        // The generators for PowerShell and elvish complete no values.
        let values =
            if ["bash", "zsh", "fish"].contains(&shell) { &["live_migration", "2012R2"][..] } else { &[] };
        for word in words.iter().chain(values) {
            assert!(script.contains(word), "{shell} does not know {word}");
        }
    }
}

#[test]
fn a_version_that_no_capture_tells_can_be_stated() {
    let page = answer(&["measure", "--windows-version", "24h2", &capture("azlocal-23h2-bmc")]);
    assert!(page.contains("Azure Local 24H2: stated by the caller"), "{page}");
}
