//! What a program that uses the PowerShell module's shim is given, and has to find.

use super::{repository, run};
use libtest_mimic::Failed;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs `tests/clr/Program.cs`, which `command` starts, over a library and files that are not it, made in
/// `folder`; `panics` tells whether the library panics when it is asked to.
pub(crate) fn holds(
    command: &mut Command,
    library: &Path,
    panics: bool,
    cc: &Path,
    folder: &Path,
) -> Result<(), Failed> {
    let folder = folder.join("other files");
    write_other_files(&folder, library, cc)?;
    command.arg(library).arg(env!("CARGO_PKG_VERSION"));
    command.arg(repository("tests/fixtures/captures/s2d-2019-rdma/networks.xml")).arg(folder);
    // The library prints the panic it is asked for only where a backtrace is wanted.
    command.env_remove("RUST_BACKTRACE");
    let output = run(command.arg(if panics { "yes" } else { "no" }))?;
    if output.trim() == "all held" { Ok(()) } else { Err(output.into()) }
}

/// What may lie where the library should: nothing usable, another machine's, another version's.
fn write_other_files(folder: &Path, library: &Path, cc: &Path) -> Result<(), Failed> {
    for version in ["second \u{e4}", "third"] {
        fs::create_dir_all(folder.join(version))?;
    }
    let elf = |class: u8, machine: u16| {
        let mut head = [0; 64];
        head[..7].copy_from_slice(&[0x7f, b'E', b'L', b'F', class, 1, 1]);
        head[16] = 3;
        head[18..20].copy_from_slice(&machine.to_le_bytes());
        head.to_vec()
    };
    let (host, foreign) = if cfg!(target_arch = "aarch64") { (183, 62) } else { (62, 183) };
    let mut exe = vec![0; 0x100];
    exe[..2].copy_from_slice(b"MZ");
    exe[60] = 0x80;
    let mut pe_x86 = exe.clone();
    pe_x86[0x80..0x86].copy_from_slice(b"PE\0\0\x4c\x01");
    let files = [
        ("empty", Vec::new()),
        ("text", b"this is text and no library\n".to_vec()),
        ("exe-without-header", exe),
        ("head-alone", fs::read(library)?[..48].to_vec()),
        ("32-bit-class", elf(1, host)),
        ("elf-x86", elf(1, 3)),
        ("pe-x86", pe_x86),
        ("elf-foreign", elf(2, foreign)),
        ("elf-riscv", elf(2, 243)),
    ];
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes)?;
    }
    fs::copy(library, folder.join("second \u{e4}/libclusterroute.so"))?;

    let build = |name: &str, source: &str, flags: &[&str]| {
        let mut command = Command::new(cc);
        command.args(["-shared", "-fPIC", "-o"]).arg(folder.join(name));
        run(command.arg(repository("tests/clr").join(source)).args(flags)).map(drop)
    };
    let (ours, other) = ("-DABI=2u", "-DABI=4294967295u");
    let version = "-DVERSION=\"9.9.9\"";
    // The loader must go by the path, though both libraries go by one name.
    build("third/libclusterroute.so", "other_version.c", &[ours, version, "-Wl,-soname,libclusterroute.so"])?;
    build("other_abi.so", "other_version.c", &[other, version])?;
    build("without_rules.so", "other_version.c", &[ours, version, "-DWITHOUT_RULES"])?;
    build("other_library.so", "other_library.c", &[])?;
    build("libneeded.so", "other_library.c", &[])?;
    let needed = folder.join("libneeded.so");
    build("needs_missing.so", "other_library.c", &["-Wl,--no-as-needed", &needed.to_string_lossy()])?;
    Ok(fs::remove_file(needed)?)
}
