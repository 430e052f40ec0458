//! What stands around a figure: its unit, the words before it, what it is taken of.

use super::*;

impl Reader<'_> {
    /// The unit behind a figure, and where it ends.
    pub(super) fn measure(&self, at: usize) -> Option<(Measure, usize)> {
        if self.is(at, '%') {
            let percent = Measure { dimension: Dimension::Known("percent"), factor: rust_decimal::Decimal::ONE };
            return Some((percent, at + 1));
        }
        let words = self.words_from(at);
        if words.first() == Some(&"điểm") && self.is(at + 1, '%') {
            let points = Measure { dimension: Dimension::Known("points"), factor: rust_decimal::Decimal::ONE };
            return Some((points, at + 2));
        }
        if self.is(at, '-') {
            return None;
        }
        let per = |end: usize| {
            let slash = self.is(end, '/') && self.word(end + 1).is_some();
            slash.then(|| self.word(end + 1)).flatten()
        };
        if let Some((dimension, factor, taken)) = unit(&words) {
            let end = at + taken;
            if let Some(per) = per(end) {
                return Some((Measure::rate(words.get(..taken)?, per), end + 2));
            }
            return Some((Measure { dimension: Dimension::Known(dimension), factor }, end));
        }
        let first = *words.first()?;
        let is_verb = |word: &str| {
            let verbs =
                [Cue::Equals, Cue::Share, Cue::Rise, Cue::Fall, Cue::Exceed, Cue::To, Cue::OfWhich, Cue::Consists];
            word == "và" || word == "so" || cues(&[word]).iter().any(|(cue, _)| verbs.contains(cue))
        };
        if is_verb(first) {
            return None;
        }
        if let Some(factor) = multiple(first) {
            return Some(match words.get(1) {
                Some(noun) if !is_verb(noun) => {
                    (Measure { dimension: Dimension::Count((*noun).to_owned()), factor }, at + 2)
                }
                _ if first == "tỷ" || first == "triệu" => {
                    (Measure { dimension: Dimension::Known("money"), factor }, at + 1)
                }
                _ => (Measure { dimension: Dimension::Unsaid, factor }, at + 1),
            });
        }
        // "31,2 học sinh/lớp", "35 học viên/lớp"
        let long = words.iter().take(4).take_while(|word| !is_verb(word)).count();
        if long == words.len()
            && let Some(per) = per(at + long)
        {
            return Some((Measure::rate(words.get(..long)?, per), at + long + 2));
        }
        Some((Measure { dimension: Dimension::Count(first.to_owned()), factor: rust_decimal::Decimal::ONE }, at + 1))
    }

    pub(super) fn left(&self, at: usize, since: usize) -> Left {
        let mut left = Left::default();
        for token in self.tokens.get(since..at).unwrap_or_default() {
            match &token.kind {
                Kind::Word(word) => left.words.push(word.clone()),
                Kind::Mark(mark) => left.marks.push(*mark),
                Kind::Figure(_) | Kind::Code => left.words.push(token.text.clone()),
            }
        }
        let before = self.words_before(at);
        let mut from = before.len().saturating_sub(REACH);
        while from < before.len() {
            let tail = before.get(from..).unwrap_or_default();
            let found = cues(tail);
            let rest_is_neutral = |from: usize| {
                let mut at = from;
                while let Some(tail) = before.get(at..).filter(|tail| !tail.is_empty()) {
                    let known =
                        cues(tail).into_iter().filter(|(cue, _)| !matches!(cue, Cue::Stop | Cue::Name | Cue::Done));
                    match known.map(|(_, taken)| taken).max() {
                        Some(taken) => at += taken,
                        None => return false,
                    }
                }
                true
            };
            for (cue, taken) in found {
                if !matches!(cue, Cue::Stop | Cue::Name) && rest_is_neutral(from + taken) {
                    left.cues.insert(cue);
                }
            }
            from += 1;
        }
        left
    }

    /// The base that words behind a figure name, and those words.
    pub(super) fn base(&self, end: usize) -> (Option<Base>, Vec<String>) {
        let words = self.words_from(end);
        let verbs = [Cue::Equals, Cue::Share, Cue::Rise, Cue::Fall, Cue::Exceed, Cue::Short];
        let mut named = Vec::new();
        let mut at = 0;
        while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
            let found = cues(rest);
            let of = |cue: Cue| found.iter().any(|(other, _)| *other == cue);
            if of(Cue::Last) {
                return (Some(Base::Last), named);
            }
            if of(Cue::Before) {
                return (Some(Base::Before), named);
            }
            if of(Cue::Plan) {
                return (Some(Base::Plan), named);
            }
            if verbs.iter().any(|verb| of(*verb)) || rest.first() == Some(&"và") {
                break;
            }
            named.extend(rest.first().map(|word| (*word).to_owned()));
            at += 1;
        }
        (None, named)
    }
}
