//! Runs the rules over one cluster, and says which ones could not run.

use super::{Context, Finding, Hit, Need, Rule, Skip, SkipKind, Skipped, Versions};
use crate::error::{Code, Error};
use crate::model::{Cluster, Windows, WindowsVersion};
use crate::names::{fits, is_pattern};
use crate::nearest::edits;
use std::borrow::Cow;

/// The rules of that id or name, without case, or of ids and names that a pattern describes; or the nearest one in the error.
pub(in crate::rules) fn find_all<'r>(
    rules: &[&'r Rule],
    retired: &[&str],
    text: &str,
) -> Result<Vec<&'r Rule>, Error> {
    let wanted = text.trim();
    if !is_pattern(wanted) {
        return find_in(rules, retired, wanted).map(|rule| vec![rule]);
    }
    let is_it = |rule: &&&'r Rule| fits(wanted, rule.id) || fits(wanted, rule.name);
    let found: Vec<&'r Rule> = rules.iter().filter(is_it).copied().collect();
    match found.is_empty() {
        true => Err(unknown(rules, wanted, "fits")),
        false => Ok(found),
    }
}

/// The rule of that id or name, without case, or the nearest one in the error.
pub(in crate::rules) fn find_in<'r>(
    rules: &[&'r Rule],
    retired: &[&str],
    text: &str,
) -> Result<&'r Rule, Error> {
    let wanted = text.trim();
    let is = |known: &str| known.eq_ignore_ascii_case(wanted);
    if let Some(rule) = rules.iter().find(|rule| is(rule.id) || is(rule.name)) {
        return Ok(rule);
    }
    if let Some(id) = retired.iter().find(|id| is(id)) {
        return Err(Error::new(Code::UnknownName, format!("the rule {id} is retired")));
    }
    Err(unknown(rules, wanted, "is called"))
}

fn unknown(rules: &[&Rule], wanted: &str, verb: &str) -> Error {
    // Nobody mistypes a name into something this long; distances to it would cost and tell nothing.
    let shown: String = wanted.chars().take(40).collect();
    let lower = shown.to_ascii_lowercase();
    let distance = |known: &str| edits(&known.to_ascii_lowercase(), &lower);
    let nearest = rules
        .iter()
        .flat_map(|rule| [(distance(rule.id), rule), (distance(rule.name), rule)])
        .min_by_key(|(distance, _)| *distance)
        .map_or(String::new(), |(_, rule)| format!(", the nearest is {} ({})", rule.id, rule.name));
    Error::new(Code::UnknownName, format!("no rule {verb} `{shown}`{nearest}"))
}

/// Findings sorted by severity, rule and target, and the rules that did not run, sorted by rule.
pub(in crate::rules) fn run<'r>(
    rules: impl Iterator<Item = &'r Rule>,
    context: &Context<'_>,
) -> (Vec<Finding>, Vec<Skipped>) {
    let (mut findings, mut skipped) = (Vec::new(), Vec::new());
    for rule in rules {
        let assumed = match gate(rule, context.cluster) {
            Ok(assumed) => assumed,
            Err(skip) => {
                skipped.push(skip);
                continue;
            }
        };
        match (rule.check)(context) {
            Ok(found) => {
                let assuming = |hit: Hit| {
                    assumed.iter().fold(hit, |hit, need| hit.assuming(need.assumption(), need.collect()))
                };
                let hits = found.iter().map(|facts| assuming(facts.say(context.cluster)));
                findings.extend(hits.map(|hit| finding(rule, hit)));
            }
            Err(Skip { kind, reason, needs }) => {
                let reason = Cow::Owned(reason);
                skipped.push(Skipped { rule: rule.id, kind, reason, needs: needs.to_vec() });
            }
        }
    }
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.severity, f.rule);
        key(a)
            .cmp(&key(b))
            .then_with(|| (&a.hit.targets, &a.hit.message).cmp(&(&b.hit.targets, &b.hit.message)))
    });
    skipped.sort_unstable();
    (findings, skipped)
}

