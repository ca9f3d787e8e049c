//! Help that is complete, and examples that could be typed: those of the commands, of the about topics and of
//! the pages for people.
//!
//! `UPDATE=1 cargo test --test powershell_static` writes the about topic of the rules.

use crate::commands::{shown, unknown_calls};
use crate::script::{MODULE, Script, files, manifest, module, repository};
use clusterroute::rules::RULES;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

fn exported() -> Vec<String> {
    let manifest = manifest();
    manifest.words(manifest.value_of("FunctionsToExport"))
}

/// The parts of comment-based help in order: the keyword, what follows it on its line, the text below.
fn parts(help: &str) -> Vec<(&str, &str, String)> {
    let mut parts: Vec<(&str, &str, String)> = Vec::new();
    for line in help.lines().skip(1) {
        if let Some(keyword) =
            line.trim().strip_prefix('.').filter(|word| word.starts_with(char::is_uppercase))
        {
            let (keyword, rest) = keyword.split_once(' ').unwrap_or((keyword, ""));
            parts.push((keyword, rest, String::new()));
        } else if let Some((_, _, text)) = parts.last_mut() {
            text.push_str(line.trim());
            text.push('\n');
        }
    }
    parts
}

fn help_of<'s>(module: &'s Script, command: &str) -> &'s str {
    let functions = module.functions();
    let (_, function) = functions.iter().find(|(name, _)| name == command).unwrap();
    let text = module.of(*function);
    assert!(text.contains("[CmdletBinding(") && text.contains("[OutputType("), "{command}");
    &text[text.find("<#").unwrap()..text.find("#>").unwrap()]
}

#[test]
fn every_command_is_explained() {
    let module = module();
    for command in exported() {
        let parts = parts(help_of(&module, &command));
        let texts = |keyword: &str| -> Vec<&str> {
            parts.iter().filter(|part| part.0 == keyword).map(|part| part.2.trim()).collect()
        };
        assert!(parts.iter().all(|part| !part.2.trim().is_empty()), "{command}: {parts:?}");
        for once in ["SYNOPSIS", "DESCRIPTION"] {
            assert!(matches!(texts(once)[..], [text] if text.ends_with('.')), "{command}: {once}");
        }
        assert!(!texts("SYNOPSIS")[0].contains('\n'), "{command}: lists of commands show one line");
        assert!(texts("LINK").contains(&"about_ClusterRoute"), "{command}");
        assert!(texts("EXAMPLE").len() >= 2, "{command} has too few examples");
        let described: Vec<&str> =
            parts.iter().filter(|part| part.0 == "PARAMETER").map(|part| part.1).collect();
        let (_, function) = module.functions().into_iter().find(|(name, _)| *name == command).unwrap();
        assert_eq!(described, module.parameters(function), "{command}");
    }
}

#[test]
fn every_example_of_a_command_could_be_typed() {
    let module = module();
    let known = shown(&module, &exported());
    for command in exported() {
        for (_, _, example) in parts(help_of(&module, &command)).iter().filter(|part| part.0 == "EXAMPLE") {
            assert!(example.contains(&command), "an example of {command} without it: {example}");
            // What it is for stands below a blank line.
            let (code, remarks) = example.split_once("\n\n").unwrap_or((example, ""));
            assert!(remarks.trim().ends_with('.'), "{command}: an example without what it is for: {example}");
            let script = Script::parse(format!("help of {command}").into(), code.to_owned());
            assert_eq!(script.errors(), [""; 0]);
            assert_eq!(unknown_calls(&script, &known), [""; 0]);
        }
    }
}

#[test]
fn the_check_of_examples_finds_what_is_wrong() {
    let known = shown(&module(), &exported());
    let wrong = |text: &str| {
        let script = Script::parse("example".into(), text.to_owned());
        script.errors().len() + unknown_calls(&script, &known).len()
    };
    assert_eq!(wrong("Get-ClusterNetwork | Get-ClusterRoute -Traffic Csv -Verbose"), 0);
    for text in [
        "Get-ClusterNetwork | Get-ClusterRoute -Trafic Csv",
        "Get-ClusterNetwork | Get-ClusterRoutes",
        "Get-ClusterNetworks",
        "if (Get-ClusterNetwork | Test-ClusterRoute { 'closed too late' }",
        "$(Get-ChildItem -Recursive)",
    ] {
        assert!(wrong(text) > 0, "{text}");
    }
}

