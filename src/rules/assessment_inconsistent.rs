//! # assessment-inconsistent
//!
//! ## What it does
//! Compares the words that judge a line ("Đạt", "Vượt chỉ tiêu", "Chưa đạt") with the percent
//! that they judge, and with the words on the other lines.
//!
//! ## Why is this bad?
//! Two units with the same result get different marks, and a reader finds it before the one who
//! signs does.
//!
//! ## Example
//! ```text
//! TT|Chỉ tiêu|KH giao|Thực hiện|Tỷ lệ %|Đánh giá
//! 1|Lao động|1.800|2.150|119,4|Vượt chỉ tiêu
//! 2|Đào tạo|60,0|62,0|103,3|«Đạt»
//! 3|Quỹ|410|620|151,2|Vượt chỉ tiêu
//! 4|Trẻ em|97|97|100,0|Đạt
//! 5|Hồ sơ|10.111|10.301|101,9|Vượt chỉ tiêu
//! ```
//!
//! ## What to do
//! Give lines above 100 % the same word, or check the percent.

mod grades;

use rust_decimal::Decimal;

use super::Facts;
use crate::finding::{Confidence, Finding, RuleCode, Severity};
use crate::number::Number;
use crate::table::{Column, ColumnKind, Reading, Table, Unit};
use crate::text::Bilingual;
use crate::words::{Sense, senses};
use crate::workbook::CellRef;

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("assessment-inconsistent");

#[derive(Clone, Copy, PartialEq, Eq)]
enum Judgement {
    NotMet,
    Met,
    Exceeded,
}

struct Judged {
    word: CellRef,
    percent: CellRef,
    value: Number,
    judgement: Judgement,
    /// "Giảm …": for a reduction less may be better, so the words prove nothing by themselves.
    reduction: bool,
}

/// From so many lines on that agree, one that does not is out of step with a custom.
const CUSTOM: usize = 4;

/// Compares the words of each assessment column with the percent that they judge, and grades with points.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for table in facts.tables.iter().map(|facts| &facts.table) {
        for column in table.columns.iter().filter(|column| column.kind == ColumnKind::Assessment) {
            if let Some(percents) = percents_for(table, column) {
                check_column(facts, table, &judged(facts, table, column, percents), findings);
            }
        }
        for column in table.columns.iter().filter(|column| senses(&column.title()).has(Sense::AssessmentHeader)) {
            findings.extend(grades::check(facts, table, column));
        }
    }
}

/// The percent that the words judge: of the plan, where a column says so; never that of another
/// year, where there is any other.
fn percents_for<'t>(table: &'t Table, column: &Column) -> Option<&'t Column> {
    let rates: Vec<&Column> =
        table.number_columns().filter(|column| column.unit.as_ref().is_some_and(Unit::is_rate)).collect();
    let of_plan = |percents: &&&Column| senses(&percents.title()).has(Sense::Plan);
    let of_another_year = |percents: &&&Column| {
        let said = senses(&percents.title());
        said.has(Sense::LastYear) || (said.has(Sense::RatioTo) && said.has(Sense::Year))
    };
    let left = || rates.iter().filter(|percents| percents.col < column.col).rev();
    let nearest = left().find(of_plan).or_else(|| left().find(|percents| !of_another_year(percents)));
    nearest.or_else(|| left().next()).or_else(|| rates.first()).copied()
}

fn judged(facts: &Facts<'_>, table: &Table, column: &Column, percents: &Column) -> Vec<Judged> {
    let mut lines = Vec::new();
    for line in &table.lines {
        let (word, percent) = (CellRef::new(line.row, column.col), CellRef::new(line.row, percents.col));
        let Reading::Number(value) = table.reading(percent) else { continue };
        let said = senses(&facts.shown(word));
        let judgement = if said.has(Sense::NotMet) {
            Judgement::NotMet
        } else if said.has(Sense::Exceeded) {
            Judgement::Exceeded
        } else if said.has(Sense::Met) {
            Judgement::Met
        } else {
            continue;
        };
        let reduction = line.label.to_lowercase().split_whitespace().any(|word| word == "giảm");
        lines.push(Judged { word, percent, value, judgement, reduction });
    }
    lines
}

fn check_column(facts: &Facts<'_>, table: &Table, lines: &[Judged], findings: &mut Vec<Finding>) {
    let hundred = Decimal::ONE_HUNDRED;
    let above = |line: &&Judged| line.value.value() > hundred;
    let exceeded = lines.iter().filter(above).filter(|line| line.judgement == Judgement::Exceeded).count();
    let met = lines.iter().filter(above).filter(|line| line.judgement == Judgement::Met).count();
    for line in lines {
        let value = line.value.value();
        let against = match line.judgement {
            // "Đạt" above 100 % is only odd where the sheet itself calls such lines "Vượt".
            Judgement::Met if value > hundred && exceeded > met => Some((Severity::Warning, 0.8)),
            Judgement::Met if value < hundred && !line.reduction => Some((Severity::Warning, 0.8)),
            Judgement::Exceeded if value <= hundred && !line.reduction => Some((Severity::Warning, 0.9)),
            Judgement::NotMet if value >= hundred && !line.reduction => Some((Severity::Warning, 0.8)),
            _ => None,
        };
        let Some((mut severity, mut confidence)) = against else { continue };
        if !line.reduction && is_alone(lines, line) {
            (severity, confidence) = (Severity::Error, 0.9);
        }
        let mut finding = facts.finding(CODE, severity, line.word);
        let shown = facts.show(table, line.value);
        finding.confidence = Confidence(confidence);
        finding.key = facts.key(CODE, line.word, [line.word, line.percent]);
        finding.operands = vec![facts.operand(table, line.word, line.percent)];
        finding.suspects = facts.suspects([line.word, line.percent]);
        finding.title = Bilingual::new("Đánh giá không thống nhất", "Inconsistent assessment");
        finding.message = match line.judgement {
            Judgement::Met if value > hundred => Bilingual::new(
                format!("{shown}% ghi “{}”, trong khi {exceeded} dòng khác trên 100% ghi mức vượt.", finding.found),
                format!(
                    "{shown}% is called “{}” while {exceeded} other lines above 100% are called exceeded.",
                    finding.found
                ),
            ),
            _ => Bilingual::new(
                format!("{shown}% mà ghi “{}”.", finding.found),
                format!("{shown}% is called “{}”.", finding.found),
            ),
        };
        findings.push(finding);
    }
}

