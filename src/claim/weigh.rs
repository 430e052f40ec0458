//! Whether a printed figure of a sentence is right, in whatever unit its operands are.

use rust_decimal::Decimal;

use super::{Claim, Measure};
use crate::number::{Interval, Number, Slack, judge};

/// A figure with all that it may stand for, in the smallest unit of its dimension.
#[derive(Clone, Copy, Debug)]
pub struct Weight {
    /// The figure as it is printed.
    pub point: Decimal,
    /// All that rounds to it.
    pub range: Interval,
}

impl Weight {
    /// Nothing.
    pub fn nothing() -> Self {
        Self { point: Decimal::ZERO, range: Interval::point(Decimal::ZERO) }
    }

    /// All of something, in percent.
    pub fn hundred() -> Self {
        Self { point: Decimal::ONE_HUNDRED, range: Interval::point(Decimal::ONE_HUNDRED) }
    }

    /// Of a number in a unit.
    pub fn of(number: Number, measure: &Measure) -> Option<Self> {
        let factor = Interval::point(measure.factor);
        // Whole things and single đồng are not rounded, and nothing is nothing.
        let is_whole =
            number.decimals() == 0 && measure.factor == Decimal::ONE && (measure.is_count() || measure.is_money());
        let is_exact = number.value().is_zero() || is_whole;
        let interval = if is_exact { Interval::point(number.value()) } else { number.interval() };
        Some(Self { point: number.value().checked_mul(measure.factor)?, range: interval.checked_mul(factor)? })
    }

    /// Of a claim.
    pub fn claim(claim: &Claim) -> Option<Self> {
        Self::of(claim.number, &claim.measure)
    }

    /// The same figure, as if it were not rounded.
    pub fn exact(self) -> Self {
        Self { range: Interval::point(self.point), ..self }
    }

    /// Sum.
    pub fn plus(self, other: Self) -> Option<Self> {
        Some(Self { point: self.point.checked_add(other.point)?, range: self.range.checked_add(other.range)? })
    }

    /// Difference.
    pub fn minus(self, other: Self) -> Option<Self> {
        Some(Self { point: self.point.checked_sub(other.point)?, range: self.range.checked_sub(other.range)? })
    }

    /// The opposite.
    pub fn negated(self) -> Self {
        Self { point: -self.point, range: Interval::new(-self.range.lo(), -self.range.hi()) }
    }

    /// In percent of another.
    pub fn percent_of(self, other: Self) -> Option<Self> {
        self.over(other)?.times(Decimal::ONE_HUNDRED)
    }

    /// Quotient.
    pub fn over(self, other: Self) -> Option<Self> {
        if other.point.is_zero() {
            return None;
        }
        let point = self.point.checked_div(other.point)?;
        Some(Self { point, range: self.range.checked_div(other.range).unwrap_or(Interval::point(point)) })
    }

    /// Product.
    pub fn by(self, other: Self) -> Option<Self> {
        Some(Self { point: self.point.checked_mul(other.point)?, range: self.range.checked_mul(other.range)? })
    }

    /// So many times.
    pub fn times(self, factor: Decimal) -> Option<Self> {
        Some(Self { point: self.point.checked_mul(factor)?, range: self.range.checked_mul(Interval::point(factor))? })
    }

    /// Whether a number in a unit is what this says.
    pub fn gives(self, number: Number, measure: &Measure) -> bool {
        let down = |value: Decimal| value.checked_div(measure.factor);
        let (Some(point), Some(lo), Some(hi)) = (down(self.point), down(self.range.lo()), down(self.range.hi())) else {
            return false;
        };
        judge(number, point, Interval::new(lo, hi), Slack::Rounded).holds()
    }

    /// Whether a claim is what this says; "hơn 50" and "gần 50" are satisfied by what they bound.
    pub fn confirms(self, claim: &Claim) -> bool {
        use super::Hedge;
        if self.gives(claim.number, &claim.measure) {
            return true;
        }
        let Some(said) = Weight::claim(claim) else { return false };
        // "hơn 490" is said of 497, not of 900: a fifth more is another figure.
        let near = |a: Decimal, b: Decimal| {
            a >= b && a.checked_sub(b).zip(b.checked_div(Decimal::from(5))).is_some_and(|(more, fifth)| more <= fifth)
        };
        match claim.hedge {
            Some(Hedge::Lower) => near(self.point, said.point),
            Some(Hedge::Upper) => near(said.point, self.point),
            Some(Hedge::About) => near(self.point, said.point) || near(said.point, self.point),
            None => false,
        }
    }

    /// What a claim would print of it.
    pub fn printed(self, claim: &Claim) -> Option<Number> {
        Some(Number::new(self.point.checked_div(claim.measure.factor)?, 0).value())
            .map(|value| Number::new(value, claim.number.decimals()).rounded(claim.number.decimals()))
    }
}
