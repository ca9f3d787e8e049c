//! Writes a document: as it is, or with objects and types in the place of references.

use super::{Element, Id, Name, Object, Part, Target, Text, Types, escaped};
use crate::SIZE;
use clusterroute::schema::{Property, Section};
use std::collections::HashMap;
use std::fmt::Write;

const SCALARS: [&str; 12] = ["S", "I32", "U32", "B", "U64", "Db", "C", "BA", "Nil", "G", "DT", "XYZ"];
const LISTS: [&str; 4] = ["LST", "IE", "QUE", "STK"];

#[derive(Default)]
pub(super) struct Writer {
    pub(super) text: String,
    /// Whether objects and types stand in the place of references.
    inline: bool,
    /// What is inside the objects that have an id; `None` while it is being written.
    objects: HashMap<u64, Option<String>>,
    types: HashMap<u64, &'static str>,
    /// The ids of the objects that are written, and of the types.
    known: Vec<u64>,
    known_types: Vec<u64>,
    /// How many ids were made.
    made: u64,
    /// Whether a reference leads nowhere or in a circle, an id is given twice, or it became too long.
    pub(super) is_odd: bool,
}

impl Writer {
    /// A document of these elements.
    pub(super) fn written(elements: &[Element], inline: bool) -> Self {
        let mut writer = Self { inline, ..Self::default() };
        writer.text += "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">";
        writer.network(&Text::Word(0), &[]);
        writer.elements(elements, true);
        writer.text += "</Objs>";
        writer
    }

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
            Element::Network(name, inside) => self.network(name, inside),
            Element::Reference(_, Target::Known(_)) if self.known.is_empty() => {}
            Element::Reference(name, target) => self.reference(name, target.number(&self.known), top),
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
                    if self.text.len() > SIZE {
                        self.is_odd = true;
                        break;
                    }
                    self.object(object, top);
                }
            }
            Element::Chain(length) => self.chain((*length).into()),
        }
    }

    fn network(&mut self, name: &Text, inside: &[Element]) {
        self.is_odd |= matches!(name, Text::Raw(_));
        let number = self.number(&Id::New);
        let _ = write!(
            self.text,
            "<Obj><TN><T>Microsoft.FailoverClusters.PowerShell.ClusterNetwork</T></TN><Props>\
             <S N=\"Name\">{}</S><S N=\"Id\">{number}</S><I32 N=\"Role\">3</I32><U32 N=\"Metric\">70000</U32>",
            name.words()
        );
        self.elements(inside, false);
        self.text += "</Props></Obj>";
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

    fn number(&mut self, id: &Id) -> u64 {
        match id {
            Id::Small(id) if *id < 8 => (*id).into(),
            Id::New | Id::Small(_) => {
                self.made += 1;
                // Behind those of a chain.
                5000 + self.made
            }
            Id::Any(id) => *id,
        }
    }

    /// What is written of an id.
    fn shown(&self, id: u64) -> Option<u64> {
        (!self.inline).then_some(id)
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
        let id = id.as_ref().map(|id| self.number(id));
        self.open("Obj", name, id.and_then(|id| self.shown(id)));
        if *is_short && parts.is_empty() && matches!(types, Types::None) {
            self.text.truncate(self.text.len() - 1);
            self.text += " />";
            self.is_odd |= id.is_some();
            return;
        }
        let start = self.text.len();
        if let Some(id) = id {
            self.is_odd |= self.objects.insert(id, None).is_some();
        }
        self.type_names(types);
        parts.iter().for_each(|part| self.part(part, top));
        if let Some(id) = id {
            let inside = self.inline.then(|| self.text[start..].to_owned());
            self.objects.insert(id, inside);
            self.known.push(id);
        }
        self.close("Obj");
    }

    fn type_names(&mut self, types: &Types) {
        let name = match types {
            Types::None => return,
            Types::Known(Target::Known(_)) if self.known_types.is_empty() => return,
            Types::New(id, place) => {
                let names: Vec<_> = Section::rows().iter().flat_map(|row| row.types).copied().collect();
                let name = names[usize::from(*place) % names.len()];
                let id = self.number(id);
                self.is_odd |= self.types.insert(id, name).is_some();
                self.known_types.push(id);
                self.text += "<TN";
                if let Some(id) = self.shown(id) {
                    let _ = write!(self.text, " RefId=\"{id}\"");
                }
                self.text += ">";
                name
            }
            Types::Known(target) => {
                let id = target.number(&self.known_types);
                if !self.inline {
                    let _ = write!(self.text, "<TNRef RefId=\"{id}\" />");
                    return;
                }
                let Some(name) = self.types.get(&id) else {
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
