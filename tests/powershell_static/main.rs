//! What can be said of the PowerShell module without PowerShell: every file parses, calls only commands and
//! parameters that Windows PowerShell 5.1 has, reads only variables it has set, and agrees with the library.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod commands;
mod help;
mod manifest;
mod script;

use clusterroute::model::WindowsVersion;
use quick_xml::events::Event;
use script::{MODULE, Script, files, module, parts, repository};
use std::collections::BTreeSet;
use std::fs;
use tree_sitter::Node;

/// `Get-Verb` of Windows PowerShell 5.1, as far as the module uses it.
const VERBS: &[&str] = &[
    "Add",
    "Approve",
    "Assert",
    "Block",
    "Close",
    "Compare",
    "Complete",
    "Confirm",
    "Connect",
    "ConvertTo",
    "Exit",
    "Export",
    "Find",
    "Get",
    "Group",
    "Import",
    "Initialize",
    "Invoke",
    "Measure",
    "New",
    "Open",
    "Read",
    "Restore",
    "Set",
    "Test",
    "Undo",
    "Wait",
    "Watch",
    "Write",
];

/// Variables that PowerShell sets by itself.
const AUTOMATIC: &[&str] = &[
    "_",
    "this",
    "null",
    "true",
    "false",
    "pscmdlet",
    "confirmpreference",
    "whatifpreference",
    "psboundparameters",
    "psscriptroot",
    "psversiontable",
    "executioncontext",
];

#[test]
fn files_are_short_ascii_with_unix_line_ends() {
    let mut all = files(MODULE, &["psd1", "psm1", "ps1", "ps1xml", "cs", "txt"]);
    assert!(all.len() > 10, "{all:?}");
    all.extend(files("tests/powershell", &["ps1", "cs"]));
    // The simulated cluster is taken over as it is.
    all.retain(|path| !path.ends_with("fake/FakeFailoverClusters.cs"));
    all.extend(files("tests/clr", &["cs", "c", "json"]));
    for path in all {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.is_ascii() && !text.contains('\r') && text.ends_with('\n'), "{}", path.display());
        assert!(text.lines().count() <= 400, "{} is too long", path.display());
        assert!(
            text.lines().all(|line| line.trim_end() == line && !line.ends_with('`')),
            "{}",
            path.display()
        );
    }
}

#[test]
fn every_script_parses() {
    let mut scripts = files("powershell", &["ps1", "psm1", "psd1"]);
    scripts.extend(files("tests/powershell", &["ps1"]));
    assert!(scripts.len() >= 4, "{scripts:?}");
    for path in scripts {
        assert_eq!(Script::read(path).errors(), [""; 0]);
    }
}

#[test]
fn modules_call_only_what_windows_powershell_has() {
    let mut known = commands::of_both_editions();
    let parts = parts();
    for script in &parts {
        for (name, function) in script.functions() {
            let verb = name.split('-').next().unwrap();
            assert!(VERBS.contains(&verb), "{name} has no approved verb");
            assert!(known.insert(name, script.parameters(function)).is_none(), "defined twice");
        }
    }
    assert!(
        parts[0].text.contains("\nSet-StrictMode -Version '3.0'\n"),
        "the scope of all parts is not strict"
    );
    for script in parts {
        for kind in ["class_statement", "ERROR"] {
            let found = script.all(script.tree.root_node(), kind);
            assert!(found.is_empty(), "{} has a {kind}", script.path.display());
        }
        for word in ["Write-Host", "$IsWindows", "$IsLinux", "??", "?.", " && ", " || ", "-AsHashtable"] {
            assert!(!script.text.contains(word), "{} has {word}", script.path.display());
        }
        let wrong = commands::unknown_calls(&script, &known);
        // The root loads its parts by their paths.
        let loads = |call: &String| call.contains("ClusterRoute.psm1") && call.contains("$PSScriptRoot");
        assert_eq!(wrong.iter().filter(|call| !loads(call)).collect::<Vec<_>>(), [""; 0]);
    }
}

/// StrictMode ends a command that reads a variable which was never set.
#[test]
fn functions_read_only_variables_they_set() {
    let scope = module();
    let globals: BTreeSet<String> = scope
        .all(scope.tree.root_node(), "left_assignment_expression")
        .into_iter()
        .map(|node| scope.of(node).to_ascii_lowercase())
        .filter(|name| name.starts_with("$script:"))
        .collect();
    for script in parts() {
        for (name, function) in script.functions() {
            let mut set: BTreeSet<String> =
                script.parameters(function).iter().map(|name| name.to_ascii_lowercase()).collect();
            set.extend(AUTOMATIC.iter().map(|name| (*name).to_owned()));
            for node in script.all(function, "variable") {
                let text = script.of(node).to_ascii_lowercase();
                if text.starts_with("$script:") {
                    assert!(globals.contains(&text), "{name}: {}", script.place(node));
                } else if is_assigned(node) {
                    set.insert(text.trim_start_matches('$').to_owned());
                }
            }
            for node in script.all(function, "variable") {
                let text = script.of(node).to_ascii_lowercase();
                let read = text.trim_start_matches(['$', '@']);
                assert!(text.starts_with("$script:") || set.contains(read), "{name}: {}", script.place(node));
            }
        }
    }
}

