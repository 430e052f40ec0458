//! LibreOffice, an independent reader of what the product saves.

use crate::run::{apt_install, on_path, say};

/// Sees whether LibreOffice is there, and fetches it where that is possible; tests that need it
/// skip themselves otherwise.
pub(crate) fn prepare() {
    let found = || on_path("soffice").is_some();
    let there = found() || (apt_install(&["libreoffice-calc"]) && found());
    if !there {
        say("no LibreOffice on PATH: the tests that open saved files with it will be skipped");
    }
}
