//! How fast memory crosses the networks of live migration, and how long so many guests take.

use super::efficiency::{
    BYTES_OF_GIGABIT, OF_ONE_GIGABIT, OF_SEVERAL, ONE_CONNECTION, ONE_GIGABIT, Transport, throughput,
};
use super::range::{Factor, FactorKey, Range, Source, Unit};
use crate::engine::route::reach::{PairLink, PairLinkSource};
use crate::model::{LinkClass, MigrationPerformance};

/// How many migrations run at once, at least and at most, and who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtOnce {
    /// At least.
    pub low: u32,
    /// At most; none where nothing but the number of guests bounds it.
    pub high: Option<u32>,
    /// Who says so.
    pub source: Source,
}

impl AtOnce {
    /// A number that is known.
    pub fn exactly(count: u32, source: Source) -> Self {
        Self { low: count, high: Some(count), source }
    }

    /// The same, with no more at once than there are guests; where these are not known, no more than Windows moves.
    fn of(self, guests: usize) -> (f64, f64) {
        if guests == 0 {
            return (f64::from(self.low), f64::from(self.high.unwrap_or(self.low)));
        }
        let most = u32::try_from(guests).unwrap_or(u32::MAX);
        (f64::from(self.low.min(most)), f64::from(self.high.map_or(most, |high| high.min(most))))
    }
}

/// Twenty guests of 512 MB took 80 seconds at 122.8 MB/s, which is 0.9 of their memory, less the start; 18 guests with
/// 80 GB took 795 seconds of a full link of 1 Gbit/s, which is 1.1 to 1.2 of it.
const CROSSING: (f64, f64) = (0.85, 1.2);

/// Between a quarter, on a chart of Windows Server 2012 R2, and half.
const COMPRESSED: (f64, f64) = (0.25, 0.5);

/// About 4.5 Gbit/s for all migrations together.
const WITHOUT_RSS: f64 = 4.5;

/// 7 seconds on 1 Gbit/s and 5 on 10 Gbit/s for one guest of 512 MB, whose memory alone takes 4.4 and 1.6.
const START_AND_END: (f64, f64) = (2.0, 4.0);

/// On 10 Gbit/s ten guests take 13 seconds and twenty take 21, which is 0.8 for each; their memory takes 0.43.
const PER_GUEST: (f64, f64) = (0.0, 0.4);

/// Bytes per second of migrations from one node over these links; `None` where a speed is not known.
///
/// TCP/IP and compression use one adapter of one network, with a connection for each migration; SMB uses all of them.
pub fn rate(
    links: &[PairLink],
    option: MigrationPerformance,
    at_once: AtOnce,
    guests: usize,
    limit: Option<u64>,
) -> Option<Range> {
    let mut rate = match option {
        MigrationPerformance::Smb => {
            let of = |link: &PairLink| throughput(transport(link.class), link);
            sum(&links.iter().map(of).collect::<Option<Vec<Range>>>()?)?
        }
        MigrationPerformance::TcpIp | MigrationPerformance::Compression => {
            by_connections(links.first()?, at_once, guests)?
        }
    };
    if let Some(bytes) = limit.filter(|_| option == MigrationPerformance::Smb) {
        let limit = bytes as f64;
        rate.low = rate.low.min(limit);
        rate.high = rate.high.min(limit);
        rate.factors.push(Factor::exact(FactorKey::BandwidthLimit, limit, Source::Hosts));
    }
    Some(rate)
}

fn transport(class: LinkClass) -> Transport {
    match class {
        LinkClass::Rdma => Transport::Rdma,
        LinkClass::Rss => Transport::SeveralConnections,
        LinkClass::Plain => Transport::OneConnection,
    }
}

fn sum(rates: &[Range]) -> Option<Range> {
    let (first, rest) = rates.split_first()?;
    Some(rest.iter().fold(first.clone(), |all, one| {
        let factors = all.factors.into_iter().chain(one.factors.iter().cloned()).collect();
        Range::new(all.low + one.low, all.high + one.high, Unit::BytesPerSecond, factors)
    }))
}

/// One connection for each migration that runs.
fn by_connections(link: &PairLink, at_once: AtOnce, guests: usize) -> Option<Range> {
    let line = link.gbps;
    if line <= 0.0 {
        return None;
    }
    let source = match link.source {
        PairLinkSource::Adapters => Source::Adapters,
        PairLinkSource::Metric | PairLinkSource::UnconfirmedMetric => Source::Metric,
    };
    let mut factors = vec![Factor::exact(FactorKey::LineGbps, line, source)];
    let (few, many) = at_once.of(guests);
    let (part, of) = match line <= ONE_GIGABIT {
        true => (OF_ONE_GIGABIT, Source::OneGigabit),
        false => (OF_SEVERAL, Source::SeveralConnections),
    };
    factors.push(Factor::between(FactorKey::Efficiency, part.0, part.1, of));
    let (mut low, mut high) = (part.0 * line, part.1 * line);
    if line > ONE_GIGABIT {
        let (slow, fast) = ONE_CONNECTION;
        factors.push(Factor::between(FactorKey::ConnectionGbps, slow, fast, Source::OneConnection));
        factors.push(Factor::between(FactorKey::AtOnce, few, many, at_once.source));
        low = low.min(few * slow);
        high = high.min(many * fast);
        if link.class == LinkClass::Plain && high > WITHOUT_RSS {
            factors.push(Factor::exact(FactorKey::WithoutRssGbps, WITHOUT_RSS, Source::WithoutRss));
            low = low.min(WITHOUT_RSS);
            high = WITHOUT_RSS;
        }
    }
    Some(Range::new(low * BYTES_OF_GIGABIT, high * BYTES_OF_GIGABIT, Unit::BytesPerSecond, factors))
}

