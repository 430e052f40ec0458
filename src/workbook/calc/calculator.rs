//! Calculating formulas from the values that are stored, and how far the outcome is sure.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::Formula;
use super::engine::Engine;
use super::excerpt::{Asked, Shake, Values, each};
use super::parse::{Scope, parse};
use super::task::Content;
use crate::workbook::decimal::{from_double, to_double};
use crate::workbook::{CellRef, SheetIndex, Workbook};

/// Understands formulas written for cells of a workbook.
pub struct FormulaReader<'a> {
    scope: Scope<'a>,
}

/// Calculates formulas of a workbook as it stands.
pub struct Calculator<'a> {
    workbook: &'a Workbook,
    engine: &'a dyn Engine,
}

/// A formula of a cell.
#[derive(Clone, Copy)]
pub struct Written<'a> {
    /// The cell.
    pub at: CellRef,
    /// The formula.
    pub formula: &'a Formula,
    /// Its text, without the leading `=`.
    pub text: &'a str,
}

/// A number that a formula gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calculated {
    /// The number, as the shortest decimal that gives the double back.
    pub value: Decimal,
    /// What another order of the same operations may differ by.
    noise: f64,
}

/// Numbers that agree in so many digits may be equal on a machine that adds in another order.
const NEAR: f64 = 1e-9;

impl Calculated {
    /// Whether another number is the same but for the last digits of a double.
    pub fn agrees_with(&self, other: Decimal) -> bool {
        (to_double(self.value) - to_double(other)).abs() <= self.noise
    }
}

impl<'a> FormulaReader<'a> {
    /// One for a workbook.
    pub fn new(workbook: &'a Workbook) -> Self {
        Self { scope: Scope::of(workbook) }
    }

    /// Understands the formula of a cell, written without its `=`; `None` when something in it is
    /// not known here.
    pub fn formula(&self, sheet: SheetIndex, at: CellRef, text: &str) -> Option<Formula> {
        let parsed = parse(text, (sheet, at), &self.scope).filter(|parsed| !parsed.node.leads_elsewhere())?;
        Some(Formula::new(parsed, text, at))
    }
}

impl<'a> Calculator<'a> {
    /// A calculator for a workbook.
    pub fn new(workbook: &'a Workbook, engine: &'a dyn Engine) -> Self {
        Self { workbook, engine }
    }

    /// What formulas give in cells of one sheet, each from the values stored in the others; `None`
    /// when that is no number, or not known. How sure the numbers are is not weighed.
    pub fn numbers(&self, sheet: SheetIndex, written: &[Written<'_>]) -> Vec<Option<Calculated>> {
        let doubles = self.doubles(sheet, written, Shake::None).into_iter();
        doubles.map(|double| Some(Calculated { value: from_double(double?)?, noise: double?.abs() * NEAR })).collect()
    }

    /// What formulas gave, with what hangs on the last digits of doubles: a difference of large numbers,
    /// a rounding at a tie, a comparison of what is nearly equal.
    pub fn weighed(&self, sheet: SheetIndex, numbers: &[(Written<'_>, Calculated)]) -> Vec<Option<Calculated>> {
        let written: Vec<Written<'_>> = numbers.iter().map(|(written, _)| *written).collect();
        let [up, down] = [Shake::Up, Shake::Down].map(|shake| self.doubles(sheet, &written, shake));
        let weigh = |calculated: &Calculated, up: Option<f64>, down: Option<f64>| {
            let value = to_double(calculated.value);
            let apart = (up? - value).abs().max((down? - value).abs());
            Some(Calculated { noise: calculated.noise + apart * 2.0, ..*calculated })
        };
        let shaken = up.into_iter().zip(down);
        numbers.iter().zip(shaken).map(|((_, calculated), (up, down))| weigh(calculated, up, down)).collect()
    }

    /// What one formula gives, [weighed](Calculator::weighed).
    pub fn number(&self, sheet: SheetIndex, written: Written<'_>) -> Option<Calculated> {
        let calculated = self.numbers(sheet, &[written]).into_iter().next().flatten()?;
        self.weighed(sheet, &[(written, calculated)]).into_iter().next().flatten()
    }

    fn doubles(&self, sheet: SheetIndex, written: &[Written<'_>], shake: Shake) -> Vec<Option<f64>> {
        let nothing = BTreeMap::new();
        let asked: Vec<Asked<'_>> = written
            .iter()
            .map(|written| Asked {
                place: (sheet, written.at),
                node: &written.formula.parsed.node,
                text: written.formula.parsed.spelled.as_deref().unwrap_or(written.text),
            })
            .collect();
        let answers = each(
            Values {
                engine: self.engine,
                workbook: self.workbook,
                instead: &nothing,
                shake,
                tasks: self.workbook.sheets.len(),
            },
            &asked,
        );
        let number = |(written, answer): (&Written<'_>, Option<Content>)| match answer? {
            // A formula that counts itself is calculated over and over.
            _ if written.counts_itself(sheet) => None,
            Content::Number(number) => Some(number),
            // What is empty shows as zero.
            Content::Empty => Some(0.0),
            _ => None,
        };
        written.iter().zip(answers).map(number).collect()
    }
}

impl Written<'_> {
    fn counts_itself(&self, sheet: SheetIndex) -> bool {
        self.formula.references().iter().any(|(other, range)| *other == sheet && range.contains(self.at))
    }
}
