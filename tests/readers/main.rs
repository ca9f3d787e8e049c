//! The capture readers over whole clusters.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/asking.rs"]
mod asking;
mod files;
mod forms;
mod together;

use asking::read;
use clusterroute::capture::formats::json;
use clusterroute::capture::origin::Contradiction;
use clusterroute::capture::{Capture, Object, Raw, Sections};
use clusterroute::error::Code;
use clusterroute::schema::{Property, Section};
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
