//! The header of an Excel table is a cell and a name at once: both change, or neither.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use browser_tests::browser::drive;
use browser_tests::package::{changed_parts, parts, rows, workbook};
use browser_tests::page::Page;

/// A sheet with a table of two columns, the second of which a formula calls by its name.
fn with_table() -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let body = rows(&[
        ("", &["Xã", "Thu", "", "=SUM(Bang1[Thu])|2180"]),
        ("", &["Đông Hà", "1200"]),
        ("", &["Cam Lộ", "980"]),
    ]);
    let sheet = format!(r#"{body}<tableParts count="1"><tablePart r:id="rId1"/></tableParts>"#);
    let relations = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{OFFICE}/table" Target="../tables/table1.xml"/></Relationships>"#
    );
    let table = format!(
        r#"<table xmlns="{MAIN}" id="1" name="Bang1" displayName="Bang1" ref="A1:B3"><autoFilter ref="A1:B3"/><tableColumns count="2"><tableColumn id="1" name="Xã"/><tableColumn id="2" name="Thu"/></tableColumns></table>"#
    );
    let more = [("xl/worksheets/_rels/sheet1.xml.rels", relations.as_str()), (TABLE, table.as_str())];
    workbook(&[(r#"name="Thu""#, &sheet)], &more)
}

const TABLE: &str = "xl/tables/table1.xml";

#[tokio::test]
async fn a_header_is_renamed_in_the_table_as_well_or_refused() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        let original = with_table();
        page.drop_file("bang.xlsx", &original).await;
        page.wait_document("bang.xlsx").await;

        // A formula says `Bang1[Thu]`: it would not find the column under another name.
        page.type_into("Thu!B1", "Thực thu").await;
        page.wait_for(".told.shown").await;
        let told = page.text(".told").await;
        assert!(told.contains("B1") && told.contains("đổi tên trong Excel"), "{told}");
        assert_eq!(page.shown("Thu!B1").await, "Thu");
        page.wait_for("[data-action=undo]:disabled").await;

        page.enter("Thu!A1", "Xã, phường").await;
        let (_, saved) = page.save().await;
        assert_eq!(changed_parts(&original, &saved), ["xl/workbook.xml", "xl/worksheets/sheet1.xml", TABLE]);
        let table = parts(&saved).into_iter().find(|(name, _)| name == TABLE).expect("the table").1;
        let table = String::from_utf8(table).expect("XML");
        assert!(table.contains(r#"name="Xã, phường""#) && !table.contains(r#"name="Xã""#), "{table}");
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}
