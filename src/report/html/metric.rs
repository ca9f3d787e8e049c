//! Why this metric: one bar for each network at one scale, and the sum written out beside it.

use super::svg::{Anchor, Look, line, n, rect, text};
use super::words::{letter, name, role_words};
use crate::engine::metric::{Explained, Measured, Verdict};
use crate::model::LinkClass;
use crate::report::Facts;
use crate::report::text::{capital, width};
use crate::words;
use maud::{Markup, html};

/// Networks that get a bar; of more, the first.
const MAX_BARS: usize = 40;

/// The largest base, and how wide it is drawn.
const FULL: f64 = 80_000.0;
const SCALE: f64 = 380.0 / FULL;

/// Where the enlarged speed starts, and how wide the highest is drawn.
const LENS: f64 = 404.0;
const LENS_WIDTH: f64 = 90.0;

pub(super) fn metric(facts: &Facts<'_>) -> Markup {
    let measure = facts.given.measure;
    let speed = |one: &Measured| one.explained.map_or(0, |parts| parts.speed_value);
    let most = f64::from(measure.networks.iter().map(speed).max().unwrap_or_default().max(160));
    let factor = LENS_WIDTH / most / SCALE;
    let shown = facts.order.iter().take(MAX_BARS).filter_map(|id| measure.networks.get(id.place()));
    let soft = Look::of(11.0).fill("var(--soft)");
    html! {
        p.lede {
            "The lowest metric wins the cluster’s own messages. The mark is the base that the role gives; hatched is \
             what the adapters’ class takes off; the dark end is what the speed takes off, enlarged at the right; dots \
             tell equal networks apart. " (capital(&words::scheme_evidence(facts.cluster, measure))) "."
        }
        table.st {
            thead {
                tr {
                    th scope="col" { "Network" }
                    th scope="col" {
                        span.vh { "Drawn to scale" }
                        svg.bar width="520" height="16" viewBox="0 0 520 16" aria-hidden="true" focusable="false" {
                            (text(0.0, 12.0, "0", soft))
                            (text(190.0, 12.0, "40000", soft.at(Anchor::Middle)))
                            (text(380.0, 12.0, "80000", soft.at(Anchor::Middle)))
                            (text(LENS, 12.0, &format!("speed ×{factor:.0}"), soft))
                            (text(500.0, 12.0, "tie", soft))
                        }
                    }
                    th scope="col" { "Made of" }
                }
            }
            tbody {
                @for one in shown {
                    tr {
                        th.nw scope="row" {
                            (letter(facts, one.network, true)) " " (name(&facts.cluster.networks[one.network].name))
                        }
                        td { (bar(facts, one, most)) }
                        td { (sum(facts, one)) }
                    }
                }
            }
        }
        @if facts.order.len() > MAX_BARS { p.sm { "and " (facts.order.len() - MAX_BARS) " more networks" } }
    }
}

fn bar(facts: &Facts<'_>, one: &Measured, most: f64) -> Markup {
    let metric = facts.cluster.networks[one.network].metric;
    let at = |value: u32| (f64::from(value) * SCALE).min(400.0);
    let guide = |value: u32| line(&format!("M{} 0V26", n(at(value))), "var(--rule)", 1.0, None);
    html! {
        svg.bar width="520" viewBox="0 0 520 26" role="img" aria-label=(in_short(metric, one)) {
            (guide(40_000)) (guide(80_000))
            @match (metric, one.explained) {
                (Some(metric), Some(parts)) => (explained(metric, parts, most)),
                (Some(metric), None) => {
                    @let is_manual = one.verdict == Verdict::Manual;
                    @let fill = if is_manual { "fill:var(--ink)" } else { "fill:var(--bg);stroke-dasharray:3 2" };
                    @let style = format!("{fill};stroke:var(--wire);stroke-width:1");
                    (rect(0.5, 6.5, at(metric).max(3.0), 13.0, 0.0, &style))
                    @if at(metric) < 280.0 {
                        (text(at(metric) + 8.0, 17.0, why_not(one), Look::of(11.0).fill("var(--soft)")))
                    }
                }
                (None, _) => (text(0.0, 17.0, "not captured", Look::of(11.0).fill("var(--soft)"))),
            }
            @if let Some(predicted) = one.predicted.filter(|predicted| differs(*predicted, metric)) {
                @let x = at(predicted);
                path d={ "M" (n(x)) " 6L" (n(x + 5.0)) " 0L" (n(x - 5.0)) " 0Z" }
                    style="fill:var(--bg);stroke:var(--ink);stroke-width:1.2" {}
            }
        }
    }
}

