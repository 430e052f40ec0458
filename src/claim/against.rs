//! Sentences against tables.
//!
//! A figure of a sentence is confirmed by any cell that has it, in a line and column that the sentence may speak of. It
//! is accused only where the line is sure: where other figures of the same sentence are those of the line, and the
//! words of its label are in the sentence.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::board::{Board, Is};
use super::weigh::Weight;
use super::{Base, Cause, Claim, Direction, Discord, Role, Spot, Why};
use crate::number::{Number, is_slip};

/// So much of a label must be said.
const COVERED: f64 = 0.6;
/// A label all of whose words are said.
const FULL: f64 = 0.99;

/// How much of some words others have. Words are told from each other by few letters in no language; abbreviations of
/// what a label spells out are its words: "THCS".
pub fn covered(label: &[String], said: &[&[String]]) -> f64 {
    if label.is_empty() {
        return 0.0;
    }
    let has = |word: &String| said.iter().any(|words| words.contains(word));
    let mut known: Vec<bool> = label.iter().map(has).collect();
    for word in said.iter().flat_map(|words| words.iter()).filter(|word| word.chars().count() >= 2) {
        let initials: Vec<char> = word.chars().collect();
        for from in 0..label.len() {
            let Some(stretch) = label.get(from..from + initials.len()) else { break };
            if stretch.iter().zip(&initials).all(|(word, initial)| word.chars().next() == Some(*initial)) {
                known.iter_mut().skip(from).take(initials.len()).for_each(|known| *known = true);
            }
        }
    }
    // "NSNN": what the text spells out.
    for (word, known) in label.iter().zip(known.iter_mut()).filter(|(word, _)| word.chars().count() >= 3) {
        let initials: Vec<char> = word.chars().collect();
        *known |= said.iter().any(|words| {
            words.windows(initials.len()).any(|stretch| {
                stretch.iter().zip(&initials).all(|(word, initial)| word.chars().next() == Some(*initial))
            })
        });
    }
    let count = known.iter().filter(|known| **known).count();
    f64::from(u32::try_from(count).unwrap_or(0)) / f64::from(u32::try_from(label.len()).unwrap_or(1))
}

/// What a line says of a claim.
enum Says {
    /// The same.
    Same(Vec<Spot>),
    /// The same, were the figure of the text in the place of the cell.
    SameByText,
    /// Something else.
    Other { spots: Vec<Spot>, right: Weight, cause: Option<Cause>, way: Option<Direction> },
    /// Nothing.
    Nothing,
}

/// A line and a family of columns that a figure of the text may be of.
struct Reading {
    board: usize,
    line: usize,
    family: usize,
    label: f64,
    header: f64,
    /// A longer name that is said in full tells more than a short one.
    length: f64,
    says: Vec<(usize, Says)>,
}

impl Reading {
    /// How many claims it confirms, those of three digits and more fully.
    fn anchors(&self, claims: &[Claim]) -> f64 {
        let weight = |at: &usize| claims.get(*at).map_or(0.0, |claim| if digits(claim) >= 3 { 1.0 } else { 0.4 });
        self.says
            .iter()
            .filter(|(_, says)| matches!(says, Says::Same(..) | Says::SameByText))
            .map(|(at, _)| weight(at))
            .sum()
    }

    fn score(&self, claims: &[Claim]) -> f64 {
        self.anchors(claims) * 2.0 + self.label * 3.0 + self.header + self.length
    }
}

fn digits(claim: &Claim) -> usize {
    printed_digits(claim.number)
}

/// The digits of a figure, zeros at its end included.
pub fn printed_digits(number: Number) -> usize {
    number.scaled(number.decimals()).map_or(0, |digits| digits.unsigned_abs().to_string().len())
}

/// A figure and what is told of it, with the lines that they may be of, the likeliest first.
pub struct Group {
    head: usize,
    readings: Vec<Reading>,
}

/// Finds what tables say of the claims of a text, and fills in what they confirm.
pub fn read(claims: &[Claim], boards: &[Board], confirmed: &mut Confirmed) -> Vec<Group> {
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, claim) in claims.iter().enumerate() {
        if claim.target || claim.role == Role::Words {
            continue;
        }
        members.entry(claim.head.unwrap_or(at)).or_default().push(at);
    }
    let mut groups = Vec::new();
    for (head, members) in members {
        let mut readings = readings(claims, head, &members, boards);
        readings.sort_by(|a, b| b.score(claims).total_cmp(&a.score(claims)));
        for reading in readings.iter().take(3).filter(|reading| reading.label + reading.header > 0.3) {
            for (at, says) in &reading.says {
                if let Says::Same(spots) = says {
                    confirmed.entry(*at).or_insert_with(|| spots.clone());
                }
            }
        }
        groups.push(Group { head, readings });
    }
    by_number(claims, boards, confirmed);
    groups
}

