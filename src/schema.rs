//! What a capture consists of: one table of sections and their properties, in which everything else looks things up:
//! the readers of all formats, sorting and merging, the console's columns, the files of a diagnostic capture, the
//! PowerShell module (which serialises exactly these properties), and the question `schema`.
//!
//! A property that nothing reads is not in the table; a test of `capture::typed` holds it against what is read.

mod lookup;
mod property;
mod section;
mod table;

pub use lookup::{
    ObjectKind, by_cluster_file, by_cmdlet, by_host_file, by_properties, by_types, is_vm_parameter,
};
pub use property::Property;
pub use section::{Column, Identity, Kind, Row, Scope, Section, Words};
