//! The capture readers over whole clusters: every form of one cluster tells the same.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use clusterroute::capture::{self, Capture, Object, Raw, Section, Sections, json};
use clusterroute::error::{Code, Error};
use std::fs;
use std::path::{Path, PathBuf};

/// Name, networks, interfaces, shared volumes, states of shared volumes.
const CLUSTERS: [(&str, usize, usize, usize, Option<usize>); 6] = [
    ("azlocal-23h2-bmc", 4, 8, 1, Some(2)),
    ("azlocal-23h2-switchless", 4, 9, 1, Some(3)),
    ("hyperv-2008r2-dpm", 5, 10, 1, None),
    ("hyperv-2012r2-san", 5, 20, 2, Some(8)),
    ("hyperv-2022-lm-layers", 3, 12, 1, Some(4)),
    ("s2d-2019-rdma", 3, 12, 2, Some(8)),
];

fn fixtures(cluster: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/captures").join(cluster)
}

fn read(paths: &[PathBuf]) -> Result<Vec<Capture>, Error> {
    capture::read(paths)
}

/// The only capture of the paths.
fn one(paths: &[PathBuf]) -> Capture {
    let mut captures = read(paths).unwrap();
    assert_eq!(captures.len(), 1, "{paths:?}");
    captures.remove(0)
}

/// A folder of this test's own, empty at first.
fn scratch(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readers").join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    path
}

fn copy(cluster: &str, file: &str, folder: &Path) -> PathBuf {
    let path = folder.join(file);
    fs::create_dir_all(folder).unwrap();
    fs::copy(fixtures(cluster).join(file), &path).unwrap();
    path
}

fn count(sections: &Sections<'_>, section: Section) -> Option<usize> {
    sections.get(section).map(<[_]>::len)
}

/// The properties in one order, since each form has its own.
fn sorted(object: &Object<'static>) -> Object<'static> {
    let mut object = object.clone();
    object.fields.sort_by_key(|(name, _)| *name);
    object
}

fn objects(capture: &Capture, section: Section) -> Vec<Object<'static>> {
    capture.sections.get(section).unwrap_or_default().iter().map(sorted).collect()
}

#[test]
fn a_folder_of_every_form_is_one_clean_capture() {
    for (cluster, networks, interfaces, volumes, states) in CLUSTERS {
        let capture = one(&[fixtures(cluster)]);
        let sections = &capture.sections;
        assert_eq!(count(sections, Section::Cluster), Some(1), "{cluster}");
        assert_eq!(count(sections, Section::Networks), Some(networks), "{cluster}");
        assert_eq!(count(sections, Section::Interfaces), Some(interfaces), "{cluster}");
        assert_eq!(count(sections, Section::SharedVolumes), Some(volumes), "{cluster}");
        assert_eq!(count(sections, Section::SharedVolumeStates), states, "{cluster}");
        assert!(count(sections, Section::VmResourceTypeParameters) >= Some(2), "{cluster}");
        assert_eq!(count(sections, Section::Hosts), None, "{cluster}");
        assert_eq!(capture.contradictions, [], "{cluster}");
        assert_eq!(capture.skipped, [], "{cluster}");
    }
}

#[test]
fn every_form_of_the_networks_tells_the_same() {
    for (cluster, ..) in CLUSTERS {
        let form = |file: &str| one(&[fixtures(cluster).join(file)]);
        let live = form("networks.xml");
        for file in ["networks.twice.xml", "networks.json", "networks.deserialized.json"] {
            let other = form(file);
            assert_eq!(
                objects(&other, Section::Networks),
                objects(&live, Section::Networks),
                "{cluster} {file}"
            );
            assert_eq!(
                objects(&other, Section::Cluster),
                objects(&live, Section::Cluster),
                "{cluster} {file}"
            );
        }
        // Remoting cuts enums to words and the cluster to its name; the rest is the same.
        let remote = form("networks.depth1.xml");
        assert_eq!(count(&remote.sections, Section::Cluster), None);
        for (live, remote) in
            objects(&live, Section::Networks).iter().zip(objects(&remote, Section::Networks))
        {
            for ((name, value), (remote_name, remote_value)) in live.fields.iter().zip(&remote.fields) {
                assert_eq!(name, remote_name, "{cluster}");
                match name {
                    &"Role" | &"State" if matches!(remote_value, Raw::Text(_)) => {}
                    _ => assert_eq!(value, remote_value, "{cluster} {name}"),
                }
            }
        }
    }
}

