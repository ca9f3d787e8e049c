//! The Pester suite, in a real PowerShell of its own: over the module laid out as it ships, and over the package,
//! on this system and under Wine.
//!
//! PowerShell is that of the folder `shared` which CLUSTERROUTE_SHARED names or which lies beside the checkout, else
//! the one on PATH. Wine has only the former.

#[path = "support/attacks/mod.rs"]
mod attacks;
mod support;

use libtest_mimic::{Completion, Failed, Trial};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::OnceLock;
use std::time::Duration;
use support::powershell::{self, lay_out, offline, said};
use support::{built, expect, needs, repository, run, scratch, slow, up_to_date};

/// The versions of Pester that the suite has to pass with.
const PESTER: [&str; 2] = ["5.9", "6.2"];

/// Under Wine, and while other suites run, the suite may need minutes.
const WINE_SECONDS: &str = "900";

/// The time of the session that goes through all attacks.
const SESSION: Duration = Duration::from_secs(600);

/// Eight commands are asked about a file.
const MOST_SECONDS: f64 = 8.0 * attacks::TIME.as_secs() as f64;

fn main() -> ExitCode {
    let mut trials = Vec::new();
    for pester in PESTER {
        trials.extend([
            trial("the Pester suite passes over the module laid out", pester, host, |engine, pester| {
                suite(engine, pester, &lay_out(&format!("pester-{pester}"))?)
            }),
            trial("the Pester suite passes over the package", pester, host, |engine, pester| {
                let library =
                    if cfg!(windows) { "win-x64/clusterroute.dll" } else { "linux-x64/libclusterroute.so" };
                over_package(engine, pester, library)
            }),
            trial("a Pester suite that fails ends in its number of failures", pester, host, exit_codes),
            slow(trial("Wine: the Pester suite passes over the package", pester, wine, |engine, pester| {
                over_package(engine, pester, "win-x64/clusterroute.dll")
            })),
            slow(trial(
                "Wine: a Pester suite that fails ends in its number of failures",
                pester,
                wine,
                exit_codes,
            )),
        ]);
    }
    // Each takes minutes, and is about the simulated cluster more than about an engine.
    trials.push(slow(trial(
        "every fault of a run ends in a named state",
        PESTER[1],
        host,
        |engine, pester| alone(engine, pester, "Faults.ps1"),
    )));
    trials.push(slow(trial(
        "the page about the change night is followed",
        PESTER[1],
        host,
        |engine, pester| alone(engine, pester, "Night.ps1"),
    )));
    trials.push(slow(Trial::ignorable_test("no file takes a session down", || match host() {
        Ok(engine) => attacked(engine),
        Err(reason) => Ok(Completion::ignored_with(reason)),
    })));
    trials.push(needs("the stub classes compile as C# 5", ["mcs"], |[mcs]| {
        let library = scratch("pester-stubs")?.join("stubs.dll");
        let mut command = Command::new(mcs);
        command.args(["-nologo", "-noconfig", "-r:System.dll", "-langversion:5", "-warnaserror"]);
        command.arg("-target:library").arg(format!("-out:{}", library.display()));
        run(command.arg(repository("tests/powershell/FailoverClusters.cs"))).map(drop)
    }));
    support::suite(trials)
}

/// A PowerShell that starts, and the versions of Pester that it has.
struct Engine {
    program: PathBuf,
    pester: Vec<String>,
}

/// An engine, or why there is none.
type Found = Result<Engine, String>;

/// A test with an engine and a version of Pester; ignored where the machine lacks one of them.
fn trial(
    name: &str,
    pester: &'static str,
    engine: fn() -> &'static Found,
    check: fn(&Engine, &str) -> Result<Completion, Failed>,
) -> Trial {
    Trial::ignorable_test(format!("{name}, Pester {pester}"), move || {
        let engine = match engine() {
            Ok(engine) => engine,
            Err(reason) => return Ok(Completion::ignored_with(reason)),
        };
        let mut versions = engine.pester.iter();
        if !versions.any(|version| version.starts_with(&format!("{pester}."))) {
            let found = format!("{} has no Pester {pester}", engine.program.display());
            return Ok(Completion::ignored_with(found));
        }
        check(engine, pester)
    })
}

/// The PowerShell of this system.
fn host() -> &'static Found {
    static FOUND: OnceLock<Found> = OnceLock::new();
    FOUND.get_or_init(|| Engine::start(powershell::program()?))
}

/// The PowerShell for Windows, under Wine.
fn wine() -> &'static Found {
    static FOUND: OnceLock<Found> = OnceLock::new();
    FOUND.get_or_init(|| {
        support::found(["wine"])?;
        let program = offline("windows").ok_or("no shared/tools/pwsh-offline beside the checkout")??;
        Engine::start(program.with_file_name("pwsh-wine"))
    })
}

impl Engine {
    /// Asks a program for its versions of Pester, to see whether it starts at all.
    fn start(program: PathBuf) -> Found {
        let mut engine = Self { program, pester: Vec::new() };
        let question = "Get-Module -ListAvailable Pester | ForEach-Object { \"$($_.Version)\" }";
        let lines = said(engine.command().args(["-Command", question]))?;
        engine.pester = lines.lines().map(|line| line.trim().to_owned()).collect();
        Ok(engine)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(["-NoLogo", "-NoProfile", "-NonInteractive"])
            .env("CLUSTERROUTE_WINE_TIMEOUT", WINE_SECONDS);
        command
    }

