//! Correct workbooks whose sheets share labels, and whose figures are not the same facts.

use super::*;

#[test]
fn the_pay_of_two_months_is_nearly_the_same() {
    let people = ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường", "Phạm Thị Dung", "Hoàng Văn Em", "Vũ Thị Giang"];
    let (base, extra) = (figures(1, 6, 4_000_000, 9_000_000), figures(2, 6, 200_000, 900_000));
    let mut later = extra.clone();
    later[3] += 150_000;
    let month = |extra: &Vec<u64>| {
        let pay = added(&[base.clone(), extra.clone()]);
        headed("TT|Họ và tên|Lương|Phụ cấp|Cộng", &people, &[base.clone(), extra.clone(), pay])
    };
    for (a, b) in [("Tháng 5", "Tháng 6"), ("T5", "T6"), ("T05.2025", "T06.2025")] {
        let title = ["BẢNG LƯƠNG"];
        Book::default().sheet(a, &title, month(&extra)).sheet(b, &title, month(&later)).is_quiet();
    }
}

#[test]
fn versions_of_one_sheet_differ_in_what_was_corrected() {
    let first = figures(3, 6, 1_000, 9_000);
    let mut second = first.clone();
    second[2] += 180;
    let rows = |column: &Vec<u64>| headed("TT|Nội dung|Số tiền", &FUNDS, std::slice::from_ref(column));
    for (a, b) in [("Bản 1", "Bản 2"), ("Sheet1", "Sheet1 (2)"), ("Biểu 1 cũ", "Biểu 1"), ("Lần 1", "Lần 2")]
    {
        let title = ["DỰ TOÁN CHI NĂM 2025"];
        Book::default().sheet(a, &title, rows(&first)).sheet(b, &title, rows(&second)).is_quiet();
    }
}

#[test]
fn what_was_done_is_nearly_what_was_planned() {
    let plan = figures(4, 8, 120, 990);
    let mut done = plan.clone();
    (done[1], done[6]) = (plan[1] - 14, plan[6] + 23);
    let rows = |header: &str, column: &Vec<u64>, seed: u64| {
        headed(&format!("{header}|Số dự án {seed}"), &COMMUNES, &[column.clone(), figures(seed, 8, 11, 90)])
    };
    Book::default()
        .sheet("PB01", &["CHỈ TIÊU GIAO NĂM 2025"], rows("TT|Xã|Kế hoạch năm 2025", &plan, 5))
        .sheet("PB02", &["KẾT QUẢ THỰC HIỆN NĂM 2025"], rows("TT|Xã|Thực hiện năm 2025", &done, 6))
        .is_quiet();
    // Where only the names of the sheets say which is which.
    Book::default()
        .sheet("Kế hoạch", &["NĂM 2025"], rows("TT|Xã|Số hộ", &plan, 5))
        .sheet("Thực hiện", &["NĂM 2025"], rows("TT|Xã|Số hộ", &done, 6))
        .is_quiet();
    // One of both beside a table of its own.
    Book::default()
        .sheet("Chung", &["NĂM 2025"], headed("TT|Xã|Kế hoạch|Thực hiện", &COMMUNES, &[plan, done.clone()]))
        .sheet("Riêng", &["TÌNH HÌNH NĂM 2025"], rows("TT|Xã|Số hộ đã hỗ trợ", &done, 7))
        .is_quiet();
}

#[test]
fn estimates_and_results_are_not_held_against_each_other() {
    let result = figures(5, 8, 1_200, 9_900);
    let mut estimate = result.clone();
    (estimate[0], estimate[4]) = (result[0] + 30, result[4] - 45);
    let results = headed("TT|Xã|Thực hiện năm 2025|Số dự án", &COMMUNES, &[result, figures(6, 8, 2, 40)]);
    Book::default()
        .sheet("Ước", &["BÁO CÁO NĂM 2025"], headed("TT|Xã|Ước thực hiện năm 2025", &COMMUNES, &[estimate]))
        .sheet("Chính thức", &["NĂM 2025"], results)
        .is_quiet();
}

