//! Estimates in words: amounts as an admin writes them, ranges, and who says a factor.

use crate::engine::estimate::{Factor, FactorKey, Range, Source, Unit, rounded};

/// Who says a number: where to read it, or what tells it.
pub fn source(source: Source) -> &'static str {
    match source {
        Source::Stated => "the request",
        Source::Partition => "UsedSpace of the volume in the capture",
        Source::Adapters => "the adapters in the capture",
        Source::Metric => "the metric in the capture",
        Source::OneGigabit => {
            "https://aidanfinn.com/?p=12228 (122.8 MB/s over one adapter), \
             https://github.com/technology-toolbox/Notebook (1.84 Gbit/s over two)"
        }
        Source::OneConnection => {
            "https://aidanfinn.com/?p=12228 (338.5 MB/s), \
             http://windowsitpro.com/print/windows-server-2012/understand-bandwidth-usage-10gbps-network-adapters \
             (about 4 Gbit/s)"
        }
        Source::SeveralConnections => {
            "https://blog.workinghardinit.work/tag/live-migration/ (about 17 of 20 Gbit/s), and headers of Ethernet, IP and TCP"
        }
        Source::SmbConnections => {
            "https://learn.microsoft.com/windows-server/administration/performance-tuning/role/file-server/"
        }
        Source::SmbDirect => "https://aidanfinn.com/?p=15421 (nearly 10 Gbit/s of 10)",
        Source::FullDuplex => "reads come in and writes go out, and a link carries both at once",
        Source::Multichannel => {
            "https://learn.microsoft.com/windows-server/failover-clustering/smb-multichannel"
        }
        Source::Hosts => "the hosts in the capture",
        Source::Settings => "the settings of the cluster in the capture",
        Source::Default => {
            "what Windows does by default, https://learn.microsoft.com/powershell/module/hyper-v/set-vmhost"
        }
        Source::Version => "what this version of Windows does",
        Source::NotCaptured => "not captured: from what Windows does by default to all at once",
        Source::Migrations => {
            "https://blogs.technet.microsoft.com/kevinholman/2013/07/01/hyper-v-live-migration-and-the-upgrade-to-10-gigabit-ethernet/ \
             (18 guests with about 80 GB in 795 s on 1 Gbit/s), https://aidanfinn.com/?p=12228 (20 of 512 MB in 80 s)"
        }
        Source::OneMigration => {
            "https://aidanfinn.com/?p=12228 (one guest of 512 MB in 7 s on 1 Gbit/s, in 5 s on 10)"
        }
        Source::ManyMigrations => "https://aidanfinn.com/?p=12228 (ten guests in 13 s, twenty in 21 s)",
        Source::Compression => {
            "https://blog.workinghardinit.work/tag/compression/ (half the time), \
             https://cloud.watch.impress.co.jp/img/clw/docs/645/576/html/fig-1-7.jpg.html (15 s for 60 s)"
        }
        Source::WithoutRss => {
            "http://windowsitpro.com/print/windows-server-2012/understand-bandwidth-usage-10gbps-network-adapters \
             (about 4.5 Gbit/s over an adapter of the host's virtual switch)"
        }
    }
}

/// `1.5 TB`, `120 MB/s`, `25 %`, `2 h 10 min`: three digits at most.
pub(super) fn amount(number: f64, unit: Unit) -> String {
    match unit {
        Unit::Bytes => bytes(number),
        Unit::BytesPerSecond => format!("{}/s", bytes(number)),
        Unit::Share => format!("{} %", digits(number * 100.0)),
        Unit::Seconds => duration(number),
        Unit::Times => format!("{} times", digits(number)),
    }
}

/// `120 to 140 MB/s`, or one amount where both ends look alike.
pub fn between(low: f64, high: f64, unit: Unit) -> String {
    let (low, high) = (amount(low, unit), amount(high, unit));
    match (low.rsplit_once(' '), high.rsplit_once(' ')) {
        _ if low == high => high,
        (Some((number, one)), Some((_, other))) if one == other => format!("{number} to {high}"),
        _ => format!("{low} to {high}"),
    }
}

/// A range in words.
pub(super) fn range(range: &Range) -> String {
    between(range.low, range.high, range.unit)
}

