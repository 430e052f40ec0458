//! Where a total line holds something else than a sum.
//!
//! In the column of a value per unit the figure of a total line is the rate of the totals, a mean or a
//! weighted mean, and so is the figure that a line of rates has in the column of totals. It lies among its
//! parts; but so does a sum that lost a digit, seven times in ten in a list of five. What else tells is
//! asked here: words, or a law of the value per unit that the total obeys as well as its parts do.

use std::collections::{BTreeMap, BTreeSet};

use super::near::surprise;
use super::{Pattern, Relation, RelationKind};
use crate::number::{Number, Slack};
use crate::table::{Quantity, Reading, Table};
use crate::workbook::{CellRef, Col, Row};

/// A figure, and the unit of its last digit.
pub(super) type Figure = (f64, f64);

/// A total among its parts: places along an axis, with the other slots of the table in which they have
/// figures too.
pub(super) struct Total<'a> {
    /// The figure at a place in a slot.
    pub figure: &'a dyn Fn(u32, u32) -> Option<Figure>,
    /// The slot in question.
    pub slot: u32,
    /// The place of the total.
    pub total: u32,
    /// The places of its parts, ascending.
    pub parts: &'a [u32],
    /// The other slots.
    pub others: &'a [u32],
    /// What words say of the slot.
    pub said: Quantity,
    /// Whether one slip makes a sum of it.
    pub is_slip: &'a dyn Fn() -> bool,
}

/// The digits beyond those of the search that make a law of the value per unit no accident.
const TELLING: f64 = 2.0;

/// The share of the parts that must obey it: one in ten may be wrong or blank.
const OBEYING: f64 = 0.9;

/// Of fewer parts something or other is the weighted mean, and so is what a wrong sign makes of one.
const FEWEST: usize = 3;

/// Of so many other slots at most the nearest are searched for a law.
const NEAREST: usize = 24;

/// The powers of ten that scale a quotient: per thousand, percent, per hundred thousand …
const SCALES: [f64; 9] = [1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6, 0.1, 0.01];

impl Total<'_> {
    /// Whether the figure of a total that is not the sum of its parts is none of a sum either.
    pub fn is_per_unit(&self) -> bool {
        let Some(own) = (self.figure)(self.total, self.slot) else { return false };
        let parts: Vec<Figure> = self.parts.iter().filter_map(|part| (self.figure)(*part, self.slot)).collect();
        if parts.len() < 2 {
            return false;
        }
        if self.said == Quantity::Stock && self.ends().any(|end| end.0.total_cmp(&own.0).is_eq()) {
            return true;
        }
        let lowest = parts.iter().map(|part| part.0).fold(f64::INFINITY, f64::min);
        let highest = parts.iter().map(|part| part.0).fold(f64::NEG_INFINITY, f64::max);
        if own.0 < lowest || own.0 > highest {
            return false;
        }
        // Nothing was added up where the total is each of its parts: shares of 100, the same year.
        if lowest >= highest {
            return true;
        }
        let is_lawful = || {
            parts.len() >= FEWEST && {
                let near = Near::of(self);
                self.is_mean(own, &parts, highest - lowest, &near) || near.is_quotient(own)
            }
        };
        if self.said == Quantity::PerUnit || is_lawful() {
            return true;
        }
        // Whole numbers do not add up to a fraction.
        let is_fraction =
            parts.len() >= FEWEST && own.0.fract() != 0.0 && parts.iter().all(|part| part.0.fract() == 0.0);
        if is_fraction && !(self.is_slip)() {
            return true;
        }
        let sum: f64 = parts.iter().map(|part| part.0).sum();
        let is_end = parts.len() == 2 && (own.0 <= lowest || own.0 >= highest);
        let lacks = |part: &Figure| (sum - part.0 - own.0).abs() < own.1.max(part.1);
        self.said == Quantity::Doubtful && !is_end && !parts.iter().any(lacks) && !(self.is_slip)()
    }

    /// The figures of the first and the last part.
    fn ends(&self) -> impl Iterator<Item = Figure> {
        let ends = [self.parts.first(), self.parts.last()];
        ends.into_iter().flatten().filter_map(|part| (self.figure)(*part, self.slot))
    }

    /// Whether the total is the mean of its parts, or their mean weighted by another slot.
    fn is_mean(&self, own: Figure, parts: &[Figure], range: f64, near: &Near) -> bool {
        let mean = parts.iter().map(|part| part.0).sum::<f64>() / parts.len() as f64;
        let unit = parts.iter().map(|part| part.1).fold(own.1, f64::max);
        let weighted = |weight: usize| {
            let (mut sum, mut whole) = (0.0, 0.0);
            for part in near.parts() {
                let Some((value, _)) = part.own else { continue };
                let (weight, _) = part.near(weight)?;
                if weight < 0.0 {
                    return None;
                }
                sum += value * weight;
                whole += weight;
            }
            (whole > 0.0).then(|| sum / whole)
        };
        // A mean that shows more digits than its parts was computed from them, to the last of its digits.
        // Of ten parts it is the sum with its mark moved, and that is a slip.
        let is_moved = [10, 100, 1_000].contains(&parts.len());
        let finer = !is_moved && own.1 < unit && (range / (2.0 * own.1)).log10() >= TELLING;
        if finer && (mean - own.0).abs() <= own.1 {
            return true;
        }
        // What is right by accident: two units of the range, for each mean that is tried.
        let digits = (range / (2.0 * unit) / (near.slots as f64 + 1.0)).log10();
        let needed = if self.said == Quantity::Doubtful { 0.0 } else { TELLING };
        if digits < needed {
            return false;
        }
        let hits = |mean: f64| (mean - own.0).abs() <= unit;
        hits(mean) || (0..near.slots).filter_map(weighted).any(hits)
    }
}

