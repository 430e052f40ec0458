//! From the cells that the worker sent to everything that is drawn: empty cells are filled in,
//! cells under merged ones left out, and each cell put into the pane that it scrolls with.

use std::collections::BTreeMap;

use crate::protocol::{CellView, Drawn, SheetShape, Window};
use crate::workbook::{CellRef, Col, Row, StyleId};

/// The four parts of a sheet with frozen panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pane {
    /// Scrolls both ways.
    Body,
    /// Frozen columns: scrolls up and down.
    Left,
    /// Frozen rows: scrolls sideways.
    Top,
    /// Never scrolls.
    Corner,
}

impl Pane {
    /// In the order in which they are drawn.
    pub const ALL: [Self; 4] = [Self::Body, Self::Left, Self::Top, Self::Corner];

    /// The pane of a cell.
    pub fn of(at: CellRef, shape: &SheetShape) -> Self {
        match (at.row.0 < shape.rows.frozen, at.col.0 < shape.cols.frozen) {
            (false, false) => Self::Body,
            (false, true) => Self::Left,
            (true, false) => Self::Top,
            (true, true) => Self::Corner,
        }
    }
}

/// A row of cells in a pane.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    /// The row.
    pub row: u32,
    /// Its cells, from left to right.
    pub cells: Vec<CellView>,
}

/// What is drawn in each pane: the cells of the window, empty ones included. Every row is among those that scroll,
/// if only as an empty one.
pub fn strips(window: &Window, shape: &SheetShape) -> BTreeMap<Pane, Vec<Strip>> {
    let sent: BTreeMap<CellRef, &CellView> = window.cells.iter().map(|cell| (cell.at, cell)).collect();
    let merges: Vec<&CellView> = window.cells.iter().filter(|cell| cell.span != (1, 1)).collect();
    let mut rows: Vec<u32> = window.rows.iter().flat_map(|band| band.0..band.1.min(shape.rows.count)).collect();
    let mut cols: Vec<u32> = window.cols.iter().flat_map(|band| band.0..band.1.min(shape.cols.count)).collect();
    // Cells that reach in from outside are drawn with their own row and column.
    rows.extend(window.cells.iter().map(|cell| cell.at.row.0));
    for list in [&mut rows, &mut cols] {
        list.sort_unstable();
        list.dedup();
    }
    let hidden = |shape: &crate::protocol::AxisShape, index: u32| {
        shape
            .sizes
            .binary_search_by_key(&index, |(index, _)| *index)
            .is_ok_and(|found| shape.sizes.get(found).is_some_and(|(_, size)| *size <= 0.0))
    };
    let shown: Vec<(u32, bool)> = cols.into_iter().map(|col| (col, !hidden(&shape.cols, col))).collect();
    let mut panes: BTreeMap<Pane, Vec<Strip>> = Pane::ALL.into_iter().map(|pane| (pane, Vec::new())).collect();
    for row in rows {
        let visible = !hidden(&shape.rows, row);
        let over: Vec<&CellView> = merges.iter().copied().filter(|merge| merge_covers_row(merge, row)).collect();
        let empty = shown
            .iter()
            .filter(|(_, shown)| visible && *shown)
            .map(|(col, _)| CellRef::new(Row(row), Col(*col)))
            .filter(|at| !sent.contains_key(at) && !over.iter().any(|merge| merge_covers_col(merge, at.col.0)))
            .map(blank);
        let filled = sent
            .range(CellRef::new(Row(row), Col(0))..=CellRef::new(Row(row), Col(u32::MAX)))
            .map(|(_, cell)| *cell)
            .filter(|cell| cell.span != (1, 1) || visible && !hidden(&shape.cols, cell.at.col.0))
            .cloned();
        let mut cells: Vec<CellView> = empty.chain(filled).collect();
        cells.sort_by_key(|cell| cell.at);
        for cell in cells {
            let Some(strips) = panes.get_mut(&Pane::of(cell.at, shape)) else { continue };
            match strips.last_mut() {
                Some(strip) if strip.row == row => strip.cells.push(cell),
                _ => strips.push(Strip { row, cells: vec![cell] }),
            }
        }
        // What scrolls holds the row for those who hear it, though all of its cells are frozen or covered.
        let holder = if row < shape.rows.frozen { Pane::Top } else { Pane::Body };
        if let Some(strips) = panes.get_mut(&holder).filter(|strips| strips.last().is_none_or(|strip| strip.row != row))
        {
            strips.push(Strip { row, cells: Vec::new() });
        }
    }
    panes
}

fn merge_covers_row(merge: &CellView, row: u32) -> bool {
    (merge.at.row.0..merge.at.row.0.saturating_add(merge.span.0)).contains(&row)
}

fn merge_covers_col(merge: &CellView, col: u32) -> bool {
    (merge.at.col.0..merge.at.col.0.saturating_add(merge.span.1)).contains(&col)
}

fn blank(at: CellRef) -> CellView {
    CellView {
        at,
        text: String::new(),
        style: StyleId(0),
        drawn: Drawn::Empty,
        span: (1, 1),
        reach: None,
        tight: false,
        borders: None,
        paint: None,
        bar: None,
        note: None,
        runs: Vec::new(),
        edited: false,
        outdated: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::AxisShape;

    fn shape(frozen: (u32, u32), hidden_col: Option<u32>) -> SheetShape {
        let axis = |count, frozen| AxisShape { count, size: 20.0, sizes: Vec::new(), frozen, hidden: Vec::new() };
        let mut cols = axis(4, frozen.1);
        cols.sizes.extend(hidden_col.map(|col| (col, 0.0)));
        SheetShape {
            name: "S".to_owned(),
            hidden: false,
            rows: axis(3, frozen.0),
            filtered: 0,
            cols,
            merges: Vec::new(),
            grid_lines: true,
            objects: Vec::new(),
            tab: None,
        }
    }

    fn window(cells: Vec<CellView>) -> Window {
        Window { rows: vec![(0, 3)], cols: vec![(0, 4)], cells, ..Window::default() }
    }

    fn drawn(strips: &[Strip]) -> Vec<String> {
        strips.iter().flat_map(|strip| &strip.cells).map(|cell| cell.at.to_string()).collect()
    }

    #[test]
    fn empty_cells_are_filled_in_and_covered_ones_left_out() {
        let merge = CellView { span: (2, 2), ..blank("B1".parse().unwrap()) };
        let strips = strips(&window(vec![merge]), &shape((0, 0), None));
        assert_eq!(drawn(&strips[&Pane::Body]), ["A1", "B1", "D1", "A2", "D2", "A3", "B3", "C3", "D3"]);
    }

    #[test]
    fn every_cell_is_in_exactly_one_pane() {
        let shape = shape((1, 2), None);
        let strips = strips(&window(Vec::new()), &shape);
        let counts = Pane::ALL.map(|pane| drawn(&strips[&pane]).len());
        assert_eq!(counts, [4, 4, 2, 2]);
    }

    #[test]
    fn hidden_columns_are_not_drawn() {
        let strips = strips(&window(Vec::new()), &shape((0, 0), Some(1)));
        assert_eq!(drawn(&strips[&Pane::Body]), ["A1", "C1", "D1", "A2", "C2", "D2", "A3", "C3", "D3"]);
    }
}
