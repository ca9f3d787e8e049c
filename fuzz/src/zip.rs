//! Archives that no tool would write, from a description of them: records that lie, overlap, repeat and nest.

use crate::{SIZE, clixml};
use clusterroute::schema::Section;
use flate2::{Compression, Crc, write::DeflateEncoder};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use std::io::Write;

/// An archive.
#[derive(Arbitrary, Debug)]
pub struct Zip {
    /// How much stands before the first entry; mostly nothing.
    front: u8,
    /// Whether the file that tells a capture is there, and right.
    is_capture: bool,
    /// Each has a record in the directory.
    entries: Vec<Entry>,
    /// Records besides.
    records: Vec<Record>,
    /// What is wrong with the end.
    end: Vec<EndLie>,
}

#[derive(Arbitrary, Debug)]
struct Entry {
    name: Name,
    content: Content,
    deflated: bool,
    /// What is wrong with its own header, and with its record.
    local: Vec<Lie>,
    record: Vec<Lie>,
}

/// A second record of an entry.
#[derive(Arbitrary, Debug)]
struct Record {
    entry: u8,
    times: u8,
    name: Option<Name>,
    lies: Vec<Lie>,
}

#[derive(Arbitrary, Debug)]
enum Name {
    Cluster(File),
    InFolder(u8, File),
    Node(u8, File),
    InFolderOfNode(u8, u8, File),
    Outside(File),
    Deep(u8, File),
    Long(u16, File),
    Log,
    Folder(u8),
    Other(String),
}

/// One of the files of a capture.
#[derive(Arbitrary, Debug)]
enum File {
    Networks,
    Any(u8),
}

#[derive(Arbitrary, Debug)]
enum Content {
    Networks,
    Objects(clixml::Document),
    Blank(u16),
    Bytes(Vec<u8>),
    /// Packed bytes that are none.
    Packed(Vec<u8>),
    Zip(Box<Zip>),
}

#[derive(Arbitrary, Debug)]
enum Lie {
    Packed(Number),
    Size(Number),
    Start(Number),
    Crc(u32),
    Method(u16),
    Flags(u16),
    Extra(Vec<u8>),
    /// Sizes and place in the form of large archives.
    Large(u64, u64, u64),
}

#[derive(Arbitrary, Debug)]
enum EndLie {
    Count(Number),
    Size(Number),
    Start(Number),
    Comment(Vec<u8>),
    Behind(Vec<u8>),
    Cut(u8),
}

#[derive(Arbitrary, Debug)]
enum Number {
    Less(u8),
    More(u8),
    Times(u8),
    Is(u32),
    Largest,
}

impl Number {
    fn of(&self, honest: u32) -> u32 {
        match self {
            Number::Less(by) => honest.wrapping_sub((*by).into()),
            Number::More(by) => honest.wrapping_add((*by).into()),
            Number::Times(by) => honest.wrapping_mul((*by).into()),
            Number::Is(number) => *number,
            Number::Largest => u32::MAX,
        }
    }
}

impl File {
    fn name(&self) -> &'static str {
        let files: Vec<_> = Section::rows().iter().flat_map(|row| row.files).collect();
        match self {
            File::Networks => "GetClusterNetwork.XML",
            File::Any(place) => files[usize::from(*place) % files.len()],
        }
    }
}

impl Name {
    fn text(&self) -> String {
        match self {
            Name::Cluster(file) => file.name().to_owned(),
            Name::InFolder(folder, file) => format!("C{}/{}", folder % 4, file.name()),
            Name::Node(node, file) => format!("Node_N{}\\{}.xml", node % 4, file.name()),
            Name::InFolderOfNode(folder, node, file) => {
                format!("C{}/node_N{}.domain/{}", folder % 4, node % 4, file.name())
            }
            Name::Outside(file) => format!("../{}", file.name()),
            Name::Deep(depth, file) => format!("{}{}", "a/".repeat((*depth).into()), file.name()),
            Name::Long(length, file) => format!("{}/{}", "a".repeat((*length).into()), file.name()),
            Name::Log => "N1_cluster.log".to_owned(),
            Name::Folder(folder) => format!("C{}/", folder % 4),
            Name::Other(name) => name.chars().take(1000).collect(),
        }
    }
}

impl Content {
    fn bytes(&self, depth: usize) -> Vec<u8> {
        match self {
            Content::Networks => clixml::NETWORKS.into(),
            Content::Objects(document) => document.text().into(),
            Content::Blank(kb) => vec![b' '; usize::from(*kb % 4096) << 10],
            Content::Bytes(bytes) | Content::Packed(bytes) => bytes.clone(),
            Content::Zip(zip) if depth < 3 => zip.nested(depth + 1),
            Content::Zip(_) => Vec::new(),
        }
    }
}

/// What an entry says of itself, in its header and in the directory.
#[derive(Clone)]
struct Header {
    name: String,
    packed: u32,
    size: u32,
    crc: u32,
    start: u32,
    method: u16,
    flags: u16,
    extra: Vec<u8>,
}

