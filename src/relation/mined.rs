//! Relations that nobody printed, found because they hold.
//!
//! The table is read along both axes ([`grid`]). Searches propose laws over whole lines ("column F
//! = D + E", "row 12 = rows 5 to 11"); each law is judged on every slot ([`law`]) and kept when
//! that many hits are no accident ([`chance`]), whatever the size of the misses. Laws that compete
//! for cells are settled together ([`choose`]). Sums already found change what is "next to" what
//! ([`views`]), so the search for sums goes several rounds.

mod cells;
mod chance;
mod choose;
mod copies;
mod decoys;
mod describe;
mod effort;
mod form;
mod grid;
mod groups;
mod law;
mod outcome;
mod pairs;
mod per_unit;
mod periods;
mod prior;
mod products;
mod reach;
mod rival;
mod runs;
mod scope;
mod shares;
mod shortcut;
mod slips;
mod subsets;
#[cfg(test)]
mod growth;
#[cfg(test)]
mod tests;
mod unsplit;
mod views;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use self::chance::{exceptions, is_meaningful};
pub use self::effort::Effort;
pub use self::form::Forms;
use self::grid::Grid;
use self::law::{Judged, Law, Shape};
use self::reach::Reach;
use super::Pattern;
use crate::table::{Reading, Table};

/// Rounds of searching for sums of sums.
const ROUNDS: usize = 4;

/// A table of more lines or columns is no report that a person wrote, and may be made to hurt: what
/// it declares and what its structure says is checked, and nothing is looked for.
const MOST_LINES: usize = 200_000;
const MOST_COLUMNS: usize = 2_000;

/// Figures of a table that takes long to search.
const LARGE: usize = 50_000;

/// What shows in the values of a table.
#[derive(Clone, Debug, Default)]
pub struct Mined {
    /// Lines of one class that are each the total of a group.
    pub groups: Vec<Pattern>,
    /// Laws of one column or one row.
    pub laws: Vec<Pattern>,
    /// What the table lends to others of its form.
    pub forms: Forms,
}

/// The laws of a table that show in its values; none of one that is too large, or that takes more than
/// its `effort` to search. Time is linear in the cells for ordinary tables; the bounds are those of the
/// searches.
pub fn mine(table: &Table, effort: &Effort) -> Mined {
    let mined = search(table, None, effort);
    if effort.is_spent() { Mined::default() } else { mined }
}

/// The same with what other tables of its form lend to a table, from what is left of its effort; `own`
/// is what it shows by itself, and stays when that is not enough.
pub fn mine_among(table: &Table, others: &Forms, own: Mined, effort: &Effort) -> Mined {
    let mined = search(table, Some((others, &own.forms)), effort);
    if effort.is_spent() { own } else { mined }
}

fn search(table: &Table, among: Option<(&Forms, &Forms)>, effort: &Effort) -> Mined {
    if table.lines.len() > MOST_LINES || table.columns.len() > MOST_COLUMNS || is_monotonous(table) {
        return Mined::default();
    }
    let (mut across, mut down) = Grid::both(table, effort);
    if let Some((others, own)) = among {
        for grid in [&mut across, &mut down] {
            grid.lent = others.borrowed(grid, own);
        }
    }
    let mut columns = laws(&across);
    let repeated = form::repeated(&across, &columns);
    let mut forms = Forms::default();
    forms.note(&across, &columns);
    if !repeated.is_empty() {
        across.lent.extend(repeated);
        let mut lent = Found::default();
        add(&across, &mut lent, form::laws(&across));
        columns = choose::choose(&across, columns.into_iter().chain(lent.laws).collect());
    }
    // A total row over a column of totals follows from the columns of parts.
    down.derive(columns.iter().map(|judged| judged.law.target));
    let mut rows = laws(&down);
    let rates = |laws: &[Judged]| -> Vec<usize> {
        let rates = laws.iter().filter(|judged| !matches!(judged.law.shape, Shape::Sum | Shape::Equal));
        rates.map(|judged| judged.law.target).collect()
    };
    forms.note(&down, &rows);
    let (mut of_rows, of_columns) = (rates(&rows), rates(&columns));
    of_rows.extend(scope::repeated_rates(&down, &rows));
    scope::limit(&across, &mut columns, &of_rows);
    scope::limit(&down, &mut rows, &of_columns);
    scope::leave_out_means(&down, &mut rows, &columns);
    scope::leave_out_means(&across, &mut columns, &rows);
    for (grid, laws) in [(&across, &mut columns), (&down, &mut rows)] {
        shortcut::exempt(grid, laws);
        unsplit::exempt(grid, laws);
        rival::exempt(grid, laws);
    }
    let columns = columns.iter().map(|judged| {
        describe::difference(&across, judged, &of_columns).unwrap_or_else(|| describe::pattern(&across, judged))
    });
    let laws = columns.chain(rows.iter().map(|judged| describe::pattern(&down, judged))).collect();
    let groups = groups::groups(&down, &of_rows).iter().map(|group| describe::group(&down, group)).collect();
    Mined { groups, laws, forms }
}

