//! The arguments of each kind of estimate.

use super::{Files, WhatIf};
use clap::{Args, Subcommand, ValueEnum};
use clusterroute::api::estimate::{
    self, Options, Vm, backup, bytes_per_second, drain, faster, migration_option, redirect,
};
use clusterroute::model::{LinkClass, MigrationPerformance};

#[derive(Debug, Subcommand)]
pub(crate) enum Estimate {
    /// Rehearse redirected volumes: what lands on which network
    #[command(after_help = REDIRECT)]
    Redirect {
        #[command(flatten)]
        files: Files,

        /// Only this volume is redirected; names take * and ?, may be repeated, or several with commas
        #[arg(long, value_name = "VOLUME", value_delimiter = ',')]
        volume: Vec<String>,

        /// What a node reads and writes on a volume, as VOLUME/NODE=120MB/s (bytes) or =1Gbit/s (bits); names take * and
        /// ?, may be repeated, and the last that fits holds
        #[arg(long, value_name = "VOLUME/NODE=RATE", value_parser = redirect::io)]
        io: Vec<redirect::Io>,

        #[command(flatten)]
        what_if: WhatIf,
    },

    /// Tell how long a backup takes, what it sends over which network, and what would be cheaper
    #[command(after_help = BACKUP)]
    Backup {
        #[command(flatten)]
        files: Files,

        /// The node that runs the backup
        #[arg(long, value_name = "NODE")]
        node: String,

        /// Who makes the snapshots
        #[arg(long, value_enum, value_name = "SNAPSHOT", default_value_t = Snapshot::Software)]
        snapshot: Snapshot,

        /// Only this volume; names take * and ?, may be repeated, or several with commas
        #[arg(long, value_name = "VOLUME", value_delimiter = ',')]
        volume: Vec<String>,

        /// What is used of a volume, as VOLUME=2TB, where the capture does not tell; names take * and ?, may be
        /// repeated, and the last that fits holds
        #[arg(long, value_name = "VOLUME=SIZE", value_parser = backup::volume_size)]
        size: Vec<backup::Size>,

        /// What the target of the backup takes, as 400MB/s (bytes) or 10Gbit/s (bits)
        #[arg(long, value_name = "RATE", value_parser = bytes_per_second)]
        rate: Option<f64>,

        #[command(flatten)]
        what_if: WhatIf,
    },
    /// Drain a node: over which networks its guests move, how many at once, and how long
    #[command(after_help = DRAIN)]
    Drain {
        #[command(flatten)]
        files: Files,

        #[command(flatten)]
        guests: Guests,

        #[command(flatten)]
        what_if: WhatIf,
    },
    /// What faster networks would bring, and which one first
    #[command(after_help = FASTER)]
    Faster {
        #[command(flatten)]
        files: Files,

        /// How fast each network is made, in Gbit/s
        #[arg(long, value_name = "GBPS", default_value_t = faster::SPEED, value_parser = faster::speed)]
        speed: f64,

        /// What its new adapters can do; without this what the old ones can
        #[arg(long, value_name = "rdma|rss|plain", value_parser = faster::class)]
        class: Option<LinkClass>,

        #[command(flatten)]
        guests: Guests,

        #[command(flatten)]
        what_if: WhatIf,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Snapshot {
    /// The provider of Windows
    Software,
    /// A provider of the storage
    Hardware,
}

/// A node that is drained, and how.
#[derive(Debug, Args)]
pub(crate) struct Guests {
    /// The node that is drained
    #[arg(long, value_name = "NODE")]
    node: Option<String>,

    /// A guest of the node with its memory, instead of those of the capture; may be repeated
    #[arg(long, value_name = "NAME=64GB", value_parser = estimate::vm)]
    vm: Vec<Vm>,

    /// How memory is carried, instead of what the hosts are set to
    #[arg(long, value_name = "tcpip|compression|smb", value_parser = migration_option)]
    option: Option<MigrationPerformance>,

    /// How many guests move at once, instead of what the hosts are set to
    #[arg(long, value_name = "NUMBER", value_parser = |text: &str| super::whole(text, 1..=estimate::MAX_PARALLEL))]
    parallel: Option<u32>,
}

impl Guests {
    fn options(&self) -> estimate::Guests {
        let Guests { node, vm, option, parallel } = self;
        estimate::Guests { node: node.clone(), vm: vm.clone(), option: *option, parallel: *parallel }
    }
}

impl Estimate {
    /// What it is about.
    pub(crate) fn files(&self) -> &Files {
        match self {
            Estimate::Redirect { files, .. }
            | Estimate::Backup { files, .. }
            | Estimate::Drain { files, .. }
            | Estimate::Faster { files, .. } => files,
        }
    }

    /// The list that its answer is made of before all.
    pub(crate) fn list(&self) -> &'static str {
        match self {
            Estimate::Redirect { .. } => "load",
            Estimate::Backup { .. } => "choices",
            Estimate::Drain { .. } => "per_vm",
            Estimate::Faster { .. } => "networks",
        }
    }

    /// What it asks.
    pub(crate) fn options(&self) -> Options {
        match self {
            Estimate::Redirect { volume, io, what_if, .. } => Options::Redirect(redirect::Options {
                what_if: what_if.options(),
                volume: volume.clone(),
                io: io.clone(),
            }),
            Estimate::Backup { node, snapshot, volume, size, rate, what_if, .. } => {
                Options::Backup(backup::Options {
                    what_if: what_if.options(),
                    node: node.clone(),
                    snapshot: match snapshot {
                        Snapshot::Software => backup::Snapshot::Software,
                        Snapshot::Hardware => backup::Snapshot::Hardware,
                    },
                    volume: volume.clone(),
                    size: size.clone(),
                    rate: *rate,
                })
            }
            Estimate::Drain { guests, what_if, .. } => {
                Options::Drain(drain::Options { what_if: what_if.options(), guests: guests.options() })
            }
            Estimate::Faster { speed, class, guests, what_if, .. } => Options::Faster(faster::Options {
                what_if: what_if.options(),
                guests: guests.options(),
                speed: *speed,
                class: *class,
            }),
        }
    }
}

const REDIRECT: &str = "\
Examples:
  clusterroute estimate redirect samples/hyperv-2012r2-san
  clusterroute estimate redirect --io '*/*=120MB/s' samples/hyperv-2012r2-san
  clusterroute estimate redirect --volume 'CSV*' --io 'CSV1/HV11=1Gbit/s' samples/hyperv-2012r2-san";

const BACKUP: &str = "\
Examples:
  clusterroute estimate backup --node HV12 --size '*=2TB' samples/hyperv-2012r2-san
  clusterroute estimate backup --node HV12 --volume CSV1 --size CSV1=500GB --rate 400MB/s samples/hyperv-2012r2-san
  clusterroute estimate backup --node HV12 --snapshot hardware samples/hyperv-2012r2-san";

const DRAIN: &str = "\
Examples:
  clusterroute estimate drain --node HV11 --vm SQL1=64GB --vm WEB1=16GB samples/hyperv-2012r2-san
  clusterroute estimate drain --node HV11 --vm SQL1=64GB --option smb --parallel 4 samples/hyperv-2012r2-san
  clusterroute estimate drain --node HV11 --vm SQL1=64GB --set 'speed:Live Migration=25' samples/hyperv-2012r2-san";

const FASTER: &str = "\
Examples:
  clusterroute estimate faster samples/hyperv-2012r2-san
  clusterroute estimate faster --speed 25 --class rdma samples/hyperv-2012r2-san
  clusterroute estimate faster --node HV11 --vm SQL1=64GB samples/hyperv-2012r2-san";
