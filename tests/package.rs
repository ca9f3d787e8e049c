//! The module as `cargo xtask package` makes it of the built libraries: made twice, then opened and read as the
//! package commands and an administrator would.

mod support;

use libtest_mimic::{Completion, Failed, Trial};
use quick_xml::events::Event;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::process::{Command, ExitCode};
use std::sync::OnceLock;
use std::{env, fs};
use support::{expect, repository, run, slow, tool};

type Files = BTreeMap<String, Vec<u8>>;
type Check = fn(&Package) -> Result<(), Failed>;

const VERSION: &str = env!("CARGO_PKG_VERSION");
const LIBRARIES: [(&str, &str); 2] = [
    ("linux-x64/libclusterroute.so", "x86_64-unknown-linux-gnu"),
    ("win-x64/clusterroute.dll", "x86_64-pc-windows-gnu"),
];

fn main() -> ExitCode {
    let checks: [(&str, Check); 9] = [
        ("two runs give the same bytes", |package| same(&package.again, &package.files)),
        ("the folder has what the manifest lists, and nothing else", folder),
        ("the ZIP is the folder, and small", zip),
        ("the NuGet package is the folder with its four parts", nupkg),
        ("the nuspec says what the manifest says", nuspec),
        ("every file has its hash", sums),
        ("the bill of materials names what cargo compiles", bill),
        ("every crate has its licence", licences),
        ("no file names a folder of the machine", folders),
    ];
    let mut trials: Vec<_> = checks.map(|(name, check)| trial(name, [], check)).into();
    #[cfg(target_os = "linux")]
    trials.push(trial("the shim holds on Mono, with the library", ["mcs", "mono", "cc"], shim));
    support::suite(trials)
}

/// A test of the package, ignored where it cannot be made.
fn trial<const N: usize>(name: &str, tools: [&'static str; N], check: Check) -> Trial {
    slow(Trial::ignorable_test(name, move || {
        if let Err(missing) = support::found(tools) {
            return Ok(Completion::ignored_with(missing));
        }
        for (library, _) in LIBRARIES {
            if let Err(missing) = support::built(library) {
                return Ok(Completion::ignored_with(missing));
            }
        }
        if !cfg!(windows) && tool("mcs").or_else(|| tool("dotnet")).is_none() {
            return Ok(Completion::ignored_with("no C# compiler on PATH: mcs or dotnet"));
        }
        static MADE: OnceLock<Result<Package, String>> = OnceLock::new();
        let text = |failed: Failed| failed.message().unwrap_or_default().to_owned();
        check(MADE.get_or_init(|| Package::make().map_err(text)).as_ref()?).map(|()| Completion::Completed)
    }))
}

/// What two runs left in `target/module`.
struct Package {
    files: Files,
    again: Files,
}

impl Package {
    fn make() -> Result<Self, Failed> {
        Ok(Self { files: assembled()?, again: assembled()? })
    }

    fn file(&self, path: &str) -> Result<&[u8], Failed> {
        Ok(self.files.get(path).ok_or_else(|| format!("expected {path}, found none"))?)
    }

    /// The files of the module's folder.
    fn module(&self) -> Files {
        let folder = format!("ClusterRoute/{VERSION}/");
        let inside = |(path, bytes): (&String, &Vec<u8>)| {
            Some((path.strip_prefix(&folder)?.to_owned(), bytes.clone()))
        };
        self.files.iter().filter_map(inside).collect()
    }

    fn bill(&self) -> Result<serde_json::Value, Failed> {
        Ok(serde_json::from_slice(self.file(&format!("ClusterRoute-{VERSION}.cdx.json"))?)?)
    }
}

fn assembled() -> Result<Files, Failed> {
    let mut command = cargo();
    run(command.args(["run", "--quiet", "--locked", "--package", "xtask", "--", "package"]))?;
    let root = repository("target/module");
    let (mut files, mut waiting) = (Files::new(), vec![root.clone()]);
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            for entry in fs::read_dir(&path)? {
                waiting.push(entry?.path());
            }
        } else {
            let name = path.strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
            files.insert(name, fs::read(&path)?);
        }
    }
    Ok(files)
}