/// What tables say against the claims. `by_text` is what the text itself confirms.
pub fn judge(
    claims: &[Claim],
    boards: &[Board],
    groups: &[Group],
    confirmed: &Confirmed,
    by_text: &Confirmed,
) -> Vec<Discord> {
    // What stands elsewhere in the same paragraph on the same line.
    let mut lines: Lines = BTreeMap::new();
    for (at, spots) in confirmed {
        let Some(claim) = claims.get(*at) else { continue };
        for (board, line, _) in spots.iter().filter_map(|spot| place(boards, *spot)) {
            lines.entry((claim.span.paragraph.0, board, line)).or_default().insert(*at);
        }
    }
    let known = Known { claims, boards, confirmed, by_text, lines };
    let mut discords: Vec<Discord> = groups.iter().filter_map(|group| judge_group(&known, group)).collect();
    discords.extend(groups.iter().filter_map(|group| by_column(&known, group)));
    discords.extend(other_line(claims, groups, boards));
    discords
}

/// What was confirmed, and by what.
pub type Confirmed = BTreeMap<usize, Vec<Spot>>;

struct Known<'k> {
    claims: &'k [Claim],
    boards: &'k [Board],
    confirmed: &'k Confirmed,
    by_text: &'k Confirmed,
    lines: Lines,
}

fn place(boards: &[Board], spot: Spot) -> Option<(usize, usize, usize)> {
    let Spot::Cell(source, sheet, cell) = spot else { return None };
    boards.iter().enumerate().find_map(|(at, board)| {
        if board.source != source || board.sheet != sheet {
            return None;
        }
        let line = board.lines.iter().position(|line| line.row == cell.row)?;
        let column = board.columns.iter().position(|column| column.col == cell.col)?;
        Some((at, line, column))
    })
}

/// What tables may be read to say of a figure and of what is told of it.
fn readings(claims: &[Claim], head: usize, members: &[usize], boards: &[Board]) -> Vec<Reading> {
    let Some(first) = claims.get(head) else { return Vec::new() };
    let mut found = Vec::new();
    for (at, board) in boards.iter().enumerate() {
        for line in 0..board.lines.len() {
            let Some(of) = board.lines.get(line) else { continue };
            let own: [&[String]; 2] = [&first.subject, &first.lead];
            let wide: [&[String]; 3] = [&first.subject, &first.lead, &first.heading];
            let label =
                if of.words.is_empty() { 0.0 } else { covered(&of.words, &own).max(covered(&of.words, &wide) * 0.9) };
            for family in board.families() {
                let words = board
                    .columns
                    .iter()
                    .find(|column| column.family == family)
                    .map(|column| column.words.as_slice())
                    .unwrap_or_default();
                let said: [&[String]; 3] = [&first.subject, &first.lead, &first.context];
                let header = covered(words, &said);
                let says = members.iter().filter_map(|member| {
                    Some((*member, says(claims, head, claims.get(*member)?, board, line, family)))
                });
                let says: Vec<(usize, Says)> = says.collect();
                if says.iter().any(|(_, says)| !matches!(says, Says::Nothing)) {
                    let words = u32::try_from(of.words.len().min(6)).unwrap_or(0);
                    let length = if label >= 0.85 { f64::from(words) * 0.15 } else { 0.0 };
                    found.push(Reading { board: at, line, family, label, header, length, says });
                }
            }
        }
    }
    found
}

/// The figure of a line in a column, as a weight.
fn weight(board: &Board, line: usize, column: usize) -> Option<Weight> {
    let cell = board.cell(line, column)?;
    Weight::of(cell.number, &cell.measure)
}

fn spot(board: &Board, line: usize, column: usize) -> Option<Spot> {
    Some(Spot::Cell(board.source, board.sheet, board.at(line, column)?))
}

/// Whether a figure of a sentence may be in the unit of a cell.
fn may_be_in(claim: &Claim, board: &Board, line: usize, column: usize) -> bool {
    board
        .cell(line, column)
        .is_some_and(|cell| claim.measure.may_be(&cell.measure) || cell.is_loose && claim.measure.is_count())
}

