//! Files that cannot be read are refused with a sentence, and the page stays usable.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use std::fs;

use browser_tests::browser::drive;
use browser_tests::page::Page;
use browser_tests::root;

#[tokio::test]
async fn a_file_that_is_no_workbook_is_refused_and_the_next_one_opens() {
    drive(1280, 1600, |browser| async move {
        let page = Page::open(browser).await;
        let sample = fs::read(root().join("assets/sample.xlsx")).expect("the sample");
        let truncated = &sample[..sample.len() / 2];
        for (name, bytes) in [
            ("bao-cao.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n".as_slice()),
            ("trong.xlsx", b"".as_slice()),
            ("cut.xlsx", truncated),
        ] {
            page.drop_file(name, bytes).await;
            page.wait_state("failed").await;
            let said = page.text("[role=alert]").await;
            assert!(said.chars().count() > 20, "{name}: {said:?}");
            page.press("close").await;
            page.wait_state("empty").await;
        }
        let path = page.browser.file("ghi-chu.xlsx", b"not a workbook \x00\x01\x02");
        page.choose(&path).await;
        page.wait_state("failed").await;

        page.drop_file("sample.xlsx", &sample).await;
        page.wait_state("checked").await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn the_workbook_that_was_open_stays_open() {
    drive(1280, 1600, |browser| async move {
        let page = Page::open(browser).await;
        page.press("sample").await;
        page.wait_state("checked").await;
        page.turn_to("PB03").await;
        page.type_into("PB03!F13", "15,38").await;
        page.wait_shown("PB03!F13", "15,38").await;

        page.drop_file("hinh.xlsx", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR").await;
        // Edits would be lost: the page asks first.
        page.press("discard").await;
        page.wait_state("failed").await;
        page.press("close").await;
        page.wait_state("checked").await;
        page.wait_shown("PB03!F13", "15,38").await;
        page.press("undo").await;
        page.wait_shown("PB03!F13", "15,83").await;
    })
    .await;
}
