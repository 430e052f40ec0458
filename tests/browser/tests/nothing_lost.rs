//! Nothing is lost: not with a closed tab, not with a crashed worker, not by leaving.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use std::fs;
use std::time::Duration;

use browser_tests::browser::drive;
use browser_tests::page::Page;
use browser_tests::root;
use serde_json::json;

/// How many journals the page has written.
const WRITTEN: &str = r"
    const done = arguments[0];
    const opening = indexedDB.open('soatbieu');
    opening.onsuccess = () => {
      const database = opening.result;
      if (!database.objectStoreNames.contains('journals')) { database.close(); return done(0); }
      const counting = database.transaction('journals').objectStore('journals').count();
      counting.onsuccess = () => { database.close(); done(counting.result); };
    };
";

async fn wait_written(page: &Page, count: u64) {
    for _ in 0..200 {
        let written = page.browser.client.execute_async(WRITTEN, Vec::new()).await.expect("an answer");
        if written == count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("there are not {count} journals");
}

#[tokio::test]
async fn edits_are_offered_back_after_the_tab_was_closed() {
    drive(1280, 900, |browser| async move {
        let page = Page::open(browser).await;
        let path = root().join("assets/sample.xlsx");
        page.choose(&path).await;
        page.wait_state("checked").await;
        page.turn_to("PB03").await;
        page.type_into("PB03!F13", "15,38").await;
        page.wait_shown("PB03!F13", "15,38").await;
        wait_written(&page, 1).await;

        // The tab goes without being asked, as in a crash.
        let client = page.browser.client.clone();
        let old = client.window().await.expect("a window");
        let new = client.new_window(true).await.expect("another tab").handle;
        client.switch_to_window(new).await.expect("the other tab");
        let id: String = old.clone().into();
        page.browser.devtools("Target.closeTarget", json!({ "targetId": id })).await;

        client.goto(&page.server.origin()).await.expect("the page loads");
        page.wait_state("empty").await;
        // Another file has nothing to do with it.
        let other = root().join("tests/fixtures/appendices-numbers.xlsx");
        page.choose(&other).await;
        page.wait_document("appendices-numbers.xlsx").await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(page.text(".offer").await, "");

        // The same file under another name does.
        let path = page.browser.file("chép.xlsx", &fs::read(&path).expect("the sample"));
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
        wait_written(&page, 0).await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn an_offer_that_is_left_is_forgotten() {
    drive(1280, 900, |browser| async move {
        let page = Page::open(browser).await;
        let path = root().join("assets/sample.xlsx");
        page.choose(&path).await;
        page.wait_state("checked").await;
        page.turn_to("PB03").await;
        page.type_into("PB03!F13", "15,38").await;
        page.wait_shown("PB03!F13", "15,38").await;
        wait_written(&page, 1).await;
        // Saved, so that leaving asks nothing.
        page.press("save").await;
        page.browser.downloaded().await;
        page.wait_for(".top:not(:has(.unsaved))").await;
        page.browser.client.refresh().await.expect("the page loads again");
        page.wait_state("empty").await;
        page.choose(&path).await;
        page.press("leave").await;
        wait_written(&page, 0).await;
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
        page.type_into("PB03!F13", "15,38").await;
        page.wait_shown("PB03!F13", "15,38").await;
        assert_eq!(page.ask(LEAVES, Vec::new()).await, false);
        page.press("save").await;
        page.browser.downloaded().await;
        page.wait_for(".top:not(:has(.unsaved))").await;
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
        let page = Page::open(browser).await;
        page.choose(&root().join("assets/sample.xlsx")).await;
        page.wait_state("checked").await;
        page.turn_to("PB03").await;
        page.type_into("PB03!F13", "15,38").await;
        page.wait_shown("PB03!F13", "15,38").await;
        page.ask("globalThis.stays = true", Vec::new()).await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());

        page.ask(CRASH, Vec::new()).await;
        page.wait_for(".told.shown").await;
        let told = page.text(".told").await;
        assert!(told.contains("sự cố") && told.contains("còn nguyên"), "{told}");
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
        let page = Page::open(browser).await;
        page.choose(&root().join("assets/sample.xlsx")).await;
        page.wait_state("checked").await;
        page.press("lang").await;
        page.press("theme").await;
        page.turn_to("PB03").await;
        page.type_into("PB03!F13", "15,38").await;
        page.wait_shown("PB03!F13", "15,38").await;
        page.press("save").await;
        page.browser.downloaded().await;
        page.wait_for(".top:not(:has(.unsaved))").await;
        // Another file opens as well: what is not stored is not waited for.
        page.choose(&root().join("tests/fixtures/appendices-numbers.xlsx")).await;
        page.wait_document("appendices-numbers.xlsx").await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn two_tabs_with_one_file_take_nothing_from_each_other() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        let client = page.browser.client.clone();
        let path = root().join("assets/sample.xlsx");
        let first = client.window().await.expect("a window");
        page.choose(&path).await;
        page.wait_state("checked").await;
        let second = client.new_window(true).await.expect("another tab").handle;
        client.switch_to_window(second.clone()).await.expect("the other tab");
        client.goto(&page.server.origin()).await.expect("the page loads");
        page.wait_state("empty").await;
        page.choose(&path).await;
        page.wait_state("checked").await;

        // An edit in each.
        page.turn_to("PB03").await;
        page.type_into("PB03!F13", "15,38").await;
        page.wait_shown("PB03!F13", "15,38").await;
        wait_written(&page, 1).await;
        client.switch_to_window(first.clone()).await.expect("the first tab");
        page.turn_to("PB03").await;
        assert_eq!(page.shown("PB03!F13").await, "15,83");
        page.type_into("PB03!E14", "217,476").await;
        page.wait_shown("PB03!E14", "217,476").await;
        wait_written(&page, 2).await;

        // Both go, as in a crash; a third is offered the edits of one, and of the other after that.
        let third = client.new_window(true).await.expect("another tab").handle;
        client.switch_to_window(third).await.expect("the third tab");
        for gone in [first, second] {
            let id: String = gone.into();
            page.browser.devtools("Target.closeTarget", json!({ "targetId": id })).await;
        }
        client.goto(&page.server.origin()).await.expect("the page loads");
        page.wait_state("empty").await;
        page.choose(&path).await;
        page.press("take").await;
        page.turn_to("PB03").await;
        page.wait_shown("PB03!E14", "217,476").await;
        page.wait_shown("PB03!F13", "15,38").await;
    })
    .await;
}
