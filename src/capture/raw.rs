//! What every reader produces: sections of objects as PowerShell serialised them, not yet understood.
//!
//! Only properties in [`property::canonical`] are kept, under one spelling whatever the source's, so that
//! the dozens of properties nobody asks for cost neither memory nor attention.

use super::property;
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
/// A name can occur twice (`Id` and `ID`): [`Object::get`] gives the first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object<'a> {
    /// Canonical names and values.
    pub fields: Vec<(&'static str, Raw<'a>)>,
}

impl<'a> Object<'a> {
    /// The value of a property by its canonical name.
    pub fn get(&self, name: &str) -> Option<&Raw<'a>> {
        self.fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value)
    }

    /// The value of a property if it is text that is not blank.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Raw::text)
    }

    /// Adds a property under its canonical name; an unknown one is dropped.
    pub fn push(&mut self, name: &str, value: Raw<'a>) {
        if let Some(name) = property::canonical(name) {
            self.fields.push((name, value));
        }
    }
}

impl<'a> Object<'a> {
    /// The value of a property by its canonical name, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Raw<'a>> {
        self.fields.iter_mut().find(|(field, _)| *field == name).map(|(_, value)| value)
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
        let is_wrapping = |name: &str| matches!(name, "Value" | "value__" | "ToString" | "Count");
        if !self.fields.iter().all(|(name, _)| is_wrapping(name)) {
            return Raw::Object(self);
        }
        let place = |fits: &dyn Fn(&str, &Raw<'a>) -> bool| {
            self.fields.iter().position(|(name, value)| fits(name, value))
        };
        let is_number = |value: &Raw<'_>| matches!(value, Raw::Int(_) | Raw::Float(_));
        let best = place(&|name, value| matches!(name, "value__" | "Value") && is_number(value))
            .or_else(|| place(&|name, _| name == "Value"))
            .or_else(|| place(&|name, _| name == "ToString"));
        match best {
            Some(place) => self.fields.swap_remove(place).1,
            None => Raw::Object(self),
        }
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
            Raw::Object(object) => object.text("Name"),
            _ => None,
        }
    }
}

/// The sections of a request's capture, in the order of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// `Get-Cluster`
    Cluster,
    /// `Get-ClusterNode`
    Nodes,
    /// `Get-ClusterNetwork`
    Networks,
    /// `Get-ClusterNetworkInterface`
    Interfaces,
    /// `Get-ClusterSharedVolume`
    SharedVolumes,
    /// `Get-ClusterSharedVolumeState`
    SharedVolumeStates,
    /// `Get-ClusterResourceType "Virtual Machine" | Get-ClusterParameter`
    VmResourceTypeParameters,
    /// What each node says of itself: one object per node.
    Hosts,
    /// NetFT routes that cluster logs show: one object per local and remote address.
    NetftRoutes,
    /// Where the files of a capture tell different things of one object.
    Disagreements,
    /// Which file gave what to which section.
    Sources,
    /// Which files gave nothing, or less than they hold, and why.
    Skipped,
}

impl Section {
    /// Every section, in the order of the contract.
    pub const ALL: [Section; 12] = [
        Section::Cluster,
        Section::Nodes,
        Section::Networks,
        Section::Interfaces,
        Section::SharedVolumes,
        Section::SharedVolumeStates,
        Section::VmResourceTypeParameters,
        Section::Hosts,
        Section::NetftRoutes,
        Section::Disagreements,
        Section::Sources,
        Section::Skipped,
    ];

    /// The name in a request.
    pub fn name(self) -> &'static str {
        match self {
            Section::Cluster => "cluster",
            Section::Nodes => "nodes",
            Section::Networks => "networks",
            Section::Interfaces => "interfaces",
            Section::SharedVolumes => "shared_volumes",
            Section::SharedVolumeStates => "shared_volume_states",
            Section::VmResourceTypeParameters => "vm_resource_type_parameters",
            Section::Hosts => "hosts",
            Section::NetftRoutes => "netft_routes",
            Section::Disagreements => "disagreements",
            Section::Sources => "sources",
            Section::Skipped => "skipped",
        }
    }

    /// The section of that name.
    pub fn from_name(name: &str) -> Option<Section> {
        Section::ALL.into_iter().find(|section| section.name() == name)
    }
}

/// The sections of one capture; a section that no source had is `None`, which is not an empty list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sections<'a> {
    lists: [Option<Vec<Object<'a>>>; Section::ALL.len()],
}

impl<'a> Sections<'a> {
    /// The objects of a section, when the capture has it.
    pub fn get(&self, section: Section) -> Option<&[Object<'a>]> {
        self.lists[section as usize].as_deref()
    }

    /// The objects of a section, which then exists even when it stays empty.
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
        serializer.collect_map(
            Section::ALL.into_iter().filter_map(|section| Some((section.name(), self.get(section)?))),
        )
    }
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.fields.len()))?;
        for (name, value) in &self.fields {
            map.serialize_entry(name, value)?;
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
