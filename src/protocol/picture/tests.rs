//! Shapes and windows of small sheets.

use super::*;
use crate::workbook::{Font, Style};

fn text(shown: &str, style: u16) -> Cell {
    Cell { value: Value::Text(shown.to_owned()), style: StyleId(style), formula: None }
}

fn at(address: &str) -> CellRef {
    address.parse().unwrap()
}

fn workbook(cells: &[(&str, &str, u16)]) -> Workbook {
    let mut sheet = Sheet::new("S");
    for (address, shown, style) in cells {
        sheet.set(at(address), text(shown, *style));
    }
    let font = Font { name: "Times New Roman".to_owned(), size: 12.0, ..Font::default() };
    let plain = Style { font: font.clone(), ..Style::default() };
    let wrapped = Style { font: font.clone(), wrap: true, ..Style::default() };
    let right = Style { font, horizontal: Alignment::Right, ..Style::default() };
    Workbook::new(vec![sheet], vec![plain, wrapped, right])
}

fn window(workbook: &Workbook) -> Window {
    Window::new(workbook, SheetIndex(0), &[(0, 50)], &[(0, 50)], &Known::default())
}

fn reach_of(workbook: &Workbook, address: &str) -> Option<(u32, u32)> {
    window(workbook).cells.iter().find(|cell| cell.at == at(address)).unwrap().reach
}

#[test]
fn long_text_runs_over_empty_cells_up_to_the_next_full_one() {
    let book =
        workbook(&[("A1", "một dòng chữ khá dài chạy qua các ô trống bên phải", 0), ("C1", "chặn", 0), ("F9", "x", 0)]);
    assert_eq!(reach_of(&book, "A1"), Some((0, 1)));
}

#[test]
fn right_aligned_text_runs_to_the_left() {
    let book = workbook(&[("D1", "ĐVT: triệu đồng và còn nữa", 2)]);
    assert_eq!(reach_of(&book, "D1"), Some((1, 3)));
}

#[test]
fn text_that_fits_or_wraps_stays_in_its_cell() {
    let book = workbook(&[("A1", "ngắn", 0), ("A2", "một dòng chữ khá dài nhưng được xuống dòng", 1)]);
    assert_eq!(reach_of(&book, "A1"), None);
    assert_eq!(reach_of(&book, "A2"), None);
}

#[test]
fn rows_without_a_stored_height_fit_their_wrapped_text() {
    let book = workbook(&[("A1", "một dòng chữ khá dài nhưng được xuống dòng", 1), ("A2", "ngắn", 0)]);
    let shape = SheetShape::new(&book, &book.sheets[0]);
    assert!(shape.rows.at(0) >= 84.0, "{}", shape.rows.at(0));
    assert!(shape.rows.at(1) < 26.0);
}

#[test]
fn a_stored_height_is_kept_where_the_text_fits_and_a_hidden_row_has_none() {
    let mut book = workbook(&[("A1", "một dòng chữ khá dài nhưng được xuống dòng", 1), ("A2", "ẩn", 0)]);
    book.sheets[0].row_heights.insert(Row(0), 150.0);
    book.sheets[0].hidden_rows.insert(Row(1));
    let shape = SheetShape::new(&book, &book.sheets[0]);
    assert!((shape.rows.at(0) - 200.0).abs() < 1e-9);
    assert!(shape.rows.at(1) < 1e-9);
}

#[test]
fn a_stored_height_that_would_cut_text_is_made_higher_unless_it_means_to_hide() {
    let long = "một dòng chữ khá dài nhưng được xuống dòng";
    let mut book = workbook(&[("A1", long, 1), ("A2", long, 1), ("A3", "một", 0), ("B5", long, 1)]);
    let sheet = &mut book.sheets[0];
    // As other programs than Excel store it: a line for a header of many.
    sheet.row_heights.extend([(Row(0), 15.0), (Row(1), 3.0), (Row(2), 15.75), (Row(5), 15.0)]);
    sheet.merges.push("B5:B6".parse().unwrap());
    let shape = SheetShape::new(&book, &book.sheets[0]);
    assert!(shape.rows.at(0) >= 84.0, "{}", shape.rows.at(0));
    assert!((shape.rows.at(1) - 4.0).abs() < 1e-9);
    assert!((shape.rows.at(2) - 21.0).abs() < 1e-9, "{}", shape.rows.at(2));
    assert!(shape.rows.at(4) + shape.rows.at(5) >= 84.0);
}

