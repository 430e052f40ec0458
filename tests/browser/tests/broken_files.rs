//! Files that cannot be read are refused with a sentence, and the page stays usable.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use std::fs;
use std::io::{Cursor, Write};

use browser_tests::browser::drive;
use browser_tests::page::Page;
use browser_tests::sample;

#[tokio::test]
async fn a_file_that_is_no_workbook_is_refused_and_the_next_one_opens() {
    drive(1280, 1600, |browser| async move {
        let page = Page::open(browser).await;
        let sample = fs::read(sample()).expect("the sample");
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
        page.enter("PB03!F13", "15,38").await;

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

/// As Excel saves a workbook with a password: a compound file around something that only the password opens.
fn encrypted() -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a compound file");
    for (name, content) in [("/EncryptionInfo", vec![4, 0, 4, 0]), ("/EncryptedPackage", vec![7; 5000])] {
        let mut stream = file.create_stream(name).expect("a stream");
        stream.write_all(&content).expect("the stream is written");
    }
    file.into_inner().into_inner()
}

#[tokio::test]
async fn a_workbook_with_a_password_is_refused_by_a_sentence_that_says_what_to_do() {
    drive(1280, 900, |browser| async move {
        let page = Page::open(browser).await;
        page.drop_file("mật.xlsx", &encrypted()).await;
        page.wait_state("failed").await;
        let said = page.text("[role=alert]").await;
        assert!(said.contains("Không mở được mật.xlsx") && said.contains("bỏ mật khẩu"), "{said}");
        page.press("lang").await;
        let said = page.text("[role=alert]").await;
        assert!(said.contains("mật.xlsx could not be opened") && said.contains("remove the password"), "{said}");
        page.press("close").await;
        page.wait_state("empty").await;

        // Whatever it is called, and beside a file that stays open.
        page.choose_at(&sample(), "PB03").await;
        page.drop_file("mật.xls", &encrypted()).await;
        page.wait_state("failed").await;
        let said = page.text("[role=alert]").await;
        assert!(said.contains("remove the password") && said.contains("untouched"), "{said}");
        assert_eq!(page.shown("PB03!E14").await, "217,746");
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}
