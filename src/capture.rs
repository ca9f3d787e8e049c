//! From files and requests to raw sections, and from raw sections to the model.

pub mod build;
pub mod clixml;
pub mod encoding;
pub mod files;
pub mod json;
pub mod property;
pub mod raw;

pub use build::build;
pub use files::{Capture, Skipped, Source, read};
pub use raw::{Object, Raw, Section, Sections};
