//! One spelling for words that are written in several.

use unicode_normalization::UnicodeNormalization;

/// NFC, lower case, one placement of tone marks, and one space for every run of space and
/// punctuation (the percent sign counts as a word, a slash between words as a gap).
pub fn fold(text: &str) -> String {
    // Nearly all texts are in NFC: that needs no tables to see.
    if text.chars().all(is_composed) { fold_letters(text.chars()) } else { fold_letters(text.nfc()) }
}

/// A folded text without any marks on its letters, as the names of files are often written.
pub fn without_marks(folded: &str) -> String {
    let is_letter = |letter: &char| !unicode_normalization::char::is_combining_mark(*letter);
    folded.nfd().filter(is_letter).map(|letter| if letter == 'đ' { 'd' } else { letter }).collect()
}

/// Whether a letter stands for itself in NFC whatever stands beside it: the Latin letters before
/// the first combining mark, and those with the diacritics of Vietnamese.
fn is_composed(letter: char) -> bool {
    letter < '\u{300}' || is_vietnamese(letter)
}

/// The block that holds the letters with two diacritics, in pairs of a capital and a small letter.
fn is_vietnamese(letter: char) -> bool {
    ('\u{1ea0}'..='\u{1ef9}').contains(&letter)
}

/// Whether it surely is a letter: those of Latin alphabets beyond ASCII, without the two signs
/// among them.
fn is_latin(letter: char) -> bool {
    ('\u{c0}'..='\u{24f}').contains(&letter) && !matches!(letter, '×' | '÷')
}

fn fold_letters(letters: impl Iterator<Item = char>) -> String {
    let (least, most) = letters.size_hint();
    let mut out = String::with_capacity(most.unwrap_or(least));
    let mut gap = false;
    let mut push = |letter: char, alphanumeric: bool| {
        if alphanumeric {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            push_with_tone_first(&mut out, letter);
        } else if matches!(letter, '%' | '#' | '$' | '€' | '£') {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push(letter);
            gap = true;
        } else {
            gap = true;
        }
    };
    for letter in letters {
        if letter.is_ascii() {
            push(letter.to_ascii_lowercase(), letter.is_ascii_alphanumeric());
        } else if is_vietnamese(letter) {
            push(char::from_u32(u32::from(letter) | 1).unwrap_or(letter), true);
        } else {
            letter.to_lowercase().for_each(|letter| push(letter, is_latin(letter) || letter.is_alphanumeric()));
        }
    }
    out
}

/// A label without what stands around its words: the outline marker before it ("III. ", "1.1 ",
/// "- ") and the bracketed formula or unit after it ("(A+B)", "[triệu đồng]"). A marker is only
/// taken off when something is left.
pub fn bare_label(label: &str) -> &str {
    let mut rest = label.trim().trim_start_matches(['-', '+', '*', '•', '–']).trim_start();
    while let Some(open) = rest.ends_with([')', ']']).then(|| rest.rfind(['(', '['])).flatten() {
        let before = rest.get(..open).unwrap_or("").trim_end();
        if before.is_empty() {
            break;
        }
        rest = before;
    }
    if let Some((first, after)) = rest.split_once([' ', '\u{a0}', '\t', '\n'])
        && is_marker(first)
        && after.chars().any(char::is_alphabetic)
    {
        rest = after.trim_start();
    }
    rest
}

/// "A", "A.", "III)", "1", "1.1." but not "An" or "100 trường".
fn is_marker(word: &str) -> bool {
    let core = word.trim_end_matches(['.', ')', '/', ':']);
    let letters = core.chars().count();
    let roman = letters <= 5 && core.chars().all(|letter| matches!(letter, 'I' | 'V' | 'X' | 'L'));
    let number = letters <= 7
        && core.starts_with(|c: char| c.is_ascii_digit())
        && core.chars().all(|c| c.is_ascii_digit() || c == '.');
    let single = letters == 1
        && core.chars().all(|letter| letter.is_alphabetic() && (letter.is_uppercase() || core.len() < word.len()));
    !core.is_empty() && (roman || number || single)
}

/// Vietnamese writes the tone of "oa", "oe", "uy" on either vowel; the folded form has it on the
/// first. Inside longer rhymes ("hoàn") this gives no real spelling, which does not matter: both
/// sides of every comparison are folded alike.
fn push_with_tone_first(out: &mut String, letter: char) {
    if let Some((first, toned_first, second)) = second_of_pair(letter)
        && out.ends_with(first)
    {
        out.pop();
        out.push(toned_first);
        out.push(second);
        return;
    }
    out.push(letter);
}

/// A letter with the tone on the second vowel of a pair: the first vowel, the same with the tone,
/// and the second without it.
fn second_of_pair(letter: char) -> Option<(char, char, char)> {
    Some(match letter {
        'à' => ('o', 'ò', 'a'),
        'á' => ('o', 'ó', 'a'),
        'ả' => ('o', 'ỏ', 'a'),
        'ã' => ('o', 'õ', 'a'),
        'ạ' => ('o', 'ọ', 'a'),
        'è' => ('o', 'ò', 'e'),
        'é' => ('o', 'ó', 'e'),
        'ẻ' => ('o', 'ỏ', 'e'),
        'ẽ' => ('o', 'õ', 'e'),
        'ẹ' => ('o', 'ọ', 'e'),
        'ỳ' => ('u', 'ù', 'y'),
        'ý' => ('u', 'ú', 'y'),
        'ỷ' => ('u', 'ủ', 'y'),
        'ỹ' => ('u', 'ũ', 'y'),
        'ỵ' => ('u', 'ụ', 'y'),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folding_joins_spellings_and_keeps_diacritics() {
        assert_eq!(fold("  Tổng   CỘNG :"), "tổng cộng");
        assert_eq!(fold("Luỹ kế"), fold("Lũy kế"));
        assert_eq!(fold("Cộng hoà"), fold("Cộng hòa"));
        assert_ne!(fold("đồng"), fold("dòng"));
        assert_eq!(fold("Tỷ lệ(%)"), "tỷ lệ %");
        assert_eq!(fold("TH/KH"), "th kh");
    }

    proptest! {
        #[test]
        fn what_is_known_of_letters_changes_no_folding(text in "[ -~à-ỹÀ-ỸĂăĐđƠơƯư\u{300}\u{301}\u{303}\u{309}\u{323}\u{31b}–%€İß]{0,24}") {
            let mut plain = String::new();
            let mut gap = false;
            for letter in text.nfc().flat_map(char::to_lowercase) {
                if letter.is_alphanumeric() {
                    if gap && !plain.is_empty() {
                        plain.push(' ');
                    }
                    gap = false;
                    push_with_tone_first(&mut plain, letter);
                } else if matches!(letter, '%' | '#' | '$' | '€' | '£') {
                    if !plain.is_empty() {
                        plain.push(' ');
                    }
                    plain.push(letter);
                    gap = true;
                } else {
                    gap = true;
                }
            }
            prop_assert_eq!(fold(&text), plain);
        }
    }

    #[test]
    fn a_bare_label_has_neither_marker_nor_formula() {
        assert_eq!(bare_label("III. Cộng (I + II)"), "Cộng");
        assert_eq!(bare_label("A TỔNG THU"), "TỔNG THU");
        assert_eq!(bare_label("- Trong đó"), "Trong đó");
        assert_eq!(bare_label("(chưa có)"), "(chưa có)");
        assert_eq!(bare_label("1.1"), "1.1");
    }
}
