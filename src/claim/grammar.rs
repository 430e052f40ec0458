//! What the figures of a sentence say.

mod amounts;
mod around;
mod listing;
mod names;

use std::collections::BTreeSet;

use super::measure::{Dimension, Measure, multiple};
use super::token::{Kind, Token, tokens};
use super::{Base, Claim, Direction, Hedge, Role};
use crate::ledger::Span;
use crate::number::{Number, is_year};
use crate::words::{Cue, cues, fold, says, unit};
use crate::workbook::{ParagraphIndex, ParagraphKind, Prose};

/// Headings are no longer than so many words.
const LONGEST_HEADING: usize = 40;
/// So many words before a figure are asked what it is.
const REACH: usize = 6;

/// A heading that stands over what follows it.
struct Heading {
    level: u8,
    words: Vec<String>,
    years: BTreeSet<u16>,
    future: bool,
}

/// The claims of a document, in the order in which they stand.
pub fn claims(prose: &Prose) -> Vec<Claim> {
    let mut headings: Vec<Heading> = Vec::new();
    let mut claims = Vec::new();
    for (index, paragraph) in prose.paragraphs.iter().enumerate() {
        let tokens = tokens(&paragraph.text);
        if tokens.is_empty() {
            continue;
        }
        let mut own = Reader { tokens: &tokens, paragraph: ParagraphIndex(index), claims: Vec::new(), unit_end: 0 };
        own.read();
        let found = amounts::measured_alike(own.claims);
        if let Some(level) = heading(&paragraph.kind, &paragraph.marker, &tokens, &paragraph.text, !found.is_empty()) {
            headings.retain(|heading| heading.level < level);
            let words: Vec<String> = fold(&paragraph.text).split(' ').map(str::to_owned).collect();
            let future = says(&words, Cue::Future) && !says(&words, Cue::Done);
            headings.push(Heading { level, years: years(&tokens), words, future });
            if found.is_empty() {
                continue;
            }
        }
        let future = headings.iter().any(|heading| heading.future);
        let words: Vec<String> = headings.iter().rev().take(2).flat_map(|heading| heading.words.clone()).collect();
        let of_heading = headings.last().map(|heading| heading.years.clone()).unwrap_or_default();
        let base = claims.len();
        let summary = says(&fold(&paragraph.text).split(' ').collect::<Vec<_>>(), Cue::Done)
            && fold(&paragraph.text).starts_with("nhìn chung");
        claims.extend(found.into_iter().map(|mut claim| {
            claim.target |= future && !summary;
            claim.heading.clone_from(&words);
            if claim.years.is_empty() {
                claim.years.clone_from(&of_heading);
            }
            claim.sentence = claim.sentence.saturating_add(index.saturating_mul(1_000));
            claim.head = claim.head.map(|at| at.saturating_add(base));
            claim.over = claim.over.map(|at| at.saturating_add(base));
            claim
        }));
    }
    for (index, list) in listing::lists(prose).into_iter().enumerate() {
        // Only the last sentence before the colon opens it.
        let last = claims.iter().filter(|claim| claim.span.paragraph == list.opener).map(|claim| claim.sentence).max();
        for claim in &mut claims {
            if claim.span.paragraph == list.opener && Some(claim.sentence) == last {
                (claim.opens, claim.items) = (Some((index, list.is_all)), list.items.len());
            }
            if list.items.contains(&claim.span.paragraph) {
                claim.item = Some(index);
            }
        }
    }
    claims
}

/// The level of a heading; `None` of a paragraph that is none.
fn heading(kind: &ParagraphKind, marker: &str, tokens: &[Token], text: &str, says_figures: bool) -> Option<u8> {
    if let ParagraphKind::Heading(level) = kind {
        return Some((*level).min(9));
    }
    let text = text.trim().trim_start_matches(['*', '#', '-', '+', ' ', '\\']).trim_end_matches(['*', ' ']);
    let first = if marker.is_empty() {
        text.split([' ', '.', ')']).next().unwrap_or_default()
    } else {
        marker.trim_end_matches(['.', ')'])
    };
    let is_roman = !first.is_empty() && first.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    let is_letter = first.len() == 1 && first.chars().all(|c| c.is_ascii_uppercase());
    let is_number = !first.is_empty() && first.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_part = fold(text).starts_with("phần thứ");
    let level = match () {
        () if is_part => 10,
        () if is_roman || is_letter => 11,
        () if is_number => 12,
        () => 13,
    };
    let is_open = !text.ends_with(['.', ';', ',', '?', '!', '/']);
    // "A. KẾT QUẢ 6 THÁNG": capitals throughout are a heading whatever else they are.
    let is_loud = text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase);
    let is_short = tokens.len() <= LONGEST_HEADING && is_open;
    (is_short && (!says_figures || is_loud)).then_some(level)
}

