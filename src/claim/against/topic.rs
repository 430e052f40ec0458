//! Which line of a table a sentence speaks of, from figure to figure: "Nông nghiệp 36,84 triệu kWh, chiếm 4,3%, tăng
//! 11,06%; dịch vụ 22,15 triệu kWh, …".

use super::*;
use crate::words::{Cue, cues, says};

/// A figure of so many digits on a line shows that the line is meant, where its words leave it open.
const DIGITS_THAT_TELL: usize = 3;

/// What a figure of the text is of, in one table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Topic {
    /// The line.
    pub line: usize,
    /// Whether its label was said in full.
    pub is_named: bool,
    /// The figures of the sentence that are those of the line.
    pub told: BTreeSet<usize>,
    /// Whether it is the total of a table that only the header of a column names.
    pub of_column: bool,
    /// Whether words were said that are neither those of the line nor those of its columns.
    pub is_loose: bool,
}

/// The topic of each claim in each table that has one.
pub(super) type Topics = BTreeMap<(usize, usize), Topic>;

/// Follows the lines that sentences name.
pub(super) fn topics(claims: &[Claim], boards: &[Board], confirmed: &Confirmed) -> Topics {
    let mut topics = Topics::new();
    for (at, board) in boards.iter().enumerate() {
        let known: BTreeSet<&String> =
            board.columns.iter().flat_map(|column| &column.path).chain(&board.titles).collect();
        // The topic, and those that brackets interrupt.
        let mut now: Option<Topic> = None;
        let mut outer: Vec<(usize, Option<Topic>)> = Vec::new();
        let mut last: Option<&Claim> = None;
        for (index, claim) in claims.iter().enumerate() {
            if last.is_none_or(|last| last.span.paragraph != claim.span.paragraph) {
                (now, outer) = (None, Vec::new());
            }
            let depth = last.filter(|last| last.span.paragraph == claim.span.paragraph).map_or(0, |last| last.depth);
            if claim.depth > depth {
                outer.push((depth, now.clone()));
            }
            while let Some((_, topic)) = outer.pop_if(|(depth, _)| claim.depth <= *depth) {
                now = topic;
            }
            last = Some(claim);
            let said = own(claim);
            let words = crate::claim::grammar::content(&said);
            let total = total_by_column(board, claim);
            match named(board, &words) {
                // "Điện thương phẩm đạt 759,83 triệu kWh": all of a column.
                Named::None if now.is_none() && total.is_some() => {
                    let line = total.unwrap_or_default();
                    let is_loose = has_rest(board, line, claim, &known);
                    now = Some(Topic { line, is_named: true, is_loose, of_column: true, ..Topic::default() });
                }
                Named::One(line) => {
                    let is_loose = has_rest(board, line, claim, &known);
                    now = Some(Topic { line, is_named: true, is_loose, ..Topic::default() });
                }
                Named::Several => now = None,
                // "trong đó xuất khẩu lao động 247 người": of a part that the table does not name.
                Named::None if says(&claim.gap, Cue::OfWhich) => now = None,
                Named::None => {
                    let is_more = without_free(&said, &FREE_BEFORE).iter().any(|word| !known.contains(word));
                    if let (Some(topic), true) = (now.as_mut(), is_more) {
                        topic.is_loose = true;
                    }
                }
            }
            let mine = confirmed.get(&index).into_iter().flatten().filter_map(|spot| place(boards, *spot));
            let lines: BTreeSet<usize> = mine.filter(|(board, ..)| *board == at).map(|(_, line, _)| line).collect();
            if let [line] = lines.iter().copied().collect::<Vec<_>>().as_slice() {
                match now.as_mut() {
                    Some(topic) if topic.line == *line => {
                        topic.told.insert(index);
                    }
                    // Figures tell a line that no words contradict.
                    Some(topic) if topic.is_named && !topic.is_loose => {}
                    _ if digits(claim) >= DIGITS_THAT_TELL || counts_total(board, *line, claim) => {
                        let told = BTreeSet::from([index]);
                        now = Some(Topic { line: *line, told, ..Topic::default() });
                    }
                    _ => {}
                }
            }
            if let Some(topic) = &now {
                topics.insert((index, at), topic.clone());
            }
        }
    }
    // What a sentence tells of a line behind a figure speaks for the line as well.
    let mut told: BTreeMap<(usize, usize, usize), BTreeSet<usize>> = BTreeMap::new();
    let sentence = |at: usize| claims.get(at).map_or(0, |claim| claim.sentence);
    for ((claim, board), topic) in &topics {
        told.entry((sentence(*claim), *board, topic.line)).or_default().extend(&topic.told);
    }
    for ((claim, board), topic) in &mut topics {
        topic.told.extend(told.get(&(sentence(*claim), *board, topic.line)).into_iter().flatten());
    }
    topics
}

/// Whether a figure of two digits is the total of what a column says that it counts: "67 vụ".
fn counts_total(board: &Board, line: usize, claim: &Claim) -> bool {
    const FEWEST_DIGITS: usize = 2;
    let crate::claim::Dimension::Count(noun) = &claim.measure.dimension else { return false };
    digits(claim) >= FEWEST_DIGITS
        && claim.role == Role::Value
        && board.lines.get(line).is_some_and(|line| line.is_total)
        && board.columns.iter().any(|column| column.path.contains(noun))
}

