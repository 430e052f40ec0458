//! What rounding may excuse in a relation, inferred from the other relations around it.
//!
//! A table in thousands adds up only within rounding; a table of counts, or one printed to the
//! last đồng, adds up exactly. Nobody says which it is, but the figures do: if n terms and their
//! total had been rounded each by itself, the printed total would equal the sum of the printed
//! terms only now and then. Where the others hold to the last digit far more often than that,
//! rounding is no excuse.
//!
//! The rounding errors of n terms are independent and uniform on (-1/2, 1/2) units. The printed
//! sum differs from the printed total by the nearest integer to their sum S, so it is equal with
//! probability P(|S| < 1/2): 1 for one term, 3/4 for two, 2/3 for three, about 1.38/√n for many.
//! With m other relations of which a share k hold exactly, and p the mean of their probabilities,
//! the probability of so many is at most exp(-m·KL(k‖p)) (Chernoff and Hoeffding); below
//! [`SURPRISE`] the rounding hypothesis is given up.

mod connected;
mod habit;

pub use habit::Habit;
pub(super) use habit::habit;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use connected::Connected;

use super::judge::Judged;
use super::{Evidence, Expr, Pattern, Readings, Relation, RelationKind, Undecided};
use super::{coarse, counts};
use crate::number::{Number, Slack, Verdict};
use crate::table::{Reading, Rounding};

/// The probability under which figures are no longer believed to be rounded by chance.
const SURPRISE: f64 = 0.01;

/// What rounding may excuse in each relation of each pattern, in their order.
///
/// A relation is judged by the others of its pattern, or, when it is additive, by the other
/// additive relations that it is connected with by shared cells; only by those with the same
/// decimals, never by itself. Shares that add up to 100 are rounded even where the counts beside
/// them are exact, so totals of 100 are judged only by other totals of 100.
///
/// `judged` is what [`judged`] gives.
pub(super) fn slacks<I: Copy + Ord>(
    patterns: &[Pattern<I>],
    judged: &[Vec<Outcome>],
    readings: &(impl Readings<I> + ?Sized),
) -> Vec<Vec<Slack>> {
    let trials_of_all: Vec<Vec<Option<Trial>>> =
        patterns.iter().zip(judged).map(|(pattern, judged)| trials(pattern, judged, readings).collect()).collect();
    let rounding = readings.rounding();
    // What a note says of rounding is said of counts too.
    let counting = readings.counting().filter(|_| rounding == Rounding::Unsaid);
    // Gathered only when a pattern does not tell by itself.
    let mut connected: Option<Connected<I>> = None;
    let mut slacks = Vec::with_capacity(patterns.len());
    for ((pattern, judged), trials) in patterns.iter().zip(judged).zip(&trials_of_all) {
        let mut own: BTreeMap<Precision, Sample> = BTreeMap::new();
        for trial in trials.iter().flatten().filter(|trial| trial.holds) {
            own.entry(trial.precision).or_default().add(*trial);
        }
        let of_pattern = pattern.relations.iter().zip(trials).map(|(relation, trial)| {
            let Some(trial) = trial else { return Slack::Rounded };
            let exact = |sample: Option<&Sample>| sample.is_some_and(|sample| sample.without(*trial).is_exact());
            let alike = exact(own.get(&trial.precision));
            if !relation.expr.is_additive() {
                return if alike { Slack::OneUnit } else { Slack::Rounded };
            }
            let is_exact = |connected: &mut Option<Connected<I>>| {
                let connected = connected.get_or_insert_with(|| Connected::of(patterns, &trials_of_all));
                connected.is_exact(relation, *trial)
            };
            let strict = rounding == Rounding::Unsaid && (alike || is_exact(&mut connected));
            if strict { Slack::None } else { Slack::Rounded }
        });
        let mut of_pattern: Vec<Slack> = of_pattern.collect();
        // What the layout or a printed formula declares is judged to the unit that is printed, unless a note or the
        // figures themselves say that they were rounded by lot.
        let by_lot = |relation: &Relation<I>| {
            rounding == Rounding::ByLot
                || pattern.evidence == Evidence::Structural && coarse::is_of_threes(relation, readings)
        };
        let first = pattern.relations.first();
        if pattern.evidence >= Evidence::Semantic || first.is_some_and(by_lot) {
            for (slack, tolerance) in of_pattern.iter_mut().zip(coarse::tolerances(pattern, judged, readings)) {
                *slack = tolerance.map_or(*slack, Slack::Within);
            }
        }
        if let Some(counting) = &counting {
            let exact = counts::exact(counting, pattern, judged, readings);
            for (slack, _) in of_pattern.iter_mut().zip(exact).filter(|(_, exact)| *exact) {
                *slack = Slack::Counted;
            }
        }
        slacks.push(of_pattern);
    }
    slacks
}

