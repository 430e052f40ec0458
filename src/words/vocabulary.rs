//! The vocabulary and its lookup.

use std::ops::Range;
use std::sync::LazyLock;

use super::fold::{bare_label, fold};

macro_rules! senses {
    ($($(#[doc = $doc:literal])* $name:ident = $key:literal,)*) => {
        /// What words can say.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Sense { $($(#[doc = $doc])* $name,)* }

        impl Sense {
            fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$name),)* _ => None }
            }
        }
    };
}

senses! {
    /// The label is that of a total.
    Total = "total",
    /// The label is that of the total of a part.
    Subtotal = "subtotal",
    /// The label begins as that of a total does.
    BeginsTotal = "begins_total",
    /// The label begins alike but is no total: the national motto, "Tổng cục".
    NotTotal = "not_total",
    /// "Trong đó"
    OfWhich = "of_which",
    /// What is left of a whole without some of it: "Thu không kể tiền sử dụng đất".
    Excluding = "excluding",
    /// A line that is taken off those above it: "Trừ phần đã giao".
    Deduction = "deduction",
    /// "Chia ra", "Bao gồm"
    Breakdown = "breakdown",
    /// "Khác", "Còn lại"
    Residual = "residual",
    /// Percent, rate, share.
    Percent = "percent",
    /// Share of a whole: "Tỷ trọng", "Cơ cấu".
    Share = "share",
    /// Compared with something: "So với", "Đạt".
    RatioTo = "ratio_to",
    /// Growth: "Tăng (giảm)", "Change".
    Growth = "growth",
    /// What a line gives to the growth of the whole: "Đóng góp vào tăng trưởng".
    Contribution = "contribution",
    /// More than before, and nothing else: the "Tăng" of "Tăng 15".
    Rise = "rise",
    /// Less than before, and nothing else: the "Giảm" of "Giảm 5".
    Fall = "fall",
    /// As much as before: "Không thay đổi".
    Unchanged = "unchanged",
    /// Money for work or for a service: "Tiền công", "Phụ cấp".
    Pay = "pay",
    /// What is kept back or paid by a rate besides taxes: "BHXH", "Khấu trừ", "Chiết khấu".
    Levied = "levied",
    /// A tax: "Thuế GTGT".
    Tax = "tax",
    /// The reading of a meter before and after: "Chỉ số cũ", "Chỉ số mới".
    OldReading = "old_reading",
    /// The reading of a meter after.
    NewReading = "new_reading",
    /// The marks of people and units, from the best down: "Xuất sắc", "Giỏi", "Tốt".
    GradeTop = "grade_top",
    /// "Tốt", "Giỏi"
    GradeGood = "grade_good",
    /// "Khá"
    GradeFair = "grade_fair",
    /// "Trung bình", "Hoàn thành"
    GradeMiddle = "grade_middle",
    /// "Yếu", "Kém", "Không hoàn thành"
    GradeLow = "grade_low",
    /// A difference: "Chênh lệch".
    Difference = "difference",
    /// "Bình quân", "Average".
    Average = "average",
    /// The mean of what is counted over a period, as large as the count itself: "Dân số trung bình".
    MeanStock = "mean_stock",
    /// So much of one thing for each of another: "Mật độ", "Tỷ suất", "Năng suất".
    Intensity = "intensity",
    /// Plan, estimate, target.
    Plan = "plan",
    /// Performed, disbursed.
    Actual = "actual",
    /// Expected to be done by the end: "Ước thực hiện". No result yet.
    Estimated = "estimated",
    /// Changed after it was first given: "Điều chỉnh", "Bổ sung".
    Revised = "revised",
    /// The same period of last year, the previous period.
    LastYear = "last_year",
    /// "Lũy kế", "Year to date".
    Cumulative = "cumulative",
    /// "Đầu kỳ", "Opening".
    Opening = "opening",
    /// "Cuối kỳ", "Closing".
    Closing = "closing",
    /// What comes in during a period.
    Inflow = "inflow",
    /// What goes out during a period.
    Outflow = "outflow",
    /// A line that carries what stood before: "Cộng mang sang", "Cộng phát sinh".
    Carried = "carried",
    /// What was entered in a period: "Phát sinh Nợ".
    Posting = "posting",
    /// What the book of one account alone has: "Tài khoản đối ứng", "Số dư".
    Ledger = "ledger",
    /// Debit, assets.
    Debit = "debit",
    /// Credit, where the assets come from.
    Credit = "credit",
    /// A line that is the mean of others, and nothing else: "Trung bình".
    MeanLine = "mean_line",
    /// A line that is the largest of others: "Cao nhất".
    Largest = "largest",
    /// A line that is the smallest of others: "Thấp nhất".
    Smallest = "smallest",
    /// The header of the column of outline markers: "STT".
    MarkerHeader = "marker_header",
    /// The header of a column of codes.
    CodeHeader = "code_header",
    /// The header of a column of names: "Nội dung".
    LabelHeader = "label_header",
    /// The header of the column of units: "ĐVT".
    UnitHeader = "unit_header",
    /// A note that gives the unit of a whole table: "ĐVT: triệu đồng".
    UnitNote = "unit_note",
    /// The header of a column of remarks: "Ghi chú".
    NoteHeader = "note_header",
    /// A line under a table that is no part of it: "Nơi nhận:".
    NoteLine = "note_line",
    /// The header of a column of judgements: "Đánh giá".
    AssessmentHeader = "assessment_header",
    /// "Đạt"
    Met = "met",
    /// "Vượt chỉ tiêu"
    Exceeded = "exceeded",
    /// "Chưa đạt"
    NotMet = "not_met",
    /// A year.
    Year = "year",
    /// A month, a quarter.
    Period = "period",
    /// A price or a rate per unit.
    Price = "price",
    /// So much for each of something, or a reading of an instrument: figures that are never added up.
    PerUnit = "per_unit",
    /// What may be so much for each of something, or an amount: the figures tell.
    PerhapsPerUnit = "perhaps_per_unit",
    /// The largest or the smallest: "Cao nhất", "Max".
    Extreme = "extreme",
    /// The smallest of something: "Thấp nhất", "Min".
    Lowest = "lowest",
    /// How far figures lie apart: "Độ lệch chuẩn".
    Dispersion = "dispersion",
    /// What a note says of figures that were rounded each by itself: "Số liệu có thể không khớp do làm tròn".
    RoundingNote = "rounding_note",
    /// The same of figures that were rounded up or down by lot, so that nobody is known by them.
    RandomRounding = "random_rounding",
    /// The year of something: "Năm hoàn thành".
    YearHeader = "year_header",
    /// A quantity.
    Quantity = "quantity",
    /// An amount: quantity times price.
    Amount = "amount",
    /// A unit that counts whole things: "Người", "Hộ".
    CountUnit = "count_unit",
    /// What is counted in whole numbers, as a header names it: "Dân số", "Tổng số hội viên".
    Count = "count",
    /// Names nothing but whole things that are counted, from its first word on: "Số hộ", "Nữ". Surer than
    /// [`Count`](Sense::Count), since rounding excuses nothing there.
    Counted = "counted",
    /// "Số" before the name of something: so many of it, or a figure of it ([`FigureOf`](Sense::FigureOf)).
    NumberOf = "number_of",
    /// "Số" before what became of something, when, or what has no pieces: "Số đã chi", "Số đầu năm", "Số vốn".
    FigureOf = "figure_of",
    /// So many at a time: "nghìn con".
    Multiple = "multiple",
    /// A unit of money.
    MoneyUnit = "money_unit",
    /// Words that together mean something else than one of them alone: "giá trị" (value) is no
    /// "giá" (price). Terms inside such a phrase are not said by it.
    Phrase = "phrase",
}

