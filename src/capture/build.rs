//! From raw sections to the model.

use super::raw::Sections;
use crate::error::Error;
use crate::model::Cluster;

/// Understands the sections of one cluster.
pub fn build(sections: &Sections<'_>) -> Result<Cluster, Error> {
    let _ = sections;
    Ok(Cluster::default())
}