/// The one total of a table whose column a figure names in full, in two words or more.
fn total_by_column(board: &Board, claim: &Claim) -> Option<usize> {
    const FEWEST_WORDS: usize = 2;
    if claim.role != Role::Value {
        return None;
    }
    let said: [&[String]; 1] = [&claim.gap];
    let names = |column: &crate::claim::board::BoardColumn| {
        column.words.len() >= FEWEST_WORDS && covered(&column.words, &said) >= FULL
    };
    let mut totals = board.lines.iter().enumerate().filter(|(_, line)| line.is_total && line.parent.is_none());
    match (board.columns.iter().any(names), totals.next(), totals.next()) {
        (true, Some((line, _)), None) => Some(line),
        _ => None,
    }
}

/// The words that a claim has for itself, what it counts among them.
fn own(claim: &Claim) -> Vec<String> {
    let noun = match &claim.measure.dimension {
        crate::claim::Dimension::Count(noun) => Some(noun.clone()),
        _ => None,
    };
    claim.gap.iter().cloned().chain(noun).chain(claim.behind.iter().cloned()).collect()
}

enum Named {
    One(usize),
    Several,
    None,
}

/// The line whose label is said in full, the longest of several.
fn named(board: &Board, words: &[String]) -> Named {
    if words.is_empty() {
        return Named::None;
    }
    let said: [&[String]; 1] = [words];
    let mut found: Vec<(usize, usize)> = board
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.words.is_empty() && covered(&line.words, &said) >= FULL)
        .map(|(at, line)| (line.words.len(), at))
        .collect();
    found.sort_unstable();
    match found.as_slice() {
        [] => Named::None,
        [.., (second, _), (first, _)] if second == first => Named::Several,
        [.., (_, line)] => Named::One(*line),
    }
}

/// Words without those that tell no subject: kinds of things, and what is done with them.
fn without_free(words: &[String], free: &[Cue]) -> Vec<String> {
    crate::claim::grammar::content(&raw_without_free(words, free))
}

fn raw_without_free(words: &[String], free: &[Cue]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let rest = words.get(at..).unwrap_or_default();
        match cues(rest).iter().find(|(cue, _)| free.contains(cue)) {
            Some((_, taken)) => at += taken,
            None => {
                kept.extend((!word.chars().all(|c| c.is_ascii_digit())).then(|| word.clone()));
                at += 1;
            }
        }
    }
    kept
}

/// What says nothing before a figure; behind it what is done with it qualifies it.
const FREE_BEFORE: [Cue; 5] = [Cue::Kind, Cue::Deed, Cue::Stop, Cue::Thing, Cue::Total];
const FREE_BEHIND: [Cue; 2] = [Cue::Stop, Cue::Thing];

/// Whether words qualify what a line is called: "thu ngân sách *nội địa*", "hộ nghèo *dân tộc thiểu số*". In Vietnamese
/// they stand behind what they qualify; before it stands whose it is: "*xã Tân Lập* trồng rừng".
pub(super) fn has_rest(board: &Board, line: usize, claim: &Claim, known: &BTreeSet<&String>) -> bool {
    let Some(of) = board.lines.get(line) else { return true };
    if is_of_span(claim, board) {
        return true;
    }
    let before = claim.clause.as_slice();
    // What is counted may be a word of two syllables: "41 đồng chí".
    let noun = match &claim.measure.dimension {
        crate::claim::Dimension::Count(noun) => Some(noun.clone()),
        _ => None,
    };
    let is_counted = noun.is_some();
    let behind: Vec<String> = noun.into_iter().chain(claim.behind.iter().cloned()).collect();
    let label: [&[String]; 1] = [&of.all];
    let is_said = |word: &String| {
        of.all.contains(word)
            || known.contains(word)
            || claim.heading.contains(word)
            || covered(std::slice::from_ref(word), &label) >= FULL
    };
    let is_short_for = |word: &String| {
        let initials: Vec<char> = word.chars().collect();
        initials.len() >= 2
            && of
                .all
                .windows(initials.len())
                .any(|stretch| stretch.iter().zip(&initials).all(|(word, initial)| word.starts_with(*initial)))
    };
    let is_open = |word: &String| !is_said(word) && !is_short_for(word);
    let counted = raw_without_free(behind.get(..2.min(behind.len())).unwrap_or_default(), &[Cue::Counted]);
    let rest = match (is_counted, counted.is_empty()) {
        (true, true) => behind.get(2..).unwrap_or_default(),
        (true, false) => behind.get(1..).unwrap_or_default(),
        (false, _) => &behind,
    };
    without_free(before, &FREE_BEFORE).iter().any(is_open) || without_free(rest, &FREE_BEHIND).iter().any(is_open)
}

/// "trong tháng 12", "5 năm", "quý III": part of the period of a table, or more than it, unless its titles say the same.
pub(super) fn is_of_span(claim: &Claim, board: &Board) -> bool {
    let spans = ["tháng", "quý", "năm", "tuần", "đợt", "vụ"];
    let is_told =
        |word: &str| board.titles.iter().any(|title| title == word) || claim.heading.iter().any(|other| other == word);
    claim.gap.windows(2).any(|pair| match pair {
        [span, at] if matches!(span.as_str(), "tháng" | "quý") => {
            let is_number = at.chars().all(|c| c.is_ascii_digit() || matches!(c, 'i' | 'v'));
            is_number && !(is_told(span) && is_told(at))
        }
        [count, span] if spans.contains(&span.as_str()) => {
            count.chars().all(|c| c.is_ascii_digit()) && count.len() <= 2 && !(is_told(count) && is_told(span))
        }
        _ => false,
    })
}

/// Whether the words of a figure are more than those of a line that is held against it.
pub(super) fn is_qualified(claim: &Claim, board: &Board, line: usize) -> bool {
    let known: BTreeSet<&String> = board.columns.iter().flat_map(|column| &column.path).chain(&board.titles).collect();
    has_rest(board, line, claim, &known)
}
