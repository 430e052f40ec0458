//! Calculating one formula from the values that are stored, and how far the outcome is sure.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::evaluate::{Context, Outcome};
use super::parse::parse;
use super::{Formula, sheet_names};
use crate::workbook::decimal::{from_double, to_double};
use crate::workbook::{CellRef, SheetIndex, Workbook};

/// Calculates single formulas of a workbook as it stands.
pub struct Calculator<'a> {
    context: Context<'a>,
    names: BTreeMap<String, SheetIndex>,
}

/// A number that a formula gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calculated {
    /// The number, as the shortest decimal that gives the double back.
    pub value: Decimal,
    /// What another order of the same operations may differ by.
    noise: f64,
}

impl Calculated {
    /// Whether another number is the same but for the last digits of a double.
    pub fn agrees_with(&self, other: Decimal) -> bool {
        (to_double(self.value) - to_double(other)).abs() <= self.noise
    }
}

impl<'a> Calculator<'a> {
    /// A calculator for a workbook.
    pub fn new(workbook: &'a Workbook) -> Self {
        Self { context: Context::new(workbook, BTreeMap::new()), names: sheet_names(workbook) }
    }

    /// Understands the formula of a cell, written without its `=`; `None` when something in it is
    /// not known here.
    pub fn formula(&self, sheet: SheetIndex, at: CellRef, text: &str) -> Option<Formula> {
        Some(Formula::new(parse(text, sheet, &self.names)?, text, at))
    }

    /// What a formula gives in a cell from the values stored in the others; `None` when that is no
    /// number, not known, or hangs on digits that may be noise.
    pub fn number(&mut self, sheet: SheetIndex, at: CellRef, formula: &Formula) -> Option<Calculated> {
        let refers = formula.references();
        // A formula that counts itself is calculated over and over.
        if refers.iter().any(|(other, range)| *other == sheet && range.contains(at)) {
            return None;
        }
        (self.context.doubtful, self.context.fractions, self.context.largest) = (false, false, 0.0);
        let Outcome::Number(number) = self.context.evaluate(&formula.node, (sheet, at))? else { return None };
        if self.context.doubtful {
            return None;
        }
        let noise = number.abs() * 1e-9 + self.context.largest * 1e-12;
        Some(Calculated { value: from_double(number)?, noise })
    }
}
