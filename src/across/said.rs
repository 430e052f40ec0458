//! What words say of the facts under them: of which period they are, planned or done, at the beginning or the end.
//!
//! Two figures are the same fact only where none of this differs. What is left of a text without its period
//! is its key: "Thực hiện quý I" and "Thực hiện quý II" are one column of a form.

use crate::words::{Sense, Senses, fold, senses, without_marks};

/// A span of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// "Tháng 3"
    Month(u8),
    /// "Quý II"
    Quarter(u8),
    /// "6 tháng", "9 tháng": so many months from the beginning of the year.
    First(u8),
    /// "6 tháng cuối năm"
    SecondHalf,
    /// "Cả năm", "Năm 2025"
    Year,
}

impl Span {
    /// The months it is made of, from the first to the last.
    pub fn months(self) -> (u8, u8) {
        match self {
            Self::Month(month) => (month, month),
            Self::Quarter(quarter) => (quarter.saturating_mul(3).saturating_sub(2), quarter.saturating_mul(3)),
            Self::First(months) => (1, months),
            Self::SecondHalf => (7, 12),
            Self::Year => (1, 12),
        }
    }
}

/// A period, as far as words tell it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// The year.
    pub year: Option<u16>,
    /// What of the year.
    pub span: Option<Span>,
}

impl Period {
    /// What is told here, and what is told there where this is silent.
    pub fn or(self, wider: Self) -> Self {
        Self { year: self.year.or(wider.year), span: self.span.or(wider.span) }
    }

    /// Whether it ends before another does; `None` where that is not told.
    pub fn ends_before(self, other: Self) -> Option<bool> {
        let end = |period: Self| Some((period.year?, period.span.map_or(12, |span| span.months().1)));
        let month = |period: Self| Some(period.span?.months().1);
        match (end(self), end(other)) {
            (Some(here), Some(there)) => (here != there).then_some(here < there),
            // Two quarters of one year, which is not named.
            _ if self.year == other.year => {
                let (here, there) = (month(self)?, month(other)?);
                (here != there).then_some(here < there)
            }
            _ => None,
        }
    }

    /// Whether another begins where this ends: a quarter after a quarter, a year after a year.
    pub fn leads_to(self, next: Self) -> bool {
        let (Some(here), Some(there)) = (self.span, next.span) else {
            return matches!((self.year, next.year), (Some(a), Some(b)) if a.checked_add(1) == Some(b));
        };
        let (_, end) = here.months();
        let (begin, _) = there.months();
        let years = |gap: u16| match (self.year, next.year) {
            (Some(a), Some(b)) => a.checked_add(gap) == Some(b),
            _ => true,
        };
        end.checked_add(1) == Some(begin) && years(0) || end == 12 && begin == 1 && years(1)
    }

    /// Whether two may be one: no word of either speaks against it.
    pub fn may_be(self, other: Self) -> bool {
        let differs = |a: Option<u16>, b: Option<u16>| a.is_some() && b.is_some() && a != b;
        let spans = match (self.span, other.span) {
            (Some(a), Some(b)) => a.months() == b.months(),
            _ => true,
        };
        spans && !differs(self.year, other.year)
    }
}

/// What words say of a figure besides its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// Its period.
    pub period: Period,
    /// Planned, not done.
    pub plan: bool,
    /// Done.
    pub actual: bool,
    /// Expected to be done.
    pub estimated: bool,
    /// A plan or a figure that was changed later.
    pub revised: bool,
    /// Of the period before, without saying which.
    pub before: bool,
    /// From the beginning of the year on.
    pub cumulative: bool,
    /// At the beginning of the period.
    pub opening: bool,
    /// At the end of the period.
    pub closing: bool,
}

impl Said {
    /// What two texts say together: those of a line and of its column.
    pub fn and(self, other: Self) -> Self {
        Self {
            period: self.period.or(other.period),
            plan: self.plan || other.plan,
            actual: self.actual || other.actual,
            estimated: self.estimated || other.estimated,
            revised: self.revised || other.revised,
            before: self.before || other.before,
            cumulative: self.cumulative || other.cumulative,
            opening: self.opening || other.opening,
            closing: self.closing || other.closing,
        }
    }

    /// Whether figures of which this is said may be the same fact.
    pub fn may_be(self, other: Self) -> bool {
        let kind = |said: Self| {
            (said.plan && !said.actual, said.estimated, said.revised, said.before, said.cumulative, said.opening)
        };
        self.period.may_be(other.period) && kind(self) == kind(other)
    }
}

/// A text without its period, and what it says.
pub fn read(text: &str) -> (String, Said) {
    read_known(senses(text), &fold(text))
}

