//! ZIPs: as tools pack them, and as strangers could.

use super::{CLUSTERS, Packed, answers, asking, files, read, read_one, scratch, sddc, zip, zip_of};
use clusterroute::api::{measure, read_capture};
use clusterroute::error::{Code, Error};
use clusterroute::schema::Section;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_way_to_pack_a_capture_gives_the_answers_of_its_folder() {
    type Rename = fn(&str) -> String;
    let ways: [(&str, Rename); 6] = [
        ("slashes", |name| name.to_owned()),
        ("backslashes", |name| name.replace('/', "\\")),
        ("nested", |name| format!("HealthTest-X/{name}")),
        ("nested-backslashes", |name| format!("HealthTest-X\\{}", name.replace('/', "\\"))),
        ("lower", |name| name.replace(".XML", ".xml")),
        ("upper", |name| name.replace(".xml", ".XML")),
    ];
    let folder = scratch("ways");
    for cluster in CLUSTERS {
        let expected = answers(&read_one(&[&sddc(cluster)]));
        for (way, rename) in ways {
            let mut files = files(cluster);
            files.iter_mut().for_each(|(name, _)| *name = rename(name));
            files.reverse();
            let path = folder.join(format!("{cluster}-{way}.zip"));
            fs::write(&path, zip(&files)).unwrap();
            assert_eq!(answers(&read_one(&[&path])), expected, "{cluster} {way}");
        }
    }
}

/// A diagnostic capture that tells when it was taken, as a ZIP in the folder of the test.
fn taken(folder: &Path, name: &str, at: Option<&str>) -> PathBuf {
    let mut files = files("s2d-2019-rdma");
    if let Some(at) = at {
        let text = format!(
            "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><Obj RefId=\"0\"><MS>\
             <DT N=\"TodayDate\">{at}</DT><S N=\"ExpectedNodes\">4</S></MS></Obj></Objs>"
        );
        files.push(("GetParameters.XML".to_owned(), text.into_bytes()));
    }
    let path = folder.join(name);
    fs::write(&path, zip(&files)).unwrap();
    path
}

#[test]
fn of_two_captures_of_a_cluster_the_newest_answers_and_the_older_is_named() {
    let folder = scratch("dated");
    let old = taken(&folder, "old.zip", Some("2026-11-20T23:30:00.1234567+01:00"));
    let new = taken(&folder, "new.zip", Some("2026-11-20T22:45:00.0000000Z"));
    for paths in [[&old, &new], [&new, &old]] {
        let request = json!({"schema": 2, "input": {"paths": paths}});
        let answer = asking::answers(measure::ask, &request);
        let [one] = answer["answers"].as_array().unwrap().as_slice() else { panic!("{answer}") };
        assert_eq!(one["captured_at"], "2026-11-20T22:45:00.0000000Z");
        let told = one["not_read"].to_string();
        assert!(told.contains("old.zip") && told.contains("compare is for both"), "{told}");
        let both = asking::answers(read_capture::ask, &request);
        assert_eq!(both["answers"].as_array().unwrap().len(), 2, "what the files hold is told of both");
    }
}

#[test]
fn captures_whose_order_nothing_tells_are_both_answered() {
    let folder = scratch("undated");
    let times = [None, Some("soon"), Some("2026-11-20T22:45:10Z"), Some("2026-11-20T22:45:00")];
    let known = taken(&folder, "known.zip", Some("2026-11-20T22:45:00Z"));
    for at in times {
        let other = taken(&folder, "other.zip", at);
        let answer =
            asking::answers(measure::ask, &json!({"schema": 2, "input": {"paths": [&known, &other]}}));
        assert_eq!(answer["answers"].as_array().unwrap().len(), 2, "{at:?}");
    }
}

#[test]
fn nodes_are_named_with_or_without_their_domain() {
    let path = scratch("domain").join("HealthTest.zip");
    let mut files = files("s2d-2019-rdma");
    for (name, _) in &mut files {
        if let Some((node, file)) = name.split_once('/') {
            *name = format!("{node}.contoso.example/{file}");
        }
    }
    fs::write(&path, zip(&files)).unwrap();
    assert_eq!(answers(&read_one(&[&path])), answers(&read_one(&[&sddc("s2d-2019-rdma")])));
}