/// Whether a large table holds one number nearly everywhere: every law of ones would be found in it,
/// and none of them would prove anything.
fn is_monotonous(table: &Table) -> bool {
    let figures = || {
        table.readings.iter().filter_map(|(_, reading)| match reading {
            Reading::Number(number) if !number.value().is_zero() => Some(number.value()),
            _ => None,
        })
    };
    let (mut likely, mut lead, mut all) = (None, 0_usize, 0_usize);
    // The only value that more than half can have (Boyer and Moore 1981).
    for value in figures() {
        all += 1;
        match lead {
            0 => (likely, lead) = (Some(value), 1),
            _ if likely == Some(value) => lead += 1,
            _ => lead -= 1,
        }
    }
    all > LARGE && figures().filter(|value| Some(*value) == likely).count() > all - all / 10
}

/// The laws along one axis.
fn laws(grid: &Grid) -> Vec<Judged> {
    let reach = Reach::new(grid);
    let mut found = Found::default();
    add(grid, &mut found, form::laws(grid));
    add(grid, &mut found, copies::equalities(grid));
    add(grid, &mut found, periods::comparisons(grid));
    add(grid, &mut found, pairs::triples(grid, &reach));
    add(grid, &mut found, shares::shares(grid));
    add(grid, &mut found, products::products(grid, &reach));
    let first = views::first(grid);
    let mut views = first.clone();
    let mut read: BTreeSet<Vec<usize>> = BTreeSet::new();
    for _ in 0..ROUNDS {
        for view in &views {
            if read.insert(view.lines.clone()) {
                add(grid, &mut found, runs::sums(grid, view, &reach));
            }
        }
        let shorter = copies::shortened(grid, &found.laws);
        add(grid, &mut found, shorter);
        views = next_views(grid, &choose::choose(grid, found.laws.clone()));
    }
    let chosen = choose::choose(grid, found.laws.clone());
    let mut explained: Vec<usize> =
        chosen.iter().filter(|judged| judged.law.shape == Shape::Sum).map(|judged| judged.law.target).collect();
    explained.sort_unstable();
    for view in next_views(grid, &chosen) {
        add(grid, &mut found, subsets::sums(grid, &view, &explained));
    }
    for view in first.iter().chain(&views) {
        add(grid, &mut found, runs::averages(grid, view, &reach));
    }
    choose::choose(grid, found.laws)
}

/// The laws that are no accident, in the order in which they were found, each once: many views
/// show the same.
#[derive(Default)]
struct Found {
    laws: Vec<Judged>,
    places: BTreeMap<Law, usize>,
}

impl Found {
    /// Of the same law found twice the one stays whose search had tried less.
    fn insert(&mut self, judged: Judged) {
        match self.places.get(&judged.law).and_then(|place| self.laws.get_mut(*place)) {
            Some(known) if known.evidence < judged.evidence => *known = judged,
            Some(_) => {}
            None => {
                self.places.insert(judged.law.clone(), self.laws.len());
                self.laws.push(judged);
            }
        }
    }
}

/// Keeps what is no accident.
fn add(grid: &Grid, found: &mut Found, judged: Vec<Judged>) {
    let meaningful = judged.into_iter().filter(|judged| {
        chance::is_meaningful(choose::support(grid, judged))
            && judged.share() >= prior::least_share(grid, &judged.law)
            && judged.proofs > 0
            && prior::is_plausible(grid, &judged.law)
    });
    let measured = meaningful.filter_map(|judged| {
        let judged = less_what_decoys_prove(grid, judged);
        chance::is_meaningful(choose::support(grid, &judged)).then_some(judged)
    });
    measured.for_each(|judged| found.insert(judged));
}

/// A law with no more evidence than its decoys leave it. What words or outline declare is not asked: the
/// whole list under its name is no accident.
fn less_what_decoys_prove(grid: &Grid, judged: Judged) -> Judged {
    if prior::is_declared(grid, &judged.law) {
        return judged;
    }
    let Some(alone) = grid.judged(&judged.law) else { return judged };
    let most = grid.most_evidence(&judged.law, || decoys::most_evidence(grid, &judged));
    Judged { evidence: judged.evidence.min(most + judged.evidence - alone.evidence), ..judged }
}

/// What remains to be read once the sums that are known are taken in.
fn next_views(grid: &Grid, chosen: &[Judged]) -> Vec<views::View> {
    let sums = || chosen.iter().filter(|judged| judged.law.shape == Shape::Sum);
    let mut parts: Vec<usize> = sums().flat_map(|judged| judged.law.operands.iter().copied()).collect();
    let mut totals: Vec<usize> = sums().map(|judged| judged.law.target).collect();
    let mut others: Vec<usize> =
        chosen.iter().filter(|judged| judged.law.shape != Shape::Sum).map(|judged| judged.law.target).collect();
    for list in [&mut parts, &mut totals, &mut others] {
        list.sort_unstable();
        list.dedup();
    }
    let both = |a: &[usize], b: &[usize]| {
        let mut all: Vec<usize> = a.iter().chain(b).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    // Inner totals whose parts are taken in stand for them; their own totals come next.
    [parts.clone(), both(&parts, &others), totals.clone(), both(&totals, &others), others]
        .into_iter()
        .filter(|left_out| !left_out.is_empty())
        .map(|left_out| views::without(grid, &left_out, 3))
        .collect()
}
