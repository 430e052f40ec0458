//! One person too many is wrong however small the table; one đồng may be lost to rounding.

use crate::finding::Severity;
use crate::fixture;
use crate::rules::check_sheet;
use crate::workbook::SheetIndex;

/// The cells that errors accuse.
fn accused(text: &str) -> Vec<String> {
    let report = check_sheet(&fixture::workbook(text).0, SheetIndex(0));
    let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| finding.place.to_string()).collect()
}

/// Three villages, one of which has so many more women than the lines around it say.
fn villages(header: &str, more: u32) -> String {
    let women = 1398 + more;
    format!(
        "TT|Thôn|{header}\n1|Đông|3116|1718|{women}\n2|Tây|2847|1406|1441\n3|Nam|1973|1012|961\n|Tổng cộng|7936|4136|3800"
    )
}

#[test]
fn one_person_too_many_is_told_in_three_lines() {
    for header in ["Tổng số|Nam|Nữ", "Tổng số hộ|Số hộ nghèo|Số hộ khác", "Tổng số phiếu|Số phiếu thuận|Phiếu khác"]
    {
        assert_eq!(accused(&villages(header, 0)), Vec::<String>::new(), "{header}");
        assert_eq!(accused(&villages(header, 1)), ["E2"], "{header}");
    }
}

#[test]
fn one_unit_of_money_may_be_rounding() {
    for header in ["Tổng kinh phí (đồng)|Lương (đồng)|Phụ cấp (đồng)", "Diện tích (m2)|Đất ở (m2)|Đất khác (m2)"]
    {
        assert_eq!(accused(&villages(header, 1)), Vec::<String>::new(), "{header}");
    }
}

#[test]
fn persons_that_never_quite_add_up_were_rounded() {
    let text = "TT|Xã|Tổng số|Nam|Nữ\n1|A|3117|1718|1398\n2|B|2846|1406|1441\n3|C|1974|1012|961\n4|D|2530|1219|1311\n5|E|1687|843|844";
    assert_eq!(accused(text), Vec::<String>::new());
}
