//! What every reader produces: sections of objects as PowerShell serialised them, not yet understood.
//!
//! Only properties of the table ([`Property`]) are kept, so that the dozens of properties nobody asks for cost
//! neither memory nor attention.

use crate::schema::{Kind, Property, Section};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::borrow::Cow;

/// One serialised value; text borrows from the input where it can.
#[derive(Clone, Debug, PartialEq)]
pub enum Raw<'a> {
    /// `$null`, an absent value or an empty element.
    Null,
    /// `$true` or `$false`.
    Bool(bool),
    /// Any whole number; an enum of CliXml arrives as its number.
    Int(i64),
    /// A number with a fraction or beyond 64 bits.
    Float(f64),
    /// Text, including enum words and numbers in quotes.
    Text(Cow<'a, str>),
    /// An array, a list or a collection.
    List(Vec<Raw<'a>>),
    /// An object with the properties that are known here.
    Object(Object<'a>),
}

/// The known properties of one object, in the order of the source.
///
/// A source can have a property twice (`Id` and `ID`): the first counts, and readers drop the others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object<'a> {
    /// Properties and their values.
    pub fields: Vec<(Property, Raw<'a>)>,
}

impl<'a> Object<'a> {
    /// The value of a property.
    pub fn get(&self, property: Property) -> Option<&Raw<'a>> {
        self.fields.iter().find(|(known, _)| *known == property).map(|(_, value)| value)
    }

    /// Whether the object has a property, be it empty.
    pub fn has(&self, property: Property) -> bool {
        self.get(property).is_some()
    }

    /// The value of a property if it is text that is not blank.
    pub fn text(&self, property: Property) -> Option<&str> {
        self.get(property).and_then(Raw::text)
    }

    /// The text of the first of these properties that has one.
    pub fn first_text(&self, properties: &[Property]) -> Option<&str> {
        properties.iter().find_map(|property| self.text(*property))
    }

    /// Adds a property.
    pub fn push(&mut self, property: Property, value: Raw<'a>) {
        self.fields.push((property, value));
    }

    /// Only the first of properties that differ in case, so that whoever reads it again gets the same.
    #[must_use]
    pub fn first_wins(mut self) -> Self {
        let mut seen = [false; Property::ALL.len()];
        self.fields.retain(|(property, _)| !std::mem::replace(&mut seen[*property as usize], true));
        self
    }

    /// The value of a property, to be changed.
    pub fn get_mut(&mut self, property: Property) -> Option<&mut Raw<'a>> {
        self.fields.iter_mut().find(|(known, _)| *known == property).map(|(_, value)| value)
    }

    /// Keeps the properties that a section has, under their first names; the others are dropped.
    pub fn keep_columns_of(&mut self, section: Section) {
        let says = |property: Property, fields: &[(Property, Raw<'a>)]| {
            fields.iter().any(|(known, value)| *known == property && *value != Raw::Null)
        };
        for place in 0..self.fields.len() {
            let property = self.fields[place].0;
            let Some(column) = section.column(property) else { continue };
            let main = column.property;
            if property != main && self.fields[place].1 != Raw::Null && !says(main, &self.fields) {
                // An empty value under the first name would come before it.
                self.fields
                    .iter_mut()
                    .filter(|(known, _)| *known == main)
                    .for_each(|(known, _)| *known = property);
                self.fields[place].0 = main;
            }
        }
        self.fields.retain_mut(|(property, value)| {
            let Some(column) = section.column(*property) else { return false };
            if let Kind::Nested(inner) = column.kind {
                value.objects_mut().for_each(|object| object.keep_columns_of(inner));
            }
            *property == column.property
        });
    }

    /// The objects of a property that holds a list of them, or one.
    pub fn rows(&self, property: Property) -> impl Iterator<Item = &Object<'a>> {
        let items = match self.get(property) {
            Some(Raw::List(items)) => items.as_slice(),
            Some(object @ Raw::Object(_)) => std::slice::from_ref(object),
            _ => &[],
        };
        items.iter().filter_map(|item| match item {
            Raw::Object(object) => Some(object),
            _ => None,
        })
    }

    /// The same object, borrowing nothing.
    pub fn into_owned(self) -> Object<'static> {
        Object { fields: self.fields.into_iter().map(|(name, value)| (name, value.into_owned())).collect() }
    }

    /// What the object stands for where one value is meant.
    ///
    /// An enum arrives as `{"value":3,"Value":"Up"}` or `{"value__":3}`, an array of Windows PowerShell as
    /// `{"value":[..],"Count":2}`: the number, else the word, else the list. Anything else stays an object.
    pub fn unwrap_value(mut self) -> Raw<'a> {
        use Property::{Count, ToString, Value, ValueOfEnum};
        if !self.fields.iter().all(|(name, _)| matches!(name, Value | ValueOfEnum | ToString | Count)) {
            return Raw::Object(self.first_wins());
        }
        let place = |fits: &dyn Fn(Property, &Raw<'a>) -> bool| {
            self.fields.iter().position(|(name, value)| fits(*name, value))
        };
        let is_number = |value: &Raw<'_>| matches!(value, Raw::Int(_) | Raw::Float(_));
        let best = place(&|name, value| matches!(name, ValueOfEnum | Value) && is_number(value))
            .or_else(|| place(&|name, _| name == Value))
            .or_else(|| place(&|name, _| name == ToString));
        match best {
            Some(place) => self.fields.swap_remove(place).1,
            None => Raw::Object(self.first_wins()),
        }
    }
}

