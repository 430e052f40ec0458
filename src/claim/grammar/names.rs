//! Figures that say nothing: dates, names, ranges, the numbers of items.

use super::*;

impl Reader<'_> {
    /// Whether a figure is none that says something: a date, a name, a year, a range, the number of an item.
    pub(super) fn says_nothing(&self, at: usize, number: Number) -> bool {
        let before = self.words_before(at);
        let last_is = |cue: Cue| {
            (1..=before.len().min(3)).any(|length| {
                let tail = before.get(before.len() - length..).unwrap_or_default();
                cues(tail).iter().any(|(found, taken)| *found == cue && *taken == length)
            })
        };
        let next_figure =
            |at: usize| self.token(at).is_some_and(|token| matches!(token.kind, Kind::Figure(_) | Kind::Code));
        // The number of an item: "1." at the beginning, "1.1."
        if at == 0 && (self.is(1, '.') || self.is(1, ')') || self.is(1, '/') && !next_figure(2)) {
            return true;
        }
        // "1 Các chỉ tiêu …": the mark of a note.
        if at == 0 && self.token(1).is_some_and(|next| next.capital && next.word().is_some()) {
            return true;
        }
        // "12/BC-UBND", "56-BC/ĐU": the number of a document.
        let tight = |at: usize| self.token(at).is_some_and(|token| !token.spaced);
        let is_shouted = |at: usize| self.token(at).is_some_and(|token| token.capital && !token.spaced);
        if (self.is(at + 1, '/') || self.is(at + 1, '-')) && tight(at + 1) && is_shouted(at + 2) {
            return true;
        }
        // Dates: 15/11/2024, "ngày 30/4".
        let slash_before = at >= 2 && self.is(at - 1, '/') && tight(at) && next_figure(at - 2);
        let slash_after = self.is(at + 1, '/') && tight(at + 1) && next_figure(at + 2) && tight(at + 2);
        if slash_before && slash_after
            || slash_after && self.is(at + 3, '/') && tight(at + 3)
            || slash_before && at >= 4 && self.is(at - 3, '/')
        {
            return true;
        }
        if slash_after || slash_before {
            let first = if slash_after { at } else { at - 2 };
            if self.is_date(first) {
                return true;
            }
        }
        // "15-11-2024", "1,5 - 1,8%": from one to another.
        let dash_after = self.is(at + 1, '-') && next_figure(at + 2);
        let dash_before = at >= 2 && self.is(at - 1, '-') && next_figure(at - 2);
        if dash_after || dash_before {
            return true;
        }
        // "sức khỏe loại 1, 2, 3 là 236 thanh niên": more numbers of what is named.
        let is_listed = at >= 2
            && self.is(at - 1, ',')
            && number.decimals() == 0
            && number.value() < rust_decimal::Decimal::from(100)
            && self.token(at - 2).is_some_and(|before| {
                before.figure().is_some() && self.claims.last().is_none_or(|last| last.span.start != before.start)
            })
            && (self.is(at + 1, ',') || matches!(self.word(at + 1), Some("là" | "và") | None));
        if is_listed {
            return true;
        }
        let has_unit = self.measure(at + 1).is_some_and(|(measure, _)| !measure.is_count());
        let named = last_is(Cue::Name) && !before.ends_with(&["tổng", "số"]) && !before.ends_with(&["tổng", "mức"]);
        let next = self.word(if slash_after { at + 3 } else { at + 1 });
        // "lớp 9", "Điều 5", "Dự án 7"; but "mức 5,2%".
        if named
            && !has_unit
            && (next.is_none()
                || !self.is_thing(if slash_after { at + 3 } else { at + 1 })
                || last_is(Cue::Date)
                || self.is_sure_name(&before))
        {
            return true;
        }
        let is_whole_year = self.token(at).is_some_and(|token| token.text.len() == 4)
            && is_year(number.value())
            && number.value() <= rust_decimal::Decimal::from(2060)
            && number.value() >= rust_decimal::Decimal::from(1930);
        // "vốn năm 2022, 2023 kéo dài", "nguồn 2023 chuyển sang".
        let is_next_year = at >= 2
            && self.is(at - 1, ',')
            && self
                .token(at - 2)
                .is_some_and(|before| before.text.len() == 4 && before.figure().is_some_and(|it| is_year(it.value())));
        let is_of_year = is_next_year || matches!(before.last(), Some(&("nguồn" | "vốn" | "khóa")));
        if is_whole_year && (next.is_none() || is_of_year || !self.is_thing(at + 1)) {
            return true;
        }
        // "từ 1,5 đến 2%"; ages; "3 lần".
        let to = self.word(at + 1) == Some("đến") && next_figure(at + 2);
        let from = at >= 2 && self.word(at - 1) == Some("đến") && next_figure(at - 2);
        let unit_to = self.word(at + 2) == Some("đến") && next_figure(at + 3) && before.last() == Some(&"từ");
        to || from
            || unit_to
            || (matches!(next, Some("tuổi" | "tháng" | "ngày" | "giờ" | "năm" | "phút"))
                // "gấp 1,5 lần" says something.
                || next == Some("sao")
                || next == Some("lần") && !before.contains(&"gấp"))
                && !has_unit
                && number.value() < rust_decimal::Decimal::from(100)
    }

    /// Names that no figure of things stands behind.
    pub(super) fn is_sure_name(&self, before: &[&str]) -> bool {
        matches!(
            before.last(),
            Some(
                &("điều"
                    | "khoản"
                    | "mục"
                    | "chương"
                    | "quý"
                    | "tháng"
                    | "ngày"
                    | "năm"
                    | "lục"
                    | "biểu"
                    | "thứ"
                    | "khóa"
                    | "án")
            )
        )
    }

    /// Whether what stands behind a figure is what it counts.
    pub(super) fn is_thing(&self, at: usize) -> bool {
        let words = self.words_from(at);
        let verbs =
            [Cue::Equals, Cue::Share, Cue::Rise, Cue::Fall, Cue::Exceed, Cue::Name, Cue::Stop, Cue::Neutral, Cue::Done];
        let is_verb = cues(&words).iter().any(|(cue, _)| verbs.contains(cue));
        !words.is_empty() && (!is_verb || unit(&words).is_some())
    }

    pub(super) fn is_date(&self, first: usize) -> bool {
        let value = |at: usize| self.token(at).and_then(|token| token.text.parse::<u32>().ok());
        let (Some(day), Some(month)) = (value(first), value(first + 2)) else { return false };
        let text = |at: usize| self.token(at).map(|token| token.text.as_str()).unwrap_or_default();
        let before = self.words_before(first);
        let dated = before.last().is_some_and(|last| cues(&[*last]).iter().any(|(cue, _)| *cue == Cue::Date));
        let may_be = (1..=31).contains(&day) && (1..=12).contains(&month);
        // "tháng 10/2024", "quý III/2024"
        let of_year = (1..=12).contains(&day) && (1990..=2100).contains(&month);
        let alone = self.word(first + 3).is_none();
        of_year || may_be && (dated || text(first + 2).starts_with('0') || alone && !self.is(first + 3, '('))
    }
}
