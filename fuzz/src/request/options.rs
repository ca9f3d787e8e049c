//! Options of every question, by right and by wrong.

use super::json::Json;
use super::{Key, Name, Value};
use clusterroute::rules::RULES;
use libfuzzer_sys::arbitrary::{self, Arbitrary};

/// An option.
#[derive(Arbitrary, Debug)]
pub(super) enum Opt {
    WindowsVersion(u8),
    Without(Vec<(u8, Name, Name)>),
    Set(Vec<(u8, Name, Name)>),
    SetTo(u8, Name, i64),
    Traffic(Vec<u8>),
    From(Name),
    To(Name),
    Volume(Name),
    Rules(Vec<u8>),
    ExcludeRules(Vec<u8>),
    Severity(Vec<u8>),
    Suppression(Vec<Suppressed>),
    SuppressionText(String),
    Today(u8),
    /// The answer itself, for which nothing is new.
    Baseline,
    /// The name of an option with any value.
    Known(u8, Value),
    Other(Key, Value),
}

#[derive(Arbitrary, Debug)]
pub(super) struct Suppressed {
    rule: u8,
    target: Option<Name>,
    cluster: Option<Name>,
    until: Option<u8>,
}

const NAMES: [&str; 13] = [
    "windows_version",
    "without",
    "set",
    "traffic",
    "from",
    "to",
    "volume",
    "rules",
    "exclude_rules",
    "severity",
    "suppression",
    "today",
    "baseline",
];
const VERSIONS: [&str; 6] = ["2012 R2", "2016", "2019", "2022", "2025", "3000"];
const WITHOUT: [&str; 4] = ["network", "node", "interface", "volume"];
const SET: [&str; 9] = [
    "metric",
    "role",
    "speed",
    "class",
    "owner",
    "redirect",
    "migration_order",
    "migration_exclude",
    "colour",
];
const TRAFFIC: [&str; 4] = ["cluster", "csv", "live_migration", "mail"];
const SEVERITIES: [&str; 4] = ["error", "warning", "info", "none"];
const DAYS: [&str; 5] = ["2026-11-28", "2027-02-29", "9999-12-31", "0000-00-00", "tomorrow"];

fn of(words: &'static [&'static str], place: u8) -> &'static str {
    words[usize::from(place) % words.len()]
}

/// The id of a rule, or of none.
fn rule(place: u8) -> &'static str {
    RULES.get(usize::from(place) % (RULES.len() + 1)).map_or("CR999", |rule| rule.id)
}

impl Opt {
    pub(super) fn is_baseline(&self) -> bool {
        matches!(self, Opt::Baseline)
    }

    pub(super) fn name(&self) -> &'static str {
        let place = match self {
            Opt::WindowsVersion(_) => 0,
            Opt::Without(_) => 1,
            Opt::Set(_) | Opt::SetTo(..) => 2,
            Opt::Traffic(_) => 3,
            Opt::From(_) => 4,
            Opt::To(_) => 5,
            Opt::Volume(_) => 6,
            Opt::Rules(_) => 7,
            Opt::ExcludeRules(_) => 8,
            Opt::Severity(_) => 9,
            Opt::Suppression(_) | Opt::SuppressionText(_) => 10,
            Opt::Today(_) => 11,
            Opt::Baseline => 12,
            Opt::Known(place, _) => usize::from(*place) % NAMES.len(),
            Opt::Other(..) => return "other",
        };
        NAMES[place]
    }

    /// The option with its value; `baseline` is what a baseline is.
    pub(super) fn write(&self, json: &mut Json, baseline: &str) {
        match self {
            Opt::Other(key, _) => json.text(&key.text()),
            _ => json.text(self.name()),
        }
        json.0.push(':');
        let words = |json: &mut Json, words: &[u8], table: fn(u8) -> &'static str| {
            json.list(words, |json, place| json.text(table(*place)));
        };
        match self {
            Opt::WindowsVersion(place) => json.text(of(&VERSIONS, *place)),
            Opt::Without(items) => json.list(items, |json, (what, first, second)| {
                let second = if of(&WITHOUT, *what) == "interface" {
                    "/".to_owned() + &second.text()
                } else {
                    String::new()
                };
                json.text(&format!("{}:{}{second}", of(&WITHOUT, *what), first.text()));
            }),
            Opt::Set(items) => json.list(items, |json, (what, first, second)| {
                json.text(&match of(&SET, *what) {
                    "redirect" => format!("redirect:{}", first.text()),
                    what @ ("migration_order" | "migration_exclude") => {
                        format!("{what}:{},{}", first.text(), second.text())
                    }
                    what => format!("{what}:{}={}", first.text(), second.text()),
                });
            }),
            Opt::SetTo(what, name, number) => {
                json.text(&format!("{}:{}={number}", of(&SET, *what), name.text()));
            }
            Opt::Traffic(places) => words(json, places, |place| of(&TRAFFIC, place)),
            Opt::From(name) | Opt::To(name) | Opt::Volume(name) => json.text(&name.text()),
            Opt::Rules(places) | Opt::ExcludeRules(places) => words(json, places, rule),
            Opt::Severity(places) => words(json, places, |place| of(&SEVERITIES, place)),
            Opt::Suppression(entries) => {
                json.text(&entries.iter().map(Suppressed::toml).collect::<String>());
            }
            Opt::SuppressionText(text) => json.text(text),
            Opt::Today(place) => json.text(of(&DAYS, *place)),
            Opt::Baseline => json.0 += baseline,
            Opt::Known(_, value) | Opt::Other(_, value) => json.value(value),
        }
    }
}

impl Suppressed {
    fn toml(&self) -> String {
        let mut text = format!("[[suppress]]\nrule = {:?}\nreason = \"so\"\n", rule(self.rule));
        for (key, name) in [("target", &self.target), ("cluster", &self.cluster)] {
            if let Some(name) = name {
                text += &format!("{key} = {}\n", serde_json::Value::from(name.text()));
            }
        }
        if let Some(place) = self.until {
            text += &format!("until = {}\n", of(&DAYS, place));
        }
        text
    }
}
