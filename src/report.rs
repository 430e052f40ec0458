//! A report of what was found: text, JSON, the record of a review.

mod claims;
mod files;
mod json;
mod plain;
mod receipt;
mod record;
mod sarif;

pub use files::{CheckFiles, PlainFiles, check_files, plain_files};
pub use json::{Check, Dump, check, dump};
pub use plain::{Plain, plain};
pub use receipt::{ReceiptText, receipt};
pub use record::{Contents, Fields, Record, record, record_book};
pub use sarif::sarif;

use crate::ledger::{At, Place};
use crate::text::Lang;
use crate::workbook::Workbook;

/// A place as people read it: "PB03!E14", "đoạn 12".
fn named(workbook: &Workbook, place: Place, lang: Lang) -> String {
    match place.at {
        At::Cell { sheet, cell } => {
            let sheet = workbook.sheet(sheet).map_or("", |sheet| sheet.name.as_str());
            format!("{sheet}!{cell}")
        }
        At::Span(span) => {
            let word = match lang {
                Lang::Vi => "đoạn",
                Lang::En => "paragraph",
            };
            format!("{word} {}", span.paragraph.0.saturating_add(1))
        }
    }
}
