//! A table seen along one axis, in scaled integers.
//!
//! Relations of one law lie side by side: "column F = D + E" holds on every row, "the total row"
//! in every column. A [`Grid`] calls the things that a law speaks of *lines* (columns when looking
//! across, rows when looking down) and the places where it repeats *slots* (the other way), so that
//! every search is written once.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::cells::{Cells, State, Summary};
use super::decoys::Shift;
use super::effort::Effort;
use super::law::{Judged, Law};
use super::periods::Periods;
use super::runs::Figure;
use super::words::{self, Words};
use crate::table::{Column, ColumnKind, Line, LineKind, Quantity, Table};
use crate::words::Senses;
use crate::workbook::CellRef;

/// The direction in which the cells of one relation lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Axis {
    /// Cells of one row: a column is computed from other columns.
    Across,
    /// Cells of one column: a row is computed from other rows.
    Down,
}

/// How many judged laws are kept: some sixty megabytes of them.
const MOST_REMEMBERED: usize = 100_000;

/// Numbers of one axis. Values are integers: the printed value times a power of ten.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    pub axis: Axis,
    /// The number of lines.
    pub lines: usize,
    /// The number of slots.
    pub slots: usize,
    /// The words of each line.
    pub line_words: Rc<[Words]>,
    /// The words of each slot.
    pub slot_words: Rc<[Words]>,
    /// What the lines are called in full, folded; none of a long list.
    pub names: Vec<String>,
    /// Which periods these names speak of.
    pub periods: Vec<Periods>,
    /// The laws that other tables of the same form obey, or other blocks of this one.
    pub lent: BTreeSet<Law>,
    cells: Rc<Cells>,
    derived: Vec<bool>,
    /// How many lines with numbers lie directly under each line in the outline.
    children: Vec<usize>,
    /// The lines with numbers, ascending.
    filled: Vec<usize>,
    /// The laws that were judged, as if each were the only one.
    judged: RefCell<BTreeMap<Law, Judged>>,
    small_figures: RefCell<BTreeMap<usize, Rc<[Figure<i64>]>>>,
    /// Those of which so much was seen that they are not judged.
    given_up: RefCell<BTreeSet<Law>>,
    /// The table with its columns shifted against each other, once it is asked for.
    shifted: OnceCell<Vec<(Shift, Grid)>>,
    /// The most that the decoys of a law leave it.
    most_evidence: RefCell<BTreeMap<Law, f64>>,
    /// What the searches may still cost; both axes spend of it.
    pub effort: Effort,
}

impl Grid {
    /// The table along both axes: across, then down. Only columns that hold numbers and lines that
    /// can hold them count.
    pub fn both(table: &Table, effort: &Effort) -> (Self, Self) {
        let columns: Vec<&Column> = table.columns.iter().filter(|column| column.kind == ColumnKind::Number).collect();
        let lines: Vec<&Line> = table.lines.iter().filter(|line| counts(line)).collect();
        let (column_words, row_words) = (words::of_columns(table, &columns), words::of_lines(table, &lines));
        let column_names = words::names(columns.iter().map(|column| column.title()));
        let row_names = words::names(lines.iter().map(|line| line.label.clone()));
        let rows = lines.iter().map(|line| line.row).collect();
        let cells = Rc::new(Cells::new(table, rows, columns.iter().map(|column| column.col).collect()));
        let words = (Rc::clone(&column_words), Rc::clone(&row_words));
        let across = Self::new(Axis::Across, Rc::clone(&cells), words, column_names, effort.clone());
        (across, Self::new(Axis::Down, cells, (row_words, column_words), row_names, effort.clone()))
    }

    fn new(
        axis: Axis,
        cells: Rc<Cells>,
        (line_words, slot_words): (Rc<[Words]>, Rc<[Words]>),
        names: Vec<String>,
        effort: Effort,
    ) -> Self {
        let (lines, slots) = (line_words.len(), slot_words.len());
        let mut grid = Self {
            axis,
            lines,
            slots,
            line_words,
            slot_words,
            periods: names.iter().map(|name| Periods::of(name)).collect(),
            names,
            lent: BTreeSet::new(),
            cells,
            derived: vec![false; slots],
            children: Vec::new(),
            filled: Vec::new(),
            judged: RefCell::default(),
            small_figures: RefCell::default(),
            given_up: RefCell::default(),
            shifted: OnceCell::new(),
            most_evidence: RefCell::default(),
            effort,
        };
        grid.children = grid.count_children();
        grid.filled = (0..lines).filter(|line| grid.numbers(*line) > 0).collect();
        grid
    }

    fn of_line(&self, line: usize) -> Option<&Summary> {
        match self.axis {
            Axis::Across => self.cells.of_cols.get(line),
            Axis::Down => self.cells.of_rows.get(line),
        }
    }

    fn of_slot(&self, slot: usize) -> Option<&Summary> {
        match self.axis {
            Axis::Across => self.cells.of_rows.get(slot),
            Axis::Down => self.cells.of_cols.get(slot),
        }
    }