    /// The runner of the suite, with a version of Pester.
    fn runner(&self, pester: &str) -> Command {
        let mut command = self.command();
        command.arg("-File").arg(repository("tests/powershell/Invoke-Suite.ps1"));
        command.env("CLUSTERROUTE_PESTER", pester).env_remove("CLUSTERROUTE_SUITE");
        command
    }
}

/// All files that are made to take a session down, one after another in one session, as it has to go on.
///
/// .NET reserves hundreds of GiB of address space and uses little of it, so `ulimit -v` cannot tell the two apart: the
/// heap of .NET is limited instead, and what the whole process really took is read in the end.
fn attacked(engine: &Engine) -> Result<Completion, Failed> {
    let module = lay_out("pester-attacks")?;
    fs::copy(attacks::quick_library()?, module.with_file_name("bin").join("linux-x64/libclusterroute.so"))?;
    let folder = scratch("attacks-powershell")?;
    fs::remove_dir_all(&folder)?;
    for attack in attacks::all() {
        attacks::write("attacks-powershell", attack)?;
    }
    let log = folder.with_extension("log");
    let mut command = engine.command();
    command.arg("-File").arg(repository("tests/powershell/Attacks.ps1")).arg(&module).arg(&folder);
    command
        .env("DOTNET_GCHeapHardLimit", format!("{:x}", attacks::MEMORY << 10))
        .env_remove("RUST_BACKTRACE");
    let mut child = command.stdin(Stdio::null()).stdout(fs::File::create(&log)?).spawn()?;
    let status = attacks::ended(&mut child, SESSION)?;
    let said = fs::read_to_string(&log)?;
    fs::remove_dir_all(&folder)?;
    let lines = || said.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let files = lines().filter(|words| words[0] == "file").count();
    let broken: Vec<String> = lines()
        .filter(|words| match words[..] {
            ["file", seconds, peak, _] => {
                let is_late = seconds.parse::<f64>().is_ok_and(|seconds| seconds > MOST_SECONDS);
                is_late || peak.parse::<u64>().is_ok_and(|peak| peak > attacks::MEMORY)
            }
            ["rules", count] => count == "0",
            _ => true,
        })
        .map(|words| words.join(" "))
        .collect();
    expect(&format!("what broke the session, which ended in {status:?}"), Vec::new(), broken)?;
    expect("the files that the session went through", attacks::all().len(), files)?;
    Ok(Completion::Completed)
}

/// The whole suite over a manifest.
fn suite(engine: &Engine, pester: &str, manifest: &Path) -> Result<Completion, Failed> {
    run(engine.runner(pester).env("CLUSTERROUTE_MODULE", manifest))?;
    Ok(Completion::Completed)
}

/// A file of tests that is not part of the suite.
fn alone(engine: &Engine, pester: &str, file: &str) -> Result<Completion, Failed> {
    let manifest = lay_out(&format!("pester-{file}"))?;
    let file = repository("tests/powershell").join(file);
    run(engine.runner(pester).env("CLUSTERROUTE_SUITE", file).env("CLUSTERROUTE_MODULE", manifest))?;
    Ok(Completion::Completed)
}

/// The whole suite over what `cargo xtask package` made of a library; ignored when there is none, and when the
/// library or the module was changed since.
fn over_package(engine: &Engine, pester: &str, library: &str) -> Result<Completion, Failed> {
    match packaged(library) {
        Ok(manifest) => suite(engine, pester, &manifest),
        Err(reason) => Ok(Completion::ignored_with(reason)),
    }
}

fn packaged(library: &str) -> Result<PathBuf, String> {
    let sources = [repository("powershell/ClusterRoute"), built(library)?];
    let folder = Path::new("target/module/ClusterRoute").join(env!("CARGO_PKG_VERSION"));
    up_to_date(&folder.join("ClusterRoute.psd1").display().to_string(), sources.into())
}

/// Suites that fail in every way, each with the exit code that it has to end in.
fn exit_codes(engine: &Engine, pester: &str) -> Result<Completion, Failed> {
    let suites = [
        ("passes", "Describe 'a' { It 'b' { 1 | Should -Be 1 } }", 0),
        ("two tests", "Describe 'a' { It 'b' { 1 | Should -Be 2 }; It 'c' { throw 'x' }; It 'd' { } }", 2),
        ("setup", "Describe 'a' { BeforeAll { throw 'x' }; It 'b' { } }", 2),
        ("teardown", "Describe 'a' { AfterAll { throw 'x' }; It 'b' { } }", 1),
        ("file", "throw 'x'", 1),
        ("nothing run", "Describe 'a' { It 'b' -Skip { } }", 1),
        ("many", "Describe 'a' { It 'b <_>' -ForEach (1..256) { throw 'x' } }", 100),
    ];
    let kind = engine.program.file_name().unwrap_or_default().to_string_lossy();
    let root = scratch(&format!("pester-{kind}-{pester}-exit-codes"))?;
    for (name, text, code) in suites {
        let folder = root.join(name);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("Made.Tests.ps1"), text)?;
        let output = engine.runner(pester).env("CLUSTERROUTE_SUITE", folder).output()?;
        let what =
            format!("the exit code of {name}, which wrote {}", String::from_utf8_lossy(&output.stdout));
        expect(&what, Some(code), output.status.code())?;
    }
    Ok(Completion::Completed)
}
