//! Sentences against tables.
//!
//! A figure of a sentence is confirmed by any cell that has it, in a line and column that the sentence may speak of. It
//! is accused only where the line is sure: where other figures of the same sentence are those of the line, and the
//! words of its label are in the sentence.

mod near;
mod says;
mod sums;
mod topic;
mod verdict;

use says::*;
use verdict::*;

pub use says::opposite;
pub use sums::more;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::board::{Board, Is};
use super::weigh::Weight;
use super::{Base, Cause, Claim, Direction, Discord, Role, Spot, Why};
use crate::number::{Number, is_slip};

// Shares of words are parts of one; digits are those that are printed. All were set on reports of six fields and their
// slips, so that every one of the correct reports stays silent, and tried on reports of sixteen others.

/// So much of a label must be said: of two words both, of three or four all but one, of five three.
const COVERED: f64 = 0.6;
/// A label all of whose words are said; below one by less than a word of the longest label.
const FULL: f64 = 0.99;
/// A figure of so many digits that is that of a line tells that the line is meant: by chance one in a thousand cells
/// has it.
const DIGITS_OF_ANCHOR: usize = 3;
/// A figure of fewer digits tells as much as this part of one of three: two of them are less than one.
const SHORT_ANCHOR: f64 = 0.4;
/// What the figures of a line and the words of its label weigh against those of a column's header: a label that is said
/// in full outweighs one figure, two figures outweigh any label.
const ANCHOR_WEIGHT: f64 = 2.0;
const LABEL_WEIGHT: f64 = 3.0;
/// What each word of a label weighs that is said nearly in full, up to so many words: a longer name tells more than a
/// short one that is part of it, and never more than one figure.
const WORD_WEIGHT: f64 = 0.15;
const MOST_WORDS: usize = 6;
const NEARLY_FULL: f64 = 0.85;
/// What is said only in the headings above tells this part of what the sentence says.
const OF_HEADING: f64 = 0.9;
/// A line and a column of whose names together less than this is said confirm nothing.
const LEAST_NAMED: f64 = 0.3;
/// So many figures of one line tell it whatever it is called.
const ANCHORS_ALONE: f64 = 2.0;
/// So many readings of a figure may confirm what is told of it: the likeliest ones.
const MOST_READINGS: usize = 3;
/// A cell anywhere confirms a figure where this much of the names of its line and column is said, or where the figure
/// has so many digits.
const NAMED_ANYWHERE: f64 = 0.5;
const DIGITS_ANYWHERE: usize = 4;

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
            if stretch.iter().zip(&initials).all(|(word, initial)| word.starts_with(*initial)) {
                known.iter_mut().skip(from).take(initials.len()).for_each(|known| *known = true);
            }
        }
    }
    // "NSNN": what the text spells out.
    for (word, known) in label.iter().zip(known.iter_mut()).filter(|(word, _)| word.chars().count() >= 3) {
        let initials: Vec<char> = word.chars().collect();
        *known |= said.iter().any(|words| {
            words
                .windows(initials.len())
                .any(|stretch| stretch.iter().zip(&initials).all(|(word, initial)| word.starts_with(*initial)))
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
        let weight = |at: &usize| {
            claims.get(*at).map_or(0.0, |claim| if digits(claim) >= DIGITS_OF_ANCHOR { 1.0 } else { SHORT_ANCHOR })
        };
        self.says
            .iter()
            .filter(|(_, says)| matches!(says, Says::Same(..) | Says::SameByText))
            .map(|(at, _)| weight(at))
            .sum()
    }

    fn score(&self, claims: &[Claim]) -> f64 {
        self.anchors(claims) * ANCHOR_WEIGHT + self.label * LABEL_WEIGHT + self.header + self.length
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

/// Finds what tables say of the claims of a text, and fills in what they confirm; besides, which short figures only
/// some cell of another name has: they accuse nobody, and are not shown as confirmed by it.
pub fn read(claims: &[Claim], boards: &[Board], confirmed: &mut Confirmed) -> (Vec<Group>, BTreeSet<usize>) {
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
        let is_meant = |reading: &&Reading| {
            reading.label + reading.header > LEAST_NAMED || reading.anchors(claims) >= ANCHORS_ALONE
        };
        for reading in readings.iter().take(MOST_READINGS).filter(is_meant) {
            for (at, says) in &reading.says {
                if let Says::Same(spots) = says {
                    confirmed.entry(*at).or_insert_with(|| spots.clone());
                }
            }
        }
        groups.push(Group { head, readings });
    }
    let weak = by_number(claims, boards, confirmed);
    (groups, weak)
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
    let topics = topic::topics(claims, boards, confirmed);
    let more = near::near(&known, &topics, &discords);
    discords.extend(more);
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
            let label = if of.words.is_empty() {
                0.0
            } else {
                covered(&of.words, &own).max(covered(&of.words, &wide) * OF_HEADING)
            };
            for family in board.families() {
                let words = board
                    .columns
                    .iter()
                    .find(|column| column.family == family)
                    .map(|column| column.words.as_slice())
                    .unwrap_or_default();
                let said: [&[String]; 3] = [&first.subject, &first.lead, &first.context];
                let header = covered(words, &said);
                let label =
                    if of.is_total && of.words.is_empty() && names_total(first, board, words) { 1.0 } else { label };
                let says = members.iter().filter_map(|member| {
                    Some((*member, says(claims, head, claims.get(*member)?, board, line, family)))
                });
                let says: Vec<(usize, Says)> = says.collect();
                if says.iter().any(|(_, says)| !matches!(says, Says::Nothing)) {
                    let words = u32::try_from(of.words.len().min(MOST_WORDS)).unwrap_or(0);
                    let length = if label >= NEARLY_FULL { f64::from(words) * WORD_WEIGHT } else { 0.0 };
                    found.push(Reading { board: at, line, family, label, header, length, says });
                }
            }
        }
    }
    found
}