/// The weight of a cell in the unit that a claim counts in.
fn weight_for(claim: &Claim, board: &Board, line: usize, column: usize) -> Option<Weight> {
    let cell = board.cell(line, column)?;
    let is_loose = cell.is_loose && claim.measure.is_count();
    Weight::of(cell.number, if is_loose { &super::Measure::UNSAID } else { &cell.measure })
}

/// The column of results that a claim may speak of, by the years it names.
fn result(claim: &Claim, board: &Board, family: usize) -> Vec<usize> {
    let of = |is: Is| board.columns_of(family, is).collect::<Vec<usize>>();
    let dated = |columns: Vec<usize>| {
        let fits = |column: &usize| {
            board
                .columns
                .get(*column)
                .and_then(|column| column.year)
                .is_none_or(|year| claim.years.is_empty() || claim.years.contains(&year))
        };
        let told = |column: &usize| {
            board.columns.get(*column).and_then(|column| column.year).is_some_and(|year| claim.years.contains(&year))
        };
        let exact: Vec<usize> = columns.iter().copied().filter(told).collect();
        let fit: Vec<usize> = columns.iter().copied().filter(fits).collect();
        if !exact.is_empty() {
            return exact;
        }
        if fit.is_empty() { columns } else { fit }
    };
    let results = if claim.measure.is_percent() {
        let rates: Vec<usize> = of(Is::Rate).into_iter().chain(of(Is::Result)).collect();
        dated(rates)
    } else {
        dated(of(Is::Result))
    };
    let only_before = claim.years.len() == 1
        && board.columns_of(family, Is::Before).any(|column| {
            board.columns.get(column).and_then(|column| column.year).is_some_and(|year| claim.years.contains(&year))
        });
    if only_before { board.columns_of(family, Is::Before).chain(results).collect() } else { results }
}

/// The line that the words behind a share name: "46,3% tổng thu trên địa bàn".
fn whole_line(claim: &Claim, board: &Board, line: usize) -> Option<usize> {
    if claim.of_words.is_empty() {
        return None;
    }
    let extra = |of: &super::board::BoardLine| {
        claim
            .of_words
            .iter()
            .all(|word| of.all.contains(word))
            .then(|| of.all.len() - claim.of_words.len().min(of.all.len()))
    };
    let mut named: Vec<(usize, usize)> = board
        .lines
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != line)
        .filter_map(|(at, of)| Some((extra(of)?, at)))
        .collect();
    named.sort_unstable();
    match named.as_slice() {
        [(_, only)] => return Some(*only),
        [(fewest, first), (second, _), ..] if fewest < second => return Some(*first),
        [] => {}
        _ => return None,
    }
    // "tổng số lượt khám toàn huyện"
    let whole = claim.of_words.iter().any(|word| word == "tòan");
    let mut totals = board.lines.iter().enumerate().filter(|(at, of)| of.is_total && *at != line).map(|(at, _)| at);
    match (whole, totals.next(), totals.next()) {
        (true, Some(total), None) => Some(total),
        _ => None,
    }
}

/// Of columns that count several things those that count this one: "Lượt | Người".
fn of_noun(claim: &Claim, board: &Board, columns: Vec<usize>) -> Vec<usize> {
    let super::Dimension::Count(noun) = &claim.measure.dimension else { return columns };
    let names = |column: &usize| board.columns.get(*column).is_some_and(|column| column.all.contains(noun));
    let named: Vec<usize> = columns.iter().copied().filter(names).collect();
    if named.is_empty() { columns } else { named }
}

/// Whether a counted thing is counted in another column: "268 lớp" is no "Số học sinh".
fn counts_other(claim: &Claim, board: &Board, family: usize) -> bool {
    let super::Dimension::Count(noun) = &claim.measure.dimension else { return false };
    let names = |column: &super::board::BoardColumn| column.words.contains(noun);
    let own = board.columns.iter().any(|column| column.family == family && names(column));
    !own && board.columns.iter().any(names)
}

