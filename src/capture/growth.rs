//! Twice the input is twice the work, in every direction in which an input can grow.

use super::files;
use super::formats::json;
use super::limits::{MAX_CLUSTERS, MAX_KEPT, MAX_NOT_READ};
use super::reading::{Document, Place, Reading};
use super::sort;
use crate::error::{Code, Error};
use crate::parallel::Work;
use crate::steps;
use std::num::NonZeroUsize;
use std::sync::Arc;

/// The steps and the bytes that reading and sorting this input takes.
fn work(name: &str, text: &str) -> (u64, Result<u64, Error>) {
    let work = Work::on(NonZeroUsize::MIN);
    let before = steps::taken();
    let read = files::read_bytes(name, text.as_bytes(), &work).map(|reading| {
        let budget = Arc::clone(&reading.budget);
        sort::sort(reading);
        budget.kept()
    });
    (steps::taken() - before, read)
}

fn is_straight(what: &str, name: &str, text: impl Fn(usize) -> String, count: usize) {
    let (one, kept_of_one) = work(name, &text(count));
    let (two, kept_of_two) = work(name, &text(2 * count));
    are_straight(what, one, two);
    if let (Ok(one), Ok(two)) = (kept_of_one, kept_of_two) {
        assert!(two <= 2 * one + one / 10 + 1000, "{what}: {one} and {two} bytes");
    }
}

fn are_straight(what: &str, one: u64, two: u64) {
    // What is quadratic takes four times as many.
    assert!(two <= 2 * one + one / 4 + 100, "{what}: {one} and {two} steps");
}

fn objs(objects: impl Iterator<Item = String>) -> String {
    let objects: String = objects.collect();
    format!(
        "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">{objects}</Objs>"
    )
}

fn obj(id: usize, kind: &str, properties: &str) -> String {
    format!(
        "<Obj RefId=\"{id}\"><TN RefId=\"{id}\"><T>Microsoft.FailoverClusters.PowerShell.{kind}</T></TN>\
         <Props>{properties}</Props></Obj>"
    )
}

#[test]
fn console_text_grows_straight() {
    is_straight("blank lines", "f.txt", |count| "\n".repeat(count), 5_000);
    let record = |count| format!("Name : A\nRole : 1\nMetric : 5\n{}x\n", "\n".repeat(count));
    is_straight("blank lines behind a record", "f.txt", record, 5_000);
    let head = |columns: usize| {
        format!("Name {}\n---- {}\n", "Role ".repeat(columns).trim_end(), "---- ".repeat(columns).trim_end())
    };
    let wide = |width| format!("{}{}", head(width / 10), format!("A{}x\n", " ".repeat(width)).repeat(3));
    is_straight("wide rows", "f.txt", wide, 2_000);
    let short = |count| format!("{}{}", head(400), "A\n".repeat(count));
    is_straight("rows under many columns", "f.txt", short, 2_000);
    let table = "Name State Metric Role\n---- ----- ------ ----\nA       Up    500    3\n\n";
    is_straight("tables", "f.txt", |count| table.repeat(count), 500);
    let other = |id: usize| table.replace("500", &format!("{:3}", id % 900));
    is_straight("tables of another time", "f.txt", |count| (0..count).map(other).collect(), 300);
    let narrow = |id: usize| {
        format!(
            "PS C:\\> Get-ClusterNetwork N{}\n\n{}",
            id % 7,
            other(id).replace("\nA ", &format!("\nN{}", id % 7))
        )
    };
    is_straight("networks one by one", "f.txt", |count| (0..count).map(narrow).collect(), 300);
    let remote = |id: usize| format!("[N{id:05}]: PS C:\\> Get-ClusterNetwork\n\n{}", other(id));
    is_straight("computers", "f.txt", |count| (0..count).map(remote).collect(), 300);
    let setting = |id: usize| format!("SameSubnetThreshold : {id}\nSameSubnetDelay : 1\n\nx\n");
    is_straight("settings", "f.txt", |count| (0..count).map(setting).collect(), 300);
    let crooked =
        |count: usize| format!("{}{}", head(3), "A B C Cluster Cluster Cluster Cluster\n".repeat(count));
    is_straight("crooked rows", "f.txt", crooked, 500);
    is_straight(
        "prose under a table",
        "f.txt",
        |count| format!("{table}{}", "a b c d e f\n".repeat(count)),
        500,
    );
    let undashed = |count: usize| format!("Name State Metric\n{}", "\nA B Up 5\n".repeat(count));
    is_straight("rows without dashes", "f.txt", undashed, 500);
    let titles = |count: usize| "Name State Metric\n".repeat(count);
    is_straight("titles without rows", "f.txt", titles, 500);
    let bars = |count: usize| format!("|Name|Metric|\n|-|-|\n{}", "|A|5|\n".repeat(count));
    is_straight("bars", "f.txt", bars, 500);
}

