//! Detection by the size of the error: a larger error is never less of an error.

use rust_decimal::Decimal;

use super::form::{Expected, Form, forms, said};
use crate::number::{Number, Slack};
use crate::relation::{Relation, RelationKind};
use crate::rules::{SheetReport, check_sheet};
use crate::table::{Reading, tables};
use crate::workbook::{CellRef, SheetIndex, Value, Workbook};

const SHEET: SheetIndex = SheetIndex(0);
/// Of a form with more numbers only every second, third … is changed.
const MOST: usize = 40;

#[derive(Clone, Copy)]
enum Size {
    OneUnit,
    Percent(u32),
    Times(u32),
}

const SIZES: [(&str, Size); 5] = [
    ("one unit of the last digit", Size::OneUnit),
    ("1 %", Size::Percent(1)),
    ("10 %", Size::Percent(10)),
    ("× 10", Size::Times(10)),
    ("× 1000", Size::Times(1000)),
];

impl Size {
    /// The number with an error of this size, at its own decimals; `None` where that changes
    /// nothing.
    fn of(self, number: Number) -> Option<Number> {
        let value = match self {
            Self::OneUnit => number.value() + number.unit(),
            Self::Percent(percent) => number.value() + number.value() * Decimal::new(i64::from(percent), 2),
            Self::Times(factor) => number.value() * Decimal::from(factor),
        };
        let wrong = Number::new(value, number.decimals()).rounded(number.decimals());
        (wrong.value() != number.value()).then_some(wrong)
    }
}

/// What came of one error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Said(Expected),
    /// Every law that the figure takes part in still holds within rounding.
    Excused,
}

/// The outcomes of one cell, one for each size.
type Outcomes = [Option<Outcome>; SIZES.len()];

/// The numbers of a correct form that a law computes, or computes with, to the last digit.
fn exact_numbers(form: &Form, report: &SheetReport) -> Vec<(CellRef, Number)> {
    let laws = report.standings.iter().filter(|standing| standing.is_arithmetic());
    let exact = laws.flat_map(|law| law.with(|verdict| verdict == crate::number::Verdict::Exact));
    let cells: std::collections::BTreeSet<CellRef> = exact.flat_map(|(relation, _)| relation.cells()).collect();
    let number = |at: CellRef| match form.workbook.sheets[0].cell(at)?.value {
        Value::Number(number) => Some((at, number)),
        _ => None,
    };
    let numbers: Vec<_> = cells.into_iter().filter_map(number).collect();
    let step = numbers.len().div_ceil(MOST).max(1);
    numbers.into_iter().step_by(step).collect()
}

/// Whether every law that speaks of a cell holds if all figures are taken as rounded.
fn holds_rounded(workbook: &Workbook, laws: &[(RelationKind, &Relation)], at: CellRef) -> bool {
    let tables = tables(workbook, SHEET);
    let readings = |cell: CellRef| {
        tables
            .iter()
            .map(|table| table.reading(cell))
            .find(|reading| *reading != Reading::Blank)
            .unwrap_or(Reading::Blank)
    };
    laws.iter().filter(|(_, relation)| relation.cells().any(|cell| cell == at)).all(|(kind, relation)| {
        relation.judge(*kind, Slack::Rounded, &readings).map_or(true, |judged| judged.verdict.holds())
    })
}

fn outcomes(form: &Form) -> Vec<(CellRef, Outcomes)> {
    let report = check_sheet(&form.workbook, SHEET);
    let laws: Vec<(RelationKind, &Relation)> = report
        .standings
        .iter()
        .filter(|law| law.is_arithmetic())
        .flat_map(|law| law.pattern.relations.iter().map(|relation| (law.pattern.kind, relation)))
        .collect();
    let mut workbook = form.workbook.clone();
    let numbers = exact_numbers(form, &report);
    let outcome = |(at, number): (CellRef, Number)| {
        let clean = workbook.sheets[0].cell(at).cloned().unwrap_or_default();
        let found = SIZES.map(|(_, size)| {
            let mut changed = clean.clone();
            changed.value = Value::Number(size.of(number)?);
            workbook.sheets[0].set(at, changed);
            let said = said(&check_sheet(&workbook, SHEET).findings, at);
            Some(match said {
                Expected::Warned | Expected::Missed if holds_rounded(&workbook, &laws, at) => Outcome::Excused,
                said => Outcome::Said(said),
            })
        });
        workbook.sheets[0].set(at, clean);
        (at, found)
    };
    numbers.into_iter().map(outcome).collect()
}

fn is_error(outcome: Option<Outcome>) -> bool {
    matches!(outcome, Some(Outcome::Said(Expected::First | Expected::Suspected)))
}

#[test]
fn detection_does_not_fall_as_errors_grow() {
    let forms = forms();
    let (one, other): (Vec<_>, Vec<_>) = forms.iter().enumerate().partition(|(index, _)| index % 2 == 0);
    let all = |forms: Vec<(usize, &Form)>| -> Vec<(String, CellRef, Outcomes)> {
        let of = |form: &Form| {
            outcomes(form).into_iter().map(|(at, found)| (form.name.clone(), at, found)).collect::<Vec<_>>()
        };
        forms.into_iter().flat_map(|(_, form)| of(form)).collect()
    };
    let cells: Vec<(String, CellRef, Outcomes)> = std::thread::scope(|scope| {
        let other = scope.spawn(|| all(other));
        let mut cells = all(one);
        cells.extend(other.join().expect("the other half"));
        cells
    });
    println!("{:28}| tried | excused by rounding | said as error | named first", "size");
    for (index, (name, _)) in SIZES.iter().enumerate() {
        let of: Vec<Option<Outcome>> = cells.iter().map(|(.., found)| found[index]).collect();
        let count = |test: &dyn Fn(Outcome) -> bool| of.iter().flatten().filter(|outcome| test(**outcome)).count();
        let excused = count(&|outcome| outcome == Outcome::Excused);
        let tried = count(&|_| true) - excused;
        let said = of.iter().filter(|outcome| is_error(**outcome)).count();
        let first = count(&|outcome| outcome == Outcome::Said(Expected::First));
        println!(
            "{name:28}| {tried:5} | {excused:19} | {said:5} {:.4}  | {first:5} {:.4}",
            rate(said, tried),
            rate(first, tried)
        );
    }
    for (index, pair) in SIZES.windows(2).enumerate() {
        let both: Vec<_> = cells
            .iter()
            .filter(|(.., found)| [index, index + 1].iter().all(|at| matches!(found[*at], Some(Outcome::Said(_)))))
            .collect();
        let smaller = both.iter().filter(|(.., found)| is_error(found[index])).count();
        let larger = both.iter().filter(|(.., found)| is_error(found[index + 1])).count();
        let lost: Vec<String> = both
            .iter()
            .filter(|(.., found)| is_error(found[index]) && !is_error(found[index + 1]))
            .map(|(form, at, _)| format!("{form} {at}"))
            .collect();
        println!("{} → {}: {smaller} → {larger} of {}; lost {lost:?}", pair[0].0, pair[1].0, both.len());
        assert!(larger >= smaller, "{} is found less often than {}: {lost:?}", pair[1].0, pair[0].0);
    }
}

fn rate(some: usize, all: usize) -> f64 {
    some as f64 / all.max(1) as f64
}
