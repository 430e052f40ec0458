//! All the laws of a table as one system: gathered from every kind of evidence, each relation
//! kept once, under its strongest evidence.

use std::collections::{BTreeMap, BTreeSet};

use super::additivity::{Means, is_left_out};
use super::balance::balances;
use super::cutoffs::cut_offs;
use super::declared::declared;
use super::equal::equal_totals;
use super::factor::factors;
use super::lines::LineLaws;
use super::meter::meters;
use super::mined::Mined;
use super::named::named;
use super::own::OwnLaw;
use super::rate::rates;
use super::running::running;
use super::statistic::statistics;
use super::structural::structural;
use super::tax::taxes;
use super::{Evidence, Origin, Pattern, Relation, RelationKind, weighted};
use crate::number::Slack;
use crate::table::{LineIndex, Quantity, Reading, Table};
use crate::words::Sense;
use crate::workbook::{CellRef, Col, Row};

/// The patterns of a table, the strongest evidence first, with those that show in its values.
pub fn patterns(table: &Table, mined: Mined, own: &[OwnLaw]) -> Vec<Pattern> {
    let Mined { mut groups, mut laws, .. } = mined;
    if table.is_coded {
        let wholes: BTreeSet<LineIndex> = table.lines.iter().filter_map(|line| line.parent).collect();
        for pattern in groups.iter_mut().chain(&mut laws).filter(|pattern| pattern.kind == RelationKind::Sum) {
            pattern.relations.retain(|relation| !is_against_codes(table, &wholes, relation));
        }
    }
    let printed = declared(table, own);
    let lines = LineLaws::of(table, &[&printed, &laws]);
    let mut others: Vec<Pattern> = statistics(table)
        .into_iter()
        .chain(structural(table, &lines))
        .chain(equal_totals(table))
        .chain(balances(table))
        .chain(cut_offs(table))
        .chain(taxes(table))
        .collect();
    weighted::turn(table, &mut laws);
    let mut said = meters(table);
    said.extend(factors(table, &laws));
    said.extend(rates(table, &laws));
    give_way(&mut laws, &said);
    others.extend(said);
    if !groups.is_empty() {
        let elsewhere = holding(others.iter().chain(&laws), table);
        for group in &mut groups {
            let holds = |relation: &Relation| holds(group.kind, relation, table);
            // What the other columns of its line show is the total of these lines, whatever else it is.
            let is_shown = |relation: &Relation| laws.iter().any(|law| is_exception_of(relation, law, table));
            group
                .relations
                .retain(|relation| holds(relation) || !elsewhere.contains(&relation.target) || is_shown(relation));
        }
    }
    let mut patterns = printed;
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

/// Whether a sum down a column adds up lines that are no parts of its own by their codes.
fn is_against_codes(table: &Table, wholes: &BTreeSet<LineIndex>, relation: &Relation) -> bool {
    let Some((whole, line)) = table.line_at(relation.target.row) else { return false };
    let is_placed = line.parent.is_some() || wholes.contains(&whole);
    if direction(RelationKind::Sum, relation) != Direction::Down || line.is_total() || !is_placed {
        return false;
    }
    let is_under_it = |cell: &CellRef| {
        let line = table.line_at(cell.row).map(|(_, line)| line);
        std::iter::successors(line, |line| line.parent.and_then(|parent| table.line(parent)))
            .any(|line| line.parent == Some(whole))
    };
    !relation.operands.iter().all(is_under_it)
}

/// What a header says of its column leaves no room for other products and quotients on the lines that it is not
/// said of.
fn give_way(laws: &mut Vec<Pattern>, said: &[Pattern]) {
    let target = |pattern: &Pattern| pattern.relations.first().map(|relation| relation.target.col);
    let columns: BTreeSet<Col> = said.iter().filter_map(target).collect();
    let adds = |kind| matches!(kind, RelationKind::Sum | RelationKind::Difference | RelationKind::Equality);
    laws.retain(|pattern| {
        let is_along = pattern.relations.iter().all(|relation| direction(pattern.kind, relation) == Direction::Along);
        if adds(pattern.kind) {
            return !is_along || !said.iter().any(|said| is_special(pattern, said));
        }
        !is_along || target(pattern).is_none_or(|col| !columns.contains(&col))
    });
}

/// Whether a sum is what a law of more columns is where a factor is one.
fn is_special(sum: &Pattern, said: &Pattern) -> bool {
    let columns = |pattern: &Pattern| -> BTreeSet<Col> {
        pattern.relations.first().into_iter().flat_map(Relation::cells).map(|cell| cell.col).collect()
    };
    let (own, all) = (columns(sum), columns(said));
    said.kind == RelationKind::Other && own.len() < all.len() && own.is_subset(&all)
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

/// Whether a law that holds on more of its lines than not has a relation as well.
fn is_exception_of(relation: &Relation, law: &Pattern, table: &Table) -> bool {
    let has_it = law.kind == RelationKind::Sum && law.relations.contains(relation);
    has_it && law.relations.iter().filter(|other| holds(law.kind, other, table)).count() * 2 > law.relations.len()
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
        if is_compared(kind) {
            continue;
        }
        let guessed = pattern.evidence > Evidence::Structural;
        let sums = matches!(kind, RelationKind::Sum | RelationKind::Difference);
        let mut relations: Vec<Told> = std::mem::take(&mut pattern.relations)
            .into_iter()
            .map(|relation| Told::of(relation, kind, table))
            .collect();
        // What is printed over columns is not said of a line of rates; over their own column rates are
        // guessed alone to add up.
        let of_rates = |relation: &Relation| {
            let direction = direction(kind, relation);
            sums && (guessed || direction == Direction::Along) && is_rate(relation, direction)
        };
        if sums {
            let before = relations.len();
            // Of the outline these are taken out as it is gathered.
            if pattern.origin != Origin::Outline {
                let added_up = quantities_that_add_up(table, kind, &relations);
                relations
                    .retain(|told| told.holds != Some(false) || !is_left_out(table, kind, &told.relation, &added_up));
            }
            // A total that holds nowhere, and is none in some columns, is no total.
            let is_total = pattern.evidence == Evidence::Structural;
            if is_total && relations.len() < before && !relations.iter().any(Told::holds) {
                relations.clear();
            }
        }
        // Rates do not add up; where they seem to, it is a share that comes to 100, unless all
        // that the table holds is called a rate and adds up all the same.
        let (all, kept) = relations
            .iter()
            .filter(|told| of_rates(&told.relation))
            .fold((0, 0), |(all, kept), told| (all + 1, kept + usize::from(told.holds())));
        let rates_add_up = kept >= 2 && kept * 2 > all;
        // What the values alone suggest beside what explains a total already must be no accident.
        let (mut held, mut broken) = (0_usize, 0_usize);
        if pattern.evidence > Evidence::Structural && sums {
            for told in &relations {
                *(if told.holds() { &mut held } else { &mut broken }) += 1;
            }
        }
        let is_weak = held < 2 || held < broken * 2;
        let is_guessed = table.lines.len() > LONG_LIST && broken > 0 && held < 2 && pattern.origin == Origin::Values;
        let proven: BTreeSet<Row> = if is_guessed {
            let held = relations.iter().filter(|told| told.holds());
            held.flat_map(|told| &told.relation.operands)
                .filter(|cell| is_figure(table, **cell))
                .map(|cell| cell.row)
                .collect()
        } else {
            BTreeSet::new()
        };
        let stays = |Told { relation, holds }: &Told| {
            let direction = direction(kind, relation);
            let is_wrong = *holds == Some(false);
            let is_rate = !rates_add_up && of_rates(relation) && direction != Direction::Across;
            !(is_wrong && (is_rate || (sums && means.has(relation))))
                && !(is_wrong
                    && broken > 0
                    && direction == Direction::Down
                    && (is_weak && places.get(&(relation.target, direction)).is_some_and(|taken| taken.holds)
                        || is_guessed && !is_proven(table, relation, &proven)))
                && places.entry((relation.target, direction)).or_default().admits(kind, relation, !is_wrong)
                && sets.insert(cells(relation))
        };
        pattern.relations = relations.into_iter().filter(stays).map(|told| told.relation).collect();
    }
    patterns.retain(|pattern| !pattern.relations.is_empty());
    patterns
}

/// So many sums of values per unit show that all of a law add up: the rates of mortality by cause, over the years.
const ADDED_UP: usize = 3;

/// The kinds of quantity whose sums hold in most of the columns, or lines, that a law speaks of.
fn quantities_that_add_up(table: &Table, kind: RelationKind, relations: &[Told]) -> BTreeSet<Quantity> {
    let mut seen: BTreeMap<Quantity, (usize, usize)> = BTreeMap::new();
    for Told { relation, holds } in relations.iter().filter(|told| told.holds.is_some()) {
        let quantity = match direction(kind, relation) {
            Direction::Along => table.quantity_at(relation.target.row),
            Direction::Down => table.quantities.of_column(relation.target.col),
            Direction::Across | Direction::Compared => continue,
        };
        let (held, all) = seen.entry(quantity).or_default();
        *held += usize::from(*holds == Some(true));
        *all += 1;
    }
    seen.retain(|_, (held, all)| *held >= ADDED_UP && *held * 2 > *all);
    seen.into_keys().collect()
}

/// A relation, and how its figures stand to it: that is asked for several times, and judged once.
struct Told {
    relation: Relation,
    /// `None` where it cannot be computed.
    holds: Option<bool>,
}

impl Told {
    fn of(relation: Relation, kind: RelationKind, table: &Table) -> Self {
        let holds = relation.judge(kind, Slack::Rounded, table).ok().map(|judged| judged.verdict.holds());
        Self { relation, holds }
    }

    fn holds(&self) -> bool {
        self.holds == Some(true)
    }
}

/// In a list of more lines some lines add up in one column by accident, however few do of any one.
const LONG_LIST: usize = 300;

fn is_figure(table: &Table, cell: CellRef) -> bool {
    matches!(table.reading(cell), Reading::Number(number) if !number.value().is_zero())
}

/// Whether a sum down a column that holds in one other column alone may be believed: its line is called a total, and
/// each of its parts counts in that column too. Zeros prove nothing.
fn is_proven(table: &Table, relation: &Relation, proven: &BTreeSet<Row>) -> bool {
    let is_named =
        table.line_at(relation.target.row).is_some_and(|(_, line)| line.is_total() || line.said.resembles_total());
    is_named && relation.operands.iter().all(|cell| !is_figure(table, *cell) || proven.contains(&cell.row))
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
    /// Whether what explains it first holds.
    holds: bool,
}

impl Taken {
    /// Whether one more explanation may stand beside those so far.
    fn admits(&mut self, kind: RelationKind, relation: &Relation, holds: bool) -> bool {
        let first = self.parts.is_empty();
        if first {
            self.holds = holds;
        }
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

fn is_compared(kind: RelationKind) -> bool {
    matches!(kind, RelationKind::Bound | RelationKind::Label | RelationKind::Equality)
}

fn direction(kind: RelationKind, relation: &Relation) -> Direction {
    if is_compared(kind) {
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
