//! What can be said of the PowerShell module without PowerShell: every file parses, calls only commands and
//! parameters that Windows PowerShell 5.1 has, reads only variables it has set, and agrees with the library.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use clusterroute::capture::{Section, property::canonical};
use clusterroute::model::WindowsVersion;
use quick_xml::events::Event;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use tree_sitter::{Node, Parser, Tree};

const MODULE: &str = "powershell/ClusterRoute";

/// Commands from outside the module with the parameters that both Windows PowerShell 5.1 and PowerShell 7 have.
const COMMANDS: &[(&str, &[&str])] = &[
    ("Add-Type", &["LiteralPath", "ErrorAction"]),
    ("ConvertFrom-Json", &["InputObject"]),
    ("ConvertTo-Json", &["InputObject", "Depth", "Compress"]),
    ("Export-ModuleMember", &["Function"]),
    ("Get-Item", &["LiteralPath", "ErrorAction"]),
    ("Resolve-Path", &["ErrorAction"]),
    ("Add-Member", &["InputObject", "NotePropertyName", "NotePropertyValue"]),
    ("Select-Object", &["Property", "Last"]),
    ("Set-StrictMode", &["Version"]),
    ("Sort-Object", &["Property", "Unique"]),
    ("Where-Object", &[]),
    ("Write-Error", &[]),
    ("Write-Verbose", &[]),
    ("Write-Warning", &[]),
];

/// `Get-Verb` of Windows PowerShell 5.1, as far as the module uses it.
const VERBS: &[&str] = &[
    "Add",
    "Connect",
    "ConvertTo",
    "Find",
    "Get",
    "Group",
    "Import",
    "Invoke",
    "Measure",
    "New",
    "Resolve",
    "Test",
    "Write",
];

/// Variables that PowerShell sets by itself.
const AUTOMATIC: &[&str] =
    &["_", "null", "true", "false", "pscmdlet", "psboundparameters", "psscriptroot", "executioncontext"];

struct Script {
    path: PathBuf,
    text: String,
    tree: Tree,
}

