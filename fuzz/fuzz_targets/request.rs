#![no_main]

use clusterroute::api;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // Not read_capture, which would open files by the names that the fuzzer makes up.
    for question in [api::measure, api::resolve, api::recommend, api::rules] {
        if let Ok(answer) = question(bytes) {
            serde_json::from_slice::<serde_json::Value>(&answer).expect("an answer is JSON");
        }
    }
});
