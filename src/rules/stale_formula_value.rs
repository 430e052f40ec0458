//! # stale-formula-value
//!
//! ## What it does
//! Calculates every formula anew from the figures in the sheet and compares with the value that
//! is stored with it. Formulas whose result depends on the day, on other files, on text, on the
//! version of Excel or on digits that are only noise are passed over.
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
use super::formulas::report_all;
use crate::finding::{Confidence, Finding, RuleCode, Severity, Slip};
use crate::number::round_half_away;
use crate::text::Bilingual;
use crate::workbook::{Calculated, Calculator, CellRef, Format, Formula, Value, Written};

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("stale-formula-value");

/// Reports stored values that their formulas do not give.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    if !facts.can_recalculate() {
        return;
    }
    let mut all = Vec::new();
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
        all.push(finding);
    }
    report_all(findings, all);
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
    let calculator = Calculator::new(facts.workbook, facts.engine);
    let candidates: Vec<Written<'_>> = facts
        .formulas
        .iter()
        .filter(|(at, formula)| facts.stored(*at).is_some() && formula.leaves_no_room())
        .filter_map(|(at, formula)| {
            let text = facts.sheet.cell(at)?.formula.as_deref()?;
            Some(Written { at, formula, text })
        })
        .collect();
    let numbers = calculator.numbers(facts.index, &candidates);
    let (agreeing, doubted): (Vec<_>, Vec<_>) = candidates
        .into_iter()
        .zip(numbers)
        .filter_map(|(written, number)| Some((written, number?)))
        .partition(|(written, number)| agrees(facts, written.at, number));
    let mut agree = agreeing.len();
    let doubted: Vec<(Written<'_>, Calculated)> =
        doubted.into_iter().filter(|(written, _)| !hangs_on_looks(facts, written.formula)).collect();
    let weighed = calculator.weighed(facts.index, &doubted);
    let mut stale = Vec::new();
    for ((written, _), calculated) in doubted.into_iter().zip(weighed) {
        let Some(calculated) = calculated else { continue };
        if agrees(facts, written.at, &calculated) {
            agree += 1;
        } else {
            stale.push((written.at, written.formula, calculated));
        }
    }
    // Programs that cannot calculate store zero and leave it to Excel.
    if facts.workbook.calculation.on_load {
        stale.retain(|(at, _, _)| !is_zero(facts, *at));
    }
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

/// Whether the stored value is what was calculated: to its last digits, rounded when it was stored, or as
/// it is shown.
fn agrees(facts: &Facts<'_>, at: CellRef, calculated: &Calculated) -> bool {
    facts.stored(at).is_some_and(|(cell, stored)| {
        round_half_away(calculated.value, stored.decimals()) == stored.value()
            || calculated.agrees_with(stored.value())
            || facts.shows(cell, calculated) == facts.shown(at)
    })
}

/// Whether a formula refers to what another program may read in another way: dates, times, truth values,
/// and texts that look like numbers, unless it only adds up and passes over them.
fn hangs_on_looks(facts: &Facts<'_>, formula: &Formula) -> bool {
    let summed = formula.summed();
    formula.references().into_iter().any(|(index, range)| {
        let Some(sheet) = facts.workbook.sheet(index) else { return true };
        let passes_texts = range.start != range.end && summed.contains(&(index, range));
        sheet.cells_in(range).any(|(_, cell)| match &cell.value {
            Value::Date(_) | Value::Bool(_) => true,
            Value::Text(text) => !passes_texts && text.contains(|c: char| c.is_ascii_digit()),
            _ => false,
        })
    })
}

fn is_zero(facts: &Facts<'_>, at: CellRef) -> bool {
    facts.stored(at).is_some_and(|(_, number)| number.value().is_zero())
}
