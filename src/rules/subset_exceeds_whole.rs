//! # subset-exceeds-whole
//!
//! ## What it does
//! Finds "Trong đó" (of which) figures that are larger than the figure that they are part of.
//!
//! ## Why is this bad?
//! A part cannot exceed its whole where nothing is negative.
//!
//! ## Example
//! ```text
//! TT|Chỉ tiêu|ĐVT|Năm 2023|Năm 2024
//! 1|Số lao động được tạo việc làm|Người|1.662|2.150
//! |Trong đó: đi làm việc ở nước ngoài|Người|1.000|«2.510»
//! 2|Tuyển sinh|Người|3.090|2.970
//! ```
//!
//! ## What to do
//! Check both figures against their source.

use super::Facts;
use crate::finding::{Confidence, Finding, RuleCode, Severity};
use crate::relation::Origin;
use crate::text::Bilingual;

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("subset-exceeds-whole");

/// Reports parts above their whole.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for table_facts in &facts.tables {
        let table = &table_facts.table;
        for standing in table_facts.standings.iter().filter(|standing| standing.pattern.origin == Origin::OfWhich) {
            for relation in standing.broken() {
                let (part, Some(&whole)) = (relation.target, relation.operands.first()) else { continue };
                let mut finding = facts.finding(CODE, Severity::Warning, part);
                finding.confidence = Confidence(standing.confidence_without(1).min(0.85));
                finding.key = facts.key(CODE, part, [part, whole]);
                finding.operands = vec![facts.operand(table, part, whole)];
                finding.suspects = facts.suspects([part, whole]);
                let (part_shown, whole_shown) = (facts.shown(part), facts.shown(whole));
                finding.title = Bilingual::new("“Trong đó” lớn hơn tổng", "Part larger than its whole");
                finding.message = Bilingual::new(
                    format!("{part} ghi {part_shown}, lớn hơn {whole} là {whole_shown} mà nó nằm trong đó."),
                    format!("{part} says {part_shown}, more than {whole} ({whole_shown}) that it is part of."),
                );
                finding.law = standing.law_with_tally();
                findings.push(finding);
            }
        }
    }
}