#[test]
fn utf_16_tells_the_same_as_utf_8() {
    let folder = scratch("utf-16");
    for (cluster, ..) in CLUSTERS {
        for file in ["networks.xml", "interfaces.xml", "shared-volumes.xml", "networks.json"] {
            let original = fixtures(cluster).join(file);
            let text = fs::read_to_string(&original).unwrap();
            let expected = one(&[original]);
            for mark in ["", "\u{feff}"] {
                let marked = format!("{mark}{text}");
                let little: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
                let big: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
                for bytes in [marked.into_bytes(), little, big] {
                    let path = write(&folder, file, bytes);
                    assert_eq!(one(&[path]).sections, expected.sections, "{cluster} {file}");
                }
            }
        }
    }
}

#[test]
fn the_cluster_inside_each_network_becomes_the_cluster_section() {
    let capture = one(&[fixtures("s2d-2019-rdma").join("networks.xml")]);
    let [cluster] = capture.sections.get(Section::Cluster).unwrap() else { panic!("one cluster") };
    assert_eq!(cluster.text("Name"), Some("S2D-2019-RDMA"));
    assert_eq!(cluster.get("ClusterFunctionalLevel"), Some(&Raw::Int(10)));
    assert_eq!(cluster.get("S2DEnabled"), Some(&Raw::Int(1)));
    for network in capture.sections.get(Section::Networks).unwrap() {
        assert_eq!(network.get("Cluster"), Some(&Raw::Text("S2D-2019-RDMA".into())));
    }
}

#[test]
fn interfaces_know_the_network_they_refer_to() {
    for (cluster, ..) in CLUSTERS {
        let capture = one(&[fixtures(cluster).join("interfaces.xml")]);
        for interface in capture.sections.get(Section::Interfaces).unwrap() {
            let Some(Raw::Object(network)) = interface.get("Network") else { panic!("{interface:?}") };
            let name = format!("{} - {}", interface.text("Node").unwrap(), network.text("Name").unwrap());
            assert_eq!(interface.text("Name"), Some(name.as_str()), "{cluster}");
        }
    }
}

#[test]
fn owners_of_volumes_are_nodes_with_a_build() {
    let capture = one(&[fixtures("s2d-2019-rdma").join("shared-volumes.xml")]);
    let nodes: Vec<_> = capture
        .sections
        .get(Section::Nodes)
        .unwrap()
        .iter()
        .map(|node| (node.text("Name").unwrap(), node.get("BuildNumber").unwrap().clone()))
        .collect();
    assert_eq!(nodes, [("HV11", Raw::Int(17763)), ("HV12", Raw::Int(17763))]);
    let volume = &capture.sections.get(Section::SharedVolumes).unwrap()[0];
    assert_eq!(volume.get("OwnerNode"), Some(&Raw::Text("HV11".into())));
    assert_eq!(volume.text("Cluster"), Some("S2D-2019-RDMA"));
}

#[test]
fn sections_say_which_file_they_came_from() {
    let folder = fixtures("azlocal-23h2-bmc");
    let (networks, states) = (folder.join("networks.xml"), folder.join("csv-states.xml"));
    let capture = one(&[networks.clone(), states.clone()]);
    let sources: Vec<_> =
        capture.sources.iter().map(|source| (source.section, source.file.as_str(), source.count)).collect();
    let (networks, states) = (networks.display().to_string(), states.display().to_string());
    assert_eq!(
        sources,
        [
            (Section::Cluster, networks.as_str(), 1),
            (Section::Networks, networks.as_str(), 4),
            (Section::SharedVolumeStates, states.as_str(), 2)
        ]
    );
}

#[test]
fn two_clusters_are_two_captures_in_order() {
    let captures = read(&[fixtures("s2d-2019-rdma"), fixtures("azlocal-23h2-bmc")]).unwrap();
    let names: Vec<_> = captures
        .iter()
        .map(|capture| capture.sections.get(Section::Cluster).unwrap()[0].text("Name").unwrap())
        .collect();
    assert_eq!(names, ["S2D-2019-RDMA", "AZLOCAL-23H2-BMC"]);
    // CSV states and parameters do not say their cluster; the folder does.
    assert_eq!(count(&captures[0].sections, Section::SharedVolumeStates), Some(8));
    assert_eq!(count(&captures[1].sections, Section::SharedVolumeStates), Some(2));
    assert!(captures[0].sources.iter().all(|source| source.file.contains("s2d-2019-rdma")));
}

#[test]
fn a_folder_of_folders_is_read_one_level_down() {
    let captures = read(&[fixtures("")]).unwrap();
    assert_eq!(captures.len(), CLUSTERS.len());
}

