//! What can be taken home beside the corrected file, by mouse and by keyboard.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use browser_tests::browser::drive;
use browser_tests::fixture;
use browser_tests::package::{rows, workbook};
use browser_tests::page::Page;
use fantoccini::key::Key;
use soatbieu::workbook::read;

#[tokio::test]
async fn the_menu_gives_a_marked_copy_and_a_receipt_and_is_worked_by_keys() {
    drive(1600, 900, |browser| async move {
        let page = Page::open(browser).await;
        page.press("sample").await;
        page.wait_state("checked").await;
        page.turn_to("PB03").await;
        page.apply_fix("PB03!E14").await;
        page.wait_shown("PB03!E14", "217,476").await;

        page.press("save-menu").await;
        page.wait_for("[role=menu]").await;
        page.press("take-marked").await;
        let (name, marked) = page.browser.downloaded().await;
        assert_eq!(name, "phu-bieu-2024-co-danh-dau.xlsx");
        let marked = read(&marked).expect("a workbook");
        assert_eq!(marked.sheets.last().expect("a list").name, "Kết quả soát");
        let (_, sheet) = marked.sheet_named("PB03").expect("the sheet");
        let fill = |at: &str| marked.style(sheet.cell(at.parse().expect("an address")).expect("a cell").style).fill;
        assert_eq!((fill("E14").is_some(), fill("F13").is_some()), (false, true));
        // The marked copy is not the file that goes out: the edit still waits to be downloaded.
        page.wait_for(".unsaved").await;

        // The same by keys: open, down, Enter; and Escape shuts it where it was opened.
        page.ask("document.querySelector('[data-action=save-menu]').focus()", Vec::new()).await;
        page.keys(&char::from(Key::Down).to_string()).await;
        page.wait_for("[data-action=take-marked]:focus").await;
        page.keys(&char::from(Key::Escape).to_string()).await;
        page.wait_for("[data-action=save-menu][aria-expanded=false]:focus").await;
        page.keys(&char::from(Key::Down).to_string()).await;
        page.wait_for("[data-action=take-marked]:focus").await;
        page.keys(&char::from(Key::Down).to_string()).await;
        page.wait_for("[data-action=take-receipt]:focus").await;
        page.keys(&char::from(Key::Enter).to_string()).await;
        let (name, receipt) = page.browser.downloaded().await;
        assert_eq!(name, "phu-bieu-2024 – bảng kê ô đã sửa.txt");
        let receipt = String::from_utf8(receipt).expect("text");
        assert!(receipt.contains("PB03!E14: 217,746 → 217,476"), "{receipt}");

        // The corrected file says in a line what changed, and leaves nothing unsaved.
        page.save().await;
        let told = page.text(".told").await;
        assert!(told.contains("Đã sửa 1 ô"), "{told}");
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn what_a_new_workbook_cannot_keep_is_said_before_it_is_saved() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        page.choose(&fixture("formulas.xls")).await;
        page.wait_document("formulas.xls").await;
        page.press("save").await;
        page.wait_for("dialog[open] [data-action=stay]:focus").await;
        let said = page.text("#dialog-lead").await;
        assert!(said.contains("formulas.xls") && said.contains("macro"), "{said}");
        // The keyboard stays within the question, and Escape leaves everything as it was.
        for _ in 0..3 {
            page.key(Key::Tab).await;
            let outside = "return !!document.activeElement.closest('main, header, footer')";
            assert_eq!(page.ask(outside, Vec::new()).await, false);
        }
        page.key(Key::Escape).await;
        page.wait_for("dialog:not([open])").await;
        page.wait_for("[data-action=save]:focus").await;
        page.wait_for("body:not(:has(.taken))").await;

        page.press("save").await;
        page.press("go-on").await;
        let (name, bytes) = page.browser.downloaded().await;
        assert_eq!(name, "formulas-da-soat.xlsx");
        assert!(read(&bytes).expect("a workbook").has_formulas());
        page.wait_for(".taken [data-action=receipt]").await;
        // Whoever has said yes is not asked again, until another file is open.
        page.press("close-taken").await;
        page.wait_for("body:not(:has(.taken))").await;
        page.press("save").await;
        page.browser.downloaded().await;
        page.choose(&fixture("features.xls")).await;
        page.wait_document("features.xls").await;
        page.press("save").await;
        page.press("stay").await;
        page.wait_for("dialog:not([open])").await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_signed_workbook_is_said_to_lose_its_signature_before_it_is_saved() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        let sheet = rows(&[("", &["Đông Hà", "1200"]), ("", &["Cam Lộ", "980"])]);
        let signature = "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/>";
        let signed = workbook(&[("name=\"Thu\"", &sheet)], &[("_xmlsignatures/sig1.xml", signature)]);
        page.drop_file("ký.xlsx", &signed).await;
        page.wait_document("ký.xlsx").await;
        page.type_into("Thu!B1", "1300").await;
        page.wait_shown("Thu!B1", "1300").await;
        page.press("save").await;
        page.wait_for("dialog[open] [data-action=stay]:focus").await;
        assert!(page.text(".losses").await.contains("chữ ký số"));
        page.press("go-on").await;
        let (_, bytes) = page.browser.downloaded().await;
        assert_ne!(bytes, signed);
        // The receipt stands beside the download.
        page.press("receipt").await;
        let (name, receipt) = page.browser.downloaded().await;
        assert_eq!(name, "ký – bảng kê ô đã sửa.txt");
        let receipt = String::from_utf8(receipt).expect("text");
        assert!(receipt.contains("Thu!B1: 1200 → 1300") && receipt.contains("chữ ký số"), "{receipt}");
        // Further edits make the receipt old: it goes.
        page.type_into("Thu!B1", "1400").await;
        page.wait_for("body:not(:has(.taken))").await;
    })
    .await;
}

#[tokio::test]
async fn a_workbook_that_loses_nothing_is_saved_without_a_question() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        page.choose(&fixture("features.ods")).await;
        page.wait_document("features.ods").await;
        page.press("save").await;
        let (name, bytes) = page.browser.downloaded().await;
        assert_eq!(name, "features-da-soat.ods");
        assert_eq!(bytes, std::fs::read(fixture("features.ods")).expect("the fixture"));
    })
    .await;
}
