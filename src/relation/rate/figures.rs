//! The figures of a rate and of the columns that it may be made of, as floats: what is found is judged again by
//! the court that judges all relations.

use rust_decimal::prelude::ToPrimitive;

use super::formula::{Formula, Side};
use super::sample::{Amount, Sample};
use crate::table::{LineKind, Quantity, Reading, Table};
use crate::workbook::{CellRef, Col, Row};

/// What stands in a cell.
#[derive(Clone, Copy, Debug)]
enum Figure {
    /// A number, and half of the unit of its last digit.
    Number(f64, f64),
    Blank,
    Unreadable,
}

/// The figures of some columns, line by line.
pub(super) struct Figures {
    target: Vec<Figure>,
    columns: Vec<Vec<Figure>>,
}

/// What the lines say of a formula.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Proof {
    pub holds: usize,
    pub fails: usize,
    /// The lines that hold only because rounding of the columns excuses them.
    pub near: usize,
    /// The digits that the lines prove, each figure once.
    pub digits: f64,
    /// The different figures that prove any.
    pub witnesses: usize,
    /// The lines that hold and would not without one of the columns.
    pub matters: usize,
    /// The lines that hold and in which every column has a figure.
    pub takes_part: usize,
}

/// What binary floats may add, relative to the value.
const FLOAT_NOISE: f64 = 1e-9;
/// The digits that one line proves at most, as in the miner.
const MOST_DIGITS: f64 = 4.0;

/// The lines that a rate may be computed in.
pub(super) fn lines(table: &Table) -> impl Iterator<Item = Row> {
    let holds_rates = |at: usize| table.quantities.of_line(at) == Quantity::PerUnit;
    let lines = table.lines.iter().enumerate();
    lines
        .filter(move |(at, line)| !matches!(line.kind, LineKind::Other | LineKind::Heading) && !holds_rates(*at))
        .map(|(_, line)| line.row)
}

/// What a formula gives on one line.
#[derive(Clone, Copy)]
struct Given {
    value: f64,
    /// What the rounding of the columns may add.
    own: f64,
    top: f64,
    bottom: f64,
}

impl Given {
    /// `factor`: that of the formula.
    fn of((top, half_top): Amount, (bottom, half_bottom): Amount, factor: f64) -> Option<Self> {
        if bottom == 0.0 {
            return None;
        }
        let value = top / bottom * factor;
        let own = factor * (half_top / bottom.abs() + (top / bottom / bottom).abs() * half_bottom);
        Some(Self { value, own, top, bottom })
    }

    /// Whether the quotient is no copy of a figure.
    fn tells(self) -> bool {
        let log = self.bottom.abs().log10();
        let is_alike = (self.top - self.bottom).abs() < FLOAT_NOISE * self.bottom.abs();
        !(self.top == 0.0 || is_alike || log.fract() == 0.0)
    }
}

impl Figures {
    /// `most`: of a longer list every so manieth line is looked at.
    pub fn new(table: &Table, target: Col, columns: &[Col], most: usize) -> Self {
        let rows: Vec<Row> = lines(table)
            .filter(|row| matches!(table.reading(CellRef::new(*row, target)), Reading::Number(_)))
            .collect();
        let every = rows.len().div_ceil(most.max(1)).max(1);
        let rows: Vec<Row> = rows.into_iter().step_by(every).collect();
        let of = |col: Col| -> Vec<Figure> {
            rows.iter()
                .map(|row| match table.reading(CellRef::new(*row, col)) {
                    Reading::Number(number) => {
                        let value = number.value().to_f64().unwrap_or(f64::NAN);
                        Figure::Number(value, number.float_unit() / 2.0)
                    }
                    Reading::Blank => Figure::Blank,
                    Reading::Unreadable => Figure::Unreadable,
                })
                .collect()
        };
        Self { target: of(target), columns: columns.iter().map(|col| of(*col)).collect() }
    }

    fn at(&self, column: usize, line: usize) -> Figure {
        self.columns.get(column).and_then(|column| column.get(line)).copied().unwrap_or(Figure::Unreadable)
    }

    /// Lines spread over the table whose rate is not nothing.
    pub fn sample(&self, most: usize) -> Sample {
        let told = |line: &usize| matches!(self.target.get(*line), Some(Figure::Number(value, _)) if *value != 0.0);
        let lines: Vec<usize> = (0..self.target.len()).filter(told).collect();
        let every = lines.len().div_ceil(most).max(1);
        let lines = lines.into_iter().step_by(every).collect();
        Sample::new(lines, self.columns.len(), |side, line| self.side(side, line))
    }