#[test]
fn about_topics_are_what_get_help_shows() {
    let topics = files(&format!("{MODULE}/en-US"), &["txt"]);
    assert_eq!(topics.len(), 3, "{topics:?}");
    for path in topics {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap().strip_suffix(".help.txt").unwrap();
        assert!(text.starts_with(&format!("TOPIC\n    {name}\n\nSHORT DESCRIPTION\n    ")), "{name}");
        let headings: Vec<&str> = text.lines().filter(|line| line.starts_with(char::is_alphabetic)).collect();
        for heading in ["LONG DESCRIPTION", "EXAMPLES", "SEE ALSO"] {
            assert!(headings.contains(&heading), "{name} has no {heading}");
        }
        let wide: Vec<&str> = text.lines().filter(|line| line.len() > 80).collect();
        assert!(text.is_ascii() && wide.is_empty(), "{name}: {wide:#?}");
        let examples: String = section(&text, "EXAMPLES")
            .lines()
            .map(|line| line.strip_prefix("        ").unwrap_or_default().to_owned() + "\n")
            .collect();
        let script = Script::parse(path, examples);
        assert_eq!(script.errors(), [""; 0]);
        assert_eq!(unknown_calls(&script, &shown(&module(), &exported())), [""; 0]);
    }
}

/// The lines below a heading of an about topic.
fn section<'t>(text: &'t str, heading: &str) -> &'t str {
    let start = text.find(&format!("\n{heading}\n")).unwrap() + heading.len() + 2;
    let ends = text[start..].match_indices('\n').map(|(at, _)| start + at + 1);
    let end = ends.clone().find(|at| text[*at..].starts_with(char::is_alphabetic));
    &text[start..end.unwrap_or(text.len())]
}

#[test]
fn the_about_topic_names_every_error_and_command() {
    let module = module();
    let remedies = module.all(module.value_of("$script:Remedies"), "key_expression");
    let mut used: BTreeSet<String> = BTreeSet::from(["ClusterRoute.ConstrainedLanguage".to_owned()]);
    used.extend(remedies.iter().map(|key| format!("ClusterRoute.{}", module.of(*key).trim())));
    assert!(used.len() > 5, "{used:?}");
    // Each of these is made somewhere, and nothing else is.
    for marker in ["Get-Problem -Name '", "$kind = 'Library"] {
        for id in module.text.split(marker).skip(1) {
            let id = marker.rsplit('\'').next().unwrap().to_owned() + id.split('\'').next().unwrap();
            assert!(used.contains(&format!("ClusterRoute.{id}")), "{id} has no remedy");
        }
    }
    let shim: String = files(MODULE, &["cs"]).iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    for (text, marker, end) in
        [(&module.text, "-Id '", '\''), (&module.text, "Id = '", '\''), (&shim, "Record(\"", '"')]
    {
        let ids = text.split(marker).skip(1).map(|rest| rest.split(end).next().unwrap());
        used.extend(ids.filter(|id| *id != "rules").map(|id| format!("ClusterRoute.{id}")));
    }
    let about = fs::read_to_string(repository(MODULE).join("en-US/about_ClusterRoute.help.txt")).unwrap();
    let listed: BTreeSet<String> = section(&about, "ERRORS")
        .split_whitespace()
        .filter(|word| word.starts_with("ClusterRoute."))
        .map(str::to_owned)
        .collect();
    assert_eq!(used, listed);
    let also: Vec<&str> = section(&about, "SEE ALSO").lines().map(str::trim).collect();
    for command in exported() {
        assert!(also.contains(&command.as_str()), "{command}");
    }
}

#[test]
fn the_about_topic_of_the_rules_is_written_from_them() {
    let path = repository(MODULE).join("en-US/about_ClusterRoute_Rules.help.txt");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, about_rules()).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(found, about_rules(), "run UPDATE=1 cargo test --test powershell_static");
}

