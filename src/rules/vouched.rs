//! What speaks for a figure that a law accuses.
//!
//! A law that is broken at one place may not be meant there. Four things say so whatever its odds are:
//! its exceptions are those of rounding, what it relates is confirmed by other laws, the very
//! figure that it accuses follows from a law that is better than it is, or it is the echo of one.

mod echo;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::exempt::Exempt;
use crate::diagnose::{Case, Site};
use crate::number::{Slack, Verdict};
use crate::relation::{Evidence, Judged, Relation, RelationKind, Standing, coarse_tolerance, common_step};
use crate::table::Table;
use crate::workbook::{CellRef, Row};

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
    /// For each law that is broken, the step that all its figures are multiples of, where several cases say
    /// that they were rounded to it and written out.
    written_out: Vec<Option<Decimal>>,
    /// The lines in which several laws are broken, each in its own way.
    apart: BTreeSet<Row>,
    /// The broken relations that only echo others.
    echoes: BTreeSet<Site>,
    /// The figures that may be wrong in lines that are known to be.
    open: BTreeSet<CellRef>,
    exempt: Exempt,
}

impl Vouched {
    /// Gathers what holds, where anything is broken.
    pub(super) fn of(standings: &[Standing], cases: &[Case], table: &Table, exempt: Exempt) -> Self {
        let mut computes: BTreeMap<CellRef, Vec<usize>> = BTreeMap::new();
        if !cases.is_empty() {
            for (at, standing) in standings.iter().enumerate().filter(|(_, standing)| computes_figures(standing)) {
                for (relation, _) in standing.with(Verdict::holds).filter(|(relation, _)| relation.operands.len() > 1) {
                    computes.entry(relation.target).or_default().push(at);
                }
            }
        }
        let rounds = standings.iter().map(rounds).collect();
        Self {
            computes,
            rounds,
            written_out: written_out(standings, cases, table),
            apart: apart(standings, cases),
            echoes: echo::echoes(standings, cases, table),
            open: open(standings, cases),
            exempt,
        }
    }

