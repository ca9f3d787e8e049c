//! ZIPs: bytes are written by hand, since no tool would.

use super::{Attack, SIZE};
use flate2::{Compression, Crc, write::DeflateEncoder};
use std::io::Write;

pub(crate) const ATTACKS: &[Attack] = &[
    ("ZIP: records that share one blob", "zip", || {
        let blob = deflated(&vec![b' '; 12 << 20]);
        let mut zip = Zip::default();
        let at = zip.local("Node/GetClusterNetwork.xml", &blob);
        for n in 0..600 {
            zip.record(&format!("N{n}/GetClusterNetwork.xml"), &blob, at);
        }
        zip.end()
    }),
    ("ZIP: an entry that is larger than it says", "zip", || {
        let mut blob = deflated(&vec![b' '; 64 << 20]);
        blob.size = 10;
        let mut zip = Zip::default();
        let at = zip.local("GetClusterNetwork.xml", &blob);
        zip.record("GetClusterNetwork.xml", &blob, at);
        zip.end()
    }),
    ("ZIP: an entry that is smaller than it says", "zip", || {
        let mut blob = deflated(b"<Objs/>");
        blob.size = u32::MAX - 1;
        let mut zip = Zip::default();
        let at = zip.local("GetClusterNetwork.xml", &blob);
        zip.record("GetClusterNetwork.xml", &blob, at);
        zip.end()
    }),
    ("ZIP: as many entries as fit", "zip", || many(|n| format!("{n}.xml"))),
    ("ZIP: as many folders as fit", "zip", || many(|n| format!("C{n}/GetClusterNetwork.xml"))),
    ("ZIP: entries of one name", "zip", || many(|_| "GetClusterNetwork.xml".to_owned())),
    ("ZIP: names of 60 KB", "zip", || many(|n| format!("{}/{n}/GetClusterNetwork.xml", "a".repeat(60_000)))),
    ("ZIP: what packs well, many times", "zip", || {
        // Below the ratio that is refused, and below the bytes of one entry.
        let line = "<Obj RefId=\"0\"><Props><S N=\"Name\">LAN</S></Props></Obj>\n".repeat(400_000);
        let blob = deflated(line.as_bytes());
        let mut zip = Zip::default();
        while zip.bytes.len() < 2 * SIZE {
            let name = format!("N{}/GetClusterNetwork.xml", zip.count);
            let at = zip.local(&name, &blob);
            zip.record(&name, &blob, at);
        }
        zip.end()
    }),
    ("ZIP: loose files of one blob", "zip", || {
        let blob = deflated(&vec![b' '; 12 << 20]);
        let mut zip = Zip::default();
        let at = zip.local("0.xml", &blob);
        for n in 1..600 {
            zip.record(&format!("{n}.xml"), &blob, at);
        }
        zip.end()
    }),
    ("ZIP: as many folders of loose files as fit", "zip", || many(|n| format!("C{n}/networks.json"))),
    ("ZIP: as many files that are not read as fit", "zip", || many(|n| format!("{n}.png"))),
    ("ZIP: ZIPs of what packs well", "zip", || {
        let line = "<Obj RefId=\"0\"><Props><S N=\"Name\">LAN</S></Props></Obj>\n".repeat(100_000);
        let blob = deflated(line.as_bytes());
        let mut inner = Zip::default();
        for n in 0..20 {
            let at = inner.local(&format!("{n}.xml"), &blob);
            inner.record(&format!("{n}.xml"), &blob, at);
        }
        zips(&inner.end())
    }),
    ("ZIP: ZIPs of many small files", "zip", || zips(&many(|n| format!("{n}.txt")))),
    ("ZIP: ZIPs of many files that are not read", "zip", || zips(&many(|n| format!("{n}.png")))),
    ("ZIP: ZIPs in one another", "zip", || {
        let mut bytes = deflated(b"<Objs/>").packed;
        for _ in 0..1000 {
            let blob = deflated(&bytes);
            let mut zip = Zip::default();
            let at = zip.local("inner.zip", &blob);
            zip.record("inner.zip", &blob, at);
            bytes = zip.end();
        }
        bytes
    }),
];

/// A ZIP of one ZIP, as often as fits.
fn zips(inner: &[u8]) -> Vec<u8> {
    let blob = deflated(inner);
    let mut zip = Zip::default();
    while zip.bytes.len() < 2 * SIZE && zip.count < 10_000 {
        let name = format!("{}.zip", zip.count);
        let at = zip.local(&name, &blob);
        zip.record(&name, &blob, at);
    }
    zip.end()
}

/// Small entries until 2 MB are reached.
fn many(name: impl Fn(usize) -> String) -> Vec<u8> {
    let blob = deflated(b"<Objs Version=\"1.1.0.1\"/>");
    let mut zip = Zip::default();
    while zip.bytes.len() + zip.directory.len() < 2 * SIZE && zip.count < 60_000 {
        let name = name(usize::from(zip.count));
        let at = zip.local(&name, &blob);
        zip.record(&name, &blob, at);
    }
    zip.end()
}

/// Packed bytes with what a record says of them.
struct Blob {
    packed: Vec<u8>,
    size: u32,
    crc: u32,
}

fn deflated(bytes: &[u8]) -> Blob {
    let mut crc = Crc::new();
    crc.update(bytes);
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory takes all");
    let packed = encoder.finish().expect("memory takes all");
    Blob { packed, size: u32::try_from(bytes.len()).expect("a few MB"), crc: crc.sum() }
}

#[derive(Default)]
struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Zip {
    /// Writes an entry, and gives where it begins.
    fn local(&mut self, name: &str, blob: &Blob) -> u32 {
        let at = u32::try_from(self.bytes.len()).expect("a few MB");
        self.bytes.extend(b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0");
        self.bytes.extend(sizes(name, blob));
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(&blob.packed);
        at
    }

    /// Writes a record of the directory for the entry that begins there.
    fn record(&mut self, name: &str, blob: &Blob, at: u32) {
        self.directory.extend(b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0");
        self.directory.extend(sizes(name, blob));
        self.directory.extend([0; 10]);
        self.directory.extend(at.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.count += 1;
    }

    fn end(mut self) -> Vec<u8> {
        let at = u32::try_from(self.bytes.len()).expect("a few MB");
        let size = u32::try_from(self.directory.len()).expect("a few MB");
        self.bytes.extend(self.directory);
        self.bytes.extend(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(size.to_le_bytes());
        self.bytes.extend(at.to_le_bytes());
        self.bytes.extend([0; 2]);
        self.bytes
    }
}

/// What an entry and its record have in common: checksum, sizes, the name's length and no extra field.
fn sizes(name: &str, blob: &Blob) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(blob.crc.to_le_bytes());
    bytes.extend(u32::try_from(blob.packed.len()).expect("a few MB").to_le_bytes());
    bytes.extend(blob.size.to_le_bytes());
    bytes.extend(u16::try_from(name.len()).expect("a short name").to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}