impl Header {
    fn with(&self, lies: &[Lie]) -> Self {
        let mut header = self.clone();
        for lie in lies {
            match lie {
                Lie::Packed(number) => header.packed = number.of(header.packed),
                Lie::Size(number) => header.size = number.of(header.size),
                Lie::Start(number) => header.start = number.of(header.start),
                Lie::Crc(crc) => header.crc = *crc,
                Lie::Method(method) => header.method = *method,
                Lie::Flags(flags) => header.flags = *flags,
                Lie::Extra(bytes) => header.extra = bytes.iter().take(1000).copied().collect(),
                Lie::Large(size, packed, start) => {
                    (header.size, header.packed, header.start) = (u32::MAX, u32::MAX, u32::MAX);
                    header.extra = [1_u16, 24].map(u16::to_le_bytes).concat();
                    header.extra.extend([size, packed, start].map(|number| number.to_le_bytes()).concat());
                }
            }
        }
        header
    }

    /// The part that the two forms have in common.
    fn common(&self) -> Vec<u8> {
        let lengths = [self.name.len(), self.extra.len()].map(|length| length as u16);
        [
            [20, self.flags, self.method, 0, 0].map(u16::to_le_bytes).concat(),
            [self.crc, self.packed, self.size].map(u32::to_le_bytes).concat(),
            lengths.map(u16::to_le_bytes).concat(),
        ]
        .concat()
    }

    fn local(&self) -> Vec<u8> {
        [&b"PK\x03\x04"[..], &self.common(), self.name.as_bytes(), &self.extra].concat()
    }

    fn record(&self) -> Vec<u8> {
        let start = self.start.to_le_bytes();
        let parts =
            [b"PK\x01\x02\x14\0", &self.common()[..], &[0; 10], &start, self.name.as_bytes(), &self.extra];
        parts.concat()
    }
}

impl Zip {
    /// Its bytes.
    pub fn bytes(&self) -> Vec<u8> {
        self.nested(0)
    }

    fn nested(&self, depth: usize) -> Vec<u8> {
        // An archive is known by its first bytes.
        let mut bytes = b"PK\x03\x04".repeat(self.front.saturating_sub(128).into());
        let (mut headers, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u32);
        let mut unpacked = 0;
        let networks = Entry {
            name: Name::Cluster(File::Networks),
            content: Content::Networks,
            deflated: true,
            local: Vec::new(),
            record: Vec::new(),
        };
        for entry in self.is_capture.then_some(&networks).into_iter().chain(&self.entries) {
            if bytes.len() > SIZE || unpacked > 8 * SIZE {
                break;
            }
            let (header, packed) = entry.packed(bytes.len(), depth);
            bytes.extend(header.with(&entry.local).local());
            bytes.extend(packed);
            directory.extend(header.with(&entry.record).record());
            unpacked += header.size as usize;
            headers.push(header);
            count += 1;
        }
        for record in &self.records {
            let Some(mut header) = headers.get(usize::from(record.entry) % headers.len().max(1)).cloned()
            else {
                break;
            };
            if let Some(name) = &record.name {
                header.name = name.text();
            }
            for _ in 0..=record.times {
                if directory.len() < SIZE {
                    directory.extend(header.with(&record.lies).record());
                    count += 1;
                }
            }
        }
        self.close(bytes, &directory, count)
    }

    fn close(&self, mut bytes: Vec<u8>, directory: &[u8], mut count: u32) -> Vec<u8> {
        let (mut size, mut start) = (directory.len() as u32, bytes.len() as u32);
        let (mut comment, mut behind, mut cut) = (&[][..], &[][..], 0);
        for lie in &self.end {
            match lie {
                EndLie::Count(number) => count = number.of(count),
                EndLie::Size(number) => size = number.of(size),
                EndLie::Start(number) => start = number.of(start),
                EndLie::Comment(bytes) => comment = &bytes[..bytes.len().min(60_000)],
                EndLie::Behind(bytes) => behind = bytes,
                EndLie::Cut(by) => cut = usize::from(*by),
            }
        }
        bytes.extend(directory);
        bytes.extend(b"PK\x05\x06\0\0\0\0");
        bytes.extend([count as u16; 2].map(u16::to_le_bytes).concat());
        bytes.extend([size, start].map(u32::to_le_bytes).concat());
        bytes.extend((comment.len() as u16).to_le_bytes());
        bytes.extend(comment);
        bytes.extend(behind);
        bytes.truncate(bytes.len().saturating_sub(cut));
        bytes
    }
}

impl Entry {
    /// What is true of it when it starts there, and its packed bytes.
    fn packed(&self, start: usize, depth: usize) -> (Header, Vec<u8>) {
        let content = self.content.bytes(depth);
        let mut crc = Crc::new();
        crc.update(&content);
        let size = content.len() as u32;
        let packed = match self.content {
            Content::Packed(_) => content,
            _ if self.deflated => {
                let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
                encoder.write_all(&content).expect("memory takes all");
                encoder.finish().expect("memory takes all")
            }
            _ => content,
        };
        let header = Header {
            name: self.name.text(),
            packed: packed.len() as u32,
            size,
            crc: crc.sum(),
            start: start as u32,
            method: if self.deflated { 8 } else { 0 },
            flags: 0,
            extra: Vec::new(),
        };
        (header, packed)
    }
}
