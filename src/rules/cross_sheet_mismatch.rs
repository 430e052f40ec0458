//! # cross-sheet-mismatch
//!
//! ## What it does
//! Finds figures that another sheet of the workbook contradicts: the same indicator, a line of a summary and the sheet
//! that it is of, a year and its quarters, a district and its communes cell by cell, a running total and its months.
//!
//! ## Why is this bad?
//! Each sheet agrees with itself, so nobody sees it; whoever reads both will. Sheets are compared only where nearly all
//! of their figures agree, and period, unit and scope leave open that they are the same facts.
//!
//! ## Example
//! ```text
//! === Tổng hợp
//! TT|Xã|Số hộ|Số khẩu
//! 1|Xã Bình An|623|2.510
//! 2|Xã Cẩm Sơn|«571»|2.283
//! 3|Xã Đại Lộc|482|1.874
//! 4|Xã Gia Hưng|394|1.562
//! |Tổng cộng|2.070|8.229
//! === Bình An
//! TT|Thôn|Số hộ|Số khẩu
//! 1|Thôn Đông|311|1.298
//! 2|Thôn Đoài|312|1.212
//! |Tổng cộng|623|2.510
//! === Cẩm Sơn
//! TT|Thôn|Số hộ|Số khẩu
//! 1|Thôn Thượng|268|1.096
//! 2|Thôn Hạ|249|1.187
//! |Tổng cộng|517|2.283
//! === Đại Lộc
//! TT|Thôn|Số hộ|Số khẩu
//! 1|Thôn Nam|254|986
//! 2|Thôn Bắc|228|888
//! |Tổng cộng|482|1.874
//! === Gia Hưng
//! TT|Thôn|Số hộ|Số khẩu
//! 1|Thôn Trại|181|716
//! 2|Thôn Chùa|213|846
//! |Tổng cộng|394|1.562
//! ```
//!
//! ## What to do
//! Look up both figures in what they were taken from. The one that is wrong is corrected together with what follows from it.

mod words;

use std::collections::BTreeSet;

use super::Book;
use crate::across::{self, Chart, Discord, Slot, Why};
use crate::diagnose::slip;
use crate::finding::{Confidence, Finding, FindingKey, Related, Role, RuleCode, Severity, Suspect};
use crate::ledger::Place;
use crate::number::{Notation, Number, format};
use crate::text::Bilingual;
use crate::workbook::{CellRef, SheetCell, Workbook};

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("cross-sheet-mismatch");

/// How sure a contradiction is that most figures of two sheets bear witness to.
const SURE: Confidence = Confidence(0.9);
/// How sure one is that has another explanation besides: last year's figures may have been restated.
const LIKELY: Confidence = Confidence(0.7);

/// Reports what sheets say against each other.
pub fn check(book: &Book<'_>) -> Vec<Finding> {
    let told = told(book);
    let discords = across::discords(book.charts);
    let untold = |discord: &&Discord| {
        let known = |slot: &Slot| slot.place(book.charts).is_some_and(|place| told.contains(&place));
        !discord.accused.first().is_some_and(known) && !discord.against.iter().any(known)
    };
    discords.iter().filter(untold).filter_map(|discord| finding(book, discord)).collect()
}

/// The cells that were said to be wrong on their own sheets: what follows from them is not said again.
fn told(book: &Book<'_>) -> BTreeSet<SheetCell> {
    let findings = book.reports.iter().flat_map(|report| &report.findings);
    let grave = findings.filter(|finding| finding.severity != Severity::Info);
    let cells = |finding: &Finding| {
        let suspects = finding.suspects.iter().map(|suspect| suspect.place);
        suspects.chain([finding.place]).filter_map(Place::sheet_cell).collect::<Vec<SheetCell>>()
    };
    grave.flat_map(cells).collect()
}

