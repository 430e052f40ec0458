//! The cheapest set of changes that repairs what is broken.
//!
//! Fellegi and Holt (1976) look for the fewest fields whose change satisfies all edits; here each
//! change costs what the figure that stands there makes improbable, and each relation left broken
//! what is believed of it. The search is exact branch and bound up to [`MOST_CHANGES`] changes and
//! [`MOST_STEPS`] steps for each connected component of broken relations; beyond that the best set
//! found is committed and the rest is searched again.

use std::collections::BTreeMap;

use super::candidate::Candidate;
use super::changes::Changes;
use super::state::State;
use super::system::System;
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
    /// The broken relations that it mends.
    pub mended: Vec<usize>,
    /// The relations that it breaks.
    pub broke: Vec<usize>,
    /// The cost of the change itself.
    pub cost: f64,
    /// That, and the cost of leaving broken what is broken afterwards.
    pub total: f64,
}

impl Step {
    /// Does to the relations what the change does, or takes it back.
    fn apply(&self, state: &mut State<'_>, done: bool) {
        self.mended.iter().for_each(|node| state.set(*node, !done));
        self.broke.iter().for_each(|node| state.set(*node, done));
    }
}

impl System<'_> {
    /// The changes of one cell of `node` that make it or another broken relation of that cell
    /// hold, the most useful first.
    pub fn steps(&self, node: usize, state: &State<'_>, changes: &mut Changes) -> Vec<Step> {
        let Some(here) = self.nodes.get(node) else { return Vec::new() };
        let mut standing: BTreeMap<usize, Option<Judged>> = BTreeMap::new();
        let mut tried: Vec<(usize, Candidate)> = Vec::new();
        let large = here.cells.len() > MOST_TRIED;
        let mut concerned: Vec<usize> = Vec::new();
        for cell in &here.cells {
            if changes.has(*cell) || self.right.contains(cell) {
                continue;
            }
            concerned.clear();
            concerned.extend(self.of_cell(*cell).iter().copied().filter(|node| state.is_broken(*node)));
            for at in &concerned {
                let judged = standing.entry(*at).or_insert_with(|| self.judge(*at, changes));
                let (Some(judged), Some(node)) = (judged, self.nodes.get(*at)) else { continue };
                // In a long mean or product no cell stands out unless something else is broken.
                if large && concerned.len() < 2 && *cell != node.relation.target && node.sign_of(*cell).is_none() {
                    continue;
                }
                for candidate in self.candidates(*at, judged, *cell, changes).iter().copied() {
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
            tried.into_iter().map(|(_, candidate)| self.step(candidate, state, changes)).collect();
        steps.sort_by(|a, b| a.total.total_cmp(&b.total).then(a.candidate.cell.cmp(&b.candidate.cell)));
        steps
    }

    fn step(&self, candidate: Candidate, state: &State<'_>, changes: &mut Changes) -> Step {
        let cost = (candidate.cost - state.told(candidate.cell, candidate.value)).max(0.0);
        let mut step = Step { candidate, mended: Vec::new(), broke: Vec::new(), cost, total: 0.0 };
        let mut left = state.left();
        changes.with(candidate.cell, candidate.value, |changes| {
            for at in self.of_cell(candidate.cell) {
                let Some(node) = self.nodes.get(*at) else { continue };
                let verdict = self.judge(*at, changes).map(|judged| judged.verdict);
                if verdict == Some(Verdict::Wrong) {
                    if !state.is_broken(*at) {
                        step.broke.push(*at);
                        left = left.plus(node.weight);
                    }
                    continue;
                }
                if state.is_broken(*at) {
                    step.mended.push(*at);
                    left = left.less(node.weight);
                }
                if matches!(verdict, Some(Verdict::WithinRounding | Verdict::Truncated)) && verdict != node.base {
                    step.cost += INEXACT;
                }
            }
        });
        step.total = step.cost + left.nats();
        step
    }

    /// The broken relations, gathered by the cells that they share. Each ascending.
    pub fn components(&self) -> Vec<Vec<usize>> {
        let is_broken = |node: usize| self.nodes.get(node).is_some_and(|node| node.base == Some(Verdict::Wrong));
        let mut is_taken = vec![false; self.nodes.len()];
        let mut take = |node: usize| {
            let taken = is_taken.get_mut(node).is_some_and(|taken| !std::mem::replace(taken, true));
            taken && is_broken(node)
        };
        let mut is_seen = vec![false; self.ledger.len()];
        let mut components = Vec::new();
        for first in 0..self.nodes.len() {
            if !take(first) {
                continue;
            }
            let mut component = vec![first];
            let mut at = 0;
            while let Some(node) = component.get(at).and_then(|node| self.nodes.get(*node)) {
                for cell in &node.cells {
                    let is_new = is_seen.get_mut(cell.index()).is_some_and(|seen| !std::mem::replace(seen, true));
                    if is_new {
                        component.extend(self.of_cell(*cell).iter().copied().filter(|other| take(*other)));
                    }
                }
                at = at.saturating_add(1);
            }
            component.sort_unstable();
            components.push(component);
        }
        components
    }

    /// The changes that repair what is broken at the least cost. They are made in `changes` as well.
    pub fn repair(&self, state: &mut State<'_>, changes: &mut Changes) -> Vec<Candidate> {
        let mut chosen: Vec<Candidate> = Vec::new();
        loop {
            let mut search =
                Search { system: self, best: state.left().nats(), set: Vec::new(), steps: 0, chosen: Vec::new() };
            search.from(state, changes, 0.0);
            let full = search.set.len() >= MOST_CHANGES || search.steps >= MOST_STEPS;
            if search.set.is_empty() {
                return chosen;
            }
            for candidate in search.set {
                self.step(candidate, state, changes).apply(state, true);
                changes.put(candidate.cell, candidate.value);
                chosen.push(candidate);
            }
            if !full || state.is_whole() {
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
    chosen: Vec<Candidate>,
}

impl Search<'_, '_> {
    fn from(&mut self, state: &mut State<'_>, changes: &mut Changes, cost: f64) {
        let left = state.left().nats();
        if cost + left < self.best {
            self.best = cost + left;
            self.set.clone_from(&self.chosen);
        }
        self.steps = self.steps.saturating_add(1);
        let lost = state.lost().nats();
        if self.steps >= MOST_STEPS || self.chosen.len() >= MOST_CHANGES || cost + lost >= self.best {
            return;
        }
        // The strongest relation first: it has to be explained by some cell of it, or given up.
        let Some(node) = state.strongest() else { return };
        let steps = self.system.steps(node, state, changes);
        for step in steps.into_iter().take(MOST_BRANCHES) {
            if cost + lost + step.cost >= self.best {
                continue;
            }
            let Candidate { cell, value, .. } = step.candidate;
            self.chosen.push(Candidate { cost: step.cost, ..step.candidate });
            step.apply(state, true);
            changes.with(cell, value, |changes| self.from(state, changes, cost + step.cost));
            step.apply(state, false);
            self.chosen.pop();
        }
        state.give_up(node, true);
        if cost + state.lost().nats() < self.best {
            self.from(state, changes, cost);
        }
        state.give_up(node, false);
    }
}
