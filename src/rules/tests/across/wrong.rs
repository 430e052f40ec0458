//! Workbooks in which one sheet contradicts another.

use super::quiet::{ALL, STOCK, communes, four, months, quarters, rounded, six, with_line};
use super::*;

/// The first suspect of the only finding is one of these, and its message names this.
fn is_said(book: &Book, cells: &[&str], who: &str) {
    let said = book.said();
    let [(cell, message)] = said.as_slice() else { panic!("{said:#?}\n{}", book.0) };
    assert!(cells.contains(&cell.as_str()) && message.contains(who), "{said:#?}");
}

/// What stands in a cell.
fn at(book: &Book, sheet: &str, cell: &str) -> u64 {
    let at: CellRef = cell.parse().unwrap();
    let text = book.0.split("=== ").find(|part| part.starts_with(&format!("{sheet}\n"))).unwrap();
    let line = text.lines().nth(at.row.0 as usize + 1).unwrap();
    line.split('|').nth(at.col.0 as usize).unwrap().parse().unwrap()
}

/// With a figure more than stands there in cells of one sheet.
fn raised(book: Book, sheet: &str, cells: &[&str], by: u64) -> Book {
    cells.iter().fold(book, |book, cell| {
        let figure = at(&book, sheet, cell) + by;
        book.with(sheet, cell, &figure.to_string())
    })
}

#[test]
fn a_line_of_the_summary_does_not_follow_its_commune() {
    // The total of the summary follows the wrong line: each sheet agrees with itself.
    let book = raised(communes(&ALL), "Tổng hợp", &["C6", "C11"], 27);
    is_said(&book, &["Tổng hợp!C6"], "Gia Hưng");
    // The commune corrected a line later.
    let book = raised(communes(&ALL), "Gia Hưng", &["D5", "D8"], 40);
    is_said(&book, &["Tổng hợp!D6", "Gia Hưng!D8"], "Gia Hưng");
}

#[test]
fn a_commune_is_missing_or_stands_twice() {
    is_said(&communes(&[0, 1, 2, 3, 4, 5, 7]), &["Tổng hợp!C10", "Lam Điền!C8"], "Lam Điền");
    let twice = communes(&[0, 1, 2, 3, 4, 5, 6, 7, 3]).0.replace("9|Xã Gia Hưng", "9|X. Gia Hưng");
    is_said(&Book(twice), &["Tổng hợp!C11", "Tổng hợp!C12"], "Gia Hưng");
}

#[test]
fn two_communes_have_changed_places_or_one_was_copied() {
    let book = communes(&ALL);
    let (a, b) = (at(&book, "Tổng hợp", "D4"), at(&book, "Tổng hợp", "D8"));
    let swapped = book.clone().with("Tổng hợp", "D4", &b.to_string()).with("Tổng hợp", "D8", &a.to_string());
    is_said(&swapped, &["Tổng hợp!D4", "Tổng hợp!D8"], "đổi chỗ");
}

#[test]
fn the_year_leaves_a_quarter_out() {
    let plan = figures(25, 6, 9_000, 40_000);
    let mut flows = four(26);
    let whole = quarters([&plan; 5], &flows);
    // In every line.
    let fourth = flows.pop().unwrap();
    let mut book = quarters([&plan; 5], &[flows.as_slice(), &[vec![0; 6]]].concat());
    for (row, figure) in (3..).zip(fourth.iter().copied().chain([fourth.iter().sum()])) {
        book = book.with("Quý IV", &format!("D{row}"), &figure.to_string());
    }
    is_said(&book, &["Cả năm!D3"], "Quý IV");
    // In one line; total and all follow.
    let (line, total) = (at(&whole, "Cả năm", "D5"), at(&whole, "Cả năm", "D9"));
    let first = at(&whole, "Quý I", "D5");
    let book =
        whole.with("Cả năm", "D5", &(line - first).to_string()).with("Cả năm", "D9", &(total - first).to_string());
    is_said(&book, &["Cả năm!D5"], "Quý I");
}

#[test]
fn one_figure_of_the_year_or_the_plan_is_wrong() {
    let plan = figures(25, 6, 9_000, 40_000);
    let book = quarters([&plan; 5], &four(26));
    is_said(&raised(book.clone(), "Cả năm", &["D6", "D9"], 90), &["Cả năm!D6"], "");
    is_said(&raised(book, "Quý III", &["C4", "C9"], 9), &["Quý III!C4"], "Quý III");
    is_said(&with_line(30, STOCK, [215, 220, 231, 238, 231]), &["Cả năm!D10"], "Quý IV");
}