#[test]
fn without_the_files_of_vendors_the_rest_is_answered() {
    let path = scratch("vendors").join("HealthTest.zip");
    let mut files = files("hyperv-2022-lm-layers");
    let vendor = |name: &str| name.starts_with("ClusterNetworkLiveMigration") || name.contains("VMMigration");
    files.retain(|(name, _)| !vendor(name));
    fs::write(&path, zip(&files)).unwrap();
    let answers = answers(&read_one(&[&path]));
    assert_eq!(super::missing(&answers)["CR408"], ["hosts.migration_networks"]);
    assert!(super::routes(&answers).keys().any(|route| route.contains("live_migration")));
}

#[test]
fn every_part_names_the_entry_it_came_from() {
    let path = scratch("provenance").join("a.zip");
    let mut files = files("s2d-2019-rdma");
    files.push(("Node_HV11/GetProcess.xml".to_owned(), b"<Objs".to_vec()));
    files.push(("Node_HV12/GetProcess.xml".to_owned(), b"<Objs".to_vec()));
    for number in 0..20 {
        files.push((format!("{number}.evtx"), vec![0; 100]));
    }
    fs::write(&path, zip(&files)).unwrap();
    let capture = read_one(&[&path]);
    let from = |section: Section| {
        let sources = capture
            .origin
            .sources
            .iter()
            .filter(move |source| source.sections.iter().any(|(of, _)| *of == section));
        sources.map(|source| source.file.replace(&path.display().to_string(), "a.zip")).collect::<Vec<_>>()
    };
    assert_eq!(from(Section::Networks), ["a.zip: GetClusterNetwork.XML"]);
    assert_eq!(from(Section::Hosts).len(), 20);
    assert_eq!(from(Section::Hosts)[0], "a.zip: Node_HV11/GetNetAdapter.xml");
    let skipped: Vec<_> = capture.origin.not_read.iter().map(|s| &*s.reason).collect();
    let shown = "0.evtx, 1.evtx, 10.evtx, 11.evtx, 12.evtx and 16 other names";
    assert_eq!(skipped, [format!("22 files or folders tell nothing that is read: {shown}")]);
}

#[test]
fn archives_of_two_clusters_are_two_answers() {
    let folder = scratch("two");
    let (first, second) = (folder.join("1.zip"), folder.join("2.zip"));
    let mut files_of_first = files("hyperv-2022-lm-layers");
    files_of_first.push(("only-in-the-first.txt".to_owned(), Vec::new()));
    fs::write(&first, zip(&files_of_first)).unwrap();
    fs::write(&second, zip(&files("s2d-2019-rdma"))).unwrap();
    let captures = read(&[&first, &second]).unwrap();
    assert_eq!(captures.len(), 2);
    assert_eq!(captures[0].origin.not_read.len(), 1);
    assert_eq!(captures[1].origin.not_read, []);
    // Both in one archive, each in its folder.
    let inside = |root: &str, cluster: &str| {
        files(cluster).into_iter().map(|(name, bytes)| (format!("{root}/{name}"), bytes)).collect::<Vec<_>>()
    };
    let both = [inside("A", "hyperv-2022-lm-layers"), inside("B", "s2d-2019-rdma")].concat();
    let path = folder.join("both.zip");
    fs::write(&path, zip(&both)).unwrap();
    let together = read(&[&path]).unwrap();
    let of = |captures: &[_]| captures.iter().map(answers).collect::<Vec<_>>();
    assert_eq!(of(&together), of(&captures));
}

/// The error for an archive, its place without the folder.
fn error(path: &Path, bytes: &[u8]) -> Error {
    fs::write(path, bytes).unwrap();
    let mut error = read(&[path]).unwrap_err();
    let folder = format!("{}/", path.parent().unwrap().display());
    error.path = error.path.map(|path| path.replace(&folder, ""));
    error
}

fn packed(name: &str, bytes: &'static [u8]) -> (String, Vec<u8>) {
    (name.to_owned(), bytes.to_vec())
}

#[test]
fn an_archive_that_is_no_capture_says_what_was_expected() {
    let path = scratch("no-capture").join("a.zip");
    for (bytes, count) in [(zip(&[]), 0), (zip(&[packed("photo.png", b"x")]), 1)] {
        let error = error(&path, &bytes);
        assert_eq!((error.code, error.path.as_deref()), (Code::UnreadableFile, Some("a.zip")));
        let message = format!("expected files of a capture in the ZIP, found none among its {count} files");
        assert!(error.message.starts_with(&message), "{error}");
    }
}

