//! The cheapest set of changes that repairs what is broken.
//!
//! Fellegi and Holt (1976) look for the fewest fields whose change satisfies all edits; here each
//! change costs what the figure that stands there makes improbable, and each relation left broken
//! what is believed of it. The search is exact branch and bound up to [`MOST_CHANGES`] changes and
//! [`MOST_STEPS`] steps for each connected component of broken relations; beyond that the best set
//! found is committed and the rest is searched again.

use std::collections::{BTreeMap, BTreeSet};

use super::candidate::{Candidate, candidates};
use super::changes::Changes;
use super::system::System;
use crate::ledger::FigureId;
use crate::number::Verdict;
use crate::relation::Judged;

/// The most cells that are changed together in one exact search.
const MOST_CHANGES: usize = 4;
/// The most states that are looked at in one exact search.
const MOST_STEPS: u32 = 500;
/// The most changes that are followed from one state.
const MOST_BRANCHES: usize = 10;
/// The most changes whose effect is computed in one state.
const MOST_TRIED: usize = 64;
/// The cost of a relation that a change makes hold only within rounding: exact is likelier.
const INEXACT: f64 = 0.4;

/// A change and what it does.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub candidate: Candidate,
    /// The relations that are broken afterwards.
    pub broken: BTreeSet<usize>,
    /// The cost of the change itself.
    pub cost: f64,
}

impl System<'_> {
    /// The cost of leaving relations broken.
    pub fn weight_of(&self, broken: &BTreeSet<usize>) -> f64 {
        broken.iter().filter_map(|node| self.nodes.get(*node)).map(|node| node.weight).sum()
    }

    /// The changes of one cell of `node` that make it or another broken relation of that cell
    /// hold, the most useful first.
    pub fn steps(&self, node: usize, broken: &BTreeSet<usize>, changes: &mut Changes) -> Vec<Step> {
        let Some(here) = self.nodes.get(node) else { return Vec::new() };
        let mut standing: BTreeMap<usize, Option<Judged>> = BTreeMap::new();
        let mut tried: Vec<(usize, Candidate)> = Vec::new();
        let large = here.cells.len() > MOST_TRIED;
        for cell in &here.cells {
            if changes.get(*cell).is_some() {
                continue;
            }
            let concerned: Vec<usize> =
                self.of_cell(*cell).iter().copied().filter(|node| broken.contains(node)).collect();
            for at in &concerned {
                let judged = standing.entry(*at).or_insert_with(|| self.judge(*at, changes));
                let (Some(judged), Some(node)) = (judged, self.nodes.get(*at)) else { continue };
                // In a long mean or product no cell stands out unless something else is broken.
                if large && concerned.len() < 2 && *cell != node.relation.target && node.sign_of(*cell).is_none() {
                    continue;
                }
                for candidate in candidates(self, node, judged, *cell, changes) {
                    // Candidates of one cell stand together at the end.
                    let of_cell = tried.iter().rev().map(|(_, known)| known).take_while(|known| known.cell == *cell);
                    let known = of_cell.into_iter().any(|known| known.value == candidate.value);
                    if !known {
                        tried.push((concerned.len(), candidate));
                    }
                }
            }
        }
        if tried.len() > MOST_TRIED {
            tried.sort_by(|(a, x), (b, y)| b.cmp(a).then(x.cost.total_cmp(&y.cost)));
            tried.truncate(MOST_TRIED);
        }
        let mut steps: Vec<Step> =
            tried.into_iter().map(|(_, candidate)| self.step(candidate, broken, changes)).collect();
        steps.sort_by(|a, b| {
            let total = |step: &Step| step.cost + self.weight_of(&step.broken);
            total(a).total_cmp(&total(b)).then(a.candidate.cell.cmp(&b.candidate.cell))
        });
        steps
    }

    fn step(&self, candidate: Candidate, broken: &BTreeSet<usize>, changes: &mut Changes) -> Step {
        let concerned = self.of_cell(candidate.cell);
        let judged = |changes: &mut Changes| {
            let verdicts = concerned.iter().map(|node| self.judge(*node, changes).map(|judged| judged.verdict));
            verdicts.collect::<Vec<_>>()
        };
        let verdicts = changes.with(candidate.cell, candidate.value, judged);
        let mut step = Step { candidate, broken: broken.clone(), cost: candidate.cost };
        for (node, verdict) in concerned.iter().zip(verdicts) {
            match verdict {
                Some(Verdict::Wrong) => {
                    step.broken.insert(*node);
                }
                verdict => {
                    step.broken.remove(node);
                    let before = self.nodes.get(*node).and_then(|node| node.base);
                    if matches!(verdict, Some(Verdict::WithinRounding | Verdict::Truncated)) && verdict != before {
                        step.cost += INEXACT;
                    }
                }
            }
        }
        step
    }

    /// The broken relations, gathered by the cells that they share.
    pub fn components(&self, broken: &BTreeSet<usize>) -> Vec<BTreeSet<usize>> {
        let mut left = broken.clone();
        let mut components = Vec::new();
        while let Some(first) = left.pop_first() {
            let mut component = BTreeSet::from([first]);
            let mut queue = vec![first];
            let mut seen: BTreeSet<FigureId> = BTreeSet::new();
            while let Some(node) = queue.pop().and_then(|node| self.nodes.get(node)) {
                for cell in node.cells.iter().filter(|cell| seen.insert(**cell)) {
                    for other in self.of_cell(*cell) {
                        if left.remove(other) {
                            component.insert(*other);
                            queue.push(*other);
                        }
                    }
                }
            }
            components.push(component);
        }
        components
    }

    /// The changes that repair a component at the least cost. They are made in `changes` as well.
    pub fn repair(&self, component: &BTreeSet<usize>, changes: &mut Changes) -> Vec<Candidate> {
        let mut chosen: Vec<Candidate> = Vec::new();
        let mut broken = component.clone();
        loop {
            let mut search = Search { system: self, best: self.weight_of(&broken), set: Vec::new(), steps: 0 };
            search.from(&broken, &BTreeSet::new(), changes, &mut Vec::new(), 0.0);
            let full = search.set.len() >= MOST_CHANGES || search.steps >= MOST_STEPS;
            if search.set.is_empty() {
                return chosen;
            }
            for candidate in search.set {
                broken = self.step(candidate, &broken, changes).broken;
                changes.put(candidate.cell, candidate.value);
                chosen.push(candidate);
            }
            if !full || broken.is_empty() {
                return chosen;
            }
        }
    }
}

