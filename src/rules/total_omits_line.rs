//! # total-omits-line
//!
//! ## What it does
//! Finds totals that leave out one and the same line in several columns.
//!
//! ## Why is this bad?
//! A line was added after the totals were made, or the range of a sum stops short of it. Each
//! total is wrong by exactly that line.
//!
//! ## Example
//! ```text
//! TT|Nội dung|ĐVT|Kế hoạch|Thực hiện
//! A|Chính sách
//! 1|Y tế|Tr. đồng|68.521,1|48.286,4
//! 2|Giáo dục|Tr. đồng|24.000,0|13.781,1
//! 3|Tiền điện|Tr. đồng|2.667,6|2.053,0
//! 4|Khám, chữa bệnh|Tr. đồng|5.483,2|5.117,9
//! |TỔNG CỘNG||||
//! -|Ngân sách Trung ương|Tr. đồng|«94.249,7»|«63.184,9»
//! -|Ngân sách Địa phương|Tr. đồng|939,0|935,6
//! ```
//!
//! ## What to do
//! Add the line to the totals, or say that the total is right when the line belongs elsewhere.

use super::Facts;
use crate::finding::{Confidence, Finding, RuleCode, Severity, Slip, Suspect};
use crate::relation::{Origin, Standing, omission};
use crate::table::Table;
use crate::text::Bilingual;
use crate::workbook::Row;

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("total-omits-line");

/// The line that a total row or block leaves out in all its broken columns.
pub(super) fn omitted(standing: &Standing, table: &Table) -> Option<Row> {
    matches!(standing.pattern.origin, Origin::TotalLine | Origin::TotalBlock | Origin::Outline)
        .then(|| omission(&standing.pattern.relations, standing.pattern.kind, &standing.judged, table))
        .flatten()
}

/// Reports each total that leaves the line out.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for table_facts in &facts.tables {
        let table = &table_facts.table;
        for (standing, misses) in table_facts.standings.iter().zip(&table_facts.misses) {
            let Some(row) = misses.omitted else { continue };
            let label = table.line_at(row).map(|(_, line)| line.label.clone()).unwrap_or_default();
            for relation in standing.broken() {
                let target = relation.target;
                let Some(&line) = relation.operands.iter().find(|cell| cell.row == row) else { continue };
                let mut finding = facts.finding(CODE, Severity::Warning, target);
                finding.confidence = confidence(standing);
                finding.key = facts.key(CODE, target, relation.cells());
                finding.operands = relation.operands.iter().map(|cell| facts.operand(table, target, *cell)).collect();
                finding.suspects = std::iter::once(target)
                    .chain([line])
                    .map(|cell| Suspect { place: facts.place(cell), repaired: None, slip: Some(Slip::OmittedLine) })
                    .collect();
                finding.cause = Some(Slip::OmittedLine);
                let amount = facts.shown(line);
                finding.title = Bilingual::new("Tổng bỏ sót một dòng", "Total leaves a line out");
                finding.message = Bilingual::new(
                    format!("Tổng tại {target} thiếu {amount}, đúng bằng dòng “{label}” ({line})."),
                    format!("The total at {target} lacks {amount}, exactly the line “{label}” ({line})."),
                );
                finding.difference = Some(amount);
                finding.law = standing.law_with_tally();
                findings.push(finding);
            }
        }
    }
}

/// A line that a total row leaves out everywhere is often no part of it: on published tables none
/// of these notes was an error of the seeded kinds. A total that is split by source must cover all.
fn confidence(standing: &Standing) -> Confidence {
    Confidence(if standing.pattern.origin == Origin::TotalBlock { 0.7 } else { 0.5 })
}
