//! What is wider than its cell: numbers are whole or not there at all, text is cut, and a format that shrinks shrinks.

use std::fmt::Write as _;

use browser_tests::browser::drive;
use browser_tests::package::workbook;
use browser_tests::page::Page;
use serde_json::{Value, json};

/// Narrow columns: a number that nearly fits, one that does not by far, a text with a full neighbour, and the same
/// in a format that shrinks.
fn narrow() -> Vec<u8> {
    let text = "Phòng Lao động – Thương binh và Xã hội";
    let mut body = String::from(r#"<cols><col min="1" max="3" width="9" customWidth="1"/></cols><sheetData>"#);
    let cells = [
        ("A1", "0", "<v>1234567</v>".to_owned()),
        ("A2", "0", "<v>12345678901</v>".to_owned()),
        ("A3", "0", format!("<is><t>{text}</t></is>")),
        ("A4", "1", format!("<is><t>{text}</t></is>")),
        ("A5", "1", "<v>12345678901</v>".to_owned()),
        ("A6", "0", "<v>12</v>".to_owned()),
    ];
    for (row, (at, style, value)) in (1..).zip(cells) {
        let kind = if value.starts_with("<is>") { r#" t="inlineStr""# } else { "" };
        let _ =
            write!(body, r#"<row r="{row}"><c r="{at}" s="{style}"{kind}>{value}</c><c r="B{row}"><v>1</v></c></row>"#);
    }
    body.push_str("</sheetData>");
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let styles = format!(
        r#"<styleSheet xmlns="{main}"><fonts count="1"><font><sz val="12"/><name val="Times New Roman"/></font></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellXfs count="2"><xf numFmtId="3" fontId="0"/><xf numFmtId="3" fontId="0" applyAlignment="1"><alignment shrinkToFit="1"/></xf></cellXfs></styleSheet>"#
    );
    let relations = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
    let plain = workbook(&[(r#"name="Hep""#, &body)], &[("xl/styles.xml", &styles)]);
    with_part(&plain, "xl/_rels/workbook.xml.rels", relations)
}

/// The package with another content of one part.
fn with_part(package: &[u8], part: &str, content: &str) -> Vec<u8> {
    use std::io::Write as _;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in browser_tests::package::parts(package) {
        writer.start_file(name.clone(), zip::write::SimpleFileOptions::default()).expect("a part begins");
        let bytes = if name == part { content.as_bytes().to_vec() } else { bytes };
        writer.write_all(&bytes).expect("a part is written");
    }
    writer.finish().expect("a package").into_inner()
}

#[tokio::test]
async fn numbers_are_whole_text_is_cut_and_what_shrinks_shrinks() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        page.drop_file("hẹp.xlsx", &narrow()).await;
        page.wait_document("hẹp.xlsx").await;
        page.rest().await;
        // What each shows, whether it is wider than its cell, and how large its letters are beside those of A6.
        const LOOK: &str = "const size = (text) => parseFloat(getComputedStyle(text).fontSize);
            const plain = size(document.querySelector(\"[data-cell='Hep!A6'] .text\"));
            return Object.fromEntries(['A1', 'A2', 'A3', 'A4', 'A5'].map((at) => {
                const text = document.querySelector(`[data-cell='Hep!${at}'] .text`);
                return [at, [text.innerText, text.scrollWidth > text.clientWidth, size(text) / plain]];
            }))";
        for _ in 0..2 {
            let look = page.ask(LOOK, Vec::new()).await;
            let shown = |at: &str| look[at][0].as_str().unwrap_or_default().to_owned();
            let share = |at: &str| look[at][2].as_f64().unwrap_or_default();
            let cut = |at: &str| look[at][1] == Value::Bool(true);
            assert_eq!((shown("A1").as_str(), cut("A1")), ("1.234.567", false), "{look}");
            assert!(share("A1") >= 0.75, "{look}");
            assert!(shown("A2").starts_with("####"), "{look}");
            assert_eq!((cut("A3"), share("A3")), (true, 1.0), "{look}");
            assert!(!cut("A4") && share("A4") < 0.7, "{look}");
            assert_eq!((shown("A5").as_str(), cut("A5")), ("12.345.678.901", false), "{look}");
            // The number itself is told all the same.
            let told =
                page.ask("return document.querySelector(arguments[0]).title", vec![json!("[data-cell='Hep!A2']")]);
            assert_eq!(told.await, "12.345.678.901");
            // And so it is at another size.
            page.press("zoom-out").await;
            page.rest().await;
        }
    })
    .await;
}
