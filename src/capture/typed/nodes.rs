//! `Get-ClusterNode`.

use super::values::Values;
use crate::capture::raw::Object;
use crate::model::{NodeState, Problem};
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
        let expected = "Up, Down, Paused or Joining";
        let state = values.member(Property::State, expected, NodeState::from_number, NodeState::from_word);
        nodes.push(Node {
            name,
            up: state.and_then(NodeState::is_up),
            build: values.small_number(Property::BuildNumber),
        });
    }
    nodes
}
