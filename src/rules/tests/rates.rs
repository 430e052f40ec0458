//! Rates, parts and prices that headers and labels name: quiet where they are right, and the wrong figure named.

use super::accused;
use crate::finding::Input;
use crate::fixture;
use crate::rules::check_sheet;
use crate::workbook::SheetIndex;

const CHANGES: &str = "STT|Nội dung|ĐVT|Năm 2024|Năm 2025|Tăng, giảm|Tỷ lệ tăng, giảm (%)
1|Đàn trâu|Con|86|79|Giảm 7|-8,1
2|Đàn bò|Con|142|151|Tăng 9|6,3
3|Đàn lợn|Con|410|360|Giảm 50|-12,2
4|Đàn dê|Con|128|143|Tăng 15|11,7
5|Đàn ngựa|Con|23|17|Giảm 6|-26,1
6|Đàn ong|Con|21|21|Không thay đổi|0,0
7|Gia cầm|Con|1.842|2.067|Tăng 225|12,2";

const PETITIONS: &str =
    "TT|Đơn vị|Tồn kỳ trước chuyển sang|Tiếp nhận trong kỳ|Đã giải quyết|Tỷ lệ giải quyết (%)|Dân số|Số đơn/1.000 dân
1|Tân Lập|26|308|315|94,3|4.805|64,10
2|Bản Mế|30|227|192|74,7|7.895|28,75
3|Cao Sơn|19|248|187|70,0|9.140|27,13
4|Gia Phú|24|344|287|78,0|3.920|87,76
5|Nậm Tha|24|74|88|89,8|9.173|8,07
6|Hợp Thành|39|353|352|89,8|4.414|79,97
7|Liêm Phú|16|412|330|77,1|7.933|51,93
8|Minh Lương|25|311|286|85,1|5.975|52,05";

/// The rate is of what is left of the total: where little is taken off, the total alone gives it too.
const DEDUCTED: &str = "TT|Đơn vị|Tổng chi|Chi hộ đơn vị khác|Giảm trừ|Tỷ lệ giảm trừ (%)
1|Đơn vị 1|477.471|-|6.952|1,46
2|Đơn vị 2|865.244|-|16.187|1,87
3|Đơn vị 3|250.365|2.365|4.607|1,86
4|Đơn vị 4|525.921|921|6.473|1,23
5|Đơn vị 5|327.201|-|2.888|0,88
6|Đơn vị 6|476.332|6.332|4.910|1,04
7|Đơn vị 7|286.471|1.471|3.249|1,14
8|Đơn vị 8|629.294|-|8.797|1,40
9|Đơn vị 9|113.655|655|1.590|1,41
10|Đơn vị 10|614.175|175|2.787|0,45";

const WITHHELD: &str = "TT|Họ tên|Số buổi|Mức chi|Thành tiền|Khấu trừ thuế 10%|Thực nhận
1|Bùi Văn Hưng|9|150.000|1.350.000|135.000|1.215.000
2|Hà Thị Lan|12|250.000|3.000.000|300.000|2.700.000
3|Lò Văn Páo|3|200.000|600.000|0|600.000
4|Vì Thị Thu|18|300.000|5.400.000|540.000|4.860.000
5|Khà Thị Nga|19|350.000|6.650.000|665.000|5.985.000
6|Đinh Công Minh|12|150.000|1.800.000|180.000|1.620.000
7|Phạm Quốc Toản|14|150.000|2.100.000|210.000|1.890.000
|Cộng|||20.900.000|2.030.000|18.870.000";

const INSURED: &str = "TT|Họ tên|Tiền lương|BHXH (8%)|BHYT (1,5%)
1|Bùi Văn Hưng|8.500.000|680.000|127.500
2|Hà Thị Lan|9.200.000|736.000|138.000
3|Lò Văn Páo|7.350.000|588.000|110.250
4|Vì Thị Thu|12.600.000|1.008.000|189.000
5|Khà Thị Nga|62.000.000|3.744.000|702.000
6|Đinh Công Minh|6.900.000|552.000|103.500";

const PAY: &str = "TT|Họ và tên|Hệ số|Phụ cấp|Tổng hệ số|Thành tiền
1|Bùi Văn Hưng|3,11|0,27|3,38|7.909.200
2|Hà Thị Lan|2,33|0,31|2,64|6.177.600
3|Lò Văn Páo|3,29|0,35|3,64|8.517.600
4|Vì Thị Thu|3,04|0,48|3,52|8.236.800
5|Khà Thị Nga|3,67|0,35|4,02|9.406.800
6|Đinh Công Minh|4,17|0,40|4,57|10.693.800
7|Phạm Quốc Toản|2,03|0,17|2,20|5.148.000
|Cộng|21,64|2,33|23,97|56.089.800";

const INVOICE: &str = "TT|Hàng hóa|Số lượng|Đơn giá|Thành tiền
1|Giấy A4|30|83.000|2.490.000
2|Mực in|66|52.000|3.432.000
3|Bìa|53|109.000|5.777.000
4|Bút|24|52.500|1.260.000
|Cộng tiền hàng|||12.959.000
|Thuế GTGT 10%|||1.295.900
|Tổng tiền thanh toán|||14.254.900";

