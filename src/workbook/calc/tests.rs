//! What follows an edit.

use super::*;
use crate::number::Number;
use crate::workbook::{Col, DataTable, DefinedName, Lock, Row, Sheet, Style, WhatIf};

fn at(address: &str) -> SheetCell {
    (SheetIndex(0), address.parse().unwrap())
}

fn book(cells: &[(&str, &str, &str)]) -> Workbook {
    let mut sheet = Sheet::new("Bảng 1");
    for (address, value, formula) in cells {
        let value = match value.parse() {
            Ok(number) => Value::Number(Number::from_decimal(number)),
            Err(_) => Value::Text((*value).to_owned()),
        };
        let formula = (!formula.is_empty()).then(|| Box::from(*formula));
        sheet.set(address.parse().unwrap(), Cell { value, formula, ..Cell::default() });
    }
    Workbook::new(vec![sheet], vec![Style::default()])
}

/// Sets a cell and gives what the formulas show then.
fn after(book: &mut Workbook, address: &str, value: &str) -> Vec<(String, String)> {
    let cell = book.sheets[0].cell(address.parse().unwrap()).cloned().unwrap_or_default();
    let value = Value::Number(Number::from_decimal(value.parse().unwrap()));
    book.sheets[0].set(address.parse().unwrap(), Cell { value, formula: None, ..cell.clone() });
    let changed = recalculate(book, &BTreeMap::from([(at(address), cell)]), &*own()).changed;
    changed.iter().map(|change| (change.at.to_string(), book.shown(&change.after).into_owned())).collect()
}

#[test]
fn totals_and_what_depends_on_them_follow() {
    let mut book = book(&[
        ("A1", "1.5", ""),
        ("A2", "2", ""),
        ("A3", "3.5", "SUM(A1:A2)"),
        ("B3", "57.14", "ROUND('Bảng 1'!A1/$A$3*100+14.283,2)"),
        ("C3", "7", "A3*2"),
        ("D1", "5", "2+3"),
    ]);
    assert_eq!(
        after(&mut book, "A2", "3"),
        [("A3", "4,5"), ("B3", "47,62"), ("C3", "9")].map(|(cell, shown)| (cell.to_owned(), shown.to_owned()))
    );
}

#[test]
fn what_the_calculator_gets_wrong_or_does_not_know_keeps_its_value() {
    let mut book =
        book(&[("A1", "1", ""), ("B1", "99", "A1+1"), ("B2", "1", "VLOOKUP(A1,A:B,1)"), ("B3", "1", "A1+Bảng[Cột]")]);
    assert_eq!(after(&mut book, "A1", "5"), []);
}

#[test]
fn conditions_texts_and_errors_are_calculated() {
    let mut book = book(&[
        ("A1", "2", ""),
        ("B1", "Đạt", "IF(A1>=2,\"Đạt\",\"Không \"&\"đạt\")"),
        ("C1", "5", "IFERROR(10/A1,0)"),
        ("D1", "0.5", "1/A1"),
    ]);
    let shown = after(&mut book, "A1", "0");
    assert_eq!(
        shown,
        [("B1", "Không đạt"), ("C1", "0"), ("D1", "#DIV/0!")].map(|(cell, shown)| (cell.to_owned(), shown.to_owned()))
    );
}

#[test]
fn names_whole_columns_and_the_usual_functions_are_calculated() {
    let mut book = book(&[
        ("A1", "Xã A", ""),
        ("A2", "Xã B", ""),
        ("A3", "Xã A", ""),
        ("B1", "1", ""),
        ("B2", "2", ""),
        ("B3", "4", ""),
        ("D1", "5", "SUMIF($A:$A,\"Xã A\",$B:$B)"),
        ("D2", "2", "VLOOKUP(\"Xã B\",A1:B3,2,FALSE)"),
        ("D3", "7", "SUM(số_liệu)"),
        ("D4", "4", "INDEX(B1:B3,MATCH(4,B1:B3,0))"),
        ("D5", "7", "SUMPRODUCT((B1:B3>0)*B1:B3)"),
        ("D6", "3", "COUNTA(A1:A3)"),
    ]);
    let name = DefinedName::new("Số_liệu", None, "'Bảng 1'!$B$1:$B$3", |_| Some(SheetIndex(0)));
    book.names = name.into_iter().collect();
    assert_eq!(
        after(&mut book, "B1", "10"),
        [("D1", "14"), ("D3", "16"), ("D5", "16")].map(|(cell, shown)| (cell.to_owned(), shown.to_owned()))
    );
}

