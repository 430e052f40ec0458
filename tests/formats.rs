//! Workbooks of other formats: read by content, and saved as a new .xlsx.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use soatbieu::finding::{Edit, Input};
use soatbieu::number::Number;
use soatbieu::patch;
use soatbieu::session::Session;
use soatbieu::workbook::{self, CellRef, Format, Sheet, SheetIndex, Value, Visibility, Workbook};
use support::fixture;

fn sheet<'a>(workbook: &'a Workbook, name: &str) -> &'a Sheet {
    workbook.sheet_named(name).unwrap().1
}

/// Values as both formats can say them: an empty text is nothing.
fn plain(value: &Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Number(number) => number.value().normalize().to_string(),
        Value::Vast(vast) => vast.to_string(),
        Value::Date(serial) => serial.normalize().to_string(),
        Value::Text(text) => text.clone(),
        // LibreOffice stores truth values as numbers.
        Value::Bool(value) => u8::from(*value).to_string(),
        Value::Error(error) => error.as_str().to_owned(),
    }
}

/// Every value of the .xlsx is in the same workbook saved in the other format.
fn same_values(name: &str, format: Format, formulas_at_least: usize) {
    let wanted = workbook::read(&fixture("libreoffice.xlsx")).unwrap();
    let read = workbook::read(&fixture(name)).unwrap();
    assert_eq!(read.format, format);
    let mut compared = 0;
    for wanted in &wanted.sheets {
        let read = sheet(&read, &wanted.name);
        assert_eq!(read.visibility, wanted.visibility, "{}", wanted.name);
        for (at, cell) in wanted.cells() {
            let found = read.cell(at).map(|cell| plain(&cell.value)).unwrap_or_default();
            assert_eq!(found, plain(&cell.value), "{name} {}!{at}", wanted.name);
            compared += usize::from(!found.is_empty());
        }
        assert_eq!(read.merges, wanted.merges);
    }
    assert!(compared > 60, "{compared}");
    let formulas = |workbook: &Workbook| {
        workbook.sheets.iter().flat_map(Sheet::cells).filter(|(_, cell)| cell.formula.is_some()).count()
    };
    assert!(formulas(&read) >= formulas_at_least);
}

#[test]
fn an_xls_reads_as_the_same_workbook_saved_as_xlsx() {
    same_values("features.xls", Format::Xls, 14);
}

#[test]
fn an_xls_whose_table_of_sectors_runs_past_its_end_is_read_with_its_formats() {
    let mut bytes = fixture("features.xls");
    let wanted = workbook::read(&bytes).unwrap();
    let number = |bytes: &[u8], at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    // Sectors of 512 bytes; those behind the end are said to end chains, which the reader for such files refuses.
    let (sectors, table) = (bytes.len() / 512 - 1, (number(&bytes, 76) as usize + 1) * 512);
    assert!(sectors < 128 && number(&bytes, table + 4 * sectors) == u32::MAX);
    for sector in sectors..128 {
        bytes[table + 4 * sector..][..4].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
    }
    let read = workbook::read(&bytes).unwrap();
    assert_eq!(read.styles, wanted.styles);
    for (read, wanted) in read.sheets.iter().zip(&wanted.sheets) {
        assert!(read.cells().eq(wanted.cells()), "{}", wanted.name);
    }
}

#[test]
fn an_xls_that_only_the_lenient_reader_takes_has_its_values_and_says_what_is_missing() {
    let mut bytes = fixture("features.xls");
    let wanted = workbook::read(&bytes).unwrap();
    // The version of the format is left out.
    let version = bytes.windows(8).position(|bytes| bytes == [0x09, 0x08, 0x10, 0, 0, 6, 5, 0]).unwrap() + 4;
    bytes[version..version + 2].fill(0);
    let read = workbook::read(&bytes).unwrap();
    assert!(read.unformatted && !wanted.unformatted);
    for (read, wanted) in read.sheets.iter().zip(&wanted.sheets) {
        let values = |sheet: &Sheet| -> Vec<_> {
            let cells = sheet.cells().filter(|(_, cell)| !cell.is_blank());
            cells.map(|(at, cell)| (at, plain(&cell.value))).collect()
        };
        assert_eq!((&read.name, values(read)), (&wanted.name, values(wanted)));
    }
    let session = Session::open("a.xls", bytes.clone()).unwrap();
    assert!(session.caution().unwrap().vi.contains("không đọc được định dạng"));
    assert!(session.losses().iter().any(|loss| loss.vi.contains("định dạng số")));
    assert_eq!(session.export().unwrap().name, "a-da-soat.xlsx");
    assert!(Session::open("b.xls", fixture("features.xls")).unwrap().caution().is_none());
}