const GROWTH: &str = "TT|Ngành|Năm trước|Năm nay|Tốc độ tăng (%)|Đóng góp vào tăng trưởng (điểm %)
1|Nông nghiệp|8.219|9.862|19,99|6,70
2|Công nghiệp|8.447|10.220|20,99|7,23
3|Xây dựng|3.187|3.696|15,97|2,08
4|Dịch vụ|4.663|4.911|5,32|1,01
|Tổng số|24.516|28.689|17,02|17,02";

const METERS: &str = "TT|Điểm đo|Chỉ số cũ|Chỉ số mới|Hệ số nhân|Điện tiêu thụ (kWh)
1|Trụ sở|18.426|18.874|20|8.960
2|Nhà khách|42.180|43.962|1|1.782
3|Nhà văn hóa|15.746|16.308|1|562
4|Chiếu sáng|7.214|7.639|10|4.250
5|Trạm bơm|28.903|31.447|1|2.544";

const YIELDS: &str = "TT|Địa bàn|Diện tích (ha)|Năng suất (tạ/ha)|Sản lượng (tấn)
1|Bản Mế|566,8|54,0|3.060,7
2|Cao Sơn|882,3|39,4|3.476,3
3|Dền Sáng|693,7|49,6|3.440,8
4|Gia Phú|77,8|54,9|427,1
5|Hợp Thành|251,8|52,8|1.329,5
6|Khánh Yên|214,3|43,7|936,5
|Tổng số|2.686,7|47,2|12.670,9";

#[test]
fn right_rates_and_parts_are_met_with_silence() {
    for table in [CHANGES, PETITIONS, DEDUCTED, WITHHELD, INSURED, PAY, INVOICE, GROWTH, METERS, YIELDS] {
        assert_eq!(accused(table), (Vec::new(), false), "{table}");
    }
}

#[test]
fn a_wrong_rate_part_or_price_is_accused() {
    for (table, right, wrong, cell) in [
        (CHANGES, "Tăng 15|", "Tăng 51|", "F5"),
        (CHANGES, "Giảm 50|", "Tăng 50|", "F4"),
        (CHANGES, "-26,1", "26,1", "G6"),
        (CHANGES, "Tăng 225|12,2", "Tăng 225|21,2", "G8"),
        (PETITIONS, "74,7", "47,7", "F3"),
        (PETITIONS, "51,93", "21,93", "H8"),
        (DEDUCTED, "1,23", "3,21", "F5"),
        (WITHHELD, "540.000|4.860.000", "270.000|5.130.000", "F5"),
        (INSURED, "1.008.000", "1.080.000", "D5"),
        (PAY, "8.236.800", "8.436.800", "F5"),
        (GROWTH, "20,99|7,23", "20,99|20,99", "F3"),
        (YIELDS, "47,2|", "49,1|", "D8"),
        (YIELDS, "47,2|", "294,4|", "D8"),
        (METERS, "10|4.250", "10|4.520", "F5"),
    ] {
        let (accused, _) = accused(&table.replacen(right, wrong, 1));
        assert_eq!(accused, [cell], "{wrong}");
    }
}

#[test]
fn a_tax_of_another_usual_rate_than_the_label_prints_is_accused() {
    let wrong = INVOICE.replace("1.295.900", "1.036.720").replace("14.254.900", "13.995.720");
    assert_eq!(accused(&wrong).0, ["E7"]);
    // A part of the goods is taxed: nobody knows which.
    let partly = INVOICE.replace("1.295.900", "718.200").replace("14.254.900", "13.677.200");
    assert_eq!(accused(&partly), (Vec::new(), false));
}

#[test]
fn what_is_put_in_the_place_of_a_change_in_words_is_told_in_words() {
    let findings = check_sheet(&fixture::workbook(&CHANGES.replace("Tăng 15|", "Tăng 51|")).0, SheetIndex(0)).findings;
    let fixes = findings.iter().flat_map(|finding| &finding.fixes).flat_map(|fix| &fix.edits);
    let told: Vec<&Input> = fixes.filter(|edit| edit.place.to_string() == "F5").map(|edit| &edit.new).collect();
    assert_eq!(told, [&Input::Text("Tăng 15".to_owned())]);
}

#[test]
fn pay_for_a_part_of_the_month_and_other_round_prices_are_no_slips() {
    // 3,52 × 2.340.000 × 11/22
    assert_eq!(accused(&PAY.replace("8.236.800", "4.118.400").replace("56.089.800", "51.971.400")).0.len(), 0);
    let nights = "TT|Họ tên|Số đêm|Tiền phòng
1|Hà Thị Lan|3|1.050.000
2|Lò Văn Páo|5|1.750.000
3|Vì Thị Thu|4|1.400.000
4|Khà Thị Nga|2|700.000
5|Bùi Văn Hưng|6|3.000.000
6|Đinh Công Minh|7|2.450.000";
    assert_eq!(accused(nights), (Vec::new(), false));
    assert_eq!(accused(&nights.replace("1.400.000", "1.450.000")).0, ["D4"]);
}
