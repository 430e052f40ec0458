//! Laws that hold when figures are read as thousands, and not as they stand.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{MOST_DECIMALS, Open, meant, names_thousands};
use crate::number::{Slack, Verdict};
use crate::relation::{Evidence, Relation, RelationKind, Standing};
use crate::table::{Column, Reading, Table, Unit};
use crate::workbook::{CellRef, Col};

/// Figures of one column and unit are misread together.
type Group = (Col, Option<Unit>);

/// Relations that must speak for a group by themselves; one that a printed formula or a total line names is enough.
const FEWEST: usize = 2;

/// Whether other readings can change what holds: fractions with a full group of digits stand in a line or a column
/// with whole figures that are no thousands.
pub(super) fn may_tell(table: &Table, open: &Open) -> bool {
    let full = |cell: &CellRef| {
        open.fractions.get(cell).is_some_and(|number| number.value().normalize().scale() == MOST_DECIMALS)
    };
    let fractions: Vec<CellRef> = open.fractions.keys().copied().filter(|cell| full(cell)).collect();
    if fractions.len() < FEWEST {
        return false;
    }
    let (rows, cols): (BTreeSet<_>, BTreeSet<_>) = fractions.iter().map(|cell| (cell.row, cell.col)).unzip();
    let is_sure = |value: Decimal| value.is_integer() && value.abs() >= Decimal::ONE_HUNDRED;
    table.readings.iter().any(|(cell, reading)| match reading {
        Reading::Number(number) => (rows.contains(&cell.row) || cols.contains(&cell.col)) && is_sure(number.value()),
        _ => false,
    })
}

/// The fractions of the groups for which laws speak.
pub(super) fn misread(table: &Table, open: &Open, laws: impl Fn(&Table) -> Vec<Standing>) -> BTreeSet<CellRef> {
    let mut as_thousands = table.clone();
    for (cell, stored) in &open.fractions {
        if let Some(meant) = meant(*stored) {
            as_thousands.readings.set(*cell, Reading::Number(meant));
        }
    }
    let group = |cell: CellRef| (cell.col, table.unit_at(cell).cloned());
    let mut votes: BTreeMap<Group, Votes> = BTreeMap::new();
    for standing in laws(&as_thousands).iter().filter(|standing| standing.is_arithmetic()) {
        let kind = standing.pattern.kind;
        let worth = if standing.pattern.evidence <= Evidence::Structural { FEWEST } else { 1 };
        let told: Vec<(&Relation, Told)> = standing
            .with(|verdict| verdict == Verdict::Exact)
            .filter(|(relation, judged)| {
                !judged.found.value().is_zero() && relation.cells().any(|cell| open.fractions.contains_key(&cell))
            })
            .map(|(relation, _)| (relation, Told::of(relation, kind, table)))
            .collect();
        let scales = Scales::of(&told, table);
        for (relation, told) in told {
            let speaks = match told {
                Told::Holds | Told::Nothing => false,
                Told::Fails => true,
                Told::Scaled(_) => scales.differ,
            };
            if speaks {
                let additive = matches!(told, Told::Fails);
                let sure: BTreeSet<CellRef> = relation.cells().filter(|cell| is_sure(table, open, *cell)).collect();
                let groups: BTreeSet<Group> =
                    relation.cells().filter(|cell| open.fractions.contains_key(cell)).map(group).collect();
                for key in groups {
                    votes.entry(key).or_default().add(worth, &sure, additive);
                }
            }
        }
    }
    if votes.values().all(|votes| votes.pro < FEWEST) {
        return BTreeSet::new();
    }
    // What holds as it stands, and would not any more.
    for standing in
        laws(table).iter().filter(|standing| standing.is_arithmetic() && standing.pattern.kind != RelationKind::Ratio)
    {
        for (relation, judged) in standing.with(|verdict| verdict == Verdict::Exact) {
            if judged.found.value().is_zero() || !relation.expr.is_additive() {
                continue;
            }
            let groups: BTreeSet<Group> =
                relation.cells().filter(|cell| open.fractions.contains_key(cell)).map(group).collect();
            if !groups.is_empty() && !holds(relation, standing.pattern.kind, &as_thousands) {
                for key in groups {
                    let votes = votes.entry(key).or_default();
                    votes.con = votes.con.saturating_add(1);
                }
            }
        }
    }
    let believed = |cell: &CellRef| votes.get(&group(*cell)).is_some_and(Votes::carry);
    open.fractions.keys().copied().filter(believed).collect()
}

