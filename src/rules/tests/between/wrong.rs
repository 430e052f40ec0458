//! Gatherings with one thing wrong: it is said, of the right place, once.

use super::*;

const LAC_SON: &str = "UBND HUYỆN LẠC SƠN";

fn two_years() -> (Files, Vec<u64>, Vec<u64>) {
    let first = figures(401, 8, 1_000, 90_000);
    let second: Vec<u64> = first.iter().map(|figure| figure * 11 / 10 + 7).collect();
    let third: Vec<u64> = second.iter().map(|figure| figure * 11 / 10 + 3).collect();
    let before = of_year("a.xlsx", 2024, LAC_SON, &first, &second);
    (before.and(of_year("b.xlsx", 2025, LAC_SON, &second, &third)), first, second)
}

#[test]
fn what_is_said_of_last_year_is_not_what_was_said_in_it() {
    let (files, first, second) = two_years();
    files.is_quiet();
    let one_digit = second[3] + if second[3] % 100 / 10 == 9 { 900 } else { 10 };
    files.clone().with("b.xlsx", "C7", &one_digit.to_string()).is_said(&["b.xlsx!C7"], "a.xlsx › Sheet1!E7");
    // The column beside it was taken.
    files.clone().with("b.xlsx", "C8", &first[4].to_string()).is_said(&["b.xlsx!C8"], "Thực hiện năm 2023");
    let (a, b) = (second[5].to_string(), second[6].to_string());
    files.with("b.xlsx", "C9", &b).with("b.xlsx", "C10", &a).is_said(&["b.xlsx!C9"], "đổi chỗ");
}

#[test]
fn a_line_may_bear_another_name_or_be_split() {
    let (files, _, second) = two_years();
    let renamed =
        |line: &String| line.replace("Diện tích rừng trồng", "Trồng rừng tập trung: diện tích rừng trồng mới");
    let mut files = files;
    files.0[1].1 = files.0[1].1.iter().map(renamed).collect();
    files.is_quiet();
    let other = second[7] + 20;
    files.with("b.xlsx", "C11", &other.to_string()).is_said(&["b.xlsx!C11"], "Diện tích rừng trồng");
}

#[test]
fn a_summary_does_not_follow_a_commune() {
    let totals = of_communes();
    let mut wrong = totals.clone();
    wrong[1][2] += 90;
    communes(&wrong).is_said(&["tong hop.xlsx!D6"], "Đại Lộc");
    // Two figures have changed places.
    let mut swapped = totals;
    swapped[0].swap(1, 5);
    communes(&swapped).is_said(&["tong hop.xlsx!C5", "tong hop.xlsx!C9"], "Kim Lương");
}

#[test]
fn a_commune_is_missing_or_counted_twice() {
    let totals = of_communes();
    let files = communes(&totals);
    let district = |keep: &dyn Fn(usize) -> bool, again: Option<usize>| {
        let places: Vec<usize> = (0..8).filter(|at| keep(*at)).chain(again).collect();
        let name = |(place, at): (usize, &usize)| {
            if place >= 8 { format!("{} (bổ sung)", SPELLED[*at]) } else { SPELLED[*at].to_owned() }
        };
        let labels: Vec<String> = places.iter().enumerate().map(name).collect();
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let columns: Vec<Vec<u64>> =
            totals.iter().map(|column| places.iter().map(|at| column[*at]).collect()).collect();
        let mut files = files.clone();
        files.0.pop();
        let rows = totalled("TT|Xã|Số hộ|Số khẩu|Hộ nghèo", &labels, &columns);
        files.file("tong hop.xlsx", &[LAC_SON, "TỔNG HỢP KẾT QUẢ RÀ SOÁT NĂM 2025"], rows)
    };
    district(&|at| at != 4, None).is_said(&["tong hop.xlsx!C11"], "Hồng Phong");
    district(&|_| true, Some(4)).is_said(&["tong hop.xlsx!C12"], "Hồng Phong");
}

#[test]
fn a_later_correction_is_not_in() {
    let mut files = communes(&of_communes());
    let mut corrected = files.0[4].clone();
    "bieu 4 (sua lan 2).xlsx".clone_into(&mut corrected.0);
    files.0.push(corrected);
    let (file, total) = ("bieu 4 (sua lan 2).xlsx", format!("D{}", files.0[4].1.len()));
    let (line, sum) = (files.at(file, "D4") + 12, files.at(file, &total) + 12);
    let files = files.with(file, "D4", &line.to_string()).with(file, &total, &sum.to_string());
    files.is_said(&["tong hop.xlsx!D8"], "Hồng Phong");
    assert!(files.said()[0].1.contains("bản trước"), "{:#?}", files.said());
}

