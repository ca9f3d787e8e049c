//! The module as `cargo xtask package` makes it of the built libraries: made twice, then opened and read as the
//! package commands and an administrator would.

mod bill;
mod nupkg;
#[path = "../support/mod.rs"]
mod support;

use libtest_mimic::{Completion, Failed, Trial};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::process::{Command, ExitCode};
use std::sync::OnceLock;
use std::{env, fs};
use support::{expect, powershell, repository, run, slow, tool};

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
        ("the NuGet package is the folder with its four parts", nupkg::parts),
        ("the nuspec says what the manifest says", nupkg::nuspec),
        ("every file has its hash", sums),
        ("the bill of materials names what cargo compiles", bill::crates),
        ("every crate has its licence", bill::licences),
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
        if !cfg!(windows) && powershell::reference().is_none() {
            return Ok(Completion::ignored_with(powershell::NO_REFERENCE));
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
}

fn assembled() -> Result<Files, Failed> {
    let mut command = cargo();
    command.envs(powershell::reference().map(|path| (powershell::REFERENCE, path)));
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
        "ClusterRoute.Changes.Format.ps1xml",
        "ClusterRoute.Estimates.Format.ps1xml",
        "ClusterRoute.Format.ps1xml",
        "ClusterRoute.Lists.Format.ps1xml",
        "ClusterRoute.Shared.ps1",
        "ClusterRoute.Traffic.Format.ps1xml",
        "ClusterRoute.psd1",
        "ClusterRoute.psm1",
        "LICENSE",
        "RoleCapabilities/ClusterRouteOperator.psrc",
        "RoleCapabilities/ClusterRouteReader.psrc",
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
    for key in ["RootModule", "FormatsToProcess"] {
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
    expect(&format!("whether {} bytes are under 5.5 MB", zip.len()), true, zip.len() < 5_500_000)
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
    support::shim::holds(Command::new(mono).arg(program), &library, false, &cc, &folder)
}
