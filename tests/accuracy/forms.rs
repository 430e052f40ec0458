//! Forms that offices use, as they make them: a correct workbook each, and slips of a hand in it.

use std::path::Path;

use rust_decimal::Decimal;
use serde::Deserialize;
use soatbieu::finding::{Applicability, Severity};
use soatbieu::session::Session;
use soatbieu::workbook::{Cell, SheetIndex, Value, Workbook};

use crate::figures::{Better, Figures};
use crate::reliability::Reliability;
use crate::said::{self, Said};

/// What is true of a form.
#[derive(Deserialize)]
struct Form {
    /// Cells of the form that are wrong without a slip.
    #[serde(default)]
    true_findings: Vec<String>,
    slips: Vec<Slip>,
}

#[derive(Deserialize)]
struct Slip {
    kind: String,
    cell: String,
    /// Cells that may be named in its place.
    #[serde(default)]
    also: Vec<String>,
    edits: Vec<Edit>,
}

/// What one cell of the file becomes.
#[derive(Deserialize)]
struct Edit {
    cell: String,
    value: serde_json::Value,
    formula: Option<Box<str>>,
}

/// How well a slip is told, from the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    /// The first suspect of an error.
    First,
    /// Among the first three.
    AmongThree,
    /// Somewhere among the suspects of an error.
    Named,
    /// Errors speak of other cells.
    Other,
    /// Only a warning.
    Warning,
    Nothing,
}

pub fn measure(folder: &Path, figures: &mut Figures, reliability: &mut Reliability, verbose: bool) {
    let (mut forms, mut quiet, mut still, mut hurt) = (0, 0, 0, 0);
    let (mut told, mut stray) = (Vec::new(), 0);
    for path in said::files(folder, "xlsx") {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let truth: Form = said::truth(&path.with_extension("json"));
        let session = said::open(&path);
        let clean = session.workbook();
        let before = said::of_session(&session);
        let is_true = |said: &Said| truth.true_findings.contains(&said::address(clean, said.cell));
        let alarms: Vec<&Said> =
            before.iter().filter(|said| said.severity != Severity::Info && !is_true(said)).collect();
        forms += 1;
        quiet += usize::from(!alarms.iter().any(|said| said.is_error()));
        still += usize::from(alarms.is_empty());
        for said in &alarms {
            reliability.note("forms", said.confidence, false);
            if verbose {
                println!("{name}: {:?} {}: {}", said.severity, said::address(clean, said.cell), said.message);
            }
        }
        let harmful = fixes_harm(&path);
        hurt += usize::from(harmful);
        if verbose && harmful {
            println!("{name}: a fix changes a right figure");
        }
        for slip in &truth.slips {
            let workbook = slip.applied(clean);
            let new: Vec<Said> = said::of_workbook(&workbook)
                .into_iter()
                .filter(|said| said.severity != Severity::Info && !before.iter().any(|old| said.repeats(old)))
                .collect();
            let right: Vec<said::Cell> =
                slip.also.iter().chain([&slip.cell]).filter_map(|cell| said::cell(clean, cell)).collect();
            assert!(!right.is_empty(), "{name}: {} is no cell", slip.cell);
            for said in &new {
                reliability.note("forms", said.confidence, said.names().iter().any(|cell| right.contains(cell)));
            }
            let outcome = outcome(&new, &right);
            let errors = new.iter().filter(|said| said.is_error());
            stray += errors.filter(|said| !said.accused().iter().any(|cell| right.contains(cell))).count();
            if verbose && outcome != Told::First {
                println!("{name}: {} at {}: {outcome:?}", slip.kind, slip.cell);
            }
            told.push(outcome);
        }
    }
    let slips = told.len();
    let at_most = |worst: Told| told.iter().filter(|outcome| **outcome <= worst).count();
    let nothing = told.iter().filter(|outcome| **outcome == Told::Nothing).count();
    figures.share(
        "forms.quiet",
        quiet,
        forms,
        Better::More,
        format!("of {forms} correct forms, those without an error"),
    );
    figures.share("forms.still", still, forms, Better::More, "without an error or a warning");
    figures.note("forms.hurt", hurt as f64, Better::Less, "correct forms that a fix offered in bulk would change");
    figures.share(
        "forms.first",
        at_most(Told::First),
        slips,
        Better::More,
        format!("of {slips} slips, those named first by an error"),
    );
    figures.share("forms.named", at_most(Told::Named), slips, Better::More, "named by an error at all");
    figures.share("forms.nothing", nothing, slips, Better::Less, "met with nothing");
    figures.share("forms.stray", stray, slips, Better::Less, "errors elsewhere, per slip");
}

