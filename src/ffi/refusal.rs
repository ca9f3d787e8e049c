//! Requests that cannot be read at all.

use super::CLUSTERROUTE_REQUEST_LIMIT;
use crate::error::{Code, Error};

/// Why bytes that a caller hands over are not read.
pub(super) fn refused(is_null: bool, len: usize) -> Option<Error> {
    let limit = CLUSTERROUTE_REQUEST_LIMIT;
    let (code, message) = match len {
        0 => return None,
        _ if len > limit => (Code::TooLarge, format!("expected at most {limit} bytes, found {len}")),
        _ if is_null => (Code::NullPointer, format!("expected {len} bytes, found a null pointer")),
        _ => return None,
    };
    Some(Error::new(code, message).at("request"))
}
