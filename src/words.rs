//! The words of headers and labels: which say "total", "of which", "percent", "plan".
//!
//! The vocabulary is data (`words/vocabulary.tsv`, with the source of each term). Text is compared
//! folded: NFC, lower case, punctuation and runs of space taken as one gap, and the two ways of
//! placing a Vietnamese tone mark ("lũy", "luỹ"; "hòa", "hoà") taken as one. Diacritics are kept,
//! because they tell words apart: "đồng" is money, "dòng" is a line.

mod fold;
mod prose;
mod vocabulary;

pub use fold::{bare_label, fold, without_marks};
pub use prose::{Cue, cues, says, unit};
pub use vocabulary::{Sense, Senses, senses};

/// Whether a label names a total and nothing else: "Tổng cộng", "TỔNG SỐ (A+B)", "III. Cộng:",
/// "Total". Names that merely begin alike ("Tổng cục", "Tổng doanh số") are not totals.
pub fn is_total_label(label: &str) -> bool {
    senses(label).is_total()
}

/// Whether a label begins (or, in English, ends) as a total does: "Tổng số đối tượng", "Total
/// revenue". Weaker than [`is_total_label`], which it includes: such a line may be an ordinary
/// indicator.
pub fn resembles_total(label: &str) -> bool {
    senses(label).resembles_total()
}

impl Senses {
    /// As [`is_total_label`].
    pub fn is_total(self) -> bool {
        (self.has(Sense::Total) || self.has(Sense::Subtotal)) && !self.has(Sense::NotTotal)
    }

    /// Whether it names the total of a part: "Cộng", "Subtotal".
    pub fn is_subtotal(self) -> bool {
        self.has(Sense::Subtotal) && !self.has(Sense::NotTotal)
    }

    /// As [`resembles_total`].
    pub fn resembles_total(self) -> bool {
        (self.has(Sense::Total) || self.has(Sense::Subtotal) || self.has(Sense::BeginsTotal))
            && !self.has(Sense::NotTotal)
    }
}

/// Whether a label opens a subset that need not be exhaustive: "Trong đó", "Of which".
pub fn is_of_which(label: &str) -> bool {
    senses(label).has(Sense::OfWhich)
}

/// Whether a label opens parts that exhaust the whole: "Chia ra", "Bao gồm".
pub fn is_breakdown(label: &str) -> bool {
    senses(label).has(Sense::Breakdown)
}

/// Whether a header speaks of percents, shares or rates. It does not prove a ratio: amounts of
/// money stand under such headers too.
pub fn is_percent_header(header: &str) -> bool {
    senses(header).has(Sense::Percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_recognised_with_markers_formulas_and_punctuation() {
        for label in [
            "Tổng cộng",
            "TỔNG CỘNG",
            "Tổng số",
            "TỔNG",
            "Cộng",
            "Cộng:",
            "Tổng cộng :",
            "Tổng công:",
            "III. Cộng",
            "TỔNG SỐ (A+B+C)",
            "Cộng (1+2+3)",
            "TỔNG CỘNG (I+II+III+IV)",
            "A. Tổng số",
            "Tổng số\u{a0}",
            "Total",
            "GRAND TOTAL",
            "Sub-total",
            "Total (1+2)",
            "Cộng I + II",
        ] {
            assert!(is_total_label(label), "{label}");
        }
    }

    #[test]
    fn decomposed_letters_are_the_same_letters() {
        use unicode_normalization::UnicodeNormalization;
        let decomposed: String = "Tổng cộng".nfd().collect();
        assert!(is_total_label(&decomposed));
        assert!(is_of_which(&"Trong đó".nfd().collect::<String>()));
    }

    #[test]
    fn false_friends_are_not_totals() {
        for label in [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Tổng cục Thống kê",
            "Tổng công ty Điện lực",
            "Tổng doanh số cho vay",
            "Tổng hợp",
            "Tổng sản phẩm trên địa bàn",
            "Cộng đồng",
            "Total fertility rate",
            "Tổng mức đầu tư",
        ] {
            assert!(!is_total_label(label), "{label}");
            assert!(!resembles_total(label), "{label}");
        }
    }

    #[test]
    fn longer_names_only_resemble_totals() {
        for label in ["Tổng số hộ nghèo", "Total revenue", "A TỔNG THU CÂN ĐỐI NSNN", "Hanoi total"] {
            assert!(!is_total_label(label), "{label}");
            assert!(resembles_total(label), "{label}");
        }
    }

    #[test]
    fn subsets_and_breakdowns_are_told_apart() {
        for label in ["Trong đó:", "TRONG ĐÓ", "Tr.đó:", "- Trong đó: nữ", "of which: women"] {
            assert!(is_of_which(label), "{label}");
            assert!(!is_breakdown(label), "{label}");
        }
        for label in ["Chia ra:", "Bao gồm", "+ Gồm:"] {
            assert!(is_breakdown(label), "{label}");
            assert!(!is_of_which(label), "{label}");
        }
    }

    #[test]
    fn both_placements_of_the_tone_mark_are_one_word() {
        assert!(senses("Luỹ kế từ đầu năm").has(Sense::Cumulative));
        assert!(senses("Lũy kế từ đầu năm").has(Sense::Cumulative));
    }

    #[test]
    fn headers_say_what_they_compare() {
        let header = senses("Tỷ lệ % TH/KH");
        assert!(header.has(Sense::Percent) && header.has(Sense::Plan) && header.has(Sense::Actual));
        assert!(senses("So với cùng kỳ năm trước (%)").has(Sense::LastYear));
        assert!(senses("Tỷ trọng (%)").has(Sense::Share));
        assert!(senses("Chênh lệch").has(Sense::Difference));
        assert!(!senses("Dòng điện").has(Sense::MoneyUnit));
        assert!(senses("Đạt").has(Sense::RatioTo) && senses("Đạt so với KH").has(Sense::RatioTo));
        assert!(!senses("Số tiêu chí đạt năm 2024").has(Sense::RatioTo));
    }
}