/// A total and its parts in the slots next to the one in question. All pairs of these slots are tried, so each
/// figure is looked up once, before.
struct Near {
    slots: usize,
    /// For the total, and then for each part, what stands in the slot in question and in those next to it.
    figures: Vec<Option<Figure>>,
}

/// What stands in the place of a part.
#[derive(Clone, Copy)]
struct Part<'a> {
    own: Option<Figure>,
    near: &'a [Option<Figure>],
}

impl Part<'_> {
    fn near(self, slot: usize) -> Option<Figure> {
        self.near.get(slot).copied().flatten()
    }
}

impl Near {
    fn of(total: &Total) -> Self {
        let mut nearest: Vec<u32> = total.others.iter().copied().filter(|other| *other != total.slot).collect();
        nearest.sort_by_key(|other| other.abs_diff(total.slot));
        nearest.truncate(NEAREST);
        let places = std::iter::once(&total.total).chain(total.parts);
        let slots = || std::iter::once(&total.slot).chain(&nearest);
        let figures = places.flat_map(|place| slots().map(move |slot| (total.figure)(*place, *slot))).collect();
        Self { slots: nearest.len(), figures }
    }

    /// The total, and then its parts.
    fn all(&self) -> impl Iterator<Item = Part<'_>> {
        self.figures.chunks_exact(self.slots + 1).map(|figures| match figures {
            [own, near @ ..] => Part { own: *own, near },
            [] => Part { own: None, near: &[] },
        })
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.all().skip(1)
    }

    /// Whether one quotient of two other slots, or one multiple of another, gives the total as well as
    /// its parts.
    fn is_quotient(&self, own: Figure) -> bool {
        let tried = ((self.slots * self.slots.max(1) * SCALES.len()).max(1) as f64).log10();
        let Some(total) = self.all().next() else { return false };
        let at_total: Vec<(usize, f64)> = (0..self.slots)
            .filter_map(|other| Some((other, total.near(other)?.0)))
            .filter(|(_, value)| *value != 0.0)
            .collect();
        if own.0 == 0.0 {
            return false;
        }
        for (above, a) in &at_total {
            // So much for each of something is a multiple of what it was converted from. What adds up does so in
            // every multiple.
            if self.obeys(own, own.0 / a, *above, None, tried, true) && !self.adds_up(*above) {
                return true;
            }
            for (below, b) in at_total.iter().filter(|(below, _)| below != above) {
                let quotient = a / b;
                let printed = SCALES
                    .iter()
                    .copied()
                    .find(|scale| (quotient * scale - own.0).abs() <= own.1 / 2.0 + 1e-9 * own.0.abs());
                let (factor, is_free) = printed.map_or((own.0 / quotient, true), |scale| (scale, false));
                if self.obeys(own, factor, *above, Some(*below), tried, is_free) {
                    return true;
                }
            }
        }
        false
    }

    /// Whether the total is the sum of its parts in one of the slots.
    fn adds_up(&self, slot: usize) -> bool {
        let Some(total) = self.all().next().and_then(|total| total.near(slot)) else { return false };
        let parts = || self.parts().filter_map(|part| part.near(slot));
        let sum: f64 = parts().map(|part| part.0).sum();
        let excused = total.1 + parts().map(|part| part.1).sum::<f64>();
        (sum - total.0).abs() <= excused / 2.0
    }

    /// Whether the parts are `factor` × above (/ below) too, by no accident. A factor that is not printed
    /// was taken from the total, and has its precision.
    fn obeys(&self, own: Figure, factor: f64, above: usize, below: Option<usize>, tried: f64, is_free: bool) -> bool {
        let parts = self.figures.len() / (self.slots + 1) - 1;
        let (mut obeying, mut all, mut digits) = (0_usize, 0_usize, 0.0_f64);
        for part in self.parts() {
            let (Some(value), Some(a)) = (part.own, part.near(above)) else {
                continue;
            };
            let b = match below {
                Some(below) => match part.near(below) {
                    Some(figure) if figure.0 != 0.0 => figure,
                    _ => continue,
                },
                None => (1.0, 0.0),
            };
            if value.0 == 0.0 && a.0 == 0.0 {
                continue;
            }
            all += 1;
            let expected = factor * a.0 / b.0;
            let own_share = if is_free { own.1 / 2.0 / own.0.abs() } else { 0.0 };
            let relative = a.1 / 2.0 / a.0.abs().max(a.1) + b.1 / 2.0 / b.0.abs() + own_share;
            let width = value.1 / 2.0 + relative * expected.abs() + 1e-9 * expected.abs();
            if (expected - value.0).abs() <= width {
                obeying += 1;
                digits += (value.0.abs() / (2.0 * width)).max(1.0).log10();
            } else if (all - obeying) as f64 > (1.0 - OBEYING) * parts as f64 {
                return false;
            }
        }
        all >= 2 && obeying as f64 >= OBEYING * all as f64 && digits >= TELLING + tried
    }
}

