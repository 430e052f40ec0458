//! Everything can be reached and worked by the keyboard, and the keyboard is never caught or lost.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use browser_tests::browser::drive;
use browser_tests::page::Page;
use browser_tests::{fixture, sample};
use fantoccini::key::Key;
use serde_json::{Value, json};

#[tokio::test]
async fn the_arrows_go_from_tab_to_tab_and_the_sheet_follows() {
    drive(1366, 768, |browser| async move {
        let page = Page::open_at(browser, &sample(), "PB02").await;
        // One stop of the Tab key, whichever sheet is in view.
        let stops =
            "return [...document.querySelectorAll('[role=tab][tabindex=\"0\"]')].map((tab) => tab.dataset.sheet)";
        assert_eq!(page.ask(stops, Vec::new()).await, json!(["PB02"]));
        for (key, sheet) in [
            (Key::Right, "PB03"),
            // The last one is the end.
            (Key::Right, "PB03"),
            (Key::Home, "PB01"),
            (Key::Left, "PB01"),
            (Key::End, "PB03"),
            (Key::Left, "PB02"),
        ] {
            page.key(key).await;
            page.wait_for(&format!("[data-sheet='{sheet}'][aria-selected=true]:focus")).await;
            page.wait_for(&format!("[data-cell^='{sheet}!']")).await;
            assert_eq!(page.ask(stops, Vec::new()).await, json!([sheet]));
        }
    })
    .await;
}

#[tokio::test]
async fn tab_reaches_every_control_and_leaves_the_sheet_again() {
    drive(1600, 900, |browser| async move {
        let page = Page::open_at(browser, &sample(), "PB03").await;
        page.enter("PB03!F13", "15,38").await;
        page.point_at("PB03!E14").await;
        page.wait_for(".card.open [data-action=fix]").await;
        let reachable = "return [...document.querySelectorAll('button, input, textarea, [tabindex=\"0\"]')]
            .filter((element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility())
            .map((element) => { element.dataset.control = true; return element; }).length";
        let number = page.ask(reachable, Vec::new()).await.as_u64().expect("a number");
        assert!(number > 25, "{number} controls");
        page.ask("document.activeElement.blur()", Vec::new()).await;
        // The sheet has some columns that Tab goes through as well.
        for _ in 0..number + 20 {
            page.key(Key::Tab).await;
            page.ask("delete document.activeElement.dataset.control", Vec::new()).await;
        }
        let left = "return [...document.querySelectorAll('[data-control]')].map((element) => element.outerHTML)";
        assert_eq!(page.ask(left, Vec::new()).await, json!([]));
    })
    .await;
}

#[tokio::test]
async fn the_keyboard_stays_when_the_button_that_was_pressed_has_gone() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        press_by_key(&page, "[data-action=sample]").await;
        page.wait_state("checked").await;
        page.wait_for("[role=grid]:focus").await;
        page.turn_to("PB03").await;
        page.point_at("PB03!E14").await;
        press_by_key(&page, "[data-action=fix]").await;
        page.wait_shown("PB03!E14", "217,476").await;
        page.wait_for("[role=grid]:focus").await;
        // The last undo disables its own button.
        press_by_key(&page, "[data-action=undo]").await;
        page.wait_shown("PB03!E14", "217,746").await;
        page.wait_for("[role=grid]:focus").await;
        page.point_at("PB03!E14").await;
        press_by_key(&page, "[data-action=dismiss]").await;
        // Why is asked, and the keyboard is at the first answer.
        page.wait_for("[data-reason=source]:focus").await;
        page.key(Key::Enter).await;
        // What does not match because of it is wrong elsewhere now.
        page.wait_marks(&[("PB03!F13", "error"), ("PB03!F14", "error")]).await;
        page.wait_for("[role=grid]:focus").await;
        page.drop_file("rỗng.xlsx", b"").await;
        press_by_key(&page, "[data-action=close]").await;
        page.wait_state("checked").await;
        page.wait_for("[role=grid]:focus").await;
        // An address that was not meant.
        page.ask("document.querySelector('#address').focus()", Vec::new()).await;
        page.keys("B2").await;
        page.key(Key::Escape).await;
        page.wait_for("[role=grid]:focus").await;
        assert_eq!(page.ask("return document.querySelector('#address').value", Vec::new()).await, "E14");
    })
    .await;
}

