use super::*;
use crate::capture::raw::Sections;
use crate::schema::Property;
use std::borrow::Cow;

fn request(text: &str) -> Result<Sections<'_>, Error> {
    Ok(capture(text)?.into_sections())
}

fn text(text: &str) -> Raw<'_> {
    Raw::Text(Cow::Borrowed(text))
}

fn object<'a>(fields: &[(Property, Raw<'a>)]) -> Object<'a> {
    Object { fields: fields.to_vec() }
}

fn file(text: &str) -> Vec<Found<'_>> {
    read(text, "f.json").unwrap()
}

fn only(text: &str) -> Found<'_> {
    let mut found = file(text);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn a_section_is_a_list_an_object_or_a_wrapped_list() {
    let a = object(&[(Property::Name, text("A"))]);
    for (json, expected) in [
        ("[{\"name\":\"A\"}]", Some(vec![a.clone()])),
        ("{\"Name\":\"A\"}", Some(vec![a.clone()])),
        ("{\"value\":[{\"NAME\":\"A\"},{\"Name\":\"A\"}],\"Count\":2}", Some(vec![a.clone(), a])),
        ("[]", Some(Vec::new())),
        ("null", None),
    ] {
        let capture = format!("{{\"networks\":{json}}}");
        let sections = request(&capture).unwrap();
        assert_eq!(sections.get(Section::Networks), expected.as_deref(), "{json}");
        assert_eq!(sections.get(Section::Nodes), None);
    }
}

#[test]
fn enums_arrive_in_every_form() {
    for (json, expected) in [
        ("1", Raw::Int(1)),
        ("\"Cluster\"", text("Cluster")),
        ("{\"value\":1,\"Value\":\"Cluster\"}", Raw::Int(1)),
        ("{\"Value\":\"Cluster\",\"value\":1}", Raw::Int(1)),
        ("{\"value__\":1}", Raw::Int(1)),
        ("{\"Value\":\"Cluster\",\"ToString\":\"Cluster\"}", text("Cluster")),
        ("18446744073709551615", Raw::Float(18_446_744_073_709_551_615.0)),
        ("-1", Raw::Int(-1)),
        ("1.5", Raw::Float(1.5)),
        ("true", Raw::Bool(true)),
        ("null", Raw::Null),
        ("{\"Unheard\":1}", Raw::Object(Object::default())),
    ] {
        let capture = format!("{{\"networks\":[{{\"Role\":{json}}}]}}");
        let sections = request(&capture).unwrap();
        assert_eq!(
            sections.get(Section::Networks).unwrap()[0].get(Property::Role),
            Some(&expected),
            "{json}"
        );
    }
}

#[test]
fn text_is_borrowed_where_nothing_is_escaped() {
    let sections = request("{\"networks\":[{\"Name\":\"plain\",\"Address\":\"a\\nb\"}]}").unwrap();
    let network = &sections.get(Section::Networks).unwrap()[0];
    assert!(matches!(network.get(Property::Name), Some(Raw::Text(Cow::Borrowed("plain")))));
    assert_eq!(network.text(Property::Address), Some("a\nb"));
}

#[test]
fn nested_clusters_and_nodes_get_their_sections() {
    let capture = "{\"networks\":[{\"Name\":\"A\",\"Cluster\":{\"Name\":\"C1\",\"S2DEnabled\":1}},\
        {\"Name\":\"B\",\"Cluster\":{\"Name\":\"C1\",\"S2DEnabled\":1}}],\
        \"shared_volumes\":{\"Name\":\"V\",\"OwnerNode\":{\"Name\":\"N1\",\"BuildNumber\":17763,\"Cluster\":\"C1\"}}}";
    let sections = request(capture).unwrap();
    assert_eq!(
        sections.get(Section::Cluster).unwrap(),
        [object(&[(Property::Name, text("C1")), (Property::S2DEnabled, Raw::Int(1))])]
    );
    let names: Vec<_> =
        sections.get(Section::Networks).unwrap().iter().map(|n| n.text(Property::Cluster)).collect();
    assert_eq!(names, [Some("C1"), Some("C1")]);
    let node = object(&[
        (Property::Name, text("N1")),
        (Property::BuildNumber, Raw::Int(17763)),
        (Property::Cluster, text("C1")),
    ]);
    assert_eq!(sections.get(Section::Nodes).unwrap(), [node]);
    let volume = object(&[
        (Property::Name, text("V")),
        (Property::OwnerNode, text("N1")),
        (Property::Cluster, text("C1")),
    ]);
    assert_eq!(sections.get(Section::SharedVolumes).unwrap(), [volume]);
}

