//! What a capture may at most be; beyond it a reader answers [`Code::TooLarge`](crate::error::Code::TooLarge).

/// Bytes of one file.
pub const MAX_FILE: u64 = 256 << 20;

/// Bytes of one text value.
pub const MAX_TEXT: usize = 1 << 20;

/// Elements of CliXml inside one another.
pub const MAX_ELEMENTS_DEEP: usize = 128;

/// Values of JSON inside one another, counted in what is kept; no cmdlet nests deeper than a handful.
pub const MAX_VALUES_DEEP: usize = 64;

/// Values that the references of one CliXml file may copy, so that a small file cannot become a large capture.
pub const MAX_COPIES: usize = 4 << 20;
