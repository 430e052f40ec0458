//! Tables in HTML: saved by Excel or by an office's software under the name of .xls, or copied
//! from Word, Excel or a web page. Read tolerantly: tags that are left open, unknown ones, and
//! styles do no harm.

use std::collections::BTreeMap;

use super::decimal::from_stored;
use super::text_table::TextTable;
use super::{CellRange, CellRef, Col, ReadError, Row, Workbook};
use crate::number::Number;

/// Whether a text is a document with a table.
pub(super) fn is_table(text: &str) -> bool {
    let head = text.trim_start();
    let tag = |name: &str| find_ignoring_case(text, name).is_some();
    head.starts_with('<') && tag("<table") && tag("<td") || tag("<html") && tag("<table")
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    text.as_bytes().windows(wanted.len()).position(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
}

/// Reads all tables of a document, one below the other.
pub(super) fn read(text: &str, name: &str) -> Result<Workbook, ReadError> {
    let mut reader = TableReader::default();
    let mut rest = text;
    while !rest.is_empty() {
        let Some(start) = rest.find('<') else {
            reader.text(rest);
            break;
        };
        let (before, from) = rest.split_at(start);
        reader.text(before);
        if let Some(comment) = from.strip_prefix("<!--") {
            rest = comment.find("-->").and_then(|end| comment.get(end + 3..)).unwrap_or_default();
            continue;
        }
        let end = tag_end(from);
        let (tag, after) = from.split_at(end);
        rest = after;
        let tag = Tag::parse(tag);
        if !tag.closing && matches!(tag.name.as_str(), "style" | "script" | "head" | "title") {
            let close = format!("</{}", tag.name);
            rest = find_ignoring_case(rest, &close).and_then(|at| rest.get(at..)).unwrap_or_default();
            continue;
        }
        reader.tag(&tag)?;
    }
    reader.finish(name)
}

/// The end of a tag; a `>` in a quoted value is part of it.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (c, quote) {
            ('>', None) => return at + 1,
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
    }
    text.len()
}

struct Tag<'a> {
    name: String,
    closing: bool,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    fn parse(text: &'a str) -> Self {
        let inner = text.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
        let (closing, inner) = match inner.strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, inner),
        };
        let end = inner.find(|c: char| c.is_whitespace()).unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(end);
        Self { name: name.to_ascii_lowercase(), closing, attributes }
    }

    /// The value of an attribute; empty when it has none.
    fn attribute(&self, wanted: &str) -> Option<&'a str> {
        let mut rest = self.attributes.trim_start();
        while !rest.is_empty() {
            let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let after = after.trim_start();
            let (value, next) = match after.strip_prefix('=').map(str::trim_start) {
                Some(value) => match value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
                    Some(quote) => value.get(1..).and_then(|value| value.split_once(quote)).unwrap_or(("", "")),
                    None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
                },
                None => ("", after),
            };
            if name.eq_ignore_ascii_case(wanted) {
                return Some(value);
            }
            // A stray sign must not stop the walk.
            rest = if name.is_empty() && next.len() == rest.len() { next.get(1..).unwrap_or_default() } else { next };
            rest = rest.trim_start();
        }
        None
    }

    fn span(&self, name: &str, most: u32) -> u32 {
        self.attribute(name).and_then(|value| value.trim().parse().ok()).unwrap_or(1).clamp(1, most)
    }
}

#[derive(Default)]
struct TableReader {
    table: TextTable,
    /// Tables inside each other; the inner ones are text of the outer cell.
    depth: usize,
    row: Option<Row>,
    next_row: u32,
    next_col: u32,
    /// How many more rows a column is covered by a cell above.
    covered: BTreeMap<u32, u32>,
    cell: Option<OpenCell>,
    bold: usize,
}

struct OpenCell {
    at: CellRef,
    span: (u32, u32),
    text: String,
    bold: bool,
    stored: Option<Number>,
}

impl TableReader {
    fn text(&mut self, raw: &str) {
        let bold = self.bold > 0;
        if let Some(cell) = &mut self.cell {
            let text = entities(raw);
            cell.bold |= bold && !text.trim().is_empty();
            cell.text.push_str(&text);
        }
    }