struct Search<'a, 'b> {
    system: &'a System<'b>,
    best: f64,
    set: Vec<Candidate>,
    steps: u32,
}

impl Search<'_, '_> {
    fn from(
        &mut self,
        broken: &BTreeSet<usize>,
        given_up: &BTreeSet<usize>,
        changes: &mut Changes,
        chosen: &mut Vec<Candidate>,
        cost: f64,
    ) {
        let left = self.system.weight_of(broken);
        if cost + left < self.best {
            self.best = cost + left;
            self.set.clone_from(chosen);
        }
        self.steps = self.steps.saturating_add(1);
        let lost = self.system.weight_of(&broken.intersection(given_up).copied().collect());
        if self.steps >= MOST_STEPS || chosen.len() >= MOST_CHANGES || cost + lost >= self.best {
            return;
        }
        // The strongest relation first: it has to be explained by some cell of it, or given up.
        let weight = |node: &usize| self.system.nodes.get(*node).map_or(0.0, |node| node.weight);
        let Some(node) =
            broken.difference(given_up).copied().max_by(|a, b| weight(a).total_cmp(&weight(b)).then(b.cmp(a)))
        else {
            return;
        };
        let steps = self.system.steps(node, broken, changes);
        for step in steps.into_iter().take(MOST_BRANCHES) {
            if cost + lost + step.cost >= self.best {
                continue;
            }
            let Candidate { cell, value, .. } = step.candidate;
            chosen.push(Candidate { cost: step.cost, ..step.candidate });
            changes.with(cell, value, |changes| {
                self.from(&step.broken, given_up, changes, chosen, cost + step.cost);
            });
            chosen.pop();
        }
        let mut given_up = given_up.clone();
        given_up.insert(node);
        if cost + self.system.weight_of(&broken.intersection(&given_up).copied().collect()) < self.best {
            self.from(broken, &given_up, changes, chosen, cost);
        }
    }
}
