//! Correct gatherings: files that share labels, and whose figures are not the same facts or agree.

use super::*;

const LAC_SON: &str = "UBND HUYỆN LẠC SƠN";

/// Figures that differ from others by a few in a hundred.
fn nearly(figures: &[u64], seed: u64) -> Vec<u64> {
    figures.iter().zip(0..).map(|(value, place)| value * figure(seed, place, 95, 105) / 100 + 1).collect()
}

fn years() -> [Vec<u64>; 3] {
    let first = figures(301, 8, 1_000, 90_000);
    let second = nearly(&first, 302);
    let third = nearly(&second, 303);
    [first, second, third]
}

#[test]
fn the_pay_of_two_months_is_nearly_the_same() {
    let people = ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường", "Phạm Thị Dung", "Hoàng Văn Em"];
    let (pay, extra) = (figures(311, 5, 4_000_000, 9_000_000), figures(312, 5, 200_000, 900_000));
    let mut later = extra.clone();
    later[3] += 150_000;
    let file = |name: &str, month: &str, extra: &Vec<u64>| {
        let rows = totalled("TT|Họ và tên|Lương|Phụ cấp", &people, &[pay.clone(), extra.clone()]);
        Files::default().file(name, &["UBND XÃ BÌNH AN", &format!("BẢNG LƯƠNG {month}")], rows)
    };
    file("a.xlsx", "THÁNG 5 NĂM 2025", &extra).and(file("b.xlsx", "THÁNG 6 NĂM 2025", &later)).is_quiet();
    file("luong T5.xlsx", "", &extra).and(file("luong T6.xlsx", "", &later)).is_quiet();
    file("a.xlsx", "", &extra).and(file("b.xlsx", "", &later)).is_quiet();
}

#[test]
fn a_year_agrees_with_the_year_before() {
    let [first, second, third] = years();
    let now = of_year("b.xlsx", 2025, LAC_SON, &second, &third);
    of_year("a.xlsx", 2024, LAC_SON, &first, &second).and(now.clone()).is_quiet();
    // Two years lie between them.
    of_year("a.xlsx", 2023, LAC_SON, &nearly(&first, 321), &first).and(now).is_quiet();
}

#[test]
fn another_office_has_other_figures() {
    let [first, second, third] = years();
    let now = of_year("b.xlsx", 2025, LAC_SON, &second, &third);
    let others = nearly(&second, 331);
    of_year("a.xlsx", 2024, "UBND HUYỆN TÂN LẠC", &first, &others).and(now.clone()).is_quiet();
    of_year("a.xlsx", 2025, "UBND HUYỆN TÂN LẠC", &others, &nearly(&third, 332)).and(now).is_quiet();
    // Nobody says whose they are.
    let now = of_year("b.xlsx", 2025, "", &second, &third);
    of_year("a.xlsx", 2024, "", &first, &others).and(now).is_quiet();
}

#[test]
fn what_was_restated_has_a_note() {
    let [first, second, third] = years();
    let mut restated = second.clone();
    (restated[1], restated[6]) = (second[1] + 90, second[6] - 9);
    let before = of_year("a.xlsx", 2024, LAC_SON, &first, &second);
    let mut now = of_year("b.xlsx", 2025, LAC_SON, &restated, &third);
    now.0[0].1.push("|Ghi chú: số liệu năm 2024 đã điều chỉnh theo kết quả chính thức|||".to_owned());
    before.clone().and(now).is_quiet();
    let mut starred = of_year("b.xlsx", 2025, LAC_SON, &restated, &third);
    for label in [INDICATORS[1], INDICATORS[6]] {
        let lines = &mut starred.0[0].1;
        lines.iter_mut().for_each(|line| *line = line.replace(label, &format!("{label} (*)")));
    }
    before.and(starred).is_quiet();
}

#[test]
fn an_estimate_is_not_the_result() {
    let [first, second, third] = years();
    let mut before = of_year("a.xlsx", 2024, LAC_SON, &first, &nearly(&second, 341));
    let estimated = |line: &String| line.replace("|Thực hiện năm 2024", "|Ước thực hiện năm 2024");
    before.0[0].1 = before.0[0].1.iter().map(estimated).collect();
    before.and(of_year("b.xlsx", 2025, LAC_SON, &second, &third)).is_quiet();
}

#[test]
fn half_a_year_is_not_a_year() {
    let [first, second, third] = years();
    let half = |year: u64, before: &[u64], done: &[u64]| {
        let header = format!("TT|Chỉ tiêu|Cùng kỳ năm {}|Thực hiện 6 tháng đầu năm {year}", year - 1);
        let part = |figures: &[u64]| figures.iter().map(|figure| figure * 48 / 100).collect::<Vec<u64>>();
        let rows = headed(&header, &INDICATORS, &[part(before), part(done)]);
        let title = format!("KẾT QUẢ 6 THÁNG ĐẦU NĂM {year}");
        Files::default().file(&format!("6 thang {year}.xlsx"), &[LAC_SON, &title], rows)
    };
    let now = half(2025, &second, &third);
    now.clone().and(of_year("a.xlsx", 2024, LAC_SON, &first, &second)).is_quiet();
    now.and(half(2024, &first, &second)).is_quiet();
}

