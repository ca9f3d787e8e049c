//! What a rule can see.

use crate::metric::Measure;
use crate::model::Cluster;
use crate::route::{Filter, Route, Routes, resolve};
use once_cell::unsync::OnceCell;

/// The cluster, its metrics, and its routes, computed when the first rule asks.
pub struct Context<'a> {
    /// The validated facts.
    pub cluster: &'a Cluster,
    /// The metrics, explained.
    pub measure: &'a Measure,
    routes: OnceCell<Routes>,
}

impl<'a> Context<'a> {
    /// A context for one cluster.
    pub fn new(cluster: &'a Cluster, measure: &'a Measure) -> Self {
        Self { cluster, measure, routes: OnceCell::new() }
    }

    /// Every route of the cluster.
    pub fn routes(&self) -> &[Route] {
        &self.routes.get_or_init(|| resolve(self.cluster, &Filter::default())).routes
    }
}
