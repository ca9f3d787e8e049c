//! Whose I/O a volume has: what each node does itself, what passes through the coordinator for others, and what of it
//! crossed which network; from performance counters.
//!
//! `hosts` makes samples of the logs, `windows` puts those of all hosts on one time, `volumes` finds out which counters are
//! of which volume, and `split` says in each interval whose I/O it was. What is not counted is a range or unknown.

mod flow;
mod hosts;
mod split;
mod unknown;
mod volumes;
mod windows;

pub use flow::{Flow, Range};
pub use hosts::{Host, Part};
pub use unknown::Unknown;
pub use volumes::{Basis, Crossing, NodeIo, Through, VolumeIo};
pub use windows::Window;

use crate::engine::route::migration::MigrationOrder;
use crate::engine::route::reach::Reach;
use crate::engine::route::{Filter, Route, Traffic, resolve};
use crate::model::{Cluster, VolumeId};
use hosts::Hosts;
use windows::Windows;

/// What only the caller knows.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The host whose disk is the storage itself, as an iSCSI target is.
    pub storage: Option<String>,
    /// Which disk a volume is.
    pub disks: Vec<Disk>,
    /// The volumes that are asked for; all where there is none.
    pub volumes: Vec<VolumeId>,
    /// Whether every interval is wanted.
    pub intervals: bool,
}

/// The disk of a volume.
#[derive(Clone, Debug)]
pub struct Disk {
    /// The volume's name.
    pub volume: String,
    /// On this node; on every one where it is `None`.
    pub node: Option<String>,
    /// The instance of the object PhysicalDisk.
    pub instance: String,
}

/// Whose I/O it is.
#[derive(Clone, Debug)]
pub struct Attribution {
    /// Every host that has counters.
    pub hosts: Vec<Host>,
    /// Whether times are UTC; else they are as they were written.
    pub is_utc: bool,
    /// The intervals that everything is put on, those of one host.
    pub windows: Vec<Window>,
    /// By volume.
    pub volumes: Vec<VolumeIo>,
    /// What cannot be told, or only with a reservation.
    pub unknown: Vec<Unknown>,
}

/// Attributes the I/O that the counters of a cluster show.
pub fn attribute(cluster: &Cluster, known: &Known) -> Attribution {
    let mut unknown = Vec::new();
    let hosts = Hosts::new(cluster, known.storage.as_deref(), &mut unknown);
    let windows = Windows::new(&hosts, &mut unknown);
    let routes = routes(cluster, &mut unknown);
    let volumes = volumes::all(cluster, &hosts, &windows, &routes, known, &mut unknown);
    let Hosts { all, is_utc } = hosts;
    Attribution { hosts: all, is_utc, windows: windows.all, volumes, unknown }
}

/// The routes of CSV traffic, where networks are known.
fn routes(cluster: &Cluster, unknown: &mut Vec<Unknown>) -> Vec<Route> {
    if cluster.networks.is_empty() {
        unknown.push(Unknown::NetworksNotCaptured);
        return Vec::new();
    }
    if cluster.volumes.is_none() {
        return Vec::new();
    }
    let reach = Reach::new(cluster);
    let filter = Filter { traffic: vec![Traffic::Csv], ..Filter::default() };
    resolve(&reach, &MigrationOrder::new(&reach), &filter).routes
}
