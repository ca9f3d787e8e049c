//! The PowerShell module's shim on real CLRs: its binding of the library compiled as C# 5 against mscorlib alone, then
//! used by a program on Mono and, unchanged, on .NET. What turns objects into JSON and back needs PowerShell itself:
//! here it is only compiled, `tests/pester.rs` runs it.
//!
//! .NET is looked for in `CLUSTERROUTE_DOTNET` (the path of `dotnet`), then on PATH; `mcs` and `mono` on PATH.

#[path = "support/attacks/mod.rs"]
mod attacks;
mod support;

use libtest_mimic::{Completion, Failed, Trial};
use std::env;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::process::{Command, ExitCode};
use support::{needs, powershell, repository, run, scratch, shim, slow, tool};

fn main() -> ExitCode {
    support::suite(vec![
        needs("the binding is C# 5 without warnings and needs mscorlib alone", ["mcs"], |[mcs]| {
            compile(&mcs, "clr-compile", "Program.cs").map(drop)
        }),
        with_powershell(),
        needs("the binding holds on Mono", ["mcs", "mono", "cc"], |[mcs, mono, cc]| {
            let program = compile(&mcs, "clr-mono", "Program.cs")?;
            use_library(Command::new(mono).arg(&program), &cc, &program)
        }),
        on_dotnet(),
        slow(needs("no file takes Mono down", ["mcs", "mono", "sh"], |[mcs, mono, sh]| {
            let program = compile(&mcs, "clr-attacks-mono", "Attacks.cs")?;
            // Mono reserves no more than it uses, so the limit of the other doors does.
            attacked("attacks-mono", || {
                let mut command = attacks::limited(&sh, &[('v', attacks::MEMORY)], &mono);
                command.arg(&program);
                command
            })
        })),
        slow(attacks_on_dotnet()),
    ])
}

fn on_dotnet() -> Trial {
    Trial::ignorable_test("the binding holds on .NET", || {
        let (Some(dotnet), Some(mcs), Some(cc)) = (dotnet(), tool("mcs"), tool("cc")) else {
            let reason = "needs mcs and cc on PATH, and dotnet in CLUSTERROUTE_DOTNET or on PATH";
            return Ok(Completion::ignored_with(reason));
        };
        let program = compile(&mcs, "clr-dotnet", "Program.cs")?;
        let mut command = Command::new(dotnet);
        command.arg("exec").arg("--runtimeconfig").arg(repository("tests/clr/runtimeconfig.json"));
        use_library(command.arg(&program), &cc, &program)?;
        Ok(Completion::Completed)
    })
}

/// The whole shim, against the least that every PowerShell from 5.1 on offers.
fn with_powershell() -> Trial {
    Trial::ignorable_test("the whole shim is C# 5 without warnings", || {
        let Some(mcs) = tool("mcs") else { return Ok(Completion::ignored_with("not on PATH: mcs")) };
        let Some(package) = powershell::reference() else {
            return Ok(Completion::ignored_with(powershell::NO_REFERENCE));
        };
        let folder = scratch("clr-whole")?;
        let reference = folder.join("System.Management.Automation.dll");
        fs::write(&reference, assembly(&package)?)?;
        let mut command = Command::new(mcs);
        command.args([
            "-nologo",
            "-langversion:5",
            "-warn:4",
            "-warnaserror",
            "-noconfig",
            "-r:System.Core.dll",
        ]);
        command.arg("-target:library").arg(out(&folder.join("shim.dll")));
        command.arg(format!("-r:{}", reference.display()));
        for entry in fs::read_dir(repository("powershell/ClusterRoute"))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "cs") {
                command.arg(path);
            }
        }
        run(&mut command)?;
        Ok(Completion::Completed)
    })
}

fn dotnet() -> Option<PathBuf> {
    env::var_os("CLUSTERROUTE_DOTNET").map(PathBuf::from).or_else(|| tool("dotnet"))
}