#[test]
fn what_a_section_says_itself_comes_before_what_is_nested() {
    let capture = "{\"cluster\":{\"Name\":\"c1\",\"S2DEnabled\":0},\
        \"networks\":[{\"Cluster\":{\"Name\":\"C1\",\"S2DEnabled\":1,\"CsvBalancer\":1}}]}";
    let sections = request(capture).unwrap();
    assert_eq!(
        sections.get(Section::Cluster).unwrap(),
        [object(&[
            (Property::Name, text("c1")),
            (Property::S2DEnabled, Raw::Int(0)),
            (Property::CsvBalancer, Raw::Int(1))
        ])]
    );
}

#[test]
fn errors_of_a_request_tell_the_path() {
    for (capture, expected) in [
        (
            "{\"networks\":[],\"cats\":[]}",
            "capture: expected one of the sections cluster, nodes, networks, interfaces, shared_volumes, \
             shared_volume_states, vm_resource_type_parameters, hosts, netft_routes, counters, found 'cats'",
        ),
        (
            "{\"networks\":[{},{},{},5]}",
            "capture.networks[3]: invalid type: integer `5`, expected an object as PowerShell serialises it",
        ),
        (
            "{\"networks\":[null]}",
            "capture.networks[0]: invalid type: null, expected an object as PowerShell",
        ),
        ("{\"nodes\":\"N1\"}", "capture.nodes: invalid type: string \"N1\", expected a list of objects as"),
        (
            "{\"nodes\":{\"value\":[{},1]}}",
            "capture.nodes[1]: expected an object as PowerShell serialises it",
        ),
        ("{\"nodes\":{\"value\":1}}", "capture.nodes: expected a list of objects, found one value"),
        ("[]", "capture: invalid type: sequence, expected an object of sections"),
    ] {
        let error = request(capture).unwrap_err();
        assert_eq!(error.code, Code::InvalidCapture);
        assert!(error.to_string().starts_with(expected), "{error}\n{expected}");
    }
}

#[test]
fn depth_and_text_have_limits() {
    let nested = |depth: usize| {
        let capture = format!("{}1{}", "{\"Network\":".repeat(depth), "}".repeat(depth));
        format!("{{\"networks\":[{capture}]}}")
    };
    assert!(request(&nested(60)).is_ok());
    assert_eq!(request(&nested(65)).unwrap_err().code, Code::TooLarge);
    let unknown = format!("{{\"networks\":[{{\"Unheard\":{}{}}}]}}", "[".repeat(50_000), "]".repeat(50_000));
    assert!(request(&unknown).is_ok());
    let long = "x".repeat(crate::capture::limits::MAX_TEXT + 1);
    let capture = format!("{{\"networks\":[{{\"Name\":\"{long}\"}}]}}");
    assert_eq!(request(&capture).unwrap_err().code, Code::TooLarge);
}

