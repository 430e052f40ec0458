//! Figures that nothing confirms, one slip away from what the line says that their sentence speaks of.
//!
//! That a line is meant is known from its name or from the other figures of the sentence (`topic`). What it says of a
//! figure is open where several of its columns may be meant. A figure that none of them gives, and that one slip of the
//! hand makes that of one of them, is wrong unless it is so by chance; how often that would be is bounded.

use super::topic::{Topic, Topics};
use super::*;
use crate::claim::Dimension;
use crate::number::{DigitSlip, slips};
use crate::words::{Cue, says};

/// So many figures of a text, of those that are held against one line each, may be one slip from it by chance: with it,
/// two digits that were exchanged tell in a figure of two digits against one column, in one of three against nine, and
/// another digit in a figure of four.
const MOST_BY_CHANCE: f64 = 0.02;
/// A figure with a digit more or less is another figure where it has fewer digits than this.
const DIGITS_OF_LENGTH: usize = 4;
/// The ways in which a unit is another: a thousand times as large or as small.
const UNIT_WAYS: usize = 2;

/// What a line may say of a figure.
struct Candidate {
    spots: Vec<Spot>,
    right: Weight,
}

/// What topics say against the figures that nothing confirms.
pub(super) fn near(known: &Known<'_>, topics: &Topics, told: &[Discord]) -> Vec<Discord> {
    let is_accused = |at: usize| told.iter().any(|discord| discord.among.contains(&Spot::Claim(at)));
    let open = |(at, claim): &(usize, &Claim)| {
        is_plain(claim)
            && !claim.dated
            && !known.confirmed.contains_key(at)
            && !is_accused(*at)
            && !matches!(claim.role, Role::Words | Role::Restated | Role::Whole)
            // "bằng 125% kế hoạch tỉnh giao (220.000 triệu đồng)": of a plan of its own, which the percentage bears out.
            && (!matches!(claim.role, Role::PlanValue | Role::BaseValue) || !known.by_text.contains_key(at))
            && claim.base != Some(Base::Last)
            // "Kế hoạch năm 2026: thu ngân sách 290.000 triệu đồng"
            && !says(&claim.lead, Cue::Target)
            && !claim.plans
    };
    let claims = known.claims.iter().enumerate().filter(open);
    gathered(known, claims.filter_map(|(at, claim)| judge_claim(known, topics, at, claim)).collect())
}

fn judge_claim(known: &Known<'_>, topics: &Topics, at: usize, claim: &Claim) -> Option<Discord> {
    let mut found: Vec<(&Topic, Candidate, usize, Option<Cause>)> = Vec::new();
    for (index, board) in known.boards.iter().enumerate() {
        let Some(topic) = topics.get(&(at, index)) else { continue };
        let is_meant = topic.is_named && !topic.is_loose || topic.told.iter().any(|other| *other != at);
        if !is_meant || board_of_several(Some(board)) {
            continue;
        }
        // "Xã Tân Lập trồng rừng 120 ha, đạt 10% kế hoạch": of an amount that is not that of the line.
        let head = claim.head.filter(|head| known.claims.get(*head).is_some_and(|head| head.role == Role::Value));
        if head.is_some_and(|head| !topic.told.contains(&head)) {
            continue;
        }
        let candidates = candidates(known.claims, claim, board, topic.line);
        // A share that two figures of the line give is one of them, whichever the sentence means.
        let is_share = matches!(claim.role, Role::Share | Role::Value) && claim.measure.is_percent();
        let is_given = is_share && percentages(board, topic.line).any(|right| right.confirms(claim));
        if is_given || candidates.iter().any(|it| it.right.confirms(claim)) {
            return None;
        }
        // Another figure of the paragraph has the cell for itself.
        let count = candidates.len();
        for candidate in candidates {
            if known.is_told(claim, at, &candidate.spots) {
                continue;
            }
            if let Some(cause) = evidence(known, at, claim, topic, &candidate, count) {
                found.push((topic, candidate, count, cause));
            }
        }
    }
    let values: BTreeSet<Decimal> =
        found.iter().filter_map(|(_, it, ..)| it.right.printed(claim)).map(Number::value).collect();
    if values.len() != 1 {
        return None;
    }
    let (topic, candidate, _, cause) = found.into_iter().next()?;
    let cells = candidate.spots.iter().copied();
    let vouched = known.by_text.contains_key(&at) && cause.is_none();
    let text = std::iter::once(Spot::Claim(at));
    let accused =
        if vouched { cells.clone().chain(text.clone()).collect() } else { text.clone().chain(cells.clone()).collect() };
    Some(Discord {
        why: Why::Table,
        accused,
        among: text.chain(cells).collect(),
        expected: candidate.right.printed(claim),
        way: None,
        cause,
        sure: !vouched && topic.is_named && !topic.is_loose && topic.told.len() >= 2,
        remedies: Vec::new(),
    })
}

