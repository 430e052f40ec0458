//! Balances of a period: what there was, and what came in, less what went out, is what there is.
//!
//! Words tell the opening and the closing balance; which columns move it, and which way, is told by words
//! and figures together: "Tăng" and "Giảm", "Tiếp nhận" and "Đã giải quyết", "Cho vay" and "Thu nợ" all do.

use rust_decimal::Decimal;

use super::structural::adds_up;
use super::{Evidence, Expr, Origin, Pattern, Relation, RelationKind, Tally};
use crate::table::{Column, LineKind, Reading, Table};
use crate::text::Bilingual;
use crate::words::{Sense, Senses, senses};
use crate::workbook::{CellRef, Row};

/// Columns between the two balances that may move them: with more the signs of 3^n readings would be tried.
const MOST_MOVEMENTS: usize = 6;
/// Lines that must come out before a reading of the signs is believed that the words do not tell.
const WITNESSES: u32 = 3;
/// Lines that the signs are tried on.
const SAMPLE: usize = 24;
/// Digits that the lines must prove beyond the choice among the readings: as for laws that nobody stated.
const PROVED: f64 = 3.0;

/// The patterns of a table whose headers name an opening and a closing balance.
pub fn balances(table: &Table) -> Vec<Pattern> {
    let columns: Vec<&Column> = table.number_columns().filter(|column| adds_up(table, column)).collect();
    let rows: Vec<Row> = table.lines.iter().filter(|line| line.kind != LineKind::Other).map(|line| line.row).collect();
    let mut patterns = Vec::new();
    for (at, opening) in columns.iter().enumerate() {
        if !said(opening).has(Sense::Opening) || said(opening).has(Sense::Closing) {
            continue;
        }
        for (end, closing) in columns.iter().enumerate().skip(at + 1) {
            if !said(closing).has(Sense::Closing) || said(closing).has(Sense::Opening) {
                continue;
            }
            let between = columns.get(at + 1..end).unwrap_or_default();
            // Balances of several kinds stand side by side: debit and credit, count and cost.
            let kin: Vec<&Column> = between.iter().copied().filter(|column| moves(column)).collect();
            if kin.is_empty() {
                continue;
            }
            if let Some(pattern) = pattern(table, &rows, opening, closing, &kin) {
                patterns.push(pattern);
                break;
            }
        }
    }
    patterns
}

fn said(column: &Column) -> Senses {
    senses(&column.title())
}

fn moves(column: &Column) -> bool {
    let said = said(column);
    !said.has(Sense::Opening) && !said.has(Sense::Closing)
}

/// How a column moves the balance.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    In,
    Out,
    /// It does not: a part of another movement, a figure of another kind.
    No,
}

/// The law of two balances under the reading of the movements that most lines obey.
fn pattern(table: &Table, rows: &[Row], opening: &Column, closing: &Column, kin: &[&Column]) -> Option<Pattern> {
    let named = by_words(kin);
    let mut best: Option<(Tally, Vec<Way>, Vec<Relation>)> = None;
    let readings = if kin.len() <= MOST_MOVEMENTS { readings(kin.len()) } else { Vec::new() };
    let tried = readings.len().max(1) as f64;
    for ways in named.iter().cloned().chain(readings) {
        let sample = rows.get(..SAMPLE).unwrap_or(rows);
        let tally = tally(table, &relations(sample, opening, closing, kin, &ways), &ways);
        if best.as_ref().is_none_or(|(other, ..)| tally.holds > other.holds) {
            let relations = relations(rows, opening, closing, kin, &ways);
            best = Some((tally, ways, relations));
        }
    }
    let (_, ways, mut relations) = best?;
    relations.retain(|relation| matches!(table.reading(relation.target), Reading::Number(_)));
    let all = Tally::of(&relations, RelationKind::Other, table);
    // Movements of other kinds may stand in columns that the words do not tell.
    if all.of < 2 || all.holds * 3 < all.of * 2 {
        return None;
    }
    let is_named = named.is_some_and(|named| named == ways);
    if !is_named && (all.holds < WITNESSES || proved(table, &relations, kin, &ways) < tried.log10() + PROVED) {
        return None;
    }
    let mut formula = format!("{} = {}", closing.col, opening.col);
    for (sign, way) in [('+', Way::In), ('−', Way::Out)] {
        for (column, _) in kin.iter().zip(&ways).filter(|(_, other)| **other == way) {
            formula.push_str(&format!(" {sign} {}", column.col));
        }
    }
    Some(Pattern {
        kind: RelationKind::Other,
        evidence: Evidence::Semantic,
        origin: Origin::Header,
        law: Bilingual::new(format!("Cột {formula}"), format!("Column {formula}")),
        prior: 0.9,
        relations,
    })
}

