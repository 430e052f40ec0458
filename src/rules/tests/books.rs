//! Balances, books, and lines that are a mean or an extreme: quiet when they are right, and the wrong figure named.

use super::accused;

const CASH: &str = "Ngày|Diễn giải|Thu|Chi|Tồn quỹ
|Số dư đầu kỳ|||6.326
01/10|Phiếu 1||371|5.955
02/10|Phiếu 2|1.874||7.829
03/10|Phiếu 3||369|7.460
04/10|Phiếu 4||1.304|6.156
|Cộng mang sang|1.874|2.044|6.156
|Số trang trước mang sang|1.874|2.044|6.156
05/10|Phiếu 5|2.708||8.864
06/10|Phiếu 6||616|8.248
07/10|Phiếu 7||808|7.440
08/10|Phiếu 8|1.972||9.412
|Cộng phát sinh|6.554|3.468|
|Số dư cuối kỳ|||9.412";

const PETITIONS: &str = "TT|Đơn vị|Tồn kỳ trước chuyển sang|Tiếp nhận trong kỳ|Đã giải quyết|Còn lại chuyển kỳ sau
1|Đồng Tâm|26|308|315|19
2|Yên Thủy|30|227|192|65
3|Lạc Sơn|19|248|187|80
4|Phú Cường|24|344|287|81
5|Mai Hạ|24|74|88|10
6|Chiềng Châu|39|353|352|40
7|Nà Phòn|16|412|330|98
8|Tòng Đậu|25|311|286|50";

const STATIONS: &str = "Trạm|Tháng 1|Tháng 2|Tháng 3
Trạm Bắc|18,8|19,0|20,1
Trạm Nam|25,4|23,8|29,7
Trạm Đông|20,6|26,1|32,4
Trạm Tây|22,2|28,3|30,1
Trạm Giữa|15,5|20,5|29,8
Trung bình|20,5|23,5|28,4
Cao nhất|25,4|28,3|32,4
Thấp nhất|15,5|19,0|20,1";

#[test]
fn right_books_and_balances_are_met_with_silence() {
    for table in [CASH, PETITIONS, STATIONS] {
        assert_eq!(accused(table), (Vec::new(), false), "{table}");
    }
}

#[test]
fn a_wrong_figure_in_a_book_or_a_balance_is_accused() {
    for (table, right, wrong, cell) in [
        (CASH, "616|8.248", "616|8.428", "E10"),
        (PETITIONS, "344|287|81", "344|287|18", "F5"),
        (STATIONS, "Thấp nhất|15,5", "Thấp nhất|14,5", "B9"),
    ] {
        let (accused, _) = accused(&table.replacen(right, wrong, 1));
        assert_eq!(accused, [cell], "{wrong}");
    }
}

#[test]
fn debit_and_credit_that_differ_as_by_a_slip_are_named() {
    let table = "Mã|Nội dung|Tài sản|Nguồn vốn
111|Tiền|4.990|
122|Hàng hóa|8.278|
133|Vay||4.338
144|Vốn||8.930
|TỔNG CỘNG|13.268|13.268";
    assert_eq!(accused(table), (Vec::new(), false));
    let (_, told) = accused(&table.replace("8.930", "8.939").replace("|13.268|13.268", "|13.268|13.277"));
    assert!(told);
}