#[test]
fn objects_without_a_cluster_need_a_home() {
    let folder = scratch("homeless");
    let states = copy("s2d-2019-rdma", "csv-states.xml", &folder.join("elsewhere"));
    let networks = |cluster: &str| fixtures(cluster).join("networks.xml");

    let capture = one(&[states.clone(), networks("s2d-2019-rdma")]);
    assert_eq!(count(&capture.sections, Section::SharedVolumeStates), Some(8));

    let error = read(&[states.clone(), networks("s2d-2019-rdma"), networks("azlocal-23h2-bmc")]).unwrap_err();
    assert_eq!(error.code, Code::InvalidCapture);
    assert_eq!(error.path, Some(states.display().to_string()));
    assert_eq!(
        error.message,
        "holds objects that do not say their cluster, and there are 2: S2D-2019-RDMA, AZLOCAL-23H2-BMC"
    );
    assert_eq!(count(&one(&[states]).sections, Section::SharedVolumeStates), Some(8));
}

#[test]
fn namesakes_with_different_ids_are_two_clusters() {
    let folder = scratch("namesakes");
    let network = |id: &str| {
        format!(
            "{{\"Name\":\"N\",\"Metric\":1,\"Cluster\":{{\"Name\":\"C\",\"Id\":\"{id}\",\"S2DEnabled\":0}}}}"
        )
    };
    let a = write(&folder, "a/networks.json", network("{A}"));
    let b = write(&folder, "b/networks.json", network("b"));
    let again = write(&folder, "c/networks.json", network("a"));
    assert_eq!(read(&[a.clone(), b.clone(), again]).unwrap().len(), 2);

    let interface = "{\"Name\":\"I\",\"Node\":\"X\",\"Network\":\"N\",\"Cluster\":\"c\"}";
    let beside = write(&folder, "b/interfaces.json", interface);
    let captures = read(&[a.clone(), b.clone(), beside]).unwrap();
    assert_eq!(count(&captures[1].sections, Section::Interfaces), Some(1));

    let apart = write(&folder, "d/interfaces.json", interface);
    let error = read(&[a, b, apart]).unwrap_err();
    assert_eq!(error.message, "names the cluster 'c', but clusters with different ids have that name");
}

#[test]
fn a_contradiction_keeps_the_first_and_is_told() {
    let folder = scratch("contradiction");
    let network = |metric: &str| {
        format!("[{{\"Name\":\"N\",\"Id\":\"1\",\"Metric\":{metric},\"Role\":3,\"Cluster\":\"C\"}}]")
    };
    let first = write(&folder, "a.json", network("20400"));
    let second = write(&folder, "b.json", network("\"900\"").replace("\"1\"", "\"{1}\""));
    let capture = one(&[first.clone(), second.clone()]);
    assert_eq!(count(&capture.sections, Section::Networks), Some(1));
    let [told] = capture.contradictions.as_slice() else { panic!("{:?}", capture.contradictions) };
    assert_eq!((told.section, told.object.as_str(), told.property), (Section::Networks, "N", "Metric"));
    assert_eq!((told.kept.as_str(), told.other.as_str()), ("20400", "\"900\""));
    assert_eq!(told.kept_file, first.display().to_string());
    assert_eq!(told.other_file, second.display().to_string());
}

#[test]
fn an_object_without_an_id_is_known_by_its_name() {
    let folder = scratch("by-name");
    let full = write(
        &folder,
        "a.json",
        "[{\"Name\":\"N\",\"Id\":\"1\",\"Metric\":5},{\"Name\":\"M\",\"Metric\":6}]",
    );
    let table = write(
        &folder,
        "b.json",
        "[{\"name\":\"m\",\"role\":1,\"metric\":6},{\"name\":\"n\",\"role\":3,\"metric\":5}]",
    );
    let capture = one(&[full, table]);
    assert_eq!(capture.contradictions, []);
    let roles: Vec<_> = objects(&capture, Section::Networks).iter().map(|n| n.get("Role").cloned()).collect();
    assert_eq!(roles, [Some(Raw::Int(3)), Some(Raw::Int(1))]);
}

#[test]
fn duplicates_inside_one_file_stay() {
    let folder = scratch("duplicates");
    let twice = "[{\"Name\":\"N\",\"Id\":\"1\",\"Metric\":5},{\"Name\":\"N\",\"Id\":\"1\",\"Metric\":6}]";
    let first = write(&folder, "a.json", twice);
    let second = write(&folder, "b.json", twice);
    let capture = one(&[first, second]);
    assert_eq!(count(&capture.sections, Section::Networks), Some(2));
    assert_eq!(capture.contradictions, []);
}

