//! The right-hand side of a relation: arithmetic over figures.
//!
//! What names a figure is left open (`I`): arithmetic needs no more of it than to tell one from
//! another. In a table it is a cell, across tables and sheets a [`FigureId`](crate::ledger::FigureId).

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{RelationKind, additive};
use crate::ledger::{FigureId, Ledger};
use crate::number::Interval;
use crate::table::{Reading, Rounding};

/// Gives the reading of every figure.
pub trait Readings<I> {
    /// What stands there.
    fn reading(&self, figure: I) -> Reading;

    /// Where whole things are counted, as far as words say it; `None` where nothing says anything.
    fn counting(&self) -> Option<Counting<'_, I>> {
        None
    }

    /// What a note says of how the figures were rounded.
    fn rounding(&self) -> Rounding {
        Rounding::default()
    }
}

/// Whether a figure counts whole things, where words say it.
pub type Counting<'a, I> = Box<dyn Fn(I) -> Option<bool> + 'a>;

impl<I, F: Fn(I) -> Reading> Readings<I> for F {
    fn reading(&self, figure: I) -> Reading {
        self(figure)
    }
}

impl Readings<FigureId> for Ledger {
    fn reading(&self, figure: FigureId) -> Reading {
        Ledger::reading(self, figure)
    }
}

/// Arithmetic over figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr<I> {
    /// The number of a figure.
    Cell(I),
    /// An exact constant (months, a rate, 100).
    Constant(Decimal),
    /// A sum; blanks count as nothing.
    Sum(Vec<Self>),
    /// The first less all the others; blanks count as nothing.
    Difference(Vec<Self>),
    /// A product; a blank factor makes it missing.
    Product(Vec<Self>),
    /// Numerator, denominator; missing when either is blank or the denominator is zero.
    Quotient(Box<Self>, Box<Self>),
    /// The mean of those that are not blank.
    Mean(Vec<Self>),
}

/// The value of an expression, and all the values that the roundings of its operands allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Computed {
    /// From the printed figures taken as exact.
    pub point: Decimal,
    /// From the intervals they stand for.
    pub range: Interval,
}

/// Why something cannot be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Undecided {
    /// A figure that is needed is blank, or a denominator is zero.
    Missing,
    /// A cell that is needed holds words or an error value.
    Unreadable,
    /// A value does not fit an exact decimal (28 digits).
    Overflow,
}

/// More cells than this that occur twice are not pinned one by one: 2^n corners.
const MAX_PINNED: usize = 4;

/// As many cells as a rate or a change speaks of are compared with each other.
const FEW: usize = 4;

impl<I: Copy + Ord> Expr<I> {
    /// The cells in the order in which they stand, each as often as it occurs.
    pub fn cells(&self) -> Vec<I> {
        let terms = match self {
            Self::Sum(terms) | Self::Difference(terms) | Self::Product(terms) | Self::Mean(terms) => terms.len(),
            Self::Cell(_) | Self::Constant(_) | Self::Quotient(..) => 2,
        };
        let mut cells = Vec::with_capacity(terms);
        self.each_cell(&mut |cell| cells.push(cell));
        cells
    }

    /// Visits the cells in the order in which they stand, each as often as it occurs.
    pub(super) fn each_cell(&self, visit: &mut impl FnMut(I)) {
        match self {
            Self::Cell(cell) => visit(*cell),
            Self::Constant(_) => {}
            Self::Sum(terms) | Self::Difference(terms) | Self::Product(terms) | Self::Mean(terms) => {
                terms.iter().for_each(|term| term.each_cell(visit));
            }
            Self::Quotient(numerator, denominator) => {
                numerator.each_cell(visit);
                denominator.each_cell(visit);
            }
        }
    }