fn finding(book: &Book<'_>, discord: &Discord) -> Option<Finding> {
    let charts = book.charts;
    let (sheet, cell) = discord.accused.first()?.place(charts)?;
    let found = discord.accused.first()?.figure(charts).map(|figure| figure.number);
    let restated = is_restated(charts, discord);
    let places = |slots: &[Slot]| slots.iter().filter_map(|slot| slot.place(charts)).collect::<Vec<SheetCell>>();
    let (accused, against) = (places(&discord.accused), places(&discord.against));
    let role = if matches!(discord.why, Why::Sum(_) | Why::Running(_)) { Role::Operand } else { Role::ContradictedBy };
    let related = |places: Vec<SheetCell>, role: Role| {
        places.into_iter().map(move |(sheet, cell)| Related { place: Place::of_cell(sheet, cell), role })
    };
    let elsewhere = accused.iter().copied().filter(|(other, _)| *other != sheet).collect();
    let expected = discord.expected.map(shown);
    let cause = discord.expected.zip(found).and_then(|(right, wrong)| slip(wrong, right));
    let suspect = |(sheet, cell): &SheetCell| Suspect {
        place: Place::of_cell(*sheet, *cell),
        repaired: discord.expected.filter(|_| Some(cell) == accused.first().map(|(_, cell)| cell)),
        slip: cause,
    };
    Some(Finding {
        rule: CODE,
        severity: if restated { Severity::Warning } else { Severity::Error },
        confidence: if restated { LIKELY } else { SURE },
        key: key(book.workbook, accused.iter().chain(&against)),
        place: Place::of_cell(sheet, cell),
        found: at(book.workbook, (sheet, cell)),
        difference: discord.expected.zip(found).and_then(|(right, wrong)| difference(wrong, right)),
        expected,
        operands: Vec::new(),
        suspects: accused.iter().filter(|(other, _)| *other == sheet).map(suspect).collect(),
        related: related(elsewhere, Role::ContradictedBy)
            .chain(related(against, role))
            .chain(related(places(&discord.seconds), Role::ConfirmedBy))
            .collect(),
        cause,
        title: words::title(discord),
        message: words::message(book, discord)?,
        law: words::law(discord),
        likely: words::likely(discord),
        fixes: Vec::new(),
    })
}

/// Whether one of the figures is another year's in a report of this year: such are restated.
fn is_restated(charts: &[Chart], discord: &Discord) -> bool {
    let year = |slot: &Slot| charts.get(slot.chart).and_then(|chart| chart.said.period.year);
    let years: BTreeSet<u16> = discord.accused.iter().chain(&discord.against).filter_map(year).collect();
    discord.why == Why::Differs && years.len() > 1
}

/// A number as reports write it.
fn shown(number: Number) -> String {
    format(number, Notation::Vietnamese)
}

/// What a cell shows.
fn at(workbook: &Workbook, (sheet, cell): SheetCell) -> String {
    let cell = workbook.sheet(sheet).and_then(|sheet| sheet.cell(cell));
    cell.map(|cell| workbook.shown(cell).trim().to_owned()).unwrap_or_default()
}

fn difference(found: Number, expected: Number) -> Option<String> {
    let decimals = found.decimals().max(expected.decimals());
    let value = found.value().checked_sub(expected.value())?;
    let sign = if value.is_sign_negative() { "-" } else { "+" };
    Some(format!("{sign}{}", shown(Number::new(value.abs(), decimals))))
}

/// The rule, the cells of all sheets, and what they hold.
fn key<'p>(workbook: &Workbook, places: impl Iterator<Item = &'p SheetCell>) -> FindingKey {
    let part = |(sheet, cell): &SheetCell| {
        let name = workbook.sheet(*sheet).map_or("", |sheet| sheet.name.as_str());
        format!("|{name}|{cell}={}", at(workbook, (*sheet, *cell)))
    };
    FindingKey(std::iter::once(CODE.to_string()).chain(places.map(part)).collect())
}

/// "PB01!D8"
fn named(workbook: &Workbook, (sheet, cell): (crate::workbook::SheetIndex, CellRef)) -> String {
    let name = workbook.sheet(sheet).map_or("", |sheet| sheet.name.as_str());
    format!("{name}!{cell}")
}

/// "Xã Minh Hợp – Số hộ": the line and the column of a figure.
fn indicator(charts: &[Chart], slot: &Slot) -> String {
    let Some(chart) = charts.get(slot.chart) else { return String::new() };
    let line = chart.lines.get(slot.line).map_or("", |(_, head)| head.name.as_str());
    let column = chart.columns.get(slot.column).map_or("", |(_, head)| head.name.as_str());
    match (line.trim(), column.trim()) {
        ("", column) => column.to_owned(),
        (line, "") => line.to_owned(),
        (line, column) => format!("{line} – {column}"),
    }
}

/// A sentence in both languages.
fn both(vi: String, en: String) -> Bilingual {
    Bilingual::new(vi, en)
}