/// The open figures that make broken relations hold when they are read as thousands, whole numbers among them.
/// `is_as_judged`: the table reads as it did when the laws were judged.
pub(super) fn mended(table: &Table, open: &Open, standings: &[Standing], is_as_judged: bool) -> BTreeSet<CellRef> {
    let mut found = BTreeSet::new();
    let group = |cell: CellRef| (cell.col, table.unit_at(cell));
    let known: BTreeSet<_> = table.thousands.keys().map(|cell| group(*cell)).collect();
    // A total that is wrong a thousandfold makes its parts look as if they were: there must be others of the kind.
    let columns: BTreeSet<Col> = known.iter().map(|(col, _)| *col).collect();
    let may_be = |cell: CellRef| known.contains(&group(cell));
    // Two of its parts at once, in columns where others were, are the whole of it.
    let may_all_be = |cells: &[CellRef]| cells.len() >= 2 && cells.iter().all(|cell| columns.contains(&cell.col));
    for standing in standings.iter().filter(|standing| standing.is_arithmetic()) {
        let kind = standing.pattern.kind;
        let named = standing.pattern.evidence <= Evidence::Structural;
        let enough = named || standing.tally.holds >= 2;
        for (relation, judged) in standing.pattern.relations.iter().zip(&standing.judged).filter(|_| enough) {
            let judged = match judged {
                Ok(judged) if is_as_judged => Ok(relation.judged_again(*judged, kind, Slack::Rounded)),
                _ => relation.judge(kind, Slack::Rounded, table),
            };
            if judged.is_ok_and(|judged| judged.verdict == Verdict::Wrong) {
                let mending = mending(table, open, relation, kind);
                let all = may_all_be(&mending);
                found.extend(mending.into_iter().filter(|cell| all || may_be(*cell)));
            }
        }
    }
    found
}

/// The only set of open figures of a relation that makes it hold exactly; none when there are several, or when
/// they are too many to try.
fn mending(table: &Table, open: &Open, relation: &Relation, kind: RelationKind) -> Vec<CellRef> {
    let cells: Vec<CellRef> = relation.distinct_cells().into_iter().filter(|cell| open.get(*cell).is_some()).collect();
    let all = (1_u32 << cells.len().min(MOST_OPEN)).saturating_sub(1);
    let sets: Vec<u32> = if cells.len() <= MOST_OPEN { (1..=all).collect() } else { Vec::new() };
    let mut mending: Option<Vec<CellRef>> = None;
    let chosen = sets.into_iter().map(|set| {
        let taken = cells.iter().enumerate().filter(|(index, _)| set & (1 << index) != 0);
        taken.map(|(_, cell)| *cell).collect::<Vec<_>>()
    });
    // All parts of a list are misread where its total is too large to be.
    let parts: Vec<CellRef> = cells.iter().copied().filter(|cell| *cell != relation.target).collect();
    let whole_list = (cells.len() > MOST_OPEN).then_some(parts);
    for taken in chosen.chain(whole_list) {
        let readings = |cell: CellRef| match taken.contains(&cell).then(|| open.get(cell).and_then(meant)).flatten() {
            Some(number) => Reading::Number(number),
            None => table.reading(cell),
        };
        let holds = relation.judge(kind, Slack::None, &readings).is_ok_and(|judged| judged.verdict == Verdict::Exact);
        if holds && mending.is_some() {
            return Vec::new();
        }
        if holds {
            mending = Some(taken);
        }
    }
    mending.unwrap_or_default()
}

/// Open figures of one relation of which every choice is tried: 63 of six.
const MOST_OPEN: usize = 6;

/// Whether a cell holds a figure that keeps its value when the fractions are read as thousands.
fn is_sure(table: &Table, open: &Open, cell: CellRef) -> bool {
    !open.fractions.contains_key(&cell)
        && matches!(table.reading(cell), Reading::Number(number) if !number.value().is_zero())
}

