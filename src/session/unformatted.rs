//! What may be said of a file whose cell formats could not be read.

use std::collections::BTreeSet;

use crate::finding::{Finding, Severity};
use crate::ledger::Place;
use crate::number::{Notation, parse};
use crate::rules::SheetReport;
use crate::workbook::{CellRef, Value, Workbook};

/// Where the formats of cells are not known, an error that could come of decimals that are not shown is none to
/// tell anybody of: it becomes a warning.
pub(super) fn soften(workbook: &Workbook, report: &mut SheetReport) {
    if !workbook.unformatted {
        return;
    }
    for finding in report.findings.iter_mut().filter(|finding| finding.severity == Severity::Error) {
        if may_be_hidden(workbook, finding) {
            finding.severity = Severity::Warning;
        }
    }
}

/// Whether figures that are shown as whole numbers could differ by as much from what is stored: each with
/// decimals by half a unit.
fn may_be_hidden(workbook: &Workbook, finding: &Finding) -> bool {
    if !finding.related.is_empty() {
        return true;
    }
    let Some(sheet) = finding.sheet().and_then(|sheet| workbook.sheet(sheet)) else { return false };
    let has_decimals = |at: CellRef| match sheet.cell(at).map(|cell| &cell.value) {
        Some(Value::Number(number)) => !number.value().is_integer(),
        _ => false,
    };
    let operands = finding.operands.iter().map(|operand| operand.place);
    let cells: BTreeSet<CellRef> = operands.chain([finding.place]).filter_map(Place::cell).collect();
    let hidden = cells.into_iter().filter(|at| has_decimals(*at)).count();
    let difference = finding.difference.as_deref().and_then(|text| parse(text, Notation::Vietnamese));
    difference.is_some_and(|difference| {
        let halves = difference.value().abs().checked_mul(rust_decimal::Decimal::TWO);
        halves.is_some_and(|halves| halves <= rust_decimal::Decimal::from(hidden))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::patch;
    use crate::session::Session;
    use crate::session::tests::TABLE;
    use crate::workbook::{Cell, SheetIndex};

    #[test]
    fn what_hidden_decimals_could_explain_is_no_error_without_formats() {
        let (table, _) = fixture::workbook(TABLE);
        let mut session = Session::open("a.xlsx", patch::package(&table).unwrap()).unwrap();
        let at = |cell: &str| cell.parse::<CellRef>().unwrap();
        for (cell, value) in [("D2", "1.4"), ("D3", "2.4")] {
            let value = Value::Number(crate::number::Number::from_decimal(value.parse().unwrap()));
            session.workbook.sheets[0].set(at(cell), Cell { value, ..Cell::default() });
        }
        let reported = session.checked.iter().flat_map(|checked| &checked.report.findings).next().unwrap();
        let place = |cell: &str| Place::of_cell(SheetIndex(0), at(cell));
        let operand =
            |cell: &str| crate::finding::Operand { place: place(cell), label: String::new(), shown: String::new() };
        let finding = |difference: &str, cells: &[&str]| Finding {
            severity: Severity::Error,
            place: place("D5"),
            difference: Some(difference.to_owned()),
            operands: cells.iter().map(|cell| operand(cell)).collect(),
            ..reported.clone()
        };
        // Two figures with decimals, shown as whole numbers, may differ by one from what they hold.
        let findings = [("+0,8", ["D2", "D3"]), ("-1", ["D2", "D3"]), ("+1,2", ["D2", "D3"]), ("+0,8", ["C2", "C3"])];
        let findings: Vec<Finding> = findings.iter().map(|(difference, cells)| finding(difference, cells)).collect();
        for (unformatted, wanted) in [(true, "WWEE"), (false, "EEEE")] {
            session.workbook.unformatted = unformatted;
            session.checked[0].report.findings.clone_from(&findings);
            soften(&session.workbook, &mut session.checked[0].report);
            let said = session.checked[0].report.findings.iter();
            let said: String =
                said.map(|finding| if finding.severity == Severity::Error { 'E' } else { 'W' }).collect();
            assert_eq!(said, wanted);
        }
    }
}
