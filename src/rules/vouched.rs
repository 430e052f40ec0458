//! What speaks for a figure that a law accuses.
//!
//! A law that is broken at one place may not be meant there. Three things say so whatever its odds are:
//! its exceptions are those of rounding, what it relates is confirmed by other laws, or the very
//! figure that it accuses follows from a law that is better than it is.

use std::collections::BTreeMap;

use crate::diagnose::{Case, Site};
use crate::number::Verdict;
use crate::relation::{Evidence, Judged, Relation, RelationKind, Standing};
use crate::workbook::CellRef;

/// So many exceptions are several, in relations: of two that miss by one unit either may be a slip.
const SEVERAL: usize = 3;
/// The least share of the exceptions of a law that makes them those of rounding, where they miss by
/// exactly one unit: one in so many. Of the digits that slip, one in ten or fewer changes a figure so.
const OF_ONE_UNIT: usize = 3;
/// The most exceptions of a law that vouches for a figure that another accuses: one line in so many.
const EXCEPTIONS: u32 = 10;
/// The fewest lines, besides the one in question, on which it holds.
const WITNESSES: u32 = 4;

/// What the laws of a table confirm, looked at once.
pub(crate) struct Vouched {
    /// The laws that compute a figure and hold there, by that figure.
    computes: BTreeMap<CellRef, Vec<usize>>,
    /// For each law, whether its exceptions are those of rounding.
    rounds: Vec<bool>,
}

impl Vouched {
    /// Gathers what holds, where anything is broken.
    pub(super) fn of(standings: &[Standing], cases: &[Case]) -> Self {
        let mut computes: BTreeMap<CellRef, Vec<usize>> = BTreeMap::new();
        if !cases.is_empty() {
            for (at, standing) in standings.iter().enumerate().filter(|(_, standing)| computes_figures(standing)) {
                for (relation, _) in standing.with(Verdict::holds).filter(|(relation, _)| relation.operands.len() > 1) {
                    computes.entry(relation.target).or_default().push(at);
                }
            }
        }
        Self { computes, rounds: standings.iter().map(rounds).collect() }
    }

    /// Whether the law of a case is not meant where it is broken.
    pub(super) fn clears(&self, standings: &[Standing], case: &Case, site: Site) -> bool {
        let Some(standing) = standings.get(site.standing) else { return false };
        let relation = standing.pattern.relations.get(site.relation);
        let judged = standing.judged.get(site.relation).and_then(|judged| judged.as_ref().ok());
        let (Some(relation), Some(judged)) = (relation, judged) else { return false };
        if standing.pattern.evidence == Evidence::Declared {
            return false;
        }
        let rounds = self.rounds.get(site.standing) == Some(&true);
        rounds && misses_by_one_unit(judged)
            || self.follows(standing, site, relation)
            || self.is_outdone(standings, standing, case, site)
    }

    /// Whether every figure of a sum is computed by another law that holds. Where the columns of a table
    /// add up, their totals obey what all lines obey: what is wrong stands in a line, or nothing is.
    fn follows(&self, standing: &Standing, site: Site, relation: &Relation) -> bool {
        let is_sum = matches!(standing.pattern.kind, RelationKind::Sum | RelationKind::Difference);
        is_sum && relation.operands.len() > 1 && relation.cells().all(|cell| self.is_computed(cell, site.standing))
    }

    fn is_computed(&self, cell: CellRef, besides: usize) -> bool {
        self.computes.get(&cell).is_some_and(|laws| laws.iter().any(|law| *law != besides))
    }

    /// Whether the one figure that a law alone accuses is computed by another that holds there and has
    /// fewer exceptions.
    fn is_outdone(&self, standings: &[Standing], standing: &Standing, case: &Case, site: Site) -> bool {
        if case.tied || case.broken.iter().any(|other| other.standing != site.standing) {
            return false;
        }
        let accused = case.suspects.first().and_then(|suspect| self.computes.get(&suspect.cell));
        accused.into_iter().flatten().filter(|law| **law != site.standing).any(|law| {
            standings.get(*law).is_some_and(|rival| {
                let (its, own) = (rival.tally, standing.tally);
                its.holds > WITNESSES
                    && (its.of - its.holds).saturating_mul(EXCEPTIONS) <= its.of
                    && u64::from(its.of - its.holds) * u64::from(own.of)
                        < u64::from(own.of - own.holds) * u64::from(its.of)
            })
        })
    }
}

fn computes_figures(standing: &Standing) -> bool {
    standing.is_arithmetic() && standing.pattern.kind != RelationKind::Equality
}

/// Whether the exceptions of a law are those of rounding.
fn rounds(standing: &Standing) -> bool {
    let wrong = || standing.with(|verdict| verdict == Verdict::Wrong);
    let all = wrong().count();
    all >= SEVERAL && wrong().filter(|(_, judged)| misses_by_one_unit(judged)).count() * OF_ONE_UNIT >= all
}

