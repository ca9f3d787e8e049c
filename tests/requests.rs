//! What a request may ask, what is said of one that asks something else, and what an error costs.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use clusterroute::api::QUESTIONS;
use clusterroute::error::Code;
use serde_json::{Value, json};

/// Asks the question of that name.
fn ask(question: &str, request: &Value) -> (Option<Code>, Value) {
    let question = QUESTIONS.iter().find(|row| row.name == question).unwrap();
    let request = &of_a_kind(question.name, request);
    let reply = (question.ask)(request.to_string().as_bytes());
    (reply.failed, serde_json::from_slice(&reply.json).unwrap())
}

/// The same request; of a question with several kinds it asks for one of them, unless it says which.
fn of_a_kind(question: &str, request: &Value) -> Value {
    let mut request = request.clone();
    if question == "estimate" && request["options"]["what"].is_null() {
        request["options"]["what"] = json!("redirect");
    }
    request
}

/// The only error of a request that has no answer.
fn refused(question: &str, request: Value) -> Value {
    let (failed, mut answer) = ask(question, &request);
    assert!(failed.is_some(), "{request}: {answer}");
    assert_eq!(answer["answers"], json!([]), "{request}");
    assert_eq!(answer["errors"].as_array().unwrap().len(), 1, "{request}: {answer}");
    answer["errors"][0].take()
}

/// The request is refused for this, in this place.
#[track_caller]
fn assert_refused(question: &str, request: Value, path: &str, message: &str) {
    let error = refused(question, request);
    assert_eq!(
        (error["code"].as_str(), error["path"].as_str()),
        (Some("invalid_request"), Some(path)),
        "{error}"
    );
    assert_eq!(error["message"], message);
}

fn cluster(name: &str, nodes: [&str; 2]) -> Value {
    let nodes = nodes.map(|node| json!({"Name": node, "Cluster": name}));
    let network = json!({"Name": "LAN", "Role": 3, "State": 3, "Metric": 70384, "AutoMetric": true});
    json!({"cluster": [{"Name": name}], "nodes": nodes, "networks": [network]})
}

fn with_options(options: Value) -> Value {
    json!({"schema": 2, "input": {"captures": [cluster("C1", ["A1", "A2"])]}, "options": options})
}

#[test]
fn a_request_of_schema_1_is_refused_with_what_changed() {
    let changed = "expected schema 2, found 1: since schema 2 captures and paths are in input, as in \
                   {\"schema\":2,\"input\":{\"captures\":[..]}}";
    for question in QUESTIONS {
        let capture = cluster("C1", ["A1", "A2"]);
        assert_refused(question.name, json!({"schema": 1, "capture": capture}), "schema", changed);
        assert_refused(question.name, json!({"schema": 1, "paths": ["networks.xml"]}), "schema", changed);
        assert_refused(question.name, json!({"schema": 3}), "schema", "expected schema 2, found 3");
        assert_refused(question.name, json!({}), "schema", "expected schema 2, found none");
    }
}

#[test]
fn an_unknown_key_is_named_with_the_one_that_was_meant() {
    let capture = || cluster("C1", ["A1", "A2"]);
    assert_refused(
        "measure",
        json!({"schema": 2, "inputs": {"captures": [capture()]}}),
        "request",
        "expected a known key (schema, input, before, options), found \"inputs\", did you mean input?",
    );
    assert_refused(
        "measure",
        json!({"schema": 2, "input": {"capture": [capture()]}}),
        "input",
        "expected a known kind of input (paths, captures, objects), found \"capture\", did you mean captures?",
    );
    let error = refused("measure", json!({"schema": 2, "input": {"captures": [{"netwroks": []}]}}));
    assert_eq!(error["path"], "input.captures[0]");
    assert!(
        error["message"].as_str().unwrap().ends_with("found 'netwroks', did you mean networks?"),
        "{error}"
    );
}

