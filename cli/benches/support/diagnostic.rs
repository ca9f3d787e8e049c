//! Diagnostic captures of any size, from the files of a small one.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rawzip::{CompressionMethod, ZipArchiveWriter};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A capture of four nodes, HV11 to HV14.
const SMALL: &str = "tests/fixtures/sddc/s2d-2019-rdma";

/// The files of a capture that are read, as ZIP: a cluster of that name and with that many nodes.
pub(crate) fn zip(cluster: &str, number: usize, nodes: usize) -> Vec<u8> {
    let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(SMALL);
    let mut zip = ZipArchiveWriter::new(Vec::new());
    let named = |text: String| {
        let id = format!("c81bc8f0-6b46-4cf7-aeb4-{number:012x}");
        text.replace("S2D-2019-RDMA", cluster).replace("c81bc8f0-6b46-4cf7-aeb4-328a3e1bfa94", &id)
    };
    for path in files(&small) {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        pack(
            &mut zip,
            name,
            &named(if name == "GetClusterNode.XML" { of_nodes(&text, nodes) } else { text }),
        );
    }
    let of_one: Vec<(String, String)> = files(&small.join("Node_HV11"))
        .into_iter()
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap())
        })
        .collect();
    for node in 11..11 + nodes {
        for (name, text) in &of_one {
            let text = text.replace("HV11", &format!("HV{node}")).replace(".11<", &format!(".{node}<"));
            pack(&mut zip, &format!("Node_HV{node}/{name}"), &named(text));
        }
    }
    zip.finish().unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
    files.sort_unstable();
    files
}

/// `Get-ClusterNode`: the object of the second node, which refers to the first, once for every other node.
fn of_nodes(text: &str, nodes: usize) -> String {
    let (_, second) = text.match_indices("  <Obj RefId=\"").nth(1).map(|(at, _)| text.split_at(at)).unwrap();
    let first = &text[..text.len() - second.len()];
    let second = &second[..second.find("\n  </Obj>").unwrap() + "\n  </Obj>\n".len()];
    let ids: Vec<&str> = second.match_indices("<Obj ").map(|(at, _)| ref_id(&second[at..])).collect();
    let mut all = first.to_owned();
    let next: usize = ids[0].parse().unwrap();
    for node in 1..nodes {
        let mut object = second.replace("HV12", &format!("HV{}", 11 + node));
        for (place, id) in ids.iter().enumerate().rev() {
            let place = next + (node - 1) * ids.len() + place;
            object = object.replace(&format!("RefId=\"{id}\">"), &format!("RefId=\"{place}\">"));
        }
        all += &object.replace("<S N=\"Id\">2<", &format!("<S N=\"Id\">{}<", node + 1));
    }
    all + "</Objs>"
}

fn ref_id(tag: &str) -> &str {
    tag.split("RefId=\"").nth(1).unwrap().split('"').next().unwrap()
}

fn pack(zip: &mut ZipArchiveWriter<Vec<u8>>, name: &str, text: &str) {
    let file = zip.new_file(name).compression_method(CompressionMethod::DEFLATE);
    let (mut entry, config) = file.start().unwrap();
    let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
    writer.write_all(text.as_bytes()).unwrap();
    let (encoder, descriptor) = writer.finish().unwrap();
    encoder.finish().unwrap();
    entry.finish(descriptor).unwrap();
}
