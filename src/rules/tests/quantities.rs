//! Headers that offices use over amounts and over values per unit, each in the same table: the figure of the
//! total line is a sum under the first and none under the second.

use crate::finding::Severity;
use crate::fixture;
use crate::number::{Notation, Number, format};
use crate::rules::check_sheet;
use crate::workbook::SheetIndex;

/// What stands under these is never added up.
const RATES: [&str; 66] = [
    "Tỷ lệ (%)",
    "TL nội trú",
    "TL sử dụng",
    "Tỷ suất (‰)",
    "Chỉ số",
    "Điểm",
    "Điểm đánh giá",
    "Tốc độ tăng",
    "Lãi suất",
    "Thuế suất",
    "Hiệu suất",
    "Số giường/vạn dân",
    "HS/lớp",
    "GV/lớp",
    "kg/người",
    "Mức chi/người",
    "Ngày/lượt",
    "Nhiệt độ",
    "Mật độ",
    "Mật độ dân số (người/km2)",
    "Năng suất",
    "Năng suất (tạ/ha)",
    "Đơn giá",
    "Giá bán",
    "Hệ số",
    "Tuổi",
    "Tuổi bình quân",
    "Thời gian trung bình",
    "Thời gian xử lý",
    "Độ ẩm",
    "Độ che phủ",
    "Tuổi thọ",
    "Ngày ĐTBQ",
    "BQ chung",
    "Bình quân đầu người",
    "Thu nhập bình quân",
    "Số vụ/1.000 dân",
    "Tỷ giá",
    "Áp suất",
    "Vòng quay vốn",
    "Công suất sử dụng giường",
    "Thực hiện/dự toán",
    "So với cùng kỳ",
    "Tỷ trọng",
    "Cơ cấu",
    "Suất đầu tư",
    "Mức chi bình quân",
    "Xếp hạng",
    "Ty le",
    "Lai suat",
    "Nang suat",
    "Don gia",
    "Binh quan",
    "Rate",
    "Interest rate",
    "Average price",
    "Density",
    "Yield",
    "Humidity",
    "Temperature",
    "GDP per capita",
    "Score",
    "Index",
    "Median age",
    "Life expectancy",
    "Exchange rate",
];

/// What stands under these adds up.
const AMOUNTS: [&str; 44] = [
    "Số hộ",
    "Hộ nghèo",
    "Nam",
    "Nữ",
    "Giá trị",
    "Giá trị sản xuất",
    "Thành tiền",
    "Kinh phí",
    "Sản lượng",
    "Số lượng",
    "Diện tích (ha)",
    "Chiều dài",
    "Xã/phường",
    "Số hộ vay vốn",
    "Dư nợ",
    "Doanh số",
    "Trẻ dưới 6 tuổi",
    "Số giường",
    "Số lớp",
    "Học sinh",
    "Số ngày",
    "Số giờ",
    "Lượng mưa",
    "Tấn/ngày",
    "Nguyên giá",
    "Giải ngân",
    "Thu ngân sách",
    "Chi thường xuyên",
    "Vốn đầu tư",
    "Lao động",
    "Trọng lượng",
    "Khối lượng",
    "Số tiền",
    "Thuế GTGT",
    "Lãi phải trả",
    "Đất ở",
    "Số xã",
    "Population",
    "Households",
    "Value",
    "Amount",
    "Area",
    "Cost",
    "Output",
];

/// A list of communes with the columns Dân số, Số vụ and one more, and its total line. The figures of the
/// last column are those of a quotient of the two where `is_rate`.
fn table(header: &str, is_rate: bool, lines: usize, seed: u64, slip: Option<usize>) -> String {
    let mut state = seed;
    let mut next = |from: i64, to: i64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        from + i64::try_from(state >> 33).unwrap_or(0) % (to - from)
    };
    let mut text = format!("TT|Đơn vị|Dân số|Số vụ|{header}\n");
    let (mut persons, mut cases, mut last) = (0, 0, 0);
    let rate = |cases: i64, persons: i64| (cases * 100_000 + persons / 2) / persons;
    let shown = |value: i64, is_rate: bool| {
        let value = rust_decimal::Decimal::new(value, if is_rate { 2 } else { 0 });
        format(Number::from_written(value), Notation::Vietnamese)
    };
    for line in 1..=lines {
        let (a, b) = (next(21_000, 88_000), next(700, 8_900));
        let c = if is_rate { rate(b, a) } else { next(1_100, 97_000) };
        text += &format!("{line}|Xã {line}|{}|{}|{}\n", shown(a, false), shown(b, false), shown(c, is_rate));
        (persons, cases, last) = (persons + a, cases + b, last + c);
    }
    let total = if is_rate { rate(cases, persons) } else { last };
    // The second digit is another one, or the third is lost.
    let total = match slip {
        Some(0) => total + 3 * 10_i64.pow(total.ilog10() - 1),
        Some(_) => total / 1_000 * 100 + total % 100,
        None => total,
    };
    text + &format!("|Tổng số|{}|{}|{}", shown(persons, false), shown(cases, false), shown(total, is_rate))
}

