//! Units of measure, as headers, notes and unit columns name them.

use unicode_normalization::UnicodeNormalization;

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

    /// Percent, "lần" (times), and the like: figures that do not add up.
    pub fn is_rate(&self) -> bool {
        self.0.contains('%') || self.0 == "lần" || self.0.contains("phần trăm") || self.0.contains("‰")
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
            WHOLE.iter().any(|word| head == *word || head.starts_with(&format!("{word} ")))
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
    fn people_and_households_are_whole_things_and_money_is_not() {
        for text in ["Người", "Lượt hộ", "Hộ", "Lượt người"] {
            assert!(unit(text).counts_whole_things(), "{text}");
        }
        for text in ["Tr. đồng", "%", "ha", "tấn", "Triệu đồng/người"] {
            assert!(!unit(text).counts_whole_things(), "{text}");
        }
    }
}
