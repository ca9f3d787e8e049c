//! Folders: which of what lies in them is read.

use super::{answers, files, loose, read, read_one, scratch, sddc, zip};
use clusterroute::error::Code;
use clusterroute::schema::{Property, Section};
use std::fs;
use std::path::Path;

fn write(folder: &Path, files: &[(String, Vec<u8>)]) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn a_folder_around_captures_gives_each_of_them() {
    let folder = scratch("around");
    write(&folder.join("first"), &files("s2d-2019-rdma"));
    write(&folder.join("second"), &files("hyperv-2022-lm-layers"));
    fs::write(folder.join("third.zip"), zip(&files("azlocal-23h2-bmc"))).unwrap();
    fs::write(folder.join("damaged.zip"), &zip(&files("azlocal-23h2-bmc"))[..5_000]).unwrap();
    let captures = read(&[&folder]).unwrap();
    let names: Vec<_> = captures
        .iter()
        .map(|c| c.sections.get(Section::Cluster).unwrap()[0].text(Property::Name).unwrap())
        .collect();
    assert_eq!(names, ["S2D-2019-RDMA", "HYPERV-2022-LM-LAYERS", "AZLOCAL-23H2-BMC"]);
    for (capture, cluster) in
        captures.iter().zip(["s2d-2019-rdma", "hyperv-2022-lm-layers", "azlocal-23h2-bmc"])
    {
        assert_eq!(answers(capture), answers(&read_one(&[&sddc(cluster)])));
        let damaged = folder.join("damaged.zip").display().to_string();
        assert_eq!(capture.origin.not_read.len(), 1, "{:?}", capture.origin.not_read);
        assert_eq!(*capture.origin.not_read[0].file, damaged);
        assert!(
            capture.origin.not_read[0].reason.contains("cut off"),
            "{}",
            capture.origin.not_read[0].reason
        );
    }
}

#[test]
fn beside_loose_captures_a_diagnostic_capture_waits_to_be_named() {
    let folder = scratch("beside");
    for file in ["networks.xml", "interfaces.xml"] {
        fs::copy(loose("s2d-2019-rdma").join(file), folder.join(file)).unwrap();
    }
    write(&folder.join("sddc"), &files("s2d-2019-rdma"));
    fs::write(folder.join("HealthTest.zip"), zip(&files("s2d-2019-rdma"))).unwrap();
    let capture = read_one(&[&folder]);
    assert!(capture.sections.get(Section::Hosts).is_none());
    let skipped: Vec<_> = capture.origin.not_read.iter().map(|skipped| &*skipped.reason).collect();
    assert_eq!(
        skipped,
        ["a folder inside a capture: name it to read it", "an archive beside a capture: name it to read it"]
    );
    let both = read_one(&[&folder, &folder.join("sddc")]);
    assert_eq!(both.sections.get(Section::Hosts).unwrap().len(), 4);
    assert_eq!(both.origin.contradictions, []);
    assert_eq!(both.sections.get(Section::Networks), capture.sections.get(Section::Networks));
}

#[test]
fn files_that_cannot_be_read_cost_what_they_would_have_told() {
    let folder = scratch("broken");
    let mut files = files("s2d-2019-rdma");
    for (name, bytes) in &mut files {
        if name == "Node_HV11/GetNetAdapterRss.xml" {
            bytes.truncate(500);
        }
        if name == "Node_HV12/GetNetAdapter.xml" {
            *bytes = b"the job failed".to_vec();
        }
    }
    files.push(("Node_HV11/SystemInfo.TXT".to_owned(), b"Host Name".to_vec()));
    files.push(("Node_HV12/SystemInfo.TXT".to_owned(), b"Host Name".to_vec()));
    files.push(("GetNetView/msdbg.log".to_owned(), b"".to_vec()));
    write(&folder, &files);
    let capture = read_one(&[&folder]);
    let skipped: Vec<_> = capture.origin.not_read.iter().map(|s| (&*s.file, &*s.reason)).collect();
    let root = folder.display().to_string();
    assert_eq!(skipped.len(), 3, "{skipped:?}");
    assert!(skipped[0].0.starts_with(&format!("{root}/Node_HV11/GetNetAdapterRss.xml")), "{skipped:?}");
    assert_eq!(skipped[1].0, format!("{root}/Node_HV12/GetNetAdapter.xml"));
    assert_eq!(skipped[1].1, "expected the <Objs> of Export-Clixml, found text");
    assert_eq!(
        skipped[2],
        (&*root, "3 files or folders tell nothing that is read: GetNetView, SystemInfo.TXT")
    );
    let host = &capture.sections.get(Section::Hosts).unwrap()[0];
    assert!(host.get(Property::NetAdapterRss).is_none() && host.get(Property::NetAdapters).is_some());

    fs::write(folder.join("GetClusterNetwork.XML"), "<Objs><Obj>").unwrap();
    let error = read(&[&folder]).unwrap_err();
    assert_eq!(error.code, Code::UnreadableFile);
    assert!(error.path.unwrap().contains("GetClusterNetwork.XML"));
}

