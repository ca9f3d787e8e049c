//! netft
