//! Takes the pictures in docs/images of the real page: `cargo xtask screenshots`.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use std::fs;

use browser_tests::browser::drive;
use browser_tests::page::Page;
use browser_tests::root;
use serde_json::json;

const SIZES: [(&str, u32, u32); 3] = [("wide", 1600, 900), ("laptop", 1280, 720), ("narrow", 390, 844)];

#[tokio::main]
async fn main() {
    drive(1600, 900, |browser| async move {
        let folder = root().join("docs/images");
        fs::create_dir_all(&folder).expect("docs/images can be made");
        let page = Page::open(browser).await;
        for theme in ["light", "dark"] {
            resize(&page, 1280, 720, theme).await;
            picture(&page, &format!("empty-{theme}")).await;
        }
        for theme in ["light", "dark"] {
            for (name, width, height) in SIZES {
                resize(&page, width, height, theme).await;
                // As a visitor with that screen sees it: nothing left over from another size.
                page.browser.client.refresh().await.expect("the page loads again");
                page.wait_state("empty").await;
                page.press("sample").await;
                page.wait_state("checked").await;
                page.rest().await;
                picture(&page, &format!("{name}-{theme}")).await;
            }
        }
    })
    .await;
}

async fn resize(page: &Page, width: u32, height: u32, theme: &str) {
    page.resize(width, height).await;
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
    page.browser.devtools("Emulation.setEmulatedMedia", media).await;
    page.rest().await;
}

async fn picture(page: &Page, name: &str) {
    let png = page.browser.client.screenshot().await.expect("a picture");
    let path = root().join("docs/images").join(format!("{name}.png"));
    fs::write(&path, png).expect("the picture can be written");
    println!("{}", path.display());
}
