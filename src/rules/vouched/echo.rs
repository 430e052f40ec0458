//! Laws that are the echo of another.
//!
//! X = L × Y holds everywhere, and V is what Y is on nearly all lines; so X = L × V holds on nearly all as well. Where
//! the two figures part, it is no slip that X does not follow V: the law that X does follow says so.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::computes_figures;
use crate::diagnose::{Case, Site};
use crate::number::Verdict;
use crate::relation::{Evidence, Standing};
use crate::table::{Reading, Table};
use crate::workbook::CellRef;

/// The broken relations of three figures, two of which another law relates to a figure that is nearly always the same
/// as the third. That law has fewer exceptions, and the third figure has a law of its own that holds.
pub(super) fn echoes(standings: &[Standing], cases: &[Case], table: &Table) -> BTreeSet<Site> {
    let broken: Vec<(Site, BTreeSet<CellRef>)> = cases
        .iter()
        .flat_map(|case| &case.broken)
        .filter_map(|site| {
            let standing = standings.get(site.standing)?;
            let relation = standing.pattern.relations.get(site.relation)?;
            let guessed = computes_figures(standing) && standing.pattern.evidence == Evidence::Mined;
            let cells: BTreeSet<CellRef> = relation.cells().collect();
            (guessed && cells.len() == FIGURES).then_some((*site, cells))
        })
        .collect();
    if broken.is_empty() {
        return BTreeSet::new();
    }
    let asked: BTreeSet<CellRef> = broken.iter().flat_map(|(_, cells)| cells.iter().copied()).collect();
    let holding = Holding::new(standings, &asked);
    let laws = Laws { standings, table, alike: RefCell::default() };
    broken.into_iter().filter(|(site, cells)| holding.is_echoed(&laws, *site, cells)).map(|(site, _)| site).collect()
}

/// What a quotient, a product or a sum of two relates.
const FIGURES: usize = 3;

/// A relation that holds, and its figures where they are three.
type Held = (Site, Option<[CellRef; FIGURES]>);

/// The relations that hold, by the figures that are asked for. Of those that relate other than three figures only their
/// place is told: a long total stands under each of its terms.
struct Holding(BTreeMap<CellRef, Vec<Held>>);

impl Holding {
    fn new(standings: &[Standing], asked: &BTreeSet<CellRef>) -> Self {
        let mut by_cell: BTreeMap<CellRef, Vec<Held>> = BTreeMap::new();
        for (at, standing) in standings.iter().enumerate().filter(|(_, standing)| computes_figures(standing)) {
            let judged = standing.pattern.relations.iter().zip(&standing.judged).enumerate();
            for (index, (relation, judged)) in judged {
                let holds = judged.as_ref().is_ok_and(|judged| Verdict::holds(judged.verdict));
                if !holds || !relation.cells().any(|cell| asked.contains(&cell)) {
                    continue;
                }
                let cells = relation.distinct_cells();
                let figures = <[CellRef; FIGURES]>::try_from(cells.as_slice()).ok();
                let site = Site { standing: at, relation: index };
                for cell in cells.into_iter().filter(|cell| asked.contains(cell)) {
                    by_cell.entry(cell).or_default().push((site, figures));
                }
            }
        }
        Self(by_cell)
    }

    fn of(&self, cell: CellRef) -> impl Iterator<Item = &Held> {
        self.0.get(&cell).into_iter().flatten()
    }

    fn is_echoed(&self, laws: &Laws<'_>, broken: Site, cells: &BTreeSet<CellRef>) -> bool {
        let Some(own) = laws.standings.get(broken.standing).map(|standing| standing.tally) else { return false };
        cells.iter().any(|left_out| {
            let others = || cells.iter().copied().filter(|cell| cell != left_out);
            let Some(first) = others().next() else { return false };
            let sources = || {
                self.of(first).filter(|(site, source)| {
                    let tally = laws.standings.get(site.standing).map(|standing| standing.tally);
                    site.standing != broken.standing
                        && source.is_some_and(|source| {
                            !source.contains(left_out) && others().all(|cell| source.contains(&cell))
                        })
                        && tally.is_some_and(|its| its.holds >= own.holds && its.of - its.holds < own.of - own.holds)
                })
            };
            // A slip in the figure that is left out would break what computes it.
            let is_vouched = |source: Site| {
                self.of(*left_out).any(|(site, _)| ![broken.standing, source.standing].contains(&site.standing))
            };
            sources().any(|(source, _)| is_vouched(*source) && laws.are_alike(broken, *left_out, *source))
        })
    }
}

/// The laws of a table, and its figures.
struct Laws<'a> {
    standings: &'a [Standing],
    table: &'a Table,
    /// Whether a law is another with a figure in the place of a like one: by the law, the place of that figure in its
    /// relations, and the other law. Many lines of a law ask the same.
    alike: RefCell<BTreeMap<(usize, usize, usize), bool>>,
}

/// The least share of the lines on which the two figures are the same: three in four.
const ALIKE: (usize, usize) = (3, 4);

impl Laws<'_> {
    /// Whether the figure that a broken relation has for one of `source` is the same on nearly all other lines.
    fn are_alike(&self, broken: Site, left_out: CellRef, source: Site) -> bool {
        let relation = self.standings.get(broken.standing).and_then(|law| law.pattern.relations.get(broken.relation));
        let place = relation.and_then(|relation| relation.cells().position(|cell| cell == left_out));
        let Some(place) = place else { return false };
        let compare = || self.is_like(broken.standing, place, source.standing);
        *self.alike.borrow_mut().entry((broken.standing, place, source.standing)).or_insert_with(compare)
    }

    fn is_like(&self, own: usize, place: usize, its: usize) -> bool {
        let law = |law: usize| self.standings.get(law).map(|standing| &standing.pattern.relations);
        let (Some(own), Some(its)) = (law(own), law(its)) else { return false };
        // Each figure of the other law by the two that stand beside it.
        let mut thirds: BTreeMap<[CellRef; 2], CellRef> = BTreeMap::new();
        for relation in its {
            let cells: Vec<CellRef> = relation.cells().collect();
            if let [a, b, c] = *cells.as_slice() {
                thirds.extend([([b.min(c), b.max(c)], a), ([a.min(c), a.max(c)], b), ([a.min(b), a.max(b)], c)]);
            }
        }
        let (mut same, mut all) = (0_usize, 0_usize);
        for relation in own {
            let mut cells: Vec<CellRef> = relation.cells().collect();
            if place >= cells.len() {
                continue;
            }
            let figure = cells.remove(place);
            let [a, b] = *cells.as_slice() else { continue };
            let third = thirds.get(&[a.min(b), a.max(b)]).map(|cell| self.table.reading(*cell));
            if let (Some(Reading::Number(third)), Reading::Number(figure)) = (third, self.table.reading(figure)) {
                all += 1;
                same += usize::from(third.value() == figure.value());
            }
        }
        same * ALIKE.1 >= all * ALIKE.0 && same > 0
    }
}
