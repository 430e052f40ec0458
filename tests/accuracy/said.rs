//! What the checker says of a workbook, as the measurements look at it.

use std::collections::BTreeSet;
use std::path::Path;

use soatbieu::finding::{Applicability, Edit, Finding, Severity};
use soatbieu::ledger::Place;
use soatbieu::rules::{Setting, check};
use soatbieu::session::Session;
use soatbieu::workbook::{CellRef, SheetIndex, Workbook};

/// A cell of a workbook.
pub type Cell = (SheetIndex, CellRef);

/// A finding, reduced to what is measured.
#[derive(Clone, PartialEq)]
pub struct Said {
    pub rule: &'static str,
    pub severity: Severity,
    /// From 0 to 1.
    pub confidence: f64,
    pub cell: Cell,
    /// From the likeliest; the cell itself where none is named.
    pub suspects: Vec<Cell>,
    pub operands: Vec<Cell>,
    pub found: String,
    pub expected: Option<String>,
    pub message: String,
    pub edits: Vec<(Applicability, Edit)>,
}

impl Said {
    fn of(finding: &Finding) -> Self {
        let cell = |place: Place| place.sheet_cell().expect("a cell of a sheet");
        let mut suspects: Vec<Cell> = finding.suspects.iter().map(|suspect| cell(suspect.place)).collect();
        if suspects.is_empty() {
            suspects.push(cell(finding.place));
        }
        let edits = finding.fixes.iter().flat_map(|fix| fix.edits.iter().map(|edit| (fix.applicability, edit.clone())));
        Self {
            rule: finding.rule.0,
            severity: finding.severity,
            confidence: finding.confidence.0,
            cell: cell(finding.place),
            suspects,
            operands: finding.operands.iter().map(|operand| cell(operand.place)).collect(),
            found: finding.found.clone(),
            expected: finding.expected.clone(),
            message: finding.message.vi.clone(),
            edits: edits.collect(),
        }
    }

    /// Whether it is the same as one said of another copy of the workbook.
    pub fn repeats(&self, other: &Self) -> bool {
        let key = |said: &Self| (said.rule, said.cell, said.found.clone(), said.expected.clone(), said.message.clone());
        key(self) == key(other)
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Whether it is about how figures relate, loud enough to be read.
    pub fn is_loud_arithmetic(&self) -> bool {
        self.is_error() || self.severity == Severity::Warning && ARITHMETIC.contains(&self.rule)
    }

    /// The cell and those under suspicion.
    pub fn accused(&self) -> BTreeSet<Cell> {
        self.suspects.iter().copied().chain([self.cell]).collect()
    }

    /// All cells that it speaks of.
    pub fn names(&self) -> BTreeSet<Cell> {
        self.accused().into_iter().chain(self.operands.iter().copied()).collect()
    }
}

/// The rules about how figures relate to each other.
const ARITHMETIC: [&str; 13] = [
    "column-formula-mismatch",
    "total-mismatch",
    "percent-mismatch",
    "arithmetic-mismatch",
    "total-omits-line",
    "subset-exceeds-whole",
    "cumulative-decrease",
    "doubtful-formula",
    "misread-thousands",
    "stale-formula-value",
    "formula-overwritten",
    "formula-inconsistent",
    "cross-sheet-mismatch",
];

/// All that is said of a workbook as it stands.
pub fn of_workbook(workbook: &Workbook) -> Vec<Said> {
    check(workbook, &Setting::default())
        .iter()
        .flat_map(|checked| checked.report.findings.iter().map(Said::of))
        .collect()
}

/// All that a session says of its workbook.
pub fn of_session(session: &Session) -> Vec<Said> {
    let sheets = (0..session.workbook().sheets.len()).map(SheetIndex);
    sheets.filter_map(|sheet| session.report(sheet)).flat_map(|report| report.findings.iter().map(Said::of)).collect()
}

/// Opens a file as a person does.
pub fn open(path: &Path) -> Session {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Session::open(name, bytes).unwrap_or_else(|error| panic!("{}: {error:?}", path.display()))
}

/// "Sheet1!D5", or "D5" of the first sheet.
pub fn cell(workbook: &Workbook, address: &str) -> Option<Cell> {
    let Some((sheet, at)) = address.rsplit_once('!') else { return Some((SheetIndex(0), address.parse().ok()?)) };
    let (index, _) = workbook.sheet_named(sheet)?;
    Some((index, at.parse().ok()?))
}

/// "Sheet1!D5"
pub fn address(workbook: &Workbook, (sheet, at): Cell) -> String {
    let name = workbook.sheet(sheet).map(|sheet| sheet.name.as_str()).unwrap_or_default();
    format!("{name}!{at}")
}

/// The files of a folder with an extension, by name.
pub fn files(folder: &Path, extension: &str) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("a folder that can be read").path())
        .filter(|path| path.extension().is_some_and(|kind| kind == extension))
        .collect();
    paths.sort();
    paths
}

/// Reads what is true of a case.
pub fn truth<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
