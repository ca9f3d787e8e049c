//! The names in options: lists, `*` and `?`, any case, and what a name costs that a cluster does not have.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod asking;
}

use clusterroute::api::{measure, recommend, resolve};
use serde_json::{Value, json};
use support::asking::{answers, ask, try_ask};

fn cluster(name: &str, nodes: &[&str], networks: &[&str], volumes: &[&str]) -> Value {
    let node = |node: &&str| json!({"Name": node, "Cluster": name, "State": 0});
    let network = |(place, network): (usize, &&str)| {
        let metric = 70_384 + place;
        json!({"Name": network, "Id": format!("{place:08}-0000-0000-0000-000000000000"), "Role": 3, "State": 3,
               "Metric": metric, "AutoMetric": true})
    };
    let volume = |volume: &&str| json!({"Name": volume, "OwnerNode": nodes[0], "State": 2});
    json!({
        "cluster": [{"Name": name}],
        "nodes": nodes.iter().map(node).collect::<Vec<_>>(),
        "networks": networks.iter().enumerate().map(network).collect::<Vec<_>>(),
        "shared_volumes": volumes.iter().map(volume).collect::<Vec<_>>(),
    })
}

fn prod() -> Value {
    cluster("PROD", &["HV1", "HV2", "HV3", "BK1"], &["LAN", "SMB1", "SMB2"], &["CSV1", "CSV2", "Backup"])
}