#[tokio::test]
async fn a_finding_is_reached_told_and_mended_by_two_keys() {
    drive(1366, 768, |browser| async move {
        let page = Page::open_at(browser, &sample(), "PB03").await;
        page.point_at("PB03!A1").await;
        page.wait_for("body:not(:has(.card.open))").await;
        page.key(Key::F8).await;
        page.wait_for("[data-finding][data-cell='PB03!E14'].open").await;
        // Whoever does not see the card hears it.
        let told = page.text(".told").await;
        assert!(told.contains("E14") && told.contains("217,476"), "{told}");

        // Tab goes on to the right, and the finding stays.
        page.key(Key::Tab).await;
        page.wait_for("[data-cell='PB03!F14'].cursor").await;
        page.wait_for("[data-finding][data-cell='PB03!E14'].open").await;

        // From the sheet to what can be done, and back.
        page.key(Key::F6).await;
        page.wait_for(".card.open [data-action=fix]:focus").await;
        page.key(Key::F6).await;
        page.wait_for("[role=grid]:focus").await;

        // Delete on the card asks why the figure is kept; Escape asks no more.
        page.key(Key::F6).await;
        page.wait_for(".card.open [data-action=fix]:focus").await;
        page.key(Key::Delete).await;
        page.wait_for("[data-reason=source]:focus").await;
        page.key(Key::Escape).await;
        page.wait_for("body:not(:has(.reasons))").await;

        page.ask(
            "document.querySelector('[role=grid]').dispatchEvent(
                new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true }))",
            Vec::new(),
        )
        .await;
        page.wait_shown("PB03!E14", "217,476").await;
    })
    .await;
}

/// Goes to a button and presses it, without the mouse.
async fn press_by_key(page: &Page, button: &str) {
    page.wait_for(&format!("{button}:not(:disabled)")).await;
    page.ask("document.querySelector(arguments[0]).focus()", vec![json!(button)]).await;
    page.wait_for(&format!("{button}:focus")).await;
    page.key(Key::Enter).await;
}

#[tokio::test]
async fn whatever_can_be_worked_has_a_name() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        page.browser.devtools("Accessibility.enable", json!({})).await;
        assert!(named(&page).await > 4);
        page.choose_at(&sample(), "PB03").await;
        page.point_at("PB03!E14").await;
        page.press("more").await;
        page.press("save-menu").await;
        page.wait_for("[role=menu]").await;
        assert!(named(&page).await > 30);
        page.choose(&fixture("formulas.xls")).await;
        page.wait_document("formulas.xls").await;
        page.press("save").await;
        page.wait_for("dialog[open]").await;
        assert!(named(&page).await > 2);
    })
    .await;
}

/// Fails when a control has no name for those who do not see it; how many there are.
async fn named(page: &Page) -> usize {
    const CONTROLS: [&str; 8] = ["button", "tab", "textbox", "menuitem", "grid", "menu", "alertdialog", "tablist"];
    let tree = page.browser.devtools("Accessibility.getFullAXTree", json!({})).await;
    let nodes = tree["nodes"].as_array().expect("nodes");
    let controls: Vec<&Value> = nodes
        .iter()
        .filter(|node| {
            node["ignored"] != true && node["role"]["value"].as_str().is_some_and(|role| CONTROLS.contains(&role))
        })
        .collect();
    for control in &controls {
        let name = control["name"]["value"].as_str().unwrap_or_default().trim();
        assert!(!name.is_empty(), "{control}");
    }
    controls.len()
}
