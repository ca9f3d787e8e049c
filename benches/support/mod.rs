//! What the benches share.

#![allow(dead_code, reason = "no bench uses all of it")]

use std::time::{Duration, Instant};

/// Medians of interleaved runs, so that a machine that slows down slows all alike.
pub(crate) fn medians<const N: usize>(rounds: usize, work: [&dyn Fn(); N]) -> [Duration; N] {
    let mut times = [const { Vec::new() }; N];
    for _ in 0..rounds {
        for (times, work) in times.iter_mut().zip(work) {
            let start = Instant::now();
            work();
            times.push(start.elapsed());
        }
    }
    times.map(|mut times| median(&mut times))
}

/// The time in the middle.
pub(crate) fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// How many times longer one takes than the other.
pub(crate) fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}
