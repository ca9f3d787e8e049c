// Classes with the names and properties of the FailoverClusters module, so that objects in a test look live.
using System;
using System.Collections.Specialized;

namespace Microsoft.FailoverClusters.PowerShell
{
    public enum ClusterNetworkRole { None = 0, Cluster = 1, Client = 2, ClusterAndClient = 3 }
    public enum ClusterNetworkState { Unknown = -1, Unavailable = 0, Down = 1, Partitioned = 2, Up = 3 }
    public enum ClusterNetworkInterfaceState { Unknown = -1, Unavailable = 0, Failed = 1, Unreachable = 2, Up = 3 }
    public enum ClusterNodeState { Unknown = -1, Up = 0, Down = 1, Paused = 2, Joining = 3 }
    public enum ClusterSharedVolumeState { Unavailable, Paused, Direct, FileSystemRedirected, BlockRedirected }

    [Flags]
    public enum ClusterSharedVolumeFileSystemRedirectedIOReasons : ulong
    {
        NotFileSystemRedirected = 0, UserRequest = 1, IncompatibleFileSystemFilter = 2, IncompatibleVolumeFilter = 4,
        FileSystemTiering = 8, BitLockerInitializing = 16, FileSystemReFs = 32
    }

    [Flags]
    public enum ClusterSharedVolumeBlockRedirectedIOReason : ulong
    {
        NotBlockRedirected = 0, NoDiskConnectivity = 1, StorageSpaceNotAttached = 2, VolumeReplicationEnabled = 4
    }

    public class Cluster
    {
        public string Name { get; set; }
        public uint ClusterFunctionalLevel { get; set; }
        public uint S2DEnabled { get; set; }
        public uint PlumbAllCrossSubnetRoutes { get; set; }
        public uint UseClientAccessNetworksForSharedVolumes { get; set; }
        // Cluster objects ask a service for what they say, and that can fail.
        public string Description { get { throw new InvalidOperationException("the cluster does not answer"); } }
        public override string ToString() { return Name; }
    }

    public class ClusterNode
    {
        public string Name { get; set; }
        public string NodeName { get { return Name; } }
        public ClusterNodeState State { get; set; }
        public uint BuildNumber { get; set; }
        public Cluster Cluster { get; set; }
        public override string ToString() { return Name; }
    }

    public class ClusterNetwork
    {
        public string Address { get; set; }
        public string AddressMask { get; set; }
        public bool AutoMetric { get; set; }
        public Cluster Cluster { get; set; }
        public string Description { get; set; }
        public string Id { get; set; }
        public StringCollection Ipv4Addresses { get; set; }
        public StringCollection Ipv4PrefixLengths { get; set; }
        public StringCollection Ipv6Addresses { get; set; }
        public StringCollection Ipv6PrefixLengths { get; set; }
        public uint Metric { get; set; }
        public string Name { get; set; }
        public ClusterNetworkRole Role { get; set; }
        public ClusterNetworkState State { get; set; }
        public static int UpdateCalls;
        public void Update() { UpdateCalls++; }
        public override string ToString() { return Name; }
    }

    // A network that fails while it is asked.
    public class SilentClusterNetwork : ClusterNetwork
    {
        public new ClusterNetworkRole Role { get { throw new InvalidOperationException("the cluster does not answer"); } }
    }

    public class ClusterNetworkInterface
    {
        public string Adapter { get; set; }
        public string AdapterId { get; set; }
        public string Address { get; set; }
        public Cluster Cluster { get; set; }
        public uint DhcpEnabled { get; set; }
        public string Id { get; set; }
        public StringCollection Ipv4Addresses { get; set; }
        public StringCollection Ipv6Addresses { get; set; }
        public string Name { get; set; }
        public ClusterNetwork Network { get; set; }
        public string Node { get; set; }
        public ClusterNetworkInterfaceState State { get; set; }
        public override string ToString() { return Name; }
    }

    public class ClusterSharedVolumeInfo
    {
        public string FriendlyVolumeName { get; set; }
        public bool RedirectedAccess { get; set; }
        public bool MaintenanceMode { get; set; }
    }

    public class ClusterSharedVolume
    {
        public string Id { get; set; }
        public string Name { get; set; }
        public ClusterNode OwnerNode { get; set; }
        public ClusterSharedVolumeInfo[] SharedVolumeInfo { get; set; }
        public override string ToString() { return Name; }
    }

    public class ClusterSharedVolumeStateInfo
    {
        public ClusterSharedVolumeBlockRedirectedIOReason BlockRedirectedIOReason { get; set; }
        public ClusterSharedVolumeFileSystemRedirectedIOReasons FileSystemRedirectedIOReason { get; set; }
        public string Name { get; set; }
        public string Node { get; set; }
        public ClusterSharedVolumeState StateInfo { get; set; }
        public string VolumeFriendlyName { get; set; }
        public string VolumeName { get; set; }
    }
}
