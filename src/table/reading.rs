//! What a table reads in a cell.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::change::change;
use super::grid::{GridRow, Look, text_of};
use super::{Column, ColumnKind, Figures, Unit};
use crate::number::{ColumnEvidence, Entry, Mark, Notation, Number, Written, candidates, decide, marked};
use crate::workbook::{CellRef, Col, Value, Workbook};

/// What a table reads in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A number, read in the notation of its column.
    Number(Number),
    /// Blank, "-", "…", "x": nothing in a sum, missing in a ratio.
    Blank,
    /// Text or an error value: whatever depends on it cannot be computed.
    Unreadable,
}

/// What stands in a cell beside its figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beside {
    /// The mark of a footnote, or the word for what is counted.
    Mark,
    /// Letters for digits, or a mark typed twice.
    Slip,
    /// The word of a rise or a fall: "Tăng 15".
    Change,
}

/// The typed numbers of one column, before their notation is known.
#[derive(Default)]
struct Typed {
    cells: Vec<CellRef>,
    entries: Vec<Entry>,
    /// Those that tell a fall.
    falls: BTreeSet<CellRef>,
    stored: Vec<Number>,
    /// Stored fractions that are shown as percents.
    percents: Vec<(CellRef, Number)>,
    /// Whether a text ends in a percent sign.
    writes_percents: bool,
}

impl Typed {
    /// Whether the column holds percents as such (24,25) beside fractions that are shown as percents (0,2425).
    ///
    /// A stored number above [`MOST_FRACTION`] is a percent rather than a fraction that lacks its format.
    fn mixes_percents(&self) -> bool {
        let others = || self.stored.iter().map(|number| number.value().abs()).filter(|value| !value.is_zero());
        let points = others().filter(|value| *value > MOST_FRACTION).count();
        !self.percents.is_empty() && (self.writes_percents || points > 0 && points * 2 > others().count())
    }
}

/// Most fractions that are meant as percents lie below: 150 %.
const MOST_FRACTION: Decimal = Decimal::from_parts(15, 0, 0, false, 1);

/// What was read in a body.
pub(super) struct Read {
    pub figures: Figures,
    pub notations: BTreeMap<Col, Notation>,
    pub points: BTreeSet<CellRef>,
    pub marks: BTreeMap<CellRef, Beside>,
}

