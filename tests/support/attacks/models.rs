//! Clusters that no one has: more of each thing, or longer names, than any answer can carry.

use super::{Attack, SIZE, repeated};

pub(crate) const ATTACKS: &[Attack] = &[
    ("JSON: as many networks as fit", "json", || networks(|n| format!(r#""Name":"N{n}","Id":"{n}""#))),
    ("JSON: networks of one name", "json", || networks(|_| r#""Name":"LAN""#.to_owned())),
    ("JSON: a cluster for every network", "json", || {
        networks(|n| format!(r#""Name":"N{n}","Cluster":"C{n}""#))
    }),
    ("JSON: as many nodes as fit", "json", || {
        repeated(
            r#"{"networks":[{"Name":"A","Role":1,"Metric":100,"State":"Up"}],"nodes":["#,
            |n| format!(r#"{{"Name":"N{n}","State":"Up"}}"#),
            ",",
            "]}",
        )
    }),
    ("JSON: 2,000 nodes", "json", || grid(2_000, 1)),
    ("JSON: 512 nodes with 512 networks", "json", || grid(512, 512)),
    ("JSON: 64 nodes with as many networks as fit", "json", || grid(64, 4_000)),
    ("JSON: 64 nodes and one name of 100 KB", "json", || {
        let mut nodes: Vec<String> = (0..63).map(|n| format!("N{n}")).collect();
        nodes.push("X".repeat(100_000));
        cluster(&nodes, &["A".to_owned()])
    }),
    ("JSON: 64 nodes and a network of 100 KB", "json", || {
        let nodes: Vec<String> = (0..64).map(|n| format!("N{n}")).collect();
        cluster(&nodes, &["X".repeat(100_000), "B".to_owned()])
    }),
    ("JSON: as many volume states as fit", "json", || {
        repeated(
            r#"{"networks":[{"Name":"A","Role":1,"Metric":100,"State":"Up"}],"volume_states":["#,
            |n| format!(r#"{{"Name":"V{n}","Node":"N{}","StateInfo":"Direct"}}"#, n % 64),
            ",",
            "]}",
        )
    }),
    ("JSON: as many volumes as fit", "json", || {
        repeated(
            r#"{"networks":[{"Name":"A","Role":1,"Metric":100,"State":"Up"}],"shared_volumes":["#,
            |n| format!(r#"{{"Name":"V{n}","OwnerNode":"N{}","State":"Online"}}"#, n % 64),
            ",",
            "]}",
        )
    }),
    ("JSON: as many hosts as fit", "json", || {
        repeated(
            r#"{"networks":[{"Name":"A","Role":1,"Metric":100,"State":"Up"}],"hosts":["#,
            |n| format!(r#"{{"name":"N{n}","adapters":[{{"Name":"E","ifIndex":{n}}}]}}"#),
            ",",
            "]}",
        )
    }),
    ("JSON: adapters of one host", "json", || {
        repeated(
            r#"{"networks":[{"Name":"A","Role":1,"Metric":100,"State":"Up"}],"hosts":[{"name":"N1","adapters":["#,
            |n| format!(r#"{{"Name":"E{n}","ifIndex":{n},"Speed":10000000000}}"#),
            ",",
            "]}]}",
        )
    }),
    ("JSON: one network told in as many ways as fit", "json", || {
        networks(|n| format!(r#""Name":"A","Id":"1","Metric":{n},"Description":"{}""#, "x".repeat(900)))
    }),
    ("JSON: two long values that contradict each other many times", "json", || {
        let long = "x".repeat(SIZE / 4);
        let each = |n: usize| format!(r#"{{"Name":"A","Id":"1","Description":"{n}{long}"}}"#);
        format!("[{},{},{},{}]", each(1), each(2), each(3), each(4)).into_bytes()
    }),
    ("JSON: keys of one object", "json", || {
        repeated(r#"[{"Name":"A""#, |n| format!(r#","k{n}":1"#), "", "}]")
    }),
    ("JSON: one key many times", "json", || {
        repeated(r#"[{"Name":"A""#, |_| r#","Metric":1"#.to_owned(), "", "}]")
    }),
    ("JSON: empty values", "json", || {
        repeated(r#"[{"Name":"A","Ipv4Addresses":["#, |_| "{}".to_owned(), ",", "]}]")
    }),
    ("JSON: values inside one another", "json", || {
        let half = SIZE / 2;
        format!(r#"[{{"Name":"A","Role":{}{}}}]"#, "[".repeat(half), "]".repeat(half)).into_bytes()
    }),
];

fn networks(each: impl Fn(usize) -> String) -> Vec<u8> {
    repeated("[", |n| format!(r#"{{{},"Role":1,"State":"Up","AutoMetric":true}}"#, each(n)), ",", "]")
}

/// Every node on every network, as far as they fit into the size.
fn grid(nodes: usize, networks: usize) -> Vec<u8> {
    let names = |letter: &str, count: usize| (0..count).map(|n| format!("{letter}{n}")).collect::<Vec<_>>();
    cluster(&names("N", nodes), &names("L", networks))
}

fn cluster(nodes: &[String], networks: &[String]) -> Vec<u8> {
    let list = |names: &[String], rest: &str| {
        names.iter().map(|name| format!(r#"{{"Name":"{name}"{rest}}}"#)).collect::<Vec<_>>().join(",")
    };
    let mut text =
        format!(r#"{{"networks":[{}],"#, list(networks, r#","Role":1,"Metric":1000,"State":"Up""#));
    text += &format!(r#""nodes":[{}],"interfaces":["#, list(nodes, r#","State":"Up""#));
    let pairs = networks.iter().flat_map(|network| nodes.iter().map(move |node| (node, network)));
    let mut first = true;
    for (node, network) in pairs {
        if text.len() > SIZE {
            break;
        }
        text += if first { "" } else { "," };
        text += &format!(r#"{{"Node":"{node}","Network":"{network}","State":"Up"}}"#);
        first = false;
    }
    (text + "]}").into_bytes()
}
