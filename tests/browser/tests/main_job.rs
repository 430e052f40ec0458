//! The whole job: drop the appendices in, see what does not match, fix it, take the file home.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use std::fs;

use browser_tests::browser::drive;
use browser_tests::package::changed_parts;
use browser_tests::page::Page;
use browser_tests::sample;
use soatbieu::workbook::{CellRef, SheetIndex, Value, Workbook, read};

/// What is doubtful in the appendices themselves (tests/seed.rs says why).
const PB01: [(&str, &str); 3] = [("PB01!H11", "warning"), ("PB01!H13", "warning"), ("PB01!I18", "info")];
const PB02: [(&str, &str); 5] = [
    ("PB02!E39", "warning"),
    ("PB02!F37", "warning"),
    ("PB02!F39", "warning"),
    ("PB02!F41", "warning"),
    ("PB02!G39", "warning"),
];

#[tokio::test]
async fn a_chosen_workbook_is_checked_corrected_and_saved() {
    drive(1600, 1600, |browser| async move {
        let page = Page::open(browser).await;
        page.choose(&sample()).await;
        whole_job(&page).await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn the_whole_job_asks_nothing_of_the_network() {
    drive(1600, 1600, |browser| async move {
        let page = Page::open(browser).await;
        page.wait_for("[data-kept=true]").await;
        let (before, _) = (page.server.requests(), page.browser.requested().await);
        page.drop_file("sample.xlsx", &fs::read(sample()).expect("the sample")).await;
        whole_job(&page).await;
        assert_eq!(page.browser.requested().await, Vec::<String>::new());
        assert_eq!(page.server.requests(), before);
    })
    .await;
}

#[tokio::test]
async fn a_dropped_workbook_is_checked_corrected_and_saved_with_the_network_cut() {
    drive(1600, 1600, |browser| async move {
        let page = Page::open(browser).await;
        page.server.stop();
        page.browser.go_offline().await;
        page.drop_file("sample.xlsx", &fs::read(sample()).expect("the sample")).await;
        whole_job(&page).await;
    })
    .await;
}

#[tokio::test]
async fn the_built_in_sample_opens_with_one_click() {
    drive(1600, 1600, |browser| async move {
        let page = Page::open(browser).await;
        page.press("sample").await;
        page.wait_state("checked").await;
        page.turn_to("PB03").await;
        let marks = page.marks().await;
        for slip in ["PB03!E14", "PB03!F13"] {
            assert_eq!(marks.get(slip).map(String::as_str), Some("error"), "{marks:?}");
        }
    })
    .await;
}

async fn whole_job(page: &Page) {
    page.wait_state("checked").await;

    // Exactly the doubtful cells are marked.
    page.turn_to("PB01").await;
    page.wait_marks(&PB01).await;
    page.turn_to("PB02").await;
    page.wait_marks(&PB02).await;
    page.turn_to("PB03").await;
    page.wait_marks(&[("PB03!E14", "error"), ("PB03!F13", "error")]).await;

    // One is fixed by the button, the other by hand.
    assert_eq!(page.shown("PB03!E14").await, "217,746");
    page.apply_fix("PB03!E14").await;
    page.wait_shown("PB03!E14", "217,476").await;
    page.wait_marks(&[("PB03!F13", "error")]).await;
    page.type_into("PB03!F13", "15,38").await;
    page.wait_shown("PB03!F13", "15,38").await;
    page.wait_marks(&[]).await;

    // Back and forth.
    page.press("undo").await;
    page.wait_shown("PB03!F13", "15,83").await;
    page.wait_marks(&[("PB03!F13", "error")]).await;
    page.press("undo").await;
    page.wait_shown("PB03!E14", "217,746").await;
    page.press("redo").await;
    page.press("redo").await;
    page.wait_marks(&[]).await;

    // The file that comes home is the same package with that one sheet changed in two cells.
    page.press("save").await;
    let (name, saved) = page.browser.downloaded().await;
    assert_eq!(name, "sample-da-soat.xlsx");
    let original = fs::read(sample()).expect("the sample");
    assert_eq!(changed_parts(&original, &saved), ["xl/worksheets/sheet3.xml"]);
    assert_eq!(changed_cells(&original, &saved), [(2, "F13".to_owned()), (2, "E14".to_owned())]);

    // Opened again, it is clean where it was corrected, and as doubtful as before elsewhere.
    page.drop_file(&name, &saved).await;
    page.wait_document(&name).await;
    page.turn_to("PB01").await;
    page.wait_marks(&PB01).await;
    page.turn_to("PB02").await;
    page.wait_marks(&PB02).await;
    page.turn_to("PB03").await;
    page.wait_shown("PB03!E14", "217,476").await;
    page.wait_marks(&[]).await;
}

/// Sheet and address of every cell that does not hold the same in both files.
fn changed_cells(before: &[u8], after: &[u8]) -> Vec<(usize, String)> {
    let cells = |workbook: &Workbook| {
        let sheets = workbook.sheets.iter().enumerate();
        sheets
            .flat_map(|(index, sheet)| {
                sheet.cells().map(move |(at, cell)| {
                    ((SheetIndex(index), at), (cell.value.clone(), cell.style, cell.formula.clone()))
                })
            })
            .filter(|(_, (value, ..))| *value != Value::Empty)
            .collect::<std::collections::BTreeMap<(SheetIndex, CellRef), _>>()
    };
    let (before, after) = (read(before).expect("a workbook"), read(after).expect("a workbook"));
    assert_eq!(before.sheets.len(), after.sheets.len());
    let (before, after) = (cells(&before), cells(&after));
    let places = before.keys().chain(after.keys().filter(|place| !before.contains_key(place)));
    places.filter(|place| before.get(place) != after.get(place)).map(|(sheet, at)| (sheet.0, at.to_string())).collect()
}
