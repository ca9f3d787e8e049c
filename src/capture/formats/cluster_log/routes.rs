//! NetFT routes in the body of a log.
//!
//! A route is printed over several lines, one element a line, each line with the process, thread and time of
//! its message; lines of other threads can stand between. What happened to the route stands behind the last
//! element. Only `removed` is published; other words for a removal are taken for one as well, so that a route
//! is rather missing than stale.

use super::header::Header;
use crate::capture::limits::MAX_LOG_ROUTES;
use crate::capture::raw::{Object, Raw};
use crate::error::{Code, Error};
use crate::schema::Property;
use memchr::memchr;
use memchr::memmem::{self, Finder};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;

const STRUCT: &str = "struct mscs::FaultTolerantRoute>";
const MARKING: &[u8] = b"Marking Route from ";

/// Threads whose message is not at its end; beyond it the oldest is given up.
const MOST_OPEN: usize = 256;

/// A local and a remote address.
type Ends = (IpAddr, IpAddr);

/// Bytes at the start of a line that hold thread and time.
const PREFIX: usize = 96;

/// The routes of a log, each as the log shows it last.
pub(super) struct Routes {
    marking: Finder<'static>,
    /// The start of the line before, where nothing of it was wanted.
    before: Vec<u8>,
    open: Vec<Open>,
    known: BTreeMap<Ends, Route>,
    marks: BTreeMap<Ends, (String, bool)>,
    /// The thread and the time of the last line that tells them.
    last: (Vec<u8>, String),
    line: usize,
    /// Routes that have no priority.
    unranked: usize,
    /// Routes whose ends are no addresses.
    endless: usize,
}

/// A route whose message is still being printed.
#[derive(Debug)]
struct Open {
    thread: Vec<u8>,
    time: String,
    route: Route,
    local: Option<IpAddr>,
    remote: Option<IpAddr>,
    /// The line of the last element; what happened to the route comes next.
    closed: Option<usize>,
}

#[derive(Clone, Debug, Default)]
struct Route {
    time: String,
    priority: Option<i64>,
    is_removed: bool,
    has_failed: bool,
}

impl Routes {
    pub(super) fn new() -> Self {
        Self {
            marking: Finder::new(MARKING),
            before: Vec::new(),
            open: Vec::new(),
            known: BTreeMap::new(),
            marks: BTreeMap::new(),
            last: Default::default(),
            line: 0,
            unranked: 0,
            endless: 0,
        }
    }

    /// Takes in a line of the body.
    pub(super) fn line(&mut self, line: &[u8]) -> Result<(), Error> {
        self.line += 1;
        let has_element = memchr(b'<', line).is_some();
        let marking = if has_element { None } else { self.marking.find(line) };
        // Nearly all of a log ends here.
        if !has_element && marking.is_none() && self.open.is_empty() {
            self.before.clear();
            self.before.extend_from_slice(&line[..line.len().min(PREFIX)]);
            return Ok(());
        }
        let before = std::mem::take(&mut self.before);
        let mut message = line;
        let parts = split(line).inspect(|(.., rest)| message = rest);
        // A line without them goes on with the message of the line before it.
        if let Some((thread, time, _)) = parts.or_else(|| split(&before)) {
            self.last = (thread.to_vec(), time.iter().map(|byte| char::from(*byte)).collect());
        }
        if !self.open.is_empty() {
            self.outcome(message)?;
        }
        if has_element {
            self.element(&String::from_utf8_lossy(message))?;
        } else if let Some(at) = marking {
            self.mark(&String::from_utf8_lossy(&line[at + MARKING.len()..]))?;
        }
        Ok(())
    }

    /// What a thread says next after a route is what happened to the route.
    fn outcome(&mut self, message: &[u8]) -> Result<(), Error> {
        let is_done = |open: &Open| open.closed.is_some() && open.thread == self.last.0;
        let Some(place) = self.open.iter().position(is_done) else { return Ok(()) };
        let mut open = self.open.swap_remove(place);
        // Any other message of the thread begins with the part of the service that says it.
        if !message.trim_ascii().starts_with(b"[") {
            open.route.note(&String::from_utf8_lossy(message));
        }
        self.keep(open)
    }

