//! What the parts of a worksheet are and where they stand.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use quick_xml::events::{BytesStart, Event};

use super::Cells;
use crate::patch::SaveError;
use crate::patch::splice::{Spanned, attributes_without, next, prefix};
use crate::workbook::xml::{attribute, number, push_reference, reader};
use crate::workbook::{CellRange, CellRef, Col, Row};

/// The layout of one worksheet.
#[derive(Default)]
pub(super) struct Layout {
    pub(super) prefix: String,
    pub(super) sheet_data: Option<SheetData>,
    pub(super) dimension: Option<(Range<usize>, CellRange)>,
    pub(super) rows: Vec<RowPlace>,
    pub(super) edited: BTreeMap<CellRef, CellPlace>,
    /// Members of shared formulas that have no text of their own, in the order of the file.
    pub(super) members: BTreeMap<u32, Vec<(CellRef, Range<usize>, String)>>,
}

pub(super) struct SheetData {
    /// The start tag.
    pub(super) open: Range<usize>,
    /// Where the end tag starts; `None` when the element is empty.
    pub(super) close: Option<usize>,
    pub(super) name: String,
}

pub(super) struct RowPlace {
    pub(super) row: Row,
    /// The start tag.
    pub(super) open: Range<usize>,
    /// Where the end tag starts; `None` when the element is empty.
    pub(super) close: Option<usize>,
    pub(super) name: String,
    /// `spans` as written, and the columns it names.
    pub(super) spans: Option<(String, u32, u32)>,
    /// The cells of a row that is edited.
    pub(super) cells: Vec<(Col, usize)>,
}

pub(super) struct CellPlace {
    pub(super) span: Range<usize>,
    /// The start tag.
    pub(super) open: Range<usize>,
    pub(super) name: String,
    /// As written, without address, format, type and metadata.
    pub(super) attributes: String,
    /// Whether a format is written, be it the default.
    pub(super) was_styled: bool,
    /// As written, without the format.
    pub(super) unstyled: String,
    pub(super) has_address: bool,
    pub(super) formula: Option<Formula>,
    pub(super) formula_span: Option<Range<usize>>,
    /// Children that are neither value nor formula, where they stand.
    pub(super) rest: Vec<Range<usize>>,
}

#[derive(Clone)]
pub(super) enum Formula {
    Own,
    Master { group: u32, text: String },
}

impl Layout {
    pub(super) fn scan(xml: &str, cells: &Cells) -> Result<Self, SaveError> {
        let mut layout = Self::default();
        let edited_rows: BTreeSet<Row> = cells.keys().map(|at| at.row).collect();
        let mut reader = reader(xml);
        let mut depth = 0_usize;
        loop {
            let Spanned { event, span } = next(&mut reader)?;
            match event {
                Event::Start(element) if depth == 1 && element.local_name().into_inner() == "sheetData" => {
                    layout.prefix = prefix(&element);
                    let name = element.name().into_inner().to_owned();
                    let close = layout.scan_rows(&mut reader, cells, &edited_rows)?;
                    layout.sheet_data = Some(SheetData { open: span, close: Some(close), name });
                }
                Event::Empty(element) if depth == 1 => match element.local_name().into_inner() {
                    "sheetData" => {
                        layout.prefix = prefix(&element);
                        let name = element.name().into_inner().to_owned();
                        layout.sheet_data = Some(SheetData { open: span, close: None, name });
                    }
                    "dimension" => layout.dimension = dimension(&element, span, xml),
                    _ => {}
                },
                Event::Start(element) => {
                    if depth == 1 && element.local_name().into_inner() == "dimension" {
                        layout.dimension = dimension(&element, span, xml);
                    }
                    depth += 1;
                }
                Event::End(_) => depth = depth.saturating_sub(1),
                Event::Eof => return Ok(layout),
                _ => {}
            }
        }
    }

    /// Scans to the end of the cells; gives where their end tag starts.
    fn scan_rows(
        &mut self,
        reader: &mut quick_xml::Reader<&[u8]>,
        cells: &Cells,
        edited_rows: &BTreeSet<Row>,
    ) -> Result<usize, SaveError> {
        let mut following = Row(0);
        loop {
            let Spanned { event, span } = next(reader)?;
            match event {
                Event::Start(element) if element.local_name().into_inner() == "row" => {
                    let mut place = RowPlace::new(&element, span, following)?;
                    following = Row(place.row.0.saturating_add(1));
                    let edited_row = edited_rows.contains(&place.row);
                    self.scan_cells(reader, &mut place, cells, edited_row)?;
                    self.rows.push(place);
                }
                Event::Empty(element) if element.local_name().into_inner() == "row" => {
                    let place = RowPlace::new(&element, span, following)?;
                    following = Row(place.row.0.saturating_add(1));
                    self.rows.push(place);
                }
                Event::Start(element) => skip(reader, &element)?,
                Event::End(_) => return Ok(span.start),
                Event::Eof => return Err(SaveError::Unreadable),
                _ => {}
            }
        }
    }

