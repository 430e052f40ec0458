//! Saving: the edited cells change, and nothing else.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::BTreeMap;

use soatbieu::finding::{Edit, Input};
use soatbieu::number::Number;
use soatbieu::patch::{self, SaveError};
use soatbieu::workbook::{self, CellRef, SheetIndex, Value, Workbook};
use support::{Parts, fixture, package, sheet_package, unpack, workbooks};

fn edit(sheet: usize, cell: &str, new: Input) -> Edit {
    Edit::of_cell(SheetIndex(sheet), cell.parse().unwrap(), new)
}

fn number(text: &str) -> Input {
    Input::Number(Number::from_written(text.parse().unwrap()))
}

/// The parts that differ between two packages, with the differing content.
fn differences(before: &[u8], after: &[u8]) -> Vec<String> {
    let (before, after): (Parts, Parts) = (unpack(before), unpack(after));
    let names = |parts: &Parts| parts.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&before), names(&after), "the parts keep their order");
    before.iter().zip(&after).filter(|(a, b)| a.1 != b.1).map(|(a, _)| a.0.clone()).collect()
}

#[test]
fn only_the_edited_sheet_of_a_workbook_without_formulas_changes() {
    let original = fixture("appendices-numbers.xlsx");
    let patched = patch::patch(&original, &[edit(2, "D17", number("26345.5"))]).unwrap();
    assert_eq!(differences(&original, &patched.bytes), ["xl/worksheets/sheet3.xml"]);
    assert_eq!(patched.receipt.changed, ["xl/worksheets/sheet3.xml"]);
    assert_eq!(patched.receipt.cells.len(), 1);
    assert_eq!(patched.receipt.cells[0].before, "26.344,701");
    let old = workbook::read(&original).unwrap();
    let new = workbook::read(&patched.bytes).unwrap();
    for (old, new) in old.sheets.iter().zip(&new.sheets) {
        for (at, cell) in old.cells() {
            let now = new.cell(at).unwrap();
            if new.name == "PB03" && at.to_string() == "D17" {
                assert_eq!(now.style, cell.style);
                assert_ne!(now.value, cell.value);
            } else {
                assert_eq!(now, cell, "{}!{at}", old.name);
            }
        }
    }
}

#[test]
fn every_fixture_can_be_saved_with_any_one_cell_changed() {
    for name in workbooks() {
        let original = fixture(&name);
        let workbook = workbook::read(&original).unwrap();
        for (index, sheet) in workbook.sheets.iter().enumerate() {
            let cells: Vec<CellRef> = sheet.cells().map(|(at, _)| at).collect();
            for at in cells.iter().step_by(7) {
                let edit = edit(index, &at.to_string(), number("1234.5"));
                if patch::refusal(&original, &workbook, &edit).is_some() {
                    continue;
                }
                let patched = patch::patch(&original, &[edit]).unwrap();
                let allowed = ["worksheets/sheet", "workbook.xml", "calcChain.xml", "styles.xml"];
                for part in &patched.receipt.changed {
                    assert!(allowed.iter().any(|allowed| part.contains(allowed)), "{name} {at}: {part}");
                }
                let again = workbook::read(&patched.bytes).unwrap();
                let cell = again.sheets[index].cell(*at).unwrap();
                let value = match &cell.value {
                    Value::Number(number) => number.value(),
                    Value::Date(serial) => *serial,
                    other => panic!("{name} {at}: {other:?}"),
                };
                assert_eq!(value.to_string(), "1234.5");
            }
        }
    }
}

#[test]
fn no_edit_gives_the_same_bytes_back() {
    let original = fixture("appendices-formulas.xlsx");
    assert_eq!(patch::patch(&original, &[]).unwrap().bytes, original);
    let workbook = workbook::read(&original).unwrap();
    let Value::Number(same) = workbook.sheets[0].cell("D8".parse().unwrap()).unwrap().value else { panic!() };
    assert_eq!(patch::patch(&original, &[edit(0, "D8", Input::Number(same))]).unwrap().bytes, original);
}

