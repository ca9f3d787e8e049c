//! ZIPs that are no diagnostic capture: what is in them is read as the folder of these files would be.

use super::{answers, files, loose, packed_files, read, read_one, scratch, zip};
use clusterroute::error::Code;
use std::fs;
use std::path::Path;

const CLUSTER: &str = "hyperv-2022-lm-layers";

fn named(name: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    (name.to_owned(), bytes.to_vec())
}

/// What was not read, without the folder of the test.
fn not_read(capture: &clusterroute::capture::Capture, folder: &Path) -> Vec<(String, String)> {
    let folder = format!("{}/", folder.display());
    let notes = capture.origin.not_read.iter();
    notes.map(|note| (note.file.replace(&folder, ""), note.reason.to_string())).collect()
}

#[test]
fn loose_files_in_a_zip_are_read_as_their_folder() {
    let expected = answers(&read_one(&[&loose(CLUSTER)]));
    let folder = scratch("loose-zip");
    for (way, before) in [("flat", ""), ("folder", "Captures/"), ("deep", "Users/me/Desktop/Captures/")] {
        let path = folder.join(format!("{way}.zip"));
        let mut files = packed_files(&loose(CLUSTER), before);
        files.push(named("__MACOSX/._networks.xml", &[0, 5, 22, 7]));
        files.reverse();
        fs::write(&path, zip(&files)).unwrap();
        let capture = read_one(&[&path]);
        assert_eq!(answers(&capture), expected, "{way}");
        assert_eq!(not_read(&capture, &folder), [], "{way}");
        let networks = format!("{}: {before}networks.xml", path.display());
        assert!(capture.origin.sources.iter().any(|source| source.file == networks), "{way}");
    }
}

#[test]
fn every_format_is_read_in_a_zip() {
    let folder = scratch("every-format");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for file in [
        "cluster-log/HV11_cluster.log",
        "captures/s2d-2019-rdma/networks.xml",
        "report/hyperv-2022.htm",
        "report/hyperv-2022.mht",
    ] {
        let plain = root.join(file);
        let path = folder.join("one.zip");
        let name = plain.file_name().unwrap().to_str().unwrap();
        fs::write(&path, zip(&[named(name, &fs::read(&plain).unwrap())])).unwrap();
        let (packed, plain) = (read_one(&[&path]), read_one(&[&plain]));
        assert_eq!(packed.sections, plain.sections, "{file}");
        let (packed, plain) = (&packed.origin.sources[0], &plain.origin.sources[0]);
        assert_eq!((packed.bytes, &packed.sha256), (plain.bytes, &plain.sha256), "{file}");
        assert_eq!(packed.bytes, Some(fs::metadata(root.join(file)).unwrap().len()), "{file}");
    }
}

