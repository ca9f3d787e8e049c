//! What a capture says that cannot be used: each becomes a finding of the 0xx range.

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
    /// The kind.
    pub kind: ProblemKind,
    /// The network it is about, as an index into the cluster's networks, when it is about one.
    pub network: Option<usize>,
    /// Where it was found, such as `capture.networks[3].Role`.
    pub place: String,
    /// One sentence: what was found, what was expected, and what follows.
    pub message: String,
}