#[test]
fn a_month_is_left_out_of_the_running_total() {
    let plans = vec![figures(100, 6, 90_000, 400_000); 6];
    let flows = six(101);
    // The fourth month was carried on from the second.
    let mut lacking = flows.clone();
    lacking[2] = vec![0; 6];
    let (right, wrong) = (months(&plans, &flows), months(&plans, &lacking));
    let sheets = right.0.split("=== ").skip(1).zip(wrong.0.split("=== ").skip(1)).enumerate();
    let text: String = sheets.map(|(at, (a, b))| format!("=== {}", if at < 3 { a } else { b })).collect();
    is_said(&Book(text), &["Tháng 4!E3"], "Tháng 3");
    // One line of the last month, and its total.
    is_said(&raised(right.clone(), "Tháng 6", &["E5", "E9"], 90), &["Tháng 6!E5"], "Tháng 6");
    // The month was corrected, what it comes to was not.
    is_said(&raised(right, "Tháng 6", &["D5", "D9"], 18), &["Tháng 6!D5", "Tháng 6!E5"], "Tháng 6");
}

#[test]
fn amounts_in_other_units_do_not_meet() {
    let book = rounded();
    let digit = raised(book.clone(), "Tổng hợp", &["C5", "C10"], 90);
    is_said(&digit, &["Tổng hợp!C5", "Chi tiết!C8"], "");
    let (line, total) = (at(&book, "Tổng hợp", "C5"), at(&book, "Tổng hợp", "C10"));
    let scaled = book.with("Tổng hợp", "C5", &(line * 10).to_string());
    let scaled = scaled.with("Tổng hợp", "C10", &(total + line * 9).to_string());
    is_said(&scaled, &["Tổng hợp!C5", "Chi tiết!C8"], "");
}

#[test]
fn an_indicator_differs_between_appendices() {
    let (plan, done) = (figures(120, 6, 900, 9_900), figures(121, 6, 900, 9_900));
    let policies: Vec<&str> = FUNDS.iter().rev().copied().collect();
    let back = |column: &[u64]| column.iter().rev().copied().collect::<Vec<u64>>();
    let part: Vec<u64> = back(&done).iter().map(|figure| figure * 7 / 10).collect();
    let book = Book::default()
        .sheet(
            "PB01",
            &["CHỈ TIÊU NĂM 2025"],
            headed("TT|Chỉ tiêu|Kế hoạch năm 2025|Thực hiện năm 2025", &FUNDS, &[plan.clone(), done.clone()]),
        )
        .sheet(
            "PB02",
            &["CHÍNH SÁCH NĂM 2025"],
            headed(
                "TT|Chính sách|Kế hoạch năm 2025|9 tháng năm 2025|Cả năm 2025",
                &policies,
                &[back(&plan), part, back(&done)],
            ),
        );
    book.is_quiet();
    is_said(&raised(book.clone(), "PB02", &["E5", "E9"], 90), &["PB02!E5", "PB01!D6"], "PB01");
    is_said(&raised(book, "PB01", &["C4", "C9"], 45), &["PB02!C7", "PB01!C4"], "PB02");
}

#[test]
fn a_district_adds_its_communes_cell_by_cell() {
    let columns: Vec<[Vec<u64>; 2]> =
        (0..5).map(|commune| [figures(130 + commune, 6, 100, 990), figures(140 + commune, 6, 100, 990)]).collect();
    let header = "TT|Chỉ tiêu|Kế hoạch|Thực hiện";
    let sums: Vec<Vec<u64>> =
        (0..2).map(|at| added(&columns.iter().map(|both| both[at].clone()).collect::<Vec<_>>())).collect();
    let mut book = Book::default().sheet("Toàn huyện", &["KẾT QUẢ NĂM 2025"], headed(header, &FUNDS, &sums));
    for (both, commune) in columns.iter().zip(COMMUNES) {
        book = book.sheet(commune, &["KẾT QUẢ NĂM 2025"], headed(header, &FUNDS, both));
    }
    book.is_quiet();
    is_said(&raised(book.clone(), "Toàn huyện", &["D5", "D9"], 30), &["Toàn huyện!D5"], "");
    let (line, total) = (at(&book, "Toàn huyện", "C6"), at(&book, "Toàn huyện", "C9"));
    let left = at(&book, "Xã Đại Lộc", "C6");
    let lacking =
        book.with("Toàn huyện", "C6", &(line - left).to_string()).with("Toàn huyện", "C9", &(total - left).to_string());
    is_said(&lacking, &["Toàn huyện!C6"], "Đại Lộc");
}

