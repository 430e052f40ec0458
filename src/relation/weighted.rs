//! The yield, the density, the rate on a total line: what the totals give, and not the plain mean or the sum of
//! the lines.
//!
//! Where output = area × yield on the lines and both totals add up, a total line that disobeys has the wrong yield,
//! if that is just what somebody gets who averages or adds up the column. Prices are left out: the mean of several
//! is asked for as such.

use rust_decimal::Decimal;

use super::{Expr, Pattern, Relation, RelationKind};
use crate::number::{Slack, round_half_away};
use crate::table::{LineKind, Quantity, Reading, Table};
use crate::words::{Sense, senses};
use crate::workbook::{CellRef, Col, Row};

/// Lines of a list that is averaged.
const FEWEST: usize = 3;

/// Turns the products on such total lines into what the yield should be.
pub fn turn(table: &Table, laws: &mut [Pattern]) {
    let mut turned: Vec<CellRef> = Vec::new();
    for pattern in laws.iter_mut().filter(|pattern| pattern.kind == RelationKind::Product) {
        for relation in &mut pattern.relations {
            let is_total = table.line_at(relation.target.row).is_some_and(|(_, line)| line.is_total());
            if let Some(other) = is_total.then(|| quotient(table, relation)).flatten() {
                turned.push(other.target);
                *relation = other;
            }
        }
    }
    // That its lines add up to it is what is wrong with it.
    for pattern in laws.iter_mut().filter(|pattern| matches!(pattern.kind, RelationKind::Sum | RelationKind::Average)) {
        let is_down = |relation: &Relation| relation.operands.iter().all(|operand| operand.col == relation.target.col);
        pattern.relations.retain(|relation| !(turned.contains(&relation.target) && is_down(relation)));
    }
}

fn quotient(table: &Table, relation: &Relation) -> Option<Relation> {
    let (row, product) = (relation.target.row, relation.target);
    let [a, b] = relation.operands.as_slice() else { return None };
    let of_yield = |cell: &CellRef| is_yield(table, cell.col);
    let (rate, amount) = match (of_yield(a), of_yield(b)) {
        (true, false) => (*a, *b),
        (false, true) => (*b, *a),
        _ => return None,
    };
    let scale = match &relation.expr {
        Expr::Product(_) => Decimal::ONE,
        Expr::Quotient(_, below) => match below.as_ref() {
            Expr::Constant(scale) => *scale,
            _ => return None,
        },
        _ => return None,
    };
    let holds = |relation: &Relation, kind| {
        relation.judge(kind, Slack::Rounded, table).is_ok_and(|judged| judged.verdict.holds())
    };
    let lines: Vec<Row> =
        table.lines.iter().filter(|line| line.kind == LineKind::Data && line.row != row).map(|line| line.row).collect();
    let sum = |col: Col| {
        let parts = lines.iter().map(|line| CellRef::new(*line, col)).collect();
        Relation::sum(CellRef::new(row, col), parts)
    };
    if holds(relation, RelationKind::Product)
        || !holds(&sum(product.col), RelationKind::Sum)
        || !holds(&sum(amount.col), RelationKind::Sum)
        || !is_plain(table, &lines, rate)
    {
        return None;
    }
    let quotient = Expr::Quotient(Box::new(Expr::Cell(product)), Box::new(Expr::Cell(amount)));
    let expr = if scale == Decimal::ONE { quotient } else { Expr::Product(vec![quotient, Expr::Constant(scale)]) };
    Some(Relation { target: rate, operands: vec![product, amount], expr })
}

/// Whether a column holds so much of one thing for each of another, and no prices.
fn is_yield(table: &Table, col: Col) -> bool {
    let Some(column) = table.column(col) else { return false };
    let said = senses(&column.title().to_lowercase());
    let is_price = senses(column.name()).has(Sense::MoneyUnit) || column.name().to_lowercase().contains("giá");
    table.quantities.of_column(col) == Quantity::PerUnit
        && !is_price
        && (said.has(Sense::Intensity) || column.unit.as_ref().is_some_and(crate::table::Unit::is_rate))
}

/// Whether a figure is the sum of the lines, or their mean as it would be printed.
fn is_plain(table: &Table, lines: &[Row], total: CellRef) -> bool {
    let figure = |cell: CellRef| match table.reading(cell) {
        Reading::Number(number) => Some(number),
        _ => None,
    };
    let Some(found) = figure(total) else { return false };
    let figures: Vec<Decimal> =
        lines.iter().filter_map(|row| Some(figure(CellRef::new(*row, total.col))?.value())).collect();
    let sum: Option<Decimal> = figures.iter().try_fold(Decimal::ZERO, |sum, figure| sum.checked_add(*figure));
    let mean = sum.and_then(|sum| sum.checked_div(Decimal::from(figures.len())));
    let is_mean = mean.is_some_and(|mean| round_half_away(mean, found.decimals()) == found.value());
    figures.len() >= FEWEST && (sum == Some(found.value()) || is_mean)
}
