use super::*;

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    read(text, "f.htm", &Meter::default(), &mut |block| blocks.push(block)).unwrap();
    blocks
}

fn line(text: &str) -> Block {
    Block::Line(text.to_owned())
}

fn table(rows: &[&[&str]]) -> Block {
    Block::Table(rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect())
}

#[test]
fn headings_lines_and_tables_come_in_order() {
    let page = "<html><title>A\n page</title><h2 id=3><img src=x>One</h2><div><b>Name:</b>  x &amp; y</div>\
                <table><thead><tr><th>a<th>b</tr></thead><tr><td>1</td><td>2<br>3</td></table>end";
    let expected = [
        Block::Title("A page".into()),
        Block::Heading(2, "One".into()),
        line("Name: x & y"),
        // What comes before a break is a line, and part of its cell.
        line("2"),
        table(&[&["a", "b"], &["1", "2 3"]]),
        line("end"),
    ];
    assert_eq!(blocks(page), expected);
}

#[test]
fn a_table_for_the_layout_hides_nothing() {
    let page = "<TABLE><TR><TD><DIV>Network: x</DIV><TABLE><TR><TD>1</TABLE></TABLE>";
    assert_eq!(blocks(page), [line("Network: x"), table(&[&["1"]]), table(&[&["Network: x"]])]);
}

#[test]
fn scripts_styles_and_comments_say_nothing() {
    let page = "<style>a > b {}</style><p>a</p><!-- <p>b</p> --><SCRIPT>if (a<b) '</p>'</Script><p>c";
    assert_eq!(blocks(page), [line("a"), line("c")]);
    assert_eq!(blocks("<p>a<script>never closed <p>b"), [line("a")]);
}

#[test]
fn references_become_characters() {
    assert_eq!(blocks("a&#252;&#xD;b&nbsp;&ouml;&yuml;&szlig;&x;&"), [line("aü b öÿß&x;&")]);
}

#[test]
fn the_page_says_its_language_and_whether_it_is_whole() {
    let page = |text| read(text, "f", &Meter::default(), &mut |_| {}).unwrap();
    let whole = Page { language: Some("de-DE".into()), complete: true };
    assert_eq!(page("<HTML dir=LTR Lang=\"de-DE\"><p></html>"), whole);
    assert_eq!(page("<html><p>"), Page::default());
}

#[test]
fn html_is_told_from_xml() {
    for html in
        ["<html>", "\n<!DOCTYPE html PUBLIC '-//W3C'>", "<?xml version='1.0'?><!-- a --><HTML lang='x'>"]
    {
        assert!(recognise(html), "{html}");
    }
    for other in
        ["<Objs Version='1.1'>", "<?xml version='1.0'?><Objs>", "<!-- never closed", "text", "", "<h"]
    {
        assert!(!recognise(other), "{other}");
    }
}

#[test]
fn limits_hold() {
    let error = |text: &str| read(text, "f.htm", &Meter::default(), &mut |_| {}).unwrap_err();
    let deep = error(&"<table><tr><td>".repeat(100_000));
    assert_eq!((deep.code, deep.message.as_str()), (Code::TooLarge, "tables nest deeper than 32"));
    let long = error(&format!("<p>{}", "x".repeat(MAX_TEXT + 1)));
    assert_eq!(long.to_string(), "f.htm:1:4: a text is longer than 1048576 bytes");
    assert_eq!(blocks(&"<div><i>".repeat(100_000)), []);
}

#[test]
fn a_page_that_is_cut_inside_a_tag_is_an_error() {
    let error = read("<html>\n<p>a</p", "f.htm", &Meter::default(), &mut |_| {}).unwrap_err();
    assert_eq!(error.code, Code::UnreadableFile);
    assert!(error.to_string().starts_with("f.htm:2:5: not readable HTML: "), "{error}");
}
