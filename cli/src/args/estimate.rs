//! The arguments of each kind of estimate.

use super::{Files, WhatIf};
use clap::Subcommand;
use clap::ValueEnum;
use clusterroute::api::estimate::{Options, backup, bytes_per_second, redirect};

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
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Snapshot {
    /// The provider of Windows
    Software,
    /// A provider of the storage
    Hardware,
}

impl Estimate {
    /// What it is about.
    pub(crate) fn files(&self) -> &Files {
        match self {
            Estimate::Redirect { files, .. } | Estimate::Backup { files, .. } => files,
        }
    }

    /// The list that its answer is made of before all.
    pub(crate) fn list(&self) -> &'static str {
        match self {
            Estimate::Redirect { .. } => "load",
            Estimate::Backup { .. } => "choices",
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
