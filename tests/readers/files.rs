//! Which files are read, and what is said of the others.

use super::*;

#[test]
fn sections_say_which_file_they_came_from() {
    let folder = fixtures("azlocal-23h2-bmc");
    let (networks, states) = (folder.join("networks.xml"), folder.join("csv-states.xml"));
    let capture = one(&[networks.clone(), states.clone()]);
    let sources: Vec<_> = capture
        .origin
        .sources
        .iter()
        .map(|source| {
            let bytes = fs::metadata(&source.file).unwrap().len();
            assert_eq!(source.bytes, Some(bytes), "{}", source.file);
            (source.file.as_str(), source.sections.as_slice(), source.sha256.as_deref().unwrap().len())
        })
        .collect();
    let (networks, states) = (networks.display().to_string(), states.display().to_string());
    assert_eq!(
        sources,
        [
            (networks.as_str(), [(Section::Cluster, 1), (Section::Networks, 4)].as_slice(), 64),
            (states.as_str(), [(Section::SharedVolumeStates, 2)].as_slice(), 64)
        ]
    );
}

#[test]
fn a_folder_of_folders_is_read_one_level_down() {
    let captures = read(&[fixtures("")]).unwrap();
    assert_eq!(captures.len(), CLUSTERS.len());
}

#[test]
fn what_a_folder_holds_besides_is_listed() {
    let folder = scratch("skipped");
    copy("s2d-2019-rdma", "networks.xml", &folder);
    write(&folder, "HealthTest.ZIP", "PK");
    write(&folder, "empty.xml", "");
    write(&folder, "inside/networks.xml", "<Objs/>");
    write(&folder, "notes.txt", "x");
    write(&folder, "photo.png", "x");
    write(&folder, "report.xml", "<report/>");
    write(&folder, "settings.json", "{\"a\":1}");
    let capture = one(std::slice::from_ref(&folder));
    let prefix = folder.display().to_string();
    let skipped: Vec<_> = capture
        .origin
        .not_read
        .iter()
        .map(|skipped| (&skipped.file[prefix.len() + 1..], &*skipped.reason))
        .collect();
    assert_eq!(
        skipped,
        [
            ("empty.xml", "the file is empty"),
            (
                "notes.txt",
                "expected CliXml, JSON, CSV or console output of a cluster, found other text: 'Get-ClusterNetwork | Export-Clixml networks.xml' on a node brings its networks"
            ),
            ("photo.png", "no text of a capture by its name"),
            ("report.xml", "expected the <Objs> of Export-Clixml, found <report>"),
            (
                "settings.json",
                "holds nothing of a cluster that is read, but 1 x object of no known shape: 'Get-ClusterNetwork | Export-Clixml networks.xml' on a node brings its networks"
            ),
            ("inside", "a folder inside a capture: name it to read it"),
            ("HealthTest.ZIP", "an archive beside a capture: name it to read it"),
        ]
    );
}

