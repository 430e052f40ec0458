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
pub struct Pattern {
    /// The shape.
    pub kind: RelationKind,
    /// Why it is believed.
    pub evidence: Evidence,
    /// The law in words, as the person would write it: "Cột 2 = 4 + 6 + 8".
    pub law: Bilingual,
    /// How much the evidence is worth by itself, from 0 to 1, before the lines are counted.
    pub prior: f64,
    /// One relation for each line (or column) where it applies.
    pub relations: Vec<Relation>,
}

/// Something that should hold between cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The cell that is computed.
    pub target: CellRef,
    /// The cells it is computed from; the order matters for ratio, difference, relative change.
    pub operands: Vec<CellRef>,
    /// The arithmetic.
    pub expr: Expr,
}
