//! What changed: by how much, by how much percent, and what there was before.

use super::*;

impl Text<'_> {
    /// What a sentence tells of a change: the figure, what it was, by how much and by how much percent.
    pub(super) fn changes(&mut self, head: usize) -> Option<()> {
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
}
