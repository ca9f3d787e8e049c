//! What cargo says of the dependencies of a package, in this repository or in the standard library.

use crate::outcome::Outcome;
use crate::tools::Toolchain;
use cargo_metadata::{Metadata, MetadataCommand, Package};
use std::collections::BTreeSet;
use xshell::{Shell, cmd};

/// What cargo resolves for one package on one target.
pub(crate) struct Resolved {
    pub(crate) metadata: Metadata,
    package: &'static str,
    /// The names and versions that are compiled. The metadata know more: it has the features that other members
    /// of a workspace and tests turn on.
    compiled: BTreeSet<String>,
}

impl Resolved {
    pub(crate) fn of(
        shell: &Shell,
        toolchain: &Toolchain,
        manifest: &str,
        target: &str,
        package: &'static str,
        features: &str,
    ) -> Outcome<Self> {
        let cargo = toolchain.program("cargo");
        let cargo = |verb: &str| {
            // The manifests of the standard library use what is not stable.
            let command =
                cmd!(shell, "{cargo} {verb} --locked --manifest-path {manifest} --features={features}");
            command.quiet().env("RUSTC", toolchain.program("rustc")).env("RUSTC_BOOTSTRAP", "1")
        };
        let metadata = cargo("metadata").args(["--format-version=1", "--filter-platform", target]).read()?;
        let tree =
            cargo("tree").args(["--package", package, "--target", target, "--prefix=none", "--format={p}"]);
        let tree = tree.arg("--edges=normal,no-proc-macro").read()?;
        let compiled = tree.lines().filter_map(|line| {
            let mut words = line.split(' ');
            Some(format!("{} {}", words.next()?, words.next()?.strip_prefix('v')?))
        });
        Ok(Self { metadata: MetadataCommand::parse(metadata)?, package, compiled: compiled.collect() })
    }

    pub(crate) fn root(&self) -> Outcome<&Package> {
        let found = self.metadata.packages.iter().find(|package| package.name.as_str() == self.package);
        found.ok_or_else(|| format!("expected a package {}, found none", self.package).into())
    }

    pub(crate) fn is_compiled(&self, package: &Package) -> bool {
        self.compiled.contains(&format!("{} {}", package.name, package.version))
    }
}
