//! Where the tables, rows and cells of `content.xml` stand. Tables and rows are counted exactly as
//! reading counts them.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::patch::SaveError;
use crate::patch::splice::{Spanned, next, prefix};
use crate::workbook::ods::is_copy;
use crate::workbook::xml::{attribute, number, reader, text_of};
use crate::workbook::{Col, Row};

/// The prefixes, colon included, that the document gives to the namespaces it needs.
#[derive(Default)]
pub(super) struct Prefixes {
    pub(super) office: String,
    pub(super) table: String,
    pub(super) text: String,
    /// That of LibreOffice's own types of values, when it is declared.
    pub(super) calcext: Option<String>,
}

/// The document.
#[derive(Default)]
pub(super) struct Layout {
    pub(super) prefixes: Prefixes,
    /// Declarations that the root element lacks, and where they go in it.
    pub(super) declarations: (usize, String),
    pub(super) tables: Vec<TablePlace>,
}

/// A table with its rows from top to bottom.
#[derive(Default)]
pub(super) struct TablePlace {
    pub(super) rows: Vec<RowPlace>,
}

/// A row element, which stands for `element.repeated` rows from `first` on.
pub(super) struct RowPlace {
    pub(super) first: u32,
    pub(super) element: Element,
}

/// An element that may stand for several.
pub(super) struct Element {
    pub(super) name: String,
    pub(super) span: Range<usize>,
    /// Its attributes by local name, as they are written, with the space before them.
    pub(super) attributes: Vec<(String, String)>,
    /// Its content; `None` when it is written as empty.
    pub(super) content: Option<Range<usize>>,
    pub(super) repeated: u32,
}

impl Element {
    pub(super) fn inner<'x>(&self, xml: &'x str) -> Result<&'x str, SaveError> {
        match &self.content {
            Some(range) => xml.get(range.clone()).ok_or(SaveError::NotFaithful),
            None => Ok(""),
        }
    }

    /// Writes the element for so many, with other content when it is given.
    pub(super) fn write(
        &self,
        xml: &str,
        repetition: &str,
        count: u32,
        content: Option<&str>,
        table: &str,
        out: &mut String,
    ) -> Result<(), SaveError> {
        out.push('<');
        out.push_str(&self.name);
        for (_, written) in self.attributes.iter().filter(|(name, _)| name != repetition) {
            out.push_str(written);
        }
        if count > 1 {
            out.push_str(&format!(" {table}{repetition}=\"{count}\""));
        }
        let content = match content {
            Some(content) => content,
            None => self.inner(xml)?,
        };
        if content.is_empty() {
            out.push_str("/>");
        } else {
            out.push_str(&format!(">{content}</{}>", self.name));
        }
        Ok(())
    }
}

/// Finds the tables and their rows.
pub(super) fn scan(xml: &str) -> Result<Layout, SaveError> {
    let mut layout = Layout::default();
    let mut reader = reader(xml);
    let (mut in_spreadsheet, mut at_root) = (false, true);
    loop {
        let Spanned { event, span } = next(&mut reader)?;
        match event {
            Event::Start(element) => {
                if std::mem::take(&mut at_root) {
                    let (prefixes, missing) = prefixes(&element, xml);
                    let name = span.start.saturating_add(1).saturating_add(element.name().into_inner().len());
                    (layout.prefixes, layout.declarations) = (prefixes, (name, missing));
                }
                match element.local_name().into_inner() {
                    "spreadsheet" => in_spreadsheet = true,
                    "table" if in_spreadsheet => {
                        let mut table = TablePlace::default();
                        rows(&mut reader, &mut table)?;
                        if !is_copy(&element) {
                            layout.tables.push(table);
                        }
                    }
                    _ => {}
                }
            }
            Event::Eof => return Ok(layout),
            _ => {}
        }
    }
}

/// The prefixes that the root element gives, and declarations for those that it does not: a document
/// without a text declares none for texts.
fn prefixes(root: &BytesStart<'_>, xml: &str) -> (Prefixes, String) {
    let of = |namespace: &str| {
        root.attributes().with_checks(false).flatten().find_map(|attribute| {
            let name = attribute.key.into_inner().strip_prefix("xmlns:")?.to_owned();
            (text_of(attribute.value) == namespace).then(|| format!("{name}:"))
        })
    };
    let mut missing = String::new();
    let mut standard = |name: &str| {
        let namespace = format!("urn:oasis:names:tc:opendocument:xmlns:{name}:1.0");
        of(&namespace).unwrap_or_else(|| {
            let mut prefix = name.to_owned();
            // Anything else may go by that prefix, in the root element or somewhere within.
            while xml.contains(&format!("xmlns:{prefix}")) {
                prefix.push('_');
            }
            missing.push_str(&format!(" xmlns:{prefix}=\"{namespace}\""));
            format!("{prefix}:")
        })
    };
    let (office, table, text) = (standard("office"), standard("table"), standard("text"));
    let calcext = of("urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0");
    (Prefixes { office, table, text, calcext }, missing)
}

