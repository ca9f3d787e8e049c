#![no_main]

use clusterroute::api::QUESTIONS;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // The questions open files by the names they are given, and the fuzzer makes names up.
    let holds = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    if holds(b"paths") || holds(b"\\u") {
        return;
    }
    for question in QUESTIONS {
        serde_json::from_slice::<serde_json::Value>(&(question.ask)(bytes).json).expect("an answer is JSON");
    }
});