fn about_rules() -> String {
    let mut text = "TOPIC\n    about_ClusterRoute_Rules\n\nSHORT DESCRIPTION\n    \
        The rules behind Get-ClusterRouteRecommendation and Test-ClusterRoute.\n\nLONG DESCRIPTION\n"
        .to_owned();
    for paragraph in [
        "Each rule has an id that stays the same, a severity, and the Windows versions it holds for. A rule \
         that lacks a fact is not checked: a warning of Get-ClusterRouteRecommendation names the commands that \
         bring it, and -NotChecked gives these rules as objects. How many rules do not apply to such a \
         cluster, -Verbose tells.",
        "Get-ClusterRouteRule gives these rules as objects; their property Doc holds what a rule checks, why it \
         matters, an example, what to do, and its sources.",
    ] {
        writeln!(text, "{}\n", wrap(paragraph, 4)).unwrap();
    }
    text += "RULES\n";
    for rule in RULES.iter() {
        writeln!(text, "    {} {}", rule.id, rule.name).unwrap();
        writeln!(text, "        {}; Windows: {}", rule.severity.word(), rule.versions).unwrap();
        writeln!(text, "{}\n", wrap(rule.summary, 8)).unwrap();
    }
    text + "EXAMPLES\n    All rules, and what one of them says:\n\n        \
        Get-ClusterRouteRule | Format-Table -Property Id, Severity, Summary\n        \
        Get-ClusterRouteRule -Id CR101 | Select-Object -ExpandProperty Doc\n\n    \
        What the rules of a finding say:\n\n        \
        $findings = Get-ClusterNetwork | Get-ClusterRouteRecommendation\n        \
        $findings | Get-ClusterRouteRule | Format-List -Property Id, Doc\n\n\
        SEE ALSO\n    about_ClusterRoute\n    Get-ClusterRouteRecommendation\n    Get-ClusterRouteRule\n    \
        Test-ClusterRoute\n"
}

fn wrap(text: &str, indent: usize) -> String {
    let indent = " ".repeat(indent);
    let options = textwrap::Options::new(78).initial_indent(&indent).subsequent_indent(&indent);
    textwrap::fill(text, options.word_splitter(textwrap::WordSplitter::NoHyphenation))
}

/// The code blocks of a page that are in a language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block: Option<String> = None;
    for line in page.lines() {
        match (&mut block, line.strip_prefix("```")) {
            (None, Some(name)) => {
                block = Some(if name == language { String::new() } else { "\0".to_owned() })
            }
            (Some(_), Some(_)) => blocks.extend(block.take().filter(|block| !block.starts_with('\0'))),
            (Some(block), None) => *block += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    blocks
}

#[test]
fn code_on_the_pages_could_be_typed() {
    let known = shown(&module(), &exported());
    for (page, at_least) in [
        ("README.md", 3),
        ("docs/change-night.md", 6),
        ("docs/collecting.md", 4),
        ("docs/install.md", 8),
        ("docs/powershell.md", 10),
        ("docs/releasing.md", 4),
    ] {
        let text = fs::read_to_string(repository(page)).unwrap();
        let blocks = blocks(&text, "powershell");
        assert!(blocks.len() >= at_least, "{page} has {} blocks", blocks.len());
        for block in blocks {
            let script = Script::parse(page.into(), block);
            assert_eq!(script.errors(), [""; 0]);
            assert_eq!(unknown_calls(&script, &known), [""; 0]);
        }
    }
}

#[test]
fn pages_name_tasks_tests_and_files_that_exist() {
    let tasks = fs::read_to_string(repository("xtask/src/main.rs")).unwrap();
    for page in ["docs/install.md", "docs/releasing.md"] {
        let text = fs::read_to_string(repository(page)).unwrap();
        for task in text.split("cargo xtask ").skip(1) {
            let task = task.split(|c: char| !c.is_ascii_lowercase()).next().unwrap();
            let variant = task[..1].to_uppercase() + &task[1..];
            let found = tasks
                .lines()
                .any(|line| line.trim().trim_end_matches(',').split('(').next() == Some(&variant));
            assert!(found, "{page}: cargo xtask {task}");
        }
        for test in text.split("--test ").skip(1) {
            let test = test.split(|c: char| c != '_' && !c.is_ascii_alphanumeric()).next().unwrap();
            let tests = repository("tests");
            let found =
                tests.join(format!("{test}.rs")).is_file() || tests.join(test).join("main.rs").is_file();
            assert!(found, "{page}: --test {test}");
        }
        for link in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            if !link.starts_with("https://") {
                let file = link.split('#').next().unwrap();
                assert!(repository("docs").join(file).exists(), "{page}: {link}");
            }
        }
    }
}

#[test]
fn the_install_page_explains_every_error_of_an_import() {
    let page = fs::read_to_string(repository("docs/install.md")).unwrap();
    let module = module();
    let remedies = module.all(module.value_of("$script:Remedies"), "key_expression");
    let mut ids: BTreeSet<String> = remedies.iter().map(|key| module.of(*key).trim().to_owned()).collect();
    ids.insert("ConstrainedLanguage".to_owned());
    let rows = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `ClusterRoute."))
        .filter(|row| row.starts_with(char::is_alphabetic));
    let explained: BTreeSet<String> = rows.map(|row| row.split('`').next().unwrap().to_owned()).collect();
    assert_eq!(explained, ids);
}
