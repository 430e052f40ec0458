//! Sentences against themselves: laws that the words of a sentence state and that its own figures obey.

mod chains;
mod changes;
mod lists;
mod parts;
mod products;
mod shares;
mod ties;
mod totals;

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
        text.moved_between(at);
        text.chained_change(at);
        text.growth_from(at);
        text.kinds(at);
        text.summed_up(at);
        text.rest(at);
        text.for_each(at);
        text.product(at);
        text.times(at);
        text.points_between(at);
        text.chained_share(at);
    }
    for at in 0..claims.len() {
        text.share(at);
    }
    for at in 0..claims.len() {
        text.listed(at);
        text.added_up(at);
    }
    text.wholes();
    text.twice();
    for at in 0..claims.len() {
        text.repeated(at);
    }
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
            remedies: Vec::new(),
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
}

/// Whether a figure tells how much there is, in two digits and more.
fn tells(claim: &Claim) -> bool {
    matches!(claim.role, Role::Value | Role::Share | Role::PercentPlan | Role::PercentBefore | Role::Part | Role::Whole)
        && !claim.target
        && claim.hedge.is_none()
        && printed_digits(claim.number) >= 2
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
    Weight::hundred()
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