    fn count_children(&self) -> Vec<usize> {
        let mut children = vec![0_usize; self.lines];
        for (line, words) in self.line_words.iter().enumerate() {
            if self.numbers(line) > 0
                && let Some(count) = words.parent.and_then(|parent| children.get_mut(parent))
            {
                *count = count.saturating_add(1);
            }
        }
        children
    }

    #[inline]
    fn at(&self, line: usize, slot: usize) -> usize {
        let (row, col, width) = match self.axis {
            Axis::Across => (slot, line, self.lines),
            Axis::Down => (line, slot, self.slots),
        };
        if col < width { row.saturating_mul(width).saturating_add(col) } else { usize::MAX }
    }

    /// The scaled value; nothing counts as zero.
    #[inline]
    pub fn value(&self, line: usize, slot: usize) -> i128 {
        #[cfg(test)]
        crate::looks::look();
        self.cells.values.get(self.at(line, slot)).copied().unwrap_or(0)
    }

    /// The value as printed.
    #[inline]
    pub fn float(&self, line: usize, slot: usize) -> f64 {
        self.cells.floats.get(self.at(line, slot)).copied().unwrap_or(0.0)
    }

    /// The unit of the last digit that the value really carries, scaled.
    #[inline]
    pub fn unit(&self, line: usize, slot: usize) -> i128 {
        self.cells.unit(self.at(line, slot)).map_or(1, |(unit, _)| unit)
    }

    /// The unit as printed.
    #[inline]
    pub fn float_unit(&self, line: usize, slot: usize) -> f64 {
        self.cells.unit(self.at(line, slot)).map_or(1.0, |(_, unit)| unit)
    }

    /// The decimals that scaled values have.
    pub fn places(&self) -> u32 {
        self.cells.scale
    }

    /// The scaled integer that stands for 1.
    pub fn one(&self) -> i128 {
        self.cells.one
    }

    /// A short name of a figure, to tell repetitions apart.
    pub fn key(&self, line: usize, slot: usize) -> i64 {
        i64::try_from(self.value(line, slot)).unwrap_or(i64::MAX)
    }

    /// Whether the figures of a slot follow from those of other slots, so that what holds there
    /// is no proof of its own.
    pub fn is_derived(&self, slot: usize) -> bool {
        self.derived.get(slot).copied().unwrap_or(false)
    }

    /// Marks slots as following from others.
    pub fn derive(&mut self, slots: impl IntoIterator<Item = usize>) {
        // What follows from other slots proves less.
        self.judged.get_mut().clear();
        self.given_up.get_mut().clear();
        self.most_evidence.get_mut().clear();
        for slot in slots {
            if let Some(derived) = self.derived.get_mut(slot) {
                *derived = true;
            }
        }
    }

    /// What is known of a law.
    pub fn judged(&self, law: &Law) -> Option<Judged> {
        self.judged.borrow().get(law).cloned()
    }

    /// Keeps what was found out about a law, as long as there are not too many of them: a long column
    /// of one figure suggests several for each of its lines.
    pub fn remember(&self, judged: &Judged) {
        let mut known = self.judged.borrow_mut();
        if known.len() < MOST_REMEMBERED {
            known.insert(judged.law.clone(), judged.clone());
        }
    }

    /// The most that the decoys of a law leave it, from `found` where it is not known.
    pub fn most_evidence(&self, law: &Law, found: impl FnOnce() -> f64) -> f64 {
        if let Some(known) = self.most_evidence.borrow().get(law) {
            return *known;
        }
        let found = found();
        let mut known = self.most_evidence.borrow_mut();
        if known.len() < MOST_REMEMBERED {
            known.insert(law.clone(), found);
        }
        found
    }

    /// The grid of columns with these shifted against each other: the slots alone that are looked at, since as many
    /// copies of the whole table would be most of what it takes to hold it.
    pub fn shifted(&self) -> &[(Shift, Self)] {
        self.shifted.get_or_init(|| {
            let shifts = Shift::all(self.slots);
            self.effort.spend(shifts.len().saturating_mul(self.cells.values.len()));
            let grid = |(at, shift): (usize, Shift)| {
                let slots: Vec<usize> = shift.looked_at(at).collect();
                let cells = Rc::new(self.cells.shifted(&slots, |col| shift.of(col)));
                let words = slots.iter().filter_map(|slot| self.slot_words.get(*slot)).cloned().collect();
                let words = (Rc::clone(&self.line_words), words);
                (shift, Self::new(self.axis, cells, words, Vec::new(), self.effort.clone()))
            };
            shifts.into_iter().enumerate().map(grid).collect()
        })
    }

    /// Whether a law is known to be broken.
    pub fn is_given_up(&self, law: &Law) -> bool {
        self.given_up.borrow().contains(law)
    }

    /// Keeps that a law is broken.
    pub fn give_up(&self, law: &Law) {
        let mut known = self.given_up.borrow_mut();
        if known.len() < MOST_REMEMBERED {
            known.insert(law.clone());
        }
    }

