//! Thousands that were read as fractions: "1.800" typed into an Excel that takes the point for a decimal mark is
//! stored as 1,8, and "12.000" as 12.
//!
//! Which figures were meant a thousandfold is decided for the whole table before any law is judged, so that no
//! other figure is accused for them: by what is counted, by the laws that hold under one reading and not the
//! other, and by the figures of the same line.

mod counts;
mod laws;
mod lines;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::Standing;
use crate::number::Number;
use crate::table::{Column, Reading, Table, Unit};
use crate::words::{Sense, Senses, senses};
use crate::workbook::CellRef;

/// Decimals that a group of three digits leaves at most, once its zeros are gone.
const MOST_DECIMALS: u32 = 3;

/// Corrects the readings of figures that were meant a thousandfold, and keeps what they store.
///
/// `typed` tells the cells that hold a typed number and show no decimals of their own, `laws` finds the laws of a
/// table under other readings; it is asked only where two readings are possible.
pub fn read_thousands(table: &mut Table, typed: impl Fn(CellRef) -> bool, laws: impl Fn(&Table) -> Vec<Standing>) {
    let mut open = Open::of(table, typed);
    if open.fractions.is_empty() {
        return;
    }
    let counted = counts::misread(table, &open);
    open.settle(table, &counted);
    if laws::may_tell(table, &open) {
        let told = laws::misread(table, &open, laws);
        open.settle(table, &told);
    }
    // What the line tells of one column, it may tell of the next.
    for _ in 0..MOST_ROUNDS {
        let beside = lines::misread(table, &open);
        if beside.is_empty() {
            break;
        }
        open.settle(table, &beside);
    }
}

/// The same for the figures that broken laws leave open: whole numbers ("12.000" stored as 12). Whether any was
/// found.
pub fn read_thousands_left(table: &mut Table, typed: impl Fn(CellRef) -> bool, standings: &[Standing]) -> bool {
    let mut open = Open::of(table, typed);
    let before = table.thousands.len();
    for _ in 0..MOST_ROUNDS {
        let told = laws::mended(table, &open, standings, table.thousands.len() == before);
        if told.is_empty() {
            break;
        }
        open.settle(table, &told);
        let beside = lines::misread(table, &open);
        open.settle(table, &beside);
    }
    table.thousands.len() > before
}

/// A figure settles its neighbours, and these theirs: no form needs more rounds.
const MOST_ROUNDS: usize = 4;

/// The typed figures that may have been meant a thousandfold, with what they store.
#[derive(Default)]
struct Open {
    /// 1,8: as it stands it has decimals.
    fractions: BTreeMap<CellRef, Number>,
    /// 12: as it stands it is whole.
    whole: BTreeMap<CellRef, Number>,
}

impl Open {
    fn of(table: &Table, typed: impl Fn(CellRef) -> bool) -> Self {
        let mut open = Self::default();
        let columns: BTreeSet<_> =
            table.number_columns().filter(|column| may_be_amounts(column)).map(|column| column.col).collect();
        for (cell, reading) in table.readings.iter() {
            let Reading::Number(number) = reading else { continue };
            let value = number.value().normalize();
            let in_range = value.abs() >= Decimal::ONE && value.abs() < Decimal::ONE_THOUSAND;
            if !in_range || value.scale() > MOST_DECIMALS || !columns.contains(&cell.col) {
                continue;
            }
            let unit = table.line_at(cell.row).and_then(|(_, line)| line.unit.as_ref());
            let unit = unit.or_else(|| table.column(cell.col).and_then(|column| column.unit.as_ref()));
            // "ĐVT: hộ, %" is that of counts and of percents, and the headers tell which.
            let per = |unit: &Unit| unit.as_str().contains('/') || !unit.as_str().contains('%') && unit.is_rate();
            if unit.or(table.unit.as_ref()).is_some_and(per)
                || table.thousands.contains_key(&cell)
                || of_averages(table, cell)
                || !typed(cell)
            {
                continue;
            }
            let kind = if value.is_integer() { &mut open.whole } else { &mut open.fractions };
            kind.insert(cell, number);
        }
        open
    }

