//! The style sheet, the one thing that is put into a page as it is: it is part of the program.

use maud::{Markup, PreEscaped, html};
use once_cell::sync::Lazy;

/// As it is written, without the ends of lines.
static SHEET: Lazy<String> = Lazy::new(|| packed(include_str!("style.css")));

/// The colours and what the picture needs, for a file of its own.
static PICTURE: Lazy<String> = Lazy::new(|| packed(include_str!("picture.css")));

fn packed(sheet: &str) -> String {
    sheet.lines().map(str::trim).collect()
}

/// Of a page.
pub(super) fn of_page() -> Markup {
    html! { style { (PreEscaped(PICTURE.as_str())) (PreEscaped(SHEET.as_str())) } }
}

/// Of the picture alone.
pub(super) fn of_picture() -> Markup {
    html! { style { (PreEscaped(PICTURE.as_str())) } }
}
