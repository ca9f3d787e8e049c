//! What a counter is called, and what those that are understood count
//! (<https://techcommunity.microsoft.com/blog/failoverclustering/cluster-shared-volume-performance-counters/371980>,
//! <https://learn.microsoft.com/windows-server/storage/storage-spaces/performance-history-for-volumes>).

/// A counter that is understood. All are rates per second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Everything that this node sends to a disk.
    DiskTransfers,
    /// Its reads.
    DiskReads,
    /// Its writes.
    DiskWrites,
    /// Bytes of its reads.
    DiskReadBytes,
    /// Bytes of its writes.
    DiskWriteBytes,
    /// Reads of this node on a volume that went the direct way or were block redirected.
    IoReads,
    /// The same writes.
    IoWrites,
    /// Bytes of those reads.
    IoReadBytes,
    /// Bytes of those writes.
    IoWriteBytes,
    /// Reads of this node on a volume that were file system redirected.
    RedirectedReads,
    /// The same writes.
    RedirectedWrites,
    /// Bytes of those reads.
    RedirectedReadBytes,
    /// Bytes of those writes.
    RedirectedWriteBytes,
    /// All reads of this node on a volume, whichever way they went.
    AllReads,
    /// All writes.
    AllWrites,
    /// Bytes of all reads.
    AllReadBytes,
    /// Bytes of all writes.
    AllWriteBytes,
}

const DISK: &str = "PhysicalDisk";
const FILE_SYSTEM: &str = "Cluster CSV File System";
const CSVFS: &str = "Cluster CSVFS";

const KNOWN: [(&str, &str, Measure); 17] = [
    (DISK, "Disk Transfers/sec", Measure::DiskTransfers),
    (DISK, "Disk Reads/sec", Measure::DiskReads),
    (DISK, "Disk Writes/sec", Measure::DiskWrites),
    (DISK, "Disk Read Bytes/sec", Measure::DiskReadBytes),
    (DISK, "Disk Write Bytes/sec", Measure::DiskWriteBytes),
    (FILE_SYSTEM, "IO Reads/sec", Measure::IoReads),
    (FILE_SYSTEM, "IO Writes/sec", Measure::IoWrites),
    (FILE_SYSTEM, "IO Read Bytes/sec", Measure::IoReadBytes),
    (FILE_SYSTEM, "IO Write Bytes/sec", Measure::IoWriteBytes),
    (FILE_SYSTEM, "Redirected Reads/sec", Measure::RedirectedReads),
    (FILE_SYSTEM, "Redirected Writes/sec", Measure::RedirectedWrites),
    (FILE_SYSTEM, "Redirected Read Bytes/sec", Measure::RedirectedReadBytes),
    (FILE_SYSTEM, "Redirected Write Bytes/sec", Measure::RedirectedWriteBytes),
    (CSVFS, "Reads/sec", Measure::AllReads),
    (CSVFS, "Writes/sec", Measure::AllWrites),
    (CSVFS, "Read Bytes/sec", Measure::AllReadBytes),
    (CSVFS, "Write Bytes/sec", Measure::AllWriteBytes),
];

impl Measure {
    /// Every one.
    pub const ALL: [Measure; 17] = {
        let mut all = [Measure::DiskTransfers; 17];
        let mut place = 0;
        while place < KNOWN.len() {
            all[place] = KNOWN[place].2;
            place += 1;
        }
        all
    };

    /// The counter of these English names, in any case.
    pub fn find(object: &str, counter: &str) -> Option<Measure> {
        let is_it = |(known, name, _): &&(&str, &str, Measure)| {
            known.eq_ignore_ascii_case(object) && name.eq_ignore_ascii_case(counter)
        };
        KNOWN.iter().find(is_it).map(|(_, _, measure)| *measure)
    }

    /// The names that it is found by: its object and its own.
    pub fn names(self) -> (&'static str, &'static str) {
        let is_it = |(_, _, measure): &&(&str, &str, Measure)| *measure == self;
        KNOWN.iter().find(is_it).map_or(("", ""), |(object, name, _)| (*object, *name))
    }

    /// Whether it counts what reaches a disk, and not what is done with a volume.
    pub fn is_of_disk(self) -> bool {
        self <= Measure::DiskWriteBytes
    }
}

/// The parts of a path such as `\\HV1\PhysicalDisk(3 C:)\Disk Reads/sec`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CounterName<'t> {
    /// The computer, with its domain where the path has it.
    pub host: &'t str,
    /// What is counted of: `PhysicalDisk`.
    pub object: &'t str,
    /// Which of them; empty where there is only one.
    pub instance: &'t str,
    /// What is counted.
    pub counter: &'t str,
}

impl<'t> CounterName<'t> {
    /// Takes a path apart; `None` when it is none, or does not name its computer.
    pub fn parse(path: &'t str) -> Option<Self> {
        let (host, rest) = path.trim().strip_prefix("\\\\")?.split_once('\\')?;
        // An instance may hold a backslash or a parenthesis, the name of a counter an opening one at most.
        let (of, counter) = rest.rsplit_once('\\')?;
        let (object, instance) = match of.strip_suffix(')').and_then(|of| of.split_once('(')) {
            Some((object, instance)) => (object, instance),
            None => (of, ""),
        };
        let parts = [host, object, counter];
        parts.iter().all(|part| !part.is_empty()).then_some(Self { host, object, instance, counter })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_apart() {
        let of = |path| CounterName::parse(path).map(|p| (p.host, p.object, p.instance, p.counter));
        for (path, expected) in [
            (
                r"\\HV1\PhysicalDisk(3 C:)\Disk Reads/sec",
                Some(("HV1", "PhysicalDisk", "3 C:", "Disk Reads/sec")),
            ),
            (
                r"\\hv1\cluster csvfs(a (b)\c)\reads/sec",
                Some(("hv1", "cluster csvfs", r"a (b)\c", "reads/sec")),
            ),
            (r"\\HV1\System\Threads", Some(("HV1", "System", "", "Threads"))),
            (r"\PhysicalDisk(0)\Disk Reads/sec", None),
            (r"\\HV1\PhysicalDisk(0)", None),
            (r"\\\\", None),
            ("", None),
        ] {
            assert_eq!(of(path), expected, "{path}");
        }
    }

    #[test]
    fn english_names_are_found_in_any_case() {
        assert_eq!(Measure::find("physicaldisk", "disk transfers/SEC"), Some(Measure::DiskTransfers));
        assert_eq!(Measure::find("Physikalischer Datenträger", "Übertragungen/s"), None);
        for (object, counter, measure) in KNOWN {
            assert_eq!(Measure::find(object, counter), Some(measure));
            assert_eq!(measure.names(), (object, counter));
            assert_eq!(measure.is_of_disk(), object == DISK);
        }
    }
}
