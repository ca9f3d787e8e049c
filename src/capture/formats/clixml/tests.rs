use super::*;
use crate::capture::formats::json;
use crate::error::Code;
use crate::schema::Section;

const NETWORK: &str = "<TN RefId=\"0\"><T>Microsoft.FailoverClusters.PowerShell.ClusterNetwork</T>\
    <T>System.Object</T></TN>";

fn objs(content: &str) -> String {
    format!(
        "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">{content}</Objs>"
    )
}

fn network(properties: &str) -> String {
    objs(&format!("<Obj RefId=\"0\">{NETWORK}<ToString>x</ToString><Props>{properties}</Props></Obj>"))
}

/// The only object of a document.
fn only(document: &str) -> (Section, Object<'_>) {
    let mut found = read(document, "f.xml").unwrap();
    assert_eq!(found.objects.len(), 1, "{found:?}");
    found.objects.remove(0)
}

fn error(document: &str) -> Error {
    read(document, "f.xml").unwrap_err()
}

fn text(text: &str) -> Raw<'_> {
    Raw::Text(Cow::Borrowed(text))
}

#[test]
fn properties_arrive_under_their_canonical_names() {
    let document = network(
        "<S N=\"name\">SMB1</S><U32 N=\"METRIC\">20400</U32><B N=\"Autometric\">true</B><Nil N=\"Description\" />\
         <S N=\"Address\"></S><S N=\"AddressMask\" /><I64 N=\"Unheard\">1</I64>",
    );
    let (section, object) = only(&document);
    assert_eq!(section, Section::Networks);
    let expected = vec![
        (Property::Name, text("SMB1")),
        (Property::Metric, Raw::Int(20400)),
        (Property::AutoMetric, Raw::Bool(true)),
        (Property::Address, text("")),
        (Property::AddressMask, text("")),
    ];
    assert_eq!(object.fields, expected);
}

#[test]
fn enums_are_their_numbers_and_lists_their_items() {
    let document = network(
        "<Obj N=\"Role\" RefId=\"1\"><TN RefId=\"1\"><T>E</T><T>System.Enum</T></TN><ToString>Cluster</ToString>\
         <I32>1</I32></Obj>\
         <Obj N=\"State\" RefId=\"2\"><TNRef RefId=\"1\"></TNRef><ToString>Up</ToString><U64>3</U64></Obj>\
         <Obj N=\"Ipv4Addresses\" RefId=\"3\"><LST><S>10.0.0.0</S><S>10.0.1.0</S></LST></Obj>\
         <Obj N=\"Ipv6Addresses\" RefId=\"4\"><IE /></Obj>",
    );
    let (_, object) = only(&document);
    assert_eq!(object.get(Property::Role), Some(&Raw::Int(1)));
    assert_eq!(object.get(Property::State), Some(&Raw::Int(3)));
    assert_eq!(
        object.get(Property::Ipv4Addresses),
        Some(&Raw::List(vec![text("10.0.0.0"), text("10.0.1.0")]))
    );
    assert_eq!(object.get(Property::Ipv6Addresses), Some(&Raw::List(Vec::new())));
}

#[test]
fn an_object_cut_by_depth_is_its_text() {
    let document = network(
        "<Obj N=\"Cluster\" RefId=\"2\"><S>C1</S></Obj>\
        <Obj N=\"Address\" RefId=\"3\"><ToString>10.0.0.0</ToString><Props><I32 N=\"Unheard\">1</I32></Props></Obj>",
    );
    let (_, object) = only(&document);
    assert_eq!(object.fields, vec![(Property::Cluster, text("C1")), (Property::Address, text("10.0.0.0"))]);
}

#[test]
fn a_nested_cluster_moves_to_its_section_once() {
    let cluster = "<Obj N=\"Cluster\" RefId=\"7\"><Props><S N=\"Name\">C1</S><U32 N=\"S2DEnabled\">1</U32></Props></Obj>";
    let second = "<Obj RefId=\"8\"><TNRef RefId=\"0\" /><Props><S N=\"Name\">B</S><Ref N=\"Cluster\" RefId=\"7\" />\
        </Props></Obj>";
    let document =
        network(&format!("<S N=\"Name\">A</S>{cluster}")).replace("</Objs>", &format!("{second}</Objs>"));
    let found = read(&document, "f.xml").unwrap();
    let network =
        |name| Object { fields: vec![(Property::Name, text(name)), (Property::Cluster, text("C1"))] };
    let cluster = Object { fields: vec![(Property::Name, text("C1")), (Property::S2DEnabled, Raw::Int(1))] };
    assert_eq!(
        found.objects,
        [(Section::Networks, network("A")), (Section::Networks, network("B")), (Section::Cluster, cluster)]
    );
}

