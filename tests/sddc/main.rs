//! Diagnostic captures: as a folder and as a ZIP in every way that tools pack them, they give the answers of
//! the loose captures; what they do not carry is named.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod archives;
#[path = "../support/asking.rs"]
mod asking;
mod folders;
mod loose;

use clusterroute::api;
use clusterroute::capture::Capture;
use clusterroute::error::Error;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use rawzip::path::EntryPath;
use rawzip::{CompressionMethod, ZipArchiveWriter};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

const CLUSTERS: [&str; 6] = [
    "azlocal-23h2-bmc",
    "azlocal-23h2-switchless",
    "hyperv-2008r2-dpm",
    "hyperv-2012r2-san",
    "hyperv-2022-lm-layers",
    "s2d-2019-rdma",
];

/// The folder of a cluster's loose captures.
fn loose(cluster: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/captures").join(cluster)
}

/// The folder of its diagnostic capture.
fn sddc(cluster: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sddc").join(cluster)
}

/// An empty folder for a test.
fn scratch(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sddc").join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The files of a diagnostic capture: path inside it with `/`, and bytes.
fn files(cluster: &str) -> Vec<(String, Vec<u8>)> {
    let mut files_of = packed_files(&sddc(cluster), "");
    // What is not read is named in every answer; tests of that add such files.
    files_of.retain(|(name, _)| !name.contains("SmbServerNetworkInterface"));
    assert!(files_of.len() > 10, "{cluster}");
    files_of
}

/// The files of a folder in the order of their paths, each with `before` in front of its path.
fn packed_files(folder: &Path, before: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{before}{}", path.file_name().unwrap().to_str().unwrap());
        match path.is_dir() {
            true => files.extend(packed_files(&path, &format!("{name}/"))),
            false => files.push((name, fs::read(&path).unwrap())),
        }
    }
    files.sort();
    files
}

/// One file of a ZIP that is made here.
struct Packed<'f> {
    name: &'f [u8],
    bytes: &'f [u8],
    encrypted: bool,
}

fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let packed: Vec<Packed<'_>> =
        files.iter().map(|(name, bytes)| Packed { name: name.as_bytes(), bytes, encrypted: false }).collect();
    zip_of(&packed)
}

fn zip_of(files: &[Packed<'_>]) -> Vec<u8> {
    let mut zip = ZipArchiveWriter::new(Vec::new());
    for file in files {
        // As given: a name may hold backslashes or lead out of the archive.
        let builder = zip.new_file(EntryPath::verbatim(file.name)).encrypted(file.encrypted);
        if file.bytes.is_empty() {
            let (entry, config) = builder.start().unwrap();
            let (_, descriptor) = config.wrap(std::io::sink()).finish().unwrap();
            entry.finish(descriptor).unwrap();
            continue;
        }
        let (mut entry, config) = builder.compression_method(CompressionMethod::DEFLATE).start().unwrap();
        let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
        writer.write_all(file.bytes).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    zip.finish().unwrap()
}

fn read(paths: &[&Path]) -> Result<Vec<Capture>, Error> {
    asking::read(&paths.iter().map(|path| path.to_path_buf()).collect::<Vec<_>>())
}

fn read_one(paths: &[&Path]) -> Capture {
    let mut captures = read(paths).unwrap_or_else(|error| panic!("{paths:?}: {error}"));
    assert_eq!(captures.len(), 1, "{paths:?}");
    captures.remove(0)
}

/// The three answers, as JSON.
fn answers(capture: &Capture) -> Value {
    // Without the files' names, in which the forms differ.
    let subject = api::Subject::new(capture, &api::WhatIf::default()).unwrap().cluster.into();
    json!({
        "measure": api::measure::answer(&subject),
        "resolve": api::resolve::answer(&subject, &Default::default()).unwrap(),
        "recommend": api::recommend::answer(&subject, &Default::default()).unwrap(),
    })
}

fn names(networks: &Value) -> Vec<&str> {
    networks.as_array().unwrap().iter().map(|network| network["name"].as_str().unwrap()).collect()
}

/// The networks in use and those after them, by traffic, volume and ends.
fn routes(answers: &Value) -> BTreeMap<String, (Vec<&str>, Vec<&str>)> {
    let routes = answers["resolve"]["routes"].as_array().unwrap();
    let key =
        |route: &Value| format!("{} {} {} {}", route["traffic"], route["volume"], route["from"], route["to"]);
    routes.iter().map(|route| (key(route), (names(&route["networks"]), names(&route["failover"])))).collect()
}

/// The targets of a rule's findings.
fn targets<'a>(answers: &'a Value, rule: &str) -> Vec<&'a str> {
    let findings = answers["recommend"]["findings"].as_array().unwrap().iter();
    findings
        .filter(|found| found["rule"] == rule)
        .flat_map(|found| found["targets"].as_array().unwrap())
        .filter(|target| target["kind"] != "network" || rule != "CR408")
        .map(|target| target["name"].as_str().unwrap())
        .collect()
}

