//! What every target does with the bytes it is given: reads them as a file of somebody else, and asks every
//! question of what was in it. Nothing may panic, hang or grow without bound, and what was read must read
//! back as the same when it is written.

use clusterroute::api::{self, Subject, WhatIf};
use clusterroute::capture::formats::json;
use clusterroute::capture::{Sections, files, sort};
use clusterroute::error::{Code, Error};
use clusterroute::parallel::Work;

/// Reads the bytes of a file, whatever they are.
pub fn file(name: &str, bytes: &[u8]) {
    let work = Work::default();
    let Ok(reading) = files::read_bytes(name, bytes, &work) else { return };
    for capture in sort::sort(reading).captures {
        assert_written_reads_the_same(&capture.sections);
        let Ok(subject) = Subject::new(&capture, &WhatIf::default()) else { continue };
        api::measure::answer(&subject);
        told(api::resolve::answer(&subject, &Default::default()));
        told(api::recommend::answer(&subject, &Default::default()));
        told(api::needs::answer(&subject));
    }
}

/// Only what is too long may go without an answer.
fn told<A>(answer: Result<A, Error>) {
    if let Err(error) = answer {
        assert_eq!(error.code, Code::TooLarge, "{error}");
    }
}

fn assert_written_reads_the_same(sections: &Sections<'_>) {
    let written = serde_json::to_string(sections).expect("sections are JSON");
    let again = json::capture(&written).expect("JSON is read back").into_sections();
    assert_eq!(&again, sections, "{written}");
}