#[test]
fn a_file_is_told_by_its_shape() {
    let network = object(&[(Property::Name, text("A")), (Property::Metric, Raw::Int(900))]);
    let expected = vec![(Section::Networks, network)];
    for json in [
        "{\"Name\":\"A\",\"Metric\":900}",
        "[{\"Name\":\"A\",\"Metric\":900}]",
        "{\"value\":[{\"Name\":\"A\",\"Metric\":900}],\"Count\":1}",
        "{\"networks\":[{\"Name\":\"A\",\"Metric\":900}]}",
        "{\"schema\":1,\"capture\":{\"networks\":{\"Name\":\"A\",\"Metric\":900}},\"options\":{\"traffic\":\"csv\"}}",
        "{\"schema\":1,\"cluster\":\"C\",\"capture\":{\"networks\":[{\"Name\":\"A\",\"Metric\":900}]},\"sources\":[]}",
    ] {
        assert_eq!(only(json).objects, expected, "{json}");
    }
}

#[test]
fn a_cluster_section_is_told_from_the_cluster_of_an_object() {
    let found = only("{\"cluster\":{\"Name\":\"C1\"}}");
    assert_eq!(found.objects, [(Section::Cluster, object(&[(Property::Name, text("C1"))]))]);
    let found = only("{\"cluster\":{\"Name\":\"C1\"},\"name\":\"A\",\"metric\":1}");
    let sections: Vec<_> = found.objects.iter().map(|(section, _)| *section).collect();
    assert_eq!(sections, [Section::Networks, Section::Cluster]);
}

#[test]
fn the_captures_of_two_clusters_stay_apart() {
    let capture =
        |name| format!("{{\"schema\":1,\"capture\":{{\"cluster\":{{\"Name\":\"{name}\"}},\"nodes\":[]}}}}");
    let json = format!("[{},{}]", capture("A"), capture("B"));
    let found = file(&json);
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].objects, [(Section::Cluster, object(&[(Property::Name, text("B"))]))]);
    assert_eq!(found[1].opened, [Section::Cluster, Section::Nodes]);
}

#[test]
fn what_is_not_read_is_counted() {
    assert_eq!(only("[]").why_nothing(), "holds no objects");
    assert_eq!(
        only("[{\"a\":1},2,{\"b\":1}]").why_nothing(),
        "holds nothing of a cluster that is read, but 2 x object of no known shape, 1 x value that is not an object: 'Get-ClusterNetwork | Export-Clixml networks.xml' on a node brings its networks"
    );
}

#[test]
fn errors_of_a_file_tell_line_and_column() {
    for (json, expected) in [
        ("[\n  {\"Name\": \"A\",}\n]", "f.json:2:16: not well-formed JSON: key must be a string"),
        ("{\"Name\":", "f.json:1:8: the JSON ends too early: EOF while parsing a value"),
        ("{\"networks\":[\n{},\n 5]}", "f.json:3:2: invalid type: integer `5`, expected an object as"),
        ("{\n \"capture\": {\"x\": 1}}", "f.json:2:16: expected one of the sections"),
        ("{\"schema\":3,\"capture\":{}}", "f.json:1:11: expected schema 1 or 2, found 3"),
        (
            "{\"schema\":2,\"question\":\"resolve\",\"answers\":[{}]}",
            "f.json:1:45: expected the answers of read_capture, found those of another question",
        ),
        ("{} {}", "f.json:1:4: not well-formed JSON: trailing characters"),
    ] {
        let error = read(json, "f.json").unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}\n{expected}");
    }
}

#[test]
fn sections_written_and_read_again_are_the_same() {
    let capture = "{\"cluster\":[{\"Name\":\"C\"}],\"nodes\":[],\"networks\":[{\"Id\":\"a\",\"ID\":\"b\",\
        \"Ipv4Addresses\":[\"10.0.0.0\",{\"Name\":\"x\"}],\"Role\":{\"value\":3},\"Speed\":1e300,\"State\":null,\
        \"Network\":{\"Other\":1}}]}";
    let sections = request(capture).unwrap();
    let written = serde_json::to_string(&sections).unwrap();
    assert_eq!(request(&written).unwrap(), sections);
}