/// Why a rule does not apply or cannot be answered, before it is asked; else what it takes for granted.
fn gate(rule: &Rule, cluster: &Cluster) -> Result<Vec<Need>, Skipped> {
    let mut assumed = Vec::new();
    let skip = |kind, reason: Cow<'static, str>, needs| Skipped { rule: rule.id, kind, reason, needs };
    match applies(rule.versions, &cluster.windows) {
        Some(true) => {}
        Some(false) => {
            let reason = out_of_range(rule, &cluster.windows).into();
            return Err(skip(SkipKind::DoesNotApply, reason, Vec::new()));
        }
        // Routes are computed as for 2012 and later then, and so is advice.
        None if rule.versions.contains_from(WindowsVersion::V2012) => assumed.push(Need::WindowsVersion),
        None => {
            let reason = format!("holds for Windows {}, and {}", rule.versions, unclear(&cluster.windows));
            return Err(skip(SkipKind::LacksFacts, reason.into(), vec![Need::WindowsVersion]));
        }
    }
    let unmet: Vec<Need> = rule.needs.iter().copied().filter(|need| !need.is_met(cluster)).collect();
    if !unmet.is_empty() {
        let names: Vec<&str> = unmet.iter().map(|need| need.name()).collect();
        let reason = format!("the capture does not tell {}", names.join(", "));
        return Err(skip(SkipKind::LacksFacts, reason.into(), unmet));
    }
    assumed.extend(rule.assumes.iter().copied().filter(|need| !need.is_met(cluster)));
    Ok(assumed)
}

/// Whether the cluster runs one of the versions; `None` when what is known of it does not tell.
fn applies(versions: Versions, windows: &Windows) -> Option<bool> {
    match (windows.version, windows.since) {
        _ if versions.is_all() => Some(true),
        (Some(version), _) => {
            let applies = versions.contains(version);
            windows.doubt().is_none_or(|other| versions.contains(other) == applies).then_some(applies)
        }
        (None, Some(since)) if versions.to.is_some_and(|to| to < since) => Some(false),
        (None, Some(since)) if versions.contains_from(since) => Some(true),
        _ => None,
    }
}

fn out_of_range(rule: &Rule, windows: &Windows) -> String {
    let runs = match (windows.version, windows.since) {
        (Some(version), _) => name(version, windows.doubt()),
        (None, since) => format!("{} or later", since.map_or("an unknown version", WindowsVersion::name)),
    };
    format!("holds for Windows {}, and this cluster runs {runs}", rule.versions)
}

/// What of the version is not known.
fn unclear(windows: &Windows) -> String {
    match windows.version {
        Some(version) => {
            format!("whether this cluster runs {} is not known", name(version, windows.doubt()))
        }
        None => "the version is not known".to_owned(),
    }
}

/// `2025`, or `2025 or 23H2` where it may be either.
fn name(version: WindowsVersion, doubt: Option<WindowsVersion>) -> String {
    let or = doubt.map(|other| format!(" or {}", other.name())).unwrap_or_default();
    format!("{}{or}", version.name())
}

