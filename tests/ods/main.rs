//! Saving OpenDocument spreadsheets: the edited cells of `content.xml` change, and nothing else.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod names;
#[path = "../support/mod.rs"]
mod support;

use soatbieu::finding::{Edit, Input};
use soatbieu::number::Number;
use soatbieu::patch::{self, SaveError};
use soatbieu::session::Session;
use soatbieu::text::Lang;
use soatbieu::workbook::{self, CellRef, Format, SheetIndex, Value, Workbook};
use support::{fixture, package, unpack};

const ROOT: &str = r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2">"#;

fn ods(rows: &str) -> Vec<u8> {
    package(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "content.xml",
            &format!(
                "{ROOT}<office:body><office:spreadsheet><table:table table:name=\"S\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
            ),
        ),
    ])
}

fn edit(sheet: usize, cell: &str, new: Input) -> Edit {
    Edit::of_cell(SheetIndex(sheet), cell.parse().unwrap(), new)
}

fn number(text: &str) -> Input {
    Input::Number(Number::from_written(text.parse().unwrap()))
}

fn content(bytes: &[u8]) -> String {
    let part = unpack(bytes).into_iter().find(|(name, _)| name == "content.xml").unwrap();
    String::from_utf8(part.1).unwrap()
}

/// The rows of the only table after edits.
fn rows_after(rows: &str, edits: &[Edit]) -> String {
    let saved = content(&patch::patch(&ods(rows), edits).unwrap().bytes);
    let (_, after) = saved.split_once("table:name=\"S\">").unwrap();
    after.split_once("</table:table>").unwrap().0.to_owned()
}

fn value(workbook: &Workbook, cell: &str) -> Value {
    workbook.sheets[0].cell(cell.parse().unwrap()).map(|cell| cell.value.clone()).unwrap_or_default()
}

#[test]
fn any_one_cell_can_be_changed_and_every_other_entry_stays_as_it_is() {
    let original = fixture("features.ods");
    let before = workbook::read(&original).unwrap();
    let inputs = [number("3000.5"), Input::Text("một  hai\tba\nbốn ".to_owned()), Input::Clear];
    for (index, sheet) in before.sheets.iter().enumerate() {
        let places: Vec<CellRef> = sheet.cells().map(|(at, _)| at).chain(["H40".parse().unwrap()]).collect();
        for (turn, at) in places.iter().enumerate() {
            let edit = Edit::of_cell(SheetIndex(index), *at, inputs[turn % inputs.len()].clone());
            if let Some(refused) = patch::refusal(&original, &before, &edit) {
                assert!(matches!(refused, SaveError::PartOfArray(_)));
                continue;
            }
            let saved = patch::patch(&original, &[edit]).unwrap_or_else(|error| panic!("{}!{at}: {error}", sheet.name));
            let (old, new) = (unpack(&original), unpack(&saved.bytes));
            assert_eq!(old.len(), new.len());
            for (old, new) in old.iter().zip(&new) {
                assert_eq!(old.0, new.0, "entries keep their order");
                assert!(old.1 == new.1 || old.0 == "content.xml", "{}", old.0);
            }
            assert_eq!(saved.bytes.get(..64), original.get(..64), "the type stays first and stored");
        }
    }
}

#[test]
fn a_cell_written_once_for_many_is_split_around_the_edited_one() {
    let rows = r#"<table:table-row><table:table-cell table:number-columns-repeated="5" office:value-type="float" office:value="7"><text:p>7,0</text:p></table:table-cell></table:table-row>"#;
    assert_eq!(
        rows_after(rows, &[edit(0, "C1", number("8"))]),
        concat!(
            r#"<table:table-row><table:table-cell office:value-type="float" office:value="7" table:number-columns-repeated="2"><text:p>7,0</text:p></table:table-cell>"#,
            r#"<table:table-cell office:value-type="float" office:value="8"><text:p>8,0</text:p></table:table-cell>"#,
            r#"<table:table-cell office:value-type="float" office:value="7" table:number-columns-repeated="2"><text:p>7,0</text:p></table:table-cell></table:table-row>"#,
        )
    );
}

