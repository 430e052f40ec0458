//! What words say of the figures of a sentence, and the units that stand behind them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rust_decimal::Decimal;

use super::fold;

macro_rules! cues {
    ($($(#[doc = $doc:literal])* $name:ident = $key:literal,)*) => {
        /// What words around a figure of a sentence say of it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Cue { $($(#[doc = $doc])* $name,)* }

        impl Cue {
            fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$name),)* _ => None }
            }
        }
    };
}

cues! {
    /// The plan that a figure is compared with: "kế hoạch", "dự toán".
    Plan = "plan",
    /// The period before: "cùng kỳ", "năm trước".
    Before = "before",
    /// The month or quarter right before: "tháng trước".
    Last = "last",
    /// More than before: "tăng".
    Rise = "rise",
    /// Less than before: "giảm".
    Fall = "fall",
    /// More than planned: "vượt".
    Exceed = "exceed",
    /// Less than planned: "hụt".
    Short = "short",
    /// Up or down to a figure that is no change: "lên", "xuống còn".
    To = "to",
    /// A part of a whole: "chiếm".
    Share = "share",
    /// "bằng", "đạt"
    Equals = "equals",
    /// Says nothing of a figure: "chỉ", "được".
    Neutral = "neutral",
    /// "bình quân"
    Average = "average",
    /// At least so much: "hơn".
    Lower = "lower",
    /// At most so much: "gần".
    Upper = "upper",
    /// "khoảng"
    About = "about",
    /// What is to be done: "phấn đấu".
    Target = "target",
    /// What a heading says of what is to be done: "phương hướng".
    Future = "future",
    /// What a heading says of what was done: "kết quả".
    Done = "done",
    /// "lũy kế"
    Cumulative = "cumulative",
    /// Up to a day: "tính đến".
    Cutoff = "cutoff",
    /// "trong đó"
    OfWhich = "ofwhich",
    /// Parts that exhaust the whole: "gồm".
    Consists = "consists",
    /// "còn lại"
    Left = "left",
    /// An amount in words follows: "bằng chữ".
    InWords = "inwords",
    /// No figure follows but a number to call: "điện thoại".
    Phone = "phone",
    /// The figure behind it is a name: "Điều 5".
    Name = "name",
    /// Two figures with a slash behind it are a date: "ngày".
    Date = "date",
    /// Tells one subject from another by nothing: "của", "các".
    Stop = "stop",
    /// The same of what is counted: "người".
    Thing = "thing",
    /// From one figure to another: "từ".
    From = "from",
    /// A kind of thing, before its name: "hàng dệt may".
    Kind = "kind",
    /// What is done with it, before its figure: "tiêu thụ".
    Deed = "deed",
    /// All of something: "tổng".
    Total = "total",
    /// What is counted, in two syllables: "đồng chí".
    Counted = "counted",
}

impl Cue {
    /// Whether what says it may be part of a subject as well.
    pub fn leaves_subject(self) -> bool {
        matches!(self, Self::Name | Self::Done | Self::Future | Self::Target | Self::Date)
            || matches!(self, Self::Kind | Self::Deed | Self::Total | Self::Counted)
    }
}

type Terms<T> = BTreeMap<String, Vec<(Vec<String>, T)>>;

fn terms<T>(data: &str, read: fn(&[&str]) -> Option<(String, T)>) -> Terms<T> {
    let mut terms: Terms<T> = BTreeMap::new();
    for line in data.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let Some((term, meaning)) = read(&fields) else { continue };
        let words: Vec<String> = term.split(' ').map(str::to_owned).collect();
        if let Some(first) = words.first().cloned() {
            terms.entry(first).or_default().push((words, meaning));
        }
    }
    terms
}

static CUES: LazyLock<Terms<Cue>> = LazyLock::new(|| {
    terms(include_str!("prose.tsv"), |fields| {
        let [key, term, ..] = fields else { return None };
        Some((fold(term), Cue::from_key(key)?))
    })
});

static UNITS: LazyLock<Terms<(String, Decimal)>> = LazyLock::new(|| {
    terms(include_str!("units.tsv"), |fields| {
        let [dimension, factor, term, ..] = fields else { return None };
        Some((fold(term), ((*dimension).to_owned(), factor.parse().ok()?)))
    })
});

fn begins<W: AsRef<str>>(words: &[W], term: &[String]) -> bool {
    words.len() >= term.len() && words.iter().zip(term).all(|(word, other)| word.as_ref() == other)
}

/// Everything that folded words say where they begin, each with how many words say it; the longest first.
pub fn cues<W: AsRef<str>>(words: &[W]) -> Vec<(Cue, usize)> {
    let Some(terms) = words.first().and_then(|first| CUES.get(first.as_ref())) else { return Vec::new() };
    let fit = terms.iter().filter(|(term, _)| begins(words, term));
    let mut found: Vec<(Cue, usize)> = fit.map(|(term, cue)| (*cue, term.len())).collect();
    found.sort_by_key(|(cue, length)| (std::cmp::Reverse(*length), *cue));
    found
}

/// Whether folded words say something anywhere.
pub fn says<W: AsRef<str>>(words: &[W], cue: Cue) -> bool {
    (0..words.len()).any(|at| cues(words.get(at..).unwrap_or_default()).iter().any(|(found, _)| *found == cue))
}

/// The unit that folded words begin with: its dimension, how many of the smallest it is, and how many words it takes.
pub fn unit<W: AsRef<str>>(words: &[W]) -> Option<(&'static str, Decimal, usize)> {
    let terms = UNITS.get(words.first()?.as_ref())?;
    let fit = terms.iter().filter(|(term, _)| begins(words, term));
    let (term, (dimension, factor)) = fit.max_by_key(|(term, _)| term.len())?;
    // "đồng chí", "đồng bào" are people.
    let next = words.get(term.len()).map(AsRef::as_ref);
    if dimension == "money" && matches!(next, Some("chí" | "bào")) {
        return None;
    }
    Some((dimension.as_str(), *factor, term.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        fold(text).split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn the_longest_term_is_told_first() {
        assert_eq!(cues(&words("so với năm học trước")).first(), Some(&(Cue::Before, 4)));
        assert_eq!(cues(&words("trong đó có")).first(), Some(&(Cue::OfWhich, 2)));
        assert!(cues(&words("xanh tươi")).is_empty());
        assert!(says(&words("đạt 99% dự toán"), Cue::Plan));
    }

    #[test]
    fn units_are_measured_in_the_smallest_of_their_dimension() {
        assert_eq!(unit(&words("tỷ đồng")), Some(("money", Decimal::from(1_000_000_000), 2)));
        assert_eq!(unit(&words("nghìn ha")), Some(("area", Decimal::from(10_000_000), 2)));
        assert_eq!(unit(&words("hộ nghèo")), None);
    }

    #[test]
    fn every_line_of_the_data_is_read() {
        let lines = |data: &str| data.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(CUES.values().map(Vec::len).sum::<usize>(), lines(include_str!("prose.tsv")));
        assert_eq!(UNITS.values().map(Vec::len).sum::<usize>(), lines(include_str!("units.tsv")));
    }
}
