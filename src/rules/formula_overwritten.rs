//! # formula-overwritten
//!
//! ## What it does
//! Finds numbers typed over a formula: the cells around have one formula, filled down a column or
//! along the row of a total, and this one has a number.
//!
//! ## Why is this bad?
//! The number stays when the figures change. It may be right today, but nothing shows when it
//! stops being so.
//!
//! ## Example
//! ```text
//! TT|Nội dung|Kế hoạch|Thực hiện|Còn lại
//! 1|Xã A|1.234|1.190|=C2-D2→44
//! 2|Xã B|2.345|2.318|=C3-D3→27
//! 3|Xã C|3.456|3.401|«55»
//! 4|Xã D|4.567|4.511|=C5-D5→56
//! 5|Xã E|5.678|5.601|=C6-D6→77
//! ```
//!
//! ## What to do
//! Apply the fix, which puts the formula of the neighbours back, or say that the number is right.

use super::formulas::report;
use super::peers::{Peers, runs};
use super::reach::loses_its_figures;
use super::{Facts, TableFacts};
use crate::finding::{Confidence, Finding, RuleCode, Severity};
use crate::number::round_half_away;
use crate::text::Bilingual;
use crate::workbook::{Calculated, Cell, CellRef, FormulaReader, filled};

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("formula-overwritten");

/// Reports typed numbers among formulas of one pattern.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    if facts.formulas.is_empty() || !facts.can_recalculate() {
        return;
    }
    for table_facts in &facts.tables {
        for run in runs(&table_facts.table) {
            for (at, peers) in run.outliers(facts, table_facts) {
                let said = findings.iter().any(|finding| finding.rule == CODE && finding.cell() == Some(at));
                if !said && let Some(finding) = overwritten(facts, table_facts, findings, at, &peers) {
                    report(findings, finding);
                }
            }
        }
    }
}

fn overwritten(
    facts: &Facts<'_>,
    table: &TableFacts,
    findings: &[Finding],
    at: CellRef,
    peers: &Peers,
) -> Option<Finding> {
    let (cell, _) = facts.stored(at).filter(|(cell, number)| cell.formula.is_none() && !number.value().is_zero())?;
    let formula = filled(facts.sheet.cell(peers.nearest)?.formula.as_deref()?, peers.nearest, at);
    let parsed = FormulaReader::new(facts.workbook).formula(facts.index, at, &formula)?;
    if loses_its_figures(facts, &table.table, at, &parsed, facts.formulas.get(peers.nearest)?) {
        return None;
    }
    let calculated = facts.calculated(at, &formula)?;
    let same = is_same(facts, cell, at, &calculated);
    // A figure that differs may be an exception that was meant, unless the table itself is against it.
    let doubted = findings.iter().any(|finding| finding.cell() == Some(at));
    if !same && !doubted && peers.in_row {
        return None;
    }
    let fix = Bilingual::new(format!("Đặt lại công thức ={formula}"), format!("Put the formula ={formula} back"));
    let wrong = !same && peers.are_sure();
    let severity = if wrong { Severity::Error } else { Severity::Warning };
    let mut finding = facts.formula_finding(CODE, severity, at, (&formula, &calculated), fix)?;
    finding.confidence = Confidence(if same || wrong { 0.9 } else { 0.7 });
    finding.key = facts.key(CODE, at, [at, peers.nearest]);
    finding.title = Bilingual::new("Số gõ đè lên công thức", "Number typed over a formula");
    let expected = finding.expected.clone().unwrap_or_default();
    finding.message = if same {
        finding.difference = None;
        Bilingual::new(
            format!(
                "{at} là số gõ tay {}, trong khi các ô bên cạnh là công thức; số này hiện vẫn đúng.",
                finding.found
            ),
            format!("{at} is typed, {}, among formulas; the number is right for now.", finding.found),
        )
    } else {
        Bilingual::new(
            format!("{at} là số gõ tay {}, trong khi công thức như các ô bên cạnh cho {expected}.", finding.found),
            format!("{at} is typed, {}, but the formula of its neighbours gives {expected}.", finding.found),
        )
    };
    finding.law = peers.law(facts);
    facts.name_operands(&mut finding, &parsed);
    Some(finding)
}

/// Whether the typed number is what the formula gives, to the decimals it was typed with.
fn is_same(facts: &Facts<'_>, cell: &Cell, at: CellRef, calculated: &Calculated) -> bool {
    facts.stored(at).is_some_and(|(_, typed)| {
        calculated.agrees_with(typed.value())
            || round_half_away(calculated.value, typed.decimals()) == typed.value()
            || facts.shows(cell, calculated) == facts.shown(at)
    })
}
