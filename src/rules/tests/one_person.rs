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
fn whatever_is_counted_in_pieces_adds_up_to_the_last_one() {
    let counted = [
        "Tổng số lớp|Số lớp học một buổi|Số lớp học hai buổi",
        "Tổng số văn bản|Số văn bản điện tử|Số văn bản giấy",
        "Tổng số|Giấy chứng nhận cấp mới (giấy)|Giấy chứng nhận cấp đổi (giấy)",
        "Số hợp tác xã|Số hợp tác xã nông nghiệp|Số hợp tác xã khác",
        "Số hợp đồng|Số hợp đồng có thời hạn|Số hợp đồng vụ việc",
    ];
    for header in counted {
        assert_eq!(accused(&villages(header, 0)), Vec::<String>::new(), "{header}");
        assert_eq!(accused(&villages(header, 1)), ["E2"], "{header}");
    }
}

#[test]
fn a_figure_of_what_became_of_something_may_be_of_money() {
    let unsaid = [
        "Tổng số phải thu|Số đã thu|Số còn phải thu",
        "Số giao|Số kế hoạch chi thường xuyên|Số kế hoạch chi đầu tư",
        "Tổng số vốn|Số vốn trong nước|Số vốn ngoài nước",
        "Tổng số (nghìn con)|Số trâu (nghìn con)|Số bò (nghìn con)",
        "Số dư|Số dư nợ ngắn hạn|Số dư nợ dài hạn",
    ];
    for header in unsaid {
        assert_eq!(accused(&villages(header, 1)), Vec::<String>::new(), "{header}");
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

#[test]
fn one_household_too_many_is_told_where_one_other_total_is_exact() {
    let communes =
        |total: u32| format!("TT|Xã|Số hộ|Số trẻ em\n1|A|1203|41\n2|B|987|33\n3|C|1512|57\n|Tổng cộng|{total}|131");
    assert_eq!(accused(&communes(3702)), Vec::<String>::new());
    assert_eq!(accused(&communes(3703)), ["C5"]);
}
