//! Building the page.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::alone;
use crate::failure::Failure;
use crate::run::{cargo, output, root, run, say};
use crate::serve;
use crate::tools::Tools;

/// Of what dist/ was built, as a hash.
const BUILT: &str = "target/dist-built-of";
/// Everything that the page is made of.
const SOURCES: [&str; 13] = [
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "assets",
    "boot.js",
    "index.html",
    "offline.js",
    "opened.js",
    "src",
    "style",
    "xtask/src/alone.rs",
    "xtask/src/sha256.rs",
    "xtask/src/stamp.rs",
];

/// `cargo xtask dist`
pub(crate) fn dist() -> Result<(), Failure> {
    build()?;
    say(format!("dist/ is ready for any web server; dist/{} runs by itself, by double click", alone::NAME));
    Ok(())
}

/// `cargo xtask serve`
pub(crate) fn serve(arguments: &[String]) -> Result<(), Failure> {
    let listener = serve::listen(serve::port(arguments)?)?;
    build()?;
    serve::serve(&listener)
}

/// Builds dist/, unless it is there and nothing has changed since.
fn build() -> Result<(), Failure> {
    let tools = Tools::prepare()?;
    let sources = hash_of_sources(tools.has_wasm_opt)?;
    let built = root().join(BUILT);
    let same = fs::read_to_string(&built).is_ok_and(|known| known == sources);
    let made = |name: &str| root().join("dist").join(name).is_file();
    if same && made("index.html") && made(alone::NAME) {
        say("nothing has changed since the page was built");
        return Ok(());
    }
    say("fetching the dependencies");
    run(&mut cargo(&["fetch", "--locked", "--quiet"]))?;
    let page = if tools.has_wasm_opt { "index.html" } else { without_wasm_opt()? };
    let first = !root().join("target/wasm32-unknown-unknown/worker").is_dir();
    let time = if first { "10 to 20 minutes the first time" } else { "some minutes" };
    say(format!("building the page for release: {time}"));
    // Whatever comes of it, what is in dist/ is no longer what was noted.
    let _ = fs::remove_file(&built);
    // Offline: whatever is missing now is said here, and not looked for on the network by Trunk.
    let mut trunk = tools.trunk()?;
    quietly(trunk.args(["build", "--release", "--offline", "--html-output", "index.html"]).arg(page))?;
    alone::make(&root().join("dist"))?;
    fs::write(built, sources).map_err(Failure::io("cannot note of what dist/ was built"))
}

/// Runs the build with a line of progress in the place of what it says; all of that is shown when it fails.
fn quietly(trunk: &mut Command) -> Result<(), Failure> {
    let most = compiled_at_most();
    let mut child =
        trunk.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().map_err(Failure::io("cannot run trunk"))?;
    let (mut said, mut done) = (Vec::new(), 0_usize);
    let terminal = std::io::stderr().is_terminal();
    for line in child.stderr.take().into_iter().flat_map(|stderr| BufReader::new(stderr).lines().map_while(Result::ok))
    {
        let plain = line.trim_start();
        if plain.contains("Compiling ") {
            done += 1;
            // Where lines cannot be written over, one in fifty says enough.
            if terminal {
                eprint!("\r    {done} of at most {most} ");
                let _ = std::io::stderr().flush();
            } else if done.is_multiple_of(50) {
                eprintln!("    {done} of at most {most}");
            }
        } else if plain.contains("wasm-opt") && !said.iter().any(|known: &String| known.contains("wasm-opt")) {
            eprintln!("\r    compiled; making the files smaller (wasm-opt)");
        }
        said.push(line);
    }
    if terminal && done > 0 {
        eprintln!();
    }
    let status = child.wait().map_err(Failure::io("trunk has gone"))?;
    if status.success() {
        return Ok(());
    }
    said.iter().for_each(|line| eprintln!("{line}"));
    Err(Failure::new(format!("building the page failed ({status})")))
}

/// How many packages are compiled when none is yet: those of the page, of the worker and of the formula engine each
/// have a profile of their own.
fn compiled_at_most() -> usize {
    let packages = |features: &[&str]| {
        let tree = ["tree", "--locked", "--offline", "--target", "wasm32-unknown-unknown", "--edges", "normal,build"];
        let listed = output(cargo(&tree).args(["--prefix", "none", "--no-default-features"]).args(features));
        let mut lines: Vec<String> = listed.unwrap_or_default().lines().map(|line| line.replace(" (*)", "")).collect();
        lines.sort_unstable();
        lines.dedup();
        lines.len()
    };
    packages(&["--features", "page"]) + packages(&[]) + packages(&["--features", "formulas"])
}

/// A hash of everything that the page is made of.
fn hash_of_sources(has_wasm_opt: bool) -> Result<String, Failure> {
    let mut hasher = DefaultHasher::new();
    hasher.write_u8(u8::from(has_wasm_opt));
    for source in SOURCES {
        add(&root().join(source), &mut hasher)?;
    }
    hasher.write(output(Command::new("rustc").arg("--version")).unwrap_or_default().as_bytes());
    Ok(format!("{:016x}", hasher.finish()))
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> Result<(), Failure> {
    let doing = || format!("cannot read {}", path.display());
    hasher.write(path.to_string_lossy().as_bytes());
    if !path.is_dir() {
        let bytes = fs::read(path).map_err(Failure::io(doing()))?;
        hasher.write(&bytes);
        return Ok(());
    }
    let entries = fs::read_dir(path).map_err(Failure::io(doing()))?;
    let mut entries: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort_unstable();
    entries.iter().try_for_each(|entry| add(entry, hasher))
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
