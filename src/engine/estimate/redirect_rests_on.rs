//! What a rehearsal rests on: what it takes for granted, and what is missing for a number.

use super::redirect::{Rehearsal, Spread};
use crate::model::{NetworkId, VolumeId};
use std::collections::BTreeSet;

/// What a rehearsal takes for granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assumed {
    /// SMB Multichannel spreads over these networks by their adapters alike.
    SpreadAlike(Vec<NetworkId>),
    /// Any of these networks may carry all of it.
    AnyOf(Vec<NetworkId>),
    /// The volumes hold and send what they do now: redirection itself changes no rate.
    RatesStay,
    /// Of what was stated nothing tells which part is reads.
    ReadsUnknown,
}

/// What is missing for a number, or for a better one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// No rate was stated.
    Rates,
    /// So many paths have no rate.
    RatesOf(usize),
    /// Class or speed of these networks.
    Links(Vec<NetworkId>),
    /// Whether these volumes, which are not asked for, are redirected.
    Modes(Vec<VolumeId>),
    /// The coordinator of these volumes.
    Coordinators(Vec<VolumeId>),
    /// These volumes hold their I/O or cannot be reached: nothing of them is redirected.
    Held(Vec<VolumeId>),
    /// So many paths have no way.
    NoWay(usize),
}

impl Rehearsal {
    /// What it takes for granted.
    pub fn assumed(&self) -> Vec<Assumed> {
        let of = |spread: Spread| {
            let paths = self.paths.iter().filter(|path| path.spread == spread && path.networks.len() > 1);
            let networks: BTreeSet<NetworkId> =
                paths.flat_map(|path| path.networks.iter().copied()).collect();
            Some(Vec::from_iter(networks)).filter(|networks| !networks.is_empty())
        };
        let has_rates = self.paths.iter().any(|path| path.rate.is_some());
        let rates = [Assumed::RatesStay, Assumed::ReadsUnknown].into_iter().filter(|_| has_rates);
        let spread = of(Spread::Parallel).map(Assumed::SpreadAlike);
        spread.into_iter().chain(of(Spread::Undetermined).map(Assumed::AnyOf)).chain(rates).collect()
    }

    /// What is missing.
    pub fn unknown(&self) -> Vec<Unknown> {
        let mut unknown = Vec::new();
        let without_rate = self.paths.iter().filter(|path| path.rate.is_none()).count();
        match without_rate {
            0 => {}
            all if all == self.paths.len() => unknown.push(Unknown::Rates),
            some => unknown.push(Unknown::RatesOf(some)),
        }
        let unmeasured = self.loads.iter().filter(|load| load.capacity.is_none()).map(|load| load.network);
        let unmeasured: BTreeSet<NetworkId> = unmeasured.collect();
        if !unmeasured.is_empty() {
            unknown.push(Unknown::Links(unmeasured.into_iter().collect()));
        }
        let volumes = [
            (&self.mode_unknown, Unknown::Modes as fn(Vec<VolumeId>) -> Unknown),
            (&self.without_coordinator, Unknown::Coordinators),
            (&self.held, Unknown::Held),
        ];
        let volumes = volumes.into_iter().filter(|(volumes, _)| !volumes.is_empty());
        unknown.extend(volumes.map(|(volumes, of)| of(volumes.clone())));
        if !self.without_way.is_empty() {
            unknown.push(Unknown::NoWay(self.without_way.len()));
        }
        unknown
    }
}
