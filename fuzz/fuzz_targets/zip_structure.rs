#![no_main]

use clusterroute_fuzz::{file, zip::Zip};

libfuzzer_sys::fuzz_target!(|zip: Zip| file("HealthTest.zip", &zip.bytes()));
