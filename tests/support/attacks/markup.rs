//! CliXml and validation reports.

use super::{Attack, SIZE, repeated};

pub(crate) const ATTACKS: &[Attack] = &[
    ("CliXml: empty objects", "xml", || objects(|_| "<Obj/>".to_owned())),
    ("CliXml: objects without properties", "xml", || objects(|n| of_type("ClusterNetwork", n, ""))),
    ("CliXml: networks of one name", "xml", || {
        objects(|n| of_type("ClusterNetwork", n, r#"<S N="Name">LAN</S>"#))
    }),
    ("CliXml: types that no one knows", "xml", || objects(|n| of_type(&format!("T{n}"), n, ""))),
    ("CliXml: a cluster for every network", "xml", || {
        objects(|n| of_type("ClusterNetwork", n, &format!(r#"<S N="Name">A</S><S N="Cluster">C{n}</S>"#)))
    }),
    ("CliXml: nested objects, each referenced once", "xml", nested_references),
    ("CliXml: one large object referenced as often as fits", "xml", || {
        let big = (0..SIZE / 60).map(|n| format!("<S>{n}</S>")).collect::<String>();
        let first = format!(r#"<Obj RefId="7"><LST>{big}</LST></Obj>"#);
        objects(|n| if n == 0 { first.clone() } else { r#"<Ref RefId="7"/>"#.to_owned() })
    }),
    ("CliXml: references that double", "xml", || {
        let mut inside = r#"<Obj N="Ipv4Addresses" RefId="0"><LST><S>10.0.0.0</S></LST></Obj>"#.to_owned();
        for n in 1..60 {
            let before = n - 1;
            inside += &format!(
                r#"<Obj N="P{n}" RefId="{n}"><LST><Ref RefId="{before}"/><Ref RefId="{before}"/></LST></Obj>"#
            );
        }
        objects(|n| if n == 0 { of_type("ClusterNetwork", 100, &inside) } else { "<S/>".to_owned() })
    }),
    ("CliXml: properties of one object", "xml", || {
        let many = (0..SIZE / 24).map(|n| format!(r#"<U32 N="P{n}">1</U32>"#)).collect::<String>();
        objects(|n| if n == 0 { of_type("ClusterNetwork", 0, &many) } else { "<S/>".to_owned() })
    }),
    ("report: a long heading over many networks", "htm", || {
        let heading = "h".repeat(SIZE / 4);
        repeated(
            &report(&heading),
            |n| format!("<tr><td>Cluster Network {n}</td><td>80240</td><td>10.0.0.{n}</td></tr>"),
            "",
            "</table></body></html>",
        )
    }),
    ("report: many interfaces", "htm", || {
        repeated(
            &report("Validate Cluster Network Configuration"),
            |n| {
                format!(
                    "</table><div>Network: Net {n}</div><table><tr><td>N{n} - E{n}</td><td>10.0.0.1/24</td></tr>"
                )
            },
            "",
            "</table></body></html>",
        )
    }),
    ("report: tables inside one another", "htm", || {
        repeated(&report("a"), |_| "<table><tr><td>".to_owned(), "", "")
    }),
    ("report: cells", "htm", || repeated(&report("a"), |_| "<td>".to_owned(), "", "</table></body></html>")),
    ("report: headings", "htm", || repeated(&report("a"), |n| format!("<h2>{n}</h2>"), "", "</body></html>")),
    ("report: parts of MIME", "mht", || {
        repeated(
            "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n",
            |_| "--b\r\nContent-Type: text/html\r\n\r\n<p>\r\n".to_owned(),
            "",
            "--b--\r\n",
        )
    }),
];

fn objects(each: impl Fn(usize) -> String) -> Vec<u8> {
    let open = r#"<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">"#;
    repeated(open, each, "", "</Objs>")
}

fn of_type(name: &str, id: usize, properties: &str) -> String {
    let full = format!("Microsoft.FailoverClusters.PowerShell.{name}");
    format!(r#"<Obj RefId="{id}"><TN RefId="{id}"><T>{full}</T></TN><Props>{properties}</Props></Obj>"#)
}

/// Objects inside one another, and a reference to each of them: every level is copied whole.
fn nested_references() -> Vec<u8> {
    let levels = 38;
    let filler = (0..SIZE / 16).map(|_| "<S>x</S>").collect::<String>();
    let mut inside = format!(r#"<Obj RefId="{levels}"><LST>{filler}</LST></Obj>"#);
    for id in (0..levels).rev() {
        inside = format!(r#"<Obj RefId="{id}"><LST>{inside}</LST></Obj>"#);
    }
    let references = (0..=levels).map(|id| format!(r#"<Ref RefId="{id}"/>"#)).collect::<String>();
    let list = format!(r#"<Obj N="Ipv4Addresses" RefId="900"><LST>{inside}{references}</LST></Obj>"#);
    objects(|n| if n == 0 { of_type("ClusterNetwork", 999, &list) } else { "<S/>".to_owned() })
}

/// The start of a validation report, inside its first table.
fn report(heading: &str) -> String {
    format!(
        "<html><head><title>Failover Cluster Validation Report</title></head><body><div class=\"title\">Failover \
         Cluster Validation Report</div><h2>{heading}</h2><h2>List Network Metric Order</h2><table>"
    )
}
