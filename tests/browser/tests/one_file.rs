//! The page in one file, opened from the disk without a server or a network: the whole job, and nothing leaves it.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use std::fs;
use std::sync::Arc;

use browser_tests::browser::{Browser, drive};
use browser_tests::page::Page;
use browser_tests::sample;
use browser_tests::server::Server;
use serde_json::{Value, json};
use soatbieu::workbook::read;

/// Defines `trySending(outside)`, which tries every way of sending that a script has.
const SEND: &str = include_str!("sending.js");

/// The file, opened as by a double click; the server only listens for what should never come.
async fn opened(browser: Browser) -> Page {
    let file = browser_tests::root().join("dist/soatbieu.html");
    assert!(file.is_file(), "there is no dist/soatbieu.html: run `cargo xtask dist` first");
    // From a folder in which nothing else stands.
    let alone = browser.file("soatbieu.html", &fs::read(file).expect("the file can be read"));
    let server = Arc::new(Server::start(std::env::temp_dir()));
    let page = Page { browser, server };
    page.browser.client.goto(&format!("file://{}", alone.display())).await.expect("the file opens");
    page.wait_state("empty").await;
    page
}

#[tokio::test]
async fn the_whole_job_is_done_in_one_file_from_the_disk() {
    drive(1600, 1200, |browser| async move {
        browser.go_offline().await;
        let page = opened(browser).await;
        assert!(page.text(".promise").await.contains("bản một tệp"), "{}", page.text(".promise").await);
        page.choose_at(&sample(), "PB03").await;
        page.wait_marks(&[("PB03!E14", "error"), ("PB03!F13", "error")]).await;
        page.apply_fix("PB03!E14").await;
        page.wait_shown("PB03!E14", "217,476").await;
        page.type_into("PB03!F13", "15,38").await;
        page.wait_marks(&[]).await;
        let (name, bytes) = page.save().await;
        assert_eq!(name, "sample-da-soat.xlsx");
        let saved = read(&bytes).expect("what was saved can be read");
        let shown = |cell: &str| {
            let cell = saved.sheets[2].cell(cell.parse().expect("an address")).expect("a cell");
            saved.shown(cell).into_owned()
        };
        assert_eq!((shown("E14").as_str(), shown("F13").as_str()), ("217,476", "15,38"));
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
        assert_eq!(page.server.requests(), Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn nothing_leaves_the_one_file() {
    drive(1280, 720, |browser| async move {
        let page = opened(browser).await;
        // Before anything else was done: its policy stands from the start.
        let script = format!(
            "const [outside, done] = arguments; {SEND} trySending(outside).then(done, (error) => done(String(error)))"
        );
        let answer: Value =
            page.browser.client.execute_async(&script, vec![json!(page.server.origin())]).await.expect("an answer");
        assert!(answer["tried"].as_u64().is_some_and(|ways| ways > 20), "{answer}");
        assert_eq!(answer["sent"], json!([]));
        assert_eq!(page.server.requests(), Vec::<String>::new());
        // The probe has not kept it from working.
        page.press("sample").await;
        page.wait_state("checked").await;
    })
    .await;
}
