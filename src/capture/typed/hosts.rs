//! What each node says of itself: Hyper-V settings, migration subnets, SMB connections, Network ATC, adapters.

mod hyperv;
mod network;

pub use hyperv::VmHost;
pub use network::{Binding, DefaultRoute, DnsClient};

use super::values::Values;
use crate::capture::raw::Object;
use crate::model::{Guest, LbfoTeam, Problem, SmbConnection, SmbLimit, Switch, TrafficClass, Unusable};
use crate::schema::{Property, Section};
use ipnet::IpNet;
use std::net::IpAddr;

/// One host; a list is `None` when the host was not asked for it.
#[derive(Clone, Debug)]
pub struct Host {
    /// The place in the capture's hosts.
    pub index: usize,
    /// The node's name.
    pub node: String,
    /// `Get-VMHost`.
    pub vm: VmHost,
    /// `Get-VMMigrationNetwork`.
    pub migration_subnets: Option<Vec<IpNet>>,
    /// `Get-SmbMultichannelConnection -SmbInstance CSV`.
    pub smb_csv: Option<Vec<SmbConnection>>,
    /// Whether a Network ATC intent leaves the live migration lists to itself.
    pub atc_selects_migration_networks: Option<bool>,
    /// `Get-NetAdapterBinding`.
    pub bindings: Vec<Binding>,
    /// The default routes of `Get-NetRoute` that have a gateway.
    pub default_routes: Option<Vec<DefaultRoute>>,
    /// `Get-DnsClient`.
    pub dns_clients: Vec<DnsClient>,
    /// `Get-SmbBandwidthLimit` for live migration.
    pub smb_migration_limit: Option<SmbLimit>,
    /// `Get-VMSwitch`.
    pub switches: Option<Vec<Switch>>,
    /// `Get-NetLbfoTeam`.
    pub lbfo_teams: Option<Vec<LbfoTeam>>,
    /// `Get-NetQosTrafficClass`.
    pub traffic_classes: Option<Vec<TrafficClass>>,
    /// The priorities that have flow control.
    pub flow_control: Option<Vec<u32>>,
    /// `Get-VM`.
    pub guests: Option<Vec<Guest>>,
    /// The operating system build.
    pub build: Option<u32>,
    /// `Get-NetAdapter`.
    pub adapters: Option<Vec<Adapter>>,
    /// `Get-NetAdapterRdma`.
    pub rdma: Option<Vec<Feature>>,
    /// `Get-NetAdapterRss`.
    pub rss: Option<Vec<Feature>>,
    /// `Get-NetIPAddress`, and after it what SMB tells of addresses.
    pub addresses: Vec<Address>,
    /// `Get-SmbClientNetworkInterface`.
    pub smb: Vec<SmbInterface>,
}

/// One adapter.
#[derive(Clone, Debug)]
pub struct Adapter {
    /// The connection's name.
    pub alias: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// Its GUID, upper case without braces.
    pub id: Option<String>,
    /// Gbit/s.
    pub gbps: Option<f64>,
    /// `MtuSize`.
    pub mtu: Option<u32>,
}

/// Whether an adapter has something; the commands list only adapters that support it.
#[derive(Clone, Debug)]
pub struct Feature {
    /// The connection's name.
    pub alias: Option<String>,
    /// Whether it is on; one receive queue is as good as no RSS
    /// (<https://blogs.technet.microsoft.com/josebda/2012/11/10/windows-server-2012-file-server-tip-make-sure-your-network-interfaces-are-rss-capable/>).
    pub is_on: Option<bool>,
}

/// One address, and what is said about it.
#[derive(Clone, Debug)]
pub struct Address {
    /// The address.
    pub ip: IpAddr,
    /// The connection's name.
    pub alias: Option<String>,
    /// The length of its prefix, which SMB does not tell.
    pub prefix_length: Option<u8>,
    /// Whether `Get-NetIPAddress` tells it, and not SMB.
    pub is_of_host: bool,
}

/// An adapter as SMB sees it.
#[derive(Clone, Debug)]
pub struct SmbInterface {
    /// The connection's name.
    pub alias: Option<String>,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// Gbit/s.
    pub gbps: Option<f64>,
    /// RDMA.
    pub rdma: Option<bool>,
    /// RSS.
    pub rss: Option<bool>,
}