#[test]
fn formulas_of_an_xls_are_written_as_excel_writes_them() {
    let workbook = workbook::read(&fixture("formulas.xls")).unwrap();
    let cell = |sheet: usize, at: &str| workbook.sheets[sheet].cell(at.parse().unwrap()).unwrap();
    for (at, formula, value) in [
        ("A1", "'Xã Bình An'!A6", "22.5"),
        ("A2", "SUM('Xã Bình An'!$A$1:$B$5)", "52.5"),
        ("A3", "Data2!$A1*2", "14"),
        ("A4", "IF(A1>10,\"lớn \"\"hơn\"\"\",\"nhỏ\")", "lớn \"hơn\""),
        // Names stand for what they mean, since a new workbook would not have them.
        ("A5", "Data2!$A$1*2+SUM('Xã Bình An'!$B$1:$B$5)", "44"),
        ("A6", "ROUND(A1/A2*100,1)", "42.9"),
        ("A8", "A1>A2", "0"),
        ("A9", "1/0", "#DIV/0!"),
        ("A10", "SUM(B:B)", "#NUM!"),
        ("A11", "EDATE(A12,1)", "45383"),
        ("B4", "B1:B2*2", "2469"),
        ("B6", "-(A1+A2)^2%", "#NUM!"),
        ("B7", "A4&\" \"&Data2!B1", "lớn \"hơn\" chữ ơ"),
        ("B8", "VLOOKUP(1.5,'Xã Bình An'!A1:B5,2,FALSE)", "2"),
        ("B9", "SUM({1,2;3,4})", "10"),
    ] {
        let cell = cell(0, at);
        assert_eq!(cell.formula.as_deref(), Some(formula), "{at}");
        assert_eq!(plain(&cell.value), value, "{at}");
    }
    // Filled from one another.
    assert_eq!(cell(1, "C4").formula.as_deref(), Some("A4*B4"));
}

#[test]
fn an_xls_is_read_with_its_looks_and_what_it_hides() {
    let workbook = workbook::read(&fixture("formulas.xls")).unwrap();
    let sheet = &workbook.sheets[0];
    let cell = |at: &str| sheet.cell(at.parse().unwrap()).unwrap();
    assert_eq!(workbook.shown(cell("B1")), "1.234,500");
    assert_eq!(workbook.shown(cell("B2")), "12,5%");
    assert_eq!(workbook.shown(cell("A12")), "01/03/2024");
    assert!(matches!(cell("A12").value, Value::Date(_)));
    let style = workbook.style(cell("C1").style);
    assert_eq!((style.font.name.as_str(), style.font.bold, style.font.size), (".VnTime", true, 13.0));
    assert_eq!(style.fill, Some(workbook::Color(255, 255, 0)));
    assert_eq!(sheet.merges.iter().map(ToString::to_string).collect::<Vec<_>>(), ["C2:D3"]);
    assert!(sheet.hidden_rows.contains(&workbook::Row(7)) && sheet.hidden_columns.contains(&workbook::Col(3)));
    assert!((24.0..27.0).contains(&sheet.column_widths[&workbook::Col(0)]));
    assert_eq!(sheet.lock_at("B5".parse().unwrap()), Some(workbook::Lock::Array));
    // A new workbook keeps them.
    let two = Input::Number(Number::from_written("2".parse().unwrap()));
    let edit = Edit::of_cell(SheetIndex(0), "B1".parse().unwrap(), two);
    let saved = workbook::read(&patch::patch(&fixture("formulas.xls"), &[edit]).unwrap().bytes).unwrap();
    assert_eq!(saved.style(saved.sheets[0].cell("C1".parse().unwrap()).unwrap().style), style);
    assert_eq!(saved.sheets[0].lock_at("B5".parse().unwrap()), Some(workbook::Lock::Array));
}

#[test]
fn an_xlsb_of_excel_reads_as_the_same_workbook_saved_as_xlsx() {
    let [binary, xml] =
        ["calamine/base.xlsb", "calamine/base.xlsx"].map(|name| workbook::read(&fixture(name)).unwrap());
    assert_eq!(binary.format, Format::Xlsb);
    let cells = |workbook: &Workbook| -> Vec<_> {
        let cells = workbook.sheets.iter().flat_map(|sheet| sheet.cells().map(move |cell| (&sheet.name, cell)));
        cells
            .filter(|(_, (_, cell))| !cell.is_blank())
            .map(|(name, (at, cell))| (name.clone(), at, plain(&cell.value)))
            .collect()
    };
    assert_eq!(cells(&binary), cells(&xml));
    assert_eq!(cells(&binary).len(), 19);
}

