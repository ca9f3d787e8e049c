//! Colours can be told apart from what they stand on: WCAG 2 ratios of the style sheet, light and dark.

use super::{made, page, page_of, root};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

type Colours = BTreeMap<String, [f64; 3]>;

/// The variables of the light scheme, and of the dark one.
fn schemes() -> [Colours; 2] {
    let sheet = fs::read_to_string(root().join("src/report/html/picture.css")).unwrap();
    let mut blocks = sheet.split(":root{").skip(1).map(|block| block.split('}').next().unwrap());
    [blocks.next().unwrap(), blocks.next().unwrap()].map(|block| {
        let entries = block.split(';').filter_map(|entry| entry.trim().split_once(':'));
        entries.filter_map(|(name, value)| Some((name.to_owned(), colour(value)?))).collect()
    })
}

/// `#rgb` or `#rrggbb`, each part from 0 to 1.
fn colour(text: &str) -> Option<[f64; 3]> {
    let digits = text.strip_prefix('#')?;
    let wide: String = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        _ => digits.to_owned(),
    };
    let part = |place: usize| u8::from_str_radix(&wide[place..place + 2], 16).unwrap();
    Some([0, 2, 4].map(|place| f64::from(part(place)) / 255.0))
}

fn luminance(colour: [f64; 3]) -> f64 {
    let [r, g, b] =
        colour.map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn ratio(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_and_graphics_have_the_contrast_they_need() {
    assert!((ratio([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9, "the formula");
    for (scheme, colours) in ["light", "dark"].into_iter().zip(schemes()) {
        let of = |name: &str| colours[name];
        for ground in ["--bg", "--panel"] {
            for text in
                ["--ink", "--soft", "--k1", "--k2", "--k3", "--err", "--warn", "--info", "--ok", "--link"]
            {
                let found = ratio(of(text), of(ground));
                assert!(found >= 4.5, "{scheme}: {text} on {ground}: {found:.2}");
            }
            let found = ratio(of("--wire"), of(ground));
            assert!(found >= 3.0, "{scheme}: --wire on {ground}: {found:.2}");
        }
        for (text, ground) in [("--soft", "--warnbg"), ("--ink", "--warnbg"), ("--err", "--errbg")] {
            let found = ratio(of(text), of(ground));
            assert!(found >= 4.5, "{scheme}: {text} on {ground}: {found:.2}");
        }
        // Numbers on filled stations.
        for filled in ["--k1", "--k2", "--k3"] {
            assert!(ratio(of("--bg"), of(filled)) >= 4.5, "{scheme}: {filled}");
        }
    }
}

/// The colours that are left where a user forces them on every page.
fn forced(text: &str) -> String {
    let sheet = fs::read_to_string(root().join("src/report/html/picture.css")).unwrap();
    let block = sheet.split("forced-colors:active){:root{").nth(1).unwrap().split('}').next().unwrap();
    let mut text = text.to_owned();
    for (name, left) in block.split(';').filter_map(|entry| entry.split_once(':')) {
        text = text.replace(&format!("var({name})"), left);
    }
    assert!(!text.contains("var(--"), "{text}");
    text
}

/// Three kinds, two places, six states and four severities are told apart by their forms alone.
#[test]
fn nothing_is_lost_where_colours_are_forced() {
    for page in [page(&made::six_groups()), page_of("samples/hyperv-2012r2-san")] {
        let key = page.split("<ul class=\"key\">").nth(1).unwrap().split("</ul>").next().unwrap();
        let drawn: Vec<String> =
            key.split("<svg").skip(1).map(|one| forced(one.split("</svg>").next().unwrap())).collect();
        assert!(drawn.len() >= 5, "{key}");
        assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), drawn.len(), "{drawn:#?}");
        let symbols = page.split("<symbol").skip(1).map(|one| one.split_once('>').unwrap().1);
        let symbols: Vec<String> =
            symbols.map(|one| forced(one.split("</symbol>").next().unwrap())).collect();
        assert_eq!(symbols.len(), 4);
        assert_eq!(symbols.iter().collect::<BTreeSet<_>>().len(), 4, "{symbols:#?}");
    }
}
