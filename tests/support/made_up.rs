//! Captures made of a few networks and nodes, and the routes in the answer about them.

use super::asking::ask;
use clusterroute::api;
use serde_json::{Value, json};

pub(crate) fn network(name: &str, role: u32, metric: u32, auto: bool) -> Value {
    json!({"Name": name, "Id": id(name), "Role": role, "Metric": metric, "AutoMetric": auto, "State": 3})
}

/// A made-up GUID that is the same for the same name.
pub(crate) fn id(name: &str) -> String {
    let sum = name.bytes().fold(7u64, |sum, b| sum.wrapping_mul(31).wrapping_add(u64::from(b)));
    format!("{:08x}-0000-4000-8000-{:012x}", sum as u32, sum & 0xFFFF_FFFF_FFFF)
}

pub(crate) fn interface(node: &str, network: &str) -> Value {
    json!({"Name": format!("{node} - {network}"), "Node": node, "Network": network, "State": "Up"})
}

pub(crate) fn on_all(nodes: &[&str], networks: &[Value]) -> Vec<Value> {
    let names = networks.iter().map(|n| n["Name"].as_str().unwrap());
    names.flat_map(|name| nodes.iter().map(move |node| interface(node, name))).collect()
}

pub(crate) fn routes(capture: &Value, options: &Value) -> Value {
    ask(api::resolve::ask, capture, options)["routes"].take()
}

pub(crate) fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|network| network["name"].as_str().unwrap()).collect()
}

/// The route of one kind between two nodes: networks in use and failover.
pub(crate) fn route<'r>(routes: &'r Value, traffic: &str, from: &str, to: &str) -> &'r Value {
    let all = routes.as_array().unwrap();
    let found = all.iter().find(|r| r["traffic"] == traffic && r["from"] == from && r["to"] == to);
    found.unwrap_or_else(|| panic!("no {traffic} route from {from} to {to}"))
}
