//! Names of cells and of databases in the formulas of OpenDocument spreadsheets.

use soatbieu::number::Number;
use soatbieu::session::Session;
use soatbieu::text::Lang;
use soatbieu::workbook::{self, Value};

use crate::support::package;
use crate::{ROOT, content, edit, number, through_libreoffice, value};

/// A sheet that calls cells by names: of the workbook, of the sheet, of a database, and one that reads as
/// an address in Excel.
fn named() -> Vec<u8> {
    let number = |value: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{value}</text:p></table:table-cell>"
        )
    };
    let formula = |formula: &str, value: &str| {
        format!(
            "<table:table-row><table:table-cell/><table:table-cell table:formula=\"{formula}\" office:value-type=\"float\" office:value=\"{value}\"><text:p>{value}</text:p></table:table-cell></table:table-row>"
        )
    };
    let rows = [
        format!("<table:table-row>{}</table:table-row>", number("10")),
        format!("<table:table-row>{}</table:table-row>", number("20")),
        formula("of:=SUM(Tổng_thu)", "30"),
        formula("of:=riêng*2", "20"),
        formula("of:=TAX2024+1", "21"),
        formula("of:=SUM(Kho)", "30"),
        formula("of:=Chung+1", "21"),
        formula("of:=lệch+1", "11"),
    ];
    let own = "<table:named-expressions><table:named-range table:name=\"Riêng\" table:base-cell-address=\"$'Biểu 1'.$A$1\" table:cell-range-address=\"$'Biểu 1'.$A$1\"/><table:named-range table:name=\"Chung\" table:base-cell-address=\"$'Biểu 1'.$A$1\" table:cell-range-address=\"$'Biểu 1'.$A$2\"/></table:named-expressions>";
    let all = "<table:named-expressions><table:named-range table:name=\"Chung\" table:base-cell-address=\"$'Biểu 1'.$A$1\" table:cell-range-address=\"$'Biểu 1'.$A$1\"/><table:named-range table:name=\"Tổng_thu\" table:base-cell-address=\"$'Biểu 1'.$A$1\" table:cell-range-address=\"$'Biểu 1'.$A$1:.$A$2\"/><table:named-expression table:name=\"TAX2024\" table:base-cell-address=\"$'Biểu 1'.$A$1\" table:expression=\"[$'Biểu 1'.$A$2]\"/><table:named-range table:name=\"Lệch\" table:base-cell-address=\"$'Biểu 1'.$B$8\" table:cell-range-address=\"$'Biểu 1'.A1\"/></table:named-expressions><table:database-ranges><table:database-range table:name=\"Kho\" table:target-range-address=\"'Biểu 1'.A1:'Biểu 1'.A2\"/></table:database-ranges>";
    package(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/><manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>",
        ),
        (
            "content.xml",
            &format!(
                "{ROOT}<office:body><office:spreadsheet><table:table table:name=\"Biểu 1\">{}{own}</table:table>{all}</office:spreadsheet></office:body></office:document-content>",
                rows.concat()
            ),
        ),
    ])
}

/// What the cells with formulas hold after an edit of A2, as a program of its own calculates them too.
const AFTER: [(&str, &str); 5] = [("B3", "15"), ("B4", "20"), ("B5", "6"), ("B6", "15"), ("B7", "6")];

#[test]
fn formulas_that_call_cells_by_names_follow_an_edit_and_stay_formulas_elsewhere() {
    let book = workbook::read(&named()).unwrap();
    let names: Vec<String> = book
        .names
        .iter()
        .map(|name| format!("{} {:?} {}", name.name, name.scope.map(|sheet| sheet.0), name.range))
        .collect();
    assert_eq!(
        names,
        [
            "_TAX2024 None A2",
            "Chung None A1",
            "Kho None A1:A2",
            "Tổng_thu None A1:A2",
            "Chung Some(0) A2",
            "Riêng Some(0) A1"
        ]
    );
    let mut session = Session::open("bieu.ods", named()).unwrap();
    session.apply(vec![edit(0, "A2", number("5"))]);
    let saved = session.export().unwrap();
    let xml = content(&saved.bytes);
    for formula in ["of:=SUM(Tổng_thu)", "of:=TAX2024+1", "of:=lệch+1"] {
        assert!(xml.contains(&format!("table:formula=\"{formula}\"")), "{xml}");
    }
    let marked = session.marked(Lang::En).unwrap();
    let (own, marked) = (workbook::read(&saved.bytes).unwrap(), workbook::read(&marked.bytes).unwrap());
    for (at, expected) in AFTER {
        for book in [&own, &marked] {
            assert_eq!(value(book, at), Value::Number(Number::from_decimal(expected.parse().unwrap())), "{at}");
            assert!(book.sheets[0].cell(at.parse().unwrap()).unwrap().formula.is_some(), "{at}");
        }
    }
    // A name that stands for another cell in every formula is not known.
    assert!(marked.sheets[0].cell("B8".parse().unwrap()).unwrap().formula.is_none());
}

#[test]
fn libreoffice_calculates_the_same_with_names() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("libreoffice-names");
    std::fs::create_dir_all(&folder).unwrap();
    let mut session = Session::open("bieu.ods", named()).unwrap();
    session.apply(vec![edit(0, "A2", number("5"))]);
    let marked = session.marked(Lang::En).unwrap().bytes;
    for (name, bytes) in [("saved.ods", session.export().unwrap().bytes), ("marked.xlsx", marked)] {
        let file = folder.join(name);
        std::io::Write::write_all(&mut std::fs::File::create(&file).unwrap(), &bytes).unwrap();
        let Some(theirs) = through_libreoffice(&folder, &file) else { return };
        let theirs = workbook::read(&theirs).unwrap();
        for (at, expected) in AFTER {
            assert_eq!(
                value(&theirs, at),
                Value::Number(Number::from_decimal(expected.parse().unwrap())),
                "{name} {at}"
            );
            assert!(theirs.sheets[0].cell(at.parse().unwrap()).unwrap().formula.is_some(), "{name} {at}");
        }
    }
}