#[test]
fn replacing_a_formula_makes_excel_calculate_anew() {
    let original = fixture("appendices-formulas.xlsx");
    let workbook = workbook::read(&original).unwrap();
    let (index, sheet) = workbook.sheet_named("PB03").unwrap();
    let (at, _) = sheet.cells().find(|(_, cell)| cell.formula.is_some()).unwrap();
    let patched = patch::patch(&original, &[edit(index.0, &at.to_string(), number("1"))]).unwrap();
    let parts: BTreeMap<String, Vec<u8>> = unpack(&patched.bytes).into_iter().collect();
    let book = String::from_utf8(parts["xl/workbook.xml"].clone()).unwrap();
    assert!(book.contains("fullCalcOnLoad=\"1\""), "{book}");
    let again = workbook::read(&patched.bytes).unwrap();
    assert_eq!(again.sheets[index.0].cell(at).unwrap().formula, None);
}

#[test]
fn a_number_typed_as_text_becomes_a_number_that_looks_the_same() {
    let original = fixture("appendices-text.xlsx");
    let workbook = workbook::read(&original).unwrap();
    let (index, sheet) = workbook.sheet_named("PB03").unwrap();
    let at: CellRef = "D17".parse().unwrap();
    let before = sheet.cell(at).unwrap();
    assert_eq!(before.value, Value::Text("26.344,701".to_owned()));
    let patched = patch::patch(&original, &[edit(index.0, "D17", number("26344.701"))]).unwrap();
    let again = workbook::read(&patched.bytes).unwrap();
    let cell = again.sheets[index.0].cell(at).unwrap();
    assert_eq!(again.shown(cell), "26.344,701");
    assert!(matches!(cell.value, Value::Number(_)));
    let (old, new) = (workbook.style(before.style), again.style(cell.style));
    assert_eq!((old.font, old.fill, old.borders, old.horizontal), (new.font, new.fill, new.borders, new.horizontal));
}

/// The worksheet XML after edits of a package that holds only it.
fn after(sheet: &str, edits: &[Edit]) -> String {
    let patched = patch::patch(&sheet_package(sheet, "0%"), edits).unwrap();
    let parts: BTreeMap<String, Vec<u8>> = unpack(&patched.bytes).into_iter().collect();
    String::from_utf8(parts["xl/worksheets/sheet1.xml"].clone()).unwrap()
}

