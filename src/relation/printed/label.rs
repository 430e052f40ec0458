//! Where in a text the formula stands: "1=4+5+7", "Tổng số (5=6+7)", "Thu trong kỳ (2)=(3)+(4):",
//! "TỔNG CỘNG (I+II+III)", "Cộng I + II".

use super::grammar::expression;
use super::lex::{half_width, lex};
use super::{Name, NotComputable, Printed, PrintedExpr};
use crate::words;

/// Finds the formula in a text and parses it.
pub(super) fn parse(text: &str) -> Result<Printed, NotComputable> {
    // No sign, no formula: most labels of a long list end here.
    if !text.contains(|letter| letter == '=' || is_sign(letter)) {
        return Err(NotComputable::NoFormula);
    }
    let plain: String = text.chars().map(half_width).collect();
    let text = plain.trim().trim_end_matches([':', ';', ',', '.', ' ', '\u{a0}']);
    match text.split_once('=') {
        Some((left, right)) => equation(left, right),
        None if text.contains(is_sign) => total(text),
        None => Err(NotComputable::NoFormula),
    }
}

/// Whether a letter may be the sign of a sum, a difference or a run.
fn is_sign(letter: char) -> bool {
    matches!(letter, '+' | '-' | '.' | '…') || !letter.is_alphanumeric() && !letter.is_ascii()
}

fn equation(left: &str, right: &str) -> Result<Printed, NotComputable> {
    let target = Target::of(left).ok_or(NotComputable::NoFormula)?;
    let right = if target.grouped { up_to_closing(right) } else { right };
    let expr = right_side(right, target.bracketed)?;
    Ok(Printed { target: target.name, expr, label: target.label })
}

fn right_side(text: &str, bracketed: bool) -> Result<PrintedExpr, NotComputable> {
    let parsed = lex(text).and_then(|tokens| expression(&tokens, bracketed));
    match parsed {
        // A unit in brackets behind the formula: "7=5*6 (triệu đồng)".
        Err(NotComputable::Words(words)) => {
            match text.trim_end().strip_suffix(')').and_then(|text| text.rsplit_once('(')) {
                Some((formula, unit)) if unit.chars().any(char::is_alphabetic) && !unit.contains(['=', '+', '*']) => {
                    lex(formula)
                        .and_then(|tokens| expression(&tokens, bracketed))
                        .map_err(|_| NotComputable::Words(words))
                }
                _ => Err(NotComputable::Words(words)),
            }
        }
        other => other,
    }
}

/// What stands before the equals sign.
struct Target {
    name: Option<Name>,
    label: String,
    /// "(5)=…"
    bracketed: bool,
    /// "Tổng số (5=…": the formula ends where that bracket closes.
    grouped: bool,
}

impl Target {
    fn of(left: &str) -> Option<Self> {
        let left = left.trim_end();
        if left.is_empty() {
            return None;
        }
        if let Some(inner) = left.strip_suffix([')', ']']) {
            let (label, name) = inner.rsplit_once(['(', '['])?;
            return Some(Self { name: Some(Name::parse(name)?), label: tidy(label), bracketed: true, grouped: false });
        }
        let tail = left.rsplit(|c: char| !(c.is_alphanumeric() || c == '.')).next().unwrap_or_default();
        let label = left.strip_suffix(tail).unwrap_or_default().trim_end();
        let naming = label.chars().next_back().is_none_or(|c| !c.is_alphanumeric())
            || ["cột", "Cột", "dòng", "mục"].iter().any(|word| label.ends_with(word));
        match Name::parse(tail).filter(|_| naming) {
            Some(name) => {
                let (label, grouped) = match label.strip_suffix(['(', '[']) {
                    Some(label) => (label, true),
                    None => (label, false),
                };
                Some(Self { name: Some(name), label: tidy(label), bracketed: false, grouped })
            }
            // "Tổng cộng = I + II": the line itself.
            None if words::resembles_total(left) => {
                Some(Self { name: None, label: tidy(left), bracketed: false, grouped: false })
            }
            None => None,
        }
    }
}

/// A text up to the bracket that closes one opened before it.
fn up_to_closing(text: &str) -> &str {
    let mut depth = 0_u32;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth = depth.saturating_add(1),
            ')' | ']' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return text.get(..at).unwrap_or(text),
            },
            _ => {}
        }
    }
    text
}

/// A formula without a target, which the line that carries it is: "TỔNG CỘNG (I+II+III)".
fn total(text: &str) -> Result<Printed, NotComputable> {
    if let Some((label, inside)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('('))
        && let Some(expr) = names_only(inside)
        && speaks_of_it(label, &expr)
    {
        return Ok(Printed { target: None, expr, label: tidy(label) });
    }
    for (at, _) in text.match_indices(' ') {
        let (label, formula) = text.split_at(at);
        if let Some(expr) = names_only(formula)
            && words::is_total_label(label)
        {
            return Ok(Printed { target: None, expr, label: tidy(label) });
        }
    }
    Err(NotComputable::NoFormula)
}

/// Two or more names added or subtracted, and nothing else.
fn names_only(text: &str) -> Option<PrintedExpr> {
    let expr = lex(text).and_then(|tokens| expression(&tokens, false)).ok()?;
    let PrintedExpr::Terms(terms) = &expr else {
        return matches!(expr, PrintedExpr::Run(..)).then_some(expr);
    };
    terms.iter().all(|(_, term)| matches!(term, PrintedExpr::Named(_) | PrintedExpr::Run(..))).then_some(expr)
}

/// Whether a label is one that a formula in brackets belongs to: "Nhóm tuổi (15-35)" and "Viêm
/// gan (A+B)" are none.
fn speaks_of_it(label: &str, expr: &PrintedExpr) -> bool {
    let outline = expr.names().iter().all(|name| name.is_roman()) && expr.names().len() >= 2;
    let sum = !matches!(expr, PrintedExpr::Terms(terms) if terms.iter().any(|(negative, _)| *negative));
    let difference = || {
        let label = words::fold(label);
        ["chênh lệch", "còn lại", "tồn", "số dư"].iter().any(|word| label.contains(word))
    };
    words::resembles_total(label) || (outline && sum) || difference()
}

fn tidy(label: &str) -> String {
    label.trim().trim_end_matches([':', '(', '[', '-', '–']).trim_end().to_owned()
}