#[test]
fn a_row_written_once_for_many_is_split_around_the_edited_one() {
    let cell = r#"<table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell>"#;
    let rows =
        format!("<table:table-row table:style-name=\"r\" table:number-rows-repeated=\"4\">{cell}</table:table-row>");
    let after = rows_after(&rows, &[edit(0, "A2", number("8")), edit(0, "B4", Input::Text("mới".to_owned()))]);
    let row = |rest: &str| format!("<table:table-row table:style-name=\"r\">{rest}</table:table-row>");
    let changed = cell.replace('7', "8");
    let added = r#"<table:table-cell office:value-type="string"><text:p>mới</text:p></table:table-cell>"#;
    assert_eq!(after, [row(cell), row(&changed), row(cell), row(&format!("{cell}{added}"))].concat());
}

#[test]
fn cells_and_rows_beyond_the_written_ones_are_added_after_them() {
    let rows = r#"<table:table-row><table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell></table:table-row>"#;
    let saved = patch::patch(&ods(rows), &[edit(0, "D1", number("1")), edit(0, "B5", number("2"))]).unwrap();
    let again = workbook::read(&saved.bytes).unwrap();
    assert_eq!(value(&again, "D1"), Value::Number(Number::from_decimal(1.into())));
    assert_eq!(value(&again, "B5"), Value::Number(Number::from_decimal(2.into())));
}

#[test]
fn a_typed_number_takes_the_place_of_a_formula_and_what_depends_on_it_follows() {
    let rows = concat!(
        r#"<table:table-row><table:table-cell office:value-type="float" office:value="2"><text:p>2,00</text:p></table:table-cell>"#,
        r#"<table:table-cell table:formula="of:=[.A1]*2" office:value-type="float" office:value="4"><office:annotation><text:p>ghi chú</text:p></office:annotation><text:p>4,00</text:p></table:table-cell>"#,
        r#"<table:table-cell table:formula="of:=[.B1]+1" office:value-type="float" office:value="5"><text:p>5,00</text:p></table:table-cell></table:table-row>"#,
    );
    let after = rows_after(rows, &[edit(0, "B1", number("9"))]);
    assert!(after.contains(concat!(
        r#"<table:table-cell office:value-type="float" office:value="9"><office:annotation><text:p>ghi chú</text:p></office:annotation><text:p>9,00</text:p></table:table-cell>"#,
        r#"<table:table-cell table:formula="of:=[.B1]+1" office:value-type="float" office:value="10"><text:p>10,00</text:p></table:table-cell>"#
    )), "{after}");
}

#[test]
fn a_formula_is_written_as_opendocument_wants_it() {
    let rows = r#"<table:table-row><table:table-cell office:value-type="float" office:value="2" table:number-columns-repeated="3"><text:p>2</text:p></table:table-cell></table:table-row>"#;
    let new = Input::Formula { formula: "SUM(A1:B1)".to_owned(), gives: Number::from_decimal(0.into()) };
    let after = rows_after(rows, &[edit(0, "C1", new)]);
    assert!(
        after.contains(
            r#"<table:table-cell table:formula="of:=SUM([.A1:.B1])" office:value-type="float" office:value="4">"#
        ),
        "{after}"
    );
}