    /// Reads these figures as they were meant.
    fn settle(&mut self, table: &mut Table, misread: &BTreeSet<CellRef>) {
        for cell in misread {
            let stored = self.fractions.remove(cell).or_else(|| self.whole.remove(cell));
            let Some((stored, meant)) = stored.and_then(|stored| Some((stored, meant(stored)?))) else { continue };
            table.readings.set(*cell, Reading::Number(meant));
            table.thousands.insert(*cell, stored);
        }
    }

    /// What a figure stores, if it is open.
    fn get(&self, cell: CellRef) -> Option<Number> {
        self.fractions.get(&cell).or_else(|| self.whole.get(&cell)).copied()
    }
}

fn meant(stored: Number) -> Option<Number> {
    Some(Number::new(stored.value().checked_mul(Decimal::ONE_THOUSAND)?.normalize(), 0))
}

/// Not a column of rates: percents, so much for each of something ("Số đơn/1000 dân").
fn may_be_amounts(column: &Column) -> bool {
    let parts: Vec<String> = column.header.iter().map(|part| without_printed_rate(part)).collect();
    let percent = column.unit.as_ref().is_some_and(|unit| unit.as_str() == "%");
    let percent = percent && parts.iter().any(|part| part.contains('%'));
    let rate = column.unit.as_ref().is_some_and(|unit| unit.as_str() != "%" && unit.is_rate());
    !percent && !rate && !parts.iter().any(|part| averages(senses(part)) || is_per(part))
}

/// "Thuế GTGT (8%)" holds amounts: the rate that they are taken at is no unit.
fn without_printed_rate(header: &str) -> String {
    let mut bare = String::with_capacity(header.len());
    for letter in header.chars() {
        let after_digit = bare.trim_end().ends_with(|c: char| c.is_ascii_digit());
        if letter != '%' || !after_digit {
            bare.push(letter);
        }
    }
    bare
}

/// "Số đơn/1000 dân"; a day of the year ("30/9") has digits on both sides.
fn is_per(header: &str) -> bool {
    header.match_indices('/').any(|(at, _)| {
        let before = header.get(..at).and_then(|text| text.trim_end().chars().next_back());
        before.is_some_and(|letter| !letter.is_ascii_digit())
    })
}

/// Whether a header or unit says that its figures stand for thousands or more.
fn names_thousands(text: &str) -> bool {
    let text = text.to_lowercase();
    ["nghìn", "ngàn", "1000", "1.000", "triệu", "tr đ", "tr.đ", "tỷ đ", "thousand", "million"]
        .iter()
        .any(|word| text.contains(word))
}

/// Whether words name an average or so much for each of something: 2,92 persons a household are no 2.920.
fn averages(said: Senses) -> bool {
    [Sense::Average, Sense::Intensity, Sense::Percent].into_iter().any(|sense| said.has(sense))
        && !said.has(Sense::MeanStock)
}

/// Whether the words before a cell, or those above in the outline, do.
fn of_averages(table: &Table, cell: CellRef) -> bool {
    let line = table.line_at(cell.row).map(|(_, line)| line);
    let above = std::iter::successors(line, |line| line.parent.and_then(|parent| table.line(parent)));
    above.take(MOST_LEVELS).any(|line| averages(line.said))
}

/// How many levels of the outline are looked at above a line: deeper ones do not occur in forms.
const MOST_LEVELS: usize = 8;

/// Whether a header names a price, which has decimals where what it buys is counted.
fn is_price(table: &Table, cell: CellRef) -> bool {
    let names = |column: &Column| column.header.iter().any(|part| senses(part).has(Sense::Price));
    table.column(cell.col).is_some_and(names)
        || table.line_at(cell.row).is_some_and(|(_, line)| line.said.has(Sense::Price))
}

#[cfg(test)]
mod tests;