#[test]
fn the_answer_of_reading_reads_as_the_same_capture() {
    let folder = scratch("again");
    for (cluster, ..) in CLUSTERS {
        let capture = one(&[fixtures(cluster)]);
        let written = serde_json::to_string(&capture.sections).unwrap();
        let raw = serde_json::from_str(&written).unwrap();
        assert_eq!(json::read_request_capture(raw).unwrap(), capture.sections, "{cluster}");
        let answer = format!("{{\"schema\":1,\"cluster\":\"x\",\"capture\":{written},\"sources\":[]}}");
        assert_eq!(one(&[write(&folder, "answer.json", answer)]).sections, capture.sections, "{cluster}");
    }
}

#[test]
fn what_a_folder_holds_besides_is_listed() {
    let folder = scratch("skipped");
    copy("s2d-2019-rdma", "networks.xml", &folder);
    write(&folder, "HealthTest.ZIP", "PK");
    write(&folder, "empty.xml", "");
    write(&folder, "inside/networks.xml", "<Objs/>");
    write(&folder, "notes.txt", "x");
    write(&folder, "report.xml", "<report/>");
    write(&folder, "settings.json", "{\"a\":1}");
    let capture = one(&[folder.clone()]);
    let prefix = folder.display().to_string();
    let skipped: Vec<_> = capture
        .skipped
        .iter()
        .map(|skipped| (&skipped.file[prefix.len() + 1..], skipped.reason.as_str()))
        .collect();
    assert_eq!(
        skipped,
        [
            ("HealthTest.ZIP", "diagnostic ZIPs are not read yet"),
            ("empty.xml", "the file is empty"),
            ("notes.txt", "neither CliXml nor JSON by its name"),
            ("report.xml", "expected the <Objs> of Export-Clixml, found <report>"),
            ("settings.json", "holds nothing of a cluster that is read, but 1 x object of no known shape"),
            ("inside", "a folder inside a capture is not read yet"),
        ]
    );
}

#[test]
fn what_cannot_be_read_is_one_clear_error() {
    let folder = scratch("errors");
    let networks = fs::read(fixtures("s2d-2019-rdma").join("networks.xml")).unwrap();
    let cases: [(&str, &[u8], &str); 10] = [
        ("empty.xml", b"", "the file is empty"),
        ("blank.xml", b" \r\n", "the file is empty"),
        ("words.txt", b"Name State", "expected CliXml or JSON, found other text"),
        ("html.xml", b"<html></html>", "expected the <Objs> of Export-Clixml, found <html>"),
        ("nothing.xml", b"<Objs></Objs>", "holds no objects"),
        ("cut.xml", &networks[..750], "the file ends too early, with 5 elements open"),
        ("cut-in-a-tag.xml", b"<Objs><Obj RefId=\"0\"", "not well-formed XML: tag not closed"),
        ("cut.json", b"[{\"Name\":\"A\"", "the JSON ends too early: "),
        ("garbage.xml", &[0x7f, b'E', b'L', b'F', 0xff, 0xfe], "expected UTF-8 text, found 0xFF at byte 4"),
        ("capture.zip", b"PK\x03\x04rest", "diagnostic ZIPs are not read yet"),
    ];
    for (name, content, expected) in cases {
        let path = write(&folder, name, content);
        let error = read(&[path.clone()]).unwrap_err();
        assert_eq!(error.code, Code::UnreadableFile, "{error}");
        assert!(error.message.starts_with(expected), "{error}");
        assert!(error.path.unwrap().starts_with(&path.display().to_string()));
    }

    let missing = read(&[folder.join("missing.xml")]).unwrap_err();
    assert_eq!(missing.message, "no such file or folder");
    assert_eq!(missing.path, Some(folder.join("missing.xml").display().to_string()));

    let nothing = scratch("errors-nothing");
    let message = "expected files of Export-Clixml or ConvertTo-Json in the folder, found none";
    assert_eq!(read(&[nothing.clone()]).unwrap_err().message, message);
    write(&nothing, "deeper/notes.txt", "x");
    assert_eq!(read(&[nothing]).unwrap_err().message, message);
}

#[test]
fn a_broken_file_in_a_folder_is_no_silence() {
    let folder = scratch("broken");
    copy("s2d-2019-rdma", "networks.xml", &folder);
    let broken = write(&folder, "interfaces.xml", "<Objs><Obj>");
    let error = read(&[folder]).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("{}:1:12: the file ends too early, with 2 elements open", broken.display())
    );
}

#[test]
fn the_sample_is_the_capture_of_its_cluster() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/hyperv-2012r2-san");
    let (sample, fixture) = (one(&[sample]), one(&[fixtures("hyperv-2012r2-san")]));
    for section in Section::ALL {
        assert_eq!(objects(&sample, section), objects(&fixture, section), "{section:?}");
    }
}