    /// Whether most numbers of a slot carry decimals.
    pub fn is_fractional(&self, slot: usize) -> bool {
        self.of_slot(slot).is_some_and(|slot| slot.fractions * 2 > slot.numbers)
    }

    /// Whether the numbers of a line are whole.
    pub fn is_whole(&self, line: usize) -> bool {
        self.of_line(line).is_none_or(|line| line.fractions == 0)
    }

    /// Whether all numbers of a line are proper fractions: 0,42.
    pub fn is_fractions(&self, line: usize) -> bool {
        let is_fraction = |slot: usize| {
            let value = self.value(line, slot);
            value != 0 && value.abs() < self.one()
        };
        (0..self.slots).all(|slot| !self.is_number(line, slot) || is_fraction(slot))
    }

    /// Whether a figure carries fewer digits than it shows.
    pub fn is_coarse(&self, line: usize, slot: usize) -> bool {
        self.unit(line, slot) > self.one()
    }

    /// The most decimals that a number of a line shows.
    pub fn decimals(&self, line: usize) -> u32 {
        self.of_line(line).map_or(0, |line| line.decimals)
    }

    /// Whether a number stands there.
    #[inline]
    pub fn is_number(&self, line: usize, slot: usize) -> bool {
        self.cells.states.get(self.at(line, slot)) == Some(&State::Number)
    }

    /// The address of a cell.
    pub fn cell(&self, line: usize, slot: usize) -> Option<CellRef> {
        let (row, col) = match self.axis {
            Axis::Across => (slot, line),
            Axis::Down => (line, slot),
        };
        Some(CellRef::new(*self.cells.rows.get(row)?, *self.cells.cols.get(col)?))
    }

    /// Whether rows without numbers stand between two lines: a heading, or nothing. Of an axis of
    /// rows.
    pub fn is_broken(&self, line: usize, other: usize) -> bool {
        is_broken(self.cell(line, 0), self.cell(other, 0), line.abs_diff(other))
    }

    /// Whether a slot before the first or after the last of a run is set apart from it in this way.
    pub fn is_set_apart(&self, slot: usize, end: usize) -> bool {
        self.axis == Axis::Across && is_broken(self.cell(0, slot), self.cell(0, end), slot.abs_diff(end))
    }

    /// How many numbers stand on a line.
    pub fn numbers(&self, line: usize) -> usize {
        self.of_line(line).map_or(0, |line| line.numbers)
    }

    /// The lines on which numbers stand, ascending.
    pub fn filled_lines(&self) -> &[usize] {
        &self.filled
    }

    /// How many numbers other than zero stand in a slot.
    pub fn filled(&self, slot: usize) -> usize {
        self.of_slot(slot).map_or(0, |slot| slot.filled)
    }

    /// Whether all figures of a slot are below 2^48, and so are their units.
    pub fn is_small(&self, slot: usize) -> bool {
        self.of_slot(slot).is_none_or(|slot| slot.small)
    }

    /// The figures of a slot that [is small](Grid::is_small), line by line. In a long list they lie far apart, and every
    /// view adds them up: there they are kept.
    pub fn small_figures(&self, slot: usize) -> Rc<[Figure<i64>]> {
        if let Some(known) = self.small_figures.borrow().get(&slot) {
            return Rc::clone(known);
        }
        let small = |value: i128| i64::try_from(value).unwrap_or(0);
        let figure = |line| (small(self.value(line, slot)), small(self.unit(line, slot)));
        let figures = (0..self.lines).map(|line| if self.is_number(line, slot) { figure(line) } else { (0, 0) });
        let figures: Rc<[_]> = figures.collect();
        if self.axis == Axis::Down {
            self.small_figures.borrow_mut().insert(slot, Rc::clone(&figures));
        }
        figures
    }

    /// How many lines with numbers lie directly under a line in the outline.
    pub fn children(&self, line: usize) -> usize {
        self.children.get(line).copied().unwrap_or(0)
    }

    /// What is said of the kind of quantity of a slot.
    pub fn quantity(&self, slot: usize) -> Quantity {
        self.slot_words.get(slot).map(|words| words.quantity).unwrap_or_default()
    }

    /// The words of a line.
    pub fn says(&self, line: usize) -> Senses {
        self.line_words.get(line).map(|words| words.senses).unwrap_or_default()
    }
}

/// Whether more rows lie between two cells than places of the grid.
fn is_broken(a: Option<CellRef>, b: Option<CellRef>, places: usize) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a.row.0.abs_diff(b.row.0) as usize > places)
}

/// Whether a line can hold numbers.
pub(super) fn counts(line: &Line) -> bool {
    !matches!(line.kind, LineKind::Heading | LineKind::Other)
}

/// The nearest double; the same as a cast, which takes much longer beyond 64 bits.
pub(super) fn float(value: i128) -> f64 {
    i64::try_from(value).map_or_else(|_| wide(value), |value| value as f64)
}

/// Set apart, since a compiler that sees both casts makes one of them: the longer.
#[cold]
#[inline(never)]
fn wide(value: i128) -> f64 {
    value as f64
}
