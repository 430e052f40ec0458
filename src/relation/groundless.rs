//! Laws that figures suggest and that nothing else bears out.
//!
//! A table of few lines offers more sums, quotients and means than it has figures, and round amounts, zeros and small
//! counts let many of them hold. What nobody printed accuses nobody where it is plain that it was never meant: a term
//! that changes nothing, a quotient that is no percent of anything, the law of another column.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::overruled::leave_out_overruled;
use super::{Evidence, Expr, Pattern, Relation, RelationKind, Standing};
use crate::number::{Slack, Verdict};
use crate::table::{Column, Line, Quantity, Reading, Table, Unit};
use crate::words::{Sense, senses};
use crate::workbook::{CellRef, Col};

/// The laws of a table without those, and without the exceptions of those, that cannot have been meant.
pub fn grounded(table: &Table, mut standings: Vec<Standing>) -> Vec<Standing> {
    let better: Vec<(usize, Vec<Relation>)> = standings
        .iter()
        .enumerate()
        .filter(|(_, standing)| is_guessed(&standing.pattern))
        .filter_map(|(at, standing)| Some((at, with_a_better_figure(table, standing)?)))
        .collect();
    if !better.is_empty() {
        let mut patterns: Vec<Pattern> = standings.into_iter().map(|standing| standing.pattern).collect();
        for (at, relations) in better {
            if let Some(pattern) = patterns.get_mut(at) {
                pattern.relations = relations;
            }
        }
        standings = Standing::of_all(patterns, table);
    }
    standings.retain(|standing| !is_guessed(&standing.pattern) || is_meant(table, standing));
    leave_out_echoes(table, &mut standings);
    leave_out_overruled(table, &mut standings);
    standings.retain(|standing| !standing.pattern.relations.is_empty());
    standings
}

/// Whether nothing that is printed or that the layout shows speaks for a law.
fn is_guessed(pattern: &Pattern) -> bool {
    pattern.evidence > Evidence::Structural
        && !matches!(pattern.kind, RelationKind::Bound | RelationKind::Label | RelationKind::Equality)
}

/// Whether a law is broken anywhere.
fn is_broken(standing: &Standing) -> bool {
    standing.tally.holds < standing.tally.of
}

fn is_meant(table: &Table, standing: &Standing) -> bool {
    let pattern = &standing.pattern;
    let mined = pattern.evidence == Evidence::Mined;
    if mined && is_rather_broken(standing) {
        return false;
    }
    match pattern.kind {
        RelationKind::Sum | RelationKind::Difference => !has_an_idle_term(table, standing),
        RelationKind::Ratio | RelationKind::RelativeChange => {
            let by_a_percent = || pattern.relations.iter().any(|relation| divides_by_a_percent(table, relation));
            !(by_a_percent() || mined && is_no_percent(table, pattern))
        }
        // That several figures have another in their midst is the commonest accident of all.
        RelationKind::Average => {
            let broken = standing.tally.of - standing.tally.holds;
            !mined || standing.tally.holds >= broken.saturating_mul(HELD_BY_A_MEAN)
        }
        _ => true,
    }
}

/// The lines that a mean which nobody names must hold on for each on which it does not.
const HELD_BY_A_MEAN: u32 = 9;

/// Whether a law misses on as many lines as it holds on. What nobody says cannot be learned from those that do not obey.
/// Of sums, which stand beside their parts, more must miss.
fn is_rather_broken(standing: &Standing) -> bool {
    let (held, broken) = (standing.tally.holds, standing.tally.of - standing.tally.holds);
    let is_sum = matches!(standing.pattern.kind, RelationKind::Sum | RelationKind::Difference);
    broken > 0 && broken >= held + u32::from(is_sum)
}

/// Whether a sum is never the nearer for one of its terms: a coefficient, a number of months or a rate that is added to
/// amounts a million times as large, and lost in their rounding.
fn has_an_idle_term(table: &Table, standing: &Standing) -> bool {
    let pattern = &standing.pattern;
    let terms = pattern.relations.first().map_or(0, |relation| relation.operands.len());
    if terms < 2 || pattern.relations.iter().any(|relation| relation.operands.len() != terms) {
        return false;
    }
    (0..terms).any(|at| {
        let mut is_seen = false;
        let mut asked = standing.with(|_| true).filter_map(|(relation, judged)| {
            let term = value(table, *relation.operands.get(at)?)?;
            let miss = judged.found.value().checked_sub(judged.computed.point)?;
            let without = if pattern.kind == RelationKind::Difference && at > 0 {
                miss.checked_sub(term)?
            } else {
                miss.checked_add(term)?
            };
            let is_other = is_of_another_kind(table, relation, at);
            let least = if is_other { LOST } else { LOST_FOR_SURE };
            // Of a line that does not hold nobody knows what is wrong in it.
            is_seen |= !term.is_zero() && (is_other || judged.verdict.holds());
            let is_lost = term.abs().checked_mul(least)? <= judged.found.value().abs();
            (!term.is_zero()).then(|| is_lost && without.abs() <= miss.abs())
        });
        let is_idle = asked.all(|idle| idle);
        is_idle && is_seen
    })
}

