//! The laws of a table together with how its figures stand to them.

use super::slack::{self, Outcome};
use super::{Evidence, Judged, Pattern, Readings, Relation, RelationKind, Tally, Undecided};
use crate::number::{Slack, Verdict};
use crate::text::Bilingual;
use crate::workbook::CellRef;

/// A pattern with the verdict on each of its relations.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing<I = CellRef> {
    /// The law.
    pub pattern: Pattern<I>,
    /// What rounding may excuse in each relation.
    pub slacks: Vec<Slack>,
    /// One for each of `pattern.relations`.
    pub judged: Vec<Result<Judged, Undecided>>,
    /// How many lines obey it.
    pub tally: Tally,
}

/// How many imagined lines the evidence of a pattern weighs against the lines that are counted.
/// Three: a printed formula that fails on three lines of four is no longer believed.
const PRIOR_LINES: f64 = 3.0;

impl<I: Copy + Ord> Standing<I> {
    /// Judges all laws of a table together: whether its figures are exact is inferred from all.
    pub fn of_all(patterns: Vec<Pattern<I>>, readings: &(impl Readings<I> + ?Sized)) -> Vec<Self> {
        let judged: Vec<Vec<Outcome>> =
            patterns.iter().map(|pattern| slack::judged(&pattern.relations, pattern.kind, readings)).collect();
        let slacks = slack::slacks(&patterns, &judged, readings);
        let parts = patterns.into_iter().zip(slacks).zip(judged);
        parts.map(|((pattern, slacks), judged)| Self::new(pattern, slacks, judged)).collect()
    }

    /// `judged`: one for each relation, under any slack.
    fn new(pattern: Pattern<I>, slacks: Vec<Slack>, mut judged: Vec<Outcome>) -> Self {
        for ((relation, slack), judged) in pattern.relations.iter().zip(&slacks).zip(&mut judged) {
            if let Ok(judged) = judged {
                *judged = relation.judged_again(*judged, pattern.kind, *slack);
            }
        }
        let cut = |judged: &Judged| judged.verdict == Verdict::Truncated;
        // Cutting is excused where it may be the custom, not in a column that rounds.
        if pattern.evidence == Evidence::Declared
            && judged.iter().flatten().any(cut)
            && slack::habit(&pattern, &judged).beside_a_cut().always_rounds()
        {
            for judged in judged.iter_mut().flatten().filter(|judged| cut(judged)) {
                judged.verdict = Verdict::Wrong;
            }
        }
        let tally = Tally {
            holds: count(judged.iter().flatten().filter(|judged| judged.verdict.holds())),
            of: count(judged.iter().flatten()),
        };
        Self { pattern, slacks, judged, tally }
    }

    /// Takes out one of its relations.
    pub(super) fn leave_out(&mut self, relation: usize) {
        if relation >= self.pattern.relations.len() {
            return;
        }
        self.pattern.relations.remove(relation);
        self.slacks.remove(relation);
        if let Ok(judged) = self.judged.remove(relation) {
            self.tally.of -= 1;
            self.tally.holds -= u32::from(judged.verdict.holds());
        }
    }

    /// The relations that do not hold.
    pub fn broken(&self) -> impl Iterator<Item = &Relation<I>> {
        self.with(|verdict| verdict == Verdict::Wrong).map(|(relation, _)| relation)
    }

    /// The relations whose verdict passes a test, with that verdict.
    pub fn with(&self, test: impl Fn(Verdict) -> bool) -> impl Iterator<Item = (&Relation<I>, &Judged)> {
        self.pattern
            .relations
            .iter()
            .zip(&self.judged)
            .filter_map(|(relation, judged)| Some((relation, judged.as_ref().ok()?)))
            .filter(move |(_, judged)| test(judged.verdict))
    }

    /// How far the law is believed by its evidence and by all lines but `left_out` that are in
    /// question: a weighted mean of the two, from 0 to 1.
    pub fn confidence_without(&self, left_out: u32) -> f64 {
        let broken = self.tally.of - self.tally.holds;
        let left_out = left_out.min(broken);
        let others = self.tally.of.saturating_sub(left_out);
        let believed =
            (self.pattern.prior * PRIOR_LINES + f64::from(self.tally.holds)) / (PRIOR_LINES + f64::from(others));
        // A law that the values alone suggest and that other lines break as well is not quite the
        // author's law: those lines count twice.
        let doubt = if self.pattern.evidence == Evidence::Mined {
            f64::from(broken - left_out) / f64::from(others.max(1))
        } else {
            0.0
        };
        believed * (1.0 - 2.0 * doubt).max(0.0)
    }