#[test]
fn people_and_households_are_counted_apart() {
    let households = figures(7, 8, 100, 900);
    let mut people = households.clone();
    (people[2], people[5]) = (people[2] + 8, people[5] + 3);
    let rows = |unit: &str, column: &Vec<u64>| {
        let mut rows = vec!["TT|Xã|ĐVT|Được hỗ trợ".to_owned()];
        rows.extend((0..8).map(|at| format!("{}|{}|{unit}|{}", at + 1, COMMUNES[at], column[at])));
        rows
    };
    Book::default()
        .sheet("PB01", &["HỖ TRỢ NĂM 2025"], rows("Hộ", &households))
        .sheet("PB02", &["HỖ TRỢ NĂM 2025"], rows("Người", &people))
        .is_quiet();
}

#[test]
fn other_communes_have_other_figures_at_nearly_the_same_prices() {
    let goods = ["Xi măng PCB40", "Cát vàng", "Đá 1x2", "Gạch chỉ đặc", "Thép D10", "Thép D16"];
    let price = figures(8, 6, 10_000, 99_000);
    let sheet = |seed: u64, price: &Vec<u64>| {
        let quantity = figures(seed, 6, 11, 400);
        let amount: Vec<u64> = price.iter().zip(&quantity).map(|(a, b)| a * b).collect();
        let mut rows = vec!["TT|Vật liệu|Khối lượng|Đơn giá|Thành tiền".to_owned()];
        let line = |at: usize| format!("{}|{}|{}|{}|{}", at + 1, goods[at], quantity[at], price[at], amount[at]);
        rows.extend((0..6).map(line));
        rows.push(format!("|Tổng cộng|||{}", amount.iter().sum::<u64>()));
        rows
    };
    let mut dearer = price.clone();
    dearer[1] += 2_500;
    Book::default()
        .sheet("Xã Bình An", &[], sheet(9, &price))
        .sheet("Xã Cẩm Sơn", &[], sheet(10, &price))
        .sheet("Xã Đại Lộc", &[], sheet(11, &dearer))
        .is_quiet();
}

#[test]
fn last_year_may_be_restated() {
    let before = figures(12, 6, 2_000, 9_000);
    let mut restated = before.clone();
    (restated[1], restated[4]) = (before[1] + 120, before[4] - 75);
    let columns = [restated, figures(13, 6, 2_000, 9_000)];
    let mut noted = headed("TT|Nội dung|Thực hiện năm 2024 (*)|Thực hiện năm 2025", &FUNDS, &columns);
    noted.push("|(*) Số liệu năm 2024 đã được điều chỉnh theo kết quả kiểm toán||".to_owned());
    let last = headed("TT|Nội dung|Thực hiện năm 2024|Số đơn vị", &FUNDS, &[before, figures(14, 6, 3, 90)]);
    Book::default()
        .sheet("Năm 2024", &["CHI NGÂN SÁCH NĂM 2024"], last)
        .sheet("Năm 2025", &["CHI NGÂN SÁCH NĂM 2025"], noted)
        .is_quiet();
}

/// Four villages that add up to the given totals.
pub(super) fn commune_sheet(seed: u64, households: u64, people: u64) -> Vec<String> {
    let villages = ["Thôn Đông", "Thôn Đoài", "Thôn Trung", "Thôn Thượng"];
    let share = |total: u64, seed: u64| {
        let mut parts = figures(seed, 3, 3, total / 4);
        parts.push(total - parts.iter().sum::<u64>());
        parts
    };
    headed("TT|Thôn|Số hộ|Số khẩu", &villages, &[share(households, seed + 40), share(people, seed + 80)])
}

#[test]
fn last_years_summary_is_another_period() {
    let other = [figures(17, 8, 300, 990), figures(18, 8, 1_200, 4_900)];
    communes(&ALL)
        .sheet("Năm 2024", &["TỔNG HỢP NĂM 2024"], headed("TT|Xã|Số hộ|Số khẩu", &COMMUNES, &other))
        .is_quiet();
}

