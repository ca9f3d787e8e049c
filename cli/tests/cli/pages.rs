//! Every page of every cluster, as it is printed.

use super::{CLUSTERS, answer, capture, compare, root, run, run_with_stdin};
use serde_json::json;

/// Columns of a page.
const WIDTH: usize = 100;

/// Lines that are there to be copied and are never broken: commands, indented by four, and links.
fn is_to_copy(line: &str) -> bool {
    line.starts_with("    ") && !line.starts_with("     ") || line.contains("://")
}

fn check(name: &str, page: &str) {
    for line in page.lines() {
        let columns = line.chars().count();
        assert!(columns <= WIDTH || is_to_copy(line), "{name}: {columns} columns: {line}");
        assert!(!line.ends_with(' '), "{name}: blank at the end of {line:?}");
    }
    assert!(page.ends_with('\n') && !page.ends_with("\n\n"), "{name}");
    compare(&format!("tests/fixtures/cli/{name}.txt"), page);
}

/// A page of findings without what every new rule changes: which rules were not checked, and how many were.
fn without_totals(page: &str) -> String {
    let mut kept = String::new();
    let mut is_list = false;
    for line in page.lines() {
        is_list = line.starts_with("NOT CHECKED") || is_list && !line.is_empty();
        if !is_list && !line.ends_with(" not checked") {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    let findings = kept.split("\n\n").filter(|part| !part.trim().is_empty());
    findings.map(str::trim_end).collect::<Vec<_>>().join("\n\n") + "\n"
}

#[test]
fn metrics() {
    for cluster in CLUSTERS {
        check(&format!("{cluster}.measure"), &answer(&["measure", &capture(cluster)]));
    }
}

#[test]
fn routes() {
    for cluster in CLUSTERS {
        check(&format!("{cluster}.resolve"), &answer(&["resolve", &capture(cluster)]));
    }
}

#[test]
fn needs() {
    for cluster in ["hyperv-2008r2-dpm", "s2d-2019-rdma"] {
        check(&format!("{cluster}.needs"), &answer(&["needs", &capture(cluster)]));
    }
}

#[test]
fn failures() {
    for cluster in ["hyperv-2008r2-dpm", "s2d-2019-rdma"] {
        check(&format!("{cluster}.failures"), &answer(&["failures", "--depth", "2", &capture(cluster)]));
    }
}

#[test]
fn plans() {
    for cluster in ["azlocal-23h2-switchless", "hyperv-2022-lm-layers"] {
        check(&format!("{cluster}.plan"), &answer(&["plan", &capture(cluster)]));
    }
}

#[test]
fn estimates() {
    for cluster in ["hyperv-2008r2-dpm", "s2d-2019-rdma"] {
        check(&format!("{cluster}.redirect"), &answer(&["estimate", "redirect", &capture(cluster)]));
    }
    for cluster in ["hyperv-2008r2-dpm", "s2d-2019-rdma"] {
        check(
            &format!("{cluster}.faster"),
            &answer(&["estimate", "faster", "--speed", "25", &capture(cluster)]),
        );
    }
    for (cluster, node) in [("hyperv-2008r2-dpm", "HV01"), ("s2d-2019-rdma", "HV11")] {
        let drain = ["estimate", "drain", "--node", node, "--vm", "SQL1=64GB", "--vm", "WEB1=16GB"];
        check(&format!("{cluster}.drain"), &answer(&[&drain[..], &[&capture(cluster)]].concat()));
    }
    let stated = ["estimate", "redirect", "--io", "*/*=40MB/s", "--io", "*/HV11=900MB/s"];
    let backup = ["estimate", "backup", "--node", "HV12", "--size", "*=2TB"];
    check("s2d-2019-rdma.backup", &answer(&[&backup[..], &[&capture("s2d-2019-rdma")]].concat()));
    check("s2d-2019-rdma.redirect-io", &answer(&[&stated[..], &[&capture("s2d-2019-rdma")]].concat()));
}

/// 64 nodes on 8 networks are read on two screens.
#[test]
fn changes() {
    let [before, after] = ["before", "after"].map(|side| format!("tests/fixtures/compare/{side}.json"));
    let output = run(&["compare", &before, &after]);
    assert_eq!(output.status.code(), Some(1), "something got worse");
    check("compare", &String::from_utf8(output.stdout).expect("pages are UTF-8"));
    let output = run(&["compare", &after, &after]);
    assert_eq!(output.status.code(), Some(0), "nothing got worse");
}

/// A cluster of which some interfaces have failed, as many as `failed`, here and there.
fn with_failed(nodes: usize, networks: usize, volumes: usize, failed: usize) -> Vec<u8> {
    let node = |n: usize| format!("HV-{:03}", n + 1);
    let network = |n: usize| if n == 0 { "Management".to_owned() } else { format!("Storage {n}") };
    let is_failed = |at: usize, on: usize| {
        on > 0 && (0..failed).any(|n| (n * 37 + 3) % nodes == at && n % (networks - 1) + 1 == on)
    };
    let all: Vec<(usize, usize)> = (0..nodes).flat_map(|at| (0..networks).map(move |on| (at, on))).collect();
    json!({
        "cluster": [{"Name": "LARGE", "ClusterFunctionalLevel": 11}],
        "nodes": (0..nodes).map(|n| json!({"Name": node(n), "State": "Up"})).collect::<Vec<_>>(),
        "networks": (0..networks).map(|n| json!({"Name": network(n), "Role": if n == 0 { 3 } else { 1 }, "State": 3,
            "Metric": if n == 0 { 70240 } else { 20400 + n }, "AutoMetric": true})).collect::<Vec<_>>(),
        "interfaces": all.iter().map(|&(at, on)| json!({"Name": format!("{} - {}", node(at), network(on)),
            "Node": node(at), "Network": network(on), "State": if is_failed(at, on) { 1 } else { 3 }})).collect::<Vec<_>>(),
        "shared_volumes": (0..volumes).map(|n| json!({"Name": format!("CSV{}", n + 1), "OwnerNode": node(n % nodes)})).collect::<Vec<_>>(),
        "shared_volume_states": (0..volumes).flat_map(|v| (0..nodes).map(move |n| (v, n))).map(|(v, n)| json!({
            "Name": format!("CSV{}", v + 1), "VolumeFriendlyName": format!("CSV{}", v + 1), "Node": node(n), "StateInfo": 2})).collect::<Vec<_>>(),
    })
    .to_string()
    .into_bytes()
}

/// What is odd comes first, and a screen or two are enough; nothing is left out in silence.
#[test]
fn routes_of_a_large_cluster_fit_two_screens() {
    for (capture, screens) in [(with_failed(16, 4, 16, 3), 100), (with_failed(64, 8, 64, 17), 130)] {
        let output = run_with_stdin(&["resolve", "-"], &capture);
        let page = String::from_utf8(output.stdout).expect("pages are UTF-8");
        let lines = page.lines().count();
        assert!(lines <= screens, "{lines} lines:\n{page}");
        assert!(page.contains("all other pairs (") && page.contains("HV-004"), "{page}");
        let all =
            String::from_utf8(run_with_stdin(&["resolve", "--all", "-"], &capture).stdout).expect("UTF-8");
        assert!(!all.contains("--all"), "all is all");
    }
    let large = String::from_utf8(run_with_stdin(&["resolve", "-"], &with_failed(64, 8, 64, 17)).stdout)
        .expect("UTF-8");
    assert!(large.contains(", which --all lists."), "{large}");
}

#[test]
fn failures_of_a_large_cluster_fit_two_screens() {
    let node = |n: usize| format!("N{n:02}");
    let networks = || 0..8_usize;
    let capture = json!({
        "cluster": [{"Name": "LARGE", "ClusterFunctionalLevel": 11}],
        "networks": networks().map(|n| json!({
            "Name": format!("W{n}"), "Role": ([3, 1, 1, 0, 0, 0, 0, 0][n]), "AutoMetric": true, "State": 3,
            "Metric": ([70_000, 20_401, 20_402, 39_843, 39_844, 39_845, 39_846, 39_847][n]),
        })).collect::<Vec<_>>(),
        "interfaces": (0..512).map(|n| json!({
            "Name": format!("{} - W{}", node(n / 8), n % 8), "Node": node(n / 8), "Network": format!("W{}", n % 8),
            "State": 3, "AdapterId": format!("{{{n}}}"),
        })).collect::<Vec<_>>(),
        "shared_volumes": (0..16).map(|n| json!({"Name": format!("CSV{n}"), "OwnerNode": node(n)})).collect::<Vec<_>>(),
    });
    let output = run_with_stdin(&["failures", "--depth", "2", "-"], capture.to_string().as_bytes());
    let page = String::from_utf8(output.stdout).expect("answers are UTF-8");
    let lines = page.split("\nNot known").next().map_or(0, |page| page.lines().count());
    assert!(lines <= 48, "{lines} lines:\n{page}");
    assert!(page.contains("The other "), "{page}");
}

#[test]
fn recommendations() {
    for cluster in CLUSTERS {
        check(&format!("{cluster}.recommend"), &without_totals(&answer(&["recommend", &capture(cluster)])));
    }
}

#[test]
fn contents() {
    for cluster in CLUSTERS {
        let page = answer(&["capture", &capture(cluster)]);
        check(&format!("{cluster}.capture"), &page.replace('\\', "/"));
    }
}

#[test]
fn cluster_logs() {
    let logs = ["HV11", "HV12"].map(|node| format!("tests/fixtures/cluster-log/{node}_cluster.log"));
    let [first, second] = logs.each_ref().map(String::as_str);
    let page = |command: &str| answer(&[command, first, second]).replace('\\', "/");
    check("cluster-log.capture", &page("capture"));
    check("cluster-log.recommend", &without_totals(&page("recommend")));
    check("cluster-log.resolve", &answer(&["resolve", "--traffic", "cluster", first, second]));
    let old = answer(&[
        "capture",
        "tests/fixtures/captures/s2d-2019-rdma/networks.xml",
        "tests/fixtures/cluster-log/2012r2",
    ]);
    check("cluster-log.2012r2", &old.replace('\\', "/"));
}

#[test]
fn networks_alone() {
    for cluster in CLUSTERS {
        let networks = format!("{}/networks.xml", capture(cluster));
        check(&format!("{cluster}.networks-alone"), &answer(&["resolve", &networks]));
    }
}

#[test]
fn validation_report() {
    for verb in ["capture", "measure", "resolve", "recommend"] {
        let page = answer(&[verb, "tests/fixtures/report/hyperv-2022.mht"]);
        let page = if verb == "recommend" { without_totals(&page) } else { page };
        check(&format!("validation-report.{verb}"), &page);
    }
}

#[test]
fn what_if() {
    let san = capture("hyperv-2012r2-san");
    check("what-if.without", &answer(&["resolve", "--without", "network:Cluster", &san]));
    check("what-if.redirect", &answer(&["resolve", "--traffic", "csv", "--set", "redirect:*", &san]));
    check("what-if.metric", &answer(&["measure", "--set", "metric:Management=900", &san]));
}

#[test]
fn several_clusters() {
    let page = answer(&["measure", &capture(CLUSTERS[0]), &capture(CLUSTERS[5])]);
    check("several-clusters", &page);
}

#[test]
fn catalogue_and_rule_pages() {
    let catalogue = answer(&["rules"]);
    let ids: Vec<&str> = catalogue.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let ids: Vec<&str> = ids.into_iter().filter(|id| id.starts_with("CR")).collect();
    assert!(!ids.is_empty());
    for id in ids {
        let page = answer(&["rules", id]);
        for part in ["Windows: ", "Needs: ", "Since: ", "Reference: "] {
            assert!(page.contains(part), "{id} has no {part}");
        }
        for line in page.lines() {
            assert!(line.chars().count() <= WIDTH || is_to_copy(line), "{id}: {line}");
        }
    }
}

#[test]
fn sections() {
    check("schema", &answer(&["schema"]));
}

#[test]
fn rules_that_examples_name_exist() {
    let catalogue = answer(&["rules"]);
    let help = ["recommend", "rules"].map(|command| answer(&[command, "--help"])).concat();
    let readme = std::fs::read_to_string(root().join("README.md")).expect("there is a README");
    for text in [help, readme] {
        let ids: Vec<&str> = text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| word.len() == 5 && word.starts_with("CR"))
            .collect();
        assert!(!ids.is_empty());
        for id in ids {
            assert!(catalogue.contains(id), "an example names {id}, which is no rule");
        }
    }
}

#[test]
fn help() {
    let commands = [
        "capture",
        "measure",
        "resolve",
        "recommend",
        "plan",
        "needs",
        "failures",
        "compare",
        "estimate redirect",
        "estimate backup",
        "estimate drain",
        "estimate faster",
        "report",
        "rules",
        "schema",
        "completions",
    ];
    for command in commands {
        let page = answer(&command.split(' ').chain(["--help"]).collect::<Vec<_>>());
        assert!(page.contains("Examples:\n  clusterroute "), "{command} --help has no example");
        assert!(page.lines().all(|line| line.chars().count() <= WIDTH), "{command} --help is too wide");
    }
    let page = answer(&["--help"]);
    assert!(page.contains("Examples:") && page.contains("Exit codes:"));
    assert_eq!(answer(&["--version"]), format!("clusterroute {}\n", env!("CARGO_PKG_VERSION")));
}