/// The rules that did not run, with what they miss.
fn missing(answers: &Value) -> BTreeMap<&str, Vec<&str>> {
    let skipped = answers["recommend"]["not_checked"].as_array().unwrap().iter();
    skipped
        .map(|skipped| {
            let needs =
                skipped["needs"].as_array().unwrap().iter().map(|need| need.as_str().unwrap()).collect();
            (skipped["rule"].as_str().unwrap(), needs)
        })
        .collect()
}

#[test]
fn the_routes_are_those_of_the_loose_captures() {
    for cluster in CLUSTERS {
        let folder = loose(cluster);
        let parts = ["networks", "interfaces", "shared-volumes", "csv-states", "vm-resource-type-parameters"];
        let loose: Vec<PathBuf> = parts.iter().map(|part| folder.join(format!("{part}.xml"))).collect();
        let loose: Vec<&Path> = loose.iter().map(PathBuf::as_path).filter(|path| path.exists()).collect();
        let (loose, sddc) = (answers(&read_one(&loose)), answers(&read_one(&[&sddc(cluster)])));
        let expected = routes(&loose);
        assert!(expected.len() >= 6, "{cluster}: {expected:?}");
        assert_eq!(routes(&sddc), expected, "{cluster}");
        assert_eq!(sddc["measure"]["scheme"], loose["measure"]["scheme"], "{cluster}");
    }
}

#[test]
fn what_a_diagnostic_capture_does_not_carry_is_named() {
    for cluster in CLUSTERS {
        let answers = answers(&read_one(&[&sddc(cluster)]));
        let assumptions = answers["resolve"]["assumptions"].as_array().unwrap();
        let derived = "interfaces are derived from the nodes' addresses and the networks' prefixes";
        assert!(assumptions.iter().any(|said| said["message"] == derived), "{cluster}: {assumptions:?}");
        let missing = missing(&answers);
        assert_eq!(missing["CR109"], ["interfaces.State"], "{cluster}");
        if cluster != "hyperv-2008r2-dpm" {
            assert_eq!(missing["CR306"], ["shared_volume_states"], "{cluster}");
        }
        // 2008 R2 has no lists of its own on the hosts.
        let has_lists = ["hyperv-2022-lm-layers", "hyperv-2008r2-dpm"].contains(&cluster);
        assert_eq!(missing.contains_key("CR408"), !has_lists, "{cluster}");
    }
}

#[test]
fn host_lists_that_disagree_are_found_and_an_empty_one_is_no_absent_one() {
    let folder = scratch("host-lists");
    let path = folder.join("HealthTest.zip");
    let mut files = files("hyperv-2022-lm-layers");
    fs::write(&path, zip(&files)).unwrap();
    let layers = answers(&read_one(&[&path]));
    assert_eq!(targets(&layers, "CR408"), ["HV13", "HV14"]);
    assert_eq!(targets(&layers, "CR404").len(), 1);
    files.retain(|(name, _)| name != "Node_HV14/GetVMMigrationNetwork.xml");
    fs::write(&path, zip(&files)).unwrap();
    assert_eq!(targets(&answers(&read_one(&[&path])), "CR408"), ["HV13"]);
}

#[test]
fn a_healthy_cluster_stays_healthy() {
    let summary = &answers(&read_one(&[&sddc("s2d-2019-rdma")]))["recommend"]["summary"];
    assert_eq!((&summary["error"], &summary["warning"]), (&json!(0), &json!(0)));
}

#[test]
fn adapters_of_the_hosts_predict_the_metrics() {
    for cluster in ["s2d-2019-rdma", "hyperv-2022-lm-layers"] {
        let answers = answers(&read_one(&[&sddc(cluster)]));
        for network in answers["measure"]["networks"].as_array().unwrap() {
            assert_eq!(network["predicted"]["from"], "adapters", "{cluster}: {network}");
            let tie = network["explained"]["tie"].as_u64().unwrap();
            let metric = network["metric"].as_u64().unwrap();
            assert_eq!(
                network["predicted"]["metric"].as_u64().unwrap() + tie,
                metric,
                "{cluster}: {network}"
            );
        }
    }
}
