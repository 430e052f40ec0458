//! Formulas as trees. What is not understood gives no tree.

use std::collections::BTreeMap;
use std::ops::Range;

use super::SheetCell;
pub(super) use super::node::{Node, Operator};
use crate::workbook::{CellRange, CellRef, Col, Row, SheetIndex, WhatIf, Workbook, data_table};

/// Brackets and functions inside each other; Excel allows 64.
const MAX_DEPTH: usize = 64;

/// What formulas of a workbook can refer to by name.
pub(super) struct Scope<'w> {
    sheets: BTreeMap<String, SheetIndex>,
    workbook: &'w Workbook,
}

impl<'w> Scope<'w> {
    /// The sheets, names and tables of a workbook.
    pub(super) fn of(workbook: &'w Workbook) -> Self {
        let sheets = workbook.sheets.iter().enumerate();
        Self { sheets: sheets.map(|(index, sheet)| (sheet.name.to_lowercase(), SheetIndex(index))).collect(), workbook }
    }

    fn sheet(&self, name: &str) -> Option<SheetIndex> {
        self.sheets.get(&name.to_lowercase()).copied()
    }
}

/// A formula that is understood.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Parsed {
    /// What it is.
    pub(super) node: Node,
    /// Its text with the addresses of the cells that names and tables stand for, when it has any.
    pub(super) spelled: Option<Box<str>>,
}

impl Parsed {
    /// A result of a what-if table, as a call of what it hangs on. It is never calculated here.
    pub(super) fn of_what_if(table: &WhatIf, (sheet, at): SheetCell) -> Self {
        let precedents = table.precedents(at).into_iter().map(|at| Node::Cell(sheet, at)).collect();
        Self { node: Node::Call("TABLE".to_owned(), precedents), spelled: None }
    }
}

/// Reads the formula of a cell, without its leading `=`.
pub(super) fn parse(formula: &str, (sheet, at): SheetCell, scope: &Scope<'_>) -> Option<Parsed> {
    let text = formula.trim();
    let mut parser = Parser { text, rest: text, sheet, row: at.row, scope, depth: 0, spelled: Vec::new() };
    let node = parser.comparison()?;
    parser.skip();
    let spelled = parser.rest.is_empty().then(|| parser.spelled())?;
    Some(Parsed { node, spelled })
}

/// Whether what stands before an exclamation mark is another file, with or without a sheet of it: `[1]Data`,
/// `[thu.xlsx]Quý 1`, `C:\Báo cáo\[thu.xlsx]Quý 1`. `[0]` is the file itself.
fn leads_elsewhere(name: &str) -> bool {
    let inside = name.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    inside.is_some_and(|(file, sheet)| {
        !file.is_empty() && file != "0" && !file.starts_with(['#', '@', '[']) && !sheet.contains(['[', ']', '"'])
    })
}

/// The length of the word that a text begins with.
fn word_length(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '$' | '\\')).unwrap_or(text.len())
}

