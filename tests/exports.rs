//! The library exports the functions of the header and nothing else: no symbol of a dependency or of the Rust
//! runtime can clash with one of the host.

mod support;

use libtest_mimic::Failed;
use object::Object;
use std::collections::BTreeSet;
use std::error::Error;
use std::fs;

#[test]
fn the_library_exports_the_functions_of_the_header() -> Result<(), Box<dyn Error>> {
    let text = |failed: Failed| failed.message().unwrap_or_default().to_owned();
    let declared = support::declared().map_err(text)?;

    let path = support::library().map_err(text)?;
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
    let exported: BTreeSet<_> = exported.iter().map(|name| name.trim_start_matches('_').to_owned()).collect();

    assert!(declared.contains("clusterroute_buffer_free"), "found only {declared:?} in the header");
    assert_eq!(exported, declared);
    Ok(())
}
