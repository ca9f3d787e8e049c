//! What a network can do for two ends, as far as it is known.

use super::range::Range;
use crate::engine::route::reach::{Ends, PairLink, PairLinkSource, Reach};
use crate::model::{LinkClass, NetworkId};

/// What a network can do for two ends, at least and at most.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ability {
    /// At least.
    pub(super) slow: PairLink,
    /// At most.
    pub(super) fast: PairLink,
}

impl Ability {
    /// Where the class of the adapters is not known, from the worst to the best.
    pub(super) fn of(reach: &Reach<'_>, network: NetworkId, ends: Ends) -> Option<Self> {
        if let Some(link) = reach.link(network, ends) {
            return Some(Self { slow: link, fast: link });
        }
        let (gbps, nics) = reach.speed(network, ends)?;
        let link = |class| PairLink { class, gbps, nics, source: PairLinkSource::Adapters };
        Some(Self { slow: link(LinkClass::Plain), fast: link(LinkClass::Rdma) })
    }
}

/// From the lowest to the highest of several.
pub(super) fn between(ranges: &[Range]) -> Option<Range> {
    let (first, rest) = ranges.split_first()?;
    Some(rest.iter().fold(first.clone(), |all, one| {
        let more = one.factors.iter().filter(|factor| !all.factors.contains(factor)).cloned();
        let factors = all.factors.iter().cloned().chain(more).collect();
        Range::new(all.low.min(one.low), all.high.max(one.high), all.unit, factors)
    }))
}
