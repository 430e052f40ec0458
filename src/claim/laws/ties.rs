//! Figures that the build of a sentence ties together, and the two digits that were exchanged where they part.
//!
//! The words of such a sentence leave open whether the figures belong together, so that a tie that does not hold says
//! nothing by itself. Where the exchange of two neighbouring digits in one of its figures makes it hold, it did.

use rust_decimal::Decimal;

use super::*;

/// What the first figure of a tie is of the others.
#[derive(Clone, Copy, Debug)]
pub(super) enum Law {
    /// Percent of the second.
    Share,
    /// What lies between both, whichever is more.
    Apart,
    /// Growth in percent, of a figure and of what it grew by.
    Growth(Direction),
    /// Growth or loss in percent, of a figure and of what it was.
    GrowthFrom,
    /// The sum of all.
    Sum,
    /// The first less all others.
    Rest,
    /// So much of the first for each of the second, or so many times the second.
    Each,
    /// The product of both.
    Product,
}

/// Figures of one sentence, the one that the others give first.
#[derive(Clone, Debug)]
pub(super) struct Tie {
    pub law: Law,
    pub why: Why,
    pub members: Vec<usize>,
}

impl Law {
    fn right(self, of: &[Weight]) -> Option<Weight> {
        let size = |weight: Weight| if weight.point < Decimal::ZERO { weight.negated() } else { weight };
        let (first, rest) = of.split_first()?;
        let other = rest.first().copied();
        match self {
            Self::Share => first.percent_of(other?),
            Self::Apart => first.minus(other?).map(size),
            Self::Growth(direction) => {
                let change = other?;
                let signed = if direction == Direction::Down { change.negated() } else { change };
                change.percent_of(first.minus(signed)?)
            }
            Self::GrowthFrom => first.minus(other?).map(size)?.percent_of(other?),
            Self::Sum => of.iter().try_fold(Weight::nothing(), |sum, weight| sum.plus(*weight)),
            Self::Rest => rest.iter().try_fold(*first, |left, weight| left.minus(*weight)),
            Self::Each => first.over(other?),
            Self::Product => first.by(other?),
        }
    }
}

/// All that the exchange of two neighbouring digits makes of a figure.
fn exchanged(number: Number) -> Vec<Number> {
    let places = number.decimals();
    let Some(digits) = number.scaled(places).map(|digits| digits.unsigned_abs()) else { return Vec::new() };
    let width = (places as usize + 1).max(2);
    let text = format!("{digits:0width$}").into_bytes();
    let swapped = |at: usize| {
        let mut other = text.clone();
        (other.get(at)? != other.get(at + 1)?).then(|| other.swap(at, at + 1))?;
        let value: i128 = String::from_utf8(other).ok()?.parse().ok()?;
        let value = Decimal::try_from_i128_with_scale(value, places).ok()?;
        (!value.is_zero()).then(|| Number::new(value, places))
    };
    (0..text.len().saturating_sub(1)).filter_map(swapped).collect()
}

