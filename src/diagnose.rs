//! Which cell is wrong, and what happened to it.
//!
//! All relations of a table are one system. What is broken is explained by the cells whose change
//! repairs it at the least cost (`search`), where a change costs what a slip of the hand makes
//! improbable (`slip`, `candidate`) and a relation that a change would break weighs against it: it
//! vouches for the figure that stands there.

mod candidate;
mod changes;
mod closing;
mod known;
mod search;
mod slip;
mod state;
mod system;

pub use slip::slip;

use std::collections::{BTreeMap, BTreeSet};

use candidate::Candidate;
use changes::Changes;
use closing::Told;
use search::Step;
use state::State;
use system::System;

use crate::finding::{Slip, Suspect};
use crate::ledger::{FigureId, Ledger};
use crate::number::Number;
use crate::relation::{Evidence, Standing};

/// Two suspects explain equally well when one is less than twice as probable as the other.
const TIE: f64 = std::f64::consts::LN_2;

/// The most suspects that are named in one case.
const MOST_SUSPECTS: usize = 8;

/// One relation of a table: the law, and the line of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Site {
    /// The index of the law among the standings of the table.
    pub standing: usize,
    /// The index of the relation in its pattern.
    pub relation: usize,
}

/// Broken relations that one cell explains.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The relations that the first suspect would repair, the most telling first: one that
    /// computes the suspect, then by evidence. Never empty.
    pub broken: Vec<Site>,
    /// The cells that may be wrong, the likeliest first, each with the value that would repair
    /// what is broken. Never empty.
    pub suspects: Vec<Suspect>,
    /// Whether the first two suspects explain equally well: then no cell is named as the culprit.
    pub tied: bool,
}

/// Gathers broken relations by the figures that explain them. Bounds and labels are left to their
/// own rules. `figure` tells which figure of the ledger the laws mean. Figures that a person vouches for
/// (`right`) explain nothing.
pub fn cases<I: Copy + Ord>(
    standings: &[Standing<I>],
    ledger: &Ledger,
    figure: impl Fn(I) -> Option<FigureId>,
    right: BTreeSet<FigureId>,
) -> Vec<Case> {
    let system = System::new(standings, ledger, &figure, right);
    let evidence: Vec<Evidence> = standings.iter().map(|standing| standing.pattern.evidence).collect();
    let mut work = Work {
        system: &system,
        evidence: &evidence,
        state: State::whole(&system),
        changes: Changes::none(ledger.len()),
        alone: Changes::none(ledger.len()),
        cases: Vec::new(),
    };
    system.components().iter().for_each(|component| work.explain(component));
    let mut cases = work.cases;
    cases.sort_by(|a, b| a.broken.cmp(&b.broken));
    cases
}

/// What is at hand while the components are gone through. Between them nothing is broken and nothing
/// changed: what was done is taken back, which takes no longer than doing it.
struct Work<'s> {
    system: &'s System<'s>,
    /// Of each law.
    evidence: &'s [Evidence],
    state: State<'s>,
    changes: Changes,
    /// Never any changes but while one is tried alone.
    alone: Changes,
    cases: Vec<Case>,
}