/// The same of a text of which it is `known` what its words say, and how it is `folded`.
pub fn read_known(known: Senses, folded: &str) -> (String, Said) {
    let mut said = Said {
        period: Period::default(),
        plan: known.has(Sense::Plan),
        actual: known.has(Sense::Actual),
        estimated: known.has(Sense::Estimated),
        revised: known.has(Sense::Revised),
        before: known.has(Sense::LastYear),
        cumulative: known.has(Sense::Cumulative),
        opening: known.has(Sense::Opening),
        closing: known.has(Sense::Closing),
    };
    if said.opening || said.closing {
        // "6 tháng đầu năm", "từ đầu năm đến nay" name a span, not what stood at its beginning.
        let rest = ["tháng đầu năm", "tháng cuối năm", "từ đầu năm"]
            .iter()
            .fold(folded.to_owned(), |rest, span| rest.replace(span, ""));
        let left = senses(&rest);
        (said.opening, said.closing) = (left.has(Sense::Opening), left.has(Sense::Closing));
    }
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let mut key: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let taken = period(words.get(at..).unwrap_or_default(), &mut said.period);
        if taken == 0 {
            key.push(word);
            at += 1;
            continue;
        }
        if key.last() != Some(&PERIOD) {
            key.push(PERIOD);
        }
        at += taken;
    }
    // "năm 2025" alone speaks of all of it, and of nothing less.
    if said.period.span.is_none() && said.period.year.is_some() && folded.contains("năm") {
        said.period.span = Some(Span::Year);
    }
    (key.join(" "), said)
}

/// What stands in a key in the place of a period.
pub const PERIOD: &str = "#";

/// "quý" as folded texts write it, with the tone on the first vowel.
const QUARTER: &str = "qúy";

/// How many words name a period, which is noted.
fn period(words: &[&str], period: &mut Period) -> usize {
    let number = |word: &str| word.parse::<u16>().ok().filter(|_| word.len() <= 4);
    let mut span = |span: Span| {
        period.span = Some(span);
    };
    let taken = match words {
        [QUARTER, quarter, ..] if quarter_of(quarter).is_some() => {
            quarter_of(quarter).into_iter().for_each(|quarter| span(Span::Quarter(quarter)));
            2
        }
        ["tháng", month, ..] if matches!(number(month), Some(1..=12)) => {
            number(month).into_iter().for_each(|month| span(Span::Month(u8::try_from(month).unwrap_or(0))));
            2
        }
        ["6", "tháng", "cuối", "năm", ..] => {
            span(Span::SecondHalf);
            4
        }
        [months, "tháng", rest @ ..] if matches!(number(months), Some(2..=11)) => {
            number(months).into_iter().for_each(|months| span(Span::First(u8::try_from(months).unwrap_or(0))));
            if rest.starts_with(&["đầu", "năm"]) { 4 } else { 2 }
        }
        ["cả", "năm", ..] => {
            span(Span::Year);
            2
        }
        ["năm", year, ..] if number(year).is_some_and(is_year) => {
            period.year = number(year);
            return 2;
        }
        [year, ..] if year.len() == 4 && number(year).is_some_and(is_year) => {
            period.year = number(year);
            return 1;
        }
        // "cuối quý", "đầu tháng": whichever it is of.
        [QUARTER | "tháng" | "kỳ", "này" | "nay", ..] => 2,
        [QUARTER | "tháng" | "kỳ" | "năm"] => 1,
        _ => 0,
    };
    // "tháng 3 2025"
    if taken > 0
        && let Some(year) = words.get(taken).and_then(|word| number(word)).filter(|year| is_year(*year))
    {
        period.year = Some(year);
        return taken + 1;
    }
    taken
}

fn is_year(year: u16) -> bool {
    (1990..=2100).contains(&year)
}

fn quarter_of(word: &str) -> Option<u8> {
    Some(match word {
        "i" | "1" => 1,
        "ii" | "2" => 2,
        "iii" | "3" => 3,
        "iv" | "4" => 4,
        _ => return None,
    })
}

/// The period that the name of a sheet tells: as other texts do, or as short as "T5", "Q1.2025".
pub fn of_sheet(name: &str) -> (String, Said) {
    let (key, mut said) = read(name);
    if said.period.span.is_some() {
        return (key, said);
    }
    let folded = fold(name);
    let mut words = folded.split(' ');
    let first = words.next().unwrap_or_default();
    let rest_is_year = words.all(|word| word.parse::<u16>().is_ok_and(is_year));
    let month = first.strip_prefix("th").or(first.strip_prefix('t')).and_then(|digits| digits.parse::<u8>().ok());
    let quarter = first.strip_prefix('q').and_then(quarter_of);
    let span = match (month, quarter) {
        (Some(month @ 1..=12), _) => Some(Span::Month(month)),
        (_, Some(quarter)) => Some(Span::Quarter(quarter)),
        _ => None,
    };
    match span.filter(|_| rest_is_year) {
        Some(span) => {
            said.period.span = Some(span);
            (PERIOD.to_owned(), said)
        }
        None => (key, said),
    }
}