/// What speaks for a group, and what against it.
#[derive(Default)]
struct Votes {
    pro: usize,
    con: usize,
    /// Whether two wrong figures at least would have to stand in the relations for nothing to be misread.
    firm: bool,
    /// The figures that occur in all relations so far: one of them may be wrong, and the fractions right.
    common: Option<BTreeSet<CellRef>>,
}

impl Votes {
    fn add(&mut self, worth: usize, sure: &BTreeSet<CellRef>, additive: bool) {
        self.pro = self.pro.saturating_add(worth);
        self.firm |= !additive || sure.len() >= 2;
        let common =
            self.common.take().map_or_else(|| sure.clone(), |common| common.intersection(sure).copied().collect());
        self.common = Some(common);
    }

    fn carry(&self) -> bool {
        let firm = self.firm || self.common.as_ref().is_some_and(BTreeSet::is_empty);
        firm && self.pro >= FEWEST && self.con.saturating_mul(4) <= self.pro
    }
}

/// Whether the lines of a product or a quotient cannot be of one scale as they stand. Any one scale is anyone's
/// choice, and one line of another may be a wrong figure: two of each must differ. A million is no one's choice
/// unless a header names thousands.
struct Scales {
    differ: bool,
}

impl Scales {
    fn of(told: &[(&Relation, Told)], table: &Table) -> Self {
        let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
        for power in told.iter().filter_map(|(_, told)| told.factor()) {
            let count = counts.entry(power).or_default();
            *count = count.saturating_add(1);
        }
        let several = counts.values().filter(|count| **count >= 2).count() >= 2;
        let millions = counts.get(&MILLION).copied().unwrap_or_default() >= FEWEST_MILLIONS;
        let named = || {
            let cells = told.iter().flat_map(|(relation, _)| relation.cells());
            let columns: BTreeSet<Col> = cells.map(|cell| cell.col).collect();
            let mut titles = columns.into_iter().filter_map(|col| table.column(col)).map(Column::title);
            let unit = table.unit.as_ref().map(Unit::as_str).unwrap_or_default();
            names_thousands(unit) || titles.any(|title| names_thousands(&title))
        };
        Self { differ: several || millions && !named() }
    }
}

/// The power of ten by which a product misses whose two factors are thousandths.
const MILLION: i32 = 6;
/// Lines that must miss by it.
const FEWEST_MILLIONS: usize = 3;

/// How a relation that holds among thousands stands to the figures as they are.
#[derive(Clone, Copy)]
enum Told {
    /// It holds as well.
    Holds,
    /// It does not.
    Fails,
    /// A product or a quotient that gives a power of ten of the figure.
    Scaled(i32),
    /// It cannot be computed.
    Nothing,
}

impl Told {
    fn of(relation: &Relation, kind: RelationKind, table: &Table) -> Self {
        let Ok(judged) = relation.judge(kind, Slack::Rounded, table) else { return Self::Nothing };
        if relation.expr.is_additive() {
            return if judged.verdict.holds() { Self::Holds } else { Self::Fails };
        }
        let (found, given) = (judged.found.value(), judged.computed.point);
        let power = (-9..=9).step_by(3).find(|power| {
            let by = Decimal::from(10_i64.pow(i32::unsigned_abs(*power)));
            let scaled = if *power < 0 { given.checked_div(by) } else { given.checked_mul(by) };
            // Within a hundredth: the digits that were meant are fewer than those that stand there.
            scaled
                .and_then(|scaled| scaled.checked_div(found))
                .is_some_and(|ratio| (ratio - Decimal::ONE).abs() < Decimal::new(1, 2))
        });
        power.map_or(Self::Nothing, Self::Scaled)
    }

    fn factor(self) -> Option<i32> {
        match self {
            Self::Scaled(power) => Some(power),
            _ => None,
        }
    }
}

fn holds(relation: &Relation, kind: RelationKind, table: &Table) -> bool {
    relation.judge(kind, Slack::Rounded, table).is_ok_and(|judged| judged.verdict.holds())
}