fn cargo() -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(repository(""));
    command
}

/// Compares without printing megabytes.
fn same(expected: &Files, found: &Files) -> Result<(), Failed> {
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    expect("the files", names(expected), names(found))?;
    let differ: Vec<_> = expected.iter().filter(|(path, bytes)| found.get(*path) != Some(*bytes)).collect();
    expect("the files that differ", Vec::new(), differ.into_iter().map(|(path, _)| path).collect())
}

fn folder(package: &Package) -> Result<(), Failed> {
    let found: BTreeSet<String> = package.module().into_keys().collect();
    let expected = [
        "ClusterRoute.Format.ps1xml",
        "ClusterRoute.Objects.psm1",
        "ClusterRoute.psd1",
        "ClusterRoute.psm1",
        "LICENSE",
        "THIRD-PARTY-LICENSES.txt",
        "bin/ClusterRoute.Interop.dll",
        "bin/linux-x64/libclusterroute.so",
        "bin/win-x64/clusterroute.dll",
    ];
    let topics = fs::read_dir(repository("powershell/ClusterRoute/en-US"))?
        .map(|entry| Ok(format!("en-US/{}", entry?.file_name().to_string_lossy())))
        .collect::<Result<Vec<_>, std::io::Error>>()?;
    let expected: BTreeSet<String> = expected.into_iter().map(str::to_owned).chain(topics).collect();
    expect("the files of the module", &expected, &found)?;
    expect("FileList", expected, listed("FileList")?.into_iter().collect())?;
    for key in ["RootModule", "NestedModules", "FormatsToProcess"] {
        for file in listed(key)? {
            expect(&format!("whether {file} of {key} is there"), true, found.contains(&file))?;
        }
    }
    expect("the version of the manifest", vec![VERSION.to_owned()], listed("ModuleVersion")?)
}

/// The strings that the manifest has at a key.
fn listed(key: &str) -> Result<Vec<String>, Failed> {
    let manifest = fs::read_to_string(repository("powershell/ClusterRoute/ClusterRoute.psd1"))?;
    let line = manifest.lines().position(|line| line.trim_start().starts_with(&format!("{key} ")));
    let mut lines = manifest.lines().skip(line.ok_or_else(|| format!("expected {key} in the manifest"))?);
    let first = lines.next().unwrap_or_default();
    let mut text = first.to_owned();
    if first.contains("@(") && !first.contains(')') {
        text.extend(lines.take_while(|line| line.trim() != ")"));
    }
    let strings: Vec<_> = text.split('\'').skip(1).step_by(2).map(str::to_owned).collect();
    expect(&format!("whether {key} has a value"), false, strings.is_empty())?;
    Ok(strings)
}

fn zip(package: &Package) -> Result<(), Failed> {
    let zip = package.file(&format!("ClusterRoute-{VERSION}.zip"))?;
    let prefix = format!("ClusterRoute/{VERSION}/");
    let expected =
        package.module().into_iter().map(|(path, bytes)| (format!("{prefix}{path}"), bytes)).collect();
    same(&expected, &unzipped(zip)?)?;
    expect(&format!("whether {} bytes are under 2 MB", zip.len()), true, zip.len() < 2_000_000)
}

/// The files of an archive, whose names are safe and unlike each other.
fn unzipped(bytes: &[u8]) -> Result<Files, Failed> {
    let archive = rawzip::ZipArchive::from_slice(bytes)?;
    let (mut files, mut entries) = (Files::new(), archive.entries());
    while let Some(entry) = entries.next_entry()? {
        let name = entry.file_path().try_normalize()?.as_ref().to_owned();
        expect("the name of an entry", name.as_bytes(), entry.file_path().as_ref())?;
        let inside = archive.get_entry(entry.wayfinder())?;
        let mut content = Vec::new();
        let inflated = flate2::bufread::DeflateDecoder::new(inside.data());
        inside.verifying_reader(inflated).read_to_end(&mut content)?;
        expect(&format!("another {name}"), None, files.insert(name.clone(), content))?;
    }
    Ok(files)
}

