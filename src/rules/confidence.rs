//! How sure a finding is.
//!
//! A broken relation has two explanations: the figure is wrong, or the law was never meant to hold
//! there. The odds between them start from the evidence of the law and change with what else is
//! known. What tells most is in how many *other* places the law is broken as badly, and next
//! whether a human slip explains the value. The factors were set by hand from published tables
//! with one slip seeded at a time and from their clean originals; `docs/accuracy.md` has the
//! reliability table that came of them.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::facts::TableFacts;
use super::total_omits_line::omitted;
use crate::diagnose::{Case, Site};
use crate::finding::Slip;
use crate::number::{Slack, Verdict};
use crate::relation::{
    Evidence, Judged, Relation, RelationKind, Standing, chance_if_rounded, coarse_tolerances, slip_surprise,
};
use crate::table::Table;
use crate::workbook::Row;

/// Odds that a single exception to a law of such evidence is an error, when the law holds on
/// enough other lines, and what each further exception multiplies them by. A printed formula stays
/// law in a sloppy table; a law that was only guessed does not.
fn base_odds(evidence: Evidence) -> (f64, f64) {
    match evidence {
        Evidence::Declared => (30.0, 0.8),
        Evidence::Structural => (14.0, 0.45),
        Evidence::Semantic => (11.0, 0.3),
        Evidence::Mined => (9.0, 0.22),
    }
}

/// The share of figures that are slips even in a careful list: so many exceptions say nothing
/// against a law that holds everywhere else.
const EXPECTED_SLIPS: f64 = 0.015;

/// What few holding lines leave of the odds. A declared law needs no witnesses.
fn witnesses(evidence: Evidence, holds: u32) -> f64 {
    let bare = match holds {
        0 => 0.06,
        1 => 0.4,
        2 => 0.7,
        _ => 1.0,
    };
    match evidence {
        Evidence::Declared => f64::max(bare, 0.3),
        Evidence::Structural => f64::max(bare, 0.2),
        // The words name what the one line proves, or it would not have been found.
        Evidence::Semantic if holds == 1 => 0.6,
        Evidence::Semantic | Evidence::Mined => bare,
    }
}

/// A slip of the fingers that leads exactly to the value is hardly an accident: odds at least and
/// at most.
const SLIP: (f64, f64) = (1.5, 12.0);
const NO_SLIP: f64 = 0.75;
/// The figures would agree if they were rounded: only the other lines say that they are not.
const WITHIN_ROUNDING: f64 = 0.25;
/// From this probability on that the other lines hold so exactly by accident, rounding is an
/// excuse.
const ROUNDED: f64 = 1e-4;
/// Two cells that are equal on most lines were often never meant to be.
const GUESSED_EQUALITY: f64 = 0.1;
/// A miss that is so many times smaller than another is of another kind: figures that never quite
/// agree say nothing against a law that is broken by ten times as much.
const APART: Decimal = Decimal::TEN;
/// What such a small miss counts beside the large one.
const SMALL: f64 = 0.1;
/// What an exception counts that is found in another line than the one in question, where a law
/// speaks of several lines.
const OF_ANOTHER_LINE: f64 = 0.3;
/// What an exception counts that repeats the same figures.
const REPEATED: f64 = 3.0;

/// The confidence of a case, from 0 to 1. Independent relations that one cell explains speak for
/// one another: the finding is wrong only if all of them are.
pub(super) fn confidence(facts: &TableFacts, case: &Case) -> f64 {
    let doubt: f64 = case.broken.iter().map(|site| 1.0 / (1.0 + odds(facts, case, *site))).product();
    // Nothing is surer than the share of printed formulas that are themselves misprints.
    (1.0 - doubt).min(0.99)
}

