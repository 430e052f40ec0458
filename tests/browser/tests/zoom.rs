//! The sheet keeps together when its size changes.

use browser_tests::browser::drive;
use browser_tests::package::{rows, workbook};
use browser_tests::page::Page;
use serde_json::json;

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

/// A long sheet of one column, and a note in it that is wider than its cell.
fn long() -> Vec<u8> {
    let figures: Vec<String> = (0..400).map(|row| (1000 + row).to_string()).collect();
    let lines: Vec<[&str; 2]> = figures.iter().map(|figure| ["Xã", figure.as_str()]).collect();
    let mut body: Vec<(&str, &[&str])> = lines.iter().map(|line| ("", line.as_slice())).collect();
    let note: [&str; 1] = ["Ghi chú: số liệu tính đến hết ngày 31 tháng 12 năm 2024"];
    body.insert(1, ("", &note));
    workbook(&[(r#"name="Dai""#, &rows(&body))], &[])
}

#[tokio::test]
async fn the_cell_at_hand_stays_in_sight_whatever_the_size() {
    const SEEN: &str = "const cell = document.querySelector(`[data-cell='${arguments[0]}']`)?.getBoundingClientRect();
        const { left, right, top, bottom } = document.querySelector('.grid').getBoundingClientRect();
        return !!cell && cell.top >= top + 15 && cell.bottom <= bottom + 1 && cell.left >= left && cell.right <= right + 1";
    drive(1600, 900, |browser| async move {
        let page = Page::open(browser).await;
        page.resize(1600, 900).await;
        page.drop_file("dai.xlsx", &long()).await;
        page.wait_document("dai.xlsx").await;
        page.ask("const input = document.querySelector('#address'); input.focus(); input.value = 'B300'", Vec::new())
            .await;
        page.keys(&char::from(fantoccini::key::Key::Enter).to_string()).await;
        page.wait_for("[data-cell='Dai!B300']").await;
        let seen = || async {
            page.rest().await;
            page.ask(SEEN, vec![json!("Dai!B300")]).await == true
        };
        assert!(seen().await, "at first");
        for action in ["zoom-in", "zoom-in", "zoom-out", "zoom-out", "zoom-out", "zoom-fit", "panel"] {
            page.press(action).await;
            assert!(seen().await, "after {action}");
        }
        page.resize(1280, 500).await;
        assert!(seen().await, "in a lower window");
        // Who has scrolled away stays there.
        page.ask("document.querySelector('.grid').scrollTop = 0", Vec::new()).await;
        page.press("zoom-in").await;
        assert!(!seen().await);
        page.wait_for("[data-cell='Dai!B1']").await;
    })
    .await;
}

#[tokio::test]
async fn a_cell_is_clicked_where_it_stands_though_its_text_runs_on() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        page.drop_file("dai.xlsx", &long()).await;
        page.wait_document("dai.xlsx").await;
        let address = || page.ask("return document.querySelector('#address').value", Vec::new());
        page.point_at("Dai!B5").await;
        page.wait_for("[data-cell='Dai!B5'].cursor").await;
        page.point_at("Dai!A2").await;
        page.wait_for("[data-cell='Dai!A2'].cursor").await;
        assert_eq!(address().await, "A2");
        // Its text lies over the neighbour, which is clicked all the same.
        page.point_at("Dai!B2").await;
        page.wait_for("[data-cell='Dai!B2'].cursor").await;
        assert_eq!(address().await, "B2");
    })
    .await;
}

#[tokio::test]
async fn the_first_finding_is_on_the_screen_at_every_width() {
    // Seen is what nothing else lies over.
    const SEEN: &str = "const name = document.querySelector('.card.open')?.dataset.cell;
        const cell = document.querySelector(`.grid [data-cell='${name}']`);
        if (!cell) return `${name} is not drawn`;
        const { left, right, top, bottom } = cell.getBoundingClientRect();
        const seen = [[left + 4, top + 4], [right - 4, bottom - 4]].every(([x, y]) => cell.contains(document.elementFromPoint(x, y)));
        return seen ? '' : `${name} is at ${left}–${right}, ${top}–${bottom}`";
    drive(1600, 900, |browser| async move {
        let page = Page::open(browser).await;
        for (width, height) in [(1600, 900), (1366, 768), (1280, 720), (390, 844)] {
            page.resize(width, height).await;
            page.load().await;
            page.press("sample").await;
            page.wait_state("checked").await;
            page.wait_for(".card.open [data-action=fix]").await;
            page.rest().await;
            assert_eq!(page.ask(SEEN, Vec::new()).await, "", "{width} x {height}");
        }
    })
    .await;
}
