use super::*;

/// A route as a thread prints it, with what it says next.
fn route(thread: u32, second: u32, ends: (&str, &str), priority: u32, next: &str) -> Vec<String> {
    let lines = [
        "[IM] Route <struct mscs::FaultTolerantRoute>".to_owned(),
        format!("  <realLocal>{}:~3343~</realLocal>", ends.0),
        format!("  <realRemote>{}:~3343~</realRemote>", ends.1),
        "  <virtualLocal>fe80::1%9:~0~</virtualLocal>".to_owned(),
        "  <virtualRemote>fe80::2:~0~</virtualRemote>".to_owned(),
        "  <Delay>1000</Delay>".to_owned(),
        "  <Threshold>20</Threshold>".to_owned(),
        format!("  <Priority>{priority}</Priority>"),
        "  <Attributes>2147483649</Attributes>".to_owned(),
        "</struct mscs::FaultTolerantRoute>".to_owned(),
        next.to_owned(),
    ];
    let line =
        |line: &String| format!("0000ab34.{thread:08x}::2026/11/02-09:15:{second:02}.100 INFO  {line}");
    lines.iter().map(line).collect()
}

fn read(lines: &[String]) -> (Vec<Object<'static>>, Vec<String>) {
    let mut routes = Routes::new();
    lines.iter().for_each(|line| routes.line(line.as_bytes()).unwrap());
    routes.finish(&Header::default()).unwrap()
}

/// Ends, priority and state of each route.
fn told(lines: &[String]) -> Vec<String> {
    let word = |object: &Object<'_>| {
        let priority = object.get(Property::Priority).cloned();
        let text = |name| object.text(name).unwrap_or("-").to_owned();
        let Some(Raw::Int(priority)) = priority else { panic!("{object:?}") };
        format!(
            "{} {} {priority} {}",
            text(Property::LocalAddress),
            text(Property::RemoteAddress),
            text(Property::State)
        )
    };
    read(lines).0.iter().map(word).collect()
}

const A: (&str, &str) = ("10.0.0.1", "10.0.0.2");
const B: (&str, &str) = ("10.0.1.1", "10.0.1.2");

#[test]
fn a_route_has_all_its_properties() {
    let (objects, notes) = read(&route(1, 0, A, 40_802, "[IM] next"));
    assert_eq!(notes, [""; 0]);
    let expected = [
        (Property::LocalAddress, Raw::Text("10.0.0.1".into())),
        (Property::RemoteAddress, Raw::Text("10.0.0.2".into())),
        (Property::Priority, Raw::Int(40_802)),
        (Property::Time, Raw::Text("2026/11/02-09:15:00.100 (UTC or local time is not told)".into())),
    ];
    assert_eq!(objects[0].fields, expected);
}

#[test]
fn the_published_excerpt_without_its_first_line_is_read() {
    // https://learn.microsoft.com/troubleshoot/windows-server/high-availability/iaas-sql-failover-cluster-network-thresholds
    let lines = route(1, 0, A, 140_481, " removed");
    assert_eq!(told(&lines[1..]), ["10.0.0.1 10.0.0.2 140481 Removed"]);
}

#[test]
fn the_latest_telling_counts_wherever_it_stands() {
    let (early, late) = (route(1, 1, A, 1, "[x]"), route(2, 2, A, 2, "[x]"));
    assert_eq!(told(&[early.clone(), late.clone()].concat()), ["10.0.0.1 10.0.0.2 2 -"]);
    assert_eq!(told(&[late, early].concat()), ["10.0.0.1 10.0.0.2 2 -"]);
    let again = [route(1, 1, A, 1, "[x]"), route(1, 2, A, 1, "removed"), route(1, 3, A, 3, "added")].concat();
    assert_eq!(told(&again), ["10.0.0.1 10.0.0.2 3 -"]);
}

#[test]
fn lines_of_other_threads_stand_between() {
    let (first, second) = (route(1, 1, A, 1, " removed"), route(2, 1, B, 2, "[NETFT] something"));
    let mixed: Vec<String> = first.into_iter().zip(second).flat_map(|(a, b)| [a, b]).collect();
    assert_eq!(told(&mixed), ["10.0.0.1 10.0.0.2 1 Removed", "10.0.1.1 10.0.1.2 2 -"]);
}

