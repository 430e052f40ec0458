//! A paragraph cut into words, figures and marks.

use crate::number::{Notation, Number, parse};
use crate::words::fold;

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A word, folded.
    Word(String),
    /// A figure.
    Figure(Number),
    /// Digits that are no figure: "0225.3.676.118", "12a".
    Code,
    /// Anything else.
    Mark(char),
}

/// A token with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it begins, in characters.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// Whether a space stands before it.
    pub spaced: bool,
    /// Whether it begins with a capital.
    pub capital: bool,
    /// The digits as they stand.
    pub text: String,
}

impl Token {
    /// Its word.
    pub fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Whether it is that mark.
    pub fn is(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }

    /// Its figure.
    pub fn figure(&self) -> Option<Number> {
        match self.kind {
            Kind::Figure(number) => Some(number),
            _ => None,
        }
    }
}

/// The tokens of a paragraph.
pub fn tokens(text: &str) -> Vec<Token> {
    let letters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let (mut at, mut spaced) = (0_usize, true);
    while let Some(letter) = letters.get(at).copied() {
        if letter.is_whitespace() {
            spaced = true;
            at += 1;
            continue;
        }
        let start = at;
        let kind = if letter.is_ascii_digit() {
            at = end_of_figure(&letters, at);
            digits(&letters, start, &mut at)
        } else if letter.is_alphabetic() {
            at = end_of(&letters, at, |c| c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}'));
            Kind::Word(fold(&letters.get(start..at).unwrap_or_default().iter().collect::<String>()))
        } else {
            at += 1;
            Kind::Mark(match letter {
                '–' | '—' | '−' | '\u{2011}' => '-',
                '％' => '%',
                other => other,
            })
        };
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let text = letters.get(start..at).unwrap_or_default().iter().collect();
        tokens.push(Token { kind, start: place(start), end: place(at), spaced, capital: letter.is_uppercase(), text });
        spaced = false;
    }
    tokens
}

fn end_of(letters: &[char], mut at: usize, goes_on: impl Fn(char) -> bool) -> usize {
    while letters.get(at).copied().is_some_and(&goes_on) {
        at += 1;
    }
    at
}

/// Digits, and marks between digits.
fn end_of_figure(letters: &[char], mut at: usize) -> usize {
    let digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    while digit(at) || letters.get(at).is_some_and(|c| matches!(c, '.' | ',')) && digit(at + 1) {
        at += 1;
    }
    at
}

/// What digits are, with the letters that stand right behind them: "50kg" is a figure and its unit, "12a" a code.
fn digits(letters: &[char], start: usize, at: &mut usize) -> Kind {
    let text: String = letters.get(start..*at).unwrap_or_default().iter().collect();
    let letters_end = end_of(letters, *at, char::is_alphanumeric);
    if letters_end > *at {
        let behind = fold(&letters.get(*at..letters_end).unwrap_or_default().iter().collect::<String>());
        if crate::words::unit(&[behind]).is_none() {
            *at = letters_end;
            return Kind::Code;
        }
    }
    match parse(&text, Notation::Vietnamese) {
        Some(number) if !(text.starts_with('0') && text.len() > 2 && !text.starts_with("0,")) => Kind::Figure(number),
        _ => Kind::Code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        tokens(text).into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn figures_are_told_from_codes() {
        let figures = |text: &str| kinds(text).into_iter().filter(|kind| matches!(kind, Kind::Figure(_))).count();
        assert_eq!(figures("đạt 1.234,5 triệu, bằng 98,7%."), 2);
        assert_eq!(figures("17/21 xã, 50kg gạo"), 3);
        assert_eq!(figures("ĐT 0225.3.676.118, mã 0100200, lớp 9A1, PB03, m2"), 0);
    }

    #[test]
    fn places_are_told_in_characters() {
        let tokens = tokens("Đạt\u{a0}81,0%");
        let figure = tokens.get(1).unwrap();
        assert_eq!((figure.start, figure.end, figure.spaced), (4, 8, true));
        assert!(tokens.get(2).unwrap().is('%') && !tokens.get(2).unwrap().spaced);
    }
}
