//! Which crates are compiled into the shipped libraries, as cargo resolves them for each of their targets.

use crate::outcome::Outcome;
use crate::resolved::Resolved;
use crate::tools::Toolchain;
use crate::{linux, windows};
use cargo_metadata::{DependencyKind, Package, PackageId};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use xshell::{Shell, cmd};

/// Crates by their package URL.
pub(crate) type Crates = BTreeMap<String, Crate>;

pub(crate) struct Crate {
    pub(crate) name: String,
    pub(crate) version: String,
    /// An SPDX expression.
    pub(crate) licence: String,
    pub(crate) authors: Vec<String>,
    /// Where its licences lie.
    pub(crate) folder: PathBuf,
    /// The libraries it is in.
    pub(crate) libraries: BTreeSet<&'static str>,
    /// The package URLs of the crates it uses.
    pub(crate) uses: BTreeSet<String>,
}

/// The crate of this package, and all that is compiled into the libraries with it.
pub(crate) struct Shipped {
    pub(crate) root: Crate,
    pub(crate) others: Crates,
}

pub(crate) fn shipped(shell: &Shell) -> Outcome<Shipped> {
    let current = Toolchain::current(shell)?;
    let builds = [
        (linux::PLATFORM.target, linux::SHIPPED, linux::STD_FEATURES, &current),
        (windows::PLATFORM.target, windows::SHIPPED, windows::STD_FEATURES, &windows::toolchain(shell)?),
    ];
    let mut crates = Crates::new();
    let mut roots = BTreeSet::new();
    for (target, library, features, toolchain) in builds {
        let std = Standard::of(shell, toolchain)?;
        let mut tree = Tree { library, std: &std, crates: &mut crates };
        let root = tree.add(&Resolved::of(shell, &current, "Cargo.toml", target, "clusterroute", "")?)?;
        let url = match &std.manifest {
            Some(path) => tree.add(&Resolved::of(shell, toolchain, path, target, "std", features)?)?,
            None => tree.insert(std.crate_of(library)),
        };
        crates.entry(root.clone()).and_modify(|found| found.uses.extend([url]));
        roots.insert(root);
    }
    let root = roots.pop_first().and_then(|root| crates.remove(&root));
    Ok(Shipped { root: root.ok_or("expected the package among its crates")?, others: crates })
}

/// The standard library of a toolchain. Without its source only its version is known, not the crates in it.
struct Standard {
    version: String,
    manifest: Option<String>,
}

impl Standard {
    const LICENCE: &str = "MIT OR Apache-2.0";

    fn of(shell: &Shell, toolchain: &Toolchain) -> Outcome<Self> {
        let rustc = toolchain.program("rustc");
        let said = cmd!(shell, "{rustc} --version").quiet().read()?;
        let version = said.split(' ').nth(1).ok_or("expected a version of rustc, found none")?.to_owned();
        let manifest = toolchain.library().join("std/Cargo.toml");
        let manifest = manifest.is_file().then(|| manifest.display().to_string());
        Ok(Self { version, manifest })
    }

    fn crate_of(&self, library: &'static str) -> Crate {
        Crate {
            name: "std".to_owned(),
            version: self.version.clone(),
            licence: Self::LICENCE.to_owned(),
            authors: vec!["The Rust Project contributors".to_owned()],
            folder: PathBuf::new(),
            libraries: BTreeSet::from([library]),
            uses: BTreeSet::new(),
        }
    }
}

/// Adds what one library is built from.
struct Tree<'a> {
    library: &'static str,
    std: &'a Standard,
    crates: &'a mut Crates,
}

impl Tree<'_> {
    /// Adds the root and what it uses when it runs: not what tests, build scripts and macros need.
    fn add(&mut self, resolved: &Resolved) -> Outcome<String> {
        let (metadata, root) = (&resolved.metadata, resolved.root()?);
        let resolve = metadata.resolve.as_ref().ok_or("expected resolved dependencies, found none")?;
        let packages: BTreeMap<&PackageId, &Package> =
            metadata.packages.iter().map(|package| (&package.id, package)).collect();
        let (mut waiting, mut seen) = (vec![&root.id], BTreeSet::new());
        while let Some(id) = waiting.pop() {
            if !seen.insert(id) {
                continue;
            }
            let node = resolve.nodes.iter().find(|node| node.id == *id);
            let node = node.ok_or_else(|| format!("expected {id} among what was resolved"))?;
            let used = node.deps.iter().filter(|dependency| {
                let kinds = &dependency.dep_kinds;
                kinds.iter().any(|kind| kind.kind == DependencyKind::Normal)
                    && packages.get(&dependency.pkg).is_some_and(|package| resolved.is_compiled(package))
            });
            let used: Vec<&PackageId> = used.map(|dependency| &dependency.pkg).collect();
            let url = self.insert(self.crate_of(packages[id]));
            let uses: BTreeSet<String> =
                used.iter().map(|id| self.crate_of(packages[id]).url()).filter(|used| *used != url).collect();
            self.crates.entry(url).and_modify(|found| found.uses.extend(uses));
            waiting.extend(used);
        }
        Ok(self.crate_of(root).url())
    }

    /// Several crates are one standard library: those of its own source that have no licence of their own.
    fn crate_of(&self, package: &Package) -> Crate {
        let own = package.license.as_deref().is_some_and(|licence| licence != Standard::LICENCE);
        if package.source.is_none() && !own {
            return self.std.crate_of(self.library);
        }
        Crate {
            name: package.name.to_string(),
            version: package.version.to_string(),
            licence: package.license.clone().unwrap_or_default().replace('/', " OR "),
            authors: package.authors.clone(),
            folder: package.manifest_path.parent().map_or(Path::new("").into(), |folder| folder.into()),
            libraries: BTreeSet::from([self.library]),
            uses: BTreeSet::new(),
        }
    }

    fn insert(&mut self, found: Crate) -> String {
        let url = found.url();
        let known = self.crates.entry(url.clone()).or_insert(found);
        known.libraries.insert(self.library);
        url
    }
}

impl Crate {
    /// See <https://github.com/package-url/purl-spec>. The standard library is in no registry.
    pub(crate) fn url(&self) -> String {
        let kind = if self.name == "std" { "generic" } else { "cargo" };
        let name = if self.name == "std" { "rust-std" } else { &self.name };
        format!("pkg:{kind}/{name}@{}", self.version)
    }
}
