//! The turns of phrase that tie figures of one sentence together without a word that says so.

use rust_decimal::Decimal;

use super::ties::{Law, Tie};
use super::*;

/// A share of fewer digits is that of many pairs of figures.
const DIGITS_OF_SHARE: usize = 3;
/// So many figures before a share are asked of what it may be.
const REACH_OF_WHOLE: usize = 8;

impl Text<'_> {
    pub(super) fn is_amount(&self, at: usize) -> bool {
        self.claim(at).is_some_and(|claim| {
            !claim.measure.is_percent()
                && !claim.measure.is_points()
                && matches!(claim.role, Role::Value | Role::Part | Role::Whole | Role::PlanValue | Role::BaseValue)
        })
    }

    pub(super) fn is_alike(&self, a: usize, b: usize) -> bool {
        self.claim(a).zip(self.claim(b)).is_some_and(|(a, b)| a.measure.is_of(&b.measure))
    }

    pub(super) fn is_same(&self, a: usize, b: usize) -> bool {
        self.claim(a).zip(self.claim(b)).is_some_and(|(a, b)| a.measure.dimension == b.measure.dimension)
    }

    pub(super) fn gap_has(&self, at: usize, words: &[&str]) -> bool {
        self.claim(at).is_some_and(|claim| claim.gap.iter().any(|word| words.contains(&word.as_str())))
    }

    pub(super) fn gap_says(&self, at: usize, cue: Cue) -> bool {
        self.claim(at).is_some_and(|claim| says(&claim.gap, cue))
    }

    fn same_sentence(&self, a: usize, b: usize) -> bool {
        self.claim(a).zip(self.claim(b)).is_some_and(|(a, b)| a.sentence == b.sentence)
    }

    /// What follows a figure within its sentence.
    pub(super) fn next(&self, at: usize) -> Option<usize> {
        let next = at.checked_add(1)?;
        self.same_sentence(at, next).then_some(next)
    }

    fn is_open_claim(&self, at: usize) -> bool {
        self.claim(at).is_some_and(|claim| claim.hedge.is_none() && !claim.target) && !self.is_known(at)
    }

    /// "22.415 người, trong đó qua tài khoản 18.940 người, đạt 84,5%", "37 xã trong tổng số 41 xã (90,2%)",
    /// "39,03 tỷ đồng/67,0 tỷ đồng, mới đạt 58,3%", "đạt 96,3% kế hoạch (1.250 ha)".
    pub(super) fn chained_share(&mut self, at: usize) -> Option<()> {
        let share = self.claim(at).filter(|claim| {
            claim.measure.is_percent() && matches!(claim.role, Role::Share | Role::PercentPlan) && !claim.target
        })?;
        if share.hedge.is_some() {
            return None;
        }
        let of_plan = share.role == Role::PercentPlan;
        let before: Vec<usize> = self.sentence(at).filter(|other| *other < at).collect();
        let amounts: Vec<usize> = before
            .iter()
            .rev()
            .copied()
            .filter(|other| {
                self.is_amount(*other)
                    && self.claim(*other).is_some_and(|claim| claim.depth <= share.depth || claim.marks == "/")
            })
            .take(REACH_OF_WHOLE)
            .collect();
        let part = *amounts.first()?;
        // "tăng 96,13 tỷ đồng (7,49%)": of the change.
        let last = at.checked_sub(1)?;
        let of_change = matches!(self.claim(last)?.role, Role::Change | Role::ChangePercent | Role::Points);
        if of_change && !(share.depth == self.claim(last)?.depth && self.gap_has(at, &["chiếm"])) {
            return None;
        }
        let tie =
            |part: usize, whole: usize| Tie { law: Law::Share, why: Why::Percent, members: vec![at, part, whole] };
        let mut may: Vec<Tie> = Vec::new();
        let (mut firm, mut is_named) = (false, false);
        let enough = printed_digits(share.number) >= DIGITS_OF_SHARE;
        // "x/y", "x trên tổng số y", "x/KH y": of the one before the last.
        if let [whole, part, ..] = amounts.as_slice()
            && *part + 1 == *whole
        {
            let claim = self.claim(*whole)?;
            // "61.480 giấy/64.175 thửa", but no "178,4 tỷ đồng/131 tổ".
            let is_kin = claim.measure.may_be(&self.claim(*part)?.measure);
            let is_over = claim.over == Some(*part)
                || claim.marks == "/" && is_kin
                || self.gap_has(*whole, &["trên", "trong"]) && self.gap_has(*whole, &["tổng", "số"])
                || of_plan && says(&claim.gap, Cue::Plan);
            if is_over && (claim.over.is_some() || self.is_alike(*part, *whole) || claim.marks == "/" && is_kin) {
                may.push(tie(*part, *whole));
                firm = !of_plan
                    && share.of_words.is_empty()
                    && *whole + 1 == at
                    && !self.gap_says(at, Cue::OfWhich)
                    && super::super::grammar::content(&share.near).is_empty();
            }
        }
        // "chiếm 6,5% tổng lượt khách (1.974,7 nghìn lượt)".
        if let Some(next) = self.next(at).filter(|next| self.is_amount(*next) && self.is_alike(part, *next)) {
            let claim = self.claim(next)?;
            if claim.marks.ends_with('(') && claim.depth > share.depth && claim.depth > 0 {
                may.push(tie(part, next));
                // "(1.974,7 nghìn lượt)": nothing but the figure.
                let bare = claim.near.is_empty()
                    && claim.subject.len() <= super::super::grammar::content(&claim.gap).len()
                    && claim.number.value() > self.claim(part)?.number.value();
                firm = !share.of_words.is_empty() && self.is_same(part, next) && bare;
            }
        }
        // "chiếm 6,5% tổng lượt khách": the one figure of the paragraph that is told by these words.
        if may.is_empty() && !of_plan && !share.of_words.is_empty() {
            let named: Vec<usize> = (0..part)
                .filter(|whole| {
                    self.is_amount(*whole)
                        && self.is_same(part, *whole)
                        && self.claim(*whole).is_some_and(|claim| {
                            claim.span.paragraph == share.span.paragraph
                                && claim.role == Role::Value
                                && names_whole(&claim.gap, &share.of_words)
                        })
                })
                .collect();
            if let [whole] = named.as_slice() {
                may.push(tie(part, *whole));
                (firm, is_named) = (true, true);
            }
        }
        // "17.748 bản sao … Riêng Phòng công chứng sao y 8.742 bản, bằng 49,3% tổng số bản sao".
        if may.is_empty() && !of_plan && !share.of_words.is_empty() && enough {
            let named: Vec<usize> = (0..part)
                .filter(|whole| {
                    self.is_amount(*whole)
                        && self.is_same(part, *whole)
                        && self.claim(*whole).zip(self.claim(part)).is_some_and(|(claim, of)| {
                            claim.span.paragraph == share.span.paragraph
                                && claim.role == Role::Value
                                && claim.number.value() > of.number.value()
                                && share.of_words.iter().all(|word| is_own_word(claim, word))
                        })
                })
                .collect();
            if let [whole] = named.as_slice() {
                may.push(tie(part, *whole));
            }
        }
        // "y, trong đó … x, chiếm z%": right behind each other.
        if let ([part, whole, ..], []) = (amounts.as_slice(), may.as_slice())
            && *part + 1 == at
            && *whole + 1 == *part
            && self.gap_says(*part, Cue::OfWhich)
            && self.gap_has(at, &["chiếm"])
            && self.is_same(*part, *whole)
            && share.of_words.is_empty()
        {
            may.push(tie(*part, *whole));
            firm = true;
        }
        if may.is_empty() && !of_plan && enough {
            let within = self.claim(part)?;
            for whole in amounts.iter().copied().skip(1) {
                let claim = self.claim(whole)?;
                // "742 thanh niên, có mặt 718 (đạt 96,8%)"
                let is_bare = within.measure == super::super::Measure::UNSAID;
                let same_noun = is_bare || claim.measure.dimension == within.measure.dimension;
                let is_said = (whole + 1..=part).any(|at| self.gap_says(at, Cue::OfWhich));
                let total = claim.gap.iter().any(|word| word == "tổng");
                let more = claim.number.value() > Decimal::ZERO && claim.depth <= within.depth;
                if more
                    && is_of(&share.of_words, claim)
                    && self.is_alike(part, whole)
                    && (same_noun || is_said || total)
                {
                    may.push(tie(part, whole));
                }
            }
        }
        // "Tổng nguồn lực đạt 164 tỷ đồng. Trong đó: … 39,42 tỷ đồng (…), chiếm 24,0%".
        if may.is_empty() && !of_plan && enough {
            let first = *before.first()?;
            let whole = (0..first).rev().find(|whole| {
                self.claim(*whole).is_some_and(|claim| {
                    self.claim(first).is_some_and(|first| claim.span.paragraph == first.span.paragraph)
                        && self.claim(whole.wrapping_sub(1)).is_none_or(|other| other.sentence != claim.sentence)
                })
            });
            if let Some(whole) = whole.filter(|whole| {
                let of_it = self.claim(*whole).is_some_and(|claim| is_of(&share.of_words, claim));
                of_it && self.gap_says(first, Cue::OfWhich) && self.is_amount(*whole) && self.is_same(part, *whole)
            }) {
                may.push(tie(part, whole));
            }
        }
        let mut acquits = Vec::new();
        // Where words name the whole no other is meant.
        for part in amounts.iter().copied().take(if is_named { 0 } else { 3 }) {
            let of_paragraph = (0..self.claims.len()).filter(|other| {
                *other != part
                    && self.is_amount(*other)
                    && self.claim(*other).map(|claim| claim.span.paragraph) == Some(share.span.paragraph)
            });
            acquits.extend(of_paragraph.map(|whole| tie(part, whole)));
        }
        self.settle_ties(&acquits, &may, firm, true);
        Some(())
    }

    /// "tăng 96,13 tỷ đồng (7,49%)", "tăng 14 vụ, giảm 12 đối tượng so với cùng kỳ (38 vụ, 47 đối tượng)",
    /// "(cùng kỳ 31,94 tỷ đồng, tăng 19,8%)".
    pub(super) fn chained_change(&mut self, at: usize) -> Option<()> {
        let change = self.claim(at).filter(|claim| claim.role == Role::Change && !claim.target)?;
        if change.hedge.is_some() {
            return None;
        }
        let is_same = |other: usize| {
            self.claim(other).is_some_and(|other| {
                other.measure.dimension == change.measure.dimension
                    || change.measure.is_person() && other.measure.is_person()
                    // "vượt 300 đồng chí so với chỉ tiêu được giao (1.500)"
                    || other.measure == super::super::Measure::UNSAID && other.depth > change.depth
                    || change.measure.is_of(&other.measure)
                        && !matches!(change.measure.dimension, super::super::Dimension::Count(_))
            })
        };
        let heads: Vec<usize> = self
            .sentence(at)
            .filter(|other| *other < at && self.is_amount(*other) && is_same(*other))
            .rev()
            .take(3)
            .collect();
        let direction = change.direction?;
        // What there was before, in the bracket behind it.
        let base =
            self.sentence(at).filter(|other| *other > at && self.is_amount(*other) && is_same(*other)).find(|base| {
                self.claim(*base).is_some_and(|base| base.depth > 0)
                    && (at + 1..=*base)
                        .any(|between| self.claim(between).is_some_and(|claim| claim.marks.contains('(')))
                    && ((at + 1..=*base)
                        .any(|between| self.gap_says(between, Cue::Before) || self.gap_says(between, Cue::Plan))
                        || change.base == Some(Base::Before) && !change.assumed)
            });
        if let (Some(base), Some(head)) = (base, heads.first()) {
            let tie = |head: usize| Tie { law: Law::Apart, why: Why::Change, members: vec![at, head, base] };
            let acquits: Vec<Tie> = heads.iter().map(|head| tie(*head)).collect();
            self.settle_ties(&acquits, &[tie(*head)], false, true);
        }
        // "tăng 9 vụ (-3,0%)"
        let signed = self.next(at).filter(|next| {
            self.claim(*next).is_some_and(|claim| {
                let other = match direction {
                    Direction::Up => "(-",
                    Direction::Down => "(+",
                };
                claim.measure.is_percent() && claim.near.is_empty() && claim.marks.ends_with(other)
            })
        });
        if let (Some(percent), Some(head)) = (signed, heads.first()) {
            self.accuse(Why::Direction, &[at], &[at, *head, percent], None, true);
            if let Some(last) = self.discords.last_mut() {
                (last.way, last.cause) = (Some(opposite(direction)), Some(Cause::OtherWay));
            }
            return Some(());
        }
        let percent = [at + 1, at + 2].into_iter().find(|next| {
            self.same_sentence(at, *next)
                && self.claim(*next).is_some_and(|claim| {
                    let near = claim.role == Role::ChangePercent
                        || claim.role == Role::Value && (claim.marks.ends_with("(-") || claim.marks.ends_with("(+"))
                        || claim.role == Role::Share && (claim.marks.ends_with('(') || self.gap_has(*next, &["tương"]));
                    claim.measure.is_percent()
                        && near
                        && claim.hedge.is_none()
                        && super::super::grammar::content(&claim.near).is_empty()
                        && !says(&claim.gap, Cue::OfWhich)
                        && (*next == at + 1 || claim.near.is_empty())
                })
        })?;
        let enough = printed_digits(self.claim(percent)?.number) >= 2;
        let tie = |members: Vec<usize>, law: Law| Tie { law, why: Why::Percent, members };
        let mut ties: Vec<Tie> =
            heads.iter().map(|head| tie(vec![percent, *head, at], Law::Growth(direction))).collect();
        ties.extend(base.map(|base| tie(vec![percent, at, base], Law::Share)));
        let may: Vec<Tie> = if enough { ties.iter().take(1).cloned().collect() } else { Vec::new() };
        let closely = percent == at + 1;
        self.settle_ties(&ties, &may, false, closely);
        Some(())
    }

    /// "đạt 38,27 tỷ đồng (cùng kỳ 31,94 tỷ đồng, tăng 19,8%)", "vượt 4,1% kế hoạch (kế hoạch 2.100 tỷ đồng)".
    pub(super) fn growth_from(&mut self, at: usize) -> Option<()> {
        let growth = self.claim(at).filter(|claim| claim.role == Role::ChangePercent && claim.hedge.is_none())?;
        let in_bracket = |base: &usize| {
            self.is_amount(*base)
                && self.claim(*base).is_some_and(|claim| {
                    claim.depth > 0
                        && claim.sentence == growth.sentence
                        && (says(&claim.gap, Cue::Before)
                            || says(&claim.gap, Cue::Plan)
                            || claim.gap.iter().any(|word| word == "năm"))
                })
        };
        let base = [at.checked_sub(1), at.checked_add(1)].into_iter().flatten().find(in_bracket)?;
        let value = self
            .sentence(at)
            .rfind(|other| *other < at.min(base) && self.is_amount(*other) && self.is_alike(*other, base))?;
        let tie = Tie { law: Law::GrowthFrom, why: Why::Percent, members: vec![at, value, base] };
        self.settle_ties(&[], &[tie], false, true);
        Some(())
    }

    /// "giảm 44 hộ, từ 186 hộ xuống 142 hộ", "nâng từ 64,5% lên 67,2% (tăng 2,7%)".
    pub(super) fn moved_between(&mut self, from: usize) -> Option<()> {
        let before = self.claim(from).filter(|claim| claim.near.last().is_some_and(|word| word == "từ"))?;
        let to = self.next(from)?;
        let after = self.claim(to).filter(|claim| {
            claim.near.last().is_some_and(|word| matches!(word.as_str(), "lên" | "xuống" | "còn"))
                && claim.gap.len() <= 3
                && (claim.measure.dimension == before.measure.dimension
                    || before.measure == super::super::Measure::UNSAID
                        && claim.measure.is_count()
                        && claim.measure.factor == Decimal::ONE)
        })?;
        // "tăng từ 74,38 tỷ đồng xuống 71,26 tỷ đồng"
        let goes = |cue: Cue| says(&before.gap, cue);
        let (first, last) = (self.weight(from)?.point, self.weight(to)?.point);
        let is_up = goes(Cue::Rise) && !goes(Cue::Fall);
        let is_down = goes(Cue::Fall) && !goes(Cue::Rise);
        // Ranks go down where they rise.
        let is_counted = after.measure != super::super::Measure::UNSAID;
        if is_counted
            && before.measure.dimension == after.measure.dimension
            && (is_up && last < first || is_down && last > first)
        {
            let way = if is_up { Direction::Down } else { Direction::Up };
            self.accuse(Why::Direction, &[from], &[from, to], None, true);
            if let Some(discord) = self.discords.last_mut() {
                (discord.way, discord.cause) = (Some(way), Some(Cause::OtherWay));
            }
            return Some(());
        }
        let change = [from.checked_sub(1), to.checked_add(1)].into_iter().flatten().find(|other| {
            self.claim(*other).is_some_and(|claim| {
                let tells = match claim.role {
                    Role::Change => claim.measure.dimension == after.measure.dimension,
                    Role::ChangePercent | Role::Points => true,
                    _ => false,
                };
                let between = if *other < from { &before.gap } else { &claim.gap };
                let inside = *other > to && claim.depth > after.depth;
                let level = claim.depth == before.depth;
                let adjacent = inside || level && super::super::grammar::content(between).is_empty();
                claim.sentence == after.sentence && tells && claim.hedge.is_none() && adjacent
            })
        })?;
        let claim = self.claim(change)?;
        let apart = Tie { law: Law::Apart, why: Why::Change, members: vec![change, to, from] };
        let growth = Tie { law: Law::GrowthFrom, why: Why::Percent, members: vec![change, to, from] };
        let plain = claim.measure.is_percent() && !after.measure.is_percent();
        let (may, other) = if plain { (growth, apart) } else { (apart, growth) };
        self.settle_ties(&[other], &[may], claim.depth > 0 || change < from, true);
        Some(())
    }

    /// "(96,1%), thấp nhất là huyện B (83,2%), chênh lệch 12,9 điểm phần trăm".
    pub(super) fn points_between(&mut self, at: usize) -> Option<()> {
        let points = self.claim(at).filter(|claim| claim.role == Role::Points && claim.hedge.is_none())?;
        let rates: Vec<usize> = self
            .sentence(at)
            .filter(|other| {
                self.claim(*other).is_some_and(|claim| {
                    claim.measure.is_percent()
                        && matches!(
                            claim.role,
                            Role::Share | Role::Value | Role::BaseValue | Role::PercentPlan | Role::PlanValue
                        )
                }) && (*other < at || *other == at + 1)
            })
            .collect();
        let mut ties = Vec::new();
        for (index, a) in rates.iter().enumerate() {
            ties.extend(rates.iter().skip(index + 1).map(|b| Tie {
                law: Law::Apart,
                why: Why::Change,
                members: vec![at, *a, *b],
            }));
        }
        let may: Vec<Tie> =
            if rates.len() == 2 && printed_digits(points.number) >= 2 { ties.clone() } else { Vec::new() };
        self.settle_ties(&ties, &may, false, false);
        Some(())
    }

    /// "163 đối tượng trong 29 vụ, bình quân 5,6 đối tượng/vụ".
    pub(super) fn for_each(&mut self, at: usize) -> Option<()> {
        let average = self.claim(at).filter(|claim| claim.role == Role::Average && claim.hedge.is_none())?;
        let super::super::Dimension::Rate(of, per) = &average.measure.dimension else { return None };
        if !self.is_open_claim(at) || printed_digits(average.number) < 2 {
            return None;
        }
        let named = |noun: &str| {
            let before = self.sentence(at).filter(|other| *other < at && self.is_amount(*other));
            before
                .filter(|other| {
                    self.claim(*other).is_some_and(|claim| match &claim.measure.dimension {
                        super::super::Dimension::Count(name) => name == noun,
                        super::super::Dimension::Known(name) => *name == noun,
                        _ => false,
                    })
                })
                .collect::<Vec<usize>>()
        };
        let (upper, lower) = (named(of), named(per));
        let ([a], [b]) = (upper.as_slice(), lower.as_slice()) else { return None };
        let tie = Tie { law: Law::Each, why: Why::Average, members: vec![at, *a, *b] };
        self.settle_ties(&[], &[tie], false, true);
        Some(())
    }
}

/// Whether the words that tell what a share is of may mean a figure: they are said of it too, or nothing is said.
fn is_of(of: &[String], whole: &Claim) -> bool {
    of.iter().all(|word| whole.subject.contains(word) || whole.context.contains(word))
}

/// Whether a word is one of those that stand around a figure, what it counts among them.
fn is_own_word(claim: &Claim, word: &String) -> bool {
    let counts = matches!(&claim.measure.dimension, super::super::Dimension::Count(noun) if noun == word);
    counts || claim.gap.contains(word) || claim.behind.contains(word)
}

/// Whether the words before a figure name a total by these words and no other: "tổng lượt khách ước đạt".
fn names_whole(gap: &[String], of: &[String]) -> bool {
    let Some(total) = gap.iter().rposition(|word| word == "tổng") else { return false };
    let mut named = super::super::grammar::content(gap.get(total + 1..).unwrap_or_default());
    named.retain(|word| word != "số");
    !named.is_empty() && named.iter().all(|word| of.contains(word)) && of.iter().all(|word| gap.contains(word))
}
