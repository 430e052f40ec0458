//! What the rules about formulas say, and above all what they are silent about.

use super::super::*;
use super::found_by;
use crate::finding::Severity;
use crate::fixture;
use crate::number::Number;
use crate::workbook::{SheetIndex, Value, Workbook};

const RULES_ABOUT_FORMULAS: [RuleCode; 3] =
    [formula_inconsistent::CODE, formula_overwritten::CODE, stale_formula_value::CODE];

fn said(workbook: &Workbook) -> Vec<(String, &'static str)> {
    let report = check_sheet(workbook, SheetIndex(0));
    let mine = report.findings.iter().filter(|finding| RULES_ABOUT_FORMULAS.contains(&finding.rule));
    mine.map(|finding| (finding.place.to_string(), finding.rule.0)).collect()
}

/// Each marked cell has a finding of the rule, no other cell has a finding about formulas.
fn finds(rule: RuleCode, text: &str) {
    let (workbook, marked) = fixture::workbook(text);
    assert_eq!(found_by(&workbook, rule), marked, "{:#?}", check_sheet(&workbook, SheetIndex(0)).findings);
    assert_eq!(said(&workbook).len(), marked.len(), "{:?}", said(&workbook));
}

fn quiet(text: &str) {
    let (workbook, _) = fixture::workbook(text);
    assert_eq!(said(&workbook), [], "{text}");
}

const STALE: &str = "
TT|Nội dung|Số tiền|Đơn giá|Thành tiền
1|Xi măng|10|5|=C2*D2→50
2|Thép|20|6|«=C3*D3→100»
3|Cát|30|7|=C4*D4→210
|Tổng cộng|||=SUM(E2:E4)→360";

#[test]
fn a_value_that_its_formula_does_not_give_is_stale_and_what_counts_on_it_is_not() {
    finds(stale_formula_value::CODE, STALE);
}

#[test]
fn nothing_is_stale_where_the_workbook_calculates_in_its_own_way() {
    let (mut workbook, _) = fixture::workbook(STALE);
    workbook.calculation.as_displayed = true;
    assert_eq!(said(&workbook), []);
    workbook.calculation = crate::workbook::Calculation { iterative: true, ..Default::default() };
    assert_eq!(said(&workbook), []);
}

#[test]
fn a_stale_value_that_excel_calculates_on_opening_is_no_error() {
    let (mut workbook, _) = fixture::workbook(STALE);
    workbook.calculation.on_load = true;
    let report = check_sheet(&workbook, SheetIndex(0));
    let stale: Vec<_> = report.findings.iter().filter(|finding| finding.rule == stale_formula_value::CODE).collect();
    assert_eq!(stale.iter().map(|finding| finding.severity).collect::<Vec<_>>(), [Severity::Warning]);
}

#[test]
fn a_workbook_that_was_never_calculated_is_not_stale() {
    quiet(
        "
TT|Nội dung|Kế hoạch|Thực hiện
1|Xã A|1.234|1.190
2|Xã B|2.345|2.318
|Tổng cộng|=SUM(C2:C3)→0|=SUM(D2:D3)→0",
    );
}

#[test]
fn what_depends_on_the_day_other_files_text_or_noise_is_not_stale() {
    quiet(
        "
TT|Nội dung|Số|Khác
1|Xã A|1,1|=C2+TODAY()→46.000
2|Xã B|2,2|=[1]Bảng!C3→7
3|Xã C|'3,3|=C4*2→9
4|Xã D|4,4|=ROUND(C2*2,5;0)→3
5|Xã E|0,1|=IF(0,1*3=0,3,1,0)→9
6|Xã F|0,2|=C6+C7→0,30000000000001
7|Xã G|1|=Tên_vùng+C8→5",
    );
}

#[test]
fn a_slipped_row_or_base_among_agreeing_neighbours_is_inconsistent() {
    finds(
        formula_inconsistent::CODE,
        "
TT|Chỉ tiêu|Năm 2023|Kế hoạch|Thực hiện|Tỷ lệ (%)
1|Xã A|100|120|110|=E2/D2*100→91,67
2|Xã B|200|230|220|=E3/D3*100→95,65
3|Xã C|300|330|320|«=E4/C4*100→106,67»
4|Xã D|400|430|420|=E5/D5*100→97,67
5|Xã E|500|530|520|=E6/D6*100→98,11",
    );
}

#[test]
fn a_sum_that_stops_short_in_every_column_is_inconsistent() {
    finds(
        formula_inconsistent::CODE,
        "
TT|Nội dung|Kế hoạch|Thực hiện
1|Xã A|1.234|1.190
2|Xã B|2.345|2.318
3|Xã C|3.456|3.401
4|Xã D|4.567|4.511
|Tổng cộng|«=SUM(C2:C4)→7.035»|«=SUM(D2:D4)→6.909»",
    );
}

