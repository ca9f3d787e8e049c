//! What a link gets through: its speed, and what measurements say about the part that data gets.

use super::range::{Factor, FactorKey, Range, Source, Unit};
use crate::engine::route::Mechanism;
use crate::engine::route::reach::{Ends, PairLink, PairLinkSource, Reach};
use crate::model::{LinkClass, NetworkId};

/// How data is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// One TCP connection, which one core serves: SMB 2, SMB over an adapter without RSS, one live migration over TCP.
    OneConnection,
    /// The four connections that SMB opens for an adapter with RSS.
    SeveralConnections,
    /// SMB Direct.
    Rdma,
}

impl Transport {
    /// How CSV traffic is carried over links of a class: over NetFT one SMB 2 connection, since Windows Server 2012 SMB
    /// Multichannel with one connection for an adapter without RSS, four for one with RSS, or RDMA.
    pub fn of_csv(mechanism: Mechanism, class: LinkClass) -> Self {
        match (mechanism, class) {
            (Mechanism::SmbMultichannel, LinkClass::Rdma) => Transport::Rdma,
            (Mechanism::SmbMultichannel, LinkClass::Rss) => Transport::SeveralConnections,
            _ => Transport::OneConnection,
        }
    }
}

/// Up to here one connection fills the link.
pub(super) const ONE_GIGABIT: f64 = 1.0;

/// 1.84 Gbit/s of one copy over two adapters of 1 Gbit/s, and 122.8 MB/s of live migrations over one.
pub(super) const OF_ONE_GIGABIT: (f64, f64) = (0.92, 0.98);

/// 338.5 MB/s of one live migration on 10 Gbit/s, and about 4 Gbit/s at the most: one core is busy.
pub(super) const ONE_CONNECTION: (f64, f64) = (2.7, 4.0);

/// About 17 Gbit/s of a team of two adapters of 10 Gbit/s, and all but what headers take.
pub(super) const OF_SEVERAL: (f64, f64) = (0.85, 0.95);

/// Connections of SMB for an adapter with RSS.
const CONNECTIONS: f64 = 4.0;

/// Nearly 10 Gbit/s of an adapter of 10 Gbit/s.
const OF_RDMA: (f64, f64) = (0.9, 1.0);

/// What CSV traffic gets through on a network between two ends. Where the class is not known it is at least what one
/// connection gets, at most what RDMA does; over NetFT the class does not matter.
pub fn of_csv(reach: &Reach<'_>, mechanism: Mechanism, network: NetworkId, ends: Ends) -> Option<Range> {
    if let Some(link) = reach.link(network, ends) {
        return throughput(Transport::of_csv(mechanism, link.class), &link);
    }
    let (gbps, nics) = reach.speed(network, ends)?;
    let of = |class| {
        let link = PairLink { class, gbps, nics, source: PairLinkSource::Adapters };
        throughput(Transport::of_csv(mechanism, class), &link)
    };
    let (least, most) = (of(LinkClass::Plain)?, of(LinkClass::Rdma)?);
    let mut range = Range::new(least.low, most.high, Unit::BytesPerSecond, least.factors);
    range.factors.extend(most.factors.into_iter().filter(|factor| factor.key == FactorKey::Efficiency));
    range.factors.dedup();
    Some(range)
}

pub(super) const BYTES_OF_GIGABIT: f64 = 125_000_000.0;

