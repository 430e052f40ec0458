//! A line of tax whose label prints the rate: "Thuế GTGT 10%" below "Cộng tiền hàng", above what is to be paid.
//!
//! The base is the line above it only where the line below is the two together, or the one less the other: of other
//! labels with a percentage ("Chi phí chung 5,5%") nobody knows what they are a part of. And a tax that is no usual
//! rate of its base was charged on some of the goods alone: it accuses nobody.

use rust_decimal::Decimal;

use super::factor::percentage;
use super::structural::additive_columns;
use super::{Evidence, Expr, Origin, Pattern, Relation, RelationKind};
use crate::number::Slack;
use crate::table::{LineKind, Reading, Table};
use crate::text::Bilingual;
use crate::words::Sense;
use crate::workbook::{CellRef, Col, Row};

/// The rates, in percent, at which value added, income and contractors are taxed.
const USUAL: [i64; 9] = [1, 2, 3, 5, 7, 8, 10, 15, 20];

/// The laws of the lines of tax.
pub fn taxes(table: &Table) -> Vec<Pattern> {
    let columns = additive_columns(table);
    let rows: Vec<Row> = table
        .lines
        .iter()
        .filter(|line| !matches!(line.kind, LineKind::Heading | LineKind::Other))
        .map(|line| line.row)
        .collect();
    let law = |at: usize| {
        let row = *rows.get(at)?;
        let (_, line) = table.line_at(row)?;
        let rate = percentage(&line.label).filter(|_| line.said.has(Sense::Tax))?;
        let (above, below) = (*rows.get(at.checked_sub(1)?)?, *rows.get(at.checked_add(1)?)?);
        let of = |col: &Col| relation(table, [above, row, below], *col, rate);
        let relations: Vec<Relation> = columns.iter().filter_map(of).collect();
        let base = table.line_at(above).map(|(_, line)| line.label.as_str()).unwrap_or_default();
        (!relations.is_empty()).then(|| Pattern {
            kind: RelationKind::Product,
            evidence: Evidence::Declared,
            origin: Origin::LineFormula(CellRef::new(row, table.columns.first().map_or(Col(0), |column| column.col))),
            law: Bilingual::new(
                format!("Dòng “{}” = {}% của “{base}”", line.label, rate.normalize()),
                format!("Line “{}” = {}% of “{base}”", line.label, rate.normalize()),
            ),
            prior: 0.95,
            relations,
        })
    };
    (0..rows.len()).filter_map(law).collect()
}

fn relation(table: &Table, [above, row, below]: [Row; 3], col: Col, rate: Decimal) -> Option<Relation> {
    let cell = |row| CellRef::new(row, col);
    let figure = |row| match table.reading(cell(row)) {
        Reading::Number(number) if !number.value().is_zero() => Some(number),
        _ => None,
    };
    let (base, tax, paid) = (figure(above)?, figure(row)?, figure(below)?);
    let closes = |sum: Option<Decimal>| sum == Some(paid.value());
    if !closes(base.value().checked_add(tax.value())) && !closes(base.value().checked_sub(tax.value())) {
        return None;
    }
    let law = |rate: Decimal| -> Option<Relation> {
        let part = Expr::Constant(rate.checked_div(Decimal::ONE_HUNDRED)?.normalize());
        let expr = Expr::Product(vec![Expr::Cell(cell(above)), part]);
        Some(Relation { target: cell(row), operands: vec![cell(above)], expr })
    };
    let holds = |rate: Decimal| {
        let judged = law(rate)?.judge(RelationKind::Product, Slack::None, table).ok()?;
        judged.verdict.holds().then_some(())
    };
    let is_charged = holds(rate).is_some() || USUAL.iter().any(|usual| holds(Decimal::from(*usual)).is_some());
    is_charged.then(|| law(rate)).flatten()
}
