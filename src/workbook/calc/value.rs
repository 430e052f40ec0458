//! The values of the engine and those of a task.

use formualizer_common::{DateSystem, ExcelError, ExcelErrorKind, LiteralValue};

use super::task::Content;
use crate::workbook::CellError;

/// Bytes of a text that a formula gives: what a cell of Excel holds.
const MAX_RESULT: usize = 32_767;

/// A cell as the engine sees it.
pub(super) fn literal(content: &Content) -> LiteralValue {
    match content {
        Content::Empty => LiteralValue::Empty,
        Content::Number(number) => LiteralValue::Number(*number),
        Content::Text(text) => LiteralValue::Text(text.clone()),
        Content::Bool(value) => LiteralValue::Boolean(*value),
        Content::Error(error) => LiteralValue::Error(ExcelError::new(match error {
            CellError::Div0 => ExcelErrorKind::Div,
            CellError::NotAvailable => ExcelErrorKind::Na,
            CellError::Name => ExcelErrorKind::Name,
            CellError::Null => ExcelErrorKind::Null,
            CellError::Num => ExcelErrorKind::Num,
            CellError::Ref => ExcelErrorKind::Ref,
            CellError::Value => ExcelErrorKind::Value,
            CellError::Other => ExcelErrorKind::Error,
        })),
    }
}

/// What a formula gives; `None` when it is not known, or more than one value.
pub(super) fn content(outcome: &LiteralValue, dates: DateSystem) -> Option<Content> {
    let number = |number: f64| number.is_finite().then_some(Content::Number(number));
    match outcome {
        LiteralValue::Empty => Some(Content::Empty),
        LiteralValue::Number(value) => number(*value),
        LiteralValue::Int(value) => number(*value as f64),
        LiteralValue::Text(text) if text.len() <= MAX_RESULT => Some(Content::Text(text.clone())),
        LiteralValue::Boolean(value) => Some(Content::Bool(*value)),
        LiteralValue::Date(_) | LiteralValue::DateTime(_) | LiteralValue::Time(_) | LiteralValue::Duration(_) => {
            number(outcome.as_serial_number_for(dates)?)
        }
        LiteralValue::Error(error) => Some(Content::Error(match error.kind {
            ExcelErrorKind::Div => CellError::Div0,
            ExcelErrorKind::Na => CellError::NotAvailable,
            ExcelErrorKind::Null => CellError::Null,
            ExcelErrorKind::Num => CellError::Num,
            ExcelErrorKind::Ref => CellError::Ref,
            ExcelErrorKind::Value => CellError::Value,
            // A name that the engine does not know may be known to Excel.
            _ => return None,
        })),
        LiteralValue::Text(_) | LiteralValue::Array(_) | LiteralValue::Pending => None,
    }
}
