//! All the laws of a table as one system: gathered from every kind of evidence, each relation
//! kept once, under its strongest evidence.

use std::collections::{BTreeMap, BTreeSet};

use super::additivity::{Means, leave_out};
use super::balance::balances;
use super::cutoffs::cut_offs;
use super::declared::declared;
use super::equal::equal_totals;
use super::mined::Mined;
use super::named::named;
use super::running::running;
use super::statistic::statistics;
use super::structural::structural;
use super::{Evidence, Pattern, Relation, RelationKind};
use crate::number::Slack;
use crate::table::{Quantity, Table};
use crate::words::Sense;
use crate::workbook::CellRef;

/// The patterns of a table, the strongest evidence first, with those that show in its values.
pub fn patterns(table: &Table, mined: Mined) -> Vec<Pattern> {
    let Mined { mut groups, laws, .. } = mined;
    let others: Vec<Pattern> = statistics(table)
        .into_iter()
        .chain(structural(table))
        .chain(equal_totals(table))
        .chain(balances(table))
        .chain(cut_offs(table))
        .collect();
    if !groups.is_empty() {
        let elsewhere = holding(others.iter().chain(&laws), table);
        for group in &mut groups {
            let holds = |relation: &Relation| holds(group.kind, relation, table);
            group.relations.retain(|relation| holds(relation) || !elsewhere.contains(&relation.target));
        }
    }
    let mut patterns = declared(table);
    patterns.extend(groups);
    patterns.extend(others);
    patterns.extend(laws);
    let named = named(table, &patterns);
    patterns.extend(named);
    let books = running(table);
    for pattern in &mut patterns {
        let relations = std::mem::take(&mut pattern.relations);
        pattern.relations = relations
            .into_iter()
            .filter(|relation| !books.forbids(pattern, relation) && !adds_up_balances(table, pattern, relation))
            .collect();
    }
    patterns.extend(books.patterns);
    settle(table, patterns)
}

/// The balance at the end of a year is that of its last month, not the sum of twelve.
fn adds_up_balances(table: &Table, pattern: &Pattern, relation: &Relation) -> bool {
    pattern.evidence != Evidence::Declared
        && pattern.kind == RelationKind::Sum
        && direction(pattern.kind, relation) == Direction::Along
        && table
            .line_at(relation.target.row)
            .is_some_and(|(_, line)| line.said.has(Sense::Opening) || line.said.has(Sense::Closing))
        && !holds(pattern.kind, relation, table)
}

fn holds(kind: RelationKind, relation: &Relation, table: &Table) -> bool {
    relation.judge(kind, Slack::Rounded, table).is_ok_and(|judged| judged.verdict.holds())
}

/// The targets of the sums down a column that hold.
fn holding<'a>(patterns: impl Iterator<Item = &'a Pattern>, table: &Table) -> BTreeSet<CellRef> {
    let sums = patterns.filter(|pattern| pattern.kind == RelationKind::Sum);
    sums.flat_map(|pattern| &pattern.relations)
        .filter(|relation| direction(RelationKind::Sum, relation) == Direction::Down)
        .filter(|relation| holds(RelationKind::Sum, relation, table))
        .map(|relation| relation.target)
        .collect()
}

/// A target together with where it is computed from.
type Place = (CellRef, Direction);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Direction {
    /// From cells of its own line.
    Along,
    /// From cells of its own column.
    Down,
    /// From anywhere.
    Across,
    /// No arithmetic.
    Compared,
}

