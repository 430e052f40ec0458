//! What a reader sees in a sheet.

use super::*;
use crate::fixture;
use crate::table::{LineIndex, Reading};
use crate::workbook::{CellRef, Row};

fn one(text: &str) -> Table {
    let (workbook, _) = fixture::workbook(text);
    let mut tables = tables(&workbook, SheetIndex(0));
    assert_eq!(tables.len(), 1, "{tables:#?}");
    tables.remove(0)
}

fn kinds(table: &Table) -> Vec<ColumnKind> {
    table.columns.iter().map(|column| column.kind).collect()
}

#[test]
fn a_form_with_title_unit_and_column_numbers_is_understood() {
    let table = one("
Phụ biểu 03
KẾT QUẢ GIẢI NGÂN
|||ĐVT: triệu đồng
TT|Nội dung|Tổng KP|Đã giải ngân|Tỷ lệ (%)
A|B|1|2|3=2/1*100
1|Dự án 2|12.216,693|6.237,494|51,06
2|Dự án 3|5.234,168|2.755,449|52,64
|Tổng cộng|17.450,861|8.992,943|51,53
|Người lập biểu||Ký tên
");
    use ColumnKind::{Label, Marker, Number};
    assert_eq!(kinds(&table), [Marker, Label, Number, Number, Number]);
    assert_eq!(table.unit.as_ref().map(Unit::as_str), Some("triệu đồng"));
    assert_eq!(table.header_rows, [Row(3), Row(4)]);
    assert_eq!(table.lines.len(), 3);
    assert_eq!(table.lines[2].kind, LineKind::Total);
    assert_eq!(table.columns[4].number.as_ref().unwrap().text, "3=2/1*100");
    assert_eq!(table.titles.first().map(String::as_str), Some("Phụ biểu 03"));
}

#[test]
fn headers_called_unit_are_no_note_of_the_unit() {
    let table = one("
BÁO CÁO GIÁ
STT|Mã|Tên hàng|ĐVT|Giá trước|Giá này
1|'01.0001|Thóc|đ/kg|9.000|9.200
2|'01.0002|Gạo|đ/kg|18.500|19.000
");
    assert_eq!(table.unit, None);
    assert_eq!(table.header_rows, [Row(1)]);
    assert_eq!(table.columns[4].header, ["Giá trước"]);
    let table = one("
TT|Đơn vị|Lúa (tạ/ha)|Diện tích
1|Xã A|52,5|120
2|Xã B|61,0|98
");
    assert_eq!((table.unit, table.columns[2].unit.as_ref().map(Unit::as_str)), (None, Some("tạ/ha")));
}

#[test]
fn a_headline_without_a_marker_among_marked_lines_is_a_total() {
    let table = one("
STT|Nội dung|Dự toán
|Tổng thu ngân sách trên địa bàn|30
1|Thu nội địa|20
|Trong đó: Tổng số phí|5
2|Thu khác|7
3|Thu viện trợ|3
");
    let kinds: Vec<_> = table.lines.iter().map(|line| (line.kind, line.parent.map(|at| at.0))).collect();
    use LineKind::{Data, OfWhich, Total};
    assert_eq!(kinds, [(Total, None), (Data, Some(0)), (OfWhich, Some(1)), (Data, Some(0)), (Data, Some(0))]);
}

#[test]
fn headings_without_numbers_belong_to_the_body() {
    let table = one("
TT|Chỉ tiêu|ĐVT|KH|TH
1|Việc làm
1.1|Số lao động|Người|1.800|2.150
|Trong đó, đi nước ngoài|Người|650|1.000
2|Thu quỹ|Tr.đ|410|620
");
    assert_eq!(table.lines.len(), 4);
    assert_eq!(table.lines[0].kind, LineKind::Heading);
    assert_eq!(table.lines[1].parent, Some(LineIndex(0)));
    assert_eq!((table.lines[2].kind, table.lines[2].parent), (LineKind::OfWhich, Some(LineIndex(1))));
    assert_eq!(table.lines[3].parent, None);
}

#[test]
fn dashes_under_a_total_heading_belong_to_it() {
    let table = one("
TT|Chỉ tiêu|ĐVT|Đầu năm|Cả năm
A|Chính sách chung
1|Y tế
-|Kinh phí|Tr. đồng|100,5|200,5
B|Xã hội hóa
-|Kinh phí|Tr. đồng|7|8
|TỔNG CỘNG
-|Trung ương|Tr. đồng|100,5|200,5
-|Huy động|Tr. đồng|7|8
");
    let parents: Vec<_> = table.lines.iter().map(|line| line.parent.map(|at| at.0)).collect();
    assert_eq!(parents, [None, Some(0), Some(1), None, Some(3), None, Some(5), Some(5)]);
    assert_eq!(table.lines[5].kind, LineKind::Total);
}

#[test]
fn years_over_the_columns_are_a_header() {
    let table = one("
Region|2021|2022|2023
North|1.234|2.345|3.456
South|4.321|5.432|6.543
Total|5.555|7.777|9.999
");
    assert_eq!(table.header_rows, [Row(0)]);
    assert_eq!(table.columns[1].header, ["2021"]);
    assert_eq!(table.lines.len(), 3);
}

#[test]
fn a_second_table_with_its_own_header_is_another_table() {
    let (workbook, _) = fixture::workbook(
        "
Nội dung|Thu|Chi
A|1.000|2.000
B|3.000|4.000

Nội dung|Năm nay|Năm trước
C|10|20
",
    );
    assert_eq!(tables(&workbook, SheetIndex(0)).len(), 2);
}

#[test]
fn two_tables_side_by_side_are_two() {
    let (workbook, _) = fixture::workbook(
        "
CÂN ĐỐI QUYẾT TOÁN NGÂN SÁCH XÃ
|||Đơn vị: 1.000 đồng
NỘI DUNG THU|QUYẾT TOÁN|NỘI DUNG CHI|QUYẾT TOÁN
TỔNG SỐ THU|30|TỔNG SỐ CHI|30
I. Thu cân đối|20|I. Chi đầu tư|5
II. Thu bổ sung|10|II. Chi thường xuyên|15
||III. Dự phòng|10
",
    );
    let tables = tables(&workbook, SheetIndex(0));
    let ranges: Vec<_> = tables.iter().filter_map(Table::range).map(|range| range.to_string()).collect();
    assert_eq!(ranges, ["A3:B6", "C3:D7"]);
    assert!(tables.iter().all(|table| table.lines[0].kind == LineKind::Total));
    assert_eq!(tables[1].unit.as_ref().map(Unit::as_str), Some("1 000 đồng"));
}

#[test]
fn numbers_typed_as_text_are_read_in_the_notation_of_their_column() {
    let table = one("
TT|Nội dung|ĐVT|Số lượng
1|Lao động|Người|'1.800
2|Tuyển sinh|Người|'2970
3|Quỹ|Tr.đ|'12,5
");
    let Reading::Number(number) = table.reading(CellRef::new(Row(1), Col(3))) else { panic!() };
    assert_eq!((number.value().to_string().as_str(), number.decimals()), ("1800", 0));
}

#[test]
fn a_header_that_is_repeated_on_the_next_page_is_no_part_of_the_body() {
    let numbered = "
BIỂU TỔNG HỢP
TT|Nội dung|Dự toán|Thực hiện|Còn lại
A|B|1|2|3=1-2
1|Chi đầu tư|1.000|900|100
2|Chi thường xuyên|2.000|1.500|500
TT|Nội dung|Dự toán|Thực hiện|Còn lại
A|B|1|2|3=1-2
3|Dự phòng|300|100|200
|Tổng cộng|3.300|2.500|800
";
    let unnumbered: String =
        numbered.lines().filter(|line| !line.starts_with("A|")).map(|line| format!("{line}\n")).collect();
    for text in [numbered, &unnumbered] {
        let table = one(text);
        assert_eq!(table.lines.len(), 4);
        assert_eq!(table.lines[3].kind, LineKind::Total);
    }
}

#[test]
fn tables_with_equal_headers_and_a_title_or_total_each_stay_apart() {
    for between in ["\nII|Huyện B", ""] {
        let (workbook, _) = fixture::workbook(&format!(
            "
I|Huyện A
Xã|Hộ|Khẩu
An|1.000|4.000
Bình|3.000|9.000
Cộng|4.000|13.000
{between}
Xã|Hộ|Khẩu
Cát|10|20
Dương|30|60
Cộng|40|80
"
        ));
        assert_eq!(tables(&workbook, SheetIndex(0)).len(), 2, "{between}");
    }
}

#[test]
fn the_numbers_of_one_or_two_columns_are_no_figures() {
    for (numbers, body) in [
        ("A|B|1|2", "1|Xã An Bình|120|130\n2|Xã Hoà Bình|140|150\n|Tổng cộng|260|280"),
        ("A|B|'1|'2", "|Tổng cộng|260|280\n1|Xã An Bình|120|130\n2|Xã Hoà Bình|140|150"),
    ] {
        let table = one(&format!("TT|Nội dung|Kế hoạch|Thực hiện\n{numbers}\n{body}"));
        assert_eq!(table.header_rows, [Row(0), Row(1)], "{numbers}");
        assert_eq!(table.lines.len(), 3, "{numbers}");
        assert_eq!(table.columns[3].number.as_ref().unwrap().text, "2", "{numbers}");
    }
    let table = one("Nội dung|Kế hoạch|Thực hiện\nA|1|2\nXã An Bình|120|130\nXã Hoà Bình|140|150\nTổng cộng|260|280");
    assert_eq!((table.header_rows.len(), table.lines.len()), (2, 3));
    let table = one("TT|Nội dung|Số tiền\nA|B|1\n1|Xã An Bình|120\n2|Xã Hoà Bình|140\n|Tổng cộng|260");
    assert_eq!((table.header_rows.len(), table.lines.len()), (2, 3));
    let table = one("Nội dung|Số tiền\n1|2\nXã An Bình|120\nXã Hoà Bình|140\nTổng cộng|260");
    assert_eq!((table.header_rows.len(), table.lines.len()), (2, 3));
    assert_eq!(table.columns[1].number.as_ref().unwrap().text, "2");
}

#[test]
fn figures_that_happen_to_count_up_stay_figures() {
    for (text, lines) in [
        // Classes A and B, and ages.
        ("Lớp|Nam|Nữ\nA|1|2\nB|3|4\nTổng cộng|4|6", 3),
        ("Tuổi|Số trẻ\n1|2\n2|5\n3|7", 3),
        ("TT|Số hộ\n1|2\n2|5\n|7", 3),
        // The first line of a list, and a line among others.
        ("TT|Họ tên|Số con\n1|Nguyễn Văn A|2\n2|Trần Thị B|1", 2),
        ("Nội dung|Nam|Nữ\nXã An Bình|3|4\n|1|2\nXã Hoà Bình|5|6\nXã Đông Hà|5|6", 4),
        ("Loại|Số\nA|1\nKhác|2\nTổng|3", 3),
    ] {
        let table = one(text);
        assert_eq!((table.header_rows.len(), table.lines.len()), (1, lines), "{text}");
    }
}

#[test]
fn codes_that_grow_or_stand_in_a_column_for_each_level_tell_the_outline() {
    let parents = |text: &str| -> Vec<Option<usize>> {
        one(text).lines.iter().map(|line| line.parent.map(|parent| parent.0)).collect()
    };
    let grown = "Số hiệu|Tên|Nợ\n11|Tiền|7\n111|Mặt|4\n1111|Việt|3\n1112|Ngoại|1\n112|Gửi|3\n12|Vay|2\n121|Dài|2\n";
    assert_eq!(parents(grown), [None, Some(0), Some(1), Some(1), Some(0), None, Some(5)]);
    let below = "Mã|Tên|Nợ\n111|Mặt|4\n112|Gửi|3\n11|Tiền|7\n121|Dài|2\n122|Ngắn|1\n12|Vay|3\n";
    assert_eq!(parents(below), [Some(2), Some(2), None, Some(5), Some(5), None]);
    let levels = "Khoản|Mục|Tiểu mục|Nội dung|Chi\n71|||Khoản|9\n|6000||Lương|7\n||6001|Ngạch|4\n||6003|Khác|3\n|6100||Phụ|2\n||6101|Chức|2\n";
    assert_eq!(parents(levels), [None, Some(0), Some(1), Some(1), Some(0), Some(4)]);
    // Numbers of two registers, one of which some lack, are no levels.
    let registers = "Mã số thuế|Mã hồ sơ|Tên|Chi\n8101|501|Lan|4\n8102||Mai|3\n8103|502|Cúc|2\n8104||Trúc|5\n8105|503|Đào|6\n8106|504|Hạnh|7\n";
    assert_eq!(parents(registers), [None; 6]);
}
