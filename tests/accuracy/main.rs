//! How well the checker does on sets of cases whose truth is known: `cargo xtask accuracy`.
//!
//! Without arguments (`cargo test`) the project's own sets are measured, and the run fails when a figure stands lower than
//! in `docs/accuracy.md`. With `--write` the figures are written there. `--real DIR` and `--bench DIR` measure workbooks that
//! stay outside the project as well: those of offices as they were found, and published tables with seeded faults.
#![allow(clippy::disallowed_methods, reason = "a measurement reads files")]
#![allow(clippy::expect_used, clippy::panic, reason = "a measurement that fails should stop")]

mod faults;
mod figures;
mod forms;
mod many;
mod misread;
mod published;
mod real;
mod reliability;
mod said;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use figures::Figures;
use reliability::Reliability;

/// The sets that come with the project.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/accuracy")
}

/// What is asked for.
#[derive(Default)]
struct Arguments {
    write: bool,
    verbose: bool,
    real: Option<PathBuf>,
    bench: Option<PathBuf>,
}

impl Arguments {
    /// What is not known is passed by the test runner, and left alone.
    fn read(mut given: impl Iterator<Item = String>) -> Self {
        let mut arguments = Self::default();
        while let Some(argument) = given.next() {
            match argument.as_str() {
                "--write" => arguments.write = true,
                "--verbose" => arguments.verbose = true,
                "--real" => arguments.real = given.next().map(PathBuf::from),
                "--bench" => arguments.bench = given.next().map(PathBuf::from),
                _ => {}
            }
        }
        arguments
    }
}

fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == "--list") {
        println!("accuracy: test");
        return ExitCode::SUCCESS;
    }
    let arguments = Arguments::read(std::env::args().skip(1));
    let (mut figures, mut reliability) = (Figures::default(), Reliability::default());
    forms::measure(&folder().join("forms"), &mut figures, &mut reliability, arguments.verbose);
    faults::measure(&folder().join("faults"), &mut figures, &mut reliability, arguments.verbose);
    misread::measure(&folder().join("forms"), &mut figures, arguments.verbose);
    many::measure(&mut figures, arguments.write);
    if let Some(real) = &arguments.real {
        real::measure(real, &mut figures, &mut reliability, arguments.verbose);
    }
    if let Some(bench) = &arguments.bench {
        published::measure(bench, &mut figures, &mut reliability, arguments.verbose);
    }
    println!("{figures}");
    println!("{}", reliability.table());
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/accuracy.md");
    let text = std::fs::read_to_string(&page).expect("docs/accuracy.md");
    let fallen = figures.fallen(&text);
    if arguments.write {
        std::fs::write(&page, figures.written_into(&text, &reliability)).expect("docs/accuracy.md");
        println!("written into docs/accuracy.md");
    }
    for line in &fallen {
        eprintln!("fallen: {line}");
    }
    if fallen.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
