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
        let total = report.findings.iter().find(|finding| finding.cell.to_string() == "B5");
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
    session.apply(vec![Edit { sheet: SheetIndex(0), cell: "B5".parse().unwrap(), new }]);
    let (before, after) = (unpack(&original), unpack(&session.save().unwrap().1));
    let sheet = |parts: &support::Parts| String::from_utf8(parts.last().unwrap().1.clone()).unwrap();
    assert_eq!(sheet(&after), sheet(&before).replace("<v>7000</v>", "<v>7035</v>"));
}