impl Text<'_> {
    /// Whether a tie holds, with another number in the place of one of its figures.
    fn holds_with(&self, tie: &Tie, other: Option<(usize, Number, Decimal)>) -> bool {
        let number = |at: usize| match other {
            Some((changed, number, _)) if changed == at => Some(number),
            _ => self.claim(at).map(|claim| claim.number),
        };
        let scale = |at: usize| match other {
            Some((changed, _, factor)) if changed == at => factor,
            _ => Decimal::ONE,
        };
        let measure = |at: usize| {
            let measure = self.claim(at)?.measure.clone();
            let factor = measure.factor.checked_mul(scale(at))?;
            Some(super::super::Measure { factor, ..measure })
        };
        let weight = |at: &usize| Weight::of(number(*at)?, &measure(*at)?);
        let holds = || {
            let (told, of) = tie.members.split_first()?;
            let of: Vec<Weight> = of.iter().map(weight).collect::<Option<_>>()?;
            let (right, claim) = (tie.law.right(&of)?, self.claim(*told)?);
            Some(match other {
                Some(_) => right.gives(number(*told)?, &measure(*told)?),
                None => right.confirms(claim),
            })
        };
        holds().unwrap_or(false)
    }

    fn repairs(&self, tie: &Tie) -> Vec<(usize, Number)> {
        let free = |at: &&usize| !self.is_known(**at) && self.claim(**at).is_some_and(|claim| claim.hedge.is_none());
        let of = |at: &usize| {
            let at = *at;
            let numbers = self.claim(at).map(|claim| exchanged(claim.number)).unwrap_or_default();
            let fits =
                numbers.into_iter().filter(move |number| self.holds_with(tie, Some((at, *number, Decimal::ONE))));
            fits.map(move |number| (at, number)).collect::<Vec<_>>()
        };
        tie.members.iter().filter(free).flat_map(of).collect()
    }

    /// The figures of a tie that are right in a unit a thousand times as large or small: "tỷ" of "triệu".
    fn other_units(&self, tie: &Tie) -> Vec<usize> {
        let fits = |at: usize| {
            let claim = self.claim(at)?;
            let is_known = matches!(claim.measure.dimension, super::super::Dimension::Known(_));
            let has_unit = (is_known || claim.measure.factor != Decimal::ONE)
                && !claim.measure.is_percent()
                && !claim.measure.is_points();
            let larger = Decimal::ONE_THOUSAND;
            let factors = [larger, Decimal::ONE.checked_div(larger)?];
            let holds = factors.into_iter().any(|factor| self.holds_with(tie, Some((at, claim.number, factor))));
            (has_unit && holds && !self.is_known(at)).then_some(())
        };
        tie.members.iter().copied().filter(|at| fits(*at).is_some()).collect()
    }

    /// Holds ties against their figures: one that holds acquits all, `may` tells what else may be accused, and where
    /// `firm` the words leave no other reading.
    pub(super) fn settle_ties(&mut self, acquits: &[Tie], may: &[Tie], firm: bool, sure: bool) {
        if let Some(tie) = may.iter().chain(acquits).find(|tie| self.holds_with(tie, None)).cloned() {
            for at in &tie.members {
                let others: Vec<usize> = tie.members.iter().copied().filter(|other| other != at).collect();
                self.confirm(*at, &others);
            }
            return;
        }
        let told: Vec<usize> = may.iter().filter_map(|tie| tie.members.first().copied()).collect();
        let spoken = |at: &usize| self.discords.iter().any(|discord| discord.among.contains(&Spot::Claim(*at)));
        if told.iter().any(spoken) {
            return;
        }
        let found: Vec<(&Tie, Vec<(usize, Number)>)> =
            may.iter().map(|tie| (tie, self.repairs(tie))).filter(|(_, repairs)| !repairs.is_empty()).collect();
        if let Some((tie, repairs)) = found.first() {
            let mut accused: Vec<usize> = repairs.iter().map(|(at, _)| *at).collect();
            accused.dedup();
            let expected = match repairs.as_slice() {
                [(_, number)] => Some(*number),
                _ => None,
            };
            let (why, members) = (tie.why, tie.members.clone());
            self.accuse(why, &accused, &members, expected, sure && accused.len() == 1);
        } else if let Some((tie, at)) = may.iter().find_map(|tie| self.other_units(tie).first().map(|at| (tie, *at))) {
            let (why, members) = (tie.why, tie.members.clone());
            self.accuse(why, &[at], &members, None, sure);
            if let Some(last) = self.discords.last_mut() {
                last.cause = Some(Cause::OtherUnit);
            }
        } else if let Some(tie) = may.first().filter(|_| firm) {
            let (why, members) = (tie.why, tie.members.clone());
            let claims: Option<Vec<&Claim>> = members.iter().map(|at| self.claim(*at)).collect();
            if claims.is_some_and(|claims| claims.iter().all(|claim| claim.hedge.is_none() && !claim.target)) {
                self.accuse(why, &members, &members, None, true);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_digits_are_exchanged() {
        let of = |value: i64, places: u32| -> Vec<String> {
            exchanged(Number::new(Decimal::new(value, places), places))
                .iter()
                .map(|number| number.value().to_string())
                .collect()
        };
        assert_eq!(of(845, 1), ["48.5", "85.4"]);
        assert_eq!(of(3, 0), ["30"]);
        assert_eq!(of(32, 2), ["3.02", "0.23"]);
    }
}