#[test]
fn a_part_of_the_district_shares_some_figures_with_the_whole() {
    let whole = figures(19, 6, 300, 9_000);
    let mut part = whole.clone();
    (part[0], part[3]) = (whole[0] / 3, whole[3] / 2);
    let rows = |column: &Vec<u64>| headed("TT|Chỉ tiêu|Thực hiện năm 2025", &FUNDS, std::slice::from_ref(column));
    let columns = [part.clone(), figures(20, 6, 2, 80)];
    let more = headed("TT|Chỉ tiêu|Thực hiện năm 2025|Số đơn vị", &FUNDS, &columns);
    for scope in ["(Các xã đặc biệt khó khăn)", "Khu vực nông thôn", "Riêng các xã vùng cao"] {
        let title = ["KẾT QUẢ NĂM 2025", scope];
        let book = Book::default().sheet("PB01", &title[..1], rows(&whole));
        book.clone().sheet("PB02", &title, more.clone()).is_quiet();
        book.sheet("PB02", &title, rows(&part)).is_quiet();
    }
}

#[test]
fn rankings_and_marks_agree_by_accident() {
    let rows = |seed: u64| {
        let marks = figures(seed, 8, 70, 99);
        let rank = |at: usize| 1 + marks.iter().filter(|mark| **mark > marks[at]).count();
        let mut rows = vec!["TT|Xã|Điểm|Xếp hạng".to_owned()];
        rows.extend((0..8).map(|at| format!("{}|{}|{}|{}", at + 1, COMMUNES[at], marks[at], rank(at))));
        rows
    };
    Book::default()
        .sheet("Chỉ số CCHC", &["XẾP HẠNG NĂM 2025"], rows(21))
        .sheet("Nông thôn mới", &["XẾP HẠNG NĂM 2025"], rows(22))
        .is_quiet();
}

#[test]
fn means_are_not_totals() {
    let (hectares, tonnes) = (figures(23, 8, 200, 900), figures(24, 8, 1_000, 5_400));
    let rows = |header: &str, more: u64| {
        let mut rows = vec![format!("TT|Xã|{header}")];
        let mean = |at: usize| tonnes[at] * 10 / hectares[at] + more * u64::from(at == 2);
        rows.extend((0..8).map(|at| format!("{}|{}|{}", at + 1, COMMUNES[at], mean(at))));
        rows
    };
    Book::default()
        .sheet("PB01", &["VỤ XUÂN 2025"], rows("Năng suất (tạ/ha)", 0))
        .sheet("PB02", &["VỤ XUÂN 2025"], rows("Năng suất bình quân 3 năm (tạ/ha)", 1))
        .is_quiet();
}

/// Quarters of one form with a plan of the year, and what they add up to.
pub(super) fn quarters(plans: [&[u64]; 5], flows: &[Vec<u64>]) -> Book {
    let mut book = Book::default();
    for (at, name) in ["Quý I", "Quý II", "Quý III", "Quý IV", "Cả năm"].into_iter().enumerate() {
        let flow = if at == 4 { added(flows) } else { flows[at].clone() };
        let said = if at == 4 { "năm 2025".to_owned() } else { name.to_lowercase() };
        let header = format!("TT|Nội dung|Dự toán năm 2025|Thực hiện {said}");
        let title = format!("KẾT QUẢ {} NĂM 2025", if at == 4 { String::new() } else { name.to_uppercase() });
        book = book.sheet(name, &[&title], headed(&header, &FUNDS, &[plans[at].to_vec(), flow]));
    }
    book
}

pub(super) fn four(seed: u64) -> Vec<Vec<u64>> {
    (0..4).map(|quarter| figures(seed + quarter, 6, 1_000, 9_900)).collect()
}

#[test]
fn quarters_add_up_and_a_plan_that_is_adjusted_stays_so() {
    let plan = figures(25, 6, 9_000, 40_000);
    quarters([&plan; 5], &four(26)).is_quiet();
    for from in 1..5 {
        let mut adjusted = plan.clone();
        adjusted[2] += 1_500;
        let mut plans = [plan.as_slice(); 5];
        plans[from..].fill(&adjusted);
        quarters(plans, &four(26)).is_quiet();
    }
}

/// The quarters with one more line at the end of each sheet.
pub(super) fn with_line(seed: u64, label: [&str; 5], figures: [u64; 5]) -> Book {
    let plan = super::figures(seed, 6, 9_000, 40_000);
    let text = quarters([&plan; 5], &four(seed + 1)).0;
    let sheets = text.split("=== ").skip(1).zip(label).zip(figures);
    Book(sheets.map(|((sheet, label), figure)| format!("=== {sheet}7|{label}||{figure}\n")).collect())
}

