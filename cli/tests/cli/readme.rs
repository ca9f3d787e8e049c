//! The sessions in the README and in the pages of the stories are runs of the program.

use super::{program, root};

/// What a reader on a fresh machine types, and how it runs here.
const PREFIXES: [&str; 2] = ["cargo run --release -- ", "clusterroute "];

/// The README, and every page of a story.
fn pages() -> Vec<String> {
    let folder = std::fs::read_dir(root().join("docs/stories")).expect("there are stories");
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.expect("it can be read").file_name();
    let mut pages: Vec<String> =
        folder.map(|entry| format!("docs/stories/{}", name(entry).to_string_lossy())).collect();
    pages.push("README.md".to_owned());
    pages.sort();
    pages
}

fn read(page: &str) -> String {
    let text = std::fs::read_to_string(root().join(page));
    text.unwrap_or_else(|error| panic!("{page}: {error}")).replace("\r\n", "\n")
}

/// What a block of a page shows.
enum Block {
    /// Nothing that is checked.
    Other,
    /// Commands with what they print.
    Session,
    /// A file, whose name stands behind `text`.
    File,
}

/// The page with the output of every `$` line in a `console` block replaced by what the program prints, and every block
/// `text FILE` by the file.
fn rerun(page: &str) -> (String, usize) {
    let mut text = String::with_capacity(page.len());
    let mut runs = 0;
    let mut block = Block::Other;
    for line in page.lines() {
        if let Some(info) = line.strip_prefix("```") {
            text.push_str(line);
            text.push('\n');
            block = match (info, info.strip_prefix("text ")) {
                ("console", _) => Block::Session,
                (_, Some(file)) => {
                    text.push_str(&read(file));
                    Block::File
                }
                _ => Block::Other,
            };
            continue;
        }
        match (&block, line.strip_prefix("$ ")) {
            (Block::Session, Some(command)) => {
                text.push_str(&format!("{line}\n{}", run(command)));
                runs += 1;
            }
            // Output of the last command, and the file: written anew above.
            (Block::Session | Block::File, _) => {}
            (Block::Other, _) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    (text, runs)
}

/// The arguments of a command line; what stands in double quotes is one.
fn arguments(command: &str) -> Vec<String> {
    let mut arguments = vec![String::new()];
    let mut quoted = false;
    for letter in command.chars() {
        match letter {
            '"' => quoted = !quoted,
            ' ' if !quoted => arguments.push(String::new()),
            _ => arguments.last_mut().expect("there is one").push(letter),
        }
    }
    arguments
}

fn run(command: &str) -> String {
    let line = PREFIXES
        .iter()
        .find_map(|prefix| command.strip_prefix(prefix))
        .unwrap_or_else(|| panic!("a page runs something else: {command}"));
    let output = program().args(arguments(line)).output().expect("the program starts");
    assert!(output.stderr.is_empty(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    // The lines of CSV end as its standard says, those of a page do not.
    String::from_utf8(output.stdout).expect("answers are UTF-8").replace("\r\n", "\n")
}

#[test]
fn sessions_are_what_the_program_prints() {
    for page in pages() {
        let (text, runs) = rerun(&read(&page));
        assert!(runs > 0, "{page} shows no run");
        super::compare(&page, &text);
    }
}

#[test]
fn files_that_pages_link_to_exist() {
    for page in pages() {
        let text = read(&page);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
            let folder = root().join(&page);
            let from = folder.parent().expect("a page is in a folder");
            assert!(from.join(link).exists(), "{page} links to {link}");
        }
    }
}
