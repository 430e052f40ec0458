//! terms := \[-\] product { (+|-) product }, product := factor { (×|/) factor }, factor := a
//! number, a name, or terms in brackets.

use rust_decimal::Decimal;

use super::lex::Token;
use super::{NotComputable, PrintedExpr};

/// Deeper brackets are no formula that a person printed.
const MAX_DEPTH: u32 = 24;

/// Parses a whole right-hand side.
///
/// `bracketed` says that the target stands in brackets: then names do, and a bare number that is
/// multiplied is a constant: "(9)=(3)*100/(2)".
pub(super) fn expression(tokens: &[Token], bracketed: bool) -> Result<PrintedExpr, NotComputable> {
    let (tokens, percent) = strip_percent(tokens);
    let names_bracketed =
        bracketed && tokens.windows(3).any(|window| matches!(window, [Token::Open, Token::Number(..), Token::Close]));
    let mut parser = Parser { rest: tokens, names_bracketed };
    let expr = parser.terms(0)?;
    if !parser.rest.is_empty() {
        return Err(NotComputable::Malformed);
    }
    let expr = additive(expr);
    Ok(if percent { PrintedExpr::Product(vec![expr, PrintedExpr::Constant(Decimal::ONE_HUNDRED)]) } else { expr })
}

/// "2/1 (%)" and "2/1 %": the result is in percent.
fn strip_percent(tokens: &[Token]) -> (&[Token], bool) {
    match tokens {
        [rest @ .., Token::Open, Token::Percent, Token::Close] | [rest @ .., Token::Percent] => (rest, true),
        _ => (tokens, false),
    }
}

struct Parser<'a> {
    rest: &'a [Token],
    names_bracketed: bool,
}

impl Parser<'_> {
    fn next(&mut self) -> Option<&Token> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    fn accept(&mut self, token: &Token) -> bool {
        let there = self.rest.first() == Some(token);
        if there {
            self.next();
        }
        there
    }

    fn terms(&mut self, depth: u32) -> Result<PrintedExpr, NotComputable> {
        if depth > MAX_DEPTH {
            return Err(NotComputable::Malformed);
        }
        let mut negative = self.accept(&Token::Minus);
        let mut terms: Vec<(bool, PrintedExpr)> = Vec::new();
        loop {
            let term = self.product(depth)?;
            terms.push((negative, additive(term)));
            match self.rest {
                [Token::Plus, Token::Ellipsis, ..] | [Token::Ellipsis, ..] => {
                    self.accept(&Token::Plus);
                    self.accept(&Token::Ellipsis);
                    self.accept(&Token::Plus);
                    self.run(&mut terms, depth)?;
                    match self.rest.first() {
                        Some(Token::Plus) => negative = false,
                        Some(Token::Minus) => negative = true,
                        _ => break,
                    }
                    self.next();
                }
                [Token::Plus, ..] => {
                    self.next();
                    negative = false;
                }
                [Token::Minus, ..] => {
                    self.next();
                    negative = true;
                }
                _ => break,
            }
        }
        match terms.as_slice() {
            [(false, _)] => terms.pop().map(|(_, only)| only).ok_or(NotComputable::Malformed),
            _ => Ok(PrintedExpr::Terms(terms)),
        }
    }

    /// The end of a run, whose beginning is the last term: "8+...+17".
    fn run(&mut self, terms: &mut Vec<(bool, PrintedExpr)>, depth: u32) -> Result<(), NotComputable> {
        let last = additive(self.product(depth)?);
        match (terms.pop(), last) {
            (Some((false, PrintedExpr::Named(from))), PrintedExpr::Named(to)) => {
                terms.push((false, PrintedExpr::Run(from, to)));
                Ok(())
            }
            _ => Err(NotComputable::Malformed),
        }
    }

    fn product(&mut self, depth: u32) -> Result<PrintedExpr, NotComputable> {
        let first = self.factor(depth)?;
        if !matches!(self.rest.first(), Some(Token::Times | Token::Over)) {
            return Ok(first);
        }
        let mut factors = vec![self.multiplied(first)];
        loop {
            match self.rest.first() {
                Some(Token::Times) => {
                    self.next();
                    let factor = self.factor(depth)?;
                    factors.push(self.multiplied(factor));
                }
                Some(Token::Over) => {
                    self.next();
                    let below = self.factor(depth)?;
                    let below = Box::new(self.multiplied(below));
                    factors = vec![PrintedExpr::Quotient(Box::new(product(factors)), below)];
                }
                _ => return Ok(product(factors)),
            }
        }
    }

    /// A bare number that multiplies is a constant where names stand in brackets, and where it is
    /// a scale: nobody numbers a hundred columns.
    fn multiplied(&self, factor: PrintedExpr) -> PrintedExpr {
        match factor {
            PrintedExpr::Either(_, value) if self.names_bracketed || is_scale(value) => PrintedExpr::Constant(value),
            other => other,
        }
    }

    fn factor(&mut self, depth: u32) -> Result<PrintedExpr, NotComputable> {
        if let [Token::Open, Token::Number(name, _), Token::Close, rest @ ..] = self.rest {
            let name = name.clone();
            self.rest = rest;
            return Ok(PrintedExpr::Named(name));
        }
        match self.next() {
            Some(Token::Number(name, value)) => Ok(PrintedExpr::Either(name.clone(), *value)),
            Some(Token::Constant(value)) => Ok(PrintedExpr::Constant(*value)),
            Some(Token::Name(name)) => Ok(PrintedExpr::Named(name.clone())),
            // The letter x where an operand must stand is the line X.
            Some(Token::Times) => Ok(PrintedExpr::Named(super::Name::new("X"))),
            Some(Token::Open) => {
                let inner = self.terms(depth.saturating_add(1))?;
                if self.accept(&Token::Close) { Ok(inner) } else { Err(NotComputable::Malformed) }
            }
            _ => Err(NotComputable::Malformed),
        }
    }
}

fn product(mut factors: Vec<PrintedExpr>) -> PrintedExpr {
    match factors.pop() {
        Some(only) if factors.is_empty() => only,
        Some(last) => {
            factors.push(last);
            PrintedExpr::Product(factors)
        }
        None => PrintedExpr::Product(factors),
    }
}

/// 100, 1000, 1000000: per cent, units of money.
fn is_scale(value: Decimal) -> bool {
    [Decimal::ONE_HUNDRED, Decimal::ONE_THOUSAND, Decimal::from(1_000_000)].contains(&value)
}

/// A bare number that is added, subtracted or stands alone is a name.
fn additive(expr: PrintedExpr) -> PrintedExpr {
    match expr {
        PrintedExpr::Either(name, _) => PrintedExpr::Named(name),
        other => other,
    }
}