    fn side(&self, side: Side, line: usize) -> Option<Amount> {
        let (mut sum, mut half, mut numbers) = (0.0, 0.0, 0_usize);
        let alone = matches!(side, Side::One(_));
        for (column, less) in side.terms() {
            match self.at(column, line) {
                Figure::Number(value, own) => {
                    sum += if less { -value } else { value };
                    half += own;
                    numbers += 1;
                }
                Figure::Blank if !alone => {}
                Figure::Blank | Figure::Unreadable => return None,
            }
        }
        (numbers > 0).then_some((sum, half))
    }

    /// `factor`: that of the formula.
    fn given(&self, formula: &Formula, factor: f64, line: usize) -> Option<Given> {
        Given::of(self.side(formula.top, line)?, self.side(formula.bottom, line)?, factor)
    }

    /// Whether a line obeys; `None` where nothing can be computed. `rounded`: as far as rounding excuses it.
    fn holds(&self, formula: &Formula, factor: f64, line: usize, rounded: bool) -> Option<bool> {
        self.obeys(self.given(formula, factor, line)?, line, rounded)
    }

    /// The same of what a formula gives there.
    fn obeys(&self, given: Given, line: usize, rounded: bool) -> Option<bool> {
        let Some(Figure::Number(found, half)) = self.target.get(line).copied() else { return None };
        let slack = half + if rounded { given.own } else { 0.0 } + FLOAT_NOISE * (1.0 + given.value.abs());
        Some((given.value - found).abs() <= slack)
    }

    /// Whether most of some lines obey.
    pub fn fits(&self, formula: &Formula, sample: &Sample) -> bool {
        let (mut hits, mut misses) = (0_usize, 0_usize);
        let Some(factor) = formula.factor.to_f64() else { return false };
        for (at, line) in sample.lines.iter().enumerate() {
            let sides = sample.amount(formula.top, at).zip(sample.amount(formula.bottom, at));
            let given = sides.and_then(|(top, bottom)| Given::of(top, bottom, factor));
            match given.and_then(|given| self.obeys(given, *line, true)) {
                Some(true) => hits += 1,
                Some(false) => misses += 1,
                None => {}
            }
            if misses * 3 > sample.lines.len() {
                return false;
            }
        }
        hits > misses * 2
    }

    /// What all lines say, in the reading that proves more: figures to the last digit, or rounded ones.
    pub fn proof(&self, formula: &Formula) -> Proof {
        let (exact, rounded) = (self.read(formula, false), self.read(formula, true));
        if exact.fails <= rounded.fails && exact.digits >= rounded.digits { exact } else { rounded }
    }

    fn read(&self, formula: &Formula, rounded: bool) -> Proof {
        let simpler = formula.simpler();
        let mut proof = Proof::default();
        let mut proved: Vec<(u64, f64)> = Vec::new();
        // No other form of the formula has another factor.
        let Some(factor) = formula.factor.to_f64() else { return proof };
        for line in 0..self.target.len() {
            let Some(given) = self.given(formula, factor, line) else { continue };
            match self.obeys(given, line, rounded) {
                None => continue,
                Some(false) => {
                    proof.fails += 1;
                    continue;
                }
                Some(true) => proof.holds += 1,
            }
            proof.near += usize::from(rounded && self.obeys(given, line, false) == Some(false));
            if !given.tells() {
                continue;
            }
            let Some(Figure::Number(found, half)) = self.target.get(line).copied() else { continue };
            let width = 2.0 * (half + if rounded { given.own } else { 0.0 });
            let digits = (given.value.abs() / width).log10().clamp(0.0, MOST_DIGITS);
            if digits <= 0.0 {
                continue;
            }
            proved.push((found.to_bits(), digits));
            let full =
                |(column, _): (usize, bool)| matches!(self.at(column, line), Figure::Number(value, _) if value != 0.0);
            let is_full = formula.top.terms().chain(formula.bottom.terms()).all(full);
            proof.takes_part += usize::from(is_full);
            let holds = |formula: &Formula| self.holds(formula, factor, line, rounded) == Some(true);
            proof.matters += usize::from(is_full && !simpler.iter().any(holds));
        }
        proved.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        proved.dedup_by(|a, b| a.0 == b.0);
        proof.witnesses = proved.len();
        proof.digits = proved.iter().map(|(_, digits)| digits).sum();
        proof
    }
}
