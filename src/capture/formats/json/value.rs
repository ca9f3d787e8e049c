//! Values straight from the parser: text is borrowed, unknown properties are never built.

use crate::capture::budget::{Budget, Meter};
use crate::capture::found::nested;
use crate::capture::limits::{MAX_TEXT, MAX_VALUES_DEEP, VALUE};
use crate::capture::raw::{Object, Raw};
use crate::schema::{Property, Section};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Unexpected,
    Visitor,
};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// What the seeds know beyond the value they read.
#[derive(Default)]
pub(super) struct Context<'a> {
    /// Nested `Cluster` objects, which their owners name.
    pub(super) clusters: RefCell<Vec<Object<'a>>>,
    /// Whether the failure is that of a limit.
    pub(super) too_large: Cell<bool>,
    meter: Meter,
    section: Cell<Option<Section>>,
    index: Cell<Option<usize>>,
}

impl Context<'_> {
    /// Charges what is read to a budget.
    pub(super) fn new(budget: &Arc<Budget>) -> Self {
        Self { meter: Meter::new(budget), ..Self::default() }
    }

    /// The budget that is charged.
    pub(super) fn budget(&self) -> Arc<Budget> {
        Arc::clone(self.meter.budget())
    }

    /// Charges a value, and the text that it is.
    pub(super) fn charge<E: serde::de::Error>(&self, text: usize) -> Result<(), E> {
        self.charge_bytes(VALUE + text as u64)
    }

    /// Charges what is kept besides values.
    pub(super) fn charge_bytes<E: serde::de::Error>(&self, bytes: u64) -> Result<(), E> {
        self.meter.bytes(bytes).map_err(|spent| {
            self.too_large.set(true);
            E::custom(spent)
        })
    }

    pub(super) fn enter(&self, section: Section) {
        self.section.set(Some(section));
    }

    pub(super) fn leave(&self) {
        self.section.set(None);
        self.index.set(None);
    }

    /// Whether the reader is in a section.
    pub(super) fn is_inside(&self) -> bool {
        self.section.get().is_some()
    }

    /// Where the reader is: `capture.networks[3]`.
    pub(super) fn path(&self) -> String {
        let section = self.section.get().map(|section| format!(".{}", section.name())).unwrap_or_default();
        let index = self.index.get().map(|index| format!("[{index}]")).unwrap_or_default();
        format!("capture{section}{index}")
    }
}

/// A seed for what needs none.
pub(super) fn borrowed<'a, T: Deserialize<'a>>() -> PhantomData<T> {
    PhantomData
}

/// A list of documents, none of them looked at yet; each is charged its place in the list.
pub(super) struct DocumentsSeed<'c, 'a>(pub(super) &'c Context<'a>);

impl<'a> DeserializeSeed<'a> for DocumentsSeed<'_, 'a> {
    type Value = Vec<&'a RawValue>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'a> Visitor<'a> for DocumentsSeed<'_, 'a> {
    type Value = Vec<&'a RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<S: SeqAccess<'a>>(self, mut items: S) -> Result<Self::Value, S::Error> {
        let mut documents = Vec::new();
        while let Some(document) = items.next_element()? {
            self.0.charge_bytes(size_of::<&RawValue>() as u64)?;
            documents.push(document);
        }
        Ok(documents)
    }
}

/// The objects of a section: a list, one object, or the `{"value":[..],"Count":2}` that Windows PowerShell
/// makes of an array. `null` is a section that is not there.
pub(super) struct ListSeed<'c, 'a>(pub(super) &'c Context<'a>);

impl<'a> DeserializeSeed<'a> for ListSeed<'_, 'a> {
    type Value = Option<Vec<Object<'a>>>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for ListSeed<'_, 'a> {
    type Value = Option<Vec<Object<'a>>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects as PowerShell serialises them")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    /// The cluster may be no more than its name.
    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Self::Value, E> {
        if self.0.section.get() != Some(Section::Cluster) {
            return Err(E::invalid_type(Unexpected::Str(name), &self));
        }
        let name = ValueSeed::new(self.0).text(Cow::Owned(name.to_owned()))?;
        Ok(Some(vec![Object { fields: vec![(Property::Name, name)] }]))
    }

