//! The hash of a plan: of its content, however the file is laid out.

use crate::error::{Code, Error};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The hash of a plan whose own hash is not counted.
pub(super) fn of<T: Serialize>(plan: &T) -> Result<String, Error> {
    let plan = serde_json::to_value(plan);
    let fail = |error| Error::new(Code::Internal, format!("the plan cannot be written as JSON: {error}"));
    Ok(of_value(&plan.map_err(fail)?))
}

/// The same for a plan that was read.
pub(super) fn of_value(plan: &Value) -> String {
    let mut plan = plan.clone();
    if let Some(plan) = plan.as_object_mut() {
        plan.remove("sha256");
    }
    plan.sort_all_objects();
    let hash = Sha256::digest(plan.to_string().as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
