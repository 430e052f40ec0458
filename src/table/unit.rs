//! Units of measure, as headers, notes and unit columns name them.

use unicode_normalization::UnicodeNormalization;

use crate::words::{self, Sense, fold, senses, without_marks};

/// Every Vietnamese word has one; abbreviations ("tr", "tđ") mostly have none.
const VOWELS: [char; 6] = ['a', 'e', 'i', 'o', 'u', 'y'];

/// A unit of measure. Compared by the text in NFC, small letters, without dots and doubled
/// spaces, so that "Tr. đồng" and "tr đồng" are one; diacritics are kept, because "dòng" (line)
/// is not "đồng".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit(String);

impl Unit {
    /// `None` for an empty text.
    pub fn new(text: &str) -> Option<Self> {
        let folded: String = text.nfc().flat_map(char::to_lowercase).map(|c| if c == '.' { ' ' } else { c }).collect();
        let folded = folded.split_whitespace().collect::<Vec<_>>().join(" ");
        (!folded.is_empty()).then_some(Self(folded))
    }

    /// The folded name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Percent, "lần" (times), so much for each of something ("tạ/ha", "đồng/kg"), and the like:
    /// figures that do not add up.
    pub fn is_rate(&self) -> bool {
        self.0.contains('%')
            || self.0 == "lần"
            || self.0.contains("phần trăm")
            || self.0.contains("‰")
            || self.is_per_thing()
    }

    /// "đồng/người/tháng". So much for each span of time ("đồng/năm") is an amount that adds up.
    fn is_per_thing(&self) -> bool {
        const TIMES: [&str; 12] =
            ["năm", "tháng", "quý", "ngày", "giờ", "tuần", "vụ", "kỳ", "đợt", "year", "month", "day"];
        let is_time = |part: &str| TIMES.iter().any(|time| part.trim().split(' ').any(|word| word == *time));
        self.0.split('/').skip(1).any(|part| !part.trim().is_empty() && !is_time(part))
    }

    /// Whether a text in brackets names so much for each of something: "tạ/ha".
    pub(super) fn names_a_rate(text: &str) -> bool {
        text.split_once('/').is_some_and(|(_, per)| {
            let per = per.split('/').next().unwrap_or_default().trim().to_lowercase();
            Self::is_thing(&per)
        })
    }

    /// Whether a text in small letters names what something is counted or measured for each of.
    pub(super) fn is_thing(text: &str) -> bool {
        const THINGS: [&str; 58] = [
            "ha",
            "m2",
            "m3",
            "m²",
            "m³",
            "km",
            "km2",
            "km²",
            "kg",
            "tấn",
            "tạ",
            "lít",
            "sào",
            "người",
            "đầu người",
            "dân",
            "vạn dân",
            "nghìn dân",
            "ngàn dân",
            "triệu dân",
            "khẩu",
            "nhân khẩu",
            "hộ",
            "con",
            "xã",
            "huyện",
            "thôn",
            "lớp",
            "trường",
            "phòng",
            "giường",
            "cái",
            "bộ",
            "bao",
            "xe",
            "máy",
            "cây",
            "lượt",
            "lượt khám",
            "lượt người",
            "ca",
            "vụ",
            "đợt điều trị",
            "học sinh",
            "hs",
            "sv",
            "gv",
            "giáo viên",
            "bác sĩ",
            "lao động",
            "lđ",
            "cháu",
            "trẻ",
            "trẻ đẻ sống",
            "phụ nữ",
            "đối tượng",
            "sản phẩm",
            "công trình",
        ];
        THINGS.contains(&text.trim())
    }

    /// Whether it is the đồng, of which there are no parts.
    pub fn is_dong(&self) -> bool {
        ["đồng", "đ", "vnđ", "vnd", "đồng việt nam", "việt nam đồng"].contains(&self.as_str())
    }

    /// Whether it is a thousand đồng.
    pub fn is_thousand_dong(&self) -> bool {
        ["nghìn", "ngàn", "1000", "1 000"].iter().any(|thousand| {
            let rest = self.as_str().strip_prefix(thousand).map(str::trim_start);
            rest.is_some_and(|rest| ["đồng", "đ", "vnđ"].contains(&rest))
        })
    }