pub(super) fn read(objects: &[Object<'_>], problems: &mut Vec<Problem>) -> Vec<Host> {
    objects.iter().enumerate().filter_map(|(index, object)| read_one(object, index, problems)).collect()
}

fn read_one(object: &Object<'_>, index: usize, problems: &mut Vec<Problem>) -> Option<Host> {
    let Some(node) = object.text(Property::Node).map(str::to_owned) else {
        Values::new(object, Section::Hosts, index, problems).report(Some("node"), Unusable::HostWithoutNode);
        return None;
    };
    let mut host = Parts { object, index, problems };
    let vm = hyperv::settings(&mut host);
    let migration_subnets = host.rows(Section::MigrationNetworks, |values| {
        let text = values.text(Property::Subnet)?;
        let subnet = text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
        if subnet.is_none() {
            values.reject(Property::Subnet, "a subnet such as 10.40.2.0/24");
        }
        subnet.map(|subnet| subnet.trunc())
    });
    let smb_csv = host.rows(Section::SmbMultichannelCsv, |values| {
        let client = values.addresses(Property::ClientIpAddress).first().copied()?;
        let server = values.addresses(Property::ServerIpAddress).first().copied()?;
        Some(SmbConnection { client, server, selected: values.flag(Property::Selected).unwrap_or(false) })
    });
    // On by default: only an override that says no leaves the lists to the administrator.
    let intents = host.rows(Section::NetIntents, |values| {
        Some(values.flag(Property::EnableLiveMigrationNetworkSelection).unwrap_or(true))
    });
    let builds = host.rows(Section::OperatingSystem, |values| values.small_number(Property::BuildNumber));
    let adapters = host.rows(Section::NetAdapters, |values| {
        Some(Adapter {
            alias: values.owned(Property::Name),
            description: values.owned(Property::InterfaceDescription),
            id: values.adapter_id(Property::InterfaceGuid),
            gbps: values.speed(Property::Speed),
            mtu: values.small_number(Property::MtuSize),
        })
    });
    let rdma = host.rows(Section::NetAdapterRdma, feature);
    let rss = host.rows(Section::NetAdapterRss, feature);
    let bindings = network::bindings(&mut host);
    let default_routes = network::default_routes(&mut host);
    let dns_clients = network::dns_clients(&mut host);
    let smb_migration_limit = network::smb_migration_limit(&mut host);
    let switches = hyperv::switches(&mut host);
    let lbfo_teams = network::lbfo_teams(&mut host);
    let traffic_classes = network::traffic_classes(&mut host);
    let flow_control = network::flow_control(&mut host);
    let guests = hyperv::guests(&mut host);
    let (addresses, smb) = host.addresses();
    Some(Host {
        index,
        node,
        vm,
        migration_subnets,
        smb_csv,
        atc_selects_migration_networks: intents.map(|intents| intents.contains(&true)),
        bindings,
        default_routes,
        dns_clients,
        smb_migration_limit,
        switches,
        lbfo_teams,
        traffic_classes,
        flow_control,
        guests,
        build: builds.and_then(|builds| builds.first().copied()),
        adapters,
        rdma,
        rss,
        addresses,
        smb,
    })
}

fn feature(values: &mut Values<'_, '_>) -> Option<Feature> {
    let queues = values.number(Property::NumberOfReceiveQueues).unwrap_or(2);
    let is_on = values.flag(Property::Enabled).map(|enabled| enabled && queues > 1);
    Some(Feature { alias: values.owned(Property::Name), is_on })
}

/// The lists inside one host.
struct Parts<'r, 'a> {
    object: &'r Object<'a>,
    index: usize,
    problems: &'r mut Vec<Problem>,
}

impl Parts<'_, '_> {
    /// Every row of a list that can be read; `None` when the host was not asked.
    fn rows<T>(
        &mut self,
        section: Section,
        mut read: impl FnMut(&mut Values<'_, '_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let part = section.part_of_host()?;
        self.object.get(part)?;
        let mut found = Vec::new();
        for (row, object) in self.object.rows(part).enumerate() {
            found.extend(read(&mut Values::of_host(object, self.index, (section, row), self.problems)));
        }
        Some(found)
    }

    /// Every address, `Get-NetIPAddress` first, which alone tells the prefix length; and SMB's adapters.
    fn addresses(&mut self) -> (Vec<Address>, Vec<SmbInterface>) {
        let mut addresses = Vec::new();
        self.rows(Section::IpAddresses, |values| {
            let alias = values.owned(Property::InterfaceAlias);
            let prefix_length = values.small_number(Property::PrefixLength);
            for ip in values.addresses(Property::IPAddress) {
                addresses.push(Address { ip, alias: alias.clone(), prefix_length, is_of_host: true });
            }
            Some(())
        });
        let smb = self.rows(Section::SmbClientInterfaces, |values| {
            let smb = SmbInterface {
                alias: values.owned(Property::FriendlyName),
                addresses: values.addresses(Property::AddressesOfSmb),
                gbps: values.speed(Property::LinkSpeed),
                rdma: values.flag(Property::RdmaCapable),
                rss: values.flag(Property::RssCapable),
            };
            addresses.extend(smb.addresses.iter().map(|ip| Address {
                ip: *ip,
                alias: smb.alias.clone(),
                prefix_length: None,
                is_of_host: false,
            }));
            Some(smb)
        });
        (addresses, smb.unwrap_or_default())
    }
}
