//! The library exports the functions of the header and nothing else: no symbol of a dependency or of the Rust
//! runtime can clash with one of the host.

mod support;

use object::Object;
use std::collections::BTreeSet;
use std::error::Error;
use std::fs;

#[test]
fn the_library_exports_the_functions_of_the_header() -> Result<(), Box<dyn Error>> {
    let header = fs::read_to_string(support::repository("include/clusterroute.h"))?;
    let declared: BTreeSet<&str> = header.lines().filter_map(function).collect();

    let path = support::library().map_err(|failed| failed.message().unwrap_or_default().to_owned())?;
    let library = fs::read(path)?;
    let mut exported = Vec::new();
    let library = object::File::parse(&*library)?;
    for export in library.exports()? {
        let export = export?;
        let name = export.name();
        let name = name.name().ok_or("a function is exported by number, without a name")?;
        exported.push(String::from_utf8(name.to_vec())?);
    }
    // Mach-O puts an underscore in front of every C name.
    let exported: BTreeSet<&str> = exported.iter().map(|name| name.trim_start_matches('_')).collect();

    assert!(declared.contains("clusterroute_buffer_free"), "found only {declared:?} in the header");
    assert_eq!(exported, declared);
    Ok(())
}

/// The name of the function that a line of the header declares.
fn function(line: &str) -> Option<&str> {
    let (before, _) = line.split_once('(')?;
    let name = before.rsplit(' ').next()?;
    (!line.starts_with([' ', '#']) && name.starts_with("clusterroute_")).then_some(name)
}