#[expect(clippy::too_many_lines, reason = "one role after another")]
fn says(claims: &[Claim], head: usize, claim: &Claim, board: &Board, line: usize, family: usize) -> Says {
    let Some(first) = claims.get(head) else { return Says::Nothing };
    if counts_other(first, board, family) || claim.base == Some(Base::Last) {
        return Says::Nothing;
    }
    let results: Vec<usize> = of_noun(first, board, result(first, board, family))
        .into_iter()
        .filter(|column| may_be_in(first, board, line, *column))
        .collect();
    let told = (first.role == Role::Value || first.role == Role::Part).then(|| Weight::claim(first)).flatten();
    let pick = |is: Is| board.columns_of(family, is).find(|column| board.cell(line, *column).is_some());
    let cell = |column: usize| spot(board, line, column);
    // What the line gives, and what it would give with the figure of the text.
    let against = |base: Is, of: &dyn Fn(Weight, Weight) -> Option<Weight>, printed: Option<(usize, Weight)>| -> Says {
        let (mut spots, mut rights) = (Vec::new(), Vec::new());
        if let Some((column, weight)) = printed {
            if weight.confirms(claim) {
                return Says::Same(cell(column).into_iter().collect());
            }
            spots.extend(cell(column));
            rights.push(weight);
        }
        let Some(column) = pick(base) else {
            return match rights.first() {
                Some(right) => Says::Other { spots, right: *right, cause: None, way: None },
                None => Says::Nothing,
            };
        };
        let Some(base) = weight_for(first, board, line, column) else { return Says::Nothing };
        for result in &results {
            let right = weight_for(first, board, line, *result).and_then(|result| of(result, base));
            if let Some(right) = right {
                let places: Vec<Spot> = cell(*result).into_iter().chain(cell(column)).collect();
                if right.confirms(claim) {
                    return Says::Same(places);
                }
                rights.push(right);
                spots.extend(places);
            }
        }
        if told.and_then(|told| of(told, base)).is_some_and(|right| right.confirms(claim)) {
            return Says::SameByText;
        }
        match rights.first() {
            Some(right) => Says::Other { spots, right: *right, cause: None, way: None },
            None => Says::Nothing,
        }
    };
    let percent = |result: Weight, base: Weight| result.percent_of(base);
    let base = |base: Option<Base>| if base == Some(Base::Plan) { Is::Plan } else { Is::Before };
    let printed = |is: Is| pick(is).and_then(|column| Some((column, weight(board, line, column)?)));
    match claim.role {
        Role::Value | Role::Part | Role::Average => {
            let mut other = None;
            // Where several columns may be meant, none is held against the figure.
            let is_open = results.len() > 1;
            for column in &results {
                let Some(right) = weight_for(claim, board, line, *column) else { continue };
                let places: Vec<Spot> = cell(*column).into_iter().collect();
                if right.confirms(claim) {
                    return Says::Same(places);
                }
                if other.is_none() && !is_open {
                    let unit = is_other_unit(claim, right);
                    other =
                        Some(Says::Other { spots: places, right, cause: unit.then_some(Cause::OtherUnit), way: None });
                }
            }
            other.unwrap_or(Says::Nothing)
        }
        Role::PercentPlan | Role::PercentBefore => {
            let of_plan = claim.role == Role::PercentPlan;
            let (own, other) = if of_plan { (Is::OfPlan, Is::OfBefore) } else { (Is::OfBefore, Is::OfPlan) };
            let mut says = against(base(claim.base), &percent, printed(own));
            if let Says::Other { cause, .. } = &mut says {
                let crossed = against(if of_plan { Is::Before } else { Is::Plan }, &percent, printed(other));
                if matches!(crossed, Says::Same(..)) {
                    *cause = Some(Cause::OtherBase);
                }
            }
            says
        }
        Role::Change | Role::Points if claim.direction.is_some() => {
            let sign =
                |weight: Weight| if claim.direction == Some(Direction::Down) { weight.negated() } else { weight };
            let difference = |result: Weight, base: Weight| result.minus(base).map(sign);
            let back = |result: Weight, base: Weight| base.minus(result).map(sign);
            let printed_change = if claim.base == Some(Base::Before) {
                pick(Is::Change).and_then(|column| Some((column, sign(weight_for(first, board, line, column)?))))
            } else {
                None
            };
            let mut says = against(base(claim.base), &difference, printed_change);
            if let Says::Other { cause, way, .. } = &mut says {
                let reversed = printed_change.map(|(column, weight)| (column, weight.negated()));
                if matches!(against(base(claim.base), &back, reversed), Says::Same(..)) {
                    *cause = Some(Cause::OtherWay);
                    *way = claim.direction.map(opposite);
                }
            }
            says
        }
        Role::ChangePercent => {
            let hundred =
                Weight { point: Decimal::ONE_HUNDRED, range: crate::number::Interval::point(Decimal::ONE_HUNDRED) };
            let sign =
                |weight: Weight| if claim.direction == Some(Direction::Down) { weight.negated() } else { weight };
            let growth = |result: Weight, base: Weight| result.percent_of(base)?.minus(hundred).map(sign);
            let is = if claim.base == Some(Base::Plan) { Is::OfPlan } else { Is::OfBefore };
            let printed = printed(is).and_then(|(column, weight)| Some((column, sign(weight.minus(hundred)?))));
            // The difference of two rates is said in percent as well: "giảm 2,0%".
            if first.measure.is_percent() {
                return Says::Nothing;
            }
            let mut says = against(base(claim.base), &growth, printed);
            if let Says::Other { cause, way, .. } = &mut says {
                let other = |result: Weight, base: Weight| growth(result, base).map(Weight::negated);
                let printed = printed.map(|(column, weight)| (column, weight.negated()));
                if matches!(against(self::opposite_base(claim), &other, printed), Says::Same(..)) {
                    *cause = Some(Cause::OtherWay);
                    *way = claim.direction.map(opposite);
                }
            }
            says
        }
        Role::Share => {
            for column in board.columns_of(family, Is::Rate) {
                if weight(board, line, column).is_some_and(|right| right.confirms(claim)) {
                    return Says::Same(cell(column).into_iter().collect());
                }
            }
            let [column] = results.as_slice() else { return Says::Nothing };
            let Some(part) = weight_for(first, board, line, *column) else { return Says::Nothing };
            if !told.is_some_and(|_| part.confirms(first)) {
                return Says::Nothing;
            }
            let share =
                |whole: usize| weight_for(first, board, whole, *column).and_then(|whole| part.percent_of(whole));
            let spots =
                |whole: usize| cell(*column).into_iter().chain(spot(board, whole, *column)).collect::<Vec<Spot>>();
            if let Some(whole) = whole_line(claim, board, line) {
                let Some(right) = share(whole) else { return Says::Nothing };
                if right.confirms(claim) {
                    return Says::Same(spots(whole));
                }
                let other = (0..board.lines.len()).any(|other| share(other).is_some_and(|right| right.confirms(claim)));
                return Says::Other {
                    spots: spots(whole),
                    right,
                    cause: other.then_some(Cause::OtherWhole),
                    way: None,
                };
            }
            let totals = board.lines.iter().enumerate().filter(|(_, of)| of.is_total).map(|(at, _)| at);
            match totals.into_iter().find(|whole| share(*whole).is_some_and(|right| right.confirms(claim))) {
                Some(whole) => Says::Same(spots(whole)),
                None => Says::Nothing,
            }
        }
        Role::Whole | Role::PlanValue => {
            for column in board.columns_of(family, Is::Plan) {
                if weight_for(first, board, line, column).is_some_and(|right| right.confirms(claim)) {
                    return Says::Same(cell(column).into_iter().collect());
                }
            }
            Says::Nothing
        }
        Role::BaseValue => {
            for column in board.columns_of(family, Is::Before) {
                if weight_for(claim, board, line, column).is_some_and(|right| right.confirms(claim)) {
                    return Says::Same(cell(column).into_iter().collect());
                }
            }
            Says::Nothing
        }
        Role::Restated | Role::Words | Role::Change | Role::Points => Says::Nothing,
    }
}

