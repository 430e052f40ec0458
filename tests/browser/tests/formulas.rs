//! A formula is replaced only when the person says so.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use browser_tests::browser::drive;
use browser_tests::fixture;
use browser_tests::page::Page;
use fantoccini::key::Key;

async fn key(page: &Page, key: Key) {
    page.keys(&char::from(key).to_string()).await;
}

#[tokio::test]
async fn typing_over_a_formula_asks_beside_the_cell_and_keeps_it_unless_told() {
    drive(1280, 900, |browser| async move {
        let page = Page::open(browser).await;
        page.choose(&fixture("appendices-formulas.xlsx")).await;
        page.wait_state("checked").await;
        page.turn_to("PB03").await;
        let before = page.shown("PB03!D17").await;

        // An Enter too many keeps the formula.
        page.type_into("PB03!D17", "12,5").await;
        page.wait_for("[role=alertdialog] [data-action=keep-formula]:focus").await;
        assert!(page.text("#question-lead").await.contains("=SUM("), "{}", page.text("#question-lead").await);
        assert!(page.text("#question-ask").await.contains("12,5"));
        key(&page, Key::Enter).await;
        page.wait_for("main:not(:has([role=alertdialog]))").await;
        assert_eq!(page.shown("PB03!D17").await, before);
        page.wait_for("[data-action=undo]:disabled").await;

        // So does Escape; and clearing the cell asks as well.
        page.point_at("PB03!D17").await;
        key(&page, Key::Delete).await;
        page.wait_for("[data-action=keep-formula]:focus").await;
        key(&page, Key::Escape).await;
        page.wait_for("main:not(:has([role=alertdialog]))").await;
        assert_eq!(page.shown("PB03!D17").await, before);

        // The arrow leads to the other answer.
        page.type_into("PB03!D17", "12,5").await;
        page.wait_for("[data-action=keep-formula]:focus").await;
        key(&page, Key::Right).await;
        page.wait_for("[data-action=replace-formula]:focus").await;
        key(&page, Key::Enter).await;
        page.wait_shown("PB03!D17", "12,500").await;
        page.press("undo").await;
        page.wait_shown("PB03!D17", &before).await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}
