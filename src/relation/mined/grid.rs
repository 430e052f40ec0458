//! A table seen along one axis, in scaled integers.
//!
//! Relations of one law lie side by side: "column F = D + E" holds on every row, "the total row"
//! in every column. A [`Grid`] calls the things that a law speaks of *lines* (columns when looking
//! across, rows when looking down) and the places where it repeats *slots* (the other way), so that
//! every search is written once.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::law::{Judged, Law};
use crate::number;
use crate::table::{ColumnKind, Line, LineKind, Reading, Table};
use crate::words::{Senses, fold, resembles_total, senses};
use crate::workbook::{CellRef, Col, Row};

/// The direction in which the cells of one relation lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Axis {
    /// Cells of one row: a column is computed from other columns.
    Across,
    /// Cells of one column: a row is computed from other rows.
    Down,
}

/// What the words say about a line or a slot.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// Everything that its header or label says.
    pub senses: Senses,
    /// The last word of it, folded: "number" of "Grades 1 to 4 – Number".
    pub leaf: String,
    /// The line of the grid that it lies under in the outline.
    pub parent: Option<usize>,
    /// Whether it is marked as a total by the structure of the table.
    pub total: bool,
    /// Whether it is named as the total of something.
    pub named_total: bool,
    /// Whether its label is bold.
    pub bold: bool,
}

/// The most decimals that are kept; longer fractions are the tails of binary floats.
const MAX_SCALE: u32 = 9;

/// Numbers of one axis. Values are integers: the printed value times `10^scale`.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    pub axis: Axis,
    /// The number of lines.
    pub lines: usize,
    /// The number of slots.
    pub slots: usize,
    /// The words of each line.
    pub line_words: Vec<Words>,
    /// The words of each slot.
    pub slot_words: Vec<Words>,
    scale: u32,
    rows: Vec<Row>,
    cols: Vec<Col>,
    values: Vec<i128>,
    floats: Vec<f64>,
    units: Vec<i128>,
    states: Vec<State>,
    line_decimals: Vec<u32>,
    derived: Vec<bool>,
    /// How many numbers stand on each line.
    counts: Vec<usize>,
    /// How many lines with numbers lie directly under each line in the outline.
    children: Vec<usize>,
    /// Whether most numbers of each slot carry decimals.
    fractional: Vec<bool>,
    /// The laws that were judged, as if each were the only one.
    judged: RefCell<BTreeMap<Law, Judged>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Blank,
    Number,
    Unreadable,
}

