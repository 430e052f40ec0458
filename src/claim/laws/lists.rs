//! Lists of figures that add up, where no word says that they do.

use super::ties::{Law, Tie};
use super::*;

impl Text<'_> {
    /// "14,2 kg; 0,3 kg, tổng cộng 14,5 kg".
    pub(super) fn summed_up(&mut self, at: usize) -> Option<()> {
        let total = self.claim(at).filter(|claim| claim.role == Role::Value && !claim.measure.is_percent())?;
        let closes = total.near.iter().any(|word| word == "cộng") && total.near.len() <= 4;
        if !closes || total.hedge.is_some() {
            return None;
        }
        let mut run: Vec<usize> = self
            .sentence(at)
            .rev()
            .filter(|other| *other < at)
            .take_while(|other| {
                self.is_amount(*other)
                    && self.claim(*other).map(|claim| claim.measure.dimension.clone())
                        == Some(total.measure.dimension.clone())
            })
            .collect();
        run.reverse();
        let tie = |from: usize| Tie {
            law: Law::Sum,
            why: Why::Parts,
            members: std::iter::once(at).chain(run.iter().copied().skip(from)).collect(),
        };
        if run.len() < 2 {
            return None;
        }
        let ties: Vec<Tie> = (0..run.len() - 1).map(tie).collect();
        self.settle_ties(&ties, ties.get(..1)?, false, true);
        Some(())
    }

    /// "154 cuộc, gồm: kiểm tra 118 cuộc, thanh tra 27 cuộc, liên ngành 09 cuộc", "70 huy chương (19 HCV, …)".
    pub(super) fn kinds(&mut self, at: usize) -> Option<()> {
        let whole = self.claim(at).filter(|claim| {
            matches!(claim.role, Role::Value | Role::Part)
                && !claim.measure.is_percent()
                && claim.hedge.is_none()
                && !claim.target
        })?;
        let first = self.next(at)?;
        let opener = self.claim(first).filter(|claim| claim.role == Role::Value)?;
        let bracket = opener.marks.ends_with('(') && opener.depth == whole.depth + 1;
        let consists = says(&opener.gap, Cue::Consists);
        let numbers_first = bracket && opener.near.is_empty();
        let is_said = consists || says(&opener.gap, Cue::OfWhich);
        let is_first = !self.sentence(at).any(|other| other < at && self.is_amount(other));
        let is_listed = !is_said && is_first && printed_digits(whole.number) >= 3 && opener.depth == whole.depth;
        if !(bracket || consists || is_listed || says(&opener.gap, Cue::OfWhich)) {
            return None;
        }
        let mut members = Vec::new();
        for other in self.sentence(at).filter(|other| *other >= first) {
            let claim = self.claim(other)?;
            if claim.depth < opener.depth
                || claim.depth == opener.depth && matches!(claim.role, Role::Change | Role::Part | Role::Average)
            {
                break;
            }
            if claim.depth == opener.depth && self.is_amount(other) {
                if !claim.measure.may_be(&whole.measure) || claim.hedge.is_some() {
                    break;
                }
                if is_listed && !self.is_same(at, other) {
                    continue;
                }
                members.push(other);
            }
        }
        // "33 sản phẩm (07 sản phẩm 4 sao, 62 sản phẩm 3 sao)": a part that is more than the whole.
        let exceeds = numbers_first
            && members.len() == 2
            && members.iter().all(|member| self.is_same(at, *member))
            && members
                .iter()
                .any(|member| self.claim(*member).is_some_and(|part| part.number.value() > whole.number.value()));
        // "các dân tộc khác 12.964 người" closes the list.
        let closed = members.last().is_some_and(|last| self.gap_has(*last, &["khác"]));
        // What is left need not be told: "còn lại là dịch vụ".
        if members.len() < if consists || exceeds { 2 } else { 3 }
            || says(&opener.gap, Cue::OfWhich) && !closed && opener.marks.contains('(')
        {
            return None;
        }
        let tie = |count: usize| Tie {
            law: Law::Sum,
            why: Why::Parts,
            members: std::iter::once(at).chain(members.iter().copied().take(count)).collect(),
        };
        let mut acquits: Vec<Tie> = (2..members.len()).map(tie).collect();
        // They may be the parts of another figure of the sentence.
        acquits.extend(self.sentence(at).filter(|other| *other < at && self.is_amount(*other)).map(|other| Tie {
            law: Law::Sum,
            why: Why::Parts,
            members: std::iter::once(other).chain(members.iter().copied()).collect(),
        }));
        self.settle_ties(&acquits, &[tie(members.len())], false, true);
        // "70 huy chương (19 HCV, 26 HCB, 29 HCĐ)": kinds of another name each, and one digit that is another.
        let is_kind = |member: &usize| {
            self.claim(*member).is_some_and(|claim| claim.measure.dimension != whole.measure.dimension)
        };
        let named_apart = numbers_first && members.len() >= 3 && members.iter().all(is_kind);
        let is_settled = self.confirmed.contains_key(&at)
            || self.discords.iter().any(|discord| discord.among.contains(&Spot::Claim(at)));
        if named_apart && !is_settled && !says(&opener.gap, Cue::OfWhich) {
            let sum = members.iter().try_fold(Weight::nothing(), |sum, at| sum.plus(self.weight(*at)?))?;
            let suspects = self.suspects(at, &members, sum);
            if !suspects.is_empty() {
                let accused: Vec<usize> = suspects.iter().map(|(at, _)| *at).collect();
                let expected = if let [(_, right)] = suspects.as_slice() { Some(*right) } else { None };
                let among: Vec<usize> = std::iter::once(at).chain(members).collect();
                self.accuse(Why::Parts, &accused, &among, expected, false);
            }
        }
        Some(())
    }

    /// "128/131 thôn có nhà văn hóa, còn 03 thôn", "giải quyết đúng hạn 412 hồ sơ, quá hạn 8 hồ sơ".
    pub(super) fn rest(&mut self, at: usize) -> Option<()> {
        const RESTS: [&str; 5] = ["còn", "chưa", "không", "quá", "dư"];
        self.claim(at)
            .filter(|claim| claim.role == Role::Value && claim.hedge.is_none() && !claim.measure.is_percent())?;
        if !self.gap_has(at, &RESTS) && !self.gap_says(at, Cue::Left) {
            return None;
        }
        let before: Vec<usize> = self
            .sentence(at)
            .filter(|other| *other < at && self.is_amount(*other) && self.is_alike(*other, at))
            .collect();
        // "61.480 giấy/64.175 thửa cần cấp, còn 2.695 thửa"
        let last = before.last().copied().filter(|last| self.claim(*last).is_some_and(|claim| claim.marks == "/"));
        if let Some((whole, part)) = last.and_then(|whole| Some((whole, whole.checked_sub(1)?))) {
            let tie = Tie { law: Law::Rest, why: Why::Change, members: vec![at, whole, part] };
            self.settle_ties(&[], &[tie], false, false);
            return Some(());
        }
        let (all, gone) = before.split_first()?;
        let over = self.claim(*all)?.role == Role::Part
            && gone.first().is_some_and(|next| self.claim(*next).is_some_and(|next| next.over == Some(*all)));
        let (all, gone) = if over { (*gone.first()?, vec![*all]) } else { (*all, gone.to_vec()) };
        if gone.is_empty() || !over && printed_digits(self.claim(all)?.number) < 3 {
            return None;
        }
        let tie = |gone: &[usize]| Tie {
            law: Law::Rest,
            why: Why::Change,
            members: [at, all].into_iter().chain(gone.iter().copied()).collect(),
        };
        let mut acquits = Vec::new();
        for (index, one) in before.iter().enumerate() {
            acquits.extend(before.iter().skip(index + 1).map(|other| Tie {
                law: Law::Apart,
                why: Why::Change,
                members: vec![at, *one, *other],
            }));
        }
        let same = gone.iter().chain([&at]).all(|one| {
            over || self.claim(*one).map(|claim| &claim.measure.dimension)
                == self.claim(all).map(|claim| &claim.measure.dimension)
        });
        let may = if same && gone.len() <= 2 { vec![tie(&gone)] } else { Vec::new() };
        acquits.push(tie(&gone));
        self.settle_ties(&acquits, &may, false, false);
        Some(())
    }
}
