//! Vietnamese from before Unicode in whole files: understood and shown, and saved as it was.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use soatbieu::finding::{Edit, Input};
use soatbieu::number::Number;
use soatbieu::session::Session;
use soatbieu::workbook::SheetIndex;
use support::{package, unpack};

const LINES: [(&str, &str, i64); 5] = [
    ("Néi dung", "Noäi dung", 0),
    ("X· Hoµ B×nh", "Xaõ Hoøa Bình", 1234),
    ("X· §«ng Hµ", "Xaõ Ñoâng Haø", 2345),
    ("ThÞ trÊn §øc Thä", "Thò traán Ñöùc Thoï", 3456),
    ("Tæng céng", "Toång coäng", 7000),
];

/// A workbook whose labels are in a font.
fn book(font: &str, vni: bool) -> Vec<u8> {
    let rows: String = LINES
        .iter()
        .enumerate()
        .map(|(index, (tcvn3, other, number))| {
            let (row, label) = (index + 1, if vni { other } else { tcvn3 });
            let second = match *number {
                0 => format!(
                    "<c r=\"B{row}\" s=\"1\" t=\"inlineStr\"><is><t>{}</t></is></c>",
                    if vni { "Soá tieàn" } else { "Sè tiÒn" }
                ),
                number => format!("<c r=\"B{row}\"><v>{number}</v></c>"),
            };
            format!(
                "<row r=\"{row}\"><c r=\"A{row}\" s=\"1\" t=\"inlineStr\"><is><t>{label}</t></is></c>{second}</row>"
            )
        })
        .collect();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    package(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/styles" Target="styles.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><sheets><sheet name="B" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/styles.xml",
            &format!(
                "<styleSheet xmlns=\"{main}\"><fonts><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><sz val=\"12\"/><name val=\"{font}\"/></font></fonts><cellXfs><xf fontId=\"0\"/><xf fontId=\"1\"/></cellXfs></styleSheet>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", &format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>")),
    ])
}

fn labels(session: &Session) -> Vec<String> {
    let sheet = &session.workbook().sheets[0];
    (1..=5)
        .map(|row| session.workbook().shown(sheet.cell(format!("A{row}").parse().unwrap()).unwrap()).into_owned())
        .collect()
}

#[test]
fn labels_are_read_shown_and_understood_whether_the_font_is_known_or_lost() {
    for (font, vni) in [(".VnTime", false), ("VNI-Times", true), ("Times New Roman", false), ("Arial", true)] {
        let session = Session::open("bieu.xlsx", book(font, vni)).unwrap();
        let labels = labels(&session);
        assert_eq!(labels[4], "Tổng cộng", "{font}");
        assert!(labels[3] == "Thị trấn Đức Thọ" && labels[1].starts_with("Xã H"), "{font}: {labels:?}");
        let report = session.report(SheetIndex(0)).unwrap();
        let total = report.findings.iter().find(|finding| finding.place.to_string() == "B5");
        assert!(total.is_some_and(|finding| finding.rule.0 == "total-mismatch"), "{font}: {:#?}", report.findings);
    }
}

#[test]
fn fonts_of_capitals_show_capitals() {
    let session = Session::open("bieu.xlsx", book(".VnTimeH", false)).unwrap();
    assert_eq!(labels(&session)[4], "TỔNG CỘNG");
}

#[test]
fn what_is_saved_keeps_the_texts_that_the_file_had() {
    let original = book(".VnTime", false);
    let mut session = Session::open("bieu.xlsx", original.clone()).unwrap();
    let new = Input::Number(Number::from_decimal(7035.into()));
    session.apply(vec![Edit::of_cell(SheetIndex(0), "B5".parse().unwrap(), new)]);
    let (before, after) = (unpack(&original), unpack(&session.save().unwrap().1));
    let sheet = |parts: &support::Parts| String::from_utf8(parts.last().unwrap().1.clone()).unwrap();
    assert_eq!(sheet(&after), sheet(&before).replace("<v>7000</v>", "<v>7035</v>"));
}

fn typed(session: &mut Session, cell: &str, text: &str) -> Edit {
    let edit = Edit::of_cell(SheetIndex(0), cell.parse().unwrap(), Input::Text(text.to_owned()));
    session.apply(vec![edit.clone()]);
    edit
}

/// What a cell of the first sheet stores, shows, and the font it shows it in.
fn cell(session: &Session, at: &str) -> (String, String, String) {
    let workbook = session.workbook();
    let cell = workbook.sheets[0].cell(at.parse().unwrap()).unwrap();
    (cell.plain_text().into_owned(), workbook.shown(cell).into_owned(), workbook.style(cell.style).font.name)
}

fn reopened(session: &Session) -> Session {
    let (name, bytes) = session.save().unwrap();
    Session::open(name, bytes).unwrap()
}

