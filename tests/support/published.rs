//! The published clusters of `tests/fixtures/real-clusters.json`.

use serde_json::{Value, json};

/// What was published, one entry a cluster.
pub(crate) fn clusters() -> Vec<Value> {
    let text = std::fs::read_to_string("tests/fixtures/real-clusters.json").unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The published facts as a capture; a field that was not published stays out of it.
pub(crate) fn capture(cluster: &Value) -> Value {
    let networks: Vec<Value> = cluster["networks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| {
            let mut network = serde_json::Map::new();
            let fields = [
                ("name", "Name"),
                ("id", "Id"),
                ("role", "Role"),
                ("state", "State"),
                ("metric", "Metric"),
                ("auto_metric", "AutoMetric"),
                ("ipv4_addresses", "Ipv4Addresses"),
                ("ipv4_prefix_lengths", "Ipv4PrefixLengths"),
            ];
            for (from, to) in fields {
                if let Some(value) = n.get(from) {
                    network.insert(to.to_owned(), value.clone());
                }
            }
            if n["note"] == "metric set by hand" {
                network.insert("AutoMetric".to_owned(), json!(false));
            }
            Value::Object(network)
        })
        .collect();
    json!({"networks": networks})
}