#[test]
fn what_in_a_zip_is_not_read_is_listed_with_its_path() {
    let folder = scratch("loose-not-read");
    let path = folder.join("a.zip");
    let mut files = packed_files(&loose(CLUSTER), "c/");
    files.push(named("c/photo.png", b"x"));
    files.push(named("c/setup.log", b"no cluster log"));
    files.push(named("c/README.txt", b"how these files were made"));
    files.push(named("c/old/networks.xml", b"<Objs/>"));
    files.push(named("c/old.zip", &zip(&[])));
    files.push(named("../evil.xml", b"evil"));
    fs::write(&path, zip(&files)).unwrap();
    let capture = read_one(&[&path]);
    assert_eq!(answers(&capture), answers(&read_one(&[&loose(CLUSTER)])));
    let mut told = not_read(&capture, &folder);
    told.sort();
    let beside = "unpack and name it to read it";
    let expected = [
        ("a.zip", "1 entries have names that lead out of the archive".to_owned()),
        ("a.zip: c/README.txt", told[1].1.clone()),
        ("a.zip: c/old", format!("a folder inside a capture: {beside}")),
        ("a.zip: c/old.zip", format!("an archive beside a capture: {beside}")),
        ("a.zip: c/photo.png", "no text of a capture by its name".to_owned()),
        ("a.zip: c/setup.log", "no cluster log of Get-ClusterLog".to_owned()),
    ];
    let expected: Vec<(String, String)> =
        expected.into_iter().map(|(file, reason)| (file.to_owned(), reason)).collect();
    assert_eq!(told, expected);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn the_archives_in_an_archive_are_read_and_those_in_them_are_not() {
    let folder = scratch("zip-in-zip");
    let path = folder.join("all.zip");
    let first = zip(&packed_files(&loose(CLUSTER), ""));
    let second = zip(&files("s2d-2019-rdma"));
    let third = zip(&[named("deeper.zip", &first)]);
    let half = second[..second.len() / 2].to_vec();
    let inner = [
        named("x/1.zip", &first),
        named("x/2.zip", &second),
        named("x/3.zip", &third),
        named("x/4.zip", &half),
    ];
    fs::write(&path, zip(&inner)).unwrap();
    let captures = read(&[&path]).unwrap();
    let alone = [read_one(&[&loose(CLUSTER)]), read_one(&[&super::sddc("s2d-2019-rdma")])];
    assert_eq!(captures.len(), 2);
    assert_eq!(answers(&captures[0]), answers(&alone[0]));
    assert_eq!(
        captures[1].sections.get(clusterroute::schema::Section::Networks),
        alone[1].sections.get(clusterroute::schema::Section::Networks)
    );
    let sources = &captures[0].origin.sources;
    assert!(sources.iter().all(|source| source.file.contains("all.zip: x/1.zip: ")), "{sources:?}");
    let told = not_read(&captures[0], &folder);
    let files: Vec<&str> = told.iter().map(|(file, _)| file.as_str()).collect();
    assert_eq!(files, ["all.zip: x/3.zip", "all.zip: x/4.zip"], "{told:?}");
    assert!(told[0].1.contains("an archive in an archive in an archive"), "{told:?}");
    assert!(told[1].1.contains("cut off"), "{told:?}");
}

#[test]
fn loose_files_of_a_zip_are_held_against_the_limits() {
    let path = scratch("loose-limits").join("a.zip");
    let error = |files: &[(String, Vec<u8>)]| {
        fs::write(&path, zip(files)).unwrap();
        read(&[&path]).unwrap_err()
    };
    let bomb = error(&[named("networks.xml", &vec![b' '; 8 << 20])]);
    assert_eq!(bomb.code, Code::TooLarge, "{bomb}");
    let twice = error(&[named("networks.xml", b"<Objs/>"), named("NETWORKS.XML", b"<Objs/>")]);
    assert_eq!(twice.message, "expected one entry of this name, found a second");
    let damaged = error(&[named("networks.xml", b"<Objs><Obj>"), named("a.txt", b"x")]);
    assert_eq!(damaged.code, Code::UnreadableFile);
    assert!(damaged.path.unwrap().contains("a.zip: networks.xml"));
}

/// Two levels of what packs well pack twice as well: what counts is the file that was given.
#[test]
fn a_bomb_in_an_archive_in_an_archive_is_one() {
    let path = scratch("nested-bomb").join("a.zip");
    // Each level alone stays below the ratio that is refused.
    let line = b"<Obj RefId=\"0\"><Props><S N=\"Name\">LAN</S></Props></Obj>\n".repeat(20_000);
    let inner: Vec<_> = (0..40).map(|number| named(&format!("{number}.xml"), &line)).collect();
    let inner = zip(&inner);
    fs::write(&path, zip(&[named("inner.zip", &inner)])).unwrap();
    let error = read(&[&path]).unwrap_err();
    assert_eq!(error.code, Code::TooLarge, "{error}");
    assert!(error.message.starts_with("the entries to be read unpack to more than 250 times"), "{error}");
    assert!(error.path.unwrap().ends_with("a.zip: inner.zip"));
}

#[test]
fn archives_in_an_archive_share_what_one_may_unpack() {
    let path = scratch("nested-total").join("a.zip");
    let liar = || {
        let mut bytes = zip(&(0..3).map(|n| named(&format!("{n}.xml"), b"<Objs/>")).collect::<Vec<_>>());
        for record in super::archives::records(&bytes) {
            bytes[record + 20..record + 24].copy_from_slice(&(100u32 << 20).to_le_bytes());
            bytes[record + 24..record + 28].copy_from_slice(&(250u32 << 20).to_le_bytes());
        }
        bytes
    };
    let inner = [named("1.zip", &liar()), named("2.zip", &liar())];
    fs::write(&path, zip(&inner)).unwrap();
    let error = read(&[&path]).unwrap_err();
    assert!(matches!(error.code, Code::TooLarge | Code::UnreadableFile), "{error}");
}