/// How a relation stands; `None` where it cannot be computed.
pub(super) type Outcome = Result<Judged, Undecided>;

/// Relations judged by themselves, where rounding excuses what it can.
pub(super) fn judged<I: Copy + Ord>(
    relations: &[Relation<I>],
    kind: RelationKind,
    readings: &(impl Readings<I> + ?Sized),
) -> Vec<Outcome> {
    relations.iter().map(|relation| relation.judge(kind, Slack::Rounded, readings)).collect()
}

/// How probable it is at most that so many relations of a pattern hold to the last digit although
/// its figures are rounded, from 0 to 1. `judged` has one for each relation, under any slack.
pub fn chance_if_rounded<I: Copy + Ord>(
    pattern: &Pattern<I>,
    judged: &[Outcome],
    readings: &(impl Readings<I> + ?Sized),
) -> f64 {
    let mut sample = Sample::default();
    let trials = trials(pattern, judged, readings).flatten();
    trials.filter(|trial| trial.holds).for_each(|trial| sample.add(trial));
    sample.chance_if_rounded()
}

/// What each relation of a pattern tells about rounding.
fn trials<'a, I: Copy + Ord>(
    pattern: &'a Pattern<I>,
    judged: &'a [Outcome],
    readings: &'a (impl Readings<I> + ?Sized),
) -> impl Iterator<Item = Option<Trial>> + 'a {
    let kind = pattern.kind;
    pattern.relations.iter().zip(judged).map(move |(relation, judged)| {
        let judged = relation.judged_again((*judged).ok()?, kind, Slack::Rounded);
        Trial::of(kind, relation, &judged, readings)
    })
}

/// What figures must have in common to be rounded alike: the decimals, and whether they are the
/// shares of a hundred.
type Precision = (u32, bool);

/// What rounding may excuse in one relation of a pattern, judged by the others of that pattern.
#[cfg(test)]
fn slack<I: Copy + Ord>(pattern: &Pattern<I>, index: usize, readings: &(impl Readings<I> + ?Sized)) -> Slack {
    slacks(std::slice::from_ref(pattern), &[judged(&pattern.relations, pattern.kind, readings)], readings)
        .first()
        .and_then(|slacks| slacks.get(index))
        .copied()
        .unwrap_or(Slack::Rounded)
}

/// What one relation tells about rounding.
#[derive(Clone, Copy)]
pub(super) struct Trial {
    pub precision: Precision,
    /// Whether it holds at all. A relation that is wrong beyond any rounding tells nothing, but
    /// is judged by the others all the same.
    pub holds: bool,
    pub exact: bool,
    /// The probability that it holds exactly although its figures are rounded.
    pub chance: f64,
}

impl Trial {
    /// `None` where nothing can be told because it is no arithmetic.
    fn of<I: Copy + Ord>(
        kind: RelationKind,
        relation: &Relation<I>,
        judged: &Judged,
        readings: &(impl Readings<I> + ?Sized),
    ) -> Option<Self> {
        if matches!(kind, RelationKind::Bound | RelationKind::Label | RelationKind::Equality) {
            return None;
        }
        let (holds, exact) = (judged.verdict.holds(), judged.verdict == Verdict::Exact);
        let shares = judged.found.value() == Decimal::ONE_HUNDRED;
        let terms = Terms::of(&relation.expr, judged.found.decimals(), readings);
        let additive = relation.expr.is_additive();
        let precision = if additive { terms.precision } else { judged.found.decimals() };
        let chance = if additive { central(terms.uncertain, 0.5) } else { chance(&relation.expr, judged) };
        Some(Self { precision: (precision, shares), holds, exact, chance })
    }
}

/// What the terms of a sum tell about its rounding.
struct Terms {
    /// The decimals at which the sum is exact or not. A sum of figures with three decimals has
    /// three, however many digits its total shows.
    precision: u32,
    /// How many cells bring a rounding error with them.
    uncertain: usize,
}