#[test]
fn what_stands_at_the_beginning_is_what_stood_at_the_end() {
    let goods = ["Gạo tẻ", "Muối iốt", "Dầu hỏa", "Phân đạm", "Phân lân", "Giống lúa"];
    let mut opening = figures(160, 6, 2_000, 9_000);
    let mut book = Book::default();
    for month in 1..=4 {
        let (come, gone) = (figures(160 + month, 6, 500, 990), figures(170 + month, 6, 100, 480));
        let closing: Vec<u64> = (0..6).map(|at| opening[at] + come[at] - gone[at]).collect();
        let columns = [opening, come, gone, closing.clone()];
        let title = format!("NHẬP XUẤT TỒN THÁNG {month} NĂM 2025");
        let rows = headed("TT|Mặt hàng|Tồn đầu kỳ|Nhập|Xuất|Tồn cuối kỳ", &goods, &columns);
        book = book.sheet(&format!("Tháng {month}"), &[&title], rows);
        opening = closing;
    }
    book.is_quiet();
    // The opening figure and what follows from it: the sheet agrees with itself.
    let book = raised(book, "Tháng 4", &["C5", "C9", "F5", "F9"], 90);
    is_said(&book, &["Tháng 4!C5", "Tháng 3!F5"], "Tháng 3");
}

#[test]
fn communes_may_be_the_columns_of_a_summary() {
    let columns: Vec<[Vec<u64>; 2]> =
        (0..5).map(|commune| [figures(180 + commune, 6, 100, 990), figures(190 + commune, 6, 100, 990)]).collect();
    let header = |names: &str| format!("TT|Chỉ tiêu|{names}");
    let mut done: Vec<Vec<u64>> = columns.iter().map(|both| both[1].clone()).collect();
    done.push(added(&done));
    let names = format!("{}|Toàn huyện", COMMUNES[..5].join("|"));
    let mut book = Book::default().sheet("Tổng hợp", &["THỰC HIỆN NĂM 2025"], headed(&header(&names), &FUNDS, &done));
    for (both, commune) in columns.iter().zip(COMMUNES) {
        let rows = headed(&header("Kế hoạch|Thực hiện"), &FUNDS, both);
        book = book.sheet(
            commune.trim_start_matches("Xã "),
            &[&format!("UBND {}", commune.to_uppercase()), "NĂM 2025"],
            rows,
        );
    }
    book.is_quiet();
    let book = raised(book, "Tổng hợp", &["E5", "E9", "H5", "H9"], 30);
    is_said(&book, &["Tổng hợp!E5"], "Đại Lộc");
}

#[test]
fn an_edit_on_one_sheet_is_heard_on_the_others_and_can_be_taken_back() {
    let book = raised(communes(&ALL), "Tổng hợp", &["C6", "C11"], 27);
    let (workbook, _) = fixture::book(&book.0);
    let bytes = crate::patch::package(&workbook).unwrap();
    let mut session = crate::session::Session::open("a.xlsx", bytes).unwrap();
    let said = |session: &crate::session::Session| {
        let reports = (0..9).filter_map(|sheet| session.report(SheetIndex(sheet)));
        let findings =
            reports.flat_map(|report| &report.findings).filter(|finding| finding.severity == Severity::Error);
        findings.map(|finding| (finding.rule.0, finding.place.to_string(), finding.related.len())).collect::<Vec<_>>()
    };
    let before = said(&session);
    assert_eq!(before, [("cross-sheet-mismatch", "C6".to_owned(), 1)]);
    let workbook = session.workbook();
    let (sheet, commune) = workbook.sheet_named("Gia Hưng").unwrap();
    let figure = |cell: &str| match commune.cell(cell.parse().unwrap()).map(|cell| &cell.value) {
        Some(crate::workbook::Value::Number(number)) => number.value(),
        _ => panic!("no figure at {cell}"),
    };
    let edit = |cell: &str| {
        let number = crate::number::Number::from_decimal(figure(cell) + rust_decimal::Decimal::from(27));
        crate::finding::Edit::of_cell(sheet, cell.parse().unwrap(), crate::finding::Input::Number(number))
    };
    let edits = vec![edit("C5"), edit("C8")];
    session.apply(edits);
    assert_eq!(said(&session), []);
    assert!(session.undo());
    assert_eq!(said(&session), before);
}

#[test]
fn villages_are_known_with_and_without_their_kind() {
    let people = figures(161, 6, 120, 900);
    let full = ["Thôn Nà Pặc", "Thôn Bản Cuôn", "Thôn Khuổi Lặng", "Thôn Phiêng An", "Thôn Cốc Lùng", "Thôn Nà Tu"];
    let short = ["Thôn Nà Pặc", "Bản Cuôn", "Khuổi Lặng", "Thôn Phiêng An", "Cốc Lùng", "Nà Tu"];
    let book = Book::default()
        .sheet(
            "Biến động",
            &["DÂN SỐ NĂM 2025"],
            headed("TT|Thôn|Dân số cuối năm", &full, std::slice::from_ref(&people)),
        )
        .sheet("Nhóm tuổi", &["DÂN SỐ NĂM 2025"], headed("TT|Thôn, bản|Số nhân khẩu", &short, &[people]));
    book.is_quiet();
    is_said(&raised(book, "Nhóm tuổi", &["C4", "C9"], 20), &["Nhóm tuổi!C4", "Biến động!C4"], "");
}