fn finding(rule: &Rule, hit: Hit) -> Finding {
    Finding {
        rule: rule.id,
        name: rule.name,
        severity: hit.severity.unwrap_or(rule.severity),
        why: rule.why(),
        reference: rule.reference,
        hit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{NetworkId, WindowsEvidence};
    use crate::rules::framework::{Facts, Severity, Target, found, testing};

    static ERROR: Rule = rule("CR902", "second-rule", Severity::Error);
    static WARNING: Rule = rule("CR901", "first-rule", Severity::Warning);

    #[derive(Debug)]
    struct OnNetwork(NetworkId);

    impl Facts for OnNetwork {
        fn say(&self, cluster: &Cluster) -> Hit {
            Hit::new(Target::network(&cluster.networks[self.0]), "m", "f")
        }
    }

    const fn rule(id: &'static str, name: &'static str, severity: Severity) -> Rule {
        Rule {
            id,
            name,
            severity,
            summary: "",
            doc: "",
            reference: "https://example.org",
            since: "0.1.0",
            versions: Versions::ALL,
            needs: &[],
            assumes: &[],
            check: |context| Ok(found(context.cluster.network_ids().map(OnNetwork))),
        }
    }

    fn answer(rules: &[&'static Rule], cluster: &Cluster) -> (Vec<String>, Vec<Skipped>) {
        let measure = crate::engine::metric::measure(cluster);
        let (findings, skipped) = run(rules.iter().copied(), &Context::new(cluster, &measure));
        (findings.into_iter().map(|f| format!("{} {}", f.rule, f.target().name)).collect(), skipped)
    }

    fn skipped(rule: &'static Rule, cluster: &Cluster) -> Skipped {
        let (findings, mut skipped) = answer(&[rule], cluster);
        assert!(findings.is_empty());
        skipped.pop().unwrap()
    }

    #[test]
    fn findings_are_sorted_by_severity_rule_and_target_whatever_the_order_of_the_input() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["LAN", "SAN"]);
        let sorted = ["CR902 LAN", "CR902 SAN", "CR901 LAN", "CR901 SAN"];
        assert_eq!(answer(&[&WARNING, &ERROR], &cluster).0, sorted);
        cluster.networks.reverse();
        assert_eq!(answer(&[&WARNING, &ERROR], &cluster).0, sorted);
    }

    #[test]
    fn a_rule_outside_its_versions_says_so() {
        static OLD: Rule = Rule {
            versions: Versions::until(WindowsVersion::V2012R2),
            ..rule("CR903", "old-rule", Severity::Info)
        };
        let mut cluster = testing::cluster(&["N1", "N2"], &["LAN"]);
        cluster.windows.version = Some(WindowsVersion::V2019);
        assert_eq!(
            skipped(&OLD, &cluster).reason,
            "holds for Windows 2012R2 and earlier, and this cluster runs 2019"
        );
        cluster.windows.version = None;
        let skip = skipped(&OLD, &cluster);
        assert_eq!(skip.reason, "holds for Windows 2012R2 and earlier, and the version is not known");
        assert_eq!((skip.kind, skip.needs), (SkipKind::LacksFacts, vec![Need::WindowsVersion]));
        cluster.windows.version = Some(WindowsVersion::V2012);
        assert_eq!(answer(&[&OLD], &cluster).0, ["CR903 LAN"]);
    }

    #[test]
    fn a_rule_runs_when_every_version_left_is_in_its_range() {
        static NEW: Rule = Rule {
            versions: Versions::since(WindowsVersion::V2012),
            ..rule("CR903", "new-rule", Severity::Info)
        };
        let mut cluster = testing::cluster(&["N1", "N2"], &["LAN"]);
        cluster.windows.version = None;
        cluster.windows.since = Some(WindowsVersion::V2012);
        assert_eq!(answer(&[&NEW], &cluster).0, ["CR903 LAN"]);
        cluster.windows.since = None;
        assert_eq!(answer(&[&NEW], &cluster).0, ["CR903 LAN"], "2012 and later is taken for granted");
        static NEWER: Rule = Rule {
            versions: Versions::since(WindowsVersion::V2016),
            ..rule("CR907", "newer-rule", Severity::Info)
        };
        assert!(skipped(&NEWER, &cluster).reason.ends_with("the version is not known"));
    }

    #[test]
    fn the_oldest_version_it_can_be_is_often_enough() {
        use WindowsVersion::{V2008R2, V2012, V2016};
        let windows = Windows { since: Some(V2012), ..Windows::default() };
        assert_eq!(applies(Versions::since(V2012), &windows), Some(true));
        assert_eq!(applies(Versions::since(V2016), &windows), None);
        assert_eq!(applies(Versions::until(V2008R2), &windows), Some(false));
        assert_eq!(applies(Versions::until(V2016), &windows), None);
        let either = Windows {
            version: Some(WindowsVersion::V2025),
            since: Some(WindowsVersion::V23H2),
            evidence: WindowsEvidence::LevelWithoutBuild(12),
            ..Windows::default()
        };
        assert_eq!(applies(Versions::since(V2016), &either), Some(true));
        assert_eq!(applies(Versions::until(V2016), &either), Some(false));
        assert_eq!(applies(Versions::since(WindowsVersion::V2025), &either), None);
        assert_eq!(unclear(&either), "whether this cluster runs 2025 or 23H2 is not known");
        static OLD: Rule =
            Rule { versions: Versions::until(V2008R2), ..rule("CR906", "old-rule", Severity::Info) };
        assert_eq!(
            out_of_range(&OLD, &windows),
            "holds for Windows 2008R2 only, and this cluster runs 2012 or later"
        );
        assert_eq!(
            out_of_range(&OLD, &either),
            "holds for Windows 2008R2 only, and this cluster runs 2025 or 23H2"
        );
    }

    #[test]
    fn a_rule_without_its_facts_names_them() {
        static NEEDY: Rule = Rule {
            needs: &[Need::Nodes, Need::Interfaces, Need::SharedVolumes],
            ..rule("CR904", "needy-rule", Severity::Info)
        };
        let mut cluster = testing::cluster(&["N1"], &["LAN"]);
        assert_eq!(skipped(&NEEDY, &cluster).needs, [Need::Nodes, Need::SharedVolumes]);
        cluster = testing::cluster(&["N1", "N2"], &["LAN"]);
        cluster.volumes = Some(Vec::new());
        assert_eq!(answer(&[&NEEDY], &cluster).0, ["CR904 LAN"]);
    }

    #[test]
    fn a_rule_can_find_out_that_a_fact_is_missing() {
        static LATE: Rule = Rule {
            check: |_| Err(Skip::new("r", &[Need::S2dEnabled])),
            ..rule("CR905", "late-rule", Severity::Info)
        };
        let skip = skipped(&LATE, &testing::cluster(&["N1"], &["LAN"]));
        assert_eq!((skip.reason.as_ref(), skip.needs.as_slice()), ("r", [Need::S2dEnabled].as_slice()));
    }

    #[test]
    fn rules_are_found_by_id_and_by_name_and_a_slip_gets_the_nearest() {
        let find = |text: &str| find_in(&[&WARNING, &ERROR], &["CR900"], text);
        assert_eq!(find("cr901").unwrap().id, "CR901");
        assert_eq!(find("Second-Rule ").unwrap().id, "CR902");
        let message = |text: &str| find(text).map(|rule| rule.id).unwrap_err().message;
        assert_eq!(message("CR92"), "no rule is called `CR92`, the nearest is CR902 (second-rule)");
        assert_eq!(
            message("frist-rule"),
            "no rule is called `frist-rule`, the nearest is CR901 (first-rule)"
        );
        assert_eq!(message("CR900"), "the rule CR900 is retired");
        assert_eq!(find("x").map(|rule| rule.id).unwrap_err().code, Code::UnknownName);
    }

    #[test]
    fn patterns_describe_ids_and_names() {
        let ids = |text: &str| {
            let found = find_all(&[&WARNING, &ERROR], &[], text)?;
            Ok::<_, Error>(found.iter().map(|rule| rule.id).collect::<Vec<_>>())
        };
        assert_eq!(ids("cr90*").unwrap(), ["CR901", "CR902"]);
        assert_eq!(ids("*-RULE").unwrap(), ["CR901", "CR902"]);
        assert_eq!(ids(" second* ").unwrap(), ["CR902"]);
        assert_eq!(ids("CR901").unwrap(), ["CR901"]);
        assert_eq!(
            ids("CR9?").unwrap_err().message,
            "no rule fits `CR9?`, the nearest is CR901 (first-rule)"
        );
    }
}