/// Whether the broken sum of a table, down a column or along a line, is none because its column or its
/// line holds values per unit. `total` and `parts`: the cell of the total, and those of its parts. `added_up`: the kinds
/// of quantity that the sum's law adds up elsewhere, of which the words say nothing against it here.
fn is_of_no_sum(table: &Table, total: CellRef, parts: &[CellRef], added_up: &BTreeSet<Quantity>) -> bool {
    let is_down = parts.iter().all(|part| part.col == total.col);
    let is_along = parts.iter().all(|part| part.row == total.row);
    if is_down == is_along {
        return false;
    }
    let read = |row: u32, col: u32| match table.reading(CellRef::new(Row(row), Col(col))) {
        Reading::Number(number) => Some(figure(number)),
        _ => None,
    };
    let down = |place: u32, slot: u32| read(place, slot);
    let along = |place: u32, slot: u32| read(slot, place);
    let place = |cell: &CellRef| if is_down { cell.row.0 } else { cell.col.0 };
    let mut places: Vec<u32> = parts.iter().map(place).collect();
    places.sort_unstable();
    let others: Vec<u32> = if is_down {
        table.number_columns().map(|column| column.col.0).collect()
    } else {
        let near = table.line_at(total.row).map_or(0, |(line, _)| line.0).saturating_sub(NEAREST);
        table.lines.iter().skip(near).take(2 * NEAREST).map(|line| line.row.0).collect()
    };
    let said = if is_down { table.quantities.of_column(total.col) } else { table.quantity_at(total.row) };
    let said = if added_up.contains(&said) { Quantity::Amount } else { said };
    let sum = || Relation::sum(total, parts.to_vec());
    let is_slip = || surprise(&sum(), table).is_some_and(|odds| odds >= 1.0);
    let figure: &dyn Fn(u32, u32) -> Option<Figure> = if is_down { &down } else { &along };
    let slot = if is_down { total.col.0 } else { total.row.0 };
    let total = place(&total);
    Total { figure, slot, total, parts: &places, others: &others, said, is_slip: &is_slip }.is_per_unit()
}

fn figure(number: Number) -> Figure {
    use rust_decimal::prelude::ToPrimitive;
    (number.value().to_f64().unwrap_or(0.0), number.float_unit())
}