#[test]
fn a_reference_finds_what_was_walked_over() {
    let document = network(
        "<Obj N=\"Unheard\" RefId=\"5\"><TN RefId=\"9\"><T>X</T></TN><Props><Obj N=\"Deep\" RefId=\"6\"><LST>\
         <S>10.0.0.0</S></LST></Obj></Props></Obj><Ref N=\"Ipv4Addresses\" RefId=\"6\" /><Ref N=\"Ipv6Addresses\" \
         RefId=\"6\"></Ref><Obj N=\"Role\" RefId=\"10\"><TNRef RefId=\"9\" /><I32>3</I32></Obj>",
    );
    let (_, object) = only(&document);
    let list = Raw::List(vec![text("10.0.0.0")]);
    assert_eq!(
        object.fields,
        vec![
            (Property::Ipv4Addresses, list.clone()),
            (Property::Ipv6Addresses, list),
            (Property::Role, Raw::Int(3))
        ]
    );
}

#[test]
fn a_reference_into_its_own_object_ends() {
    let document = network("<S N=\"Name\">A</S><Ref N=\"Node\" RefId=\"0\" />");
    let (_, object) = only(&document);
    let inner = Object { fields: vec![(Property::Name, text("A")), (Property::Node, Raw::Null)] };
    assert_eq!(object.get(Property::Node), Some(&Raw::Object(inner)));
}

#[test]
fn lists_at_the_top_are_their_objects() {
    let item = |id, name| {
        format!("<Obj RefId=\"{id}\"><TNRef RefId=\"0\" /><Props><S N=\"Name\">{name}</S></Props></Obj>")
    };
    let document = objs(&format!(
        "<Obj RefId=\"1\"><TN RefId=\"5\"><T>System.Object[]</T></TN><LST><Obj RefId=\"2\">{NETWORK}<Props>\
         <S N=\"Name\">A</S></Props></Obj>{}</LST></Obj>{}<Nil />",
        item(3, "B"),
        item(4, "C")
    ));
    let found = read(&document, "f.xml").unwrap();
    let names: Vec<_> =
        found.objects.iter().map(|(_, object)| object.text(Property::Name).unwrap()).collect();
    assert_eq!(names, ["A", "B", "C"]);
    assert_eq!(found.unread, []);
}

#[test]
fn hashtables_and_custom_objects_are_told_by_their_properties() {
    let document = objs(
        "<Obj RefId=\"0\"><TN RefId=\"0\"><T>System.Collections.Hashtable</T></TN><DCT>\
         <En><S N=\"Key\">name</S><S N=\"Value\">A</S></En><En><S N=\"Key\">Metric</S><I32 N=\"Value\">900</I32></En>\
         <En><I32 N=\"Key\">1</I32><S N=\"Value\">x</S></En></DCT></Obj>\
         <Obj RefId=\"1\"><TN RefId=\"1\"><T>System.Management.Automation.PSCustomObject</T></TN><MS>\
         <S N=\"Name\">B</S><S N=\"Autometric\">True</S></MS></Obj>",
    );
    let found = read(&document, "f.xml").unwrap();
    let fields: Vec<_> = found.objects.iter().map(|(_, object)| object.fields.clone()).collect();
    assert!(found.objects.iter().all(|(section, _)| *section == Section::Networks));
    assert_eq!(
        fields,
        [
            vec![(Property::Name, text("A")), (Property::Metric, Raw::Int(900))],
            vec![(Property::Name, text("B")), (Property::AutoMetric, text("True"))]
        ]
    );
}

#[test]
fn what_is_not_read_is_counted() {
    let process = "<Obj RefId=\"1\"><TN RefId=\"1\"><T>System.Diagnostics.Process</T></TN><Props /></Obj>";
    let document = objs(&format!("{process}<Obj RefId=\"2\"><TNRef RefId=\"1\" /></Obj><S>text</S>"));
    let found = read(&document, "f.xml").unwrap();
    assert!(found.is_empty());
    assert_eq!(
        found.why_nothing(),
        "holds nothing of a cluster that is read, but 2 x System.Diagnostics.Process, 1 x value that is not an object: 'Get-ClusterNetwork | Export-Clixml networks.xml' on a node brings its networks"
    );
}

#[test]
fn text_is_decoded() {
    let document = network(
        "<S N=\"Name\">a_x000A_b &lt;&#x26;&gt; &quot;&apos;<!-- no --><![CDATA[<c>]]></S><S N=\"Address\">l1\r\nl2</S>",
    );
    let (_, object) = only(&document);
    assert_eq!(object.text(Property::Name), Some("a\nb <&> \"'<c>"));
    assert_eq!(object.text(Property::Address), Some("l1\nl2"));
}

