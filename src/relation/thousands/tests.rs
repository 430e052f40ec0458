use std::collections::BTreeSet;

use super::*;
use crate::fixture;
use crate::relation::{Effort, mine, patterns};
use crate::table::tables;
use crate::workbook::SheetIndex;

/// The figures that are read a thousandfold are those that are marked.
fn reads(text: &str) {
    let (workbook, marked) = fixture::workbook(text);
    let mut table = tables(&workbook, SheetIndex(0)).remove(0);
    let typed = |cell: CellRef| {
        workbook.sheets[0].cell(cell).is_some_and(|cell| cell.formula.is_none() && !fixture::is_percent(cell))
    };
    let laws = |table: &Table| {
        let mined = mine(table, &Effort::of(table.figures(), table.figures()));
        Standing::of_all(patterns(table, mined, &[]), table)
    };
    read_thousands(&mut table, typed, laws);
    let standings = laws(&table);
    read_thousands_left(&mut table, typed, &standings);
    let read: BTreeSet<CellRef> = table.thousands.keys().copied().collect();
    assert_eq!(read, marked, "{text}");
}

#[test]
fn persons_and_dong_have_no_decimals() {
    reads(
        "
TT|Chỉ tiêu|ĐVT|Năm 2023|Năm 2024|Kế hoạch
1|Tổng số thành viên|Người|«9,416»|«10,284»|«9,7»
2|Lao động thường xuyên|Người|«4,872»|«5,136»|«5»
3|Số hợp tác xã|HTX|263|276|283
4|Doanh thu bình quân|Tr. đồng|1386,4|1502,7|1450",
    );
    reads(
        "
TT|Xã|Dân số (người)|Số hộ|Diện tích (ha)
1|Bản Mế|«4,805»|«1,2»|12,405
2|Cao Sơn|«7,895»|«2,014»|9,3
3|Gia Phú|«9,14»|«2,356»|10,117
4|Phong Hải|«3,92»|998|8,22",
    );
}

/// The total of October has both kinds of figures: its sums only come right a thousandfold. The other columns are
/// misread wholly, and follow it line by line.
#[test]
fn sums_tell_one_column_and_the_lines_tell_the_others() {
    reads(
        "
TT|Chỉ tiêu|Dự toán|Tháng 9|Lũy kế
|TỔNG SỐ|«92,5»|«8,05»|«69,14»
1|Lệ phí trước bạ|«14,5»|«1,267»|«11,946»
2|Thuế thu nhập cá nhân|«11,2»|931|«10,468»
3|Tiền sử dụng đất|«60»|«5,34»|«41,287»
4|Phí, lệ phí|«6,8»|512|«5,439»",
    );
}

#[test]
fn products_whose_lines_need_different_scales_tell_their_factors() {
    reads(
        "
STT|Vật tư|Số lượng|Đơn giá|Thành tiền
1|Bơm tiêm|«4,28»|690|2953200
2|Găng tay|«4,394»|«1,05»|4613700
3|Bông|48|«1,65»|79200
4|Kim luồn|899|«3,15»|2831850
5|Dây truyền|«2,088»|«3,78»|7892640
6|Gạc|696|«5,25»|3654000
7|Phim|«1,063»|«11,9»|12649700",
    );
}

#[test]
fn a_total_that_is_wrong_a_thousandfold_leaves_its_parts_alone() {
    reads(
        "
STT|Họ và tên|Công|Phép|Tiền ăn (đồng)
1|Hà Thị Thoa|14|6|350
2|Bùi Văn Chinh|13|7|325
3|Lường Thị Én|17|3|425
|Cộng|44|16|1100000",
    );
}

#[test]
fn fractions_that_are_meant_stay() {
    // Tonnes with three decimals that add up, averages, prices, and a count of tens in one line.
    for text in [
        "
TT|Xã|Sản lượng (tấn)|Diện tích (ha)|Giá (nghìn đồng/kg)
1|Bản Mế|412,305|82,4|18,25
2|Cao Sơn|350,12|71,05|17,5
3|Gia Phú|298,4|64,125|18,125
|Tổng số|1060,825|217,575|",
        "
TT|Chỉ tiêu|ĐVT|Năm 2023|Năm 2024
1|Dân số trung bình|Người|3.120|3.240
2|Số hộ|Hộ|1.068|1.109
3|Quy mô hộ|Người/hộ|2,921|2,922
4|Số người bình quân một hộ|Người|2,921|2,922
5|Mật độ dân số|Người/km²|112,345|113,212",
        "
TT|Dự án|Kế hoạch (triệu đồng)|Giải ngân (triệu đồng)|Còn lại
1|Đường|217,476|200,1|17,376
2|Cầu|351,902|120,25|231,652
3|Chợ|1200|1100,5|99,5
|Cộng|1769,378|1420,85|348,528",
    ] {
        reads(text);
    }
}

/// One figure that lost its decimal mark makes its column look misread: it is the one that is wrong.
#[test]
fn one_wrong_figure_makes_no_thousands_of_the_others() {
    const AMOUNTS: &str = "
TT|Nguồn vốn|Năm 2023|Năm 2024
1|Ngân sách trung ương|38,42|41,875
2|Ngân sách tỉnh|22,165|19,34
3|Ngân sách huyện|11,708|13,052
4|Vốn lồng ghép|54,93|61,217
|Tổng cộng|127,223|135,484";
    for (right, wrong) in [("127,223", "127223"), ("22,165", "22165"), ("61,217", "61217")] {
        reads(&AMOUNTS.replace(right, wrong));
    }
    reads(
        "
TT|Mặt hàng|Số lượng|Đơn giá|Thành tiền
1|Mặt hàng 1|4,28|6905|29553,4
2|Mặt hàng 2|2354|980|2306,92
3|Mặt hàng 3|4,394|1050|4613,7
4|Mặt hàng 4|1,052|3150|3313,8
5|Mặt hàng 5|2,088|3780|7892,64",
    );
}
