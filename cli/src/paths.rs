//! Patterns among the paths: cmd and PowerShell hand `captures\*.zip` over as it is.

use clusterroute::names::{fits, is_pattern};
use std::path::{Path, PathBuf};

/// The paths, and for one with `*` or `?` in its last part the files and folders that fit, in order of their names. What
/// exists under its name, and what nothing fits, stays as it is.
pub(crate) fn expanded(paths: &[PathBuf]) -> Vec<PathBuf> {
    paths.iter().flat_map(|path| fitting(path).unwrap_or_else(|| vec![path.clone()])).collect()
}

fn fitting(path: &Path) -> Option<Vec<PathBuf>> {
    let pattern = path.file_name()?.to_str()?;
    if !is_pattern(pattern) || path.exists() {
        return None;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names = std::fs::read_dir(folder).ok()?.filter_map(Result::ok).map(|entry| entry.file_name());
    let mut names: Vec<_> =
        names.filter(|name| name.to_str().is_some_and(|name| fits(pattern, name))).collect();
    names.sort_unstable();
    let all: Vec<PathBuf> = names.into_iter().map(|name| path.with_file_name(name)).collect();
    (!all.is_empty()).then_some(all)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_the_files_that_fit() {
        let folder = std::env::temp_dir().join(format!("clusterroute-paths-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for name in ["b.zip", "A.ZIP", "c.txt", "[x].zip"] {
            std::fs::write(folder.join(name), "x").unwrap();
        }
        let names = |pattern: &str| -> Vec<String> {
            let found = expanded(&[folder.join(pattern)]);
            found.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
        };
        assert_eq!(names("*.zip"), ["A.ZIP", "[x].zip", "b.zip"]);
        assert_eq!(names("?.txt"), ["c.txt"]);
        assert_eq!(names("*.xml"), ["*.xml"]);
        assert_eq!(names("c.txt"), ["c.txt"]);
        assert_eq!(expanded(&[PathBuf::from("-")]), [PathBuf::from("-")]);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
