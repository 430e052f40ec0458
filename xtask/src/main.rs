//! The chores of this repository, as `cargo xtask <what>`. Nothing has to be installed before:
//! each chore fetches the tools it needs, pinned, and says what it is doing.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

mod alone;
mod browser;
mod build;
mod failure;
mod office;
mod run;
mod serve;
mod sha256;
mod stamp;
mod suite;
mod tools;

use std::process::ExitCode;

use failure::Failure;

const HELP: &str = "\
cargo xtask <what>

  serve         builds the page in release mode and serves it at http://127.0.0.1:8080 (--port N: another port)
  dist          builds the page in release mode into dist/, for any web server; dist/soatbieu.html is all of it
                in one file, which runs by double click
  test          format, lints, native tests, page build, tests in a real browser
  accuracy      how much of what is wrong is said, and of what is said is wrong; writes docs/accuracy.md
                (--real DIR, --bench DIR: workbooks outside the project as well; --verbose: every miss)
  bench         how reading and checking grow with the size of a sheet
  screenshots   takes the pictures in docs/images of the real page";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let result = match arguments.next().as_deref() {
        Some("serve") => build::serve(&arguments.collect::<Vec<_>>()),
        Some("dist") => build::dist(),
        Some("test") => suite::test(),
        Some("accuracy") => suite::accuracy(&arguments.collect::<Vec<_>>()),
        Some("bench") => suite::bench(&arguments.collect::<Vec<_>>()),
        Some("screenshots") => suite::screenshots(),
        // Makes it anew from a folder that is built.
        Some("alone") => alone::make(&run::root().join("dist")),
        // Called by Trunk after each build, see Trunk.toml.
        Some("stamp") => stamp::stamp(),
        Some("help" | "--help" | "-h") => {
            println!("{HELP}");
            Ok(())
        }
        Some(other) => Err(Failure::new(format!("there is no chore \"{other}\"\n\n{HELP}"))),
        None => Err(Failure::new(HELP)),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