impl Script {
    fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(&path).unwrap();
        let mut parser = Parser::new();
        parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).unwrap();
        let tree = parser.parse(&text, None).unwrap();
        Self { path, text, tree }
    }

    fn of(&self, node: Node<'_>) -> &str {
        &self.text[node.byte_range()]
    }

    fn place(&self, node: Node<'_>) -> String {
        format!("{}:{}: {}", self.path.display(), node.start_position().row + 1, self.of(node))
    }

    /// Every node of a kind below `root`, in the order of the text.
    fn all<'t>(&self, root: Node<'t>, kind: &str) -> Vec<Node<'t>> {
        let mut found = Vec::new();
        let mut rest = vec![root];
        while let Some(node) = rest.pop() {
            if node.kind() == kind {
                found.push(node);
            }
            rest.extend((0..node.child_count()).rev().filter_map(|i| node.child(i.try_into().unwrap())));
        }
        found
    }

    fn functions(&self) -> Vec<(String, Node<'_>)> {
        let functions = self.all(self.tree.root_node(), "function_statement").into_iter();
        functions.map(|node| (self.of(self.all(node, "function_name")[0]).to_owned(), node)).collect()
    }

    fn parameters(&self, function: Node<'_>) -> Vec<String> {
        let parameters = self.all(function, "script_parameter").into_iter();
        parameters
            .map(|node| {
                let mut walk = node.walk();
                let name = node.children(&mut walk).find(|child| child.kind() == "variable").unwrap();
                self.of(name).trim_start_matches('$').to_owned()
            })
            .collect()
    }

    /// The texts of the quoted strings below `root`.
    fn words(&self, root: Node<'_>) -> Vec<String> {
        let words = self.all(root, "verbatim_string_characters").into_iter();
        words.map(|node| self.of(node).trim_matches('\'').to_owned()).collect()
    }

    /// The right-hand side of `$script:NAME = ...` or of `NAME = ...` in a manifest.
    fn value_of(&self, name: &str) -> Node<'_> {
        let found = ["assignment_expression", "hash_entry"]
            .iter()
            .flat_map(|kind| self.all(self.tree.root_node(), kind))
            .find(|node| self.of(node.child(0).unwrap()).trim() == name);
        found.unwrap_or_else(|| panic!("{}: no {name}", self.path.display()))
    }
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn files(folder: &str, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![repository(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            // What a package build puts next to the module is no source.
            if path.is_dir() && !path.ends_with("bin") {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| extensions.iter().any(|known| ext == *known)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn root_module() -> Script {
    Script::read(repository(MODULE).join("ClusterRoute.psm1"))
}

fn objects_module() -> Script {
    Script::read(repository(MODULE).join("ClusterRoute.Objects.psm1"))
}

fn manifest() -> Script {
    Script::read(repository(MODULE).join("ClusterRoute.psd1"))
}

#[test]
fn files_are_short_ascii_with_unix_line_ends() {
    let mut all = files(MODULE, &["psd1", "psm1", "ps1xml", "cs", "txt"]);
    assert_eq!(all.len(), 6, "{all:?}");
    all.extend(files("tests/powershell", &["ps1", "cs"]));
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
        let script = Script::read(path);
        let root = script.tree.root_node();
        let wrong: Vec<_> = script.all(root, "ERROR").iter().map(|node| script.place(*node)).collect();
        assert!(wrong.is_empty() && !root.has_error(), "{wrong:#?}");
    }
}

#[test]
fn modules_call_only_what_windows_powershell_has() {
    let scripts = [root_module(), objects_module()];
    let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, parameters) in COMMANDS {
        known.insert((*name).to_owned(), parameters.iter().map(|p| (*p).to_owned()).collect());
    }
    for script in &scripts {
        for (name, function) in script.functions() {
            let verb = name.split('-').next().unwrap();
            assert!(VERBS.contains(&verb), "{name} has no approved verb");
            assert!(known.insert(name, script.parameters(function)).is_none(), "defined twice");
        }
    }
    for script in &scripts {
        let root = script.tree.root_node();
        assert!(script.text.contains("\nSet-StrictMode -Version 3.0\n"));
        for kind in ["command_invokation_operator", "class_statement", "ERROR"] {
            assert!(script.all(root, kind).is_empty(), "{} has a {kind}", script.path.display());
        }
        for word in ["Write-Host", "$IsWindows", "$IsLinux", "??", "?.", " && ", " || ", "-AsHashtable"] {
            assert!(!script.text.contains(word), "{} has {word}", script.path.display());
        }
        for command in script.all(root, "command") {
            let name = script.of(script.all(command, "command_name")[0]);
            let parameters = known.get(name).unwrap_or_else(|| panic!("{}", script.place(command)));
            let elements = (0..command.child_count()).filter_map(|i| command.child(i.try_into().unwrap()));
            for elements in elements.filter(|child| child.kind() == "command_elements") {
                let mut walk = elements.walk();
                for child in elements.children(&mut walk).filter(|child| child.kind() == "command_parameter")
                {
                    let parameter = script.of(child).trim_start_matches('-');
                    assert!(parameters.iter().any(|p| p == parameter), "{}", script.place(command));
                }
            }
        }
    }
}

/// StrictMode ends a command that reads a variable which was never set.
#[test]
fn functions_read_only_variables_they_set() {
    for script in [root_module(), objects_module()] {
        let globals: BTreeSet<String> = script
            .all(script.tree.root_node(), "left_assignment_expression")
            .into_iter()
            .map(|node| script.of(node).to_ascii_lowercase())
            .filter(|name| name.starts_with("$script:"))
            .collect();
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
fn the_manifest_exports_the_documented_commands_and_nothing_else() {
    let (manifest, module) = (manifest(), root_module());
    let commands = manifest.words(manifest.value_of("FunctionsToExport"));
    assert!(commands.is_sorted() && commands.len() == 6, "{commands:?}");
    let last = module.text.lines().last().unwrap();
    let exported: Vec<&str> = last.trim_start_matches("Export-ModuleMember -Function ").split(", ").collect();
    assert_eq!(exported, commands.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>());
    for empty in ["CmdletsToExport", "VariablesToExport", "AliasesToExport"] {
        assert!(manifest.of(manifest.value_of(empty)).ends_with("@()"), "{empty}");
    }
    for (key, value) in [
        ("ModuleVersion", env!("CARGO_PKG_VERSION")),
        ("PowerShellVersion", "5.1"),
        ("RootModule", "ClusterRoute.psm1"),
    ] {
        assert_eq!(manifest.words(manifest.value_of(key)), [value]);
    }
    assert_eq!(manifest.words(manifest.value_of("CompatiblePSEditions")), ["Desktop", "Core"]);
    for files in ["RootModule", "NestedModules", "FormatsToProcess"] {
        for file in manifest.words(manifest.value_of(files)) {
            assert!(repository(MODULE).join(&file).is_file(), "{file}");
        }
    }
    let documented: Vec<(String, Node<'_>)> =
        module.functions().into_iter().filter(|(name, _)| commands.contains(name)).collect();
    assert_eq!(documented.len(), commands.len());
    for (name, function) in documented {
        let text = module.of(function);
        let help = &text[text.find("<#").unwrap()..text.find("#>").unwrap()];
        for part in [".SYNOPSIS", ".DESCRIPTION", ".LINK"] {
            assert!(help.contains(part), "{name} has no {part}");
        }
        assert!(help.matches(".EXAMPLE").count() >= 2, "{name} has too few examples");
        assert!(text.contains("[CmdletBinding(") && text.contains("[OutputType("), "{name}");
        let described: Vec<&str> =
            help.split(".PARAMETER ").skip(1).map(|p| p.lines().next().unwrap()).collect();
        assert_eq!(described, module.parameters(function), "{name}");
    }
}

#[test]
fn the_modules_speak_the_library_s_language() {
    let (module, objects) = (root_module(), objects_module());
    let versions: Vec<&str> = WindowsVersion::ALL.iter().map(|version| version.name()).collect();
    let set = format!("[ValidateSet('{}')]\n        [string] $WindowsVersion", versions.join("', '"));
    assert_eq!(module.text.matches(&set).count(), module.text.matches("[string] $WindowsVersion").count());

    let abi = format!("\n$script:AbiVersion = {}\n", clusterroute::ffi::CLUSTERROUTE_ABI_VERSION);
    assert!(module.text.contains(&abi), "the module asks for another interface version");

    let sections: BTreeSet<&str> = Section::ALL.iter().map(|section| section.name()).collect();
    for table in ["$script:SectionByType", "$script:Sections", "$script:SectionByProperty"] {
        let table = objects.value_of(table);
        let entries = objects.all(table, "hash_entry");
        for entry in &entries {
            let words = objects.words(*entry);
            let key = objects.of(objects.all(*entry, "key_expression")[0]).trim();
            assert!(
                sections.contains(key) || words == ["capture"] || sections.contains(words[0].as_str()),
                "{key}"
            );
        }
        assert!(!entries.is_empty());
    }
    for table in ["$script:Sections", "$script:Nested", "$script:ClusterNames", "$script:NodeNames"] {
        for name in objects.words(objects.value_of(table)) {
            assert_eq!(canonical(&name), Some(name.as_str()), "the library does not know the property");
        }
    }
    let failures = objects.of(objects.value_of("$script:Failures"));
    for code in
        ["invalid_request", "invalid_capture", "unreadable_file", "too_large", "unknown_name", "internal"]
    {
        assert!(failures.contains(&format!("    {code}")), "{code}");
    }
}

#[test]
fn the_help_lists_every_error_id() {
    let text = root_module().text + &objects_module().text;
    let mut used: BTreeSet<String> = BTreeSet::from(["ClusterRoute.ConstrainedLanguage".to_owned()]);
    for marker in ["-Id '", "Id = '", "$id = '"] {
        used.extend(
            text.split(marker)
                .skip(1)
                .map(|rest| format!("ClusterRoute.{}", rest.split('\'').next().unwrap())),
        );
    }
    used.remove("ClusterRoute.rules");
    let about = fs::read_to_string(repository(MODULE).join("en-US/about_ClusterRoute.help.txt")).unwrap();
    let errors = &about[about.find("\nERRORS").unwrap()..about.find("\nSEE ALSO").unwrap()];
    let listed: BTreeSet<String> = errors
        .split_whitespace()
        .filter(|word| word.starts_with("ClusterRoute."))
        .map(str::to_owned)
        .collect();
    assert_eq!(used, listed);
}

#[test]
fn table_views_are_well_formed_and_narrow() {
    let text = fs::read_to_string(repository(MODULE).join("ClusterRoute.Format.ps1xml")).unwrap();
    let mut reader = quick_xml::Reader::from_str(&text);
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
    let module = root_module();
    let given: BTreeSet<String> = module
        .text
        .split("-TypeName '")
        .skip(1)
        .map(|rest| rest.split('\'').next().unwrap().to_owned())
        .collect();
    assert_eq!(types, given);
    for view in text.split("<View>").skip(1) {
        let columns = view.matches("<TableColumnHeader>").count();
        assert!((3..=6).contains(&columns) && columns == view.matches("<TableColumnItem>").count(), "{view}");
    }
}
