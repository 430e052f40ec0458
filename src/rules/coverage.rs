//! Whether the range of a sum is the range of the lines that it is the total of.

use super::Facts;
use crate::finding::Slip;
use crate::table::{Line, LineKind, Reading, Table};
use crate::text::Bilingual;
use crate::workbook::{CellRange, CellRef, Col, Row};

/// What is wrong with the range of a sum.
pub(super) struct Coverage {
    pub(super) title: Bilingual,
    pub(super) words: Bilingual,
    /// The formula over the lines that it should cover.
    pub(super) formula: String,
    /// The cells that are left out or should be.
    pub(super) cells: Vec<CellRef>,
    pub(super) slip: Option<Slip>,
}

/// Looks at a sum over one column, written in that column.
pub(super) fn coverage(facts: &Facts<'_>, table: &Table, at: CellRef, summed: CellRange) -> Option<Coverage> {
    let col = at.col;
    if summed.start.col != col || summed.end.col != col || summed.contains(at) || summed.start.row == summed.end.row {
        return None;
    }
    let sum = Sum { facts, table, at, first: summed.start.row, last: summed.end.row };
    if sum.is_running() {
        return None;
    }
    sum.header().or_else(|| sum.subtotal()).or_else(|| sum.short())
}

struct Sum<'f> {
    facts: &'f Facts<'f>,
    table: &'f Table,
    at: CellRef,
    first: Row,
    last: Row,
}

