use super::*;
use crate::capture::limits::MAX_IN_FLIGHT;
use crate::parallel::Work;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

#[test]
fn places_and_names_tell_what_a_file_is() {
    let host = |node: &str, section| Some(Part::Host { node: node.to_owned(), section });
    for (path, expected) in [
        ("GetClusterNetwork.XML", Some(NETWORKS)),
        ("getclusternetwork.xml", Some(NETWORKS)),
        ("GetCluster.XML", Some(Part::Cluster(Section::Cluster))),
        ("ClusterNetworkLiveMigration.XML", Some(Part::Cluster(Section::VmResourceTypeParameters))),
        ("Node_HV11/GetNetAdapter.xml", host("HV11", Section::NetAdapters)),
        ("NODE_HV11/GETNETADAPTERRDMA.XML", host("HV11", Section::NetAdapterRdma)),
        ("Node_hv11.contoso.example/GetNetIpAddress.xml", host("hv11", Section::IpAddresses)),
        ("Node_A/GetSmbMultichannelConnection-CSV.xml", host("A", Section::SmbMultichannelCsv)),
        ("Node_A/GetSmbMultichannelConnection-CSV", host("A", Section::SmbMultichannelCsv)),
        ("Node_A/GetSmbMultichannelConnection-SBL.xml", None),
        ("Node_A/GetNetAdapter.txt", None),
        ("Node_A/ClusterReports/GetNetAdapter.xml", None),
        ("Node_/GetNetAdapter.xml", None),
        ("GetNetAdapter.xml", None),
        ("Node_A/GetClusterNetwork.XML", None),
        ("Größe", None),
    ] {
        assert_eq!(part(path), expected, "{path}");
    }
}

#[test]
fn files_are_read_at_the_same_time_as_far_as_there_is_room() {
    let work = Work::on(NonZeroUsize::new(8).unwrap());
    let mut reading = Reading::new(&work);
    let files: Vec<(u64, Part)> = (0..24).map(|_| (MAX_IN_FLIGHT / 3, NETWORKS)).collect();
    let (now, most) = (AtomicU64::new(0), AtomicU64::new(0));
    let bytes = |(): &mut (), _: &u64| {
        most.fetch_max(now.fetch_add(1, Relaxed) + 1, Relaxed);
        // Long enough for the other threads to come in.
        thread::sleep(Duration::from_millis(2));
        now.fetch_sub(1, Relaxed);
        ("f".to_owned(), Ok(b"<Objs Version=\"1.1.0.1\"/>".to_vec()))
    };
    let mut reader = Reader::new(&mut reading, PathBuf::new());
    reader.read(&files, |size| *size, || (), bytes).unwrap();
    let most = most.into_inner();
    assert!(most <= 3, "{most} files at the same time");
}

#[test]
fn the_networks_tell_where_a_capture_is() {
    assert_eq!(root_of("GetClusterNetwork.XML").as_deref(), Some(""));
    assert_eq!(root_of("HealthTest-A/GetClusterNetwork.xml").as_deref(), Some("HealthTest-A/"));
    assert_eq!(root_of("a/b/GetClusterNetwork.xml").as_deref(), Some("a/b/"));
    assert_eq!(root_of("a/GetCluster.xml"), None);
    assert_eq!(root_of("a/Node_B/GetClusterNetwork.xml"), None);
}
