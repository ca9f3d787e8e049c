//! `Get-ClusterNode`.

use super::values::Values;
use crate::capture::raw::Object;
use crate::model::Problem;
use crate::schema::{Property, Section};

/// A node, or what one object says of it.
#[derive(Clone, Debug)]
pub struct Node {
    /// The name.
    pub name: String,
    /// Whether it is up; `None` when nothing says so.
    pub up: Option<bool>,
    /// The operating system build.
    pub build: Option<u32>,
}

pub(super) fn read(objects: &[Object<'_>], problems: &mut Vec<Problem>) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        let mut values = Values::new(object, Section::Nodes, index, problems);
        let Some(name) = values.owned(Property::Name) else { continue };
        let up = values.member(Property::State, "Up, Down, Paused or Joining", up_from_number, up_from_word);
        nodes.push(Node { name, up: up.flatten(), build: values.small_number(Property::BuildNumber) });
    }
    nodes
}

/// `ClusterNodeState`: Unknown -1, Up 0, Down 1, Paused 2, Joining 3; the inner `None` is unknown.
#[expect(clippy::option_option, reason = "the outer option says whether the value is understood")]
fn up_from_number(number: i64) -> Option<Option<bool>> {
    match number {
        0 | 2 => Some(Some(true)),
        1 => Some(Some(false)),
        -1 | 3 | 0xFFFF_FFFF => Some(None),
        _ => None,
    }
}

#[expect(clippy::option_option, reason = "the outer option says whether the value is understood")]
fn up_from_word(word: &str) -> Option<Option<bool>> {
    match word.to_ascii_lowercase().as_str() {
        "up" | "paused" => Some(Some(true)),
        "down" => Some(Some(false)),
        "joining" | "unknown" => Some(None),
        _ => None,
    }
}
