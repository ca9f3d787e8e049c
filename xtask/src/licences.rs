//! The licences of what is compiled into the libraries, as one text.

use crate::crates::{Crate, Shipped};
use crate::outcome::Outcome;
use spdx::{AdditionItem, Expression, LicenseId, LicenseReq, Licensee, ParseMode};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use xshell::Shell;

/// The licences that may be in a library, the one that is taken first; a word of the file that each has.
const ACCEPTED: [(&str, &str); 6] = [
    ("MIT", "mit"),
    ("0BSD", "0bsd"),
    ("Zlib", "zlib"),
    ("BSL-1.0", "boost"),
    ("Apache-2.0", "apache"),
    ("Apache-2.0 WITH LLVM-exception", "llvm"),
];

/// Where Debian says of the C runtime of MinGW-w64 under which licences it is.
const MINGW: &str = "/usr/share/doc/mingw-w64-x86-64-dev/copyright";

/// What lies in the module's folder as `THIRD-PARTY-LICENSES.txt`.
pub(crate) fn third_party(shell: &Shell, shipped: &Shipped) -> Outcome<String> {
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for found in shipped.others.values() {
        let name = format!("{} {} ({})", found.name, found.version, found.licence);
        for requirement in required(found)? {
            let text = text(shell, found, &requirement)?;
            texts.entry(text).or_default().push(name.clone());
        }
    }
    let mut entries: Vec<_> = texts.into_iter().map(|(text, names)| (names, text)).collect();
    entries.sort();
    entries.push((
        vec!["The C runtime of MinGW-w64, in bin/win-x64/clusterroute.dll".to_owned()],
        mingw(shell)?,
    ));

    let mut document = format!(
        "What the libraries of ClusterRoute {} are built from besides its own code, each with the licence it is\n\
         used under. The libraries that the program alone uses are named too.\n",
        shipped.root.version
    );
    for (names, text) in entries {
        write!(document, "\n{}\n{}\n\n{text}\n", "=".repeat(100), names.join("\n"))?;
    }
    Ok(document)
}

/// The licences that are kept to: of a choice the first that is accepted.
fn required(found: &Crate) -> Outcome<Vec<LicenseReq>> {
    let accepted = ACCEPTED.map(|(name, _)| Licensee::parse(name));
    let accepted = accepted.into_iter().collect::<Result<Vec<_>, _>>()?;
    let refused =
        |why: String| format!("the licence {} of {} {}: {why}", found.licence, found.name, found.version);
    let expression = Expression::parse_mode(&found.licence, ParseMode::LAX);
    let expression = expression.map_err(|error| refused(error.reason.to_string()))?;
    let required = expression.minimized_requirements(&accepted);
    Ok(required.map_err(|_| refused("expected one that is accepted in xtask/src/licences.rs".to_owned()))?)
}

/// The text as the crate has it, with its copyright, else that of SPDX with the authors of the crate.
fn text(shell: &Shell, found: &Crate, requirement: &LicenseReq) -> Outcome<String> {
    let name = requirement.to_string();
    let (_, word) =
        ACCEPTED.iter().find(|(accepted, _)| *accepted == name).ok_or("expected an accepted licence")?;
    let mut files = match found.folder.is_dir() {
        true => shell.read_dir(&found.folder)?,
        false => Vec::new(),
    };
    let name = |file: &PathBuf| file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    files.retain(|file| file.is_file() && name(file).starts_with("licen"));
    let file = match files.as_slice() {
        [only] => Some(only),
        several => several.iter().find(|file| name(file).contains(word)),
    };
    Ok(match file {
        Some(file) => {
            shell.read_file(file)?.replace("\r\n", "\n").trim_matches(['\n', '\u{feff}']).to_owned()
        }
        None => spdx_text(requirement, &found.authors)?,
    })
}

fn spdx_text(requirement: &LicenseReq, authors: &[String]) -> Outcome<String> {
    let id: LicenseId = requirement.license.id().ok_or("expected a licence of the SPDX list")?;
    let holders = if authors.is_empty() { "the authors".to_owned() } else { authors.join(", ") };
    let text = id.text().replace("<year> <copyright holders>", &holders);
    Ok(match &requirement.addition {
        Some(AdditionItem::Spdx(exception)) => format!("{}\n\n{}", text.trim(), exception.text().trim()),
        _ => text.trim().to_owned(),
    })
}

/// What Debian lists as linked into a program: not the headers, tools and libraries that are only used to build.
fn mingw(shell: &Shell) -> Outcome<String> {
    let found = shell.read_file(MINGW).map_err(|_| {
        format!(
            "expected the licences of MinGW-w64 in {MINGW}, found none: install Debian's mingw-w64-x86-64-dev"
        )
    })?;
    let linked = |part: &&str| {
        let files = part.lines().next().and_then(|line| line.strip_prefix("Files:"));
        files.is_none_or(|files| files.trim() == "*" || files.contains("mingw-w64-crt"))
    };
    Ok(found.trim().split("\n\n").filter(linked).collect::<Vec<_>>().join("\n\n"))
}
