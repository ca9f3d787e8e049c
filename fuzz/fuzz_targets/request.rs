#![no_main]

use clusterroute::api::QUESTIONS;
use clusterroute_fuzz::ask;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // The questions open files by the names they are given, and the fuzzer makes names up.
    let holds = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    if holds(b"paths") || holds(b"\\u") {
        return;
    }
    for question in QUESTIONS {
        ask(question, bytes);
    }
});
