//! A finding that is no fault is set aside, is no longer counted or marked, and can be brought back.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use browser_tests::browser::drive;
use browser_tests::page::Page;
use browser_tests::sample;
use serde_json::json;

/// How many findings a filter says that it has; zero when it is not offered.
async fn counted(page: &Page, filter: &str) -> usize {
    let chip = format!("[data-filter={filter}]:not([hidden]) b");
    page.text(&chip).await.parse().unwrap_or(0)
}

#[tokio::test]
async fn what_is_set_aside_is_no_longer_counted_and_can_be_brought_back() {
    drive(1366, 768, |browser| async move {
        let page = Page::open_at(browser, &sample(), "PB03").await;
        let marked = [("PB03!E14", "error"), ("PB03!F13", "error")];
        page.wait_marks(&marked).await;
        let before = (counted(&page, "all").await, counted(&page, "errors").await);
        assert_eq!(before.0, page.findings().await.len());
        assert_eq!((before.1, counted(&page, "dismissed").await), (2, 0));

        page.point_at("PB03!F13").await;
        page.press("dismiss").await;
        // Why is asked.
        page.wait_for("[data-reason=rounded]").await.click().await.expect("a reason can be chosen");
        page.wait_marks(&[("PB03!E14", "error")]).await;
        page.wait_for("main:not(:has([data-finding][data-cell='PB03!F13']))").await;
        let after = (counted(&page, "all").await, counted(&page, "errors").await);
        assert_eq!(after, (before.0 - 1, before.1 - 1));
        assert_eq!(after.0, page.findings().await.len());
        assert_eq!(page.text("[data-sheet=PB03] .badge").await, "1");
        // To set something aside changes nothing in the file: there is nothing to download.
        page.wait_for(".top:not(:has(.unsaved))").await;

        // It waits under a filter of its own, alone, and comes back from there.
        assert_eq!(counted(&page, "dismissed").await, 1);
        page.wait_for("[data-filter=dismissed]").await.click().await.expect("the filter can be pressed");
        page.wait_for("[data-filter=dismissed][aria-pressed=true]").await;
        let listed: Vec<String> = page.findings().await.into_iter().map(|(cell, _)| cell).collect();
        assert_eq!(listed, ["PB03!F13"]);
        page.wait_for("[data-finding] [aria-expanded]").await.click().await.expect("the finding opens");
        assert!(page.text(".kept").await.contains("làm tròn theo mẫu"), "{}", page.text(".kept").await);
        page.press("restore").await;
        page.wait_marks(&marked).await;
        // Both are steps that can be taken back.
        page.press("undo").await;
        page.wait_marks(&[("PB03!E14", "error")]).await;
        page.press("undo").await;
        page.wait_marks(&marked).await;
        assert_eq!((counted(&page, "all").await, counted(&page, "errors").await), before);
        page.wait_for("[data-filter=all]").await.click().await.expect("the filter can be pressed");
        assert_eq!(counted(&page, "dismissed").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_filter_lists_what_it_counts() {
    drive(1366, 768, |browser| async move {
        let page = Page::open_at(browser, &sample(), "PB03").await;
        for filter in ["all", "errors", "warnings", "rounding"] {
            page.wait_for(&format!("[data-filter={filter}]")).await.click().await.expect("the filter can be pressed");
            page.wait_for(&format!("[data-filter={filter}][aria-pressed=true]")).await;
            assert_eq!(page.findings().await.len(), counted(&page, filter).await, "{filter}");
        }
        // What the filter lists is what F8 goes through.
        let severities = "return [...new Set([...document.querySelectorAll('[data-finding]')].map((card) => card.dataset.severity))]";
        assert_eq!(page.ask(severities, Vec::new()).await, json!(["info"]));
        page.press("next").await;
        page.wait_for("[data-finding][data-severity=info].open").await;
    })
    .await;
}

#[tokio::test]
async fn a_figure_that_is_right_leaves_others_accused_and_the_record_says_why() {
    drive(1366, 768, |browser| async move {
        let page = Page::open_at(browser, &sample(), "PB03").await;
        let marked = [("PB03!E14", "error"), ("PB03!F13", "error")];
        page.wait_marks(&marked).await;
        page.point_at("PB03!E14").await;
        page.press("dismiss").await;
        page.wait_for("[data-reason=source]").await.click().await.expect("a reason can be chosen");
        page.wait_for("main:not(:has([data-mark=error][data-cell='PB03!E14']))").await;
        // What does not match because of it is wrong elsewhere now.
        let others: Vec<String> = page.marks().await.into_keys().filter(|cell| cell != "PB03!F13").collect();
        assert!(!others.is_empty(), "nothing else is accused");
        page.press("note").await;
        page.wait_for(".record .paper .digest").await;
        let record = page.text(".record .paper").await;
        assert!(record.contains("giữ nguyên, kèm lý do") && record.contains("số liệu gốc ghi vậy"), "{record}");
        page.press("record-close").await;
        page.press("undo").await;
        page.wait_marks(&marked).await;
    })
    .await;
}
