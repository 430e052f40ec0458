//! The figures of a session, numbered through.
//!
//! What judges, searches and says which figure is wrong needs of a figure no more than to tell it from
//! others, to know what stands there and what stands beside it. So there figures are numbers
//! ([`FigureId`]) into one ledger, which alone knows the place of each: a law may then relate figures
//! of two tables, two sheets or two files as well as those of one line.
//!
//! Today a ledger holds the figures of one table, and is made when something is broken there.

mod part;
mod place;

use part::Part;
pub use place::{At, Place, SourceIndex, Span};

use crate::table::{Reading, Table};
use crate::workbook::{CellRef, SheetIndex};

/// A figure of a ledger. Figures are numbered without gaps in the order of their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FigureId(pub u32);

impl FigureId {
    /// The place of the figure in a list that has one entry for each.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Figures by number and by place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// The place of each figure, ascending.
    places: Vec<Place>,
    /// One for each figure.
    readings: Vec<Reading>,
    /// Ascending by source and sheet.
    parts: Vec<Part>,
}

impl Ledger {
    /// Numbers figures. One that is given twice is one figure, and what is read there counts for more
    /// than a blank.
    pub fn of(mut figures: Vec<(Place, Reading)>) -> Self {
        figures.sort_by_key(|(place, reading)| (*place, *reading == Reading::Blank));
        figures.dedup_by_key(|(place, _)| *place);
        let mut ledger = Self::default();
        // Numbers go no further than the cells that one workbook may have, which is far below 2^32.
        for (id, (place, reading)) in (0_u32..).zip(figures) {
            let opens = ledger.parts.last().is_none_or(|part| !part.has(place));
            if opens {
                ledger.parts.push(Part::new(place, id));
            }
            ledger.parts.last_mut().into_iter().for_each(|part| part.push(place, id));
            ledger.places.push(place);
            ledger.readings.push(reading);
        }
        ledger
    }

    /// The figures of a table, and other cells that its laws name: what is blank may have been
    /// forgotten.
    pub fn of_table(
        table: &Table,
        source: SourceIndex,
        sheet: SheetIndex,
        named: impl IntoIterator<Item = CellRef>,
    ) -> Self {
        let blanks = named.into_iter().filter(|cell| table.readings.get(*cell).is_none());
        let all = table.readings.iter().chain(blanks.map(|cell| (cell, Reading::Blank)));
        Self::of(all.map(|(cell, reading)| (Place::of_cell(sheet, cell).within(source), reading)).collect())
    }

    /// How many figures there are: each has a smaller number.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Where a figure stands.
    pub fn place(&self, figure: FigureId) -> Option<Place> {
        self.places.get(figure.index()).copied()
    }

    /// What stands there.
    pub fn reading(&self, figure: FigureId) -> Reading {
        self.readings.get(figure.index()).copied().unwrap_or(Reading::Blank)
    }

    /// The figure at a place.
    pub fn figure(&self, place: Place) -> Option<FigureId> {
        let at = self.parts.partition_point(|part| part.is_before(place));
        self.parts.get(at).and_then(|part| self.within(part, place))
    }

    /// The figure that stands so many rows below another and so many columns to its right, in the
    /// same sheet.
    pub fn beside(&self, figure: FigureId, down: i64, right: i64) -> Option<FigureId> {
        let place = self.place(figure)?;
        let (sheet, cell) = place.sheet_cell()?;
        let cell = CellRef::new(cell.row.offset(down)?, cell.col.offset(right)?);
        self.figure(Place::of_cell(sheet, cell).within(place.source))
    }

    fn within(&self, part: &Part, place: Place) -> Option<FigureId> {
        let ids = part.row(place)?;
        let places = self.places.get(ids.start as usize..ids.end as usize)?;
        // A row in which every column has a figure needs no search.
        let guess = places.first().and_then(|first| place.cell()?.col.0.checked_sub(first.cell()?.col.0));
        let found = match guess.and_then(|guess| places.get(guess as usize)) {
            Some(there) if *there == place => guess? as usize,
            _ => places.binary_search(&place).ok()?,
        };
        Some(FigureId(ids.start.saturating_add(u32::try_from(found).ok()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Number;
    use crate::workbook::{Col, Row};

    fn at(sheet: usize, row: u32, col: u32) -> Place {
        Place::of_cell(SheetIndex(sheet), CellRef::new(Row(row), Col(col)))
    }

    fn number(value: i64) -> Reading {
        Reading::Number(Number::from_decimal(value.into()))
    }

    /// Two sheets, a blank that a law names, and rows with gaps.
    fn ledger() -> Ledger {
        let figures = [(at(1, 0, 0), 7), (at(0, 9, 1), 4), (at(0, 4, 2), 1), (at(0, 4, 7), 2), (at(0, 9, 0), 3)];
        let mut figures: Vec<(Place, Reading)> =
            figures.into_iter().map(|(place, value)| (place, number(value))).collect();
        figures.push((at(0, 4, 2), Reading::Blank));
        figures.push((at(0, 5, 2), Reading::Blank));
        Ledger::of(figures)
    }

    #[test]
    fn figures_are_numbered_without_gaps_in_the_order_of_their_places() {
        let ledger = ledger();
        let places = [at(0, 4, 2), at(0, 4, 7), at(0, 5, 2), at(0, 9, 0), at(0, 9, 1), at(1, 0, 0)];
        assert_eq!(ledger.len(), places.len());
        for (id, place) in (0_u32..).zip(places) {
            assert_eq!(ledger.place(FigureId(id)), Some(place));
            assert_eq!(ledger.figure(place), Some(FigureId(id)));
        }
        assert_eq!(ledger.place(FigureId(6)), None);
    }

    #[test]
    fn a_figure_is_found_by_its_place_and_nothing_else_is() {
        let ledger = ledger();
        for place in [at(0, 3, 2), at(0, 4, 3), at(0, 6, 2), at(0, 9, 2), at(0, 10, 0), at(1, 4, 2), at(2, 0, 0)] {
            assert_eq!(ledger.figure(place), None, "{place:?}");
        }
        let elsewhere = at(0, 4, 2).within(SourceIndex(1));
        assert_eq!(ledger.figure(elsewhere), None);
        assert!(Ledger::default().is_empty());
        assert_eq!(Ledger::default().figure(at(0, 0, 0)), None);
    }

    #[test]
    fn what_is_read_counts_for_more_than_a_blank_that_a_law_names() {
        let ledger = ledger();
        assert_eq!(ledger.reading(FigureId(0)), number(1));
        assert_eq!(ledger.reading(FigureId(2)), Reading::Blank);
        assert_eq!(ledger.reading(FigureId(5)), number(7));
    }

    #[test]
    fn what_stands_beside_a_figure_stands_in_its_sheet() {
        let ledger = ledger();
        let beside = |id, down, right| ledger.beside(FigureId(id), down, right);
        assert_eq!(beside(0, 0, 5), Some(FigureId(1)));
        assert_eq!(beside(0, 1, 0), Some(FigureId(2)));
        assert_eq!(beside(4, 0, -1), Some(FigureId(3)));
        assert_eq!(beside(4, 1, 0), None);
        assert_eq!(beside(5, 0, -1), None);
        assert_eq!(beside(5, 4, 2), None);
    }
}
