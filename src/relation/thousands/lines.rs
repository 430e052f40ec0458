//! Figures of one indicator over several periods are of one size: beside 11.329 and 11.837, 12 was meant as
//! 12.000.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{Open, is_price, may_be_amounts, meant, without_printed_rate};
use crate::table::{Column, Reading, Table, Unit};
use crate::words::{Sense, senses};
use crate::workbook::{CellRef, Col};

/// How far apart figures of one indicator lie from period to period, as a factor: by ten often (a month beside a
/// year), by twenty hardly, by a thousand never.
const SAME_SCALE: Decimal = Decimal::from_parts(20, 0, 0, false, 0);
/// The same for whole numbers, which may be what they are.
const ALIKE: Decimal = Decimal::from_parts(3, 0, 0, false, 0);

/// The open figures that lie among the misread ones of their line only when they are read as these are.
pub(super) fn misread(table: &Table, open: &Open) -> BTreeSet<CellRef> {
    let mut found = BTreeSet::new();
    let groups = Groups::of(table);
    // Fractions go by their column: most of it must lie among its lines.
    let mut columns: BTreeMap<Col, (Vec<CellRef>, usize)> = BTreeMap::new();
    for (cell, _) in open.fractions.iter().filter(|(cell, _)| !is_price(table, **cell)) {
        let (fit, all) = columns.entry(cell.col).or_default();
        *all = all.saturating_add(1);
        if fits(table, open, &groups, *cell, SAME_SCALE, 1) {
            fit.push(*cell);
        }
    }
    for (fit, all) in columns.into_values() {
        if fit.len().saturating_mul(3) >= all.saturating_mul(2) {
            found.extend(fit);
        }
    }
    let whole =
        open.whole.keys().copied().filter(|cell| !is_price(table, *cell) && groups.are_mostly_thousands(table, *cell));
    found.extend(whole.filter(|cell| fits(table, open, &groups, *cell, ALIKE, 2)));
    found
}

/// How many figures of each column and unit are read as thousands, and how many there are.
struct Groups<'t>(BTreeMap<(Col, Option<&'t Unit>), (usize, usize)>);

impl<'t> Groups<'t> {
    fn of(table: &'t Table) -> Self {
        let mut groups: BTreeMap<_, (usize, usize)> = BTreeMap::new();
        for (cell, reading) in table.readings.iter() {
            if !matches!(reading, Reading::Number(number) if !number.value().is_zero()) {
                continue;
            }
            let (thousands, all) = groups.entry((cell.col, table.unit_at(cell))).or_default();
            *thousands = thousands.saturating_add(usize::from(table.thousands.contains_key(&cell)));
            *all = all.saturating_add(1);
        }
        Self(groups)
    }

    /// Whether some of a group are: the others are known to be what they are.
    fn are_settled(&self, table: &'t Table, cell: CellRef) -> bool {
        self.0.get(&(cell.col, table.unit_at(cell))).is_some_and(|(thousands, _)| *thousands > 0)
    }

    fn are_mostly_thousands(&self, table: &'t Table, cell: CellRef) -> bool {
        self.0.get(&(cell.col, table.unit_at(cell))).is_some_and(|(thousands, all)| thousands.saturating_mul(2) >= *all)
    }
}

/// Whether a figure lies near misread ones of its line and unit when it is one, and near none of the line as it
/// stands. At least `least` of them; no whole figure of the line may speak against it.
fn fits<'t>(table: &'t Table, open: &Open, groups: &Groups<'t>, cell: CellRef, scale: Decimal, least: usize) -> bool {
    let Some((stored, meant)) = open.get(cell).and_then(|stored| Some((stored.value(), meant(stored)?.value()))) else {
        return false;
    };
    let unit = table.unit_at(cell);
    let peers = table.number_columns().filter(|column| may_be_amounts(column) && column.col != cell.col);
    let peers = peers.map(|column| CellRef::new(cell.row, column.col)).filter(|peer| table.unit_at(*peer) == unit);
    let own = table.column(cell.col).map(Indicator::of);
    let peers = peers.filter(|peer| table.column(peer.col).map(Indicator::of) == own);
    let (mut near_meant, mut against) = (0_usize, false);
    for peer in peers.filter(|peer| !is_price(table, *peer)) {
        let Reading::Number(number) = table.reading(peer) else { continue };
        let near = |value: Decimal| near(number.value(), value, scale);
        let whole = open.whole.contains_key(&peer) && least == 1 && groups.are_settled(table, peer);
        if table.thousands.contains_key(&peer) || whole {
            near_meant = near_meant.saturating_add(usize::from(near(meant)));
            against |= near(stored);
        } else if open.get(peer).is_none() && number.value().is_integer() {
            against |= near(stored) && !near(meant) && !number.value().is_zero();
        }
    }
    near_meant >= least && !against
}

/// What the header of a column names beside the period: households are no hectares.
#[derive(PartialEq, Eq)]
struct Indicator {
    counts: bool,
    quantity: bool,
    /// The unit in brackets, known or not.
    bracket: Option<String>,
}

impl Indicator {
    fn of(column: &Column) -> Self {
        let said = senses(&column.title());
        let title = without_printed_rate(&column.title());
        let inside = title.rsplit_once('(').and_then(|(_, tail)| tail.split_once(')')).map(|(inside, _)| inside.trim());
        let bracket = inside.filter(|inside| inside.starts_with(char::is_alphabetic)).map(str::to_lowercase);
        Self { counts: said.has(Sense::Count), quantity: said.has(Sense::Quantity), bracket }
    }
}

fn near(a: Decimal, b: Decimal, scale: Decimal) -> bool {
    let (a, b) = (a.abs(), b.abs());
    !a.is_zero() && !b.is_zero() && a.max(b).checked_div(a.min(b)).is_some_and(|factor| factor <= scale)
}
