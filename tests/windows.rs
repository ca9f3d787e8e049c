//! The library and the program for Windows, as `cargo xtask windows --program` built them, looked at without
//! Windows: what they export, import and say about themselves.

mod support;

use libtest_mimic::{Failed, Trial};
use object::LittleEndian as LE;
use object::pe;
use object::read::pe::{ImageNtHeaders, ImageOptionalHeader, PeFile64, ResourceDirectoryEntryData};
use std::collections::BTreeSet;
use std::process::ExitCode;
use std::{env, fs};
use support::{expect, needs_built};

/// What every supported Windows brings along. `msvcrt.dll` is a part of the system, unlike the runtimes that
/// come with Visual Studio.
const SYSTEM: [&str; 8] = [
    "advapi32.dll",
    "api-ms-win-core-synch-l1-2-0.dll",
    "bcryptprimitives.dll",
    "kernel32.dll",
    "msvcrt.dll",
    "ntdll.dll",
    "userenv.dll",
    "ws2_32.dll",
];

type Check = fn(&PeFile64<'_>) -> Result<(), Failed>;

fn main() -> ExitCode {
    let both: [(&str, Check); 5] = [
        ("imports nothing that has to be installed", imports),
        ("may lie anywhere in memory, and its data is never run", hardening),
        ("has no time of its build in it", times),
        ("says what it is and which version", version),
        ("names no folder of the machine that built it", folders),
    ];
    let mut trials =
        vec![check("clusterroute.dll", "exports the functions of the header, by its name", exports)];
    for (name, file) in both {
        trials.extend([check("clusterroute.dll", name, file), check("clusterroute.exe", name, file)]);
    }
    support::suite(trials)
}

fn check(file: &'static str, name: &str, check: Check) -> Trial {
    let path = if file.ends_with("dll") { "win-x64/clusterroute.dll" } else { "win-x64/clusterroute.exe" };
    needs_built(&format!("{file} {name}"), path, [], move |path, []| {
        check(&PeFile64::parse(&*fs::read(path)?)?)
    })
}

fn exports(file: &PeFile64<'_>) -> Result<(), Failed> {
    let table = file.export_table()?.ok_or("expected an export table, found none")?;
    let mut exported = BTreeSet::new();
    for (pointer, _) in table.name_iter() {
        exported.insert(text(table.name_from_pointer(pointer)?));
    }
    expect("the exports", support::declared()?, exported)?;
    // A program that was linked with the library looks for this name.
    let name = table.name_from_pointer(table.directory().name.get(LE))?;
    expect("the name of the library", "clusterroute.dll".to_owned(), text(name))
}

fn imports(file: &PeFile64<'_>) -> Result<(), Failed> {
    let table = file.import_table()?.ok_or("expected an import table, found none")?;
    let (mut descriptors, mut imported) = (table.descriptors()?, BTreeSet::new());
    while let Some(descriptor) = descriptors.next()? {
        imported.insert(text(table.name(descriptor.name.get(LE))?).to_lowercase());
    }
    let foreign: Vec<_> = imported.iter().filter(|name| !SYSTEM.contains(&name.as_str())).collect();
    expect("the imports that are no part of Windows", Vec::<&String>::new(), foreign)?;
    expect("whether the import table was read", true, imported.contains("kernel32.dll"))
}

fn hardening(file: &PeFile64<'_>) -> Result<(), Failed> {
    let wanted = pe::IMAGE_DLLCHARACTERISTICS_DYNAMIC_BASE
        | pe::IMAGE_DLLCHARACTERISTICS_HIGH_ENTROPY_VA
        | pe::IMAGE_DLLCHARACTERISTICS_NX_COMPAT;
    let found = file.nt_headers().optional_header().dll_characteristics();
    expect("the DLL characteristics", wanted, found & wanted)?;
    // Without relocations the loader could not move it, whatever the header says.
    let relocations = file.data_directory(pe::IMAGE_DIRECTORY_ENTRY_BASERELOC);
    expect("relocations", true, relocations.is_some_and(|found| found.size.get(LE) > 0))?;
    for section in file.section_table().iter() {
        let both = pe::IMAGE_SCN_MEM_EXECUTE | pe::IMAGE_SCN_MEM_WRITE;
        let flags = section.characteristics.get(LE);
        expect(&format!("the flags of section {}", text(section.raw_name())), false, flags & both == both)?;
    }
    Ok(())
}

fn times(file: &PeFile64<'_>) -> Result<(), Failed> {
    expect("the time in the header", 0, file.nt_headers().file_header().time_date_stamp.get(LE))?;
    let exported = file.export_table()?.map_or(0, |table| table.directory().time_date_stamp.get(LE));
    expect("the time of the exports", 0, exported)
}

fn version(file: &PeFile64<'_>) -> Result<(), Failed> {
    let info = version_info(file)?;
    let part = |text: &str| text.parse::<u32>();
    let high = (part(env!("CARGO_PKG_VERSION_MAJOR"))? << 16) | part(env!("CARGO_PKG_VERSION_MINOR"))?;
    let low = part(env!("CARGO_PKG_VERSION_PATCH"))? << 16;
    // VS_FIXEDFILEINFO: its signature, the version of the structure, then that of the file and of the product.
    let fixed = [0xFEEF_04BD, 0x0001_0000, high, low, high, low].map(u32::to_le_bytes).concat();
    let found = info.windows(fixed.len()).any(|window| window == fixed);
    expect("the version in numbers", true, found)?;

    let is_library = file.nt_headers().file_header().characteristics.get(LE).contains(pe::IMAGE_FILE_DLL);
    let name = if is_library { "clusterroute.dll" } else { "clusterroute.exe" };
    for (key, value) in [
        ("FileVersion", env!("CARGO_PKG_VERSION")),
        ("ProductVersion", env!("CARGO_PKG_VERSION")),
        ("ProductName", "ClusterRoute"),
        ("FileDescription", env!("CARGO_PKG_DESCRIPTION")),
        ("OriginalFilename", name),
    ] {
        expect(key, Some(value.to_owned()), value_of(&info, key))?;
    }
    Ok(())
}

/// The resource with the version: the only one of its kind, in the only language.
fn version_info(file: &PeFile64<'_>) -> Result<Vec<u8>, Failed> {
    let sections = file.section_table();
    let directory = file.data_directories().resource_directory(file.data(), &sections)?;
    let directory = directory.ok_or("expected resources, found none")?;
    let kinds = directory.root()?;
    let kind = kinds.entries.iter().find(|entry| entry.name_or_id().id() == Some(pe::RT_VERSION));
    let mut found = kind.ok_or("expected a version resource, found none")?.data(directory)?;
    while let ResourceDirectoryEntryData::Table(table) = found {
        found = table.entries.first().ok_or("expected a resource, found an empty table")?.data(directory)?;
    }
    let entry = found.data().ok_or("expected the data of a resource, found none")?;
    let data = sections.pe_data_at(file.data(), entry.offset_to_data.get(LE));
    let data = data.and_then(|data| data.get(..entry.size.get(LE) as usize));
    Ok(data.ok_or("expected the data of a resource inside a section")?.to_vec())
}

/// A string of the version resource: the key and the value are UTF-16, each ends with a zero, and the value
/// starts at a multiple of four bytes.
fn value_of(info: &[u8], key: &str) -> Option<String> {
    let units: Vec<u16> = info.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let key: Vec<u16> = key.encode_utf16().chain([0]).collect();
    let at = units.windows(key.len()).position(|window| window == key)? + key.len();
    let value = units.get(at.next_multiple_of(2)..)?.split(|unit| *unit == 0).next()?;
    String::from_utf16(value).ok()
}

fn folders(file: &PeFile64<'_>) -> Result<(), Failed> {
    expect("the folders in it", Vec::new(), support::folders_of_this_machine(file.data()))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
