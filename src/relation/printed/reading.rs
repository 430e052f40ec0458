//! From a printed formula to arithmetic over cells.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Name, Printed, PrintedExpr};
use crate::relation::Expr;
use crate::workbook::CellRef;

/// More numbers that may be columns or constants than this are all read as columns.
const MAX_OPEN: usize = 6;

impl Printed {
    /// Every way to read the numbers that may be columns or constants, those with more columns
    /// first. A product needs at least one column.
    ///
    /// The same number is the same thing wherever it stands: "7=8+9x6+10x6+11x6".
    pub fn readings(&self) -> Vec<PrintedExpr> {
        let mut open: Vec<&Name> = self.expr.open_names();
        open.sort_unstable();
        open.dedup();
        if open.len() > MAX_OPEN {
            open.clear();
        }
        let mut choices: Vec<u32> = (0..1 << open.len()).collect();
        choices.sort_by_key(|choice| choice.count_ones());
        choices
            .into_iter()
            .map(|choice| {
                let constant = open.iter().enumerate().map(|(index, name)| (*name, choice >> index & 1 == 1)).collect();
                self.expr.settled(&constant)
            })
            .filter(PrintedExpr::has_names_in_products)
            .collect()
    }
}

impl PrintedExpr {
    /// The names in it, in their order; a number that may be a constant is counted as a name only
    /// where it surely is one.
    pub fn names(&self) -> Vec<&Name> {
        let mut names = Vec::new();
        self.visit(&mut |expr| match expr {
            Self::Named(name) => names.push(name),
            Self::Run(from, to) => names.extend([from, to]),
            _ => {}
        });
        names
    }

    fn open_names(&self) -> Vec<&Name> {
        let mut names = Vec::new();
        self.visit(&mut |expr| {
            if let Self::Either(name, _) = expr {
                names.push(name);
            }
        });
        names
    }

    fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Self)) {
        see(self);
        match self {
            Self::Named(_) | Self::Constant(_) | Self::Either(..) | Self::Run(..) => {}
            Self::Terms(terms) => terms.iter().for_each(|(_, term)| term.visit(see)),
            Self::Product(factors) => factors.iter().for_each(|factor| factor.visit(see)),
            Self::Quotient(above, below) => {
                above.visit(see);
                below.visit(see);
            }
        }
    }

    fn settled(&self, constant: &BTreeMap<&Name, bool>) -> Self {
        match self {
            Self::Either(name, value) => {
                if constant.get(name).copied().unwrap_or(false) {
                    Self::Constant(*value)
                } else {
                    Self::Named(name.clone())
                }
            }
            Self::Terms(terms) => {
                Self::Terms(terms.iter().map(|(negative, term)| (*negative, term.settled(constant))).collect())
            }
            Self::Product(factors) => Self::Product(factors.iter().map(|factor| factor.settled(constant)).collect()),
            Self::Quotient(above, below) => {
                Self::Quotient(Box::new(above.settled(constant)), Box::new(below.settled(constant)))
            }
            other => other.clone(),
        }
    }

    /// Whether every product and quotient that is a term of its own has a column in it.
    fn has_names_in_products(&self) -> bool {
        match self {
            Self::Terms(terms) => {
                // Bracketed constants are constants: (1,8-1,49).
                terms.iter().all(|(_, term)| matches!(term, Self::Constant(_)) || term.has_names_in_products())
            }
            Self::Product(_) | Self::Quotient(..) => !self.names().is_empty(),
            _ => true,
        }
    }

    /// Arithmetic over the cells that `cell_of` gives for the names. A number that may be a
    /// constant is taken as a name.
    ///
    /// # Errors
    ///
    /// The name for which there is no cell, or the end of a run that cannot be counted through.
    pub fn to_expr(&self, cell_of: &impl Fn(&Name) -> Option<CellRef>) -> Result<Expr, Name> {
        let cell = |name: &Name| cell_of(name).map(Expr::Cell).ok_or_else(|| name.clone());
        Ok(match self {
            Self::Named(name) | Self::Either(name, _) => cell(name)?,
            Self::Constant(value) => Expr::Constant(*value),
            Self::Run(from, to) => Expr::Sum(run(from, to, &cell)?),
            Self::Terms(terms) => {
                let (mut added, mut subtracted) = (Vec::new(), Vec::new());
                for (negative, term) in terms {
                    let side = if *negative { &mut subtracted } else { &mut added };
                    match term {
                        Self::Run(from, to) => side.extend(run(from, to, &cell)?),
                        other => side.push(other.to_expr(cell_of)?),
                    }
                }
                match (added.as_slice(), subtracted.is_empty()) {
                    (_, true) => Expr::Sum(added),
                    ([_], false) => {
                        added.append(&mut subtracted);
                        Expr::Difference(added)
                    }
                    ([], false) => {
                        subtracted.insert(0, Expr::Constant(Decimal::ZERO));
                        Expr::Difference(subtracted)
                    }
                    (_, false) => {
                        subtracted.insert(0, Expr::Sum(added));
                        Expr::Difference(subtracted)
                    }
                }
            }
            Self::Product(factors) => {
                Expr::Product(factors.iter().map(|factor| factor.to_expr(cell_of)).collect::<Result<_, _>>()?)
            }
            Self::Quotient(above, below) => {
                Expr::Quotient(Box::new(above.to_expr(cell_of)?), Box::new(below.to_expr(cell_of)?))
            }
        })
    }
}

fn run(from: &Name, to: &Name, cell: &impl Fn(&Name) -> Result<Expr, Name>) -> Result<Vec<Expr>, Name> {
    from.run_to(to).ok_or_else(|| to.clone())?.iter().map(cell).collect()
}