pub(super) const STOCK: [&str; 5] = [
    "Số hộ kinh doanh đến cuối quý",
    "Số hộ kinh doanh đến cuối quý",
    "Số hộ kinh doanh đến cuối quý",
    "Số hộ kinh doanh đến cuối quý",
    "Số hộ kinh doanh đến cuối năm",
];

#[test]
fn some_lines_of_a_year_are_no_sum_of_its_quarters() {
    with_line(30, STOCK, [215, 220, 231, 238, 238]).is_quiet();
    with_line(35, ["Số xã có dịch"; 5], [5, 7, 3, 6, 11]).is_quiet();
    with_line(40, ["Số lao động cao nhất"; 5], [412, 428, 405, 431, 431]).is_quiet();
    with_line(45, ["Thu nhập bình quân"; 5], [5_210, 5_340, 5_420, 5_530, 5_375]).is_quiet();
    with_line(50, ["Số đối tượng đang quản lý"; 5], [1_512, 1_534, 1_519, 1_547, 1_547]).is_quiet();
}

#[test]
fn cumulative_quarters_are_not_added_up() {
    let flows = four(40);
    let mut book = Book::default();
    for (at, name) in ["Quý I", "6 tháng", "9 tháng", "Cả năm"].iter().enumerate() {
        let title = format!("KẾT QUẢ {} NĂM 2025", name.to_uppercase());
        book = book.sheet(name, &[&title], headed("TT|Nội dung|Thực hiện", &FUNDS, &[added(&flows[..=at])]));
    }
    book.is_quiet();
}

#[test]
fn the_year_is_an_estimate_while_quarters_are_missing() {
    let flows = four(44);
    let mut year = added(&flows);
    year.iter_mut().for_each(|figure| *figure += 37);
    let rows = |column: &Vec<u64>| headed("TT|Nội dung|Thực hiện", &FUNDS, std::slice::from_ref(column));
    let mut book = Book::default();
    for (at, name) in ["Quý I", "Quý II", "Quý III"].iter().enumerate() {
        book = book.sheet(name, &["NĂM 2025"], rows(&flows[at]));
    }
    book.clone().sheet("Cả năm", &["ƯỚC NĂM 2025"], rows(&year)).is_quiet();
    // Nine months, called so, leave nothing out.
    let nine = rows(&added(&flows[..3]));
    book.clone().sheet("9 tháng", &["NĂM 2025"], nine.clone()).is_quiet();
    book.sheet("Quý IV", &["NĂM 2025"], rows(&flows[3])).sheet("9 tháng", &["NĂM 2025"], nine).is_quiet();
}

pub(super) const ALL: [usize; 8] = [0, 1, 2, 3, 4, 5, 6, 7];

/// Communes in a sheet each, and the summary of some of them.
pub(super) fn communes(listed: &[usize]) -> Book {
    let (one, two) = (figures(50, 8, 300, 990), figures(51, 8, 1_200, 4_900));
    let pick = |column: &[u64]| listed.iter().map(|at| column[*at]).collect::<Vec<u64>>();
    let labels: Vec<&str> = listed.iter().map(|at| COMMUNES[*at]).collect();
    let summary = headed("TT|Xã|Số hộ|Số khẩu", &labels, &[pick(&one), pick(&two)]);
    let mut book = Book::default().sheet("Tổng hợp", &["TỔNG HỢP NĂM 2025"], summary);
    for (at, commune) in COMMUNES.iter().enumerate() {
        let title = format!("UBND {}", commune.to_uppercase());
        let name = commune.trim_start_matches("Xã ");
        book = book.sheet(name, &[&title, "NĂM 2025"], commune_sheet(at as u64, one[at], two[at]));
    }
    book
}

#[test]
fn a_summary_may_be_of_some_communes_or_of_other_figures() {
    communes(&ALL).is_quiet();
    communes(&[7, 2, 4, 0, 1, 5, 6, 3]).is_quiet();
    communes(&[0, 2, 3, 6]).is_quiet();
    let other = headed("TT|Xã|Số hộ|Số khẩu", &COMMUNES, &[figures(60, 8, 300, 990), figures(61, 8, 1_200, 4_900)]);
    communes(&ALL).sheet("Hộ vay vốn", &["VAY VỐN NĂM 2025"], other).is_quiet();
}

