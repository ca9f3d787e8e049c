//! Scripts as the tests see them: the text, its syntax tree, and what can be asked of both.

use std::fs;
use std::path::{Path, PathBuf};
use tree_sitter::{Node, Parser, Tree};

pub(crate) const MODULE: &str = "powershell/ClusterRoute";

/// A script with its syntax tree.
pub(crate) struct Script {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    pub(crate) tree: Tree,
}

impl Script {
    pub(crate) fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(&path).unwrap();
        Self::parse(path, text)
    }

    pub(crate) fn parse(path: PathBuf, text: String) -> Self {
        let mut parser = Parser::new();
        parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).unwrap();
        let tree = parser.parse(&text, None).unwrap();
        Self { path, text, tree }
    }

    pub(crate) fn of(&self, node: Node<'_>) -> &str {
        &self.text[node.byte_range()]
    }

    pub(crate) fn place(&self, node: Node<'_>) -> String {
        format!("{}:{}: {}", self.path.display(), node.start_position().row + 1, self.of(node))
    }

    /// Every node of a kind below `root`, in the order of the text.
    pub(crate) fn all<'t>(&self, root: Node<'t>, kind: &str) -> Vec<Node<'t>> {
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

    pub(crate) fn functions(&self) -> Vec<(String, Node<'_>)> {
        let functions = self.all(self.tree.root_node(), "function_statement").into_iter();
        functions.map(|node| (self.of(self.all(node, "function_name")[0]).to_owned(), node)).collect()
    }

    pub(crate) fn parameters(&self, function: Node<'_>) -> Vec<String> {
        let parameters = self.all(function, "script_parameter").into_iter();
        parameters
            .map(|node| {
                let mut walk = node.walk();
                let name = node.children(&mut walk).find(|child| child.kind() == "variable").unwrap();
                self.of(name).trim_start_matches('$').to_owned()
            })
            .collect()
    }

    /// What is wrong with the script as the grammar sees it.
    pub(crate) fn errors(&self) -> Vec<String> {
        let root = self.tree.root_node();
        let mut wrong: Vec<_> = self.all(root, "ERROR").iter().map(|node| self.place(*node)).collect();
        if wrong.is_empty() && root.has_error() {
            wrong.push(format!("{}: something is missing", self.path.display()));
        }
        wrong
    }

    /// The texts of the quoted strings below `root`.
    pub(crate) fn words(&self, root: Node<'_>) -> Vec<String> {
        let words = self.all(root, "verbatim_string_characters").into_iter();
        words.map(|node| self.of(node).trim_matches('\'').to_owned()).collect()
    }

    /// The right-hand side of `$script:NAME = ...` or of `NAME = ...` in a manifest.
    pub(crate) fn value_of(&self, name: &str) -> Node<'_> {
        let found = ["assignment_expression", "hash_entry"]
            .iter()
            .flat_map(|kind| self.all(self.tree.root_node(), kind))
            .find(|node| self.of(node.child(0).unwrap()).trim() == name);
        found.unwrap_or_else(|| panic!("{}: no {name}", self.path.display()))
    }
}

pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub(crate) fn files(folder: &str, extensions: &[&str]) -> Vec<PathBuf> {
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

/// The module's scripts, each by itself: the one that loads the others, then these.
pub(crate) fn parts() -> Vec<Script> {
    let mut paths = files(MODULE, &["psm1", "ps1"]);
    paths.sort_by_key(|path| path.extension().is_some_and(|extension| extension == "ps1"));
    paths.into_iter().map(Script::read).collect()
}

/// The module as one script, since all its parts share one scope.
pub(crate) fn module() -> Script {
    let texts: Vec<String> = parts().into_iter().map(|part| part.text).collect();
    Script::parse(MODULE.into(), texts.join("\n"))
}

pub(crate) fn manifest() -> Script {
    Script::read(repository(MODULE).join("ClusterRoute.psd1"))
}