#[test]
fn a_half_downloaded_archive_is_refused_wherever_it_ends() {
    let path = scratch("half").join("a.zip");
    let whole = zip(&files("azlocal-23h2-bmc"));
    for end in (4..whole.len()).step_by(97).chain([whole.len() - 1]) {
        let error = error(&path, &whole[..end]);
        assert_eq!(error.code, Code::UnreadableFile, "{end}");
        assert_eq!(error.path.as_deref(), Some("a.zip"), "{end}");
        assert!(error.message.contains("cut off"), "{end}: {error}");
    }
}

#[test]
fn no_damaged_byte_makes_a_reader_panic() {
    let path = scratch("damaged").join("a.zip");
    let whole = zip(&files("azlocal-23h2-bmc"));
    for at in (0..whole.len()).step_by(61) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        fs::write(&path, &damaged).unwrap();
        // A byte that nobody reads may change; whatever is answered has been checked against its checksum.
        if let Err(error) = read(&[&path]) {
            assert!(matches!(error.code, Code::UnreadableFile | Code::TooLarge), "{at}: {error}");
        }
    }
}

#[test]
fn bombs_are_not_unpacked() {
    let path = scratch("bombs").join("a.zip");
    let networks = files("s2d-2019-rdma").swap_remove(2);
    assert_eq!(networks.0, "GetClusterNetwork.XML");
    let bomb = zip(&[networks.clone(), ("Node_A/GetNetAdapter.xml".to_owned(), vec![b' '; 8 << 20])]);
    assert!(bomb.len() < 20_000);
    let error = error(&path, &bomb);
    assert_eq!(
        (error.code, error.path.as_deref()),
        (Code::TooLarge, Some("a.zip: Node_A/GetNetAdapter.xml"))
    );
    assert!(error.message.starts_with("the entry unpacks to more than 250 times its size"), "{error}");
    // One that nobody reads is none.
    fs::write(&path, zip(&[networks, ("Node_A/memory.dmp".to_owned(), vec![0; 8 << 20])])).unwrap();
    read_one(&[&path]);
}

