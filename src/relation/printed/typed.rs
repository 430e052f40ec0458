//! Formulas as a person types them: "cột 6 = cột 5 / cột 4 × 100", "dòng 17 = tổng dòng 8–16", "6=5/4*100",
//! "cột 6 ≤ cột 5". What is computed with stands in columns of one line, or in lines of one column.

use rust_decimal::Decimal;

use super::grammar::expression;
use super::lex::{Token, half_width, value};
use super::{Name, NotComputable, PrintedExpr};
use crate::text::{Bilingual, without_accents};

/// What the names of a formula name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Naming {
    /// Columns, by their printed numbers or their letters.
    Columns,
    /// Lines, by the numbers of their rows.
    Lines,
}

/// A formula as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// What its names name.
    pub naming: Naming,
    /// What it computes.
    pub target: Name,
    /// How.
    pub expr: PrintedExpr,
    /// Whether the target is only at most that.
    pub bounds: bool,
}

/// Why a text that was typed is no formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotUnderstood {
    /// There is no "=" in it, or nothing to its left.
    NoEquals,
    /// A word that means nothing here.
    Word(String),
    /// Something is missing: an operand, a bracket.
    Unfinished,
    /// Columns and lines in one formula.
    Mixed,
    /// It is computed from itself.
    RefersToItself(Name),
    /// More than one name beside "≤".
    NoBound,
}

impl NotUnderstood {
    /// The reason, for a person.
    pub fn message(&self) -> Bilingual {
        match self {
            Self::NoEquals => Bilingual::new(
                "Cần một cột hoặc một dòng ở bên trái dấu “=”, như “cột 6 = cột 5 / cột 4 × 100”.",
                "A column or a line must stand to the left of “=”, as in “column 6 = column 5 / column 4 × 100”.",
            ),
            Self::Word(word) => Bilingual::new(
                format!(
                    "Không hiểu “{word}”. Viết bằng số cột hoặc số dòng, như “cột 6 = cột 5 / cột 4 × 100”, “dòng 17 = tổng dòng 8–16”."
                ),
                format!(
                    "“{word}” is not understood. Write the numbers of columns or lines, as in “column 6 = column 5 / column 4 × 100”, “line 17 = sum of lines 8–16”."
                ),
            ),
            Self::Unfinished => Bilingual::new(
                "Phép tính viết chưa xong: còn thiếu một số hạng hoặc một dấu ngoặc.",
                "The formula is not finished: an operand or a bracket is missing.",
            ),
            Self::Mixed => Bilingual::new(
                "Một phép tính chỉ gồm các cột, hoặc chỉ gồm các dòng.",
                "A formula is about columns alone, or about lines alone.",
            ),
            Self::RefersToItself(name) => Bilingual::new(
                format!("Ô được tính không thể đứng trong chính phép tính của nó: {name} có ở cả hai bên."),
                format!("What is computed cannot stand in its own formula: {name} is on both sides."),
            ),
            Self::NoBound => Bilingual::new(
                "Bên cạnh dấu “≤” chỉ đặt một cột hoặc một dòng, như “cột 6 ≤ cột 5”.",
                "Beside “≤” stands one column or one line, as in “column 6 ≤ column 5”.",
            ),
        }
    }
}

/// A piece of a typed formula.
enum Piece {
    /// What the grammar of printed formulas knows.
    Sign(Token),
    AtMost,
    AtLeast,
    /// "cột", "dòng".
    Naming(Naming),
    /// "tổng".
    Sum,
    /// Between the names of a list: "," "và" ";".
    And,
    /// "đến".
    To,
}

/// Reads a formula that was typed.
///
/// # Errors
///
/// Why it is none.
pub fn typed(text: &str) -> Result<Typed, NotUnderstood> {
    let pieces = pieces(text)?;
    let relation = |piece: &Piece| matches!(piece, Piece::AtMost | Piece::AtLeast | Piece::Sign(Token::Equals));
    let at = pieces.iter().position(relation).ok_or(NotUnderstood::NoEquals)?;
    let (left, right) = pieces.split_at(at);
    let (sign, right) = right.split_first().ok_or(NotUnderstood::NoEquals)?;
    let mut naming = None;
    let left = tokens(left, &mut naming)?;
    let right = tokens(right, &mut naming)?;
    let target = name(&left).ok_or(NotUnderstood::NoEquals)?;
    let naming = naming.unwrap_or(Naming::Columns);
    if !matches!(sign, Piece::Sign(_)) {
        let other = name(&right).ok_or(NotUnderstood::NoBound)?;
        if other == target {
            return Err(NotUnderstood::RefersToItself(target));
        }
        let (low, high) = if matches!(sign, Piece::AtMost) { (target, other) } else { (other, target) };
        return Ok(Typed { naming, target: low, expr: PrintedExpr::Named(high), bounds: true });
    }
    let expr = expression(&right, false).map_err(|why| match why {
        NotComputable::Words(words) => NotUnderstood::Word(words),
        NotComputable::RefersToItself(name) => NotUnderstood::RefersToItself(name),
        NotComputable::NoFormula | NotComputable::Malformed => NotUnderstood::Unfinished,
    })?;
    if expr.names().contains(&&target) {
        return Err(NotUnderstood::RefersToItself(target));
    }
    Ok(Typed { naming, target, expr, bounds: false })
}