#[test]
fn a_town_and_a_commune_may_bear_one_name() {
    let text = communes(&ALL).0.replace("Xã Cẩm Sơn", "Thị trấn Bình An").replace("XÃ CẨM SƠN", "THỊ TRẤN BÌNH AN");
    Book(text.replace("=== Cẩm Sơn", "=== TT Bình An")).is_quiet();
}

#[test]
fn small_counts_agree_by_accident() {
    let small =
        |seed: u64| headed("TT|Xã|Số vụ|Số người", &COMMUNES, &[figures(seed, 8, 0, 3), figures(seed + 1, 8, 0, 3)]);
    let mut book = Book::default();
    for (seed, name) in [(70, "Tai nạn"), (72, "Cháy nổ"), (74, "Ma túy"), (76, "Trộm cắp")] {
        book = book.sheet(name, &["NĂM 2025"], small(seed));
    }
    book.is_quiet();
}

/// The same money in nghìn đồng and in triệu đồng, the lines in another order.
pub(super) fn rounded() -> Book {
    let exact = figures(80, 6, 400_000, 9_900_000);
    let rounded: Vec<u64> = exact.iter().map(|amount| (amount + 500) / 1_000).collect();
    let mut rows = vec!["TT|Nội dung|Dự toán".to_owned()];
    rows.extend((0..6).rev().map(|at| format!("{}|{}|{}", 6 - at, FUNDS[at], rounded[at])));
    rows.push(format!("|Tổng số|{}", (exact.iter().sum::<u64>() + 500) / 1_000));
    let detail = headed("TT|Nội dung|Dự toán", &FUNDS, &[exact]);
    Book::default().sheet("Chi tiết", &["CHI TIẾT NĂM 2025", "||Đơn vị tính: nghìn đồng"], detail).sheet(
        "Tổng hợp",
        &["TỔNG HỢP NĂM 2025", "||Đơn vị tính: triệu đồng"],
        rows,
    )
}

#[test]
fn rounded_amounts_meet() {
    rounded().is_quiet();
}

#[test]
fn what_is_open_at_the_beginning_is_not_what_is_open_at_the_end() {
    let opening = figures(90, 6, 1_000, 9_000);
    let mut closing = opening.clone();
    (closing[1], closing[5]) = (opening[1] + 310, opening[5] - 95);
    let rows = |header: &str, column: &Vec<u64>| headed(header, &FUNDS, &[column.clone(), figures(91, 6, 2, 70)]);
    Book::default()
        .sheet("PB01", &["NĂM 2025"], rows("TT|Nội dung|Số dư đầu năm|Số đơn vị", &opening))
        .sheet("PB02", &["NĂM 2025"], rows("TT|Nội dung|Số dư cuối năm|Số hồ sơ", &closing))
        .is_quiet();
}

#[test]
fn a_plan_is_adjusted_in_words() {
    let plan = figures(95, 6, 1_000, 9_000);
    let mut adjusted = plan.clone();
    adjusted[4] += 400;
    let rows = |header: &str, column: &Vec<u64>, seed: u64| {
        headed(header, &FUNDS, &[column.clone(), figures(seed, 6, 20, 700)])
    };
    Book::default()
        .sheet("PB01", &["NĂM 2025"], rows("TT|Nội dung|Dự toán giao đầu năm|Số đơn vị", &plan, 96))
        .sheet("PB02", &["NĂM 2025"], rows("TT|Nội dung|Dự toán sau điều chỉnh|Số hồ sơ", &adjusted, 97))
        .is_quiet();
}

/// Months with the month and what it comes to since the beginning of the year.
pub(super) fn months(plans: &[Vec<u64>], flows: &[Vec<u64>]) -> Book {
    let mut book = Book::default();
    for (at, plan) in plans.iter().enumerate() {
        let month = at + 1;
        let run = format!("Lũy kế từ đầu năm đến hết tháng {month}");
        let header = format!("TT|Nội dung|Kế hoạch năm|Thực hiện tháng {month}|{run}");
        let rows = headed(&header, &FUNDS, &[plan.clone(), flows[at].clone(), added(&flows[..=at])]);
        book = book.sheet(&format!("Tháng {month}"), &[&format!("TÌNH HÌNH CHI THÁNG {month} NĂM 2025")], rows);
    }
    book
}

