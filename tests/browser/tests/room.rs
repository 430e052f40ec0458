//! The table and what can be done about it have room on a laptop and on a telephone.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use browser_tests::browser::drive;
use browser_tests::page::Page;
use browser_tests::{fixture, sample};
use serde_json::json;

/// The cells of the sheet in view whose text is cut, by more than the pixels that fonts differ by. What is not to be
/// broken into lines is cut in Excel as well, where a neighbour stands in its way.
const CUT: &str = "return [...document.querySelectorAll('[data-cell]:is(.wrap, .num) > .text')]
    .filter((text) => text.scrollWidth > text.clientWidth + 2
        || text.scrollHeight > Math.min(text.clientHeight, text.parentElement.clientHeight) + 3)
    .map((text) => `${text.parentElement.dataset.cell} ${text.innerText}`)";

#[tokio::test]
async fn a_laptop_shows_every_column_and_cuts_no_text() {
    drive(1280, 720, |browser| async move {
        let page = Page::open(browser).await;
        page.resize(1280, 720).await;
        page.choose_at(&sample(), "PB03").await;
        page.wait_for("[data-cell='PB03!K14']").await;
        page.rest().await;
        let inside = "const cell = document.querySelector(\"[data-cell='PB03!K14']\").getBoundingClientRect();
            return cell.right <= document.querySelector('.panel').getBoundingClientRect().left + 1";
        assert_eq!(page.ask(inside, Vec::new()).await, true);
        assert_eq!(page.ask(CUT, Vec::new()).await, json!([]));
    })
    .await;
}

#[tokio::test]
async fn heights_that_a_file_stores_too_small_cut_no_header() {
    drive(1600, 900, |browser| async move {
        let page = Page::open(browser).await;
        page.choose(&fixture("appendices-formulas.xlsx")).await;
        page.wait_state("checked").await;
        for sheet in ["PB01", "PB02", "PB03"] {
            page.turn_to(sheet).await;
            page.rest().await;
            assert_eq!(page.ask(CUT, Vec::new()).await, json!([]), "{sheet}");
        }
    })
    .await;
}

#[tokio::test]
async fn on_a_telephone_the_fix_is_in_reach_and_the_menu_on_the_screen() {
    drive(600, 900, |browser| async move {
        let page = Page::open(browser).await;
        page.resize(390, 844).await;
        page.press("sample").await;
        page.wait_state("checked").await;
        page.wait_for("[data-action=fix]").await;
        page.rest().await;
        // What lies at the middle of an element is the element, or something in it.
        let seen = "const element = document.querySelector(arguments[0]);
            const { left, top, width, height } = element.getBoundingClientRect();
            if (left < 0 || left + width > innerWidth) return false;
            return element.contains(document.elementFromPoint(left + width / 2, top + height / 2))";
        assert_eq!(page.ask(seen, vec![json!("[data-action=fix]")]).await, true);
        page.press("save-menu").await;
        page.wait_for("[role=menu]").await;
        for action in ["take-marked", "take-receipt", "take-note"] {
            assert_eq!(page.ask(seen, vec![json!(format!("[data-action={action}]"))]).await, true, "{action}");
        }
    })
    .await;
}
