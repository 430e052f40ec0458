//! Meters: what was used is the new reading less the old one, times the factor of the meter where it has one.

use super::structural::adds_up;
use super::{Evidence, Expr, Origin, Pattern, Relation, RelationKind, Tally};
use crate::table::{Column, LineKind, Table};
use crate::text::Bilingual;
use crate::words::{Sense, senses};
use crate::workbook::{CellRef, Col, Row};

/// Columns after the readings that may hold the factor and what was used.
const NEAR: usize = 4;
/// Lines that must come out, and the share that may not: one in so many, and one in any case.
const WITNESSES: u32 = 3;
const EXCEPTIONS: u32 = 10;

/// The law of a table with a new and an old reading.
pub fn meters(table: &Table) -> Vec<Pattern> {
    let columns: Vec<&Column> = table.number_columns().collect();
    let place = |sense| columns.iter().position(|column| senses(&column.title()).has(sense));
    let (Some(old), Some(new)) = (place(Sense::OldReading), place(Sense::NewReading)) else { return Vec::new() };
    let rows: Vec<Row> = table.lines.iter().filter(|line| line.kind == LineKind::Data).map(|line| line.row).collect();
    let after = columns.get(old.max(new).saturating_add(1)..).unwrap_or_default();
    let after = || after.iter().take(NEAR);
    let (Some(old), Some(new)) = (columns.get(old), columns.get(new)) else { return Vec::new() };
    let mut best: Option<(Tally, Vec<Relation>, Col, Option<Col>)> = None;
    for target in after().filter(|column| adds_up(table, column)) {
        let factors = after().filter(|column| column.col != target.col).map(|column| Some(column.col));
        for factor in std::iter::once(None).chain(factors) {
            let relations: Vec<Relation> =
                rows.iter().map(|row| relation(*row, target.col, [new.col, old.col], factor)).collect();
            let tally = Tally::of(&relations, RelationKind::Other, table);
            if best.as_ref().is_none_or(|(other, ..)| tally.holds > other.holds) {
                best = Some((tally, relations, target.col, factor));
            }
        }
    }
    let Some((tally, relations, target, factor)) = best else { return Vec::new() };
    if tally.holds < WITNESSES || tally.of - tally.holds > (tally.of / EXCEPTIONS).max(1) {
        return Vec::new();
    }
    let text = match factor {
        Some(factor) => format!("{target} = ({} − {}) × {factor}", new.col, old.col),
        None => format!("{target} = {} − {}", new.col, old.col),
    };
    vec![Pattern {
        kind: if factor.is_some() { RelationKind::Other } else { RelationKind::Difference },
        evidence: Evidence::Semantic,
        origin: Origin::Header,
        law: Bilingual::new(format!("Cột {text}"), format!("Column {text}")),
        prior: 0.95,
        relations,
    }]
}

fn relation(row: Row, target: Col, [new, old]: [Col; 2], factor: Option<Col>) -> Relation {
    let cell = |col| CellRef::new(row, col);
    let used = Expr::Difference(vec![Expr::Cell(cell(new)), Expr::Cell(cell(old))]);
    let expr = match factor {
        Some(factor) => Expr::Product(vec![used, Expr::Cell(cell(factor))]),
        None => used,
    };
    Relation { target: cell(target), operands: expr.cells(), expr }
}
