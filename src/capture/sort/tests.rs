//! What goes where: files, captures and loose objects of one cluster and of several.

use super::*;
use crate::capture::reading::Place;
use crate::schema::{Property, Section};

/// A JSON file in a folder of its own, unless it names one.
fn file(reading: &mut Reading<'_>, path: &str, text: &str) {
    for found in json::read(text, path).unwrap() {
        let folder = super::super::reading::folder_of(Path::new(path));
        reading.add(path, &Place { folder, is_part: false }, None, found);
    }
}

/// Label and names of the networks and nodes of each capture, and the errors.
fn sorted(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let work = Work::default();
    let mut reading = Reading::new(&work);
    files.iter().for_each(|(path, text)| file(&mut reading, path, text));
    let Sorted { captures, errors } = sort(reading);
    let names = |capture: &Capture, section: Section, property: Property| {
        let objects = capture.sections.list(section).iter();
        objects.filter_map(|object| object.text(property)).collect::<Vec<_>>().join(",")
    };
    let shown = |capture: &Capture| {
        format!(
            "{}: {} | {}",
            capture.label().unwrap_or("-"),
            names(capture, Section::Networks, Property::Name),
            names(capture, Section::Hosts, Property::Node)
        )
    };
    (captures.iter().map(shown).collect(), errors.iter().map(ToString::to_string).collect())
}

/// Sorting says the same of the files in every order, but for the order of its answers.
fn sorted_in_any_order(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let expected = sorted(files);
    let mut turned = files.to_vec();
    for _ in 1..files.len() {
        turned.rotate_left(1);
        let (mut captures, mut errors) = sorted(&turned);
        captures.sort();
        errors.sort();
        let mut same = expected.clone();
        same.0.sort();
        same.1.sort();
        assert_eq!((captures, errors), same, "{turned:?}");
    }
    expected
}

const EAST: &str =
    r#"[{"Name":"A","Id":"1","Metric":1,"Cluster":"EAST"},{"Name":"E1","NodeWeight":1,"Cluster":"EAST"}]"#;
const WEST: &str =
    r#"[{"Name":"B","Id":"2","Metric":1,"Cluster":"WEST"},{"Name":"W1","NodeWeight":1,"Cluster":"WEST"}]"#;

