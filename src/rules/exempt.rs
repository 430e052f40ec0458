//! Lines that a law does not speak of, where the figures themselves say why.
//!
//! Customs leave exceptions that no slip explains. A figure follows its law up to a limit: what wears out
//! loses its cost times its rate, and in the last year what is left; the lines at the limit obey another
//! law together. A total is of lines of which some say no parts, or of headings that say nothing in one
//! column. The terms of a sum are each a fixed part of the total, rounded by itself: prices in four places
//! at 100, 70, 50 and 30 percent add up now and then. And the same figures miss in the same way wherever
//! they stand: that is one piece of information, not as many slips.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::number::{Number, Slack, Verdict};
use crate::relation::{Evidence, Expr, Judged, Relation, RelationKind, Standing};
use crate::table::{Reading, Table};
use crate::workbook::{CellRef, Col, Row};

/// The exceptions of each law that it does not speak of, by the index of the relation.
#[derive(Default)]
pub(super) struct Exempt {
    /// Those that obey another law together, or of which the figures are not all there: they say nothing
    /// against the law.
    limited: Vec<BTreeSet<usize>>,
    /// Those that a custom explains which the law does not know.
    usual: Vec<BTreeSet<usize>>,
}

impl Exempt {
    /// Looks at the laws that are broken.
    pub(super) fn of(standings: &[Standing], table: &Table) -> Self {
        let broken = |standing: &&Standing| standing.broken().next().is_some() && computes(standing);
        let limited = standings.iter().map(|standing| {
            let broken = Some(standing).filter(broken)?;
            let mut exempt = limited(broken, table);
            exempt.extend(incomplete(broken, table));
            exempt.extend(unfilled(broken, table));
            Some(exempt)
        });
        let usual = standings.iter().map(|standing| {
            let guessed = Some(standing).filter(broken).filter(|law| law.pattern.evidence >= Evidence::Semantic)?;
            let mut usual = repeated(guessed, table);
            usual.extend(fixed_parts(guessed, table));
            Some(usual)
        });
        Self {
            limited: limited.map(Option::unwrap_or_default).collect(),
            usual: usual.map(Option::unwrap_or_default).collect(),
        }
    }

    /// Whether a law does not speak of a line.
    pub(super) fn has(&self, standing: usize, relation: usize) -> bool {
        self.is_limited(standing, relation) || has(&self.usual, standing, relation)
    }

    /// Whether a line obeys another law together with others.
    pub(super) fn is_limited(&self, standing: usize, relation: usize) -> bool {
        has(&self.limited, standing, relation)
    }
}

fn has(of: &[BTreeSet<usize>], standing: usize, relation: usize) -> bool {
    of.get(standing).is_some_and(|relations| relations.contains(&relation))
}

fn computes(standing: &Standing) -> bool {
    standing.is_arithmetic() && standing.pattern.kind != RelationKind::Equality
}

/// A law that holds line by line, with how it stands in each line in which it can be computed.
fn lines(standing: &Standing) -> Option<Vec<(usize, &Relation, &Judged)>> {
    let col = standing.pattern.relations.first()?.target.col;
    let along = |relation: &Relation| {
        relation.target.col == col && relation.operands.iter().all(|cell| cell.row == relation.target.row)
    };
    if !standing.pattern.relations.iter().all(along) {
        return None;
    }
    let lines = standing.pattern.relations.iter().zip(&standing.judged).enumerate();
    Some(lines.filter_map(|(at, (relation, judged))| Some((at, relation, judged.as_ref().ok()?))).collect())
}

/// The columns among which another law is looked for; more are those of a list in which some pair always fits.
const MOST_COLUMNS: usize = 30;
/// How many laws that explain as many exceptions are expected by accident, at most: the bound of all
/// laws that are mined (docs/chance.md).
const BY_ACCIDENT: f64 = 0.01;

/// The column that a figure is equal to, less another.
type Other = (Col, Option<Col>);