#[test]
fn a_document_of_something_else_says_what_it_is() {
    let why = |text: &str| read(text, "f.xml").unwrap().why_nothing();
    assert_eq!(
        why("<?xml version=\"1.0\"?>\n<html></html>"),
        "expected the <Objs> of Export-Clixml, found <html>"
    );
    assert_eq!(why("<html/>"), "expected the <Objs> of Export-Clixml, found <html>");
    assert_eq!(why("<?xml version=\"1.0\"?>words"), "expected the <Objs> of Export-Clixml, found text");
    assert_eq!(why(&objs("")), "holds no objects");
    assert_eq!(why("<Objs/>"), "holds no objects");
}

#[test]
fn errors_tell_line_and_column() {
    let cases = [
        (
            "<Objs>\n <Obj></Objs>",
            "f.xml:2:7: not well-formed XML: expected `</Obj>`, but `</Objs>` was found",
        ),
        ("<Objs>\n <Obj RefId=\"0\"><Props>", "f.xml:2:24: the file ends too early, with 3 elements open"),
        ("<Objs>\n <Obj RefId=\"0\"><Pro", "f.xml:2:17: not well-formed XML: tag not closed"),
        ("<Objs></Objs><Objs></Objs>", "f.xml:1:14: expected nothing after </Objs>"),
        ("<Objs><Obj RefId=\"x\"></Obj></Objs>", "f.xml:1:7: expected a number as RefId, found 'x'"),
        ("<Objs><Obj><TNRef RefId=\"4\"/></Obj></Objs>", "f.xml:1:12: refers to type names 4, which"),
        ("<!DOCTYPE x [<!ENTITY a \"b\">]><Objs/>", "f.xml:1:31: expected no DOCTYPE"),
    ];
    for (document, expected) in cases {
        let error = error(document);
        assert_eq!(error.code, Code::UnreadableFile, "{document}");
        assert!(error.to_string().starts_with(expected), "{error}\n{expected}");
    }
    let cases = [
        ("<I32 N=\"Metric\">x</I32>", "expected a whole number in <I32>, found 'x'"),
        ("<S N=\"Name\">&custom;</S>", "expected a character or predefined entity, found '&custom;'"),
        ("<S N=\"Name\">&#x110000;</S>", "expected a character or predefined entity, found '&#x110000;'"),
        ("<S N=\"Name\"><S>a</S></S>", "expected text, found <S>"),
        ("<Ref N=\"Cluster\" RefId=\"99\" />", "refers to object 99, which the file does not have"),
        ("<Ref N=\"Cluster\" />", "expected a RefId in <Ref>"),
    ];
    for (properties, expected) in cases {
        let error = error(&network(properties));
        assert!(error.message.contains(expected), "{error}\n{expected}");
        assert!(error.path.as_deref().unwrap().starts_with("f.xml:1:"), "{error}");
    }
}

#[test]
fn depth_has_a_limit() {
    let nested = |depth: usize| {
        let open = "<Obj N=\"Network\"><Props>".repeat(depth);
        network(&format!("{open}{}", "</Props></Obj>".repeat(depth)))
    };
    assert!(read(&nested(60), "f").is_ok());
    assert_eq!(error(&nested(64)).code, Code::TooLarge);
    let unknown = format!("{}{}", "<X>".repeat(1000), "</X>".repeat(1000));
    assert_eq!(error(&network(&unknown)).code, Code::TooLarge);
}

#[test]
fn references_cannot_blow_up_a_file() {
    // Each object holds ten references to the one before: 10^30 values from a few kilobytes.
    let mut properties = "<Obj N=\"Ipv4Addresses\" RefId=\"100\"><LST><S>a</S></LST></Obj>".to_owned();
    for id in 101..131 {
        let references = format!("<Ref RefId=\"{}\" />", id - 1).repeat(10);
        properties += &format!("<Obj N=\"Ipv4Addresses\" RefId=\"{id}\"><LST>{references}</LST></Obj>");
    }
    let error = error(&network(&properties));
    assert_eq!(error.code, Code::TooLarge, "{error}");
}

#[test]
fn a_chain_of_references_counts_as_depth() {
    let mut properties = String::new();
    for id in 100..300 {
        properties +=
            &format!("<Obj N=\"Unheard\" RefId=\"{id}\"><LST><Ref RefId=\"{}\" /></LST></Obj>", id + 1);
    }
    properties += "<Obj N=\"Unheard\" RefId=\"300\"><LST /></Obj><Ref N=\"Ipv4Addresses\" RefId=\"100\" />";
    assert_eq!(error(&network(&properties)).code, Code::TooLarge);
}