/// Reads the cells of all number columns. The notation of a column is decided from all its cells;
/// what its own cells leave open, the other columns of the table decide.
pub(super) fn read(workbook: &Workbook, columns: &[Column], body: &[&GridRow<'_>]) -> Read {
    let mut readings = Figures::default();
    let mut marks = BTreeMap::new();
    let mut of_columns: Vec<(&Column, Typed)> = columns.iter().map(|column| (column, Typed::default())).collect();
    let units = columns.iter().find(|column| column.kind == ColumnKind::Unit).map(|column| column.col);
    for row in body {
        let unit = units.and_then(|col| row.get(col)).and_then(|cell| Unit::new(&text_of(cell.cell)));
        // Both go from left to right.
        let mut ahead = of_columns.iter_mut();
        for cell in &row.cells {
            let Some((column, typed)) = ahead.find(|(column, _)| column.col == cell.col) else { break };
            if column.kind != ColumnKind::Number {
                continue;
            }
            let at = CellRef::new(row.row, cell.col);
            let unit = unit.as_ref().or(column.unit.as_ref());
            match &cell.cell.value {
                Value::Number(number) => {
                    let number = without_float_noise(*number);
                    readings.set(at, Reading::Number(number));
                    match workbook.percents(cell.cell.style) {
                        1 => typed.percents.push((at, number)),
                        _ => typed.stored.push(number),
                    }
                }
                Value::Text(text) if matches!(cell.look, Look::Number | Look::Text) => {
                    // Until the notation of the column is known.
                    readings.set(at, Reading::Unreadable);
                    let told = || change(text, unit).map(|(written, falls)| (written, Some(Beside::Change), falls));
                    let plain = written(text, unit).map(|(written, beside)| (written, beside, false));
                    let Some((written, beside, falls)) = plain.or_else(told) else { continue };
                    if falls {
                        typed.falls.insert(at);
                    }
                    marks.extend(beside.map(|beside| (at, beside)));
                    let rate = column.unit.as_ref().is_some_and(Unit::is_rate);
                    let whole = !rate && unit.is_some_and(Unit::counts_whole_things);
                    typed.writes_percents |= text.trim_end().ends_with('%');
                    typed.cells.push(at);
                    typed.entries.push(Entry { written, whole });
                }
                Value::Empty | Value::Text(_) => {}
                Value::Vast(_) | Value::Date(_) | Value::Bool(_) | Value::Error(_) => {
                    readings.set(at, Reading::Unreadable);
                }
            }
        }
    }
    let preference = preference(of_columns.iter().map(|(_, typed)| typed));
    let mut notations = BTreeMap::new();
    let mut points = BTreeSet::new();
    for (column, typed) in &mut of_columns {
        if typed.mixes_percents() {
            for (at, number) in &typed.percents {
                let Some(printed) = in_points(*number) else { continue };
                readings.set(*at, Reading::Number(printed));
                points.insert(*at);
            }
        }
        typed.stored.extend(typed.percents.iter().map(|(_, number)| *number));
        if typed.entries.is_empty() {
            continue;
        }
        let evidence =
            ColumnEvidence { entries: &typed.entries, stored: &typed.stored, preference, ..ColumnEvidence::default() };
        let decision = decide(&evidence);
        for (at, entry) in typed.cells.iter().zip(&typed.entries) {
            let number = decision.read(entry.written).map(|number| match typed.falls.contains(at) {
                true => Number::new(-number.value(), number.decimals()),
                false => number,
            });
            readings.set(*at, number.map_or(Reading::Unreadable, Reading::Number));
        }
        notations.insert(column.col, decision.notation);
    }
    blank_sentinels(&mut readings, body);
    Read { figures: readings, notations, points, marks }
}

/// What a text can be read as, and what stands beside the figure. A word is passed over when it names what the
/// column counts, or whole things: "5 triệu" is not five.
fn written(text: &str, unit: Option<&Unit>) -> Option<(Written, Option<Beside>)> {
    match candidates(text) {
        Written::Unreadable => {}
        written => return Some((written, None)),
    }
    let (written, mark) = marked(text)?;
    let beside = match mark {
        Mark::Footnote(_) => Beside::Mark,
        Mark::Mistyped => Beside::Slip,
        Mark::Word(word) => {
            let word = Unit::new(word)?;
            if Some(&word) != unit && !word.counts_whole_things() {
                return None;
            }
            Beside::Mark
        }
    };
    Some((written, Some(beside)))
}

/// A stored fraction as the percent that it shows: 0,2425 as 24,25.
fn in_points(number: Number) -> Option<Number> {
    let value = number.value().checked_mul(Decimal::ONE_HUNDRED)?;
    Some(Number::new(value, number.decimals().saturating_sub(2)))
}

/// What stands in every column of a line for which there are no figures.
const SENTINELS: [i64; 5] = [-1, -9, -99, -999, -9999];
/// In so many columns the same negative number is no accident.
const EVERYWHERE: usize = 3;

/// Reads lines of one sentinel as blank: -1 in every column is no amount.
fn blank_sentinels(readings: &mut Figures, body: &[&GridRow<'_>]) {
    for row in body {
        let cells = readings.row(row.row);
        let is_sentinel = |number: Number| SENTINELS.iter().any(|sentinel| number.value() == (*sentinel).into());
        let same = |reading: &Reading| match (cells.first(), reading) {
            (Some((_, Reading::Number(first))), Reading::Number(number)) => {
                number.value() == first.value() && is_sentinel(*number)
            }
            _ => false,
        };
        if cells.len() < EVERYWHERE || !cells.iter().all(|(_, reading)| same(reading)) {
            continue;
        }
        let cols: Vec<Col> = cells.iter().map(|(col, _)| *col).collect();
        for col in cols {
            readings.set(CellRef::new(row.row, col), Reading::Blank);
        }
    }
}

/// Significant digits of a stored number that carries all that a double can: the result of a
/// formula, whose last digits depend on the order in which Excel computed it.
const COMPUTED_DIGITS: u32 = 15;
/// Significant digits of such a number that any order of computing gives.
const SURE_DIGITS: u32 = 12;

/// The number with the decimals that are sure. The value stays as it is stored.
fn without_float_noise(number: Number) -> Number {
    if number.value().mantissa().unsigned_abs() < 10_u128.pow(COMPUTED_DIGITS - 1) {
        return number;
    }
    let digits = number.value().normalize().mantissa().unsigned_abs().checked_ilog10().map_or(1, |log| log + 1);
    if digits < COMPUTED_DIGITS {
        return number;
    }
    let noise = digits - SURE_DIGITS;
    Number::new(number.value(), number.value().normalize().scale().saturating_sub(noise))
}

/// The notation that the shapes of the whole table speak for.
fn preference<'t>(typed: impl Iterator<Item = &'t Typed>) -> Option<Notation> {
    let mut votes = [0_usize, 0];
    for entry in typed.flat_map(|typed| &typed.entries) {
        let vote = match entry.written {
            Written::Only(notation, _) => Some(notation),
            Written::Ambiguous { vietnamese, .. } if entry.whole => {
                Some(if vietnamese.decimals() == 0 { Notation::Vietnamese } else { Notation::English })
            }
            _ => None,
        };
        match vote {
            Some(Notation::Vietnamese) => votes[0] += 1,
            Some(Notation::English) => votes[1] += 1,
            None => {}
        }
    }
    match votes[0].cmp(&votes[1]) {
        std::cmp::Ordering::Greater => Some(Notation::Vietnamese),
        std::cmp::Ordering::Less => Some(Notation::English),
        std::cmp::Ordering::Equal => None,
    }
}
