//! Published tables, correct and with one seeded fault each. They stay outside the project; the folder holds `base.jsonl`,
//! `faults.jsonl` and the workbooks that they name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use soatbieu::workbook::CellRef;

use crate::figures::{Better, Figures};
use crate::forms::FIRST;
use crate::reliability::Reliability;
use crate::said::{self, Said};

#[derive(Deserialize)]
struct Base {
    file: String,
    table: String,
    clean: bool,
    exact: bool,
}

#[derive(Deserialize)]
struct Fault {
    file: String,
    table: String,
    role: String,
    cells: Vec<CellRef>,
}

pub fn measure(folder: &Path, figures: &mut Figures, reliability: &mut Reliability, verbose: bool) {
    let mut before: BTreeMap<String, Vec<Said>> = BTreeMap::new();
    let mut quiet = BTreeMap::from([("clean", (0, 0)), ("exact", (0, 0))]);
    for base in lines::<Base>(&folder.join("base.jsonl")) {
        let said = said::of_session(&said::open(&folder.join(&base.file)));
        let errors: Vec<&Said> = said.iter().filter(|said| said.is_error()).collect();
        for (name, counts) in [("clean", base.clean), ("exact", base.exact)] {
            if counts && let Some((good, tried)) = quiet.get_mut(name) {
                *good += usize::from(errors.is_empty());
                *tried += 1;
            }
        }
        if base.clean {
            for error in errors {
                reliability.note("published", error.confidence, false);
                if verbose {
                    println!("{}: {}", base.table, error.message);
                }
            }
        }
        before.insert(base.table, said);
    }
    let (mut detected, mut first, mut tried) = (0, 0, 0);
    let (mut component_first, mut components) = (0, 0);
    for fault in lines::<Fault>(&folder.join("faults.jsonl")) {
        let known = before.get(&fault.table).map(Vec::as_slice).unwrap_or_default();
        let same = |one: &Said, other: &Said| {
            let operands = |said: &Said| said.operands.iter().copied().collect::<BTreeSet<_>>();
            one.rule == other.rule && one.cell == other.cell && operands(one) == operands(other)
        };
        let all = said::of_session(&said::open(&folder.join(&fault.file)));
        let new: Vec<&Said> = all
            .iter()
            .filter(|said| said.is_error() && !known.iter().any(|old| old.is_error() && same(said, old)))
            .collect();
        let cells: BTreeSet<said::Cell> = fault.cells.iter().map(|cell| (FIRST, *cell)).collect();
        let hits: Vec<_> = new.iter().filter(|said| said.names().iter().any(|cell| cells.contains(cell))).collect();
        let is_first = hits.iter().any(|said| said.suspects.first().is_some_and(|cell| cells.contains(cell)));
        for said in &new {
            reliability.note("published", said.confidence, said.names().iter().any(|cell| cells.contains(cell)));
        }
        tried += 1;
        detected += usize::from(!hits.is_empty());
        first += usize::from(is_first);
        if fault.role == "component" {
            components += 1;
            component_first += usize::from(is_first);
        }
    }
    for (name, (good, tried)) in quiet {
        figures.share(
            format!("published.{name}"),
            good,
            tried,
            Better::More,
            format!("of {tried} published tables ({name}), those without an error"),
        );
    }
    figures.share(
        "published.detected",
        detected,
        tried,
        Better::More,
        format!("of {tried} seeded faults, those that an error names"),
    );
    figures.share("published.first", first, tried, Better::More, "named first");
    figures.share(
        "published.component",
        component_first,
        components,
        Better::More,
        format!("of {components} faults in a component, those named first"),
    );
}

fn lines<T: DeserializeOwned>(path: &Path) -> Vec<T> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let read = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(read).collect()
}
