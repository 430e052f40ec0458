//! A report of what was found: text, JSON.

mod note;

pub use note::{Note, note};