#[test]
fn hidden_sheets_of_an_xlsb_are_hidden_and_it_is_saved_as_a_new_workbook() {
    let original = fixture("calamine/any_sheets.xlsb");
    let workbook = workbook::read(&original).unwrap();
    let hidden: Vec<bool> = workbook.sheets.iter().map(|sheet| sheet.visibility != Visibility::Visible).collect();
    assert_eq!(hidden, [false, true, true]);
    let new = Input::Number(Number::from_written("9".parse().unwrap()));
    let saved = patch::patch(&original, &[Edit::of_cell(SheetIndex(0), "B2".parse().unwrap(), new)]).unwrap();
    let again = workbook::read(&saved.bytes).unwrap();
    assert_eq!(plain(&again.sheets[0].cell("B2".parse().unwrap()).unwrap().value), "9");
    assert_eq!(saved.notes.len(), 1);
}

#[test]
fn an_ods_reads_as_the_same_workbook_saved_as_xlsx() {
    same_values("features.ods", Format::Ods, 14);
}

#[test]
fn other_formats_are_saved_as_a_new_workbook_that_says_what_is_lost() {
    let csv = "TT;Tên;Số;Tỷ lệ\n1;Xã A;1.234,50;12,5%\n2;Xã B;1.000,25;3,0%\n".as_bytes().to_vec();
    // An array formula that only Excel calculates depends on the cell of the first. Plain text has nothing to lose.
    for (original, at, notes) in [(fixture("features.xls"), "B3", 2), (csv, "C2", 0)] {
        let number = Input::Number(Number::from_written("7.5".parse().unwrap()));
        let edit = Edit::of_cell(SheetIndex(0), at.parse().unwrap(), number);
        let patched = patch::patch(&original, &[edit]).unwrap();
        assert_eq!(patched.notes.len(), notes, "{:?}", patched.notes);
        let says_new = patched.notes.iter().any(|note| note.vi.contains(".xlsx mới"));
        assert_eq!(says_new, notes > 0, "{:?}", patched.notes);
        let again = workbook::read(&patched.bytes).unwrap();
        assert_eq!(again.format, Format::Xlsx);
        let cell = again.sheets[0].cell(at.parse().unwrap()).unwrap();
        assert_eq!(plain(&cell.value), "7.5");
        let before = workbook::read(&original).unwrap();
        let others = |workbook: &Workbook| -> Vec<(String, CellRef, String, Option<Box<str>>)> {
            let cells = workbook.sheets.iter().flat_map(|sheet| sheet.cells().map(move |(at, cell)| (sheet, at, cell)));
            cells
                .filter(|(_, cell, _)| cell.to_string() != at)
                .map(|(sheet, at, cell)| {
                    // What follows from the edit is calculated anew.
                    let value = if cell.formula.is_some() { String::new() } else { plain(&cell.value) };
                    (sheet.name.clone(), at, value, cell.formula.clone())
                })
                .collect()
        };
        assert_eq!(others(&again), others(&before));
    }
}

#[test]
fn numbers_in_separated_values_keep_their_look() {
    let csv = "TT;Tên;Số;Tỷ lệ\n1;Xã A;1.234,50;12,5%\n2;Xã B;1.000,25;3,0%\n";
    let workbook = workbook::read(csv.as_bytes()).unwrap();
    let shown = |at: &str| {
        let cell = workbook.sheets[0].cell(at.parse().unwrap()).unwrap();
        assert!(matches!(cell.value, Value::Number(_)), "{at}");
        workbook.shown(cell).into_owned()
    };
    assert_eq!([shown("C2"), shown("D2"), shown("D3")], ["1.234,50", "12,5%", "3,0%"]);
}

#[test]
fn an_html_table_under_the_name_of_xls_is_read() {
    let html = "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><body><table><tr><td colspan=2>Tổng</td></tr><tr><td>Xã A</td><td>12,5</td></tr></table></body></html>";
    let workbook = workbook::read(html.as_bytes()).unwrap();
    assert_eq!(workbook.format, Format::Html);
    assert_eq!(workbook.shown(workbook.sheets[0].cell("B2".parse().unwrap()).unwrap()), "12,5");
}