impl Terms {
    /// `target`: the decimals of the printed sum.
    fn of<I: Copy + Ord>(expr: &Expr<I>, target: u32, readings: &(impl Readings<I> + ?Sized)) -> Self {
        let (mut finest, mut uncertain, mut in_order, mut last) = (None, 0_usize, true, None);
        // Nothing rounds to zero but (nearly) nothing.
        let is_uncertain = |number: Number| !number.value().is_zero() && number.decimals() <= target.max(1);
        expr.each_cell(&mut |cell| {
            in_order &= last.is_none_or(|last| last < cell);
            last = Some(cell);
            if let Reading::Number(number) = readings.reading(cell) {
                finest = finest.max(Some(number.decimals()));
                uncertain += usize::from(is_uncertain(number));
            }
        });
        if !in_order {
            // A cell that stands twice has one error.
            let cells: BTreeSet<I> = expr.cells().into_iter().collect();
            let of = |cell: &&I| matches!(readings.reading(**cell), Reading::Number(number) if is_uncertain(number));
            uncertain = cells.iter().filter(of).count();
        }
        Self { precision: finest.map_or(target, |finest| finest.min(target)), uncertain }
    }
}

/// The probability that a relation between rounded figures that is no sum holds exactly.
///
/// The operands are taken as n errors of equal size that together span the range, which errs on
/// the side of believing in rounding.
fn chance<I: Copy + Ord>(expr: &Expr<I>, judged: &Judged) -> f64 {
    let width = judged.computed.range.hi().checked_sub(judged.computed.range.lo());
    let units = width.and_then(|width| width.checked_div(judged.found.unit())).and_then(|units| units.to_f64());
    let terms = expr.cells().len().clamp(1, 2);
    match units {
        Some(units) if units > 0.0 => central(terms, 0.5 * terms as f64 / units),
        _ => 1.0,
    }
}

/// P(|S| < t) for the sum S of n errors uniform on (-1/2, 1/2): the Irwin–Hall distribution,
/// beyond a dozen terms its normal limit.
pub(super) fn central(n: usize, t: f64) -> f64 {
    if n == 0 || t * 2.0 >= n as f64 {
        return 1.0;
    }
    if n > 12 {
        // P(|Z| < x) <= x·√(2/π), close for the small x that many terms give.
        let deviation = (n as f64 / 12.0).sqrt();
        return (t / deviation * std::f64::consts::FRAC_2_PI.sqrt()).min(1.0);
    }
    let half = n as f64 / 2.0;
    (irwin_hall(n, half + t) - irwin_hall(n, half - t)).clamp(0.0, 1.0)
}

/// P(U1 + … + Un <= x) for n uniform on (0, 1).
fn irwin_hall(n: usize, x: f64) -> f64 {
    let (mut sum, mut binomial, mut factorial) = (0.0, 1.0, 1.0);
    let power = i32::try_from(n).unwrap_or(i32::MAX);
    for k in 0..=n {
        let rest = x - k as f64;
        if rest <= 0.0 {
            break;
        }
        let sign = if k % 2 == 0 { 1.0 } else { -1.0 };
        sum += sign * binomial * rest.powi(power);
        binomial *= (n - k) as f64 / (k + 1) as f64;
    }
    for k in 1..=n {
        factorial *= k as f64;
    }
    sum / factorial
}

/// Relations that tell about rounding, together.
#[derive(Clone, Copy, Default)]
pub(super) struct Sample {
    trials: f64,
    exact: f64,
    chances: f64,
}

impl Sample {
    pub fn add(&mut self, trial: Trial) {
        self.trials += 1.0;
        self.exact += f64::from(u8::from(trial.exact));
        self.chances += trial.chance;
    }

    pub fn without(self, trial: Trial) -> Self {
        if !trial.holds {
            return self;
        }
        Self {
            trials: self.trials - 1.0,
            exact: self.exact - f64::from(u8::from(trial.exact)),
            chances: self.chances - trial.chance,
        }
    }

    fn more(self, other: Self) -> Self {
        Self {
            trials: self.trials + other.trials,
            exact: self.exact + other.exact,
            chances: self.chances + other.chances,
        }
    }

    fn less(self, other: Self) -> Self {
        Self {
            trials: self.trials - other.trials,
            exact: self.exact - other.exact,
            chances: self.chances - other.chances,
        }
    }

