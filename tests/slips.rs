//! Every slip that a person can make in any number of the disbursement table, one at a time: the
//! checker must report an error and put that cell first among the suspects. Prints the rates.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use soatbieu::finding::Severity;
use soatbieu::number::{Notation, Number, format, parse};
use soatbieu::rules::check_sheet;
use soatbieu::workbook::{self, CellRef, SheetIndex, Value, Workbook};

const SHEET: SheetIndex = SheetIndex(2);

/// The numbers below the row of column numbers.
fn numbers(workbook: &Workbook) -> Vec<(CellRef, Number)> {
    let body = |cell: &CellRef| cell.row.0 >= 7;
    let sheet = workbook.sheet(SHEET).unwrap();
    sheet
        .cells()
        .filter(|(at, _)| body(at))
        .filter_map(|(at, cell)| match cell.value {
            Value::Number(number) => Some((at, number)),
            _ => None,
        })
        .collect()
}

/// All the wrong numbers that slips of one kind make of a number, as they would be typed.
fn slips(number: Number) -> Vec<(&'static str, Number)> {
    let text = format(number, Notation::Vietnamese).replace('.', "");
    let digits: Vec<char> = text.chars().collect();
    let mut typed: Vec<(&'static str, String)> = Vec::new();
    for (at, digit) in digits.iter().enumerate() {
        if !digit.is_ascii_digit() {
            continue;
        }
        for other in ('0'..='9').filter(|other| other != digit) {
            let mut wrong = digits.clone();
            wrong[at] = other;
            typed.push(("replaced digit", wrong.into_iter().collect()));
        }
        let mut dropped = digits.clone();
        dropped.remove(at);
        typed.push(("dropped digit", dropped.into_iter().collect()));
        for other in '0'..='9' {
            let mut added = digits.clone();
            added.insert(at, other);
            typed.push(("added digit", added.into_iter().collect()));
        }
        if let Some(next) = digits.get(at + 1).filter(|next| next.is_ascii_digit() && *next != digit) {
            let mut swapped = digits.clone();
            (swapped[at], swapped[at + 1]) = (*next, *digit);
            typed.push(("swapped digits", swapped.into_iter().collect()));
        }
    }
    let mut wrong: Vec<(&'static str, Number)> =
        typed.into_iter().filter_map(|(slip, text)| Some((slip, parse(&text, Notation::Vietnamese)?))).collect();
    for places in 1..=3_u32 {
        let factor = Decimal::from(10_u32.pow(places));
        wrong.push(("shifted decimal", Number::new(number.value() * factor, number.decimals().saturating_sub(places))));
        wrong.push(("shifted decimal", Number::new(number.value() / factor, number.decimals() + places)));
    }
    wrong.push(("wrong sign", Number::new(-number.value(), number.decimals())));
    wrong.retain(|(_, wrong)| wrong.value() != number.value());
    wrong
}

/// Whether the wrong number says the same with fewer or more decimals: "12.216,69" for
/// 12.216,693 is no mistake that arithmetic could show.
fn excused(number: Number, wrong: Number) -> bool {
    let decimals = number.decimals().min(wrong.decimals());
    let cut = |number: Number| number.value().trunc_with_scale(decimals);
    number.decimals() != wrong.decimals()
        && (number.rounded(decimals) == wrong.rounded(decimals) || cut(number) == cut(wrong))
}

#[derive(Default)]
struct Rate {
    excused: u32,
    tried: u32,
    detected: u32,
    first: u32,
}

#[test]
fn every_slip_in_any_number_is_found_and_named() {
    let mut workbook = workbook::read(include_bytes!("fixtures/appendices-numbers.xlsx")).unwrap();
    let mut rates: BTreeMap<&'static str, Rate> = BTreeMap::new();
    let mut missed: BTreeMap<CellRef, u32> = BTreeMap::new();
    let mut misplaced: BTreeMap<CellRef, u32> = BTreeMap::new();
    let numbers = numbers(&workbook);
    assert!(numbers.len() > 60);
    for (at, number) in numbers {
        let cell = workbook.sheet(SHEET).unwrap().cell(at).unwrap().clone();
        for (slip, wrong) in slips(number) {
            if excused(number, wrong) {
                rates.entry(slip).or_default().excused += 1;
                continue;
            }
            let mut changed = cell.clone();
            changed.value = Value::Number(wrong);
            workbook.sheets[SHEET.0].set(at, changed);
            let report = check_sheet(&workbook, SHEET);
            let mut errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error).peekable();
            let rate = rates.entry(slip).or_default();
            rate.tried += 1;
            if errors.peek().is_none() {
                *missed.entry(at).or_default() += 1;
                continue;
            }
            rate.detected += 1;
            if errors.any(|finding| finding.suspects.first().is_some_and(|suspect| suspect.place.cell() == Some(at))) {
                rate.first += 1;
            } else {
                *misplaced.entry(at).or_default() += 1;
            }
        }
        workbook.sheets[SHEET.0].set(at, cell);
    }
    let (mut tried, mut detected, mut first) = (0, 0, 0);
    for (slip, rate) in &rates {
        let share = |part: u32| f64::from(part) * 100.0 / f64::from(rate.tried);
        println!(
            "{slip:16} {:6} tried, {:7.3} % detected, {:7.3} % first suspect ({} excused by rounding)",
            rate.tried,
            share(rate.detected),
            share(rate.first),
            rate.excused
        );
        tried += rate.tried;
        detected += rate.detected;
        first += rate.first;
    }
    let share = |part: u32| f64::from(part) * 100.0 / f64::from(tried);
    println!("{:16} {tried:6} tried, {:7.3} % detected, {:7.3} % first suspect", "all", share(detected), share(first));
    println!("not detected: {missed:?}\nnot first: {misplaced:?}");
    assert_eq!(detected, tried, "not detected: {missed:?}");
    assert!(share(first) >= 99.0, "not first: {misplaced:?}");
}
