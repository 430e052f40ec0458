//! # formula-inconsistent
//!
//! ## What it does
//! Finds formulas that do not do what the ones around them do: a sum whose range stops short of a
//! line, runs into the header or counts a subtotal twice, and a formula that refers to other cells
//! than its neighbours, which all agree. Only formulas whose result changes with it are reported.
//!
//! ## Why is this bad?
//! The figure is calculated, so nobody checks it by hand, and it is wrong every time.
//!
//! ## Example
//! ```text
//! TT|Nội dung|KH giao|Thực hiện|Tỷ lệ (%)
//! 1|Xã A|1.234|1.190|=D2/C2*100→96,43
//! 2|Xã B|2.345|2.318|=D3/C3*100→98,85
//! 3|Xã C|3.456|3.401|«=D4/C3*100→145,03»
//! 4|Xã D|4.567|4.511|=D5/C5*100→98,77
//! 5|Xã E|5.678|5.601|=D6/C6*100→98,64
//! |Tổng cộng|=SUM(C2:C6)→17.280|«=SUM(D2:D5)→11.420»|=D7/C7*100→66,09
//! ```
//!
//! ## What to do
//! Apply the fix, which writes the formula as its neighbours have it.

use super::coverage::{Coverage, coverage};
use super::formulas::report;
use super::peers::{Peers, own_column, repeated_in_column, repeated_in_row, runs};
use super::reach::loses_its_figures;
use super::{Facts, TableFacts};
use crate::finding::{Confidence, Finding, RuleCode, Severity, Slip};
use crate::text::Bilingual;
use crate::workbook::{CellRef, FormulaReader, filled};

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("formula-inconsistent");

/// Reports formulas that do not cover what they should, or that differ from their neighbours.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    if facts.formulas.is_empty() || !facts.can_recalculate() {
        return;
    }
    for table_facts in &facts.tables {
        let mut found = Vec::new();
        let range = table_facts.table.range();
        for (at, formula) in facts.formulas.iter().filter(|(at, _)| range.is_some_and(|range| range.contains(*at))) {
            if let Some((sheet, summed)) = formula.sum_of()
                && sheet == facts.index
                && let Some(fault) = coverage(facts, &table_facts.table, at, summed)
                && let Some(finding) = uncovered(facts, at, &fault)
            {
                found.push(finding);
            }
        }
        for run in runs(&table_facts.table) {
            for (at, peers) in run.outliers(facts, table_facts) {
                let said = found.iter().any(|finding: &Finding| finding.cell() == Some(at));
                if !said && let Some(finding) = different(facts, table_facts, at, &peers) {
                    found.push(finding);
                }
            }
        }
        for finding in found {
            report(findings, finding);
        }
    }
}

/// A sum that covers too much or too little.
fn uncovered(facts: &Facts<'_>, at: CellRef, fault: &Coverage) -> Option<Finding> {
    let text = facts.sheet.cell(at)?.formula.as_deref()?;
    let (mut finding, expected) = replaced(facts, at, &fault.formula)?;
    finding.confidence = Confidence(0.8);
    finding.cause = fault.slip;
    finding.suspects.iter_mut().for_each(|suspect| suspect.slip = fault.slip);
    finding.key = facts.key(CODE, at, std::iter::once(at).chain(fault.cells.iter().copied()));
    let found = &finding.found;
    finding.title = fault.title.clone();
    finding.message = Bilingual::new(
        format!("{at} = {found} theo công thức ={text}: {}. Tính đủ được {expected}.", fault.words.vi),
        format!("{at} = {found} by its formula ={text}: {}. All lines give {expected}.", fault.words.en),
    );
    Some(finding)
}

/// A formula that refers to other cells than its neighbours.
fn different(facts: &Facts<'_>, table: &TableFacts, at: CellRef, peers: &Peers) -> Option<Finding> {
    let own = facts.formulas.get(at)?;
    let neighbours = facts.formulas.get(peers.nearest)?;
    let elsewhere = if peers.in_row { repeated_in_column } else { repeated_in_row };
    if elsewhere(facts, &table.table, at) {
        return None;
    }
    let alike = own.has_shape_of(neighbours);
    // Along a row totals may be of different parts; down a column another calculation may be meant.
    if !alike && (peers.in_row || peers.same < 4 || peers.other > 1) {
        return None;
    }
    // A total of all lines stands beside totals of some: what a sum takes in wrongly is told above.
    if peers.in_row
        && let (Some((_, own)), Some((_, theirs))) = (own.sum_of(), neighbours.sum_of())
        && own.start.row <= theirs.start.row
        && own.end.row >= theirs.end.row
    {
        return None;
    }
    // Below lines that each add up their row stands the total of the column.
    if !peers.in_row && own_column(facts, at.col, own) && !own_column(facts, at.col, neighbours) {
        return None;
    }
    let cell = facts.sheet.cell(at)?;
    let text = cell.formula.as_deref()?;
    let formula = filled(facts.sheet.cell(peers.nearest)?.formula.as_deref()?, peers.nearest, at);
    let filled = FormulaReader::new(facts.workbook).formula(facts.index, at, &formula)?;
    if loses_its_figures(facts, &table.table, at, &filled, neighbours) {
        return None;
    }
    let (mut finding, expected) = replaced(facts, at, &formula)?;
    let wrong = peers.are_sure();
    if wrong {
        finding.severity = Severity::Error;
    }
    finding.confidence = Confidence(if wrong {
        0.9
    } else if alike {
        0.8
    } else {
        0.6
    });
    finding.cause = (alike && text.contains('/')).then_some(Slip::WrongDenominator);
    finding.key = facts.key(CODE, at, [at, peers.nearest]);
    finding.title = Bilingual::new("Công thức khác các ô bên cạnh", "Formula unlike its neighbours");
    finding.message = Bilingual::new(
        format!(
            "{at} tính ={text}, cho {}; theo mẫu của các ô bên cạnh phải là ={formula}, cho {expected}.",
            finding.found
        ),
        format!(
            "{at} has ={text}, which gives {}; its neighbours would have ={formula}, which gives {expected}.",
            finding.found
        ),
    );
    finding.law = peers.law(facts);
    facts.name_operands(&mut finding, own);
    Some(finding)
}

/// A finding that another formula belongs into a cell, with what it gives; `None` when it would
/// show the same.
fn replaced(facts: &Facts<'_>, at: CellRef, formula: &str) -> Option<(Finding, String)> {
    let calculated = facts.calculated(at, formula)?;
    let (cell, stored) = facts.stored(at)?;
    let expected = facts.shows(cell, &calculated);
    if calculated.agrees_with(stored.value()) || expected == facts.shown(at) {
        return None;
    }
    let fix = Bilingual::new(format!("Sửa công thức thành ={formula}"), format!("Change the formula to ={formula}"));
    let finding = facts.formula_finding(CODE, Severity::Warning, at, (formula, &calculated), fix)?;
    Some((finding, expected))
}
