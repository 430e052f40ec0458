//! Forms that offices use, each written as text: a correct one must get no error and no warning,
//! and a wrong digit in any of its numbers must be found.

use crate::finding::Severity;
use crate::fixture;
use crate::number::{Notation, Number, format, parse};
use crate::rules::check_sheet;
use crate::workbook::{CellRef, SheetIndex, Value, Workbook};

/// The forms by name.
fn forms() -> Vec<(&'static str, Workbook)> {
    include_str!("forms.txt")
        .split("## ")
        .filter(|form| !form.trim().is_empty())
        .map(|form| {
            let (name, text) = form.split_once('\n').expect("a name and a table");
            (name, fixture::workbook(text).0)
        })
        .collect()
}

/// The number with another second digit, as a slip of the finger leaves it.
fn mistyped(number: Number) -> Option<Number> {
    let text = format(number, Notation::Vietnamese).replace('.', "");
    let second = text.chars().nth(1).and_then(|digit| digit.to_digit(10))?;
    let wrong: String = text
        .chars()
        .enumerate()
        .map(|(at, digit)| if at == 1 { char::from_digit((second + 3) % 10, 10).unwrap_or('0') } else { digit })
        .collect();
    parse(&wrong, Notation::Vietnamese)
}

#[test]
fn correct_forms_get_no_error_and_no_warning() {
    for (name, workbook) in forms() {
        let report = check_sheet(&workbook, SheetIndex(0));
        assert!(report.compared() > 0, "{name}: nothing was compared");
        let loud: Vec<_> = report.findings.iter().filter(|finding| finding.severity != Severity::Info).collect();
        assert!(loud.is_empty(), "{name}: {loud:#?}");
    }
}

#[test]
fn a_wrong_digit_in_a_form_is_found() {
    let (mut tried, mut found, mut first) = (0_u32, 0_u32, 0_u32);
    for (name, mut workbook) in forms() {
        let sheet = SheetIndex(0);
        let numbers: Vec<(CellRef, Number)> = workbook.sheets[0]
            .cells()
            .filter(|(at, _)| at.col.0 >= 2)
            .filter_map(|(at, cell)| match cell.value {
                Value::Number(number) if number.value().abs() >= 10.into() => Some((at, number)),
                _ => None,
            })
            .collect();
        let mut missed = Vec::new();
        for (at, number) in numbers {
            let Some(wrong) = mistyped(number) else { continue };
            let cell = workbook.sheets[0].cell(at).cloned().unwrap_or_default();
            let mut changed = cell.clone();
            changed.value = Value::Number(wrong);
            workbook.sheets[0].set(at, changed);
            let report = check_sheet(&workbook, sheet);
            let errors = || report.findings.iter().filter(|finding| finding.severity == Severity::Error);
            let names = |finding: &crate::finding::Finding| finding.suspects.iter().any(|suspect| suspect.cell == at);
            tried += 1;
            if errors().any(names) {
                found += 1;
            } else {
                missed.push(at.to_string());
            }
            first += u32::from(errors().any(|finding| finding.suspects.first().is_some_and(|first| first.cell == at)));
            workbook.sheets[0].set(at, cell);
        }
        println!("{name}: not found {missed:?}");
    }
    println!("{tried} tried, {found} found, {first} first");
    assert!(found * 100 >= tried * 95, "{found} of {tried}");
    assert!(first * 100 >= tried * 80, "{first} of {tried}");
}