fn odds(facts: &TableFacts, case: &Case, site: Site) -> f64 {
    let Some(standing) = facts.standings.get(site.standing) else { return 0.0 };
    let pattern = &standing.pattern;
    let (base, each) = base_odds(pattern.evidence);
    let mut odds = base * witnesses(pattern.evidence, standing.tally.holds);
    let Some(misses) = facts.misses.get(site.standing) else { return 0.0 };
    // In a long list a few slips are to be expected.
    let expected = EXPECTED_SLIPS * f64::from(standing.tally.holds);
    odds *= each.powf((elsewhere(misses, case, site, expected) - expected).max(0.0));
    // A step up or down is always a digit replaced; that proves nothing where rounding may do it.
    let rounded = pattern.evidence != Evidence::Declared && excused_by_rounding(facts, standing, site);
    odds *= match (rounded, is_slip(case)) {
        (true, _) => WITHIN_ROUNDING * NO_SLIP,
        (false, true) => slip_odds(standing, site),
        (false, false) => NO_SLIP,
    };
    if pattern.kind == RelationKind::Equality && pattern.evidence >= Evidence::Semantic {
        odds *= GUESSED_EQUALITY;
    }
    odds
}

/// How much likelier the difference is as a slip than as anything else. A difference of a few
/// units is always that of some digit; one of thousands seldom.
fn slip_odds(standing: &Standing, site: Site) -> f64 {
    let relation = standing.pattern.relations.get(site.relation);
    let judged = standing.judged.get(site.relation).and_then(|judged| judged.as_ref().ok());
    let (Some(relation), Some(judged)) = (relation, judged) else { return SLIP.0 };
    let missed = judged.found.value().checked_sub(judged.computed.point);
    let units =
        missed.and_then(|missed| missed.abs().checked_div(judged.found.unit())).and_then(|units| units.to_f64());
    let figures = relation.operands.len().saturating_add(1) as f64;
    slip_surprise(units.unwrap_or(0.0), figures).clamp(SLIP.0, SLIP.1)
}

/// Whether a slip of the hand explains the value; that two cells may have been slipped in equally
/// well does not make it an accident. Any total may be that of an earlier state.
fn is_slip(case: &Case) -> bool {
    let likeliest = if case.tied { 2 } else { 1 };
    let slips = case.suspects.iter().take(likeliest).filter_map(|suspect| suspect.slip);
    let of_the_hand = |slip: Slip| match slip {
        Slip::StaleTotal => false,
        // Among many terms one is always like its neighbour.
        Slip::NeighbourValue => !case.tied,
        _ => true,
    };
    slips.into_iter().any(of_the_hand)
}

/// The broken relations of one law, looked at once: a long list may have many.
pub(crate) struct Misses {
    /// By the index of the relation.
    broken: Vec<(usize, Miss)>,
    /// The same misses in order, each with how often it occurs.
    distinct: Vec<(Miss, usize)>,
    /// What rounding to a coarse step would excuse, for each relation.
    coarse: Vec<Option<Decimal>>,
    /// How probable it is that the others hold so exactly although they are rounded; seldom asked.
    rounded: OnceCell<f64>,
    /// The line that is left out wherever the law is broken.
    pub(super) omitted: Option<Row>,
}

impl Misses {
    /// The broken relations of a law.
    pub(super) fn of(standing: &Standing, table: &Table) -> Self {
        let broken: Vec<(usize, Miss)> = standing
            .pattern
            .relations
            .iter()
            .zip(&standing.judged)
            .enumerate()
            .filter_map(|(at, (relation, judged))| Some((at, Miss::of(relation, judged.as_ref().ok()?)?)))
            .collect();
        if broken.is_empty() {
            return Self { broken, distinct: Vec::new(), coarse: Vec::new(), rounded: OnceCell::new(), omitted: None };
        }
        let mut distinct: BTreeMap<Miss, usize> = BTreeMap::new();
        for (_, miss) in &broken {
            *distinct.entry(*miss).or_default() += 1;
        }
        let coarse = coarse_tolerances(&standing.pattern, &standing.judged, table);
        let distinct = distinct.into_iter().collect();
        Self { broken, distinct, coarse, rounded: OnceCell::new(), omitted: omitted(standing, table) }
    }

