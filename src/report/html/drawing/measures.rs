//! Where everything is, in user units.

use crate::report::picture::{Column, Picture};
use crate::report::text::width;

/// The longest label of a column, in user units; what is longer is cut.
const LONGEST: f64 = 130.0;

/// The places of lanes, columns and stations.
pub(super) struct Measures {
    pub(super) is_narrow: bool,
    pub(super) width: f64,
    pub(super) height: f64,
    /// What is left of the rails, for words.
    pub(super) label: f64,
    pub(super) board: f64,
    pub(super) head: f64,
    /// The end of the lanes.
    pub(super) bottom: f64,
    pub(super) columns: Vec<f64>,
    pub(super) boards: Vec<f64>,
    pub(super) pitch: f64,
    /// Top, height and centre of each lane.
    pub(super) lanes: Vec<(f64, f64, f64)>,
    /// Between the rails of two kinds.
    pub(super) offset: f64,
    pub(super) radius: f64,
    pub(super) node_size: f64,
    pub(super) is_turned: bool,
    /// Room for a turned label.
    pub(super) longest: f64,
}

impl Measures {
    pub(super) fn of(picture: &Picture, is_narrow: bool, has_volumes: bool) -> Self {
        let count = picture.columns.len();
        let kinds = picture.kinds.len();
        let wide = match count {
            0..=6 => 880.0,
            _ => (960.0 + 44.0 * real(count.saturating_sub(8))).min(1160.0),
        };
        let (width, label) = if is_narrow { (360.0, 0.0) } else { (wide, 222.0) };
        let (each, margin) = if is_narrow { (43.0, 2.0) } else { (80.0, 4.0) };
        let board = width - each * real(kinds) - margin;
        let (first, last) = if is_narrow { (26.0, board - 14.0) } else { (292.0, board - 16.0) };
        let pitch = (last - first) / real(count.max(1));
        let node_size = if is_narrow { 11.5 } else { 12.5 };
        let (offset, radius) = if is_narrow { (10.0, 9.0) } else { (15.0, 10.0) };
        let mut measures = Self {
            is_narrow,
            width,
            height: 0.0,
            label,
            board,
            head: 0.0,
            bottom: 0.0,
            columns: (0..count).map(|place| first + pitch * (real(place) + 0.5)).collect(),
            boards: (0..kinds).map(|place| board + each * (real(place) + 0.5)).collect(),
            pitch,
            lanes: Vec::new(),
            offset,
            radius,
            node_size,
            is_turned: false,
            longest: 0.0,
        };
        measures.place(picture, has_volumes);
        measures
    }

    /// What stands above a column.
    pub(super) fn label<'c>(&self, column: &'c Column) -> &'c str {
        if self.is_narrow { &column.short } else { &column.label }
    }

    fn place(&mut self, picture: &Picture, has_volumes: bool) {
        let longest = picture.columns.iter().map(|column| width(self.label(column), self.node_size));
        let longest = longest.fold(0.0, f64::max);
        self.longest = longest.min(LONGEST);
        self.is_turned = longest > self.pitch - 4.0;
        let least = if self.is_narrow { 60.0 } else { 62.0 };
        self.head = if self.is_turned { (self.longest * 0.72 + 22.0).max(least) } else { least };
        let mut top = self.head;
        for lane in &picture.lanes {
            let (height, centre) = match (self.is_narrow, lane.is_idle) {
                (false, true) => (40.0, 20.0),
                (false, false) => (66.0, 33.0),
                (true, true) => (50.0, 40.0),
                (true, false) => (92.0, 64.0),
            };
            self.lanes.push((top, height, top + centre));
            top += height;
        }
        self.bottom = top;
        let foot = if has_volumes { 24.0 } else { 10.0 };
        self.height = top + foot + if picture.hidden > 0 { 20.0 } else { 0.0 };
    }
}

/// A count as a length.
pub(super) fn real(count: usize) -> f64 {
    u32::try_from(count).map_or(0.0, f64::from)
}