#[test]
fn clixml_grows_straight() {
    let many = |kind: fn(usize) -> String| move |count| objs((0..count).map(kind));
    is_straight(
        "clusters",
        "f.xml",
        many(|id| obj(id, "ClusterNetwork", &format!("<S N=\"Name\">A</S><S N=\"Cluster\">C{id}</S>"))),
        300,
    );
    is_straight(
        "clusters of one name",
        "f.xml",
        many(|id| obj(id, "Cluster", &format!("<S N=\"Name\">C</S><S N=\"Id\">{id}</S>"))),
        3_500,
    );
    is_straight(
        "networks of one name",
        "f.xml",
        many(|id| obj(id, "ClusterNetwork", &format!("<S N=\"Name\">A</S><S N=\"Id\">{id}</S>"))),
        300,
    );
    is_straight(
        "networks of one id",
        "f.xml",
        many(|id| obj(id, "ClusterNetwork", &format!("<S N=\"Name\">A{id}</S><S N=\"Id\">1</S>"))),
        300,
    );
    is_straight(
        "clusters and nodes of none",
        "f.xml",
        many(|id| {
            let network = format!("<S N=\"Name\">A</S><S N=\"Cluster\">C{id}</S>");
            let node = format!("<S N=\"Name\">N{id}</S>");
            obj(2 * id, "ClusterNetwork", &network) + &obj(2 * id + 1, "ClusterNode", &node)
        }),
        200,
    );
    is_straight(
        "clusters with nodes and nodes of none",
        "f.xml",
        many(|id| {
            let cluster = format!("<S N=\"Cluster\">C{id}</S>");
            obj(3 * id, "ClusterNetwork", &format!("<S N=\"Name\">A</S>{cluster}"))
                + &obj(3 * id + 1, "ClusterNode", &format!("<S N=\"Name\">N{id}</S>{cluster}"))
                + &obj(3 * id + 2, "ClusterNode", &format!("<S N=\"Name\">M{id}</S>"))
        }),
        200,
    );
    is_straight("unknown types", "f.xml", many(|id| obj(id, &format!("X{id}"), "<S N=\"Foo\">A</S>")), 300);
    is_straight(
        "nodes",
        "f.xml",
        many(|id| obj(id, "ClusterNode", &format!("<S N=\"Name\">N{id}</S>"))),
        300,
    );
}

#[test]
fn cluster_logs_grow_straight() {
    let log = |interfaces: usize, networks: usize, nodes: usize| {
        let of = |count: usize, row: &dyn Fn(usize) -> String| (0..count).map(row).collect::<String>();
        format!(
            "[=== Nodes ===]\nName,Id,NodeNumber,\n{}[=== Networks ===]\nName,Id,role,\n{}\
             [=== Network Interfaces ===]\nName,Id,NodeId,NetworkId,\n{}[=== Cluster Logs ===]\n",
            of(nodes, &|id| format!("N{id},g{id},{id},\n")),
            of(networks, &|id| format!("W{id},w{id},3,\n")),
            of(interfaces, &|id| format!("I{id},i{id},{},w{},\n", id % nodes, id % networks)),
        )
    };
    is_straight("interfaces and networks", "f.log", |count| log(count, count, 5), 300);
    is_straight("interfaces and nodes", "f.log", |count| log(count, 5, count), 300);
}

