//! The readings of a body, row by row.

use super::Reading;
use crate::workbook::{CellRef, Col, Row};

/// What stands in the cells of a body; cells that are not here are blank.
///
/// Looking a cell up takes the same time however long the table is: it lies where it would in a
/// row in which every column is filled, else a binary search within the row finds it. Memory grows
/// with the cells and the rows, never with the area, however far apart the cells lie.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// The row that `starts` begins with.
    first: Row,
    /// For each row from `first` on, where its cells begin; one more than there are rows, or none.
    /// Ascending, from 0 to the number of cells.
    starts: Vec<usize>,
    /// By row, then by column, each once.
    cells: Vec<(Col, Reading)>,
    /// For each column up to the last, whether any cell stands in it.
    used: Vec<bool>,
    /// For each column up to the last, how many columns with a cell lie before it.
    ranks: Vec<usize>,
}

impl Figures {
    /// What stands in a cell, if anything does.
    #[inline]
    pub fn get(&self, at: CellRef) -> Option<Reading> {
        #[cfg(test)]
        crate::looks::look();
        let cells = self.row(at.row);
        let place = *self.ranks.get(at.col.0 as usize)?;
        match cells.get(place) {
            Some((col, reading)) if *col == at.col => Some(*reading),
            _ => {
                let place = cells.binary_search_by_key(&at.col, |(col, _)| *col).ok()?;
                cells.get(place).map(|(_, reading)| *reading)
            }
        }
    }

    /// All cells that are not blank, row by row.
    pub fn iter(&self) -> impl Iterator<Item = (CellRef, Reading)> {
        (self.first.0..).map(Row).zip(self.starts.windows(2)).flat_map(|(row, ends)| {
            let cells = match ends {
                [from, to] => self.cells.get(*from..*to).unwrap_or_default(),
                _ => &[],
            };
            cells.iter().map(move |(col, reading)| (CellRef::new(row, *col), *reading))
        })
    }

    /// Puts a reading into a cell. Takes as long as there are cells and rows behind it: a body is
    /// filled from top to bottom and from left to right.
    pub fn set(&mut self, at: CellRef, reading: Reading) {
        if !self.used.get(at.col.0 as usize).copied().unwrap_or(false) {
            self.add_column(at.col);
        }
        if self.starts.is_empty() {
            self.first = at.row;
            self.starts.push(0);
        }
        if let Some(missing) = self.first.0.checked_sub(at.row.0) {
            self.first = at.row;
            self.starts.splice(0..0, std::iter::repeat_n(0, missing as usize));
        }
        let row = at.row.0.saturating_sub(self.first.0) as usize;
        if self.starts.len() < row.saturating_add(2) {
            self.starts.resize(row.saturating_add(2), self.cells.len());
        }
        let from = self.starts.get(row).copied().unwrap_or(0);
        let cells = self.row(at.row);
        let place = match cells.last() {
            // The usual case: the next cell of the last row.
            Some((last, _)) if *last < at.col => Err(cells.len()),
            _ => cells.binary_search_by_key(&at.col, |(col, _)| *col),
        };
        match place {
            Ok(place) => {
                if let Some((_, old)) = self.cells.get_mut(from.saturating_add(place)) {
                    *old = reading;
                }
            }
            Err(place) => {
                self.cells.insert(from.saturating_add(place), (at.col, reading));
                for start in self.starts.iter_mut().skip(row.saturating_add(1)) {
                    *start = start.saturating_add(1);
                }
            }
        }
    }

    fn add_column(&mut self, col: Col) {
        let col = col.0 as usize;
        if self.used.len() <= col {
            self.used.resize(col.saturating_add(1), false);
        }
        if let Some(used) = self.used.get_mut(col) {
            *used = true;
        }
        let mut rank = 0_usize;
        self.ranks.clear();
        for used in &self.used {
            self.ranks.push(rank);
            rank = rank.saturating_add(usize::from(*used));
        }
    }

    /// The cells of a row that are not blank, from left to right.
    #[inline]
    pub fn row(&self, row: Row) -> &[(Col, Reading)] {
        let Some(place) = row.0.checked_sub(self.first.0) else { return &[] };
        match self.starts.get(place as usize..).unwrap_or_default() {
            [from, to, ..] => self.cells.get(*from..*to).unwrap_or_default(),
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::number::Number;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cells_put_in_any_order_are_found_again(
            cells in prop::collection::vec((0u32..40, 0u32..12, 0i64..1000), 0..60),
            wanted in prop::collection::vec((0u32..50, 0u32..15), 20),
        ) {
            let (mut figures, mut known) = (Figures::default(), BTreeMap::new());
            for (row, col, value) in cells {
                let (at, reading) = (CellRef::new(Row(row), Col(col)), Reading::Number(Number::from_decimal(value.into())));
                figures.set(at, reading);
                known.insert(at, reading);
            }
            for (row, col) in wanted {
                let at = CellRef::new(Row(row), Col(col));
                prop_assert_eq!(figures.get(at), known.get(&at).copied());
            }
            prop_assert_eq!(figures.iter().collect::<Vec<_>>(), known.into_iter().collect::<Vec<_>>());
        }
    }
}
