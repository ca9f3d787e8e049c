//! The rules: what is wrong, why it matters, and what to do.
//!
//! A rule never sees JSON or XML, only the model and what metric and route computed. It runs when all it
//! needs is known; otherwise the answer lists it as skipped. Ids never come back: see [`RETIRED`].

pub mod context;
pub mod finding;

pub use context::Context;
pub use finding::{Evidence, Finding, Fix, Hit, Severity, Skipped, Target, TargetKind};

use crate::model::WindowsVersion;

/// One rule.
pub struct Rule {
    /// `CR` and three digits; the range says what it is about.
    pub id: &'static str,
    /// Kebab-case; describes the bad state.
    pub name: &'static str,
    /// The same for every finding of the rule.
    pub severity: Severity,
    /// One sentence.
    pub summary: &'static str,
    /// Markdown: what it checks, why it matters, example, what to do, references.
    pub doc: &'static str,
    /// The authoritative source, as a link.
    pub reference: &'static str,
    /// The release of ClusterRoute that brought it.
    pub since: &'static str,
    /// The Windows versions it holds for.
    pub versions: Versions,
    /// What it needs to know.
    pub needs: &'static [Need],
    /// Finds the bad state. An `Err` says that a fact is missing which only this cluster shows to matter.
    pub check: fn(&Context<'_>) -> Result<Vec<Hit>, Skip>,
}

/// A range of Windows versions, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions {
    /// The first version; `None` for all before too.
    pub from: Option<WindowsVersion>,
    /// The last version; `None` for all after too.
    pub to: Option<WindowsVersion>,
}

impl Versions {
    /// Every version.
    pub const ALL: Versions = Versions { from: None, to: None };

    /// That version and every later one.
    pub const fn since(from: WindowsVersion) -> Self {
        Versions { from: Some(from), to: None }
    }

    /// That version and every earlier one.
    pub const fn until(to: WindowsVersion) -> Self {
        Versions { from: None, to: Some(to) }
    }
}

/// Something a rule must know to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// At least two nodes.
    Nodes,
    /// Which node is on which network, listed or derived.
    Interfaces,
    /// `Get-ClusterSharedVolume`.
    SharedVolumes,
    /// `Get-ClusterSharedVolumeState`.
    SharedVolumeStates,
    /// `Get-ClusterResourceType "Virtual Machine" | Get-ClusterParameter`.
    VmResourceTypeParameters,
    /// The cluster property `S2DEnabled`.
    S2dEnabled,
    /// Adapter facts of at least one host.
    Adapters,
    /// `Get-VMMigrationNetwork` of at least one host.
    HostMigrationNetworks,
}

/// A fact that turned out to be missing while a rule ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// One sentence.
    pub reason: String,
    /// What would have to be captured.
    pub needs: &'static [Need],
}

/// Ids of rules that are gone; they never come back.
pub static RETIRED: &[&str] = &[];
