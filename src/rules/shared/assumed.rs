//! What a finding takes for granted because the route it rests on does.

use crate::engine::route::{Reason, Route};
use crate::rules::framework::{Assumed, Hit, Need};

/// What a route takes for granted, as far as a command can settle it.
pub(in crate::rules) fn by(route: &Route) -> Vec<Assumed> {
    let mut assumed: Vec<Assumed> = route.reasons().filter_map(assumption).collect();
    assumed.sort();
    assumed.dedup();
    assumed
}

fn assumption(reason: &Reason) -> Option<Assumed> {
    let need = |need: Need| Some(Assumed { what: need.assumption().into(), settle: need.collect() });
    let text = |what: &'static str, settle| Some(Assumed { what: what.into(), settle });
    match reason {
        Reason::PlacesNotCaptured { .. } => need(Need::Interfaces),
        Reason::OrderNotCaptured | Reason::ExcludeNotCaptured => need(Need::VmResourceTypeParameters),
        Reason::ListCut(_) => text(
            "no more networks stand in the live migration lists than the console has printed",
            Need::VmResourceTypeParameters.collect(),
        ),
        Reason::OrderVersionUnknown | Reason::CsvVersionUnknown => need(Need::WindowsVersion),
        Reason::OrderMayBe2025 | Reason::OrderOf2025 | Reason::OrderOf23H2 => text(
            "Windows chooses the network of a live migration as it did before 2025",
            "Get-NetTCPConnection -RemotePort 6600, during a migration",
        ),
        Reason::LinksUnknown(_) => {
            text("networks whose class and speed are not known may be in use", Need::Adapters.collect())
        }
        Reason::LinksFromUnconfirmedMetrics => {
            text("the metrics are the cluster's own", "Get-ClusterNetwork | Format-List *")
        }
        Reason::SmbMaySpread(_) => {
            text("hosts do not migrate over SMB, which would use more networks", "Get-VMHost on every node")
        }
        Reason::AtcMayRewrite => {
            text("Network ATC leaves the lists as they are", "Get-NetIntentStatus -GlobalOverrides")
        }
        Reason::ClientNetworksTaken(_) => {
            text("shared volumes use client networks where no other is", Need::SmbMultichannelCsv.collect())
        }
        Reason::RoutedOverClusterOnly | Reason::CsvRouted { .. } => {
            text("the networks are routed to each other", "Test-NetConnection between the nodes' addresses")
        }
        Reason::VolumesNotCaptured => need(Need::SharedVolumes),
        _ => None,
    }
}

impl Hit {
    /// The same hit, which takes for granted what its routes do.
    #[must_use]
    pub(in crate::rules) fn assuming_all(self, assumed: &[Assumed]) -> Self {
        assumed.iter().fold(self, |hit, one| hit.assuming(one.what.clone(), one.settle))
    }
}
