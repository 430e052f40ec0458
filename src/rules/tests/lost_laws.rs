//! Laws that hold on the correct table and were lost because of the one figure that they should reveal.

use super::accused;

#[test]
fn a_total_that_is_confirmed_twice_still_tells_which_of_its_parts_is_wrong() {
    // The total is that of what it finances too, which holds everywhere.
    let balance = |figure: &str| {
        format!(
            "|2018|2019|2020|2021
Đất|138,2|140,1|139,6|150,7
Nhà xưởng|560,4|539,6|570,2|718,0
Đầu tư|34,1|57,8|66,8|57,3
Tài sản khác|127,1|{figure}|111,8|106,2
|859,8|857,7|888,4|1.032,2
Kho|41,3|43,7|44,9|46,1
Quỹ|20,4|21,9|22,3|24,6
|61,7|65,6|67,2|70,7
Vốn góp|436,4|472,6|468,9|733,9
Vay|340,1|303,8|335,2|209,6
Phải trả|83,3|81,3|84,3|88,7
|859,8|857,7|888,4|1.032,2"
        )
    };
    assert_eq!(accused(&balance("120,2")), (vec![], false));
    assert_eq!(accused(&balance("12,2")).0, ["C5"]);
}

#[test]
fn a_figure_far_too_large_is_seen_as_one_a_little_too_large_is() {
    // One pupil has full marks, so that his line is the line of the most that can be had.
    let marks = |figure: &str| {
        format!(
            "Mã|Bài 1|Bài 2|Bài 3|Bài 4|Bài 5|Bài 6|Bài 7|Bài 8|Bài 9|Bài 10|Bài 11|Tổng
A0|55|95|60|85|{figure}|30|30|95|90|90|65|775
A1|50|95|55|83|75|30|30|90|88|90|63|749
A2|51|94|55|69|55|27|30|82|88|90|64|705
A3|55|95|60|85|80|30|30|95|90|90|65|775
A4|55|75|59|80|78|30|30|90|90|81|62|730
A5|55|94|58|81|75|30|30|94|90|90|64|761"
        )
    };
    assert_eq!(accused(&marks("80")), (vec![], false));
    for figure in ["800", "8.000", "80.000"] {
        assert_eq!(accused(&marks(figure)).0, ["F2"], "{figure}");
    }
}

#[test]
fn rates_that_add_up_in_all_years_add_up_in_this_one() {
    let rates = |figure: &str| {
        format!(
            "Nguyên nhân|Tỷ suất chết 2019 (‰)|Tỷ suất chết 2020 (‰)|Tỷ suất chết 2021 (‰)|Tỷ suất chết 2022 (‰)|Tỷ suất chết 2023 (‰)
Tim mạch|143,1|138,6|133,3|126,8|121,5
Cúm và viêm phổi|12,2|11,9|12,0|13,4|13,2
Cúm|0,2|0,6|0,5|0,7|1,5
Viêm phổi|{figure}|11,3|11,5|12,7|11,7
Hô hấp|26,3|25,9|25,8|24,8|25,1
Thận|8,3|8,6|8,5|8,3|8,3"
        )
    };
    assert_eq!(accused(&rates("12,0")), (vec![], false));
    assert_eq!(accused(&rates("21,0")).0, ["B5"]);
}

#[test]
fn a_part_that_is_taken_off_at_the_end_belongs_to_the_total() {
    let crops = |figure: &str| {
        format!(
            "Thu nhập (triệu đồng)|2020|2021|2022|2023|2024
Tổng thu|36.338|36.741|36.954|40.745|45.973
Trồng trọt|{figure}|13.477|14.685|18.414|22.862
Lúa|9.007|6.496|8.822|10.232|14.831
Ngô|2.231|3.257|3.332|4.277|5.698
Rau|3.168|3.477|2.653|4.274|2.777
Hoãn thanh toán|14|247|−122|−369|−444
Chăn nuôi|17.056|18.341|17.740|18.239|18.803
Trâu bò|12.840|13.488|13.361|13.351|13.531
Lợn|4.216|4.853|4.379|4.888|5.272
Trợ cấp|4.862|4.923|4.529|4.092|4.308
Lũ lụt|934|443|316|272|239
Bảo hiểm|3.928|4.480|4.213|3.820|4.069"
        )
    };
    assert_eq!(accused(&crops("14.420")), (vec![], false));
    assert_eq!(accused(&crops("41.420")).0, ["B3"]);
}
