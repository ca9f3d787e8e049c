//! The page to hand over: one HTML file that says of a cluster what is wrong, which network carries what, and why; the
//! picture of it alone; and a page over many clusters.
//!
//! `state` has every route, `loss` what failures do, `picture` the layout as data; `html` draws. All of it is made of the
//! engine's facts and of `words`, and nothing is asked of anyone: no clock, no file, no network.

mod html;
mod loss;
mod picture;
mod row;
mod state;
mod text;
mod verdict;

pub use row::Row;

use crate::advice::{Advice, Wanted};
use crate::engine::metric::Measure;
use crate::model::{Cluster, NetworkId};
use loss::Losses;
use picture::Picture;
use state::State;

/// Columns of the picture, where there is room and where there is little.
const COLUMNS: [usize; 2] = [12, 7];

/// What a report is made of.
#[derive(Clone, Debug)]
pub struct Given<'a> {
    /// The facts.
    pub cluster: &'a Cluster,
    /// What to call it.
    pub name: Option<&'a str>,
    /// When the capture was taken, as it was written there.
    pub captured_at: Option<&'a str>,
    /// When the report is made, as the caller states it.
    pub generated: Option<&'a str>,
    /// What was taken away or set.
    pub what_if: &'a [String],
    /// The files that gave something.
    pub inputs: Vec<InputFile<'a>>,
    /// How files were read, where that is not as usual.
    pub read_as: Vec<(&'a str, &'a str)>,
    /// The files that gave nothing or less than they hold, and why.
    pub not_read: Vec<(&'a str, &'a str)>,
    /// Which findings were asked for.
    pub wanted: &'a Wanted,
    /// What is advised; what a baseline knows is in it.
    pub advice: &'a Advice,
    /// The metrics.
    pub measure: &'a Measure,
}

/// A file that gave something.
#[derive(Clone, Debug)]
pub struct InputFile<'a> {
    /// Its path; the page shows the last part.
    pub file: &'a str,
    /// How many objects of which section.
    pub sections: Vec<(&'static str, usize)>,
    /// How many bytes it has.
    pub bytes: Option<u64>,
    /// Its hash.
    pub sha256: Option<&'a str>,
}

/// All that the pages of one cluster say.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    facts: Facts<'a>,
}

/// What was given, and what follows from it.
#[derive(Clone, Debug)]
pub(crate) struct Facts<'a> {
    given: Given<'a>,
    cluster: &'a Cluster,
    /// The networks as the page has them; letters follow it.
    order: Vec<NetworkId>,
    state: State,
}

impl<'a> Report<'a> {
    /// Everything that is needed is worked out.
    pub fn new(given: Given<'a>) -> Self {
        let cluster = given.cluster;
        let order = picture::order(cluster, given.measure);
        Self { facts: Facts { cluster, order, state: State::of(cluster), given } }
    }

    /// The page, and the line that stands for it among others.
    pub fn page(&self) -> (String, Row) {
        let losses = Losses::of(&self.facts);
        let pictures = COLUMNS.map(|most| self.picture(most));
        let page = html::page(&self.facts, &pictures, &losses);
        let glyph = html::small(&self.facts, &pictures[0]);
        (page, Row::new(&self.facts, &losses, glyph))
    }

    /// The picture alone, an SVG file.
    pub fn svg(&self) -> String {
        html::picture_alone(&self.facts, &self.picture(COLUMNS[0]))
    }

    fn picture(&self, most: usize) -> Picture {
        Picture::new(self.facts.cluster, &self.facts.order, &self.facts.state, most)
    }
}

impl Facts<'_> {
    /// What to call the cluster.
    pub(crate) fn name(&self) -> &str {
        let other = || self.given.name.map(text::last_part);
        self.cluster.name.as_deref().or_else(other).unwrap_or("(name not captured)")
    }

    /// What the page calls a network.
    fn letter(&self, network: NetworkId) -> String {
        self.order.iter().position(|n| *n == network).map_or_else(|| "?".to_owned(), text::letter)
    }

    /// The networks that the cluster may use and that are not down, in order.
    fn usable(&self) -> impl Iterator<Item = NetworkId> {
        let carries = |n: &NetworkId| {
            let network = &self.cluster.networks[*n];
            network.role.is_none_or(|role| role.carries_cluster_traffic())
        };
        self.order.iter().copied().filter(carries)
    }
}

/// The page over many clusters; each line leads to the page of its cluster.
pub fn fleet(rows: Vec<Row>, wanted: &Wanted, generated: Option<&str>) -> String {
    html::fleet(rows, wanted, generated)
}
