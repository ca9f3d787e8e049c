//! The Pester suite, in a PowerShell of its own, over the module laid out as it ships.

mod support;

use libtest_mimic::{Completion, Failed, Trial};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use support::{needs, repository, run, scratch, tool};

fn main() -> ExitCode {
    support::suite(vec![
        pester("the Pester suite passes", || lay_out().map(Some)),
        pester("the Pester suite passes over the package", || {
            let folder = repository("target/module/ClusterRoute").join(env!("CARGO_PKG_VERSION"));
            Ok(Some(folder.join("ClusterRoute.psd1")).filter(|manifest| manifest.is_file()))
        }),
        needs("the stub classes compile as C# 5", ["mcs"], |[mcs]| {
            let library = scratch("pester-stubs")?.join("stubs.dll");
            let mut command = Command::new(mcs);
            command.args([
                "-nologo",
                "-noconfig",
                "-r:System.dll",
                "-langversion:5",
                "-warnaserror",
                "-target:library",
            ]);
            command.arg(format!("-out:{}", library.display()));
            run(command.arg(repository("tests/powershell/FailoverClusters.cs"))).map(drop)
        }),
    ])
}

/// The suite over a manifest; ignored when there is none, or nothing to run it with.
fn pester(name: &str, manifest: fn() -> Result<Option<PathBuf>, Failed>) -> Trial {
    Trial::ignorable_test(name, move || {
        let Some(pwsh) = tool("pwsh") else { return Ok(Completion::ignored_with("not on PATH: pwsh")) };
        if !has_pester(&pwsh)? {
            return Ok(Completion::ignored_with("the PowerShell on PATH has no Pester 5"));
        }
        let Some(manifest) = manifest()? else {
            return Ok(Completion::ignored_with("target/module is not made, see cargo xtask --help"));
        };
        let mut command = Command::new(pwsh);
        command.args(["-NoLogo", "-NoProfile", "-NonInteractive", "-File"]);
        command.arg(repository("tests/powershell/Invoke-Suite.ps1"));
        run(command.env("CLUSTERROUTE_MODULE", manifest))?;
        Ok(Completion::Completed)
    })
}

fn has_pester(pwsh: &Path) -> Result<bool, Failed> {
    let question = "@(Get-Module -ListAvailable Pester | Where-Object Version -ge '5.0').Length -gt 0";
    let output =
        run(Command::new(pwsh).args(["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", question]))?;
    Ok(output.trim() == "True")
}

/// Copies the module and the library to where they are when it is installed; gives the manifest.
fn lay_out() -> Result<PathBuf, Failed> {
    let folder = scratch("pester")?.join("ClusterRoute");
    let platform = if cfg!(windows) { "win-x64" } else { "linux-x64" };
    let library = support::library()?;
    let source = repository("powershell/ClusterRoute");
    for (from, to) in [(source.clone(), folder.clone()), (source.join("en-US"), folder.join("en-US"))] {
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(from)? {
            let path = entry?.path();
            if let (true, Some(name)) = (path.is_file(), path.file_name()) {
                fs::copy(&path, to.join(name))?;
            }
        }
    }
    let native = folder.join("bin").join(platform);
    fs::create_dir_all(&native)?;
    fs::copy(&library, native.join(library.file_name().unwrap_or_default()))?;
    Ok(folder.join("ClusterRoute.psd1"))
}
