//! What every target does with the bytes it is given: reads them as a file of a stranger, and asks every
//! question of what was in it. Nothing may panic, hang or grow without bound, and what was read must read
//! back as the same when it is written.

use clusterroute::api::{self, Options};
use clusterroute::capture::{self, Sections, json};
use clusterroute::report;

/// Reads the bytes of a file, whatever they are.
pub fn file(name: &str, bytes: &[u8]) {
    let Ok(captures) = capture::read_bytes(name, bytes.to_vec()) else { return };
    for capture in captures {
        assert_written_reads_the_same(&capture.sections);
        let options = Options::default();
        let Ok(subject) = api::subject(&capture, &options) else { continue };
        report::measure(&api::answer_measure(&subject));
        report::resolve(&api::answer_resolve(&subject, &options).expect("every route can be told"));
        report::recommend(&api::answer_recommend(&subject, &options).expect("every rule can be asked"), 0);
        report::capture(&api::answer_capture(capture).expect("what was understood can be told"));
    }
}

fn assert_written_reads_the_same(sections: &Sections<'_>) {
    let written = serde_json::to_string(sections).expect("sections are JSON");
    let raw = serde_json::from_str(&written).expect("JSON is read back");
    assert_eq!(json::read_request_capture(raw).as_ref(), Ok(sections), "{written}");
}