    /// Whether so many would hardly hold exactly if the figures were rounded.
    pub fn is_exact(self) -> bool {
        self.chance_if_rounded() < SURPRISE
    }

    /// How probable it is at most that so many hold exactly although the figures are rounded.
    fn chance_if_rounded(self) -> f64 {
        if self.trials < 0.5 {
            return 1.0;
        }
        let share = (self.exact / self.trials).clamp(0.0, 1.0);
        let chance = (self.chances / self.trials).clamp(f64::MIN_POSITIVE, 1.0);
        if share <= chance {
            return 1.0;
        }
        let term = |a: f64, b: f64| if a <= 0.0 { 0.0 } else { a * (a / b).ln() };
        let divergence = term(share, chance) + term(1.0 - share, 1.0 - chance);
        (-self.trials * divergence).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::FigureId;
    use crate::relation::Origin;
    use crate::text::Bilingual;

    fn total(rows: u32) -> Pattern<FigureId> {
        let relations = (0..rows)
            .map(|row| {
                let cell = |place: u32| FigureId(row * 4 + place);
                let operands = vec![cell(1), cell(2), cell(3)];
                let expr = Expr::Sum(operands.iter().copied().map(Expr::Cell).collect());
                Relation { target: cell(0), operands, expr }
            })
            .collect();
        pattern(RelationKind::Sum, relations)
    }

    fn pattern(kind: RelationKind, relations: Vec<Relation<FigureId>>) -> Pattern<FigureId> {
        Pattern {
            kind,
            evidence: Evidence::Declared,
            origin: Origin::Values,
            law: Bilingual::default(),
            prior: 1.0,
            relations,
        }
    }

    fn readings(rows: Vec<[i64; 4]>) -> impl Fn(FigureId) -> Reading {
        move |figure| match rows.as_flattened().get(figure.0 as usize) {
            Some(value) => Reading::Number(Number::new(Decimal::from(*value), 0)),
            None => Reading::Blank,
        }
    }

    #[test]
    fn the_probability_of_exact_agreement_is_that_of_the_rounding_errors() {
        assert!((central(1, 0.5) - 1.0).abs() < 1e-12);
        assert!((central(2, 0.5) - 0.75).abs() < 1e-12);
        assert!((central(3, 0.5) - 2.0 / 3.0).abs() < 1e-12);
        assert!((central(12, 0.5) - central(13, 0.5)).abs() < 0.03);
        assert!((central(100, 0.5) - 0.138).abs() < 0.001);
    }

    #[test]
    fn many_exact_lines_leave_rounding_no_excuse() {
        let mut rows = vec![[60, 10, 20, 30]; 25];
        if let Some(row) = rows.get_mut(5) {
            row[0] = 61;
        }
        let slack_of = |rows: Vec<[i64; 4]>, index| slack(&total(25), index, &readings(rows));
        assert_eq!(slack_of(rows.clone(), 5), Slack::None);
        assert_eq!(slack_of(rows, 0), Slack::None);
    }

    #[test]
    fn few_lines_or_rounded_lines_keep_the_excuse() {
        assert_eq!(slack(&total(5), 0, &readings(vec![[60, 10, 20, 30]; 5])), Slack::Rounded);
        let mut rows = vec![[60, 10, 20, 30]; 30];
        for row in rows.iter_mut().step_by(3) {
            row[0] = 61;
        }
        assert_eq!(slack(&total(30), 0, &readings(rows)), Slack::Rounded);
    }

    #[test]
    fn lines_that_round_where_cutting_differs_show_the_habit() {
        let relations = (0..5)
            .map(|row| {
                let cell = |place: u32| FigureId(row * 4 + place);
                let expr = Expr::Quotient(Box::new(Expr::Cell(cell(1))), Box::new(Expr::Cell(cell(2))));
                Relation { target: cell(0), operands: vec![cell(1), cell(2)], expr }
            })
            .collect();
        let pattern = pattern(RelationKind::Ratio, relations);
        let readings = readings(vec![[3, 8, 3, 0], [4, 11, 3, 0], [2, 5, 3, 0], [3, 10, 3, 0], [1, 5, 3, 0]]);
        let habit = habit(&pattern, &judged(&pattern.relations, pattern.kind, &readings));
        assert_eq!(habit, Habit { rounded: 3, cut: 1 });
        assert!(!habit.always_rounds());
        assert!(habit.beside_a_cut().always_rounds());
    }
}
