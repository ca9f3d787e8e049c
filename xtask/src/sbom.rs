//! The bill of materials: CycloneDX 1.5, without a time and a serial number, which would differ in every run.

use crate::archive::Files;
use crate::crates::{Crate, Shipped};
use crate::outcome::Outcome;
use crate::{archive, manifest};
use cyclonedx_bom::models::component::Classification;
use cyclonedx_bom::models::dependency::{Dependencies, Dependency};
use cyclonedx_bom::models::hash::{Hash, HashAlgorithm, HashValue, Hashes};
use cyclonedx_bom::models::license::{LicenseChoice, Licenses};
use cyclonedx_bom::models::property::{Properties, Property};
use cyclonedx_bom::prelude::*;

/// Describes the module: its compiled files with their hashes, and the crates in its libraries.
pub(crate) fn write(shipped: &Shipped, files: &Files) -> Outcome<Vec<u8>> {
    let mut module = component(&shipped.root)?;
    module.name = NormalizedString::new(manifest::NAME);
    module.components = Some(Components(
        files
            .iter()
            .filter(|(path, _)| path.starts_with("bin/"))
            .map(|(path, bytes)| file(path, bytes))
            .collect(),
    ));
    let crates = [&shipped.root].into_iter().chain(shipped.others.values());
    let bom = Bom {
        serial_number: None,
        spec_version: SpecVersion::V1_5,
        metadata: Some(Metadata { component: Some(module), ..Metadata::default() }),
        components: Some(Components(shipped.others.values().map(component).collect::<Outcome<_>>()?)),
        dependencies: Some(Dependencies(crates.map(uses).collect())),
        ..Bom::default()
    };
    let checked = bom.validate_version(SpecVersion::V1_5);
    if !checked.passed() {
        return Err(format!("expected a valid bill of materials, found {checked:?}").into());
    }
    let mut json = Vec::new();
    bom.output_as_json(&mut json, SpecVersion::V1_5)?;
    json.push(b'\n');
    Ok(json)
}

fn component(found: &Crate) -> Outcome<Component> {
    let url = found.url();
    let mut component =
        Component::new(Classification::Library, &found.name, &found.version, Some(url.clone()));
    component.purl = Some(url.parse().map_err(|()| format!("expected a package URL, found {url}"))?);
    component.licenses = Some(Licenses(vec![LicenseChoice::expression(&found.licence)]));
    let libraries = found.libraries.iter().map(|library| Property::new("clusterroute:library", library));
    component.properties = Some(Properties(libraries.collect()));
    Ok(component)
}

fn file(path: &str, bytes: &[u8]) -> Component {
    let mut component = Component::new(Classification::File, path, "", None);
    component.version = None;
    let content = HashValue(archive::sha256(bytes));
    component.hashes = Some(Hashes(vec![Hash { alg: HashAlgorithm::SHA_256, content }]));
    component
}

fn uses(found: &Crate) -> Dependency {
    Dependency { dependency_ref: found.url(), dependencies: found.uses.iter().cloned().collect() }
}