    fn element(&mut self, message: &str) -> Result<(), Error> {
        if let Some((before, after)) = message.split_once(STRUCT) {
            let Some(before) = before.strip_suffix("</") else {
                self.begin().route.note(before);
                return Ok(());
            };
            let Some(place) = self.open_of_thread() else { return Ok(()) };
            let open = &mut self.open[place];
            open.route.note(before);
            open.closed = Some(self.line);
            if !after.trim().is_empty() {
                let mut open = self.open.swap_remove(place);
                open.route.note(after);
                return self.keep(open);
            }
            return Ok(());
        }
        let Some((name, rest)) = message.split_once('<').and_then(|(_, rest)| rest.split_once('>')) else {
            return Ok(());
        };
        let Some((value, _)) = rest.split_once("</") else { return Ok(()) };
        if name == "realLocal" && self.open_of_thread().is_none_or(|place| self.open[place].local.is_some()) {
            self.begin();
        }
        let Some(place) = self.open_of_thread() else { return Ok(()) };
        let open = &mut self.open[place];
        match name {
            "realLocal" => open.local = address(value),
            "realRemote" => open.remote = address(value),
            "Priority" => open.route.priority = value.trim().parse().ok(),
            _ => {}
        }
        Ok(())
    }

    fn open_of_thread(&self) -> Option<usize> {
        self.open.iter().position(|open| open.closed.is_none() && open.thread == self.last.0)
    }

    fn begin(&mut self) -> &mut Open {
        let (thread, time) = self.last.clone();
        self.open.retain(|open| open.thread != thread);
        if self.open.len() == MOST_OPEN {
            self.open.remove(0);
        }
        let route = Route { time: time.clone(), ..Route::default() };
        let place = self.open.len();
        self.open.push(Open { thread, time, route, local: None, remote: None, closed: None });
        &mut self.open[place]
    }

    fn keep(&mut self, open: Open) -> Result<(), Error> {
        let Open { mut route, local, remote, time, .. } = open;
        route.time = time;
        if route.has_failed {
            return Ok(());
        }
        let Some(ends) = local.zip(remote) else {
            self.endless += 1;
            return Ok(());
        };
        if route.priority.is_none() && !route.is_removed {
            self.unranked += 1;
            return Ok(());
        }
        let count = self.known.len();
        match self.known.get_mut(&ends) {
            // Logs hold the verbose events before the others: the later one counts, not the lower one.
            Some(known) if known.time > route.time => {}
            Some(known) => *known = route,
            None if count == MAX_LOG_ROUTES => return Err(too_many()),
            None => {
                self.known.insert(ends, route);
            }
        }
        Ok(())
    }

    /// `A:~3343~ to B:~3343~ as down`
    fn mark(&mut self, message: &str) -> Result<(), Error> {
        let words: Vec<&str> = message.split_ascii_whitespace().take(5).collect();
        let [from, "to", to, "as", state] = words[..] else { return Ok(()) };
        let is_down = match state.trim_end_matches(['.', ',']) {
            "down" => true,
            "up" => false,
            _ => return Ok(()),
        };
        let Some(ends) = address(from).zip(address(to)) else { return Ok(()) };
        let time = self.last.1.clone();
        let count = self.marks.len();
        match self.marks.get_mut(&ends) {
            Some((known, _)) if *known > time => {}
            Some(known) => *known = (time, is_down),
            None if count == MAX_LOG_ROUTES => return Err(too_many()),
            None => {
                self.marks.insert(ends, (time, is_down));
            }
        }
        Ok(())
    }

