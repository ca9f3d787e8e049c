//! The program `clusterroute`.

fn main() {}
