//! What the library says about itself to loaders and linkers. Writes nothing into the source tree.

#![allow(clippy::print_stdout, reason = "a build script speaks to cargo this way")]

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // Without a name of its own, a program linked by path would look for the library where it was built. The
    // name has no number: the library is loaded by path, and `clusterroute_abi_version` tells versions apart.
    match env::var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("linux") => println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libclusterroute.so"),
        Ok("macos") => {
            println!("cargo:rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libclusterroute.dylib");
        }
        // A DLL is named by its file.
        _ => {}
    }
}
