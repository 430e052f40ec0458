//! Sentences against themselves: laws that the words of a sentence state and that its own figures obey.

use super::against::{Confirmed, opposite, printed_digits};
use super::weigh::Weight;
use super::{Base, Cause, Claim, Direction, Discord, Role, Spot, Why};
use crate::number::{Number, is_slip};
use crate::words::{Cue, says};

/// What the figures of a text say against each other.
/// `by_table` is what tables confirm; what the text confirms is filled in.
pub fn compare(claims: &[Claim], by_table: &Confirmed, confirmed: &mut Confirmed) -> Vec<Discord> {
    let mut text = Text { claims, by_table, confirmed, discords: Vec::new() };
    for at in 0..claims.len() {
        text.words(at);
        text.restated(at);
        text.out_of(at);
        text.changes(at);
        text.planned(at);
        text.averages(at);
        text.left(at);
        text.parts(at);
    }
    for at in 0..claims.len() {
        text.share(at);
    }
    text.wholes();
    text.twice();
    text.discords
}

struct Text<'c> {
    claims: &'c [Claim],
    by_table: &'c Confirmed,
    confirmed: &'c mut Confirmed,
    discords: Vec<Discord>,
}

impl<'c> Text<'c> {
    fn claim(&self, at: usize) -> Option<&'c Claim> {
        self.claims.get(at)
    }

    fn weight(&self, at: usize) -> Option<Weight> {
        Weight::claim(self.claims.get(at)?)
    }

    fn is_known(&self, at: usize) -> bool {
        self.confirmed.contains_key(&at) || self.by_table.contains_key(&at)
    }

    fn confirm(&mut self, at: usize, by: &[usize]) {
        self.confirmed.entry(at).or_insert_with(|| by.iter().copied().map(Spot::Claim).collect());
    }

    fn accuse(&mut self, why: Why, accused: &[usize], among: &[usize], expected: Option<Number>, sure: bool) {
        let spots = |claims: &[usize]| claims.iter().copied().map(Spot::Claim).collect::<Vec<Spot>>();
        self.discords.push(Discord {
            why,
            accused: spots(accused),
            among: spots(among),
            expected,
            way: None,
            cause: None,
            sure,
        });
    }

    /// The figures of one sentence, in their order.
    fn sentence(&self, at: usize) -> impl DoubleEndedIterator<Item = usize> + use<'c> {
        let claims = self.claims;
        let of = claims.get(at).map(|claim| claim.sentence);
        (0..claims.len()).filter(move |other| claims.get(*other).map(|claim| claim.sentence) == of)
    }

    /// An amount in words is the figure before it.
    fn words(&mut self, at: usize) -> Option<()> {
        let claim = self.claim(at).filter(|claim| claim.role == Role::Words)?;
        let head = claim.head?;
        let figure = self
            .claim(head)
            .filter(|figure| figure.measure.is_money() && figure.span.paragraph == claim.span.paragraph)?;
        if self.weight(at)?.gives(figure.number, &figure.measure) {
            self.confirm(at, &[head]);
        } else {
            self.accuse(Why::Words, &[at, head], &[at, head], None, true);
        }
        Some(())
    }

    /// "18.450 m2 (1,85 ha)": one quantity in two units.
    fn restated(&mut self, at: usize) -> Option<()> {
        let claim = self.claim(at).filter(|claim| claim.role == Role::Restated)?;
        let before = at.checked_sub(1)?;
        let (right, measure) = (self.weight(before)?, &claim.measure);
        let other = &self.claim(before)?.measure;
        if right.gives(claim.number, measure) {
            self.confirm(at, &[before]);
        } else if other.factor != measure.factor {
            let printed = right.printed(claim);
            self.accuse(Why::Units, &[at, before], &[before, at], printed, true);
        } else if is_scaled(claim, right) {
            self.accuse(Why::Units, &[at, before], &[before, at], None, true);
        }
        Some(())
    }

    /// "17/21 xã, đạt 81,0%", "đạt 100% (1.562/1.562 cử tri)".
    fn out_of(&mut self, at: usize) -> Option<()> {
        let whole = self.claim(at).filter(|claim| claim.role == Role::Whole)?;
        let part = whole.over?;
        let right = self.weight(part)?.percent_of(self.weight(at)?)?;
        let next = self.claim(at + 1).filter(|next| next.sentence == whole.sentence && next.measure.is_percent());
        let before = part.checked_sub(1).filter(|_| whole.depth > 0);
        let before = before.filter(|before| {
            self.claim(*before).is_some_and(|claim| {
                claim.measure.is_percent()
                    && claim.sentence == whole.sentence
                    && claim.depth < whole.depth
                    && matches!(claim.role, Role::Share | Role::Value)
            })
        });
        let percent = match (before, next) {
            (Some(before), _) => before,
            (None, Some(next)) if matches!(next.role, Role::Share | Role::PercentPlan) && content_free(next) => at + 1,
            _ => return None,
        };
        let claim = self.claim(percent)?;
        if right.confirms(claim) {
            self.confirm(percent, &[part, at]);
            self.confirm(part, &[percent, at]);
            self.confirm(at, &[percent, part]);
        } else if claim.hedge.is_none() && claim.role != Role::PercentPlan {
            let printed = right.printed(claim);
            self.accuse(Why::Percent, &[percent, part, at], &[percent, part, at], printed, true);
        }
        Some(())
    }

    /// What a sentence tells of a change: the figure, what it was, by how much and by how much percent.
    fn changes(&mut self, head: usize) -> Option<()> {
        let of =
            self.claim(head).filter(|claim| matches!(claim.role, Role::Value | Role::Part) || claim.head.is_none())?;
        if matches!(of.role, Role::Words | Role::Whole) {
            return None;
        }
        let value = matches!(of.role, Role::Value | Role::Part).then(|| self.weight(head)).flatten()?;
        let percent_head = of.measure.is_percent();
        let members: Vec<usize> = self.sentence(head).filter(|at| *at > head).collect();
        let of_head = |at: &&usize| {
            self.claim(**at).is_some_and(|claim| {
                claim.head == Some(head) && claim.base == Some(Base::Before) && claim.hedge.is_none()
            })
        };
        let find = |role: Role| {
            members.iter().filter(of_head).find(|at| self.claim(**at).is_some_and(|claim| claim.role == role)).copied()
        };
        let (change, growth, ratio, points) =
            (find(Role::Change), find(Role::ChangePercent), find(Role::PercentBefore), find(Role::Points));
        // "tăng 286 lượt (tăng 6,5%) so với cùng kỳ (4.416 lượt)": right behind what is compared with it.
        [change, growth, ratio, points].into_iter().flatten().max()?;
        let near = |at: usize| [change, growth, ratio, points].into_iter().flatten().any(|follower| follower + 1 == at);
        let base = members.iter().copied().find(|at| {
            near(*at)
                && self
                    .claim(*at)
                    .is_some_and(|claim| claim.role == Role::BaseValue && (claim.measure.is_of(&of.measure)))
        });
        let claims = self.claims;
        let signed = |at: usize| {
            let claim = claims.get(at)?;
            let weight = Weight::claim(claim)?;
            Some(if claim.direction == Some(Direction::Down) { weight.negated() } else { weight })
        };
        let before = match (base, change) {
            (Some(base), _) => Some((self.weight(base)?, base)),
            (None, Some(change)) if self.claim(change)?.measure.may_be(&of.measure) => {
                Some((value.minus(signed(change)?)?, change))
            }
            _ => None,
        };
        let Some((before, by)) = before else {
            // Only percents: "tăng 5,2%, bằng 105,2% cùng kỳ".
            if let (Some(growth), Some(ratio)) = (growth, ratio) {
                let right = signed(growth)?.plus(hundred())?;
                self.settle(Why::Percent, ratio, right, &[ratio, growth], growth);
            }
            return Some(());
        };
        let expected: Vec<(usize, Option<Weight>)> = [
            (change.filter(|_| base.is_some()), value.minus(before)),
            (points.filter(|_| base.is_some()), value.minus(before).filter(|_| percent_head)),
            (growth, value.percent_of(before).and_then(|percent| percent.minus(hundred())).filter(|_| !percent_head)),
            (ratio, value.percent_of(before)),
        ]
        .into_iter()
        .filter_map(|(at, right)| Some((at?, right)))
        .collect();
        for (at, right) in expected {
            let Some(right) = right else { continue };
            let claim = self.claim(at)?;
            let right = if claim.direction == Some(Direction::Down) { right.negated() } else { right };
            if by == at {
                continue;
            }
            if right.confirms(claim) {
                self.confirm(at, &[head, by]);
                self.confirm(by, &[head, at]);
                self.confirm(head, &[by, at]);
                continue;
            }
            // It may be of another figure of the sentence: of a total that stands before its parts.
            let other = self.sentence(head).filter(|other| *other != head && *other < at).find(|other| {
                let fits = self.claim(*other).is_some_and(|other| {
                    matches!(other.role, Role::Value | Role::Part) && other.measure.may_be(&of.measure)
                });
                let gives = || {
                    let value = self.weight(*other)?;
                    let before = if base.is_some() { before } else { value.minus(signed(by)?)? };
                    let right = match claim.role {
                        Role::Change | Role::Points => value.minus(before)?,
                        Role::ChangePercent => value.percent_of(before)?.minus(hundred())?,
                        _ => value.percent_of(before)?,
                    };
                    let right = if claim.direction == Some(Direction::Down) { right.negated() } else { right };
                    right.confirms(claim).then_some(())
                };
                fits && gives().is_some()
            });
            if let Some(other) = other {
                self.confirm(at, &[other, by]);
                continue;
            }
            // The same figures with the change the other way.
            let way = [at, by].into_iter().find(|at| self.claim(*at).is_some_and(|claim| claim.direction.is_some()));
            let turned = if self.claim(by)?.role == Role::Change {
                let before = value.minus(signed(by)?.negated())?;
                let other = match claim.role {
                    Role::ChangePercent => value.percent_of(before)?.minus(hundred())?,
                    _ => value.percent_of(before)?,
                };
                let negated = if claim.direction == Some(Direction::Down) { other.negated() } else { other };
                negated.confirms(claim) || other.negated().confirms(claim)
            } else {
                right.negated().confirms(claim)
            };
            if let (true, Some(way)) = (turned, way) {
                let direction = self.claim(way)?.direction.map(opposite);
                self.accuse(Why::Direction, &[way], &[way, head, if way == at { by } else { at }], None, true);
                if let Some(last) = self.discords.last_mut() {
                    (last.way, last.cause) = (direction, Some(Cause::OtherWay));
                }
                return Some(());
            }
            let assumed = claim.assumed || self.claim(by)?.assumed && self.claim(by)?.role == Role::Change;
            let closely = self.claim(by)?.depth > 0 || claim.depth > 0;
            if !assumed || closely {
                let printed = right.printed(claim);
                let clean = self.claim(head)?.hedge.is_none();
                if clean {
                    let why = if claim.role == Role::Change || claim.role == Role::Points {
                        Why::Change
                    } else {
                        Why::Percent
                    };
                    self.accuse(why, &[at, by, head], &[at, head, by], printed, base.is_some() || closely);
                }
            }
        }
        Some(())
    }

    fn settle(&mut self, why: Why, at: usize, right: Weight, among: &[usize], by: usize) -> Option<()> {
        let claim = self.claim(at)?;
        if right.confirms(claim) {
            self.confirm(at, &[by]);
            self.confirm(by, &[at]);
        } else if !self.claim(by)?.assumed {
            let printed = right.printed(claim);
            self.accuse(why, among, among, printed, false);
        }
        Some(())
    }

    /// "đạt 102,1% kế hoạch (kế hoạch 420 ha)".
    fn planned(&mut self, at: usize) -> Option<()> {
        let plan = self.claim(at).filter(|claim| claim.role == Role::PlanValue && !claim.measure.is_percent())?;
        let percent = at.checked_sub(1)?;
        let claim =
            self.claim(percent).filter(|claim| claim.role == Role::PercentPlan && claim.sentence == plan.sentence)?;
        // The figure that the percentage is of may stand before its parts.
        let heads: Vec<usize> = self
            .sentence(at)
            .filter(|other| {
                *other < percent
                    && self
                        .claim(*other)
                        .is_some_and(|other| other.role == Role::Value && other.measure.is_of(&plan.measure))
            })
            .collect();
        let whole = self.weight(at)?;
        let right = |head: &usize| {
            self.weight(*head).and_then(|head| head.percent_of(whole)).is_some_and(|right| right.confirms(claim))
        };
        match heads.iter().copied().find(right) {
            Some(head) => {
                self.confirm(percent, &[head, at]);
                self.confirm(at, &[head, percent]);
            }
            None => {
                if let [head] = heads.as_slice() {
                    let printed = self.weight(*head)?.percent_of(whole)?.printed(claim);
                    self.accuse(Why::Percent, &[percent, *head, at], &[percent, *head, at], printed, true);
                }
            }
        }
        Some(())
    }

    /// "17 lớp với 595 học viên (35 học viên/lớp)".
    fn averages(&mut self, at: usize) -> Option<()> {
        let average = self.claim(at).filter(|claim| claim.role == Role::Average)?;
        let super::Dimension::Rate(of, per) = &average.measure.dimension else { return None };
        let named = |noun: &str, at: usize| {
            self.claim(at).is_some_and(|claim| {
                let is = match &claim.measure.dimension {
                    super::Dimension::Count(name) => name == noun || claim.subject.iter().any(|word| word == noun),
                    super::Dimension::Known(name) => *name == noun,
                    _ => false,
                };
                is && claim.role == Role::Value && claim.hedge.is_none()
            })
        };
        let before: Vec<usize> = self.sentence(at).filter(|other| *other < at).collect();
        let find =
            |noun: &str| before.iter().rev().copied().filter(|other| named(noun, *other)).collect::<Vec<usize>>();
        let (upper, lower) = (find(of), find(per));
        for (a, b) in upper.iter().flat_map(|a| lower.iter().map(move |b| (*a, *b))) {
            if a != b && self.weight(a)?.over(self.weight(b)?)?.confirms(average) {
                self.confirm(at, &[a, b]);
                self.confirm(a, &[at, b]);
                self.confirm(b, &[at, a]);
                return Some(());
            }
        }
        // In brackets right behind the two, and nothing else is named so.
        if let ([a], [b]) = (upper.as_slice(), lower.as_slice())
            && a != b
            && average.depth > 0
            && a.max(b) + 1 == at
            && average.hedge.is_none()
        {
            let printed = self.weight(*a)?.over(self.weight(*b)?)?.printed(average);
            let (a, b) = (*a, *b);
            self.accuse(Why::Average, &[at, a, b], &[at, a, b], printed, true);
        }
        // Any two figures of the sentence that give it.
        let values: Vec<usize> = before
            .iter()
            .copied()
            .filter(|other| self.claim(*other).is_some_and(|claim| matches!(claim.role, Role::Value)))
            .collect();
        for (a, b) in values.iter().flat_map(|a| values.iter().map(move |b| (*a, *b))) {
            let gives = a != b
                && self
                    .weight(a)
                    .zip(self.weight(b))
                    .and_then(|(a, b)| a.over(b))
                    .is_some_and(|right| right.confirms(average));
            if gives && printed_digits(average.number) >= 2 {
                self.confirm(at, &[a, b]);
                return Some(());
            }
        }
        Some(())
    }

    /// "được cấp 186,5 triệu đồng, đã chi 171,9 triệu đồng, còn lại 14,6 triệu đồng".
    fn left(&mut self, at: usize) -> Option<()> {
        let rest = self.claim(at).filter(|claim| claim.role == Role::Value && !claim.measure.is_percent())?;
        if !says(&rest.gap, Cue::Left) {
            return None;
        }
        let values: Vec<usize> = self
            .sentence(at)
            .filter(|other| {
                *other < at
                    && self.claim(*other).is_some_and(|claim| {
                        claim.role == Role::Value && claim.measure.is_of(&rest.measure) && claim.hedge.is_none()
                    })
            })
            .collect();
        // What comes in and what goes out: every way to sign them is tried, since words tell it in many ways.
        let signs = 1_usize.checked_shl(u32::try_from(values.len().saturating_sub(1)).ok()?)?;
        if !(2..=4).contains(&values.len()) {
            return None;
        }
        for signs in 0..signs {
            let mut sum = self.weight(*values.first()?)?;
            for (bit, other) in values.iter().skip(1).enumerate() {
                let other = self.weight(*other)?;
                sum = if signs >> bit & 1 == 1 { sum.minus(other)? } else { sum.plus(other)? };
            }
            if sum.confirms(rest) {
                self.confirm(at, &values);
                for value in &values {
                    self.confirm(*value, &[at]);
                }
                return Some(());
            }
        }
        let [all, gone] = values.as_slice() else { return None };
        let right = self.weight(*all)?.minus(self.weight(*gone)?)?;
        let spent = self.claim(*gone).is_some_and(|claim| claim.gap.iter().any(|word| word == "đã"));
        let right = right.printed(rest)?;
        let exact = rest.gap.windows(2).any(|pair| pair == ["còn", "lại"]);
        if spent && exact && slip(rest.number, right) {
            let (all, gone) = (*all, *gone);
            self.accuse(Why::Change, &[at, all, gone], &[at, all, gone], Some(right), false);
        }
        Some(())
    }

    /// "165 hộ, trong đó 119 …; 44 …; 2 …", "181 giải, gồm: 12 …, 37 …".
    fn parts(&mut self, total: usize) -> Option<()> {
        let whole = self.claim(total).filter(|claim| claim.role == Role::Value && !claim.measure.is_percent())?;
        let (mut parts, mut opener): (Vec<usize>, Option<(bool, usize)>) = (Vec::new(), None);
        // Whether words say that parts follow.
        let mut is_said = false;
        let mut stops: Vec<usize> = Vec::new();
        let mut previous = whole;
        for at in total + 1..self.claims.len() {
            let claim = self.claim(at)?;
            if claim.span.paragraph != whole.span.paragraph || claim.depth < whole.depth {
                break;
            }
            let opens = says(&claim.gap, Cue::Consists)
                || says(&claim.gap, Cue::OfWhich)
                || claim.marks.contains(':') && !claim.marks.contains(';')
                || claim.marks.contains('(') && claim.depth > whole.depth && !claim.near.is_empty();
            if claim.sentence != previous.sentence
                && !(opener.is_none() && says(&claim.gap, Cue::OfWhich) || claim.sentence == previous.sentence)
            {
                break;
            }
            previous = claim;
            if opener.is_none() {
                if opens && claim.role == Role::Value {
                    is_said = says(&claim.gap, Cue::Consists) || says(&claim.gap, Cue::OfWhich);
                    opener = Some((
                        says(&claim.gap, Cue::Consists) && !claim.gap.iter().any(|word| word == "cụ"),
                        claim.depth,
                    ));
                } else if claim.role == Role::Value || claim.role == Role::Part {
                    // Another figure stands between: the nearest one is the whole.
                    if claim.measure.is_of(&whole.measure) || !opens {
                        let same = claim.measure.dimension == whole.measure.dimension;
                        if same
                            || parts.is_empty()
                                && self.claim(at + 1).is_none_or(|next| !next.measure.is_of(&whole.measure))
                        {
                            break;
                        }
                    }
                    continue;
                } else {
                    continue;
                }
            }
            let Some((_, depth)) = opener else { continue };
            if claim.depth < depth {
                break;
            }
            let is_part = claim.depth == depth
                && claim.role == Role::Value
                && claim.measure.may_be(&whole.measure)
                && claim.hedge.is_none();
            if is_part {
                if claim.marks.contains(';') {
                    stops.push(parts.len());
                }
                parts.push(at);
            } else if claim.depth == depth && matches!(claim.role, Role::Change | Role::Part) {
                break;
            }
        }
        let (exhaustive, _) = opener?;
        if parts.is_empty() || whole.hedge.is_some() {
            return None;
        }
        let sum =
            |count: usize| parts.iter().take(count).try_fold(Weight::nothing(), |sum, at| sum.plus(self.weight(*at)?));
        // The list may end before the sentence does.
        let fit = (2..=parts.len())
            .rev()
            .find(|count| sum(*count).is_some_and(|sum| sum.gives(whole.number, &whole.measure)));
        if let Some(count) = fit {
            let members: Vec<usize> = parts.iter().copied().take(count).collect();
            self.confirm(total, &members);
            for member in members {
                self.confirm(member, &[total]);
            }
            return Some(());
        }
        let first = self.claim(*parts.first()?)?;
        let alike = parts.iter().all(|at| self.claim(*at).is_some_and(|claim| claim.measure.is_of(&first.measure)))
            && first.measure.is_of(&whole.measure);
        // A part that is more than the whole.
        let near = stops.iter().copied().find(|stop| *stop > 0).unwrap_or(parts.len());
        let larger = parts.iter().copied().take(near).find(|at| {
            self.weight(*at).zip(self.weight(total)).is_some_and(|(part, whole)| part.range.lo() > whole.range.hi())
        });
        let same_kind =
            |at: usize| self.claim(at).is_some_and(|part| part.measure.dimension == whole.measure.dimension);
        if let Some(larger) = larger.filter(|at| is_said && same_kind(*at) && !self.is_known(total)) {
            self.accuse(
                Why::PartExceeds,
                &[total, larger],
                &[total, larger],
                None,
                self.claim(larger)?.measure.is_money(),
            );
            return Some(());
        }
        if !alike || parts.len() < 2 {
            return None;
        }
        // Where semicolons close the list, it is judged up to there.
        let counts: Vec<usize> = stops.iter().copied().filter(|stop| *stop >= 2).chain([parts.len()]).collect();
        for count in counts {
            let members: Vec<usize> = parts.iter().copied().take(count).collect();
            let added = sum(count)?;
            let suspects = self.suspects(total, &members, added);
            if exhaustive && count == parts.len() || !suspects.is_empty() {
                let accused: Vec<usize> = match suspects.as_slice() {
                    [(one, _)] => vec![*one],
                    _ => Vec::new(),
                };
                let expected = match suspects.as_slice() {
                    [(_, right)] => Some(*right),
                    _ => None,
                };
                let among: Vec<usize> = std::iter::once(total).chain(members).collect();
                self.accuse(Why::Parts, &accused, &among, expected, exhaustive);
                return Some(());
            }
        }
        Some(())
    }

    /// Which of a total and its parts a slip of the hand explains, those that something else confirms left out.
    fn suspects(&self, total: usize, parts: &[usize], sum: Weight) -> Vec<(usize, Number)> {
        let mut found = Vec::new();
        let Some((whole, claim)) = self.weight(total).zip(self.claim(total)) else { return found };
        if let Some(right) = sum.printed(claim).filter(|right| slip(claim.number, *right)) {
            found.push((total, right));
        }
        for part in parts {
            let right = || {
                let claim = self.claim(*part)?;
                let right = whole.minus(sum.minus(self.weight(*part)?)?)?.printed(claim)?;
                (right.value() > rust_decimal::Decimal::ZERO && slip(claim.number, right)).then_some(right)
            };
            found.extend(right().map(|right| (*part, right)));
        }
        let vouched = |at: usize| self.is_known(at);
        let free: Vec<(usize, Number)> = found.iter().copied().filter(|(at, _)| !vouched(*at)).collect();
        if free.is_empty() { found } else { free }
    }

    /// "loại Tốt 1.127 em, chiếm 18,0%".
    fn share(&mut self, at: usize) -> Option<()> {
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
    fn discord_free_total(&self, part: usize) -> Option<usize> {
        let spots = self.confirmed.get(&part)?;
        match spots.as_slice() {
            [Spot::Claim(total)] => Some(*total),
            _ => None,
        }
    }

    /// "3.285 hộ; chiếm tỷ lệ 9,7%", "5.070 hộ; chiếm tỷ lệ 15,2%": no number of households gives both.
    fn wholes(&mut self) {
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
    fn twice(&mut self) {
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
                let swapped = first.measure.is_of(&claim.measure)
                    && first.measure.factor == claim.measure.factor
                    && swaps(first.number, claim.number);
                let mut shared: Vec<&String> = claim
                    .subject
                    .iter()
                    .chain(&claim.context)
                    .filter(|word| {
                        first.subject.contains(word)
                            || first.lead.contains(word)
                            || first.context.contains(word)
                            || first.heading.contains(word)
                    })
                    .collect();
                shared.sort();
                shared.dedup();
                let same_base = first.base == claim.base;
                if known && swapped && shared.len() >= 2 && same_base {
                    found.push((later, earlier, first.number));
                    break;
                }
            }
        }
        for (later, earlier, right) in found {
            self.accuse(Why::Twice, &[later, earlier], &[later, earlier], Some(right), false);
        }
    }
}

