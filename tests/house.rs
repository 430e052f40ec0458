//! What holds of the sources themselves (docs/architecture.md).

use std::path::Path;
use std::{fs, io};

/// What needs of a figure only to tell it from others: it speaks of no cells, so that a law may relate
/// the figures of several tables, sheets or files. A folder stands for all that is in it.
const SPEAK_OF_NO_CELLS: [&str; 9] = [
    "src/relation/additive.rs",
    "src/relation/coarse.rs",
    "src/relation/expr.rs",
    "src/relation/judge.rs",
    "src/relation/slack",
    "src/relation/slack.rs",
    "src/relation/solve.rs",
    "src/diagnose.rs",
    "src/diagnose",
];

#[test]
fn what_judges_and_searches_speaks_of_no_cells() -> io::Result<()> {
    let mut named = Vec::new();
    for name in SPEAK_OF_NO_CELLS {
        for (file, text) in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(name))? {
            // The tests of localisation make tables, whose figures stand in cells.
            if file.ends_with("diagnose/tests.rs") {
                continue;
            }
            named.extend(text.lines().filter(|line| line.contains("CellRef")).map(|line| format!("{file}: {line}")));
        }
    }
    assert!(named.is_empty(), "{named:#?}");
    Ok(())
}

/// The files at a path, with what stands in them.
fn sources(path: &Path) -> io::Result<Vec<(String, String)>> {
    if !path.is_dir() {
        let name = path.display().to_string().replace('\\', "/");
        return Ok(vec![(name, fs::read_to_string(path)?)]);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path)? {
        found.extend(sources(&entry?.path())?);
    }
    Ok(found)
}
