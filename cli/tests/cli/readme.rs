//! The sessions in the README are runs of the program.

use super::{program, root};

/// What a reader on a fresh machine types, and how it runs here.
const PREFIXES: [&str; 2] = ["cargo run --release -- ", "clusterroute "];

/// The README with the output of every `$` line in a `console` block replaced by what the program prints.
fn rerun(readme: &str) -> (String, usize) {
    let mut text = String::with_capacity(readme.len());
    let mut runs = 0;
    let mut session = false;
    for line in readme.lines() {
        if line.starts_with("```") {
            session = line == "```console";
        } else if let (true, Some(command)) = (session, line.strip_prefix("$ ")) {
            text.push_str(&format!("{line}\n{}", run(command)));
            runs += 1;
            continue;
        } else if session {
            // Output of the last command: printed anew above.
            continue;
        }
        text.push_str(line);
        text.push('\n');
    }
    (text, runs)
}

fn run(command: &str) -> String {
    let arguments = PREFIXES
        .iter()
        .find_map(|prefix| command.strip_prefix(prefix))
        .unwrap_or_else(|| panic!("the README runs something else: {command}"));
    let output = program().args(arguments.split_whitespace()).output().expect("the program starts");
    assert!(output.stderr.is_empty(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("answers are UTF-8")
}

#[test]
fn sessions_are_what_the_program_prints() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("there is a README");
    let (text, runs) = rerun(&readme.replace("\r\n", "\n"));
    assert!(runs > 0, "the README shows no run");
    super::compare("README.md", &text);
}

#[test]
fn files_the_readme_names_exist() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("there is a README");
    let links = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
        assert!(root().join(link).exists(), "the README links to {link}");
    }
}
