//! Soát Biểu checks the numbers of report spreadsheets.
//!
//! The modules stand in the order in which data flows through them, and each imports only what
//! stands above it:
//!
//! ```text
//! bytes -> Workbook -> Table -> Relation -> Finding -> Fix (Edits) -> bytes
//! ```
//!
//! The engine is pure: no IO, no clock, no browser, and the same workbook always gives the same
//! findings. It is compiled natively for the command line and the tests, and to WebAssembly for
//! the worker of the page.

pub mod text;
pub mod number;
pub mod words;
pub mod workbook;
pub mod table;
pub mod ledger;
pub mod relation;
pub mod finding;
pub mod diagnose;
pub mod across;
pub mod claim;
pub mod rules;
pub mod patch;
pub mod session;
pub mod report;
pub mod protocol;
#[cfg(feature = "page")]
pub mod app;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod looks;
