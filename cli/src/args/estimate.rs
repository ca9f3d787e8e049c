//! The arguments of each kind of estimate.

use super::{Files, WhatIf};
use clap::Subcommand;
use clusterroute::api::estimate::{Options, redirect};

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
}

impl Estimate {
    /// What it is about.
    pub(crate) fn files(&self) -> &Files {
        match self {
            Estimate::Redirect { files, .. } => files,
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
        }
    }
}

const REDIRECT: &str = "\
Examples:
  clusterroute estimate redirect samples/hyperv-2012r2-san
  clusterroute estimate redirect --io '*/*=120MB/s' samples/hyperv-2012r2-san
  clusterroute estimate redirect --volume 'CSV*' --io 'CSV1/HV11=1Gbit/s' samples/hyperv-2012r2-san";
