//! What can be taken home beside the corrected file, by mouse and by keyboard.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use browser_tests::browser::drive;
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
        assert_eq!(name, "phu-bieu-2024 – biên nhận.txt");
        let receipt = String::from_utf8(receipt).expect("text");
        assert!(receipt.contains("PB03!E14: 217,746 → 217,476"), "{receipt}");

        // The corrected file says in a line what changed, and leaves nothing unsaved.
        page.press("save").await;
        page.browser.downloaded().await;
        page.wait_for(".top:not(:has(.unsaved))").await;
        let told = page.text(".told").await;
        assert!(told.contains("Đã sửa 1 ô"), "{told}");
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}
