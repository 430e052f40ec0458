//! What a file hides is said, shown on demand, and never out of reach of a finding.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use browser_tests::browser::drive;
use browser_tests::package::{rows, workbook};
use browser_tests::page::Page;

/// Two hidden rows, one of them by a filter, a hidden column, and a hidden sheet whose total is wrong.
fn hiding() -> Vec<u8> {
    let body = |first: &str, hidden: &str, total: &str| {
        rows(&[
            ("", &["Xã", "Kế hoạch", "Thực hiện"]),
            ("", &["Đông Hà", "1200", "1150"]),
            (hidden, &["Cam Lộ", "980", "1010"]),
            (hidden, &["Gio Linh", "1530", "1490"]),
            ("", &["Hải Lăng", "870", "861"]),
            ("", &["Tổng cộng", total, "4511"]),
        ])
        .replacen("<sheetData>", &format!("{first}<sheetData>"), 1)
    };
    let column = r#"<cols><col min="3" max="3" width="12" hidden="1"/></cols>"#;
    workbook(
        &[
            (r#"name="Thu""#, &body(column, r#"hidden="1""#, "4580")),
            (r#"name="Chi" state="hidden""#, &body("", "", "4589")),
        ],
        &[],
    )
}

#[tokio::test]
async fn hidden_rows_and_columns_are_said_and_shown_on_demand() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        page.drop_file("an.xlsx", &hiding()).await;
        page.wait_document("an.xlsx").await;
        page.press("hidden-sheets").await;
        page.turn_to("Thu").await;
        let said = page.text("[data-action=hidden-cells]").await;
        assert!(said.contains("2 hàng ẩn") && said.contains("1 cột ẩn"), "{said}");
        let seen = "return document.querySelector(`[data-cell='${arguments[0]}']`)?.getBoundingClientRect().height > 10
            && document.querySelector(`[data-cell='${arguments[0]}']`).getBoundingClientRect().width > 10";
        let row = || page.ask(seen, vec!["Thu!A3".into()]);
        let column = || page.ask(seen, vec!["Thu!C2".into()]);
        assert_eq!((row().await, column().await), (false.into(), false.into()));
        // Where something is hidden, the headings say so.
        page.wait_for(".heads-left .head.gap-after").await;
        page.wait_for(".heads-top .head.gap-after").await;

        page.press("hidden-cells").await;
        page.wait_for("[data-action=hidden-cells][aria-pressed=true]").await;
        page.wait_for(".heads-left .head.uncovered").await;
        assert_eq!((row().await, column().await), (true.into(), true.into()));
        page.press("hidden-cells").await;
        page.wait_for("[data-action=hidden-cells][aria-pressed=false]").await;
        page.wait_for(".heads-left:not(:has(.uncovered))").await;
        assert_eq!((row().await, column().await), (false.into(), false.into()));
    })
    .await;
}

#[tokio::test]
async fn a_finding_on_a_hidden_sheet_is_listed_and_leads_there() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        page.drop_file("an.xlsx", &hiding()).await;
        page.wait_document("an.xlsx").await;
        assert!(page.text("[data-action=hidden-sheets]").await.contains("1 trang tính ẩn"));
        page.wait_for("[data-sheet=Thu][aria-selected=true]").await;
        page.wait_for("[data-finding][data-cell='Chi!B6'] [aria-expanded]").await.click().await.expect("it opens");
        page.wait_for("[data-sheet=Chi][aria-selected=true]").await;
        page.wait_marks(&[("Chi!B6", "error")]).await;
    })
    .await;
}
