//! Why a route is as it is: facts, which `words` says in English. No sentence is made here.

use super::reach::PairLink;
use crate::model::{LinkClass, NetworkId, NodeId, VolumeMode};

/// Class and speed of a network between two ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinkFact {
    /// What both ends can do.
    pub class: LinkClass,
    /// The slower end, in Gbit/s; 0 means under 1.
    pub gbps: f64,
}

impl From<&PairLink> for LinkFact {
    fn from(link: &PairLink) -> Self {
        Self { class: link.class, gbps: link.gbps }
    }
}

/// How the chosen path stands in a cluster log.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LogView {
    /// With the priority that was computed, and no route has a lower one.
    Lowest,
    /// No priority could be computed.
    Alone,
    /// As down.
    Down,
    /// With another priority than the metrics add up to.
    Differs {
        /// What the metrics add up to.
        expected: u32,
    },
    /// A route over these networks, the sender's first, has a lower priority.
    Lower {
        /// The sender's network.
        from: NetworkId,
        /// The receiver's network.
        to: NetworkId,
        /// The lower priority.
        priority: u32,
    },
}

/// One reason of a route. Networks are in the order in which the sentence names them.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    // NetFT
    /// No order can be told without these metrics.
    MetricsUnknown(Vec<NetworkId>),
    /// `PlumbAllCrossSubnetRoutes` is 2, whose meaning is not published.
    PlumbAllRoutesUnpublished,
    /// Several paths have the same lowest sum of metrics; a path has the sender's and the receiver's network.
    EqualSums {
        /// The paths.
        paths: Vec<(NetworkId, NetworkId)>,
        /// Their sum.
        sum: u64,
    },
    /// The lowest sum belongs to a routed path.
    RoutedPath {
        /// The sender's network and its metric.
        from: (NetworkId, u32),
        /// The receiver's network and its metric.
        to: (NetworkId, u32),
        /// Both metrics together.
        sum: u64,
    },
    /// There is no other network, so its metric does not matter.
    OnlyNetwork(NetworkId),
    /// There is no other path, so the metrics of this routed one do not matter.
    OnlyRoutedPath {
        /// The sender's network.
        from: NetworkId,
        /// The receiver's network.
        to: NetworkId,
    },
    /// The ends share no other network.
    OnlySharedNetwork(NetworkId),
    /// The shared network with the lowest sum of metrics.
    LowestSum {
        /// The network.
        network: NetworkId,
        /// Its metric.
        metric: u32,
        /// Twice its metric.
        sum: u64,
    },
    /// The networks after it, each with its metric.
    ThenCome(Vec<(NetworkId, u32)>),
    /// Networks that only routed paths lead over, tried as well.
    RoutedAsWell(Vec<NetworkId>),
    /// Only routed paths with a cluster-only end are left.
    RoutedOverClusterOnly,
    /// These networks are common and do not work: whether routed paths are then looked for is not published.
    RoutingBesideBroken(Vec<NetworkId>),
    /// What a cluster log shows of the chosen path.
    LogShows {
        /// The node that wrote the log.
        node: NodeId,
        /// The priority in the log.
        priority: u32,
        /// The day of the entry, as the log writes it.
        day: Option<String>,
        /// How the path stands there.
        view: LogView,
    },

    // CSV over SMB Multichannel
    /// `UseClientAccessNetworksForSharedVolumes` is 1.
    ClientNetworksAllowed(Vec<NetworkId>),
    /// `UseClientAccessNetworksForSharedVolumes` is 2, whose rule is not published.
    ClientNetworksAutomatic,
    /// Without a network of role 1, those of role 3 are taken.
    ClientNetworksTaken(Vec<NetworkId>),
    /// Client networks that are used when nothing else is left.
    LastResort(Vec<NetworkId>),
    /// One network qualifies.
    OnlyNetworkThatQualifies(NetworkId),
    /// Without class and speed of these networks there is no order.
    LinksUnknown(Vec<NetworkId>),
    /// The best class and speed: one network, or several in parallel.
    SmbPrefers(Vec<NetworkId>, LinkFact),
    /// The next network, which waits.
    Waits(NetworkId, LinkFact),
    /// Class and speed were read from automatic metrics.
    LinksFromMetrics,
    /// Class and speed were read from metrics that may have been set by hand.
    LinksFromUnconfirmedMetrics,
    /// The ends share no network: CSV traffic is routed.
    CsvRouted {
        /// The sender's network.
        from: NetworkId,
        /// The coordinator's network.
        to: NetworkId,
    },
    /// `Get-SmbMultichannelConnection` of this node shows what was computed.
    SmbConfirms(NodeId),
    /// `Get-SmbMultichannelConnection` of this node shows something else.
    SmbDiffers {
        /// The node.
        node: NodeId,
        /// The networks in use.
        seen: Vec<NetworkId>,
        /// The networks that were computed.
        computed: Vec<NetworkId>,
    },

    // Live migration
    /// `MigrationNetworkOrder` names these.
    OrderNames(Vec<NetworkId>),
    /// The default order, whose last network is the cluster-only one with the lowest metric.
    DefaultOrder(Vec<NetworkId>, NetworkId),
    /// The default order, of which not everything is known.
    DefaultOrderUnknown,
    /// The default order where no network is put last.
    DefaultOrderByMetric,
    /// Networks that the order does not name are taken to follow.
    RestFollows(Vec<NetworkId>),
    /// `MigrationNetworkOrder` is not captured.
    OrderNotCaptured,
    /// `MigrationExcludeNetworks` is not captured.
    ExcludeNotCaptured,
    /// The console has cut the list of this name: more networks may stand in it.
    ListCut(&'static str),
    /// A metric that the default order needs is not known.
    OrderMetricUnknown,
    /// The list of this name holds ids that the capture does not have.
    ListIdsUnknown(&'static str),
    /// The default order, and the Windows version is not known.
    OrderVersionUnknown,
    /// The default order, and it may be Windows Server 2025.
    OrderMayBe2025,
    /// The default order of Windows Server 2025 is not published.
    OrderOf2025,
    /// Whether Azure Local 23H2 has the order of 2025 is not published.
    OrderOf23H2,
    /// The version is 2025 or Azure Local 23H2, and the order of neither is published.
    OrderOf2025Or23H2,
    /// Network ATC may write the lists.
    AtcMayRewrite,
    /// `MigrationExcludeNetworks` takes these out.
    Excluded(Vec<NetworkId>),
    /// Networks that carry no cluster traffic by their role.
    RoleDoubtful(Vec<NetworkId>),
    /// The first network of the list that joins the ends.
    FirstInList(NetworkId),
    /// SMB uses these as well.
    SmbSpreads(Vec<NetworkId>, LinkFact),
    /// SMB may use these as well: they are equal and join the ends, but the list does not have them.
    SmbMayUseOthers(Vec<NetworkId>, LinkFact),
    /// SMB would use these as well; the performance option is not captured.
    SmbMaySpread(Vec<NetworkId>),
    /// No network of the list joins the ends.
    NoneInList,
    /// Every network that joins the ends is excluded.
    AllExcluded(Vec<NetworkId>),
    /// Windows Server 2025 needs no common network.
    NoCommonNetworkNeeded,

    // How a volume is reached
    /// `Get-ClusterSharedVolumeState`.
    StateReported(VolumeMode),
    /// `RedirectedAccess` is on.
    RedirectedAccessOn,
    /// `FaultState` is NoDirectIO.
    NoDirectIo,
    /// No fault, not redirected.
    NoFault,
    /// On 2008 R2 neither state nor faults are captured.
    FaultsUnknown,
    /// The volume is ReFS.
    Refs,
    /// NTFS, on its coordinator.
    NtfsOnCoordinator,
    /// NTFS on Storage Spaces Direct.
    NtfsOnS2d,
    /// The file system decides on Storage Spaces Direct, and is not captured.
    FileSystemUnknown,
    /// Neither state nor storage is captured.
    StorageUnknown,

    // The rest
    /// The capture has no shared volumes.
    VolumesNotCaptured,
    /// The coordinator is down.
    CoordinatorDown,
    /// The node coordinates the volume.
    CoordinatorItself,
    /// Nobody tells the coordinator.
    CoordinatorUnknown,
    /// CSV routes are computed as for 2012 and later.
    CsvVersionUnknown,
    /// Interfaces (and, if `true`, nodes) are not captured.
    PlacesNotCaptured {
        /// Whether the nodes are not captured either.
        nodes: bool,
    },
    /// No network with role 1 or 3 is up.
    NoClusterNetworkUp,
    /// The node is down.
    NodeDown(NodeId),
    /// The ends have no interface on a common cluster network.
    NoCommonNetwork,
    /// The networks that both ends have do not work.
    CommonNetworksBroken(Vec<NetworkId>),
    /// The network is down.
    NetworkDown(NetworkId),
}
