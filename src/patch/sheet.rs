//! The worksheet part with only the edited cells rewritten (ECMA-376 Part 1, 18.3.1).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use quick_xml::events::{BytesStart, Event};

use super::SaveError;
use super::splice::{Spanned, Splices, attributes_without, escaped, next, prefix};
use crate::workbook::xlsx::formula::moved;
use crate::workbook::xml::{attribute, number, push_reference, reader};
use crate::workbook::{Cell, CellRange, CellRef, Col, Row, Value};

/// The new content of the edited cells of one sheet.
pub(super) type Cells = BTreeMap<CellRef, Cell>;

/// A rewritten worksheet.
pub(super) struct Patched {
    pub(super) xml: String,
    /// The edited cells that had a formula.
    pub(super) formulas_gone: BTreeSet<CellRef>,
}

/// Writes the edited cells into a worksheet.
pub(super) fn patch(xml: &str, cells: &Cells) -> Result<Patched, SaveError> {
    let (mark, body) = match xml.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", xml),
    };
    let layout = Layout::scan(body, cells)?;
    let mut splices = Splices::default();
    let mut groups = BTreeMap::new();
    let mut formulas_gone = BTreeSet::new();
    for (at, place) in layout.edited.iter().filter(|(at, _)| goes(cells, **at)) {
        if let Some(formula) = &place.formula {
            formulas_gone.insert(*at);
            if let Formula::Master { group, text } = formula {
                groups.insert(*group, (*at, text.clone()));
            }
        }
    }
    let mut heirs = layout.heirs(&groups, cells);
    for (at, cell) in cells {
        let Some(place) = layout.edited.get(at) else { continue };
        let mut inner = String::new();
        if cell.formula.is_some() {
            // Only its value changes: the formula stays as it is written, or takes over.
            let kept = place.formula_span.clone().and_then(|span| body.get(span)).ok_or(SaveError::NotFaithful)?;
            let heir = heirs.remove(at).map(|(_, text)| text);
            inner.push_str(heir.as_deref().unwrap_or(kept));
        }
        let rest: String = place.rest.iter().filter_map(|span| body.get(span.clone())).collect();
        let address = place.has_address.then_some(*at);
        let text = written(&place.name, address, &place.attributes, cell, &layout.prefix, &inner, &rest);
        splices.replace(place.span.clone(), text);
    }
    for (span, text) in heirs.into_values() {
        splices.replace(span, text);
    }
    layout.insert_missing(cells, &mut splices);
    layout.widen(body, cells, &mut splices);
    Ok(Patched { xml: format!("{mark}{}", splices.apply(body)?), formulas_gone })
}

/// The formula of `from` as it reads at another cell.
fn moved_to(formula: &str, from: CellRef, to: CellRef) -> String {
    let rows = i64::from(to.row.0) - i64::from(from.row.0);
    let columns = i64::from(to.col.0) - i64::from(from.col.0);
    moved(formula, rows, columns)
}

/// Whether an edit takes the formula of a cell away, if it has one.
fn goes(cells: &Cells, at: CellRef) -> bool {
    cells.get(&at).is_some_and(|cell| cell.formula.is_none())
}

/// What the parts of a worksheet are and where they stand.
#[derive(Default)]
struct Layout {
    prefix: String,
    sheet_data: Option<SheetData>,
    dimension: Option<(Range<usize>, CellRange)>,
    rows: Vec<RowPlace>,
    edited: BTreeMap<CellRef, CellPlace>,
    /// Members of shared formulas that have no text of their own, in the order of the file.
    members: BTreeMap<u32, Vec<(CellRef, Range<usize>, String)>>,
}

struct SheetData {
    /// The start tag.
    open: Range<usize>,
    /// Where the end tag starts; `None` when the element is empty.
    close: Option<usize>,
    name: String,
}

struct RowPlace {
    row: Row,
    /// The start tag.
    open: Range<usize>,
    /// Where the end tag starts; `None` when the element is empty.
    close: Option<usize>,
    name: String,
    /// `spans` as written, and the columns it names.
    spans: Option<(String, u32, u32)>,
    /// The cells of a row that is edited.
    cells: Vec<(Col, usize)>,
}