    /// Whether it names whole things because it can be nothing else: units of measure are few and known
    /// (`words/units.tsv`), while anything may be counted ("giấy chứng nhận", "tổ hợp tác", "mô hình").
    /// Thousands of things, and abbreviations that are no words, are not known to be whole.
    pub fn can_only_count(&self) -> bool {
        // So many at a time, spans of time and of land, marks, degrees and multiples.
        const NOT_ONE_BY_ONE: [&str; 28] = [
            "nghìn", "ngàn", "triệu", "tỷ", "tỉ", "vạn", "chục", "trăm", "sào", "mẫu", "công", "ngày", "giờ", "phút",
            "tháng", "năm", "quý", "tuần", "kỳ", "điểm", "độ", "hệ", "chỉ", "mức", "lần", "bậc", "đô", "khối",
        ];
        let folded = fold(&self.0);
        let words: Vec<&str> = folded.split(' ').collect();
        let is_word = |word: &&str| without_marks(word).contains(VOWELS);
        let said = senses(&self.0);
        self.0.chars().all(|letter| letter.is_alphabetic() || letter == ' ')
            && words.iter().all(is_word)
            && words.first().is_some_and(|first| !NOT_ONE_BY_ONE.contains(first))
            && words::unit(&words).is_none()
            && ![Sense::MoneyUnit, Sense::Percent, Sense::Amount, Sense::Average].iter().any(|sense| said.has(*sense))
    }

    /// Whether it counts whole things, which have no decimals.
    pub fn counts_whole_things(&self) -> bool {
        const WHOLE: [&str; 22] = [
            "người",
            "hộ",
            "lượt",
            "khẩu",
            "cháu",
            "trẻ",
            "học sinh",
            "con",
            "cái",
            "chiếc",
            "bộ",
            "xã",
            "thôn",
            "phòng",
            "lớp",
            "trường",
            "cơ sở",
            "đơn vị",
            "doanh nghiệp",
            "suất",
            "vụ",
            "lao động",
        ];
        self.0.split(['/', ',', '(', ')']).next().is_some_and(|head| {
            let head = head.trim();
            WHOLE
                .iter()
                .any(|word| head.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str) -> Unit {
        Unit::new(text).unwrap()
    }

    #[test]
    fn dots_case_and_spaces_do_not_tell_units_apart() {
        assert_eq!(unit("Tr. đồng"), unit("tr  đồng"));
        assert_ne!(unit("dòng"), unit("đồng"));
    }

    #[test]
    fn figures_for_each_of_something_are_rates_and_figures_for_a_time_are_not() {
        for text in ["%", "tạ/ha", "đồng/kg", "đồng/khẩu/tháng", "Triệu đồng/người/năm"] {
            assert!(unit(text).is_rate(), "{text}");
        }
        for text in ["ha", "triệu đồng", "đồng/tháng", "tấn/năm", "triệu đồng/6 tháng"] {
            assert!(!unit(text).is_rate(), "{text}");
        }
    }

    #[test]
    fn people_and_households_are_whole_things_and_money_is_not() {
        for text in ["Người", "Lượt hộ", "Hộ", "Lượt người"] {
            assert!(unit(text).counts_whole_things(), "{text}");
        }
        for text in ["Tr. đồng", "%", "ha", "tấn", "Triệu đồng/người"] {
            assert!(!unit(text).counts_whole_things(), "{text}");
        }
    }

    #[test]
    fn what_is_no_unit_of_measure_is_counted_one_by_one() {
        for text in ["Giấy chứng nhận", "tổ hợp tác", "Mô hình", "Văn bản", "Thôn", "đồng chí", "Bộ hồ sơ"]
        {
            assert!(unit(text).can_only_count(), "{text}");
        }
        for text in
            ["Tr. đồng", "trđ", "tđ", "%", "ha", "tấn", "triệu con", "1.000 con", "ngày công", "m", "lần", "con/ha"]
        {
            assert!(!unit(text).can_only_count(), "{text}");
        }
    }
}
