//! What a printed object is: its columns decide, and of what they leave open the command that was entered.

use super::asked::Asked;
use super::command::by_smb_instance;
use super::kinds::is_state_of_resource;
use super::row::Row;
use crate::capture::found::{HOST_NAMES, section_of};
use crate::capture::raw::{Object, Raw};
use crate::model::{NodeState, Role};
use crate::schema::{ObjectKind, Property, Section, by_properties};

/// The titles of an output, and what its rows have in common.
pub(super) struct Columns<'t> {
    titles: Vec<&'t str>,
    /// Whether every role that is printed is one of a network.
    are_roles: bool,
    /// Whether one of them is written as a word.
    has_role_words: bool,
}

impl<'t> Columns<'t> {
    pub(super) fn new(titles: &[&'t str], rows: &[Row]) -> Self {
        let mut roles = rows.iter().filter_map(|row| row.object.text(Property::Role));
        let is_number = |role: &str| role.parse::<i64>().ok().and_then(Role::from_number).is_some();
        let words =
            roles.clone().any(|role| Role::from_word(role).is_some_and(Role::carries_cluster_traffic));
        Self {
            titles: titles.to_vec(),
            are_roles: roles.all(|role| Role::from_word(role).is_some() || is_number(role)),
            has_role_words: words,
        }
    }

    fn are(&self, names: &[&str]) -> bool {
        let has = |name: &&str| self.titles.iter().any(|title| title.eq_ignore_ascii_case(name));
        self.titles.len() == names.len() && names.iter().all(has)
    }

    fn has(&self, name: &str) -> bool {
        self.titles.iter().any(|title| title.eq_ignore_ascii_case(name))
    }

    /// Whether this is the table of older modules that networks and nodes share.
    pub(super) fn are_name_and_state(&self) -> bool {
        self.are(&["Name", "State"])
    }

    /// The section of a row; the error says what it is instead, where that is known.
    pub(super) fn section(&self, asked: &Asked, row: &Row) -> Result<Section, Option<String>> {
        // A lost value still tells the section.
        let mut whole = row.object.clone();
        row.lost.iter().for_each(|lost| whole.push(lost.property, Raw::Null));
        match asked.kind() {
            ObjectKind::Unread(what) => return Err(Some(what.clone())),
            kind @ ObjectKind::Parameter if whole.has(Property::Value) => {
                return section_of(kind, &whole).map_err(|what| Some(what.to_owned()));
            }
            _ => {}
        }
        if whole.has(Property::ClientIpAddress) && whole.has(Property::ServerIpAddress) {
            return Self::smb_instance(asked, &whole);
        }
        let by_columns = by_properties(|property| whole.has(property), |property| whole.text(property));
        let by_columns = by_columns.or_else(|| self.default_table(&whole));
        let mut entered = asked.kinds.iter().filter_map(|kind| match kind {
            ObjectKind::Section(section) => Some(*section),
            _ => None,
        });
        match by_columns {
            Some(Section::Networks) if !self.is_of_networks(asked, &whole) => {}
            Some(section) => {
                // The command says more than columns that several have.
                let is_entered = entered.clone().any(|entered| entered == section);
                let more =
                    entered.find(|entered| self.fits(*entered, &whole) && entered.row().typical.is_empty());
                return Ok(more.filter(|_| !is_entered).unwrap_or(section));
            }
            None => {
                let mut fitting = entered.filter(|entered| self.fits(*entered, &whole));
                if let (Some(section), None) = (fitting.next(), fitting.next()) {
                    return Ok(section);
                }
            }
        }
        Err(None)
    }

    /// The connections of SMB are those of one instance, which a column or the command tells.
    fn smb_instance(asked: &Asked, object: &Object<'_>) -> Result<Section, Option<String>> {
        let by_column = object.text(Property::SmbInstance).map(by_smb_instance);
        match by_column.as_ref().unwrap_or(asked.kind()) {
            ObjectKind::Section(section @ Section::SmbMultichannelCsv) => Ok(*section),
            ObjectKind::Unread(what) => Err(Some(what.clone())),
            _ => Err(Some("connection of SMB that does not say whether its instance is CSV".to_owned())),
        }
    }

    /// The tables that commands print when nobody asks for columns.
    fn default_table(&self, object: &Object<'_>) -> Option<Section> {
        let state = object.text(Property::State).unwrap_or_default();
        if self.are(&["Name", "State", "Node"]) && is_state_of_resource(state) {
            return Some(Section::SharedVolumes);
        }
        // `Node` is all that the column of a node says.
        let is_node = self.are(&["Name", "State", "Type"])
            || self.are(&["Name", "ID", "State"])
            || self.are(&["Name", "ID", "State", "Type"]);
        (is_node && NodeState::from_word(state).is_some() && self.has("Type")).then_some(Section::Nodes)
    }

    /// Whether what only its columns make a network has those of one: `Name, Role` can be anything.
    fn is_of_networks(&self, asked: &Asked, object: &Object<'_>) -> bool {
        use Property::{AddressMask, AutoMetric, Ipv4PrefixLengths, Ipv6PrefixLengths, Metric, Role};
        let own = [Metric, AutoMetric, AddressMask, Ipv4PrefixLengths, Ipv6PrefixLengths];
        if own.iter().any(|property| object.has(*property)) {
            return true;
        }
        let is_entered = asked.kinds.contains(&ObjectKind::Section(Section::Networks));
        object.has(Role)
            && self.are_roles
            && (is_entered || self.has_role_words)
            && self.fits(Section::Networks, object)
    }

    /// Whether the columns are those of a section: none that tells another, and one more than the name, unless nothing
    /// but names is there.
    fn fits(&self, section: Section, object: &Object<'_>) -> bool {
        let is_anothers = |property: Property| {
            section.column(property).is_none()
                && Section::rows().iter().any(|row| row.typical.contains(&property))
        };
        let tells = |property: Property| {
            section.column(property).is_some_and(|column| column.property != Property::Name)
                && !(HOST_NAMES.contains(&property) && section.part_of_host().is_some())
        };
        let mut known = object.fields.iter().map(|(property, _)| *property);
        !known.clone().any(is_anothers)
            && (section != Section::Networks || self.are_roles)
            && (known.any(tells) || self.titles.len() == 1)
    }
}