impl Grid {
    /// The table along one axis. Only columns that hold numbers and lines that can hold them count.
    pub fn new(table: &Table, axis: Axis) -> Self {
        let columns: Vec<_> = table.columns.iter().filter(|column| column.kind == ColumnKind::Number).collect();
        let rows: Vec<_> = table.lines.iter().filter(|line| counts(line)).collect();
        let column_words = columns.iter().map(|column| {
            let title = column.title();
            let leaf = column.header.iter().rev().find(|part| !part.is_empty()).map(|part| fold(part));
            Words { senses: senses(&title), leaf: leaf.unwrap_or_default(), ..Words::default() }
        });
        // The outline speaks of all lines of the table, the grid only of those with numbers.
        let of_table = table.lines.iter().enumerate().filter(|(_, line)| counts(line)).map(|(index, _)| index);
        let places: BTreeMap<usize, usize> = of_table.enumerate().map(|(place, index)| (index, place)).collect();
        let row_words = rows.iter().map(|line| Words {
            senses: line.said,
            // Only the lines of a grid are grouped by what they are called.
            leaf: if axis == Axis::Down { fold(&line.label) } else { String::new() },
            parent: line.parent.and_then(|parent| places.get(&parent.0).copied()),
            total: line.is_total(),
            named_total: line.is_total() || resembles_total(&line.label),
            bold: line.bold,
        });
        let (column_words, row_words): (Vec<_>, Vec<_>) = (column_words.collect(), row_words.collect());

        let cols: Vec<Col> = columns.iter().map(|column| column.col).collect();
        let rows: Vec<Row> = rows.iter().map(|line| line.row).collect();
        let reading = |row: &Row, col: &Col| table.reading(CellRef::new(*row, *col));
        let mut readings: Vec<Reading> = Vec::with_capacity(rows.len().saturating_mul(cols.len()));
        match axis {
            Axis::Across => cols.iter().for_each(|col| readings.extend(rows.iter().map(|row| reading(row, col)))),
            Axis::Down => rows.iter().for_each(|row| readings.extend(cols.iter().map(|col| reading(row, col)))),
        }
        let across = if axis == Axis::Across { rows.len() } else { columns.len() };
        blank_years(&mut readings, across);
        let scale = scale_of(&readings);
        let (lines, slots, line_words, slot_words) = match axis {
            Axis::Across => (columns.len(), rows.len(), column_words, row_words),
            Axis::Down => (rows.len(), columns.len(), row_words, column_words),
        };
        let mut grid = Self {
            axis,
            lines,
            slots,
            line_words,
            slot_words,
            scale,
            rows,
            cols,
            values: readings.iter().map(|reading| scaled(*reading, scale)).collect(),
            floats: Vec::new(),
            units: vec![1; readings.len()],
            line_decimals: Vec::new(),
            derived: vec![false; slots],
            counts: Vec::new(),
            children: Vec::new(),
            fractional: Vec::new(),
            judged: RefCell::default(),
            states: readings
                .iter()
                .map(|reading| match reading {
                    Reading::Number(_) => State::Number,
                    Reading::Blank => State::Blank,
                    Reading::Unreadable => State::Unreadable,
                })
                .collect(),
        };
        let one = grid.one() as f64;
        grid.floats = grid.values.iter().map(|value| float(*value) / one).collect();
        grid.effective_units(&readings);
        grid.counts = (0..lines).map(|line| grid.count_numbers(line)).collect();
        grid.children = grid.count_children();
        grid.fractional = (0..slots).map(|slot| grid.counts_fractions(slot)).collect();
        grid
    }

