//! Every kind of spreadsheet that an office has opens, dropped or chosen, whatever it is called.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use std::fs;
use std::path::PathBuf;

use browser_tests::browser::drive;
use browser_tests::fixture;
use browser_tests::package::{parts, rows, workbook};
use browser_tests::page::Page;

const TABLE: [[&str; 3]; 4] = [
    ["Xã", "Kế hoạch", "Thực hiện"],
    ["Đông Hà", "1.200", "1.150"],
    ["Cam Lộ", "980", "1.010"],
    ["Tổng cộng", "2.180", "2.160"],
];

fn separated(separator: &str) -> String {
    TABLE.map(|row| row.join(separator)).join("\r\n")
}

fn utf16(text: &str) -> Vec<u8> {
    "\u{feff}".chars().chain(text.chars()).collect::<String>().encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn html() -> String {
    let rows = TABLE.map(|row| format!("<tr>{}</tr>", row.map(|cell| format!("<td>{cell}</td>")).concat())).concat();
    format!("<html><body><table>{rows}</table></body></html>")
}

/// What programs write that know the XML of Excel 2003.
fn xml_of_2003() -> String {
    let cell = |text: &str| format!("<Cell><Data ss:Type=\"String\">{text}</Data></Cell>");
    let rows = TABLE.map(|row| format!("<Row>{}</Row>", row.map(cell).concat())).concat();
    let namespace = "urn:schemas-microsoft-com:office:spreadsheet";
    format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"{namespace}\" xmlns:ss=\"{namespace}\"><Worksheet ss:Name=\"Thu\"><Table>{rows}</Table></Worksheet></Workbook>"
    )
}

/// OpenDocument as a single document.
fn flat() -> String {
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let rows = TABLE.map(|row| format!("<table:table-row>{}</table:table-row>", row.map(cell).concat())).concat();
    let namespaces = ["office", "table", "text"]
        .map(|prefix| format!(" xmlns:{prefix}=\"urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0\""))
        .concat();
    format!(
        "<office:document{namespaces} office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\"><office:body><office:spreadsheet><table:table table:name=\"Thu\">{rows}</table:table></office:spreadsheet></office:body></office:document>"
    )
}

fn xlsx() -> Vec<u8> {
    let sheet = rows(&[("", &["Xã", "Kế hoạch"]), ("", &["Đông Hà", "1200"]), ("", &["Tổng cộng", "1200"])]);
    workbook(&[(r#"name="Thu""#, &sheet)], &[])
}

/// The same as a template: only the type of the workbook part differs.
fn template() -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts(&xlsx()) {
        let content = if name == "[Content_Types].xml" {
            String::from_utf8(content).expect("XML").replace("sheet.main+xml", "template.main+xml").into_bytes()
        } else {
            content
        };
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part begins");
        std::io::Write::write_all(&mut writer, &content).expect("a part is written");
    }
    writer.finish().expect("a package").into_inner()
}

#[tokio::test]
async fn every_format_opens_when_dropped() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        let saved = |name: &str| fs::read(fixture(name)).expect("a fixture");
        for (name, bytes, cell, shown) in [
            ("a.xlsx", xlsx(), "Thu!A2", "Đông Hà"),
            ("b.xltx", template(), "Thu!A2", "Đông Hà"),
            ("c.xlsm", saved("macros.xlsm"), "M!A1", "10"),
            ("d.xls", saved("features.xls"), "", ""),
            ("e.xlsb", saved("calamine/base.xlsb"), "", ""),
            ("f.ods", saved("features.ods"), "", ""),
            ("g.csv", separated(";").into_bytes(), "Bảng!A2", "Đông Hà"),
            ("h.tsv", separated("\t").into_bytes(), "Bảng!C3", "1.010"),
            ("i.csv", utf16(&separated("\t")), "Bảng!A2", "Đông Hà"),
            ("l.fods", flat().into_bytes(), "Thu!A2", "Đông Hà"),
            ("m.xml", xml_of_2003().into_bytes(), "Thu!A2", "Đông Hà"),
            // Called what they are not.
            ("n.xls", xml_of_2003().into_bytes(), "Thu!C3", "1.010"),
            ("j.xls", html().into_bytes(), "Bảng!B4", "2.180"),
            ("k.xls", xlsx(), "Thu!A2", "Đông Hà"),
        ] {
            page.drop_file(name, &bytes).await;
            page.wait_document(name).await;
            if cell.is_empty() {
                page.wait_for("[data-cell] .text").await;
            } else {
                page.wait_shown(cell, shown).await;
            }
            assert_eq!(page.text("[role=alert]").await, "", "{name}");
        }
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn the_button_opens_files_one_after_the_other() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        let files: [(&str, PathBuf); 3] = [
            ("features.xls", fixture("features.xls")),
            ("bảng.csv", page.browser.file("bảng.csv", &utf16(&separated("\t")))),
            ("features.ods", fixture("features.ods")),
        ];
        for (name, path) in &files {
            page.choose(path).await;
            page.wait_document(name).await;
        }
        // The dialog offers all of them.
        let offered = page.ask("return document.querySelector('input[type=file]').accept", Vec::new()).await;
        let offered = offered.as_str().expect("a list").to_owned();
        for ending in ["xlsx", "xlsm", "xltx", "xltm", "xls", "xlsb", "ods", "fods", "xml", "csv", "tsv", "txt", "html"]
        {
            assert!(offered.split(',').any(|kind| kind == format!(".{ending}")), "{ending}: {offered}");
        }
    })
    .await;
}
