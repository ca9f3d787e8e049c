//! Console text, CSV and cluster logs.

use super::{Attack, SIZE, repeated};

pub(crate) const ATTACKS: &[Attack] = &[
    ("console: blank lines", "txt", || table(|_| "\n".to_owned())),
    ("console: blank lines of spaces", "txt", || table(|_| format!("{}\n", " ".repeat(120)))),
    ("console: nothing but line ends", "txt", || "\r\n".repeat(SIZE / 2).into_bytes()),
    ("console: rows", "txt", || table(|n| format!("{:<8} 1000   1\n", format!("N{n}")))),
    ("console: tables", "txt", || {
        table(|n| format!("{:<8} 1000   1\n\nName     Metric Role\n----     ------ ----\n", format!("N{n}")))
    }),
    ("console: rows of 64 KB", "txt", || table(|n| format!("N{n} {}\n", "1 ".repeat(1 << 15)))),
    ("console: a header of 64 KB", "txt", || {
        let names: String = (0..8_000).map(|n| format!("C{n:05} ")).collect();
        let line: String = (0..8_000).map(|_| "------ ").collect();
        repeated(&format!("{names}\n{line}\n"), |_| format!("{}\n", "1      ".repeat(8_000)), "", "\n")
    }),
    ("console: a list of properties", "txt", || repeated("\n", |n| format!("P{n:<12} : 1\n"), "", "\n")),
    ("console: lists", "txt", || {
        repeated("\n", |n| format!("Name   : N{n}\nMetric : 1000\nRole   : 1\n\n"), "", "\n")
    }),
    ("console: one value over many lines", "txt", || {
        repeated("\nName   : A\nMetric : 1000\nRole   : ", |_| "1\n         ".to_owned(), "", "\n")
    }),
    ("console: computers with one network", "txt", || {
        let table = "Name     Metric Role\n----     ------ ----\nLAN        1000    1\n\n";
        repeated("\n", |n| format!("[N{n}]: PS C:\\> Get-ClusterNetwork\n\n{table}"), "", "\n")
    }),
    ("console: networks that change one by one", "txt", || {
        let table = "Name     Metric Role\n----     ------ ----\n";
        repeated(
            "\n",
            |n| {
                format!(
                    "PS C:\\> Get-ClusterNetwork N\n\n{table}N{:<10} {:5}    1\n\n",
                    n % 4_000,
                    n % 90_000
                )
            },
            "",
            "\n",
        )
    }),
    ("console: settings that change", "txt", || {
        repeated("\n", |n| format!("SameSubnetThreshold : {n}\nCrossSubnetThreshold : 1\n\nx\n"), "", "\n")
    }),
    ("console: commands in a block, then tables", "txt", || {
        let block = "Get-ClusterNetwork\n".repeat(20_000);
        repeated(
            &block,
            |n| format!("Name     Metric Role\n----     ------ ----\nN{n:<10}   1    1\n\n"),
            "",
            "\n",
        )
    }),
    ("console: rows that stand under nothing", "txt", || {
        let head = "Name Metric Role\n---- ------ ----\n";
        repeated(head, |n| format!("a b c d e f {n} 1\n"), "", "\n")
    }),
    ("console: tables without dashes", "txt", || {
        repeated("\n", |n| format!("Name Metric Role\n\nN{n} 1000 1\n\n"), "", "\n")
    }),
    ("console: tables with bars", "txt", || {
        repeated("\n|Name|Metric|Role|\n|-|-|-|\n", |n| format!("|N{n}|1000|1|\n"), "", "\n")
    }),
    ("console: quoted", "txt", || repeated("\n", |_| "> > > >\n".to_owned(), "", "\n")),
    ("JSON: a value a line", "json", || {
        repeated("\n", |n| format!("{{\"Name\":\"N{n}\",\"Metric\":1,\"Role\":1}}\n"), "", "\n")
    }),
    ("registry: networks", "reg", || {
        let head = "Windows Registry Editor Version 5.00\n\n";
        let network = |n| {
            format!("[HKEY_LOCAL_MACHINE\\Cluster\\Networks\\{n}]\n\"Name\"=\"N{n}\"\n\"Role\"=dword:1\n")
        };
        repeated(head, network, "", "\n")
    }),
    ("registry: one value over many lines", "reg", || {
        let head = "Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\Cluster\\Networks\\a]\n\"Name\"=hex(7):";
        repeated(head, |_| "31,00,\\\n  ".to_owned(), "", "\n")
    }),
    ("CSV: rows", "csv", || csv("\"Name\",\"Metric\",\"Role\"\n", |n| format!("\"N{n}\",\"1000\",\"1\"\n"))),
    ("CSV: rows of one name", "csv", || {
        csv("\"Name\",\"Metric\",\"Role\"\n", |n| format!("\"LAN\",\"{n}\",\"1\"\n"))
    }),
    ("CSV: columns", "csv", || csv("\"Name\"", |n| format!(",\"C{n}\""))),
    ("CSV: columns and rows", "csv", || {
        let head: String = (0..1_000).map(|n| format!(",\"C{n}\"")).collect();
        csv(&format!("\"Name\"{head}\n"), |n| format!("\"N{n}\"{}\n", ",".repeat(1_000)))
    }),
    ("CSV: a quote that never ends", "csv", || csv("\"Name\",\"Metric\"\n\"", |_| "a\n".to_owned())),
    ("counters: hosts", "csv", || counters(|n| format!("\\\\H{n}\\Cluster CSVFS(V)\\Reads/sec"))),
    ("counters: few hosts and many volumes", "csv", || {
        counters(|n| format!("\\\\H{}\\Cluster CSVFS(V{n})\\Reads/sec", n % 200))
    }),
    ("counters: disks", "csv", || counters(|n| format!("\\\\H1\\PhysicalDisk({n})\\Disk Reads/sec"))),
    ("counters: unknown names", "csv", || counters(|n| format!("\\\\H1\\Object{n}\\Name"))),
    ("counters: rows", "csv", || {
        let titles: String = [1, 2].map(|n| format!(",\"\\\\H{n}\\Cluster CSVFS(V)\\Reads/sec\"")).concat();
        csv(&format!("\"(PDH-CSV 4.0)\"{titles}\n"), |n| {
            format!("\"01/13/2024 {:02}:{:02}:{:02}\",\"1\",\"2\"\n", n / 3600 % 24, n / 60 % 60, n % 60)
        })
    }),
    ("counters: rows of other years", "csv", || {
        csv("\"(PDH-CSV 4.0)\",\"\\\\H1\\PhysicalDisk(1)\\Disk Reads/sec\"\n", |n| {
            format!("\"01/13/{:04} 00:00:00\",\"1\"\n", 1000 + n * 7919 % 9000)
        })
    }),
    ("counters: one long line of quotes", "csv", || csv("\"(PDH-CSV 4.0)", |_| "\"\"".to_owned())),
    ("log: networks", "log", || {
        log(NETWORKS, |n| {
            format!("N{n},{},,1,,false,,10.0.0.0/8 ,10.0.0.0,,,Up,1,false,false,true,1000,\n", id(n))
        })
    }),
    ("log: interfaces", "log", || log(INTERFACES, |n| interface(n, 1, "E"))),
    ("log: interfaces of as many nodes and networks", "log", || {
        let networks: String = (0..2_000)
            .map(|n| {
                format!("N{n},{},,1,,false,,10.0.0.0/8 ,10.0.0.0,,,Up,1,false,false,true,1000,\n", id(n))
            })
            .collect();
        log(&format!("{NETWORKS}{networks}\n{INTERFACES}"), |n| interface(n, n % 2_000, "E"))
    }),
    ("log: one long line", "log", || log(INTERFACES, |_| "a".to_owned())),
    ("log: sections", "log", || log("", |_| NETWORKS.to_owned())),
    ("log: routes", "log", || {
        log("[=== Cluster Logs ===]\n", |n| {
            format!(
                "00000b3c.00001118::2024/05/06-10:00:00.000 INFO  [NODE] Node 1: New join with n{n}: stage: 'Attempt'\n"
            )
        })
    }),
    ("text: zeros", "txt", || vec![0; SIZE]),
    ("text: one line", "txt", || vec![b'a'; SIZE]),
    ("text: quotes", "txt", || vec![b'"'; SIZE]),
    ("text: brackets", "json", || vec![b'['; SIZE]),
    ("text: angle brackets", "xml", || vec![b'<'; SIZE]),
];

