//! How sure a finding is.
//!
//! A broken relation has two explanations: the figure is wrong, or the law was never meant to hold
//! there. The odds between them start from the evidence of the law and change with what else is
//! known. What tells most is in how many *other* places the law is broken as badly, and next
//! whether a human slip explains the value. The factors were set by hand from published tables
//! with one slip seeded at a time and from their clean originals; `docs/accuracy.md` has the
//! reliability table that came of them.

use super::exceptions::{is_slip, left_by_others, slip_odds};
use super::facts::TableFacts;
use crate::diagnose::{Case, Site};
use crate::number::{Slack, Verdict};
use crate::relation::{Evidence, RelationKind, Standing, chance_if_rounded};
use crate::words::{Sense, senses};

/// Odds that a single exception to a law of such evidence is an error, when the law holds on
/// enough other lines.
fn base_odds(evidence: Evidence) -> f64 {
    match evidence {
        Evidence::Declared => 30.0,
        Evidence::Structural => 14.0,
        Evidence::Semantic => 11.0,
        Evidence::Mined => 9.0,
    }
}

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
/// The same where the unit says that the figures were rounded: millions of đồng are never counted.
const ROUNDED_UNIT: f64 = 0.08;
/// From this probability on that the other lines hold so exactly by accident, rounding is an
/// excuse.
const ROUNDED: f64 = 1e-4;
/// Two cells that are equal on most lines were often never meant to be.
const GUESSED_EQUALITY: f64 = 0.1;

/// The confidence of a case, from 0 to 1. Independent relations that one cell explains speak for
/// one another: the finding is wrong only if all of them are.
pub(super) fn confidence(facts: &TableFacts, case: &Case) -> f64 {
    let doubt: f64 = case.broken.iter().map(|site| 1.0 / (1.0 + odds(facts, case, *site))).product();
    // Nothing is surer than the share of printed formulas that are themselves misprints.
    (1.0 - doubt).min(0.99)
}

fn odds(facts: &TableFacts, case: &Case, site: Site) -> f64 {
    let Some(standing) = facts.standings.get(site.standing) else { return 0.0 };
    if facts.vouched.clears(&facts.standings, case, site) {
        return 0.0;
    }
    let pattern = &standing.pattern;
    let mut odds = base_odds(pattern.evidence) * witnesses(pattern.evidence, standing.tally.holds);
    let Some(misses) = facts.misses.get(site.standing) else { return 0.0 };
    odds *= left_by_others(standing, misses, case, site);
    // A step up or down is always a digit replaced; that proves nothing where rounding may do it.
    let rounded = pattern.evidence != Evidence::Declared && excused_by_rounding(facts, standing, site);
    odds *= match (rounded, is_slip(case)) {
        (true, _) if is_of_rounded_unit(facts, standing, site) => ROUNDED_UNIT * NO_SLIP,
        (true, _) => WITHIN_ROUNDING * NO_SLIP,
        (false, true) => slip_odds(standing, site).clamp(SLIP.0, SLIP.1),
        (false, false) => NO_SLIP,
    };
    if pattern.kind == RelationKind::Equality && pattern.evidence >= Evidence::Semantic {
        odds *= GUESSED_EQUALITY;
    }
    odds
}

/// Whether the unit of a figure is so much money that it is rounded in it.
fn is_of_rounded_unit(facts: &TableFacts, standing: &Standing, site: Site) -> bool {
    let target = standing.pattern.relations.get(site.relation).map(|relation| relation.target);
    let unit = target.and_then(|target| facts.table.unit_at(target));
    unit.is_some_and(|unit| senses(unit.as_str()).has(Sense::MoneyUnit) && !unit.is_dong())
}

fn excused_by_rounding(facts: &TableFacts, standing: &Standing, site: Site) -> bool {
    let pattern = &standing.pattern;
    if standing.slacks.get(site.relation) == Some(&Slack::Counted) {
        return false;
    }
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