/// "Tổng dư nợ đạt 265.811 triệu đồng": the total of a column by the words of its header, and no word more.
fn names_total(claim: &Claim, board: &Board, header: &[String]) -> bool {
    let all = crate::words::fold("toàn");
    let has = |name: &str| claim.gap.iter().any(|word| word == name);
    let is_place = |word: &str| matches!(word, "huyện" | "tỉnh" | "xã" | "thành" | "phố" | "ngành" | "quận" | "phường");
    let is_total = has("tổng")
        || claim.gap.windows(2).any(|pair| matches!(pair, [first, place] if *first == all && is_place(place)));
    let own = crate::claim::grammar::content(&claim.gap);
    let is_known = |word: &String| {
        header.contains(word)
            || board.titles.contains(word)
            || is_place(word)
            || *word == all
            || matches!(word.as_str(), "tổng" | "số" | "cộng" | "năm")
    };
    claim.role == Role::Value
        && is_total
        && !header.is_empty()
        && covered(header, &[&claim.gap, &claim.subject]) >= FULL
        && own.iter().all(is_known)
}

/// Figures that some cell has, in a line or column that the sentence names.
fn by_number(claims: &[Claim], boards: &[Board], confirmed: &mut Confirmed) -> BTreeSet<usize> {
    let mut weak = BTreeSet::new();
    for (at, claim) in claims.iter().enumerate() {
        if confirmed.contains_key(&at) || claim.target || claim.direction.is_some() || claim.role == Role::Words {
            continue;
        }
        let said: [&[String]; 4] = [&claim.subject, &claim.lead, &claim.context, &claim.heading];
        let mut best: Option<(f64, Spot)> = None;
        let mut is_named = false;
        for board in boards {
            for line in 0..board.lines.len() {
                for column in 0..board.columns.len() {
                    let is = board.columns.get(column).map(|column| column.is);
                    let of_other = match claim.role {
                        Role::PercentPlan => is == Some(Is::OfBefore),
                        Role::PercentBefore => is == Some(Is::OfPlan),
                        _ => false,
                    };
                    let is_own =
                        |is: Is| board.columns.iter().enumerate().filter(move |(_, it)| it.is == is).map(|(at, _)| at);
                    let by_base = match (claim.role, is) {
                        (Role::PercentPlan | Role::PercentBefore, Some(is @ (Is::OfPlan | Is::OfBefore))) => {
                            based(claim, board, is_own(is).collect()).contains(&column)
                        }
                        _ => true,
                    };
                    if of_other
                        || !by_base
                        || !may_be_in(claim, board, line, column)
                        || !weight_for(claim, board, line, column).is_some_and(|right| right.confirms(claim))
                    {
                        continue;
                    }
                    let label = board.lines.get(line).map_or(0.0, |line| covered(&line.words, &said));
                    let header = board.columns.get(column).map_or(0.0, |column| covered(&column.words, &said));
                    let score = label * 2.0 + header;
                    let enough = score > NAMED_ANYWHERE || digits(claim) >= DIGITS_ANYWHERE;
                    if enough && best.is_none_or(|(known, _)| score > known) {
                        best = spot(board, line, column).map(|spot| (score, spot));
                        is_named = label >= COVERED;
                    }
                }
            }
        }
        if let Some((_, spot)) = best {
            confirmed.insert(at, vec![spot]);
            if !is_named && digits(claim) < DIGITS_ANYWHERE {
                weak.insert(at);
            }
        }
    }
    weak
}

type Lines = BTreeMap<(usize, usize, usize), BTreeSet<usize>>;