impl<'a> Raw<'a> {
    /// The objects of a list, or the one that this is.
    fn objects_mut(&mut self) -> impl Iterator<Item = &mut Object<'a>> {
        let items = match self {
            Raw::List(items) => items.as_mut_slice(),
            one => std::slice::from_mut(one),
        };
        items.iter_mut().filter_map(|item| match item {
            Raw::Object(object) => Some(object),
            _ => None,
        })
    }
}

impl Raw<'_> {
    /// The same value, borrowing nothing.
    pub fn into_owned(self) -> Raw<'static> {
        match self {
            Raw::Null => Raw::Null,
            Raw::Bool(value) => Raw::Bool(value),
            Raw::Int(value) => Raw::Int(value),
            Raw::Float(value) => Raw::Float(value),
            Raw::Text(text) => Raw::Text(Cow::Owned(text.into_owned())),
            Raw::List(items) => Raw::List(items.into_iter().map(Raw::into_owned).collect()),
            Raw::Object(object) => Raw::Object(object.into_owned()),
        }
    }

    /// The text, when this is text that is not blank, or the name of a nested object.
    pub fn text(&self) -> Option<&str> {
        match self {
            Raw::Text(text) if !text.trim().is_empty() => Some(text.trim()),
            Raw::Object(object) => object.text(Property::Name),
            _ => None,
        }
    }
}

/// The sections of one capture; a section that no source had is `None`, which is not an empty list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sections<'a> {
    lists: [Option<Vec<Object<'a>>>; Section::LISTS],
}

impl<'a> Sections<'a> {
    /// The objects of a section, when the capture has it.
    ///
    /// # Panics
    /// When the section is none of [`Section::ALL`].
    pub fn get(&self, section: Section) -> Option<&[Object<'a>]> {
        self.lists[section as usize].as_deref()
    }

    /// The objects of a section, or none.
    pub fn list(&self, section: Section) -> &[Object<'a>] {
        self.get(section).unwrap_or_default()
    }

    /// The sections that the capture has, in the order of the contract.
    pub fn present(&self) -> impl Iterator<Item = (Section, &[Object<'a>])> {
        Section::ALL.into_iter().filter_map(|section| Some((section, self.get(section)?)))
    }

    /// The objects of a section, which then exists even when it stays empty.
    ///
    /// # Panics
    /// When the section is none of [`Section::ALL`].
    pub fn open(&mut self, section: Section) -> &mut Vec<Object<'a>> {
        self.lists[section as usize].get_or_insert_default()
    }
}

impl Sections<'_> {
    /// The same sections, borrowing nothing.
    pub fn into_owned(self) -> Sections<'static> {
        let own = |list: Vec<Object<'_>>| list.into_iter().map(Object::into_owned).collect();
        Sections { lists: self.lists.map(|list| list.map(own)) }
    }
}

/// As a request takes it: reading the JSON again gives the same sections.
impl Serialize for Sections<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.present().map(|(section, objects)| (section.name(), objects)))
    }
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.fields.len()))?;
        for (name, value) in &self.fields {
            map.serialize_entry(name.spelling(), value)?;
        }
        map.end()
    }
}

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Raw::Null => serializer.serialize_unit(),
            Raw::Bool(value) => serializer.serialize_bool(*value),
            Raw::Int(value) => serializer.serialize_i64(*value),
            Raw::Float(value) => serializer.serialize_f64(*value),
            Raw::Text(text) => serializer.serialize_str(text),
            Raw::List(items) => serializer.collect_seq(items),
            Raw::Object(object) => object.serialize(serializer),
        }
    }
}
