//! Building and serving the page.

use std::fs;

use crate::failure::Failure;
use crate::run::{cargo, root, run, say};
use crate::tools::Tools;

/// `cargo xtask dist`
pub(crate) fn dist() -> Result<(), Failure> {
    trunk("build", &[])?;
    say("dist/ is ready for any web server");
    Ok(())
}

/// `cargo xtask serve`
pub(crate) fn serve() -> Result<(), Failure> {
    say("building the page, then serving it at http://127.0.0.1:8080 (Ctrl+C ends it)");
    trunk("serve", &["--address", "127.0.0.1", "--port", "8080"])
}

fn trunk(what: &str, options: &[&str]) -> Result<(), Failure> {
    let tools = Tools::prepare()?;
    say("fetching the dependencies");
    run(&mut cargo(&["fetch", "--locked", "--quiet"]))?;
    let page = if tools.has_wasm_opt { "index.html" } else { without_wasm_opt()? };
    say("building the page (release)");
    // Offline: whatever is missing now is said here, and not looked for on the network by Trunk.
    run(tools.trunk()?.args([what, "--release", "--offline", "--html-output", "index.html"]).args(options).arg(page))
}

/// Trunk insists on wasm-opt once the page asks for it, so ask for none.
fn without_wasm_opt() -> Result<&'static str, Failure> {
    const NAME: &str = ".index-without-wasm-opt.html";
    let page = fs::read_to_string(root().join("index.html")).map_err(Failure::io("cannot read index.html"))?;
    let page = ["z", "3", "s"]
        .iter()
        .fold(page, |page, level| page.replace(&format!(r#"data-wasm-opt="{level}""#), r#"data-wasm-opt="0""#));
    fs::write(root().join(NAME), page).map_err(Failure::io(format!("cannot write {NAME}")))?;
    Ok(NAME)
}