    /// The shape of the relation that it is the right-hand side of.
    pub fn kind(&self) -> RelationKind {
        let cell = |expr: &Self| matches!(expr, Self::Cell(_));
        let constant = |expr: &Self| matches!(expr, Self::Constant(_));
        let change = |above: &Self, below: &Self| match above {
            Self::Difference(terms) => terms.len() == 2 && terms.iter().all(cell) && terms.last() == Some(below),
            _ => false,
        };
        match self {
            Self::Cell(_) => RelationKind::Equality,
            Self::Sum(terms) if terms.iter().all(cell) => RelationKind::Sum,
            Self::Difference(terms) if terms.iter().all(cell) => RelationKind::Difference,
            Self::Mean(terms) if terms.iter().all(cell) => RelationKind::Average,
            Self::Quotient(above, below) if cell(above) && cell(below) => RelationKind::Ratio,
            Self::Quotient(above, below) if cell(below) && change(above, below) => RelationKind::RelativeChange,
            Self::Quotient(above, below) => match above.as_ref() {
                // 3*100/2
                Self::Product(factors) if cell(below) => match factors.as_slice() {
                    [a, b] if (cell(a) && constant(b)) || (constant(a) && cell(b)) => RelationKind::Ratio,
                    _ => RelationKind::Other,
                },
                _ => RelationKind::Other,
            },
            Self::Product(factors) => match factors.as_slice() {
                [quotient @ Self::Quotient(..), scale] | [scale, quotient @ Self::Quotient(..)] if constant(scale) => {
                    quotient.kind()
                }
                factors if factors.iter().all(|factor| cell(factor) || constant(factor)) => RelationKind::Product,
                _ => RelationKind::Other,
            },
            _ => RelationKind::Other,
        }
    }

    /// Whether it only adds and subtracts cells, so that exact figures give an exact result.
    pub fn is_additive(&self) -> bool {
        match self {
            Self::Cell(_) | Self::Constant(_) => true,
            Self::Sum(terms) | Self::Difference(terms) => terms.iter().all(Self::is_additive),
            Self::Product(_) | Self::Quotient(..) | Self::Mean(_) => false,
        }
    }

    /// The value from what stands in the cells.
    pub fn evaluate(&self, readings: &(impl Readings<I> + ?Sized)) -> Result<Computed, Undecided> {
        match additive::added(self, readings) {
            Some(added) => Ok(added.computed),
            None => self.evaluate_exactly(readings),
        }
    }

    /// The value by the rules for any expression.
    pub(super) fn evaluate_exactly(&self, readings: &(impl Readings<I> + ?Sized)) -> Result<Computed, Undecided> {
        let point = self.fraction(readings)?.value()?;
        Ok(Computed { point, range: self.range(readings)?.hull(Interval::point(point)) })
    }

    /// The value when the printed figures are taken as exact.
    fn fraction(&self, readings: &(impl Readings<I> + ?Sized)) -> Result<Fraction, Undecided> {
        match self {
            Self::Cell(cell) => match readings.reading(*cell) {
                Reading::Number(number) => Ok(Fraction::whole(number.value())),
                Reading::Blank => Err(Undecided::Missing),
                Reading::Unreadable => Err(Undecided::Unreadable),
            },
            Self::Constant(value) => Ok(Fraction::whole(*value)),
            Self::Sum(terms) => sum(terms.iter().map(|term| (false, term)), readings),
            Self::Difference(terms) => sum(terms.iter().enumerate().map(|(index, term)| (index > 0, term)), readings),
            Self::Product(factors) => {
                let mut product = Fraction::whole(Decimal::ONE);
                for factor in factors {
                    product = product.times(factor.fraction(readings)?)?;
                }
                Ok(product)
            }
            Self::Quotient(numerator, denominator) => {
                let (numerator, denominator) = (numerator.fraction(readings)?, denominator.fraction(readings)?);
                numerator.times(denominator.inverse()?)
            }
            Self::Mean(terms) => {
                let given: Vec<_> = terms.iter().filter(|term| !term.is_blank(readings)).collect();
                if given.is_empty() {
                    return Err(Undecided::Missing);
                }
                let count = Decimal::from(given.len());
                sum(given.into_iter().map(|term| (false, term)), readings)?.times(Fraction::whole(count).inverse()?)
            }
        }
    }