    fn tag(&mut self, tag: &Tag<'_>) -> Result<(), ReadError> {
        match (tag.name.as_str(), tag.closing) {
            ("table", false) => self.depth += 1,
            ("table", true) => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.end_row()?;
                    self.covered.clear();
                    self.next_row += 1;
                }
            }
            ("tr", false) if self.depth <= 1 => {
                self.end_row()?;
                self.start_row();
            }
            ("tr", true) if self.depth <= 1 => self.end_row()?,
            ("td" | "th", false) if self.depth <= 1 => {
                self.end_cell()?;
                if self.row.is_none() {
                    self.start_row();
                }
                self.start_cell(tag)?;
            }
            ("td" | "th", true) if self.depth <= 1 => self.end_cell()?,
            ("b" | "strong", false) => self.bold += 1,
            ("b" | "strong", true) => self.bold = self.bold.saturating_sub(1),
            ("br" | "p" | "div" | "td" | "tr" | "li", _) => {
                if let Some(cell) = &mut self.cell {
                    cell.text.push(' ');
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn start_row(&mut self) {
        self.row = Some(Row(self.next_row));
        self.next_col = 0;
    }

    fn start_cell(&mut self, tag: &Tag<'_>) -> Result<(), ReadError> {
        let Some(row) = self.row else { return Ok(()) };
        while self.covered.get(&self.next_col).is_some_and(|rows| *rows > 0) {
            self.next_col += 1;
        }
        let span = (tag.span("rowspan", 10_000), tag.span("colspan", 1_000));
        // Excel writes the stored value beside the shown one.
        let stored = tag.attribute("x:num").filter(|value| !value.is_empty()).or_else(|| tag.attribute("sdval"));
        let stored = stored.and_then(from_stored).map(Number::from_decimal);
        let bold = tag.name == "th";
        self.cell =
            Some(OpenCell { at: CellRef::new(row, Col(self.next_col)), span, text: String::new(), bold, stored });
        if span.0 > 1 {
            for col in self.next_col..self.next_col + span.1 {
                self.covered.insert(col, span.0);
            }
        }
        self.next_col += span.1;
        // No table of an office merges so many columns downwards at once.
        if self.covered.len() > 1_024 { Err(ReadError::TooLarge) } else { Ok(()) }
    }

    fn end_cell(&mut self) -> Result<(), ReadError> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        let (rows, cols) = cell.span;
        let last = |first: u32, count: u32| first.saturating_add(count).saturating_sub(1);
        let end = CellRef::new(Row(last(cell.at.row.0, rows)), Col(last(cell.at.col.0, cols)));
        if end.row.0 >= Row::COUNT || end.col.0 >= Col::COUNT {
            return Err(ReadError::TooLarge);
        }
        let text = cell.text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.table.merge(CellRange::new(cell.at, end));
        self.table.put(cell.at, text, cell.bold, cell.stored)
    }

    fn end_row(&mut self) -> Result<(), ReadError> {
        self.end_cell()?;
        if self.row.take().is_some() {
            self.next_row += 1;
            self.covered.values_mut().for_each(|rows| *rows = rows.saturating_sub(1));
            self.covered.retain(|_, rows| *rows > 0);
        }
        Ok(())
    }

    fn finish(mut self, name: &str) -> Result<Workbook, ReadError> {
        self.end_row()?;
        if self.table.is_empty() { Err(ReadError::NotAWorkbook) } else { Ok(self.table.into_workbook(name)) }
    }
}

/// Resolves the references that tables use; unknown ones stay.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let end = from.bytes().take(11).position(|byte| byte == b';');
        let resolved = end.and_then(|end| from.get(1..end)).and_then(entity);
        match (resolved, end) {
            (Some(c), Some(end)) => {
                out.push(c);
                rest = from.get(end + 1..).unwrap_or_default();
            }
            _ => {
                out.push('&');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control());
    }
    // Letters of Latin-1 that Vietnamese uses, and the signs of tables.
    const NAMES: [(&str, char); 42] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", '\u{a0}'),
        ("ndash", '–'),
        ("mdash", '—'),
        ("hellip", '…'),
        ("times", '×'),
        ("minus", '−'),
        ("agrave", 'à'),
        ("aacute", 'á'),
        ("acirc", 'â'),
        ("atilde", 'ã'),
        ("egrave", 'è'),
        ("eacute", 'é'),
        ("ecirc", 'ê'),
        ("igrave", 'ì'),
        ("iacute", 'í'),
        ("ograve", 'ò'),
        ("oacute", 'ó'),
        ("ocirc", 'ô'),
        ("otilde", 'õ'),
        ("ugrave", 'ù'),
        ("uacute", 'ú'),
        ("yacute", 'ý'),
        ("Agrave", 'À'),
        ("Aacute", 'Á'),
        ("Acirc", 'Â'),
        ("Atilde", 'Ã'),
        ("Egrave", 'È'),
        ("Eacute", 'É'),
        ("Ecirc", 'Ê'),
        ("Igrave", 'Ì'),
        ("Iacute", 'Í'),
        ("Ograve", 'Ò'),
        ("Oacute", 'Ó'),
        ("Ocirc", 'Ô'),
        ("Otilde", 'Õ'),
        ("Ugrave", 'Ù'),
        ("Uacute", 'Ú'),
    ];
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_entities_and_open_tags_are_read() {
        let html = "<html><style>td{}</style><table><tr><th rowspan=2>T&ecirc;n<th colspan='2'>Số<tr><td>a<td>b</tr><tr><td>Xã&nbsp;A</td><td x:num=\"1234.5\">1.234,5</td><td><b>-</b></td></table>";
        let book = read(html, "t").unwrap();
        let sheet = &book.sheets[0];
        let shown = |at: &str| sheet.cell(at.parse().unwrap()).map(|cell| book.shown(cell).into_owned());
        assert_eq!(shown("A1").as_deref(), Some("Tên"));
        assert_eq!(shown("B2").as_deref(), Some("a"));
        assert_eq!(shown("C2").as_deref(), Some("b"));
        assert_eq!(shown("A3").as_deref(), Some("Xã A"));
        assert_eq!(shown("B3").as_deref(), Some("1.234,5"));
        let merges: Vec<String> = sheet.merges.iter().map(ToString::to_string).collect();
        assert_eq!(merges, ["A1:A2", "B1:C1"]);
    }

    proptest::proptest! {
        #[test]
        fn any_document_is_read_or_refused(body in "(<(/?(table|tr|td|b|p|style)( colspan=[0-9'\"=]{0,4})?)>|[a-z&;#0-9<> ]{0,5}){0,40}") {
            let _ = read(&format!("<table><tr><td>{body}"), "t");
        }
    }
}