#[test]
fn dates_percents_and_money_keep_their_kind() {
    let rows = concat!(
        r#"<table:table-row><table:table-cell office:value-type="date" office:date-value="2024-11-15"><text:p>15/11/2024</text:p></table:table-cell>"#,
        r#"<table:table-cell office:value-type="percentage" office:value="0.5"><text:p>50,0%</text:p></table:table-cell>"#,
        r#"<table:table-cell office:value-type="currency" office:currency="VND" office:value="1000"><text:p>1.000 ₫</text:p></table:table-cell></table:table-row>"#,
    );
    let edits = [edit(0, "A1", number("45612")), edit(0, "B1", number("0.25")), edit(0, "C1", number("25000"))];
    let after = rows_after(rows, &edits);
    assert!(
        after.contains(r#"office:value-type="date" office:date-value="2024-11-16"><text:p>16/11/2024<"#),
        "{after}"
    );
    assert!(after.contains(r#"office:value-type="percentage" office:value="0.25"><text:p>25,0%<"#), "{after}");
    assert!(
        after.contains(r#"office:currency="VND" office:value-type="currency" office:value="25000"><text:p>25.000 ₫<"#),
        "{after}"
    );
    // A text over a date is no date any more.
    let after = rows_after(rows, &[edit(0, "A1", Input::Text("chưa rõ".to_owned()))]);
    assert!(after.contains(r#"<table:table-cell office:value-type="string"><text:p>chưa rõ<"#), "{after}");
}

#[test]
fn times_are_numbers_of_a_day_and_stay_times() {
    let row = r#"<table:table-row><table:table-cell office:value-type="time" office:time-value="PT07H30M00S"><text:p>07:30</text:p></table:table-cell></table:table-row>"#;
    let before = workbook::read(&ods(row)).unwrap();
    assert_eq!(value(&before, "A1"), Value::Date("0.3125".parse().unwrap()));
    assert_eq!(before.shown(before.sheets[0].cell("A1".parse().unwrap()).unwrap()), "7:30:00");
    let after = rows_after(row, &[edit(0, "A1", number("0.5"))]);
    assert!(after.contains("office:value-type=\"time\" office:time-value=\"PT12H00M00S\""), "{after}");
}

#[test]
fn columns_have_their_widths_and_those_that_are_hidden_are() {
    let body = format!(
        "{ROOT}<office:automatic-styles><style:style style:name=\"co1\"><style:table-column-properties style:column-width=\"1in\"/></style:style></office:automatic-styles><office:body><office:spreadsheet><table:table table:name=\"S\"><table:table-column table:style-name=\"co1\"/><table:table-columns><table:table-column table:visibility=\"collapse\" table:number-columns-repeated=\"2\"/></table:table-columns><table:table-column table:number-columns-repeated=\"16381\"/><table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let workbook = workbook::read(&package(&[("content.xml", &body)])).unwrap();
    let sheet = &workbook.sheets[0];
    assert_eq!(sheet.column_widths.iter().map(|(col, width)| (col.0, *width)).collect::<Vec<_>>(), [(0, 13.0)]);
    assert_eq!(sheet.hidden_columns.iter().map(|col| col.0).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn a_cell_among_rows_hidden_to_the_last_one_can_be_changed() {
    let cell = "<table:table-cell table:number-columns-repeated=\"1024\"/>";
    let hidden = |count: u32| {
        format!("table:visibility=\"collapse\" table:number-rows-repeated=\"{count}\">{cell}</table:table-row>")
    };
    let rows = format!(
        "<table:table-row>{cell}</table:table-row><table:table-row {}<table:table-row {}<table:table-row table:visibility=\"filter\"/>",
        hidden(20_000),
        hidden(1_028_574)
    );
    let book = workbook::read(&ods(&rows)).unwrap();
    assert!(!book.sheets[0].hidden_rows.contains(&workbook::Row(0)));
    assert!((1..900).all(|row| book.sheets[0].hidden_rows.contains(&workbook::Row(row))));
    for at in ["H77", "A15000", "C500000", "A1048576", "XFD1"] {
        let after = rows_after(&rows, &[edit(0, at, number("5"))]);
        assert!(after.contains("office:value=\"5\""), "{at}");
    }
}

#[test]
fn a_document_that_declares_no_namespace_for_texts_gets_one() {
    let rows = "<table:table-row><table:table-cell/></table:table-row>";
    let declared = " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"";
    for other in ["", " xmlns:text=\"urn:other\""] {
        let original = flat(rows).replace(declared, other);
        let saved = patch::patch(original.as_bytes(), &[edit(0, "A1", Input::Text("chữ".into()))]).unwrap();
        let text = String::from_utf8(saved.bytes).unwrap();
        let prefix = if other.is_empty() { "text" } else { "text_" };
        let standard = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";
        assert!(text.contains(&format!("<office:document xmlns:{prefix}=\"{standard}\" ")), "{text}");
        assert!(text.contains(&format!("<{prefix}:p>chữ</{prefix}:p>")), "{text}");
    }
}

#[test]
fn a_merged_cell_can_be_emptied() {
    let merged = |columns: u32, value: &str| {
        format!(
            "<table:table-cell table:number-columns-spanned=\"{columns}\" table:number-rows-spanned=\"1\" office:value-type=\"string\"><text:p>{value}</text:p></table:table-cell><table:covered-table-cell/>"
        )
    };
    let empty = "<table:table-cell table:number-columns-spanned=\"2\" table:number-rows-spanned=\"1\"/><table:covered-table-cell/>";
    let rows = format!(
        "<table:table-row>{}{empty}{}</table:table-row><table:table-row table:number-rows-repeated=\"3\">{empty}</table:table-row>",
        merged(2, "a"),
        merged(2, "b")
    );
    let book = workbook::read(&ods(&rows)).unwrap();
    let merges: Vec<String> = book.sheets[0].merges.iter().map(ToString::to_string).collect();
    assert_eq!(merges, ["A1:B1", "C1:D1", "E1:F1", "A2:B2", "A3:B3", "A4:B4"]);
    for at in ["A1", "E1"] {
        assert!(!rows_after(&rows, &[edit(0, at, Input::Clear)]).is_empty());
    }
    assert!(!rows_after(&rows, &[edit(0, "A3", number("1"))]).is_empty());
    // A merge that would leave the sheet costs nothing, however many there are.
    let wide = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\" table:number-columns-spanned=\"16384\" table:number-rows-spanned=\"1048576\"/></table:table-row>";
    assert_eq!(workbook::read(&ods(wide)).unwrap().sheets[0].merges.len(), 1);
}

#[test]
fn a_formula_that_fills_its_own_cell_alone_as_an_array_can_be_replaced() {
    let array = "table:number-matrix-columns-spanned=\"1\" table:number-matrix-rows-spanned=\"1\" table:formula=\"of:=SUM([.A1:.A1]*2)\"";
    let rows = format!(
        "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"3\"/><table:table-cell {array} office:value-type=\"float\" office:value=\"6\"/></table:table-row>"
    );
    let after = rows_after(&rows, &[edit(0, "B1", number("7"))]);
    assert!(after.contains("office:value=\"7\"") && !after.contains("matrix") && !after.contains("formula"), "{after}");
    // It stays one when what it counts with changes.
    assert!(rows_after(&rows, &[edit(0, "A1", number("4"))]).contains(array));
}

#[test]
fn what_is_typed_over_a_date_and_what_follows_from_it_is_read_as_it_was_written() {
    let date = |extra: &str| {
        format!(
            "<table:table-cell {extra} office:value-type=\"date\" office:date-value=\"2024-11-15\"><text:p>15/11/2024</text:p></table:table-cell>"
        )
    };
    let rows = format!("<table:table-row>{}{}</table:table-row>", date(""), date("table:formula=\"of:=[.A1]\""));
    let after = |new: Input| {
        let saved = patch::patch(&ods(&rows), &[edit(0, "A1", new)]).unwrap();
        (content(&saved.bytes), workbook::read(&saved.bytes).unwrap())
    };
    let serial = |text: &str| Value::Date(text.parse().unwrap());
    assert_eq!(value(&after(number("0.5")).1, "B1"), serial("0.5"));
    assert_eq!(value(&after(number("45611.12345678912345")).1, "B1"), serial("45611.1234567891"));
    assert!(after(number("1")).0.contains("office:date-value=\"1899-12-31\""));
    // No date that can be written: a number.
    for text in ["-7", "3000000"] {
        let (content, book) = after(number(text));
        assert!(content.contains(&format!("office:value-type=\"float\" office:value=\"{text}\"")), "{content}");
        assert!(matches!(value(&book, "B1"), Value::Number(_)));
    }
    assert_eq!(value(&after(Input::Text("chưa rõ".into())).1, "B1"), Value::Text("chưa rõ".into()));
}

#[test]
fn a_session_saves_ods_as_ods_and_its_marked_copy_as_xlsx() {
    let mut session = Session::open("bieu.ods", fixture("features.ods")).unwrap();
    session.apply(vec![edit(0, "B3", number("4321.5"))]);
    let saved = session.export().unwrap();
    assert_eq!(
        (saved.name.as_str(), saved.receipt.changed.as_slice()),
        ("bieu-da-soat.ods", ["content.xml".to_owned()].as_slice())
    );
    let again = workbook::read(&saved.bytes).unwrap();
    assert_eq!(again.format, Format::Ods);
    for (old, new) in session.workbook().sheets.iter().zip(&again.sheets) {
        assert_eq!(old.cells().collect::<Vec<_>>(), new.cells().collect::<Vec<_>>());
    }
    assert_eq!(session.marked(Lang::Vi).unwrap().name, "bieu-co-danh-dau.xlsx");
}

#[test]
fn a_document_that_is_signed_is_said_to_lose_its_signature() {
    let rows = r#"<table:table-row><table:table-cell office:value-type="float" office:value="2"/></table:table-row>"#;
    let xml = content(&ods(rows));
    let signed = package(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &xml),
        ("META-INF/documentsignatures.xml", "<x/>"),
    ]);
    assert_eq!(patch::patch(&signed, &[edit(0, "A1", number("3"))]).unwrap().notes.len(), 1);
}

#[test]
fn libreoffice_opens_what_was_saved() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("libreoffice-ods");
    std::fs::create_dir_all(&folder).unwrap();
    let edits = [
        edit(0, "B3", number("4321.5")),
        edit(0, "A4", Input::Text("đã sửa  & <xong>".into())),
        edit(0, "E5", number("8")),
        edit(0, "L30", Input::Text("ngoài bảng".into())),
    ];
    let patched = patch::patch(&fixture("features.ods"), &edits).unwrap();
    let file = folder.join("saved.ods");
    std::io::Write::write_all(&mut std::fs::File::create(&file).unwrap(), &patched.bytes).unwrap();
    let Some(bytes) = through_libreoffice(&folder, &file) else { return };
    let (ours, theirs) = (workbook::read(&patched.bytes).unwrap(), workbook::read(&bytes).unwrap());
    let text = |value: Value| match value {
        Value::Number(number) => number.value().normalize().to_string(),
        Value::Text(text) => text,
        other => format!("{other:?}"),
    };
    for at in ["A4", "B3", "E3", "E5", "L30", "B4", "F5"] {
        assert_eq!(text(value(&theirs, at)), text(value(&ours, at)), "{at}");
    }
    assert_eq!(text(value(&ours, "E3")), "8643");
}

#[test]
fn what_is_kept_of_sheets_of_other_files_is_no_sheet() {
    let copy = "<table:table table:name=\"&apos;file:///C:/so-lieu/a.ods&apos;#Sheet1\"><table:table-row><table:table-cell office:value-type=\"float\" office:value=\"7\"/></table:table-row></table:table>";
    let row = |value: &str| {
        format!(
            "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{value}</text:p></table:table-cell></table:table-row>"
        )
    };
    let content = format!(
        "{ROOT}<office:body><office:spreadsheet>{copy}<table:table table:name=\"S\">{}</table:table></office:spreadsheet></office:body></office:document-content>",
        row("1")
    );
    let original =
        package(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)]);
    let read = workbook::read(&original).unwrap();
    assert_eq!(read.sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), ["S"]);
    let saved = patch::patch(&original, &[edit(0, "A1", number("2"))]).unwrap();
    assert_eq!(self::content(&saved.bytes), content.replace(&row("1"), &row("2")));
}

#[test]
fn a_name_that_excel_does_not_take_refuses_the_marked_copy_with_a_sentence() {
    for name in ["Phụ biểu tổng hợp số liệu thu chi ngân sách", "a/b", "'a"] {
        let content = String::from_utf8(unpack(&ods("")).pop().unwrap().1).unwrap();
        let content = content.replace("table:name=\"S\"", &format!("table:name=\"{name}\""));
        let original =
            package(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)]);
        let session = Session::open("a.ods", original).unwrap();
        let refused = session.marked(Lang::Vi).unwrap_err();
        assert_eq!(refused, SaveError::SheetName(name.to_owned()));
        assert!(refused.message().vi.contains(name));
        // As itself it is saved under whatever name.
        assert!(session.save().is_ok());
    }
}

/// A spreadsheet that is one document.
fn flat(rows: &str) -> String {
    let root = ROOT
        .replace("document-content", "document")
        .replace('>', " office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\">");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{root}<office:meta/><office:body><office:spreadsheet><table:table table:name=\"S\">{rows}</table:table></office:spreadsheet></office:body></office:document>"
    )
}

