use crate::model::ProblemKind;
use crate::rules::data::relay::relay_column;
use crate::rules::framework::{Context, Found, Rule, Severity, Skip, Versions};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR004",
    name: "metric-missing",
    severity: Severity::Warning,
    summary: "The metric of a network is not known.",
    doc: "\
## What it checks

Whether every network has a `Metric` that is understood.

## Why it matters

Cluster traffic takes the path with the lowest sum of metrics, and the default order of live migration follows
them. Without a metric the order cannot be told, and it is not guessed.

## Example

The default table of the module before Windows Server 2016 shows only `Name` and `State`.

## What to do

Pipe the objects themselves, or keep the properties `Metric` and `AutoMetric`.

## References

- [Metric](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-metric)
",
    reference: "https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-metric",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[],
    check,
};

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    Ok(relay_column(
        context,
        ProblemKind::MetricMissing,
        "a Metric",
        "capture the property Metric of every network",
    ))
}
