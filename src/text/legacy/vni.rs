//! VNI for Windows: a letter is followed by a character that carries its marks; `i`, `đ`, `ơ`, `ư`
//! and `ỵ` have characters of their own. Capitals are made in the same way of capitals.
//!
//! The character set is that of the fonts "VNI-*" of VNI Software Co. (ANSI, code points of
//! Windows-1252). No published table was at hand to compare it with.

use unicode_normalization::UnicodeNormalization;

const GRAVE: char = '\u{300}';
const ACUTE: char = '\u{301}';
const TILDE: char = '\u{303}';
const HOOK: char = '\u{309}';
const DOT: char = '\u{323}';
const CIRCUMFLEX: char = '\u{302}';
const BREVE: char = '\u{306}';

/// Marks that follow any vowel.
const TONES: [(char, char); 5] = [('ù', ACUTE), ('ø', GRAVE), ('û', HOOK), ('õ', TILDE), ('ï', DOT)];

/// Marks that follow `a`, `e` and `o` and make them `â`, `ê` and `ô` as well.
const CIRCUMFLEXED: [(char, Option<char>); 6] =
    [('â', None), ('á', Some(ACUTE)), ('à', Some(GRAVE)), ('å', Some(HOOK)), ('ã', Some(TILDE)), ('ä', Some(DOT))];

/// Marks that follow `a` and make it `ă` as well.
const BREVED: [(char, Option<char>); 6] =
    [('ê', None), ('é', Some(ACUTE)), ('è', Some(GRAVE)), ('ú', Some(HOOK)), ('ü', Some(TILDE)), ('ë', Some(DOT))];

/// Characters that are a letter by themselves.
const ALONE: [(char, char); 9] =
    [('ñ', 'đ'), ('ô', 'ơ'), ('ö', 'ư'), ('í', 'í'), ('ì', 'ì'), ('æ', 'ỉ'), ('ó', 'ĩ'), ('ò', 'ị'), ('î', 'ỵ')];

/// The text in Unicode; `None` when it holds a letter that is not in the set.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let small = lower(c);
        if let Some(marks) = chars.peek().and_then(|next| marks(small, lower(*next))) {
            chars.next();
            let base = match small {
                'ô' => 'ơ',
                'ö' => 'ư',
                base => base,
            };
            push(&mut out, base, c.is_uppercase());
            out.extend(marks.into_iter().flatten());
            continue;
        }
        if let Some((_, letter)) = ALONE.iter().find(|(code, _)| *code == small) {
            push(&mut out, *letter, c.is_uppercase());
        } else if c.is_ascii()
            || matches!(c, '\u{a0}' | '–' | '—' | '…' | '“' | '”' | '‘' | '’' | '•' | '°' | '²' | '³' | '±')
        {
            out.push(c);
        } else {
            return None;
        }
    }
    Some(out.nfc().collect())
}

/// What the second character puts on the first.
fn marks(base: char, mark: char) -> Option<[Option<char>; 2]> {
    let tone = || TONES.iter().find(|(code, _)| *code == mark).map(|(_, tone)| [None, Some(*tone)]);
    let with = |list: &[(char, Option<char>)], shape| {
        list.iter().find(|(code, _)| *code == mark).map(|(_, tone)| [Some(shape), *tone])
    };
    match base {
        'a' => tone().or_else(|| with(&CIRCUMFLEXED, CIRCUMFLEX)).or_else(|| with(&BREVED, BREVE)),
        'e' | 'o' => tone().or_else(|| with(&CIRCUMFLEXED, CIRCUMFLEX)),
        'u' | 'y' | 'ô' | 'ö' => tone(),
        _ => None,
    }
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

fn push(out: &mut String, c: char, capital: bool) {
    if capital { out.extend(c.to_uppercase()) } else { out.push(c) }
}
