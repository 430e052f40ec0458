//! A table that was copied elsewhere is checked; a value that was copied is entered; a file that is
//! open is not lost to either.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use browser_tests::browser::drive;
use browser_tests::page::Page;
use browser_tests::sample;

/// As Excel puts it on the clipboard: a total that does not match.
const HTML: &str = "<html><body><!--StartFragment--><table><tr><td>Xã</td><td>Thu</td></tr><tr><td>Đông Hà</td><td>1.200</td></tr>\
    <tr><td>Cam Lộ</td><td>980</td></tr><tr><td>Gio Linh</td><td>1.530</td></tr><tr><td>Tổng cộng</td><td>3.701</td></tr></table><!--EndFragment--></body></html>";
const TEXT: &str = "Xã\tThu\r\nĐông Hà\t1.200\r\nCam Lộ\t980\r\nGio Linh\t1.530\r\nTổng cộng\t3.701\r\n";

#[tokio::test]
async fn a_table_is_checked_and_saved_as_a_workbook() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        // From Excel, from Word or the web, and from a program that copies text alone.
        for (html, text) in [(HTML, TEXT), (HTML, ""), ("", TEXT)] {
            page.paste(html, text).await;
            page.wait_document("Bảng vừa dán").await;
            page.wait_shown("Bảng!B5", "3.701").await;
            page.wait_marks(&[("Bảng!B5", "warning")]).await;
            page.paste("", "Bảng này thay cho bảng trước\tx\n1\t2").await;
            page.wait_shown("Bảng!A1", "Bảng này thay cho bảng trước").await;
        }
        page.paste(HTML, TEXT).await;
        page.wait_shown("Bảng!B5", "3.701").await;
        page.apply_fix("Bảng!B5").await;
        page.wait_shown("Bảng!B5", "3.710").await;
        page.press("save").await;
        let (name, bytes) = page.browser.downloaded().await;
        assert_eq!(name, "bang-vua-dan-da-soat.xlsx");
        let saved = soatbieu::workbook::read(&bytes).expect("a workbook");
        let cell = saved.sheets[0].cell("B5".parse().expect("an address")).expect("a cell");
        assert_eq!(saved.shown(cell), "3.710");
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_file_gives_way_to_a_pasted_table_only_when_the_person_says_so() {
    drive(1366, 768, |browser| async move {
        let page = Page::open_at(browser, &sample(), "PB03").await;
        page.point_at("PB03!E14").await;
        let before = page.shown("PB03!F18").await;
        page.paste(HTML, TEXT).await;
        // It goes into the sheet, from the cursor on; to check it by itself is the second choice.
        page.wait_shown("PB03!F15", "1.200,00").await;
        page.press("check-pasted").await;
        page.wait_for("[role=alertdialog] [data-action=stay]:focus").await;
        assert_eq!(page.shown("PB03!F18").await, before);
        assert!(page.text("#dialog-lead").await.contains("sample.xlsx"));
        page.press("stay").await;
        page.wait_for("dialog:not([open])").await;
        // The keyboard is where it was.
        page.wait_for("[role=grid]:focus").await;
        assert_eq!(page.text(".file-name").await, "sample.xlsx");

        // A single value goes into its cell, and several lines into those below.
        page.point_at("PB03!F13").await;
        page.paste("", "15,38\r\n").await;
        page.wait_shown("PB03!F13", "15,38").await;
        page.paste("", "1\n2\n3").await;
        page.wait_shown("PB03!F15", "3,00").await;
        page.press("undo").await;
        page.wait_shown("PB03!F13", "15,38").await;
        page.press("undo").await;
        page.wait_shown("PB03!F13", "15,83").await;

        page.paste(HTML, TEXT).await;
        page.press("check-pasted").await;
        page.press("go-on").await;
        page.wait_shown("Bảng!B5", "3.701").await;
    })
    .await;
}

#[tokio::test]
async fn what_holds_no_table_is_said_to_hold_none() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        for text in ["chỉ là chữ", "nhiều dòng\nchỉ là chữ"] {
            page.paste("<p>chữ</p>", text).await;
            page.wait_for(".told.shown").await;
            assert!(page.text(".told").await.contains("không có bảng"));
            page.wait_state("empty").await;
        }
    })
    .await;
}
