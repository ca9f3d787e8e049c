//! "Whose I/O is it": from every form that counters come in, and from counters that are not as they should be.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use clusterroute::api::attribute::ask;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// A cluster of two nodes with the volume V1 on A1, redirected on A2.
fn cluster(name: &str, nodes: [&str; 2]) -> Value {
    let interface = |node: &str, last: u8| {
        json!({"Name": format!("{node} - SMB"), "Node": node, "Network": "SMB", "State": 3,
        "Ipv4Addresses": [format!("10.0.1.{last}")]})
    };
    json!({
        "cluster": [{"Name": name, "ClusterFunctionalLevel": 10}],
        "nodes": nodes.map(|node| json!({"Name": node, "State": "Up"})),
        "networks": [{"Name": "SMB", "Role": 1, "State": 3, "Metric": 30240, "AutoMetric": true,
            "Ipv4Addresses": ["10.0.1.0"], "Ipv4PrefixLengths": [24]}],
        "interfaces": [interface(nodes[0], 1), interface(nodes[1], 2)],
        "shared_volumes": [{"Name": "V1", "OwnerNode": nodes[0]}],
        "shared_volume_states": [{"VolumeFriendlyName": "V1", "Name": "V1", "Node": nodes[1], "StateInfo": "FileSystemRedirected"}],
    })
}

const COUNTERS: [&str; 4] =
    ["IO Reads/sec", "IO Writes/sec", "Redirected Reads/sec", "Redirected Writes/sec"];

/// What `Get-Counter` gives at one time: each of [`COUNTERS`] of each host.
fn set(time: &str, hosts: &[(&str, [f64; 4])]) -> Value {
    let samples = hosts.iter().flat_map(|(host, values)| {
        COUNTERS.iter().zip(values).map(move |(counter, value)| {
            let path = format!(r"\\{host}\cluster csv file system(v1)\{}", counter.to_lowercase());
            json!({"Path": path, "InstanceName": "v1", "CookedValue": value, "Status": 0, "Timestamp": time})
        })
    });
    json!({"type": "Microsoft.PowerShell.Commands.GetCounter.PerformanceCounterSampleSet",
        "properties": {"Timestamp": time, "CounterSamples": samples.collect::<Vec<_>>()}})
}

fn time(second: usize) -> String {
    format!("2024-05-13T10:{:02}:{:02}.000+02:00", second / 60, second % 60)
}

/// Both nodes, every five seconds; A2 is redirected.
fn sets(seconds: &[usize], late: usize) -> Vec<Value> {
    let both = |second: &usize| {
        [
            set(&time(*second), &[("a1", [100.0, 50.0, 0.0, 0.0])]),
            set(&time(second + late), &[("a2", [0.0, 0.0, 20.0, 10.0])]),
        ]
    };
    seconds.iter().flat_map(both).collect()
}

fn answers(input: Value, options: Value) -> Value {
    let request = json!({"schema": 2, "input": input, "options": options});
    serde_json::from_slice(&ask(request.to_string().as_bytes()).json).unwrap()
}

fn entry(input: Value) -> Value {
    let answer = answers(input, json!({}));
    assert_eq!(answer["errors"], json!([]), "{answer}");
    assert_eq!(answer["answers"].as_array().unwrap().len(), 1, "{answer}");
    answer["answers"][0].clone()
}

/// Volume, node, own and crossed operations, each from and to, and over which networks.
fn io(entry: &Value) -> Vec<String> {
    let range = |flow: &Value| match &flow["operations_per_second"] {
        Value::Null => "?".to_owned(),
        range => format!("{:.0}..{:.0}", range["low"].as_f64().unwrap(), range["high"].as_f64().unwrap()),
    };
    let one = |io: &Value| {
        let (volume, node) = (io["volume"].as_str().unwrap(), io["node"].as_str().unwrap());
        format!("{volume} {node} {} {} {}", range(&io["own"]), range(&io["crossed"]), io["networks"])
    };
    entry["io"].as_array().unwrap().iter().map(one).collect()
}

fn unknown(entry: &Value) -> Vec<String> {
    let keys = entry["unknown"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap().to_owned());
    keys.filter(|key| key != "no_bytes" && key != "disk_unknown").collect()
}

