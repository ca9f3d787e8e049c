//! The PowerShell module's shim on real CLRs: compiled as C# 5 against mscorlib alone, as the module ships
//! it, then used by a program on Mono and, unchanged, on .NET.
//!
//! .NET is looked for in `CLUSTERROUTE_DOTNET` (the path of `dotnet`), then on PATH; `mcs` and `mono` on PATH.

mod support;

use libtest_mimic::{Completion, Failed, Trial};
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use support::{needs, repository, run, scratch, shim, tool};

fn main() -> ExitCode {
    support::suite(vec![
        needs("the shim is C# 5 without warnings and needs mscorlib alone", ["mcs"], |[mcs]| {
            compile(&mcs, "clr-compile").map(drop)
        }),
        needs("the shim holds on Mono", ["mcs", "mono", "cc"], |[mcs, mono, cc]| {
            let program = compile(&mcs, "clr-mono")?;
            use_library(Command::new(mono).arg(&program), &cc, &program)
        }),
        on_dotnet(),
    ])
}

fn on_dotnet() -> Trial {
    Trial::ignorable_test("the shim holds on .NET", || {
        let dotnet = env::var_os("CLUSTERROUTE_DOTNET").map(PathBuf::from).or_else(|| tool("dotnet"));
        let (Some(dotnet), Some(mcs), Some(cc)) = (dotnet, tool("mcs"), tool("cc")) else {
            let reason = "needs mcs and cc on PATH, and dotnet in CLUSTERROUTE_DOTNET or on PATH";
            return Ok(Completion::ignored_with(reason));
        };
        let program = compile(&mcs, "clr-dotnet")?;
        let mut command = Command::new(dotnet);
        command.arg("exec").arg("--runtimeconfig").arg(repository("tests/clr/runtimeconfig.json"));
        use_library(command.arg(&program), &cc, &program)?;
        Ok(Completion::Completed)
    })
}

/// Builds the shim and the program that uses it; gives the program.
fn compile(mcs: &Path, suite: &str) -> Result<PathBuf, Failed> {
    let folder = scratch(suite)?;
    let shim = folder.join("ClusterRoute.Interop.dll");
    let program = folder.join("program.exe");
    let compiler = || {
        let mut command = Command::new(mcs);
        // Without its configuration the compiler references mscorlib and nothing else.
        command.args(["-nologo", "-langversion:5", "-warn:4", "-warnaserror", "-noconfig"]);
        command
    };
    let source = repository("powershell/ClusterRoute/NativeMethods.cs");
    run(compiler().arg("-target:library").arg(out(&shim)).arg(source))?;
    let mut reference = std::ffi::OsString::from("-r:");
    reference.push(&shim);
    run(compiler().arg(reference).arg(out(&program)).arg(repository("tests/clr/Program.cs")))?;
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
