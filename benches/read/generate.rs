//! Captures of any size, as `Export-Clixml` writes them: the same type names, references and indentation.

use std::fmt::Write;

/// `Get-ClusterNetworkInterface | Export-Clixml` of a cluster of `nodes` nodes on `networks` networks.
pub(crate) fn interfaces(nodes: usize, networks: usize) -> String {
    let mut file = Writer::default();
    for network in 0..networks {
        for node in 0..nodes {
            let place = network * nodes + node;
            let first = (node == 0).then_some(network);
            file.interface(place, first, network, node);
        }
    }
    file.finish()
}

/// `Get-ClusterNetwork | Export-Clixml` of a cluster with `networks` networks.
pub(crate) fn networks(networks: usize) -> String {
    let mut file = Writer::default();
    for network in 0..networks {
        let id = file.id();
        let types = file.types("ClusterNetwork", false);
        file.line(1, &format!("<Obj RefId=\"{id}\">"));
        file.line(2, &types);
        file.network(2, network);
        file.line(1, "</Obj>");
    }
    file.finish()
}

/// `Get-ClusterNetwork | Export-Clixml` where every network carries two hundred properties that nobody asks for.
pub(crate) fn mostly_unknown(networks: usize) -> String {
    let mut file = Writer::default();
    for network in 0..networks {
        let id = file.id();
        let types = file.types("ClusterNetwork", false);
        file.line(1, &format!("<Obj RefId=\"{id}\">"));
        file.line(2, &types);
        file.line(2, "<Props>");
        for unknown in 0..200 {
            file.line(3, &format!("<S N=\"Unknown{unknown}\">nobody asks for {unknown}</S>"));
        }
        file.line(3, &format!("<S N=\"Name\">Network {network}</S>"));
        file.line(3, &format!("<U32 N=\"Metric\">{}</U32>", 30_240 + network));
        file.line(2, "</Props>");
        file.line(1, "</Obj>");
    }
    file.finish()
}

#[derive(Default)]
struct Writer {
    text: String,
    ids: usize,
    type_names: Vec<String>,
    cluster: Option<usize>,
    networks: Vec<usize>,
}

impl Writer {
    fn id(&mut self) -> usize {
        self.ids += 1;
        self.ids - 1
    }

    fn line(&mut self, depth: usize, line: &str) {
        writeln!(self.text, "{:width$}{line}", "", width = 2 * depth).unwrap_or_default();
    }

    /// `TN` at the first mention of a type, `TNRef` after it.
    fn types(&mut self, class: &str, is_enum: bool) -> String {
        if let Some(id) = self.type_names.iter().position(|known| known == class) {
            return format!("<TNRef RefId=\"{id}\" />");
        }
        self.type_names.push(class.to_owned());
        let id = self.type_names.len() - 1;
        let name = match class {
            "StringCollection" => "System.Collections.Specialized.StringCollection".to_owned(),
            _ => format!("Microsoft.FailoverClusters.PowerShell.{class}"),
        };
        let base = if is_enum { "<T>System.Enum</T><T>System.ValueType</T>" } else { "" };
        format!("<TN RefId=\"{id}\"><T>{name}</T>{base}<T>System.Object</T></TN>")
    }

    fn list(&mut self, depth: usize, name: &str, item: Option<String>) {
        let id = self.id();
        let types = self.types("StringCollection", false);
        self.line(depth, &format!("<Obj N=\"{name}\" RefId=\"{id}\">"));
        self.line(depth + 1, &types);
        match item {
            Some(item) => {
                self.line(depth + 1, "<LST>");
                self.line(depth + 2, &format!("<S>{item}</S>"));
                self.line(depth + 1, "</LST>");
            }
            None => self.line(depth + 1, "<LST />"),
        }
        self.line(depth, "</Obj>");
    }

    fn word(&mut self, depth: usize, name: &str, class: &str, word: &str, number: u32) {
        let id = self.id();
        let types = self.types(class, true);
        self.line(depth, &format!("<Obj N=\"{name}\" RefId=\"{id}\">"));
        self.line(depth + 1, &types);
        self.line(depth + 1, &format!("<ToString>{word}</ToString>"));
        self.line(depth + 1, &format!("<I32>{number}</I32>"));
        self.line(depth, "</Obj>");
    }