#[test]
fn what_is_typed_is_stored_as_the_font_of_the_cell_shows_it() {
    for (font, vni, stored, shown) in [
        (".VnTime", false, "ThÞ trÊn Vò Quang", "Thị trấn Vũ Quang"),
        (".VnTimeH", false, "ThÞ trÊn Vò Quang", "THỊ TRẤN VŨ QUANG"),
        ("VNI-Times", true, "Thò traán Vuõ Quang", "Thị trấn Vũ Quang"),
        ("Times New Roman", false, "ThÞ trÊn Vò Quang", "Thị trấn Vũ Quang"),
        ("Calibri", true, "Thò traán Vuõ Quang", "Thị trấn Vũ Quang"),
    ] {
        let original = book(font, vni);
        let mut session = Session::open("bieu.xlsx", original.clone()).unwrap();
        typed(&mut session, "A4", "Thị trấn Vũ Quang");
        let wanted = (stored.to_owned(), shown.to_owned(), font.to_owned());
        assert_eq!(cell(&session, "A4"), wanted);
        assert_eq!(cell(&reopened(&session), "A4"), wanted);
        // Nothing but the cell has changed.
        let (before, after) = (unpack(&original), unpack(&session.save().unwrap().1));
        let changed = before.iter().zip(&after).filter(|(before, after)| before != after).count();
        assert_eq!(changed, 1, "{font}");
    }
}

#[test]
fn a_letter_that_the_font_lacks_is_shown_in_one_of_today() {
    let mut session = Session::open("bieu.xlsx", book(".VnArial", false)).unwrap();
    typed(&mut session, "A5", "TỔNG CỘNG");
    let wanted = ("TỔNG CỘNG".to_owned(), "TỔNG CỘNG".to_owned(), "Arial".to_owned());
    assert_eq!(cell(&session, "A5"), wanted);
    let mut again = reopened(&session);
    assert_eq!(cell(&again, "A5"), wanted);
    assert_eq!(cell(&again, "A4").2, ".VnArial");
    // In the font of today it stays Unicode, whatever is typed next.
    typed(&mut again, "A5", "Tổng");
    assert_eq!(cell(&again, "A5").0, "Tổng");
    let mut vni = Session::open("bieu.xlsx", book("VNI-Times", true)).unwrap();
    typed(&mut vni, "A5", "TỔNG CỘNG");
    assert_eq!(cell(&vni, "A5").0, "TOÅNG COÄNG");
}

#[test]
fn where_the_texts_were_converted_and_the_font_was_left_unicode_stays() {
    let mut parts = unpack(&book(".VnTime", false));
    for (name, content) in &mut parts {
        if name.ends_with("sheet1.xml") {
            let mut text = String::from_utf8(content.clone()).unwrap();
            for (old, new) in [("ThÞ trÊn §øc Thä", "Thị trấn Đức Thọ"), ("Tæng céng", "Tổng cộng"), ("Néi", "Nội")]
            {
                text = text.replace(old, new);
            }
            for (tcvn3, ..) in LINES {
                text = text.replace(tcvn3, "Xã Bộ");
            }
            *content = text.into_bytes();
        }
    }
    let parts: Vec<(&str, &str)> =
        parts.iter().map(|(name, content)| (name.as_str(), std::str::from_utf8(content).unwrap())).collect();
    let mut session = Session::open("bieu.xlsx", package(&parts)).unwrap();
    typed(&mut session, "A4", "Thị trấn Vũ Quang");
    assert_eq!(cell(&session, "A4").0, "Thị trấn Vũ Quang");
}

/// An OpenDocument spreadsheet of the same labels.
fn ods() -> Vec<u8> {
    let rows: String = LINES
        .iter()
        .map(|(label, _, number)| {
            format!(
                "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>{label}</text:p></table:table-cell><table:table-cell office:value-type=\"float\" office:value=\"{number}\"><text:p>{number}</text:p></table:table-cell></table:table-row>"
            )
        })
        .collect();
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"B\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    package(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}

#[test]
fn an_opendocument_spreadsheet_keeps_its_encoding_or_refuses() {
    let mut session = Session::open("bieu.ods", ods()).unwrap();
    assert_eq!(cell(&session, "A4").1, "Thị trấn Đức Thọ");
    typed(&mut session, "A4", "Thị trấn Vũ Quang");
    let again = reopened(&session);
    assert_eq!((cell(&again, "A4").0, cell(&again, "A4").1), ("ThÞ trÊn Vò Quang".into(), "Thị trấn Vũ Quang".into()));
    let edit = typed(&mut session, "A5", "TỔNG CỘNG");
    assert_eq!(cell(&session, "A5").0, "Tæng céng");
    assert!(session.refusal(&edit).unwrap().message().vi.contains("bảng mã cũ"));
}

#[test]
fn the_list_of_findings_is_in_a_font_of_unicode() {
    let mut parts = unpack(&book(".VnTime", false));
    for (name, content) in &mut parts {
        if name.ends_with("styles.xml") {
            *content = String::from_utf8(content.clone()).unwrap().replace("Calibri", ".VnTime").into_bytes();
        }
    }
    let parts: Vec<(&str, &str)> =
        parts.iter().map(|(name, content)| (name.as_str(), std::str::from_utf8(content).unwrap())).collect();
    let session = Session::open("bieu.xlsx", package(&parts)).unwrap();
    let marked = Session::open("x.xlsx", session.marked(soatbieu::text::Lang::Vi).unwrap().bytes).unwrap();
    let list = marked.workbook().sheets.last().unwrap();
    let fonts: Vec<String> = list.cells().map(|(_, cell)| marked.workbook().style(cell.style).font.name).collect();
    assert!(fonts.iter().all(|font| font == "Times New Roman"), "{fonts:?}");
    assert_eq!(cell(&marked, "A5").2, ".VnTime");
}
