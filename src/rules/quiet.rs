//! What rules about right but remarkable figures share.

use std::collections::BTreeSet;

use super::Facts;
use super::facts::notation;
use crate::finding::{Applicability, Confidence, Finding, RuleCode, Severity};
use crate::number::{Interval, Number, Verdict, format, round_half_away};
use crate::relation::{Evidence, Origin};
use crate::text::Bilingual;
use crate::workbook::CellRef;

/// One note for each figure with the verdict; `describe` gets the law and the range that the
/// operands allow, written out. Laws that nobody stated are left out: that a relation that was
/// only guessed holds within rounding is not worth a word.
pub(super) fn quiet_findings(
    facts: &Facts<'_>,
    code: RuleCode,
    verdict: Verdict,
    describe: impl Fn(&mut Finding, &Bilingual, &str),
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table_facts in &facts.tables {
        let table = &table_facts.table;
        let mut said: BTreeSet<CellRef> = BTreeSet::new();
        for standing in &table_facts.standings {
            let pattern = &standing.pattern;
            if pattern.evidence == Evidence::Mined || pattern.origin == Origin::TotalBlock || !standing.is_arithmetic()
            {
                continue;
            }
            for (relation, judged) in standing.with(|found| found == verdict) {
                if !said.insert(relation.target) {
                    continue;
                }
                let decimals = judged.found.decimals();
                let expected = Number::new(round_half_away(judged.computed.point, decimals), decimals);
                let mut finding = facts.finding(code, Severity::Info, relation.target);
                finding.confidence = Confidence(standing.confidence_without(0));
                finding.key = facts.key(code, relation.target, relation.cells());
                finding.operands =
                    relation.operands.iter().map(|cell| facts.operand(table, relation.target, *cell)).collect();
                finding.expected = Some(facts.show(table, expected));
                finding.law = standing.law_with_tally();
                if verdict == Verdict::Truncated {
                    let mut fix = facts.fix(table, Applicability::Possible, &[(relation.target, expected)]);
                    fix.title = Bilingual::new(
                        format!("Làm tròn thành {}", facts.show(table, expected)),
                        format!("Round to {}", facts.show(table, expected)),
                    );
                    finding.fixes = vec![fix];
                }
                let range = range_text(judged.computed.range, decimals + 1, notation(table));
                describe(&mut finding, &pattern.law, &range);
                findings.push(finding);
            }
        }
    }
    findings
}

/// "141,66 – 141,86"
fn range_text(range: Interval, decimals: u32, notation: crate::number::Notation) -> String {
    let show = |value| format(Number::new(round_half_away(value, decimals), decimals), notation);
    format!("{} – {}", show(range.lo()), show(range.hi()))
}