    /// All the values that the roundings of the cells allow.
    ///
    /// A cell that occurs twice ("(b - a) / a") has the same value in both places, which interval
    /// arithmetic does not know; so such cells are pinned to either end of their intervals, which
    /// is exact because every expression here is monotone in each cell.
    fn range(&self, readings: &(impl Readings<I> + ?Sized)) -> Result<Interval, Undecided> {
        if self.is_of_few_that_differ() {
            return self.interval(readings, &BTreeMap::new());
        }
        let mut cells = self.cells();
        cells.sort_unstable();
        let mut twice: Vec<I> =
            cells.iter().zip(cells.iter().skip(1)).filter(|(a, b)| a == b).map(|(cell, _)| *cell).collect();
        twice.dedup();
        if twice.is_empty() || twice.len() > MAX_PINNED {
            return self.interval(readings, &BTreeMap::new());
        }
        let mut range: Option<Interval> = None;
        for corner in 0_u32..1 << twice.len() {
            let pinned = twice
                .iter()
                .enumerate()
                .filter_map(|(index, cell)| match readings.reading(*cell) {
                    Reading::Number(number) => {
                        let interval = number.interval();
                        let end = if corner >> index & 1 == 0 { interval.lo() } else { interval.hi() };
                        Some((*cell, end))
                    }
                    _ => None,
                })
                .collect();
            let here = self.interval(readings, &pinned)?;
            range = Some(range.map_or(here, |range| range.hull(here)));
        }
        range.ok_or(Undecided::Overflow)
    }

    /// Whether it is plain at a glance that no cell occurs twice.
    fn is_of_few_that_differ(&self) -> bool {
        let (mut seen, mut count, mut differ) = ([None; FEW], 0_usize, true);
        self.each_cell(&mut |cell| {
            differ &= !seen.contains(&Some(cell));
            seen.get_mut(count).into_iter().for_each(|place| *place = Some(cell));
            count += 1;
        });
        differ && count <= FEW
    }

    fn interval(
        &self,
        readings: &(impl Readings<I> + ?Sized),
        pinned: &BTreeMap<I, Decimal>,
    ) -> Result<Interval, Undecided> {
        let all = |terms: &[Self]| -> Result<Vec<Interval>, Undecided> {
            let given = terms.iter().filter(|term| !term.is_blank(readings));
            given.map(|term| term.interval(readings, pinned)).collect()
        };
        let add = |terms: Vec<Interval>| {
            terms.into_iter().try_fold(Interval::point(Decimal::ZERO), Interval::checked_add).ok_or(Undecided::Overflow)
        };
        match self {
            Self::Cell(cell) => match (pinned.get(cell), readings.reading(*cell)) {
                (Some(value), _) => Ok(Interval::point(*value)),
                (None, Reading::Number(number)) => Ok(number.interval()),
                (None, Reading::Blank) => Err(Undecided::Missing),
                (None, Reading::Unreadable) => Err(Undecided::Unreadable),
            },
            Self::Constant(value) => Ok(Interval::point(*value)),
            Self::Sum(terms) => add(all(terms)?),
            Self::Difference(terms) => {
                let (first, rest) = terms.split_first().ok_or(Undecided::Missing)?;
                let first = add(all(std::slice::from_ref(first))?)?;
                first.checked_sub(add(all(rest)?)?).ok_or(Undecided::Overflow)
            }
            Self::Product(factors) => {
                let mut product = Interval::point(Decimal::ONE);
                for factor in factors {
                    product = product.checked_mul(factor.interval(readings, pinned)?).ok_or(Undecided::Overflow)?;
                }
                Ok(product)
            }
            Self::Quotient(numerator, denominator) => {
                let (numerator, denominator) =
                    (numerator.interval(readings, pinned)?, denominator.interval(readings, pinned)?);
                if denominator.contains(Decimal::ZERO) {
                    return Ok(Interval::EVERYTHING);
                }
                numerator.checked_div(denominator).ok_or(Undecided::Overflow)
            }
            Self::Mean(terms) => {
                let terms = all(terms)?;
                let count = Interval::point(Decimal::from(terms.len()));
                add(terms)?.checked_div(count).ok_or(Undecided::Missing)
            }
        }
    }

    /// The same arithmetic over what other names stand for; `None` where one stands for nothing.
    pub fn over<J>(&self, named: &impl Fn(I) -> Option<J>) -> Option<Expr<J>> {
        let all = |terms: &[Self]| terms.iter().map(|term| term.over(named)).collect::<Option<Vec<_>>>();
        let one = |term: &Self| term.over(named).map(Box::new);
        Some(match self {
            Self::Cell(cell) => Expr::Cell(named(*cell)?),
            Self::Constant(value) => Expr::Constant(*value),
            Self::Sum(terms) => Expr::Sum(all(terms)?),
            Self::Difference(terms) => Expr::Difference(all(terms)?),
            Self::Product(factors) => Expr::Product(all(factors)?),
            Self::Quotient(numerator, denominator) => Expr::Quotient(one(numerator)?, one(denominator)?),
            Self::Mean(terms) => Expr::Mean(all(terms)?),
        })
    }

