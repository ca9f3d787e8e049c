//! What each property's text is, and what of it is kept.

use super::Anonymizer;
use super::names::Name;
use crate::model::counters::{DateOrder, Measure};
use crate::model::telling_words::{DEFAULT_SWITCH, OF_SWITCH, SPACE, UNUSED};
use crate::schema::{Kind, Property, Section, is_vm_parameter};
use std::net::IpAddr;

/// Sentences are kept up to where they show what was found.
const DETAILS: [&str; 8] = [": ", "\"", "'", " (", ", found", ", but", "; ", "fits "];

impl Anonymizer {
    /// The text of a property.
    pub(super) fn text(&mut self, section: Section, property: Property, text: &str) -> String {
        let bare = text.trim();
        let Some(column) = section.column(property) else { return self.name(Name::Text, text) };
        let says_nothing = match column.kind {
            Kind::Number => bare.parse::<f64>().is_ok(),
            Kind::Flag => ["true", "false", "0", "1"].iter().any(|flag| bare.eq_ignore_ascii_case(flag)),
            Kind::Words(words) => bare.parse::<i64>().is_ok() || words.meaning_of_word(bare).is_some(),
            Kind::Speed => is_speed(bare),
            Kind::Text | Kind::List | Kind::Reference(_) | Kind::Nested(_) => {
                return self.of_somebody(section, column.property, text);
            }
        };
        if says_nothing || bare.is_empty() { text.to_owned() } else { self.name(Name::Text, text) }
    }

    fn of_somebody(&mut self, section: Section, property: Property, text: &str) -> String {
        use Property as P;
        match (section, property) {
            (_, P::Id | P::AdapterId | P::InterfaceGuid) => match self.guids.replace(text) {
                (replaced, true) => replaced,
                _ => self.name(Name::Text, text),
            },
            (
                _,
                P::Address
                | P::Ipv4Addresses
                | P::Ipv6Addresses
                | P::IPAddress
                | P::AddressesOfSmb
                | P::ClientIpAddress
                | P::ServerIpAddress
                | P::NextHop
                | P::Subnet
                | P::DestinationPrefix
                | P::LocalAddress
                | P::RemoteAddress,
            ) => match self.addresses.replace(text) {
                (replaced, between) if !between.contains(char::is_alphabetic) => replaced,
                _ => self.name(Name::Text, text),
            },
            (_, P::AddressMask | P::Ipv4PrefixLengths | P::Ipv6PrefixLengths | P::Priority) => {
                self.unless(text, |c| c.is_ascii_digit() || ".,- {}".contains(c))
            }
            (_, P::Time | P::Times | P::Timestamp) => self.time(text),
            (_, P::DateOrder) if DateOrder::from_word(text).is_some() => text.to_owned(),
            (Section::CounterSeries, P::Object | P::Counter) if is_of_counter(text) => text.to_owned(),
            (Section::CounterSeries, P::Instance) if is_of_disk(text) || text == "_Total" => text.to_owned(),
            (Section::CounterSeries, P::Instance) => self.wrapped(Name::Volume, text),
            (Section::NetftRoutes, P::State) => {
                let known =
                    ["up", "down", "removed"].iter().any(|word| text.trim().eq_ignore_ascii_case(word));
                if known { text.to_owned() } else { self.name(Name::Text, text) }
            }
            (_, P::ComponentID) if text.trim().to_ascii_lowercase().starts_with("ms_") => text.to_owned(),
            (Section::VmResourceTypeParameters, P::Name | P::ClusterObject) => {
                let own = |wanted: Property| (wanted == property).then_some(text.trim());
                if is_vm_parameter(own) { text.to_owned() } else { self.name(Name::Text, text) }
            }
            (Section::VmResourceTypeParameters, P::Value) => self.network_list(text),
            (_, P::Cluster) | (Section::Cluster, P::Name) => self.host(Name::Cluster, text),
            (_, P::Node | P::OwnerNode) | (Section::Nodes | Section::VmHost, P::Name) => {
                self.host(Name::Node, text)
            }
            (_, P::Network) | (Section::Networks, P::Name) => self.wrapped(Name::Network, text),
            (Section::Interfaces, P::Name) => match text.split_once(" - ") {
                Some((node, connection)) => {
                    format!(
                        "{} - {}",
                        self.host(Name::Node, node),
                        self.wrapped(Name::Connection, connection)
                    )
                }
                None => self.wrapped(Name::Connection, text),
            },
            (_, P::VolumeFriendlyName) | (Section::SharedVolumes | Section::SharedVolumeStates, P::Name) => {
                self.wrapped(Name::Volume, text)
            }
            (Section::VmSwitches, P::Name) if text.trim() == DEFAULT_SWITCH => text.to_owned(),
            (Section::VmSwitches, P::Name) => self.wrapped(Name::Switch, text),
            (Section::Vms, P::Name) => self.name(Name::Guest, text),
            (Section::LbfoTeams, P::Name) => self.wrapped(Name::Team, text),
            (_, P::Members | P::TeamNics) => self.list(text),
            (_, P::Adapter | P::InterfaceDescription | P::NetAdapterInterfaceDescription) => {
                self.name(Name::Adapter, text)
            }
            (Section::NetQosTrafficClasses, _) => self.name(Name::Text, text),
            (_, P::Name | P::InterfaceAlias | P::FriendlyName) => self.wrapped(Name::Connection, text),
            _ => self.name(Name::Text, text),
        }
    }

