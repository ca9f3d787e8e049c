#![no_main]

libfuzzer_sys::fuzz_target!(|request: clusterroute_fuzz::request::Request| request.ask_all());
