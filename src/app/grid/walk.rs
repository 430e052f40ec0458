//! Where the keyboard leads.

use crate::workbook::{CellRef, Col, Row};

use super::axis::Axis;

/// A move of the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// By rows down (or up when negative) and columns right (or left).
    By(i64, i64),
    /// To the first column of the row.
    RowStart,
    /// To the last column of the row.
    RowEnd,
    /// To the first cell of the sheet.
    SheetStart,
    /// To the last cell of the sheet.
    SheetEnd,
}

/// The merged range that covers a cell, or the cell alone.
pub fn area(merges: &[(CellRef, CellRef)], at: CellRef) -> (CellRef, CellRef) {
    merges
        .iter()
        .copied()
        .find(|(start, end)| (start.row..=end.row).contains(&at.row) && (start.col..=end.col).contains(&at.col))
        .unwrap_or((at, at))
}

/// Where a move leads: over hidden rows and columns, around merged cells, never off the sheet.
pub fn walk(from: CellRef, step: Step, rows: &Axis, cols: &Axis, merges: &[(CellRef, CellRef)]) -> CellRef {
    let (start, end) = area(merges, from);
    let (first_row, first_col) = (visible_from_start(rows), visible_from_start(cols));
    let (last_row, last_col) = (rows.count().saturating_sub(1), cols.count().saturating_sub(1));
    let edge = |by: i64, low: u32, high: u32| if by > 0 { high } else { low };
    let to = match step {
        Step::By(down, right) => CellRef::new(
            Row(if down == 0 { from.row.0 } else { rows.step(edge(down, start.row.0, end.row.0), down) }),
            Col(if right == 0 { from.col.0 } else { cols.step(edge(right, start.col.0, end.col.0), right) }),
        ),
        Step::RowStart => CellRef::new(from.row, Col(first_col)),
        Step::RowEnd => CellRef::new(from.row, Col(last_col)),
        Step::SheetStart => CellRef::new(Row(first_row), Col(first_col)),
        Step::SheetEnd => CellRef::new(Row(last_row), Col(last_col)),
    };
    area(merges, to).0
}

fn visible_from_start(axis: &Axis) -> u32 {
    if axis.size(0) > 0.0 { 0 } else { axis.step(0, 1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::AxisShape;

    fn axis(count: u32) -> Axis {
        Axis::new(&AxisShape { count, size: 20.0, sizes: Vec::new(), frozen: 0, hidden: Vec::new() })
    }

    fn go(from: &str, step: Step, merges: &[(&str, &str)]) -> String {
        let merges: Vec<_> = merges.iter().map(|(a, b)| (a.parse().unwrap(), b.parse().unwrap())).collect();
        walk(from.parse().unwrap(), step, &axis(20), &axis(10), &merges).to_string()
    }

    #[test]
    fn arrows_go_to_the_neighbour_and_stop_at_the_edge() {
        assert_eq!(go("B2", Step::By(1, 0), &[]), "B3");
        assert_eq!(go("B2", Step::By(0, -1), &[]), "A2");
        assert_eq!(go("A1", Step::By(-1, 0), &[]), "A1");
        assert_eq!(go("J20", Step::By(0, 1), &[]), "J20");
    }

    #[test]
    fn merged_cells_are_one_stop() {
        let merges = [("B2", "D4")];
        assert_eq!(go("A3", Step::By(0, 1), &merges), "B2");
        assert_eq!(go("B2", Step::By(0, 1), &merges), "E2");
        assert_eq!(go("B2", Step::By(1, 0), &merges), "B5");
        assert_eq!(go("C5", Step::By(-1, 0), &merges), "B2");
    }

    #[test]
    fn home_and_end_stay_in_the_row() {
        assert_eq!(go("C3", Step::RowStart, &[]), "A3");
        assert_eq!(go("C3", Step::RowEnd, &[]), "J3");
        assert_eq!(go("C3", Step::SheetEnd, &[]), "J20");
    }
}
