//! What became of a plan, in words.

use super::{Fact, text};
use crate::visible::shown;

/// How many steps are open, and how many are made already; `None` for a plan that does not hold any more.
pub fn verdict(left: Option<(usize, usize)>) -> String {
    let steps = |count: usize| if count == 1 { "1 step".to_owned() } else { format!("{count} steps") };
    match left {
        Some((0, 0)) => "the plan holds: there is nothing to do".to_owned(),
        Some((0, made)) => format!("the plan is applied: {} made", steps(made)),
        Some((open, 0)) => format!("the plan holds: {} to make", steps(open)),
        Some((open, made)) => {
            format!("the plan holds: {} to make, {} made already", steps(open), steps(made))
        }
        None => "the plan does not hold any more: make a new one".to_owned(),
    }
}

/// A fact that is another one than when the plan was made.
pub fn differs(name: &str, property: &str, then: &Fact, now: &Fact) -> String {
    let value = |fact: &Fact| match fact {
        Fact::Unknown => "unknown".to_owned(),
        known => text(known),
    };
    shown(format!("{property} of {name}: was {}, is {}", value(then), value(now)))
}
