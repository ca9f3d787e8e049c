//! What a failure can do to a cluster, and how bad that is.

use serde::Serialize;

/// How bad the worst of it is; the order is from harmless to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Damage {
    /// Nothing that is compared changes.
    None,
    /// Less is left in reserve.
    Info,
    /// Traffic goes where it should not, or slower.
    Warning,
    /// Something stops.
    Error,
}

/// One thing that a failure does, from the worst on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// Two nodes have no cluster route any more.
    NoPath,
    /// A node has no network left to the coordinator of a volume.
    CsvNone,
    /// Two nodes have no network left that live migration may use.
    MigrationNone,
    /// The cluster route of two nodes is now on a network of role 3, and was not.
    ClusterOnClient,
    /// The traffic of a node to the coordinator of a volume is now on a network of role 3, and was not.
    CsvOnClient,
    /// Live migration of two nodes is now on a network of role 3, and was not.
    MigrationOnClient,
    /// The traffic of a node to the coordinator of a volume is on a network of a lower class or speed.
    CsvSlower,
    /// The traffic of a node to the coordinator of a volume has fewer networks of the same kind in parallel.
    CsvFewer,
    /// A volume gets another coordinator.
    CoordinatorMoves,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Pairs of nodes, whatever the direction.
    Pairs,
    /// A volume and a node that is not its coordinator.
    Paths,
    /// Volumes.
    Volumes,
}

impl Key {
    /// Every key, worst first.
    pub const ALL: [Key; 9] = [
        Key::NoPath,
        Key::CsvNone,
        Key::MigrationNone,
        Key::ClusterOnClient,
        Key::CsvOnClient,
        Key::MigrationOnClient,
        Key::CsvSlower,
        Key::CsvFewer,
        Key::CoordinatorMoves,
    ];

    /// How bad it is.
    pub fn damage(self) -> Damage {
        match self {
            Key::NoPath | Key::CsvNone | Key::MigrationNone => Damage::Error,
            Key::ClusterOnClient | Key::CsvOnClient | Key::MigrationOnClient | Key::CsvSlower => {
                Damage::Warning
            }
            Key::CsvFewer | Key::CoordinatorMoves => Damage::Info,
        }
    }

    /// What is counted of it.
    pub fn unit(self) -> Unit {
        match self {
            Key::NoPath | Key::MigrationNone | Key::ClusterOnClient | Key::MigrationOnClient => Unit::Pairs,
            Key::CsvNone | Key::CsvOnClient | Key::CsvSlower | Key::CsvFewer => Unit::Paths,
            Key::CoordinatorMoves => Unit::Volumes,
        }
    }
}

/// How often each thing happens, by key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Counts([i32; Key::ALL.len()]);

impl Counts {
    /// How often.
    pub fn of(&self, key: Key) -> i32 {
        self.0[key as usize]
    }

    /// So many more, or fewer.
    pub fn add(&mut self, key: Key, count: i32) {
        self.0[key as usize] += count;
    }

    /// The sum of both.
    #[must_use]
    pub fn and(mut self, other: &Counts) -> Self {
        for (count, more) in self.0.iter_mut().zip(other.0) {
            *count += more;
        }
        self
    }

    /// What happens, worst first, and how often.
    pub fn present(&self) -> impl Iterator<Item = (Key, i32)> {
        Key::ALL.into_iter().map(|key| (key, self.of(key))).filter(|(_, count)| *count > 0)
    }

    /// How bad the worst of it is.
    pub fn worst(&self) -> Damage {
        self.present().map(|(key, _)| key.damage()).max().unwrap_or(Damage::None)
    }

    /// How often something of that damage happens.
    pub(super) fn total(&self, damage: Damage) -> i32 {
        self.present().filter(|(key, _)| key.damage() == damage).map(|(_, count)| count).sum()
    }

    /// Whether something happens more often than in both of these together.
    pub(super) fn exceeds(&self, one: &Counts, other: &Counts) -> bool {
        self.present().any(|(key, count)| count > one.of(key) + other.of(key))
    }
}