#[test]
fn references_to_tables_are_calculated() {
    let mut book = book(&[
        ("A1", "Xã", ""),
        ("B1", "Thu", ""),
        ("C1", "Chi", ""),
        ("D1", "Còn", ""),
        ("B2", "5", ""),
        ("C2", "1", ""),
        ("D2", "4", "Ngân_sách[[#This Row],[Thu]]-Ngân_sách[[#This Row],[Chi]]"),
        ("B3", "7", ""),
        ("C3", "2", ""),
        ("D3", "5", "ngân_sách[@Thu]-Ngân_sách[@Chi]"),
        ("D4", "9", "SUBTOTAL(109,Ngân_sách[Còn])"),
        ("F1", "9", "SUM(Ngân_sách[[#Totals],[Còn]],A9)"),
        ("F2", "12", "IF(Ngân_sách[[#Headers],[Thu]]=\"Thu\",SUM(Ngân_sách[Thu]),0)"),
        ("F3", "1", "SUM(Ngân_sách[Thu]:C9)"),
        ("F4", "1", "SUM(Khác[Thu])"),
    ]);
    let columns = ["xã", "thu", "chi", "còn"].map(str::to_owned).into_iter().zip(0..).collect();
    let table = DataTable { sheet: SheetIndex(0), range: "A1:D4".parse().unwrap(), headers: 1, totals: 1, columns };
    book.data_tables.insert("ngân_sách".to_owned(), table);
    assert_eq!(
        after(&mut book, "B2", "10"),
        [("F1", "14"), ("D2", "9"), ("F2", "17"), ("D4", "14")]
            .map(|(cell, shown)| (cell.to_owned(), shown.to_owned()))
    );
}

#[test]
fn a_long_chain_is_followed_to_its_end() {
    const LINES: u32 = 5_000;
    let mut sheet = Sheet::new("Sổ");
    let number = |value: u32| Value::Number(Number::from_decimal(value.into()));
    for line in 0..LINES {
        let cell = Cell { value: number(1), ..Cell::default() };
        sheet.set(CellRef::new(Row(line), Col(0)), cell);
        let formula = match line {
            0 => "A1".to_owned(),
            _ => format!("B{line}+A{}", line + 1),
        };
        let cell = Cell { value: number(line + 1), formula: Some(formula.into()), ..Cell::default() };
        sheet.set(CellRef::new(Row(line), Col(1)), cell);
    }
    let mut book = Workbook::new(vec![sheet], vec![Style::default()]);
    let shown = after(&mut book, "A1", "3");
    assert_eq!(shown.len(), 5_000);
    assert_eq!(shown.last(), Some(&("B5000".to_owned(), "5002".to_owned())));
}

#[test]
fn subtotals_pass_over_each_other_and_over_what_a_filter_hides() {
    let mut book = book(&[
        ("A1", "1", ""),
        ("A2", "2", ""),
        ("A3", "3", "SUBTOTAL(9,A1:A2)"),
        ("A4", "4", ""),
        ("A5", "8", ""),
        ("A6", "7", "SUBTOTAL(9,A1:A5)"),
        ("B6", "3", "SUBTOTAL(109,A1:A5)"),
    ]);
    let (filtered, hidden) = (Row(4), Row(3));
    book.sheets[0].hidden_rows.extend([filtered, hidden]);
    book.sheets[0].filtered_rows.insert(filtered);
    assert_eq!(
        after(&mut book, "A1", "2"),
        [("A3", "4"), ("A6", "8"), ("B6", "4")].map(|(cell, shown)| (cell.to_owned(), shown.to_owned()))
    );
}

#[test]
fn what_waits_for_excel_is_named_with_what_depends_on_it() {
    let mut book = book(&[
        ("A1", "1", ""),
        // What the engine does in its own way, what it does not know, and what only Excel finds.
        ("B1", "99", "A1+1"),
        ("B2", "7", "HÀM_RIÊNG(A1)"),
        ("B3", "1", "INDIRECT(\"A\"&C9)"),
        ("B4", "1", "A1+Bảng[Cột]"),
        ("B5", "0", "IFERROR(HÀM_RIÊNG(A1),0)"),
        ("B6", "0", "IFERROR(RAND()*A1+B9:B10+INDIRECT(\"C\"&A1),0)"),
        ("C1", "100", "B1+A1"),
        // What the edit cannot reach.
        ("C2", "2", "1+1"),
        ("C3", "2", "A1*2"),
        ("C4", "1", "#REF!+1"),
        ("D1", "4", "A9:A10*2"),
        ("D5", "2", "A1:A2*2"),
    ]);
    let array = |range: &str| (range.parse().unwrap(), Lock::Array);
    book.sheets[0].locks.extend([array("D1:D2"), array("D5:D6")]);
    let before = book.sheets[0].cell("A1".parse().unwrap()).cloned().unwrap();
    let value = Value::Number(Number::from_decimal(5.into()));
    book.sheets[0].set("A1".parse().unwrap(), Cell { value, ..before.clone() });
    let followed = recalculate(&mut book, &BTreeMap::from([(at("A1"), before)]), &*own());
    let outdated: Vec<String> = followed.outdated.iter().map(|(_, at)| at.to_string()).collect();
    assert_eq!(outdated, ["B1", "C1", "B2", "B3", "B4", "B5", "D5", "B6"]);
    let changed: Vec<String> = followed.changed.iter().map(|change| change.at.to_string()).collect();
    assert_eq!(changed, ["C3"]);
}