fn file(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("attribute");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

/// What both nodes do, whichever way it is told.
const BOTH: [&str; 2] = ["V1 a1 150..150 0..0 null", "V1 a2 30..30 30..30 [\"SMB\"]"];

#[test]
fn get_counter_is_read_from_the_pipe_and_beside_a_capture() {
    let all = [0, 5, 10, 15];
    let entry = entry(json!({"captures": [cluster("C1", ["A1", "A2"])], "objects": sets(&all, 0)}));
    assert_eq!(io(&entry), BOTH);
    assert_eq!(unknown(&entry), [""; 0]);
    assert_eq!(entry["span"]["clock"], "utc");
    assert_eq!(entry["span"]["from"], "2024-05-13T08:00:00.000");
    assert_eq!(
        (&entry["volumes"][0]["intervals"], &entry["volumes"][0]["seconds"]),
        (&json!(3), &json!(15.0))
    );
}

#[test]
fn samples_alone_json_files_and_clixml_say_the_same() {
    let sets = sets(&[0, 5, 10, 15], 0);
    let properties: Vec<&Value> = sets.iter().map(|set| &set["properties"]).collect();
    let samples: Vec<Value> = properties
        .iter()
        .flat_map(|set| set["CounterSamples"].as_array().unwrap().clone())
        .map(|sample| json!({"type": "Microsoft.PowerShell.Commands.GetCounter.PerformanceCounterSample", "properties": sample}))
        .collect();
    let cluster = || cluster("C1", ["A1", "A2"]);
    assert_eq!(io(&entry(json!({"captures": [cluster()], "objects": samples}))), BOTH);
    // What ConvertTo-Json of Windows PowerShell makes of a time is UTC.
    let text = serde_json::to_string(&properties).unwrap();
    let utc = |second: i64| format!("/Date({})/", 1_715_587_200_000 + 1000 * second);
    let old = [0, 5, 10, 15].into_iter().fold(text.clone(), |text, second| {
        text.replace(&time(usize::try_from(second).unwrap()), &utc(second))
    });
    for (name, text) in [("new.json", text), ("old.json", old)] {
        let entry = entry(json!({"captures": [cluster()], "paths": [file(name, &text)]}));
        assert_eq!(io(&entry), BOTH, "{name}");
        assert_eq!(entry["span"]["clock"], "utc", "{name}");
        assert_eq!(entry["sources"][0]["sections"], json!({"counters": 2}), "{name}");
    }
    let sample = |sample: &Value| {
        format!(
            "<Obj RefId=\"0\"><Props><S N=\"Path\">{}</S><Db N=\"CookedValue\">{}</Db><U32 N=\"Status\">0</U32></Props></Obj>",
            sample["Path"].as_str().unwrap(),
            sample["CookedValue"]
        )
    };
    let sets: String = properties
        .iter()
        .map(|set| {
            let samples: String = set["CounterSamples"].as_array().unwrap().iter().map(sample).collect();
            format!(
                "<Obj RefId=\"0\"><TN RefId=\"0\"><T>Deserialized.Microsoft.PowerShell.Commands.GetCounter.PerformanceCounterSampleSet</T></TN>\
                 <Props><DT N=\"Timestamp\">{}</DT><Obj N=\"CounterSamples\" RefId=\"1\"><LST>{samples}</LST></Obj></Props></Obj>",
                set["Timestamp"].as_str().unwrap()
            )
        })
        .collect();
    let text = format!(
        "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">{sets}</Objs>"
    );
    assert_eq!(io(&entry(json!({"captures": [cluster()], "paths": [file("counters.xml", &text)]}))), BOTH);
}

#[test]
fn clocks_that_differ_are_told_and_intervals_matched_by_what_they_share() {
    let entry =
        entry(json!({"captures": [cluster("C1", ["A1", "A2"])], "objects": sets(&[0, 5, 10, 15, 20], 2)}));
    assert_eq!(io(&entry), BOTH);
    assert_eq!(unknown(&entry), ["clocks_differ"]);
    let said = entry["unknown"].as_array().unwrap().iter().find(|one| one["key"] == "clocks_differ").unwrap();
    assert_eq!((&said["facts"]["host"], &said["facts"]["seconds"]), (&json!("a2"), &json!(2.0)));
    assert_eq!(entry["volumes"][0]["intervals"], 3, "the first has no counterpart");
}

#[test]
fn a_gap_is_left_out_and_another_day_is_not_compared() {
    let cluster = || cluster("C1", ["A1", "A2"]);
    let gap = entry(json!({"captures": [cluster()], "objects": sets(&[0, 5, 10, 40, 45], 0)}));
    assert_eq!(io(&gap), BOTH);
    assert_eq!(unknown(&gap), ["gaps", "gaps"]);
    assert_eq!(gap["volumes"][0]["seconds"], 15.0);
    let mut other = sets(&[0, 5, 10], 0);
    for (place, set) in other.iter_mut().enumerate() {
        if place % 2 == 1 {
            *set = serde_json::from_str(&set.to_string().replace("05-13", "05-14")).unwrap();
        }
    }
    let apart = entry(json!({"captures": [cluster()], "objects": other}));
    assert_eq!(unknown(&apart), ["no_overlap"]);
    assert_eq!(io(&apart), BOTH[..1]);
}

#[test]
fn a_reset_costs_its_interval() {
    let mut sets = sets(&[0, 5, 10, 15], 0);
    sets[4] = set(&time(10), &[("a1", [-1.0, 50.0, 0.0, 0.0])]);
    sets[7] = set(&time(15), &[("a2", [1e18, 0.0, 20.0, 10.0])]);
    let entry = entry(json!({"captures": [cluster("C1", ["A1", "A2"])], "objects": sets}));
    assert_eq!(io(&entry), BOTH);
    assert_eq!(unknown(&entry), ["resets", "resets"]);
    assert_eq!(entry["volumes"][0]["intervals"], 1);
}

#[test]
fn a_missing_node_and_a_foreign_host_are_named() {
    let sets: Vec<Value> = [0, 5, 10]
        .map(|second| set(&time(second), &[("a1", [100.0, 50.0, 0.0, 0.0]), ("web7", [9.0, 9.0, 0.0, 0.0])]))
        .into();
    let entry = entry(json!({"captures": [cluster("C1", ["A1", "A2"])], "objects": sets}));
    assert_eq!(io(&entry), BOTH[..1]);
    assert_eq!(unknown(&entry), ["nodes_missing", "host_not_in_cluster"]);
    assert_eq!(entry["hosts"][1]["part"], "not_used");
}

#[test]
fn counters_alone_tell_own_io_and_what_was_redirected() {
    let entry = entry(json!({"objects": sets(&[0, 5, 10], 0)}));
    assert_eq!(io(&entry), ["v1 a1 150..150 0..150 null", "v1 a2 30..30 30..30 null"]);
    let keys = ["nodes_not_captured", "networks_not_captured", "coordinator_unknown", "mode_unknown"];
    assert_eq!(unknown(&entry), keys);
}

#[test]
fn one_sample_is_taken_to_be_over_one_second() {
    let entry = entry(json!({"captures": [cluster("C1", ["A1", "A2"])], "objects": sets(&[0], 0)}));
    assert_eq!(io(&entry), BOTH);
    assert_eq!(unknown(&entry), ["one_sample", "one_sample"]);
}

#[test]
fn of_several_clusters_each_gets_the_counters_of_its_nodes() {
    let clusters = [cluster("C1", ["A1", "A2"]), cluster("C2", ["B1", "B2"])];
    let mut sets = sets(&[0, 5, 10], 0);
    sets.extend(
        [0, 5, 10].map(|second| set(&time(second), &[("b1", [7.0, 0.0, 0.0, 0.0]), ("web7", [1.0; 4])])),
    );
    let answer = answers(json!({"captures": clusters, "objects": sets}), json!({}));
    let entries = answer["answers"].as_array().unwrap();
    assert_eq!(io(&entries[0]), BOTH);
    assert_eq!(io(&entries[1]), ["V1 b1 7..7 0..0 null"]);
    let errors: Vec<&str> =
        answer["errors"].as_array().unwrap().iter().map(|error| error["message"].as_str().unwrap()).collect();
    assert_eq!(errors, ["holds counters of web7, which is a node of none of the 2 clusters"]);
}

#[test]
fn names_of_another_language_are_not_read_and_said_so() {
    let text = "\"(PDH-CSV 4.0)\",\"\\\\A1\\Physikalischer Datenträger(1)\\Übertragungen/s\"\r\n\"05/13/2024 10:00:00\",\"1\"\r\n";
    let path = file("german.csv", text);
    let answer = answers(json!({"captures": [cluster("C1", ["A1", "A2"])], "paths": [path]}), json!({}));
    assert_eq!(unknown(&answer["answers"][0]), ["no_counters"]);
    let error = answer["errors"][0]["message"].as_str().unwrap();
    assert!(error.contains("Übertragungen/s") && error.contains("Perflib\\009"), "{error}");
    let mut foreign = set(&time(0), &[("a1", [1.0; 4])]);
    foreign =
        serde_json::from_str(&foreign.to_string().replace("io reads/sec", "e/a-lesevorgänge/s")).unwrap();
    let entry = entry(json!({"captures": [cluster("C1", ["A1", "A2"])], "objects": [foreign]}));
    let reason = entry["not_read"][0]["reason"].as_str().unwrap();
    assert!(reason.starts_with("1 samples of counters that are not read"), "{reason}");
}

#[test]
fn dates_that_can_be_read_two_ways_and_times_without_a_zone_are_told() {
    let text = |host: &str| {
        let titles: String = COUNTERS
            .iter()
            .map(|name| format!(",\"\\\\{host}\\Cluster CSV File System(V1)\\{name}\""))
            .collect();
        let row = |second: u8| format!("\"05/06/2024 10:00:{second:02}\",\"1\",\"1\",\"0\",\"0\"\r\n");
        format!("\"(PDH-CSV 4.0)\"{titles}\r\n{}{}", row(0), row(5))
    };
    let paths = [file("a1.csv", &text("A1")), file("a2.csv", &text("A2"))];
    let entry = entry(json!({"captures": [cluster("C1", ["A1", "A2"])], "paths": paths}));
    assert_eq!(unknown(&entry), ["zone_unknown", "dates_assumed"]);
    assert_eq!(entry["span"]["from"], "2024-05-06T10:00:00.000");
    assert_eq!(entry["span"]["clock"], "local");
}

#[test]
fn a_disk_that_is_named_is_held_against_what_the_others_sent() {
    let input = json!({"paths": ["tests/stories/7/csv"]});
    let options = json!({"disk": ["Volume1/HV1=1"], "volume": "*1*", "intervals": true});
    let answer = answers(input.clone(), options);
    let volume = &answer["answers"][0]["volumes"][0];
    let low = |flow: &str| volume[flow]["operations_per_second"]["low"].as_f64().unwrap().round();
    assert_eq!((low("through"), low("sent"), low("difference")), (203.0, 200.0, 3.0));
    let io = answer["answers"][0]["io"].as_array().unwrap();
    assert_eq!(io.len(), 2);
    assert_eq!(
        io[0]["intervals"].as_array().unwrap().len(),
        usize::try_from(volume["intervals"].as_u64().unwrap()).unwrap()
    );
    let wrong = answers(input, json!({"disk": "Volume1"}));
    assert_eq!(wrong["errors"][0]["path"], "options.disk");
}

#[test]
fn the_storage_is_used_where_it_is_named() {
    let options = json!({"storage": "target"});
    let answer = answers(json!({"paths": ["tests/stories/7/direct"]}), options);
    let entry = &answer["answers"][0];
    let shown = entry["volumes"][0]["storage"]["operations_per_second"]["low"].as_f64().unwrap();
    assert!((1490.0..1520.0).contains(&shown), "{shown}");
    assert_eq!(unknown(entry), ["clocks_differ"]);
    let none = answers(json!({"paths": ["tests/stories/7/direct"]}), json!({"storage": "san9"}));
    assert!(unknown(&none["answers"][0]).contains(&"storage_missing".to_owned()));
}

#[test]
fn a_binary_log_is_refused_with_its_command() {
    let path = file("hv1.blg", "\u{1}\u{2}binary");
    let answer = answers(json!({"paths": [path]}), json!({}));
    let error = answer["errors"][0]["message"].as_str().unwrap();
    assert!(error.contains("relog \"hv1.blg\" -f csv -o \"hv1.csv\""), "{error}");
}
