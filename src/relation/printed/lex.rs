//! Printed formulas cut into tokens.

use rust_decimal::Decimal;

use super::{Name, NotComputable};

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A bare whole or dotted number, which may be a column or a constant.
    Number(Name, Decimal),
    /// Surely a constant: "1,8", "50%", "6T", "12 tháng".
    Constant(Decimal),
    /// Surely a name: "4a", "II", "cột 6".
    Name(Name),
    Plus,
    Minus,
    /// Also the letter x, which may turn out to be the name X.
    Times,
    Over,
    Equals,
    Open,
    Close,
    /// "..." between the ends of a run.
    Ellipsis,
    /// A percent sign that belongs to no number: the result is in percent.
    Percent,
}

/// Words before a number that make it the name of a column or line.
const NAMING_WORDS: [&str; 4] = ["cột", "cot", "dòng", "mục"];

/// Cuts a text into tokens; the first word that is none of them ends in an error.
pub(super) fn lex(text: &str) -> Result<Vec<Token>, NotComputable> {
    let chars: Vec<char> = text.chars().map(plain).collect();
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = chars.as_slice();
    let mut named = false;
    while let Some((&first, after)) = rest.split_first() {
        let token = match first {
            c if c.is_whitespace() => {
                rest = after;
                continue;
            }
            '+' => Token::Plus,
            '-' => Token::Minus,
            '*' => Token::Times,
            '/' | ':' => Token::Over,
            '=' => Token::Equals,
            '(' | '[' => Token::Open,
            ')' | ']' => Token::Close,
            '…' => Token::Ellipsis,
            '%' => Token::Percent,
            '.' if after.first() == Some(&'.') => {
                rest = skip(rest, |c| c == '.');
                tokens.push(Token::Ellipsis);
                continue;
            }
            c if c.is_ascii_digit() => {
                let (token, after) = number(rest, named)?;
                named = false;
                tokens.push(token);
                rest = after;
                continue;
            }
            c if c.is_alphabetic() => {
                let after = skip(rest, char::is_alphabetic);
                let word: String = rest.iter().take(rest.len() - after.len()).collect();
                rest = after;
                if NAMING_WORDS.contains(&word.to_lowercase().as_str()) {
                    named = true;
                } else {
                    // The whole phrase says more than its first word.
                    let phrase =
                        || word.chars().chain(rest.iter().copied().take_while(|c| !is_sign(*c))).collect::<String>();
                    tokens.push(self::word(&word).ok_or_else(|| NotComputable::Words(phrase().trim().to_owned()))?);
                }
                continue;
            }
            other => return Err(NotComputable::Words(other.to_string())),
        };
        tokens.push(token);
        rest = after;
    }
    if named { Err(NotComputable::Malformed) } else { Ok(tokens) }
}

fn word(word: &str) -> Option<Token> {
    if matches!(word, "x" | "X" | "х" | "Х") {
        return Some(Token::Times);
    }
    // Names of lines are capitals: a small letter alone is a list mark or part of a word.
    Name::parse(word).filter(|_| word.chars().all(char::is_uppercase)).map(Token::Name)
}

fn is_sign(c: char) -> bool {
    !(c.is_alphabetic() || c.is_whitespace() || c == '.' || c == ',')
}

/// A number with what clings to it: decimals, %, the T of months, the letter of a column.
fn number(text: &[char], named: bool) -> Result<(Token, &[char]), NotComputable> {
    let mut digits = String::new();
    let mut rest = text;
    let mut marks = Vec::new();
    while let Some((&c, after)) = rest.split_first() {
        let mark = matches!(c, '.' | ',') && after.first().is_some_and(char::is_ascii_digit);
        if !c.is_ascii_digit() && !mark {
            break;
        }
        if mark {
            marks.push(c);
        }
        digits.push(c);
        rest = after;
    }
    let value = value(&digits, &marks).ok_or(NotComputable::Malformed)?;
    let spaced = skip(rest, char::is_whitespace);
    if let Some((&'%', after)) = spaced.split_first() {
        // "x100%" only says that the result is in percent.
        let whole = Decimal::ONE_HUNDRED;
        let value = if value == whole { whole } else { value.checked_div(whole).ok_or(NotComputable::Malformed)? };
        return Ok((Token::Constant(value), after));
    }
    let after_word = skip(spaced, char::is_alphabetic);
    let word: String = spaced.iter().take(spaced.len() - after_word.len()).collect();
    let adjoining = rest.len() == spaced.len();
    if matches!(word.to_lowercase().as_str(), "tháng") || (adjoining && matches!(word.as_str(), "T" | "t")) {
        return Ok((Token::Constant(value), after_word));
    }
    let mut letters = word.chars();
    if let (true, Some(letter), None) = (adjoining && marks.is_empty(), letters.next(), letters.next())
        && !matches!(letter, 'x' | 'X' | 'х' | 'Х')
    {
        return Ok((Token::Name(Name::new(&format!("{digits}{letter}"))), after_word));
    }
    let name = Name::new(&digits);
    let token = match marks.as_slice() {
        _ if named => Token::Name(name),
        [] => Token::Number(name, value),
        // "0.54" is no column, "4.1" may be one.
        ['.'] if !digits.starts_with('0') => Token::Number(name, value),
        _ => Token::Constant(value),
    };
    Ok((token, rest))
}

/// The value of digits with marks: formulas mix "0.54" and "4,5%"; "1.000" is a thousand.
pub(super) fn value(digits: &str, marks: &[char]) -> Option<Decimal> {
    let thousands = |mark: char| {
        let mut groups = digits.split(mark);
        groups.next().is_some_and(|first| (1..=3).contains(&first.len()) && !first.starts_with('0'))
            && groups.all(|group| group.len() == 3)
    };
    let plain = match marks {
        [] => digits.to_owned(),
        ['.'] if !thousands('.') => digits.to_owned(),
        [','] => digits.replace(',', "."),
        [first, rest @ ..] if rest.iter().all(|mark| mark == first) && thousands(*first) => digits.replace(*first, ""),
        _ => return None,
    };
    Decimal::from_str_exact(&plain).ok()
}

fn skip(text: &[char], while_true: impl Fn(char) -> bool) -> &[char] {
    let count = text.iter().take_while(|&&c| while_true(c)).count();
    text.get(count..).unwrap_or_default()
}

/// The plain character for the many that are used in its place.
fn plain(c: char) -> char {
    match c {
        '×' | '·' | '∙' | '⋅' | '•' | '✕' => '*',
        '÷' | '∕' | '⁄' => '/',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' => '-',
        '{' => '(',
        '}' => ')',
        c => c,
    }
}

/// Full-width forms of ASCII, as East Asian input methods leave them, made narrow.
pub(super) fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        c => c,
    }
}