/// What the words alone say, where they name one column that comes in and one that goes out.
fn by_words(kin: &[&Column]) -> Option<Vec<Way>> {
    let ways: Vec<Way> = kin
        .iter()
        .map(|column| match (said(column).has(Sense::Inflow), said(column).has(Sense::Outflow)) {
            (true, false) => Way::In,
            (false, true) => Way::Out,
            _ => Way::No,
        })
        .collect();
    let count = |way| ways.iter().filter(|other| **other == way).count();
    (count(Way::In) == 1 && count(Way::Out) == 1).then_some(ways)
}

/// Every way in which so many columns can move a balance, at least one of them.
fn readings(columns: usize) -> Vec<Vec<Way>> {
    let mut readings: Vec<Vec<Way>> = vec![Vec::new()];
    for _ in 0..columns {
        readings = readings
            .into_iter()
            .flat_map(|reading| {
                [Way::In, Way::Out, Way::No].map(|way| reading.iter().copied().chain([way]).collect::<Vec<Way>>())
            })
            .collect();
    }
    readings.retain(|reading| reading.iter().any(|way| *way != Way::No));
    readings
}

fn relations(rows: &[Row], opening: &Column, closing: &Column, kin: &[&Column], ways: &[Way]) -> Vec<Relation> {
    let of = |row: Row, way: Way| {
        kin.iter()
            .zip(ways)
            .filter(move |(_, other)| **other == way)
            .map(move |(column, _)| CellRef::new(row, column.col))
    };
    rows.iter()
        .map(|row| {
            let before = CellRef::new(*row, opening.col);
            let came = std::iter::once(before).chain(of(*row, Way::In));
            let operands = came.clone().chain(of(*row, Way::Out)).collect();
            let left =
                std::iter::once(Expr::Sum(came.map(Expr::Cell).collect())).chain(of(*row, Way::Out).map(Expr::Cell));
            Relation { target: CellRef::new(*row, closing.col), operands, expr: Expr::Difference(left.collect()) }
        })
        .collect()
}

/// The lines on which a reading comes out, a line on which nothing moves not counted.
fn tally(table: &Table, relations: &[Relation], ways: &[Way]) -> Tally {
    let moving: Vec<Relation> =
        relations.iter().filter(|relation| moves_there(table, relation, ways)).cloned().collect();
    Tally::of(&moving, RelationKind::Other, table)
}

fn moves_there(table: &Table, relation: &Relation, ways: &[Way]) -> bool {
    let used = ways.iter().filter(|way| **way != Way::No).count();
    // The opening balance stands first.
    let moved = relation.operands.iter().skip(1).filter(|cell| figure(table, **cell).is_some()).count();
    moved * 2 >= used && moved > 0
}

fn figure(table: &Table, cell: CellRef) -> Option<Decimal> {
    match table.reading(cell) {
        Reading::Number(number) if !number.value().is_zero() => Some(number.value()),
        _ => None,
    }
}

/// The digits that the lines that come out prove: of each the smallest figure that takes part.
fn proved(table: &Table, relations: &[Relation], kin: &[&Column], ways: &[Way]) -> f64 {
    let used = kin.iter().zip(ways).filter(|(_, way)| **way != Way::No).count();
    relations
        .iter()
        .filter(|relation| Tally::of(std::slice::from_ref(*relation), RelationKind::Other, table).holds > 0)
        .filter_map(|relation| {
            let figures: Vec<Decimal> = relation.cells().filter_map(|cell| figure(table, cell)).collect();
            let digits = |value: &Decimal| (value.normalize().mantissa().unsigned_abs() as f64).max(1.0).log10();
            // The balances and every movement that the line has.
            (figures.len() > used.min(2)).then(|| figures.iter().map(digits).fold(f64::MAX, f64::min))
        })
        .sum()
}