fn misses_by_one_unit(judged: &Judged) -> bool {
    let missed = judged.found.value().checked_sub(judged.computed.point);
    missed.is_some_and(|missed| missed.abs() <= judged.found.unit())
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::finding::Suspect;
    use crate::number::{Number, Slack};
    use crate::relation::{Origin, Pattern, Tally};
    use crate::table::Reading;
    use crate::text::Bilingual;
    use crate::workbook::{Col, Row};

    fn at(row: u32, col: u32) -> CellRef {
        CellRef::new(Row(row), Col(col))
    }

    /// A law of sums as it stands to whole figures, given line by line.
    fn law(figures: &[&[i64]], relations: Vec<Relation>) -> Standing {
        let readings = |cell: CellRef| {
            let line = figures.get(cell.row.0 as usize);
            let figure = line.and_then(|line| line.get(cell.col.0 as usize)).copied();
            figure.map_or(Reading::Blank, |figure| Reading::Number(Number::new(Decimal::from(figure), 0)))
        };
        let kind = RelationKind::Sum;
        let judged: Vec<_> = relations.iter().map(|relation| relation.judge(kind, Slack::None, &readings)).collect();
        let holds = judged.iter().flatten().filter(|judged| judged.verdict.holds()).count();
        let tally = Tally { holds: holds as u32, of: judged.iter().flatten().count() as u32 };
        let slacks = vec![Slack::None; relations.len()];
        let (evidence, origin, law) = (Evidence::Mined, Origin::Values, Bilingual::default());
        Standing { pattern: Pattern { kind, evidence, origin, law, prior: 0.9, relations }, slacks, judged, tally }
    }

    fn along(lines: u32, target: u32, parts: [u32; 2]) -> Vec<Relation> {
        let relation = |row| Relation::sum(at(row, target), parts.map(|col| at(row, col)).to_vec());
        (0..lines).map(relation).collect()
    }

    fn down(lines: u32, columns: u32) -> Vec<Relation> {
        let relation = |col| Relation::sum(at(lines, col), (0..lines).map(|row| at(row, col)).collect());
        (0..columns).map(relation).collect()
    }

    /// Whether the first law is cleared of accusing `cell` in the relation.
    fn is_cleared(standings: &[Standing], relation: usize, cell: CellRef) -> bool {
        let site = Site { standing: 0, relation };
        let suspects = vec![Suspect { cell, repaired: None, slip: None }];
        let case = Case { broken: vec![site], suspects, tied: false };
        Vouched::of(standings, std::slice::from_ref(&case)).clears(standings, &case, site)
    }

    #[test]
    fn several_exceptions_of_one_unit_are_rounding_and_one_is_not() {
        let rounded: &[&[i64]] = &[&[10, 4, 6], &[21, 13, 7], &[30, 14, 17], &[40, 33, 8], &[95, 31, 24]];
        let standings = [law(rounded, along(5, 0, [1, 2]))];
        assert!(is_cleared(&standings, 1, at(1, 0)));
        assert!(!is_cleared(&standings, 4, at(4, 0)), "what misses by more is no rounding");
        let slipped: &[&[i64]] = &[&[10, 4, 6], &[21, 13, 7], &[31, 14, 17], &[41, 33, 8], &[55, 31, 24]];
        assert!(!is_cleared(&[law(slipped, along(5, 0, [1, 2]))], 1, at(1, 0)));
    }

    #[test]
    fn totals_that_all_follow_from_their_columns_are_not_accused_and_lines_are() {
        // The second line gives no parts.
        let missing: &[&[i64]] = &[&[30, 14, 16], &[25, 0, 0], &[40, 33, 7], &[95, 47, 23]];
        let standings = [law(missing, along(4, 0, [1, 2])), law(missing, down(3, 3))];
        assert!(is_cleared(&standings, 3, at(3, 0)));
        assert!(!is_cleared(&standings, 1, at(1, 0)));
        // A slip in a total leaves its column as well.
        let slipped: &[&[i64]] = &[&[30, 14, 16], &[25, 12, 13], &[40, 33, 7], &[59, 59, 36]];
        let standings = [law(slipped, along(4, 0, [1, 2])), law(slipped, down(3, 3))];
        assert!(!is_cleared(&standings, 3, at(3, 0)));
    }

    #[test]
    fn a_figure_that_a_better_law_gives_is_not_accused_by_a_worse() {
        // Column 0 is 1 + 2 everywhere, and 3 + 4 but on one line.
        let lines = [[30, 14, 16, 20, 10], [25, 12, 13, 5, 20], [40, 33, 7, 1, 39], [52, 50, 2, 26, 26]];
        let fifth = [61, 20, 41, 60, 9];
        let sixth = [77, 35, 42, 70, 7];
        let figures: Vec<&[i64]> = lines.iter().chain([&fifth, &sixth]).map(<[i64; 5]>::as_slice).collect();
        let (worse, better) = (law(&figures, along(6, 0, [3, 4])), law(&figures, along(6, 0, [1, 2])));
        assert!(is_cleared(&[worse.clone(), better.clone()], 4, at(4, 0)));
        assert!(!is_cleared(&[worse.clone(), better], 4, at(4, 3)), "nothing gives the operand");
        assert!(!is_cleared(&[worse.clone(), worse], 4, at(4, 0)));
    }
}
