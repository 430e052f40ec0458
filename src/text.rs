//! Text that a person reads, in the two languages of the product.

pub mod legacy;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use serde::{Deserialize, Serialize};

/// A language of the product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Vietnamese, the language of the people the product is for.
    #[default]
    Vi,
    /// English.
    En,
}

/// Letters in lower case without the marks that Vietnamese puts on them: "Sơn Đông" is "son dong".
pub fn without_accents(text: &str) -> String {
    let bare = |letter: char| match letter {
        'đ' | 'Đ' => 'd',
        other => other,
    };
    text.nfd().filter(|letter| !is_combining_mark(*letter)).map(bare).flat_map(char::to_lowercase).collect()
}

/// A count in the notation of the language: 1.234 or 1,234.
pub fn count(number: usize, lang: Lang) -> String {
    let digits = number.to_string();
    let mark = match lang {
        Lang::Vi => '.',
        Lang::En => ',',
    };
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// A sentence in both languages, so that neither can lack what the other says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilingual {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// Both languages at once.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }

    /// The same text in both languages (a figure, an address, a quotation).
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { vi: text.clone(), en: text }
    }

    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_as_the_language_does() {
        assert_eq!(count(163, Lang::Vi), "163");
        assert_eq!(count(1_234_567, Lang::Vi), "1.234.567");
        assert_eq!(count(1_234, Lang::En), "1,234");
    }
}
