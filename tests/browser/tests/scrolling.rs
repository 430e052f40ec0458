//! A sheet that was scrolled through is as quick as one that has just been opened.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use browser_tests::browser::{Browser, drive};
use browser_tests::package::workbook;
use browser_tests::page::Page;
use serde_json::{Value, json};

/// How many screens are scrolled through.
const SCREENS: u32 = 160;
/// A frame of the screen, in milliseconds: what takes less is not seen.
const FRAME: f64 = 17.0;

#[tokio::test]
async fn five_hundred_lines_stay_quick_however_far_they_are_scrolled() {
    drive(1366, 768, |browser| async move { stays_quick(browser, 500, 12).await }).await;
}

#[tokio::test]
async fn ten_thousand_lines_stay_quick_however_far_they_are_scrolled() {
    drive(1366, 768, |browser| async move { stays_quick(browser, 10_000, 20).await }).await;
}

/// What is measured, in milliseconds: medians of several.
#[derive(Debug)]
struct Pace {
    /// From an arrow key to the frame that shows it.
    arrow: f64,
    /// From Enter to the new value in its cell.
    edit: f64,
}

async fn stays_quick(browser: Browser, rows: u32, cols: u32) {
    let small = browser.file("nho.xlsx", &table("Nho", 30, 6));
    let large = browser.file("lon.xlsx", &table("Lon", rows, cols));
    let page = Page::open(browser).await;
    let fresh_open = opening(&page, &small, "Nho").await;
    opening(&page, &large, "Lon").await;
    page.rest().await;
    let fresh = pace(&page).await;

    scroll(&page).await;
    let cells = page.ask("return document.querySelectorAll('[data-cell]').length", Vec::new()).await;
    assert!(cells.as_u64().is_some_and(|cells| cells < 6000), "{cells} cells are on the screen");
    let after = pace(&page).await;
    let open_after = opening(&page, &small, "Nho").await;

    println!(
        "{rows} x {cols}: {fresh:?}, open {fresh_open:.0}; {SCREENS} screens later {after:?}, open {open_after:.0}"
    );
    let quick = |after: f64, fresh: f64| after <= 2.0 * fresh.max(FRAME);
    assert!(quick(after.arrow, fresh.arrow), "an arrow: {} ms, on a fresh page {} ms", after.arrow, fresh.arrow);
    assert!(quick(after.edit, fresh.edit), "an edit: {} ms, on a fresh page {} ms", after.edit, fresh.edit);
    assert!(quick(open_after, fresh_open), "opening: {open_after} ms, on a fresh page {fresh_open} ms");
    assert_eq!(page.browser.complaints().await, Vec::<String>::new());
}

