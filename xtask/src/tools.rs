//! The build tools, pinned, in the cache folder of the user: a second clone finds them there.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::run::{cargo, on_path, output, program, root, run, say};

/// The newest release that the declared toolchain can build; later ones need a newer compiler.
const TRUNK: &str = "0.21.14";
/// `wasm_opt` in Trunk.toml names the same.
const BINARYEN: &str = "132";

/// What is needed to build the page.
pub(crate) struct Tools {
    folders: Vec<PathBuf>,
    /// Whether wasm-opt was found; without it the page works, a fifth larger.
    pub(crate) has_wasm_opt: bool,
}

impl Tools {
    /// Finds or installs the tools.
    pub(crate) fn prepare() -> Result<Self, Failure> {
        wasm_target()?;
        let trunk = cargo_tool("trunk", "trunk", TRUNK, &["--locked"])?;
        // Its lock file does not build with every release; the interface between the two must match exactly.
        let bindgen = cargo_tool("wasm-bindgen-cli", "wasm-bindgen", &locked_version("wasm-bindgen")?, &[])?;
        let wasm_opt = wasm_opt();
        let has_wasm_opt = wasm_opt.is_some();
        let folders = [Some(trunk), Some(bindgen), wasm_opt].into_iter().flatten().collect();
        Ok(Self { folders, has_wasm_opt })
    }

    /// Trunk, with the other tools where it looks for them.
    pub(crate) fn trunk(&self) -> Result<Command, Failure> {
        let rest = env::var_os("PATH").unwrap_or_default();
        let path: OsString = env::join_paths(self.folders.iter().cloned().chain(env::split_paths(&rest)))
            .map_err(|error| Failure::new(format!("cannot build PATH: {error}")))?;
        let file = format!("trunk{}", env::consts::EXE_SUFFIX);
        let trunk = self.folders.iter().map(|folder| folder.join(&file)).find(|path| path.is_file());
        let mut command = program(trunk.unwrap_or_else(|| file.into()));
        // Trunk takes NO_COLOR for a switch of its own that must be "true" or "false".
        command.env("PATH", path).env_remove("NO_COLOR");
        Ok(command)
    }
}

/// Adds rustfmt and clippy where the toolchain came without them.
pub(crate) fn components() -> Result<(), Failure> {
    for (tool, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if output(&mut cargo(&[tool, "--version"])).is_none() {
            say(format!("adding {component} to the toolchain"));
            run(program("rustup").args(["component", "add", component]))?;
        }
    }
    Ok(())
}

/// Adds the standard library for WebAssembly where the toolchain came without it.
pub(crate) fn wasm_target() -> Result<(), Failure> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let sysroot = output(program("rustc").args(["--print", "sysroot"])).unwrap_or_default();
    if Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).is_dir() {
        return Ok(());
    }
    say(format!("adding the target {TARGET} to the toolchain"));
    run(program("rustup").args(["target", "add", TARGET]))
}

/// The version of a package in Cargo.lock.
fn locked_version(package: &str) -> Result<String, Failure> {
    let lock = fs::read_to_string(root().join("Cargo.lock")).map_err(Failure::io("cannot read Cargo.lock"))?;
    version_in_lock(&lock, package)
        .map(str::to_owned)
        .ok_or_else(|| Failure::new(format!("Cargo.lock names no {package}")))
}

fn version_in_lock<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

/// The folder with a program installed by cargo.
fn cargo_tool(package: &str, bin: &str, version: &str, options: &[&str]) -> Result<PathBuf, Failure> {
    let file = format!("{bin}{}", env::consts::EXE_SUFFIX);
    let home = cache()?.join(format!("{package}-{version}"));
    let folder = home.join("bin");
    if folder.join(&file).is_file() {
        return Ok(folder);
    }
    if let Some(found) = on_path(bin)
        && output(Command::new(&found).arg("--version"))
            .is_some_and(|said| said.split_whitespace().any(|word| word == version))
        && let Some(folder) = found.parent()
    {
        return Ok(folder.to_path_buf());
    }
    say(format!("installing {package} {version} into {} (some minutes, once)", home.display()));
    let build = cache()?.join("build");
    // Their own profiles optimise across all crates, for many minutes: what runs once a build need not be that fast.
    run(cargo(&["install", package, "--version", version])
        .envs([("CARGO_PROFILE_RELEASE_LTO", "off"), ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")])
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .args(options)
        .arg("--root")
        .arg(&home)
        .arg("--target-dir")
        .arg(&build)
        // These tools only orchestrate or run for seconds: building them fast matters more.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", if bin == "trunk" { "0" } else { "1" })
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"))?;
    // Hundreds of megabytes that nobody needs again; the installed programs stand elsewhere.
    let _ = fs::remove_dir_all(build);
    Ok(folder)
}

/// The folder with wasm-opt, or `None` and a word about it.
fn wasm_opt() -> Option<PathBuf> {
    if let Some(found) = on_path("wasm-opt")
        && output(Command::new(&found).arg("--version"))
            .is_some_and(|said| said.contains(&format!("version_{BINARYEN}")))
    {
        return found.parent().map(Path::to_path_buf);
    }
    let home = cache().ok()?.join(format!("binaryen-{BINARYEN}"));
    let folder = home.join("node_modules").join(".bin");
    let file = if cfg!(windows) { "wasm-opt.cmd" } else { "wasm-opt" };
    if folder.join(file).exists() {
        return Some(folder);
    }
    let Some(npm) = on_path("npm") else {
        say("no npm here, so no wasm-opt: the page works all the same, its wasm files are larger");
        return None;
    };
    say(format!("installing wasm-opt (npm binaryen {BINARYEN}) into {}", home.display()));
    fs::create_dir_all(&home).ok()?;
    let package = format!("binaryen@{BINARYEN}");
    let installed =
        run(Command::new(npm).args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(&home).arg(package));
    if installed.is_err() {
        say("wasm-opt could not be installed: the page works all the same, its wasm files are larger");
        return None;
    }
    Some(folder)
}

fn cache() -> Result<PathBuf, Failure> {
    let folder = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Caches"))
    } else {
        folder("XDG_CACHE_HOME").or_else(|| folder("HOME").map(|home| home.join(".cache")))
    };
    base.map(|base| base.join("soatbieu").join("tools"))
        .ok_or_else(|| Failure::new("cannot tell where the cache folder of this user is: set HOME"))
}

#[cfg(test)]
mod tests {
    use super::version_in_lock;

    #[test]
    fn the_version_belongs_to_the_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "wasm"), None);
    }
}
