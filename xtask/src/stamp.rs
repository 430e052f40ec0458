//! Names with hashes for the files that Trunk copies without one.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Each file, and where the hash goes.
const FILES: [(&str, &str, &str); 5] = [
    ("boot.js", "boot", ".js"),
    ("worker.js", "worker", ".js"),
    ("worker_bg.wasm", "worker", "_bg.wasm"),
    ("formulas.js", "formulas", ".js"),
    ("formulas_bg.wasm", "formulas", "_bg.wasm"),
];

/// Renames the files in the folder where Trunk has just built, and rewrites index.html to match.
pub(crate) fn stamp() -> Result<(), Failure> {
    let folder = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .ok_or_else(|| Failure::new("`stamp` is called by Trunk, see Trunk.toml"))?;
    let index = folder.join("index.html");
    let mut page = fs::read_to_string(&index).map_err(Failure::io("cannot read the built index.html"))?;
    for (file, stem, ending) in FILES {
        let path = folder.join(file);
        let bytes = fs::read(&path).map_err(Failure::io(format!("cannot read the built {file}")))?;
        let stamped = format!("{stem}-{:016x}{ending}", hash(&bytes));
        page = renamed(&page, file, &stamped)?;
        fs::rename(&path, folder.join(&stamped)).map_err(Failure::io(format!("cannot rename {file}")))?;
    }
    write(&index, &page)
}

fn write(index: &Path, page: &str) -> Result<(), Failure> {
    fs::write(index, page).map_err(Failure::io("cannot write the built index.html"))
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
    use super::renamed;

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
