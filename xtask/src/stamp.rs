//! Names with hashes for the files that Trunk copies without one.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Each file, and where the hash goes.
const FILES: [(&str, &str, &str); 6] = [
    ("boot.js", "boot", ".js"),
    ("opened.js", "opened", ".js"),
    ("worker.js", "worker", ".js"),
    ("worker_bg.wasm", "worker", "_bg.wasm"),
    ("formulas.js", "formulas", ".js"),
    ("formulas_bg.wasm", "formulas", "_bg.wasm"),
];

/// What keeps the page in the browser: its address must stay, and it names the rest.
const OFFLINE: &str = "offline.js";
const INDEX: &str = "index.html";

/// Renames the files in the folder where Trunk has just built, and rewrites index.html to match.
pub(crate) fn stamp() -> Result<(), Failure> {
    let folder = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .ok_or_else(|| Failure::new("`stamp` is called by Trunk, see Trunk.toml"))?;
    let index = folder.join(INDEX);
    let mut page = fs::read_to_string(&index).map_err(Failure::io("cannot read the built index.html"))?;
    for (file, stem, ending) in FILES {
        let path = folder.join(file);
        let bytes = fs::read(&path).map_err(Failure::io(format!("cannot read the built {file}")))?;
        let stamped = format!("{stem}-{:016x}{ending}", hash(&bytes));
        page = renamed(&page, file, &stamped)?;
        fs::rename(&path, folder.join(&stamped)).map_err(Failure::io(format!("cannot rename {file}")))?;
    }
    fs::write(&index, &page).map_err(Failure::io("cannot write the built index.html"))?;
    fill_in(&folder, &page)
}

/// Names in the file that keeps the page what there is to keep, and the version that this is.
fn fill_in(folder: &Path, page: &str) -> Result<(), Failure> {
    let listed = fs::read_dir(folder).map_err(Failure::io("cannot list what was built"))?;
    let mut files: Vec<String> =
        listed.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    files.retain(|file| file != OFFLINE && file != INDEX);
    files.sort_unstable();
    let path = folder.join(OFFLINE);
    let code = fs::read_to_string(&path).map_err(Failure::io(format!("cannot read the built {OFFLINE}")))?;
    // All other names are made of what the files hold.
    let version = format!("{:016x}", hash(format!("{page}{files:?}").as_bytes()));
    let code = filled_in(&code, &version, &files)?;
    fs::write(path, code).map_err(Failure::io(format!("cannot write the built {OFFLINE}")))
}

fn filled_in(code: &str, version: &str, files: &[String]) -> Result<String, Failure> {
    let listed = files.iter().map(|file| format!("{file:?}")).collect::<Vec<_>>().join(", ");
    let filled = code.replacen("\"{version}\"", &format!("{version:?}"), 1).replacen("\"{files}\"", &listed, 1);
    if filled.contains("\"{") || !code.contains("\"{files}\"") {
        return Err(Failure::new(format!("{OFFLINE} has no place for its version or its files")));
    }
    Ok(filled)
}

/// The page with one file's name replaced, wherever an attribute ends with it.
fn renamed(page: &str, file: &str, stamped: &str) -> Result<String, Failure> {
    let old = format!("/{file}\"");
    if !page.contains(&old) {
        return Err(Failure::new(format!("index.html does not name {file}")));
    }
    Ok(page.replace(&old, &format!("/{stamped}\"")))
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::{filled_in, renamed};

    #[test]
    fn what_keeps_the_page_names_its_files() {
        let files = ["a.js".to_owned(), "b.wasm".to_owned()];
        let filled = filled_in("const A = \"{version}\", B = [\"{files}\"];", "12", &files).ok();
        assert_eq!(filled.as_deref(), Some("const A = \"12\", B = [\"a.js\", \"b.wasm\"];"));
        assert!(filled_in("const B = [];", "12", &files).is_err());
    }

    #[test]
    fn only_the_whole_name_is_replaced() {
        let page = r#"<script src="./boot.js" data-a="./page-worker.js" data-b="./worker.js"></script>"#;
        let page = renamed(page, "worker.js", "worker-1.js").ok();
        assert_eq!(
            page.as_deref(),
            Some(r#"<script src="./boot.js" data-a="./page-worker.js" data-b="./worker-1.js"></script>"#)
        );
    }

    #[test]
    fn a_page_that_does_not_name_the_file_is_refused() {
        assert!(renamed("<html></html>", "worker.js", "worker-1.js").is_err());
    }
}
