//! Vietnamese from before Unicode, as it is still found in spreadsheets: the letters are there as
//! Western European ones, and only the font shows them as Vietnamese.
//!
//! Two encodings are read, TCVN3 ("ABC", fonts `.Vn…`) and VNI for Windows (fonts `VNI-…`); the
//! tables are in [`tcvn3`] and [`vni`] with their sources. Where the font is lost, the letters
//! tell: [`Evidence`] counts how many of the words are syllables of Vietnamese under each reading.

mod syllable;
mod tcvn3;
mod vni;

use std::borrow::Cow;
use std::collections::BTreeSet;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// An encoding of Vietnamese in Western European letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Encoding {
    /// TCVN 5712:1993 VN3, one letter a character.
    Tcvn3 {
        /// The font shows all letters as capitals (`.VnTimeH`).
        capitals: bool,
    },
    /// VNI for Windows, a letter and its marks as two characters.
    Vni,
}

impl Encoding {
    /// The encoding that a font stands for; `None` for fonts of today.
    pub fn of_font(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        if name.starts_with(".vn") {
            Some(Self::Tcvn3 { capitals: name.ends_with('h') && !name.ends_with("tech") })
        } else if name.starts_with("vni-") || name.starts_with("vni ") {
            Some(Self::Vni)
        } else {
            None
        }
    }

    /// The text in Unicode; `None` when it holds letters that this encoding does not have, and so
    /// was typed in another.
    fn decode(self, text: &str) -> Option<String> {
        match self {
            Self::Tcvn3 { capitals } => {
                tcvn3::decode(text).map(|text| if capitals { text.to_uppercase() } else { text })
            }
            Self::Vni => vni::decode(text),
        }
    }
}

impl Encoding {
    /// The text as a font of this encoding shows it, such that [`legible`] gives it back (in
    /// capitals, where the font has no others); `None` when there is no such text. A set without
    /// capitals that carry a tone mark cannot write TỔNG, and neither can write letters of other
    /// languages.
    pub fn encode(self, text: &str) -> Option<String> {
        let text: String = text.nfc().collect();
        let (encoded, read) = match self {
            Self::Tcvn3 { capitals: true } => (tcvn3::encode(&text, true), text.to_uppercase()),
            Self::Tcvn3 { capitals: false } => (tcvn3::encode(&text, false), text),
            Self::Vni => (vni::encode(&text), text),
        };
        encoded.filter(|encoded| legible(encoded, Some(self)) == read.as_str())
    }
}

/// A font of today that stands for a legacy one: the face that it imitates.
pub fn unicode_font(legacy: &str) -> &'static str {
    let name = legacy.to_ascii_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if has(&["arial", "helve", "avant", "avo", "univer", "swiss"]) {
        "Arial"
    } else if has(&["cour"]) {
        "Courier New"
    } else {
        "Times New Roman"
    }
}

/// Whether a text is Vietnamese in Unicode beyond doubt.
pub fn is_unicode(text: &str) -> bool {
    text.chars().any(is_only_vietnamese)
}

/// Signs that Windows-1252 has at 0x80 to 0x9F and 0xA0, which both encodings leave where they are.
fn is_shared(c: char) -> bool {
    matches!(
        c,
        '\u{a0}'
            | '–'
            | '—'
            | '‘'
            | '’'
            | '‚'
            | '“'
            | '”'
            | '„'
            | '†'
            | '‡'
            | '•'
            | '…'
            | '‰'
            | '‹'
            | '›'
            | '€'
            | '™'
    )
}

/// A text as a person reads it: in Unicode, composed. What is Unicode already stays as it is, even
/// in a legacy font.
pub fn legible(text: &str, encoding: Option<Encoding>) -> Cow<'_, str> {
    if text.is_ascii() {
        return match encoding {
            Some(Encoding::Tcvn3 { capitals: true }) => Cow::Owned(text.to_uppercase()),
            _ => Cow::Borrowed(text),
        };
    }
    if let Some(decoded) = encoding.and_then(|encoding| encoding.decode(text))
        && is_vietnamese(&decoded)
    {
        return Cow::Owned(decoded);
    }
    if is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// Whether more than half of the words with letters beyond ASCII are Vietnamese syllables.
fn is_vietnamese(text: &str) -> bool {
    let words = words(text).filter(|word| !word.is_ascii());
    let (valid, all) =
        words.fold((0_usize, 0_usize), |(valid, all), word| (valid + usize::from(syllable::is_valid(word)), all + 1));
    valid * 2 > all
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| {
        c.is_whitespace() || (c.is_ascii() && !c.is_ascii_alphabetic()) || matches!(c, '–' | '—' | '…' | '“' | '”')
    })
    .filter(|word| !word.is_empty())
}

/// What the texts of a file without legacy fonts say about their encoding.
#[derive(Default)]
pub struct Evidence {
    words: BTreeSet<String>,
    unicode: usize,
}

/// Different words that are looked at: more would not tell more.
const MAX_WORDS: usize = 3_000;
/// Fewer different words may be anything.
const MIN_WORDS: usize = 4;

impl Evidence {
    /// Takes a text into account.
    pub fn add(&mut self, text: &str) {
        if text.is_ascii() || self.words.len() >= MAX_WORDS {
            return;
        }
        for word in words(text).filter(|word| !word.is_ascii()) {
            if word.chars().any(is_only_vietnamese) {
                self.unicode += 1;
            } else {
                self.words.insert(word.to_owned());
            }
        }
    }

    /// The encoding that the words are in; `None` for Unicode, for other languages, and for too few
    /// words to tell.
    pub fn encoding(&self) -> Option<Encoding> {
        let all = self.words.len();
        if all < MIN_WORDS || self.unicode * 10 > all {
            return None;
        }
        // Letters that Vietnamese does not have, which legacy text is full of.
        let foreign = self.words.iter().filter(|word| word.chars().any(is_foreign)).count();
        if foreign * 10 < all * 3 {
            return None;
        }
        let valid = |encoding: Encoding| {
            let read = |word: &&String| encoding.decode(word).is_some_and(|word| syllable::is_valid(&word));
            self.words.iter().filter(read).count()
        };
        let candidates =
            [Encoding::Tcvn3 { capitals: false }, Encoding::Vni].map(|encoding| (valid(encoding), encoding));
        let (best, encoding) = candidates.into_iter().max_by_key(|(count, _)| *count)?;
        (best * 20 >= all * 17).then_some(encoding)
    }
}

/// Letters that only Vietnamese in Unicode has.
fn is_only_vietnamese(c: char) -> bool {
    matches!(c, '\u{1ea0}'..='\u{1ef9}' | 'đ' | 'Đ' | 'ơ' | 'Ơ' | 'ư' | 'Ư' | 'ă' | 'Ă' | 'ĩ' | 'Ĩ' | 'ũ' | 'Ũ')
}

/// Letters and signs beyond ASCII that no Vietnamese word has.
fn is_foreign(c: char) -> bool {
    !c.is_ascii()
        && !is_only_vietnamese(c)
        && !"àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ".contains(c)
        && !matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests;