#[test]
fn a_sum_that_begins_after_the_first_line_is_inconsistent() {
    finds(
        formula_inconsistent::CODE,
        "
TT|Nội dung|Kế hoạch
1|Xã A|1.234
2|Xã B|2.345
3|Xã C|3.456
4|Xã D|4.567
|Tổng cộng|«=SUM(C3:C5)→10.368»",
    );
}

#[test]
fn a_sum_that_takes_in_the_column_number_is_inconsistent() {
    finds(
        formula_inconsistent::CODE,
        "
TT|Nội dung|Kế hoạch|Thực hiện|Đã nộp|Đã chi
A|B|1|2|3|4
1|Xã A|1.234|1.190|120|95
2|Xã B|2.345|2.318|130|96
3|Xã C|3.456|3.401|140|97
|Tổng cộng|=SUM(C3:C5)→7.035|«=SUM(D2:D5)→6.911»|=SUM(E3:E5)→390|=SUM(F3:F5)→288",
    );
}

#[test]
fn a_sum_that_counts_subtotals_again_is_inconsistent() {
    finds(
        formula_inconsistent::CODE,
        "
TT|Nội dung|Kế hoạch
A|Nhóm một
1|Xã A|1.234
2|Xã B|2.345
|Cộng A|=SUM(C3:C4)→3.579
B|Nhóm hai
1|Xã C|3.456
2|Xã D|4.567
|Cộng B|=SUM(C7:C8)→8.023
|Tổng cộng|«=SUM(C3:C9)→23.204»",
    );
}

#[test]
fn a_subtotal_of_subtotals_need_not_reach_the_last_of_them() {
    // SUBTOTAL passes over the subtotals in its range, so that whether the last is in changes nothing.
    quiet(
        "
Vùng|Doanh thu
Bắc|1.000
Bắc|1.200
Bắc|900
Bắc|1.200
Cộng Bắc|=SUBTOTAL(9,B2:B5)→4.300
Nam|400
Nam|600
Nam|500
Nam|600
Cộng Nam|=SUBTOTAL(9,B7:B10)→2.100
Tổng cộng|=SUBTOTAL(9,B2:B10)→6.400",
    );
}

#[test]
fn the_total_of_a_column_of_sums_is_no_exception_among_them() {
    quiet(
        "
Xã|Quý I|Quý II|Quý III|Cả năm
Xã A|50|20|15|=SUM(B2:D2)→85
Xã B|10|10|15|=SUM(B3:D3)→35
Xã C|90|30|20|=SUM(B4:D4)→140
Xã D|20|10|10|=SUM(B5:D5)→40
Xã E|20|10|35|=SUM(B6:D6)→65
Cả vùng||||=SUM(E2:E6)→365",
    );
}

#[test]
fn a_total_of_all_lines_stands_beside_totals_of_some() {
    quiet(
        "
Tháng|Lỗi A|Lỗi B|Lỗi C|Tất cả
Một||||79
Hai||||70
Ba|21|30|15|60
Bốn|11|14|25|52
Năm|12|9|31|106
Tổng cộng|=SUM(B4:B6)→44|=SUM(C4:C6)→53|=SUM(D4:D6)→71|=SUM(E2:E6)→367",
    );
}

#[test]
fn a_difference_that_is_nothing_only_in_decimals_proves_nothing() {
    quiet(
        "
TT|Nội dung|Số đo|Số mẫu|Khớp
1|Xã A|0,785398163397448|0,785398163397448|=(C2-D2=0)*1→0
2|Xã B|1,5|1,5|=(C3-D3=0)*1→1
3|Xã C|2,25|2,25|=(C4-D4=0)*1→1",
    );
}

#[test]
fn subtotals_of_groups_are_consistent_however_they_differ() {
    quiet(
        "
TT|Nội dung|Kế hoạch|Thực hiện|Tỷ lệ (%)
|Tổng số|=C3+C6+C10→18.520|=D3+D6+D10→18.192|=D2/C2*100→98,23
A|Nhóm một|=SUM(C4:C5)→3.579|=SUM(D4:D5)→3.508|=D3/C3*100→98,02
1|Xã A|1.234|1.190|=D4/C4*100→96,43
2|Xã B|2.345|2.318|=D5/C5*100→98,85
B|Nhóm hai|=SUM(C7:C9)→9.263|=SUM(D7:D9)→9.110|=D6/C6*100→98,35
1|Xã C|3.456|3.401|=D7/C7*100→98,41
2|Xã D|4.567|4.511|=D8/C8*100→98,77
3|Xã E|1.240|1.198|=D9/C9*100→96,61
C|Nhóm ba|5.678|5.574|=D10/C10*100→98,17",
    );
}

