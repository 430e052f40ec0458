//! Amounts in words.

use super::*;
use crate::claim::numeral;

/// An amount in words has so many words and more.
const SHORTEST_AMOUNT: usize = 2;

/// "554 triệu đồng (Hòa Lộc 214; Minh Đức 187; An Khê 153)": bare figures that are named in a bracket are in the unit of
/// what stands before it.
pub(super) fn measured_alike(mut claims: Vec<Claim>) -> Vec<Claim> {
    const FEWEST: usize = 2;
    for at in 0..claims.len() {
        let Some(outer) = claims.get(at) else { break };
        let is_known = matches!(outer.measure.dimension, Dimension::Known(_)) && !outer.measure.is_percent();
        if !is_known || outer.role != Role::Value {
            continue;
        }
        let (depth, sentence, measure) = (outer.depth, outer.sentence, outer.measure.clone());
        let inside = claims.get(at + 1..).unwrap_or_default();
        let inside = inside.iter().take_while(|claim| claim.depth > depth && claim.sentence == sentence);
        let named =
            |claim: &Claim| claim.role == Role::Value && claim.measure == Measure::UNSAID && !claim.near.is_empty();
        let (count, all, sum) =
            inside.fold((0_usize, true, rust_decimal::Decimal::ZERO), |(count, all, sum), claim| {
                (count + 1, all && named(claim), sum.checked_add(claim.number.value()).unwrap_or_default())
            });
        // Two need not be all; that they are is seen by their sum.
        let is_whole = claims.get(at).is_some_and(|outer| outer.number.value() == sum);
        if all && (count > FEWEST || count == FEWEST && is_whole) {
            claims.iter_mut().skip(at + 1).take(count).for_each(|claim| claim.measure = measure.clone());
        }
    }
    claims
}

impl Reader<'_> {
    /// "(bằng chữ: hai triệu đồng)"
    pub(super) fn in_words(&mut self, at: usize, sentence: usize, depth: usize) -> Option<usize> {
        let mut from = at + 2;
        while self.is(from, ':') || self.word(from) == Some("là") {
            from += 1;
        }
        self.amount(from, sentence, depth)
    }

    /// What stands in brackets where all of it is an amount in words.
    pub(super) fn bare_words(&mut self, at: usize, sentence: usize, depth: usize) -> Option<usize> {
        let from = if self.word(at) == Some("chữ") && self.is(at + 1, ':') { at + 2 } else { at };
        let words = self.words_from(from);
        let (_, taken) = numeral::read(&words)?;
        let is_all = words.get(taken) == Some(&"đồng") && self.is(from + words.len(), ')');
        let of_last = self.claims.last().is_some_and(|last| last.sentence == sentence && last.measure.is_money());
        if taken < SHORTEST_AMOUNT || !is_all || !of_last {
            return None;
        }
        self.amount(from, sentence, depth)
    }

    fn amount(&mut self, from: usize, sentence: usize, depth: usize) -> Option<usize> {
        let words = self.words_from(from);
        let (value, taken) = numeral::read(&words)?;
        let (first, last) = (self.token(from)?, self.token(from + taken - 1)?);
        let behind = words.get(taken..).unwrap_or_default();
        let dong = usize::from(behind.first() == Some(&"đồng"));
        let end = self.token(from + taken + dong - 1).map_or(last.end, |token| token.end);
        let mut claim = self.blank(Number::from_decimal(value), first.start, end, sentence, depth);
        claim.measure = Measure { dimension: Dimension::Known("money"), factor: rust_decimal::Decimal::ONE };
        claim.role = Role::Words;
        claim.head = self.claims.iter().rposition(|claim| matches!(claim.role, Role::Value | Role::Change));
        self.claims.push(claim);
        Some(from + taken + dong)
    }
}
