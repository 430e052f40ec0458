//! Several files at once: F8 goes through what was found in all of them, and a step is taken back where it was made.

use browser_tests::browser::drive;
use browser_tests::package::{rows, workbook};
use browser_tests::page::Page;
use fantoccini::key::Key;
use serde_json::json;

/// The table of one commune: what its three lines plan and give, and what it writes as the total of the second.
fn commune(name: &str, plan: [u32; 3], done: [u32; 3], total: &str) -> Vec<u8> {
    let title = format!("Biểu 01. Thu ngân sách năm 2025 của xã {name}");
    let text = |number: u32| number.to_string();
    let (plan_texts, done_texts) = (plan.map(text), done.map(text));
    let sum = text(plan.iter().sum());
    let sheet = rows(&[
        ("", &[title.as_str()]),
        ("", &["TT", "Chỉ tiêu", "Kế hoạch", "Thực hiện"]),
        ("", &["1", "Thuế, phí", plan_texts[0].as_str(), done_texts[0].as_str()]),
        ("", &["2", "Đất đai", plan_texts[1].as_str(), done_texts[1].as_str()]),
        ("", &["3", "Thu khác", plan_texts[2].as_str(), done_texts[2].as_str()]),
        ("", &["", "Tổng cộng", sum.as_str(), total]),
    ]);
    workbook(&[("name=\"Biểu 01\"", &sheet)], &[])
}

async fn drop_all(page: &Page) {
    const DROP: &str = "const carried = new DataTransfer();
        for (const [name, bytes] of arguments) carried.items.add(new File([new Uint8Array(bytes)], name));
        for (const kind of ['dragenter', 'dragover', 'drop'])
            document.querySelector('main').dispatchEvent(
                new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));";
    let files = vec![
        json!(["Nam Sơn.xlsx", commune("Nam Sơn", [412, 1105, 96], [431, 1278, 87], "1769")]),
        json!(["Bắc Sơn.xlsx", commune("Bắc Sơn", [655, 2310, 148], [702, 2451, 163], "3316")]),
        json!(["Đông Sơn.xlsx", commune("Đông Sơn", [287, 934, 71], [265, 1019, 58], "1432")]),
    ];
    page.ask(DROP, files).await;
    page.wait_for("[data-source='Đông Sơn.xlsx']").await;
    page.wait_document("Nam Sơn.xlsx").await;
}

#[tokio::test]
async fn f8_goes_through_all_files_and_comes_back_to_the_first() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        drop_all(&page).await;
        page.wait_for(".card.open").await;
        // The file in the middle is right, and is passed over.
        page.key(Key::F8).await;
        page.wait_document("Đông Sơn.xlsx").await;
        page.wait_for(".card.open[data-cell='Biểu 01!D6']").await;
        page.key(Key::F8).await;
        page.wait_document("Nam Sơn.xlsx").await;
        page.wait_for(".card.open[data-cell='Biểu 01!D6']").await;
    })
    .await;
}

#[tokio::test]
async fn undo_and_redo_lead_to_the_file_in_which_a_step_was_made() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        drop_all(&page).await;
        page.enter("Biểu 01!D6", "1796").await;
        page.wait_for("[data-source='Đông Sơn.xlsx'] .turn").await.click().await.expect("a file can be turned to");
        page.wait_document("Đông Sơn.xlsx").await;
        page.press("undo").await;
        page.wait_for(".told.shown").await;
        assert!(page.text(".told").await.contains("Nam Sơn.xlsx"), "{}", page.text(".told").await);
        page.wait_document("Nam Sơn.xlsx").await;
        page.wait_shown("Biểu 01!D6", "1769").await;
        page.wait_for("[data-cell='Biểu 01!D6'].cursor").await;
        page.wait_for("[data-source='Bắc Sơn.xlsx'] .turn").await.click().await.expect("a file can be turned to");
        page.wait_document("Bắc Sơn.xlsx").await;
        page.press("redo").await;
        page.wait_document("Nam Sơn.xlsx").await;
        page.wait_shown("Biểu 01!D6", "1796").await;
    })
    .await;
}