struct Parser<'a> {
    text: &'a str,
    rest: &'a str,
    sheet: SheetIndex,
    row: Row,
    scope: &'a Scope<'a>,
    depth: usize,
    /// Where addresses stand for what the text has, from left to right.
    spelled: Vec<(Range<usize>, String)>,
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
            '#' => self.error(),
            '\'' => {
                let (name, rest) = self.rest.get(1..)?.split_once("'!")?;
                self.rest = rest;
                if leads_elsewhere(name) {
                    return self.elsewhere();
                }
                let sheet = self.scope.sheet(&name.replace("''", "'"))?;
                self.reference(sheet)
            }
            '[' => {
                let (name, rest) = self.rest.split_once('!')?;
                self.rest = rest;
                // Only simple names of sheets stand without quotes.
                let (_, sheet) = name.rsplit_once(']')?;
                let leads = word_length(sheet) == sheet.len() && leads_elsewhere(name);
                leads.then(|| self.elsewhere()).flatten()
            }
            '0'..='9' | '.' => self.lines(self.sheet).or_else(|| self.number()),
            _ => self.word(),
        }
    }

    /// An address, a range or a name of another file, behind what leads there.
    fn elsewhere(&mut self) -> Option<Node> {
        for _ in 0..2 {
            let (word, rest) = self.rest.split_at_checked(self.word_length())?;
            if word.is_empty() || rest.starts_with(['[', '#', '!', '(']) {
                return None;
            }
            self.rest = rest;
            match rest.strip_prefix(':') {
                Some(rest) => self.rest = rest,
                None => return Some(Node::Elsewhere),
            }
        }
        None
    }

    fn error(&mut self) -> Option<Node> {
        let names = ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!"];
        names.iter().any(|name| self.take(name)).then_some(Node::Error)
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
        number.parse().ok().map(Node::Number)
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
        if rest.starts_with('[') {
            return self.table(word, rest);
        }
        if let Some(cell) = rest.strip_prefix('!') {
            self.rest = cell;
            let sheet = self.scope.sheet(word)?;
            return self.reference(sheet);
        }
        match word.to_ascii_uppercase().as_str() {
            "TRUE" | "FALSE" => {
                self.rest = rest;
                Some(Node::Bool(word.eq_ignore_ascii_case("true")))
            }
            _ => self.reference(self.sheet).or_else(|| self.name(word)),
        }
    }

    /// What a name of cells stands for.
    fn name(&mut self, word: &str) -> Option<Node> {
        let known = self.scope.workbook.names.find(word, self.sheet)?;
        let rest = self.rest.strip_prefix(word)?;
        self.stands_for(rest, known.sheet, known.range)
    }

    /// The cells of a table, by what stands in brackets after its name.
    fn table(&mut self, name: &str, brackets: &'a str) -> Option<Node> {
        let table = self.scope.workbook.data_tables.get(&data_table::key(name))?;
        // Another sheet has no row of the table that would be this one.
        let row = if table.sheet == self.sheet { self.row } else { Row(Row::COUNT) };
        let (range, rest) = table.cells(brackets, row)?;
        self.stands_for(rest, table.sheet, range)
    }

    /// Cells that what stands before `rest` means.
    fn stands_for(&mut self, rest: &'a str, sheet: SheetIndex, range: CellRange) -> Option<Node> {
        if rest.starts_with(['[', '#', '!', '(', ':']) {
            return None;
        }
        let place = |rest: &str| self.text.len().checked_sub(rest.len());
        let written = place(self.rest)?..place(rest)?;
        let tab = self.scope.workbook.sheet(sheet)?.name.replace('\'', "''");
        self.spelled.push((written, format!("'{tab}'!{range}")));
        self.rest = rest;
        Some(if range.start == range.end { Node::Cell(sheet, range.start) } else { Node::Range(sheet, range) })
    }

    fn spelled(&self) -> Option<Box<str>> {
        if self.spelled.is_empty() {
            return None;
        }
        let (mut out, mut end) = (String::new(), 0_usize);
        for (written, addresses) in &self.spelled {
            out.push_str(self.text.get(end..written.start)?);
            out.push_str(addresses);
            end = written.end;
        }
        out.push_str(self.text.get(end..)?);
        Some(out.into_boxed_str())
    }

    /// Whole columns (`A:C`) or whole rows (`$1:$3`).
    fn lines(&mut self, sheet: SheetIndex) -> Option<Node> {
        let (first, rest) = self.rest.split_at_checked(self.word_length())?;
        let rest = rest.strip_prefix(':')?;
        let (last, after) = rest.split_at_checked(word_length(rest))?;
        let (first, last) = (first.strip_prefix('$').unwrap_or(first), last.strip_prefix('$').unwrap_or(last));
        let whole = |first: &str, last: &str| Some(CellRange::new(first.parse().ok()?, last.parse().ok()?));
        let range = if first.bytes().chain(last.bytes()).all(|byte| byte.is_ascii_digit()) {
            let mut range = whole(&format!("A{first}"), &format!("A{last}"))?;
            range.end.col = Col(Col::COUNT.saturating_sub(1));
            range
        } else if first.bytes().chain(last.bytes()).any(|byte| !byte.is_ascii_alphabetic()) {
            return None;
        } else {
            let mut range = whole(&format!("{first}1"), &format!("{last}1"))?;
            range.end.row = Row(Row::COUNT.saturating_sub(1));
            range
        };
        if after.starts_with(['[', '#', '!', '(', ':']) {
            return None;
        }
        self.rest = after;
        Some(Node::Range(sheet, range))
    }

    fn word_length(&self) -> usize {
        word_length(self.rest)
    }

    fn address(&mut self) -> Option<CellRef> {
        let (word, rest) = self.rest.split_at_checked(self.word_length())?;
        let address = word.parse().ok()?;
        self.rest = rest;
        Some(address)
    }

    fn reference(&mut self, sheet: SheetIndex) -> Option<Node> {
        if let Some(lines) = self.lines(sheet) {
            return Some(lines);
        }
        let start = self.address()?;
        // Unions and spills are not understood.
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
