//! What the relations that a figure is connected with tell about rounding.

use std::collections::{BTreeMap, BTreeSet};

use super::{Precision, Sample, Trial};
use crate::relation::{Pattern, Relation};

/// Which cells are connected by additive relations that hold (a disjoint-set forest), and what
/// these tell about rounding.
pub(super) struct Connected<I> {
    index: BTreeMap<I, usize>,
    parents: Vec<usize>,
    by_component: BTreeMap<(usize, Precision), Sample>,
    inexact_at: BTreeMap<(I, Precision), Sample>,
}

impl<I: Copy + Ord> Connected<I> {
    pub fn of(patterns: &[Pattern<I>], trials: &[Vec<Option<Trial>>]) -> Self {
        let mut connected = Self {
            index: BTreeMap::new(),
            parents: Vec::new(),
            by_component: BTreeMap::new(),
            inexact_at: BTreeMap::new(),
        };
        let relations = || {
            let relations =
                patterns.iter().zip(trials).flat_map(|(pattern, trials)| pattern.relations.iter().zip(trials));
            relations.filter_map(|(relation, trial)| {
                trial.filter(|trial| relation.expr.is_additive() && trial.holds).map(|trial| (relation, trial))
            })
        };
        for (relation, _) in relations() {
            connected.join(relation);
        }
        for (relation, trial) in relations() {
            let component = connected.root(relation.target);
            connected.by_component.entry((component, trial.precision)).or_default().add(trial);
            if !trial.exact {
                for cell in relation.distinct_cells() {
                    connected.inexact_at.entry((cell, trial.precision)).or_default().add(trial);
                }
            }
        }
        connected
    }

    /// Whether the others that a relation is connected with leave rounding no excuse in it.
    pub fn is_exact(&mut self, relation: &Relation<I>, trial: Trial) -> bool {
        // A relation that is wrong connects nothing; its cells may still be connected.
        let components: BTreeSet<usize> = relation.distinct_cells().into_iter().map(|cell| self.root(cell)).collect();
        let around = components.into_iter().fold(Sample::default(), |around, component| {
            around.more(self.by_component.get(&(component, trial.precision)).copied().unwrap_or_default())
        });
        // One wrong cell puts all of its relations out; they are one witness, not several.
        let but_for_one_cell = || {
            relation.distinct_cells().into_iter().any(|cell| {
                let of_cell = self.inexact_at.get(&(cell, trial.precision)).copied().unwrap_or_default();
                around.less(of_cell).is_exact()
            })
        };
        around.without(trial).is_exact() || (trial.holds && !trial.exact && but_for_one_cell())
    }

    fn root(&mut self, cell: I) -> usize {
        let next = self.parents.len();
        let mut at = *self.index.entry(cell).or_insert(next);
        if at == next {
            self.parents.push(next);
        }
        while let Some(parent) = self.parents.get(at).copied().filter(|parent| *parent != at) {
            // Halving the way up keeps all ways short.
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(at) {
                *slot = above;
            }
            at = above;
        }
        at
    }

    fn join(&mut self, relation: &Relation<I>) {
        let first = self.root(relation.target);
        for cell in relation.expr.cells() {
            let other = self.root(cell);
            let first = self.parents.get(first).copied().unwrap_or(first);
            if let Some(slot) = self.parents.get_mut(other) {
                *slot = first;
            }
        }
    }
}