/// Keeps one explanation for each target and direction, because two laws that compute one figure
/// from its own line contradict each other or say the same, unless both are sums that share no
/// part: a whole may be split by sex and by age. And one for each set of cells, because
/// D × F / 100 = E is what F = E / D × 100 has already said.
fn settle(table: &Table, mut patterns: Vec<Pattern>) -> Vec<Pattern> {
    patterns.sort_by_key(|pattern| pattern.evidence);
    let is_rate = |relation: &Relation, direction: Direction| match direction {
        Direction::Along => table.quantity_at(relation.target.row) == Quantity::PerUnit,
        _ => table.quantities.of_column(relation.target.col) == Quantity::PerUnit,
    };
    let means = Means::new(table, &patterns);
    let mut places: BTreeMap<Place, Taken> = BTreeMap::new();
    let mut sets: BTreeSet<Vec<CellRef>> = BTreeSet::new();
    for pattern in &mut patterns {
        let kind = pattern.kind;
        let guessed = pattern.evidence > Evidence::Structural;
        let sums = matches!(kind, RelationKind::Sum | RelationKind::Difference);
        let holds = |relation: &Relation| holds(kind, relation, table);
        // What is printed over columns is not said of a line of rates; over their own column rates are
        // guessed alone to add up.
        let of_rates = |relation: &Relation| {
            let direction = direction(kind, relation);
            sums && (guessed || direction == Direction::Along) && is_rate(relation, direction)
        };
        if sums {
            let before = pattern.relations.len();
            leave_out(table, kind, &mut pattern.relations);
            // A total that holds nowhere, and is none in some columns, is no total.
            let is_total = pattern.evidence == Evidence::Structural;
            if is_total && pattern.relations.len() < before && !pattern.relations.iter().any(holds) {
                pattern.relations.clear();
            }
        }
        // Rates do not add up; where they seem to, it is a share that comes to 100, unless all
        // that the table holds is called a rate and adds up all the same.
        let (all, kept) = pattern
            .relations
            .iter()
            .filter(|relation| of_rates(relation))
            .fold((0, 0), |(all, kept), relation| (all + 1, kept + usize::from(holds(relation))));
        let rates_add_up = kept >= 2 && kept * 2 > all;
        pattern.relations.retain(|relation| {
            let direction = direction(kind, relation);
            if direction == Direction::Compared {
                return true;
            }
            let wrong = || relation.judge(kind, Slack::Rounded, table).is_ok_and(|judged| !judged.verdict.holds());
            let is_rate = !rates_add_up && of_rates(relation) && direction != Direction::Across;
            !((is_rate || (sums && means.has(relation))) && wrong())
                && places.entry((relation.target, direction)).or_default().admits(kind, relation)
                && sets.insert(cells(relation))
        });
    }
    patterns.retain(|pattern| !pattern.relations.is_empty());
    patterns
}

/// The cells of a relation, each once, in the order of the sheet.
fn cells(relation: &Relation) -> Vec<CellRef> {
    let mut cells = Vec::with_capacity(relation.operands.len().saturating_add(1));
    cells.extend(relation.cells());
    cells.sort_unstable();
    cells.dedup();
    cells
}

/// What explains a figure so far.
#[derive(Default)]
struct Taken {
    /// Ascending.
    parts: Vec<CellRef>,
    /// Whether something other than sums explains it.
    settled: bool,
}

impl Taken {
    /// Whether one more explanation may stand beside those so far.
    fn admits(&mut self, kind: RelationKind, relation: &Relation) -> bool {
        let first = self.parts.is_empty();
        let splits = kind == RelationKind::Sum;
        let fresh = first
            || (splits
                && !self.settled
                && relation.operands.iter().all(|part| self.parts.binary_search(part).is_err()));
        if fresh {
            self.settled |= !splits;
            self.parts.extend(relation.operands.iter().copied());
            self.parts.sort_unstable();
        }
        fresh
    }
}

fn direction(kind: RelationKind, relation: &Relation) -> Direction {
    if matches!(kind, RelationKind::Bound | RelationKind::Label | RelationKind::Equality) {
        return Direction::Compared;
    }
    if relation.operands.iter().all(|cell| cell.row == relation.target.row) {
        Direction::Along
    } else if relation.operands.iter().all(|cell| cell.col == relation.target.col) {
        Direction::Down
    } else {
        Direction::Across
    }
}
