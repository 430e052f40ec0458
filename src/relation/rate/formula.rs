//! The formulas that a rate may have.

use rust_decimal::Decimal;

use super::said::Said;
use crate::relation::Expr;
use crate::workbook::CellRef;

/// One side of a quotient, over columns by their index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// a
    One(usize),
    /// a + b
    Sum(usize, usize),
    /// a − b
    Difference(usize, usize),
}

impl Side {
    /// Its columns, each with whether it is subtracted.
    pub fn terms(self) -> impl Iterator<Item = (usize, bool)> {
        let (first, second) = match self {
            Self::One(a) => ((a, false), None),
            Self::Sum(a, b) => ((a, false), Some((b, false))),
            Self::Difference(a, b) => ((a, false), Some((b, true))),
        };
        std::iter::once(first).chain(second)
    }

    fn expr(self, cell: &impl Fn(usize) -> Option<CellRef>) -> Option<Expr> {
        let of = |at| cell(at).map(Expr::Cell);
        Some(match self {
            Self::One(a) => of(a)?,
            Self::Sum(a, b) => Expr::Sum(vec![of(a)?, of(b)?]),
            Self::Difference(a, b) => Expr::Difference(vec![of(a)?, of(b)?]),
        })
    }

    fn text(self, name: &impl Fn(usize) -> String) -> String {
        match self {
            Self::One(a) => name(a),
            Self::Sum(a, b) => format!("({} + {})", name(a), name(b)),
            Self::Difference(a, b) => format!("({} − {})", name(a), name(b)),
        }
    }
}

/// top / bottom × factor
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Formula {
    pub top: Side,
    pub bottom: Side,
    pub factor: Decimal,
}

impl Formula {
    /// The columns that it takes, each once.
    pub fn columns(&self) -> impl Iterator<Item = usize> {
        let top: Vec<usize> = self.top.terms().map(|(at, _)| at).collect();
        let bottom: Vec<usize> = self.bottom.terms().map(|(at, _)| at).filter(|at| !top.contains(at)).collect();
        top.into_iter().chain(bottom)
    }

    /// Whether its numerator is of two columns: a denominator of two is as common as any.
    pub fn tops_two(&self) -> bool {
        !matches!(self.top, Side::One(_))
    }

    /// The same with the second column of a side left out, and where one is added, the first.
    pub fn simpler(&self) -> Vec<Self> {
        let shorter = |side: Side| match side {
            Side::One(_) => Vec::new(),
            Side::Sum(a, b) => vec![Side::One(a), Side::One(b)],
            Side::Difference(a, _) => vec![Side::One(a)],
        };
        let tops = shorter(self.top).into_iter().map(|top| Self { top, ..*self });
        let bottoms = shorter(self.bottom).into_iter().map(|bottom| Self { bottom, ..*self });
        tops.chain(bottoms).collect()
    }

    /// As the right-hand side of a relation.
    pub fn expr(&self, cell: &impl Fn(usize) -> Option<CellRef>) -> Option<Expr> {
        let quotient = Expr::Quotient(Box::new(self.top.expr(cell)?), Box::new(self.bottom.expr(cell)?));
        let is_one = self.factor == Decimal::ONE;
        Some(if is_one { quotient } else { Expr::Product(vec![quotient, Expr::Constant(self.factor)]) })
    }

    /// "E / (C + D) × 100"
    pub fn text(&self, name: &impl Fn(usize) -> String) -> String {
        let quotient = format!("{} / {}", self.top.text(name), self.bottom.text(name));
        if self.factor == Decimal::ONE { quotient } else { format!("{quotient} × {}", self.factor) }
    }
}

/// Every formula over so many columns that what is said of a rate allows. There are thousands: none is kept that is
/// not asked for.
pub(super) fn all(columns: usize, said: &Said) -> impl Iterator<Item = Formula> {
    let grows = said.grows;
    said.factors
        .iter()
        .flat_map(move |factor| sides(columns, grows).map(|(top, bottom)| Formula { top, bottom, factor: *factor }))
}

/// The sides of these formulas. `grows`: whether a rate may be of what has changed.
fn sides(columns: usize, grows: bool) -> impl Iterator<Item = (Side, Side)> {
    let others = move |a: usize| (0..columns).filter(move |b| *b != a);
    (0..columns).flat_map(move |a| others(a).map(move |b| (a, b))).flat_map(move |(a, b)| {
        let (one, other) = (Side::One(a), Side::One(b));
        let growth = grows.then_some((Side::Difference(a, b), other));
        let of_two = [(one, other), (one, Side::Sum(a, b))].into_iter().chain(growth);
        let of_three = others(a).filter(move |c| *c != b).flat_map(move |c| {
            let differences = [(one, Side::Difference(b, c)), (Side::Difference(b, c), one)];
            let sums = [(one, Side::Sum(b, c)), (Side::Sum(b, c), one)];
            differences.into_iter().chain(sums.into_iter().filter(move |_| b < c))
        });
        of_two.chain(of_three)
    })
}
