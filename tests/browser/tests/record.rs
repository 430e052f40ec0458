//! The record of the review: seen as it prints, filled in, printed and taken home.

use browser_tests::browser::drive;
use browser_tests::page::Page;
use browser_tests::sample;
use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::json;

#[tokio::test]
async fn the_record_is_filled_in_printed_and_taken_home() {
    drive(1600, 900, |browser| async move {
        let page = Page::open_at(browser, &sample(), "PB03").await;
        page.apply_fix("PB03!E14").await;
        page.wait_shown("PB03!E14", "217,476").await;
        page.press("note").await;
        page.wait_for(".record .paper .digest").await;
        let paper = page.text(".record .paper").await;
        for part in ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "I. PHẠM VI ĐÃ RÀ SOÁT", "1. Các ô đã sửa (1)", "217,476"]
        {
            assert!(paper.contains(part), "{part}: {paper}");
        }
        // What is typed stands on the paper, whatever it is made of.
        let office =
            page.browser.client.find(Locator::Css(".record-form label:nth-of-type(2) input")).await.expect("a field");
        office.send_keys("Phòng <b>Nội vụ</b>").await.expect("it can be typed into");
        for _ in 0..20 {
            page.rest().await;
            if !page.text(".paper .office").await.starts_with('…') {
                break;
            }
        }
        assert_eq!(page.text(".paper .office").await, "PHÒNG <B>NỘI VỤ</B>");
        assert_eq!(page.ask("return document.querySelectorAll('.paper b').length", Vec::new()).await, json!(0));

        // Only the paper is printed.
        page.browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
        let printed = "return [...document.querySelectorAll('.top, .work, .record-form, .paper, .status')]
            .filter((part) => part.checkVisibility()).map((part) => part.className)";
        assert_eq!(page.ask(printed, Vec::new()).await, json!(["paper"]));
        page.browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "" })).await;

        page.press("record-text").await;
        let (name, text) = page.browser.downloaded().await;
        assert_eq!(name, "sample-bien-ban-ra-soat.txt");
        let text = String::from_utf8(text).expect("text");
        assert!(text.contains("PHÒNG <B>NỘI VỤ</B>") && text.contains("gõ nhầm"), "{text}");
        page.press("record-book").await;
        let (name, book) = page.browser.downloaded().await;
        assert_eq!(name, "sample-bien-ban-ra-soat.xlsx");
        assert!(browser_tests::package::parts(&book).iter().any(|(part, _)| part == "xl/worksheets/sheet1.xml"));
        page.press("record-html").await;
        let (name, html) = page.browser.downloaded().await;
        assert_eq!(name, "sample-bien-ban-ra-soat.html");
        assert!(String::from_utf8(html).is_ok_and(|html| html.contains("PHÒNG &lt;B&gt;") && html.contains("@page")));

        // Escape leads back to the sheet; what was filled in is remembered.
        page.key(Key::Escape).await;
        page.wait_for("main:not(:has(.record))").await;
        page.press("note").await;
        page.wait_for(".record .paper .digest").await;
        assert_eq!(page.text(".paper .office").await, "PHÒNG <B>NỘI VỤ</B>");
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}
