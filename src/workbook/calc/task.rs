//! What a formula engine is asked, and what it answers: the formulas, and the cells that they
//! refer to. It can be sent to an engine that lives elsewhere.

use serde::{Deserialize, Serialize};

use crate::workbook::{CellError, Col, Row};

/// What a cell holds, or a formula gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Content {
    /// Nothing.
    Empty,
    /// A number; of a date, its serial.
    Number(f64),
    /// A text.
    Text(String),
    /// TRUE or FALSE.
    Bool(bool),
    /// `#REF!` and the like.
    Error(CellError),
}

/// Formulas to be calculated.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Whether serial dates count from 1904.
    pub date_1904: bool,
    /// The sheets of the workbook, in their order.
    pub sheets: Vec<Excerpt>,
    /// The formulas, in the order in which they are calculated.
    pub questions: Vec<Question>,
    /// Cells that they may look at together, if the engine allows as many.
    pub looks: u64,
}

/// What is known of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Excerpt {
    /// Its name.
    pub name: String,
    /// The cells that formulas refer to, row by row, each row from left to right.
    pub cells: Vec<(Row, Col, Content)>,
    /// Cells that SUBTOTAL passes over: those with subtotals of their own.
    pub subtotals: Vec<(Row, Col)>,
    /// Hidden rows, in order.
    pub hidden: Vec<Row>,
    /// Those of them that a filter hides, in order.
    pub filtered: Vec<Row>,
}

/// One formula.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// The index of its sheet.
    pub sheet: usize,
    /// Its row.
    pub row: Row,
    /// Its column.
    pub col: Col,
    /// Its text, without the leading `=`, with addresses for names and tables.
    pub formula: String,
    /// What its ranges leave out.
    pub without: LeftOut,
    /// Whether the formulas after it find what it gives in its cell.
    pub is_kept: bool,
}

/// Cells of a range that a formula does not see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeftOut {
    /// It sees all.
    #[default]
    Nothing,
    /// As SUBTOTAL(1…11) does: other subtotals, and rows that a filter hides (ECMA-376 Part 1,
    /// 18.17.7.302).
    Filtered,
    /// As SUBTOTAL(101…111) does: other subtotals, and all hidden rows.
    Hidden,
}
