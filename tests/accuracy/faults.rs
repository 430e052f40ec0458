//! Situations taken from public reports and real files, each rebuilt with other names and figures; what must happen in
//! each is said by a word.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rust_decimal::Decimal;
use serde::Deserialize;
use soatbieu::finding::{Input, Severity};
use soatbieu::number::{Notation, parse};
use soatbieu::workbook::{CellRef, Workbook};

use crate::figures::{Better, Figures};
use crate::reliability::Reliability;
use crate::said::{self, Said};

/// What must happen.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Code {
    /// No error, and no warning of arithmetic.
    Silent,
    /// None whose cell is one of those named.
    SilentAt,
    /// Silent, and no fix touches the cells named.
    SilentNoFix,
    /// Errors whose first suspects are the cells named, each, and no other error.
    ErrorOnly,
    /// An error whose first suspect is one of the cells named.
    ErrorFirst,
    /// An error or a warning that names one of them.
    WarningAt,
    /// What is said of a cell named offers no fix that gives it another value than the right one.
    FixRightOrNone,
    /// Some fix gives a cell named its right value.
    FixOffered,
}

#[derive(Deserialize)]
struct Fault {
    kind: String,
    situation: String,
    code: Code,
    cells: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    cell: String,
    right: Option<serde_json::Value>,
}

pub fn measure(folder: &Path, figures: &mut Figures, reliability: &mut Reliability, verbose: bool) {
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for truth in said::files(folder, "json") {
        let fault: Fault = said::truth(&truth);
        let file = ["xlsx", "csv"].map(|kind| truth.with_extension(kind)).into_iter().find(|path| path.exists());
        let session = said::open(&file.unwrap_or_else(|| panic!("{} has no file", truth.display())));
        let all = said::of_session(&session);
        let right = fault.ended_right(session.workbook(), &all);
        let (good, tried) = kinds.entry(fault.kind.clone()).or_default();
        *good += usize::from(right);
        *tried += 1;
        for said in all.iter().filter(|said| said.severity != Severity::Info) {
            if let Some(true_) = fault.is_true(said) {
                reliability.note("faults", said.confidence, true_);
            }
        }
        if verbose && !right {
            println!("{} {}: {}", fault.kind, truth.display(), fault.situation);
        }
    }
    let (good, tried) = kinds.values().fold((0, 0), |(good, tried), (a, b)| (good + a, tried + b));
    figures.note(
        "faults.right",
        good as f64,
        Better::More,
        format!("of {tried} situations, those that end as they must"),
    );
    let open: Vec<&str> =
        kinds.iter().filter(|(_, (good, tried))| good < tried).map(|(kind, _)| kind.as_str()).collect();
    println!("situations that do not all end as they must: {}", open.join(", "));
}

impl Fault {
    fn ended_right(&self, workbook: &Workbook, all: &[Said]) -> bool {
        let cells: BTreeSet<CellRef> =
            self.cells.iter().filter_map(|named| Some(said::cell(workbook, &named.cell)?.1)).collect();
        let at = |cell: &said::Cell| cells.contains(&cell.1);
        let errors = || all.iter().filter(|said| said.is_error());
        let loud = || all.iter().filter(|said| said.is_loud_arithmetic());
        let spoken = || all.iter().filter(|said| said.severity != Severity::Info);
        let first = |said: &Said| said.suspects.first().copied();
        match self.code {
            Code::Silent => loud().next().is_none(),
            Code::SilentAt => !loud().any(|said| at(&said.cell)),
            Code::SilentNoFix => {
                let touched = all
                    .iter()
                    .flat_map(|said| &said.edits)
                    .any(|(_, edit)| edit.place.cell().is_some_and(|cell| cells.contains(&cell)));
                loud().next().is_none() && !touched
            }
            Code::ErrorOnly => {
                let accused: BTreeSet<_> = errors().filter_map(first).collect();
                errors().all(|said| first(said).is_some_and(|cell| at(&cell))) && accused.len() >= self.cells.len()
            }
            Code::ErrorFirst => errors().any(|said| first(said).is_some_and(|cell| at(&cell))),
            Code::WarningAt => spoken().any(|said| said.names().iter().any(at)),
            Code::FixRightOrNone => !self.offers(workbook, spoken(), false),
            Code::FixOffered => self.offers(workbook, spoken(), true),
        }
    }

    /// Whether a fix gives a cell named its right value, or another.
    fn offers<'a>(&self, workbook: &Workbook, said: impl Iterator<Item = &'a Said>, right: bool) -> bool {
        let wanted: BTreeMap<CellRef, Option<Decimal>> = self
            .cells
            .iter()
            .filter_map(|named| Some((said::cell(workbook, &named.cell)?.1, named.right.as_ref().and_then(number))))
            .collect();
        said.flat_map(|said| &said.edits).any(|(_, edit)| {
            let given = match &edit.new {
                Input::Number(number) | Input::Percent(number) => Some(number.value()),
                Input::Text(text) => parse(text, Notation::Vietnamese).map(|number| number.value()),
                Input::Formula { gives, .. } => Some(gives.value()),
                Input::Vast(_) | Input::Bool(_) | Input::Clear => None,
            };
            edit.place
                .cell()
                .and_then(|cell| wanted.get(&cell))
                .is_some_and(|wanted| (wanted.is_some() && *wanted == given) == right)
        })
    }

    /// Whether what is said is true, where the case tells.
    fn is_true(&self, said: &Said) -> Option<bool> {
        match self.code {
            Code::Silent | Code::SilentNoFix => said.is_loud_arithmetic().then_some(false),
            Code::ErrorOnly | Code::ErrorFirst | Code::WarningAt => {
                let named =
                    |cell: &said::Cell| self.cells.iter().any(|named| named.cell.ends_with(&cell.1.to_string()));
                Some(said.names().iter().any(named))
            }
            Code::SilentAt | Code::FixRightOrNone | Code::FixOffered => None,
        }
    }
}

fn number(value: &serde_json::Value) -> Option<Decimal> {
    match value {
        serde_json::Value::Number(number) => number.to_string().parse().ok(),
        serde_json::Value::String(text) => parse(text, Notation::Vietnamese).map(|number| number.value()),
        _ => None,
    }
}