    fn count_numbers(&self, line: usize) -> usize {
        (0..self.slots).filter(|slot| self.is_number(line, *slot)).count()
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

    fn counts_fractions(&self, slot: usize) -> bool {
        let one = self.one();
        if one == 1 {
            return false;
        }
        let (mut numbers, mut fractions) = (0_usize, 0_usize);
        for line in (0..self.lines).filter(|line| self.is_number(*line, slot)) {
            numbers += 1;
            fractions += usize::from(!is_multiple(self.value(line, slot), one));
        }
        fractions * 2 > numbers
    }

    fn at(&self, line: usize, slot: usize) -> usize {
        if slot < self.slots { line.saturating_mul(self.slots).saturating_add(slot) } else { usize::MAX }
    }

    /// The scaled value; nothing counts as zero.
    pub fn value(&self, line: usize, slot: usize) -> i128 {
        self.values.get(self.at(line, slot)).copied().unwrap_or(0)
    }

    /// The value as printed.
    pub fn float(&self, line: usize, slot: usize) -> f64 {
        self.floats.get(self.at(line, slot)).copied().unwrap_or(0.0)
    }

    /// The unit of the last digit that the value really carries, scaled.
    pub fn unit(&self, line: usize, slot: usize) -> i128 {
        self.units.get(self.at(line, slot)).copied().unwrap_or(1)
    }

    /// The unit as printed.
    pub fn float_unit(&self, line: usize, slot: usize) -> f64 {
        float(self.unit(line, slot)) / float(self.one())
    }

    /// The scaled integer that stands for 1.
    pub fn one(&self) -> i128 {
        10_i128.saturating_pow(self.scale)
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

    /// Keeps what was found out about a law.
    pub fn remember(&self, judged: Judged) {
        self.judged.borrow_mut().insert(judged.law.clone(), judged);
    }

    /// Whether most numbers of a slot carry decimals.
    pub fn is_fractional(&self, slot: usize) -> bool {
        self.fractional.get(slot).copied().unwrap_or(false)
    }

    /// Whether the numbers of a line are whole.
    pub fn is_whole(&self, line: usize) -> bool {
        (0..self.slots).all(|slot| self.value(line, slot) % self.one() == 0)
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
        self.line_decimals.get(line).copied().unwrap_or(0)
    }

    /// Whether a number stands there.
    pub fn is_number(&self, line: usize, slot: usize) -> bool {
        self.states.get(self.at(line, slot)) == Some(&State::Number)
    }

    /// The address of a cell.
    pub fn cell(&self, line: usize, slot: usize) -> Option<CellRef> {
        let (row, col) = match self.axis {
            Axis::Across => (slot, line),
            Axis::Down => (line, slot),
        };
        Some(CellRef::new(*self.rows.get(row)?, *self.cols.get(col)?))
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
        self.counts.get(line).copied().unwrap_or(0)
    }

    /// How many lines with numbers lie directly under a line in the outline.
    pub fn children(&self, line: usize) -> usize {
        self.children.get(line).copied().unwrap_or(0)
    }

    /// The words of a line.
    pub fn says(&self, line: usize) -> Senses {
        self.line_words.get(line).map(|words| words.senses).unwrap_or_default()
    }

    /// A number shows what its format shows, which may be less or more than is known: among halves,
    /// "63" typed without a format is 63,0; among multiples of 100, 1500 carries two digits. The
    /// unit of a cell follows its own decimals, those that both its line and its slot use, and the
    /// coarsest step that all numbers of its line or slot share.
    fn effective_units(&mut self, readings: &[Reading]) {
        let decimals = |line: usize, slot: usize| match readings.get(self.at(line, slot)) {
            Some(Reading::Number(number)) => Some(number.decimals().min(self.scale)),
            _ => None,
        };
        let line_decimals: Vec<u32> = (0..self.lines)
            .map(|line| (0..self.slots).filter_map(|slot| decimals(line, slot)).max().unwrap_or(0))
            .collect();
        let slot_decimals: Vec<u32> = (0..self.slots)
            .map(|slot| (0..self.lines).filter_map(|line| decimals(line, slot)).max().unwrap_or(0))
            .collect();
        let line_steps: Vec<i128> =
            (0..self.lines).map(|line| self.step((0..self.slots).map(|slot| (line, slot)))).collect();
        let slot_steps: Vec<i128> =
            (0..self.slots).map(|slot| self.step((0..self.lines).map(|line| (line, slot)))).collect();
        let one = self.one();
        let mut units = Vec::with_capacity(readings.len());
        for line in 0..self.lines {
            for slot in 0..self.slots {
                let own = decimals(line, slot).unwrap_or(0);
                let used =
                    line_decimals.get(line).copied().unwrap_or(0).min(slot_decimals.get(slot).copied().unwrap_or(0));
                let unit = 10_i128.saturating_pow(self.scale - own.max(used).min(self.scale));
                let value = self.value(line, slot);
                let shared = [line_steps.get(line), slot_steps.get(slot)];
                let step =
                    shared.into_iter().flatten().copied().filter(|step| *step > 1 && is_multiple(value, step * one));
                let coarse = step.max().map_or(unit, |step| step * one);
                units.push(unit.max(coarse));
            }
        }
        self.units = units;
        self.line_decimals = line_decimals;
    }

    /// The coarsest usual step of which all whole numbers in these cells are multiples; 1 when
    /// there is none or too few numbers to tell.
    fn step(&self, at: impl Iterator<Item = (usize, usize)>) -> i128 {
        const STEPS: [u64; 8] = [1000, 500, 100, 50, 20, 10, 5, 3];
        const ENOUGH: usize = 5;
        let mut values: Vec<u128> = Vec::new();
        let mut possible = STEPS.map(|_| true);
        let one = self.one();
        for (line, slot) in at.filter(|(line, slot)| self.is_number(*line, *slot)) {
            let value = self.value(line, slot);
            let whole = if one == 1 { value } else { value / one };
            if one != 1 && whole * one != value {
                return 1;
            }
            let whole = whole.unsigned_abs();
            if whole < 10 {
                continue;
            }
            for (possible, step) in possible.iter_mut().zip(STEPS) {
                *possible = *possible && divides(step, whole);
            }
            if !possible.contains(&true) {
                return 1;
            }
            values.push(whole);
        }
        values.sort_unstable();
        values.dedup();
        if values.len() < ENOUGH {
            return 1;
        }
        let enough = |step: u64| values.len() >= if step == 3 { 2 * ENOUGH } else { ENOUGH };
        let step = STEPS.into_iter().zip(possible).find(|(step, possible)| *possible && enough(*step));
        step.map_or(1, |(step, _)| i128::from(step))
    }
}

/// Whether more rows lie between two cells than places of the grid.
fn is_broken(a: Option<CellRef>, b: Option<CellRef>, places: usize) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a.row.0.abs_diff(b.row.0) as usize > places)
}

