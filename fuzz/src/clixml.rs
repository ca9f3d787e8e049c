//! CliXml documents from a description: objects and types that are referred to, by right and by wrong.

use crate::SIZE;
use clusterroute::capture::{files, sort};
use clusterroute::parallel::Work;
use clusterroute::schema::{Property, Section};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use std::collections::HashMap;
use std::fmt::Write;

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
    Reference(Name, Id),
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
    Known(Id),
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

/// Mostly small, so that references meet objects.
#[derive(Arbitrary, Debug)]
enum Id {
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

const SCALARS: [&str; 12] = ["S", "I32", "U32", "B", "U64", "Db", "C", "BA", "Nil", "G", "DT", "XYZ"];
const LISTS: [&str; 4] = ["LST", "IE", "QUE", "STK"];
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

impl Id {
    fn number(&self) -> u64 {
        match self {
            Id::Small(id) => u64::from(*id % 8),
            Id::Any(id) => *id,
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
        self.written(false).text
    }

    fn written(&self, inline: bool) -> Writer {
        let mut writer = Writer { inline, ..Writer::default() };
        writer.text += "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">";
        writer.elements(&self.0, true);
        writer.text += "</Objs>";
        writer
    }

    /// Where every reference is to something before it, objects in the place of references read as the same.
    pub fn assert_references_are_what_they_refer_to(&self) {
        let inline = self.written(true);
        if inline.is_odd {
            return;
        }
        let text = self.text();
        if let (Some(referring), Some(inline)) = (sections(&text), sections(&inline.text)) {
            assert_eq!(referring, inline, "{text}");
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

#[derive(Default)]
struct Writer {
    text: String,
    /// Whether objects and types stand in the place of references.
    inline: bool,
    /// What is inside the objects that have an id; `None` while it is being written.
    objects: HashMap<u64, Option<String>>,
    types: HashMap<u64, &'static str>,
    /// Whether a reference leads nowhere or in a circle, or an id is given twice.
    is_odd: bool,
}

impl Writer {
    fn elements(&mut self, elements: &[Element], top: bool) {
        elements.iter().for_each(|element| self.element(element, top));
    }

    fn element(&mut self, element: &Element, top: bool) {
        if self.text.len() > SIZE {
            self.is_odd = true;
            return;
        }
        match element {
            Element::Object(object) => self.object(object, top),
            Element::Reference(name, id) => self.reference(name, id.number(), top),
            Element::Scalar(name, tag, text) => {
                let tag = SCALARS[usize::from(*tag) % SCALARS.len()];
                self.is_odd |= matches!(text, Text::Raw(_));
                self.open(tag, name, None);
                self.text += &text.words();
                self.close(tag);
            }
            Element::Unknown(name, inside) => {
                self.open("X", name, None);
                self.elements(inside, false);
                self.close("X");
            }
            Element::Repeated(times, object) => {
                for _ in 0..*times {
                    if self.text.len() < SIZE {
                        self.object(object, top);
                    }
                }
            }
            Element::Chain(length) => self.chain((*length).into()),
        }
    }

    fn chain(&mut self, length: u64) {
        self.is_odd = true;
        for id in 1000..1000 + length {
            let _ = write!(self.text, "<Obj N=\"SharedVolumeInfo\" RefId=\"{id}\"><LST>");
        }
        self.text += "<S>a</S>";
        for id in (1000..1000 + length).rev() {
            self.text += "</LST></Obj>";
            if id > 1000 {
                let _ = write!(self.text, "<Ref RefId=\"{id}\" />");
            }
        }
    }

    fn open(&mut self, tag: &str, name: &Name, id: Option<u64>) {
        let _ = match name {
            Name::None => write!(self.text, "<{tag}"),
            Name::Property(place) => {
                let property = Property::ALL[usize::from(*place) % Property::ALL.len()];
                write!(self.text, "<{tag} N=\"{}\"", property.spelling())
            }
            Name::Other(name) => write!(self.text, "<{tag} N=\"{}\"", escaped(name)),
        };
        if let Some(id) = id {
            let _ = write!(self.text, " RefId=\"{id}\"");
        }
        self.text += ">";
    }

    fn close(&mut self, tag: &str) {
        let _ = write!(self.text, "</{tag}>");
    }

    /// What is written of an id.
    fn shown(&self, id: &Id) -> Option<u64> {
        (!self.inline).then(|| id.number())
    }

    fn reference(&mut self, name: &Name, id: u64, top: bool) {
        if !self.inline {
            self.open("Ref", name, Some(id));
            return self.close("Ref");
        }
        match self.objects.get(&id).cloned().flatten() {
            // At the top it is an object that was piped twice.
            Some(_) if top => {}
            Some(inside) => {
                self.open("Obj", name, None);
                self.text += &inside;
                self.close("Obj");
            }
            None => self.is_odd = true,
        }
    }

    fn object(&mut self, object: &Object, top: bool) {
        let Object { name, id, types, parts, is_short } = object;
        self.open("Obj", name, id.as_ref().and_then(|id| self.shown(id)));
        if *is_short && parts.is_empty() && matches!(types, Types::None) {
            self.text.truncate(self.text.len() - 1);
            self.text += " />";
            self.is_odd |= id.is_some();
            return;
        }
        let start = self.text.len();
        if let Some(id) = id {
            self.is_odd |= self.objects.insert(id.number(), None).is_some();
        }
        self.type_names(types);
        parts.iter().for_each(|part| self.part(part, top));
        if let (Some(id), true) = (id, self.inline) {
            let inside = self.text[start..].to_owned();
            self.objects.insert(id.number(), Some(inside));
        }
        self.close("Obj");
    }

    fn type_names(&mut self, types: &Types) {
        let name = match types {
            Types::None => return,
            Types::New(id, place) => {
                let names: Vec<_> = Section::rows().iter().flat_map(|row| row.types).copied().collect();
                let name = names[usize::from(*place) % names.len()];
                self.is_odd |= self.types.insert(id.number(), name).is_some();
                self.text += "<TN";
                if let Some(id) = self.shown(id) {
                    let _ = write!(self.text, " RefId=\"{id}\"");
                }
                self.text += ">";
                name
            }
            Types::Known(id) if !self.inline => {
                let _ = write!(self.text, "<TNRef RefId=\"{}\" />", id.number());
                return;
            }
            Types::Known(id) => {
                let Some(name) = self.types.get(&id.number()) else {
                    self.is_odd = true;
                    return;
                };
                self.text += "<TN>";
                *name
            }
        };
        let _ = write!(self.text, "<T>Deserialized.{name}</T><T>System.Object</T></TN>");
    }

    fn part(&mut self, part: &Part, top: bool) {
        match part {
            Part::Properties(elements) => self.inside("Props", elements, false),
            Part::Members(elements) => self.inside("MS", elements, false),
            Part::List(tag, elements) => {
                self.inside(LISTS[usize::from(*tag) % LISTS.len()], elements, top);
            }
            Part::Dictionary(entries) => {
                self.text += "<DCT>";
                for (key, value) in entries {
                    self.text += "<En>";
                    self.element(key, false);
                    self.element(value, false);
                    self.text += "</En>";
                }
                self.text += "</DCT>";
            }
            Part::Words(text) => {
                self.is_odd |= matches!(text, Text::Raw(_));
                let _ = write!(self.text, "<ToString>{}</ToString>", text.words());
            }
            Part::Value(element) => self.element(element, false),
        }
    }

    fn inside(&mut self, tag: &str, elements: &[Element], top: bool) {
        let _ = write!(self.text, "<{tag}>");
        self.elements(elements, top);
        self.close(tag);
    }
}