/// Bytes per second that a link gets through in one direction; `None` where its speed is not known.
pub fn throughput(transport: Transport, link: &PairLink) -> Option<Range> {
    let line = link.gbps;
    if line <= 0.0 {
        return None;
    }
    let source = match link.source {
        PairLinkSource::Adapters => Source::Adapters,
        PairLinkSource::Metric | PairLinkSource::UnconfirmedMetric => Source::Metric,
    };
    let adapters = f64::from(link.nics);
    let mut factors = vec![Factor::exact(FactorKey::LineGbps, line, source)];
    if link.nics > 1 {
        factors.push(Factor::exact(FactorKey::Adapters, adapters, source));
    }
    let of_line = |(low, high): (f64, f64)| (low * line, high * line);
    let efficiency = |(low, high), source| Factor::between(FactorKey::Efficiency, low, high, source);
    let (one_low, one_high) = ONE_CONNECTION;
    let (low, high) = match transport {
        Transport::Rdma => {
            factors.push(efficiency(OF_RDMA, Source::SmbDirect));
            of_line(OF_RDMA)
        }
        _ if line <= ONE_GIGABIT => {
            factors.push(efficiency(OF_ONE_GIGABIT, Source::OneGigabit));
            of_line(OF_ONE_GIGABIT)
        }
        Transport::OneConnection => {
            factors.push(Factor::between(
                FactorKey::ConnectionGbps,
                one_low,
                one_high,
                Source::OneConnection,
            ));
            let (low, high) = of_line(OF_ONE_GIGABIT);
            (low.min(one_low), high.min(one_high))
        }
        Transport::SeveralConnections => {
            factors.push(efficiency(OF_SEVERAL, Source::SeveralConnections));
            let (low, high) = of_line(OF_SEVERAL);
            // Four busy cores may be all there is; newer processors do more, so this is no upper bound.
            if low > CONNECTIONS * one_low {
                let connection = Factor::exact(FactorKey::ConnectionGbps, one_low, Source::OneConnection);
                factors.push(Factor::exact(FactorKey::Connections, CONNECTIONS, Source::SmbConnections));
                factors.push(connection);
            }
            (low.min(CONNECTIONS * one_low), high)
        }
    };
    let bytes = |gbps: f64| gbps * adapters * BYTES_OF_GIGABIT;
    Some(Range::new(bytes(low), bytes(high), Unit::BytesPerSecond, factors))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gbit/s, from and to.
    fn gbps(transport: Transport, gbps: f64, nics: u32) -> Option<(f64, f64)> {
        let link = PairLink { class: LinkClass::Rss, gbps, nics, source: PairLinkSource::Adapters };
        let range = throughput(transport, &link)?;
        let hundredths = |bytes: f64| (bytes / BYTES_OF_GIGABIT * 100.0).round() / 100.0;
        Some((hundredths(range.low), hundredths(range.high)))
    }

    #[test]
    fn measured_speeds_come_out() {
        assert_eq!(gbps(Transport::OneConnection, 1.0, 1), Some((0.92, 0.98)));
        assert_eq!(gbps(Transport::OneConnection, 10.0, 1), Some((2.7, 4.0)));
        assert_eq!(gbps(Transport::SeveralConnections, 1.0, 2), Some((1.84, 1.96)));
        assert_eq!(gbps(Transport::SeveralConnections, 10.0, 2), Some((17.0, 19.0)));
        assert_eq!(gbps(Transport::SeveralConnections, 100.0, 1), Some((10.8, 95.0)));
        assert_eq!(gbps(Transport::Rdma, 10.0, 1), Some((9.0, 10.0)));
    }

    #[test]
    fn a_faster_link_gets_no_less_through() {
        for transport in [Transport::OneConnection, Transport::SeveralConnections, Transport::Rdma] {
            let speeds = [0.1, 1.0, 2.5, 5.0, 10.0, 25.0, 40.0, 100.0, 400.0];
            let ranges = speeds.map(|speed| gbps(transport, speed, 1).unwrap());
            assert!(
                ranges.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 <= pair[1].1),
                "{ranges:?}"
            );
            let within = speeds.iter().zip(&ranges).all(|(speed, (low, high))| low <= high && high <= speed);
            assert!(within, "{ranges:?}");
        }
    }

    #[test]
    fn without_a_speed_there_is_no_number() {
        assert_eq!(gbps(Transport::Rdma, 0.0, 1), None);
    }

    #[test]
    fn the_transport_is_that_of_the_version() {
        let of = Transport::of_csv;
        assert_eq!(of(Mechanism::Netft, LinkClass::Rdma), Transport::OneConnection);
        assert_eq!(of(Mechanism::SmbMultichannel, LinkClass::Plain), Transport::OneConnection);
        assert_eq!(of(Mechanism::SmbMultichannel, LinkClass::Rss), Transport::SeveralConnections);
        assert_eq!(of(Mechanism::SmbMultichannel, LinkClass::Rdma), Transport::Rdma);
    }
}