fn is_assigned(variable: Node<'_>) -> bool {
    let mut node = variable;
    while let Some(parent) = node.parent() {
        match parent.kind() {
            "foreach_statement" => {
                return parent.child_by_field_name("variable").is_none_or(|v| v == variable);
            }
            "left_assignment_expression" => return true,
            "element_access" | "member_access" | "pipeline" | "statement_block" => return false,
            _ => node = parent,
        }
    }
    false
}

#[test]
fn the_modules_speak_the_library_s_language() {
    let module = module();
    let versions: Vec<&str> = WindowsVersion::ALL.iter().map(|version| version.name()).collect();
    let set = format!("[ValidateSet('{}')]\n        [string] $WindowsVersion", versions.join("', '"));
    assert_eq!(module.text.matches(&set).count(), module.text.matches("[string] $WindowsVersion").count());

    let abi = format!("\n$script:AbiVersion = {}\n", clusterroute::ffi::CLUSTERROUTE_ABI_VERSION);
    assert!(module.text.contains(&abi), "the module asks for another interface version");

    // The module has no table of its own: it asks the library which sections and properties there are.
    let shim = files(MODULE, &["cs"]).into_iter().map(|path| fs::read_to_string(path).unwrap());
    let request = fs::read_to_string(repository(MODULE).join("Requests.ps1")).unwrap();
    for text in shim.chain([request]) {
        let own = ["networks", "Metric", "ClusterFunctionalLevel", "MSCluster_Network"];
        assert!(own.iter().all(|name| !text.contains(name)), "{text}");
    }
    let failures = module.of(module.value_of("$script:Failures"));
    for code in
        ["invalid_request", "invalid_capture", "unreadable_file", "too_large", "unknown_name", "internal"]
    {
        assert!(failures.contains(&format!("    {code}")), "{code}");
    }
}

#[test]
fn views_are_well_formed_and_narrow() {
    let mut types = BTreeSet::new();
    let views = files(MODULE, &["ps1xml"]);
    assert_eq!(views.len(), 5, "{views:?}");
    views.iter().for_each(|path| types.extend(viewed(&fs::read_to_string(path).unwrap())));
    let module = module();
    let given: BTreeSet<String> = ["-TypeName '", "Items('", "TypeNames.Insert(0, '", "; Type = '"]
        .iter()
        .flat_map(|marker| module.text.split(marker).skip(1))
        .map(|rest| rest.split('\'').next().unwrap().to_owned())
        .collect();
    assert_eq!(types, given);
}

/// The types that have a view in this text, each a table of at most six columns or a list.
fn viewed(text: &str) -> BTreeSet<String> {
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut types, mut path) = (BTreeSet::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => path.push(tag.name().as_ref().to_owned()),
            Event::End(tag) => assert_eq!(path.pop().unwrap(), tag.name().as_ref()),
            Event::Text(text) if path.ends_with(&["TypeName".to_owned()]) => {
                types.insert(text.as_ref().to_owned());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(path.is_empty());
    for view in text.split("<View>").skip(1) {
        let columns = view.matches("<TableColumnHeader>").count();
        let list = view.matches("<ListControl>").count();
        let table = (3..=6).contains(&columns) && columns == view.matches("<TableColumnItem>").count();
        assert!(table != (list == 1 && columns == 0), "{view}");
    }
    types
}

/// What to do comes before what is wrong, and each command says which PowerShell it is for.
#[test]
fn the_list_of_a_finding_begins_with_what_to_do() {
    let text = fs::read_to_string(repository(MODULE).join("ClusterRoute.Lists.Format.ps1xml")).unwrap();
    let list = text.split("<Name>ClusterRoute.Finding.List</Name>").nth(1).unwrap();
    let list = list.split("</View>").next().unwrap().split("<ListControl>").nth(1).unwrap();
    let labels: Vec<&str> =
        list.split("<Label>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    let first = [
        "Advice",
        "FixCommand (Windows PowerShell)",
        "FixCommandPS7 (PowerShell 7)",
        "UndoCommand (Windows PowerShell)",
        "UndoCommandPS7 (PowerShell 7)",
    ];
    assert_eq!(labels[..5], first);
}
