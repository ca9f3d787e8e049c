//! The library for Linux, as `cargo xtask linux` built it: what it needs and says about itself.

mod support;

use libtest_mimic::{Failed, Trial};
use object::read::elf::{Dyn, ElfFile64};
use object::{Object, elf};
use std::collections::BTreeSet;
use std::fs;
use std::process::ExitCode;
use support::{expect, needs_built};

/// The oldest glibc that has everything the library takes from it: that of Red Hat Enterprise Linux 9.
const GLIBC: (u32, u32) = (2, 34);

type Check = fn(&ElfFile64<'_>) -> Result<(), Failed>;

fn main() -> ExitCode {
    support::suite(vec![
        check("libclusterroute.so exports the functions of the header", exports),
        check("libclusterroute.so needs the C library and nothing that has to be installed", needed),
        check("libclusterroute.so runs with glibc 2.34", glibc),
        check("libclusterroute.so names no folder of the machine that built it", |file| {
            expect("the folders in it", Vec::new(), support::folders_of_this_machine(file.data()))
        }),
    ])
}

fn check(name: &str, check: Check) -> Trial {
    needs_built(name, "linux-x64/libclusterroute.so", [], move |path, []| {
        check(&ElfFile64::parse(&*fs::read(path)?)?)
    })
}

fn exports(file: &ElfFile64<'_>) -> Result<(), Failed> {
    let mut exported = BTreeSet::new();
    for export in file.exports()? {
        let export = export?;
        let name = export.name();
        exported.insert(text(name.name().ok_or("expected a name, found a number")?));
    }
    expect("the exports", support::declared()?, exported)
}

fn needed(file: &ElfFile64<'_>) -> Result<(), Failed> {
    let (endian, data, sections) = (file.endian(), file.data(), file.elf_section_table());
    let (entries, link) = sections.dynamic(endian, data)?.ok_or("expected a dynamic section, found none")?;
    let strings = sections.strings(endian, data, link)?;
    let mut needed = BTreeSet::new();
    for entry in entries.iter().filter(|entry| entry.tag(endian) == elf::DT_NEEDED) {
        needed.insert(text(entry.string(endian, strings)?));
    }
    let system = ["ld-linux-x86-64.so.2", "libc.so.6", "libgcc_s.so.1"].map(str::to_owned);
    expect("the libraries it needs", BTreeSet::from(system), needed)
}

fn glibc(file: &ElfFile64<'_>) -> Result<(), Failed> {
    let (endian, data, sections) = (file.endian(), file.data(), file.elf_section_table());
    let found = sections.gnu_verneed(endian, data)?.ok_or("expected versions of symbols, found none")?;
    let (mut needs, strings) = (found.0, sections.strings(endian, data, found.1)?);
    let mut newest = (0, 0);
    while let Some((_, mut versions)) = needs.next()? {
        while let Some(version) = versions.next()? {
            let name = text(version.name(endian, strings)?);
            newest = newest.max(name.strip_prefix("GLIBC_").and_then(number).unwrap_or_default());
        }
    }
    let (first, second) = newest;
    let what = format!("whether 2.34 is enough, where {first}.{second} is needed");
    expect(&what, true, newest > (2, 0) && newest <= GLIBC)
}

/// The first two numbers of a version such as 2.2.5.
fn number(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