#[test]
fn text_has_a_limit() {
    let long = "x".repeat(crate::capture::limits::MAX_TEXT + 1);
    assert_eq!(error(&network(&format!("<S N=\"Name\">{long}</S>"))).code, Code::TooLarge);
    assert!(read(&network(&format!("<S N=\"Unheard\">{long}</S>")), "f").is_ok());
}

/// A capture as `Export-Clixml` writes the object of the module.
fn saved(capture: &str) -> String {
    format!(
        "<Obj RefId=\"0\"><TN RefId=\"0\"><T>Deserialized.ClusterRoute.Capture</T>\
         <T>Deserialized.System.Management.Automation.PSCustomObject</T></TN>\
         <MS><S N=\"Cluster\">CL</S><I32 N=\"NetworkCount\">1</I32>{capture}\
         <Obj N=\"NotRead\" RefId=\"9\"><LST /></Obj></MS></Obj>"
    )
}

#[test]
fn a_kept_capture_is_what_it_was() {
    let network = "<Obj RefId=\"3\"><TNRef RefId=\"1\" /><MS><S N=\"Name\">A</S><I64 N=\"Metric\">900</I64>\
        <Obj N=\"Ipv4Addresses\" RefId=\"4\"><TNRef RefId=\"2\" /><LST><S>10.0.0.0</S></LST></Obj>\
        <Obj N=\"Ipv6Addresses\" RefId=\"5\"><LST /></Obj><Nil N=\"State\" /></MS></Obj>";
    let note = "<Obj RefId=\"6\"><MS><S N=\"file\">Get-ClusterNode</S><S N=\"reason\">denied</S></MS></Obj>";
    let object = format!(
        "<Obj N=\"Capture\" RefId=\"1\"><MS>\
         <Obj N=\"networks\" RefId=\"2\"><LST>{network}</LST></Obj>\
         <Obj N=\"nodes\" RefId=\"7\"><LST /></Obj>\
         <Obj N=\"origin\" RefId=\"8\"><MS><S N=\"captured_at\">then</S>\
         <Obj N=\"not_read\" RefId=\"10\"><LST>{note}</LST></Obj></MS></Obj></MS></Obj>"
    );
    let json = r#"{"networks":[{"Name":"A","Metric":900,"Ipv4Addresses":["10.0.0.0"],"Ipv6Addresses":[],"State":null}],
        "nodes":[],"origin":{"captured_at":"then","not_read":[{"file":"Get-ClusterNode","reason":"denied"}]}}"#;
    let text = format!("<S N=\"Capture\">{}</S>", json.replace('"', "&quot;"));
    let mut expected = json::capture(json).unwrap().into_owned();
    // The properties of an object come in the order of their names.
    for found in [&text, &object] {
        let document = objs(&saved(found));
        let mut found = documents(&document, "f.xml", &Arc::default()).unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        let mut found = found.remove(0).into_owned();
        for (_, object) in found.objects.iter_mut().chain(&mut expected.objects) {
            object.fields.sort_by_key(|(property, _)| *property);
        }
        assert_eq!(found, expected);
    }
}

#[test]
fn kept_captures_stay_apart() {
    let capture =
        "<Obj N=\"Capture\" RefId=\"1\"><MS><Obj N=\"networks\" RefId=\"2\"><LST /></Obj></MS></Obj>";
    let network = format!("<Obj RefId=\"20\">{NETWORK}<Props><S N=\"Name\">A</S></Props></Obj>");
    let document = objs(&format!("{}{}{network}", saved(capture), saved(capture)));
    let found = documents(&document, "f.xml", &Arc::default()).unwrap();
    let is_capture: Vec<bool> = found.iter().map(|found| found.capture.is_some()).collect();
    assert_eq!(is_capture, [true, true, false]);
}

#[test]
fn a_kept_capture_that_was_cut_off_is_an_error() {
    for (capture, message) in [
        (
            "<Obj N=\"Capture\" RefId=\"1\"><MS><Obj N=\"networks\" RefId=\"2\"><LST><S>@{Name=A}</S></LST></Obj></MS></Obj>",
            "invalid type: string \"@{Name=A}\", expected an object as PowerShell serialises it, in \
             capture.networks[0]; ConvertTo-Json keeps a capture whole with -Depth 9",
        ),
        (
            "<Obj N=\"Capture\" RefId=\"1\"><MS><Ref N=\"networks\" RefId=\"0\" /></MS></Obj>",
            "expected a value of a saved capture, found <Ref>",
        ),
    ] {
        assert_eq!(error(&objs(&saved(capture))).message, message);
    }
}
