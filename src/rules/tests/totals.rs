//! Totals down the columns: outlines by codes, grand totals, what is left over; quiet when they are right, and the
//! wrong figure named.

use crate::finding::{Finding, Severity};
use crate::fixture;
use crate::rules::check_sheet;
use crate::workbook::SheetIndex;

fn findings(table: &str) -> Vec<Finding> {
    check_sheet(&fixture::workbook(table).0, SheetIndex(0)).findings
}

/// The first suspects of the errors.
fn accused(table: &str) -> Vec<String> {
    let findings = findings(table);
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.filter_map(|finding| finding.suspects.first()).map(|suspect| suspect.place.to_string()).collect()
}

fn is_silent(table: &str) -> bool {
    findings(table).iter().all(|finding| finding.severity == Severity::Info)
}

const ACCOUNTS: &str = "TT|Số hiệu tài khoản|Tên tài khoản|Nợ|Có|Dư
1|2|3|5|6|9
1|11|Tiền|9.120|4.385|4.735
2|111|Tiền mặt|3.412|1.260|2.152
3|1111|Tiền Việt Nam|2.187|855|1.332
4|1112|Ngoại tệ|1.225|405|820
5|112|Tiền gửi|5.708|3.125|2.583
6|1121|Tiền Việt Nam|5.708|3.125|2.583
7|15|Hàng tồn kho|6.431|2.977|3.454
8|152|Vật liệu|4.096|1.742|2.354
9|1521|Vật liệu chính|2.873|1.219|1.654
10|1522|Vật liệu phụ|1.223|523|700
11|153|Công cụ|2.335|1.235|1.100";

const BUDGET: &str = "Chương|Loại|Khoản|Mục|Tiểu mục|Nội dung|Dự toán|Quyết toán
422|70|71||||27.416|19.893
|||6000||Tiền lương|12.871|9.954
||||6001|Lương theo ngạch|8.427|6.713
||||6003|Lương hợp đồng|4.444|3.241
|||6100||Phụ cấp|6.398|5.122
||||6101|Chức vụ|2.217|1.873
||||6113|Trách nhiệm|4.181|3.249
|||6500||Dịch vụ công cộng|8.147|4.817
||||6501|Tiền điện|8.147|4.817
422|340|341||||5.932|4.711
|||6550||Văn phòng phẩm|5.932|4.711
||||6551|Giấy mực|3.318|2.944
||||6599|Vật tư khác|2.614|1.767";

const BELOW: &str = "Mã - nội dung|Dự toán|Thực hiện
000101 - Lương|3.412|3.108
000102 - Phụ cấp|1.276|1.193
0001 - Chi con người|4.688|4.301
000201 - Điện nước|2.157|2.044
0002 - Chi dịch vụ|2.157|2.044
000301 - Sửa nhà|5.418|4.977
000302 - Sửa xe|1.033|918
000303 - Sửa máy|744|811
0003 - Chi sửa chữa|7.195|6.706
00 - Tổng hợp chi|14.040|13.051";

#[test]
fn codes_tell_which_lines_are_parts_of_which() {
    for table in [ACCOUNTS, BUDGET, BELOW] {
        assert!(is_silent(table), "{table}: {:#?}", findings(table));
    }
    for (table, right, wrong, cell) in [
        (ACCOUNTS, "Vật liệu phụ|1.223|523", "Vật liệu phụ|1.233|523", "D12"),
        (BUDGET, "6113|Trách nhiệm|4.181", "6113|Trách nhiệm|4.811", "G8"),
        (BELOW, "0003 - Chi sửa chữa|7.195", "0003 - Chi sửa chữa|7.915", "B10"),
    ] {
        let wrong = table.replacen(right, wrong, 1);
        assert!(accused(&wrong).contains(&cell.to_owned()), "{cell}: {:#?}", findings(&wrong));
    }
}

const GROUPS: &str = "TT|Nội dung|Năm 2023|Năm 2024
I|Xã Tân Lập|3.544|7.769
1|Thôn Bản Lác|993|2.491
2|Thôn Văn|1.729|2.662
3|Thôn Chiềng|822|2.616
II|Xã Đồng Tâm|7.719|8.875
1|Thôn Nà Mo|3.826|4.453
2|Thôn Tòng|3.893|4.422
III|Xã Mai Hạ|4.001|6.026
1|Thôn Cha|2.199|3.027
2|Thôn Lầu|1.802|2.999
|TỔNG CỘNG|15.264|22.670";

#[test]
fn a_grand_total_that_counts_items_and_subtotals_is_accused() {
    assert!(is_silent(GROUPS), "{:#?}", findings(GROUPS));
    let twice = GROUPS.replace("|15.264|22.670", "|30.528|45.340");
    assert_eq!(accused(&twice), ["C12", "D12"], "{:#?}", findings(&twice));
    // Where the groups are no sums of what stands below them, all lines are items.
    let items = "TT|Nội dung|Năm 2023|Năm 2024
I|Văn phòng|3.544|7.769
1|Đội một|993|2.491
2|Đội hai|1.729|2.662
II|Chi nhánh|7.719|8.875
1|Đội ba|3.826|4.453
2|Đội bốn|1.377|3.118
|TỔNG CỘNG|19.188|29.368";
    assert!(is_silent(items), "{:#?}", findings(items));
}

#[test]
fn a_total_of_two_groups_with_their_parts_below_is_no_half() {
    let table = "Nguồn|Số người
Qua trường|287
Hình thức một|40
Hình thức hai|85
Hình thức ba|79
Hình thức bốn|83
Tự tìm|138
Cách một|48
Cách hai|40
Cách ba|50
TỔNG CỘNG|425";
    assert!(is_silent(table), "{:#?}", findings(table));
}

