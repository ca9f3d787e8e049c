//! The pages of `report` as files: whole or not at all, and nothing of others is replaced.

use super::{root, run};
use std::fs;
use std::path::{Path, PathBuf};

/// A path in a folder of this test that is free.
fn free(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli-report").join(name);
    fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder for tests");
    let _ = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
    path
}

fn report(output: &Path, more: &[&str]) -> (Option<i32>, String) {
    let output = output.to_str().expect("its path is UTF-8");
    let found = run(&[&["report", "--output", output], more].concat());
    let text = [found.stdout, found.stderr].concat();
    (found.status.code(), String::from_utf8(text).expect("it says UTF-8"))
}

const ONE: &str = "samples/hyperv-2012r2-san";
const OTHER: &str = "tests/fixtures/captures/s2d-2019-rdma";

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry.expect("an entry").file_name().to_string_lossy().into_owned()
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}

#[test]
fn one_cluster_is_a_file_that_states_its_time() {
    let path = free("one.html");
    let (code, said) = report(&path, &[ONE]);
    assert_eq!((code, said.trim()), (Some(0), path.to_str().expect("UTF-8")));
    let page = fs::read_to_string(&path).expect("the page");
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains(" UTC"), "{}", &page[..200]);
    let (code, said) = report(&path, &[ONE]);
    assert_eq!(code, Some(2));
    assert!(said.contains("expected a path that is free, or --force"), "{said}");
    assert_eq!(report(&path, &["--force", "--generated", "at noon", ONE]).0, Some(0));
    assert!(fs::read_to_string(&path).expect("the page").contains("made at noon"));
    assert_eq!(report(&free("one.svg"), &["--picture", ONE]).0, Some(0));
}

#[test]
fn several_clusters_are_a_folder_with_a_page_over_all() {
    let path = free("several");
    let (code, said) = report(&path, &[ONE, OTHER]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.ends_with("index.html, 2 clusters\n"), "{said}");
    let files = ["001-HYPERV-2012R2-SAN.html", "002-S2D-2019-RDMA.html", "index.html"];
    assert_eq!(names(&path), files);
    let pictures = free("pictures");
    let (code, said) = report(&pictures, &["--picture", ONE, OTHER]);
    assert_eq!((code, said), (Some(0), format!("{}, 2 clusters\n", pictures.display())));
    assert_eq!(names(&pictures), ["001-picture.svg", "002-picture.svg"]);
    assert_eq!(report(&path, &[ONE, OTHER]).0, Some(2));
    assert_eq!(report(&path, &["--force", ONE, OTHER]).0, Some(0));
    fs::write(path.join("mine.txt"), "mine").expect("a file of somebody else");
    let (code, said) = report(&path, &["--force", ONE, OTHER]);
    assert_eq!(code, Some(2));
    assert!(said.contains("found mine.txt in it"), "{said}");
    assert_eq!(names(&path).len(), 4, "nothing is gone");
}

#[test]
fn what_could_be_read_is_written_and_nothing_is_left_half_made() {
    let path = free("part.html");
    let (code, said) = report(&path, &[ONE, "no/such/file"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("no/such/file") && path.is_file(), "{said}");
    let nowhere = path.join("below-a-file.html");
    let (code, said) = report(&nowhere, &[ONE]);
    assert_eq!(code, Some(2));
    assert!(said.contains("the report cannot be written"), "{said}");
    let (code, _) = report(&free("nothing.html"), &["no/such/file"]);
    assert_eq!(code, Some(2));
    let beside = names(path.parent().expect("a folder"));
    assert!(!beside.iter().any(|name| name.ends_with(".new") || name.ends_with(".old")), "{beside:?}");
}

#[test]
fn without_a_place_it_is_json_or_an_error() {
    let output = run(&["report", ONE]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).expect("it says UTF-8");
    assert!(said.contains("expected a file to write: --output FILE"), "{said}");
    let output = run(&["report", "--format", "json", ONE]);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(answer["answers"][0]["file"], "001-HYPERV-2012R2-SAN.html");
    assert!(root().join(ONE).is_dir());
}

#[test]
fn what_is_lived_with_and_what_is_new_is_on_the_page() {
    let folder = free("accepted");
    fs::create_dir_all(&folder).expect("a folder");
    let (file, known) = (folder.join("accepted.toml"), folder.join("known.json"));
    let text = "[[suppress]]\nrule = \"CR403\"\nreason = \"switch ordered\"\n[[suppress]]\nrule = \"CR302\"\nreason = \"as long as the array is old\"\n";
    fs::write(&file, text).expect("the file is written");
    fs::write(&known, run(&["recommend", "--format", "json", ONE]).stdout).expect("the answer is written");
    let page = free("accepted.html");
    let [file, known] = [&file, &known].map(|path| path.to_str().expect("UTF-8"));
    let (code, said) =
        report(&page, &["--suppression", file, "--baseline", known, "--severity", "warning", ONE]);
    assert_eq!(code, Some(0), "{said}");
    let text = fs::read_to_string(&page).expect("the page");
    for words in
        ["Asked for: </b>warnings alone", "0 new, 1 known", " fits no finding", "as long as the array is old"]
    {
        assert!(text.contains(words), "{words}");
    }
    let (code, said) = report(&free("none.html"), &["--baseline", file, ONE]);
    assert_eq!(code, Some(2));
    assert!(said.contains("a baseline is what recommend --format json printed"), "{said}");
}
