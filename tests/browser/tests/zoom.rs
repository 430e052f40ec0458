//! The sheet keeps together when its size changes.

use browser_tests::browser::drive;
use browser_tests::page::Page;

#[tokio::test]
async fn frozen_and_scrolled_cells_of_a_row_stand_at_one_height_after_a_zoom() {
    drive(1280, 900, |browser| async move {
        let page = Page::open(browser).await;
        page.press("sample").await;
        page.wait_state("checked").await;
        page.turn_to("PB03").await;
        for action in ["zoom-out", "zoom-in", "zoom-in"] {
            page.press(action).await;
            page.rest().await;
            let place = "return ['B10', 'D10'].map((at) => {
                const { top, bottom } = document.querySelector(`[data-cell='PB03!${at}']`).getBoundingClientRect();
                return [top, bottom];
            })";
            let places = page.ask(place, Vec::new()).await;
            assert_eq!(places[0], places[1], "after {action}");
        }
    })
    .await;
}