    fn cluster(&mut self, depth: usize) {
        if let Some(id) = self.cluster {
            return self.line(depth, &format!("<Ref N=\"Cluster\" RefId=\"{id}\" />"));
        }
        let id = self.id();
        self.cluster = Some(id);
        let types = self.types("Cluster", false);
        self.line(depth, &format!("<Obj N=\"Cluster\" RefId=\"{id}\">"));
        self.line(depth + 1, &types);
        self.line(depth + 1, "<ToString>BENCH</ToString>");
        self.line(depth + 1, "<Props>");
        self.line(depth + 2, "<S N=\"Name\">BENCH</S>");
        self.line(depth + 2, "<S N=\"Id\">c81bc8f0-6b46-4cf7-aeb4-328a3e1bfa94</S>");
        let numbers = [
            ("ClusterFunctionalLevel", 10),
            ("ClusterUpgradeVersion", 0),
            ("CrossSubnetDelay", 1000),
            ("CrossSubnetThreshold", 20),
            ("CsvBalancer", 1),
            ("DefaultNetworkRole", 2),
            ("MaximumParallelMigrations", 0),
            ("NetftIPSecEnabled", 1),
            ("PlumbAllCrossSubnetRoutes", 0),
            ("RouteHistoryLength", 10),
            ("S2DEnabled", 1),
            ("SameSubnetDelay", 1000),
            ("SameSubnetThreshold", 10),
            ("SecurityLevel", 1),
            ("UseClientAccessNetworksForSharedVolumes", 0),
        ];
        for (name, number) in numbers {
            self.line(depth + 2, &format!("<U32 N=\"{name}\">{number}</U32>"));
        }
        self.line(depth + 2, "<S N=\"SharedVolumesRoot\">C:\\ClusterStorage</S>");
        self.line(depth + 1, "</Props>");
        self.line(depth, "</Obj>");
    }

    /// The inside of a network's `Obj`.
    fn network(&mut self, depth: usize, network: usize) {
        let subnet = format!("10.{}.{}.0", network / 256, network % 256);
        self.line(depth, &format!("<ToString>Network {network}</ToString>"));
        self.line(depth, "<Props>");
        self.line(depth + 1, &format!("<S N=\"Address\">{subnet}</S>"));
        self.line(depth + 1, "<S N=\"AddressMask\">255.255.255.0</S>");
        self.line(depth + 1, "<B N=\"AutoMetric\">true</B>");
        self.cluster(depth + 1);
        self.line(depth + 1, "<S N=\"Description\"></S>");
        self.line(depth + 1, &format!("<S N=\"Id\">33de9aaf-29d2-526a-8f8d-{network:012}</S>"));
        self.list(depth + 1, "Ipv4Addresses", Some(subnet));
        self.list(depth + 1, "Ipv4PrefixLengths", Some("24".to_owned()));
        self.list(depth + 1, "Ipv6Addresses", None);
        self.list(depth + 1, "Ipv6PrefixLengths", None);
        self.line(depth + 1, &format!("<U32 N=\"Metric\">{}</U32>", 30_240 + network));
        self.line(depth + 1, &format!("<S N=\"Name\">Network {network}</S>"));
        self.word(depth + 1, "Role", "ClusterNetworkRole", "Cluster", 1);
        self.word(depth + 1, "State", "ClusterNetworkState", "Up", 3);
        self.line(depth, "</Props>");
    }

    fn interface(&mut self, place: usize, first: Option<usize>, network: usize, node: usize) {
        let id = self.id();
        let types = self.types("ClusterNetworkInterface", false);
        let address = format!("10.{}.{}.{}", network / 256, network % 256, 11 + node);
        self.line(1, &format!("<Obj RefId=\"{id}\">"));
        self.line(2, &types);
        self.line(2, &format!("<ToString>HV{node} - Network {network}</ToString>"));
        self.line(2, "<Props>");
        self.line(3, "<S N=\"Adapter\">Intel(R) Ethernet Converged Network Adapter</S>");
        self.line(3, &format!("<S N=\"AdapterId\">E8FAE52B-2F38-546A-B097-{place:012}</S>"));
        self.line(3, &format!("<S N=\"Address\">{address}</S>"));
        self.cluster(3);
        self.line(3, "<S N=\"Description\"></S>");
        self.line(3, "<U32 N=\"DhcpEnabled\">0</U32>");
        self.line(3, &format!("<S N=\"Id\">da2647b7-3bde-55b1-b102-{place:012}</S>"));
        self.list(3, "Ipv4Addresses", Some(address));
        self.list(3, "Ipv6Addresses", None);
        self.line(3, &format!("<S N=\"Name\">HV{node} - Network {network}</S>"));
        match first {
            Some(network) => {
                let id = self.id();
                self.networks.push(id);
                let types = self.types("ClusterNetwork", false);
                self.line(3, &format!("<Obj N=\"Network\" RefId=\"{id}\">"));
                self.line(4, &types);
                self.network(4, network);
                self.line(3, "</Obj>");
            }
            None => {
                let id = self.networks[network];
                self.line(3, &format!("<Ref N=\"Network\" RefId=\"{id}\" />"));
            }
        }
        self.line(3, &format!("<S N=\"Node\">HV{node}</S>"));
        self.word(3, "State", "ClusterNetworkInterfaceState", "Up", 3);
        self.line(2, "</Props>");
        self.line(1, "</Obj>");
    }

    fn finish(self) -> String {
        let open = "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">";
        format!("{open}\n{}</Objs>", self.text)
    }
}
