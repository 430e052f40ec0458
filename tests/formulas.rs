//! Formulas from the file to the saved file: what is found about them, and what a fix writes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use soatbieu::finding::{Edit, Finding, Input, Severity};
use soatbieu::number::Number;
use soatbieu::patch;
use soatbieu::session::Session;
use soatbieu::workbook::{self, CellRef, Lock, SheetIndex, Value};
use support::{ROOT, fixture, package, unpack, workbooks};

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" Target="calcChain.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="B" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const CHAIN: &str = r#"<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="C2" i="1"/><c r="C3"/><c r="C5"/><c r="C6"/></calcChain>"#;

/// Five communes; the share of each is filled down as one shared formula, and typed over in C4.
const SHEET: &str = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Xã</t></is></c><c r="B1" t="inlineStr"><is><t>Giao</t></is></c><c r="C1" t="inlineStr"><is><t>Gấp đôi</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Xã A</t></is></c><c r="B2"><v>1234</v></c><c r="C2"><f t="shared" ref="C2:C6" si="0">B2*2</f><v>2468</v></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>Xã B</t></is></c><c r="B3"><v>2345</v></c><c r="C3"><f t="shared" si="0"/><v>4690</v></c></row><row r="4"><c r="A4" t="inlineStr"><is><t>Xã C</t></is></c><c r="B4"><v>3456</v></c><c r="C4"><v>6192</v></c></row><row r="5"><c r="A5" t="inlineStr"><is><t>Xã D</t></is></c><c r="B5"><v>4567</v></c><c r="C5"><f t="shared" si="0"/><v>9134</v></c></row><row r="6"><c r="A6" t="inlineStr"><is><t>Xã E</t></is></c><c r="B6"><v>5678</v></c><c r="C6"><f t="shared" si="0"/><v>11356</v></c></row></sheetData></worksheet>"#;

fn book(sheet: &str) -> Vec<u8> {
    package(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/calcChain.xml", CHAIN),
    ])
}

fn finding<'s>(session: &'s Session, rule: &str) -> Option<&'s Finding> {
    session.report(SheetIndex(0)).unwrap().findings.iter().find(|finding| finding.rule.0 == rule)
}

/// Applies the first fix of a finding, saves, and opens what was saved.
fn fixed(bytes: Vec<u8>, rule: &str) -> Session {
    let mut session = Session::open("bieu.xlsx", bytes).unwrap();
    let fix = finding(&session, rule).unwrap().fixes[0].clone();
    session.apply(fix.edits);
    assert!(finding(&session, rule).is_none(), "the fix ends the finding");
    let saved = Session::open("bieu.xlsx", session.save().unwrap().1).unwrap();
    for (at, cell) in session.workbook().sheets[0].cells() {
        assert_eq!(saved.workbook().sheets[0].cell(at), Some(cell), "{at}");
    }
    saved
}

fn cell(session: &Session, at: &str) -> (Option<String>, Value) {
    let cell = session.workbook().sheets[0].cell(at.parse().unwrap()).unwrap();
    (cell.formula.as_deref().map(str::to_owned), cell.value.clone())
}

fn number(value: i64) -> Value {
    Value::Number(Number::from_decimal(value.into()))
}

#[test]
fn a_formula_is_put_back_over_a_typed_number_and_saved() {
    let saved = fixed(book(SHEET), "formula-overwritten");
    assert_eq!(cell(&saved, "C4"), (Some("B4*2".to_owned()), number(6912)));
    assert_eq!(cell(&saved, "C5"), (Some("B5*2".to_owned()), number(9134)));
}

#[test]
fn a_calculation_chain_that_lacks_a_formula_is_taken_out() {
    let mut session = Session::open("bieu.xlsx", book(SHEET)).unwrap();
    let fix = finding(&session, "formula-overwritten").unwrap().fixes[0].clone();
    session.apply(fix.edits);
    let parts = unpack(&session.save().unwrap().1);
    assert!(parts.iter().all(|(name, _)| name != "xl/calcChain.xml"));
    let relations = parts.iter().find(|(name, _)| name == "xl/_rels/workbook.xml.rels").unwrap();
    assert!(!String::from_utf8_lossy(&relations.1).contains("calcChain"));
}

