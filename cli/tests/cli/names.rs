//! Names on the command line: several at once, and with `*` and `?`.

use super::{answer, capture, run, run_with_stdin};

#[test]
fn names_come_one_by_one_or_with_commas() {
    let san = capture("hyperv-2012r2-san");
    let one_by_one = answer(&[
        "resolve",
        "--traffic",
        "cluster",
        "--from",
        "HV11",
        "--from",
        "hv12",
        "--to",
        "HV13",
        &san,
    ]);
    assert_eq!(
        answer(&["resolve", "--traffic", "cluster", "--from", "HV11,hv12", "--to", "HV13", &san]),
        one_by_one
    );
    assert!(one_by_one.contains("HV11") && one_by_one.contains("HV12") && !one_by_one.contains("HV14"));
    let described = answer(&["resolve", "--traffic", "cluster", "--from", "*1?", "--to", "hv?3", &san]);
    assert!(described.contains("HV13"), "{described}");
}

#[test]
fn networks_are_filtered() {
    let san = capture("hyperv-2012r2-san");
    let page = answer(&["measure", "--network", "iscsi*", &san]);
    assert!(page.contains("iSCSI A") && page.contains("iSCSI B") && !page.contains("Management"), "{page}");
    let page = answer(&["resolve", "--network", "Management", "--volume", "CSV?", &san]);
    assert!(page.contains("CSV1") && !page.contains("LIVE MIGRATION"), "{page}");
    let output = run(&["resolve", "--network", "Managment", &san]);
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("no network is called \"Managment\"; the nearest is Management"), "{stderr}");
}

#[test]
fn a_name_of_one_cluster_costs_the_others_answer_only() {
    let (san, bmc) = (capture("hyperv-2012r2-san"), capture("azlocal-23h2-bmc"));
    let output = run(&["resolve", "--traffic", "cluster", "--from", "HV11", &san, &bmc]);
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        stderr.starts_with("error: AZLOCAL-23H2-BMC: --from: no node is called \"HV11\"")
            && stderr.lines().count() == 1,
        "{stderr}"
    );
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        answer(&["resolve", "--traffic", "cluster", "--from", "HV11", &san])
    );
}

#[test]
fn rules_are_chosen_by_pattern_severity_and_tag() {
    let page = answer(&["rules", "cr30*", "CR104", "--severity", "warning", "--severity", "error"]);
    let ids: Vec<&str> = page.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(ids.contains(&"CR302") && ids.contains(&"CR104") && !ids.contains(&"CR310"), "{page}");
    let page = answer(&["rules", "--tag", "csv,migration"]);
    assert!(page.contains("CR302") && page.contains("CR404") && !page.contains("CR104"), "{page}");
    assert!(answer(&["rules", "CR302"]).contains("\nTag: csv\n"));
    let output = run(&["rules", "CR302", "CR1O4"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stdout).contains("CR302"));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("no rule is called `CR1O4`, the nearest is CR104 (bmc-network)"), "{stderr}");
}

#[test]
fn advice_is_chosen_by_pattern() {
    let switchless = capture("azlocal-23h2-switchless");
    let page = answer(&["recommend", "--rule", "CR3*,*migration*", "--exclude-rule", "CR305", &switchless]);
    assert!(page.contains("CR301") && page.contains("CR405") && !page.contains("CR305:"), "{page}");
    let output = run(&["recommend", "--exclude-rule", "CR3*", "--exclude-rule", "CR1O4", &switchless]);
    assert_eq!(output.status.code(), Some(2), "what is left out in vain is told");
    let page = String::from_utf8_lossy(&output.stdout);
    assert!(page.contains("CR405") && !page.contains("CR301"), "{page}");
    let output = run(&["recommend", "--rule", "CR301,CR1O4,CR9*", &switchless]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("`CR1O4`") && stderr.contains("no rule fits `CR9*`"), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
}

#[test]
fn case_is_none_beyond_ascii() {
    let capture = r#"{"networks":[{"Name":"Сеть","Role":3,"State":3,"Metric":70384}],
        "nodes":[{"Name":"BÜRO-1","State":0},{"Name":"BÜRO-2","State":0}]}"#;
    let options = ["resolve", "--traffic", "cluster", "--from", "büro-1", "--network", "сЕ*", "-"];
    let output = run_with_stdin(&options, capture.as_bytes());
    let page = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(page.contains("BÜRO-1 -> BÜRO-2") && !page.contains("BÜRO-2 -> BÜRO-1"), "{page}");
}
