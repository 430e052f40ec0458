//! Cells and rows that a worksheet does not have yet.

use std::collections::BTreeMap;

use super::Cells;
use super::layout::{Layout, within};
use crate::patch::cell::{formula_element, written};
use crate::patch::splice::Splices;
use crate::workbook::{Cell, CellRange, CellRef, Row};

impl Layout {
    /// Cells that the sheet does not have yet, and rows for them where there are none.
    pub(super) fn insert_missing(&self, cells: &Cells, splices: &mut Splices) {
        let mut missing: BTreeMap<Row, Vec<(CellRef, &Cell)>> = BTreeMap::new();
        for (at, cell) in cells {
            if !self.edited.contains_key(at) && *cell != Cell::default() {
                missing.entry(at.row).or_default().push((*at, cell));
            }
        }
        let Some(data) = &self.sheet_data else { return };
        let mut rows_at_end = String::new();
        for (row, new) in missing {
            let name = format!("{}c", self.prefix);
            let write = |(at, cell): &(CellRef, &Cell)| {
                written(&name, Some(*at), ("", false), cell, &self.prefix, &formula_element(&self.prefix, cell), "")
            };
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
    pub(super) fn widen(&self, xml: &str, cells: &Cells, splices: &mut Splices) {
        let new: Vec<CellRef> = cells
            .iter()
            .filter(|(at, cell)| !self.edited.contains_key(at) && **cell != Cell::default())
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
