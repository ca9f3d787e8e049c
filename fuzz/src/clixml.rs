//! CliXml documents from a description: objects and types that are referred to, by right and by wrong.

mod writer;

use clusterroute::capture::{files, sort};
use clusterroute::parallel::Work;
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use writer::Writer;

/// Networks that everything is right with.
pub const NETWORKS: &str = "<Objs Version=\"1.1.0.1\" \
    xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><Obj RefId=\"0\"><TN RefId=\"0\">\
    <T>Microsoft.FailoverClusters.PowerShell.ClusterNetwork</T></TN><Props><S N=\"Name\">LAN</S>\
    <S N=\"Id\">1</S><I32 N=\"Role\">3</I32><U32 N=\"Metric\">70000</U32></Props></Obj></Objs>";

/// A document.
#[derive(Arbitrary, Debug)]
pub struct Document(Vec<Element>);

#[derive(Arbitrary, Debug)]
enum Element {
    Object(Object),
    /// An object that the document is read for, with properties besides.
    Network(Text, Vec<Element>),
    Reference(Name, Target),
    Scalar(Name, u8, Text),
    /// Something that is walked over.
    Unknown(Name, Vec<Element>),
    /// The same again and again, ids and all.
    Repeated(u8, Box<Object>),
    /// Objects inside one another, each of which refers to the one inside it.
    Chain(u8),
}

#[derive(Arbitrary, Debug)]
struct Object {
    name: Name,
    id: Option<Id>,
    types: Types,
    parts: Vec<Part>,
    /// Whether it is one tag when it has nothing inside.
    is_short: bool,
}

#[derive(Arbitrary, Debug)]
enum Types {
    None,
    New(Id, u8),
    Known(Target),
}

#[derive(Arbitrary, Debug)]
enum Part {
    Properties(Vec<Element>),
    Members(Vec<Element>),
    List(u8, Vec<Element>),
    Dictionary(Vec<(Element, Element)>),
    Words(Text),
    Value(Element),
}

#[derive(Arbitrary, Debug)]
enum Id {
    /// One that no other has.
    New,
    Small(u8),
    Any(u64),
}

/// What a reference is to.
#[derive(Arbitrary, Debug)]
enum Target {
    /// Something that has been written.
    Known(u8),
    Small(u8),
    Any(u64),
}

#[derive(Arbitrary, Debug)]
enum Name {
    None,
    Property(u8),
    Other(String),
}

#[derive(Arbitrary, Debug)]
enum Text {
    Word(u8),
    Escaped(String),
    /// Whatever it does to the document.
    Raw(String),
    Long(u16),
}

const WORDS: [&str; 16] = [
    "LAN",
    "SAN",
    "N1",
    "N2",
    "C1",
    "1",
    "3",
    "70000",
    "true",
    "false",
    "10.0.0.0",
    "255.255.255.0",
    "24",
    "00000000-0000-4000-8000-000000000000",
    "Up",
    "System.String[]",
];

impl Target {
    fn number(&self, known: &[u64]) -> u64 {
        match self {
            Target::Small(id) if *id < 8 => (*id).into(),
            Target::Known(place) | Target::Small(place) => {
                known.get(usize::from(*place) % known.len().max(1)).copied().unwrap_or(0)
            }
            Target::Any(id) => *id,
        }
    }
}

impl Text {
    fn words(&self) -> String {
        match self {
            Text::Word(place) => WORDS[usize::from(*place) % WORDS.len()].to_owned(),
            Text::Escaped(text) => escaped(text),
            Text::Raw(text) => text.clone(),
            Text::Long(length) => "x".repeat((*length).into()),
        }
    }
}

fn escaped(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !c.is_control()).collect();
    visible.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

impl Document {
    /// The document.
    pub fn text(&self) -> String {
        Writer::written(&self.0, false).text
    }

    /// Where every reference is to something before it, objects in the place of references read as the same.
    pub fn assert_references_are_what_they_refer_to(&self) {
        let [referring, inline] = [false, true].map(|inline| Writer::written(&self.0, inline));
        if referring.is_odd || inline.is_odd {
            return;
        }
        if let (Some(left), Some(right)) = (sections(&referring.text), sections(&inline.text)) {
            assert_eq!(left, right, "{}", referring.text);
        }
    }
}

fn sections(text: &str) -> Option<Vec<String>> {
    let work = Work::default();
    let reading = files::read_bytes("networks.xml", text.as_bytes(), &work).ok()?;
    let captures = sort::sort(reading).captures;
    let written = captures.iter().map(|capture| serde_json::to_string(&capture.sections));
    Some(written.collect::<Result<_, _>>().expect("sections are JSON"))
}