    /// A text of such characters says nothing of anybody.
    fn unless(&mut self, text: &str, is_harmless: impl Fn(char) -> bool) -> String {
        if text.trim().chars().all(is_harmless) { text.to_owned() } else { self.name(Name::Text, text) }
    }

    /// A time in numbers; one of a cluster log has the words of its reader for the zone behind it.
    pub(super) fn time(&mut self, text: &str) -> String {
        let words = [
            "local time (offset to UTC ",
            " minutes)",
            "(UTC or local time is not told)",
            "local time",
            "UTC",
        ];
        let bare = words.iter().fold(text.to_owned(), |text, words| text.replace(words, ""));
        let is_harmless = |c: char| c.is_ascii_digit() || "-+:./ TZ".contains(c);
        if bare.chars().all(is_harmless) { text.to_owned() } else { self.name(Name::Text, text) }
    }

    /// The name of a computer or a cluster, with its domain.
    fn host(&mut self, kind: Name, text: &str) -> String {
        let bare = text.trim();
        if bare.parse::<IpAddr>().is_ok() {
            return self.addresses.replace(bare).0;
        }
        match bare.split_once('.') {
            Some((name, domain)) => {
                format!("{}.{}", self.name(kind, name), self.name(Name::Domain, domain))
            }
            None => self.name(kind, text),
        }
    }

    /// A name in what Windows puts around it: `vEthernet (NAME)`, `Unused:NAME`, `Cluster Virtual Disk (NAME)`.
    fn wrapped(&mut self, kind: Name, text: &str) -> String {
        let bare = text.trim();
        let behind = |start: &str| bare.get(..start.len()).filter(|head| head.eq_ignore_ascii_case(start));
        if let Some(switch) = bare.strip_prefix(OF_SWITCH).and_then(|rest| rest.strip_suffix(')')) {
            let switch =
                if switch == DEFAULT_SWITCH { switch.to_owned() } else { self.name(Name::Switch, switch) };
            return format!("{OF_SWITCH}{switch})");
        }
        if let Some(head) = behind(UNUSED) {
            return format!("{head}{}", self.name(kind, &bare[UNUSED.len()..]));
        }
        if let Some(head) = behind(SPACE) {
            let rest = bare[SPACE.len()..].trim();
            let inner = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(rest);
            return if inner.is_empty() {
                head.to_owned()
            } else {
                format!("{head} ({})", self.name(Name::Volume, inner))
            };
        }
        self.name(kind, text)
    }

    /// Names of connections, as a list or as the `{a, b}` of a console.
    fn list(&mut self, text: &str) -> String {
        let bare = text.trim();
        let inner = bare.trim_start_matches('{').trim_end_matches('}');
        let names: Vec<String> =
            inner.split(',').map(|name| self.wrapped(Name::Connection, name.trim())).collect();
        let names = names.join(", ");
        if inner.len() < bare.len() { format!("{{{names}}}") } else { names }
    }

    /// `MigrationNetworkOrder` and `MigrationExcludeNetworks`, with all that is odd about them.
    fn network_list(&mut self, text: &str) -> String {
        let items = text.split(';').map(|item| match self.guids.replace(item) {
            (replaced, true) => replaced,
            _ => self.wrapped(Name::Network, item),
        });
        items.collect::<Vec<_>>().join(";")
    }

    /// A file, or what else an answer is named after.
    pub(super) fn file(&mut self, text: &str) -> String {
        // See how a capture counts those that it does not name.
        let counted = text.strip_suffix(" other files").is_some_and(|count| count.parse::<u64>().is_ok());
        if counted { text.to_owned() } else { self.name(Name::File, text) }
    }

