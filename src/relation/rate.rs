//! Rates, as their headers name them: "Tỷ lệ giải quyết (%)" = E / (C + D), "Số đơn/1000 dân", "Tỷ lệ tăng tự
//! nhiên (‰)" = (D − H) / L × 1000.
//!
//! The miner knows quotients of two columns, by 1 and by 100. What a rate of three columns, or of a thousand
//! people, is made of is looked for where a header says that the column holds one, and by how much it is taken:
//! no other factor is tried, since among any factors some quotient always fits. A law is believed as any other is
//! ([a-contrario](super::mined)), and one of three columns only where the third is seen to matter.

mod contribution;
mod figures;
mod formula;
mod sample;
mod said;

use self::figures::{Figures, Proof};
use self::formula::Formula;
use self::said::Said;
use super::structural::adds_up;
use super::{Evidence, Origin, Pattern, Relation, RelationKind, Tally};
use crate::table::{Column, Reading, Table};
use crate::text::Bilingual;
use crate::words::{Sense, senses};
use crate::workbook::{CellRef, Col};

/// Columns of amounts that a rate may be made of, the nearest ones: the formulas of three are some thousands.
const MOST_PARTS: usize = 14;
/// Rates that are looked for in one table.
const MOST_RATES: usize = 40;
/// Lines that are looked at first, and how many of them a formula must fit: one in so many may be wrong.
const SAMPLE: usize = 8;
/// Lines that a law is believed from; a longer list is looked at in so many.
const MOST_LINES: usize = 400;
/// Lines with figures of their own on which a law must hold.
const WITNESSES: usize = 3;
/// Digits that the lines must prove beyond the choice among all formulas: as for balances.
const PROVED: f64 = 3.0;
/// One line in so many may disobey, and one in any case.
const EXCEPTIONS: usize = 10;

/// The laws of the columns that are called rates. `known`: the laws that show in the values.
pub fn rates(table: &Table, known: &[Pattern]) -> Vec<Pattern> {
    let (mut parts, mut patterns): (Option<Vec<Col>>, _) = (None, Vec::new());
    let mut looked = 0_usize;
    for column in table.number_columns() {
        let (contributes, said) = (contribution::is_named(column), Said::of(column));
        if looked >= MOST_RATES || (!contributes && said.is_none()) {
            continue;
        }
        looked = looked.saturating_add(1);
        let amounts = || table.number_columns().filter(|column| is_part(table, column)).map(|column| column.col);
        let near = nearest(parts.get_or_insert_with(|| amounts().collect()), column.col);
        patterns.extend(match said {
            _ if contributes => contribution::law(table, column.col, &near),
            Some(said) => law(table, column.col, &said, &near, known),
            None => None,
        });
    }
    patterns
}

/// Whether a rate may be made of a column: of amounts, and of means of what is counted ("Dân số trung bình").
fn is_part(table: &Table, column: &Column) -> bool {
    let said = senses(column.name());
    let is_mean = || said.has(Sense::MeanStock) || (said.has(Sense::Average) && !said.has(Sense::Percent));
    let is_whole = || {
        figures::lines(table).all(|row| match table.reading(CellRef::new(row, column.col)) {
            Reading::Number(number) => number.value().is_integer(),
            _ => true,
        })
    };
    adds_up(table, column) || (is_mean() && is_whole())
}

/// The columns that stand nearest to one, in their order.
fn nearest(columns: &[Col], target: Col) -> Vec<Col> {
    let mut near: Vec<Col> = columns.iter().copied().filter(|col| *col != target).collect();
    near.sort_by_key(|col| (col.0.abs_diff(target.0), *col));
    near.truncate(MOST_PARTS);
    near.sort_unstable();
    near
}

