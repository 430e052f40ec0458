//! # cumulative-decrease
//!
//! ## What it does
//! Finds cumulative figures that fall from one cut-off date to the next.
//!
//! ## Why is this bad?
//! What had been spent by 30 September cannot be unspent by 15 November: one of the two figures
//! is missing or wrong.
//!
//! ## Example
//! ```text
//! TT|Nội dung|ĐVT|Đến ngày 30/9/2024|Ước thực hiện đến 15/11/2024|Ước thực hiện cả năm 2024
//! 1|Y tế|Tr. đồng|48.286,4|61.962,0|69.798,8
//! 2|Giáo dục|Tr. đồng|13.781,1|25.244,1|25.244,1
//! 3|Tiền điện|Tr. đồng|2.053,0|2.395,0|2.566,0
//! 4|Huy động|Tr. đồng|4.500,45|«0»|4.500,45
//! ```
//!
//! ## What to do
//! Check both figures against their source. Balances may fall: then say that the figure is right.

use super::Facts;
use crate::finding::{Confidence, Finding, RuleCode, Severity};
use crate::relation::{Origin, Standing};
use crate::text::Bilingual;

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("cumulative-decrease");

/// Reports the later of two figures that should not fall.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for table_facts in &facts.tables {
        let table = &table_facts.table;
        for standing in table_facts.standings.iter().filter(|standing| standing.pattern.origin == Origin::CutOffs) {
            for relation in standing.broken() {
                let (earlier, Some(&later)) = (relation.target, relation.operands.first()) else { continue };
                let mut finding = facts.finding(CODE, Severity::Warning, later);
                finding.confidence = Confidence(confidence(standing));
                finding.key = facts.key(CODE, later, [later, earlier]);
                finding.operands = vec![facts.operand(table, later, earlier)];
                finding.suspects = facts.suspects([later, earlier]);
                let header = |col| table.column(col).map(|column| column.name().to_owned()).unwrap_or_default();
                let (before, after) = (facts.shown(earlier), facts.shown(later));
                finding.title = Bilingual::new("Lũy kế giảm", "Cumulative figure falls");
                finding.message = Bilingual::new(
                    format!("“{}” là {before} nhưng “{}” chỉ còn {after}.", header(earlier.col), header(later.col)),
                    format!("“{}” is {before} but “{}” is only {after}.", header(earlier.col), header(later.col)),
                );
                finding.law = standing.law_with_tally();
                findings.push(finding);
            }
        }
    }
}

fn confidence(standing: &Standing) -> f64 {
    standing.confidence_without(1).min(0.85)
}