const NETWORKS: &str = "[=== Networks ===]\nName,Id,description,role,transport,ignore,AssociatedInterfaces,PrefixList,address,addressMask,ipV6Address,state,linkSpeed,rdmaCapable,rssCapable,autoMetric,metric,\n";
const INTERFACES: &str = "[=== Network Interfaces ===]\nName,Id,Description,NodeId,NetworkId,AdapterName,ClusnetEndpoint,AdapterId,Addresses,Address,InterfaceIndex,STATE,Ignore,DhcpEnabled,isConnectedToiSCSI,HasDefaultGateway,Connected,initialState,ignore,\n";

fn table(each: impl Fn(usize) -> String) -> Vec<u8> {
    repeated(
        "\nName     Metric Role\n----     ------ ----\nA        1000   1\n",
        each,
        "",
        "B        1000   1\n",
    )
}

/// Counters of these paths, and as many rows of them as there is room for.
fn counters(path: impl Fn(usize) -> String) -> Vec<u8> {
    let titles: Vec<String> = (0..10_000).map(|n| format!(",\"{}\"", path(n))).collect();
    csv(&format!("\"(PDH-CSV 4.0)\"{}\n", titles.concat()), |n| {
        format!("\"01/13/2024 00:00:{:02}\"{}\n", n % 60, ",1".repeat(10_000))
    })
}

fn csv(head: &str, each: impl Fn(usize) -> String) -> Vec<u8> {
    repeated(&format!("#TYPE Microsoft.FailoverClusters.PowerShell.ClusterNetwork\n{head}"), each, "", "\n")
}

fn log(head: &str, each: impl Fn(usize) -> String) -> Vec<u8> {
    repeated(&format!("[=== Cluster ===]\nName\nC\n\n{head}"), each, "", "\n\n[=== System ===]\n")
}

fn id(number: usize) -> String {
    format!("{number:08x}-0000-4000-8000-000000000000")
}

fn interface(number: usize, network: usize, name: &str) -> String {
    let (own, on) = (id(number), id(network));
    format!(
        "N{number} - {name},{own},,{number},{on},{name},10.0.0.1:~3343~,{own},10.0.0.1 ,10.0.0.1,7,Up,false,false,false,true,true,Up,false,\n"
    )
}
