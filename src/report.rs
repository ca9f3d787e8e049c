//! Answers for people.
