//! Which section an object belongs to: by the names of its types, by the command that printed it, by the file of a
//! diagnostic capture, and where none of these tells, by its properties.

use super::Property;
use super::section::{Column, Kind, Row, Scope, Section};
use super::table::SECTIONS;

impl Section {
    /// The rows of the table, nested sections among them.
    pub fn rows() -> &'static [Row] {
        SECTIONS
    }

    /// What the table says of it.
    pub fn row(self) -> &'static Row {
        &SECTIONS[self as usize]
    }

    /// The name in a request.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The list of that name.
    pub fn from_name(name: &str) -> Option<Section> {
        Section::ALL.into_iter().find(|section| section.name() == name)
    }

    /// What the table says of a property of this section, whichever of its spellings is used.
    pub fn column(self, property: Property) -> Option<&'static Column> {
        let is_it = |column: &&Column| column.property == property || column.also.contains(&property);
        self.row().columns.iter().find(is_it)
    }

    /// The property of a host's object that holds its list of this section.
    pub fn part_of_host(self) -> Option<Property> {
        let holds = |column: &&Column| column.kind == Kind::Nested(self);
        Section::Hosts.row().columns.iter().find(holds).map(|column| column.property)
    }
}

/// What a type name or a command says about an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObjectKind {
    /// It is of this section.
    Section(Section),
    /// It is a parameter of some cluster object; only those of virtual machines are read.
    Parameter,
    /// It can be anything, such as a `PSCustomObject`: its properties decide.
    Anything,
    /// It is a capture that the module gave.
    Capture,
    /// It is of a kind that is not read, which is called so.
    Unread(String),
}

/// By a list of type names, the most derived first.
pub fn by_types<'t>(names: impl IntoIterator<Item = &'t str>) -> ObjectKind {
    let mut found = ObjectKind::Anything;
    for (index, name) in names.into_iter().enumerate() {
        match by_type(name) {
            Some(ObjectKind::Anything) => found = ObjectKind::Anything,
            Some(known) => return known,
            None if index == 0 => found = ObjectKind::Unread(bare(name).to_owned()),
            None => {}
        }
    }
    found
}

/// A type name without what serialising and selecting put in front.
fn bare(mut name: &str) -> &str {
    while let Some(rest) = name.strip_prefix("Deserialized.").or_else(|| name.strip_prefix("Selected.")) {
        name = rest;
    }
    name
}

fn by_type(name: &str) -> Option<ObjectKind> {
    let name = bare(name);
    // `...CimInstance#root/MSCluster/MSCluster_Network`, `...ManagementObject#root\MSCluster\MSCluster_Network`
    let class = if name.contains('#') { name.rsplit(['/', '\\', '#']).next()? } else { name };
    let is_it = |row: &&Row| row.types.contains(&class);
    if let Some(row) = SECTIONS.iter().find(is_it) {
        let is_parameter = row.section == Section::VmResourceTypeParameters;
        return Some(if is_parameter { ObjectKind::Parameter } else { ObjectKind::Section(row.section) });
    }
    if class == "ClusterRoute.Capture" {
        return Some(ObjectKind::Capture);
    }
    let anything = [
        "System.Management.Automation.PSCustomObject",
        "System.Management.Automation.PSObject",
        "System.Collections.Hashtable",
        "System.Collections.Specialized.OrderedDictionary",
    ];
    anything.contains(&name).then_some(ObjectKind::Anything)
}

/// By a command, such as `get-clusternetwork`, in any case.
pub fn by_cmdlet(name: &str) -> ObjectKind {
    if name.eq_ignore_ascii_case("Get-ClusterParameter") {
        return ObjectKind::Parameter;
    }
    let is_it = |row: &&Row| row.scope != Scope::Nested && row.cmdlet.eq_ignore_ascii_case(name);
    match SECTIONS.iter().find(is_it) {
        Some(row) if row.section != Section::NetftRoutes => ObjectKind::Section(row.section),
        _ => ObjectKind::Unread(format!("output of {}", name.to_ascii_lowercase())),
    }
}

/// By the file at the top of a diagnostic capture, without its extension.
pub fn by_cluster_file(name: &str) -> Option<Section> {
    by_file(Scope::Cluster, name)
}

/// By the file of a node in a diagnostic capture, without its extension.
pub fn by_host_file(name: &str) -> Option<Section> {
    by_file(Scope::Host, name)
}

fn by_file(scope: Scope, name: &str) -> Option<Section> {
    let has_it =
        |row: &&Row| row.scope == scope && row.files.iter().any(|file| file.eq_ignore_ascii_case(name));
    SECTIONS.iter().find(has_it).map(|row| row.section)
}

/// In which order sections are tried: what few objects have comes first.
const BY_PROPERTIES: [Section; 27] = [
    Section::Hosts,
    Section::SharedVolumeStates,
    Section::SharedVolumes,
    Section::Interfaces,
    Section::VmResourceTypeParameters,
    Section::Networks,
    Section::Cluster,
    Section::Nodes,
    Section::NetftRoutes,
    Section::Counters,
    Section::VmHost,
    Section::MigrationNetworks,
    Section::NetAdapters,
    Section::NetAdapterRss,
    Section::IpAddresses,
    Section::SmbClientInterfaces,
    Section::NetIntents,
    Section::SmbBandwidthLimits,
    Section::VmSwitches,
    Section::Bindings,
    Section::NetRoutes,
    Section::DnsClients,
    Section::LbfoTeams,
    Section::NetQosTrafficClasses,
    Section::CounterSampleSets,
    Section::CounterSamples,
    Section::Vms,
];

