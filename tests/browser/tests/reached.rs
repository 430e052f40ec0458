//! In every state and in both themes nothing keeps a person out: names, contrasts, sizes, order.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use browser_tests::browser::drive;
use browser_tests::page::Page;
use browser_tests::sample;

/// Tells what is wrong with what is on the screen.
const TROUBLES: &str = include_str!("reached.js");

async fn check(page: &Page, state: &str) {
    let troubles = page.ask(TROUBLES, Vec::new()).await;
    let troubles: Vec<String> = serde_json::from_value(troubles).expect("a list");
    assert!(troubles.is_empty(), "{state}:\n{}", troubles.join("\n"));
}

#[tokio::test]
async fn nothing_keeps_a_person_out_in_any_state() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        for theme in ["light", "dark"] {
            for (width, height) in [(1366, 768), (390, 844)] {
                page.load().await;
                page.resize(width, height).await;
                page.rest().await;
                let state = |name: &str| format!("{name}, {theme}, {width} wide");
                check(&page, &state("empty")).await;
                page.drop_file("hỏng.xlsx", b"PK no workbook").await;
                page.wait_state("failed").await;
                check(&page, &state("failed")).await;
                page.choose_at(&sample(), "PB03").await;
                page.rest().await;
                check(&page, &state("checked")).await;
                // A finding with its reasons, and the search.
                page.ask("document.querySelector('[data-cell=\"PB03!F13\"] .card-head')?.click()", Vec::new()).await;
                page.wait_for(".card.open").await;
                page.ask("document.querySelector('.card.open [data-action=dismiss]')?.click()", Vec::new()).await;
                page.ask("document.querySelector('.card.open [data-action=more]')?.click()", Vec::new()).await;
                page.rest().await;
                check(&page, &state("a finding")).await;
            }
            page.press("theme").await;
        }
    })
    .await;
}