pub(super) fn six(seed: u64) -> Vec<Vec<u64>> {
    (0..6).map(|month| figures(seed + month, 6, 1_000, 9_900)).collect()
}

#[test]
fn months_run_up_and_a_plan_that_is_adjusted_stays_so() {
    let plan = figures(100, 6, 90_000, 400_000);
    let mut plans = vec![plan.clone(); 6];
    months(&plans, &six(101)).is_quiet();
    for later in &mut plans[3..] {
        later[1] += 25_000;
    }
    months(&plans, &six(101)).is_quiet();
    // In the last month alone, or in the first: whoever knows.
    for alone in [0, 5] {
        let mut plans = vec![plan.clone(); 6];
        plans[alone][1] += 25_000;
        months(&plans, &six(101)).is_quiet();
    }
}

#[test]
fn men_and_women_are_parts_of_their_own() {
    let (men, women) = (figures(110, 8, 100, 900), figures(111, 8, 100, 900));
    let rows = |column: &[u64]| headed("TT|Xã|Số người", &COMMUNES, &[column.to_vec()]);
    Book::default()
        .sheet("Nam", &["NĂM 2025"], rows(&men))
        .sheet("Nữ", &["NĂM 2025"], rows(&women))
        .sheet("Chung", &["NĂM 2025"], rows(&added(&[men.clone(), women.clone()])))
        .is_quiet();
}

#[test]
fn rounded_quarters_need_not_add_up() {
    let millions = |column: &[u64]| column.iter().map(|amount| (amount + 500) / 1_000).collect::<Vec<u64>>();
    for seed in [200, 210, 220, 230, 240, 250] {
        let flows: Vec<Vec<u64>> = (0..4).map(|quarter| figures(seed + quarter, 6, 1_000_000, 9_900_000)).collect();
        let mut running: Vec<Vec<u64>> = Vec::new();
        let mut book = Book::default();
        for (at, name) in ["Quý I", "Quý II", "Quý III", "Quý IV", "Cả năm"].into_iter().enumerate() {
            let flow = if at == 4 { added(&flows) } else { flows[at].clone() };
            running.push(if at == 4 { flow.clone() } else { added(&flows[..=at]) });
            let header = "TT|Nội dung|Thực hiện trong kỳ|Lũy kế từ đầu năm";
            let rows = headed(header, &FUNDS, &[millions(&flow), millions(&running[at])]);
            let title = format!("KẾT QUẢ {} NĂM 2025", name.to_uppercase());
            book = book.sheet(name, &[&title, "||Đơn vị tính: triệu đồng"], rows);
        }
        book.is_quiet();
    }
}

#[test]
fn a_kind_of_enterprise_is_no_village() {
    let done = figures(151, 4, 900, 9_900);
    let mut other = done.clone();
    other[1] += 30;
    let book = |first: &[&str; 4], second: &[&str; 4]| {
        let sheet =
            |labels: &[&str; 4], column: &Vec<u64>, header: &str| headed(header, labels, std::slice::from_ref(column));
        Book::default().sheet("Biểu 1", &["NĂM 2025"], sheet(first, &done, "TT|Loại hình|Số thành viên")).sheet(
            "Biểu 2",
            &["NĂM 2025"],
            sheet(second, &other, "TT|Loại hình|Số xã viên"),
        )
    };
    // The other lines prove nothing of it.
    book(&["Tổ hợp tác", "Hộ", "Công ty", "Trang trại"], &["Hợp tác", "Nông hộ", "Doanh nghiệp", "Nông trại"])
        .is_quiet();
    // A hamlet and a village of one name.
    let both = ["Thôn Nà Tu", "Bản Nà Tu", "Thôn Cốc Lùng", "Thôn Pác Chang"];
    book(&both, &["Nà Tu", "Nà Ca", "Nà Pặc", "Nà Lẹng"]).is_quiet();
}
