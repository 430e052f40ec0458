//! Shares of wholes, and what is told twice.

use super::*;
use crate::claim::Dimension;

/// A figure of so many digits tells what it is of; of fewer there are many that are alike.
const DIGITS_TOLD: usize = 3;

impl Text<'_> {
    /// "loại Tốt 1.127 em, chiếm 18,0%".
    pub(super) fn share(&mut self, at: usize) -> Option<()> {
        let share = self.claim(at).filter(|claim| claim.role == Role::Share)?;
        let head = share.head?;
        let of = self.claim(head)?;
        if of.role == Role::Part && self.claim(head + 1).is_some_and(|whole| whole.over == Some(head)) && head + 2 == at
        {
            return None;
        }
        let part = self.weight(head)?;
        let values: Vec<usize> = (0..head)
            .rev()
            .filter(|other| {
                self.claim(*other).is_some_and(|claim| {
                    matches!(claim.role, Role::Value | Role::Whole)
                        && claim.span.paragraph == of.span.paragraph
                        && claim.measure.is_of(&of.measure)
                })
            })
            .collect();
        let gives = |whole: usize| {
            self.weight(whole).and_then(|whole| part.percent_of(whole)).is_some_and(|right| right.confirms(share))
        };
        if let Some(whole) = values.iter().copied().find(|whole| gives(*whole)) {
            // "2.175 đơn (…, tiếp nhận 2.054 đơn); đủ điều kiện 1.902 đơn, chiếm 92,6%": of what stands in brackets.
            let outer = values.iter().copied().find(|other| {
                *other < whole
                    && self.claim(*other).is_some_and(|claim| claim.depth == 0 && claim.sentence == of.sentence)
            });
            let inside = self.claim(whole).is_some_and(|claim| claim.depth > of.depth && claim.sentence == of.sentence);
            if let Some(outer) = outer.filter(|_| inside && share.of_words.is_empty()) {
                let printed =
                    self.weight(outer).and_then(|outer| part.percent_of(outer)).and_then(|right| right.printed(share));
                self.accuse(Why::OtherWhole, &[at], &[at, head, outer, whole], printed, false);
                return Some(());
            }
            self.confirm(at, &[head, whole]);
            self.confirm(head, &[at, whole]);
            self.confirm(whole, &[head, at]);
            return Some(());
        }
        // Anything of the document that gives it, once the whole is named or stands far.
        let far = (0..self.claims.len()).find(|other| {
            *other != head
                && self.claim(*other).is_some_and(|claim| {
                    matches!(claim.role, Role::Value | Role::Whole) && claim.measure.is_of(&of.measure) && !claim.target
                })
                && gives(*other)
                && printed_digits(share.number) >= 2
        });
        if self.is_known(at) || share.hedge.is_some() {
            return None;
        }
        // Its neighbours in the sentence are shares of one whole.
        let mut common: Option<usize> = None;
        for other in self.sentence(at) {
            let Some(sibling) = self.claim(other).filter(|claim| claim.role == Role::Share && other != at) else {
                continue;
            };
            let Some(sibling_head) = sibling.head.filter(|other| *other != head) else { continue };
            let Some(weight) = self.weight(sibling_head) else { continue };
            let whole = values.iter().copied().find(|whole| {
                *whole != sibling_head
                    && *whole < head.min(sibling_head).max(1)
                    && self
                        .weight(*whole)
                        .and_then(|whole| weight.percent_of(whole))
                        .is_some_and(|right| right.confirms(sibling))
            });
            common = common.or(whole);
        }
        let list = self.discord_free_total(head);
        if let Some(whole) = list.filter(|whole| gives(*whole)) {
            self.confirm(at, &[head, whole]);
            return Some(());
        }
        let whole = common.or(list).filter(|whole| self.weight(*whole).is_some_and(|whole| whole.point >= part.point));
        if let Some(whole) = whole.filter(|_| share.of_words.is_empty()) {
            let printed =
                self.weight(whole).and_then(|whole| part.percent_of(whole)).and_then(|right| right.printed(share));
            self.accuse(Why::Percent, &[at, head, whole], &[at, head, whole], printed, true);
            return Some(());
        }
        if let Some(far) = far {
            self.confirm(at, &[head, far]);
        }
        Some(())
    }

    /// The total that a figure was found to be a part of.
    pub(super) fn discord_free_total(&self, part: usize) -> Option<usize> {
        let spots = self.confirmed.get(&part)?;
        match spots.as_slice() {
            [Spot::Claim(total)] => Some(*total),
            _ => None,
        }
    }

    /// "3.285 hộ; chiếm tỷ lệ 9,7%", "5.070 hộ; chiếm tỷ lệ 15,2%": no number of households gives both.
    pub(super) fn wholes(&mut self) {
        let shares: Vec<(usize, usize)> = (0..self.claims.len())
            .filter_map(|at| {
                let claim = self.claim(at).filter(|claim| {
                    claim.role == Role::Share && claim.of_words.is_empty() && claim.hedge.is_none() && claim.depth == 0
                })?;
                Some((at, claim.head?))
            })
            .filter(|(at, _)| !self.confirmed.contains_key(at))
            .collect();
        let mut found = Vec::new();
        for pair in shares.windows(2) {
            let [(a, first), (b, second)] = pair else { continue };
            let facts = || {
                let (x, y) = (self.claim(*first)?, self.claim(*second)?);
                let next = y.span.paragraph.0.checked_sub(x.span.paragraph.0)? == 1;
                let lists = x.measure == y.measure
                    && x.context.first() == y.context.first()
                    && self.claim(*a)?.gap == self.claim(*b)?.gap;
                let whole = |value: usize, share: usize| self.weight(value)?.over(self.weight(share)?);
                let (one, other) = (whole(*first, *a)?, whole(*second, *b)?);
                let apart = !one.range.meets(other.range);
                let large = printed_digits(x.number) >= 3 && printed_digits(y.number) >= 3;
                (next && lists && apart && large && !x.target && self.claim(*a)?.base.is_none()).then_some(())
            };
            if facts().is_some() {
                found.push((*a, *first, *b, *second));
            }
        }
        for (a, first, b, second) in found {
            self.accuse(Why::Wholes, &[], &[first, a, second, b], None, false);
        }
    }

    /// The same quantity told twice, the second time with two digits exchanged or one other.
    pub(super) fn twice(&mut self) {
        let mut found = Vec::new();
        for later in 0..self.claims.len() {
            let Some(claim) = self.claim(later).filter(|claim| tells(claim)) else { continue };
            let again = |other: usize| {
                self.claim(other).is_some_and(|other| {
                    tells(other)
                        && other.measure.is_of(&claim.measure)
                        && Weight::claim(other).is_some_and(|weight| weight.confirms(claim))
                })
            };
            if self.is_known(later) || (0..self.claims.len()).any(|other| other != later && again(other)) {
                continue;
            }
            for earlier in 0..self.claims.len() {
                let Some(first) =
                    self.claim(earlier).filter(|first| tells(first) && first.span.paragraph != claim.span.paragraph)
                else {
                    continue;
                };
                let known = self.is_known(earlier) && earlier < later;
                // "52.023 triệu đồng", told again as "50,2 tỷ đồng".
                let again = || {
                    let known = matches!(claim.measure.dimension, super::super::Dimension::Known(_));
                    let printed = self.weight(earlier)?.printed(claim)?;
                    (known && first.measure.factor < claim.measure.factor && swaps(printed, claim.number))
                        .then_some(printed)
                };
                let right = if first.measure.factor == claim.measure.factor {
                    swaps(first.number, claim.number).then_some(first.number)
                } else {
                    again()
                };
                let right = right.filter(|_| first.measure.is_of(&claim.measure));
                let mut shared: Vec<&String> = claim
                    .subject
                    .iter()
                    .chain(&claim.context)
                    .filter(|word| {
                        first.subject.contains(word)
                            || matches!(&first.measure.dimension, Dimension::Count(noun) if noun == *word)
                            || first.lead.contains(word)
                            || first.context.contains(word)
                            || first.heading.contains(word)
                    })
                    .collect();
                shared.sort();
                shared.dedup();
                let same_base = first.base == claim.base;
                let is_short = printed_digits(claim.number) < DIGITS_TOLD || printed_digits(first.number) < DIGITS_TOLD;
                // Figures of two digits are told apart by what they count, and by more words.
                let few = if is_short { 3 } else { 2 };
                let alike = !is_short || first.measure.dimension == claim.measure.dimension;
                if let Some(right) = right.filter(|_| known && alike && shared.len() >= few && same_base) {
                    found.push((later, earlier, right));
                    break;
                }
            }
        }
        for (later, earlier, right) in found {
            self.accuse(Why::Twice, &[later, earlier], &[later, earlier], Some(right), false);
        }
    }
}