#[test]
fn a_stale_value_is_calculated_and_its_formula_stays_as_it_is_written() {
    let sheet = SHEET.replace(r#"<c r="C4"><v>6192</v></c>"#, r#"<c r="C4"><f t="shared" si="0"/><v>6192</v></c>"#);
    let session = Session::open("bieu.xlsx", book(&sheet)).unwrap();
    let stale = finding(&session, "stale-formula-value").unwrap();
    assert_eq!((stale.severity, stale.place.to_string().as_str()), (Severity::Error, "C4"));
    let saved = fixed(book(&sheet), "stale-formula-value");
    assert_eq!(cell(&saved, "C4"), (Some("B4*2".to_owned()), number(6912)));
}

#[test]
fn an_edit_of_what_a_new_formula_refers_to_reaches_it_in_the_sheet_and_in_the_file() {
    let mut session = Session::open("bieu.xlsx", book(SHEET)).unwrap();
    let fix = finding(&session, "formula-overwritten").unwrap().fixes[0].clone();
    session.apply(fix.edits);
    let new = Input::Number(Number::from_decimal(5.into()));
    session.apply(vec![Edit::of_cell(SheetIndex(0), "B4".parse().unwrap(), new)]);
    assert_eq!(cell(&session, "C4").1, number(10));
    let saved = Session::open("bieu.xlsx", session.save().unwrap().1).unwrap();
    assert_eq!(cell(&saved, "C4"), (Some("B4*2".to_owned()), number(10)));
    session.undo();
    session.undo();
    assert_eq!(cell(&session, "C4"), (None, number(6192)));
}

#[test]
fn any_cell_of_every_fixture_that_is_seen_can_get_a_formula() {
    for name in workbooks() {
        let original = fixture(&name);
        let workbook = workbook::read(&original).unwrap();
        for (index, sheet) in workbook.sheets.iter().enumerate() {
            let places: Vec<CellRef> = sheet.cells().map(|(at, _)| at).chain(["ZZ99".parse().unwrap()]).collect();
            for at in places.iter().step_by(places.len().div_ceil(12)) {
                let is_covered = sheet.merge_at(*at).is_some_and(|merged| merged.start != *at);
                if is_covered || matches!(sheet.lock_at(*at), Some(Lock::Array | Lock::TableHeader)) {
                    continue;
                }
                let new = Input::Formula { formula: "1+1<3".to_owned(), gives: Number::from_decimal(2.into()) };
                let patched = patch::patch(&original, &[Edit::of_cell(SheetIndex(index), *at, new)]).unwrap();
                let reread = workbook::read(&patched.bytes).unwrap();
                let formula = reread.sheets[index].cell(*at).and_then(|cell| cell.formula.as_deref());
                assert_eq!(formula, Some("1+1<3"), "{name} {at}");
            }
        }
    }
}

#[test]
fn formulas_that_were_written_without_a_value_are_calculated_on_opening_and_checked() {
    let value = |text: &str| format!("<v>{text}</v>");
    let mut sheet = SHEET
        .replace(r#"<f t="shared" si="0"/>"#, "<f>B5*2</f>")
        .replace("<f>B5*2</f><v>4690</v>", "<f>B3*2</f><v>4690</v>");
    sheet = sheet.replace("<f>B5*2</f><v>11356</v>", "<f>B6*2</f><v>11356</v>");
    for stored in ["2468", "4690", "9134", "11356"] {
        sheet = sheet.replace(&value(stored), "");
    }
    let session = Session::open("bieu.xlsx", book(&sheet)).unwrap();
    assert_eq!(cell(&session, "C6"), (Some("B6*2".to_owned()), number(11356)));
    assert!(finding(&session, "formula-overwritten").is_some());
    // What was stored as zero everywhere, for Excel to calculate on loading.
    let zeros =
        SHEET.replace("<v>2468</v>", "<v>0</v>").replace("<v>4690</v>", "<v>0</v>").replace("<v>9134</v>", "<v>0</v>");
    let parts = unpack(&book(&zeros));
    let loaded: Vec<(&str, String)> = parts
        .iter()
        .map(|(name, content)| {
            let text =
                String::from_utf8_lossy(content).replace("</workbook>", "<calcPr fullCalcOnLoad=\"1\"/></workbook>");
            (name.as_str(), text)
        })
        .collect();
    let loaded: Vec<(&str, &str)> = loaded.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let session = Session::open("bieu.xlsx", package(&loaded)).unwrap();
    assert_eq!(cell(&session, "C5").1, number(9134));
    assert!(finding(&session, "stale-formula-value").is_none());
}

/// What a workbook shows in a cell of its first sheet.
fn shown(session: &Session, at: &str) -> String {
    let cell = session.workbook().sheets[0].cell(at.parse().unwrap()).unwrap();
    session.workbook().shown(cell).into_owned()
}

#[test]
fn formulas_of_every_kind_follow_an_edit_and_what_waits_for_excel_is_said() {
    let mut session = Session::open("tong-hop.xlsx", fixture("uncalculated.xlsx")).unwrap();
    let all = ["D6", "G1", "G2", "G3", "G4"];
    assert_eq!(all.map(|at| shown(&session, at)), ["67", "20", "29,85", "Xã An Bình", ""]);
    assert!(session.outdated().is_empty());

    let new = Input::Number(Number::from_written("50".parse().unwrap()));
    session.apply(vec![Edit::of_cell(SheetIndex(0), "D4".parse().unwrap(), new)]);
    assert_eq!(all.map(|at| shown(&session, at)), ["109", "62", "56,88", "Xã Bình Minh", ""]);
    let outdated: Vec<String> = session.outdated().iter().map(|(_, at)| at.to_string()).collect();
    assert_eq!(outdated, ["G4"], "where INDIRECT leads is only known in Excel");

    let saved = session.export().unwrap();
    assert!(saved.notes.iter().any(|note| note.vi.contains("Tổng hợp!G4")), "{:?}", saved.notes);
    let again = Session::open("tong-hop.xlsx", saved.bytes).unwrap();
    assert_eq!(all.map(|at| shown(&again, at)), all.map(|at| shown(&session, at)));

    assert!(session.undo());
    assert_eq!(all.map(|at| shown(&session, at)), ["67", "20", "29,85", "Xã An Bình", ""]);
    assert!(session.outdated().is_empty());
}

#[test]
fn a_formula_that_waits_for_excel_is_not_held_against_its_old_value() {
    // The share of each commune in percent; where INDIRECT leads is only known in Excel.
    let communes = [
        ("Xã A", 1200, 1150, "95.83"),
        ("Xã B", 980, 1010, "103.06"),
        ("Xã C", 1530, 1490, "97.39"),
        ("Xã D", 870, 861, "98.97"),
    ];
    let text = |at: &str, text: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let mut rows = format!(
        r#"<row r="1">{}{}{}{}</row>"#,
        text("A1", "Xã"),
        text("B1", "Kế hoạch"),
        text("C1", "Thực hiện"),
        text("D1", "Tỷ lệ (%)")
    );
    for (row, (name, plan, done, share)) in (2..).zip(communes) {
        rows.push_str(&format!(
            r#"<row r="{row}">{}<c r="B{row}"><v>{plan}</v></c><c r="C{row}"><v>{done}</v></c><c r="D{row}"><f>ROUND(C{row}/INDIRECT("B{row}")*100,2)</f><v>{share}</v></c></row>"#,
            text(&format!("A{row}"), name)
        ));
    }
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    let mut session = Session::open("thu.xlsx", book(&sheet)).unwrap();
    let said = |session: &Session| -> Vec<String> {
        session.report(SheetIndex(0)).unwrap().findings.iter().map(|finding| finding.place.to_string()).collect()
    };
    assert_eq!(said(&session), Vec::<String>::new());

    let edit = |at: &str, new: i64| {
        let number = Input::Number(Number::from_decimal(new.into()));
        Edit::of_cell(SheetIndex(0), at.parse().unwrap(), number)
    };
    session.apply(vec![edit("B2", 1250)]);
    assert!(session.outdated().iter().any(|(_, at)| at.to_string() == "D2"));
    assert_eq!(said(&session), Vec::<String>::new());
    // Typed over, it is a figure like any other, and wrong.
    session.apply(vec![edit("D2", 95)]);
    assert_eq!(said(&session), ["D2"]);
    assert!(session.undo() && session.undo());
    assert_eq!(said(&session), Vec::<String>::new());
    assert!(session.redo());
    assert_eq!(said(&session), Vec::<String>::new());
}
