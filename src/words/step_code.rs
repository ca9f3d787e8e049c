//! One step as PowerShell that a machine runs: text that gives the value, sets it and takes it back, and the value as that
//! text gives it.

use super::commands::{at_cluster, command, get_volume, is_network, is_volume, quote};
use super::{Fact, Values, wanted};
use crate::model::{Change, Cluster, NetworkId, NodeId, VolumeId, WindowsVersion};
use serde::Serialize;

/// One step. Each text is a script block's; where the cluster is made without its name, they take it from `$cluster`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct StepCode {
    /// Gives the value, as one text.
    pub read: String,
    /// Sets it.
    pub write: String,
    /// Takes it back.
    pub undo: String,
    /// What `read` gives before; what it gives is compared without regard to case.
    pub old: String,
    /// What it gives after.
    pub new: String,
}

impl StepCode {
    /// A change and what takes it back; `None` where no command makes it.
    pub fn new(cluster: &Cluster, change: &Change, undo: &Change) -> Option<Self> {
        Some(Self {
            read: reading(cluster, change)?,
            write: command(cluster, change)?,
            undo: command(cluster, undo)?,
            old: text(&wanted(cluster, undo)?),
            new: text(&wanted(cluster, change)?),
        })
    }
}

/// Values as the scripts compare them: `AutoMetric=False, Metric=900`.
pub(super) fn text(values: &Values) -> String {
    let one = |(name, value): &(&'static str, Fact)| {
        let value = match value {
            Fact::Flag(true) => "True".to_owned(),
            Fact::Flag(false) => "False".to_owned(),
            other => super::text(other),
        };
        format!("{name}={value}")
    };
    values.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// PowerShell that gives the value of a change's property in that form.
fn reading(cluster: &Cluster, change: &Change) -> Option<String> {
    let on = at_cluster(cluster);
    let one = |what: &str, get: &str| {
        format!(
            "$o = @({get}); if ($o.Count -ne 1) {{ throw ('expected one {what}, found {{0}}' -f $o.Count) }}; "
        )
    };
    let network = |n: &NetworkId| {
        let is_it = is_network(cluster, *n);
        one("network", &format!("Get-ClusterNetwork{} | Where-Object {{ {is_it} }}", on.parameter))
    };
    let host = |node: &NodeId| quote(&cluster.nodes[*node].name);
    let of_host = |node: &NodeId, property: &str| {
        format!("'{property}={{0}}' -f (Get-VMHost -ComputerName {}).{property}", host(node))
    };
    Some(match change {
        Change::Role { network: n, .. } => network(n) + "'Role={0}' -f [int] $o[0].Role",
        Change::Metric { network: n, .. } | Change::AutoMetric { network: n, .. } => {
            network(n)
                + "if ($o[0].AutoMetric) { 'AutoMetric=True' } else { 'AutoMetric=False, Metric={0}' -f $o[0].Metric }"
        }
        Change::Property { property, .. } => {
            let property = property.name();
            format!("'{property}={{0}}' -f (Get-Cluster {}).{property}", on.name)
        }
        Change::Migration { list, .. } => {
            let list = list.name();
            format!(
                "'{list}={{0}}' -f (Get-ClusterResourceType{} -Name 'Virtual Machine' | Get-ClusterParameter -Name \
                 {list}).Value",
                on.parameter
            )
        }
        Change::Owner { volume, .. } => {
            one("volume", &get_volume(cluster, *volume)) + "'OwnerNode={0}' -f $o[0].OwnerNode.Name"
        }
        Change::Redirect { volume, .. } => redirected(cluster, *volume, &on.parameter),
        Change::Performance { node, .. } => of_host(node, "VirtualMachineMigrationPerformanceOption"),
        Change::MigrationEnabled { node, .. } => of_host(node, "VirtualMachineMigrationEnabled"),
        Change::MaximumMigrations { node, .. } => of_host(node, "MaximumVirtualMachineMigrations"),
        Change::MigrationSubnet { node, subnet, .. } => format!(
            "'Subnet={subnet}, Listed={{0}}' -f (@(Get-VMMigrationNetwork -ComputerName {} | Where-Object {{ \
             $_.Subnet -eq '{subnet}' }}).Count -gt 0)",
            host(node)
        ),
        Change::Speed { .. } | Change::Class { .. } => return None,
    })
}

/// Whether an administrator has redirected a volume: the first bit of the reasons, and a flag of its own before there
/// were any ([`CLUSTER_SHARED_VOLUME_STATE_INFO_EX`](https://learn.microsoft.com/windows/win32/api/clusapi/ns-clusapi-cluster_shared_volume_state_info_ex)).
fn redirected(cluster: &Cluster, volume: VolumeId, on: &str) -> String {
    use WindowsVersion::{V2008R2, V2012};
    if matches!(cluster.windows.version, Some(V2008R2 | V2012)) {
        let get = get_volume(cluster, volume);
        return format!(
            "'RedirectedAccess={{0}}' -f (@({get} | Select-Object -ExpandProperty SharedVolumeInfo | Where-Object {{ \
             $_.RedirectedAccess }}).Count -gt 0)"
        );
    }
    let is_it = is_volume(cluster, volume);
    format!(
        "$o = @(Get-ClusterSharedVolumeState{on} | Where-Object {{ {is_it} }}); if ($o.Count -eq 0) {{ throw 'expected \
         states of the volume, found none' }}; 'RedirectedAccess={{0}}' -f (@($o | Where-Object {{ ([uint64] \
         $_.FileSystemRedirectedIOReason -band 1) -ne 0 }}).Count -gt 0)"
    )
}
