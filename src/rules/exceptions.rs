//! What the exceptions of a law say about it.
//!
//! A law that is broken in many places may not be meant there, or the table may be carelessly typed:
//! the more is wrong in it, the more must be said. What tells the two apart is how each exception
//! misses. A slip of the hand leaves a figure that differs by a digit or two from what was meant;
//! where another law applies the difference is any. So the exceptions of a law are taken as a mixture
//! of both kinds: in a share of the lines a figure slipped, one share for the whole table, and in
//! another share, one for each law, the law does not apply. Both are estimated from the exceptions
//! (expectation and maximization, Dempster, Laird and Rubin 1977), starting from what is usual.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::exempt::Exempt;
use super::total_omits_line::omitted;
use crate::diagnose::{Case, Site};
use crate::finding::Slip;
use crate::number::Verdict;
use crate::relation::{Evidence, Judged, Relation, RelationKind, Standing, coarse_tolerances, slip_surprise};
use crate::table::Table;
use crate::workbook::Row;

/// The share of lines in which a figure slipped even in a careful list: so many exceptions say nothing
/// against a law that holds everywhere else.
const EXPECTED_SLIPS: f64 = 0.015;

/// How many imagined lines, with [`EXPECTED_SLIPS`], the lines of a table weigh against when its own
/// share is estimated: a table of a few lines tells little about its typist.
const USUAL_LINES: f64 = 200.0;
/// The same for the share of lines to which a law does not apply.
const IMAGINED_LINES: f64 = 20.0;
/// How much likelier a miss that no slip explains is where the law does not apply: slips that leave any
/// figure are rare.
const UNEXPLAINED: f64 = 0.1;
/// How much likelier a miss that a slip explains is as a slip, at least and at most; set by hand like
/// the odds of a single one.
const EXPLAINED: (f64, f64) = (0.5, 12.0);
/// The same for misses that are all of one way, which the hand does not slip in twice.
const OF_ONE_WAY: f64 = 0.01;
/// The least share of the different misses of a law that makes them a way.
const A_WAY: usize = 4;
/// To so many digits factors are compared: those of small slips in large figures all lie near 1.
const FACTOR: u32 = 6;
/// So many misses by one difference are a way: two slips often are in the same place by the same digit.
const SAME_DIFFERENCE: usize = 3;
/// The same for misses by one factor, and for those that leave the same figure.
const SAME_FACTOR: usize = 2;
const SAME_FIGURE: usize = 3;
/// Both shares have settled after so many rounds: what one round moves halves with each.
const ROUNDS: usize = 12;

/// So many lines are several.
const SEVERAL: usize = 3;
/// A sum of so many terms that holds on several lines is no accident and has no other meaning: whether it applies to a
/// line is as sure as where the layout says it.
const LONG_SUM: usize = 5;

/// Whether only the values suggest a law, and it is a long sum that holds on several lines.
fn is_long_sum(standing: &Standing) -> bool {
    // Totals of groups are laws of their own, each of as many lines as its group has.
    let terms = standing.pattern.relations.first().map(|relation| relation.operands.len());
    standing.pattern.kind == RelationKind::Sum
        && matches!(standing.pattern.evidence, Evidence::Semantic | Evidence::Mined)
        && terms.is_some_and(|terms| terms >= LONG_SUM)
        && standing.pattern.relations.iter().all(|relation| Some(relation.operands.len()) == terms)
        && standing.tally.holds as usize >= SEVERAL
}

/// The share of lines to which a law does not apply, before anything is known of its exceptions.
fn exempt(standing: &Standing) -> f64 {
    match standing.pattern.evidence {
        Evidence::Semantic | Evidence::Mined if is_long_sum(standing) => 0.02,
        Evidence::Declared => 0.005,
        Evidence::Structural => 0.01,
        Evidence::Semantic => 0.02,
        Evidence::Mined => 0.04,
    }
}

/// What each exception that is no slip multiplies the odds of a law by. A printed formula stays law in a
/// sloppy table; a law that was only guessed does not.
fn each(standing: &Standing) -> f64 {
    match standing.pattern.evidence {
        Evidence::Semantic | Evidence::Mined if is_long_sum(standing) => 0.35,
        Evidence::Declared => 0.8,
        Evidence::Structural => 0.45,
        Evidence::Semantic => 0.3,
        Evidence::Mined => 0.22,
    }
}

/// What the exceptions that a case does not explain leave of the odds of the law, from 0 to 1.
pub(super) fn left_by_others(standing: &Standing, misses: &Misses, case: &Case, site: Site) -> f64 {
    let expected = EXPECTED_SLIPS * f64::from(standing.tally.holds);
    each(standing).powf((elsewhere(misses, case, site, expected) - expected).max(0.0))
}

