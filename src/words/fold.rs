//! One spelling for words that are written in several.

use unicode_normalization::UnicodeNormalization;

/// NFC, lower case, one placement of tone marks, and one space for every run of space and
/// punctuation (the percent sign counts as a word, a slash between words as a gap).
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for letter in text.nfc().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
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
    const PAIRS: [(char, char, &str, &str); 3] =
        [('o', 'a', "òóỏõọ", "àáảãạ"), ('o', 'e', "òóỏõọ", "èéẻẽẹ"), ('u', 'y', "ùúủũụ", "ỳýỷỹỵ")];
    for (first, second, toned_first, toned_second) in PAIRS {
        if out.ends_with(first)
            && let Some(tone) = toned_second.chars().position(|toned| toned == letter)
            && let Some(moved) = toned_first.chars().nth(tone)
        {
            out.pop();
            out.push(moved);
            out.push(second);
            return;
        }
    }
    out.push(letter);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_joins_spellings_and_keeps_diacritics() {
        assert_eq!(fold("  Tổng   CỘNG :"), "tổng cộng");
        assert_eq!(fold("Luỹ kế"), fold("Lũy kế"));
        assert_eq!(fold("Cộng hoà"), fold("Cộng hòa"));
        assert_ne!(fold("đồng"), fold("dòng"));
        assert_eq!(fold("Tỷ lệ(%)"), "tỷ lệ %");
        assert_eq!(fold("TH/KH"), "th kh");
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