#[test]
fn a_message_over_several_lines_has_thread_and_time_once() {
    let lines = route(1, 7, A, 5, "removed");
    let mut bare: Vec<String> =
        lines.iter().map(|line| line.split("INFO  ").nth(1).unwrap().to_owned()).collect();
    bare[0] = lines[0].clone();
    assert_eq!(told(&bare), ["10.0.0.1 10.0.0.2 5 Removed"]);
    bare[0] = lines[0].replace("Route <struct mscs::FaultTolerantRoute>", "Route");
    assert_eq!(
        read(&bare).0[0].text(Property::Time),
        Some("2026/11/02-09:15:07.100 (UTC or local time is not told)")
    );
}

#[test]
fn what_happened_is_told_before_behind_or_in_the_next_line() {
    let mut lines = route(1, 1, A, 1, "[x]");
    lines[0] = lines[0].replace("[IM] Route", "[IM] Removing route");
    assert_eq!(told(&lines), ["10.0.0.1 10.0.0.2 1 Removed"]);
    let mut lines = route(1, 1, A, 1, "[x]");
    lines[9].push_str(" was deleted");
    assert_eq!(told(&lines), ["10.0.0.1 10.0.0.2 1 Removed"]);
    let mut lines = route(1, 1, A, 1, "[x]");
    lines[0] = lines[0].replace("[IM] Route", "[IM] Failed to add route");
    assert_eq!(told(&lines), [""; 0]);
    // The words of another message are not those of the route.
    assert_eq!(told(&route(1, 1, A, 1, "[NODE] n2 was removed")), ["10.0.0.1 10.0.0.2 1 -"]);
}

#[test]
fn a_route_that_the_end_of_the_log_cuts_off_is_not_read() {
    let lines = route(1, 1, A, 1, " removed");
    for end in 1..lines.len() {
        assert_eq!(told(&lines[..end]), [""; 0], "{end}");
    }
    let other = route(2, 1, B, 1, "[x]");
    assert_eq!(told(&[&lines[..10], &other[..1]].concat()), ["10.0.0.1 10.0.0.2 1 -"]);
}

#[test]
fn a_route_is_marked_as_down_and_up() {
    let mark = |second: u32, state: &str| {
        let message = format!("Marking Route from 10.0.0.1:~3343~ to 10.0.0.2:~3343~ as {state}");
        vec![format!("0000ab34.00000009::2026/11/02-09:15:{second:02}.100 INFO  [IM] {message}")]
    };
    let route = route(1, 5, A, 1, "[x]");
    assert_eq!(told(&[route.clone(), mark(6, "down")].concat()), ["10.0.0.1 10.0.0.2 1 Down"]);
    let again = [route.clone(), mark(6, "down"), mark(7, "up")].concat();
    assert_eq!(told(&again), ["10.0.0.1 10.0.0.2 1 Up"]);
    assert_eq!(told(&[mark(4, "down"), route].concat()), ["10.0.0.1 10.0.0.2 1 -"]);
}

#[test]
fn routes_without_priority_or_ends_are_counted() {
    let mut unranked = route(1, 1, A, 1, "[x]");
    unranked.remove(7);
    let masked = route(1, 2, ("10.xxx.xx.1", "10.0.0.2"), 1, "[x]");
    let (objects, notes) = read(&[unranked, masked].concat());
    assert_eq!(objects, []);
    assert_eq!(
        notes,
        [
            "1 NetFT routes have ends that are no addresses: not read",
            "1 NetFT routes have no Priority: not read",
            "no NetFT route with its Priority is in this log",
        ]
    );
}

#[test]
fn a_line_tells_thread_time_and_message() {
    let line = b"0000ab34.00007328::2014/06/10-07:54:34.100 INFO  [IM] x";
    let (thread, time, message) = split(line).unwrap();
    assert_eq!((thread, time), (&b"0000ab34.00007328"[..], &b"2014/06/10-07:54:34.100"[..]));
    assert_eq!(message.trim_ascii(), b"[IM] x");
    let verbose = b"[Verbose] 0000ab34.00007328::2014/06/10-07:54:34.100 DBG   [IM] x";
    assert_eq!(split(verbose).unwrap().2.trim_ascii(), b"[IM] x");
    for other in
        [&b""[..], b"::", b"10.0.0.1:~3343~", b"0000ab34.0000732g::2014/06/10-07:54:34.100 INFO", b"x::"]
    {
        assert_eq!(split(other), None);
    }
}
