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
        // "41 đ/c": comrades, no money.
        if words == ["đ"] && self.is(at + 1, '/') && self.word(at + 2) == Some("c") {
            let persons =
                Measure { dimension: Dimension::Count("đồng".to_owned()), factor: rust_decimal::Decimal::ONE };
            return Some((persons, at + 3));
        }
        let per = |end: usize| {
            // "2.843 lao động/KH 2.800 lao động": a figure follows, and no rate.
            let is_over = self.token(end + 2).is_some_and(|next| next.figure().is_some());
            let slash = self.is(end, '/') && !is_over;
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
                    let known = cues(tail).into_iter().filter(|(cue, _)| !(cue.leaves_subject() || *cue == Cue::Stop));
                    match known.map(|(_, taken)| taken).max() {
                        Some(taken) => at += taken,
                        None => return false,
                    }
                }
                true
            };
            for (cue, taken) in found {
                if !matches!(cue, Cue::Stop | Cue::Name | Cue::Kind | Cue::Deed | Cue::Total | Cue::Counted)
                    && rest_is_neutral(from + taken)
                {
                    left.cues.insert(cue);
                }
            }
            from += 1;
        }
        left
    }

    /// The words since the last mark, with figures among them that say nothing.
    pub(super) fn clause(&self, at: usize, since: usize) -> Vec<String> {
        let tokens = self.tokens.get(since..at).unwrap_or_default();
        let from = tokens.iter().rposition(|token| matches!(token.kind, Kind::Mark(_))).map_or(0, |mark| mark + 1);
        let said = |token: &Token| token.word().map_or_else(|| token.text.clone(), str::to_owned);
        tokens.get(from..).unwrap_or_default().iter().map(said).collect()
    }

    /// The base that words behind a figure name, the words before it, and those that name it.
    pub(super) fn base(&self, end: usize) -> (Option<Base>, Vec<String>, Vec<String>) {
        let words = self.words_from(end);
        let verbs = [Cue::Equals, Cue::Share, Cue::Rise, Cue::Fall, Cue::Exceed, Cue::Short];
        let mut named = Vec::new();
        let mut at = 0;
        while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
            let found = cues(rest);
            let of = |cue: Cue| found.iter().any(|(other, _)| *other == cue);
            let base = match () {
                () if of(Cue::Last) => Some(Base::Last),
                () if of(Cue::Before) => Some(Base::Before),
                () if of(Cue::Plan) => Some(Base::Plan),
                () => None,
            };
            if base.is_some() {
                return (base, named, self.base_words(end + at));
            }
            if verbs.iter().any(|verb| of(*verb)) || rest.first() == Some(&"và") {
                break;
            }
            named.extend(rest.first().map(|word| (*word).to_owned()));
            at += 1;
        }
        (None, named, Vec::new())
    }

    /// "kế hoạch tỉnh giao", "so với năm 2023": the words of a base up to the next mark, and the year behind them.
    pub(super) fn base_words(&self, from: usize) -> Vec<String> {
        let words = self.words_from(from);
        let year = self
            .token(from + words.len())
            .filter(|token| token.text.len() == 4 && token.figure().is_some_and(|number| is_year(number.value())));
        words.iter().map(|word| (*word).to_owned()).chain(year.map(|token| token.text.clone())).collect()
    }
}
