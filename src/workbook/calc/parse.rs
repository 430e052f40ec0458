//! Formulas as trees. What is not understood gives no tree.

use std::collections::{BTreeMap, BTreeSet};

use crate::workbook::{CellRange, CellRef, SheetIndex};

/// A formula or a part of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Number(f64),
    Text(String),
    Bool(bool),
    Cell(SheetIndex, CellRef),
    Range(SheetIndex, CellRange),
    Negative(Box<Node>),
    Percent(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Call(String, Vec<Node>),
    /// An argument that was left out.
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Join,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Node {
    /// Whether it refers to any of the cells.
    pub(super) fn depends_on(&self, cells: &BTreeSet<(SheetIndex, CellRef)>) -> bool {
        match self {
            Self::Number(_) | Self::Text(_) | Self::Bool(_) | Self::Nothing => false,
            Self::Cell(sheet, at) => cells.contains(&(*sheet, *at)),
            Self::Range(sheet, range) => {
                cells.range((*sheet, range.start)..=(*sheet, range.end)).any(|(_, at)| range.contains(*at))
            }
            Self::Negative(inner) | Self::Percent(inner) => inner.depends_on(cells),
            Self::Binary(_, left, right) => left.depends_on(cells) || right.depends_on(cells),
            Self::Call(_, arguments) => arguments.iter().any(|argument| argument.depends_on(cells)),
        }
    }
}

/// Brackets and functions inside each other; Excel allows 64.
const MAX_DEPTH: usize = 64;

/// Reads a formula without its leading `=`.
pub(super) fn parse(formula: &str, sheet: SheetIndex, names: &BTreeMap<String, SheetIndex>) -> Option<Node> {
    let mut parser = Parser { rest: formula.trim(), sheet, names, depth: 0 };
    let node = parser.comparison()?;
    parser.skip();
    parser.rest.is_empty().then_some(node)
}

struct Parser<'a> {
    rest: &'a str,
    sheet: SheetIndex,
    names: &'a BTreeMap<String, SheetIndex>,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, sign: &str) -> bool {
        self.skip();
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn first_of(&mut self, signs: &[(&str, Operator)]) -> Option<Operator> {
        signs.iter().find(|(sign, _)| self.take(sign)).map(|(_, operator)| *operator)
    }

    fn left_to_right(&mut self, signs: &[(&str, Operator)], part: fn(&mut Self) -> Option<Node>) -> Option<Node> {
        let mut node = part(self)?;
        while let Some(operator) = self.first_of(signs) {
            node = Node::Binary(operator, Box::new(node), Box::new(part(self)?));
        }
        Some(node)
    }

    fn comparison(&mut self) -> Option<Node> {
        self.depth = self.depth.checked_add(1).filter(|depth| *depth <= MAX_DEPTH)?;
        // The longer signs first.
        let signs = [
            ("<>", Operator::Unequal),
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("<", Operator::Less),
            (">", Operator::Greater),
            ("=", Operator::Equal),
        ];
        let node = self.left_to_right(&signs, Self::join);
        self.depth = self.depth.saturating_sub(1);
        node
    }

    fn join(&mut self) -> Option<Node> {
        self.left_to_right(&[("&", Operator::Join)], Self::sum)
    }

    fn sum(&mut self) -> Option<Node> {
        self.left_to_right(&[("+", Operator::Add), ("-", Operator::Subtract)], Self::product)
    }

    fn product(&mut self) -> Option<Node> {
        self.left_to_right(&[("*", Operator::Multiply), ("/", Operator::Divide)], Self::power)
    }

    fn power(&mut self) -> Option<Node> {
        self.left_to_right(&[("^", Operator::Power)], Self::signed)
    }

    /// In Excel a sign binds tighter than a power: -2^2 is 4.
    fn signed(&mut self) -> Option<Node> {
        let mut negative = false;
        loop {
            if self.take("-") {
                negative = !negative;
            } else if !self.take("+") {
                break;
            }
        }
        let mut node = self.atom()?;
        while self.take("%") {
            node = Node::Percent(Box::new(node));
        }
        Some(if negative { Node::Negative(Box::new(node)) } else { node })
    }

    fn atom(&mut self) -> Option<Node> {
        self.skip();
        let first = self.rest.chars().next()?;
        match first {
            '(' => {
                self.rest = self.rest.get(1..)?;
                let node = self.comparison()?;
                self.take(")").then_some(node)
            }
            '"' => self.text(),
            '\'' => {
                let (name, rest) = self.rest.get(1..)?.split_once("'!")?;
                self.rest = rest;
                let sheet = *self.names.get(&name.replace("''", "'").to_lowercase())?;
                self.reference(sheet)
            }
            '0'..='9' | '.' => self.number(),
            _ => self.word(),
        }
    }

    fn text(&mut self) -> Option<Node> {
        let mut text = String::new();
        let mut rest = self.rest.strip_prefix('"')?;
        loop {
            let (part, after) = rest.split_once('"')?;
            text.push_str(part);
            match after.strip_prefix('"') {
                Some(more) => {
                    text.push('"');
                    rest = more;
                }
                None => {
                    self.rest = after;
                    return Some(Node::Text(text));
                }
            }
        }
    }

    fn number(&mut self) -> Option<Node> {
        let mut length = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest.len());
        let (_, after) = self.rest.split_at_checked(length)?;
        if let Some(exponent) = after.strip_prefix(['E', 'e']) {
            let sign = usize::from(exponent.starts_with(['+', '-']));
            let digits = exponent.get(sign..)?.bytes().take_while(u8::is_ascii_digit).count();
            if digits > 0 {
                length = length.checked_add(1)?.checked_add(sign)?.checked_add(digits)?;
            }
        }
        let (number, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        // Whole rows (1:3) are not understood.
        if rest.starts_with(':') { None } else { number.parse().ok().map(Node::Number) }
    }

    /// A function, a truth value, a reference, or the name of a sheet before one.
    fn word(&mut self) -> Option<Node> {
        let length = self.word_length();
        let (word, rest) = self.rest.split_at_checked(length)?;
        if word.is_empty() {
            return None;
        }
        if let Some(arguments) = rest.strip_prefix('(') {
            self.rest = arguments;
            return self.call(word.to_ascii_uppercase());
        }
        if let Some(cell) = rest.strip_prefix('!') {
            self.rest = cell;
            let sheet = *self.names.get(&word.to_lowercase())?;
            return self.reference(sheet);
        }
        match word.to_ascii_uppercase().as_str() {
            "TRUE" | "FALSE" => {
                self.rest = rest;
                Some(Node::Bool(word.eq_ignore_ascii_case("true")))
            }
            _ => self.reference(self.sheet),
        }
    }

    fn word_length(&self) -> usize {
        self.rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '$')).unwrap_or(self.rest.len())
    }

    fn address(&mut self) -> Option<CellRef> {
        let (word, rest) = self.rest.split_at_checked(self.word_length())?;
        let address = word.parse().ok()?;
        self.rest = rest;
        Some(address)
    }

    fn reference(&mut self, sheet: SheetIndex) -> Option<Node> {
        let start = self.address()?;
        // References to tables, unions and spills are not understood.
        if self.rest.starts_with(['[', '#', '!', '(']) {
            return None;
        }
        match self.rest.strip_prefix(':') {
            Some(rest) => {
                self.rest = rest;
                let end = self.address()?;
                Some(Node::Range(sheet, CellRange::new(start, end)))
            }
            None => Some(Node::Cell(sheet, start)),
        }
    }

    fn call(&mut self, name: String) -> Option<Node> {
        let mut arguments = Vec::new();
        if self.take(")") {
            return Some(Node::Call(name, arguments));
        }
        loop {
            self.skip();
            arguments.push(if self.rest.starts_with([',', ')']) { Node::Nothing } else { self.comparison()? });
            if self.take(")") {
                return Some(Node::Call(name, arguments));
            }
            if !self.take(",") {
                return None;
            }
        }
    }
}
