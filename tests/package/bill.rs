//! The bill of materials and the licences, against what cargo says is compiled.

use crate::support::{expect, run};
use crate::{LIBRARIES, Package, VERSION, cargo, sha256};
use libtest_mimic::Failed;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn crates(package: &Package) -> Result<(), Failed> {
    let bill = read(package)?;
    expect(
        "the format",
        "CycloneDX 1.5".to_owned(),
        format!("{} {}", text(&bill, "bomFormat"), text(&bill, "specVersion")),
    )?;
    expect(
        "a time or a serial number",
        None,
        bill.get("serialNumber").or(bill["metadata"].get("timestamp")),
    )?;
    let module = &bill["metadata"]["component"];
    expect("the module", format!("ClusterRoute {VERSION}"), named(module))?;
    let hashes: BTreeMap<_, _> = list(&module["components"])
        .iter()
        .map(|file| (text(file, "name"), text(&file["hashes"][0], "content")))
        .collect();
    let files = package.module();
    let compiled = files.iter().filter(|(path, _)| path.starts_with("bin/"));
    expect("the hashes", compiled.map(|(path, bytes)| (path.clone(), sha256(bytes))).collect(), hashes)?;

    let from_std = used_by_std(&bill);
    for (library, target) in LIBRARIES {
        let described: BTreeSet<String> = list(&bill["components"])
            .iter()
            .filter(|component| {
                list(&component["properties"]).iter().any(|p| text(p, "value").ends_with(library))
            })
            .filter(|component| !from_std.contains(&text(component, "bom-ref")))
            .map(named)
            .collect();
        let mut command = cargo();
        command.args(["tree", "--locked", "--package", "clusterroute", "--target", target, "--prefix=none"]);
        let tree = run(command.args(["--edges=normal,no-proc-macro", "--format={p}"]))?;
        let crates =
            tree.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ").replace(" v", " "));
        let crates: BTreeSet<String> = crates.filter(|name| !name.starts_with("clusterroute ")).collect();
        let missing: Vec<_> = crates.difference(&described).collect();
        expect(&format!("what the bill lacks of {library}"), Vec::new(), missing)?;
        let more: Vec<_> = described.difference(&crates).collect();
        expect(&format!("what the bill has more of {library}"), Vec::new(), more)?;
    }
    Ok(())
}

/// The standard libraries, and what only they are built from.
fn used_by_std(bill: &serde_json::Value) -> BTreeSet<String> {
    let uses = |url: &str| {
        let entry = list(&bill["dependencies"]).iter().find(|entry| text(entry, "ref") == url);
        entry.map(|entry| {
            list(&entry["dependsOn"]).iter().filter_map(|used| used.as_str()).collect::<Vec<_>>()
        })
    };
    let reached = |from: Vec<&str>, without: &str| {
        let (mut waiting, mut found) = (from, BTreeSet::new());
        while let Some(url) = waiting.pop() {
            if !url.starts_with(without) && found.insert(url.to_owned()) {
                waiting.extend(uses(url).unwrap_or_default());
            }
        }
        found
    };
    const STD: &str = "pkg:generic/rust-std@";
    let components = list(&bill["components"]);
    let std: Vec<_> =
        components.iter().filter_map(|c| c["bom-ref"].as_str()).filter(|url| url.starts_with(STD)).collect();
    let root = bill["metadata"]["component"]["bom-ref"].as_str().unwrap_or_default();
    let ours = reached(vec![root], STD);
    reached(std, "nothing").difference(&ours).cloned().collect()
}

pub(crate) fn licences(package: &Package) -> Result<(), Failed> {
    let module = package.module();
    let licences = module.get("THIRD-PARTY-LICENSES.txt").ok_or("expected licences, found none")?;
    let licences = std::str::from_utf8(licences)?;
    let sections: Vec<&str> = licences.split(&"=".repeat(100)).skip(1).collect();
    for component in list(&read(package)?["components"]) {
        let name = named(component);
        let start = format!("{name} (");
        let section = sections.iter().find(|section| section.lines().any(|line| line.starts_with(&start)));
        let section = section.ok_or_else(|| format!("expected the licence of {name}, found none"))?;
        let body = section.trim().split_once("\n\n").map_or("", |(_, body)| body);
        expect(&format!("whether the licence of {name} has a text"), true, body.len() > 400)?;
    }
    expect("the C runtime", true, licences.contains("mingw-w64 project"))?;
    expect("a name that was not filled in", false, licences.contains("<copyright holders>"))
}

fn read(package: &Package) -> Result<serde_json::Value, Failed> {
    Ok(serde_json::from_slice(package.file(&format!("ClusterRoute-{VERSION}.cdx.json"))?)?)
}

fn named(component: &serde_json::Value) -> String {
    format!("{} {}", text(component, "name"), text(component, "version"))
}

fn text(value: &serde_json::Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

fn list(value: &serde_json::Value) -> &[serde_json::Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