    /// Where something is: in a capture, or in a file.
    pub(super) fn place(&mut self, text: &str) -> String {
        if text.starts_with("capture.") { self.sentence(text) } else { self.file(text) }
    }

    /// A sentence of this library, without what it shows of the input.
    pub(super) fn sentence(&mut self, text: &str) -> String {
        let end = DETAILS.iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
        let kept = self.guids.replace(&text[..end]).0;
        let kept = self.addresses.replace(&kept).0;
        let word = |word: &str| self.names.known(word).unwrap_or(word).to_owned();
        let mut kept: Vec<String> = kept.split(' ').filter(|word| !word.is_empty()).map(word).collect();
        if end < text.len() {
            kept.push("(details are left out)".to_owned());
        }
        kept.join(" ")
    }
}

fn is_of_counter(text: &str) -> bool {
    let has = |(object, counter): (&str, &str)| {
        object.eq_ignore_ascii_case(text) || counter.eq_ignore_ascii_case(text)
    };
    Measure::ALL.iter().any(|measure| has(measure.names()))
}

/// A disk is known by its number and its letters, `0 C: D:`.
fn is_of_disk(text: &str) -> bool {
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    text.split(' ').all(|part| is_number(part) || (part.len() == 2 && part.ends_with(':')))
}

fn is_speed(text: &str) -> bool {
    let (number, unit) =
        text.split_at(text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len()));
    let unit = unit.trim().to_ascii_lowercase();
    !number.is_empty()
        && ["", "bps", "kbps", "mbps", "gbps", "tbps", "bit/s", "kbit/s", "mbit/s", "gbit/s", "tbit/s"]
            .contains(&&*unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_show_nothing_of_the_input() {
        let mut anonymizer = Anonymizer::default();
        let told = [
            ("no such file or folder", "no such file or folder"),
            ("expected text, found <Contoso>", "expected text (details are left out)"),
            ("fits C:\\contoso\\a.xml alone, and so do objects of other nodes", "(details are left out)"),
            (
                "3 files or folders tell nothing that is read: contoso.txt",
                "3 files or folders tell nothing that is read (details are left out)",
            ),
            ("names the cluster 'CONTOSO'", "names the cluster (details are left out)"),
        ];
        told.iter().for_each(|(old, _)| drop(anonymizer.sentence(old)));
        anonymizer.settle();
        for (old, new) in told {
            assert_eq!(anonymizer.sentence(old), new);
        }
        assert_eq!(anonymizer.place("capture.networks[3].Role"), "capture.networks[3].Role");
    }

    #[test]
    fn what_is_not_understood_is_somebodys() {
        let mut anonymizer = Anonymizer::default();
        let told = [
            (Section::Networks, Property::State, "Up", "Up"),
            (Section::Networks, Property::State, "Contoso", "text-1"),
            (Section::Networks, Property::Role, "3", "3"),
            (Section::NetAdapters, Property::Speed, "25 Gbps", "25 Gbps"),
            (Section::NetAdapters, Property::Speed, "25 Fabrikam", "text-2"),
            (Section::Bindings, Property::ComponentID, "ms_tcpip", "ms_tcpip"),
            (Section::Bindings, Property::ComponentID, "fabrikam_filter", "text-3"),
            (Section::Networks, Property::AddressMask, "255.255.255.0", "255.255.255.0"),
            (
                Section::NetftRoutes,
                Property::Time,
                "2024/03/01-10:11:12.123 local time (offset to UTC -60 minutes)",
                "2024/03/01-10:11:12.123 local time (offset to UTC -60 minutes)",
            ),
            (Section::NetftRoutes, Property::Time, "at tea time", "text-4"),
            (Section::CounterSeries, Property::Instance, "0 C: D:", "0 C: D:"),
            (Section::CounterSeries, Property::Counter, "Disk Reads/sec", "Disk Reads/sec"),
            (Section::Counters, Property::DateOrder, "iso", "iso"),
        ];
        told.iter().for_each(|(section, property, old, _)| drop(anonymizer.text(*section, *property, old)));
        anonymizer.settle();
        for (section, property, old, new) in told {
            let got = anonymizer.text(section, property, old);
            assert_eq!(got.contains("text-"), new.contains("text-"), "{old}: {got}");
            assert!(new.contains("text-") || got == new, "{old}: {got}");
        }
    }
}
