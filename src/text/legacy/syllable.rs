//! Whether a word can be a syllable of Vietnamese: an onset, a nucleus, a coda and one tone, each
//! of a closed list. The division is that of Đoàn Thiện Thuật, "Ngữ âm tiếng Việt" (1977); the lists
//! were written out here and are a little wider, as they need only tell Vietnamese from noise.

use unicode_normalization::UnicodeNormalization;

/// The longer onsets first.
const ONSETS: [&str; 28] = [
    "ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h", "k", "l", "m",
    "n", "p", "q", "r", "s", "t", "v", "x",
];

/// `k` ends the names of places in the highlands, with a tone or without: Đắk Lắk, Đăk Hà.
const CODAS: [&str; 10] = ["ch", "ng", "nh", "c", "k", "m", "n", "p", "t", ""];

const OPEN: [&str; 54] = [
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "ia",
    "iu", "oa", "oe", "oi", "ôi", "ơi", "ua", "uê", "ui", "uy", "uơ", "ưa", "ưi", "ưu", "iêu", "yêu", "oai", "oao",
    "oay", "oeo", "uây", "uôi", "ươi", "ươu", "uya", "uyu", "uai", "uao", "uay", "uau", "ue", "uo", "ya",
];

const CLOSED: [&str; 26] = [
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "iê", "yê", "oa", "oă", "oe", "oo", "uâ", "uê", "uô",
    "uy", "uyê", "ươ", "ua", "uă",
];

/// All small syllables that are taken for Vietnamese.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = String> {
    const TONES: [&str; 6] = ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"];
    let rimes = CODAS.iter().flat_map(|coda| {
        let list: &[&str] = if coda.is_empty() { &OPEN } else { &CLOSED };
        list.iter().map(move |nucleus| (*nucleus, *coda))
    });
    let onsets = ONSETS.iter().copied().chain([""]);
    onsets
        .flat_map(move |onset| rimes.clone().map(move |(nucleus, coda)| (onset, nucleus, coda)))
        .flat_map(move |(onset, nucleus, coda)| {
            TONES.iter().map(move |tone| format!("{onset}{nucleus}{tone}{coda}").nfc().collect::<String>())
        })
        .filter(|word| is_valid(word))
}

/// Whether the letters of a word, in any case, make a syllable.
pub(super) fn is_valid(word: &str) -> bool {
    let mut tone = None;
    let mut letters = String::new();
    for c in word.nfd().flat_map(char::to_lowercase) {
        match c {
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => {
                if tone.replace(c).is_some() {
                    return false;
                }
            }
            c => letters.push(c),
        }
    }
    let letters: String = letters.nfc().collect();
    let after_onset = |onset: &str| letters.strip_prefix(onset).is_some_and(|rime| is_rime(rime, tone));
    is_rime(&letters, tone) || ONSETS.iter().any(|onset| after_onset(onset))
}

fn is_rime(rime: &str, tone: Option<char>) -> bool {
    CODAS.iter().any(|coda| {
        let Some(nucleus) = rime.strip_suffix(coda) else { return false };
        let stopped = matches!(*coda, "c" | "ch" | "p" | "t");
        let tone_fits = !stopped || matches!(tone, Some('\u{301}' | '\u{323}'));
        let list: &[&str] = if coda.is_empty() { &OPEN } else { &CLOSED };
        tone_fits && list.contains(&nucleus)
    })
}
