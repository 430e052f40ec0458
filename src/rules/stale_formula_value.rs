//! # stale-formula-value
//!
//! ## What it does
//! Calculates every formula anew from the figures in the sheet and compares with the value that
//! is stored with it. Formulas whose result depends on the day, on other files, on text or on
//! digits that are only noise are passed over.
//!
//! ## Why is this bad?
//! The file was saved without being calculated: what is printed or read on a phone is the total of
//! the figures before they were changed, and it changes when somebody opens the file in Excel.
//!
//! ## Example
//! ```text
//! TT|Nội dung|Kế hoạch|Thực hiện
//! 1|Xã A|1.234|1.190
//! 2|Xã B|2.345|2.318
//! 3|Xã C|3.456|3.401
//! |Tổng cộng|=SUM(C2:C4)→7.035|«=SUM(D2:D4)→6.890»
//! ```
//!
//! ## What to do
//! Apply the fix, which calculates the formula, or press Ctrl+Alt+F9 in Excel and save.

use super::Facts;
use super::formulas::report;
use crate::finding::{Confidence, Finding, RuleCode, Severity, Slip};
use crate::number::round_half_away;
use crate::text::Bilingual;
use crate::workbook::{Calculated, Calculator, CellRef, Format, Formula, Value};

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("stale-formula-value");

/// Reports stored values that their formulas do not give.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    if !facts.can_recalculate() {
        return;
    }
    for (at, formula, calculated) in stale(facts) {
        let Some(text) = facts.sheet.cell(at).and_then(|cell| cell.formula.as_deref()) else { continue };
        // Excel itself shows another value than the file stores once it has opened the file.
        let (severity, confidence) =
            if facts.workbook.calculation.on_load { (Severity::Warning, 0.85) } else { (Severity::Error, 0.97) };
        let title = |expected: &str| {
            Bilingual::new(format!("Tính lại {at} thành {expected}"), format!("Calculate {at}: {expected}"))
        };
        let expected = facts.sheet.cell(at).map(|cell| facts.shows(cell, &calculated)).unwrap_or_default();
        let Some(mut finding) = facts.formula_finding(CODE, severity, at, (text, &calculated), title(&expected)) else {
            continue;
        };
        finding.confidence = Confidence(confidence);
        finding.key = facts.key(CODE, at, referred(facts, at, formula));
        finding.cause = Some(Slip::StaleTotal);
        finding.suspects.iter_mut().for_each(|suspect| suspect.slip = Some(Slip::StaleTotal));
        finding.title = Bilingual::new("Công thức chưa được tính lại", "Formula not calculated anew");
        finding.message = Bilingual::new(
            format!("{at} đang lưu {} nhưng công thức ={text} tính ra {expected}.", finding.found),
            format!("{at} stores {} but its formula ={text} gives {expected}.", finding.found),
        );
        finding.likely = Bilingual::new(
            "Số liệu đã sửa sau lần tính cuối (Excel đặt chế độ tính tay, hoặc tệp được sửa bằng phần mềm khác).",
            "Figures were changed after the last calculation (manual calculation, or another program).",
        );
        facts.name_operands(&mut finding, formula);
        report(findings, finding);
    }
}

/// The cell and the first cells that its formula refers to.
fn referred(facts: &Facts<'_>, at: CellRef, formula: &Formula) -> Vec<CellRef> {
    let mut cells = vec![at];
    for (sheet, range) in formula.references() {
        if sheet == facts.index {
            cells.extend(facts.sheet.cells_in(range).map(|(at, _)| at).take(8));
        }
    }
    cells
}

fn stale<'f>(facts: &'f Facts<'_>) -> Vec<(CellRef, &'f Formula, Calculated)> {
    let mut calculator = Calculator::new(facts.workbook);
    let (mut agree, mut stale) = (0_usize, Vec::new());
    for (at, formula) in facts.formulas.iter() {
        let Some((cell, stored)) = facts.stored(at) else { continue };
        let Some(calculated) = calculator.number(facts.index, at, formula) else { continue };
        // Dates calculated from texts or times are beyond what is compared here.
        let dated = formula.references().into_iter().any(|(sheet, range)| {
            facts.workbook.sheet(sheet).is_some_and(|sheet| {
                sheet.cells_in(range).any(|(_, cell)| matches!(cell.value, Value::Date(_) | Value::Bool(_)))
            })
        });
        if dated {
            continue;
        }
        // A value that was stored rounded is not stale.
        let rounded = round_half_away(calculated.value, stored.decimals()) == stored.value();
        if rounded || calculated.agrees_with(stored.value()) || facts.shows(cell, &calculated) == facts.shown(at) {
            agree += 1;
        } else {
            stale.push((at, formula, calculated));
        }
    }
    // Programs that cannot calculate store zero everywhere and leave it to Excel.
    let zeros = stale.iter().filter(|(at, _, _)| is_zero(facts, *at)).count();
    if zeros > 1 && zeros * 2 > agree + stale.len() {
        stale.retain(|(at, _, _)| !is_zero(facts, *at));
    }
    // The formulas of binary workbooks are translated: where most disagree, the translation is
    // wrong.
    let translated = matches!(facts.workbook.format, Format::Xls | Format::Xlsb);
    if translated && stale.len() * 4 > agree {
        stale.clear();
    }
    stale
}

fn is_zero(facts: &Facts<'_>, at: CellRef) -> bool {
    facts.stored(at).is_some_and(|(_, number)| number.value().is_zero())
}
