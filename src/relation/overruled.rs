//! Exceptions of laws that only the figures suggest, where better laws say that nothing is wrong.
//!
//! Balances that fall by the same amount each year make one of them the sum of two others, on as many lines as one
//! likes to look at; what a column prints of percents need not be what it prints of amounts. Such a law holds here and
//! there. Where it does not, each of its figures is confirmed by laws without an exception, or all its exceptions miss
//! by the same power of ten: then it is the law that is wrong.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Evidence, Pattern, Relation, RelationKind, Standing};
use crate::number::Verdict;
use crate::table::{Quantity, Table};
use crate::workbook::CellRef;

/// The fewest lines on which a law that nobody printed holds if it is to confirm the figures of another.
const CONFIRMING: u32 = 3;
/// The same of one that is printed, or that the layout shows.
const CONFIRMING_WHEN_SHOWN: u32 = 2;

/// Takes out the exceptions that laws without exceptions overrule.
pub(super) fn leave_out_overruled(table: &Table, standings: &mut [Standing]) {
    let is_doubted = |standing: &&Standing| may_be_overruled(&standing.pattern) && is_broken(standing);
    if !standings.iter().any(|standing| is_doubted(&standing)) {
        return;
    }
    let confirmed = Confirmed::of(table, standings);
    let mut overruled: Vec<(usize, usize)> = Vec::new();
    for (at, standing) in standings.iter().enumerate().filter(|(_, standing)| is_doubted(standing)) {
        let is_overruled = |relation: &Relation| confirmed.all_of(relation, at);
        let relations = || standing.pattern.relations.iter().zip(&standing.judged).enumerate();
        let broken = || {
            relations().filter(|(_, (_, judged))| judged.as_ref().is_ok_and(|judged| judged.verdict == Verdict::Wrong))
        };
        let refuting = broken().filter(|(_, (relation, _))| is_overruled(relation)).count();
        // A law that is refuted as often as not accuses nobody on the other lines either. Once is not often: what is
        // wrong in a line, the total of all lines shows as well.
        let is_refuted =
            (refuting >= ALIKE && refuting * 2 >= broken().count()) || misses_by_one_power_of_ten(standing);
        let out = broken().filter(|(_, (relation, _))| is_refuted || is_overruled(relation));
        overruled.extend(out.map(|(index, _)| (at, index)));
    }
    for (at, index) in overruled.into_iter().rev() {
        if let Some(standing) = standings.get_mut(at) {
            standing.leave_out(index);
        }
    }
}

/// What is printed or shown by the layout stands, and so do sums that words speak for, and rates that are named.
fn may_be_overruled(pattern: &Pattern) -> bool {
    let is_sum = matches!(pattern.kind, RelationKind::Sum | RelationKind::Difference);
    let is_rate_of_one = pattern.relations.iter().all(|relation| relation.operands.len() == 1);
    match pattern.evidence {
        Evidence::Declared | Evidence::Structural => false,
        Evidence::Semantic => !is_sum && !is_rate_of_one,
        Evidence::Mined => true,
    }
}

fn is_broken(standing: &Standing) -> bool {
    standing.tally.holds < standing.tally.of
}

/// The figures that laws without an exception confirm to the last digit.
#[derive(Default)]
struct Confirmed(BTreeMap<CellRef, Vec<Confirmation>>);

/// What confirms a figure.
#[derive(Clone, Copy)]
struct Confirmation {
    law: usize,
    /// Whether it relates figures of one column.
    is_down: bool,
    /// Whether the figure is what it computes. The total of a long list may have been added up after one of its lines
    /// was mistyped.
    is_target: bool,
    /// Whether the figure is one of three, of which each follows from the others.
    is_of_three: bool,
}

/// So many figures of a sum follow each from the others.
const OF_THREE: usize = 3;

