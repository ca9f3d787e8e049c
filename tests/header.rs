//! The header says what the library exports. `UPDATE=1 cargo test --test header` writes it.

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;

#[test]
fn the_header_is_what_cbindgen_makes_of_the_sources() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bindings = cbindgen::Builder::new()
        .with_config(cbindgen::Config::from_file(root.join("cbindgen.toml"))?)
        .with_src(root.join("src/ffi.rs"))
        .with_src(root.join("src/error.rs"))
        .generate()?;
    let mut generated = Vec::new();
    bindings.write(&mut generated);
    let generated = String::from_utf8(generated)?;

    let path = root.join("include/clusterroute.h");
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &generated)?;
    }
    assert!(
        fs::read_to_string(&path)? == generated,
        "include/clusterroute.h is stale: UPDATE=1 cargo test --test header"
    );
    Ok(())
}
