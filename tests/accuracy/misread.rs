//! Whole numbers typed "1.800" into a program that takes the point for a decimal mark: stored as 1,8.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rust_decimal::Decimal;
use soatbieu::finding::{Applicability, Input};
use soatbieu::number::Number;
use soatbieu::workbook::{Cell, SheetIndex, StyleId, Value, Workbook};

use crate::figures::{Better, Figures};
use crate::forms;
use crate::said;

/// Fewer such figures make no form worth trying.
const FEWEST: usize = 3;

pub fn measure(folder: &Path, figures: &mut Figures, verbose: bool) {
    let (mut cells, mut told, mut right, mut others, mut accused) = (0, 0, 0, 0, 0);
    for (name, clean) in forms::clean(folder) {
        let (workbook, wrong) = misread(&clean);
        if clean.has_formulas() || wrong.len() < FEWEST {
            continue;
        }
        let all = said::of_workbook(&workbook);
        let edits = |level: Option<Applicability>| {
            let of_rule = all.iter().filter(move |said| level.is_some() || said.rule == "misread-thousands");
            of_rule.flat_map(|said| &said.edits).filter(move |(given, _)| level.is_none_or(|level| level == *given))
        };
        let named: BTreeSet<said::Cell> = edits(None).filter_map(|(_, edit)| edit.sheet_cell()).collect();
        let fixed: BTreeMap<said::Cell, Option<Decimal>> = edits(Some(Applicability::Safe))
            .filter_map(|(_, edit)| {
                let value = match &edit.new {
                    Input::Number(number) => Some(number.value()),
                    _ => None,
                };
                Some((edit.sheet_cell()?, value))
            })
            .collect();
        let mended = wrong.iter().filter(|(cell, value)| fixed.get(cell) == Some(&Some(**value))).count();
        let blamed = all
            .iter()
            .filter(|said| said.is_error() && said.suspects.first().is_some_and(|cell| !wrong.contains_key(cell)));
        let blamed = blamed.count();
        if verbose {
            println!("{name}: {} misread, {mended} mended, {blamed} right cells accused", wrong.len());
        }
        cells += wrong.len();
        told += wrong.keys().filter(|cell| named.contains(cell)).count();
        right += mended;
        others += fixed.keys().filter(|cell| !wrong.contains_key(cell)).count();
        accused += blamed;
    }
    figures.share("misread.told", told, cells, Better::More, format!("of {cells} misread thousands, those told"));
    figures.share("misread.right", right, cells, Better::More, "right after the safe fix");
    figures.note("misread.others", others as f64, Better::Less, "other cells that the safe fix changes");
    figures.note("misread.accused", accused as f64, Better::Less, "errors that accuse a right cell first");
}

/// The form as such a program would have stored it, with what the figures should be.
fn misread(clean: &Workbook) -> (Workbook, BTreeMap<said::Cell, Decimal>) {
    let mut workbook = clean.clone();
    let mut wrong = BTreeMap::new();
    let thousand = Decimal::ONE_THOUSAND;
    for (index, sheet) in clean.sheets.iter().enumerate() {
        for (at, cell) in sheet.cells() {
            let Value::Number(number) = &cell.value else { continue };
            let value = number.value();
            let code = clean.style(cell.style).number_format;
            let grouped = code.contains("#,##0") && !code.contains('.');
            if !grouped || !value.fract().is_zero() || value.abs() < thousand || value.abs() >= thousand * thousand {
                continue;
            }
            let stored = (value / thousand).normalize();
            let misread = Cell {
                value: Value::Number(Number::new(stored, stored.scale())),
                style: StyleId::default(),
                formula: cell.formula.clone(),
            };
            if let Some(sheet) = workbook.sheets.get_mut(index) {
                sheet.set(at, misread);
            }
            wrong.insert((SheetIndex(index), at), value);
        }
    }
    (workbook, wrong)
}
