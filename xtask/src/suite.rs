//! The chores that prove or measure something.

use std::time::Instant;

use crate::browser::Browser;
use crate::failure::Failure;
use crate::run::{cargo, run, say};
use crate::{build, office, tools};

/// `cargo xtask test`
pub(crate) fn test() -> Result<(), Failure> {
    let start = Instant::now();
    let mut summary = Summary::default();
    tools::components()?;
    tools::wasm_target()?;
    office::prepare();
    summary.step("format", || run(&mut cargo(&["fmt", "--all", "--check"])));
    summary.step("lints, native", || {
        run(&mut cargo(&["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    });
    summary.step("lints, wasm", || {
        let target = ["clippy", "--locked", "--target", "wasm32-unknown-unknown"];
        run(cargo(&target)
            .args(["--lib", "--bin", "page", "--bin", "worker", "--bin", "formulas", "--", "-D", "warnings"]))
    });
    summary.step("native tests", || {
        run(&mut cargo(&["test", "--locked", "--workspace", "--exclude", "browser-tests", "--no-fail-fast"]))
    });
    let built = summary.step("page build", build::dist);
    if built {
        summary.step("browser tests", || in_browser(&["test", "--locked", "--package", "browser-tests"]));
    } else {
        summary.skip("browser tests", "there is no page");
    }
    summary.end(start)
}

/// `cargo xtask screenshots`
pub(crate) fn screenshots() -> Result<(), Failure> {
    build::dist()?;
    say("taking pictures of the page");
    in_browser(&["run", "--locked", "--package", "browser-tests", "--bin", "screenshots"])
}

/// `cargo xtask accuracy`
pub(crate) fn accuracy(arguments: &[String]) -> Result<(), Failure> {
    run(cargo(&["test", "--locked", "--test", "accuracy", "--", "--write"]).args(arguments))
}

/// `cargo xtask bench`
pub(crate) fn bench(arguments: &[String]) -> Result<(), Failure> {
    run(cargo(&["bench", "--locked", "--bench", "growth", "--"]).args(arguments))
}

fn in_browser(arguments: &[&str]) -> Result<(), Failure> {
    let browser = Browser::prepare()?;
    run(cargo(arguments).env("CHROMIUM", browser.chromium).env("CHROMEDRIVER", browser.driver))
}

/// What came of each step; a failed one does not keep the next from running.
#[derive(Default)]
struct Summary {
    lines: Vec<String>,
    failed: usize,
}

impl Summary {
    fn step(&mut self, name: &str, work: impl FnOnce() -> Result<(), Failure>) -> bool {
        say(name);
        let start = Instant::now();
        let result = work();
        let seconds = start.elapsed().as_secs();
        match &result {
            Ok(()) => self.lines.push(format!("  ok      {name} ({seconds} s)")),
            Err(failure) => {
                eprintln!("{failure}");
                self.failed += 1;
                self.lines.push(format!("  FAILED  {name} ({seconds} s): {failure}"));
            }
        }
        result.is_ok()
    }

    fn skip(&mut self, name: &str, why: &str) {
        self.failed += 1;
        self.lines.push(format!("  SKIPPED {name}: {why}"));
    }

    fn end(self, start: Instant) -> Result<(), Failure> {
        say(format!("summary ({} s in all)", start.elapsed().as_secs()));
        for line in &self.lines {
            eprintln!("{line}");
        }
        if self.failed == 0 { Ok(()) } else { Err(Failure::new(format!("{} of the steps did not pass", self.failed))) }
    }
}
