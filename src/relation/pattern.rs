//! A relation and the pattern it is an instance of.

use serde::{Deserialize, Serialize};

use super::Expr;
use crate::text::Bilingual;
use crate::workbook::CellRef;

/// The shape of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// target = a + b + …
    Sum,
    /// target = a - b - …
    Difference,
    /// target = a × b × …
    Product,
    /// target = mean of the operands
    Average,
    /// target = numerator / denominator (× 100 for a percent)
    Ratio,
    /// target = (new - base) / base (× 100 for a percent); operands: base, new
    RelativeChange,
    /// target <= operand
    Bound,
    /// target = operand
    Equality,
    /// the words of target agree with the number of operand
    Label,
    /// any other arithmetic
    Other,
}

/// Where a relation comes from, from the strongest to the weakest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A printed formula, an Excel formula, or the user's rule.
    Declared,
    /// A total row, the outline.
    Structural,
    /// The words of a header or label.
    Semantic,
    /// It holds on the other lines.
    Mined,
}

/// What in the sheet speaks for a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The formula printed under a column header: "2=4+6+8".
    ColumnFormula(CellRef),
    /// The formula in the label of a line: "TỔNG CỘNG (I+II+III)".
    LineFormula(CellRef),
    /// A line called total.
    TotalLine,
    /// A heading called total over lines that split it by source.
    TotalBlock,
    /// The outline: a line and the lines directly below it.
    Outline,
    /// The words of a column header: "Tỷ lệ %", "Chia ra".
    Header,
    /// "Trong đó": a part cannot exceed its whole.
    OfWhich,
    /// Cut-off dates in the headers: a cumulative figure cannot fall.
    CutOffs,
    /// The values of another table whose columns or lines are called the same.
    Form,
    /// The values alone.
    Values,
}

/// How many lines obey a pattern.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Lines where it holds.
    pub holds: u32,
    /// Lines where it can be computed.
    pub of: u32,
}

/// One law that repeats over lines or columns: "column 2 = 4 + 6 + 8", "the total row".
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern<I = CellRef> {
    /// The shape.
    pub kind: RelationKind,
    /// Why it is believed.
    pub evidence: Evidence,
    /// What speaks for it.
    pub origin: Origin,
    /// The law in words, as the person would write it: "Cột 2 = 4 + 6 + 8".
    pub law: Bilingual,
    /// How much the evidence is worth by itself, from 0 to 1, before the lines are counted.
    pub prior: f64,
    /// One relation for each line (or column) where it applies.
    pub relations: Vec<Relation<I>>,
}

/// Something that should hold between figures: the cells of a table, or what the ledger numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation<I = CellRef> {
    /// The cell that is computed.
    pub target: I,
    /// The cells it is computed from; the order matters for ratio, difference, relative change.
    pub operands: Vec<I>,
    /// The arithmetic.
    pub expr: Expr<I>,
}

impl<I: Copy> Relation<I> {
    /// target = sum of the operands
    pub fn sum(target: I, operands: Vec<I>) -> Self {
        let expr = Expr::Sum(operands.iter().copied().map(Expr::Cell).collect());
        Self { target, operands, expr }
    }

    /// target = numerator / denominator × scale
    pub fn ratio(target: I, numerator: I, denominator: I, scale: u32) -> Self {
        let quotient = Expr::Quotient(Box::new(Expr::Cell(numerator)), Box::new(Expr::Cell(denominator)));
        Self { target, operands: vec![numerator, denominator], expr: scaled(quotient, scale) }
    }

    /// target = (new - base) / base × scale
    pub fn relative_change(target: I, base: I, new: I, scale: u32) -> Self {
        let change = Expr::Difference(vec![Expr::Cell(new), Expr::Cell(base)]);
        let quotient = Expr::Quotient(Box::new(change), Box::new(Expr::Cell(base)));
        Self { target, operands: vec![base, new], expr: scaled(quotient, scale) }
    }

    /// target <= operand
    pub fn bound(target: I, operand: I) -> Self {
        Self { target, operands: vec![operand], expr: Expr::Cell(operand) }
    }

    /// All its cells, the target first.
    pub fn cells(&self) -> impl Iterator<Item = I> {
        std::iter::once(self.target).chain(self.operands.iter().copied())
    }
}

impl<I: Copy + Ord> Relation<I> {
    /// The same relation between what other names stand for; `None` where one stands for nothing.
    pub fn over<J>(&self, named: &impl Fn(I) -> Option<J>) -> Option<Relation<J>> {
        let operands: Option<Vec<J>> = self.operands.iter().map(|operand| named(*operand)).collect();
        Some(Relation { target: named(self.target)?, operands: operands?, expr: self.expr.over(named)? })
    }
}

fn scaled<I>(quotient: Expr<I>, scale: u32) -> Expr<I> {
    if scale == 1 { quotient } else { Expr::Product(vec![quotient, Expr::Constant(scale.into())]) }
}