impl Sum<'_> {
    fn col(&self) -> Col {
        self.at.col
    }

    fn cell(&self, row: Row) -> CellRef {
        CellRef::new(row, self.col())
    }

    fn covers(&self, row: Row) -> bool {
        (self.first..=self.last).contains(&row)
    }

    fn has_number(&self, row: Row) -> bool {
        matches!(self.table.reading(self.cell(row)), Reading::Number(number) if !number.value().is_zero())
    }

    /// A sum that begins in the header, where a column number or a year stands.
    fn header(&self) -> Option<Coverage> {
        let inside: Vec<CellRef> = self
            .table
            .header_rows
            .iter()
            .filter(|row| self.covers(**row))
            .map(|row| self.cell(*row))
            .filter(|cell| self.facts.stored(*cell).is_some())
            .collect();
        let last = inside.last()?;
        let first = self.table.lines.iter().map(|line| line.row).find(|row| *row > last.row && self.covers(*row))?;
        let shown = self.facts.shown(*last);
        Some(Coverage {
            title: Bilingual::new("Công thức cộng cả dòng tiêu đề", "Sum runs into the header"),
            words: Bilingual::new(
                format!("phép cộng tính cả số {shown} ở tiêu đề ({last})"),
                format!("it adds the {shown} of the header ({last})"),
            ),
            formula: self.formula(first, self.last),
            cells: inside,
            slip: None,
        })
    }

    /// A sum that counts lines and their subtotal.
    fn subtotal(&self) -> Option<Coverage> {
        let mut doubled = Vec::new();
        for (at, formula) in self.facts.formulas.between(self.first, self.last) {
            if at.col != self.col() || !self.has_number(at.row) {
                continue;
            }
            let Some((sheet, range)) = formula.sum_of() else { continue };
            let inner = range.start.col == self.col() && range.end.col == self.col() && sheet == self.facts.index;
            if inner && self.covers(range.start.row) && self.covers(range.end.row) && !range.contains(at) {
                doubled.push((at, range));
            }
        }
        // SUBTOTAL passes over the subtotals inside it.
        let text = self.facts.sheet.cell(self.at)?.formula.as_deref()?.to_ascii_uppercase();
        let (at, _) = *doubled.first().filter(|_| text.starts_with("SUM"))?;
        // What is counted once: the subtotals, and the lines that belong to none.
        let inside = |row: Row| doubled.iter().any(|(_, range)| (range.start.row..=range.end.row).contains(&row));
        let terms: Vec<String> = self
            .table
            .lines
            .iter()
            .filter(|line| self.covers(line.row) && !inside(line.row) && self.has_number(line.row))
            .map(|line| self.cell(line.row).to_string())
            .collect();
        if terms.is_empty() || terms.len() > 60 {
            return None;
        }
        Some(Coverage {
            title: Bilingual::new("Công thức cộng hai lần", "Sum counts lines twice"),
            words: Bilingual::new(
                format!("phép cộng tính cả các dòng và dòng cộng của chúng ({at})"),
                format!("it adds lines and their subtotal ({at}) as well"),
            ),
            formula: terms.join("+"),
            cells: doubled.iter().map(|(at, _)| *at).collect(),
            slip: Some(Slip::DoubledLine),
        })
    }

    /// A sum that leaves out lines at either end.
    fn short(&self) -> Option<Coverage> {
        let lines: Vec<&Line> = self.table.lines.iter().filter(|line| self.covers(line.row)).collect();
        let counted = lines.iter().filter(|line| self.has_number(line.row)).count();
        let (first, last) = (lines.first()?, lines.last()?);
        if !self.speaks_for_lines(&lines) {
            return None;
        }
        let before = self.missing(first, -1);
        let after = self.missing(last, 1);
        let missing: Vec<Row> = before.iter().chain(&after).copied().collect();
        // More left out than taken in: the total is of something else.
        if missing.is_empty() || missing.len() * 2 > counted || missing.len() > 3 {
            return None;
        }
        let (from, to) =
            (before.iter().min().copied().unwrap_or(self.first), after.iter().max().copied().unwrap_or(self.last));
        let cells: Vec<CellRef> = missing.iter().map(|row| self.cell(*row)).collect();
        let named: Vec<String> = cells
            .iter()
            .map(|cell| {
                let label = self.table.line_at(cell.row).map(|(_, line)| line.label.as_str()).unwrap_or_default();
                format!("“{label}” ({cell})")
            })
            .collect();
        Some(Coverage {
            title: Bilingual::new("Công thức cộng thiếu dòng", "Sum stops short of a line"),
            words: Bilingual::new(
                format!("vùng cộng bỏ sót {}", named.join(", ")),
                format!("its range leaves out {}", named.join(", ")),
            ),
            formula: self.formula(from.min(self.first), to.max(self.last)),
            cells,
            slip: Some(Slip::OmittedLine),
        })
    }

    /// Whether the sum stands in a line like those it adds up: a running total.
    fn is_running(&self) -> bool {
        let own = self.table.line_at(self.at.row).map(|(_, line)| line);
        let first = self.table.line_at(self.first).map(|(_, line)| line);
        matches!((own, first), (Some(own), Some(first)) if own.kind == LineKind::Data
            && first.kind == LineKind::Data
            && own.depth == first.depth
            && own.marker.is_some() == first.marker.is_some())
    }

    /// Whether the sum is the total of lines of one level that stand next to it.
    fn speaks_for_lines(&self, lines: &[&Line]) -> bool {
        let depths: Vec<u32> = lines.iter().filter(|line| line.kind == LineKind::Data).map(|line| line.depth).collect();
        depths.len() >= 2 && depths.windows(2).all(|pair| pair.first() == pair.last())
    }

    /// The lines next to an end of the range that are like the line at that end and are added by
    /// no other formula.
    fn missing(&self, end: &Line, step: i64) -> Vec<Row> {
        let mut found = Vec::new();
        let mut row = end.row;
        while let Some(next) = row.offset(step) {
            row = next;
            if row == self.at.row {
                break;
            }
            let Some((_, line)) = self.table.line_at(row) else { break };
            let like = line.kind == LineKind::Data
                && line.depth == end.depth
                && line.parent == end.parent
                && line.unit == end.unit
                && line.marker.is_some() == end.marker.is_some();
            if !like || self.is_added_elsewhere(row) {
                break;
            }
            if self.has_number(row) {
                found.push(row);
            }
        }
        found
    }

    fn is_added_elsewhere(&self, row: Row) -> bool {
        self.facts.formulas.adding(self.cell(row)).any(|at| at != self.at && at.col == self.col())
    }

    /// The same function over other lines: SUBTOTAL passes over what SUM counts.
    fn formula(&self, first: Row, last: Row) -> String {
        let text = self.facts.sheet.cell(self.at).and_then(|cell| cell.formula.as_deref()).unwrap_or_default();
        let head = text.rfind(['(', ',']).and_then(|end| text.get(..=end)).unwrap_or("SUM(");
        format!("{head}{}:{})", self.cell(first), self.cell(last))
    }
}