/// Whether the total lies among its parts.
fn lies_among(table: &Table, total: CellRef, parts: &[CellRef]) -> bool {
    let value = |cell: CellRef| match table.reading(cell) {
        Reading::Number(number) => Some(number.value()),
        _ => None,
    };
    let Some(own) = value(total) else { return false };
    let parts = || parts.iter().filter_map(|part| value(*part));
    parts().any(|part| part <= own) && parts().any(|part| part >= own)
}

/// The whole of a sum or a difference, and its parts.
fn whole(kind: RelationKind, relation: &Relation) -> Option<(CellRef, Vec<CellRef>)> {
    match (kind, relation.operands.split_first()) {
        (RelationKind::Sum, _) => Some((relation.target, relation.operands.clone())),
        (RelationKind::Difference, Some((whole, others))) => {
            Some((*whole, std::iter::once(relation.target).chain(others.iter().copied()).collect()))
        }
        _ => None,
    }
}

/// Takes the broken sums out of a law whose column or line holds values per unit.
pub(super) fn leave_out(table: &Table, kind: RelationKind, relations: &mut Vec<Relation>) {
    if !matches!(kind, RelationKind::Sum | RelationKind::Difference) {
        return;
    }
    let holds =
        |relation: &Relation| relation.judge(kind, Slack::Rounded, table).map_or(true, |judged| judged.verdict.holds());
    relations.retain(|relation| holds(relation) || !is_left_out(table, kind, relation, &BTreeSet::new()));
}

/// Whether a broken relation is a sum whose column or line holds values per unit, of a law that adds up such
/// quantities nowhere else.
pub(super) fn is_left_out(
    table: &Table,
    kind: RelationKind,
    relation: &Relation,
    added_up: &BTreeSet<Quantity>,
) -> bool {
    whole(kind, relation).is_some_and(|(total, parts)| is_of_no_sum(table, total, &parts, added_up))
}

/// The columns, and the lines, in which two totals or more that should be sums are none and all lie among
/// their parts, and none is a sum: one total may have lost a digit, but not each of them.
#[derive(Default)]
pub(super) struct Means {
    columns: BTreeSet<Col>,
    lines: BTreeSet<Row>,
}

impl Means {
    /// Of the sums in all laws of a table.
    pub fn new(table: &Table, patterns: &[Pattern]) -> Self {
        let mut columns: BTreeMap<Col, Seen> = BTreeMap::new();
        let mut lines: BTreeMap<Row, Seen> = BTreeMap::new();
        for pattern in patterns.iter().filter(|pattern| pattern.kind == RelationKind::Sum) {
            for relation in &pattern.relations {
                let (total, parts) = (relation.target, &relation.operands);
                let seen = if parts.iter().all(|part| part.col == total.col) {
                    columns.entry(total.col).or_default()
                } else if parts.iter().all(|part| part.row == total.row) {
                    lines.entry(total.row).or_default()
                } else {
                    continue;
                };
                if seen.is_refuted {
                    continue;
                }
                let Ok(judged) = relation.judge(pattern.kind, Slack::Rounded, table) else { continue };
                if judged.verdict.holds() || !lies_among(table, total, parts) {
                    seen.is_refuted = true;
                } else if relation.cells().all(|cell| !seen.cells.contains(&cell)) {
                    // One slip breaks all the sums that share a cell.
                    seen.among += 1;
                    seen.cells.extend(relation.cells());
                }
            }
        }
        Self { columns: Seen::means(columns), lines: Seen::means(lines) }
    }

    /// Whether a broken relation is a sum in one of these.
    pub fn has(&self, relation: &Relation) -> bool {
        let (total, parts) = (relation.target, &relation.operands);
        (self.columns.contains(&total.col) && parts.iter().all(|part| part.col == total.col))
            || (self.lines.contains(&total.row) && parts.iter().all(|part| part.row == total.row))
    }
}

/// What the totals of one column or line show.
#[derive(Default)]
struct Seen {
    /// How many lie among their parts, none of which share a cell.
    among: usize,
    cells: BTreeSet<CellRef>,
    is_refuted: bool,
}

impl Seen {
    fn means<T: Ord>(seen: BTreeMap<T, Self>) -> BTreeSet<T> {
        seen.into_iter().filter(|(_, seen)| !seen.is_refuted && seen.among >= 2).map(|(place, _)| place).collect()
    }
}