#[test]
fn a_node_without_a_folder_is_unknown_and_not_cut_off() {
    let folder = scratch("no-folder");
    let mut files = files("s2d-2019-rdma");
    files.retain(|(name, _)| !name.starts_with("Node_HV14/"));
    write(&folder, &files);
    let answers = answers(&read_one(&[&folder]));
    assert_eq!(super::routes(&answers), super::routes(&super::answers(&read_one(&[&sddc("s2d-2019-rdma")]))));
    let told = answers["recommend"]["findings"].as_array().unwrap().iter();
    let told: Vec<_> = told.map(|finding| finding["message"].as_str().unwrap()).collect();
    assert_eq!(told, ["no address of HV14 is captured: it is taken to be on every network (capture.hosts)"]);
}

/// The operating system of a node tells its build where the cluster does not tell its level.
#[test]
fn the_operating_system_of_a_node_tells_the_version() {
    let folder = scratch("operating-system");
    let mut files = files("hyperv-2022-lm-layers");
    files.retain(|(name, _)| name != "GetCluster.XML" && name != "GetClusterNode.XML");
    for (_, bytes) in &mut files {
        let text = String::from_utf8(std::mem::take(bytes)).unwrap();
        *bytes =
            text.replace("ClusterFunctionalLevel", "Hidden").replace("BuildNumber", "Hidden").into_bytes();
    }
    let system = r#"<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0">
        <TN RefId="0"><T>Microsoft.Management.Infrastructure.CimInstance#root/cimv2/Win32_OperatingSystem</T></TN>
        <Props><S N="BuildNumber">20348</S></Props></Obj></Objs>"#;
    files.push(("Node_HV11/Win32_OperatingSystem.xml".to_owned(), system.into()));
    write(&folder, &files);
    let answers = answers(&read_one(&[&folder]));
    assert_eq!(answers["resolve"]["windows"]["version"], "2022");
    assert_eq!(answers["resolve"]["windows"]["because"], "the oldest node runs build 20348");
}

#[test]
#[cfg(unix)]
fn a_loop_of_folders_ends() {
    let folder = scratch("loop");
    write(&folder, &files("s2d-2019-rdma"));
    std::os::unix::fs::symlink(&folder, folder.join("Node_LOOP")).unwrap();
    std::os::unix::fs::symlink(&folder, folder.join("again")).unwrap();
    let capture = read_one(&[&folder]);
    assert_eq!(capture.sections.get(Section::Hosts).unwrap().len(), 4);
}

#[test]
fn where_the_only_archive_is_damaged_its_error_is_the_answer() {
    let folder = scratch("only-archive-damaged");
    fs::write(folder.join("HealthTest.zip"), &zip(&files("azlocal-23h2-bmc"))[..5_000]).unwrap();
    let error = read(&[&folder]).unwrap_err();
    assert_eq!(error.path, Some(folder.join("HealthTest.zip").display().to_string()));
    assert!(error.message.contains("cut off"), "{error}");
}

#[test]
fn a_sparse_file_of_two_gigabytes_is_not_read() {
    let folder = scratch("sparse");
    write(&folder, &files("s2d-2019-rdma"));
    let path = folder.join("Node_HV11/GetNetAdapter.xml");
    fs::File::create(&path).unwrap().set_len(2 << 30).unwrap();
    for named in [&folder, &path] {
        let error = read(&[named]).unwrap_err();
        assert_eq!(error.code, Code::TooLarge);
        assert_eq!(error.path, Some(path.display().to_string()));
    }
}

#[test]
fn a_cluster_log_in_a_capture_gives_its_routes() {
    let folder = scratch("log");
    let log = fs::read("tests/fixtures/cluster-log/HV11_cluster.log").unwrap();
    let mut files = files("s2d-2019-rdma");
    files.push(("HV11.contoso.example_Cluster.log".to_owned(), log));
    files.push(("HV12_cluster.log".to_owned(), b"not written\n".to_vec()));
    write(&folder, &files);
    let capture = read_one(&[&folder]);
    let of_log: Vec<_> =
        capture.origin.sources.iter().filter(|source| source.file.ends_with(".log")).collect();
    assert_eq!(of_log.len(), 1, "{of_log:?}");
    assert_eq!(of_log[0].sections, [(Section::NetftRoutes, 9)]);
    assert_eq!(capture.origin.contradictions, []);
    let reason = |capture: &clusterroute::capture::Capture, file: &str| {
        let skipped = capture.origin.not_read.iter().find(|skipped| skipped.file.ends_with(file));
        skipped.map(|skipped| skipped.reason.to_string()).unwrap_or_default()
    };
    let none = "no NetFT route with its Priority is in this log";
    assert_eq!(reason(&capture, "HV12_cluster.log"), none);

    let path = scratch("log-in-a-zip").join("capture.zip");
    fs::write(&path, zip(&files)).unwrap();
    let packed = read_one(&[&path]);
    assert!(packed.sections.get(Section::NetftRoutes).is_none());
    let unpack = "a cluster log in an archive: unpack and name it to read its NetFT routes";
    assert_eq!(reason(&packed, "_Cluster.log"), unpack);
}
