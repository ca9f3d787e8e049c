#![no_main]

use clusterroute_fuzz::{clixml::Document, file};

libfuzzer_sys::fuzz_target!(|document: Document| {
    file("networks.xml", document.text().as_bytes());
    document.assert_references_are_what_they_refer_to();
});
