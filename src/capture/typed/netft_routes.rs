//! NetFT routes of cluster logs.

use super::values::Values;
use crate::capture::raw::Object;
use crate::model::Problem;
use crate::schema::{Property, Section};
use std::net::IpAddr;

/// A route between two addresses that a log shows; one that was removed is none.
#[derive(Clone, Debug)]
pub struct NetftRoute {
    /// Of the node that wrote the log.
    pub local: IpAddr,
    /// Of the other node.
    pub remote: IpAddr,
    /// The sum of the metrics of both ends' networks.
    pub priority: u32,
    /// No heartbeats come through; `None` when the log does not say.
    pub is_down: Option<bool>,
    /// When the log showed it.
    pub time: Option<String>,
}

pub(super) fn read(objects: &[Object<'_>], problems: &mut Vec<Problem>) -> Vec<NetftRoute> {
    objects.iter().enumerate().filter_map(|(index, object)| read_one(object, index, problems)).collect()
}

fn read_one(object: &Object<'_>, index: usize, problems: &mut Vec<Problem>) -> Option<NetftRoute> {
    let is = |state: &str| object.text(Property::State).is_some_and(|text| text.eq_ignore_ascii_case(state));
    if is("Removed") {
        return None;
    }
    let mut values = Values::new(object, Section::NetftRoutes, index, problems);
    let (local, remote) =
        (values.addresses(Property::LocalAddress), values.addresses(Property::RemoteAddress));
    let (&[local], &[remote]) = (local.as_slice(), remote.as_slice()) else { return None };
    let priority = values.small_number(Property::Priority)?;
    let is_down = if is("Down") { Some(true) } else { is("Up").then_some(false) };
    Some(NetftRoute { local, remote, priority, is_down, time: values.owned(Property::Time) })
}
