//! How sure a finding is.
//!
//! A broken relation has two explanations: the figure is wrong, or the law was never meant to hold
//! there. The odds between them start from the evidence of the law and change with what else is
//! known. What tells most is in how many *other* places the law is broken as well, and next
//! whether a human slip explains the value. The factors were set by hand from published tables
//! with one slip seeded at a time and from their clean originals; `docs/accuracy.md` has the
//! reliability table that came of them.

use super::facts::TableFacts;
use crate::diagnose::{Case, Site};
use crate::number::{Slack, Verdict};
use crate::relation::{Evidence, RelationKind, Standing};

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

/// What few holding lines leave of the odds. A declared law needs no witnesses.
fn witnesses(evidence: Evidence, holds: u32) -> f64 {
    let bare = match holds {
        0 => 0.06,
        1 => 0.3,
        2 => 0.45,
        3 => 0.8,
        _ => 1.0,
    };
    match evidence {
        Evidence::Declared => f64::max(bare, 0.3),
        Evidence::Structural => f64::max(bare, 0.2),
        Evidence::Semantic | Evidence::Mined => bare,
    }
}

/// A slip of the fingers that leads exactly to the value is hardly an accident.
const SLIP: f64 = 3.0;
const NO_SLIP: f64 = 0.75;
/// The figures would agree if they were rounded: only the other lines say that they are not.
const WITHIN_ROUNDING: f64 = 0.25;
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
    let pattern = &standing.pattern;
    let (base, each) = base_odds(pattern.evidence);
    let mut odds = base * witnesses(pattern.evidence, standing.tally.holds);
    odds *= each.powi(elsewhere(standing, case, site.standing));
    let slip = !case.tied && case.suspects.first().is_some_and(|suspect| suspect.slip.is_some());
    odds *= if slip { SLIP } else { NO_SLIP };
    if pattern.evidence != Evidence::Declared && excused_by_rounding(facts, standing, site) {
        odds *= WITHIN_ROUNDING;
    }
    if pattern.kind == RelationKind::Equality && pattern.evidence >= Evidence::Semantic {
        odds *= GUESSED_EQUALITY;
    }
    odds
}

/// How many relations of the law are broken that this case does not explain.
fn elsewhere(standing: &Standing, case: &Case, at: usize) -> i32 {
    let broken = standing.tally.of - standing.tally.holds;
    let here = case.broken.iter().filter(|site| site.standing == at).count();
    i32::try_from(broken).unwrap_or(i32::MAX).saturating_sub(i32::try_from(here).unwrap_or(i32::MAX)).max(0)
}

fn excused_by_rounding(facts: &TableFacts, standing: &Standing, site: Site) -> bool {
    standing.pattern.relations.get(site.relation).is_some_and(|relation| {
        relation
            .judge(standing.pattern.kind, Slack::Rounded, &facts.table)
            .is_ok_and(|judged| judged.verdict != Verdict::Wrong)
    })
}
