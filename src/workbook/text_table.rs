//! Tables that are only text: separated values, HTML, what was pasted. Numbers become numbers
//! here, in the notation of their column, and keep the decimals they were written with.

use std::collections::{BTreeMap, BTreeSet};

use super::limits::{MAX_CELLS, MAX_TEXT};
use super::{Cell, CellRange, CellRef, Col, Font, ReadError, Row, Sheet, Style, StyleId, Value, Workbook};
use crate::number::{ColumnEvidence, Entry, Notation, Number, Written, candidates, decide};

/// Cells of text as they are gathered.
#[derive(Debug, Default)]
pub(super) struct TextTable {
    cells: BTreeMap<CellRef, TextCell>,
    merges: Vec<CellRange>,
    text: usize,
}

#[derive(Clone, Debug, Default)]
struct TextCell {
    text: String,
    bold: bool,
    /// The number that the source gives beside the text.
    stored: Option<Number>,
}

impl TextTable {
    pub(super) fn put(
        &mut self,
        at: CellRef,
        text: String,
        bold: bool,
        stored: Option<Number>,
    ) -> Result<(), ReadError> {
        if text.is_empty() {
            return Ok(());
        }
        self.text = self.text.saturating_add(text.len());
        self.cells.insert(at, TextCell { text, bold, stored });
        let fits = at.row.0 < Row::COUNT && at.col.0 < Col::COUNT;
        if fits && self.cells.len() <= MAX_CELLS / 3 && self.text <= MAX_TEXT {
            Ok(())
        } else {
            Err(ReadError::TooLarge)
        }
    }

    pub(super) fn merge(&mut self, range: CellRange) {
        if range.start != range.end && self.merges.len() < super::limits::MAX_MERGES {
            self.merges.push(range);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The workbook of one sheet that holds the table.
    pub(super) fn into_workbook(self, name: &str) -> Workbook {
        let notations = self.notations();
        let mut styles = Styles::default();
        let mut rows: BTreeMap<Row, Vec<(Col, Cell)>> = BTreeMap::new();
        let mut widths: BTreeMap<Col, usize> = BTreeMap::new();
        let merged: BTreeSet<CellRef> = self.merges.iter().map(|merge| merge.start).collect();
        for (at, cell) in self.cells {
            let number =
                cell.stored.or_else(|| notations.get(&at.col).and_then(|notation| number(&cell.text, *notation)));
            if !merged.contains(&at) {
                let width = widths.entry(at.col).or_default();
                *width = (*width).max(cell.text.chars().count());
            }
            let code = number.map(|number| code(number, &cell.text)).unwrap_or_default();
            let style = styles.get(&code, cell.bold);
            let value = number.map_or(Value::Text(cell.text), Value::Number);
            rows.entry(at.row).or_default().push((at.col, Cell { value, style, formula: None }));
        }
        let mut workbook = Workbook::new(Vec::new(), styles.list);
        let mut sheet = Sheet::new(name);
        for (row, mut cells) in rows {
            for (_, cell) in &mut cells {
                // The number that a cell holds follows from its format, here as in any workbook.
                if let Value::Number(number) = cell.value {
                    cell.value = workbook.stored_value(number.value(), cell.style);
                }
            }
            sheet.add_row(row, cells);
        }
        sheet.merges = self.merges;
        sheet.column_widths = widths.into_iter().map(|(col, width)| (col, (width.clamp(6, 48) + 2) as f64)).collect();
        workbook.sheets.push(sheet);
        workbook
    }

    /// The notation of each column that holds numbers.
    fn notations(&self) -> BTreeMap<Col, Notation> {
        let mut columns: BTreeMap<Col, Vec<Entry>> = BTreeMap::new();
        for (at, cell) in &self.cells {
            let written = candidates(&cell.text);
            if !matches!(written, Written::Blank | Written::Unreadable) {
                columns.entry(at.col).or_default().push(Entry { written, whole: false });
            }
        }
        let all: Vec<Entry> = columns.values().flatten().copied().collect();
        let preference = Some(decide(&ColumnEvidence { entries: &all, ..ColumnEvidence::default() }).notation);
        let first = self.cells.keys().map(|at| at.col).min();
        columns
            .into_iter()
            // Outline numbers ("1.1", "1.10") are no amounts, and zeros at their end matter.
            .filter(|(col, entries)| {
                Some(*col) != first || entries.iter().all(|entry| matches!(entry.written, Written::Plain(_)))
            })
            .map(|(col, entries)| {
                let evidence = ColumnEvidence { entries: &entries, preference, ..ColumnEvidence::default() };
                (col, decide(&evidence).notation)
            })
            .collect()
    }
}

/// The number in a text, unless reading it would lose something (leading zeros of codes, more
/// digits than a number keeps) or the text is only a number in the other notation.
fn number(text: &str, notation: Notation) -> Option<Number> {
    let code = text.trim().strip_prefix('0').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let is_kept = |number: &Number| {
        let lost = number.value().mantissa().unsigned_abs().checked_ilog10().is_some_and(|log| log >= MOST_DIGITS);
        !code && !lost
    };
    candidates(text).under(notation).filter(is_kept)
}

/// The digits that a stored number keeps.
const MOST_DIGITS: u32 = 15;

/// The number format that shows a number as it was written.
fn code(number: Number, text: &str) -> String {
    let digits = number.value().trunc().to_string().len();
    let marks = text.chars().filter(|c| matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}')).count();
    let grouped = digits > 3 && marks > usize::from(number.decimals() > 0);
    let mut code = String::from(if grouped { "#,##0" } else { "0" });
    if number.decimals() > 0 {
        code.push('.');
        code.extend(std::iter::repeat_n('0', number.decimals() as usize));
    }
    if text.trim_end().ends_with('%') {
        // The number is in percent points, so the sign is only written.
        code.push_str("\"%\"");
    }
    code
}

#[derive(Default)]
struct Styles {
    list: Vec<Style>,
    /// By number format, not bold and bold.
    known: [BTreeMap<String, StyleId>; 2],
}

impl Styles {
    fn get(&mut self, code: &str, bold: bool) -> StyleId {
        if self.list.is_empty() {
            self.list.push(Style::default());
        }
        if code.is_empty() && !bold {
            return StyleId(0);
        }
        let [plain, thick] = &mut self.known;
        let known = if bold { thick } else { plain };
        if let Some(id) = known.get(code) {
            return *id;
        }
        let Ok(id) = u16::try_from(self.list.len()).map(StyleId) else { return StyleId(0) };
        let font = Font { bold, ..Font::default() };
        self.list.push(Style { font, number_format: code.to_owned(), ..Style::default() });
        known.insert(code.to_owned(), id);
        id
    }
}