/// Whether an error names the last cell of the total line, and whether anything at all is said of broken sums.
fn said(text: &str) -> (bool, Vec<String>) {
    let (workbook, _) = fixture::workbook(text);
    let findings = check_sheet(&workbook, SheetIndex(0)).findings;
    let findings = || findings.iter().filter(|finding| finding.severity != Severity::Info);
    let is_total = |cell: &str| cell.starts_with('E');
    (
        findings().any(|finding| finding.severity == Severity::Error && is_total(&finding.place.to_string())),
        findings().map(|finding| finding.message.vi.clone()).collect(),
    )
}

#[test]
fn the_rate_of_the_totals_is_no_wrong_sum() {
    let mut blamed = Vec::new();
    for (seed, header) in (1..).zip(RATES) {
        for lines in [5, 12] {
            let (_, messages) = said(&table(header, true, lines, seed, None));
            blamed.extend(messages.into_iter().map(|message| format!("{header}, {lines}: {message}")));
        }
    }
    assert!(blamed.is_empty(), "{blamed:#?}");
}

#[test]
fn a_slip_in_the_total_of_amounts_is_found_under_every_header() {
    let (mut blamed, mut missed) = (Vec::new(), Vec::new());
    for (seed, header) in (1..).zip(AMOUNTS) {
        for lines in [5, 12] {
            let (_, messages) = said(&table(header, false, lines, seed, None));
            blamed.extend(messages.into_iter().map(|message| format!("{header}, {lines}: {message}")));
            for slip in [0, 1] {
                let (is_found, _) = said(&table(header, false, lines, seed, Some(slip)));
                missed.extend((!is_found).then(|| format!("{header}, {lines}, slip {slip}")));
            }
        }
    }
    assert!(blamed.is_empty(), "{blamed:#?}");
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn a_line_of_rates_leaves_the_law_that_is_printed_over_the_columns() {
    let text = "\
TT|Chỉ tiêu|Tổng|Thành thị|Nông thôn
A|B|1=2+3|2|3
1|Thu|58.203|20.810|37.393
2|Chi|92.600|55.204|37.396
3|Vốn|80.047|51.615|28.432
4|Tăng, giảm so với năm trước (%)|-37,15|-62,3|-0,01
5|Lương bình quân|88,69|90|85";
    assert_eq!(said(text).1, Vec::<String>::new());
    let slipped = text.replace("92.600", "93.600");
    let (workbook, _) = fixture::workbook(&slipped);
    let findings = check_sheet(&workbook, SheetIndex(0)).findings;
    assert!(findings.iter().any(|finding| finding.place.to_string() == "C4" && finding.severity == Severity::Error));
}

#[test]
fn codes_years_and_numbers_of_lines_are_no_figures() {
    let text = "\
Nội dung|Mục|Số|Năm hoàn thành|Kế hoạch|Thực hiện
Đường 1|'0010|1|2.021|32.918|27.975
Đường 2|'0020|2|2.022|66.825|21.725
Đường 3|'0030|3|2.023|33.254|27.409
Đường 4|'0040|4|2.024|31.329|27.782
Đường 5|'0050|5|2.023|73.394|34.033
Tổng số|||2.025|237.720|138.924";
    assert_eq!(said(text).1, Vec::<String>::new());
}

#[test]
fn a_line_of_minus_ones_has_no_figures() {
    let text = "\
Đơn vị|Cử tri|Hợp lệ|Ứng viên A|Ứng viên B
Xã 1|7.817|4.195|2.165|2.030
Gửi thư 1|-1|-1|-1|-1
Xã 2|8.809|5.273|4.289|984
Xã 3|3.384|2.549|2.183|366
Gửi thư 2|-1|-1|-1|-1
Xã 4|2.689|1.619|1.298|321
Xã 5|5.965|3.966|2.827|1.139
Tổng số|28.664|17.602|12.762|4.840";
    assert_eq!(said(text).1, Vec::<String>::new());
}
