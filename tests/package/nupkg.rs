//! The NuGet package: an Open Packaging Conventions file, and what its nuspec says.

use crate::support::expect;
use crate::{Files, Package, VERSION, listed, same, unzipped};
use libtest_mimic::Failed;
use quick_xml::events::Event;
use std::collections::{BTreeMap, BTreeSet};

fn unpacked(package: &Package) -> Result<Files, Failed> {
    unzipped(package.file(&format!("ClusterRoute.{VERSION}.nupkg"))?)
}

pub(crate) fn parts(package: &Package) -> Result<(), Failed> {
    let module = package.module();
    let mut found = unpacked(package)?;
    let relationships = elements(&found, "_rels/.rels", "Relationship")?;
    let types = elements(&found, "[Content_Types].xml", "Default")?;
    let named = elements(&found, "[Content_Types].xml", "Override")?;
    for path in found.keys().filter(|path| *path != "[Content_Types].xml") {
        let (_, name) = path.rsplit_once('/').unwrap_or(("", path));
        let typed = match name.rsplit_once('.') {
            Some((_, extension)) => types.iter().any(|element| element["Extension"] == extension),
            None => named.iter().any(|element| element["PartName"] == format!("/{path}")),
        };
        expect(&format!("whether {path} has a type"), true, typed)?;
    }
    let mut targets = BTreeSet::new();
    for relationship in &relationships {
        let target = relationship["Target"].trim_start_matches('/').to_owned();
        expect(&format!("whether {target} is there"), true, found.contains_key(&target))?;
        targets.insert(target);
    }
    found.retain(|path, _| !targets.contains(path) && path != "_rels/.rels" && path != "[Content_Types].xml");
    let extensions: Vec<_> = targets.iter().filter_map(|path| path.rsplit('.').next()).collect();
    expect("the parts that are related", vec!["nuspec", "psmdcp"], extensions)?;
    same(&module, &found)
}

/// The attributes of every element of a name.
fn elements(files: &Files, path: &str, name: &str) -> Result<Vec<BTreeMap<String, String>>, Failed> {
    let text = std::str::from_utf8(files.get(path).ok_or_else(|| format!("expected {path}, found none"))?)?;
    let mut reader = quick_xml::Reader::from_str(text);
    let mut found = Vec::new();
    loop {
        match reader.read_event()? {
            Event::Eof => break,
            Event::Empty(element) | Event::Start(element) if element.name().as_ref() == name => {
                let attributes = element.attributes().map(|attribute| {
                    let attribute = attribute?;
                    Ok((attribute.key.as_ref().to_owned(), attribute.value.into_owned()))
                });
                found.push(attributes.collect::<Result<_, Failed>>()?);
            }
            _ => {}
        }
    }
    expect(&format!("whether {path} has any {name}"), false, found.is_empty())?;
    Ok(found)
}

pub(crate) fn nuspec(package: &Package) -> Result<(), Failed> {
    let parts = unpacked(package)?;
    let nuspec = parts.get("ClusterRoute.nuspec").ok_or("expected a nuspec, found none")?;
    let mut reader = quick_xml::Reader::from_reader(nuspec.as_slice());
    let (mut values, mut path, mut buffer) = (BTreeMap::new(), Vec::new(), Vec::new());
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Eof => break,
            Event::Start(element) => path.push(element.name().as_ref().to_owned()),
            Event::End(_) => drop(path.pop()),
            Event::Text(text) => {
                let value: &mut String = values.entry(path.join("/")).or_default();
                value.push_str(&text);
            }
            _ => {}
        }
    }
    let value = |name: &str| values.get(&format!("package/metadata/{name}")).cloned().unwrap_or_default();
    expect("the id", "ClusterRoute".to_owned(), value("id"))?;
    expect("the version", VERSION.to_owned(), value("version"))?;
    for (name, key) in [
        ("authors", "Author"),
        ("owners", "CompanyName"),
        ("description", "Description"),
        ("licenseUrl", "LicenseUri"),
    ] {
        expect(name, listed(key)?, vec![value(name)])?;
    }
    let tags: BTreeSet<String> = value("tags").split(' ').map(str::to_owned).collect();
    let mut expected = BTreeSet::from(["PSModule", "PSIncludes_Function"].map(str::to_owned));
    expected.extend(listed("Tags")?);
    for function in listed("FunctionsToExport")? {
        expected.extend([format!("PSFunction_{function}"), format!("PSCommand_{function}")]);
    }
    for edition in ["PSEdition_Desktop", "PSEdition_Core"] {
        expect(edition, true, tags.contains(edition))?;
    }
    expect("the tags", expected, tags)
}