/// The senses of one text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Senses(u128);

impl Senses {
    /// Whether it says this.
    pub fn has(self, sense: Sense) -> bool {
        self.0 & Self::bit(sense) != 0
    }

    fn add(&mut self, sense: Sense) {
        self.0 |= Self::bit(sense);
    }

    fn bit(sense: Sense) -> u128 {
        1_u128.checked_shl(sense as u32).unwrap_or(0)
    }
}

/// Where the words of a term must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Whole,
    Start,
    End,
    Any,
}

struct Term {
    sense: Sense,
    how: How,
    words: Vec<String>,
}

impl Term {
    /// Whether the words begin with the term.
    fn begins(&self, words: &[&str]) -> bool {
        words.len() >= self.words.len() && words.iter().zip(&self.words).all(|(a, b)| a == b)
    }
}

/// The terms by their first word.
///
/// Every word of a table is looked up here, so a word says itself in which bucket it would lie;
/// nearly every bucket has one word or none.
struct Terms {
    buckets: Vec<Vec<(String, Vec<Term>)>>,
}

/// A few times the number of first words.
const BUCKETS: usize = 2048;

impl Terms {
    fn new(vocabulary: &str) -> Self {
        let mut terms = Self { buckets: Vec::new() };
        terms.buckets.resize_with(BUCKETS, Vec::new);
        for (first, term) in vocabulary.lines().filter_map(parse) {
            let Some(bucket) = terms.buckets.get_mut(Self::bucket(&first)) else { continue };
            match bucket.iter_mut().find(|(word, _)| *word == first) {
                Some((_, terms)) => terms.push(term),
                None => bucket.push((first, vec![term])),
            }
        }
        terms
    }