/// Whether a slip of the hand explains the value; that two cells may have been slipped in equally
/// well does not make it an accident. Any total may be that of an earlier state.
pub(super) fn is_slip(case: &Case) -> bool {
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

/// The odds that a slip leads to the difference against an accident. A difference of a few units is
/// always that of some digit; one of thousands seldom.
pub(super) fn slip_odds(standing: &Standing, site: Site) -> f64 {
    let relation = standing.pattern.relations.get(site.relation);
    let judged = standing.judged.get(site.relation).and_then(|judged| judged.as_ref().ok());
    let (Some(relation), Some(judged)) = (relation, judged) else { return 0.0 };
    let missed = judged.found.value().checked_sub(judged.computed.point);
    let units =
        missed.and_then(|missed| missed.abs().checked_div(judged.found.unit())).and_then(|units| units.to_f64());
    let figures = relation.operands.len().saturating_add(1) as f64;
    slip_surprise(units.unwrap_or(0.0), figures)
}

/// The exceptions of all laws of a table.
pub(super) fn misses(standings: &[Standing], cases: &[Case], table: &Table, exempt: &Exempt) -> Vec<Misses> {
    let mut odds: Vec<Vec<f64>> = standings.iter().map(|standing| vec![UNEXPLAINED; standing.judged.len()]).collect();
    for case in cases {
        // Marks that stand in the wrong place in several cells were misread, or are another unit.
        let is_shifted = case.suspects.first().is_some_and(|suspect| suspect.slip == Some(Slip::ShiftedDecimal));
        let is_slip = is_slip(case) && !is_shifted;
        for site in &case.broken {
            let (Some(standing), Some(odds)) = (standings.get(site.standing), odds.get_mut(site.standing)) else {
                continue;
            };
            if let Some(odds) = odds.get_mut(site.relation).filter(|_| is_slip) {
                // What repairs another law as well is no accident.
                let repairs_another = case.broken.iter().any(|other| other.standing != site.standing);
                let (least, most) = EXPLAINED;
                *odds = if repairs_another { most } else { slip_odds(standing, *site).clamp(least, most) };
            }
        }
    }
    let of_law = |(at, standing)| Misses::of(standing, table, |relation| exempt.is_limited(at, relation));
    let mut misses: Vec<Misses> = standings.iter().enumerate().map(of_law).collect();
    for (misses, odds) in misses.iter().zip(&mut odds) {
        for relation in misses.of_one_way() {
            if let Some(odds) = odds.get_mut(relation) {
                *odds = odds.min(OF_ONE_WAY);
            }
        }
    }
    let strange = strange(standings, &odds, exempt);
    for ((misses, odds), exempt) in misses.iter_mut().zip(&odds).zip(&strange.exempt) {
        misses.weigh(|relation| {
            let slip = strange.slipped * odds.get(relation).copied().unwrap_or(UNEXPLAINED);
            exempt / (slip + exempt)
        });
    }
    misses
}

/// What makes exceptions, as shares of the lines.
struct Shares {
    /// A slip, in any law of the table.
    slipped: f64,
    /// That a law does not apply, for each.
    exempt: Vec<f64>,
}

/// Estimates the shares. `odds`: for each relation of each law how much likelier it is as a slip, if broken.
fn strange(standings: &[Standing], odds: &[Vec<f64>], exempt_lines: &Exempt) -> Shares {
    let arithmetic = || standings.iter().zip(odds).enumerate().filter(|(_, (standing, _))| standing.is_arithmetic());
    let mut shares = Shares { slipped: EXPECTED_SLIPS, exempt: standings.iter().map(exempt).collect() };
    let broken: Vec<(usize, Vec<f64>)> = arithmetic()
        .map(|(at, (standing, odds))| {
            let is_broken =
                |judged: &Result<Judged, _>| judged.as_ref().is_ok_and(|judged| judged.verdict == Verdict::Wrong);
            let lines = standing.judged.iter().zip(odds).enumerate();
            let broken = lines.filter(|(line, (judged, _))| is_broken(judged) && !exempt_lines.is_limited(at, *line));
            (at, broken.map(|(_, (_, odds))| *odds).collect())
        })
        .collect();
    if broken.iter().all(|(_, odds)| odds.is_empty()) {
        return shares;
    }
    for _ in 0..ROUNDS {
        let (mut slips, mut lines) = (USUAL_LINES * EXPECTED_SLIPS, USUAL_LINES);
        let slipped = shares.slipped;
        for (at, odds) in &broken {
            let (Some(standing), Some(share)) = (standings.get(*at), shares.exempt.get_mut(*at)) else { continue };
            let of_law: f64 = odds.iter().map(|odds| slipped * odds / (slipped * odds + *share)).sum();
            let of = f64::from(standing.tally.of);
            slips += of_law;
            lines += of;
            let others = odds.len() as f64 - of_law;
            *share = (IMAGINED_LINES * exempt(standing) + others) / (IMAGINED_LINES + of);
        }
        shares.slipped = slips / lines;
    }
    shares
}

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
/// The broken relations of one law, looked at once: a long list may have many.
pub(crate) struct Misses {
    /// The index of each broken relation, ascending, and its place among the distinct misses.
    broken: Vec<(usize, usize)>,
    /// The different misses, in order.
    distinct: Vec<Distinct>,
    /// By how much each of them misses, ascending.
    sizes: Vec<Decimal>,
    /// For each of them how probably the law does not apply there.
    exempt: Vec<f64>,
    /// The sum of these.
    all_exempt: f64,
    /// What rounding to a coarse step would excuse, for each relation.
    coarse: Vec<Option<Decimal>>,
    /// How probable it is that the others hold so exactly although they are rounded; seldom asked.
    pub(super) rounded: OnceCell<f64>,
    /// The line that is left out wherever the law is broken.
    pub(super) omitted: Option<Row>,
}

/// A miss of a law, once for all relations that miss so.
struct Distinct {
    miss: Miss,
    /// How often it occurs.
    times: usize,
    /// How many smaller misses the law has, in itself: they are compared once, and not for every case.
    rank: usize,
    /// The figure, or what it misses by where that is more.
    whole: Decimal,
}

impl Distinct {
    /// Whether it is smaller by far beside its own figure.
    fn is_small_beside(&self, other: &Self) -> bool {
        // self.by / self.found < other.by / other.found / APART, with what the figures should be
        // where they are larger.
        times(times(self.miss.by, other.whole), APART) <= times(other.miss.by, self.whole)
    }
}

impl Misses {
    /// The broken relations of a law, but for those that obey another one.
    fn of(standing: &Standing, table: &Table, obeys_another: impl Fn(usize) -> bool) -> Self {
        let broken: Vec<(usize, Miss)> = standing
            .pattern
            .relations
            .iter()
            .zip(&standing.judged)
            .enumerate()
            .filter(|(at, _)| !obeys_another(*at))
            .filter_map(|(at, (relation, judged))| Some((at, Miss::of(relation, judged.as_ref().ok()?)?)))
            .collect();
        let mut times: BTreeMap<Miss, usize> = BTreeMap::new();
        for (_, miss) in &broken {
            *times.entry(*miss).or_default() += 1;
        }
        let mut sizes: Vec<Decimal> = times.keys().map(|miss| miss.by.abs()).collect();
        sizes.sort_unstable();
        let distinct: Vec<Distinct> = times
            .into_iter()
            .map(|(miss, times)| {
                let size = miss.by.abs();
                let rank = sizes.partition_point(|smaller| *smaller < size);
                Distinct { miss, times, rank, whole: miss.found.abs().max(size) }
            })
            .collect();
        let place = |miss: &Miss| distinct.binary_search_by_key(miss, |distinct| distinct.miss).unwrap_or_else(|at| at);
        let places = broken.iter().map(|(at, miss)| (*at, place(miss))).collect();
        let (coarse, omitted) = if broken.is_empty() {
            (Vec::new(), None)
        } else {
            (coarse_tolerances(&standing.pattern, &standing.judged, table), omitted(standing, table))
        };
        let (exempt, all_exempt) = (vec![1.0; distinct.len()], distinct.len() as f64);
        Self { broken: places, distinct, sizes, exempt, all_exempt, coarse, rounded: OnceCell::new(), omitted }
    }

    /// The relations that miss all in one way: by the same difference or factor, or with the same figure
    /// in place of different ones.
    fn of_one_way(&self) -> Vec<usize> {
        let all = self.distinct.len();
        if all == self.broken.len() && all < SAME_FACTOR {
            return Vec::new();
        }
        let (mut by, mut found, mut factor) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut count = |miss: &Miss| {
            *by.entry(miss.by).or_insert(0_usize) += 1;
            *found.entry(miss.found).or_insert(0_usize) += 1;
            if let Some(times) = miss.factor() {
                *factor.entry(times).or_insert(0_usize) += 1;
            }
        };
        self.distinct.iter().for_each(|distinct| count(&distinct.miss));
        let is_way =
            |times: Option<&usize>, least: usize| times.is_some_and(|times| *times >= least && *times * A_WAY >= all);
        let of_one_way = |Distinct { miss, times, .. }: &Distinct| {
            *times > 1
                || is_way(by.get(&miss.by), SAME_DIFFERENCE)
                || is_way(found.get(&miss.found), SAME_FIGURE)
                || is_way(miss.factor().and_then(|times| factor.get(&times)), SAME_FACTOR)
        };
        let of_one_way: Vec<bool> = self.distinct.iter().map(of_one_way).collect();
        let is_of_one_way = |place: usize| of_one_way.get(place).copied().unwrap_or(false);
        self.broken.iter().filter(|(_, place)| is_of_one_way(*place)).map(|(relation, _)| *relation).collect()
    }

    /// Notes how probably the law does not apply to each of its broken relations.
    fn weigh(&mut self, exempt: impl Fn(usize) -> f64) {
        self.exempt.fill(0.0);
        for (relation, place) in &self.broken {
            if let Some(known) = self.exempt.get_mut(*place) {
                *known = known.max(exempt(*relation));
            }
        }
        self.all_exempt = self.exempt.iter().sum();
    }

    /// The place of the miss of a relation.
    fn of_relation(&self, relation: usize) -> Option<usize> {
        let at = self.broken.binary_search_by_key(&relation, |(at, _)| *at).ok()?;
        self.broken.get(at).map(|(_, place)| *place)
    }

    /// Whether rounding to a coarse step excuses that a relation misses by so much.
    pub(super) fn excuses(&self, relation: usize, missed: Decimal) -> bool {
        self.coarse.get(relation).copied().flatten().is_some_and(|tolerance| missed.abs() <= tolerance)
    }
}

/// So many exceptions leave nothing of any odds: more are not counted.
const HOPELESS: f64 = 200.0;

/// How many relations of the law are broken as badly that neither this case nor slips of their own
/// explain; counted up to [`HOPELESS`] more than `expected`.
fn elsewhere(misses: &Misses, case: &Case, site: Site, expected: f64) -> f64 {
    let Some(place) = misses.of_relation(site.relation) else { return 0.0 };
    let Some(here) = misses.distinct.get(place) else { return 0.0 };
    if misses.all_exempt + REPEATED <= expected {
        return 0.0;
    }
    let of_case = case.broken.iter().filter(|other| other.standing == site.standing);
    let mut explained: Vec<usize> = of_case.filter_map(|other| misses.of_relation(other.relation)).collect();
    explained.sort_unstable();
    let is_explained = |same: &&[usize]| {
        let miss = same.first().and_then(|at| misses.distinct.get(*at));
        miss.is_some_and(|miss| same.len() >= miss.times)
    };
    let left_out = explained.chunk_by(|a, b| a == b).filter(is_explained).filter_map(|same| same.first().copied());
    let size = here.miss.by.abs();
    let much_smaller = misses.sizes.partition_point(|smaller| times(*smaller, APART) <= size);
    // The same figures once more are no second slip but a custom, and one exception to the rest.
    let weight = |at: usize| match misses.distinct.get(at) {
        _ if at == place => REPEATED,
        Some(other) if other.rank < much_smaller && other.is_small_beside(here) => SMALL,
        _ => 1.0,
    };
    // The misses of one line stand together; of a long list nearly all are of other lines.
    let first = misses.distinct.partition_point(|other| other.miss.line < here.miss.line);
    let last = misses.distinct.partition_point(|other| other.miss.line <= here.miss.line);
    let most = expected + HOPELESS;
    let mut sum = 0.0;
    let mut from = 0;
    for to in left_out.chain([misses.distinct.len()]) {
        let before = (from, to.min(first), false);
        let beside = (from.max(first), to.min(last), true);
        for (from, to, is_beside) in [before, beside, (from.max(last), to, false)] {
            for (at, exempt) in (from..to).zip(misses.exempt.get(from..).unwrap_or_default()) {
                sum += if is_beside { weight(at) } else { OF_ANOTHER_LINE } * exempt;
                if sum > most {
                    return sum;
                }
            }
        }
        from = to.saturating_add(1);
    }
    sum
}

fn times(value: Decimal, by: Decimal) -> Decimal {
    value.abs().checked_mul(by.abs()).unwrap_or(Decimal::MAX)
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

    /// What stands there as a multiple of what should; `None` where nothing should.
    fn factor(self) -> Option<Decimal> {
        Some(self.found.checked_div(self.found.checked_sub(self.by)?)?.round_sf(FACTOR)?.normalize())
    }
}
