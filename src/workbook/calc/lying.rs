//! How the cells of a sheet lie before the engine: all at once, or range by range.

use std::sync::OnceLock;

use formualizer_common::{DateSystem, LiteralValue};
use formualizer_eval::engine::range_view::RangeView;

use super::task::Excerpt;
use super::value::literal;

/// Cells of a sheet that are laid out once for all formulas.
const MAX_SHEET: u64 = 1 << 20;

/// A sheet, and its cells laid out at once where they lie close together.
pub(super) struct Lying<'t> {
    pub(super) excerpt: &'t Excerpt,
    pub(super) rows: u32,
    pub(super) columns: u32,
    dense: OnceLock<Option<RangeView<'static>>>,
}

/// A rectangle, both ends included, counted from zero.
#[derive(Clone, Copy)]
pub(super) struct Area {
    pub(super) top: u32,
    pub(super) left: u32,
    pub(super) bottom: u32,
    pub(super) right: u32,
}

impl Area {
    pub(super) fn rows(self) -> u64 {
        u64::from(self.bottom.saturating_sub(self.top)) + 1
    }

    pub(super) fn columns(self) -> u64 {
        u64::from(self.right.saturating_sub(self.left)) + 1
    }

    pub(super) fn size(self) -> u64 {
        self.rows().saturating_mul(self.columns())
    }
}

impl<'t> Lying<'t> {
    pub(super) fn of(excerpt: &'t Excerpt) -> Self {
        let rows = excerpt.cells.last().map_or(0, |(row, _, _)| row.0.saturating_add(1));
        let columns = excerpt.cells.iter().map(|(_, col, _)| col.0.saturating_add(1)).max().unwrap_or(0);
        Self { excerpt, rows, columns, dense: OnceLock::new() }
    }

    pub(super) fn cell(&self, row: u32, column: u32) -> LiteralValue {
        let cells = &self.excerpt.cells;
        let found = cells.binary_search_by_key(&(row, column), |(row, col, _)| (row.0, col.0));
        found.ok().and_then(|index| cells.get(index)).map_or(LiteralValue::Empty, |(_, _, content)| literal(content))
    }

    /// Its cells from A1 on, unless most of them would be empty.
    pub(super) fn dense(&self, dates: DateSystem) -> Option<&RangeView<'static>> {
        let lay_out = || {
            let area = u64::from(self.rows).saturating_mul(u64::from(self.columns));
            let cells = u64::try_from(self.excerpt.cells.len()).unwrap_or(0);
            if area == 0 || area > MAX_SHEET || area > cells.saturating_mul(8).max(4_096) {
                return None;
            }
            let whole =
                Area { top: 0, left: 0, bottom: self.rows.checked_sub(1)?, right: self.columns.checked_sub(1)? };
            Some(RangeView::from_owned_rows(self.rows_of(whole), dates))
        };
        self.dense.get_or_init(lay_out).as_ref()
    }

    /// The part of an area that has cells: what lies below the last one is empty, and costs nothing.
    pub(super) fn seen(&self, area: Area) -> Area {
        Area {
            bottom: area.bottom.min(self.rows.max(area.top.saturating_add(1)).saturating_sub(1)),
            right: area.right.min(self.columns.max(area.left.saturating_add(1)).saturating_sub(1)),
            ..area
        }
    }

    pub(super) fn rows_of(&self, area: Area) -> Vec<Vec<LiteralValue>> {
        let (height, width) = (usize::try_from(area.rows()).unwrap_or(0), usize::try_from(area.columns()).unwrap_or(0));
        let mut rows = vec![vec![LiteralValue::Empty; width]; height];
        let cells = &self.excerpt.cells;
        let first = cells.partition_point(|(row, _, _)| row.0 < area.top);
        let last = cells.partition_point(|(row, _, _)| row.0 <= area.bottom);
        for (row, col, content) in cells.get(first..last).unwrap_or_default() {
            put(&mut rows, area, row.0, col.0, literal(content));
        }
        rows
    }
}

/// Puts a value into the rows of an area, if it lies there.
pub(super) fn put(rows: &mut [Vec<LiteralValue>], area: Area, row: u32, column: u32, value: LiteralValue) {
    let place = |index: u32, first: u32| index.checked_sub(first).and_then(|index| usize::try_from(index).ok());
    if let (Some(down), Some(right)) = (place(row, area.top), place(column, area.left))
        && let Some(cell) = rows.get_mut(down).and_then(|row| row.get_mut(right))
    {
        *cell = value;
    }
}
