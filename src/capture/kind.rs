//! Which section an object belongs to: by its type name where the source tells one, else by its shape.

use super::raw::{Object, Section};

/// What a type name says about an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The section of the cmdlet that returns this type.
    Section(Section),
    /// A parameter of some cluster object; only those of the virtual machine resource type matter.
    Parameter,
    /// A type that anything can have, such as `PSCustomObject`: the properties decide.
    Plain,
    /// A type that is not read, by its name.
    Other(String),
}

impl Kind {
    /// The kind told by a list of type names, the most derived first.
    pub fn of_types<'t>(names: impl Iterator<Item = &'t str>) -> Kind {
        let mut kind = Kind::Plain;
        for (index, name) in names.enumerate() {
            match of_type(name) {
                Some(Kind::Plain) => kind = Kind::Plain,
                Some(known) => return known,
                None if index == 0 => kind = Kind::Other(bare(name).to_owned()),
                None => {}
            }
        }
        kind
    }

    /// The section of an object of this kind, or what is to be said of an object that is not read.
    pub fn section(&self, object: &Object<'_>) -> Result<Section, &str> {
        match self {
            Kind::Section(section) => Ok(*section),
            Kind::Parameter if is_vm_parameter(object) => Ok(Section::VmResourceTypeParameters),
            Kind::Parameter => Err("parameter of something else than the virtual machine resource type"),
            Kind::Plain => shape(object).ok_or("object of no known shape"),
            Kind::Other(name) => Err(name),
        }
    }
}

/// Type names without what serialising and selecting put in front.
fn bare(mut name: &str) -> &str {
    while let Some(rest) = name.strip_prefix("Deserialized.").or_else(|| name.strip_prefix("Selected.")) {
        name = rest;
    }
    name
}

fn of_type(name: &str) -> Option<Kind> {
    let name = bare(name);
    if let Some(class) = name.strip_prefix("Microsoft.FailoverClusters.PowerShell.") {
        return Some(match class {
            "Cluster" => Kind::Section(Section::Cluster),
            "ClusterNode" => Kind::Section(Section::Nodes),
            "ClusterNetwork" => Kind::Section(Section::Networks),
            "ClusterNetworkInterface" => Kind::Section(Section::Interfaces),
            "ClusterSharedVolume" => Kind::Section(Section::SharedVolumes),
            "ClusterSharedVolumeStateInfo" => Kind::Section(Section::SharedVolumeStates),
            "ClusterParameter" => Kind::Parameter,
            _ => return None,
        });
    }
    // `...CimInstance#root/MSCluster/MSCluster_Network`, `...ManagementObject#root\MSCluster\MSCluster_Network`
    if name.contains('#') {
        let class = name.rsplit(['/', '\\', '#']).next()?;
        return Some(Kind::Section(match class {
            "MSCluster_Cluster" => Section::Cluster,
            "MSCluster_Node" => Section::Nodes,
            "MSCluster_Network" => Section::Networks,
            "MSCluster_NetworkInterface" => Section::Interfaces,
            _ => return None,
        }));
    }
    matches!(
        name,
        "System.Management.Automation.PSCustomObject"
            | "System.Management.Automation.PSObject"
            | "System.Collections.Hashtable"
            | "System.Collections.Specialized.OrderedDictionary"
    )
    .then_some(Kind::Plain)
}

fn is_vm_parameter(object: &Object<'_>) -> bool {
    match object.text("ClusterObject").or_else(|| object.text("Object")) {
        Some(owner) => owner.eq_ignore_ascii_case("Virtual Machine"),
        None => object.text("Name").is_some_and(is_migration_parameter),
    }
}

