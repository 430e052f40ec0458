//! The browser that the tests drive.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::failure::Failure;
use crate::run::{apt_install, on_path, output, say};

/// Chromium and its driver.
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
}

impl Browser {
    /// From the environment, from PATH, or from the packages of the system.
    pub(crate) fn prepare() -> Result<Self, Failure> {
        fonts();
        Self::find()
            .or_else(|| if apt_install(&["chromium", "chromium-driver"]) { Self::find() } else { None })
            .ok_or_else(|| {
                Failure::new(
                    "the browser tests need Chromium and ChromeDriver: put both on PATH, or set CHROMIUM and CHROMEDRIVER to their paths",
                )
            })
    }

    fn find() -> Option<Self> {
        let find = |variable: &str, names: &[&str]| {
            env::var_os(variable).map(PathBuf::from).or_else(|| names.iter().find_map(|name| on_path(name)))
        };
        Some(Self {
            chromium: find("CHROMIUM", &["chromium", "chromium-browser", "google-chrome", "chrome"])?,
            driver: find("CHROMEDRIVER", &["chromedriver"])?,
        })
    }
}

/// Fonts as wide as those of Windows, where they can be installed: tables are drawn with the fonts that are
/// there, and the tests must pass with those that people have as well as with those of a bare machine.
fn fonts() {
    const NAME: &str = "Liberation Serif";
    let there = output(Command::new("fc-list").arg(NAME)).is_some_and(|found| !found.trim().is_empty());
    if !there && !apt_install(&["fonts-liberation"]) {
        say("no Liberation fonts here: the tables are drawn with other fonts than on most machines");
    }
}
