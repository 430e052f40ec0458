//! The figures of a table in scaled integers, row by row; both axes of a grid look at them.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::grid::float;
use crate::number::{self, Number};
use crate::table::{Reading, Table};
use crate::workbook::{Col, Row};

/// The most decimals that are kept; longer fractions are the tails of binary floats.
const MAX_SCALE: u32 = 9;
/// The usual steps to which figures are rounded, the coarsest first.
const STEPS: [u64; 8] = [1000, 500, 100, 50, 20, 10, 5, 3];
/// All of [`STEPS`].
const ALL_STEPS: u8 = u8::MAX;
/// So many different figures must share a step before it is believed; of threes, twice as many.
const ENOUGH: usize = 5;

/// Values are integers: the printed value times `10^scale`.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    pub rows: Vec<Row>,
    pub cols: Vec<Col>,
    pub scale: u32,
    /// The scaled integer that stands for 1.
    pub one: i128,
    /// Row by row, nothing as zero.
    pub values: Vec<i128>,
    /// The same as printed.
    pub floats: Vec<f64>,
    /// Row by row, an index into the units.
    units: Vec<u8>,
    pub states: Vec<State>,
    /// The units that a figure may have, scaled, and as printed.
    kinds: Vec<(i128, f64)>,
    pub of_rows: Vec<Summary>,
    pub of_cols: Vec<Summary>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Blank,
    Number,
    Unreadable,
}

/// What the figures of one row or column have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Summary {
    /// How many numbers there are.
    pub numbers: usize,
    /// How many of them are not zero.
    pub filled: usize,
    /// How many of them carry decimals that are not zero.
    pub fractions: usize,
    /// The most decimals that one of them shows.
    pub decimals: u32,
    /// Whether all figures fit 48 bits.
    pub small: bool,
    /// The place among [`STEPS`] of the coarsest that all whole numbers are multiples of.
    step: Option<usize>,
}

impl Summary {
    const NOTHING: Self = Self { numbers: 0, filled: 0, fractions: 0, decimals: 0, small: true, step: None };
}

impl Cells {
    /// The figures where rows and columns cross. A row or column that only says which year is
    /// meant holds no figures.
    pub fn new(table: &Table, rows: Vec<Row>, cols: Vec<Col>) -> Self {
        let mut readings: Vec<Reading> = Vec::with_capacity(rows.len().saturating_mul(cols.len()));
        for row in &rows {
            let mut ahead = table.readings.row(*row).iter().peekable();
            readings.extend(cols.iter().map(|col| {
                while ahead.next_if(|(other, _)| other < col).is_some() {}
                ahead.next_if(|(other, _)| other == col).map_or(Reading::Blank, |(_, reading)| *reading)
            }));
        }
        blank_years(&mut readings, rows.len(), cols.len());
        let scale = scale_of(&readings);
        let one = 10_i128.saturating_pow(scale);
        let state = |reading: &Reading| match reading {
            Reading::Number(_) => State::Number,
            Reading::Blank => State::Blank,
            Reading::Unreadable => State::Unreadable,
        };
        let values: Vec<i128> = readings.iter().map(|reading| scaled(*reading, scale)).collect();
        let mut cells = Self {
            scale,
            one,
            floats: values.iter().map(|value| float(*value) / one as f64).collect(),
            units: Vec::new(),
            states: readings.iter().map(state).collect(),
            kinds: kinds(one),
            of_rows: vec![Summary::NOTHING; rows.len()],
            of_cols: vec![Summary::NOTHING; cols.len()],
            rows,
            cols,
            values,
        };
        cells.summarise(&readings);
        cells.settle_units(&readings);
        cells
    }