fn attacks_on_dotnet() -> Trial {
    Trial::ignorable_test("no file takes .NET down", || {
        let (Some(dotnet), Some(mcs)) = (dotnet(), tool("mcs")) else {
            let reason = "needs mcs on PATH, and dotnet in CLUSTERROUTE_DOTNET or on PATH";
            return Ok(Completion::ignored_with(reason));
        };
        let program = compile(&mcs, "clr-attacks-dotnet", "Attacks.cs")?;
        attacked("attacks-dotnet", || {
            let mut command = Command::new(&dotnet);
            command.arg("exec").arg("--runtimeconfig").arg(repository("tests/clr/runtimeconfig.json"));
            // .NET reserves hundreds of GiB of address space and uses little of it: its heap is limited instead, and
            // what the process really took is looked at in the end.
            command.arg(&program).env("DOTNET_GCHeapHardLimit", format!("{:x}", attacks::MEMORY << 10));
            command
        })?;
        Ok(Completion::Completed)
    })
}

/// The assembly of a package of NuGet, or of a path that is one.
fn assembly(path: &Path) -> Result<Vec<u8>, Failed> {
    let bytes = fs::read(path)?;
    if path.extension().is_none_or(|extension| extension != "nupkg") {
        return Ok(bytes);
    }
    let archive = rawzip::ZipArchive::from_slice(&bytes)?;
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry()? {
        if entry.file_path().as_ref() == b"lib/net452/System.Management.Automation.dll" {
            let packed = archive.get_entry(entry.wayfinder())?;
            let mut assembly = Vec::new();
            flate2::read::DeflateDecoder::new(packed.data()).read_to_end(&mut assembly)?;
            return Ok(assembly);
        }
    }
    Err(format!("expected an assembly in {}, found none", path.display()).into())
}

/// Every question about every attack, each file in a child of its own, which has the time of one question for each. The
/// files are written to a folder of this name: the runtimes are attacked at the same time.
fn attacked(folder: &str, start: impl Fn() -> Command) -> Result<(), Failed> {
    let (library, mut broken) = (attacks::quick_library()?, Vec::new());
    for attack in attacks::all() {
        let file = attacks::write(folder, attack)?;
        let mut command = start();
        command.arg(&library).arg(&file).env_remove("RUST_BACKTRACE");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let status = attacks::ended(&mut child, attacks::TIME * 6)?;
        let output = child.wait_with_output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let peak = said.lines().find_map(|line| line.strip_prefix("peak ")?.parse::<u64>().ok());
        if !status.is_some_and(|status| status.success()) || peak.is_none_or(|peak| peak > attacks::MEMORY) {
            let error = String::from_utf8_lossy(&output.stderr).into_owned();
            broken.push(format!("{}: {status:?}, peak {peak:?} KiB: {said}{error}", attack.0));
        }
        file.parent().map(fs::remove_dir_all).transpose()?;
    }
    if broken.is_empty() { Ok(()) } else { Err(broken.join("\n").into()) }
}

/// Builds the binding and a program that uses it; gives the program.
fn compile(mcs: &Path, suite: &str, source: &str) -> Result<PathBuf, Failed> {
    let folder = scratch(suite)?;
    let shim = folder.join("ClusterRoute.Interop.dll");
    let program = folder.join("program.exe");
    let compiler = || {
        let mut command = Command::new(mcs);
        // Without its configuration the compiler references mscorlib and nothing else.
        command.args(["-nologo", "-langversion:5", "-warn:4", "-warnaserror", "-noconfig"]);
        command
    };
    let native = repository("powershell/ClusterRoute/Native.cs");
    run(compiler().arg("-target:library").arg(out(&shim)).arg(native))?;
    let mut reference = std::ffi::OsString::from("-r:");
    reference.push(&shim);
    run(compiler().arg(reference).arg(out(&program)).arg(repository("tests/clr").join(source)))?;
    Ok(program)
}

fn out(path: &Path) -> std::ffi::OsString {
    let mut argument = std::ffi::OsString::from("-out:");
    argument.push(path);
    argument
}

fn use_library(command: &mut Command, cc: &Path, program: &Path) -> Result<(), Failed> {
    let folder = program.parent().unwrap_or(program);
    shim::holds(command, &support::library()?, cfg!(debug_assertions), cc, folder)
}
