//! A report of what was found: text, JSON, the reviewer's note.

mod json;
mod note;
mod plain;
mod receipt;

pub use json::{Check, Dump, check, dump};
pub use note::{Note, note};
pub use plain::{Plain, plain};
pub use receipt::{ReceiptText, receipt};