fn opposite_base(claim: &Claim) -> Is {
    if claim.base == Some(Base::Plan) { Is::Plan } else { Is::Before }
}

/// The other way.
pub fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::Up => Direction::Down,
        Direction::Down => Direction::Up,
    }
}

/// Whether a figure is right once its unit is another: "108,365 triệu" of 108.365 triệu.
fn is_other_unit(claim: &Claim, right: Weight) -> bool {
    [10_u32, 100, 1_000, 10_000, 1_000_000].into_iter().any(|factor| {
        let factor = Decimal::from(factor);
        let scaled =
            |factor: Decimal| right.times(factor).is_some_and(|right| right.gives(claim.number, &claim.measure));
        digits(claim) >= 3 && (scaled(factor) || Decimal::ONE.checked_div(factor).is_some_and(scaled))
    })
}

/// Figures that some cell has, in a line or column that the sentence names.
fn by_number(claims: &[Claim], boards: &[Board], confirmed: &mut Confirmed) {
    for (at, claim) in claims.iter().enumerate() {
        if confirmed.contains_key(&at) || claim.target || claim.direction.is_some() || claim.role == Role::Words {
            continue;
        }
        let said: [&[String]; 4] = [&claim.subject, &claim.lead, &claim.context, &claim.heading];
        let mut best: Option<(f64, Spot)> = None;
        for board in boards {
            for line in 0..board.lines.len() {
                for column in 0..board.columns.len() {
                    let is = board.columns.get(column).map(|column| column.is);
                    let of_other = match claim.role {
                        Role::PercentPlan => is == Some(Is::OfBefore),
                        Role::PercentBefore => is == Some(Is::OfPlan),
                        _ => false,
                    };
                    if of_other
                        || !may_be_in(claim, board, line, column)
                        || !weight_for(claim, board, line, column).is_some_and(|right| right.confirms(claim))
                    {
                        continue;
                    }
                    let label = board.lines.get(line).map_or(0.0, |line| covered(&line.words, &said));
                    let header = board.columns.get(column).map_or(0.0, |column| covered(&column.words, &said));
                    let score = label * 2.0 + header;
                    let enough = score > 0.5 || digits(claim) >= 4;
                    if enough && best.is_none_or(|(known, _)| score > known) {
                        best = spot(board, line, column).map(|spot| (score, spot));
                    }
                }
            }
        }
        if let Some((_, spot)) = best {
            confirmed.insert(at, vec![spot]);
        }
    }
}

