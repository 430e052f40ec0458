//! The parts of a package that change, gathered one by one: what is read of a part is what has
//! been made of it so far.

use std::collections::BTreeMap;

use super::SaveError;
use super::book;
use super::container::{Addition, Change};
use super::outline::Outline;
use super::splice::{Splices, escaped, set_mark_aside, text_of_part};
use crate::workbook::package::{Budget, Package};
use crate::workbook::xlsx::{self, Parts, Relation};

const CONTENT_TYPES: &str = "[Content_Types].xml";
const RELATION_LIST: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const STRICT_MAIN: &str = "http://purl.oclc.org/ooxml/spreadsheetml/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRICT_RELATIONS: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Changes to a package, not yet written.
pub(super) struct Rewrite<'p, 'b> {
    pub(super) package: &'p Package<'b>,
    pub(super) parts: Parts,
    budget: Budget,
    pub(super) changes: BTreeMap<usize, Change>,
    pub(super) additions: Vec<Addition>,
}

impl<'p, 'b> Rewrite<'p, 'b> {
    /// No change yet.
    pub(super) fn new(package: &'p Package<'b>) -> Result<Self, SaveError> {
        let mut budget = Budget::default();
        let parts = Parts::find(package, &mut budget).map_err(|_| SaveError::Unreadable)?;
        Ok(Self { package, parts, budget, changes: BTreeMap::new(), additions: Vec::new() })
    }

    /// A part as it stands now.
    pub(super) fn text(&mut self, part: &str) -> Result<String, SaveError> {
        self.find(part)?.ok_or(SaveError::Unreadable)
    }

    /// The same; `None` when there is no such part.
    pub(super) fn find(&mut self, part: &str) -> Result<Option<String>, SaveError> {
        if let Some(addition) = self.additions.iter().find(|addition| addition.name.eq_ignore_ascii_case(part)) {
            return text_of_part(addition.content.clone()).map(Some);
        }
        let Some(index) = self.package.find(part) else { return Ok(None) };
        let bytes = match self.changes.get(&index) {
            Some(Change::Replace(content)) => content.clone(),
            Some(Change::Remove) => return Ok(None),
            None => {
                let bytes = self.package.part(part, &mut self.budget).map_err(|_| SaveError::Unreadable)?;
                bytes.ok_or(SaveError::Unreadable)?
            }
        };
        text_of_part(bytes).map(Some)
    }

    /// Gives a part new content; it is added when the package has none of that name.
    pub(super) fn put(&mut self, part: &str, text: String) {
        if let Some(index) = self.package.find(part) {
            self.changes.insert(index, Change::Replace(text.into_bytes()));
            return;
        }
        let content = text.into_bytes();
        match self.additions.iter_mut().find(|addition| addition.name.eq_ignore_ascii_case(part)) {
            Some(addition) => addition.content = content,
            None => self.additions.push(Addition { name: part.to_owned(), content }),
        }
    }

    /// Takes a part out, with its content type and the relationship of `source` that leads to it.
    pub(super) fn remove(&mut self, part: &str, source: &str) -> Result<(), SaveError> {
        let index = self.package.find(part).ok_or(SaveError::Unreadable)?;
        self.changes.insert(index, Change::Remove);
        let text = self.text(CONTENT_TYPES)?;
        let named = |name: &str| name.trim_start_matches('/').eq_ignore_ascii_case(part);
        self.put(CONTENT_TYPES, book::without_entry(&text, named)?);
        let (folder, list) = relations_of(source);
        let text = self.text(&list)?;
        let named = |target: &str| xlsx::resolve(folder, target).eq_ignore_ascii_case(part);
        self.put(&list, book::without_entry(&text, named)?);
        Ok(())
    }

    /// Adds a part with its content type, and a relationship of `source` that leads to it; gives
    /// the id of the relationship.
    pub(super) fn add(&mut self, new: &NewPart<'_>, text: String, source: &str) -> Result<String, SaveError> {
        self.declare(new)?;
        let id = self.relate(source, new.relation, new.name)?;
        self.put(new.name, text);
        Ok(id)
    }

    /// A name that no part has: `xl/comments{n}.xml`, with the first number that is free.
    pub(super) fn free_name(&self, before: &str, after: &str) -> String {
        let mut number = 1_u32;
        loop {
            let name = format!("{before}{number}{after}");
            if !self.is_taken(&name) {
                return name;
            }
            number = number.saturating_add(1);
        }
    }

    /// The name of a part that a workbook has but once, which some readers look for by its name and
    /// not by the relationship (openpyxl: `xl/styles.xml`); with a number where that is taken.
    pub(super) fn usual_name(&self, before: &str, after: &str) -> String {
        let name = format!("{before}{after}");
        if self.is_taken(&name) { self.free_name(before, after) } else { name }
    }

