//! The right-hand side of a relation: arithmetic over cells.

use rust_decimal::Decimal;

use crate::number::Interval;
use crate::table::Reading;
use crate::workbook::CellRef;

/// Gives the reading of every cell of a sheet.
pub trait Readings {
    /// What stands in the cell.
    fn reading(&self, cell: CellRef) -> Reading;
}

impl<F: Fn(CellRef) -> Reading> Readings for F {
    fn reading(&self, cell: CellRef) -> Reading {
        self(cell)
    }
}

/// Arithmetic over cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// The number in a cell.
    Cell(CellRef),
    /// An exact constant (months, a rate, 100).
    Constant(Decimal),
    /// A sum; blanks count as nothing.
    Sum(Vec<Expr>),
    /// The first less all the others; blanks count as nothing.
    Difference(Vec<Expr>),
    /// A product; a blank factor makes it missing.
    Product(Vec<Expr>),
    /// Numerator, denominator; missing when either is blank or the denominator is zero.
    Quotient(Box<Expr>, Box<Expr>),
    /// The mean of those that are not blank.
    Mean(Vec<Expr>),
}

/// The value of an expression, and all the values that the roundings of its operands allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Computed {
    /// From the printed figures taken as exact.
    pub point: Decimal,
    /// From the intervals they stand for.
    pub range: Interval,
}

impl Readings for crate::table::Table {
    fn reading(&self, cell: CellRef) -> Reading {
        crate::table::Table::reading(self, cell)
    }
}