fn parts(package: &Package) -> Result<Files, Failed> {
    unzipped(package.file(&format!("ClusterRoute.{VERSION}.nupkg"))?)
}

fn nupkg(package: &Package) -> Result<(), Failed> {
    let module = package.module();
    let mut found = parts(package)?;
    let relationships = elements(&found, "_rels/.rels", "Relationship")?;
    let types = elements(&found, "[Content_Types].xml", "Default")?;
    let named = elements(&found, "[Content_Types].xml", "Override")?;
    for path in found.keys().filter(|path| *path != "[Content_Types].xml") {
        let (_, name) = path.rsplit_once('/').unwrap_or(("", path));
        let typed = match name.rsplit_once('.') {
            Some((_, extension)) => types.iter().any(|element| element["Extension"] == extension),
            None => named.iter().any(|element| element["PartName"] == format!("/{path}")),
        };
        expect(&format!("whether {path} has a type"), true, typed)?;
    }
    let mut targets = BTreeSet::new();
    for relationship in &relationships {
        let target = relationship["Target"].trim_start_matches('/').to_owned();
        expect(&format!("whether {target} is there"), true, found.contains_key(&target))?;
        targets.insert(target);
    }
    found.retain(|path, _| !targets.contains(path) && path != "_rels/.rels" && path != "[Content_Types].xml");
    let extensions: Vec<_> = targets.iter().filter_map(|path| path.rsplit('.').next()).collect();
    expect("the parts that are related", vec!["nuspec", "psmdcp"], extensions)?;
    same(&module, &found)
}

/// The attributes of every element of a name.
fn elements(files: &Files, path: &str, name: &str) -> Result<Vec<BTreeMap<String, String>>, Failed> {
    let text = std::str::from_utf8(files.get(path).ok_or_else(|| format!("expected {path}, found none"))?)?;
    let mut reader = quick_xml::Reader::from_str(text);
    let mut found = Vec::new();
    loop {
        match reader.read_event()? {
            Event::Eof => break,
            Event::Empty(element) | Event::Start(element) if element.name().as_ref() == name => {
                let attributes = element.attributes().map(|attribute| {
                    let attribute = attribute?;
                    Ok((attribute.key.as_ref().to_owned(), attribute.value.into_owned()))
                });
                found.push(attributes.collect::<Result<_, Failed>>()?);
            }
            _ => {}
        }
    }
    expect(&format!("whether {path} has any {name}"), false, found.is_empty())?;
    Ok(found)
}

fn nuspec(package: &Package) -> Result<(), Failed> {
    let parts = parts(package)?;
    let nuspec = parts.get("ClusterRoute.nuspec").ok_or("expected a nuspec, found none")?;
    let mut reader = quick_xml::Reader::from_reader(nuspec.as_slice());
    let (mut values, mut path, mut buffer) = (BTreeMap::new(), Vec::new(), Vec::new());
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Eof => break,
            Event::Start(element) => path.push(element.name().as_ref().to_owned()),
            Event::End(_) => drop(path.pop()),
            Event::Text(text) => {
                let value: &mut String = values.entry(path.join("/")).or_default();
                value.push_str(&text);
            }
            _ => {}
        }
    }
    let value = |name: &str| values.get(&format!("package/metadata/{name}")).cloned().unwrap_or_default();
    expect("the id", "ClusterRoute".to_owned(), value("id"))?;
    expect("the version", VERSION.to_owned(), value("version"))?;
    for (name, key) in [
        ("authors", "Author"),
        ("owners", "CompanyName"),
        ("description", "Description"),
        ("licenseUrl", "LicenseUri"),
    ] {
        expect(name, listed(key)?, vec![value(name)])?;
    }
    let tags: BTreeSet<String> = value("tags").split(' ').map(str::to_owned).collect();
    let mut expected = BTreeSet::from(["PSModule", "PSIncludes_Function"].map(str::to_owned));
    expected.extend(listed("Tags")?);
    for function in listed("FunctionsToExport")? {
        expected.extend([format!("PSFunction_{function}"), format!("PSCommand_{function}")]);
    }
    for edition in ["PSEdition_Desktop", "PSEdition_Core"] {
        expect(edition, true, tags.contains(edition))?;
    }
    expect("the tags", expected, tags)
}