/// What a factor is, and from where to where.
pub fn factor(factor: &Factor) -> String {
    let number = |number: f64| format!("{}", rounded(number));
    let value = |low: f64, high: f64| match low == high {
        true => number(low),
        false => format!("{} to {}", number(low), number(high)),
    };
    let plain = value(factor.low, factor.high);
    let share = between(factor.low, factor.high, Unit::Share);
    match factor.key {
        FactorKey::LineGbps => format!("adapters of {plain} Gbit/s"),
        FactorKey::Adapters => format!("{plain} adapters side by side"),
        FactorKey::Efficiency => format!("data gets {share} of the speed"),
        FactorKey::ConnectionGbps => {
            format!("one connection gets {plain} Gbit/s through, since one core serves it")
        }
        FactorKey::Connections => format!("SMB opens {plain} connections for an adapter"),
        FactorKey::OneDirection => format!("{share} of the traffic goes in the direction that has more"),
        FactorKey::StatedRate => {
            format!("{} stated", between(factor.low, factor.high, Unit::BytesPerSecond))
        }
        FactorKey::Size => format!("{} to read", between(factor.low, factor.high, Unit::Bytes)),
        FactorKey::TargetRate => {
            format!("the target takes {}", between(factor.low, factor.high, Unit::BytesPerSecond))
        }
        FactorKey::Networks => format!("{plain} networks side by side"),
        FactorKey::OnThisLink => format!("{share} of it takes this way"),
        FactorKey::Memory => format!("{} of memory", between(factor.low, factor.high, Unit::Bytes)),
        FactorKey::MemoryCrossing => {
            format!("{share} of the memory crosses: empty pages do not, pages that change do so again")
        }
        FactorKey::Compressed => format!("compression leaves {share} of the time"),
        FactorKey::AtOnce => format!("{plain} at once"),
        FactorKey::WithoutRssGbps => {
            format!(
                "all connections together get {plain} Gbit/s through, since one core serves an adapter without RSS"
            )
        }
        FactorKey::BandwidthLimit => {
            format!("SMB leaves live migration {}", between(factor.low, factor.high, Unit::BytesPerSecond))
        }
        FactorKey::StartAndEnd => {
            format!("a migration takes {} to start and end", between(factor.low, factor.high, Unit::Seconds))
        }
        FactorKey::PerGuest => format!("each guest adds {}", between(factor.low, factor.high, Unit::Seconds)),
    }
}

fn bytes(number: f64) -> String {
    let units = ["B", "KB", "MB", "GB", "TB", "PB"];
    let (mut number, mut place) = (number, 0);
    while number >= 999.5 && place + 1 < units.len() {
        number /= 1024.0;
        place += 1;
    }
    format!("{} {}", digits(number), units[place])
}

fn duration(seconds: f64) -> String {
    let whole = seconds.round();
    match whole {
        // A measured 65 s lies within 64 s and 1.9 min, and not within what 1.1 min says.
        whole if whole < 120.0 => format!("{} s", digits(seconds)),
        whole if whole < 3600.0 => format!("{} min", digits(seconds / 60.0)),
        whole if whole < 48.0 * 3600.0 => format!("{} h", digits(seconds / 3600.0)),
        _ => format!("{} days", digits(seconds / 86_400.0)),
    }
}

/// No more digits than an estimate has: `0.12`, `1.2`, `12`, `123`, `1230`.
fn digits(number: f64) -> String {
    let places = match number {
        n if n >= 9.95 => 0,
        n if n >= 0.995 => 1,
        _ => 2,
    };
    let text = format!("{number:.places$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_short() {
        let mb = 1024.0 * 1024.0;
        let said = [
            (122_500_000.0, Unit::BytesPerSecond, "117 MB/s"),
            (1.5 * mb * mb, Unit::Bytes, "1.5 TB"),
            (1000.0 * mb, Unit::Bytes, "0.98 GB"),
            (0.1234, Unit::Share, "12 %"),
            (2.0, Unit::Share, "200 %"),
            (45.0, Unit::Seconds, "45 s"),
            (5400.0, Unit::Seconds, "1.5 h"),
            (300_000.0, Unit::Seconds, "3.5 days"),
            (0.0, Unit::BytesPerSecond, "0 B/s"),
        ];
        for (number, unit, expected) in said {
            assert_eq!(amount(number, unit), expected);
        }
    }

    #[test]
    fn a_range_names_its_unit_once() {
        assert_eq!(between(0.1, 0.25, Unit::Share), "10 to 25 %");
        assert_eq!(between(0.1, 0.1, Unit::Share), "10 %");
        assert_eq!(between(1800.0, 7200.0, Unit::Seconds), "30 min to 2 h");
    }
}
