#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| clusterroute_fuzz::file("cluster.reg", bytes));