#[test]
fn prefixes_and_everything_around_the_cell_are_kept() {
    assert_eq!(
        after(
            "<x:worksheet xmlns:x='m'><x:dimension ref='A1:B1'/><x:sheetData><x:row r='1' spans='1:2' ht='20'><x:c r='A1' s='0' t='s' foo='b'><x:v>0</x:v><x:extLst><x:ext/></x:extLst></x:c></x:row></x:sheetData></x:worksheet>",
            &[edit(0, "A1", number("2.5")), edit(0, "D1", number("7"))]
        ),
        "<x:worksheet xmlns:x='m'><x:dimension ref='A1:D1'/><x:sheetData><x:row r='1' spans='1:4' ht='20'><x:c r=\"A1\" s=\"0\" foo=\"b\"><x:v>2.5</x:v><x:extLst><x:ext/></x:extLst></x:c><x:c r=\"D1\"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    );
}

#[test]
fn a_cell_far_beyond_the_used_ones_can_be_edited_where_all_columns_have_a_width() {
    let sheet = concat!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
        r#"<cols><col min="1" max="16384" width="12.5" customWidth="1"/></cols>"#,
        r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>"#
    );
    let saved = after(sheet, &[edit(0, "ZZ99999", number("5"))]);
    assert!(saved.contains(r#"<c r="ZZ99999"><v>5</v></c>"#), "{saved}");
    assert!(saved.contains(r#"max="16384""#), "{saved}");
}

#[test]
fn cells_and_rows_without_addresses_are_found_and_not_shifted() {
    assert_eq!(
        after(
            "<worksheet><sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData></worksheet>",
            &[edit(0, "B1", number("9")), edit(0, "C2", number("4")), edit(0, "A5", Input::Text("a<b".into()))]
        ),
        "<worksheet><sheetData><row><c><v>1</v></c><c><v>9</v></c></row><row><c><v>3</v></c><c r=\"C2\"><v>4</v></c></row><row r=\"5\"><c r=\"A5\" t=\"inlineStr\"><is><t xml:space=\"preserve\">a&lt;b</t></is></c></row></sheetData></worksheet>"
    );
}

#[test]
fn empty_elements_are_opened_and_rows_put_in_order() {
    assert_eq!(
        after("<worksheet><sheetData/></worksheet>", &[edit(0, "B2", number("1"))]),
        "<worksheet><sheetData><row r=\"2\"><c r=\"B2\"><v>1</v></c></row></sheetData></worksheet>"
    );
    assert_eq!(
        after(
            "<worksheet><sheetData><row r=\"1\"/><row r=\"3\"><c r=\"B3\"/><c r=\"D3\"><v>4</v></c></row></sheetData></worksheet>",
            &[
                edit(0, "A1", number("1")),
                edit(0, "A2", number("2")),
                edit(0, "C3", number("3")),
                edit(0, "B3", number("5")),
                edit(0, "D3", Input::Clear)
            ]
        ),
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>2</v></c></row><row r=\"3\"><c r=\"B3\"><v>5</v></c><c r=\"C3\"><v>3</v></c><c r=\"D3\"/></row></sheetData></worksheet>"
    );
}

#[test]
fn of_two_cells_at_one_address_the_later_is_changed() {
    let out = after(
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1\"><c r=\"A1\"><v>2</v></c></row></sheetData></worksheet>",
        &[edit(0, "A1", number("3"))],
    );
    assert!(out.contains("<v>1</v>") && out.contains("<v>3</v>"), "{out}");
}

#[test]
fn a_part_in_another_encoding_is_read_and_written_as_utf_8() {
    let sheet = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>S*rie</t></is></c></row></sheetData></worksheet>";
    let mut parts = unpack(&sheet_package(sheet, "0%"));
    for byte in parts.iter_mut().flat_map(|(name, content)| content.iter_mut().filter(|_| name.ends_with("sheet1.xml")))
    {
        *byte = if *byte == b'*' { 0xe9 } else { *byte };
    }
    let original = package(&parts.iter().map(|(name, content)| (name.as_str(), content)).collect::<Vec<_>>());
    let before = workbook::read(&original).unwrap();
    let text = |workbook: &Workbook| {
        workbook.sheets[0].cell("A1".parse().unwrap()).map(|cell| cell.value.clone()).unwrap_or_default()
    };
    assert_eq!(text(&before), Value::Text("Série".to_owned()));
    let saved = patch::patch(&original, &[edit(0, "B1", number("1"))]).unwrap();
    assert_eq!(text(&workbook::read(&saved.bytes).unwrap()), Value::Text("Série".to_owned()));
}

#[test]
fn the_master_of_a_shared_formula_hands_it_on() {
    let out = after(
        concat!(
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><f t=\"shared\" ref=\"B1:B3\" si=\"0\">A1*2&lt;5</f><v>2</v></c></row>",
            "<row r=\"2\"><c r=\"B2\"><f t=\"shared\" si=\"0\"/><v>4</v></c></row>",
            "<row r=\"3\"><c r=\"B3\"><f t=\"shared\" si=\"0\"/><v>6</v></c></row></sheetData></worksheet>"
        ),
        &[edit(0, "B1", number("3"))],
    );
    assert!(out.contains("<c r=\"B1\"><v>3</v></c>"), "{out}");
    assert!(out.contains("<f t=\"shared\" ref=\"B2:B3\" si=\"0\">A2*2&lt;5</f>"), "{out}");
    assert!(out.contains("<c r=\"B3\"><f t=\"shared\" si=\"0\"/>"), "{out}");
}

#[test]
fn a_cell_of_an_array_formula_is_refused() {
    let original = sheet_package(
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><f t=\"array\" ref=\"A1:A2\">B1:B2*2</f><v>2</v></c></row></sheetData></worksheet>",
        "0%",
    );
    let error = patch::patch(&original, &[edit(0, "A2", number("3"))]).unwrap_err();
    assert_eq!(error, SaveError::PartOfArray("S!A2".into()));
}

#[test]
fn text_that_looks_like_an_escape_survives() {
    for text in ["_x000D_", "a\u{1}b", "  hai  dòng\nmới ", "_x00", "]]>&amp;"] {
        let original = sheet_package("<worksheet><sheetData/></worksheet>", "0%");
        let patched = patch::patch(&original, &[edit(0, "A1", Input::Text(text.into()))]).unwrap();
        let again = workbook::read(&patched.bytes).unwrap();
        assert_eq!(again.sheets[0].cell("A1".parse().unwrap()).unwrap().value, Value::Text(text.into()));
    }
}

#[test]
fn libreoffice_opens_what_was_saved() {
    let Ok(found) = std::process::Command::new("soffice").arg("--version").output() else {
        eprintln!("LibreOffice is not installed: not compared");
        return;
    };
    assert!(found.status.success());
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("libreoffice");
    std::fs::create_dir_all(&folder).unwrap();
    let original = fixture("features.xlsx");
    let edits = [
        edit(0, "B3", number("4321.5")),
        edit(0, "A4", Input::Text("đã sửa & xong".into())),
        edit(0, "E5", number("8")),
    ];
    let patched = patch::patch(&original, &edits).unwrap();
    let file = folder.join("saved.xlsx");
    std::io::Write::write_all(&mut std::fs::File::create(&file).unwrap(), &patched.bytes).unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let done = std::process::Command::new("soffice")
        .args([
            profile.as_str(),
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):59,34,76,1",
            "--outdir",
        ])
        .args([&folder, &file])
        .output()
        .unwrap();
    assert!(done.status.success());
    let mut csv = String::new();
    std::io::Read::read_to_string(&mut std::fs::File::open(folder.join("saved.csv")).unwrap(), &mut csv).unwrap();
    let csv = csv.replace('"', "");
    let line = |start: &str| csv.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{csv}"));
    assert!(line("Dòng 1;").contains(";4,321.50;"), "{csv}");
    assert!(line("Dòng 1;").contains(";8,643.00;TRUE"), "the formula beside it follows: {csv}");
    assert!(line("đã sửa & xong;").contains(";3,703.50;"), "{csv}");
    assert!(line("Dòng 3;").contains(";8.00;"), "{csv}");
}

#[test]
fn totals_that_depend_on_an_edit_are_saved_with_their_new_values() {
    let sheet = concat!(
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><f t=\"shared\" ref=\"B1:B3\" si=\"0\">A1*2</f><v>2</v></c></row>",
        "<row r=\"2\"><c r=\"A2\"><v>2</v></c><c r=\"B2\"><f t=\"shared\" si=\"0\"/><v>4</v></c></row>",
        "<row r=\"3\"><c r=\"A3\"><f>SUM(A1:A2)</f><v>3</v></c><c r=\"B3\"><f t=\"shared\" si=\"0\"/><v>6</v></c></row></sheetData></worksheet>"
    );
    let out = after(sheet, &[edit(0, "A1", number("5"))]);
    assert!(out.contains("<c r=\"A3\"><f>SUM(A1:A2)</f><v>7</v></c>"), "{out}");
    assert!(out.contains("<c r=\"B1\"><f t=\"shared\" ref=\"B1:B3\" si=\"0\">A1*2</f><v>10</v></c>"), "{out}");
    assert!(out.contains("<c r=\"B3\"><f t=\"shared\" si=\"0\"/><v>14</v></c>"), "{out}");
    // The master is replaced by a number while its heir is calculated anew.
    let out = after(sheet, &[edit(0, "A2", number("5")), edit(0, "B1", number("0"))]);
    assert!(out.contains("<c r=\"B2\"><f t=\"shared\" ref=\"B2:B3\" si=\"0\">A2*2</f><v>10</v></c>"), "{out}");
    assert!(out.contains("<c r=\"B3\"><f t=\"shared\" si=\"0\"/><v>12</v></c>"), "{out}");
}

const TABLE: &str = concat!(
    r#"<x:table xmlns:x="m" id="1" name="T" displayName="T" ref="A1:C3"><x:tableColumns count="3"><x:tableColumn id="1" name="Năm"/>"#,
    r#"<x:tableColumn id="2" dataDxfId="7" name="Thu &amp;_x000a_chi"/><x:tableColumn id="3" name="c"><x:calculatedColumnFormula>T[[#This Row],[Năm]]*2</x:calculatedColumnFormula></x:tableColumn></x:tableColumns></x:table>"#
);

fn table_package(table: &str, formula: &str) -> Vec<u8> {
    let sheet = format!(
        concat!(
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Năm</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>Thu &amp;\nchi</t></is></c>",
            "<c r=\"C1\" t=\"inlineStr\"><is><t>c</t></is></c></row><row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"E2\"><f>{}</f><v>1</v></c></row></sheetData></worksheet>"
        ),
        formula
    );
    let mut parts = unpack(&sheet_package(&sheet, "0%"));
    let relations =
        r#"<Relationships><Relationship Id="t" Type="x/table" Target="../tables/table1.xml"/></Relationships>"#;
    parts.push(("xl/worksheets/_rels/sheet1.xml.rels".to_owned(), relations.into()));
    parts.push(("xl/tables/table1.xml".to_owned(), table.into()));
    let parts: Vec<(&str, &str)> =
        parts.iter().map(|(name, content)| (name.as_str(), std::str::from_utf8(content).unwrap())).collect();
    package(&parts)
}

#[test]
fn renaming_the_header_of_a_table_renames_its_column() {
    let original = table_package(TABLE, "SUM(A2:A3)");
    let edits = [edit(0, "B1", Input::Text("Chi <mới>\nnăm".into()))];
    let patched = patch::patch(&original, &edits).unwrap();
    let parts: BTreeMap<String, Vec<u8>> = unpack(&patched.bytes).into_iter().collect();
    let table = String::from_utf8(parts["xl/tables/table1.xml"].clone()).unwrap();
    let renamed = TABLE.replace("name=\"Thu &amp;_x000a_chi\"", "name=\"Chi &lt;mới&gt;_x000a_năm\"");
    assert_eq!(table, renamed);
    let again = workbook::read(&patched.bytes).unwrap();
    assert_eq!(again.sheets[0].cell("B1".parse().unwrap()).unwrap().value, Value::Text("Chi <mới>\nnăm".into()));
    // A year is a name, and stays text.
    let patched = patch::patch(&original, &[edit(0, "B1", number("2025"))]).unwrap();
    let again = workbook::read(&patched.bytes).unwrap();
    assert_eq!(again.sheets[0].cell("B1".parse().unwrap()).unwrap().value, Value::Text("2025".into()));
    let mut session = soatbieu::session::Session::open("a.xlsx", original).unwrap();
    session.apply(edits.to_vec());
    assert!(session.undo() && session.export().unwrap().receipt.cells.is_empty());
}

#[test]
fn a_column_that_something_calls_by_its_name_is_not_renamed() {
    let text = |text: &str| Input::Text(text.into());
    let refused = |original: &[u8], at: &str, new: Input| patch::patch(original, &[edit(0, at, new)]).unwrap_err();
    let called = |at: &str| SaveError::TableHeader(format!("S!{at}"));
    // By the formula of another column, by a cell, by a query, or when the table says otherwise.
    assert_eq!(refused(&table_package(TABLE, "1"), "A1", text("Tháng")), called("A1"));
    assert_eq!(refused(&table_package(TABLE, "SUM(T[Thu &amp;&#10;chi])"), "B1", text("Chi")), called("B1"));
    let fed = TABLE.replace("dataDxfId=\"7\"", "queryTableFieldId=\"2\"");
    assert_eq!(refused(&table_package(&fed, "1"), "B1", text("Chi")), called("B1"));
    let other = TABLE.replace("name=\"c\"", "name=\"khác\"");
    assert_eq!(refused(&table_package(&other, "1"), "C1", text("Chi")), called("C1"));
    // Names that a table cannot have.
    for new in [text("NĂM"), text(" "), Input::Clear, number("1.5")] {
        assert_eq!(refused(&table_package(TABLE, "1"), "B1", new), SaveError::ColumnName("S!B1".into()));
    }
}

#[test]
fn a_format_that_is_written_stays_written_also_where_a_formula_follows() {
    let sheet = "<worksheet><sheetData><row r='1'><c r='A1' s='0' t='n'><v>1</v></c><c r='B1' s='0'><f>A1*2</f><v>2</v></c><c r='C1'><v>1</v></c></row></sheetData></worksheet>";
    let after = after(sheet, &[edit(0, "A1", number("5")), edit(0, "C1", number("3"))]);
    assert!(after.contains(r#"<c r="A1" s="0"><v>5</v></c><c r="B1" s="0"><f>A1*2</f><v>10</v></c>"#), "{after}");
    assert!(after.contains(r#"<c r="C1"><v>3</v></c>"#), "{after}");
}

#[test]
fn what_nobody_would_see_or_excel_would_not_hold_is_refused() {
    let sheet = "<worksheet><sheetData><row r='1'><c r='B1'><v>4</v></c><c r='C1'><v>9</v></c></row></sheetData><mergeCells><mergeCell ref='B1:C2'/></mergeCells></worksheet>";
    let original = sheet_package(sheet, "0%");
    let refused = |cell: &str, new: Input| patch::patch(&original, &[edit(0, cell, new)]).err();
    for cell in ["C1", "B2"] {
        let said = refused(cell, number("5")).unwrap().message();
        assert!(said.vi.contains(&format!("S!{cell}")) && said.vi.contains("S!B1"), "{}", said.vi);
    }
    assert_eq!(refused("B1", number("5")), None);
    assert_eq!(refused("C1", Input::Clear), None);
    let long = |length: usize| Input::Text("ự".repeat(length));
    assert_eq!(refused("A1", long(32_767)), None);
    assert_eq!(refused("A1", long(32_768)), Some(SaveError::LongText("S!A1".to_owned())));
    // A long text of another format becomes no workbook that Excel would repair.
    let text = format!("a;b\n1;{}\n", "x".repeat(40_000));
    let refused = patch::patch(text.as_bytes(), &[edit(0, "A2", number("2"))]).err();
    assert!(matches!(refused, Some(SaveError::LongText(_))), "{refused:?}");
}

#[test]
fn a_number_beyond_any_report_is_one_and_stays_one() {
    let sheet = "<worksheet><sheetData><row r='1'><c r='A1'><v>1.7976931348623157E+308</v></c><c r='B1'><f>C1*2</f><v>2E+200</v></c><c r='C1'><v>1E+200</v></c></row></sheetData></worksheet>";
    let vast = |text: &str| serde_json::from_str(&format!("\"{text}\"")).unwrap();
    let after = after(sheet, &[edit(0, "C1", Input::Vast(vast("3E+200")))]);
    assert!(after.contains("<v>6E+200</v>") && after.contains("<v>1.7976931348623157E+308</v>"), "{after}");
    let workbook = workbook::read(&sheet_package(sheet, "0%")).unwrap();
    let cell = workbook.sheets[0].cell("A1".parse().unwrap()).unwrap();
    assert!(matches!(cell.value, Value::Vast(_)));
    assert_eq!(workbook.shown(cell), "1,79769E+308");
    let again = workbook::read(&patch::package(&workbook).unwrap()).unwrap();
    assert_eq!(again.sheets[0].cell("A1".parse().unwrap()).unwrap().value, cell.value);
}

#[test]
fn excel_is_told_to_calculate_what_if_tables_and_they_are_named() {
    let sheet = "<worksheet><sheetData><row r='1'><c r='A1'><v>10</v></c><c r='B1'><v>20</v></c></row><row r='2'><c r='A2'><v>1</v></c><c r='B2'><f t='dataTable' ref='B2:B3' dt2D='0' dtr='0' r1='A1'/><v>2</v></c></row><row r='3'><c r='A3'><v>2</v></c><c r='B3'><v>4</v></c></row></sheetData></worksheet>";
    let original = sheet_package(sheet, "0%");
    let patched = patch::patch(&original, &[edit(0, "A2", number("7"))]).unwrap();
    assert!(
        patched.notes.iter().any(|note| note.vi.contains("S!B2") && !note.vi.contains("S!B3")),
        "{:?}",
        patched.notes
    );
    let parts: BTreeMap<String, Vec<u8>> = unpack(&patched.bytes).into_iter().collect();
    assert!(String::from_utf8_lossy(&parts["xl/workbook.xml"]).contains("fullCalcOnLoad=\"1\""));
    assert!(
        String::from_utf8_lossy(&parts["xl/worksheets/sheet1.xml"])
            .contains("<f t='dataTable' ref='B2:B3' dt2D='0' dtr='0' r1='A1'/>")
    );
    let refused = patch::patch(&original, &[edit(0, "B3", number("7"))]).unwrap_err();
    assert_eq!(refused, SaveError::PartOfWhatIf("S!B3".to_owned()));
    // A new workbook has the table as well.
    let workbook = workbook::read(&original).unwrap();
    let again = workbook::read(&patch::package(&workbook).unwrap()).unwrap();
    assert_eq!(again.sheets[0].what_ifs, workbook.sheets[0].what_ifs);
}
