//! The laws of a sheet: looked at, turned off, added by typing and by pointing, taken home and offered again.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use browser_tests::browser::drive;
use browser_tests::page::Page;
use browser_tests::sample;
use fantoccini::key::Key;
use serde_json::json;

/// Opens the list of laws.
async fn to_laws(page: &Page) {
    page.press("tab-laws").await;
    page.wait_for(".laws [data-law]").await;
}

/// The row of a law.
fn row(law: &str) -> String {
    format!("[data-law='{law}']")
}

#[tokio::test]
async fn a_law_is_shown_in_the_sheet_and_turned_off_until_it_is_undone() {
    drive(1600, 900, |browser| async move {
        let page = Page::open_at(browser, &sample(), "PB03").await;
        let marked = [("PB03!E14", "error"), ("PB03!F13", "error")];
        page.wait_marks(&marked).await;
        to_laws(&page).await;
        let listed = "return [...document.querySelectorAll('[data-law]')].map((row) => row.dataset.law)";
        let laws = [
            "cột 1 = cột 4 + cột 5 + cột 7",
            "cột 2 = cột 4 + cột 6 + cột 8",
            "cột 3 = cột 2 / cột 1 × 100",
            "dòng 17 = tổng dòng 8–16",
        ];
        assert_eq!(page.ask(listed, Vec::new()).await, json!(laws));

        // What it computes is outlined, what from as well, and the line where it fails is told.
        page.wait_for(&format!("{} [data-action=law]", row(laws[1]))).await.click().await.expect("a law is chosen");
        page.wait_for("[data-cell='PB03!E14'][data-computed=fails]").await;
        page.wait_for("[data-cell='PB03!E9'][data-computed=holds]").await;
        page.wait_for("[data-cell='PB03!G9'][data-operand='1']").await;
        page.wait_for("[data-cell='PB03!I7'][data-operand='2']").await;
        // The arrows walk the list.
        page.key(Key::Down).await;
        page.wait_for("[data-cell='PB03!F13'][data-computed=fails]").await;

        let switch = format!("{} [data-action=law-switch]", row(laws[2]));
        page.wait_for(&switch).await.click().await.expect("a law can be turned off");
        page.wait_marks(&[("PB03!E14", "error")]).await;
        page.wait_for(&format!("{}[data-state=off] [aria-checked=false]", row(laws[2]))).await;
        page.press("undo").await;
        page.wait_marks(&marked).await;
        page.wait_for(&format!("{} [aria-checked=true]", row(laws[2]))).await;
        // To turn something off changes nothing in the file.
        page.wait_for(".top:not(:has(.unsaved))").await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_law_is_added_taken_home_and_offered_for_the_same_form() {
    drive(1600, 900, |browser| async move {
        let page = Page::open_at(browser, &sample(), "PB03").await;
        to_laws(&page).await;
        page.press("law-add").await;
        page.wait_for("#law-text").await;
        // What is not understood is told before it is taken.
        page.keys("cột 6 = dân số").await;
        page.wait_for("#law-preview .bad").await;
        page.wait_for("[data-action=law-take]:disabled").await;
        page.ask("const box = document.querySelector('#law-text'); box.value = ''; box.dispatchEvent(new Event('input', { bubbles: true }))", Vec::new()).await;

        // By pointing: a cell stands for its column.
        page.point_at("PB03!I9").await;
        wait_typed(&page, "cột 6").await;
        page.wait_for("[data-sign='≤']").await.click().await.expect("a sign can be pressed");
        wait_typed(&page, "cột 6 ≤ ").await;
        page.point_at("PB03!G9").await;
        wait_typed(&page, "cột 6 ≤ cột 4").await;
        page.wait_for("#law-preview .some, #law-preview .good").await;
        page.wait_for("[data-cell='PB03!G9'][data-operand='1']").await;
        page.wait_for("#law-text").await.send_keys(&char::from(Key::Enter).to_string()).await.expect("Enter");
        page.wait_for(&row("cột 6 ≤ cột 4")).await;
        // Where it is passed something is found.
        let found = "return [...document.querySelectorAll('[data-finding]')].map((card) => card.dataset.cell)";
        let cells: Vec<String> = serde_json::from_value(page.ask(found, Vec::new()).await).expect("cells");
        assert!(cells.iter().any(|cell| cell.starts_with("PB03!I")), "{cells:?}");

        page.press("laws-export").await;
        let (name, profile) = page.browser.downloaded().await;
        let profile = String::from_utf8(profile).expect("text");
        assert!(name.ends_with(".json") && profile.contains("cột 6 ≤ cột 4") && profile.contains("PB03"), "{profile}");

        // Another visit offers it by itself.
        page.load().await;
        page.choose_at(&sample(), "PB03").await;
        page.press("laws-take").await;
        to_laws(&page).await;
        page.wait_for(&row("cột 6 ≤ cột 4")).await;
        page.press("undo").await;
        page.wait_for(&format!(".laws:not(:has({}))", row("cột 6 ≤ cột 4"))).await;

        // And a file brings it to another computer.
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mau.json");
        std::fs::write(&path, profile).expect("a file");
        let input = page.wait_for("#import-laws").await;
        input.send_keys(&path.display().to_string()).await.expect("a file is chosen");
        page.wait_for(&row("cột 6 ≤ cột 4")).await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

/// Waits until that stands in the box.
async fn wait_typed(page: &Page, text: &str) {
    for _ in 0..50 {
        if page.ask("return document.querySelector('#law-text')?.value ?? ''", Vec::new()).await == json!(text) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let typed = page.ask("return document.querySelector('#law-text')?.value ?? ''", Vec::new()).await;
    panic!("{text} is not typed, but {typed}");
}