/// The exceptions whose figure is another column, or what one column leaves of another. The law takes
/// that value for an exception as no slip would: in most lines where it does, the law is broken.
fn limited(standing: &Standing, table: &Table) -> BTreeSet<usize> {
    let Some(lines) = lines(standing) else { return BTreeSet::new() };
    let mut explained: BTreeMap<Other, Vec<usize>> = BTreeMap::new();
    let columns: Vec<Col> = table.number_columns().map(|column| column.col).collect();
    if columns.len() > MOST_COLUMNS {
        return BTreeSet::new();
    }
    let broken = lines.iter().filter(|(_, _, judged)| judged.verdict == Verdict::Wrong);
    let all = broken.clone().count();
    for (at, relation, judged) in broken {
        for (other, _) in others(relation, judged, &columns, standing, table) {
            explained.entry(other).or_default().push(*at);
        }
    }
    let tried = explained.len() as f64;
    let mut limited = BTreeSet::new();
    for (other, relations) in explained {
        // One figure that is that of another column was copied from there.
        if other.1.is_none() && relations.len() < 2 {
            continue;
        }
        // Even if no other line had that value, so many would be expected.
        if tried * tail(all, relations.len(), relations.len() as f64 / lines.len() as f64) >= BY_ACCIDENT {
            continue;
        }
        let fits = |relation: &Relation, judged: &Judged| value(other, relation, table) == Some(judged.found.value());
        let same = lines.iter().filter(|(_, relation, judged)| fits(relation, judged)).count();
        let share = same as f64 / lines.len() as f64;
        if tried * tail(all, relations.len(), share) < BY_ACCIDENT {
            limited.extend(relations);
        }
    }
    limited
}

/// At most the probability that so many of all exceptions lie among lines of such a share.
fn tail(all: usize, explained: usize, share: f64) -> f64 {
    // In logarithms: in a long list there are more ways than a float holds.
    let digits: f64 = (0..explained).map(|n| ((all - n) as f64 / (n + 1) as f64 * share).log10()).sum();
    10_f64.powf(digits)
}

/// What the figure of a line is equal to besides.
fn others(
    relation: &Relation,
    judged: &Judged,
    columns: &[Col],
    standing: &Standing,
    table: &Table,
) -> Vec<(Other, Decimal)> {
    let found = judged.found.value();
    let row = relation.target.row;
    let figures: Vec<(Col, Decimal)> = columns
        .iter()
        .filter(|col| **col != relation.target.col)
        .filter_map(|col| Some((*col, number(table, CellRef::new(row, *col))?)))
        .filter(|(_, value)| !value.is_zero())
        .collect();
    // A sum that lacks a term, or subtracts it, is a slip and no other law.
    let additive = matches!(standing.pattern.kind, RelationKind::Sum | RelationKind::Difference);
    let is_operand = |col: Col| additive && relation.operands.iter().any(|cell| cell.col == col);
    let mut others = Vec::new();
    if found.is_zero() {
        return others;
    }
    for (whole, value) in &figures {
        if *value == found {
            if !is_operand(*whole) {
                others.push(((*whole, None), found));
            }
            continue;
        }
        let Some(less) = value.checked_sub(found) else { continue };
        let mut taken = figures.iter().filter(|(col, value)| *value == less && col != whole);
        let pair = taken.find(|(col, _)| !(is_operand(*whole) && is_operand(*col)));
        others.extend(pair.map(|(col, _)| ((*whole, Some(*col)), found)));
    }
    others
}

fn value((whole, less): Other, relation: &Relation, table: &Table) -> Option<Decimal> {
    let at = |col| number(table, CellRef::new(relation.target.row, col));
    match less {
        None => at(whole),
        Some(less) => at(whole)?.checked_sub(at(less).unwrap_or_default()),
    }
}

fn number(table: &Table, cell: CellRef) -> Option<Decimal> {
    match table.reading(cell) {
        Reading::Number(number) => Some(number.value()),
        Reading::Blank | Reading::Unreadable => None,
    }
}