/// The period that the name of a file tells: "bieu-quy-3-2025", "BC thang 5", "phu bieu 2024".
pub fn of_file(stem: &str) -> Period {
    let plain = without_marks(&fold(stem));
    let words: Vec<&str> = plain.split(' ').collect();
    let number = |word: &str| word.parse::<u16>().ok().filter(|_| word.len() <= 4);
    let mut period = Period::default();
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).copied();
        let month = |digits: Option<&str>| {
            digits.and_then(|digits| digits.parse::<u8>().ok()).filter(|month| (1..=12).contains(month))
        };
        let before = at.checked_sub(1).and_then(|at| words.get(at)).and_then(|word| number(word));
        if let Some(year) = number(word).filter(|year| is_year(*year)) {
            period.year = period.year.or(Some(year));
        }
        let span = match *word {
            "quy" => next.and_then(quarter_of).map(Span::Quarter),
            "thang" => match before.and_then(|months| u8::try_from(months).ok()) {
                Some(months @ 2..=11) => Some(Span::First(months)),
                _ => month(next).map(Span::Month),
            },
            word => match (word.strip_prefix('q').and_then(quarter_of), month(word.strip_prefix('t'))) {
                (Some(quarter), _) => Some(Span::Quarter(quarter)),
                (_, month) => month.map(Span::Month),
            },
        };
        period.span = period.span.or(span);
    }
    period
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_no_period() {
        let key = |text: &str| read(text).0;
        assert_eq!(key("Thực hiện quý I"), key("Thực hiện năm 2025"));
        assert_eq!(key("Lũy kế từ đầu năm đến hết tháng 3"), key("Luỹ kế từ đầu năm đến hết tháng 12"));
        assert_eq!(key("Số hộ đến cuối quý"), key("Số hộ đến cuối năm"));
        assert_ne!(key("Thực hiện quý I"), key("Kế hoạch quý I"));
        assert_eq!(key("Số năm công tác"), "số năm công tác");
    }

    #[test]
    fn periods_are_read() {
        let period = |text: &str| read(text).1.period;
        let (year, span) = (Some(2025), |span| Some(span));
        assert_eq!(period("9 tháng năm 2025"), Period { year, span: span(Span::First(9)) });
        assert_eq!(period("KẾT QUẢ NĂM 2025"), Period { year, span: span(Span::Year) });
        assert_eq!(period("Quý III/2025"), Period { year, span: span(Span::Quarter(3)) });
        assert_eq!(period("Tháng 05/2025"), Period { year, span: span(Span::Month(5)) });
        assert_eq!(of_sheet("T05.2025").1.period, Period { year, span: span(Span::Month(5)) });
        assert_eq!(of_sheet("QIV").1.period.span, span(Span::Quarter(4)));
        assert_eq!(of_sheet("TH huyện").1.period, Period::default());
        assert!(period("Cả năm").may_be(period("Năm 2025")));
        assert!(!period("9 tháng năm 2025").may_be(period("Năm 2025")));
    }

    #[test]
    fn names_of_files_tell_periods() {
        let period = |year, span| Period { year, span };
        assert_eq!(of_file("cong-no-quy-3"), period(None, Some(Span::Quarter(3))));
        assert_eq!(of_file("BC_T05_2025"), period(Some(2025), Some(Span::Month(5))));
        assert_eq!(of_file("Báo cáo 6 tháng 2024"), period(Some(2024), Some(Span::First(6))));
        assert_eq!(of_file("phu bieu 2024"), period(Some(2024), None));
        assert_eq!(of_file("Bieu 01 - Tam Hop"), Period::default());
    }

    #[test]
    fn spans_from_the_beginning_of_a_year_are_no_openings() {
        let said = |text: &str| read(text).1;
        assert!(said("Dư nợ đầu năm").opening && said("Số đầu kỳ").opening && said("Tồn cuối tháng").closing);
        assert!(!said("Thực hiện 6 tháng đầu năm 2024").opening);
        assert!(!said("Lũy kế từ đầu năm").opening);
        assert!(!said("Kế hoạch 6 tháng cuối năm").closing);
    }

    #[test]
    fn plans_estimates_and_results_are_not_one_fact() {
        let may_be = |a: &str, b: &str| read(a).1.may_be(read(b).1);
        assert!(may_be("Thực hiện năm 2025", "Cả năm 2025"));
        assert!(!may_be("Kế hoạch năm 2025", "Thực hiện năm 2025"));
        assert!(!may_be("Ước thực hiện năm 2025", "Thực hiện năm 2025"));
        assert!(!may_be("Dự toán giao", "Dự toán sau điều chỉnh"));
        assert!(!may_be("Số dư đầu năm", "Số dư cuối năm"));
        assert!(!may_be("Thực hiện năm 2024", "Thực hiện năm 2025"));
    }
}
