//! Products and multiples: "31 căn x 60 triệu đồng = 1.860 triệu đồng", "gấp 1,5 lần năm 2024 (64 văn bằng)".

use super::ties::{Law, Tie};
use super::*;

impl Text<'_> {
    /// Whether a figure is multiplied by the one before it: "31 căn x 60 triệu đồng".
    fn is_factor(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.claim(before));
        let (Some(claim), Some(before)) = (self.claim(at), before) else { return false };
        let is_sign = |word: Option<&String>| word.is_some_and(|word| word == "x");
        claim.sentence == before.sentence
            && (claim.marks == "×"
                || claim.marks == "*"
                || claim.gap.len() == 1 && is_sign(claim.gap.first())
                || claim.gap.is_empty() && claim.marks.is_empty() && is_sign(before.behind.last()))
    }

    /// "31 căn x 60 trđ = 1.860 trđ; 21 căn x 30 trđ = 630 trđ, tổng kinh phí 2.490 trđ".
    pub(super) fn product(&mut self, at: usize) -> Option<()> {
        if !self.is_factor(at) {
            return None;
        }
        let first = at.checked_sub(1)?;
        let result = self.next(at)?;
        let of_kind = self.is_same(result, at) || self.is_same(result, first);
        let claim = self.claim(result)?;
        let is_said = claim.marks.contains('=') && claim.near.is_empty();
        let is_total = claim.near.iter().any(|word| word == "cộng" || word == "tiền" || word == "tổng");
        let is_only = self.sentence(at).filter(|other| self.is_factor(*other)).count() == 1;
        if !of_kind || !self.is_amount(result) || !(is_said || is_total && is_only) {
            return None;
        }
        let tie = Tie { law: Law::Product, why: Why::Average, members: vec![result, first, at] };
        self.settle_ties(&[], &[tie], is_said, true);
        self.total_of_products(at)
    }

    /// The total behind the last of several products.
    fn total_of_products(&mut self, last: usize) -> Option<()> {
        let factors: Vec<usize> = self.sentence(last).filter(|other| self.is_factor(*other)).collect();
        let results: Vec<usize> = factors.iter().filter_map(|factor| self.next(*factor)).collect();
        let end = results.last().copied().filter(|_| factors.len() >= 2 && factors.last() == Some(&last))?;
        let total = self.next(end).filter(|total| self.is_amount(*total) && self.is_same(*total, end))?;
        if !self.gap_has(total, &["tổng", "cộng"]) {
            return None;
        }
        let members = std::iter::once(total).chain(results).collect();
        self.settle_ties(&[], &[Tie { law: Law::Sum, why: Why::Parts, members }], true, true);
        Some(())
    }

    /// "gấp 1,47 lần xã thấp nhất (44,8 triệu đồng)": of what stands in the bracket behind it.
    pub(super) fn times(&mut self, at: usize) -> Option<()> {
        let times = self.claim(at).filter(|claim| claim.role == Role::Times)?;
        let base = self.next(at).filter(|base| {
            self.is_amount(*base) && self.claim(*base).is_some_and(|claim| claim.marks.contains('(') && claim.depth > 0)
        })?;
        let heads: Vec<usize> = self
            .sentence(at)
            .rev()
            .filter(|head| *head < at && self.is_amount(*head) && self.is_alike(*head, base))
            .collect();
        let tie = |head: usize| Tie { law: Law::Each, why: Why::Average, members: vec![at, head, base] };
        let acquits: Vec<Tie> = heads.iter().map(|head| tie(*head)).collect();
        let may: Vec<Tie> = heads.iter().take(1).filter(|_| times.hedge.is_none()).map(|head| tie(*head)).collect();
        self.settle_ties(&acquits, &may, false, true);
        Some(())
    }
}