/// The totals of lines of which some say only one side of the law: the whole and no parts, what is divided and not
/// by what. Without them the law holds.
fn incomplete(standing: &Standing, table: &Table) -> BTreeSet<usize> {
    let Some(lines) = lines(standing) else { return BTreeSet::new() };
    let Some((_, model, _)) = lines.first() else { return BTreeSet::new() };
    let additive = model.expr.is_additive();
    let counted = || std::iter::once(model.target).filter(|_| additive).chain(model.operands.iter().copied());
    let mut besides: BTreeMap<Col, Decimal> = BTreeMap::new();
    for line in &table.lines {
        let given = |cell: CellRef| number(table, CellRef::new(line.row, cell.col));
        let blank = model.operands.iter().filter(|cell| given(**cell).is_none()).count();
        // A part of a sum that is blank is nothing, as long as others are given.
        if blank == 0 || (additive != (blank == model.operands.len())) {
            continue;
        }
        for cell in counted() {
            let sum = besides.entry(cell.col).or_default();
            *sum = sum.saturating_add(given(cell).unwrap_or_default());
        }
    }
    if besides.values().all(Decimal::is_zero) {
        return BTreeSet::new();
    }
    let readings = |cell: CellRef| match (table.reading(cell), besides.get(&cell.col)) {
        (Reading::Number(number), Some(besides)) => {
            Reading::Number(Number::new(number.value().saturating_sub(*besides), number.decimals()))
        }
        (reading, _) => reading,
    };
    let holds = |relation: &Relation| {
        relation.judge(standing.pattern.kind, Slack::Rounded, &readings).is_ok_and(|judged| judged.verdict.holds())
    };
    let wrong = lines.iter().filter(|(_, _, judged)| judged.verdict == Verdict::Wrong);
    wrong.filter(|(_, relation, _)| holds(relation)).map(|(at, ..)| *at).collect()
}

/// Of a total of lines, the columns in which most of these say nothing that they say in the others.
fn unfilled(standing: &Standing, table: &Table) -> BTreeSet<usize> {
    if lines(standing).is_some() {
        return BTreeSet::new();
    }
    let is_given = |cell: &CellRef| number(table, *cell).is_some();
    let filled: BTreeSet<Row> = standing
        .with(Verdict::holds)
        .flat_map(|(relation, _)| relation.operands.iter().filter(|cell| is_given(cell)))
        .map(|cell| cell.row)
        .collect();
    let relations = standing.pattern.relations.iter().zip(&standing.judged).enumerate();
    let wrong =
        relations.filter(|(_, (_, judged))| judged.as_ref().is_ok_and(|judged| judged.verdict == Verdict::Wrong));
    let says_little = |relation: &Relation| {
        let down =
            relation.operands.iter().all(|cell| cell.col == relation.target.col && cell.row != relation.target.row);
        let known: Vec<&CellRef> = relation.operands.iter().filter(|cell| filled.contains(&cell.row)).collect();
        // What stands below a heading without a figure is not in the sum either; a blank item is nothing.
        let below = |cell: &CellRef| Some(CellRef::new(cell.row.offset(1)?, cell.col));
        let heads =
            |cell: &CellRef| below(cell).is_some_and(|below| is_given(&below) && !relation.operands.contains(&below));
        let blank = known.iter().filter(|cell| !is_given(cell) && heads(cell)).count();
        down && blank >= UNFILLED && blank * 2 >= known.len()
    };
    wrong.filter(|(_, (relation, _))| says_little(relation)).map(|(at, _)| at).collect()
}

/// So many figures are not forgotten at once.
const UNFILLED: usize = 2;

/// So often the same figures miss in the same way, and never hold, when it is a custom.
const CUSTOM: usize = 3;

