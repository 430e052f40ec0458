//! Amounts in words.

use super::*;
use crate::claim::numeral;

/// An amount in words has so many words and more.
const SHORTEST_AMOUNT: usize = 2;

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
