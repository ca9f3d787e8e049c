//! Names are text, whatever they hold.

use super::{fleet, made, page, picture};

/// What names try to be, and a part of it that must not stand in the page as it is.
const HOSTILE: [(&str, &str); 8] = [
    ("</style><script>alert(1)</script>", "<script"),
    ("\"><img src=x onerror=alert(1)>", "<img"),
    ("' onload='alert(1)", "\u{0}"),
    ("a\u{202e}b", "\u{202e}"),
    ("a\u{1b}[2J", "\u{1b}"),
    ("]]>--><!--", "<!--"),
    ("集群 \u{1f600}", "\u{0}"),
    ("javascript:alert(1)//", "href=\"javascript"),
];

#[test]
fn no_name_becomes_markup() {
    for (name, never) in HOSTILE {
        let capture = made::named(name);
        for text in [page(&capture), picture(&capture), fleet(&[capture.clone(), capture]).pop().unwrap().1] {
            assert!(!text.contains(never), "{name:?} is there as {never:?}");
            for tag in text.split('<').skip(1) {
                let inside = tag.split('>').next().unwrap();
                assert!(
                    !inside.contains("alert(1)")
                        || inside.contains("title=")
                        || inside.contains("aria-label="),
                    "{inside}"
                );
            }
        }
    }
}

#[test]
fn a_long_name_costs_little_and_is_cut_in_the_picture() {
    let long = "x".repeat(500);
    let (text, short) = (page(&made::named(&long)), page(&made::named("x")));
    assert!(text.len() < short.len() + 400_000, "{} and {}", text.len(), short.len());
    assert!(picture(&made::named(&long)).contains("xxx…</text>"));
}

#[test]
fn file_names_of_many_clusters_do_not_collide() {
    let captures: Vec<_> = ["../../x", "x", "X", "..x"].map(made::named).into();
    let mut files: Vec<String> = fleet(&captures).into_iter().map(|(file, _)| file).collect();
    assert_eq!(files.pop().as_deref(), Some("index.html"));
    let safe = |file: &String| file.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.');
    assert!(files.iter().all(safe), "{files:?}");
    let places: Vec<&str> = files.iter().map(|file| &file[..4]).collect();
    assert_eq!(places, ["001-", "002-", "003-", "004-"]);
}