/// Whether all other lines are judged by 100 %, some above and some below, and one of them is called less
/// although it has more, or more although it has less.
fn is_alone(lines: &[Judged], line: &Judged) -> bool {
    let fits = |other: &Judged| {
        let value = other.value.value();
        match other.judgement {
            Judgement::NotMet => value < Decimal::ONE_HUNDRED,
            Judgement::Met => value >= Decimal::ONE_HUNDRED,
            Judgement::Exceeded => value > Decimal::ONE_HUNDRED,
        }
    };
    let others = || lines.iter().filter(|other| other.word != line.word);
    let is = |other: &Judged, judgement| other.judgement == judgement;
    let (value, failed) = (line.value.value(), is(line, Judgement::NotMet));
    let is_crossed = |other: &Judged| {
        let beyond = if failed { other.value.value() <= value } else { other.value.value() >= value };
        is(other, Judgement::NotMet) != failed && beyond
    };
    others().count() >= CUSTOM
        && others().all(fits)
        && others().any(|other| is(other, Judgement::NotMet))
        && others().any(|other| !is(other, Judgement::NotMet))
        && others().any(is_crossed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::check_sheet;
    use crate::workbook::SheetIndex;

    #[test]
    fn words_judge_the_percent_of_the_plan_and_not_that_of_last_year() {
        let (workbook, _) = crate::fixture::workbook(
            "
TT|Chỉ tiêu|Năm 2023|KH|TH|Tỷ lệ TH/KH (%)|So với năm 2023 (%)|Đánh giá
1|Trồng rừng|1.520|1.450|1.468|101,2|96,6|Vượt
2|Việc làm|1.860|1.900|2.047|107,7|110,1|Vượt
3|Đàn lợn|64.310|66.000|63.250|95,8|98,4|Không đạt
",
        );
        let findings = check_sheet(&workbook, SheetIndex(0)).findings;
        assert!(findings.iter().all(|finding| finding.rule != CODE), "{findings:#?}");
    }

    /// The severities and first suspects of what the rule says.
    fn said(table: &str) -> Vec<(Severity, String)> {
        let findings = check_sheet(&crate::fixture::workbook(table).0, SheetIndex(0)).findings;
        let own = findings.iter().filter(|finding| finding.rule == CODE);
        own.map(|finding| (finding.severity, finding.suspects[0].place.to_string())).collect()
    }

    const FUNDS: &str = "TT|Đơn vị|Chỉ tiêu|Đã nộp|Tỷ lệ đạt (%)|Đánh giá
1|Tân Lập|20.500|19.488|95,1|Chưa đạt
2|Bản Mế|27.500|23.571|85,7|Chưa đạt
3|Cao Sơn|9.500|9.395|98,9|Chưa đạt
4|Gia Phú|29.500|33.988|115,2|Vượt
5|Nậm Tha|12.500|12.557|100,5|Vượt
6|Liêm Phú|15.000|13.922|92,8|Chưa đạt";

    #[test]
    fn one_line_that_is_judged_against_the_order_of_all_others_is_wrong() {
        assert_eq!(said(FUNDS), []);
        let wrong = FUNDS.replace("95,1|Chưa đạt", "95,1|Vượt");
        assert_eq!(said(&wrong), [(Severity::Error, "F2".to_owned())]);
        // Nobody below it is called less: the mark may lie lower there.
        let lower = FUNDS.replace("98,9|Chưa đạt", "98,9|Đạt");
        assert_eq!(said(&lower), [(Severity::Warning, "F4".to_owned())]);
    }

    const GRADES: &str = "STT|Họ và tên|Điểm KPI|Điểm thưởng|Tổng điểm|Xếp loại
1|Bùi Văn Hưng|96,40|2,0|98,40|Xuất sắc
2|Hà Thị Lan|89,35|0,0|89,35|Tốt
3|Đinh Công Minh|92,36|0,0|92,36|Xuất sắc
4|Khà Thị Nga|82,58|1,5|84,08|Tốt
5|Lò Văn Páo|72,85|0,0|72,85|Hoàn thành
6|Vì Thị Thu|92,37|1,0|93,37|Xuất sắc
7|Phạm Quốc Toản|85,74|0,0|85,74|Tốt";

    #[test]
    fn a_grade_on_the_wrong_side_of_a_whole_grade_is_wrong() {
        assert_eq!(said(GRADES), []);
        let wrong = GRADES.replace("92,36|Xuất sắc", "92,36|Hoàn thành");
        assert_eq!(said(&wrong), [(Severity::Error, "F4".to_owned())]);
        // One grade lower for another reason than points: a subject, a warning.
        assert_eq!(said(&GRADES.replace("93,37|Xuất sắc", "93,37|Tốt")), []);
    }
}
