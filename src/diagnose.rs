//! Which cell is wrong, and what happened to it.
//!
//! All relations of a table are one system. What is broken is explained by the cells whose change
//! repairs it at the least cost (`search`), where a change costs what a slip of the hand makes
//! improbable (`slip`, `candidate`) and a relation that a change would break weighs against it: it
//! vouches for the figure that stands there.

mod candidate;
mod changes;
mod search;
mod slip;
mod system;

pub use slip::slip;

use std::collections::{BTreeMap, BTreeSet};

use candidate::Candidate;
use changes::Changes;
use search::Step;
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
/// own rules. `figure` tells which figure of the ledger the laws mean.
pub fn cases<I: Copy + Ord>(
    standings: &[Standing<I>],
    ledger: &Ledger,
    figure: impl Fn(I) -> Option<FigureId>,
) -> Vec<Case> {
    let system = System::new(standings, ledger, &figure);
    let evidence: Vec<Evidence> = standings.iter().map(|standing| standing.pattern.evidence).collect();
    let mut cases = Vec::new();
    let (mut changes, mut alone) = (Changes::none(ledger.len()), Changes::none(ledger.len()));
    for component in system.components(&system.broken()) {
        let chosen = system.repair(&component, &mut changes);
        let (explained, left) = shared_out(&system, &component, &chosen, &changes);
        let mut open: BTreeSet<usize> = component.clone();
        let mut add = |nodes: &[usize], others: &mut Changes| {
            let made = case(&system, &evidence, &component, nodes, others, &mut alone);
            for node in made.iter().flat_map(|(_, nodes)| nodes) {
                open.remove(node);
            }
            cases.extend(made.map(|(case, _)| case));
        };
        for (candidate, nodes) in chosen.iter().zip(explained).filter(|(_, nodes)| !nodes.is_empty()) {
            changes.without(candidate.cell, |others| add(&nodes, others));
        }
        left.iter().for_each(|node| add(&[*node], &mut changes));
        chosen.iter().rev().for_each(|candidate| {
            changes.undo(candidate.cell);
        });
        // What the likeliest suspect of its case leaves broken is a case of its own.
        while let Some(node) = open.pop_first() {
            cases.extend(case(&system, &evidence, &component, &[node], &mut changes, &mut alone).map(|(case, _)| case));
        }
    }
    cases.sort_by(|a, b| a.broken.cmp(&b.broken));
    cases
}

/// Which broken relations each change explains, and those that none does. A relation with two
/// changed cells belongs to the change that has no other.
fn shared_out(
    system: &System<'_>,
    component: &BTreeSet<usize>,
    chosen: &[Candidate],
    all: &Changes,
) -> (Vec<Vec<usize>>, Vec<usize>) {
    let mut explained: Vec<Vec<usize>> = vec![Vec::new(); chosen.len()];
    let (mut shared, mut left) = (Vec::new(), Vec::new());
    for node in component {
        let Some(cells) = system.nodes.get(*node).map(|node| &node.cells) else { continue };
        let owners: Vec<usize> =
            chosen.iter().enumerate().filter(|(_, change)| cells.contains(&change.cell)).map(|(at, _)| at).collect();
        match owners.as_slice() {
            _ if !system.holds(*node, all) => left.push(*node),
            [] => left.push(*node),
            [only] => explained.get_mut(*only).into_iter().for_each(|nodes| nodes.push(*node)),
            _ => shared.push((*node, owners)),
        }
    }
    for (node, owners) in shared {
        let fewest = owners.into_iter().min_by_key(|owner| explained.get(*owner).map_or(0, Vec::len));
        if let Some(nodes) = fewest.and_then(|owner| explained.get_mut(owner)) {
            nodes.push(node);
        }
    }
    (explained, left)
}

/// The case of some broken relations while the other wrong cells are taken as corrected, and which
/// of the relations it covers. `alone` has no changes.
fn case(
    system: &System<'_>,
    evidence: &[Evidence],
    component: &BTreeSet<usize>,
    nodes: &[usize],
    others: &mut Changes,
    alone: &mut Changes,
) -> Option<(Case, Vec<usize>)> {
    let broken: BTreeSet<usize> =
        component.iter().copied().filter(|node| nodes.contains(node) || !system.holds(*node, others)).collect();
    let mut ranked: BTreeMap<FigureId, (f64, Step)> = BTreeMap::new();
    for node in nodes {
        for step in system.steps(*node, &broken, others) {
            let total = step.cost + system.weight_of(&step.broken);
            let repairs = nodes.iter().any(|node| !step.broken.contains(node));
            let better = ranked.get(&step.candidate.cell).is_none_or(|(known, _)| total < *known);
            if repairs && better {
                ranked.insert(step.candidate.cell, (total, step));
            }
        }
    }
    let mut ranked: Vec<(f64, Step)> = ranked.into_values().collect();
    ranked.sort_by(|(a, x), (b, y)| a.total_cmp(b).then(x.candidate.cell.cmp(&y.candidate.cell)));
    let tied = matches!(ranked.as_slice(), [(first, _), (second, _), ..] if second - first < TIE);
    ranked.truncate(MOST_SUSPECTS);
    let first = ranked.first().map(|(_, step)| step.candidate.cell);
    let mut suspects: Vec<Suspect> =
        ranked.iter().filter_map(|(_, step)| suspect(system, nodes, &step.candidate, alone)).collect();
    let mut sites: Vec<usize> = nodes
        .iter()
        .copied()
        .filter(|node| ranked.first().is_none_or(|(_, step)| !step.broken.contains(node)))
        .collect();
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
            .map(|node| (Some(node.relation.target) != first, evidence.get(node.site.standing), node.site))
    });
    let broken = sites.iter().filter_map(|node| Some(system.nodes.get(*node)?.site)).collect();
    Some((Case { broken, suspects, tied }, sites))
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
    let cell = system.ledger.place(figure)?.at.as_cell();
    Some(Suspect { cell, repaired, slip })
}

#[cfg(test)]
mod tests;