#[test]
fn cells_far_apart_are_calculated_without_laying_out_what_lies_between() {
    let mut book = book(&[
        ("A1", "1", ""),
        ("XFD1048576", "2", ""),
        ("C3", "3", "SUM(A1,XFD1048576)"),
        ("D3", "3", "SUM(A1:XFD1048576)-SUM(B:XFC)"),
    ]);
    assert_eq!(after(&mut book, "A1", "5"), [("C3".to_owned(), "7".to_owned())]);
}

#[test]
fn texts_that_double_in_every_line_stay_within_bounds() {
    let mut sheet = Sheet::new("Chữ");
    let doubled = |line: u32| format!("A{line}&A{line}");
    sheet.set(CellRef::new(Row(0), Col(0)), Cell { value: Value::Text("Xã".to_owned()), ..Cell::default() });
    for line in 1..1_000 {
        let cell = Cell { formula: Some(doubled(line).into()), ..Cell::default() };
        sheet.set(CellRef::new(Row(line), Col(0)), cell);
    }
    let many = vec!["A1"; 200].join("&");
    let swollen = "SUBSTITUTE(SUBSTITUTE(A2,\"X\",A3),\"ã\",A4)";
    for (line, formula) in [(0, many.as_str()), (1, swollen), (2, "SUBSTITUTE(SUBSTITUTE(A1,\".\",\"\"),\",\",\".\")")]
    {
        sheet.set(CellRef::new(Row(line), Col(1)), Cell { formula: Some(formula.into()), ..Cell::default() });
    }
    let mut book = Workbook::new(vec![sheet], vec![Style::default()]);
    calculate_missing(&mut book, &*own());
    let text = |at: &str| book.sheets[0].cell(at.parse().unwrap()).map(|cell| cell.plain_text().len()).unwrap();
    assert_eq!([text("A2"), text("A3"), text("A1000")], [6, 12, 0]);
    assert_eq!([text("B1"), text("B2"), text("B3")], [0, 0, 3]);
}

#[test]
fn a_workbook_lacks_the_values_that_would_be_calculated() {
    let mut book = book(&[("A1", "1", ""), ("B1", "2", "A1*2"), ("B2", "0", "A1-1")]);
    assert!(!lacks_values(&book));
    book.calculation.on_load = true;
    assert!(lacks_values(&book), "a program may have stored zeros");
    book.calculation.on_load = false;
    book.sheets[0].set(at("B3").1, Cell { formula: Some("A1+1".into()), ..Cell::default() });
    assert!(lacks_values(&book));
    calculate_missing(&mut book, &*own());
    assert!(!lacks_values(&book));
}

#[test]
fn dates_count_from_where_the_workbook_says() {
    for (date_1904, year) in [(false, "2021"), (true, "2025")] {
        let mut book = book(&[("A1", "44300", ""), ("B1", year, "YEAR(A1)")]);
        book.date_1904 = date_1904;
        assert_eq!(after(&mut book, "A1", "44665").len(), 1, "{year}");
    }
}

#[test]
fn circles_come_to_an_end() {
    let mut book = book(&[("A1", "1", ""), ("B1", "1", "A1+C1-C1"), ("C1", "1", "B1*1")]);
    after(&mut book, "A1", "2");
}

proptest::proptest! {
    #[test]
    fn any_formula_is_calculated_or_left(formula in "[A-C1-9+*/^%(),:<>=&\"SUMIF.!'$ -]{0,30}") {
        let mut book = book(&[("A1", "1", ""), ("B2", "1", &formula)]);
        after(&mut book, "A1", "2");
    }
}

#[test]
fn sums_of_many_terms_are_calculated_a_few_at_a_time() {
    let terms = |count: usize| vec!["A1"; count].join("+");
    let formulas = [terms(120), format!("-({})%*2", terms(90)), terms(3_000)];
    let [sum, share, endless] = &formulas;
    let mut book = book(&[("A1", "1", ""), ("B1", "120", sum), ("B2", "-1.8", share), ("B3", "3000", endless)]);
    let shown = [("B1", "240"), ("B2", "-3,6")].map(|(cell, value)| (cell.to_owned(), value.to_owned()));
    assert_eq!(after(&mut book, "A1", "2"), shown);
    let kept = book.sheets[0].cell("B3".parse().unwrap()).unwrap();
    assert_eq!(book.shown(kept), "3000");
}