/// The name that a side is, if it is one.
fn name(tokens: &[Token]) -> Option<Name> {
    match tokens {
        [Token::Number(name, _) | Token::Name(name)]
        | [Token::Open, Token::Number(name, _) | Token::Name(name), Token::Close] => Some(name.clone()),
        _ => None,
    }
}

/// The tokens of the grammar; a sum becomes terms in brackets.
fn tokens(pieces: &[Piece], naming: &mut Option<Naming>) -> Result<Vec<Token>, NotUnderstood> {
    let mut found = Vec::new();
    let mut rest = pieces;
    while let Some((piece, after)) = rest.split_first() {
        rest = after;
        match piece {
            Piece::Sign(token) => found.push(token.clone()),
            Piece::Naming(said) => {
                if naming.replace(*said).is_some_and(|before| before != *said) {
                    return Err(NotUnderstood::Mixed);
                }
                // What is called a column is none of the constants.
                if let Some((Piece::Sign(Token::Number(name, _)), after)) = rest.split_first() {
                    found.push(Token::Name(name.clone()));
                    rest = after;
                }
            }
            Piece::Sum => {
                let (list, after) = sum(rest, naming)?;
                found.push(Token::Open);
                found.extend(list);
                found.push(Token::Close);
                rest = after;
            }
            Piece::And | Piece::To => return Err(NotUnderstood::Unfinished),
            Piece::AtMost | Piece::AtLeast => return Err(NotUnderstood::NoBound),
        }
    }
    Ok(found)
}

/// The names that a sum adds up, with plus signs between them: "8–16", "4, 6 và 8".
fn sum<'a>(pieces: &'a [Piece], naming: &mut Option<Naming>) -> Result<(Vec<Token>, &'a [Piece]), NotUnderstood> {
    let mut found = Vec::new();
    let mut rest = pieces;
    let bracketed = matches!(rest.first(), Some(Piece::Sign(Token::Open)));
    if bracketed {
        rest = rest.get(1..).unwrap_or_default();
    }
    loop {
        let first = operand(&mut rest, naming)?;
        found.push(Token::Name(first));
        if let Some(Piece::To | Piece::Sign(Token::Minus | Token::Over | Token::Ellipsis)) = rest.first() {
            rest = rest.get(1..).unwrap_or_default();
            found.push(Token::Ellipsis);
            found.push(Token::Name(operand(&mut rest, naming)?));
        }
        match rest.first() {
            Some(Piece::And | Piece::Sign(Token::Plus)) => {
                rest = rest.get(1..).unwrap_or_default();
                found.push(Token::Plus);
            }
            Some(Piece::Sign(Token::Close)) if bracketed => return Ok((found, rest.get(1..).unwrap_or_default())),
            _ if bracketed => return Err(NotUnderstood::Unfinished),
            _ => return Ok((found, rest)),
        }
    }
}

/// One name of a list.
fn operand(rest: &mut &[Piece], naming: &mut Option<Naming>) -> Result<Name, NotUnderstood> {
    while let Some((Piece::Naming(said), after)) = rest.split_first() {
        if naming.replace(*said).is_some_and(|before| before != *said) {
            return Err(NotUnderstood::Mixed);
        }
        *rest = after;
    }
    match rest.split_first() {
        Some((Piece::Sign(Token::Number(name, _) | Token::Name(name)), after)) => {
            *rest = after;
            Ok(name.clone())
        }
        _ => Err(NotUnderstood::Unfinished),
    }
}