#[test]
fn a_plan_is_not_what_was_done() {
    let works = ["Đường liên thôn", "Kênh mương nội đồng", "Trường mầm non", "Trạm y tế", "Nhà văn hóa", "Cầu Khe Đá"];
    let plan = figures(351, 6, 1_000, 9_000);
    let mut done = plan.clone();
    done[2] -= 37;
    let file = |name: &str, what: &str, column: Vec<u64>| {
        let rows = totalled(&format!("TT|Công trình|{what} năm 2025"), &works, &[column]);
        Files::default().file(name, &["UBND XÃ BÌNH AN", &format!("{} VỐN NĂM 2025", what.to_uppercase())], rows)
    };
    file("a.xlsx", "Kế hoạch", plan).and(file("b.xlsx", "Thực hiện", done)).is_quiet();
}

#[test]
fn a_district_is_its_communes() {
    let totals = of_communes();
    communes(&totals).is_quiet();
    // Files that only their names call by their communes.
    let mut named = communes(&totals);
    let plain = ["binh_an", "CAM SON", "Dai Loc 2025", "gia_hung", "hong-phong", "Kim Luong", "lam dien", "my_thanh"];
    for (file, name) in named.0.iter_mut().zip(plain) {
        file.0 = format!("bieu 01 {name}.xlsx");
        file.1.remove(0);
    }
    named.clone().is_quiet();
    // One more of them under another name, and one that has nothing to do with them.
    let mut copy = named.0[2].clone();
    "Ban sao cua Dai Loc.xlsx".clone_into(&mut copy.0);
    named.0.push(copy);
    let goods = headed(
        "TT|Tên thiết bị|Số lượng|Đơn giá",
        &["Máy in", "Bàn", "Tủ"],
        &[vec![4, 6, 2], vec![4_290, 2_150, 3_680]],
    );
    named.file("thiet bi.xlsx", &["DANH SÁCH THIẾT BỊ"], goods).is_quiet();
}

#[test]
fn a_file_may_be_missing() {
    let mut files = communes(&of_communes());
    files.0.remove(3);
    files.is_quiet();
    files.0.remove(1);
    files.is_quiet();
}

#[test]
fn a_district_of_another_year_or_name_is_of_other_facts() {
    let totals: Vec<Vec<u64>> = of_communes().iter().zip(361..).map(|(column, seed)| nearly(column, seed)).collect();
    let files = communes(&totals);
    files.is_quiet();
    let mut earlier = files.clone();
    let lines = &mut earlier.0.last_mut().unwrap().1;
    lines[1] = lines[1].replace("2025", "2024");
    earlier.is_quiet();
    let mut plan = files;
    let lines = &mut plan.0.last_mut().unwrap().1;
    lines[2] = "TT|Xã|Kế hoạch số hộ|Kế hoạch số khẩu|Kế hoạch hộ nghèo".to_owned();
    plan.is_quiet();
}

#[test]
fn a_corrected_file_that_is_in_replaces_the_first() {
    let mut totals = of_communes();
    totals[1][4] += 12;
    let mut files = communes(&totals);
    let mut corrected = files.0[4].clone();
    "bieu 4 (sua lan 2).xlsx".clone_into(&mut corrected.0);
    files.0.push(corrected);
    let (file, total) = ("bieu 4 (sua lan 2).xlsx", format!("D{}", files.0[4].1.len()));
    let (line, sum) = (files.at(file, "D4") + 12, files.at(file, &total) + 12);
    files.with(file, "D4", &line.to_string()).with(file, &total, &sum.to_string()).is_quiet();
}

#[test]
fn stocks_are_carried_over_and_only_to_the_month_after() {
    let goods = ["Xi măng PCB40", "Thép D10", "Cát vàng", "Đá 1x2", "Gạch đặc", "Sơn chống rỉ"];
    let month = |number: u64, opening: &[u64], place: &str| {
        let (into, out) = (figures(370 + number, 6, 1_000, 9_000), figures(380 + number, 6, 100, 900));
        let closing: Vec<u64> = (0..6).map(|at| opening[at] + into[at] - out[at]).collect();
        let rows = headed(
            "TT|Vật tư|Tồn đầu kỳ|Nhập trong kỳ|Xuất trong kỳ|Tồn cuối kỳ",
            &goods,
            &[opening.to_vec(), into, out, closing.clone()],
        );
        let title = format!("NHẬP XUẤT TỒN THÁNG {number} NĂM 2025");
        (Files::default().file(&format!("thang {number}.xlsx"), &[place, &title], rows), closing)
    };
    let (april, closing) = month(4, &figures(390, 6, 1_000, 9_000), "UBND XÃ BÌNH AN");
    april.clone().and(month(5, &closing, "UBND XÃ BÌNH AN").0).is_quiet();
    april.clone().and(month(6, &nearly(&closing, 391), "UBND XÃ BÌNH AN").0).is_quiet();
    april.and(month(5, &nearly(&closing, 392), "UBND XÃ CẨM SƠN").0).is_quiet();
}