    /// Whether the law of a case is not meant where it is broken.
    pub(super) fn clears(&self, standings: &[Standing], case: &Case, site: Site) -> bool {
        let Some(standing) = standings.get(site.standing) else { return false };
        let relation = standing.pattern.relations.get(site.relation);
        let judged = standing.judged.get(site.relation).and_then(|judged| judged.as_ref().ok());
        let (Some(relation), Some(judged)) = (relation, judged) else { return false };
        let step = self.written_out.get(site.standing).copied().flatten();
        if step.is_some_and(|step| misses_by_a_step(relation, judged, step))
            || self.exempt.has(site.standing, site.relation)
        {
            return true;
        }
        if standing.pattern.evidence == Evidence::Declared {
            return false;
        }
        let lines = relation.operands.iter().filter(|cell| self.open.contains(cell)).count();
        if !is_along(relation) && relation.operands.len() >= LONG && lines >= SEVERAL {
            return true;
        }
        let rounds = self.rounds.get(site.standing) == Some(&true);
        rounds && misses_by_one_unit(judged)
            || is_along(relation) && self.apart.contains(&relation.target.row)
            || self.echoes.contains(&site)
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
        let accused = case.suspects.first().and_then(|suspect| self.computes.get(&suspect.place.cell()?));
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

/// A total of so many lines adds up more than can be looked through.
const LONG: usize = 10;

/// The figures that may be wrong in lines that are known to be: what a total of several such lines misses is theirs.
fn open(standings: &[Standing], cases: &[Case]) -> BTreeSet<CellRef> {
    let is_line = |site: &Site| {
        let relation = standings.get(site.standing).and_then(|standing| standing.pattern.relations.get(site.relation));
        relation.is_some_and(is_along)
    };
    let open = cases.iter().filter(|case| case.broken.iter().all(is_line));
    open.flat_map(|case| case.suspects.iter().take(SEVERAL)).filter_map(|suspect| suspect.place.cell()).collect()
}

fn computes_figures(standing: &Standing) -> bool {
    standing.is_arithmetic() && standing.pattern.kind != RelationKind::Equality
}

/// Whether the exceptions of a law are those of rounding. Whole things are not rounded.
fn rounds(standing: &Standing) -> bool {
    let wrong = || standing.with(|verdict| verdict == Verdict::Wrong);
    let all = wrong().count();
    let of_one_unit = wrong().filter(|(_, judged)| misses_by_one_unit(judged)).count();
    // Two slips that both change the last digit by one are rarer than a divisor that lacks a small term, or totals
    // that were added up before they were rounded.
    let both = all == 2 && of_one_unit == 2;
    !standing.slacks.contains(&Slack::Counted) && (both || all >= SEVERAL && of_one_unit * OF_ONE_UNIT >= all)
}

/// So many figures of a line miss what laws that nobody printed give, each by another amount, where the line is of
/// another kind: a hand slips once in a line.
const OWN_WAYS: usize = 3;

/// To so many digits the amounts are told apart: what follows from one slip misses by it, and by rounding.
const ANOTHER: u32 = 2;

/// The lines in which that many cases lie.
fn apart(standings: &[Standing], cases: &[Case]) -> BTreeSet<Row> {
    type Ways = (BTreeSet<CellRef>, BTreeSet<Decimal>);
    let mut ways: BTreeMap<Row, Ways> = BTreeMap::new();
    let miss = |site: &Site| {
        let standing = standings.get(site.standing)?;
        let relation = standing.pattern.relations.get(site.relation)?;
        let judged = standing.judged.get(site.relation)?.as_ref().ok()?;
        let guessed = standing.is_arithmetic() && standing.pattern.evidence != Evidence::Declared;
        let missed = judged.found.value().checked_sub(judged.computed.point)?;
        (guessed && is_along(relation)).then_some((relation.target, missed.abs().round_sf(ANOTHER)?.normalize()))
    };
    for case in cases {
        let misses: Option<Vec<(CellRef, Decimal)>> = case.broken.iter().map(miss).collect();
        let Some(misses) = misses else { continue };
        let Some((first, missed)) = misses.first().copied() else { continue };
        if misses.iter().all(|(target, _)| target.row == first.row) {
            let (figures, amounts) = ways.entry(first.row).or_default();
            figures.insert(first);
            amounts.insert(missed);
        }
    }
    let several = |(_, (figures, amounts)): &(Row, Ways)| figures.len().min(amounts.len()) >= OWN_WAYS;
    ways.into_iter().filter(several).map(|(row, _)| row).collect()
}

/// Whether a law speaks of one line.
fn is_along(relation: &Relation) -> bool {
    relation.operands.iter().all(|cell| cell.row == relation.target.row)
}

/// Figures that all end in so many zeros were written out after rounding, or are of such a step by nature.
const WRITTEN_OUT: Decimal = Decimal::ONE_THOUSAND;
/// So many cases that miss by a step tell the two apart: one may be a slip.
const CASES: usize = 2;

/// The step of each law whose figures were rounded and written out.
fn written_out(standings: &[Standing], cases: &[Case], table: &Table) -> Vec<Option<Decimal>> {
    let step = |standing: &Standing| {
        let broken = standing.is_arithmetic() && standing.broken().next().is_some();
        let cells = || standing.pattern.relations.iter().flat_map(Relation::cells);
        broken.then(|| common_step(cells(), table)).flatten().filter(|step| *step >= WRITTEN_OUT)
    };
    let steps: Vec<Option<Decimal>> = standings.iter().map(step).collect();
    let by_a_step = |site: &Site| {
        let (standing, step) = (standings.get(site.standing)?, steps.get(site.standing).copied().flatten()?);
        let relation = standing.pattern.relations.get(site.relation)?;
        let judged = standing.judged.get(site.relation)?.as_ref().ok()?;
        Some(misses_by_a_step(relation, judged, step))
    };
    let of_laws = cases.iter().filter_map(|case| case.broken.iter().map(by_a_step).collect::<Option<Vec<bool>>>());
    let (mut all, mut by_step) = (0_usize, 0_usize);
    for case in of_laws {
        all += 1;
        by_step += usize::from(case.iter().all(|by_step| *by_step));
    }
    let rounded = by_step >= CASES && by_step * OF_ONE_UNIT >= all;
    steps.into_iter().map(|step| step.filter(|_| rounded)).collect()
}

/// Whether a sum misses by no more than the roundings of its terms to a step add up to.
fn misses_by_a_step(relation: &Relation, judged: &Judged, step: Decimal) -> bool {
    let missed = judged.found.value().checked_sub(judged.computed.point).map(|missed| missed.abs());
    let most = coarse_tolerance(relation.operands.len().saturating_add(1), step);
    relation.expr.is_additive() && missed.zip(most).is_some_and(|(missed, most)| missed <= most)
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
    use crate::ledger::Place;
    use crate::number::{Number, Slack};
    use crate::relation::{Origin, Pattern, Tally};
    use crate::table::Reading;
    use crate::text::Bilingual;
    use crate::workbook::{Col, SheetIndex};

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
        let suspects = vec![Suspect { place: Place::of_cell(SheetIndex(0), cell), repaired: None, slip: None }];
        let case = Case { broken: vec![site], suspects, tied: false };
        let (table, exempt) = (Table::default(), Exempt::default());
        Vouched::of(standings, std::slice::from_ref(&case), &table, exempt).clears(standings, &case, site)
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