#[test]
fn reports_grow_straight() {
    let report = |networks: usize, interfaces: usize, nodes: usize| {
        let network = |id| format!("<div>Network: W{id}</div><div>Network Role: Cluster</div>");
        let interface = |id| {
            let node = id % nodes;
            format!(
                "<table><tr><td>Item<td>Value<tr><td>Network Interface<td>N{node} - E{id}<tr><td>IP Address\
                 <td>10.0.{}.{}<tr><td>Prefix Length<td>24</table>",
                id / 256,
                id % 256
            )
        };
        let adapters = |id| {
            let rows = |id| format!("<tr><td>E{id}<td>A<td>1 Gbit/s");
            let rows: String = (0..interfaces / nodes).map(rows).collect();
            format!("<h3>N{id}</h3><table><tr><td>Network Connection<td>Adapter<td>Speed{rows}</table>")
        };
        let networks: String = (0..networks).map(network).collect();
        let interfaces: String = (0..interfaces).map(interface).collect();
        let adapters: String = (0..nodes).map(adapters).collect();
        format!(
            "<html><title>Failover Cluster Validation Report</title><h2>T</h2>{networks}{interfaces}{adapters}</html>"
        )
    };
    is_straight("networks", "f.htm", |count| report(count, 5, 2), 300);
    is_straight("interfaces and nodes", "f.htm", |count| report(2, count, count), 300);
    is_straight("interfaces and adapters", "f.htm", |count| report(2, count, 1), 300);
}