#[test]
fn versions_differ_in_what_was_corrected() {
    let works = ["Chi quản lý", "Chi giáo dục", "Chi y tế", "Chi kinh tế", "Chi văn hóa", "Chi quốc phòng"];
    let first = figures(395, 6, 1_000, 9_000);
    let mut second = first.clone();
    second[2] += 180;
    for (a, b) in [("du toan.xlsx", "du toan sua.xlsx"), ("a.xlsx", "b.xlsx"), ("bieu v1.xlsx", "bieu v2.xlsx")] {
        let file = |name: &str, column: &Vec<u64>| {
            let rows = totalled("TT|Nội dung|Số tiền", &works, std::slice::from_ref(column));
            Files::default().file(name, &["UBND XÃ BÌNH AN", "DỰ TOÁN CHI NĂM 2026"], rows)
        };
        let files = file(a, &first).and(file(b, &second));
        files.is_quiet();
        let told = files.findings();
        assert_eq!(told.len(), 1, "{told:#?}");
        assert!(told[0].message.vi.contains("2 số khác"), "{told:#?}");
    }
}

#[test]
fn a_sum_cell_by_cell_may_lack_a_file() {
    let files = schools(&|_, _| 0);
    files.is_quiet();
    let mut fewer = files;
    fewer.0.remove(2);
    fewer.is_quiet();
}

#[test]
fn a_mark_in_the_column_of_notes_says_that_a_line_was_restated() {
    quarters(0, [""; 7], &[]).is_quiet();
    quarters(400, ["", "", "xem (1)", "", "", "", ""], &["(1) Bổ sung 400 hộ chưa thống kê kỳ trước."]).is_quiet();
    quarters(400, ["", "", "Đã rà soát, bổ sung 400", "", "", "", ""], &[]).is_quiet();
    let marked = |line: &String| line.replace("Trồng trọt", "Trồng trọt (1)");
    let mut files = quarters(400, [""; 7], &["(1) Bổ sung 400 hộ chưa thống kê kỳ trước."]);
    files.0[1].1 = files.0[1].1.iter().map(marked).collect();
    files.is_quiet();
    quarters(400, [""; 7], &["Ghi chú: số đầu kỳ đã điều chỉnh sau rà soát."]).is_quiet();
}

#[test]
fn what_a_district_sums_is_found_under_other_headings() {
    stations(&|_, _| 0, &[]).is_quiet();
    // A hospital counts the same and is none of them.
    stations(&|_, _| 0, &[("benh vien.xlsx", "BỆNH VIỆN ĐA KHOA")]).is_quiet();
    // Nor are they all there.
    let mut fewer = stations(&|_, _| 0, &[]);
    fewer.0.remove(1);
    fewer.is_quiet();
    // All lines hold something else besides.
    stations(&|line, column| (line * 7 + column * 3 + 11) as u64, &[]).is_quiet();
}

#[test]
fn communes_may_be_the_columns_of_the_district() {
    revenues().is_quiet();
    // The district speaks of another month.
    let of_october = |line: &String| line.replace("THU 9 THÁNG", "THU THÁNG 10");
    let mut later = revenues().with("tong hop.xlsx", "C5", "1").with("tong hop.xlsx", "D8", "2");
    later.0[5].1 = later.0[5].1.iter().map(of_october).collect();
    later.is_quiet();
}

#[test]
fn what_came_in_since_the_beginning_of_the_year_carries_on_from_the_month_before() {
    months("THÁNG 9").is_quiet();
    // A month lies between them: nobody knows what it brought.
    months("THÁNG 10").with("b.xlsx", "E5", "1").is_quiet();
    // The plan was adjusted.
    let mut adjusted = months("THÁNG 9").with("b.xlsx", "C6", "99999");
    adjusted.0[1].1.push("|Ghi chú: kế hoạch đã điều chỉnh theo Quyết định số 12|||".to_owned());
    adjusted.is_quiet();
}

#[test]
fn a_district_may_hold_what_it_did_itself() {
    let mut files = schools(&|line, _| u64::from(line < 3) * 20);
    files.0[5].1[1].push_str(" (gồm cả phần do huyện trực tiếp thực hiện)");
    files.is_quiet();
}

#[test]
fn what_is_limited_or_published_by_another_is_another_fact() {
    let [first, second, third] = years();
    let other: Vec<u64> = second.iter().map(|figure| figure + 11).collect();
    let before = of_year("a.xlsx", 2024, LAC_SON, &first, &second);
    let mut published = of_year("b.xlsx", 2025, LAC_SON, &second, &third).with("b.xlsx", "C5", &other[1].to_string());
    let mut limited = published.clone();
    let of_office = |line: &String| line.replace("|Thực hiện năm 2024", "|TH năm 2024 theo số công bố của CTK");
    published.0[0].1 = published.0[0].1.iter().map(of_office).collect();
    before.clone().and(published).is_quiet();
    let of_part = |line: &String| line.replace("Tổng đàn trâu", "Tổng đàn trâu (không tính nghé)");
    limited.0[0].1 = limited.0[0].1.iter().map(of_part).collect();
    before.and(limited).is_quiet();
}