    /// "Cột 2 = 4 + 6 + 8 · đúng ở 9/10 dòng"
    pub fn law_with_tally(&self) -> Bilingual {
        let Tally { holds, of } = self.tally;
        let law = &self.pattern.law;
        Bilingual::new(
            format!("{} · đúng ở {holds}/{of} chỗ", law.vi),
            format!("{} · holds in {holds} of {of}", law.en),
        )
    }

    /// Whether it is arithmetic, and not a bound or a comparison of words.
    pub fn is_arithmetic(&self) -> bool {
        !matches!(self.pattern.kind, RelationKind::Bound | RelationKind::Label)
    }
}

impl Tally {
    /// Counts relations of one kind that hold within rounding.
    pub fn of(relations: &[Relation], kind: RelationKind, readings: &(impl Readings<CellRef> + ?Sized)) -> Self {
        let mut tally = Self::default();
        relations.iter().for_each(|relation| tally.add(&relation.judge(kind, Slack::Rounded, readings)));
        tally
    }

    /// Counts one more relation.
    pub(super) fn add(&mut self, judged: &Outcome) {
        if let Ok(judged) = judged {
            self.holds += u32::from(judged.verdict.holds());
            self.of += 1;
        }
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use rust_decimal::Decimal;

    use super::*;
    use crate::number::Number;
    use crate::relation::{Expr, Origin};
    use crate::table::Reading;
    use crate::workbook::{Col, Row};

    /// Each line: a percent that is cut, and a total of the line; below all, a total of each column.
    fn patterns(rows: u32) -> Vec<Pattern> {
        let at = |row, col| CellRef::new(Row(row), Col(col));
        let percents = (0..rows).map(|row| Relation::ratio(at(row, 3), at(row, 1), at(row, 2), 100)).collect();
        let lines = (0..rows).map(|row| Relation::sum(at(row, 0), vec![at(row, 1), at(row, 2)])).collect();
        let down = |col| Relation::sum(at(rows, col), (0..rows).map(|row| at(row, col)).collect());
        let pattern = |kind, evidence, relations| Pattern {
            kind,
            evidence,
            origin: Origin::Values,
            law: Bilingual::default(),
            prior: 0.9,
            relations,
        };
        vec![
            pattern(RelationKind::Ratio, Evidence::Declared, percents),
            pattern(RelationKind::Sum, Evidence::Mined, lines),
            pattern(RelationKind::Sum, Evidence::Structural, (0..3).map(down).collect()),
        ]
    }

    #[test]
    fn twice_the_lines_are_looked_at_twice_as_often() {
        let looked_up = |rows: u32| {
            let count = Cell::new(0_u32);
            let readings = |cell: CellRef| {
                count.set(count.get() + 1);
                let (a, b) = (Decimal::from(cell.row.0 % 7 + 1), Decimal::from(cell.row.0 % 5 + 3));
                let total = Decimal::from(rows);
                Reading::Number(match cell.col.0 {
                    _ if cell.row.0 == rows => Number::new(total, 0),
                    0 => Number::new(a + b, 0),
                    1 => Number::new(a, 0),
                    2 => Number::new(b, 0),
                    _ => Number::new((a * Decimal::ONE_HUNDRED / b).trunc(), 0),
                })
            };
            let standings = Standing::of_all(patterns(rows), &readings);
            assert!(standings.iter().any(|standing| standing.broken().next().is_some()));
            assert!(matches!(standings.first().map(|standing| standing.pattern.relations.first()), Some(Some(_))));
            count.get()
        };
        let (once, twice) = (looked_up(400), looked_up(800));
        assert!(twice <= once * 2 + 100, "{once} for 400 lines, {twice} for 800");
        // Each cell in at most a dozen passes over the relations that it is in.
        assert!(once <= 400 * 9 * 12, "{once}");
    }

    #[test]
    fn an_expression_of_one_cell_is_judged_by_that_cell() {
        let (a, b) = (CellRef::new(Row(0), Col(0)), CellRef::new(Row(0), Col(1)));
        let relation = Relation { target: a, operands: vec![b], expr: Expr::Cell(b) };
        let readings = |cell: CellRef| Reading::Number(Number::new(Decimal::from(cell.col.0), 0));
        let judged = relation.judge(RelationKind::Equality, Slack::Rounded, &readings).unwrap();
        assert_eq!(judged.verdict, Verdict::Wrong);
        assert_eq!(relation.judged_again(judged, RelationKind::Equality, Slack::None), judged);
    }
}
