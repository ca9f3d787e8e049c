//! What a capture may at most be; beyond it a reader answers [`Code::TooLarge`](crate::error::Code::TooLarge).

/// Bytes of one file.
pub const MAX_FILE: u64 = 256 << 20;

/// Bytes of one text value.
pub const MAX_TEXT: usize = 1 << 20;

/// Elements of CliXml inside one another.
pub const MAX_ELEMENTS_DEEP: usize = 128;

/// Values of JSON inside one another, counted in what is kept; no cmdlet nests deeper than a handful.
pub const MAX_VALUES_DEEP: usize = 64;

/// Bytes that the readers of one call may keep, in whatever form they come: a small file cannot become a large
/// capture. 64 nodes with everything that is read of them take 40 MiB.
pub const MAX_KEPT: u64 = 512 << 20;

/// What one value counts at least: itself, and its share of the list or object that it lies in.
pub const VALUE: u64 = 128;

/// Lines of console output.
pub const MAX_LINES: usize = 4 << 20;

/// Columns of a printed table; no object has more properties.
pub const MAX_COLUMNS: usize = 1000;

/// Folders around an entry of an archive that can be the one of a capture.
pub const MAX_FOLDERS_DEEP: usize = 64;

/// Entries of one archive and of those inside it. A diagnostic capture of 64 nodes has about 10,000.
pub const MAX_ENTRIES: usize = 1 << 17;

/// Bytes of one entry of an archive when it is unpacked.
pub const MAX_ENTRY: u64 = MAX_FILE;

/// Bytes of all entries that are read of one archive, and of those inside it, when they are unpacked.
pub const MAX_UNPACKED: u64 = 1 << 30;

/// Bytes of unpacked entries that are read at the same time, by however many threads.
pub const MAX_IN_FLIGHT: u64 = MAX_ENTRY;

/// How many times larger than its packed form an entry may be. CliXml of many like objects reaches 60; what
/// can be packed best of all, one byte repeated, reaches 1,000.
pub const MAX_RATIO: u64 = 250;

/// Bytes up to which an entry's ratio does not matter.
pub const RATIO_MATTERS_FROM: u64 = 1 << 20;

/// Bytes of one cluster log, which is read line by line: `Set-ClusterLog` allows some hundred MB, as UTF-16 twice that.
pub const MAX_LOG: u64 = 4 << 30;

/// Bytes of one file of performance counters, which is read line by line; `relog -t` writes every n-th sample.
pub const MAX_COUNTER_FILE: u64 = MAX_LOG;

/// Counters that are kept of one file: 64 nodes with 17 counters of 15 volumes each.
pub const MAX_SERIES: usize = 1 << 14;

/// Bytes of one line of a cluster log, or of a file of performance counters.
pub const MAX_LOG_LINE: usize = MAX_TEXT;

/// Rows of one section of a cluster log; 64 nodes with 16 networks have 1,024 interfaces.
pub const MAX_LOG_ROWS: usize = 1 << 16;

/// Routes of one cluster log, by their two ends.
pub const MAX_LOG_ROUTES: usize = 1 << 16;

/// Tables of HTML inside one another; a report nests none, mail programs wrap one or two around a page.
pub const MAX_TABLES_DEEP: usize = 32;

/// Rows and cells of all tables of an HTML page. A validation report of 64 nodes has about 500,000.
pub const MAX_CELLS: usize = 2 << 20;

/// Multipart bodies of MIME inside one another; a saved page has one.
pub const MAX_PARTS_DEEP: usize = 8;

/// Nodes of a cluster, and hosts of a capture; Windows allows 64.
pub const MAX_NODES: usize = 256;

/// Networks of a cluster.
pub const MAX_NETWORKS: usize = 1024;

/// Cluster Shared Volumes.
pub const MAX_VOLUMES: usize = 1024;

/// Volumes times nodes: 64 nodes may have 512 volumes. Each pair has a route and a state.
pub const MAX_VOLUME_STATES: usize = 1 << 15;

/// Nodes times nodes times networks: 64 nodes may have 256 networks, 256 nodes 16.
pub const MAX_NODES_SQUARED_NETWORKS: usize = 1 << 20;

/// Interfaces of a cluster; 64 nodes with 16 networks have 1,024.
pub const MAX_INTERFACES: usize = 1 << 15;

/// NetFT routes of all logs; 64 nodes with 16 networks have 64,512.
pub const MAX_NETFT_ROUTES: usize = 1 << 18;

/// Objects in one list of a host.
pub const MAX_HOST_ROWS: usize = 1 << 14;

/// Characters of a name; Windows allows 255 at most.
pub const MAX_NAME: usize = 1024;

/// Clusters of one call, each of which has an answer of some KiB whatever is known of it.
pub const MAX_CLUSTERS: usize = 4096;

/// Files of one capture that are not read and are told one by one.
pub const MAX_NOT_READ: usize = 500;

/// JSON documents in one list; 100 clusters of 64 nodes with all that is read of them have about 1,000,000.
pub const MAX_DOCUMENTS: usize = 4 << 20;

/// Logs of performance counters of one cluster.
pub const MAX_COUNTER_LOGS: usize = 1 << 14;

/// Problems of one kind that are told one by one.
pub const MAX_PROBLEMS: usize = 2048;
