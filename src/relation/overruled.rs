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
    let confirmed = confirmed(table, standings);
    let mut overruled: Vec<(usize, usize)> = Vec::new();
    for (at, standing) in standings.iter().enumerate().filter(|(_, standing)| is_doubted(standing)) {
        let is_confirmed = |cell: CellRef| confirmed.get(&cell).is_some_and(|laws| laws.iter().any(|law| *law != at));
        let relations = || standing.pattern.relations.iter().zip(&standing.judged).enumerate();
        let broken = || {
            relations().filter(|(_, (_, judged))| judged.as_ref().is_ok_and(|judged| judged.verdict == Verdict::Wrong))
        };
        let refuting = broken().filter(|(_, (relation, _))| relation.cells().all(is_confirmed)).count();
        // A law that is refuted as often as not accuses nobody on the other lines either.
        let is_refuted = refuting * 2 >= broken().count() || misses_by_one_power_of_ten(standing);
        let out = broken().filter(|(_, (relation, _))| is_refuted || relation.cells().all(is_confirmed));
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

/// The figures that laws without an exception confirm to the last digit, each with these laws. A quotient confirms what
/// it computes: what it divides may be another figure within rounding. That rates add up is an accident of few digits.
fn confirmed(table: &Table, standings: &[Standing]) -> BTreeMap<CellRef, Vec<usize>> {
    let is_of_rates = |relation: &Relation| {
        let target = relation.target;
        let is_down = relation.operands.iter().all(|cell| cell.col == target.col);
        let quantity = if is_down { table.quantities.of_column(target.col) } else { table.quantity_at(target.row) };
        quantity == Quantity::PerUnit
    };
    let mut confirmed: BTreeMap<CellRef, Vec<usize>> = BTreeMap::new();
    for (at, standing) in standings.iter().enumerate() {
        let is_shown = standing.pattern.evidence <= Evidence::Structural;
        let least = if is_shown { CONFIRMING_WHEN_SHOWN } else { CONFIRMING };
        let is_law = standing.is_arithmetic() && standing.pattern.kind != RelationKind::Equality;
        if !is_law || is_broken(standing) || standing.tally.holds < least {
            continue;
        }
        for (relation, judged) in standing.with(Verdict::holds).filter(|(relation, _)| relation.operands.len() > 1) {
            let is_exact = judged.verdict == Verdict::Exact;
            if is_exact && relation.expr.is_additive() && (is_shown || !is_of_rates(relation)) {
                relation.cells().for_each(|cell| confirmed.entry(cell).or_default().push(at));
            } else if !relation.expr.is_additive() && (is_exact || is_shown) {
                confirmed.entry(relation.target).or_default().push(at);
            }
        }
    }
    confirmed
}

/// Two exceptions that miss by the same power of ten are no slips.
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
    factors.len() >= ALIKE && first.is_some() && factors.iter().all(|factor| *factor == first)
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