#[test]
fn what_a_saved_capture_says_of_its_origin_is_kept() {
    let old = "{\"schema\":1,\"cluster\":\"C\",\"capture\":{\"networks\":[],\"disagreements\":[{\"Place\":\"p\",\
        \"Message\":\"m\"}]},\"sources\":[{\"section\":\"networks\",\"file\":\"a.xml\",\"count\":5}],\
        \"skipped\":[{\"file\":\"b.png\",\"reason\":\"r\"}]}";
    let origin = only(old).capture.unwrap();
    assert_eq!(origin.sources[0].sections, [(Section::Networks, 5)]);
    assert_eq!((origin.sources[0].file.as_str(), &*origin.not_read[0].reason), ("a.xml", "r"));
    let new = format!("{{\"networks\":[],\"origin\":{}}}", serde_json::to_string(&origin).unwrap());
    assert_eq!(only(&new).capture.unwrap(), origin);
    for frame in [
        "{\"schema\":2,\"input\":{\"captures\":[X]}}",
        "{\"schema\":2,\"answers\":[{\"capture\":X}],\"errors\":[]}",
    ] {
        let text = frame.replace('X', &new);
        assert_eq!(only(&text).capture.unwrap().sources, origin.sources, "{text}");
    }
}

#[test]
fn loose_objects_are_known_by_their_types() {
    let found = objects([
        "{\"type\":\"Microsoft.FailoverClusters.PowerShell.ClusterNetwork\",\"properties\":{\"Name\":\"A\"}}",
        "{\"type\":[\"X.Y\",\"System.Object\"],\"properties\":{\"Name\":\"A\",\"OwnerNode\":\"N\"}}",
        "{\"properties\":{\"Name\":\"B\",\"Metric\":1}}",
        "{\"type\":\"Microsoft.Management.Infrastructure.CimInstance#root/standardcimv2/MSFT_NetAdapter\",\
            \"properties\":{\"Name\":\"SMB1\",\"PSComputerName\":\"n1.contoso.com\",\"Speed\":1}}",
    ], &Arc::default())
    .unwrap();
    let sections: Vec<_> = found.objects.iter().map(|(section, _)| *section).collect();
    assert_eq!(sections, [Section::Networks, Section::Networks, Section::Hosts]);
    assert_eq!(found.unread, [("X.Y".to_owned(), 1)]);
    assert_eq!(found.objects[2].1.text(Property::Node), Some("n1"));
    assert_eq!(objects(["5"], &Arc::default()).unwrap_err().path.as_deref(), Some("input.objects[0]"));
}

#[test]
fn a_kept_capture_of_the_module_is_what_it_was() {
    let sections = r#"{"networks":[{"Name":"A","Metric":900}],"nodes":[],"origin":{"captured_at":"then"}}"#;
    let expected = capture(sections).unwrap().into_owned();
    let text = serde_json::to_string(sections).unwrap();
    for kept in [sections, text.as_str()] {
        let object = format!(r#"{{"Cluster":"CL","NetworkCount":1,"Capture":{kept},"NotRead":[]}}"#);
        let mut found = only(&object);
        for (_, object) in &mut found.objects {
            object.fields.sort_by_key(|(property, _)| *property == Property::Metric);
        }
        assert_eq!(found, expected, "{kept}");
        assert_eq!(file(&format!("[{object},{object}]")).len(), 2);
    }
}

#[test]
fn a_kept_capture_that_was_cut_off_says_how_to_keep_it() {
    let error = read(r#"{"Cluster":"CL","Capture":{"networks":["@{Name=A}"]}}"#, "f.json").unwrap_err();
    assert_eq!(
        error.message,
        "invalid type: string \"@{Name=A}\", expected an object as PowerShell serialises it, in \
         capture.networks[0]; ConvertTo-Json keeps a capture whole with -Depth 9"
    );
    assert_eq!(error.path.as_deref(), Some("f.json:1:27"));
}