    /// The routes as objects, and what is to be said of them.
    pub(super) fn finish(mut self, header: &Header) -> Result<(Vec<Object<'static>>, Vec<String>), Error> {
        // The last line may have been cut off before it could tell that its route is gone.
        for open in std::mem::take(&mut self.open) {
            if open.closed.is_some_and(|line| line < self.line) {
                self.keep(open)?;
            }
        }
        let mut notes = Vec::new();
        if self.endless > 0 {
            notes.push(format!("{} NetFT routes have ends that are no addresses: not read", self.endless));
        }
        if self.unranked > 0 {
            notes.push(format!("{} NetFT routes have no Priority: not read", self.unranked));
        }
        if self.known.is_empty() {
            notes.push("no NetFT route with its Priority is in this log".to_owned());
        }
        let objects =
            self.known.iter().map(|(ends, route)| object(ends, route, self.marks.get(ends), header));
        Ok((objects.collect(), notes))
    }
}

impl Route {
    /// Takes in the words around the elements.
    fn note(&mut self, words: &str) {
        let words = words.to_lowercase();
        self.has_failed |= words.contains("fail");
        self.is_removed |= words.contains("remov") || words.contains("delet");
    }
}

fn object(ends: &Ends, route: &Route, mark: Option<&(String, bool)>, header: &Header) -> Object<'static> {
    let mut object = Object::default();
    let text = |text: &str| Raw::Text(Cow::Owned(text.to_owned()));
    object.push(Property::LocalAddress, text(&ends.0.to_string()));
    object.push(Property::RemoteAddress, text(&ends.1.to_string()));
    if let Some(priority) = route.priority {
        object.push(Property::Priority, Raw::Int(priority));
    }
    let is_down = mark.filter(|(time, _)| *time >= route.time).map(|(_, is_down)| *is_down);
    let state = match (route.is_removed, is_down) {
        (true, _) => Some("Removed"),
        (false, Some(true)) => Some("Down"),
        (false, Some(false)) => Some("Up"),
        (false, None) => None,
    };
    if let Some(state) = state {
        object.push(Property::State, text(state));
    }
    if !route.time.is_empty() {
        object.push(Property::Time, text(&format!("{} {}", route.time, header.zone())));
    }
    object
}

fn too_many() -> Error {
    Error::new(Code::TooLarge, format!("the log has more than {MAX_LOG_ROUTES} NetFT routes"))
}

/// The address of `10.0.0.1:~3343~`, of `fe80::1%5:~0~`.
fn address(endpoint: &str) -> Option<IpAddr> {
    let host = endpoint.trim().rsplit_once(":~").map_or(endpoint, |(host, _)| host);
    let host = host.trim().trim_start_matches('[').trim_end_matches(']');
    host.split('%').next()?.parse().ok()
}

/// Thread, time and message of `0000ab34.00007328::2014/06/10-07:54:34.100 INFO  message`, in the channel of
/// verbose events behind a word in brackets.
pub(super) fn split(line: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    const THREAD: usize = 17;
    const TIME: usize = 23;
    let colons = memmem::find(&line[..line.len().min(64)], b"::")?;
    let start = colons.checked_sub(THREAD)?;
    let thread = &line[start..colons];
    let time = line.get(colons + 2..colons + 2 + TIME)?;
    let is_thread = thread.iter().enumerate().all(|(at, byte)| match at {
        8 => *byte == b'.',
        _ => byte.is_ascii_hexdigit(),
    });
    let is_time = time.iter().zip(b"0000/00/00-00:00:00.000").all(|(byte, like)| match like {
        b'0' => byte.is_ascii_digit(),
        like => byte == like,
    });
    if !is_thread || !is_time {
        return None;
    }
    let rest = line[colons + 2 + TIME..].trim_ascii_start();
    let level = rest.iter().position(|byte| *byte == b' ').unwrap_or(rest.len());
    let is_level = rest[..level].iter().all(u8::is_ascii_uppercase);
    Some((thread, time, if is_level { &rest[level..] } else { rest }))
}

#[cfg(test)]
mod tests;
