//! What is said of a file that is not read.
