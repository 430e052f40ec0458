//! Which relations are broken under the changes that are made, and what that costs.

use std::collections::BTreeSet;

use super::closing::Told;
use super::system::System;
use crate::ledger::FigureId;
use crate::number::Number;

/// A sum of weights. It is counted in whole units, so that it hangs on no order of adding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Weight(i64);

/// Parts of a nat that weights are counted in: fine enough that no sum of thousands is off by what a
/// slip is told by.
const PARTS: f64 = (1_u64 << 40) as f64;

impl Weight {
    /// The weight nearest to so many nats.
    pub fn of(nats: f64) -> Self {
        Self((nats * PARTS).round() as i64)
    }

    /// In nats.
    pub fn nats(self) -> f64 {
        self.0 as f64 / PARTS
    }

    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    pub fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

/// Which relations are broken, and which of them are given up.
pub(super) struct State<'s> {
    system: &'s System<'s>,
    is_broken: Vec<bool>,
    is_given_up: Vec<bool>,
    /// What is broken and not given up, the strongest first.
    open: BTreeSet<(usize, usize)>,
    left: Weight,
    lost: Weight,
    /// What totals tell of the figures.
    told: Told,
}

impl<'s> State<'s> {
    /// Nothing is broken.
    pub fn whole(system: &'s System<'s>) -> Self {
        let nodes = system.nodes.len();
        Self {
            system,
            is_broken: vec![false; nodes],
            is_given_up: vec![false; nodes],
            open: BTreeSet::new(),
            left: Weight::default(),
            lost: Weight::default(),
            told: Told::new(),
        }
    }

    pub fn is_broken(&self, node: usize) -> bool {
        self.is_broken.get(node).copied().unwrap_or(false)
    }

    /// Whether no relation is.
    pub fn is_whole(&self) -> bool {
        self.left == Weight::default() && self.open.is_empty()
    }

    /// The cost of leaving what is broken as it is.
    pub fn left(&self) -> Weight {
        self.left
    }

    /// The part of it that is given up.
    pub fn lost(&self) -> Weight {
        self.lost
    }

    /// Takes in what totals tell.
    pub fn tell(&mut self, told: Told) {
        self.told = told;
    }

    /// How much totals speak for it that a number was meant in the place of a figure, in nats.
    pub fn told(&self, figure: FigureId, meant: Number) -> f64 {
        self.told.get(&figure).filter(|(number, _)| *number == meant).map_or(0.0, |(_, says)| *says)
    }

    /// The strongest relation that is broken and not given up.
    pub fn strongest(&self) -> Option<usize> {
        self.open.first().map(|(_, node)| *node)
    }

    /// Makes a relation broken or not.
    pub fn set(&mut self, node: usize, broken: bool) {
        let Some((is_broken, of_node)) = self.is_broken.get_mut(node).zip(self.system.nodes.get(node)) else { return };
        if *is_broken == broken {
            return;
        }
        *is_broken = broken;
        let given_up = self.is_given_up.get(node).copied().unwrap_or(false);
        let moved = |sum: Weight| if broken { sum.plus(of_node.weight) } else { sum.less(of_node.weight) };
        self.left = moved(self.left);
        if given_up {
            self.lost = moved(self.lost);
        } else if broken {
            self.open.insert((of_node.rank, node));
        } else {
            self.open.remove(&(of_node.rank, node));
        }
    }

    /// Gives a broken relation up, or takes it up again.
    pub fn give_up(&mut self, node: usize, given_up: bool) {
        let Some((is_given_up, of_node)) = self.is_given_up.get_mut(node).zip(self.system.nodes.get(node)) else {
            return;
        };
        if *is_given_up == given_up {
            return;
        }
        *is_given_up = given_up;
        if !self.is_broken(node) {
            return;
        }
        if given_up {
            self.lost = self.lost.plus(of_node.weight);
            self.open.remove(&(of_node.rank, node));
        } else {
            self.lost = self.lost.less(of_node.weight);
            self.open.insert((of_node.rank, node));
        }
    }
}
