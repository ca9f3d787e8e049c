//! Which findings are told: the options of `recommend`, `plan` and `report`, and the files that two of them name.

use crate::args;
use clusterroute::advice::{Baseline, Suppressions, Wanted};
use clusterroute::error::{Code, Error};
use clusterroute::rules::Severity;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// The file that is read when no other is named.
const SUPPRESSION: &str = "clusterroute.toml";

/// What the options ask for; what is wrong in a file is an error with its name.
pub(crate) fn wanted(args: &args::Wanted) -> Result<Wanted, Error> {
    Ok(Wanted { baseline: args.baseline.as_deref().map(baseline).transpose()?, ..chosen(&args.chosen)? })
}

/// The same of what is told all the same, and marked.
pub(crate) fn told(args: &args::Told) -> Result<Wanted, Error> {
    Ok(Wanted { baseline: args.baseline.as_deref().map(baseline).transpose()?, ..chosen(&args.chosen)? })
}

/// The same without a baseline.
pub(crate) fn chosen(args: &args::Chosen) -> Result<Wanted, Error> {
    Ok(Wanted {
        rules: args.rules.clone(),
        exclude_rules: args.exclude_rules.clone(),
        severity: args.severity.iter().copied().map(Severity::from).collect(),
        suppressions: suppressions(args)?,
        ..Wanted::default()
    })
}

/// A plan that was made before.
pub(crate) fn plan(path: &Path) -> Result<Value, Error> {
    serde_json::from_str(read(path)?.trim_start_matches('\u{feff}')).map_err(|error| {
        let message = format!("{error}; a plan is what plan --format json printed");
        Error::new(Code::InvalidRequest, message).at(path.display().to_string())
    })
}

fn suppressions(args: &args::Chosen) -> Result<Suppressions, Error> {
    let beside = || Some(PathBuf::from(SUPPRESSION)).filter(|path| path.is_file());
    let Some(path) = args.suppression.clone().or_else(beside) else { return Ok(Suppressions::default()) };
    let today = time::OffsetDateTime::now_utc().date().to_string();
    Suppressions::read(&read(&path)?, Some(&today))
        .map_err(|error| Error::new(error.code, error.message).at(path.display().to_string()))
}

fn baseline(path: &Path) -> Result<Baseline, Error> {
    let text = read(path)?;
    serde_json::from_str(&text).map_err(|error| {
        let message = format!("{error}; a baseline is what recommend --format json printed");
        Error::new(Code::InvalidRequest, message).at(path.display().to_string())
    })
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path)
        .map_err(|error| Error::new(Code::UnreadableFile, error.to_string()).at(path.display().to_string()))
}