impl Confirmed {
    /// A quotient confirms what it computes: what it divides may be another figure within rounding. That rates add up
    /// is an accident of few digits.
    fn of(table: &Table, standings: &[Standing]) -> Self {
        let is_of_rates = |relation: &Relation| {
            let target = relation.target;
            let quantity =
                if is_down(relation) { table.quantities.of_column(target.col) } else { table.quantity_at(target.row) };
            quantity == Quantity::PerUnit
        };
        let mut confirmed = Self::default();
        for (law, standing) in standings.iter().enumerate() {
            let is_shown = standing.pattern.evidence <= Evidence::Structural;
            let least = if is_shown { CONFIRMING_WHEN_SHOWN } else { CONFIRMING };
            let is_law = standing.is_arithmetic() && standing.pattern.kind != RelationKind::Equality;
            if !is_law || is_broken(standing) || standing.tally.holds < least {
                continue;
            }
            for (relation, judged) in standing.with(Verdict::holds).filter(|(relation, _)| relation.operands.len() > 1)
            {
                let is_exact = judged.verdict == Verdict::Exact;
                let is_down = is_down(relation);
                if is_exact && relation.expr.is_additive() && (is_shown || !is_of_rates(relation)) {
                    let is_of_three = relation.cells().count() <= OF_THREE;
                    for cell in relation.cells() {
                        let is_target = cell == relation.target;
                        confirmed.note(cell, Confirmation { law, is_down, is_target, is_of_three });
                    }
                } else if !relation.expr.is_additive() && (is_exact || is_shown) {
                    let confirmation = Confirmation { law, is_down, is_target: true, is_of_three: false };
                    confirmed.note(relation.target, confirmation);
                }
            }
        }
        confirmed
    }

    fn note(&mut self, cell: CellRef, confirmation: Confirmation) {
        self.0.entry(cell).or_default().push(confirmation);
    }

    /// Whether each figure of a relation is confirmed by another law than its own: one of the same direction, or one
    /// that computes it. Totals that are each the sum of their column miss what a line of them misses.
    fn all_of(&self, relation: &Relation, law: usize) -> bool {
        let is_down = is_down(relation);
        let others = |cell: CellRef| self.0.get(&cell).into_iter().flatten().filter(move |other| other.law != law);
        let is_total_of_lines = relation.expr.is_additive()
            && relation.cells().all(|cell| others(cell).any(|other| other.is_down != is_down && other.is_target));
        let is_confirmed =
            |cell: CellRef| others(cell).any(|other| other.is_down == is_down || other.is_target || other.is_of_three);
        !is_total_of_lines && relation.cells().all(is_confirmed)
    }
}

fn is_down(relation: &Relation) -> bool {
    relation.operands.iter().all(|cell| cell.col == relation.target.col)
}

/// Two exceptions that miss by the same power of ten, or that other laws refute, are no slips.
const ALIKE: usize = 2;

/// Whether a product or quotient misses by one and the same power of ten wherever it does not hold: the law is that of
/// the other columns or lines, in other units.
fn misses_by_one_power_of_ten(standing: &Standing) -> bool {
    if !matches!(standing.pattern.kind, RelationKind::Product | RelationKind::Ratio) {
        return false;
    }
    let factor = |found: Decimal, computed: Decimal| {
        let quotient = found.checked_div(computed)?;
        POWERS.into_iter().find(|power| {
            let missed = quotient.checked_div(*power).map(|factor| (factor - Decimal::ONE).abs());
            missed.is_some_and(|missed| missed <= NEARLY)
        })
    };
    let factors: Vec<Option<Decimal>> = standing
        .with(|verdict| verdict == Verdict::Wrong)
        .map(|(_, judged)| factor(judged.found.value(), judged.computed.point))
        .collect();
    let first = factors.first().copied().flatten();
    // Two marks that slipped alike in a long list are two slips.
    let is_custom = factors.len() >= ALIKE && factors.len() * 2 >= standing.tally.holds as usize;
    is_custom && first.is_some() && factors.iter().all(|factor| *factor == first)
}

/// By so much of itself a figure that was rounded may miss a power of ten of another.
const NEARLY: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// The powers of ten that part units: percents and parts of one, thousands and ones, 100 kg and tons.
const POWERS: [Decimal; 6] = [
    Decimal::TEN,
    Decimal::ONE_HUNDRED,
    Decimal::ONE_THOUSAND,
    Decimal::from_parts(1, 0, 0, false, 1),
    Decimal::from_parts(1, 0, 0, false, 2),
    Decimal::from_parts(1, 0, 0, false, 3),
];
