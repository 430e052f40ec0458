//! Where whole things are counted: persons, households, votes, cattle.
//!
//! What is counted was never rounded: 7 and 9 persons are 16, in a table of three lines as in one of a
//! thousand. Money, areas and thousands of anything are amounts, in which a unit of the last place may
//! be lost to rounding. Words say which it is: the unit of the column or the line, else the header of
//! the column. The figures may contradict them: what all ends in zeros was rounded, and so was what adds up
//! to within a unit in more than one place.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::expr::Counting;
use super::slack::Outcome;
use super::{Pattern, Readings, Relation};
use crate::number::Verdict;
use crate::table::{Column, Reading, Rounding, Table, Unit};
use crate::words::{Sense, Senses, senses};
use crate::workbook::{CellRef, Col, Row};

/// So many relations of a law must hold to the last unit.
const LEAST_EXACT: usize = 1;
/// Of so many that hold to the last unit one may miss by a unit, and one at any rate.
const EXACT_FOR_EACH: usize = 20;

/// So many of anything were not counted one by one: the population of a country is an estimate, and its
/// parts were rounded each by itself.
const MOST_COUNTED: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// The columns and lines whose figures count whole things, by their words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Whether a column says that it counts, or that it does not; nothing is known of others.
    columns: BTreeMap<Col, bool>,
    lines: BTreeMap<Row, bool>,
    /// Whether the unit of the whole table counts.
    all: Option<bool>,
}

impl Counts {
    /// What the words of a table say.
    pub fn of(table: &Table) -> Self {
        let of_unit = |unit: &Unit| {
            let counts = unit.counts_whole_things() || senses(unit.as_str()).has(Sense::CountUnit);
            (counts || unit.can_only_count()) && !unit.as_str().contains('/')
        };
        let of_column = |column: &Column| {
            let said = column.header.iter().map(|header| senses(header));
            column.unit.as_ref().map(of_unit).or_else(|| of_words(said))
        };
        let columns = table.columns.iter().filter_map(|column| Some((column.col, of_column(column)?)));
        // A village may be called "Nam": the name of a line alone does not say that it counts.
        let lines = table.lines.iter().filter_map(|line| {
            let denied = || of_words([line.said].into_iter()).filter(|counts| !counts);
            Some((line.row, line.unit.as_ref().map(of_unit).or_else(denied)?))
        });
        Self { columns: columns.collect(), lines: lines.collect(), all: table.unit.as_ref().map(of_unit) }
    }

    fn says(&self, cell: CellRef) -> Option<bool> {
        let (column, line) = (self.columns.get(&cell.col), self.lines.get(&cell.row));
        match (column, line) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), _) | (_, Some(true)) => Some(true),
            (None, None) => self.all,
        }
    }
}

impl Readings<CellRef> for Table {
    fn reading(&self, cell: CellRef) -> Reading {
        Table::reading(self, cell)
    }

    fn counting(&self) -> Option<Counting<'_, CellRef>> {
        let counts = Counts::of(self);
        let says_nothing = counts.columns.is_empty() && counts.lines.is_empty() && counts.all.is_none();
        (!says_nothing).then(|| -> Counting<'_, CellRef> { Box::new(move |cell| counts.says(cell)) })
    }

    fn rounding(&self) -> Rounding {
        self.rounding
    }
}

/// Whether a sum relates whole things, as at least one of its figures says; `None` where a figure says that
/// it is something else.
fn has<I: Copy>(counting: &Counting<'_, I>, relation: &Relation<I>) -> Option<bool> {
    let mut counts = false;
    for said in relation.cells().filter_map(counting) {
        if !said {
            return None;
        }
        counts = true;
    }
    Some(counts)
}

/// For each relation of a law, whether it is a sum of whole things that rounding excuses in nothing.
/// `judged` has one for each, under [`Slack::Rounded`](crate::number::Slack::Rounded).
pub(super) fn exact<I: Copy + Ord>(
    counting: &Counting<'_, I>,
    pattern: &Pattern<I>,
    judged: &[Outcome],
    readings: &(impl Readings<I> + ?Sized),
) -> Vec<bool> {
    let mut of_counts = vec![false; pattern.relations.len()];
    let (mut exact, mut near) = (0_usize, 0_usize);
    for ((relation, judged), counts) in pattern.relations.iter().zip(judged).zip(&mut of_counts) {
        let Ok(judged) = judged else { continue };
        // The column of the totals often says no more than "Tổng số": it tells of rounding all the same.
        let is_told = relation.expr.is_additive() && is_counted(relation, readings);
        if let Some(said) = is_told.then(|| has(counting, relation)).flatten() {
            *counts = said;
            exact += usize::from(judged.verdict == Verdict::Exact);
            near += usize::from(judged.verdict.holds() && judged.verdict != Verdict::Exact);
        }
    }
    if exact < LEAST_EXACT || near > 1.max(exact / EXACT_FOR_EACH) {
        of_counts.fill(false);
    }
    of_counts
}

/// Whether a whole number ends in another digit than zero.
fn ends_in_a_digit(value: Decimal) -> bool {
    match value.scale() {
        0 => value.mantissa() % 10 != 0,
        _ => value.checked_rem(Decimal::TEN).is_some_and(|rest| !rest.is_zero()),
    }
}

/// Whether words that stand above one another say that things are counted; `None` where they say nothing.
fn of_words(said: impl Iterator<Item = Senses>) -> Option<bool> {
    let not_counted = [
        Sense::MoneyUnit,
        Sense::Multiple,
        Sense::Percent,
        Sense::Price,
        Sense::Average,
        Sense::RatioTo,
        Sense::Amount,
        Sense::PerUnit,
    ];
    said.fold(None, |known, said| {
        // "Tăng, giảm" over counts counts as well.
        if not_counted.iter().any(|sense| said.has(*sense)) {
            return Some(false);
        }
        // "Số thôn" counts; "Số đã chi" tells what became of something, not what it is.
        let counts = said.has(Sense::Counted) || said.has(Sense::NumberOf) && !said.has(Sense::FigureOf);
        known.or_else(|| counts.then_some(true))
    })
}

/// Whether the figures of a sum are whole, and do not all end in a zero.
fn is_counted<I: Copy>(relation: &Relation<I>, readings: &(impl Readings<I> + ?Sized)) -> bool {
    let mut ends = false;
    for cell in relation.cells() {
        match readings.reading(cell) {
            Reading::Number(number)
                if !number.value().is_integer() || number.decimals() > 0 || number.value().abs() > MOST_COUNTED =>
            {
                return false;
            }
            Reading::Number(number) => {
                ends = ends || ends_in_a_digit(number.value());
            }
            Reading::Blank | Reading::Unreadable => {}
        }
    }
    ends
}