#[test]
fn an_unknown_option_is_named_with_the_one_that_was_meant() {
    assert_refused(
        "measure",
        with_options(json!({"withuot": ["node:A1"]})),
        "options.withuot",
        "expected a known option (windows_version, without, set, network), found \"withuot\", did you mean \
         without?",
    );
    assert_refused(
        "schema",
        json!({"schema": 2, "options": {"zebra": 1}}),
        "options.zebra",
        "expected no options, found \"zebra\"",
    );
}

/// Every option, given to every question that does not have it.
#[test]
fn an_option_of_another_question_names_its_owner() {
    let mut count = 0;
    for question in QUESTIONS {
        for owner in QUESTIONS {
            for option in owner.options.iter().filter(|option| !question.options.contains(option)) {
                let mut request = json!({"schema": 2, "options": {*option: "A1"}});
                if !matches!(question.name, "rules" | "schema") {
                    request["input"] = json!({"captures": [cluster("C1", ["A1", "A2"])]});
                }
                let error = refused(question.name, request);
                let message = error["message"].as_str().unwrap();
                assert!(message.starts_with(&format!("{option} is an option of ")), "{message}");
                assert_eq!(error["path"], format!("options.{option}"));
                count += 1;
            }
        }
    }
    assert!(count > 20, "{count}");
}

#[test]
fn a_value_that_an_option_does_not_take_is_named() {
    assert_refused(
        "resolve",
        with_options(json!({"without": "node:A1", "traffic": ["csv", "csw"]})),
        "options.traffic",
        "expected a value that traffic takes: unknown variant `csw`, expected one of `cluster`, `csv`, \
         `live_migration`",
    );
    assert_refused(
        "measure",
        with_options(json!({"without": 7})),
        "options.without",
        "expected a value that without takes: invalid type: integer `7`, expected a text or a list of texts",
    );
    assert_refused(
        "recommend",
        with_options(json!({"rules": ["CR102", null]})),
        "options.rules",
        "expected a value that rules takes: invalid type: null, expected a string",
    );
    let error = refused("measure", with_options(json!({"windows_version": "2018"})));
    assert_eq!(error["path"], "options.windows_version");
}

#[test]
fn a_list_may_be_one_text_or_null() {
    for question in ["measure", "resolve", "recommend", "needs", "failures", "estimate", "attribute"] {
        let answer = |without: Value| ask(question, &with_options(json!({"without": without}))).1;
        assert_eq!(answer(json!("node:A2")), answer(json!(["node:A2"])));
        assert_eq!(answer(json!(null)), answer(json!([])));
        assert_eq!(answer(json!("node:A2"))["answers"][0]["what_if"], json!(["node:A2"]));
    }
    let one = ask("resolve", &with_options(json!({"traffic": "live_migration"}))).1;
    assert_eq!(one, ask("resolve", &with_options(json!({"traffic": ["live_migration"]}))).1);
    let traffic = one["answers"][0]["routes"].as_array().unwrap().iter().map(|route| &route["traffic"]);
    assert!(
        traffic.clone().count() > 0 && traffic.clone().all(|traffic| traffic == "live_migration"),
        "{one}"
    );
}

#[test]
fn a_question_about_clusters_needs_an_input_and_no_other_takes_one() {
    for question in QUESTIONS {
        if matches!(question.name, "rules" | "schema") {
            assert_refused(
                question.name,
                json!({"schema": 2, "input": {"paths": ["networks.xml"]}}),
                "input",
                "expected no input, since this question is not about clusters, found one",
            );
            continue;
        }
        let message = "expected an input of paths, captures or objects, found none";
        assert_refused(question.name, json!({"schema": 2}), "input", message);
        let message = "expected at least one path, capture or object, found none";
        assert_refused(question.name, json!({"schema": 2, "input": {}}), "input", message);
    }
}