type Lines = BTreeMap<(usize, usize, usize), BTreeSet<usize>>;

impl Known<'_> {
    /// Whether another figure of the paragraph is that of the first of some cells, so that this one is none.
    fn is_told(&self, claim: &Claim, at: usize, spots: &[Spot]) -> bool {
        spots.len() == 1
            && self.confirmed.iter().any(|(other, by)| {
                *other != at
                    && by.as_slice() == spots
                    && self.claims.get(*other).is_some_and(|other| other.span.paragraph == claim.span.paragraph)
            })
    }
}

/// Whether the columns of a table are of several spans of time, the month and what has passed of the year.
fn board_of_several(board: Option<&Board>) -> bool {
    board.is_some_and(|board| board.spans > 1)
}

/// Whether a figure may be held against a cell at all.
fn is_plain(claim: &Claim) -> bool {
    claim.hedge.is_none() && !claim.target && !claim.cumulative
}

/// What the likeliest line says against the figures of a group.
fn judge_group(known: &Known<'_>, group: &Group) -> Option<Discord> {
    let Known { claims, boards, confirmed, .. } = known;
    let head = group.head;
    let best = group.readings.first()?;
    let board = boards.get(best.board)?;
    let line = board.lines.get(best.line)?;
    let anchors = best.anchors(claims);
    // Another line that fits as well leaves open which is meant.
    let second = group.readings.iter().find(|other| (other.board, other.line) != (best.board, best.line));
    let same_name = |other: &Reading| {
        boards.get(other.board).and_then(|board| board.lines.get(other.line)).is_none_or(|of| of.name != line.name)
    };
    if second.is_some_and(|other| other.score(claims) > best.score(claims) - 0.4 && same_name(other)) {
        return None;
    }
    let named = best.label >= COVERED || best.label >= 0.5 && anchors >= 1.5 || line.is_total && best.header >= FULL;
    let mut wrong: Vec<(usize, &Says)> = Vec::new();
    for (at, says) in &best.says {
        let claim = claims.get(*at)?;
        let turned = matches!(says, Says::Other { cause: Some(Cause::OtherWay), .. });
        if matches!(says, Says::Other { .. }) && is_plain(claim) && (!claim.assumed || turned) {
            wrong.push((*at, says));
        }
    }
    let by_text: Vec<usize> =
        best.says.iter().filter(|(_, says)| matches!(says, Says::SameByText)).map(|(at, _)| *at).collect();
    let (at, says) = *wrong.first()?;
    let Says::Other { spots, right, cause, way } = says else { return None };
    let claim = claims.get(at)?;
    let is_head = at == head && claim.role != Role::Part;
    if known.is_told(claim, at, spots) || board_of_several(Some(board)) && cause.is_none() {
        return None;
    }
    // The text agrees with itself and with plan and base of the line: the cell is what differs.
    if is_head && !by_text.is_empty() && named {
        return Some(Discord {
            why: Why::Table,
            accused: spots.iter().copied().chain([Spot::Claim(at)]).collect(),
            among: std::iter::once(head)
                .chain(by_text.iter().copied())
                .map(Spot::Claim)
                .chain(spots.iter().copied())
                .collect(),
            expected: right.printed(claim),
            way: None,
            cause: None,
            sure: best.label >= FULL || by_text.len() >= 2,
        });
    }
    // A share that the text's own whole gives: the whole of the table is what differs.
    let vouched = known.by_text.contains_key(&at);
    if claim.role == Role::Share && vouched && named {
        return Some(Discord {
            why: Why::Table,
            accused: spots.iter().rev().copied().chain([Spot::Claim(at)]).collect(),
            among: std::iter::once(Spot::Claim(at)).chain(spots.iter().copied()).collect(),
            expected: right.printed(claim),
            way: None,
            cause: None,
            sure: false,
        });
    }
    let strong = named && anchors >= 1.0 && wrong.len() == 1;
    let slip = is_slip_of(claim, *right);
    let exact = best.label >= FULL && (slip || cause.is_some()) && digits(claim) >= 3;
    // The one column of its kind on a line that is named in full, among other figures of the table.
    let mates = known
        .lines
        .iter()
        .filter(|((paragraph, board, _), _)| *paragraph == claim.span.paragraph.0 && *board == best.board)
        .map(|(_, at)| at.len())
        .sum::<usize>();
    let single = best.label >= FULL
        && claim.measure.is_percent()
        && claim.role == Role::Value
        && mates >= 2
        && digits(claim) >= 3
        && own_name(line, claims.get(head)?);
    let elsewhere = confirmed.get(&at).is_some_and(|spots| {
        spots
            .iter()
            .any(|spot| place(boards, *spot).is_some_and(|(board, line, _)| (board, line) == (best.board, best.line)))
    });
    if elsewhere || claim.role == Role::Value && claim.dated && !strong || confirmed.contains_key(&at) && !strong {
        return None;
    }
    if !strong && !exact && !single {
        return None;
    }
    Some(Discord {
        why: if *cause == Some(Cause::OtherWay) { Why::Direction } else { Why::Table },
        accused: std::iter::once(Spot::Claim(at)).chain(spots.iter().copied()).collect(),
        among: std::iter::once(Spot::Claim(at)).chain(spots.iter().copied()).collect(),
        expected: right.printed(claim),
        way: *way,
        cause: *cause,
        sure: strong && (best.label >= FULL || anchors >= 2.0 || cause.is_some()),
    })
}