#[test]
fn a_spreadsheet_that_is_one_document_is_read_and_saved_as_one() {
    let cell = |value: &str| format!(r#"<table:table-cell office:value-type="float" office:value="{value}"/>"#);
    let row = |last: &str| format!("<table:table-row>{}{last}</table:table-row>", cell("1"));
    let original = flat(&row(&cell("2.5")));
    let book = workbook::read(original.as_bytes()).unwrap();
    assert_eq!(book.format, Format::Fods);
    assert_eq!(book.format.extension(), "fods");
    assert_eq!(value(&book, "B1"), Value::Number(Number::from_written("2.5".parse().unwrap())));
    let saved = patch::patch(original.as_bytes(), &[edit(0, "B1", number("7.25"))]).unwrap();
    let text = String::from_utf8(saved.bytes).unwrap();
    let (before, after) = text.split_once("office:value=\"7.25\"").unwrap();
    let at = original.find("<table:table-cell office:value-type=\"float\" office:value=\"2.5\"").unwrap();
    assert_eq!(before.get(..at), original.get(..at));
    assert!(after.ends_with("</table:table-row></table:table></office:spreadsheet></office:body></office:document>"));
    // Nothing changed, nothing written anew.
    assert_eq!(patch::patch(original.as_bytes(), &[]).unwrap().bytes, original.as_bytes());
    // A text document is none.
    let other = original.replace("opendocument.spreadsheet", "opendocument.text");
    assert!(workbook::read(other.as_bytes()).is_err());
    let mut session = Session::open("s.fods", original.into_bytes()).unwrap();
    session.apply(vec![edit(0, "A1", number("3"))]);
    assert!(session.export().unwrap().name.ends_with(".fods"));
    assert!(session.marked(Lang::En).unwrap().name.ends_with(".xlsx"));
}

/// A file as LibreOffice, which calculates an .ods anew, writes it as .xlsx; nothing where it is not installed.
fn through_libreoffice(folder: &std::path::Path, file: &std::path::Path) -> Option<Vec<u8>> {
    let Ok(found) = std::process::Command::new("soffice").arg("--version").output() else {
        eprintln!("LibreOffice is not installed: not compared");
        return None;
    };
    assert!(found.status.success());
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let into = folder.join("out");
    let done = std::process::Command::new("soffice")
        .args([profile.as_str(), "--headless", "--convert-to", "xlsx", "--outdir"])
        .args([&into, file])
        .output()
        .unwrap();
    assert!(done.status.success());
    let written = into.join(file.file_stem().unwrap()).with_extension("xlsx");
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut std::fs::File::open(written).unwrap(), &mut bytes).unwrap();
    Some(bytes)
}