/// Whether a line can hold numbers.
fn counts(line: &Line) -> bool {
    !matches!(line.kind, LineKind::Heading | LineKind::Other)
}

/// Takes out lines and slots that only say which year is meant; a year is no figure.
fn blank_years(readings: &mut [Reading], slots: usize) {
    const ENOUGH: usize = 3;
    let is_year = |reading: &Reading| match reading {
        Reading::Number(number) => number::is_year(number.value()),
        _ => false,
    };
    let only_years = |cells: &mut dyn Iterator<Item = &Reading>| {
        let mut years = 0_usize;
        for reading in cells.filter(|reading| matches!(reading, Reading::Number(_))) {
            if !is_year(reading) {
                return false;
            }
            years += 1;
        }
        years >= ENOUGH
    };
    if slots == 0 {
        return;
    }
    let lines: Vec<bool> = readings.chunks(slots).map(|line| only_years(&mut line.iter())).collect();
    let columns: Vec<bool> =
        (0..slots).map(|slot| only_years(&mut readings.iter().skip(slot).step_by(slots))).collect();
    for (at, reading) in readings.iter_mut().enumerate() {
        if lines.get(at / slots) == Some(&true) || columns.get(at % slots) == Some(&true) {
            *reading = Reading::Blank;
        }
    }
}

/// The decimals that hold every number, bounded so that sums of many lines cannot overflow.
fn scale_of(readings: &[Reading]) -> u32 {
    let numbers = || {
        readings.iter().filter_map(|reading| if let Reading::Number(number) = reading { Some(number) } else { None })
    };
    let wanted = numbers().map(|number| number.decimals()).max().unwrap_or(0).min(MAX_SCALE);
    if wanted == 0 {
        return 0;
    }
    let size = |value: Decimal| match i64::try_from(value.mantissa()) {
        Ok(whole) if value.scale() == 0 => Some((whole as f64).abs()),
        _ => value.abs().to_f64(),
    };
    let largest = numbers().filter_map(|number| size(number.value())).fold(1.0, f64::max);
    // 10^24 leaves room for a sum of a million lines and for a product by a percentage.
    let room = (24.0 - largest.log10()).floor().max(0.0) as u32;
    wanted.min(room)
}

fn scaled(reading: Reading, scale: u32) -> i128 {
    let Reading::Number(number) = reading else { return 0 };
    let value = number.value();
    let rounded: Decimal = if value.scale() <= scale { value } else { number::round_half_away(value, scale) };
    let power = scale.saturating_sub(rounded.scale());
    rounded.mantissa().checked_mul(10_i128.saturating_pow(power)).unwrap_or(0)
}

/// The nearest double; the same as a cast, which takes much longer beyond 64 bits.
pub(super) fn float(value: i128) -> f64 {
    i64::try_from(value).map_or(value as f64, |value| value as f64)
}

fn is_multiple(value: i128, of: i128) -> bool {
    match (i64::try_from(value), i64::try_from(of)) {
        (Ok(value), Ok(of)) => value.checked_rem(of) == Some(0),
        _ => value.checked_rem(of) == Some(0),
    }
}

fn divides(step: u64, whole: u128) -> bool {
    u64::try_from(whole).map_or_else(|_| whole.is_multiple_of(u128::from(step)), |whole| whole.is_multiple_of(step))
}
