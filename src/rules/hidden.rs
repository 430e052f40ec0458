//! What hidden rows and columns have to do with a finding: a reader cannot see why a total is what
//! it is when some of its lines are hidden.

use std::collections::BTreeSet;
use std::fmt::Display;

use rust_decimal::Decimal;

use super::Facts;
use crate::finding::{Finding, Severity};
use crate::table::Reading;
use crate::text::Bilingual;
use crate::workbook::{CellRef, Col, Row};

/// Says which hidden rows and columns a finding counts on or passes over.
pub(super) fn note(facts: &Facts<'_>, finding: &mut Finding) {
    let sheet = facts.sheet;
    if sheet.hidden_rows.is_empty() && sheet.hidden_columns.is_empty() {
        return;
    }
    let Some(about) = finding.cell() else { return };
    let operands: Vec<CellRef> = finding.operands.iter().filter_map(|operand| operand.place.cell()).collect();
    let rows: BTreeSet<Row> = operands.iter().map(|cell| cell.row).filter(|row| *row != about.row).collect();
    let counted: Vec<Row> = rows.iter().copied().filter(|row| sheet.hidden_rows.contains(row)).collect();
    let columns: BTreeSet<Col> = operands.iter().map(|cell| cell.col).filter(|col| *col != about.col).collect();
    let counted_columns: Vec<Col> = columns.into_iter().filter(|col| sheet.hidden_columns.contains(col)).collect();
    if !counted.is_empty() {
        let (count, list) = (counted.len(), listed(&counted));
        say(
            finding,
            &format!("Trong phạm vi có {count} dòng đang ẩn ({list})."),
            &format!("{count} of its rows are hidden ({list})."),
        );
        passed_over_by_design(facts, finding, about, &operands);
    }
    let passed: Vec<Row> = left_out(facts, about, &operands, &rows);
    if !passed.is_empty() {
        let (count, list) = (passed.len(), listed(&passed));
        say(
            finding,
            &format!("Phép cộng bỏ qua {count} dòng đang ẩn ({list})."),
            &format!("{count} hidden rows are left out ({list})."),
        );
    }
    if !counted_columns.is_empty() {
        let (count, list) = (counted_columns.len(), listed(&counted_columns));
        say(
            finding,
            &format!("Trong phạm vi có {count} cột đang ẩn ({list})."),
            &format!("{count} of its columns are hidden ({list})."),
        );
    }
}

/// A total of the rows that are seen is right in its own way, whether SUBTOTAL makes it or a hand.
fn passed_over_by_design(facts: &Facts<'_>, finding: &mut Finding, about: CellRef, operands: &[CellRef]) {
    let Some((cell, found)) = facts.stored(about) else { return };
    let hidden = |at: &&CellRef| !facts.sheet.hidden_rows.contains(&at.row);
    let seen: Decimal = operands.iter().filter(hidden).filter_map(|at| facts.stored(*at)).map(|(_, n)| n.value()).sum();
    if finding.severity > Severity::Warning || seen != found.value() {
        return;
    }
    let by_formula = cell.formula.as_deref().is_some_and(|formula| {
        let formula = formula.to_ascii_uppercase();
        formula.contains("SUBTOTAL(") || formula.contains("AGGREGATE(")
    });
    finding.severity = if by_formula { Severity::Info } else { Severity::Warning };
    say(finding, "Số này đúng bằng tổng các dòng đang hiện.", "It is exactly the sum of the rows that are shown.");
}

/// The hidden rows between the operands of a column that hold a number and are not among them.
fn left_out(facts: &Facts<'_>, about: CellRef, operands: &[CellRef], rows: &BTreeSet<Row>) -> Vec<Row> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Vec::new() };
    if rows.len() < 2 || operands.iter().any(|cell| cell.col != about.col) {
        return Vec::new();
    }
    let has_number = |row: Row| {
        let at = CellRef::new(row, about.col);
        facts.tables.iter().any(|facts| matches!(facts.table.reading(at), Reading::Number(_)))
    };
    let between = facts.sheet.hidden_rows.range(*first..=*last).copied();
    between.filter(|row| !rows.contains(row) && *row != about.row && has_number(*row)).collect()
}

fn listed(places: &[impl Display]) -> String {
    const MOST: usize = 8;
    let mut list: Vec<String> = places.iter().take(MOST).map(ToString::to_string).collect();
    if places.len() > MOST {
        list.push("…".to_owned());
    }
    list.join(", ")
}

fn say(finding: &mut Finding, vi: &str, en: &str) {
    let Bilingual { vi: old_vi, en: old_en } = &finding.law;
    let join = |old: &str, new: &str| if old.is_empty() { new.to_owned() } else { format!("{old} · {new}") };
    finding.law = Bilingual::new(join(old_vi, vi), join(old_en, en));
}
