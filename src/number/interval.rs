//! Interval arithmetic on exact decimals.

use rust_decimal::Decimal;

/// A closed interval of values. Operations return `None` when the result does not fit a
/// [`Decimal`] or does not exist (a divisor that may be zero).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    lo: Decimal,
    hi: Decimal,
}

impl Interval {
    /// Every value that a [`Decimal`] can hold.
    pub const EVERYTHING: Self = Self { lo: Decimal::MIN, hi: Decimal::MAX };

    /// From `a` to `b`, in either order.
    pub fn new(a: Decimal, b: Decimal) -> Self {
        if a <= b { Self { lo: a, hi: b } } else { Self { lo: b, hi: a } }
    }

    /// From `lo` to `hi`, of which it is known that it is not the smaller.
    pub(super) fn ascending(lo: Decimal, hi: Decimal) -> Self {
        Self { lo, hi }
    }

    /// The interval that holds one value.
    pub fn point(value: Decimal) -> Self {
        Self { lo: value, hi: value }
    }

    /// The smallest value.
    #[inline]
    pub fn lo(self) -> Decimal {
        self.lo
    }

    /// The largest value.
    #[inline]
    pub fn hi(self) -> Decimal {
        self.hi
    }

    /// Whether `value` lies inside, ends included.
    #[inline]
    pub fn contains(self, value: Decimal) -> bool {
        self.lo <= value && value <= self.hi
    }

    /// Whether the two have a value in common.
    #[inline]
    pub fn meets(self, other: Self) -> bool {
        self.lo <= other.hi && other.lo <= self.hi
    }

    /// What the two have in common.
    pub fn intersection(self, other: Self) -> Option<Self> {
        let (lo, hi) = (self.lo.max(other.lo), self.hi.min(other.hi));
        (lo <= hi).then_some(Self { lo, hi })
    }

    /// The smallest interval that holds both.
    pub fn hull(self, other: Self) -> Self {
        Self { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }

    /// The value half way between the ends; `None` when it does not fit a [`Decimal`].
    pub fn middle(self) -> Option<Decimal> {
        self.lo.checked_add(self.hi)?.checked_div(Decimal::TWO)
    }

    /// Sum.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Some(Self { lo: self.lo.checked_add(other.lo)?, hi: self.hi.checked_add(other.hi)? })
    }

    /// Difference.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        Some(Self { lo: self.lo.checked_sub(other.hi)?, hi: self.hi.checked_sub(other.lo)? })
    }

    /// Product.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        if !self.lo.is_sign_negative() && !other.lo.is_sign_negative() {
            return Some(Self { lo: self.lo.checked_mul(other.lo)?, hi: self.hi.checked_mul(other.hi)? });
        }
        Self::spanning([
            self.lo.checked_mul(other.lo)?,
            self.lo.checked_mul(other.hi)?,
            self.hi.checked_mul(other.lo)?,
            self.hi.checked_mul(other.hi)?,
        ])
    }

    /// Quotient; `None` when the divisor may be zero.
    pub fn checked_div(self, other: Self) -> Option<Self> {
        if other.contains(Decimal::ZERO) {
            return None;
        }
        if !self.lo.is_sign_negative() && !other.lo.is_sign_negative() {
            return Some(Self { lo: self.lo.checked_div(other.hi)?, hi: self.hi.checked_div(other.lo)? });
        }
        Self::spanning([
            self.lo.checked_div(other.lo)?,
            self.lo.checked_div(other.hi)?,
            self.hi.checked_div(other.lo)?,
            self.hi.checked_div(other.hi)?,
        ])
    }

    fn spanning(ends: [Decimal; 4]) -> Option<Self> {
        Some(Self { lo: ends.iter().copied().min()?, hi: ends.iter().copied().max()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::tests::any_decimal;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ends_of_one_sign_need_no_other_corners(a in any_decimal(), b in any_decimal(), c in any_decimal(), d in any_decimal()) {
            let (x, y) = (Interval::new(a.abs(), b.abs()), Interval::new(c.abs(), d.abs()));
            let corners = |of: fn(Decimal, Decimal) -> Option<Decimal>| {
                Interval::spanning([of(x.lo, y.lo)?, of(x.lo, y.hi)?, of(x.hi, y.lo)?, of(x.hi, y.hi)?])
            };
            prop_assert_eq!(x.checked_mul(y), corners(|a, b| a.checked_mul(b)));
            if !y.contains(Decimal::ZERO) {
                prop_assert_eq!(x.checked_div(y), corners(|a, b| a.checked_div(b)));
            }
        }
    }
}
