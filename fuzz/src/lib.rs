//! What every target does with the bytes it is given: reads them as a file of somebody else, and asks every
//! question of what was in it. Nothing may panic, hang or grow without bound, and what was read must read
//! back as the same when it is written.

use clusterroute::api::{self, Subject, WhatIf};
use clusterroute::capture::formats::json;
use clusterroute::capture::{Sections, files, sort};
use clusterroute::parallel::Work;

/// Reads the bytes of a file, whatever they are.
pub fn file(name: &str, bytes: &[u8]) {
    let work = Work::default();
    let Ok(reading) = files::read_bytes(name, bytes, &work) else { return };
    for capture in sort::sort(reading).captures {
        assert_written_reads_the_same(&capture.sections);
        let Ok(subject) = Subject::new(&capture, &WhatIf::default()) else { continue };
        api::measure::answer(&subject);
        api::resolve::answer(&subject, &Default::default()).expect("every route can be told");
        api::recommend::answer(&subject, &Default::default()).expect("every rule can be asked");
    }
}

fn assert_written_reads_the_same(sections: &Sections<'_>) {
    let written = serde_json::to_string(sections).expect("sections are JSON");
    let again = json::capture(&written).expect("JSON is read back").into_sections();
    assert_eq!(&again, sections, "{written}");
}