/// Guests that move.
#[derive(Clone, Copy, Debug)]
pub struct Guests {
    /// How many.
    pub count: usize,
    /// Their memory in bytes.
    pub bytes: u64,
    /// Who says so.
    pub source: Source,
}

/// How long guests take together.
pub fn duration(guests: Guests, rate: &Range, option: MigrationPerformance, at_once: AtOnce) -> Range {
    let count = guests.count as f64;
    let (few, many) = at_once.of(guests.count);
    let (least, most) = crossing(guests.bytes, option);
    // One migration sends while another starts; where they come one after the other, each start counts.
    let starts = if many <= 1.0 { count } else { count.min(1.0) };
    let low = least / rate.high + starts * START_AND_END.0;
    let high = most / rate.low + (count / few).ceil() * START_AND_END.1 + count * PER_GUEST.1;
    let mut factors = memory(guests, option);
    factors.extend(rate.factors.iter().cloned());
    if !factors.iter().any(|factor| factor.key == FactorKey::AtOnce) {
        factors.push(Factor::between(FactorKey::AtOnce, few, many, at_once.source));
    }
    factors.push(start_and_end());
    factors.push(Factor::between(FactorKey::PerGuest, PER_GUEST.0, PER_GUEST.1, Source::ManyMigrations));
    Range::new(low, high, Unit::Seconds, factors)
}

/// How long one takes that moves with so many: alone at the fastest, beside all that run with it at the slowest.
pub fn of_one(
    guest: Guests,
    all: usize,
    rate: &Range,
    option: MigrationPerformance,
    at_once: AtOnce,
) -> Range {
    let (_, beside) = at_once.of(all);
    let (least, most) = crossing(guest.bytes, option);
    let fastest = match option {
        MigrationPerformance::Smb => rate.high,
        _ => rate.high.min(ONE_CONNECTION.1 * BYTES_OF_GIGABIT),
    };
    let low = least / fastest + START_AND_END.0;
    let high = most * beside / rate.low + START_AND_END.1 + PER_GUEST.1;
    let mut factors = memory(guest, option);
    factors.push(start_and_end());
    Range::new(low, high, Unit::Seconds, factors)
}

/// Bytes that cross, as far as their time tells: what compression saves is counted as memory that does not.
fn crossing(bytes: u64, option: MigrationPerformance) -> (f64, f64) {
    let (low, high) = (bytes as f64 * CROSSING.0, bytes as f64 * CROSSING.1);
    match option {
        MigrationPerformance::Compression => (low * COMPRESSED.0, high * COMPRESSED.1),
        MigrationPerformance::TcpIp | MigrationPerformance::Smb => (low, high),
    }
}

fn memory(guests: Guests, option: MigrationPerformance) -> Vec<Factor> {
    let mut factors = vec![
        Factor::exact(FactorKey::Memory, guests.bytes as f64, guests.source),
        Factor::between(FactorKey::MemoryCrossing, CROSSING.0, CROSSING.1, Source::Migrations),
    ];
    if option == MigrationPerformance::Compression {
        factors.push(Factor::between(FactorKey::Compressed, COMPRESSED.0, COMPRESSED.1, Source::Compression));
    }
    factors
}