/// Why a figure is taken for a wrong telling of what a line says; `Some(None)` where one slip tells it.
fn evidence(
    known: &Known<'_>,
    at: usize,
    claim: &Claim,
    topic: &Topic,
    candidate: &Candidate,
    count: usize,
) -> Option<Option<Cause>> {
    let right = candidate.right.printed(claim)?;
    let places = right.decimals().max(claim.number.decimals());
    let (meant, typed) = (right.scaled(places)?, claim.number.scaled(places)?);
    let digits = meant
        .unsigned_abs()
        .to_string()
        .len()
        .max(typed.unsigned_abs().to_string().len())
        .max(printed_digits(claim.number));
    let all = 9.0 * 10_f64.powi(i32::try_from(digits).ok()? - 1);
    let by_chance = |ways: usize| {
        let tried = u32::try_from(ways.saturating_mul(count)).unwrap_or(u32::MAX);
        f64::from(tried) / all
    };
    let is_rare = |ways: usize| by_chance(ways) <= MOST_BY_CHANCE;
    // What the sentence itself bears witness to is no figure with a digit more or less.
    let vouched = known.by_text.contains_key(&at);
    let slipped = slips(typed, meant, places).any(|slip| {
        let is_typed = match slip {
            DigitSlip::Swapped => true,
            // Nor is a figure of the total that no word calls so.
            DigitSlip::Replaced => !topic.of_column,
            DigitSlip::Dropped | DigitSlip::Added => !vouched && !topic.of_column && digits >= DIGITS_OF_LENGTH,
            DigitSlip::Shifted | DigitSlip::Sign => false,
        };
        is_typed && is_rare(slip.ways(digits))
    });
    if slipped {
        return Some(None);
    }
    if !claim.measure.is_percent() && is_other_unit(claim, candidate.right) && is_rare(UNIT_WAYS) {
        return Some(Some(Cause::OtherUnit));
    }
    // The percentage of another base of the same line, told beside it.
    let is_of_base = matches!(claim.role, Role::PercentPlan | Role::PercentBefore | Role::ChangePercent | Role::Share);
    let is_twin = |other: &usize| {
        *other != at
            && known.claims.get(*other).is_some_and(|other| {
                other.sentence == claim.sentence && other.number == claim.number && other.measure.is_percent()
            })
    };
    let is_other = is_of_base && count == 1 && !known.by_text.contains_key(&at) && topic.told.iter().any(is_twin);
    is_other.then_some(Some(Cause::OtherBase))
}

/// All percentages that the figures of a line give.
fn percentages(board: &Board, line: usize) -> impl Iterator<Item = Weight> {
    let amounts: Vec<Weight> = (0..board.columns.len())
        .filter(|column| board.cell(line, *column).is_some_and(|cell| !cell.measure.is_percent()))
        .filter_map(|column| weight(board, line, column))
        .collect();
    let printed = (0..board.columns.len())
        .filter(|column| board.cell(line, *column).is_some_and(|cell| cell.measure.is_percent()))
        .filter_map(|column| weight(board, line, column));
    let printed: Vec<Weight> =
        printed.flat_map(|weight| [Some(weight), weight.minus(Weight::hundred())]).flatten().collect();
    let of = amounts.clone();
    amounts.into_iter().flat_map(move |a| of.clone().into_iter().filter_map(move |b| a.percent_of(b))).chain(printed)
}

