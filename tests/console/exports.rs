//! Files of `Export-Csv` and `ConvertTo-Json`.

use super::{answers, column, reasons, refused, text};
use clusterroute::schema::Section;

#[test]
fn csv_files() {
    let rows = [
        "\"Name\",\"Role\",\"Metric\",\"AutoMetric\",\"Ipv4Addresses\",\"Cluster\"",
        "\"SMB, first\",\"Cluster\",\"20400\",\"True\",\"System.Collections.Specialized.StringCollection\",\"C1\"",
        "\"Mgmt \"\"new\"\"\",\"3\",\"70000\",\"True\",\"10.0.0.0 10.0.1.0\",\"C1\"",
    ];
    let plain = rows.join("\r\n");
    let typed = format!("#TYPE Selected.Microsoft.FailoverClusters.PowerShell.ClusterNetwork\r\n{plain}");
    let semicolons = plain.replace("\",\"", "\";\"");
    for (content, line) in [(&plain, 2), (&typed, 3), (&semicolons, 2)] {
        let capture = text("networks.csv", content).unwrap();
        assert_eq!(column(&capture, Section::Networks, "Name"), ["SMB, first", "Mgmt \"new\""]);
        assert_eq!(
            column(&capture, Section::Networks, "Ipv4Addresses"),
            ["-", "[\"10.0.0.0\",\"10.0.1.0\"]"]
        );
        assert_eq!(
            reasons(&capture),
            [format!("line {line}: Ipv4Addresses is no more than the name of a type: it counts as unknown")]
        );
        let [measured, ..] = answers(&capture);
        assert_eq!(measured["networks"][0]["verdict"], "automatic");
    }
    let error = text("networks.csv", "#TYPE Microsoft.X\nName,Role\nA,1,2\n").unwrap_err();
    assert!(error.path.unwrap().ends_with("networks.csv:3"));
    assert_eq!(error.message, "expected 2 fields as in the first line, found 3");
    assert_eq!(
        refused("networks.csv", "#TYPE Microsoft.Other\n\"Name\",\"Role\"\n\"A\",\"1\"\n"),
        "holds nothing of a cluster that is read, but 1 x Microsoft.Other: 'Get-ClusterNetwork | Export-Clixml networks.xml' on a node brings its networks"
    );
}

#[test]
fn json_with_words_for_enums_reads_as_the_list_does() {
    let networks = r#"{"Name":"A","Role":"ClusterAndClient","State":"Up","Metric":70000,"AutoMetric":true}"#;
    let expected = text("words.json", networks).unwrap().sections;
    for json in [format!("[{networks}]"), format!("{{\"value\":[{networks}],\"Count\":1}}")] {
        assert_eq!(text("words.json", json).unwrap().sections, expected);
    }
    let list = "Name : A\nRole : ClusterAndClient\nState : Up\nMetric : 70000\nAutoMetric : True\n";
    let aligned: String = list
        .lines()
        .map(|line| {
            let (name, value) = line.split_once(" : ").unwrap();
            format!("{name:10} : {value}\n")
        })
        .collect();
    let [measured, resolved, _] = answers(&text("words.txt", aligned).unwrap());
    let [from_json, routes, _] = answers(&text("words.json", networks).unwrap());
    assert_eq!((measured, resolved), (from_json, routes));
}
