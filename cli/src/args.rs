//! The arguments.

mod estimate;
mod examples;
mod rule;

pub(crate) use estimate::Estimate;

use examples::{
    ATTRIBUTE, CAPTURE, COMPARE, COMPLETIONS, EXAMPLES, FAILURES, FORMATS, MEASURE, NEEDS, PLAN, RECOMMEND,
    REPORT, RESOLVE, RULES, SCHEMA,
};

use crate::gate;
use crate::page;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clusterroute::api;
use clusterroute::engine::route::Traffic;
use clusterroute::model::WindowsVersion;
use clusterroute::rules::Severity;
use std::fmt::Display;
use std::num::NonZeroUsize;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

/// Which network of a Windows failover cluster carries which traffic, why, and what to change.
#[derive(Debug, Parser)]
#[command(name = "clusterroute", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Tables or Markdown for people, the JSON that the C functions give, CSV of what is listed; findings also as
    /// SARIF, as JUnit report or as annotations of GitHub, a plan also as PowerShell scripts
    #[arg(long, global = true, value_enum, default_value_t = Format::Table, value_name = "FORMAT")]
    #[arg(hide_possible_values = true, long_help = FORMATS)]
    pub(crate) format: Format,

    /// Write the answer to this file, whole or not at all; scripts to this folder
    #[arg(long, short, global = true, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Make tables for so many columns, instead of those of the terminal, or 100; below 90 they are stacked
    #[arg(long, global = true, value_name = "COLUMNS", value_parser = |text: &str| whole(text, page::LEAST..=page::MOST))]
    pub(crate) width: Option<usize>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show what files hold and what was not read
    #[command(after_help = CAPTURE)]
    Capture {
        #[command(flatten)]
        files: Files,

        /// Replace names, addresses, ids and paths, so that others may see it; writes JSON, which PATH takes
        #[arg(long)]
        anonymize: bool,
    },

    /// Explain every network's metric
    #[command(after_help = MEASURE)]
    Measure {
        #[command(flatten)]
        files: Files,

        /// Only this network, by name with * and ? or by id; may be repeated, or several with commas
        #[arg(long, value_name = "NETWORK", value_delimiter = ',')]
        network: Vec<String>,

        #[command(flatten)]
        what_if: WhatIf,
    },

    /// Tell which networks carry which traffic between which nodes
    #[command(after_help = RESOLVE)]
    Resolve {
        #[command(flatten)]
        files: Files,

        /// Only this kind of traffic; may be repeated, or several with commas
        #[arg(long, value_enum, value_name = "TRAFFIC", value_delimiter = ',', ignore_case = true)]
        traffic: Vec<TrafficName>,

        /// Only routes from this node; names take * and ?, may be repeated, or several with commas
        #[arg(long, value_name = "NODE", value_delimiter = ',')]
        from: Vec<String>,

        /// Only routes to this node, likewise; for CSV traffic the coordinator
        #[arg(long, value_name = "NODE", value_delimiter = ',')]
        to: Vec<String>,

        /// Only routes of this Cluster Shared Volume, likewise
        #[arg(long, value_name = "VOLUME", value_delimiter = ',')]
        volume: Vec<String>,

        /// Only routes that use this network, or would when others fail, likewise
        #[arg(long, value_name = "NETWORK", value_delimiter = ',')]
        network: Vec<String>,

        /// Show every pair of nodes, and who takes over for each, instead of what is odd and how many are alike
        #[arg(long)]
        all: bool,

        #[command(flatten)]
        what_if: WhatIf,
    },

    /// Tell what should change
    #[command(after_help = RECOMMEND)]
    Recommend {
        #[command(flatten)]
        files: Files,

        #[command(flatten)]
        gate: Gate,

        #[command(flatten)]
        wanted: Wanted,

        #[command(flatten)]
        what_if: WhatIf,
    },

    /// Make one plan of the changes, in an order that was tried, or tell whether one still holds
    #[command(after_help = PLAN)]
    Plan {
        #[command(flatten)]
        files: Files,

        /// Tell whether this plan, which `plan --format json` wrote, still holds, instead of making one
        #[arg(long, value_name = "PLAN", conflicts_with_all = ["rules", "exclude_rules", "severity", "suppression"])]
        verify: Option<PathBuf>,

        #[command(flatten)]
        chosen: Chosen,

        /// Take this Windows version instead of what the capture says
        #[arg(long, value_name = "VERSION", ignore_case = true, value_parser = windows_version())]
        windows_version: Option<WindowsVersion>,
    },

    /// Judge whether the networks serve the needs of a Hyper-V cluster
    #[command(after_help = NEEDS)]
    Needs {
        #[command(flatten)]
        files: Files,
        #[command(flatten)]
        what_if: WhatIf,
    },

    /// Tell what breaks when networks, nodes or interfaces fail
    #[command(after_help = FAILURES)]
    Failures {
        #[command(flatten)]
        files: Files,

        /// 1: one thing fails at a time; 2: every two things as well
        #[arg(long, value_name = "N", default_value_t = 1, value_parser = |text: &str| whole(text, 1..=2_u32))]
        depth: u32,

        /// Answer at most this many cases, single failures first and the worst first
        #[arg(long, value_name = "N", default_value_t = api::failures::LIMIT)]
        #[arg(value_parser = |text: &str| whole(text, 1..=10_000_u32))]
        limit: u32,

        #[command(flatten)]
        what_if: WhatIf,
    },

    /// Tell what changed between two captures of a cluster, and whether for the better
    #[command(after_help = COMPARE)]
    Compare {
        /// The earlier capture, a file or folder
        #[arg(value_name = "BEFORE")]
        before: PathBuf,

        /// The later capture, a file or folder; one of the two may be `-`, standard input
        #[arg(value_name = "AFTER")]
        after: PathBuf,

        /// Take this Windows version instead of what the captures say
        #[arg(long, value_name = "VERSION", ignore_case = true, value_parser = windows_version())]
        windows_version: Option<WindowsVersion>,

        /// Tell what moved that this plan, made between both captures, did not promise: a file of
        /// `clusterroute plan --format json`
        #[arg(long, value_name = "PLAN")]
        verify: Option<PathBuf>,

        /// Work on this many threads instead of one per core
        #[arg(long, value_name = "N")]
        threads: Option<NonZeroUsize>,
    },

    /// Tell how much lands on which network
    Estimate {
        #[command(subcommand)]
        what: Estimate,
    },

    /// Tell whose I/O it is, from performance counters of the nodes
    #[command(after_help = ATTRIBUTE)]
    Attribute {
        #[command(flatten)]
        files: Files,

        /// Only this Cluster Shared Volume; names take * and ?, may be repeated, or several with commas
        #[arg(long, value_name = "VOLUME", value_delimiter = ',')]
        volume: Vec<String>,

        /// The host whose disk is the storage itself, such as an iSCSI target
        #[arg(long, value_name = "HOST")]
        storage: Option<String>,

        /// Which disk a volume is: VOLUME=NUMBER, or VOLUME/NODE=NUMBER on one node; may be repeated
        #[arg(long, value_name = "VOLUME=NUMBER")]
        disk: Vec<String>,

        /// Show every interval, and not only the means
        #[arg(long)]
        intervals: bool,

        #[command(flatten)]
        what_if: WhatIf,
    },

    /// Write a page to hand over of each cluster: HTML that needs nothing else
    #[command(after_help = REPORT)]
    Report {
        #[command(flatten)]
        files: Files,

        /// The picture alone, as SVG
        #[arg(long)]
        picture: bool,

        /// Replace what is there
        #[arg(long)]
        force: bool,

        /// State this time on the page instead of now
        #[arg(long, value_name = "TIME")]
        generated: Option<String>,

        #[command(flatten)]
        wanted: Told,

        #[command(flatten)]
        what_if: WhatIf,
    },

    /// List the rules, or show one
    #[command(after_help = RULES)]
    Rules {
        /// The rules, by id or name with * and ?, such as CR103 or CR3*
        #[arg(value_name = "ID", value_parser = rule::RuleName, hide_possible_values = true)]
        ids: Vec<String>,

        /// Only rules of this severity; may be repeated
        #[arg(long, value_enum, value_name = "SEVERITY", ignore_case = true)]
        severity: Vec<SeverityName>,

        /// Only rules about this, such as csv or migration; may be repeated, or several with commas
        #[arg(long, value_name = "TAG", value_delimiter = ',')]
        tag: Vec<String>,
    },

    /// Tell which sections and properties are read
    #[command(after_help = SCHEMA)]
    Schema,

    /// Write a completion script for a shell
    #[command(after_help = COMPLETIONS)]
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Files {
    /// Files or folders that belong together or to several clusters; `-` is standard input
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// Work on this many threads instead of one per core
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// What the exit code says.
#[derive(Debug, Args)]
pub(crate) struct Gate {
    /// End with exit code 1 when a finding is at least this severe, and with 2 when no rule was checked
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<SeverityName>,

    /// End with exit code 1 when a rule was not checked for want of facts
    #[arg(long)]
    fail_on_skipped: bool,

    /// End with exit code 2 when this rule was not checked or this section not read; may be repeated
    #[arg(long, value_name = "RULE|SECTION", value_delimiter = ',')]
    require: Vec<String>,
}

impl Gate {
    /// What must be so for the exit code 0.
    pub(crate) fn gate(&self) -> gate::Gate {
        gate::Gate {
            fail_on: self.fail_on.map(Severity::from),
            require: self.require.clone(),
            fail_on_skipped: self.fail_on_skipped,
        }
    }
}

/// Which findings are told.
#[derive(Debug, Args)]
pub(crate) struct Wanted {
    #[command(flatten)]
    pub(crate) chosen: Chosen,

    /// List the findings that the suppression file takes out
    #[arg(long)]
    pub(crate) show_suppressed: bool,

    /// Only what is new since this answer of `recommend --format json`
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
}

/// Which findings are told, and which of them are new.
#[derive(Debug, Args)]
pub(crate) struct Told {
    #[command(flatten)]
    pub(crate) chosen: Chosen,

    /// Mark what is new since this answer of `recommend --format json`, and name what is gone
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
}

/// Which findings are looked for.
#[derive(Debug, Args)]
pub(crate) struct Chosen {
    /// Only this rule, by id or name with * and ?; may be repeated, or several with commas
    #[arg(long = "rule", value_name = "ID", value_delimiter = ',')]
    #[arg(value_parser = rule::RuleName, hide_possible_values = true)]
    pub(crate) rules: Vec<String>,

    /// Leave this rule out, likewise
    #[arg(long = "exclude-rule", value_name = "ID", value_delimiter = ',')]
    #[arg(value_parser = rule::RuleName, hide_possible_values = true)]
    pub(crate) exclude_rules: Vec<String>,

    /// Only findings of this severity; may be repeated
    #[arg(long, value_enum, value_name = "SEVERITY", ignore_case = true)]
    pub(crate) severity: Vec<SeverityName>,

    /// Findings that you live with; without it clusterroute.toml in the current folder, if there is one
    #[arg(long, value_name = "FILE")]
    pub(crate) suppression: Option<PathBuf>,
}

impl Command {
    /// How many threads are asked for.
    pub(crate) fn threads(&self) -> Option<NonZeroUsize> {
        match self {
            Command::Capture { files, .. }
            | Command::Measure { files, .. }
            | Command::Resolve { files, .. }
            | Command::Recommend { files, .. }
            | Command::Plan { files, .. }
            | Command::Needs { files, .. }
            | Command::Failures { files, .. }
            | Command::Attribute { files, .. }
            | Command::Report { files, .. } => files.threads,
            Command::Compare { threads, .. } => *threads,
            Command::Estimate { what } => what.files().threads,
            Command::Rules { .. } | Command::Schema | Command::Completions { .. } => None,
        }
    }
}

/// The same cluster, seen differently.
#[derive(Debug, Args)]
pub(crate) struct WhatIf {
    /// Take this Windows version instead of what the capture says
    #[arg(long, value_name = "VERSION", ignore_case = true, value_parser = windows_version())]
    windows_version: Option<WindowsVersion>,

    /// Ask as if it were gone: network:NAME, node:NAME or interface:NODE/NETWORK; may be repeated
    #[arg(long, value_name = "WHAT")]
    without: Vec<String>,

    /// Ask as if it were so: metric:NETWORK=900 or =auto, role:NETWORK=1, speed:NETWORK=25, class:NETWORK=rdma,
    /// owner:VOLUME=NODE, redirect:VOLUME or redirect:*, migration_order:NETWORK,NETWORK or
    /// migration_exclude:NETWORK,NETWORK; may be repeated
    #[arg(long, value_name = "CHANGE")]
    set: Vec<String>,
}

impl WhatIf {
    pub(crate) fn options(&self) -> api::WhatIf {
        api::WhatIf {
            windows_version: self.windows_version,
            without: self.without.clone(),
            set: self.set.clone(),
        }
    }
}

fn windows_version() -> impl TypedValueParser<Value = WindowsVersion> {
    PossibleValuesParser::new(WindowsVersion::ALL.map(WindowsVersion::name))
        .try_map(|name| WindowsVersion::from_name(&name).ok_or("not a known Windows version"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// For programs
    Json,
    /// For tickets and chats
    Markdown,
    /// For spreadsheets: a row for each network, route, finding or case
    Csv,
    /// For code scanners; findings alone
    Sarif,
    /// For test reports; findings alone
    Junit,
    /// For workflows of GitHub Actions; findings alone
    Github,
    /// For Windows PowerShell and PowerShell 7: apply.ps1 and undo.ps1 in the folder of --output; plan alone
    Script,
}

impl Format {
    /// Whether it has findings and nothing else.
    pub(crate) fn is_of_findings(self) -> bool {
        matches!(self, Format::Sarif | Format::Junit | Format::Github)
    }
}

/// A whole number of this range.
fn whole<T: FromStr + PartialOrd + Display>(text: &str, range: RangeInclusive<T>) -> Result<T, String> {
    let expected =
        || format!("expected a whole number from {} to {}, found \"{text}\"", range.start(), range.end());
    text.parse().ok().filter(|number| range.contains(number)).ok_or_else(expected)
}

#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum TrafficName {
    /// Heartbeats and cluster messages
    Cluster,
    /// I/O of Cluster Shared Volumes
    Csv,
    /// Live migration of virtual machines
    #[value(alias = "live-migration", alias = "migration")]
    LiveMigration,
}

impl From<TrafficName> for Traffic {
    fn from(name: TrafficName) -> Self {
        match name {
            TrafficName::Cluster => Traffic::Cluster,
            TrafficName::Csv => Traffic::Csv,
            TrafficName::LiveMigration => Traffic::LiveMigration,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SeverityName {
    /// Only errors
    Error,
    /// Warnings and errors
    Warning,
    /// Every finding
    Info,
}

impl From<SeverityName> for Severity {
    fn from(name: SeverityName) -> Self {
        match name {
            SeverityName::Error => Severity::Error,
            SeverityName::Warning => Severity::Warning,
            SeverityName::Info => Severity::Info,
        }
    }
}