    /// Some of the rows, in which each column is shifted by so many rows, from its end to its beginning. What is known
    /// of whole rows is not known of these.
    pub fn shifted(&self, rows: &[usize], by: impl Fn(usize) -> usize) -> Self {
        let (height, width) = (self.rows.len().max(1), self.cols.len().max(1));
        let by: Vec<usize> = (0..width).map(by).collect();
        // Where each figure is taken from, row by row.
        let places: Vec<usize> = rows
            .iter()
            .flat_map(|row| by.iter().enumerate().map(move |(col, by)| (row + by) % height * width + col))
            .collect();
        Self {
            rows: rows.iter().filter_map(|row| self.rows.get(*row)).copied().collect(),
            cols: self.cols.clone(),
            values: taken(&self.values, &places),
            floats: taken(&self.floats, &places),
            units: taken(&self.units, &places),
            states: taken(&self.states, &places),
            kinds: self.kinds.clone(),
            of_rows: rows.iter().filter_map(|row| self.of_rows.get(*row)).copied().collect(),
            of_cols: self.of_cols.clone(),
            ..*self
        }
    }

    /// The unit of the last digit that a value really carries, scaled, and as printed.
    #[inline]
    pub fn unit(&self, at: usize) -> Option<(i128, f64)> {
        self.kinds.get(usize::from(*self.units.get(at)?)).copied()
    }

    fn summarise(&mut self, readings: &[Reading]) {
        let width = self.cols.len().max(1);
        let lines = readings.chunks(width).zip(self.values.chunks(width));
        let mut of_cols = vec![Steps::default(); self.cols.len()];
        let mut of_row = Steps::default();
        for ((readings, values), row) in lines.zip(&mut self.of_rows) {
            let cols = self.of_cols.iter_mut().zip(&mut of_cols);
            for ((reading, value), (col, of_col)) in readings.iter().zip(values).zip(cols) {
                if let Reading::Number(number) = reading {
                    let figure = Figure::new(*value, self.one, number.decimals().min(self.scale));
                    row.add(&figure);
                    of_row.add(&figure);
                    col.add(&figure);
                    of_col.add(&figure);
                }
            }
            row.step = of_row.settle();
        }
        for (col, mut steps) in self.of_cols.iter_mut().zip(of_cols) {
            col.step = steps.settle();
        }
    }

    /// A number shows what its format shows, which may be less or more than is known: among halves,
    /// "63" typed without a format is 63,0; among multiples of 100, 1500 carries two digits. The
    /// unit of a cell follows its own decimals, those that both its line and its slot use, and the
    /// coarsest step that all numbers of its line or slot share.
    fn settle_units(&mut self, readings: &[Reading]) {
        let width = self.cols.len().max(1);
        self.units.reserve(readings.len());
        let lines = readings.chunks(width).zip(self.values.chunks(width));
        for ((readings, values), row) in lines.zip(&self.of_rows) {
            for ((reading, value), col) in readings.iter().zip(values).zip(&self.of_cols) {
                let own = match reading {
                    Reading::Number(number) => number.decimals().min(self.scale),
                    _ => 0,
                };
                let used = row.decimals.min(col.decimals);
                // The coarsest come first.
                let shared = [row.step, col.step].into_iter().flatten();
                let coarse = shared.filter(|step| is_step_of(*step, *value, self.one)).min();
                let kind = coarse.unwrap_or(STEPS.len() + own.max(used).min(self.scale) as usize);
                self.units.push(u8::try_from(kind).unwrap_or(0));
            }
        }
    }
}

fn taken<T: Copy>(from: &[T], places: &[usize]) -> Vec<T> {
    places.iter().filter_map(|at| from.get(*at)).copied().collect()
}

/// The units that figures may have: the steps, then the places after the decimal mark.
fn kinds(one: i128) -> Vec<(i128, f64)> {
    let steps = STEPS.map(|step| one.saturating_mul(i128::from(step)));
    let places = (0..=MAX_SCALE).map(|places| (one / 10_i128.saturating_pow(places)).max(1));
    steps.into_iter().chain(places).map(|unit| (unit, float(unit) / float(one))).collect()
}

fn is_step_of(step: usize, value: i128, one: i128) -> bool {
    STEPS.get(step).is_some_and(|step| is_multiple(value, one.saturating_mul(i128::from(*step))))
}

/// One number as the summaries of its row and its column see it.
struct Figure {
    value: i128,
    decimals: u32,
    /// The whole number without its sign, if it is one.
    whole: Option<u128>,
    /// Which of [`STEPS`] divide it.
    steps: u8,
}

