//! Drives the built page (`dist/`) in a real, headless Chromium.
//!
//! The tests are in `tests/`; here is what they share: a file server that remembers what it was
//! asked for, the browser and its tabs, the page as its selectors show it, and the package of a
//! workbook.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

pub mod browser;
pub mod driver;
pub mod package;
pub mod page;
pub mod server;
pub mod tabs;

use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace has a folder")
}

/// A workbook made for the tests.
pub fn fixture(name: &str) -> PathBuf {
    root().join("tests/fixtures").join(name)
}

/// The workbook that is built into the page: two slips in sheet PB03, digits swapped in E14 and in F13.
pub fn sample() -> PathBuf {
    root().join("assets/sample.xlsx")
}