impl Work<'_> {
    /// The cases of one component.
    fn explain(&mut self, component: &[usize]) {
        let system = self.system;
        component.iter().for_each(|node| self.state.set(*node, true));
        let told = closing::told(system, component, &self.state, &mut self.changes);
        self.state.tell(told);
        let chosen = system.repair(&mut self.state, &mut self.changes);
        let touched = chosen.iter().flat_map(|candidate| system.of_cell(candidate.cell));
        touched.for_each(|node| self.state.set(*node, false));
        let (explained, left) = shared_out(system, component, &chosen, &self.changes);
        let mut open: BTreeSet<usize> = component.iter().copied().collect();
        self.break_what_fails(component);
        for (candidate, nodes) in chosen.iter().zip(explained).filter(|(_, nodes)| !nodes.is_empty()) {
            // Without the one change only what it touches stands otherwise.
            let taken = self.changes.undo(candidate.cell);
            let touched = system.of_cell(candidate.cell).iter().filter(|node| component.binary_search(node).is_ok());
            let failing = touched.map(|node| (*node, !system.holds(*node, &self.changes))).collect();
            self.add(failing, &nodes, &mut open);
            taken.into_iter().for_each(|number| {
                self.changes.put(candidate.cell, number);
            });
        }
        left.iter().for_each(|node| self.add(Vec::new(), &[*node], &mut open));
        chosen.iter().rev().for_each(|candidate| {
            self.changes.undo(candidate.cell);
        });
        if !open.is_empty() {
            self.break_what_fails(component);
        }
        // What the likeliest suspect of its case leaves broken is a case of its own.
        while let Some(node) = open.first().copied() {
            open.remove(&node);
            self.add(Vec::new(), &[node], &mut open);
        }
        component.iter().for_each(|node| self.state.set(*node, false));
        self.state.tell(Told::new());
    }

    /// Those relations of a component are broken that fail under the changes as they are.
    fn break_what_fails(&mut self, component: &[usize]) {
        component.iter().for_each(|node| self.state.set(*node, !self.system.holds(*node, &self.changes)));
    }

    /// Adds the case of some broken relations, and takes from `open` what it covers. `failing` tells
    /// where the relations stand otherwise than the state has it.
    fn add(&mut self, failing: Vec<(usize, bool)>, nodes: &[usize], open: &mut BTreeSet<usize>) {
        let stands = failing.into_iter().chain(nodes.iter().map(|node| (*node, true)));
        let mut before = Vec::new();
        for (node, is_broken) in stands {
            before.push((node, self.state.is_broken(node)));
            self.state.set(node, is_broken);
        }
        if let Some((case, covered)) = self.case(nodes) {
            covered.iter().for_each(|node| {
                open.remove(node);
            });
            self.cases.push(case);
        }
        before.into_iter().rev().for_each(|(node, is_broken)| self.state.set(node, is_broken));
    }

    /// The case of some broken relations while the other wrong cells are taken as corrected, and which
    /// of the relations it covers.
    fn case(&mut self, nodes: &[usize]) -> Option<(Case, Vec<usize>)> {
        let system = self.system;
        let mut ranked: BTreeMap<FigureId, Step> = BTreeMap::new();
        for node in nodes {
            for step in system.steps(*node, &self.state, &mut self.changes) {
                let repairs = nodes.iter().any(|node| step.mended.contains(node));
                let better = ranked.get(&step.candidate.cell).is_none_or(|known| step.total < known.total);
                if repairs && better {
                    ranked.insert(step.candidate.cell, step);
                }
            }
        }
        let mut ranked: Vec<Step> = ranked.into_values().collect();
        ranked.sort_by(|a, b| a.total.total_cmp(&b.total).then(a.candidate.cell.cmp(&b.candidate.cell)));
        let tied = matches!(ranked.as_slice(), [first, second, ..] if second.total - first.total < TIE);
        ranked.truncate(MOST_SUSPECTS);
        let first = ranked.first().map(|step| step.candidate.cell);
        let suspects = ranked.iter().filter_map(|step| suspect(system, nodes, &step.candidate, &mut self.alone));
        let mut suspects: Vec<Suspect> = suspects.collect();
        let repaired = |node: &usize| ranked.first().is_none_or(|step| step.mended.contains(node));
        let mut sites: Vec<usize> = nodes.iter().copied().filter(repaired).collect();
        if suspects.is_empty() {
            // Nothing that can be computed repairs it: the computed cell is named without a value.
            let target = system.nodes.get(*nodes.first()?)?.relation.target;
            suspects.extend(named(system, target, None, None));
            sites = nodes.to_vec();
        }
        sites.sort_by_key(|node| {
            system
                .nodes
                .get(*node)
                .map(|node| (Some(node.relation.target) != first, self.evidence.get(node.site.standing), node.site))
        });
        let broken = sites.iter().filter_map(|node| Some(system.nodes.get(*node)?.site)).collect();
        Some((Case { broken, suspects, tied }, sites))
    }
}

/// Which broken relations each change explains, and those that none does. A relation with two
/// changed cells belongs to the change that has no other.
fn shared_out(
    system: &System<'_>,
    component: &[usize],
    chosen: &[Candidate],
    all: &Changes,
) -> (Vec<Vec<usize>>, Vec<usize>) {
    let mut explained: Vec<Vec<usize>> = vec![Vec::new(); chosen.len()];
    let (mut shared, mut left) = (Vec::new(), Vec::new());
    let mut owners: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, change) in chosen.iter().enumerate() {
        for node in system.of_cell(change.cell) {
            owners.entry(*node).or_default().push(at);
        }
    }
    for node in component {
        match owners.get(node).map_or(&[][..], Vec::as_slice) {
            _ if !system.holds(*node, all) => left.push(*node),
            [] => left.push(*node),
            [only] => explained.get_mut(*only).into_iter().for_each(|nodes| nodes.push(*node)),
            several => shared.push((*node, several)),
        }
    }
    for (node, owners) in shared {
        let fewest = owners.iter().min_by_key(|owner| explained.get(**owner).map_or(0, Vec::len));
        if let Some(nodes) = fewest.and_then(|owner| explained.get_mut(*owner)) {
            nodes.push(node);
        }
    }
    (explained, left)
}

/// A suspect with its repair, if that has proved itself: tried alone on the table as it stands, it
/// repairs a relation of the case and breaks none that held.
fn suspect(system: &System<'_>, nodes: &[usize], candidate: &Candidate, alone: &mut Changes) -> Option<Suspect> {
    let concerned = system.of_cell(candidate.cell);
    let (breaks, repairs) = alone.with(candidate.cell, candidate.value, |alone| {
        let breaks = concerned.iter().any(|node| {
            let held = system.nodes.get(*node).and_then(|node| node.base).is_some_and(crate::number::Verdict::holds);
            held && !system.holds(*node, alone)
        });
        (breaks, concerned.iter().any(|node| nodes.contains(node) && system.holds(*node, alone)))
    });
    named(system, candidate.cell, (repairs && !breaks).then_some(candidate.value), candidate.slip)
}

/// A suspect by its place.
fn named(system: &System<'_>, figure: FigureId, repaired: Option<Number>, slip: Option<Slip>) -> Option<Suspect> {
    Some(Suspect { place: system.ledger.place(figure)?, repaired, slip })
}

#[cfg(test)]
mod tests;