fn host(node: &str) -> String {
    format!(r#"[{{"Node":"{node}","vm_host":[{{"UseAnyNetworkForMigration":true}}]}}]"#)
}

#[test]
fn what_names_no_cluster_goes_where_its_node_is() {
    let (east, west) = (host("e1.contoso.com"), host("W1"));
    let files = [("1/e.json", EAST), ("2/w.json", WEST), ("3/a.json", &east), ("4/b.json", &west)];
    let (captures, errors) = sorted_in_any_order(&files);
    assert_eq!(captures, ["EAST: A | e1.contoso.com", "WEST: B | W1"]);
    assert_eq!(errors, [""; 0]);
}

#[test]
fn what_contradicts_a_cluster_is_not_poured_into_it() {
    let other = r#"[{"Name":"C","Metric":1},{"Name":"X1","NodeWeight":1}]"#;
    let (captures, errors) = sorted_in_any_order(&[("1/e.json", EAST), ("2/report.json", other)]);
    assert_eq!(captures, ["EAST: A | ", "2/report.json: C | "]);
    assert_eq!(errors, [""; 0]);
    // Without networks it cannot stand alone, and joining is no way out.
    let other = host("X1");
    let (captures, _) = sorted_in_any_order(&[("1/e.json", EAST), ("2/host.json", &other)]);
    assert_eq!(captures, ["EAST: A | ", "2/host.json:  | X1"]);
}

#[test]
fn what_shows_nothing_is_of_the_only_cluster_there_is() {
    let lists = r#"[{"Name":"MigrationNetworkOrder","Value":"","ClusterObject":"Virtual Machine"}]"#;
    let (captures, errors) = sorted_in_any_order(&[("1/e.json", EAST), ("2/lists.json", lists)]);
    assert_eq!((captures.len(), errors.len()), (1, 0));
    let (captures, errors) =
        sorted_in_any_order(&[("1/e.json", EAST), ("2/w.json", WEST), ("3/lists.json", lists)]);
    assert_eq!(captures.len(), 2);
    assert_eq!(
        errors,
        ["3/lists.json: holds objects that do not say their cluster, and there are 2: EAST, WEST"]
            .map(|error| error.to_owned())
    );
    // The folder tells, where it holds one cluster.
    let (_, errors) = sorted_in_any_order(&[("1/e.json", EAST), ("2/w.json", WEST), ("2/lists.json", lists)]);
    assert_eq!(errors, [""; 0]);
}

#[test]
fn nameless_files_of_one_cluster_are_one_and_of_two_are_two() {
    let networks = r#"[{"Name":"A","Id":"1","Metric":1}]"#;
    let interfaces = r#"[{"Name":"I","Node":"N1","Network":{"Name":"A","Id":"1"},"AdapterId":"x"}]"#;
    let host = host("N1");
    let (captures, errors) =
        sorted_in_any_order(&[("1/n.json", networks), ("2/i.json", interfaces), ("3/h.json", &host)]);
    assert_eq!((captures, errors.len()), (vec!["1/n.json: A | N1".to_owned()], 0));
    let other = r#"[{"Name":"A","Id":"9","Metric":1}]"#;
    let (captures, _) = sorted_in_any_order(&[("1/n.json", networks), ("2/other.json", other)]);
    assert_eq!(captures, ["1/n.json: A | ", "2/other.json: A | "]);
    // A table without ids fits both.
    let table = r#"[{"Name":"N7","NodeWeight":1}]"#;
    let (captures, errors) =
        sorted_in_any_order(&[("1/n.json", networks), ("2/other.json", other), ("3/nodes.json", table)]);
    assert_eq!((captures.len(), errors.len()), (2, 1));
}

#[test]
fn a_saved_capture_is_neither_split_nor_mixed() {
    let saved = r#"{"schema":1,"capture":{"networks":[{"Name":"S","Metric":1}],"hosts":[{"Node":"E1","vm_host":[]}]}}"#;
    let (found, errors) = sorted_in_any_order(&[("1/e.json", EAST), ("2/saved.json", saved)]);
    assert_eq!(found, ["EAST: A | ", "2/saved.json: S | E1"]);
    assert_eq!(errors, [""; 0]);
    let work = Work::default();
    let piped = [r#"{"networks":[{"Name":"S","Metric":1}]}"#, r#"{"networks":[{"Name":"T","Metric":1}]}"#];
    let sorted = captures(&[], false, Piped { captures: &piped, objects: &[] }, &work);
    assert_eq!((sorted.captures.len(), sorted.errors.len()), (2, 0));
}

#[test]
fn two_diagnostic_captures_of_one_cluster_are_two() {
    let work = Work::default();
    let mut reading = Reading::new(&work);
    for folder in ["first.zip", "second.zip"] {
        for (name, text) in [("networks", EAST), ("host", &host("Q9"))] {
            let found = json::read(text, name).unwrap().remove(0);
            let place = Place { folder: PathBuf::from(folder), is_part: true };
            reading.add(&format!("{folder}: {name}"), &place, None, found);
        }
    }
    file(&mut reading, "elsewhere/more.json", EAST);
    let Sorted { captures, errors } = sort(reading);
    // Whatever a diagnostic capture holds is of its cluster, even a node that the cluster does not list.
    let hosts: Vec<usize> =
        captures.iter().map(|capture| capture.sections.list(Section::Hosts).len()).collect();
    assert_eq!(hosts, [1, 1]);
    let [error] = errors.as_slice() else { panic!("{errors:?}") };
    assert!(error.message.contains("of which there are 2 captures"), "{error}");
}

#[test]
fn what_a_caller_hands_over_has_its_place_in_the_request() {
    let work = Work::default();
    let piped = Piped { captures: &[r#"{"networks":[]}"#, r#"{"networks":[5]}"#], objects: &[] };
    let Sorted { errors, .. } = captures(&[], false, piped, &work);
    assert_eq!(errors[0].path.as_deref(), Some("input.captures[1].networks[0]"));
    let objects = [r#"{"type":"Contoso.Thing","properties":{"Name":"x"}}"#];
    let Sorted { errors, .. } = captures(&[], false, Piped { captures: &[], objects: &objects }, &work);
    assert_eq!(
        errors[0].to_string(),
        "input.objects: holds nothing of a cluster that is read, but 1 x Contoso.Thing: 'Get-ClusterNetwork | Export-Clixml networks.xml' on a node brings its networks"
    );
}

/// Sorts loose objects of these types and properties.
fn loose(objects: &[(&str, &str)]) -> Sorted {
    let objects: Vec<String> = objects
        .iter()
        .map(|(class, properties)| {
            let class = format!("Microsoft.FailoverClusters.PowerShell.{class}");
            format!(r#"{{"type":"{class}","properties":{properties}}}"#)
        })
        .collect();
    let objects: Vec<&str> = objects.iter().map(String::as_str).collect();
    captures(&[], false, Piped { captures: &[], objects: &objects }, &Work::default())
}

#[test]
fn the_same_loose_object_from_two_nodes_is_one() {
    let network = ("ClusterNetwork", r#"{"Name":"A","Id":"1","Metric":5,"Cluster":{"Name":"C"}}"#);
    let other = ("ClusterNetwork", r#"{"Name":"B","Id":"2","Metric":5,"Cluster":{"Name":"C"}}"#);
    let Sorted { captures, errors } = loose(&[network, other, network, network, other]);
    assert_eq!((captures.len(), errors.len()), (1, 0));
    assert_eq!(captures[0].sections.list(Section::Networks).len(), 2);
    assert_eq!(captures[0].sections.list(Section::Cluster).len(), 1);
    assert_eq!(captures[0].origin.contradictions, []);
    let changed = ("ClusterNetwork", r#"{"Name":"A","Id":"1","Metric":6,"Cluster":{"Name":"C"}}"#);
    let Sorted { captures, .. } = loose(&[network, changed]);
    assert_eq!(captures[0].sections.list(Section::Networks).len(), 1);
    assert_eq!(captures[0].origin.contradictions.len(), 1);
}

#[test]
fn loose_objects_of_several_clusters_are_one_capture_each() {
    let Sorted { captures, errors } = loose(&[
        ("ClusterNetwork", r#"{"Name":"A","Id":"1","Metric":5,"Cluster":{"Name":"C"}}"#),
        ("ClusterNetwork", r#"{"Name":"B","Id":"2","Metric":5,"Cluster":{"Name":"D"}}"#),
        ("ClusterNode", r#"{"Name":"N1","Cluster":{"Name":"c.contoso.com"}}"#),
        ("ClusterSharedVolumeStateInfo", r#"{"VolumeFriendlyName":"V","Node":"N1","StateInfo":0}"#),
        // Networks of a third cluster, without its name.
        ("ClusterNetwork", r#"{"Name":"X","Id":"8","Metric":5}"#),
        ("ClusterNetwork", r#"{"Name":"Y","Id":"9","Metric":5}"#),
    ]);
    assert_eq!(errors, []);
    let count = |capture: &Capture, section| capture.sections.list(section).len();
    let counts = |section| captures.iter().map(|capture| count(capture, section)).collect::<Vec<_>>();
    assert_eq!(counts(Section::Networks), [1, 1, 2]);
    assert_eq!(counts(Section::SharedVolumeStates), [1, 0, 0]);
}

#[test]
fn a_loose_group_is_no_shared_volume() {
    let Sorted { captures, errors } = loose(&[
        ("ClusterNetwork", r#"{"Name":"A","Id":"1","Metric":5,"Cluster":{"Name":"C"}}"#),
        ("ClusterGroup", r#"{"Name":"VM1","OwnerNode":{"Name":"N1"},"State":0,"Cluster":{"Name":"C"}}"#),
    ]);
    assert_eq!(errors, []);
    assert_eq!(captures[0].sections.get(Section::SharedVolumes), None);
    let not_read = &captures[0].origin.not_read[0].reason;
    assert_eq!(
        &**not_read,
        "not read from this file: 1 x Microsoft.FailoverClusters.PowerShell.ClusterGroup"
    );
}
