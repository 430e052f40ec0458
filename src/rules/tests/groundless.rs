//! Correct tables in which a law that nobody meant holds on some lines.

use crate::finding::Severity;
use crate::fixture;
use crate::rules::check_sheet;
use crate::workbook::SheetIndex;

/// The cells that errors and warnings accuse.
fn accused(text: &str) -> Vec<String> {
    let report = check_sheet(&fixture::workbook(text).0, SheetIndex(0));
    let said = report.findings.iter().filter(|finding| finding.severity < Severity::Info);
    said.map(|finding| finding.place.to_string()).collect()
}

#[test]
fn area_times_yield_is_no_percent_of_the_area() {
    let crop = "
TT|Chỉ tiêu|ĐVT|TH 2022|KH 2023|TH 2023|TH/KH (%)|2023/2022 (%)
1|Ngô|||||
|- Diện tích|ha|1240|1260|1255|99,6|101,2
|- Năng suất|tạ/ha|48,5|49|49,3|100,6|101,6
|- Sản lượng|tấn|6014|6174|6187,2|100,2|102,9";
    assert_eq!(accused(crop), Vec::<String>::new());
}

#[test]
fn coefficients_months_and_rates_are_lost_in_amounts_and_no_part_of_them() {
    let payroll = "
TT|Họ tên|Hệ số|PC chức vụ|Lương chính|Phụ cấp|Cộng|BHXH (8%)
1|An|2,34||5475600|0|5475600|438048
2|Bình|4,98||11653200|0|11653200|932256
3|Chi|4,32||10108800|0|10108800|808704
4|Dũng|3,99|0,15|9336600|351000|9687600|775008
|Tổng cộng|||36574200|351000|36925200|2954016";
    assert_eq!(accused(payroll), Vec::<String>::new());
    let wear = "
STT|Tài sản|Năm sử dụng|Nguyên giá|Tỷ lệ hao mòn (%)|Hao mòn năm|Hao mòn lũy kế|Giá trị còn lại
1|Nhà|2021|820000000|20|164000000|656000000|164000000
2|Xe|2020|820000000|10|82000000|410000000|410000000
3|Máy|2021|187500000|20|37500000|150000000|37500000
4|Bàn|2014|15400000|6,67|1027180|11298980|4101020
|Tổng cộng||1842900000||284527180|1227298980|615601020";
    assert_eq!(accused(wear), Vec::<String>::new());
}

#[test]
fn nothing_is_divided_by_the_percent_beside_it() {
    let marks = "
TT|Lớp|Sĩ số|Tốt|Tỷ lệ %|Khá|Tỷ lệ %|Đạt|Tỷ lệ %|Chưa đạt|Tỷ lệ %
1|6B|30|11|36,7|11|36,7|7|23,3|1|3,3
2|6C|24|5|20,8|12|50|6|25|1|4,2
3|7A|39|13|33,3|15|38,5|9|23,1|2|5,1
4|7B|27|9|33,3|12|44,4|6|22,2|0|0
|Cộng|120|38|31,7|50|41,7|28|23,3|4|3,3";
    assert_eq!(accused(marks), Vec::<String>::new());
    // The percent is one of the class, and slips in it are seen.
    assert_eq!(accused(&marks.replace("|7|23,3|1|", "|7|32,3|1|")), ["I2"]);
}

#[test]
fn the_share_of_the_whole_is_a_hundred() {
    let labour = |total: &str| {
        format!(
            "TT|Ngành|Số LĐ|Cơ cấu (%)\n1|NN|8123|53,9\n2|CN|3457|22,9\n3|XD|1789|11,9\n4|DV|1709|11,3\n|Tổng|15078|{total}"
        )
    };
    for total in ["100", "100,0", ""] {
        assert_eq!(accused(&labour(total)), Vec::<String>::new(), "{total}");
    }
    assert_eq!(accused(&labour("10")), ["D6"]);
}

#[test]
fn what_was_paid_is_what_was_owed_for_those_alone_who_paid() {
    let dues = "
TT|Thôn|Số hộ|Mức thu/hộ|Phải thu|Đã thu|Tỷ lệ (%)|Còn nợ|Số hộ còn nợ
1|Một|211|120|25320|25320|100|0|0
2|Hai|105|120|12600|12000|95,2|600|5
3|Ba|192|120|23040|23040|100|0|0
4|Tư|228|120|27360|26040|95,2|1320|11
5|Năm|155|120|18600|18600|100|0|0
|Cộng|891||106920|105000|98,2|1920|16";
    assert_eq!(accused(dues), Vec::<String>::new());
}

