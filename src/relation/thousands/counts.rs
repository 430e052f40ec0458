//! Counts have no decimals, and neither have đồng: there 1,8 cannot be.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{MOST_DECIMALS, Open, is_price, names_thousands};
use crate::number::{Counts, Number, misread_thousands};
use crate::table::{Column, Reading, Table, Unit};
use crate::words::{Sense, senses};
use crate::workbook::{CellRef, Col, Row};

/// The fractions among figures that must be whole.
pub(super) fn misread(table: &Table, open: &Open) -> BTreeSet<CellRef> {
    let fractions: Vec<(CellRef, Number)> = open
        .fractions
        .iter()
        .filter(|(cell, _)| is_whole(table, **cell))
        .map(|(cell, number)| (*cell, *number))
        .collect();
    let mut columns: BTreeMap<Col, Vec<Number>> = BTreeMap::new();
    for (cell, reading) in table.readings.iter() {
        if let Reading::Number(number) = reading
            && table.column(cell.col).is_some_and(super::may_be_amounts)
            && is_whole(table, cell)
        {
            columns.entry(cell.col).or_default().push(number);
        }
    }
    let columns: BTreeMap<Col, Counts> =
        columns.into_iter().map(|(col, numbers)| (col, numbers.into_iter().collect())).collect();
    let shapes = Shapes::of(&fractions);
    let meant = fractions.iter().filter(|(cell, number)| {
        let beside = columns.keys().map(|col| CellRef::new(cell.row, *col)).filter(|peer| is_whole(table, *peer));
        let beside = beside.filter_map(|peer| match table.reading(peer) {
            Reading::Number(number) => Some(number),
            Reading::Blank | Reading::Unreadable => None,
        });
        let above_and_below = columns.get(&cell.col).into_iter().flat_map(|counts| counts.nearest(*number));
        shapes.are_thousands(*cell) || misread_thousands(*number, beside.chain(above_and_below)).is_some()
    });
    meant.map(|(cell, _)| *cell).collect()
}

/// How many of the fractions of a line and of a column end in a full group of three digits. Of thousands nine in
/// ten do; of averages, which have one or two decimals, none.
#[derive(Default)]
struct Shapes {
    lines: BTreeMap<Row, (usize, usize)>,
    columns: BTreeMap<Col, (usize, usize)>,
}

impl Shapes {
    fn of(fractions: &[(CellRef, Number)]) -> Self {
        let mut shapes = Self::default();
        for (cell, number) in fractions {
            let full = usize::from(number.value().normalize().scale() == MOST_DECIMALS);
            for (full_groups, all) in
                [shapes.lines.entry(cell.row).or_default(), shapes.columns.entry(cell.col).or_default()]
            {
                *full_groups = full_groups.saturating_add(full);
                *all = all.saturating_add(1);
            }
        }
        shapes
    }

    /// Half of those of its line or of its column, and two at least.
    fn are_thousands(&self, cell: CellRef) -> bool {
        let of = [self.lines.get(&cell.row), self.columns.get(&cell.col)];
        of.into_iter().flatten().any(|(full, all)| *full >= 2 && full.saturating_mul(2) >= *all)
    }
}

/// Whether a figure counts whole things or đồng, by its unit or its header.
fn is_whole(table: &Table, cell: CellRef) -> bool {
    if is_price(table, cell) {
        return false;
    }
    let unit = unit(table, cell);
    if unit.is_some_and(|unit| unit.as_str().contains('/')) {
        return false;
    }
    unit.is_some_and(|unit| unit.counts_whole_things() || senses(unit.as_str()).has(Sense::CountUnit) || unit.is_dong())
        || unit.is_some_and(Unit::is_thousand_dong) && in_thousands_of_dong(table, cell.col)
        || table.column(cell.col).is_some_and(counts)
}

/// The unit of a figure. That of a note above the table is not of a column that names a quantity, or another unit
/// in brackets: "Diện tích (m2)" under "ĐVT: đồng".
fn unit(table: &Table, cell: CellRef) -> Option<&Unit> {
    let column = table.column(cell.col)?;
    let own = table.line_at(cell.row).and_then(|(_, line)| line.unit.as_ref()).or(column.unit.as_ref());
    let other = || {
        column.header.iter().any(|part| {
            let said = senses(part);
            part.contains('(') || said.has(Sense::Quantity) || said.has(Sense::Intensity)
        })
    };
    own.or_else(|| table.unit.as_ref().filter(|_| !other()))
}

/// "Dân số đầu năm", "Tổng số hội viên": what a header counts, unless in thousands.
fn counts(column: &Column) -> bool {
    let said = senses(&column.title());
    said.has(Sense::Count) && !names_thousands(&column.title())
}

/// Whether the figures of a column in thousands of đồng would be single đồng, as no amounts are: most of at least
/// six with three decimals, and none of a thousand or more.
fn in_thousands_of_dong(table: &Table, col: Col) -> bool {
    let (mut full, mut all) = (0_usize, 0_usize);
    for line in &table.lines {
        let Reading::Number(number) = table.reading(CellRef::new(line.row, col)) else { continue };
        let value = number.value().normalize();
        if value.abs() >= Decimal::ONE_THOUSAND || value.scale() > MOST_DECIMALS {
            return false;
        }
        all = all.saturating_add(usize::from(!value.is_zero()));
        full = full.saturating_add(usize::from(value.scale() == MOST_DECIMALS));
    }
    all >= FEWEST_AMOUNTS && full.saturating_mul(2) >= all
}

/// Fewer amounts in thousands of đồng may all be fees of a few thousand.
const FEWEST_AMOUNTS: usize = 6;