    /// Whether it is a blank cell, which counts as nothing in a sum.
    pub(super) fn is_blank(&self, readings: &(impl Readings<I> + ?Sized)) -> bool {
        matches!(self, Self::Cell(cell) if readings.reading(*cell) == Reading::Blank)
    }
}

fn sum<'a, I: Copy + Ord + 'a>(
    terms: impl Iterator<Item = (bool, &'a Expr<I>)>,
    readings: &(impl Readings<I> + ?Sized),
) -> Result<Fraction, Undecided> {
    let mut sum = Fraction::whole(Decimal::ZERO);
    for (negative, term) in terms {
        if term.is_blank(readings) {
            continue;
        }
        let term = term.fraction(readings)?;
        sum = sum.plus(if negative { Fraction { top: -term.top, ..term } } else { term })?;
    }
    Ok(sum)
}

/// A quotient not yet divided, so that 1 / 3 × 3 is one.
#[derive(Clone, Copy)]
struct Fraction {
    top: Decimal,
    bottom: Decimal,
}

impl Fraction {
    fn whole(value: Decimal) -> Self {
        Self { top: value, bottom: Decimal::ONE }
    }

    fn value(self) -> Result<Decimal, Undecided> {
        if self.bottom == Decimal::ONE {
            return Ok(self.top);
        }
        self.top.checked_div(self.bottom).ok_or(Undecided::Overflow)
    }

    fn inverse(self) -> Result<Self, Undecided> {
        if self.top.is_zero() {
            return Err(Undecided::Missing);
        }
        Ok(Self { top: self.bottom, bottom: self.top })
    }

    fn times(self, other: Self) -> Result<Self, Undecided> {
        match (self.top.checked_mul(other.top), self.bottom.checked_mul(other.bottom)) {
            (Some(top), Some(bottom)) => Ok(Self { top, bottom }),
            _ => {
                let product = self.value()?.checked_mul(other.value()?);
                product.map(Self::whole).ok_or(Undecided::Overflow)
            }
        }
    }

    fn plus(self, other: Self) -> Result<Self, Undecided> {
        if self.bottom == other.bottom {
            let top = self.top.checked_add(other.top).ok_or(Undecided::Overflow)?;
            return Ok(Self { top, bottom: self.bottom });
        }
        self.value()?.checked_add(other.value()?).map(Self::whole).ok_or(Undecided::Overflow)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::ledger::FigureId;
    use crate::number::{Notation, Number, parse};
    use proptest::prelude::*;

    pub(crate) fn at(place: u32) -> FigureId {
        FigureId(place)
    }

    pub(crate) fn cell(place: u32) -> Expr<FigureId> {
        Expr::Cell(at(place))
    }

    /// Figures as they are written, in their order.
    pub(crate) fn line<'a>(texts: &'a [&'a str]) -> impl Fn(FigureId) -> Reading + 'a {
        |figure| match texts.get(figure.0 as usize) {
            None | Some(&"") => Reading::Blank,
            Some(text) => parse(text, Notation::Vietnamese).map_or(Reading::Unreadable, Reading::Number),
        }
    }

    fn point(expr: &Expr<FigureId>, texts: &[&str]) -> Result<Decimal, Undecided> {
        expr.evaluate(&line(texts)).map(|computed| computed.point.normalize())
    }

    #[test]
    fn a_printed_growth_is_a_relative_change_however_it_is_scaled() {
        let change = Expr::Quotient(Box::new(Expr::Difference(vec![cell(1), cell(0)])), Box::new(cell(0)));
        let hundred = || Expr::Constant(Decimal::ONE_HUNDRED);
        assert_eq!(change.kind(), RelationKind::RelativeChange);
        assert_eq!(Expr::Product(vec![change.clone(), hundred()]).kind(), RelationKind::RelativeChange);
        assert_eq!(Expr::Product(vec![hundred(), change]).kind(), RelationKind::RelativeChange);
        assert_eq!(Expr::Product(vec![cell(0), cell(1)]).kind(), RelationKind::Product);
    }

    #[test]
    fn blanks_are_nothing_in_a_sum_and_missing_in_a_ratio() {
        let sum = Expr::Sum(vec![cell(0), cell(1), cell(2)]);
        assert_eq!(point(&sum, &["1,5", "", "2"]), Ok(Decimal::new(35, 1)));
        assert_eq!(point(&sum, &["", "", ""]), Ok(Decimal::ZERO));
        assert_eq!(point(&sum, &["1", "Đạt", "2"]), Err(Undecided::Unreadable));
        let difference = Expr::Difference(vec![cell(0), cell(1), cell(2)]);
        assert_eq!(point(&difference, &["", "2", "3"]), Ok(Decimal::from(-5)));
        let ratio = Expr::Quotient(Box::new(cell(0)), Box::new(cell(1)));
        assert_eq!(point(&ratio, &["1", ""]), Err(Undecided::Missing));
        assert_eq!(point(&ratio, &["1", "0"]), Err(Undecided::Missing));
        assert_eq!(point(&ratio, &["", "4"]), Err(Undecided::Missing));
        let mean = Expr::Mean(vec![cell(0), cell(1), cell(2)]);
        assert_eq!(point(&mean, &["1", "", "2"]), Ok(Decimal::new(15, 1)));
        assert_eq!(point(&mean, &["", "", ""]), Err(Undecided::Missing));
    }

    #[test]
    fn a_quotient_multiplied_back_loses_no_digit() {
        let third = Expr::Quotient(Box::new(cell(0)), Box::new(cell(1)));
        let product = Expr::Product(vec![third, Expr::Constant(Decimal::from(3))]);
        assert_eq!(point(&product, &["1", "6"]), Ok(Decimal::new(5, 1)));
    }

    #[test]
    fn a_cell_that_occurs_twice_has_one_value() {
        let change = Expr::Quotient(Box::new(Expr::Difference(vec![cell(0), cell(1)])), Box::new(cell(1)));
        let range = change.evaluate(&line(&["12", "10"])).unwrap().range;
        let (lo, hi) = (Decimal::new(115, 1) / Decimal::new(105, 1), Decimal::new(125, 1) / Decimal::new(95, 1));
        assert!((range.lo() - (lo - Decimal::ONE)).abs() < Decimal::new(1, 20));
        assert!((range.hi() - (hi - Decimal::ONE)).abs() < Decimal::new(1, 20));
    }

    #[test]
    fn values_too_large_for_a_decimal_are_said_to_be() {
        let huge = Expr::<FigureId>::Constant(Decimal::MAX);
        assert_eq!(point(&Expr::Sum(vec![huge.clone(), huge.clone()]), &[]), Err(Undecided::Overflow));
        assert_eq!(point(&Expr::Product(vec![huge.clone(), huge]), &[]), Err(Undecided::Overflow));
    }

    pub(crate) fn any_expr() -> impl Strategy<Value = Expr<FigureId>> {
        let leaf = prop_oneof![
            4 => (0u32..4).prop_map(cell),
            1 => (any::<i64>(), 0u32..20).prop_map(|(m, s)| Expr::Constant(Decimal::new(m, s))),
        ];
        leaf.prop_recursive(4, 16, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Expr::Sum),
                prop::collection::vec(inner.clone(), 0..4).prop_map(Expr::Difference),
                prop::collection::vec(inner.clone(), 0..4).prop_map(Expr::Product),
                prop::collection::vec(inner.clone(), 0..4).prop_map(Expr::Mean),
                (inner.clone(), inner).prop_map(|(a, b)| Expr::Quotient(Box::new(a), Box::new(b))),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_expression_panics_and_the_range_holds_the_point(
            expr in any_expr(),
            cells in prop::collection::vec(prop::option::of((any::<i128>(), 0u32..=28)), 4),
        ) {
            let readings = |figure: FigureId| match cells.get(figure.0 as usize).copied().flatten() {
                Some((mantissa, scale)) => Reading::Number(Number::from_decimal(
                    Decimal::try_from_i128_with_scale(mantissa % (1i128 << 96), scale).unwrap(),
                )),
                None => Reading::Blank,
            };
            if let Ok(computed) = expr.evaluate(&readings) {
                prop_assert!(computed.range.contains(computed.point));
            }
            for place in 0..4 {
                let _ = expr.solve(at(place), Interval::point(Decimal::TEN), &readings);
            }
        }
    }
}