fn differs(predicted: u32, metric: Option<u32>) -> bool {
    metric.is_some_and(|metric| !crate::engine::metric::fits(predicted, metric))
}

fn explained(metric: u32, parts: Explained, most: f64) -> Markup {
    let at = |value: u32| f64::from(value) * SCALE;
    let Explained { base, capability, capability_value, speed_value, tie, .. } = parts;
    let start = base.saturating_sub(capability_value);
    let sliver = at(speed_value).max(1.5);
    let class = format!("−{}", capability.map_or("", LinkClass::word));
    let wide = width(&class, 10.5) + 6.0;
    let middle = at(base) - at(capability_value) / 2.0;
    html! {
        (rect(0.0, 6.0, at(metric), 14.0, 0.0, "fill:var(--soft)"))
        @if speed_value > 0 {
            (rect(at(start.saturating_sub(speed_value)), 6.0, sliver, 14.0, 0.0, "fill:var(--ink)"))
        }
        @if capability_value > 0 {
            @let style = "fill:url(#hatch);stroke:var(--wire);stroke-width:1";
            (rect(at(start), 6.5, at(capability_value), 13.0, 0.0, style))
            (rect(middle - wide / 2.0, 8.0, wide, 10.0, 0.0, "fill:var(--bg)"))
            (text(middle, 16.8, &class, Look::of(10.5).at(Anchor::Middle)))
        }
        (line(&format!("M{} 2V24", n(at(base))), "var(--ink)", 2.0, None))
        @if speed_value > 0 {
            (rect(LENS, 6.0, (f64::from(speed_value) * LENS_WIDTH / most).max(1.0), 14.0, 0.0, "fill:var(--ink)"))
        }
        @if tie < 16 {
            @for dot in 0..tie {
                @let (column, row) = (f64::from(dot / 3), [13.0, 8.0, 18.0][dot as usize % 3]);
                circle cx=(n(500.0 + column * 4.4)) cy=(n(row)) r="1.8"
                    style="fill:var(--ink)" {}
            }
        }
    }
}

fn why_not(one: &Measured) -> &'static str {
    match one.verdict {
        Verdict::Manual => "set by hand",
        Verdict::NotUsed => "decides nothing",
        Verdict::Unexplained => "no published rule",
        Verdict::Automatic | Verdict::Unknown => "not explained",
    }
}

fn in_short(metric: Option<u32>, one: &Measured) -> String {
    match (metric, one.explained) {
        (None, _) => "not captured".to_owned(),
        (Some(metric), None) => format!("{metric}, {}", why_not(one)),
        (Some(metric), Some(parts)) => format!(
            "{metric} = {} for the role, less {} for the class, less {} for the speed, plus {}",
            parts.base, parts.capability_value, parts.speed_value, parts.tie
        ),
    }
}

fn sum(facts: &Facts<'_>, one: &Measured) -> Markup {
    let network = &facts.cluster.networks[one.network];
    html! {
        @match (network.metric, one.explained) {
            (Some(metric), Some(parts)) => {
                b { (metric) } " = " (parts.base) " " span.sm { (role_words(network.role)) }
                @if parts.capability_value > 0 {
                    " − " (parts.capability_value) " " span.sm { (parts.capability.map_or("", LinkClass::word)) }
                }
                @if let Some(gbps) = parts.speed_gbps.filter(|gbps| *gbps > 0) {
                    " − " (parts.speed_value) " " span.sm { "(16 × " (gbps) " Gbit/s)" }
                }
                @if parts.tie > 0 { " + " (parts.tie) " " span.sm { "tie" } }
            }
            _ => {
                @for (place, reason) in one.because.iter().enumerate() {
                    @if place > 0 { "; " }
                    (words::metric_reason(*reason).message)
                }
            }
        }
        @if let Some(predicted) = one.predicted.filter(|predicted| differs(*predicted, network.metric)) {
            br; span.sm { "the adapters call for " (predicted) }
        }
    }
}