/// All that a line may say of a figure of that role.
fn candidates(claims: &[Claim], claim: &Claim, board: &Board, line: usize) -> Vec<Candidate> {
    let head = claim.head.and_then(|head| claims.get(head)).unwrap_or(claim);
    // "412,6 triệu kWh, chiếm 48,6% và tăng 8,9%": of the amount, where the share is one of it.
    let of_share = head.head.filter(|_| head.role == Role::Share && claim.role == Role::ChangePercent);
    let head = of_share.and_then(|head| claims.get(head)).unwrap_or(head);
    let has = |column: &usize| board.cell(line, *column).is_some();
    let of = |is: Is| -> Vec<usize> {
        let columns = board.columns.iter().enumerate().filter(|(_, column)| column.is == is).map(|(at, _)| at);
        columns.filter(has).collect()
    };
    let one = |column: usize, weight: Option<Weight>| {
        Some(Candidate { spots: spot(board, line, column).into_iter().collect(), right: weight? })
    };
    let sign = |weight: Weight| if claim.direction == Some(Direction::Down) { weight.negated() } else { weight };
    let by_plan = claim.base == Some(Base::Plan);
    // What two columns of one family give.
    let pairs = |base: Is, gives: &dyn Fn(Weight, Weight) -> Option<Weight>| -> Vec<Candidate> {
        let results = fitting(head, board, line, of(Is::Result));
        let bases = based(claim, board, of(base));
        let kin = |a: usize, b: usize| {
            bases.len() == 1 || board.columns.get(a).map(|it| it.family) == board.columns.get(b).map(|it| it.family)
        };
        let pairs = results.iter().flat_map(|a| bases.iter().map(move |b| (*a, *b))).filter(|(a, b)| kin(*a, *b));
        let give = |(a, b): (usize, usize)| {
            let right = gives(weight(board, line, a)?, weight(board, line, b)?)?;
            Some(Candidate { spots: [spot(board, line, a)?, spot(board, line, b)?].to_vec(), right })
        };
        pairs.filter_map(give).collect()
    };
    let percent = |a: Weight, b: Weight| a.percent_of(b);
    let growth = |a: Weight, b: Weight| a.percent_of(b)?.minus(Weight::hundred()).map(sign);
    let printed = |is: Is, gives: &dyn Fn(Weight) -> Option<Weight>| -> Vec<Candidate> {
        let columns = based(claim, board, of(is)).into_iter();
        columns.filter_map(|column| one(column, weight(board, line, column).and_then(gives))).collect()
    };
    let less = |weight: Weight| weight.minus(Weight::hundred()).map(sign);
    let found: Vec<Candidate> = match claim.role {
        Role::PercentPlan => printed(Is::OfPlan, &Some).into_iter().chain(pairs(Is::Plan, &percent)).collect(),
        Role::PercentBefore => printed(Is::OfBefore, &Some).into_iter().chain(pairs(Is::Before, &percent)).collect(),
        Role::ChangePercent if head.measure.is_percent() => Vec::new(),
        Role::ChangePercent if by_plan => {
            printed(Is::OfPlan, &less).into_iter().chain(pairs(Is::Plan, &growth)).collect()
        }
        Role::ChangePercent => {
            let told = printed(Is::Growth, &|weight| Some(sign(weight)));
            told.into_iter().chain(printed(Is::OfBefore, &less)).chain(pairs(Is::Before, &growth)).collect()
        }
        Role::Change | Role::Points => {
            let apart = |a: Weight, b: Weight| a.minus(b).map(sign);
            let columns = fitting(claim, board, line, of(Is::Change));
            let told = columns
                .into_iter()
                .filter(|_| !by_plan)
                .filter_map(|column| one(column, weight(board, line, column).map(sign)));
            told.chain(pairs(if by_plan { Is::Plan } else { Is::Before }, &apart)).collect()
        }
        Role::Times => pairs(Is::Before, &|a: Weight, b: Weight| a.over(b)),
        Role::Share => shares(claim, head, board, line),
        Role::Value if claim.measure.is_percent() => {
            let says_equal = says(&claim.gap, Cue::Equals);
            let rates =
                of(Is::Rate).into_iter().chain(of(Is::Result)).chain(of(Is::OfPlan).into_iter().filter(|_| says_equal));
            fitting(claim, board, line, rates.collect())
                .into_iter()
                .filter_map(|column| one(column, weight(board, line, column)))
                .collect()
        }
        Role::Value | Role::Part | Role::Average | Role::PlanValue | Role::BaseValue => {
            let before = claim.role == Role::BaseValue || says(&claim.gap, Cue::Before) || only_before(claim, board);
            let plan = claim.role == Role::PlanValue || says(&claim.gap, Cue::Plan);
            let is = if before {
                Is::Before
            } else if plan {
                Is::Plan
            } else {
                Is::Result
            };
            let columns = fitting(claim, board, line, of(is));
            columns.into_iter().filter_map(|column| one(column, weight_for(claim, board, line, column))).collect()
        }
        Role::Whole | Role::Restated | Role::Words => Vec::new(),
    };
    distinct_values(found, claim)
}

/// What gives the same is one candidate: a percentage that is printed, and the figures that it is of.
fn distinct_values(found: Vec<Candidate>, claim: &Claim) -> Vec<Candidate> {
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in found {
        let value = |it: &Candidate| it.right.printed(claim).map(Number::value);
        if !kept.iter().any(|other| value(other) == value(&candidate)) {
            kept.push(candidate);
        }
    }
    kept
}

