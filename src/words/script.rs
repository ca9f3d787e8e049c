//! A plan as scripts that need nothing but Windows' own commands: one that applies it, one that takes it back. Both are
//! one loop over a table of steps: read, compare, write, read back.

use super::commands::quote;
use super::held;
use super::step_code::{StepCode, text};
use crate::model::{Change, Cluster};
use crate::visible::shown;
use serde::Serialize;

/// What a script is made of.
#[derive(Debug)]
pub struct Script<'s> {
    /// The cluster, for its name.
    pub cluster: &'s Cluster,
    /// The SHA-256 of the plan.
    pub sha256: &'s str,
    /// In order.
    pub steps: &'s [ScriptStep],
}

/// One step as PowerShell.
#[derive(Clone, Debug)]
pub struct ScriptStep {
    id: String,
    message: String,
    code: StepCode,
}

/// The two scripts, of ASCII alone: Windows PowerShell takes a file without a mark for one in the system's code page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Scripts {
    /// `apply.ps1`: makes the changes in order.
    pub apply: String,
    /// `undo.ps1`: takes them back in reverse, from wherever `apply.ps1` stopped.
    pub undo: String,
}

impl ScriptStep {
    /// A change of the cluster as it is before it; `None` where no command makes it.
    pub fn new(cluster: &Cluster, id: &str, message: &str, change: &Change, undo: &Change) -> Option<Self> {
        let code = StepCode::new(cluster, change, undo)?;
        // What has to be there is what is there now.
        let code = StepCode { old: text(&held(cluster, change)?), ..code };
        Some(Self { id: id.to_owned(), message: message.to_owned(), code })
    }
}

impl Script<'_> {
    /// Both scripts.
    pub fn scripts(&self) -> Scripts {
        let there = |s: &ScriptStep| row(s, &s.message, (&s.code.old, &s.code.new), &s.code.write);
        let apply = self.steps.iter().map(there).collect();
        let back = |s: &ScriptStep| {
            let message = format!("take back: {}", s.message);
            row(s, &message, (&s.code.new, &s.code.old), &s.code.undo)
        };
        let undo = self.steps.iter().rev().map(back).collect();
        Scripts {
            apply: self.script("Applies", "undo.ps1", apply),
            undo: self.script("Takes back", "apply.ps1", undo),
        }
    }

    fn script(&self, what: &str, other: &str, rows: Vec<String>) -> String {
        let name = self.cluster.name.as_deref();
        let of = name.map_or("a cluster whose name the capture does not tell".to_owned(), |name| {
            format!("cluster {}", shown(name))
        });
        // Every command names its cluster; where the capture does not tell the name, whoever runs the script does.
        let (parameter, named) = match name {
            Some(name) => ("", format!("$Cluster = {}\n", quote(name))),
            None => ("\n    [Parameter(Mandatory = $true)] [string] $Cluster,", String::new()),
        };
        let count = if rows.len() == 1 { "1 step".to_owned() } else { format!("{} steps", rows.len()) };
        fill(
            include_str!("script/steps.ps1"),
            &[
                ("@WHAT@", what),
                ("@OTHER@", other),
                ("@HASH@", self.sha256),
                ("@COUNT@", &count),
                ("@OF@", &commented(&of)),
                ("@PARAMETER@", parameter),
                ("@NAME@", &ascii_lines(&named)),
                ("@STEPS@", &rows.concat()),
            ],
        )
    }
}

/// The same PowerShell without a character beyond ASCII, line by line.
fn ascii_lines(code: &str) -> String {
    code.lines().map(|line| ascii(line) + "\n").collect()
}

/// Puts each value where its mark stands. What it puts there is not looked at again: a name may hold a mark.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let (mut made, mut rest) = (String::with_capacity(template.len()), template);
    let next = |rest: &str| {
        let places = values.iter().filter_map(|(mark, value)| Some((rest.find(mark)?, mark.len(), *value)));
        places.min_by_key(|(at, ..)| *at)
    };
    while let Some((at, length, value)) = next(rest) {
        made.push_str(&rest[..at]);
        made.push_str(value);
        rest = &rest[at + length..];
    }
    made + rest
}

fn row(step: &ScriptStep, message: &str, (old, new): (&str, &str), write: &str) -> String {
    let (id, what) = (quote(&step.id), ascii(&quote(message)));
    let (old, new) = (ascii(&quote(old)), ascii(&quote(new)));
    let (read, write) = (ascii(&step.code.read), ascii(write));
    format!(
        "    @{{\n        Id    = {id}\n        What  = {what}\n        Old   = {old}\n        New   = {new}\n        \
         Read  = {{ param($cluster) $ErrorActionPreference = 'Stop'; {read} }}\n        \
         Write = {{ param($cluster) $ErrorActionPreference = 'Stop'; {write} }}\n    }}\n"
    )
}

/// The same PowerShell without a character beyond ASCII: a literal that has one becomes a sum of its parts.
fn ascii(code: &str) -> String {
    let (mut made, mut rest) = (String::with_capacity(code.len()), code);
    while let Some(start) = rest.find('\'') {
        let literal = literal(&rest[start..]);
        made.push_str(&commented(&rest[..start]));
        made.push_str(&summed(literal));
        rest = &rest[start + literal.len()..];
    }
    made + &commented(rest)
}

/// The quoted literal that a text starts with: a doubled quote does not end it.
fn literal(text: &str) -> &str {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\'' && chars.next_if(|(_, next)| *next == '\'').is_none() {
            return &text[..=at];
        }
    }
    text
}

fn summed(literal: &str) -> String {
    if literal.is_ascii() {
        return literal.to_owned();
    }
    let inner = literal.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(literal);
    let (mut parts, mut plain) = (Vec::new(), String::new());
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_ascii() {
            plain.push(c);
            continue;
        }
        // A typographic quote stands twice in a literal, and for one.
        if matches!(c, '\u{2018}'..='\u{201B}') {
            chars.next_if_eq(&c);
        }
        parts.push(format!("'{}'", std::mem::take(&mut plain)));
        parts.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("[char] 0x{unit:04X}")));
    }
    parts.push(format!("'{plain}'"));
    format!("({})", parts.join(" + "))
}

/// What stands outside of literals: a comment, where such characters are shown by number.
fn commented(text: &str) -> String {
    let one =
        |c: char| if c.is_ascii() && c != '\n' { c.to_string() } else { format!("<U+{:04X}>", u32::from(c)) };
    text.chars().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_beyond_ascii_becomes_a_sum() {
        assert_eq!(ascii("a 'b' c"), "a 'b' c");
        assert_eq!(ascii("-Name 'Büro' -X"), "-Name ('B' + [char] 0x00FC + 'ro') -X");
        assert_eq!(ascii("'it''s ü'; 'b'"), "('it''s ' + [char] 0x00FC + ''); 'b'");
        assert_eq!(ascii(&quote("a\u{2019}b")), "('a' + [char] 0x2019 + 'b')");
        assert_eq!(ascii("'\u{1F600}'"), "('' + [char] 0xD83D + [char] 0xDE00 + '')");
        assert_eq!(commented("x\u{fc}\n"), "x<U+00FC><U+000A>");
    }
}