#[test]
fn what_cannot_be_read_is_one_clear_error() {
    let folder = scratch("errors");
    let networks = fs::read(fixtures("s2d-2019-rdma").join("networks.xml")).unwrap();
    let cases: [(&str, &[u8], &str); 10] = [
        ("empty.xml", b"", "the file is empty"),
        ("blank.xml", b" \r\n", "the file is empty"),
        (
            "words.txt",
            b"Name State",
            "expected CliXml, JSON, CSV or console output of a cluster, found other text: 'Get-ClusterNetwork | Export-Clixml networks.xml' on a node brings its networks",
        ),
        (
            "html.xml",
            b"<html></html>",
            "expected an English validation report of Test-Cluster, or tables of networks, found a page",
        ),
        ("nothing.xml", b"<Objs></Objs>", "holds no objects"),
        ("cut.xml", &networks[..750], "the file ends too early, with 5 elements open"),
        ("cut-in-a-tag.xml", b"<Objs><Obj RefId=\"0\"", "not well-formed XML: tag not closed"),
        ("cut.json", b"[{\"Name\":\"A\"", "the JSON ends too early: "),
        ("garbage.xml", &[0x7f, b'E', b'L', b'F', 0xff, 0xfe], "expected UTF-8 text, found 0xFF at byte 4"),
        ("capture.zip", b"PK\x03\x04rest", "expected a directory at the end of the ZIP, found none: "),
    ];
    for (name, content, expected) in cases {
        let path = write(&folder, name, content);
        let error = read(std::slice::from_ref(&path)).unwrap_err();
        assert_eq!(error.code, Code::UnreadableFile, "{error}");
        assert!(error.message.starts_with(expected), "{error}");
        assert!(error.path.unwrap().starts_with(&path.display().to_string()));
    }

    let missing = read(&[folder.join("missing.xml")]).unwrap_err();
    assert_eq!(missing.message, "no such file or folder");
    assert_eq!(missing.path, Some(folder.join("missing.xml").display().to_string()));

    let nothing = scratch("errors-nothing");
    let message = "expected files of Export-Clixml or ConvertTo-Json, a validation report or a diagnostic capture \
                   in the folder, found none";
    assert_eq!(read(std::slice::from_ref(&nothing)).unwrap_err().message, message);
    write(&nothing, "deeper/notes.txt", "x");
    let said = read(&[nothing]).unwrap_err().message;
    assert!(said.starts_with(message) && said.contains("notes.txt: expected CliXml"), "{said}");
}

#[test]
fn a_broken_file_in_a_folder_is_no_silence() {
    let folder = scratch("broken");
    copy("s2d-2019-rdma", "networks.xml", &folder);
    let broken = write(&folder, "interfaces.xml", "<Objs><Obj>");
    let error = read(&[folder]).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("{}:1:12: the file ends too early, with 2 elements open", broken.display())
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_device_is_not_waited_for() {
    let folder = scratch("pipes");
    copy("s2d-2019-rdma", "networks.xml", &folder);
    let names = ["a.txt", "interfaces.xml", "b.zip", "c_cluster.log"];
    for name in names {
        let path = folder.join(name);
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        if !made.is_ok_and(|status| status.success()) {
            return;
        }
        let error = read(&[path]).unwrap_err();
        assert_eq!(error.code, Code::UnreadableFile);
        assert_eq!(error.message, "expected a regular file, found a pipe or a device");
    }
    let capture = one(std::slice::from_ref(&folder));
    assert_eq!(capture.origin.not_read.len(), names.len());
    for skipped in &capture.origin.not_read {
        assert_eq!(&*skipped.reason, "expected a regular file, found a pipe or a device");
    }
    let device = read(&[PathBuf::from("/dev/zero")]).unwrap_err();
    assert_eq!(device.message, "expected a regular file, found a pipe or a device");
}

#[test]
fn a_text_that_is_too_large_costs_only_itself() {
    let folder = scratch("large");
    copy("s2d-2019-rdma", "networks.xml", &folder);
    let notes = fs::File::create(folder.join("notes.txt")).unwrap();
    notes.set_len((256 << 20) + 1).unwrap();
    let lines = write(&folder, "lines.txt", "x");
    fs::write(lines, "\n".repeat(4 << 20) + "x").unwrap();
    let capture = one(std::slice::from_ref(&folder));
    let skipped: Vec<_> = capture.origin.not_read.iter().map(|skipped| &*skipped.reason).collect();
    let lines = "expected at most 4194304 lines of console output, found 4194305";
    assert_eq!(skipped, [lines, "the file is larger than 268435456 bytes"]);
    // What PowerShell exports is meant for the capture.
    let whole = fs::File::create(folder.join("whole.xml")).unwrap();
    whole.set_len((256 << 20) + 1).unwrap();
    assert_eq!(read(&[folder]).unwrap_err().code, Code::TooLarge);
}
