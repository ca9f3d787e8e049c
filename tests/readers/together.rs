//! Which objects belong together, and what becomes of two tellings of one.

use super::*;

#[test]
fn two_clusters_are_two_captures_in_order() {
    let captures = read(&[fixtures("s2d-2019-rdma"), fixtures("azlocal-23h2-bmc")]).unwrap();
    let names: Vec<_> = captures
        .iter()
        .map(|capture| capture.sections.get(Section::Cluster).unwrap()[0].text(Property::Name).unwrap())
        .collect();
    assert_eq!(names, ["S2D-2019-RDMA", "AZLOCAL-23H2-BMC"]);
    // CSV states and parameters do not say their cluster; the folder does.
    assert_eq!(count(&captures[0].sections, Section::SharedVolumeStates), Some(8));
    assert_eq!(count(&captures[1].sections, Section::SharedVolumeStates), Some(2));
    assert!(captures[0].origin.sources.iter().all(|source| source.file.contains("s2d-2019-rdma")));
}

#[test]
fn objects_that_name_no_cluster_are_of_the_only_one_or_an_error() {
    let folder = scratch("nameless");
    let states = copy("s2d-2019-rdma", "csv-states.xml", &folder.join("elsewhere"));
    let networks = |cluster: &str| fixtures(cluster).join("networks.xml");

    let capture = one(&[states.clone(), networks("s2d-2019-rdma")]);
    assert_eq!(count(&capture.sections, Section::SharedVolumeStates), Some(8));

    let error = read(&[states.clone(), networks("s2d-2019-rdma"), networks("azlocal-23h2-bmc")]).unwrap_err();
    assert_eq!(error.code, Code::InvalidCapture);
    assert_eq!(error.path, Some(states.display().to_string()));
    assert_eq!(
        error.message,
        "holds objects that do not say their cluster, and there are 2: AZLOCAL-23H2-BMC, S2D-2019-RDMA"
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
    let [told] = capture.origin.contradictions.as_slice() else {
        panic!("{:?}", capture.origin.contradictions)
    };
    let Contradiction::Values(told) = told else { panic!("{told:?}") };
    assert_eq!(
        (told.section, told.object.as_str(), told.property),
        (Section::Networks, "N", Property::Metric)
    );
    assert_eq!((told.kept.value.as_str(), told.other.value.as_str()), ("20400", "\"900\""));
    assert_eq!(told.kept.file, first.display().to_string());
    assert_eq!(told.other.file, second.display().to_string());
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
    assert_eq!(capture.origin.contradictions, []);
    let roles: Vec<_> =
        objects(&capture, Section::Networks).iter().map(|n| n.get(Property::Role).cloned()).collect();
    assert_eq!(roles, [Some(Raw::Int(3)), Some(Raw::Int(1))]);
}

#[test]
fn the_same_object_twice_in_one_file_is_one() {
    let folder = scratch("duplicates");
    let twice = |metric: u32| {
        format!(
            "[{{\"Name\":\"N\",\"Id\":\"1\",\"Metric\":5}},{{\"Name\":\"N\",\"Id\":\"1\",\"Metric\":{metric}}}]"
        )
    };
    let same = one(&[write(&folder, "a.json", twice(5))]);
    assert_eq!(count(&same.sections, Section::Networks), Some(1));
    assert_eq!(same.origin.contradictions, []);
    let differs = one(&[write(&folder, "b.json", twice(6))]);
    assert_eq!(count(&differs.sections, Section::Networks), Some(1));
    assert_eq!(differs.origin.contradictions.len(), 1);
    // Two names are two networks, whatever their ids: that is another defect.
    let renamed = one(&[write(&folder, "c.json", twice(5).replacen("\"N\"", "\"M\"", 1))]);
    assert_eq!(count(&renamed.sections, Section::Networks), Some(2));
}

#[test]
fn what_several_files_say_of_one_host_is_one_host() {
    let folder = scratch("one-host");
    let network = write(&folder, "n.json", "[{\"Name\":\"N\",\"Metric\":5,\"Cluster\":\"C\"}]");
    let first =
        write(&folder, "a.json", r#"{"Node":"N1","net_adapters":[{"Name":"A","InterfaceGuid":"{a}"}]}"#);
    let single =
        write(&folder, "b.json", r#"[{"PSComputerName":"n1.contoso.com","Name":"B","InterfaceGuid":"{b}"}]"#);
    let settings =
        write(&folder, "c.json", r#"{"Node":"n1","vm_host":[{"UseAnyNetworkForMigration":true}]}"#);
    let again = write(&folder, "d.json", r#"[{"PSComputerName":"N1","Name":"B","InterfaceGuid":"{x}"}]"#);

    let capture = one(&[network.clone(), first.clone(), single.clone(), settings]);
    assert_eq!(capture.origin.contradictions, []);
    let [host] = capture.sections.get(Section::Hosts).unwrap() else { panic!("{:?}", capture.sections) };
    let names: Vec<_> = host.rows(Property::NetAdapters).map(|row| row.text(Property::Name)).collect();
    assert_eq!(names, [Some("A"), Some("B")]);
    assert_eq!(host.rows(Property::VmHost).count(), 1);

    // What contradicts is the row of the file that it is in, not that of the host's first file.
    let capture = one(&[network, first, single.clone(), again.clone()]);
    let [Contradiction::Values(values)] = capture.origin.contradictions.as_slice() else {
        panic!("{:?}", capture.origin.contradictions)
    };
    assert_eq!(values.kept.value, r#"{"Name":"B","InterfaceGuid":"{b}"}"#);
    assert_eq!(
        (&values.kept.file, &values.other.file),
        (&single.display().to_string(), &again.display().to_string())
    );
}