fn sums(package: &Package) -> Result<(), Failed> {
    let mut expected = BTreeMap::new();
    for line in std::str::from_utf8(package.file("SHA256SUMS")?)?.lines() {
        let (hash, path) =
            line.split_once("  ").ok_or_else(|| format!("expected a hash and a path, found {line}"))?;
        expected.insert(path.to_owned(), hash.to_owned());
    }
    let others = package.files.iter().filter(|(path, _)| *path != "SHA256SUMS");
    let found = others.map(|(path, bytes)| (path.clone(), sha256(bytes))).collect();
    expect("the hashes", expected, found)
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bill(package: &Package) -> Result<(), Failed> {
    let bill = package.bill()?;
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

fn licences(package: &Package) -> Result<(), Failed> {
    let module = package.module();
    let licences = module.get("THIRD-PARTY-LICENSES.txt").ok_or("expected licences, found none")?;
    let licences = std::str::from_utf8(licences)?;
    let sections: Vec<&str> = licences.split(&"=".repeat(100)).skip(1).collect();
    for component in list(&package.bill()?["components"]) {
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

fn folders(package: &Package) -> Result<(), Failed> {
    // The archives are compressed: what is in them was looked at as files.
    let plain = package.files.iter().filter(|(path, _)| !path.ends_with(".zip") && !path.ends_with(".nupkg"));
    let named = plain.map(|(path, bytes)| (path, support::folders_of_this_machine(bytes)));
    let named: Vec<_> = named.filter(|(_, folders)| !folders.is_empty()).collect();
    expect("the files that name folders", Vec::new(), named)
}

/// The shim, whose bytes were changed after it was compiled, asks the library as both are in the package.
#[cfg(target_os = "linux")]
fn shim(package: &Package) -> Result<(), Failed> {
    let [mcs, mono, cc] = ["mcs", "mono", "cc"].map(tool).map(Option::unwrap_or_default);
    let (folder, module) = (support::scratch("package-shim")?, package.module());
    let [shim, library] = ["bin/ClusterRoute.Interop.dll", "bin/linux-x64/libclusterroute.so"].map(|path| {
        let copy = folder.join(path.rsplit('/').next().unwrap_or_default());
        fs::write(&copy, module.get(path).map_or(&[][..], Vec::as_slice)).map(|()| copy)
    });
    let (shim, library, program) = (shim?, library?, folder.join("program.exe"));
    let mut compiler = Command::new(mcs);
    compiler
        .arg("-noconfig")
        .arg(format!("-r:{}", shim.display()))
        .arg(format!("-out:{}", program.display()));
    run(compiler.arg(repository("tests/clr/Program.cs")))?;
    let mut command = Command::new(mono);
    command.arg(program).arg(library).arg(VERSION);
    command.arg(repository("tests/fixtures/captures/s2d-2019-rdma/networks.xml"));
    for stub in ["other_version", "other_library"] {
        let built = folder.join(stub).with_extension("so");
        let source = repository("tests/clr").join(stub).with_extension("c");
        run(Command::new(&cc).args(["-shared", "-fPIC", "-o"]).arg(&built).arg(source))?;
        command.arg(built);
    }
    let said = run(command.arg(repository("tests/clr/Program.cs")).arg("no"))?;
    expect("what the program said", "all held", said.trim())
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
