//! The options of a drain: the node, its guests with their memory, and how they move.

use super::super::entry::Subject;
use super::super::named::{Kind, Named, Somewhere};
use super::super::options::one_or_many;
use super::super::refusal::{invalid, short, unknown};
use super::quantity::size;
use super::ranges::Unknown;
use crate::engine::estimate::drain::{Asked, Doubt};
use crate::error::Error;
use crate::model::{Cluster, MigrationPerformance, NodeId, WindowsVersion};
use crate::words::{self, Said};
use serde::Deserialize;
use std::slice;

/// The names of these options.
pub(super) const OPTIONS: [&str; 4] = ["node", "vm", "option", "parallel"];

/// A node that is drained, and how.
#[derive(Clone, Debug, Default)]
pub struct Guests {
    /// The node, by name.
    pub node: Option<String>,
    /// Its guests; those of the capture when there are none.
    pub vm: Vec<Vm>,
    /// How their memory is carried.
    pub option: Option<MigrationPerformance>,
    /// How many move at once.
    pub parallel: Option<u32>,
}

/// A guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vm {
    /// Its name.
    pub name: String,
    /// Its memory in bytes.
    pub bytes: u64,
}

/// The options; [`Guests`] as a request has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "GuestOptions"))]
#[serde(default)]
pub(super) struct WireGuests {
    /// The node that is drained.
    node: Option<String>,
    /// Its guests with their memory, `NAME=64GB`, in the place of those in the capture.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::super::options::OneOrMany<String>"))]
    vm: Vec<String>,
    /// How their memory is carried, in the place of what hosts are set to: `tcpip`, `compression` or `smb`.
    option: Option<String>,
    /// How many move at once, in the place of what hosts are set to.
    #[cfg_attr(feature = "json-schema", schemars(range(min = 1, max = 1000)))]
    parallel: Option<i64>,
}

impl TryFrom<WireGuests> for Guests {
    type Error = Error;

    fn try_from(wire: WireGuests) -> Result<Self, Error> {
        let vm = |(place, text): (usize, &String)| {
            vm(text).map_err(|error| error.at(format!("options.vm[{place}]")))
        };
        let parallel = |count: i64| {
            let valid = u32::try_from(count).ok().filter(|count| (1..=MAX_PARALLEL).contains(count));
            let message = || format!("expected a number from 1 to {MAX_PARALLEL}, found {count}");
            valid.ok_or_else(|| invalid(message()).at("options.parallel"))
        };
        let option = |text: &str| migration_option(text).map_err(|error| error.at("options.option"));
        Ok(Self {
            node: wire.node.filter(|node| !node.trim().is_empty()),
            vm: wire.vm.iter().enumerate().map(vm).collect::<Result<_, _>>()?,
            option: wire.option.as_deref().map(option).transpose()?,
            parallel: wire.parallel.map(parallel).transpose()?,
        })
    }
}

/// More than any host runs at once.
pub const MAX_PARALLEL: u32 = 1000;

/// The memory that a virtual machine may have since Windows Server 2025
/// (<https://learn.microsoft.com/windows-server/virtualization/hyper-v/plan/plan-hyper-v-scalability-in-windows-server>).
const MAX_MEMORY: f64 = 240.0 * 1024.0 * 1024.0 * 1024.0 * 1024.0;

/// Reads `NAME=64GB`; a name may hold an equals sign.
pub fn vm(text: &str) -> Result<Vm, Error> {
    let malformed = || invalid(format!("expected NAME=SIZE, such as SQL1=64GB, found {:?}", short(text)));
    let (name, memory) = text.rsplit_once('=').ok_or_else(malformed)?;
    let name = name.trim();
    if name.is_empty() {
        return Err(malformed());
    }
    let bytes = size(memory)?;
    if !(1.0..=MAX_MEMORY).contains(&bytes) {
        let message = format!(
            "expected memory of at most 240TB, which a virtual machine may have, found {:?}",
            short(memory)
        );
        return Err(invalid(message));
    }
    // Whole and in range by the check above.
    Ok(Vm { name: name.to_owned(), bytes: bytes as u64 })
}

/// Reads `tcpip`, `compression` or `smb`.
pub fn migration_option(text: &str) -> Result<MigrationPerformance, Error> {
    let found = MigrationPerformance::from_word(text.trim());
    found.ok_or_else(|| unknown("way to carry memory", text, ["tcpip", "compression", "smb"]))
}

impl Guests {
    pub(super) fn named(&self) -> Option<Named<'_>> {
        let names = slice::from_ref(self.node.as_ref()?);
        Some(Named { option: "options.node", kind: Kind::Node, names })
    }

    /// What is asked of a cluster: an error where the node is not there, or does not know that way to carry memory.
    pub(super) fn of(&self, subject: &Subject, somewhere: &Somewhere<'_>) -> Result<Asked, Error> {
        let cluster = &subject.cluster;
        let node = match self.named() {
            // Nothing in the capture names a node: the answer holds for any.
            Some(named) if !cluster.nodes.is_empty() => Some(one(cluster, &named, somewhere)?),
            _ => None,
        };
        if let Some(down) = node.filter(|node| cluster.nodes[*node].up == Some(false)) {
            let message =
                format!("node {} is down: its guests have moved or failed", cluster.nodes[down].name);
            return Err(invalid(message).at("options.node"));
        }
        let version = cluster.windows.version;
        let is_old = version.is_some_and(|version| version < WindowsVersion::V2012R2);
        if let Some(version) = version.filter(|_| is_old && self.option.is_some_and(is_new)) {
            let message = format!(
                "expected tcpip: compression and SMB came with Windows Server 2012 R2, found {}",
                version.name()
            );
            return Err(invalid(message).at("options.option"));
        }
        Ok(Asked {
            node,
            guests: self.vm.iter().map(|vm| (vm.name.clone(), vm.bytes)).collect(),
            option: self.option,
            parallel: self.parallel,
        })
    }
}

fn is_new(option: MigrationPerformance) -> bool {
    option != MigrationPerformance::TcpIp
}

/// The one node of that name.
fn one(cluster: &Cluster, named: &Named<'_>, somewhere: &Somewhere<'_>) -> Result<NodeId, Error> {
    match named.find(cluster, somewhere)?[..] {
        [only] => Ok(NodeId::at(only)),
        ref several => {
            let names: Vec<&str> =
                several.iter().map(|&at| cluster.nodes[NodeId::at(at)].name.as_str()).collect();
            Err(invalid(format!("expected one node, found {}", names.join(", "))).at("options.node"))
        }
    }
}

/// What is taken for granted, and what is missing.
pub(super) fn doubts(cluster: &Cluster, doubts: &[Doubt]) -> (Vec<Said>, Vec<Unknown>) {
    let (mut assumed, mut unknown) = (Vec::new(), Vec::new());
    for doubt in doubts {
        match words::drain_doubt(cluster, doubt) {
            (said, None) if doubt.is_assumption() => assumed.push(said),
            said => unknown.push(Unknown::from(said)),
        }
    }
    (assumed, unknown)
}