    fn visit_seq<S: SeqAccess<'a>>(self, mut items: S) -> Result<Self::Value, S::Error> {
        let mut objects = Vec::new();
        self.0.index.set(Some(0));
        while let Some(object) = items.next_element_seed(ObjectSeed(self.0))? {
            objects.push(object);
            self.0.index.set(Some(objects.len()));
        }
        Ok(Some(objects))
    }

    fn visit_map<M: MapAccess<'a>>(self, map: M) -> Result<Self::Value, M::Error> {
        let value = ValueSeed::new(self.0).visit_map(map)?;
        let items = match value {
            Raw::Object(object) => return Ok(Some(vec![object])),
            Raw::List(items) => items,
            _ => return Err(M::Error::custom("expected a list of objects, found one value")),
        };
        let mut objects = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            self.0.index.set(Some(index));
            match item {
                Raw::Object(object) => objects.push(object),
                _ => return Err(M::Error::custom("expected an object as PowerShell serialises it")),
            }
        }
        Ok(Some(objects))
    }
}

/// One object of a section.
struct ObjectSeed<'c, 'a>(&'c Context<'a>);

impl<'a> DeserializeSeed<'a> for ObjectSeed<'_, 'a> {
    type Value = Object<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Object<'a>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for ObjectSeed<'_, 'a> {
    type Value = Object<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object as PowerShell serialises it")
    }

    fn visit_map<M: MapAccess<'a>>(self, map: M) -> Result<Object<'a>, M::Error> {
        self.0.charge(0)?;
        Ok(ValueSeed::new(self.0).object(map)?.first_wins())
    }
}

/// Any value.
#[derive(Clone, Copy)]
pub(super) struct ValueSeed<'c, 'a> {
    context: &'c Context<'a>,
    /// In how many kept values this one lies.
    depth: usize,
}

impl<'c, 'a> ValueSeed<'c, 'a> {
    pub(super) fn new(context: &'c Context<'a>) -> Self {
        Self { context, depth: 0 }
    }

    fn inside<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth == MAX_VALUES_DEEP {
            self.context.too_large.set(true);
            return Err(E::custom(format!("values nest deeper than {MAX_VALUES_DEEP}")));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }

    fn object<M: MapAccess<'a>>(self, mut map: M) -> Result<Object<'a>, M::Error> {
        let inside = self.inside()?;
        let mut object = Object::default();
        while let Some(name) = map.next_key_seed(NameSeed)? {
            let Some(name) = name else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = map.next_value_seed(inside)?;
            let value = nested(name, value, &mut self.context.clusters.borrow_mut());
            object.fields.push((name, value));
        }
        Ok(object)
    }

    fn text<E: serde::de::Error>(self, text: Cow<'a, str>) -> Result<Raw<'a>, E> {
        if text.len() > MAX_TEXT {
            self.context.too_large.set(true);
            return Err(E::custom(format!("a text is longer than {MAX_TEXT} bytes")));
        }
        self.context.charge(text.len())?;
        Ok(Raw::Text(text))
    }
}

impl<'a> DeserializeSeed<'a> for ValueSeed<'_, 'a> {
    type Value = Raw<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Raw<'a>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for ValueSeed<'_, 'a> {
    type Value = Raw<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Raw<'a>, E> {
        self.context.charge(0)?;
        Ok(Raw::Null)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Raw<'a>, E> {
        self.context.charge(0)?;
        Ok(Raw::Bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Raw<'a>, E> {
        self.context.charge(0)?;
        Ok(Raw::Int(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Raw<'a>, E> {
        self.context.charge(0)?;
        Ok(i64::try_from(value).map_or(Raw::Float(value as f64), Raw::Int))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Raw<'a>, E> {
        self.context.charge(0)?;
        Ok(Raw::Float(value))
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, value: &'a str) -> Result<Raw<'a>, E> {
        self.text(Cow::Borrowed(value))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Raw<'a>, E> {
        self.text(Cow::Owned(value.to_owned()))
    }

    fn visit_seq<S: SeqAccess<'a>>(self, mut items: S) -> Result<Raw<'a>, S::Error> {
        let inside = self.inside()?;
        self.context.charge(0)?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inside)? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<M: MapAccess<'a>>(self, map: M) -> Result<Raw<'a>, M::Error> {
        self.context.charge(0)?;
        Ok(self.object(map)?.unwrap_value())
    }
}

/// The property that a key names, without a copy of the key.
struct NameSeed;

impl<'a> DeserializeSeed<'a> for NameSeed {
    type Value = Option<Property>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NameSeed {
    type Value = Option<Property>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a property")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Property::find(name))
    }
}
