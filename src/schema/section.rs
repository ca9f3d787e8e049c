//! What the table says of a section and of a property.

use super::Property;
use crate::model::{
    BlockReasons, FaultState, FileSystem, FileSystemReasons, GuestState, InterfaceState,
    MigrationAuthentication, MigrationPerformance, NetworkState, NodeState, Role, SmbCategory, SwitchKind,
    VolumeMode,
};

/// The sections: first the lists of a capture, then the lists of one host in it, then what is nested in an object.
#[allow(missing_docs, reason = "the table of sections says what each is")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    Cluster,
    Nodes,
    Networks,
    Interfaces,
    SharedVolumes,
    SharedVolumeStates,
    VmResourceTypeParameters,
    Hosts,
    NetftRoutes,
    Counters,
    VmHost,
    MigrationNetworks,
    NetAdapters,
    NetAdapterRdma,
    NetAdapterRss,
    IpAddresses,
    SmbClientInterfaces,
    SmbMultichannelCsv,
    NetIntents,
    OperatingSystem,
    SmbBandwidthLimits,
    VmSwitches,
    Bindings,
    NetRoutes,
    DnsClients,
    LbfoTeams,
    NetQosTrafficClasses,
    NetQosFlowControl,
    Vms,
    SharedVolumeInfo,
    Partition,
    CounterSeries,
    CounterSampleSets,
    CounterSamples,
}

/// One row of the table.
pub struct Row {
    pub(super) section: Section,
    /// The name in a request.
    pub name: &'static str,
    /// The command that fills it.
    pub cmdlet: &'static str,
    /// Type names of its objects: of .NET whole, of CIM and WMI the class alone.
    pub types: &'static [&'static str],
    /// Whose list it is.
    pub scope: Scope,
    /// What tells one object from another.
    pub identity: Identity,
    /// An object whose type says nothing is of this section when it has one of these and all of `with`.
    pub typical: &'static [Property],
    /// What an object must have besides; of each list one.
    pub with: &'static [&'static [Property]],
    /// Names, without their extension, of the files of a diagnostic capture.
    pub files: &'static [&'static str],
    /// Its properties.
    pub columns: &'static [Column],
}

/// One property of a section.
pub struct Column {
    /// The property.
    pub property: Property,
    /// Other properties that stand for it.
    pub also: &'static [Property],
    /// What it holds.
    pub kind: Kind,
    /// The part of the model that it becomes, or what else it is for.
    pub becomes: &'static str,
}

/// Whose list a section is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One list for the cluster.
    Cluster,
    /// One list for each host, inside the host's object.
    Host,
    /// Inside an object of another section.
    Nested,
}

/// What tells two objects of a section apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// The id, and the first of these names that is there.
    IdOrName(&'static [Property]),
    /// The first of these that is there.
    Name(&'static [Property]),
    /// The first of each list that is there, together.
    Pair(&'static [Property], &'static [Property]),
    /// The id, or a pair, or a name.
    IdPairOrName(&'static [Property], &'static [Property], &'static [Property]),
    /// Nothing: every object is another one.
    Nothing,
}

/// What a property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Number,
    /// Yes or no.
    Flag,
    /// Text.
    Text,
    /// An enum, as number or word.
    Words(Words),
    /// A list of texts or numbers.
    List,
    /// Bits per second, as a number or as text with a unit.
    Speed,
    /// An object of that section, or its name.
    Reference(Section),
    /// An object, or a list of objects, that only this object has.
    Nested(Section),
}

/// An enum of the FailoverClusters module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// [`Role`].
    Role,
    /// [`NetworkState`].
    NetworkState,
    /// [`InterfaceState`].
    InterfaceState,
    /// [`NodeState`].
    NodeState,
    /// [`VolumeMode`].
    VolumeMode,
    /// Flags of [`FileSystemReasons`].
    FileSystemReasons,
    /// Flags of [`BlockReasons`].
    BlockReasons,
    /// [`FileSystem`].
    FileSystem,
    /// [`FaultState`].
    FaultState,
    /// [`MigrationPerformance`].
    MigrationPerformance,
    /// [`MigrationAuthentication`].
    MigrationAuthentication,
    /// [`SmbCategory`].
    SmbCategory,
    /// [`SwitchKind`].
    SwitchKind,
    /// [`GuestState`].
    GuestState,
}

impl Words {
    /// A number that two words have in common when they mean the same; `None` for a word of another language.
    pub fn meaning_of_word(self, word: &str) -> Option<u64> {
        match self {
            Words::Role => Role::from_word(word).map(|role| role as u64),
            Words::NetworkState => NetworkState::from_word(word).map(|state| state as u64),
            Words::InterfaceState => InterfaceState::from_word(word).map(|state| state as u64),
            Words::VolumeMode => VolumeMode::from_word(word).map(|mode| mode as u64),
            Words::FileSystemReasons => FileSystemReasons::from_words(word).map(|reasons| reasons.0),
            Words::BlockReasons => BlockReasons::from_words(word).map(|reasons| reasons.0),
            Words::FileSystem => FileSystem::from_word(word).map(|system| system as u64),
            Words::NodeState => NodeState::from_word(word).map(|state| state as u64),
            Words::FaultState => FaultState::from_word(word).map(|state| state as u64),
            Words::MigrationPerformance => MigrationPerformance::from_word(word).map(|option| option as u64),
            Words::MigrationAuthentication => {
                MigrationAuthentication::from_word(word).map(|kind| kind as u64)
            }
            Words::SmbCategory => SmbCategory::from_word(word).map(|category| category as u64),
            Words::SwitchKind => SwitchKind::from_word(word).map(|kind| kind as u64),
            Words::GuestState => GuestState::from_word(word).map(|state| state as u64),
        }
    }

    /// The same for the number of the enum.
    pub fn meaning_of_number(self, number: i64) -> Option<u64> {
        match self {
            Words::Role => Role::from_number(number).map(|role| role as u64),
            Words::NetworkState => NetworkState::from_number(number).map(|state| state as u64),
            Words::InterfaceState => InterfaceState::from_number(number).map(|state| state as u64),
            Words::VolumeMode => VolumeMode::from_number(number).map(|mode| mode as u64),
            Words::FileSystemReasons | Words::BlockReasons => u64::try_from(number).ok(),
            Words::NodeState => NodeState::from_number(number).map(|state| state as u64),
            Words::FaultState => FaultState::from_number(number).map(|state| state as u64),
            Words::MigrationPerformance => {
                MigrationPerformance::from_number(number).map(|option| option as u64)
            }
            Words::MigrationAuthentication => {
                MigrationAuthentication::from_number(number).map(|kind| kind as u64)
            }
            Words::SmbCategory => SmbCategory::from_number(number).map(|category| category as u64),
            Words::SwitchKind => SwitchKind::from_number(number).map(|kind| kind as u64),
            Words::GuestState => GuestState::from_number(number).map(|state| state as u64),
            Words::FileSystem => None,
        }
    }
}

impl Section {
    /// How many lists a capture has.
    pub const LISTS: usize = 10;

    /// The lists of a capture, in the order of the contract.
    pub const ALL: [Section; Self::LISTS] = [
        Section::Cluster,
        Section::Nodes,
        Section::Networks,
        Section::Interfaces,
        Section::SharedVolumes,
        Section::SharedVolumeStates,
        Section::VmResourceTypeParameters,
        Section::Hosts,
        Section::NetftRoutes,
        Section::Counters,
    ];
}

impl Row {
    /// The section.
    pub fn section(&self) -> Section {
        self.section
    }
}