/// What the routes have there, each once, sorted.
fn each_once(answer: &Value, key: &str) -> Vec<String> {
    let routes = answer["routes"].as_array().unwrap().iter();
    let mut found: Vec<String> = routes.filter_map(|route| route[key].as_str().map(str::to_owned)).collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn a_list_asks_for_each_of_its_names() {
    let asked = |options: Value| ask(resolve::ask, &prod(), &options);
    let answer = asked(json!({"traffic": "cluster", "from": ["hv1", "BK1"], "to": "HV2"}));
    assert_eq!(each_once(&answer, "from"), ["BK1", "HV1"]);
    assert_eq!(each_once(&answer, "to"), ["HV2"]);
    assert_eq!(answer["routes"].as_array().unwrap().len(), 2);
    assert_eq!(
        each_once(&asked(json!({"traffic": "csv", "volume": ["csv1", "BACKUP"]})), "volume"),
        ["Backup", "CSV1"]
    );
    assert_eq!(asked(json!({"from": "HV1"})), asked(json!({"from": ["HV1"]})));
    assert_eq!(asked(json!({"from": null})), asked(json!({"from": []})));
}

#[test]
fn patterns_ask_for_what_they_describe() {
    let asked = |options: Value| ask(resolve::ask, &prod(), &options);
    assert_eq!(
        each_once(&asked(json!({"traffic": "cluster", "from": "hv*"})), "from"),
        ["HV1", "HV2", "HV3"]
    );
    let answer = asked(json!({"traffic": "cluster", "from": "?K1", "to": ["HV?", "BK1"]}));
    assert_eq!(each_once(&answer, "to"), ["HV1", "HV2", "HV3"]);
    assert_eq!(each_once(&asked(json!({"traffic": "csv", "volume": "c*"})), "volume"), ["CSV1", "CSV2"]);
}

#[test]
fn routes_are_those_that_use_a_network_or_would() {
    let all = ask(resolve::ask, &prod(), &json!({}));
    let holds = |route: &Value, wanted: &[&str]| {
        let of = |key: &str| route[key].as_array().unwrap().clone();
        of("networks")
            .iter()
            .chain(&of("failover"))
            .any(|one| wanted.contains(&one["name"].as_str().unwrap()))
    };
    for (asked, wanted) in [
        (json!("smb1"), &["SMB1"][..]),
        (json!("SMB*"), &["SMB1", "SMB2"]),
        (json!(["LAN", "SMB2"]), &["LAN", "SMB2"]),
        (json!("{00000001-0000-0000-0000-000000000000}"), &["SMB1"]),
    ] {
        let found = ask(resolve::ask, &prod(), &json!({"network": asked}));
        let expected: Vec<&Value> =
            all["routes"].as_array().unwrap().iter().filter(|route| holds(route, wanted)).collect();
        assert!(!expected.is_empty(), "{asked}");
        assert_eq!(found["routes"].as_array().unwrap().iter().collect::<Vec<_>>(), expected, "{asked}");
    }
    // A volume's coordinator uses no network.
    let csv = ask(resolve::ask, &prod(), &json!({"traffic": "csv", "network": "*"}));
    assert!(csv["routes"].as_array().unwrap().iter().all(|route| route["local"] == false));
}

#[test]
fn metrics_are_those_of_the_networks_and_their_ranks_stay() {
    let all = ask(measure::ask, &prod(), &json!({}));
    let some = ask(measure::ask, &prod(), &json!({"network": ["smb?"]}));
    let of_smb = |network: &&Value| network["name"].as_str().unwrap().starts_with("SMB");
    let expected: Vec<&Value> = all["networks"].as_array().unwrap().iter().filter(of_smb).collect();
    assert_eq!(expected.len(), 2);
    assert_eq!(some["networks"].as_array().unwrap().iter().collect::<Vec<_>>(), expected);
}

#[test]
fn a_name_that_fits_nothing_is_named_with_the_nearest() {
    for (options, message) in [
        (
            json!({"from": ["HV1", "HV9"]}),
            "options.from: no node is called \"HV9\"; the nearest is HV1; the capture has BK1, HV1, HV2, HV3",
        ),
        (
            json!({"to": "HX*"}),
            "options.to: no node fits \"HX*\"; the nearest is HV1; the capture has BK1, HV1, HV2, HV3",
        ),
        (
            json!({"volume": "CVS1"}),
            "options.volume: no volume is called \"CVS1\"; the nearest is CSV1; the capture has Backup, CSV1, CSV2",
        ),
        (
            json!({"network": "SMBX"}),
            "options.network: no network is called \"SMBX\"; the nearest is SMB1; the capture has LAN, SMB1, SMB2",
        ),
        (json!({"from": ""}), "options.from: no node is called \"\"; the capture has BK1, HV1, HV2, HV3"),
    ] {
        let error = try_ask(resolve::ask, &prod(), &options).unwrap_err();
        assert!(error.ends_with(message), "{error}");
    }
    let error = try_ask(measure::ask, &prod(), &json!({"network": "SNB*"})).unwrap_err();
    assert!(error.contains("no network fits \"SNB*\"; the nearest is SMB1"), "{error}");
}

/// What names a thing exactly is that thing, whatever else it would describe.
#[test]
fn a_name_that_holds_a_wildcard_is_found_first() {
    let odd = cluster("ODD", &["N1", "N2"], &["LAN", "LAN*", "LAN1"], &["V?", "V1"]);
    let names = |asked: &str| -> Vec<String> {
        let answer = ask(measure::ask, &odd, &json!({"network": asked}));
        answer["networks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|n| n["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("lan*"), ["LAN*"]);
    assert_eq!(names("LA*"), ["LAN", "LAN*", "LAN1"]);
    let answer = ask(resolve::ask, &odd, &json!({"traffic": "csv", "volume": "v?"}));
    assert_eq!(each_once(&answer, "volume"), ["V?"]);
}

fn two() -> Value {
    let [a, b] = [("A", ["A1", "A2"]), ("B", ["B1", "B2"])]
        .map(|(name, nodes)| cluster(name, &nodes, &["LAN", name], &[]));
    json!({"captures": [a, b]})
}

/// The clusters that answer, and the places and messages of the errors.
fn of_two(question: support::asking::Question, options: Value) -> (Vec<String>, Vec<String>) {
    let answer = answers(question, &json!({"schema": 2, "input": two(), "options": options}));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let entries = answer["answers"].as_array().unwrap().iter().map(|entry| text(&entry["cluster"]));
    let errors = answer["errors"].as_array().unwrap().iter();
    (entries.collect(), errors.map(|e| format!("{}: {}", text(&e["path"]), text(&e["message"]))).collect())
}

#[test]
fn of_several_clusters_each_is_asked_for_what_it_has() {
    let (answered, errors) = of_two(resolve::ask, json!({"from": "A1"}));
    assert_eq!(answered, ["A"]);
    assert_eq!(
        errors,
        ["B: options.from: no node is called \"A1\"; the nearest is B1; the capture has B1, B2"]
    );

    // Between them they have all that is asked for.
    assert_eq!(
        of_two(resolve::ask, json!({"from": ["A1", "B*"]})),
        (vec!["A".to_owned(), "B".to_owned()], Vec::new())
    );
    assert_eq!(of_two(measure::ask, json!({"network": ["A", "B"]})).0, ["A", "B"]);
    assert_eq!(of_two(measure::ask, json!({"network": "LAN"})).0, ["A", "B"]);
    let (answered, errors) = of_two(measure::ask, json!({"network": "B"}));
    assert_eq!((answered.len(), errors.len()), (1, 1));
    assert!(errors[0].starts_with("A: options.network: "), "{errors:?}");
}

#[test]
fn what_every_cluster_lacks_each_says() {
    for from in [json!("Z9"), json!(["A1", "Z9", "B1"]), json!("Z*")] {
        let (answered, errors) = of_two(resolve::ask, json!({"from": from}));
        assert!(answered.is_empty(), "{from}: {answered:?}");
        assert_eq!(errors.len(), 2, "{from}: {errors:?}");
        assert!(errors[0].starts_with("A: options.from: no node "), "{errors:?}");
        assert!(errors[1].starts_with("B: options.from: no node "), "{errors:?}");
        assert!(errors.iter().all(|error| error.contains("\"Z")), "{errors:?}");
    }
}

/// A cluster whose names are of three alphabets; what belongs to them is written in the other case.
fn alphabets() -> Value {
    let volume = |name: &str, owner: &str| json!({"Name": name, "OwnerNode": owner, "State": 2});
    let state = |name: &str, node: &str| json!({"Name": name, "Node": node, "StateInfo": "Direct"});
    let interface = |node: &str, network: &str, last: u32| {
        json!({"Name": format!("{node} - {network}"), "Node": node, "Network": network, "State": 3,
               "Ipv4Addresses": [format!("10.0.{last}.1")], "Cluster": "übung"})
    };
    json!({
        "cluster": [{"Name": "ÜBUNG"}],
        "nodes": [{"Name": "BÜRO-Ä", "State": 0}, {"Name": "сервер-2", "State": 0}],
        "networks": [
            {"Name": "Сеть", "Role": 3, "State": 3, "Metric": 70_384, "AutoMetric": true},
            {"Name": "ΔΊΚΤΥΟΣ", "Role": 1, "State": 3, "Metric": 30_384, "AutoMetric": true},
        ],
        "interfaces": [
            interface("büro-ä", "СЕТЬ", 1),
            interface("СЕРВЕР-2", "СЕТЬ", 2),
            interface("BÜRO-ä", "δίκτυος", 3),
            interface("Сервер-2", "Δίκτυος", 4),
        ],
        "shared_volumes": [volume("Übersicht", "büro-ä")],
        "shared_volume_states": [state("ÜBERSICHT", "Büro-Ä"), state("übersicht", "СЕРВЕР-2")],
    })
}

#[test]
fn case_is_none_in_any_alphabet() {
    let answer = ask(resolve::ask, &alphabets(), &json!({}));
    assert_eq!(each_once(&answer, "from"), ["BÜRO-Ä", "сервер-2"], "each node is one");
    let csv = |answer: &Value| {
        let routes = answer["routes"].as_array().unwrap().iter().filter(|route| route["traffic"] == "csv");
        let said = |route: &Value| {
            json!([route["from"], route["to"], route["volume"], route["local"], route["mode"]])
        };
        routes.map(said).collect::<Vec<_>>()
    };
    assert_eq!(
        csv(&answer),
        [
            json!(["BÜRO-Ä", "BÜRO-Ä", "Übersicht", true, "direct"]),
            json!(["сервер-2", "BÜRO-Ä", "Übersicht", false, "direct"]),
        ]
    );
    // Every interface is on its network, so that there is a way and one that takes over.
    let cluster =
        answer["routes"].as_array().unwrap().iter().find(|route| route["traffic"] == "cluster").unwrap();
    assert_eq!(
        (&cluster["networks"][0]["name"], &cluster["failover"][0]["name"]),
        (&json!("ΔΊΚΤΥΟΣ"), &json!("Сеть"))
    );

    for options in [
        json!({"traffic": "cluster", "from": "büro-ä", "to": "СЕРВЕР*"}),
        json!({"traffic": "cluster", "from": "б?ро*", "to": "*"}),
        json!({"traffic": "csv", "volume": "ÜBERSICHT", "from": "СЕРВЕР-2"}),
        json!({"network": ["сЕТЬ", "δίκτυος"]}),
        json!({"without": ["network:СЕТЬ"], "set": ["metric:δίκτυοΣ=5", "owner:ÜBERSICHT=СЕРВЕР-2"]}),
    ] {
        let found = try_ask(resolve::ask, &alphabets(), &options);
        // The second mixes alphabets that only look alike.
        assert_eq!(found.is_err(), options["from"] == "б?ро*", "{options}: {found:?}");
    }
    let error = try_ask(resolve::ask, &alphabets(), &json!({"from": "BURO-ä"})).unwrap_err();
    assert!(error.contains("the nearest is BÜRO-Ä"), "{error}");
}

/// Loose objects of one cluster stay together, and what is accepted for it is.
#[test]
fn a_cluster_is_itself_in_any_case() {
    let object = |kind: &str, properties: Value| json!({"type": format!("Microsoft.FailoverClusters.PowerShell.{kind}"), "properties": properties});
    let objects = json!([
        object(
            "ClusterNetwork",
            json!({"Name": "Сеть", "Role": 3, "State": 3, "Metric": 70_384, "Cluster": "ÜBUNG"})
        ),
        object("ClusterNode", json!({"Name": "Ä1", "State": 0, "Cluster": "übung"})),
        object("ClusterNode", json!({"Name": "ä1", "State": 0, "Cluster": "Übung.example.org"})),
        object("ClusterNode", json!({"Name": "ä2", "State": 0, "Cluster": "ÜBUNG"})),
    ]);
    let answer = answers(resolve::ask, &json!({"schema": 2, "input": {"objects": objects}}));
    assert_eq!(answer["answers"].as_array().unwrap().len(), 1, "{answer}");
    assert_eq!(each_once(&answer["answers"][0], "from"), ["Ä1", "ä2"]);

    let advice = |options: Value| {
        let input = json!({"objects": objects});
        answers(recommend::ask, &json!({"schema": 2, "input": input, "options": options}))["answers"][0]
            .clone()
    };
    let all = advice(json!({}));
    let rule = all["findings"][0]["rule"].as_str().unwrap();
    let text = format!("[[suppress]]\nrule = \"{rule}\"\ncluster = \"übu*\"\nreason = \"x\"\n");
    assert!(!advice(json!({"suppression": text}))["suppressed"].as_array().unwrap().is_empty());
    let baseline = json!({"answers": [{"cluster": "ÜbunG", "findings": all["findings"]}]});
    assert_eq!(advice(json!({"baseline": baseline}))["findings"], json!([]));
}
