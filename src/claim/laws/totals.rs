//! Totals whose parts stand in the paragraphs below.

use std::collections::BTreeMap;

use super::*;

/// Parts that are told far below their total are its parts where the total has so many digits.
const DIGITS_FROM_FAR: usize = 5;
/// So many places that tell a figure again are enough.
const MOST_TWINS: usize = 3;
/// So many figures are a total's parts told far below it.
const FEWEST_FAR: usize = 3;

impl Text<'_> {
    /// "Tổng số 165 hộ, trong đó:", "- Hộ nghèo 119 hộ;", "- Hộ cận nghèo 44 hộ;", "- Hộ mới thoát nghèo 2 hộ."
    pub(super) fn listed(&mut self, at: usize) -> Option<()> {
        let total = self.claim(at).filter(|claim| self.is_amount(at) && claim.opens.is_some())?;
        let (list, is_all) = total.opens?;
        // The opener may tell several things of which each item tells as many.
        let alike = |a: &Claim, b: &Claim| a.measure.dimension == b.measure.dimension;
        let beside: Vec<usize> = (0..self.claims.len())
            .filter(|other| {
                self.is_amount(*other)
                    && self.claim(*other).is_some_and(|claim| claim.opens == total.opens && alike(claim, total))
            })
            .collect();
        let rank = beside.iter().position(|other| *other == at)?;
        let mut items: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for other in 0..self.claims.len() {
            let claim = self.claim(other)?;
            if claim.item == Some(list) {
                let found = items.entry(claim.span.paragraph.0).or_default();
                let is_told = self.is_amount(other) && claim.measure.is_of(&total.measure) && claim.depth == 0;
                found.extend(is_told.then_some(other));
            }
        }
        let parts: Vec<usize> = items.values().filter_map(|of| of.get(rank).copied()).collect();
        if parts.len() < 2 || total.hedge.is_some() {
            return None;
        }
        let sum = parts.iter().try_fold(Weight::nothing(), |sum, at| sum.plus(self.weight(*at)?))?;
        if sum.gives(total.number, &total.measure) {
            self.confirm(at, &parts);
            for part in parts {
                self.confirm(part, &[at]);
            }
            return Some(());
        }
        // Nothing but the one figure stands in each item, and one slip of the hand explains what differs.
        const FEWEST_OPEN: usize = 3;
        let is_plain = beside.len() == 1
            && items.len() == total.items
            && items.values().all(|of| of.len() == 1)
            && parts.iter().all(|part| {
                self.claim(*part).is_some_and(|part| part.hedge.is_none() && alike(part, total) && !part.target)
            });
        let is_last = self.claim(at + 1).is_none_or(|next| next.span.paragraph != total.span.paragraph);
        if !is_plain || !is_last || total.target || parts.len() < if is_all { 2 } else { FEWEST_OPEN } {
            return None;
        }
        let is_spoken = |at: &usize| self.discords.iter().any(|discord| discord.among.contains(&Spot::Claim(*at)));
        if is_spoken(&at) || parts.iter().any(is_spoken) || self.by_table.contains_key(&at) && !is_all {
            return None;
        }
        let suspects = self.suspects(at, &parts, sum);
        let among: Vec<usize> = std::iter::once(at).chain(parts).collect();
        match suspects.as_slice() {
            [] => {}
            [(one, right)] => self.accuse(Why::Parts, &[*one], &among, Some(*right), is_all),
            _ if is_all => {
                let accused: Vec<usize> = suspects.iter().map(|(at, _)| *at).collect();
                self.accuse(Why::Parts, &accused, &among, None, false);
            }
            _ => {}
        }
        Some(())
    }

    /// "Số vốn năm 2024 là 19.499,937 triệu đồng", and "vốn giao …" of each project below: a long figure that all
    /// later ones of one name add up to.
    pub(super) fn added_up(&mut self, at: usize) -> Option<()> {
        let total = self.claim(at).filter(|claim| claim.role == Role::Value && !claim.measure.is_percent())?;
        if printed_digits(total.number) < DIGITS_FROM_FAR || total.hedge.is_some() || total.target {
            return None;
        }
        for word in &total.subject {
            let parts: Vec<usize> = (at + 1..self.claims.len())
                .filter(|other| {
                    self.claim(*other).is_some_and(|claim| {
                        claim.role == Role::Value
                            && claim.span.paragraph > total.span.paragraph
                            && claim.measure.dimension == total.measure.dimension
                            && claim.subject.contains(word)
                    })
                })
                .collect();
            if parts.len() < FEWEST_FAR {
                continue;
            }
            let sum = parts.iter().try_fold(Weight::nothing(), |sum, at| sum.plus(self.weight(*at)?))?;
            if sum.gives(total.number, &total.measure) {
                self.confirm(at, &parts);
                for part in parts {
                    self.confirm(part, &[at]);
                }
                return Some(());
            }
        }
        Some(())
    }

    /// One figure told twice: "165 hộ, trong đó …", and below "165 con bê cho 165 hộ nghèo".
    pub(super) fn repeated(&mut self, at: usize) -> Option<()> {
        let claim = self.claim(at).filter(|claim| tells(claim) && self.is_amount(at))?;
        let is_again = |other: usize| {
            self.claim(other).is_some_and(|other| {
                let said = |word: &&String| {
                    other.subject.contains(word) || other.lead.contains(word) || other.context.contains(word)
                };
                let mut words: Vec<&String> = claim.subject.iter().chain(&claim.context).filter(said).collect();
                words.sort();
                words.dedup();
                tells(other)
                    && other.span.paragraph != claim.span.paragraph
                    && other.number == claim.number
                    && other.measure == claim.measure
                    && words.len() >= if printed_digits(claim.number) >= DIGITS_FROM_FAR { 1 } else { 2 }
            })
        };
        let others: Vec<usize> = (0..self.claims.len())
            .filter(|other| self.is_amount(*other) && is_again(*other))
            .take(MOST_TWINS)
            .collect();
        if !others.is_empty() && !self.is_known(at) {
            self.confirm(at, &others);
        }
        Some(())
    }
}