/// Whether the name of a line stands before the figure itself.
fn own_name(line: &super::board::BoardLine, claim: &Claim) -> bool {
    covered(&line.words, &[&claim.gap]) >= FULL
}

fn is_slip_of(claim: &Claim, right: Weight) -> bool {
    right.printed(claim).is_some_and(|right| {
        let places = right.decimals().max(claim.number.decimals());
        right
            .scaled(places)
            .zip(claim.number.scaled(places))
            .is_some_and(|(meant, typed)| is_slip(typed, meant, places))
    })
}

/// A column that the sentence names in full, on a line that other figures of the paragraph are of.
fn by_column(known: &Known<'_>, group: &Group) -> Option<Discord> {
    let Known { claims, boards, lines, .. } = known;
    let head = group.head;
    let claim =
        claims.get(head).filter(|claim| matches!(claim.role, Role::Value | Role::Average) && is_plain(claim))?;
    let mut found = Vec::new();
    for reading in &group.readings {
        let Some(board) = boards.get(reading.board) else { continue };
        let Some(line) = board.lines.get(reading.line) else { continue };
        let beside = lines.get(&(claim.span.paragraph.0, reading.board, reading.line)).map_or(0, |others| {
            others
                .iter()
                .filter(|at| {
                    claims.get(**at).is_some_and(|other| other.head.unwrap_or(**at) != head && digits(other) >= 3)
                })
                .count()
        });
        let is_named = reading.label >= COVERED || line.is_total;
        if beside == 0 || !is_named || reading.header < COVERED || !header_is_own(board, reading, claim) {
            continue;
        }
        match reading.says.iter().find(|(at, _)| *at == head) {
            Some((_, Says::Same(_))) => return None,
            Some((_, Says::Other { spots, right, cause, .. })) => {
                found.push((reading, line, beside, spots, *right, *cause))
            }
            _ => {}
        }
    }
    let [(reading, line, beside, spots, right, cause)] = found.as_slice() else { return None };
    if known.is_told(claim, head, spots) || board_of_several(boards.get(reading.board)) && cause.is_none() {
        return None;
    }
    let vouched = known.by_text.contains_key(&head);
    let zero = claim.number.value().is_zero() && reading.label >= COVERED;
    let same = known.confirmed.get(&head).is_some();
    let slip = is_slip_of(claim, *right);
    // Nothing but the words of the column stands before the figure: "số thụ lý mới" is no "Thụ lý".
    let board = boards.get(reading.board)?;
    let header: Vec<String> = board
        .columns
        .iter()
        .filter(|column| column.family == reading.family)
        .flat_map(|column| column.words.iter().chain(&column.all))
        .cloned()
        .collect();
    let is_said = zero
        || bare && (cause.is_some() || !same && slip || vouched && reading.header >= FULL && digits(claim) >= 3);
    if !is_said || claim.dated && !vouched {
        return None;
    }
    let text = [Spot::Claim(head)];
    let accused: Vec<Spot> = if vouched {
        spots.iter().copied().chain(text).collect()
    } else {
        text.into_iter().chain(spots.iter().copied()).collect()
    };
    Some(Discord {
        why: Why::Table,
        accused,
        among: text.into_iter().chain(spots.iter().copied()).collect(),
        expected: right.printed(claim),
        way: None,
        cause: *cause,
        sure: false,
    })
}

