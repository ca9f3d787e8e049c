//! Facts by name, as answers carry them beside the sentence that is made of them.

use crate::model::Role;
use crate::visible::shown;
use serde::{Serialize, Serializer};

/// A value that a reason, an assumption or a finding rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Fact {
    /// A whole number.
    Number(i64),
    /// A number with a fraction.
    Decimal(f64),
    /// Yes or no.
    Flag(bool),
    /// Text.
    Text(String),
    /// Several texts.
    List(Vec<String>),
    /// Not known.
    Unknown,
}

/// One thing said: a key that never changes its meaning, the facts by name, and the sentence.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Said {
    /// In snake_case.
    pub key: &'static str,
    /// What the sentence is made of.
    #[serde(serialize_with = "facts_by_name")]
    #[cfg_attr(feature = "json-schema", schemars(with = "std::collections::BTreeMap<String, Fact>"))]
    pub facts: Vec<(&'static str, Fact)>,
    /// Lower case, no full stop.
    pub message: String,
}

/// Writes facts as an object, in their order.
pub fn facts_by_name<S: Serializer>(
    facts: &[(&'static str, Fact)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(facts.iter().map(|(name, fact)| (name, fact)))
}

impl Said {
    /// One thing said, without facts yet.
    pub fn new(key: &'static str, message: impl Into<String>) -> Self {
        Self { key, facts: Vec::new(), message: shown(message) }
    }

    /// Bytes in JSON, at least.
    pub fn size(&self) -> usize {
        let texts = |fact: &Fact| match fact {
            Fact::Text(text) => text.len(),
            Fact::List(texts) => texts.iter().map(String::len).sum(),
            Fact::Number(_) | Fact::Decimal(_) | Fact::Flag(_) | Fact::Unknown => 0,
        };
        self.message.len() + self.facts.iter().map(|(_, fact)| texts(fact)).sum::<usize>()
    }

    /// The same with one more fact.
    #[must_use]
    pub fn with(mut self, name: &'static str, fact: impl Into<Fact>) -> Self {
        self.facts.push((name, fact.into()));
        self
    }
}

impl From<bool> for Fact {
    fn from(flag: bool) -> Self {
        Fact::Flag(flag)
    }
}

impl From<u32> for Fact {
    fn from(number: u32) -> Self {
        Fact::Number(i64::from(number))
    }
}

impl From<u64> for Fact {
    fn from(number: u64) -> Self {
        i64::try_from(number).map_or(Fact::Unknown, Fact::Number)
    }
}

impl From<usize> for Fact {
    fn from(number: usize) -> Self {
        i64::try_from(number).map_or(Fact::Unknown, Fact::Number)
    }
}

impl From<f64> for Fact {
    fn from(number: f64) -> Self {
        Fact::Decimal(number)
    }
}

impl From<&str> for Fact {
    fn from(text: &str) -> Self {
        Fact::Text(text.to_owned())
    }
}

impl From<String> for Fact {
    fn from(text: String) -> Self {
        Fact::Text(text)
    }
}

impl From<Vec<String>> for Fact {
    fn from(texts: Vec<String>) -> Self {
        Fact::List(texts)
    }
}

impl From<Vec<&str>> for Fact {
    fn from(texts: Vec<&str>) -> Self {
        Fact::List(texts.into_iter().map(str::to_owned).collect())
    }
}

impl From<Role> for Fact {
    /// The number, as the property `Role` holds it.
    fn from(role: Role) -> Self {
        Fact::Number(match role {
            Role::None => 0,
            Role::Cluster => 1,
            Role::Client => 2,
            Role::ClusterAndClient => 3,
        })
    }
}

impl<T: Into<Fact>> From<Option<T>> for Fact {
    fn from(value: Option<T>) -> Self {
        value.map_or(Fact::Unknown, Into::into)
    }
}