    fn is_taken(&self, name: &str) -> bool {
        self.package.find(name).is_some()
            || self.additions.iter().any(|addition| addition.name.eq_ignore_ascii_case(name))
    }

    /// The namespace of the workbook part: transitional or strict.
    pub(super) fn main_namespace(&mut self) -> Result<&'static str, SaveError> {
        Ok(if self.is_strict()? { STRICT_MAIN } else { MAIN })
    }

    /// What the types of relationships begin with; also their namespace.
    pub(super) fn relation_types(&mut self) -> Result<&'static str, SaveError> {
        Ok(if self.is_strict()? { STRICT_RELATIONS } else { RELATIONS })
    }

    fn is_strict(&mut self) -> Result<bool, SaveError> {
        let book = self.parts.workbook.clone();
        let text = self.text(&book)?;
        let outline = Outline::of(set_mark_aside(&text).1, 0)?;
        Ok(outline.root()?.namespaces().any(|(_, name)| name == STRICT_MAIN))
    }

    /// The relationships of a part of the package as it came.
    pub(super) fn relations(&mut self, part: &str) -> Result<BTreeMap<String, Relation>, SaveError> {
        xlsx::relationships(self.package, part, &mut self.budget).map_err(|_| SaveError::Unreadable)
    }

    /// Whether a part has been changed already.
    pub(super) fn is_changed(&self, part: &str) -> bool {
        self.package.find(part).is_some_and(|index| self.changes.contains_key(&index))
    }

    fn declare(&mut self, new: &NewPart<'_>) -> Result<(), SaveError> {
        let text = self.text(CONTENT_TYPES)?;
        let (mark, body) = set_mark_aside(&text);
        let outline = Outline::of(body, 1)?;
        let root = outline.root()?;
        let mut splices = Splices::default();
        let kind = new.content_type;
        match new.by_extension {
            Some(extension) => {
                let known = outline.children(0).any(|(_, element)| {
                    element.local() == "Default"
                        && element.attribute("Extension").is_some_and(|known| known.eq_ignore_ascii_case(extension))
                });
                if known {
                    return Ok(());
                }
                // Before all else: some readers want the defaults first.
                let entry = format!("<{}Default Extension=\"{extension}\" ContentType=\"{kind}\"/>", root.prefix);
                match root.close {
                    Some(_) => splices.replace(root.open.end..root.open.end, entry),
                    None => root.append(&mut splices, &entry),
                }
            }
            None => {
                let name = escaped(new.name);
                let entry = format!("<{}Override PartName=\"/{name}\" ContentType=\"{kind}\"/>", root.prefix);
                root.append(&mut splices, &entry);
            }
        }
        let text = format!("{mark}{}", splices.apply(body)?);
        self.put(CONTENT_TYPES, text);
        Ok(())
    }

    fn relate(&mut self, source: &str, kind: &str, target: &str) -> Result<String, SaveError> {
        let (_, list) = relations_of(source);
        let text = match self.find(&list)? {
            Some(text) => text,
            None => format!("{DECLARATION}<Relationships xmlns=\"{RELATION_LIST}\"></Relationships>"),
        };
        let (mark, body) = set_mark_aside(&text);
        let outline = Outline::of(body, 1)?;
        let root = outline.root()?;
        let taken: Vec<&str> = outline.children(0).filter_map(|(_, element)| element.attribute("Id")).collect();
        let mut number = taken.len().saturating_add(1);
        while taken.contains(&format!("rId{number}").as_str()) {
            number = number.saturating_add(1);
        }
        let id = format!("rId{number}");
        let mut splices = Splices::default();
        let entry =
            format!("<{}Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"/{}\"/>", root.prefix, escaped(target));
        root.append(&mut splices, &entry);
        let text = format!("{mark}{}", splices.apply(body)?);
        self.put(&list, text);
        Ok(id)
    }
}

/// A part to be added.
pub(super) struct NewPart<'a> {
    pub(super) name: &'a str,
    pub(super) content_type: &'a str,
    /// Whether its type is that of all parts with this extension.
    pub(super) by_extension: Option<&'a str>,
    /// The type of the relationship that leads to it.
    pub(super) relation: &'a str,
}

/// The folder of a part, and the part that lists its relationships.
fn relations_of(part: &str) -> (&str, String) {
    match part.rsplit_once('/') {
        Some((folder, name)) => (folder, format!("{folder}/_rels/{name}.rels")),
        None => ("", format!("_rels/{part}.rels")),
    }
}