fn rows(reader: &mut Reader<&[u8]>, table: &mut TablePlace) -> Result<(), SaveError> {
    let (mut depth, mut first) = (0_usize, 0_u32);
    loop {
        let Spanned { event, span } = next(reader)?;
        match event {
            Event::Start(element) => match element.local_name().into_inner() {
                "table-row" => {
                    let element = whole(reader, &element, span, "number-rows-repeated", Row::COUNT)?;
                    let repeated = element.repeated;
                    table.rows.push(RowPlace { first, element });
                    first = first.saturating_add(repeated);
                }
                "table-row-group" | "table-rows" | "table-header-rows" => depth = depth.saturating_add(1),
                _ => {
                    reader.read_to_end(element.name()).map_err(|_| SaveError::Unreadable)?;
                }
            },
            Event::Empty(element) if element.local_name().into_inner() == "table-row" => {
                let element = empty(&element, span, "number-rows-repeated", Row::COUNT);
                let repeated = element.repeated;
                table.rows.push(RowPlace { first, element });
                first = first.saturating_add(repeated);
            }
            Event::End(_) => match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => return Ok(()),
            },
            Event::Eof => return Err(SaveError::Unreadable),
            _ => {}
        }
    }
}

/// The cells in the content of a row.
pub(super) fn cells(inner: &str) -> Result<Vec<Element>, SaveError> {
    let mut found = Vec::new();
    let mut reader = reader(inner);
    let is_cell =
        |element: &BytesStart<'_>| matches!(element.local_name().into_inner(), "table-cell" | "covered-table-cell");
    loop {
        let Spanned { event, span } = next(&mut reader)?;
        match event {
            Event::Start(element) if is_cell(&element) => {
                found.push(whole(&mut reader, &element, span, "number-columns-repeated", Col::COUNT)?);
            }
            Event::Empty(element) if is_cell(&element) => {
                found.push(empty(&element, span, "number-columns-repeated", Col::COUNT));
            }
            Event::Start(element) => {
                reader.read_to_end(element.name()).map_err(|_| SaveError::Unreadable)?;
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// The children of a cell: their local names and where they stand.
pub(super) fn children(inner: &str) -> Result<Vec<(String, Range<usize>)>, SaveError> {
    let mut found = Vec::new();
    let mut reader = reader(inner);
    loop {
        let Spanned { event, span } = next(&mut reader)?;
        match event {
            Event::Start(element) => {
                let name = element.local_name().into_inner().to_owned();
                let whole = whole(&mut reader, &element, span, "", 1)?;
                found.push((name, whole.span));
            }
            Event::Empty(element) => found.push((element.local_name().into_inner().to_owned(), span)),
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// An element from its start tag to its end tag, which the reader has passed then.
fn whole(
    reader: &mut Reader<&[u8]>,
    element: &BytesStart<'_>,
    open: Range<usize>,
    repetition: &str,
    most: u32,
) -> Result<Element, SaveError> {
    let content = reader.read_to_end(element.name()).map_err(|_| SaveError::Unreadable)?;
    let place = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX);
    let end = place(reader.buffer_position());
    let mut found = empty(element, open.start..end, repetition, most);
    found.content = Some(place(content.start)..place(content.end));
    Ok(found)
}

fn empty(element: &BytesStart<'_>, span: Range<usize>, repetition: &str, most: u32) -> Element {
    let mut attributes = Vec::new();
    for attribute in element.attributes().with_checks(false).flatten() {
        let quote = if attribute.value.contains('"') { '\'' } else { '"' };
        let local = attribute.key.local_name().into_inner().to_owned();
        attributes.push((local, format!(" {}={quote}{}{quote}", attribute.key.into_inner(), attribute.value)));
    }
    Element {
        name: format!("{}{}", prefix(element), element.local_name().into_inner()),
        span,
        attributes,
        content: None,
        repeated: number(element, repetition).unwrap_or(1).clamp(1, most),
    }
}

/// The text of the paragraphs of a cell, as far as it is plain.
pub(super) fn shown(inner: &str) -> String {
    let mut text = String::new();
    let mut reader = reader(inner);
    let mut depth = 0_usize;
    while let Ok(Spanned { event, .. }) = next(&mut reader) {
        match event {
            Event::Start(element) if depth == 0 && element.local_name().into_inner() != "p" => {
                // What cannot be skipped ends the reading with the next event.
                let _ = reader.read_to_end(element.name());
            }
            Event::Start(_) => depth = depth.saturating_add(1),
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(part) if depth > 0 => text.push_str(&part.xml10_content()),
            Event::Eof => break,
            _ => {}
        }
    }
    text
}

/// The value of an attribute of a start tag by its local name.
pub(super) fn value_of(element: &Element, name: &str) -> Option<String> {
    let (_, written) = element.attributes.iter().find(|(local, _)| local == name)?;
    let tag = format!("<x{written}/>");
    let mut reader = reader(&tag);
    match reader.read_event() {
        Ok(Event::Empty(element)) => attribute(&element, name).map(|value| value.into_owned()),
        _ => None,
    }
}