/// A term that words call a value per unit, and that is so many times smaller than what it is a part of, is none.
const LOST: Decimal = Decimal::ONE_THOUSAND;
/// The same of a term of which nothing is said: an amount of 12 may stand among millions, a number of months does.
const LOST_FOR_SURE: Decimal = Decimal::from_parts(100_000, 0, 0, false, 0);

/// Whether a term is a value per unit where its sum is none.
fn is_of_another_kind(table: &Table, relation: &Relation, at: usize) -> bool {
    let quantity = |cell: CellRef| table.quantities.of_column(cell.col).max(table.quantity_at(cell.row));
    let is_factor =
        |cell: CellRef| table.column(cell.col).is_some_and(|column| senses(column.name()).has(Sense::Intensity));
    let is_amount = quantity(relation.target) == Quantity::Amount && !is_factor(relation.target);
    is_amount && relation.operands.get(at).is_some_and(|cell| quantity(*cell) > Quantity::Stock || is_factor(*cell))
}

fn value(table: &Table, cell: CellRef) -> Option<Decimal> {
    match table.reading(cell) {
        Reading::Number(number) => Some(number.value()),
        _ => None,
    }
}

/// Whether something that is no percent is divided by a percent.
fn divides_by_a_percent(table: &Table, relation: &Relation) -> bool {
    let [above, below] = relation.operands.as_slice() else { return false };
    relation.expr.kind() == RelationKind::Ratio && is_percent(table, *below) && !is_percent(table, *above)
}

fn is_percent(table: &Table, cell: CellRef) -> bool {
    let of_unit = |unit: Option<&Unit>| unit.is_some_and(|unit| unit.as_str().contains('%'));
    let column = table.column(cell.col);
    of_unit(column.and_then(|column| column.unit.as_ref()))
        || column.is_some_and(|column| senses(column.name()).has(Sense::Percent) || column.name().contains('%'))
        || table.line_at(cell.row).is_some_and(|(_, line)| of_unit(line.unit.as_ref()) || line.label.contains('%'))
}

/// Whether most figures of a column carry decimals: a rate that is given is a round one.
fn is_calculated(table: &Table, col: Col) -> bool {
    let figures = table.lines.iter().filter_map(|line| value(table, CellRef::new(line.row, col)));
    let (whole, fractions): (Vec<bool>, Vec<bool>) =
        figures.filter(|figure| !figure.is_zero()).map(|figure| figure.is_integer()).partition(|whole| *whole);
    fractions.len() > whole.len()
}

/// Whether a quotient that comes to percents stands where words and units leave no room for one: in a line or a column
/// that has a unit of its own, or, of lines, under a name that says nothing of a comparison.
fn is_no_percent(table: &Table, pattern: &Pattern) -> bool {
    let is_scaled = |relation: &Relation| matches!(&relation.expr, Expr::Product(factors) if factors.contains(&Expr::Constant(Decimal::ONE_HUNDRED)));
    let Some(relation) = pattern.relations.first() else { return false };
    if !is_scaled(relation) && pattern.kind == RelationKind::Ratio {
        return false;
    }
    let target = relation.target;
    let measures = |unit: Option<&Unit>| unit.is_some_and(|unit| !unit.is_rate());
    let compares = [Sense::Percent, Sense::Share, Sense::RatioTo, Sense::Growth, Sense::Average, Sense::Intensity];
    if relation.operands.iter().all(|cell| cell.col == target.col) {
        let Some((_, line)) = table.line_at(target.row) else { return false };
        let says = compares.iter().any(|sense| line.said.has(*sense));
        return measures(line.unit.as_ref()) || !(says || is_rate(line));
    }
    let column = table.column(target.col);
    measures(column.and_then(|column: &Column| column.unit.as_ref()))
        || column.and_then(|column| column.unit.as_ref()).is_some_and(|unit| unit.as_str().contains('/'))
}

fn is_rate(line: &Line) -> bool {
    line.unit.as_ref().is_some_and(Unit::is_rate) || line.label.contains(['%', '‰', '/'])
}

/// The most columns that are tried in the place of one of a law.
const MOST_TRIED: usize = 40;

