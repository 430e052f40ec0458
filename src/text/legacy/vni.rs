//! VNI for Windows: a letter is followed by a character that carries its marks; `i`, `đ`, `ơ`, `ư`
//! and `ỵ` have characters of their own. Capitals are made in the same way of capitals.
//!
//! The character set is that of the fonts "VNI-*" of VNI Software Co. (ANSI, code points of
//! Windows-1252). Each of the 134 letters was compared with three published tables: VNI-WIN of
//! UniKey's converter (Pham Kim Long, vnconv, `ukengine/data.cpp`), `vni.h` of xvnkb (Dao Hai Lam,
//! 2002), and the package `vietnamese-conversion`; they agree with each other and with this one.

use unicode_normalization::UnicodeNormalization;

use super::is_shared;

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
        } else if c.is_ascii() || is_shared(c) || is_kept(c) {
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

/// Signs that are the same in both.
fn is_kept(c: char) -> bool {
    matches!(c, '°' | '²' | '³' | '±')
}

/// A composed text in this encoding; `None` when it holds a letter that the set lacks.
pub(super) fn encode(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len().saturating_mul(2));
    for c in text.chars() {
        if c.is_ascii() || is_shared(c) || is_kept(c) {
            out.push(c);
            continue;
        }
        let (small, capital) = (lower(c), c.is_uppercase());
        if let Some((code, _)) = ALONE.iter().find(|(_, letter)| *letter == small) {
            push(&mut out, *code, capital);
            continue;
        }
        let (base, mark) = parted(small)?;
        push(&mut out, base, capital);
        push(&mut out, mark, capital);
    }
    (decode(&out).as_deref() == Some(text)).then_some(out)
}

/// The two characters of a small letter.
fn parted(letter: char) -> Option<(char, char)> {
    const HORN: char = '\u{31b}';
    let (mut base, mut shape, mut tone) = (None, None, None);
    for c in std::iter::once(letter).nfd() {
        match c {
            HORN if base == Some('o') => base = Some('ô'),
            HORN if base == Some('u') => base = Some('ö'),
            CIRCUMFLEX | BREVE => shape = Some(c),
            GRAVE | ACUTE | TILDE | HOOK | DOT => tone = Some(c),
            c if base.is_none() => base = Some(c),
            _ => return None,
        }
    }
    let with = |list: &[(char, Option<char>)]| list.iter().find(|(_, other)| *other == tone).map(|(code, _)| *code);
    let mark = match shape {
        Some(CIRCUMFLEX) => with(&CIRCUMFLEXED),
        Some(_) => with(&BREVED),
        None => TONES.iter().find(|(_, other)| Some(*other) == tone).map(|(code, _)| *code),
    };
    Some((base?, mark?))
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

fn push(out: &mut String, c: char, capital: bool) {
    if capital { out.extend(c.to_uppercase()) } else { out.push(c) }
}