fn start_and_end() -> Factor {
    Factor::between(FactorKey::StartAndEnd, START_AND_END.0, START_AND_END.1, Source::OneMigration)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: u64 = 1 << 20;
    const GB: u64 = 1 << 30;

    fn link(class: LinkClass, gbps: f64) -> PairLink {
        PairLink { class, gbps, nics: 1, source: PairLinkSource::Adapters }
    }

    /// Gbit/s with one digit: ranges have four.
    fn gbps(bytes: f64) -> f64 {
        (bytes / BYTES_OF_GIGABIT * 10.0).round() / 10.0
    }

    /// Seconds of guests over TCP/IP, from and to.
    fn takes(bytes: u64, guests: usize, gbps: f64, at_once: u32) -> (f64, f64) {
        let at_once = AtOnce::exactly(at_once, Source::Stated);
        let rate =
            rate(&[link(LinkClass::Rss, gbps)], MigrationPerformance::TcpIp, at_once, guests, None).unwrap();
        let guests = Guests { count: guests, bytes, source: Source::Stated };
        let range = duration(guests, &rate, MigrationPerformance::TcpIp, at_once);
        (range.low, range.high)
    }

    fn is_within(range: (f64, f64), seconds: f64) -> bool {
        (range.0..=range.1).contains(&seconds)
    }

    /// <https://blogs.technet.microsoft.com/kevinholman/2013/07/01/hyper-v-live-migration-and-the-upgrade-to-10-gigabit-ethernet/>.
    #[test]
    fn eighteen_guests_with_80_gb_take_as_long_as_measured() {
        for bytes in [80 * GB, 80_000_000_000] {
            for (gbps, seconds) in [(1.0, 13.0 * 60.0 + 15.0), (10.0, 65.0)] {
                let range = takes(bytes, 18, gbps, 18);
                assert!(is_within(range, seconds), "{gbps} Gbit/s: {range:?}");
                assert!(range.1 < 2.0 * range.0, "{gbps} Gbit/s: {range:?}");
            }
        }
    }

    /// <https://aidanfinn.com/?p=12228>.
    #[test]
    fn guests_of_512_mb_take_as_long_as_measured() {
        for (gbps, guests, seconds) in [
            (1.0, 1, 7.0),
            (1.0, 10, 40.0),
            (1.0, 20, 80.0),
            (10.0, 1, 5.0),
            (10.0, 10, 13.0),
            (10.0, 20, 21.0),
        ] {
            let range = takes(guests as u64 * 512 * MB, guests, gbps, 20);
            assert!(is_within(range, seconds), "{guests} over {gbps} Gbit/s: {range:?}");
            assert!(gbps > 1.0 || range.1 < 2.0 * range.0, "{guests} over {gbps} Gbit/s: {range:?}");
        }
    }

    #[test]
    fn a_connection_an_adapter_without_rss_and_a_limit_bound_the_rate() {
        let of = |class, option, at_once, limit| {
            let at_once = AtOnce::exactly(at_once, Source::Stated);
            let range = rate(&[link(class, 10.0)], option, at_once, 18, limit).unwrap();
            (gbps(range.low), gbps(range.high))
        };
        use LinkClass::{Plain, Rdma, Rss};
        use MigrationPerformance::{Compression, Smb, TcpIp};
        assert_eq!(of(Rss, TcpIp, 1, None), (2.7, 4.0));
        assert_eq!(of(Rss, Compression, 2, None), (5.4, 8.0));
        assert_eq!(of(Rss, TcpIp, 4, Some(1)), (8.5, 9.5));
        assert_eq!(of(Plain, TcpIp, 4, None), (4.5, 4.5));
        assert_eq!(of(Plain, TcpIp, 1, None), (2.7, 4.0));
        assert_eq!(of(Plain, Smb, 4, None), (2.7, 4.0));
        assert_eq!(of(Rdma, Smb, 1, None), (9.0, 10.0));
        assert_eq!(of(Rdma, Smb, 1, Some(500_000_000)), (4.0, 4.0));
    }

    #[test]
    fn smb_uses_all_links_and_the_others_the_first() {
        let links = [link(LinkClass::Rdma, 10.0), link(LinkClass::Rdma, 10.0)];
        let at_once = AtOnce::exactly(4, Source::Stated);
        let of = |option| gbps(rate(&links, option, at_once, 4, None).unwrap().high);
        assert_eq!(of(MigrationPerformance::Smb), 20.0);
        assert_eq!(of(MigrationPerformance::TcpIp), 9.5);
        assert_eq!(rate(&[], MigrationPerformance::Smb, at_once, 4, None), None);
        assert_eq!(rate(&[link(LinkClass::Rss, 0.0)], MigrationPerformance::TcpIp, at_once, 4, None), None);
    }

    #[test]
    fn no_number_that_is_not_known_narrows_a_range() {
        let rate =
            |at_once| rate(&[link(LinkClass::Rss, 10.0)], MigrationPerformance::TcpIp, at_once, 18, None);
        let open = AtOnce { low: 2, high: None, source: Source::NotCaptured };
        let known = [2, 18].map(|count| rate(AtOnce::exactly(count, Source::Hosts)).unwrap());
        let unknown = rate(open).unwrap();
        assert_eq!((unknown.low, unknown.high), (known[0].low, known[1].high));
    }

    #[test]
    fn compression_halves_the_time_at_least() {
        let at_once = AtOnce::exactly(18, Source::Stated);
        let rate =
            rate(&[link(LinkClass::Rss, 1.0)], MigrationPerformance::Compression, at_once, 18, None).unwrap();
        let guests = Guests { count: 18, bytes: 80 * GB, source: Source::Stated };
        let of = |option| duration(guests, &rate, option, at_once);
        let (plain, compressed) = (of(MigrationPerformance::TcpIp), of(MigrationPerformance::Compression));
        assert!(compressed.high < 0.52 * plain.high && compressed.low < 0.26 * plain.low, "{compressed:?}");
        assert!(compressed.factors.iter().any(|factor| factor.key == FactorKey::Compressed));
    }
}