/// Whether all years that a figure is told of are those of the column before.
fn only_before(claim: &Claim, board: &Board) -> bool {
    let of = |is: Is| board.columns.iter().filter(move |column| column.is == is).filter_map(|column| column.year);
    !claim.years.is_empty()
        && of(Is::Before).any(|year| claim.years.contains(&year))
        && !of(Is::Result).any(|year| claim.years.contains(&year))
        && claim.years.len() == 1
}

/// The columns that a figure may stand in: of its unit, and of those that name what it counts or what its words say.
fn fitting(claim: &Claim, board: &Board, line: usize, columns: Vec<usize>) -> Vec<usize> {
    let of = |column: usize| board.columns.get(column);
    let other_year = |column: &usize| {
        let year = of(*column).and_then(|column| column.year);
        year.is_some_and(|year| !claim.years.is_empty() && !claim.years.contains(&year))
    };
    let percent = |column: &usize| board.cell(line, *column).is_some_and(|cell| cell.measure.is_percent());
    let fits = |column: &usize| match claim.role {
        Role::Points => percent(column),
        _ => may_be_in(claim, board, line, *column) && (claim.measure.is_percent() || !percent(column)),
    };
    let mut kept: Vec<usize> = columns.into_iter().filter(fits).collect();
    if kept.iter().any(|column| !other_year(column)) {
        kept.retain(|column| !other_year(column));
    }
    if let Dimension::Count(noun) = &claim.measure.dimension {
        let names = |column: &usize| of(*column).is_some_and(|column| column.path.contains(noun));
        if kept.iter().any(names) {
            kept.retain(names);
        } else if board.columns.iter().any(|column| column.path.contains(noun)) {
            return Vec::new();
        }
    }
    let said: [&[String]; 2] = [&claim.clause, &claim.behind];
    let says = |column: usize| of(column).map_or(0.0, |column| covered(&column.words, &said));
    let most = kept.iter().map(|column| says(*column)).fold(0.0, f64::max);
    if most >= COVERED {
        kept.retain(|column| says(*column) >= most);
    }
    kept
}

/// What a share may be: a rate that the line prints, and what its results are of the total's.
fn shares(claim: &Claim, head: &Claim, board: &Board, line: usize) -> Vec<Candidate> {
    let columns =
        |is: Is| board.columns.iter().enumerate().filter(move |(_, column)| column.is == is).map(|(at, _)| at);
    let mut found: Vec<Candidate> = Vec::new();
    for column in columns(Is::Rate).filter(|_| claim.of_words.is_empty()) {
        let right = weight(board, line, column);
        found.extend(right.map(|right| Candidate { spots: spot(board, line, column).into_iter().collect(), right }));
    }
    let totals: Vec<usize> = match whole_line(claim, board, line) {
        Some(whole) => vec![whole],
        None => {
            board.lines.iter().enumerate().filter(|(at, of)| of.is_total && *at != line).map(|(at, _)| at).collect()
        }
    };
    for column in fitting(head, board, line, columns(Is::Result).collect()) {
        for whole in &totals {
            let right = || weight(board, line, column)?.percent_of(weight(board, *whole, column)?);
            let spots = [spot(board, line, column), spot(board, *whole, column)];
            found.extend(right().map(|right| Candidate { spots: spots.into_iter().flatten().collect(), right }));
        }
    }
    found
}

/// Where several sentences tell what a cell does not say, the cell is what differs.
fn gathered(known: &Known<'_>, discords: Vec<Discord>) -> Vec<Discord> {
    let told = |discord: &Discord| -> Option<(Vec<Spot>, usize)> {
        let cells = discord.among.iter().copied().filter(|spot| matches!(spot, Spot::Cell(..))).collect();
        let claim = discord.among.iter().find_map(|spot| if let Spot::Claim(at) = spot { Some(*at) } else { None });
        Some((cells, claim?))
    };
    let mut kept: Vec<Discord> = Vec::new();
    for discord in discords {
        let Some((cells, at)) = told(&discord) else { continue };
        let same = |other: &Discord| {
            told(other).is_some_and(|(others, other)| {
                let (a, b) = (known.claims.get(at), known.claims.get(other));
                let weights = a.zip(b).and_then(|(a, b)| Some((Weight::claim(a)?, Weight::claim(b)?)));
                others == cells && cells.len() == 1 && weights.is_some_and(|(a, b)| a.range.meets(b.range))
            })
        };
        match kept.iter_mut().find(|other| same(other)) {
            Some(first) => {
                first.accused = cells.into_iter().chain([Spot::Claim(at)]).collect();
                first.among.push(Spot::Claim(at));
                first.sure = false;
            }
            None => kept.push(discord),
        }
    }
    kept
}