    fn scan_cells(
        &mut self,
        reader: &mut quick_xml::Reader<&[u8]>,
        row: &mut RowPlace,
        cells: &Cells,
        edited_row: bool,
    ) -> Result<(), SaveError> {
        let mut following = Col(0);
        loop {
            let Spanned { event, span } = next(reader)?;
            let (element, empty) = match event {
                Event::Start(element) => (element, false),
                Event::Empty(element) => (element, true),
                Event::End(_) => {
                    row.close = Some(span.start);
                    return Ok(());
                }
                Event::Eof => return Err(SaveError::Unreadable),
                _ => continue,
            };
            if element.local_name().into_inner() != "c" {
                if !empty {
                    skip(reader, &element)?;
                }
                continue;
            }
            let address = attribute(&element, "r");
            let has_address = address.is_some();
            let at = match address {
                Some(address) => address.trim().parse().map_err(|_| SaveError::Unreadable)?,
                None => CellRef::new(row.row, following),
            };
            following = Col(at.col.0.saturating_add(1));
            if edited_row {
                row.cells.push((at.col, span.start));
            }
            let edited = cells.contains_key(&at);
            let mut place = CellPlace {
                open: span.clone(),
                span,
                name: element.name().into_inner().to_owned(),
                attributes: String::new(),
                was_styled: false,
                unstyled: String::new(),
                has_address,
                formula: None,
                formula_span: None,
                rest: Vec::new(),
            };
            if edited {
                place.attributes = attributes_without(&element, &["r", "s", "t", "cm", "vm"]);
                place.was_styled = attribute(&element, "s").is_some();
                place.unstyled = attributes_without(&element, &["s"]);
            }
            if !empty {
                place.span.end = self.scan_cell(reader, at, edited.then_some(&mut place))?;
            }
            if edited {
                // Of two cells at one address the later counts, as in reading.
                self.edited.insert(at, place);
            }
        }
    }

    /// Scans to the end of a cell; gives where it ends.
    fn scan_cell(
        &mut self,
        reader: &mut quick_xml::Reader<&[u8]>,
        at: CellRef,
        mut place: Option<&mut CellPlace>,
    ) -> Result<usize, SaveError> {
        loop {
            let Spanned { event, span } = next(reader)?;
            let (element, empty) = match event {
                Event::Start(element) => (element, false),
                Event::Empty(element) => (element, true),
                Event::End(_) => return Ok(span.end),
                Event::Eof => return Err(SaveError::Unreadable),
                _ => continue,
            };
            match element.local_name().into_inner() {
                "f" => {
                    let (text, end) = if empty { (String::new(), span.end) } else { gather(reader)? };
                    let group = (attribute(&element, "t").as_deref() == Some("shared"))
                        .then(|| number::<u32>(&element, "si"))
                        .flatten();
                    let has_text = !text.trim().is_empty();
                    if let (Some(group), false) = (group, has_text) {
                        let name = element.name().into_inner().to_owned();
                        self.members.entry(group).or_default().push((at, span.start..end, name));
                    }
                    if let Some(place) = &mut place {
                        place.formula_span = Some(span.start..end);
                        place.formula = Some(match group {
                            Some(group) if has_text => Formula::Master { group, text },
                            _ => Formula::Own,
                        });
                    }
                }
                "v" | "is" => {
                    if !empty {
                        skip(reader, &element)?;
                    }
                }
                _ => {
                    let end = if empty { span.end } else { gather(reader)?.1 };
                    if let Some(place) = &mut place {
                        place.rest.push(span.start..end);
                    }
                }
            }
        }
    }
}

impl RowPlace {
    fn new(element: &BytesStart<'_>, open: Range<usize>, following: Row) -> Result<Self, SaveError> {
        let row = match attribute(element, "r") {
            Some(text) => {
                let number: u32 = text.trim().parse().map_err(|_| SaveError::Unreadable)?;
                Row(number.checked_sub(1).ok_or(SaveError::Unreadable)?)
            }
            None => following,
        };
        let spans = attribute(element, "spans").and_then(|spans| {
            // More than one span is allowed and never written by Excel: left alone.
            let (first, last) = spans.trim().split_once(':')?;
            Some((spans.clone().into_owned(), first.parse::<u32>().ok()?, last.parse::<u32>().ok()?))
        });
        let name = element.name().into_inner().to_owned();
        Ok(Self { row, open, close: None, name, spans, cells: Vec::new() })
    }
}

fn dimension(element: &BytesStart<'_>, span: Range<usize>, xml: &str) -> Option<(Range<usize>, CellRange)> {
    let text = attribute(element, "ref")?;
    let range = text.parse().ok()?;
    Some((within(xml, span, &text)?, range))
}

/// Where a value stands in a tag.
pub(super) fn within(xml: &str, span: Range<usize>, value: &str) -> Option<Range<usize>> {
    let tag = xml.get(span.clone())?;
    let at = [format!("\"{value}\""), format!("'{value}'")].iter().find_map(|quoted| tag.find(quoted.as_str()))?;
    let start = span.start.checked_add(at)?.checked_add(1)?;
    Some(start..start.checked_add(value.len())?)
}

/// Skips to the end of an element.
fn skip(reader: &mut quick_xml::Reader<&[u8]>, element: &BytesStart<'_>) -> Result<(), SaveError> {
    reader.read_to_end(element.name()).map(|_| ()).map_err(|_| SaveError::Unreadable)
}

/// The text up to the end of the element that was just opened, and where that is.
fn gather(reader: &mut quick_xml::Reader<&[u8]>) -> Result<(String, usize), SaveError> {
    let (mut text, mut depth) = (String::new(), 0_usize);
    loop {
        let Spanned { event, span } = next(reader)?;
        match event {
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::CData(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(part) => push_reference(&mut text, &part),
            Event::Start(_) => depth = depth.saturating_add(1),
            Event::End(_) => match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => return Ok((text, span.end)),
            },
            Event::Eof => return Err(SaveError::Unreadable),
            _ => {}
        }
    }
}
