use crate::model::ProblemKind;
use crate::rules::data::relay::relay;
use crate::rules::framework::{Context, Found, Rule, Severity, Skip, Versions};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR001",
    name: "value-not-understood",
    severity: Severity::Warning,
    summary: "A property holds a value that is not understood and counts as unknown.",
    doc: "\
## What it checks

Whether every property that decides something holds a number, a word or a list of the kind it should hold.

## Why it matters

The value is treated as unknown, never guessed. Routes and other rules that need it are marked as assumed or
left out.

## Example

`Role` of a network is `Clustre`, or `Metric` is `-5`.

## What to do

Capture again straight from the cmdlet: tables, copies by hand and translated words are the usual cause. If
the value is what Windows itself printed, please report it with the place where it was found.

## References

- [ClusterNetwork roles](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-role)
",
    reference: "https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-role",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[],
    check,
};

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    Ok(relay(context, ProblemKind::ValueNotUnderstood, "capture it again straight from the cmdlet"))
}