/// An archive with a size of an entry's directory record changed to what it is not.
fn with_stated_size(files: &[(String, Vec<u8>)], entry: usize, size: u32, packed: Option<u32>) -> Vec<u8> {
    let mut bytes = zip(files);
    let records: Vec<usize> =
        (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02")).collect();
    let record = records[entry];
    if let Some(packed) = packed {
        bytes[record + 20..record + 24].copy_from_slice(&packed.to_le_bytes());
    }
    bytes[record + 24..record + 28].copy_from_slice(&size.to_le_bytes());
    bytes
}

#[test]
fn what_an_archive_states_is_held_against_the_limits_and_the_bytes() {
    let path = scratch("stated").join("a.zip");
    let networks = files("s2d-2019-rdma").swap_remove(2);
    let size = networks.1.len() as u32;
    let place = Some("a.zip: GetClusterNetwork.XML");

    let large = error(&path, &with_stated_size(std::slice::from_ref(&networks), 0, 300 << 20, None));
    assert_eq!((large.code, large.path.as_deref()), (Code::TooLarge, place));
    assert!(large.message.starts_with("the entry is larger than 268435456 bytes"), "{large}");

    for stated in [size - 1, size + 1] {
        let lie = error(&path, &with_stated_size(std::slice::from_ref(&networks), 0, stated, None));
        assert_eq!((lie.code, lie.path.as_deref()), (Code::UnreadableFile, place));
        assert!(lie.message.starts_with(&format!("expected the {stated} bytes")), "{lie}");
    }

    // Every entry alone is within its limits.
    let mut many = vec![networks];
    many.extend((0..5).map(|node| (format!("Node_{node}/GetNetAdapter.xml"), vec![b'x'; 10])));
    let mut bytes = zip(&many);
    let records: Vec<usize> =
        (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02")).collect();
    for record in &records[1..] {
        bytes[record + 20..record + 24].copy_from_slice(&(100u32 << 20).to_le_bytes());
        bytes[record + 24..record + 28].copy_from_slice(&(250u32 << 20).to_le_bytes());
    }
    let total = error(&path, &bytes);
    assert_eq!((total.code, total.path.as_deref()), (Code::TooLarge, Some("a.zip")));
    assert_eq!(total.message, "the entries to be read unpack to more than 1073741824 bytes");
}

/// Where the directory's records start.
pub(super) fn records(bytes: &[u8]) -> Vec<usize> {
    (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02")).collect()
}

#[test]
fn entries_that_share_their_bytes_are_refused() {
    let path = scratch("shared").join("a.zip");
    let networks = files("s2d-2019-rdma").swap_remove(2);
    let rows = |node| (format!("Node_{node}/GetNetAdapter.xml"), b"<Objs></Objs>".to_vec());
    let honest = zip(&[networks.clone(), rows(1), rows(2), rows(3)]);
    fs::write(&path, &honest).unwrap();
    read_one(&[&path]);
    let with = |record: usize, at: usize, value: u32| {
        let mut bytes = honest.clone();
        let record = records(&bytes)[record];
        bytes[record + at..record + at + 4].copy_from_slice(&value.to_le_bytes());
        bytes
    };
    let word = |record: usize, at: usize| {
        let record = records(&honest)[record];
        u32::from_le_bytes(honest[record + at..record + at + 4].try_into().unwrap())
    };
    let (packed, place) = (20, 42);
    let same = with(3, place, word(2, place));
    let longer = with(1, packed, word(1, packed) + 100);
    let into_the_directory = with(3, packed, word(3, packed) + 100);
    for bytes in [same, longer, into_the_directory] {
        let error = error(&path, &bytes);
        assert_eq!(error.code, Code::UnreadableFile, "{error}");
        assert!(error.message.ends_with("found another entry or the directory among them"), "{error}");
    }
}

#[test]
fn many_small_bombs_are_one_large_one() {
    let path = scratch("small-bombs").join("a.zip");
    let mut many = vec![files("s2d-2019-rdma").swap_remove(2)];
    // Each is below the size from which its own ratio matters.
    many.extend((0..20).map(|node| (format!("Node_{node}/GetNetAdapter.xml"), vec![b' '; 1 << 20])));
    let bytes = zip(&many);
    assert!(bytes.len() < 50_000);
    let error = error(&path, &bytes);
    assert_eq!((error.code, error.path.as_deref()), (Code::TooLarge, Some("a.zip")));
    assert!(error.message.starts_with("the entries to be read unpack to more than 250 times"), "{error}");
}

#[test]
fn too_many_entries_are_refused() {
    let path = scratch("many").join("a.zip");
    let names: Vec<String> = (0..(1 << 17) + 1).map(|number| number.to_string()).collect();
    let entries: Vec<Packed<'_>> =
        names.iter().map(|name| Packed { name: name.as_bytes(), bytes: b"", encrypted: false }).collect();
    let error = error(&path, &zip_of(&entries));
    assert_eq!(
        (error.code, error.message.as_str()),
        (Code::TooLarge, "the archive has more than 131072 entries")
    );
}

#[test]
fn encrypted_entries_are_refused_when_they_would_be_read() {
    let path = scratch("encrypted").join("a.zip");
    let (name, bytes) = files("s2d-2019-rdma").swap_remove(2);
    let networks = |encrypted| Packed { name: name.as_bytes(), bytes: &bytes, encrypted };
    let error = error(&path, &zip_of(&[networks(true)]));
    assert_eq!(error.to_string(), "a.zip: GetClusterNetwork.XML: the entry is encrypted");
    assert_eq!(error.code, Code::UnreadableFile);
    fs::write(&path, zip_of(&[networks(false), Packed { name: b"secret", bytes: b"x", encrypted: true }]))
        .unwrap();
    read_one(&[&path]);
}

#[test]
fn two_entries_of_one_name_are_refused() {
    let path = scratch("twice").join("a.zip");
    let files = files("s2d-2019-rdma");
    let networks = files[2].clone();
    for second in ["GetClusterNetwork.XML", "getclusternetwork.xml", "./GetClusterNetwork.XML"] {
        let bytes = zip(&[networks.clone(), (second.to_owned(), networks.1.clone())]);
        let error = error(&path, &bytes);
        assert_eq!(error.code, Code::UnreadableFile);
        assert_eq!(error.message, "expected one entry of this name, found a second");
    }
}

#[test]
fn names_that_lead_out_of_the_archive_are_not_followed() {
    let folder = scratch("outside");
    let path = folder.join("inside/a.zip");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut files = files("s2d-2019-rdma");
    let expected = answers(&read_one(&[&sddc("s2d-2019-rdma")]));
    for name in ["../evil.xml", "..\\GetClusterNetwork.XML", "Node_X/../../GetCluster.XML", "C:\\evil.xml"] {
        files.push(packed(name, b"evil"));
    }
    fs::write(&path, zip(&files)).unwrap();
    let capture = read_one(&[&path]);
    assert_eq!(answers(&capture), expected);
    let skipped: Vec<_> = capture.origin.not_read.iter().map(|skipped| &*skipped.reason).collect();
    assert_eq!(skipped, ["4 entries have names that lead out of the archive"]);
    let left: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["inside"]);
}
