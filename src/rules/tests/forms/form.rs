//! A form as a file: what it is, the table, and slips with what is expected of each.
//!
//! ```text
//! # What the form is
//! STT|Xã|Hộ nghèo|…
//! ! F6: 16,24 → 16,42 | swapped digits
//! ! C9: 427 → 332; D9: 607 → 467 | line left out
//! ? E4: 8 → 5 | wrong digit | why it is missed
//! x G6 | why the correct form is blamed there
//! ```
//!
//! `!` an error names each changed cell first; `~` an error has each among its suspects, because
//! the table does not tell which is wrong; `w` it is worth a warning, no more; `?` a person would
//! see it, and it is missed. `x` a false alarm on the correct form that is known.

use crate::finding::{Finding, Severity, Slip};
use crate::fixture;
use crate::rules::check_sheet;
use crate::workbook::{Cell, CellRef, SheetIndex, Workbook};

/// What is expected of a slip, from the most to the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expected {
    /// An error names the cell first.
    First,
    /// An error has it among its suspects.
    Suspected,
    /// A warning has it among its suspects.
    Warned,
    /// Known to be missed.
    Missed,
}

/// A slip of a person, and what is expected of the checker.
pub struct Named {
    pub text: String,
    pub expected: Expected,
    pub kind: Option<Slip>,
    edits: Vec<(CellRef, Cell)>,
}

/// A form, its table and its slips.
pub struct Form {
    pub name: String,
    pub workbook: Workbook,
    pub slips: Vec<Named>,
    /// Cells that are blamed though the form is correct.
    pub false_alarms: Vec<CellRef>,
}

/// All forms, by name.
pub fn forms() -> Vec<Form> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules/tests/forms");
    let files = std::fs::read_dir(folder).expect("the folder of forms").map(|entry| entry.expect("a form").path());
    let mut paths: Vec<_> = files.filter(|path| path.extension().is_some_and(|kind| kind == "txt")).collect();
    paths.sort();
    paths.iter().map(|path| Form::read(path)).collect()
}

impl Form {
    fn read(path: &std::path::Path) -> Self {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).expect("a text");
        let is_slip = |line: &&str| ["! ", "~ ", "w ", "? ", "x "].iter().any(|mark| line.starts_with(mark));
        let lines: Vec<&str> = text.lines().skip_while(|line| line.starts_with("# ")).collect();
        let end = lines.iter().position(is_slip).unwrap_or(lines.len());
        let (table, slips) = lines.split_at(end);
        let workbook = fixture::workbook(&table.join("\n")).0;
        let (false_alarms, slips): (Vec<&str>, Vec<&str>) = slips.iter().partition(|line| line.starts_with("x "));
        let cell = |line: &str| line.get(2..)?.split_once(" | ")?.0.parse().ok();
        let false_alarms = false_alarms.iter().map(|line| cell(line).unwrap_or_else(|| panic!("{name}: {line}")));
        let false_alarms = false_alarms.collect();
        let slips = slips.iter().filter(|line| !line.is_empty());
        let slips =
            slips.map(|line| Named::read(&workbook, line).unwrap_or_else(|why| panic!("{name}: {line}: {why}")));
        let slips = slips.collect();
        Self { name, workbook, slips, false_alarms }
    }
}

impl Named {
    fn read(workbook: &Workbook, line: &str) -> Result<Self, &'static str> {
        let (mark, rest) = line.split_at(1);
        let expected = match mark {
            "!" => Expected::First,
            "~" => Expected::Suspected,
            "w" => Expected::Warned,
            "?" => Expected::Missed,
            _ => return Err("no mark"),
        };
        let mut parts = rest.split(" | ").map(str::trim);
        let edits = parts.next().ok_or("no edit")?;
        let kind = kind(parts.next().ok_or("no kind of slip")?)?;
        if (expected == Expected::Missed) != parts.next().is_some() {
            return Err("a missed slip, and no other, says why");
        }
        let edits = edits.split(';').map(|edit| {
            let (at, change) = edit.split_once(": ").ok_or("no cell")?;
            let (old, new) = change.split_once('→').ok_or("no arrow")?;
            let at: CellRef = at.trim().parse().map_err(|_| "no address")?;
            let stands = workbook.sheets[0].cell(at).ok_or("a blank cell")?;
            let (old, new) = (fixture::read(old.trim()).ok_or("no old")?, fixture::read(new.trim()).ok_or("no new")?);
            if stands.value != old.value {
                return Err("another figure stands there");
            }
            Ok((at, Cell { style: stands.style, ..new }))
        });
        Ok(Self { text: line.to_owned(), expected, kind, edits: edits.collect::<Result<_, _>>()? })
    }

    /// The cells that it changes.
    pub fn cells(&self) -> impl Iterator<Item = CellRef> {
        self.edits.iter().map(|(at, _)| *at)
    }

    /// The form with the slip in it.
    pub fn applied(&self, clean: &Workbook) -> Workbook {
        let mut workbook = clean.clone();
        for (at, cell) in &self.edits {
            workbook.sheets[0].set(*at, cell.clone());
        }
        workbook
    }

    /// What the checker makes of the slip, and whether it tells what happened.
    pub fn outcome(&self, clean: &Workbook) -> (Expected, bool) {
        let findings = check_sheet(&self.applied(clean), SheetIndex(0)).findings;
        let worst = self.cells().map(|at| said(&findings, at)).max().unwrap_or(Expected::Missed);
        let told = findings.iter().any(|finding| finding.cause.is_some() && finding.cause == self.kind);
        (worst, told)
    }
}

/// The most that the findings say of a cell.
pub fn said(findings: &[Finding], cell: CellRef) -> Expected {
    let loud = findings.iter().filter(|finding| finding.severity != Severity::Info);
    let of = |finding: &Finding| {
        let place = finding.suspects.iter().position(|suspect| suspect.place.cell() == Some(cell));
        match (finding.severity, place) {
            (Severity::Error, Some(0)) => Expected::First,
            (Severity::Error, Some(_)) => Expected::Suspected,
            (_, Some(_)) => Expected::Warned,
            (_, None) => Expected::Missed,
        }
    };
    loud.map(of).min().unwrap_or(Expected::Missed)
}

fn kind(name: &str) -> Result<Option<Slip>, &'static str> {
    Ok(Some(match name {
        "wrong digit" => Slip::ReplacedDigit,
        "dropped digit" => Slip::DroppedDigit,
        "added digit" => Slip::AddedDigit,
        "swapped digits" => Slip::SwappedDigits,
        "moved decimal mark" => Slip::ShiftedDecimal,
        "wrong sign" => Slip::WrongSign,
        "line left out" => Slip::OmittedLine,
        "doubled line" => Slip::DoubledLine,
        "total not updated" => Slip::StaleTotal,
        "wrong denominator" => Slip::WrongDenominator,
        "neighbour's value" => Slip::NeighbourValue,
        "another figure" => return Ok(None),
        _ => return Err("an unknown kind of slip"),
    }))
}