/// The exceptions that repeat one another, figure by figure.
fn repeated(standing: &Standing, table: &Table) -> BTreeSet<usize> {
    let Some(lines) = lines(standing) else { return BTreeSet::new() };
    type Same = (Vec<usize>, BTreeSet<Decimal>);
    let mut same: BTreeMap<Vec<Option<Decimal>>, Same> = BTreeMap::new();
    for (at, relation, judged) in lines {
        let figures = relation.operands.iter().map(|cell| number(table, *cell)).collect();
        let (relations, found) = same.entry(figures).or_default();
        relations.push(at);
        found.insert(judged.found.value());
    }
    let wrong = |at: &usize| {
        let judged = standing.judged.get(*at).and_then(|judged| judged.as_ref().ok());
        judged.is_some_and(|judged| judged.verdict == Verdict::Wrong)
    };
    let customs = same.into_values().filter(|(relations, found)| relations.len() >= CUSTOM && found.len() == 1);
    customs.flat_map(|(relations, _)| relations).filter(wrong).collect()
}

/// Lines that must hold before the parts of a total are known to be fixed, and different totals among them.
const WITNESSES: usize = 10;
/// The largest share of a part by which it may differ where it is fixed, in the lines that differ least: 1 / so many.
const FIXED: f64 = 100.0;
/// The share of those lines.
const MOST_LINES: (usize, usize) = (9, 10);
/// What differs by so many times as much as they do is no longer rounding: the errors of rounding are
/// spread evenly, and nine lines in ten differ by 0.45 of a step.
const SPREAD: f64 = 1.2;

/// The exceptions of a sum each of whose terms is the part of the total that it is everywhere. Then the sum
/// says nothing of its own: where it misses, roundings do not cancel.
fn fixed_parts(standing: &Standing, table: &Table) -> BTreeSet<usize> {
    let nothing = BTreeSet::new;
    if standing.pattern.kind != RelationKind::Sum {
        return nothing();
    }
    let Some(lines) = lines(standing) else { return nothing() };
    let figure = |cell: CellRef| number(table, cell).and_then(|value| value.to_f64());
    let held: Vec<&Relation> =
        lines.iter().filter(|(_, _, judged)| judged.verdict.holds()).map(|(_, relation, _)| *relation).collect();
    let totals: BTreeSet<Decimal> = held.iter().filter_map(|relation| number(table, relation.target)).collect();
    if totals.len() < WITNESSES {
        return nothing();
    }
    let Some(Expr::Sum(terms)) = held.first().map(|relation| &relation.expr) else { return nothing() };
    let mut parts: Vec<(f64, f64)> = Vec::new();
    for term in 0..terms.len() {
        let pairs: Option<Vec<(f64, f64)>> = held
            .iter()
            .map(|relation| Some((figure(*relation.operands.get(term)?)?, figure(relation.target)?)))
            .filter(|pair| pair.is_none_or(|(_, total)| total != 0.0))
            .collect();
        let Some(pairs) = pairs else { return nothing() };
        let part = middle(pairs.iter().map(|(figure, total)| figure / total).collect(), (1, 2));
        let differs = middle(pairs.iter().map(|(figure, total)| (figure - part * total).abs()).collect(), MOST_LINES);
        let usual = middle(pairs.iter().map(|(figure, _)| figure.abs()).collect(), (1, 2));
        if differs * FIXED > usual {
            return nothing();
        }
        parts.push((part, differs));
    }
    let is_fixed = |relation: &Relation| {
        let Some(total) = figure(relation.target) else { return false };
        relation.operands.iter().zip(&parts).all(|(cell, (part, differs))| {
            figure(*cell).is_some_and(|figure| (figure - part * total).abs() <= differs * SPREAD)
        })
    };
    let wrong = lines.iter().filter(|(_, _, judged)| judged.verdict == Verdict::Wrong);
    wrong.filter(|(_, relation, _)| is_fixed(relation)).map(|(at, ..)| *at).collect()
}

/// The value below which a share of all lies; zero of none.
fn middle(mut values: Vec<f64>, (part, whole): (usize, usize)) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) * part / whole).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::tail;

    #[test]
    fn the_bound_is_a_number_in_lists_of_any_length() {
        assert!((tail(4, 2, 0.1) - 0.06).abs() < 1e-9);
        // Five thousand of ten thousand exceptions in a tenth of the lines are no accident, in half of them they are.
        assert!(tail(10_000, 5_000, 0.1) < 1e-9);
        assert!(tail(10_000, 5_000, 0.5) > 1.0);
    }
}
