//! One need, what serves it, and how that is judged.

use crate::model::NetworkId;
use crate::rules::Finding;
use serde::Serialize;

/// What a Hyper-V cluster needs networks for, in the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Administration, Active Directory, clients of clustered roles.
    Management,
    /// Traffic of virtual machines.
    Vm,
    /// Heartbeats and cluster messages.
    Heartbeat,
    /// Traffic of Cluster Shared Volumes.
    Csv,
    /// Live migration.
    LiveMigration,
    /// iSCSI of the hosts.
    IscsiHost,
    /// iSCSI of virtual machines.
    IscsiGuest,
    /// The stream of a backup to its server.
    Backup,
    /// Hyper-V Replica and Storage Replica.
    Replica,
}

/// How well a need is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As recommended.
    Green,
    /// Works, but not as recommended.
    Yellow,
    /// Broken, or will break.
    Red,
    /// The capture does not tell.
    Unknown,
}

/// One need, and what serves it.
#[derive(Clone, Debug)]
pub struct Served {
    /// The need.
    pub need: Need,
    /// The networks that serve it now, in order of name.
    pub networks: Vec<NetworkId>,
    /// Other needs that use one of these networks.
    pub shared_with: Vec<Need>,
    /// What it takes, in Gbit/s; `None` where bandwidth is no question.
    pub required_gbps: Option<f64>,
    /// What is there: of all ways the least, in Gbit/s; `None` when it is not known.
    pub present_gbps: Option<f64>,
    /// The networks that take over.
    pub spare: Vec<NetworkId>,
    /// The judgement.
    pub verdict: Verdict,
    /// What it rests on.
    pub reasons: Vec<Reason>,
}

/// Why a need is judged as it is.
#[derive(Clone, Debug)]
pub enum Reason {
    /// A rule found something about it.
    Found(Finding),
    /// No network serves it.
    NothingServes,
    /// Less bandwidth than it takes.
    TooSlow,
    /// The speed is not known.
    SpeedUnknown,
    /// These networks serve nothing else.
    Alone,
    /// Nothing takes over.
    NoSpare,
    /// The capture does not tell; this command does.
    NotCaptured(&'static str),
    /// Networks are called iSCSI and are closed to the cluster, which is right.
    ClosedToCluster,
    /// What carries it on this version: redirected for the whole time of a software snapshot until 2008 R2, the stream
    /// of a node that is not the coordinator since.
    BackupOf(bool),
    /// On Windows Server 2008 R2 heartbeats share a network with redirected I/O.
    HeartbeatsBesideVolumes,
    /// The virtual switches differ between hosts: names that are not on all of them.
    SwitchesDiffer(Vec<String>),
}

impl Served {
    pub(super) fn worsen(&mut self, verdict: Verdict, reason: Reason) {
        // What is known to be bad is no longer unknown.
        self.verdict = if self.verdict == Verdict::Unknown { verdict } else { self.verdict.max(verdict) };
        self.reasons.push(reason);
    }

    /// What cannot be told makes a good judgement unknown; what is known to be bad stays so.
    pub(super) fn lacks(&mut self, command: &'static str) {
        self.worsen_green(Verdict::Unknown);
        self.reasons.push(Reason::NotCaptured(command));
    }

    pub(super) fn worsen_green(&mut self, verdict: Verdict) {
        if self.verdict == Verdict::Green {
            self.verdict = verdict;
        }
    }

    /// Judges what every need has in common: that something serves it, how fast, and what takes over.
    pub(super) fn judge(mut self) -> Self {
        if self.networks.is_empty() {
            self.worsen(Verdict::Red, Reason::NothingServes);
            return self;
        }
        match (self.required_gbps, self.present_gbps) {
            (Some(required), Some(present)) if present < required => {
                self.worsen(Verdict::Yellow, Reason::TooSlow);
            }
            (Some(_), None) => {
                self.worsen_green(Verdict::Unknown);
                self.reasons.push(Reason::SpeedUnknown);
            }
            _ => {}
        }
        let wants_spare = matches!(self.need, Need::Heartbeat | Need::Csv | Need::LiveMigration);
        if wants_spare && self.spare.is_empty() && self.networks.len() == 1 {
            self.worsen(Verdict::Yellow, Reason::NoSpare);
        }
        self
    }
}

impl Need {
    /// As it is written in answers.
    pub fn word(self) -> &'static str {
        match self {
            Need::Management => "management",
            Need::Vm => "vm",
            Need::Heartbeat => "heartbeat",
            Need::Csv => "csv",
            Need::LiveMigration => "live_migration",
            Need::IscsiHost => "iscsi_host",
            Need::IscsiGuest => "iscsi_guest",
            Need::Backup => "backup",
            Need::Replica => "replica",
        }
    }
}