/// Cuts a text into pieces.
fn pieces(text: &str) -> Result<Vec<Piece>, NotUnderstood> {
    let chars: Vec<char> = text.chars().map(half_width).collect();
    let mut rest = chars.as_slice();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut named = false;
    while let Some((&first, after)) = rest.split_first() {
        let second = after.first().copied();
        let (piece, left) = match first {
            c if c.is_whitespace() => {
                rest = after;
                continue;
            }
            '≤' => (Piece::AtMost, after),
            '≥' => (Piece::AtLeast, after),
            '<' | '>' => {
                let after = if second == Some('=') { after.get(1..).unwrap_or_default() } else { after };
                (if first == '<' { Piece::AtMost } else { Piece::AtLeast }, after)
            }
            '=' => (Piece::Sign(Token::Equals), after),
            '+' => (Piece::Sign(Token::Plus), after),
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => (Piece::Sign(Token::Minus), after),
            '*' | '×' | '·' | '✕' => (Piece::Sign(Token::Times), after),
            '/' | ':' | '÷' => (Piece::Sign(Token::Over), after),
            '(' | '[' | '{' => (Piece::Sign(Token::Open), after),
            ')' | ']' | '}' => (Piece::Sign(Token::Close), after),
            '%' => (Piece::Sign(Token::Percent), after),
            ',' | ';' => (Piece::And, after),
            '…' => (Piece::Sign(Token::Ellipsis), after),
            '.' => {
                let dots = rest.iter().take_while(|c| **c == '.').count();
                let left = rest.get(dots..).unwrap_or_default();
                if dots == 1 && left.iter().all(|c| c.is_whitespace()) {
                    break;
                }
                (Piece::Sign(Token::Ellipsis), left)
            }
            c if c.is_ascii_digit() => {
                let (token, left) = number(rest, named)?;
                (Piece::Sign(token), left)
            }
            c if c.is_alphabetic() => {
                let count = rest.iter().take_while(|c| c.is_alphabetic()).count();
                let word: String = rest.iter().take(count).collect();
                rest = rest.get(count..).unwrap_or_default();
                let piece = self::word(&word, named, pieces.last());
                let piece = piece.ok_or_else(|| NotUnderstood::Word(phrase(&word, rest)))?;
                if let Some(piece) = piece {
                    named = matches!(piece, Piece::Naming(_));
                    pieces.push(piece);
                }
                continue;
            }
            other => return Err(NotUnderstood::Word(other.to_string())),
        };
        named = false;
        pieces.push(piece);
        rest = left;
    }
    Ok(pieces)
}

/// A word with those that follow it, for a person who is told that it means nothing.
fn phrase(word: &str, rest: &[char]) -> String {
    let more: String = rest.iter().take_while(|c| c.is_alphabetic() || c.is_whitespace()).collect();
    format!("{word}{more}").trim().to_owned()
}

/// What a word means; `Some(None)` for one that says nothing by itself.
fn word(word: &str, named: bool, before: Option<&Piece>) -> Option<Option<Piece>> {
    let plain = without_accents(word);
    let capitals = word.chars().all(char::is_uppercase);
    // "cột X" is a column, "3 x 4" a product; "cột b" is one as well.
    let is_name = named && (capitals || plain.len() <= 2) || capitals && plain != "x";
    if is_name && plain.len() <= LONGEST_NAME && !matches!(plain.as_str(), "va" | "so" | "tu") {
        return Some(Some(Piece::Sign(Token::Name(Name::new(word)))));
    }
    let after_operand =
        matches!(before, Some(Piece::Sign(Token::Number(..) | Token::Name(_) | Token::Constant(_) | Token::Close)));
    Some(match plain.as_str() {
        "cot" | "column" | "columns" | "col" => Some(Piece::Naming(Naming::Columns)),
        "dong" | "hang" | "line" | "lines" | "row" | "rows" => Some(Piece::Naming(Naming::Lines)),
        "tong" | "sum" | "total" => Some(Piece::Sum),
        "cong" | "plus" => Some(Piece::Sign(Token::Plus)),
        "tru" | "minus" => Some(Piece::Sign(Token::Minus)),
        "nhan" | "times" | "x" | "х" => Some(Piece::Sign(Token::Times)),
        "chia" => Some(Piece::Sign(Token::Over)),
        "bang" | "equals" => Some(Piece::Sign(Token::Equals)),
        "va" | "and" => Some(Piece::And),
        "den" | "toi" | "to" if after_operand => Some(Piece::To),
        // "tổng các dòng", "chia cho", "từ dòng 8 đến dòng 16", "sum of lines".
        "cac" | "cho" | "tu" | "so" | "nhung" | "of" | "from" | "by" | "the" => None,
        _ => return None,
    })
}

/// The letters of the longest name of a column: "AB", "XII".
const LONGEST_NAME: usize = 4;