#[test]
fn a_total_of_a_part_may_stop_where_the_part_stops() {
    quiet(
        "
TT|Nội dung|Kế hoạch
1|Xã A|1.234
2|Xã B|2.345
3|Thị trấn C|3.456
4|Thị trấn D|4.567
|Cộng các xã|=SUM(C2:C3)→3.579
|Cộng các thị trấn|=SUM(C4:C5)→8.023
|Tổng cộng|=C6+C7→11.602",
    );
}

#[test]
fn formulas_that_look_different_and_give_the_same_are_consistent() {
    quiet(
        "
TT|Chỉ tiêu|Kế hoạch|Thực hiện|Còn lại
1|Xã A|120|110|=C2-D2→10
2|Xã B|230|220|=C3-D3→10
3|Xã C|330|320|=-D4+C4→10
4|Xã D|430|420|=C5-D5→10
5|Xã E|530|520|=C6-D6→10",
    );
}

#[test]
fn a_line_with_another_unit_may_be_calculated_otherwise() {
    quiet(
        "
TT|Chỉ tiêu|ĐVT|Năm trước|Năm nay|So sánh
1|Lao động|Người|120|110|=E2/D2*100→91,67
2|Tuyển sinh|Người|230|220|=E3/D3*100→95,65
3|Tỷ lệ hộ nghèo|%|5,5|5,1|=E4-D4→-0,4
4|Tư vấn|Người|430|420|=E5/D5*100→97,67
5|Hồ sơ|Người|530|520|=E6/D6*100→98,11",
    );
}

#[test]
fn a_typed_number_that_differs_from_the_formula_is_told_with_what_it_gives() {
    let (workbook, marked) = fixture::workbook(
        "
TT|Chỉ tiêu|Kế hoạch|Thực hiện|Tỷ lệ (%)
1|Xã A|120|110|=D2/C2*100→91,67
2|Xã B|230|220|=D3/C3*100→95,65
3|Xã C|330|320|«91,97»
4|Xã D|430|420|=D5/C5*100→97,67
5|Xã E|530|520|=D6/C6*100→98,11",
    );
    let report = check_sheet(&workbook, SheetIndex(0));
    let finding = report.findings.iter().find(|finding| finding.rule == formula_overwritten::CODE).unwrap();
    assert!(marked.contains(&finding.cell().unwrap()));
    assert!(finding.expected.as_deref().unwrap().starts_with("96,96"), "{:?}", finding.expected);
    // One defect, one finding.
    assert_eq!(report.findings.iter().filter(|other| other.place == finding.place).count(), 1);
}

#[test]
fn a_typed_total_among_formulas_is_overwritten() {
    finds(
        formula_overwritten::CODE,
        "
TT|Nội dung|Giao|Rút|Chi|Nộp
1|Xã A|1.234|1.190|110|7
2|Xã B|2.345|2.318|220|8
3|Xã C|3.456|3.401|330|9
|Tổng cộng|=SUM(C2:C4)→7.035|=SUM(D2:D4)→6.909|«660»|=SUM(F2:F4)→24",
    );
}

#[test]
fn typed_columns_next_to_formulas_are_not_overwritten() {
    quiet(
        "
TT|Nội dung|Giao|Đơn giá|Rút|Tỷ lệ (%)
1|Xã A|1.234|11|1.190|96,4
2|Xã B|2.345|12|2.318|98,8
3|Xã C|3.456|13|3.401|98,4
|Tổng cộng|=SUM(C2:C4)→7.035|12,5|=SUM(E2:E4)→6.909|98,2",
    );
    // Typed and calculated lines in turn: both are meant.
    quiet(
        "
TT|Chỉ tiêu|Giao|Rút|Còn
1|Xã A|120|110|=C2-D2→10
2|Xã B|230|220|15
3|Xã C|330|320|=C4-D4→10
4|Xã D|430|420|12
5|Xã E|530|520|=C6-D6→10",
    );
}

#[test]
fn numbers_typed_as_text_that_a_sum_passes_over_are_told_even_when_all_are() {
    let (workbook, marked) = fixture::workbook(
        "
TT|Nội dung|Kế hoạch|Thực hiện
1|Xã A|«'1.234,5»|1.190
2|Xã B|«'2.345,5»|2.318
3|Xã C|«'3.456,5»|3.401
|Tổng cộng|=SUM(C2:C4)→0|=SUM(D2:D4)→6.909",
    );
    assert_eq!(found_by(&workbook, text_number::CODE), marked);
    let report = check_sheet(&workbook, SheetIndex(0));
    let finding = report.findings.iter().find(|finding| finding.rule == text_number::CODE).unwrap();
    assert_eq!(finding.severity, Severity::Warning);
    assert!(finding.message.vi.contains("C5"), "{}", finding.message.vi);
    assert_eq!(finding.fixes[0].applicability, crate::finding::Applicability::Safe);
}