/// Whether a figure tells how much there is, in three digits and more.
fn tells(claim: &Claim) -> bool {
    matches!(claim.role, Role::Value | Role::Share | Role::PercentPlan | Role::PercentBefore | Role::Part | Role::Whole)
        && !claim.target
        && claim.hedge.is_none()
        && printed_digits(claim.number) >= 3
}

/// Whether two figures differ by two neighbouring digits that were exchanged.
fn swaps(a: Number, b: Number) -> bool {
    let places = a.decimals().max(b.decimals());
    let digits = |number: Number| number.scaled(places).map(|value| value.to_string());
    let (Some(a), Some(b)) = (digits(a), digits(b)) else { return false };
    let differ: Vec<usize> =
        a.bytes().zip(b.bytes()).enumerate().filter(|(_, (a, b))| a != b).map(|(at, _)| at).collect();
    let (a, b) = (a.as_bytes(), b.as_bytes());
    a.len() == b.len()
        && matches!(differ.as_slice(), [x, y] if y - x == 1 && a.get(*x) == b.get(*y) && a.get(*y) == b.get(*x))
}

fn content_free(claim: &Claim) -> bool {
    super::grammar::content(&claim.gap).len() <= 4
}

fn hundred() -> Weight {
    Weight {
        point: rust_decimal::Decimal::ONE_HUNDRED,
        range: crate::number::Interval::point(rust_decimal::Decimal::ONE_HUNDRED),
    }
}

/// Whether one slip of the hand leads from one figure to the other.
fn slip(typed: Number, meant: Number) -> bool {
    let places = typed.decimals().max(meant.decimals());
    typed.scaled(places).zip(meant.scaled(places)).is_some_and(|(typed, meant)| is_slip(typed, meant, places))
}

/// Whether a figure is right in a unit that is some tens, hundreds or thousands of the one that is printed.
fn is_scaled(claim: &Claim, right: Weight) -> bool {
    [10_u32, 100, 1_000, 10_000, 1_000_000].into_iter().any(|factor| {
        let factor = rust_decimal::Decimal::from(factor);
        let scaled = |factor| right.times(factor).is_some_and(|right| right.gives(claim.number, &claim.measure));
        scaled(factor) || rust_decimal::Decimal::ONE.checked_div(factor).is_some_and(scaled)
    })
}