fn outcome(new: &[Said], right: &[said::Cell]) -> Told {
    let errors: Vec<&Said> = new.iter().filter(|said| said.is_error()).collect();
    let among = |first: usize| {
        errors.iter().any(|said| said.suspects.iter().take(first).any(|suspect| right.contains(suspect)))
    };
    if among(1) {
        Told::First
    } else if among(3) {
        Told::AmongThree
    } else if errors.iter().any(|said| said.accused().iter().any(|cell| right.contains(cell))) {
        Told::Named
    } else if !errors.is_empty() {
        Told::Other
    } else if !new.is_empty() {
        Told::Warning
    } else {
        Told::Nothing
    }
}

impl Slip {
    fn applied(&self, clean: &Workbook) -> Workbook {
        let mut workbook = clean.clone();
        for edit in &self.edits {
            let (index, at) = said::cell(clean, &edit.cell).unwrap_or_else(|| panic!("{} is no cell", edit.cell));
            let style = clean.sheet(index).and_then(|sheet| sheet.cell(at)).map(|cell| cell.style).unwrap_or_default();
            let value = match &edit.value {
                serde_json::Value::Number(number) => {
                    let exact: Decimal =
                        number.to_string().parse().unwrap_or_else(|_| panic!("{number} is no decimal"));
                    Value::Number(clean.stored_number(exact, style))
                }
                serde_json::Value::String(text) => Value::Text(text.clone()),
                _ => Value::Empty,
            };
            let cell = Cell { value, style, formula: edit.formula.clone() };
            if let Some(sheet) = workbook.sheets.get_mut(index.0) {
                sheet.set(at, cell);
            }
        }
        workbook
    }
}

/// Whether fixes that are offered in bulk change more in a correct workbook than how a figure is written.
fn fixes_harm(path: &Path) -> bool {
    [Applicability::Safe, Applicability::Suggested].into_iter().any(|level| {
        let mut session = said::open(path);
        let before = session.workbook().clone();
        session.apply_fixes(level);
        harmed(&before, &session)
    })
}

fn harmed(before: &Workbook, session: &Session) -> bool {
    before.sheets.iter().zip(&session.workbook().sheets).any(|(old, new)| {
        let cells: std::collections::BTreeSet<_> = old.cells().chain(new.cells()).map(|(at, _)| at).collect();
        cells.into_iter().any(|at| match (old.cell(at), new.cell(at)) {
            (Some(old), Some(new)) => {
                let says_the_same = match (&old.value, &new.value) {
                    (Value::Text(text), Value::Number(number)) => says(text, number.value()),
                    _ => old.value == new.value,
                };
                old.formula != new.formula || !says_the_same
            }
            (old, new) => [old, new].into_iter().flatten().any(|cell| cell.value != Value::Empty),
        })
    })
}

/// Whether a text says a number, in either notation.
fn says(text: &str, number: Decimal) -> bool {
    use soatbieu::number::{Notation, parse};
    [Notation::Vietnamese, Notation::English]
        .into_iter()
        .any(|notation| parse(text.trim(), notation).is_some_and(|said| said.value() == number))
}

/// The correct forms, for measurements that change them.
pub fn clean(folder: &Path) -> Vec<(String, Workbook)> {
    let open = |path: std::path::PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        (name, said::open(&path).workbook().clone())
    };
    said::files(folder, "xlsx").into_iter().map(open).collect()
}

/// The first sheet; most forms have no other.
pub const FIRST: SheetIndex = SheetIndex(0);