struct CellPlace {
    span: Range<usize>,
    name: String,
    /// As written, without type and metadata.
    attributes: String,
    has_address: bool,
    formula: Option<Formula>,
    formula_span: Option<Range<usize>>,
    /// Children that are neither value nor formula, where they stand.
    rest: Vec<Range<usize>>,
}

#[derive(Clone)]
enum Formula {
    Own,
    Master { group: u32, text: String },
}

impl Layout {
    fn scan(xml: &str, cells: &Cells) -> Result<Self, SaveError> {
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
                span: span.clone(),
                name: element.name().into_inner().to_owned(),
                attributes: String::new(),
                has_address,
                formula: None,
                formula_span: None,
                rest: Vec::new(),
            };
            if edited {
                place.attributes = attributes_without(&element, &["r", "s", "t", "cm", "vm"]);
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

    /// The members that take over a shared formula whose master was edited.
    fn heirs(
        &self,
        groups: &BTreeMap<u32, (CellRef, String)>,
        cells: &Cells,
    ) -> BTreeMap<CellRef, (Range<usize>, String)> {
        let mut heirs = BTreeMap::new();
        for (group, (from, text)) in groups {
            let Some(members) = self.members.get(group) else { continue };
            let left: Vec<_> = members.iter().filter(|(at, _, _)| !goes(cells, *at)).collect();
            let Some((heir, span, name)) = left.first() else { continue };
            let range = left.iter().fold(CellRange::new(*heir, *heir), |range, (at, _, _)| CellRange {
                start: CellRef::new(range.start.row.min(at.row), range.start.col.min(at.col)),
                end: CellRef::new(range.end.row.max(at.row), range.end.col.max(at.col)),
            });
            let from_master = |at: CellRef| moved_to(text, *from, at);
            let heirs_text = from_master(*heir);
            // A reference that leaves the sheet at the heir is lost to all; then each cell gets a
            // formula of its own.
            let passed_on = left.iter().all(|(at, _, _)| moved_to(&heirs_text, *heir, *at) == from_master(*at));
            if passed_on {
                let text = escaped(&heirs_text);
                let written = format!("<{name} t=\"shared\" ref=\"{range}\" si=\"{group}\">{text}</{name}>");
                heirs.insert(*heir, (span.clone(), written));
                continue;
            }
            for (at, span, name) in left {
                heirs.insert(*at, (span.clone(), format!("<{name}>{}</{name}>", escaped(&from_master(*at)))));
            }
        }
        heirs
    }

    /// Cells that the sheet does not have yet, and rows for them where there are none.
    fn insert_missing(&self, cells: &Cells, splices: &mut Splices) {
        let mut missing: BTreeMap<Row, Vec<(CellRef, &Cell)>> = BTreeMap::new();
        for (at, cell) in cells {
            if !self.edited.contains_key(at) && cell.value != Value::Empty {
                missing.entry(at.row).or_default().push((*at, cell));
            }
        }
        let Some(data) = &self.sheet_data else { return };
        let mut rows_at_end = String::new();
        for (row, new) in missing {
            let name = format!("{}c", self.prefix);
            let write = |(at, cell): &(CellRef, &Cell)| written(&name, Some(*at), "", cell, &self.prefix, "", "");
            if let Some(place) = self.rows.iter().find(|place| place.row == row) {
                let Some(close) = place.close else {
                    let body: String = new.iter().map(write).collect();
                    let slash = place.open.end.saturating_sub(2);
                    splices.replace(slash..place.open.end, format!(">{body}</{}>", place.name));
                    continue;
                };
                for cell in &new {
                    let after = place.cells.iter().find(|(col, _)| *col > cell.0.col);
                    let at = after.map_or(close, |(_, start)| *start);
                    splices.replace(at..at, write(cell));
                }
                continue;
            }
            let name = format!("{}row", self.prefix);
            let body: String = new.iter().map(write).collect();
            let text = format!("<{name} r=\"{row}\">{body}</{name}>");
            match self.rows.iter().find(|place| place.row > row) {
                Some(place) => splices.replace(place.open.start..place.open.start, text),
                None => rows_at_end.push_str(&text),
            }
        }
        if rows_at_end.is_empty() {
            return;
        }
        match data.close {
            Some(close) => splices.replace(close..close, rows_at_end),
            None => {
                let slash = data.open.end.saturating_sub(2);
                splices.replace(slash..data.open.end, format!(">{rows_at_end}</{}>", data.name));
            }
        }
    }

    /// The dimension and the spans of rows, where new cells lie outside of them.
    fn widen(&self, xml: &str, cells: &Cells, splices: &mut Splices) {
        let new: Vec<CellRef> = cells
            .iter()
            .filter(|(at, cell)| !self.edited.contains_key(at) && cell.value != Value::Empty)
            .map(|(at, _)| *at)
            .collect();
        if let Some((span, range)) = &self.dimension {
            let wide = new.iter().fold(*range, |range, at| CellRange {
                start: CellRef::new(range.start.row.min(at.row), range.start.col.min(at.col)),
                end: CellRef::new(range.end.row.max(at.row), range.end.col.max(at.col)),
            });
            if wide != *range {
                splices.replace(span.clone(), wide.to_string());
            }
        }
        for place in &self.rows {
            let Some((text, first, last)) = &place.spans else { continue };
            let cols = new.iter().filter(|at| at.row == place.row).map(|at| at.col.0.saturating_add(1));
            let (min, max) = cols.fold((*first, *last), |(min, max), col| (min.min(col), max.max(col)));
            if (min, max) != (*first, *last)
                && let Some(span) = within(xml, place.open.clone(), text)
            {
                splices.replace(span, format!("{min}:{max}"));
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
fn within(xml: &str, span: Range<usize>, value: &str) -> Option<Range<usize>> {
    let tag = xml.get(span.clone())?;
    let at = [format!("\"{value}\""), format!("'{value}'")].iter().find_map(|quoted| tag.find(quoted.as_str()))?;
    let start = span.start.checked_add(at)?.checked_add(1)?;
    Some(start..start.checked_add(value.len())?)
}

/// A cell element with its new content.
pub(super) fn written(
    name: &str,
    address: Option<CellRef>,
    attributes: &str,
    cell: &Cell,
    prefix: &str,
    formula: &str,
    rest: &str,
) -> String {
    let mut tag = format!("<{name}");
    if let Some(at) = address {
        tag.push_str(&format!(" r=\"{at}\""));
    }
    if cell.style.0 > 0 {
        tag.push_str(&format!(" s=\"{}\"", cell.style.0));
    }
    tag.push_str(attributes);
    let (kind, content) = match &cell.value {
        Value::Empty => ("", String::new()),
        Value::Number(number) => ("", format!("<{prefix}v>{}</{prefix}v>", number.value().normalize())),
        Value::Date(serial) => ("", format!("<{prefix}v>{}</{prefix}v>", serial.normalize())),
        // The text of a formula is plain.
        Value::Text(text) if !formula.is_empty() => {
            (" t=\"str\"", format!("<{prefix}v>{}</{prefix}v>", cell_text(text)))
        }
        Value::Text(text) => (
            " t=\"inlineStr\"",
            format!("<{prefix}is><{prefix}t xml:space=\"preserve\">{}</{prefix}t></{prefix}is>", cell_text(text)),
        ),
        Value::Bool(value) => (" t=\"b\"", format!("<{prefix}v>{}</{prefix}v>", u8::from(*value))),
        Value::Error(error) => (" t=\"e\"", format!("<{prefix}v>{}</{prefix}v>", error.as_str())),
    };
    tag.push_str(kind);
    if content.is_empty() && rest.is_empty() && formula.is_empty() {
        tag.push_str("/>");
        return tag;
    }
    tag.push_str(&format!(">{formula}{content}{rest}</{name}>"));
    tag
}

/// Text as Excel stores it: what XML cannot carry, and what looks like it, in `_x000D_` notation.
pub(super) fn cell_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let encoded = rest.starts_with("_x")
            && rest.as_bytes().get(2..6).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit))
            && rest.as_bytes().get(6) == Some(&b'_');
        match c {
            '_' if encoded => out.push_str("_x005F_"),
            '\t' | '\n' => out.push(c),
            c if c < ' ' || c == '\u{fffe}' || c == '\u{ffff}' => out.push_str(&format!("_x{:04X}_", u32::from(c))),
            c => out.push(c),
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    escaped(&out)
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