#[test]
fn a_person_is_not_the_mean_of_the_next_three() {
    let medals = "
TT|Họ và tên|Năm sinh|Năm vào Đảng|Tuổi Đảng|Loại huy hiệu|Mức thưởng (đồng)|Số thẻ
1|An|1953|1974|51|50|7020000|47702404
2|Bình|1959|1984|41|40|4680000|56475663
3|Chi|1953|1975|50|50|7020000|79700250
4|Dũng|1959|1984|41|40|4680000|74833179
5|Giang|1952|1975|50|50|7020000|46081220
6|Hà|1937|1965|60|60|9360000|72137538
7|Khanh|1948|1975|50|50|7020000|72597162
|Tổng cộng|||||46800000|";
    assert_eq!(accused(medals), Vec::<String>::new());
}

#[test]
fn teachers_per_class_do_not_add_up() {
    let staff = "
TT|Trường|Giáo viên|Số lớp|GV/lớp
1|A|22|12|1,83
2|B|28|17|1,65
3|C|30|17|1,76
4|D|15|10|1,5
|Cộng|95|56|1,7";
    assert_eq!(accused(staff), Vec::<String>::new());
}

#[test]
fn a_share_is_that_of_the_column_that_gives_it_on_all_lines() {
    let doses = "
TT|Xã|Số trẻ|Mũi 1|%|Mũi 3|%
1|Một|94|94|100|94|100
2|Hai|102|101|99|102|100
3|Ba|92|90|97,8|92|100
4|Tư|58|58|100|57|98,3
|Cộng|346|343|99,1|345|99,7";
    assert_eq!(accused(doses), Vec::<String>::new());
}

#[test]
fn a_rise_is_not_computed_from_its_rounded_percent() {
    let prices = "
TT|Tên hàng|ĐVT|Giá kỳ trước|Giá kỳ này|Mức tăng (giảm)|Tỷ lệ tăng (giảm) (%)
1|B|đ/kg|12000|11000|-1000|-8,33
2|C|đ/kg|12000|13000|1000|8,33
3|D|đ/kg|28000|28000|0|0
4|E|đ/kg|15000|15500|500|3,33
5|F|đ/kg|15000|12500|-2500|-16,67
6|G|đ/kg|28000|28000|0|0
7|H|đ/kg|45000|45000|0|0
8|I|đ/kg|15000|16000|1000|6,67
9|K|đ/kg|475000|474500|-500|-0,11";
    assert_eq!(accused(prices), Vec::<String>::new());
}

#[test]
fn balances_that_fall_by_the_same_amount_are_no_sums_of_each_other() {
    let debt = "
Kỳ|Dư nợ đầu kỳ|Trả gốc|Trả lãi|Tổng số phải trả|Dư nợ cuối kỳ
Năm 1|4000000000|500000000|264000000|764000000|3500000000
Năm 2|3500000000|500000000|231000000|731000000|3000000000
Năm 3|3000000000|500000000|198000000|698000000|2500000000
Năm 4|2500000000|500000000|165000000|665000000|2000000000
Năm 5|2000000000|500000000|132000000|632000000|1500000000
Năm 6|1500000000|500000000|99000000|599000000|1000000000
Năm 7|1000000000|500000000|66000000|566000000|500000000
Năm 8|500000000|500000000|33000000|533000000|0
Cộng||4000000000|1188000000|5188000000|";
    assert_eq!(accused(debt), Vec::<String>::new());
    assert!(!accused(&debt.replace("|698000000|", "|689000000|")).is_empty());
}

#[test]
fn what_holds_of_percents_is_no_law_of_amounts_in_other_units() {
    let crop = "
TT|Chỉ tiêu|ĐVT|TH 2022|KH 2023|TH 2023|TH/KH (%)|TH/2022 (%)
1|Lúa|||||
|Diện tích|ha|2431|2440|2452|100,5|100,9
|Năng suất|tạ/ha|60,4|60,8|61,3|100,8|101,5
|Sản lượng|tấn|14683|14835|15031|101,3|102,4
2|Ngô|||||
|Diện tích|ha|811|820|835|101,8|103,0
|Năng suất|tạ/ha|48,2|48,9|49,6|101,4|102,9
|Sản lượng|tấn|3909|4010|4142|103,3|106,0";
    assert_eq!(accused(crop), Vec::<String>::new());
}

#[test]
fn a_sum_that_leaves_out_a_rare_part_is_overruled_by_what_is_printed() {
    let poor = "
TT|Xã|Hộ nghèo đầu năm|Thoát nghèo|Phát sinh|Còn lại đầu năm sau|Hộ nghèo cuối năm
A|B|1|2|3|4=1-2|5=1-2+3
1|An|83|11|0|72|72
2|Bình|64|9|0|55|55
3|Chính|91|12|4|79|83
4|Dương|77|16|0|61|61
5|Giang|58|7|0|51|51
6|Hòa|69|13|0|56|56";
    assert_eq!(accused(poor), Vec::<String>::new());
}
