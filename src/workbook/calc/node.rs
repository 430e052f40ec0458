//! What a formula is made of.

use std::collections::BTreeMap;

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
    /// `#REF!` and the like.
    Error,
    /// Cells or a name of another file: what stands there does not follow from this one.
    Elsewhere,
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
    /// Calls `found` with each cell or range that it refers to, a cell as a range of one, in the order of
    /// the text.
    pub(super) fn each_reference(&self, found: &mut impl FnMut(SheetIndex, CellRange)) {
        self.each(&mut |node| match node {
            Self::Cell(sheet, at) => found(*sheet, CellRange::new(*at, *at)),
            Self::Range(sheet, range) => found(*sheet, *range),
            _ => {}
        });
    }

    /// Whether it refers to any of the cells, or to cells that are only known when it is calculated.
    pub(super) fn may_see<T>(&self, cells: &BTreeMap<(SheetIndex, CellRef), T>) -> bool {
        let mut sees = self.has_call("INDIRECT") || self.has_call("OFFSET");
        self.each_reference(&mut |sheet, range| {
            let rows = (sheet, range.start)..=(sheet, range.end);
            sees = sees || cells.range(rows).any(|((_, at), _)| range.contains(*at));
        });
        sees
    }

    /// Whether texts may grow in it beyond all bounds: very many are joined, or each place of one is taken
    /// by another, again and again.
    pub(super) fn may_swell(&self) -> bool {
        let (mut joins, mut puts) = (0_usize, 0_usize);
        self.each(&mut |node| match node {
            Self::Binary(Operator::Join, ..) => joins = joins.saturating_add(1),
            Self::Call(name, arguments) if name == "SUBSTITUTE" => {
                let shrinks = match arguments.as_slice() {
                    [_, Self::Text(old), Self::Text(new), ..] => new.len() <= old.len(),
                    _ => false,
                };
                puts = puts.saturating_add(usize::from(!shrinks));
            }
            _ => {}
        });
        joins > MAX_JOINS || puts > 1
    }

    /// Calls `visit` with each node of the tree.
    fn each(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        match self {
            Self::Negative(inner) | Self::Percent(inner) => inner.each(visit),
            Self::Binary(_, left, right) => {
                left.each(visit);
                right.each(visit);
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|argument| argument.each(visit)),
            Self::Number(_)
            | Self::Text(_)
            | Self::Bool(_)
            | Self::Nothing
            | Self::Error
            | Self::Elsewhere
            | Self::Cell(..)
            | Self::Range(..) => {}
        }
    }

    /// Whether it refers to another file, so that it cannot be calculated from this one.
    pub(super) fn leads_elsewhere(&self) -> bool {
        let mut leads = false;
        self.each(&mut |node| leads |= matches!(node, Self::Elsewhere));
        leads
    }

    /// Whether a function is called anywhere in it.
    pub(super) fn has_call(&self, function: &str) -> bool {
        let mut has = false;
        self.each(&mut |node| has |= matches!(node, Self::Call(name, _) if name == function));
        has
    }
}

/// Texts that one formula joins.
const MAX_JOINS: usize = 64;