/// The program passes its standard input on by itself; a host of the library has not offered its own.
#[test]
fn a_dash_is_not_the_standard_input_of_a_caller() {
    let error = refused("measure", json!({"schema": 2, "input": {"paths": ["-"]}}));
    assert_eq!(
        error,
        json!({
            "code": "unreadable_file",
            "message": "expected a file or a folder, found -, which is standard input for the program alone",
            "path": "-",
        })
    );
}

#[test]
fn what_one_cluster_does_not_have_costs_its_own_answer_only() {
    let captures =
        json!([cluster("C1", ["A1", "A2"]), cluster("C2", ["B1", "B2"]), cluster("C3", ["A1", "A3"])]);
    let input = json!({"captures": captures});
    for (options, place) in
        [(json!({"from": "A1"}), "options.from"), (json!({"without": "node:A1"}), "options.without[0]")]
    {
        let (failed, answer) = ask("resolve", &json!({"schema": 2, "input": input, "options": options}));
        assert_eq!(failed, None);
        let named: Vec<&Value> =
            answer["answers"].as_array().unwrap().iter().map(|one| &one["cluster"]).collect();
        assert_eq!(named, ["C1", "C3"]);
        assert_eq!(
            answer["errors"],
            json!([{
                "code": "unknown_name",
                "message": "no node is called \"A1\"; the nearest is B1; the capture has B1, B2",
                "path": format!("C2: {place}"),
            }])
        );
    }
    let nobody = json!({"schema": 2, "input": input, "options": {"from": "Z1"}});
    let (failed, answer) = ask("resolve", &nobody);
    assert_eq!(failed, Some(Code::UnknownName));
    assert_eq!(answer["answers"], json!([]));
    assert_eq!(answer["errors"].as_array().unwrap().len(), 3);
}

