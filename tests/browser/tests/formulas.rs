//! A formula is replaced only when the person says so.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use browser_tests::browser::drive;
use browser_tests::fixture;
use browser_tests::package::{rows, workbook};
use browser_tests::page::Page;
use fantoccini::key::Key;

#[tokio::test]
async fn typing_over_a_formula_asks_beside_the_cell_and_keeps_it_unless_told() {
    drive(1280, 900, |browser| async move {
        let page = Page::open_at(browser, &fixture("appendices-formulas.xlsx"), "PB03").await;
        let before = page.shown("PB03!D17").await;

        // An Enter too many keeps the formula.
        page.type_into("PB03!D17", "12,5").await;
        page.wait_for("[role=alertdialog] [data-action=keep-formula]:focus").await;
        assert!(page.text("#question-lead").await.contains("=SUM("), "{}", page.text("#question-lead").await);
        assert!(page.text("#question-ask").await.contains("12,5"));
        page.key(Key::Enter).await;
        page.wait_for("main:not(:has([role=alertdialog]))").await;
        assert_eq!(page.shown("PB03!D17").await, before);
        page.wait_for("[data-action=undo]:disabled").await;

        // So does Escape; and clearing the cell asks as well.
        page.point_at("PB03!D17").await;
        page.key(Key::Delete).await;
        page.wait_for("[data-action=keep-formula]:focus").await;
        page.key(Key::Escape).await;
        page.wait_for("main:not(:has([role=alertdialog]))").await;
        assert_eq!(page.shown("PB03!D17").await, before);

        // The arrow leads to the other answer.
        page.type_into("PB03!D17", "12,5").await;
        page.wait_for("[data-action=keep-formula]:focus").await;
        page.key(Key::Right).await;
        page.wait_for("[data-action=replace-formula]:focus").await;
        page.key(Key::Enter).await;
        page.wait_shown("PB03!D17", "12,500").await;
        page.press("undo").await;
        page.wait_shown("PB03!D17", &before).await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn what_depends_on_an_edit_follows_it_and_so_do_the_findings() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        // The total is typed, the share and the copy of the total are formulas.
        let sheet = rows(&[
            ("", &["Xã", "Kế hoạch", "Thực hiện", "Tỷ lệ (%)"]),
            ("", &["Đông Hà", "1200", "1150", "=ROUND(C2/B2*100,2)|95.83"]),
            ("", &["Cam Lộ", "980", "1010", "=ROUND(C3/B3*100,2)|103.06"]),
            ("", &["Gio Linh", "1530", "1490", "=ROUND(C4/B4*100,2)|97.39"]),
            ("", &["Hải Lăng", "870", "861", "=ROUND(C5/B5*100,2)|98.97"]),
            ("", &["Tổng cộng", "4580", "=SUM(C2:C5)|4511", "=ROUND(C6/B6*100,2)|98.49"]),
        ]);
        page.drop_file("thu.xlsx", &workbook(&[(r#"name="Thu""#, &sheet)], &[])).await;
        page.wait_state("checked").await;
        page.wait_marks(&[]).await;
        page.type_into("Thu!B2", "1300").await;
        page.wait_shown("Thu!D2", "88,46").await;
        page.wait_marks(&[("Thu!B6", "error")]).await;
        page.type_into("Thu!B6", "4680").await;
        page.wait_shown("Thu!D6", "96,39").await;
        page.wait_marks(&[]).await;
        page.press("undo").await;
        page.press("undo").await;
        page.wait_shown("Thu!D2", "95,83").await;
        page.wait_marks(&[]).await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_edited_is_refused_with_the_reason() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        let array = r#"<sheetData><row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2*2</f><v>2</v></c><c r="B1"><v>1</v></c></row>
            <row r="2"><c r="A2"><v>4</v></c><c r="B2"><v>2</v></c></row></sheetData>"#;
        page.drop_file("mang.xlsx", &workbook(&[(r#"name="M""#, array)], &[])).await;
        page.wait_state("checked").await;
        page.type_into("M!A2", "9").await;
        page.wait_for(".told.shown").await;
        let told = page.text(".told").await;
        assert!(told.contains("A2") && told.contains("công thức mảng"), "{told}");
        assert_eq!(page.shown("M!A2").await, "4");
        // Nor is a formula taken; the value bar says what can be typed instead.
        page.type_into("M!B1", "=1+1").await;
        page.wait_for(".told.shown").await;
        page.wait_for("[data-action=undo]:disabled").await;
        assert_eq!(page.shown("M!B1").await, "1");
    })
    .await;
}

#[tokio::test]
async fn formulas_are_calculated_by_the_engine_and_those_that_wait_for_excel_are_marked() {
    drive(1280, 900, |browser| async move {
        let page = Page::open(browser).await;
        page.choose(&fixture("uncalculated.xlsx")).await;
        page.wait_state("checked").await;
        // They were stored without a value.
        page.wait_shown("Tổng hợp!G1", "20").await;
        page.wait_shown("Tổng hợp!G2", "29,85").await;
        page.wait_shown("Tổng hợp!G3", "Xã An Bình").await;

        page.type_into("Tổng hợp!D4", "50").await;
        page.wait_shown("Tổng hợp!D6", "109").await;
        page.wait_shown("Tổng hợp!G1", "62").await;
        page.wait_shown("Tổng hợp!G2", "56,88").await;
        page.wait_shown("Tổng hợp!G3", "Xã Bình Minh").await;
        page.wait_for("[data-cell='Tổng hợp!G4'][data-outdated]").await;
        page.wait_for("[data-cell='Tổng hợp!G1']:not([data-outdated])").await;

        page.press("undo").await;
        page.wait_shown("Tổng hợp!G1", "20").await;
        page.wait_for("[data-cell='Tổng hợp!G4']:not([data-outdated])").await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}