/// The relations of a quotient or a product of two columns with another column in the place of one, where these hold on
/// all lines and its own do not: "sold" is "bought" on nearly all lines, and the share is that of what was bought.
fn with_a_better_figure(table: &Table, standing: &Standing) -> Option<Vec<Relation>> {
    let pattern = &standing.pattern;
    let is_of_two = matches!(pattern.kind, RelationKind::Ratio | RelationKind::Product);
    let is_along = |relation: &Relation| {
        relation.operands.len() == 2 && relation.operands.iter().all(|cell| cell.row == relation.target.row)
    };
    if !is_of_two || !is_broken(standing) || !pattern.relations.iter().all(is_along) {
        return None;
    }
    let first = pattern.relations.first()?;
    let own: Vec<Col> = first.cells().map(|cell| cell.col).collect();
    let others = table.number_columns().map(|column| column.col).filter(|col| !own.contains(col)).take(MOST_TRIED);
    let others: Vec<Col> = others.collect();
    (0..2).flat_map(|at| others.iter().map(move |col| (at, *col))).find_map(|(at, col)| {
        let left_out = first.operands.get(at)?.col;
        let mut proofs = 0_usize;
        let replaced: Option<Vec<Relation>> = pattern
            .relations
            .iter()
            .zip(&standing.judged)
            .map(|(relation, judged)| {
                let named = |cell: CellRef| Some(if cell.col == left_out { CellRef::new(cell.row, col) } else { cell });
                let other = relation.over(&named)?;
                if judged.is_ok() {
                    let judged = other.judge(pattern.kind, Slack::Rounded, table).ok()?;
                    let is_proof = judged.verdict == Verdict::Exact && !judged.found.value().is_zero();
                    proofs += usize::from(is_proof);
                    if !judged.verdict.holds() {
                        return None;
                    }
                }
                Some(other)
            })
            .collect();
        // What rounding alone makes hold proves nothing.
        replaced.filter(|relations| {
            proofs >= LEAST_PROOFS
                && proofs * 2 > relations.len()
                && !relations.iter().any(|relation| divides_by_a_percent(table, relation))
        })
    })
}

/// So many lines must give what is printed, to its last digit.
const LEAST_PROOFS: usize = 3;

/// Takes out the exceptions of laws that only the figures suggest where the very same is computed for another figure of
/// the line, and comes out there: "paid" is "owed" for all who have paid, and only "owed" is households × rate. And those
/// of products with a percent whose product another law computes without an exception.
fn leave_out_echoes(table: &Table, standings: &mut [Standing]) {
    let guessed = |standing: &&Standing| is_guessed(&standing.pattern) && is_broken(standing);
    if !standings.iter().any(|standing| guessed(&standing)) {
        return;
    }
    let held = Held::of(standings);
    let mut echoes: Vec<(usize, usize)> = Vec::new();
    for (at, standing) in standings.iter().enumerate().filter(|(_, standing)| guessed(standing)) {
        let broken = standing.pattern.relations.iter().zip(&standing.judged).enumerate();
        let broken = broken.filter(|(_, (_, judged))| judged.as_ref().is_ok_and(|judged| !judged.verdict.holds()));
        for (index, (relation, _)) in broken {
            let is_better = |other: &usize| standings.get(*other).is_some_and(|other| is_better(other, standing));
            // A percent is computed from what it is a percent of, and rounded.
            let from_a_percent = standing.pattern.kind == RelationKind::Product
                && relation.operands.iter().any(|cell| is_percent(table, *cell) && is_calculated(table, cell.col));
            let others = held.with_operands(relation).filter(|(_, target)| *target != relation.target);
            let is_echo = others.map(|(other, _)| other).any(|other| {
                let its = standings.get(other).map(|standing| standing.pattern.kind);
                its == Some(standing.pattern.kind) && is_better(&other)
            });
            if is_echo || from_a_percent && held.computing(relation.target).any(|other| is_better(&other)) {
                echoes.push((at, index));
            }
        }
    }
    for (at, index) in echoes.into_iter().rev() {
        if let Some(standing) = standings.get_mut(at) {
            standing.leave_out(index);
        }
    }
}

/// So many figures of a sum at most are looked up as what it computes: the total and two terms.
const OF_A_SUM: usize = 3;

/// The relations that hold: which law each belongs to, by its operands and by what it computes.
struct Held {
    operands: BTreeMap<Vec<CellRef>, Vec<(usize, CellRef)>>,
    targets: BTreeMap<CellRef, Vec<usize>>,
}

impl Held {
    fn of(standings: &[Standing]) -> Self {
        let mut held = Self { operands: BTreeMap::new(), targets: BTreeMap::new() };
        for (at, standing) in standings.iter().enumerate().filter(|(_, standing)| standing.is_arithmetic()) {
            for (relation, _) in standing.with(Verdict::holds).filter(|(relation, _)| relation.operands.len() > 1) {
                held.operands.entry(relation.operands.clone()).or_default().push((at, relation.target));
                // C = A + B computes A as well as C.
                let is_sum = matches!(standing.pattern.kind, RelationKind::Sum | RelationKind::Difference);
                for cell in relation.cells().take(if is_sum { OF_A_SUM } else { 1 }) {
                    held.targets.entry(cell).or_default().push(at);
                }
            }
        }
        held
    }

    /// Those of the same operands, in their order.
    fn with_operands(&self, relation: &Relation) -> impl Iterator<Item = (usize, CellRef)> {
        self.operands.get(&relation.operands).into_iter().flatten().copied()
    }

    fn computing(&self, target: CellRef) -> impl Iterator<Item = usize> {
        self.targets.get(&target).into_iter().flatten().copied()
    }
}

/// Whether a law holds on as many lines as another, and misses on fewer.
fn is_better(one: &Standing, other: &Standing) -> bool {
    let misses = |standing: &Standing| standing.tally.of - standing.tally.holds;
    one.tally.holds >= other.tally.holds && misses(one) < misses(other)
}