#[test]
fn what_cannot_be_read_costs_its_own_answer_only() {
    let captures = json!([{"networks": 7}, cluster("C1", ["A1", "A2"]), {"nets": []}]);
    let input =
        json!({"paths": ["no/such.zip", "tests/fixtures/captures/s2d-2019-rdma"], "captures": captures});
    for question in
        ["read_capture", "measure", "resolve", "recommend", "plan", "needs", "failures", "estimate"]
    {
        let (failed, answer) = ask(question, &json!({"schema": 2, "input": input}));
        assert_eq!(failed, None);
        let named: Vec<&Value> =
            answer["answers"].as_array().unwrap().iter().map(|one| &one["cluster"]).collect();
        assert_eq!(named, ["S2D-2019-RDMA", "C1"], "{question}");
        let places: Vec<&str> =
            answer["errors"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
        assert_eq!(places, ["no/such.zip", "input.captures[0].networks", "input.captures[2]"], "{question}");
    }
}

#[test]
fn every_entry_about_a_cluster_starts_and_ends_alike() {
    let start = ["cluster", "name", "windows", "captured_at", "what_if", "assumptions"];
    let end = ["sources", "read_as", "not_read"];
    for question in [
        "read_capture",
        "measure",
        "resolve",
        "recommend",
        "plan",
        "needs",
        "failures",
        "estimate",
        "attribute",
    ] {
        let request = of_a_kind(question, &with_options(json!({})));
        let row = QUESTIONS.iter().find(|row| row.name == question).unwrap();
        let text = String::from_utf8((row.ask)(request.to_string().as_bytes()).json).unwrap();
        let head = format!(
            "{{\"schema\":2,\"question\":\"{question}\",\"answers\":[{{\"cluster\":\"C1\",\"name\":\"C1\","
        );
        assert!(text.starts_with(&head), "{text}");
        assert!(text.ends_with("\"sources\":[],\"read_as\":[],\"not_read\":[]}],\"errors\":[]}"), "{text}");
        let places: Vec<usize> =
            start.iter().chain(&end).map(|key| text.find(&format!("\"{key}\":")).unwrap()).collect();
        assert!(places.is_sorted(), "{question}: {places:?}");
    }
}

/// Nodes that only interfaces or the states of volumes name have routes, and so they count.
#[test]
fn a_capture_counts_what_the_other_questions_see() {
    let answered = |question: &str, input: &Value| {
        let (_, mut answer) = ask(question, &json!({"schema": 2, "input": input}));
        answer["answers"][0].take()
    };
    let input = json!({"paths": ["samples/hyperv-2012r2-san"]});
    let read = answered("read_capture", &input);
    assert_eq!(
        read["counts"],
        json!({"networks": 5, "interfaces": 20, "nodes": 4, "shared_volumes": 2}),
        "{read}"
    );
    assert_eq!(read["capture"]["nodes"].as_array().unwrap().len(), 2, "the files list two of them");
    let routes = answered("resolve", &input)["routes"].clone();
    let senders = routes.as_array().unwrap().iter().filter_map(|route| route["from"].as_str());
    assert_eq!(senders.collect::<std::collections::BTreeSet<_>>().len(), 4);

    let alone = json!({"captures": [{"networks": [{"Name": "LAN", "Role": 3, "Metric": 70384}]}]});
    let counts = json!({"networks": 1, "interfaces": null, "nodes": null, "shared_volumes": null});
    assert_eq!(answered("read_capture", &alone)["counts"], counts);
}

/// What a drain and faster networks are asked with.
#[test]
fn a_guest_a_node_or_a_speed_that_there_cannot_be_is_refused() {
    for (options, path, message) in [
        (json!({"what": "drain"}), "C1: options.node", "expected the node to drain (A1 and A2), found none"),
        (json!({"what": "drain", "node": "A*"}), "C1: options.node", "expected one node, found A1, A2"),
        (
            json!({"what": "drain", "node": "A1", "vm": "=64GB"}),
            "options.vm[0]",
            "expected NAME=SIZE, such as SQL1=64GB, found \"=64GB\"",
        ),
        (
            json!({"what": "drain", "node": "A1", "vm": ["V=1GB", "V=-1GB"]}),
            "options.vm[1]",
            "expected more than 0, found \"-1GB\"",
        ),
        (
            json!({"what": "drain", "node": "A1", "vm": "V=999TB"}),
            "options.vm[0]",
            "expected memory of at most 240TB, which a virtual machine may have, found \"999TB\"",
        ),
        (
            json!({"what": "drain", "node": "A1", "parallel": 0}),
            "options.parallel",
            "expected a number from 1 to 1000, found 0",
        ),
        (
            json!({"what": "drain", "node": "A1", "option": "smp"}),
            "options.option",
            "expected a known way to carry memory (tcpip, compression, smb), found \"smp\", did you mean smb?",
        ),
        (
            json!({"what": "drain", "node": "A1", "io": "A/B=1MB/s"}),
            "options.io",
            "io is an option of redirect, not of drain",
        ),
        (
            json!({"what": "drain", "node": "A1", "option": "smb", "windows_version": "2012"}),
            "C1: options.option",
            "expected tcpip: compression and SMB came with Windows Server 2012 R2, found 2012",
        ),
        (
            json!({"what": "drain", "node": "A2", "without": "node:A2"}),
            "C1: options.node",
            "node A2 is down: its guests have moved or failed",
        ),
        (
            json!({"what": "faster", "speed": 0}),
            "options.speed",
            "expected a speed from 0.01 to 800 Gbit/s, found 0",
        ),
        (
            json!({"what": "faster", "class": "fast"}),
            "options.class",
            "expected a known class of adapters (rdma, rss, plain), found \"fast\"",
        ),
    ] {
        assert_refused("estimate", with_options(options), path, message);
    }
    let (failed, answer) =
        ask("estimate", &with_options(json!({"what": "drain", "node": "B1", "vm": "V=1GB"})));
    assert_eq!((failed, &answer["errors"][0]["code"]), (Some(Code::UnknownName), &json!("unknown_name")));
}