fn is_migration_parameter(name: &str) -> bool {
    ["MigrationNetworkOrder", "MigrationExcludeNetworks"].iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The section that an object without a telling type belongs to, when its properties leave no doubt.
pub fn shape(object: &Object<'_>) -> Option<Section> {
    let has = |name: &str| object.get(name).is_some();
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    let parts_of_a_host = [
        "vm_host",
        "migration_networks",
        "net_adapters",
        "net_adapter_rdma",
        "net_adapter_rss",
        "ip_addresses",
        "smb_client_interfaces",
        "smb_server_interfaces",
        "smb_multichannel_csv",
    ];
    if any(&parts_of_a_host) {
        Some(Section::Hosts)
    } else if any(&[
        "StateInfo",
        "FileSystemRedirectedIOReason",
        "BlockRedirectedIOReason",
        "VolumeFriendlyName",
    ]) {
        Some(Section::SharedVolumeStates)
    } else if has("SharedVolumeInfo") {
        Some(Section::SharedVolumes)
    } else if has("Node") && any(&["AdapterId", "Adapter", "Network"]) {
        Some(Section::Interfaces)
    } else if has("Value") && has("Name") {
        is_vm_parameter(object).then_some(Section::VmResourceTypeParameters)
    } else if any(&["Metric", "AutoMetric", "AddressMask", "Ipv4PrefixLengths", "Ipv6PrefixLengths"])
        || (has("Name") && has("Role"))
    {
        Some(Section::Networks)
    } else if any(&["ClusterFunctionalLevel", "S2DEnabled", "SameSubnetThreshold", "CsvBalancer"]) {
        Some(Section::Cluster)
    } else if any(&["NodeWeight", "BuildNumber"]) && any(&["Name", "NodeName"]) {
        Some(Section::Nodes)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::raw::Raw;

    fn kind(names: &[&str]) -> Kind {
        Kind::of_types(names.iter().copied())
    }

    #[test]
    fn type_names_tell_the_section_however_they_travelled() {
        for name in [
            "Microsoft.FailoverClusters.PowerShell.ClusterNetwork",
            "Deserialized.Microsoft.FailoverClusters.PowerShell.ClusterNetwork",
            "Selected.Microsoft.FailoverClusters.PowerShell.ClusterNetwork",
            "Deserialized.Selected.Microsoft.FailoverClusters.PowerShell.ClusterNetwork",
            "Microsoft.Management.Infrastructure.CimInstance#root/MSCluster/MSCluster_Network",
            "Deserialized.Microsoft.Management.Infrastructure.CimInstance#ROOT/MSCluster/MSCluster_Network",
            "System.Management.ManagementObject#root\\MSCluster\\MSCluster_Network",
        ] {
            assert_eq!(kind(&[name, "System.Object"]), Kind::Section(Section::Networks), "{name}");
        }
    }

    #[test]
    fn a_plain_type_leaves_it_to_the_properties() {
        assert_eq!(kind(&[]), Kind::Plain);
        assert_eq!(kind(&["System.Management.Automation.PSCustomObject", "System.Object"]), Kind::Plain);
        assert_eq!(kind(&["Contoso.Report", "System.Management.Automation.PSCustomObject"]), Kind::Plain);
    }

    #[test]
    fn a_foreign_type_is_named() {
        let group = "Microsoft.FailoverClusters.PowerShell.ClusterGroup";
        let kind = kind(&[&format!("Deserialized.{group}"), "Deserialized.System.Object"]);
        assert_eq!(kind, Kind::Other(group.to_owned()));
        assert_eq!(kind.section(&Object::default()), Err(group));
    }

    fn object(names: &[&str]) -> Object<'static> {
        let mut object = Object::default();
        names.iter().for_each(|name| object.push(name, Raw::Text("x".into())));
        object
    }

    #[test]
    fn shapes_tell_the_section() {
        for (names, section) in [
            (&["Name", "Role", "Address", "AddressMask", "State", "Autometric"][..], Some(Section::Networks)),
            (&["name", "metric"], Some(Section::Networks)),
            (&["Name", "Node", "Network", "Address"], Some(Section::Interfaces)),
            (&["Name", "OwnerNode", "SharedVolumeInfo"], Some(Section::SharedVolumes)),
            (&["Name", "Node", "StateInfo"], Some(Section::SharedVolumeStates)),
            (&["Name", "S2DEnabled"], Some(Section::Cluster)),
            (&["Name", "BuildNumber"], Some(Section::Nodes)),
            (&["Node", "vm_host"], Some(Section::Hosts)),
            (&["Name", "OwnerNode", "State"], None),
            (&["Name", "Value"], None),
            (&["Name"], None),
            (&[], None),
        ] {
            assert_eq!(shape(&object(names)), section, "{names:?}");
        }
    }

    #[test]
    fn only_parameters_of_virtual_machines_are_read() {
        let parameter = |owner: Option<&'static str>, name: &'static str| {
            let mut object = Object::default();
            if let Some(owner) = owner {
                object.push("ClusterObject", Raw::Text(owner.into()));
            }
            object.push("Name", Raw::Text(name.into()));
            object.push("Value", Raw::Text("".into()));
            object
        };
        let vm = Ok(Section::VmResourceTypeParameters);
        assert_eq!(Kind::Parameter.section(&parameter(Some("Virtual Machine"), "Anything")), vm);
        assert_eq!(Kind::Parameter.section(&parameter(None, "MigrationNetworkOrder")), vm);
        assert!(Kind::Parameter.section(&parameter(Some("Cluster IP Address"), "Network")).is_err());
        assert!(Kind::Parameter.section(&parameter(None, "Network")).is_err());
    }
}