/// Whether the words of a column are said of this figure, and no other column that it may stand in says more of it.
fn header_is_own(board: &Board, best: &Reading, first: &Claim) -> bool {
    let said: [&[String]; 2] = [&first.subject, &first.gap];
    let columns = |family: usize| board.columns.iter().enumerate().filter(move |(_, column)| column.family == family);
    let own = |family: usize| columns(family).map(|(_, column)| covered(&column.words, &said)).fold(0.0, f64::max);
    // Another year's column, or one in another unit, is none that may be meant.
    let is_told =
        |family: usize| columns(family).any(|(_, column)| column.year.is_some_and(|year| first.years.contains(&year)));
    let may_be = |family: usize| {
        let fits = |(at, column): (usize, &super::board::BoardColumn)| {
            let other_year = is_told(best.family) && column.year.is_some_and(|year| !first.years.contains(&year));
            !other_year && may_be_in(first, board, best.line, at)
        };
        columns(family).any(fits)
    };
    let mine = own(best.family);
    let others = board.families().into_iter().filter(|family| *family != best.family && may_be(*family));
    mine >= COVERED && others.into_iter().all(|family| own(family) < mine)
}

/// Figures that are those of another line than the one that the sentence names.
fn other_line(claims: &[Claim], groups: &[Group], boards: &[Board]) -> Vec<Discord> {
    let mut discords = Vec::new();
    for Group { head, readings } in groups {
        let Some(first) = claims.get(*head) else { continue };
        let same = |reading: &Reading| {
            reading
                .says
                .iter()
                .filter(|(at, says)| {
                    matches!(says, Says::Same(..)) && claims.get(*at).is_some_and(|claim| digits(claim) >= 2)
                })
                .count()
        };
        // The line that has the figures, and the line that has the name.
        let Some(has) = readings.iter().filter(|reading| same(reading) >= 3).max_by_key(|reading| same(reading)) else {
            continue;
        };
        let of_board = readings.iter().filter(|reading| reading.board == has.board && reading.line != has.line);
        let Some(named) = of_board.max_by(|a, b| a.label.total_cmp(&b.label)) else { continue };
        let Some(board) = boards.get(has.board) else { continue };
        let own = |line: usize| {
            board.lines.get(line).map_or(0.0, |line| covered(&line.words, &[&first.subject, &first.lead]))
        };
        let differs = named.says.iter().find_map(|(at, says)| match says {
            Says::Other { spots, right, .. } if at == head => Some((spots.clone(), *right)),
            _ => None,
        });
        let Some((spots, right)) = differs else { continue };
        let has_total = board.lines.get(has.line).is_none_or(|line| line.is_total);
        if !has_total && named.label >= COVERED && own(named.line) >= own(has.line) + 0.15 && has.label < COVERED {
            let theirs: Vec<Spot> = has
                .says
                .iter()
                .filter_map(|(_, says)| match says {
                    Says::Same(spots) => spots.first().copied(),
                    _ => None,
                })
                .collect();
            discords.push(Discord {
                why: Why::OtherLine,
                accused: std::iter::once(Spot::Claim(*head)).chain(spots.iter().copied()).collect(),
                among: distinct(std::iter::once(Spot::Claim(*head)).chain(spots).chain(theirs)),
                expected: right.printed(first),
                way: None,
                cause: None,
                sure: false,
            });
        }
    }
    discords
}

/// Each place once.
fn distinct(spots: impl Iterator<Item = Spot>) -> Vec<Spot> {
    let mut kept: Vec<Spot> = Vec::new();
    for spot in spots {
        if !kept.contains(&spot) {
            kept.push(spot);
        }
    }
    kept
}