/// Files of two nodes each, of which only the first is of a node of the cluster: each shows where the next one belongs.
#[test]
fn files_that_are_found_through_one_another_grow_straight() {
    let steps = |count: usize, in_one_folder: bool| {
        let work = Work::on(NonZeroUsize::MIN);
        let mut reading = Reading::new(&work);
        let mut add = |number: usize, text: &str| {
            let file = format!("{number}.json");
            let folder = if in_one_folder { String::new() } else { file.clone() };
            let place = Place { folder: folder.into(), is_part: false };
            json::read(text, &file)
                .unwrap()
                .into_iter()
                .for_each(|found| reading.add(&file, &place, None, found));
        };
        let node = |number: usize| format!(r#"{{"Name":"N{number}","NodeWeight":1}}"#);
        for number in (1..count).rev() {
            add(number, &format!("[{},{}]", node(number), node(number + 1)));
        }
        add(
            0,
            r#"[{"Name":"C","Id":"1","Metric":1,"Cluster":"C"},{"Name":"N1","NodeWeight":1,"Cluster":"C"}]"#,
        );
        let before = steps::taken();
        let sorted = sort::sort(reading);
        assert_eq!((sorted.captures.len(), sorted.errors), (1, Vec::new()));
        steps::taken() - before
    };
    for in_one_folder in [true, false] {
        are_straight("a chain of files", steps(300, in_one_folder), steps(600, in_one_folder));
    }
}

#[test]
fn what_multiplies_is_too_large() {
    let long = "x".repeat(200_000);
    let interfaces = "<table><tr><td>Item<td>Value<tr><td>Network Interface<td>N - E</table>".repeat(4_000);
    let report = format!(
        "<html><title>Failover Cluster Validation Report</title><h2>T</h2><div>Network: {long}</div>\
         <div>Network Role: Cluster</div>{interfaces}</html>"
    );
    let log = format!(
        "[=== Networks ===]\nName,Id,\n{long},w,\n[=== Network Interfaces ===]\nName,NetworkId,\n{}[=== Cluster ===]\n",
        "a,w,\n".repeat(4_000)
    );
    for (name, text) in [("f.htm", &report), ("f.log", &log)] {
        let error = work(name, text).1.unwrap_err();
        assert_eq!(error.code, Code::TooLarge, "{error}");
        let expected =
            format!("expected at most {MAX_KEPT} bytes of values in the input of one call, found more");
        assert_eq!(error.message, expected, "{name}");
    }
}

#[test]
fn a_long_heading_is_kept_once() {
    let networks: String =
        (0..2_000).map(|id| format!("<div>Network: W{id}</div><div>Network Role: Cluster</div>")).collect();
    let report = format!(
        "<html><title>Failover Cluster Validation Report</title><h2>{}</h2>{networks}</html>",
        "x".repeat(500_000)
    );
    let kept = work("f.htm", &report).1.unwrap();
    assert!(kept < 4_000_000, "{kept}");
}

#[test]
fn a_long_value_that_others_contradict_is_shown_by_its_start() {
    let network = |address: &str| {
        let metric = "<I32 N=\"Metric\">1</I32>";
        obj(0, "ClusterNetwork", &format!("<S N=\"Name\">A</S>{metric}<S N=\"Address\">{address}</S>"))
    };
    let text = |count: usize| {
        let long = std::iter::once(network(&"x".repeat(100_000)));
        objs(long.chain((0..count).map(|id| network(&id.to_string()))))
    };
    is_straight("contradictions", "f.xml", text, 500);
    let kept = work("f.xml", &text(2_000)).1.unwrap();
    assert!(kept < 5_000_000, "{kept}");
}

/// What is kept of a capture that tells which objects it does not read, and how many there are of them.
#[test]
fn what_is_not_read_is_not_told_to_every_cluster_without_end() {
    // Each table is of a cluster of its own and has a note of its own, which is meant for every cluster of the file.
    let table = |id| {
        format!(
            "Name  Metric Role Address       Cluster\n----  ------ ---- -------       -------\nA       1000    3 \
             10.0.{:03}.0... C{id}\n\n",
            id % 256
        )
    };
    let text = |count| (0..count).map(table).collect::<String>();
    is_straight("clusters and notes", "f.txt", text, MAX_NOT_READ);
    let work = Work::on(NonZeroUsize::MIN);
    let reading = files::read_bytes("f.txt", text(MAX_NOT_READ + 100).as_bytes(), &work).unwrap();
    let captures = sort::sort(reading).captures;
    assert_eq!(captures.len(), MAX_NOT_READ + 100);
    let notes = &captures[7].origin.not_read;
    assert_eq!(notes.len(), MAX_NOT_READ + 1);
    assert_eq!(
        (&*notes[MAX_NOT_READ].file, &*notes[3].reason),
        ("100 other files", "line 15: Address is cut by the console: it counts as unknown")
    );
    assert!(Arc::ptr_eq(&notes[3].reason, &captures[8].origin.not_read[3].reason), "texts are shared");
}

#[test]
fn a_list_of_documents_is_charged_whatever_they_are() {
    let kept = |one: &str, count: usize| work("f.json", &format!("[{}]", vec![one; count].join(","))).1;
    // No more than a number, but each has a place in the list.
    let places = r#"{"Name":"A","Metric":1}"#.to_owned() + &",1".repeat(100_000);
    assert!(kept(&places, 1).unwrap() > 100_000 * 16);
    // A capture with nothing in it is a document all the same.
    let captures = kept(r#"{"networks":[]}"#, 10_000).unwrap();
    assert!(captures > 10_000 * size_of::<Document>() as u64, "{captures}");
}

#[test]
fn every_cluster_costs_an_answer() {
    let head = "Name     Metric Role Cluster\n----     ------ ---- -------\n";
    let table = |id| format!("{head}N{id:<7}   1000    1 C{id}\n\n");
    let text = |count| (0..count).map(table).collect::<String>();
    let sorted = |count| {
        let work = Work::on(NonZeroUsize::MIN);
        sort::sort(files::read_bytes("f.txt", text(count).as_bytes(), &work).unwrap())
    };
    assert_eq!(sorted(MAX_CLUSTERS).captures.len(), MAX_CLUSTERS);
    let many = sorted(12_000);
    assert_eq!(many.captures.len(), 0);
    let expected = "expected at most 4096 clusters in the input of one call, found 12000";
    assert_eq!((many.errors[0].code, many.errors[0].message.as_str()), (Code::TooLarge, expected));
}

#[test]
fn counters_grow_straight() {
    let titles = |hosts: usize, disks: usize| {
        let disk = |n: usize| format!(",\"\\\\H{}\\PhysicalDisk({})\\Disk Reads/sec\"", n % hosts, n / hosts);
        format!("\"(PDH-CSV 4.0)\"{}\n", (0..hosts * disks).map(disk).collect::<String>())
    };
    let row = |n: usize, columns: usize| {
        let time = format!("{:02}:{:02}:{:02}", n / 3600 % 24, n / 60 % 60, n % 60);
        format!("\"01/13/2024 {time}\"{}\n", ",1".repeat(columns))
    };
    let rows = |count| (0..count).map(|n| row(n, 4)).fold(titles(2, 2), |text, row| text + &row);
    is_straight("samples", "f.csv", rows, 2_000);
    is_straight("hosts", "f.csv", |count| titles(count, 1) + &row(0, count) + &row(1, count), 500);
    is_straight("disks", "f.csv", |count| titles(1, count) + &row(0, count) + &row(1, count), 500);
    let samples = |count: usize| {
        let one = |n: usize| {
            format!(
                r#"{{"Path":"\\\\h\\physicaldisk({n})\\disk reads/sec","CookedValue":1,"Timestamp":"2024-01-13T00:00:{:02}.{:03}"}}"#,
                n / 1000 % 60,
                n % 1000
            )
        };
        format!("[{}]", (0..count).map(one).collect::<Vec<_>>().join(","))
    };
    is_straight("samples of Get-Counter, each of its own time", "f.json", samples, 1_000);
}