/// By the properties that an object has, when they leave no doubt. `text` gives the text of one.
pub fn by_properties<'o>(
    has: impl Fn(Property) -> bool,
    text: impl Fn(Property) -> Option<&'o str>,
) -> Option<Section> {
    let fits = |section: &Section| match section {
        Section::VmResourceTypeParameters => has(Property::Value) && has(Property::Name),
        // A role alone is a role of anything.
        Section::Networks if !has(Property::Name) => {
            section.row().typical.iter().any(|typical| *typical != Property::Role && has(*typical))
        }
        section => {
            let row = section.row();
            row.typical.iter().any(|typical| has(*typical))
                && row.with.iter().all(|some| some.iter().any(|property| has(*property)))
        }
    };
    match BY_PROPERTIES.iter().find(|section| fits(section)) {
        Some(Section::VmResourceTypeParameters) => {
            is_vm_parameter(text).then_some(Section::VmResourceTypeParameters)
        }
        found => found.copied(),
    }
}

/// Whether a parameter is one of virtual machines: by the name of its owner, else by its own.
pub fn is_vm_parameter<'o>(text: impl Fn(Property) -> Option<&'o str>) -> bool {
    match text(Property::ClusterObject).or_else(|| text(Property::Object)) {
        Some(owner) => owner.eq_ignore_ascii_case("Virtual Machine"),
        None => text(Property::Name).is_some_and(|name| {
            let lists = ["MigrationNetworkOrder", "MigrationExcludeNetworks"];
            lists.iter().any(|list| list.eq_ignore_ascii_case(name))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types(names: &[&str]) -> ObjectKind {
        by_types(names.iter().copied())
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
            assert_eq!(types(&[name, "System.Object"]), ObjectKind::Section(Section::Networks), "{name}");
        }
        let adapter = "Microsoft.Management.Infrastructure.CimInstance#ROOT/StandardCimv2/MSFT_NetAdapter";
        assert_eq!(types(&[adapter]), ObjectKind::Section(Section::NetAdapters));
    }

    #[test]
    fn a_type_of_anything_leaves_it_to_the_properties() {
        assert_eq!(types(&[]), ObjectKind::Anything);
        assert_eq!(
            types(&["System.Management.Automation.PSCustomObject", "System.Object"]),
            ObjectKind::Anything
        );
        assert_eq!(
            types(&["Contoso.Report", "System.Management.Automation.PSCustomObject"]),
            ObjectKind::Anything
        );
    }

    #[test]
    fn a_type_that_is_not_read_is_named() {
        let group = "Microsoft.FailoverClusters.PowerShell.ClusterGroup";
        let found = types(&[&format!("Deserialized.{group}"), "Deserialized.System.Object"]);
        assert_eq!(found, ObjectKind::Unread(group.to_owned()));
    }

    #[test]
    fn properties_tell_the_section() {
        use Property::*;
        for (properties, section) in [
            (&[Name, Role, Address, AddressMask, State, AutoMetric][..], Some(Section::Networks)),
            (&[Name, Metric], Some(Section::Networks)),
            (&[Role], None),
            (&[Name, Node, Network, Address], Some(Section::Interfaces)),
            (&[Name, OwnerNode, SharedVolumeInfo], Some(Section::SharedVolumes)),
            (&[Name, Node, StateInfo], Some(Section::SharedVolumeStates)),
            (&[Name, S2DEnabled], Some(Section::Cluster)),
            (&[Name, BuildNumber], Some(Section::Nodes)),
            (&[Node, VmHost], Some(Section::Hosts)),
            (&[Node, NetIntents], Some(Section::Hosts)),
            (&[PSComputerName, Name, InterfaceGuid], Some(Section::NetAdapters)),
            (&[Name, ComponentID, Enabled], Some(Section::Bindings)),
            (&[InterfaceAlias, DestinationPrefix, NextHop], Some(Section::NetRoutes)),
            (&[InterfaceAlias, RegisterThisConnectionsAddress], Some(Section::DnsClients)),
            (&[Category, BytesPerSecond], Some(Section::SmbBandwidthLimits)),
            (&[Name, SwitchType, NetAdapterInterfaceDescription], Some(Section::VmSwitches)),
            (&[Name, Members, TeamNics], Some(Section::LbfoTeams)),
            (&[Name, Priority, BandwidthPercentage], Some(Section::NetQosTrafficClasses)),
            (&[Timestamp, CounterSamples], Some(Section::CounterSampleSets)),
            (&[Path, CookedValue, Timestamp], Some(Section::CounterSamples)),
            (&[Name, Path], None),
            (&[Node, Times, Series], Some(Section::Counters)),
            (&[Name, State, MemoryAssigned], Some(Section::Vms)),
            (&[Name, Priority, Enabled], None),
            (&[Name, OwnerNode, State], None),
            (&[Name, Value], None),
            (&[Name], None),
            (&[], None),
        ] {
            let found = by_properties(|property| properties.contains(&property), |_| Some("x"));
            assert_eq!(found, section, "{properties:?}");
        }
    }

    #[test]
    fn only_parameters_of_virtual_machines_are_read() {
        let is_one = |owner: Option<&'static str>, name: &'static str| {
            is_vm_parameter(|property| match property {
                Property::ClusterObject => owner,
                Property::Name => Some(name),
                _ => None,
            })
        };
        assert!(is_one(Some("Virtual Machine"), "Anything"));
        assert!(is_one(None, "MigrationNetworkOrder"));
        assert!(!is_one(Some("Cluster IP Address"), "Network"));
        assert!(!is_one(None, "Network"));
    }
}