#[test]
fn a_circle_and_a_thousand_running_totals_come_to_an_end() {
    use std::fmt::Write as _;
    let mut text = String::from("TT|Nội dung|Số|Lũy kế\n");
    for row in 2..=1_000 {
        let _ = writeln!(text, "{}|Dòng {row}|1|=SUM(C$2:C{row})→{}", row - 1, row - 1);
    }
    let (mut workbook, _) = fixture::workbook(&text);
    assert_eq!(said(&workbook), []);
    let at = "C5".parse().unwrap();
    let mut cell = workbook.sheets[0].cell(at).cloned().unwrap();
    cell.formula = Some("D5*1".into());
    cell.value = Value::Number(Number::from_decimal(1.into()));
    workbook.sheets[0].set(at, cell);
    check_sheet(&workbook, SheetIndex(0));
}

/// The balance of a cash book begins with a typed figure and ends below the sums of the month.
#[test]
fn a_balance_is_not_carried_on_from_the_row_of_column_numbers_nor_from_a_blank() {
    const BOOK: &str = "
Ngày|Số hiệu|Diễn giải|Gửi vào|Rút ra|Còn lại
A|B|C|1|2|3
||Số dư đầu tháng|||64218
01/9|CT1|Nghiệp vụ 1|6400||=F3+D4-E4→70618
02/9|CT2|Nghiệp vụ 2||3125|=F4+D5-E5→67493
03/9|CT3|Nghiệp vụ 3||5975|=F5+D6-E6→61518
04/9|CT4|Nghiệp vụ 4|14550||=F6+D7-E7→76068
05/9|CT5|Nghiệp vụ 5||525|=F7+D8-E8→75543
06/9|CT6|Nghiệp vụ 6||4950|=F8+D9-E9→70593
07/9|CT7|Nghiệp vụ 7|10825||=F9+D10-E10→81418
08/9|CT8|Nghiệp vụ 8||1300|=F10+D11-E11→80118
09/9|CT9|Nghiệp vụ 9||2575|=F11+D12-E12→77543
10/9|CT10|Nghiệp vụ 10|11450||=F12+D13-E13→88993
||Cộng phát sinh trong tháng|=SUM(D4:D13)→43225|=SUM(E4:E13)→18450|
||Số dư cuối tháng|||=F3+D14-E14→88993";
    quiet(BOOK);
    // A line in the middle that does not carry on is told all the same.
    finds(formula_overwritten::CODE, &BOOK.replace("=F5+D6-E6→61518", "«61518»"));
}

const BALANCE: &str = "
Ngày|Diễn giải|Gửi vào|Rút ra|Còn lại
A|B|1|2|3
|Số dư đầu tháng|||6.400
02/9/2025|Thu học phí|640||=E3+C4-D4→7.040
04/9/2025|Chi điện||312|=E4+C5-D5→6.728
06/9/2025|Chi nước||97|=E5+C6-D6→6.631
08/9/2025|Thu học phí|1.455||=E6+C7-D7→8.086
10/9/2025|Chi sửa chữa||525|=E7+C8-D8→7.561
12/9/2025|Chi sách||495|=E8+C9-D9→7.066
|Cộng phát sinh|=SUM(C4:C9)→2.095|=SUM(D4:D9)→1.429|
|Số dư cuối tháng|||=E3+C10-D10→7.066";

#[test]
fn a_balance_is_opened_by_a_typed_figure_and_closed_by_its_totals() {
    quiet(BALANCE);
}

#[test]
fn a_formula_typed_over_or_reading_another_line_with_another_result_is_an_error() {
    for (right, wrong, rule) in [
        ("=E5+C6-D6→6.631", "9.999", formula_overwritten::CODE),
        ("=E7+C8-D8→7.561", "=E6-D8→6.106", formula_inconsistent::CODE),
    ] {
        assert!(BALANCE.contains(right));
        let (workbook, _) = fixture::workbook(&BALANCE.replace(right, wrong));
        let report = check_sheet(&workbook, SheetIndex(0));
        let told = report.findings.iter().find(|finding| finding.rule == rule).expect("a finding");
        assert_eq!((told.severity, told.expected.is_some()), (Severity::Error, true), "{told:#?}");
        assert_eq!(Some(told.place), told.suspects.first().map(|suspect| suspect.place));
        assert_eq!(told.cell().unwrap().col, crate::workbook::Col(4));
    }
}
