//! Nothing is lost: not with a closed tab, not with a crashed worker, not by leaving.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use std::fs;

use browser_tests::browser::drive;
use browser_tests::page::Page;
use browser_tests::{fixture, sample};
use fantoccini::wd::WindowHandle;
use serde_json::json;

#[tokio::test]
async fn edits_are_offered_back_after_the_tab_was_closed() {
    drive(1280, 900, |browser| async move {
        let page = Page::open_at(browser, &sample(), "PB03").await;
        page.enter("PB03!F13", "15,38").await;
        page.wait_journals(1).await;

        let old = page.tab().await;
        page.another_tab().await;
        page.lose_tab(old).await;

        // Another file has nothing to do with it.
        page.choose(&fixture("appendices-numbers.xlsx")).await;
        page.wait_document("appendices-numbers.xlsx").await;
        page.rest().await;
        assert_eq!(page.text(".offer").await, "");

        // The same file under another name does.
        let path = page.browser.file("chép.xlsx", &fs::read(sample()).expect("the sample"));
        page.choose(&path).await;
        page.wait_document("chép.xlsx").await;
        page.wait_for(".offer").await;
        assert!(page.text(".offer").await.contains("1 ô"), "{}", page.text(".offer").await);
        page.press("take").await;
        page.turn_to("PB03").await;
        page.wait_shown("PB03!F13", "15,38").await;

        // Taken back to the last edit, nothing is kept any more.
        page.press("undo").await;
        page.wait_shown("PB03!F13", "15,83").await;
        page.wait_journals(0).await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn an_offer_that_is_left_is_forgotten() {
    drive(1280, 900, |browser| async move {
        let page = Page::open_at(browser, &sample(), "PB03").await;
        page.enter("PB03!F13", "15,38").await;
        page.wait_journals(1).await;
        // Saved, so that leaving asks nothing.
        page.save().await;
        page.load().await;
        page.choose(&sample()).await;
        page.press("leave").await;
        page.wait_journals(0).await;
        page.turn_to("PB03").await;
        assert_eq!(page.shown("PB03!F13").await, "15,83");
    })
    .await;
}

#[tokio::test]
async fn leaving_warns_while_edits_are_not_downloaded() {
    drive(1280, 900, |browser| async move {
        const LEAVES: &str = "return dispatchEvent(new Event('beforeunload', { cancelable: true }))";
        let page = Page::open(browser).await;
        page.press("sample").await;
        page.wait_state("checked").await;
        assert_eq!(page.ask(LEAVES, Vec::new()).await, true);
        page.turn_to("PB03").await;
        page.enter("PB03!F13", "15,38").await;
        assert_eq!(page.ask(LEAVES, Vec::new()).await, false);
        page.save().await;
        assert_eq!(page.ask(LEAVES, Vec::new()).await, true);
    })
    .await;
}

/// A message of no form that the page ever sends: the code of the worker throws in the middle of
/// its work, and nobody catches it. To the page this is what a trap of WebAssembly is: an `error` on
/// the worker, and no answer any more.
const CRASH: &str = "workers.at(-1).postMessage(null)";

#[tokio::test]
async fn a_crash_of_the_worker_is_told_and_got_over_without_a_reload() {
    drive(1280, 900, |browser| async move {
        let remember = "globalThis.workers = [];
            globalThis.crashes = 0;
            globalThis.Worker = class extends Worker {
              constructor(...all) {
                super(...all);
                workers.push(this);
                this.addEventListener('error', () => { crashes += 1; });
              }
            };";
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": remember })).await;
        let page = Page::open_at(browser, &sample(), "PB03").await;
        page.enter("PB03!F13", "15,38").await;
        page.ask("globalThis.stays = true", Vec::new()).await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());

        page.ask(CRASH, Vec::new()).await;
        page.wait_for(".told.shown").await;
        let told = page.text(".told").await;
        assert!(told.contains("gặp lỗi") && told.contains("còn nguyên"), "{told}");
        assert_eq!(page.ask("return crashes", Vec::new()).await, 1);
        assert_eq!(page.ask("return workers.length", Vec::new()).await, 2);

        // Everything is where it was, and works.
        page.wait_state("checked").await;
        assert_eq!(page.shown("PB03!F13").await, "15,38");
        page.wait_marks(&[("PB03!E14", "error")]).await;
        page.apply_fix("PB03!E14").await;
        page.wait_shown("PB03!E14", "217,476").await;
        page.press("undo").await;
        page.press("undo").await;
        page.wait_shown("PB03!F13", "15,83").await;
        page.press("save").await;
        page.browser.downloaded().await;
        assert_eq!(page.ask("return globalThis.stays", Vec::new()).await, true);
    })
    .await;
}

#[tokio::test]
async fn a_browser_that_stores_nothing_checks_and_saves_all_the_same() {
    drive(1366, 768, |browser| async move {
        // As a browser does whose person has forbidden all storage.
        let denied = "for (const storage of ['localStorage', 'sessionStorage', 'indexedDB'])
            Object.defineProperty(globalThis, storage, { get() { throw new DOMException('denied', 'SecurityError'); } });";
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": denied })).await;
        let page = Page::open_at(browser, &sample(), "PB03").await;
        page.press("lang").await;
        page.press("theme").await;
        page.enter("PB03!F13", "15,38").await;
        page.save().await;
        // Another file opens as well: what is not stored is not waited for.
        page.choose(&fixture("appendices-numbers.xlsx")).await;
        page.wait_document("appendices-numbers.xlsx").await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn two_tabs_with_one_file_take_nothing_from_each_other() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        let (first, second) = edited_in_two_tabs(&page).await;

        // Both go; a third is offered the edits of one, and of the other after that.
        page.another_tab().await;
        page.lose_tab(first).await;
        page.lose_tab(second).await;
        page.choose(&sample()).await;
        page.wait_for(".offer").await;
        assert!(page.text(".offer").await.contains("2 ô"), "{}", page.text(".offer").await);
        page.press("take").await;
        page.turn_to("PB03").await;
        page.wait_shown("PB03!E14", "217,476").await;
        page.wait_shown("PB03!F13", "15,38").await;
        page.wait_journals(1).await;

        // Brought back together, they are undone one after the other, and done again.
        page.press("undo").await;
        page.wait_shown("PB03!E14", "217,746").await;
        assert_eq!(page.shown("PB03!F13").await, "15,38");
        page.press("undo").await;
        page.wait_shown("PB03!F13", "15,83").await;
        page.wait_for("[data-action=undo]:disabled").await;
        page.wait_journals(0).await;
        page.press("redo").await;
        page.press("redo").await;
        page.wait_shown("PB03!E14", "217,476").await;
        page.wait_shown("PB03!F13", "15,38").await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn the_edits_of_a_tab_that_is_still_open_are_left_to_it() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        let (first, second) = edited_in_two_tabs(&page).await;
        page.to_tab(&first).await;
        page.another_tab().await;
        page.choose_at(&sample(), "PB03").await;
        page.rest().await;
        assert_eq!(page.text(".offer").await, "");
        assert_eq!(page.shown("PB03!F13").await, "15,83");

        // Its own edits take nothing from theirs, and what a tab that has gone did is offered.
        page.enter("PB03!E15", "1.078,700").await;
        page.wait_journals(3).await;
        page.save().await;
        page.lose_tab(second).await;
        page.load().await;
        page.choose(&sample()).await;
        page.wait_for(".offer").await;
        page.press("take").await;
        page.turn_to("PB03").await;
        page.wait_shown("PB03!F13", "15,38").await;
        page.wait_shown("PB03!E15", "1.078,700").await;
        assert_eq!(page.shown("PB03!E14").await, "217,746");
        page.wait_journals(2).await;

        // A tab that has turned to another file has left this one.
        page.to_tab(&first).await;
        page.choose(&fixture("appendices-numbers.xlsx")).await;
        page.press("discard").await;
        page.wait_document("appendices-numbers.xlsx").await;
        page.another_tab().await;
        page.choose(&sample()).await;
        page.press("take").await;
        page.turn_to("PB03").await;
        page.wait_shown("PB03!E14", "217,476").await;
        assert_eq!(page.shown("PB03!F13").await, "15,83");
    })
    .await;
}

/// Opens the sample in two tabs and edits a cell in each: `F13` in the second, then `E14` in the first,
/// which is the one in view.
async fn edited_in_two_tabs(page: &Page) -> (WindowHandle, WindowHandle) {
    let first = page.tab().await;
    page.choose_at(&sample(), "PB03").await;
    let second = page.another_tab().await;
    page.choose_at(&sample(), "PB03").await;
    page.enter("PB03!F13", "15,38").await;
    page.wait_journals(1).await;
    page.to_tab(&first).await;
    assert_eq!(page.shown("PB03!F13").await, "15,83");
    page.enter("PB03!E14", "217,476").await;
    page.wait_journals(2).await;
    (first, second)
}

#[tokio::test]
async fn the_empty_page_tells_what_was_left_and_forgets_it_when_asked_twice() {
    drive(1280, 900, |browser| async move {
        let page = Page::open_at(browser, &sample(), "PB03").await;
        page.enter("PB03!F13", "15,38").await;
        page.wait_journals(1).await;
        // What a tab of now has open is that tab's; it is told that there are two.
        let old = page.tab().await;
        page.another_tab().await;
        page.rest().await;
        assert_eq!(page.text("[data-left]").await, "");
        page.choose(&sample()).await;
        page.wait_document("sample.xlsx").await;
        page.wait_for(".told.shown").await;
        assert!(page.text(".told").await.contains("thẻ khác"), "{}", page.text(".told").await);
        page.lose_tab(old).await;

        page.load().await;
        page.wait_for("[data-left]").await;
        let left = page.text("[data-left]").await;
        assert!(left.contains("sample.xlsx: 1 ô đã sửa"), "{left}");
        page.press("left-forget").await;
        page.rest().await;
        assert!(page.text("[data-left]").await.contains("Xóa hẳn"), "{}", page.text("[data-left]").await);
        page.wait_journals(1).await;
        page.press("left-forget").await;
        page.wait_journals(0).await;
        page.wait_for(".welcome:not(:has([data-left]))").await;
    })
    .await;
}