#[test]
fn a_cell_is_not_the_sum_of_its_files() {
    let one = |line: u64, column: u64| u64::from((line, column) == (4, 0)) * 90;
    schools(&one).is_said(&["phong.xlsx!C8"], "");
    // One school is in twice, in the whole of a column.
    let twice = |line: u64, column: u64| column * school(1)[1][line as usize];
    schools(&twice).is_said(&["phong.xlsx!D4"], "Lê Lợi");
}

#[test]
fn a_total_keeps_the_figure_of_the_version_before() {
    let works = ["Chi quản lý", "Chi giáo dục", "Chi y tế", "Chi kinh tế", "Chi văn hóa", "Chi quốc phòng"];
    let columns = [figures(431, 6, 1_000, 9_000), figures(432, 6, 1_000, 9_000)];
    let file = |name: &str, columns: &[Vec<u64>]| {
        let rows = totalled("TT|Nội dung|Năm 2025|Năm 2026", &works, columns);
        Files::default().file(name, &["UBND XÃ BÌNH AN", "DỰ TOÁN CHI"], rows)
    };
    let mut later = columns.clone();
    later[1][2] += 180;
    later[1][4] -= 1_000;
    let files = file("du toan.xlsx", &columns).and(file("du toan sua.xlsx", &later));
    files.is_quiet();
    let old = files.at("du toan.xlsx", "D10").to_string();
    let told = files.with("du toan sua.xlsx", "D10", &old).findings();
    assert!(told.iter().any(|finding| finding.message.vi.contains("như bản trước")), "{told:#?}");
}

#[test]
fn half_a_year_is_held_against_the_same_half() {
    let (before, done) = (figures(441, 8, 1_000, 90_000), figures(442, 8, 1_000, 90_000));
    let half = |year: u64, before: &[u64], done: &[u64]| {
        let header = format!("TT|Chỉ tiêu|Cùng kỳ năm {}|Thực hiện 6 tháng đầu năm {year}", year - 1);
        let rows = headed(&header, &INDICATORS, &[before.to_vec(), done.to_vec()]);
        let title = format!("KẾT QUẢ 6 THÁNG ĐẦU NĂM {year}");
        Files::default().file(&format!("6 thang {year}.xlsx"), &[LAC_SON, &title], rows)
    };
    let files = half(2024, &figures(443, 8, 1_000, 90_000), &before).and(half(2025, &before, &done));
    files.is_quiet();
    let (a, b) = (before[5].to_string(), before[6].to_string());
    let wrong = files.with("6 thang 2025.xlsx", "C9", &b).with("6 thang 2025.xlsx", "C10", &a);
    wrong.is_said(&["6 thang 2025.xlsx!C9"], "đổi chỗ");
}

#[test]
fn headings_and_totals_follow_the_line_that_was_not_carried_over() {
    quarters(400, [""; 7], &[]).is_said(&["q3.xlsx!C6"], "Số đầu kỳ");
    // A remark on one line says nothing of the others.
    let noted = ["", "Giảm do giải thể", "", "", "", "xem (1)", ""];
    quarters(400, noted, &["(1) Bổ sung 12 hộ chưa thống kê."]).is_said(&["q3.xlsx!C6"], "Số đầu kỳ");
}

#[test]
fn a_cell_is_not_the_sum_of_files_with_other_headings() {
    let more = |at: (usize, usize)| move |line: usize, column: usize| u64::from((line, column) == at) * 360;
    stations(&more((4, 2)), &[]).is_said(&["tong hop.xlsx!E8"], "");
    stations(&more((2, 0)), &[("benh vien.xlsx", "BỆNH VIỆN ĐA KHOA")]).is_said(&["tong hop.xlsx!D6"], "");
}

#[test]
fn one_line_of_a_commune_is_wrong_in_its_column() {
    let (file, files) = ("tong hop.xlsx", revenues());
    // Its heading and the total follow.
    let wrong = ["D6", "D5", "D11"].iter().fold(files.clone(), |files, cell| {
        let figure = files.at(file, cell) + 40;
        files.with(file, cell, &figure.to_string())
    });
    wrong.is_said(&["tong hop.xlsx!D6"], "Kim Đồng");
}

#[test]
fn a_month_does_not_carry_on_from_the_one_before() {
    let files = months("THÁNG 9");
    let sum = files.at("b.xlsx", "E6") + 300;
    files.clone().with("b.xlsx", "E6", &sum.to_string()).is_said(&["b.xlsx!E6"], "nối từ tệp trước");
    let plan = files.at("b.xlsx", "C7") + 450;
    files.with("b.xlsx", "C7", &plan.to_string()).is_said(&["b.xlsx!C7"], "tệp kỳ trước");
}
