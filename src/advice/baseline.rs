//! Only what is new: the findings of an earlier answer are known.

use crate::names::same;
use crate::rules::Finding;
use serde::Deserialize;
use std::collections::BTreeSet;

/// An earlier answer to the same question; of each finding as much as it takes to know it again.
#[derive(Clone, Debug, Default)]
pub struct Baseline(Vec<Earlier>);

/// The findings of one cluster.
#[derive(Clone, Debug, Deserialize)]
struct Earlier {
    cluster: Option<String>,
    findings: Vec<EarlierFinding>,
}

/// One finding of an earlier answer.
#[derive(Clone, Debug, Deserialize)]
pub struct EarlierFinding {
    /// The rule's id.
    pub rule: String,
    /// The rule's name.
    #[serde(default)]
    pub name: String,
    /// What was said.
    #[serde(default)]
    pub message: String,
    targets: Vec<EarlierTarget>,
}

#[derive(Clone, Debug, Deserialize)]
struct EarlierTarget {
    name: String,
}

/// The whole answer, or one entry of it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Document {
    Answers { answers: Vec<Earlier> },
    Entry(Earlier),
}

impl<'d> Deserialize<'d> for Baseline {
    fn deserialize<D: serde::Deserializer<'d>>(from: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        match Document::deserialize(from) {
            Ok(Document::Answers { answers }) => Ok(Self(answers)),
            Ok(Document::Entry(entry)) => Ok(Self(vec![entry])),
            Err(_) => Err(D::Error::custom(
                "expected an answer of recommend as JSON, with `answers` and their `findings`",
            )),
        }
    }
}

impl Baseline {
    /// The earlier findings of a cluster; a single one without a name is taken for it.
    pub fn of(&self, cluster: Option<&str>) -> &[EarlierFinding] {
        let is_it = |earlier: &&Earlier| match (cluster, &earlier.cluster) {
            (Some(name), Some(other)) => same(name, other),
            (None, None) => true,
            _ => false,
        };
        self.0.iter().find(is_it).map_or(&[], |earlier| &earlier.findings)
    }
}

impl EarlierFinding {
    /// Whether it is that finding: the same rule about the same.
    pub fn is(&self, finding: &Finding) -> bool {
        if self.rule != finding.rule {
            return false;
        }
        let before: BTreeSet<&str> = self.targets.iter().map(|target| target.name.as_str()).collect();
        let now: BTreeSet<&str> = finding.hit.targets.iter().map(|target| target.name.as_str()).collect();
        before == now
    }
}