fn years(tokens: &[Token]) -> BTreeSet<u16> {
    let year = |token: &Token| {
        let number = token.figure()?;
        (token.text.len() == 4 && is_year(number.value())).then(|| token.text.parse().ok())?
    };
    tokens.iter().filter_map(year).collect()
}

struct Reader<'t> {
    tokens: &'t [Token],
    paragraph: ParagraphIndex,
    claims: Vec<Claim>,
    /// Where the unit of the last claim ends.
    unit_end: usize,
}

/// What stands before a figure in its clause.
#[derive(Default)]
struct Left {
    cues: BTreeSet<Cue>,
    /// The words between the claim before and this one.
    words: Vec<String>,
    marks: String,
}

impl<'t> Reader<'t> {
    fn token(&self, at: usize) -> Option<&'t Token> {
        self.tokens.get(at)
    }

    fn word(&self, at: usize) -> Option<&'t str> {
        self.token(at)?.word()
    }

    fn is(&self, at: usize, mark: char) -> bool {
        self.token(at).is_some_and(|token| token.is(mark))
    }

    /// The words from a token on, up to the next figure or mark.
    fn words_from(&self, at: usize) -> Vec<&'t str> {
        (at..).map_while(|at| self.word(at)).collect()
    }

    /// The words right before a token, back to the last figure or mark.
    fn words_before(&self, at: usize) -> Vec<&'t str> {
        let mut words: Vec<&str> = (0..at).rev().map_while(|at| self.word(at)).collect();
        words.reverse();
        words
    }

    fn read(&mut self) {
        let (mut at, mut since, mut sentence, mut depth) = (0_usize, 0_usize, 0_usize, 0_usize);
        let mut segment = 0_usize;
        let mut opened: Vec<usize> = Vec::new();
        let mut phone = false;
        let mut lead = 0_usize;
        while let Some(token) = self.token(at) {
            match &token.kind {
                Kind::Mark('(') => {
                    opened.push(at);
                    depth += 1;
                    // "1.284.650.000 đồng (Một tỷ hai trăm … đồng)": an amount in words alone.
                    if let Some(end) = self.bare_words(at + 1, sentence, depth) {
                        (at, since) = (end, end);
                        continue;
                    }
                }
                Kind::Mark(')') => {
                    opened.pop();
                    depth = depth.saturating_sub(1);
                }
                Kind::Mark(';') if depth == 0 => segment += 1,
                Kind::Mark('.' | '?' | '!') if self.ends_sentence(at) => {
                    (sentence, since, phone, depth, lead, segment) =
                        (sentence + 1, at + 1, false, 0, at + 1, segment + 1);
                }
                Kind::Word(word) => {
                    let words = self.words_from(at);
                    phone |= cues(&words).iter().any(|(cue, _)| *cue == Cue::Phone);
                    let in_words = word == "bằng" && cues(&words).iter().any(|(cue, _)| *cue == Cue::InWords);
                    if in_words && let Some(end) = self.in_words(at, sentence, depth) {
                        (at, since) = (end, end);
                        continue;
                    }
                }
                Kind::Figure(number) if !phone => {
                    if let Some(end) = self.figure(at, *number, since, lead, (sentence, segment, depth)) {
                        since = end;
                        at = end.max(at + 1);
                        continue;
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn ends_sentence(&self, at: usize) -> bool {
        match self.token(at + 1) {
            None => true,
            Some(next) => {
                next.spaced && (next.capital || !matches!(next.kind, Kind::Word(_))) && at > 0
                // "TT. HĐND": what is shortened goes on.
                && !(self.word(at - 1).is_some_and(|word| word.chars().count() <= 2) && self.token(at - 1).is_some_and(|token| token.capital))
            }
        }
    }

    fn blank(&self, number: Number, start: u32, end: u32, sentence: usize, depth: usize) -> Claim {
        Claim { span: Span { paragraph: self.paragraph, start, end }, number, sentence, depth, ..Claim::default() }
    }

    fn figure(
        &mut self,
        at: usize,
        number: Number,
        since: usize,
        lead: usize,
        (sentence, segment, depth): (usize, usize, usize),
    ) -> Option<usize> {
        if self.says_nothing(at, number) {
            return None;
        }
        let token = self.token(at)?;
        let left = self.left(at, since);
        let said = |cue: Cue| left.cues.contains(&cue);
        let mut claim = self.blank(number, token.start, token.end, sentence, depth);
        claim.segment = segment;
        claim.gap.clone_from(&left.words);
        // "đã giải ngân 2.176 triệu đồng đạt 89,4%": the unit before belongs to its figure.
        let behind_last = self.words_before(at);
        let own = behind_last.len().saturating_sub(at.saturating_sub(self.unit_end));
        claim.near = behind_last.get(own..).unwrap_or_default().iter().map(|word| (*word).to_owned()).collect();
        claim.marks.clone_from(&left.marks);
        claim.clause = self.clause(at, since);
        // "37/49 trường": what is of how many.
        let is_num =
            self.is(at + 1, '/') && self.token(at + 2).is_some_and(|next| next.figure().is_some() && !next.spaced);
        let is_den = at >= 2
            && self.is(at - 1, '/')
            && !token.spaced
            && self.token(at - 2).is_some_and(|before| before.figure().is_some());
        let (measure, end) = if is_num {
            (self.measure(at + 3).map_or(Measure::UNSAID, |(measure, _)| measure), at + 1)
        } else {
            self.measure(at + 1).unwrap_or((Measure::UNSAID, at + 1))
        };
        claim.measure = measure;
        self.unit_end = end;
        let (base, named, base_words) = self.base(end);
        // "bằng 103,95% năm 2024": the year itself is what it is a percentage of.
        let year = self.base_words(end);
        let is_of_year = base.is_none()
            && claim.near.last().is_some_and(|word| word == "bằng")
            && year.len() == 2
            && year.first().is_some_and(|word| word == "năm");
        let (base, base_words) = if is_of_year { (Some(Base::Before), year) } else { (base, base_words) };
        (claim.base, claim.base_words) = (base, base_words);
        claim.direction = match () {
            () if said(Cue::To) || self.word(at.saturating_sub(1)).is_some_and(|word| word == "từ") => None,
            () if said(Cue::Rise) || said(Cue::Exceed) => Some(Direction::Up),
            () if said(Cue::Fall) || said(Cue::Short) => Some(Direction::Down),
            () => None,
        };
        claim.hedge = match () {
            () if claim.direction.is_none() && said(Cue::Lower) => Some(Hedge::Lower),
            () if said(Cue::Upper) => Some(Hedge::Upper),
            () if said(Cue::About) => Some(Hedge::About),
            () => None,
        };
        if claim.direction.is_some() && base.is_none() {
            claim.base = if said(Cue::Exceed) || said(Cue::Short) || said(Cue::Plan) {
                Some(Base::Plan)
            } else {
                Some(Base::Before)
            };
            claim.assumed = !said(Cue::Before) && !said(Cue::Plan);
        }
        let before = matches!(claim.base, Some(Base::Before | Base::Last));
        let opened = left.marks.ends_with('(') && self.words_before(at).is_empty();
        let own = content(&left.words);
        let previous = self.claims.last().filter(|other| other.sentence == sentence);
        let behind = self.words_from(end).len();
        let alone = opened && behind <= 4 && self.is(end + behind, ')');
        // "… so với cùng kỳ (4.416 lượt)", "bằng 83,3% kế hoạch (75.000 triệu đồng)": what the words before it name.
        let names_plan = says(&left.words, Cue::Plan);
        // "gấp 1,5 lần năm 2024"
        let is_times = claim.near.iter().any(|word| word == "gấp") && self.word(at + 1) == Some("lần");
        let of_before = alone
            && !names_plan
            && content(&left.words).iter().filter(|word| !word.chars().all(|c| c.is_ascii_digit())).count() <= 1;
        let of_plan = alone && names_plan;
        claim.role = if is_num {
            Role::Part
        } else if is_den {
            claim.over = self.claims.len().checked_sub(1);
            Role::Whole
        } else if claim.measure.is_points() {
            Role::Points
        } else if claim.measure.is_percent() {
            match () {
                () if claim.direction.is_some() => Role::ChangePercent,
                () if of_before
                    && previous.is_some_and(|other| {
                        other.role == Role::Points && matches!(other.base, Some(Base::Before | Base::Last))
                    }) =>
                {
                    Role::BaseValue
                }
                () if before => Role::PercentBefore,
                () if claim.base == Some(Base::Plan) => Role::PercentPlan,
                // "đạt 85,6%, cao hơn chỉ tiêu được giao (80%)": the target itself.
                () if of_plan && previous.is_some_and(|other| other.measure.is_percent()) => Role::PlanValue,
                // "chiếm tỷ trọng lớn nhất (48,9% tổng số)"
                () if opened && says(&left.words, Cue::Share) => Role::Share,
                () if said(Cue::Share) || opened && previous.is_some() => Role::Share,
                () if content(&claim.near).is_empty() && previous.is_some() && said(Cue::Equals) => Role::Share,
                () if said(Cue::Plan) => Role::PlanValue,
                () => Role::Value,
            }
        } else if claim.direction.is_some() {
            Role::Change
        } else if is_times {
            Role::Times
        } else if matches!(claim.measure.dimension, Dimension::Rate(..)) || said(Cue::Average) {
            Role::Average
        } else if of_plan
            && previous
                .is_some_and(|other| matches!(other.role, Role::PercentPlan | Role::ChangePercent | Role::Change))
        {
            Role::PlanValue
        } else if of_before
            && previous.is_some_and(|other| {
                matches!(other.base, Some(Base::Before | Base::Last))
                    && matches!(other.role, Role::Change | Role::ChangePercent | Role::PercentBefore | Role::Points)
            })
        {
            Role::BaseValue
        } else if opened && said(Cue::Plan) || said(Cue::Plan) && depth > 0 {
            Role::PlanValue
        } else if alone
            && previous.is_some_and(|other| {
                other.role == Role::Value
                    && other.measure.dimension == claim.measure.dimension
                    && matches!(claim.measure.dimension, Dimension::Known(_))
            })
        {
            Role::Restated
        } else {
            Role::Value
        };
        if matches!(claim.role, Role::Value | Role::Part | Role::Average) {
            claim.base = None;
        }
        // "tăng 157 tỷ đồng, tương ứng 9,5%": the change once more, in percent.
        let previous = self.claims.last().filter(|other| other.sentence == sentence && other.role == Role::Change);
        let is_again = claim.near.iter().any(|word| word == "tương") && content(&claim.near).is_empty();
        if let Some(change) = previous.filter(|_| is_again && claim.role == Role::Share) {
            claim.role = Role::ChangePercent;
            (claim.direction, claim.base, claim.assumed) = (change.direction, change.base, change.assumed);
        }
        // Words behind the unit belong to the figure up to the next mark: "486 đơn khiếu nại".
        let trailing: Vec<String> =
            if is_num || claim.role != Role::Value && claim.role != Role::Whole { Vec::new() } else { named.clone() };
        claim.behind.clone_from(&named);
        let is_share = matches!(claim.role, Role::Share | Role::Value) && claim.measure.is_percent();
        if is_share && claim.role == Role::Share {
            claim.of_words = named
                .iter()
                .filter(|word| !matches!(word.as_str(), "tổng" | "số" | "của" | "so" | "với"))
                .cloned()
                .collect();
        }
        let after = if trailing.is_empty() { end } else { end + trailing.len() };
        let own_words: Vec<String> = own.iter().cloned().chain(content(&trailing)).collect();
        let sentence_words: Vec<String> = self
            .tokens
            .get(lead..at)
            .unwrap_or_default()
            .iter()
            .filter_map(|token| token.word().map(str::to_owned))
            .collect();
        claim.target = says(&sentence_words, Cue::Target) || says(&named, Cue::Target);
        claim.cumulative = says(&left.words, Cue::Cumulative);
        claim.dated = says(&left.words, Cue::Cutoff);
        claim.years = years(self.tokens.get(lead..at).unwrap_or_default());
        let led = self.lead(lead, at);
        claim.plans = says(&led, Cue::Plan);
        claim.lead = content(&led);
        claim.context = content(&sentence_words);
        let is_own = matches!(
            claim.role,
            Role::Value | Role::Part | Role::Average | Role::PlanValue | Role::BaseValue | Role::Restated
        );
        claim.head = if is_own {
            None
        } else if claim.role == Role::Whole {
            claim.over
        } else {
            let last = self
                .claims
                .len()
                .checked_sub(1)
                .filter(|last| self.claims.get(*last).is_some_and(|other| other.sentence == sentence));
            let of_last = last.and_then(|last| Some((last, self.claims.get(last)?)));
            // "chiếm 9,7%, giảm 2,0%": by so many points.
            if let Some((last, _)) = of_last.filter(|(_, other)| {
                claim.role == Role::ChangePercent
                    && other.measure.is_percent()
                    && matches!(other.role, Role::Share | Role::Value)
            }) {
                claim.head = Some(last);
            }
            // "tăng 286 lượt (tăng 6,5%)": of the same as what stands before the bracket.
            let inherited = of_last
                .filter(|(_, other)| {
                    depth > other.depth && other.role == Role::Change && claim.role == Role::ChangePercent
                })
                .and_then(|(_, other)| other.head);
            let names_itself = content(&self.words_before(at)).len() >= 2 && depth == 0;
            let fits = |other: &Claim| {
                other.sentence == sentence
                    && matches!(other.role, Role::Value | Role::Part)
                    && (other.depth <= depth)
                    && (!other.measure.is_percent() || claim.role == Role::Points || claim.role == Role::ChangePercent)
            };
            let alike = |other: &Claim| fits(other) && other.measure.dimension == claim.measure.dimension;
            let nearest = self.claims.iter().rposition(fits);
            let of_kind =
                if claim.role == Role::Change { self.claims.iter().rposition(alike).or(nearest) } else { nearest };
            claim.head.or(inherited).or(of_kind.filter(|_| !names_itself))
        };
        // "8.391 học sinh/268 lớp": what follows is of the first.
        if left.marks == "/" && left.words.is_empty() && claim.role == Role::Value {
            claim.depth = claim.depth.saturating_add(1);
        }
        claim.subject = match claim.head.and_then(|head| self.claims.get(head)) {
            Some(head) => head.subject.clone(),
            None => own_words,
        };
        if is_num {
            // The things that are counted stand behind both.
            let words = self.words_from(at + 3);
            claim.subject.extend(content(&words.iter().skip(1).map(|word| (*word).to_owned()).collect::<Vec<_>>()));
        }
        self.claims.push(claim);
        Some(after)
    }

    /// The words before the first colon of a sentence, which all that follows is of: "Cây lúa: …".
    fn lead(&self, from: usize, at: usize) -> Vec<String> {
        let tokens = self.tokens.get(from..at).unwrap_or_default();
        let Some(colon) = tokens.iter().position(|token| token.is(':')) else { return Vec::new() };
        let last = tokens.iter().rposition(|token| token.is(';'));
        // "…; thu khác: 10.228": a part with a colon of its own.
        if last.is_some_and(|last| tokens.get(last..).unwrap_or_default().iter().any(|token| token.is(':'))) {
            return Vec::new();
        }
        tokens.get(..colon).unwrap_or_default().iter().filter_map(|token| token.word().map(str::to_owned)).collect()
    }
}

/// The words that tell a subject: without those that say what a figure is.
pub fn content<W: AsRef<str>>(words: &[W]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
        let found = cues(rest);
        let known = found.iter().filter(|(cue, _)| !cue.leaves_subject());
        if let Some(taken) = known.map(|(_, taken)| *taken).max() {
            at += taken;
            continue;
        }
        if let Some(word) =
            rest.first().map(AsRef::as_ref).filter(|word| word.len() <= 2 || !word.chars().all(|c| c.is_ascii_digit()))
        {
            kept.push(word.to_owned());
        }
        at += 1;
    }
    kept
}
