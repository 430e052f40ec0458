//! Totals and their parts.

use super::*;

impl Text<'_> {
    /// "165 hộ, trong đó 119 …; 44 …; 2 …", "181 giải, gồm: 12 …, 37 …".
    pub(super) fn parts(&mut self, total: usize) -> Option<()> {
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
            if claim.sentence != previous.sentence && (opener.is_some() || !says(&claim.gap, Cue::OfWhich)) {
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
            if !exhaustive && !self.may_exhaust(total, &members, sum(count)?) {
                continue;
            }
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

    /// Whether what "trong đó" names may be meant to be all: three and more, with no word of a rest, and no parts of
    /// another figure of the sentence.
    fn may_exhaust(&self, total: usize, parts: &[usize], sum: Weight) -> bool {
        const FEWEST: usize = 3;
        const LARGE: usize = 3;
        let of_other = self.sentence(total).any(|other| {
            other != total
                && !parts.contains(&other)
                && self.claim(other).is_some_and(|claim| sum.gives(claim.number, &claim.measure))
        });
        let closes = parts.last().is_some_and(|last| {
            self.claim(last + 1).is_some_and(|next| {
                self.claim(*last).map(|last| last.sentence) == Some(next.sentence) && says(&next.gap, Cue::Left)
            })
        });
        // "51.201 người (bắt buộc 40.987 người, tự nguyện 10.214 người)": a bracket of large figures is a list of all.
        let is_which =
            parts.first().and_then(|first| self.claim(*first)).is_none_or(|first| says(&first.gap, Cue::OfWhich));
        let is_large =
            parts.iter().all(|part| self.claim(*part).is_some_and(|part| printed_digits(part.number) >= LARGE));
        (parts.len() >= FEWEST || !is_which && is_large) && !of_other && !closes
    }

    /// Which of a total and its parts a slip of the hand explains, those that something else confirms left out.
    pub(super) fn suspects(&self, total: usize, parts: &[usize], sum: Weight) -> Vec<(usize, Number)> {
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
}
