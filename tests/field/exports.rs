//! Files that commands and tools export.
