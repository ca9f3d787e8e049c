//! Every form of one cluster tells the same.

use super::*;

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
        assert_eq!(capture.origin.contradictions, [], "{cluster}");
        assert_eq!(capture.origin.not_read, [], "{cluster}");
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
                    Property::Role | Property::State if matches!(remote_value, Raw::Text(_)) => {}
                    _ => assert_eq!(value, remote_value, "{cluster} {name:?}"),
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
    assert_eq!(cluster.text(Property::Name), Some("S2D-2019-RDMA"));
    assert_eq!(cluster.get(Property::ClusterFunctionalLevel), Some(&Raw::Int(10)));
    assert_eq!(cluster.get(Property::S2DEnabled), Some(&Raw::Int(1)));
    for network in capture.sections.get(Section::Networks).unwrap() {
        assert_eq!(network.get(Property::Cluster), Some(&Raw::Text("S2D-2019-RDMA".into())));
    }
}

#[test]
fn interfaces_know_the_network_they_refer_to() {
    for (cluster, ..) in CLUSTERS {
        let capture = one(&[fixtures(cluster).join("interfaces.xml")]);
        for interface in capture.sections.get(Section::Interfaces).unwrap() {
            let Some(Raw::Object(network)) = interface.get(Property::Network) else {
                panic!("{interface:?}")
            };
            let name = format!(
                "{} - {}",
                interface.text(Property::Node).unwrap(),
                network.text(Property::Name).unwrap()
            );
            assert_eq!(interface.text(Property::Name), Some(name.as_str()), "{cluster}");
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
        .map(|node| (node.text(Property::Name).unwrap(), node.get(Property::BuildNumber).unwrap().clone()))
        .collect();
    assert_eq!(nodes, [("HV11", Raw::Int(17763)), ("HV12", Raw::Int(17763))]);
    let volume = &capture.sections.get(Section::SharedVolumes).unwrap()[0];
    assert_eq!(volume.get(Property::OwnerNode), Some(&Raw::Text("HV11".into())));
    assert_eq!(volume.text(Property::Cluster), Some("S2D-2019-RDMA"));
}

#[test]
fn the_answer_of_reading_reads_as_the_same_capture() {
    let folder = scratch("again");
    for (cluster, ..) in CLUSTERS {
        let capture = one(&[fixtures(cluster)]);
        let written = serde_json::to_string(&capture.sections).unwrap();
        assert_eq!(json::capture(&written).unwrap().into_sections(), capture.sections, "{cluster}");
        let answer = format!("{{\"schema\":1,\"cluster\":\"x\",\"capture\":{written},\"sources\":[]}}");
        assert_eq!(one(&[write(&folder, "answer.json", answer)]).sections, capture.sections, "{cluster}");
    }
}

#[test]
fn the_sample_is_the_capture_of_its_cluster() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/hyperv-2012r2-san");
    let (sample, fixture) = (one(&[sample]), one(&[fixtures("hyperv-2012r2-san")]));
    for section in Section::ALL {
        assert_eq!(objects(&sample, section), objects(&fixture, section), "{section:?}");
    }
}
