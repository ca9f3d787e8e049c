//! The header is what cbindgen makes of the sources, and the C tests leave nothing of it out.
//! `UPDATE=1 cargo test --test header` writes it.

use std::collections::BTreeSet;
use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;

#[test]
fn the_header_is_what_cbindgen_makes_of_the_sources() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bindings = cbindgen::Builder::new()
        .with_config(cbindgen::Config::from_file(root.join("cbindgen.toml"))?)
        .with_src(root.join("src/ffi/buffer.rs"))
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

#[test]
fn the_c_tests_use_every_function_and_every_status() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let header = fs::read_to_string(root.join("include/clusterroute.h"))?;
    let code = header.lines().filter(|line| !line.trim_start().starts_with(['*', '/']));
    let words = code.flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'));
    let names: BTreeSet<&str> = words
        .filter(|word| word.starts_with("CLUSTERROUTE_STATUS_") || word.starts_with("clusterroute_"))
        .filter(|word| *word != "clusterroute_status")
        .collect();
    assert!(names.len() >= 18, "8 statuses, 9 functions and a struct are in the header, found {names:?}");
    for file in ["tests/c/smoke.c", "tests/c/cpp_syntax.cpp"] {
        let source = fs::read_to_string(root.join(file))?;
        let missing: Vec<_> = names.iter().filter(|name| !source.contains(**name)).collect();
        assert!(missing.is_empty(), "{file} does not use {missing:?}");
    }
    Ok(())
}