    fn of_relation(&self, relation: usize) -> Option<Miss> {
        let place = self.broken.binary_search_by_key(&relation, |(at, _)| *at).ok()?;
        self.broken.get(place).map(|(_, miss)| *miss)
    }

    fn excuses(&self, relation: usize, missed: Decimal) -> bool {
        self.coarse.get(relation).copied().flatten().is_some_and(|tolerance| missed.abs() <= tolerance)
    }
}

/// So many exceptions leave nothing of any odds: more are not counted.
const HOPELESS: f64 = 200.0;

/// How many relations of the law are broken as badly that this case does not explain; counted up to
/// [`HOPELESS`] more than `expected`.
fn elsewhere(misses: &Misses, case: &Case, site: Site, expected: f64) -> f64 {
    let Some(here) = misses.of_relation(site.relation) else { return 0.0 };
    let mut explained: BTreeMap<Miss, usize> = BTreeMap::new();
    for other in case.broken.iter().filter(|other| other.standing == site.standing) {
        if let Some(miss) = misses.of_relation(other.relation) {
            *explained.entry(miss).or_default() += 1;
        }
    }
    // The same figures once more are no second slip but a custom, and one exception to the rest.
    let weight = |other: &Miss| match *other {
        other if other.line != here.line => OF_ANOTHER_LINE,
        other if other == here => REPEATED,
        other if other.is_small_beside(here) => SMALL,
        _ => 1.0,
    };
    let mut sum = 0.0;
    for (miss, times) in &misses.distinct {
        if explained.get(miss).is_none_or(|explained| explained < times) {
            sum += weight(miss);
            if sum > expected + HOPELESS {
                break;
            }
        }
    }
    sum
}

/// By how much a relation misses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Miss {
    /// The line of a total of lines; a column speaks of no line more than of another.
    line: Option<Row>,
    found: Decimal,
    by: Decimal,
}

impl Miss {
    /// `None` where the relation holds.
    fn of(relation: &Relation, judged: &Judged) -> Option<Self> {
        if judged.verdict != Verdict::Wrong {
            return None;
        }
        let target = relation.target;
        let down = relation.operands.iter().all(|cell| cell.col == target.col);
        let found = judged.found.value();
        Some(Self { line: down.then_some(target.row), found, by: found.checked_sub(judged.computed.point)? })
    }

    /// Whether it is smaller by far, both in itself and beside its own figure.
    fn is_small_beside(self, other: Self) -> bool {
        let times = |value: Decimal, by: Decimal| value.abs().checked_mul(by.abs()).unwrap_or(Decimal::MAX);
        let smaller = times(self.by, APART) <= other.by.abs();
        // self.by / self.found < other.by / other.found / APART, with what the figures should be
        // where they are larger.
        let own = self.found.abs().max(self.by.abs());
        let its = other.found.abs().max(other.by.abs());
        smaller && times(times(self.by, its), APART) <= times(other.by, own)
    }
}

fn excused_by_rounding(facts: &TableFacts, standing: &Standing, site: Site) -> bool {
    let pattern = &standing.pattern;
    let Some(misses) = facts.misses.get(site.standing) else { return false };
    let Some(Ok(judged)) = standing.judged.get(site.relation) else { return false };
    let missed = judged.found.value().checked_sub(judged.computed.point);
    if missed.is_some_and(|missed| misses.excuses(site.relation, missed)) {
        return true;
    }
    let rounded = pattern
        .relations
        .get(site.relation)
        .map(|relation| relation.judged_again(*judged, pattern.kind, Slack::Rounded));
    let chance =
        || *misses.rounded.get_or_init(|| chance_if_rounded(&standing.pattern, &standing.judged, &facts.table));
    rounded.is_some_and(|judged| judged.verdict != Verdict::Wrong) && chance() > ROUNDED
}