#[test]
fn what_is_left_after_deductions_is_no_sum() {
    let table = "Nội dung|Năm 2023|Năm 2024
Tổng thu huyện|21.641|23.872
Trừ phần đã điều tiết|5.744|6.013
Tổng thu huyện còn lại|15.897|17.859
Tổng thu xã|9.004|9.871
Trừ phần đã điều tiết|662|718
Tổng thu xã còn lại|8.342|9.153";
    assert!(is_silent(table), "{:#?}", findings(table));
    let wrong = table.replace("15.897", "15.987");
    assert_eq!(accused(&wrong), ["B4"], "{:#?}", findings(&wrong));
}

#[test]
fn a_line_without_some_of_a_total_is_none_of_its_parts() {
    let table = "STT|Chỉ tiêu|Dự toán|Thực hiện
|TỔNG THU (I+II)|17.990|14.723
|Thu không kể tiền sử dụng đất|11.990|9.383
I|Thu thường xuyên|10.780|8.673
1|Thuế|8.255|6.482
2|Phí|2.525|2.191
II|Thu khác|7.210|6.050
1|Tiền sử dụng đất|6.000|5.340
2|Thu phạt|1.210|710";
    assert!(is_silent(table), "{:#?}", findings(table));
}

#[test]
fn a_total_that_leaves_a_line_out_is_the_first_suspect_and_names_it() {
    let table = "TT|Xã|Nam|Nữ|Dân tộc
1|Tân Lập|122|114|79
2|Nam Sơn|187|153|102
3|Yên Thủy|133|128|96
4|Lạc Sơn|145|139|88
5|Phú Cường|118|121|74
|Tổng cộng|518|655|439";
    let findings = findings(table);
    let errors: Vec<&Finding> = findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    let [error] = errors.as_slice() else { panic!("{findings:#?}") };
    assert_eq!(error.suspects.first().map(|suspect| suspect.place.to_string()), Some("C7".to_owned()));
    assert_eq!(error.likely.vi, "Tổng thiếu dòng 3 “Nam Sơn” (187).");
}

#[test]
fn a_heading_over_items_that_were_not_filled_in_is_no_total() {
    let table = "TT|Dịch vụ|Sản lượng|Doanh thu
I|Bưu chính|10.835|97.367
1|Bưu phẩm|3.620|38.507
2|Bưu kiện|7.215|58.860
II|Viễn thông|6.268|71.726
1|Trong nước|0|0
2|Quốc tế|0|0
III|Báo chí|6.349|190.627
1|Báo in|3.746|98.734
2|Tạp chí|2.603|91.893
IV|Khác|9.118|44.213
1|Cho thuê|5.077|20.101
2|Thanh lý|4.041|24.112
|Tổng cộng|32.570|403.933";
    assert!(is_silent(table), "{:#?}", findings(table));
}

#[test]
fn the_line_of_the_year_adds_some_columns_and_averages_others() {
    let table = "Tháng|Nhiệt độ trung bình (°C)|Nhiệt độ cao nhất (°C)|Lượng mưa (mm)|Số ngày mưa|Độ ẩm trung bình (%)
Tháng 1|17,2|29,4|18,6|7|86
Tháng 2|19,6|33,1|12,3|6|84
Tháng 3|22,4|35,0|46,9|11|86
Tháng 4|26,8|39,6|92,5|12|83
Tháng 5|27,4|38,2|214,7|17|84
Tháng 6|28,3|38,9|263,8|18|85
Cả năm|23,6|39,6|648,8|71|85";
    assert!(is_silent(table), "{:#?}", findings(table));
    for (right, wrong, cell) in [("Cả năm|23,6", "Cả năm|25,6", "B8"), ("648,8", "684,8", "D8")] {
        let wrong = table.replace(right, wrong);
        assert!(accused(&wrong).contains(&cell.to_owned()), "{cell}: {:#?}", findings(&wrong));
    }
}

#[test]
fn entries_on_both_sides_are_equal_in_a_journal_and_not_in_a_ledger() {
    let journal = "Mã|Nội dung|Phát sinh Nợ|Phát sinh Có
111|Rút quỹ|4.990|
122|Mua hàng|8.278|
133|Vay||4.338
144|Góp vốn||8.930
|Cộng phát sinh|13.268|13.268";
    assert!(is_silent(journal), "{:#?}", findings(journal));
    let unequal = journal.replace("8.930", "8.217").replace("|13.268|13.268", "|13.268|12.555");
    assert!(!is_silent(&unequal));
    let ledger = unequal.replace("Mã|", "TK đối ứng|");
    assert!(is_silent(&ledger), "{:#?}", findings(&ledger));
}

#[test]
fn a_unit_in_millions_may_be_lost_to_rounding() {
    let table = "||||Đơn vị tính: triệu đồng
TT|Chỉ tiêu|Dự toán|Tháng 9|Lũy kế|Cùng kỳ
I|Doanh nghiệp|70.299|6.128|59.354|56.203
1|Thuế GTGT|42.600|3.918|36.204|31.876
2|Thuế TNDN|9.400|684|8.117|7.345
3|Thuế tài nguyên|18.300|1.526|15.033|16.982
II|Thu khác|92.500|8.050|69.140|76.678
1|Lệ phí trước bạ|14.500|1.267|11.946|10.238
2|Thuế thu nhập|11.200|931|10.468|8.724
3|Tiền sử dụng đất|66.800|5.852|46.726|57.716";
    assert!(is_silent(table), "{:#?}", findings(table));
}