fn law(table: &Table, target: Col, said: &Said, near: &[Col], known: &[Pattern]) -> Option<Pattern> {
    let known = Known::of(table, target, known);
    if known.as_ref().is_some_and(|known| known.tally.holds == known.tally.of) {
        return None;
    }
    let figures = Figures::new(table, target, near, MOST_LINES);
    let sample = figures.sample(SAMPLE);
    let (mut tried, mut found) = (0_usize, Vec::new());
    for formula in formula::all(near.len(), said) {
        tried += 1;
        if figures.fits(&formula, &sample) {
            let proof = figures.proof(&formula);
            found.push((formula, proof));
        }
    }
    let believed = found.into_iter().filter(|(formula, proof)| is_believed(formula, proof, tried, known.as_ref()));
    // Of those that fail as seldom the simplest is meant, and of those as simple the one of the nearest columns.
    let distance = |formula: &Formula| -> u32 {
        formula.columns().filter_map(|at| near.get(at)).map(|col| col.0.abs_diff(target.0)).sum()
    };
    let (formula, _) = believed.min_by_key(|(formula, proof)| {
        (proof.fails, proof.near, formula.columns().count(), formula.tops_two(), distance(formula))
    })?;
    let relations = relations(table, target, &formula, near);
    let kind = relations.first()?.expr.kind();
    if known.is_some_and(|known| known.same_cells(&relations)) {
        return None;
    }
    let text = formula.text(&|at| near.get(at).map(ToString::to_string).unwrap_or_default());
    Some(Pattern {
        kind,
        evidence: Evidence::Semantic,
        origin: Origin::Header,
        law: Bilingual::new(format!("Cột {target} = {text}"), format!("Column {target} = {text}")),
        prior: 0.9,
        relations,
    })
}

/// Whether a law is no accident, and better than what is known of its target.
fn is_believed(formula: &Formula, proof: &Proof, tried: usize, known: Option<&Known>) -> bool {
    let lines = proof.holds + proof.fails;
    let exceptions = super::mined::exceptions(lines, proof.fails);
    // What is true of the figures as they are printed is true of more than half of them to the last digit.
    if proof.witnesses < WITNESSES
        || proof.near * 2 > proof.holds
        || proof.fails > (lines / EXCEPTIONS).max(1)
        || proof.digits < (tried as f64).log10() + exceptions + PROVED
    {
        return false;
    }
    let Some(known) = known else { return proof.matters >= WITNESSES || formula.columns().count() < 3 };
    // What a third column changes may be less than a unit on nearly all lines: it is what explains the others.
    let fails = (known.tally.of - known.tally.holds) as usize;
    formula.columns().count() >= 3 && proof.fails == 0 && fails > 0 && proof.takes_part >= WITNESSES
}

fn relations(table: &Table, target: Col, formula: &Formula, near: &[Col]) -> Vec<Relation> {
    let lines = figures::lines(table);
    let relation = |row| {
        let target = CellRef::new(row, target);
        let expr = formula.expr(&|at| near.get(at).map(|col| CellRef::new(row, *col)))?;
        let mut operands = expr.cells();
        operands.sort_unstable();
        operands.dedup();
        // The terms in the order in which the formula names them.
        let mut order: Vec<CellRef> = Vec::with_capacity(operands.len());
        for cell in expr.cells() {
            if !order.contains(&cell) {
                order.push(cell);
            }
        }
        Some(Relation { target, operands: order, expr })
    };
    lines.filter_map(relation).collect()
}

/// The law of a target that shows in the values.
struct Known<'p> {
    tally: Tally,
    pattern: &'p Pattern,
}

impl<'p> Known<'p> {
    fn of(table: &Table, target: Col, known: &'p [Pattern]) -> Option<Self> {
        let computes = |pattern: &&Pattern| {
            // That a rate is the sum of two others does not say what it is a rate of.
            !matches!(pattern.kind, RelationKind::Equality | RelationKind::Sum | RelationKind::Difference)
                && pattern.relations.iter().all(|relation| {
                    relation.target.col == target
                        && relation.operands.iter().all(|cell| cell.row == relation.target.row)
                })
        };
        let tallied = known.iter().filter(computes).map(|pattern| {
            let tally = Tally::of(&pattern.relations, pattern.kind, table);
            Self { tally, pattern }
        });
        tallied.max_by_key(|known| known.tally.holds)
    }

    fn same_cells(&self, relations: &[Relation]) -> bool {
        let cells = |relation: &Relation| {
            let mut cells: Vec<CellRef> = relation.cells().collect();
            cells.sort_unstable();
            cells
        };
        match relations.first() {
            Some(first) => self.pattern.relations.iter().any(|relation| cells(relation) == cells(first)),
            None => false,
        }
    }
}
