//! The manifest: what it exports, which files it names, and that it speaks of the version that is built.
//!
//! `UPDATE=1 cargo test --test powershell_static` writes the version and the release notes.

use crate::script::{MODULE, files, manifest, module, repository};
use std::fs;

#[test]
fn it_exports_the_commands_and_nothing_else() {
    let (manifest, module) = (manifest(), module());
    for (key, member, count) in [("FunctionsToExport", "Function", 23), ("AliasesToExport", "Alias", 2)] {
        let names = manifest.words(manifest.value_of(key));
        assert!(names.is_sorted() && names.len() == count, "{names:?}");
        assert_eq!(module.words(module.value_of(member)), names);
    }
    for empty in ["CmdletsToExport", "VariablesToExport"] {
        assert!(manifest.of(manifest.value_of(empty)).ends_with("@()"), "{empty}");
    }
    for (key, value) in [("PowerShellVersion", "5.1"), ("RootModule", "ClusterRoute.psm1")] {
        assert_eq!(manifest.words(manifest.value_of(key)), [value]);
    }
    assert_eq!(manifest.words(manifest.value_of("CompatiblePSEditions")), ["Desktop", "Core"]);
}

#[test]
fn it_names_every_script_and_view_of_the_folder() {
    let manifest = manifest();
    let mut named: Vec<String> = vec!["ClusterRoute.psd1".to_owned()];
    for files in ["RootModule", "FormatsToProcess"] {
        named.extend(manifest.words(manifest.value_of(files)));
    }
    // The parts, as the module loads them.
    let root = fs::read_to_string(repository(MODULE).join("ClusterRoute.psm1")).unwrap();
    let list = root.split("foreach ($part in ").nth(1).unwrap().split(')').next().unwrap();
    named.extend(list.split(", ").map(|part| format!("{}.ps1", part.trim_matches('\''))));
    named.sort();
    let mut found: Vec<String> = fs::read_dir(repository(MODULE))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(".ps"))
        .collect();
    found.sort();
    assert_eq!(named, found);
}

/// The package fails where this list differs from what it packs; this says so before anything is built.
#[test]
fn it_lists_every_file_of_the_folder_that_is_shipped() {
    let manifest = manifest();
    let listed = manifest.words(manifest.value_of("FileList"));
    assert!(listed.is_sorted(), "{listed:?}");
    let sources = files(MODULE, &["psd1", "psm1", "ps1xml", "txt"]);
    assert!(sources.len() >= 6, "{sources:?}");
    for path in sources {
        let name = path.strip_prefix(repository(MODULE)).unwrap().to_str().unwrap().replace('\\', "/");
        assert!(listed.contains(&name), "{name} is not in FileList");
    }
}

/// What a gallery shows. An address that does not exist yet is left out instead of made up.
#[test]
fn it_says_what_a_gallery_shows() {
    let manifest = manifest();
    let tags = manifest.words(manifest.value_of("Tags"));
    assert!(tags.iter().all(|tag| !tag.contains(char::is_whitespace)), "a gallery splits tags at blanks");
    for tag in ["PSEdition_Desktop", "PSEdition_Core", "Windows", "Linux", "FailoverCluster"] {
        assert!(tags.iter().any(|found| found == tag), "no tag {tag}");
    }
    for key in ["Author", "Copyright", "Description", "GUID", "LicenseUri"] {
        assert!(!manifest.words(manifest.value_of(key))[0].is_empty(), "{key}");
    }
    let project = manifest.text.lines().find(|line| line.trim_start().starts_with("ProjectUri"));
    let expected = Some(env!("CARGO_PKG_REPOSITORY")).filter(|address| !address.is_empty());
    let found = project.map(|line| line.split('\'').nth(1).unwrap());
    assert_eq!(found, expected, "ProjectUri is `repository` of Cargo.toml");
}

#[test]
fn it_is_of_the_version_that_is_built() {
    let version = env!("CARGO_PKG_VERSION");
    for (file, before, after) in [
        ("powershell/ClusterRoute/ClusterRoute.psd1", "\n    ModuleVersion        = '", "'\n"),
        ("powershell/ClusterRoute/ClusterRoute.psm1", "\n$script:ModuleVersion = '", "'\n"),
        ("powershell/ClusterRoute/Library.ps1", "\n$script:SharedVersion = '", "'\n"),
        ("powershell/ClusterRoute/Native.cs", "public const string ModuleVersion = \"", "\";\n"),
        ("docs/install.md", "\n$version = '", "'\n"),
        ("powershell/ClusterRoute/ClusterRoute.psd1", "\n            ReleaseNotes = '", "'\n        }\n"),
    ] {
        let wanted = if before.contains("Notes") { release_notes(version) } else { version.to_owned() };
        let path = repository(file);
        let text = fs::read_to_string(&path).unwrap();
        let start = text.find(before).unwrap_or_else(|| panic!("{file}: no {before:?}")) + before.len();
        let end = start + text[start..].find(after).unwrap();
        if std::env::var_os("UPDATE").is_some() && text[start..end] != wanted {
            fs::write(&path, format!("{}{wanted}{}", &text[..start], &text[end..])).unwrap();
            continue;
        }
        assert_eq!(text[start..end], wanted, "{file}: run UPDATE=1 cargo test --test powershell_static");
    }
}

/// The section of a version in CHANGELOG.md, without its heading.
fn release_notes(version: &str) -> String {
    let changes = fs::read_to_string(repository("CHANGELOG.md")).unwrap().replace("\r\n", "\n");
    let heading = format!("\n## [{version}]");
    let section = changes.split(&heading).nth(1).unwrap_or_else(|| panic!("no section {version}"));
    let body = section.split("\n## [").next().unwrap().split_once('\n').unwrap().1.trim();
    assert!(body.is_ascii(), "the manifest cannot hold the section {version}");
    body.replace("### ", "").replace('\'', "''")
}
