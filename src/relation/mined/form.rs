//! Laws that tables of one form lend to each other.
//!
//! Offices fill in one form for every commune, month or source: tables whose columns, or whose
//! lines, are called the same. What one of them shows to be no accident was likely meant in all,
//! so that a table of three lines is understood by its neighbours. A table lends only what it has
//! shown by itself: no law comes back as its own witness.

use std::collections::{BTreeMap, BTreeSet};

use super::chance;
use super::grid::{Axis, Grid};
use super::law::{Judged, Law, Shape, judge};
use super::words::LONGEST_FORM;

/// The share of its slots in which a law must hold to be lent.
const LEAST_SHARE: f64 = 0.9;
/// In how many slots it must hold.
const LEAST_HOLDS: usize = 2;

/// So many laws a table is lent at most.
const MOST_LENT: usize = 300;

/// What tables are told to be of one form by: what their columns or their lines are called.
type Form = (Axis, Vec<String>);

/// The laws that tables of each form have shown to obey.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forms {
    forms: BTreeMap<Form, BTreeSet<Law>>,
}

impl Forms {
    /// What several tables show together.
    pub fn of_all<'a>(parts: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut forms: BTreeMap<Form, BTreeSet<Law>> = BTreeMap::new();
        for (form, laws) in parts.into_iter().flat_map(|part| &part.forms) {
            forms.entry(form.clone()).or_default().extend(laws.iter().cloned());
        }
        Self { forms }
    }

    /// Whether a table that has shown `own` of these could borrow a law that it has not shown.
    pub fn lends_to(&self, own: &Self) -> bool {
        own.forms.iter().any(|(form, known)| self.lent(form, known).next().is_some())
    }

    /// Whether the laws of a form that a table is of differ.
    pub fn differ_for(&self, other: &Self, table: &Self) -> bool {
        table.forms.keys().any(|form| self.forms.get(form) != other.forms.get(form))
    }

    /// The laws of a form that others have shown and this table has not.
    fn lent<'a>(&'a self, form: &Form, known: &'a BTreeSet<Law>) -> impl Iterator<Item = &'a Law> {
        self.forms.get(form).into_iter().flatten().filter(|law| !known.contains(*law))
    }

    /// What a table shows along one axis.
    pub(super) fn note(&mut self, grid: &Grid, laws: &[Judged]) {
        let Some(form) = form(grid) else { return };
        let is_named = |law: &Law| {
            let mut lines = law.operands.iter().chain([&law.target]);
            lines.all(|line| grid.names.get(*line).is_some_and(|name| !name.is_empty()))
        };
        let laws = laws.iter().filter(|judged| is_shown(judged)).map(|judged| &judged.law);
        self.forms.insert(form, laws.filter(|law| is_named(law)).cloned().collect());
    }

    /// The laws that other tables lend to one that has shown `own` by itself.
    pub(super) fn borrowed(&self, grid: &Grid, own: &Self) -> BTreeSet<Law> {
        let none = BTreeSet::new();
        form(grid)
            .map(|form| self.lent(&form, own.forms.get(&form).unwrap_or(&none)).take(MOST_LENT).cloned().collect())
            .unwrap_or_default()
    }
}

/// Whether a table shows a law well enough to lend it.
fn is_shown(judged: &Judged) -> bool {
    !matches!(judged.law.shape, Shape::Share { .. })
        && judged.holds.len() >= LEAST_HOLDS
        && judged.share() >= LEAST_SHARE
        && chance::is_meaningful(judged.evidence)
}

/// `None` where too few lines are named to tell a form by.
fn form(grid: &Grid) -> Option<Form> {
    let named = grid.names.iter().filter(|name| !name.is_empty()).count();
    (named >= 2 && named * 2 > grid.names.len()).then(|| (grid.axis, grid.names.clone()))
}

/// The laws that the blocks of one table lend to each other: where "Năm 2024" and "Năm 2025" each
/// have a plan, a result and a percent, what holds of the one percent was meant of the other.
pub(super) fn repeated(grid: &Grid, laws: &[Judged]) -> BTreeSet<Law> {
    let mut repeated = BTreeSet::new();
    if grid.axis != Axis::Across || grid.lines > LONGEST_FORM {
        return repeated;
    }
    let leaf = |line: usize| grid.line_words.get(line).map_or("", |words| words.leaf.as_str());
    for law in laws.iter().filter(|judged| is_shown(judged)).map(|judged| &judged.law) {
        let alike = |line: &usize| *line != law.target && !leaf(*line).is_empty() && leaf(*line) == leaf(law.target);
        for target in (0..grid.lines).filter(alike) {
            let moved = |line: &usize| (line + target).checked_sub(law.target).filter(|line| *line < grid.lines);
            let Some(operands) = law.operands.iter().map(moved).collect() else { continue };
            if repeated.len() < MOST_LENT {
                repeated.insert(Law { shape: law.shape, target, operands });
            }
        }
    }
    for judged in laws {
        repeated.remove(&judged.law);
    }
    repeated
}

/// The borrowed laws, judged by this table.
pub(super) fn laws(grid: &Grid) -> Vec<Judged> {
    let tried = (grid.lent.len().max(1) as f64).log10();
    grid.lent.iter().map(|law| judge(grid, law.clone(), tried)).collect()
}
