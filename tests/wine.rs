//! The library for Windows, loaded and asked under Wine: by the C program of the other systems, and by a host
//! that loads it by its path. Everything lies in a folder whose name has blanks and letters beyond ASCII.

mod support;

use libtest_mimic::Failed;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::OnceLock;
use support::{needs_built, repository, run, scratch, slow, tool};

const TOOLS: [&str; 3] = ["x86_64-w64-mingw32-gcc", "wine", "wineserver"];
const SHIPPED: &str = "win-x64/clusterroute.dll";
/// A request may ask this one to panic.
const CHECKED: &str = "win-x64-debug-assertions/clusterroute.dll";

fn main() -> ExitCode {
    let outcome = support::suite(vec![
        slow(needs_built(
            "Wine: every function, every status, eight threads",
            SHIPPED,
            TOOLS,
            |dll, [cc, wine, _]| Folder::new("shipped", &dll, &cc)?.smoke(&wine, "2", "10"),
        )),
        slow(needs_built("Wine: a panic is a status, and silent", CHECKED, TOOLS, |dll, [cc, wine, _]| {
            Folder::new("checked", &dll, &cc)?.smoke(&wine, "7", "10")
        })),
        slow(needs_built("Wine: 100,000 calls keep no memory", SHIPPED, TOOLS, |dll, [cc, wine, _]| {
            Folder::new("host", &dll, &cc)?.host(&wine, "100000")
        })),
    ]);
    end_wine();
    outcome
}

/// What a host on Windows would have in one folder: the library, the samples and the programs that use them.
struct Folder {
    path: PathBuf,
    cc: PathBuf,
}

impl Folder {
    fn new(suite: &str, library: &Path, cc: &Path) -> Result<Self, Failed> {
        let path = scratch("wine")?.join(suite).join("cluster rout\u{e9} \u{e4} \u{8a66}");
        if path.exists() {
            fs::remove_dir_all(&path)?;
        }
        let sample = "samples/hyperv-2012r2-san";
        fs::create_dir_all(path.join(sample))?;
        for entry in fs::read_dir(repository(sample))? {
            let from = entry?.path();
            fs::copy(&from, path.join(sample).join(from.file_name().unwrap_or_default()))?;
        }
        fs::copy(library, path.join("clusterroute.dll"))?;
        let folder = Self { path, cc: cc.to_owned() };
        folder.compile("bcryptprimitives.c", "bcryptprimitives.dll", &["-shared", "-ladvapi32"])?;
        Ok(folder)
    }

    /// Warnings are errors here as on the other systems.
    fn compile(&self, source: &str, file: &str, options: &[&str]) -> Result<(), Failed> {
        let source = match source {
            "smoke.c" => repository("tests/c/smoke.c"),
            _ => repository("tests/wine").join(source),
        };
        let mut command = Command::new(&self.cc);
        command.args(["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-static", "-o", file]);
        command.arg("-I").arg(repository("include")).arg(source).args(options);
        run(command.current_dir(&self.path)).map(drop)
    }

    fn smoke(&self, wine: &Path, probe: &str, rounds: &str) -> Result<(), Failed> {
        self.compile("smoke.c", "smoke.exe", &["-pthread", "clusterroute.dll"])?;
        let mut command = self.wine(wine, "smoke.exe")?;
        let output = command.args([env!("CARGO_PKG_VERSION"), probe, rounds]).output()?;
        expect(&output, "every function, every status, eight threads")
    }

    fn host(&self, wine: &Path, calls: &str) -> Result<(), Failed> {
        self.compile("host.c", "host.exe", &["-municode"])?;
        let windows = |file: &str| format!("Z:{}", self.path.join(file).display()).replace('/', "\\");
        let mut command = self.wine(wine, "host.exe")?;
        command.arg(windows("clusterroute.dll")).arg(windows("samples/hyperv-2012r2-san")).arg(calls);
        expect(&command.output()?, "loaded, read, asked, and nothing kept")
    }

    /// A program of this folder, in this folder.
    fn wine(&self, wine: &Path, program: &str) -> Result<Command, Failed> {
        start_wine(wine)?;
        let mut command = in_prefix(wine)?;
        command.arg(self.path.join(program)).current_dir(&self.path).env_remove("RUST_BACKTRACE");
        Ok(command)
    }
}

/// A host's console belongs to the host: nothing is written but what the program has to say.
fn expect(output: &std::process::Output, said: &str) -> Result<(), Failed> {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    match output.status.success() && out.trim() == said && err.is_empty() {
        true => Ok(()),
        false => Err(format!("expected {said:?}, found {}\n{out}{err}", output.status).into()),
    }
}

/// A Windows of its own, without a display, a browser or a runtime to install, away from the user's.
fn in_prefix(program: &Path) -> Result<Command, Failed> {
    let home = scratch("wine")?;
    let mut command = Command::new(program);
    command
        .env("WINEPREFIX", home.join("prefix"))
        .env("WINEDLLOVERRIDES", "mscoree,mshtml=;winemenubuilder.exe=;bcryptprimitives=n")
        .env("WINEDEBUG", "-all")
        .env("HOME", home)
        // Names of files pass as UTF-8.
        .env("LC_ALL", "C.UTF-8");
    for variable in ["DISPLAY", "WAYLAND_DISPLAY", "WINEARCH", "WINELOADER", "WINESERVER", "XDG_RUNTIME_DIR"]
    {
        command.env_remove(variable);
    }
    Ok(command)
}

static STARTED: OnceLock<Result<(), String>> = OnceLock::new();

/// Makes the prefix, once for all the tests that run at the same time.
fn start_wine(wine: &Path) -> Result<(), Failed> {
    let start = || {
        let text = |failed: Failed| failed.message().unwrap_or_default().to_owned();
        let mut command = in_prefix(wine).map_err(text)?;
        run(command.args(["wineboot", "--init"])).map(drop).map_err(text)
    };
    STARTED.get_or_init(start).clone().map_err(Failed::from)
}

/// Ends the processes that Wine keeps for the next program of this prefix, and removes the prefix.
fn end_wine() {
    if let (Some(_), Some(Ok(mut command))) = (STARTED.get(), tool("wineserver").map(|tool| in_prefix(&tool)))
    {
        let _ = command.arg("--kill").status();
        let _ = scratch("wine").map(|home| fs::remove_dir_all(home.join("prefix")));
    }
}