/// A number: a name, or what may be one or a constant.
fn number(text: &[char], named: bool) -> Result<(Token, &[char]), NotUnderstood> {
    let mut digits = String::new();
    let mut marks = Vec::new();
    let mut rest = text;
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
    // "4a": a letter that clings to it, and to nothing else.
    if let (true, Some(letter), next) = (marks.is_empty(), rest.first(), rest.get(1))
        && letter.is_alphabetic()
        && !matches!(letter, 'x' | 'X')
        && !next.is_some_and(|next| next.is_alphabetic())
    {
        return Ok((Token::Name(Name::new(&format!("{digits}{letter}"))), rest.get(1..).unwrap_or_default()));
    }
    if named && (marks.is_empty() || marks == ['.']) {
        return Ok((Token::Name(Name::new(&digits)), rest));
    }
    let value = value(&digits, &marks).ok_or(NotUnderstood::Unfinished)?;
    if let Some((&'%', after)) = rest.split_first() {
        let whole = Decimal::ONE_HUNDRED;
        let value = if value == whole { whole } else { value.checked_div(whole).unwrap_or(value) };
        return Ok((Token::Constant(value), after));
    }
    let token = match marks.as_slice() {
        [] => Token::Number(Name::new(&digits), value),
        ['.'] if !digits.starts_with('0') => Token::Number(Name::new(&digits), value),
        _ => Token::Constant(value),
    };
    Ok((token, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> PrintedExpr {
        PrintedExpr::Named(Name::new(name))
    }

    #[test]
    fn people_write_columns_in_many_ways() {
        let one = typed("cột 6 = cột 5 / cột 4 × 100").unwrap();
        assert_eq!((one.naming, one.target.as_str(), one.bounds), (Naming::Columns, "6", false));
        for text in [
            "Cột 6 = Cột 5 : Cột 4 x 100",
            "cot 6 bằng cot 5 chia cho cot 4 nhân 100",
            "COLUMN 6=column 5/column 4*100",
        ] {
            assert_eq!(typed(text), Ok(one.clone()), "{text}");
        }
        assert_eq!(typed("6=5/4*100").unwrap().target.as_str(), "6");
        let letters = typed("Cột I = F − D").unwrap();
        assert_eq!(letters.expr, PrintedExpr::Terms(vec![(false, named("F")), (true, named("D"))]));
        assert_eq!(typed("cột ab = cột c cộng cột d").unwrap().target.as_str(), "AB");
        let list = typed("cột 2 = tổng cột 4, 6 và 8").unwrap();
        let terms = ["4", "6", "8"].map(|name| (false, named(name))).to_vec();
        assert_eq!(list.expr, PrintedExpr::Terms(terms));
    }

    #[test]
    fn sums_of_lines_run_from_one_to_another() {
        let run = PrintedExpr::Run(Name::new("8"), Name::new("16"));
        for text in [
            "dòng 17 = tổng dòng 8–16",
            "dòng 17 = tổng dòng 8-16",
            "Dòng 17 = tổng các dòng từ 8 đến 16",
            "dòng 17 = tổng (8–16)",
            "dòng 17 = tổng dòng 8 đến dòng 16",
            "line 17 = sum of lines 8 to 16",
        ] {
            let typed = typed(text).unwrap();
            assert_eq!((typed.naming, typed.target.as_str()), (Naming::Lines, "17"), "{text}");
            let expr = match typed.expr {
                PrintedExpr::Terms(mut terms) if terms.len() == 1 => terms.remove(0).1,
                other => other,
            };
            assert_eq!(expr, run, "{text}");
        }
        let less = typed("dòng 20 = tổng dòng 8–10 − dòng 12").unwrap();
        assert!(matches!(&less.expr, PrintedExpr::Terms(terms) if terms.len() == 2 && terms[1].0), "{less:?}");
    }

    #[test]
    fn a_bound_is_between_two_names() {
        let bound = typed("cột 6 ≤ cột 5").unwrap();
        assert!(bound.bounds);
        assert_eq!((bound.target.as_str(), bound.expr), ("6", named("5")));
        assert_eq!(typed("cột 5 >= cột 6").unwrap().target.as_str(), "6");
        assert_eq!(typed("cột 6 ≤ cột 5 + cột 4"), Err(NotUnderstood::NoBound));
    }

    #[test]
    fn what_is_no_formula_is_told_why() {
        assert_eq!(typed(""), Err(NotUnderstood::NoEquals));
        assert_eq!(typed("cột 5"), Err(NotUnderstood::NoEquals));
        assert_eq!(typed("3 × 4 = 5"), Err(NotUnderstood::NoEquals));
        assert_eq!(typed("cột 6 = cột 5 /"), Err(NotUnderstood::Unfinished));
        assert_eq!(typed("cột 6 = (cột 5 + cột 4"), Err(NotUnderstood::Unfinished));
        assert_eq!(typed("cột 6 = dòng 5 + dòng 4"), Err(NotUnderstood::Mixed));
        assert_eq!(typed("cột 6 = cột 6 + cột 4"), Err(NotUnderstood::RefersToItself(Name::new("6"))));
        assert_eq!(typed("5 = mức chuẩn × hệ số"), Err(NotUnderstood::Word("mức chuẩn".to_owned())));
        let message = typed("cột 6 = số dân / 4").unwrap_err().message();
        assert!(message.vi.contains("“dân”"), "{}", message.vi);
    }
}