    /// Those that begin with a word.
    fn of(&self, word: &str) -> Option<&[Term]> {
        let bucket = self.buckets.get(Self::bucket(word))?;
        bucket.iter().find(|(first, _)| first == word).map(|(_, terms)| terms.as_slice())
    }

    fn bucket(word: &str) -> usize {
        word.bytes().fold(0_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(usize::from(byte))) % BUCKETS
    }
}

static TERMS: LazyLock<Terms> = LazyLock::new(|| Terms::new(include_str!("vocabulary.tsv")));

fn parse(line: &str) -> Option<(String, Term)> {
    let mut fields = line.split('\t');
    let sense = Sense::from_key(fields.next()?)?;
    let _language = fields.next()?;
    let how = match fields.next()? {
        "whole" => How::Whole,
        "start" => How::Start,
        "end" => How::End,
        "any" => How::Any,
        _ => return None,
    };
    let words: Vec<String> = fold(fields.next()?).split(' ').map(str::to_owned).collect();
    Some((words.first()?.clone(), Term { sense, how, words }))
}

/// Everything that a label or header says. Time grows with its length alone.
pub fn senses(text: &str) -> Senses {
    let mut found = Senses::default();
    let bare_text = bare_label(text);
    let bare = fold(bare_text);
    collect(&bare, true, &mut found);
    if bare_text.len() == text.trim().len() {
        return found;
    }
    // Brackets often hold the unit or the comparison: "Tăng (giảm) (%)".
    let full = fold(text);
    if full != bare {
        collect(&full, false, &mut found);
    }
    found
}

/// `anchored`: whether the ends of the text are those of the label.
fn collect(folded: &str, anchored: bool, found: &mut Senses) {
    let terms = &*TERMS;
    // Most names of places and things are made of words that say nothing.
    if !folded.split(' ').any(|word| terms.of(word).is_some()) {
        return;
    }
    let words: Vec<&str> = folded.split(' ').collect();
    let known: Vec<(usize, &[Term])> =
        words.iter().enumerate().filter_map(|(at, word)| Some((at, terms.of(word)?))).collect();
    let phrases: Vec<Range<usize>> =
        known.iter().filter_map(|(at, terms)| phrase(words.get(*at..)?, *at, terms)).collect();
    for (at, terms) in known {
        let Some(tail) = words.get(at..) else { continue };
        for term in terms {
            let within = |phrase: &Range<usize>| {
                phrase.start <= at && at + term.words.len() <= phrase.end && term.words.len() < phrase.len()
            };
            let fits = term.begins(tail) && !phrases.iter().any(within);
            let ends = tail.len() == term.words.len();
            let placed = match term.how {
                How::Any => true,
                How::Start => anchored && at == 0,
                How::End => anchored && ends,
                How::Whole => anchored && at == 0 && (ends || is_formula(tail.get(term.words.len()..).unwrap_or(&[]))),
            };
            if fits && placed {
                found.add(term.sense);
            }
        }
    }
}

/// The longest phrase that begins at a word.
fn phrase(tail: &[&str], at: usize, terms: &[Term]) -> Option<Range<usize>> {
    let phrases = terms.iter().filter(|term| term.sense == Sense::Phrase && term.begins(tail));
    phrases.map(|term| term.words.len()).max().map(|length| at..at + length)
}

/// "I II" of "Cộng I + II": nothing but markers.
fn is_formula(words: &[&str]) -> bool {
    words.len() >= 2
        && words.iter().all(|word| {
            word.chars().all(|c| c.is_ascii_digit())
                || word.chars().all(|c| matches!(c, 'i' | 'v' | 'x'))
                || word.chars().count() == 1
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_vocabulary_is_understood() {
        for line in include_str!("vocabulary.tsv").lines().filter(|line| !line.starts_with('#')) {
            assert!(parse(line).is_some(), "{line}");
            assert_eq!(line.split('\t').count(), 5, "{line}");
        }
    }

    #[test]
    fn every_sense_fits_the_set() {
        assert!((Sense::Phrase as u32) < 128);
    }

    #[test]
    fn a_phrase_is_more_than_its_words() {
        for header in ["Nguyên giá", "Giá trị còn lại", "Đánh giá"] {
            assert!(!senses(header).has(Sense::Price), "{header}");
        }
        assert!(senses("Giá trị").has(Sense::Amount));
        assert!(senses("Đơn giá, giá trị").has(Sense::Price));
        assert!(!senses("Hộ dân tộc (đồng bào)").has(Sense::MoneyUnit));
        assert!(!senses("Chương trình giảm nghèo").has(Sense::Growth));
    }

    #[test]
    fn words_are_compared_whole() {
        assert!(!senses("Thái").has(Sense::Actual));
        assert!(!senses("Overallotment").has(Sense::Total));
        assert!(senses("Average price").has(Sense::Average));
    }
}
