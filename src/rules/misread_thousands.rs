//! # misread-thousands
//!
//! ## What it does
//! Finds counts of whole things (persons, households) that are stored as fractions because
//! "1.800" was typed where Excel takes the point for a decimal mark.
//!
//! ## Why is this bad?
//! The cell looks right and counts for a thousandth: 1,8 persons instead of 1.800.
//!
//! ## Example
//! ```text
//! TT|Chỉ tiêu|Đơn vị tính|Năm 2023|Năm 2024
//! 1|Lao động được tạo việc làm|Người|1.662|«1,8»
//! 2|Lao động đi nước ngoài|Người|1.000|1.050
//! 3|Tuyển sinh|Người|3.090|2.940
//! ```
//!
//! ## What to do
//! Apply the fix, which multiplies every such cell of the column by 1.000.

use std::collections::BTreeMap;

use super::Facts;
use super::facts::numbers;
use crate::finding::{Applicability, Finding, RuleCode, Severity};
use crate::number::{Counts, Number, misread_thousands};
use crate::table::{Reading, Table};
use crate::text::Bilingual;
use crate::words::{Sense, Senses, senses};
use crate::workbook::{CellRef, Col, Value};

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("misread-thousands");

/// Whether the words above a cell or before it name an average or so much for each of something:
/// 2,92 persons a household are no 2.920 persons.
fn is_average(table: &Table, cell: CellRef) -> bool {
    let averages = |said: Senses| {
        [Sense::Average, Sense::Intensity, Sense::Percent, Sense::Price].into_iter().any(|sense| said.has(sense))
    };
    let line = table.line_at(cell.row).map(|(_, line)| line);
    let above = std::iter::successors(line, |line| line.parent.and_then(|parent| table.line(parent)));
    above.take(MOST_LEVELS).any(|line| averages(line.said))
        || table.column(cell.col).is_some_and(|column| column.header.iter().any(|part| averages(senses(part))))
}

/// How many levels of the outline are looked at above a line: deeper ones do not occur in forms.
const MOST_LEVELS: usize = 8;

/// Compares the fractions among counts with their line and column.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for table in facts.tables.iter().map(|facts| &facts.table) {
        let is_count = |cell: CellRef| {
            table.unit_at(cell).is_some_and(|unit| unit.counts_whole_things() && !unit.as_str().contains('/'))
                && !is_average(table, cell)
        };
        let fractions: Vec<(CellRef, Number)> = numbers(table)
            .filter(|(cell, number)| !number.value().is_integer() && is_count(*cell))
            .filter(|(cell, _)| facts.sheet.cell(*cell).is_some_and(|cell| matches!(cell.value, Value::Number(_))))
            .collect();
        if fractions.is_empty() {
            continue;
        }
        let mut columns: BTreeMap<Col, Vec<Number>> = BTreeMap::new();
        for (cell, number) in numbers(table).filter(|(cell, _)| is_count(*cell)) {
            columns.entry(cell.col).or_default().push(number);
        }
        let columns: BTreeMap<Col, Counts> =
            columns.into_iter().map(|(col, numbers)| (col, numbers.into_iter().collect())).collect();
        let mut meant: BTreeMap<Col, Vec<(CellRef, Number)>> = BTreeMap::new();
        for (cell, number) in &fractions {
            let beside = columns.keys().map(|col| CellRef::new(cell.row, *col)).filter(|peer| is_count(*peer));
            let beside = beside.filter_map(|peer| match table.reading(peer) {
                Reading::Number(number) => Some(number),
                Reading::Blank | Reading::Unreadable => None,
            });
            let above_and_below = columns.get(&cell.col).into_iter().flat_map(|counts| counts.nearest(*number));
            if let Some(number) = misread_thousands(*number, beside.chain(above_and_below)) {
                meant.entry(cell.col).or_default().push((*cell, number));
            }
        }
        for column in meant.values() {
            for (cell, number) in column {
                let mut finding = facts.finding(CODE, Severity::Warning, *cell);
                let shown = facts.show(table, *number);
                finding.title =
                    Bilingual::new("Dấu chấm hàng nghìn bị hiểu là dấu thập phân", "Thousands read as a fraction");
                finding.message = Bilingual::new(
                    format!("{cell} lưu {} trong khi đơn vị đếm nguyên; nhiều khả năng là {shown}.", finding.found),
                    format!("{cell} stores {} although it counts whole things; probably {shown}.", finding.found),
                );
                finding.expected = Some(shown);
                finding.fixes = vec![facts.fix(table, Applicability::Safe, column)];
                findings.push(finding);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::rules::check_sheet;
    use crate::workbook::SheetIndex;

    /// The cells that are called misread, as the marks of the table say.
    fn finds(text: &str) {
        let (workbook, marked) = fixture::workbook(text);
        let findings = check_sheet(&workbook, SheetIndex(0)).findings;
        let found: std::collections::BTreeSet<CellRef> =
            findings.iter().filter(|finding| finding.rule == CODE).map(|finding| finding.cell).collect();
        assert_eq!(found, marked, "{text}: {findings:#?}");
    }

    #[test]
    fn so_much_for_each_of_something_and_averages_are_fractions() {
        for (label, unit) in [
            ("Quy mô hộ", "Người/hộ"),
            ("Số người bình quân 1 hộ", "Người"),
            ("Mật độ dân số", "Người/km²"),
            ("Tỷ suất sinh", "Trẻ"),
        ] {
            finds(&format!(
                "
TT|Chỉ tiêu|Đơn vị tính|Năm 2023|Năm 2024
1|Dân số trung bình|Người|3.120|3.240
2|Số hộ|Hộ|1.068|1.109
3|{label}|{unit}|2,92|2,921
4|Lao động có việc làm|Người|1.662|«1,8»
5|Số người được đào tạo|Người|3.090|2.940"
            ));
        }
        finds(
            "
TT|Xã|Số hộ (hộ)|Nhân khẩu (người)|Bình quân (người)
1|Bản Mế|1.204|3.512|2,917
2|Cao Sơn|1.310|3.904|2,98
3|Gia Phú|1.122|3.001|2,675",
        );
    }
}