impl Figure {
    fn new(value: i128, one: i128, decimals: u32) -> Self {
        let whole = if one == 1 { Some(value) } else { divided(value, one) };
        let whole = whole.map(i128::unsigned_abs);
        Self { value, decimals, whole, steps: whole.map_or(0, steps_of) }
    }
}

fn steps_of(whole: u128) -> u8 {
    // What neither 5 nor 3 divides no step does, but those of two and ten: all are multiples of five.
    if !divides(5, whole) && !divides(3, whole) {
        return 0;
    }
    STEPS.iter().enumerate().fold(0, |steps, (at, step)| steps | u8::from(divides(*step, whole)) << at)
}

/// Figures and units below this add up in 64 bits: the longest run of them, twice.
const SMALL: u128 = 1 << 48;

impl Summary {
    fn add(&mut self, figure: &Figure) {
        self.numbers += 1;
        self.filled += usize::from(figure.value != 0);
        self.fractions += usize::from(figure.whole.is_none());
        self.decimals = self.decimals.max(figure.decimals);
        self.small &= figure.value.unsigned_abs() < SMALL;
    }
}

/// The steps that all numbers of a row or column so far are multiples of.
#[derive(Clone, Debug)]
struct Steps {
    possible: u8,
    /// The numbers, as long as some step is possible.
    whole: Vec<u128>,
}

impl Default for Steps {
    fn default() -> Self {
        Self { possible: ALL_STEPS, whole: Vec::new() }
    }
}

/// Smaller whole numbers are multiples of hardly anything.
const LEAST: u128 = 10;

impl Steps {
    fn add(&mut self, figure: &Figure) {
        match figure.whole {
            Some(whole) if self.possible != 0 && whole >= LEAST => {
                self.possible &= figure.steps;
                self.whole.push(whole);
            }
            Some(_) => {}
            None => self.possible = 0,
        }
    }

    /// The coarsest of the steps, if there are enough numbers to tell; then starts anew.
    fn settle(&mut self) -> Option<usize> {
        let possible = std::mem::replace(&mut self.possible, ALL_STEPS);
        let mut whole = std::mem::take(&mut self.whole);
        if possible == 0 || whole.len() < ENOUGH {
            whole.clear();
            self.whole = whole;
            return None;
        }
        whole.sort_unstable();
        whole.dedup();
        let enough = |step: u64| whole.len() >= if step == 3 { 2 * ENOUGH } else { ENOUGH };
        STEPS.iter().enumerate().position(|(at, step)| possible >> at & 1 == 1 && enough(*step))
    }
}

/// Takes out rows and columns that only say which year is meant; a year is no figure.
fn blank_years(readings: &mut [Reading], height: usize, width: usize) {
    const ENOUGH: usize = 3;
    if width == 0 {
        return;
    }
    let is_year = |number: &Number| number::is_year(number.value());
    let number = |reading: &Reading| match reading {
        Reading::Number(number) => Some(*number),
        _ => None,
    };
    let mut years_of_cols = vec![0_usize; width];
    // The columns that have held nothing but years so far.
    let mut open: Vec<usize> = (0..width).collect();
    let mut rows = Vec::with_capacity(height);
    for row in readings.chunks(width) {
        let numbers = || row.iter().filter_map(number);
        rows.push(numbers().all(|number| is_year(&number)) && numbers().count() >= ENOUGH);
        open.retain(|col| {
            let Some(number) = row.get(*col).and_then(number) else { return true };
            if let Some(years) = years_of_cols.get_mut(*col) {
                *years += 1;
            }
            is_year(&number)
        });
    }
    open.retain(|col| years_of_cols.get(*col).is_some_and(|years| *years >= ENOUGH));
    for (row, only_years) in readings.chunks_mut(width).zip(rows) {
        if only_years {
            row.fill(Reading::Blank);
        }
        for col in &open {
            if let Some(reading) = row.get_mut(*col) {
                *reading = Reading::Blank;
            }
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

/// The quotient, where nothing is left.
fn divided(value: i128, by: i128) -> Option<i128> {
    match (i64::try_from(value), i64::try_from(by)) {
        (Ok(value), Ok(by)) => (value.checked_rem(by)? == 0).then(|| i128::from(value / by)),
        _ => (value.checked_rem(by)? == 0).then(|| value / by),
    }
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