/// A table whose last column is the sum of the others.
fn table(name: &str, rows: u32, cols: u32) -> Vec<u8> {
    let mut body = String::from("<sheetData>");
    let mut state = 7_u32;
    for row in 1..=rows {
        let _ = write!(body, r#"<row r="{row}">"#);
        let mut sum = 0;
        for col in 0..cols {
            let at = format!("{}{row}", char::from(b'A' + u8::try_from(col).expect("few columns")));
            let _ = match (row, col) {
                (1, 0) => write!(body, r#"<c r="{at}" t="inlineStr"><is><t>Xã</t></is></c>"#),
                (1, col) if col + 1 == cols => {
                    write!(body, r#"<c r="{at}" t="inlineStr"><is><t>Tổng</t></is></c>"#)
                }
                (1, col) => write!(body, r#"<c r="{at}" t="inlineStr"><is><t>Nguồn {col}</t></is></c>"#),
                (row, 0) => write!(body, r#"<c r="{at}" t="inlineStr"><is><t>Xã số {row}</t></is></c>"#),
                (_, col) if col + 1 == cols => write!(body, r#"<c r="{at}"><v>{sum}</v></c>"#),
                _ => {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    let figure = 100 + (state >> 16) % 900;
                    sum += figure;
                    write!(body, r#"<c r="{at}"><v>{figure}</v></c>"#)
                }
            };
        }
        body.push_str("</row>");
    }
    body.push_str("</sheetData>");
    workbook(&[(&format!(r#"name="{name}""#), &body)], &[])
}

/// How long it takes from choosing a file to its first cell.
async fn opening(page: &Page, file: &Path, sheet: &str) -> f64 {
    let start = Instant::now();
    page.choose(file).await;
    page.wait_document(&file.file_name().expect("a name").to_string_lossy()).await;
    page.wait_for(&format!("[data-cell='{sheet}!B2']")).await;
    start.elapsed().as_secs_f64() * 1000.0
}

async fn pace(page: &Page) -> Pace {
    page.ask("document.querySelector('.grid').scrollTop = 0", Vec::new()).await;
    page.rest().await;
    page.point_at("Lon!C3").await;
    page.rest().await;
    const ARROWS: &str = "
        const done = arguments[0];
        const grid = document.querySelector('.grid');
        const taken = [];
        for (let count = 0; count < 15; count++) {
            const start = performance.now();
            const key = count % 2 ? 'ArrowUp' : 'ArrowDown';
            grid.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
            await new Promise(requestAnimationFrame);
            await new Promise((next) => setTimeout(next, 0));
            taken.push(performance.now() - start);
            await new Promise((next) => setTimeout(next, 40));
        }
        done(taken);";
    let arrows = soon(page, ARROWS, Vec::new()).await;
    let mut edits = Vec::new();
    for figure in ["501", "502", "503"] {
        page.point_at("Lon!C3").await;
        page.keys(figure).await;
        const EDIT: &str = "
            const [text, done] = arguments;
            const cell = document.querySelector(\"[data-cell='Lon!C3']\");
            const start = performance.now();
            document.activeElement.dispatchEvent(
                new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
            while (document.querySelector(\"[data-cell='Lon!C3']\")?.innerText.trim() !== text)
                await new Promise((next) => setTimeout(next, 1));
            done([performance.now() - start]);";
        edits.extend(soon(page, EDIT, vec![json!(figure)]).await);
        // What follows from it is looked up as well.
        page.rest().await;
    }
    // With nothing to save, another file can be opened without a question.
    for _ in 0..edits.len() {
        page.press("undo").await;
        page.rest().await;
    }
    page.wait_for("[data-action=undo]:disabled").await;
    Pace { arrow: median(arrows), edit: median(edits) }
}

/// Runs a script that takes its time.
async fn soon(page: &Page, script: &str, arguments: Vec<Value>) -> Vec<f64> {
    let script = format!("(async function () {{ {script} }}).apply(null, arguments)");
    let answer = page.browser.client.execute_async(&script, arguments).await.unwrap_or_else(|error| panic!("{error}"));
    serde_json::from_value(answer).expect("milliseconds")
}

fn median(mut taken: Vec<f64>) -> f64 {
    taken.sort_by(f64::total_cmp);
    taken[taken.len() / 2]
}

/// Goes down through the sheet screen by screen, and to its top again at its end, each time waiting until
/// the cells are there.
async fn scroll(page: &Page) {
    const SCROLL: &str = "
        const [screens, done] = arguments;
        const grid = document.querySelector('.grid');
        const pause = (time) => new Promise((next) => setTimeout(next, time));
        const seen = () => {
            const { left, top, height } = grid.getBoundingClientRect();
            return document.elementFromPoint(left + 150, top + height - 40)?.closest('[data-cell]');
        };
        for (let screen = 0; screen < screens; screen++) {
            const end = grid.scrollHeight - grid.clientHeight;
            grid.scrollTop = grid.scrollTop >= end - 1 ? 0 : Math.min(end, grid.scrollTop + grid.clientHeight);
            await pause(20);
            for (let patience = 0; patience < 250 && !seen(); patience++) await pause(8);
            if (!seen()) return done([]);
        }
        done([screens]);";
    for _ in 0..SCREENS / 20 {
        let came = soon(page, SCROLL, vec![json!(20)]).await;
        assert_eq!(came, [20.0], "cells come into view");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
