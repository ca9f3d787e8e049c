//! How a task ends.

/// What a task gives, or why it could not.
pub(crate) type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;
