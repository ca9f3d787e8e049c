//! What a capture says that cannot be used: each becomes a finding of the 0xx range. Facts alone; `words::problem` makes
//! the sentence.

use super::NetworkId;
use std::net::IpAddr;

/// The kinds, one per rule of the 0xx range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// A property holds a value that is not understood and counts as unknown.
    ValueNotUnderstood,
    /// Two networks have one id.
    DuplicateId,
    /// A network has no role.
    RoleMissing,
    /// A network has no metric.
    MetricMissing,
    /// Something refers to a network, node or volume that the capture does not have.
    DanglingReference,
    /// Two sources tell different things of one object.
    Contradiction,
    /// A node's address fits no network or several.
    AddressNotPlaced,
}

/// One thing that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The network it is about, when it is about one.
    pub network: Option<NetworkId>,
    /// Where it was found, such as `capture.networks[3].Role`.
    pub place: String,
    /// What it is.
    pub what: Unusable,
}

/// What could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// A value that is not understood.
    Value {
        /// The property.
        property: &'static str,
        /// The object that has it, when it has a name.
        owner: Option<String>,
        /// The value, cut where it is long.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// A volume has no name.
    VolumeWithoutName,
    /// A network has what identifies another.
    SameNetwork {
        /// Its name.
        name: String,
        /// `id` or `name`: what both have.
        what: &'static str,
        /// The place of the other in the capture's networks.
        first: usize,
    },
    /// A network has no role.
    NoRole {
        /// Its name.
        name: String,
    },
    /// A network has no metric.
    NoMetric {
        /// Its name.
        name: String,
        /// It is one of a validation report, which never tells it.
        is_proposed: bool,
    },
    /// An interface does not say which node or network it is of, or says one that is not there.
    InterfaceNowhere {
        /// What of it is not known.
        expected: &'static str,
        /// What it says.
        found: Option<String>,
    },
    /// A volume's state does not say its node or its volume.
    StateOfNothing {
        /// The property that is missing.
        missing: &'static str,
    },
    /// A host does not say its node.
    HostWithoutNode,
    /// Something names a node that the cluster does not have.
    NotANode {
        /// The name.
        name: String,
    },
    /// Volumes do not say who coordinates them.
    NoOwner {
        /// Their names.
        volumes: Vec<String>,
    },
    /// NetFT routes end at addresses that no interface has.
    RouteEnds {
        /// The first of them.
        shown: Vec<IpAddr>,
        /// How many more.
        more: usize,
    },
    /// A node's address fits several networks alike.
    AddressFitsSeveral {
        /// The address.
        ip: IpAddr,
        /// The node.
        node: String,
        /// The networks.
        networks: Vec<String>,
    },
    /// A node's address fits no network.
    AddressFitsNone {
        /// The address.
        ip: IpAddr,
        /// The node.
        node: String,
    },
    /// Of other nodes addresses are known, of this one none.
    NoAddressOf {
        /// The node.
        node: String,
    },
    /// The copy of a network inside an interface differs from the network itself.
    CopyDiffers {
        /// The network.
        name: String,
        /// The property.
        property: &'static str,
        /// Its value in the network itself.
        own: String,
        /// Its value in the copy.
        copy: String,
    },
    /// Two sources tell different values of one property.
    SourcesDiffer {
        /// The object.
        object: String,
        /// The property.
        property: &'static str,
        /// The value that counts, as JSON, and the file that has it; no file when it came through a pipe.
        kept: (String, String),
        /// The other value and its file.
        other: (String, String),
    },
    /// More of a kind than are told one by one.
    More {
        /// The kind.
        kind: ProblemKind,
        /// How many more.
        count: usize,
    },
    /// What an earlier version found when it read the files.
    Said {
        /// Its sentence.
        sentence: String,
    },
}

impl Problem {
    /// The rule that passes it on.
    pub fn kind(&self) -> ProblemKind {
        match &self.what {
            Unusable::More { kind, .. } => *kind,
            Unusable::Value { .. } | Unusable::VolumeWithoutName => ProblemKind::ValueNotUnderstood,
            Unusable::SameNetwork { .. } => ProblemKind::DuplicateId,
            Unusable::NoRole { .. } => ProblemKind::RoleMissing,
            Unusable::NoMetric { .. } => ProblemKind::MetricMissing,
            Unusable::InterfaceNowhere { .. }
            | Unusable::StateOfNothing { .. }
            | Unusable::HostWithoutNode
            | Unusable::NotANode { .. }
            | Unusable::NoOwner { .. }
            | Unusable::RouteEnds { .. } => ProblemKind::DanglingReference,
            Unusable::CopyDiffers { .. } | Unusable::SourcesDiffer { .. } | Unusable::Said { .. } => {
                ProblemKind::Contradiction
            }
            Unusable::AddressFitsSeveral { .. }
            | Unusable::AddressFitsNone { .. }
            | Unusable::NoAddressOf { .. } => ProblemKind::AddressNotPlaced,
        }
    }
}