#[test]
fn a_pasted_table_becomes_a_session_that_saves_a_workbook() {
    let html = "<table><tr><td>Tên</td><td>Số</td></tr><tr><td>A</td><td>1.800</td></tr><tr><td>B</td><td>12,5</td></tr></table>";
    let mut session = Session::paste("bảng vừa dán", Some(html), "").unwrap();
    let number = Input::Number(Number::from_written("2".parse().unwrap()));
    session.apply(vec![Edit::of_cell(SheetIndex(0), "B3".parse().unwrap(), number)]);
    let saved = session.export().unwrap();
    assert_eq!(saved.name, "bảng vừa dán-da-soat.xlsx");
    let again = workbook::read(&saved.bytes).unwrap();
    assert_eq!(again.shown(again.sheets[0].cell("B2".parse().unwrap()).unwrap()), "1.800");
    assert!(Session::paste("x", None, "một\thai\n1\t2\n").is_ok());
    assert!(Session::paste("x", None, "chỉ là chữ").is_err());
    assert!(Session::paste("x", Some("<p>chữ</p>"), "").is_err());
}

#[test]
fn arrays_of_an_xls_stay_arrays_in_the_new_workbook() {
    let original = fixture("arrays.xls");
    let mut session = Session::open("arrays.xls", original).unwrap();
    let sheet = &session.workbook().sheets[0];
    let (single, many): (CellRef, CellRef) = ("D1".parse().unwrap(), "E2".parse().unwrap());
    assert!(sheet.arrays.contains(&single) && sheet.lock_at(single).is_none());
    assert!(sheet.lock_at(many).is_some());
    let new = Input::Number(Number::from_decimal(5.into()));
    session.apply(vec![Edit::of_cell(SheetIndex(0), "A4".parse().unwrap(), new)]);
    let (_, bytes) = session.save().unwrap();
    let parts = support::unpack(&bytes);
    let (_, xml) = parts.iter().find(|(name, _)| name.ends_with("sheet1.xml")).unwrap();
    let xml = String::from_utf8(xml.clone()).unwrap();
    assert!(xml.contains("<f t=\"array\" ref=\"D1\">SUM(A1:A4*B1:B4)</f>"), "{xml}");
    assert!(xml.contains("<f t=\"array\" ref=\"E1:E4\">A1:A4*B1:B4</f>"), "{xml}");
    assert!(workbook::read(&bytes).unwrap().sheets[0].arrays.contains(&single));
}

/// What programs write under the name of .xls that is the XML of Excel 2003, with names of cells.
const XML_WORKBOOK: &str = concat!(
    "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n",
    "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">",
    "<Names><NamedRange ss:Name=\"Thu_NSNN\" ss:RefersTo=\"='PB 01'!R2C2:R3C2\"/></Names>",
    "<Worksheet ss:Name=\"PB 01\"><Table>",
    "<Row><Cell><Data ss:Type=\"String\">Xã</Data></Cell><Cell><Data ss:Type=\"String\">Thu</Data></Cell></Row>",
    "<Row><Cell><Data ss:Type=\"String\">A</Data></Cell><Cell><Data ss:Type=\"Number\">5</Data></Cell></Row>",
    "<Row><Cell><Data ss:Type=\"String\">B</Data></Cell><Cell><Data ss:Type=\"Number\">7</Data></Cell></Row>",
    "<Row><Cell><Data ss:Type=\"String\">Cộng</Data></Cell>",
    "<Cell ss:Formula=\"=SUM(Thu_NSNN)\"><Data ss:Type=\"Number\">12</Data></Cell>",
    "<Cell ss:Formula=\"='[Khác.xls]Sheet1'!R1C1\"><Data ss:Type=\"Number\">3</Data></Cell></Row>",
    "</Table></Worksheet></Workbook>"
);

#[test]
fn an_xml_workbook_of_excel_2003_is_saved_with_the_names_that_its_formulas_use() {
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(XML_WORKBOOK.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for original in [XML_WORKBOOK.as_bytes().to_vec(), utf16] {
        let mut session = Session::open("thu.xls", original).unwrap();
        assert_eq!(session.workbook().format, Format::XmlSpreadsheet);
        let new = Input::Number(Number::from_decimal(9.into()));
        session.apply(vec![Edit::of_cell(SheetIndex(0), "B2".parse().unwrap(), new)]);
        let saved = session.export().unwrap();
        assert_eq!(saved.name, "thu-da-soat.xlsx");
        assert!(saved.notes.iter().any(|note| note.en.starts_with("1 formulas") && note.en.contains("PB 01!C4")));
        let again = workbook::read(&saved.bytes).unwrap();
        let cell = |at: &str| again.sheets[0].cell(at.parse().unwrap()).unwrap();
        assert_eq!((plain(&cell("B4").value), cell("B4").formula.as_deref()), ("16".to_owned(), Some("SUM(Thu_NSNN)")));
        assert_eq!((plain(&cell("C4").value), cell("C4").formula.as_deref()), ("3".to_owned(), None));
        let names: Vec<String> = again.names.iter().map(|name| format!("{} {}", name.name, name.range)).collect();
        assert_eq!(names, ["Thu_NSNN B2:B3"]);
    }
}