#[test]
fn numbers_and_what_shrinks_are_measured_where_they_may_be_too_wide_and_text_is_cut() {
    // 98 pixels of room for some 104.
    let mut book = workbook(&[("A1", "x", 0), ("B1", "Phòng LĐ-TBXH", 0), ("C1", "1", 0), ("B3", "Phòng LĐ-TBXH", 0)]);
    book.sheets[0].column_widths.insert(Col(1), 14.0);
    let mut number = |address: &str, value: i64| {
        let value = Value::Number(crate::number::Number::from_decimal(value.into()));
        book.sheets[0].set(at(address), Cell { value, ..Cell::default() });
    };
    number("B5", 1_234_567_890_123);
    number("B6", 12);
    let seen = |book: &Workbook, address: &str| {
        window(book)
            .cells
            .into_iter()
            .find(|cell| cell.at == at(address))
            .map(|cell| (cell.tight, cell.reach.is_some()))
    };
    assert_eq!(
        ["B1", "B3", "B5", "B6"].map(|cell| seen(&book, cell)),
        [(true, false), (false, true), (true, false), (false, false)].map(Some)
    );
    let narrow = Style { shrink: true, ..book.style(StyleId(0)).clone() };
    book.styles.push(narrow);
    book.sheets[0].set(at("B3"), text("Phòng LĐ-TBXH", 3));
    assert_eq!(seen(&book, "B3"), Some((true, false)));
}

#[test]
fn rows_that_are_all_alike_are_not_listed() {
    let names: Vec<String> = (1..=100).map(|row| format!("A{row}")).collect();
    let cells: Vec<(&str, &str, u16)> = names.iter().map(|name| (name.as_str(), "x", 0)).collect();
    let book = workbook(&cells);
    let shape = SheetShape::new(&book, &book.sheets[0]);
    assert!(shape.rows.sizes.is_empty());
    assert!(shape.rows.size > 20.0);
}

#[test]
fn a_merge_that_begins_outside_the_view_is_still_drawn_and_covers_its_cells() {
    let mut book = workbook(&[("A1", "tiêu đề", 0), ("B2", "bị che", 0), ("E5", "x", 0)]);
    book.sheets[0].merges.push("A1:C3".parse().unwrap());
    let view = Window::new(&book, SheetIndex(0), &[(1, 5)], &[(1, 5)], &Known::default());
    let seen: Vec<_> = view.cells.iter().map(|cell| (cell.at.to_string(), cell.span)).collect();
    assert_eq!(seen, [("A1".to_owned(), (3, 3)), ("E5".to_owned(), (1, 1))]);
}

#[test]
fn a_lying_dimension_costs_nothing() {
    let book = workbook(&[("XFD1048576", "xa", 0)]);
    let shape = SheetShape::new(&book, &book.sheets[0]);
    assert_eq!((shape.rows.count, shape.cols.count), (1_048_576, 16_384));
    assert!(shape.rows.sizes.len() <= 1);
    assert!(window(&book).cells.is_empty());
}

#[test]
fn what_is_hidden_is_told_and_can_be_shown() {
    let mut book = workbook(&[("A1", "một", 0), ("B1", "hai", 0), ("C3", "ba", 0)]);
    let sheet = &mut book.sheets[0];
    sheet.column_widths.insert(Col(1), 10.0);
    sheet.hidden_columns.extend([Col(1), Col(9)]);
    sheet.hidden_rows.extend([Row(0), Row(1)]);
    sheet.filtered_rows.insert(Row(1));
    let shape = SheetShape::new(&book, &book.sheets[0]);
    assert_eq!(shape.cols.hidden, [(1, 70.0)]);
    assert_eq!(shape.rows.hidden.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(shape.filtered, 1);
    assert!(shape.cols.hides(1) && !shape.cols.hides(0));
    assert!(shape.cols.at(1) <= 0.0);
    let uncovered = (shape.rows.uncovered(), shape.cols.uncovered());
    assert!((uncovered.1.at(1) - 70.0).abs() < 1e-9);
    assert!(uncovered.0.at(0) > 15.0 && uncovered.0.at(1) > 15.0);
    assert!(uncovered.1.hides(1));
}

#[test]
fn a_header_in_a_hidden_column_makes_its_row_no_higher() {
    let mut book = workbook(&[("A1", "một", 0), ("B1", "Thực hiện trong kỳ", 1)]);
    book.sheets[0].hidden_columns.insert(Col(1));
    let row = |book: &Workbook| SheetShape::new(book, &book.sheets[0]).rows.at(0);
    assert!(row(&book) < 26.0, "{}", row(&book));
    // Neither does one that is merged downwards.
    book.sheets[0].merges.push("B1:B2".parse().unwrap());
    assert!(SheetShape::new(&book, &book.sheets[0]).rows.across(0, 1) < 52.0);
}

#[test]
fn zeros_are_left_out_where_the_file_hides_them() {
    let zero = |value: &str| Cell {
        value: Value::Number(crate::number::Number::from_written(value.parse().unwrap())),
        ..Cell::default()
    };
    let mut book = workbook(&[("A1", "0", 0)]);
    book.sheets[0].set(at("B1"), zero("0"));
    book.sheets[0].set(at("C1"), zero("10"));
    let texts = |book: &Workbook| window(book).cells.into_iter().map(|cell| cell.text).collect::<Vec<_>>();
    assert_eq!(texts(&book), ["0", "0", "10"]);
    book.sheets[0].hide_zeros = true;
    assert_eq!(texts(&book), ["0", "", "10"]);
}
