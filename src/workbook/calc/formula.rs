//! A formula as its neighbours see it: what it refers to, and what is the same in it when it is
//! filled down or to the right.

use super::parse::{Node, Parsed};
use crate::workbook::xlsx::formula::moved;
use crate::workbook::{CellRange, CellRef, Col, Row, SheetIndex};

/// A formula that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    pub(super) parsed: Parsed,
    pattern: Box<str>,
}

/// Where every formula is moved to be compared. Any cell far from all edges would do.
const MIDDLE: CellRef = CellRef { row: Row(Row::COUNT / 2), col: Col(Col::COUNT / 2) };

/// The formula of one cell as it reads when it is filled into another.
pub fn filled(formula: &str, from: CellRef, to: CellRef) -> String {
    let rows = i64::from(to.row.0) - i64::from(from.row.0);
    let columns = i64::from(to.col.0) - i64::from(from.col.0);
    moved(formula, rows, columns)
}

impl Formula {
    pub(super) fn new(parsed: Parsed, text: &str, at: CellRef) -> Self {
        Self { parsed, pattern: normalized(&filled(text, at, MIDDLE)).into_boxed_str() }
    }

    /// The same for all cells that the formula was filled into: what R1C1 notation shows.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Whether two formulas differ at most in the cells that they refer to.
    pub fn has_shape_of(&self, other: &Self) -> bool {
        let mut a = self.parsed.node.clone();
        let mut b = other.parsed.node.clone();
        forget(&mut a);
        forget(&mut b);
        a == b
    }

    /// The cells and ranges that it refers to, a cell as a range of one, in the order of the text.
    pub fn references(&self) -> Vec<(SheetIndex, CellRange)> {
        let mut all = Vec::new();
        self.parsed.node.each_reference(&mut |sheet, range| all.push((sheet, range)));
        all
    }

    /// The range of a formula that is nothing but the sum of one range.
    pub fn sum_of(&self) -> Option<(SheetIndex, CellRange)> {
        let Node::Call(name, arguments) = &self.parsed.node else { return None };
        match (name.as_str(), arguments.as_slice()) {
            ("SUM", [Node::Range(sheet, range)]) => Some((*sheet, *range)),
            ("SUBTOTAL", [Node::Number(kind), Node::Range(sheet, range)])
                if (kind - 9.0).abs() <= 0.0 || (kind - 109.0).abs() <= 0.0 =>
            {
                Some((*sheet, *range))
            }
            _ => None,
        }
    }

    /// Whether every program gives the same for it: it is made of functions whose definition leaves no
    /// room, with ranges only where the function asks for one.
    pub fn leaves_no_room(&self) -> bool {
        certain(&self.parsed.node)
    }

    /// The ranges that it adds up or averages: functions that pass over numbers typed as text.
    pub fn summed(&self) -> Vec<(SheetIndex, CellRange)> {
        let mut all = Vec::new();
        summed(&self.parsed.node, &mut all);
        all
    }
}

fn certain(node: &Node) -> bool {
    match node {
        Node::Number(_) | Node::Text(_) | Node::Bool(_) | Node::Nothing | Node::Cell(..) => true,
        // What a range is where one value is wanted differs between versions of Excel.
        Node::Range(..) | Node::Error | Node::Elsewhere => false,
        Node::Negative(inner) | Node::Percent(inner) => certain(inner),
        Node::Binary(_, left, right) => certain(left) && certain(right),
        Node::Call(name, arguments) => {
            let is_range = |index: usize| match name.as_str() {
                "SUM" | "AVERAGE" | "MIN" | "MAX" | "COUNT" | "COUNTA" | "PRODUCT" | "SUMPRODUCT" => Some(true),
                "SUBTOTAL" => Some(index > 0),
                "SUMIF" => Some(index != 1),
                "COUNTIF" | "INDEX" => Some(index == 0),
                "SUMIFS" => Some(index == 0 || index % 2 == 1),
                "COUNTIFS" => Some(index.is_multiple_of(2)),
                "VLOOKUP" | "HLOOKUP" | "MATCH" => Some(index == 1),
                "IF" | "IFERROR" | "AND" | "OR" | "NOT" | "ROUND" | "ROUNDUP" | "ROUNDDOWN" | "TRUNC" | "ABS"
                | "INT" | "MOD" => Some(false),
                _ => None,
            };
            arguments.iter().enumerate().all(|(index, argument)| match is_range(index) {
                Some(true) => matches!(argument, Node::Range(..)) || (name != "SUMIF" && certain(argument)),
                Some(false) => certain(argument),
                None => false,
            })
        }
    }
}

/// The text without what makes no difference: spaces, case, a leading plus sign.
fn normalized(formula: &str) -> String {
    let mut out = String::with_capacity(formula.len());
    let mut quote = None;
    for c in formula.trim().trim_start_matches('+').chars() {
        match quote {
            Some(open) => {
                out.push(c);
                if c == open {
                    quote = None;
                }
            }
            None if c.is_whitespace() => {}
            None => {
                if matches!(c, '"' | '\'') {
                    quote = Some(c);
                }
                out.extend(c.to_uppercase());
            }
        }
    }
    out
}

fn forget(node: &mut Node) {
    match node {
        Node::Cell(sheet, at) => (*sheet, *at) = (SheetIndex(0), MIDDLE),
        Node::Range(sheet, range) => (*sheet, *range) = (SheetIndex(0), CellRange::new(MIDDLE, MIDDLE)),
        Node::Negative(inner) | Node::Percent(inner) => forget(inner),
        Node::Binary(_, left, right) => {
            forget(left);
            forget(right);
        }
        Node::Call(_, arguments) => arguments.iter_mut().for_each(forget),
        Node::Number(_) | Node::Text(_) | Node::Bool(_) | Node::Nothing | Node::Error | Node::Elsewhere => {}
    }
}

fn summed(node: &Node, all: &mut Vec<(SheetIndex, CellRange)>) {
    match node {
        Node::Call(name, arguments) => {
            let sums = matches!(name.as_str(), "SUM" | "SUBTOTAL" | "AVERAGE");
            for argument in arguments {
                match argument {
                    Node::Cell(sheet, at) if sums => all.push((*sheet, CellRange::new(*at, *at))),
                    Node::Range(sheet, range) if sums => all.push((*sheet, *range)),
                    other => summed(other, all),
                }
            }
        }
        Node::Negative(inner) | Node::Percent(inner) => summed(inner, all),
        Node::Binary(_, left, right) => {
            summed(left, all);
            summed(right, all);
        }
        _ => {}
    }
}
