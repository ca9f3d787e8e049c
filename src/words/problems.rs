//! What could not be used of a capture, in words.

use super::fact::Said;
use super::lists;
use crate::model::{Problem, Unusable};

/// The sentence of a problem, without its place.
pub fn problem(problem: &Problem) -> Said {
    match &problem.what {
        Unusable::Value { property, owner, found, expected } => {
            let of = owner.as_ref().map(|owner| format!(" of {owner}")).unwrap_or_default();
            let message = format!("{property}{of} is {found}, expected {expected}: it counts as unknown");
            Said::new("value_not_understood", message)
                .with("property", *property)
                .with("found", found.as_str())
        }
        Unusable::VolumeWithoutName => {
            Said::new("volume_without_name", "expected a volume with a Name, found none: it is left out")
        }
        Unusable::SameNetwork { name, what, first } => {
            let message = format!(
                "{name} has the {what} of capture.networks[{first}]: both are kept, and lists that name it are ambiguous"
            );
            Said::new("same_network", message).with("network", name.as_str())
        }
        Unusable::NoRole { name } => {
            let message = format!("{name} has no Role: it is left out of every route");
            Said::new("no_role", message).with("network", name.as_str())
        }
        Unusable::NoMetric { name, is_proposed } => {
            let why = match is_proposed {
                true => ", since a validation report tells neither it nor whether it was set by hand",
                false => "",
            };
            let message = format!("{name} has no Metric{why}: its place in any order is unknown");
            Said::new("no_metric", message).with("network", name.as_str())
        }
        Unusable::InterfaceNowhere { expected, found } => {
            let found = found.as_ref().map_or("nothing".to_owned(), |text| format!("{text:?}"));
            let message = format!("expected {expected}, found {found}: the interface is left out");
            Said::new("interface_nowhere", message)
        }
        Unusable::StateOfNothing { missing } => {
            let message = format!("expected a {missing}, found none: the state is left out");
            Said::new("state_of_nothing", message).with("property", *missing)
        }
        Unusable::NotANode { name } => {
            let message = format!("{name} is no node of this cluster: what names it is left out");
            Said::new("not_a_node", message).with("name", name.as_str())
        }
        Unusable::NoOwner { volumes } => {
            let tell = if volumes.len() == 1 { "tells" } else { "tell" };
            let message = format!("{} {tell} no owner: who coordinates is not known", lists::list(volumes));
            Said::new("no_owner", message).with("volumes", volumes.clone())
        }
        Unusable::HostWithoutNode => {
            Said::new("host_without_node", "expected the name of a node, found none: the host is left out")
        }
        Unusable::RouteEnds { shown, more } => {
            let shown: Vec<String> = shown.iter().map(ToString::to_string).collect();
            let more = if *more == 0 { String::new() } else { format!(" and {more} more") };
            let message = format!(
                "NetFT routes of a cluster log end at {}{more}, which is no interface's address: these routes are not \
                 checked",
                shown.join(", ")
            );
            Said::new("route_ends", message).with("addresses", shown)
        }
        Unusable::AddressFitsSeveral { ip, node, networks } => {
            let names = networks.join(" and ");
            let message = format!("address {ip} of {node} fits {names} alike: it is placed on none");
            Said::new("address_fits_several", message)
                .with("address", ip.to_string())
                .with("node", node.as_str())
        }
        Unusable::AddressFitsNone { ip, node } => {
            let message = format!("address {ip} of {node} fits no cluster network");
            Said::new("address_fits_none", message)
                .with("address", ip.to_string())
                .with("node", node.as_str())
        }
        Unusable::NoAddressOf { node } => {
            let message = format!("no address of {node} is captured: it is taken to be on every network");
            Said::new("no_address", message).with("node", node.as_str())
        }
        Unusable::CopyDiffers { name, property, own, copy } => {
            let message = format!(
                "{name} has the {property} {own} by itself and {copy} inside an interface: the former counts"
            );
            Said::new("copy_differs", message).with("network", name.as_str()).with("property", *property)
        }
        Unusable::SourcesDiffer { object, property, kept, other } => {
            let ((kept, kept_file), (other, other_file)) = (kept, other);
            let values = match (kept_file.as_str(), other_file.as_str()) {
                (first, second) if first == second => match first {
                    "" => format!("{kept} and {other}"),
                    file => format!("{kept} and {other}, both in {file}"),
                },
                (first, "") => format!("{kept} in {first} and {other} in what was handed over"),
                ("", second) => format!("{kept} in what was handed over and {other} in {second}"),
                (first, second) => format!("{kept} in {first} and {other} in {second}"),
            };
            let message = format!("{property} of {object} is {values}: the former counts");
            Said::new("sources_differ", message).with("property", *property)
        }
        Unusable::More { count, .. } => {
            let message =
                format!("{count} more like these are not told one by one: mend those first, then ask again");
            Said::new("more", message).with("count", *count)
        }
        Unusable::Said { sentence } => Said::new("said", sentence.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_values_name_their_files_where_there_are_any() {
        let said = |kept_file: &str, other_file: &str| {
            let what = Unusable::SourcesDiffer {
                object: "SMB".to_owned(),
                property: "Metric",
                kept: ("1".to_owned(), kept_file.to_owned()),
                other: ("2".to_owned(), other_file.to_owned()),
            };
            problem(&Problem { network: None, place: String::new(), what }).message
        };
        assert_eq!(said("a.xml", "b.xml"), "Metric of SMB is 1 in a.xml and 2 in b.xml: the former counts");
        assert_eq!(said("a.xml", "a.xml"), "Metric of SMB is 1 and 2, both in a.xml: the former counts");
        assert_eq!(said("", ""), "Metric of SMB is 1 and 2: the former counts");
    }
}