#[test]
fn a_zero_that_waits_for_calculation_is_calculated_and_another_value_stays() {
    let cells = [("A1", "1200", ""), ("A2", "1800", ""), ("A3", "0", "SUM(A1:A2)"), ("B3", "7", "A1+A2")];
    let kept = |book: &Workbook, cell: &str| book.shown(book.sheets[0].cell(at(cell).1).unwrap()).into_owned();
    let mut calculated = book(&cells);
    calculate_missing(&mut calculated, &*own());
    assert_eq!(kept(&calculated, "A3"), "0", "a program has calculated this one");
    for stored in [Value::Number(Number::from_decimal(0.into())), Value::Text("0".to_owned())] {
        let mut waiting = book(&cells);
        waiting.calculation.on_load = true;
        let cell = Cell { value: stored, ..waiting.sheets[0].cell(at("A3").1).unwrap().clone() };
        waiting.sheets[0].set(at("A3").1, cell);
        calculate_missing(&mut waiting, &*own());
        assert_eq!([kept(&waiting, "A3"), kept(&waiting, "B3")], ["3000", "7"]);
    }
}

#[test]
fn what_stands_in_another_file_does_not_follow_from_this_one() {
    let formulas = [
        "[1]Data!$A$1",
        "'[1]Quý 1'!A1",
        "'C:\\Báo cáo\\[thu.xlsx]Quý 1'!$A$1:$B$2",
        "SUM([1]Data!A1:A3)*2",
        "[2]!Thu",
    ];
    for formula in formulas {
        let mut book = book(&[
            ("A1", "1", ""),
            ("B1", "100", formula),
            ("C1", "101", "SUM(A1:B1)"),
            ("D1", "5", &format!("A1*{formula}")),
        ]);
        let cell = book.sheets[0].cell("A1".parse().unwrap()).cloned().unwrap();
        book.sheets[0]
            .set("A1".parse().unwrap(), Cell { value: Value::Number(Number::from_decimal(2.into())), ..cell.clone() });
        let followed = recalculate(&mut book, &BTreeMap::from([(at("A1"), cell)]), &*own());
        let changed: Vec<_> = followed.changed.iter().map(|change| book.shown(&change.after).into_owned()).collect();
        assert_eq!((changed, followed.outdated), (vec!["102".to_owned()], vec![at("D1")]), "{formula}");
        let reader = FormulaReader::new(&book);
        assert!(reader.formula(SheetIndex(0), "B1".parse().unwrap(), formula).is_none(), "{formula}");
    }
    // [0] is the file itself, and what is in brackets without a file may be a column.
    for formula in ["[0]!Thu", "[@Thu]*'Bảng 1'!A1", "[Thu]*Bảng!A1"] {
        let mut book = book(&[("A1", "1", ""), ("B1", "100", formula)]);
        let cell = book.sheets[0].cell("A1".parse().unwrap()).cloned().unwrap();
        let followed = recalculate(&mut book, &BTreeMap::from([(at("A1"), cell)]), &*own());
        assert_eq!(followed.outdated, [at("B1")], "{formula}");
    }
}

#[test]
fn results_of_a_what_if_table_wait_for_excel_and_what_hangs_on_them_as_well() {
    let table = |two_way| {
        let cells = [
            ("B1", "5", ""),
            ("C1", "10", "B1*2"),
            ("B2", "1", ""),
            ("C2", "2", ""),
            ("B3", "2", ""),
            ("C3", "4", ""),
            ("C5", "6", "SUM(C2:C3)"),
            ("D3", "3", "B3+1"),
            ("H9", "7", ""),
        ];
        let mut book = book(&cells);
        let range = "C2:C3".parse().unwrap();
        let inputs = vec!["A9".parse().unwrap()];
        book.sheets[0].add_what_if(WhatIf { range, inputs, two_way, above: false }).unwrap();
        book
    };
    let outdated = |book: &mut Workbook, edited: &str| -> Vec<String> {
        let cell = book.sheets[0].cell(edited.parse().unwrap()).cloned().unwrap_or_default();
        book.sheets[0].set(
            edited.parse().unwrap(),
            Cell { value: Value::Number(Number::from_decimal(9.into())), ..cell.clone() },
        );
        let followed = recalculate(book, &BTreeMap::from([(at(edited), cell)]), &*own());
        followed.outdated.iter().map(|(_, at)| at.to_string()).collect()
    };
    // The value left of one result; the input; a cell that the formula above hangs on; one that nothing does.
    assert_eq!(outdated(&mut table(false), "B2"), ["C2", "C5"]);
    assert_eq!(outdated(&mut table(false), "A9"), ["C2", "C3", "C5"]);
    assert_eq!(outdated(&mut table(false), "B1"), ["C2", "C3", "C5"]);
    assert_eq!(outdated(&mut table(false), "H9"), [""; 0]);
    assert!(table(false).has_formulas());
}
