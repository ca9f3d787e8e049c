//! What makes a ZIP of the module a NuGet package, as `Publish-Module` and `Publish-PSResource` write it: the
//! package commands find a module by the tag `PSModule` and its commands by the tags derived from their names.
//! The parts are those of an Open Packaging Conventions file (ECMA-376, part 2).

use crate::archive::Files;
use crate::manifest::Manifest;
use crate::outcome::Outcome;
use crate::{archive, manifest};
use quick_xml::escape::escape;
use std::collections::BTreeSet;
use std::fmt::Write;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
const METADATA: &str = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// The parts that a package of `files` has besides them.
pub(crate) fn parts(manifest: &Manifest, files: &Files) -> Outcome<Files> {
    let nuspec = nuspec(manifest)?;
    let hash = archive::sha256(nuspec.as_bytes());
    let properties = format!("package/services/metadata/core-properties/{}.psmdcp", &hash[..32]);
    let mut parts = Files::from([
        (format!("{}.nuspec", manifest::NAME), nuspec.into_bytes()),
        (properties.clone(), core_properties(manifest)?.into_bytes()),
        ("_rels/.rels".to_owned(), relationships(&properties).into_bytes()),
    ]);
    let paths: BTreeSet<&str> = files.keys().chain(parts.keys()).map(String::as_str).collect();
    let types = content_types(&paths)?;
    parts.insert("[Content_Types].xml".to_owned(), types.into_bytes());
    Ok(parts)
}

fn nuspec(manifest: &Manifest) -> Outcome<String> {
    let mut metadata = String::new();
    let mut element = |name: &str, value: &str| writeln!(metadata, "    <{name}>{}</{name}>", escape(value));
    element("id", manifest::NAME)?;
    element("version", &manifest.string("ModuleVersion")?)?;
    element("authors", &manifest.string("Author")?)?;
    element("owners", &manifest.string("CompanyName")?)?;
    element("requireLicenseAcceptance", "false")?;
    for (name, key) in
        [("licenseUrl", "LicenseUri"), ("projectUrl", "ProjectUri"), ("releaseNotes", "ReleaseNotes")]
    {
        // A manifest does not have to have these.
        if let Ok(value) = manifest.string(key) {
            element(name, &value)?;
        }
    }
    element("description", &manifest.string("Description")?)?;
    element("copyright", &manifest.string("Copyright")?)?;
    element("tags", &tags(manifest)?)?;
    Ok(format!(
        "{DECLARATION}<package xmlns=\"http://schemas.microsoft.com/packaging/2011/08/nuspec.xsd\">\n  \
         <metadata>\n{metadata}  </metadata>\n</package>\n"
    ))
}

fn tags(manifest: &Manifest) -> Outcome<String> {
    let mut tags = vec!["PSModule".to_owned()];
    tags.extend(manifest.strings("Tags")?);
    tags.push("PSIncludes_Function".to_owned());
    for function in manifest.strings("FunctionsToExport")? {
        tags.extend([format!("PSFunction_{function}"), format!("PSCommand_{function}")]);
    }
    Ok(tags.join(" "))
}

fn core_properties(manifest: &Manifest) -> Outcome<String> {
    Ok(format!(
        "{DECLARATION}<coreProperties xmlns=\"{METADATA}\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n  \
         <dc:creator>{}</dc:creator>\n  <dc:description>{}</dc:description>\n  \
         <dc:identifier>{}</dc:identifier>\n  <version>{}</version>\n  <keywords>{}</keywords>\n\
         </coreProperties>\n",
        escape(manifest.string("Author")?),
        escape(manifest.string("Description")?),
        manifest::NAME,
        escape(manifest.string("ModuleVersion")?),
        escape(tags(manifest)?),
    ))
}

fn relationships(properties: &str) -> String {
    let manifest = "http://schemas.microsoft.com/packaging/2010/07/manifest";
    format!(
        "{DECLARATION}<Relationships xmlns=\"{RELATIONSHIPS}\">\n  \
         <Relationship Type=\"{manifest}\" Target=\"/{}.nuspec\" Id=\"R1\" />\n  \
         <Relationship Type=\"{RELATIONSHIPS}/metadata/core-properties\" Target=\"/{properties}\" Id=\"R2\" />\n\
         </Relationships>\n",
        manifest::NAME
    )
}

/// Every part needs a type, by its extension or, without one, by its name.
fn content_types(paths: &BTreeSet<&str>) -> Outcome<String> {
    let mut types = BTreeSet::new();
    for path in paths {
        let (_, file) = path.rsplit_once('/').unwrap_or(("", path));
        types.insert(match file.rsplit_once('.') {
            Some((_, extension)) => {
                format!("<Default Extension=\"{extension}\" ContentType=\"{}\" />", content_type(extension))
            }
            None => format!("<Override PartName=\"/{path}\" ContentType=\"{}\" />", content_type("")),
        });
    }
    let mut text = format!(
        "{DECLARATION}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\n"
    );
    for each in types {
        writeln!(text, "  {each}")?;
    }
    text.push_str("</Types>\n");
    Ok(text)
}

fn content_type(extension: &str) -> &'static str {
    match extension {
        "rels" => "application/vnd.openxmlformats-package.relationships+xml",
        "psmdcp" => "application/vnd.openxmlformats-package.core-properties+xml",
        _ => "application/octet",
    }
}
